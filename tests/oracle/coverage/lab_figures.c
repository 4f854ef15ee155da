/* Intervals of a table with their truths, and the keys of its rows, on the rules of analysis/table_columns.h. */
#include "oracle/coverage/lab.h"

#include <math.h>
#include <string.h>

/* The share of points within the margin of the best evaluated point: which point that is depends on the draw. */
static double share_within_margin(const nsc_fitness *fitness, const double *values, const nsc_table *table,
                                  size_t row) {
    const double best = nsc_table_number(table, row, nsc_table_column(table, "best"));
    const double margin = nsc_table_number(table, row, nsc_table_column(table, "margin_value"));
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

/* Columns without those of provenance. */
static size_t own_columns(const nsc_table *table) {
    size_t provenance;
    nsc_provenance_columns(&provenance);
    return nsc_table_column_count(table) - provenance;
}

static void find_truth(const nsc_analysis *analysis, const char *column, lab_interval *interval) {
    for (size_t row = 0; row < NSC_COUNT_OF(truths); row++)
        if (strcmp(truths[row].analysis, analysis->name) == 0 && strcmp(truths[row].column, column) == 0) {
            interval->truth = truths[row].truth;
            interval->truth_of_draw = truths[row].truth_of_draw;
        }
}

size_t lab_find_intervals(const nsc_analysis *analysis, size_t table, const nsc_table *rows,
                          lab_interval found[LAB_INTERVALS]) {
    nsc_table_interval columns[NSC_TABLE_INTERVALS];
    const size_t count = nsc_table_intervals(analysis, table, rows, own_columns(rows), columns);
    for (size_t number = 0; number < count; number++) {
        found[number] = (lab_interval){.columns = columns[number]};
        find_truth(analysis, nsc_table_columns(rows)[columns[number].value].name, &found[number]);
    }
    return count;
}

/* ---- rows ---- */

void lab_row_key(const nsc_table *table, size_t row, char key[LAB_KEY_SIZE]) {
    const size_t count = own_columns(table);
    size_t length = 0;
    const char *separator = "";
    key[0] = '\0';
    for (size_t column = 0; column < count && length < LAB_KEY_SIZE; column++) {
        const nsc_value value = nsc_table_value(table, row, column);
        char text[32] = "";
        if (!nsc_column_names_rows(table, column, count))
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
