/*
 * M(0) of the endless walk: how often, a step, the fitness turns from rising to falling or back.
 *
 * Let h be the chance that the last change of fitness before the walk came to a point was a rise. Read backwards the
 * walk is the same walk, so that h is the chance to meet, from the point on, a worse neighbour before a better one:
 * with w worse and z neutral ones of k, h = (w + Σ h over the neutral ones) / k. A turn down is a rise followed by a step
 * to a worse neighbour, and there are as many turns up, so that M(0) = 2 Σ w h / Σ k. Only points with a neutral
 * neighbour need more than one step of the iteration, which from h = 0 below and h = 1 above closes in on the solution.
 */
#include "analysis/information_internal.h"

#include <string.h>

enum { MOST_ITERATIONS = 200 };

typedef struct iteration {
    const nsc_landscape *landscape;
    const nsc_neighbourhood *neighbourhood;
    const uint32_t *level_points; /* those with a neutral neighbour */
    size_t count;                 /* of them */
    const nsc_bounds *chances;    /* [point] h */
    nsc_bounds *next;             /* [number of the level point] */
} iteration;

static nsc_status improve_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const iteration *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const nsc_block block = nsc_block_at((uint32_t)job->count, task);
    for (uint32_t number = block.first; number < block.end; number++) {
        const uint32_t point = job->level_points[number];
        const double known = job->neighbourhood->known[point];
        nsc_bounds sum = {job->neighbourhood->worse[point], job->neighbourhood->worse[point]};
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            const uint32_t other = graph->neighbours[place];
            if (values[other] != values[point])
                continue;
            sum.low += job->chances[other].low;
            sum.high += job->chances[other].high;
        }
        job->next[number] = (nsc_bounds){sum.low / known, sum.high / known};
    }
    return NSC_OK;
}

/* Where nothing is neutral around, the chance at once; elsewhere anything from 0 to 1. */
static void begin(const nsc_neighbourhood *neighbourhood, uint32_t point_count, nsc_bounds *chances,
                  uint32_t *level_points, size_t *count) {
    *count = 0;
    for (uint32_t point = 0; point < point_count; point++) {
        const uint32_t known = neighbourhood->known[point], worse = neighbourhood->worse[point];
        const bool level = worse + neighbourhood->better[point] < known;
        const double share = known > 0 ? (double)worse / known : 0;
        chances[point] = level ? (nsc_bounds){0, 1} : (nsc_bounds){share, share};
        if (level)
            level_points[(*count)++] = point;
    }
}

static nsc_bounds turns_of(const nsc_neighbourhood *neighbourhood, uint32_t point_count, const nsc_bounds *chances) {
    nsc_bounds turns = {0, 0};
    for (uint32_t point = 0; point < point_count; point++) {
        turns.low += neighbourhood->worse[point] * chances[point].low;
        turns.high += neighbourhood->worse[point] * chances[point].high;
    }
    const double pairs = (double)neighbourhood->pairs;
    return (nsc_bounds){turns.low / pairs, turns.high / pairs};
}

nsc_status nsc_information_turns(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 size_t thread_count, nsc_bounds *turns, nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    nsc_bounds *chances = NULL, *next = NULL;
    uint32_t *level_points = NULL;
    size_t count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&chances, point_count, sizeof *chances, error));
    NSC_TRY(nsc_allocate(&level_points, point_count, sizeof *level_points, error));
    begin(neighbourhood, point_count, chances, level_points, &count);
    NSC_TRY(nsc_allocate(&next, count, sizeof *next, error));
    iteration job = {landscape, neighbourhood, level_points, count, chances, next};
    *turns = turns_of(neighbourhood, point_count, chances);
    for (int step = 0; step < MOST_ITERATIONS && turns->high - turns->low > NSC_INFORMATION_CLOSE; step++) {
        NSC_TRY(nsc_parallel(nsc_block_count((uint32_t)count), thread_count, improve_block, &job, error));
        for (size_t number = 0; number < count; number++)
            chances[level_points[number]] = next[number];
        *turns = turns_of(neighbourhood, point_count, chances);
    }
out:
    free(chances);
    free(next);
    free(level_points);
    return status;
}
