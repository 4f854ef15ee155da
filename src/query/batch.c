/* One question about many points: the answers follow each other, each row with the point that it is about. */
#include "query/query_internal.h"

#include <string.h>

void nsc_batch_open(nsc_batch *batch, const nsc_query *query, nsc_opened_landscape *opened,
                    const nsc_question *question, const nsc_row_sink *sink) {
    *batch = (nsc_batch){.query = query, .opened = opened, .question = *question, .sink = sink};
}

void nsc_batch_close(nsc_batch *batch) {
    free(batch->values);
    free(batch->columns);
    *batch = (nsc_batch){0};
}

static nsc_status begin_answer(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    nsc_batch *batch = context;
    nsc_status status = NSC_OK;
    if (batch->columns != NULL)
        return NSC_OK; /* the columns are those of the first answer */
    NSC_TRY(nsc_allocate(&batch->values, column_count + 1, sizeof *batch->values, error));
    NSC_TRY(nsc_allocate(&batch->columns, column_count + 1, sizeof *batch->columns, error));
    batch->columns[0] = (nsc_column){"of", "point that the row is about, if the question is about several"};
    memcpy(batch->columns + 1, columns, column_count * sizeof *columns);
    NSC_TRY(nsc_sink_begin(batch->sink, batch->columns, column_count + 1, error));
out:
    return status;
}

static nsc_status answer_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    nsc_batch *batch = context;
    batch->values[0] = nsc_text(batch->name.text);
    memcpy(batch->values + 1, values, count * sizeof *values);
    return nsc_sink_row(batch->sink, batch->values, count + 1, error);
}

nsc_status nsc_batch_answer(nsc_batch *batch, const char *text, nsc_error *error) {
    const nsc_row_sink sink = {.begin = begin_answer, .row = answer_row, .context = batch};
    const nsc_space *space;
    uint32_t point;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(batch->opened, &space, error));
    NSC_TRY(space->point_parse(space, text, &point, error));
    NSC_TRY(space->point_name(space, point, &batch->name, error));
    batch->question.points = &text;
    batch->question.point_count = 1;
    NSC_TRY(nsc_query_run(batch->query, batch->opened, &batch->question, &sink, error));
out:
    return status;
}
