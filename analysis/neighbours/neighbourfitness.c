/*
 * Does a point's fitness predict that of its neighbours? The correlation of a point's fitness with the mean fitness of
 * its neighbours, and that of the two ends of an edge, which is the autocorrelation of a random walk at lag 1.
 */
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/neighbours/neighbourfitness_internal.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

static const nsc_column statistics[] = {
    {"points_compared", "evaluated points with an evaluated neighbour"},
    {"pairs", "pairs of neighbours, both evaluated"},
    NSC_EVALUATED_NEIGHBOURS,
    {"neighbour_pearson",
     "correlation of the fitness of points with the mean fitness of their neighbours, -1 ... 1; higher: neighbours "
     "predict it better; from a part, corrected for the number of neighbours evaluated"},
    {"neighbour_spearman", "rank correlation of the two, -1 ... 1; higher: neighbours predict it better"},
    {"edge_correlation",
     "correlation of the fitnesses at both ends of edges, -1 ... 1; higher: smoother; on a connected graph without "
     "weights: autocorrelation of a random walk at lag 1"},
};

/* A point's own fitness and its neighbours' mean, of the points that have both. */
typedef struct pairs {
    double *own, *around;
    size_t count;
} pairs;

static nsc_status collect(pairs *found, const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                          nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&found->own, neighbourhood->points, sizeof *found->own, error));
    NSC_TRY(nsc_allocate(&found->around, neighbourhood->points, sizeof *found->around, error));
    for (uint32_t point = 0; point < landscape->graph->point_count; point++)
        if (neighbourhood->evaluated[point] > 0) {
            found->own[found->count] = landscape->fitness->values[point];
            found->around[found->count++] = neighbourhood->mean[point];
        }
out:
    return status;
}

static bool is_constant(const double *values, size_t count) {
    for (size_t number = 1; number < count; number++)
        if (values[number] != values[0])
            return false;
    return true;
}

static bool all_equal(const nsc_order *order, const double *values, size_t count) {
    for (size_t number = 1; number < count; number++)
        if (!nsc_equally_fit(order, values[number], values[0]))
            return false;
    return true;
}

/* Why there is none of the correlations; NULL: at least that of edges has a value on complete data. */
static const char *reason_for_none(const pairs *found, const nsc_neighbourhood *neighbourhood) {
    if (found->count == 0)
        return NSC_REASON_NO_PAIR;
    return all_equal(&neighbourhood->order, found->own, found->count)
               ? "all points with an evaluated neighbour have the same fitness"
               : NULL;
}

/* Pearson's correlation over edges, both ways; the sum over a point's neighbours is their mean × their number. */
static double edge_correlation(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood) {
    const double *values = landscape->fitness->values;
    double ends = 0, sum = 0, product = 0, square = 0;
    for (uint32_t point = 0; point < landscape->graph->point_count; point++)
        if (neighbourhood->evaluated[point] > 0) {
            ends += neighbourhood->evaluated[point];
            sum += neighbourhood->evaluated[point] * values[point];
        }
    const double mean = sum / ends;
    for (uint32_t point = 0; point < landscape->graph->point_count; point++)
        if (neighbourhood->evaluated[point] > 0) {
            const double own = values[point] - mean;
            product += neighbourhood->evaluated[point] * own * (neighbourhood->mean[point] - mean);
            square += neighbourhood->evaluated[point] * own * own;
        }
    return product / square;
}

/* Ranks of a point's own fitness and of its neighbours', side by side. */
typedef struct ranking {
    const double *values[2];
    double *ranks[2];
    size_t count;
} ranking;

static nsc_status rank_one(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const ranking *job = context;
    return nsc_ranks(job->values[task], job->count, job->ranks[task], error);
}

static nsc_status rank_correlation(const pairs *found, const nsc_control *control, double *correlation,
                                   nsc_error *error) {
    ranking job = {.values = {found->own, found->around}, .count = found->count};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.ranks[0], found->count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job.ranks[1], found->count, sizeof(double), error));
    NSC_TRY(nsc_parallel(2, control, rank_one, &job, error));
    *correlation = nsc_pearson(job.ranks[0], job.ranks[1], found->count);
out:
    free(job.ranks[0]);
    free(job.ranks[1]);
    return status;
}

/* ---- summary ---- */

typedef struct correlations {
    nsc_estimate pearson, edges;
    double spearman;
    const char *reason_of_means, *reason_of_edges; /* why the correlations with means, and that of edges, are missing */
} correlations;

static nsc_status correlate_means(const pairs *found, const nsc_landscape *landscape, bool complete,
                                  const nsc_control *control, correlations *shown, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (is_constant(found->around, found->count)) {
        shown->reason_of_means = "the mean fitness of the neighbours is the same everywhere";
        return NSC_OK;
    }
    NSC_TRY(rank_correlation(found, control, &shown->spearman, error));
    if (complete)
        shown->pearson = nsc_estimate_exact(nsc_pearson(found->own, found->around, found->count));
    else
        NSC_TRY(nsc_neighbour_correlation(landscape, control, &shown->pearson, &shown->reason_of_means, error));
out:
    return status;
}

static nsc_status correlate(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood, const pairs *found,
                            bool complete, const nsc_control *control, correlations *shown, nsc_error *error) {
    const char *reason = reason_for_none(found, neighbourhood);
    nsc_status status = NSC_OK;
    *shown = (correlations){nsc_estimate_none(), nsc_estimate_none(), NAN, reason, reason};
    if (reason != NULL)
        return NSC_OK;
    NSC_TRY(correlate_means(found, landscape, complete, control, shown, error));
    if (complete)
        shown->edges = nsc_estimate_exact(edge_correlation(landscape, neighbourhood));
    else
        NSC_TRY(nsc_edge_correlation(landscape, control, &shown->edges, &shown->reason_of_edges, error));
out:
    return status;
}

static nsc_status add_summary(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                              const pairs *found, const nsc_control *control, nsc_table *table, nsc_error *error) {
    correlations shown;
    nsc_measured_part part;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measured_part_find(&part, landscape, control, error));
    const bool complete = nsc_measured_part_reason(&part) == NULL;
    NSC_TRY(correlate(landscape, neighbourhood, found, complete, control, &shown, error));
    NSC_TRY(nsc_summary_add(table, "points_compared", (double)found->count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "pairs", (double)neighbourhood->pairs, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(&part, table, error));
    NSC_TRY(nsc_summary_add_estimate(table, "neighbour_pearson", shown.pearson, shown.reason_of_means, error));
    NSC_TRY(nsc_measured_part_add(&part, table, "neighbour_spearman", shown.spearman, shown.reason_of_means, error));
    NSC_TRY(nsc_summary_add_estimate(table, "edge_correlation", shown.edges, shown.reason_of_edges, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_neighbourhood neighbourhood = {0};
    pairs found = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_neighbourhood_find(&neighbourhood, landscape, options->control, error));
    NSC_TRY(collect(&found, landscape, &neighbourhood, error));
    NSC_TRY(add_summary(landscape, &neighbourhood, &found, options->control, tables[0], error));
out:
    nsc_neighbourhood_release(&neighbourhood);
    free(found.own);
    free(found.around);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_neighbourfitness = {
    "neighbourfitness",
    "correlation of a point's fitness with that of its neighbours",
    "neighbour fitness correlation of GraphFLA; over edges: Weinberger 1990",
    "corr(fᵢ, mᵢ) over points, mᵢ = Σⱼ fⱼ / dᵢ over neighbours j of i; edge correlation: corr(fᵢ, fⱼ) over edges, both "
    "ways",
    0,
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
