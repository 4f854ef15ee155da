/* The columns of tables that a figure draws from, and their values. */
#include "analysis/figures/figure_model_internal.h"

#include <math.h>
#include <string.h>

/* ---- columns ---- */

/* The column that the figure names for a role; NULL if it has none. */
static const char *column_for(const nsc_figure *figure, size_t role) {
    if (role >= NSC_ROLE_CURVES) {
        const nsc_figure_curve *curve = &figure->curves[(role - NSC_ROLE_CURVES) / 3];
        const char *const names[] = {curve->column, curve->low, curve->high};
        return names[(role - NSC_ROLE_CURVES) % 3];
    }
    if (role >= NSC_ROLE_REFERENCES)
        return figure->references[role - NSC_ROLE_REFERENCES].column;
    if (role >= NSC_ROLE_SERIES && role < NSC_ROLE_SIZE)
        return figure->series[role - NSC_ROLE_SERIES];
    const char *const names[] = {
        [NSC_ROLE_X] = figure->x.columns[0],
        [NSC_ROLE_X_SECOND] = figure->x.columns[1],
        [NSC_ROLE_X_UNTIL] = figure->x.until,
        [NSC_ROLE_Y] = figure->y.columns[0],
        [NSC_ROLE_Y_SECOND] = figure->y.columns[1],
        [NSC_ROLE_Y_UNTIL] = figure->y.until,
        [NSC_ROLE_SIZE] = figure->size,
        [NSC_ROLE_COLOUR] = figure->colour,
        [NSC_ROLE_LABEL] = figure->label,
    };
    return names[role];
}

size_t nsc_figure_find_column(const nsc_table *table, const char *name) {
    for (size_t column = 0; column < nsc_table_column_count(table); column++)
        if (strcmp(nsc_table_columns(table)[column].name, name) == 0)
            return column;
    return NSC_NO_COLUMN;
}

nsc_status nsc_figure_find_columns(nsc_figure_builder *builder, nsc_error *error) {
    nsc_status status = nsc_allocate(&builder->columns, builder->source_count, sizeof *builder->columns, error);
    for (size_t source = 0; status == NSC_OK && source < builder->source_count; source++)
        for (size_t role = 0; status == NSC_OK && role < NSC_ROLE_COUNT; role++) {
            const char *name = column_for(builder->figure, role);
            size_t *column = &builder->columns[source][role];
            *column = name != NULL ? nsc_figure_find_column(builder->sources[source].table, name) : NSC_NO_COLUMN;
            if (name != NULL && *column == NSC_NO_COLUMN)
                status = nsc_error_set(error, NSC_FAILED, "the figure of %s, table %s, needs a column \"%s\"",
                                       builder->figure->analysis, builder->figure->table, name);
        }
    return status;
}

/* ---- values ---- */

nsc_value nsc_figure_value_at(const nsc_figure_builder *builder, size_t source, size_t row, size_t role) {
    const size_t column = builder->columns[source][role];
    return column != NSC_NO_COLUMN ? nsc_table_value(builder->sources[source].table, row, column) : nsc_missing();
}

double nsc_figure_number_at(const nsc_figure_builder *builder, size_t source, size_t row, size_t role) {
    nsc_value value = nsc_figure_value_at(builder, source, row, role);
    if (role == NSC_ROLE_X && value.type == NSC_VALUE_MISSING)
        value = nsc_figure_value_at(builder, source, row, NSC_ROLE_X_SECOND);
    if (value.type == NSC_VALUE_REAL)
        return value.as.real;
    if (value.type == NSC_VALUE_INTEGER)
        return (double)value.as.integer;
    return value.type == NSC_VALUE_UNSIGNED ? (double)value.as.natural : NAN;
}
