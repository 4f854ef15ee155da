/*
 * search: simulated experiments with search algorithms on measured points.
 *
 * In: an opened landscape, the rules of an experiment, an algorithm with its settings. Out: one trace for each run of
 * the algorithm: what it evaluated, what that cost, and the best of it. Nothing is trained: an evaluation is a look-up
 * of one of the runs that the data has, and a clock adds up the training times.
 *
 *   algorithms.c         the table of algorithms; the place to start reading
 *   experiment.c         the data and the rules of an experiment, opened once for all algorithms
 *   experiment_runs.c    its measurements, one array for each budget
 *   search_options.c     the table of its options
 *   search_domain.h/.c   candidates: encodings A, B and C, points, tuples of variables
 *   search_run.c         one run: evaluations, clock, incumbent, trace
 *   search_runs.c        many runs at once
 *   search_settings.c    settings of an algorithm, read from name=value
 *   ask_tell.c           an algorithm that is two functions, ask and tell
 *   kept_runs.h/.c       finished runs in a file, so that an interrupted experiment resumes
 *   trace_bytes.h/.c     traces as bytes, for that file and for other processes
 *   search_internal.h    what algorithms see of a run
 *
 *   algorithms/          one file an algorithm, and their models:
 *     random_search.c, evolution.c, local_search.c, annealing.c, reinforce.c (reinforce_internal.h: its policy)
 *     hyperband.c, bohb.c (kernel_density.h/.c: its model), dehb.c   brackets.h/.c: the rungs of all three
 *     tpe.c                tpe_trials.c, tpe_model.c, tpe_density.h/.c: its good and bad trials, and their densities
 *     smac.c               smac_history.c, smac_challengers.c: what it evaluated, and its maximiser;
 *                          regression_forest.h/.c, regression_forest_split.c: its model
 *     gaussian_process.c   gaussian_posterior.h/.c: its model
 *     bananas.c            neural_network.h/.c, network_products.h: the networks of its ensemble
 *     search_proposals.h/.c, search_features.h/.c   both use them: mutations of the best candidates, and features
 *     candidate_rows.h/.c  rows sorted by a variable and hashes of rows, for several models
 *
 *   results/             traces in, tables out:
 *     search_tables.h/.c   the table of these tables, their options, the columns of provenance
 *     search_table_NAME.c  the tables, by their question
 *     search_regret.c, search_targets.h/.c, search_score.h/.c   curves of regret, targets, scores
 *     search_landscape.h/.c, trajectory_network.h/.c   runs on the landscape; their networks merged
 *     search_sweep.h/.c, search_iohprofiler.h/.c   sweeps over a setting; the format of IOHprofiler
 *
 * A program may bring an algorithm of its own: an nsc_search_algorithm whose `run` proposes and evaluates, or the
 * functions ask and tell of nsc_search_ask_tell.
 */
#ifndef NSC_SEARCH_H
#define NSC_SEARCH_H

#include "analysis/landscape.h"
#include "base/option.h"
#include "base/public.h"

NSC_PUBLIC_BEGIN

/* ---- candidates ---- */

/* The form in which a search handles points. */
typedef enum nsc_search_encoding {
    NSC_ENCODING_A,         /* cells: an operation for each inner vertex, one bit for each possible edge */
    NSC_ENCODING_B,         /* cells: the operations, and nine slots, each of which names an edge; doubles collapse */
    NSC_ENCODING_C,         /* cells: the operations, a real number for each edge, and how many of the largest count */
    NSC_ENCODING_POINTS,    /* "cells": points themselves, changed to a neighbour by the relation; any space */
    NSC_ENCODING_VARIABLES, /* strings and tables of variables: one variable for each position */
    NSC_ENCODING_COUNT
} nsc_search_encoding;

typedef enum nsc_variable_kind {
    NSC_VARIABLE_CATEGORICAL, /* 0 to levels − 1, without order */
    NSC_VARIABLE_INTEGER,     /* 0 to levels − 1, ordered */
    NSC_VARIABLE_REAL         /* 0 to 1 */
} nsc_variable_kind;

typedef struct nsc_search_variable {
    const char *name;
    nsc_variable_kind kind;
    uint32_t levels; /* 0 for a real */
} nsc_search_variable;

/* A candidate is an array of one double for each variable: a level, or a real from 0 to 1. */
typedef struct nsc_search_domain nsc_search_domain;
size_t nsc_search_domain_variables(const nsc_search_domain *domain, const nsc_search_variable **variables);

/* ---- the experiment ---- */

typedef enum nsc_search_protocol {
    NSC_PROTOCOL_PLAIN,    /* pruned edge limit; invalid candidates are redrawn free of charge */
    NSC_PROTOCOL_PAPER,    /* as tabular_benchmarks: edge limit before pruning; invalid candidates count */
    NSC_PROTOCOL_NASZILLA, /* selection by mean validation accuracy; scored every 10 evaluations */
    NSC_PROTOCOL_COUNT
} nsc_search_protocol;

/* Rules that an option may change beside the protocol; the first choice of each leaves it to the protocol. */
typedef enum nsc_protocol_choice { NSC_CHOICE_OF_PROTOCOL, NSC_CHOICE_YES, NSC_CHOICE_NO } nsc_protocol_choice;

/* All zero: protocol plain, one run of 150 evaluations on encoding A, or what takes its place in the space. */
typedef struct nsc_search_options {
    unsigned encoding;      /* nsc_search_encoding + 1; 0: A for cells, variables for strings and tables, else points */
    unsigned protocol;      /* nsc_search_protocol */
    unsigned edge_limit;    /* nsc_validity + 1; 0: by protocol */
    unsigned count_invalid; /* nsc_protocol_choice: an invalid candidate uses up an evaluation */
    unsigned select_by_mean;      /* nsc_protocol_choice: an evaluation gives the mean of the runs, not one of them */
    unsigned incumbent_full_only; /* nsc_protocol_choice: only evaluations at the full budget may become incumbent */
    unsigned score_every;         /* evaluations between two scores; 0: by protocol */
    bool unique;                  /* a point that was paid for before is answered free of charge */
    unsigned evaluations;         /* most paid evaluations of a run; 0: no limit, or 150 if there is no time either */
    double time_s;                /* most simulated seconds of a run; 0: no limit */
    unsigned runs;                /* 0: 1 */
    uint64_t seed;
    bool keep_evaluations; /* traces hold every evaluation, not only those that improved */
    const nsc_control *control;
} nsc_search_options;

/* An option of experiments: a field of nsc_search_options, see nsc_option_store. */
typedef struct nsc_search_option {
    nsc_option option;
    size_t offset;
} nsc_search_option;
extern const nsc_search_option nsc_search_option_rows[];
extern const size_t nsc_search_option_count;

/*
 * An experiment: the points that have measurements, their runs at all budgets, the true means by which searches are
 * scored, and the rules. Immutable once open; shared by threads and by all algorithms that are compared.
 */
typedef struct nsc_experiment nsc_experiment;

/*
 * Opens an experiment on a landscape, which outlives it. Where the landscape's names have no fitness and the data has
 * validation accuracy, evaluations give one validation run and scores are means of validation and test accuracy. Else
 * selection and score are the one fitness that there is. NSC_USAGE for an encoding that the space has not; NSC_MISSING,
 * naming what the data has, for a limit in seconds on data without times. Cost: 0.3 s and 30 MB a budget for full data.
 */
nsc_status nsc_experiment_open(nsc_experiment **experiment, nsc_opened_landscape *opened,
                               const nsc_search_options *options, nsc_error *error);
void nsc_experiment_close(nsc_experiment *experiment);

/* What stands beside every number. Texts belong to the experiment. */
typedef struct nsc_experiment_facts {
    const char *selected_by;                      /* "valid@108, one of 3 runs", "test@108:run1" */
    const char *scored_by;                        /* "test@108:mean" */
    const char *encoding, *protocol, *edge_limit; /* edge_limit: NULL where no encoding is decoded */
    const char *relation;                         /* NULL where it is not used */
    nsc_provenance provenance;                    /* of the score */
    uint32_t point_count, evaluated_count;
    double best_score;       /* of all evaluated points */
    double best_valid_score; /* NaN where there is no validation accuracy */
    double error_at_zero;    /* error = error_at_zero − score: 1 or 100 of accuracies, NaN where there is no error */
    bool has_times;
    size_t budget_count; /* ascending; the last is the full one */
    const int *epochs;   /* [budget_count] */
} nsc_experiment_facts;
const nsc_experiment_facts *nsc_experiment_describe(const nsc_experiment *experiment);

/* Its options with all defaults filled in: no choice is left to the protocol, and runs and score_every are 1 at
 * least. */
const nsc_search_options *nsc_experiment_options(const nsc_experiment *experiment);

/* The mean score of a point at the full budget, as test and validation accuracy; NaN where there is none. */
double nsc_experiment_score(const nsc_experiment *experiment, uint32_t point);
double nsc_experiment_valid_score(const nsc_experiment *experiment, uint32_t point);

/* ---- one run of an algorithm ---- */

typedef struct nsc_search nsc_search;

typedef struct nsc_search_answer {
    double loss; /* lower is better: 1 − accuracy, 100 − per cent, else the fitness with the sign that makes it so */
    double fitness; /* the same in units of the data; NaN if invalid */
    double time_s;  /* paid for this evaluation; 0 without times */
    uint32_t point; /* UINT32_MAX if invalid */
    bool valid;     /* false: invalid or without measurement; loss is 1, 100 or infinite */
    bool free;      /* nothing was paid: repeated under --unique, or not admitted under the protocol */
} nsc_search_answer;

const nsc_search_domain *nsc_search_domain_of(const nsc_search *search);
size_t nsc_search_budgets(const nsc_search *search); /* budgets of the experiment, ascending */

/*
 * Evaluates a candidate at a budget, by its place among the ascending budgets: draws a run, moves the clock, updates
 * incumbent and trace. False once the run has ended, and then nothing was done: the limit is spent (an evaluation that
 * would pass the limit of time is not made), the computation is cancelled, or memory has run out; the runner knows
 * which, and the algorithm returns NSC_OK.
 */
bool nsc_search_evaluate(nsc_search *search, const double *candidate, size_t budget, nsc_search_answer *answer);

/* The same of a point itself, below the number of points of the space, in any encoding. */
bool nsc_search_evaluate_point(nsc_search *search, uint32_t point, size_t budget, nsc_search_answer *answer);

/* A candidate drawn uniformly; those that the protocol redraws free of charge (invalid ones, points without
 * measurement) are redrawn. False once the run has ended, or if nothing admissible is found in a million draws. */
bool nsc_search_draw(nsc_search *search, double *candidate);

/* One change of a candidate: one variable to another value, or a neighbour; redrawn in the same way. */
bool nsc_search_mutate(nsc_search *search, const double *parent, double *child);

/* True unless the protocol wants the candidate to be redrawn. A rejected candidate is counted in the trace. */
bool nsc_search_admits(nsc_search *search, const double *candidate);

/* False once the run has ended, so that an algorithm's own loops may end, too. */
bool nsc_search_continues(const nsc_search *search);

/* Random numbers of this run: a whole number below `limit`, a real from 0 to below 1. */
uint32_t nsc_search_below(nsc_search *search, uint32_t limit);
double nsc_search_uniform(nsc_search *search);

/* ---- traces ---- */

typedef struct nsc_search_event {
    uint64_t evaluations; /* paid so far, this one included */
    double time_s;        /* clock after it */
    double fitness;       /* as drawn, in units of the data; NaN if invalid */
    uint32_t point;       /* UINT32_MAX if invalid */
    uint16_t budget;      /* its place among the budgets */
    uint16_t run;         /* that was drawn, from 0; UINT16_MAX for a mean */
    bool incumbent;       /* became the incumbent */
    bool free;
} nsc_search_event;

typedef struct nsc_search_trace {
    nsc_search_event *events; /* [count] in order: all evaluations, or those that became incumbent */
    size_t count, capacity;
    uint64_t evaluations; /* paid */
    uint64_t points;      /* different ones among them, at whatever budget */
    uint64_t proposals;   /* evaluations and rejected candidates */
    uint64_t invalid;     /* proposals that decode to no point */
    uint64_t unmeasured;  /* proposals that decode to a point without measurement */
    uint64_t repeated;    /* evaluations of a point that had been evaluated at that budget before */
    double time_s;        /* clock at the end */
    bool exhausted;       /* ended before its limit: nothing new was found to evaluate */
} nsc_search_trace;

/*
 * A run that the caller drives, for programs that hold the loop themselves: evaluate, draw and mutate until one of them
 * returns false. It draws the random numbers of run `run`. `trace`, all zero, is filled in as the run goes on, and
 * outlives it; its events are to be released by free(). NSC_FAILED without memory. Release with nsc_search_close, which
 * returns NSC_OK if the run may go on or its limit ended it, else the failure that did. NULL is allowed.
 */
nsc_status nsc_search_open(nsc_search **search, const nsc_experiment *experiment, uint64_t run, nsc_search_trace *trace,
                           nsc_error *error);
nsc_status nsc_search_close(nsc_search *search, nsc_error *error);

/* ---- algorithms ---- */

typedef enum nsc_search_need {
    NSC_SEARCH_NEEDS_VARIABLES = 1,  /* several variables: not points by a relation */
    NSC_SEARCH_NEEDS_NEIGHBOURS = 2, /* finitely many changes of a candidate: no reals */
    NSC_SEARCH_NEEDS_BUDGETS = 4     /* two budgets or more */
} nsc_search_need;

/* A setting: a field of the algorithm's own structure. option.default_text is the value of `paper`. */
typedef struct nsc_search_setting {
    nsc_option option;
    size_t offset;            /* see nsc_option_store */
    const char *script_value; /* what the published script takes by default; NULL: the same */
} nsc_search_setting;

typedef struct nsc_search_algorithm {
    const char *name;    /* "plain-evolution" */
    const char *meaning; /* one line */
    const char *source;  /* publication and program whose rules it follows */
    unsigned needs;      /* nsc_search_need */
    const nsc_search_setting *settings;
    size_t setting_count;
    size_t settings_size; /* of the structure */
    /* Proposes and evaluates until an evaluation returns false. `settings`: the filled structure. NSC_FAILED without
     * memory. */
    nsc_status (*run)(nsc_search *search, const void *settings, nsc_error *error);
    const void *context; /* of a user's algorithm: nsc_search_context returns it */
} nsc_search_algorithm;

extern const nsc_search_algorithm *const nsc_search_algorithms[];
extern const size_t nsc_search_algorithm_count;
const nsc_search_algorithm *nsc_search_algorithm_named(const char *name); /* NULL if there is none */
const void *nsc_search_context(const nsc_search *search);

/*
 * An algorithm with chosen settings, read from "evolution:population=50,tournament=5" and from further name=value
 * texts. `script`: the published scripts' values in place of the papers'. Release with nsc_chosen_algorithm_release.
 */
typedef struct nsc_chosen_algorithm {
    const nsc_search_algorithm *algorithm;
    char *label; /* as given, the name in lower case: what tables call it */
    void *settings;
    char *described; /* all settings as name=value, separated by commas; empty without settings */
} nsc_chosen_algorithm;
nsc_status nsc_chosen_algorithm_read(nsc_chosen_algorithm *chosen, const char *text, bool script,
                                     const char *const *assignments, size_t assignment_count, nsc_error *error);
void nsc_chosen_algorithm_release(nsc_chosen_algorithm *chosen);

/* Points *`text` at "evolution:population=100,tournament=10", with all settings; released by free(). */
nsc_status nsc_chosen_algorithm_describe(const nsc_chosen_algorithm *chosen, char **text, nsc_error *error);

/*
 * An algorithm of the user's own as two functions: `ask` proposes, `tell` learns. It becomes an nsc_search_algorithm by
 * `run` = nsc_search_run_ask_tell and `context` = its nsc_search_ask_tell; examples/own_search.c is one. Runs go on in
 * several threads at once, each with a state of its own: functions change nothing but that, and draw random numbers by
 * nsc_search_below and nsc_search_uniform, so that a seed reproduces a run.
 */
typedef struct nsc_search_ask_tell {
    /* Creates the state of a run; `settings` as in nsc_search_algorithm. NULL: there is no state. */
    nsc_status (*begin)(nsc_search *search, const void *settings, void **state, nsc_error *error);
    /* Proposes: fills in `candidate`, a double for each variable, and may change *`budget` from the full budget to the
     * place of another. False: there is nothing to propose, and the run ends before its limit. */
    bool (*ask)(nsc_search *search, void *state, double *candidate, size_t *budget);
    /* Learns the answer to the proposal. NULL: nothing is learned. */
    void (*tell)(nsc_search *search, void *state, const double *candidate, size_t budget,
                 const nsc_search_answer *answer);
    /* Releases the state, and returns a failure that ask or tell met. NULL: there is nothing to release. */
    nsc_status (*end)(void *state, nsc_error *error);
} nsc_search_ask_tell;

/* Asks, evaluates and tells until the run has ended: the function `run` of an algorithm whose context is an
 * nsc_search_ask_tell. NSC_FAILED without memory; failures of begin and end. */
nsc_status nsc_search_run_ask_tell(nsc_search *search, const void *settings, nsc_error *error);

/* All runs of one algorithm. */
typedef struct nsc_search_result {
    const nsc_experiment *experiment; /* outlives it */
    const char *label;                /* borrowed */
    nsc_search_trace *traces;         /* [run_count] */
    size_t run_count;
    const char *settings; /* borrowed: all settings as name=value, separated by commas; NULL: nobody knows */
} nsc_search_result;

/* NSC_MISSING if the data has too few budgets for the algorithm, NSC_USAGE if the encoding or the fitness does not suit
 * it. */
nsc_status nsc_experiment_suits(const nsc_experiment *experiment, const nsc_search_algorithm *algorithm,
                                nsc_error *error);

/*
 * Runs an algorithm as often as the experiment says, each run on random streams of its own number: results are the same
 * for any number of threads, and a run is the same in an experiment of more runs. NSC_MISSING if the data has too few
 * budgets, NSC_USAGE if the encoding does not suit the algorithm. Release with nsc_search_result_release.
 */
nsc_status nsc_experiment_run(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen,
                              nsc_search_result *result, nsc_error *error);
void nsc_search_result_release(nsc_search_result *result);

NSC_PUBLIC_END

#endif
