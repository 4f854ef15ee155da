/*
 * Decomposition of a fitness on strings by the number of symbols that act together: the functional analysis of variance
 * (Hoeffding 1948; Owen 2013). The part of order k is a sum of functions of k symbols whose mean over each of them is
 * 0; parts of different orders are orthogonal. On all strings of a Hamming space order k is the eigenspace number k of
 * the graph's Laplacian (Stadler 1996).
 */
#ifndef NSC_INTERACTION_ORDERS_H
#define NSC_INTERACTION_ORDERS_H

#include "analysis/landscape.h"
#include "base/base.h"

/*
 * Sums are over strings, so a point counts once for each of its strings. If some points have no fitness, which is
 * allowed only if each string is a point, they are unbiased estimates (pairs of different strings weighted by the
 * probability that both are evaluated, Horvitz, Thompson 1952), which may be negative.
 */
typedef struct nsc_interaction_orders {
    unsigned symbols, positions;      /* positions: of the longest strings */
    const unsigned *position_symbols; /* [position] if they differ; of the space; else NULL: all `symbols` */
    uint64_t words;
    double *squares;     /* [order, 0 … positions] sum of the squared parts; order 0: the shapes' means */
    double *half_widths; /* [order] half-width of its 95 % interval due to missing values; 0 for a complete fitness */
    double total;        /* sum of the orders from 1 on: the variation within shapes */
    double slope;  /* mean over pairs of symbols of |average difference of fitness|; NaN if the fitness is partial */
    double *mains; /* [position] of `squares[1]`; one shape: else NULL */
    double *main_half_widths;
    /* If positions differ in their symbols: the same by the sum of the symbols of the positions that act together, by
     * which eigenspaces go; [sum, 0 … sum_count − 1]. Else NULL and 0. */
    double *sum_squares, *sum_half_widths, *sum_dimensions;
    size_t sum_count;
} nsc_interaction_orders;

/* What an eigenspace holds, if parts are eigenspaces. */
typedef struct nsc_interaction_part {
    unsigned order; /* symbols that act together; 0 if the eigenspace has parts of several orders */
    double eigenvalue, dimension, square, half_width;
} nsc_interaction_part;

/* Reason a landscape has no interaction orders, as text; NULL if it has. */
const char *nsc_interaction_orders_obstacle(const nsc_landscape *landscape);

/* Requires a landscape without such a reason. 30 ms for 3^12 strings. Released by nsc_interaction_orders_release. */
nsc_status nsc_interaction_orders_find(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                       nsc_error *error);
void nsc_interaction_orders_release(nsc_interaction_orders *orders);

/* Whether each string is a point of its own, all are of one shape, and two are neighbours if one symbol differs. */
bool nsc_interaction_orders_are_eigenspaces(const nsc_landscape *landscape);

/* The dimension of interaction order `order` on all strings of one shape. */
double nsc_interaction_order_dimension(const nsc_interaction_orders *orders, unsigned order);

/* The orders of such a landscape without its fitness: eigenvalues and dimensions only. Released likewise. */
nsc_status nsc_interaction_orders_begin(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                        nsc_error *error);

/* The eigenspace that follows the one at *`place` (from 0 on), without the constant's, of the identity minus the
 * uniform walk's transition matrix, ascending; false after the last. */
bool nsc_interaction_part_next(const nsc_interaction_orders *orders, size_t *place, nsc_interaction_part *part);

#endif
