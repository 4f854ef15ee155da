/* Intervals from standard errors and from counts. */
#include "analysis/estimators/estimate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

nsc_estimate nsc_estimate_none(void) {
    return nsc_estimate_alone(NAN);
}

nsc_estimate nsc_estimate_alone(double value) {
    return (nsc_estimate){value, NAN, NAN};
}

nsc_estimate nsc_estimate_exact(double value) {
    return (nsc_estimate){value, value, value};
}

nsc_estimate nsc_estimate_around(double value, double half) {
    return (nsc_estimate){value, value - half, value + half};
}

nsc_estimate nsc_estimate_correlation(double correlation, double half) {
    const double middle = atanh(correlation);
    if (isinf(half)) /* too few pairs to tell, also where they happen to lie on a line */
        return (nsc_estimate){correlation, -1, 1};
    if (!isfinite(middle) || half == 0)
        return nsc_estimate_exact(correlation);
    return (nsc_estimate){correlation, tanh(middle - half), tanh(middle + half)};
}

nsc_estimate nsc_estimate_correlation_widened(nsc_estimate correlation, double below, double above) {
    const double middle = atanh(correlation.value);
    return (nsc_estimate){correlation.value, tanh(middle - hypot(middle - atanh(correlation.low), below)),
                          tanh(middle + hypot(atanh(correlation.high) - middle, above))};
}

nsc_estimate nsc_estimate_wilson(double share, double draws, double quantile) {
    const double square = quantile * quantile;
    const double centre = (share + square / (2 * draws)) / (1 + square / draws);
    const double half =
        quantile / (1 + square / draws) * sqrt(share * (1 - share) / draws + square / (4 * draws * draws));
    /* At 0 and 1 the end is the share itself but for rounding. */
    return (nsc_estimate){share, share > 0 ? fmax(centre - half, 0) : 0, share < 1 ? fmin(centre + half, 1) : 1};
}

double nsc_student_quantile(double degrees_of_freedom) {
    return isinf(degrees_of_freedom) ? NSC_Z95 : gsl_cdf_tdist_Pinv(NSC_UPPER_TAIL, degrees_of_freedom);
}

double nsc_noise_band(double length) {
    return NSC_Z95 / sqrt(length);
}
