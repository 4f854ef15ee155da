/* M(ε) of seeded walks over the evaluated points, one random stream a walk. */
#include "analysis/estimators/statistics.h"
#include "analysis/walks/information_internal.h"
#include "analysis/walks/walk_batch.h"

#include <math.h>
#include <string.h>

/* The evaluated points and the edges between them. */
typedef struct evaluated_graph {
    uint64_t *starts;     /* [point_count + 1] into neighbours */
    uint32_t *neighbours; /* NULL if all points are evaluated: the graph's own rows serve */
    uint32_t *froms;      /* weighted: where each edge begins */
    double *sums;         /* weighted: running sums of the weights of edges, point by point; else NULL */
} evaluated_graph;

static nsc_status copy_evaluated_edges(evaluated_graph *evaluated, const nsc_landscape *landscape, nsc_error *error) {
    const nsc_graph *graph = landscape->graph;
    const bool weighted = nsc_graph_is_weighted(graph);
    const size_t count = evaluated->starts[graph->point_count];
    uint64_t next = 0;
    double sum = 0;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    NSC_TRY(nsc_allocate(&evaluated->neighbours, count, sizeof *evaluated->neighbours, error));
    if (weighted) {
        NSC_TRY(nsc_allocate(&evaluated->froms, count, sizeof *evaluated->froms, error));
        NSC_TRY(nsc_allocate(&evaluated->sums, count, sizeof *evaluated->sums, error));
    }
    for (uint32_t point = 0; point < graph->point_count; point++) {
        if (evaluated->starts[point + 1] == evaluated->starts[point])
            continue;
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            if (!nsc_fitness_known(landscape->fitness, row.points[place]))
                continue;
            if (weighted) {
                sum += nsc_row_weight(&row, place);
                evaluated->froms[next] = point;
                evaluated->sums[next] = sum;
            }
            evaluated->neighbours[next++] = row.points[place];
        }
    }
out:
    nsc_rows_close(&rows);
    return status;
}

static nsc_status find_evaluated_graph(evaluated_graph *evaluated, const nsc_landscape *landscape,
                                       const nsc_neighbourhood *neighbourhood, nsc_error *error) {
    const nsc_graph *graph = landscape->graph;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&evaluated->starts, (size_t)graph->point_count + 1, sizeof *evaluated->starts, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        evaluated->starts[point + 1] = evaluated->starts[point] + neighbourhood->evaluated[point];
    if (landscape->fitness->known_count < graph->point_count || nsc_graph_is_weighted(graph))
        NSC_TRY(copy_evaluated_edges(evaluated, landscape, error));
out:
    return status;
}

static void release_evaluated_graph(evaluated_graph *evaluated) {
    free(evaluated->starts);
    free(evaluated->neighbours);
    free(evaluated->froms);
    free(evaluated->sums);
}

/* Draws a point in proportion to its evaluated neighbours, or to the weights of the edges to them. */
static uint32_t draw_start(const evaluated_graph *evaluated, const nsc_rows *rows, uint64_t ends, gsl_rng *random) {
    /* A draw of 32 bits would be uneven over so many ends. */
    const double drawn = gsl_rng_uniform(random);
    if (evaluated->neighbours == NULL)
        return nsc_rows_neighbour(rows, (uint64_t)(drawn * (double)ends));
    if (evaluated->sums == NULL)
        return evaluated->neighbours[(uint64_t)(drawn * (double)ends)];
    return evaluated->froms[nsc_first_above(evaluated->sums, ends, drawn * evaluated->sums[ends - 1])];
}

/* The place of the next point: in the row of this one, or among the neighbours of all evaluated points. */
static uint64_t draw_place(const evaluated_graph *evaluated, const nsc_rows *rows, uint32_t point, gsl_rng *random) {
    if (evaluated->neighbours == NULL) {
        const uint32_t place = nsc_random_below(random, nsc_graph_degree(rows->graph, point));
        nsc_walk_turn_to(rows, point, place);
        return place;
    }
    const uint64_t start = evaluated->starts[point], end = evaluated->starts[point + 1];
    if (evaluated->sums == NULL)
        return start + nsc_random_below(random, (uint32_t)(end - start));
    const double before = start > 0 ? evaluated->sums[start - 1] : 0;
    const double drawn = gsl_rng_uniform(random) * (evaluated->sums[end - 1] - before);
    return start + nsc_first_above(evaluated->sums + start, end - start, before + drawn);
}

static uint32_t point_at(const evaluated_graph *evaluated, const nsc_rows *rows, uint32_t point, uint64_t place) {
    if (evaluated->neighbours != NULL)
        return evaluated->neighbours[place];
    return nsc_walk_go(rows, point, (uint32_t)place);
}

/* A worker's memory. */
typedef struct walk_space {
    nsc_rows rows;
    double *steps; /* [side_by_side × length] changes of fitness */
    uint32_t *before,
        *after;        /* [length + 1] each step's nearest steps whose symbols are not yet 0; `length` at the ends */
    uint32_t *ordered; /* [length] by the thresholds that they exceed */
    gsl_rng *random[NSC_WALKS_ABREAST];
} walk_space;

typedef struct walking {
    evaluated_graph evaluated;
    const double *values;
    const nsc_thresholds *thresholds;
    size_t walks, length;
    size_t side_by_side; /* walks of a unit of nsc_share */
    uint64_t seed, ends;
    walk_space *spaces; /* [worker] */
    double *shares;     /* [walk × NSC_THRESHOLDS] M(ε) */
} walking;

/* The changes of fitness along walks. */
static void walk(const walking *job, size_t first, size_t count, walk_space *space) {
    const evaluated_graph *evaluated = &job->evaluated;
    uint32_t points[NSC_WALKS_ABREAST];
    uint64_t places[NSC_WALKS_ABREAST];
    for (size_t number = 0; number < count; number++) {
        nsc_random_restart(space->random[number], job->seed, NSC_STREAM_INFORMATION_WALKS, first + number);
        points[number] = draw_start(evaluated, &space->rows, job->ends, space->random[number]);
    }
    for (size_t step = 0; step < job->length; step++) {
        for (size_t number = 0; number < count; number++)
            places[number] = draw_place(evaluated, &space->rows, points[number], space->random[number]);
        for (size_t number = 0; number < count; number++) {
            const uint32_t next = point_at(evaluated, &space->rows, points[number], places[number]);
            space->steps[number * job->length + step] =
                nsc_change_of(job->thresholds, job->values[points[number]], job->values[next]);
            points[number] = next;
        }
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

/* 1 if the symbol of step `second` differs from that of the step before it, if any. */
static size_t is_turn(const walking *job, const double *steps, uint32_t first, uint32_t second) {
    return second != job->length && (first == job->length || (steps[first] > 0) != (steps[second] > 0));
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
    const size_t first = task * job->side_by_side, left = job->walks - first;
    const size_t count = left < job->side_by_side ? left : job->side_by_side;
    walk(job, first, count, space);
    for (size_t number = 0; number < count; number++)
        count_turns(job, space->steps + number * job->length, space, job->shares + (first + number) * NSC_THRESHOLDS);
    return NSC_OK;
}

/* Refuses results of another process that no walks have. */
static nsc_status check_walks(void *context, size_t task, const unsigned char *bytes, size_t size, nsc_error *error) {
    const walking *job = context;
    const size_t first = task * job->side_by_side;
    (void)bytes, (void)size;
    for (size_t number = first; number < job->walks && number < first + job->side_by_side; number++)
        for (size_t threshold = 0; threshold < job->thresholds->count; threshold++) {
            const double share = job->shares[number * NSC_THRESHOLDS + threshold];
            if (!(share >= 0 && share <= 1))
                return nsc_error_set(error, NSC_INVALID, "walk %zu has a share of turns outside 0 ... 1", number);
        }
    return NSC_OK;
}

static nsc_status create_space(walk_space *space, const nsc_graph *graph, const walking *job, nsc_error *error) {
    const size_t length = job->length;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&space->rows, graph, error));
    NSC_TRY(nsc_allocate(&space->steps, job->side_by_side * length, sizeof *space->steps, error));
    NSC_TRY(nsc_allocate(&space->before, length + 1, sizeof *space->before, error));
    NSC_TRY(nsc_allocate(&space->after, length + 1, sizeof *space->after, error));
    NSC_TRY(nsc_allocate(&space->ordered, length, sizeof *space->ordered, error));
    for (size_t number = 0; number < job->side_by_side; number++)
        NSC_TRY(nsc_random_create(&space->random[number], 0, NSC_STREAM_INFORMATION_WALKS, 0, error));
out:
    return status;
}

static void release_space(walk_space *space) {
    nsc_rows_close(&space->rows);
    free(space->steps);
    free(space->before);
    free(space->after);
    free(space->ordered);
    for (size_t number = 0; number < NSC_WALKS_ABREAST; number++)
        if (space->random[number] != NULL)
            gsl_rng_free(space->random[number]);
}

/* The mean over walks, with Student's interval; for one walk without. */
static nsc_estimate mean_of(const double *shares, size_t walks) {
    double mean = 0, square = 0;
    for (size_t number = 0; number < walks; number++)
        mean += shares[number * NSC_THRESHOLDS] / (double)walks;
    for (size_t number = 0; number < walks; number++) {
        const double residual = shares[number * NSC_THRESHOLDS] - mean;
        square += residual * residual;
    }
    if (walks < 2)
        return nsc_estimate_alone(mean);
    const double freedom = (double)walks - 1;
    const double half = nsc_student_quantile(freedom) * sqrt(square / freedom / (double)walks);
    return (nsc_estimate){mean, fmax(0, mean - half), fmin(1, mean + half)};
}

nsc_status nsc_information_walks(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 const nsc_thresholds *thresholds, const nsc_analysis_options *options,
                                 nsc_estimate partial[NSC_THRESHOLDS], nsc_error *error) {
    const size_t workers = nsc_control_threads(options->control);
    walking job = {.values = landscape->fitness->values,
                   .thresholds = thresholds,
                   .walks = options->walks,
                   .length = options->length,
                   /* A change has the size of two points. */
                   .side_by_side = nsc_walks_abreast(options->walks, 2 * (size_t)options->length),
                   .seed = options->seed,
                   .ends = 2 * neighbourhood->pairs};
    nsc_status status = NSC_OK;
    NSC_TRY(find_evaluated_graph(&job.evaluated, landscape, neighbourhood, error));
    NSC_TRY(nsc_allocate(&job.shares, job.walks * NSC_THRESHOLDS, sizeof *job.shares, error));
    NSC_TRY(nsc_allocate(&job.spaces, workers, sizeof *job.spaces, error));
    for (size_t worker = 0; worker < workers; worker++)
        NSC_TRY(create_space(&job.spaces[worker], landscape->graph, &job, error));
    const nsc_shared_array shares = {job.shares, job.side_by_side * NSC_THRESHOLDS * sizeof *job.shares,
                                     job.walks * NSC_THRESHOLDS * sizeof *job.shares};
    const nsc_shared_loop loop = {.stage = "random walks",
                                  .unit_count = (job.walks + job.side_by_side - 1) / job.side_by_side,
                                  .task = take_walks,
                                  .context = &job,
                                  .arrays = {shares},
                                  .unpack = check_walks};
    NSC_TRY(nsc_share(&loop, options->control, error));
    for (size_t threshold = 0; threshold < thresholds->count; threshold++)
        partial[threshold] = mean_of(job.shares + threshold, job.walks);
out:
    for (size_t worker = 0; job.spaces != NULL && worker < workers; worker++)
        release_space(&job.spaces[worker]);
    release_evaluated_graph(&job.evaluated);
    free(job.spaces);
    free(job.shares);
    return status;
}
