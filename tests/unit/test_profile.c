/* The profile: its values are those of the analyses' own tables, in their ranges, each with a meaning or a reason. */
#include "landscape_fixture.h"

#include "analysis/profile/profile_internal.h"
#include "analysis/registry_internal.h"

static const char *text_of(const nsc_table *table, size_t row, size_t column) {
    const nsc_value value = nsc_table_value(table, row, column);
    return value.type == NSC_VALUE_TEXT ? value.as.text : "";
}

#define BEST "within:0"

enum { MEASURE, VALUE, LOW, HIGH, MINIMUM, MAXIMUM, MEANING, REASON, ANALYSIS };

static void measures_are_told_apart(void **state) {
    (void)state;
    assert_true(nsc_measure_count > 40);
    for (size_t number = 0; number < nsc_measure_count; number++) {
        const nsc_measure *measure = &nsc_measures[number];
        for (size_t other = 0; other < number; other++)
            assert_string_not_equal(measure->name, nsc_measures[other].name);
        assert_true(measure->minimum < measure->maximum);
        if (strstr(measure->meaning, "; higher: ") == NULL)
            fail_msg("%s does not say what higher means", measure->name);
        /* An analysis whose measures stand apart would run twice. */
        for (size_t other = 0; other + 1 < number; other++)
            if (nsc_measures[other].analysis == measure->analysis)
                assert_ptr_equal(nsc_measures[number - 1].analysis, measure->analysis);
    }
}

/* The value of a statistic in an analysis' own table, run by itself. */
static nsc_value value_elsewhere(const landscape_fixture *fixture, const nsc_measure *measure, const char *targets,
                                 bool *missing) {
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_value value = nsc_missing();
    options.lags = 3;
    options.eigenpairs = 1;
    options.targets = targets;
    *missing = nsc_analysis_run(measure->analysis, &fixture->landscape, &options, tables, &error) != NSC_OK;
    for (size_t table = 0; !*missing && table < measure->analysis->table_count; table++)
        for (size_t row = 0; row < nsc_table_row_count(tables[table]); row++)
            if (strcmp(measure->analysis->tables[table].name, measure->table) == 0 &&
                strcmp(text_of(tables[table], row, 0), measure->statistic) == 0)
                value = nsc_table_value(tables[table], row, 1);
    nsc_analysis_release(tables);
    return value;
}

static double number_of(nsc_value value) {
    return value.type == NSC_VALUE_INTEGER ? (double)value.as.integer : value.as.real;
}

/* The gap belongs to the graph alone. */
static bool is_exact(const nsc_measure *measure) {
    return strcmp(measure->name, "spectral_gap") == 0;
}

static void check_profile(const landscape_fixture *fixture, const char *targets) {
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    nsc_analysis_options options = nsc_analysis_defaults();
    const bool complete = fixture->fitness.known_count == fixture->fitness.point_count;
    options.targets = targets;
    if (nsc_analysis_run(nsc_analysis_named("profile"), &fixture->landscape, &options, tables, &error) != NSC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(nsc_table_row_count(tables[0]), nsc_measure_count);
    for (size_t row = 0; row < nsc_measure_count; row++) {
        const nsc_measure *measure = &nsc_measures[row];
        const nsc_value value = nsc_table_value(tables[0], row, VALUE);
        bool missing;
        const nsc_value expected = value_elsewhere(fixture, measure, targets, &missing);
        assert_string_equal(text_of(tables[0], row, MEASURE), measure->name);
        assert_string_equal(text_of(tables[0], row, MEANING), measure->meaning);
        if (value.type == NSC_VALUE_MISSING) {
            assert_true(missing || expected.type == NSC_VALUE_MISSING || !complete);
            if (text_of(tables[0], row, REASON)[0] == '\0')
                fail_msg("%s has no value and no reason", measure->name);
            continue;
        }
        assert_string_equal(text_of(tables[0], row, REASON), "");
        assert_true(number_of(value) == number_of(expected));
        const nsc_value low = nsc_table_value(tables[0], row, LOW), high = nsc_table_value(tables[0], row, HIGH);
        assert_int_equal(low.type, high.type);
        const bool estimated = low.type != NSC_VALUE_MISSING;
        if (estimated && !(number_of(low) <= number_of(value) && number_of(value) <= number_of(high)))
            fail_msg("%s is %.17g, in %.17g to %.17g", measure->name, number_of(value), number_of(low),
                     number_of(high));
        if (estimated ? complete : !complete && !is_exact(measure))
            fail_msg("%s is %s interval", measure->name, estimated ? "exact, and has an" : "of partial data, without");
        if (!estimated && (number_of(value) < measure->minimum - 1e-12 || number_of(value) > measure->maximum + 1e-12))
            fail_msg("%s is %.17g", measure->name, number_of(value));
    }
    nsc_analysis_release(tables);
}

static void a_whole_landscape(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "nb101:vertices=5", "pruned", "params");
    check_profile(&fixture, BEST);
    fixture_close(&fixture);
}

static void strings(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "hamming:3^5", "substitution", "symbol_1");
    check_profile(&fixture, BEST);
    fixture_close(&fixture);
}

static void a_landscape_known_in_part(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    gsl_rng *random;
    assert_int_equal(nsc_random_create(&random, 7, NSC_STREAM_TEST_DATA, 0, NULL), NSC_OK);
    fixture_open(&fixture, "nb101:vertices=5", "strict", "params");
    fixture_hide(&fixture, 0.3, random);
    check_profile(&fixture, BEST);
    fixture_hide(&fixture, 0.002, random);
    check_profile(&fixture, BEST);
    fixture_close(&fixture);
    gsl_rng_free(random);
}

static void set_values(landscape_fixture *fixture, const double *values) {
    fixture->fitness.known_count = 0;
    for (uint32_t point = 0; point < fixture->fitness.point_count; point++) {
        fixture->fitness.values[point] = values[point];
        fixture->fitness.known_count += nsc_fitness_known(&fixture->fitness, point);
    }
}

/* What is estimated from half of the strings has an interval, the correlation with distance if its target is named. */
static void strings_known_in_part(void **state) {
    (void)state;
    static const char *const estimated[] = {"autocorrelation", "fdc_spearman", "mean_eigenvalue", "additive_share"};
    landscape_fixture fixture = {0};
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    nsc_analysis_options options = nsc_analysis_defaults();
    gsl_rng *random;
    options.targets = "00000";
    assert_int_equal(nsc_random_create(&random, 6, NSC_STREAM_TEST_DATA, 0, NULL), NSC_OK);
    fixture_open(&fixture, "hamming:3^5", "substitution", "symbol_1");
    fixture_hide(&fixture, 0.5, random);
    check_profile(&fixture, options.targets);
    assert_int_equal(nsc_analysis_run(nsc_analysis_named("profile"), &fixture.landscape, &options, tables, &error),
                     NSC_OK);
    for (size_t row = 0; row < nsc_table_row_count(tables[0]); row++)
        for (size_t name = 0; name < sizeof estimated / sizeof *estimated; name++)
            if (strcmp(text_of(tables[0], row, MEASURE), estimated[name]) == 0 &&
                nsc_table_value(tables[0], row, LOW).type == NSC_VALUE_MISSING)
                fail_msg("%s has no interval", estimated[name]);
    nsc_analysis_release(tables);
    fixture_close(&fixture);
    gsl_rng_free(random);
}

/* The best known string may not be the best of all: a correlation with distance from it says nothing of the space. */
static void best_of_partial_data(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    const nsc_analysis_options options = nsc_analysis_defaults();
    size_t told = 0;
    fixture_open(&fixture, "hamming:3^5", "substitution", "symbol_1");
    fixture.fitness.values[7] = NAN;
    fixture.fitness.known_count--;
    assert_int_equal(nsc_analysis_run(nsc_analysis_named("profile"), &fixture.landscape, &options, tables, &error),
                     NSC_OK);
    for (size_t row = 0; row < nsc_table_row_count(tables[0]); row++)
        if (strncmp(text_of(tables[0], row, MEASURE), "fdc_", 4) == 0) {
            assert_int_equal(nsc_table_value(tables[0], row, VALUE).type, NSC_VALUE_MISSING);
            assert_string_equal(
                text_of(tables[0], row, REASON),
                "the best may be among the points without a fitness (1 of 243): name a target with --targets");
            told++;
        }
    assert_int_equal(told, 2);
    nsc_analysis_release(tables);
    fixture_close(&fixture);
}

static void a_few_known_points(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "hamming:2^3", "substitution", "symbol_1");
    set_values(&fixture, (const double[]){5, 5, NAN, 1, 5, NAN, 2, NAN});
    check_profile(&fixture, BEST);
    fixture_close(&fixture);
}

/* No distribution has lighter tails than two values, as often each. */
static void two_values(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "hamming:2^3", "substitution", "symbol_1");
    set_values(&fixture, (const double[]){0, 0, 0, 0, 1, 1, 1, 1});
    check_profile(&fixture, BEST);
    fixture_close(&fixture);
}

static double measured(const landscape_fixture *fixture, const char *name) {
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    const nsc_analysis_options options = nsc_analysis_defaults();
    double found = NAN;
    if (nsc_analysis_run(nsc_analysis_named("profile"), &fixture->landscape, &options, tables, &error) != NSC_OK)
        fail_msg("%s", error.message);
    for (size_t row = 0; row < nsc_table_row_count(tables[0]); row++)
        if (strcmp(text_of(tables[0], row, MEASURE), name) == 0)
            found = number_of(nsc_table_value(tables[0], row, VALUE));
    nsc_analysis_release(tables);
    return found;
}

/* 000 and 111 are best, and what is nearer to either is better: distances to one of them would tell nothing. */
static void two_best_points(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "hamming:2^3", "substitution", "symbol_1");
    set_values(&fixture, (const double[]){1, 0, 0, 0, 0, 0, 0, 1});
    assert_true(fabs(measured(&fixture, "fdc_pearson") + 1) < 1e-12);
    fixture_close(&fixture);
}

/* Over all points half of the neighbours are better, whatever the fitness; of those of the better half not. */
static void ways_up_from_good_points(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "hamming:2^3", "substitution", "symbol_1");
    /* The number of 1s: a third at each of the three points with two of them, none at 111. */
    set_values(&fixture, (const double[]){0, 1, 1, 2, 1, 2, 2, 3});
    assert_true(fabs(measured(&fixture, "improving_share") - 0.25) < 1e-12);
    /* Two of three at 100, one at 101 and 110, none at 111. */
    set_values(&fixture, (const double[]){1, 2, 3, 4, 5, 6, 7, 8});
    assert_true(fabs(measured(&fixture, "improving_share") - 1.0 / 3) < 1e-12);
    /* The four points of the better half are optima. */
    set_values(&fixture, (const double[]){8, 1, 2, 5, 3, 6, 7, 4});
    assert_true(fabs(measured(&fixture, "improving_share")) < 1e-12);
    fixture_close(&fixture);
}

/* What an analysis refuses of its options is no reason in a row. */
static void options_that_make_no_sense(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    nsc_analysis_options options[3];
    fixture_open(&fixture, "nb101:vertices=4", "pruned", "params");
    for (size_t number = 0; number < NSC_COUNT_OF(options); number++)
        options[number] = nsc_analysis_defaults();
    options[0].epsilons = "nan";
    options[1].targets = "best:0";
    options[2].targets = "within:x";
    for (size_t number = 0; number < NSC_COUNT_OF(options); number++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        nsc_error error = {0};
        assert_int_equal(nsc_analysis_run(&nsc_analysis_profile, &fixture.landscape, &options[number], tables, &error),
                         NSC_USAGE);
        assert_non_null(strstr(error.message, number == 0 ? "threshold \"nan\"" : number == 1 ? "best:K" : "\"x\""));
    }
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_are_told_apart),
        cmocka_unit_test(a_whole_landscape),
        cmocka_unit_test(strings),
        cmocka_unit_test(a_landscape_known_in_part),
        cmocka_unit_test(strings_known_in_part),
        cmocka_unit_test(best_of_partial_data),
        cmocka_unit_test(a_few_known_points),
        cmocka_unit_test(two_values),
        cmocka_unit_test(two_best_points),
        cmocka_unit_test(ways_up_from_good_points),
        cmocka_unit_test(options_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
