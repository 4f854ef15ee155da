/* M(ε) of seeded walks over the known points, one random stream a walk. */
#include "analysis/information_internal.h"
#include "analysis/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* The known points and the edges between them. */
typedef struct known_graph {
    const uint32_t *neighbours;
    const uint64_t *starts; /* [point_count + 1] into neighbours */
    uint64_t *own_starts;
    uint32_t *own_neighbours; /* NULL where all points are known: the graph's own serve */
} known_graph;

static nsc_status find_known_graph(known_graph *known, const nsc_landscape *landscape,
                                   const nsc_neighbourhood *neighbourhood, nsc_error *error) {
    const nsc_graph *graph = landscape->graph;
    const nsc_fitness *fitness = landscape->fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&known->own_starts, (size_t)graph->point_count + 1, sizeof *known->own_starts, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        known->own_starts[point + 1] = known->own_starts[point] + neighbourhood->known[point];
    known->starts = known->own_starts;
    known->neighbours = graph->neighbours;
    if (fitness->known_count == graph->point_count)
        goto out;
    NSC_TRY(nsc_allocate(&known->own_neighbours, known->own_starts[graph->point_count], sizeof *known->own_neighbours,
                         error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        uint64_t next = known->own_starts[point];
        if (neighbourhood->known[point] == 0)
            continue;
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            if (nsc_fitness_known(fitness, graph->neighbours[place]))
                known->own_neighbours[next++] = graph->neighbours[place];
    }
    known->neighbours = known->own_neighbours;
out:
    return status;
}

/* Walks are taken several at a time, a step of each in turn: a walk waits for memory most of the time. */
enum { SIDE_BY_SIDE = 8 };

/* What a worker needs. */
typedef struct walk_space {
    double *steps;            /* [SIDE_BY_SIDE × length] changes of fitness */
    uint32_t *before, *after; /* [length + 1] the steps next to one that are not yet 0; `length` at the ends */
    uint32_t *ordered;        /* [length] by the thresholds that they exceed */
    gsl_rng *random[SIDE_BY_SIDE];
} walk_space;

typedef struct walking {
    known_graph known;
    const double *values;
    const nsc_thresholds *thresholds;
    size_t walks, length;
    uint64_t seed, ends;
    walk_space *spaces; /* [worker] */
    double *shares;     /* [walk × NSC_THRESHOLDS] M(ε) */
} walking;

/* The changes of fitness along walks, each from an end of an edge where all are as likely. */
static void walk(const walking *job, size_t first, size_t count, walk_space *space) {
    const known_graph *known = &job->known;
    uint32_t points[SIDE_BY_SIDE];
    for (size_t number = 0; number < count; number++) {
        nsc_random_restart(space->random[number], job->seed, first + number);
        /* A draw of 32 bits would not tell so many ends apart evenly. */
        points[number] = known->neighbours[(uint64_t)(gsl_rng_uniform(space->random[number]) * (double)job->ends)];
    }
    for (size_t step = 0; step < job->length; step++)
        for (size_t number = 0; number < count; number++) {
            const uint32_t point = points[number];
            const uint64_t start = known->starts[point];
            const uint32_t degree = (uint32_t)(known->starts[point + 1] - start);
            const uint32_t next = known->neighbours[start + nsc_random_below(space->random[number], degree)];
            space->steps[number * job->length + step] = job->values[next] - job->values[point];
            points[number] = next;
        }
}

/* Steps by the number of thresholds that they exceed: those that exceed t come from starts[t] on. */
static void order_steps(const walking *job, const double *steps, uint32_t *ordered, size_t starts[NSC_THRESHOLDS + 2]) {
    size_t next[NSC_THRESHOLDS + 1];
    memset(starts, 0, (NSC_THRESHOLDS + 2) * sizeof *starts);
    for (size_t step = 0; step < job->length; step++)
        starts[nsc_thresholds_exceeded(job->thresholds, fabs(steps[step])) + 1]++;
    for (size_t exceeded = 0; exceeded <= NSC_THRESHOLDS; exceeded++) {
        next[exceeded] = starts[exceeded];
        starts[exceeded + 1] += starts[exceeded];
    }
    for (size_t step = 0; step < job->length; step++)
        ordered[next[nsc_thresholds_exceeded(job->thresholds, fabs(steps[step]))]++] = (uint32_t)step;
}

/* 1 where a step's symbol differs from the one before it, which may be none. */
static size_t is_turn(const walking *job, const double *steps, uint32_t before, uint32_t step) {
    return step != job->length && (before == job->length || (steps[before] > 0) != (steps[step] > 0));
}

/*
 * M(ε) of a walk at all thresholds: as they grow, steps become 0 one by one and leave the sequence, whose turns change
 * only where they were.
 */
static void count_turns(const walking *job, const double *steps, walk_space *space, double *shares) {
    size_t starts[NSC_THRESHOLDS + 2], turns = 0;
    uint32_t *before = space->before, *after = space->after;
    order_steps(job, steps, space->ordered, starts);
    const uint32_t none = (uint32_t)job->length;
    for (uint32_t step = 0; step < none; step++) {
        before[step] = step > 0 ? step - 1 : none;
        after[step] = step + 1;
        turns += is_turn(job, steps, before[step], step);
    }
    for (size_t threshold = 0; threshold < job->thresholds->count; threshold++) {
        for (size_t place = starts[threshold]; place < starts[threshold + 1]; place++) {
            const uint32_t step = space->ordered[place], earlier = before[step], later = after[step];
            turns -= is_turn(job, steps, earlier, step) + is_turn(job, steps, step, later);
            turns += is_turn(job, steps, earlier, later);
            after[earlier] = later; /* before the first and after the last one are places of their own */
            before[later] = earlier;
        }
        shares[threshold] = (double)turns / (double)job->length;
    }
}

static nsc_status take_walks(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const walking *job = context;
    walk_space *space = &job->spaces[worker];
    const size_t first = task * SIDE_BY_SIDE, left = job->walks - first;
    const size_t count = left < SIDE_BY_SIDE ? left : SIDE_BY_SIDE;
    walk(job, first, count, space);
    for (size_t number = 0; number < count; number++)
        count_turns(job, space->steps + number * job->length, space, job->shares + (first + number) * NSC_THRESHOLDS);
    return NSC_OK;
}

static nsc_status create_space(walk_space *space, size_t length, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&space->steps, SIDE_BY_SIDE * length, sizeof *space->steps, error));
    NSC_TRY(nsc_allocate(&space->before, length + 1, sizeof *space->before, error));
    NSC_TRY(nsc_allocate(&space->after, length + 1, sizeof *space->after, error));
    NSC_TRY(nsc_allocate(&space->ordered, length, sizeof *space->ordered, error));
    for (size_t number = 0; number < SIDE_BY_SIDE; number++)
        NSC_TRY(nsc_random_create(&space->random[number], 0, 0, error));
out:
    return status;
}

static void release_space(walk_space *space) {
    free(space->steps);
    free(space->before);
    free(space->after);
    free(space->ordered);
    for (size_t number = 0; number < SIDE_BY_SIDE; number++)
        if (space->random[number] != NULL)
            gsl_rng_free(space->random[number]);
}

/* The mean over walks, with Student's interval; for one walk without. */
static nsc_partial_information mean_of(const double *shares, size_t walks) {
    double mean = 0, square = 0;
    for (size_t number = 0; number < walks; number++)
        mean += shares[number * NSC_THRESHOLDS] / (double)walks;
    for (size_t number = 0; number < walks; number++) {
        const double residual = shares[number * NSC_THRESHOLDS] - mean;
        square += residual * residual;
    }
    if (walks < 2)
        return (nsc_partial_information){mean, NAN, NAN};
    const double freedom = (double)walks - 1;
    const double half = gsl_cdf_tdist_Pinv(0.975, freedom) * sqrt(square / freedom / (double)walks);
    return (nsc_partial_information){mean, fmax(0, mean - half), fmin(1, mean + half)};
}

nsc_status nsc_information_walks(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 const nsc_thresholds *thresholds, const nsc_analysis_options *options,
                                 nsc_partial_information partial[NSC_THRESHOLDS], nsc_error *error) {
    const size_t workers = options->thread_count > 0 ? options->thread_count : 1;
    walking job = {.values = landscape->fitness->values,
                   .thresholds = thresholds,
                   .walks = options->walks,
                   .length = options->length,
                   .seed = options->seed,
                   .ends = 2 * neighbourhood->pairs};
    nsc_status status = NSC_OK;
    NSC_TRY(find_known_graph(&job.known, landscape, neighbourhood, error));
    NSC_TRY(nsc_allocate(&job.shares, job.walks * NSC_THRESHOLDS, sizeof *job.shares, error));
    NSC_TRY(nsc_allocate(&job.spaces, workers, sizeof *job.spaces, error));
    for (size_t worker = 0; worker < workers; worker++)
        NSC_TRY(create_space(&job.spaces[worker], job.length, error));
    NSC_TRY(nsc_parallel((job.walks + SIDE_BY_SIDE - 1) / SIDE_BY_SIDE, workers, take_walks, &job, error));
    for (size_t threshold = 0; threshold < thresholds->count; threshold++)
        partial[threshold] = mean_of(job.shares + threshold, job.walks);
out:
    for (size_t worker = 0; job.spaces != NULL && worker < workers; worker++)
        release_space(&job.spaces[worker]);
    free(job.known.own_starts);
    free(job.known.own_neighbours);
    free(job.spaces);
    free(job.shares);
    return status;
}
