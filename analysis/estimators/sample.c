/*
 * Each estimate is a function of weighted means; its standard error is that of the weighted mean of its influence
 * values, the effect of each measured point on it.
 */
#include "analysis/estimators/sample.h"

#include "analysis/estimators/influence.h"

#include <math.h>
#include <string.h>

/* ---- the sample ---- */

nsc_status nsc_sample_take(nsc_sample *sample, const nsc_design_data *data, nsc_error *error) {
    nsc_status status = NSC_OK;
    *sample = (nsc_sample){0};
    NSC_TRY(nsc_design_of(&sample->design, data, error));
    NSC_TRY(nsc_allocate(&sample->points, sample->design.evaluated_count, sizeof *sample->points, error));
    NSC_TRY(nsc_allocate(&sample->scratch, sample->design.evaluated_count, sizeof *sample->scratch, error));
    for (uint32_t point = 0; point < data->point_count; point++)
        if (nsc_design_evaluates(data, point))
            sample->points[sample->count++] = point;
out:
    if (status != NSC_OK)
        nsc_sample_release(sample);
    return status;
}

nsc_status nsc_sample_open(nsc_sample *sample, const nsc_space *space, const nsc_fitness *fitness, const bool *within,
                           const nsc_control *control, nsc_error *error) {
    const double *const columns[] = {fitness->values};
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    *sample = (nsc_sample){0};
    NSC_TRY(nsc_point_sizes(space, control, &sizes, error));
    const nsc_design_data data = {space->point_count, sizes, columns, 1, fitness->chosen, within};
    NSC_TRY(nsc_sample_take(sample, &data, error));
out:
    free(sizes);
    return status;
}

void nsc_sample_release(nsc_sample *sample) {
    nsc_design_release(&sample->design);
    free(sample->points);
    free(sample->scratch);
    *sample = (nsc_sample){0};
}

/* The share of the population that a measured point stands for. */
static double weight_at(const nsc_sample *sample, size_t place) {
    return nsc_design_weight(&sample->design, sample->points[place]) / sample->design.population_count;
}

/* ---- weighted means and their standard errors ---- */

/*
 * values[place] is that of the sample's point number `place`. Hundreds of thousands of terms cost double four digits.
 */
static double weighted_mean(const nsc_sample *sample, const double *values) {
    long double sum = 0;
    for (size_t place = 0; place < sample->count; place++)
        sum += (long double)weight_at(sample, place) * values[place];
    return (double)sum;
}

/*
 * 1 in the scratch space for each measured point in the mask, else 0; returns the share of the population in the mask.
 */
static double mark_within(const nsc_sample *sample, const bool *mask) {
    for (size_t place = 0; place < sample->count; place++)
        sample->scratch[place] = mask == NULL || mask[sample->points[place]];
    return weighted_mean(sample, sample->scratch);
}

/* Number of points of the population in the mask, measured or not. */
static size_t count_all(const nsc_sample *sample, const bool *mask) {
    size_t count = 0;
    for (uint32_t point = 0; point < sample->design.space_count; point++)
        count += sample->design.stratum[point] != NSC_NO_STRATUM && (mask == NULL || mask[point]);
    return count;
}

nsc_estimate nsc_sample_mean(const nsc_sample *sample, const double *values, const bool *mask) {
    double *influence = sample->scratch;
    long double sum = 0, plain_sum = 0;
    size_t within = 0;
    const double share = mark_within(sample, mask);
    for (size_t place = 0; place < sample->count; place++)
        if (influence[place] > 0) {
            within++;
            plain_sum += values[sample->points[place]];
            sum += (long double)weight_at(sample, place) * values[sample->points[place]];
        }
    if (within == 0)
        return nsc_estimate_none();
    if (within == count_all(sample, mask))
        return nsc_estimate_exact((double)(plain_sum / within));
    const double mean = (double)(sum / share);
    if (within < NSC_LEAST_OF_MEAN)
        return nsc_estimate_alone(mean);
    /* A hidden point of the mask may have any value that an evaluated one has, in the mask or not. */
    nsc_influence_range hidden = {0, 0};
    for (size_t place = 0; place < sample->count; place++) {
        const double own = (values[sample->points[place]] - mean) / share;
        influence[place] *= own;
        hidden = (nsc_influence_range){fmin(hidden.low, own), fmax(hidden.high, own)};
    }
    return nsc_estimate_skewed(mean, &sample->design, sample->points, influence, sample->count, hidden);
}

nsc_estimate nsc_sample_share(const nsc_sample *sample, const bool *mask) {
    double share = mark_within(sample, mask);
    size_t within = 0;
    if (sample->count == 0)
        return nsc_estimate_none();
    for (size_t place = 0; place < sample->count; place++)
        within += sample->scratch[place] > 0;
    if (within == 0 || within == sample->count)
        share = within == 0 ? 0 : 1; /* exactly, whatever the weights add up to */
    if (nsc_sample_complete(sample))
        return nsc_estimate_exact(share);
    /* Effective sample size: the independent draws that would have this standard error; a share of 0 or 1 gives
     * none. */
    const double error_of_share =
        nsc_design_error(&sample->design, sample->points, sample->scratch, sample->count).error;
    const double draws =
        share > 0 && share < 1 ? share * (1 - share) / (error_of_share * error_of_share) : (double)sample->count;
    return nsc_estimate_wilson(share, draws, NSC_Z95);
}

nsc_estimate nsc_sample_deviation(const nsc_sample *sample, const double *values) {
    double *influence = sample->scratch;
    if (sample->count < 2)
        return nsc_estimate_none();
    for (size_t place = 0; place < sample->count; place++)
        influence[place] = values[sample->points[place]];
    const double mean = weighted_mean(sample, influence);
    for (size_t place = 0; place < sample->count; place++)
        influence[place] = (influence[place] - mean) * (influence[place] - mean);
    const double variance = weighted_mean(sample, influence);
    const double deviation = sqrt(variance);
    for (size_t place = 0; place < sample->count; place++) {
        const double residual = values[sample->points[place]] - mean;
        influence[place] = deviation > 0 ? (residual * residual - variance) / (2 * deviation) : 0;
    }
    return nsc_estimate_skewed_scale(deviation, &sample->design, sample->points, influence, sample->count);
}
