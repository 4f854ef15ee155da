/* Intervals of independent runs. */
#include "analysis/estimators/resamples.h"

#include "analysis/estimators/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

nsc_estimate nsc_mean_of_runs(const double *values, size_t count) {
    const nsc_moments moments = nsc_moments_of(values, count);
    if (count < 2 || !isfinite(moments.standard_deviation))
        return nsc_estimate_alone(moments.mean);
    return nsc_estimate_around(moments.mean, nsc_student_quantile((double)count - 1) * moments.standard_deviation /
                                                 sqrt((double)count));
}

double nsc_sorted_quantile(const double *ascending, size_t count, double share) {
    const double place = share * ((double)count - 1);
    const size_t below = (size_t)place;
    if (place == (double)below) /* the next value, which may be infinite, has no part in it */
        return ascending[below];
    return gsl_stats_quantile_from_sorted_data(ascending, 1, count, share);
}

/* The least number that as many or fewer of `count` independent values are below the quantile at `share` with at least
 * the chance `wanted`. */
static size_t binomial_quantile(double share, size_t count, double wanted) {
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (gsl_cdf_binomial_P((unsigned)middle, share, (unsigned)count) >= wanted)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

nsc_estimate nsc_quantile_of_runs(const double *ascending, size_t count, double share) {
    if (count == 0)
        return nsc_estimate_none();
    nsc_estimate estimate = nsc_estimate_alone(nsc_sorted_quantile(ascending, count, share));
    if (share <= 0 || share >= 1)
        return estimate;
    /* At least `first` values are below the quantile with a chance of 97.5 %, and at most `beyond`. */
    const size_t first = binomial_quantile(share, count, NSC_LOWER_TAIL);
    const size_t beyond = binomial_quantile(share, count, NSC_UPPER_TAIL);
    if (first >= 1)
        estimate.low = ascending[first - 1];
    if (beyond < count)
        estimate.high = ascending[beyond];
    return estimate;
}

void nsc_resample(gsl_rng *random, size_t count, uint32_t *counts) {
    for (size_t item = 0; item < count; item++)
        counts[item] = 0;
    for (size_t draw = 0; draw < count; draw++)
        counts[nsc_random_below(random, (uint32_t)count)]++;
}

void nsc_resampled(const double *values, const uint32_t *order, const uint32_t *counts, size_t count, double *mean,
                   double *median) {
    const size_t lower = (count - 1) / 2, upper = count / 2; /* places of the middle values */
    size_t before = 0;
    double sum = 0, middle = 0;
    for (size_t place = 0; place < count; place++) {
        const double value = values[order[place]];
        const uint32_t here = counts[order[place]];
        if (here == 0)
            continue;
        sum += here * value;
        if (before <= lower && lower < before + here)
            middle += value / 2;
        if (before <= upper && upper < before + here)
            middle += value / 2;
        before += here;
    }
    *mean = sum / (double)count;
    *median = middle;
}

nsc_estimate nsc_percentile_interval(double value, size_t items, double *resampled, size_t count) {
    nsc_estimate estimate = nsc_estimate_alone(value);
    size_t finite = 0;
    for (size_t number = 0; number < count; number++)
        if (isfinite(resampled[number]))
            resampled[finite++] = resampled[number];
    if (!isfinite(value) || finite == 0 || items < 2)
        return estimate;
    gsl_sort(resampled, 1, finite);
    estimate.low = gsl_stats_quantile_from_sorted_data(resampled, 1, finite, NSC_LOWER_TAIL);
    estimate.high = gsl_stats_quantile_from_sorted_data(resampled, 1, finite, NSC_UPPER_TAIL);
    return estimate;
}
