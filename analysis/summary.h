/*
 * Tables of single figures, `statistic,value,low,high,reason`: a landscape's figures, one number each, or the reason
 * that one is missing. `profile` reads its measures from them.
 */
#ifndef NSC_SUMMARY_H
#define NSC_SUMMARY_H

#include "analysis/estimators/estimate.h"
#include "base/base.h"

#include <stdbool.h>

enum { NSC_SUMMARY_STATISTIC, NSC_SUMMARY_VALUE, NSC_SUMMARY_LOW, NSC_SUMMARY_HIGH, NSC_SUMMARY_REASON };
enum { NSC_SUMMARY_COLUMN_COUNT = NSC_SUMMARY_REASON + 1 };

#define NSC_SUMMARY_COLUMN_LIST                                                                                        \
    {"statistic", "name of the figure"}, {"value", "the number; empty if missing"},                                    \
        {"low", "lower end of the 95 % interval; empty if the value is not an estimate"},                              \
        {"high", "upper end of the 95 % interval"}, {                                                                  \
        "reason", "reason the value or its interval is missing, or its limits"                                         \
    }
extern const nsc_column nsc_summary_columns[NSC_SUMMARY_COLUMN_COUNT];

/* The summary among an analysis' tables; `statistics` lists its rows with their meanings. */
#define NSC_SUMMARY_TABLE(statistics)                                                                                  \
    {                                                                                                                  \
        "summary", "one row for each figure", nsc_summary_columns, NSC_SUMMARY_COLUMN_COUNT, statistics,               \
            sizeof(statistics) / sizeof((statistics)[0]), false                                                        \
    }

/* Fills in a row of a summary; `reason` says why the value is missing, and is dropped if there is one. Texts are not
 * copied. */
void nsc_summary_values(const char *statistic, nsc_estimate estimate, const char *reason,
                        nsc_value values[NSC_SUMMARY_COLUMN_COUNT]);

/* Appends an exact figure of the evaluated points. `reason` says why `value` is not finite; NSC_FAILED if it is NULL
 * then. */
nsc_status nsc_summary_add(nsc_table *table, const char *statistic, double value, const char *reason, nsc_error *error);

/* Appends an estimate with its interval. */
nsc_status nsc_summary_add_estimate(nsc_table *table, const char *statistic, nsc_estimate estimate, const char *reason,
                                    nsc_error *error);

/* Appends a value with a note on its limits, such as the reason that it has no interval, in the column `reason`; the
 * note may be NULL. */
nsc_status nsc_summary_add_noted(nsc_table *table, const char *statistic, nsc_estimate estimate, const char *note,
                                 nsc_error *error);

/* Appends a value with a note on its limits, which may be NULL or empty, or without a value `missing`, the reason. */
nsc_status nsc_summary_add_figure(nsc_table *table, const char *statistic, nsc_estimate estimate, const char *missing,
                                  const char *note, nsc_error *error);

/* A share as per cent in a reason: "0.34 %", "67 %"; "100 %" only of all, else "> 99 %". */
typedef struct nsc_percent {
    char text[16];
} nsc_percent;
nsc_percent nsc_percent_of(double share);

/* Appends a seed with all its digits; a double would round it. */
nsc_status nsc_summary_add_seed(nsc_table *table, const char *statistic, uint64_t seed, nsc_error *error);

/* The row of a statistic; −1 where the table has none. */
int nsc_summary_row(const nsc_table *table, const char *statistic);

#endif
