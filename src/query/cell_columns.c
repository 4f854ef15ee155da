/* The columns that say which cell a row is about. */
#include "query/point_columns.h"

#include "base/base.h"

#include <string.h>

void nsc_cell_values(const nsc_cell *cell, nsc_cell_texts *texts, nsc_value values[NSC_CELL_COLUMNS]) {
    nsc_cell_adjacency(cell, texts->adjacency);
    nsc_cell_operations(cell, texts->operations);
    const nsc_value filled[NSC_CELL_COLUMNS] = {
        nsc_integer(cell->vertex_count), nsc_integer(nsc_edge_count(cell->edges)), nsc_text(texts->adjacency),
        nsc_text(texts->operations),     nsc_integer(nsc_cell_parameters(cell)),
    };
    memcpy(values, filled, sizeof filled);
}

static const nsc_column columns[NSC_CELL_COLUMNS] = {NSC_CELL_COLUMN_LIST};

nsc_status nsc_cell_add_keys(nsc_table *table, const char *hash, uint32_t id, const nsc_cell *cell, nsc_error *error) {
    nsc_cell_texts texts;
    nsc_value values[NSC_CELL_COLUMNS];
    nsc_status status = NSC_OK;
    nsc_cell_values(cell, &texts, values);
    NSC_TRY(nsc_table_add_key(table, "hash", nsc_text(hash), error));
    NSC_TRY(nsc_table_add_key(table, "id", nsc_integer(id), error));
    for (size_t column = 0; column < NSC_CELL_COLUMNS; column++)
        NSC_TRY(nsc_table_add_key(table, columns[column].name, values[column], error));
out:
    return status;
}
