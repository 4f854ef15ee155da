/*
 * Experiments and runs of every search algorithm in which every allocation fails once, alone and with all after it:
 * they say so with NSC_FAILED and release all that they had.
 */
#include "allocation_sweep.h"
#include "analysis/search/search.h"

struct ground {
    nsc_opened_landscape *opened; /* cells of up to four vertices, with their parameters as fitness */
    nsc_experiment *experiment;
    nsc_chosen_algorithm chosen;
};

static const nsc_search_options options = {
    .evaluations = 20, .seed = 1, .keep_evaluations = true, .control = NSC_THREADS(1)};

static int lay_ground(void **state) {
    static ground laid;
    const nsc_landscape_names names = {.space = "nb101:vertices=4", .fitness = "params", .control = options.control};
    REQUIRE_OK(nsc_landscape_open(&laid.opened, &names, &error));
    REQUIRE_OK(nsc_experiment_open(&laid.experiment, laid.opened, &options, &error));
    *state = &laid;
    return 0;
}

static int clear_ground(void **state) {
    const ground *laid = *state;
    nsc_experiment_close(laid->experiment);
    nsc_landscape_close(laid->opened);
    return 0;
}

/* All that the experiment takes from the landscape was made when the ground was laid. */
static nsc_status open_experiment(const ground *laid, nsc_error *error) {
    nsc_experiment *experiment = NULL;
    const nsc_status status = nsc_experiment_open(&experiment, laid->opened, &options, error);
    if (status == NSC_OK)
        nsc_experiment_close(experiment);
    return status;
}

static nsc_status run_algorithm(const ground *laid, nsc_error *error) {
    nsc_search_result result;
    const nsc_status status = nsc_experiment_run(laid->experiment, &laid->chosen, &result, error);
    if (status == NSC_OK)
        nsc_search_result_release(&result);
    return status;
}

SWEEP(open_experiment, false)

static void sweep_algorithm(void **state, const char *text) {
    ground *laid = *state;
    REQUIRE_OK(nsc_chosen_algorithm_read(&laid->chosen, text, false, NULL, 0, &error));
    if ((laid->chosen.algorithm->needs & NSC_SEARCH_NEEDS_BUDGETS) == 0)
        sweep(state, run_algorithm, false);
    nsc_chosen_algorithm_release(&laid->chosen);
}

static void test_run_algorithms(void **state) {
    for (size_t i = 0; i < nsc_search_algorithm_count; i++)
        sweep_algorithm(state, nsc_search_algorithms[i]->name);
    sweep_algorithm(state, "local-search:minimum=continue,starts=2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_experiment),
        cmocka_unit_test(test_run_algorithms),
    };
    return cmocka_run_group_tests(tests, lay_ground, clear_ground);
}
