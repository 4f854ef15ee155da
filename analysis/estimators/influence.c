/* Skewed intervals: cumulants of an estimate, and the gamma distribution that has them. */
#include "analysis/estimators/influence.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Variance and third cumulant of an estimate, the degrees of freedom of the variance, and each stratum's mean influence
 * with its extremes, as deviations from that mean. */
typedef struct cumulants {
    double variance, third, freedom;
    double mean[NSC_STRATA], lowest[NSC_STRATA], highest[NSC_STRATA];
} cumulants;

/* How far the ends of an interval are from the estimate. */
typedef struct deviations {
    double low, high;
} deviations;

/* NaN if a stratum has a single evaluated point and hidden ones, or if sizes lack evaluated points. */
static cumulants cumulants_of(const nsc_design *design, const uint32_t *points, const double *influence, size_t count) {
    double squares[NSC_STRATA] = {0}, cubes[NSC_STRATA] = {0}, of_variance = 0;
    cumulants found = {.freedom = INFINITY, .variance = nsc_design_lacks_sizes(design) ? NAN : 0};
    for (size_t place = 0; place < count; place++) {
        const uint8_t stratum = design->stratum[points[place]];
        found.mean[stratum] += influence[place] / design->strata[stratum].evaluated;
    }
    for (size_t place = 0; place < count; place++) {
        const uint8_t stratum = design->stratum[points[place]];
        const double residual = influence[place] - found.mean[stratum];
        squares[stratum] += residual * residual;
        cubes[stratum] += residual * residual * residual;
        found.lowest[stratum] = fmin(found.lowest[stratum], residual);
        found.highest[stratum] = fmax(found.highest[stratum], residual);
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

/* What a hidden point may add to an estimate: its weight times how far out it is, and the share that is hidden. */
typedef struct hidden_point {
    double step, hidden;
} hidden_point;

/* The one that moves the estimate furthest, up or down; extremes[stratum] are its influences less the stratum's
 * mean. */
static hidden_point furthest_hidden(const nsc_design *design, const double extremes[NSC_STRATA]) {
    hidden_point found = {0, 0};
    for (size_t stratum = 0; stratum < design->stratum_count; stratum++) {
        const double weight = nsc_stratum_weight(&design->strata[stratum]) / design->population_count;
        const double step = weight * extremes[stratum];
        if (design->strata[stratum].evaluated < design->strata[stratum].points && fabs(step) > fabs(found.step))
            found = (hidden_point){step, 1 - nsc_stratum_share(&design->strata[stratum])};
    }
    return found;
}

/* Where GSL's gamma distribution function has the given value, halved down to neighbouring doubles: its own inverse
 * does not converge for some shapes. */
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

/* One end of the interval, as a deviation from the estimate, with so many hidden points `added`. */
static double end_of(const cumulants *of, double added, hidden_point point, double probability) {
    cumulants found = *of;
    const double student = nsc_student_quantile(found.freedom) / NSC_Z95;
    const double step = point.step, hidden = point.hidden;
    found.variance += added * hidden * step * step;
    found.third += added * hidden * (1 + hidden) * step * step * step;
    return added * hidden * step + student * gamma_quantile(&found, probability);
}

/* A stratum of few points shows less of a tail than the others do: the furthest of all strata. */
static void extend_small_strata(const nsc_design *design, double extremes[NSC_STRATA]) {
    enum { FEW = 30 };
    double largest = 0;
    for (size_t stratum = 0; stratum < design->stratum_count; stratum++)
        largest = fabs(extremes[stratum]) > fabs(largest) ? extremes[stratum] : largest;
    for (size_t stratum = 0; stratum < design->stratum_count; stratum++)
        if (design->strata[stratum].evaluated < FEW)
            extremes[stratum] = largest;
}

/* `range`: influences that a hidden point may have; NULL: as far from the mean of its stratum as those evaluated. */
static deviations deviations_of(const nsc_design *design, const uint32_t *points, const double *influence, size_t count,
                                double added, const nsc_influence_range *range) {
    cumulants found = cumulants_of(design, points, influence, count);
    if (isnan(found.variance))
        return (deviations){NAN, NAN};
    for (size_t stratum = 0; range != NULL && stratum < design->stratum_count; stratum++) {
        found.lowest[stratum] = fmin(range->low - found.mean[stratum], 0);
        found.highest[stratum] = fmax(range->high - found.mean[stratum], 0);
    }
    if (range == NULL) {
        extend_small_strata(design, found.lowest);
        extend_small_strata(design, found.highest);
    }
    return (deviations){fmin(end_of(&found, added, furthest_hidden(design, found.lowest), NSC_LOWER_TAIL), 0),
                        fmax(end_of(&found, added, furthest_hidden(design, found.highest), NSC_UPPER_TAIL), 0)};
}

/*
 * The wider of these and of Student's t at both ends: a sample without the points furthest out has too small a spread,
 * and one with them may be skewed the other way.
 */
static deviations wider_deviations(const nsc_design *design, const uint32_t *points, const double *influence,
                                   size_t count, double added) {
    const nsc_standard_error error = nsc_design_error(design, points, influence, count);
    const deviations ends = deviations_of(design, points, influence, count, added, NULL);
    const double half = error.error > 0 ? nsc_student_quantile(error.freedom) * error.error : error.error;
    return (deviations){fmin(ends.low, -half), fmax(ends.high, half)};
}

nsc_estimate nsc_estimate_skewed(double value, const nsc_design *design, const uint32_t *points,
                                 const double *influence, size_t count, nsc_influence_range hidden) {
    if (nsc_design_complete(design))
        return nsc_estimate_exact(value);
    const deviations ends = deviations_of(design, points, influence, count, 0.5, &hidden);
    return (nsc_estimate){value, value + ends.low, value + ends.high};
}

nsc_estimate nsc_estimate_skewed_correlation(double correlation, bool of_ranks, const nsc_design *design,
                                             const uint32_t *points, const double *influence, size_t count) {
    const double middle = atanh(correlation), stretch = 1 - correlation * correlation;
    if (nsc_design_complete(design))
        return nsc_estimate_exact(correlation);
    if (!isfinite(middle))
        return nsc_estimate_alone(correlation);
    const deviations ends = of_ranks ? deviations_of(design, points, influence, count, 0.5, NULL)
                                     : wider_deviations(design, points, influence, count, 1);
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
    const deviations ends = deviations_of(design, points, influence, count, 0.5, NULL);
    const double odds = share / (1 - share), stretch = share * (1 - share);
    const double low = odds * exp(ends.low / stretch), high = odds * exp(ends.high / stretch);
    return (nsc_estimate){share, low / (1 + low), isinf(high) ? 1 : high / (1 + high)};
}
