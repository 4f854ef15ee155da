/*
 * Fitness-distance correlation (Jones, Forrest 1995): fitness against the distance to the nearest of a set of targets,
 * the best point by default. Spearman's version is the one that Ochoa and Veerapen 2022 report.
 */
#include "analysis/distances/fdc_internal.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const nsc_column statistic_columns[] = {
    {"statistic", "name of the correlation"},
    {"value", "correlation of fitness with distance, -1 to 1; negative: better points are nearer; for a fitness to be "
              "minimised: positive"},
    {"low", "lower end of the 95 % interval (bootstrap with finite-population correction; covers about 90 % if few "
            "points are evaluated or tails are long)"},
    {"high", "upper end"},
    {"count", "points with a fitness from which a target can be reached"},
    {"targets", "number of targets"},
    {"tied_targets", "targets that equal the best point within the tolerance: several if the best are tied"},
    {"rule", "the targets, as given by --targets"},
    {"reason", "reason the correlation is missing"},
};
static const nsc_column statistics[] = {
    {"pearson", "correlation of fitness with the distance to the nearest target, -1 ... 1; higher: harder, above 0: "
                "misleading; for a fitness to be minimised the sign is reversed"},
    {"spearman", "rank correlation of the two, -1 ... 1; higher: harder, above 0: misleading"},
};
static const nsc_column distance_columns[] = {
    {"distance", "distance to the nearest target"},
    {"count", "points at that distance with a fitness"},
    {"mean", "mean fitness"},
    {"standard_deviation", "of the fitness"},
    {"minimum", "lowest fitness"},
    {"maximum", "highest fitness"},
    {"points_in_space", "points at that distance, with or without a fitness"},
    {"reason", "reason the mean is missing"},
};

/* The pairs that are correlated, and their ranks; each array holds `count` values. */
typedef struct sample {
    size_t count;
    double *fitness, *distance, *fitness_ranks, *distance_ranks;
} sample;

static void release_sample(sample *pairs) {
    free(pairs->fitness);
    free(pairs->distance);
    free(pairs->fitness_ranks);
    free(pairs->distance_ranks);
}

static nsc_status take_sample(const nsc_landscape *landscape, const uint8_t *distances, sample *pairs,
                              nsc_error *error) {
    const size_t capacity = landscape->fitness->known_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&pairs->fitness, capacity, sizeof(double), error));
    NSC_TRY(nsc_allocate(&pairs->distance, capacity, sizeof(double), error));
    NSC_TRY(nsc_allocate(&pairs->fitness_ranks, capacity, sizeof(double), error));
    NSC_TRY(nsc_allocate(&pairs->distance_ranks, capacity, sizeof(double), error));
    for (uint32_t point = 0; point < landscape->space->point_count; point++)
        if (nsc_fitness_known(landscape->fitness, point) && distances[point] != NSC_UNREACHED) {
            pairs->fitness[pairs->count] = landscape->fitness->values[point];
            pairs->distance[pairs->count++] = distances[point];
        }
    const nsc_order order = nsc_order_of(landscape->fitness);
    NSC_TRY(nsc_fitness_ranks(&order, pairs->fitness, pairs->count, pairs->fitness_ranks, error));
    NSC_TRY(nsc_ranks(pairs->distance, pairs->count, pairs->distance_ranks, error));
out:
    return status;
}

nsc_status nsc_fdc_of(const nsc_landscape *landscape, const uint8_t *distances, nsc_fdc *fdc, nsc_error *error) {
    sample pairs = {0};
    nsc_status status = take_sample(landscape, distances, &pairs, error);
    if (status == NSC_OK)
        *fdc = (nsc_fdc){.pearson = nsc_pearson(pairs.fitness, pairs.distance, pairs.count),
                         .spearman = nsc_pearson(pairs.fitness_ranks, pairs.distance_ranks, pairs.count)};
    release_sample(&pairs);
    return status;
}

/* ---- bootstrap ---- */

typedef struct bootstrap {
    const sample *pairs;
    uint64_t seed;
    double *pearson, *spearman; /* [resample] */
} bootstrap;

/* Relative sum of squares about the mean below which it counts as 0. */
static const double ROUNDING = 1e-12;

/* Sums from which a correlation follows; the values are centred beforehand, which keeps them accurate. */
typedef struct sums {
    double x, y, xx, yy, xy;
} sums;

static void add_pair(sums *state, double x, double y) {
    state->x += x;
    state->y += y;
    state->xx += x * x;
    state->yy += y * y;
    state->xy += x * y;
}

/* NaN if all pairs drawn have the same fitness, or the same distance, which happens if few points are evaluated. */
static double correlation_of(const sums *state, double count) {
    const double covariance = state->xy - state->x * state->y / count;
    const double variance_x = state->xx - state->x * state->x / count;
    const double variance_y = state->yy - state->y * state->y / count;
    if (!(variance_x > ROUNDING * state->xx) || !(variance_y > ROUNDING * state->yy))
        return NAN;
    return covariance / sqrt(variance_x * variance_y);
}

/* Spearman's resamples reuse the ranks of the whole sample: ranking each again differs by terms of order 1/count. */
static nsc_status resample_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const bootstrap *job = context;
    const sample *pairs = job->pairs;
    gsl_rng *random;
    nsc_status status = nsc_random_create(&random, job->seed, NSC_STREAM_DISTANCE_RESAMPLES, task, error);
    if (status != NSC_OK)
        return status;
    sums values = {0}, ranks = {0};
    for (size_t draw = 0; draw < pairs->count; draw++) {
        const size_t chosen = gsl_rng_uniform_int(random, pairs->count);
        add_pair(&values, pairs->fitness[chosen], pairs->distance[chosen]);
        add_pair(&ranks, pairs->fitness_ranks[chosen], pairs->distance_ranks[chosen]);
    }
    job->pearson[task] = correlation_of(&values, (double)pairs->count);
    job->spearman[task] = correlation_of(&ranks, (double)pairs->count);
    gsl_rng_free(random);
    return NSC_OK;
}

static void centre(double *values, size_t count) {
    const double mean = gsl_stats_mean(values, 1, count);
    for (size_t place = 0; place < count; place++)
        values[place] -= mean;
}

/*
 * The 2.5 % and 97.5 % quantiles of the resamples that have a correlation, narrowed towards the value by the
 * finite-population factor √(1 − coverage); none if no resample has one.
 */
static nsc_estimate estimate_of(double *resampled, size_t count, double value, double coverage) {
    const double shrink = sqrt(1 - coverage);
    size_t found = 0;
    for (size_t resample = 0; resample < count; resample++)
        if (isfinite(resampled[resample]))
            resampled[found++] = resampled[resample];
    if (found == 0)
        return nsc_estimate_alone(value);
    gsl_sort(resampled, 1, found);
    return (nsc_estimate){
        value, value + shrink * (gsl_stats_quantile_from_sorted_data(resampled, 1, found, NSC_LOWER_TAIL) - value),
        value + shrink * (gsl_stats_quantile_from_sorted_data(resampled, 1, found, NSC_UPPER_TAIL) - value)};
}

/* ---- tables ---- */

/* Targets, and how many of them equal the best point. */
typedef struct target_counts {
    int64_t all, best;
} target_counts;

static target_counts count_targets(const nsc_fitness *fitness, const uint32_t *targets, size_t count) {
    const nsc_order order = nsc_order_of(fitness);
    const double best = nsc_fitness_best(fitness);
    target_counts counts = {(int64_t)count, 0};
    for (size_t place = 0; place < count; place++)
        counts.best += nsc_equally_fit(&order, fitness->values[targets[place]], best);
    return counts;
}

static nsc_status add_statistics(const nsc_landscape *landscape, const nsc_analysis_options *options, sample *pairs,
                                 target_counts targets, nsc_table *table, nsc_error *error) {
    const double coverage = (double)landscape->fitness->known_count / landscape->fitness->point_count;
    const size_t resamples = coverage < 1 ? options->resamples : 0;
    nsc_estimate pearson = nsc_estimate_exact(nsc_pearson(pairs->fitness, pairs->distance, pairs->count));
    nsc_estimate spearman = nsc_estimate_exact(nsc_pearson(pairs->fitness_ranks, pairs->distance_ranks, pairs->count));
    bootstrap job = {.pairs = pairs, .seed = options->seed};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.pearson, resamples, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job.spearman, resamples, sizeof(double), error));
    if (resamples > 0) {
        centre(pairs->fitness, pairs->count);
        centre(pairs->distance, pairs->count);
        centre(pairs->fitness_ranks, pairs->count);
        centre(pairs->distance_ranks, pairs->count);
        NSC_TRY(nsc_parallel(resamples, options->control, resample_task, &job, error));
        pearson = estimate_of(job.pearson, resamples, pearson.value, coverage);
        spearman = estimate_of(job.spearman, resamples, spearman.value, coverage);
    }
    static const char *const alike = "all of these points have the same fitness, or the same distance";
    const nsc_value rows[2][NSC_COUNT_OF(statistic_columns)] = {
        {nsc_text("pearson"), nsc_real(pearson.value), nsc_real(pearson.low), nsc_real(pearson.high),
         nsc_integer((int64_t)pairs->count), nsc_integer(targets.all), nsc_integer(targets.best),
         nsc_text(options->targets), nsc_text(isfinite(pearson.value) ? NULL : alike)},
        {nsc_text("spearman"), nsc_real(spearman.value), nsc_real(spearman.low), nsc_real(spearman.high),
         nsc_integer((int64_t)pairs->count), nsc_integer(targets.all), nsc_integer(targets.best),
         nsc_text(options->targets), nsc_text(isfinite(spearman.value) ? NULL : alike)}};
    NSC_TRY(nsc_table_add(table, rows[0], NSC_COUNT_OF(rows[0]), error));
    NSC_TRY(nsc_table_add(table, rows[1], NSC_COUNT_OF(rows[1]), error));
out:
    free(job.pearson);
    free(job.spearman);
    return status;
}

static nsc_status add_distances(const nsc_landscape *landscape, const uint8_t *distances, nsc_table *table,
                                nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    double *values = NULL;
    nsc_status status = nsc_allocate(&values, fitness->point_count, sizeof *values, error);
    for (unsigned distance = 0; status == NSC_OK && distance < NSC_UNREACHED; distance++) {
        size_t count = 0;
        int64_t in_space = 0;
        for (uint32_t point = 0; point < fitness->point_count; point++) {
            if (distances[point] != distance)
                continue;
            in_space++;
            if (nsc_fitness_known(fitness, point))
                values[count++] = fitness->values[point];
        }
        if (in_space == 0)
            continue;
        const nsc_moments moments = nsc_moments_of(values, count);
        const nsc_value row[] = {nsc_integer(distance),
                                 nsc_integer((int64_t)count),
                                 nsc_real(moments.mean),
                                 nsc_real(moments.standard_deviation),
                                 count > 0 ? nsc_real(gsl_stats_min(values, 1, count)) : nsc_missing(),
                                 count > 0 ? nsc_real(gsl_stats_max(values, 1, count)) : nsc_missing(),
                                 nsc_integer(in_space),
                                 nsc_text(count > 0 ? NULL : "no point at that distance has a fitness")};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    free(values);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    uint32_t *targets = NULL;
    uint8_t *distances = NULL;
    size_t target_count = 0;
    sample pairs = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_targets_parse(landscape, options->targets, &targets, &target_count, error));
    NSC_TRY(nsc_allocate(&distances, landscape->space->point_count, 1, error));
    NSC_TRY(options->distance->to_nearest(landscape->space, landscape->graph, targets, target_count, options->control,
                                          distances, error));
    NSC_TRY(add_distances(landscape, distances, tables[1], error));
    NSC_TRY(take_sample(landscape, distances, &pairs, error));
    if (pairs.count < 3) {
        status = nsc_error_set(error, NSC_MISSING, "only %zu points with a fitness are within reach of the targets",
                               pairs.count);
        goto out;
    }
    NSC_TRY(add_statistics(landscape, options, &pairs, count_targets(landscape->fitness, targets, target_count),
                           tables[0], error));
out:
    free(targets);
    free(distances);
    release_sample(&pairs);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE_OF(statistics, "statistics", "one row for each correlation", statistic_columns),
    NSC_TABLE("distances", "one row for each distance", distance_columns)};

const nsc_analysis nsc_analysis_fdc = {"fdc",
                                       "fitness against distance to the best",
                                       "Jones, Forrest 1995; Ying et al. 2019, section 3.3",
                                       NSC_READS(distance) | NSC_READS(targets) | NSC_READS(resamples) |
                                           NSC_READS(seed),
                                       NSC_ALLOWS_DIRECTED,
                                       tables,
                                       NSC_COUNT_OF(tables),
                                       run};
