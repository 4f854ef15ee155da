/* The distribution of fitness: histogram with its empirical distribution function, quantiles. */
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <gsl/gsl_histogram.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const nsc_column bin_columns[] = {
    {"low", "lower end of the bin, included"},
    {"high", "upper end of the bin; included in the last bin only"},
    {"count", "points in the bin"},
    {"share", "of the points with a fitness"},
    {"cumulative", "share of the points with a fitness in this bin or a lower one"},
};
static const nsc_column quantile_columns[] = {
    {"quantile", "share of the points with a fitness that lies below"},
    {"value", "fitness at the quantile (linear between order statistics)"},
};
static nsc_status add_bins(const nsc_evaluated *evaluated, size_t bin_count, nsc_table *table, nsc_error *error) {
    const double low = evaluated->values[0], high = evaluated->values[evaluated->count - 1];
    nsc_status status = NSC_OK;
    double cumulative = 0;
    gsl_histogram *histogram = gsl_histogram_alloc(bin_count);
    if (histogram == NULL)
        return nsc_error_set(error, NSC_FAILED, "out of memory for %zu bins", bin_count);
    /* The histogram's upper end is open: the largest value is counted in the last bin by hand. A constant fitness gets
     * bins of nonzero width. */
    const double end = high > low ? high : low + (low != 0 ? fabs(low) : 1);
    gsl_histogram_set_ranges_uniform(histogram, low, end);
    for (size_t place = 0; place < evaluated->count; place++)
        if (gsl_histogram_increment(histogram, evaluated->values[place]) != 0)
            histogram->bin[bin_count - 1] += 1;
    for (size_t bin = 0; status == NSC_OK && bin < bin_count; bin++) {
        double lower, upper;
        gsl_histogram_get_range(histogram, bin, &lower, &upper);
        const double count = gsl_histogram_get(histogram, bin);
        cumulative += count;
        const nsc_value row[] = {nsc_real(lower), nsc_real(upper), nsc_integer((int64_t)count),
                                 nsc_real(count / (double)evaluated->count),
                                 nsc_real(cumulative / (double)evaluated->count)};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    gsl_histogram_free(histogram);
    return status;
}

static nsc_status add_quantiles(const nsc_evaluated *evaluated, nsc_table *table, nsc_error *error) {
    static const double quantiles[] = {0, .01, .05, .1, .25, .5, .75, .9, .95, .99, .999, 1};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(quantiles); number++) {
        const nsc_value row[] = {
            nsc_real(quantiles[number]),
            nsc_real(gsl_stats_quantile_from_sorted_data(evaluated->values, 1, evaluated->count, quantiles[number]))};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_evaluated evaluated = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, landscape->fitness, 1, error));
    gsl_sort(evaluated.values, 1, evaluated.count);
    NSC_TRY(add_bins(&evaluated, options->bins, tables[0], error));
    NSC_TRY(add_quantiles(&evaluated, tables[1], error));
out:
    nsc_evaluated_release(&evaluated);
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
