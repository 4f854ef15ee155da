/* Interval of a correlation over pairs of evaluated points. */
#include "analysis/estimators/pair_correlation.h"

#include <math.h>

void nsc_pair_errors_add(nsc_pair_errors *errors, double hidden, double covariance, double variance,
                         double correlation) {
    const double moved = covariance - correlation * variance, share = hidden * moved * moved;
    nsc_quadratic_add(&errors->points, hidden, covariance, variance);
    errors->squares += share * share;
    /* An evaluated point counts 1 / (1 − h) times with probability 1 − h. */
    errors->third += (2 * hidden - 1) * share * moved;
    errors->covariance += hidden * share * moved;
}

/* Points of equal influence that make the variance as uncertain. */
static double effective_points(const nsc_pair_errors *errors, double correlation) {
    const double sum = nsc_quadratic_at(&errors->points, correlation);
    return errors->squares > 0 ? sum * sum / errors->squares : 0;
}

/* The part of the variance that is due to hidden points; `effective` is their number at the estimate. */
static double hiding_at(const nsc_pair_errors *errors, double correlation, double effective) {
    const double of_points = nsc_quadratic_at(&errors->points, correlation);
    const double of_hiding = fmax(of_points - nsc_quadratic_at(&errors->pairs, correlation), of_points / 2);
    return of_points > 0 ? of_hiding * effective / (effective - 1) : 0;
}

/* Student's quantile at Satterthwaite's degrees of freedom, at least 1. */
static double quantile_of(const nsc_pair_errors *errors, double hiding, double effective) {
    const double sum = hiding + errors->other;
    const double squares = (hiding > 0 ? hiding * hiding / (effective - 1) : 0) +
                           (errors->other > 0 ? errors->other * errors->other / errors->other_freedom : 0);
    return squares > 0 ? nsc_student_quantile(fmax(sum * sum / squares, 1)) : NSC_Z95;
}

/*
 * What skewness adds to Student's quantile at the upper end, and takes from it at the lower one: the first terms of the
 * Edgeworth expansion of a studentised estimate (Johnson 1978; Hall 1992).
 */
static double skew_of(double quantile, const nsc_pair_errors *errors, double variance) {
    const double scale = variance * sqrt(variance), covariance = errors->covariance / scale;
    const double a = (3 * covariance - errors->third / scale) / 6;
    return a * quantile * quantile + covariance / 2 - a;
}

/* The highest correlation that a score test at the given quantile does not reject. */
static double upper_end(double value, const nsc_pair_errors *errors, double effective, double quantile) {
    enum { HALVINGS = 60 };
    const double least = hiding_at(errors, value, effective);
    double inside = value, outside = 1;
    for (int halving = 0; halving < HALVINGS; halving++) {
        const double middle = inside + (outside - inside) / 2;
        const double distance = (1 - value * middle) * (atanh(middle) - atanh(value));
        const double variance = fmax(hiding_at(errors, middle, effective), least) + errors->other;
        if (distance <= quantile * sqrt(variance))
            inside = middle;
        else
            outside = middle;
    }
    return inside;
}

nsc_estimate nsc_estimate_pair_correlation(double value, const nsc_pair_errors *errors) {
    const double of_points = nsc_quadratic_at(&errors->points, value), effective = effective_points(errors, value);
    if (of_points == 0 && errors->other == 0)
        return nsc_estimate_exact(value);
    if (!(fabs(value) < 1) || (of_points > 0 && !(effective > 1)))
        return nsc_estimate_alone(value);
    const double hiding = hiding_at(errors, value, effective), deviation = sqrt(hiding + errors->other);
    const double quantile = quantile_of(errors, hiding, effective);
    const double skew = skew_of(quantile, errors, hiding + errors->other);
    const double below = (quantile + fmax(-skew, 0)) * deviation / (1 - value * value);
    return (nsc_estimate){value, tanh(atanh(value) - below),
                          upper_end(value, errors, effective, quantile + fmax(skew, 0))};
}

double nsc_effective_pairs(double pairs, double kurtosis) {
    return pairs * 3 / kurtosis;
}
