/*
 * What the readers of files hand to the data set that they join.
 *
 * A kind of file is a row in measurements_kinds.c with a function that reads one. What it read is one of two contents,
 * each with its table of functions: rows in memory (nsc_rows_functions), which suit any small file, or an open store.
 */
#ifndef NSC_MEASUREMENTS_INTERNAL_H
#define NSC_MEASUREMENTS_INTERNAL_H

#include "base/base.h"
#include "data/measurements/measurements.h"

enum { NSC_RUN_SLOTS = NSC_RUNS + 1 }; /* three runs, and their mean where only that is known */

/* One row of a file. */
typedef struct nsc_measured_row {
    uint32_t line; /* 1-based; of an array, the element; 0 in a store */
    uint32_t point;
    uint8_t budget; /* into the file's epochs */
    uint8_t slot;   /* run, or NSC_RUN_MEAN */
} nsc_measured_row;

typedef struct nsc_measured_list {
    nsc_measured_row *rows;
    size_t count, capacity;
} nsc_measured_list;
nsc_status nsc_measured_list_add(nsc_measured_list *list, const nsc_measured_row *row, nsc_error *error);

/* Rows in memory, as they came, and where each point's rows are. */
typedef struct nsc_measured_rows {
    nsc_measured_row *list;
    size_t count, capacity;
    double *values; /* [row][value_count], NaN where missing */
    size_t value_capacity;
    size_t value_count;                           /* metrics that the file has a column for */
    uint32_t *row_of[NSC_BUDGETS][NSC_RUN_SLOTS]; /* [point]: its row + 1, 0 for none; NULL where no point has one */
} nsc_measured_rows;

/* Behind the last row. The list of no rows may be NULL, and C does not define NULL + 0. */
static inline nsc_measured_row *nsc_measured_rows_end(const nsc_measured_rows *rows) {
    return rows->count > 0 ? rows->list + rows->count : rows->list;
}

typedef struct nsc_measured_store nsc_measured_store;
typedef struct nsc_measured_file nsc_measured_file;

enum { NSC_PLACE_SIZE = NSC_POINT_NAME_SIZE + 64 };

/* What the data set asks of a file's content. Budgets are the file's; values are those of a row or of a metric. */
typedef struct nsc_content_functions {
    void (*release)(nsc_measured_file *file);
    /* Writes a metric's values in one slot to values[point], where there is one and values[point] is missing. */
    nsc_status (*fill)(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t slot, double *values,
                       nsc_error *error);
    /* Reads the row at a point, budget and slot: its line and values[NSC_METRIC_COUNT]. *`found`: there is one. */
    nsc_status (*read_row)(const nsc_measured_file *file, nsc_measured_row *row, double *values, bool *found,
                           nsc_error *error);
    /* Whether any row of a budget is about a point of the space and was not dropped. */
    bool (*has_budget)(const nsc_measured_file *file, size_t budget);
    /* Sets *`runs` where the file has single runs of a metric, *`means` where it has means of three. */
    void (*find_kinds)(const nsc_measured_file *file, size_t budget, nsc_metric metric, bool *runs, bool *means);
    /* Appends all rows in their order. NULL where reading columns is faster than reading row by row. */
    nsc_status (*list_rows)(const nsc_measured_file *file, nsc_measured_list *list, nsc_error *error);
    /* Fills in the line of a row that is there. */
    void (*locate)(const nsc_measured_file *file, nsc_measured_row *row);
    /* Says where in the file a row is: "line 7". */
    void (*name_place)(const nsc_measured_file *file, const nsc_space *space, const nsc_measured_row *row,
                       char place[NSC_PLACE_SIZE]);
    /* Takes a row out of its place; its values are no longer found. */
    nsc_status (*drop)(nsc_measured_file *file, const nsc_measured_row *row, nsc_error *error);
} nsc_content_functions;
extern const nsc_content_functions nsc_rows_functions, nsc_store_functions;

/* One file. */
struct nsc_measured_file {
    nsc_source source;
    const nsc_content_functions *content;
    union {
        nsc_measured_rows rows;    /* nsc_rows_functions */
        nsc_measured_store *store; /* nsc_store_functions */
    };
    char *column; /* the extra column, NULL where the file has none */
    uint64_t rows_read;
    int value_of_metric[NSC_METRIC_COUNT]; /* which of a row's values, in a store by its place; −1: no such column */
    int epochs[NSC_BUDGETS];
    size_t budget_count;
    bool first_run_known; /* the file says whether its runs are numbered from 0 or from 1 */
    unsigned first_run;
    char **refusals;
    size_t refusal_count, refusal_capacity;
};

void nsc_measured_file_release(nsc_measured_file *file);

/*
 * Ends a row with the NSC_INVALID that `reason` holds: with keep_going it is noted and NSC_OK returned; otherwise
 * `error` receives it with file and place. Any other failure is handed on.
 */
nsc_status nsc_measured_file_refuse(nsc_measured_file *file, const nsc_space *space, const nsc_measured_row *row,
                                    const nsc_error *reason, bool keep_going, nsc_error *error);

/* Finds the place of a budget among the file's, or gives it one. NSC_INVALID where the set has no room for it. */
nsc_status nsc_measured_file_budget(nsc_measured_file *file, const nsc_measurements *measurements, int epochs,
                                    size_t *budget, nsc_error *error);

/* ---- rows in memory (measurements_rows.c) ---- */

/* The row of a point at a budget, NULL where there is none. */
const nsc_measured_row *nsc_measured_rows_find(const nsc_measured_file *file, size_t budget, size_t slot,
                                               uint32_t point);

/* A value of a row of the file; NaN where missing. */
double nsc_measured_rows_value(const nsc_measured_file *file, const nsc_measured_row *row, nsc_metric metric);

/* Appends a row and its value_count values, under its budget, slot and point. */
nsc_status nsc_measured_rows_add(nsc_measured_file *file, const nsc_measured_row *row, const double *values,
                                 uint32_t point_count, nsc_error *error);

/* Whether a row of the file has these values, which are in the order of the file's columns. */
bool nsc_measured_rows_same_values(const nsc_measured_file *file, const nsc_measured_row *row, const double *values);

/* Takes a row out of its place. */
void nsc_measured_rows_drop(nsc_measured_file *file, const nsc_measured_row *row);

/* Moves all rows in one slot to another, which is empty. */
void nsc_measured_rows_move_slot(nsc_measured_file *file, size_t from, size_t to);

/* What a reader knows of the rows that it added. */
typedef struct nsc_rows_read {
    bool cells;                      /* points are cells: accuracies lie on the grid of the official images */
    bool runs_numbered;              /* the slot of each row is a run's number as in the file, from 0 or from 1 */
    bool number_used[NSC_RUNS + 1];  /* by any row */
    const char *const *metric_names; /* [NSC_METRIC_COUNT]: as the file spells them */
    bool keep_going;
} nsc_rows_read;

/*
 * Decides what the rows of a file are (measurements_runs.c), by the rules of measurements.h on runs, means and damage,
 * and moves them to their slots. NSC_INVALID for a row that breaks one, which keep_going leaves out.
 */
nsc_status nsc_measured_rows_settle(nsc_measured_file *file, const nsc_measurements *measurements,
                                    const nsc_rows_read *read, nsc_error *error);

/* ---- the set ---- */

struct nsc_measurements {
    const nsc_space *space;
    nsc_measured_file *files;
    size_t file_count, file_capacity;
    int epochs[NSC_BUDGETS]; /* ascending */
    size_t budget_count;
    char **refusals;
    size_t refusal_count, refusal_capacity;
    char *column;
    char *paths; /* NULL while there are no files */
};

/* The first number of runs in the files read so far: 0 or 1; 1 where none says. */
unsigned nsc_measurements_first_run(const nsc_measurements *measurements);

/* The position of `epochs` in a list, or the list's length where it is not there. */
size_t nsc_measured_find_epochs(const int *list, size_t count, int epochs);

/* Whether two values of a metric are the same number. */
bool nsc_measurements_agree(nsc_metric metric, double first, double second);

/* Makes all values of a column missing. */
void nsc_measured_column_empty(double *values, uint32_t point_count);

/* One column of values a slot, each [point_count]. */
typedef struct nsc_slot_columns {
    double *values[NSC_RUN_SLOTS];
} nsc_slot_columns;

nsc_status nsc_slot_columns_allocate(nsc_slot_columns *columns, uint32_t point_count, nsc_error *error);
void nsc_slot_columns_release(nsc_slot_columns *columns);

/* Fills the columns with all that is available of a metric at a budget, NaN where there is nothing. */
nsc_status nsc_slot_columns_read(nsc_slot_columns *columns, const nsc_measurements *measurements, size_t budget,
                                 nsc_metric metric, nsc_error *error);

/* A value and the row that it stands in. */
typedef struct nsc_point_value {
    double value; /* NaN where there is none */
    const nsc_measured_file *file;
    nsc_measured_row row;
} nsc_point_value;

/* All values of one point at one budget. */
typedef struct nsc_point_values {
    nsc_point_value of[NSC_RUN_SLOTS][NSC_METRIC_COUNT];
} nsc_point_values;
void nsc_point_values_empty(nsc_point_values *found);

/* Adds what one file has of a point to `found`, where that has no value. */
nsc_status nsc_measured_file_look_up(const nsc_measured_file *file, int epochs, uint32_t point, nsc_point_values *found,
                                     nsc_error *error);

/* Writes what all files have of a point to `found`. */
nsc_status nsc_measurements_look_up(const nsc_measurements *measurements, int epochs, uint32_t point,
                                    nsc_point_values *found, nsc_error *error);

/* A point's name, or its number where it has none. */
void nsc_measured_point_name(const nsc_space *space, uint32_t point, nsc_point_name *name);

/*
 * Checks the rows of `file` against all that is available (measurements_merge.c), then moves it into the set and leaves
 * `file` empty. NSC_INVALID where a value contradicts another, naming both places; with keep_going its row is left out
 * instead, and only a file none of whose rows remain is NSC_INVALID.
 */
nsc_status nsc_measurements_join(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                                 nsc_error *error);

/* ---- readers of files, one a kind; nsc_measurements_read_csv and nsc_measurements_read_store are public ---- */

/* Adds the rows of an official file, made a store in memory. */
nsc_status nsc_measurements_read_tfrecord(nsc_measurements *measurements, const char *path,
                                          const nsc_measurement_options *options, nsc_error *error);

/* Adds the numbers of a one-dimensional array of numpy, as nsc_measurements_read describes it. */
nsc_status nsc_measurements_read_npy(nsc_measurements *measurements, const char *path,
                                     const nsc_measurement_options *options, nsc_error *error);

#endif
