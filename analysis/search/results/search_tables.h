/*
 * Tables of search results.
 *
 * In: the runs of one algorithm, or of several on the same experiment. Out: rows, handed to a sink. Each table is a row
 * of nsc_search_tables; `search run --table NAME`, `search compare` and reports read them there. All tables end with
 * the same columns of provenance, unless they are in the format of another program.
 *
 *   search_tables.c          the table of tables, their options, provenance; the place to start reading
 *   search_tables_internal.h what the tables share: rows with provenance, regret of a run over its evaluations or time
 *   search_score.h/.c        regret and error of points
 *   search_regret.c          regret over evaluations or time
 *   search_targets.h/.c      regrets that a search is to reach
 *   search_landscape.h       the landscape on which searches are scored, point by point
 *   search_table_paths.c, search_table_progress.c, search_table_ends.c
 *                            where incumbents and runs stand on it: paths; progress; ends and behaviour
 *   trajectory_network.h     search trajectory networks; search_table_network.c: network, nodes, edges
 *   search_table_runs.c      one row for each event or run: traces, final, trajectories
 *   search_table_summary.c   one row for each figure of an algorithm
 *   search_table_curves.c    regret over evaluations or time, its distribution and area
 *   search_table_targets.c   time to targets; shares of runs that reach them
 *   search_table_compare.c   algorithms against each other
 *   search_table_power.c     how many runs a difference needs
 */
#ifndef NSC_SEARCH_TABLES_H
#define NSC_SEARCH_TABLES_H

#include "analysis/search/search.h"
#include "base/option.h"
#include "base/public.h"
#include "base/table.h"

NSC_PUBLIC_BEGIN

/* What regret is followed over. */
typedef enum nsc_search_axis {
    NSC_AXIS_OF_LIMIT, /* seconds if the experiment has a limit of them, else evaluations */
    NSC_AXIS_EVALUATIONS,
    NSC_AXIS_TIME,
    NSC_AXIS_COUNT
} nsc_search_axis;

/* What stands for the location of an incumbent in search trajectory networks. */
typedef enum nsc_search_locations {
    NSC_LOCATIONS_POINTS,
    NSC_LOCATIONS_BASINS, /* the local optimum at which a climb from the point ends: fewer, larger locations */
    NSC_LOCATIONS_COUNT
} nsc_search_locations;

/* Options of tables; the rows of nsc_search_table_option_rows have their meanings. Texts are borrowed. */
typedef struct nsc_search_table_options {
    unsigned over; /* nsc_search_axis */
    unsigned grid;
    unsigned resamples;
    unsigned locations; /* nsc_search_locations */
    const char *targets;
    const char *repeats;
    const nsc_control *control;
} nsc_search_table_options;

typedef struct nsc_search_table_option {
    nsc_option option;
    size_t offset; /* of its field, see nsc_option_store */
} nsc_search_table_option;

extern const nsc_search_table_option nsc_search_table_option_rows[];
extern const size_t nsc_search_table_option_count;

/* A set of these options, one bit each by the place of its field. */
typedef uint64_t nsc_search_table_option_set;
#define NSC_TABLE_READS(field) (UINT64_C(1) << offsetof(nsc_search_table_options, field) / sizeof(unsigned))
static inline nsc_search_table_option_set nsc_search_table_option_bit(const nsc_search_table_option *row) {
    return UINT64_C(1) << row->offset / sizeof(unsigned);
}

/* The default of every option, read from the rows; no control. */
nsc_search_table_options nsc_search_table_defaults(void);

typedef enum nsc_search_table_need {
    NSC_TABLE_NEEDS_EVALUATIONS = 1, /* traces of all evaluations (nsc_search_options.keep_evaluations) */
    NSC_TABLE_NEEDS_SEVERAL = 2,     /* the results of two algorithms or more */
    NSC_TABLE_READS_LANDSCAPE = 8,   /* neighbours by the relation, and which values count as equal */
    NSC_TABLE_WITHOUT_PROVENANCE = 4 /* a format of another program */
} nsc_search_table_need;

typedef struct nsc_search_rows nsc_search_rows;

typedef struct nsc_search_table {
    const char *name;
    const char *meaning;       /* one line */
    const nsc_column *columns; /* without those of provenance */
    size_t column_count;
    unsigned needs; /* nsc_search_table_need */
    nsc_search_table_option_set reads;
    /* Meanings of the names in its column `statistic`; NULL if it has no such column. */
    const nsc_column *statistics;
    size_t statistic_count;
    /* Adds the rows of results[count], which belong to one experiment, by nsc_search_rows_add. */
    nsc_status (*rows)(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                       nsc_search_rows *rows, nsc_error *error);
} nsc_search_table;

extern const nsc_search_table *const nsc_search_tables[];
extern const size_t nsc_search_table_count;
const nsc_search_table *nsc_search_table_named(const char *name); /* NULL if there is none */

/* The columns that every table with provenance ends with. */
const nsc_column *nsc_search_provenance_columns(size_t *count);

/* NSC_USAGE if the table compares several algorithms and there are fewer than two. */
nsc_status nsc_search_table_suits(const nsc_search_table *table, size_t algorithm_count, nsc_error *error);

/*
 * Checks the options that the table reads, before anything runs: NSC_USAGE for a list that cannot be read; NSC_MISSING
 * for an axis of time on data without times.
 */
nsc_status nsc_search_table_check(const nsc_search_table *table, const nsc_experiment *experiment,
                                  const nsc_search_table_options *options, nsc_error *error);

/*
 * Hands the rows of a table over. NSC_USAGE if it does not suit the number of algorithms; also the errors of
 * nsc_search_table_check.
 */
nsc_status nsc_search_table_write(const nsc_search_table *table, const nsc_search_result *results, size_t count,
                                  const nsc_search_table_options *options, const nsc_row_sink *sink, nsc_error *error);

/* Adds a row of the table's own columns; `result`: the algorithm that it is about, NULL for several. Takes
 * NSC_ROW(...). */
nsc_status nsc_search_rows_add(nsc_search_rows *rows, const nsc_search_result *result, const nsc_value *values,
                               size_t count, nsc_error *error);

NSC_PUBLIC_END

#endif
