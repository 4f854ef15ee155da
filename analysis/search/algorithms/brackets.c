/* Sizes of brackets, and successive halving. */
#include "analysis/search/algorithms/brackets.h"
#include "analysis/estimators/ranking.h"
#include "base/base.h"

#include <math.h>
#include <string.h>

nsc_status nsc_bracket_plan(nsc_bracket *bracket, size_t budgets, unsigned eta, uint64_t number, nsc_error *error) {
    *bracket = (nsc_bracket){.first_budget = (size_t)(number % budgets)};
    bracket->rung_count = budgets - bracket->first_budget;
    uint64_t size = budgets / bracket->rung_count;
    for (size_t rung = bracket->rung_count; rung-- > 0; size *= eta) {
        if (size > NSC_BRACKET_MAX_CANDIDATES || rung >= NSC_BRACKET_MAX_RUNGS)
            return nsc_error_set(error, NSC_USAGE,
                                 "a bracket over %zu budgets with eta = %u has more than %d candidates; choose a "
                                 "smaller eta, or data with fewer budgets",
                                 bracket->rung_count, eta, (int)NSC_BRACKET_MAX_CANDIDATES);
        bracket->sizes[rung] = (uint32_t)size;
    }
    return NSC_OK;
}

/* The candidates of a bracket that are still in it, and their losses at the current rung. */
typedef struct halving {
    size_t variable_count;
    double *candidates; /* [first size × variable_count] */
    double *losses;
    size_t *order;
    bool *promoted;
    size_t capacity;
} halving;

static void halving_release(halving *state) {
    free(state->candidates);
    free(state->losses);
    free(state->order);
    free(state->promoted);
}

static nsc_status make_room(halving *state, size_t size, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (state->promoted != NULL && size <= state->capacity)
        return NSC_OK;
    const size_t variable_count = state->variable_count;
    halving_release(state);
    *state = (halving){.variable_count = variable_count};
    NSC_TRY(nsc_allocate(&state->candidates, size * variable_count, sizeof *state->candidates, error));
    NSC_TRY(nsc_allocate(&state->losses, size, sizeof *state->losses, error));
    NSC_TRY(nsc_allocate(&state->order, size, sizeof *state->order, error));
    NSC_TRY(nsc_allocate(&state->promoted, size, sizeof *state->promoted, error));
    state->capacity = size;
out:
    return status;
}

/* Moves the `wanted` best of `size` candidates to the front, in their order, and counts them. */
static nsc_status promote(halving *state, size_t size, size_t wanted, size_t *survivors, nsc_error *error) {
    const nsc_status status = nsc_ascending(state->losses, size, state->order, error);
    if (status != NSC_OK)
        return status;
    memset(state->promoted, 0, size * sizeof *state->promoted);
    for (size_t place = 0; place < wanted && place < size; place++)
        state->promoted[state->order[place]] = isfinite(state->losses[state->order[place]]);
    *survivors = 0;
    for (size_t slot = 0; slot < size; slot++)
        if (state->promoted[slot])
            memmove(state->candidates + (*survivors)++ * state->variable_count,
                    state->candidates + slot * state->variable_count,
                    state->variable_count * sizeof *state->candidates);
    return NSC_OK;
}

/* Evaluates the survivors and as many new candidates as the rung still wants. */
static nsc_status run_rung(halving *state, nsc_search *search, const nsc_bracket_sampler *sampler, size_t survivors,
                           size_t size, size_t budget, bool *ended, nsc_error *error) {
    for (size_t slot = 0; slot < size; slot++) {
        double *candidate = state->candidates + slot * state->variable_count;
        nsc_search_answer answer;
        *ended = (slot >= survivors && !sampler->propose(sampler->context, search, candidate)) ||
                 !nsc_search_evaluate(search, candidate, budget, &answer);
        if (*ended)
            return NSC_OK;
        state->losses[slot] = answer.loss;
        if (sampler->learn == NULL || answer.free)
            continue;
        const nsc_status status = sampler->learn(sampler->context, candidate, budget, answer.loss, error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

nsc_status nsc_brackets_run(nsc_search *search, unsigned eta, const nsc_bracket_sampler *sampler, nsc_error *error) {
    const nsc_search_variable *variables;
    halving state = {.variable_count = nsc_search_domain_variables(nsc_search_domain_of(search), &variables)};
    bool ended = false;
    nsc_status status = NSC_OK;
    for (uint64_t number = 0; !ended; number++) {
        nsc_bracket bracket;
        size_t survivors = 0;
        NSC_TRY(nsc_bracket_plan(&bracket, nsc_search_budgets(search), eta, number, error));
        NSC_TRY(make_room(&state, bracket.sizes[0], error));
        for (size_t rung = 0; rung < bracket.rung_count && !ended; rung++) {
            if (rung > 0)
                NSC_TRY(promote(&state, bracket.sizes[rung - 1], bracket.sizes[rung], &survivors, error));
            NSC_TRY(run_rung(&state, search, sampler, survivors, bracket.sizes[rung], bracket.first_budget + rung,
                             &ended, error));
        }
    }
out:
    halving_release(&state);
    return status;
}
