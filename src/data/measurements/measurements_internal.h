/*
 * What the readers of files hand to the data set that they join.
 *
 * A kind of file is a row in measurements_kinds.c with a function that reads one. What it read is one of three
 * contents, each with its table of functions: rows in memory (nsc_rows_functions), which suit any small file, an array
 * that stays in its file, or an open store.
 */
#ifndef NSC_MEASUREMENTS_INTERNAL_H
#define NSC_MEASUREMENTS_INTERNAL_H

#include "base/base.h"
#include "base/npy.h"
#include "data/measurements/measurements.h"
#include "data/refusals.h"

/* ---- texts of a table (measurements_texts.c) ---- */

/* Different texts, numbered by first appearance: the names of runs. Empty where all is zero. */
typedef struct nsc_numbered_texts {
    nsc_names texts;
    uint32_t *slots; /* open addressing: number of a text + 1, 0 for a free slot */
    size_t slot_count;
    uint32_t last; /* the text found last, which is often the next one */
} nsc_numbered_texts;

/* The number of a text, which is added if it is new. */
nsc_status nsc_numbered_texts_add(nsc_numbered_texts *numbered, const char *text, uint32_t *number, nsc_error *error);

/* The number of a text, or their count where it is none of them. */
size_t nsc_numbered_texts_find(const nsc_numbered_texts *numbered, const char *text);
/* The same for the name of a run: 777.0, as pandas writes the seed 777 beside a missing one, is 777. */
nsc_status nsc_run_names_add(nsc_numbered_texts *names, const char *text, uint32_t *number, nsc_error *error);
void nsc_numbered_texts_release(nsc_numbered_texts *numbered);

/* Fields of a table's rows, for columns that are wanted later. Empty where all is zero. */
typedef struct nsc_table_texts {
    nsc_names columns;        /* as the header spells them */
    nsc_record_format format; /* how numbers are written */
    char *bytes;              /* [row][column], each text ended by a zero byte */
    size_t size, capacity;
    size_t *starts; /* [row] */
    size_t row_count, start_capacity;
} nsc_table_texts;

/* Adds the fields of a row: fields[columns.count]. */
nsc_status nsc_table_texts_add(nsc_table_texts *texts, const char *const *fields, nsc_error *error);
const char *nsc_table_texts_field(const nsc_table_texts *texts, size_t row, size_t column);
/* A field as a number; NaN where it is empty or none. */
double nsc_table_texts_number(const nsc_table_texts *texts, size_t row, size_t column);

/* Writes a name or a value as --rows and --columns take it: in quotes unless it is plain. */
void nsc_table_texts_quote(const char *name, char *text, size_t size);

void nsc_table_texts_release(nsc_table_texts *texts);

/* ---- rows ---- */

/* One row of a file. */
typedef struct nsc_measured_row {
    uint32_t line; /* 1-based; of an array, the element; 0 in a store */
    uint32_t point;
    uint32_t run;   /* from 0, or NSC_RUN_MEAN */
    uint8_t budget; /* into the file's epochs */
    bool dropped;   /* refused, or a repetition of another row: its values are not used */
} nsc_measured_row;

typedef struct nsc_measured_list {
    nsc_measured_row *rows;
    size_t count, capacity;
} nsc_measured_list;
nsc_status nsc_measured_list_add(nsc_measured_list *list, const nsc_measured_row *row, nsc_error *error);

/* Values of one metric at one budget. */
typedef struct nsc_value_list {
    nsc_run_value *values;
    size_t count, capacity;
} nsc_value_list;
nsc_status nsc_value_list_add(nsc_value_list *list, uint32_t point, uint32_t run, double value, nsc_error *error);

/* Rows in memory: as they came, and in order. */
typedef struct nsc_measured_rows {
    nsc_measured_row *list;
    size_t count, capacity;
    double *values; /* [row][value_count], NaN where missing */
    size_t value_capacity;
    size_t value_count;           /* metrics that the file has a column for */
    uint32_t *order;              /* rows by budget, point and run; filled in by nsc_measured_rows_sort */
    uint32_t *first[NSC_BUDGETS]; /* [point_count + 1]: where in `order` the rows of a point begin; NULL: no rows */
    nsc_table_texts texts;        /* fields that are no values: further columns are read from here */
    double **columns;             /* [column_count][row]: the set's extra columns; NULL where the file has none */
    size_t column_count, column_capacity;
} nsc_measured_rows;

/* Behind the last row. The list of no rows may be NULL, and C does not define NULL + 0. */
static inline nsc_measured_row *nsc_measured_rows_end(const nsc_measured_rows *rows) {
    return rows->count > 0 ? rows->list + rows->count : rows->list;
}

/* An array of numpy with one number for each point, by id, which stays in its file (measurements_array.c). */
typedef struct nsc_measured_array {
    nsc_npy_view view;
    bool *columns; /* [column_count] which of the set's extra columns are its numbers */
    size_t column_count, column_capacity;
    uint8_t *dropped; /* a bit for each point; NULL: none is */
} nsc_measured_array;

typedef struct nsc_measured_store nsc_measured_store;
typedef struct nsc_measured_file nsc_measured_file;

/* A row of a file with its values. */
typedef struct nsc_point_row {
    const nsc_measured_file *file;
    nsc_measured_row row;
    size_t number; /* of the row, where rows are in memory */
    double values[NSC_METRIC_COUNT];
} nsc_point_row;

typedef struct nsc_point_rows {
    nsc_point_row *items;
    size_t count, capacity;
} nsc_point_rows;

enum { NSC_PLACE_SIZE = NSC_POINT_NAME_SIZE + 64 };

/* What the data set asks of a file's content. Budgets are the file's; values are those of a row or of a metric. */
typedef struct nsc_content_functions {
    void (*release)(nsc_measured_file *file);
    /* Writes a metric's values of one run to values[point], where there is one and values[point] is missing. */
    nsc_status (*fill)(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t run, double *values,
                       nsc_error *error);
    /* Appends all values of a metric; ascending by point and run if that costs nothing. */
    nsc_status (*gather)(const nsc_measured_file *file, size_t budget, nsc_metric metric, nsc_value_list *list,
                         nsc_error *error);
    /* Appends the rows of a point, ascending by run. */
    nsc_status (*read_point)(const nsc_measured_file *file, size_t budget, uint32_t point, nsc_point_rows *rows,
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
extern const nsc_content_functions nsc_rows_functions, nsc_array_functions, nsc_store_functions;

/* One file. */
struct nsc_measured_file {
    nsc_source source;
    const nsc_content_functions *content;
    union {
        nsc_measured_rows rows;    /* nsc_rows_functions */
        nsc_measured_array array;  /* nsc_array_functions */
        nsc_measured_store *store; /* nsc_store_functions */
    };
    uint64_t rows_read;
    int value_of_metric[NSC_METRIC_COUNT]; /* which of a row's values, in a store by its place; −1: no such column */
    int epochs[NSC_BUDGETS];
    size_t budget_count;
    char *value_names[NSC_METRIC_COUNT]; /* columns of a row's values, as the file spells them; NULL: none */
    size_t run_count;                    /* the largest run + 1; means are no runs */
    nsc_numbered_texts run_names;        /* empty where runs are numbers */
    bool first_run_known;                /* the file says whether its runs are numbered from 0 or from 1 */
    unsigned first_run;
    nsc_refusals refusals;
};

void nsc_measured_file_release(nsc_measured_file *file);

/* Adds a sentence to the notes on the source. */
nsc_status nsc_measured_file_note(nsc_measured_file *file, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

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

/* Reads a number of a field, NaN where it is missing. NSC_INVALID, beginning with `name`, for anything else. */
nsc_status nsc_measured_number(const nsc_record_format *format, const char *name, const char *text, double *number,
                               nsc_error *error);

/* A value of a row of the file; NaN where missing. The metric may be an extra column. */
double nsc_measured_rows_value(const nsc_measured_file *file, const nsc_measured_row *row, nsc_metric metric);

/*
 * The most rows that a file may have for each point of the space on average: 256 runs at each of 256 budgets, more than
 * any benchmark has. A compressed table of a few megabytes may hold more, which would fill the memory.
 */
enum { NSC_ROWS_OF_POINT = 1 << 16 };

/* NSC_INVALID if the file has as many rows as it may have, so that none can follow. */
nsc_status nsc_measured_rows_check_room(const nsc_measured_file *file, const nsc_space *space, nsc_error *error);

/* Appends a row and its value_count values. */
nsc_status nsc_measured_rows_add(nsc_measured_file *file, const nsc_measured_row *row, const double *values,
                                 uint32_t point_count, nsc_error *error);

/* Brings the rows that are not dropped into order, by budget, point and run; equal ones by line. Cost: linear. */
nsc_status nsc_measured_rows_sort(nsc_measured_file *file, uint32_t point_count, nsc_error *error);

/* The rows of a point at a budget, in order: *count of them from the returned place of `order`. */
const uint32_t *nsc_measured_rows_of(const nsc_measured_file *file, size_t budget, uint32_t point, size_t *count);

/* Whether two rows of the file have the same values. */
bool nsc_measured_rows_same_values(const nsc_measured_file *file, const nsc_measured_row *first,
                                   const nsc_measured_row *second);

/* What a reader knows of the rows that it added. */
typedef struct nsc_rows_read {
    bool cells;                      /* points are cells: accuracies lie on the grid of the official images */
    bool runs_numbered;              /* the run of each row is a number as in the file, from 0 or from 1 */
    bool runs_named;                 /* the run of each row is the number of a name among the file's run_names */
    const char *const *metric_names; /* [NSC_METRIC_COUNT]: as the file spells them */
    bool keep_going;
} nsc_rows_read;

/*
 * Decides what the rows of a file are (measurements_runs.c), by the rules of measurements.h on runs, means and damage.
 * Rows without a run are numbered in the order of the file. NSC_INVALID for a row that breaks a rule, which keep_going
 * leaves out.
 */
nsc_status nsc_measured_rows_settle(nsc_measured_file *file, const nsc_measurements *measurements,
                                    const nsc_rows_read *read, nsc_error *error);

/*
 * Reads an extra column from the texts of the file; `place` is its place among the set's. NSC_INVALID for a field that
 * is neither empty nor a number; with keep_going it is listed and missing.
 */
nsc_status nsc_measured_rows_load_column(nsc_measured_file *file, const nsc_measurements *measurements, size_t place,
                                         const char *name, bool keep_going, nsc_error *error);

/* Reads all extra columns of the set, and `wanted`, which joins them, unless it is NULL. */
nsc_status nsc_measured_rows_load_columns(nsc_measured_file *file, nsc_measurements *measurements, const char *wanted,
                                          bool keep_going, nsc_error *error);

/* ---- arrays (measurements_array.c) ---- */

/* Says whether the extra column at `place` of the set, called `name`, is the array's numbers. */
nsc_status nsc_measured_array_load_column(nsc_measured_file *file, size_t place, const char *name, nsc_error *error);

/* A value of the array's; NaN where missing. The metric may be an extra column. */
double nsc_measured_array_value(const nsc_measured_file *file, uint32_t point, nsc_metric metric);

/* ---- the set ---- */

struct nsc_measurements {
    const nsc_space *space;
    nsc_measured_file *files;
    size_t file_count, file_capacity;
    int epochs[NSC_BUDGETS]; /* ascending */
    size_t budget_count;
    nsc_numbered_texts run_names;
    nsc_names columns; /* extra columns that are loaded */
    nsc_refusals refusals;
    char *paths; /* NULL while there are no files */
};

/* The first number of runs in the files read so far: 0 or 1; 1 where none says. */
unsigned nsc_measurements_first_run(const nsc_measurements *measurements);

/* The position of `epochs` in a list, or the list's length where it is not there. */
size_t nsc_measured_find_epochs(const int *list, size_t count, int epochs);

/* Whether two values of a metric are the same number. */
bool nsc_measurements_agree(nsc_metric metric, double first, double second);

/* A value of a row that was looked up; NaN where missing. */
double nsc_point_row_value(const nsc_point_row *row, nsc_metric metric);

/* Writes the values of a list to `runs`, by point and run; of several values of one run the first stays. Ends
 * `list`. */
nsc_status nsc_run_values_order(nsc_run_values *runs, nsc_value_list *list, uint32_t point_count, nsc_error *error);

/* Appends what all files have of a point, file by file. */
nsc_status nsc_measurements_look_up(const nsc_measurements *measurements, int epochs, uint32_t point,
                                    nsc_point_rows *rows, nsc_error *error);

/* Appends what one file has of a point. */
nsc_status nsc_measured_file_look_up(const nsc_measured_file *file, int epochs, uint32_t point, nsc_point_rows *rows,
                                     nsc_error *error);

/* A point's name, or its number where it has none. */
void nsc_measured_point_name(const nsc_space *space, uint32_t point, nsc_point_name *name);

/* How many accuracies a table has, and how many of them lie above 1. */
typedef struct nsc_accuracy_counts {
    size_t all, above_one;
} nsc_accuracy_counts;

/*
 * Accuracies of cells are fractions: divides those in per cent by 100, or refuses them where only some are. Those of
 * other spaces stay as they are, with a note where fractions and per cent seem to be mixed.
 */
nsc_status nsc_measured_rows_settle_percent(nsc_measured_file *file, const nsc_space *space,
                                            const nsc_accuracy_counts *counts, const nsc_measurement_options *options,
                                            nsc_error *error);

/*
 * Checks the rows of `file` against all that is available (measurements_merge.c), then moves it into the set and leaves
 * `file` empty. NSC_INVALID where a value contradicts another, naming both places; with keep_going its row is left out
 * instead, and only a file none of whose rows remain is NSC_INVALID.
 */
nsc_status nsc_measurements_join(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                                 nsc_error *error);

/* NSC_INVALID where a file's values of one metric contradict those of the files before it in the set. */
nsc_status nsc_measurements_check_metric(const nsc_measurements *measurements, nsc_metric metric, nsc_error *error);

/* ---- readers of files, one a kind; nsc_measurements_read_csv and nsc_measurements_read_store are public ---- */

/* Adds the rows of an official file, made a store in memory. */
nsc_status nsc_measurements_read_tfrecord(nsc_measurements *measurements, const char *path,
                                          const nsc_measurement_options *options, nsc_error *error);

/* Adds the numbers of a one-dimensional array of numpy, as nsc_measurements_read describes it. */
nsc_status nsc_measurements_read_npy(nsc_measurements *measurements, const char *path,
                                     const nsc_measurement_options *options, nsc_error *error);

#endif
