/* One row for each figure of an algorithm: what its runs ended with, and what they evaluated. */
#include "analysis/estimators/resamples.h"
#include "analysis/estimators/statistics.h"
#include "analysis/search/results/search_tables_internal.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>

static const nsc_column summary_columns[] = {
    {"statistic", "name of the figure"},
    {"value", "the number; empty if there is none"},
    {"low", "lower end of the 95 % interval of the runs; empty if there is none"},
    {"high", "upper end of the interval"},
};

/* A figure is a statistic of one value a run. */
typedef enum figure_kind {
    FIGURE_MEAN,      /* with Student's interval */
    FIGURE_QUANTILE,  /* with the interval between order statistics */
    FIGURE_DEVIATION, /* standard deviation between runs */
    FIGURE_SHARE      /* of runs for which the value is not 0, with Wilson's interval */
} figure_kind;

/* What is known of a run. */
typedef struct run_view {
    const nsc_experiment *experiment;
    const nsc_search_trace *trace;
    const nsc_regret_step *final; /* NULL: nothing was evaluated */
} run_view;

static double error_of(const run_view *run) {
    return run->final != NULL ? nsc_search_error(run->experiment, run->final->point) : (double)NAN;
}

static double score_of(const run_view *run) {
    return run->final != NULL && run->final->point != UINT32_MAX
               ? nsc_experiment_score(run->experiment, run->final->point)
               : (double)NAN;
}

static double regret_of(const run_view *run) {
    return run->final != NULL ? run->final->regret : (double)INFINITY;
}

static double valid_regret_of(const run_view *run) {
    return run->final != NULL ? nsc_search_valid_regret(run->experiment, run->final->point) : (double)INFINITY;
}

static double success_of(const run_view *run) {
    return run->final != NULL && run->final->regret <= 0;
}

static double evaluations_of(const run_view *run) {
    return (double)run->trace->evaluations;
}

static double time_of(const run_view *run) {
    return nsc_experiment_describe(run->experiment)->has_times ? run->trace->time_s : (double)NAN;
}

static double points_of(const run_view *run) {
    return (double)run->trace->points;
}

static double found_after(const run_view *run) {
    return run->final != NULL ? run->final->evaluations : (double)NAN;
}

static double share_of_proposals(const run_view *run, uint64_t number) {
    return run->trace->proposals > 0 ? (double)number / (double)run->trace->proposals : (double)NAN;
}

static double invalid_share(const run_view *run) {
    return share_of_proposals(run, run->trace->invalid);
}

static double unmeasured_share(const run_view *run) {
    return share_of_proposals(run, run->trace->unmeasured);
}

static double repeated_share(const run_view *run) {
    return share_of_proposals(run, run->trace->repeated);
}

static double exhausted_of(const run_view *run) {
    return run->trace->exhausted;
}

/* X(name, meaning, kind, share of a quantile, value of a run) */
#define FIGURES(X)                                                                                                     \
    X("mean_error", "mean over runs of the last incumbent's error; interval by Student's distribution", FIGURE_MEAN,   \
      0, error_of)                                                                                                     \
    X("median_error", "median error; interval between order statistics", FIGURE_QUANTILE, 0.5, error_of)               \
    X("error_quantile_10", "error that 10 % of the runs do not exceed", FIGURE_QUANTILE, 0.1, error_of)                \
    X("error_quantile_90", "error that 90 % of the runs do not exceed", FIGURE_QUANTILE, 0.9, error_of)                \
    X("lowest_error", "lowest error of any run", FIGURE_QUANTILE, 0, error_of)                                         \
    X("highest_error", "highest error of any run", FIGURE_QUANTILE, 1, error_of)                                       \
    X("deviation_error", "standard deviation of the error between runs", FIGURE_DEVIATION, 0, error_of)                \
    X("mean_score", "mean score of the last incumbent", FIGURE_MEAN, 0, score_of)                                      \
    X("median_score", "median score", FIGURE_QUANTILE, 0.5, score_of)                                                  \
    X("mean_regret", "mean distance of the last incumbent's score from the best score of all evaluated points",        \
      FIGURE_MEAN, 0, regret_of)                                                                                       \
    X("median_regret", "median regret", FIGURE_QUANTILE, 0.5, regret_of)                                               \
    X("regret_quantile_10", "regret that 10 % of the runs do not exceed", FIGURE_QUANTILE, 0.1, regret_of)             \
    X("regret_quantile_90", "regret that 90 % of the runs do not exceed", FIGURE_QUANTILE, 0.9, regret_of)             \
    X("deviation_regret", "standard deviation of the regret between runs", FIGURE_DEVIATION, 0, regret_of)             \
    X("mean_regret_valid",                                                                                             \
      "mean distance of its mean validation accuracy from the best one; empty if the data has none", FIGURE_MEAN, 0,   \
      valid_regret_of)                                                                                                 \
    X("median_regret_valid", "median of that", FIGURE_QUANTILE, 0.5, valid_regret_of)                                  \
    X("success_rate", "share of runs that end with a best point; Wilson's interval", FIGURE_SHARE, 0, success_of)      \
    X("mean_evaluations", "mean number of paid evaluations", FIGURE_MEAN, 0, evaluations_of)                           \
    X("mean_time_s", "mean simulated time (s); empty if the data has no times", FIGURE_MEAN, 0, time_of)               \
    X("mean_found_after", "mean number of paid evaluations after which the last incumbent was found", FIGURE_MEAN, 0,  \
      found_after)                                                                                                     \
    X("mean_different_points", "mean number of different points evaluated", FIGURE_MEAN, 0, points_of)                 \
    X("repeated_share", "share of proposals that were evaluations of a point evaluated before", FIGURE_MEAN, 0,        \
      repeated_share)                                                                                                  \
    X("invalid_share", "share of proposals that decode to no point", FIGURE_MEAN, 0, invalid_share)                    \
    X("unmeasured_share", "share of proposals that decode to a point without measurement", FIGURE_MEAN, 0,             \
      unmeasured_share)                                                                                                \
    X("exhausted_share", "share of runs that ended before their limit; nothing new was found to evaluate",             \
      FIGURE_SHARE, 0, exhausted_of)

#define FIGURE_ROW(name, meaning, kind, share, of_run) {kind, share, of_run},
#define FIGURE_MEANING(name, meaning, kind, share, of_run) {name, meaning},

static const struct {
    figure_kind kind;
    double share;
    double (*of_run)(const run_view *run);
} figures[] = {FIGURES(FIGURE_ROW)};

static const nsc_column statistics[] = {FIGURES(FIGURE_MEANING){"runs", "number of runs"}};

/* The figure of `count` values, which are sorted; none if a run has no value. */
static nsc_estimate figure_of(size_t row, double *values, size_t count) {
    double positive = 0;
    for (size_t run = 0; run < count; run++) {
        if (isnan(values[run]))
            return nsc_estimate_none();
        positive += values[run] != 0;
    }
    gsl_sort(values, 1, count);
    switch (figures[row].kind) {
    case FIGURE_MEAN:
        return nsc_mean_of_runs(values, count);
    case FIGURE_QUANTILE:
        return nsc_quantile_of_runs(values, count, figures[row].share);
    case FIGURE_DEVIATION:
        return nsc_estimate_alone(nsc_moments_of(values, count).standard_deviation);
    case FIGURE_SHARE:
        return nsc_estimate_wilson(positive / (double)count, (double)count, NSC_Z95);
    }
    return nsc_estimate_none();
}

static nsc_status summarise(const nsc_search_result *result, nsc_search_rows *rows, nsc_error *error) {
    nsc_regret_curves curves = {0};
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_regret_curves_read(&curves, result, error));
    NSC_TRY(nsc_allocate(&values, result->run_count, sizeof *values, error));
    for (size_t row = 0; row < NSC_COUNT_OF(figures); row++) {
        for (size_t run = 0; run < result->run_count; run++) {
            const run_view view = {result->experiment, &result->traces[run], nsc_regret_final(&curves.runs[run])};
            values[run] = figures[row].of_run(&view);
        }
        const nsc_estimate estimate = figure_of(row, values, result->run_count);
        NSC_TRY(nsc_search_rows_add(rows, result,
                                    NSC_ROW(nsc_text(statistics[row].name), NSC_ESTIMATE_VALUES(estimate)), error));
    }
    NSC_TRY(nsc_search_rows_add(
        rows, result, NSC_ROW(nsc_text("runs"), nsc_unsigned(result->run_count), nsc_missing(), nsc_missing()), error));
out:
    nsc_regret_curves_release(&curves);
    free(values);
    return status;
}

static nsc_status write_summary(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                                nsc_search_rows *rows, nsc_error *error) {
    nsc_status status = NSC_OK;
    (void)options;
    for (size_t result = 0; result < count; result++)
        NSC_TRY(summarise(&results[result], rows, error));
out:
    return status;
}

const nsc_search_table nsc_search_table_summary = {
    .name = "summary",
    .meaning = "one row for each figure: errors and regrets that the runs end with, and what they evaluated",
    .columns = summary_columns,
    .column_count = NSC_COUNT_OF(summary_columns),
    .statistics = statistics,
    .statistic_count = NSC_COUNT_OF(statistics),
    .rows = write_summary,
};
