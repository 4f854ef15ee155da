/* Texts in buffers of a fixed size: where they are cut, and how they are shown. */
#include "base/text.h"
#include "base/utf8.h"
#include "testing.h"

/* Characters of 1 to 4 bytes. */
static const char *const characters[] = {"x", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x90\xb8"};

/* Every size of buffer around texts of characters of each width, after 0 to 3 letters: what is kept is as long as whole
 * characters allow. */
static void test_cut_behind_a_whole_character(void **state) {
    (void)state;
    enum { COUNT = 5, MOST = 3 + COUNT * 4 };
    for (size_t width = 1; width <= 4; width++)
        for (size_t letters = 0; letters < 4; letters++) {
            char text[MOST + 1] = "aaa";
            text[letters] = '\0';
            for (size_t number = 0; number < COUNT; number++)
                strcat(text, characters[width - 1]);
            const size_t length = letters + COUNT * width;
            for (size_t size = 1; size <= length + 2; size++) {
                char field[MOST + 8];
                size_t kept = size - 1 < length ? size - 1 : length;
                kept = kept <= letters ? kept : letters + (kept - letters) / width * width;
                memset(field, '#', sizeof field);
                assert_int_equal(nsc_text_format(field, size, "%s", text), kept);
                assert_int_equal(strlen(field), kept);
                assert_memory_equal(field, text, kept);
                assert_int_equal(field[size], '#');
                assert_int_equal(nsc_utf8_cut(text, size - 1), kept);
            }
        }
}

/* The lengths of parts add up, also where nothing more fits. */
static void test_lengths_add_up(void **state) {
    (void)state;
    char text[8];
    size_t length = 0;
    for (unsigned part = 0; part < 5; part++)
        length += nsc_text_format(text + length, sizeof text - length, "%s\xc3\xa4", part > 0 ? "," : "");
    assert_int_equal(length, 7);
    assert_string_equal(text, "\xc3\xa4,\xc3\xa4,"
                              ",");
    assert_int_equal(nsc_text_format(text, 0, "x"), 0);
}

static const struct {
    const char *text, *shown;
    bool with_lines;
} shown_texts[] = {
    {"plain \xc3\xa4 \xf0\x9f\x90\xb8", "plain \xc3\xa4 \xf0\x9f\x90\xb8", false},
    {"\x1b[31m\x7f", "\\x1b[31m\\x7f", false},
    {"a\nb\r\tc", "a\\nb\\r\\tc", false},
    {"a\nb\rc", "a\nb\\rc", true},
    {"\xc2\x9b"
     "31m",
     "\\u009b31m", false},
    {"\xe2\x80\xae"
     "abc\xe2\x80\xac\xe2\x81\xa6\xe2\x81\xa9",
     "\\u202eabc\\u202c\\u2066\\u2069", false},
    {"\xe2\x80\xa8\xd8\x9c\xe2\x80\x8f", "\\u2028\\u061c\\u200f", false},
    {"b\xe4r.csv", "b\\xe4r.csv", false},       /* Latin-1 */
    {"\"ab\xc3\": no", "\"ab\": no", false},    /* cut by a precision */
    {"ab\xe2\x82.csv", "ab.csv", false},        /* likewise */
    {"ab\xf0\x9f\x90", "ab", false},            /* likewise */
    {"\xff\xc0\xaf", "\\xff\\xc0\\xaf", false}, /* no beginning of a character */
};

static void test_shown(void **state) {
    (void)state;
    for (size_t number = 0; number < NSC_COUNT_OF(shown_texts); number++) {
        char shown[64];
        nsc_text_show(shown, sizeof shown, shown_texts[number].text, shown_texts[number].with_lines);
        assert_string_equal(shown, shown_texts[number].shown);
    }
    char small[8];
    nsc_text_show(small, sizeof small, "ab\xc2\x9b\xc2\x9b", false);
    assert_string_equal(small, "ab"); /* an escape is not cut */
    assert_int_equal(nsc_text_columns("\xe2\x80\xae"
                                      "a\x1b\xe2\x80\xac"),
                     strlen("\\u202ea\\x1b\\u202c"));
}

/* Messages: at every length of a path, also behind a place that is put before it. */
static void test_messages_are_whole_characters(void **state) {
    (void)state;
    for (size_t width = 1; width <= 4; width++)
        for (size_t letters = 0; letters < 8; letters++) {
            char text[4096] = "aaaaaaa";
            text[letters] = '\0';
            for (size_t length = letters; length + width < sizeof text; length += width)
                memcpy(text + length, characters[width - 1], width + 1);
            nsc_error error = {0};
            nsc_error_set(&error, NSC_FAILED, "cannot open \"%s\"", text);
            assert_true(nsc_is_utf8(error.message));
            assert_in_range(strlen(error.message), sizeof error.message - 7, sizeof error.message - 1);
            nsc_error_prefix(&error, "%.*s: ", 50, text);
            assert_true(nsc_is_utf8(error.message));
            assert_non_null(strstr(error.message, ": cannot open"));
            error = (nsc_error){0};
            nsc_error_set(&error, NSC_INVALID, "\"%.60s\" is unknown", text);
            assert_true(nsc_is_utf8(error.message));
            assert_null(strstr(error.message, "\\x"));
        }
}

static void test_new_lines_in_messages(void **state) {
    (void)state;
    nsc_error error = {0};
    nsc_error_set(&error, NSC_INVALID, "the point \"%s\"", "a\nerror: b");
    assert_string_equal(error.message, "the point \"a\\nerror: b\"");
    nsc_error_prefix(&error, "%s: ", "c\rd");
    assert_string_equal(error.message, "c\\rd: the point \"a\\nerror: b\"");
    error = (nsc_error){0};
    nsc_error_set(&error, NSC_INVALID, "first\nsecond %d", 2);
    nsc_error again = {0};
    nsc_error_set(&again, NSC_INVALID, "%s", error.message);
    assert_string_equal(again.message, "first\nsecond 2");
}

static void test_ends_that_are_cut_short(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } texts[] = {{"", 0},
                 {"ab", 2},
                 {"ab\xc3", 2},
                 {"ab\xc3\xa4", 4},
                 {"\xe2\x82", 0},
                 {"\xe2\x82\xac", 3},
                 {"a\xf0\x9f\x8e", 1},
                 {"a\xf0\x9f\x8e\xb2", 5},
                 {"\x80", 1},
                 {"a\x80\x80\x80\x80", 5}}; /* no part of a character */
    for (size_t number = 0; number < NSC_COUNT_OF(texts); number++)
        assert_int_equal(nsc_utf8_whole(texts[number].text), texts[number].length);
}

static void test_shortened(void **state) {
    (void)state;
    char text[] = "abc\xc3\xa4\xc3\xa4xyz";
    assert_int_equal(nsc_text_shorten(text, 10), 10);
    assert_string_equal(text, "abc\xc3\xa4\xc3\xa4xyz");
    assert_int_equal(nsc_text_shorten(text, 9), 9);
    assert_string_equal(text, "abc\xe2\x80\xa6xyz");
    assert_int_equal(nsc_text_shorten(text, 4), 4);
    assert_string_equal(text, "\xe2\x80\xa6z");
    assert_int_equal(nsc_text_shorten(text, 3), 3);
    assert_string_equal(text, "\xe2\x80\xa6");
}

static void test_copies_are_utf8(void **state) {
    (void)state;
    char *copy;
    assert_int_equal(nsc_utf8_copy(&copy, "b\xe4r \xc3\xa4", NULL), NSC_OK);
    assert_string_equal(copy, "b\xef\xbf\xbdr \xc3\xa4");
    free(copy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_behind_a_whole_character),
        cmocka_unit_test(test_lengths_add_up),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_messages_are_whole_characters),
        cmocka_unit_test(test_new_lines_in_messages),
        cmocka_unit_test(test_ends_that_are_cut_short),
        cmocka_unit_test(test_shortened),
        cmocka_unit_test(test_copies_are_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
