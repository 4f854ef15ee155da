/*
 * The regression forest of SMAC 0.10 (its library pyrfr 0.8), which predicts the loss of a candidate, and expected
 * improvement.
 *
 * Each tree sees a bootstrap sample of the rows: n draws with replacement, kept as a weight of each different row. A
 * node is split where that lowers the residual sum of squares most, among a random subset of the variables:
 *
 *   categorical variables   levels sorted by their mean response; the first of them go to the first child. A level
 *                           that the node has not seen goes to either child at random.
 *   integers and reals      a threshold, uniform between the two neighbouring values
 *
 * Of splits that are equally good, the one on the variable that the shuffled subset lists first is taken. Numbers of
 * rows count different rows: those in a node that may be split, and those in each child.
 */
#ifndef NSC_REGRESSION_FOREST_H
#define NSC_REGRESSION_FOREST_H

#include "analysis/search/search.h"

#include <gsl/gsl_rng.h>

enum {
    NSC_FOREST_LEVELS = 64,     /* most levels of a categorical variable */
    NSC_FOREST_TREES = 1000,    /* most trees */
    NSC_FOREST_DEPTH = 100,     /* most splits on the way to a leaf */
    NSC_FOREST_VARIABLES = 1024 /* most variables */
};

/* Differences of responses and of values that count as none; least variance of a prediction. */
#define NSC_FOREST_SAME_RESPONSE 1e-8
#define NSC_FOREST_SAME_VALUE 1e-6
#define NSC_FOREST_LEAST_VARIANCE 1e-5

typedef struct nsc_forest_options {
    unsigned trees;
    double variable_share; /* of the variables, rounded down, at least one: how many a node may be split on */
    unsigned split_from;   /* fewest rows of a node that is split */
    unsigned leaf_from;    /* fewest rows of a child */
    unsigned depth;        /* most splits on the way to a leaf */
} nsc_forest_options;

/* A node is a leaf (no children), or splits on a categorical variable, or on a number. */
typedef struct nsc_forest_node {
    union {
        uint64_t levels; /* categorical: bit l is set if level l goes to the first child */
        double number; /* threshold, above which a value goes to the second child; of a leaf: weighted mean response */
    };
    uint16_t variable; /* that the node is split on */
    bool categorical;
    uint32_t children; /* index of the first child, which the second follows; 0: a leaf */
} nsc_forest_node;

typedef struct nsc_forest_tree {
    nsc_forest_node *nodes; /* [node_count], the root first */
    size_t node_count, node_capacity;
    uint32_t *weights; /* [row_count of the forest] how often the bootstrap drew each row */
    size_t weight_capacity;
} nsc_forest_tree;

typedef struct nsc_regression_forest {
    nsc_forest_options options;
    const nsc_search_variable *variables; /* [variable_count], borrowed */
    size_t variable_count, variables_tried;
    size_t row_count;
    double *rows;      /* [row_count × variable_count] */
    double *responses; /* [row_count] */
    size_t row_capacity, response_capacity;
    nsc_forest_tree *trees;         /* [options.trees] */
    struct nsc_forest_growth *work; /* what growing needs, kept from one fit to the next */
} nsc_regression_forest;

/*
 * A forest without rows for candidates of these variables. NSC_USAGE, naming the variable, where a categorical one has
 * more than NSC_FOREST_LEVELS levels. Release with nsc_regression_forest_close, also after a failure.
 */
nsc_status nsc_regression_forest_open(nsc_regression_forest *forest, const nsc_search_variable *variables,
                                      size_t variable_count, const nsc_forest_options *options, nsc_error *error);
void nsc_regression_forest_close(nsc_regression_forest *forest);

/* Adds a row: a candidate and its finite response. */
nsc_status nsc_regression_forest_add(nsc_regression_forest *forest, const double *candidate, double response,
                                     nsc_error *error);

/* Grows all trees anew on all rows; at least one. Cost: about 30 ns a row, tree and level of the tree. */
nsc_status nsc_regression_forest_fit(nsc_regression_forest *forest, gsl_rng *random, nsc_error *error);

/* The child that a value of the node's variable goes to: 0 or 1. */
static inline uint32_t nsc_forest_child(const nsc_forest_node *node, double value) {
    return node->categorical ? ((node->levels >> ((unsigned)value & 63)) & 1) == 0 : value > node->number;
}

/* The mean response of the leaf that a candidate falls into. */
static inline double nsc_forest_tree_predict(const nsc_forest_tree *tree, const double *candidate) {
    const nsc_forest_node *node = tree->nodes;
    while (node->children != 0)
        node = tree->nodes + node->children + nsc_forest_child(node, candidate[node->variable]);
    return node->number;
}

/* The same, and the bits of the variables on the path; variables may share a bit. */
static inline uint64_t nsc_forest_path_bit(uint32_t variable) {
    return 1ull << (variable & 63);
}
static inline double nsc_forest_tree_trace(const nsc_forest_tree *tree, const double *candidate, uint64_t *path) {
    const nsc_forest_node *node = tree->nodes;
    for (*path = 0; node->children != 0;
         node = tree->nodes + node->children + nsc_forest_child(node, candidate[node->variable]))
        *path |= nsc_forest_path_bit(node->variable);
    return node->number;
}

/* The mean of the trees' predictions, and their variance (by trees − 1), at least NSC_FOREST_LEAST_VARIANCE. */
typedef struct nsc_prediction {
    double mean, variance;
} nsc_prediction;
nsc_prediction nsc_forest_combine(const double *tree_predictions, size_t tree_count);

/* Predictions for `count` candidates, one after the other in the array. */
void nsc_regression_forest_predict(const nsc_regression_forest *forest, const double *candidates, size_t count,
                                   nsc_prediction *predictions);

/*
 * How far a normal value with the prediction's mean and variance falls below `loss` in the mean, 0 where it does not:
 * d Φ(d/s) + s φ(d/s), d = loss − mean, s² = variance (Jones, Schonlau and Welch 1998).
 */
double nsc_expected_improvement(nsc_prediction prediction, double loss);

#endif
