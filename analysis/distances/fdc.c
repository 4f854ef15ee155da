/*
 * Fitness-distance correlation (Jones, Forrest 1995): fitness against the distance to the nearest of a set of targets,
 * the best point by default. Spearman's version is the one that Ochoa and Veerapen 2022 report.
 */
#include "analysis/distances/fdc_internal.h"
#include "analysis/estimators/fitness_by_distance.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const nsc_column statistic_columns[] = {
    {"statistic", "name of the correlation"},
    {"value", "correlation of fitness with distance over all points within reach, -1 to 1; negative: better points are "
              "nearer; for a fitness to be minimised: positive"},
    {"low", "lower end of the 95 % interval (Student's t on Fisher's z, by the design of the sample; pearson: at least "
            "as wide as for normal pairs); empty if the targets are the best of partial data"},
    {"high", "upper end"},
    {"count", "points with a fitness from which a target can be reached"},
    {"targets", "number of targets"},
    {"tied_targets", "targets that equal the best point within the tolerance: several if the best are tied"},
    {"rule", "the targets, as given by --targets"},
    {"reason", "reason the correlation or its interval is missing"},
};
static const nsc_column statistics[] = {
    {"pearson", "correlation of fitness with the distance to the nearest target, -1 ... 1; higher: harder, above 0: "
                "misleading; for a fitness to be minimised the sign is reversed"},
    {"spearman", "rank correlation of the two, -1 ... 1; higher: harder, above 0: misleading"},
};
static const nsc_column distance_columns[] = {
    {"distance", "distance to the nearest target"},
    {"count", "points at that distance with a fitness"},
    {"mean", "mean fitness; evaluated points stand for the others of their size; no interval: few that failed to train "
             "decide it"},
    {"standard_deviation", "standard deviation of the fitness of the evaluated points"},
    {"minimum", "lowest fitness of them"},
    {"maximum", "highest fitness of them"},
    {"median", "median fitness of them"},
    {"lower_quartile", "a quarter of them lies below (linear between order statistics)"},
    {"upper_quartile", "a quarter of them lies above"},
    {"points_in_space", "points at that distance, with or without a fitness"},
    {"reason", "reason the mean is missing"},
};

/* Targets, and how many of them equal the best point. */
typedef struct target_counts {
    int64_t all, best;
} target_counts;

/* Distances to the targets, and fitness by them. */
typedef struct correlations {
    const nsc_landscape *landscape;
    const char *rule;
    target_counts targets;
    uint8_t *distances;                   /* [point] */
    nsc_rank_bins bins;                   /* by fitness, of the evaluated points within reach */
    nsc_fitness_by_distance *figures;     /* one */
    char chosen[NSC_TARGETS_REASON + 40]; /* reason that targets chosen by fitness have no interval, or empty */
} correlations;

static void release(correlations *state) {
    free(state->distances);
    free(state->figures);
    nsc_rank_bins_release(&state->bins);
}

static nsc_points_by_distance points_of(const nsc_landscape *landscape, const uint8_t *distances, const double *sizes) {
    return (nsc_points_by_distance){.point_count = landscape->space->point_count,
                                    .distances = distances,
                                    .order = nsc_order_of(landscape->fitness),
                                    .sizes = sizes};
}

nsc_status nsc_fdc_of(const nsc_landscape *landscape, const uint8_t *distances, nsc_fdc *fdc, nsc_error *error) {
    nsc_fitness_by_distance *figures = NULL;
    double *sizes = NULL; /* all alike: each point stands for itself */
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&figures, 1, sizeof *figures, error));
    NSC_TRY(nsc_allocate(&sizes, landscape->space->point_count, sizeof *sizes, error));
    const nsc_points_by_distance points = points_of(landscape, distances, sizes);
    NSC_TRY(nsc_fitness_by_distance_of(&points, landscape->fitness->values, figures, error));
    *fdc = (nsc_fdc){figures->pearson.value, figures->spearman.value};
out:
    free(figures);
    free(sizes);
    return status;
}

/* ---- distances ---- */

static target_counts count_targets(const nsc_fitness *fitness, const uint32_t *targets, size_t count) {
    const nsc_order order = nsc_order_of(fitness);
    const double best = nsc_fitness_best(fitness);
    target_counts counts = {(int64_t)count, 0};
    for (size_t place = 0; place < count; place++)
        counts.best += nsc_equally_fit(&order, fitness->values[targets[place]], best);
    return counts;
}

static nsc_status measure(correlations *state, const nsc_analysis_options *options, nsc_error *error) {
    const nsc_landscape *landscape = state->landscape;
    uint32_t *targets = NULL;
    size_t target_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_targets_parse(landscape, options->targets, &targets, &target_count, error));
    NSC_TRY(nsc_allocate(&state->distances, landscape->space->point_count, 1, error));
    NSC_TRY(options->distance->to_nearest(landscape->space, landscape->graph, targets, target_count, options->control,
                                          state->distances, error));
    state->targets = count_targets(landscape->fitness, targets, target_count);
out:
    free(targets);
    return status;
}

/* Bins the evaluated points within reach, and lists them by ascending fitness. */
static nsc_status sort_points(correlations *state, uint32_t **ascending, nsc_error *error) {
    const nsc_fitness *fitness = state->landscape->fitness;
    const nsc_order order = nsc_order_of(fitness);
    bool *reached = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&reached, fitness->point_count, sizeof *reached, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        reached[point] = state->distances[point] != NSC_UNREACHED;
    NSC_TRY(nsc_rank_bins_find(&state->bins, fitness->values, reached, fitness->point_count, &order, NSC_DENSITY_BINS,
                               error));
    nsc_rank_bins_split_best(&state->bins, fitness->values, &order);
    NSC_TRY(nsc_allocate(ascending, state->bins.count, sizeof **ascending, error));
    for (size_t place = 0; place < state->bins.count; place++)
        (*ascending)[place] =
            state->bins.points[order.direction == NSC_MAXIMISE ? place : state->bins.count - 1 - place];
out:
    free(reached);
    return status;
}

static nsc_status correlate(correlations *state, const nsc_control *control, nsc_error *error) {
    const nsc_fitness *fitness = state->landscape->fitness;
    char reason[NSC_TARGETS_REASON];
    double *sizes = NULL;
    uint32_t *ascending = NULL;
    nsc_status status = NSC_OK;
    if (nsc_targets_reason(fitness, state->rule, reason) != NULL)
        snprintf(state->chosen, sizeof state->chosen, "%s: name a target with --targets", reason);
    NSC_TRY(nsc_point_sizes(state->landscape->space, control, &sizes, error));
    NSC_TRY(nsc_allocate(&state->figures, 1, sizeof *state->figures, error));
    NSC_TRY(sort_points(state, &ascending, error));
    nsc_points_by_distance points = points_of(state->landscape, state->distances, sizes);
    points.ascending = ascending;
    points.chosen = fitness->chosen;
    points.intervals = state->chosen[0] == '\0';
    NSC_TRY(nsc_fitness_by_distance_of(&points, fitness->values, state->figures, error));
    if (state->figures->evaluated_points < 3)
        status = nsc_error_set(error, NSC_MISSING, "only %u points with a fitness are within reach of the targets",
                               state->figures->evaluated_points);
out:
    free(sizes);
    free(ascending);
    return status;
}

/* ---- tables ---- */

/* The reason a correlation or its interval is missing, or NULL. */
static const char *reason_of(const correlations *state, nsc_estimate found) {
    if (isnan(found.value))
        return "all of these points have the same fitness, or the same distance";
    if (!isnan(found.low))
        return NULL;
    return state->chosen[0] != '\0' ? state->chosen : nsc_distance_gap(state->figures);
}

static nsc_status add_statistic(const correlations *state, const char *name, nsc_estimate found, nsc_table *table,
                                nsc_error *error) {
    const nsc_value row[] = {nsc_text(name),
                             nsc_real(found.value),
                             nsc_real(found.low),
                             nsc_real(found.high),
                             nsc_integer(state->figures->evaluated_points),
                             nsc_integer(state->targets.all),
                             nsc_integer(state->targets.best),
                             nsc_text(state->rule),
                             nsc_text(reason_of(state, found))};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_value quantile_at(const double *sorted, size_t count, double share) {
    return count > 0 ? nsc_real(gsl_stats_quantile_from_sorted_data(sorted, 1, count, share)) : nsc_missing();
}

static nsc_status add_distance(const correlations *state, unsigned distance, const double *values, size_t count,
                               nsc_table *table, nsc_error *error) {
    const nsc_at_distance *here = &state->figures->at[distance];
    const nsc_value row[] = {nsc_integer(distance),
                             nsc_integer((int64_t)count),
                             nsc_real(here->mean),
                             nsc_real(nsc_moments_of(values, count).standard_deviation),
                             quantile_at(values, count, 0),
                             quantile_at(values, count, 1),
                             quantile_at(values, count, 0.5),
                             quantile_at(values, count, 0.25),
                             quantile_at(values, count, 0.75),
                             nsc_integer(here->points),
                             nsc_text(count > 0 ? NULL : "no point at that distance has a fitness")};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* The points stand in the order of their fitness, so that those at one distance are sorted. */
static nsc_status add_distances(const correlations *state, nsc_table *table, nsc_error *error) {
    const nsc_rank_bins *sorted = &state->bins;
    const nsc_fitness *fitness = state->landscape->fitness;
    const bool ascending = nsc_order_of(fitness).direction == NSC_MAXIMISE;
    double *values = NULL;
    nsc_status status = nsc_allocate(&values, sorted->count, sizeof *values, error);
    for (unsigned distance = 0; status == NSC_OK && distance < NSC_UNREACHED; distance++) {
        size_t count = 0;
        if (state->figures->at[distance].points == 0)
            continue;
        for (size_t place = 0; place < sorted->count; place++) {
            const uint32_t point = sorted->points[ascending ? place : sorted->count - 1 - place];
            if (state->distances[point] == distance)
                values[count++] = fitness->values[point];
        }
        status = add_distance(state, distance, values, count, table, error);
    }
    free(values);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    correlations state = {.landscape = landscape, .rule = options->targets};
    nsc_status status = NSC_OK;
    NSC_TRY(measure(&state, options, error));
    NSC_TRY(correlate(&state, options->control, error));
    NSC_TRY(add_statistic(&state, "pearson", state.figures->pearson, tables[0], error));
    NSC_TRY(add_statistic(&state, "spearman", state.figures->spearman, tables[0], error));
    NSC_TRY(add_distances(&state, tables[1], error));
    NSC_TRY(nsc_fdc_add_density(landscape->fitness, state.distances, &state.bins, tables[2], error));
    NSC_TRY(nsc_fdc_add_optima(landscape, state.distances, tables[3], error));
out:
    release(&state);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE_OF(statistics, "statistics", "one row for each correlation", statistic_columns),
    NSC_TABLE("distances", "one row for each distance", distance_columns),
    NSC_TABLE("density", "points by distance and fitness, one row for each distance and bin", nsc_fdc_density_columns),
    NSC_TABLE("optima", "local optima by distance and fitness, one row for each distance and bin",
              nsc_fdc_optima_columns)};

const nsc_analysis nsc_analysis_fdc = {
    "fdc",
    "fitness against distance to the best",
    "Jones, Forrest 1995; Ying et al. 2019, section 3.3; optima alone: Boese et al. 1994",
    "r = corr(fᵢ, dᵢ), dᵢ = min d(i,t) over targets t; Pearson, and Spearman by ranks",
    NSC_READS(distance) | NSC_READS(targets),
    NSC_ALLOWS_DIRECTED,
    tables,
    NSC_COUNT_OF(tables),
    run};
