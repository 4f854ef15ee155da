/*
 * The network found by runs of iterated local search (Ochoa, Veerapen 2022): a climb by best improvement from a random
 * start, then perturbations of the optimum reached, each followed by a climb. A result that is not worse (by more than
 * the tolerance) is accepted; a run ends after a number of perturbations in a row without improvement. Each
 * perturbation adds an edge from the optimum to the result, even if that was worse and rejected.
 *
 * A perturbation is a walk of d edits, each drawn uniformly from those that lead farther from the optimum: in a space
 * of strings it changes d different positions. If the walk ends at a point without a basin, another one is drawn, and
 * after DRAWS of them the perturbation counts as one without improvement.
 */
#include "analysis/optima/ball.h"
#include "analysis/optima/lon_internal.h"

#include <math.h>
#include <string.h>

enum { DRAWS = 100, TRIES = 32, LIST_SIZE = 8192 };

typedef struct run_result {
    nsc_lon_list list; /* by numbers of optima */
    uint32_t first;    /* optimum reached by the first climb */
    uint32_t last;     /* where the run ended */
    uint64_t perturbations;
} run_result;

typedef struct sampling {
    const nsc_landscape *landscape;
    const nsc_climbs *climbs;
    const nsc_analysis_options *options;
    const nsc_control *control;
    uint32_t *starts;    /* number of points of all basins */
    nsc_ball *balls;     /* [worker] */
    gsl_rng **random;    /* [worker] */
    run_result *results; /* [run] */
} sampling;

static void release(sampling *job) {
    for (size_t worker = 0; worker < nsc_control_threads(job->control); worker++) {
        if (job->balls != NULL)
            nsc_ball_release(&job->balls[worker]);
        if (job->random != NULL && job->random[worker] != NULL)
            gsl_rng_free(job->random[worker]);
    }
    for (unsigned run = 0; job->results != NULL && run < job->options->runs; run++)
        free(job->results[run].list.edges);
    free(job->starts);
    free(job->balls);
    free(job->random);
    free(job->results);
}

/* ---- edges ---- */

static nsc_status add_edge(nsc_lon_list *list, uint32_t from, uint32_t to, nsc_error *error) {
    if (list->count >= LIST_SIZE && list->count == list->capacity)
        nsc_lon_list_compact(list);
    nsc_status status = nsc_reserve(&list->edges, &list->capacity, list->count + 1, sizeof *list->edges, error);
    if (status == NSC_OK)
        list->edges[list->count++] = (nsc_network_edge){.from = from, .to = to, .count = 1};
    return status;
}

/* ---- a perturbation ---- */

/* Draws a neighbour of the point at that distance from the optimum, uniformly; false if there is none. */
static bool step_out(const nsc_ball *ball, uint32_t distance, uint32_t *point, gsl_rng *random) {
    const nsc_row row = nsc_rows_at(&ball->rows, *point);
    uint32_t fitting = 0;
    for (unsigned attempt = 0; attempt < TRIES && row.count > 0; attempt++) {
        const uint32_t neighbour = row.points[nsc_random_below(random, row.count)];
        if (nsc_ball_distance(ball, neighbour) == distance) {
            *point = neighbour;
            return true;
        }
    }
    for (uint32_t place = 0; place < row.count; place++)
        fitting += nsc_ball_distance(ball, row.points[place]) == distance;
    if (fitting == 0)
        return false;
    uint32_t chosen = nsc_random_below(random, fitting);
    for (uint32_t place = 0; place < row.count; place++)
        if (nsc_ball_distance(ball, row.points[place]) == distance && chosen-- == 0) {
            *point = row.points[place];
            break;
        }
    return true;
}

/* The basin where a perturbation of the optimum at the ball's centre lands; NSC_NO_BASIN if none is found. */
static uint32_t perturb(const sampling *job, const nsc_ball *ball, gsl_rng *random) {
    for (unsigned draw = 0; draw < DRAWS; draw++) {
        uint32_t point = ball->points[0], distance = 0;
        while (distance < job->options->perturbation && step_out(ball, distance + 1, &point, random))
            distance++;
        if (distance == job->options->perturbation && job->climbs->basins[point] != NSC_NO_BASIN)
            return job->climbs->basins[point];
    }
    return NSC_NO_BASIN;
}

/* ---- runs ---- */

static nsc_status run_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const sampling *job = context;
    const nsc_climbs *climbs = job->climbs;
    const double *values = job->landscape->fitness->values;
    nsc_ball *ball = &job->balls[worker];
    gsl_rng *random = job->random[worker];
    run_result *result = &job->results[task];
    nsc_status status = NSC_OK;
    nsc_random_restart(random, job->options->seed, NSC_STREAM_LOCAL_SEARCHES, task);
    uint32_t here = climbs->basins[job->starts[nsc_random_below(random, climbs->start_count)]];
    result->first = here;
    nsc_ball_search(ball, climbs->optima[here]);
    for (unsigned in_vain = 0; in_vain < job->options->stopping; result->perturbations++) {
        const uint32_t found = perturb(job, ball, random);
        in_vain++;
        if (found == NSC_NO_BASIN)
            continue;
        NSC_TRY(add_edge(&result->list, here, found, error));
        const double before = values[climbs->optima[here]], after = values[climbs->optima[found]];
        if (nsc_better(&climbs->order, after, before))
            in_vain = 0;
        if (nsc_at_least(&climbs->order, after, before) && found != here) {
            here = found;
            nsc_ball_search(ball, climbs->optima[here]);
        }
    }
    result->last = here;
    nsc_lon_list_compact(&result->list);
out:
    return status;
}

/* ---- runs of other processes ---- */

/* What other processes need of a run, before its edges. */
typedef struct packed_run {
    uint64_t perturbations, edge_count;
    uint32_t first, last;
} packed_run;

static nsc_status pack_run(void *context, size_t run, nsc_packed *packed, nsc_error *error) {
    const sampling *job = context;
    const run_result *result = &job->results[run];
    const packed_run head = {result->perturbations, result->list.count, result->first, result->last};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_packed_add(packed, &head, sizeof head, error));
    for (size_t edge = 0; edge < result->list.count; edge++) {
        const nsc_network_edge *own = &result->list.edges[edge];
        NSC_TRY(nsc_packed_add(packed, &own->from, sizeof own->from, error));
        NSC_TRY(nsc_packed_add(packed, &own->to, sizeof own->to, error));
        NSC_TRY(nsc_packed_add(packed, &own->count, sizeof own->count, error));
    }
out:
    return status;
}

static nsc_status refuse_run(size_t run, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "run %zu of the local searches has edges that no run has", run);
}

static nsc_status unpack_run(void *context, size_t run, const unsigned char *bytes, size_t size, nsc_error *error) {
    const sampling *job = context;
    const uint32_t optimum_count = job->climbs->optimum_count;
    const size_t edge_size = 2 * sizeof(uint32_t) + sizeof(double);
    nsc_lon_list *list = &job->results[run].list;
    packed_run head;
    nsc_status status = NSC_OK;
    if (size < sizeof head)
        return refuse_run(run, error);
    memcpy(&head, bytes, sizeof head);
    if (head.first >= optimum_count || head.last >= optimum_count ||
        head.edge_count != (size - sizeof head) / edge_size || (size - sizeof head) % edge_size != 0)
        return refuse_run(run, error);
    NSC_TRY(nsc_reserve(&list->edges, &list->capacity, (size_t)head.edge_count, sizeof *list->edges, error));
    for (const unsigned char *edge = bytes + sizeof head; edge < bytes + size; edge += edge_size) {
        nsc_network_edge *made = &list->edges[list->count++];
        *made = (nsc_network_edge){0};
        memcpy(&made->from, edge, sizeof made->from);
        memcpy(&made->to, edge + sizeof made->from, sizeof made->to);
        memcpy(&made->count, edge + 2 * sizeof made->from, sizeof made->count);
        if (made->from >= optimum_count || made->to >= optimum_count)
            return refuse_run(run, error);
        /* Each perturbation adds one to the count of one edge. */
        if (!(made->count >= 1) || made->count > (double)head.perturbations || made->count != floor(made->count))
            return refuse_run(run, error);
    }
    job->results[run].first = head.first;
    job->results[run].last = head.last;
    job->results[run].perturbations = head.perturbations;
out:
    return status;
}

/* The weight of an edge is its count; that of a self-loop the share of the perturbations. */
static nsc_status weigh_edges(nsc_lon *lon, nsc_error *error) {
    double *totals = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&totals, lon->node_count, sizeof *totals, error));
    for (size_t edge = 0; edge < lon->list.count; edge++) {
        nsc_network_edge *own = &lon->list.edges[edge];
        own->weight = own->count;
        totals[own->from] += own->count;
    }
    nsc_lon_remove_loops(lon);
    for (uint32_t node = 0; node < lon->node_count; node++)
        lon->self_loops[node] = totals[node] > 0 ? lon->self_loops[node] / totals[node] : (double)NAN;
out:
    free(totals);
    return status;
}

/* Numbers the optima that occur, and the edges by them. */
static nsc_status number_nodes(const sampling *job, nsc_lon *lon, nsc_error *error) {
    const nsc_climbs *climbs = job->climbs;
    uint32_t *nodes = NULL; /* [optimum] 1 if it occurs, then its number */
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_lon_create(lon, job->landscape, climbs, error));
    NSC_TRY(nsc_allocate(&nodes, climbs->optimum_count, sizeof *nodes, error));
    for (unsigned run = 0; run < job->options->runs; run++) {
        const run_result *result = &job->results[run];
        nodes[result->first] = 1;
        for (size_t edge = 0; edge < result->list.count; edge++)
            nodes[result->list.edges[edge].to] = 1;
    }
    lon->node_count = 0;
    for (uint32_t optimum = 0; optimum < climbs->optimum_count; optimum++) {
        if (nodes[optimum] == 0)
            continue;
        lon->optima[lon->node_count] = optimum;
        lon->values[lon->node_count] = lon->values[optimum];
        nodes[optimum] = lon->node_count++;
    }
    for (unsigned run = 0; run < job->options->runs; run++) {
        nsc_lon_list *list = &job->results[run].list;
        NSC_TRY(nsc_reserve(&lon->list.edges, &lon->list.capacity, lon->list.count + list->count,
                            sizeof *lon->list.edges, error));
        for (size_t edge = 0; edge < list->count; edge++)
            lon->list.edges[lon->list.count++] = (nsc_network_edge){.from = nodes[list->edges[edge].from],
                                                                    .to = nodes[list->edges[edge].to],
                                                                    .count = list->edges[edge].count};
    }
    nsc_lon_list_compact(&lon->list);
    NSC_TRY(nsc_allocate(&lon->explored, lon->node_count, sizeof *lon->explored, error));
    for (size_t edge = 0; edge < lon->list.count; edge++)
        lon->explored[lon->list.edges[edge].from] = true;
    for (unsigned run = 0; run < job->options->runs; run++) /* no perturbation led to a basin */
        lon->explored[nodes[job->results[run].last]] = true;
    NSC_TRY(weigh_edges(lon, error));
out:
    free(nodes);
    return status;
}

static void sum_up(const sampling *job, nsc_lon_runs *runs) {
    const nsc_climbs *climbs = job->climbs;
    const double *values = job->landscape->fitness->values, count = job->options->runs;
    double reached = 0, deviation = 0;
    for (unsigned run = 0; run < job->options->runs; run++) {
        const double end = values[climbs->optima[job->results[run].last]];
        reached += nsc_equally_fit(&climbs->order, end, climbs->best);
        deviation += nsc_merit(&climbs->order, climbs->best - end);
        runs->perturbations += job->results[run].perturbations;
    }
    runs->success = reached / count;
    runs->deviation = deviation / count;
}

static nsc_status prepare(sampling *job, nsc_error *error) {
    const nsc_climbs *climbs = job->climbs;
    uint32_t start_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->starts, climbs->start_count, sizeof *job->starts, error));
    for (uint32_t point = 0; point < climbs->point_count; point++)
        if (climbs->basins[point] != NSC_NO_BASIN)
            job->starts[start_count++] = point;
    NSC_TRY(nsc_allocate(&job->balls, nsc_control_threads(job->control), sizeof *job->balls, error));
    NSC_TRY(nsc_allocate(&job->random, nsc_control_threads(job->control), sizeof(gsl_rng *), error));
    NSC_TRY(nsc_allocate(&job->results, job->options->runs, sizeof *job->results, error));
    for (size_t worker = 0; worker < nsc_control_threads(job->control); worker++) {
        NSC_TRY(nsc_ball_create(&job->balls[worker], job->landscape->graph, job->options->perturbation - 1, error));
        NSC_TRY(nsc_random_create(&job->random[worker], job->options->seed, NSC_STREAM_LOCAL_SEARCHES, 0, error));
    }
out:
    return status;
}

nsc_status nsc_lon_sampled(nsc_lon *lon, nsc_lon_runs *runs, const nsc_landscape *landscape, const nsc_climbs *climbs,
                           const nsc_analysis_options *options, nsc_error *error) {
    sampling job = {.landscape = landscape, .climbs = climbs, .options = options, .control = options->control};
    nsc_status status = NSC_OK;
    *lon = (nsc_lon){0};
    *runs = (nsc_lon_runs){.success = NAN, .deviation = NAN};
    if (climbs->optimum_count == 0)
        return NSC_OK;
    NSC_TRY(prepare(&job, error));
    const nsc_shared_loop loop = {.stage = "local searches",
                                  .unit_count = options->runs,
                                  .task = run_task,
                                  .context = &job,
                                  .pack = pack_run,
                                  .unpack = unpack_run};
    NSC_TRY(nsc_share(&loop, job.control, error));
    NSC_TRY(number_nodes(&job, lon, error));
    sum_up(&job, runs);
out:
    release(&job);
    return status;
}
