/*
 * BOHB: Hyperband whose new candidates come from two kernel densities, one of the good evaluations and one of the
 * others (Falkner, Klein, Hutter 2018, as HpBandSter runs it with one worker).
 */
#include "analysis/search/algorithms/brackets.h"
#include "analysis/search/algorithms/kernel_density.h"

#include <gsl/gsl_randist.h>
#include <math.h>

typedef struct bohb_settings {
    unsigned eta, samples, good_percent;
    double random_fraction, min_bandwidth, bandwidth_factor;
} bohb_settings;

static const nsc_search_setting bohb_table[] = {
    NSC_SETTING_ETA(bohb_settings),
    NSC_SETTING_BY_SCRIPT(bohb_settings, samples, "64", .name = "samples", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                          .meaning =
                              "samples of the good density, the best of which by the ratio of densities is proposed",
                          .default_text = "4", .minimum = 1, .maximum = 1000000),
    NSC_SETTING_BY_SCRIPT(bohb_settings, random_fraction, "0.33", .name = "random-fraction", .kind = NSC_TAKES_REAL,
                          .placeholder = "SHARE", .meaning = "share of candidates that are drawn uniformly",
                          .default_text = "0", .minimum = 0, .maximum = 1),
    NSC_SETTING(bohb_settings, min_bandwidth, .name = "min-bandwidth", .kind = NSC_TAKES_REAL, .placeholder = "WIDTH",
                .meaning = "smallest bandwidth of a kernel", .default_text = "0.3", .minimum = 1e-6, .maximum = 1),
    NSC_SETTING(bohb_settings, bandwidth_factor, .name = "bandwidth-factor", .kind = NSC_TAKES_REAL,
                .placeholder = "FACTOR", .meaning = "bandwidths of continuous variables are so much wider in samples",
                .default_text = "3", .minimum = 1e-6, .maximum = 100),
    NSC_SETTING(bohb_settings, good_percent, .name = "good-percent", .kind = NSC_TAKES_COUNT, .placeholder = "PERCENT",
                .meaning = "percentage of evaluations at a budget that count as good", .default_text = "15",
                .minimum = 1, .maximum = 99),
};

/* The evaluations at one budget, and their densities. */
typedef struct budget_model {
    nsc_kernel_rows *rows;
    nsc_kernel_density *good, *bad;
} budget_model;

typedef struct bohb {
    const bohb_settings *settings;
    size_t variable_count;
    const nsc_search_variable *variables;
    gsl_rng *random;
    size_t budget_count;
    budget_model *models;      /* [budget_count] */
    const budget_model *model; /* of the largest budget that has enough evaluations; NULL: none has */
    double *values;
} bohb;

/* ---- the model ---- */

/* The values of a row: an ordered level lies in the middle of its share of 0 to 1. */
static void values_of(const bohb *state, const double *candidate, double *values) {
    for (size_t variable = 0; variable < state->variable_count; variable++)
        values[variable] = state->variables[variable].kind == NSC_VARIABLE_INTEGER
                               ? (candidate[variable] + 0.5) / state->variables[variable].levels
                               : candidate[variable];
}

static void candidate_of(const bohb *state, const double *values, double *candidate) {
    for (size_t variable = 0; variable < state->variable_count; variable++) {
        const uint32_t levels = state->variables[variable].levels;
        candidate[variable] = state->variables[variable].kind == NSC_VARIABLE_INTEGER
                                  ? fmin(floor(values[variable] * levels), levels - 1.0)
                                  : values[variable];
    }
}

static nsc_status start_model(const bohb *state, budget_model *model, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_kernel_rows_create(&model->rows, state->variables, state->variable_count, error));
    NSC_TRY(nsc_kernel_density_create(&model->good, model->rows, error));
    NSC_TRY(nsc_kernel_density_create(&model->bad, model->rows, error));
out:
    return status;
}

static size_t larger(size_t one, size_t other) {
    return one > other ? one : other;
}

/* Fits the densities of good and bad rows. False if there are too few rows of one kind. */
static bool fit(budget_model *model, size_t variable_count, const bohb_settings *settings) {
    const size_t count = nsc_kernel_rows_count(model->rows), least = variable_count + 1;
    const size_t good_count = larger(least, settings->good_percent * count / 100);
    const size_t bad_count = larger(least, (100 - settings->good_percent) * count / 100);
    const size_t end = good_count + bad_count < count ? good_count + bad_count : count;
    if (good_count + least > end)
        return false;
    nsc_kernel_density_cover(model->good, 0, good_count);
    nsc_kernel_density_cover(model->bad, good_count, end);
    nsc_kernel_density_fit(model->good, settings->min_bandwidth);
    nsc_kernel_density_fit(model->bad, settings->min_bandwidth);
    return true;
}

/* Evaluations at smaller budgets are ignored once a larger one has a model. */
static nsc_status learn(void *context, const double *candidate, size_t budget, double loss, nsc_error *error) {
    bohb *state = context;
    budget_model *model = &state->models[budget];
    size_t place;
    if (state->model != NULL && model < state->model)
        return NSC_OK;
    nsc_status status = NSC_OK;
    if (model->rows == NULL)
        NSC_TRY(start_model(state, model, error));
    values_of(state, candidate, state->values);
    NSC_TRY(nsc_kernel_rows_insert(model->rows, state->values, loss, &place, error));
    nsc_kernel_density_inserted(model->good, place);
    nsc_kernel_density_inserted(model->bad, place);
    if (fit(model, state->variable_count, state->settings))
        state->model = model;
out:
    return status;
}

/* ---- proposals ---- */

/* Draws a row of the good density and moves each of its values, or not, by the bandwidth of the variable. */
static void sample(const bohb *state, double *values) {
    const nsc_kernel_density *good = state->model->good;
    const size_t row = good->first + nsc_random_below(state->random, (uint32_t)(good->end - good->first));
    for (size_t variable = 0; variable < state->variable_count; variable++) {
        const double value = nsc_kernel_rows_value(good->rows, row, variable), bandwidth = good->bandwidths[variable];
        const nsc_search_variable *kind = &state->variables[variable];
        values[variable] = value;
        if (kind->kind != NSC_VARIABLE_CATEGORICAL) {
            const double width = state->settings->bandwidth_factor * bandwidth;
            do
                values[variable] = value + gsl_ran_gaussian_ziggurat(state->random, width);
            while (values[variable] < 0 || values[variable] > 1);
        } else if (gsl_rng_uniform(state->random) >= 1 - bandwidth)
            values[variable] = nsc_random_below(state->random, kind->levels);
    }
}

/*
 * Finds the sample with the lowest ratio of bad to good density, the first of equal ones. A density may be infinite or
 * undefined (kernel_density.h); as in HpBandSter, a sample whose bad density alone is infinite is taken at once. False
 * if no sample has a ratio.
 */
static bool sample_best(const bohb *state, double *candidate) {
    double best = INFINITY;
    bool chosen = false;
    for (unsigned number = 0; number < state->settings->samples; number++) {
        sample(state, state->values);
        const double good = nsc_kernel_density_at(state->model->good, state->values);
        const double bad = nsc_kernel_density_at(state->model->bad, state->values);
        /* NaN counts as the least bad density, and stays NaN as a good one. */
        const double ratio = (bad > 1e-32 ? bad : 1e-32) / (good < 1e-32 ? 1e-32 : good);
        const bool at_once = !isfinite(ratio) && isfinite(good);
        if (at_once || ratio < best) {
            best = ratio;
            chosen = true;
            candidate_of(state, state->values, candidate);
        }
        if (at_once)
            break;
    }
    return chosen;
}

static bool propose(void *context, nsc_search *search, double *candidate) {
    const bohb *state = context;
    while (nsc_search_continues(search)) {
        if (state->model == NULL || gsl_rng_uniform(state->random) < state->settings->random_fraction ||
            !sample_best(state, candidate))
            return nsc_search_draw(search, candidate);
        if (nsc_search_admits(search, candidate))
            return true;
    }
    return false;
}

static nsc_status run_bohb(nsc_search *search, const void *settings, nsc_error *error) {
    bohb state = {.settings = settings, .random = nsc_search_random(search)};
    const nsc_bracket_sampler sampler = {.propose = propose, .learn = learn, .context = &state};
    nsc_status status = NSC_OK;
    state.variable_count = nsc_search_domain_variables(nsc_search_domain_of(search), &state.variables);
    state.budget_count = nsc_search_budgets(search);
    NSC_TRY(nsc_allocate(&state.models, state.budget_count, sizeof *state.models, error));
    NSC_TRY(nsc_allocate(&state.values, state.variable_count, sizeof *state.values, error));
    NSC_TRY(nsc_brackets_run(search, state.settings->eta, &sampler, error));
out:
    for (size_t budget = 0; state.models != NULL && budget < state.budget_count; budget++) {
        nsc_kernel_density_free(state.models[budget].good);
        nsc_kernel_density_free(state.models[budget].bad);
        nsc_kernel_rows_free(state.models[budget].rows);
    }
    free(state.models);
    free(state.values);
    return status;
}

const nsc_search_algorithm nsc_search_bohb = {
    .name = "bohb",
    .meaning = "Hyperband with candidates from kernel densities of good and bad evaluations",
    .source = "Falkner, Klein, Hutter 2018, ICML; HpBandSter; settings of tabular_benchmarks",
    .needs = NSC_SEARCH_NEEDS_BUDGETS | NSC_SEARCH_NEEDS_VARIABLES,
    .settings = bohb_table,
    .setting_count = NSC_COUNT_OF(bohb_table),
    .settings_size = sizeof(bohb_settings),
    .run = run_bohb,
};
