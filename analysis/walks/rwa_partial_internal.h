/*
 * The state of an estimate from a partial fitness, shared by
 *
 *   rwa_partial.c           the estimate
 *   rwa_partial_diagonal.c  probabilities that the walk is back at a point
 *   rwa_partial_errors.c    errors, and what noise takes from the correlation
 */
#ifndef NSC_RWA_PARTIAL_INTERNAL_H
#define NSC_RWA_PARTIAL_INTERNAL_H

#include "analysis/walks/rwa_internal.h"
#include "graph/rows.h"

enum {
    NSC_PROBES = 4,  /* vectors of random signs, pushed together */
    NSC_VECTORS = 4, /* weight, weight × fitness, weight × fitness², covered */
    NSC_POWERS = 3,  /* the first three of them, times a random sign */
    NSC_OF_WEIGHT = 0,
    NSC_OF_FITNESS = 1,
    NSC_OF_SQUARE = 2,
    NSC_OF_COVERED = 3
};

_Static_assert(NSC_PROBES <= NSC_VECTORS, "signs and pairs take turns in the same vectors");

/* Diagonal sums at each lag, for each vector of signs: the return probability, and those subtracted from sums over
 * pairs. */
typedef struct nsc_partial_diagonals {
    double (*returns)[NSC_PROBES]; /* [lag] Σ π(i) P^k(i,i) over all points of the domain */
    double (
        *sums[3])[NSC_PROBES]; /* [power of fitness][lag] Σ π(i) w(i)² f(i)^power P^k(i,i) over the evaluated ones */
    double *second;            /* [point] P²(i,i) */
    bool exact;                /* at all lags */
} nsc_partial_diagonals;

typedef struct nsc_partial {
    const nsc_walk_domain *domain;
    const nsc_graph *graph;
    nsc_rows rows;
    nsc_rwa_curve *curve;
    uint32_t point_count;
    uint32_t *evaluated; /* the walked points with a fitness */
    double *start;       /* [point × NSC_VECTORS] */
    double *before;      /* [point × NSC_VECTORS], P^k start */
    double *after;
    double *signs;        /* [point × NSC_PROBES], 0 without a fitness */
    double *signs_before; /* [point × NSC_PROBES], P^k D^-½ signs */
    double *signs_after;
    double *powers_before; /* [point × NSC_POWERS], P^k of the vectors times a sign and √(1 − inclusion probability) */
    double *powers_after;
    nsc_partial_diagonals diagonal;
} nsc_partial;

static inline double nsc_partial_centred(const nsc_walk_domain *domain, uint32_t point) {
    return domain->landscape->fitness->values[point] - domain->mean;
}

/* One lag's mean over the signs, or over all but one of them. */
enum { NSC_NO_PROBE = -1 };
static inline double nsc_mean_of_probes(const double by_probe[NSC_PROBES], int left_out) {
    double sum = 0;
    for (int probe = 0; probe < NSC_PROBES; probe++)
        sum += probe == left_out ? 0 : by_probe[probe];
    return sum / (left_out == NSC_NO_PROBE ? NSC_PROBES : NSC_PROBES - 1);
}

/* Sums over the pairs with one point first; `chance` is its P^k(i,i). */
static inline nsc_pair_sums nsc_partial_sums(const nsc_partial *state, uint32_t point, double chance) {
    const double *reached = state->before + (size_t)point * NSC_VECTORS;
    const double *own = state->start + (size_t)point * NSC_VECTORS;
    const double stationary = state->domain->stationary[point],
                 diagonal = own[NSC_OF_WEIGHT] * own[NSC_OF_WEIGHT] * chance;
    const double fitness = nsc_partial_centred(state->domain, point);
    return (nsc_pair_sums){
        .weight = stationary * (own[NSC_OF_WEIGHT] * reached[NSC_OF_WEIGHT] - diagonal),
        .sum = stationary *
               (0.5 * (own[NSC_OF_WEIGHT] * reached[NSC_OF_FITNESS] + own[NSC_OF_FITNESS] * reached[NSC_OF_WEIGHT]) -
                diagonal * fitness),
        .square = stationary *
                  (0.5 * (own[NSC_OF_WEIGHT] * reached[NSC_OF_SQUARE] + own[NSC_OF_SQUARE] * reached[NSC_OF_WEIGHT]) -
                   diagonal * fitness * fitness),
        .product = stationary * (own[NSC_OF_FITNESS] * reached[NSC_OF_FITNESS] - diagonal * fitness * fitness)};
}

static inline void nsc_partial_swap(double **first, double **second) {
    double *const swapped = *first;
    *first = *second;
    *second = swapped;
}

/* c(k), its errors, and the number of pairs of normally distributed fitnesses that its pairs are worth. */
typedef struct nsc_partial_estimate {
    double correlation, effective_pairs;
    double of_mean; /* variance of the mean over that of the fitness */
    nsc_pair_errors errors;
} nsc_partial_estimate;

/*
 * c(k) from the sums over pairs. Products of differences from the estimated mean are too low by its variance, which is
 * added. Pairs that stand for less than half of all, whose weight is `all_weight`, are worth nothing, since the others
 * are of other strata.
 */
nsc_partial_estimate nsc_partial_correlation(const nsc_partial *state, unsigned lag, const nsc_pair_sums *sums,
                                             double all_weight);

/* D^-½ z for one point's random signs z. */
void nsc_partial_draw_signs(const nsc_partial *state, gsl_rng *random, uint32_t point, double *signs);

/* Lags 0 to 2, exact and the same for all signs: the walk returns certainly, never, and by each neighbour. */
void nsc_partial_exact_diagonal(nsc_partial *state);

/* All larger lags where interaction orders are eigenspaces: P^k(i,i) is the same at all points, the mean of all
 * eigenvalues to the power of k. Multiplies the sums at lag 0, which nsc_partial_exact_diagonal fills in. */
nsc_status nsc_partial_diagonal_by_orders(nsc_partial *state, nsc_error *error);

/* R(k) from lag 3 on, with signs at all points walked; uses the vectors that the pairs need only afterwards. */
nsc_status nsc_partial_probe_returns(nsc_partial *state, gsl_rng *random, const nsc_control *control, nsc_error *error);

/* Takes the signs at evaluated points one step further, and from lag 3 on adds their estimate of the sums over
 * evaluated points. */
nsc_status nsc_partial_probe_evaluated(nsc_partial *state, unsigned lag, nsc_error *error);

#endif
