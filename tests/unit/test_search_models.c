/*
 * SMAC and TPE: traces are read again by the rules of SMAC's intensification, challengers are compared with all
 * neighbours, and both learn where there is something to learn. oracle/check_search_models.py checks their models.
 */
#include "analysis/search/algorithms/smac_internal.h"
#include "analysis/search/algorithms/tpe_density.h"
#include "searched_landscape.h"

#include <math.h>
#include <stdint.h>

/* ---- SMAC's intensification ---- */

/* Reads a trace on a landscape without noise or ties by the rules: one new candidate a round. */
typedef struct race_reader {
    const nsc_search_event *events;
    size_t count, next;
    unsigned *times; /* [point] evaluations so far */
    unsigned limit;  /* of the incumbent's */
    uint32_t incumbent;
    double fitness; /* of the incumbent; higher is better */
} race_reader;

/* The challenger of a round: one evaluation if it is worse, else as many as the incumbent has, which it then is. */
static void read_challenger(race_reader *reader) {
    const nsc_search_event *event = reader->events + reader->next;
    const uint32_t challenger = event->point;
    const unsigned incumbent_times = reader->times[reader->incumbent];
    assert_int_not_equal(challenger, reader->incumbent);
    assert_true(reader->times[challenger] < incumbent_times);
    unsigned wanted = event->fitness > reader->fitness ? incumbent_times - reader->times[challenger] : 1;
    for (; wanted > 0 && reader->next < reader->count; wanted--) {
        assert_int_equal(reader->events[reader->next++].point, challenger);
        reader->times[challenger]++;
    }
    if (event->fitness > reader->fitness) {
        reader->incumbent = challenger;
        reader->fitness = event->fitness;
    }
}

static void read_races(race_reader *reader) {
    reader->incumbent = reader->events[0].point;
    reader->fitness = reader->events[0].fitness;
    reader->times[reader->incumbent] = 1;
    reader->next = 1;
    while (reader->next < reader->count) {
        if (reader->times[reader->incumbent] < reader->limit) {
            assert_int_equal(reader->events[reader->next++].point, reader->incumbent);
            reader->times[reader->incumbent]++;
        }
        if (reader->next < reader->count)
            read_challenger(reader);
    }
}

static void challengers_race_by_the_rules(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^5");
    gsl_rng *random = random_stream(16, 11);
    made_fill_random(made, random);
    const nsc_search_options options = {.evaluations = 120, .runs = 10, .seed = 5};
    searched_landscape searched = searched_open(made, options);
    for (unsigned limit = 1; limit <= 4; limit += 3) {
        nsc_search_result result = searched_run(
            &searched, limit == 1 ? "smac:challengers=200" : "smac:challengers=200,evaluations-each=4,trees=10");
        for (size_t run = 0; run < result.run_count; run++) {
            const nsc_search_trace *trace = &result.traces[run];
            race_reader reader = {.events = trace->events,
                                  .count = trace->count,
                                  .times = test_memory(made->space->point_count, sizeof(unsigned)),
                                  .limit = limit};
            assert_int_equal(trace->evaluations, 120);
            assert_true(limit > 1 || trace->points == 120);
            read_races(&reader);
            free(reader.times);
        }
        nsc_search_result_release(&result);
    }
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

static void smac_ends_when_all_points_are_evaluated(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^4");
    gsl_rng *random = random_stream(16, 12);
    made_fill_random(made, random);
    const nsc_search_options options = {.evaluations = 100, .runs = 5, .seed = 6};
    searched_landscape searched = searched_open(made, options);
    nsc_search_result result = searched_run(&searched, "smac:challengers=100");
    for (size_t run = 0; run < result.run_count; run++) {
        assert_int_equal(result.traces[run].evaluations, 16);
        assert_int_equal(result.traces[run].points, 16);
        assert_true(result.traces[run].exhausted);
    }
    nsc_search_result_release(&result);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

/* ---- SMAC's maximiser ---- */

static double improvement_at(const nsc_regression_forest *forest, const double *candidate, double target) {
    nsc_prediction prediction;
    nsc_regression_forest_predict(forest, candidate, 1, &prediction);
    return nsc_expected_improvement(prediction, target);
}

/* No change of one variable improves on a candidate. */
static void check_local_best(const nsc_search_domain *domain, const nsc_regression_forest *forest,
                             const double *candidate, double improvement, double target) {
    double neighbour[16];
    memcpy(neighbour, candidate, domain->variable_count * sizeof *neighbour);
    for (size_t variable = 0; variable < domain->variable_count; variable++) {
        for (uint32_t level = 0; level < domain->variables[variable].levels; level++) {
            neighbour[variable] = level;
            assert_true(improvement_at(forest, neighbour, target) <= improvement);
        }
        neighbour[variable] = candidate[variable];
    }
}

static void check_challengers(const nsc_search_domain *domain, const nsc_regression_forest *forest,
                              nsc_smac_challengers *challengers, size_t random_count, double target) {
    double last = INFINITY;
    const double *last_taken = NULL;
    for (size_t place = 0; place < challengers->count; place++) {
        const double *candidate = challengers->candidates + place * domain->variable_count;
        assert_true(challengers->improvements[place] == improvement_at(forest, candidate, target));
        if (place >= random_count)
            check_local_best(domain, forest, candidate, challengers->improvements[place], target);
    }
    for (size_t place = 0; place < challengers->count; place++) {
        const double *taken = nsc_smac_take(challengers);
        assert_non_null(taken);
        const double improvement = improvement_at(forest, taken, target);
        assert_true(improvement < last || (improvement == last && taken > last_taken)); /* of equal ones the first */
        last = improvement;
        last_taken = taken;
    }
    assert_null(nsc_smac_take(challengers));
}

/* An algorithm that evaluates candidates at random and then looks at the challengers that SMAC would find. */
static nsc_status look_at_challengers(nsc_search *search, const void *unused, nsc_error *out) {
    enum { ROWS = 40, RANDOM = 93, SEARCHES = 7 };
    const nsc_search_domain *domain = nsc_search_domain_of(search);
    const nsc_smac_settings settings = {
        .forest = {6, 5.0 / 6, 3, 3, 20}, .challengers = RANDOM + SEARCHES, .searches = SEARCHES, .plateau_steps = 10};
    nsc_smac_history history = {.variable_count = domain->variable_count};
    nsc_regression_forest forest;
    nsc_smac_challengers challengers;
    nsc_search_answer answer;
    double candidate[16], target = INFINITY;
    uint32_t number;
    (void)unused;
    REQUIRE_OK(nsc_smac_challengers_open(&challengers, domain->variable_count, &settings, out));
    REQUIRE_OK(nsc_regression_forest_open(&forest, domain->variables, domain->variable_count, &settings.forest, out));
    for (size_t row = 0; row < ROWS; row++) {
        assert_true(nsc_search_draw(search, candidate) && nsc_search_evaluate(search, candidate, 0, &answer));
        REQUIRE_OK(nsc_smac_note(&history, candidate, 0, answer.loss, &number, out));
        REQUIRE_OK(nsc_regression_forest_add(&forest, candidate, answer.loss, out));
    }
    REQUIRE_OK(nsc_regression_forest_fit(&forest, nsc_search_random(search), out));
    for (uint32_t known = 0; known < history.count; known++) {
        nsc_prediction prediction;
        nsc_regression_forest_predict(&forest, nsc_smac_candidate(&history, known), 1, &prediction);
        target = fmin(target, prediction.mean);
        assert_int_equal(nsc_smac_find(&history, nsc_smac_candidate(&history, known)), known);
    }
    REQUIRE_OK(nsc_smac_find_challengers(search, &settings, &history, 0, &forest, &challengers, out));
    assert_int_equal(challengers.count, RANDOM + SEARCHES);
    check_challengers(domain, &forest, &challengers, RANDOM, target);
    nsc_smac_challengers_close(&challengers);
    nsc_regression_forest_close(&forest);
    nsc_smac_history_close(&history);
    return NSC_OK;
}

static void local_searches_end_at_the_best_of_their_neighbours(void **state) {
    (void)state;
    static const nsc_search_algorithm own = {.name = "own", .run = look_at_challengers};
    made_landscape *made = made_open("hamming:4^6");
    gsl_rng *random = random_stream(16, 13);
    made_fill_random(made, random);
    const nsc_search_options options = {.evaluations = 100, .runs = 8, .seed = 7};
    searched_landscape searched = searched_open(made, options);
    nsc_search_result result = searched_run_own(&searched, &own);
    nsc_search_result_release(&result);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

/* ---- learning ---- */

/* A candidate's share of zeros, and noise that a search can't learn. */
static void fill_additive(made_landscape *made, gsl_rng *random) {
    const unsigned positions = made->space->words->shape(made->space, 0).positions;
    const unsigned symbols = made->space->words->symbols;
    for (uint32_t point = 0; point < made->space->point_count; point++) {
        double sum = 0.1 * gsl_rng_uniform(random);
        uint32_t rest = point;
        for (unsigned position = 0; position < positions; position++, rest /= symbols)
            sum += rest % symbols == 0 ? 0.9 / positions : 0;
        made->fitness.values[point] = sum;
    }
    made_count(made);
}

static double mean_best(const searched_landscape *searched, const char *algorithm) {
    nsc_search_result result = searched_run(searched, algorithm);
    double mean = 0;
    for (size_t run = 0; run < result.run_count; run++) {
        double best = 0;
        for (size_t place = 0; place < result.traces[run].count; place++)
            best = fmax(best, result.traces[run].events[place].fitness);
        mean += best / (double)result.run_count;
    }
    nsc_search_result_release(&result);
    return mean;
}

/* A zero at one of the seven positions is worth 0.13. */
static void both_find_the_best_levels(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^7");
    gsl_rng *random = random_stream(16, 14);
    fill_additive(made, random);
    const nsc_search_options options = {.evaluations = 60, .runs = 10, .seed = 8};
    searched_landscape searched = searched_open(made, options);
    const double by_chance = mean_best(&searched, "random");
    assert_true(mean_best(&searched, "smac:challengers=300") > by_chance + 0.05);
    assert_true(mean_best(&searched, "tpe") > by_chance + 0.05);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

/* Nine of ten points have no measurement: they cost nothing, and TPE finds what is there. */
static void points_without_measurement_are_passed_over(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^7");
    gsl_rng *random = random_stream(16, 16);
    fill_additive(made, random);
    for (uint32_t point = 0; point < made->space->point_count; point++)
        if (gsl_rng_uniform(random) < 0.9)
            made->fitness.values[point] = NAN;
    made_count(made);
    const nsc_search_options options = {.evaluations = 60, .runs = 10, .seed = 9};
    searched_landscape searched = searched_open(made, options);
    const double by_chance = mean_best(&searched, "random");
    assert_true(mean_best(&searched, "tpe") > by_chance);
    nsc_search_result result = searched_run(&searched, "tpe");
    for (size_t run = 0; run < result.run_count; run++) {
        assert_int_equal(result.traces[run].evaluations, 60);
        assert_true(result.traces[run].unmeasured > 0);
    }
    nsc_search_result_release(&result);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

/* Most encodings are no cells; a run uses its evaluations all the same, and numbers are among the variables of C. */
static void all_encodings_are_searched(void **state) {
    (void)state;
    static const nsc_search_encoding encodings[] = {NSC_ENCODING_A, NSC_ENCODING_B, NSC_ENCODING_C};
    made_landscape *made = made_open("nb101:vertices=6");
    gsl_rng *random = random_stream(16, 15);
    made_fill_random(made, random);
    for (size_t place = 0; place < NSC_COUNT_OF(encodings); place++) {
        const nsc_search_options options = {
            .encoding = encodings[place] + 1, .evaluations = 40, .runs = 2, .seed = place};
        searched_landscape searched = searched_open(made, options);
        const char *const algorithms[] = {"tpe", "smac:challengers=300", "smac:incumbent-loss=observed,challengers=99"};
        for (size_t number = 0; number < NSC_COUNT_OF(algorithms); number++) {
            nsc_search_result result = searched_run(&searched, algorithms[number]);
            for (size_t run = 0; run < result.run_count; run++) {
                assert_int_equal(result.traces[run].evaluations, 40);
                assert_false(result.traces[run].exhausted);
            }
            nsc_search_result_release(&result);
        }
        searched_close(&searched);
    }
    gsl_rng_free(random);
    made_close(made);
}

static void forests_refuse_variables_of_too_many_levels(void **state) {
    (void)state;
    const nsc_search_variable variables[] = {{"few", NSC_VARIABLE_CATEGORICAL, 64},
                                             {"number", NSC_VARIABLE_INTEGER, 1000},
                                             {"many", NSC_VARIABLE_CATEGORICAL, 65}};
    const nsc_forest_options options = {5, 1, 3, 3, 20};
    nsc_regression_forest forest;
    REQUIRE_OK(nsc_regression_forest_open(&forest, variables, 2, &options, &error));
    nsc_regression_forest_close(&forest);
    REQUIRE_REFUSED(nsc_regression_forest_open(&forest, variables, 3, &options, &error), NSC_USAGE, "\"many\"");
    nsc_regression_forest_close(&forest);
}

/* 1/n at first, 1 at last, as numpy.linspace(1/n, 1, n − forgetting), then ones. */
static void weights_forget_linearly(void **state) {
    (void)state;
    assert_true(nsc_tpe_weight(0, 25, 25) == 1);
    assert_true(nsc_tpe_weight(0, 26, 25) == 1.0 / 26);
    assert_true(nsc_tpe_weight(1, 26, 25) == 1);
    assert_true(fabs(nsc_tpe_weight(5, 36, 25) - (1.0 / 36 + 1) / 2) < 1e-15);
    assert_true(fabs(nsc_tpe_weight(10, 36, 25) - 1) < 1e-15);
    assert_true(nsc_tpe_weight(35, 36, 25) == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(challengers_race_by_the_rules),
        cmocka_unit_test(smac_ends_when_all_points_are_evaluated),
        cmocka_unit_test(local_searches_end_at_the_best_of_their_neighbours),
        cmocka_unit_test(both_find_the_best_levels),
        cmocka_unit_test(points_without_measurement_are_passed_over),
        cmocka_unit_test(all_encodings_are_searched),
        cmocka_unit_test(forests_refuse_variables_of_too_many_levels),
        cmocka_unit_test(weights_forget_linearly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
