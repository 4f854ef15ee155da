/*
 * The coverage laboratory: how often do the 95 % intervals of an analysis cover the true value if part of a complete
 * landscape is hidden? The truth is what the same analysis says of the complete landscape.
 *
 *   coverage_lab.c   the program: its command line, its tables
 *   lab_figures.c    the intervals of a table with their truths, and the keys of its rows
 *   lab_landscape.c  a landscape that is opened once, and the fitness made for tests
 *   lab_analyses.c   analyses by their names and options
 *   lab_hiding.c     ways to hide part of it
 *   lab_study.c      hides again and again, runs the analyses, counts
 */
#ifndef NSC_LAB_H
#define NSC_LAB_H

#include "analysis/analysis.h"
#include "analysis/table_columns.h"
#include "base/base.h"

#include <stdbool.h>

/* ---- lab_figures.c ---- */

enum { LAB_INTERVALS = NSC_TABLE_INTERVALS, LAB_KEY_SIZE = 160 };

/* An interval of a table, and its truth. */
typedef struct lab_interval {
    nsc_table_interval columns;
    const char *truth; /* the column with the truth, if that is not the value itself; else NULL */
    /* The truth about what the row is about, if that depends on the points that were drawn; `values` are those of all
     * points. NULL: the row is about the same in every draw. */
    double (*truth_of_draw)(const nsc_fitness *fitness, const double *values, const nsc_table *table, size_t row);
} lab_interval;

/* Finds the intervals of table number `table` of an analysis; returns their count. */
size_t lab_find_intervals(const nsc_analysis *analysis, size_t table, const nsc_table *rows,
                          lab_interval found[LAB_INTERVALS]);

/* Writes the values of a row's key columns, joined by '/': what a row is about. */
void lab_row_key(const nsc_table *table, size_t row, char key[LAB_KEY_SIZE]);

/* ---- lab_landscape.c ---- */

/* What is kept of a fitness while part of it is hidden. */
typedef struct lab_kept_fitness {
    nsc_fitness *fitness;
    double *values, *standard_errors;
    uint32_t *run_counts;
    bool *chosen; /* the fitness' own */
    bool *marks;  /* what stands in its place */
} lab_kept_fitness;

/* A landscape whose fitness, and all others of the same data, can be hidden in part. */
typedef struct lab_landscape {
    nsc_landscape_names names;
    const char *made; /* the kind of fitness made for tests; NULL: that of the names */
    uint64_t seed;    /* of a made fitness */
    nsc_opened_landscape *opened;
    nsc_landscape view;
    double *sizes;    /* [point_count]; NULL if the space's points have no sizes */
    uint32_t *points; /* [evaluated]: the points that have a fitness if nothing is hidden */
    uint32_t evaluated;
    lab_kept_fitness *kept; /* [kept_count]: each fitness that is no feature of the space, and the landscape's own */
    size_t kept_count;
} lab_landscape;

/* Opens what `names` (or `made`: random, smooth, collapsing) names, on one thread. */
nsc_status lab_landscape_open(lab_landscape *landscape, nsc_error *error);
void lab_landscape_close(lab_landscape *landscape);

/* Keeps a copy of each fitness that was asked for meanwhile: after the truth is known and before anything is hidden. */
nsc_status lab_landscape_keep(lab_landscape *landscape, nsc_error *error);

/* The landscape's own values with nothing hidden. */
const double *lab_landscape_values(const lab_landscape *landscape);

/* Hides all fitnesses at the points where `shown` is false; chosen[point]: the point was listed by choice, not
 * drawn. */
void lab_landscape_show(lab_landscape *landscape, const bool *shown, const bool *chosen);

/* ---- lab_hiding.c ---- */

typedef enum lab_way { LAB_UNIFORM, LAB_BY_SIZE, LAB_MERGED, LAB_BY_COST, LAB_WAYS } lab_way;

/* "uniform", "size", "merged", "cost". */
const char *lab_way_name(lab_way way);

typedef struct lab_hiding {
    lab_way way;
    double share;    /* hidden part of the evaluated points, unless `points` is given */
    uint32_t points; /* points that stay; 0: by share */
    unsigned small;  /* LAB_MERGED: all points up to this size are listed too; 0: up to two below the largest */
    const char *by;  /* LAB_BY_COST: rule of the cost, of which low values stay more often */
} lab_hiding;

typedef struct lab_drawer {
    const lab_landscape *landscape;
    lab_hiding hiding;
    uint32_t count;  /* points to draw */
    double *weights; /* [evaluated]: of a point in the draw; NULL: all alike */
    double *ranks;   /* [evaluated]: scratch */
    uint32_t *order; /* [evaluated]: scratch */
    bool *shown, *chosen;
} lab_drawer;

/* NSC_USAGE if the landscape has no sizes or no such cost. */
nsc_status lab_drawer_open(lab_drawer *drawer, lab_landscape *landscape, const lab_hiding *hiding, nsc_error *error);
void lab_drawer_close(lab_drawer *drawer);

/* Hides anew; each repetition of a seed is another draw. */
nsc_status lab_hide(lab_drawer *drawer, lab_landscape *landscape, uint64_t seed, unsigned repetition, nsc_error *error);

/* ---- lab_analyses.c ---- */

/* One analysis with its options. */
typedef struct lab_analysis {
    char *name; /* "rwa", "fdc targets=true-best" */
    const nsc_analysis *analysis;
    nsc_analysis_options options;
    char *words, *shared, *true_best; /* texts that options point to */
} lab_analysis;

/*
 * The analysis that `name` begins with; its options are those of `options`, "lags=10 walks=2", and then those after
 * its name. targets=true-best stands for the best points of the landscape, nothing of which is hidden yet. NSC_USAGE
 * for unknown names. Release with lab_analysis_close, also after a failure.
 */
nsc_status lab_analysis_open(lab_analysis *asked, const lab_landscape *landscape, const char *name, const char *options,
                             const nsc_control *control, nsc_error *error);
void lab_analysis_close(lab_analysis *asked);

/* ---- lab_study.c ---- */

/* What was counted of one figure: one interval of one row. */
typedef struct lab_figure {
    size_t analysis, table;
    bool single; /* the table has single figures: each row is another */
    char key[LAB_KEY_SIZE];
    char column[48];
    double truth;
    bool has_interval;              /* with nothing hidden */
    bool exact;                     /* the value itself then: nothing is estimated */
    unsigned valued, given;         /* repetitions with a value; with an interval */
    unsigned covered, above, below; /* the truth within, above, below the interval */
    unsigned unexplained;           /* value or interval missing, and the row gives no reason */
    unsigned outside;               /* the value outside its own interval */
    double sum, squares, width;     /* of values, of squared differences from the truth, of interval widths */
    double truths;                  /* sum; each is `truth` unless that depends on the draw */
} lab_figure;

typedef struct lab_study {
    lab_landscape *landscape;
    lab_analysis *analyses;
    size_t analysis_count;
    double *seconds;   /* [analysis_count]: of all repetitions */
    unsigned *refused; /* [analysis_count]: repetitions in which the analysis had too little to say anything */
    lab_figure *figures;
    size_t figure_count, figure_capacity;
    uint64_t seed;
} lab_study;

/* Runs all analyses on the complete landscape: the truths. Fails if two rows of a table have the same key. */
nsc_status lab_study_open(lab_study *study, nsc_error *error);

/* Hides and counts; counts of an earlier hiding are forgotten. */
nsc_status lab_study_run(lab_study *study, lab_drawer *drawer, unsigned repetitions, nsc_error *error);
void lab_study_close(lab_study *study);

/* covered / given; NaN if no interval was given. */
double lab_coverage(const lab_figure *figure);

/* What rows of a figure's kind have in common: all rows of a column, or one row of a table of single figures. */
bool lab_same_kind(const lab_figure *left, const lab_figure *right);

#endif
