/* Measurements of a space's points: budgets × metrics × runs, merged from files. */
#ifndef NSC_MEASUREMENTS_H
#define NSC_MEASUREMENTS_H

#include "space/space.h"

#include <stdbool.h>

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
    NSC_METRIC_COLUMN, /* the extra column asked for, if any */
    NSC_METRIC_COUNT
} nsc_metric;

enum {
    NSC_RUNS = 3,                /* runs of one cell and budget in the official data; more are refused */
    NSC_RUN_MEAN = NSC_RUNS,     /* in the place of a run's number: the mean of three runs, read as such */
    NSC_BUDGETS = 16,            /* different numbers of epochs in one data set; more are refused */
    NSC_EPOCHS_DEFAULT = 108,    /* the budget of a file that names none; stated in every output */
    NSC_EPOCHS_MAXIMUM = 100000, /* more are taken for a mistake */
    NSC_VALIDATION_IMAGES = 9984 /* 39 batches of 256: a run's accuracy is k / 9984 (official evaluate.py) */
};

/* How the values of one metric and budget came about. */
typedef enum nsc_aggregation {
    NSC_AGGREGATION_NONE,  /* no values */
    NSC_AGGREGATION_RUNS,  /* single runs */
    NSC_AGGREGATION_MEANS, /* means of three runs: no standard error, no single runs */
    NSC_AGGREGATION_MIXED  /* both, of different or of the same points */
} nsc_aggregation;

/* One source of measurements, for the record that stands beside every number. */
typedef struct nsc_source {
    char *path;
    char sha256[65]; /* empty where the source is no regular file (a pipe) */
    uint64_t rows_used, rows_left_out;
    bool epochs_assumed; /* the file names no budget: NSC_EPOCHS_DEFAULT */
    bool means;          /* the file holds means of three runs */
} nsc_source;

typedef struct nsc_measurements nsc_measurements;

typedef struct nsc_measurement_options {
    bool keep_going;    /* use the valid rows, list the others */
    const char *column; /* an extra numeric column to keep, the same for all files; NULL for none */
} nsc_measurement_options;

/* An empty set over the points of `space`, which must outlive it. */
nsc_status nsc_measurements_create(nsc_measurements **measurements, const nsc_space *space, nsc_error *error);
void nsc_measurements_destroy(nsc_measurements *measurements);

/*
 * Adds the rows of one CSV file with a header line; the names of its columns are those of the table at the start of
 * measurements_csv.c, in any order. `options` may be NULL. Rules:
 *
 *   points    by hash, by adjacency and operations, or by both, which must agree; a column of trainable parameters must
 *             equal the computed count.
 *   values    an empty field is a missing value; accuracies lie in [0, 1], times are positive, all are finite.
 *   runs      a run column numbers them from 0 or from 1 (from 0 where the file, or, if it has neither run 0 nor
 *             run 3, an earlier file says so); a number that is repeated for one point and budget must repeat its
 *             values. Without that column, rows of one point and budget are its runs in the order of the file.
 *   means     a file without a run column whose accuracies are all multiples of 1/29952, and not all of 1/9984, holds
 *             means of three runs.
 *   damage    where at least nine tenths of 20 or more accuracies are multiples of 1/29952, as all official ones are,
 *             the others are taken for damaged.
 *   merging   a value that is already known, and a mean beside its three runs, must agree: accuracies within 1e-6
 *             (float32 rounding is below 1e-7, the step of a mean 3.3e-5), other numbers within 1e-6 of their size.
 *
 * NSC_INVALID, naming file, line and reason (and both places, where two contradict each other), for the first row that
 * breaks a rule; with keep_going such rows are left out and listed instead. NSC_INVALID as well for a file without
 * rows, without usable columns or with a column named twice; NSC_MISSING where there is no such file; NSC_USAGE where
 * the space has no cells to join by or another column was asked for before. Nothing is added after a failure.
 * Memory: 12 bytes a row, 8 bytes a value, and 4 bytes a point for each budget and run.
 */
nsc_status nsc_measurements_read_csv(nsc_measurements *measurements, const char *path,
                                     const nsc_measurement_options *options, nsc_error *error);

const nsc_space *nsc_measurements_space(const nsc_measurements *measurements);

/* Files in the order in which they were read. */
size_t nsc_measurements_source_count(const nsc_measurements *measurements);
const nsc_source *nsc_measurements_source(const nsc_measurements *measurements, size_t source);

/* Rows left out under keep_going, each as file, line and reason. */
size_t nsc_measurements_refusal_count(const nsc_measurements *measurements);
const char *nsc_measurements_refusal(const nsc_measurements *measurements, size_t refusal);

/* The extra column that is held, NULL where there is none. */
const char *nsc_measurements_column(const nsc_measurements *measurements);

/* Budgets held, ascending. */
size_t nsc_measurements_budget_count(const nsc_measurements *measurements);
int nsc_measurements_epochs(const nsc_measurements *measurements, size_t budget);

/*
 * Writes the values of one run (0 … NSC_RUNS − 1, or NSC_RUN_MEAN) to values[point_count], NaN where there is none.
 * Returns how many points have one. Cost: one pass over the points and one over the rows held.
 */
uint32_t nsc_measurements_values(const nsc_measurements *measurements, size_t budget, nsc_metric metric, size_t run,
                                 double *values);

nsc_aggregation nsc_measurements_aggregation(const nsc_measurements *measurements, size_t budget, nsc_metric metric);

/* "valid", "halfway test", …, "column". */
const char *nsc_metric_name(nsc_metric metric);

bool nsc_metric_is_accuracy(nsc_metric metric);

/*
 * Whether an accuracy is a multiple of 1/(9984·divisor) within 0.01 of that step: float32 rounding moves it by less
 * than 0.002 steps for a divisor of up to 6, and a number that is on no grid passes by chance in 2 % of the cases.
 */
bool nsc_accuracy_on_grid(double accuracy, unsigned divisor);

#endif
