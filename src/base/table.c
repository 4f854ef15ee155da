/* Tables: rows in memory, and their writing as CSV, JSON or aligned text. */
#include "base/table.h"

#include "base/csv_text.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/real_text.h"
#include "base/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

struct nsc_table {
    nsc_column *columns;
    size_t column_count;
    nsc_value *values; /* texts are owned by the table */
    size_t row_count, value_capacity;
};

/* Rows that are laid out together on a screen: the first ones come at once, and memory is bounded. */
enum { SCREEN_ROWS = 1000 };

struct nsc_table_writer {
    nsc_format format;
    FILE *stream;
    const nsc_column *columns;
    size_t column_count;
    size_t row_count;
    nsc_csv_text line;
    bool of_keys;      /* keys and values, which JSON writes as one object */
    nsc_json object;   /* that object */
    nsc_table *kept;   /* aligned text needs all widths first */
    nsc_screen screen; /* width 0: all rows are aligned together, and written whole */
    bool failed;
    int reason; /* errno of the first write that failed; 0 if it had none */
};

nsc_value nsc_missing(void) {
    return (nsc_value){.type = NSC_VALUE_MISSING};
}

nsc_value nsc_text(const char *text) {
    return (nsc_value){.type = text != NULL ? NSC_VALUE_TEXT : NSC_VALUE_MISSING, .as.text = text};
}

nsc_value nsc_integer(int64_t integer) {
    return (nsc_value){.type = NSC_VALUE_INTEGER, .as.integer = integer};
}

nsc_value nsc_unsigned(uint64_t natural) {
    return natural <= INT64_MAX ? nsc_integer((int64_t)natural)
                                : (nsc_value){.type = NSC_VALUE_UNSIGNED, .as.natural = natural};
}

nsc_value nsc_real(double real) {
    return isfinite(real) ? (nsc_value){.type = NSC_VALUE_REAL, .as.real = real} : nsc_missing();
}

/* ---- rows in memory ---- */

nsc_status nsc_table_create(nsc_table **table, const nsc_column *columns, size_t column_count, nsc_error *error) {
    nsc_status status = nsc_allocate(table, 1, sizeof **table, error);
    if (status != NSC_OK)
        return status;
    (*table)->column_count = column_count;
    status = nsc_allocate(&(*table)->columns, column_count, sizeof *columns, error);
    if (status == NSC_OK)
        memcpy((*table)->columns, columns, column_count * sizeof *columns);
    else {
        free(*table);
        *table = NULL;
    }
    return status;
}

void nsc_table_destroy(nsc_table *table) {
    if (table == NULL)
        return;
    for (size_t number = 0; number < table->row_count * table->column_count; number++)
        if (table->values[number].type == NSC_VALUE_TEXT)
            free((char *)(uintptr_t)table->values[number].as.text);
    free(table->values);
    free(table->columns);
    free(table);
}

static nsc_status check_count(size_t count, size_t column_count, nsc_error *error) {
    return count == column_count ? NSC_OK
                                 : nsc_error_set(error, NSC_FAILED, "a row of %zu values for a table of %zu columns",
                                                 count, column_count);
}

nsc_status nsc_table_add(nsc_table *table, const nsc_value *values, size_t count, nsc_error *error) {
    size_t first = table->row_count * table->column_count;
    nsc_status status = check_count(count, table->column_count, error);
    if (status != NSC_OK)
        return status;
    status =
        nsc_reserve(&table->values, &table->value_capacity, first + table->column_count, sizeof *table->values, error);
    for (size_t column = 0; status == NSC_OK && column < table->column_count; column++) {
        nsc_value *kept = &table->values[first + column];
        *kept = values[column];
        if (kept->type != NSC_VALUE_TEXT)
            continue;
        char *copy;
        status = nsc_copy_text(&copy, values[column].as.text, error);
        kept->as.text = copy;
        for (size_t before = 0; status != NSC_OK && before < column; before++)
            if (table->values[first + before].type == NSC_VALUE_TEXT)
                free((char *)(uintptr_t)table->values[first + before].as.text);
    }
    if (status == NSC_OK)
        table->row_count++;
    return status;
}

const nsc_column nsc_key_columns[NSC_KEY_COLUMNS] = {
    {"key", "name of the value"},
    {"value", "number or text"},
};

nsc_status nsc_table_add_key(nsc_table *table, const char *key, nsc_value value, nsc_error *error) {
    return nsc_table_add(table, NSC_ROW(nsc_text(key), value), error);
}

nsc_status nsc_table_extend(nsc_table **extended, const nsc_table *table, const nsc_column *columns,
                            const nsc_value *values, size_t count, nsc_error *error) {
    const size_t own = table->column_count, all = own + count;
    nsc_column *all_columns = NULL;
    nsc_value *row_values = NULL;
    nsc_status status = NSC_OK;
    *extended = NULL;
    NSC_TRY(nsc_allocate(&all_columns, all, sizeof *all_columns, error));
    NSC_TRY(nsc_allocate(&row_values, all, sizeof *row_values, error));
    memcpy(all_columns, table->columns, own * sizeof *all_columns);
    memcpy(all_columns + own, columns, count * sizeof *all_columns);
    memcpy(row_values + own, values, count * sizeof *row_values);
    NSC_TRY(nsc_table_create(extended, all_columns, all, error));
    for (size_t row = 0; row < table->row_count; row++) {
        memcpy(row_values, table->values + row * own, own * sizeof *row_values);
        NSC_TRY(nsc_table_add(*extended, row_values, all, error));
    }
out:
    if (status != NSC_OK) {
        nsc_table_destroy(*extended);
        *extended = NULL;
    }
    free(all_columns);
    free(row_values);
    return status;
}

size_t nsc_table_row_count(const nsc_table *table) {
    return table->row_count;
}
size_t nsc_table_column_count(const nsc_table *table) {
    return table->column_count;
}
const nsc_column *nsc_table_columns(const nsc_table *table) {
    return table->columns;
}
nsc_value nsc_table_value(const nsc_table *table, size_t row, size_t column) {
    return table->values[row * table->column_count + column];
}

/* ---- writing ---- */

const char *nsc_value_text(nsc_value value, char space[32]) {
    size_t length = 0;
    switch (value.type) {
    case NSC_VALUE_TEXT:
        return value.as.text;
    case NSC_VALUE_INTEGER:
        length = nsc_integer_text(value.as.integer, space);
        break;
    case NSC_VALUE_UNSIGNED:
        length = nsc_natural_text(value.as.natural, space);
        break;
    case NSC_VALUE_REAL:
        length = nsc_real_text(value.as.real, space);
        break;
    case NSC_VALUE_MISSING:
        break;
    }
    space[length] = '\0';
    return space;
}

/* Notes the reason of a write that has just failed, before anything else changes errno. */
static bool note_write(nsc_table_writer *writer, bool written) {
    if (!written)
        writer->reason = errno;
    return written;
}

static bool write_csv_row(nsc_table_writer *writer, const nsc_value *values) {
    nsc_csv_text *line = &writer->line;
    char space[32];
    line->size = 0;
    for (size_t column = 0; column < writer->column_count; column++) {
        const char *text = values != NULL ? nsc_value_text(values[column], space) : writer->columns[column].name;
        const bool is_text = values == NULL || values[column].type == NSC_VALUE_TEXT;
        if (nsc_csv_text_field(line, text, is_text && writer->format == NSC_FORMAT_QUOTED, NULL) != NSC_OK) {
            writer->reason = ENOMEM;
            return false;
        }
        nsc_csv_text_put(line, column + 1 < writer->column_count ? ',' : '\n');
    }
    errno = 0;
    return note_write(writer, fwrite(line->bytes, 1, line->size, writer->stream) == line->size);
}

/* Whether all of an object was written; notes the reason if not. */
static bool note_object(nsc_table_writer *writer, const nsc_json *object) {
    if (object->failed)
        writer->reason = object->reason;
    return !object->failed;
}

static bool write_json_row(nsc_table_writer *writer, const nsc_value *values) {
    errno = 0;
    if (writer->of_keys) {
        nsc_json_value(&writer->object, values[0].as.text, values[1]);
        return note_object(writer, &writer->object);
    }
    nsc_json json = {.stream = writer->stream, .compact = true};
    if (!note_write(writer, fputs(writer->row_count > 0 ? ",\n" : "[\n", writer->stream) >= 0))
        return false;
    nsc_json_open(&json, NULL, '{');
    for (size_t column = 0; column < writer->column_count; column++)
        nsc_json_value(&json, writer->columns[column].name, values[column]);
    nsc_json_close(&json, '}');
    return note_object(writer, &json);
}

static bool write_shown(FILE *stream, const char *text) {
    char shown[NSC_SHOWN_SIZE];
    bool written = true;
    while (written && *text != '\0') {
        nsc_utf8_show(&text, shown);
        written = fputs(shown, stream) >= 0;
    }
    return written;
}

static bool write_aligned_field(FILE *stream, const char *text, size_t width, bool number, bool last) {
    const int padding = (int)(width - nsc_text_columns(text)), after = number || last ? 0 : padding;
    return (!number || fprintf(stream, "%*s", padding, "") >= 0) && write_shown(stream, text) &&
           fprintf(stream, "%*s%s", after, "", last ? "\n" : "  ") >= 0;
}

static nsc_status write_aligned(nsc_table_writer *writer, bool *written, nsc_error *error) {
    const nsc_table *table = writer->kept;
    FILE *stream = writer->stream;
    size_t *widths = NULL;
    bool *numbers = NULL;
    nsc_status status = NSC_OK;
    char space[32];
    NSC_TRY(nsc_allocate(&widths, table->column_count, sizeof *widths, error));
    NSC_TRY(nsc_allocate(&numbers, table->column_count, sizeof *numbers, error));
    for (size_t column = 0; column < table->column_count; column++) {
        widths[column] = nsc_text_columns(table->columns[column].name);
        for (size_t row = 0; row < table->row_count; row++) {
            nsc_value value = nsc_table_value(table, row, column);
            size_t width = nsc_text_columns(nsc_value_text(value, space));
            widths[column] = width > widths[column] ? width : widths[column];
            numbers[column] = numbers[column] || (value.type != NSC_VALUE_TEXT && value.type != NSC_VALUE_MISSING);
        }
    }
    *written = true;
    errno = 0;
    for (size_t column = 0; *written && column < table->column_count; column++)
        *written = write_aligned_field(stream, table->columns[column].name, widths[column], numbers[column],
                                       column + 1 == table->column_count);
    for (size_t row = 0; row < table->row_count; row++)
        for (size_t column = 0; *written && column < table->column_count; column++)
            *written = write_aligned_field(stream, nsc_value_text(nsc_table_value(table, row, column), space),
                                           widths[column], numbers[column], column + 1 == table->column_count);
    note_write(writer, *written);
out:
    free(widths);
    free(numbers);
    return status;
}

static bool is_of_keys(const nsc_column *columns, size_t column_count) {
    return column_count == 2 && strcmp(columns[0].name, nsc_key_columns[0].name) == 0 &&
           strcmp(columns[1].name, nsc_key_columns[1].name) == 0;
}

static bool is_csv(nsc_format format) {
    return format == NSC_FORMAT_CSV || format == NSC_FORMAT_QUOTED;
}

static nsc_status write_failure(nsc_table_writer *writer, nsc_error *error) {
    writer->failed = true;
    if (writer->reason == ENOMEM)
        return nsc_error_out_of_memory(error, "a table that is written");
    return nsc_error_set(error, NSC_FAILED, "cannot write: %s",
                         writer->reason != 0 ? strerror(writer->reason) : "the output refused");
}

nsc_status nsc_table_writer_open(nsc_table_writer **writer, const nsc_column *columns, size_t column_count,
                                 nsc_format format, FILE *stream, nsc_error *error) {
    nsc_status status = nsc_allocate(writer, 1, sizeof **writer, error);
    if (status != NSC_OK)
        return status;
    **writer = (nsc_table_writer){.format = format,
                                  .stream = stream,
                                  .columns = columns,
                                  .column_count = column_count,
                                  .of_keys = is_of_keys(columns, column_count),
                                  .object = {.stream = stream}};
    if (format == NSC_FORMAT_JSON && (*writer)->of_keys)
        nsc_json_open(&(*writer)->object, NULL, '{');
    if (format == NSC_FORMAT_TABLE)
        status = nsc_table_create(&(*writer)->kept, columns, column_count, error);
    else if (is_csv(format) && !write_csv_row(*writer, NULL))
        status = write_failure(*writer, error);
    if (status != NSC_OK) {
        (*writer)->failed = true;
        nsc_table_writer_close(writer, error);
    }
    return status;
}

nsc_status nsc_table_writer_open_on_screen(nsc_table_writer **writer, const nsc_column *columns, size_t column_count,
                                           const nsc_screen *screen, FILE *stream, nsc_error *error) {
    const nsc_status status = nsc_table_writer_open(writer, columns, column_count, NSC_FORMAT_TABLE, stream, error);
    if (status == NSC_OK)
        (*writer)->screen = *screen;
    return status;
}

/* Writes the rows that are kept as a table of their own, and forgets them. */
static nsc_status write_part(nsc_table_writer *writer, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (writer->row_count > 0)
        putc('\n', writer->stream);
    NSC_TRY(nsc_table_write_on_screen(writer->kept, &writer->screen, writer->stream, error));
    fflush(writer->stream);
    writer->row_count += writer->kept->row_count;
    nsc_table_destroy(writer->kept);
    writer->kept = NULL;
    NSC_TRY(nsc_table_create(&writer->kept, writer->columns, writer->column_count, error));
out:
    return status;
}

nsc_status nsc_table_writer_add(nsc_table_writer *writer, const nsc_value *values, size_t count, nsc_error *error) {
    if (check_count(count, writer->column_count, error) != NSC_OK) {
        writer->failed = true;
        return NSC_FAILED;
    }
    if (writer->format == NSC_FORMAT_TABLE) {
        nsc_status status = nsc_table_add(writer->kept, values, count, error);
        if (status == NSC_OK && writer->screen.width > 0 && writer->kept->row_count == SCREEN_ROWS)
            status = write_part(writer, error);
        writer->failed = writer->failed || status != NSC_OK;
        return status;
    }
    const bool written = is_csv(writer->format) ? write_csv_row(writer, values) : write_json_row(writer, values);
    if (!written)
        return write_failure(writer, error);
    writer->row_count++;
    return NSC_OK;
}

static bool end_json(nsc_table_writer *writer) {
    errno = 0;
    if (!writer->of_keys)
        return note_write(writer, fputs(writer->row_count > 0 ? "\n]\n" : "[]\n", writer->stream) >= 0);
    nsc_json_close(&writer->object, '}');
    return note_object(writer, &writer->object) && note_write(writer, putc('\n', writer->stream) != EOF);
}

nsc_status nsc_table_writer_close(nsc_table_writer **writer, nsc_error *error) {
    if (*writer == NULL)
        return NSC_OK;
    nsc_table_writer *closing = *writer;
    nsc_status status = NSC_OK;
    bool written = true;
    if (!closing->failed && closing->format == NSC_FORMAT_JSON)
        written = end_json(closing);
    else if (!closing->failed && closing->screen.width > 0)
        status = closing->row_count == 0 || closing->kept->row_count > 0 ? write_part(closing, error) : NSC_OK;
    else if (!closing->failed && closing->format == NSC_FORMAT_TABLE)
        status = write_aligned(closing, &written, error);
    if (!written)
        status = write_failure(closing, error);
    nsc_table_destroy(closing->kept);
    free(closing->line.bytes);
    free(closing);
    *writer = NULL;
    return status;
}

nsc_status nsc_table_write(const nsc_table *table, nsc_format format, FILE *stream, nsc_error *error) {
    nsc_table_writer *writer = NULL;
    nsc_status status = nsc_table_writer_open(&writer, table->columns, table->column_count, format, stream, error);
    for (size_t row = 0; status == NSC_OK && row < table->row_count; row++)
        status = nsc_table_writer_add(writer, table->values + row * table->column_count, table->column_count, error);
    nsc_status closed = nsc_table_writer_close(&writer, error);
    return status != NSC_OK ? status : closed;
}

nsc_status nsc_table_save(const nsc_table *table, nsc_format format, const char *path, nsc_error *error) {
    nsc_output output;
    const nsc_status status = nsc_output_open(&output, path, error);
    if (status != NSC_OK)
        return status;
    return nsc_output_end(&output, nsc_table_write(table, format, output.stream, error), error);
}

static nsc_status begin_table(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    return nsc_table_create(context, columns, column_count, error);
}

static nsc_status add_to_table(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    return nsc_table_add(*(nsc_table **)context, values, count, error);
}

nsc_row_sink nsc_table_sink(nsc_table **table) {
    return (nsc_row_sink){begin_table, add_to_table, table};
}

nsc_status nsc_sink_table(const nsc_row_sink *sink, const nsc_table *table, nsc_error *error) {
    const size_t column_count = nsc_table_column_count(table);
    nsc_value *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, column_count, sizeof *values, error));
    NSC_TRY(nsc_sink_begin(sink, nsc_table_columns(table), column_count, error));
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        for (size_t column = 0; column < column_count; column++)
            values[column] = nsc_table_value(table, row, column);
        NSC_TRY(nsc_sink_row(sink, values, column_count, error));
    }
out:
    free(values);
    return status;
}
