/*
 * Pearson's and Spearman's correlation with intervals.
 *
 * With X and Y standardised, the influence of a pair on Pearson's r is XY − r (X² + Y²) / 2. Spearman's ρ is, but for
 * constants, the mean over pairs i of F(xᵢ) G(yᵢ), F and G the distribution functions; since they are themselves
 * estimated, the influence of pair i has two terms more: the mean of G over the pairs of larger x, and that of F over
 * the pairs of larger y (Hoeffding 1948). Standard error: standard deviation of the influences / √n.
 */
#include "analysis/correlation.h"

#include "analysis/statistics.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

static void set_interval(nsc_correlation *correlation, double standard_error, double coverage) {
    const double middle = atanh(correlation->value);
    correlation->low = correlation->high = correlation->value;
    if (!isfinite(middle) || !(coverage < 1))
        return;
    const double half = NSC_Z95 * standard_error * sqrt(1 - coverage);
    correlation->low = tanh(middle - half);
    correlation->high = tanh(middle + half);
}

/* Standard error of artanh r from that of r. */
static double transformed(double standard_error, double correlation) {
    return standard_error / (1 - correlation * correlation);
}

static double pearson_error(const double *x, const double *y, size_t count, double correlation) {
    const double mean_x = gsl_stats_mean(x, 1, count), mean_y = gsl_stats_mean(y, 1, count);
    const double deviation_x = gsl_stats_sd_with_fixed_mean(x, 1, count, mean_x);
    const double deviation_y = gsl_stats_sd_with_fixed_mean(y, 1, count, mean_y);
    double squares = 0;
    for (size_t pair = 0; pair < count; pair++) {
        const double from_x = (x[pair] - mean_x) / deviation_x, from_y = (y[pair] - mean_y) / deviation_y;
        const double influence = from_x * from_y - correlation * (from_x * from_x + from_y * from_y) / 2;
        squares += influence * influence;
    }
    return sqrt(squares) / (double)count;
}

/*
 * influences[i] += the sum of values over the pairs of higher rank, and half of it over those of the same rank.
 * `sums` holds 2 count + 1 numbers: a tied rank is a whole or a half number, so that twice the rank tells its place.
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

static nsc_status spearman_error(const double *x_ranks, const double *y_ranks, size_t count, double *standard_error,
                                 nsc_error *error) {
    double *influences = NULL, *sums = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&influences, count, sizeof *influences, error));
    NSC_TRY(nsc_allocate(&sums, 2 * count + 1, sizeof *sums, error));
    for (size_t pair = 0; pair < count; pair++)
        influences[pair] = x_ranks[pair] * y_ranks[pair];
    add_sums_above(x_ranks, y_ranks, count, sums, influences);
    add_sums_above(y_ranks, x_ranks, count, sums, influences);
    const double scale =
        sqrt(gsl_stats_variance(x_ranks, 1, count)) * sqrt(gsl_stats_variance(y_ranks, 1, count)) * sqrt((double)count);
    *standard_error = gsl_stats_sd(influences, 1, count) / scale;
out:
    free(influences);
    free(sums);
    return status;
}

nsc_status nsc_correlations(const double *x, const double *y, size_t count, double coverage, nsc_correlation *pearson,
                            nsc_correlation *spearman, nsc_error *error) {
    double *x_ranks = NULL, *y_ranks = NULL, rank_error = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&x_ranks, count, sizeof *x_ranks, error));
    NSC_TRY(nsc_allocate(&y_ranks, count, sizeof *y_ranks, error));
    NSC_TRY(nsc_ranks(x, count, x_ranks, error));
    NSC_TRY(nsc_ranks(y, count, y_ranks, error));
    *pearson = (nsc_correlation){.value = nsc_pearson(x, y, count), .low = NAN, .high = NAN};
    *spearman = (nsc_correlation){.value = nsc_pearson(x_ranks, y_ranks, count), .low = NAN, .high = NAN};
    if (isnan(pearson->value))
        goto out;
    /* Three pairs or fewer bound nothing. */
    const double normal = count > 3 ? 1 / sqrt((double)count - 3) : INFINITY;
    const double free_of_form = coverage < 1 ? pearson_error(x, y, count, pearson->value) : 0;
    if (coverage < 1 && count > 3)
        NSC_TRY(spearman_error(x_ranks, y_ranks, count, &rank_error, error));
    set_interval(pearson, fmax(transformed(free_of_form, pearson->value), normal), coverage);
    set_interval(spearman, count > 3 ? transformed(rank_error, spearman->value) : INFINITY, coverage);
out:
    free(x_ranks);
    free(y_ranks);
    return status;
}
