/* Orders, intervals and sizes that analyses and reports share. Numbers by scipy where they are not plain. */
#include "landscape_fixture.h"

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
    assert_estimate(nsc_estimate_share(0.25, 0.5), 0.25, 0, 0.75);
    assert_estimate(nsc_estimate_share(-0.25, 0.5), -0.25, -0.25, 0.25);
    assert_estimate(nsc_estimate_share(1.5, 0.25), 1.5, 1.25, 1.5);
    /* Python: math.tanh(math.atanh(0.5) ± 0.25) */
    assert_estimate(nsc_estimate_correlation(0.5, 0.25), 0.5, 0.29067751121511315, 0.6636486879271607);
    assert_estimate(nsc_estimate_correlation(0.5, INFINITY), 0.5, -1, 1);
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
        cmocka_unit_test(intervals),
        cmocka_unit_test(sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
