/*
 * A fitness on words taken apart by how many of their symbols act together: the functional analysis of variance
 * (Hoeffding 1948; Owen 2013). The part of order k is a sum of functions of k symbols whose mean over each of them is
 * 0; parts of different orders are orthogonal. On all strings of a Hamming space order k is the eigenspace number k of
 * the graph's Laplacian (Stadler 1996).
 */
#ifndef NSC_INTERACTION_ORDERS_H
#define NSC_INTERACTION_ORDERS_H

#include "analysis/landscape.h"
#include "base/base.h"

/*
 * Sums are over words, so that a point counts as often as words spell it. Where points are hidden, which only strings
 * that are a point each allow, they are estimates without bias (pairs of different words by the chance that both are
 * known, Horvitz, Thompson 1952): one may come out below 0.
 */
typedef struct nsc_interaction_orders {
    unsigned symbols, positions; /* positions: of the longest words */
    uint64_t words;
    double *squares;     /* [order, 0 … positions] sum of the squared parts; order 0: the shapes' means */
    double *half_widths; /* [order] of its 95 % interval because of what is hidden, 0 where nothing is */
    double total;        /* of the orders from 1 on: what varies within shapes */
    double slope;  /* mean |difference| that a symbol in the place of another makes on average; complete: else NaN */
    double *mains; /* [position] of `squares[1]`; one shape: else NULL */
    double *main_half_widths;
} nsc_interaction_orders;

/* Why a landscape has no such orders, in words; NULL where it has. */
const char *nsc_interaction_orders_obstacle(const nsc_landscape *landscape);

/* Requires that nothing is in the way. 30 ms for 3^12 words. Released by nsc_interaction_orders_release. */
nsc_status nsc_interaction_orders_find(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                       nsc_error *error);
void nsc_interaction_orders_release(nsc_interaction_orders *orders);

/* Whether each word is a point of its own, of one shape, and two are neighbours where one symbol differs. */
bool nsc_interaction_orders_are_eigenspaces(const nsc_landscape *landscape);

/* Of order `order` of such a landscape: of the identity less the uniform walk's transition matrix; and how many
 * orthogonal functions it holds. */
double nsc_interaction_order_eigenvalue(const nsc_interaction_orders *orders, unsigned order);
double nsc_interaction_order_dimension(const nsc_interaction_orders *orders, unsigned order);

#endif
