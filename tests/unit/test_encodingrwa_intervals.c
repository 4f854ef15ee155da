/* Autocorrelation on encodings: intervals of sampled and of partly known fitness against the exact curve. */
#include "encoding_walks.h"
#include "testing.h"

enum { SHORT = 12 };

static void exact_curve(const landscape_fixture *fixture, const nsc_analysis_options *options, nsc_rwa_curve *exact) {
    nsc_encoding_domain ground;
    nsc_error error = {0};
    prepare_ground(&ground, fixture, options);
    assert_int_equal(nsc_rwa_curve_create(exact, SHORT, &error), NSC_OK);
    assert_int_equal(nsc_encoding_exact(&ground, SHORT, exact, NULL, &error), NSC_OK);
    nsc_encoding_domain_release(&ground);
}

/* 95 % intervals of walks alone hold the exact value about as often as they say, lag by lag. */
static void sampled_intervals_cover(void **state) {
    (void)state;
    enum { SEEDS = 200 };
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=5,edges=7", "pruned", "params");
    for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
        const nsc_analysis_options options = options_of(NSC_VALID_RAW, (nsc_invalid_moves)invalid, NSC_THREADS(2));
        unsigned within[SHORT + 1] = {0};
        nsc_encoding_domain ground;
        nsc_rwa_curve exact, sampled;
        nsc_error error = {0};
        exact_curve(&fixture, &options, &exact);
        prepare_ground(&ground, &fixture, &options);
        assert_int_equal(nsc_rwa_curve_create(&sampled, SHORT, &error), NSC_OK);
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            const nsc_rwa_plan plan = nsc_encoding_plan(&ground, 40, 300, seed);
            assert_int_equal(nsc_rwa_walks(&ground.points, &plan, &sampled, NULL, &error), NSC_OK);
            for (unsigned lag = 1; lag <= SHORT; lag++)
                within[lag] +=
                    sampled.low[lag] <= exact.autocorrelation[lag] && exact.autocorrelation[lag] <= sampled.high[lag];
        }
        for (unsigned lag = 1; lag <= SHORT; lag++) {
            print_message("raw %s lag %u: %u of %d intervals hold %.4f\n", nsc_invalid_moves_name(options.invalid), lag,
                          within[lag], SEEDS, exact.autocorrelation[lag]);
            /* 190 of 200 expected, with a standard deviation of 3. */
            assert_in_range(within[lag], 178, SEEDS);
        }
        nsc_rwa_curve_release(&exact);
        nsc_rwa_curve_release(&sampled);
        nsc_encoding_domain_release(&ground);
    }
    fixture_close(&fixture);
}

/* Hides all but a share of the points, but none below `whole_size` vertices. */
static void hide_large(landscape_fixture *fixture, double kept, double whole_size, gsl_rng *random) {
    const size_t feature = (size_t)nsc_space_feature_with_role(fixture->space, NSC_FEATURE_SIZE);
    double *sizes = test_memory(fixture->space->point_count, sizeof *sizes);
    nsc_error error = {0};
    assert_int_equal(fixture->space->feature_values(fixture->space, feature, NSC_THREADS(1), sizes, &error), NSC_OK);
    fixture_hide(fixture, kept, random);
    for (uint32_t point = 0; point < fixture->space->point_count; point++)
        if (sizes[point] < whole_size && !nsc_fitness_known(&fixture->fitness, point)) {
            fixture->fitness.values[point] = fixture->complete[point];
            fixture->fitness.known_count++;
        }
    free(sizes);
}

/* One way to hide a fitness, steps of each of 50 walks, and how wide the mean interval at lag 1 may be. */
typedef struct hiding_case {
    const char *space, *feature;
    nsc_validity validity;
    nsc_invalid_moves invalid;
    double kept, whole_size;
    unsigned length;
    double widest;
} hiding_case;

/* How often intervals of a fitness of which only a share is kept hold the exact value. */
static void count_cover(const hiding_case *hidden) {
    enum { HIDINGS = 100 };
    landscape_fixture fixture;
    unsigned within[SHORT + 1] = {0};
    double widths[SHORT + 1] = {0};
    nsc_rwa_curve exact;
    nsc_error error = {0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    const nsc_analysis_options options = options_of(hidden->validity, hidden->invalid, NSC_THREADS(2));
    fixture_open(&fixture, hidden->space, "pruned", hidden->feature);
    exact_curve(&fixture, &options, &exact);
    for (uint64_t hiding = 1; hiding <= HIDINGS; hiding++) {
        nsc_encoding_domain ground;
        nsc_rwa_curve sampled, estimate;
        gsl_rng_set(random, (unsigned long)hiding);
        hide_large(&fixture, hidden->kept, hidden->whole_size, random);
        prepare_ground(&ground, &fixture, &options);
        assert_int_equal(nsc_rwa_curve_create(&sampled, SHORT, &error), NSC_OK);
        assert_int_equal(nsc_rwa_curve_create(&estimate, SHORT, &error), NSC_OK);
        const nsc_rwa_plan plan = nsc_encoding_plan(&ground, 50, hidden->length, hiding);
        assert_int_equal(nsc_rwa_walks(&ground.points, &plan, &sampled, &estimate, &error), NSC_OK);
        for (unsigned lag = 1; lag <= SHORT; lag++) {
            within[lag] +=
                estimate.low[lag] <= exact.autocorrelation[lag] && exact.autocorrelation[lag] <= estimate.high[lag];
            widths[lag] += (estimate.high[lag] - estimate.low[lag]) / HIDINGS;
        }
        nsc_rwa_curve_release(&sampled);
        nsc_rwa_curve_release(&estimate);
        nsc_encoding_domain_release(&ground);
    }
    print_message("%s %s %s %s, %g kept:", hidden->space, hidden->feature, nsc_validity_name(hidden->validity),
                  nsc_invalid_moves_name(hidden->invalid), hidden->kept);
    for (unsigned lag = 1; lag <= SHORT; lag++) {
        print_message(" %u (%.2f)", within[lag], widths[lag]);
        /* 95 expected, with a standard deviation of 2.2. */
        assert_in_range(within[lag], 88, HIDINGS);
    }
    print_message(" of %d at lags 1 to %d, and their mean width\n", HIDINGS, SHORT);
    assert_true(widths[1] < hidden->widest);
    nsc_rwa_curve_release(&exact);
    gsl_rng_free(random);
    fixture_close(&fixture);
}

static void hidden_intervals_cover(void **state) {
    (void)state;
    static const hiding_case cases[] = {
        {"nb101:vertices=5,edges=7", "params", NSC_VALID_RAW, NSC_INVALID_STAY, 0.9, 0, 500, 0.2},
        /* Long walks: what is off is off because of the points that are hidden. */
        {"nb101:vertices=5,edges=7", "width", NSC_VALID_PRUNED, NSC_INVALID_REDRAW, 0.6, 4, 4000, 0.2},
        {"nb101:vertices=5", "params", NSC_VALID_PRUNED, NSC_INVALID_STAY, 0.3, 0, 500, 1},
        /* Most of the walk's time is at the small cells; where they are all known, intervals are narrow. */
        {"nb101:vertices=5", "params", NSC_VALID_PRUNED, NSC_INVALID_REDRAW, 0.1, 5, 500, 0.3},
        {"nb101:vertices=5", "depth", NSC_VALID_PRUNED, NSC_INVALID_STAY, 0.03, 5, 500, 0.3},
        {"nb101:vertices=5,edges=7", "width", NSC_VALID_RAW, NSC_INVALID_STAY, 0.1, 4, 500, 0.6},
        {"nb101:vertices=6", "params", NSC_VALID_RAW, NSC_INVALID_STAY, 0.03, 5, 500, 1},
    };
    for (size_t number = 0; number < sizeof cases / sizeof *cases; number++)
        count_cover(&cases[number]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sampled_intervals_cover),
        cmocka_unit_test(hidden_intervals_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
