/* The lowest eigenpairs of a graph's Laplacian: the operator, the choice of method, and a check of the results. */
#include "graph/eigenpairs_internal.h"

#include <math.h>
#include <pthread.h>

/*
 * Up to DENSE_POINTS all pairs are found. Beyond, ARPACK would spend most of its time on M in orthogonalising long
 * vectors, not in products with the graph; so it gets a polynomial of M of this degree, which has the same eigenvectors
 * and better separated eigenvalues (Saad 1984).
 */
enum { DENSE_POINTS = 256, DEGREE = 12, LEAST_BASIS = 24 };

/* Residual norm ‖Mx − λx‖ allowed for a unit eigenvector. */
static const double RESIDUAL = 1e-6;

/* Weight of random directions added to the given one: enough to reach every eigenvalue. */
static const double RANDOM_SHARE = 1e-3;

/* ARPACK keeps state between calls: one computation at a time. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

const nsc_walk_polynomial nsc_walk_plain = {.degree = 1, .centre = 0, .half = 1};

static double product_of(const double *x, const double *y, size_t size) {
    double sum = 0;
    for (size_t place = 0; place < size; place++)
        sum += x[place] * y[place];
    return sum;
}

/* ---- the operator ---- */

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

static void project_constant_out(const nsc_walk_operator *walk, double *vector) {
    const double constant = product_of(walk->roots, vector, walk->size);
    for (uint32_t number = 0; number < walk->size; number++)
        vector[number] -= constant * walk->roots[number];
}

nsc_status nsc_walk_operator_apply(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, const double *from,
                                   double *to, nsc_error *error) {
    const size_t blocks = nsc_block_count(walk->graph->point_count);
    const double constant = product_of(walk->roots, from, walk->size);
    nsc_status status = NSC_OK;
    for (uint32_t number = 0; number < walk->size; number++)
        walk->now[walk->points[number]] = from[number] / walk->roots[number] - constant;
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
    project_constant_out(walk, to);
out:
    return status;
}

/* ---- preparation ---- */

typedef struct solver {
    nsc_walk_operator walk;
    double *start, *image;
    double spread; /* root mean square of M's eigenvalues, about */
} solver;

static void release(solver *state) {
    free(state->walk.points);
    free(state->walk.roots);
    free(state->walk.before);
    free(state->walk.now);
    free(state->walk.next);
    free(state->start);
    free(state->image);
}

static nsc_status prepare(solver *state, const nsc_graph *graph, const double *stationary, const nsc_control *control,
                          nsc_error *error) {
    nsc_walk_operator *walk = &state->walk;
    nsc_status status = NSC_OK;
    *walk = (nsc_walk_operator){.graph = graph, .control = control};
    NSC_TRY(nsc_allocate(&walk->points, graph->point_count, sizeof *walk->points, error));
    NSC_TRY(nsc_allocate(&walk->roots, graph->point_count, sizeof *walk->roots, error));
    NSC_TRY(nsc_allocate(&walk->before, graph->point_count, sizeof *walk->before, error));
    NSC_TRY(nsc_allocate(&walk->now, graph->point_count, sizeof *walk->now, error));
    NSC_TRY(nsc_allocate(&walk->next, graph->point_count, sizeof *walk->next, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        if (stationary[point] > 0) {
            walk->points[walk->size] = point;
            walk->roots[walk->size++] = sqrt(stationary[point]);
        }
    NSC_TRY(nsc_allocate(&state->start, walk->size, sizeof *state->start, error));
    NSC_TRY(nsc_allocate(&state->image, walk->size, sizeof *state->image, error));
out:
    return status;
}

static void add_direction(solver *state, const double *direction) {
    const nsc_walk_operator *walk = &state->walk;
    double square = 0;
    for (uint32_t number = 0; number < walk->size; number++)
        square += direction[walk->points[number]] * direction[walk->points[number]];
    for (uint32_t number = 0; square > 0 && number < walk->size; number++)
        state->start[number] += direction[walk->points[number]] / sqrt(square);
    project_constant_out(walk, state->start);
}

/*
 * The start vector: the direction, scaled to length 1 (NULL or 0: none), plus random ones, orthogonal to the constant's
 * eigenvector. M times the random ones gives the spread of its eigenvalues (Hutchinson 1990).
 */
static nsc_status make_start(solver *state, const double *direction, uint64_t seed, nsc_error *error) {
    const uint32_t size = state->walk.size;
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_random_create(&random, seed, NSC_STREAM_EIGENPAIR_START, 0, error));
    for (uint32_t number = 0; number < size; number++)
        state->start[number] = RANDOM_SHARE * (gsl_rng_uniform(random) - 0.5) * sqrt(12.0 / size);
    project_constant_out(&state->walk, state->start);
    NSC_TRY(nsc_walk_operator_apply(&state->walk, &nsc_walk_plain, state->start, state->image, error));
    state->spread = sqrt(product_of(state->image, state->image, size) / product_of(state->start, state->start, size));
    if (direction != NULL)
        add_direction(state, direction);
out:
    if (random != NULL)
        gsl_rng_free(random);
    return status;
}

/* ---- the pairs ---- */

/* values[pair] = vᵀ M v; NSC_FAILED if a vector is not an eigenvector of M. */
static nsc_status find_values(solver *state, uint32_t count, const double *vectors, double *values, nsc_error *error) {
    const uint32_t size = state->walk.size;
    nsc_status status = NSC_OK;
    for (uint32_t pair = 0; pair < count; pair++) {
        const double *vector = vectors + (size_t)pair * size;
        double residual = 0;
        NSC_TRY(nsc_walk_operator_apply(&state->walk, &nsc_walk_plain, vector, state->image, error));
        values[pair] = product_of(vector, state->image, size);
        for (uint32_t number = 0; number < size; number++) {
            const double off = state->image[number] - values[pair] * vector[number];
            residual += off * off;
        }
        if (!(residual < RESIDUAL * RESIDUAL))
            status =
                nsc_error_set(error, NSC_FAILED, "eigenpair %u of the graph is off by %g", pair + 1, sqrt(residual));
        NSC_TRY(status);
    }
out:
    return status;
}

/*
 * The polynomial is for the interval from −1 to twice the spread, which contains all but the ends of most spectra. If
 * fewer eigenvalues than wanted lie above it, their order differs from the polynomial's, and M itself is used.
 */
static nsc_status find_by_arpack(solver *state, nsc_eigenpairs *pairs, uint32_t count, uint32_t capacity,
                                 double *values, const nsc_control *control, nsc_error *error) {
    const double cut = fmin(2 * state->spread, 0.9);
    const nsc_walk_polynomial steep = {.degree = DEGREE, .centre = (cut - 1) / 2, .half = (cut + 1) / 2};
    nsc_status status = NSC_OK;
    bool above = true;
    NSC_TRY(nsc_eigenpairs_arpack(&state->walk, &steep, count, capacity, state->start, pairs->vectors, &pairs->count,
                                  control, error));
    NSC_TRY(find_values(state, pairs->count, pairs->vectors, values, error));
    for (uint32_t pair = 0; pair < pairs->count; pair++)
        above = above && values[pair] > cut;
    if (pairs->count == count && above)
        goto out;
    NSC_TRY(nsc_eigenpairs_arpack(&state->walk, &nsc_walk_plain, count, capacity, state->start, pairs->vectors,
                                  &pairs->count, control, error));
    NSC_TRY(find_values(state, pairs->count, pairs->vectors, values, error));
out:
    return status;
}

static nsc_status find_pairs(solver *state, nsc_eigenpairs *pairs, uint32_t count, uint32_t capacity, double *values,
                             const nsc_control *control, nsc_error *error) {
    if (count == 0)
        return NSC_OK;
    pthread_mutex_lock(&one_at_a_time);
    nsc_status status = NSC_OK;
    if (!pairs->all) {
        status = find_by_arpack(state, pairs, count, capacity, values, control, error);
    } else {
        status = nsc_eigenpairs_dense(&state->walk, values, pairs->vectors, error);
        pairs->count = count;
    }
    pthread_mutex_unlock(&one_at_a_time);
    return status;
}

/* Insertion sort: they are nearly sorted. */
static void sort_pairs(nsc_eigenpairs *pairs, const double *values) {
    for (uint32_t pair = 0; pair < pairs->count; pair++) {
        uint32_t place = pair;
        for (; place > 0 && values[pairs->order[place - 1]] < values[pair]; place--)
            pairs->order[place] = pairs->order[place - 1];
        pairs->order[place] = pair;
    }
    for (uint32_t place = 0; place < pairs->count; place++)
        pairs->values[place] = 1 - values[pairs->order[place]];
}

/* Vectors that ARPACK keeps: with twice the wanted number, restarts are few. */
static uint32_t basis_of(uint32_t wanted, uint32_t size) {
    const uint64_t basis = 2 * (uint64_t)wanted + 2 > LEAST_BASIS ? 2 * (uint64_t)wanted + 2 : LEAST_BASIS;
    return basis < size ? (uint32_t)basis : size;
}

nsc_status nsc_graph_eigenpairs(nsc_eigenpairs *pairs, const nsc_graph *graph, const double *stationary,
                                uint32_t wanted, const double *direction, uint64_t seed, const nsc_control *control,
                                nsc_error *error) {
    solver state = {0};
    double *values = NULL;
    nsc_status status = NSC_OK;
    *pairs = (nsc_eigenpairs){0};
    NSC_TRY(prepare(&state, graph, stationary, control, error));
    const uint32_t size = state.walk.size, others = size > 0 ? size - 1 : 0;
    pairs->all = size <= DENSE_POINTS || others <= (uint64_t)wanted + 2;
    const uint32_t count = pairs->all ? others : wanted;
    const uint32_t capacity = pairs->all ? others : basis_of(wanted, size);
    NSC_TRY(nsc_allocate(&pairs->vectors, (size_t)capacity * size, sizeof *pairs->vectors, error));
    NSC_TRY(nsc_allocate(&pairs->values, count, sizeof *pairs->values, error));
    NSC_TRY(nsc_allocate(&pairs->order, count, sizeof *pairs->order, error));
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    if (!pairs->all)
        NSC_TRY(make_start(&state, direction, seed, error));
    NSC_TRY(find_pairs(&state, pairs, count, capacity, values, control, error));
    sort_pairs(pairs, values);
    pairs->size = size;
    pairs->points = state.walk.points;
    pairs->roots = state.walk.roots;
    state.walk.points = NULL;
    state.walk.roots = NULL;
out:
    free(values);
    release(&state);
    if (status != NSC_OK)
        nsc_eigenpairs_release(pairs);
    return status;
}

const double *nsc_eigenpairs_vector(const nsc_eigenpairs *pairs, uint32_t pair) {
    return pairs->vectors + (size_t)pairs->order[pair] * pairs->size;
}

void nsc_eigenpairs_release(nsc_eigenpairs *pairs) {
    free(pairs->points);
    free(pairs->roots);
    free(pairs->values);
    free(pairs->vectors);
    free(pairs->order);
    *pairs = (nsc_eigenpairs){0};
}
