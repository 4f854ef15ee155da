/*
 * analysis: a landscape in, tidy tables out.
 *
 * registry.c is the place to start reading: one row an analysis, with its options and its tables' columns. One file an
 * analysis, named as it is (but for two in paper/); what only that analysis uses begins with its name. The registry
 * drives the command line, help, manual, reports and notebooks.
 *
 *   landscape.h     what an analysis sees, and opening it by names
 *   landscape_settings.h   these names from words KEY=VALUE
 *   options.c       the table of options
 *   registry.c      the table of analyses; what they need of a space; running one; the provenance of its rows
 *   summary.h       tables of single figures
 *   table_columns.h  which columns name the rows of a table, and which are intervals
 *   figures/        how each table is drawn, one row a figure (figures.h), and its drawing: SVG, gnuplot
 *   walks/          autocorrelation along random walks, on points and on encodings; information content
 *   neighbours/     a point and its neighbours: slopes, flatness, ways up (neighbourhood.h, measured_part.h)
 *   optima/         local optima, their basins and networks, those of other programs too, ways to the best (climb.h,
 *                   ball.h)
 *   distances/      fitness against the distance to the best; how near good points are to each other
 *   paper/          locality as Ying et al. 2019 measure it: best cells, rarity, interpretations of their text; the
 *                   numbers that they print (paper.h)
 *   composition/    contributions to the fitness: operations, depth, interactions, eigenspaces (interaction_orders.h)
 *   measurements/   the fitness itself: distribution, noise, cost, budgets, comparison with another
 *   profile/        one figure of each analysis
 *   search/         simulated searches: algorithms, experiments, tables of their runs (search.h)
 *   estimators/     what several of them share: samples (design.h, balance.h, sample.h, strata.h), intervals from them
 *                   (estimate.h, influence.h, pairs.h), orders (ranking.h), bins by rank (rank_bins.h), means of
 *                   groups (group_means.h), quantiles (quantiles.h), correlations (correlation.h, agreement.h), the
 *                   best of a sample (best_part.h, shared_best.h), fronts, targets
 */
#ifndef NSC_ANALYSIS_H
#define NSC_ANALYSIS_H

#include "analysis/landscape.h"
#include "analysis/options.h"
#include "base/public.h"

NSC_PUBLIC_BEGIN

/* Requirements of an analysis on the space or the relation, apart from the options that it reads; and what it
 * allows. */
typedef enum nsc_analysis_need {
    NSC_NEEDS_ENCODINGS = 1,
    NSC_NEEDS_DEPTH = 2,        /* depths or widths of points */
    NSC_NEEDS_FLIPS = 4,        /* edges added or removed between neighbours */
    NSC_NEEDS_SYMBOLS = 8,      /* points of symbols, one of which neighbours may have replaced */
    NSC_NEEDS_NO_RELATION = 16, /* the result does not depend on the relation */
    NSC_ALLOWS_DIRECTED = 32,   /* also works for directed relations: a row lists the points that its point leads to */
    NSC_NEEDS_SECOND = 64,      /* a second fitness, named by --with */
    NSC_NEEDS_NO_GRAPH = 128,   /* reads no neighbours, though its tables name the relation */
    NSC_SHARES_UNITS = 256,     /* its walks, runs or optima are units of nsc_share: takes --part */
    NSC_DIVIDES_POINTS = 512    /* each process may hold a range of the points only, see nsc_ranges; with an option
                                   `improvement` only if that is `best` */
} nsc_analysis_need;

/* One of an analysis' tables; the first goes to stdout unless --table names another. */
typedef struct nsc_analysis_table {
    const char *name;
    const char *meaning;
    const nsc_column *columns; /* without the columns of provenance, which every table ends with */
    size_t column_count;
    /* Meanings of the names in its column `statistic`, in the order of the rows; NULL if it has no such column. An N in
     * a name stands for any number in digits. */
    const nsc_column *statistics;
    size_t statistic_count;
    bool without_distance; /* no row rests on a distance, though the analysis reads one for another of its tables */
} nsc_analysis_table;

enum { NSC_ANALYSIS_TABLES = 8 };

typedef struct nsc_analysis {
    const char *name;
    const char *meaning; /* one line */
    const char *source;  /* the publication that defines the measure */
    const char *formula; /* plain text in Unicode; f: fitness, i and j: points, d: degree or distance */
    nsc_option_set reads;
    unsigned needs; /* nsc_analysis_need bits */
    const nsc_analysis_table *tables;
    size_t table_count;
    /* Adds rows to tables[0 … table_count − 1], which exist already. NSC_MISSING if the landscape has too few evaluated
     * points. */
    nsc_status (*run)(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error);
} nsc_analysis;

size_t nsc_analysis_count(void);
const nsc_analysis *nsc_analysis_at(size_t number);
/* The question that analysis `number` belongs to, with those before and after it: "Neighbours: slopes, ...". */
const char *nsc_analysis_question(size_t number);
/* In upper or lower case; NULL if there is no such analysis. */
const nsc_analysis *nsc_analysis_named(const char *name);

/* The options that an analysis reads, and NSC_READS_RELATION if its result depends on the relation. */
nsc_option_set nsc_analysis_reads(const nsc_analysis *analysis);

/* Whether the analysis reads the landscape's graph. */
bool nsc_analysis_reads_graph(const nsc_analysis *analysis);

/* Whether each of several processes may hold a range of the points only, with these options. */
bool nsc_analysis_divides_points(const nsc_analysis *analysis, const nsc_analysis_options *options);

/* NSC_OK if the space meets the analysis' needs, and the relation is undirected or the analysis allows directed ones;
 * else NSC_USAGE, naming what is missing. */
nsc_status nsc_analysis_suits(const nsc_analysis *analysis, const nsc_space *space, const nsc_relation *relation,
                              nsc_error *error);

/* NSC_OK if the options that the analysis cannot do without are given, else NSC_USAGE, naming them. */
nsc_status nsc_analysis_ready(const nsc_analysis *analysis, const nsc_analysis_options *options, nsc_error *error);

/* The columns that every table ends with: relation (if read), distance_rule (of tables that use one), fitness_rule,
 * runs (if the data says), coverage, known, points, origin, source, seed (if read). */
const nsc_column *nsc_provenance_columns(size_t *count);

/*
 * Runs one analysis, on a landscape without its graph only if it reads none or `landscape` was opened by its names:
 * the graph is made then, see nsc_landscape_graph; tables[i] belongs to the caller and is released by
 * nsc_analysis_release. NSC_USAGE if it does not suit the landscape, if it is not ready, or if the space does not
 * define the distance; NSC_INVALID if the fitness is so large (1e60) or varies so little (1e-60) that its powers
 * overflow or vanish.
 */
nsc_status nsc_analysis_run(const nsc_analysis *analysis, const nsc_landscape *landscape,
                            const nsc_analysis_options *options, nsc_table *tables[NSC_ANALYSIS_TABLES],
                            nsc_error *error);

/*
 * The tables of an analysis of the network of optima that options->network names, which needs no landscape: of `names`
 * only direction and equal_within are read, and provenance has the nodes as points and the files as source. NSC_USAGE
 * for another analysis than lon; failures of reading as in
 * base/records.h; NSC_INVALID, with file and line, for rows that are no network.
 */
nsc_status nsc_analysis_run_network(const nsc_analysis *analysis, const nsc_landscape_names *names,
                                    const nsc_analysis_options *options, nsc_table *tables[NSC_ANALYSIS_TABLES],
                                    nsc_error *error);
void nsc_analysis_release(nsc_table *tables[NSC_ANALYSIS_TABLES]);

enum { NSC_ANALYSIS_FILE_SIZE = 128 };

/*
 * Writes the name of the file of table `number`: ANALYSIS[-TABLE][-RELATION][-DISTANCE].EXTENSION, without TABLE for
 * the first, without DISTANCE if the analysis reads none. Numbers by different relations or distances are not
 * comparable, so their files have different names. `relation` may be NULL for a name without it.
 */
void nsc_analysis_file_name(const nsc_analysis *analysis, size_t number, const nsc_relation *relation,
                            const nsc_distance *distance, const char *extension, char name[NSC_ANALYSIS_FILE_SIZE]);

NSC_PUBLIC_END

#endif
