/*
 * REINFORCE: its first ten updates as numpy computes them, and whole runs against the same method written another way:
 * gradients by differences of the logarithmic probability, the baseline as a weighted mean of all rewards so far.
 */
#include "analysis/search/algorithms/reinforce_internal.h"
#include "searched_landscape.h"

#include <math.h>

enum { UPDATES = 10, VARIABLES = 3, LEVELS = 9 };

static void the_first_ten_updates_are_those_of_numpy(void **state) {
    (void)state;
    static const nsc_search_variable variables[VARIABLES] = {
        {"a", NSC_VARIABLE_CATEGORICAL, 2}, {"b", NSC_VARIABLE_CATEGORICAL, 3}, {"c", NSC_VARIABLE_INTEGER, 4}};
    static const double candidates[UPDATES][VARIABLES] = {{0, 2, 1}, {1, 0, 3}, {0, 1, 1}, {1, 2, 0}, {0, 2, 2},
                                                          {1, 1, 1}, {0, 0, 3}, {0, 2, 1}, {1, 2, 1}, {0, 2, 3}};
    static const double rewards[UPDATES] = {0.90, 0.94, 0.85, 0.92, 0.10, 0.93, 0.91, 0.945, 0.88, 0.935};
    static const double baselines[UPDATES] = {
        0.900000000000000, 0.921052631578947, 0.894833948339483, 0.902151788310556, 0.706270909135308,
        0.754019237705390, 0.783917615210644, 0.812200865555081, 0.823268675239777, 0.840423231704540};
    static const double logits[LEVELS] = {-0.119632878674881, 0.119632878674881,  0.068877449960589,
                                          0.059150200632043,  -0.128027650592632, 0.009703992134493,
                                          0.154892844998394,  -0.282872867408418, 0.118276030275531};
    nsc_search_policy policy;
    REQUIRE_OK(nsc_search_policy_create(&policy, variables, VARIABLES, 0.9, &error));
    for (int update = 0; update < UPDATES; update++) {
        nsc_search_policy_update(&policy, candidates[update], rewards[update], 0.5);
        assert_true(fabs(policy.reward_sum / policy.weight_sum - baselines[update]) < 1e-14);
        /* By hand: the first advantage is 0; the second is .94 − (.9 × .1 × .9 + .1 × .94) / .19 = .18 / 9.5, and moves
         * a binary logit by half of half of it. */
        if (update < 2)
            assert_true(fabs(policy.logits[1] - update * 0.5 * 0.5 * 0.18 / 9.5) < 1e-15);
    }
    for (int level = 0; level < LEVELS; level++)
        assert_true(fabs(policy.logits[level] - logits[level]) < 1e-14);
    nsc_search_policy_release(&policy);
}

/* ---- the same, written another way ---- */

enum { SYMBOLS = 3, POSITIONS = 6, EVALUATIONS = 200, RUNS = 20 };

static double log_probability(const double logits[SYMBOLS], size_t symbol) {
    double sum = 0;
    for (int i = 0; i < SYMBOLS; i++)
        sum += exp(logits[i]);
    return logits[symbol] - log(sum);
}

static size_t draw_symbol(const double logits[SYMBOLS], double uniform) {
    double below = 0;
    for (size_t symbol = 0; symbol + 1 < SYMBOLS; symbol++) {
        below += exp(log_probability(logits, symbol));
        if (uniform < below)
            return symbol;
    }
    return SYMBOLS - 1;
}

static double weighted_mean(const double *rewards, int count) {
    double sum = 0, weights = 0;
    for (int i = 0; i < count; i++) {
        sum += pow(0.9, count - 1 - i) * rewards[i];
        weights += pow(0.9, count - 1 - i);
    }
    return sum / weights;
}

static nsc_status run_again(nsc_search *search, const void *settings, nsc_error *error) {
    double logits[POSITIONS][SYMBOLS] = {{0}}, rewards[EVALUATIONS + 1];
    (void)settings;
    (void)error;
    for (int count = 0;; count++) {
        double candidate[POSITIONS];
        nsc_search_answer answer;
        for (int position = 0; position < POSITIONS; position++)
            candidate[position] = (double)draw_symbol(logits[position], nsc_search_uniform(search));
        if (!nsc_search_evaluate(search, candidate, 0, &answer))
            return NSC_OK;
        rewards[count] = 1 - answer.loss;
        const double advantage = rewards[count] - weighted_mean(rewards, count + 1);
        for (int position = 0; position < POSITIONS; position++) {
            double gradient[SYMBOLS];
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                double above[SYMBOLS], below[SYMBOLS];
                memcpy(above, logits[position], sizeof above);
                memcpy(below, logits[position], sizeof below);
                above[symbol] += 1e-4;
                below[symbol] -= 1e-4;
                gradient[symbol] = (log_probability(above, (size_t)candidate[position]) -
                                    log_probability(below, (size_t)candidate[position])) /
                                   2e-4;
            }
            for (int symbol = 0; symbol < SYMBOLS; symbol++)
                logits[position][symbol] += 0.5 * advantage * gradient[symbol];
        }
    }
}

static const nsc_search_algorithm another_way = {.name = "another way", .run = run_again};

/* Draws agree although logits differ by rounding, since no draw comes near a limit. */
static void whole_runs_are_those_of_another_way(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^6");
    gsl_rng *random = random_stream(16, 1);
    made_fill_random(made, random);
    for (uint32_t point = 0; point < made->space->point_count; point++)
        made->fitness.values[point] = 0.1 + 0.9 * made->fitness.values[point]; /* none is drawn again */
    const nsc_search_options options = {.evaluations = EVALUATIONS, .runs = RUNS, .seed = 7};
    searched_landscape searched = searched_open_as(made, "test", options);
    nsc_search_result result = searched_run(&searched, "reinforce"), again = searched_run_own(&searched, &another_way);
    for (size_t run = 0; run < RUNS; run++) {
        assert_int_equal(result.traces[run].count, EVALUATIONS);
        assert_int_equal(again.traces[run].count, EVALUATIONS);
        for (size_t i = 0; i < EVALUATIONS; i++)
            assert_int_equal(result.traces[run].events[i].point, again.traces[run].events[i].point);
    }
    nsc_search_result_release(&result);
    nsc_search_result_release(&again);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_ten_updates_are_those_of_numpy),
        cmocka_unit_test(whole_runs_are_those_of_another_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
