/*
 * Correlations of two values of points, with intervals for the population that the points are a sample of.
 *
 * Points count by the weights of the design, and the standard errors come from the influence of each point, which
 * assumes no distribution. Intervals: influence.h, on Fisher's z. With the best q % of the points, the influences know
 * that the border is an estimate (best_part.h).
 */
#ifndef NSC_CORRELATION_H
#define NSC_CORRELATION_H

#include "analysis/estimators/best_part.h"
#include "analysis/estimators/sample.h"

/* The points that have both values. All is borrowed. */
typedef struct nsc_pair_sample {
    const nsc_design *design; /* of the points that have both */
    const uint32_t *points;   /* [count] */
    const double *x, *y;      /* [count] */
    size_t count;
    const nsc_best_part *part; /* those that are compared; NULL: all */
} nsc_pair_sample;

/*
 * Pearson's and Spearman's correlation: NaN if either side is constant or fewer than two points are compared; exact if
 * all of the population are evaluated; without an interval for fewer than NSC_LEAST_OF_PART points, or at ±1. O(n log
 * n).
 */
nsc_status nsc_correlations(const nsc_pair_sample *sample, nsc_estimate *pearson, nsc_estimate *spearman,
                            nsc_error *error);

/* Pearson's correlation alone, of values[space_count] of the points of a sample, likewise. */
nsc_status nsc_sample_correlation(const nsc_sample *sample, const double *x, const double *y, nsc_estimate *pearson,
                                  nsc_error *error);

/* Kendall's tau-b, which takes ties into account, likewise: see kendall.c. O(n log n). */
nsc_status nsc_kendall(const nsc_pair_sample *sample, nsc_estimate *kendall, nsc_error *error);

/*
 * Shake-up: mean absolute difference between the two ranks of a point (from 1, ties sharing the mean of theirs), over
 * the number of points; 0: equal rankings, 1/3: independent ones, 1/2: reversed ones. x_ranks and y_ranks are the ranks
 * by weight (nsc_weighted_ranks) of the points that are compared, in the order of the sample. NaN for fewer than two;
 * the interval is on the logit of twice the value. O(n log n).
 */
nsc_status nsc_shake_up(const nsc_pair_sample *sample, const double *x_ranks, const double *y_ranks,
                        nsc_estimate *shake_up, nsc_error *error);

/* ---- for the files of correlations ---- */

/* The points of a sample that are compared: copies of their values, and weights with mean 1, NULL if all are equal. */
typedef struct nsc_weighted_pairs {
    double *x, *y, *weights;
    size_t count;
} nsc_weighted_pairs;

/* Release by nsc_weighted_pairs_release, also after a failure. */
nsc_status nsc_weighted_pairs_take(nsc_weighted_pairs *pairs, const nsc_pair_sample *sample, nsc_error *error);
void nsc_weighted_pairs_release(nsc_weighted_pairs *pairs);

/* A correlation with its interval, from own[count], the influences of the points that are compared. */
nsc_status nsc_correlation_of_sample(const nsc_pair_sample *sample, double value, bool of_ranks, const double *own,
                                     nsc_estimate *estimate, nsc_error *error);

/* True if such an estimate has an interval that needs influences: not all are evaluated, and enough are compared. */
bool nsc_pair_sample_estimates(const nsc_pair_sample *sample);

#endif
