/*
 * Algorithms of a program's own. Random search, written as two functions, and written as a loop over a run that the
 * program holds, evaluates what the built-in random search does. Calls and failures of the functions come in order.
 */
#include "searched_landscape.h"

enum { RUNS = 3, EVALUATIONS = 40 };

static bool ask_random(nsc_search *search, void *state, double *candidate, size_t *budget) {
    (void)state;
    (void)budget;
    return nsc_search_draw(search, candidate);
}

static made_landscape *make_values(void) {
    made_landscape *made = made_open("hamming:3^4");
    gsl_rng *random = random_stream(5, 0);
    for (uint32_t point = 0; point < made->space->point_count; point++)
        made->fitness.values[point] = gsl_rng_uniform(random);
    made_count(made);
    gsl_rng_free(random);
    return made;
}

static searched_landscape open_searched(made_landscape *made, nsc_search_encoding encoding) {
    return searched_open(
        made, (nsc_search_options){.encoding = encoding + 1, .evaluations = EVALUATIONS, .runs = RUNS, .seed = 11});
}

static void require_equal_traces(const nsc_search_trace *one, const nsc_search_trace *other) {
    assert_int_equal(one->count, other->count);
    assert_int_equal(one->evaluations, other->evaluations);
    assert_int_equal(one->points, other->points);
    assert_int_equal(one->proposals, other->proposals);
    for (size_t event = 0; event < one->count; event++) {
        assert_int_equal(one->events[event].point, other->events[event].point);
        assert_int_equal(one->events[event].incumbent, other->events[event].incumbent);
        assert_true(one->events[event].fitness == other->events[event].fitness);
    }
}

static void test_random_search(void **state) {
    (void)state;
    static const nsc_search_ask_tell functions = {.ask = ask_random};
    static const nsc_search_algorithm own = {.name = "own", .run = nsc_search_run_ask_tell, .context = &functions};
    for (nsc_search_encoding encoding = NSC_ENCODING_POINTS; encoding <= NSC_ENCODING_VARIABLES; encoding++) {
        made_landscape *made = make_values();
        searched_landscape searched = open_searched(made, encoding);
        nsc_search_result built_in = searched_run(&searched, "random");
        nsc_search_result asked = searched_run_own(&searched, &own);
        assert_int_equal(asked.run_count, RUNS);
        for (size_t run = 0; run < RUNS; run++) {
            assert_int_equal(asked.traces[run].evaluations, EVALUATIONS);
            require_equal_traces(&asked.traces[run], &built_in.traces[run]);
        }
        nsc_search_result_release(&asked);
        nsc_search_result_release(&built_in);
        searched_close(&searched);
        made_close(made);
    }
}

/* The program holds the loop; every other evaluation names the point instead of the candidate. */
static void test_held_run(void **state) {
    (void)state;
    made_landscape *made = make_values();
    searched_landscape searched = open_searched(made, NSC_ENCODING_POINTS);
    nsc_search_result built_in = searched_run(&searched, "random");
    for (uint64_t run = 0; run < RUNS; run++) {
        nsc_search_trace trace = {0};
        nsc_search *search = NULL;
        nsc_search_answer answer;
        double candidate;
        uint64_t count = 0;
        REQUIRE_OK(nsc_search_open(&search, searched.experiment, run, &trace, &error));
        assert_null(nsc_search_context(search));
        while (nsc_search_draw(search, &candidate) &&
               (count % 2 == 0 ? nsc_search_evaluate(search, &candidate, 0, &answer)
                               : nsc_search_evaluate_point(search, (uint32_t)candidate, 0, &answer))) {
            assert_true(answer.fitness == made->fitness.values[(uint32_t)candidate]);
            assert_int_equal(trace.evaluations, ++count);
        }
        assert_false(nsc_search_continues(search));
        REQUIRE_OK(nsc_search_close(search, &error));
        require_equal_traces(&trace, &built_in.traces[run]);
        free(trace.events);
    }
    nsc_search_result_release(&built_in);
    searched_close(&searched);
    made_close(made);
}

/* ---- the order of calls ---- */

typedef struct call_log {
    char calls[32];
    uint32_t proposed;
} call_log;

static nsc_status begin_log(nsc_search *search, const void *settings, void **state, nsc_error *error) {
    (void)search;
    (void)error;
    assert_null(settings);
    *state = test_memory(1, sizeof(call_log));
    return NSC_OK;
}

/* Proposes point 3 and then 5, each with room for one more call, and then nothing. */
static bool ask_twice(nsc_search *search, void *state, double *candidate, size_t *budget) {
    call_log *log = state;
    const size_t length = strlen(log->calls);
    (void)search;
    assert_int_equal(*budget, 0); /* the full one, which is the only one here */
    snprintf(log->calls + length, sizeof log->calls - length, "ask ");
    log->proposed = log->proposed == 0 ? 3 : log->proposed + 2;
    *candidate = log->proposed;
    return log->proposed <= 5;
}

static void tell_log(nsc_search *search, void *state, const double *candidate, size_t budget,
                     const nsc_search_answer *answer) {
    call_log *log = state;
    const size_t length = strlen(log->calls);
    (void)search;
    assert_int_equal(budget, 0);
    assert_int_equal(answer->point, log->proposed);
    assert_true(*candidate == log->proposed);
    snprintf(log->calls + length, sizeof log->calls - length, "tell ");
}

static nsc_status end_log(void *state, nsc_error *error) {
    call_log *log = state;
    const bool in_order = strcmp(log->calls, "ask tell ask tell ask ") == 0;
    free(log);
    return nsc_error_set(error, NSC_FAILED, in_order ? "in order" : "not in order");
}

static nsc_status refuse_begin(nsc_search *search, const void *settings, void **state, nsc_error *error) {
    (void)search;
    (void)settings;
    (void)state;
    return nsc_error_set(error, NSC_FAILED, "no beginning");
}

static void test_calls(void **state) {
    (void)state;
    static const nsc_search_ask_tell logged = {begin_log, ask_twice, tell_log, end_log};
    static const nsc_search_ask_tell refused = {refuse_begin, ask_twice, tell_log, end_log};
    const nsc_search_algorithm algorithms[] = {
        {.name = "logged", .run = nsc_search_run_ask_tell, .context = &logged},
        {.name = "refused", .run = nsc_search_run_ask_tell, .context = &refused},
    };
    static const char *const messages[] = {"in order", "no beginning"};
    made_landscape *made = make_values();
    searched_landscape searched = open_searched(made, NSC_ENCODING_POINTS);
    for (size_t number = 0; number < NSC_COUNT_OF(algorithms); number++) {
        nsc_search_result result;
        char label[] = "own";
        const nsc_chosen_algorithm chosen = {.algorithm = &algorithms[number], .label = label};
        nsc_error error = {0};
        assert_int_equal(nsc_experiment_run(searched.experiment, &chosen, &result, &error), NSC_FAILED);
        assert_string_equal(error.message, messages[number]);
    }
    searched_close(&searched);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_search),
        cmocka_unit_test(test_held_run),
        cmocka_unit_test(test_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
