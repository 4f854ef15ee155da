/* Rows about points with their fitness. */
#include "query/point_rows.h"

#include <string.h>

static size_t place_of(const nsc_query *query, const char *name) {
    size_t place = 0;
    while (place < query->column_count && strcmp(query->columns[place].name, name) != 0)
        place++;
    return place;
}

/* True for a column that only cells have. */
static bool is_left_out(const nsc_point_rows *rows, size_t column) {
    return !rows->has_cells && column >= rows->cell_place && column < rows->cell_place + NSC_CELL_COLUMNS;
}

static nsc_status begin(const nsc_point_rows *rows, const nsc_point_filter *filter, const nsc_space *space,
                        nsc_error *error) {
    nsc_column *columns = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&columns, rows->column_count + rows->filter_columns, sizeof *columns, error));
    for (size_t column = 0; column < rows->column_count; column++)
        if (!is_left_out(rows, column))
            columns[count++] = rows->columns[column];
    columns[rows->name_place].name = nsc_space_point_column(space);
    nsc_point_filter_columns(filter, columns + count);
    NSC_TRY(nsc_sink_begin(rows->sink, columns, count + rows->filter_columns, error));
out:
    free(columns);
    return status;
}

nsc_status nsc_point_rows_open(nsc_point_rows *rows, const nsc_row_sink *sink, const nsc_query *query,
                               const nsc_space *space, nsc_point_filter *filter, const uint32_t *points, size_t count,
                               nsc_error *error) {
    *rows = (nsc_point_rows){.sink = sink,
                             .columns = query->columns,
                             .column_count = query->column_count,
                             .name_place = place_of(query, "hash"),
                             .cell_place = place_of(query, "vertices"),
                             .has_cells = nsc_space_nb101(space) != NULL,
                             .filter_columns = nsc_point_filter_column_count(filter)};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_namer_open(&rows->namer, space, count, error));
    NSC_TRY(nsc_allocate(&rows->row, rows->column_count + rows->filter_columns, sizeof *rows->row, error));
    NSC_TRY(nsc_allocate(&rows->filter_values, count * rows->filter_columns, sizeof *rows->filter_values, error));
    NSC_TRY(nsc_point_filter_values(filter, points, count, rows->filter_values, error));
    NSC_TRY(begin(rows, filter, space, error));
out:
    return status;
}

nsc_status nsc_point_rows_write(nsc_point_rows *rows, uint32_t point, const nsc_value *values, nsc_error *error) {
    const nsc_space *space = rows->namer.space;
    nsc_cell_texts texts;
    nsc_point_name name;
    size_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_namer_name(&rows->namer, point, &name, error));
    for (size_t column = 0; column < rows->column_count; column++)
        if (!is_left_out(rows, column))
            rows->row[count++] = values[column];
    rows->row[rows->name_place] = nsc_text(name.text);
    if (rows->has_cells) {
        const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), point);
        nsc_cell_values(&cell, &texts, rows->row + rows->cell_place);
    }
    for (size_t column = 0; column < rows->filter_columns; column++)
        rows->row[count++] = rows->filter_values[rows->written * rows->filter_columns + column];
    rows->written++;
    NSC_TRY(nsc_sink_row(rows->sink, rows->row, count, error));
out:
    return status;
}

void nsc_point_rows_close(nsc_point_rows *rows) {
    free(rows->filter_values);
    free(rows->row);
    *rows = (nsc_point_rows){0};
}
