/*
 * M(0) of the infinite walk: turns per step of the fitness from rising to falling or back.
 *
 * Let h be the probability that the last change of fitness before the walk came to a point was a rise. The walk is
 * reversible, so h is also the probability to meet, from the point on, a lower neighbour before a higher one: with w
 * lower ones of k, by weight, h = (w + Σ h over the neutral ones) / k. A turn down is a rise followed by a step to a
 * lower neighbour, and there are as many turns up, so that M(0) = 2 Σ w h / Σ k. Only points with a neutral neighbour
 * need more than one step of the iteration, which from h = 0 below and h = 1 above closes in on the solution.
 */
#include "analysis/walks/information_internal.h"

#include <string.h>

enum { MOST_ITERATIONS = 200 };

/* Evaluated neighbours of a point by weight. */
typedef struct surrounding {
    double evaluated, lower;
} surrounding;

typedef struct iteration {
    const nsc_landscape *landscape;
    nsc_order order;        /* of the fitness */
    surrounding *around;    /* [point] */
    uint32_t *level_points; /* those with a neutral neighbour */
    size_t count;           /* level points */
    nsc_bounds *chances;    /* [point] h */
    nsc_bounds *next;       /* [number of the level point] */
} iteration;

/* Total weights of neighbours: their numbers unless edges have weights. */
static nsc_status weigh(const iteration *job, const nsc_neighbourhood *neighbourhood, nsc_error *error) {
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const uint32_t *lower = /* of lower fitness, whichever is better */
        neighbourhood->order.direction == NSC_MINIMISE ? neighbourhood->better : neighbourhood->worse;
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        surrounding *own = &job->around[point];
        *own = (surrounding){neighbourhood->evaluated[point], lower[point]};
        if (!nsc_graph_is_weighted(graph) || neighbourhood->evaluated[point] == 0)
            continue;
        *own = (surrounding){0};
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const double other = values[row.points[place]];
            own->evaluated += other == other ? nsc_row_weight(&row, place) : 0;
            own->lower += values[point] - other > neighbourhood->order.tolerance ? nsc_row_weight(&row, place) : 0;
        }
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

/* Initial bounds of h: exact at points without neutral neighbours, elsewhere 0 and 1. */
static void begin(iteration *job, const nsc_neighbourhood *neighbourhood) {
    for (uint32_t point = 0; point < job->landscape->graph->point_count; point++) {
        const uint32_t evaluated = neighbourhood->evaluated[point];
        const bool level = neighbourhood->worse[point] + neighbourhood->better[point] < evaluated;
        const double share = evaluated > 0 ? job->around[point].lower / job->around[point].evaluated : 0;
        job->chances[point] = level ? (nsc_bounds){0, 1} : (nsc_bounds){share, share};
        if (level)
            job->level_points[job->count++] = point;
    }
}

static nsc_status improve_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const iteration *job = context;
    const double *values = job->landscape->fitness->values;
    const nsc_block block = nsc_block_at((uint32_t)job->count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, job->landscape->graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t number = block.first; number < block.end; number++) {
        const uint32_t point = job->level_points[number];
        const surrounding own = job->around[point];
        const nsc_row row = nsc_rows_at(&rows, point);
        nsc_bounds sum = {own.lower, own.lower};
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = row.points[place];
            const double weight = nsc_row_weight(&row, place);
            if (!nsc_equally_fit(&job->order, values[other], values[point]))
                continue;
            sum.low += weight * job->chances[other].low;
            sum.high += weight * job->chances[other].high;
        }
        job->next[number] = (nsc_bounds){sum.low / own.evaluated, sum.high / own.evaluated};
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

static nsc_bounds turns_of(const iteration *job) {
    nsc_bounds turns = {0, 0};
    double ends = 0;
    for (uint32_t point = 0; point < job->landscape->graph->point_count; point++) {
        turns.low += job->around[point].lower * job->chances[point].low;
        turns.high += job->around[point].lower * job->chances[point].high;
        ends += job->around[point].evaluated;
    }
    return (nsc_bounds){2 * turns.low / ends, 2 * turns.high / ends};
}

nsc_status nsc_information_turns(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 const nsc_control *control, nsc_bounds *turns, nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    iteration job = {.landscape = landscape, .order = neighbourhood->order};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.around, point_count, sizeof *job.around, error));
    NSC_TRY(nsc_allocate(&job.chances, point_count, sizeof *job.chances, error));
    NSC_TRY(nsc_allocate(&job.level_points, point_count, sizeof *job.level_points, error));
    NSC_TRY(weigh(&job, neighbourhood, error));
    begin(&job, neighbourhood);
    NSC_TRY(nsc_allocate(&job.next, job.count, sizeof *job.next, error));
    *turns = turns_of(&job);
    for (int step = 0; step < MOST_ITERATIONS && turns->high - turns->low > NSC_INFORMATION_CLOSE; step++) {
        NSC_TRY(nsc_parallel(nsc_block_count((uint32_t)job.count), control, improve_block, &job, error));
        for (size_t number = 0; number < job.count; number++)
            job.chances[job.level_points[number]] = job.next[number];
        *turns = turns_of(&job);
    }
out:
    free(job.around);
    free(job.chances);
    free(job.level_points);
    free(job.next);
    return status;
}
