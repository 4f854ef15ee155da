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

nsc_estimate nsc_estimate_share(double share, double half) {
    return (nsc_estimate){share, fmin(fmax(share - half, 0), share), fmax(fmin(share + half, 1), share)};
}

nsc_estimate nsc_estimate_correlation(double correlation, double half) {
    const double middle = atanh(correlation);
    if (isinf(half)) /* too few pairs to tell, also where they happen to lie on a line */
        return (nsc_estimate){correlation, -1, 1};
    if (!isfinite(middle) || half == 0)
        return nsc_estimate_exact(correlation);
    return (nsc_estimate){correlation, tanh(middle - half), tanh(middle + half)};
}

/* The share at which GSL's beta distribution function has the given value, halved down to neighbouring doubles: its own
   inverse does not converge for a few successes in many trials. */
static double beta_quantile(double probability, double a, double b) {
    double low = 0, high = 1;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        if (gsl_cdf_beta_P(middle, a, b) < probability)
            low = middle;
        else
            high = middle;
    }
}

nsc_estimate nsc_estimate_proportion(uint64_t successes, uint64_t trials) {
    const double k = (double)successes, n = (double)trials;
    return (nsc_estimate){k / n, successes == 0 ? 0 : beta_quantile(NSC_LOWER_TAIL, k, n - k + 1),
                          successes >= trials ? 1 : beta_quantile(NSC_UPPER_TAIL, k + 1, n - k)};
}

double nsc_student_quantile(double degrees_of_freedom) {
    return isinf(degrees_of_freedom) ? NSC_Z95 : gsl_cdf_tdist_Pinv(NSC_UPPER_TAIL, degrees_of_freedom);
}

double nsc_noise_band(double length) {
    return NSC_Z95 / sqrt(length);
}
