/*
 * Means, deviations and correlations of the whole space, estimated from its measured points.
 *
 * Points of one size (number of vertices) count as drawn at random from all of that size; sizes are weighted by how
 * many points of the space have them, since measurements seldom cover all sizes alike. An interval is that of a
 * stratified sample without replacement, linearised (Särndal, Swensson, Wretman 1992, sections 3.7 and 5.5), so its
 * width falls to 0 as coverage grows to 1.
 */
#ifndef NSC_SAMPLE_H
#define NSC_SAMPLE_H

#include "analysis/estimators/estimate.h"
#include "analysis/estimators/strata.h"

/* The points that have all values of the columns in question. */
typedef struct nsc_sample {
    uint32_t point_count;
    size_t count;
    uint32_t *points; /* [count], ascending */
    uint8_t stratum_of_size[NSC_SIZES];
    const double *sizes;           /* [point_count], borrowed */
    nsc_stratum strata[NSC_SIZES]; /* adjacent sizes are joined if one has too few points for a variance */
    size_t stratum_count;
    double *scratch; /* [count], for the functions below: one thread at a time */
    char gap[128];   /* sizes of more than 1 % of the space without enough measured points, as text; empty if none */
} nsc_sample;

/* The points whose values in all `columns` ([point_count] each, NaN if missing) are present. `sizes` is borrowed. */
nsc_status nsc_sample_take(nsc_sample *sample, const double *sizes, uint32_t point_count, const double *const *columns,
                           size_t column_count, nsc_error *error);
void nsc_sample_release(nsc_sample *sample);

static inline bool nsc_sample_complete(const nsc_sample *sample) {
    return sample->count == sample->point_count;
}

/*
 * Values and masks below are arrays over all points; only those of the sample are read, and if a mask is given, only
 * those where it is true.
 */

/*
 * The mean over the points in the mask, exact if all of them are measured. NaN if none is, without an interval if only
 * one is.
 */
nsc_estimate nsc_sample_mean(const nsc_sample *sample, const double *values, const bool *mask);

/* The share of points where `mask` is true, with Wilson's interval at the design's effective sample size. */
nsc_estimate nsc_sample_share(const nsc_sample *sample, const bool *mask);

/* The standard deviation over all points of the space (divided by their number). */
nsc_estimate nsc_sample_deviation(const nsc_sample *sample, const double *values);

/* Pearson's correlation, its interval on Fisher's z. NaN if a side is constant. */
nsc_estimate nsc_sample_correlation(const nsc_sample *sample, const double *x, const double *y, const bool *mask);

#endif
