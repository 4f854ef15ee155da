/* TPE: its trials, divided into good and bad ones, and the densities of the variables among each. */
#ifndef NSC_TPE_INTERNAL_H
#define NSC_TPE_INTERNAL_H

#include "analysis/search/algorithms/tpe_density.h"
#include "analysis/search/search_internal.h"

enum { NSC_TPE_MOST_GOOD = 25 };

typedef struct nsc_tpe_settings {
    unsigned starts, candidates, forgetting;
    double gamma, prior_weight;
} nsc_tpe_settings;

/* ---- tpe_trials.c: trials, divided into good and bad ones ---- */

/* What the bad trials with one level add up to: those of full weight, and the older ones with their places by age. */
typedef struct nsc_tpe_bad_level {
    uint32_t full, older;
    uint64_t places;
} nsc_tpe_bad_level;

typedef struct nsc_tpe_trials {
    const nsc_search_variable *variables;
    size_t variable_count;
    size_t count;
    double *values; /* [count × variable_count] */
    double *losses; /* [count] */
    uint32_t *bad;  /* [bad_count] the oldest first */
    size_t value_capacity, loss_capacity, bad_capacity;
    size_t bad_count, good_count;
    uint32_t good[NSC_TPE_MOST_GOOD]; /* the oldest first */
    size_t *first_level;              /* [variable_count] place of a categorical variable's first level in bad_levels */
    nsc_tpe_bad_level *bad_levels;
    size_t level_count;
    size_t number_count; /* variables that are integers or reals */
} nsc_tpe_trials;

static inline bool nsc_tpe_is_number(const nsc_search_variable *variable) {
    return variable->kind == NSC_VARIABLE_REAL || (variable->kind == NSC_VARIABLE_INTEGER && variable->levels > 1);
}

nsc_status nsc_tpe_trials_open(nsc_tpe_trials *known, const nsc_search_variable *variables, size_t variable_count,
                               nsc_error *error);
void nsc_tpe_trials_close(nsc_tpe_trials *known);

/* Adds the newest trial. Cost: constant, and linear where it or another one changes sides. */
nsc_status nsc_tpe_add_trial(nsc_tpe_trials *known, const nsc_tpe_settings *settings, const double *candidate,
                             double loss, nsc_error *error);

/* ---- tpe_model.c: densities of the variables among the good and the bad trials ---- */

/* A variable with levels: chances among the good, added up, and how much likelier a level is among the good. */
typedef struct nsc_tpe_level {
    double good_until; /* of this level and of all before it */
    double ratio;
} nsc_tpe_level;

typedef struct nsc_tpe_variable {
    nsc_tpe_mixture good, bad; /* of a number */
    nsc_tpe_level *levels;     /* [levels], not of a real */
    double best_ratio;
    uint32_t *sorted; /* of a number: [number of trials] all trials by ascending value */
    size_t sorted_capacity;
} nsc_tpe_variable;

typedef struct nsc_tpe_model {
    nsc_tpe_variable *variables; /* [variable_count] */
    double *group_weights;       /* [trials] of a trial among its group, negative for good ones */
    double *group_values;        /* [trials] of one group, ascending, with their weights */
    double *value_weights;
    size_t weight_capacity, group_capacity, value_capacity;
    double *good, *bad; /* [most levels of a variable] chances, while they are estimated */
} nsc_tpe_model;

nsc_status nsc_tpe_model_open(nsc_tpe_model *model, const nsc_tpe_trials *known, nsc_error *error);
void nsc_tpe_model_close(nsc_tpe_model *model, const nsc_tpe_trials *known);

/* Puts the last trial in its place among all that are sorted by each number; to be called after each trial. */
nsc_status nsc_tpe_model_sort_last(nsc_tpe_model *model, const nsc_tpe_trials *known, nsc_error *error);

/* Estimates the densities anew. Cost: linear in the number of levels, for numbers also in that of trials. */
nsc_status nsc_tpe_model_fit(nsc_tpe_model *model, const nsc_tpe_trials *known, const nsc_tpe_settings *settings,
                             nsc_error *error);

/* Each variable takes the first best of its draws. */
void nsc_tpe_model_propose(const nsc_tpe_model *model, const nsc_tpe_trials *known, unsigned draws, gsl_rng *random,
                           double *candidate);

#endif
