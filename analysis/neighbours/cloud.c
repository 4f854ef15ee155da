/*
 * The fitness cloud: the fitness of neighbours against a point's own (Collard, Verel, Clergue 2004), by bins of
 * fitness, and the negative slope coefficient (Vanneschi et al. 2006): the sum of the negative slopes between adjacent
 * bins. 0 means that fitter points have fitter neighbours everywhere. Here each point counts with the mean of all its
 * neighbours, and bins have about equal numbers of points; the authors draw points, take the winner of a tournament
 * among some neighbours, and bisect bins by size, so their values differ.
 */
#include "analysis/neighbours/cloud_internal.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

static const nsc_column bin_columns[] = {
    {"bin", "number of the bin, 1 for the worst fitness; bins have about equal numbers of points, and equal values "
            "share a bin"},
    {"low", "lowest fitness in the bin"},
    {"high", "highest"},
    {"points_in_bin", "evaluated points with an evaluated neighbour"},
    {"pairs", "their evaluated neighbours"},
    {"mean_fitness", "mean fitness of the points"},
    {"mean_neighbour_fitness", "mean fitness of their neighbours, averaged over the points"},
    {"slope", "slope of mean_neighbour_fitness over mean_fitness, to the next bin; empty in the last"},
    {"mean_fitness_of_pairs", "mean fitness of the points, weighted by their number of neighbours"},
    {"mean_neighbour_fitness_of_pairs", "mean fitness over all neighbours of the points"},
    {"slope_of_pairs", "slope of the second over the first, to the next bin"},
};

static const nsc_column statistics[] = {
    {"points_compared", "evaluated points with an evaluated neighbour"},
    NSC_EVALUATED_NEIGHBOURS,
    {"bins", "number of bins, of about equal numbers of points"},
    {"negative_slope_coefficient", "sum of the negative slopes between bins, 0 or less; higher: easier, 0: none is "
                                   "negative. Each point counts with the mean of its neighbours; Vanneschi et al. draw "
                                   "points, take the winner of a tournament of neighbours, and bisect bins by "
                                   "size, which gives other values"},
    {"negative_slope_coefficient_of_pairs", "the same with points weighted by their number of neighbours"},
    {"negative_slope_share",
     "share of the slopes of negative_slope_coefficient that are negative, 0 ... 1; higher: harder"},
};

/* A bin's means: each point once, and each neighbour once. */
typedef struct bin {
    double low, high;
    uint64_t points, pairs;
    double own, around, own_of_pairs, around_of_pairs;
} bin;

/* Means as differences from the first value, so that a large fitness loses no digits of small slopes. */
static bin bin_of(const nsc_rank_bins *fitness_bins, size_t number, const double *values,
                  const nsc_neighbourhood *neighbourhood) {
    const size_t first = fitness_bins->starts[number], end = fitness_bins->starts[number + 1];
    const double base = values[fitness_bins->points[first]];
    const double last = values[fitness_bins->points[end - 1]];
    bin found = {.low = fmin(base, last), .high = fmax(base, last), .points = end - first};
    for (size_t place = first; place < end; place++) {
        const uint32_t point = fitness_bins->points[place];
        const double own = values[point] - base, around = neighbourhood->mean[point] - base;
        const double weight = neighbourhood->evaluated[point];
        found.pairs += neighbourhood->evaluated[point];
        found.own += own;
        found.around += around;
        found.own_of_pairs += weight * own;
        found.around_of_pairs += weight * around;
    }
    found.own = base + found.own / (double)found.points;
    found.around = base + found.around / (double)found.points;
    found.own_of_pairs = base + found.own_of_pairs / (double)found.pairs;
    found.around_of_pairs = base + found.around_of_pairs / (double)found.pairs;
    return found;
}

static double slope(double x, double y, double next_x, double next_y) {
    return (next_y - y) / (next_x - x);
}

static nsc_status add_bin(const bin *here, const bin *next, size_t number, nsc_table *table, nsc_error *error) {
    const nsc_value row[] = {
        nsc_integer((int64_t)number + 1),
        nsc_real(here->low),
        nsc_real(here->high),
        nsc_integer((int64_t)here->points),
        nsc_integer((int64_t)here->pairs),
        nsc_real(here->own),
        nsc_real(here->around),
        next != NULL ? nsc_real(slope(here->own, here->around, next->own, next->around)) : nsc_missing(),
        nsc_real(here->own_of_pairs),
        nsc_real(here->around_of_pairs),
        next != NULL
            ? nsc_real(slope(here->own_of_pairs, here->around_of_pairs, next->own_of_pairs, next->around_of_pairs))
            : nsc_missing()};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_bins(const bin *bins, size_t count, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < count; number++)
        NSC_TRY(add_bin(&bins[number], number + 1 < count ? &bins[number + 1] : NULL, number, table, error));
out:
    return status;
}

static nsc_status add_summary(const bin *bins, size_t count, const nsc_neighbourhood *neighbourhood,
                              const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    double of_points = 0, of_pairs = 0, negative = 0;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number + 1 < count; number++) {
        const bin *here = &bins[number], *next = &bins[number + 1];
        const double rise = slope(here->own, here->around, next->own, next->around);
        of_points += fmin(0, rise);
        of_pairs +=
            fmin(0, slope(here->own_of_pairs, here->around_of_pairs, next->own_of_pairs, next->around_of_pairs));
        negative += rise < 0;
    }
    const char *reason = count == 0  ? NSC_REASON_NO_PAIR
                         : count < 2 ? "the fitnesses of the points form a single bin"
                                     : NULL;
    const double none = reason == NULL ? 0 : NAN;
    NSC_TRY(nsc_summary_add(table, "points_compared", neighbourhood->points, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    NSC_TRY(nsc_summary_add(table, "bins", (double)count, NULL, error));
    NSC_TRY(nsc_measured_part_add(part, table, "negative_slope_coefficient", of_points + none, reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "negative_slope_coefficient_of_pairs", of_pairs + none, reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "negative_slope_share", negative / ((double)count - 1) + none, reason,
                                  error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_neighbourhood neighbourhood = {0};
    nsc_rank_bins fitness_bins = {0};
    nsc_measured_part part;
    bin *bins = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_neighbourhood_find(&neighbourhood, landscape, options->control, error));
    NSC_TRY(nsc_neighbourhood_bins(&neighbourhood, landscape, options->bins, &fitness_bins, error));
    NSC_TRY(nsc_allocate(&bins, fitness_bins.bin_count, sizeof *bins, error));
    for (size_t number = 0; number < fitness_bins.bin_count; number++)
        bins[number] = bin_of(&fitness_bins, number, landscape->fitness->values, &neighbourhood);
    NSC_TRY(add_bins(bins, fitness_bins.bin_count, tables[0], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(add_summary(bins, fitness_bins.bin_count, &neighbourhood, &part, tables[2], error));
    NSC_TRY(nsc_cloud_add_density(landscape, &neighbourhood, tables[1], error));
out:
    nsc_neighbourhood_release(&neighbourhood);
    nsc_rank_bins_release(&fitness_bins);
    free(bins);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("bins", "one row for each bin of fitness", bin_columns),
                                            {"density", "one row for each pair of bins of both fitnesses",
                                             nsc_cloud_density_columns, NSC_CLOUD_DENSITY_COLUMNS, NULL, 0, false},
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_cloud = {
    "cloud",
    "fitness of neighbours by fitness, and its negative slopes",
    "Collard, Verel, Clergue 2004; Vanneschi et al. 2006",
    "bins b of about equal size by f; slope s(b) = (m(b+1) − m(b)) / (u(b+1) − u(b)), m the mean of the neighbours' "
    "mean fitness, u the mean fitness; coefficient = Σ min(0, s(b))",
    NSC_READS(bins),
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
