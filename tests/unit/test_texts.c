/* Texts made in memory: streams, formats, and JSON taken apart. */
#include "base/json_parse.h"
#include "base/memory.h"
#include "base/names.h"
#include "base/text_stream.h"
#include "testing.h"

static void test_stream(void **state) {
    enum { LINES = 20000, LINE = 6 };
    char *text = NULL;
    size_t size = 1;
    (void)state;
    FILE *stream = nsc_text_stream_open(&text, &size);
    assert_non_null(stream);
    for (int line = 0; line < LINES; line++)
        assert_int_equal(fprintf(stream, "%05d\n", line), LINE);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(size, LINES * LINE);
    assert_int_equal(strlen(text), size);
    for (int line = 0; line < LINES; line++)
        assert_int_equal(strtol(text + (size_t)line * LINE, NULL, 10), line);
    free(text);
}

static void test_empty_stream(void **state) {
    char *text = NULL;
    size_t size = 1;
    (void)state;
    FILE *stream = nsc_text_stream_open(&text, &size);
    assert_non_null(stream);
    assert_null(text); /* until it is closed */
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(size, 0);
    assert_string_equal(text, "");
    free(text);
}

static void test_format(void **state) {
    char *text;
    (void)state;
    REQUIRE_OK(nsc_format_text(&text, &error, "%s of %d%%", "half", 50));
    assert_string_equal(text, "half of 50%");
    free(text);
}

/* A list too long for its text says that it goes on, and names nothing in part. */
static void test_choices(void **state) {
    enum { NAMES = 300 };
    static const char end[] = ", name, …";
    char longest[1000];
    (void)state;
    nsc_choices few = {0}, many = {0}, one = {0};
    nsc_choices_add(&few, "one");
    nsc_choices_add(&few, "two");
    assert_string_equal(few.text, "one, two");
    for (int number = 0; number < NAMES; number++)
        nsc_choices_add(&many, "name");
    assert_string_equal(many.text + strlen(many.text) + 1 - sizeof end, end);
    assert_true(strlen(many.text) > sizeof many.text - sizeof end);
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    nsc_choices_add(&one, longest);
    nsc_choices_add(&one, "two");
    assert_int_equal(strlen(one.text), sizeof one.text - 1);
    assert_string_equal(strchr(one.text, ','), ", …");
}

static void test_json(void **state) {
    static const char right[] = "{\"key\": [1, 2]}", wrong[] = "{\n\"key\": [1, 2}";
    json_t *value;
    json_error_t reason;
    nsc_error error = {0};
    (void)state;
    assert_int_equal(nsc_json_parse(&value, right, strlen(right), 0, &reason, &error), NSC_OK);
    assert_int_equal(json_array_size(json_object_get(value, "key")), 2);
    json_decref(value);
    assert_int_equal(nsc_json_parse(&value, wrong, strlen(wrong), 0, &reason, &error), NSC_INVALID);
    assert_null(value);
    assert_int_equal(reason.line, 2);
    assert_int_equal(error.status, NSC_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream),  cmocka_unit_test(test_empty_stream), cmocka_unit_test(test_format),
        cmocka_unit_test(test_choices), cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
