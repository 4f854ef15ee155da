/*
 * `search serve`: the search algorithm is another program, which sends requests as lines of JSON to standard input and
 * reads a reply to each on standard output.
 */
#include "binding/search_server.h"
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

enum { LINE_BYTES = 1 << 20 };

/* Passes over the rest of the line. */
static void skip_line(void) {
    int byte;
    while ((byte = getc(stdin)) != EOF && byte != '\n') {
    }
}

/* Answers one line; one that is too long is answered by a refusal. */
static nsc_status answer_line(nsc_search_server *server, const nsc_line *line, uint64_t number, nsc_error *error) {
    if (nsc_line_is_cut(line, LINE_BYTES)) {
        skip_line();
        return nsc_search_server_answer(server, NULL, LINE_BYTES, number, stdout, error);
    }
    const size_t size = line->length - (line->text[line->length - 1] == '\n');
    return nsc_search_server_answer(server, line->text, size, number, stdout, error);
}

static nsc_status answer_lines(nsc_search_server *server, const nsc_control *control, nsc_error *error) {
    nsc_line line = {0};
    nsc_status status = NSC_OK;
    for (uint64_t number = 1;; number++) {
        NSC_TRY(nsc_line_read(&line, stdin, LINE_BYTES, error));
        if (line.length == 0)
            break;
        NSC_TRY(answer_line(server, &line, number, error));
    }
    NSC_TRY(nsc_control_check(control, error));
    if (ferror(stdin))
        status = nsc_error_set(error, NSC_FAILED, "cannot read standard input: %s", strerror(errno));
out:
    free(line.text);
    return status;
}

/* The table of the traces of all runs of the session, into --out. */
static nsc_status write_traces(nsc_session *session, const nsc_search_server *server, nsc_error *error) {
    nsc_search_table_options options = nsc_search_table_defaults();
    nsc_search_result result = {.experiment = server->experiment, .label = "serve", .run_count = server->run_count};
    nsc_session_rows rows;
    const nsc_row_sink sink = nsc_session_rows_sink(&rows, session);
    nsc_status status = nsc_allocate(&result.traces, server->run_count, sizeof *result.traces, error);
    if (status != NSC_OK)
        return status;
    for (size_t run = 0; run < server->run_count; run++)
        result.traces[run] = *server->traces[run];
    options.control = &session->control;
    status = nsc_search_table_write(nsc_search_table_named("traces"), &result, 1, &options, &sink, error);
    status = nsc_session_rows_close(&rows, status, error);
    free(result.traces); /* the events are the server's */
    return status;
}

/* Standard input and output belong to the protocol. */
static nsc_status check_streams(const nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const char *out = arguments->texts[NSC_OPTION_OUT], *space = arguments->texts[NSC_OPTION_SPACE];
    bool reads = space != NULL && strcmp(space, NSC_STANDARD_INPUT) == 0;
    for (size_t file = 0; file < arguments->data_count; file++)
        reads = reads || strcmp(arguments->data[file], NSC_STANDARD_INPUT) == 0;
    if (reads)
        return nsc_error_set(error, NSC_USAGE, "standard input carries the requests: name a file in place of -");
    if (out != NULL && (nsc_output_is_standard(out) || strcmp(out, "/dev/stdout") == 0))
        return nsc_error_set(error, NSC_USAGE, "standard output carries the replies: --out takes a file");
    return NSC_OK;
}

nsc_status nsc_command_search_serve(nsc_session *session, nsc_error *error) {
    nsc_search_options options = session->arguments->search;
    nsc_experiment *experiment = NULL;
    nsc_search_server server = {0};
    nsc_status status = NSC_OK;
    options.seed = nsc_session_seed(session);
    options.control = &session->control;
    options.keep_evaluations = true;
    NSC_TRY(check_streams(session, error));
    NSC_TRY(nsc_experiment_open(&experiment, session->opened, &options, error));
    nsc_session_tell(session);
    NSC_TRY(nsc_search_server_open(&server, session->opened, experiment, error));
    NSC_TRY(answer_lines(&server, &session->control, error));
    if (nsc_arguments_has(session->arguments, NSC_OPTION_OUT))
        NSC_TRY(write_traces(session, &server, error));
out:
    nsc_search_server_close(&server);
    nsc_experiment_close(experiment);
    return status;
}
