/* Weighted quantiles, and their intervals by way of the share of points below. */
#include "analysis/estimators/quantiles.h"

#include "analysis/estimators/ranking.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

void nsc_quantile_sample_close(nsc_quantile_sample *quantiles) {
    free(quantiles->values);
    free(quantiles->weights);
    free(quantiles->points);
    free(quantiles->scratch);
    *quantiles = (nsc_quantile_sample){0};
}

nsc_status nsc_quantile_sample_open(nsc_quantile_sample *quantiles, const nsc_sample *sample, const double *values,
                                    nsc_error *error) {
    const size_t count = sample->count;
    size_t *order = NULL;
    nsc_status status = NSC_OK;
    *quantiles = (nsc_quantile_sample){.sample = sample, .count = count};
    NSC_TRY(nsc_allocate(&quantiles->values, count, sizeof *quantiles->values, error));
    NSC_TRY(nsc_allocate(&quantiles->points, count, sizeof *quantiles->points, error));
    NSC_TRY(nsc_allocate(&quantiles->scratch, count, sizeof *quantiles->scratch, error));
    NSC_TRY(nsc_allocate(&order, count, sizeof *order, error));
    for (size_t place = 0; place < count; place++)
        quantiles->scratch[place] = values[sample->points[place]];
    NSC_TRY(nsc_ascending(quantiles->scratch, count, order, error));
    for (size_t place = 0; place < count; place++) {
        quantiles->points[place] = sample->points[order[place]];
        quantiles->values[place] = quantiles->scratch[order[place]];
    }
    NSC_TRY(nsc_relative_weights(&sample->design, quantiles->points, count, &quantiles->weights, error));
out:
    free(order);
    return status;
}

static double weight_at(const nsc_quantile_sample *quantiles, size_t place) {
    return nsc_weight_of(quantiles->weights, place);
}

/* The quantile by the definition in quantiles.h; places are scaled by count − 1. */
static double value_at(const nsc_quantile_sample *quantiles, double share) {
    const size_t count = quantiles->count;
    const double *values = quantiles->values;
    if (quantiles->weights == NULL)
        return gsl_stats_quantile_from_sorted_data(values, 1, count, share);
    const double last = (double)count - 1, end = last * weight_at(quantiles, count - 1);
    double before = 0, all = 0;
    for (size_t place = 0; place < count; place++)
        all += weight_at(quantiles, place);
    const double wanted = share * (end + last * (all - weight_at(quantiles, count - 1)));
    double here = 0; /* of the value at `place` */
    for (size_t place = 0; place + 1 < count; place++) {
        before += weight_at(quantiles, place);
        const double next = (double)(place + 1) * weight_at(quantiles, place + 1) + last * before;
        if (next >= wanted)
            return next > here ? values[place] + (values[place + 1] - values[place]) *
                                                     fmin(1, fmax(0, (wanted - here) / (next - here)))
                               : values[place + 1];
        here = next;
    }
    return values[count - 1];
}

/* The standard error of the share of points that are at most `value`. */
static double error_of_share(const nsc_quantile_sample *quantiles, double value) {
    for (size_t place = 0; place < quantiles->count; place++)
        quantiles->scratch[place] = quantiles->values[place] <= value;
    return nsc_design_error(&quantiles->sample->design, quantiles->points, quantiles->scratch, quantiles->count).error;
}

/* Share of the weights of values that are at most `value`. */
static double share_below(const nsc_quantile_sample *quantiles, double value) {
    double below = 0, all = 0;
    for (size_t place = 0; place < quantiles->count; place++) {
        below += quantiles->values[place] <= value ? weight_at(quantiles, place) : 0;
        all += weight_at(quantiles, place);
    }
    return below / all;
}

/* The highest value with at most a share `low` at or below it, and the lowest with at least `high` below it. */
static void find_ends(const nsc_quantile_sample *quantiles, double low, double high, nsc_estimate *estimate) {
    const size_t count = quantiles->count;
    double below = 0, all = 0;
    for (size_t place = 0; place < count; place++)
        all += weight_at(quantiles, place);
    estimate->low = quantiles->values[0];
    estimate->high = quantiles->values[count - 1];
    for (size_t place = 0; place < count; place++) {
        if (below / all >= high) {
            estimate->high = quantiles->values[place];
            break;
        }
        below += weight_at(quantiles, place);
        if (below / all <= low)
            estimate->low = quantiles->values[place];
    }
}

nsc_estimate nsc_quantile_of(const nsc_quantile_sample *quantiles, double share, const char **reason) {
    enum { LEAST_ON_A_SIDE = 5 };
    const double value = value_at(quantiles, share);
    nsc_estimate estimate = nsc_estimate_alone(value);
    *reason = NULL;
    if (nsc_sample_complete(quantiles->sample))
        return nsc_estimate_exact(value);
    if (share <= 0 || share >= 1) {
        *reason = "of the measured points: hidden ones may be beyond";
        return estimate;
    }
    if (nsc_design_lacks_sizes(&quantiles->sample->design)) {
        *reason = NSC_REASON_LACKS_SIZES;
        return estimate;
    }
    /* The number of independent draws with such an error, at the share itself. */
    const double below = share_below(quantiles, value), error = error_of_share(quantiles, value);
    const double draws = below < 1 && error > 0 ? below * (1 - below) / (error * error) : (double)quantiles->count;
    const double half = NSC_Z95 * sqrt(share * (1 - share) / draws);
    if (isnan(half) || fmin(share, 1 - share) * (double)quantiles->count < LEAST_ON_A_SIDE) {
        *reason = "too few points for an interval";
        return estimate;
    }
    find_ends(quantiles, share - half, share + half, &estimate);
    estimate.low = fmin(estimate.low, value);
    estimate.high = fmax(estimate.high, value);
    return estimate;
}
