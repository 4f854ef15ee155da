/*
 * Searches by a model of features: what they propose and evaluate on made-up landscapes. Posterior, gradients and
 * features are computed again in tests/oracle/check_feature_models.py.
 */
#include "analysis/search/algorithms/search_proposals.h"
#include "searched_landscape.h"

#include <stdint.h>

static const char *const algorithms[] = {"gaussian-process", "gaussian-process:encoding=path",
                                         "bananas:epochs=10,layers=2", "bananas:encoding=adjacency,epochs=5,layers=3"};

/* Each position has a best symbol; positions count by their number. */
static void fill_additive(made_landscape *made) {
    const nsc_strings *strings = nsc_space_strings(made->space);
    for (uint32_t point = 0; point < made->space->point_count; point++) {
        double value = 0;
        for (unsigned position = 0; position < strings->position_count; position++)
            value += (position + 1) * (nsc_strings_symbol(strings, point, position) == position % 3);
        made->fitness.values[point] = value;
    }
    made_count(made);
}

static double best_of(const nsc_search_trace *trace) {
    double best = -INFINITY;
    for (size_t i = 0; i < trace->count; i++)
        best = fmax(best, trace->events[i].fitness);
    return best;
}

/* No string is evaluated twice, the same comes out for one thread and for two, and more is found than at random. */
static void models_find_more_than_chance(void **state) {
    (void)state;
    enum { RUNS = 12, EVALUATIONS = 60 };
    made_landscape *made = made_open("hamming:3^8");
    fill_additive(made);
    const nsc_search_options options = {.evaluations = EVALUATIONS, .runs = RUNS, .seed = 1};
    nsc_search_options one_thread = options;
    one_thread.control = NSC_THREADS(1);
    searched_landscape searched = searched_open(made, options), alone = searched_open(made, one_thread);
    nsc_search_result random = searched_run(&searched, "random");
    bool *seen = test_memory(made->space->point_count, sizeof *seen);
    for (size_t algorithm = 0; algorithm < NSC_COUNT_OF(algorithms); algorithm++) {
        nsc_search_result result = searched_run(&searched, algorithms[algorithm]);
        nsc_search_result again = searched_run(&alone, algorithms[algorithm]);
        double gain = 0;
        for (size_t run = 0; run < RUNS; run++) {
            const nsc_search_trace *trace = &result.traces[run];
            assert_int_equal(trace->count, EVALUATIONS);
            memset(seen, 0, made->space->point_count * sizeof *seen);
            for (size_t i = 0; i < trace->count; i++) {
                assert_false(seen[trace->events[i].point]);
                seen[trace->events[i].point] = true;
                assert_int_equal(trace->events[i].point, again.traces[run].events[i].point);
            }
            gain += best_of(trace) - best_of(&random.traces[run]);
        }
        assert_true(gain / RUNS > 5);
        nsc_search_result_release(&result);
        nsc_search_result_release(&again);
    }
    free(seen);
    nsc_search_result_release(&random);
    searched_close(&searched);
    searched_close(&alone);
    made_close(made);
}

/* A search ends when it has evaluated all there is. */
static void searches_end_when_all_is_known(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^3");
    for (uint32_t point = 0; point < 8; point++)
        made->fitness.values[point] = point;
    searched_landscape searched = searched_open(made, (nsc_search_options){.evaluations = 150, .runs = 2, .seed = 1});
    for (size_t algorithm = 0; algorithm < NSC_COUNT_OF(algorithms); algorithm++) {
        nsc_search_result result = searched_run(&searched, algorithms[algorithm]);
        for (size_t run = 0; run < 2; run++)
            assert_int_equal(result.traces[run].points, 8);
        nsc_search_result_release(&result);
    }
    searched_close(&searched);
    made_close(made);
}

static void points_without_features_are_refused(void **state) {
    (void)state;
    made_landscape *made = made_open_edges("a,b\nb,c\nc,d\n");
    made_fill(made, 1);
    searched_landscape searched = searched_open(made, (nsc_search_options){.evaluations = 3});
    nsc_chosen_algorithm chosen;
    nsc_search_result result;
    REQUIRE_OK(nsc_chosen_algorithm_read(&chosen, "bananas", false, NULL, 0, &error));
    REQUIRE_REFUSED(nsc_experiment_run(searched.experiment, &chosen, &result, &error), NSC_USAGE, "no features");
    nsc_chosen_algorithm_release(&chosen);
    searched_close(&searched);
    made_close(made);
}

/* ---- proposals ---- */

/* An algorithm that only counts how many positions its mutations change. */
enum { MUTATIONS = 20000, POSITIONS = 8, MOST_RATE = 6 };

static double changes[MOST_RATE + 1];

static nsc_status count_changes(nsc_search *search, const void *settings, nsc_error *error) {
    nsc_search_proposals proposals;
    nsc_status status = NSC_OK;
    (void)settings;
    NSC_TRY(nsc_search_proposals_create(&proposals, search, NSC_FEATURES_ADJACENCY, 0, error));
    NSC_TRY(nsc_search_proposals_start(&proposals, 1, error));
    for (unsigned rate = 1; rate <= MOST_RATE; rate++)
        for (unsigned mutation = 0; mutation < MUTATIONS; mutation++) {
            NSC_TRY(nsc_search_proposals_clear(&proposals, error));
            NSC_TRY(nsc_search_propose_mutation(&proposals, 0, rate, error));
            if (proposals.proposed.count > 0) /* else it is the parent */
                changes[rate] += nsc_search_features_distance(&proposals.features, proposals.evaluated.features,
                                                              proposals.proposed.features);
        }
out:
    nsc_search_proposals_release(&proposals);
    return status;
}

/* Of eight positions each changes with chance rate/6, or 0.9 where that is less. */
static void mutations_change_as_much_as_their_rate(void **state) {
    (void)state;
    const nsc_search_algorithm counting = {.name = "counting", .run = count_changes};
    made_landscape *made = made_open("hamming:3^8");
    made_fill(made, 1);
    searched_landscape searched = searched_open(made, (nsc_search_options){.evaluations = 1, .runs = 1, .seed = 1});
    nsc_search_result result = searched_run_own(&searched, &counting);
    for (unsigned rate = 1; rate <= MOST_RATE; rate++) {
        const double chance = fmin(rate / 6.0, 0.9), expected = POSITIONS * chance;
        const double error = sqrt(POSITIONS * chance * (1 - chance) / MUTATIONS);
        assert_true(fabs(changes[rate] / MUTATIONS - expected) <= 4 * error);
    }
    nsc_search_result_release(&result);
    searched_close(&searched);
    made_close(made);
}

static void best_are_listed_by_loss_then_age(void **state) {
    (void)state;
    double losses[] = {5, 3, 4, 3, 1, 3, 9};
    const nsc_search_proposals proposals = {.evaluated = {.count = NSC_COUNT_OF(losses), .losses = losses}};
    const size_t expected[] = {4, 1, 3, 5, 2, 0, 6};
    size_t best[10];
    for (size_t count = 1; count <= 10; count++) {
        const size_t found = nsc_search_proposals_best(&proposals, count, best);
        assert_int_equal(found, count < NSC_COUNT_OF(losses) ? count : NSC_COUNT_OF(losses));
        assert_memory_equal(best, expected, found * sizeof *best);
    }
}

/* ---- cells ---- */

/* Cells, encodings, and points without measurement: the search keeps to what is measured, and to different cells. */
static void cells_are_searched_in_every_encoding(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=5");
    gsl_rng *random = random_stream(1, 1);
    made_fill_random(made, random);
    made_hide(made, 0.7, random);
    for (unsigned encoding = NSC_ENCODING_A; encoding <= NSC_ENCODING_POINTS; encoding++) {
        searched_landscape searched = searched_open_as(
            made, "test@108", (nsc_search_options){.evaluations = 40, .runs = 2, .seed = 2, .encoding = encoding + 1});
        for (size_t algorithm = 0; algorithm < NSC_COUNT_OF(algorithms); algorithm++) {
            nsc_search_result result = searched_run(&searched, algorithms[algorithm]);
            for (size_t run = 0; run < 2; run++) {
                assert_int_equal(result.traces[run].evaluations, 40);
                assert_int_equal(result.traces[run].points, 40);
            }
            nsc_search_result_release(&result);
        }
        searched_close(&searched);
    }
    gsl_rng_free(random);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_find_more_than_chance),        cmocka_unit_test(searches_end_when_all_is_known),
        cmocka_unit_test(points_without_features_are_refused), cmocka_unit_test(mutations_change_as_much_as_their_rate),
        cmocka_unit_test(best_are_listed_by_loss_then_age),    cmocka_unit_test(cells_are_searched_in_every_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
