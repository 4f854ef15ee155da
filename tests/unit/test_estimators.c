/* Orders, intervals and sizes that analyses and reports share. Numbers by scipy where they are not plain. */
#include "landscape_fixture.h"
#include "testing.h"

#include "analysis/estimators/estimate.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/strata.h"

enum { POINTS = 6 };

static void equal_points_by_their_numbers(void **state) {
    (void)state;
    double values[POINTS] = {NAN, 2, 5, -1, 5, 2};
    static const uint32_t expected[] = {2, 4, 1, 5, 3};
    const nsc_fitness fitness = {.point_count = POINTS, .known_count = POINTS - 1, .values = values};
    uint32_t *points, given[] = {5, 1, 4, 2};
    size_t count;
    nsc_error error = {0};
    assert_int_equal(nsc_points_best_first(&fitness, &points, &count, &error), NSC_OK);
    assert_int_equal(count, POINTS - 1);
    assert_memory_equal(points, expected, sizeof expected);
    assert_int_equal(nsc_best_point(&fitness), 2);
    free(points);
    /* Equal ones stay as they are given. */
    static const uint32_t sorted[] = {4, 2, 5, 1};
    assert_int_equal(nsc_best_first(values, NSC_MAXIMISE, given, 4, &error), NSC_OK);
    assert_memory_equal(given, sorted, sizeof sorted);
}

/* ---- order and tolerance ---- */

static void defaults_of_the_order(void **state) {
    (void)state;
    double values[] = {NAN, 0.25, 0.75};
    nsc_fitness fitness = {.point_count = 3, .known_count = 2, .values = values};
    nsc_order order = nsc_order_of(&fitness);
    assert_true(order.equal_within == 1e-12 * 0.5 && order.direction == NSC_MAXIMISE);
    assert_true(nsc_better(&order, 0.75, 0.25) && !nsc_better(&order, 0.25, 0.75));
    assert_true(!nsc_better(&order, NAN, 0.25) && !nsc_better(&order, 0.25, NAN));
    assert_true(!nsc_equally_fit(&order, NAN, NAN) && !nsc_at_least(&order, NAN, 0.25));
    assert_true(nsc_at_least(&order, 0.25, 0.25 + 4e-13) && !nsc_at_least(&order, 0.25, 0.25 + 6e-13));
    fitness.direction = NSC_MINIMISE;
    order = nsc_order_of(&fitness);
    assert_true(nsc_better(&order, 0.25, 0.75) && !nsc_better(&order, 0.75, 0.25));
    assert_true(nsc_fitness_best(&fitness) == 0.25);
    /* Means of the same three runs in two orders of summation, and nothing else to give a range. */
    values[1] = 85.74;
    values[2] = 85.74000000000001;
    order = nsc_order_of(&fitness);
    assert_true(nsc_equally_fit(&order, values[1], values[2]));
    /* Official accuracies are rounded to 32 bits. */
    values[1] = (double)(float)(9000.0 / 9984);
    values[2] = 9000.0 / 9984;
    fitness.quantum = 1.0 / 9984;
    order = nsc_order_of(&fitness);
    assert_true(values[1] != values[2] && nsc_equally_fit(&order, values[1], values[2]));
    assert_true(!nsc_equally_fit(&order, values[1], 9001.0 / 9984));
}

static void chosen_tolerances(void **state) {
    (void)state;
    double values[] = {0.1, 0.2, 0.3};
    nsc_fitness fitness = {.point_count = 3, .known_count = 3, .values = values, .rule = {.text = "made up"}};
    REQUIRE_REFUSED(nsc_fitness_equal_within(&fitness, "1q", &error), NSC_USAGE, "made up is unknown");
    static const char *const wrong[] = {"", "x", "-1", "nan", "inf", "1p", "1 q"};
    for (size_t number = 0; number < sizeof wrong / sizeof wrong[0]; number++)
        REQUIRE_REFUSED(nsc_fitness_equal_within(&fitness, wrong[number], &error), NSC_USAGE, "neither a number");
    assert_false(fitness.has_equal_within);
    /* 0.3 - 0.2 is less than 0.1, and 0.2 - 0.1 is it: both count as 0.1. */
    REQUIRE_OK(nsc_fitness_equal_within(&fitness, "0.1", &error));
    nsc_order order = nsc_order_of(&fitness);
    assert_true(order.equal_within == 0.1);
    assert_true(nsc_equally_fit(&order, 0.3, 0.2) && nsc_equally_fit(&order, 0.2, 0.1));
    assert_false(nsc_equally_fit(&order, 0.3, 0.1));
    fitness.quantum = 0.05;
    REQUIRE_OK(nsc_fitness_equal_within(&fitness, "2q", &error));
    assert_true(nsc_order_of(&fitness).equal_within == 0.1);
    REQUIRE_OK(nsc_fitness_equal_within(&fitness, "0", &error));
    order = nsc_order_of(&fitness);
    assert_true(order.equal_within == 0 && !nsc_equally_fit(&order, 0.1, 0.1 + 0x1p-56));
    order = nsc_order_within(&fitness, 0.1);
    assert_true(nsc_equally_fit(&order, 0.1, 0.2) && !nsc_equally_fit(&order, 0.1, 0.3));
}

static void ranks_and_ties(void **state) {
    (void)state;
    /* In steps of two thirds of the tolerance: a rank holds what equals its best value. */
    double values[] = {0.0, 0.2, 0.4, 0.6, 5.0};
    nsc_fitness fitness = {.point_count = 5, .known_count = 5, .values = values};
    double ranks[5], threshold;
    size_t count, shared[5];
    REQUIRE_OK(nsc_fitness_equal_within(&fitness, "0.3", &error));
    nsc_order order = nsc_order_of(&fitness);
    REQUIRE_OK(nsc_fitness_ranks(&order, values, 5, ranks, &error));
    static const double highest_first[] = {1.5, 1.5, 3.5, 3.5, 5}, lowest_first[] = {1.5, 1.5, 3.5, 3.5, 5};
    assert_memory_equal(ranks, highest_first, sizeof ranks);
    values[0] = -0.2; /* -0.2, 0.2, 0.4, 0.6: from below the first is alone */
    static const double alone[] = {1, 2.5, 2.5, 4, 5}, pairs[] = {1, 2, 3.5, 3.5, 5};
    REQUIRE_OK(nsc_fitness_ranks(&order, values, 5, ranks, &error));
    assert_memory_equal(ranks, pairs, sizeof ranks);
    fitness.direction = NSC_MINIMISE;
    order = nsc_order_of(&fitness);
    REQUIRE_OK(nsc_fitness_ranks(&order, values, 5, ranks, &error));
    assert_memory_equal(ranks, alone, sizeof ranks);
    values[0] = 0;
    REQUIRE_OK(nsc_fitness_ranks(&order, values, 5, ranks, &error));
    assert_memory_equal(ranks, lowest_first, sizeof ranks);
    nsc_shared_ranks(&fitness, (uint32_t[]){0, 1, 2, 3, 4}, 5, shared);
    static const size_t from_lowest[] = {1, 1, 3, 3, 5};
    assert_memory_equal(shared, from_lowest, sizeof shared);
    /* The best 20 % are one value, 0, and what equals it. */
    REQUIRE_OK(nsc_top_threshold(&order, values, 5, 20, &threshold, &count, &error));
    assert_true(threshold == 0 && count == 2);
    assert_int_equal(nsc_best_point(&fitness), 0);
}

static void fitnesses_that_sound_costly(void **state) {
    (void)state;
    static const struct {
        const char *column;
        bool costly;
    } columns[] = {{"test_error", true}, {"ValError", true},   {"log_loss", true},     {"Latency (ms)", true},
                   {"err", true},        {"top1.err", true},   {"train_time_s", true}, {"MSE", true},
                   {"accuracy", false},  {"interrupt", false}, {"mserial", false},     {"flops", false}};
    nsc_fitness_rule rule = {.kind = NSC_FITNESS_COLUMN};
    for (size_t number = 0; number < sizeof columns / sizeof columns[0]; number++) {
        snprintf(rule.column, sizeof rule.column, "%s", columns[number].column);
        if (nsc_fitness_rule_sounds_costly(&rule) != columns[number].costly)
            fail_msg("%s", columns[number].column);
    }
    rule = nsc_fitness_rule_of(NSC_METRIC_TIME, 108, NSC_POLICY_MEAN);
    assert_true(nsc_fitness_rule_sounds_costly(&rule));
    rule = nsc_fitness_rule_of(NSC_METRIC_TEST, 108, NSC_POLICY_MEAN);
    assert_false(nsc_fitness_rule_sounds_costly(&rule));
}

static void assert_estimate(nsc_estimate got, double value, double low, double high) {
    const double numbers[] = {got.value, got.low, got.high}, expected[] = {value, low, high};
    for (int number = 0; number < 3; number++)
        assert_true(isnan(expected[number]) ? isnan(numbers[number])
                                            : fabs(numbers[number] - expected[number]) < 1e-12);
}

static void intervals(void **state) {
    (void)state;
    assert_estimate(nsc_estimate_none(), NAN, NAN, NAN);
    assert_estimate(nsc_estimate_alone(3), 3, NAN, NAN);
    assert_estimate(nsc_estimate_exact(3), 3, 3, 3);
    assert_estimate(nsc_estimate_around(3, 0.5), 3, 2.5, 3.5);
    /* Python: math.tanh(math.atanh(0.5) ± 0.25) */
    assert_estimate(nsc_estimate_correlation(0.5, 0.25), 0.5, 0.29067751121511315, 0.6636486879271607);
    assert_estimate(nsc_estimate_correlation(0.5, INFINITY), 0.5, -1, 1);
    assert_estimate(nsc_estimate_correlation(1, INFINITY), 1, -1, 1);
    assert_estimate(nsc_estimate_correlation(0.5, 0), 0.5, 0.5, 0.5);
    assert_estimate(nsc_estimate_correlation(-1, 0.25), -1, -1, -1);
    assert_estimate(nsc_estimate_correlation(0.5, NAN), 0.5, NAN, NAN);
    /* scipy.stats.t.ppf(0.975, 3); scipy.stats.norm.ppf(0.975) / 100 */
    assert_true(fabs(nsc_student_quantile(3) - 3.182446305284263) < 1e-9);
    assert_true(fabs(nsc_noise_band(10000) - 0.019599639845400545) < 1e-15);
}

static void sizes(void **state) {
    (void)state;
    landscape_fixture fixture;
    double *sizes;
    nsc_error error = {0};
    nsc_stratum stratum = {0};
    fixture_open(&fixture, "nb101:vertices=4", "pruned", "params");
    assert_int_equal(nsc_point_sizes(fixture.space, NSC_THREADS(1), &sizes, &error), NSC_OK);
    unsigned counts[NSC_SIZES] = {0};
    for (uint32_t point = 0; point < fixture.space->point_count; point++)
        counts[nsc_size_class(sizes[point])]++;
    /* Published: cells with 2, 3 and 4 vertices. */
    assert_int_equal(counts[2], 1);
    assert_int_equal(counts[3], 6);
    assert_int_equal(counts[4], 84);
    free(sizes);
    fixture_close(&fixture);
    fixture_open(&fixture, "hamming:2^3", "substitution", "symbol_1");
    assert_int_equal(nsc_point_sizes(fixture.space, NSC_THREADS(1), &sizes, &error), NSC_OK);
    for (uint32_t point = 0; point < fixture.space->point_count; point++)
        assert_true(sizes[point] == 0);
    free(sizes);
    fixture_close(&fixture);
    assert_int_equal(nsc_size_class(1e6), NSC_SIZES - 1);
    for (int point = 0; point < 4; point++)
        nsc_stratum_add(&stratum, point == 0);
    assert_true(nsc_stratum_share(&stratum) == 0.25 && nsc_stratum_weight(&stratum) == 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_points_by_their_numbers),
        cmocka_unit_test(defaults_of_the_order),
        cmocka_unit_test(chosen_tolerances),
        cmocka_unit_test(ranks_and_ties),
        cmocka_unit_test(fitnesses_that_sound_costly),
        cmocka_unit_test(intervals),
        cmocka_unit_test(sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
