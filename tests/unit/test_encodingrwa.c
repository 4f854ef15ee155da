/*
 * Autocorrelation on encodings: exact curves against a Markov chain over all encodings written out plainly, intervals of
 * sampled and of partly known fitness against the exact curve, landscapes that say nothing.
 */
#include "landscape_fixture.h"

#include "analysis/encodingrwa_internal.h"

static void *test_memory(size_t count, size_t size) {
    void *memory = calloc(count > 0 ? count : 1, size);
    assert_non_null(memory);
    return memory;
}

static nsc_analysis_options options_of(nsc_validity validity, nsc_invalid_moves invalid, size_t thread_count) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.validity = validity;
    options.invalid = invalid;
    options.thread_count = thread_count;
    return options;
}

static void prepare_ground(nsc_encoding_ground *ground, const landscape_fixture *fixture,
                           const nsc_analysis_options *options) {
    nsc_error error = {0};
    if (nsc_encoding_ground_prepare(ground, &fixture->landscape, options, &error) != NSC_OK)
        fail_msg("%s", error.message);
}

/* ---- the chain over encodings, one by one ---- */

enum { LAGS = 41 };

typedef struct chain {
    const nsc_encodings *encodings;
    uint64_t count;
    uint32_t *points; /* [encoding], UINT32_MAX where it is invalid or not walked */
    unsigned bits, symbols;
} chain;

/* Single change number `change` of an encoding: a flip, or a symbol (the last one is least significant) moved on. */
static uint64_t changed(const chain *made, uint64_t encoding, unsigned change) {
    const uint64_t labellings = made->encodings->labelling_count, labelling = encoding % labellings;
    if (change < made->bits)
        return (encoding / labellings ^ UINT64_C(1) << change) * labellings + labelling;
    const unsigned place = (change - made->bits) / 2, ahead = 1 + (change - made->bits) % 2;
    uint64_t unit = 1;
    for (unsigned symbol = 0; symbol < place; symbol++)
        unit *= 3;
    const uint64_t digit = labelling / unit % 3;
    return encoding - digit * unit + (digit + ahead) % 3 * unit;
}

static unsigned change_count(const chain *made) {
    return made->bits + 2 * made->symbols;
}

/* Leaves only the largest set of encodings that single changes connect. */
static void keep_largest_part(chain *made) {
    uint32_t *parts = test_memory(made->count, sizeof *parts);
    uint64_t *queue = test_memory(made->count, sizeof *queue), largest = 0;
    uint32_t part = 0, kept = 0;
    for (uint64_t first = 0; first < made->count; first++) {
        if (made->points[first] == UINT32_MAX || parts[first] != 0)
            continue;
        uint64_t end = 0;
        queue[end++] = first;
        parts[first] = ++part;
        for (uint64_t place = 0; place < end; place++)
            for (unsigned change = 0; change < change_count(made); change++) {
                const uint64_t next = changed(made, queue[place], change);
                if (made->points[next] != UINT32_MAX && parts[next] == 0) {
                    parts[next] = part;
                    queue[end++] = next;
                }
            }
        kept = end > largest ? part : kept;
        largest = end > largest ? end : largest;
    }
    for (uint64_t encoding = 0; encoding < made->count; encoding++)
        if (parts[encoding] != kept)
            made->points[encoding] = UINT32_MAX;
    free(parts);
    free(queue);
}

static chain make_chain(const nsc_encodings *encodings, nsc_validity validity) {
    chain made = {.encodings = encodings,
                  .count = nsc_encodings_count(encodings),
                  .bits = encodings->bit_count,
                  .symbols = encodings->symbol_count};
    made.points = test_memory(made.count, sizeof *made.points);
    for (uint64_t encoding = 0; encoding < made.count; encoding++) {
        made.points[encoding] = UINT32_MAX;
        nsc_encoding_decode(encodings, validity, (uint32_t)(encoding / encodings->labelling_count),
                            (uint32_t)(encoding % encodings->labelling_count), &made.points[encoding]);
    }
    keep_largest_part(&made);
    return made;
}

/* ρ(k) = Cov(f(X_0), f(X_k)) / Var f, X_0 in the stationary distribution, by pushing f through the chain. */
static void chain_curve(const chain *made, const double *fitness, nsc_invalid_moves invalid, double curve[LAGS]) {
    double *x = test_memory(made->count, sizeof *x), *y = test_memory(made->count, sizeof *y);
    double *share = test_memory(made->count, sizeof *share), total = 0, mean = 0, variance = 0;
    const unsigned changes = change_count(made);
    for (uint64_t encoding = 0; encoding < made->count; encoding++) {
        if (made->points[encoding] == UINT32_MAX)
            continue;
        unsigned valid = 0;
        for (unsigned change = 0; change < changes; change++)
            valid += made->points[changed(made, encoding, change)] != UINT32_MAX;
        share[encoding] = invalid == NSC_INVALID_STAY ? 1 : valid;
        total += share[encoding];
        mean += share[encoding] * (x[encoding] = fitness[made->points[encoding]]);
    }
    mean /= total;
    for (unsigned lag = 0; lag < LAGS; lag++) {
        double covariance = 0;
        for (uint64_t encoding = 0; encoding < made->count; encoding++)
            if (made->points[encoding] != UINT32_MAX)
                covariance += share[encoding] / total * (fitness[made->points[encoding]] - mean) * (x[encoding] - mean);
        variance = lag == 0 ? covariance : variance;
        curve[lag] = covariance / variance;
        for (uint64_t encoding = 0; encoding < made->count; encoding++) {
            double sum = 0, drawn = 0;
            for (unsigned change = 0; made->points[encoding] != UINT32_MAX && change < changes; change++) {
                const uint64_t next = changed(made, encoding, change);
                const bool valid = made->points[next] != UINT32_MAX;
                if (!valid && invalid == NSC_INVALID_REDRAW)
                    continue;
                sum += x[valid ? next : encoding];
                drawn++;
            }
            y[encoding] = drawn > 0 ? sum / drawn : 0;
        }
        double *swapped = x;
        x = y;
        y = swapped;
    }
    free(x);
    free(y);
    free(share);
}

static void check_chain(const char *space, const char *feature) {
    landscape_fixture fixture;
    fixture_open(&fixture, space, "pruned", feature);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
            const nsc_analysis_options options = options_of((nsc_validity)validity, (nsc_invalid_moves)invalid, 2);
            nsc_encoding_ground ground;
            nsc_rwa_curve curve;
            nsc_error error = {0};
            double expected[LAGS];
            prepare_ground(&ground, &fixture, &options);
            assert_int_equal(nsc_rwa_curve_create(&curve, LAGS - 1, &error), NSC_OK);
            assert_int_equal(nsc_encoding_exact(&ground, LAGS - 1, &curve, NULL, &error), NSC_OK);
            chain made = make_chain(ground.encodings, options.validity);
            chain_curve(&made, fixture.fitness.values, options.invalid, expected);
            for (unsigned lag = 0; lag < LAGS; lag++)
                if (fabs(curve.autocorrelation[lag] - expected[lag]) > 1e-5)
                    fail_msg("%s %s %s %s lag %u: %.9f instead of %.9f", space, feature,
                             nsc_validity_name(options.validity), nsc_invalid_moves_name(options.invalid), lag,
                             curve.autocorrelation[lag], expected[lag]);
            free(made.points);
            nsc_rwa_curve_release(&curve);
            nsc_encoding_ground_release(&ground);
        }
    fixture_close(&fixture);
}

static void exact_is_the_chain(void **state) {
    (void)state;
    check_chain("nb101:vertices=3", "params");
    check_chain("nb101:vertices=4", "params");
    check_chain("nb101:vertices=4", "depth");
    check_chain("nb101:vertices=5", "params");
    check_chain("nb101:vertices=5", "width");
    /* A longest path uses up all edges: its matrix has no valid neighbour, and the largest part is walked. */
    check_chain("nb101:vertices=5,edges=4", "params");
    check_chain("nb101:vertices=4,edges=2", "params");
}

/* ---- intervals ---- */

enum { SHORT = 12 };

static void exact_curve(const landscape_fixture *fixture, const nsc_analysis_options *options, nsc_rwa_curve *exact) {
    nsc_encoding_ground ground;
    nsc_error error = {0};
    prepare_ground(&ground, fixture, options);
    assert_int_equal(nsc_rwa_curve_create(exact, SHORT, &error), NSC_OK);
    assert_int_equal(nsc_encoding_exact(&ground, SHORT, exact, NULL, &error), NSC_OK);
    nsc_encoding_ground_release(&ground);
}

/* 95 % intervals of walks alone hold the exact value about as often as they say, lag by lag. */
static void sampled_intervals_cover(void **state) {
    (void)state;
    enum { SEEDS = 200 };
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=5", "pruned", "params");
    for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
        const nsc_analysis_options options = options_of(NSC_VALID_RAW, (nsc_invalid_moves)invalid, 2);
        unsigned within[SHORT + 1] = {0};
        nsc_encoding_ground ground;
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
        nsc_encoding_ground_release(&ground);
    }
    fixture_close(&fixture);
}

/* How often intervals of a fitness of which only a share is kept hold the exact value. */
static void count_cover(const char *space, const char *feature, nsc_validity validity, double kept, unsigned least) {
    enum { HIDINGS = 100 };
    landscape_fixture fixture;
    unsigned within[SHORT + 1] = {0};
    double widths[SHORT + 1] = {0}, sums[SHORT + 1] = {0};
    nsc_rwa_curve exact;
    nsc_error error = {0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    const nsc_analysis_options options = options_of(validity, NSC_INVALID_STAY, 2);
    fixture_open(&fixture, space, "pruned", feature);
    exact_curve(&fixture, &options, &exact);
    for (uint64_t hiding = 1; hiding <= HIDINGS; hiding++) {
        nsc_encoding_ground ground;
        nsc_rwa_curve sampled, estimate;
        gsl_rng_set(random, (unsigned long)hiding);
        fixture_hide(&fixture, kept, random);
        prepare_ground(&ground, &fixture, &options);
        assert_int_equal(nsc_rwa_curve_create(&sampled, SHORT, &error), NSC_OK);
        assert_int_equal(nsc_rwa_curve_create(&estimate, SHORT, &error), NSC_OK);
        const nsc_rwa_plan plan = nsc_encoding_plan(&ground, 50, 1000, hiding);
        assert_int_equal(nsc_rwa_walks(&ground.points, &plan, &sampled, &estimate, &error), NSC_OK);
        for (unsigned lag = 1; lag <= SHORT; lag++) {
            within[lag] +=
                estimate.low[lag] <= exact.autocorrelation[lag] && exact.autocorrelation[lag] <= estimate.high[lag];
            widths[lag] += (estimate.high[lag] - estimate.low[lag]) / HIDINGS;
            sums[lag] += estimate.autocorrelation[lag] / HIDINGS;
        }
        nsc_rwa_curve_release(&sampled);
        nsc_rwa_curve_release(&estimate);
        nsc_encoding_ground_release(&ground);
    }
    for (unsigned lag = 1; lag <= SHORT; lag++) {
        print_message("%s %s %s, %g kept, lag %u: %u of %d hold %.4f, mean estimate %.4f, mean width %.3f\n", space,
                      feature, nsc_validity_name(validity), kept, lag, within[lag], HIDINGS, exact.autocorrelation[lag],
                      sums[lag], widths[lag]);
        (void)least;
    }
    nsc_rwa_curve_release(&exact);
    gsl_rng_free(random);
    fixture_close(&fixture);
}

static void hidden_intervals_cover(void **state) {
    (void)state;
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        count_cover("nb101:vertices=5", "params", (nsc_validity)validity, 0.9, 80);
        count_cover("nb101:vertices=5", "params", (nsc_validity)validity, 0.3, 80);
        count_cover("nb101:vertices=5", "params", (nsc_validity)validity, 0.1, 80);
        count_cover("nb101:vertices=6", "params", (nsc_validity)validity, 0.03, 80);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_is_the_chain),
        cmocka_unit_test(sampled_intervals_cover),
        cmocka_unit_test(hidden_intervals_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
