/*
 * What the surrogate sees of a cell: 48 numbers, chosen from 82 candidates by backward elimination on held-out fifths
 * of a published sample of 12,436 cells, so that a cross-validation on that sample flatters them a little. With
 * "operation" one of conv3x3, conv1x1, maxpool3x3 they are
 *
 *   edges      from input to each operation and to output, from each operation to output, and three among operations
 *   channels   of the vertices of an operation as shares of the output channels, by the official rule: sum, sum of
 *              squares, largest
 *   paths      from input to output: number, shortest and mean length, most, fewest and mean number of an operation
 *   cuts       vertices of an operation that are on every path
 *   depths     sums of the longest distances from the input
 *   signals    see below
 *   others     max-poolings, the logarithm of the trainable parameters
 *
 * Signals. A convolution ends in a normalisation, and so does the projection through which a vertex reads the input; a
 * max-pooling doesn't, so that sums through poolings grow, and what grows most fails to train. Let each convolution and
 * each projection emit one signal, and let poolings pass the sum of what they receive. A vertex then receives signal s
 * c_s times: its amplitude is a = Σ c_s, its power p = Σ c_s² (of independent signals). The reach of a vertex is the
 * number of ways on which its output comes to the next convolutions and to the output.
 *
 * Indicators of the 364 sequences of operations from input to output add nothing to these: measured on unseen cells.
 *
 * Trees see 27 more, of a random walk on the edges (surrogate_walks.c). It goes backward from the output, to each
 * source of a vertex with equal chances, and says how much of what the output receives has passed what:
 *
 *   walk has      chance of 0, 1, 2, … conv3x3, convolutions, max-poolings on such a walk
 *   walk passes   expected edges from input or operation to operation or output
 */
#ifndef NSC_SURROGATE_FEATURES_H
#define NSC_SURROGATE_FEATURES_H

#include "space/nb101/nb101.h"

enum {
    NSC_SURROGATE_FEATURES = 48, /* of the polynomial */
    NSC_SURROGATE_WALK_FEATURES = 27,
    NSC_SURROGATE_TREE_FEATURES = NSC_SURROGATE_FEATURES + NSC_SURROGATE_WALK_FEATURES,
    NSC_SURROGATE_PRODUCTS = NSC_SURROGATE_FEATURES * (NSC_SURROGATE_FEATURES + 1) / 2,
    NSC_SURROGATE_COEFFICIENTS = 1 + NSC_SURROGATE_FEATURES + NSC_SURROGATE_PRODUCTS,
    NSC_PATHS_MAXIMUM = 1 << NSC_CELL_INNER /* each set of inner vertices is at most one path */
};

/* "edges input -> conv3x3", …, in the order of the features. */
extern const char *const nsc_surrogate_feature_names[NSC_SURROGATE_FEATURES];
extern const char *const nsc_surrogate_walk_names[NSC_SURROGATE_WALK_FEATURES];

/* What the cells of one skeleton have in common. */
typedef struct nsc_feature_plan {
    unsigned vertex_count;
    uint32_t sources[NSC_CELL_VERTICES]; /* the vertices that feed each vertex, a bit each */
    uint32_t output_sources;
    double shares[NSC_CELL_VERTICES];   /* channels as a share of the output's */
    unsigned depths[NSC_CELL_VERTICES]; /* longest distance from the input */
    uint32_t cut;                       /* inner vertices that are on every path */
    unsigned path_count;
    uint8_t paths[NSC_PATHS_MAXIMUM]; /* the inner vertices of each path, bit v for vertex v */
    double path_shortest, path_mean;  /* in inner vertices */
    uint32_t parameters;              /* of the cell with poolings only, and how much an operation adds to it */
    uint32_t parameters_added[NSC_CELL_INNER][NSC_OPERATIONS];
    double path_chances[NSC_PATHS_MAXIMUM]; /* that the walk takes the path */
    double arrivals[NSC_CELL_VERTICES];     /* chance that the walk comes along one given edge into the vertex */
} nsc_feature_plan;

/* Prepares a skeleton, 5 µs. The edges must be those of a representative: channels depend on the order. */
void nsc_feature_plan_make(nsc_feature_plan *plan, uint32_t edges, unsigned vertex_count);

/* The features of one cell of the skeleton: `operations` as in nsc_cell, features[NSC_SURROGATE_FEATURES]. 0.4 µs. */
void nsc_surrogate_features(const nsc_feature_plan *plan, const uint8_t *operations, double *features);

/* The features of walks: features[NSC_SURROGATE_WALK_FEATURES]. 0.2 µs. */
void nsc_surrogate_walks(const nsc_feature_plan *plan, const uint8_t *operations, double *features);

/* What the plan holds on walks; the rest of the plan is made already. */
void nsc_feature_plan_walks(nsc_feature_plan *plan);

#endif
