/* A made-up landscape with an experiment on it, and the runs of algorithms, every evaluation kept. */
#ifndef NSC_SEARCHED_LANDSCAPE_H
#define NSC_SEARCHED_LANDSCAPE_H

#include "analysis/search/search.h"
#include "asked_landscape.h"

typedef struct searched_landscape {
    asked_landscape *asked;
    nsc_experiment *experiment;
} searched_landscape;

/* Of the values that `made` has now, by a rule of fitness: "column:made"; "test" makes them accuracies. Closed with
 * searched_close. */
static inline searched_landscape searched_open_as(made_landscape *made, const char *rule, nsc_search_options options) {
    searched_landscape searched = {.asked = test_memory(1, sizeof *searched.asked)};
    *searched.asked = (asked_landscape){.made = made};
    const nsc_landscape_names names = {.open_space = made->space,
                                       .fitness = rule,
                                       .direction = made->fitness.direction,
                                       .make_fitness = asked_fill,
                                       .make_context = searched.asked};
    REQUIRE_OK(nsc_landscape_open(&searched.asked->opened, &names, &error));
    options.keep_evaluations = true;
    REQUIRE_OK(nsc_experiment_open(&searched.experiment, searched.asked->opened, &options, &error));
    return searched;
}

static inline searched_landscape searched_open(made_landscape *made, nsc_search_options options) {
    return searched_open_as(made, "column:made", options);
}

static inline void searched_close(searched_landscape *searched) {
    nsc_experiment_close(searched->experiment);
    asked_close(searched->asked);
}

/* Runs "evolution:population=50,tournament=5"; released by nsc_search_result_release. */
static inline nsc_search_result searched_run(const searched_landscape *searched, const char *algorithm) {
    nsc_search_result result;
    nsc_chosen_algorithm chosen;
    REQUIRE_OK(nsc_chosen_algorithm_read(&chosen, algorithm, false, NULL, 0, &error));
    REQUIRE_OK(nsc_experiment_run(searched->experiment, &chosen, &result, &error));
    nsc_chosen_algorithm_release(&chosen);
    result.label = algorithm;
    return result;
}

/* Runs an algorithm of the test's own, without settings. */
static inline nsc_search_result searched_run_own(const searched_landscape *searched,
                                                 const nsc_search_algorithm *algorithm) {
    nsc_search_result result;
    const nsc_chosen_algorithm chosen = {.algorithm = algorithm, .label = (char *)(uintptr_t)algorithm->name};
    REQUIRE_OK(nsc_experiment_run(searched->experiment, &chosen, &result, &error));
    return result;
}

#endif
