/* How the trees of a regression forest are grown. */
#ifndef NSC_REGRESSION_FOREST_INTERNAL_H
#define NSC_REGRESSION_FOREST_INTERNAL_H

#include "analysis/search/algorithms/regression_forest.h"
#include "base/base.h"

/* What the rows of a node with one level of a categorical variable add up to. */
typedef struct nsc_level_sum {
    double response; /* weighted, as differences from the mean of the node */
    uint64_t tally;  /* number of rows << 32 | sum of weights */
} nsc_level_sum;

/*
 * Lists of the rows of a tree, node after node: in no order, and by the values of each number. Splitting a node moves
 * the rows of its first child to the front of its part of each list, so that lists sorted once stay sorted.
 */
struct nsc_forest_growth {
    size_t number_count;
    uint32_t *numbers;       /* [number_count] the variables that are integers and reals */
    uint32_t *list_of;       /* [variable_count] of such a variable: 1 + its place among `numbers`; else 0 */
    uint32_t **sorted;       /* [number_count][row_count] all rows of the forest by ascending value */
    size_t *sorted_capacity; /* [number_count] */
    uint32_t **lists;        /* [1 + number_count][row_count] the rows of the tree */
    size_t *list_capacity;   /* [1 + number_count] */
    uint32_t *moved;         /* [row_count] rows of the second child, while a list is split */
    size_t moved_capacity;
    bool *second; /* [row_count] whether a row goes to the second child */
    size_t second_capacity;
    uint8_t *levels; /* [row_count × variable_count] the levels of categorical variables */
    size_t level_capacity;
    uint32_t *shuffled;  /* [variable_count] of which the first are tried */
    uint32_t *tried;     /* [variables_tried] the categorical ones among these */
    size_t *first_level; /* [variable_count] where a categorical variable has its sums */
    nsc_level_sum *sums;
    struct nsc_forest_task *tasks; /* nodes that wait to be split */
};

/* A node to be split: its part of the lists. */
typedef struct nsc_forest_task {
    uint32_t node;
    uint32_t begin, end;
    unsigned depth;
} nsc_forest_task;

typedef struct nsc_forest_split {
    double gain; /* fall of the residual sum of squares; negative: there is none */
    uint32_t variable;
    uint64_t levels;     /* of a categorical variable: those that go to the first child */
    uint64_t seen;       /* those that the node has */
    double below, above; /* of a number: the values around the threshold */
} nsc_forest_split;

static inline bool nsc_forest_is_categorical(const nsc_regression_forest *forest, size_t variable) {
    return forest->variables[variable].kind == NSC_VARIABLE_CATEGORICAL;
}

/* The split of a node that lowers the residual sum of squares most. `mean`, `tally`: of the node's responses. */
nsc_forest_split nsc_forest_best_split(nsc_regression_forest *forest, const nsc_forest_tree *tree, nsc_forest_task task,
                                       double mean, uint64_t tally, gsl_rng *random);

/* Makes the node what the split says: the levels or the threshold that send a row to the first child. */
void nsc_forest_apply_split(const nsc_regression_forest *forest, nsc_forest_node *node, const nsc_forest_split *best,
                            gsl_rng *random);

#endif
