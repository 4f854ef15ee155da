/* The table of options of analyses: each row has its own field; what an analysis does not read changes nothing. */
#include "made_landscape.h"

/* Another value than the default and than those of `quick`. */
static const struct {
    const char *name, *text;
} others[] = {
    {"distance", "edit"},
    {"targets", "best:3"},
    {"lags", "3"},
    {"walks", "2"},
    {"length", "30"},
    {"exact-lags", "1"},
    {"validity", "raw"},
    {"invalid", "redraw"},
    {"bins", "3"},
    {"top", "40.5"},
    {"margins", "0.05"},
    {"epsilons", "0.05"},
    {"method", "sampled"},
    {"improvement", "best"},
    {"runs", "2"},
    {"stopping", "1"},
    {"perturbation", "1"},
    {"sample", "64"},
    {"eigenpairs", "3"},
    {"seed", "18446744073709551615"},
    {"network", "a.csv"},
    {"nodes", "b.csv"},
    {"with", "params"},
    {"cost", "depth"},
    {"with-better", "lower"},
};

static const char *other_value(const char *name) {
    for (size_t row = 0; row < NSC_COUNT_OF(others); row++)
        if (strcmp(others[row].name, name) == 0)
            return others[row].text;
    fail_msg("--%s has no other value here", name);
    return NULL;
}

/* The value as it is typed. */
static void show(const nsc_analysis_options *options, const nsc_analysis_option *row, char text[64]) {
    const nsc_value value = nsc_analysis_option_value(options, row);
    if (value.type == NSC_VALUE_TEXT)
        snprintf(text, 64, "%s", value.as.text);
    else if (value.type == NSC_VALUE_INTEGER)
        snprintf(text, 64, "%lld", (long long)value.as.integer);
    else if (value.type == NSC_VALUE_UNSIGNED)
        snprintf(text, 64, "%llu", (unsigned long long)value.as.natural);
    else
        snprintf(text, 64, "%g", value.as.real);
}

/* A row reads and writes its own field alone; its default is a value that it takes. */
static void test_rows(void **state) {
    (void)state;
    nsc_option_set all = 0;
    assert_int_equal(nsc_analysis_option_count, NSC_COUNT_OF(others));
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        nsc_analysis_options options = nsc_analysis_defaults();
        char text[64];
        assert_true((all & nsc_analysis_option_bit(row)) == 0);
        all |= nsc_analysis_option_bit(row);
        show(&options, row, text);
        assert_string_equal(text, row->option.default_text);
        REQUIRE_OK(nsc_analysis_option_set(&options, row, other_value(row->option.name), &error));
        for (size_t other = 0; other < nsc_analysis_option_count; other++) {
            const nsc_analysis_option *seen = &nsc_analysis_option_rows[other];
            show(&options, seen, text);
            assert_string_equal(text, other == number ? other_value(row->option.name) : seen->option.default_text);
        }
        assert_int_equal(nsc_analysis_option_set(&options, row, "", NULL), NSC_USAGE);
        if (row->option.kind == NSC_TAKES_COUNT) {
            assert_int_equal(nsc_analysis_option_set(&options, row, "4294967296", NULL), NSC_USAGE);
            assert_int_equal(nsc_analysis_option_set(&options, row, "-1", NULL), NSC_USAGE);
            assert_int_equal(nsc_analysis_option_set(&options, row, "2.5", NULL), NSC_USAGE);
        }
    }
    assert_true((all & NSC_READS_RELATION) == 0);
}

/* No analysis names a bit that is no option's. */
static void test_reads_are_options(void **state) {
    (void)state;
    nsc_option_set all = 0;
    for (size_t number = 0; number < nsc_analysis_option_count; number++)
        all |= nsc_analysis_option_bit(&nsc_analysis_option_rows[number]);
    for (size_t number = 0; number < nsc_analysis_count(); number++)
        assert_true((nsc_analysis_at(number)->reads & ~all) == 0);
}

static char *text_of(const made_landscape *made, const nsc_analysis *analysis, const nsc_analysis_options *options) {
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    nsc_error reason = {0};
    const nsc_status status = nsc_analysis_run(analysis, &made->landscape, options, tables, &reason);
    if (status != NSC_OK)
        fprintf(stream, "%s", reason.message);
    for (size_t table = 0; status == NSC_OK && table < analysis->table_count; table++)
        REQUIRE_OK(nsc_table_write(tables[table], NSC_FORMAT_CSV, stream, &error));
    assert_int_equal(fclose(stream), 0);
    nsc_analysis_release(tables);
    return text;
}

static void check_unread(const made_landscape *made, const nsc_analysis *analysis) {
    nsc_analysis_options quick = nsc_analysis_defaults();
    quick.lags = 4;
    quick.exact_lags = 2;
    quick.walks = 3;
    quick.length = 40;
    char *expected = text_of(made, analysis, &quick);
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        nsc_analysis_options options = quick;
        if ((analysis->reads & nsc_analysis_option_bit(row)) != 0)
            continue;
        REQUIRE_OK(nsc_analysis_option_set(&options, row, other_value(row->option.name), &error));
        char *text = text_of(made, analysis, &options);
        if (strcmp(text, expected) != 0)
            fail_msg("%s on %s depends on --%s, which it does not say that it reads", analysis->name, made->space->name,
                     row->option.name);
        free(text);
    }
    free(expected);
}

/* On cells and words, all with a fitness and some. That what it reads does change something: check_options.py. */
static void test_unread_options_change_nothing(void **state) {
    (void)state;
    static const char *const spaces[] = {"nb101:vertices=4", "hamming:3^4"};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t space = 0; space < NSC_COUNT_OF(spaces); space++) {
        made_landscape *made = made_open(spaces[space]);
        for (int partial = 0; partial < 2; partial++) {
            made_fill_random(made, random);
            if (partial)
                made_hide(made, 0.7, random);
            for (size_t number = 0; number < nsc_analysis_count(); number++)
                check_unread(made, nsc_analysis_at(number));
        }
        made_close(made);
    }
    gsl_rng_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_reads_are_options),
        cmocka_unit_test(test_unread_options_change_nothing),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
