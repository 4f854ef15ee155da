/* Cells of a table by the name of their column; a column that is not there fails the test. */
#ifndef NSC_TEST_TABLE_CELLS_H
#define NSC_TEST_TABLE_CELLS_H

#include "base/table.h"
#include "testing.h"

#include <math.h>

static inline size_t column_of(const nsc_table *table, const char *name) {
    for (size_t column = 0; column < nsc_table_column_count(table); column++)
        if (strcmp(nsc_table_columns(table)[column].name, name) == 0)
            return column;
    fail_msg("no column %s", name);
    return 0;
}

static inline nsc_value cell_of(const nsc_table *table, size_t row, const char *column) {
    return nsc_table_value(table, row, column_of(table, column));
}

/* NaN where the value is missing. */
static inline double number_of(const nsc_table *table, size_t row, const char *column) {
    const nsc_value value = cell_of(table, row, column);
    assert_int_not_equal(value.type, NSC_VALUE_TEXT);
    return value.type == NSC_VALUE_MISSING ? NAN
           : value.type == NSC_VALUE_REAL  ? value.as.real
                                           : (double)value.as.integer;
}

/* Empty where the text is missing. */
static inline const char *text_of(const nsc_table *table, size_t row, const char *column) {
    const nsc_value value = cell_of(table, row, column);
    return value.type == NSC_VALUE_TEXT ? value.as.text : "";
}

#endif
