/* How long runs take to reach targets, and which share of them does by when. */
#include "analysis/estimators/resamples.h"
#include "analysis/search/results/search_tables_internal.h"
#include "analysis/search/results/search_targets.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>

/* ---- what a table of targets reads ---- */

typedef struct target_view {
    nsc_search_targets targets;
    nsc_gridded_curves all;
} target_view;

static void close_view(target_view *view) {
    nsc_gridded_curves_release(&view->all);
    nsc_search_targets_release(&view->targets);
}

/* Close also after a failure. */
static nsc_status open_view(target_view *view, const nsc_search_result *results, size_t count,
                            const nsc_search_table_options *options, nsc_error *error) {
    nsc_status status = NSC_OK;
    *view = (target_view){0};
    NSC_TRY(nsc_search_targets_read(&view->targets, results[0].experiment, options->targets, error));
    NSC_TRY(nsc_gridded_curves_read(&view->all, results, count, options, error));
out:
    return status;
}

/* ---- time to target ---- */

static const nsc_column target_columns[] = {
    {"target", "best, the best P per cent of the evaluated points (top:P), or a regret"},
    {"regret", "the target as a regret: it is reached by this or a lower one"},
    {"success_rate", "share of the runs that reach it"},
    {"success_low", "lower end of its 95 % interval (Wilson)"},
    {"success_high", "upper end"},
    {"median_evaluations", "evaluations by which half of the runs reach it; empty if fewer do"},
    {"median_evaluations_low", "lower end of its 95 % interval, between order statistics; empty for too few runs"},
    {"median_evaluations_high", "upper end"},
    {"expected_evaluations",
     "expected evaluations until it is reached, if a run that fails is followed by another: all "
     "evaluations of all runs until success or end, over the number of successes"},
    {"expected_evaluations_low", "lower end of its 95 % interval by bootstrap; empty if a resample has no success"},
    {"expected_evaluations_high", "upper end"},
    {"median_time_s", "simulated time by which half of the runs reach it (s); empty without times"},
    {"median_time_s_low", "lower end of its 95 % interval"},
    {"median_time_s_high", "upper end"},
    {"expected_time_s", "expected simulated time until it is reached, with restarts (s)"},
    {"expected_time_s_low", "lower end of its 95 % interval"},
    {"expected_time_s_high", "upper end"},
    {"successes", "number of runs that reach it"},
    {"runs", "number of runs"},
};

/* Time to a target on one axis: of each run, to success or to its end. */
typedef struct time_to_target {
    double *spent;    /* [runs] */
    double *reached;  /* [runs] infinite without success */
    uint32_t *counts; /* [runs] of a resample */
    double *resampled;
    size_t runs, resamples;
} time_to_target;

static void close_times(time_to_target *times) {
    free(times->spent);
    free(times->reached);
    free(times->counts);
    free(times->resampled);
}

static nsc_status open_times(time_to_target *times, size_t runs, size_t resamples, nsc_error *error) {
    nsc_status status = NSC_OK;
    *times = (time_to_target){.runs = runs, .resamples = resamples};
    NSC_TRY(nsc_allocate(&times->spent, runs, sizeof *times->spent, error));
    NSC_TRY(nsc_allocate(&times->reached, runs, sizeof *times->reached, error));
    NSC_TRY(nsc_allocate(&times->counts, runs, sizeof *times->counts, error));
    NSC_TRY(nsc_allocate(&times->resampled, resamples, sizeof *times->resampled, error));
out:
    return status;
}

static size_t read_times(time_to_target *times, const nsc_regret_curves *curves, nsc_search_axis axis, double target) {
    size_t successes = 0;
    for (size_t run = 0; run < times->runs; run++) {
        times->reached[run] = nsc_regret_reached(&curves->runs[run], axis, target);
        successes += isfinite(times->reached[run]) ? 1 : 0;
        times->spent[run] = fmin(times->reached[run], nsc_curve_end(&curves->runs[run], axis));
    }
    return successes;
}

/* Spent by all runs over the number of successes; counts: how often each run counts, NULL for once. */
static double expected_running_time(const time_to_target *times, const uint32_t *counts) {
    double spent = 0, successes = 0;
    for (size_t run = 0; run < times->runs; run++) {
        const double weight = counts != NULL ? counts[run] : 1;
        spent += weight * times->spent[run];
        successes += isfinite(times->reached[run]) ? weight : 0;
    }
    return successes > 0 ? spent / successes : (double)INFINITY;
}

/* No interval if a resample has no success: the upper end is unknown then. */
static nsc_estimate estimate_running_time(time_to_target *times, gsl_rng *random, const nsc_experiment *experiment) {
    const double value = expected_running_time(times, NULL);
    for (size_t resample = 0; resample < times->resamples; resample++) {
        nsc_search_resample_start(random, experiment, resample);
        nsc_resample(random, times->runs, times->counts);
        times->resampled[resample] = expected_running_time(times, times->counts);
        if (!isfinite(times->resampled[resample]))
            return nsc_estimate_alone(value);
    }
    return nsc_percentile_interval(value, times->runs, times->resampled, times->resamples);
}

/* Median and expected running time on an axis; none for time without times. */
static void estimate_times(time_to_target *times, const nsc_search_result *result, const nsc_regret_curves *curves,
                           nsc_search_axis axis, double target, gsl_rng *random, nsc_estimate estimates[2]) {
    const bool known = axis == NSC_AXIS_EVALUATIONS || nsc_experiment_describe(result->experiment)->has_times;
    estimates[0] = estimates[1] = nsc_estimate_none();
    if (!known || read_times(times, curves, axis, target) == 0)
        return;
    estimates[1] = estimate_running_time(times, random, result->experiment);
    gsl_sort(times->reached, 1, times->runs);
    estimates[0] = nsc_quantile_of_runs(times->reached, times->runs, 0.5);
}

static nsc_status add_targets(const nsc_search_result *result, const target_view *view, const nsc_regret_curves *curves,
                              const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    const size_t runs = curves->run_count;
    time_to_target times = {0};
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(open_times(&times, runs, options->resamples, error));
    NSC_TRY(nsc_search_resampler_create(&random, error));
    for (size_t row = 0; row < view->targets.count; row++) {
        const nsc_search_target *target = &view->targets.rows[row];
        nsc_estimate paid[2], time[2];
        estimate_times(&times, result, curves, NSC_AXIS_EVALUATIONS, target->regret, random, paid);
        estimate_times(&times, result, curves, NSC_AXIS_TIME, target->regret, random, time);
        const size_t successes = read_times(&times, curves, NSC_AXIS_EVALUATIONS, target->regret);
        const nsc_estimate rate = nsc_estimate_wilson((double)successes / (double)runs, (double)runs, NSC_Z95);
        NSC_TRY(nsc_search_rows_add(rows, result,
                                    NSC_ROW(nsc_text(target->name), nsc_real(target->regret), NSC_ESTIMATE_VALUES(rate),
                                            NSC_ESTIMATE_VALUES(paid[0]), NSC_ESTIMATE_VALUES(paid[1]),
                                            NSC_ESTIMATE_VALUES(time[0]), NSC_ESTIMATE_VALUES(time[1]),
                                            nsc_unsigned(successes), nsc_unsigned(runs)),
                                    error));
    }
out:
    close_times(&times);
    gsl_rng_free(random);
    return status;
}

static nsc_status write_targets(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                                nsc_search_rows *rows, nsc_error *error) {
    target_view view;
    nsc_status status = NSC_OK;
    NSC_TRY(open_view(&view, results, count, options, error));
    for (size_t result = 0; result < count; result++)
        NSC_TRY(add_targets(&results[result], &view, &view.all.curves[result], options, rows, error));
out:
    close_view(&view);
    return status;
}

const nsc_search_table nsc_search_table_targets = {
    .name = "targets",
    .meaning = "time to targets: success rate, median and expected evaluations and time with restarts",
    .columns = target_columns,
    .column_count = NSC_COUNT_OF(target_columns),
    .reads = NSC_TABLE_READS(targets) | NSC_TABLE_READS(resamples),
    .rows = write_targets,
};

/* ---- share of runs that reach a target, over evaluations or time ---- */

static const nsc_column fixed_target_columns[] = {
    {"target", "best, the best P per cent of the evaluated points (top:P), a regret, or all"},
    {"regret", "the target as a regret; empty of all"},
    NSC_GRID_COLUMN_LIST,
    {"share", "share of the runs that have reached it; of all targets, the mean of their shares"},
    {"share_low", "lower end of its 95 % interval (Wilson; of all targets, Student)"},
    {"share_high", "upper end"},
    {"runs", "number of runs"},
};

/* An interval that ends at 0 and 1. */
static nsc_estimate within_shares(nsc_estimate share) {
    if (isnan(share.low))
        return share;
    return (nsc_estimate){share.value, fmax(0, share.low), fmin(1, share.high)};
}

/* reached[target · runs + run]: the place at which a run reaches a target. */
static nsc_status add_shares(const nsc_search_result *result, const target_view *view, const double *reached,
                             size_t runs, double *scratch, nsc_search_rows *rows, nsc_error *error) {
    const size_t targets = view->targets.count;
    nsc_status status = NSC_OK;
    for (size_t row = 0; row <= targets; row++) /* the last row is all of them */
        for (size_t number = 0; number < view->all.grid.count; number++) {
            const double place = view->all.grid.places[number];
            double successes = 0;
            for (size_t run = 0; run < runs; run++) {
                scratch[run] = 0;
                for (size_t target = 0; target < targets; target++)
                    if (row == target || row == targets)
                        scratch[run] +=
                            (reached[target * runs + run] <= place) / (row == targets ? (double)targets : 1);
                successes += scratch[run];
            }
            const nsc_estimate share = row < targets
                                           ? nsc_estimate_wilson(successes / (double)runs, (double)runs, NSC_Z95)
                                           : within_shares(nsc_mean_of_runs(scratch, runs));
            NSC_TRY(nsc_search_rows_add(
                rows, result,
                NSC_ROW(nsc_text(row < targets ? view->targets.rows[row].name : "all"),
                        row < targets ? nsc_real(view->targets.rows[row].regret) : nsc_missing(),
                        NSC_GRID_VALUES(view->all.grid.axis, place), NSC_ESTIMATE_VALUES(share), nsc_unsigned(runs)),
                error));
        }
out:
    return status;
}

static nsc_status write_fixed_target(const nsc_search_result *results, size_t count,
                                     const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    target_view view;
    double *reached = NULL, *scratch = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(open_view(&view, results, count, options, error));
    for (size_t result = 0; result < count; result++) {
        const size_t runs = results[result].run_count;
        free(reached);
        free(scratch);
        scratch = NULL;
        NSC_TRY(nsc_allocate(&reached, runs * view.targets.count, sizeof *reached, error));
        NSC_TRY(nsc_allocate(&scratch, runs, sizeof *scratch, error));
        for (size_t number = 0; number < runs * view.targets.count; number++)
            reached[number] = nsc_regret_reached(&view.all.curves[result].runs[number % runs], view.all.grid.axis,
                                                 view.targets.rows[number / runs].regret);
        NSC_TRY(add_shares(&results[result], &view, reached, runs, scratch, rows, error));
    }
out:
    close_view(&view);
    free(reached);
    free(scratch);
    return status;
}

const nsc_search_table nsc_search_table_fixed_target = {
    .name = "fixed-target",
    .meaning = "share of the runs that have reached each target, over evaluations or time",
    .columns = fixed_target_columns,
    .column_count = NSC_COUNT_OF(fixed_target_columns),
    .reads = NSC_TABLE_READS(targets) | NSC_TABLE_READS(over) | NSC_TABLE_READS(grid),
    .rows = write_fixed_target,
};

/* ---- distribution of regret at fixed budgets ---- */

static const nsc_column fixed_budget_columns[] = {
    NSC_GRID_COLUMN_LIST,
    {"regret", "a regret that runs have there"},
    {"share", "share of the runs whose regret there is at most this"},
    {"share_low", "lower end of its 95 % interval (Wilson)"},
    {"share_high", "upper end"},
    {"runs", "number of runs"},
};

/* The steps of the distribution at one place; `regrets`: scratch of a value a run. */
static nsc_status add_steps(const nsc_search_result *result, const nsc_regret_curves *curves, nsc_search_axis axis,
                            double place, double *regrets, nsc_search_rows *rows, nsc_error *error) {
    const size_t runs = curves->run_count;
    nsc_status status = NSC_OK;
    for (size_t run = 0; run < runs; run++)
        regrets[run] = nsc_regret_at(&curves->runs[run], axis, place);
    gsl_sort(regrets, 1, runs);
    for (size_t rank = 0; rank < runs && isfinite(regrets[rank]); rank++) {
        if (rank + 1 < runs && regrets[rank + 1] == regrets[rank])
            continue;
        const nsc_estimate share = nsc_estimate_wilson((double)(rank + 1) / (double)runs, (double)runs, NSC_Z95);
        NSC_TRY(nsc_search_rows_add(rows, result,
                                    NSC_ROW(NSC_GRID_VALUES(axis, place), nsc_real(regrets[rank]),
                                            NSC_ESTIMATE_VALUES(share), nsc_unsigned(runs)),
                                    error));
    }
out:
    return status;
}

static nsc_status write_fixed_budget(const nsc_search_result *results, size_t count,
                                     const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    enum { BUDGETS = 10 };
    target_view view;
    double *regrets = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(open_view(&view, results, count, options, error));
    const size_t budgets = view.all.grid.count < BUDGETS ? view.all.grid.count : BUDGETS;
    for (size_t result = 0; result < count; result++) {
        free(regrets);
        NSC_TRY(nsc_allocate(&regrets, results[result].run_count, sizeof *regrets, error));
        for (size_t budget = 1; budget <= budgets; budget++)
            NSC_TRY(add_steps(&results[result], &view.all.curves[result], view.all.grid.axis,
                              view.all.grid.places[budget * view.all.grid.count / budgets - 1], regrets, rows, error));
    }
out:
    close_view(&view);
    free(regrets);
    return status;
}

const nsc_search_table nsc_search_table_fixed_budget = {
    .name = "fixed-budget",
    .meaning = "distribution of the regret over the runs at up to ten places of evaluations or time",
    .columns = fixed_budget_columns,
    .column_count = NSC_COUNT_OF(fixed_budget_columns),
    .reads = NSC_TABLE_READS(over) | NSC_TABLE_READS(grid),
    .rows = write_fixed_budget,
};
