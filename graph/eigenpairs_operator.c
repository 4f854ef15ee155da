/* The walk's symmetric operator, polynomials of it, and the constant that is taken out of it. */
#include "graph/eigenpairs_internal.h"

#include <math.h>
#include <string.h>

const nsc_walk_polynomial nsc_walk_plain = {.degree = 1, .centre = 0, .half = 1};

nsc_status nsc_walk_operator_create(nsc_walk_operator *walk, const nsc_graph *graph, const double *stationary,
                                    const nsc_control *control, nsc_error *error) {
    const size_t places = (size_t)graph->point_count * NSC_PANEL;
    nsc_status status = NSC_OK;
    *walk = (nsc_walk_operator){.graph = graph, .control = control};
    NSC_TRY(nsc_allocate(&walk->points, graph->point_count, sizeof *walk->points, error));
    NSC_TRY(nsc_allocate(&walk->roots, graph->point_count, sizeof *walk->roots, error));
    NSC_TRY(nsc_allocate(&walk->before, places, sizeof *walk->before, error));
    NSC_TRY(nsc_allocate(&walk->now, places, sizeof *walk->now, error));
    NSC_TRY(nsc_allocate(&walk->next, places, sizeof *walk->next, error));
    NSC_TRY(nsc_allocate(&walk->sums, nsc_block_count(graph->point_count) * NSC_PANEL, sizeof *walk->sums, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        if (stationary[point] > 0) {
            walk->points[walk->size] = point;
            walk->roots[walk->size++] = sqrt(stationary[point]);
        }
out:
    if (status != NSC_OK)
        nsc_walk_operator_release(walk);
    return status;
}

void nsc_walk_operator_release(nsc_walk_operator *walk) {
    free(walk->points);
    free(walk->roots);
    free(walk->before);
    free(walk->now);
    free(walk->next);
    free(walk->sums);
    *walk = (nsc_walk_operator){0};
}

double nsc_walk_polynomial_at(const nsc_walk_polynomial *polynomial, double eigenvalue) {
    const double argument = (eigenvalue - polynomial->centre) / polynomial->half;
    return polynomial->degree == 1 ? argument : cosh(polynomial->degree * acosh(fmax(argument, 1)));
}

/* One step of the recurrence T(j + 1) = 2 t T(j) − T(j − 1), T(1) = t, T(0) = 1. */
typedef struct recurrence {
    const nsc_walk_operator *walk;
    double scale, centre, pull;
} recurrence;

static nsc_status advance_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const recurrence *step = context;
    const nsc_walk_operator *walk = step->walk;
    const nsc_block block = nsc_block_at(walk->graph->point_count, task);
    for (size_t place = (size_t)block.first * NSC_PANEL; place < (size_t)block.end * NSC_PANEL; place++)
        walk->next[place] =
            step->scale * (walk->next[place] - step->centre * walk->now[place]) - step->pull * walk->before[place];
    return NSC_OK;
}

static nsc_status advance(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, unsigned power,
                          nsc_error *error) {
    recurrence step = {walk, (power > 1 ? 2 : 1) / polynomial->half, polynomial->centre, power > 1 ? 1 : 0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_graph_walk_product(walk->graph, walk->now, walk->next, NSC_PANEL, walk->control, error));
    if (polynomial->degree > 1)
        NSC_TRY(nsc_parallel(nsc_block_count(walk->graph->point_count), walk->control, advance_block, &step, error));
    double *const done = walk->before;
    walk->before = walk->now;
    walk->now = walk->next;
    walk->next = done;
out:
    return status;
}

/* ---- between functions of the points and vectors of the operator ---- */

typedef struct conversion {
    nsc_walk_operator *walk;
    const double *from;
    double *to;
    double constant[NSC_PANEL]; /* component of each vector */
} conversion;

static nsc_status spread_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const conversion *job = context;
    const nsc_walk_operator *walk = job->walk;
    const nsc_block block = nsc_block_at(walk->size, task);
    for (uint32_t number = block.first; number < block.end; number++)
        for (size_t vector = 0; vector < NSC_PANEL; vector++)
            walk->now[(size_t)walk->points[number] * NSC_PANEL + vector] =
                job->from[(size_t)number * NSC_PANEL + vector] / walk->roots[number];
    return NSC_OK;
}

static nsc_status gather_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const conversion *job = context;
    const nsc_walk_operator *walk = job->walk;
    const nsc_block block = nsc_block_at(walk->size, task);
    for (uint32_t number = block.first; number < block.end; number++)
        for (size_t vector = 0; vector < NSC_PANEL; vector++)
            job->to[(size_t)number * NSC_PANEL + vector] =
                walk->now[(size_t)walk->points[number] * NSC_PANEL + vector] * walk->roots[number];
    return NSC_OK;
}

nsc_status nsc_walk_operator_apply(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, const double *from,
                                   double *to, nsc_error *error) {
    conversion job = {walk, from, to, {0}};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_parallel(nsc_block_count(walk->size), walk->control, spread_block, &job, error));
    for (unsigned power = 1; power <= polynomial->degree; power++)
        NSC_TRY(advance(walk, polynomial, power, error));
    NSC_TRY(nsc_parallel(nsc_block_count(walk->size), walk->control, gather_block, &job, error));
out:
    return status;
}

/* ---- the constant ---- */

static nsc_status multiply_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const conversion *job = context;
    const nsc_walk_operator *walk = job->walk;
    const nsc_block block = nsc_block_at(walk->size, task);
    double sums[NSC_PANEL] = {0};
    for (uint32_t number = block.first; number < block.end; number++)
        for (size_t vector = 0; vector < NSC_PANEL; vector++)
            sums[vector] += job->to[(size_t)number * NSC_PANEL + vector] * walk->roots[number];
    memcpy(walk->sums + task * NSC_PANEL, sums, sizeof sums);
    return NSC_OK;
}

static nsc_status subtract_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const conversion *job = context;
    const nsc_block block = nsc_block_at(job->walk->size, task);
    for (uint32_t number = block.first; number < block.end; number++)
        for (size_t vector = 0; vector < NSC_PANEL; vector++)
            job->to[(size_t)number * NSC_PANEL + vector] -= job->constant[vector] * job->walk->roots[number];
    return NSC_OK;
}

nsc_status nsc_walk_operator_take_constant(nsc_walk_operator *walk, double *panel, nsc_error *error) {
    const size_t blocks = nsc_block_count(walk->size);
    conversion job = {walk, NULL, panel, {0}};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_parallel(blocks, walk->control, multiply_block, &job, error));
    for (size_t block = 0; block < blocks; block++)
        for (size_t vector = 0; vector < NSC_PANEL; vector++)
            job.constant[vector] += walk->sums[block * NSC_PANEL + vector];
    NSC_TRY(nsc_parallel(blocks, walk->control, subtract_block, &job, error));
out:
    return status;
}
