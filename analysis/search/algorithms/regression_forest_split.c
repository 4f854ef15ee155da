/* The best split of a node of a regression tree, found from sums over levels and over sorted values. */
#include "analysis/search/algorithms/regression_forest_internal.h"

#include <math.h>
#include <string.h>

/* Sums by level of the categorical variables that are tried, over the rows of a node. */
static void sum_levels(const nsc_regression_forest *forest, const nsc_forest_tree *tree, nsc_forest_task task,
                       double mean) {
    const struct nsc_forest_growth *work = forest->work;
    size_t tried_count = 0;
    for (size_t place = 0; place < forest->variables_tried; place++) {
        const uint32_t variable = work->shuffled[place];
        if (!nsc_forest_is_categorical(forest, variable))
            continue;
        work->tried[tried_count++] = variable;
        memset(work->sums + work->first_level[variable], 0, forest->variables[variable].levels * sizeof(nsc_level_sum));
    }
    for (uint32_t place = task.begin; tried_count > 0 && place < task.end; place++) {
        const uint32_t row = work->lists[0][place];
        const double response = tree->weights[row] * (forest->responses[row] - mean);
        const uint64_t tally = 1ull << 32 | tree->weights[row];
        const uint8_t *levels = work->levels + row * forest->variable_count;
        for (size_t number = 0; number < tried_count; number++) {
            const uint32_t variable = work->tried[number];
            nsc_level_sum *sum = work->sums + work->first_level[variable] + levels[variable];
            sum->response += response;
            sum->tally += tally;
        }
    }
}

static double mean_of(const nsc_level_sum *sum) {
    return sum->response / (double)(uint32_t)sum->tally;
}

/* Fall of the residual sum of squares when a node splits in two; responses are differences from its mean. */
static double gain_of(nsc_level_sum first, nsc_level_sum second) {
    return first.response * first.response / (double)(uint32_t)first.tally +
           second.response * second.response / (double)(uint32_t)second.tally;
}

static bool large_enough(nsc_level_sum sum, unsigned least) {
    return sum.tally >> 32 >= least;
}

/* The levels that the node has, by ascending mean, equal ones by number; returns how many. */
static unsigned rank_levels(const nsc_level_sum *sums, uint32_t level_count, uint8_t *ranked) {
    unsigned count = 0;
    for (uint32_t level = 0; level < level_count; level++) {
        if (sums[level].tally == 0)
            continue;
        unsigned place = count++;
        for (; place > 0 && mean_of(sums + ranked[place - 1]) > mean_of(sums + level); place--)
            ranked[place] = ranked[place - 1];
        ranked[place] = (uint8_t)level;
    }
    return count;
}

/* The only split of a variable with two levels. */
static void try_two_levels(const nsc_regression_forest *forest, uint32_t variable, nsc_forest_split *best) {
    const nsc_level_sum *sums = forest->work->sums + forest->work->first_level[variable];
    const unsigned least = forest->options.leaf_from;
    if (sums[0].tally == 0 || sums[1].tally == 0 || !large_enough(sums[0], least) || !large_enough(sums[1], least))
        return;
    const double gain = gain_of(sums[0], sums[1]);
    if (gain > best->gain)
        *best = (nsc_forest_split){.gain = gain, .variable = variable, .levels = 1, .seen = 3};
}

static void try_levels(const nsc_regression_forest *forest, uint32_t variable, nsc_forest_split *best) {
    const nsc_level_sum *sums = forest->work->sums + forest->work->first_level[variable];
    const unsigned least = forest->options.leaf_from;
    uint8_t ranked[NSC_FOREST_LEVELS];
    const unsigned count = rank_levels(sums, forest->variables[variable].levels, ranked);
    nsc_level_sum first = {0}, rest[NSC_FOREST_LEVELS + 1];
    uint64_t seen = 0, levels = 0;
    rest[count] = (nsc_level_sum){0};
    for (unsigned place = count; place-- > 0;) {
        rest[place] = (nsc_level_sum){rest[place + 1].response + sums[ranked[place]].response,
                                      rest[place + 1].tally + sums[ranked[place]].tally};
        seen |= 1ull << ranked[place];
    }
    for (unsigned place = 0; place + 1 < count; place++) {
        first.response += sums[ranked[place]].response;
        first.tally += sums[ranked[place]].tally;
        levels |= 1ull << ranked[place];
        if (!large_enough(first, least) || !large_enough(rest[place + 1], least))
            continue;
        const double gain = gain_of(first, rest[place + 1]);
        if (gain > best->gain)
            *best = (nsc_forest_split){.gain = gain, .variable = variable, .levels = levels, .seen = seen};
    }
}

static void try_thresholds(const nsc_regression_forest *forest, const nsc_forest_tree *tree, nsc_forest_task task,
                           double mean, uint64_t tally, uint32_t variable, nsc_forest_split *best) {
    const uint32_t *list = forest->work->lists[forest->work->list_of[variable]];
    const double *column = forest->rows + variable;
    const size_t stride = forest->variable_count;
    nsc_level_sum first = {0};
    for (uint32_t place = task.begin; place < task.end;) {
        const double below = column[list[place] * stride] + NSC_FOREST_SAME_VALUE;
        do {
            const uint32_t row = list[place++];
            first.response += tree->weights[row] * (forest->responses[row] - mean);
            first.tally += 1ull << 32 | tree->weights[row];
        } while (place < task.end && column[list[place] * stride] <= below);
        const nsc_level_sum second = {-first.response, tally - first.tally};
        if (!large_enough(second, forest->options.leaf_from) || place == task.end)
            return;
        if (!large_enough(first, forest->options.leaf_from))
            continue;
        const double gain = gain_of(first, second);
        if (gain > best->gain)
            *best = (nsc_forest_split){
                .gain = gain, .variable = variable, .below = below, .above = column[list[place] * stride]};
    }
}

nsc_forest_split nsc_forest_best_split(nsc_regression_forest *forest, const nsc_forest_tree *tree, nsc_forest_task task,
                                       double mean, uint64_t tally, gsl_rng *random) {
    uint32_t *shuffled = forest->work->shuffled;
    for (size_t place = 0; place < forest->variables_tried; place++) {
        const size_t other = place + nsc_random_below(random, (uint32_t)(forest->variable_count - place));
        const uint32_t variable = shuffled[other];
        shuffled[other] = shuffled[place];
        shuffled[place] = variable;
    }
    sum_levels(forest, tree, task, mean);
    nsc_forest_split best = {.gain = -1};
    for (size_t place = 0; place < forest->variables_tried; place++)
        if (nsc_forest_is_categorical(forest, shuffled[place]) && forest->variables[shuffled[place]].levels == 2)
            try_two_levels(forest, shuffled[place], &best);
        else if (nsc_forest_is_categorical(forest, shuffled[place]))
            try_levels(forest, shuffled[place], &best);
        else
            try_thresholds(forest, tree, task, mean, tally, shuffled[place], &best);
    return best;
}

void nsc_forest_apply_split(const nsc_regression_forest *forest, nsc_forest_node *node, const nsc_forest_split *best,
                            gsl_rng *random) {
    node->variable = (uint16_t)best->variable;
    node->categorical = nsc_forest_is_categorical(forest, best->variable);
    if (!node->categorical) {
        node->number = best->below + gsl_rng_uniform(random) * (best->above - best->below);
        return;
    }
    node->levels = best->levels;
    for (uint32_t level = 0; level < forest->variables[best->variable].levels; level++)
        if ((best->seen >> level & 1) == 0 && nsc_random_below(random, 2) == 0)
            node->levels |= 1ull << level;
}
