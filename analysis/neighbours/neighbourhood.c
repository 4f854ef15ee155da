/* Each point's evaluated neighbours: their number, the better and worse ones, their mean. */
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/estimators/statistics.h"
#include "analysis/kept.h"

#include <math.h>

typedef struct search {
    const nsc_landscape *landscape;
    nsc_neighbourhood *found;
    nsc_span span;
} search;

/*
 * A mean to 2^-42 of the range of the fitness: means that differ only by rounding become equal, so that comparisons and
 * ranks of means do not depend on the order of neighbours.
 */
static double rounded(double mean, nsc_span span) {
    static const double steps = 0x1p42;
    const double range = span.high - span.low;
    return range > 0 ? span.low + rint((mean - span.low) / range * steps) / steps * range : span.low;
}

static nsc_status look_around(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const search *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const nsc_order order = job->found->order;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        const double own = values[point];
        uint32_t evaluated = 0, better = 0, worse = 0;
        double sum = 0;
        /* Comparisons with NaN are false, so a point without fitness or neighbour is never counted. */
        for (uint32_t place = 0; own == own && place < row.count; place++) {
            const double other = values[row.points[place]];
            evaluated += other == other;
            better += nsc_better(&order, other, own);
            worse += nsc_better(&order, own, other);
            sum += other == other ? other : 0;
        }
        job->found->evaluated[point] = evaluated;
        job->found->better[point] = better;
        job->found->worse[point] = worse;
        job->found->mean[point] = evaluated > 0 ? rounded(sum / evaluated, job->span) : (double)NAN;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

nsc_status nsc_neighbourhood_find(nsc_neighbourhood *neighbourhood, const nsc_landscape *landscape,
                                  const nsc_control *control, nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    search job = {landscape, neighbourhood, nsc_fitness_span(landscape->fitness)};
    nsc_kept *kept = nsc_kept_of(landscape);
    uint64_t ends = 0;
    nsc_status status = NSC_OK;
    if (kept != NULL && kept->neighbourhood.mean != NULL) {
        *neighbourhood = kept->neighbourhood;
        neighbourhood->kept = true;
        return NSC_OK;
    }
    *neighbourhood = (nsc_neighbourhood){.order = nsc_order_of(landscape->fitness)};
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_allocate(&neighbourhood->evaluated, point_count, sizeof *neighbourhood->evaluated, error));
    NSC_TRY(nsc_allocate(&neighbourhood->better, point_count, sizeof *neighbourhood->better, error));
    NSC_TRY(nsc_allocate(&neighbourhood->worse, point_count, sizeof *neighbourhood->worse, error));
    NSC_TRY(nsc_allocate(&neighbourhood->mean, point_count, sizeof *neighbourhood->mean, error));
    const nsc_shared_loop loop = {.stage = "neighbours",
                                  .unit_count = nsc_block_count(point_count),
                                  .task = look_around,
                                  .context = &job,
                                  .arrays = {NSC_SHARED_POINTS(neighbourhood->evaluated, point_count, 1),
                                             NSC_SHARED_POINTS(neighbourhood->better, point_count, 1),
                                             NSC_SHARED_POINTS(neighbourhood->worse, point_count, 1),
                                             NSC_SHARED_POINTS(neighbourhood->mean, point_count, 1)},
                                  .of_points = true};
    NSC_TRY(nsc_share(&loop, control, error));
    for (uint32_t point = 0; point < point_count; point++) {
        ends += neighbourhood->evaluated[point];
        neighbourhood->points += neighbourhood->evaluated[point] > 0;
    }
    neighbourhood->pairs = ends / 2;
    if (kept != NULL)
        kept->neighbourhood = *neighbourhood;
out:
    if (status != NSC_OK)
        nsc_neighbourhood_release(neighbourhood);
    neighbourhood->kept = kept != NULL;
    return status;
}

void nsc_neighbourhood_release(nsc_neighbourhood *neighbourhood) {
    if (neighbourhood->kept)
        *neighbourhood = (nsc_neighbourhood){0};
    free(neighbourhood->evaluated);
    free(neighbourhood->better);
    free(neighbourhood->worse);
    free(neighbourhood->mean);
    *neighbourhood = (nsc_neighbourhood){0};
}

nsc_span nsc_fitness_span(const nsc_fitness *fitness) {
    nsc_span span = {NAN, NAN};
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        if (!nsc_fitness_known(fitness, point))
            continue;
        span.low = fitness->values[point] >= span.low ? span.low : fitness->values[point];
        span.high = fitness->values[point] <= span.high ? span.high : fitness->values[point];
    }
    return span;
}

nsc_status nsc_neighbourhood_bins(const nsc_neighbourhood *neighbourhood, const nsc_landscape *landscape, size_t wanted,
                                  nsc_rank_bins *bins, nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    bool *compared = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&compared, fitness->point_count, sizeof *compared, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        compared[point] = neighbourhood->evaluated[point] > 0;
    NSC_TRY(nsc_rank_bins_find(bins, fitness->values, compared, fitness->point_count, &neighbourhood->order, wanted,
                               error));
out:
    free(compared);
    return status;
}
