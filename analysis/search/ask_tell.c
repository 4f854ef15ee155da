/* Runs an algorithm that is two functions, ask and tell. */
#include "analysis/search/search.h"

#include "base/memory.h"

nsc_status nsc_search_run_ask_tell(nsc_search *search, const void *settings, nsc_error *error) {
    const nsc_search_ask_tell *algorithm = nsc_search_context(search);
    const nsc_search_variable *variables;
    const size_t variable_count = nsc_search_domain_variables(nsc_search_domain_of(search), &variables);
    const size_t full_budget = nsc_search_budgets(search) - 1;
    size_t budget = full_budget;
    nsc_search_answer answer;
    double *candidate = NULL;
    void *state = NULL;
    bool begun = false;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&candidate, variable_count, sizeof *candidate, error));
    if (algorithm->begin != NULL)
        NSC_TRY(algorithm->begin(search, settings, &state, error));
    begun = true;
    while (algorithm->ask(search, state, candidate, &budget) &&
           nsc_search_evaluate(search, candidate, budget, &answer)) {
        if (algorithm->tell != NULL)
            algorithm->tell(search, state, candidate, budget, &answer);
        budget = full_budget;
    }
out:
    free(candidate);
    if (begun && algorithm->end != NULL)
        status = algorithm->end(state, error);
    return status;
}
