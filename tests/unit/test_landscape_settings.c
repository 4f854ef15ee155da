/* The names of a landscape from words: what each key sets, and what is refused. */
#include "analysis/landscape_settings.h"
#include "testing.h"

static void read_words(nsc_landscape_settings *settings, const char *const *words, size_t count) {
    for (size_t word = 0; word < count; word++)
        REQUIRE_OK(nsc_landscape_settings_read(settings, words[word], &error));
}

static void test_words(void **state) {
    (void)state;
    static const char *const words[] = {"space=hamming:3^4", "data=a.csv", "rows=epochs>=36", "data=b.csv",
                                        "order=hash",        "minimise",   "equal-within=1q"};
    nsc_landscape_settings settings = {0};
    read_words(&settings, words, sizeof words / sizeof words[0]);
    const nsc_landscape_names *names = &settings.names;
    assert_string_equal(names->space, "hamming:3^4");
    assert_int_equal(names->data_count, 2);
    assert_string_equal(names->data[0], "a.csv");
    assert_string_equal(names->data[1], "b.csv");
    assert_string_equal(names->rows, "epochs>=36"); /* cut at the first sign of equality only */
    assert_string_equal(names->equal_within, "1q");
    assert_int_equal(names->order, NSC_ORDER_HASH);
    assert_int_equal(names->direction, NSC_MINIMISE);
    assert_null(names->fitness);
    assert_false(names->percent);
    nsc_landscape_settings_release(&settings);
}

static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *word, *message;
    } cases[] = {{"spcae=nb101", "spcae"},           {"order=size", "hash, id"},   {"graph=kept", "stored, implicit"},
                 {"minimise=yes", "takes no value"}, {"space", "space=VALUE"},     {"rows=", "rows=VALUE"},
                 {"fitness=params", "given twice"},  {"=nb101", "a landscape has"}};
    nsc_landscape_settings settings = {0};
    REQUIRE_OK(nsc_landscape_settings_read(&settings, "fitness=depth", &error));
    for (size_t row = 0; row < sizeof cases / sizeof cases[0]; row++) {
        REQUIRE_REFUSED(nsc_landscape_settings_read(&settings, cases[row].word, &error), NSC_USAGE, cases[row].message);
    }
    assert_string_equal(settings.names.fitness, "depth");
    nsc_landscape_settings_release(&settings);
}

/* Only a comma before a key ends a value. */
static void test_list(void **state) {
    (void)state;
    nsc_landscape_settings settings = {0};
    REQUIRE_OK(nsc_landscape_settings_read_list(
        &settings, "space=nb101:vertices=5,edges=8,maximise,data=a,b.csv,percent,data=c,minimised.csv", &error));
    assert_string_equal(settings.names.space, "nb101:vertices=5,edges=8");
    assert_int_equal(settings.names.data_count, 2);
    assert_string_equal(settings.names.data[0], "a,b.csv");
    assert_string_equal(settings.names.data[1], "c,minimised.csv");
    assert_true(settings.names.percent);
    assert_true(settings.direction_given && settings.names.direction == NSC_MAXIMISE);
    REQUIRE_REFUSED(nsc_landscape_settings_read_list(&settings, "minimise", &error), NSC_USAGE, "exclude each other");
    REQUIRE_REFUSED(nsc_landscape_settings_read_list(&settings, "colour=red,relation=strict", &error), NSC_USAGE,
                    "\"colour\"");
    nsc_landscape_settings_release(&settings);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_list),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
