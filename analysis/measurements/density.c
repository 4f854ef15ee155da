/* The distribution of fitness: histogram with its empirical distribution function, quantiles. */
#include "analysis/estimators/quantiles.h"
#include "analysis/estimators/sample.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <gsl/gsl_histogram.h>
#include <math.h>

static const nsc_column bin_columns[] = {
    {"low", "lower end of the bin, included"},
    {"high", "upper end of the bin; included in the last bin only"},
    {"count", "evaluated points in the bin"},
    {"share", "share of the space's points in the bin, estimated if some have no fitness"},
    {"share_low", "lower end of its 95 % interval: Wilson's at the effective number of points"},
    {"share_high", "upper end"},
    {"cumulative", "share of the space's points in this bin or a lower one"},
    {"cumulative_low", "lower end of its 95 % interval, likewise"},
    {"cumulative_high", "upper end"},
};
static const nsc_column quantile_columns[] = {
    {"quantile", "share of the space's points that lies below"},
    {"value", "fitness at the quantile, estimated if some points have none (linear between order statistics)"},
    {"low", "lower end of its 95 % interval, by that of the share of points below (Woodruff 1952)"},
    {"high", "upper end"},
    {"reason", "reason the interval is missing"},
};

/* Marks the points of the sample whose values lie in a bin; the last bin has its upper end too. */
static int64_t mark_bin(const nsc_sample *sample, const double *values, double low, double high, bool last,
                        bool *mask) {
    int64_t count = 0;
    for (size_t place = 0; place < sample->count; place++) {
        const double value = values[sample->points[place]];
        mask[sample->points[place]] = value >= low && (value < high || last);
        count += mask[sample->points[place]];
    }
    return count;
}

static nsc_estimate share_of(const nsc_sample *sample, const bool *mask, int64_t count) {
    return nsc_sample_complete(sample) ? nsc_estimate_exact((double)count / (double)sample->count)
                                       : nsc_sample_share(sample, mask);
}

static nsc_status add_bins(const nsc_sample *sample, const nsc_quantile_sample *sorted, const double *values,
                           size_t bin_count, nsc_table *table, nsc_error *error) {
    const double low = sorted->values[0], high = sorted->values[sorted->count - 1];
    nsc_status status = NSC_OK;
    bool *mask = NULL;
    gsl_histogram *histogram = gsl_histogram_alloc(bin_count);
    if (histogram == NULL)
        return nsc_error_set(error, NSC_FAILED, "out of memory for %zu bins", bin_count);
    NSC_TRY(nsc_allocate(&mask, sample->design.space_count, sizeof *mask, error));
    /* A constant fitness gets bins of nonzero width. */
    gsl_histogram_set_ranges_uniform(histogram, low, high > low ? high : low + (low != 0 ? fabs(low) : 1));
    for (size_t bin = 0; bin < bin_count; bin++) {
        const bool last = bin + 1 == bin_count;
        double lower, upper;
        gsl_histogram_get_range(histogram, bin, &lower, &upper);
        const int64_t count = mark_bin(sample, values, lower, upper, last, mask);
        const nsc_estimate share = share_of(sample, mask, count);
        const int64_t counted = mark_bin(sample, values, low, upper, last, mask);
        const nsc_estimate cumulative = share_of(sample, mask, counted);
        const nsc_value row[] = {
            nsc_real(lower),          nsc_real(upper),      nsc_integer(count),         nsc_real(share.value),
            nsc_real(share.low),      nsc_real(share.high), nsc_real(cumulative.value), nsc_real(cumulative.low),
            nsc_real(cumulative.high)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    gsl_histogram_free(histogram);
    free(mask);
    return status;
}

static nsc_status add_quantiles(const nsc_quantile_sample *sorted, nsc_table *table, nsc_error *error) {
    static const double quantiles[] = {0, .01, .05, .1, .25, .5, .75, .9, .95, .99, .999, 1};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(quantiles); number++) {
        const char *reason;
        const nsc_estimate value = nsc_quantile_of(sorted, quantiles[number], &reason);
        const nsc_value row[] = {nsc_real(quantiles[number]), nsc_real(value.value), nsc_real(value.low),
                                 nsc_real(value.high), nsc_text(reason)};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const double *values = landscape->fitness->values;
    nsc_sample sample = {0};
    nsc_quantile_sample sorted = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_sample_open(&sample, landscape->space, landscape->fitness, NULL, options->control, error));
    NSC_TRY(nsc_quantile_sample_open(&sorted, &sample, values, error));
    NSC_TRY(add_bins(&sample, &sorted, values, options->bins, tables[0], error));
    NSC_TRY(add_quantiles(&sorted, tables[1], error));
out:
    nsc_quantile_sample_close(&sorted);
    nsc_sample_release(&sample);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("histogram", "one row for each bin", bin_columns),
                                            NSC_TABLE("quantiles", "one row for each quantile", quantile_columns)};

const nsc_analysis nsc_analysis_density = {"density",
                                           "distribution of fitness",
                                           "Ying et al. 2019, section 3.1; density of states: Rose et al. 1996",
                                           NSC_READS(bins),
                                           NSC_ALLOWS_DIRECTED,
                                           tables,
                                           NSC_COUNT_OF(tables),
                                           run};
