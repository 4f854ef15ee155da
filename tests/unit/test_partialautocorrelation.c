/*
 * Partial autocorrelation: against the last coefficient of the best linear prediction from all lags, by elimination; on
 * processes of a known order; with points hidden; and the distribution in single figures, by hand.
 */
#include "analysis/walks/rwa_internal.h"
#include "made_landscape.h"

static nsc_analysis_options options;

/* The coefficient of the last of `lag` past values, by Gauss's elimination with pivots. */
static double slow_partial(const double *autocorrelation, unsigned lag) {
    double *rows = test_memory((size_t)lag * (lag + 1), sizeof *rows);
    for (unsigned row = 0; row < lag; row++) {
        for (unsigned column = 0; column < lag; column++)
            rows[row * (lag + 1) + column] = autocorrelation[row > column ? row - column : column - row];
        rows[row * (lag + 1) + lag] = autocorrelation[row + 1];
    }
    for (unsigned step = 0; step < lag; step++) {
        unsigned pivot = step;
        for (unsigned row = step; row < lag; row++)
            if (fabs(rows[row * (lag + 1) + step]) > fabs(rows[pivot * (lag + 1) + step]))
                pivot = row;
        for (unsigned column = 0; column <= lag; column++) {
            const double moved = rows[step * (lag + 1) + column];
            rows[step * (lag + 1) + column] = rows[pivot * (lag + 1) + column];
            rows[pivot * (lag + 1) + column] = moved;
        }
        for (unsigned row = step + 1; row < lag; row++) {
            const double factor = rows[row * (lag + 1) + step] / rows[step * (lag + 1) + step];
            for (unsigned column = step; column <= lag; column++)
                rows[row * (lag + 1) + column] -= factor * rows[step * (lag + 1) + column];
        }
    }
    const double last = rows[(lag - 1) * (lag + 1) + lag] / rows[(lag - 1) * (lag + 1) + lag - 1];
    free(rows);
    return last;
}

static void partials_as_by_elimination(void **state) {
    (void)state;
    static const char *const spaces[] = {"hamming:3^5", "nb101:vertices=5", "nb201:distinct"};
    enum { LAGS = 12 };
    gsl_rng *random = random_stream(31, 0);
    for (size_t number = 0; number < sizeof spaces / sizeof spaces[0]; number++) {
        made_landscape *made = made_open(spaces[number]);
        for (uint32_t point = 0; point < made->fitness.point_count; point++) /* smooth in part */
            made->fitness.values[point] = gsl_rng_uniform(random) + 2.0 * point / made->fitness.point_count;
        nsc_analysis_options short_options = options;
        short_options.lags = LAGS;
        made_result result = made_run(made, "partialautocorrelation", &short_options);
        made_result walks = made_run(made, "rwa", &short_options);
        double autocorrelation[LAGS + 1];
        for (unsigned lag = 0; lag <= LAGS; lag++)
            autocorrelation[lag] = made_cell(&walks, lag, "autocorrelation");
        assert_int_equal(nsc_table_row_count(result.tables[0]), LAGS);
        for (unsigned lag = 1; lag <= LAGS; lag++) {
            assert_true(made_cell(&result, lag - 1, "lag") == lag);
            assert_true(made_cell(&result, lag - 1, "autocorrelation") == autocorrelation[lag]);
            const double partial = made_cell(&result, lag - 1, "partial");
            assert_true(fabs(partial - slow_partial(autocorrelation, lag)) < 1e-9);
            assert_true(made_cell(&result, lag - 1, "low") == partial);
        }
        made_check(&result, "partial_1", autocorrelation[1], 1e-15);
        nsc_analysis_release(walks.tables);
        made_release(&result);
        made_check_threads(made, "partialautocorrelation", short_options);
        made_close(made);
    }
    gsl_rng_free(random);
}

/* An additive fitness moves along a walk as a process of order 1, as any elementary one does. */
static void elementary_is_of_order_1(void **state) {
    (void)state;
    static const char *const spaces[] = {"hamming:2^10", "hamming:3^6", "hamming:5^4"};
    gsl_rng *random = random_stream(32, 0);
    for (size_t number = 0; number < sizeof spaces / sizeof spaces[0]; number++) {
        made_landscape *made = made_open(spaces[number]);
        const nsc_shape shape = made->space->words->shape(made->space, 0);
        const double q = made->space->words->symbols, n = shape.positions;
        made_fill_nk(made, 0, random);
        made_result result = made_run(made, "partialautocorrelation", &options);
        for (unsigned lag = 1; lag <= 40; lag++) {
            const double expected = pow(1 - q / (n * (q - 1)), lag);
            assert_true(fabs(made_cell(&result, lag - 1, "autocorrelation") - expected) < 1e-12);
            assert_true(fabs(made_cell(&result, lag - 1, "partial") - (lag == 1 ? expected : 0)) < 1e-12);
        }
        made_check(&result, "order", 1, 0);
        made_check(&result, "order_T1e3", 1, 0);
        made_check(&result, "order_T1e7", 1, 0);
        made_check(&result, "partial_2", 0, 1e-12);
        made_release(&result);
        made_close(made);
    }
    gsl_rng_free(random);
}

/* A walk on two points is back every other step: nothing is left to be told after one. */
static void two_points(void **state) {
    (void)state;
    made_landscape *made = made_open_edges("a,b\n");
    made->fitness.values[1] = 1;
    made_result result = made_run(made, "partialautocorrelation", &options);
    made_check(&result, "partial_1", -1, 1e-12);
    made_check_reason(&result, "partial_2", "exactly");
    made_check(&result, "order", 1, 0);
    assert_true(isnan(made_cell(&result, 1, "partial")));
    assert_true(nsc_table_value(result.tables[0], 1, 6).type == NSC_VALUE_TEXT);
    made_release(&result);
    made_close(made);
}

static void no_order_within_the_lags(void **state) {
    (void)state;
    gsl_rng *random = random_stream(33, 0);
    made_landscape *made = made_open("hamming:2^8");
    nsc_analysis_options short_options = options;
    short_options.lags = 1;
    made_fill_nk(made, 0, random);
    made_result result = made_run(made, "partialautocorrelation", &short_options);
    made_check_reason(&result, "order", "largest lag");
    made_check_reason(&result, "partial_2", "beyond the largest lag");
    made_release(&result);
    made_fill(made, 0.1);
    result = made_run(made, "partialautocorrelation", &short_options);
    made_check_reason(&result, "order", "have the same");
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* The interval holds the truth at least as often as it says. */
static void hidden_points_are_allowed_for(void **state) {
    (void)state;
    enum { HIDINGS = 60, LAGS = 5 };
    gsl_rng *random = random_stream(34, 0);
    made_landscape *made = made_open("nb101:vertices=5");
    nsc_analysis_options short_options = options;
    double truth[LAGS], *counts = test_memory(made->fitness.point_count, sizeof *counts);
    unsigned held = 0, found = 0;
    short_options.lags = LAGS;
    REQUIRE_OK(made->space->feature_values(made->space, (size_t)nsc_space_feature(made->space, "conv3x3"),
                                           NSC_THREADS(1), counts, &error));
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        counts[point] += gsl_rng_uniform(random);
    memcpy(made->fitness.values, counts, made->fitness.point_count * sizeof *counts);
    made_result result = made_run(made, "partialautocorrelation", &short_options);
    for (unsigned lag = 0; lag < LAGS; lag++)
        truth[lag] = made_cell(&result, lag, "partial");
    made_release(&result);
    for (int hiding = 0; hiding < HIDINGS; hiding++) {
        memcpy(made->fitness.values, counts, made->fitness.point_count * sizeof *counts);
        made_hide(made, 0.4, random);
        result = made_run(made, "partialautocorrelation", &short_options);
        for (unsigned lag = 0; lag < LAGS; lag++) {
            if (isnan(made_cell(&result, lag, "partial")))
                continue;
            found++;
            held += made_cell(&result, lag, "low") <= truth[lag] && truth[lag] <= made_cell(&result, lag, "high");
        }
        made_release(&result);
    }
    print_message("%u of %u intervals hold the truth\n", held, found);
    assert_in_range(found, HIDINGS * LAGS * 9 / 10, HIDINGS * LAGS);
    assert_in_range(held, found * 93 / 100, found);
    free(counts);
    made_close(made);
    gsl_rng_free(random);
}

static void next_to_nothing(void **state) {
    (void)state;
    made_check_bare("partialautocorrelation");
}

/* ---- distribution ---- */

static void distribution_by_hand(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^3");
    const double values[8] = {4, 1, 2, NAN, 3, NAN, 10, NAN};
    memcpy(made->fitness.values, values, sizeof values);
    made_count(made);
    made_result result = made_run(made, "distribution", &options);
    /* 1 2 3 4 10: deviations −3 −2 −1 0 6, squares 50, cubes 180, fourth powers 1394. */
    const double deviation = sqrt(50 / 4.0), error = deviation * sqrt((1 - 5 / 8.0) / 5);
    const double low = made_number(made_value(&result, "mean", NSC_SUMMARY_LOW));
    const double high = made_number(made_value(&result, "mean", NSC_SUMMARY_HIGH));
    made_check(&result, "points", 8, 0);
    made_check(&result, "known", 5, 0);
    made_check(&result, "mean", 4, 1e-15);
    /* Of five values with a long upper tail: wider than Student's at 4 degrees of freedom above, and reaching further
     * up than down. */
    assert_true(low < 4 - 1.96 * error && high > 4 + 2.776445 * error && high - 4 > 4 - low);
    made_check(&result, "standard_deviation", deviation, 1e-15);
    made_check(&result, "minimum", 1, 0);
    made_check(&result, "lower_quartile", 2, 0);
    made_check(&result, "median", 3, 0);
    made_check(&result, "upper_quartile", 4, 0);
    made_check(&result, "maximum", 10, 0);
    made_check(&result, "skewness", 180 / 5.0 / pow(deviation, 3), 1e-14);
    made_check(&result, "excess_kurtosis", 1394 / 5.0 / pow(deviation, 4) - 3, 1e-14);
    made_check(&result, "coefficient_of_variation", deviation / 4, 1e-15);
    made_check(&result, "quartile_coefficient", 2 / 6.0, 1e-15);
    made_release(&result);
    /* Between order statistics: four values. */
    made->fitness.values[6] = NAN;
    made_count(made);
    result = made_run(made, "distribution", &options);
    made_check(&result, "lower_quartile", 1.75, 1e-15);
    made_check(&result, "median", 2.5, 1e-15);
    made_check(&result, "upper_quartile", 3.25, 1e-15);
    made_release(&result);
    made_close(made);
}

static void distribution_without_spread(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^3");
    made_fill(made, 0.1);
    made_result result = made_run(made, "distribution", &options);
    made_check(&result, "standard_deviation", 0, 0);
    made_check(&result, "coefficient_of_variation", 0, 0);
    made_check_reason(&result, "skewness", "the same fitness");
    made_release(&result);
    made_fill(made, 0);
    result = made_run(made, "distribution", &options);
    made_check_reason(&result, "coefficient_of_variation", "mean is 0");
    made_check_reason(&result, "quartile_coefficient", "more than 0");
    made_release(&result);
    made_fill(made, NAN);
    made->fitness.values[3] = 2;
    made_count(made);
    result = made_run(made, "distribution", &options);
    made_check(&result, "median", 2, 0);
    made_check_reason(&result, "standard_deviation", "single point");
    made_check_reason(&result, "skewness", "single point");
    made_release(&result);
    made_close(made);
    made_check_bare("distribution");
}

int main(void) {
    options = nsc_analysis_defaults();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(partials_as_by_elimination),
        cmocka_unit_test(elementary_is_of_order_1),
        cmocka_unit_test(two_points),
        cmocka_unit_test(no_order_within_the_lags),
        cmocka_unit_test(hidden_points_are_allowed_for),
        cmocka_unit_test(next_to_nothing),
        cmocka_unit_test(distribution_by_hand),
        cmocka_unit_test(distribution_without_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
