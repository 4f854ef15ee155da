/* Tables of single figures: rows in, figures out. */
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_summary_columns[NSC_SUMMARY_COLUMN_COUNT] = {NSC_SUMMARY_COLUMN_LIST};

void nsc_summary_values(const char *statistic, nsc_estimate estimate, const char *reason,
                        nsc_value values[NSC_SUMMARY_COLUMN_COUNT]) {
    const bool found = isfinite(estimate.value);
    values[NSC_SUMMARY_STATISTIC] = nsc_text(statistic);
    values[NSC_SUMMARY_VALUE] = nsc_real(estimate.value);
    values[NSC_SUMMARY_LOW] = found ? nsc_real(estimate.low) : nsc_missing();
    values[NSC_SUMMARY_HIGH] = found ? nsc_real(estimate.high) : nsc_missing();
    values[NSC_SUMMARY_REASON] = nsc_text(found ? NULL : reason);
}

nsc_status nsc_summary_add_noted(nsc_table *table, const char *statistic, nsc_estimate estimate, const char *note,
                                 nsc_error *error) {
    nsc_value values[NSC_SUMMARY_COLUMN_COUNT];
    if (!isfinite(estimate.value) && note == NULL)
        return nsc_error_set(error, NSC_FAILED, "the statistic %s has neither a value nor a reason", statistic);
    nsc_summary_values(statistic, estimate, note, values);
    values[NSC_SUMMARY_REASON] = nsc_text(note);
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

nsc_status nsc_summary_add_figure(nsc_table *table, const char *statistic, nsc_estimate estimate, const char *missing,
                                  const char *note, nsc_error *error) {
    if (note != NULL && note[0] == '\0')
        note = NULL;
    return nsc_summary_add_noted(table, statistic, estimate, isfinite(estimate.value) ? note : missing, error);
}

nsc_status nsc_summary_add_estimate(nsc_table *table, const char *statistic, nsc_estimate estimate, const char *reason,
                                    nsc_error *error) {
    return nsc_summary_add_figure(table, statistic, estimate, reason, NULL, error);
}

nsc_status nsc_summary_add(nsc_table *table, const char *statistic, double value, const char *reason,
                           nsc_error *error) {
    return nsc_summary_add_estimate(table, statistic, nsc_estimate_alone(value), reason, error);
}

nsc_percent nsc_percent_of(double share) {
    static const double least = 0.01, last_whole = 99.5;
    const double percent = 100 * share;
    nsc_percent found;
    if (percent > 0 && percent < least)
        snprintf(found.text, sizeof found.text, "< 0.01 %%");
    else if (percent < 10)
        snprintf(found.text, sizeof found.text, "%.2g %%", percent);
    else if (percent < last_whole || share >= 1)
        snprintf(found.text, sizeof found.text, "%.0f %%", percent);
    else
        snprintf(found.text, sizeof found.text, "> 99 %%");
    return found;
}

nsc_status nsc_summary_add_seed(nsc_table *table, const char *statistic, uint64_t seed, nsc_error *error) {
    return nsc_table_add(
        table, NSC_ROW(nsc_text(statistic), nsc_unsigned(seed), nsc_missing(), nsc_missing(), nsc_missing()), error);
}

int nsc_summary_row(const nsc_table *table, const char *statistic) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        if (strcmp(nsc_table_value(table, row, NSC_SUMMARY_STATISTIC).as.text, statistic) == 0)
            return (int)row;
    return -1;
}
