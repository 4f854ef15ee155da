/* Rank tests and intervals of runs, against values that scipy 1.10 prints for the same samples. */
#include "analysis/estimators/rank_tests.h"
#include "analysis/estimators/resamples.h"
#include "testing.h"

#include <math.h>

static void assert_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected))) && !(isnan(value) && isnan(expected)))
        fail_msg("%.15g instead of %.15g", value, expected);
}

static nsc_rank_sum compared(const double *first, size_t first_count, const double *second, size_t second_count) {
    nsc_rank_sum test;
    REQUIRE_OK(nsc_rank_sum_test(first, first_count, second, second_count, &test, &error));
    return test;
}

#define COMPARED(first, second) compared(first, NSC_COUNT_OF(first), second, NSC_COUNT_OF(second))

static void test_rank_sum(void **state) {
    const double whole[] = {1, 2, 3, 4, 5}, above[] = {3.5, 6, 7, 8, 9, 10};
    const double tied[] = {1, 1, 2, 3, 3}, others[] = {2, 2, 3, 4, 5, 5};
    const double one[] = {0.3}, four[] = {0.1, 0.2, 0.4, 0.5};
    const double nine[] = {0, 1, 2, 3, 4, 5, 6, 7, 8}, ten[] = {3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5};
    const double same[] = {1, 1, 1, 1}, infinite[] = {1, INFINITY, INFINITY};
    (void)state;
    const nsc_rank_sum exact = COMPARED(whole, above);
    assert_near(exact.statistic, 2);
    assert_near(exact.p, 0.017316017316017316);
    assert_near(exact.larger, 2 / 30.0);
    assert_near(COMPARED(above, whole).p, exact.p);
    assert_near(COMPARED(tied, others).statistic, 6);
    assert_near(COMPARED(tied, others).p, 0.11219582408468011);
    assert_near(COMPARED(one, four).p, 1);
    assert_near(COMPARED(nine, ten).statistic, 15);
    assert_near(COMPARED(nine, ten).p, 0.01601099081051716);
    assert_near(COMPARED(same, same).p, 1);
    assert_near(COMPARED(same, infinite).larger, 1 / 6.0); /* 4 ties of 12 pairs */
    assert_true(isnan(compared(one, 1, one, 0).p));
}

static void test_larger_chance(void **state) {
    (void)state;
    const nsc_estimate some = nsc_larger_chance(0.7, 20, 30), all = nsc_larger_chance(1, 10, 10);
    assert_near(some.low, 0.5355489461727726);
    assert_near(some.high, 0.8207114024418838);
    assert_near(all.low, 0.800213612881115);
    assert_near(all.high, 1);
    assert_near(nsc_larger_chance(0, 10, 10).high, 1 - 0.800213612881115);
}

static void test_holm(void **state) {
    double p[] = {0.01, 0.04, NAN, 0.03, 0.005}; /* times 4, 3, 2, 1 in order, never falling */
    const double expected[] = {0.03, 0.06, NAN, 0.06, 0.02};
    (void)state;
    REQUIRE_OK(nsc_holm(p, NSC_COUNT_OF(p), &error));
    for (size_t number = 0; number < NSC_COUNT_OF(p); number++)
        assert_near(p[number], expected[number]);
}

static void test_friedman(void **state) {
    enum { TREATMENTS = 4, BLOCKS = 5 };
    const double values[TREATMENTS * BLOCKS] = {1, 2, 3, 4, 5, 2, 2, 1, 5, 6, 3, 3, 3, 3, 3, 0, 5, 5, 5, 7};
    const double ranks[TREATMENTS] = {2, 2.4, 2.3, 3.3}, alike[TREATMENTS] = {1, 1, 1, 1};
    double mean_ranks[TREATMENTS];
    nsc_friedman test;
    (void)state;
    REQUIRE_OK(nsc_friedman_test(values, TREATMENTS, BLOCKS, mean_ranks, &test, &error));
    assert_near(test.statistic, 3);
    assert_near(test.p, 0.39162517627109017);
    for (size_t treatment = 0; treatment < TREATMENTS; treatment++)
        assert_near(mean_ranks[treatment], ranks[treatment]);
    REQUIRE_OK(nsc_friedman_test(alike, TREATMENTS, 1, mean_ranks, &test, &error));
    assert_true(isnan(test.statistic) && isnan(test.p));
}

/* q of Demsar 2006, table 5, to more digits: scipy.stats.studentized_range.ppf(0.95, k, inf) over the root of 2. */
static void test_critical_difference(void **state) {
    const struct {
        size_t treatments;
        double q;
    } rows[] = {{2, 1.9599639845400534}, {3, 2.343700586378409}, {10, 3.163683577053373}, {13, 3.31273859335082}};
    (void)state;
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++) {
        const double treatments = (double)rows[row].treatments;
        assert_near(nsc_critical_difference(rows[row].treatments, 30),
                    rows[row].q * sqrt(treatments * (treatments + 1) / 180));
    }
}

/* Of 10 values the median lies between the 2nd and the 9th with 97.9 %, of 5 between no two with 95 %. */
static void test_quantiles(void **state) {
    const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    (void)state;
    const nsc_estimate median = nsc_quantile_of_runs(values, 10, 0.5);
    assert_near(median.value, 5.5);
    assert_near(median.low, 2);
    assert_near(median.high, 9);
    assert_near(nsc_quantile_of_runs(values, 5, 0.5).value, 3);
    assert_true(isnan(nsc_quantile_of_runs(values, 5, 0.5).low));
    assert_true(isnan(nsc_quantile_of_runs(values, 5, 0.5).high));
    assert_near(nsc_quantile_of_runs(values, 10, 0).value, 1);
    assert_near(nsc_quantile_of_runs(values, 10, 1).value, 10);
    assert_true(isnan(nsc_quantile_of_runs(values, 0, 0.5).value));
    assert_near(nsc_mean_of_runs(values, 2).high, 1.5 + 12.706204736174698 * 0.5);
    assert_true(isnan(nsc_mean_of_runs(values, 1).low));
}

static void test_resampled(void **state) {
    const double values[] = {5, 1, 3, 9};
    const uint32_t order[] = {1, 2, 0, 3}, counts[] = {0, 2, 1, 1}, one[] = {4, 0, 0, 0}; /* 1 1 3 9, and 5 5 5 5 */
    double mean, median, resampled[] = {3, INFINITY, 1, 2};
    (void)state;
    nsc_resampled(values, order, counts, 4, &mean, &median);
    assert_near(mean, 3.5);
    assert_near(median, 2);
    nsc_resampled(values, order, one, 4, &mean, &median);
    assert_near(mean, 5);
    assert_near(median, 5);
    const nsc_estimate interval = nsc_percentile_interval(2, 4, resampled, 4);
    assert_near(interval.low, 1.05);
    assert_near(interval.high, 2.95);
    assert_true(isnan(nsc_percentile_interval(2, 1, resampled, 4).low)); /* all resamples of one item are alike */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rank_sum),  cmocka_unit_test(test_larger_chance),
        cmocka_unit_test(test_holm),      cmocka_unit_test(test_friedman),
        cmocka_unit_test(test_quantiles), cmocka_unit_test(test_critical_difference),
        cmocka_unit_test(test_resampled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
