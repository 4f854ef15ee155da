/* Hyperband: brackets of successive halving of random candidates (Li et al. 2018, as HpBandSter runs it). */
#include "analysis/search/algorithms/brackets.h"

typedef struct hyperband_settings {
    unsigned eta;
} hyperband_settings;

static const nsc_search_setting hyperband_table[] = {
    NSC_SETTING_ETA(hyperband_settings),
};

static bool propose_at_random(void *context, nsc_search *search, double *candidate) {
    (void)context;
    return nsc_search_draw(search, candidate);
}

static nsc_status run_hyperband(nsc_search *search, const void *settings, nsc_error *error) {
    const hyperband_settings *chosen = settings;
    const nsc_bracket_sampler sampler = {.propose = propose_at_random};
    return nsc_brackets_run(search, chosen->eta, &sampler, error);
}

const nsc_search_algorithm nsc_search_hyperband = {
    .name = "hyperband",
    .meaning = "random candidates at the smallest budget, the best of them at larger ones, in brackets",
    .source = "Li et al. 2018, JMLR 18(185); brackets of HpBandSter",
    .needs = NSC_SEARCH_NEEDS_BUDGETS,
    .settings = hyperband_table,
    .setting_count = NSC_COUNT_OF(hyperband_table),
    .settings_size = sizeof(hyperband_settings),
    .run = run_hyperband,
};
