/*
 * Evolution by tournaments: regularised, where the oldest of the population dies, and plain, where the worst dies.
 *
 * Real, Aggarwal, Huang, Le 2019; the rules are those of run_regularized_evolution.py of the tabular benchmarks: a
 * tournament draws with replacement, the first of equals wins, invalid children enter and count.
 */
#include "analysis/search/search_internal.h"

#include <string.h>

typedef enum mutation { MUTATE_ONE, MUTATE_BY_RATE, MUTATE_ALL } mutation;

typedef struct evolution_settings {
    unsigned population, tournament;
    unsigned mutation;
    double mutation_rate;
} evolution_settings;

static const char *mutation_choice(size_t number) {
    static const char *const names[] = {"one", "rate", "uniform"};
    return number < NSC_COUNT_OF(names) ? names[number] : NULL;
}

static const nsc_search_setting settings_table[] = {
    NSC_SETTING(evolution_settings, population, .name = "population", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "candidates that are alive", .default_text = "100", .minimum = 1, .maximum = 1e7),
    NSC_SETTING(evolution_settings, tournament, .name = "tournament", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "draws, with replacement, the best of which becomes the parent", .default_text = "10",
                .minimum = 1, .maximum = 1e7),
    NSC_SETTING(evolution_settings, mutation, .name = "mutation", .kind = NSC_TAKES_CHOICE, .placeholder = "KIND",
                .meaning = "change of a parent: one variable (or one step to a neighbour); each variable by a rate; or "
                           "none of the parent is kept",
                .default_text = "one", .choice = mutation_choice),
    NSC_SETTING(evolution_settings, mutation_rate, .name = "mutation-rate", .kind = NSC_TAKES_REAL, .placeholder = "R",
                .meaning = "expected number of variables that change, with mutation=rate", .default_text = "1",
                .minimum = 0, .maximum = 1e6),
};

/* The candidates alive, in a ring: the oldest is at `oldest`. */
typedef struct population {
    size_t variables, size, count, oldest;
    double *candidates; /* [size × variables] */
    double *losses;     /* [size] */
} population;

static double *member(const population *alive, size_t place) {
    return alive->candidates + place * alive->variables;
}

/* The best of a tournament; members are numbered from the oldest on. */
static const double *select_parent(nsc_search *search, const population *alive, unsigned tournament) {
    size_t best = SIZE_MAX;
    for (unsigned draw = 0; draw < tournament; draw++) {
        const size_t place = (alive->oldest + nsc_search_below(search, (uint32_t)alive->count)) % alive->size;
        if (best == SIZE_MAX || alive->losses[place] < alive->losses[best])
            best = place;
    }
    return member(alive, best);
}

/* Each variable changes with the chance that makes `rate` changes expected; children of invalid form are redrawn. */
static bool mutate_by_rate(nsc_search *search, const population *alive, double rate, const double *parent,
                           double *child) {
    const double chance = rate / (double)alive->variables;
    do {
        memcpy(child, parent, alive->variables * sizeof *child);
        for (size_t variable = 0; variable < alive->variables; variable++)
            if (nsc_search_uniform(search) < chance)
                nsc_search_domain_change(nsc_search_domain_of(search), nsc_search_random(search), variable, child);
        if (nsc_search_admits(search, child))
            return true;
    } while (nsc_search_continues(search));
    return false;
}

static bool make_child(nsc_search *search, const evolution_settings *settings, const population *alive, double *child) {
    if (settings->mutation == MUTATE_ALL)
        return nsc_search_draw(search, child);
    const double *parent = select_parent(search, alive, settings->tournament);
    return settings->mutation == MUTATE_ONE ? nsc_search_mutate(search, parent, child)
                                            : mutate_by_rate(search, alive, settings->mutation_rate, parent, child);
}

/* The place that a child takes once all are filled: that of the oldest, or of the worst, of equals the oldest. */
static size_t find_leaver(const population *alive, bool regularised) {
    size_t leaver = alive->oldest;
    for (size_t age = 1; !regularised && age < alive->size; age++) {
        const size_t place = (alive->oldest + age) % alive->size;
        if (alive->losses[place] > alive->losses[leaver])
            leaver = place;
    }
    return leaver;
}

/* Takes a member out and moves those younger than it up, so that the last place is free. */
static void remove_member(population *alive, size_t leaver) {
    while (leaver != alive->oldest) {
        const size_t before = (leaver + alive->size - 1) % alive->size;
        memcpy(member(alive, leaver), member(alive, before), alive->variables * sizeof(double));
        alive->losses[leaver] = alive->losses[before];
        leaver = before;
    }
    alive->oldest = (alive->oldest + 1) % alive->size;
    alive->count--;
}

static void add_member(population *alive, const double *candidate, double loss) {
    const size_t place = (alive->oldest + alive->count) % alive->size;
    memcpy(member(alive, place), candidate, alive->variables * sizeof *candidate);
    alive->losses[place] = loss;
    alive->count++;
}

static nsc_status evolve(nsc_search *search, const evolution_settings *settings, bool regularised, nsc_error *error) {
    const size_t full = nsc_search_budgets(search) - 1;
    population alive = {.variables = nsc_search_domain_of(search)->variable_count, .size = settings->population + 1u};
    nsc_search_answer answer;
    double *child = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&child, alive.variables, sizeof *child, error));
    NSC_TRY(nsc_allocate(&alive.candidates, alive.size * alive.variables, sizeof *alive.candidates, error));
    NSC_TRY(nsc_allocate(&alive.losses, alive.size, sizeof *alive.losses, error));
    while (alive.count < settings->population && nsc_search_draw(search, child) &&
           nsc_search_evaluate(search, child, full, &answer))
        add_member(&alive, child, answer.loss);
    while (alive.count > 0 && make_child(search, settings, &alive, child) &&
           nsc_search_evaluate(search, child, full, &answer)) {
        add_member(&alive, child, answer.loss);
        remove_member(&alive, find_leaver(&alive, regularised));
    }
out:
    free(child);
    free(alive.candidates);
    free(alive.losses);
    return status;
}

static nsc_status run_regularised(nsc_search *search, const void *settings, nsc_error *error) {
    return evolve(search, settings, true, error);
}

static nsc_status run_plain(nsc_search *search, const void *settings, nsc_error *error) {
    return evolve(search, settings, false, error);
}

const nsc_search_algorithm nsc_search_evolution = {
    .name = "evolution",
    .meaning = "regularised evolution: tournaments choose parents, the oldest dies",
    .source = "Real et al. 2019; run_regularized_evolution.py of tabular_benchmarks",
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(evolution_settings),
    .run = run_regularised,
};

const nsc_search_algorithm nsc_search_plain_evolution = {
    .name = "plain-evolution",
    .meaning = "evolution without regularisation: tournaments choose parents, the worst dies",
    .source = "Real et al. 2017, 2019",
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(evolution_settings),
    .run = run_plain,
};
