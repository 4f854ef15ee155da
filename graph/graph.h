/*
 * graph: which points are neighbours, stored as compact rows, and distances between points.
 *
 * In: a space and the name of a relation. Out: rows of 32-bit neighbours with the kind of each edge; distances; the
 * figures that describe a graph. Nothing here uses a fitness except the two functions that take plain values.
 *
 *   rows.h                the graph, and the readers through which all others see its rows; rows.c, those of rows that
 *                         are computed
 *   relation.c            the table of relations: the spaces that have them, and how neighbours are found
 *   build.c               the whole graph by any relation, or the neighbours of one point
 *   relation_cells.c      those of cells, by the links between skeletons of cell_links.h; rows_cells.c, the same
 *                         without a stored graph; relation_cells_local.c, those of one cell by the space's tables
 *   relation_cells_directed.c
 *                         those by the moves of other programs
 *   relation_strings.c    those of strings, by arithmetic; rows_strings.c, the same without a stored graph
 *   relation_listed.c     those listed in a file
 *   changes.h             the change that leads to a neighbour, in words; changes_cells.c, those of cells
 *   search.c              breadth-first search, components
 *   edit.c                edit distance, to all points at once and with its script
 *   encoding_distance.c   distances of all encodings to those of some points
 *   encoding_counts.c     encodings by point and distance; the distance of points that follows
 *   encoding_pairs.c      the encodings of one point, and the nearest of them
 *   encoding_script.c     one shortest list of changes from an encoding of one point to one of another
 *   hamming_distance.c    positions in which strings differ
 *   path_distance.c       operation sequences from input to output that one of two points lacks
 *   distance.c            the table of distances: which spaces have them
 *   product.c             products with the transition matrix of a random walk
 *   eigenpairs.c          the lowest eigenpairs of its Laplacian; its parts: eigenpairs_internal.h
 *   graph_figures.c       the figures of `graph info`; graph_figures_table.c, them as a table
 *   graphml.h             the graph as GraphML
 *   igraph_bridge.h       the figures and networks that igraph computes; igraph_bridge.c, the only file that uses it
 */
#ifndef NSC_GRAPH_H
#define NSC_GRAPH_H

#include "base/public.h"
#include "base/table.h"
#include "graph/rows.h"
#include "space/space.h"

#include <stdbool.h>

NSC_PUBLIC_BEGIN

typedef struct nsc_neighbour nsc_neighbour;

/* Which points count as neighbours. */
struct nsc_relation {
    const char *name;      /* pruned, adjacent, strict, substitution, listed, naszilla, one-exchange */
    const char *meaning;   /* one line */
    nsc_space_kind spaces; /* those that have it */
    bool of_encodings;     /* a quotient of the encoding graph: two points are neighbours if encodings of theirs are */
    bool directed;         /* a point may be a neighbour of another without the reverse */
    bool connected;        /* the graph of every space that has it is one component */
    int vertices_lost;     /* edges whose kinds lose or add more vertices are left out; large: no limit */
    /* Fills the rows of a graph whose relation and number of points are set; as nsc_graph_build otherwise. */
    nsc_status (*build)(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error);
    /* Prepares a graph whose rows are computed: its engine, implementation, row_capacity and edge_count; otherwise as
     * build. NULL: rows can only be stored. */
    nsc_status (*imply)(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error);
    /* Bytes of the stored graph, as far as they can be estimated beforehand. NULL: those of a list in memory. */
    uint64_t (*stored_bytes)(const nsc_space *space);
    /* As nsc_graph_neighbours. */
    nsc_status (*neighbours)(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                             nsc_neighbour **neighbours, size_t *count, nsc_error *error);
};

extern const nsc_relation nsc_relations[];
extern const size_t nsc_relation_count;
/* NULL if there is no such relation. */
const nsc_relation *nsc_relation_named(const char *name);

/* The relation of a space by its name; its first one for NULL. NSC_USAGE, listing those it has, if it has no such
 * relation. */
nsc_status nsc_relation_of(const nsc_space *space, const char *name, const nsc_relation **relation, nsc_error *error);

/* The relations of the space that are quotients of its encoding graph: *count rows of nsc_relations, the default first;
 * NULL and 0 if it has none. */
const nsc_relation *nsc_relations_of_encodings(const nsc_space *space, size_t *count);

static inline bool nsc_graph_is_directed(const nsc_graph *graph) {
    return graph->relation->directed;
}

/* Whether the rows of a graph are stored or computed when they are read: see rows.h. */
typedef enum nsc_graph_storage {
    NSC_GRAPH_BY_SIZE, /* implicit if it can be and the stored graph would be larger than the limits below */
    NSC_GRAPH_STORED,
    NSC_GRAPH_IMPLICIT
} nsc_graph_storage;

/* The largest stored graphs, by estimated bytes, so that every machine chooses the same: 2 GiB; of strings, whose
 * computed rows are faster than stored ones beyond the processor's cache, 64 MiB. */
#define NSC_STORED_BYTES (UINT64_C(1) << 31)
#define NSC_STORED_BYTES_OF_STRINGS (UINT64_C(1) << 26)

/* "stored", "implicit"; NULL for NSC_GRAPH_BY_SIZE and beyond the last. */
const char *nsc_graph_storage_name(nsc_graph_storage storage);

/* Builds the whole graph by size; identical for any number of threads. For nb101 0.2 s of processor time and 58 MB.
 * Release with nsc_graph_release. */
nsc_status nsc_graph_build(nsc_graph *graph, const nsc_space *space, const nsc_relation *relation,
                           const nsc_control *control, nsc_error *error);
/* The same with a choice. NSC_USAGE if rows of the relation can only be stored and implicit ones are asked for. */
nsc_status nsc_graph_build_as(nsc_graph *graph, const nsc_space *space, const nsc_relation *relation,
                              nsc_graph_storage storage, const nsc_control *control, nsc_error *error);
void nsc_graph_release(nsc_graph *graph);

/* Whether a graph so built is implicit. */
bool nsc_graph_will_be_implicit(const nsc_space *space, const nsc_relation *relation, nsc_graph_storage storage);
/* The memory that a graph so built takes, estimated: of a stored one rather too much, of an implicit one what grows
 * with the points. */
uint64_t nsc_graph_bytes(const nsc_space *space, const nsc_relation *relation, nsc_graph_storage storage);

/* One neighbour of one point. */
struct nsc_neighbour {
    uint32_t point;
    nsc_kind kind; /* read from the asked point to this one */
    double weight; /* as in nsc_row; 0 if the graph has none */
};

/* The neighbours of one point straight from the space's tables, its row ascending; the array is released by free(). */
nsc_status nsc_graph_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                nsc_neighbour **neighbours, size_t *count, nsc_error *error);

/* ---- search.c ---- */

enum { NSC_UNREACHED = 255, NSC_HOPS_MAXIMUM = 254 };

/*
 * distances[p]: fewest edges from p to the nearest of the targets, NSC_UNREACHED if none leads there. In a directed
 * graph edges are taken in their direction only: how far p is from the target, not the target from p. NSC_MISSING if
 * one is further than NSC_HOPS_MAXIMUM, the most that a byte holds. 20 ms; directed 50 ms.
 */
nsc_status nsc_graph_hops(const nsc_graph *graph, const uint32_t *targets, size_t target_count, uint8_t *distances,
                          nsc_error *error);

/* Sets the error for more than NSC_HOPS_MAXIMUM hops. */
nsc_status nsc_hops_too_many(nsc_error *error);

/* components[p]: number of p's component, ignoring directions of edges; components are numbered by their smallest
 * point. sizes is released by free(). */
nsc_status nsc_graph_components(const nsc_graph *graph, uint32_t *components, uint32_t **sizes, uint32_t *count,
                                nsc_error *error);

/* The longest shortest path of a connected graph, exactly; NSC_INVALID if not connected, NSC_USAGE if directed.
 * Seconds on `pruned`. */
nsc_status nsc_graph_diameter(const nsc_graph *graph, const nsc_control *control, uint32_t *diameter, nsc_error *error);

/* ---- graph_figures.c ---- */

/* The figures of `graph info`. */
typedef struct nsc_graph_figures {
    uint32_t vertices;
    uint64_t edges;
    uint32_t components;
    uint32_t *component_sizes; /* [components], descending; released by nsc_graph_figures_release */
    uint32_t isolated;         /* points without any edge, in or out */
    uint32_t degree_minimum, degree_maximum;
    double degree_median, degree_mean;
    /* Directed graphs only: edges that lead to a point; the degrees above count edges that lead away. */
    uint32_t *in_degrees; /* [vertices]; NULL if undirected; released by nsc_graph_figures_release */
    uint32_t in_degree_minimum, in_degree_maximum;
    double in_degree_median;
    uint32_t sinks, sources; /* points without outgoing edges; without incoming edges */
    /* Indexed by the space's kind. Undirected: each edge once, under the lower of a kind and its reverse (replaced from
     * the lower-numbered symbol, or removed). Directed: as in its row. */
    uint64_t *edges_by_kind;       /* released by nsc_graph_figures_release */
    double expected_optima_random; /* expected local optima of an independent random fitness: sum of 1 / (degree + 1) */
} nsc_graph_figures;

nsc_status nsc_graph_figures_of(const nsc_graph *graph, const nsc_space *space, nsc_graph_figures *figures,
                                nsc_error *error);
void nsc_graph_figures_release(nsc_graph_figures *figures);

/*
 * The same as a table of two columns, key and value, with sizes of components, edges by kind and hubs; with
 * `cross_check` also igraph's count of the same graph, which must be equal (NSC_FAILED) and takes 2 s; not thread-safe
 * then, since igraph is not. Released by nsc_table_destroy.
 */
nsc_status nsc_graph_information(const nsc_graph *graph, const nsc_space *space, bool cross_check, nsc_table **table,
                                 nsc_error *error);

/* Numeric assortativity (Newman 2003) over the edges both of whose ends have a value (not NaN), by weight: Pearson's
 * correlation of the values at both ends, undirected edges read both ways; NaN if undefined. */
nsc_status nsc_graph_assortativity(const nsc_graph *graph, const double *values, double *assortativity,
                                   nsc_error *error);

/* A shortest list of changes from one point to another by a distance, in the words of changes.h. */
typedef struct nsc_changes {
    uint32_t distance;
    char *start;  /* the encoding that the changes start from, if it differs from the point's name; else NULL */
    char **steps; /* [distance] the changes, in words */
} nsc_changes;
void nsc_changes_release(nsc_changes *changes);

/* ---- edit.c ---- */

/*
 * distances[p]: fewest edge flips and operation replacements over all matchings of the inner vertices (input and output
 * fixed), both cells padded to the space's size with isolated vertices whose operation is free; to the nearest target.
 */
nsc_status nsc_edit_distances(const nsc_space *space, const uint32_t *targets, size_t target_count,
                              const nsc_control *control, uint8_t *distances, nsc_error *error);

/*
 * The edit distance of two points and one shortest list of changes of the representative of `from`. Its vertices keep
 * their numbers; new ones are numbered on after the output. Released by nsc_changes_release.
 */
nsc_status nsc_edit_changes(const nsc_space *space, uint32_t from, uint32_t to, nsc_changes *changes, nsc_error *error);

/* ---- encoding_distance.c, encoding_counts.c, encoding_script.c ---- */

enum { NSC_ENCODING_DISTANCES = 32 }; /* distances are below: 26 coordinates at most */

/* Distances of so many labellings are read at a time. */
enum { NSC_ENCODING_STRIP = 32 };

/* A buffer for the distances of all encodings, a byte each (510 MB for nb101), with NSC_ENCODING_STRIP bytes more, so
 * that a strip may end beyond the last; released by free(). */
nsc_status nsc_encoding_buffer(const nsc_encodings *encodings, uint8_t **distances, nsc_error *error);

/*
 * distances[encoding]: fewest single changes from the encoding, valid or not, to the nearest encoding of a target that
 * is valid by the rule; NSC_UNREACHED for all if there is none. Exact for any number of targets: the distance is a sum
 * over coordinates, so one minimum pass for each coordinate suffices (Felzenszwalb, Huttenlocher 2012). 0.26 s on two
 * cores, 0.41 s on one.
 */
nsc_status nsc_encoding_distances(const nsc_encodings *encodings, nsc_validity validity, const uint32_t *targets,
                                  size_t target_count, const nsc_control *control, uint8_t *distances,
                                  nsc_error *error);

/* Encodings by distance to the nearest encoding of a target. */
typedef struct nsc_encoding_counts {
    nsc_validity validity;
    uint32_t point_count;
    uint64_t all[NSC_ENCODING_DISTANCES];   /* encodings, valid or not, at each distance */
    uint64_t valid[NSC_ENCODING_DISTANCES]; /* those valid by the rule */
    uint32_t *of_points; /* [point × NSC_ENCODING_DISTANCES + distance]: the point's valid encodings at that distance */
} nsc_encoding_counts;

/*
 * `buffer` is one of nsc_encoding_buffer, which holds the distances afterwards. Identical for any number of threads.
 * Without a target that has a valid encoding, all counts stay 0; every cell of nb101 has one by either rule.
 * 0.65 s on two cores, 54 MB beside the buffer. Released by nsc_encoding_counts_release.
 */
nsc_status nsc_encoding_counts_of(nsc_encoding_counts *shells, const nsc_space *space, nsc_validity validity,
                                  const uint32_t *targets, size_t target_count, const nsc_control *control,
                                  uint8_t *buffer, nsc_error *error);
void nsc_encoding_counts_release(nsc_encoding_counts *shells);

/* Counts by both rules, shells[validity]; all empty beforehand. In one pass if the targets' encodings are the same by
 * both, as for most good cells. */
nsc_status nsc_encoding_counts_by_rule(nsc_encoding_counts shells[NSC_VALIDITY_COUNT], const nsc_space *space,
                                       const uint32_t *targets, size_t target_count, const nsc_control *control,
                                       uint8_t *buffer, nsc_error *error);

/* Encodings at most `distance` away, by the counts `all` or `valid`; the total for the largest distance. */
double nsc_encoding_counts_within(const uint64_t counts[NSC_ENCODING_DISTANCES], unsigned distance);

/* distances[p]: distance of the nearest of p's encodings; NSC_UNREACHED if p, or every target, has no valid one. */
void nsc_encoding_counts_nearest(const nsc_encoding_counts *shells, uint8_t *distances);

/*
 * distances[p]: fewest changes between any valid encoding of p and any of a target; NSC_UNREACHED if one of them has
 * none. Encodings between may be invalid. Symmetric, but no metric.
 */
nsc_status nsc_encoding_distances_of_points(const nsc_space *space, nsc_validity validity, const uint32_t *targets,
                                            size_t target_count, const nsc_control *control, uint8_t *distances,
                                            nsc_error *error);

/*
 * The encoding distance of two points and one shortest list of changes, which begins with an encoding of `from`:
 * ADJACENCY/OPERATIONS, with all vertices of the space, by whose numbers the changes go. Changes are released by
 * nsc_changes_release. NSC_INVALID if a point has no valid encoding. For most pairs their encodings are compared, in
 * 10 ms, with 4 bytes for each encoding of `to` (142 MB at most); if the two have very many, all encodings are passed
 * over, as by nsc_encoding_distances, with a buffer.
 */
nsc_status nsc_encoding_changes(const nsc_space *space, nsc_validity validity, uint32_t from, uint32_t to,
                                const nsc_control *control, nsc_changes *changes, nsc_error *error);

/* ---- hamming_distance.c, path_distance.c ---- */

/*
 * distances[p]: positions in which p differs from the nearest target; between the nearest two if several strings stand
 * for a point. For spaces of strings only; equal to hops by `substitution` if each string is a point. One pass for each
 * position, for any number of targets: 4 ms for hamming:3^12.
 */
nsc_status nsc_hamming_distances(const nsc_space *space, const uint32_t *targets, size_t target_count,
                                 uint8_t *distances, nsc_error *error);

/* The positions, from the first on; changes are released by nsc_changes_release. */
nsc_status nsc_hamming_changes(const nsc_space *space, uint32_t from, uint32_t to, nsc_changes *changes,
                               nsc_error *error);

/*
 * distances[p]: number of sequences of operations from input to output that only one of p and the nearest target has;
 * see path_distance.c. For cells and NAS-Bench-201; between the nearest two strings if several stand for a point.
 * Symmetric, but 0 between some different points. 8 ms, and 1 ms a target, for nb101 on two cores.
 */
nsc_status nsc_path_distances(const nsc_space *space, const uint32_t *targets, size_t target_count,
                              const nsc_control *control, uint8_t *distances, nsc_error *error);

/* The sequences that only one of the two has; changes are released by nsc_changes_release. */
nsc_status nsc_path_changes(const nsc_space *space, uint32_t from, uint32_t to, nsc_changes *changes, nsc_error *error);

/* ---- distance.c ---- */

typedef struct nsc_distance {
    const char *name;    /* hops, edit, encoding, encoding-raw, hamming, path */
    const char *meaning; /* one line */
    bool over_encodings; /* to_nearest takes a pass over all encodings: a second, and 510 MB of memory for nb101; so do
                            changes between two points of very many encodings */
    /* Whether the points of the space have such a distance. */
    bool (*offered)(const nsc_space *space);
    nsc_status (*to_nearest)(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                             size_t target_count, const nsc_control *control, uint8_t *distances, nsc_error *error);
    /* One shortest list of changes; NULL for hops, whose changes lead from point to point. */
    nsc_status (*changes)(const nsc_space *space, uint32_t from, uint32_t to, const nsc_control *control,
                          nsc_changes *changes, nsc_error *error);
} nsc_distance;

extern const nsc_distance nsc_distances[];
extern const size_t nsc_distance_count;
/* NULL if there is no such distance. */
const nsc_distance *nsc_distance_named(const char *name);

/* The distance of a space by its name; hops for NULL. NSC_USAGE, listing those the space has, if it has no such
 * distance. */
nsc_status nsc_distance_of(const nsc_space *space, const char *name, const nsc_distance **distance, nsc_error *error);

/* ---- product.c ---- */

/*
 * y = P x for `width` vectors at once, P the transition matrix of the random walk that takes each edge of a row by its
 * weight; x and y are point_count × width, vector index fastest. A walk stays at a point without neighbours. Identical
 * for any number of threads.
 */
nsc_status nsc_graph_walk_product(const nsc_graph *graph, const double *x, double *y, size_t width,
                                  const nsc_control *control, nsc_error *error);

/* stationary[p] = strength / sum of strengths; 1/n for every point of a graph without edges; NaN if the graph is
 * directed: there the stationary distribution does not follow from degrees. */
nsc_status nsc_graph_stationary(const nsc_graph *graph, double *stationary, nsc_error *error);

/* ---- eigenpairs.c ---- */

/*
 * Eigenpairs of the walk's normalised Laplacian I − D^½ P D^-½, D the stationary probabilities, on the points that have
 * one, in ascending order; the constant's, whose eigenvalue is 0, is left out.
 */
typedef struct nsc_eigenpairs {
    uint32_t count;
    uint32_t size;    /* of a vector: points walked */
    uint32_t *points; /* [place in a vector] */
    double *roots;    /* [place in a vector] root of the stationary probability */
    double *values;   /* [pair] */
    bool all;         /* these are all there are, with multiplicity */
    double *vectors;  /* as found; see nsc_eigenpairs_vector */
    uint32_t *order;
} nsc_eigenpairs;

/*
 * The `wanted` lowest, or all if the graph is small. The stationary probabilities are positive exactly at the points of
 * one component. Equal eigenvalues come with their multiplicity, so that all eigenspaces are complete but, if the pairs
 * are not all there are, the last: none before it is missing or lacks a pair, but with probability 1e-9; it may have
 * more pairs, and pairs that were not found may lie between it and the one before. A basis of an eigenspace depends on
 * the seed; the eigenspace does not. `count` is 0 if they do not converge. Identical for any number of threads. 5 s on
 * two cores and 330 MB for 20 pairs of `pruned`. Released by nsc_eigenpairs_release.
 */
nsc_status nsc_graph_eigenpairs(nsc_eigenpairs *pairs, const nsc_graph *graph, const double *stationary,
                                uint32_t wanted, uint64_t seed, const nsc_control *control, nsc_error *error);
void nsc_eigenpairs_release(nsc_eigenpairs *pairs);

/* The vector of pair number `pair`, [size], of length 1. */
const double *nsc_eigenpairs_vector(const nsc_eigenpairs *pairs, uint32_t pair);

NSC_PUBLIC_END

#endif
