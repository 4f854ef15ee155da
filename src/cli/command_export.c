/* `export`: hands a landscape over to other tools. */
#include "cli/cli.h"

#include <string.h>

/* ---- tables, arrays, graphs and databases ---- */

/* Fills in the request; its command is released by free(). */
static nsc_status prepare(nsc_session *session, nsc_export_request *request, char **command, nsc_error *error) {
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    *command = NULL;
    NSC_TRY(nsc_session_fitness(session, NULL, &fitness, error)); /* tells of the files before the long work */
    NSC_TRY(nsc_session_command_line(session, command, error));
    *request = (nsc_export_request){.opened = session->opened, .command = *command, .control = &session->control};
out:
    return status;
}

nsc_status nsc_command_export_csv(nsc_session *session, nsc_error *error) {
    nsc_export_request request;
    nsc_session_rows rows;
    char *command;
    nsc_status status = prepare(session, &request, &command, error);
    if (status == NSC_OK) {
        const nsc_row_sink sink = nsc_session_rows_sink(&rows, session);
        status = nsc_export_csv(&request, &sink, error);
        status = nsc_session_rows_close(&rows, status, error);
    }
    free(command);
    return status;
}

/* Writes one file by `write`, whole or not at all. */
static nsc_status write_file(nsc_session *session,
                             nsc_status (*write)(const nsc_export_request *, const nsc_output *, nsc_error *),
                             nsc_error *error) {
    nsc_export_request request;
    nsc_output output = {0};
    char *command;
    nsc_status status = prepare(session, &request, &command, error);
    if (status == NSC_OK)
        status = nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error);
    if (status == NSC_OK)
        status = nsc_output_end(&output, write(&request, &output, error), error);
    free(command);
    return status;
}

static nsc_status write_graphml(const nsc_export_request *request, const nsc_output *output, nsc_error *error) {
    return nsc_export_graphml(request, output->stream, error);
}

static nsc_status write_array(const nsc_export_request *request, const nsc_output *output, nsc_error *error) {
    return nsc_export_npy_fitness(request, output->stream, error);
}

nsc_status nsc_command_export_graphml(nsc_session *session, nsc_error *error) {
    return write_file(session, write_graphml, error);
}

nsc_status nsc_command_export_sqlite(nsc_session *session, nsc_error *error) {
    return write_file(session, nsc_export_sqlite, error);
}

/* True if --out names an array; else a folder of arrays. */
static bool names_array(const char *out) {
    const size_t length = strlen(out);
    return nsc_output_is_standard(out) || (length > 4 && strcmp(out + length - 4, ".npy") == 0);
}

nsc_status nsc_written_npy(nsc_session *session, nsc_written *written, nsc_error *error) {
    const char *out = session->arguments->texts[NSC_OPTION_OUT];
    if (names_array(out))
        return nsc_names_add(&written->names, out, error);
    written->folder = out;
    return nsc_export_npy_files(session->opened, &written->names, error);
}

nsc_status nsc_command_export_npy(nsc_session *session, nsc_error *error) {
    const char *out = session->arguments->texts[NSC_OPTION_OUT];
    nsc_export_request request;
    char *command;
    if (names_array(out))
        return write_file(session, write_array, error);
    nsc_status status = prepare(session, &request, &command, error);
    if (status == NSC_OK)
        status = nsc_export_npy_folder(&request, out, error);
    free(command);
    return status;
}

/* ---- notebooks ---- */

static nsc_status find_notebook(const char *name, const nsc_notebook **notebook, nsc_error *error) {
    *notebook = nsc_notebook_named(name);
    if (*notebook != NULL)
        return NSC_OK;
    nsc_choices names = {0};
    for (size_t number = 0; number < nsc_notebook_count(); number++)
        nsc_choices_add(&names, nsc_notebook_at(number)->name);
    return nsc_error_set(error, NSC_USAGE, "there is no notebook \"%.60s\", only %s", name, names.text);
}

nsc_status nsc_written_notebook(nsc_session *session, nsc_written *written, nsc_error *error) {
    const nsc_notebook *notebook;
    const nsc_status status = find_notebook(session->arguments->positional[0], &notebook, error);
    return status == NSC_OK ? nsc_notebook_files(notebook, &written->names, error) : status;
}

nsc_option_set nsc_notebooks_read(void) {
    nsc_option_set reads = 0;
    for (size_t number = 0; number < nsc_notebook_count(); number++)
        reads |= nsc_notebook_reads(nsc_notebook_at(number));
    return reads;
}

nsc_status nsc_command_export_notebook(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_analysis_options options;
    const nsc_notebook *notebook;
    nsc_landscape landscape;
    nsc_status status = NSC_OK;
    NSC_TRY(find_notebook(arguments->positional[0], &notebook, error));
    NSC_TRY(nsc_session_analysis_options(session, nsc_notebook_reads(notebook), "the notebook", notebook->name,
                                         &options, error));
    NSC_TRY(nsc_session_landscape(session, &landscape, error));
    const nsc_landscape_names names = nsc_session_names(session);
    const nsc_notebook_subject subject = {&landscape, &names, &options, arguments->given};
    NSC_TRY(nsc_notebook_write(notebook, &subject, arguments->texts[NSC_OPTION_OUT_FOLDER], error));
out:
    return status;
}
