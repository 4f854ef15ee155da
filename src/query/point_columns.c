/* The columns that say which point a row is about, for points that are not cells: names and features. */
#include "query/point_columns.h"

#include <string.h>

nsc_value nsc_run_count(uint32_t runs) {
    return runs > 0 ? nsc_integer(runs) : nsc_missing();
}

static const nsc_column fixed_columns[NSC_POINT_COLUMNS_FIXED] = {
    {"id", "position in the order of points, from 0"},
    {"point", "name of the point"},
    {"architecture", "longer spelling of the name"},
};

/* Whether the points are all combinations of values of variables; the rows of a table are only listed. */
static bool has_variables(const nsc_space *space) {
    return space->name_column_count > 0 && nsc_space_strings(space) != NULL;
}

/* The value of a variable at a point: what stands behind "lr=" in the name of the symbol. */
static const char *value_of_variable(const nsc_space *space, uint32_t point, unsigned column) {
    const nsc_strings *strings = nsc_space_strings(space);
    return nsc_words_symbol_name(space->words, column, nsc_strings_symbol(strings, point, column)) +
           strlen(space->name_columns[column]) + 1;
}

nsc_status nsc_point_values(const nsc_space *space, uint32_t point, nsc_point_name *name,
                            char spelling[NSC_POINT_SPELLING_SIZE], nsc_value *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t count = 0;
    NSC_TRY(space->point_name(space, point, name, error));
    values[count++] = nsc_integer(point);
    values[count++] = nsc_text(name->text);
    if (space->point_spelling != NULL) {
        space->point_spelling(space, point, spelling);
        values[count++] = nsc_text(spelling);
    }
    if (has_variables(space)) {
        for (unsigned column = 0; column < space->name_column_count; column++)
            values[count++] = nsc_text(value_of_variable(space, point, column));
        return NSC_OK;
    }
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        double value;
        NSC_TRY(space->feature_value(space, feature, point, &value, error));
        values[count++] = nsc_real(value);
    }
out:
    return status;
}

size_t nsc_point_columns(const nsc_space *space, nsc_column columns[NSC_POINT_COLUMNS_MAXIMUM]) {
    size_t count = 0;
    for (size_t column = 0; column < NSC_POINT_COLUMNS_FIXED; column++)
        if (column + 1 < NSC_POINT_COLUMNS_FIXED || space->point_spelling != NULL)
            columns[count++] = fixed_columns[column];
    for (size_t column = 0; has_variables(space) && column < space->name_column_count; column++)
        columns[count++] = (nsc_column){space->name_columns[column], "value of the variable"};
    if (has_variables(space))
        return count; /* the features are whether a variable has a value */
    for (size_t feature = 0; feature < space->feature_count; feature++)
        columns[count++] = (nsc_column){space->features[feature].name, space->features[feature].meaning};
    return count;
}

nsc_status nsc_points_add(nsc_table *table, const nsc_space *space, uint32_t point, nsc_error *error) {
    nsc_column columns[NSC_POINT_COLUMNS_MAXIMUM];
    nsc_value values[NSC_POINT_COLUMNS_MAXIMUM];
    nsc_point_name name;
    char spelling[NSC_POINT_SPELLING_SIZE];
    const size_t count = nsc_point_columns(space, columns);
    nsc_status status = nsc_point_values(space, point, &name, spelling, values, error);
    for (size_t column = 0; status == NSC_OK && column < count; column++)
        status = nsc_table_add_key(table, columns[column].name, values[column], error);
    return status;
}
