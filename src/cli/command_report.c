/* `report`: a named report, or one of a recipe, into a folder; `report list`. */
#include "cli/cli.h"

static nsc_status find_report(const char *name, const nsc_report **report, nsc_error *error) {
    *report = nsc_report_named(name);
    if (*report != NULL)
        return NSC_OK;
    nsc_choices names = {0};
    for (size_t number = 0; number < nsc_report_count(); number++)
        nsc_choices_add(&names, nsc_report_at(number)->name);
    return nsc_error_set(error, NSC_USAGE, "there is no report \"%.60s\", only %s", name, names.text);
}

/* The request, as far as the names of the files depend on it. */
static nsc_status begin_request(nsc_session *session, const nsc_report *report, nsc_analysis_options *options,
                                nsc_report_request *request, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_status status = NSC_OK;
    *request = (nsc_report_request){
        .folder = arguments->texts[NSC_OPTION_OUT_FOLDER],
        .opened = session->opened,
        .fitness = arguments->texts[NSC_OPTION_FITNESS],
        .options = options,
        .style = nsc_session_style(session),
        .search = &arguments->search,
    };
    NSC_TRY(
        nsc_session_analysis_options(session, nsc_report_reads(report), "the report", report->name, options, error));
    NSC_TRY(nsc_landscape_relation(session->opened, &request->relation, error));
out:
    return status;
}

nsc_status nsc_written_report(nsc_session *session, nsc_written *written, nsc_error *error) {
    const nsc_report *report;
    nsc_report_request request;
    nsc_analysis_options options;
    nsc_status status = NSC_OK;
    NSC_TRY(find_report(session->arguments->positional[0], &report, error));
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

nsc_status nsc_command_report(nsc_session *session, nsc_error *error) {
    nsc_analysis_options options;
    nsc_report_request request;
    const nsc_report *report;
    const nsc_measurements *measurements;
    nsc_output output = {0};
    char *command = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(find_report(session->arguments->positional[0], &report, error));
    NSC_TRY(begin_request(session, report, &options, &request, error));
    NSC_TRY(check_search_options(session->arguments, report, error));
    NSC_TRY(nsc_session_measurements(session, &measurements, error)); /* tells of the files before the long work */
    NSC_TRY(nsc_session_command_line(session, &command, error));
    NSC_TRY(nsc_output_open(&output, NULL, error));
    request.command = command;
    request.summary = output.stream;
    NSC_TRY(nsc_report_write(report, &request, error));
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
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
