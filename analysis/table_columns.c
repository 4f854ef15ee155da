/* Which columns of a table name its rows, and which are intervals: by their names. */
#include "analysis/table_columns.h"

#include "base/base.h"

#include <math.h>
#include <string.h>

/* ---- the tables: what names say ---- */

/* Columns that name a row. */
static const char *const key_columns[] = {
    "statistic",       "measure",     "lag",    "from",     "to",          "position",   "change",   "vertices",
    "operation",       "occurrences", "margin", "epsilon",  "model",       "eigenspace", "order",    "first",
    "second",          "among",       "side",   "budgets",  "percent",     "figure",     "detail",   "split",
    "epochs",          "reading",     "bin",    "quantile", "top_percent", "size",       "distance", "length",
    "edits",           "name",        "budget", "run",      "symbol",      "symbols",    "kind",     "first_position",
    "second_position",
};

/* Columns that name a row if another column stands in the table, and have a value elsewhere. */
static const struct {
    const char *beside, *column;
} key_columns_beside[] = {
    {"mean", "value"},  /* depthwidth: the depth or the width */
    {"places", "best"}, /* compare: points that count as the best */
};

/* Columns that stand between a value and its interval. */
static const char *const no_values[] = {
    "standard_error",
    "standard_error_relative",
    "standard_deviation",
    "count",
    "pairs",
    "points",
    "noise_band",
    "groups",
    "known_groups",
    "effective_pairs",
    "effective_points",
    "effective_size",
    "degrees_of_freedom",
    "freedom",
};

/* Tables whose low and high are the ends of a bin. */
static const char *const binned[] = {"density", "cloud", "evolvability"};

/* ---- columns ---- */

static bool is_among(const char *name, const char *const *names, size_t count) {
    for (size_t number = 0; number < count; number++)
        if (strcmp(names[number], name) == 0)
            return true;
    return false;
}

size_t nsc_table_column(const nsc_table *table, const char *name) {
    const nsc_column *columns = nsc_table_columns(table);
    const size_t count = nsc_table_column_count(table);
    for (size_t column = 0; column < count; column++)
        if (strcmp(columns[column].name, name) == 0)
            return column;
    return count;
}

static bool ends_with(const char *name, const char *end) {
    const size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

/* The column that `low` or `X_low` is about; the number of columns if there is none. */
static size_t column_of_value(const nsc_table *table, size_t low) {
    const nsc_column *columns = nsc_table_columns(table);
    const char *name = columns[low].name;
    const size_t none = nsc_table_column_count(table), length = strlen(name);
    if (strcmp(name, "low") == 0) {
        for (size_t column = low; column-- > 0;)
            if (!is_among(columns[column].name, no_values, NSC_COUNT_OF(no_values)) &&
                !ends_with(columns[column].name, "_low") && !ends_with(columns[column].name, "_high"))
                return column;
        return none;
    }
    for (size_t column = 0; column < none; column++)
        if (strlen(columns[column].name) == length - 4 && strncmp(columns[column].name, name, length - 4) == 0)
            return column;
    for (size_t column = 0; column < low; column++)
        if (strncmp(columns[column].name, name, length - 3) == 0)
            return column;
    return none;
}

static bool is_about(const nsc_table_interval *found, size_t count, size_t value) {
    for (size_t number = 0; number < count; number++)
        if (found[number].value == value)
            return true;
    return false;
}

/* Intervals by their ends, then means by their standard errors. */
size_t nsc_table_intervals(const nsc_analysis *analysis, size_t table, const nsc_table *rows, size_t column_count,
                           nsc_table_interval found[NSC_TABLE_INTERVALS]) {
    static const char *const errors[][2] = {{"standard_error", "mean"}, {"standard_error_relative", "mean_relative"}};
    const nsc_column *columns = nsc_table_columns(rows);
    size_t intervals = 0;
    if (table == 0 && analysis != NULL && is_among(analysis->name, binned, NSC_COUNT_OF(binned)))
        return 0;
    for (size_t low = 0; low + 1 < column_count && intervals < NSC_TABLE_INTERVALS; low++) {
        const char *name = columns[low].name;
        if (strcmp(name, "low") != 0 && !ends_with(name, "_low"))
            continue;
        const size_t value = column_of_value(rows, low);
        if (value < nsc_table_column_count(rows))
            found[intervals++] = (nsc_table_interval){.value = value, .low = low, .high = low + 1};
    }
    for (size_t number = 0; number < NSC_COUNT_OF(errors) && intervals < NSC_TABLE_INTERVALS; number++) {
        const size_t error = nsc_table_column(rows, errors[number][0]),
                     value = nsc_table_column(rows, errors[number][1]);
        if (error < column_count && value < column_count && !is_about(found, intervals, value))
            found[intervals++] = (nsc_table_interval){.value = value, .error = error, .by_error = true};
    }
    return intervals;
}

/* ---- rows ---- */

bool nsc_column_names_rows(const nsc_table *table, size_t column, size_t column_count) {
    const char *name = nsc_table_columns(table)[column].name;
    for (size_t row = 0; row < NSC_COUNT_OF(key_columns_beside); row++)
        if (strcmp(key_columns_beside[row].column, name) == 0)
            return nsc_table_column(table, key_columns_beside[row].beside) < column_count;
    return is_among(name, key_columns, NSC_COUNT_OF(key_columns));
}

double nsc_table_number(const nsc_table *table, size_t row, size_t column) {
    const nsc_value value = nsc_table_value(table, row, column);
    return value.type == NSC_VALUE_REAL       ? value.as.real
           : value.type == NSC_VALUE_INTEGER  ? (double)value.as.integer
           : value.type == NSC_VALUE_UNSIGNED ? (double)value.as.natural
                                              : NAN;
}
