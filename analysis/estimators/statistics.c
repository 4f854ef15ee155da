/* Estimators shared by the analyses, by GSL as far as it has them. */
#include "analysis/estimators/statistics.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

nsc_status nsc_evaluated_require(const nsc_fitness *fitness, size_t least, nsc_error *error) {
    if (fitness->known_count < least)
        return nsc_error_set(error, NSC_MISSING, "%u of %u points have a fitness %s; at least %zu are needed",
                             fitness->known_count, fitness->point_count, fitness->rule.text, least);
    return NSC_OK;
}

nsc_status nsc_evaluated_list(nsc_evaluated *evaluated, const nsc_fitness *fitness, size_t least, nsc_error *error) {
    *evaluated = (nsc_evaluated){0};
    nsc_status status = nsc_evaluated_require(fitness, least, error);
    if (status != NSC_OK)
        return status;
    status = nsc_allocate(&evaluated->points, fitness->known_count, sizeof *evaluated->points, error);
    if (status == NSC_OK)
        status = nsc_allocate(&evaluated->values, fitness->known_count, sizeof *evaluated->values, error);
    if (status != NSC_OK) {
        nsc_evaluated_release(evaluated);
        return status;
    }
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point)) {
            evaluated->points[evaluated->count] = point;
            evaluated->values[evaluated->count++] = fitness->values[point];
        }
    return NSC_OK;
}

void nsc_evaluated_release(nsc_evaluated *evaluated) {
    free(evaluated->points);
    free(evaluated->values);
    *evaluated = (nsc_evaluated){0};
}

nsc_moments nsc_moments_of(const double *values, size_t count) {
    nsc_moments moments = {.count = count, .mean = NAN, .standard_deviation = NAN};
    if (count > 0)
        moments.mean = gsl_stats_mean(values, 1, count);
    if (count > 1)
        moments.standard_deviation = gsl_stats_sd_m(values, 1, count, moments.mean);
    return moments;
}

double nsc_clamped_correlation(double correlation) {
    return isfinite(correlation) ? fmin(1, fmax(-1, correlation)) : NAN;
}

bool nsc_is_constant(const double *values, size_t count) {
    for (size_t number = 1; number < count; number++)
        if (values[number] != values[0])
            return false;
    return true;
}

double nsc_pearson(const double *x, const double *y, size_t count) {
    return count < 2 ? (double)NAN : nsc_clamped_correlation(gsl_stats_correlation(x, 1, y, 1, count));
}

double nsc_standard_error_of_mean(double standard_deviation, size_t evaluated, size_t points) {
    if (evaluated > 0 && evaluated == points)
        return 0;
    return standard_deviation * sqrt((1 - (double)evaluated / (double)points) / (double)evaluated);
}
