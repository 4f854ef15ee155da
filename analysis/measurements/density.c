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
    {"best", "best evaluated fitness, the same in every row"},
};
static const nsc_column quantile_columns[] = {
    {"quantile", "share of the space's points that lies below"},
    {"value", "fitness at the quantile, estimated if some points have none (linear between order statistics)"},
    {"low", "lower end of its 95 % interval, by that of the share of points below (Woodruff 1952)"},
    {"high", "upper end"},
    {"reason", "reason the interval is missing"},
};

/* Sets the mask for the points at the places from `first` to before `end`. */
static void mark(const nsc_quantile_sample *sorted, size_t first, size_t end, bool within, bool *mask) {
    for (size_t place = first; place < end; place++)
        mask[sorted->points[place]] = within;
}

static nsc_estimate share_of(const nsc_sample *sample, const bool *mask, size_t count) {
    return nsc_sample_complete(sample) ? nsc_estimate_exact((double)count / (double)sample->count)
                                       : nsc_sample_share(sample, mask);
}

/* Each value is met once, as bins and values ascend; a bin without a point has the figures of none. */
static nsc_status add_bins(const nsc_sample *sample, const nsc_quantile_sample *sorted, size_t bin_count, double best,
                           nsc_table *table, nsc_error *error) {
    const double low = sorted->values[0], high = sorted->values[sorted->count - 1];
    size_t end = 0; /* of the bin's places in `sorted` */
    nsc_status status = NSC_OK;
    bool *within = NULL, *up_to = NULL;
    gsl_histogram *histogram = gsl_histogram_alloc(bin_count);
    if (histogram == NULL)
        return nsc_error_out_of_memory(error, "%zu bins", bin_count);
    NSC_TRY(nsc_allocate(&within, sample->design.space_count, sizeof *within, error));
    NSC_TRY(nsc_allocate(&up_to, sample->design.space_count, sizeof *up_to, error));
    /* A constant fitness gets bins of nonzero width. */
    gsl_histogram_set_ranges_uniform(histogram, low, high > low ? high : low + (low != 0 ? fabs(low) : 1));
    const nsc_estimate none = share_of(sample, within, 0);
    nsc_estimate cumulative = none;
    for (size_t bin = 0; bin < bin_count; bin++) {
        const bool last = bin + 1 == bin_count;
        const size_t first = end;
        nsc_estimate share = none;
        double lower, upper;
        gsl_histogram_get_range(histogram, bin, &lower, &upper);
        while (end < sorted->count && (last || sorted->values[end] < upper))
            end++;
        if (end > first) {
            mark(sorted, first, end, true, within);
            mark(sorted, first, end, true, up_to);
            share = share_of(sample, within, end - first);
            cumulative = share_of(sample, up_to, end);
            mark(sorted, first, end, false, within);
        }
        const nsc_value row[] = {nsc_real(lower),
                                 nsc_real(upper),
                                 nsc_integer((int64_t)(end - first)),
                                 nsc_real(share.value),
                                 nsc_real(share.low),
                                 nsc_real(share.high),
                                 nsc_real(cumulative.value),
                                 nsc_real(cumulative.low),
                                 nsc_real(cumulative.high),
                                 nsc_real(best)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    gsl_histogram_free(histogram);
    free(within);
    free(up_to);
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
    NSC_TRY(add_bins(&sample, &sorted, options->bins, nsc_fitness_best(landscape->fitness), tables[0], error));
    NSC_TRY(add_quantiles(&sorted, tables[1], error));
out:
    nsc_quantile_sample_close(&sorted);
    nsc_sample_release(&sample);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("histogram", "one row for each bin", bin_columns),
                                            NSC_TABLE("quantiles", "one row for each quantile", quantile_columns)};

const nsc_analysis nsc_analysis_density = {
    "density",
    "distribution of fitness",
    "Ying et al. 2019, section 3.1; density of states: Rose et al. 1996",
    "share of points with low ≤ f < high; F(x) = share of points with f ≤ x; quantiles linear between order statistics",
    NSC_READS(bins),
    NSC_ALLOWS_DIRECTED | NSC_NEEDS_NO_GRAPH,
    tables,
    NSC_COUNT_OF(tables),
    run};
