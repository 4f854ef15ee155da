/* Rows about points with their fitness, as `top` and `sample` write them. */
#ifndef NSC_POINT_ROWS_H
#define NSC_POINT_ROWS_H

#include "query/query_internal.h"
#include "query/where.h"

/*
 * Writes rows whose columns are a question's, among them "hash" and those of NSC_CELL_COLUMN_LIST. In other spaces than
 * those of cells, "hash" is called "point", and the columns of cells are left out. Columns of --where follow.
 */
typedef struct nsc_point_rows {
    const nsc_row_sink *sink;
    nsc_namer namer;
    const nsc_column *columns; /* [column_count] of the question */
    size_t column_count;
    size_t name_place, cell_place; /* of the columns "hash" and "vertices" */
    bool has_cells;
    nsc_value *filter_values; /* [points][filter_columns] */
    size_t filter_columns;
    size_t written;
    nsc_value *row;
} nsc_point_rows;

/* Fetches what --where shows of points[count], the points to be written, and begins the sink. `filter` may be NULL, and
 * outlives the rows. Close the rows even after a failure. */
nsc_status nsc_point_rows_open(nsc_point_rows *rows, const nsc_row_sink *sink, const nsc_query *query,
                               const nsc_space *space, nsc_point_filter *filter, const uint32_t *points, size_t count,
                               nsc_error *error);

/* Writes the next of the points, with values[column_count]; name and columns of a cell are filled in. */
nsc_status nsc_point_rows_write(nsc_point_rows *rows, uint32_t point, const nsc_value *values, nsc_error *error);

void nsc_point_rows_close(nsc_point_rows *rows);

#endif
