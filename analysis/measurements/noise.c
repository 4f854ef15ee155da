/*
 * Noise between repeated runs of the same point: the standard deviation of accuracy between the runs, by split and
 * budget (Ying et al. 2019, section 3.1 and figure 2), and its effect on figures of the landscape (noise_figures.c).
 */
#include "analysis/measurements/noise_internal.h"

#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const nsc_column deviation_columns[] = {
    {"split", "valid or test: accuracy on validation or test images"},
    {"epochs", "trained; empty if the data has no budgets"},
    {"count", "points with two runs or more"},
    {"mean", "mean over these points of the standard deviation between the runs of a point (n - 1)"},
    {"mean_low", "lower end of its 95 % interval for the whole space: normal, shrunk by the square root of 1 - count / "
                 "points"},
    {"mean_high", "upper end"},
    {"median", "median of the standard deviations"},
    {"quantile_5", "5 % quantile of the standard deviations (linear between order statistics)"},
    {"quantile_95", "95 % quantile"},
    {"pooled", "square root of the mean variance, each point weighted by its runs minus one"},
    {"reason", "reason the values are missing"},
};

static const nsc_column distribution_columns[] = {
    {"split", "valid or test: accuracy on validation or test images"},
    {"epochs", "trained; empty if the data has no budgets"},
    {"share", "share of the points with two runs or more whose runs deviate by at most that"},
    {"deviation", "standard deviation between the runs of a point (n - 1), linear between order statistics"},
    {"count", "points with two runs or more"},
    {"reason", "reason the values are missing"},
};

/* ---- runs ---- */

nsc_status nsc_repeats_read(nsc_repeats *repeats, const nsc_landscape *landscape, nsc_metric metric, int epochs,
                            nsc_error *error) {
    nsc_status status = NSC_OK;
    *repeats = (nsc_repeats){0};
    for (size_t run = 0; run < NSC_RUNS; run++) {
        const nsc_fitness_rule rule = nsc_fitness_rule_of(metric, epochs, (nsc_policy)(NSC_POLICY_RUN1 + run));
        NSC_TRY(nsc_landscape_ask(landscape, rule.text, &repeats->runs[run], error));
        repeats->available += repeats->runs[run].fitness != NULL;
    }
out:
    return status;
}

size_t nsc_repeats_at(const nsc_repeats *repeats, uint32_t point, double values[NSC_RUNS]) {
    size_t count = 0;
    for (size_t run = 0; run < NSC_RUNS; run++) {
        const nsc_fitness *fitness = repeats->runs[run].fitness;
        values[run] = fitness != NULL ? fitness->values[point] : (double)NAN;
        if (!isnan(values[run]))
            count++;
    }
    return count;
}

static bool has_standard_errors(const nsc_fitness *mean) {
    return mean != NULL && mean->standard_errors != NULL && mean->run_counts != NULL;
}

double nsc_repeats_deviation(const nsc_repeats *repeats, const nsc_fitness *mean, uint32_t point, unsigned *count) {
    double values[NSC_RUNS];
    size_t found = 0;
    if (has_standard_errors(mean)) {
        *count = mean->run_counts[point];
        return *count > 1 ? mean->standard_errors[point] * sqrt(*count) : (double)NAN;
    }
    *count = (unsigned)nsc_repeats_at(repeats, point, values);
    for (size_t run = 0; run < NSC_RUNS; run++)
        if (!isnan(values[run]))
            values[found++] = values[run];
    return nsc_moments_of(values, found).standard_deviation;
}

void nsc_repeats_explain(const nsc_repeats *repeats, const nsc_asked_fitness *mean, char reason[NSC_REPEATS_REASON]) {
    const char *text = mean->fitness == NULL     ? mean->lacking
                       : repeats->available == 0 ? "the data has means, not single runs"
                       : repeats->available == 1 ? "the data has one run only"
                                                 : "no point has more than one run";
    snprintf(reason, NSC_REPEATS_REASON, "%s", text);
}

/* ---- deviations ---- */

typedef struct deviations {
    double *values; /* [count] for the points with two runs or more, ascending */
    size_t count;
    double squares; /* sum of squared deviations of all runs from the mean of their point */
    size_t freedom; /* sum of runs minus one over all points */
} deviations;

static nsc_status take_deviations(const nsc_repeats *repeats, const nsc_fitness *mean, uint32_t point_count,
                                  deviations *taken, nsc_error *error) {
    *taken = (deviations){0};
    if (!has_standard_errors(mean) && repeats->available < 2)
        return NSC_OK;
    const nsc_status status = nsc_allocate(&taken->values, point_count, sizeof *taken->values, error);
    for (uint32_t point = 0; status == NSC_OK && point < point_count; point++) {
        unsigned count;
        const double deviation = nsc_repeats_deviation(repeats, mean, point, &count);
        if (isnan(deviation))
            continue;
        taken->values[taken->count++] = deviation;
        taken->squares += (double)(count - 1) * deviation * deviation;
        taken->freedom += count - 1;
    }
    if (taken->count > 0)
        gsl_sort(taken->values, 1, taken->count);
    return status;
}

static nsc_status add_row(const char *split, int epochs, const deviations *taken, uint32_t point_count,
                          const char *reason, nsc_table *table, nsc_error *error) {
    if (taken->count == 0) {
        const nsc_value nothing[NSC_COUNT_OF(deviation_columns)] = {
            nsc_text(split), epochs > 0 ? nsc_integer(epochs) : nsc_missing(), nsc_integer(0),
            [NSC_COUNT_OF(deviation_columns) - 1] = nsc_text(reason)};
        return nsc_table_add(table, nothing, NSC_COUNT_OF(nothing), error);
    }
    const nsc_moments moments = nsc_moments_of(taken->values, taken->count);
    const double unknown = 1 - (double)taken->count / point_count;
    const double half =
        unknown > 0 ? NSC_Z95 * moments.standard_deviation / sqrt((double)taken->count) * sqrt(unknown) : 0;
    const nsc_value row[NSC_COUNT_OF(deviation_columns)] = {
        nsc_text(split),
        epochs > 0 ? nsc_integer(epochs) : nsc_missing(),
        nsc_integer((int64_t)taken->count),
        nsc_real(moments.mean),
        nsc_real(moments.mean - half),
        nsc_real(moments.mean + half),
        nsc_real(gsl_stats_median_from_sorted_data(taken->values, 1, taken->count)),
        nsc_real(gsl_stats_quantile_from_sorted_data(taken->values, 1, taken->count, 0.05)),
        nsc_real(gsl_stats_quantile_from_sorted_data(taken->values, 1, taken->count, 0.95)),
        nsc_real(sqrt(taken->squares / (double)taken->freedom)),
        nsc_text(isnan(half) ? "one point only: no interval" : NULL)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* Quantiles in steps of 2.5 %, and finer ones at the end, where few trainings that failed decide. */
static nsc_status add_distribution(const char *split, int epochs, const deviations *taken, const char *reason,
                                   nsc_table *table, nsc_error *error) {
    enum { STEPS = 40 };
    static const double beyond[] = {0.99, 0.995, 0.999};
    nsc_value row[NSC_COUNT_OF(distribution_columns)] = {nsc_text(split),
                                                         epochs > 0 ? nsc_integer(epochs) : nsc_missing(),
                                                         nsc_missing(),
                                                         nsc_missing(),
                                                         nsc_integer((int64_t)taken->count),
                                                         nsc_text(reason)};
    nsc_status status = NSC_OK;
    if (taken->count == 0)
        return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    row[NSC_COUNT_OF(row) - 1] = nsc_missing();
    for (size_t number = 0; number <= STEPS + NSC_COUNT_OF(beyond); number++) {
        const double share = number < STEPS                          ? (double)number / STEPS
                             : number < STEPS + NSC_COUNT_OF(beyond) ? beyond[number - STEPS]
                                                                     : 1;
        row[2] = nsc_real(share);
        row[3] = nsc_real(gsl_stats_quantile_from_sorted_data(taken->values, 1, taken->count, share));
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    return status;
}

static nsc_status add_deviations(const nsc_landscape *landscape, nsc_metric metric, int epochs, nsc_table *table,
                                 nsc_table *distribution, nsc_error *error) {
    const uint32_t point_count = landscape->space->point_count;
    char reason[NSC_REPEATS_REASON] = "";
    nsc_repeats repeats = {0};
    nsc_asked_fitness mean;
    deviations taken = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_repeats_read(&repeats, landscape, metric, epochs, error));
    const nsc_fitness_rule rule = nsc_fitness_rule_of(metric, epochs, NSC_POLICY_MEAN);
    NSC_TRY(nsc_landscape_ask(landscape, rule.text, &mean, error));
    NSC_TRY(take_deviations(&repeats, mean.fitness, point_count, &taken, error));
    if (taken.count == 0)
        nsc_repeats_explain(&repeats, &mean, reason);
    NSC_TRY(add_row(nsc_metric_name(metric), epochs, &taken, point_count, reason, table, error));
    NSC_TRY(add_distribution(nsc_metric_name(metric), epochs, &taken, reason, distribution, error));
out:
    free(taken.values);
    return status;
}

/* ---- all tables ---- */

/* One row with nothing but the reason, in a table that ends with a column for it. */
static nsc_status add_reason(const char *reason, nsc_table *table, nsc_error *error) {
    enum { MOST_COLUMNS = 16 };
    const size_t columns = nsc_table_column_count(table);
    nsc_value row[MOST_COLUMNS];
    for (size_t column = 0; column + 1 < columns; column++)
        row[column] = nsc_missing();
    row[columns - 1] = nsc_text(reason);
    return nsc_table_add(table, row, columns, error);
}

/* Tables that need single runs of the landscape's fitness, which is an accuracy for the second. */
static nsc_status add_of_runs(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table *locality,
                              nsc_table *decisions, nsc_error *error) {
    const nsc_fitness_rule *rule = &landscape->fitness->rule;
    char reason[NSC_REPEATS_REASON] = "the fitness has no runs";
    nsc_repeats repeats = {0};
    nsc_asked_fitness mean = {0};
    nsc_status status = NSC_OK;
    if (rule->kind == NSC_FITNESS_METRIC) {
        const nsc_fitness_rule of_mean = nsc_fitness_rule_of(rule->metric, rule->epochs, NSC_POLICY_MEAN);
        NSC_TRY(nsc_landscape_ask(landscape, of_mean.text, &mean, error));
        NSC_TRY(nsc_repeats_read(&repeats, landscape, rule->metric, rule->epochs, error));
        nsc_repeats_explain(&repeats, &mean, reason);
    }
    if (mean.fitness == NULL || repeats.available < 2) {
        NSC_TRY(add_reason(reason, locality, error));
        NSC_TRY(add_reason(reason, decisions, error));
        goto out;
    }
    NSC_TRY(nsc_noise_add_locality(landscape, &repeats, mean.fitness, options, locality, error));
    if (nsc_metric_is_accuracy(rule->metric))
        NSC_TRY(nsc_noise_add_decisions(landscape, &repeats, options, decisions, error));
    else
        NSC_TRY(add_reason("differences are counted in points of accuracy", decisions, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    static const nsc_metric metrics[] = {NSC_METRIC_VALID, NSC_METRIC_TEST};
    int epochs[NSC_BUDGETS];
    size_t budget_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_budgets(landscape, epochs, &budget_count, error));
    for (size_t metric = 0; metric < NSC_COUNT_OF(metrics); metric++)
        for (size_t budget = 0; budget < budget_count; budget++)
            NSC_TRY(add_deviations(landscape, metrics[metric], epochs[budget], tables[0], tables[4], error));
    NSC_TRY(nsc_noise_add_figures(landscape, options, tables[1], error));
    NSC_TRY(add_of_runs(landscape, options, tables[2], tables[3], error));
out:
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE_WITHOUT_DISTANCE("deviations", "one row for each split and budget: the standard deviation between runs",
                               deviation_columns),
    {"figures", "one row for each figure: on the mean of the runs, on each run, and their difference",
     nsc_noise_figure_columns, NSC_NOISE_FIGURE_COLUMNS, NULL, 0, false},
    NSC_TABLE_WITHOUT_DISTANCE("locality", "one row for each lag and run: the autocorrelation, and corrected for noise",
                               nsc_noise_locality_columns),
    NSC_TABLE_WITHOUT_DISTANCE("decisions",
                               "one row for each difference: how often the other runs contradict what one run says",
                               nsc_noise_decision_columns),
    NSC_TABLE_WITHOUT_DISTANCE("distribution", "quantiles of the standard deviation between runs, by split and budget",
                               distribution_columns)};

const nsc_analysis nsc_analysis_noise = {
    "noise",
    "noise between repeated runs, and its effect on other figures",
    "Ying et al. 2019, section 3.1, figure 2",
    "sᵢ = √(Σᵣ (xᵢᵣ − mᵢ)² / (Rᵢ − 1)) over the Rᵢ runs of point i, mᵢ their mean; mean, median and quantiles over "
    "points; pooled √(Σ (Rᵢ − 1) sᵢ² / Σ (Rᵢ − 1))",
    NSC_READS(distance) | NSC_READS(seed),
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
