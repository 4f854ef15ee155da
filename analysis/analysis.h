/*
 * analysis: a landscape in, tidy tables out.
 *
 * registry.c is the place to start reading: one row an analysis, with its options and its tables' columns. One file an
 * analysis, named as it is; what only that analysis uses begins with its name. The registry drives the command line,
 * help, manual, reports and notebooks.
 *
 *   landscape.h     what an analysis sees
 *   registry.c      the table of analyses; what they need of a space; running one; the provenance of its rows
 *   summary.h       tables of single figures
 *   walks/          autocorrelation along random walks, on points and on encodings; information content
 *   neighbours/     a point and its neighbours: slopes, flatness, ways up (neighbourhood.h, levels.h)
 *   optima/         local optima, their basins and networks, ways to the best (climb.h, shells.h)
 *   distances/      fitness by the distance to the best; how near good points are to each other
 *   composition/    what the fitness is made of: operations, depth, interactions, eigenspaces (orders.h)
 *   measurements/   the fitness itself: distribution, noise, cost, budgets
 *   profile/        one figure of each analysis
 *   estimators/     what several of them share: means and correlations with intervals, fronts, targets
 */
#ifndef NSC_ANALYSIS_H
#define NSC_ANALYSIS_H

#include "analysis/landscape.h"

/* What a walk does at a move that leads to something invalid. */
typedef enum nsc_invalid_moves {
    NSC_INVALID_STAY,   /* the move is rejected: the walk stays for this step */
    NSC_INVALID_REDRAW, /* another move is drawn until one is valid */
    NSC_INVALID_MOVES_COUNT
} nsc_invalid_moves;

/* "stay", "redraw". */
const char *nsc_invalid_moves_name(nsc_invalid_moves invalid);

/* How a network of optima is found. */
typedef enum nsc_lon_method {
    NSC_LON_EXACT,   /* from every point and every perturbation */
    NSC_LON_SAMPLED, /* by runs of iterated local search */
    NSC_LON_METHOD_COUNT
} nsc_lon_method;

/* "exact", "sampled". */
const char *nsc_lon_method_name(nsc_lon_method method);

/* Options of all analyses; each row of the registry names those it reads. */
typedef struct nsc_analysis_options {
    const nsc_distance *distance;
    const char *targets; /* best:K, within:MARGIN, or points separated by semicolons */
    unsigned lags;       /* largest lag */
    unsigned walks;      /* random walks */
    unsigned length;     /* steps a walk */
    unsigned exact_lags; /* largest lag that is computed exactly where that takes seconds */
    nsc_validity validity;
    nsc_invalid_moves invalid;
    unsigned resamples; /* bootstrap */
    unsigned bins;
    double top_percent;
    const char *margins;  /* comma-separated: fitness units, or multiples of the standard error as "2se" */
    const char *epsilons; /* comma-separated: fitness units, or steps of the measurement as "1q" */
    nsc_lon_method method;
    unsigned runs;         /* of a sampled network */
    unsigned stopping;     /* perturbations without a better optimum that end a run */
    unsigned perturbation; /* edits that a perturbation makes */
    unsigned sample;       /* points drawn where all pairs would be too many */
    unsigned eigenpairs;   /* computed where the spectrum has no closed form */
    uint64_t seed;
    const nsc_control *control; /* threads, progress, cancelling */
} nsc_analysis_options;

/* The values that stand when the command line names none. */
nsc_analysis_options nsc_analysis_defaults(void);

/* Names an option an analysis reads, for help and provenance; and, from NSC_NEEDS_ENCODINGS on, what it needs of the
 * space. */
typedef enum nsc_analysis_option {
    NSC_READS_DISTANCE = 1,
    NSC_READS_TARGETS = 2,
    NSC_READS_LAGS = 4,
    NSC_READS_WALKS = 8,
    NSC_READS_RESAMPLES = 16,
    NSC_READS_BINS = 32,
    NSC_READS_TOP = 64,
    NSC_READS_MARGINS = 128,
    NSC_READS_SEED = 256,
    NSC_READS_VALIDITY = 512,
    NSC_READS_INVALID = 1024,
    NSC_READS_EXACT_LAGS = 2048,
    NSC_READS_NO_RELATION = 4096, /* which points are neighbours makes no difference */
    NSC_READS_EPSILONS = 8192,
    NSC_READS_NETWORK = 16384, /* method, runs and stopping */
    NSC_READS_PERTURBATION = 32768,
    NSC_READS_SAMPLE = 65536,
    NSC_READS_EIGENPAIRS = 131072,
    NSC_ALLOWS_DIRECTED = 262144, /* right where the relation is directed: reads a row as what its point leads to */
    NSC_NEEDS_ENCODINGS = 1048576,
    NSC_NEEDS_DEPTH = 2097152,  /* depths or widths of points */
    NSC_NEEDS_FLIPS = 4194304,  /* edges added or removed between neighbours */
    NSC_NEEDS_SYMBOLS = 8388608 /* points of symbols, one of which neighbours may have replaced */
} nsc_analysis_option;

/* One of an analysis' tables; the first is the one that goes to stdout unless --table names another. */
typedef struct nsc_analysis_table {
    const char *name;
    const char *meaning;
    const nsc_column *columns; /* without the columns of provenance, which every table ends with */
    size_t column_count;
    /* What the names in its column `statistic` stand for, in the order of the rows; none where it has no such column.
     * An N in a name stands for any number in digits. */
    const nsc_column *statistics;
    size_t statistic_count;
    bool without_distance; /* no row rests on a distance, though the analysis reads one for another of its tables */
} nsc_analysis_table;

enum { NSC_ANALYSIS_TABLES = 4 };

typedef struct nsc_analysis {
    const char *name;
    const char *meaning; /* one line */
    const char *source;  /* whose measure it is */
    unsigned reads;      /* nsc_analysis_option bits: what it reads and what it needs */
    const nsc_analysis_table *tables;
    size_t table_count;
    /* Adds rows to tables[0 … table_count − 1], which exist already. NSC_MISSING where the landscape has too few known
     * points to say anything. */
    nsc_status (*run)(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error);
} nsc_analysis;

size_t nsc_analysis_count(void);
const nsc_analysis *nsc_analysis_at(size_t number);
/* NULL where there is no such analysis. */
const nsc_analysis *nsc_analysis_named(const char *name);

/* Whether the space has what the analysis needs, and the relation neighbours both ways where it needs that; else
 * NSC_USAGE with what is lacking. */
nsc_status nsc_analysis_suits(const nsc_analysis *analysis, const nsc_landscape *landscape, nsc_error *error);

/* The columns that every table ends with: relation (where read), distance_rule (of tables that rest on one),
 * fitness_rule, runs (where known), coverage, known, points, origin, source, seed (where read). */
const nsc_column *nsc_provenance_columns(size_t *count);

/*
 * Runs one analysis; tables[i] belongs to the caller and is released by nsc_analysis_release. NSC_USAGE where it does
 * not suit the landscape, or where the space has no such distance as it reads; NSC_INVALID where the fitness is so
 * large (1e60) or varies so little (1e-60) that its powers leave the range of numbers.
 */
nsc_status nsc_analysis_run(const nsc_analysis *analysis, const nsc_landscape *landscape,
                            const nsc_analysis_options *options, nsc_table *tables[NSC_ANALYSIS_TABLES],
                            nsc_error *error);
void nsc_analysis_release(nsc_table *tables[NSC_ANALYSIS_TABLES]);

enum { NSC_ANALYSIS_FILE_SIZE = 128 };

/*
 * Writes the name of the file of table `number`: ANALYSIS[-TABLE][-RELATION][-DISTANCE].EXTENSION, without TABLE for
 * the first, without DISTANCE where the analysis reads none. Numbers by different relations or distances are not
 * comparable, so their files have different names. `relation` may be NULL for a name without it.
 */
void nsc_analysis_file_name(const nsc_analysis *analysis, size_t number, const nsc_relation *relation,
                            const nsc_distance *distance, const char *extension, char name[NSC_ANALYSIS_FILE_SIZE]);

#endif
