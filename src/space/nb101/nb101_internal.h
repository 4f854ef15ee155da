/* What the files of nb101 share and nobody else sees. */
#ifndef NSC_NB101_INTERNAL_H
#define NSC_NB101_INTERNAL_H

#include "space/nb101/nb101.h"

/* One full matrix (every vertex on a path) and the skeleton that it is an ordering of; edges == 0 marks an empty
 * place. */
typedef struct nsc_full_matrix {
    uint32_t edges;
    nsc_ordering ordering;
} nsc_full_matrix;

/*
 * All skeletons within the limits, ascending by (vertices, edges), their automorphisms, and a hash table over all their
 * full matrices. The edges of a full matrix determine its number of vertices: its last column is not empty.
 */
typedef struct nsc_skeletons {
    nsc_skeleton *items;
    size_t count, capacity;
    uint8_t (*automorphisms)[NSC_CELL_INNER]; /* inner vertex r goes to automorphisms[…][r − 1], all 1-based */
    size_t automorphism_count, automorphism_capacity;
    size_t *first_automorphism; /* [count] */
    size_t first_capacity;
    nsc_full_matrix *places;
    size_t place_count, place_capacity; /* capacity is a power of two */
} nsc_skeletons;

/* Where a skeleton's labellings and orbits are listed: skeletons with the same automorphisms share them. */
typedef struct nsc_orbit_place {
    uint32_t first_orbit;     /* in `orbits`, labelling_count entries */
    uint32_t first_labelling; /* in `labellings`, cell_count entries */
} nsc_orbit_place;

struct nsc_nb101 {
    nsc_nb101_limits limits;
    nsc_skeletons skeletons;
    uint32_t cell_count;
    uint16_t *orbits, *labellings; /* those of each group of automorphisms, one after the other */
    nsc_orbit_place *orbit_places; /* [skeleton] */
    nsc_removal *removals;
    uint32_t *removal_offsets; /* [skeleton + 1] */
    uint32_t *removals_to;
    uint32_t *removal_to_offsets; /* [skeleton + 1] */
};

/* Enumerates, as nsc_nb101_create does for limits other than the published ones (catalogue.c). */
nsc_status nsc_catalogue_create(nsc_nb101 **nb101, nsc_nb101_limits limits, nsc_error *error);
void nsc_catalogue_destroy(nsc_nb101 *nb101);

/* The published space, enumerated by the build: without its automorphisms. */
extern const nsc_nb101 nsc_published_catalogue;

/* Cells of NSC_CELL_VERTICES vertices with at most so many edges, without enumerating them (catalogue.c). */
uint64_t nsc_cells_of_most_vertices(unsigned edge_limit);

/* Enumerates the skeletons within the limits (skeleton.c). */
nsc_status nsc_skeletons_enumerate(nsc_skeletons *skeletons, nsc_nb101_limits limits, nsc_error *error);
void nsc_skeletons_release(nsc_skeletons *skeletons);

/* The place of a full matrix in the hash table; NULL where it is beyond the limits. */
const nsc_full_matrix *nsc_skeletons_find(const nsc_skeletons *skeletons, uint32_t edges);

/* The tables behind nsc_space_encodings (encoding_table.c). NSC_USAGE where there are more than 7 vertices. */
typedef struct nsc_encoding_table nsc_encoding_table;
nsc_status nsc_encoding_table_create(nsc_encoding_table **table, const nsc_nb101 *nb101, nsc_error *error);
void nsc_encoding_table_destroy(nsc_encoding_table *table);
const nsc_encodings *nsc_encoding_table_encodings(const nsc_encoding_table *table);

/* Fills the removals, both ways, once skeletons and orbits stand (edits.c). */
nsc_status nsc_removals_build(nsc_nb101 *nb101, nsc_error *error);

#endif
