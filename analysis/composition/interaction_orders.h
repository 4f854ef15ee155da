/*
 * Decomposition of a fitness on strings by the number of symbols that act together: the functional analysis of variance
 * (Hoeffding 1948; Owen 2013). The part of order k is a sum of functions of k symbols whose mean over each of them is
 * 0; parts of different orders are orthogonal. On all strings of a Hamming space order k is the eigenspace number k of
 * the graph's Laplacian (Stadler 1996).
 *
 *   interaction_orders.c    the parts of a space, and those of a complete fitness
 *   interaction_pairs.c     the parts of a partial fitness, from pairs of evaluated strings by their distance
 *   interaction_shares.c    shares of the variance that are not negative, and intervals of whatever follows from them
 *   interaction_internal.h  declarations shared by these files
 */
#ifndef NSC_INTERACTION_ORDERS_H
#define NSC_INTERACTION_ORDERS_H

#include "analysis/estimators/estimate.h"
#include "analysis/landscape.h"
#include "base/base.h"

/*
 * All interactions of as many positions; if positions differ in their symbols, of as many positions of each number of
 * symbols. Part 0 is the constant (the shapes' means, if there are several shapes).
 */
typedef struct nsc_interaction_part {
    unsigned order;   /* symbols that act together */
    size_t symbols;   /* sum of the numbers of symbols of their positions, by which the eigenvalue goes */
    double dimension; /* on all strings of one shape; also the strings that differ from a given one in such positions */
    double square;    /* sum over strings of the squared part; NaN if the fitness is partial */
    double share;     /* of the variance within shapes, 0 ... 1; they sum to 1. NaN if missing; 0 for part 0 */
} nsc_interaction_part;

/* Sums are over strings, so a point counts once for each of its strings. */
typedef struct nsc_interaction_orders {
    unsigned symbols, positions;      /* positions: of the longest strings */
    const unsigned *position_symbols; /* [position] if they differ; of the space; else NULL: all `symbols` */
    double degree;                    /* strings that differ from one of the longest in one symbol */
    uint64_t words;
    nsc_interaction_part *parts; /* [part_count]; by ascending order if positions have as many symbols each */
    size_t part_count;
    size_t *strides; /* [position] difference of the part's number if the position also acts */
    double *weights; /* [part] scratch */
    double total;    /* variation within shapes: sum of squares over strings, estimated if the fitness is partial */
    double slope;    /* mean over pairs of symbols of |average difference of fitness|; NaN if the fitness is partial */
    const char *reason;                    /* reason the shares are missing; NULL if they are not */
    struct nsc_interaction_sample *sample; /* of a partial fitness: what intervals come from; else NULL */
} nsc_interaction_orders;

/* Reason a landscape has no interaction orders, as text; NULL if it has. */
const char *nsc_interaction_orders_obstacle(const nsc_landscape *landscape);

/*
 * Requires a landscape without such a reason. A complete fitness: 30 ms for 3^12 strings. A partial one: three
 * transforms of that length for each part, and 8 bytes for each part and evaluated string. Identical for any number of
 * threads. Released by nsc_interaction_orders_release.
 */
nsc_status nsc_interaction_orders_find(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                       const nsc_control *control, nsc_error *error);
void nsc_interaction_orders_release(nsc_interaction_orders *orders);

/* The parts of such a landscape without its fitness: eigenvalues and dimensions only. Released likewise. */
nsc_status nsc_interaction_orders_begin(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                        nsc_error *error);

/* Sum of the squares of all parts of this order, of a complete fitness. */
double nsc_interaction_order_square(const nsc_interaction_orders *orders, unsigned order);

/* The share of the orders from `lowest` to `highest`, with its interval: exact if the fitness is complete. These
 * functions use scratch memory of `orders`: one thread at a time. */
nsc_estimate nsc_interaction_order_share(const nsc_interaction_orders *orders, unsigned lowest, unsigned highest);

/* ---- eigenspaces ---- */

/* Whether each string is a point of its own, all are of one shape, and two are neighbours if one symbol differs. */
bool nsc_interaction_orders_are_eigenspaces(const nsc_landscape *landscape);

/* An eigenspace of the identity minus the uniform walk's transition matrix. */
typedef struct nsc_interaction_eigenspace {
    unsigned order; /* symbols that act together; 0 if positions differ in their symbols */
    size_t symbols; /* of its parts: their sum of symbols */
    double eigenvalue, dimension;
} nsc_interaction_eigenspace;

/* The eigenspace that follows *eigenspace ({0}: the first after the constant's), ascending; false after the last. */
bool nsc_interaction_eigenspace_next(const nsc_interaction_orders *orders, nsc_interaction_eigenspace *eigenspace);

/* The share of an eigenspace, with its interval. */
nsc_estimate nsc_interaction_eigenspace_share(const nsc_interaction_orders *orders,
                                              const nsc_interaction_eigenspace *eigenspace);

/* The walk at one lag. */
typedef struct nsc_interaction_lag {
    nsc_estimate autocorrelation; /* Σ share × (1 − eigenvalue)^lag (Stadler 1996); at lag 1, 1 − the mean eigenvalue */
    double return_probability;
    double pairs; /* pairs of evaluated strings that the estimate is worth, weighted as the walk makes them */
    const char *reason;
} nsc_interaction_lag;

/* With its interval: exact if the fitness is complete, and then without `pairs`. None if pairs are too few, with the
 * reason. */
nsc_interaction_lag nsc_interaction_autocorrelation(const nsc_interaction_orders *orders, unsigned lag);

#endif
