/*
 * Information content of random walks: declarations shared by the files of `information`.
 *
 *   information.c          the analysis
 *   information_entropy.c  H(ε) of the infinite walk, exactly
 *   information_turns.c    M(0) of the infinite walk, exactly
 *   information_walks.c    M(ε) of seeded walks
 *
 * A walk moves to an evaluated neighbour with equal probability, or in proportion to the weights of edges. Each step
 * gives a symbol: the sign of the change of fitness, or 0 if that is at most ε (Vassilev, Fogarty, Miller 2000).
 * Changes within the tolerance of the fitness are 0 at any ε.
 */
#ifndef NSC_INFORMATION_INTERNAL_H
#define NSC_INFORMATION_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/estimate.h"
#include "analysis/neighbours/neighbourhood.h"

#include <string.h>

/* Thresholds: 0, then ten a decade from 10^-5 of the range of the fitness to all of it; 0 alone if the range is 0. */
enum { NSC_THRESHOLDS = 52, NSC_THRESHOLD_KEY_SHIFT = 47, NSC_THRESHOLD_KEYS = 1 << 16 };
typedef struct nsc_thresholds {
    double epsilons[NSC_THRESHOLDS];
    size_t count;
    double range;     /* of the fitness; 0 if all values are equal within the tolerance */
    double tolerance; /* changes up to this count as none */
    uint8_t *below;   /* [NSC_THRESHOLD_KEYS] thresholds below the smallest number of that key */
} nsc_thresholds;

/* A key is a number's exponent and the first five bits after it. */
static inline size_t nsc_threshold_key(double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits >> NSC_THRESHOLD_KEY_SHIFT;
}

/* Thresholds that a number from 0 on exceeds: numbers of one key lie within 3 % of each other and thresholds 26 %
 * apart, so so that at most one beyond those below the key needs comparing. */
static inline size_t nsc_thresholds_exceeded(const nsc_thresholds *thresholds, double number) {
    const size_t below = thresholds->below[nsc_threshold_key(number)];
    return below + (below < thresholds->count && thresholds->epsilons[below] < number);
}

/* The change from one fitness to another: 0 within the tolerance, NaN if either is missing. */
static inline double nsc_change_of(const nsc_thresholds *thresholds, double from, double to) {
    const double change = to - from;
    return change <= thresholds->tolerance && -change <= thresholds->tolerance ? 0 : change;
}

/*
 * entropies[threshold]: H(ε) = −Σ P(p, q) log₆ P(p, q) over pairs of successive symbols p ≠ q. At a point with k
 * evaluated neighbours, of which w are worse and b better by more than ε (all by weight), the step that led there and
 * the next one are drawn from the neighbours independently, since the walk is reversible: the probabilities are sums
 * over points.
 */
nsc_status nsc_information_entropies(const nsc_landscape *landscape, const nsc_thresholds *thresholds,
                                     const nsc_control *control, double entropies[NSC_THRESHOLDS], nsc_error *error);

/* A figure between two bounds. */
typedef struct nsc_bounds {
    double low, high;
} nsc_bounds;

/* Bounds this close count as one number. */
#define NSC_INFORMATION_CLOSE 1e-6

/* M(0) of the infinite walk: see information_turns.c. Bounds farther apart than NSC_INFORMATION_CLOSE if it takes too
 * long. */
nsc_status nsc_information_turns(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 const nsc_control *control, nsc_bounds *turns, nsc_error *error);

/*
 * partial[threshold]: M(ε) = length of the sequence of symbols without zeros and without repeats / number of symbols
 * (Vassilev, Fogarty, Miller 2000), for `walks` walks of `length` steps, which start from the stationary distribution,
 * in proportion to a point's evaluated neighbours. The mean over walks with the interval for the infinite walk, which
 * is NaN for a single walk. There must be a pair of evaluated neighbours.
 */
nsc_status nsc_information_walks(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 const nsc_thresholds *thresholds, const nsc_analysis_options *options,
                                 nsc_estimate partial[NSC_THRESHOLDS], nsc_error *error);

#endif
