/* Tables with one row for each event of a run, or for each run. */
#include "analysis/search/results/search_tables_internal.h"

#include <math.h>

/* The simulated time where the data has times. */
static nsc_value time_value(const nsc_experiment *experiment, double time_s) {
    return nsc_experiment_describe(experiment)->has_times ? nsc_real(time_s) : nsc_missing();
}

/* What is known of a point beside its name: score, regrets, error. */
enum { SCORED_COLUMNS = 4 };
#define SCORED_COLUMN_LIST                                                                                             \
    {"score", "mean score of the incumbent, in units of the data; empty if it is invalid"},                            \
        {"regret_valid", "best mean validation accuracy of all evaluated points, less that of the incumbent"},         \
        {"regret_test", "best score of all evaluated points, less that of the incumbent; sign such that 0 is best"}, { \
        "error", "the score as an error: 1 (or 100 per cent) less the accuracy; empty if the score is no accuracy"     \
    }

static void score_values(const nsc_experiment *experiment, uint32_t point, nsc_value values[SCORED_COLUMNS]) {
    values[0] = point == UINT32_MAX ? nsc_missing() : nsc_real(nsc_experiment_score(experiment, point));
    values[1] = nsc_real(nsc_search_valid_regret(experiment, point));
    values[2] = nsc_real(nsc_search_regret(experiment, point));
    values[3] = nsc_real(nsc_search_error(experiment, point));
}

/* ---- final ---- */

static const nsc_column final_columns[] = {
    {"run", "number of the run, from 0"},
    {"evaluations", "paid evaluations of the run"},
    {"time_s", "simulated time of the run (s); empty without times"},
    {"point", "last incumbent"},
    {"selected_by", "the measurement that the search sees and selects by"},
    SCORED_COLUMN_LIST,
    {"selected_value", "the value by which the incumbent was selected, in units of the data"},
    {"found_after", "paid evaluations when it was found"},
    {"proposals", "proposed candidates, rejected ones included"},
    {"invalid", "proposals that decode to no point"},
    {"unmeasured", "proposals that decode to a point without measurement"},
    {"repeated", "evaluations of a point that had been evaluated at that budget before"},
    {"different", "different points among the paid evaluations"},
    {"ended", "limit: the limit was spent; exhausted: nothing new was found to evaluate"},
};

static nsc_status add_final(const nsc_search_result *result, size_t run, nsc_search_rows *rows, nsc_error *error) {
    const nsc_search_trace *trace = &result->traces[run];
    const nsc_search_event *event = nsc_search_last_incumbent(trace);
    nsc_value scored[SCORED_COLUMNS] = {nsc_missing()};
    nsc_point_name name;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_name_point(result->experiment, event != NULL ? event->point : UINT32_MAX, &name, error));
    if (event != NULL)
        score_values(result->experiment, event->point, scored);
    NSC_TRY(nsc_search_rows_add(
        rows, result,
        NSC_ROW(nsc_unsigned(run), nsc_unsigned(trace->evaluations), time_value(result->experiment, trace->time_s),
                nsc_text(name.text), nsc_text(nsc_experiment_describe(result->experiment)->selected_by), scored[0],
                scored[1], scored[2], scored[3], event != NULL ? nsc_real(event->fitness) : nsc_missing(),
                event != NULL ? nsc_unsigned(event->evaluations) : nsc_missing(), nsc_unsigned(trace->proposals),
                nsc_unsigned(trace->invalid), nsc_unsigned(trace->unmeasured), nsc_unsigned(trace->repeated),
                nsc_unsigned(trace->points), nsc_text(trace->exhausted ? "exhausted" : "limit")),
        error));
out:
    return status;
}

static nsc_status write_final(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                              nsc_search_rows *rows, nsc_error *error) {
    nsc_status status = NSC_OK;
    (void)options;
    for (size_t result = 0; result < count; result++)
        for (size_t run = 0; run < results[result].run_count; run++)
            NSC_TRY(add_final(&results[result], run, rows, error));
out:
    return status;
}

const nsc_search_table nsc_search_table_final = {
    .name = "final",
    .meaning = "one row for each run: its last incumbent, and what the run evaluated",
    .columns = final_columns,
    .column_count = NSC_COUNT_OF(final_columns),
    .rows = write_final,
};

/* ---- traces ---- */

static const nsc_column trace_columns[] = {
    {"run", "number of the run, from 0"},
    {"evaluations", "paid evaluations so far, this one included"},
    {"time_s", "simulated time after it (s); empty without times"},
    {"point", "the point that was evaluated; empty if the candidate is invalid"},
    {"epochs", "budget of the evaluation"},
    {"training_run", "the training run that was drawn, from 1; empty if it was a mean"},
    {"fitness", "its value, which the search sees, in units of the data"},
    {"free", "yes: nothing was paid for it"},
    {"incumbent", "the best point so far by that value; empty if it is invalid"},
    {"improved", "yes: this evaluation made it the incumbent"},
    SCORED_COLUMN_LIST,
};

static nsc_status add_event(const nsc_search_result *result, size_t run, const nsc_search_event *event,
                            uint32_t incumbent, nsc_search_rows *rows, nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(result->experiment);
    nsc_value scored[SCORED_COLUMNS];
    nsc_point_name name, best_name;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_name_point(result->experiment, event->point, &name, error));
    NSC_TRY(nsc_search_name_point(result->experiment, incumbent, &best_name, error));
    score_values(result->experiment, incumbent, scored);
    NSC_TRY(nsc_search_rows_add(
        rows, result,
        NSC_ROW(nsc_unsigned(run), nsc_unsigned(event->evaluations), time_value(result->experiment, event->time_s),
                nsc_text(name.text),
                event->budget < facts->budget_count ? nsc_integer(facts->epochs[event->budget]) : nsc_missing(),
                event->run == UINT16_MAX ? nsc_missing() : nsc_integer((int64_t)event->run + 1),
                nsc_real(event->fitness), nsc_text(event->free ? "yes" : "no"), nsc_text(best_name.text),
                nsc_text(event->incumbent ? "yes" : "no"), scored[0], scored[1], scored[2], scored[3]),
        error));
out:
    return status;
}

static nsc_status write_traces(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                               nsc_search_rows *rows, nsc_error *error) {
    nsc_status status = NSC_OK;
    (void)options;
    for (size_t result = 0; result < count; result++)
        for (size_t run = 0; run < results[result].run_count; run++) {
            const nsc_search_trace *trace = &results[result].traces[run];
            uint32_t incumbent = UINT32_MAX;
            for (size_t place = 0; place < trace->count; place++) {
                if (trace->events[place].incumbent)
                    incumbent = trace->events[place].point;
                NSC_TRY(add_event(&results[result], run, &trace->events[place], incumbent, rows, error));
            }
        }
out:
    return status;
}

const nsc_search_table nsc_search_table_traces = {
    .name = "traces",
    .meaning = "one row for each evaluation: what was evaluated, what it cost, and the incumbent's score and regrets",
    .columns = trace_columns,
    .column_count = NSC_COUNT_OF(trace_columns),
    .needs = NSC_TABLE_NEEDS_EVALUATIONS,
    .rows = write_traces,
};

/* ---- trajectories ---- */

static const nsc_column trajectory_columns[] = {
    {"run", "number of the run, from 0; of several algorithms, the runs follow one another"},
    {"fitness", "mean score of the incumbent"},
    {"solution", "the incumbent"},
};

static nsc_status write_trajectories(const nsc_search_result *results, size_t count,
                                     const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    size_t number = 0;
    nsc_status status = NSC_OK;
    (void)options;
    for (size_t result = 0; result < count; result++)
        for (size_t run = 0; run < results[result].run_count; run++, number++) {
            const nsc_search_trace *trace = &results[result].traces[run];
            for (size_t place = 0; place < trace->count; place++) {
                const nsc_search_event *event = &trace->events[place];
                nsc_point_name name;
                if (!event->incumbent || event->point == UINT32_MAX)
                    continue;
                NSC_TRY(nsc_search_name_point(results[result].experiment, event->point, &name, error));
                NSC_TRY(nsc_search_rows_add(
                    rows, &results[result],
                    NSC_ROW(nsc_unsigned(number),
                            nsc_real(nsc_experiment_score(results[result].experiment, event->point)),
                            nsc_text(name.text)),
                    error));
            }
        }
out:
    return status;
}

const nsc_search_table nsc_search_table_trajectories = {
    .name = "trajectories",
    .meaning = "the incumbents of each run in order, in the format of programs for search trajectory networks",
    .columns = trajectory_columns,
    .column_count = NSC_COUNT_OF(trajectory_columns),
    .needs = NSC_TABLE_WITHOUT_PROVENANCE,
    .rows = write_trajectories,
};
