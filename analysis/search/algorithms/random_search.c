/* Random search: every candidate is drawn uniformly. */
#include "analysis/search/search_internal.h"

static nsc_status run(nsc_search *search, const void *settings, nsc_error *error) {
    const size_t full = nsc_search_budgets(search) - 1;
    nsc_search_answer answer;
    double *candidate = NULL;
    nsc_status status = NSC_OK;
    (void)settings;
    NSC_TRY(nsc_allocate(&candidate, nsc_search_domain_of(search)->variable_count, sizeof *candidate, error));
    while (nsc_search_draw(search, candidate) && nsc_search_evaluate(search, candidate, full, &answer))
        continue;
out:
    free(candidate);
    return status;
}

const nsc_search_algorithm nsc_search_random_search = {
    .name = "random",
    .meaning = "candidates drawn uniformly: over encodings, or over points",
    .source = "Bergstra, Bengio 2012; as in Ying et al. 2019",
    .run = run,
};
