/* A forest is grown: bootstrap, then nodes are split from the root down. */
#include "analysis/search/algorithms/candidate_rows.h"
#include "analysis/search/algorithms/regression_forest_internal.h"

#include <math.h>
#include <string.h>

enum { LANES = 8 };

/* ---- opening ---- */

static nsc_status check_variables(const nsc_search_variable *variables, size_t count, nsc_error *error) {
    if (count > NSC_FOREST_VARIABLES)
        return nsc_error_set(error, NSC_USAGE, "a regression forest takes at most %d variables, not %zu",
                             NSC_FOREST_VARIABLES, count);
    for (size_t place = 0; place < count; place++)
        if (variables[place].kind == NSC_VARIABLE_CATEGORICAL && variables[place].levels > NSC_FOREST_LEVELS)
            return nsc_error_set(error, NSC_USAGE,
                                 "variable \"%s\" has %u values; a regression forest splits sets of at most %d",
                                 variables[place].name, variables[place].levels, NSC_FOREST_LEVELS);
    return NSC_OK;
}

static nsc_status make_work(nsc_regression_forest *forest, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t count = forest->variable_count;
    NSC_TRY(nsc_allocate(&forest->work, 1, sizeof *forest->work, error));
    struct nsc_forest_growth *work = forest->work;
    NSC_TRY(nsc_allocate(&work->numbers, count, sizeof *work->numbers, error));
    NSC_TRY(nsc_allocate(&work->list_of, count, sizeof *work->list_of, error));
    NSC_TRY(nsc_allocate(&work->shuffled, count, sizeof *work->shuffled, error));
    NSC_TRY(nsc_allocate(&work->tried, count, sizeof *work->tried, error));
    NSC_TRY(nsc_allocate(&work->first_level, count, sizeof *work->first_level, error));
    size_t level_count = 0;
    for (size_t variable = 0; variable < count; variable++) {
        work->shuffled[variable] = (uint32_t)variable;
        work->first_level[variable] = level_count;
        if (nsc_forest_is_categorical(forest, variable)) {
            level_count += forest->variables[variable].levels;
            continue;
        }
        work->numbers[work->number_count++] = (uint32_t)variable;
        work->list_of[variable] = (uint32_t)work->number_count;
    }
    NSC_TRY(nsc_allocate(&work->sums, level_count, sizeof *work->sums, error));
    NSC_TRY(nsc_allocate(&work->sorted, work->number_count, sizeof(uint32_t *), error));
    NSC_TRY(nsc_allocate(&work->sorted_capacity, work->number_count, sizeof(size_t), error));
    NSC_TRY(nsc_allocate(&work->lists, work->number_count + 1, sizeof(uint32_t *), error));
    NSC_TRY(nsc_allocate(&work->list_capacity, work->number_count + 1, sizeof(size_t), error));
    NSC_TRY(nsc_allocate(&work->tasks, (size_t)forest->options.depth + 2, sizeof *work->tasks, error));
out:
    return status;
}

nsc_status nsc_regression_forest_open(nsc_regression_forest *forest, const nsc_search_variable *variables,
                                      size_t variable_count, const nsc_forest_options *options, nsc_error *error) {
    const double tried = floor((double)variable_count * options->variable_share);
    *forest = (nsc_regression_forest){.options = *options,
                                      .variables = variables,
                                      .variable_count = variable_count,
                                      .variables_tried = tried < 1 ? 1 : (size_t)tried};
    nsc_status status = NSC_OK;
    NSC_TRY(check_variables(variables, variable_count, error));
    NSC_TRY(nsc_allocate(&forest->trees, options->trees, sizeof *forest->trees, error));
    NSC_TRY(make_work(forest, error));
out:
    return status;
}

static void free_work(struct nsc_forest_growth *work) {
    for (size_t place = 0; work->sorted != NULL && place < work->number_count; place++)
        free(work->sorted[place]);
    for (size_t place = 0; work->lists != NULL && place <= work->number_count; place++)
        free(work->lists[place]);
    free(work->sorted);
    free(work->sorted_capacity);
    free(work->lists);
    free(work->list_capacity);
    free(work->numbers);
    free(work->list_of);
    free(work->shuffled);
    free(work->tried);
    free(work->first_level);
    free(work->sums);
    free(work->moved);
    free(work->second);
    free(work->levels);
    free(work->tasks);
    free(work);
}

void nsc_regression_forest_close(nsc_regression_forest *forest) {
    for (size_t tree = 0; forest->trees != NULL && tree < forest->options.trees; tree++) {
        free(forest->trees[tree].nodes);
        free(forest->trees[tree].weights);
    }
    free(forest->trees);
    free(forest->rows);
    free(forest->responses);
    if (forest->work != NULL)
        free_work(forest->work);
    *forest = (nsc_regression_forest){0};
}

/* ---- rows ---- */

nsc_status nsc_regression_forest_add(nsc_regression_forest *forest, const double *candidate, double response,
                                     nsc_error *error) {
    nsc_status status = NSC_OK;
    struct nsc_forest_growth *work = forest->work;
    const size_t width = forest->variable_count, row = forest->row_count;
    NSC_TRY(nsc_reserve(&forest->rows, &forest->row_capacity, (row + 1) * width, sizeof *forest->rows, error));
    NSC_TRY(nsc_reserve(&forest->responses, &forest->response_capacity, row + 1, sizeof(double), error));
    NSC_TRY(nsc_reserve(&work->levels, &work->level_capacity, (row + 1) * width, sizeof *work->levels, error));
    forest->responses[row] = response;
    for (size_t variable = 0; variable < width; variable++) {
        forest->rows[row * width + variable] = candidate[variable];
        work->levels[row * width + variable] =
            nsc_forest_is_categorical(forest, variable) ? (uint8_t)candidate[variable] : 0;
    }
    for (size_t place = 0; place < work->number_count; place++)
        NSC_TRY(nsc_candidate_rows_insert(&work->sorted[place], &work->sorted_capacity[place], row,
                                          forest->rows + work->numbers[place], width, error));
    forest->row_count++;
out:
    return status;
}

/* ---- growing ---- */

/* The weighted mean of a node, its tally, and whether its responses differ. */
static double mean_of_node(const nsc_regression_forest *forest, const nsc_forest_tree *tree, nsc_forest_task task,
                           uint64_t *tally, bool *differ) {
    const uint32_t *rows = forest->work->lists[0];
    const double reference = forest->responses[rows[task.begin]];
    double sum = 0;
    *tally = 0;
    *differ = false;
    for (uint32_t place = task.begin; place < task.end; place++) {
        const double difference = forest->responses[rows[place]] - reference;
        sum += tree->weights[rows[place]] * difference;
        *tally += 1ull << 32 | tree->weights[rows[place]];
        *differ |= fabs(difference) > NSC_FOREST_SAME_RESPONSE;
    }
    return reference + sum / (double)(uint32_t)*tally;
}

/* Moves the rows of the first child to the front of the node's part of each list; returns where the second begins. */
static uint32_t divide_lists(nsc_regression_forest *forest, nsc_forest_task task, const nsc_forest_node *node) {
    struct nsc_forest_growth *work = forest->work;
    const double *column = forest->rows + node->variable;
    for (uint32_t place = task.begin; place < task.end; place++) {
        const uint32_t row = work->lists[0][place];
        work->second[row] = nsc_forest_child(node, column[row * forest->variable_count]);
    }
    uint32_t middle = task.begin;
    for (size_t number = 0; number <= work->number_count; number++) {
        uint32_t *list = work->lists[number];
        size_t moved = 0;
        middle = task.begin;
        for (uint32_t place = task.begin; place < task.end; place++) {
            const uint32_t row = list[place];
            list[middle] = row;
            work->moved[moved] = row;
            middle += !work->second[row];
            moved += work->second[row];
        }
        memcpy(list + middle, work->moved, moved * sizeof *list);
    }
    return middle;
}

/* The lists of a tree: the rows that its bootstrap drew. Returns how many. */
static uint32_t fill_lists(const nsc_regression_forest *forest, const nsc_forest_tree *tree) {
    const struct nsc_forest_growth *work = forest->work;
    uint32_t count = 0;
    for (uint32_t row = 0; row < forest->row_count; row++)
        if (tree->weights[row] > 0)
            work->lists[0][count++] = row;
    for (size_t number = 0; number < work->number_count; number++) {
        uint32_t filled = 0;
        for (size_t place = 0; place < forest->row_count; place++)
            if (tree->weights[work->sorted[number][place]] > 0)
                work->lists[number + 1][filled++] = work->sorted[number][place];
    }
    return count;
}

static void grow_tree(nsc_regression_forest *forest, nsc_forest_tree *tree, gsl_rng *random) {
    const nsc_forest_options *options = &forest->options;
    nsc_forest_task *tasks = forest->work->tasks;
    size_t waiting = 1;
    tree->node_count = 1;
    tasks[0] = (nsc_forest_task){.node = 0, .begin = 0, .end = fill_lists(forest, tree), .depth = 0};
    while (waiting > 0) {
        const nsc_forest_task task = tasks[--waiting];
        nsc_forest_node *node = tree->nodes + task.node;
        uint64_t tally;
        bool differ;
        const double mean = mean_of_node(forest, tree, task, &tally, &differ);
        *node = (nsc_forest_node){.number = mean};
        if (!differ || task.depth >= options->depth || task.end - task.begin < options->split_from)
            continue;
        const nsc_forest_split best = nsc_forest_best_split(forest, tree, task, mean, tally, random);
        if (best.gain < 0)
            continue;
        nsc_forest_apply_split(forest, node, &best, random);
        const uint32_t middle = divide_lists(forest, task, node);
        node->children = (uint32_t)tree->node_count;
        tree->node_count += 2;
        tasks[waiting++] = (nsc_forest_task){node->children, task.begin, middle, task.depth + 1};
        tasks[waiting++] = (nsc_forest_task){node->children + 1, middle, task.end, task.depth + 1};
    }
}

/* Room for all rows in what growing needs, and in the trees: a tree has fewer than two nodes for each row. */
static nsc_status make_room(nsc_regression_forest *forest, nsc_error *error) {
    nsc_status status = NSC_OK;
    struct nsc_forest_growth *work = forest->work;
    const size_t rows = forest->row_count;
    NSC_TRY(nsc_reserve(&work->moved, &work->moved_capacity, rows, sizeof *work->moved, error));
    NSC_TRY(nsc_reserve(&work->second, &work->second_capacity, rows, sizeof *work->second, error));
    for (size_t number = 0; number <= work->number_count; number++)
        NSC_TRY(nsc_reserve(&work->lists[number], &work->list_capacity[number], rows, sizeof(uint32_t), error));
    for (size_t number = 0; number < forest->options.trees; number++) {
        nsc_forest_tree *tree = forest->trees + number;
        NSC_TRY(nsc_reserve(&tree->nodes, &tree->node_capacity, 2 * rows, sizeof *tree->nodes, error));
        NSC_TRY(nsc_reserve(&tree->weights, &tree->weight_capacity, rows, sizeof *tree->weights, error));
    }
out:
    return status;
}

nsc_status nsc_regression_forest_fit(nsc_regression_forest *forest, gsl_rng *random, nsc_error *error) {
    const nsc_status status = make_room(forest, error);
    if (status != NSC_OK)
        return status;
    for (size_t number = 0; number < forest->options.trees; number++) {
        nsc_forest_tree *tree = forest->trees + number;
        memset(tree->weights, 0, forest->row_count * sizeof *tree->weights);
        for (size_t draw = 0; draw < forest->row_count; draw++)
            tree->weights[nsc_random_below(random, (uint32_t)forest->row_count)]++;
        grow_tree(forest, tree, random);
    }
    return NSC_OK;
}

/* ---- predictions ---- */

nsc_prediction nsc_forest_combine(const double *tree_predictions, size_t tree_count) {
    double sum = 0, squares = 0;
    for (size_t tree = 0; tree < tree_count; tree++)
        sum += tree_predictions[tree];
    const double mean = sum / (double)tree_count;
    for (size_t tree = 0; tree < tree_count; tree++)
        squares += (tree_predictions[tree] - mean) * (tree_predictions[tree] - mean);
    const double variance = tree_count > 1 ? squares / (double)(tree_count - 1) : 0;
    return (nsc_prediction){mean, variance < NSC_FOREST_LEAST_VARIANCE ? NSC_FOREST_LEAST_VARIANCE : variance};
}

/* One tree's predictions for LANES candidates side by side, which takes less time than one after the other. */
static void predict_lanes(const nsc_forest_tree *tree, const double *candidates, size_t stride, double *predictions) {
    const nsc_forest_node *nodes = tree->nodes;
    uint32_t at[LANES] = {0}, moved;
    do {
        moved = 0;
        for (size_t lane = 0; lane < LANES; lane++) {
            const nsc_forest_node *node = nodes + at[lane];
            const double value = candidates[lane * stride + node->variable];
            at[lane] = node->children != 0 ? node->children + nsc_forest_child(node, value) : at[lane];
            moved |= node->children;
        }
    } while (moved != 0);
    for (size_t lane = 0; lane < LANES; lane++)
        predictions[lane] = nodes[at[lane]].number;
}

void nsc_regression_forest_predict(const nsc_regression_forest *forest, const double *candidates, size_t count,
                                   nsc_prediction *predictions) {
    const size_t stride = forest->variable_count, trees = forest->options.trees;
    double of_lanes[NSC_FOREST_TREES * LANES], of_one[NSC_FOREST_TREES];
    for (size_t first = 0; first < count; first += LANES) {
        const size_t lanes = count - first < LANES ? count - first : LANES;
        for (size_t tree = 0; tree < trees; tree++)
            if (lanes == LANES)
                predict_lanes(forest->trees + tree, candidates + first * stride, stride, of_lanes + tree * LANES);
            else
                for (size_t lane = 0; lane < lanes; lane++)
                    of_lanes[tree * LANES + lane] =
                        nsc_forest_tree_predict(forest->trees + tree, candidates + (first + lane) * stride);
        for (size_t lane = 0; lane < lanes; lane++) {
            for (size_t tree = 0; tree < trees; tree++)
                of_one[tree] = of_lanes[tree * LANES + lane];
            predictions[first + lane] = nsc_forest_combine(of_one, trees);
        }
    }
}

double nsc_expected_improvement(nsc_prediction prediction, double loss) {
    static const double root_half = 0.70710678118654752440, root_two_pi = 2.50662827463100050242;
    const double deviation = sqrt(prediction.variance), difference = loss - prediction.mean;
    const double z = difference / deviation;
    return difference * 0.5 * erfc(-z * root_half) + deviation * exp(-0.5 * z * z) / root_two_pi;
}
