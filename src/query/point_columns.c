/* The columns that say which point a row is about, for points that are not cells: names and features. */
#include "query/point_columns.h"

nsc_value nsc_run_count(uint32_t runs) {
    return runs > 0 ? nsc_integer(runs) : nsc_missing();
}

nsc_status nsc_point_values(const nsc_space *space, uint32_t point, nsc_naming_texts *texts, nsc_value *values,
                            nsc_error *error) {
    nsc_column columns[NSC_NAMING_COLUMNS_MAXIMUM];
    size_t count = nsc_naming_columns(space, columns);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_naming_values(space, point, texts, values, error));
    for (size_t feature = 0; !nsc_space_has_variables(space) && feature < space->feature_count; feature++) {
        double value;
        NSC_TRY(space->feature_value(space, feature, point, &value, error));
        values[count++] = nsc_real(value);
    }
out:
    return status;
}

size_t nsc_point_columns(const nsc_space *space, nsc_column columns[NSC_POINT_COLUMNS_MAXIMUM]) {
    size_t count = nsc_naming_columns(space, columns);
    for (size_t feature = 0; !nsc_space_has_variables(space) && feature < space->feature_count; feature++)
        columns[count++] = (nsc_column){space->features[feature].name, space->features[feature].meaning};
    return count;
}

nsc_status nsc_points_add(nsc_table *table, const nsc_space *space, uint32_t point, nsc_error *error) {
    nsc_column columns[NSC_POINT_COLUMNS_MAXIMUM];
    nsc_value values[NSC_POINT_COLUMNS_MAXIMUM];
    nsc_naming_texts texts;
    const size_t count = nsc_point_columns(space, columns);
    nsc_status status = nsc_point_values(space, point, &texts, values, error);
    for (size_t column = 0; status == NSC_OK && column < count; column++)
        status = nsc_table_add_key(table, columns[column].name, values[column], error);
    return status;
}
