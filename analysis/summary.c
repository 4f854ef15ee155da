/* Tables of single figures: rows in, figures out. */
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_summary_columns[NSC_SUMMARY_COLUMN_COUNT] = {
    [NSC_SUMMARY_STATISTIC] = {"statistic", "what the number is"},
    [NSC_SUMMARY_VALUE] = {"value", "the number; empty where there is none"},
    [NSC_SUMMARY_LOW] = {"low", "lower end of the 95 % interval; empty where nothing was estimated"},
    [NSC_SUMMARY_HIGH] = {"high", "upper end of the 95 % interval"},
    [NSC_SUMMARY_REASON] = {"reason", "why there is no value"},
};

nsc_status nsc_summary_add_estimate(nsc_table *table, const char *statistic, double value, double low, double high,
                                    const char *reason, nsc_error *error) {
    const bool found = isfinite(value);
    if (!found && reason == NULL)
        return nsc_error_set(error, NSC_FAILED, "the statistic %s has neither a value nor a reason", statistic);
    const nsc_value values[NSC_SUMMARY_COLUMN_COUNT] = {
        [NSC_SUMMARY_STATISTIC] = nsc_text(statistic),
        [NSC_SUMMARY_VALUE] = nsc_real(value),
        [NSC_SUMMARY_LOW] = found ? nsc_real(low) : nsc_missing(),
        [NSC_SUMMARY_HIGH] = found ? nsc_real(high) : nsc_missing(),
        [NSC_SUMMARY_REASON] = nsc_text(found ? NULL : reason),
    };
    return nsc_table_add(table, values, error);
}

nsc_status nsc_summary_add(nsc_table *table, const char *statistic, double value, const char *reason,
                           nsc_error *error) {
    return nsc_summary_add_estimate(table, statistic, value, (double)NAN, (double)NAN, reason, error);
}

int nsc_summary_row(const nsc_table *table, const char *statistic) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        if (strcmp(nsc_table_value(table, row, NSC_SUMMARY_STATISTIC).as.text, statistic) == 0)
            return (int)row;
    return -1;
}

double nsc_summary_value(const nsc_table *table, const char *statistic) {
    const int row = nsc_summary_row(table, statistic);
    if (row < 0)
        return (double)NAN;
    const nsc_value value = nsc_table_value(table, (size_t)row, NSC_SUMMARY_VALUE);
    return value.type == NSC_VALUE_REAL ? value.as.real : (double)NAN;
}
