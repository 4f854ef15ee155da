/*
 * The fit of boosted trees. All that a tree asks of the rows are sums of the first and second derivatives of the loss
 * over the rows of a leaf, by feature and bin: its histogram. Of the two halves of a leaf only the smaller one is
 * counted; the other is the difference.
 */
#include "data/surrogate/surrogate_trees.h"

#include <math.h>
#include <string.h>

/* ---- bins ---- */

static int compare_numbers(const void *one, const void *other) {
    const double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* Whether ascending values differ by more than the order in which they were summed. */
static bool differ(double low, double high) {
    return high - low > 1e-9 * fabs(high);
}

/* A number in [low, high) near the middle with as few digits as such a number has. */
static double short_between(double low, double high) {
    NSC_DECIMAL_POINT;
    double number = low;
    char text[32];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, low + 0.5 * (high - low));
        number = nsc_number_of(text, NULL);
        if (number >= low && number < high)
            return number;
    }
    return low;
}

/* Thresholds half-way between neighbouring values: all of them, or those nearest to equal shares of the rows. */
static size_t choose_thresholds(const double *sorted, size_t count, double thresholds[NSC_TREE_BINS - 1]) {
    size_t distinct = 1, chosen = 0;
    for (size_t row = 1; row < count; row++)
        distinct += differ(sorted[row - 1], sorted[row]);
    const double share = distinct <= NSC_TREE_BINS ? 0.0 : (double)count / NSC_TREE_BINS;
    for (size_t row = 1; row < count && chosen < NSC_TREE_BINS - 1; row++)
        if (differ(sorted[row - 1], sorted[row]) && (double)row >= share * (double)(chosen + 1))
            thresholds[chosen++] =
                short_between(0.75 * sorted[row - 1] + 0.25 * sorted[row], 0.25 * sorted[row - 1] + 0.75 * sorted[row]);
    return chosen;
}

nsc_status nsc_tree_rows_create(nsc_tree_rows *rows, const double *features, size_t row_count, size_t feature_count,
                                nsc_error *error) {
    nsc_status status = NSC_OK;
    double *column = NULL;
    *rows = (nsc_tree_rows){.row_count = row_count, .feature_count = feature_count};
    NSC_TRY(nsc_allocate(&rows->bins, row_count, feature_count, error));
    NSC_TRY(nsc_allocate(&rows->splits, feature_count * (NSC_TREE_BINS - 1), sizeof *rows->splits, error));
    NSC_TRY(nsc_allocate(&column, row_count, sizeof(double), error));
    for (size_t feature = 0; feature < feature_count; feature++) {
        double thresholds[NSC_TREE_BINS - 1];
        for (size_t row = 0; row < row_count; row++)
            column[row] = features[row * feature_count + feature];
        qsort(column, row_count, sizeof(double), compare_numbers);
        const size_t count = choose_thresholds(column, row_count, thresholds);
        for (size_t number = 0; number < count; number++)
            rows->splits[rows->split_count++] = (nsc_split){(uint16_t)feature, thresholds[number]};
        for (size_t row = 0; row < row_count; row++) {
            const double value = features[row * feature_count + feature];
            size_t bin = 0;
            for (size_t number = 0; number < count; number++)
                bin += value > thresholds[number];
            rows->bins[row * feature_count + feature] = (uint8_t)bin;
        }
    }
out:
    free(column);
    if (status != NSC_OK)
        nsc_tree_rows_release(rows);
    return status;
}

void nsc_tree_rows_release(nsc_tree_rows *rows) {
    free(rows->splits);
    free(rows->bins);
    *rows = (nsc_tree_rows){0};
}

/* ---- sums ---- */

/* First and second derivative of the loss, summed over rows; one operation adds both. */
typedef double derivatives __attribute__((vector_size(2 * sizeof(double))));
enum { FIRST, SECOND };

/* A leaf of the tree that grows, with the split that is best for it. */
typedef struct leaf {
    size_t begin, end;      /* its rows in `order` */
    derivatives *histogram; /* [feature_count][NSC_TREE_BINS] */
    derivatives sum;
    unsigned depth;
    size_t node;
    double gain; /* of the best split, 0 where there is none */
    size_t feature, bin;
} leaf;

/* A node in the order of its making. */
typedef struct grown {
    bool split;
    size_t feature, bin; /* of a split: rows up to this bin go to the left */
    size_t left;         /* the right child is the next */
    double value;        /* of a leaf */
    int step;            /* the same in steps of the tree's scale */
    size_t begin, end;
} grown;

typedef struct boosting {
    const nsc_tree_rows *rows;
    const nsc_tree_fit *fit;
    const double *targets, *weights;
    double *predicted;
    derivatives *of_rows; /* [row_count] */
    uint32_t *order, *scratch;
    size_t used; /* rows with weight, which come first in `order`; the others go along behind them */
    derivatives *histograms;
    leaf leaves[NSC_TREE_LEAVES];
    size_t leaf_count;
    grown nodes[NSC_TREE_NODES];
    size_t node_count;
    size_t *first_split; /* [feature_count] */
} boosting;

/* The derivatives of the rows' losses at what is predicted so far. */
static void derive(boosting *job) {
    for (size_t row = 0; row < job->rows->row_count; row++) {
        const double weight = job->weights[row];
        if (job->fit->loss == NSC_LOSS_SQUARED) {
            job->of_rows[row] = (derivatives){weight * (job->targets[row] - job->predicted[row]), weight};
        } else {
            const double chance = 1.0 / (1.0 + exp(-job->predicted[row]));
            job->of_rows[row] = (derivatives){weight * (job->targets[row] - chance), weight * chance * (1.0 - chance)};
        }
    }
}

static void count_histogram(const boosting *job, leaf *counted) {
    const size_t feature_count = job->rows->feature_count;
    memset(counted->histogram, 0, feature_count * NSC_TREE_BINS * sizeof(derivatives));
    for (size_t place = counted->begin; place < counted->end; place++) {
        const size_t row = job->order[place];
        const uint8_t *bins = job->rows->bins + row * feature_count;
        const derivatives more = job->of_rows[row];
        derivatives *histogram = counted->histogram;
        for (size_t feature = 0; feature < feature_count; feature++, histogram += NSC_TREE_BINS)
            histogram[bins[feature]] += more;
    }
}

static double score(derivatives sum, double ridge) {
    return sum[FIRST] * sum[FIRST] / (sum[SECOND] + ridge);
}

/* The split that lowers the loss most; the first of equal ones. */
static void find_split(const boosting *job, leaf *searched) {
    const nsc_tree_fit *fit = job->fit;
    const double whole = score(searched->sum, fit->ridge);
    searched->gain = 0;
    if (searched->depth == fit->depth)
        return;
    for (size_t feature = 0; feature < job->rows->feature_count; feature++) {
        const derivatives *histogram = searched->histogram + feature * NSC_TREE_BINS;
        derivatives left = {0, 0};
        for (size_t bin = 0; bin + 1 < NSC_TREE_BINS; bin++) {
            left += histogram[bin];
            const derivatives right = searched->sum - left;
            if (right[SECOND] < fit->leaf_minimum)
                break;
            if (left[SECOND] < fit->leaf_minimum || histogram[bin][SECOND] == 0)
                continue;
            const double gain = score(left, fit->ridge) + score(right, fit->ridge) - whole;
            if (gain > searched->gain * (1 + 1e-12)) {
                searched->gain = gain;
                searched->feature = feature;
                searched->bin = bin;
            }
        }
    }
}

/* ---- one tree ---- */

/* Moves the rows that go to the left before the others, both in their order; returns where the others begin. */
static size_t part_rows(boosting *job, const leaf *split) {
    size_t lefts = split->begin, rights = 0;
    for (size_t place = split->begin; place < split->end; place++) {
        const uint32_t row = job->order[place];
        if (job->rows->bins[row * job->rows->feature_count + split->feature] <= split->bin)
            job->order[lefts++] = row;
        else
            job->scratch[rights++] = row;
    }
    memcpy(job->order + lefts, job->scratch, rights * sizeof *job->order);
    return lefts;
}

static derivatives histogram_sum(const leaf *counted) {
    derivatives sum = {0, 0};
    for (size_t bin = 0; bin < NSC_TREE_BINS; bin++)
        sum += counted->histogram[bin];
    return sum;
}

/* Splits a leaf: the left half takes its place, the right half the next free one. */
static void split_leaf(boosting *job, size_t number) {
    const size_t size = job->rows->feature_count * NSC_TREE_BINS;
    leaf *left = &job->leaves[number], *right = &job->leaves[job->leaf_count];
    const leaf whole = *left;
    const size_t middle = part_rows(job, &whole);
    *right = (leaf){.begin = middle, .end = whole.end, .histogram = job->histograms + job->leaf_count++ * size};
    *left = (leaf){.begin = whole.begin, .end = middle, .histogram = whole.histogram};
    left->depth = right->depth = whole.depth + 1;
    left->node = job->node_count;
    right->node = job->node_count + 1;
    job->nodes[whole.node] =
        (grown){.split = true, .feature = whole.feature, .bin = whole.bin, .left = job->node_count};
    job->node_count += 2;
    if (left->end - left->begin <= right->end - right->begin) { /* the left one's place holds the whole's counts */
        derivatives *counts = left->histogram;
        left->histogram = right->histogram;
        right->histogram = counts;
    }
    leaf *smaller = left->end - left->begin <= right->end - right->begin ? left : right;
    leaf *larger = smaller == left ? right : left;
    count_histogram(job, smaller);
    for (size_t cell = 0; cell < size; cell++)
        larger->histogram[cell] -= smaller->histogram[cell];
    smaller->sum = histogram_sum(smaller);
    larger->sum = whole.sum - smaller->sum;
    find_split(job, left);
    find_split(job, right);
}

static void grow_tree(boosting *job) {
    job->leaf_count = job->node_count = 1;
    job->leaves[0] = (leaf){.end = job->used, .histogram = job->histograms};
    count_histogram(job, &job->leaves[0]);
    job->leaves[0].sum = histogram_sum(&job->leaves[0]);
    find_split(job, &job->leaves[0]);
    while (job->leaf_count < job->fit->leaves) {
        size_t best = 0;
        for (size_t number = 1; number < job->leaf_count; number++)
            if (job->leaves[number].gain > job->leaves[best].gain)
                best = number;
        if (job->leaves[best].gain <= 0)
            break;
        split_leaf(job, best);
    }
}

/* Gives the leaves their values, rounded to steps of a scale, which is returned. */
static double settle_leaves(boosting *job) {
    double largest = 0;
    for (size_t number = 0; number < job->leaf_count; number++) {
        const leaf *grown_leaf = &job->leaves[number];
        const double value =
            job->fit->rate * grown_leaf->sum[FIRST] / (grown_leaf->sum[SECOND] + job->fit->ridge + 1e-300);
        job->nodes[grown_leaf->node] = (grown){.value = value};
        largest = fmax(largest, fabs(value));
    }
    const double scale =
        largest > 0 ? short_between(largest / (NSC_TREE_STEPS - 1), largest / (NSC_TREE_STEPS - 9)) : 1.0;
    for (size_t node = 0; node < job->node_count; node++)
        job->nodes[node].step = (int)rint(job->nodes[node].value / scale);
    return scale;
}

/* Adds the tree to what is predicted, of rows without weight too. */
static void add_tree(boosting *job, double scale) {
    for (size_t number = 0; number < job->leaf_count; number++) {
        const leaf *settled = &job->leaves[number];
        const double value = job->nodes[settled->node].step * scale;
        for (size_t place = settled->begin; place < settled->end; place++)
            job->predicted[job->order[place]] += value;
    }
    for (size_t place = job->used; place < job->rows->row_count; place++) {
        const size_t row = job->order[place];
        const uint8_t *bins = job->rows->bins + row * job->rows->feature_count;
        const grown *node = job->nodes;
        while (node->split)
            node = &job->nodes[node->left + (bins[node->feature] > node->bin)];
        job->predicted[row] += node->step * scale;
    }
}

/* Writes the tree in the order of levels; returns the number of characters. */
static size_t write_tree(const boosting *job, char *text) {
    size_t queue[NSC_TREE_NODES] = {0}, queued = 1;
    for (size_t place = 0; place < queued; place++) {
        const grown *node = &job->nodes[queue[place]];
        unsigned number = (unsigned)(NSC_TREE_ZERO + node->step);
        if (node->split) {
            number = (unsigned)(job->first_split[node->feature] + node->bin);
            queue[queued++] = node->left;
            queue[queued++] = node->left + 1;
        }
        nsc_tree_write_number(text + 2 * place, number);
    }
    return 2 * queued;
}

/* ---- the sum ---- */

static nsc_status prepare(boosting *job, nsc_error *error) {
    const nsc_tree_rows *rows = job->rows;
    const size_t histogram = rows->feature_count * NSC_TREE_BINS;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->of_rows, rows->row_count, sizeof *job->of_rows, error));
    NSC_TRY(nsc_allocate(&job->order, rows->row_count, sizeof *job->order, error));
    NSC_TRY(nsc_allocate(&job->scratch, rows->row_count, sizeof *job->scratch, error));
    NSC_TRY(nsc_allocate(&job->histograms, job->fit->leaves * histogram, sizeof(derivatives), error));
    NSC_TRY(nsc_allocate(&job->first_split, rows->feature_count, sizeof *job->first_split, error));
    for (size_t split = rows->split_count; split-- > 0;)
        job->first_split[rows->splits[split].feature] = split;
    for (size_t row = 0; row < rows->row_count; row++)
        if (job->weights[row] > 0)
            job->order[job->used++] = (uint32_t)row;
    size_t behind = job->used;
    for (size_t row = 0; row < rows->row_count; row++)
        if (job->weights[row] <= 0)
            job->order[behind++] = (uint32_t)row;
out:
    return status;
}

/* The constant that fits best, from which the trees begin. */
static double best_constant(const boosting *job) {
    double sum = 0, weights = 0;
    for (size_t row = 0; row < job->rows->row_count; row++) {
        sum += job->weights[row] * job->targets[row];
        weights += job->weights[row];
    }
    const double mean = sum / weights;
    return job->fit->loss == NSC_LOSS_SQUARED ? mean : log(mean / (1.0 - mean));
}

nsc_status nsc_tree_sum_fit(nsc_tree_sum *sum, const nsc_tree_rows *rows, const double *targets, const double *weights,
                            const nsc_tree_fit *fit, double *predicted, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    boosting *job = NULL;
    char *nodes = NULL;
    double *scales = NULL;
    size_t length = 0;
    *sum = (nsc_tree_sum){.tree_count = fit->tree_count};
    NSC_TRY(nsc_allocate(&nodes, fit->tree_count * NSC_TREE_NODES * 2 + 1, 1, error));
    NSC_TRY(nsc_allocate(&scales, fit->tree_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job, 1, sizeof *job, error));
    *job = (boosting){.rows = rows, .fit = fit, .targets = targets, .weights = weights, .predicted = predicted};
    NSC_TRY(prepare(job, error));
    sum->constant = best_constant(job);
    for (size_t row = 0; row < rows->row_count; row++)
        predicted[row] = sum->constant;
    for (size_t tree = 0; tree < fit->tree_count; tree++) {
        NSC_TRY(nsc_control_check(control, error));
        derive(job);
        grow_tree(job);
        scales[tree] = settle_leaves(job);
        add_tree(job, scales[tree]);
        length += write_tree(job, nodes + length);
    }
    sum->scales = scales;
    sum->nodes = nodes;
    scales = NULL;
    nodes = NULL;
out:
    free(nodes);
    free(scales);
    if (job != NULL) {
        free(job->of_rows);
        free(job->order);
        free(job->scratch);
        free(job->histograms);
        free(job->first_split);
    }
    free(job);
    return status;
}
