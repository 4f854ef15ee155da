/* Intervals of independent runs: by order statistics, and by bootstrap resampling (Efron 1979). */
#ifndef NSC_RESAMPLES_H
#define NSC_RESAMPLES_H

#include "analysis/estimators/estimate.h"
#include "base/base.h"

#include <gsl/gsl_rng.h>

/* The mean of `count` independent values with Student's interval; without interval for fewer than two. */
nsc_estimate nsc_mean_of_runs(const double *values, size_t count);

/* The quantile at `share`, 0 … 1, of ascending values, linear between order statistics (Hyndman, Fan 1996, definition
 * 7); values may be infinite. */
double nsc_sorted_quantile(const double *ascending, size_t count, double share);

/*
 * The same, with the interval between the two order statistics that the quantile of the distribution lies between with
 * a chance of 95 % or more, whatever the distribution; without an end where there are too few values for one.
 */
nsc_estimate nsc_quantile_of_runs(const double *ascending, size_t count, double share);

/* Draws `count` of as many items with replacement: counts[i], how often item i comes. */
void nsc_resample(gsl_rng *random, size_t count, uint32_t *counts);

/* Mean and median of a resample of values in ascending order, values[order[0]] ≤ …; counts as nsc_resample gives. */
void nsc_resampled(const double *values, const uint32_t *order, const uint32_t *counts, size_t count, double *mean,
                   double *median);

/* The value with the interval between the percentiles 2.5 and 97.5 of resampled ones, which are sorted; finite ones
 * alone count, and none gives no interval. `items`: how many were resampled; one alone gives no interval either. */
nsc_estimate nsc_percentile_interval(double value, size_t items, double *resampled, size_t count);

#endif
