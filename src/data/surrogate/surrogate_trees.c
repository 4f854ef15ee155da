/* Boosted trees as texts, and their values for cells. */
#include "data/surrogate/surrogate_trees.h"

#include <math.h>
#include <string.h>

/* ---- numbers of two characters ---- */

enum { FIRST_CHARACTER = '#' };

/* The digits are the printable characters from '#', less two that C and JSON would write otherwise. */
void nsc_tree_write_number(char text[2], unsigned number) {
    const unsigned digits[2] = {number / NSC_TREE_BASE, number % NSC_TREE_BASE};
    for (size_t place = 0; place < 2; place++) {
        unsigned character = FIRST_CHARACTER + digits[place];
        character += character >= '?'; /* two of them may begin a trigraph */
        character += character >= '\\';
        text[place] = (char)character;
    }
}

/* The number of two characters; NSC_TREE_NUMBERS where they are no digits. */
static unsigned read_number(const char *text) {
    unsigned number = 0;
    for (size_t place = 0; place < 2; place++) {
        const unsigned character = (unsigned char)text[place];
        if (character < FIRST_CHARACTER || character > '~' || character == '?' || character == '\\')
            return NSC_TREE_NUMBERS;
        number = number * NSC_TREE_BASE + character - FIRST_CHARACTER - (character > '?') - (character > '\\');
    }
    return number;
}

/* The characters of one tree, 0 where it is none. */
static size_t tree_length(const char *text, size_t split_count, size_t available) {
    size_t nodes = 0, open = 1;
    while (open > 0) {
        if (nodes == NSC_TREE_NODES || 2 * (nodes + 1) > available)
            return 0;
        const unsigned number = read_number(text + 2 * nodes++);
        const bool leaf = number >= NSC_TREE_ZERO - NSC_TREE_STEPS && number <= NSC_TREE_ZERO + NSC_TREE_STEPS;
        if (number >= split_count && !leaf)
            return 0;
        open += number < split_count ? 1 : -(size_t)1;
    }
    return 2 * nodes;
}

size_t nsc_tree_sum_length(const nsc_tree_sum *sum, size_t split_count, size_t available) {
    size_t length = 0;
    for (size_t tree = 0; tree < sum->tree_count; tree++) {
        const size_t more = tree_length(sum->nodes + length, split_count, available - length);
        if (more == 0)
            return 0;
        length += more;
    }
    return length;
}

/* ---- a model made ready ---- */

/* A split leads to its left child, or the one after it if the code of the feature is above the rank. A leaf leads to
 * itself, since no code is above its rank. */
typedef struct node {
    uint8_t feature, rank, left, unused;
} node;

typedef struct tree {
    node nodes[NSC_TREE_NODES];
    double values[NSC_TREE_NODES]; /* of leaves */
    unsigned depth;
} tree;

struct nsc_tree_reader {
    const nsc_surrogate_trees *trees;
    size_t feature_count;
    size_t *first_split;                 /* [feature_count + 1] */
    double (*thresholds)[NSC_TREE_BINS]; /* [feature_count]: those of the splits, then infinities */
    size_t *steps;                       /* [feature_count]: half of the smallest power of 2 above their number */
    tree *read;                          /* those of the level, then those of the collapse */
};

static void read_tree(tree *made, const nsc_tree_reader *reader, const char *text, double scale) {
    unsigned splits = 0, depths[NSC_TREE_NODES] = {0};
    made->depth = 0;
    for (unsigned place = 0; place <= 2 * splits; place++) {
        const unsigned number = read_number(text + (size_t)2 * place);
        if (number >= reader->trees->split_count) {
            made->nodes[place] = (node){.rank = UINT8_MAX, .left = (uint8_t)place};
            made->values[place] = ((double)number - NSC_TREE_ZERO) * scale;
            continue;
        }
        const unsigned feature = reader->trees->splits[number].feature;
        const unsigned left = 2 * splits++ + 1;
        made->nodes[place] = (node){.feature = (uint8_t)feature,
                                    .rank = (uint8_t)(number - reader->first_split[feature]),
                                    .left = (uint8_t)left};
        depths[left] = depths[left + 1] = depths[place] + 1;
        made->depth = depths[left] > made->depth ? depths[left] : made->depth;
    }
}

static const char *read_sum(nsc_tree_reader *reader, const nsc_tree_sum *sum, tree *read) {
    const char *text = sum->nodes;
    for (size_t number = 0; number < sum->tree_count; number++) {
        read_tree(&read[number], reader, text, sum->scales[number]);
        text += tree_length(text, reader->trees->split_count, SIZE_MAX);
    }
    return text;
}

static nsc_status index_splits(nsc_tree_reader *reader, nsc_error *error) {
    const nsc_surrogate_trees *trees = reader->trees;
    for (size_t number = 0; number < trees->split_count; number++) {
        const nsc_split *split = &trees->splits[number];
        const bool ascending = number == 0 || split->feature > split[-1].feature ||
                               (split->feature == split[-1].feature && split->threshold > split[-1].threshold);
        if (split->feature >= reader->feature_count || !ascending || !isfinite(split->threshold))
            return nsc_error_set(error, NSC_INVALID, "split %zu is of no feature, or not in ascending order",
                                 number + 1);
        const size_t place = reader->first_split[split->feature + 1]++;
        if (place + 1 >= NSC_TREE_BINS)
            return nsc_error_set(error, NSC_INVALID, "a feature has more than %d splits", NSC_TREE_BINS - 1);
        reader->thresholds[split->feature][place] = split->threshold;
    }
    for (size_t feature = 0; feature < reader->feature_count; feature++) {
        const size_t count = reader->first_split[feature + 1];
        for (size_t place = count; place < NSC_TREE_BINS; place++)
            reader->thresholds[feature][place] = INFINITY;
        reader->steps[feature] = count > 0;
        while (2 * reader->steps[feature] <= count && count > 0)
            reader->steps[feature] *= 2;
        reader->first_split[feature + 1] += reader->first_split[feature];
    }
    return NSC_OK;
}

nsc_status nsc_tree_reader_create(nsc_tree_reader **reader, const nsc_surrogate_trees *trees, size_t feature_count,
                                  nsc_error *error) {
    nsc_tree_reader *made = NULL;
    nsc_status status = NSC_OK;
    *reader = NULL;
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    made->trees = trees;
    made->feature_count = feature_count;
    NSC_TRY(nsc_allocate(&made->first_split, feature_count + 1, sizeof *made->first_split, error));
    NSC_TRY(nsc_allocate(&made->thresholds, feature_count, sizeof *made->thresholds, error));
    NSC_TRY(nsc_allocate(&made->steps, feature_count, sizeof *made->steps, error));
    NSC_TRY(nsc_allocate(&made->read, trees->level.tree_count + trees->collapse.tree_count, sizeof *made->read, error));
    NSC_TRY(index_splits(made, error));
    read_sum(made, &trees->level, made->read);
    read_sum(made, &trees->collapse, made->read + trees->level.tree_count);
    *reader = made;
    made = NULL;
out:
    nsc_tree_reader_destroy(made);
    return status;
}

void nsc_tree_reader_destroy(nsc_tree_reader *reader) {
    if (reader == NULL)
        return;
    free(reader->first_split);
    free(reader->thresholds);
    free(reader->steps);
    free(reader->read);
    free(reader);
}

void nsc_surrogate_trees_destroy(nsc_surrogate_trees *trees) {
    if (trees == NULL)
        return;
    free((void *)trees->splits);
    free((void *)trees->level.scales);
    free((void *)trees->level.nodes);
    free((void *)trees->collapse.scales);
    free((void *)trees->collapse.nodes);
    free(trees);
}

/* ---- cells ---- */

/* The search takes the same steps for every cell, without branches: the thresholds are padded to 2^n − 1. */
void nsc_tree_encode(const nsc_tree_reader *reader, const double *features, size_t lane, nsc_tree_codes codes) {
    for (size_t feature = 0; feature < reader->feature_count; feature++) {
        const double *thresholds = reader->thresholds[feature];
        const double value = features[feature];
        size_t below = 0;
        for (size_t step = reader->steps[feature]; step > 0; step /= 2)
            below += value > thresholds[below + step - 1] ? step : 0;
        codes[feature][lane] = (uint8_t)below;
    }
}

static void add_trees(const tree *trees, size_t tree_count, nsc_tree_codes codes, double *sums) {
    const uint8_t *code = codes[0];
    for (size_t number = 0; number < tree_count; number++) {
        const tree *here = &trees[number];
        unsigned places[NSC_TREE_LANES] = {0};
        for (unsigned level = 0; level < here->depth; level++)
            for (size_t lane = 0; lane < NSC_TREE_LANES; lane++) {
                const node at = here->nodes[places[lane]];
                places[lane] = at.left + (unsigned)(code[at.feature * NSC_TREE_LANES + lane] > at.rank);
            }
        for (size_t lane = 0; lane < NSC_TREE_LANES; lane++)
            sums[lane] += here->values[places[lane]];
    }
}

void nsc_tree_evaluate(const nsc_tree_reader *reader, nsc_tree_codes codes, double *level, double *collapse) {
    const nsc_surrogate_trees *trees = reader->trees;
    for (size_t lane = 0; lane < NSC_TREE_LANES; lane++) {
        level[lane] = trees->level.constant;
        collapse[lane] = trees->collapse.constant;
    }
    add_trees(reader->read, trees->level.tree_count, codes, level);
    add_trees(reader->read + trees->level.tree_count, trees->collapse.tree_count, codes, collapse);
}
