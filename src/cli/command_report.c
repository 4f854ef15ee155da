/* `report`: a named report into a folder. */
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

nsc_status nsc_written_report(nsc_session *session, nsc_written *written, nsc_error *error) {
    const nsc_report *report;
    const nsc_space *space = NULL;
    const nsc_relation *relation = NULL;
    nsc_status status = find_report(session->arguments->positional[0], &report, error);
    if (status == NSC_OK)
        status = nsc_landscape_space(session->opened, &space, error);
    if (status == NSC_OK)
        status = nsc_landscape_relation(session->opened, &relation, error);
    return status != NSC_OK ? status : nsc_report_files(report, space, relation, &written->names, error);
}

nsc_option_set nsc_reports_read(void) {
    nsc_option_set reads = 0;
    for (size_t number = 0; number < nsc_report_count(); number++)
        reads |= nsc_report_at(number)->reads();
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
    const nsc_arguments *arguments = session->arguments;
    nsc_analysis_options options;
    nsc_report_request request = {
        .folder = arguments->texts[NSC_OPTION_OUT_FOLDER],
        .opened = session->opened,
        .fitness = arguments->texts[NSC_OPTION_FITNESS],
        .options = &options,
        .search = &arguments->search,
    };
    const nsc_report *report;
    const nsc_measurements *measurements;
    nsc_output output = {0};
    char *command = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(find_report(arguments->positional[0], &report, error));
    NSC_TRY(nsc_session_analysis_options(session, report->reads(), "the report", report->name, &options, error));
    NSC_TRY(check_search_options(arguments, report, error));
    NSC_TRY(nsc_landscape_relation(session->opened, &request.relation, error));
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
