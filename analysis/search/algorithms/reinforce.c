/*
 * REINFORCE (Williams 1992) as in run_rl.py of Klein and Hutter's benchmarks: a categorical distribution for each
 * variable, moved toward candidates whose reward is above the exponential mean of all rewards so far.
 */
#include "analysis/search/algorithms/reinforce_internal.h"
#include "analysis/search/search_internal.h"

#include <math.h>

typedef struct reinforce_settings {
    double rate, momentum;
} reinforce_settings;

/* The reward is the accuracy, a fraction, or any other fitness as it is, less where lower is better. A candidate whose
 * accuracy is not above this, or an invalid one, is drawn again and nothing is learnt from it. */
#define LEAST_REWARD 0.001
enum { REDRAW_LIMIT = 1000000 };

/* ---- the policy ---- */

static void find_probabilities(nsc_search_policy *policy) {
    for (size_t v = 0; v < policy->variable_count; v++) {
        const size_t first = policy->first_level[v], end = policy->first_level[v + 1];
        double largest = policy->logits[first], sum = 0;
        for (size_t level = first + 1; level < end; level++)
            largest = fmax(largest, policy->logits[level]);
        for (size_t level = first; level < end; level++)
            sum += policy->probabilities[level] = exp(policy->logits[level] - largest);
        for (size_t level = first; level < end; level++)
            policy->probabilities[level] /= sum;
    }
}

nsc_status nsc_search_policy_create(nsc_search_policy *policy, const nsc_search_variable *variables,
                                    size_t variable_count, double momentum, nsc_error *error) {
    *policy = (nsc_search_policy){.variable_count = variable_count, .variables = variables, .momentum = momentum};
    nsc_status status = nsc_allocate(&policy->first_level, variable_count + 1, sizeof(size_t), error);
    if (status != NSC_OK)
        goto out;
    for (size_t v = 0; v < variable_count; v++)
        policy->first_level[v + 1] = policy->first_level[v] + variables[v].levels;
    const size_t levels = policy->first_level[variable_count];
    if ((status = nsc_allocate(&policy->logits, levels, sizeof(double), error)) != NSC_OK)
        goto out;
    if ((status = nsc_allocate(&policy->probabilities, levels, sizeof(double), error)) != NSC_OK)
        goto out;
    find_probabilities(policy);
out:
    if (status != NSC_OK)
        nsc_search_policy_release(policy);
    return status;
}

void nsc_search_policy_release(nsc_search_policy *policy) {
    free(policy->first_level);
    free(policy->logits);
    free(policy->probabilities);
    *policy = (nsc_search_policy){0};
}

void nsc_search_policy_draw(const nsc_search_policy *policy, nsc_search *search, double *candidate) {
    for (size_t v = 0; v < policy->variable_count; v++) {
        const double *probabilities = policy->probabilities + policy->first_level[v];
        double left = nsc_search_uniform(search);
        uint32_t level = 0;
        while (level + 1 < policy->variables[v].levels && left >= probabilities[level])
            left -= probabilities[level++];
        candidate[v] = level;
    }
}

void nsc_search_policy_update(nsc_search_policy *policy, const double *candidate, double reward, double rate) {
    policy->reward_sum = policy->momentum * policy->reward_sum + (1 - policy->momentum) * reward;
    policy->weight_sum = policy->momentum * policy->weight_sum + (1 - policy->momentum);
    const double advantage = reward - policy->reward_sum / policy->weight_sum;
    for (size_t v = 0; v < policy->variable_count; v++) {
        const size_t first = policy->first_level[v], end = policy->first_level[v + 1];
        for (size_t level = first; level < end; level++)
            policy->logits[level] -= rate * advantage * policy->probabilities[level];
        policy->logits[first + (size_t)candidate[v]] += rate * advantage;
    }
    find_probabilities(policy);
}

/* ---- the search ---- */

/* Draws candidates until one is rewarded; false once the run has ended, or if none of a million is. */
static bool draw_rewarded(nsc_search *search, const nsc_search_policy *policy, double *candidate, double *reward) {
    const size_t full_budget = nsc_search_budgets(search) - 1;
    const double worst = nsc_search_worst_loss(search);
    for (int i = 0; i < REDRAW_LIMIT; i++) {
        nsc_search_answer answer;
        nsc_search_policy_draw(policy, search, candidate);
        if (!nsc_search_admits(search, candidate))
            continue;
        if (!nsc_search_evaluate(search, candidate, full_budget, &answer))
            return false;
        *reward = isfinite(worst) ? 1 - answer.loss / worst : -answer.loss;
        if (answer.valid && (*reward > LEAST_REWARD || !isfinite(worst)))
            return true;
    }
    return false;
}

static nsc_status run(nsc_search *search, const void *chosen, nsc_error *error) {
    const reinforce_settings *settings = chosen;
    const nsc_search_variable *variables;
    const size_t variable_count = nsc_search_domain_variables(nsc_search_domain_of(search), &variables);
    nsc_search_policy policy = {0};
    double *candidate = NULL, reward;
    nsc_status status = nsc_search_policy_create(&policy, variables, variable_count, settings->momentum, error);
    if (status != NSC_OK)
        goto out;
    if ((status = nsc_allocate(&candidate, variable_count, sizeof(double), error)) != NSC_OK)
        goto out;
    while (draw_rewarded(search, &policy, candidate, &reward))
        nsc_search_policy_update(&policy, candidate, reward, settings->rate);
out:
    nsc_search_policy_release(&policy);
    free(candidate);
    return status;
}

#define SETTING(field, ...) NSC_SETTING(reinforce_settings, field, .name = #field, __VA_ARGS__)
static const nsc_search_setting settings_table[] = {
    NSC_SETTING_BY_SCRIPT(reinforce_settings, rate, "0.1", .name = "rate", .kind = NSC_TAKES_REAL, .minimum = 0,
                          .maximum = 1e6, .default_text = "0.5", .meaning = "learning rate of the logits"),
    SETTING(momentum, .kind = NSC_TAKES_REAL, .minimum = 0, .maximum = 0.999999, .default_text = "0.9",
            .meaning = "weight of the past in the baseline, an exponential mean of rewards"),
};

const nsc_search_algorithm nsc_search_reinforce = {
    .name = "reinforce",
    .meaning = "learns a probability for each level of each variable by policy gradient",
    .source = "Williams 1992; Ying et al. 2019; nas_benchmarks run_rl.py",
    .needs = NSC_SEARCH_NEEDS_VARIABLES | NSC_SEARCH_NEEDS_NEIGHBOURS,
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(reinforce_settings),
    .run = run,
};
