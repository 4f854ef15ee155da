/* /api/v1/NAME[/POINT[/POINT]]: a question of query/questions.c; its rows are those of `query NAME --format json`. */
#include "explore/explore_internal.h"

#include "explore/parameters.h"

#include <string.h>

enum { POINTS_AT_MOST = NSC_REQUEST_PARTS + NSC_REQUEST_OPTIONS };

/* More would not fit into an answer; what a question keeps in memory for its rows is limited with them. */
enum { ROWS_AT_MOST = 1000000 };

/* Where the rows go. */
typedef struct row_writer {
    FILE *stream;
    nsc_table_writer *writer;
    nsc_column *columns; /* a copy, which the writer needs until it is closed */
} row_writer;

static nsc_status begin(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    row_writer *rows = context;
    nsc_status status = nsc_allocate(&rows->columns, column_count, sizeof *columns, error);
    if (status != NSC_OK)
        return status;
    memcpy(rows->columns, columns, column_count * sizeof *columns);
    return nsc_table_writer_open(&rows->writer, rows->columns, column_count, NSC_FORMAT_JSON, rows->stream, error);
}

static nsc_status write_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    row_writer *rows = context;
    return nsc_table_writer_add(rows->writer, values, count, error);
}

/* The points of the path, then those of options. */
static size_t list_points(const nsc_exchange *exchange, const char *points[POINTS_AT_MOST]) {
    const nsc_request *request = &exchange->request;
    size_t count = exchange->point_count;
    memcpy(points, exchange->points, count * sizeof *points);
    for (size_t option = 0; option < request->option_count; option++)
        if (strcmp(request->options[option].name, nsc_point_parameter.name) == 0)
            points[count++] = request->options[option].value;
    return count;
}

nsc_status nsc_answer_query(const nsc_exchange *exchange, const nsc_query *query, nsc_answer *answer,
                            nsc_error *error) {
    row_writer rows = {.stream = answer->stream};
    const nsc_row_sink sink = {.begin = begin, .row = write_row, .context = &rows};
    const char *points[POINTS_AT_MOST];
    nsc_question question = {.points = points, .fitness = exchange->server->fitness, .control = exchange->control};
    nsc_status status = nsc_read_question(&exchange->request, query, &question, error);
    if (status == NSC_OK && question.n > ROWS_AT_MOST)
        status = nsc_error_set(error, NSC_USAGE, "n: at most %d rows at a time here; `nasscape query %s` has no limit",
                               ROWS_AT_MOST, query->name);
    question.point_count = list_points(exchange, points);
    if (status == NSC_OK)
        status = nsc_query_run(query, exchange->server->opened, &question, &sink, error);
    const nsc_status closed = nsc_table_writer_close(&rows.writer, status == NSC_OK ? error : NULL);
    free(rows.columns);
    return status != NSC_OK ? status : closed;
}
