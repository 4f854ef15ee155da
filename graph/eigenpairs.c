/*
 * The lowest eigenpairs of a graph's Laplacian. A Krylov space contains one vector of each eigenspace, and further ones
 * only by rounding. Hence ARPACK is asked again, with all pairs found taken out, until none is lower: eigenspaces are
 * complete on any processor and from any start.
 */
#include "graph/eigenpairs_internal.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/*
 * Up to DENSE_POINTS all pairs are found. Beyond, ARPACK would spend most of its time on M in orthogonalising long
 * vectors, not in products with the graph; so it gets a polynomial of M of this degree, which has the same eigenvectors
 * and better separated eigenvalues (Saad 1984).
 */
enum { DENSE_POINTS = 256, DEGREE = 8, LEAST_BASIS = 24 };

/* Largest number of pairs for which ARPACK is asked again at a time. */
enum { MISSING_PAIRS = 8 };

/* Residual norm ‖Mx − λx‖ allowed for a unit eigenvector. */
static const double RESIDUAL = 1e-9;

/*
 * Tolerance of a residual in ARPACK, relative to the eigenvalue: of pairs that are wanted, and of the first look for
 * one that is missing, which need only tell that its eigenvalue is above all wanted ones.
 */
static const double TOLERANCE = 1e-11, ROUGH_TOLERANCE = 1e-4;

/* A pair whose eigenvalue is lower than the highest one found by more than this is missing. */
static const double LOWER = 1e-9;

/* ARPACK keeps state between calls: one computation at a time. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* ---- the start ---- */

typedef struct solver {
    nsc_walk_operator walk;
    double *start, *image;
    double spread; /* root mean square of M's eigenvalues, about */
    uint64_t seed;
    uint64_t starts; /* made so far */
} solver;

static void release(solver *state) {
    nsc_walk_operator_release(&state->walk);
    free(state->start);
    free(state->image);
}

static nsc_status prepare(solver *state, const nsc_graph *graph, const double *stationary, uint32_t wanted,
                          const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_walk_operator_create(&state->walk, graph, stationary, wanted, control, error));
    NSC_TRY(nsc_allocate(&state->start, state->walk.size, sizeof *state->start, error));
    NSC_TRY(nsc_allocate(&state->image, state->walk.size, sizeof *state->image, error));
out:
    return status;
}

/* A random vector of length 1, orthogonal to those that are taken out. */
static nsc_status make_start(solver *state, nsc_error *error) {
    gsl_rng *random = NULL;
    const nsc_status status =
        nsc_random_create(&random, state->seed, NSC_STREAM_EIGENPAIR_START, state->starts++, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t number = 0; number < state->walk.size; number++)
        state->start[number] = gsl_rng_uniform(random) - 0.5;
    gsl_rng_free(random);
    nsc_walk_operator_project(&state->walk, state->start);
    const double length = sqrt(nsc_vector_product(state->start, state->start, state->walk.size));
    for (uint32_t number = 0; number < state->walk.size; number++)
        state->start[number] /= length;
    return NSC_OK;
}

/* The spread of M's eigenvalues, from its product with a random vector (Hutchinson 1990). */
static nsc_status find_spread(solver *state, nsc_error *error) {
    const nsc_status status = nsc_walk_operator_apply(&state->walk, &nsc_walk_plain, state->start, state->image, error);
    if (status == NSC_OK)
        state->spread = sqrt(nsc_vector_product(state->image, state->image, state->walk.size));
    return status;
}

/* ---- the pairs ---- */

/* values[pair] = vᵀ M v, and the largest residual of them. */
static nsc_status find_values(solver *state, uint32_t count, const double *vectors, double *values, double *residual,
                              nsc_error *error) {
    const uint32_t size = state->walk.size;
    nsc_status status = NSC_OK;
    *residual = 0;
    for (uint32_t pair = 0; pair < count; pair++) {
        const double *vector = vectors + (size_t)pair * size;
        double square = 0;
        NSC_TRY(nsc_walk_operator_apply(&state->walk, &nsc_walk_plain, vector, state->image, error));
        values[pair] = nsc_vector_product(vector, state->image, size);
        for (uint32_t number = 0; number < size; number++) {
            const double off = state->image[number] - values[pair] * vector[number];
            square += off * off;
        }
        *residual = fmax(*residual, isnan(square) ? INFINITY : sqrt(square));
    }
out:
    return status;
}

/* The eigenvalue from which the polynomial grows. */
static double cut_of(const solver *state) {
    return fmin(2 * state->spread, 0.9);
}

static nsc_walk_polynomial steep_from(double cut) {
    return (nsc_walk_polynomial){.degree = DEGREE, .centre = (cut - 1) / 2, .half = (cut + 1) / 2};
}

/*
 * The `count` largest eigenvalues of M with vectors[capacity × size]; *found is 0 if they do not converge.
 * The polynomial is for the interval from −1 to twice the spread, which contains all but the ends of most spectra. If
 * fewer eigenvalues than wanted lie above it, their order differs from the polynomial's, which moreover hardly tells
 * them apart, and M itself is used.
 */
static nsc_status find_by_arpack(solver *state, uint32_t count, uint32_t capacity, double *vectors, double *values,
                                 uint32_t *found, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    double residual = 0;
    NSC_TRY(make_start(state, error));
    if (state->starts == 1)
        NSC_TRY(find_spread(state, error));
    const double cut = cut_of(state);
    const nsc_walk_polynomial steep = steep_from(cut);
    NSC_TRY(nsc_eigenpairs_arpack(&state->walk, &steep, count, capacity, TOLERANCE, state->start, vectors, found,
                                  control, error));
    NSC_TRY(find_values(state, *found, vectors, values, &residual, error));
    bool above = *found == count && residual < RESIDUAL;
    for (uint32_t pair = 0; pair < *found; pair++)
        above = above && values[pair] > cut;
    if (above)
        goto out;
    NSC_TRY(nsc_eigenpairs_arpack(&state->walk, &nsc_walk_plain, count, capacity, TOLERANCE, state->start, vectors,
                                  found, control, error));
    NSC_TRY(find_values(state, *found, vectors, values, &residual, error));
    if (!(residual < RESIDUAL))
        status = nsc_error_set(error, NSC_FAILED, "an eigenpair of the graph is off by %g", residual);
out:
    return status;
}

/* Vectors that ARPACK keeps: with twice the wanted number, restarts are few. */
static uint32_t basis_of(uint32_t wanted, uint32_t size) {
    const uint64_t basis = 2 * (uint64_t)wanted + 2 > LEAST_BASIS ? 2 * (uint64_t)wanted + 2 : LEAST_BASIS;
    return basis < size ? (uint32_t)basis : size;
}

/* Puts those of `count` other pairs that are lower in the place of the highest, and returns how many these are. */
static uint32_t replace_highest(nsc_eigenpairs *pairs, double *values, uint32_t size, const double *vectors,
                                const double *lower, uint32_t count) {
    uint32_t replaced = 0;
    for (uint32_t other = 0; other < count; other++) {
        uint32_t highest = 0;
        for (uint32_t pair = 1; pair < pairs->count; pair++)
            if (values[pair] < values[highest])
                highest = pair;
        if (lower[other] <= values[highest] + LOWER)
            continue;
        memcpy(pairs->vectors + (size_t)highest * size, vectors + (size_t)other * size, size * sizeof *vectors);
        values[highest] = lower[other];
        replaced++;
    }
    return replaced;
}

/*
 * *`missing`: another pair, beside those that are taken out, may have a larger eigenvalue of M than `least`. Looks at
 * the largest one roughly: it is within the residual of an eigenvalue.
 */
static nsc_status look_for_missing(solver *state, double least, uint32_t capacity, double *vectors, bool *missing,
                                   const nsc_control *control, nsc_error *error) {
    const double cut = cut_of(state);
    const nsc_walk_polynomial steep = steep_from(cut);
    double value = 0, residual = 0;
    uint32_t found = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(make_start(state, error));
    NSC_TRY(nsc_eigenpairs_arpack(&state->walk, &steep, 1, capacity, ROUGH_TOLERANCE, state->start, vectors, &found,
                                  control, error));
    NSC_TRY(find_values(state, found, vectors, &value, &residual, error));
    *missing = found == 0 || !(value > cut && value + residual < least);
out:
    return status;
}

/*
 * Asks again, with all pairs taken out that are there, until no lower one is left. Without an answer nobody knows
 * whether eigenspaces are complete: then no pairs are left.
 */
static nsc_status find_missing(solver *state, nsc_eigenpairs *pairs, double *values, const nsc_control *control,
                               nsc_error *error) {
    const uint32_t size = state->walk.size, capacity = basis_of(MISSING_PAIRS, size);
    double *vectors = NULL, lower[MISSING_PAIRS];
    uint32_t asked = 1, found = 0, replaced = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&vectors, (size_t)capacity * size, sizeof *vectors, error));
    state->walk.found = pairs->vectors;
    state->walk.found_count = pairs->count;
    double least = values[0];
    for (uint32_t pair = 1; pair < pairs->count; pair++)
        least = fmin(least, values[pair]);
    bool missing = true;
    NSC_TRY(look_for_missing(state, least, capacity, vectors, &missing, control, error));
    while (missing) {
        NSC_TRY(find_by_arpack(state, asked, capacity, vectors, lower, &found, control, error));
        if (found < asked) {
            pairs->count = 0;
            goto out;
        }
        replaced = replace_highest(pairs, values, size, vectors, lower, found);
        asked = replaced < asked ? 1 : 2 * asked < MISSING_PAIRS ? 2 * asked : MISSING_PAIRS;
        missing = replaced > 0;
    }
out:
    free(vectors);
    return status;
}

/* The lowest pairs of a large graph, into as much memory as they need. */
static nsc_status find_lowest(solver *state, nsc_eigenpairs *pairs, uint32_t wanted, double *values,
                              const nsc_control *control, nsc_error *error) {
    const uint32_t capacity = basis_of(wanted, state->walk.size);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&pairs->vectors, (size_t)capacity * state->walk.size, sizeof *pairs->vectors, error));
    NSC_TRY(find_by_arpack(state, wanted, capacity, pairs->vectors, values, &pairs->count, control, error));
    double *const kept = realloc(pairs->vectors, (size_t)wanted * state->walk.size * sizeof *kept);
    if (kept != NULL)
        pairs->vectors = kept;
    if (pairs->count > 0)
        NSC_TRY(find_missing(state, pairs, values, control, error));
out:
    return status;
}

static nsc_status find_all(solver *state, nsc_eigenpairs *pairs, uint32_t count, double *values, nsc_error *error) {
    nsc_status status = nsc_allocate(&pairs->vectors, (size_t)count * state->walk.size, sizeof *pairs->vectors, error);
    if (status == NSC_OK)
        status = nsc_eigenpairs_dense(&state->walk, values, pairs->vectors, error);
    pairs->count = count;
    return status;
}

static nsc_status find_pairs(solver *state, nsc_eigenpairs *pairs, uint32_t count, double *values,
                             const nsc_control *control, nsc_error *error) {
    if (count == 0)
        return NSC_OK;
    pthread_mutex_lock(&one_at_a_time);
    const nsc_status status = pairs->all ? find_all(state, pairs, count, values, error)
                                         : find_lowest(state, pairs, count, values, control, error);
    pthread_mutex_unlock(&one_at_a_time);
    return status;
}

/* Insertion sort: they are few, or nearly sorted. */
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

nsc_status nsc_graph_eigenpairs(nsc_eigenpairs *pairs, const nsc_graph *graph, const double *stationary,
                                uint32_t wanted, uint64_t seed, const nsc_control *control, nsc_error *error) {
    solver state = {.seed = seed};
    double *values = NULL;
    nsc_status status = NSC_OK;
    *pairs = (nsc_eigenpairs){0};
    NSC_TRY(prepare(&state, graph, stationary, wanted, control, error));
    const uint32_t size = state.walk.size, others = size > 0 ? size - 1 : 0;
    pairs->all = size <= DENSE_POINTS || others <= (uint64_t)wanted + 2;
    const uint32_t count = pairs->all ? others : wanted;
    NSC_TRY(nsc_allocate(&pairs->values, count, sizeof *pairs->values, error));
    NSC_TRY(nsc_allocate(&pairs->order, count, sizeof *pairs->order, error));
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    NSC_TRY(find_pairs(&state, pairs, count, values, control, error));
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
