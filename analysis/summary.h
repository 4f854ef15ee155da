/*
 * Tables of single figures, `statistic,value,low,high,reason`: what an analysis says of a landscape in one number each,
 * and why there is none where there is none. `profile` reads its measures from them.
 */
#ifndef NSC_SUMMARY_H
#define NSC_SUMMARY_H

#include "analysis/estimators/estimate.h"
#include "base/base.h"

#include <stdbool.h>

enum { NSC_SUMMARY_STATISTIC, NSC_SUMMARY_VALUE, NSC_SUMMARY_LOW, NSC_SUMMARY_HIGH, NSC_SUMMARY_REASON };
enum { NSC_SUMMARY_COLUMN_COUNT = NSC_SUMMARY_REASON + 1 };

#define NSC_SUMMARY_COLUMN_LIST                                                                                        \
    {"statistic", "name of the figure"}, {"value", "the number; empty where there is none"},                           \
        {"low", "lower end of the 95 % interval; empty where nothing was estimated"},                                  \
        {"high", "upper end of the 95 % interval"}, {                                                                  \
        "reason", "why there is no value"                                                                              \
    }
extern const nsc_column nsc_summary_columns[NSC_SUMMARY_COLUMN_COUNT];

/* A row of an analysis' tables: its summary, of the statistics listed with what they mean. */
#define NSC_SUMMARY_TABLE(statistics)                                                                                  \
    {                                                                                                                  \
        "summary", "one row a figure", nsc_summary_columns, NSC_SUMMARY_COLUMN_COUNT, statistics,                      \
            sizeof(statistics) / sizeof((statistics)[0]), false                                                        \
    }

/* A row of a summary; `reason` is dropped where there is a value. Texts are not copied. */
void nsc_summary_values(const char *statistic, nsc_estimate estimate, const char *reason,
                        nsc_value values[NSC_SUMMARY_COLUMN_COUNT]);

/* Appends a figure that is known exactly, of what is known. `reason` says why where `value` is not finite; NSC_FAILED
 * where it then is NULL. */
nsc_status nsc_summary_add(nsc_table *table, const char *statistic, double value, const char *reason, nsc_error *error);

/* The same of an estimate, with its interval. */
nsc_status nsc_summary_add_estimate(nsc_table *table, const char *statistic, nsc_estimate estimate, const char *reason,
                                    nsc_error *error);

/* Appends a seed: all its digits, which a double does not hold. */
nsc_status nsc_summary_add_seed(nsc_table *table, const char *statistic, uint64_t seed, nsc_error *error);

/* The row of a statistic; −1 where the table has none. */
int nsc_summary_row(const nsc_table *table, const char *statistic);

#endif
