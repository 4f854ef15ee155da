/*
 * Hops from many points at once: 64 searches side by side, a bit each, so that a row of neighbours is read once for all
 * of them (Then et al. 2014). A point's bits of this step are its neighbours' bits of the step before, minus those that
 * it had; the number of points of a layer with a new bit is the number at that distance from the bit's source.
 */
#include "analysis/distances/dispersion_internal.h"

#include <string.h>

enum { BITS = 64, LANES = 8, FULL_LANE = 255 };

/* A worker's memory. */
typedef struct workspace {
    nsc_rows rows;
    uint64_t *seen, *front, *next; /* [point] one bit for each source: reached; in the step before; in this one */
} workspace;

/* Counts how often each bit is set: eight bytes side by side count eight bits, until one of them may overflow. */
typedef struct tally {
    uint64_t lanes[LANES];
    unsigned words;
    uint32_t counts[BITS];
} tally;

typedef struct searching {
    const nsc_graph *graph;
    const nsc_best_sets *sets;
    nsc_sources *sources;
    uint8_t *layers;                /* [point] the first set with the point; NSC_BEST_SETS: none */
    uint64_t spread[FULL_LANE + 1]; /* the bits of a byte, a byte each */
    workspace *workspaces;          /* [worker] */
} searching;

static void empty_lanes(tally *into) {
    for (size_t lane = 0; lane < LANES; lane++) {
        for (size_t bit = 0; bit < LANES; bit++)
            into->counts[lane * LANES + bit] += into->lanes[lane] >> (LANES * bit) & FULL_LANE;
        into->lanes[lane] = 0;
    }
    into->words = 0;
}

static void count_bits(const searching *job, tally *into, uint64_t word) {
    for (size_t lane = 0; lane < LANES; lane++)
        into->lanes[lane] += job->spread[word >> (LANES * lane) & FULL_LANE];
    if (++into->words == FULL_LANE)
        empty_lanes(into);
}

/* One step of the searches `all`; new bits of each layer go into its tally. False if there are none. */
static bool step(const searching *job, workspace *place, uint64_t all, tally tallies[NSC_BEST_SETS]) {
    uint64_t any = 0;
    for (uint32_t point = 0; point < job->graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&place->rows, point);
        uint64_t reached = 0;
        for (uint32_t edge = 0; place->seen[point] != all && edge < row.count; edge++)
            reached |= place->front[row.points[edge]];
        const uint64_t fresh = reached & ~place->seen[point];
        place->next[point] = fresh;
        place->seen[point] |= fresh;
        any |= fresh;
        if (fresh != 0 && job->layers[point] < NSC_BEST_SETS)
            count_bits(job, &tallies[job->layers[point]], fresh);
    }
    uint64_t *swap = place->front;
    place->front = place->next;
    place->next = swap;
    return any != 0;
}

/* Adds a step's points to the sources' counts; a point of a set is in all larger ones too. */
static void add_tallies(const searching *job, size_t first, size_t count, size_t distance,
                        tally tallies[NSC_BEST_SETS]) {
    for (size_t set = 0; set < NSC_BEST_SETS; set++)
        empty_lanes(&tallies[set]);
    for (size_t bit = 0; bit < count; bit++)
        for (size_t set = 0, sum = 0; set < NSC_BEST_SETS; set++) {
            sum += tallies[set].counts[bit];
            job->sources->counts[(first + bit) * NSC_BEST_SETS + set].counts[distance] += (uint32_t)sum;
        }
}

static nsc_status search_group(void *context, size_t task, size_t worker, nsc_error *error) {
    const searching *job = context;
    workspace *place = &job->workspaces[worker];
    const uint32_t point_count = job->graph->point_count;
    const size_t first = task * BITS, left = job->sources->count - first, count = left < BITS ? left : BITS;
    const uint64_t all = count < BITS ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    memset(place->seen, 0, point_count * sizeof *place->seen);
    memset(place->front, 0, point_count * sizeof *place->front);
    for (size_t bit = 0; bit < count; bit++)
        place->seen[job->sets->points[job->sources->places[first + bit]]] |= UINT64_C(1) << bit;
    for (size_t bit = 0; bit < count; bit++) {
        const uint32_t point = job->sets->points[job->sources->places[first + bit]];
        place->front[point] = place->seen[point];
    }
    for (size_t distance = 1, more = 1; more != 0; distance++) {
        tally tallies[NSC_BEST_SETS] = {0};
        more = step(job, place, all, tallies);
        if (more && distance > NSC_HOPS_MAXIMUM)
            return nsc_hops_too_many(error);
        add_tallies(job, first, count, distance, tallies);
    }
    return NSC_OK;
}

static nsc_status prepare(searching *job, size_t workers, nsc_error *error) {
    const uint32_t point_count = job->graph->point_count;
    nsc_status status = NSC_OK;
    for (size_t byte = 0; byte <= FULL_LANE; byte++)
        for (size_t bit = 0; bit < LANES; bit++)
            job->spread[byte] |= (uint64_t)(byte >> bit & 1) << (LANES * bit);
    NSC_TRY(nsc_allocate(&job->layers, point_count, 1, error));
    memset(job->layers, NSC_BEST_SETS, point_count);
    for (size_t set = 0, place = 0; set < NSC_BEST_SETS; set++)
        for (; place < job->sets->counts[set]; place++)
            job->layers[job->sets->points[place]] = (uint8_t)set;
    NSC_TRY(nsc_allocate(&job->workspaces, workers, sizeof *job->workspaces, error));
    for (size_t worker = 0; worker < workers; worker++) {
        workspace *place = &job->workspaces[worker];
        NSC_TRY(nsc_rows_open(&place->rows, job->graph, error));
        NSC_TRY(nsc_allocate(&place->seen, point_count, sizeof *place->seen, error));
        NSC_TRY(nsc_allocate(&place->front, point_count, sizeof *place->front, error));
        NSC_TRY(nsc_allocate(&place->next, point_count, sizeof *place->next, error));
    }
out:
    return status;
}

nsc_status nsc_sources_count_hops(nsc_sources *sources, const nsc_graph *graph, const nsc_best_sets *sets,
                                  const nsc_control *control, nsc_error *error) {
    const size_t groups = (sources->count + BITS - 1) / BITS;
    const size_t threads = nsc_control_threads(control), workers = threads < groups ? threads : groups;
    searching job = {.graph = graph, .sets = sets, .sources = sources};
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&job, workers, error));
    NSC_TRY(nsc_parallel(groups, control, search_group, &job, error));
out:
    for (size_t worker = 0; job.workspaces != NULL && worker < workers; worker++) {
        nsc_rows_close(&job.workspaces[worker].rows);
        free(job.workspaces[worker].seen);
        free(job.workspaces[worker].front);
        free(job.workspaces[worker].next);
    }
    free(job.workspaces);
    free(job.layers);
    return status;
}
