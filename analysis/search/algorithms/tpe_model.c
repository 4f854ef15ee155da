/* Densities of TPE: chances of levels, mixtures for numbers, and proposals by them. */
#include "analysis/search/algorithms/candidate_rows.h"
#include "analysis/search/algorithms/tpe_internal.h"

#include <math.h>

static const double bound_reach = 2.5; /* deviations */

nsc_status nsc_tpe_model_open(nsc_tpe_model *model, const nsc_tpe_trials *known, nsc_error *error) {
    nsc_status status = NSC_OK;
    uint32_t most_levels = 1;
    NSC_TRY(nsc_allocate(&model->variables, known->variable_count, sizeof *model->variables, error));
    for (size_t variable = 0; variable < known->variable_count; variable++) {
        const uint32_t levels = known->variables[variable].levels;
        most_levels = levels > most_levels ? levels : most_levels;
        NSC_TRY(nsc_allocate(&model->variables[variable].levels, levels, sizeof(nsc_tpe_level), error));
    }
    NSC_TRY(nsc_allocate(&model->good, most_levels, sizeof *model->good, error));
    NSC_TRY(nsc_allocate(&model->bad, most_levels, sizeof *model->bad, error));
out:
    return status;
}

void nsc_tpe_model_close(nsc_tpe_model *model, const nsc_tpe_trials *known) {
    for (size_t variable = 0; model->variables != NULL && variable < known->variable_count; variable++) {
        nsc_tpe_mixture_release(&model->variables[variable].good);
        nsc_tpe_mixture_release(&model->variables[variable].bad);
        free(model->variables[variable].levels);
        free(model->variables[variable].sorted);
    }
    free(model->variables);
    free(model->group_weights);
    free(model->group_values);
    free(model->value_weights);
    free(model->good);
    free(model->bad);
}

/* ---- fitting ---- */

/* Chances of levels from a weight of each: `good` and `bad` in turn are set for all levels, then made ratios. */
static void set_levels(nsc_tpe_variable *model, const double *good, const double *bad, uint32_t level_count) {
    double until = 0;
    model->best_ratio = 0;
    for (uint32_t level = 0; level < level_count; level++) {
        until += good[level];
        model->levels[level] = (nsc_tpe_level){.good_until = until, .ratio = good[level] / bad[level]};
        model->best_ratio = fmax(model->best_ratio, model->levels[level].ratio);
    }
}

static void scale_to_one(double *weights, uint32_t count) {
    double sum = 0;
    for (uint32_t place = 0; place < count; place++)
        sum += weights[place];
    for (uint32_t place = 0; place < count; place++)
        weights[place] /= sum;
}

static void fit_categorical(const nsc_tpe_trials *known, const nsc_tpe_settings *settings, size_t variable,
                            nsc_tpe_variable *model, double *good, double *bad) {
    const uint32_t level_count = known->variables[variable].levels;
    const nsc_tpe_bad_level *levels = known->bad_levels + known->first_level[variable];
    const double oldest = nsc_tpe_weight(0, known->bad_count, settings->forgetting);
    const double slope = nsc_tpe_weight(1, known->bad_count, settings->forgetting) - oldest;
    for (uint32_t level = 0; level < level_count; level++) {
        good[level] = settings->prior_weight;
        bad[level] = settings->prior_weight + levels[level].full + oldest * levels[level].older +
                     slope * (double)levels[level].places;
    }
    for (size_t age = 0; age < known->good_count; age++)
        good[(size_t)known->values[known->good[age] * known->variable_count + variable]] +=
            nsc_tpe_weight(age, known->good_count, settings->forgetting);
    scale_to_one(good, level_count);
    scale_to_one(bad, level_count);
    set_levels(model, good, bad, level_count);
}

nsc_status nsc_tpe_model_sort_last(nsc_tpe_model *model, const nsc_tpe_trials *known, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t variable = 0; variable < known->variable_count; variable++)
        if (nsc_tpe_is_number(known->variables + variable))
            NSC_TRY(nsc_candidate_rows_insert(&model->variables[variable].sorted,
                                              &model->variables[variable].sorted_capacity, known->count - 1,
                                              known->values + variable, known->variable_count, error));
out:
    return status;
}

/* The mixture of the good or of the bad trials. */
static nsc_status fit_mixture(const nsc_tpe_trials *known, const nsc_tpe_settings *settings, size_t variable,
                              nsc_tpe_model *model, bool good, nsc_error *error) {
    nsc_tpe_variable *fitted = model->variables + variable;
    const nsc_search_variable *kind = known->variables + variable;
    const double high = kind->kind == NSC_VARIABLE_REAL ? 1 : kind->levels - 1;
    size_t count = 0;
    for (size_t place = 0; place < known->count; place++) {
        const uint32_t trial = fitted->sorted[place];
        const double weight = model->group_weights[trial];
        if ((weight < 0) != good)
            continue;
        model->group_values[count] = known->values[trial * known->variable_count + variable];
        model->value_weights[count++] = fabs(weight);
    }
    return nsc_tpe_mixture_fit(good ? &fitted->good : &fitted->bad, model->group_values, model->value_weights, count,
                               settings->prior_weight, 0, high, error);
}

/* The chances of an integer's values: the part of the mixture that is rounded to it. */
static void set_chances(const nsc_tpe_mixture *mixture, uint32_t level_count, double *chances) {
    for (uint32_t level = 0; level < level_count; level++)
        chances[level] =
            nsc_tpe_mixture_share(mixture, fmax(level - 0.5, mixture->low), fmin(level + 0.5, mixture->high));
    scale_to_one(chances, level_count);
}

static nsc_status weigh_trials(const nsc_tpe_trials *known, const nsc_tpe_settings *settings, nsc_tpe_model *model,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&model->group_weights, &model->weight_capacity, known->count, sizeof(double), error));
    NSC_TRY(nsc_reserve(&model->group_values, &model->group_capacity, known->count, sizeof(double), error));
    NSC_TRY(nsc_reserve(&model->value_weights, &model->value_capacity, known->count, sizeof(double), error));
    for (size_t age = 0; age < known->bad_count; age++)
        model->group_weights[known->bad[age]] = nsc_tpe_weight(age, known->bad_count, settings->forgetting);
    for (size_t age = 0; age < known->good_count; age++)
        model->group_weights[known->good[age]] = -nsc_tpe_weight(age, known->good_count, settings->forgetting);
out:
    return status;
}

nsc_status nsc_tpe_model_fit(nsc_tpe_model *model, const nsc_tpe_trials *known, const nsc_tpe_settings *settings,
                             nsc_error *error) {
    double *good = model->good, *bad = model->bad;
    nsc_status status = NSC_OK;
    if (known->number_count > 0)
        NSC_TRY(weigh_trials(known, settings, model, error));
    for (size_t variable = 0; variable < known->variable_count; variable++) {
        nsc_tpe_variable *fitted = model->variables + variable;
        if (!nsc_tpe_is_number(known->variables + variable)) {
            fit_categorical(known, settings, variable, fitted, good, bad);
            continue;
        }
        NSC_TRY(fit_mixture(known, settings, variable, model, true, error));
        NSC_TRY(fit_mixture(known, settings, variable, model, false, error));
        if (known->variables[variable].kind == NSC_VARIABLE_REAL)
            continue;
        set_chances(&fitted->good, known->variables[variable].levels, good);
        set_chances(&fitted->bad, known->variables[variable].levels, bad);
        set_levels(fitted, good, bad, known->variables[variable].levels);
    }
out:
    return status;
}

/* ---- proposals ---- */

/* The first best of the draws; once a draw has the best ratio of all levels, no later one can be better. */
static double propose_level(const nsc_tpe_variable *model, uint32_t level_count, unsigned draws, gsl_rng *random) {
    uint32_t best = 0;
    double best_ratio = -1;
    for (unsigned draw = 0; draw < draws && best_ratio < model->best_ratio; draw++) {
        const double drawn = gsl_rng_uniform(random);
        uint32_t level = 0;
        while (level + 1 < level_count && drawn >= model->levels[level].good_until)
            level++;
        if (model->levels[level].ratio > best_ratio) {
            best_ratio = model->levels[level].ratio;
            best = level;
        }
    }
    return best;
}

/* Both densities lack the same factor in all draws, the mass within the range, which changes no order. Most draws lose
 * by a lower bound of the density among the bad, which costs less. */
static double propose_real(const nsc_tpe_variable *model, unsigned draws, gsl_rng *random) {
    double best = 0, best_ratio = -1;
    for (unsigned draw = 0; draw < draws; draw++) {
        const double value = nsc_tpe_mixture_draw(&model->good, random);
        const double good = nsc_tpe_mixture_density(&model->good, value, NSC_TPE_FULL_REACH);
        if (good / nsc_tpe_mixture_density(&model->bad, value, bound_reach) <= best_ratio)
            continue;
        const double ratio = good / nsc_tpe_mixture_density(&model->bad, value, NSC_TPE_FULL_REACH);
        if (ratio > best_ratio) {
            best_ratio = ratio;
            best = value;
        }
    }
    return best;
}

void nsc_tpe_model_propose(const nsc_tpe_model *model, const nsc_tpe_trials *known, unsigned draws, gsl_rng *random,
                           double *candidate) {
    for (size_t variable = 0; variable < known->variable_count; variable++)
        candidate[variable] =
            known->variables[variable].kind == NSC_VARIABLE_REAL
                ? propose_real(model->variables + variable, draws, random)
                : propose_level(model->variables + variable, known->variables[variable].levels, draws, random);
}
