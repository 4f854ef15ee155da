/* The columns and rows that the autocorrelation on points and on encodings have in common. */
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_rwa_statistics[NSC_RWA_STATISTICS] = {
    {"autocorrelation_1", "correlation of the fitnesses at both ends of a step, -1 ... 1; higher: smoother"},
    {"correlation_length", "-1 / ln |autocorrelation_1|, in steps, 0 or more: where the correlation falls to 1/e if it "
                           "falls exponentially; higher: smoother"},
    {"walk_length", "steps of all sampled walks together, walks x length"},
    {"first_lag_within_noise", "first lag from 1 on whose autocorrelation is within 1.96 / sqrt(walk_length) of 0; "
                               "higher: smoother, or longer walks"},
    {"square_root", "of that lag, which is the paper's axis"},
    {"sampled_first_lag_within_noise", "the same lag of the curve that the sampled walks give"},
    {"sampled_square_root", "of that lag"},
    {"first_lag_within_noise_T1eN", "first_lag_within_noise for a walk of 10^N steps, N from 3 to 7"},
    {"square_root_T1eN", "of that lag"},
};

static double walk_length(const nsc_rwa_plan *plan) {
    return (double)plan->walks * plan->length;
}

void nsc_rwa_lag_values(const nsc_rwa_result *result, unsigned lag, nsc_value values[NSC_RWA_LAG_COLUMNS]) {
    const nsc_rwa_curve *curve = result->curve, *sampled = result->sampled;
    const double length = walk_length(result->plan);
    const nsc_value row[NSC_RWA_LAG_COLUMNS] = {nsc_integer(lag),
                                                nsc_real(curve->autocorrelation[lag]),
                                                nsc_real(curve->low[lag]),
                                                nsc_real(curve->high[lag]),
                                                nsc_real(curve->returns[lag]),
                                                nsc_real(curve->unknown[lag]),
                                                nsc_real(sampled->autocorrelation[lag]),
                                                nsc_real(sampled->low[lag]),
                                                nsc_real(sampled->high[lag]),
                                                nsc_real(nsc_noise_band(length)),
                                                nsc_integer((int64_t)length),
                                                nsc_integer(result->plan->walks),
                                                nsc_integer(result->ground->point_count)};
    memcpy(values, row, sizeof row);
}

/* The first lag from 1 at which the curve is within what white noise of `length` values stays within; NaN if none. */
static double first_lag_within_noise(const nsc_rwa_curve *curve, double length) {
    for (unsigned lag = 1; lag <= curve->lags; lag++)
        if (fabs(curve->autocorrelation[lag]) < nsc_noise_band(length))
            return lag;
    return NAN;
}

void nsc_rwa_summary_values(const nsc_rwa_result *result,
                            nsc_value values[NSC_RWA_SUMMARY_ROWS][NSC_SUMMARY_COLUMN_COUNT]) {
    /* The paper does not print the length of its walk, and the answer depends on it: one row for each power of ten. */
    static const struct {
        const char *statistic, *root;
        double length;
    } lengths[] = {
        {"first_lag_within_noise_T1e3", "square_root_T1e3", 1e3},
        {"first_lag_within_noise_T1e4", "square_root_T1e4", 1e4},
        {"first_lag_within_noise_T1e5", "square_root_T1e5", 1e5},
        {"first_lag_within_noise_T1e6", "square_root_T1e6", 1e6},
        {"first_lag_within_noise_T1e7", "square_root_T1e7", 1e7},
    };
    const nsc_rwa_curve *curve = result->curve;
    const double length = walk_length(result->plan);
    const double lag = first_lag_within_noise(curve, length);
    const double sampled_lag = first_lag_within_noise(result->sampled, length);
    const nsc_estimate first = curve->lags > 0
                                   ? (nsc_estimate){curve->autocorrelation[1], curve->low[1], curve->high[1]}
                                   : nsc_estimate_none();
    static const char *const none = "no pair of neighbours is known, or all known fitnesses are equal";
    static const char *const beyond = "no lag computed is within the noise";
    nsc_summary_values("autocorrelation_1", first, none, *values++);
    /* What differs from 1 by rounding is 1. */
    nsc_summary_values("correlation_length",
                       nsc_estimate_alone(fabs(first.value) < 1 - 1e-12 ? -1 / log(fabs(first.value)) : NAN),
                       isnan(first.value) ? none : "the autocorrelation does not fall", *values++);
    nsc_summary_values("walk_length", nsc_estimate_alone(length), NULL, *values++);
    nsc_summary_values("first_lag_within_noise", nsc_estimate_alone(lag), beyond, *values++);
    nsc_summary_values("square_root", nsc_estimate_alone(sqrt(lag)), beyond, *values++);
    nsc_summary_values("sampled_first_lag_within_noise", nsc_estimate_alone(sampled_lag), beyond, *values++);
    nsc_summary_values("sampled_square_root", nsc_estimate_alone(sqrt(sampled_lag)), beyond, *values++);
    for (size_t number = 0; number < NSC_COUNT_OF(lengths); number++) {
        const double within = first_lag_within_noise(curve, lengths[number].length);
        nsc_summary_values(lengths[number].statistic, nsc_estimate_alone(within), beyond, *values++);
        nsc_summary_values(lengths[number].root, nsc_estimate_alone(sqrt(within)), beyond, *values++);
    }
}

void nsc_rwa_stratum_values(const nsc_rwa_stratum *stratum, nsc_value values[NSC_RWA_STRATUM_COLUMNS]) {
    values[0] = nsc_real(stratum->size);
    values[1] = nsc_integer(stratum->counts.points);
    values[2] = nsc_integer(stratum->counts.known);
    values[3] = nsc_real(stratum->stationary_share);
}
