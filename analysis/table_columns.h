/*
 * Which columns of a table name its rows, and which hold a value with its interval. The names of columns tell, since
 * all analyses spell them alike. For programs that compare tables of the same analysis: reports, and the tests of
 * intervals.
 */
#ifndef NSC_TABLE_COLUMNS_H
#define NSC_TABLE_COLUMNS_H

#include "analysis/analysis.h"

enum { NSC_TABLE_INTERVALS = 16 };

/* An interval: the columns of its value and of its ends, or of its standard error. */
typedef struct nsc_table_interval {
    size_t value;
    size_t low, high; /* unused if by_error */
    size_t error;     /* of a normal interval, value ± 1.96 standard errors */
    bool by_error;
} nsc_table_interval;

/*
 * Finds the intervals among the first `column_count` columns of table number `table` of an analysis, which leaves those
 * of provenance out; returns their count. `analysis` is NULL for a table that is none's. An interval is a pair of
 * columns `low`, `high` about the nearest column of a value before it; or `X_low`, `X_high` about the column X, or the
 * first one before it whose name begins with X. A table that has neither for its `mean` may have its `standard_error`.
 * Tables whose low and high are the ends of a bin have none.
 */
size_t nsc_table_intervals(const nsc_analysis *analysis, size_t table, const nsc_table *rows, size_t column_count,
                           nsc_table_interval found[NSC_TABLE_INTERVALS]);

/* True if a column names a row, as `lag` and `statistic` do, in a table of which the first `column_count` columns
 * count. */
bool nsc_column_names_rows(const nsc_table *table, size_t column, size_t column_count);

/* The number of the column called `name`; the number of columns if there is none. */
size_t nsc_table_column(const nsc_table *table, const char *name);

/* The number in a cell; NaN if it holds none. */
double nsc_table_number(const nsc_table *table, size_t row, size_t column);

#endif
