/*
 * Boosted regression trees on the features of a cell: how they are kept, what they say of a cell, how they are fitted.
 *
 * A model splits on a list of pairs (feature, threshold): a cell goes to the right where the feature is above the
 * threshold. A tree is a text, two characters a node. The nodes stand in the order of a walk by levels, so that the
 * children of the k-th split of a tree (k = 0, 1, …) are the nodes 2k + 1 and 2k + 2. The two characters are the digits
 * of a number in base NSC_TREE_BASE: below the number of splits it is that split, else a leaf, whose value is the
 * number's distance from NSC_TREE_ZERO times the scale of the tree.
 */
#ifndef NSC_SURROGATE_TREES_H
#define NSC_SURROGATE_TREES_H

#include "base/base.h"

enum {
    NSC_TREE_BASE = 90,
    NSC_TREE_NUMBERS = NSC_TREE_BASE * NSC_TREE_BASE,
    NSC_TREE_STEPS = 1600, /* a leaf's number is within NSC_TREE_ZERO ± this */
    NSC_TREE_ZERO = NSC_TREE_NUMBERS - 1 - NSC_TREE_STEPS,
    NSC_TREE_SPLITS = NSC_TREE_ZERO - NSC_TREE_STEPS, /* most splits of a model */
    NSC_TREE_LEAVES = 64,                             /* most leaves of a tree */
    NSC_TREE_NODES = 2 * NSC_TREE_LEAVES - 1,
    NSC_TREES_MAXIMUM = 2000, /* of a sum */
    NSC_TREE_BINS = 64,       /* most intervals into which the splits of a model cut a feature */
    NSC_TREE_LANES = 16       /* cells that are evaluated side by side */
};

typedef struct nsc_split {
    uint16_t feature;
    double threshold;
} nsc_split;

/* A constant and a sum of trees. */
typedef struct nsc_tree_sum {
    double constant;
    size_t tree_count;
    const double *scales; /* [tree_count] */
    const char *nodes;    /* the trees one after the other */
} nsc_tree_sum;

/*
 * What is regressed is `level`, and for accuracies also `collapse`. A run that collapses (most answer one class, an
 * accuracy of .1) says nothing of how good the cell is when it does not, and would pull a tree's leaf far down. So
 * accuracies below `limit` count as `limit` in `level`, and `collapse` is a logistic regression of how far below they
 * are, as a share of it. The value of a cell is level − limit · collapse.
 */
typedef struct nsc_surrogate_trees {
    size_t split_count;
    const nsc_split *splits; /* [split_count] by ascending feature and threshold */
    double limit;            /* 0: there is no `collapse` */
    nsc_tree_sum level;      /* transformed */
    nsc_tree_sum collapse;   /* logit; no trees where there is none */
} nsc_surrogate_trees;

/* ---- values ---- */

/* A model made ready for evaluation. */
typedef struct nsc_tree_reader nsc_tree_reader;

/*
 * Prepares the model, whose arrays must outlive the reader. NSC_INVALID, saying why, where the texts are no trees of
 * features below `feature_count`. Cost: 20 ns a node.
 */
nsc_status nsc_tree_reader_create(nsc_tree_reader **reader, const nsc_surrogate_trees *trees, size_t feature_count,
                                  nsc_error *error);
void nsc_tree_reader_destroy(nsc_tree_reader *reader);

/* Puts a cell's features into a lane: how many thresholds of each feature are below it. */
typedef uint8_t nsc_tree_codes[][NSC_TREE_LANES];
void nsc_tree_encode(const nsc_tree_reader *reader, const double *features, size_t lane, nsc_tree_codes codes);

/*
 * The sums for all lanes: level[NSC_TREE_LANES] and, where the model has it, collapse[NSC_TREE_LANES]; codes of
 * [feature_count]. A lane's sums do not depend on the other lanes. Cost: 2 ns a lane and tree.
 */
void nsc_tree_evaluate(const nsc_tree_reader *reader, nsc_tree_codes codes, double *level, double *collapse);

/* The two characters of a number below NSC_TREE_NUMBERS. */
void nsc_tree_write_number(char text[2], unsigned number);

/* How many characters the trees of the sum have; 0 where the text ends before they do. */
size_t nsc_tree_sum_length(const nsc_tree_sum *sum, size_t split_count, size_t available);

/* Releases arrays that were allocated one by one, as those of fitted and of read models are, and the struct itself. */
void nsc_surrogate_trees_destroy(nsc_surrogate_trees *trees);

/* ---- fit ---- */

/* The cells of a fit. Rows that are left out have no weight. */
typedef struct nsc_tree_rows {
    size_t row_count, feature_count;
    size_t split_count;
    nsc_split *splits; /* thresholds between which the features are cut into bins */
    uint8_t *bins;     /* [row_count][feature_count] */
} nsc_tree_rows;

/* Chooses thresholds, at most NSC_TREE_BINS − 1 a feature, and bins features[row_count][feature_count]. */
nsc_status nsc_tree_rows_create(nsc_tree_rows *rows, const double *features, size_t row_count, size_t feature_count,
                                nsc_error *error);
void nsc_tree_rows_release(nsc_tree_rows *rows);

typedef enum nsc_tree_loss { NSC_LOSS_SQUARED, NSC_LOSS_LOGISTIC } nsc_tree_loss;

typedef struct nsc_tree_fit {
    nsc_tree_loss loss;
    size_t tree_count, leaves;
    unsigned depth;
    double rate;         /* share of a leaf's best value that is taken */
    double leaf_minimum; /* second derivative of the loss, summed over a leaf: the weight of its cells for squares */
    double ridge;        /* added to that sum */
} nsc_tree_fit;

/*
 * Gradient boosting (Friedman 2001) by Newton steps, trees grown best leaf first on histograms of the bins (as in Ke et
 * al. 2017): the sum's arrays are the caller's to release (scales, nodes). `predicted` [row_count] receives the sum for
 * all rows, also of those without weight. One thread, a fixed order of every sum. Cost: some 60 ns a row and feature
 * for 10 trees.
 */
nsc_status nsc_tree_sum_fit(nsc_tree_sum *sum, const nsc_tree_rows *rows, const double *targets, const double *weights,
                            const nsc_tree_fit *fit, double *predicted, const nsc_control *control, nsc_error *error);

#endif
