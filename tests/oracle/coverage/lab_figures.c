/*
 * Which columns of a table are intervals, and which name its rows.
 *
 * An interval is a pair of columns `low`, `high` about the nearest column of a value before it; or `X_low`, `X_high`
 * about the column X, or the first one before it whose name begins with X. A table that has neither for its `mean` may
 * have its `standard_error`.
 */
#include "oracle/coverage/lab.h"

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

/* The share of points within the margin of the best evaluated point: which point that is depends on the draw. */
static double share_within_margin(const nsc_fitness *fitness, const double *values, const nsc_table *table,
                                  size_t row) {
    const double best = lab_number(table, row, lab_column(table, "best"));
    const double margin = lab_number(table, row, lab_column(table, "margin_value"));
    const double rounding = 1e-12 * fmax(1, fabs(best));
    double within = 0, all = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const double below = fitness->direction == NSC_MAXIMISE ? best - values[point] : values[point] - best;
        within += below <= margin + rounding;
        all += !isnan(values[point]);
    }
    return within / all;
}

/* Columns whose truth is not what they say with nothing hidden: estimates even then, whose truth is in another column;
 * and columns that are about something else in every draw. */
static const struct {
    const char *analysis, *column, *truth;
    double (*truth_of_draw)(const nsc_fitness *fitness, const double *values, const nsc_table *table, size_t row);
} truths[] = {
    {"rwa", "sampled", "autocorrelation", NULL},
    {"encodingrwa", "sampled", "autocorrelation", NULL},
    {"rarity", "probability", NULL, share_within_margin},
};

/* ---- columns ---- */

static bool is_among(const char *name, const char *const *names, size_t count) {
    for (size_t number = 0; number < count; number++)
        if (strcmp(names[number], name) == 0)
            return true;
    return false;
}

/* Columns without those of provenance. */
static size_t own_columns(const nsc_table *table) {
    size_t provenance;
    nsc_provenance_columns(&provenance);
    return nsc_table_column_count(table) - provenance;
}

size_t lab_column(const nsc_table *table, const char *name) {
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

static bool is_about(const lab_interval *found, size_t count, size_t value) {
    for (size_t number = 0; number < count; number++)
        if (found[number].value == value)
            return true;
    return false;
}

static void find_truth(const nsc_analysis *analysis, const char *column, lab_interval *interval) {
    for (size_t row = 0; row < NSC_COUNT_OF(truths); row++)
        if (strcmp(truths[row].analysis, analysis->name) == 0 && strcmp(truths[row].column, column) == 0) {
            interval->truth = truths[row].truth;
            interval->truth_of_draw = truths[row].truth_of_draw;
        }
}

/* Intervals by their ends, then means by their standard errors. */
size_t lab_find_intervals(const nsc_analysis *analysis, size_t table, const nsc_table *rows,
                          lab_interval found[LAB_INTERVALS]) {
    const nsc_column *columns = nsc_table_columns(rows);
    const size_t count = own_columns(rows);
    size_t intervals = 0;
    if (table == 0 && is_among(analysis->name, binned, NSC_COUNT_OF(binned)))
        return 0;
    for (size_t low = 0; low + 1 < count && intervals < LAB_INTERVALS; low++) {
        const char *name = columns[low].name;
        if (strcmp(name, "low") != 0 && !ends_with(name, "_low"))
            continue;
        const size_t value = column_of_value(rows, low);
        if (value == nsc_table_column_count(rows))
            continue;
        found[intervals] = (lab_interval){.value = value, .low = low, .high = low + 1};
        find_truth(analysis, columns[value].name, &found[intervals++]);
    }
    static const char *const errors[][2] = {{"standard_error", "mean"}, {"standard_error_relative", "mean_relative"}};
    for (size_t number = 0; number < NSC_COUNT_OF(errors) && intervals < LAB_INTERVALS; number++) {
        const size_t error = lab_column(rows, errors[number][0]), value = lab_column(rows, errors[number][1]);
        if (error < count && value < count && !is_about(found, intervals, value))
            found[intervals++] = (lab_interval){.value = value, .error = error, .by_error = true};
    }
    return intervals;
}

/* ---- rows ---- */

static bool is_key(const nsc_table *table, const char *name) {
    for (size_t row = 0; row < NSC_COUNT_OF(key_columns_beside); row++)
        if (strcmp(key_columns_beside[row].column, name) == 0)
            return lab_column(table, key_columns_beside[row].beside) < own_columns(table);
    return is_among(name, key_columns, NSC_COUNT_OF(key_columns));
}

void lab_row_key(const nsc_table *table, size_t row, char key[LAB_KEY_SIZE]) {
    const size_t count = own_columns(table);
    size_t length = 0;
    const char *separator = "";
    key[0] = '\0';
    for (size_t column = 0; column < count && length < LAB_KEY_SIZE; column++) {
        const nsc_value value = nsc_table_value(table, row, column);
        char text[32] = "";
        if (!is_key(table, nsc_table_columns(table)[column].name))
            continue;
        if (value.type == NSC_VALUE_INTEGER)
            snprintf(text, sizeof text, "%lld", (long long)value.as.integer);
        else if (value.type == NSC_VALUE_REAL)
            snprintf(text, sizeof text, "%.9g", value.as.real);
        length += (size_t)snprintf(key + length, LAB_KEY_SIZE - length, "%s%s", separator,
                                   value.type == NSC_VALUE_TEXT ? value.as.text : text);
        separator = "/";
    }
}

double lab_number(const nsc_table *table, size_t row, size_t column) {
    const nsc_value value = nsc_table_value(table, row, column);
    return value.type == NSC_VALUE_REAL      ? value.as.real
           : value.type == NSC_VALUE_INTEGER ? (double)value.as.integer
                                             : NAN;
}
