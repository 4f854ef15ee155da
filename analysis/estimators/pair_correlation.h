/*
 * Interval of a correlation over pairs of points, both of which must be evaluated: few pairs with extreme fitnesses
 * (networks that failed to train) may carry most of it.
 */
#ifndef NSC_PAIR_CORRELATION_H
#define NSC_PAIR_CORRELATION_H

#include "analysis/estimators/estimate.h"

/*
 * A variance as a function of the correlation r: with x the influence of a point (or pair) on the covariance and y that
 * on the variance of the fitness, both over the variance of the fitness, Σ (x − r y)² = xx − 2 r xy + r² yy.
 */
typedef struct nsc_quadratic {
    double xx, xy, yy;
} nsc_quadratic;

static inline void nsc_quadratic_add(nsc_quadratic *sum, double factor, double x, double y) {
    sum->xx += factor * x * x;
    sum->xy += factor * x * y;
    sum->yy += factor * y * y;
}
static inline double nsc_quadratic_at(const nsc_quadratic *form, double r) {
    return form->xx - 2 * r * form->xy + r * r * form->yy;
}

/* What the interval of a correlation over pairs rests on; with h = 1 − inclusion probability of a point. */
typedef struct nsc_pair_errors {
    nsc_quadratic points;     /* sum over points of h × (sum over the pairs at the point)² */
    nsc_quadratic pairs;      /* sum over pairs of the product of both h × square */
    double squares;           /* sum over points of the squared terms of `points` at the estimate */
    double third, covariance; /* third moment of the estimate, and the covariance with its variance */
    double other;             /* variance from other sources, such as random signs, and its degrees of freedom */
    double other_freedom;
} nsc_pair_errors;

/* Adds a point whose pairs move the covariance and the variance so much; `correlation` is the estimate. */
void nsc_pair_errors_add(nsc_pair_errors *errors, double hidden, double covariance, double variance,
                         double correlation);

/*
 * The 95 % interval of the correlation `value`. Its variance is that of a Poisson sample in strata, linearised
 * (Särndal, Swensson, Wretman 1992, section 5.5): `points` − `pairs`, at least half of `points`, which is what
 * uncorrelated pairs give; times n / (n − 1), with n − 1 degrees of freedom, for n points of equal influence that make
 * the variance as uncertain: (Σ v)² / Σ v², v the terms of `points`. `other` is added; the degrees of freedom of
 * Student's t are Satterthwaite's (1946). The skewness of a studentised estimate (Johnson 1978) widens one side.
 *
 * A sample with few extreme pairs gives too low a correlation and too small a variance. So the upper end is that of a
 * score test: the variance is the one at the correlation tested (Fieller 1954), if that is larger, and the distance is
 * measured on Fisher's z. The lower end is Fisher's. Both ends are between −1 and 1. Exact if the variance is 0;
 * without an interval if a single point decides it.
 */
nsc_estimate nsc_estimate_pair_correlation(double value, const nsc_pair_errors *errors);

/*
 * Independent pairs of normally distributed fitnesses that are worth as much as `pairs` pairs of fitnesses of that
 * kurtosis (3: normal), since a covariance is as uncertain as its products; and the least with which an interval
 * covers.
 */
double nsc_effective_pairs(double pairs, double kurtosis);
enum { NSC_LEAST_EFFECTIVE_PAIRS = 10 };

#endif
