/*
 * Breadth-first search on compact rows: distances, components, the exact diameter. A directed graph is searched on
 * reversed rows, which list the sources of edges.
 */
#include "base/base.h"
#include "graph/graph.h"

#include <stdbool.h>
#include <string.h>

/*
 * Fills distances from the points already in `queue` (distance 0); returns how many points were reached. Larger
 * distances than NSC_HOPS_MAXIMUM, the limit of a byte, are stored as that; *far says whether there are any.
 */
static size_t spread(const nsc_rows *rows, uint32_t *queue, size_t count, uint8_t *distances, bool *far) {
    *far = false;
    for (size_t head = 0; head < count; head++) {
        const uint32_t point = queue[head];
        const bool last = distances[point] == NSC_HOPS_MAXIMUM;
        const uint8_t next = last ? NSC_HOPS_MAXIMUM : (uint8_t)(distances[point] + 1);
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t neighbour = row.points[place];
            if (distances[neighbour] == NSC_UNREACHED) {
                distances[neighbour] = next;
                queue[count++] = neighbour;
                *far |= last;
            }
        }
    }
    return count;
}

/* ---- reversed rows ---- */

/*
 * Rows of the sources of each point's edges, and with `both` also of their destinations, unordered and without kinds.
 * An undirected graph's own rows serve. Released by release_turned.
 */
static nsc_status turn(const nsc_graph *graph, bool both, nsc_graph *turned, nsc_error *error) {
    const uint32_t points = graph->point_count;
    const size_t places = nsc_graph_place_count(graph);
    uint64_t *ends = NULL;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    *turned = *graph;
    if (!nsc_graph_is_directed(graph))
        return NSC_OK;
    *turned = (nsc_graph){.relation = graph->relation, .point_count = points, .edge_count = graph->edge_count};
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    NSC_TRY(nsc_allocate(&ends, points, sizeof *ends, error));
    NSC_TRY(nsc_allocate(&turned->offsets, (size_t)points + 1, sizeof *turned->offsets, error));
    NSC_TRY(nsc_allocate(&turned->neighbours, both ? 2 * places : places, sizeof *turned->neighbours, error));
    for (uint32_t point = 0; point < points; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            turned->offsets[row.points[place] + 1]++;
    }
    for (uint32_t point = 0; point < points; point++) {
        ends[point] = turned->offsets[point];
        turned->offsets[point + 1] += turned->offsets[point] + (both ? nsc_graph_degree(graph, point) : 0);
    }
    for (uint32_t point = 0; point < points; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            turned->neighbours[ends[row.points[place]]++] = point;
            if (both)
                turned->neighbours[ends[point]++] = row.points[place];
        }
    }
out:
    nsc_rows_close(&rows);
    free(ends);
    return status;
}

static void release_turned(const nsc_graph *graph, nsc_graph *turned) {
    if (!nsc_graph_is_directed(graph))
        return;
    free(turned->offsets);
    free(turned->neighbours);
}

/* ---- distances and components ---- */

nsc_status nsc_hops_too_many(nsc_error *error) {
    return nsc_error_set(error, NSC_MISSING, "some points are more than %d edges apart, the largest distance supported",
                         NSC_HOPS_MAXIMUM);
}

nsc_status nsc_graph_hops(const nsc_graph *graph, const uint32_t *targets, size_t target_count, uint8_t *distances,
                          nsc_error *error) {
    nsc_graph turned = {0};
    nsc_rows rows = {0};
    uint32_t *queue = NULL;
    size_t count = 0;
    bool far;
    nsc_status status = NSC_OK;
    NSC_TRY(turn(graph, false, &turned, error));
    NSC_TRY(nsc_rows_open(&rows, &turned, error));
    NSC_TRY(nsc_allocate(&queue, graph->point_count, sizeof *queue, error));
    memset(distances, NSC_UNREACHED, graph->point_count);
    for (size_t target = 0; target < target_count; target++)
        if (distances[targets[target]] == NSC_UNREACHED) {
            distances[targets[target]] = 0;
            queue[count++] = targets[target];
        }
    spread(&rows, queue, count, distances, &far);
    if (far)
        status = nsc_hops_too_many(error);
out:
    nsc_rows_close(&rows);
    release_turned(graph, &turned);
    free(queue);
    return status;
}

/* All points in one component. */
static nsc_status take_one_component(const nsc_graph *graph, uint32_t *components, uint32_t **sizes, uint32_t *count,
                                     nsc_error *error) {
    const nsc_status status = nsc_allocate(sizes, 1, sizeof **sizes, error);
    if (status != NSC_OK)
        return status;
    memset(components, 0, graph->point_count * sizeof *components);
    **sizes = graph->point_count;
    *count = 1;
    return NSC_OK;
}

nsc_status nsc_graph_components(const nsc_graph *graph, uint32_t *components, uint32_t **sizes, uint32_t *count,
                                nsc_error *error) {
    nsc_graph turned = {0};
    nsc_rows rows = {0};
    uint32_t *queue = NULL;
    uint8_t *distances = NULL;
    size_t capacity = 0;
    bool far; /* makes no difference here */
    nsc_status status = NSC_OK;
    *sizes = NULL;
    *count = 0;
    if (graph->relation->connected)
        return take_one_component(graph, components, sizes, count, error);
    NSC_TRY(turn(graph, true, &turned, error));
    NSC_TRY(nsc_rows_open(&rows, &turned, error));
    NSC_TRY(nsc_allocate(&queue, graph->point_count, sizeof *queue, error));
    NSC_TRY(nsc_allocate(&distances, graph->point_count, 1, error));
    memset(distances, NSC_UNREACHED, graph->point_count);
    for (uint32_t point = 0; point < graph->point_count; point++) {
        if (distances[point] != NSC_UNREACHED)
            continue;
        distances[point] = 0;
        queue[0] = point;
        size_t size = spread(&rows, queue, 1, distances, &far);
        for (size_t member = 0; member < size; member++)
            components[queue[member]] = *count;
        NSC_TRY(nsc_reserve(sizes, &capacity, *count + 1u, sizeof **sizes, error));
        (*sizes)[(*count)++] = (uint32_t)size;
    }
out:
    nsc_rows_close(&rows);
    release_turned(graph, &turned);
    free(queue);
    free(distances);
    if (status != NSC_OK) {
        free(*sizes);
        *sizes = NULL;
    }
    return status;
}

/* ---- diameter ---- */

enum { WORDS = 4, SOURCES = 64 * WORDS }; /* breadth-first searches that run side by side, a bit each */

typedef struct source_set {
    uint64_t words[WORDS];
} source_set;

typedef struct eccentricities {
    const nsc_graph *graph;
    const uint32_t *sources;
    size_t source_count;
    unsigned *largest; /* [batch] the largest eccentricity among its sources */
} eccentricities;

/* One step of all searches: a point is reached by those that reached a neighbour and not yet itself. False if none
 * moved. */
static bool step_searches(const nsc_rows *rows, source_set *reached, const source_set *frontier, source_set *next) {
    uint64_t moved = 0;
    for (uint32_t point = 0; point < rows->graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(rows, point);
        source_set entered = {{0}};
        for (uint32_t place = 0; place < row.count; place++)
            for (unsigned word = 0; word < WORDS; word++)
                entered.words[word] |= frontier[row.points[place]].words[word];
        for (unsigned word = 0; word < WORDS; word++) {
            entered.words[word] &= ~reached[point].words[word];
            reached[point].words[word] |= entered.words[word];
            moved |= entered.words[word];
        }
        next[point] = entered;
    }
    return moved != 0;
}

/* The largest eccentricity of up to SOURCES points: the number of steps until no search moves (Then et al. 2014). */
static nsc_status eccentricity_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const eccentricities *job = context;
    const uint32_t point_count = job->graph->point_count;
    source_set *reached = NULL, *frontier = NULL, *next = NULL;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, job->graph, error));
    NSC_TRY(nsc_allocate(&reached, point_count, sizeof *reached, error));
    NSC_TRY(nsc_allocate(&frontier, point_count, sizeof *frontier, error));
    NSC_TRY(nsc_allocate(&next, point_count, sizeof *next, error));
    for (unsigned bit = 0; bit < SOURCES && task * SOURCES + bit < job->source_count; bit++) {
        const uint32_t source = job->sources[task * SOURCES + bit];
        reached[source].words[bit / 64] |= UINT64_C(1) << bit % 64;
        frontier[source] = reached[source];
    }
    while (step_searches(&rows, reached, frontier, next)) {
        source_set *swapped = frontier;
        frontier = next;
        next = swapped;
        job->largest[task]++;
    }
out:
    nsc_rows_close(&rows);
    free(reached);
    free(frontier);
    free(next);
    return status;
}

/* Lists the points at distance `level` from the centre in `points`. */
static size_t collect_level(const uint8_t *levels, uint32_t point_count, unsigned level, uint32_t *points) {
    size_t count = 0;
    for (uint32_t point = 0; point < point_count; point++)
        if (levels[point] == level)
            points[count++] = point;
    return count;
}

static uint32_t widest_point(const nsc_graph *graph) {
    uint32_t widest = 0;
    for (uint32_t point = 1; point < graph->point_count; point++)
        if (nsc_graph_degree(graph, point) > nsc_graph_degree(graph, widest))
            widest = point;
    return widest;
}

/*
 * iFUB (Crescenzi, Grossi, Habib, Lanzi, Marino 2013): two points at most k steps from a centre are at most 2k apart,
 * so eccentricities are computed only from the largest distance inwards, until one has reached twice the next distance.
 */
nsc_status nsc_graph_diameter(const nsc_graph *graph, const nsc_control *control, uint32_t *diameter,
                              nsc_error *error) {
    uint8_t *levels = NULL;
    uint32_t *sources = NULL;
    eccentricities job = {.graph = graph};
    nsc_status status = NSC_OK;
    const uint32_t centre = widest_point(graph);
    *diameter = 0;
    if (nsc_graph_is_directed(graph))
        return nsc_error_set(error, NSC_USAGE, "the relation %s is directed: there is no diameter",
                             graph->relation->name);
    NSC_TRY(nsc_allocate(&levels, graph->point_count, 1, error));
    NSC_TRY(nsc_allocate(&sources, graph->point_count, sizeof *sources, error));
    NSC_TRY(nsc_allocate(&job.largest, nsc_control_threads(control), sizeof *job.largest, error));
    NSC_TRY(nsc_graph_hops(graph, &centre, 1, levels, error));
    unsigned level = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        if (levels[point] == NSC_UNREACHED) {
            status = nsc_error_set(error, NSC_INVALID, "the graph has more than one component: no diameter");
            goto out;
        }
        level = levels[point] > level ? levels[point] : level;
    }
    for (; level > 0; level--) {
        const size_t count = collect_level(levels, graph->point_count, level, sources);
        /* One batch for each thread at a time, so that the search can end within a distance. */
        for (size_t first = 0; first < count && *diameter < 2 * level; first += job.source_count) {
            const size_t batch = nsc_control_threads(control) * SOURCES;
            job.sources = sources + first;
            job.source_count = count - first < batch ? count - first : batch;
            memset(job.largest, 0, nsc_control_threads(control) * sizeof *job.largest);
            NSC_TRY(nsc_parallel((job.source_count + SOURCES - 1) / SOURCES, control, eccentricity_task, &job, error));
            for (size_t task = 0; task < nsc_control_threads(control); task++)
                *diameter = job.largest[task] > *diameter ? job.largest[task] : *diameter;
        }
        if (*diameter >= 2 * level)
            break;
    }
out:
    free(levels);
    free(sources);
    free(job.largest);
    return status;
}
