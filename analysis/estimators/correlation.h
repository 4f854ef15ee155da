/* Correlations of pairs, with intervals for the whole that the pairs are a sample of, without replacement. */
#ifndef NSC_CORRELATION_H
#define NSC_CORRELATION_H

#include "analysis/estimators/estimate.h"
#include "base/base.h"

/*
 * Pearson's and Spearman's correlation of `count` pairs, a share `coverage` of all pairs; NaN if either side is
 * constant or fewer than two pairs are given.
 *
 * The 95 % intervals are Fisher's: symmetric in artanh r, ±1.96 standard errors × √(1 − coverage). The standard error
 * comes from the influence of each pair on the correlation, which assumes no distribution. Pearson's is at least 1 /
 * √(count − 3), the one of normal pairs: with a heavy tail a sample underrates its own error. O(n log n).
 */
nsc_status nsc_correlations(const double *x, const double *y, size_t count, double coverage, nsc_estimate *pearson,
                            nsc_estimate *spearman, nsc_error *error);

/*
 * Kendall's tau-b, which takes ties into account, of the same pairs, with Fisher's interval as well: see kendall.c.
 * O(n log n).
 */
nsc_status nsc_kendall(const double *x, const double *y, size_t count, double coverage, nsc_estimate *kendall,
                       nsc_error *error);

/*
 * Shake-up: mean absolute difference between the two ranks of a point (from 1, ties sharing the mean of theirs), over
 * the number of points; 0: equal rankings, 1/3: independent ones, 1/2: reversed ones. NaN for fewer than two. The 95 %
 * interval is ±1.96 standard errors × √(1 − coverage), which come from the influence of each pair, as for Spearman's
 * correlation. O(n).
 */
nsc_status nsc_shake_up(const double *x_ranks, const double *y_ranks, size_t count, double coverage,
                        nsc_estimate *shake_up, nsc_error *error);

/*
 * Fisher's interval from the standard error of the value's artanh, narrowed by √(1 − coverage): the value itself if
 * coverage is 1 or the artanh is infinite.
 */
nsc_estimate nsc_correlation_of_sample(double value, double standard_error, double coverage);

#endif
