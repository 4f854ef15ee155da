/* Conditions on rows and points: which pass, and mistakes with a caret under their place. */
#include "base/base.h"
#include "testing.h"

#include <math.h>

static const char *const names[] = {"point", "dataset", "epochs", "acc", "val acc", "N"};
enum { NAMES = NSC_COUNT_OF(names) };

static const nsc_filter_names columns = {.noun = "column", .names = names, .count = NAMES};

static nsc_row_filter *compile(const char *text) {
    nsc_row_filter *filter = NULL;
    REQUIRE_OK(nsc_row_filter_compile(&filter, "--rows", text, &error));
    assert_string_equal(nsc_row_filter_text(filter), text);
    return filter;
}

/* ---- rows ---- */

/* The rows 0 to 4 of a small table; which of them pass each condition is told by looking. */
static const char *const table[][NAMES] = {
    {"00012", "cifar10", "12", "0.5", "0.5", "1"},
    {"12", "cifar100", "36", "0.75", "", "2"},
    {"1000000000000000000000001", "cifar100", "108", "NA", "nan", "3"},
    {"1000000000000000000000002", "ImageNet 16", "108.0", "", "1e-1", "4"},
    {"NA", "it's", "200", "-0.5", "-", "5"},
};
enum { ROWS = NSC_COUNT_OF(table) };

static const struct {
    const char *text, *rows; /* the numbers of those that pass */
} conditions[] = {
    {"dataset=cifar100", "12"},
    {"dataset == cifar100", "12"},
    {"DataSet = cifar100", "12"},
    {"\"dataset\"='cifar100'", "12"},
    {"dataset!=cifar100", "034"},
    {"dataset = CIFAR100", ""},
    {"dataset = 'ImageNet 16'", "3"},
    {"dataset = 'it''s'", "4"},
    {"dataset = \"it's\"", "4"},
    {"epochs = 108", "23"},
    {"epochs = '108'", "2"}, /* quoted: as it is spelt */
    {"epochs = 1.08e2", "23"},
    {"epochs >= 36 and epochs<200", "123"},
    {"epochs > 36 AND dataset=cifar100 and N=3", "2"},
    {"epochs != 108", "014"},
    {"point = 12", "1"},
    {"point = 00012", "0"},
    {"point = 1000000000000000000000001", "2"},
    {"point != 1000000000000000000000001", "013"},
    {"point = 'NA'", "4"},
    {"point <= 12", "01"},
    {"acc > 0", "01"},
    {"acc < 0,6", "04"},
    {"acc = 0.50", "0"},
    {"acc = ''", "23"},
    {"acc = NA", "23"},
    {"acc != ''", "014"},
    {"acc != 0.5", "14"},
    {"\"val acc\" = 0.1", "3"},
    {"\"val acc\" = ''", "124"},
    {"n = 3", "2"},
};

static void test_rows(void **state) {
    (void)state;
    for (size_t number = 0; number < NSC_COUNT_OF(conditions); number++) {
        char passing[ROWS + 1] = "";
        nsc_row_filter *filter = compile(conditions[number].text);
        REQUIRE_OK(nsc_row_filter_bind(filter, &columns, &error));
        for (size_t row = 0, count = 0; row < ROWS; row++) {
            const nsc_record_row tested = {.line = row + 2, .field_count = NAMES, .fields = table[row]};
            bool passes;
            REQUIRE_OK(nsc_row_filter_test_row(filter, NULL, &tested, &passes, &error));
            if (passes)
                passing[count++] = (char)('0' + row);
        }
        if (strcmp(passing, conditions[number].rows) != 0)
            fail_msg("%s: rows %s pass instead of %s", conditions[number].text, passing, conditions[number].rows);
        nsc_row_filter_destroy(filter);
    }
}

static void test_decimal_commas(void **state) {
    (void)state;
    static const char *const fields[] = {"p", "d", "12", "0,5", "", ""};
    static const struct {
        const char *text;
        bool passes;
    } cases[] = {{"acc = 0.5", true}, {"acc = 0,5", true}, {"acc >= 0,5", true}, {"acc < 0.5", false}};
    const nsc_record_format format = {.separator = ';', .decimal_comma = true};
    const nsc_record_row row = {.line = 2, .field_count = NAMES, .fields = fields};
    for (size_t number = 0; number < NSC_COUNT_OF(cases); number++) {
        bool passes;
        nsc_row_filter *filter = compile(cases[number].text);
        REQUIRE_OK(nsc_row_filter_bind(filter, &columns, &error));
        REQUIRE_OK(nsc_row_filter_test_row(filter, &format, &row, &passes, &error));
        assert_true(passes == cases[number].passes);
        nsc_row_filter_destroy(filter);
    }
}

/* Order is among numbers: a text there is a mistake in the file or the condition, and no reason to drop the row. */
static void test_texts_in_order(void **state) {
    (void)state;
    static const char *const fields[] = {"p", "d", "many", "1"};
    const nsc_record_row row = {.line = 2, .field_count = 4, .fields = fields};
    bool passes;
    nsc_row_filter *filter = compile("epochs < 50");
    REQUIRE_OK(nsc_row_filter_bind(filter, &columns, &error));
    REQUIRE_REFUSED(nsc_row_filter_test_row(filter, NULL, &row, &passes, &error), NSC_INVALID,
                    "epochs is \"many\", which is no number to compare with 50");
    nsc_row_filter_destroy(filter);

    filter = compile("N = ''"); /* a field that the row lacks */
    REQUIRE_OK(nsc_row_filter_bind(filter, &columns, &error));
    REQUIRE_OK(nsc_row_filter_test_row(filter, NULL, &row, &passes, &error));
    assert_true(passes);
    nsc_row_filter_destroy(filter);

    REQUIRE_OK(nsc_row_filter_bind(NULL, &columns, &error));
    REQUIRE_OK(nsc_row_filter_test_row(NULL, NULL, &row, &passes, &error));
    assert_true(passes);
}

/* ---- points ---- */

/* Further names, beside those listed: "square:N". */
static bool find_square(void *context, const char *name, size_t *index) {
    (void)context;
    if (strncmp(name, "square:", 7) != 0)
        return false;
    *index = 100 + strtoul(name + 7, NULL, 10);
    return true;
}

static nsc_status value_of(void *context, size_t index, nsc_filter_value *value, nsc_error *error) {
    (void)error;
    const double *values = context;
    if (index < 100)
        value->number = values[index];
    else
        value->number = (double)((index - 100) * (index - 100));
    return NSC_OK;
}

static void test_values_of_points(void **state) {
    (void)state;
    static const char *const features[] = {"params", "depth", "fitness"};
    const nsc_filter_names known = {.noun = "feature", .names = features, .count = 3, .find = find_square};
    static const struct {
        const char *text;
        bool passes;
    } cases[] = {
        {"params < 5e6 and depth <= 4", true},
        {"params < 5e6 and depth < 4", false},
        {"depth = 4", true},
        {"depth = '4'", true},
        {"depth = four", false},
        {"depth != four", true},
        {"fitness > 0", false},
        {"fitness = ''", true},
        {"depth = ''", false},
        {"square:3 = 9", true},
    };
    double values[] = {2.7e6, 4, NAN};
    for (size_t number = 0; number < NSC_COUNT_OF(cases); number++) {
        bool passes;
        nsc_row_filter *filter = compile(cases[number].text);
        REQUIRE_OK(nsc_row_filter_bind(filter, &known, &error));
        REQUIRE_OK(nsc_row_filter_test(filter, NULL, value_of, values, &passes, &error));
        if (passes != cases[number].passes)
            fail_msg("%s", cases[number].text);
        nsc_row_filter_destroy(filter);
    }
    nsc_row_filter *filter = compile("paramms<3");
    REQUIRE_REFUSED(nsc_row_filter_bind(filter, &known, &error), NSC_USAGE,
                    "--rows: unknown feature \"paramms\" (did you mean \"params\"?)\n  paramms<3\n  ^");
    nsc_row_filter_destroy(filter);
}

/* ---- mistakes ---- */

static void test_mistakes(void **state) {
    (void)state;
    static const struct {
        const char *text, *part;
    } mistakes[] = {
        {"", "a name is expected"},
        {"dataset", "--rows: one of = != < <= > >= is expected after \"dataset\""},
        {"dataset=", "a value is expected here; an empty one is written ''\n  dataset=\n          ^"},
        {"dataset = cifar100 or epochs=3", "stand in quotes\n  dataset = cifar100 or epochs=3\n                     ^"},
        {"dataset=cifar100, epochs=3", "joined by `and`"},
        {"dataset=cifar100 and", "a name is expected"},
        {"dataset=cifar100 android=3", "joined by `and`"},
        {"dataset='cifar100", "this quote is not closed\n  dataset='cifar100\n          ^"},
        {"val acc = 3", "after \"val\""},
        {"val-acc = 3", "in double quotes"},
        {"(a = 3)", "brackets"},
        {"epochs => 3", "a value is expected"},
        {"epochs < many", "compare numbers, and \"many\" is none\n  epochs < many\n           ^"},
        {"epochs < ''", "compare numbers"},
        {"\xc3\xa4\xc3\xb6 = 1 or x", "joined by `and`; values with blanks or quotes stand in quotes\n"
                                      "  \xc3\xa4\xc3\xb6 = 1 or x\n         ^"},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(mistakes); number++) {
        nsc_row_filter *filter = NULL;
        nsc_error error = {0};
        const nsc_status status = nsc_row_filter_compile(&filter, "--rows", mistakes[number].text, &error);
        if (status != NSC_USAGE || filter != NULL || strstr(error.message, mistakes[number].part) == NULL)
            fail_msg("%s: %s", mistakes[number].text, error.message);
    }
}

static void test_unknown_names(void **state) {
    (void)state;
    nsc_row_filter *filter = compile("epochs=3 and datset=cifar100");
    REQUIRE_REFUSED(nsc_row_filter_bind(filter, &columns, &error), NSC_USAGE,
                    "--rows: unknown column \"datset\" (did you mean \"dataset\"?)\n"
                    "  epochs=3 and datset=cifar100\n"
                    "               ^");
    nsc_row_filter_destroy(filter);
    filter = compile("budget=3");
    REQUIRE_REFUSED(nsc_row_filter_bind(filter, &columns, &error), NSC_USAGE,
                    "unknown column \"budget\" (there are: point, dataset, epochs, acc, val acc, N)");
    nsc_row_filter_destroy(filter);
}

/* The caret stays below its place in a text that is too long to be shown whole. */
static void test_long_texts(void **state) {
    (void)state;
    char text[2000] = "";
    for (int number = 0; number < 100; number++)
        strcat(text, "epochs = 3 and ");
    strcat(text, "datset=3");
    nsc_error error = {0};
    nsc_row_filter *filter = compile(text);
    assert_int_equal(nsc_row_filter_bind(filter, &columns, &error), NSC_USAGE);
    const char *line = strchr(error.message, '\n') + 1, *caret = strrchr(error.message, '\n') + 1;
    assert_true(strlen(caret) < 100);
    assert_memory_equal(line + strlen(caret) - 1, "datset=3", 8);
    nsc_row_filter_destroy(filter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),           cmocka_unit_test(test_decimal_commas),
        cmocka_unit_test(test_texts_in_order), cmocka_unit_test(test_values_of_points),
        cmocka_unit_test(test_mistakes),       cmocka_unit_test(test_unknown_names),
        cmocka_unit_test(test_long_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
