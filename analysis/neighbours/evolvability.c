/*
 * How easily a point is improved: the share of its neighbours that are fitter (Smith, Husbands, Layzell, O'Shea 2002),
 * by level of fitness; and the share of edges of which the fitter end also has the fitter neighbours, so that a step up
 * also betters what comes next, as GraphFLA has it up to version 0.3. An evolvability-enhancing mutation of Wagner 2023
 * is more: one after which the neighbours, those by the same position left out, are better by more than it gains.
 *
 * Each edge whose ends differ has one better end, so that the share of better neighbours over all points is half of
 * what is not neutral wherever all points have as many neighbours. What tells landscapes apart is that share of good
 * points: a quarter in the better half of a random fitness.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/fitness_bins.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

static const nsc_column level_columns[] = {
    {"bin", "from the lowest fitness, 1; about as many points each, equal values never parted"},
    {"low", "lowest fitness in the bin"},
    {"high", "highest"},
    {"points_in_bin", "known points with a known neighbour"},
    {"improving_share", "share of a point's known neighbours that are fitter, mean over the points"},
    {"neutral_share", "share that are as fit"},
    {"no_improvement_share", "share of the points that have no fitter neighbour"},
};

static const nsc_column statistics[] = {
    {"points_compared", "known points with a known neighbour"},
    {"pairs", "neighbouring pairs with both fitnesses known"},
    {"improving_share", "share of a point's known neighbours that are fitter, mean over the points, 0 ... 1; half of "
                        "what is not neutral where all points have as many neighbours"},
    {"better_half_improving_share", "the same over the points at least as fit as the one in the middle, 0 ... 1; 0.25 "
                                    "on a random fitness; higher: more ways up from good points"},
    {"no_improvement_share", "share of the points compared that have no fitter neighbour, 0 ... 1; higher: more traps"},
    {"enhancing_share", "share of the edges between unlike ends of which the fitter end also has the fitter neighbours "
                        "on average, 0 ... 1; higher: a step up betters what comes next; as GraphFLA up to 0.3"},
};

/* What the points of a level see, as means over them. */
typedef struct level {
    double improving, neutral, stuck;
} level;

static level level_of(const nsc_fitness_bins *fitness_bins, size_t first, size_t end,
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

static nsc_status add_fitness_bins(const nsc_fitness_bins *fitness_bins, const double *values,
                                   const nsc_neighbourhood *neighbourhood, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t bin = 0; bin < fitness_bins->bin_count; bin++) {
        const size_t first = fitness_bins->starts[bin], end = fitness_bins->starts[bin + 1];
        const level found = level_of(fitness_bins, first, end, neighbourhood);
        const nsc_value row[] = {nsc_integer((int64_t)bin + 1),
                                 nsc_real(values[fitness_bins->points[first]]),
                                 nsc_real(values[fitness_bins->points[end - 1]]),
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

/* Edges whose ends differ in fitness, and those of which the fitter end has the higher mean of neighbours. */
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
            enhancing += (values[other] > values[point]) & (means[other] > means[point]);
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

/* Where the better half of the points begins: those at least as fit as the one in the middle. */
static size_t begin_of_better_half(const nsc_fitness_bins *fitness_bins, const double *values) {
    size_t first = fitness_bins->count / 2;
    while (first > 0 && values[fitness_bins->points[first - 1]] == values[fitness_bins->points[first]])
        first--;
    return first;
}

static nsc_status add_summary(const nsc_fitness_bins *fitness_bins, const double *values,
                              const nsc_neighbourhood *neighbourhood, const edge_counts *counts, nsc_table *table,
                              nsc_error *error) {
    const char *reason = fitness_bins->count > 0 ? NULL : NSC_REASON_NO_PAIR;
    const char *reason_of_edges = reason != NULL          ? reason
                                  : counts->differing > 0 ? NULL
                                                          : "no two neighbours differ in fitness";
    const level all = level_of(fitness_bins, 0, fitness_bins->count, neighbourhood);
    const level better =
        level_of(fitness_bins, begin_of_better_half(fitness_bins, values), fitness_bins->count, neighbourhood);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "points_compared", (double)fitness_bins->count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "pairs", (double)neighbourhood->pairs, NULL, error));
    NSC_TRY(nsc_summary_add(table, "improving_share", all.improving, reason, error));
    NSC_TRY(nsc_summary_add(table, "better_half_improving_share", better.improving, reason, error));
    NSC_TRY(nsc_summary_add(table, "no_improvement_share", all.stuck, reason, error));
    NSC_TRY(nsc_summary_add(table, "enhancing_share", (double)counts->enhancing / (double)counts->differing,
                            reason_of_edges, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_neighbourhood neighbourhood = {0};
    nsc_fitness_bins fitness_bins = {0};
    edge_counts counts;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_neighbourhood_find(&neighbourhood, landscape, options->control, error));
    NSC_TRY(nsc_fitness_bins_find(&fitness_bins, landscape, &neighbourhood, options->bins, error));
    NSC_TRY(count_edges(landscape, &neighbourhood, options->control, &counts, error));
    NSC_TRY(add_fitness_bins(&fitness_bins, landscape->fitness->values, &neighbourhood, tables[0], error));
    NSC_TRY(add_summary(&fitness_bins, landscape->fitness->values, &neighbourhood, &counts, tables[1], error));
out:
    nsc_neighbourhood_release(&neighbourhood);
    nsc_fitness_bins_release(&fitness_bins);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("levels", "one row a bin of fitness", level_columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_evolvability = {"evolvability",
                                                "share of neighbours that are fitter, by fitness",
                                                "Smith, Husbands, Layzell, O'Shea 2002; GraphFLA",
                                                NSC_READS(bins),
                                                0,
                                                tables,
                                                NSC_COUNT_OF(tables),
                                                run};
