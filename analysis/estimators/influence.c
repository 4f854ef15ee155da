/* Skewed intervals: cumulants of an estimate, and the gamma distribution that has them. */
#include "analysis/estimators/influence.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Of an estimate: variance and third cumulant, and the degrees of freedom of the variance. */
typedef struct cumulants {
    double variance, third, freedom;
} cumulants;

/* How far the ends of an interval are from the estimate. */
typedef struct deviations {
    double low, high;
} deviations;

nsc_influence_range nsc_influence_range_of(const double *influence, size_t count) {
    nsc_influence_range range = {0, 0};
    for (size_t place = 0; place < count; place++) {
        range.low = fmin(range.low, influence[place]);
        range.high = fmax(range.high, influence[place]);
    }
    return range;
}

/* NaN if a stratum has a single evaluated point and hidden ones. */
static cumulants cumulants_of(const nsc_design *design, const uint32_t *points, const double *influence, size_t count) {
    double mean[NSC_STRATA] = {0}, squares[NSC_STRATA] = {0}, cubes[NSC_STRATA] = {0};
    cumulants found = {0, 0, INFINITY};
    double of_variance = 0;
    for (size_t place = 0; place < count; place++) {
        const uint8_t stratum = design->stratum[points[place]];
        mean[stratum] += influence[place] / design->strata[stratum].evaluated;
    }
    for (size_t place = 0; place < count; place++) {
        const uint8_t stratum = design->stratum[points[place]];
        const double residual = influence[place] - mean[stratum];
        squares[stratum] += residual * residual;
        cubes[stratum] += residual * residual * residual;
    }
    for (size_t stratum = 0; stratum < design->stratum_count; stratum++) {
        const double evaluated = design->strata[stratum].evaluated;
        const double hidden = 1 - nsc_stratum_share(&design->strata[stratum]);
        const double weight = nsc_stratum_weight(&design->strata[stratum]) / design->population_count;
        if (!(hidden > 0))
            continue;
        const double variance =
            evaluated > 1 ? weight * weight * hidden * squares[stratum] * evaluated / (evaluated - 1) : NAN;
        found.variance += variance;
        found.third += weight * weight * weight * hidden * (1 + hidden) * cubes[stratum];
        of_variance += variance * variance / (evaluated - 1);
    }
    if (of_variance > 0)
        found.freedom = found.variance * found.variance / of_variance;
    return found;
}

/* Adds so many points of the stratum whose points stand for most; returns how far they move the estimate. */
static double add_points(const nsc_design *design, double number, double influence, cumulants *found) {
    double weight = 0, hidden = 0;
    for (size_t stratum = 0; stratum < design->stratum_count; stratum++) {
        const double own = nsc_stratum_weight(&design->strata[stratum]) / design->population_count;
        if (design->strata[stratum].evaluated == design->strata[stratum].points || own <= weight)
            continue;
        weight = own;
        hidden = 1 - nsc_stratum_share(&design->strata[stratum]);
    }
    const double step = weight * influence;
    found->variance += number * hidden * step * step;
    found->third += number * hidden * (1 + hidden) * step * step * step;
    return number * hidden * step;
}

/* Where GSL's gamma distribution function has the given value, halved down to neighbouring doubles: its own inverse does
 * not converge for some shapes. */
static double standard_gamma_quantile(double probability, double shape) {
    double low = 0, high = shape + 10 * sqrt(shape) + 10;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        if (gsl_cdf_gamma_P(middle, shape, 1) < probability)
            low = middle;
        else
            high = middle;
    }
}

/* Quantile of the gamma distribution, shifted and perhaps reflected, with mean 0 and these cumulants (Pearson's type
 * III). */
static double gamma_quantile(const cumulants *found, double probability) {
    static const double NEARLY_NORMAL = 0.01; /* skewness up to which the expansion errs by less than its square */
    const double deviation = sqrt(found->variance);
    const double skewness = found->third / (found->variance * deviation);
    if (!(deviation > 0))
        return 0;
    if (fabs(skewness) < NEARLY_NORMAL) {
        const double z = probability < 0.5 ? -NSC_Z95 : NSC_Z95;
        return deviation * (z + skewness * (z * z - 1) / 6);
    }
    const double shape = 4 / (skewness * skewness);
    const double quantile = standard_gamma_quantile(skewness > 0 ? probability : 1 - probability, shape);
    return copysign(deviation, skewness) * (quantile - shape) / sqrt(shape);
}

static double end_of(const nsc_design *design, cumulants found, double added, double extreme, double probability) {
    const double student = isfinite(found.freedom) ? nsc_student_quantile(found.freedom) / NSC_Z95 : 1;
    const double shift = add_points(design, added, extreme, &found);
    return shift + student * gamma_quantile(&found, probability);
}

/* `added`: number of points as far out as hidden ones may be. */
static deviations deviations_of(const nsc_design *design, const uint32_t *points, const double *influence, size_t count,
                                double added, nsc_influence_range hidden) {
    const cumulants found = cumulants_of(design, points, influence, count);
    if (isnan(found.variance))
        return (deviations){NAN, NAN};
    return (deviations){fmin(end_of(design, found, added, hidden.low, NSC_LOWER_TAIL), 0),
                        fmax(end_of(design, found, added, hidden.high, NSC_UPPER_TAIL), 0)};
}

/*
 * The wider of these and of Student's t at both ends: a sample without the points furthest out has too small a spread,
 * and one with them may be skewed the other way.
 */
static deviations wider_deviations(const nsc_design *design, const uint32_t *points, const double *influence,
                                   size_t count, double added) {
    const nsc_standard_error error = nsc_design_error(design, points, influence, count);
    const deviations ends =
        deviations_of(design, points, influence, count, added, nsc_influence_range_of(influence, count));
    const double half = error.error > 0 ? nsc_student_quantile(error.freedom) * error.error : error.error;
    return (deviations){fmin(ends.low, -half), fmax(ends.high, half)};
}

nsc_estimate nsc_estimate_skewed(double value, const nsc_design *design, const uint32_t *points,
                                 const double *influence, size_t count, nsc_influence_range hidden) {
    if (nsc_design_complete(design))
        return nsc_estimate_exact(value);
    const deviations ends = deviations_of(design, points, influence, count, 0.5, hidden);
    return (nsc_estimate){value, value + ends.low, value + ends.high};
}

nsc_estimate nsc_estimate_skewed_correlation(double correlation, const nsc_design *design, const uint32_t *points,
                                             const double *influence, size_t count) {
    const double middle = atanh(correlation), stretch = 1 - correlation * correlation;
    if (nsc_design_complete(design))
        return nsc_estimate_exact(correlation);
    if (!isfinite(middle))
        return nsc_estimate_alone(correlation);
    const deviations ends = wider_deviations(design, points, influence, count, 1);
    return (nsc_estimate){correlation, tanh(middle + ends.low / stretch), tanh(middle + ends.high / stretch)};
}

nsc_estimate nsc_estimate_skewed_scale(double scale, const nsc_design *design, const uint32_t *points,
                                       const double *influence, size_t count) {
    if (nsc_design_complete(design))
        return nsc_estimate_exact(scale);
    const deviations ends = wider_deviations(design, points, influence, count, 0.5);
    return (nsc_estimate){scale, scale * exp(ends.low / scale), scale * exp(ends.high / scale)};
}

nsc_estimate nsc_estimate_skewed_share(double share, const nsc_design *design, const uint32_t *points,
                                       const double *influence, size_t count) {
    if (nsc_design_complete(design))
        return nsc_estimate_exact(share);
    if (!(share > 0 && share < 1))
        return nsc_estimate_alone(share);
    const deviations ends = wider_deviations(design, points, influence, count, 1);
    const double odds = share / (1 - share), stretch = share * (1 - share);
    const double low = odds * exp(ends.low / stretch), high = odds * exp(ends.high / stretch);
    return (nsc_estimate){share, low / (1 + low), isinf(high) ? 1 : high / (1 + high)};
}
