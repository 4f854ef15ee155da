/*
 * Each estimate is a function of weighted means; its standard error is that of the weighted mean of its influence
 * values, the effect of each measured point on it.
 */
#include "analysis/estimators/sample.h"

#include <math.h>
#include <string.h>

/* Sizes without measured points that hold less of the space than this are too small to matter. */
static const double NEGLIGIBLE_SHARE = 0.01;

/* ---- the sample ---- */

/*
 * Joins sizes, in ascending order, until each stratum has two measured points or is complete; a remainder joins the
 * last stratum.
 */
static void form_strata(nsc_sample *sample, const nsc_stratum by_size[NSC_SIZES]) {
    uint32_t missing = 0;
    size_t length = 0;
    nsc_stratum growing = {0};
    for (size_t size = 0; size < NSC_SIZES; size++) {
        sample->stratum_of_size[size] = (uint8_t)sample->stratum_count;
        growing.points += by_size[size].points;
        growing.evaluated += by_size[size].evaluated;
        if (by_size[size].points > 0 && by_size[size].evaluated < 2 && by_size[size].evaluated < by_size[size].points) {
            missing += by_size[size].points;
            length += (size_t)snprintf(sample->gap + length, sizeof sample->gap - length, "%s%zu",
                                       length > 0 ? ", " : "", size);
        }
        if (growing.points > 0 && (growing.evaluated >= 2 || growing.evaluated == growing.points)) {
            sample->strata[sample->stratum_count++] = growing;
            growing = (nsc_stratum){0};
        }
    }
    if (growing.points > 0 && sample->stratum_count == 0)
        sample->strata[sample->stratum_count++] = growing;
    else if (growing.points > 0) {
        sample->strata[sample->stratum_count - 1].points += growing.points;
        sample->strata[sample->stratum_count - 1].evaluated += growing.evaluated;
    }
    for (size_t size = 0; size < NSC_SIZES; size++)
        if (sample->stratum_of_size[size] >= sample->stratum_count)
            sample->stratum_of_size[size] = (uint8_t)(sample->stratum_count - 1);
    if (missing <= NEGLIGIBLE_SHARE * sample->point_count)
        sample->gap[0] = '\0';
}

static bool has_all(const double *const *columns, size_t column_count, uint32_t point) {
    for (size_t column = 0; column < column_count; column++)
        if (isnan(columns[column][point]))
            return false;
    return true;
}

nsc_status nsc_sample_take(nsc_sample *sample, const double *sizes, uint32_t point_count, const double *const *columns,
                           size_t column_count, nsc_error *error) {
    nsc_stratum by_size[NSC_SIZES] = {{0}};
    *sample = (nsc_sample){.point_count = point_count, .sizes = sizes};
    nsc_status status = nsc_allocate(&sample->points, point_count, sizeof *sample->points, error);
    if (status == NSC_OK)
        status = nsc_allocate(&sample->scratch, point_count, sizeof *sample->scratch, error);
    if (status != NSC_OK) {
        nsc_sample_release(sample);
        return status;
    }
    for (uint32_t point = 0; point < point_count; point++) {
        const bool evaluated = has_all(columns, column_count, point);
        nsc_stratum_add(&by_size[nsc_size_class(sizes[point])], evaluated);
        if (evaluated)
            sample->points[sample->count++] = point;
    }
    form_strata(sample, by_size);
    return NSC_OK;
}

void nsc_sample_release(nsc_sample *sample) {
    free(sample->points);
    free(sample->scratch);
    *sample = (nsc_sample){0};
}

static size_t stratum_at(const nsc_sample *sample, size_t place) {
    return sample->stratum_of_size[nsc_size_class(sample->sizes[sample->points[place]])];
}

/* The share of the space that a measured point stands for. */
static double weight_at(const nsc_sample *sample, size_t place) {
    const nsc_stratum *stratum = &sample->strata[stratum_at(sample, place)];
    return nsc_stratum_weight(stratum) / sample->point_count;
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

/* The square root of the sum over strata of (share of the space)² (1 − evaluated / points) s² / evaluated. */
static double standard_error(const nsc_sample *sample, const double *influence) {
    double mean[NSC_SIZES] = {0}, squares[NSC_SIZES] = {0}, variance = 0;
    for (size_t place = 0; place < sample->count; place++) {
        const size_t stratum = stratum_at(sample, place);
        mean[stratum] += influence[place] / sample->strata[stratum].evaluated;
    }
    for (size_t place = 0; place < sample->count; place++) {
        const size_t stratum = stratum_at(sample, place);
        const double residual = influence[place] - mean[stratum];
        squares[stratum] += residual * residual;
    }
    for (size_t number = 0; number < sample->stratum_count; number++) {
        const double points = sample->strata[number].points, evaluated = sample->strata[number].evaluated;
        const double share = points / sample->point_count;
        if (evaluated < points)
            variance += evaluated > 1
                            ? share * share * (1 - evaluated / points) * squares[number] / (evaluated - 1) / evaluated
                            : NAN;
    }
    return sqrt(variance);
}

/*
 * 1 in the scratch space for each measured point in the mask, else 0; returns the share of the space in the mask.
 */
static double mark_within(const nsc_sample *sample, const bool *mask) {
    for (size_t place = 0; place < sample->count; place++)
        sample->scratch[place] = mask == NULL || mask[sample->points[place]];
    return weighted_mean(sample, sample->scratch);
}

/* Number of points of the whole space in the mask, measured or not. */
static size_t count_all(const nsc_sample *sample, const bool *mask) {
    size_t count = 0;
    for (uint32_t point = 0; point < sample->point_count; point++)
        count += mask == NULL || mask[point];
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
    if (within == 1)
        return nsc_estimate_alone(mean); /* one point shows no spread */
    for (size_t place = 0; place < sample->count; place++)
        influence[place] *= (values[sample->points[place]] - mean) / share;
    return nsc_estimate_around(mean, NSC_Z95 * standard_error(sample, influence));
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
    const double error_of_share = standard_error(sample, sample->scratch);
    const double draws =
        share > 0 && share < 1 ? share * (1 - share) / (error_of_share * error_of_share) : (double)sample->count;
    const double z2 = NSC_Z95 * NSC_Z95;
    const double centre = (share + z2 / (2 * draws)) / (1 + z2 / draws);
    const double half = NSC_Z95 / (1 + z2 / draws) * sqrt(share * (1 - share) / draws + z2 / (4 * draws * draws));
    return (nsc_estimate){share, fmax(centre - half, 0), fmin(centre + half, 1)};
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
    return nsc_estimate_around(deviation, NSC_Z95 * standard_error(sample, influence));
}

/* Weighted first and second moments of pairs, over the points whose weight in `within` is not 0. */
typedef struct pair_moments {
    double mean_x, mean_y, deviation_x, deviation_y, covariance;
} pair_moments;

static pair_moments moments_of_pairs(const nsc_sample *sample, const double *x, const double *y, const double *within,
                                     double share) {
    pair_moments moments = {0};
    double variance_x = 0, variance_y = 0;
    for (size_t place = 0; place < sample->count; place++) {
        const double weight = weight_at(sample, place) * within[place] / share;
        moments.mean_x += weight * x[sample->points[place]];
        moments.mean_y += weight * y[sample->points[place]];
    }
    for (size_t place = 0; place < sample->count; place++) {
        const double weight = weight_at(sample, place) * within[place] / share;
        const double residual_x = x[sample->points[place]] - moments.mean_x;
        const double residual_y = y[sample->points[place]] - moments.mean_y;
        variance_x += weight * residual_x * residual_x;
        variance_y += weight * residual_y * residual_y;
        moments.covariance += weight * residual_x * residual_y;
    }
    moments.deviation_x = sqrt(variance_x);
    moments.deviation_y = sqrt(variance_y);
    return moments;
}

nsc_estimate nsc_sample_correlation(const nsc_sample *sample, const double *x, const double *y, const bool *mask) {
    double *influence = sample->scratch;
    const double share = mark_within(sample, mask);
    if (share == 0)
        return nsc_estimate_none();
    const pair_moments moments = moments_of_pairs(sample, x, y, influence, share);
    const double correlation = moments.covariance / (moments.deviation_x * moments.deviation_y);
    if (!isfinite(correlation))
        return nsc_estimate_none();
    for (size_t place = 0; place < sample->count; place++) {
        const double z_x = (x[sample->points[place]] - moments.mean_x) / moments.deviation_x;
        const double z_y = (y[sample->points[place]] - moments.mean_y) / moments.deviation_y;
        influence[place] *= (z_x * z_y - correlation * (z_x * z_x + z_y * z_y) / 2) / share;
    }
    const double error_of_correlation = standard_error(sample, influence);
    return isnan(error_of_correlation) ? nsc_estimate_alone(correlation)
                                       : nsc_estimate_correlation(correlation, NSC_Z95 * error_of_correlation /
                                                                                   (1 - correlation * correlation));
}
