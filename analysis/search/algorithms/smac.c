/*
 * SMAC: a regression forest predicts the loss of candidates, and the one with the largest expected improvement is
 * evaluated next; some candidates are drawn at random instead.
 *
 * Hutter, Hoos, Leyton-Brown 2011; the rules are those of SMAC 0.10 as run_smac.py of the tabular benchmarks sets it:
 * one new candidate a round, which is compared with the incumbent on the seeds that the incumbent was evaluated on.
 * Each such seed is an evaluation here; a candidate that has all of them is passed over. As in that program, the loss
 * to be improved on is the least that the forest predicts for an evaluated candidate.
 */
#include "analysis/search/algorithms/smac_internal.h"

enum { FRUITLESS_ROUNDS = 20 }; /* in a row: all candidates in reach are evaluated, the search ends */

static const char *incumbent_loss_choice(size_t number) {
    static const char *const names[] = {"predicted", "observed"};
    return number < NSC_COUNT_OF(names) ? names[number] : NULL;
}

#define COUNT(field, text, low, high, ...)                                                                             \
    NSC_SETTING(nsc_smac_settings, field, .name = text, .kind = NSC_TAKES_COUNT, .placeholder = "N", .minimum = low,   \
                .maximum = high, __VA_ARGS__)

static const nsc_search_setting settings_table[] = {
    NSC_SETTING_BY_SCRIPT(nsc_smac_settings, forest.trees, "10", .name = "trees", .kind = NSC_TAKES_COUNT,
                          .placeholder = "N", .meaning = "trees of the forest", .default_text = "5", .minimum = 1,
                          .maximum = NSC_FOREST_TREES),
    NSC_SETTING_BY_SCRIPT(nsc_smac_settings, evaluations, "4", .name = "evaluations-each", .kind = NSC_TAKES_COUNT,
                          .placeholder = "N", .meaning = "most evaluations of an incumbent, one more in each round",
                          .default_text = "1", .minimum = 1, .maximum = 1e6),
    NSC_SETTING(nsc_smac_settings, random_share, .name = "random-share", .kind = NSC_TAKES_REAL, .placeholder = "R",
                .meaning = "chance that a candidate is drawn at random", .default_text = "0.33", .minimum = 0,
                .maximum = 1),
    COUNT(challengers, "challengers", 1, 1e7, .default_text = "5000",
          .meaning = "candidates of a round, by expected improvement: those that local searches find, and random ones"),
    COUNT(searches, "searches", 0, 1e5, .default_text = "10",
          .meaning = "local searches of expected improvement, from the best evaluated candidates"),
    COUNT(plateau_steps, "plateau-steps", 0, 1e6, .default_text = "10",
          .meaning = "most steps of a local search to an equal neighbour"),
    NSC_SETTING(nsc_smac_settings, incumbent_loss, .name = "incumbent-loss", .kind = NSC_TAKES_CHOICE,
                .placeholder = "KIND",
                .meaning = "loss to be improved on: least that the forest predicts for an evaluated candidate, or mean "
                           "that was observed of the incumbent",
                .default_text = "predicted", .choice = incumbent_loss_choice),
    NSC_SETTING(nsc_smac_settings, forest.variable_share, .name = "split-share", .kind = NSC_TAKES_REAL,
                .placeholder = "R", .meaning = "share of the variables, rounded down, that a node may be split on",
                .default_text = "0.8333333333333334", .minimum = 0, .maximum = 1),
    COUNT(forest.split_from, "split-from", 2, 1e9, .default_text = "3",
          .meaning = "fewest rows of a node that is split"),
    COUNT(forest.leaf_from, "leaf-from", 1, 1e9, .default_text = "3", .meaning = "fewest rows of a leaf"),
    COUNT(forest.depth, "depth", 0, NSC_FOREST_DEPTH, .default_text = "20",
          .meaning = "most splits on the way to a leaf"),
};

typedef struct smac {
    nsc_search *search;
    const nsc_smac_settings *settings;
    nsc_smac_history history;
    nsc_regression_forest forest;
    nsc_smac_challengers challengers;
    uint32_t incumbent;
    bool ended;
    double *candidate;      /* [variable_count] the challenger */
    double *incumbent_copy; /* [variable_count] it is evaluated while the history grows */
    uint32_t *seeds;        /* [evaluations] seeds that a challenger lacks */
} smac;

/* Evaluates a candidate on a seed and learns of it; the run may have ended. */
static nsc_status evaluate(smac *state, const double *candidate, uint32_t seed, uint32_t *number, nsc_error *error) {
    nsc_search_answer answer;
    nsc_status status = NSC_OK;
    state->ended = !nsc_search_evaluate(state->search, candidate, nsc_search_budgets(state->search) - 1, &answer);
    if (state->ended)
        return NSC_OK;
    NSC_TRY(nsc_smac_note(&state->history, candidate, seed, answer.loss, number, error));
    NSC_TRY(nsc_regression_forest_add(&state->forest, candidate, state->history.runs[state->history.run_count - 1].loss,
                                      error));
out:
    return status;
}

/* One more evaluation of the incumbent, on a new seed, up to their limit. */
static nsc_status evaluate_incumbent(smac *state, nsc_error *error) {
    if (nsc_smac_run_count(&state->history, state->incumbent) >= state->settings->evaluations)
        return NSC_OK;
    for (size_t variable = 0; variable < state->history.variable_count; variable++)
        state->incumbent_copy[variable] = nsc_smac_candidate(&state->history, state->incumbent)[variable];
    return evaluate(state, state->incumbent_copy, state->history.seed_count++, &state->incumbent, error);
}

/* The incumbent's seeds that the challenger lacks, in random order; returns how many. */
static unsigned missing_seeds(smac *state, uint32_t challenger) {
    const nsc_smac_history *history = &state->history;
    unsigned count = 0;
    for (uint32_t run = history->last_run[state->incumbent]; run != NSC_SMAC_NEW; run = history->runs[run].next) {
        if (nsc_smac_has_seed(history, challenger, history->runs[run].seed))
            continue;
        const uint32_t place = nsc_search_below(state->search, ++count);
        state->seeds[count - 1] = state->seeds[place];
        state->seeds[place] = history->runs[run].seed;
    }
    return count;
}

/*
 * Evaluates the challenger on one, two, four ... of the incumbent's seeds that it lacks, until its mean loss is above
 * the incumbent's on the same seeds. If it gets to have all of them, the better one becomes the incumbent; of equal
 * ones the old one stays.
 */
static nsc_status race(smac *state, bool *evaluated, nsc_error *error) {
    nsc_status status = NSC_OK;
    uint32_t challenger = nsc_smac_find(&state->history, state->candidate);
    for (unsigned wanted = 1;; wanted *= 2) {
        const unsigned missing = missing_seeds(state, challenger), count = missing < wanted ? missing : wanted;
        for (unsigned place = 0; place < count; place++) {
            NSC_TRY(evaluate(state, state->candidate, state->seeds[place], &challenger, error));
            if (state->ended)
                goto out;
            *evaluated = true;
        }
        const double loss = nsc_smac_mean_loss(&state->history, challenger, state->incumbent);
        const double incumbent_loss = nsc_smac_mean_loss(&state->history, state->incumbent, challenger);
        if (count == missing && loss < incumbent_loss)
            state->incumbent = challenger;
        if (count == missing || loss > incumbent_loss)
            goto out;
    }
out:
    return status;
}

/* The next challenger: a random one, or the one of the largest expected improvement; false if none is left. */
static bool next_challenger(smac *state) {
    if (nsc_search_uniform(state->search) < state->settings->random_share)
        return nsc_search_draw(state->search, state->candidate);
    const double *taken = nsc_smac_take(&state->challengers);
    for (size_t variable = 0; taken != NULL && variable < state->history.variable_count; variable++)
        state->candidate[variable] = taken[variable];
    return taken != NULL;
}

/* Races challengers with the incumbent until one of them was evaluated. */
static nsc_status intensify(smac *state, bool *evaluated, nsc_error *error) {
    nsc_status status = NSC_OK;
    *evaluated = false;
    while (!*evaluated && !state->ended && nsc_search_continues(state->search) && next_challenger(state)) {
        if (nsc_smac_find(&state->history, state->candidate) == state->incumbent ||
            !nsc_search_admits(state->search, state->candidate))
            continue;
        NSC_TRY(evaluate_incumbent(state, error));
        if (!state->ended)
            NSC_TRY(race(state, evaluated, error));
    }
out:
    return status;
}

static nsc_status open_state(smac *state, nsc_error *error) {
    const nsc_search_variable *variables;
    const size_t count = nsc_search_domain_variables(nsc_search_domain_of(state->search), &variables);
    nsc_status status = NSC_OK;
    state->history.variable_count = count;
    NSC_TRY(nsc_allocate(&state->candidate, count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->incumbent_copy, count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->seeds, state->settings->evaluations, sizeof *state->seeds, error));
    NSC_TRY(nsc_smac_challengers_open(&state->challengers, count, state->settings, error));
    NSC_TRY(nsc_regression_forest_open(&state->forest, variables, count, &state->settings->forest, error));
out:
    return status;
}

static nsc_status run(nsc_search *search, const void *settings, nsc_error *error) {
    smac state = {.search = search, .settings = settings};
    nsc_status status = NSC_OK;
    bool evaluated;
    unsigned fruitless = 0;
    NSC_TRY(open_state(&state, error));
    if (!nsc_search_draw(search, state.candidate))
        goto out;
    NSC_TRY(evaluate(&state, state.candidate, state.history.seed_count++, &state.incumbent, error));
    while (!state.ended && fruitless < FRUITLESS_ROUNDS && nsc_search_continues(search)) {
        NSC_TRY(nsc_regression_forest_fit(&state.forest, nsc_search_random(search), error));
        NSC_TRY(nsc_smac_find_challengers(search, settings, &state.history, state.incumbent, &state.forest,
                                          &state.challengers, error));
        NSC_TRY(intensify(&state, &evaluated, error));
        fruitless = evaluated ? 0 : fruitless + 1;
    }
out:
    nsc_regression_forest_close(&state.forest);
    nsc_smac_challengers_close(&state.challengers);
    nsc_smac_history_close(&state.history);
    free(state.candidate);
    free(state.incumbent_copy);
    free(state.seeds);
    return status;
}

const nsc_search_algorithm nsc_search_smac = {
    .name = "smac",
    .meaning = "regression forest and expected improvement",
    .source = "Hutter et al. 2011; SMAC 0.10, as in run_smac.py of tabular_benchmarks",
    .needs = NSC_SEARCH_NEEDS_VARIABLES,
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(nsc_smac_settings),
    .run = run,
};
