/*
 * Random-walk autocorrelation on the whole graphs: the exact curves of the published record's companion computation,
 * walks that agree with them, and the estimate from a fitness that is hidden in large part.
 */
#include "landscape_fixture.h"

#include "analysis/walks/rwa_internal.h"

enum { LAGS = 36 };

static void check_exact(const char *relation, const double *expected, double at_36) {
    landscape_fixture fixture;
    nsc_walk_domain ground;
    nsc_rwa_curve curve, sampled, again;
    nsc_error error = {0};
    fixture_open(&fixture, "nb101", relation, "params");
    assert_int_equal(nsc_walk_domain_prepare(&ground, &fixture.landscape, NSC_THREADS(2), &error), NSC_OK);
    assert_int_equal(nsc_rwa_curve_create(&curve, LAGS, &error), NSC_OK);
    assert_int_equal(nsc_rwa_exact(&ground, &curve, NULL, &error), NSC_OK);
    assert_true(fabs(curve.autocorrelation[0] - 1) < 1e-12);
    for (int lag = 1; lag <= 10; lag++)
        assert_true(fabs(curve.autocorrelation[lag] - expected[lag - 1]) < 5.1e-7);
    assert_true(fabs(curve.autocorrelation[36] - at_36) < 5.1e-7);

    /* Walks: within five of their own standard errors at every lag, and the same on one thread. */
    const nsc_rwa_plan plan = nsc_rwa_graph_plan(&ground, 50, 4000, 7);
    assert_int_equal(nsc_rwa_curve_create(&sampled, 10, &error), NSC_OK);
    assert_int_equal(nsc_rwa_curve_create(&again, 10, &error), NSC_OK);
    assert_int_equal(nsc_rwa_walks(&ground, &plan, &sampled, NULL, &error), NSC_OK);
    ground.control = NSC_THREADS(1);
    assert_int_equal(nsc_rwa_walks(&ground, &plan, &again, NULL, &error), NSC_OK);
    for (int lag = 1; lag <= 10; lag++) {
        const double standard_error = (sampled.high[lag] - sampled.low[lag]) / (2 * 1.959963984540054);
        assert_true(standard_error > 0 && standard_error < 0.05);
        assert_true(fabs(sampled.autocorrelation[lag] - expected[lag - 1]) < 5 * standard_error);
        assert_true(sampled.autocorrelation[lag] == again.autocorrelation[lag]);
    }
    nsc_rwa_curve_release(&curve);
    nsc_rwa_curve_release(&sampled);
    nsc_rwa_curve_release(&again);
    nsc_walk_domain_release(&ground);
    fixture_close(&fixture);
}

static void exact_on_pruned(void **state) {
    (void)state;
    static const double expected[] = {.789311, .645767, .532313, .442438, .370171,
                                      .311503, .263460, .223826, .190917, .163435};
    check_exact("pruned", expected, .006112);
}

static void exact_on_adjacent(void **state) {
    (void)state;
    static const double expected[] = {.845225, .726367, .629813, .550181, .483691,
                                      .427614, .379905, .339002, .303692, .273021};
    check_exact("adjacent", expected, .031339);
}

static void exact_on_strict(void **state) {
    (void)state;
    static const double expected[] = {.865368, .760367, .675374, .605348, .546897,
                                      .497570, .455537, .419400, .388075, .360710};
    check_exact("strict", expected, .109933);
}

/* Ten hidings: the mean estimate lies within four of its standard errors of the exact curve, even lags no higher than
 * odd. */
static void hidden_centres(const char *relation) {
    enum { HIDINGS = 10, SHORT = 6 };
    landscape_fixture fixture;
    nsc_walk_domain ground;
    nsc_rwa_curve exact, estimate;
    nsc_error error = {0};
    double sums[SHORT + 1] = {0}, squares[SHORT + 1] = {0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    fixture_open(&fixture, "nb101", relation, "params");
    assert_int_equal(nsc_walk_domain_prepare(&ground, &fixture.landscape, NSC_THREADS(2), &error), NSC_OK);
    assert_int_equal(nsc_rwa_curve_create(&exact, SHORT, &error), NSC_OK);
    assert_int_equal(nsc_rwa_exact(&ground, &exact, NULL, &error), NSC_OK);
    nsc_walk_domain_release(&ground);
    for (int hiding = 0; hiding < HIDINGS; hiding++) {
        gsl_rng_set(random, (unsigned long)hiding + 1);
        fixture_hide(&fixture, 0.03, random);
        assert_int_equal(nsc_walk_domain_prepare(&ground, &fixture.landscape, NSC_THREADS(2), &error), NSC_OK);
        assert_int_equal(nsc_rwa_curve_create(&estimate, SHORT, &error), NSC_OK);
        assert_int_equal(nsc_rwa_partial(&ground, (uint64_t)hiding, &estimate, NULL, &error), NSC_OK);
        for (int lag = 1; lag <= SHORT; lag++) {
            sums[lag] += estimate.autocorrelation[lag];
            squares[lag] += estimate.autocorrelation[lag] * estimate.autocorrelation[lag];
        }
        nsc_rwa_curve_release(&estimate);
        nsc_walk_domain_release(&ground);
    }
    for (int lag = 1; lag <= SHORT; lag++) {
        const double mean = sums[lag] / HIDINGS;
        const double deviation = sqrt((squares[lag] / HIDINGS - mean * mean) / (HIDINGS - 1));
        print_message("%s lag %d: exact %.4f, mean of %d hidings %.4f +- %.4f\n", relation, lag,
                      exact.autocorrelation[lag], HIDINGS, mean, deviation);
        assert_true(deviation < 0.01);
        assert_true(fabs(mean - exact.autocorrelation[lag]) < 4 * deviation);
    }
    nsc_rwa_curve_release(&exact);
    gsl_rng_free(random);
    fixture_close(&fixture);
}

static void hidden_on_adjacent(void **state) {
    (void)state;
    hidden_centres("adjacent");
}

static void hidden_on_strict(void **state) {
    (void)state;
    hidden_centres("strict");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_on_pruned),    cmocka_unit_test(exact_on_adjacent), cmocka_unit_test(exact_on_strict),
        cmocka_unit_test(hidden_on_adjacent), cmocka_unit_test(hidden_on_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
