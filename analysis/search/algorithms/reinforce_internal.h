/* The policy that REINFORCE learns: independent categorical variables. */
#ifndef NSC_REINFORCE_INTERNAL_H
#define NSC_REINFORCE_INTERNAL_H

#include "analysis/search/search.h"

typedef struct nsc_search_policy {
    size_t variable_count;
    const nsc_search_variable *variables;    /* borrowed; categorical or whole */
    size_t *first_level;                     /* [variable_count + 1] where a variable's levels begin */
    double *logits, *probabilities;          /* [first_level[variable_count]] */
    double momentum, reward_sum, weight_sum; /* the baseline is reward_sum / weight_sum */
} nsc_search_policy;

/* All logits 0, and no baseline yet. Release with nsc_search_policy_release. */
nsc_status nsc_search_policy_create(nsc_search_policy *policy, const nsc_search_variable *variables,
                                    size_t variable_count, double momentum, nsc_error *error);
void nsc_search_policy_release(nsc_search_policy *policy);

/* Draws the level of each variable by its probability. */
void nsc_search_policy_draw(const nsc_search_policy *policy, nsc_search *search, double *candidate);

/* The reward enters the baseline, its exponential mean without the bias of the start, and then logits move by
 * rate × (reward − baseline) × the gradient of the candidate's logarithmic probability. */
void nsc_search_policy_update(nsc_search_policy *policy, const double *candidate, double reward, double rate);

#endif
