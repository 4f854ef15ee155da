/* Means, deviations, correlations and shares of the whole space from a part of it, against populations known whole. */
#include "report_data.h"

#include "analysis/estimators/correlation.h"

#include <gsl/gsl_errno.h>

enum { POPULATION = 3000 };

/* Three sizes of different means and shares; y follows x. */
typedef struct population {
    double sizes[POPULATION], x[POPULATION], y[POPULATION], known[POPULATION];
    bool mask[POPULATION];
} population;

static void fill_population(population *all, gsl_rng *random) {
    for (size_t point = 0; point < POPULATION; point++) {
        const double size = point < 100 ? 4 : point < 1000 ? 5 : 6;
        all->sizes[point] = size;
        all->x[point] = size + gsl_rng_uniform(random);
        all->y[point] = all->x[point] + 3 * gsl_rng_uniform(random) * gsl_rng_uniform(random);
        all->mask[point] = all->y[point] > 7;
    }
}

/* Sizes are drawn at very different rates, so that plain means would be far off. */
static void hide_unevenly(population *all, gsl_rng *random) {
    for (size_t point = 0; point < POPULATION; point++) {
        const double rate = all->sizes[point] == 4 ? 0.9 : all->sizes[point] == 5 ? 0.4 : 0.1;
        all->known[point] = gsl_rng_uniform(random) < rate ? 1 : NAN;
    }
}

static nsc_status take(nsc_sample *sample, const double *sizes, uint32_t point_count, const double *const *columns,
                       size_t column_count, nsc_error *error) {
    const nsc_design_data data = {point_count, sizes, columns, column_count, NULL, NULL};
    return nsc_sample_take(sample, &data, error);
}

static void intervals_cover_the_truth(void **state) {
    enum { HIDINGS = 600, ESTIMATES = 5 };
    (void)state;
    population *all = test_memory(1, sizeof *all);
    gsl_rng *random = random_stream(11, 0);
    fill_population(all, random);
    double share = 0, masked_sum = 0;
    for (size_t point = 0; point < POPULATION; point++) {
        share += all->mask[point];
        masked_sum += all->mask[point] ? all->x[point] : 0;
    }
    const double truths[ESTIMATES] = {mean_of(all->y, POPULATION), deviation_of(all->y, POPULATION),
                                      correlation_of(all->x, all->y, POPULATION), share / POPULATION,
                                      masked_sum / share};
    unsigned covered[ESTIMATES] = {0};
    double total[ESTIMATES] = {0};
    for (unsigned hiding = 0; hiding < HIDINGS; hiding++) {
        nsc_sample sample;
        const double *columns[] = {all->known};
        hide_unevenly(all, random);
        REQUIRE_OK(take(&sample, all->sizes, POPULATION, columns, 1, &error));
        assert_string_equal(sample.design.gap, "");
        nsc_estimate correlation;
        REQUIRE_OK(nsc_sample_correlation(&sample, all->x, all->y, &correlation, &error));
        const nsc_estimate estimates[ESTIMATES] = {
            nsc_sample_mean(&sample, all->y, NULL), nsc_sample_deviation(&sample, all->y), correlation,
            nsc_sample_share(&sample, all->mask), nsc_sample_mean(&sample, all->x, all->mask)};
        for (size_t number = 0; number < ESTIMATES; number++) {
            total[number] += estimates[number].value;
            covered[number] += estimates[number].low <= truths[number] && truths[number] <= estimates[number].high;
        }
        nsc_sample_release(&sample);
    }
    /* 95 % of 600 are 570 ± 5.3; four of these to either side, and the bias below a per cent. */
    for (size_t number = 0; number < ESTIMATES; number++) {
        if (covered[number] < 549 || covered[number] > 591)
            fail_msg("estimate %zu: %u of %d intervals hold the truth", number, covered[number], HIDINGS);
        assert_true(fabs(total[number] / HIDINGS - truths[number]) < 0.01 * truths[number]);
    }
    gsl_rng_free(random);
    free(all);
}

static void estimates_are_exact_where_all_is_known(void **state) {
    (void)state;
    population *all = test_memory(1, sizeof *all);
    gsl_rng *random = random_stream(12, 0);
    nsc_sample sample;
    fill_population(all, random);
    const double *columns[] = {all->x, all->y};
    REQUIRE_OK(take(&sample, all->sizes, POPULATION, columns, 2, &error));
    assert_true(nsc_sample_complete(&sample));
    nsc_estimate correlation;
    REQUIRE_OK(nsc_sample_correlation(&sample, all->x, all->y, &correlation, &error));
    const nsc_estimate estimates[] = {nsc_sample_mean(&sample, all->y, NULL), nsc_sample_deviation(&sample, all->y),
                                      correlation};
    const double truths[] = {mean_of(all->y, POPULATION), deviation_of(all->y, POPULATION),
                             correlation_of(all->x, all->y, POPULATION)};
    for (size_t number = 0; number < NSC_COUNT_OF(truths); number++) {
        assert_true(fabs(estimates[number].value - truths[number]) < 1e-12);
        assert_true(estimates[number].low == estimates[number].value);
        assert_true(estimates[number].high == estimates[number].value);
    }
    nsc_sample_release(&sample);
    gsl_rng_free(random);
    free(all);
}

/*
 * By hand: 5 of 10 points of one size, values 1 2 3 6 8: mean 4, sum of squared residuals 34, of cubed ones 36. Without
 * replacement the variance is 0.5 · 34 · 5/4 / 25 and the third cumulant 0.5 · 1.5 · 36 / 125. Below, half a point at 1
 * adds 0.5 · 0.5 · (−3/5) to the mean, 0.5 · 0.5 · (3/5)² and 0.5 · 0.75 · (−3/5)³; above, at 8, alike with 4/5.
 * Quantiles of the gamma distribution with these cumulants by scipy.stats.pearson3, times Student's for 4 degrees of
 * freedom over the normal one.
 */
static void a_mean_by_hand(void **state) {
    (void)state;
    const double sizes[10] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    const double values[10] = {1, NAN, 2, NAN, 3, NAN, 6, NAN, 8, NAN};
    const bool all[10] = {true, true, true, true, true, true, true, true, true, true}, none[10] = {false};
    const double *columns[] = {values};
    nsc_sample sample;
    REQUIRE_OK(take(&sample, sizes, 10, columns, 1, &error));
    const nsc_estimate mean = nsc_sample_mean(&sample, values, NULL);
    assert_true(fabs(mean.value - 4) < 1e-12);
    assert_true(fabs(mean.low - 1.2557394079544903) < 1e-6 && fabs(mean.high - 7.250687615250678) < 1e-6);
    /* Wilson with 5 draws: all of 5 gives [5 / (5 + z²), 1], none of 5 [0, z² / (5 + z²)]. */
    const double z2 = 1.959963984540054 * 1.959963984540054;
    const nsc_estimate every = nsc_sample_share(&sample, all), no = nsc_sample_share(&sample, none);
    assert_true(fabs(every.low - 5 / (5 + z2)) < 1e-12 && every.value == 1 && fabs(every.high - 1) < 1e-12);
    assert_true(no.low == 0 && no.value == 0 && fabs(no.high - z2 / (5 + z2)) < 1e-12);
    assert_true(isnan(nsc_sample_mean(&sample, values, none).value));
    nsc_sample_release(&sample);
}

static void sizes_without_measurements_are_named(void **state) {
    (void)state;
    double *sizes = test_memory(1000, sizeof *sizes), *values = test_memory(1000, sizeof *values);
    for (size_t point = 0; point < 1000; point++) {
        sizes[point] = point < 5 ? 3 : point < 300 ? 6 : 7;
        values[point] = sizes[point] == 6 ? 1 : NAN;
    }
    const double *columns[] = {values};
    nsc_sample sample;
    REQUIRE_OK(take(&sample, sizes, 1000, columns, 1, &error));
    assert_string_equal(sample.design.gap, "3, 7");
    nsc_sample_release(&sample);
    for (size_t point = 300; point < 1000; point++)
        values[point] = point % 2 == 0 ? 2 : NAN;
    REQUIRE_OK(take(&sample, sizes, 1000, columns, 1, &error));
    assert_string_equal(sample.design.gap, ""); /* five cells of a thousand do not matter */
    /* (5 + 295) × 1 and 700 × 2, of 1000 */
    assert_true(fabs(nsc_sample_mean(&sample, values, NULL).value - 1.7) < 1e-12);
    nsc_sample_release(&sample);
    free(sizes);
    free(values);
}

/* A side that is the same everywhere has no correlation, whatever rounding makes of differences from its mean. */
static void a_constant_has_no_correlation(void **state) {
    (void)state;
    population *all = test_memory(1, sizeof *all);
    gsl_rng *random = random_stream(13, 0);
    fill_population(all, random);
    hide_unevenly(all, random); /* unequal weights */
    nsc_sample sample;
    nsc_estimate correlation;
    const double *columns[] = {all->known};
    REQUIRE_OK(take(&sample, all->sizes, POPULATION, columns, 1, &error));
    for (int constant = 1; constant <= 20; constant++) {
        for (size_t point = 0; point < POPULATION; point++)
            all->x[point] = constant / 30.0;
        REQUIRE_OK(nsc_sample_correlation(&sample, all->x, all->y, &correlation, &error));
        assert_true(isnan(correlation.value));
        REQUIRE_OK(nsc_sample_correlation(&sample, all->y, all->x, &correlation, &error));
        assert_true(isnan(correlation.value));
    }
    nsc_sample_release(&sample);
    gsl_rng_free(random);
    free(all);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_cover_the_truth),
        cmocka_unit_test(estimates_are_exact_where_all_is_known),
        cmocka_unit_test(a_mean_by_hand),
        cmocka_unit_test(sizes_without_measurements_are_named),
        cmocka_unit_test(a_constant_has_no_correlation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
