/* `query`: reads a question from the command line, and writes its rows as they are found. */
#include "cli/cli.h"

#include <string.h>

/* Where the rows of an answer go. */
typedef struct answer_writer {
    nsc_session *session;
    nsc_session_stream stream;
    nsc_column *columns; /* a copy, which the stream needs until it is closed */
    bool begun;
} answer_writer;

static nsc_status begin(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    answer_writer *writer = context;
    nsc_status status = NSC_OK;
    nsc_session_tell(writer->session);
    NSC_TRY(nsc_allocate(&writer->columns, column_count, sizeof *columns, error));
    memcpy(writer->columns, columns, column_count * sizeof *columns);
    NSC_TRY(nsc_session_stream_open(writer->session, &writer->stream, writer->columns, column_count, error));
    writer->begun = true;
out:
    return status;
}

static nsc_status write_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    answer_writer *writer = context;
    const nsc_status status = nsc_table_writer_add(writer->stream.writer, values, count, error);
    if (status != NSC_OK)
        nsc_error_prefix(error, "%s: ", writer->stream.output.path);
    return status;
}

static void tell(void *context, const char *text) {
    nsc_session_note(context, "%s", text);
}

nsc_status nsc_command_query(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    answer_writer writer = {.session = session};
    const nsc_row_sink sink = {.begin = begin, .row = write_row, .context = &writer};
    nsc_question question = arguments->question;
    question.points = arguments->positional;
    question.point_count = arguments->positional_count;
    question.fitness = arguments->texts[NSC_OPTION_FITNESS];
    question.control = &session->control;
    question.note = tell;
    question.note_context = session;
    nsc_status status = nsc_query_run(arguments->command->query, session->opened, &question, &sink, error);
    if (writer.begun && status == NSC_OK)
        status = nsc_session_stream_close(&writer.stream, status, error);
    else if (writer.begun)
        nsc_session_stream_discard(&writer.stream);
    free(writer.columns);
    return status;
}
