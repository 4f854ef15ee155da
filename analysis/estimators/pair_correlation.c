/* Interval of a correlation over pairs of evaluated points. */
#include "analysis/estimators/pair_correlation.h"

#include <math.h>

/* The part of the variance that is due to hidden points. */
static double hiding_at(const nsc_pair_errors *errors, double correlation) {
    const double of_points = nsc_quadratic_at(&errors->points, correlation);
    const double of_hiding = fmax(of_points - nsc_quadratic_at(&errors->pairs, correlation), of_points / 2);
    return of_points > 0 ? of_hiding * errors->effective / (errors->effective - 1) : 0;
}

static double variance_at(const nsc_pair_errors *errors, double correlation) {
    return hiding_at(errors, correlation) + errors->other;
}

/* Student's quantile at Satterthwaite's degrees of freedom, at least 1. */
static double quantile_of(double value, const nsc_pair_errors *errors) {
    const double hiding = hiding_at(errors, value), sum = hiding + errors->other;
    const double squares = (hiding > 0 ? hiding * hiding / (errors->effective - 1) : 0) +
                           (errors->other > 0 ? errors->other * errors->other / errors->other_freedom : 0);
    return nsc_student_quantile(fmax(sum * sum / squares, 1));
}

/* The highest correlation that a score test at the given quantile does not reject. */
static double upper_end(double value, const nsc_pair_errors *errors, double quantile) {
    enum { HALVINGS = 60 };
    const double least = variance_at(errors, value);
    double inside = value, outside = 1;
    for (int halving = 0; halving < HALVINGS; halving++) {
        const double middle = inside + (outside - inside) / 2;
        const double distance = (1 - value * middle) * (atanh(middle) - atanh(value));
        if (distance <= quantile * sqrt(fmax(variance_at(errors, middle), least)))
            inside = middle;
        else
            outside = middle;
    }
    return inside;
}

nsc_estimate nsc_estimate_pair_correlation(double value, const nsc_pair_errors *errors) {
    const double of_points = nsc_quadratic_at(&errors->points, value);
    if (of_points == 0 && errors->other == 0)
        return nsc_estimate_exact(value);
    if (!(fabs(value) < 1) || (of_points > 0 && !(errors->effective > 1)))
        return nsc_estimate_alone(value);
    const double quantile = quantile_of(value, errors);
    const double half = quantile * sqrt(variance_at(errors, value)) / (1 - value * value);
    return (nsc_estimate){value, tanh(atanh(value) - half), upper_end(value, errors, quantile)};
}

double nsc_effective_pairs(double pairs, double kurtosis) {
    return pairs * 3 / kurtosis;
}
