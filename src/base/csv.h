/* Comma-separated rows in (RFC 4180, read by libcsv in its strict mode), with the line on which each row began. */
#ifndef NSC_CSV_H
#define NSC_CSV_H

#include "base/status.h"

#include <stddef.h>

/* One row. The texts end in a zero byte and live until the row function returns. */
typedef struct nsc_csv_row {
    size_t line; /* 1-based line of the file on which the row's first field ends */
    size_t field_count;
    const char *const *fields;
} nsc_csv_row;

/* Takes one row; a failure ends the reading. Errors need not name file and line: the reader puts them in front. */
typedef nsc_status (*nsc_csv_row_function)(void *context, const nsc_csv_row *row, nsc_error *error);

/*
 * Reads the file row by row; empty lines are passed over, a byte-order mark is dropped.
 * NSC_MISSING where there is no such file; NSC_INVALID, with file and line, for a folder, a zero byte, a stray or
 * unclosed quote; NSC_FAILED for the system's errors; else what the row function returned. Memory: one row.
 */
nsc_status nsc_csv_read(const char *path, nsc_csv_row_function function, void *context, nsc_error *error);

#endif
