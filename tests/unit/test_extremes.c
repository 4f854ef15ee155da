/* Graphs and fitnesses at the ends of what there can be: a right answer, or a reason why there is none. */
#include "analysis/optima/nearestbetter_internal.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"
#include "made_landscape.h"

#include <float.h>

/* ---- shapes ---- */

/* A path of so many points, or a star whose centre is point 0. */
static made_landscape *open_shape(unsigned points, bool star) {
    char *lines = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&lines, &size);
    assert_non_null(stream);
    for (unsigned point = 1; point < points; point++)
        fprintf(stream, "p%u,p%u\n", star ? 0 : point - 1, point);
    assert_int_equal(fclose(stream), 0);
    made_landscape *made = made_open_edges(lines);
    free(lines);
    return made;
}

/* One byte holds 254 hops: longer ways are no shorter ones. */
static void test_a_long_path(void **state) {
    (void)state;
    static const char *const names[] = {"fdc", "rarity", "dispersion"};
    const nsc_analysis_options options = nsc_analysis_defaults();
    for (unsigned points = 255; points <= 256; points++) {
        made_landscape *made = open_shape(points, false);
        for (unsigned point = 0; point < points; point++)
            made->fitness.values[point] = point;
        for (size_t name = 0; name < NSC_COUNT_OF(names); name++) {
            nsc_table *tables[NSC_ANALYSIS_TABLES];
            const nsc_analysis *analysis = nsc_analysis_named(names[name]);
            if (points == 255)
                REQUIRE_OK(nsc_analysis_run(analysis, &made->landscape, &options, tables, &error));
            else
                REQUIRE_REFUSED(nsc_analysis_run(analysis, &made->landscape, &options, tables, &error), NSC_MISSING,
                                "more than 254 edges apart");
            nsc_analysis_release(tables);
        }
        /* What is told is told of the others. */
        made_result profile = {.analysis = nsc_analysis_named("profile")};
        REQUIRE_OK(nsc_analysis_run(profile.analysis, &made->landscape, &options, profile.tables, &error));
        nsc_analysis_release(profile.tables);
        made_close(made);
    }
}

/* Every leaf is a local optimum, and the best one is two steps from each: not all of them look at all of the others. */
static void test_a_star(void **state) {
    (void)state;
    enum { POINTS = 20000 };
    made_landscape *made = open_shape(POINTS, true);
    nsc_nearest nearest;
    for (uint32_t point = 0; point < POINTS; point++)
        made->fitness.values[point] = point;
    REQUIRE_OK(nsc_nearest_find(&nearest, &made->landscape, NSC_THREADS(2), &error));
    for (uint32_t point = 0; point < POINTS; point++) {
        const bool best = point == POINTS - 1;
        assert_int_equal(nearest.near_distance[point], 1);
        assert_int_equal(nearest.better[point], best ? NSC_NOWHERE : POINTS - 1);
        assert_int_equal(nearest.better_distance[point], best ? NSC_NOWHERE : point == 0 ? 1 : 2);
    }
    nsc_nearest_release(&nearest);
    made_close(made);
}

/* ---- fitnesses ---- */

/* Powers that would be infinite or 0 are refused, in every analysis; what is large or small, but not so, is not. */
static void test_magnitudes(void **state) {
    (void)state;
    static const struct {
        double low, high;
        bool refused;
    } ranges[] = {{-1e60, 1e60, false}, {0, 1e-60, false},  {0, 2e60, true},           {-2e60, 0, true},
                  {0, 1e-61, true},     {0, DBL_MAX, true}, {-DBL_MAX, DBL_MAX, true}, {0, 5e-324, true},
                  {1e-300, 1, false},   {2e60, 2e60, false}};
    nsc_analysis_options options = nsc_analysis_defaults();
    options.walks = 2;
    options.length = 100;
    options.with = "symbol_0";
    made_landscape *made = made_open("hamming:3^3");
    for (size_t range = 0; range < NSC_COUNT_OF(ranges); range++) {
        for (uint32_t point = 0; point < 27; point++)
            made->fitness.values[point] = point * 5 % 27 < 13 ? ranges[range].low : ranges[range].high;
        for (size_t number = 0; number < nsc_analysis_count(); number++) {
            const nsc_analysis *analysis = nsc_analysis_at(number);
            nsc_table *tables[NSC_ANALYSIS_TABLES];
            nsc_error failure = {0};
            if (nsc_analysis_suits(analysis, made->landscape.space, made->landscape.graph->relation, &failure) !=
                NSC_OK)
                continue;
            const nsc_status status = nsc_analysis_run(analysis, &made->landscape, &options, tables, &failure);
            const bool refused =
                status == NSC_INVALID && strstr(failure.message, "its magnitude must be at most") != NULL;
            if (refused != ranges[range].refused || (!refused && status != NSC_OK && status != NSC_MISSING))
                fail_msg("%g to %g: %s", ranges[range].low, ranges[range].high, failure.message);
            nsc_analysis_release(tables);
        }
    }
    made_close(made);
}

/* Few points: a correlation with an interval whose ends are in order, or a reason. */
static void test_intervals_of_few_points(void **state) {
    (void)state;
    nsc_analysis_options options = nsc_analysis_defaults();
    options.targets = "0000";
    made_landscape *made = made_open("hamming:3^4");
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    unsigned intervals = 0;
    for (unsigned known = 3; known <= 20; known++)
        for (unsigned time = 0; time < 5; time++) {
            made_fill(made, NAN);
            for (unsigned point = 0; point < known; point++)
                made->fitness.values[random_below(random, 81)] = random_below(random, 3);
            made_count(made);
            made_result fdc = {.analysis = nsc_analysis_named("fdc")};
            nsc_error error = {0};
            const nsc_status status = nsc_analysis_run(fdc.analysis, &made->landscape, &options, fdc.tables, &error);
            for (size_t row = 0; status == NSC_OK && row < 2; row++) {
                const double value = made_cell(&fdc, row, "value"), low = made_cell(&fdc, row, "low");
                const double high = made_cell(&fdc, row, "high");
                const bool reason = nsc_table_value(fdc.tables[0], row, 8).type == NSC_VALUE_TEXT;
                assert_true(isnan(low) == reason && isnan(high) == isnan(low) && (isnan(low) || !isnan(value)));
                assert_true(isnan(low) || (-1 <= low && low < value && value < high && high <= 1));
                intervals += isnan(low) ? 0 : 1;
            }
            nsc_analysis_release(fdc.tables);
        }
    assert_true(intervals > 0);
    gsl_rng_free(random);
    made_close(made);
}

/* One pair of neighbours is known: an autocorrelation of -1 but for rounding, which does not fall. */
/* One pair of evaluated neighbours says nothing; on two points that are all, the correlation is -1 and does not
 * fall. */
static void test_no_length_of_a_full_correlation(void **state) {
    (void)state;
    nsc_analysis_options options = nsc_analysis_defaults();
    options.walks = 1;
    options.length = options.lags = 2;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (unsigned time = 0; time < 200; time++) {
        made_landscape *made = made_open(time % 2 == 0 ? "hamming:3^2" : "hamming:2^1");
        made_fill(made, NAN);
        made->fitness.values[0] = gsl_rng_uniform(random);
        made->fitness.values[1] = gsl_rng_uniform(random);
        made_count(made);
        made_result rwa = made_run(made, "rwa", &options);
        if (time % 2 == 0) {
            made_check_reason(&rwa, "autocorrelation_1", "too few pairs");
            made_check_reason(&rwa, "correlation_length", "too few pairs");
        } else {
            made_check(&rwa, "autocorrelation_1", -1, 1e-9);
            made_check_reason(&rwa, "correlation_length", "does not fall");
        }
        made_release(&rwa);
        made_close(made);
    }
    gsl_rng_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_path),
        cmocka_unit_test(test_a_star),
        cmocka_unit_test(test_magnitudes),
        cmocka_unit_test(test_intervals_of_few_points),
        cmocka_unit_test(test_no_length_of_a_full_correlation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
