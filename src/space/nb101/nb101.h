/*
 * nb101: the cells of NAS-Bench-101, from first principles.
 *
 * Everything structural depends on a cell's skeleton (its graph without operations): 2,494 skeletons carry the 423,624
 * cells. A skeleton's labellings are base-3 numbers, vertex 1 first; a cell is an orbit of labellings under the
 * skeleton's automorphisms, and the smallest labelling of the orbit stands for it.
 *
 *   cell.h / cell.c   a cell, pruning, its spellings
 *   parse.c           reading the spellings
 *   skeleton.c        enumeration of skeletons and their automorphisms, canonical form
 *   catalogue.c       ids: skeletons × orbits of labellings, both directions
 *   published.c       the published space, which the build enumerates: write_tables.c writes it as a C file
 *   edits.c           what one change does to a cell, by table
 *   orderings.c       all matrices that are one cell
 *   measures.c        parameters, depth, width, encodings
 *   encoding_table.c  from any encoding to its cell by two look-ups
 *   fingerprint.c     the official hash; md5_lanes.c, several at once
 *   index.c           hash ↔ id by a file that the build makes
 *   nb101_space.c     all this as an nsc_space
 *   nb101_internal.h  what only these files share
 */
#ifndef NSC_NB101_H
#define NSC_NB101_H

#include "space/nb101/cell.h"
#include "space/space.h"

/* The limits of the published space. Ying et al. 2019, section 2.1. */
enum { NSC_NB101_VERTICES = 7, NSC_NB101_EDGES = 9 };

/* The largest budget of the published measurements: what a file without budgets holds. */
enum { NSC_NB101_EPOCHS = 108 };

typedef struct nsc_nb101_limits {
    unsigned vertices; /* 2 … 8 */
    unsigned edges;    /* 1 … 28 */
} nsc_nb101_limits;

enum { NSC_LABELLINGS = 729 }; /* 3^6: the most labellings a skeleton of NSC_CELL_VERTICES vertices has */

/* A cell without its operations. */
typedef struct nsc_skeleton {
    uint32_t edges; /* smallest over all reorderings */
    uint8_t vertex_count;
    uint8_t edge_count;
    uint8_t depth;       /* edges on the longest path from input to output */
    uint8_t width;       /* most distinct sources whose output crosses a cut; Ying et al. section 3.2, see measures.c */
    uint32_t first_id;   /* id of its first cell */
    uint32_t cell_count; /* orbits of labellings */
    uint32_t labelling_count; /* 3^(vertex_count − 2) */
    uint32_t ordering_count;  /* different upper-triangular matrices that are this graph */
    uint32_t automorphism_count;
} nsc_skeleton;

/* The enumerated space; immutable after creation, shared by threads. */
typedef struct nsc_nb101 nsc_nb101;

/* Enumerates, but for the published limits, whose space is part of the program. NSC_USAGE for limits out of range or
 * that admit too many cells. */
nsc_status nsc_nb101_create(nsc_nb101 **nb101, nsc_nb101_limits limits, nsc_error *error);
void nsc_nb101_destroy(nsc_nb101 *nb101);

nsc_nb101_limits nsc_nb101_get_limits(const nsc_nb101 *nb101);
/* True where the limits are the published ones; false for NULL. */
static inline bool nsc_nb101_is_published(const nsc_nb101 *nb101) {
    return nb101 != NULL && nsc_nb101_get_limits(nb101).vertices == NSC_NB101_VERTICES &&
           nsc_nb101_get_limits(nb101).edges == NSC_NB101_EDGES;
}
uint32_t nsc_nb101_cell_count(const nsc_nb101 *nb101);
uint32_t nsc_nb101_skeleton_count(const nsc_nb101 *nb101);
const nsc_skeleton *nsc_nb101_skeleton(const nsc_nb101 *nb101, uint32_t skeleton);

/* The skeleton of a cell, by binary search among first ids. */
uint32_t nsc_nb101_skeleton_of(const nsc_nb101 *nb101, uint32_t id);

/* orbits[labelling]: which orbit of the skeleton (id − first_id) a labelling belongs to. labelling_count entries. */
const uint16_t *nsc_nb101_orbits(const nsc_nb101 *nb101, uint32_t skeleton);
/* labellings[orbit]: the smallest labelling of each orbit. cell_count entries. */
const uint16_t *nsc_nb101_labellings(const nsc_nb101 *nb101, uint32_t skeleton);

/* The representative of a cell. */
nsc_cell nsc_nb101_cell(const nsc_nb101 *nb101, uint32_t id);

/* The id of a pruned cell in any vertex order. NSC_INVALID, with the reason, where it exceeds the space's limits. */
nsc_status nsc_nb101_find(const nsc_nb101 *nb101, const nsc_cell *pruned, uint32_t *id, nsc_error *error);

/*
 * How some ordering of a skeleton maps to its representative: order[p] is the inner vertex (1-based) of that ordering
 * which stands at inner vertex p + 1 of the representative.
 */
typedef struct nsc_ordering {
    uint32_t skeleton;
    uint8_t order[NSC_CELL_INNER];
} nsc_ordering;

/* The skeleton that `edges`, all of whose vertices are on a path, is an ordering of; false where beyond the limits. */
bool nsc_nb101_order(const nsc_nb101 *nb101, uint32_t edges, nsc_ordering *ordering);

/* The labelling of inner operations as a base-3 number, vertex 1 most significant; and back. */
unsigned nsc_labelling_of(const uint8_t *operations, unsigned inner_count);
void nsc_labelling_operations(unsigned labelling, unsigned inner_count, uint8_t *operations);

/* ---- one change (edits.c) ---- */

/* Removing one edge of a skeleton, then pruning. */
typedef struct nsc_removal {
    uint32_t from, to; /* skeletons, before and after */
    uint8_t slot;      /* of the edge */
    uint8_t vertices_lost;
    uint8_t order
        [NSC_CELL_INNER]; /* order[p]: the inner vertex (1-based) of `from` that becomes inner vertex p + 1 of `to` */
} nsc_removal;

/* All removals that leave a path, one an edge, sorted by `from`; offsets has skeleton_count + 1 entries. */
const nsc_removal *nsc_nb101_removals(const nsc_nb101 *nb101, const uint32_t **offsets);

/* Numbers of the removals that lead to each skeleton: lists[offsets[s] … offsets[s + 1] − 1]. */
const uint32_t *nsc_nb101_removals_to(const nsc_nb101 *nb101, const uint32_t **offsets);

/* The labelling of `to`, which has `to_inner` inner vertices, that the operations of a cell of `from` become. */
unsigned nsc_removal_apply(const nsc_removal *removal, const uint8_t *operations, unsigned to_inner);

/* Kinds of edges as numbers into nsc_nb101_edge_kinds: operation a replaced by b, edge removed or added with k
 * vertices. */
enum {
    NSC_KIND_REPLACED = 0,
    NSC_KIND_REMOVED = 6,
    NSC_KIND_ADDED = NSC_KIND_REMOVED + NSC_CELL_INNER + 1,
    NSC_KINDS = NSC_KIND_ADDED + NSC_CELL_INNER + 1
};
extern const nsc_edge_kind nsc_nb101_edge_kinds[NSC_KINDS];
nsc_kind nsc_kind_replaced(unsigned from_operation, unsigned to_operation);

/* ---- matrices of one cell (orderings.c) ---- */

/*
 * All different pairs of matrix and operations that are the cell, with as many vertices as it has, in ascending order:
 * the representative first. At most (vertices − 2)!, and 60 in nb101. `cell` is pruned; released by free().
 */
nsc_status nsc_cell_orderings(const nsc_cell *cell, nsc_cell **orderings, size_t *count, nsc_error *error);

/* ---- measures (measures.c) ---- */

/* Trainable parameters of the published network built from the representative: they depend on the order of vertices. */
uint32_t nsc_cell_parameters(const nsc_cell *cell);

/* Channels at each vertex of a module, official rule. `channels` holds vertex_count entries. */
void nsc_cell_channels(uint32_t edges, unsigned vertex_count, unsigned input_channels, unsigned output_channels,
                       unsigned *channels);

unsigned nsc_cell_depth(uint32_t edges, unsigned vertex_count);
unsigned nsc_cell_width(uint32_t edges, unsigned vertex_count);

/*
 * encodings[id]: how many encodings of the space's matrix size decode to the cell. Scans all matrices of that size:
 * 2^21 for the published limits, 0.03 s; 2^28 for 8 vertices, seconds.
 */
nsc_status nsc_nb101_encodings(const nsc_nb101 *nb101, nsc_validity validity, double *encodings, nsc_error *error);

/* ---- fingerprints (fingerprint.c, index.c) ---- */

typedef struct nsc_hash {
    uint8_t bytes[16];
} nsc_hash;

/* The official fingerprint of a pruned cell, in any vertex order; of several cells at once. */
nsc_hash nsc_cell_fingerprint(const nsc_cell *pruned);
nsc_status nsc_nb101_fingerprints(const nsc_nb101 *nb101, const nsc_control *control, nsc_hash *hashes,
                                  nsc_error *error);

/* 32 lower-case hexadecimal digits and a zero. */
void nsc_hash_format(const nsc_hash *hash, char text[33]);
/* True where `text` is 32 hexadecimal digits of either case. */
bool nsc_hash_parse(const char *text, nsc_hash *hash);

/*
 * Hash ↔ id. Maps the index file that the build made and the installation placed; where it is absent, of another
 * version, damaged or of other limits, computes the fingerprints instead (seconds become visible, results do not
 * change).
 */
typedef struct nsc_hash_index nsc_hash_index;
nsc_status nsc_hash_index_open(nsc_hash_index **index, const nsc_nb101 *nb101, const nsc_control *control,
                               nsc_error *error);
void nsc_hash_index_close(nsc_hash_index *index);
/* hashes[id]; valid until the index is closed. */
const nsc_hash *nsc_hash_index_hashes(const nsc_hash_index *index);
/* The ids of all cells in ascending order of their hashes; valid until the index is closed. */
const uint32_t *nsc_hash_index_order(const nsc_hash_index *index);
/* False where no cell of the space has the hash. */
bool nsc_hash_index_find(const nsc_hash_index *index, const nsc_hash *hash, uint32_t *id);
/*
 * An index file of which the header alone was checked, for a few look-ups; NULL where there is none, or no memory. Only
 * nsc_hash_index_find_unchecked and nsc_hash_index_close take it.
 */
nsc_hash_index *nsc_hash_index_open_unchecked(const nsc_nb101 *nb101);
/*
 * As nsc_hash_index_find, and the cell that is found is right, since its fingerprint is computed: 35 us. False may also
 * mean that the file is damaged: only a whole index knows that no cell has the hash.
 */
bool nsc_hash_index_find_unchecked(const nsc_hash_index *index, const nsc_nb101 *nb101, const nsc_hash *hash,
                                   uint32_t *id);
/* Writes the index file; what the build runs. */
nsc_status nsc_hash_index_write(const nsc_nb101 *nb101, const nsc_control *control, const char *path, nsc_error *error);

/* ---- the space (nb101_space.c) ---- */

/* The catalogue inside a space; NULL where `space` is not nb101. */
const nsc_nb101 *nsc_space_nb101(const nsc_space *space);
/* The space's hash index, opened by the first call (from any thread), closed with the space. */
nsc_status nsc_space_hash_index(const nsc_space *space, const nsc_hash_index **index, nsc_error *error);

/* Opens nb101 within `limits`; what nsc_space_open calls for "nb101…". */
nsc_status nsc_nb101_space_open(nsc_space **space, const char *name, nsc_nb101_limits limits, nsc_error *error);

/*
 * Reads any CELL: a hash, id:N, ADJACENCY/OPERATIONS, or the name of a named point. `encoding` may be NULL; it is
 * filled with what was written.
 */
nsc_status nsc_nb101_parse(const nsc_space *space, const char *text, uint32_t *id, nsc_encoding *encoding,
                           nsc_error *error);

#endif
