/* What algorithms see of a run beside search.h. */
#ifndef NSC_SEARCH_INTERNAL_H
#define NSC_SEARCH_INTERNAL_H

#include "analysis/search/search.h"
#include "analysis/search/search_domain.h"
#include "base/base.h"

#include <gsl/gsl_rng.h>

/* The landscape that an experiment was opened on. */
nsc_opened_landscape *nsc_experiment_landscape(const nsc_experiment *experiment);

/* The generator of the algorithm's decisions in this run; that of the drawn runs is another. */
gsl_rng *nsc_search_random(nsc_search *search);

/* The largest number of runs of the experiment that are computed at the same time. */
size_t nsc_search_runs_at_once(const nsc_search *search);

/* The loss of an invalid candidate: 1 or 100 of accuracies, else infinite. */
double nsc_search_worst_loss(const nsc_search *search);

/* What nsc_search_admits says, without counting the candidate as a proposal: for candidates that an algorithm passes on
 * its way to one. */
bool nsc_search_would_admit(const nsc_search *search, const double *candidate);

/* A name=value setting of each kind, for the tables of settings. */
#define NSC_SETTING(structure, field, ...)                                                                             \
    { .option = {__VA_ARGS__}, .offset = offsetof(structure, field) }

/* The same of a setting that the published script gives another value. */
#define NSC_SETTING_BY_SCRIPT(structure, field, value_of_script, ...)                                                  \
    { .option = {__VA_ARGS__}, .offset = offsetof(structure, field), .script_value = (value_of_script) }

extern const nsc_search_algorithm nsc_search_random_search, nsc_search_evolution, nsc_search_plain_evolution,
    nsc_search_reinforce, nsc_search_hyperband, nsc_search_bohb, nsc_search_tpe, nsc_search_smac,
    nsc_search_local_search, nsc_search_gaussian_process, nsc_search_bananas, nsc_search_annealing, nsc_search_dehb;

#endif
