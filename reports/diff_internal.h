/* The comparison of two reports; only its files use this. */
#ifndef NSC_DIFF_INTERNAL_H
#define NSC_DIFF_INTERNAL_H

#include "reports/diff.h"
#include "reports/exhibits.h"

/* ---- a report read from its folder: diff_side.c ---- */

/* A table of a report, by what the manifest says of its file. */
typedef struct nsc_diff_file {
    char *name;
    const nsc_analysis *analysis; /* NULL: of none, or of one that this version does not have */
    const char *table;         /* its name in the registry; NULL with the analysis, and where the manifest lacks it */
    char *relation, *distance; /* NULL: none */
    char *variant;             /* further options that the report fixed: "validity=raw" */
    size_t rows;
    bool paired; /* a table of the other report is compared with it */
} nsc_diff_file;

typedef struct nsc_diff_side {
    const char *label, *folder;
    nsc_table *facts; /* keys and values: what the report is about */
    nsc_diff_file *files;
    size_t file_count;
    bool surrogate, synthetic;
} nsc_diff_side;

/* Reads the manifest of a folder. Release it, also after a failure. */
nsc_status nsc_diff_side_read(nsc_diff_side *side, const char *label, const char *folder, nsc_error *error);
void nsc_diff_side_release(nsc_diff_side *side);

/* Names of facts. */
#define NSC_DIFF_SPACE "Space"
#define NSC_DIFF_POINTS "Points"
#define NSC_DIFF_DIRECTION "Direction"

/* The fact of that name; NULL if the manifest has none. */
const char *nsc_diff_fact(const nsc_diff_side *side, const char *key);
/* True if both reports have that fact, and not the same. */
bool nsc_diff_facts_differ(const nsc_diff_side sides[2], const char *key);

/*
 * Reads the table of a file: a column holds numbers if all its fields are numbers or empty, else texts. The table is
 * released by nsc_table_destroy before `texts`, which has the names of its columns.
 */
nsc_status nsc_diff_read_table(const nsc_diff_side *side, const nsc_diff_file *file, nsc_table **table,
                               nsc_names *texts, nsc_error *error);

/* ---- two tables, row by row: diff_rows.c ---- */

/*
 * Values that differ by no more than rounding are equal: by this share of the larger one, or by this share of the
 * largest value of their column in both tables, where all its rows are of one kind. Sums taken in another order, of the
 * same numbers from another file, differ by less than either.
 */
#define NSC_DIFF_ROUNDING 1e-9
#define NSC_DIFF_ROUNDING_OF_LARGEST 1e-15

/* Longer tables are lists of points: they are compared by their figure alone, or beyond the second limit not at all. */
enum { NSC_DIFF_ROWS = 2000, NSC_DIFF_ROWS_DRAWN = 50000 };

/* The conclusion on values of opposite sign where the directions are opposite too. */
#define NSC_DIFF_OPPOSITE "opposite directions"

/* The columns of differences.csv. */
enum { NSC_DIFF_COLUMNS = 16 };
extern const nsc_column nsc_diff_columns[NSC_DIFF_COLUMNS];

/* What became of two tables. */
typedef struct nsc_diff_count {
    size_t rows[2], matched; /* rows with the same key */
    size_t values;           /* pairs of numbers */
    size_t equal;
    size_t with_interval, differing; /* of values that are not equal, with an interval of the difference */
    size_t exact_differing;          /* of two exact values */
    size_t opposite;                 /* of opposite sign, where the directions are opposite too: not compared */
    char reason[NSC_REASON_SIZE];    /* why they were not compared; empty if they were */
} nsc_diff_count;

/*
 * Adds the differences of two tables to `differences`, and counts them. `analysis` is NULL for tables that are none's;
 * `table` is the number of the table. Where one report maximises and the other minimises (`opposite`), values of
 * opposite sign are counted as such, not as differences. Rows are matched by the columns that name them; of tables
 * without such columns by as many columns as tell the rows apart, from the left.
 */
nsc_status nsc_diff_rows(const nsc_analysis *analysis, size_t table, const char *name, bool opposite,
                         const nsc_table *const tables[2], nsc_table *differences, nsc_diff_count *count,
                         nsc_error *error);

/* ---- the whole: diff.c ---- */

/* Two tables that were compared. */
typedef struct nsc_diff_pair {
    const nsc_diff_file *files[2];
    nsc_diff_count count;
    char name[NSC_FILE_NAME_SIZE]; /* of the files, without the extension */
} nsc_diff_pair;

typedef struct nsc_diff_run {
    const nsc_diff_request *request;
    nsc_diff_side sides[2];
    nsc_diff_pair *pairs;
    size_t pair_count;
    nsc_table *differences, *compared;
    nsc_report_run files; /* the folder and its exhibits */
    nsc_report_request files_request;
    size_t files_left; /* files of the two reports that this run wrote: those at least that hold tables */
} nsc_diff_run;

/* ---- what was found: diff_findings.c ---- */

enum { NSC_DIFF_SENTENCE = 512 };

/* What was compared in all: sums of nsc_diff_count. */
typedef struct nsc_diff_totals {
    size_t tables, left_out, values, equal, with_interval, differing, exact_differing, opposite;
} nsc_diff_totals;
nsc_diff_totals nsc_diff_count_all(const nsc_diff_run *run);

/* A row of differences.csv by how clear it is: in half-widths of its interval, or exact values, which come after all
 * others, by their difference as a share of the larger one. */
typedef struct nsc_diff_ranked {
    size_t row;
    bool exact;
    double size;
} nsc_diff_ranked;
/* Lists the rows whose values differ, clearest first; `rows` is released by free(). */
nsc_status nsc_diff_rank(const nsc_diff_run *run, nsc_diff_ranked **rows, size_t *count, nsc_error *error);

/* Writes "0.43 [0.41, 0.45]" of three columns of differences.csv, without the interval of an exact value. */
void nsc_diff_write_estimate(const nsc_table *table, size_t row, const char *value, const char *low, const char *high,
                             char text[NSC_DIFF_SENTENCE]);

/* The key findings; release them with nsc_highlights_release. */
nsc_status nsc_diff_make_highlights(const nsc_diff_run *run, nsc_highlights *highlights, nsc_error *error);
/* Adds a sentence where the directions of the two reports differ, and one where their spaces do. */
nsc_status nsc_diff_notes(const nsc_diff_side sides[2], nsc_names *notes, nsc_error *error);
/* Adds these, marks of values that nobody measured, and what intervals presuppose. */
nsc_status nsc_diff_make_warnings(const nsc_diff_run *run, nsc_names *warnings, nsc_error *error);

/* ---- the page: diff_page.c ---- */

/* Writes index.html, page.md and manifest.json, and the page in plain words to the request's summary. */
nsc_status nsc_diff_pages_write(nsc_diff_run *run, nsc_error *error);

#endif
