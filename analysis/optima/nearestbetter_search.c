/*
 * Each point's nearest better point. Most have it among their neighbours; from the local optima and plateaus that are
 * left, a search goes out until the first better point. The many points of a large plateau would all search the same
 * region: together those of one fitness may visit as many edges as the graph has, and all together ROUNDS times as
 * many. The rest are found by searches from all better points at once, one for each fitness.
 */
#include "analysis/estimators/ranking.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/optima/nearestbetter_internal.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 64 };

/* A worker's memory for a search. */
typedef struct workspace {
    nsc_rows rows;
    uint32_t *seen; /* [point] number of the last search that reached it */
    uint32_t *queue;
    uint32_t searches;
} workspace;

typedef struct search {
    const nsc_landscape *landscape;
    nsc_nearest *nearest;
    nsc_order order;
    double best;    /* fitness */
    uint32_t *open; /* points without a better neighbour, by fitness, the worst first */
    size_t open_count;
    uint64_t *edges;       /* [number in open] edges that its search may visit */
    bool *unfinished;      /* [number in open] */
    workspace *workspaces; /* [worker] */
} search;

/* ---- among the neighbours ---- */

static nsc_status look_around(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const search *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const nsc_order order = job->order;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        const double own = nsc_merit(&order, values[point]);
        double best = own;
        uint32_t better = NSC_NOWHERE, evaluated = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = row.points[place];
            const double merit = nsc_merit(&order, values[other]);
            evaluated += merit == merit;
            if (merit > best && merit - own > order.tolerance) {
                best = merit;
                better = other;
            }
        }
        job->nearest->near_distance[point] = own == own && evaluated > 0 ? 1 : NSC_NOWHERE;
        job->nearest->better[point] = better;
        job->nearest->better_distance[point] = better != NSC_NOWHERE ? 1 : NSC_NOWHERE;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

/* ---- around one point ---- */

static bool is_fitter(const search *job, uint32_t point, uint32_t than) {
    const double *values = job->landscape->fitness->values;
    if (than == NSC_NOWHERE)
        return true;
    const double own = nsc_merit(&job->order, values[point]), other = nsc_merit(&job->order, values[than]);
    return own > other || (own == other && point < than);
}

/* Adds the points one step farther from `point` to the queue; notes the nearest and the nearest better ones. */
static size_t take_ring(const search *job, workspace *place, uint32_t point, size_t first, size_t end,
                        uint32_t distance) {
    const double *values = job->landscape->fitness->values;
    size_t count = end;
    uint32_t better = NSC_NOWHERE;
    for (size_t head = first; head < end; head++) {
        const nsc_row row = nsc_rows_at(&place->rows, place->queue[head]);
        for (uint32_t edge = 0; edge < row.count; edge++) {
            const uint32_t other = row.points[edge];
            if (place->seen[other] == place->searches)
                continue;
            place->seen[other] = place->searches;
            place->queue[count++] = other;
            if (nsc_better(&job->order, values[other], values[point]) && is_fitter(job, other, better))
                better = other;
            if (values[other] == values[other] && job->nearest->near_distance[point] == NSC_NOWHERE)
                job->nearest->near_distance[point] = distance;
        }
    }
    if (better != NSC_NOWHERE) {
        job->nearest->better[point] = better;
        job->nearest->better_distance[point] = distance;
    }
    return count;
}

static nsc_status search_around(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const search *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const uint32_t point = job->open[task];
    workspace *place = &job->workspaces[worker];
    const bool wants_better = nsc_better(&job->order, job->best, job->landscape->fitness->values[point]);
    size_t first = 0, end = 1;
    uint64_t edges = 0;
    place->searches++;
    place->seen[point] = place->searches;
    place->queue[0] = point;
    for (uint32_t distance = 1; first < end; distance++) {
        const bool near = job->nearest->near_distance[point] != NSC_NOWHERE;
        if (job->nearest->better_distance[point] != NSC_NOWHERE || (near && !wants_better))
            break;
        for (size_t head = first; head < end; head++)
            edges += nsc_graph_degree(graph, place->queue[head]);
        job->unfinished[task] = near && edges > job->edges[task];
        if (job->unfinished[task])
            break;
        const size_t count = take_ring(job, place, point, first, end, distance);
        first = end;
        end = count;
    }
    return NSC_OK;
}

/* ---- from all better points at once ---- */

/* For every point the nearest source. */
typedef struct spreading {
    uint32_t *descending; /* evaluated points from the best down; the first `taken` are sources */
    size_t known_count, taken;
    uint32_t *distances, *sources; /* [point] */
    uint32_t *queue;
} spreading;

static nsc_status create_spreading(spreading *state, const nsc_landscape *landscape, uint32_t *queue,
                                   nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    nsc_status status = NSC_OK;
    state->queue = queue;
    NSC_TRY(nsc_points_best_first(landscape->fitness, &state->descending, &state->known_count, error));
    NSC_TRY(nsc_allocate(&state->distances, point_count, sizeof *state->distances, error));
    NSC_TRY(nsc_allocate(&state->sources, point_count, sizeof *state->sources, error));
    for (uint32_t point = 0; point < point_count; point++)
        state->distances[point] = state->sources[point] = NSC_NOWHERE;
out:
    return status;
}

static void release_spreading(spreading *state) {
    free(state->descending);
    free(state->distances);
    free(state->sources);
}

/*
 * Takes all points above `level` as sources. New sources are less fit than earlier ones, so only points that they are
 * nearer to change; in total a point changes no more often than the longest path has edges.
 */
static void spread_above(const search *job, spreading *state, double level) {
    const double *values = job->landscape->fitness->values;
    uint32_t *distances = state->distances, *sources = state->sources, *queue = state->queue;
    size_t count = 0;
    for (; state->taken < state->known_count && nsc_better(&job->order, values[state->descending[state->taken]], level);
         state->taken++) {
        const uint32_t source = state->descending[state->taken];
        distances[source] = 0;
        sources[source] = source;
        queue[count++] = source;
    }
    for (size_t head = 0; head < count; head++) {
        const uint32_t point = queue[head], next = distances[point] + 1;
        const nsc_row row = nsc_rows_at(&job->workspaces[0].rows, point);
        for (uint32_t edge = 0; edge < row.count; edge++) {
            const uint32_t other = row.points[edge];
            if (next > distances[other])
                continue;
            if (next < distances[other]) {
                distances[other] = next;
                queue[count++] = other;
            } else if (!is_fitter(job, sources[point], sources[other]))
                continue;
            sources[other] = sources[point];
        }
    }
}

/* The end of the run of equal fitness that begins at `first`, among the open points. */
static size_t end_of_level(const search *job, size_t first) {
    const double *values = job->landscape->fitness->values;
    size_t end = first + 1;
    while (end < job->open_count && nsc_equally_fit(&job->order, values[job->open[end]], values[job->open[first]]))
        end++;
    return end;
}

/* The open points whose own searches ended too early, from the best down. */
static nsc_status finish(const search *job, nsc_error *error) {
    spreading state = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(create_spreading(&state, job->landscape, job->workspaces[0].queue, error));
    for (size_t number = job->open_count; number-- > 0;) {
        const uint32_t point = job->open[number];
        if (!job->unfinished[number])
            continue;
        spread_above(job, &state, job->landscape->fitness->values[point]);
        job->nearest->better_distance[point] = state.distances[point];
        job->nearest->better[point] = state.sources[point];
    }
out:
    release_spreading(&state);
    return status;
}

/* ---- all of it ---- */

/* Points that search beyond their neighbours: evaluated ones without a better neighbour; of the best ones only those
 * without an evaluated neighbour. */
static bool is_open(const search *job, uint32_t point) {
    const double own = job->landscape->fitness->values[point];
    if (isnan(own) || job->nearest->better[point] != NSC_NOWHERE)
        return false;
    return nsc_better(&job->order, job->best, own) || job->nearest->near_distance[point] == NSC_NOWHERE;
}

static nsc_status list_open(search *job, nsc_error *error) {
    const uint32_t point_count = job->landscape->graph->point_count;
    double *levels = NULL;
    uint32_t *points = NULL;
    size_t *order = NULL, count = 0, listed = 0;
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < point_count; point++)
        count += is_open(job, point);
    NSC_TRY(nsc_allocate(&points, count, sizeof *points, error));
    NSC_TRY(nsc_allocate(&levels, count, sizeof *levels, error));
    NSC_TRY(nsc_allocate(&order, count, sizeof *order, error));
    NSC_TRY(nsc_allocate(&job->open, count, sizeof *job->open, error));
    for (uint32_t point = 0; point < point_count; point++)
        if (is_open(job, point)) {
            points[listed] = point;
            levels[listed++] = nsc_merit(&job->order, job->landscape->fitness->values[point]);
        }
    NSC_TRY(nsc_ascending(levels, count, order, error));
    for (size_t number = 0; number < count; number++)
        job->open[number] = points[order[number]];
    job->open_count = count;
out:
    free(levels);
    free(points);
    free(order);
    return status;
}

static nsc_status search_open(search *job, const nsc_control *control, nsc_error *error) {
    const uint32_t point_count = job->landscape->graph->point_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->edges, job->open_count, sizeof *job->edges, error));
    NSC_TRY(nsc_allocate(&job->unfinished, job->open_count, sizeof *job->unfinished, error));
    for (size_t worker = 0; worker < nsc_control_threads(control); worker++) {
        NSC_TRY(nsc_rows_open(&job->workspaces[worker].rows, job->landscape->graph, error));
        NSC_TRY(nsc_allocate(&job->workspaces[worker].seen, point_count, sizeof(uint32_t), error));
        NSC_TRY(nsc_allocate(&job->workspaces[worker].queue, point_count, sizeof(uint32_t), error));
    }
    const uint64_t ends = 2 * (uint64_t)job->landscape->graph->edge_count, most = ROUNDS * ends / job->open_count;
    for (size_t first = 0, end; first < job->open_count; first = end) {
        end = end_of_level(job, first);
        const uint64_t share = ends / (end - first) < most ? ends / (end - first) : most;
        for (size_t number = first; number < end; number++)
            job->edges[number] = share;
    }
    NSC_TRY(nsc_parallel(job->open_count, control, search_around, job, error));
    for (size_t number = 0; number < job->open_count; number++)
        if (job->unfinished[number])
            return finish(job, error);
out:
    return status;
}

nsc_status nsc_nearest_find(nsc_nearest *nearest, const nsc_landscape *landscape, const nsc_control *control,
                            nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    const size_t workers = nsc_control_threads(control);
    search job = {.landscape = landscape,
                  .nearest = nearest,
                  .order = nsc_order_of(landscape->fitness),
                  .best = nsc_fitness_best(landscape->fitness)};
    nsc_status status = NSC_OK;
    *nearest = (nsc_nearest){0};
    NSC_TRY(nsc_allocate(&nearest->near_distance, point_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&nearest->better_distance, point_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&nearest->better, point_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&job.workspaces, workers, sizeof *job.workspaces, error));
    NSC_TRY(nsc_parallel(nsc_block_count(point_count), control, look_around, &job, error));
    NSC_TRY(list_open(&job, error));
    if (job.open_count > 0)
        NSC_TRY(search_open(&job, control, error));
out:
    for (size_t worker = 0; job.workspaces != NULL && worker < workers; worker++) {
        nsc_rows_close(&job.workspaces[worker].rows);
        free(job.workspaces[worker].seen);
        free(job.workspaces[worker].queue);
    }
    free(job.workspaces);
    free(job.open);
    free(job.edges);
    free(job.unfinished);
    if (status != NSC_OK)
        nsc_nearest_release(nearest);
    return status;
}

void nsc_nearest_release(nsc_nearest *nearest) {
    free(nearest->near_distance);
    free(nearest->better_distance);
    free(nearest->better);
    *nearest = (nsc_nearest){0};
}
