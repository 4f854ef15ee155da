/*
 * Measurements of a space's points: budgets × metrics × runs, merged from files.
 *
 *   measurements.c         the set: files side by side, their metrics and further columns
 *   measurements_values.c  its values: all runs of a metric, and all values of one point
 *   measurements_merge.c   whether a file agrees with those before it
 *   measurements_kinds.c   the kinds of files, one row each
 *   measurements_csv.c     a table, row by row
 *   measurements_columns.h/.c  which of its columns holds what, by choice or by name
 *   measurements_tell.c    what tells its rows apart: epochs and runs by content, names of runs
 *   measurements_repeated.c  several rows of a point: repeated runs, or different measurements
 *   measurements_percent.c  accuracies in per cent
 *   measurements_texts.c   its fields that are kept for later, and the names of runs
 *   measurements_rows.c    rows in memory, in order of budget, point and run
 *   measurements_runs.c    whether these are runs or means, and which are damaged
 *   measurements_store.c   a store, or an official file, column by column
 *   measurements_npy.c     an array of numpy: one number a point
 *   measurements_tools.h   what is inside, and what is unusual (measurements_describe.c)
 *   benchmark.h/.c         queries as the official library answers them
 */
#ifndef NSC_MEASUREMENTS_H
#define NSC_MEASUREMENTS_H

#include "base/names.h"
#include "base/public.h"
#include "data/official/constants.h"
#include "space/space.h"

#include <stdbool.h>

NSC_PUBLIC_BEGIN

/* What is measured; the half-way values are metrics of their own. */
typedef enum nsc_metric {
    NSC_METRIC_VALID,
    NSC_METRIC_TEST,
    NSC_METRIC_TRAIN,
    NSC_METRIC_TIME, /* seconds */
    NSC_METRIC_HALFWAY_VALID,
    NSC_METRIC_HALFWAY_TEST,
    NSC_METRIC_HALFWAY_TRAIN,
    NSC_METRIC_HALFWAY_TIME,
    NSC_METRIC_COUNT,
    NSC_METRIC_COLUMN = NSC_METRIC_COUNT /* the first extra column of tables; the others follow it */
} nsc_metric;

/* In place of the number of a run: the mean of three runs, read as such. Larger than any number. */
enum { NSC_RUN_MEAN = INT32_MAX };

/* The value of one run of a point. */
typedef struct nsc_run_value {
    double value;
    uint32_t point;
    uint32_t run; /* from 0, or NSC_RUN_MEAN */
} nsc_run_value;

/* All values of one metric at one budget: ascending by point and run, one for each run. */
typedef struct nsc_run_values {
    size_t *first; /* [point_count + 1]: where the values of a point begin */
    nsc_run_value *values;
} nsc_run_values;
void nsc_run_values_release(nsc_run_values *runs);

/* One run of a point at one budget, NaN where it has no such value. */
typedef struct nsc_point_run {
    uint32_t run; /* from 0, or NSC_RUN_MEAN */
    double values[NSC_METRIC_COUNT];
} nsc_point_run;

/* All runs of a point at one budget, ascending. Starts as {0}, may be used again, ends with free(items). */
typedef struct nsc_point_runs {
    nsc_point_run *items;
    size_t count, capacity;
} nsc_point_runs;

/* How the values of one metric and budget came about. */
typedef enum nsc_aggregation {
    NSC_AGGREGATION_NONE,  /* no values */
    NSC_AGGREGATION_RUNS,  /* single runs */
    NSC_AGGREGATION_MEANS, /* means of three runs: no standard error, no single runs */
    NSC_AGGREGATION_MIXED  /* both, of different or of the same points */
} nsc_aggregation;

typedef enum nsc_source_kind { NSC_SOURCE_CSV, NSC_SOURCE_STORE, NSC_SOURCE_TFRECORD, NSC_SOURCE_NPY } nsc_source_kind;

/* "csv", "store", "tfrecord", "npy". */
const char *nsc_source_kind_name(nsc_source_kind kind);

/* By the content; else by the name, so that a damaged file is refused as what it should be. CSV on any doubt. */
nsc_source_kind nsc_source_kind_of(const char *path);

/* How the numbers of an array belong to points. */
typedef enum nsc_array_order {
    NSC_ORDER_UNSTATED, /* by id where the points are no cells; for cells there is no default */
    NSC_ORDER_HASH,     /* cells in ascending order of their official hashes */
    NSC_ORDER_ID        /* as `space list` lists the points */
} nsc_array_order;

/* "hash", "id"; NULL for NSC_ORDER_UNSTATED and beyond. */
const char *nsc_array_order_name(nsc_array_order order);

/* One source of measurements, for the record that stands beside every number. */
typedef struct nsc_source {
    char *path;
    nsc_source_kind kind;
    char sha256[65]; /* of a CSV file, empty where that is no regular file (a pipe); else see nsc_source_sha256 */
    uint64_t rows_used, rows_left_out;
    uint64_t rows_filtered; /* that --rows has passed over */
    uint64_t rows_outside;  /* of a store's cells outside the space, or of strings that another one stands for: neither
                              used nor wrong */
    bool epochs_assumed;    /* the file names no budget: that of the space */
    bool percent;           /* accuracies of cells are per cent in the file */
    bool means;             /* the file holds means of three runs */
    bool runs_numbered;     /* runs have numbers in the file, from 0 or from 1, or names */
    bool runs_unknown;      /* nothing in the file tells whether a row is a single run or a mean of several */
    bool synthetic;         /* some of its rows are made up or predicted: NSC_SYNTHETIC_MARK, or the column `origin` */
    nsc_array_order order;  /* of an array; else unstated */
    const char *meaning;    /* of an array: what its numbers were taken for; else NULL */
    nsc_names columns_used, columns_unused; /* of a table, as its header spells them */
    nsc_names format_notes; /* how a table is written, unless it is plain CSV: sentences with the path */
    nsc_names notes;        /* how its columns and rows were understood: sentences without the path */
} nsc_source;

/*
 * Writes the SHA-256 of the source's file to `digest`, empty where that is no regular file. Other than a CSV file's it
 * is computed by this call, of the file as it is now: seconds for an official file. Failures as nsc_file_sha256.
 */
nsc_status nsc_source_sha256(const nsc_source *source, char digest[65], nsc_error *error);

typedef struct nsc_measurements nsc_measurements;

/* One choice of a column by its role. */
typedef struct nsc_column_choice {
    const char *role; /* point, hash, adjacency, operations, params, epochs, run, valid, test, train, time, fitness */
    char column[128];
} nsc_column_choice;

/*
 * Reads the first of the choices "run=seed,fitness=acc" and moves *`text` behind it, to the end after the last. Names
 * with a comma, or that begin with a quote, stand in double quotes, where a doubled quote is one. NSC_USAGE with what
 * would be right.
 */
nsc_status nsc_column_choice_next(const char **text, nsc_column_choice *choice, nsc_error *error);

typedef struct nsc_measurement_options {
    bool keep_going;       /* use the valid rows, list the others */
    const char *column;    /* an extra numeric column of tables to load (nsc_measurements_load_column); NULL for none */
    const char *rows;      /* conditions on the rows of tables (row_filter.h), "dataset=cifar100"; NULL: all rows */
    const char *columns;   /* roles of a table's columns, "run=seed,epochs=hp"; NULL: by their names */
    bool percent;          /* accuracies of cells are per cent */
    nsc_array_order order; /* of the numbers of .npy files */
    const nsc_control *control; /* may be NULL */
} nsc_measurement_options;

/* An empty set over the points of `space`, which must outlive it. */
nsc_status nsc_measurements_create(nsc_measurements **measurements, const nsc_space *space, nsc_error *error);
void nsc_measurements_destroy(nsc_measurements *measurements);

/*
 * Adds the rows of one file: a store, an official file (TFRecord) or an array of numpy where its content, or else its
 * name (.nscape, .tfrecord, .npy), says so, a table otherwise. `options` may be NULL. What all files have in common:
 *
 *   merging   a value that is already known, and a mean beside its three runs, must agree, within
 *             NSC_AGREEMENT_TOLERANCE.
 *
 * An array (one dimension, one number a point, NaN where missing) holds test accuracies at the space's budget if all
 * its numbers are accuracies of the space, otherwise the column "value". Accuracies of cells on the grid of single runs
 * are those of run 1, on the grid of means those of three runs, else of an unknown number. For a part of NAS-Bench-101
 * an array in the order of hashes may hold all cells of the published space. Accuracies of cells must have a rank
 * correlation of at least 0.5 with the built-in surrogate, as they have in no wrong order. NSC_USAGE for cells without
 * an order, and for an order of hashes where the points are no cells.
 *
 * NSC_INVALID, naming file, place and reason (and both places, where two contradict each other), for the first row
 * that breaks a rule; with keep_going such rows are left out and listed instead. NSC_INVALID as well for a file none of
 * whose rows can be used; NSC_MISSING where there is no such file; NSC_USAGE for a store or an official file where the
 * space has no cells.
 * Nothing is added after a failure.
 */
nsc_status nsc_measurements_read(nsc_measurements *measurements, const char *path,
                                 const nsc_measurement_options *options, nsc_error *error);

/*
 * Adds the rows of one table (records.h) with the names of its columns; the names that are known stand at the start of
 * measurements_columns.c, in any order and with any capitals, others are named by options->columns. Rules beside those
 * above:
 *
 *   points    by any spelling that the space reads (`point`, `genotype`, `architecture`, ...); cells also by hash, by
 *             adjacency and operations. Several must agree; for cells, a column of trainable parameters must equal the
 *             computed count. Where several strings are one point (nb201:distinct), the rows of the smallest count.
 *   values    an empty field, NA, nan or null is a missing value; what a valid one is, validity.h says. Accuracies of
 *             cells are fractions, or per cent where all of them lie above 1 or options->percent says so.
 *   budgets   without a column of epochs: that of the space. `budget`, `epoch`, `hp` and `iteration` hold epochs where
 *             all their fields are whole numbers from 1.
 *   runs      a run column (`run`, `repeat`, else `seed` or `trial`) numbers them from 0 or from 1, where all its
 * fields
 *             are whole numbers up to the count of different ones, or up to 3 (from 0 where the file, or, if it has
 *             neither run 0 nor run 3, an earlier file says so). Any other fields are names, which are numbered by
 * first
 *             appearance over the whole file, and mean the same run in all files. A run that is repeated for one point
 *             and budget must repeat its values. Without such a column, rows of one point and budget are its runs in
 *             the order of the file, unless they differ in a column that is not used and is no measurement: texts,
 *             or numbers that repeat. Nobody knows what such rows are: NSC_INVALID.
 *   means     of cells: a file without a run column whose accuracies are all multiples of 1/29952, and not all of
 *             1/9984, holds means of three runs. A file without a run column, with one row for each point and budget
 *             and without accuracies of cells on that grid, tells nobody what its rows are (runs_unknown).
 *   damage    of cells: where at least nine tenths of 20 or more accuracies are multiples of 1/29952, as all official
 *             ones are, the others are taken for damaged.
 *
 * How the file was understood stands among the notes of its source. NSC_INVALID as well for a table without rows, for
 * one without a column that names points, and where two columns have the same role; NSC_USAGE for wrong
 * options->columns and options->rows. Memory: 20 bytes a row, 8 bytes a value, the texts of columns without a role, and
 * 4 bytes a point for each budget.
 */
nsc_status nsc_measurements_read_csv(nsc_measurements *measurements, const char *path,
                                     const nsc_measurement_options *options, nsc_error *error);

/*
 * Adds the rows of a store, which stays open and mapped: nothing is copied, and what a question touches is checked when
 * it is asked. Runs are those of the store; rows of cells outside the space are passed over and counted. NSC_INVALID,
 * naming the section, for a damaged store. 2 ms; comparing it with files that are already held takes 25 ms for each
 * budget and metric in common.
 */
nsc_status nsc_measurements_read_store(nsc_measurements *measurements, const char *path,
                                       const nsc_measurement_options *options, nsc_error *error);

const nsc_space *nsc_measurements_space(const nsc_measurements *measurements);

/* Files in the order in which they were read. */
size_t nsc_measurements_source_count(const nsc_measurements *measurements);
const nsc_source *nsc_measurements_source(const nsc_measurements *measurements, size_t source);

/* The paths of all files as given, arrays with their order ("a.npy (order: hash)"), joined by ", "; empty where
 * there are none. */
const char *nsc_measurements_paths(const nsc_measurements *measurements);

/* True where any file holds made-up rows. */
bool nsc_measurements_synthetic(const nsc_measurements *measurements);

/* The first hundred rows left out under keep_going, each as file, place and reason, and how many there are beyond. */
size_t nsc_measurements_refusal_count(const nsc_measurements *measurements);
const char *nsc_measurements_refusal(const nsc_measurements *measurements, size_t refusal);
uint64_t nsc_measurements_unlisted_refusals(const nsc_measurements *measurements);

/* Runs are numbered from 0 to before this. */
size_t nsc_measurements_run_count(const nsc_measurements *measurements);

/*
 * True if each point that has a value of the metric at a budget has one run, the same for all of them, which the files
 * number or name: `*run` is that run.
 */
nsc_status nsc_measurements_lone_run(const nsc_measurements *measurements, int epochs, nsc_metric metric, bool *lone,
                                     uint32_t *run, nsc_error *error);

/* Names of runs, such as seeds, in the order of their numbers; empty where files number their runs. */
const nsc_names *nsc_measurements_run_names(const nsc_measurements *measurements);

/* The number of a run by its name, NSC_RUN_MEAN where no run has it. */
size_t nsc_measurements_find_run(const nsc_measurements *measurements, const char *name);

/*
 * Loads a further column of the tables that were read, by its name in the header (capitals count only if two names
 * differ by nothing else): metric NSC_METRIC_COLUMN + its place among the loaded columns. Any column but those that
 * hold names of points. Nothing is done where it is loaded already or no table has it. NSC_INVALID, naming the line,
 * where a field is neither empty nor a number (with keep_going it is missing, and listed) and where two files
 * contradict each other. Cost: one pass over the rows.
 */
nsc_status nsc_measurements_load_column(nsc_measurements *measurements, const char *name, bool keep_going,
                                        nsc_error *error);

/* Adds the names of all columns that could be loaded and whose first fields are numbers, file by file, to `names`. */
nsc_status nsc_measurements_numeric_columns(const nsc_measurements *measurements, nsc_names *names, nsc_error *error);

/* The place of a loaded column by the name that it was loaded by; nsc_measurements_column_count() if it is not. */
size_t nsc_measurements_find_column(const nsc_measurements *measurements, const char *name);
size_t nsc_measurements_column_count(const nsc_measurements *measurements);
const char *nsc_measurements_column(const nsc_measurements *measurements, size_t column);

/* Budgets held, ascending. */
size_t nsc_measurements_budget_count(const nsc_measurements *measurements);
int nsc_measurements_epochs(const nsc_measurements *measurements, size_t budget);

/*
 * Writes the values of one run, or of NSC_RUN_MEAN, to values[point_count], NaN where there is none, and how many
 * points have one to *`known`, which may be NULL. NSC_INVALID, naming the section, where a store is damaged.
 * Cost: two passes over the points and one over the rows of CSV files, or over one column of a store.
 */
nsc_status nsc_measurements_values(const nsc_measurements *measurements, size_t budget, nsc_metric metric, size_t run,
                                   double *values, uint32_t *known, nsc_error *error);

/*
 * All values of a metric at a budget, of any number of runs. Failures as above. Memory: 16 bytes a value and 8 a point.
 * Release with nsc_run_values_release.
 */
nsc_status nsc_measurements_runs(const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                                 nsc_run_values *runs, nsc_error *error);

/* Sets known[point] where one file, by the number of its source, has a value of a metric at a budget of the set.
 * Failures as above. */
nsc_status nsc_measurements_mark_known(const nsc_measurements *measurements, size_t file, size_t budget,
                                       nsc_metric metric, bool *known, nsc_error *error);

/*
 * All runs of one point at a budget, with their values of all metrics but columns. Failures as above. Cost: 0.1 ms for
 * a store, less than a microsecond for a CSV file.
 */
nsc_status nsc_measurements_point(const nsc_measurements *measurements, size_t budget, uint32_t point,
                                  nsc_point_runs *runs, nsc_error *error);

nsc_aggregation nsc_measurements_aggregation(const nsc_measurements *measurements, size_t budget, nsc_metric metric);

/* "valid", "halfway test", …, "column". */
const char *nsc_metric_name(nsc_metric metric);

bool nsc_metric_is_accuracy(nsc_metric metric);

/* False where a file with values of the metric at the budget does not tell single runs from means (runs_unknown). */
bool nsc_measurements_runs_known(const nsc_measurements *measurements, size_t budget, nsc_metric metric);

/*
 * Whether an accuracy is a multiple of 1/(9984·divisor) within NSC_GRID_TOLERANCE of that step: float32 rounding moves
 * it by less than 0.002 steps for a divisor of up to 6, and a number that is on no grid passes by chance in 2 % of the
 * cases.
 */
bool nsc_accuracy_on_grid(double accuracy, unsigned divisor);

NSC_PUBLIC_END

#endif
