/* Writes tables to standard output or to --out, which is written whole or not at all; to a terminal for reading. */
#include "cli/cli.h"

#include "space/point_drawing.h"

#include <langinfo.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

/* ---- terminals ---- */

/* The columns of the terminal: what COLUMNS says, else what the system knows, else 80. */
static size_t terminal_width(void) {
    const char *columns = getenv("COLUMNS");
    const unsigned long said = columns != NULL ? strtoul(columns, NULL, 10) : 0;
    struct winsize size = {0};
    if (said > 0)
        return said;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool nsc_terminal_screen(nsc_screen *screen) {
    if (!isatty(STDOUT_FILENO))
        return false;
    *screen = (nsc_screen){.width = terminal_width(),
                           .unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                           .advice = "--format table writes all of it"};
    return true;
}

bool nsc_session_for_reading(const nsc_session *session, nsc_screen *screen) {
    const nsc_arguments *arguments = session->arguments;
    return nsc_output_is_standard(arguments->texts[NSC_OPTION_OUT]) &&
           !nsc_arguments_has(arguments, NSC_OPTION_FORMAT) && !nsc_arguments_has(arguments, NSC_OPTION_QUOTE_TEXT) &&
           nsc_terminal_screen(screen);
}

/* ---- tables ---- */

static nsc_status write_on_screen(const nsc_table *table, const nsc_screen *screen, nsc_error *error) {
    nsc_output output;
    nsc_status status = nsc_output_open(&output, NULL, error);
    if (status != NSC_OK)
        return status;
    return nsc_output_end(&output, nsc_table_write_on_screen(table, screen, output.stream, error), error);
}

nsc_status nsc_session_write(nsc_session *session, const nsc_table *table, nsc_error *error) {
    nsc_screen screen;
    const nsc_status status = nsc_ranks_meet(session->ranks, NSC_OK, error);
    if (status != NSC_OK)
        return status;
    nsc_session_end_progress(session);
    if (nsc_session_for_reading(session, &screen))
        return write_on_screen(table, &screen, error);
    return nsc_table_save(table, nsc_session_format(session), session->arguments->texts[NSC_OPTION_OUT], error);
}

nsc_status nsc_session_write_aside(const nsc_table *table, nsc_error *error) {
    nsc_screen screen;
    return nsc_terminal_screen(&screen) ? write_on_screen(table, &screen, error)
                                        : nsc_table_save(table, NSC_FORMAT_CSV, NULL, error);
}

nsc_status nsc_session_draw(nsc_session *session, const nsc_space *space, bool *drawn, nsc_error *error) {
    const nsc_drawing_format format = nsc_drawing_format_named(nsc_session_format_name(session));
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    *drawn = format != NSC_DRAWING_FORMAT_COUNT;
    if (!*drawn)
        return NSC_OK;
    if (session->arguments->positional_count != 1)
        return nsc_error_set(error, NSC_USAGE, "--format %s draws one point: name it on the command line",
                             nsc_session_format_name(session));
    NSC_TRY(nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error));
    status = nsc_point_draw(space, session->arguments->positional[0], format, output.stream, error);
    status = nsc_output_end(&output, status, error);
out:
    return status;
}

nsc_status nsc_session_stream_open(nsc_session *session, nsc_session_stream *stream, const nsc_column *columns,
                                   size_t column_count, nsc_error *error) {
    nsc_screen screen;
    *stream = (nsc_session_stream){0};
    if (nsc_output_is_standard(session->arguments->texts[NSC_OPTION_OUT]) && isatty(STDOUT_FILENO))
        nsc_session_end_progress(session); /* it would come between the rows */
    nsc_status status = nsc_output_open(&stream->output, session->arguments->texts[NSC_OPTION_OUT], error);
    if (status != NSC_OK)
        return status;
    if (nsc_session_for_reading(session, &screen))
        status = nsc_table_writer_open_on_screen(&stream->writer, columns, column_count, &screen, stream->output.stream,
                                                 error);
    else
        status = nsc_table_writer_open(&stream->writer, columns, column_count, nsc_session_format(session),
                                       stream->output.stream, error);
    if (status != NSC_OK)
        nsc_output_discard(&stream->output);
    return status;
}

nsc_status nsc_session_stream_close(nsc_session_stream *stream, nsc_status status, nsc_error *error) {
    nsc_status closed = nsc_table_writer_close(&stream->writer, error);
    return nsc_output_end(&stream->output, status != NSC_OK ? status : closed, error);
}

/* ---- figures ---- */

nsc_figure_format nsc_session_figure_format(const nsc_session *session) {
    return nsc_figure_format_named(nsc_session_format_name(session));
}

const nsc_figure_style *nsc_session_style(const nsc_session *session) {
    return nsc_arguments_has(session->arguments, NSC_OPTION_STYLE)
               ? &nsc_figure_styles[session->arguments->integers[NSC_OPTION_STYLE]]
               : &nsc_figure_styles[0];
}

nsc_status nsc_session_check_figure(const nsc_session *session, const nsc_figure *figure, nsc_error *error) {
    const nsc_figure_format format = nsc_session_figure_format(session);
    if (format == NSC_DRAWN_FORMATS)
        return nsc_arguments_has(session->arguments, NSC_OPTION_STYLE)
                   ? nsc_error_set(error, NSC_USAGE,
                                   "--style has an effect with --format svg and --format gnuplot only")
                   : NSC_OK;
    return nsc_figure_check(figure, format, error);
}

/* Writes the name of the files that a figure belongs to: that of --out without its ending, else of the table. */
static void name_figure(const nsc_session *session, const nsc_figure *figure, char name[NSC_ANALYSIS_FILE_SIZE]) {
    const char *path = session->arguments->texts[NSC_OPTION_OUT];
    if (path == NULL || nsc_output_is_standard(path)) {
        snprintf(name, NSC_ANALYSIS_FILE_SIZE, "%s-%s", figure->analysis, figure->table);
        return;
    }
    const char *slash = strrchr(path, '/'), *file = slash != NULL ? slash + 1 : path, *end = strrchr(file, '.');
    snprintf(name, NSC_ANALYSIS_FILE_SIZE, "%.*s", (int)(end != NULL ? (size_t)(end - file) : strlen(file)), file);
}

nsc_status nsc_session_write_figure(nsc_session *session, const nsc_figure *figure, const nsc_table *table,
                                    const nsc_table *nodes, nsc_error *error) {
    const nsc_figure_source source = {table, NULL};
    char name[NSC_ANALYSIS_FILE_SIZE];
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_ranks_meet(session->ranks, NSC_OK, error));
    nsc_session_end_progress(session);
    name_figure(session, figure, name);
    NSC_TRY(nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error));
    status = nsc_figure_draw(figure, &source, 1, nodes, nsc_session_style(session), nsc_session_figure_format(session),
                             name, output.stream, error);
    status = nsc_output_end(&output, status, error);
out:
    return status;
}

/* ---- rows as they come ---- */

static nsc_status copy_columns(nsc_session_rows *rows, const nsc_column *columns, size_t column_count,
                               nsc_error *error) {
    size_t size = 0;
    nsc_status status = NSC_OK;
    for (size_t column = 0; column < column_count; column++)
        size += strlen(columns[column].name) + 1;
    NSC_TRY(nsc_allocate(&rows->columns, column_count, sizeof *columns, error));
    NSC_TRY(nsc_allocate(&rows->names, size, 1, error));
    char *end = rows->names;
    for (size_t column = 0; column < column_count; column++) {
        rows->columns[column] = (nsc_column){.name = end};
        end = stpcpy(end, columns[column].name) + 1;
    }
out:
    return status;
}

static nsc_status begin_rows(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    nsc_session_rows *rows = context;
    nsc_status status = NSC_OK;
    nsc_session_tell(rows->session);
    NSC_TRY(copy_columns(rows, columns, column_count, error));
    NSC_TRY(nsc_session_stream_open(rows->session, &rows->stream, rows->columns, column_count, error));
    rows->begun = true;
out:
    return status;
}

static nsc_status write_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    nsc_session_rows *rows = context;
    return nsc_table_writer_add(rows->stream.writer, values, count, error);
}

nsc_row_sink nsc_session_rows_sink(nsc_session_rows *rows, nsc_session *session) {
    *rows = (nsc_session_rows){.session = session};
    return (nsc_row_sink){.begin = begin_rows, .row = write_row, .context = rows};
}

nsc_status nsc_session_rows_close(nsc_session_rows *rows, nsc_status status, nsc_error *error) {
    status = nsc_ranks_meet(rows->session->ranks, status, error);
    if (rows->begun)
        status = nsc_session_stream_close(&rows->stream, status, error);
    free(rows->columns);
    free(rows->names);
    return status;
}
