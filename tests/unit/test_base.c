/* The base layer: what goes wrong with files, rows, tables, threads and streams, and how it is told. */
#include "testing.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <float.h>
#include <jansson.h>
#include <math.h>
#include <rhash.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char path[128];

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/nasscape-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    unlink(path);
    return rmdir(folder); /* fails where a test left something */
}

static void write_bytes(const char *bytes, size_t size) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

static void expect_content(const char *expected) {
    char content[4096] = {0};
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    const size_t size = fread(content, 1, sizeof content - 1, stream);
    fclose(stream);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(content, expected);
}

static unsigned file_count(void) {
    DIR *opened = opendir(folder);
    assert_non_null(opened);
    unsigned count = 0;
    for (struct dirent *entry = readdir(opened); entry != NULL; entry = readdir(opened))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(opened);
    return count;
}

/* ---- errors ---- */

static void test_the_first_error_wins(void **state) {
    (void)state;
    nsc_error error = {0};
    assert_int_equal(nsc_error_set(&error, NSC_INVALID, "row %d", 7), NSC_INVALID);
    assert_int_equal(nsc_error_set(&error, NSC_FAILED, "later"), NSC_FAILED);
    assert_int_equal(error.status, NSC_INVALID);
    assert_string_equal(error.message, "row 7");
    assert_int_equal(nsc_error_set(NULL, NSC_MISSING, "nobody listens"), NSC_MISSING);
}

static void test_error_prefixes(void **state) {
    (void)state;
    nsc_error error = {0};
    nsc_error_prefix(&error, "%s: ", "unused");
    assert_string_equal(error.message, "");
    nsc_error_set(&error, NSC_INVALID, "no hash");
    nsc_error_prefix(&error, "line %d: ", 7);
    nsc_error_prefix(&error, "%s, ", "file.csv");
    assert_string_equal(error.message, "file.csv, line 7: no hash");
    nsc_error_prefix(NULL, "nobody listens");
    /* A text that does not fit is cut at its end, never beyond the buffer. */
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error = (nsc_error){0};
    nsc_error_set(&error, NSC_FAILED, "%s", text);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    nsc_error_prefix(&error, "place: ");
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_memory_equal(error.message, "place: xxx", 10);
}

/* ---- memory ---- */

static void test_allocation_checks_products(void **state) {
    (void)state;
    int *numbers = NULL;
    REQUIRE_OK(nsc_allocate(&numbers, 3, sizeof *numbers, &error));
    assert_int_equal(numbers[0] | numbers[1] | numbers[2], 0);
    free(numbers);
    REQUIRE_OK(nsc_allocate(&numbers, 0, sizeof *numbers, &error));
    free(numbers);
    numbers = (int *)path;
    REQUIRE_REFUSED(nsc_allocate(&numbers, SIZE_MAX / 2, 4, &error), NSC_FAILED, "out of memory");
    assert_null(numbers);
}

static void test_reserving(void **state) {
    (void)state;
    int *numbers = NULL;
    size_t capacity = 0;
    unsigned moves = 0;
    for (int number = 0; number < 1000; number++) {
        const size_t before = capacity;
        REQUIRE_OK(nsc_reserve(&numbers, &capacity, (size_t)number + 1, sizeof *numbers, &error));
        moves += capacity != before;
        numbers[number] = number;
    }
    assert_true(moves <= 11); /* doubling */
    for (int number = 0; number < 1000; number++)
        assert_int_equal(numbers[number], number);
    int *kept = numbers;
    const size_t kept_capacity = capacity;
    REQUIRE_REFUSED(nsc_reserve(&numbers, &capacity, SIZE_MAX / 2, 8, &error), NSC_FAILED, "out of memory");
    assert_ptr_equal(numbers, kept);
    assert_int_equal(capacity, kept_capacity);
    free(numbers);
}

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
    FILE *stream = tmpfile();
    assert_non_null(stream);
    REQUIRE_REFUSED(nsc_table_write(table, NSC_FORMAT_JSON, stream, &error), NSC_INVALID, "UTF-8");
    fclose(stream);
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
        REQUIRE_REFUSED(nsc_table_write(table, formats[item], stream, &error), NSC_FAILED, "cannot write");
        fclose(stream);
    }
    nsc_table_destroy(table);
}

static void check_real(double real) {
    char text[32], shorter[32];
    nsc_real_format(real, text);
    assert_true(strtod(text, NULL) == real);
    assert_true(strlen(text) < 32);
    /* No shorter number of digits from 15 on would do. */
    for (int digits = 15; digits < 17; digits++) {
        snprintf(shorter, sizeof shorter, "%.*g", digits, real);
        if (strtod(shorter, NULL) == real) {
            assert_string_equal(text, shorter);
            return;
        }
    }
}

static void test_reals_read_back(void **state) {
    (void)state;
    static const double reals[] = {
        0,    -0.0,    0.1,     1.0 / 3, 2.0 / 3,     0.9505542318026224,   1e22,
        1e23, DBL_MAX, DBL_MIN, 5e-324,  DBL_EPSILON, 123456789012345678.0, 0.056824247042338016};
    for (size_t item = 0; item < sizeof reals / sizeof *reals; item++)
        check_real(reals[item]);
    gsl_rng *random = random_stream(301, 0);
    for (int round = 0; round < 20000; round++)
        check_real(
            ldexp(gsl_rng_uniform(random) + gsl_rng_uniform(random) * 1e-9, (int)random_below(random, 400) - 200));
    gsl_rng_free(random);
    char text[32];
    nsc_real_format(0.9505542318026224, text); /* a published accuracy */
    assert_string_equal(text, "0.9505542318026224");
}

/* ---- files out ---- */

static void test_output_commit(void **state) {
    (void)state;
    nsc_output output;
    write_bytes("old", 3);
    REQUIRE_OK(nsc_output_open(&output, path, &error));
    fputs("new content", output.stream);
    expect_content("old"); /* until all is written */
    /* Beside it lies a temporary file, which has no name where the file system can do that. */
    assert_int_equal(file_count(), output.unnamed ? 1 : 2);
    REQUIRE_OK(nsc_output_commit(&output, &error));
    assert_null(output.stream);
    assert_null(output.path);
    expect_content("new content");
    assert_int_equal(file_count(), 1);
    struct stat information;
    const mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat(path, &information), 0);
    assert_int_equal(information.st_mode & 0777, 0666 & ~mask);
}

/* Writes `text` to a file of that name. */
static void write_through(const char *name, const char *text) {
    nsc_output output;
    REQUIRE_OK(nsc_output_open(&output, name, &error));
    fputs(text, output.stream);
    REQUIRE_OK(nsc_output_commit(&output, &error));
}

static void test_output_keeps_the_mode(void **state) {
    (void)state;
    struct stat information;
    write_bytes("old", 3);
    assert_int_equal(chmod(path, 0640), 0);
    write_through(path, "new");
    expect_content("new");
    assert_int_equal(stat(path, &information), 0);
    assert_int_equal(information.st_mode & 07777, 0640);
}

/* first -> second -> file, the one absolute, the other relative: before the file is there and when it is. */
static void test_output_follows_links(void **state) {
    (void)state;
    char first[160], second[160], text[160];
    nsc_output output;
    struct stat information;
    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second", folder);
    unlink(path);
    assert_int_equal(symlink(second, first), 0);
    assert_int_equal(symlink(strrchr(path, '/') + 1, second), 0);
    static const char *const contents[] = {"created", "replaced"};
    for (size_t item = 0; item < sizeof contents / sizeof *contents; item++) {
        write_through(first, contents[item]);
        expect_content(contents[item]);
        assert_int_equal(readlink(first, text, sizeof text), (ssize_t)strlen(second));
        assert_int_equal(lstat(second, &information), 0);
        assert_true(S_ISLNK(information.st_mode));
        assert_int_equal(lstat(path, &information), 0);
        assert_true(S_ISREG(information.st_mode));
        assert_int_equal(file_count(), 3);
    }
    unlink(first);
    unlink(second);
    assert_int_equal(symlink(second, first), 0);
    assert_int_equal(symlink(first, second), 0);
    REQUIRE_REFUSED(nsc_output_open(&output, first, &error), NSC_INVALID, "circle");
    assert_int_equal(file_count(), 3);
    unlink(first);
    assert_int_equal(symlink("no/such/folder", first), 0);
    REQUIRE_REFUSED(nsc_output_open(&output, first, &error), NSC_MISSING, first);
    unlink(first);
    unlink(second);
}

/* What the process has open is written where it stands, by whichever of its names. */
static void test_output_to_an_open_file(void **state) {
    (void)state;
    nsc_output output;
    char name[160], link[160];
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "before ", 7), 7);
    snprintf(name, sizeof name, "/dev/fd/%d", descriptor);
    write_through(name, "one ");
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    write_through(name, "two ");
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(symlink(name, link), 0);
    write_through(link, "three ");
    assert_int_equal(write(descriptor, "after", 5), 5);
    close(descriptor);
    expect_content("before one two three after");
    assert_int_equal(file_count(), 2);
    unlink(link);
    REQUIRE_REFUSED(nsc_output_open(&output, name, &error), NSC_FAILED, name); /* closed by now */
    assert_int_equal(file_count(), 1);
}

static void test_output_discard(void **state) {
    (void)state;
    nsc_output output;
    write_bytes("old", 3);
    REQUIRE_OK(nsc_output_open(&output, path, &error));
    fputs("new content", output.stream);
    nsc_output_discard(&output);
    expect_content("old");
    assert_int_equal(file_count(), 1);
    nsc_output_discard(&output); /* empty by now */
    unlink(path);
    REQUIRE_OK(nsc_output_open(&output, path, &error));
    nsc_output_discard(&output);
    assert_int_equal(file_count(), 0);
}

static void test_output_to_other_things(void **state) {
    (void)state;
    nsc_output output;
    char inside[160];
    REQUIRE_REFUSED(nsc_output_open(&output, folder, &error), NSC_INVALID, "folder");
    snprintf(inside, sizeof inside, "%s/missing/file", folder);
    REQUIRE_REFUSED(nsc_output_open(&output, inside, &error), NSC_MISSING, inside);
    write_bytes("x", 1);
    snprintf(inside, sizeof inside, "%s/file", path); /* a file in the place of the folder */
    REQUIRE_REFUSED(nsc_output_open(&output, inside, &error), NSC_MISSING, inside);
    assert_int_equal(file_count(), 1);
    REQUIRE_OK(nsc_output_open(&output, "/dev/null", &error));
    fputs("away", output.stream);
    REQUIRE_OK(nsc_output_commit(&output, &error));
    assert_int_equal(access("/dev/null", W_OK), 0);
}

static void test_output_on_a_full_disk(void **state) {
    (void)state;
    nsc_output output;
    static const int sizes[] = {1, 100000}; /* noticed when committing, and while writing */
    for (size_t item = 0; item < sizeof sizes / sizeof *sizes; item++) {
        REQUIRE_OK(nsc_output_open(&output, "/dev/full", &error));
        for (int written_count = 0; written_count < sizes[item]; written_count++)
            putc('x', output.stream);
        REQUIRE_REFUSED(nsc_output_commit(&output, &error), NSC_FAILED, "cannot write \"/dev/full\"");
        assert_null(output.stream);
    }
}

static void test_tables_are_saved_whole(void **state) {
    (void)state;
    static const nsc_column columns[] = {{"name", "a name"}};
    nsc_table *table;
    write_bytes("old", 3);
    REQUIRE_OK(nsc_table_create(&table, columns, NSC_COUNT_OF(columns), &error));
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("one")), &error));
    REQUIRE_OK(nsc_table_save(table, NSC_FORMAT_CSV, path, &error));
    expect_content("name\none\n");
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("\xff")), &error));
    REQUIRE_REFUSED(nsc_table_save(table, NSC_FORMAT_JSON, path, &error), NSC_INVALID, path); /* JSON is UTF-8 */
    expect_content("name\none\n");
    assert_int_equal(file_count(), 1);
    REQUIRE_REFUSED(nsc_table_save(table, NSC_FORMAT_CSV, "/dev/full", &error), NSC_FAILED, "/dev/full");
    nsc_table_destroy(table);
}

static void test_folders(void **state) {
    (void)state;
    char deep[160];
    struct stat information;
    unlink(path);
    snprintf(deep, sizeof deep, "%s/a/b//c/", folder);
    REQUIRE_OK(nsc_folder_create(deep, &error));
    REQUIRE_OK(nsc_folder_create(deep, &error));
    assert_true(stat(deep, &information) == 0 && S_ISDIR(information.st_mode));
    REQUIRE_OK(nsc_folder_create("/", &error));
    REQUIRE_REFUSED(nsc_folder_create("", &error), NSC_MISSING, "folder");
    snprintf(deep, sizeof deep, "%s/a/b/c", folder);
    rmdir(deep);
    snprintf(deep, sizeof deep, "%s/a/b", folder);
    rmdir(deep);
    snprintf(deep, sizeof deep, "%s/a", folder);
    rmdir(deep);
    write_bytes("x", 1);
    REQUIRE_REFUSED(nsc_folder_create(path, &error), NSC_INVALID, "a file of that name");
    snprintf(deep, sizeof deep, "%s/inside", path);
    REQUIRE_REFUSED(nsc_folder_create(deep, &error), NSC_INVALID, "a file of that name");
}

static void test_claimed_folders(void **state) {
    (void)state;
    char deep[160], above[160];
    nsc_folder first, second;
    unlink(path);
    snprintf(above, sizeof above, "%s/a", folder);
    snprintf(deep, sizeof deep, "%s/a/b//c/", folder);
    REQUIRE_OK(nsc_folder_claim(&first, deep, &error));
    assert_int_equal(access(deep, W_OK), 0);
    REQUIRE_REFUSED(nsc_folder_claim(&second, deep, &error), NSC_FAILED, deep);
    assert_null(second.path);
    REQUIRE_OK(nsc_folder_claim(&second, above, &error)); /* another folder */
    nsc_folder_release(&second);
    nsc_folder_release(&first); /* removes what it made */
    assert_int_equal(file_count(), 0);
    nsc_folder_release(&first);
    REQUIRE_OK(nsc_folder_create(deep, &error));
    REQUIRE_OK(nsc_folder_claim(&first, deep, &error));
    nsc_folder_release(&first); /* was there before */
    snprintf(deep, sizeof deep, "%s/a/b/c", folder);
    assert_int_equal(rmdir(deep), 0);
    REQUIRE_OK(nsc_folder_claim(&first, deep, &error));
    assert_int_equal(rmdir(deep), 0); /* by another program: a folder of that name may be another one */
    REQUIRE_OK(nsc_folder_claim(&second, deep, &error));
    nsc_folder_release(&first);
    assert_int_equal(access(deep, F_OK), -1);
    nsc_folder_release(&second);
    snprintf(deep, sizeof deep, "%s/a/b", folder);
    assert_int_equal(rmdir(deep), 0);
    assert_int_equal(rmdir(above), 0);
    write_bytes("x", 1);
    REQUIRE_REFUSED(nsc_folder_claim(&first, path, &error), NSC_INVALID, "a file of that name");
}

/* ---- files in ---- */

static void test_mapping(void **state) {
    (void)state;
    nsc_mapping mapping;
    write_bytes("some bytes", 10);
    REQUIRE_OK(nsc_mapping_open(&mapping, path, &error));
    assert_int_equal(mapping.size, 10);
    assert_memory_equal(mapping.bytes, "some bytes", 10);
    nsc_mapping_close(&mapping);
    nsc_mapping_close(&mapping);
    write_bytes("", 0);
    REQUIRE_OK(nsc_mapping_open(&mapping, path, &error));
    assert_int_equal(mapping.size, 0);
    assert_null(mapping.bytes);
    nsc_mapping_close(&mapping);
    REQUIRE_REFUSED(nsc_mapping_open(&mapping, folder, &error), NSC_INVALID, "folder");
    REQUIRE_REFUSED(nsc_mapping_open(&mapping, "/dev/null", &error), NSC_INVALID, "/dev/null");
    unlink(path);
    REQUIRE_REFUSED(nsc_mapping_open(&mapping, path, &error), NSC_MISSING, path);
}

/* FIPS 180-4's example and the empty message; RFC 3720, appendix B.4. */
static void test_checksums(void **state) {
    (void)state;
    char digest[65];
    write_bytes("abc", 3);
    REQUIRE_OK(nsc_file_sha256(path, digest, &error));
    assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    write_bytes("", 0);
    REQUIRE_OK(nsc_file_sha256(path, digest, &error));
    assert_string_equal(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    REQUIRE_REFUSED(nsc_file_sha256(folder, digest, &error), NSC_INVALID, "folder");
    unsigned char bytes[32] = {0};
    assert_int_equal(nsc_crc32c("123456789", 9), 0xe3069283u);
    assert_int_equal(nsc_crc32c(bytes, sizeof bytes), 0x8a9136aau);
    for (unsigned place = 0; place < sizeof bytes; place++)
        bytes[place] = (unsigned char)place;
    assert_int_equal(nsc_crc32c(bytes, sizeof bytes), 0x46dd794eu);
    assert_int_equal(nsc_crc32c("", 0), 0);
}

/* Every length and alignment against librhash. */
static void test_crc32c_against_library(void **state) {
    unsigned char bytes[300], digest[4];
    gsl_rng *random = random_stream(1, 0);
    (void)state;
    for (size_t place = 0; place < sizeof bytes; place++)
        bytes[place] = (unsigned char)random_below(random, 256);
    for (size_t start = 0; start < 16; start++)
        for (size_t size = 0; size <= sizeof bytes - start; size++) {
            assert_true(rhash_msg(RHASH_CRC32C, bytes + start, size, digest) >= 0);
            assert_int_equal(nsc_crc32c(bytes + start, size), (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
                                                                  (uint32_t)digest[2] << 8 | digest[3]);
        }
    gsl_rng_free(random);
}

/* ---- threads ---- */

typedef struct loop_log {
    double *results;
    atomic_uint *done;      /* [task] */
    atomic_uint in_use[16]; /* [worker] */
    size_t thread_count;
    size_t first_failure, failure_step; /* tasks that fail; 0: none */
    atomic_bool shared;                 /* two tasks had one worker's number at a time */
} loop_log;

static nsc_status log_task(void *context, size_t task, size_t worker, nsc_error *error) {
    loop_log *log = context;
    assert(worker < log->thread_count);
    if (atomic_fetch_add(&log->in_use[worker], 1) != 0)
        atomic_store(&log->shared, true);
    double sum = 0;
    for (size_t term = 1; term < 500 + task % 7 * 100; term++)
        sum += sin((double)(term * task));
    if (log->results != NULL)
        log->results[task] = sum;
    if (log->done != NULL)
        atomic_fetch_add(&log->done[task], 1);
    atomic_fetch_sub(&log->in_use[worker], 1);
    if (log->failure_step != 0 && task >= log->first_failure && (task - log->first_failure) % log->failure_step == 0)
        return nsc_error_set(error, task % 2 == 0 ? NSC_INVALID : NSC_MISSING, "task %zu", task);
    return NSC_OK;
}

static void test_parallel_does_every_task_once(void **state) {
    (void)state;
    enum { TASKS = 3000 };
    double *first = NULL;
    for (size_t threads = 1; threads <= 8; threads *= 2) {
        loop_log log = {.results = test_memory(TASKS, sizeof(double)),
                        .done = test_memory(TASKS, sizeof(atomic_uint)),
                        .thread_count = threads};
        REQUIRE_OK(nsc_parallel(TASKS, NSC_THREADS(threads), log_task, &log, &error));
        for (size_t task = 0; task < TASKS; task++)
            assert_int_equal(log.done[task], 1);
        assert_false(log.shared);
        free(log.done);
        if (first != NULL) {
            assert_memory_equal(log.results, first, TASKS * sizeof *first);
            free(log.results);
        } else {
            first = log.results;
        }
    }
    free(first);
    loop_log log = {.thread_count = 4};
    REQUIRE_OK(nsc_parallel(0, NSC_THREADS(4), log_task, &log, &error));
    REQUIRE_OK(nsc_parallel(1, NSC_THREADS(4), log_task, &log, &error));
    assert_true(nsc_threads_available() >= 1);
}

static void test_parallel_reports_the_lowest_failure(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        loop_log log = {
            .thread_count = 1 + (size_t)round % 8, .first_failure = 41, .failure_step = 1 + (size_t)round % 3};
        nsc_error error = {0};
        assert_int_equal(nsc_parallel(1000, NSC_THREADS(log.thread_count), log_task, &log, &error), NSC_MISSING);
        assert_int_equal(error.status, NSC_MISSING);
        assert_string_equal(error.message, "task 41");
    }
    loop_log log = {.thread_count = 2, .first_failure = 10, .failure_step = 1};
    assert_int_equal(nsc_parallel(1000, NSC_THREADS(2), log_task, &log, NULL), NSC_INVALID);
}

static void test_parallel_stops_after_a_failure(void **state) {
    (void)state;
    enum { TASKS = 100000, THREADS = 4 };
    loop_log log = {.done = test_memory(TASKS, sizeof(atomic_uint)),
                    .thread_count = THREADS,
                    .first_failure = 20,
                    .failure_step = 1};
    size_t done = 0;
    assert_int_equal(nsc_parallel(TASKS, NSC_THREADS(THREADS), log_task, &log, NULL), NSC_INVALID);
    for (size_t task = 0; task < TASKS; task++)
        done += log.done[task];
    assert_in_range(done, 21, 21 + THREADS); /* each of the others may have been in the middle of one, or two */
    free(log.done);
}

/* ---- random streams ---- */

static int compare_numbers(const void *first, const void *second) {
    const uint64_t a = *(const uint64_t *)first, b = *(const uint64_t *)second;
    return (a > b) - (a < b);
}

static void test_random_streams(void **state) {
    (void)state;
    enum { STREAMS = 2000 };
    unsigned long first[STREAMS];
    gsl_rng *reused = random_stream(0, 0);
    for (unsigned task = 0; task < STREAMS; task++) {
        gsl_rng *one = random_stream(42, task), *again = random_stream(42, task), *other = random_stream(43, task);
        nsc_random_restart(reused, 42, NSC_STREAM_TEST_DATA, task);
        first[task] = gsl_rng_get(one);
        unsigned differing = gsl_rng_get(other) != first[task];
        assert_int_equal(gsl_rng_get(again), first[task]);
        assert_int_equal(gsl_rng_get(reused), first[task]);
        for (int draw = 0; draw < 20; draw++) {
            const unsigned long drawn = gsl_rng_get(one);
            assert_int_equal(gsl_rng_get(again), drawn);
            assert_int_equal(gsl_rng_get(reused), drawn);
            differing += gsl_rng_get(other) != drawn;
        }
        assert_true(differing >= 19);
        gsl_rng_free(one);
        gsl_rng_free(again);
        gsl_rng_free(other);
    }
    gsl_rng_free(reused);
    /* Of 2,000 numbers of 32 bits, three equal pairs come up once in 10^10. */
    unsigned equal = 0;
    for (unsigned one = 0; one < STREAMS; one++)
        for (unsigned other = 0; other < one; other++)
            equal += first[one] == first[other];
    assert_true(equal < 3);
}

/* Two streams of one seed have nothing in common: the first numbers of their tasks coincide no more often than chance
 * has it, which is once in 43 pairs of streams of 10,000 tasks each, and never at the same task. */
static void test_streams_of_different_names_do_not_overlap(void **state) {
    (void)state;
    enum { TASKS = 10000, FIRST_NUMBERS = NSC_STREAM_COUNT * TASKS };
    uint64_t *first = test_memory(FIRST_NUMBERS, sizeof *first);
    gsl_rng *random = random_stream(0, 0);
    for (int stream = 0; stream < NSC_STREAM_COUNT; stream++)
        for (uint64_t task = 0; task < TASKS; task++) {
            nsc_random_restart(random, 1, (nsc_stream)stream, task);
            /* Two draws, so that equal values mean an equal state. */
            first[(size_t)stream * TASKS + task] = (uint64_t)gsl_rng_get(random) << 32 | gsl_rng_get(random);
        }
    unsigned same_task = 0, same = 0;
    for (int stream = 0; stream < NSC_STREAM_COUNT; stream++)
        for (int other = 0; other < stream; other++)
            for (size_t task = 0; task < TASKS; task++)
                same_task += first[(size_t)stream * TASKS + task] == first[(size_t)other * TASKS + task];
    qsort(first, FIRST_NUMBERS, sizeof *first, compare_numbers);
    for (size_t place = 1; place < FIRST_NUMBERS; place++)
        same += first[place] == first[place - 1];
    assert_int_equal(same_task, 0);
    assert_true(same <= 8); /* 1.8 expected */
    gsl_rng_free(random);
    free(first);
}

/* Every stream has a name, and no two the same one. */
static void test_streams_have_names(void **state) {
    (void)state;
    for (int stream = 0; stream < NSC_STREAM_COUNT; stream++) {
        assert_non_null(nsc_stream_name((nsc_stream)stream));
        for (int other = 0; other < stream; other++)
            assert_string_not_equal(nsc_stream_name((nsc_stream)stream), nsc_stream_name((nsc_stream)other));
    }
}

/* Numbers across neighbouring streams are no less uniform than within one: chi-squared of 16 classes. */
static void test_random_streams_side_by_side_are_uniform(void **state) {
    (void)state;
    enum { CLASSES = 16, STREAMS = 16000 };
    for (uint64_t seed = 0; seed < 3; seed++) {
        unsigned counts[CLASSES] = {0};
        gsl_rng *random = random_stream(seed, 0);
        for (unsigned task = 0; task < STREAMS; task++) {
            nsc_random_restart(random, seed, NSC_STREAM_TEST_DATA, task);
            counts[random_below(random, CLASSES)]++;
        }
        double statistic = 0;
        for (int number = 0; number < CLASSES; number++)
            statistic += pow(counts[number] - (double)STREAMS / CLASSES, 2) / ((double)STREAMS / CLASSES);
        assert_true(statistic < 50); /* 15 degrees of freedom: once in 100,000 */
        gsl_rng_free(random);
    }
}

static void count_report(void *context, const char *stage, double fraction) {
    assert_string_equal(stage, "stage");
    *(double *)context += fraction;
}

static bool is_set(void *context) {
    return *(const bool *)context;
}

static void test_control_reports(void **state) {
    (void)state;
    double sum = 0;
    const nsc_control control = {.report = count_report, .context = &sum};
    const nsc_control part = nsc_control_of_part(&control, 3);
    nsc_control_report(&control, "stage", 0.25);
    nsc_control_report(&control, "stage", 0.5);
    nsc_control_report(&part, "stage", 1);
    nsc_control_report(&(const nsc_control){0}, "stage", 1);
    nsc_control_report(NULL, "stage", 1);
    assert_true(sum == 0.75);
    assert_int_equal(nsc_control_threads(&part), 3);
    assert_int_equal(nsc_control_threads(NULL), nsc_threads_available());
}

typedef struct cancelled_loop {
    atomic_bool cancelled;
    atomic_size_t done;
} cancelled_loop;

static bool loop_is_cancelled(void *context) {
    return atomic_load(&((cancelled_loop *)context)->cancelled);
}

static nsc_status cancel_at_ten(void *context, size_t task, size_t worker, nsc_error *failure) {
    (void)task, (void)worker, (void)failure;
    cancelled_loop *loop = context;
    if (atomic_fetch_add(&loop->done, 1) == 9)
        atomic_store(&loop->cancelled, true);
    return NSC_OK;
}

/* Once cancelled, each thread ends the task at hand and starts no other. */
static void test_a_loop_ends_once_cancelled(void **state) {
    (void)state;
    bool cancelled = false;
    const nsc_control asked = {.cancelled = is_set, .context = &cancelled};
    REQUIRE_OK(nsc_control_check(&asked, &error));
    REQUIRE_OK(nsc_control_check(NULL, &error));
    cancelled = true;
    REQUIRE_REFUSED(nsc_control_check(&asked, &error), NSC_FAILED, "cancelled");
    for (size_t threads = 1; threads <= 4; threads++) {
        cancelled_loop loop = {.done = 0};
        const nsc_control control = {.thread_count = threads, .cancelled = loop_is_cancelled, .context = &loop};
        REQUIRE_REFUSED(nsc_parallel(100000, &control, cancel_at_ten, &loop, &error), NSC_FAILED, "cancelled");
        assert_in_range(atomic_load(&loop.done), 10, 10 + threads);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_error_wins),
        cmocka_unit_test(test_error_prefixes),
        cmocka_unit_test(test_allocation_checks_products),
        cmocka_unit_test(test_reserving),
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
        cmocka_unit_test(test_reals_read_back),
        cmocka_unit_test(test_output_commit),
        cmocka_unit_test(test_output_keeps_the_mode),
        cmocka_unit_test(test_output_follows_links),
        cmocka_unit_test(test_output_to_an_open_file),
        cmocka_unit_test(test_output_discard),
        cmocka_unit_test(test_output_to_other_things),
        cmocka_unit_test(test_output_on_a_full_disk),
        cmocka_unit_test(test_tables_are_saved_whole),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_claimed_folders),
        cmocka_unit_test(test_mapping),
        cmocka_unit_test(test_checksums),
        cmocka_unit_test(test_crc32c_against_library),
        cmocka_unit_test(test_parallel_does_every_task_once),
        cmocka_unit_test(test_parallel_reports_the_lowest_failure),
        cmocka_unit_test(test_parallel_stops_after_a_failure),
        cmocka_unit_test(test_random_streams),
        cmocka_unit_test(test_streams_have_names),
        cmocka_unit_test(test_streams_of_different_names_do_not_overlap),
        cmocka_unit_test(test_random_streams_side_by_side_are_uniform),
        cmocka_unit_test(test_control_reports),
        cmocka_unit_test(test_a_loop_ends_once_cancelled),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
