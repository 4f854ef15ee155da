/* Rows of tables in, and tables out: CSV, JSON and aligned text, and what goes wrong with them. */
#include "folder_fixture.h"

#include <jansson.h>
#include <math.h>
#include <unistd.h>

/* ---- rows in ---- */

/* What the rows looked like: "line:field|field|;". */
typedef struct row_log {
    char text[1024];
    size_t rows, fields;
    size_t refused_line; /* the row function refuses the row on this line */
    bool quiet;          /* no text */
} row_log;

__attribute__((format(printf, 2, 3))) static void append_text(row_log *log, const char *format, ...) {
    const size_t size = strlen(log->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(log->text + size, sizeof log->text - size, format, arguments);
    va_end(arguments);
}

static nsc_status log_row(void *context, const nsc_record_row *row, nsc_error *error) {
    row_log *log = context;
    log->rows++;
    log->fields += row->field_count;
    if (row->line == log->refused_line)
        return nsc_error_set(error, NSC_MISSING, "field \"%s\" is not wanted", row->fields[0]);
    if (log->quiet)
        return NSC_OK;
    append_text(log, "%zu:", row->line);
    for (size_t field = 0; field < row->field_count; field++)
        append_text(log, "%s|", row->fields[field]);
    append_text(log, ";");
    return NSC_OK;
}

static void expect_rows_of(const char *bytes, size_t size, const char *expected) {
    row_log log = {.text = ""};
    nsc_record_format format;
    write_bytes(bytes, size);
    REQUIRE_OK(nsc_records_read_rows(path, log_row, &log, &format, &error));
    assert_string_equal(log.text, expected);
}

static void expect_rows(const char *text, const char *expected) {
    expect_rows_of(text, strlen(text), expected);
}

static void expect_refusal_of(const char *bytes, size_t size, const char *place, const char *reason) {
    row_log log = {.text = ""};
    nsc_record_format format;
    char expected[256];
    write_bytes(bytes, size);
    snprintf(expected, sizeof expected, "%s, %s", path, place);
    REQUIRE_REFUSED(nsc_records_read_rows(path, log_row, &log, &format, &error), NSC_INVALID, expected);
    REQUIRE_REFUSED(nsc_records_read_rows(path, log_row, &log, &format, &error), NSC_INVALID, reason);
}

static void test_csv_rows(void **state) {
    (void)state;
    expect_rows("a,b\n1,2\n", "1:a|b|;2:1|2|;");
    expect_rows("a,b\n1,2", "1:a|b|;2:1|2|;");
    expect_rows("a,b\r\n1,2\r\n", "1:a|b|;2:1|2|;");
    expect_rows("a,b\r\n\r\n1,2\r\n", "1:a|b|;3:1|2|;");
    expect_rows("\xef\xbb\xbf"
                "a,b\n1,2\n",
                "1:a|b|;2:1|2|;");
    expect_rows("\xef\xbb\xbf\"a\",b\n", "1:a|b|;");
    expect_rows("\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d|;");
    expect_rows("\"a\nb\",c\nd,e\n", "2:a\nb|c|;3:d|e|;");
    expect_rows("a,\"b\n\n\nc\"\nd,e\n", "1:a|b\n\n\nc|;5:d|e|;");
    expect_rows(",,\n", "1:|||;");
    expect_rows("a\n\n\n\nb\n", "1:a|;5:b|;");
    expect_rows("\"\",x\n", "1:|x|;");
    /* empty cells behind the last column, and rows of nothing else */
    expect_rows("a,b\n1,2,, \n,,\n3,\n, \n4,5,,6\n", "1:a|b|;2:1|2|;4:3||;6:4|5||6|;");
    expect_rows("a;b\n1,5;2;;\n;;\n3;4\n", "1:a|b|;2:1,5|2|;4:3|4|;");
}

static void test_csv_refusals(void **state) {
    (void)state;
    expect_refusal_of("a,b\n1,\0002\n", 9, "line 2", "field 2 contains a zero byte");
    expect_refusal_of("a,b\n\"1\0\",2\n", 12, "line 2", "field 1 contains a zero byte");
    static const char stray[] = "a,b\n1,2\n3,x\"y\n", tail[] = "a,b\n\"1\"x,2\n", open[] = "a,b\n1,\"2\n3,4\n";
    expect_refusal_of(stray, sizeof stray - 1, "line 3", "a quote is not allowed here");
    expect_refusal_of(tail, sizeof tail - 1, "line 2", "a quote is not allowed here");
    expect_refusal_of(open, sizeof open - 1, "line 2", "ends inside a quoted field");
}

static void test_csv_row_function_refuses(void **state) {
    (void)state;
    char place[256];
    nsc_record_format format;
    /* Line 3 is where the row's first field ends; its second goes on to line 5. */
    row_log log = {.refused_line = 3};
    static const char text[] = "a,b\n1,2\n3,\"4\n4\n4\"\n5,6\n";
    write_bytes(text, sizeof text - 1);
    snprintf(place, sizeof place, "%s, line 3: field \"3\" is not wanted", path);
    REQUIRE_REFUSED(nsc_records_read_rows(path, log_row, &log, &format, &error), NSC_MISSING, place);
    assert_int_equal(log.rows, 6 / 2); /* none after the refused one */
}

static void test_csv_of_other_things(void **state) {
    (void)state;
    row_log log = {.text = ""};
    nsc_record_format format;
    unlink(path);
    REQUIRE_REFUSED(nsc_records_read_rows(path, log_row, &log, &format, &error), NSC_MISSING, path);
    REQUIRE_REFUSED(nsc_records_read_rows(folder, log_row, &log, &format, &error), NSC_INVALID, "folder");
    assert_int_equal(log.rows, 0);
}

/* Rows beyond any block, fields beyond any block, a million columns. */
static void test_csv_sizes(void **state) {
    (void)state;
    enum { COLUMNS = 1000000, FIELD = 300000, ROWS = 50000 };
    char *bytes = test_memory(2 * COLUMNS + 1, 1);
    nsc_record_format format;
    row_log log = {.quiet = true};
    for (size_t column = 0; column < COLUMNS; column++) {
        bytes[2 * column] = (char)('0' + column % 10);
        bytes[2 * column + 1] = column + 1 < COLUMNS ? ',' : '\n';
    }
    write_bytes(bytes, 2 * COLUMNS);
    REQUIRE_OK(nsc_records_read_rows(path, log_row, &log, &format, &error));
    assert_int_equal(log.rows, 1);
    assert_int_equal(log.fields, COLUMNS);
    free(bytes);
    bytes = test_memory(FIELD + 1, 1);
    memset(bytes, 'y', FIELD);
    bytes[FIELD - 1] = '\n';
    log = (row_log){.refused_line = 1};
    write_bytes(bytes, FIELD);
    REQUIRE_REFUSED(nsc_records_read_rows(path, log_row, &log, &format, &error), NSC_MISSING, "line 1: field \"yyyy");
    free(bytes);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    for (int row = 1; row <= ROWS; row++)
        fprintf(stream, "%d,some text\n", row);
    fclose(stream);
    log = (row_log){.refused_line = ROWS, .quiet = true};
    REQUIRE_REFUSED(nsc_records_read_rows(path, log_row, &log, &format, &error), NSC_MISSING,
                    "line 50000: field \"50000\"");
    assert_int_equal(log.fields, 2 * ROWS);
}

/* ---- tables out ---- */

static const nsc_column table_columns[] = {{"name", "a text"}, {"count", "an integer"}, {"share", "a real"}};
enum { TABLE_COLUMNS = 3 };

static nsc_table *example_table(void) {
    nsc_table *table = NULL;
    REQUIRE_OK(nsc_table_create(&table, table_columns, TABLE_COLUMNS, &error));
    const nsc_value rows[][TABLE_COLUMNS] = {
        {nsc_text("plain"), nsc_integer(7), nsc_real(0.25)},
        {nsc_text("comma, quote \" and\nbreak"), nsc_integer(INT64_MIN), nsc_real(0.1)},
        {nsc_text(" spaces "), nsc_integer(INT64_MAX), nsc_real(-1e300)},
        {nsc_text("größer"), nsc_missing(), nsc_real(NAN)},
        {nsc_text(NULL), nsc_integer(0), nsc_real(INFINITY)},
        {nsc_text(""), nsc_integer(-1), nsc_real(1.0 / 3)},
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        REQUIRE_OK(nsc_table_add(table, rows[row], NSC_COUNT_OF(rows[row]), &error));
    return table;
}

/* The text is released by free(). */
static char *written(const nsc_table *table, nsc_format format) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    REQUIRE_OK(nsc_table_write(table, format, stream, &error));
    fclose(stream);
    return text;
}

static void test_table_values(void **state) {
    (void)state;
    nsc_table *table = example_table();
    assert_int_equal(nsc_table_row_count(table), 6);
    assert_int_equal(nsc_table_column_count(table), TABLE_COLUMNS);
    assert_string_equal(nsc_table_columns(table)[1].name, "count");
    assert_string_equal(nsc_table_value(table, 0, 0).as.text, "plain");
    assert_true(nsc_table_value(table, 2, 1).as.integer == INT64_MAX);
    assert_int_equal(nsc_table_value(table, 3, 1).type, NSC_VALUE_MISSING);
    assert_int_equal(nsc_table_value(table, 3, 2).type, NSC_VALUE_MISSING);
    assert_int_equal(nsc_table_value(table, 4, 2).type, NSC_VALUE_MISSING);
    assert_int_equal(nsc_table_value(table, 4, 0).type, NSC_VALUE_MISSING);
    nsc_table_destroy(table);
    nsc_table_destroy(NULL);
}

/* Quotes around every text, the header's too, and around nothing else. */
static void test_table_as_quoted_csv(void **state) {
    (void)state;
    static const nsc_column columns[] = {{"point", ""}, {"count", ""}, {"share", ""}};
    nsc_table *table;
    REQUIRE_OK(nsc_table_create(&table, columns, 3, &error));
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("0012"), nsc_integer(12), nsc_real(0.25)), &error));
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("a \"b\", c"), nsc_missing(), nsc_real(-3)), &error));
    char *text = written(table, NSC_FORMAT_QUOTED);
    assert_string_equal(text, "\"point\",\"count\",\"share\"\n"
                              "\"0012\",12,0.25\n"
                              "\"a \"\"b\"\", c\",,-3\n");
    free(text);
    nsc_table_destroy(table);
}

/* Keys and values are one JSON object: numbers as numbers, missing ones null. */
static void test_keys_as_json(void **state) {
    (void)state;
    static const nsc_column columns[] = {{"key", ""}, {"value", ""}};
    nsc_table *table;
    REQUIRE_OK(nsc_table_create(&table, columns, 2, &error));
    char *text = written(table, NSC_FORMAT_JSON);
    json_t *parsed = json_loads(text, 0, NULL);
    assert_true(json_is_object(parsed) && json_object_size(parsed) == 0);
    json_decref(parsed);
    free(text);
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("point"), nsc_text("0012")), &error));
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("share"), nsc_real(0.25)), &error));
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("count"), nsc_integer(7)), &error));
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("runs"), nsc_missing()), &error));
    text = written(table, NSC_FORMAT_JSON);
    parsed = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_object_size(parsed), 4);
    assert_string_equal(json_string_value(json_object_get(parsed, "point")), "0012");
    assert_true(json_real_value(json_object_get(parsed, "share")) == 0.25);
    assert_int_equal(json_integer_value(json_object_get(parsed, "count")), 7);
    assert_true(json_is_null(json_object_get(parsed, "runs")));
    json_decref(parsed);
    free(text);
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("name"), nsc_text("\xff")), &error));
    text = written(table, NSC_FORMAT_JSON);
    parsed = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_string_equal(json_string_value(json_object_get(parsed, "name")), "\xef\xbf\xbd"); /* JSON is UTF-8 */
    json_decref(parsed);
    free(text);
    nsc_table_destroy(table);
}

static void test_table_as_csv(void **state) {
    (void)state;
    nsc_table *table = example_table();
    char *text = written(table, NSC_FORMAT_CSV);
    assert_string_equal(text, "name,count,share\n"
                              "plain,7,0.25\n"
                              "\"comma, quote \"\" and\nbreak\",-9223372036854775808,0.1\n"
                              "\" spaces \",9223372036854775807,-1e+300\n"
                              "größer,,\n"
                              ",0,\n"
                              ",-1,0.3333333333333333\n");
    /* Our own reader gets the texts back. */
    row_log log = {.text = ""};
    nsc_record_format format;
    write_bytes(text, strlen(text));
    REQUIRE_OK(nsc_records_read_rows(path, log_row, &log, &format, &error));
    assert_string_equal(log.text,
                        "1:name|count|share|;2:plain|7|0.25|;"
                        "4:comma, quote \" and\nbreak|-9223372036854775808|0.1|;"
                        "5: spaces |9223372036854775807|-1e+300|;6:größer|||;7:|0||;8:|-1|0.3333333333333333|;");
    free(text);
    nsc_table_destroy(table);
}

static void test_table_as_json(void **state) {
    (void)state;
    nsc_table *table = example_table();
    char *text = written(table, NSC_FORMAT_JSON);
    json_error_t reason;
    json_t *rows = json_loads(text, JSON_REJECT_DUPLICATES, &reason);
    if (rows == NULL)
        fail_msg("%s", reason.text);
    assert_int_equal(json_array_size(rows), 6);
    json_t *row = json_array_get(rows, 1);
    assert_string_equal(json_string_value(json_object_get(row, "name")), "comma, quote \" and\nbreak");
    assert_true(json_integer_value(json_object_get(row, "count")) == INT64_MIN);
    assert_true(json_real_value(json_object_get(row, "share")) == 0.1);
    row = json_array_get(rows, 3);
    assert_string_equal(json_string_value(json_object_get(row, "name")), "größer");
    assert_true(json_is_null(json_object_get(row, "count")));
    assert_true(json_is_null(json_object_get(row, "share")));
    assert_true(json_real_value(json_object_get(json_array_get(rows, 5), "share")) == 1.0 / 3);
    json_decref(rows);
    free(text);
    nsc_table_destroy(table);
    REQUIRE_OK(nsc_table_create(&table, table_columns, TABLE_COLUMNS, &error));
    text = written(table, NSC_FORMAT_JSON);
    rows = json_loads(text, 0, NULL);
    assert_non_null(rows);
    assert_int_equal(json_array_size(rows), 0);
    json_decref(rows);
    free(text);
    nsc_table_destroy(table);
}

/* A row of too few or too many values is refused, and the table stays as it was. */
static void test_table_checks_the_count_of_values(void **state) {
    (void)state;
    nsc_table *table = example_table();
    const size_t rows = nsc_table_row_count(table);
    REQUIRE_REFUSED(nsc_table_add(table, NSC_ROW(nsc_text("a"), nsc_integer(1)), &error), NSC_FAILED,
                    "a row of 2 values for a table of 3 columns");
    REQUIRE_REFUSED(nsc_table_add(table, NSC_ROW(nsc_text("a"), nsc_integer(1), nsc_missing(), nsc_missing()), &error),
                    NSC_FAILED, "a row of 4 values for a table of 3 columns");
    assert_int_equal(nsc_table_row_count(table), rows);
    nsc_table_destroy(table);
}

/* Every row of the copy is the row before it with the same values behind. */
static void test_table_extended(void **state) {
    (void)state;
    static const nsc_column added[] = {{"source", "where from"}, {"seed", "of what is random"}};
    nsc_table *table = example_table(), *extended = NULL;
    REQUIRE_OK(nsc_table_extend(&extended, table, added, NSC_ROW(nsc_text("file"), nsc_integer(7)), &error));
    assert_int_equal(nsc_table_column_count(extended), TABLE_COLUMNS + 2);
    assert_int_equal(nsc_table_row_count(extended), nsc_table_row_count(table));
    assert_string_equal(nsc_table_columns(extended)[TABLE_COLUMNS].name, "source");
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        for (size_t column = 0; column < TABLE_COLUMNS; column++)
            assert_int_equal(nsc_table_value(extended, row, column).type, nsc_table_value(table, row, column).type);
        assert_string_equal(nsc_table_value(extended, row, TABLE_COLUMNS).as.text, "file");
        assert_int_equal(nsc_table_value(extended, row, TABLE_COLUMNS + 1).as.integer, 7);
    }
    nsc_table_destroy(table);
    nsc_table_destroy(extended);
}

/* Texts to the left, numbers to the right, a letter of two bytes as one column. */
static void test_table_as_aligned_text(void **state) {
    (void)state;
    nsc_table *table = NULL;
    REQUIRE_OK(nsc_table_create(&table, table_columns, TABLE_COLUMNS, &error));
    const nsc_value first[] = {nsc_text("größer"), nsc_integer(12345678), nsc_real(0.5)};
    const nsc_value second[] = {nsc_text("a"), nsc_missing(), nsc_real(-12.25)};
    REQUIRE_OK(nsc_table_add(table, first, NSC_COUNT_OF(first), &error));
    REQUIRE_OK(nsc_table_add(table, second, NSC_COUNT_OF(second), &error));
    char *text = written(table, NSC_FORMAT_TABLE);
    assert_string_equal(text, "name       count   share\n"
                              "größer  12345678     0.5\n"
                              "a                 -12.25\n");
    free(text);
    nsc_table_destroy(table);
}

/* Streaming writes what writing a kept table does. */
static void test_table_writer(void **state) {
    (void)state;
    static const nsc_format formats[] = {NSC_FORMAT_CSV, NSC_FORMAT_TABLE, NSC_FORMAT_JSON};
    nsc_table *table = example_table();
    for (size_t item = 0; item < 3; item++) {
        char *expected = written(table, formats[item]), *text = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&text, &size);
        nsc_table_writer *writer = NULL;
        REQUIRE_OK(nsc_table_writer_open(&writer, table_columns, TABLE_COLUMNS, formats[item], stream, &error));
        for (size_t row = 0; row < nsc_table_row_count(table); row++) {
            nsc_value values[TABLE_COLUMNS];
            for (size_t column = 0; column < TABLE_COLUMNS; column++)
                values[column] = nsc_table_value(table, row, column);
            REQUIRE_OK(nsc_table_writer_add(writer, values, NSC_COUNT_OF(values), &error));
        }
        REQUIRE_OK(nsc_table_writer_close(&writer, &error));
        assert_null(writer);
        REQUIRE_OK(nsc_table_writer_close(&writer, &error));
        fclose(stream);
        assert_string_equal(text, expected);
        free(text);
        free(expected);
    }
    nsc_table_destroy(table);
}

static void test_table_on_a_full_disk(void **state) {
    (void)state;
    static const nsc_format formats[] = {NSC_FORMAT_CSV, NSC_FORMAT_TABLE, NSC_FORMAT_JSON};
    nsc_table *table = example_table();
    for (size_t item = 0; item < 3; item++) {
        FILE *stream = fopen("/dev/full", "wb");
        assert_non_null(stream);
        setvbuf(stream, NULL, _IONBF, 0);
        REQUIRE_REFUSED(nsc_table_write(table, formats[item], stream, &error), NSC_FAILED,
                        "cannot write: No space left on device");
        fclose(stream);
    }
    nsc_table_destroy(table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_rows),
        cmocka_unit_test(test_csv_refusals),
        cmocka_unit_test(test_csv_row_function_refuses),
        cmocka_unit_test(test_csv_of_other_things),
        cmocka_unit_test(test_csv_sizes),
        cmocka_unit_test(test_table_values),
        cmocka_unit_test(test_table_as_csv),
        cmocka_unit_test(test_table_as_quoted_csv),
        cmocka_unit_test(test_keys_as_json),
        cmocka_unit_test(test_table_as_json),
        cmocka_unit_test(test_table_checks_the_count_of_values),
        cmocka_unit_test(test_table_extended),
        cmocka_unit_test(test_table_as_aligned_text),
        cmocka_unit_test(test_table_writer),
        cmocka_unit_test(test_table_on_a_full_disk),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
