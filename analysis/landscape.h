/*
 * landscape: points with neighbours and a fitness, the input of every analysis; and how to open one by its names.
 *
 * An analysis takes an nsc_landscape: a space, a graph and a fitness, all borrowed. A program has one from a graph and
 * values of its own (nsc_landscape_of), or by the names that the command line takes (error checks left out):
 *
 *     nsc_error error = {0};
 *     nsc_opened_landscape *opened = NULL;
 *     nsc_landscape landscape;
 *     nsc_landscape_names names = {0};
 *     names.space = "nb101:vertices=6";
 *     nsc_landscape_open(&opened, &names, &error);
 *     nsc_landscape_view(opened, &landscape, &error);
 *     ... nsc_analysis_run(nsc_analysis_named("optima"), &landscape, &options, tables, &error) ...
 *     nsc_landscape_close(opened);
 *
 * An opened landscape holds one space, its data, and every graph and fitness that was requested: the first request
 * makes it, later ones return the same. No analysis includes a cell's header.
 *
 *   landscape.c          opening, closing; its space and graphs
 *   landscape_data.c     its data: the built-in surrogate, a fitted model or files; notes on the files
 *   landscape_fitness.c  its fitnesses: rules, values of all points or of a few
 *   landscape_sample.c   what sample of the space the points with a value are
 *
 * Encodings around some points are kept for analyses that ask for the same ones: landscape_encodings.h.
 */
#ifndef NSC_LANDSCAPE_H
#define NSC_LANDSCAPE_H

#include "base/public.h"
#include "data/fitness.h"
#include "graph/graph.h"
#include "space/space.h"

NSC_PUBLIC_BEGIN

typedef struct nsc_opened_landscape nsc_opened_landscape;
typedef struct nsc_kept nsc_kept;

/* All parts are borrowed. */
typedef struct nsc_landscape {
    const nsc_space *space;
    const nsc_relation *relation; /* that of the graph */
    const nsc_graph *graph;       /* NULL until an analysis reads it (nsc_analysis_run) */
    const nsc_fitness *fitness;
    nsc_opened_landscape *opened; /* for other fitnesses of the same data; NULL: there are none */
    nsc_kept *kept;               /* passes that its analyses share; NULL: each makes its own */
} nsc_landscape;

/* The landscape of a graph and values that the caller has. The three outlive it; nothing is to be released. `graph` may
 * be NULL for what reads none. */
static inline nsc_landscape nsc_landscape_of(const nsc_space *space, const nsc_graph *graph,
                                             const nsc_fitness *fitness) {
    const nsc_landscape landscape = {space, graph != NULL ? graph->relation : NULL, graph, fitness, NULL, NULL};
    return landscape;
}

/* ---- opening ---- */

/* Names, as the command line spells them, and how they are read. All zero is NAS-Bench-101 with the built-in data. */
typedef struct nsc_landscape_names {
    const char *space;           /* "nb101:vertices=6", "hamming:3^8", a file of edges; NULL: "nb101" */
    const nsc_space *open_space; /* an open space in place of its name: it stays the caller's and outlives the rest */
    /* [data_count] files of measurements, or one fitted model; none, or "builtin" alone: the built-in surrogate. */
    const char *const *data;
    size_t data_count;
    const char *fitness; /* its rule; NULL: the column with that role, else test accuracy at the full budget */
    /* Which values of that fitness, and of the same metric at other budgets and of other runs, are better; and the
     * largest difference of two of its values that counts as none: see nsc_fitness_equal_within; NULL: the default.
     * Of all other fitnesses the higher values are better, and defaults hold. */
    nsc_direction direction;
    const char *equal_within;
    const char *relation;       /* which points are neighbours; NULL: the space's first relation */
    nsc_graph_storage graph;    /* whether graphs are stored or implicit; 0: by size */
    bool keep_going;            /* leaves out the wrong rows of files, each with a note; else the first is a failure */
    nsc_array_order order;      /* of the numbers of .npy files */
    const char *rows;           /* conditions on the rows of tables, "dataset=cifar100"; NULL: all rows */
    const char *columns;        /* roles of a table's columns, "run=seed,fitness=acc"; NULL: by their names */
    bool percent;               /* accuracies of cells in tables are per cent */
    const nsc_control *control; /* threads, progress and cancelling of all that follows; outlives it; may be NULL */
    /*
     * Values of the caller's own in place of data: fills in fitness->values ([point_count], allocated by malloc or
     * nsc_allocate, NaN if missing) and fitness->origin; may fill in source (allocated, too), standard_errors and
     * quantum. The rest is filled in already. Called once for each rule that is no feature of the space; NSC_MISSING,
     * saying why, where there are no such values. NULL: values come from `data`.
     */
    nsc_status (*make_fitness)(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error);
    void *make_context;
} nsc_landscape_names;

/*
 * Opens a landscape by its names, of which it keeps copies. Nothing is read or computed before it is asked for, so
 * wrong names are refused by the first request that needs them. NSC_USAGE if both make_fitness and data are given;
 * NSC_FAILED without memory. Release with nsc_landscape_close.
 *
 * Everything that the functions below return belongs to the opened landscape and stays unchanged until that is closed.
 * Any number of threads may call them: what exists is returned at once, what does not is made by the first that asks,
 * one thing at a time. What fails is tried anew by the next request, except a fitness that the data cannot give: the
 * reason is kept. No thread may be in any of them when the landscape is closed.
 */
nsc_status nsc_landscape_open(nsc_opened_landscape **opened, const nsc_landscape_names *names, nsc_error *error);

/* Releases the landscape and all that it returned. NULL is allowed. */
void nsc_landscape_close(nsc_opened_landscape *opened);

/* The landscape of the names' relation and fitness. The fitness is made first, so that damaged data is reported before
 * time goes into the graph. Failures and cost: those of nsc_landscape_fitness and nsc_landscape_graph. */
nsc_status nsc_landscape_view(nsc_opened_landscape *opened, nsc_landscape *landscape, nsc_error *error);

/*
 * The same without the graph, for nsc_analysis_run, which has it made if the analysis reads it. A relation and a rule
 * of the fitness may be given in place of the names' own; NULL: those of the names.
 */
nsc_status nsc_landscape_view_points(nsc_opened_landscape *opened, const nsc_relation *relation, const char *rule,
                                     nsc_landscape *landscape, nsc_error *error);

/* ---- its parts ---- */

/* The space; failures and cost are those of nsc_space_open. */
nsc_status nsc_landscape_space(nsc_opened_landscape *opened, const nsc_space **space, nsc_error *error);

/* The relation that the names have. NSC_USAGE if the space has no such relation. */
nsc_status nsc_landscape_relation(nsc_opened_landscape *opened, const nsc_relation **relation, nsc_error *error);

/*
 * The graph of a relation; NULL: that of the names. Built by the first request, for nb101 in 0.2 s of processor
 * time and 58 MB. NSC_USAGE if the space has no such relation, or its graph cannot be as the names have it; NSC_FAILED
 * if it is larger than the machine's memory. A note says so where it is implicit.
 */
nsc_status nsc_landscape_graph(nsc_opened_landscape *opened, const nsc_relation *relation, const nsc_graph **graph,
                               nsc_error *error);

/* The same, but stored however the names have it: for what hands its arrays on. */
nsc_status nsc_landscape_stored_graph(nsc_opened_landscape *opened, const nsc_relation *relation,
                                      const nsc_graph **graph, nsc_error *error);

/* True if values come from the built-in surrogate. */
bool nsc_landscape_builtin(const nsc_opened_landscape *opened);

/* The model that the data names: a file that `surrogate fit` wrote; NULL if it names none. */
const struct nsc_surrogate *nsc_landscape_model(const nsc_opened_landscape *opened);

/*
 * The measurements, all files read; NULL if there are no files. Failures: those of nsc_measurements_read, and NSC_USAGE
 * if "builtin" stands among files. The column of the names' fitness is loaded.
 */
nsc_status nsc_landscape_measurements(nsc_opened_landscape *opened, const nsc_measurements **measurements,
                                      nsc_error *error);

/* The same if the files were read already, else NULL. */
const nsc_measurements *nsc_landscape_read_measurements(const nsc_opened_landscape *opened);

/* The column that the names take as the fitness, once the measurements are read; NULL: none. */
const char *nsc_landscape_fitness_column(const nsc_opened_landscape *opened);

/*
 * Assumptions about the files that were read, and rows that were left out: one sentence each, file by file; and that
 * the built-in surrogate has answered although the names do not ask for it.
 */
size_t nsc_landscape_note_count(const nsc_opened_landscape *opened);
const char *nsc_landscape_note(const nsc_opened_landscape *opened, size_t note);

/* ---- fitness ---- */

/*
 * The fitness of a rule ("valid@108", "params", "column:NAME"); NULL: that of the names. Rules that mean the same are
 * one fitness: "test@108" and "test@108:mean". NSC_USAGE if the text is no rule of the space, NSC_MISSING if the data
 * lacks it, NSC_INVALID if the data is damaged. Cost: that of nsc_fitness_from_measurements, nsc_fitness_from_surrogate
 * or nsc_fitness_from_feature.
 */
nsc_status nsc_landscape_fitness(nsc_opened_landscape *opened, const char *rule, const nsc_fitness **fitness,
                                 nsc_error *error);

/*
 * A rule taken apart; NULL: that of the names. A rule without a policy is the mean, or the one run that the data has
 * (nsc_measurements_lone_run): "test@108:run1". NSC_USAGE if the text is no rule of the space; failures of
 * nsc_landscape_measurements.
 */
nsc_status nsc_landscape_rule(nsc_opened_landscape *opened, const char *text, const nsc_fitness_rule **rule,
                              nsc_error *error);

/* Another fitness, or the reason that it is missing. */
typedef struct nsc_asked_fitness {
    nsc_fitness_rule rule;
    const nsc_fitness *fitness; /* NULL: there is none */
    char lacking[128];          /* "the data does not hold test@36:mean", for the row of a table; else empty */
    nsc_error reason;           /* the reason at length, such as the fitnesses that are available; else empty */
} nsc_asked_fitness;

/*
 * Another fitness of the same data, for an analysis; a fitness that the data lacks is no failure. The landscape's own
 * rule always gives the landscape's own fitness. Failures: those of nsc_landscape_fitness but NSC_MISSING.
 */
nsc_status nsc_landscape_ask(const nsc_landscape *landscape, const char *rule, nsc_asked_fitness *asked,
                             nsc_error *error);

/*
 * The budgets at which a landscape is looked at, in epochs, ascending: for cells those of the official data, for other
 * points those of the measurements. Failures: those of nsc_landscape_measurements.
 */
nsc_status nsc_landscape_budgets(const nsc_landscape *landscape, int epochs[NSC_BUDGETS], size_t *count,
                                 nsc_error *error);

/* Provenance of values: the rule in full, the name of the direction, the name of the origin, and the files,
 * "builtin" or "space". */
typedef struct nsc_provenance {
    const char *fitness;
    const char *direction;
    const char *origin;
    const char *source;
} nsc_provenance;

/*
 * The fitness of a few points only, NaN if there is none: values[count]. The same numbers and failures as
 * nsc_landscape_fitness, without making all of them: milliseconds for a few points once the files are read. If many
 * were asked in all, call by call, the whole fitness is made and serves from then on.
 */
nsc_status nsc_landscape_values(nsc_opened_landscape *opened, const char *rule, const uint32_t *points, size_t count,
                                nsc_point_fitness *values, nsc_provenance *provenance, nsc_error *error);

/*
 * How to compare values of a few points, as nsc_landscape_values gives them: the direction, and the tolerance that was
 * chosen or that follows from these values, as nsc_order_of takes it from all. It differs from that by rounding at
 * most, and is that of a column and of values of the caller's own. Failures: those of nsc_fitness_equal_within.
 */
nsc_status nsc_landscape_order(nsc_opened_landscape *opened, const char *rule, const nsc_point_fitness *values,
                               size_t count, nsc_order *order, nsc_error *error);

NSC_PUBLIC_END

#endif
