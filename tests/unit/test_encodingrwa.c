/*
 * Autocorrelation on encodings: exact curves against a Markov chain over all encodings written out plainly, where walks
 * begin, landscapes that say nothing.
 */
#include "encoding_walks.h"
#include "table_cells.h"

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

/* The long-run share of each encoding, unscaled: equal, or as it has valid neighbours. Returns their sum. */
static double fill_shares(const chain *made, nsc_invalid_moves invalid, double *shares) {
    double total = 0;
    for (uint64_t encoding = 0; encoding < made->count; encoding++) {
        if (made->points[encoding] == UINT32_MAX)
            continue;
        unsigned valid = 0;
        for (unsigned change = 0; change < change_count(made); change++)
            valid += made->points[changed(made, encoding, change)] != UINT32_MAX;
        shares[encoding] = invalid == NSC_INVALID_STAY ? 1 : valid;
        total += shares[encoding];
    }
    return total;
}

/* Mean of x after one step from the encoding. */
static double after_a_step(const chain *made, nsc_invalid_moves invalid, uint64_t encoding, const double *x) {
    double sum = 0, drawn = 0;
    for (unsigned change = 0; change < change_count(made); change++) {
        const uint64_t next = changed(made, encoding, change);
        const bool valid = made->points[next] != UINT32_MAX;
        if (!valid && invalid == NSC_INVALID_REDRAW)
            continue;
        sum += x[valid ? next : encoding];
        drawn++;
    }
    return sum / drawn;
}

/* ρ(k) = Cov(f(X_0), f(X_k)) / Var f, X_0 in the stationary distribution, by pushing f through the chain. */
static void chain_curve(const chain *made, const double *fitness, nsc_invalid_moves invalid, double curve[LAGS]) {
    double *x = test_memory(made->count, sizeof *x), *y = test_memory(made->count, sizeof *y);
    double *shares = test_memory(made->count, sizeof *shares), *start = test_memory(made->count, sizeof *start);
    double mean = 0;
    const double total = fill_shares(made, invalid, shares);
    for (uint64_t encoding = 0; encoding < made->count; encoding++)
        if (made->points[encoding] != UINT32_MAX)
            mean += shares[encoding] / total * fitness[made->points[encoding]];
    for (uint64_t encoding = 0; encoding < made->count; encoding++)
        if (made->points[encoding] != UINT32_MAX)
            x[encoding] = start[encoding] = fitness[made->points[encoding]] - mean;
    for (unsigned lag = 0; lag < LAGS; lag++) {
        curve[lag] = 0;
        for (uint64_t encoding = 0; encoding < made->count; encoding++) {
            curve[lag] += shares[encoding] * start[encoding] * x[encoding];
            y[encoding] = made->points[encoding] != UINT32_MAX ? after_a_step(made, invalid, encoding, x) : 0;
        }
        double *swapped = x;
        x = y;
        y = swapped;
    }
    for (unsigned lag = LAGS; lag-- > 0;)
        curve[lag] /= curve[0];
    free(x);
    free(y);
    free(start);
    free(shares);
}

static void check_chain(const char *space, const char *feature) {
    landscape_fixture fixture;
    fixture_open(&fixture, space, "pruned", feature);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
            const nsc_analysis_options options =
                options_of((nsc_validity)validity, (nsc_invalid_moves)invalid, NSC_THREADS(2));
            nsc_encoding_domain ground;
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
            nsc_encoding_domain_release(&ground);
        }
    fixture_close(&fixture);
}

static void exact_is_the_chain(void **state) {
    (void)state;
    check_chain("nb101:vertices=3", "params");
    check_chain("nb101:vertices=4", "params");
    check_chain("nb101:vertices=4", "depth");
    check_chain("nb101:vertices=5", "params");
    check_chain("nb101:vertices=5,edges=7", "width");
    /* A longest path uses up all edges: its matrix has no valid neighbour, and the largest part is walked. */
    check_chain("nb101:vertices=5,edges=4", "params");
    check_chain("nb101:vertices=4,edges=2", "params");
}

/* ---- walks ---- */

/* Starts, and what is reached from them by a step, are distributed as the walk is in the long run. */
static void walks_are_stationary(void **state) {
    (void)state;
    enum { STARTS = 400000 };
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=4,edges=4", "pruned", "params");
    uint32_t *counts = test_memory(2 * (size_t)fixture.space->point_count, sizeof *counts);
    for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
        const nsc_analysis_options options = options_of(NSC_VALID_RAW, (nsc_invalid_moves)invalid, NSC_THREADS(1));
        nsc_encoding_domain ground;
        nsc_walk_batch batch;
        prepare_ground(&ground, &fixture, &options);
        const nsc_rwa_plan plan = nsc_encoding_plan(&ground, 1, 2, 1);
        assert_int_equal(nsc_walk_batch_create(&batch, &plan, NULL), NSC_OK);
        memset(counts, 0, 2 * fixture.space->point_count * sizeof *counts);
        for (int start = 0; start < STARTS; start++) {
            assert_int_equal(plan.walk(plan.context, &batch, 1, NULL), NSC_OK);
            counts[2 * batch.paths[0]]++;
            counts[2 * batch.paths[1] + 1]++;
        }
        for (uint32_t point = 0; point < fixture.space->point_count; point++)
            for (uint32_t step = 0; step < 2; step++) {
                const double share = ground.points.stationary[point];
                assert_true(fabs(counts[2 * point + step] / (double)STARTS - share) < 5 * sqrt(share / STARTS));
            }
        nsc_walk_batch_release(&batch);
        nsc_encoding_domain_release(&ground);
    }
    free(counts);
    fixture_close(&fixture);
}

/* ---- the analysis as a whole ---- */

static void run_analysis(const landscape_fixture *fixture, const nsc_analysis_options *options,
                         nsc_table *tables[NSC_ANALYSIS_TABLES]) {
    nsc_error error = {0};
    if (nsc_analysis_run(nsc_analysis_named("encodingrwa"), &fixture->landscape, options, tables, &error) != NSC_OK)
        fail_msg("%s", error.message);
}

static void assert_same_tables(nsc_table *first[NSC_ANALYSIS_TABLES], nsc_table *second[NSC_ANALYSIS_TABLES]) {
    for (size_t table = 0; table < 3; table++) {
        assert_int_equal(nsc_table_row_count(first[table]), nsc_table_row_count(second[table]));
        for (size_t row = 0; row < nsc_table_row_count(first[table]); row++)
            for (size_t column = 0; column < nsc_table_column_count(first[table]); column++) {
                const nsc_value one = nsc_table_value(first[table], row, column);
                const nsc_value other = nsc_table_value(second[table], row, column);
                assert_int_equal(one.type, other.type);
                if (one.type == NSC_VALUE_TEXT)
                    assert_string_equal(one.as.text, other.as.text);
                else if (one.type != NSC_VALUE_MISSING)
                    assert_memory_equal(&one.as, &other.as, sizeof one.as.integer);
            }
    }
}

/* Complete and partial, each the same for one and two threads; which lags are exact; the rules in every row. */
static void tables_hold(void **state) {
    (void)state;
    landscape_fixture fixture;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    fixture_open(&fixture, "nb101:vertices=5", "pruned", "params");
    for (int partial = 0; partial < 2; partial++) {
        nsc_table *one[NSC_ANALYSIS_TABLES], *two[NSC_ANALYSIS_TABLES];
        nsc_analysis_options options = options_of(NSC_VALID_RAW, NSC_INVALID_REDRAW, NSC_THREADS(1));
        options.lags = 40;
        options.exact_lags = 7;
        options.walks = 7;
        options.length = 30;
        if (partial)
            fixture_hide(&fixture, 0.4, random);
        run_analysis(&fixture, &options, one);
        options.control = NSC_THREADS(2);
        run_analysis(&fixture, &options, two);
        assert_same_tables(one, two);
        assert_int_equal(nsc_table_row_count(one[0]), 41);
        for (unsigned lag = 0; lag <= 40; lag++) {
            const bool exact = cell_of(one[0], lag, "exact").as.integer == 1;
            const nsc_value value = cell_of(one[0], lag, "autocorrelation");
            assert_int_equal(exact, !partial && lag <= 7);
            assert_int_equal(value.type, lag < 30 ? NSC_VALUE_REAL : NSC_VALUE_MISSING);
            assert_int_equal(cell_of(one[0], lag, "reason").type, lag < 30 ? NSC_VALUE_MISSING : NSC_VALUE_TEXT);
            if (exact)
                assert_true(cell_of(one[0], lag, "low").as.real == value.as.real);
        }
        for (size_t table = 0; table < 3; table++)
            for (size_t row = 0; row < nsc_table_row_count(one[table]); row++) {
                assert_string_equal(cell_of(one[table], row, "validity").as.text, "raw");
                assert_string_equal(cell_of(one[table], row, "invalid_moves").as.text, "redraw");
                assert_int_equal(cell_of(one[table], row, "relation").type, NSC_VALUE_MISSING);
            }
        nsc_analysis_release(one);
        nsc_analysis_release(two);
    }
    gsl_rng_free(random);
    fixture_close(&fixture);
}

static void refuse(const landscape_fixture *fixture, const char *reason) {
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    const nsc_analysis_options options = nsc_analysis_defaults();
    assert_int_equal(nsc_analysis_run(nsc_analysis_named("encodingrwa"), &fixture->landscape, &options, tables, &error),
                     NSC_MISSING);
    if (strstr(error.message, reason) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, reason);
}

static void too_little_is_told(void **state) {
    (void)state;
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=4", "pruned", "params");
    for (uint32_t point = 0; point < fixture.space->point_count; point++)
        fixture.fitness.values[point] = 0.5;
    refuse(&fixture, "all 91 points with a fitness params have the same");
    for (uint32_t point = 1; point < fixture.space->point_count; point++)
        fixture.fitness.values[point] = NAN;
    refuse(&fixture, "1 of the 91 points");
    fixture.fitness.values[0] = NAN;
    refuse(&fixture, "0 of the 91 points");
    fixture_close(&fixture);
    fixture_open(&fixture, "nb101:vertices=2", "pruned", "params");
    refuse(&fixture, "1 of the 1 points");
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_is_the_chain),
        cmocka_unit_test(walks_are_stationary),
        cmocka_unit_test(tables_hold),
        cmocka_unit_test(too_little_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
