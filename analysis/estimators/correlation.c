/*
 * Pearson's and Spearman's correlation, and the shake-up, with intervals.
 *
 * With X and Y standardised, the influence of a pair on Pearson's r is XY − r (X² + Y²) / 2. Spearman's ρ is the r of
 * the ranks, but a pair also moves the ranks of others: one more from its own x on, for every pair with a larger x, and
 * by half with the same x (Hoeffding 1948). With X and Y the standardised ranks, whose standard deviations were s and
 * t, that adds the sum of (Y − ρX) / s over the pairs of larger x, and that of (X − ρY) / t over those of larger y: n
 * times the mean over all.
 *
 * The shake-up is the mean of |F(x) − G(y)| with F and G the shares of pairs below. A pair's influence on it is its own
 * |F − G|, and what it adds to the ranks of pairs above it: the mean of sign(F − G) over the pairs of larger x, less
 * that over the pairs of larger y.
 */
#include "analysis/estimators/correlation.h"

#include "analysis/estimators/influence.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>
#include <string.h>

/* ---- samples ---- */

void nsc_weighted_pairs_release(nsc_weighted_pairs *pairs) {
    free(pairs->x);
    free(pairs->y);
    free(pairs->weights);
    *pairs = (nsc_weighted_pairs){0};
}

nsc_status nsc_weighted_pairs_take(nsc_weighted_pairs *pairs, const nsc_pair_sample *sample, nsc_error *error) {
    const size_t count = sample->part != NULL ? sample->part->count : sample->count;
    uint32_t *points = NULL;
    nsc_status status = NSC_OK;
    *pairs = (nsc_weighted_pairs){.count = count};
    NSC_TRY(nsc_allocate(&points, count, sizeof *points, error));
    NSC_TRY(nsc_allocate(&pairs->x, count, sizeof *pairs->x, error));
    NSC_TRY(nsc_allocate(&pairs->y, count, sizeof *pairs->y, error));
    for (size_t place = 0; place < count; place++) {
        const size_t pair = sample->part != NULL ? sample->part->chosen[place] : place;
        points[place] = sample->points[pair];
        pairs->x[place] = sample->x[pair];
        pairs->y[place] = sample->y[pair];
    }
    NSC_TRY(nsc_relative_weights(sample->design, points, count, &pairs->weights, error));
out:
    free(points);
    return status;
}

bool nsc_pair_sample_estimates(const nsc_pair_sample *sample) {
    const size_t count = sample->part != NULL ? sample->part->count : sample->count;
    return !nsc_design_complete(sample->design) && count >= NSC_LEAST_OF_PART;
}

/* The influences of all points of the sample, from those of the compared ones; released by free(). */
static nsc_status influences_of_all(const nsc_pair_sample *sample, const double *own, double **influence,
                                    nsc_error *error) {
    const nsc_status status = nsc_allocate(influence, sample->count, sizeof **influence, error);
    if (status == NSC_OK && sample->part != NULL)
        nsc_best_part_influence(sample->part, own, sample->count, *influence);
    else if (status == NSC_OK)
        memcpy(*influence, own, sample->count * sizeof **influence);
    return status;
}

nsc_status nsc_correlation_of_sample(const nsc_pair_sample *sample, double value, bool of_ranks, const double *own,
                                     nsc_estimate *estimate, nsc_error *error) {
    double *influence = NULL;
    const nsc_status status = influences_of_all(sample, own, &influence, error);
    if (status == NSC_OK)
        *estimate =
            nsc_estimate_skewed_correlation(value, of_ranks, sample->design, sample->points, influence, sample->count);
    free(influence);
    return status;
}

/* ---- influences ---- */

/* Scales values to mean 0 and standard deviation 1 by weight; returns the original standard deviation. */
static nsc_status standardise(const nsc_weighted_pairs *pairs, const double *values, double **standardised,
                              double *deviation, nsc_error *error) {
    const size_t count = pairs->count;
    double mean = 0, variance = 0;
    const nsc_status status = nsc_allocate(standardised, count, sizeof **standardised, error);
    if (status != NSC_OK)
        return status;
    for (size_t pair = 0; pair < count; pair++)
        mean += nsc_weight_of(pairs->weights, pair) * values[pair] / (double)count;
    for (size_t pair = 0; pair < count; pair++)
        variance += nsc_weight_of(pairs->weights, pair) * (values[pair] - mean) * (values[pair] - mean) / (double)count;
    *deviation = sqrt(variance);
    for (size_t pair = 0; pair < count; pair++)
        (*standardised)[pair] = (values[pair] - mean) / *deviation;
    return NSC_OK;
}

/* influences[i] += the mean, by weight, of values over the pairs of higher rank, those of the same rank counting half.
 */
static nsc_status add_means_above(const nsc_weighted_pairs *pairs, const double *ranks, const double *values,
                                  double *influences, nsc_error *error) {
    const size_t count = pairs->count;
    size_t *order = NULL;
    double above = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&order, count, sizeof *order, error));
    NSC_TRY(nsc_ascending(ranks, count, order, error));
    for (size_t end = count, first; end > 0; end = first) {
        double here = 0;
        for (first = end; first > 0 && ranks[order[first - 1]] == ranks[order[end - 1]]; first--)
            here += nsc_weight_of(pairs->weights, order[first - 1]) * values[order[first - 1]] / (double)count;
        for (size_t place = first; place < end; place++)
            influences[order[place]] += above + here / 2;
        above += here;
    }
out:
    free(order);
    return status;
}

/* influences[pair] on the correlation r of x and y; `ranked` says that they are ranks. */
static nsc_status find_influences(const nsc_weighted_pairs *pairs, const double *x, const double *y, double r,
                                  bool ranked, double *influences, nsc_error *error) {
    const size_t count = pairs->count;
    double *from_x = NULL, *from_y = NULL, *parts = NULL, deviation_x, deviation_y;
    nsc_status status = NSC_OK;
    NSC_TRY(standardise(pairs, x, &from_x, &deviation_x, error));
    NSC_TRY(standardise(pairs, y, &from_y, &deviation_y, error));
    NSC_TRY(nsc_allocate(&parts, count, sizeof *parts, error));
    for (size_t pair = 0; pair < count; pair++)
        influences[pair] =
            from_x[pair] * from_y[pair] - r * (from_x[pair] * from_x[pair] + from_y[pair] * from_y[pair]) / 2;
    if (!ranked)
        goto out;
    for (size_t pair = 0; pair < count; pair++)
        parts[pair] = (from_y[pair] - r * from_x[pair]) * (double)count / deviation_x;
    NSC_TRY(add_means_above(pairs, x, parts, influences, error));
    for (size_t pair = 0; pair < count; pair++)
        parts[pair] = (from_x[pair] - r * from_y[pair]) * (double)count / deviation_y;
    NSC_TRY(add_means_above(pairs, y, parts, influences, error));
    double mean = 0;
    for (size_t pair = 0; pair < count; pair++)
        mean += nsc_weight_of(pairs->weights, pair) * influences[pair] / (double)count;
    for (size_t pair = 0; pair < count; pair++)
        influences[pair] -= mean;
out:
    free(from_x);
    free(from_y);
    free(parts);
    return status;
}

/* ---- correlations ---- */

static double correlation_of(const nsc_weighted_pairs *pairs, const double *x, const double *y) {
    if (pairs->weights == NULL)
        return nsc_pearson(x, y, pairs->count);
    if (nsc_is_constant(x, pairs->count) || nsc_is_constant(y, pairs->count))
        return NAN;
    double sum = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t pair = 0; pair < pairs->count; pair++) {
        sum += pairs->weights[pair];
        mean_x += pairs->weights[pair] * x[pair];
        mean_y += pairs->weights[pair] * y[pair];
    }
    for (size_t pair = 0; pair < pairs->count; pair++) {
        const double from_x = x[pair] - mean_x / sum, from_y = y[pair] - mean_y / sum;
        xx += pairs->weights[pair] * from_x * from_x;
        yy += pairs->weights[pair] * from_y * from_y;
        xy += pairs->weights[pair] * from_x * from_y;
    }
    return nsc_clamped_correlation(xy / (sqrt(xx) * sqrt(yy)));
}

static nsc_status correlate(const nsc_pair_sample *sample, const nsc_weighted_pairs *pairs, const double *x,
                            const double *y, bool ranked, nsc_estimate *found, nsc_error *error) {
    double *influences = NULL;
    nsc_status status = NSC_OK;
    *found = nsc_estimate_alone(correlation_of(pairs, x, y));
    if (isnan(found->value) || !nsc_pair_sample_estimates(sample)) {
        if (nsc_design_complete(sample->design))
            *found = nsc_estimate_exact(found->value);
        return NSC_OK;
    }
    NSC_TRY(nsc_allocate(&influences, pairs->count, sizeof *influences, error));
    NSC_TRY(find_influences(pairs, x, y, found->value, ranked, influences, error));
    NSC_TRY(nsc_correlation_of_sample(sample, found->value, ranked, influences, found, error));
out:
    free(influences);
    return status;
}

nsc_status nsc_correlations(const nsc_pair_sample *sample, nsc_estimate *pearson, nsc_estimate *spearman,
                            nsc_error *error) {
    nsc_weighted_pairs pairs = {0};
    double *x_ranks = NULL, *y_ranks = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_weighted_pairs_take(&pairs, sample, error));
    NSC_TRY(nsc_allocate(&x_ranks, pairs.count, sizeof *x_ranks, error));
    NSC_TRY(nsc_allocate(&y_ranks, pairs.count, sizeof *y_ranks, error));
    NSC_TRY(nsc_weighted_ranks(NULL, pairs.x, pairs.weights, pairs.count, x_ranks, error));
    NSC_TRY(nsc_weighted_ranks(NULL, pairs.y, pairs.weights, pairs.count, y_ranks, error));
    NSC_TRY(correlate(sample, &pairs, pairs.x, pairs.y, false, pearson, error));
    NSC_TRY(correlate(sample, &pairs, x_ranks, y_ranks, true, spearman, error));
out:
    free(x_ranks);
    free(y_ranks);
    nsc_weighted_pairs_release(&pairs);
    return status;
}

nsc_status nsc_sample_correlation(const nsc_sample *sample, const double *x, const double *y, nsc_estimate *pearson,
                                  nsc_error *error) {
    nsc_weighted_pairs pairs = {.count = sample->count};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&pairs.x, pairs.count, sizeof *pairs.x, error));
    NSC_TRY(nsc_allocate(&pairs.y, pairs.count, sizeof *pairs.y, error));
    for (size_t place = 0; place < sample->count; place++) {
        pairs.x[place] = x[sample->points[place]];
        pairs.y[place] = y[sample->points[place]];
    }
    NSC_TRY(nsc_relative_weights(&sample->design, sample->points, pairs.count, &pairs.weights, error));
    const nsc_pair_sample both = {&sample->design, sample->points, pairs.x, pairs.y, pairs.count, NULL};
    NSC_TRY(correlate(&both, &pairs, pairs.x, pairs.y, false, pearson, error));
out:
    nsc_weighted_pairs_release(&pairs);
    return status;
}

/* ---- shake-up ---- */

static nsc_status shake_up_influences(const nsc_weighted_pairs *pairs, const double *x_ranks, const double *y_ranks,
                                      double shake_up, double *influences, nsc_error *error) {
    const size_t count = pairs->count;
    double *signs = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&signs, count, sizeof *signs, error));
    for (size_t pair = 0; pair < count; pair++)
        signs[pair] = (x_ranks[pair] < y_ranks[pair]) - (x_ranks[pair] > y_ranks[pair]);
    memset(influences, 0, count * sizeof *influences);
    NSC_TRY(add_means_above(pairs, y_ranks, signs, influences, error));
    for (size_t pair = 0; pair < count; pair++) {
        influences[pair] += fabs(x_ranks[pair] - y_ranks[pair]) / (double)count - 2 * shake_up;
        signs[pair] = -signs[pair];
    }
    NSC_TRY(add_means_above(pairs, x_ranks, signs, influences, error));
out:
    free(signs);
    return status;
}

nsc_status nsc_shake_up(const nsc_pair_sample *sample, const double *x_ranks, const double *y_ranks,
                        nsc_estimate *shake_up, nsc_error *error) {
    nsc_weighted_pairs pairs = {0};
    double *own = NULL, *influence = NULL, sum = 0;
    nsc_status status = NSC_OK;
    *shake_up = nsc_estimate_none();
    NSC_TRY(nsc_weighted_pairs_take(&pairs, sample, error));
    if (pairs.count < 2)
        goto out;
    for (size_t pair = 0; pair < pairs.count; pair++)
        sum += nsc_weight_of(pairs.weights, pair) * fabs(x_ranks[pair] - y_ranks[pair]);
    const double value = sum / (double)pairs.count / (double)pairs.count;
    *shake_up = nsc_design_complete(sample->design) ? nsc_estimate_exact(value) : nsc_estimate_alone(value);
    if (!nsc_pair_sample_estimates(sample))
        goto out;
    NSC_TRY(nsc_allocate(&own, pairs.count, sizeof *own, error));
    NSC_TRY(shake_up_influences(&pairs, x_ranks, y_ranks, value, own, error));
    for (size_t pair = 0; pair < pairs.count; pair++)
        own[pair] *= 2;
    NSC_TRY(influences_of_all(sample, own, &influence, error));
    *shake_up = nsc_estimate_skewed_share(2 * value, sample->design, sample->points, influence, sample->count);
    *shake_up = (nsc_estimate){value, shake_up->low / 2, shake_up->high / 2};
out:
    nsc_weighted_pairs_release(&pairs);
    free(own);
    free(influence);
    return status;
}
