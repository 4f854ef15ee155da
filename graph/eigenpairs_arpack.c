/*
 * The only file that uses ARPACK (Lehoucq, Sorensen, Yang 1998): implicitly restarted Lanczos. It is loaded on demand,
 * since few commands need it, between a begin and an end of OpenBLAS, which it loads and calls.
 */
#include "base/blas.h"
#include "graph/eigenpairs_internal.h"

#include <math.h>
#include <string.h>

enum { RESTARTS = 300, LEAST_RESTARTS = 3, POINTERS = 11, PARAMETERS = 11 };
enum { EXACT_SHIFTS = 0, MOST_RESTARTS = 2, BLOCK_SIZE = 3, CONVERGED = 4, MODE = 6 }; /* places of parameters */
enum { WORK = 3 };                                                                     /* vectors */

/*
 * ARPACK's subroutines under their Fortran names, with the lengths of texts last. Its functions for C are not used:
 * dseupd_c allocates an array, and writes to it without a look whether there was memory for it.
 */
typedef struct arpack_library {
    void (*dsaupd)(int *request, const char *problem, const int *size, const char *which, const int *count,
                   const double *tolerance, double *residual, const int *capacity, double *basis,
                   const int *basis_stride, int *parameters, int *pointers, double *work, double *small,
                   const int *small_size, int *outcome, size_t problem_length, size_t which_length);
    void (*dseupd)(const int *vectors_wanted, const char *how_many, const int *selected, double *values,
                   double *vectors, const int *vector_stride, const double *shift, const char *problem, const int *size,
                   const char *which, const int *count, const double *tolerance, double *residual, const int *capacity,
                   double *basis, const int *basis_stride, int *parameters, int *pointers, double *work, double *small,
                   const int *small_size, int *outcome, size_t how_many_length, size_t problem_length,
                   size_t which_length);
} arpack_library;

enum { STANDARD_LENGTH = 1, ALL_LENGTH = 1, LARGEST_LENGTH = 2 };
static const char STANDARD[] = "I", ALL[] = "A", LARGEST[] = "LA";

static nsc_status load_arpack(arpack_library *library, nsc_error *error) {
    static const char *const names[] = {"dsaupd_", "dseupd_"};
    _Static_assert(sizeof names == sizeof *library, "a pointer each");
    return nsc_late_library_load(NASSCAPE_ARPACK, names, sizeof names / sizeof *names, library, error);
}

/* State passed between the two calls. */
typedef struct factorisation {
    int size, count, capacity, small_size, outcome;
    double tolerance;
    double *basis, *residual, *work, *small;
    int parameters[PARAMETERS], pointers[POINTERS];
} factorisation;

/* ARPACK asks for products until it is done. */
static nsc_status iterate(const arpack_library *arpack, factorisation *state, nsc_walk_operator *walk,
                          const nsc_walk_polynomial *polynomial, const nsc_control *control, nsc_error *error) {
    int request = 0;
    double made = 0;
    nsc_status status = NSC_OK;
    state->outcome = 1; /* the residual array contains the start vector */
    for (;;) {
        arpack->dsaupd(&request, STANDARD, &state->size, LARGEST, &state->count, &state->tolerance, state->residual,
                       &state->capacity, state->basis, &state->size, state->parameters, state->pointers, state->work,
                       state->small, &state->small_size, &state->outcome, STANDARD_LENGTH, LARGEST_LENGTH);
        if (request != -1 && request != 1)
            return NSC_OK;
        NSC_TRY(nsc_walk_operator_apply(walk, polynomial, state->work + state->pointers[0] - 1,
                                        state->work + state->pointers[1] - 1, error));
        /* The total is unknown: each batch of products covers half of what is left. */
        made++;
        nsc_control_report(control, "eigenpairs", made / (made + state->capacity));
    }
out:
    return status;
}

static nsc_status extract(const arpack_library *arpack, factorisation *state, nsc_error *error) {
    const int with_vectors = 1;
    const double no_shift = 0;
    double *values = NULL;
    int *selected = NULL, outcome = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, (size_t)state->count, sizeof *values, error));
    NSC_TRY(nsc_allocate(&selected, (size_t)state->capacity, sizeof *selected, error));
    arpack->dseupd(&with_vectors, ALL, selected, values, state->basis, &state->size, &no_shift, STANDARD, &state->size,
                   LARGEST, &state->count, &state->tolerance, state->residual, &state->capacity, state->basis,
                   &state->size, state->parameters, state->pointers, state->work, state->small, &state->small_size,
                   &outcome, ALL_LENGTH, STANDARD_LENGTH, LARGEST_LENGTH);
    if (outcome != 0)
        status = nsc_error_set(error, NSC_FAILED, "ARPACK's dseupd ended with %d", outcome);
out:
    free(values);
    free(selected);
    return status;
}

static nsc_status solve(const arpack_library *arpack, factorisation *state, nsc_walk_operator *walk,
                        const nsc_walk_polynomial *polynomial, uint32_t *found, const nsc_control *control,
                        nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(iterate(arpack, state, walk, polynomial, control, error));
    if (state->outcome < 0)
        NSC_TRY(nsc_error_set(error, NSC_FAILED, "ARPACK's dsaupd ended with %d", state->outcome));
    if (state->outcome == 0 && state->parameters[CONVERGED] >= state->count) {
        NSC_TRY(extract(arpack, state, error));
        *found = (uint32_t)state->count;
    }
out:
    return status;
}

/*
 * Largest number of restarts: smaller on large graphs, so that a spectrum with a clustered lower end costs a minute or
 * two, not an hour. The 20 pairs of the whole cell graph need fewer than their limit of 15.
 */
static int restarts_of(const nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, uint32_t fresh) {
    const double work = 5e10, point_work = 8; /* steps along an edge, and what a point costs in such steps */
    const double product = 2 * (double)walk->graph->edge_count + point_work * walk->size;
    const double restarts = work / (product * polynomial->degree * fresh);
    return restarts < RESTARTS ? (int)fmax(restarts, LEAST_RESTARTS) : RESTARTS;
}

nsc_status nsc_eigenpairs_arpack(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, uint32_t count,
                                 uint32_t capacity, double tolerance, const double *start, double *vectors,
                                 uint32_t *found, const nsc_control *control, nsc_error *error) {
    const size_t size = walk->size, small_size = (size_t)capacity * (capacity + 8);
    factorisation state = {.size = (int)size,
                           .count = (int)count,
                           .capacity = (int)capacity,
                           .small_size = (int)small_size,
                           .tolerance = tolerance,
                           .basis = vectors,
                           .parameters = {[EXACT_SHIFTS] = 1,
                                          [MOST_RESTARTS] = restarts_of(walk, polynomial, capacity - count),
                                          [BLOCK_SIZE] = 1,
                                          [MODE] = 1}};
    arpack_library arpack;
    const nsc_blas *blas = NULL;
    nsc_status status = NSC_OK;
    *found = 0;
    NSC_TRY(nsc_blas_begin(&blas, 1, error));
    NSC_TRY(load_arpack(&arpack, error));
    NSC_TRY(nsc_allocate(&state.residual, size, sizeof *state.residual, error));
    NSC_TRY(nsc_allocate(&state.work, WORK * size, sizeof *state.work, error));
    NSC_TRY(nsc_allocate(&state.small, small_size, sizeof *state.small, error));
    memcpy(state.residual, start, size * sizeof *start);
    NSC_TRY(solve(&arpack, &state, walk, polynomial, found, control, error));
out:
    if (blas != NULL)
        nsc_blas_end();
    free(state.residual);
    free(state.work);
    free(state.small);
    return status;
}
