/* The walk's symmetric operator, polynomials of it, and the vectors that are taken out of it. */
#include "graph/eigenpairs_internal.h"

#include <math.h>
#include <string.h>

/* Eigenvalue of the vectors that are taken out: below all others, also below those of the polynomials in use. */
static const double BELOW = -4;

const nsc_walk_polynomial nsc_walk_plain = {.degree = 1, .centre = 0, .half = 1};

nsc_status nsc_walk_operator_create(nsc_walk_operator *walk, const nsc_graph *graph, const double *stationary,
                                    uint32_t found_capacity, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    *walk = (nsc_walk_operator){.graph = graph, .control = control};
    NSC_TRY(nsc_allocate(&walk->points, graph->point_count, sizeof *walk->points, error));
    NSC_TRY(nsc_allocate(&walk->roots, graph->point_count, sizeof *walk->roots, error));
    NSC_TRY(nsc_allocate(&walk->before, graph->point_count, sizeof *walk->before, error));
    NSC_TRY(nsc_allocate(&walk->now, graph->point_count, sizeof *walk->now, error));
    NSC_TRY(nsc_allocate(&walk->next, graph->point_count, sizeof *walk->next, error));
    NSC_TRY(nsc_allocate(&walk->components, (size_t)found_capacity + 1, sizeof *walk->components, error));
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
    free(walk->components);
    *walk = (nsc_walk_operator){0};
}

double nsc_vector_product(const double *x, const double *y, size_t size) {
    double sum = 0;
    for (size_t place = 0; place < size; place++)
        sum += x[place] * y[place];
    return sum;
}

/* Vector `number` of those that are taken out; the constant's is the first. */
static const double *vector_out(const nsc_walk_operator *walk, uint32_t number) {
    return number == 0 ? walk->roots : walk->found + (size_t)(number - 1) * walk->size;
}

void nsc_walk_operator_project(nsc_walk_operator *walk, double *vector) {
    for (uint32_t number = 0; number <= walk->found_count; number++) {
        const double *out = vector_out(walk, number);
        walk->components[number] = nsc_vector_product(out, vector, walk->size);
        for (uint32_t place = 0; place < walk->size; place++)
            vector[place] -= walk->components[number] * out[place];
    }
}

/* The vectors that are taken out get the eigenvalue BELOW, and lose what rounding brought back. */
static void put_below(const nsc_walk_operator *walk, double *vector) {
    for (uint32_t number = 0; number <= walk->found_count; number++) {
        const double *out = vector_out(walk, number);
        const double component = BELOW * walk->components[number] - nsc_vector_product(out, vector, walk->size);
        for (uint32_t place = 0; place < walk->size; place++)
            vector[place] += component * out[place];
    }
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
    for (uint32_t point = block.first; point < block.end; point++)
        walk->next[point] =
            step->scale * (walk->next[point] - step->centre * walk->now[point]) - step->pull * walk->before[point];
    return NSC_OK;
}

/* to = the polynomial times `to`. */
static nsc_status apply_polynomial(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, double *to,
                                   nsc_error *error) {
    const size_t blocks = nsc_block_count(walk->graph->point_count);
    nsc_status status = NSC_OK;
    for (uint32_t number = 0; number < walk->size; number++)
        walk->now[walk->points[number]] = to[number] / walk->roots[number];
    for (unsigned power = 1; power <= polynomial->degree; power++) {
        recurrence step = {walk, (power > 1 ? 2 : 1) / polynomial->half, polynomial->centre, power > 1 ? 1 : 0};
        NSC_TRY(nsc_graph_walk_product(walk->graph, walk->now, walk->next, 1, walk->control, error));
        NSC_TRY(nsc_parallel(blocks, walk->control, advance_block, &step, error));
        double *const done = walk->before;
        walk->before = walk->now;
        walk->now = walk->next;
        walk->next = done;
    }
    for (uint32_t number = 0; number < walk->size; number++)
        to[number] = walk->now[walk->points[number]] * walk->roots[number];
out:
    return status;
}

nsc_status nsc_walk_operator_apply(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, const double *from,
                                   double *to, nsc_error *error) {
    nsc_status status = NSC_OK;
    memmove(to, from, walk->size * sizeof *to);
    nsc_walk_operator_project(walk, to);
    NSC_TRY(apply_polynomial(walk, polynomial, to, error));
    put_below(walk, to);
out:
    return status;
}
