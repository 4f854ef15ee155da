/*
 * Pearson's and Spearman's correlation with intervals.
 *
 * With X and Y standardised, the influence of a pair on Pearson's r is XY − r (X² + Y²) / 2. Spearman's ρ is the r of
 * the ranks, but a pair also moves the ranks of others: one more from its own x on, for every pair with a larger x, and
 * by half with the same x (Hoeffding 1948). With X and Y the standardised ranks, whose standard deviations were s and
 * t, that adds the sum of (Y − ρX) / s over the pairs of larger x, and that of (X − ρY) / t over those of larger y.
 * Standard error: standard deviation of the influences / √n.
 *
 * The shake-up is the mean of |F(x) − G(y)| with F and G the shares of pairs below. A pair's influence on it is its own
 * |F − G|, and what it adds to the ranks of pairs above it: the mean of sign(F − G) over the pairs of larger x, less
 * that over the pairs of larger y.
 */
#include "analysis/estimators/correlation.h"

#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

nsc_estimate nsc_correlation_of_sample(double value, double standard_error, double coverage) {
    return nsc_estimate_correlation(value, coverage < 1 ? NSC_Z95 * standard_error * sqrt(1 - coverage) : 0);
}

/* Standard error of artanh r from that of r. */
static double transformed(double standard_error, double correlation) {
    return standard_error / (1 - correlation * correlation);
}

/* Scales values to mean 0 and standard deviation 1; returns the original standard deviation. */
static nsc_status standardise(const double *values, size_t count, double **standardised, double *deviation,
                              nsc_error *error) {
    const nsc_moments moments = nsc_moments_of(values, count);
    const nsc_status status = nsc_allocate(standardised, count, sizeof **standardised, error);
    *deviation = moments.standard_deviation;
    for (size_t pair = 0; status == NSC_OK && pair < count; pair++)
        (*standardised)[pair] = (values[pair] - moments.mean) / moments.standard_deviation;
    return status;
}

/*
 * influences[i] += the sum of values over the pairs of higher rank, and half of it over those of the same rank. `sums`
 * holds 2 count + 1 numbers: a tied rank is a whole or a half number, so that twice the rank is its index.
 */
static void add_sums_above(const double *ranks, const double *values, size_t count, double *sums, double *influences) {
    const size_t places = 2 * count + 1;
    memset(sums, 0, places * sizeof *sums);
    for (size_t pair = 0; pair < count; pair++)
        sums[(size_t)(2 * ranks[pair])] += values[pair];
    double above = 0;
    for (size_t place = places; place-- > 0;) {
        const double here = sums[place];
        sums[place] = above + here / 2;
        above += here;
    }
    for (size_t pair = 0; pair < count; pair++)
        influences[pair] += sums[(size_t)(2 * ranks[pair])];
}

/* The standard error of the correlation r of x and y; `ranked` says that they are ranks. */
static nsc_status error_of(const double *x, const double *y, size_t count, double r, bool ranked,
                           double *standard_error, nsc_error *error) {
    double *from_x = NULL, *from_y = NULL, *influences = NULL, *sums = NULL, *parts = NULL;
    double deviation_x, deviation_y;
    nsc_status status = NSC_OK;
    NSC_TRY(standardise(x, count, &from_x, &deviation_x, error));
    NSC_TRY(standardise(y, count, &from_y, &deviation_y, error));
    NSC_TRY(nsc_allocate(&influences, count, sizeof *influences, error));
    NSC_TRY(nsc_allocate(&parts, count, sizeof *parts, error));
    NSC_TRY(nsc_allocate(&sums, 2 * count + 1, sizeof *sums, error));
    for (size_t pair = 0; pair < count; pair++)
        influences[pair] =
            from_x[pair] * from_y[pair] - r * (from_x[pair] * from_x[pair] + from_y[pair] * from_y[pair]) / 2;
    for (size_t pair = 0; ranked && pair < count; pair++)
        parts[pair] = (from_y[pair] - r * from_x[pair]) / deviation_x;
    if (ranked)
        add_sums_above(x, parts, count, sums, influences);
    for (size_t pair = 0; ranked && pair < count; pair++)
        parts[pair] = (from_x[pair] - r * from_y[pair]) / deviation_y;
    if (ranked)
        add_sums_above(y, parts, count, sums, influences);
    *standard_error = gsl_stats_sd(influences, 1, count) / sqrt((double)count);
out:
    free(from_x);
    free(from_y);
    free(influences);
    free(parts);
    free(sums);
    return status;
}

nsc_status nsc_correlations(const double *x, const double *y, size_t count, double coverage, nsc_estimate *pearson,
                            nsc_estimate *spearman, nsc_error *error) {
    enum { LEAST = 3 }; /* pairs below which an interval is not computed */
    double *x_ranks = NULL, *y_ranks = NULL, pearson_error = INFINITY, spearman_error = INFINITY;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&x_ranks, count, sizeof *x_ranks, error));
    NSC_TRY(nsc_allocate(&y_ranks, count, sizeof *y_ranks, error));
    NSC_TRY(nsc_ranks(x, count, x_ranks, error));
    NSC_TRY(nsc_ranks(y, count, y_ranks, error));
    *pearson = nsc_estimate_alone(nsc_pearson(x, y, count));
    *spearman = nsc_estimate_alone(nsc_pearson(x_ranks, y_ranks, count));
    if (isnan(pearson->value))
        goto out;
    if (coverage < 1 && count > LEAST) {
        NSC_TRY(error_of(x, y, count, pearson->value, false, &pearson_error, error));
        NSC_TRY(error_of(x_ranks, y_ranks, count, spearman->value, true, &spearman_error, error));
        pearson_error = fmax(transformed(pearson_error, pearson->value), 1 / sqrt((double)count - LEAST));
        spearman_error = transformed(spearman_error, spearman->value);
    }
    *pearson = nsc_correlation_of_sample(pearson->value, pearson_error, coverage);
    *spearman = nsc_correlation_of_sample(spearman->value, spearman_error, coverage);
out:
    free(x_ranks);
    free(y_ranks);
    return status;
}

nsc_status nsc_shake_up(const double *x_ranks, const double *y_ranks, size_t count, double coverage,
                        nsc_estimate *shake_up, nsc_error *error) {
    double *signs = NULL, *influences = NULL, *sums = NULL;
    nsc_status status = NSC_OK;
    *shake_up = nsc_estimate_none();
    if (count < 2)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&signs, count, sizeof *signs, error));
    NSC_TRY(nsc_allocate(&influences, count, sizeof *influences, error));
    NSC_TRY(nsc_allocate(&sums, 2 * count + 1, sizeof *sums, error));
    double sum = 0;
    for (size_t pair = 0; pair < count; pair++) {
        const double difference = x_ranks[pair] - y_ranks[pair];
        sum += fabs(difference);
        signs[pair] = (difference > 0) - (difference < 0);
    }
    add_sums_above(y_ranks, signs, count, sums, influences);
    for (size_t pair = 0; pair < count; pair++)
        influences[pair] = -influences[pair];
    add_sums_above(x_ranks, signs, count, sums, influences);
    for (size_t pair = 0; pair < count; pair++)
        influences[pair] = (influences[pair] + fabs(x_ranks[pair] - y_ranks[pair])) / (double)count;
    const double standard_error = gsl_stats_sd(influences, 1, count) / sqrt((double)count);
    *shake_up = nsc_estimate_share(sum / (double)count / (double)count,
                                   coverage < 1 ? NSC_Z95 * standard_error * sqrt(1 - coverage) : 0);
out:
    free(signs);
    free(influences);
    free(sums);
    return status;
}
