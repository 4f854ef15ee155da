/* Writes tables to standard output or to --out, which is written whole or not at all. */
#include "cli/cli.h"

#include <string.h>

const char *nsc_session_format_name(const nsc_session *session) {
    const char *name = session->arguments->texts[NSC_OPTION_FORMAT];
    return name != NULL ? name : session->arguments->command->formats[0];
}

nsc_format nsc_session_format(const nsc_session *session) {
    const char *name = nsc_session_format_name(session);
    if (strcmp(name, "table") == 0)
        return NSC_FORMAT_TABLE;
    if (strcmp(name, "json") == 0)
        return NSC_FORMAT_JSON;
    return nsc_arguments_has(session->arguments, NSC_OPTION_QUOTE_TEXT) ? NSC_FORMAT_QUOTED : NSC_FORMAT_CSV;
}

nsc_status nsc_session_write(nsc_session *session, const nsc_table *table, nsc_error *error) {
    return nsc_table_save(table, nsc_session_format(session), session->arguments->texts[NSC_OPTION_OUT], error);
}

nsc_status nsc_session_stream_open(nsc_session *session, nsc_session_stream *stream, const nsc_column *columns,
                                   size_t column_count, nsc_error *error) {
    *stream = (nsc_session_stream){0};
    nsc_status status = nsc_output_open(&stream->output, session->arguments->texts[NSC_OPTION_OUT], error);
    if (status != NSC_OK)
        return status;
    status = nsc_table_writer_open(&stream->writer, columns, column_count, nsc_session_format(session),
                                   stream->output.stream, error);
    if (status != NSC_OK)
        nsc_output_discard(&stream->output);
    return status;
}

nsc_status nsc_session_stream_close(nsc_session_stream *stream, nsc_status status, nsc_error *error) {
    nsc_status closed = nsc_table_writer_close(&stream->writer, error);
    if (status == NSC_OK)
        status = closed;
    if (status == NSC_OK)
        return nsc_output_commit(&stream->output, error);
    nsc_error_prefix(error, "%s: ", stream->output.path);
    nsc_output_discard(&stream->output);
    return status;
}

void nsc_session_stream_discard(nsc_session_stream *stream) {
    nsc_table_writer_close(&stream->writer, NULL);
    nsc_output_discard(&stream->output);
}
