/*
 * Paths by breadth-first search from the first point. Only some edges count: for an improving path those that lead to a
 * better fitness, for the widest path those between points that are good enough. How good is found by a flood: always
 * the best point at the edge of the flooded ones goes under, until the last point does; the worst one that had to is
 * the bottleneck of every path (Pollack 1960; the flood is Prim's algorithm that stops early).
 *
 * Then the search is read backwards: each point learns how good the rest of a path can be, and a walk from the first
 * point takes the lowest neighbour that keeps to the best.
 */
#include "query/path_search.h"

#include <math.h>

const char *const nsc_path_kind_names[NSC_PATH_KINDS] = {"shortest", "widest", "improving"};

typedef struct search {
    const nsc_landscape *landscape;
    const double *values; /* [point] fitness; NULL: no point differs */
    nsc_order order;
    nsc_path_kind kind;
    uint32_t from, to;
    double bottleneck; /* merit that the points between the ends of a widest path have at least */
    nsc_rings rings;
    /* The best rest of a path from each point to the last one, both ends left out. */
    uint32_t *gaps; /* [point] unevaluated points of it; NSC_RINGS_BEYOND if no path leads to the last point */
    double *worst;  /* [point] merit of the worst evaluated point of it; infinite if there is none */
} search;

/* ---- rings ---- */

nsc_status nsc_rings_open(nsc_rings *rings, const nsc_graph *graph, uint32_t centre, nsc_error *error) {
    nsc_status status = NSC_OK;
    *rings = (nsc_rings){.end = 1};
    NSC_TRY(nsc_rows_open(&rings->rows, graph, error));
    NSC_TRY(nsc_allocate(&rings->points, graph->point_count, sizeof *rings->points, error));
    NSC_TRY(nsc_allocate(&rings->steps, graph->point_count, sizeof *rings->steps, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        rings->steps[point] = NSC_RINGS_BEYOND;
    rings->points[0] = centre;
    rings->steps[centre] = 0;
out:
    return status;
}

bool nsc_rings_next(nsc_rings *rings, nsc_step_allowed *allowed, const void *context) {
    uint32_t count = rings->end;
    rings->distance++;
    for (uint32_t head = rings->first; head < rings->end; head++) {
        const uint32_t point = rings->points[head];
        const nsc_row row = nsc_rows_at(&rings->rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t neighbour = row.points[place];
            if (rings->steps[neighbour] != NSC_RINGS_BEYOND || (allowed != NULL && !allowed(context, point, neighbour)))
                continue;
            rings->steps[neighbour] = rings->distance;
            rings->points[count++] = neighbour;
        }
    }
    rings->first = rings->end;
    rings->end = count;
    return rings->first < rings->end;
}

void nsc_rings_close(nsc_rings *rings) {
    nsc_rows_close(&rings->rows);
    free(rings->points);
    free(rings->steps);
    *rings = (nsc_rings){0};
}

/* ---- the flood that finds the bottleneck ---- */

/* Points at the edge of the flood, the best one first: a binary heap. */
typedef struct flood {
    uint32_t *points; /* [place] those of a place p are at 2 p + 1 and 2 p + 2 */
    uint32_t count;
    bool *reached; /* [point] */
} flood;

static double merit_of(const search *job, uint32_t point) {
    return job->values != NULL ? nsc_merit(&job->order, job->values[point]) : 0;
}

/* The merit by which a point goes under; the last point does so at once. */
static double height_of(const search *job, uint32_t point) {
    return point == job->to ? INFINITY : merit_of(job, point);
}

static void add_to_flood(const search *job, flood *edge, uint32_t point) {
    uint32_t place = edge->count++;
    const double height = height_of(job, point);
    for (; place > 0 && height > height_of(job, edge->points[(place - 1) / 2]); place = (place - 1) / 2)
        edge->points[place] = edge->points[(place - 1) / 2];
    edge->points[place] = point;
    edge->reached[point] = true;
}

static uint32_t take_highest(const search *job, flood *edge) {
    const uint32_t highest = edge->points[0], last = edge->points[--edge->count];
    const double height = height_of(job, last);
    uint32_t place = 0, child;
    for (; (child = 2 * place + 1) < edge->count; place = child) {
        if (child + 1 < edge->count && height_of(job, edge->points[child + 1]) > height_of(job, edge->points[child]))
            child++;
        if (height_of(job, edge->points[child]) <= height)
            break;
        edge->points[place] = edge->points[child];
    }
    edge->points[place] = last;
    return highest;
}

/* The merit of the worst point on the widest path over evaluated points, ends without a fitness apart; *`found` is
 * false if there is no such path. */
static nsc_status find_bottleneck(search *job, bool *found, const nsc_control *control, nsc_error *error) {
    const uint32_t between = 4096; /* points from one look at the control to the next */
    const uint32_t point_count = job->landscape->graph->point_count;
    uint32_t taken = 0;
    flood edge = {0};
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    *found = false;
    NSC_TRY(nsc_rows_open(&rows, job->landscape->graph, error));
    NSC_TRY(nsc_allocate(&edge.points, point_count, sizeof *edge.points, error));
    NSC_TRY(nsc_allocate(&edge.reached, point_count, sizeof *edge.reached, error));
    job->bottleneck = INFINITY;
    add_to_flood(job, &edge, job->from);
    while (edge.count > 0 && !*found) {
        const uint32_t point = take_highest(job, &edge);
        if (++taken % between == 0)
            NSC_TRY(nsc_control_check(control, error));
        job->bottleneck = fmin(job->bottleneck, merit_of(job, point)); /* fmin passes over NaN */
        *found = point == job->to;
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count && !*found; place++) {
            const uint32_t neighbour = row.points[place];
            if (!edge.reached[neighbour] && (neighbour == job->to || !isnan(merit_of(job, neighbour))))
                add_to_flood(job, &edge, neighbour);
        }
    }
out:
    nsc_rows_close(&rows);
    free(edge.points);
    free(edge.reached);
    return status;
}

/* ---- the search ---- */

/* Along the widest path: points that are as good as the bottleneck, and the last one. */
static bool allows_widest(const void *context, uint32_t point, uint32_t neighbour) {
    (void)point;
    const search *job = context;
    return neighbour == job->to || merit_of(job, neighbour) - job->bottleneck >= -job->order.tolerance;
}

static bool allows_improving(const void *context, uint32_t point, uint32_t neighbour) {
    const search *job = context;
    return nsc_better(&job->order, job->values[neighbour], job->values[point]);
}

static nsc_step_allowed *allowed_by(nsc_path_kind kind) {
    return kind == NSC_PATH_WIDEST ? allows_widest : kind == NSC_PATH_IMPROVING ? allows_improving : NULL;
}

/* Spreads ring by ring until the last point is reached. */
static nsc_status spread(search *job, const nsc_control *control, nsc_error *error) {
    nsc_status status = nsc_rings_open(&job->rings, job->landscape->graph, job->from, error);
    bool more = true;
    while (status == NSC_OK && more && job->rings.steps[job->to] == NSC_RINGS_BEYOND) {
        status = nsc_control_check(control, error);
        more = nsc_rings_next(&job->rings, allowed_by(job->kind), job);
    }
    return status;
}

/* ---- the way back ---- */

/* The best rest of a path from `point` through `neighbour`: with the neighbour itself unless it is the last point. */
static void rest_through(const search *job, uint32_t neighbour, uint32_t *gaps, double *worst) {
    *gaps = job->gaps[neighbour];
    *worst = job->worst[neighbour];
    if (neighbour == job->to)
        return;
    const double merit = merit_of(job, neighbour);
    *gaps += isnan(merit) ? 1 : 0;
    *worst = fmin(*worst, merit);
}

/* True if the step leads one ring on and the last point can be reached from there. */
static bool leads_on(const search *job, uint32_t point, uint32_t neighbour) {
    nsc_step_allowed *allowed = allowed_by(job->kind);
    return job->rings.steps[neighbour] == job->rings.steps[point] + 1 && job->gaps[neighbour] != NSC_RINGS_BEYOND &&
           (allowed == NULL || allowed(job, point, neighbour));
}

/* Finds the best rest of a path from each point, the farthest points first. */
static nsc_status look_back(search *job, nsc_error *error) {
    const uint32_t point_count = job->landscape->graph->point_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->gaps, point_count, sizeof *job->gaps, error));
    NSC_TRY(nsc_allocate(&job->worst, point_count, sizeof *job->worst, error));
    for (uint32_t point = 0; point < point_count; point++)
        job->gaps[point] = NSC_RINGS_BEYOND;
    job->gaps[job->to] = 0;
    job->worst[job->to] = INFINITY;
    for (uint32_t head = job->rings.first; head-- > 0;) {
        const uint32_t point = job->rings.points[head];
        const nsc_row row = nsc_rows_at(&job->rings.rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            uint32_t gaps;
            double worst;
            if (!leads_on(job, point, row.points[place]))
                continue;
            rest_through(job, row.points[place], &gaps, &worst);
            if (gaps < job->gaps[point] || (gaps == job->gaps[point] && worst > job->worst[point])) {
                job->gaps[point] = gaps;
                job->worst[point] = worst;
            }
        }
    }
out:
    return status;
}

/* Walks from the first point, always to the lowest neighbour that keeps to the best rest of a path. */
static nsc_status walk(const search *job, nsc_path *path, nsc_error *error) {
    const uint32_t steps = job->rings.steps[job->to];
    uint32_t point = job->from, gaps_left = job->gaps[point];
    nsc_status status = nsc_allocate(&path->points, (size_t)steps + 1, sizeof *path->points, error);
    if (status != NSC_OK)
        return status;
    path->points[path->count++] = point;
    while (point != job->to) {
        const nsc_row row = nsc_rows_at(&job->rings.rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            uint32_t gaps;
            double worst;
            if (!leads_on(job, point, row.points[place]))
                continue;
            rest_through(job, row.points[place], &gaps, &worst);
            if (gaps != gaps_left || worst < job->worst[job->from])
                continue;
            point = row.points[place];
            break;
        }
        gaps_left = job->gaps[point];
        path->points[path->count++] = point;
    }
    return NSC_OK;
}

/* Says how far the search came that did not reach the last point. */
static void tell_reach(const search *job, nsc_path *path) {
    const double *values = job->values;
    path->reached = job->rings.end;
    path->best = job->from;
    for (uint32_t place = 0; values != NULL && place < job->rings.end; place++) {
        const uint32_t point = job->rings.points[place];
        if (nsc_better(&job->order, values[point], values[path->best]) ||
            (isnan(values[path->best]) && !isnan(values[point])))
            path->best = point;
    }
    path->best_steps = job->rings.steps[path->best];
}

nsc_status nsc_path_find(nsc_path *path, const nsc_landscape *landscape, nsc_path_kind kind, uint32_t from, uint32_t to,
                         const nsc_control *control, nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    search job = {.landscape = landscape, .kind = kind, .from = from, .to = to};
    bool evaluated = true;
    nsc_status status = NSC_OK;
    *path = (nsc_path){.kind = kind};
    if (fitness != NULL) {
        job.values = fitness->values;
        job.order = nsc_order_of(fitness);
    }
    if (kind == NSC_PATH_WIDEST)
        NSC_TRY(find_bottleneck(&job, &evaluated, control, error));
    if (!evaluated)
        job.kind = NSC_PATH_SHORTEST;
    NSC_TRY(spread(&job, control, error));
    if (job.rings.steps[to] == NSC_RINGS_BEYOND) {
        tell_reach(&job, path);
        goto out;
    }
    path->through_unevaluated = !evaluated;
    NSC_TRY(look_back(&job, error));
    NSC_TRY(walk(&job, path, error));
out:
    nsc_rings_close(&job.rings);
    free(job.gaps);
    free(job.worst);
    if (status != NSC_OK)
        nsc_path_release(path);
    return status;
}

void nsc_path_release(nsc_path *path) {
    free(path->points);
    path->points = NULL;
    path->count = 0;
}
