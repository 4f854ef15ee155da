/*
 * Evolution by tournaments: regularised, where the oldest of the population dies, and plain, where the worst dies.
 *
 * Real, Aggarwal, Huang, Le 2019; the rules are those of run_regularized_evolution.py of the tabular benchmarks: a
 * tournament draws with replacement, the first of equals wins, invalid children enter and count.
 */
#include "analysis/search/search_internal.h"

#include <string.h>

/* Rejected children in a row after which another parent is chosen, and such parents after which a child is drawn. */
enum { MOST_CHILDREN = 1000, MOST_PARENTS = 20 };

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

/* The candidates alive, each in a place of its own. */
typedef struct population {
    size_t variables, size, count;
    size_t oldest;      /* its place, if each child takes that of the oldest */
    double *candidates; /* [size × variables] */
    double *losses;     /* [size] */
    uint64_t *births;   /* [size] in order of time */
    uint64_t next_birth;
} population;

static double *member(const population *alive, size_t place) {
    return alive->candidates + place * alive->variables;
}

/* The best of a tournament. */
static const double *select_parent(nsc_search *search, const population *alive, unsigned tournament) {
    size_t best = SIZE_MAX;
    for (unsigned draw = 0; draw < tournament; draw++) {
        const size_t place = nsc_search_below(search, (uint32_t)alive->count);
        if (best == SIZE_MAX || alive->losses[place] < alive->losses[best])
            best = place;
    }
    return member(alive, best);
}

/* Each variable changes with the chance that makes `rate` changes expected. */
static void mutate_by_rate(nsc_search *search, size_t variables, double rate, const double *parent, double *child) {
    const double chance = rate / (double)variables;
    memcpy(child, parent, variables * sizeof *child);
    for (size_t variable = 0; variable < variables; variable++)
        if (nsc_search_uniform(search) < chance)
            nsc_search_domain_change(nsc_search_domain_of(search), nsc_search_random(search), variable, child);
}

/* Changes a parent until the protocol takes the child; false if it takes none of many, or once the run has ended. */
static bool mutate(nsc_search *search, const evolution_settings *settings, size_t variables, const double *parent,
                   double *child) {
    for (int number = 0; number < MOST_CHILDREN && nsc_search_continues(search); number++) {
        if (settings->mutation == MUTATE_ONE)
            nsc_search_domain_mutate(nsc_search_domain_of(search), nsc_search_random(search), parent, child);
        else
            mutate_by_rate(search, variables, settings->mutation_rate, parent, child);
        if (nsc_search_admits(search, child))
            return true;
    }
    return false;
}

/*
 * On data of few points a parent may have no neighbour with a measurement: then another tournament is held. Where many
 * parents in a row have none, the child is drawn as the first population was.
 */
static bool make_child(nsc_search *search, const evolution_settings *settings, const population *alive, double *child) {
    for (int number = 0; number < MOST_PARENTS && settings->mutation != MUTATE_ALL; number++)
        if (mutate(search, settings, alive->variables, select_parent(search, alive, settings->tournament), child))
            return true;
    return nsc_search_draw(search, child);
}

static void put_member(population *alive, size_t place, const double *candidate, double loss) {
    memcpy(member(alive, place), candidate, alive->variables * sizeof *candidate);
    alive->losses[place] = loss;
    alive->births[place] = alive->next_birth++;
}

/* The oldest leaves. */
static void replace_oldest(population *alive, const double *child, double loss) {
    put_member(alive, alive->oldest, child, loss);
    alive->oldest = alive->oldest + 1 < alive->size ? alive->oldest + 1 : 0;
}

/* The worst leaves, of equals the oldest; a child that is worse than all leaves at once. */
static void replace_worst(population *alive, const double *child, double loss) {
    size_t worst = 0;
    for (size_t place = 1; place < alive->size; place++)
        if (alive->losses[place] > alive->losses[worst] ||
            (alive->losses[place] == alive->losses[worst] && alive->births[place] < alive->births[worst]))
            worst = place;
    if (loss <= alive->losses[worst])
        put_member(alive, worst, child, loss);
}

static nsc_status evolve(nsc_search *search, const evolution_settings *settings, bool regularised, nsc_error *error) {
    const size_t full = nsc_search_budgets(search) - 1;
    population alive = {.variables = nsc_search_domain_of(search)->variable_count, .size = settings->population};
    nsc_search_answer answer;
    double *child = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&child, alive.variables, sizeof *child, error));
    NSC_TRY(nsc_allocate(&alive.candidates, alive.size * alive.variables, sizeof *alive.candidates, error));
    NSC_TRY(nsc_allocate(&alive.losses, alive.size, sizeof *alive.losses, error));
    NSC_TRY(nsc_allocate(&alive.births, alive.size, sizeof *alive.births, error));
    while (alive.count < alive.size && nsc_search_draw(search, child) &&
           nsc_search_evaluate(search, child, full, &answer))
        put_member(&alive, alive.count++, child, answer.loss);
    while (alive.count == alive.size && make_child(search, settings, &alive, child) &&
           nsc_search_evaluate(search, child, full, &answer))
        (regularised ? replace_oldest : replace_worst)(&alive, child, answer.loss);
out:
    free(child);
    free(alive.candidates);
    free(alive.losses);
    free(alive.births);
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
