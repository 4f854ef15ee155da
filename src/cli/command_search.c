/* `search`: runs search algorithms on an opened landscape. */
#include "analysis/search/results/search_iohprofiler.h"
#include "analysis/search/results/search_sweep.h"
#include "cli/cli.h"

/* ---- the table ---- */

static nsc_status find_table(const nsc_arguments *arguments, const nsc_search_table **table, nsc_error *error) {
    const char *name = arguments->texts[NSC_OPTION_TABLE];
    nsc_choices names = {0};
    if (name == NULL) {
        *table = nsc_search_tables[0];
        return NSC_OK;
    }
    *table = nsc_search_table_named(name);
    if (*table != NULL)
        return NSC_OK;
    for (size_t row = 0; row < nsc_search_table_count; row++)
        nsc_choices_add(&names, nsc_search_tables[row]->name);
    return nsc_error_set(error, NSC_USAGE, "there is no table \"%.60s\", only %s", name, names.text);
}

/* NSC_USAGE for an option of tables that this one does not read. */
static nsc_status check_table_options(const nsc_arguments *arguments, const nsc_search_table *table, nsc_error *error) {
    for (size_t row = 0; row < nsc_search_table_option_count; row++)
        if ((arguments->search_table_given & ~table->reads &
             nsc_search_table_option_bit(&nsc_search_table_option_rows[row])) != 0)
            return nsc_error_set(error, NSC_USAGE, "--%s has no effect on the table %s: leave it out",
                                 nsc_search_table_option_rows[row].option.name, table->name);
    return NSC_OK;
}

/* NSC_USAGE for an option of the landscape that neither candidates nor the table read. */
static nsc_status check_landscape_options(const nsc_arguments *arguments, const nsc_search_table *table,
                                          const nsc_experiment *experiment, nsc_error *error) {
    if ((table->needs & NSC_TABLE_READS_LANDSCAPE) != 0)
        return NSC_OK;
    if (nsc_arguments_has(arguments, NSC_OPTION_RELATION) && nsc_experiment_describe(experiment)->relation == NULL)
        return nsc_error_set(error, NSC_USAGE,
                             "--relation has an effect on tables of the landscape, such as paths, and with --encoding "
                             "cells, and not on %s",
                             table->name);
    if (nsc_arguments_has(arguments, NSC_OPTION_EQUAL_WITHIN))
        return nsc_error_set(error, NSC_USAGE,
                             "--equal-within has an effect on tables of the landscape, such as paths, and not on %s",
                             table->name);
    return NSC_OK;
}

/* ---- algorithms with their settings ---- */

typedef struct contest {
    nsc_names texts;              /* algorithms as they are read, after sweeps */
    nsc_chosen_algorithm *chosen; /* [texts.count] */
    nsc_search_result *results;   /* [texts.count] */
} contest;

static void close_contest(contest *all) {
    for (size_t number = 0; number < all->texts.count; number++) {
        if (all->results != NULL)
            nsc_search_result_release(&all->results[number]);
        if (all->chosen != NULL)
            nsc_chosen_algorithm_release(&all->chosen[number]);
    }
    free(all->results);
    free(all->chosen);
    nsc_names_release(&all->texts);
}

/* The algorithms of the command line, each with the values of --sweep and --set. Close also after a failure. */
static nsc_status open_contest(contest *all, const nsc_arguments *arguments, nsc_error *error) {
    const nsc_search_sweeps given = {arguments->assignments, arguments->assignment_count, arguments->sweeps,
                                     arguments->sweep_count};
    nsc_status status = NSC_OK;
    *all = (contest){0};
    NSC_TRY(nsc_search_sweep(&all->texts, arguments->positional, arguments->positional_count, &given, error));
    NSC_TRY(nsc_allocate(&all->chosen, all->texts.count, sizeof *all->chosen, error));
    NSC_TRY(nsc_allocate(&all->results, all->texts.count, sizeof *all->results, error));
    for (size_t number = 0; number < all->texts.count; number++)
        NSC_TRY(nsc_chosen_algorithm_read(&all->chosen[number], all->texts.items[number],
                                          arguments->integers[NSC_OPTION_SETTINGS] == 1, NULL, 0, error));
out:
    return status;
}

/* ---- search run, search compare ---- */

/* Claims the folder of --iohprofiler before anything runs, unless an input lies where its files go; nothing without
 * that option. */
static nsc_status claim_iohprofiler(const nsc_session *session, const nsc_experiment *experiment, const contest *all,
                                    nsc_folder *folder, nsc_error *error) {
    nsc_written written = {.folder = session->arguments->texts[NSC_OPTION_IOHPROFILER]};
    nsc_status status = NSC_OK;
    if (written.folder == NULL)
        return NSC_OK;
    NSC_TRY(nsc_search_iohprofiler_files(experiment, all->chosen, all->texts.count, &written.names, error));
    NSC_TRY(nsc_session_spare_inputs(session, &written, error));
    NSC_TRY(nsc_folder_claim(folder, written.folder, error));
out:
    nsc_names_release(&written.names);
    return status;
}

static nsc_status write_results(nsc_session *session, const nsc_search_table *table, const contest *all,
                                nsc_error *error) {
    nsc_search_table_options options = session->arguments->search_table;
    nsc_session_rows rows;
    const nsc_row_sink sink = nsc_session_rows_sink(&rows, session);
    options.control = &session->control;
    const nsc_status status = nsc_search_table_write(table, all->results, all->texts.count, &options, &sink, error);
    return nsc_session_rows_close(&rows, status, error);
}

/* Makes a table of all results. */
static nsc_status make_table(nsc_session *session, const char *name, const contest *all, nsc_table **made,
                             nsc_error *error) {
    nsc_search_table_options options = session->arguments->search_table;
    const nsc_row_sink sink = nsc_table_sink(made);
    options.control = &session->control;
    return nsc_search_table_write(nsc_search_table_named(name), all->results, all->texts.count, &options, &sink, error);
}

static nsc_status draw_results(nsc_session *session, const nsc_figure *figure, const contest *all, nsc_error *error) {
    nsc_table *drawn = NULL, *nodes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(make_table(session, figure->table, all, &drawn, error));
    if (figure->nodes != NULL)
        NSC_TRY(make_table(session, figure->nodes, all, &nodes, error));
    nsc_session_tell(session);
    NSC_TRY(nsc_session_write_figure(session, figure, drawn, nodes, error));
out:
    nsc_table_destroy(drawn);
    nsc_table_destroy(nodes);
    return status;
}

/* Runs all algorithms on one experiment, and writes the table that --table names. */
nsc_status nsc_command_search_run(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_search_options options = arguments->search;
    const nsc_search_table *table;
    nsc_experiment *experiment = NULL;
    nsc_kept_runs *kept = NULL;
    contest all = {0};
    nsc_folder folder = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(find_table(arguments, &table, error));
    const nsc_figure *figure = nsc_figure_of("search", table->name);
    NSC_TRY(check_table_options(arguments, table, error));
    NSC_TRY(nsc_session_check_figure(session, figure, error));
    NSC_TRY(open_contest(&all, arguments, error));
    NSC_TRY(nsc_search_table_suits(table, all.texts.count, error));
    options.seed = nsc_session_seed(session);
    options.control = &session->control;
    options.keep_evaluations = (table->needs & NSC_TABLE_NEEDS_EVALUATIONS) != 0;
    NSC_TRY(nsc_experiment_open(&experiment, session->opened, &options, error));
    NSC_TRY(check_landscape_options(arguments, table, experiment, error));
    for (size_t number = 0; number < all.texts.count; number++)
        NSC_TRY(nsc_experiment_suits(experiment, all.chosen[number].algorithm, error));
    NSC_TRY(nsc_search_table_check(table, experiment, &arguments->search_table, error));
    NSC_TRY(claim_iohprofiler(session, experiment, &all, &folder, error));
    NSC_TRY(nsc_session_keep_runs(session, experiment, &kept, error));
    NSC_TRY(nsc_experiment_run_kept(experiment, all.chosen, all.texts.count, kept, all.results, error));
    NSC_TRY(nsc_ranks_meet(session->ranks, NSC_OK, error));
    if (folder.path != NULL)
        NSC_TRY(nsc_search_iohprofiler_write(all.results, all.texts.count, folder.path, error));
    if (nsc_session_figure_format(session) == NSC_DRAWN_FORMATS)
        NSC_TRY(write_results(session, table, &all, error));
    else
        NSC_TRY(draw_results(session, figure, &all, error));
out:
    status = nsc_session_end_kept_runs(session, kept, status, error);
    nsc_folder_release(&folder);
    close_contest(&all);
    nsc_experiment_close(experiment);
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

/* ---- search tables ---- */

static const nsc_column table_columns[] = {
    {"table", "name of the table; empty for the columns that all tables end with"},
    {"table_meaning", "what it tells"},
    {"options", "options that only some tables read, and it does"},
    {"column", "name of a column"},
    {"statistic", "name of a row, in the column statistic"},
    {"meaning", "what the column or the statistic means"},
};

/* A row for each of the columns, or of the statistics. */
static nsc_status list_columns_of(nsc_table *list, const nsc_search_table *table, const char *options,
                                  const nsc_column *columns, size_t count, bool statistics, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t column = 0; status == NSC_OK && column < count; column++)
        status = nsc_table_add(
            list,
            NSC_ROW(nsc_text(table != NULL ? table->name : NULL), nsc_text(table != NULL ? table->meaning : NULL),
                    nsc_text(options), nsc_text(statistics ? "statistic" : columns[column].name),
                    nsc_text(statistics ? columns[column].name : NULL), nsc_text(columns[column].meaning)),
            error);
    return status;
}

static nsc_status list_table(nsc_table *list, const nsc_search_table *table, nsc_error *error) {
    char options[256] = "";
    size_t length = 0;
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < nsc_search_table_option_count; row++)
        if ((table->reads & nsc_search_table_option_bit(&nsc_search_table_option_rows[row])) != 0 &&
            length < sizeof options)
            length += nsc_text_format(options + length, sizeof options - length, "%s--%s", length > 0 ? " " : "",
                                      nsc_search_table_option_rows[row].option.name);
    NSC_TRY(list_columns_of(list, table, options, table->columns, table->column_count, false, error));
    NSC_TRY(list_columns_of(list, table, options, table->statistics, table->statistic_count, true, error));
out:
    return status;
}

nsc_status nsc_command_search_tables(nsc_session *session, nsc_error *error) {
    nsc_table *list = NULL;
    size_t count;
    const nsc_column *provenance = nsc_search_provenance_columns(&count);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&list, table_columns, NSC_COUNT_OF(table_columns), error));
    for (size_t row = 0; row < nsc_search_table_count; row++)
        NSC_TRY(list_table(list, nsc_search_tables[row], error));
    NSC_TRY(list_columns_of(list, NULL, NULL, provenance, count, false, error));
    NSC_TRY(nsc_session_write(session, list, error));
out:
    nsc_table_destroy(list);
    return status;
}
