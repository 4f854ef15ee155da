/*
 * DEHB: differential evolution in the brackets of Hyperband (Awad, Mallik, Hutter 2021, as DEHB 0.1.2 runs it with one
 * worker). Each budget has a population; while the first round of brackets lasts, a rung takes the best of the
 * population below it, and afterwards it makes mutants of them.
 */
#include "analysis/search/algorithms/brackets.h"

#include <math.h>
#include <string.h>

enum { PARENTS = 3 };

typedef struct dehb_settings {
    unsigned eta;
    double mutation_factor, crossover_probability;
} dehb_settings;

static const nsc_search_setting dehb_table[] = {
    NSC_SETTING_ETA(dehb_settings),
    NSC_SETTING(dehb_settings, mutation_factor, .name = "mutation-factor", .kind = NSC_TAKES_REAL,
                .placeholder = "FACTOR", .meaning = "weight of the difference of two individuals in a mutant",
                .default_text = "0.5", .minimum = 0, .maximum = 2),
    NSC_SETTING(dehb_settings, crossover_probability, .name = "crossover-probability", .kind = NSC_TAKES_REAL,
                .placeholder = "SHARE", .meaning = "chance of each variable to come from the mutant",
                .default_text = "0.5", .minimum = 0, .maximum = 1),
};

/* Individuals are vectors of reals from 0 to 1. */
typedef struct subpopulation {
    size_t size;
    double *vectors;    /* [size × variables] */
    double *losses;     /* infinite until evaluated */
    size_t *order;      /* ascending losses, ties by place */
    size_t next_parent; /* parents are taken in turn */
    double *promotions; /* [size of the population below × variables] still to be evaluated here */
    size_t promoted_next, promoted_end;
} subpopulation;

typedef struct dehb {
    nsc_search *search;
    gsl_rng *random;
    const dehb_settings *settings;
    size_t variable_count;
    const nsc_search_variable *variables;
    size_t budget_count;
    subpopulation *populations; /* [budget_count] */
    const double **pool;        /* individuals that a mutant may be made of */
    double *fillers;            /* [2 × PARENTS × variables] mutants and random individuals where the pool is small */
    double *trial, *candidate;
} dehb;

/* ---- candidates and vectors ---- */

/* Level k of c takes k / c to (k + 1) / c; an ordered one is the nearest of c values that are evenly spread over 0 to
 * 1. */
static void to_vector(const dehb *state, const double *candidate, double *vector) {
    for (size_t variable = 0; variable < state->variable_count; variable++) {
        const nsc_search_variable *kind = &state->variables[variable];
        vector[variable] = candidate[variable];
        if (kind->kind == NSC_VARIABLE_CATEGORICAL)
            vector[variable] /= kind->levels;
        else if (kind->kind == NSC_VARIABLE_INTEGER)
            vector[variable] /= kind->levels > 1 ? kind->levels - 1 : 1;
    }
}

static void to_candidate(const dehb *state, const double *vector, double *candidate) {
    for (size_t variable = 0; variable < state->variable_count; variable++) {
        const nsc_search_variable *kind = &state->variables[variable];
        if (kind->kind == NSC_VARIABLE_REAL)
            candidate[variable] = vector[variable];
        else if (kind->kind == NSC_VARIABLE_INTEGER)
            candidate[variable] = rint(vector[variable] * (kind->levels - 1.0));
        else {
            const uint32_t last = kind->levels - 1;
            uint32_t level = (uint32_t)(vector[variable] * kind->levels);
            level = level < last ? level : last;
            /* A product of rounded numbers may fall short of the level whose share begins there. */
            level += level < last && (level + 1.0) / kind->levels <= vector[variable];
            candidate[variable] = level;
        }
    }
}

static void draw_vector(const dehb *state, double *vector) {
    nsc_search_domain_draw(nsc_search_domain_of(state->search), state->random, state->candidate);
    to_vector(state, state->candidate, vector);
}

static double *individual(const dehb *state, const subpopulation *population, size_t place) {
    return population->vectors + place * state->variable_count;
}

static bool same(const dehb *state, const double *one, const double *other) {
    for (size_t variable = 0; variable < state->variable_count; variable++)
        if (one[variable] != other[variable])
            return false;
    return true;
}

/* ---- mutation and crossover ---- */

/* Draws three individuals r1, r2, r3 to the front of the pool; the mutant is r1 + F (r2 − r3). */
static void mutate(const dehb *state, size_t pool_size, double *mutant) {
    for (size_t place = 0; place < PARENTS; place++) {
        const size_t drawn = place + nsc_random_below(state->random, (uint32_t)(pool_size - place));
        const double *moved = state->pool[place];
        state->pool[place] = state->pool[drawn];
        state->pool[drawn] = moved;
    }
    for (size_t variable = 0; variable < state->variable_count; variable++)
        mutant[variable] = state->pool[0][variable] +
                           state->settings->mutation_factor * (state->pool[1][variable] - state->pool[2][variable]);
}

/* Removes the first individual that equals the target, and adds random ones if fewer than three are left. */
static size_t complete_pool(const dehb *state, size_t pool_size, const double *target) {
    for (size_t place = 0; pool_size > 1 && place < pool_size; place++)
        if (same(state, state->pool[place], target)) {
            memmove(state->pool + place, state->pool + place + 1, (pool_size - place - 1) * sizeof *state->pool);
            pool_size--;
            break;
        }
    for (size_t filler = PARENTS; pool_size < PARENTS; filler++) {
        double *vector = state->fillers + filler * state->variable_count;
        draw_vector(state, vector);
        state->pool[pool_size++] = vector;
    }
    return pool_size;
}

/* A mutant of the individuals of all populations. */
static void mutate_any(const dehb *state, const double *target, double *mutant) {
    size_t pool_size = 0;
    for (size_t budget = 0; budget < state->budget_count; budget++)
        for (size_t place = 0; place < state->populations[budget].size; place++)
            state->pool[pool_size++] = individual(state, &state->populations[budget], place);
    mutate(state, complete_pool(state, pool_size, target), mutant);
}

/* Binomial crossover: variables of the trial, a mutant, fall back to the target's by chance, but never all of them. */
static void cross(const dehb *state, const double *target, double *trial) {
    bool crossed = false;
    memcpy(state->candidate, trial, state->variable_count * sizeof *trial);
    for (size_t variable = 0; variable < state->variable_count; variable++) {
        if (gsl_rng_uniform(state->random) < state->settings->crossover_probability)
            crossed = true;
        else
            trial[variable] = target[variable];
    }
    if (!crossed) {
        const uint32_t kept = nsc_random_below(state->random, (uint32_t)state->variable_count);
        trial[kept] = state->candidate[kept];
    }
}

/* rand/1/bin: a mutant of the `best_count` best of a population, crossed with the target; values outside 0 to 1 are
 * drawn anew. If these are fewer than three, mutants of all populations join them, one more than are lacking. */
static void evolve(const dehb *state, const subpopulation *below, size_t best_count, const double *target,
                   double *trial) {
    size_t pool_size = best_count < below->size ? best_count : below->size, filler_count = 0;
    if (pool_size < PARENTS)
        for (; filler_count < PARENTS - pool_size + 1; filler_count++)
            mutate_any(state, target, state->fillers + filler_count * state->variable_count);
    for (size_t place = 0; place < pool_size; place++)
        state->pool[place] = individual(state, below, below->order[place]);
    for (size_t filler = 0; filler < filler_count; filler++)
        state->pool[pool_size++] = state->fillers + filler * state->variable_count;
    mutate(state, complete_pool(state, pool_size, target), trial);
    cross(state, target, trial);
    for (size_t variable = 0; variable < state->variable_count; variable++)
        if (trial[variable] < 0 || trial[variable] > 1)
            trial[variable] = gsl_rng_uniform(state->random);
}

/* ---- populations ---- */

static nsc_status population_create(const dehb *state, subpopulation *created, size_t size, size_t size_below,
                                    nsc_error *error) {
    nsc_status status = NSC_OK;
    created->size = size;
    NSC_TRY(nsc_allocate(&created->vectors, size * state->variable_count, sizeof *created->vectors, error));
    NSC_TRY(nsc_allocate(&created->losses, size, sizeof *created->losses, error));
    NSC_TRY(nsc_allocate(&created->order, size, sizeof *created->order, error));
    NSC_TRY(nsc_allocate(&created->promotions, size_below * state->variable_count, sizeof *created->promotions, error));
    for (size_t place = 0; place < size; place++) {
        draw_vector(state, individual(state, created, place));
        created->losses[place] = INFINITY;
        created->order[place] = place;
    }
out:
    return status;
}

/* Each population is as large as the largest rung of its budget. */
static nsc_status create_populations(dehb *state, nsc_error *error) {
    size_t *sizes = NULL, all = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sizes, state->budget_count, sizeof *sizes, error));
    for (size_t number = 0; number < state->budget_count; number++) {
        nsc_bracket bracket;
        NSC_TRY(nsc_bracket_plan(&bracket, state->budget_count, state->settings->eta, number, error));
        for (size_t rung = 0; rung < bracket.rung_count; rung++) {
            size_t *size = &sizes[bracket.first_budget + rung];
            *size = *size > bracket.sizes[rung] ? *size : bracket.sizes[rung];
        }
    }
    NSC_TRY(nsc_allocate(&state->populations, state->budget_count, sizeof *state->populations, error));
    for (size_t budget = 0; budget < state->budget_count; budget++) {
        NSC_TRY(population_create(state, &state->populations[budget], sizes[budget], budget > 0 ? sizes[budget - 1] : 0,
                                  error));
        all += sizes[budget];
    }
    NSC_TRY(nsc_allocate(&state->pool, all + 2 * PARENTS, sizeof *state->pool, error));
out:
    free(sizes);
    return status;
}

/* The trial takes the parent's place unless it is worse. */
static void select_better(const dehb *state, subpopulation *population, size_t parent, double loss) {
    if (!(loss <= population->losses[parent]))
        return;
    memcpy(individual(state, population, parent), state->trial, state->variable_count * sizeof *state->trial);
    population->losses[parent] = loss;
    size_t rank = 0;
    while (population->order[rank] != parent)
        rank++;
    for (; rank > 0; rank--) {
        const size_t ahead = population->order[rank - 1];
        if (population->losses[ahead] < loss || (ahead < parent && population->losses[ahead] == loss))
            break;
        population->order[rank] = ahead;
    }
    population->order[rank] = parent;
}

/* ---- promotion ---- */

static bool holds(const dehb *state, const subpopulation *population, const double *vector) {
    for (size_t place = 0; place < population->size; place++)
        if (same(state, individual(state, population, place), vector))
            return true;
    return false;
}

/* The best evaluated individuals of the population below that this one lacks. */
static void list_promotions(const dehb *state, subpopulation *population, const subpopulation *below, size_t wanted) {
    population->promoted_next = population->promoted_end = 0;
    for (size_t rank = 0; rank < below->size && population->promoted_end < wanted; rank++) {
        const double *vector = individual(state, below, below->order[rank]);
        if (isfinite(below->losses[below->order[rank]]) && !holds(state, population, vector))
            memcpy(population->promotions + population->promoted_end++ * state->variable_count, vector,
                   state->variable_count * sizeof *vector);
    }
}

/* The next of them, listed anew once all are taken; the best of the population below if there is none. */
static void promote(const dehb *state, subpopulation *population, const subpopulation *below, size_t wanted) {
    if (population->promoted_next == population->promoted_end)
        list_promotions(state, population, below, wanted);
    const double *vector = population->promoted_next < population->promoted_end
                               ? population->promotions + population->promoted_next++ * state->variable_count
                               : individual(state, below, below->order[0]);
    memcpy(state->trial, vector, state->variable_count * sizeof *vector);
}

/* ---- the run ---- */

/* A trial that the protocol admits; false once the run has ended. */
static bool evolve_admitted(const dehb *state, const subpopulation *below, size_t best_count, const double *target) {
    while (nsc_search_continues(state->search)) {
        evolve(state, below, best_count, target, state->trial);
        to_candidate(state, state->trial, state->candidate);
        if (nsc_search_admits(state->search, state->candidate))
            return true;
    }
    return false;
}

/* One trial at a rung; false once the run has ended. */
static bool step(const dehb *state, const nsc_bracket *bracket, uint64_t number, size_t rung) {
    const size_t budget = bracket->first_budget + rung;
    subpopulation *population = &state->populations[budget];
    const subpopulation *below = rung > 0 ? population - 1 : population;
    const size_t parent = population->next_parent, best_count = bracket->sizes[rung];
    population->next_parent = (parent + 1) % population->size;
    if (rung > 0 && number < state->budget_count) {
        promote(state, population, below, best_count);
        to_candidate(state, state->trial, state->candidate);
    } else if (!evolve_admitted(state, below, best_count, individual(state, population, parent))) {
        return false;
    }
    nsc_search_answer answer;
    if (!nsc_search_evaluate(state->search, state->candidate, budget, &answer))
        return false;
    select_better(state, population, parent, answer.loss);
    return true;
}

static void release(dehb *state) {
    for (size_t budget = 0; state->populations != NULL && budget < state->budget_count; budget++) {
        free(state->populations[budget].vectors);
        free(state->populations[budget].losses);
        free(state->populations[budget].order);
        free(state->populations[budget].promotions);
    }
    free(state->populations);
    free(state->pool);
    free(state->fillers);
    free(state->trial);
    free(state->candidate);
}

static nsc_status run_dehb(nsc_search *search, const void *settings, nsc_error *error) {
    dehb state = {.search = search,
                  .random = nsc_search_random(search),
                  .settings = settings,
                  .budget_count = nsc_search_budgets(search)};
    const size_t count = state.variable_count =
        nsc_search_domain_variables(nsc_search_domain_of(search), &state.variables);
    bool running = true;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state.fillers, 2 * PARENTS * count, sizeof *state.fillers, error));
    NSC_TRY(nsc_allocate(&state.trial, count, sizeof *state.trial, error));
    NSC_TRY(nsc_allocate(&state.candidate, count, sizeof *state.candidate, error));
    NSC_TRY(create_populations(&state, error));
    for (uint64_t number = 0; running; number++) {
        nsc_bracket bracket;
        NSC_TRY(nsc_bracket_plan(&bracket, state.budget_count, state.settings->eta, number, error));
        for (size_t rung = 0; rung < bracket.rung_count && running; rung++)
            for (uint32_t slot = 0; slot < bracket.sizes[rung] && running; slot++)
                running = step(&state, &bracket, number, rung);
    }
out:
    release(&state);
    return status;
}

const nsc_search_algorithm nsc_search_dehb = {
    .name = "dehb",
    .meaning = "differential evolution of one population a budget, in the brackets of Hyperband",
    .source = "Awad, Mallik, Hutter 2021, IJCAI; DEHB 0.1.2",
    .needs = NSC_SEARCH_NEEDS_BUDGETS | NSC_SEARCH_NEEDS_VARIABLES,
    .settings = dehb_table,
    .setting_count = NSC_COUNT_OF(dehb_table),
    .settings_size = sizeof(dehb_settings),
    .run = run_dehb,
};
