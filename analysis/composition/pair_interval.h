/*
 * Intervals of figures that follow from means over pairs of evaluated points, such as shares of the variance: half the
 * mean squared difference of all pairs is the variance, that of the pairs within a group the variance within it.
 */
#ifndef NSC_PAIR_INTERVAL_H
#define NSC_PAIR_INTERVAL_H

#include "analysis/estimators/design.h"

/* A figure: its unbiased estimate, the value printed, which is within `lowest` ... `highest`, and what makes it
 * vary. */
typedef struct nsc_pair_figure {
    double value, unbiased, lowest, highest;
    double most_freedom; /* degrees of freedom: few, since a sample that misses points far out does not show them */
    double noise;        /* growth of a quarter of the variance with the figure: see below; 0: none */
    double *influences;  /* [count] of the evaluated points: sums over the pairs of each; overwritten */
    double pair_squares; /* Σ over pairs of the squared influence of the pair × the hidden shares of both ends */
} nsc_pair_figure;

/*
 * Student's interval about the unbiased estimate, or about the end of the range that it is beyond; cut to the range and
 * extended to the value. Its variance is Σ over points of squared influences × the hidden share, less that of pairs,
 * which are counted twice (Särndal, Swensson, Wretman 1992, section 5.5). Two things widen it for heavy tails: at most
 * `most_freedom` degrees of freedom; and the end on the side to which influences are skewed is further out, by skewness
 * × (2 z² + 1) / 6 standard errors (Johnson 1978; Hall 1992).
 *
 * A share of the variance is a squared amplitude: with noise ν on amplitudes, its variance grows by 4 ν with the share,
 * so that a share which comes out too low shows too small a variance. The upper end allows for it: the half-width h
 * becomes m + √(m² + h²), m = 2 z² ν.
 */
nsc_estimate nsc_pair_figure_interval(const nsc_design *design, const uint32_t *points, size_t count,
                                      const nsc_pair_figure *figure);

/* Σ over points of a factor × x^power: x the value less the mean, in standard deviations. */
enum { NSC_PAIR_POWERS = 5 };

/*
 * Σ over ordered pairs of u(i) u(j) (a (x(i) − x(j))² / 2 + b)², from power sums of u: what the squared influences of
 * pairs add up to. squares: Σ u².
 */
double nsc_pair_squares(const double powers[NSC_PAIR_POWERS], double squares, double a, double b);

#endif
