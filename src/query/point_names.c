/* The columns that name a point, of any space. */
#include "query/point_columns.h"

#include <string.h>

static const nsc_column id_column = {"id", "position in the order of points, from 0"};
static const nsc_column cell_columns[] = {
    {"adjacency", "matrix of the representative, row by row, a slash between rows"},
    {"operations", "operations of its vertices as the official file spells them"},
};

bool nsc_space_has_variables(const nsc_space *space) {
    return space->name_column_count > 0 && nsc_space_strings(space) != NULL;
}

size_t nsc_naming_columns(const nsc_space *space, nsc_column columns[NSC_NAMING_COLUMNS_MAXIMUM]) {
    size_t count = 0;
    columns[count++] = id_column;
    columns[count++] = (nsc_column){nsc_space_point_column(space),
                                    space->kind == NSC_SPACE_CELLS ? "official fingerprint" : "name of the point"};
    for (size_t column = 0; space->kind == NSC_SPACE_CELLS && column < 2; column++)
        columns[count++] = cell_columns[column];
    if (space->point_spelling != NULL)
        columns[count++] = (nsc_column){"architecture", "longer spelling of the name"};
    for (size_t column = 0; nsc_space_has_variables(space) && column < space->name_column_count; column++)
        columns[count++] = (nsc_column){space->name_columns[column], "value of the variable"};
    return count;
}

/* The value of a variable at a point: the part of the symbol's name after "lr=". */
static const char *value_of_variable(const nsc_space *space, uint32_t point, unsigned column) {
    const nsc_strings *strings = nsc_space_strings(space);
    return nsc_words_symbol_name(space->words, column, nsc_strings_symbol(strings, point, column)) +
           strlen(space->name_columns[column]) + 1;
}

/* Writes the digits of a matrix to `rows`, a slash between its rows. */
static void separate_rows(const char *digits, unsigned vertices, char *rows) {
    for (unsigned row = 0; row < vertices; row++) {
        memcpy(rows, digits + (size_t)row * vertices, vertices);
        rows[vertices] = row + 1 < vertices ? '/' : '\0';
        rows += vertices + 1;
    }
}

nsc_status nsc_naming_values(const nsc_space *space, uint32_t point, nsc_naming_texts *texts,
                             nsc_value values[NSC_NAMING_COLUMNS_MAXIMUM], nsc_error *error) {
    size_t count = 0;
    const nsc_status status = space->point_name(space, point, &texts->name, error);
    if (status != NSC_OK)
        return status;
    values[count++] = nsc_integer(point);
    values[count++] = nsc_text(texts->name.text);
    if (space->kind == NSC_SPACE_CELLS) {
        const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), point);
        nsc_value of_cell[NSC_CELL_COLUMNS];
        nsc_cell_values(&cell, &texts->cell, of_cell);
        separate_rows(texts->cell.adjacency, cell.vertex_count, texts->rows);
        values[count++] = nsc_text(texts->rows);
        values[count++] = nsc_text(texts->cell.operations);
    }
    if (space->point_spelling != NULL) {
        space->point_spelling(space, point, texts->spelling);
        values[count++] = nsc_text(texts->spelling);
    }
    for (unsigned column = 0; nsc_space_has_variables(space) && column < space->name_column_count; column++)
        values[count++] = nsc_text(value_of_variable(space, point, column));
    return NSC_OK;
}
