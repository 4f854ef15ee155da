/* The profile: its values are those of the analyses' own tables, in their ranges, each with a meaning or a reason. */
#include "landscape_fixture.h"

#include "analysis/profile/profile_internal.h"
#include "analysis/registry_internal.h"

static const char *text_of(const nsc_table *table, size_t row, size_t column) {
    const nsc_value value = nsc_table_value(table, row, column);
    return value.type == NSC_VALUE_TEXT ? value.as.text : "";
}

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
static nsc_value value_elsewhere(const landscape_fixture *fixture, const nsc_measure *measure, bool *missing) {
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_value value = nsc_missing();
    options.lags = 3;
    options.eigenpairs = 1;
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

static void check_profile(const landscape_fixture *fixture) {
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    const nsc_analysis_options options = nsc_analysis_defaults();
    if (nsc_analysis_run(nsc_analysis_named("profile"), &fixture->landscape, &options, tables, &error) != NSC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(nsc_table_row_count(tables[0]), nsc_measure_count);
    for (size_t row = 0; row < nsc_measure_count; row++) {
        const nsc_measure *measure = &nsc_measures[row];
        const nsc_value value = nsc_table_value(tables[0], row, VALUE);
        bool missing;
        const nsc_value expected = value_elsewhere(fixture, measure, &missing);
        assert_string_equal(text_of(tables[0], row, MEASURE), measure->name);
        assert_string_equal(text_of(tables[0], row, MEANING), measure->meaning);
        if (value.type == NSC_VALUE_MISSING) {
            assert_true(missing || expected.type == NSC_VALUE_MISSING);
            if (text_of(tables[0], row, REASON)[0] == '\0')
                fail_msg("%s has no value and no reason", measure->name);
            continue;
        }
        assert_string_equal(text_of(tables[0], row, REASON), "");
        assert_true(number_of(value) == number_of(expected));
        if (number_of(value) < measure->minimum - 1e-12 || number_of(value) > measure->maximum + 1e-12)
            fail_msg("%s is %.17g", measure->name, number_of(value));
    }
    nsc_analysis_release(tables);
}

static void a_whole_landscape(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "nb101:vertices=5", "pruned", "params");
    check_profile(&fixture);
    fixture_close(&fixture);
}

static void strings(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    fixture_open(&fixture, "hamming:3^5", "substitution", "symbol_1");
    check_profile(&fixture);
    fixture_close(&fixture);
}

static void a_landscape_known_in_part(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    gsl_rng *random;
    assert_int_equal(nsc_random_create(&random, 7, 0, NULL), NSC_OK);
    fixture_open(&fixture, "nb101:vertices=5", "strict", "params");
    fixture_hide(&fixture, 0.3, random);
    check_profile(&fixture);
    fixture_hide(&fixture, 0.002, random);
    check_profile(&fixture);
    fixture_close(&fixture);
    gsl_rng_free(random);
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
        assert_non_null(strstr(error.message, number == 0 ? "threshold \"nan\"" : number == 1 ? "best:0" : "\"x\""));
    }
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_are_told_apart),
        cmocka_unit_test(a_whole_landscape),
        cmocka_unit_test(strings),
        cmocka_unit_test(a_landscape_known_in_part),
        cmocka_unit_test(options_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
