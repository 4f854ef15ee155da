/*
 * Intervals from the influences of the evaluated points on an estimate, for values with long tails: networks that
 * failed to train are few and far below the others, so that a sample's spread does not tell how many more are hidden.
 *
 * The interval is a quantile of a gamma distribution with the mean, the variance and the third cumulant of the
 * estimate. To these, half a point is added that is as far out as a hidden one may be: for a weighted sum of counts
 * this is the interval of Fay and Feuer (1997), with half a count for a whole one as in that of Jeffreys, and for means
 * of many points without tails it is the usual one. Points are drawn without replacement: in a stratum of which a share
 * h is hidden, the variance of a mean has a factor h, its third cumulant h (1 + h), which are those of the geometric
 * distribution where one point is drawn.
 */
#ifndef NSC_INFLUENCE_H
#define NSC_INFLUENCE_H

#include "analysis/estimators/design.h"

/* The lowest and the highest influence that a point without a value may have; 0 lies between. */
typedef struct nsc_influence_range {
    double low, high;
} nsc_influence_range;

/*
 * The estimate `value` with its interval; influences as for nsc_design_error: influence[count] of points[count], all
 * evaluated points of the population, is what the estimate is the mean of, to first order. Exact if all points are
 * evaluated; without an interval if a stratum is too small to tell.
 */
nsc_estimate nsc_estimate_skewed(double value, const nsc_design *design, const uint32_t *points,
                                 const double *influence, size_t count, nsc_influence_range hidden);

/*
 * The same for a correlation, on Fisher's z; for a positive number, such as a deviation, on its logarithm; for a share,
 * on its logit. Hidden points are no further from the mean influence of their stratum than its evaluated ones, or those
 * of all strata if it has fewer than 30. Influences are those on the value itself. At the end of the range there is no
 * interval. Where values are squared, tails are longer than any sample tells: the interval of a correlation of values,
 * not of ranks, has a whole point added, and it and that of a scale reach at least as far as Student's
 * (nsc_design_error).
 */
nsc_estimate nsc_estimate_skewed_correlation(double correlation, bool of_ranks, const nsc_design *design,
                                             const uint32_t *points, const double *influence, size_t count);
nsc_estimate nsc_estimate_skewed_scale(double scale, const nsc_design *design, const uint32_t *points,
                                       const double *influence, size_t count);
nsc_estimate nsc_estimate_skewed_share(double share, const nsc_design *design, const uint32_t *points,
                                       const double *influence, size_t count);

#endif
