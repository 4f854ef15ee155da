/* Quantiles of the fitness of the whole space, estimated from a weighted sample. */
#ifndef NSC_QUANTILES_H
#define NSC_QUANTILES_H

#include "analysis/estimators/sample.h"
#include "base/base.h"

/* The values of a sample in ascending order. */
typedef struct nsc_quantile_sample {
    const nsc_sample *sample; /* borrowed */
    size_t count;
    double *values, *weights; /* [count] ascending; weights with mean 1, NULL if all are equal */
    uint32_t *points;         /* [count] in that order */
    double *scratch;          /* [count] */
} nsc_quantile_sample;

/* values[point] of the space. Release by nsc_quantile_sample_close, also after a failure. O(n log n). */
nsc_status nsc_quantile_sample_open(nsc_quantile_sample *quantiles, const nsc_sample *sample, const double *values,
                                    nsc_error *error);
void nsc_quantile_sample_close(nsc_quantile_sample *quantiles);

/*
 * The quantile at `share`, 0 ... 1, linear between order statistics (Hyndman, Fan 1996, definition 7; by weight: the
 * place of a value is (number before it) × (its weight) + (n − 1) × (weights before it)). The interval is that of
 * Woodruff (1952): the values at which the share of points below, an estimate by the design, is as far from `share` as
 * its own interval reaches; *reason says why there is none, such as fewer than five points on a side. At 0 and 1 it is
 * the lowest and highest evaluated value. O(n).
 */
nsc_estimate nsc_quantile_of(const nsc_quantile_sample *quantiles, double share, const char **reason);

#endif
