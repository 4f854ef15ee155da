/* `search`: runs search algorithms on an opened landscape. */
#include "cli/cli.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- search run ---- */

/* The last event that became the incumbent; NULL if none did. */
static const nsc_search_event *incumbent_of(const nsc_search_trace *trace) {
    for (size_t event = trace->count; event > 0; event--)
        if (trace->events[event - 1].incumbent)
            return &trace->events[event - 1];
    return NULL;
}

static double regret(const nsc_experiment_facts *facts, double best, double score) {
    return strcmp(facts->provenance.direction, nsc_direction_name(NSC_MAXIMISE)) == 0 ? best - score : score - best;
}

static const nsc_column final_columns[] = {
    {"run", "number of the run, from 0"},
    {"evaluations", "evaluations paid for"},
    {"time_s", "simulated training time (s)"},
    {"point", "the incumbent at the end"},
    {"selected_by", "fitness by which evaluations were compared"},
    {"score", "mean of the fitness that scores, at the full budget"},
    {"regret_valid", "best mean validation accuracy less that of the incumbent"},
    {"regret_test", "best score less that of the incumbent"},
    {"scored_by", "fitness that scores"},
};

static nsc_status write_final(const nsc_search_result *result, const nsc_space *space, nsc_table **table,
                              nsc_error *error) {
    const nsc_experiment *experiment = result->experiment;
    const nsc_experiment_facts *facts = nsc_experiment_describe(experiment);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(table, final_columns, NSC_COUNT_OF(final_columns), error));
    for (size_t run = 0; run < result->run_count; run++) {
        const nsc_search_trace *trace = &result->traces[run];
        const nsc_search_event *incumbent = incumbent_of(trace);
        nsc_point_name name = {.text = NULL};
        double score = NAN, valid = NAN;
        if (incumbent != NULL) {
            NSC_TRY(space->point_name(space, incumbent->point, &name, error));
            score = nsc_experiment_score(experiment, incumbent->point);
            valid = nsc_experiment_valid_score(experiment, incumbent->point);
        }
        NSC_TRY(nsc_table_add(*table,
                              NSC_ROW(nsc_unsigned(run), nsc_unsigned(trace->evaluations),
                                      facts->has_times ? nsc_real(trace->time_s) : nsc_missing(), nsc_text(name.text),
                                      nsc_text(facts->selected_by), nsc_real(score),
                                      nsc_real(regret(facts, facts->best_valid_score, valid)),
                                      nsc_real(regret(facts, facts->best_score, score)), nsc_text(facts->scored_by)),
                              error));
    }
out:
    return status;
}

static const nsc_column traces_columns[] = {
    {"run", "number of the run, from 0"},
    {"evaluations", "evaluations paid for, this one included"},
    {"time_s", "simulated training time (s)"},
    {"point", "the point that was evaluated"},
    {"fitness", "as drawn"},
    {"score", "mean of the fitness that scores, at the full budget"},
};

static nsc_status write_traces(const nsc_search_result *result, const nsc_space *space, nsc_table **table,
                               nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(result->experiment);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(table, traces_columns, NSC_COUNT_OF(traces_columns), error));
    for (size_t run = 0; run < result->run_count; run++)
        for (size_t place = 0; place < result->traces[run].count; place++) {
            const nsc_search_event *event = &result->traces[run].events[place];
            nsc_point_name name = {.text = NULL};
            if (event->point != UINT32_MAX)
                NSC_TRY(space->point_name(space, event->point, &name, error));
            NSC_TRY(nsc_table_add(
                *table,
                NSC_ROW(nsc_unsigned(run), nsc_unsigned(event->evaluations),
                        facts->has_times ? nsc_real(event->time_s) : nsc_missing(), nsc_text(name.text),
                        nsc_real(event->fitness),
                        nsc_real(name.text != NULL ? nsc_experiment_score(result->experiment, event->point) : NAN)),
                error));
        }
out:
    return status;
}

static const nsc_column summary_columns[] = {
    {"statistic", "which statistic of the runs"},
    {"value", "its value"},
    {"low", "lower end of its 95 % interval"},
    {"high", "upper end of its 95 % interval"},
};

static int compare(const void *one, const void *other) {
    const double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static nsc_status write_summary(const nsc_search_result *result, const nsc_space *space, nsc_table **table,
                                nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(result->experiment);
    double *errors = NULL, total = 0, total_regret = 0;
    size_t count = 0;
    nsc_status status = NSC_OK;
    (void)space;
    NSC_TRY(nsc_table_create(table, summary_columns, NSC_COUNT_OF(summary_columns), error));
    NSC_TRY(nsc_allocate(&errors, result->run_count, sizeof *errors, error));
    for (size_t run = 0; run < result->run_count; run++) {
        const nsc_search_event *incumbent = incumbent_of(&result->traces[run]);
        if (incumbent == NULL)
            continue;
        const double score = nsc_experiment_score(result->experiment, incumbent->point);
        errors[count++] = facts->error_at_zero - score;
        total += facts->error_at_zero - score;
        total_regret += regret(facts, facts->best_score, score);
    }
    qsort(errors, count, sizeof *errors, compare);
    NSC_TRY(nsc_table_add(
        *table, NSC_ROW(nsc_text("mean_error"), nsc_real(total / (double)count), nsc_missing(), nsc_missing()), error));
    NSC_TRY(nsc_table_add(
        *table,
        NSC_ROW(nsc_text("median_error"), nsc_real(count > 0 ? errors[count / 2] : NAN), nsc_missing(), nsc_missing()),
        error));
    NSC_TRY(nsc_table_add(
        *table, NSC_ROW(nsc_text("mean_regret"), nsc_real(total_regret / (double)count), nsc_missing(), nsc_missing()),
        error));
out:
    free(errors);
    return status;
}

/* The tables of `search run`, the default first. */
static const struct {
    const char *name;
    nsc_status (*write)(const nsc_search_result *result, const nsc_space *space, nsc_table **table, nsc_error *error);
} tables[] = {{"summary", write_summary}, {"final", write_final}, {"traces", write_traces}};

static nsc_status find_table(const char *name, size_t *number, nsc_error *error) {
    nsc_choices names = {0};
    for (*number = 0; *number < NSC_COUNT_OF(tables); ++*number) {
        if (name == NULL || strcasecmp(tables[*number].name, name) == 0)
            return NSC_OK;
        nsc_choices_add(&names, tables[*number].name);
    }
    return nsc_error_set(error, NSC_USAGE, "there is no table \"%.60s\", only %s", name, names.text);
}

nsc_status nsc_command_search_run(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_chosen_algorithm chosen = {0};
    nsc_search_options options = arguments->search;
    nsc_experiment *experiment = NULL;
    nsc_search_result result = {0};
    nsc_table *table = NULL;
    const nsc_space *space;
    size_t number;
    nsc_status status = NSC_OK;
    options.seed = nsc_session_seed(session);
    options.control = &session->control;
    NSC_TRY(find_table(arguments->texts[NSC_OPTION_TABLE], &number, error));
    NSC_TRY(nsc_chosen_algorithm_read(&chosen, arguments->positional[0], arguments->integers[NSC_OPTION_SETTINGS] == 1,
                                      arguments->assignments, arguments->assignment_count, error));
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_experiment_open(&experiment, session->opened, &options, error));
    nsc_session_tell(session);
    NSC_TRY(nsc_experiment_run(experiment, &chosen, &result, error));
    NSC_TRY(tables[number].write(&result, space, &table, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    nsc_search_result_release(&result);
    nsc_experiment_close(experiment);
    nsc_chosen_algorithm_release(&chosen);
    return status;
}

/* ---- search list ---- */

static const nsc_column list_columns[] = {
    {"algorithm", "name of the algorithm"},
    {"meaning", "what it does"},
    {"source", "publication and program whose rules it follows"},
    {"setting", "name of a setting"},
    {"paper", "its value by the publication: the default"},
    {"script", "its default in the published script"},
    {"setting_meaning", "what it sets"},
};

static nsc_status list_settings(nsc_table *list, const nsc_search_algorithm *algorithm, nsc_error *error) {
    const nsc_value name = nsc_text(algorithm->name), meaning = nsc_text(algorithm->meaning);
    const nsc_value source = nsc_text(algorithm->source), none = nsc_missing();
    nsc_status status = NSC_OK;
    if (algorithm->setting_count == 0)
        return nsc_table_add(list, NSC_ROW(name, meaning, source, none, none, none, none), error);
    for (size_t row = 0; status == NSC_OK && row < algorithm->setting_count; row++) {
        const nsc_search_setting *setting = &algorithm->settings[row];
        const char *paper = setting->option.default_text;
        status = nsc_table_add(list,
                               NSC_ROW(name, meaning, source, nsc_text(setting->option.name), nsc_text(paper),
                                       nsc_text(setting->script_value != NULL ? setting->script_value : paper),
                                       nsc_text(setting->option.meaning)),
                               error);
    }
    return status;
}

nsc_status nsc_command_search_list(nsc_session *session, nsc_error *error) {
    nsc_table *list = NULL;
    nsc_status status = nsc_table_create(&list, list_columns, NSC_COUNT_OF(list_columns), error);
    for (size_t row = 0; status == NSC_OK && row < nsc_search_algorithm_count; row++)
        status = list_settings(list, nsc_search_algorithms[row], error);
    if (status == NSC_OK)
        status = nsc_session_write(session, list, error);
    nsc_table_destroy(list);
    return status;
}
