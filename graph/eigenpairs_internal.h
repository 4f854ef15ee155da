/*
 * Declarations shared by the files of eigenpairs.
 *
 *   eigenpairs.c           the choice of method, the search for pairs that are still missing, a check of the results
 *   eigenpairs_operator.c  the operator whose eigenpairs these are
 *   eigenpairs_dense.c     few points: all pairs, by GSL
 *   eigenpairs_arpack.c    the only file that uses ARPACK
 */
#ifndef NSC_EIGENPAIRS_INTERNAL_H
#define NSC_EIGENPAIRS_INTERNAL_H

#include "base/base.h"
#include "graph/graph.h"

/*
 * M = D^½ P D^-½ on the points walked, numbered by themselves, D their stationary probabilities: symmetric. Some of its
 * eigenvectors are taken out: the constant's, D^½ 1, whose eigenvalue is 1, and those that are found already. They get
 * an eigenvalue below all others instead.
 */
typedef struct nsc_walk_operator {
    const nsc_graph *graph;
    uint32_t size;               /* points walked */
    uint32_t *points;            /* [number], ascending */
    double *roots;               /* [number] D^½; their squares sum to 1: the constant's eigenvector */
    const double *found;         /* [found_count × size], orthonormal eigenvectors that are taken out as well */
    uint32_t found_count;        /* at most the capacity given at creation */
    double *before, *now, *next; /* [point] scratch, 0 at points not walked */
    double *components;          /* [vector taken out] scratch */
    const nsc_control *control;
} nsc_walk_operator;

/* With nothing found. The stationary probabilities are positive at the points walked. Released by
 * nsc_walk_operator_release, after an error, too. */
nsc_status nsc_walk_operator_create(nsc_walk_operator *walk, const nsc_graph *graph, const double *stationary,
                                    uint32_t found_capacity, const nsc_control *control, nsc_error *error);
void nsc_walk_operator_release(nsc_walk_operator *walk);

/* Makes the vector, [size], orthogonal to those that are taken out. */
void nsc_walk_operator_project(nsc_walk_operator *walk, double *vector);

/* Σ x y, in the order of places. */
double nsc_vector_product(const double *x, const double *y, size_t size);

/*
 * A polynomial of M: Chebyshev's of the degree, of t = (M − centre) / half. It is within ±1 where t is, and grows
 * steeply beyond.
 */
typedef struct nsc_walk_polynomial {
    unsigned degree; /* at least 1 */
    double centre, half;
} nsc_walk_polynomial;

/* M itself. */
extern const nsc_walk_polynomial nsc_walk_plain;

/* to = the polynomial of M, times `from`, both of `size`; they may be the same. */
nsc_status nsc_walk_operator_apply(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, const double *from,
                                   double *to, nsc_error *error);

/* All but the constant's, in descending order: values[size − 1] and orthonormal vectors[pair × size + number]. Nothing
 * else may be taken out. */
nsc_status nsc_eigenpairs_dense(nsc_walk_operator *walk, double *values, double *vectors, nsc_error *error);

/*
 * Vectors to the `count` largest eigenvalues of the polynomial, into vectors[capacity × size], which is ARPACK's basis
 * meanwhile: capacity from count + 2 to size. The tolerance is that of a residual, relative to the eigenvalue. *`found`
 * is `count`, or 0 if it did not converge.
 */
nsc_status nsc_eigenpairs_arpack(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, uint32_t count,
                                 uint32_t capacity, double tolerance, const double *start, double *vectors,
                                 uint32_t *found, const nsc_control *control, nsc_error *error);

#endif
