/* What the reader of a file hands to the data set that it joins. */
#ifndef NSC_MEASUREMENTS_INTERNAL_H
#define NSC_MEASUREMENTS_INTERNAL_H

#include "data/measurements.h"

enum { NSC_RUN_SLOTS = NSC_RUNS + 1 }; /* three runs, and their mean where only that is known */

/* One row of a file. */
typedef struct nsc_measured_row {
    uint32_t line;
    uint32_t point;
    uint8_t budget; /* into the file's epochs */
    uint8_t slot;   /* run, or NSC_RUN_MEAN */
} nsc_measured_row;

/* One file: its rows as they came, and where each point's rows are. */
typedef struct nsc_measured_file {
    nsc_source source;
    char *column; /* the extra column, NULL where the file has none */
    uint64_t rows_read;
    nsc_measured_row *rows;
    size_t row_count, row_capacity;
    double *values; /* [row][value_count], NaN where missing */
    size_t value_capacity;
    size_t value_count;                    /* metrics that the file has a column for */
    int value_of_metric[NSC_METRIC_COUNT]; /* which of a row's values, −1 where the file has no such column */
    int epochs[NSC_BUDGETS];
    size_t budget_count;
    uint32_t *row_of[NSC_BUDGETS][NSC_RUN_SLOTS]; /* [point]: its row + 1, 0 for none; NULL where no point has one */
    bool first_run_known;                         /* the file says whether its runs are numbered from 0 or from 1 */
    unsigned first_run;
    char **refusals;
    size_t refusal_count, refusal_capacity;
} nsc_measured_file;

void nsc_measured_file_release(nsc_measured_file *file);

/* The file's row of a point at one of the file's budgets, NULL where it has none. */
const nsc_measured_row *nsc_measured_file_row(const nsc_measured_file *file, size_t budget, size_t slot,
                                              uint32_t point);

/* A value of a row of the file; NaN where missing. */
double nsc_measured_file_value(const nsc_measured_file *file, const nsc_measured_row *row, nsc_metric metric);

/* Appends a row and its value_count values, under its budget, slot and point. */
nsc_status nsc_measured_file_add(nsc_measured_file *file, const nsc_measured_row *row, const double *values,
                                 uint32_t point_count, nsc_error *error);

/* Takes a row out of its place; what it held is no longer found. */
void nsc_measured_file_drop(nsc_measured_file *file, const nsc_measured_row *row);

/*
 * Ends the row on `line` with the NSC_INVALID that `reason` holds: with keep_going it is noted and NSC_OK returned;
 * otherwise `error` receives it with file and line. Any other failure is handed on.
 */
nsc_status nsc_measured_file_refuse(nsc_measured_file *file, size_t line, const nsc_error *reason, bool keep_going,
                                    nsc_error *error);

/* Whether two values of a metric are the same number. */
bool nsc_measurements_agree(nsc_metric metric, double first, double second);

/* Whether a budget is held, or there is room for one more beside those of `file`. */
bool nsc_measurements_has_room(const nsc_measurements *measurements, const nsc_measured_file *file, int epochs);

/* The first number of runs in the files read so far: 0 or 1; 1 where none says. */
unsigned nsc_measurements_first_run(const nsc_measurements *measurements);

/*
 * Checks the rows of `file` against all that is held, then moves it into the set and leaves `file` empty.
 * NSC_INVALID where a value contradicts another, naming both places; with keep_going its row is left out instead, and
 * only a file none of whose rows remain is NSC_INVALID.
 */
nsc_status nsc_measurements_take(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                                 nsc_error *error);

#endif
