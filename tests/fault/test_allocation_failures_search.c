/*
 * Experiments, runs of every search algorithm, and tables of results in which every allocation fails once, alone and
 * with all after it: they say so with NSC_FAILED and release all that they had.
 */
#include "allocation_sweep.h"
#include "analysis/search/kept_runs.h"
#include "analysis/search/results/search_tables.h"

struct ground {
    nsc_opened_landscape *opened; /* cells of up to four vertices, with their parameters as fitness */
    nsc_experiment *experiment;
    nsc_chosen_algorithm chosen;
    nsc_search_result results[2]; /* of two algorithms */
    const nsc_search_table *table;
    char kept_path[64]; /* of finished runs; there is no such file between the pieces of work */
};

static const nsc_search_options options = {
    .evaluations = 20, .seed = 1, .keep_evaluations = true, .control = NSC_THREADS(1)};

static int lay_ground(void **state) {
    static ground laid;
    const nsc_landscape_names names = {.space = "nb101:vertices=4", .fitness = "params", .control = options.control};
    REQUIRE_OK(nsc_landscape_open(&laid.opened, &names, &error));
    REQUIRE_OK(nsc_experiment_open(&laid.experiment, laid.opened, &options, &error));
    temporary_template(laid.kept_path, sizeof laid.kept_path, ".runs");
    const int file = mkstemps(laid.kept_path, (int)strlen(".runs"));
    assert_true(file >= 0);
    close(file);
    unlink(laid.kept_path);
    *state = &laid;
    return 0;
}

static int clear_ground(void **state) {
    const ground *laid = *state;
    assert_int_equal(access(laid->kept_path, F_OK), -1);
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

static bool ask_random(nsc_search *search, void *state, double *candidate, size_t *budget) {
    (void)state;
    (void)budget;
    return nsc_search_draw(search, candidate);
}

static nsc_status run_ask_tell(const ground *laid, nsc_error *error) {
    static const nsc_search_ask_tell functions = {.ask = ask_random};
    static const nsc_search_algorithm own = {.name = "own", .run = nsc_search_run_ask_tell, .context = &functions};
    char label[] = "own";
    const ground with_own = {.experiment = laid->experiment, .chosen = {.algorithm = &own, .label = label}};
    return run_algorithm(&with_own, error);
}

/* A run that the program drives itself. */
static nsc_status drive_run(const ground *laid, nsc_error *error) {
    nsc_search_trace trace = {0};
    nsc_search *search = NULL;
    nsc_search_answer answer;
    nsc_status status = nsc_search_open(&search, laid->experiment, 0, &trace, error);
    for (uint32_t point = 0; status == NSC_OK && nsc_search_evaluate_point(search, point, 0, &answer); point++)
        continue;
    const nsc_status closed = nsc_search_close(search, error);
    free(trace.events);
    return status != NSC_OK ? status : closed;
}

/* Runs an algorithm and keeps its runs, or takes those that were kept. */
static nsc_status run_kept(const ground *laid, nsc_error *error) {
    nsc_chosen_algorithm evolution = {0};
    nsc_search_result result = {0};
    nsc_kept_runs *kept = NULL;
    char *identity = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_chosen_algorithm_read(&evolution, "evolution", false, NULL, 0, error));
    NSC_TRY(nsc_experiment_identity(laid->experiment, &identity, error));
    NSC_TRY(nsc_kept_runs_open(&kept, laid->kept_path, identity, error));
    NSC_TRY(nsc_experiment_run_kept(laid->experiment, &evolution, 1, kept, &result, error));
    NSC_TRY(nsc_kept_runs_save(kept, error));
out:
    free(identity);
    nsc_kept_runs_close(kept);
    nsc_search_result_release(&result);
    nsc_chosen_algorithm_release(&evolution);
    return status;
}

static nsc_status keep_and_take_runs(const ground *laid, nsc_error *error) {
    nsc_status status = run_kept(laid, error);
    if (status == NSC_OK)
        status = run_kept(laid, error);
    unlink(laid->kept_path);
    return status;
}

SWEEP(open_experiment, false)
SWEEP(run_ask_tell, false)
SWEEP(drive_run, false)
SWEEP(keep_and_take_runs, false)

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

static nsc_status write_table(const ground *laid, nsc_error *error) {
    const nsc_row_sink sink = passing_sink();
    nsc_search_table_options few = nsc_search_table_defaults();
    few.grid = 3;
    few.resamples = 3;
    few.repeats = "2,3";
    few.control = options.control;
    return nsc_search_table_write(laid->table, laid->results, NSC_COUNT_OF(laid->results), &few, &sink, error);
}

static void test_write_tables(void **state) {
    static const char *const texts[] = {"random", "local-search"};
    ground *laid = *state;
    nsc_chosen_algorithm chosen[NSC_COUNT_OF(texts)];
    for (size_t number = 0; number < NSC_COUNT_OF(texts); number++) {
        REQUIRE_OK(nsc_chosen_algorithm_read(&chosen[number], texts[number], false, NULL, 0, &error));
        REQUIRE_OK(nsc_experiment_run(laid->experiment, &chosen[number], &laid->results[number], &error));
    }
    for (size_t row = 0; row < nsc_search_table_count; row++) {
        laid->table = nsc_search_tables[row];
        REQUIRE_OK(write_table(laid, &error)); /* what the landscape keeps is made */
        sweep(state, write_table, false);
    }
    for (size_t number = 0; number < NSC_COUNT_OF(texts); number++) {
        nsc_search_result_release(&laid->results[number]);
        nsc_chosen_algorithm_release(&chosen[number]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_experiment),    cmocka_unit_test(test_run_algorithms),
        cmocka_unit_test(test_run_ask_tell),       cmocka_unit_test(test_drive_run),
        cmocka_unit_test(test_keep_and_take_runs), cmocka_unit_test(test_write_tables),
    };
    return cmocka_run_group_tests(tests, lay_ground, clear_ground);
}
