/*
 * Declarations shared by the files of eigenpairs.
 *
 *   eigenpairs.c           the choice of method, the proof that no pair is missing, a check of the results
 *   eigenpairs_krylov.c    block Krylov spaces: their basis, their Ritz pairs, restarts
 *   eigenpairs_panels.c    products and sums of panels of vectors
 *   eigenpairs_operator.c  the operator whose eigenpairs these are
 *   eigenpairs_dense.c     few points: all pairs, by GSL
 */
#ifndef NSC_EIGENPAIRS_INTERNAL_H
#define NSC_EIGENPAIRS_INTERNAL_H

#include "base/base.h"
#include "graph/graph.h"

/* ---- panels ---- */

/* Vectors of a panel: [place × NSC_PANEL], vector index fastest, so that a product with the graph reads each row once
 * for all of them. Panels lie one after another. */
enum { NSC_PANEL = 4, NSC_PANEL_SQUARE = NSC_PANEL * NSC_PANEL };

/* Vectors of `size` places each, computed on by the threads of `control`. Sums are made by block and then in the order
 * of blocks, so that they do not depend on the number of threads. */
typedef struct nsc_panels {
    uint32_t size;
    double *sums; /* [block × panel × NSC_PANEL_SQUARE] scratch, for as many panels as were given at creation */
    const nsc_control *control;
} nsc_panels;

/* Released by free(panels->sums). */
nsc_status nsc_panels_create(nsc_panels *panels, uint32_t size, uint32_t capacity, const nsc_control *control,
                             nsc_error *error);

/* products[row × NSC_PANEL + column]: those of each vector of `count` panels, the rows, with each of the panel. */
nsc_status nsc_panels_multiply(nsc_panels *panels, const double *vectors, uint32_t count, const double *panel,
                               double *products, nsc_error *error);

/* panel −= the vectors of `count` panels times factors[row × NSC_PANEL + column]. */
nsc_status nsc_panels_subtract(nsc_panels *panels, const double *vectors, uint32_t count, const double *factors,
                               double *panel, nsc_error *error);

/* The first `kept` of `count` panels become all of them times factors[row × stride + column]. */
nsc_status nsc_panels_combine(nsc_panels *panels, double *vectors, uint32_t count, uint32_t kept, const double *factors,
                              size_t stride, nsc_error *error);

/* ---- the operator ---- */

/*
 * M = D^½ P D^-½ on the points walked, numbered by themselves, D their stationary probabilities: symmetric. The
 * constant's eigenvector, D^½ 1, has the eigenvalue 1.
 */
typedef struct nsc_walk_operator {
    const nsc_graph *graph;
    uint32_t size;               /* points walked */
    uint32_t *points;            /* [number], ascending */
    double *roots;               /* [number] D^½; their squares sum to 1: the constant's eigenvector */
    double *before, *now, *next; /* [point × NSC_PANEL] scratch, 0 at points not walked */
    double *sums;                /* [block × NSC_PANEL] scratch */
    const nsc_control *control;
} nsc_walk_operator;

/* The stationary probabilities are positive at the points walked. Released by nsc_walk_operator_release, after an
 * error, too. */
nsc_status nsc_walk_operator_create(nsc_walk_operator *walk, const nsc_graph *graph, const double *stationary,
                                    const nsc_control *control, nsc_error *error);
void nsc_walk_operator_release(nsc_walk_operator *walk);

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

/* Its value at an eigenvalue of M, 1 or less, where t is 1 or more; for M itself anywhere. */
double nsc_walk_polynomial_at(const nsc_walk_polynomial *polynomial, double eigenvalue);

/* to = the polynomial of M times the panel `from`; they may be the same. */
nsc_status nsc_walk_operator_apply(nsc_walk_operator *walk, const nsc_walk_polynomial *polynomial, const double *from,
                                   double *to, nsc_error *error);

/* Makes the panel orthogonal to the constant's eigenvector. */
nsc_status nsc_walk_operator_take_constant(nsc_walk_operator *walk, double *panel, nsc_error *error);

/* ---- all pairs of few points, or of a small matrix ---- */

/* All but the constant's, in descending order: values[size − 1] and orthonormal vectors[pair × size + number]. */
nsc_status nsc_eigenpairs_dense(nsc_walk_operator *walk, double *values, double *vectors, nsc_error *error);

/* Those of the symmetric matrix[row × stride + column] of `size` rows, in descending order, by GSL: values[size] and
 * orthonormal vectors[row × size + pair]. */
nsc_status nsc_eigenpairs_of_matrix(const double *matrix, size_t stride, size_t size, double *values, double *vectors,
                                    nsc_error *error);

/* ---- Krylov spaces ---- */

/*
 * An orthonormal basis V of `count` panels with B V = V T + N R E, where B is a polynomial of the operator, T
 * symmetric, N the panel after the basis, orthogonal to it, and E takes the last panel of V: block Lanczos with full
 * orthogonalisation. Panels that are kept at a restart are Ritz vectors.
 */
typedef struct nsc_krylov {
    nsc_walk_operator *walk;
    nsc_walk_polynomial polynomial;
    nsc_panels panels;
    uint32_t capacity;             /* panels of the basis; there is room for N after them */
    uint32_t count;                /* panels of V */
    double *basis;                 /* [(capacity + 1) × size × NSC_PANEL] */
    double *projected;             /* T, [row × capacity × NSC_PANEL + column] */
    double next[NSC_PANEL_SQUARE]; /* R, [row × NSC_PANEL + column] */
    double *values;                /* [count × NSC_PANEL] Ritz values, descending; of nsc_krylov_solve, as are: */
    double *vectors;               /* [row × count × NSC_PANEL + pair], by V */
    double *residuals;             /* [pair] ‖B x − value x‖ */
    double *products, *components; /* [capacity × NSC_PANEL_SQUARE] scratch of a panel's orthogonalisation */
    uint64_t seed, starts;         /* random panels made so far */
} nsc_krylov;

/* Released by nsc_krylov_release, after an error, too. */
nsc_status nsc_krylov_create(nsc_krylov *krylov, nsc_walk_operator *walk, uint32_t capacity, uint64_t seed,
                             nsc_error *error);
void nsc_krylov_release(nsc_krylov *krylov);

/* V becomes its first `count` panels, and N a random panel: uniform among those orthogonal to V and the constant. */
nsc_status nsc_krylov_start(nsc_krylov *krylov, uint32_t count, nsc_error *error);

/* N becomes the last panel of V. *`scale` is the logarithm of |det R| of the new R. */
nsc_status nsc_krylov_extend(nsc_krylov *krylov, double *scale, nsc_error *error);

/* The Ritz pairs. */
nsc_status nsc_krylov_solve(nsc_krylov *krylov, nsc_error *error);

/* V becomes the first `kept` panels of Ritz vectors; N stays. */
nsc_status nsc_krylov_restart(nsc_krylov *krylov, uint32_t kept, nsc_error *error);

#endif
