/* What the readers of files hand to the data set that they join. */
#ifndef NSC_MEASUREMENTS_INTERNAL_H
#define NSC_MEASUREMENTS_INTERNAL_H

#include "data/measurements/measurements.h"

enum { NSC_RUN_SLOTS = NSC_RUNS + 1 }; /* three runs, and their mean where only that is known */

/* One row of a file. */
typedef struct nsc_measured_row {
    uint32_t line; /* 0 in a store */
    uint32_t point;
    uint8_t budget; /* into the file's epochs */
    uint8_t slot;   /* run, or NSC_RUN_MEAN */
} nsc_measured_row;

typedef struct nsc_measured_store nsc_measured_store;

/* One file: an open store, or the rows of a CSV file as they came and where each point's rows are. */
typedef struct nsc_measured_file {
    nsc_source source;
    nsc_measured_store *store; /* NULL: a CSV file */
    char *column;              /* the extra column, NULL where the file has none */
    uint64_t rows_read;
    nsc_measured_row *rows;
    size_t row_count, row_capacity;
    double *values; /* [row][value_count], NaN where missing */
    size_t value_capacity;
    size_t value_count;                    /* metrics that the file has a column for */
    int value_of_metric[NSC_METRIC_COUNT]; /* which of a row's values, in a store by its place; −1: no such column */
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

/* Finds the place of a budget among the file's, or gives it one. NSC_INVALID where the set has no room for it. */
nsc_status nsc_measured_file_budget(nsc_measured_file *file, const nsc_measurements *measurements, int epochs,
                                    size_t *budget, nsc_error *error);

/* NSC_USAGE, naming `path`, where the space has no cells to join by. */
nsc_status nsc_measurements_check_space(const nsc_measurements *measurements, const char *path, nsc_error *error);

/* The first number of runs in the files read so far: 0 or 1; 1 where none says. */
unsigned nsc_measurements_first_run(const nsc_measurements *measurements);

/* One column of values a slot, each [point_count]. */
typedef struct nsc_slot_columns {
    double *values[NSC_RUN_SLOTS];
} nsc_slot_columns;

nsc_status nsc_slot_columns_allocate(nsc_slot_columns *columns, uint32_t point_count, nsc_error *error);
void nsc_slot_columns_release(nsc_slot_columns *columns);

/* Fills the columns with all that is held of a metric at a budget, NaN where there is nothing. */
nsc_status nsc_slot_columns_read(nsc_slot_columns *columns, const nsc_measurements *measurements, size_t budget,
                                 nsc_metric metric, nsc_error *error);

/*
 * Checks the rows of `file` against all that is held, then moves it into the set and leaves `file` empty.
 * NSC_INVALID where a value contradicts another, naming both places; with keep_going its row is left out instead, and
 * only a file none of whose rows remain is NSC_INVALID.
 */
nsc_status nsc_measurements_take(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                                 nsc_error *error);

/* ---- an open store (measurements_store.c); budgets are the store's ---- */

void nsc_measured_store_close(nsc_measured_store *part);

/* Writes the values at one place of official.h to values[point], where there is one and values[point] is missing. */
nsc_status nsc_measured_store_fill(const nsc_measured_store *part, size_t budget, size_t run, size_t place,
                                   double *values, nsc_error *error);

/* Writes all values of one row to values[NSC_OFFICIAL_VALUES]; *`found` says whether there is such a row. */
nsc_status nsc_measured_store_row(const nsc_measured_store *part, size_t budget, size_t run, uint32_t point,
                                  double *values, bool *found, nsc_error *error);

/* Takes a row out, as nsc_measured_file_drop does. */
nsc_status nsc_measured_store_drop(nsc_measured_store *part, const nsc_measured_row *row, nsc_error *error);

/* Whether any row of a budget is about a point of the space and was not taken out. */
bool nsc_measured_store_holds(const nsc_measured_store *part, size_t budget);

#endif
