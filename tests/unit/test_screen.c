/* Tables on a terminal: every expected line is laid out by hand. */
#include "base/base.h"
#include "base/utf8.h"
#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- widths of texts ---- */

static void test_text_columns(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } texts[] = {
        {"", 0},         {"conv3x3", 7}, {"Größe", 5},    {"e\xcc\x81t\xc3\xa9", 3}, /* é as two characters */
        {"漢字", 4},     {"한", 2},      {"Ａ", 2},       {"😀", 2},
        {"1→4", 3},      {"≈0.9", 4},    {"a\tb", 4},     {"\x1b[31m", 8}, /* shown as \\x1b */
        {"\xff\xfe", 8}, {"\xc3", 4},    {"\xe6\xbc", 8}, {"ﾊﾝ", 2},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(texts); number++)
        assert_int_equal(nsc_text_columns(texts[number].text), texts[number].columns);
}

/* ---- tables ---- */

static nsc_screen screen = {.width = 80, .unicode = true, .advice = "see --all"};

static nsc_table *table_of(const nsc_column *columns, size_t column_count, const nsc_value *values, size_t rows) {
    nsc_table *table = NULL;
    REQUIRE_OK(nsc_table_create(&table, columns, column_count, &error));
    for (size_t row = 0; row < rows; row++)
        REQUIRE_OK(nsc_table_add(table, values + row * column_count, column_count, &error));
    return table;
}

/* Writes the table on a screen so wide, and releases it. */
static void expect_lines(nsc_table *table, size_t width, const char *expected) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    screen.width = width;
    REQUIRE_OK(nsc_table_write_on_screen(table, &screen, stream, &error));
    fclose(stream);
    assert_string_equal(text, expected);
    free(text);
    nsc_table_destroy(table);
}

static const nsc_column columns[] = {
    {"hash", ""}, {"change", ""}, {"fitness", ""}, {"standard_error", ""}, {"runs", ""}, {"source", ""}, {"origin", ""},
};
enum { COLUMNS = NSC_COUNT_OF(columns) };

static nsc_table *neighbours(const char *origin) {
    const nsc_value values[] = {nsc_text("0123456789abcdef0123456789abcdef"),
                                nsc_text("add edge 1→4"),
                                nsc_real(0.94321987),
                                nsc_real(0.00123456),
                                nsc_missing(),
                                nsc_text("builtin"),
                                nsc_text(origin), /* next row */
                                nsc_text("fedcba9876543210fedcba9876543210"),
                                nsc_text("replace conv3x3 at vertex 3 by maxpool3x3"),
                                nsc_real(0.5),
                                nsc_real(12345.678),
                                nsc_missing(),
                                nsc_text("builtin"),
                                nsc_text(origin)};
    return table_of(columns, COLUMNS, values, 2);
}

static void test_all_fits(void **state) {
    (void)state;
    expect_lines(
        neighbours("measured"), 200,
        "hash                              change                                     fitness  standard_error\n"
        "0123456789abcdef0123456789abcdef  add edge 1→4                               0.94322       0.0012346\n"
        "fedcba9876543210fedcba9876543210  replace conv3x3 at vertex 3 by maxpool3x3  0.5       12346\n"
        "source builtin · origin measured\n"
        "empty: runs\n");
}

/* Names of columns go on below and texts are cut: the name of a point to 7 columns, more where there is room. A change
 * is whole before other columns come in, or else half as wide as the screen. Both stay on the narrowest one. */
static void test_cut(void **state) {
    (void)state;
    expect_lines(neighbours("measured"), 74,
                 "hash     change                                     fitness       standard\n"
                 "                                                                     error\n"
                 "012345…  add edge 1→4                               0.94322      0.0012346\n"
                 "fedcba…  replace conv3x3 at vertex 3 by maxpool3x3  0.5      12346\n"
                 "source builtin · origin measured\n"
                 "empty: runs\n");
    expect_lines(neighbours("measured"), 62,
                 "hash        change                                     fitness\n"
                 "012345678…  add edge 1→4                               0.94322\n"
                 "fedcba987…  replace conv3x3 at vertex 3 by maxpool3x3  0.5\n"
                 "source builtin · origin measured\n"
                 "empty: runs\n"
                 "left out to fit 62 columns: standard_error (see --all)\n");
    expect_lines(neighbours("measured"), 46,
                 "hash     change                        fitness\n"
                 "012345…  add edge 1→4                  0.94322\n"
                 "fedcba…  replace conv3x3 at vertex 3…  0.5\n"
                 "source builtin · origin measured\n"
                 "empty: runs\n"
                 "left out to fit 46 columns: standard_error\n"
                 "(see --all)\n");
    expect_lines(neighbours("measured"), 20,
                 "hash     change\n"
                 "012345…  add edge 1…\n"
                 "fedcba…  replace co…\n"
                 "source builtin ·\n"
                 "origin measured\n"
                 "empty: runs\n"
                 "left out to fit 20\n"
                 "columns: fitness,\n"
                 "standard_error (see\n"
                 "--all)\n");
}

/* Names, the changes between two points and the values of both stay; minor columns come in after all others. */
static void test_answer(void **state) {
    (void)state;
    const nsc_column eight[] = {{"kind", ""},       {"name", ""}, {"a", ""},      {"b", ""},
                                {"difference", ""}, {"step", ""}, {"change", ""}, {"direction", ""}};
    const nsc_value none = nsc_missing();
    const nsc_value values[] = {nsc_text("point"),
                                nsc_text("hash"),
                                nsc_text("0123456789abcdef0123456789abcdef"),
                                nsc_text("b"),
                                none,
                                none,
                                none,
                                none, /* next row */
                                nsc_text("distance"),
                                nsc_text("hops"),
                                none,
                                none,
                                nsc_integer(1),
                                none,
                                none,
                                none, /* next row */
                                nsc_text("change"),
                                nsc_text("hops"),
                                none,
                                none,
                                none,
                                nsc_integer(1),
                                nsc_text("replace conv3x3 at vertex 3 by maxpool3x3"),
                                none, /* next row */
                                nsc_text("feature"),
                                nsc_text("vertices"),
                                nsc_integer(5),
                                nsc_integer(7),
                                nsc_integer(2),
                                none,
                                none,
                                nsc_text("maximise")};
    expect_lines(table_of(eight, 8, values, 4), 80,
                 "name      a             b  difference  change\n"
                 "hash      0123456789a…  b\n"
                 "hops                                1\n"
                 "hops                                   replace conv3x3 at vertex 3 by maxpool3x3\n"
                 "vertices  5             7           2\n"
                 "left out to fit 80 columns: kind, step, direction (see --all)\n");
}

/* The point that a row is about stays beside the one that was asked for; ids are left out first. */
static void test_two_points(void **state) {
    (void)state;
    const nsc_column four[] = {{"of", ""}, {"hash", ""}, {"fitness", ""}, {"id", ""}};
    const nsc_value values[] = {nsc_text("0123456789abcdef0123456789abcdef"),
                                nsc_text("fedcba9876543210fedcba9876543210"),
                                nsc_real(0.5),
                                nsc_integer(123456), /* next row */
                                nsc_text("1123456789abcdef0123456789abcdef"),
                                nsc_text("eedcba9876543210fedcba9876543210"),
                                nsc_real(0.25),
                                nsc_integer(7)};
    expect_lines(table_of(four, 4, values, 2), 30,
                 "of          hash       fitness\n"
                 "012345678…  fedcba98…     0.5\n"
                 "112345678…  eedcba98…     0.25\n"
                 "left out to fit 30 columns: id\n"
                 "(see --all)\n");
}

/* The first column of words gets what it needs before a second one comes in, and before codes. */
static void test_two_of_words(void **state) {
    (void)state;
    const nsc_column four[] = {{"point", ""}, {"code", ""}, {"change", ""}, {"kind", ""}};
    const nsc_value values[] = {nsc_text("a"),
                                nsc_text("0123456789012345678901234567890123456789"),
                                nsc_text("replace conv3x3 at position 3 by maxpool3x3"),
                                nsc_text("position 3: conv3x3 -> maxpool3x3"), /* next row */
                                nsc_text("b"),
                                nsc_text("x"),
                                nsc_text("none"),
                                nsc_text("none")};
    expect_lines(table_of(four, 4, values, 2), 60,
                 "point  change\n"
                 "a      replace conv3x3 at position 3 by maxpool3x3\n"
                 "b      none\n"
                 "left out to fit 60 columns: code, kind (see --all)\n");
    expect_lines(table_of(four, 4, values, 2), 80,
                 "point  change                                       kind\n"
                 "a      replace conv3x3 at position 3 by maxpool3x3  position 3: conv3x3 -> maxp…\n"
                 "b      none                                         none\n"
                 "left out to fit 80 columns: code (see --all)\n");
    expect_lines(
        table_of(four, 4, values, 2), 100,
        "point  code               change                                       kind\n"
        "a      0123456789012345…  replace conv3x3 at position 3 by maxpool3x3  position 3: conv3x3 -> maxpo…\n"
        "b      x                  none                                         none\n");
}

/* Values of a surrogate are marked, one by one. */
static void test_surrogate(void **state) {
    (void)state;
    const nsc_column three[] = {{"id", ""}, {"best_fitness", ""}, {"test@36:mean", ""}, {"origin", ""}};
    const nsc_value values[] = {nsc_integer(7),   nsc_real(0.5),  nsc_real(0.25), nsc_text("measured"), /* next row */
                                nsc_integer(123), nsc_real(12.5), nsc_missing(),  nsc_text("surrogate")};
    expect_lines(table_of(three, 4, values, 2), 80,
                 " id  best_fitness  test@36:mean  origin\n"
                 "  7           0.5          0.25  measured\n"
                 "123         ≈12.5                surrogate\n"
                 "≈ surrogate, not measured\n");
    screen.unicode = false;
    expect_lines(table_of(three, 4, values, 2), 80,
                 " id  best_fitness  test@36:mean  origin\n"
                 "  7           0.5          0.25  measured\n"
                 "123         ~12.5                surrogate\n"
                 "~ surrogate, not measured\n");
    screen.unicode = true;
}

/* So are means and best values of many points. */
static void test_surrogate_of_many(void **state) {
    (void)state;
    const nsc_column five[] = {{"distance", ""}, {"mean", ""}, {"best", ""}, {"better", ""}, {"origin", ""}};
    const nsc_value values[] = {
        nsc_integer(1), nsc_real(0.5),  nsc_real(0.75),  nsc_integer(3), nsc_text("surrogate"), /* next row */
        nsc_integer(2), nsc_real(0.25), nsc_real(0.875), nsc_integer(4), nsc_text("surrogate")};
    expect_lines(table_of(five, 5, values, 2), 80,
                 "distance   mean    best  better\n"
                 "       1  ≈0.5   ≈0.75        3\n"
                 "       2  ≈0.25  ≈0.875       4\n"
                 "≈ surrogate, not measured\n"
                 "origin surrogate\n");
}

/* One row that fits stands below its header; one that does not is a pair a line. */
static void test_single_row(void **state) {
    (void)state;
    const nsc_value values[] = {nsc_text("ab"),       nsc_text("add edge 1→4, and so on, and so on"),
                                nsc_real(0.94321987), nsc_missing(),
                                nsc_integer(3),       nsc_text("a\nb\x1b[1mc"),
                                nsc_text("measured")};
    expect_lines(table_of(columns, COLUMNS, values, 1), 100,
                 "hash  change                              fitness  runs  source        origin\n"
                 "ab    add edge 1→4, and so on, and so on  0.94322     3  a\\nb\\x1b[1mc  measured\n"
                 "empty: standard_error\n");
    expect_lines(table_of(columns, COLUMNS, values, 1), 30,
                 "hash     ab\n"
                 "change   add edge 1→4, and so\n"
                 "         on, and so on\n"
                 "fitness  0.94322\n"
                 "runs     3\n"
                 "source   a b\\x1b[1mc\n"
                 "origin   measured\n"
                 "empty: standard_error\n");
}

static void test_keys(void **state) {
    (void)state;
    const nsc_column pair[] = {{"key", ""}, {"value", ""}};
    const nsc_value values[] = {nsc_text("hash"),          nsc_text("0123456789abcdef0123456789abcdef"),
                                nsc_text("cells"),         nsc_integer(423624),
                                nsc_text("runs"),          nsc_missing(),
                                nsc_text("test@108:mean"), nsc_real(0.943219),
                                nsc_text("depth"),         nsc_real(5),
                                nsc_text("time"),          nsc_real(-0.0),
                                nsc_text("seed"),          nsc_unsigned(18446744073709551615u),
                                nsc_text("note"),          nsc_missing(),
                                nsc_text("origin"),        nsc_text("surrogate")};
    expect_lines(table_of(pair, 2, values, 9), 80,
                 "hash           0123456789abcdef0123456789abcdef\n"
                 "cells          423624\n"
                 "test@108:mean  ≈0.94322\n"
                 "depth          5\n"
                 "time           0\n"
                 "seed           18446744073709551615\n"
                 "origin         surrogate\n"
                 "≈ surrogate, not measured\n"
                 "empty: runs, note\n");
    expect_lines(table_of(pair, 2, values, 9), 10, /* taken as 20 */
                 "hash        01234567\n"
                 "            89abcdef\n"
                 "            01234567\n"
                 "            89abcdef\n"
                 "cells       423624\n"
                 "test@108:…  ≈0.94322\n"
                 "depth       5\n"
                 "time        0\n"
                 "seed        18446744\n"
                 "            07370955\n"
                 "            1615\n"
                 "origin      surrogat\n"
                 "            e\n"
                 "≈ surrogate, not\n"
                 "measured\n"
                 "empty: runs, note\n");
}

/* A column keeps its place where all rows have the same value if it is the first. */
static void test_all_the_same(void **state) {
    (void)state;
    const nsc_column two[] = {{"rank", ""}, {"fitness", ""}};
    const nsc_value values[] = {nsc_integer(1), nsc_real(6), nsc_integer(1), nsc_real(6)};
    expect_lines(table_of(two, 2, values, 2), 80, "rank\n   1\n   1\nfitness 6\n");
    expect_lines(table_of(two, 2, values, 0), 80, "no rows\n");
}

/* Rows of a stream come in parts of 1,000, each a table of its own. */
static void test_parts(void **state) {
    (void)state;
    const nsc_column two[] = {{"id", ""}, {"part", ""}};
    const size_t rows[] = {0, 1, 1000, 1001, 2500};
    for (size_t number = 0; number < NSC_COUNT_OF(rows); number++) {
        nsc_table_writer *writer = NULL;
        char *text = NULL;
        size_t size = 0, lines = 0;
        FILE *stream = open_memstream(&text, &size);
        assert_non_null(stream);
        REQUIRE_OK(nsc_table_writer_open_on_screen(&writer, two, 2, &screen, stream, &error));
        for (size_t row = 0; row < rows[number]; row++) {
            REQUIRE_OK(nsc_table_writer_add(writer, NSC_ROW(nsc_integer((int64_t)row), nsc_text("x")), &error));
            fflush(stream);
            assert_true(row != 999 || strstr(text, "999\npart x\n") != NULL);
        }
        REQUIRE_OK(nsc_table_writer_close(&writer, &error));
        fclose(stream);
        for (const char *letter = text; *letter != '\0'; letter++)
            lines += *letter == '\n';
        /* By part a header, what all rows share, and a blank line before all but the first; one row shares nothing. */
        const size_t expected[] = {1, 2, 1002, 1002 + 3, 2500 + 3 * 2 + 2};
        assert_int_equal(lines, expected[number]);
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_columns),
        cmocka_unit_test(test_all_fits),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_answer),
        cmocka_unit_test(test_two_points),
        cmocka_unit_test(test_two_of_words),
        cmocka_unit_test(test_surrogate_of_many),
        cmocka_unit_test(test_surrogate),
        cmocka_unit_test(test_single_row),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_all_the_same),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
