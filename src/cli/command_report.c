/* `report`: a named report, or one of a recipe, into a folder; `report list`. */
#include "cli/cli.h"

/* ---- which report ---- */

static nsc_status report_named(const char *name, const nsc_report **report, nsc_error *error) {
    *report = nsc_report_named(name);
    if (*report != NULL)
        return NSC_OK;
    nsc_choices names = {0};
    for (size_t number = 0; number < nsc_report_count(); number++)
        nsc_choices_add(&names, nsc_report_at(number)->name);
    return nsc_error_set(error, NSC_USAGE, "there is no report \"%.60s\", only %s", name, names.text);
}

/* NSC_USAGE if the command line names a landscape, too. */
static nsc_status check_no_landscape(const nsc_arguments *arguments, nsc_error *error) {
    static const nsc_option_number options[] = {
        NSC_OPTION_SPACE,    NSC_OPTION_DATA,       NSC_OPTION_ORDER,        NSC_OPTION_ROWS,     NSC_OPTION_COLUMNS,
        NSC_OPTION_POINT,    NSC_OPTION_PERCENT,    NSC_OPTION_FITNESS,      NSC_OPTION_MINIMISE, NSC_OPTION_MAXIMISE,
        NSC_OPTION_RELATION, NSC_OPTION_KEEP_GOING, NSC_OPTION_EQUAL_WITHIN, NSC_OPTION_GRAPH};
    for (size_t number = 0; number < NSC_COUNT_OF(options); number++)
        if (nsc_arguments_has(arguments, options[number]))
            return nsc_error_set(error, NSC_USAGE, "the recipe names its data sets: leave out --%s",
                                 nsc_options[options[number]].name);
    return NSC_OK;
}

/* Reads the recipe once. */
static nsc_status read_recipe(nsc_session *session, nsc_error *error) {
    nsc_recipe_file *recipe = &session->recipe;
    nsc_status status = NSC_OK;
    if (recipe->recipe.path != NULL)
        return NSC_OK;
    NSC_TRY(nsc_recipe_file_read(recipe, session->arguments->texts[NSC_OPTION_RECIPE], error));
    if (recipe->data_count > 0)
        NSC_TRY(check_no_landscape(session->arguments, error));
    for (size_t number = 0; number < recipe->data_count; number++)
        NSC_TRY(nsc_session_reads(session, &recipe->settings[number].names, error));
    NSC_TRY(nsc_recipe_file_open(recipe, &session->control, error));
    session->recipe_report = nsc_report_of_recipe(&recipe->recipe);
out:
    return status;
}

static nsc_status find_report(nsc_session *session, const nsc_report **report, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    *report = &session->recipe_report;
    const size_t named = arguments->positional_count + nsc_arguments_has(arguments, NSC_OPTION_RECIPE);
    if (named == 0)
        return nsc_error_set(error, NSC_USAGE,
                             "name a report (see `nasscape report list`), or give one of your own by --recipe FILE");
    if (named > 1)
        return nsc_error_set(error, NSC_USAGE, "give the name of one report, or --recipe FILE alone");
    if (arguments->positional_count > 0)
        return report_named(arguments->positional[0], report, error);
    return read_recipe(session, error);
}

/* ---- the request ---- */

/* The request, as far as the names of the files depend on it. */
static nsc_status begin_request(nsc_session *session, const nsc_report *report, nsc_analysis_options *options,
                                nsc_report_request *request, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_status status = NSC_OK;
    *request = (nsc_report_request){
        .folder = arguments->texts[NSC_OPTION_OUT_FOLDER],
        .opened = session->opened,
        .data = session->recipe.data,
        .data_count = session->recipe.data_count,
        .fitness = arguments->texts[NSC_OPTION_FITNESS],
        .options = options,
        .style = nsc_session_style(session),
        .search = &arguments->search,
    };
    NSC_TRY(
        nsc_session_analysis_options(session, nsc_report_reads(report), "the report", report->name, options, error));
    if (request->data_count > 0) {
        const nsc_report_request given = *request;
        NSC_TRY(nsc_report_request_of(&given, 0, request, options, error));
    } else {
        NSC_TRY(nsc_landscape_relation(session->opened, &request->relation, error));
    }
out:
    return status;
}

nsc_status nsc_written_report(nsc_session *session, nsc_written *written, nsc_error *error) {
    const nsc_report *report;
    nsc_report_request request;
    nsc_analysis_options options;
    nsc_status status = NSC_OK;
    NSC_TRY(find_report(session, &report, error));
    NSC_TRY(begin_request(session, report, &options, &request, error));
    NSC_TRY(nsc_report_files(report, &request, &written->names, error));
out:
    return status;
}

nsc_option_set nsc_reports_read(void) {
    nsc_option_set reads = 0;
    for (size_t number = 0; number < nsc_report_count(); number++)
        reads |= nsc_report_reads(nsc_report_at(number));
    return reads;
}

/* NSC_USAGE for an option of searches if the report does not read them. */
static nsc_status check_search_options(const nsc_arguments *arguments, const nsc_report *report, nsc_error *error) {
    for (size_t row = 0; !report->searches && row < nsc_search_option_count; row++)
        if ((arguments->search_given >> row & 1u) != 0)
            return nsc_error_set(error, NSC_USAGE, "the report %s does not read --%s", report->name,
                                 nsc_search_option_rows[row].option.name);
    return NSC_OK;
}

/* Tells of the files before the long work. */
static nsc_status read_files(nsc_session *session, nsc_error *error) {
    const nsc_recipe_file *recipe = &session->recipe;
    const nsc_measurements *measurements;
    nsc_status status = NSC_OK;
    if (recipe->data_count == 0)
        return nsc_session_measurements(session, &measurements, error);
    for (size_t number = 0; number < recipe->data_count; number++) {
        nsc_opened_landscape *opened = recipe->data[number].opened;
        NSC_TRY(nsc_landscape_measurements(opened, &measurements, error));
        for (size_t note = 0; note < nsc_landscape_note_count(opened); note++)
            nsc_session_note(session, "data %s: %s", recipe->data[number].label, nsc_landscape_note(opened, note));
    }
out:
    return status;
}

nsc_status nsc_command_report(nsc_session *session, nsc_error *error) {
    nsc_analysis_options options;
    nsc_report_request request;
    const nsc_report *report;
    nsc_output output = {0};
    nsc_names notes = {0};
    char *command = NULL;
    size_t finished = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(find_report(session, &report, error));
    NSC_TRY(begin_request(session, report, &options, &request, error));
    NSC_TRY(check_search_options(session->arguments, report, error));
    NSC_TRY(read_files(session, error));
    NSC_TRY(nsc_session_command_line(session, &command, error));
    NSC_TRY(nsc_output_open(&output, NULL, error));
    request.command = command;
    request.summary = output.stream;
    request.finished = &finished;
    request.notes = &notes;
    nsc_signals_keep("finished files stay in %s; the report is not complete", request.folder);
    status = nsc_report_write(report, &request, error);
    nsc_session_end_progress(session);
    for (size_t note = 0; note < notes.count; note++)
        nsc_session_note(session, "%s", notes.items[note]);
    status = nsc_output_end(&output, status, error);
out:
    if (finished > 0) {
        nsc_signals_keep("%zu finished files stay in %s; the report is not complete", finished, request.folder);
        if (!nsc_signals_cancelled(NULL))
            nsc_session_note(session, "%s", nsc_signals_kept());
    }
    nsc_names_release(&notes);
    free(command);
    return status;
}

/* ---- report list ---- */

static const nsc_column list_columns[] = {
    {"name", "name of the report"},
    {"meaning", "what it tells"},
};

nsc_status nsc_command_report_list(nsc_session *session, nsc_error *error) {
    nsc_table *list = NULL;
    nsc_status status = nsc_table_create(&list, list_columns, NSC_COUNT_OF(list_columns), error);
    for (size_t number = 0; status == NSC_OK && number < nsc_report_count(); number++)
        status = nsc_table_add(
            list, NSC_ROW(nsc_text(nsc_report_at(number)->name), nsc_text(nsc_report_at(number)->meaning)), error);
    if (status == NSC_OK)
        status = nsc_session_write(session, list, error);
    nsc_table_destroy(list);
    return status;
}
