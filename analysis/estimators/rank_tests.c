/* Rank tests: two samples, and several treatments in blocks. */
#include "analysis/estimators/rank_tests.h"

#include "analysis/estimators/ranking.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

nsc_status nsc_value_levels(const double *values, size_t count, uint32_t *levels, size_t *level_count,
                            nsc_error *error) {
    size_t *order = NULL;
    nsc_status status = NSC_OK;
    *level_count = 0;
    NSC_TRY(nsc_allocate(&order, count, sizeof *order, error));
    NSC_TRY(nsc_ascending(values, count, order, error));
    for (size_t place = 0; place < count; place++) {
        if (place == 0 || values[order[place]] != values[order[place - 1]])
            ++*level_count;
        levels[order[place]] = (uint32_t)(*level_count - 1);
    }
out:
    free(order);
    return status;
}

/* ---- two samples ---- */

enum { EXACT_SAMPLE = 8 };

/*
 * Chance that U is at least `statistic`, at most `small` · `large`, if all orders of the values are alike. The number
 * of orders with each U is a coefficient of the Gaussian binomial, the product of (1 − x^(large + i)) / (1 − x^i).
 */
static nsc_status exact_tail(size_t small, size_t large, double statistic, double *tail, nsc_error *error) {
    const size_t size = small * large + 1;
    double *orders = NULL, all = 0, beyond = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&orders, size, sizeof *orders, error));
    orders[0] = 1;
    for (size_t factor = 1; factor <= small; factor++) {
        for (size_t power = size; power-- > large + factor;)
            orders[power] -= orders[power - large - factor];
        for (size_t power = factor; power < size; power++)
            orders[power] += orders[power - factor];
    }
    for (size_t power = 0; power < size; power++) {
        all += orders[power];
        beyond += (double)power >= statistic ? orders[power] : 0;
    }
    *tail = beyond / all;
out:
    free(orders);
    return status;
}

/* By the normal distribution; `ties`: the sum of t³ − t over groups of t equal values. */
static double normal_p(double statistic, double first, double second, double ties) {
    const double both = first + second, middle = first * second / 2;
    const double variance = first * second / 12 * (both + 1 - ties / (both * (both - 1)));
    if (!(variance > 0))
        return 1;
    const double distance = fabs(statistic - middle) - 0.5;
    return fmin(1, 2 * gsl_cdf_ugaussian_Q(distance / sqrt(variance)));
}

nsc_status nsc_rank_sum_of_levels(const uint32_t *first, const uint32_t *second, size_t level_count, nsc_rank_sum *test,
                                  nsc_error *error) {
    double first_count = 0, second_count = 0, statistic = 0, ties = 0;
    nsc_status status = NSC_OK;
    for (size_t level = 0; level < level_count; level++) {
        const double here = first[level], there = second[level], equal = here + there;
        statistic += here * (second_count + there / 2);
        ties += equal * equal * equal - equal;
        first_count += here;
        second_count += there;
    }
    *test = (nsc_rank_sum){NAN, NAN, NAN};
    if (first_count == 0 || second_count == 0)
        return NSC_OK;
    const double pairs = first_count * second_count, small = fmin(first_count, second_count);
    *test = (nsc_rank_sum){
        .statistic = statistic, .p = normal_p(statistic, first_count, second_count, ties), .larger = statistic / pairs};
    if (small <= EXACT_SAMPLE && ties == 0) {
        double tail;
        NSC_TRY(exact_tail((size_t)small, (size_t)fmax(first_count, second_count), fmax(statistic, pairs - statistic),
                           &tail, error));
        test->p = fmin(1, 2 * tail);
    }
out:
    return status;
}

nsc_status nsc_rank_sum_test(const double *first, size_t first_count, const double *second, size_t second_count,
                             nsc_rank_sum *test, nsc_error *error) {
    const size_t count = first_count + second_count;
    double *values = NULL;
    uint32_t *levels = NULL, *counts = NULL;
    size_t level_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    NSC_TRY(nsc_allocate(&levels, count, sizeof *levels, error));
    NSC_TRY(nsc_allocate(&counts, 2 * count, sizeof *counts, error));
    for (size_t number = 0; number < count; number++)
        values[number] = number < first_count ? first[number] : second[number - first_count];
    NSC_TRY(nsc_value_levels(values, count, levels, &level_count, error));
    for (size_t number = 0; number < count; number++)
        counts[levels[number] + (number < first_count ? 0 : count)]++;
    NSC_TRY(nsc_rank_sum_of_levels(counts, counts + count, level_count, test, error));
out:
    free(values);
    free(levels);
    free(counts);
    return status;
}

static double chance_variance(double chance, double first, double second) {
    const double others = (first + second) / 2 - 1;
    return chance * (1 - chance) * (1 + others * ((1 - chance) / (2 - chance) + chance / (1 + chance))) /
           (first * second);
}

/* The chance furthest from `larger` towards `end` whose own standard error still reaches it. */
static double chance_bound(double larger, double end, double first, double second) {
    double inside = larger, outside = end;
    for (int halving = 0; halving < 60; halving++) {
        const double middle = (inside + outside) / 2;
        if (fabs(larger - middle) <= NSC_Z95 * sqrt(chance_variance(middle, first, second)))
            inside = middle;
        else
            outside = middle;
    }
    return inside;
}

nsc_estimate nsc_larger_chance(double larger, size_t first_count, size_t second_count) {
    if (isnan(larger))
        return nsc_estimate_none();
    return (nsc_estimate){.value = larger,
                          .low = chance_bound(larger, 0, (double)first_count, (double)second_count),
                          .high = chance_bound(larger, 1, (double)first_count, (double)second_count)};
}

/* ---- several p values ---- */

nsc_status nsc_holm(double *p, size_t count, nsc_error *error) {
    double *kept = NULL, largest = 0;
    size_t *order = NULL, *numbers = NULL, kept_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&kept, count, sizeof *kept, error));
    NSC_TRY(nsc_allocate(&numbers, count, sizeof *numbers, error));
    NSC_TRY(nsc_allocate(&order, count, sizeof *order, error));
    for (size_t number = 0; number < count; number++)
        if (!isnan(p[number])) {
            kept[kept_count] = p[number];
            numbers[kept_count++] = number;
        }
    NSC_TRY(nsc_ascending(kept, kept_count, order, error));
    for (size_t place = 0; place < kept_count; place++) {
        largest = fmax(largest, fmin(1, (double)(kept_count - place) * kept[order[place]]));
        p[numbers[order[place]]] = largest;
    }
out:
    free(kept);
    free(numbers);
    free(order);
    return status;
}

/* ---- treatments in blocks ---- */

/* The sum of t³ − t over groups of t equal ranks; such a group's ranks deviate less from their mean by a twelfth. */
static double ties_of_ranks(const double *ranks, size_t count) {
    const double size = (double)count;
    double squares = 0;
    for (size_t number = 0; number < count; number++)
        squares += ranks[number] * ranks[number];
    return 12 * (size * (size + 1) * (2 * size + 1) / 6 - squares);
}

nsc_status nsc_friedman_test(const double *values, size_t treatment_count, size_t block_count, double *mean_ranks,
                             nsc_friedman *test, nsc_error *error) {
    const double treatments = (double)treatment_count, blocks = (double)block_count;
    double *block = NULL, *ranks = NULL, ties = 0, spread = 0;
    nsc_status status = NSC_OK;
    *test = (nsc_friedman){NAN, NAN};
    NSC_TRY(nsc_allocate(&block, treatment_count, sizeof *block, error));
    NSC_TRY(nsc_allocate(&ranks, treatment_count, sizeof *ranks, error));
    for (size_t treatment = 0; treatment < treatment_count; treatment++)
        mean_ranks[treatment] = 0;
    for (size_t number = 0; number < block_count; number++) {
        for (size_t treatment = 0; treatment < treatment_count; treatment++)
            block[treatment] = values[treatment * block_count + number];
        NSC_TRY(nsc_ranks(block, treatment_count, ranks, error));
        ties += ties_of_ranks(ranks, treatment_count);
        for (size_t treatment = 0; treatment < treatment_count; treatment++)
            mean_ranks[treatment] += ranks[treatment] / blocks;
    }
    for (size_t treatment = 0; treatment < treatment_count; treatment++)
        spread += pow(mean_ranks[treatment] - (treatments + 1) / 2, 2);
    const double correction = 1 - ties / (treatments * (treatments * treatments - 1) * blocks);
    if (correction > 1e-12) {
        test->statistic = 12 * blocks / (treatments * (treatments + 1)) * spread / correction;
        test->p = gsl_cdf_chisq_Q(test->statistic, treatments - 1);
    }
out:
    free(block);
    free(ranks);
    return status;
}

/* Chance that the range of `count` standard normal values is below `range`: the integral over the least of them, by the
 * trapezoidal rule, whose error on such a function vanishes faster than any power of the step. */
static double range_below(double range, double count) {
    const double step = 1.0 / 32, reach = 9;
    const int steps = (int)((2 * reach + range) / step);
    double sum = 0;
    for (int number = 0; number < steps; number++) {
        const double least = number * step - reach - range;
        const double within = gsl_cdf_ugaussian_P(least + range) - gsl_cdf_ugaussian_P(least);
        sum += gsl_ran_ugaussian_pdf(least) * pow(within, count - 1);
    }
    return count * step * sum;
}

double nsc_critical_difference(size_t treatment_count, size_t block_count) {
    const double treatments = (double)treatment_count;
    double low = 0, high = 20;
    for (int halving = 0; halving < 60; halving++) {
        const double middle = (low + high) / 2;
        if (range_below(middle, treatments) < 0.95)
            low = middle;
        else
            high = middle;
    }
    return low / sqrt(2) * sqrt(treatments * (treatments + 1) / (6 * (double)block_count));
}
