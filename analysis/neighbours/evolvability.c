/*
 * Evolvability: the share of a point's neighbours that are fitter (Smith, Husbands, Layzell, O'Shea 2002), by bins of
 * fitness; and the share of edges whose fitter end also has the fitter neighbours, so that a step up also improves the
 * next choices, as in GraphFLA up to version 0.3. Wagner's (2023) evolvability-enhancing mutations require more: that
 * the neighbours, except those by the same position, improve by more than the mutation itself.
 *
 * Each edge whose ends differ has one better end, so if all points have equally many neighbours, the share of better
 * neighbours over all points is half of the non-neutral share. Landscapes differ in that share at good points: a
 * quarter in the better half of a random fitness.
 */
#include "analysis/estimators/pairs.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

static const nsc_column level_columns[] = {
    {"bin", "number of the bin, 1 for the worst fitness; bins have about equal numbers of points, and equal values "
            "share a bin"},
    {"low", "lowest fitness in the bin"},
    {"high", "highest"},
    {"points_in_bin", "evaluated points with an evaluated neighbour"},
    {"improving_share", "share of a point's evaluated neighbours that are fitter, mean over the points"},
    {"neutral_share", "share that are equally fit"},
    {"no_improvement_share", "share of the points that have no fitter neighbour"},
};

static const nsc_column statistics[] = {
    {"points_compared", "evaluated points with an evaluated neighbour"},
    {"pairs", "pairs of neighbours, both evaluated"},
    NSC_EVALUATED_NEIGHBOURS,
    {"improving_share", "share of a point's neighbours that are fitter, mean over the points, 0 ... 1; half of the "
                        "non-neutral share if all points have equally many neighbours"},
    {"better_half_improving_share", "the same over the points at least as fit as the median point, 0 ... 1; 0.25 "
                                    "on a random fitness; higher: more ways up from good points"},
    {"no_improvement_share", "share of the points compared that have no fitter neighbour, 0 ... 1; higher: more traps"},
    {"enhancing_share",
     "share of the edges between different fitnesses whose fitter end also has the fitter neighbours on average, 0 ... "
     "1; higher: a step up improves the next choices; as in GraphFLA up to 0.3"},
};

/* Means over the points of a bin. */
typedef struct level {
    double improving, neutral, stuck;
} level;

static level level_of(const nsc_rank_bins *fitness_bins, size_t first, size_t end,
                      const nsc_neighbourhood *neighbourhood) {
    level found = {0};
    for (size_t place = first; place < end; place++) {
        const uint32_t point = fitness_bins->points[place];
        const double evaluated = neighbourhood->evaluated[point];
        const uint32_t better = neighbourhood->better[point];
        found.improving += better / evaluated;
        found.neutral += (evaluated - better - neighbourhood->worse[point]) / evaluated;
        found.stuck += better == 0;
    }
    found.improving /= (double)(end - first);
    found.neutral /= (double)(end - first);
    found.stuck /= (double)(end - first);
    return found;
}

static nsc_status add_fitness_bins(const nsc_rank_bins *fitness_bins, const double *values,
                                   const nsc_neighbourhood *neighbourhood, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t bin = 0; bin < fitness_bins->bin_count; bin++) {
        const size_t first = fitness_bins->starts[bin], end = fitness_bins->starts[bin + 1];
        const level found = level_of(fitness_bins, first, end, neighbourhood);
        const nsc_value row[] = {
            nsc_integer((int64_t)bin + 1),
            nsc_real(fmin(values[fitness_bins->points[first]], values[fitness_bins->points[end - 1]])),
            nsc_real(fmax(values[fitness_bins->points[first]], values[fitness_bins->points[end - 1]])),
            nsc_integer((int64_t)(end - first)),
            nsc_real(found.improving),
            nsc_real(found.neutral),
            nsc_real(found.stuck)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    return status;
}

/* ---- edges that enhance ---- */

/* Edges whose ends differ in fitness, and those whose fitter end has the better mean of neighbours. */
typedef struct edge_counts {
    uint64_t differing, enhancing;
} edge_counts;

typedef struct counting {
    const nsc_landscape *landscape;
    const nsc_neighbourhood *neighbourhood;
    edge_counts *blocks; /* [block] */
} counting;

static nsc_status count_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const counting *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values, *means = job->neighbourhood->mean;
    const nsc_order order = job->neighbourhood->order;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    edge_counts counts = {0};
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        uint32_t enhancing = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = row.points[place];
            const unsigned better = nsc_better(&order, values[other], values[point]);
            const unsigned better_mean = nsc_better(&order, means[other], means[point]);
            enhancing += better & better_mean;
        }
        counts.differing += job->neighbourhood->better[point];
        counts.enhancing += enhancing;
    }
    nsc_rows_close(&rows);
    job->blocks[task] = counts;
    return NSC_OK;
}

static nsc_status count_edges(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                              const nsc_control *control, edge_counts *counts, nsc_error *error) {
    const size_t block_count = nsc_block_count(landscape->graph->point_count);
    counting job = {landscape, neighbourhood, NULL};
    nsc_status status = NSC_OK;
    *counts = (edge_counts){0};
    NSC_TRY(nsc_allocate(&job.blocks, block_count, sizeof *job.blocks, error));
    NSC_TRY(nsc_parallel(block_count, control, count_block, &job, error));
    for (size_t block = 0; block < block_count; block++) {
        counts->differing += job.blocks[block].differing;
        counts->enhancing += job.blocks[block].enhancing;
    }
out:
    free(job.blocks);
    return status;
}

/* Start of the better half of the points: those at least as fit as the median point. */
static size_t begin_of_better_half(const nsc_rank_bins *fitness_bins, const nsc_order *order, const double *values) {
    size_t first = fitness_bins->count / 2;
    const double median = first < fitness_bins->count ? values[fitness_bins->points[first]] : (double)NAN;
    while (first > 0 && nsc_equally_fit(order, values[fitness_bins->points[first - 1]], median))
        first--;
    return first;
}

/* ---- of the whole landscape, from a part of it ---- */

/* Shares of the neighbours that are fitter, over all points and over those at least as fit as the median point. */
typedef struct shares {
    nsc_estimate all, better_half;
    char no_interval[2][NSC_PAIR_REASON];
} shares;

typedef struct comparing {
    const double *values;
    nsc_order order;
    double median; /* only of points at least as fit; NaN: of all points */
} comparing;

static void measure_improving(const void *context, uint32_t first, uint32_t second,
                              double values[NSC_PAIR_QUANTITIES]) {
    const comparing *job = context;
    const bool counts = isnan(job->median) || !nsc_better(&job->order, job->median, job->values[first]);
    values[0] = counts ? nsc_better(&job->order, job->values[second], job->values[first]) : (double)NAN;
    values[1] = nsc_equally_fit(&job->order, job->values[second], job->values[first]);
}

/* Median fitness of the points in `fitness_bins`, those with an evaluated neighbour, by their design weights. */
static double median_of(const nsc_design *design, const nsc_rank_bins *fitness_bins, const double *values) {
    double all = 0, sum = 0;
    size_t place = 0;
    for (size_t number = 0; number < fitness_bins->count; number++)
        all += nsc_design_weight(design, fitness_bins->points[number]);
    while (place + 1 < fitness_bins->count &&
           (sum += nsc_design_weight(design, fitness_bins->points[place])) <= all / 2)
        place++;
    return values[fitness_bins->points[place]];
}

/* Improving share of the tenth of the points around the median: what the better half gains where the median moves. */
static double share_at_median(const nsc_rank_bins *fitness_bins, const nsc_neighbourhood *neighbourhood) {
    const size_t middle = fitness_bins->count / 2, reach = fitness_bins->count / 20;
    return level_of(fitness_bins, middle - reach, middle + reach + 1, neighbourhood).improving;
}

/* With the median estimated, a point shifts its place: the density there cancels. */
static nsc_status estimate_better_half(const nsc_landscape *landscape, const nsc_design *design,
                                       const nsc_rank_bins *fitness_bins, const nsc_neighbourhood *neighbourhood,
                                       shares *found, nsc_error *error) {
    const double *values = landscape->fitness->values;
    const comparing job = {values, neighbourhood->order, median_of(design, fitness_bins, values)};
    nsc_pair_quantities quantities = {
        .count = 1, .measure = measure_improving, .context = &job, .by_degree = true, .incomplete = true};
    double *influence = NULL, *of_median = NULL, all = 0;
    nsc_pair_mean mean;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&influence, design->space_count, sizeof *influence, error));
    NSC_TRY(nsc_allocate(&of_median, design->space_count, sizeof *of_median, error));
    quantities.influence = influence;
    NSC_TRY(nsc_pair_means_of_all(landscape, design, &quantities, &mean, error));
    const double shift = share_at_median(fitness_bins, neighbourhood) - mean.estimate.value;
    for (size_t place = 0; place < fitness_bins->count; place++)
        all += nsc_design_weight(design, fitness_bins->points[place]);
    for (size_t place = 0; place < fitness_bins->count; place++) {
        const uint32_t point = fitness_bins->points[place];
        const bool better = !nsc_better(&job.order, job.median, values[point]);
        of_median[point] = -2 * (better - 0.5) * shift * nsc_design_weight(design, point) / all;
    }
    mean.error = nsc_pair_combined_error(design, &mean, 1, influence, of_median, values);
    found->better_half = nsc_pair_share(&mean);
    memcpy(found->no_interval[1], mean.reason, sizeof found->no_interval[1]);
out:
    free(influence);
    free(of_median);
    return status;
}

static bool is_regular(const nsc_graph *graph) {
    for (uint32_t point = 1; point < graph->point_count; point++)
        if (nsc_graph_degree(graph, point) != nsc_graph_degree(graph, 0))
            return false;
    return true;
}

/* If all points have equally many neighbours, the share is half of the non-neutral one: rare ties decide. */
static nsc_status estimate(const nsc_landscape *landscape, const nsc_rank_bins *fitness_bins,
                           const nsc_neighbourhood *neighbourhood, const nsc_control *control, shares *found,
                           nsc_error *error) {
    const comparing job = {landscape->fitness->values, neighbourhood->order, NAN};
    const nsc_pair_quantities quantities = {
        .count = 2, .measure = measure_improving, .context = &job, .by_degree = true};
    nsc_design design = {0};
    nsc_pair_mean means[2];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_design_open(&design, landscape->space, landscape->fitness, NULL, control, error));
    NSC_TRY(nsc_pair_means_of_all(landscape, &design, &quantities, means, error));
    found->all = nsc_pair_share(&means[0]);
    if (is_regular(landscape->graph)) {
        const nsc_estimate neutral = nsc_pair_share(&means[1]);
        found->all.low = (1 - neutral.high) / 2;
        found->all.high = (1 - neutral.low) / 2;
    }
    memcpy(found->no_interval[0], means[0].reason, sizeof found->no_interval[0]);
    NSC_TRY(estimate_better_half(landscape, &design, fitness_bins, neighbourhood, found, error));
out:
    nsc_design_release(&design);
    return status;
}

/* ---- summary ---- */

static nsc_status add_summary(const nsc_rank_bins *fitness_bins, const nsc_neighbourhood *neighbourhood,
                              const edge_counts *counts, const shares *found, const nsc_measured_part *part,
                              nsc_table *table, nsc_error *error) {
    const char *reason = fitness_bins->count > 0 ? NULL : NSC_REASON_NO_PAIR;
    const char *reason_of_edges = reason != NULL          ? reason
                                  : counts->differing > 0 ? NULL
                                                          : "no two neighbours differ in fitness";
    const level all = level_of(fitness_bins, 0, fitness_bins->count, neighbourhood);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "points_compared", (double)fitness_bins->count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "pairs", (double)neighbourhood->pairs, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    NSC_TRY(nsc_summary_add_figure(table, "improving_share", found->all, reason, found->no_interval[0], error));
    NSC_TRY(nsc_summary_add_figure(table, "better_half_improving_share", found->better_half, reason,
                                   found->no_interval[1], error));
    NSC_TRY(nsc_measured_part_add(part, table, "no_improvement_share", all.stuck, reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "enhancing_share", (double)counts->enhancing / (double)counts->differing,
                                  reason_of_edges, error));
out:
    return status;
}

static shares exact_shares(const nsc_rank_bins *fitness_bins, const nsc_neighbourhood *neighbourhood,
                           const double *values) {
    const size_t half = begin_of_better_half(fitness_bins, &neighbourhood->order, values);
    return (shares){nsc_estimate_exact(level_of(fitness_bins, 0, fitness_bins->count, neighbourhood).improving),
                    nsc_estimate_exact(level_of(fitness_bins, half, fitness_bins->count, neighbourhood).improving),
                    {"", ""}};
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const double *values = landscape->fitness->values;
    nsc_neighbourhood neighbourhood = {0};
    nsc_rank_bins fitness_bins = {0};
    nsc_measured_part part;
    edge_counts counts;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_neighbourhood_find(&neighbourhood, landscape, options->control, error));
    NSC_TRY(nsc_neighbourhood_bins(&neighbourhood, landscape, options->bins, &fitness_bins, error));
    NSC_TRY(count_edges(landscape, &neighbourhood, options->control, &counts, error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    shares found = exact_shares(&fitness_bins, &neighbourhood, values);
    if (fitness_bins.count > 0 && nsc_measured_part_reason(&part) != NULL)
        NSC_TRY(estimate(landscape, &fitness_bins, &neighbourhood, options->control, &found, error));
    NSC_TRY(add_fitness_bins(&fitness_bins, values, &neighbourhood, tables[0], error));
    NSC_TRY(add_summary(&fitness_bins, &neighbourhood, &counts, &found, &part, tables[1], error));
out:
    nsc_neighbourhood_release(&neighbourhood);
    nsc_rank_bins_release(&fitness_bins);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("levels", "one row for each bin of fitness", level_columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_evolvability = {
    "evolvability",
    "share of neighbours that are fitter, by fitness",
    "Smith, Husbands, Layzell, O'Shea 2002; GraphFLA",
    "E(i) = neighbours of i that are better / all neighbours of i; mean of E in bins of f and over the better half; "
    "enhancing: edges whose better end also has the better mean of neighbours",
    NSC_READS(bins),
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
