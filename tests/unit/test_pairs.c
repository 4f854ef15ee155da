/* Means over pairs of neighbours: exact ones, errors by a slow sum, hubs, too few pairs, and what intervals keep to. */
#include "landscape_fixture.h"

#include "analysis/estimators/pairs.h"

enum { KINDS = 32 }; /* kinds of edges are fewer here */

static void measure_step(const void *context, uint32_t first, uint32_t second, double values[NSC_PAIR_QUANTITIES]) {
    const double *fitness = context;
    values[0] = fabs(fitness[second] - fitness[first]);
    values[1] = fitness[first] == fitness[second];
}

static bool is_near(double value, double expected) {
    return fabs(value - expected) <= 1e-10 * fmax(1, fabs(expected));
}

/* A fitness of few levels, one in five missing. */
static void take_levels(landscape_fixture *fixture, double kept, unsigned long seed) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, seed);
    for (uint32_t point = 0; point < fixture->space->point_count; point++)
        fixture->complete[point] = 1 + (double)gsl_rng_uniform_int(random, 9);
    fixture_hide(fixture, kept, random);
    gsl_rng_free(random);
}

static void find_means(const landscape_fixture *fixture, double *influence, nsc_pair_mean means[2]) {
    const double *values = fixture->fitness.values;
    const nsc_pair_quantities quantities = {
        .count = 2, .measure = measure_step, .context = values, .influence = influence};
    nsc_design design;
    nsc_error error = {0};
    assert_int_equal(nsc_design_open(&design, fixture->space, &fixture->fitness, NULL, NULL, &error), NSC_OK);
    assert_int_equal(nsc_pair_means_of_all(&fixture->landscape, &design, &quantities, means, &error), NSC_OK);
    nsc_design_release(&design);
}

static void complete_data_is_exact(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_pair_mean means[2];
    double sum = 0;
    fixture_open(&fixture, "hamming:3^4", "substitution", "symbol_1");
    take_levels(&fixture, 1, 1);
    find_means(&fixture, NULL, means);
    for (uint64_t place = 0, point = 0; place < 2 * fixture.graph.edge_count; place++) {
        while (fixture.graph.offsets[point + 1] <= place)
            point++;
        sum += fabs(fixture.complete[point] - fixture.complete[fixture.graph.neighbours[place]]);
    }
    assert_int_equal(means[0].pairs, 2 * fixture.graph.edge_count);
    assert_true(is_near(means[0].estimate.value, sum / (2 * (double)fixture.graph.edge_count)));
    for (size_t number = 0; number < 2; number++) {
        assert_true(means[number].estimate.low == means[number].estimate.value);
        assert_true(means[number].estimate.high == means[number].estimate.value);
        assert_string_equal(means[number].reason, "");
    }
    fixture_close(&fixture);
}

/* Pairs of evaluated neighbours, first < second. */
typedef struct pair {
    uint32_t first, second;
} pair;

static size_t list_pairs(const landscape_fixture *fixture, pair *pairs) {
    const double *values = fixture->fitness.values;
    size_t count = 0;
    for (uint32_t point = 0; point < fixture->space->point_count; point++)
        for (uint64_t place = fixture->graph.offsets[point]; place < fixture->graph.offsets[point + 1]; place++) {
            const uint32_t other = fixture->graph.neighbours[place];
            if (other > point && !isnan(values[point]) && !isnan(values[other]))
                pairs[count++] = (pair){point, other};
        }
    return count;
}

/*
 * The sum over all pairs of pairs of e e' (1 − π^s), s the points that both have; the part of single points is taken
 * times what the graph has more of points of many pairs than the sample.
 */
static double slow_error(const landscape_fixture *fixture) {
    const double *values = fixture->fitness.values;
    const double all = fixture->space->point_count, share = fixture->fitness.known_count / all;
    pair *pairs = NULL;
    double *residuals = NULL, *of_point = NULL;
    nsc_error error = {0};
    assert_int_equal(nsc_allocate(&pairs, fixture->graph.edge_count, sizeof *pairs, &error), NSC_OK);
    assert_int_equal(nsc_allocate(&residuals, fixture->graph.edge_count, sizeof *residuals, &error), NSC_OK);
    assert_int_equal(nsc_allocate(&of_point, fixture->space->point_count, sizeof *of_point, &error), NSC_OK);
    const size_t count = list_pairs(fixture, pairs);
    const double n = (double)count, factor = sqrt(2 * n / (2 * n - 1)) / n;
    double mean = 0, squares = 0, total = 0, held = 0;
    for (size_t number = 0; number < count; number++)
        mean += fabs(values[pairs[number].first] - values[pairs[number].second]) / n;
    for (size_t number = 0; number < count; number++) {
        residuals[number] = factor * (fabs(values[pairs[number].first] - values[pairs[number].second]) - mean);
        squares += residuals[number] * residuals[number];
        of_point[pairs[number].first] += factor;
        of_point[pairs[number].second] += factor;
    }
    for (size_t one = 0; one < count; one++)
        for (size_t other = 0; other < count; other++) {
            const pair a = pairs[one], b = pairs[other];
            const int shared =
                (a.first == b.first || a.first == b.second) + (a.second == b.first || a.second == b.second);
            total += residuals[one] * residuals[other] * (1 - pow(share, shared));
        }
    for (uint32_t point = 0; point < fixture->space->point_count; point++)
        held += of_point[point] * of_point[point];
    const double twice = (1 - share) * (1 - share) * squares; /* what is taken off the sum over points */
    const double degree = 2 / all;                            /* of all pairs that are at a point, which are alike */
    const double more = fmax(1, all / share * degree * degree / held);
    free(pairs);
    free(residuals);
    free(of_point);
    return sqrt((total + twice) * more - twice);
}

static void errors_as_by_pairs_of_pairs(void **state) {
    (void)state;
    landscape_fixture fixture;
    double influence[256] = {0}, nothing[256] = {0};
    nsc_pair_mean means[2];
    nsc_design design;
    nsc_error error = {0};
    fixture_open(&fixture, "hamming:2^8", "substitution", "symbol_1");
    for (unsigned seed = 1; seed < 6; seed++) {
        take_levels(&fixture, 0.3 + 0.1 * seed, seed);
        find_means(&fixture, influence, means);
        assert_true(is_near(means[0].error.error, slow_error(&fixture)));
        assert_true(means[0].estimate.low <= means[0].estimate.value - 1.95 * means[0].error.error);
        assert_true(means[0].estimate.high >= means[0].estimate.value + 1.95 * means[0].error.error);
        /* An estimate that is twice the mean, and has nothing to do with points. */
        assert_int_equal(nsc_design_open(&design, fixture.space, &fixture.fitness, NULL, NULL, &error), NSC_OK);
        const nsc_standard_error twice =
            nsc_pair_combined_error(&design, &means[0], 2, influence, nothing, fixture.fitness.values);
        assert_true(is_near(twice.error, 2 * means[0].error.error));
        nsc_design_release(&design);
    }
    fixture_close(&fixture);
}

static void few_pairs_have_no_interval(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_pair_mean means[2];
    fixture_open(&fixture, "hamming:2^8", "substitution", "symbol_1");
    take_levels(&fixture, 0, 1);
    for (uint32_t point = 0; point < 4; point++) /* a square: four pairs */
        fixture.fitness.values[point] = point;
    fixture.fitness.known_count = 4;
    find_means(&fixture, NULL, means);
    assert_int_equal(means[0].pairs, 8);
    assert_true(is_near(means[0].estimate.value, 1.5));
    assert_true(isnan(means[0].estimate.low) && isnan(means[0].error.error));
    assert_string_equal(means[0].reason, "too few pairs");
    fixture_close(&fixture);
}

/* The cell of two vertices is in many pairs that lose or gain three vertices. */
static void a_hidden_hub_is_told(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_pair_effect effects[KINDS];
    nsc_design design;
    nsc_error error = {0};
    fixture_open(&fixture, "nb101:vertices=5", "pruned", "params");
    for (int hidden = 0; hidden < 2; hidden++) {
        fixture.fitness.values[0] = hidden == 0 ? fixture.complete[0] : NAN;
        fixture.fitness.values[1000] = NAN;
        fixture.fitness.known_count = fixture.space->point_count - (hidden == 0 ? 1 : 2);
        assert_int_equal(nsc_design_open(&design, fixture.space, &fixture.fitness, NULL, NULL, &error), NSC_OK);
        assert_int_equal(nsc_pair_effects(&fixture.landscape, NULL, &design, effects, &error), NSC_OK);
        nsc_design_release(&design);
        for (size_t kind = 0; kind < fixture.space->edge_kind_count; kind++) {
            const nsc_pair_mean *change = &effects[kind].change;
            if (fixture.space->edge_kinds[kind].family == NSC_EDGE_REPLACED || change->pairs == 0)
                continue;
            const bool of_hub = fixture.space->edge_kinds[kind].vertices == 3;
            if (!of_hub && hidden == 1)
                continue; /* it may be a hub of other kinds too */
            assert_int_equal(strncmp(change->reason, "one point has ", 14) == 0, of_hub && hidden == 1);
            assert_int_equal(isnan(change->estimate.low), of_hub && hidden == 1);
        }
    }
    fixture_close(&fixture);
}

/* Without a design the evaluated pairs stand for themselves. */
static void measured_pairs_alone(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_pair_effect effects[KINDS];
    nsc_error error = {0};
    pair pairs[256];
    double sum = 0;
    fixture_open(&fixture, "hamming:2^6", "substitution", "symbol_1");
    take_levels(&fixture, 0.6, 3);
    assert_int_equal(nsc_pair_effects(&fixture.landscape, NULL, NULL, effects, &error), NSC_OK);
    const size_t count = list_pairs(&fixture, pairs);
    uint64_t seen = 0;
    for (size_t kind = 0; kind < fixture.space->edge_kind_count; kind++) {
        seen += effects[kind].change.pairs;
        sum += (double)effects[kind].change.pairs * effects[kind].change.estimate.value;
        assert_true(isnan(effects[kind].change.estimate.low));
    }
    assert_int_equal(seen, 2 * count);
    assert_true(fabs(sum) < 1e-9); /* each change is there forwards and backwards */
    fixture_close(&fixture);
}

static void intervals_keep_their_range(void **state) {
    (void)state;
    const nsc_pair_mean none = {.estimate = {0, 0, 0}, .error = {0, 19}, .effective = 20};
    const nsc_estimate zero = nsc_pair_share(&none);
    const double square = pow(nsc_student_quantile(19), 2);
    assert_true(zero.value == 0 && zero.low == 0 && is_near(zero.high, square / (20 + square)));
    const nsc_pair_mean wide = {.estimate = {0.02, -0.1, 0.2}, .error = {0.06, 8}, .effective = 9};
    const nsc_estimate share = nsc_pair_share(&wide);
    assert_true(share.low > 0 && share.low < 0.02 && share.high > 0.02 && share.high < 1);
    const nsc_estimate above = nsc_estimate_positive_student(2, (nsc_standard_error){3, 10});
    assert_true(above.low > 0 && is_near(above.low * above.high, 4));
    assert_true(is_near(log(above.high / 2), nsc_student_quantile(10) * 3 / 2));
}

/* One of 100 values at 1, the rest at 0: (1 − p)³ / p + p³ / (1 − p), over p (1 − p). */
static void kurtosis_of_rare_events(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_design design;
    nsc_error error = {0};
    fixture_open(&fixture, "hamming:10^2", "substitution", "symbol_1");
    for (uint32_t point = 0; point < 100; point++)
        fixture.fitness.values[point] = point == 17;
    assert_int_equal(nsc_design_open(&design, fixture.space, &fixture.fitness, NULL, NULL, &error), NSC_OK);
    const double p = 0.01, fourth = p * (1 - p) * (pow(1 - p, 3) + pow(p, 3));
    assert_true(is_near(nsc_design_kurtosis(&design, fixture.fitness.values), fourth / pow(p * (1 - p), 2)));
    nsc_design_release(&design);
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(complete_data_is_exact),     cmocka_unit_test(errors_as_by_pairs_of_pairs),
        cmocka_unit_test(few_pairs_have_no_interval), cmocka_unit_test(a_hidden_hub_is_told),
        cmocka_unit_test(measured_pairs_alone),       cmocka_unit_test(intervals_keep_their_range),
        cmocka_unit_test(kurtosis_of_rare_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
