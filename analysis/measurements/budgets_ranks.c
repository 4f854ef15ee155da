/*
 * Budgets against each other: the rank at the longest budget by the rank at each shorter one, and, for the two longest,
 * the points in bins of both.
 */
#include "analysis/measurements/budgets_internal.h"

#include "analysis/estimators/rank_bins.h"
#include "analysis/estimators/ranking.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

const nsc_column nsc_budgets_rank_columns[NSC_BUDGETS_RANK_COLUMNS] = {
    {"first", "fitness at the shorter budget"},
    {"second", "fitness at the longest budget"},
    {"rank",
     "median rank at the shorter budget of the points in a bin, 1 for the best, tied points at the mean of their "
     "ranks; bins have about equal numbers of points, and the best is cut in two again and again"},
    {"count", "points in the bin, of those with both fitnesses"},
    {"median", "median of their ranks at the longest budget"},
    {"lower_quartile", "lower quartile of these ranks"},
    {"upper_quartile", "upper quartile"},
    {"reason", "reason the values are missing"},
};
const nsc_column nsc_budgets_density_columns[NSC_BUDGETS_DENSITY_COLUMNS] = {
    {"first", "fitness at the second longest budget"},
    {"second", "fitness at the longest budget"},
    {"shorter_low",
     "lower end of a bin of the first fitness; bins have about equal numbers of points, equal values share "
     "one, and the best is cut in two again and again"},
    {"shorter_high", "upper end, in the middle between the values on both sides"},
    {"longer_low", "lower end of a bin of the second fitness, likewise"},
    {"longer_high", "upper end"},
    {"count", "points in both bins, of those with both fitnesses; bins without any have no row"},
    {"ratio", "count / the count that independent rankings would have, 0 or more; 1: as independent"},
    {"reason", "reason the values are missing"},
};

/* Two budgets at which the same points have a fitness, in bins of each. */
typedef struct two_budgets {
    const nsc_asked_fitness *first, *second;
    nsc_rank_bins first_bins, second_bins;
    double *second_ranks; /* [point] from 1, the best first; ties share the mean */
    double *first_ranks;
} two_budgets;

static void release(two_budgets *both) {
    nsc_rank_bins_release(&both->first_bins);
    nsc_rank_bins_release(&both->second_bins);
    free(both->first_ranks);
    free(both->second_ranks);
}

/* Ranks of the points that the bins have. */
static nsc_status rank(const nsc_fitness *fitness, const nsc_rank_bins *bins, double **ranks, nsc_error *error) {
    const nsc_order order = nsc_order_of(fitness);
    double *values = NULL, *ascending = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(ranks, fitness->point_count, sizeof **ranks, error));
    NSC_TRY(nsc_allocate(&values, bins->count, sizeof *values, error));
    NSC_TRY(nsc_allocate(&ascending, bins->count, sizeof *ascending, error));
    for (size_t place = 0; place < bins->count; place++)
        values[place] = fitness->values[bins->points[place]];
    NSC_TRY(nsc_fitness_ranks(&order, values, bins->count, ascending, error));
    for (size_t place = 0; place < bins->count; place++)
        (*ranks)[bins->points[place]] =
            order.direction == NSC_MAXIMISE ? (double)bins->count + 1 - ascending[place] : ascending[place];
out:
    free(values);
    free(ascending);
    return status;
}

static nsc_status open_both(two_budgets *both, const nsc_asked_fitness *first, const nsc_asked_fitness *second,
                            nsc_error *error) {
    const nsc_fitness *one = first->fitness, *other = second->fitness;
    const nsc_order first_order = nsc_order_of(one), second_order = nsc_order_of(other);
    bool *evaluated = NULL;
    nsc_status status = NSC_OK;
    *both = (two_budgets){.first = first, .second = second};
    NSC_TRY(nsc_allocate(&evaluated, one->point_count, sizeof *evaluated, error));
    for (uint32_t point = 0; point < one->point_count; point++)
        evaluated[point] = nsc_fitness_known(one, point) && nsc_fitness_known(other, point);
    NSC_TRY(nsc_rank_bins_find(&both->first_bins, one->values, evaluated, one->point_count, &first_order,
                               NSC_DENSITY_BINS, error));
    NSC_TRY(nsc_rank_bins_find(&both->second_bins, other->values, evaluated, one->point_count, &second_order,
                               NSC_DENSITY_BINS, error));
    nsc_rank_bins_split_best(&both->first_bins, one->values, &first_order);
    nsc_rank_bins_split_best(&both->second_bins, other->values, &second_order);
out:
    free(evaluated);
    return status;
}

/* ---- ranks ---- */

static double sorted_quantile(double *values, size_t count, double share) {
    gsl_sort(values, 1, count);
    return gsl_stats_quantile_from_sorted_data(values, 1, count, share);
}

static nsc_status add_rank_bin(const two_budgets *both, size_t bin, double *ranks, nsc_table *table, nsc_error *error) {
    const nsc_rank_bins *bins = &both->first_bins;
    const size_t first = bins->starts[bin], count = bins->starts[bin + 1] - first;
    for (size_t place = 0; place < count; place++)
        ranks[place] = both->first_ranks[bins->points[first + place]];
    const double own = sorted_quantile(ranks, count, 0.5);
    for (size_t place = 0; place < count; place++)
        ranks[place] = both->second_ranks[bins->points[first + place]];
    const nsc_value row[NSC_BUDGETS_RANK_COLUMNS] = {nsc_text(both->first->rule.text),
                                                     nsc_text(both->second->rule.text),
                                                     nsc_real(own),
                                                     nsc_integer((int64_t)count),
                                                     nsc_real(sorted_quantile(ranks, count, 0.5)),
                                                     nsc_real(sorted_quantile(ranks, count, 0.25)),
                                                     nsc_real(sorted_quantile(ranks, count, 0.75)),
                                                     nsc_missing()};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_ranks(two_budgets *both, nsc_table *table, nsc_error *error) {
    double *ranks = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(rank(both->first->fitness, &both->first_bins, &both->first_ranks, error));
    NSC_TRY(rank(both->second->fitness, &both->second_bins, &both->second_ranks, error));
    NSC_TRY(nsc_allocate(&ranks, both->first_bins.count, sizeof *ranks, error));
    for (size_t bin = both->first_bins.bin_count; bin-- > 0;) /* the best first */
        NSC_TRY(add_rank_bin(both, bin, ranks, table, error));
out:
    free(ranks);
    return status;
}

/* ---- density ---- */

static nsc_status add_density(const two_budgets *both, nsc_table *table, nsc_error *error) {
    const nsc_rank_bins *first = &both->first_bins, *second = &both->second_bins;
    const double *x = both->first->fitness->values, *y = both->second->fitness->values;
    size_t *counts = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rank_bins_cross(first, second, both->first->fitness->point_count, &counts, error));
    for (size_t cell = 0; cell < first->bin_count * second->bin_count; cell++) {
        const size_t across = cell / second->bin_count, up = cell % second->bin_count;
        const double expected = (double)(first->starts[across + 1] - first->starts[across]) *
                                (double)(second->starts[up + 1] - second->starts[up]) / (double)first->count;
        const nsc_rank_bin_ends along = nsc_rank_bin_ends_of(first, x, across);
        const nsc_rank_bin_ends upwards = nsc_rank_bin_ends_of(second, y, up);
        const nsc_value row[NSC_BUDGETS_DENSITY_COLUMNS] = {nsc_text(both->first->rule.text),
                                                            nsc_text(both->second->rule.text),
                                                            nsc_real(along.low),
                                                            nsc_real(along.high),
                                                            nsc_real(upwards.low),
                                                            nsc_real(upwards.high),
                                                            nsc_integer((int64_t)counts[cell]),
                                                            nsc_real((double)counts[cell] / expected),
                                                            nsc_missing()};
        if (counts[cell] > 0)
            NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(counts);
    return status;
}

/* ---- both tables ---- */

static nsc_status add_reason(const nsc_asked_fitness *first, const nsc_asked_fitness *second, const char *reason,
                             nsc_table *table, nsc_error *error) {
    nsc_value row[NSC_BUDGETS_DENSITY_COLUMNS] = {nsc_text(first->rule.text), nsc_text(second->rule.text)};
    const size_t count = nsc_table_column_count(table);
    row[count - 1] = nsc_text(reason);
    return nsc_table_add(table, row, count, error);
}

static nsc_status add_two(const nsc_asked_fitness *first, const nsc_asked_fitness *second, nsc_table *ranks,
                          nsc_table *density, nsc_error *error) {
    two_budgets both = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(open_both(&both, first, second, error));
    if (both.first_bins.count == 0) {
        NSC_TRY(add_reason(first, second, "no point has both", ranks, error));
        NSC_TRY(density != NULL ? add_reason(first, second, "no point has both", density, error) : NSC_OK);
        goto out;
    }
    NSC_TRY(add_ranks(&both, ranks, error));
    if (density != NULL)
        NSC_TRY(add_density(&both, density, error));
out:
    release(&both);
    return status;
}

nsc_status nsc_budgets_add_ranks(const nsc_budgets *budgets, nsc_table *ranks, nsc_table *density, nsc_error *error) {
    size_t longest = budgets->count, before = budgets->count; /* of those available */
    nsc_status status = NSC_OK;
    for (size_t budget = 0; budget < budgets->count; budget++)
        if (budgets->at[budget].fitness != NULL) {
            before = longest;
            longest = budget;
        }
    if (before == budgets->count) {
        const nsc_asked_fitness *only = &budgets->at[longest];
        NSC_TRY(add_reason(only, only, "the data has one budget only", ranks, error));
        NSC_TRY(add_reason(only, only, "the data has one budget only", density, error));
        goto out;
    }
    for (size_t budget = 0; budget < longest; budget++)
        if (budgets->at[budget].fitness != NULL)
            NSC_TRY(
                add_two(&budgets->at[budget], &budgets->at[longest], ranks, budget == before ? density : NULL, error));
out:
    return status;
}
