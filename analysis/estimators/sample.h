/*
 * Means, shares, deviations and correlations of the whole space, or of a part of it, estimated from the measured points
 * under the design of the sample (design.h). An interval's width falls to 0 as coverage grows to 1.
 */
#ifndef NSC_SAMPLE_H
#define NSC_SAMPLE_H

#include "analysis/estimators/design.h"

/* The evaluated points of a design. */
typedef struct nsc_sample {
    nsc_design design;
    size_t count;
    uint32_t *points; /* [count], ascending */
    double *scratch;  /* [count], for the functions below: one thread at a time */
} nsc_sample;

/* The sample of a fitness, within a part of the space unless `within` is NULL: see nsc_design_open. */
nsc_status nsc_sample_open(nsc_sample *sample, const nsc_space *space, const nsc_fitness *fitness, const bool *within,
                           const nsc_control *control, nsc_error *error);

/* The sample of arrays, of which none is kept: see nsc_design_of. */
nsc_status nsc_sample_take(nsc_sample *sample, const nsc_design_data *data, nsc_error *error);
void nsc_sample_release(nsc_sample *sample);

static inline bool nsc_sample_complete(const nsc_sample *sample) {
    return nsc_design_complete(&sample->design);
}

/*
 * Values and masks below are arrays over all points. Values are read at the points of the sample only, and if a mask is
 * given, where it is true; a mask is read at all points of the population.
 */

/*
 * The mean over the points in the mask, exact if all of them are measured. NaN if none is, without an interval if fewer
 * than NSC_LEAST_OF_MEAN are. See influence.h for the interval.
 */
enum { NSC_LEAST_OF_MEAN = 5 };
nsc_estimate nsc_sample_mean(const nsc_sample *sample, const double *values, const bool *mask);

/* The share of points where `mask` is true, with Wilson's interval at the design's effective sample size. */
nsc_estimate nsc_sample_share(const nsc_sample *sample, const bool *mask);

/* The standard deviation over all points of the population (divided by their number). */
nsc_estimate nsc_sample_deviation(const nsc_sample *sample, const double *values);

#endif
