/*
 * Tree-structured Parzen estimator: the trials are divided into the few with the lowest loss and the others, and of
 * each variable that value is proposed which is most likelier among the good than among the bad.
 *
 * Bergstra, Bardenet, Bengio, Kegl 2011; the rules are those of hyperopt's tpe.suggest, which run_tpe.py of the tabular
 * benchmarks calls with its defaults: min(ceil(0.25 √n), 25) trials are good; each variable by itself takes the first
 * best of its 24 draws from the density of the good. Of equal losses the older ones are good, and of equal integers the
 * older one is sorted first; hyperopt leaves both to an unstable sort. Integers are reals rounded to the nearest; the
 * chances of their values are computed once, which gives the same draws. Reals and integers at the start are uniform
 * over their values, as all candidates that nsc_search_draw draws; hyperopt rounds uniform reals.
 */
#include "analysis/search/algorithms/tpe_internal.h"

static const nsc_search_setting settings_table[] = {
    NSC_SETTING(nsc_tpe_settings, starts, .name = "starts", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "trials drawn uniformly at first", .default_text = "20", .minimum = 1, .maximum = 1e7),
    NSC_SETTING(nsc_tpe_settings, candidates, .name = "candidates", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "draws of each variable, the best of which is proposed", .default_text = "24", .minimum = 1,
                .maximum = 1e6),
    NSC_SETTING(nsc_tpe_settings, gamma, .name = "gamma", .kind = NSC_TAKES_REAL, .placeholder = "R",
                .meaning = "good trials: this times the root of the number of trials, at most 25",
                .default_text = "0.25", .minimum = 0, .maximum = 1e6),
    NSC_SETTING(nsc_tpe_settings, prior_weight, .name = "prior-weight", .kind = NSC_TAKES_REAL, .placeholder = "R",
                .meaning = "weight of the uniform prior of a number, and of each level, against that of a trial",
                .default_text = "1", .minimum = 1e-6, .maximum = 1e6),
    NSC_SETTING(nsc_tpe_settings, forgetting, .name = "forgetting", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "newest trials of full weight; older ones weigh less, by age", .default_text = "25",
                .minimum = 1, .maximum = 1e7),
};

/* What TPE has learned in a run. */
typedef struct tpe {
    const nsc_tpe_settings *settings;
    nsc_tpe_trials known;
    nsc_tpe_model model;
    double *candidate; /* [variable_count] */
} tpe;

static nsc_status learn(tpe *state, double loss, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_tpe_add_trial(&state->known, state->settings, state->candidate, loss, error));
    NSC_TRY(nsc_tpe_model_sort_last(&state->model, &state->known, error));
    if (state->known.count >= state->settings->starts)
        NSC_TRY(nsc_tpe_model_fit(&state->model, &state->known, state->settings, error));
out:
    return status;
}

/*
 * Proposes by the model. An invalid candidate that the protocol rejects is a failed trial, free of charge: a model that
 * learned nothing of it would propose it again. Of a point without measurement nothing is learned; the next candidate
 * is the best of half as many draws, so that points around it come up as well.
 */
static nsc_status propose(nsc_search *search, tpe *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    uint32_t point;
    for (unsigned draws = state->settings->candidates; nsc_search_continues(search);) {
        nsc_tpe_model_propose(&state->model, &state->known, draws, nsc_search_random(search), state->candidate);
        if (nsc_search_admits(search, state->candidate))
            break;
        if (nsc_search_domain_decode(nsc_search_domain_of(search), state->candidate, &point) != NSC_DECODES)
            NSC_TRY(learn(state, nsc_search_worst_loss(search), error));
        else if (draws > 1)
            draws /= 2;
    }
out:
    return status;
}

static nsc_status run(nsc_search *search, const void *settings, nsc_error *error) {
    const size_t full = nsc_search_budgets(search) - 1;
    const nsc_search_variable *variables;
    const size_t variable_count = nsc_search_domain_variables(nsc_search_domain_of(search), &variables);
    nsc_search_answer answer;
    tpe state = {.settings = settings};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state.candidate, variable_count, sizeof(double), error));
    NSC_TRY(nsc_tpe_trials_open(&state.known, variables, variable_count, error));
    NSC_TRY(nsc_tpe_model_open(&state.model, &state.known, error));
    while (state.known.count < state.settings->starts && nsc_search_draw(search, state.candidate) &&
           nsc_search_evaluate(search, state.candidate, full, &answer))
        NSC_TRY(learn(&state, answer.loss, error));
    while (nsc_search_continues(search)) {
        NSC_TRY(propose(search, &state, error));
        if (nsc_search_evaluate(search, state.candidate, full, &answer))
            NSC_TRY(learn(&state, answer.loss, error));
    }
out:
    free(state.candidate);
    nsc_tpe_model_close(&state.model, &state.known);
    nsc_tpe_trials_close(&state.known);
    return status;
}

const nsc_search_algorithm nsc_search_tpe = {
    .name = "tpe",
    .meaning = "tree-structured Parzen estimator: each variable takes a value that is likelier among the best trials",
    .source = "Bergstra et al. 2011; hyperopt, as in run_tpe.py of tabular_benchmarks",
    .needs = NSC_SEARCH_NEEDS_VARIABLES,
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(nsc_tpe_settings),
    .run = run,
};
