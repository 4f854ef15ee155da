/*
 * Rows of separated fields by libcsv (RFC 4180, its strict mode). The bytes are handed to it line by line, since libcsv
 * keeps no count of lines and a quoted field may hold line breaks: a row is said to be on the line on which its first
 * field ends.
 */
#include "base/records_internal.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <csv.h>
#include <string.h>

typedef struct reading {
    record_source *source;
    nsc_error *error;
    nsc_status status;
    struct csv_parser parser;
    size_t line;       /* the line whose bytes are being parsed, 1-based */
    size_t row_line;   /* the line on which the current row's first field ended */
    size_t field_line; /* the line on which the field before the current one ended */
    bool row_empty;    /* no field of the current row has come yet */
    bool not_ascii;    /* bytes above 127 have come */
    bool has_zeros;    /* so have zero bytes */
    size_t pending;    /* bytes parsed since the last field ended */
    char *text;        /* the current row's fields, each ended by a zero byte */
    size_t text_size, text_capacity;
    size_t *starts; /* where in `text` each field begins */
    size_t field_count, start_capacity;
    const char **fields;
    size_t fields_capacity;
    size_t columns; /* fields of the first row, 0 before it */
} reading;

static nsc_status check_field(const reading *state, const char *field, size_t length) {
    if (state->has_zeros && memchr(field, '\0', length) != NULL)
        return nsc_error_set(state->error, NSC_INVALID, "field %zu contains a zero byte", state->field_count + 1);
    if (length > NSC_RECORD_FIELD_LIMIT || state->text_size + length > NSC_RECORD_ROW_LIMIT ||
        state->field_count >= NSC_RECORD_FIELDS_LIMIT)
        return nsc_error_set(state->error, NSC_INVALID,
                             "field %zu is more than a table can have: at most %d fields of %d bytes, %d bytes a row",
                             state->field_count + 1, NSC_RECORD_FIELDS_LIMIT, NSC_RECORD_FIELD_LIMIT,
                             NSC_RECORD_ROW_LIMIT);
    return NSC_OK;
}

static void take_field(void *field, size_t length, void *argument) {
    reading *state = argument;
    if (state->status != NSC_OK)
        return;
    if (state->row_empty) {
        state->row_empty = false;
        state->row_line = state->line;
    }
    state->field_line = state->line;
    state->pending = 0;
    if (field == NULL)
        return; /* nothing between two blanks */
    state->status = check_field(state, field, length);
    if (state->status == NSC_OK && state->text_size + length + 1 > state->text_capacity)
        state->status =
            nsc_reserve(&state->text, &state->text_capacity, state->text_size + length + 1, 1, state->error);
    if (state->status == NSC_OK && state->field_count == state->start_capacity)
        state->status = nsc_reserve(&state->starts, &state->start_capacity, state->field_count + 1,
                                    sizeof *state->starts, state->error);
    if (state->status != NSC_OK)
        return;
    char *copy = state->text + state->text_size;
    state->starts[state->field_count++] = state->text_size;
    memcpy(copy, field, length);
    copy[length] = '\0';
    state->text_size += length + 1;
    if (state->not_ascii && !nsc_is_utf8(copy))
        state->status = nsc_error_set(state->error, NSC_INVALID,
                                      "field %zu is not UTF-8 text: save the file as UTF-8, or convert it by `iconv -f "
                                      "WINDOWS-1252 -t UTF-8 FILE > NEW` (if it comes from Windows or Excel)",
                                      state->field_count);
}

/* Nothing but blanks up to the end of the text. */
static bool is_blank(const char *text) {
    return text[strspn(text, " \t")] == '\0';
}

/* Spreadsheets write empty cells to the right of a table and below it: drops the blank fields behind the last column,
 * and of a row of nothing else all. */
static void drop_blank_fields(reading *state) {
    size_t count = state->field_count;
    if (state->columns == 0) {
        state->columns = count;
        return;
    }
    while (count > 0 && is_blank(state->text + state->starts[count - 1]))
        count--;
    if (count == 0)
        state->field_count = 0;
    else if (state->field_count > state->columns)
        state->field_count = count > state->columns ? count : state->columns;
}

static void take_row(int terminator, void *argument) {
    (void)terminator;
    reading *state = argument;
    if (state->status != NSC_OK || state->field_count == 0)
        return;
    drop_blank_fields(state);
    if (state->field_count == 0) {
        state->row_empty = true;
        state->text_size = 0;
        return;
    }
    state->status =
        nsc_reserve(&state->fields, &state->fields_capacity, state->field_count, sizeof *state->fields, state->error);
    if (state->status == NSC_OK) {
        for (size_t field = 0; field < state->field_count; field++)
            state->fields[field] = state->text + state->starts[field];
        const nsc_record_row row = {
            .line = state->row_line, .field_count = state->field_count, .fields = state->fields};
        state->status = record_source_take(state->source, &row, state->error);
    }
    if (state->status != NSC_OK)
        return; /* the row stays, for its line to be named */
    state->row_empty = true;
    state->text_size = 0;
    state->field_count = 0;
}

/* Parses one line or a piece of it. */
static nsc_status parse(reading *state, const char *bytes, size_t size) {
    const size_t before = state->pending;
    state->pending = before + size;
    if (csv_parse(&state->parser, bytes, size, take_field, take_row, state) != size && state->status == NSC_OK)
        state->status =
            csv_error(&state->parser) == CSV_EPARSE
                ? nsc_error_set(state->error, NSC_INVALID,
                                "a quote is not allowed here: a field with quotes in it is written within quotes, with "
                                "each of them doubled")
                : nsc_error_out_of_memory(state->error, "a field: %s", csv_strerror(csv_error(&state->parser)));
    if (state->pending > NSC_RECORD_FIELD_LIMIT && state->status == NSC_OK) {
        state->row_empty = false;
        state->row_line = state->field_line;
        state->status =
            nsc_error_set(state->error, NSC_INVALID,
                          "a field that begins on or after this line is longer than %d bytes: is a quote not "
                          "closed?",
                          NSC_RECORD_FIELD_LIMIT);
    }
    return state->status;
}

/* Parses the block line by line. A carriage return counts as the end of a line unless a line feed follows. */
static nsc_status parse_block(reading *state, const char *bytes, size_t size, bool *after_return) {
    const char *end_of_block = bytes + size;
    const char *carriage = memchr(bytes, '\r', size);
    if (*after_return && size > 0 && *bytes == '\n')
        state->line--; /* counted at the end of the block before */
    *after_return = size > 0 && end_of_block[-1] == '\r';
    while (bytes < end_of_block && state->status == NSC_OK) {
        const size_t rest = (size_t)(end_of_block - bytes);
        const char *end = memchr(bytes, '\n', rest);
        if (carriage != NULL && carriage < bytes)
            carriage = memchr(bytes, '\r', rest);
        if (carriage != NULL && (end == NULL || carriage + 1 < end))
            end = carriage;
        const size_t length = end != NULL ? (size_t)(end - bytes) + 1 : rest;
        parse(state, bytes, length);
        state->line += end != NULL && state->status == NSC_OK;
        bytes += length;
    }
    return state->status;
}

static bool has_high_bytes(const char *bytes, size_t size) {
    unsigned char all = 0;
    for (size_t place = 0; place < size; place++)
        all |= (unsigned char)bytes[place];
    return all > 127;
}

static nsc_status parse_source(reading *state) {
    record_source *source = state->source;
    record_preamble preamble;
    bool after_return = false;
    nsc_status status =
        record_dialect_find(source->format, source->block, source->block_size,
                            source->block_size < RECORD_BLOCK_SIZE - 3, source->header_wanted, &preamble, state->error);
    if (status != NSC_OK)
        return status;
    state->line += preamble.lines;
    csv_set_delim(&state->parser, (unsigned char)source->format->separator);
    if (source->format->separator == ' ')
        csv_set_opts(&state->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL);
    while (source->block_size > 0) {
        /* Kept from block to block, since a field may begin in one and end in the next. */
        state->not_ascii = state->not_ascii || has_high_bytes(source->block, source->block_size);
        state->has_zeros = state->has_zeros || memchr(source->block, '\0', source->block_size) != NULL;
        status = parse_block(state, source->block + preamble.bytes, source->block_size - preamble.bytes, &after_return);
        preamble.bytes = 0;
        if (status == NSC_OK)
            status = record_source_fill(source, state->error);
        if (status != NSC_OK)
            return status;
    }
    if (csv_fini(&state->parser, take_field, take_row, state) != 0 && state->status == NSC_OK) {
        state->row_empty = false;
        state->row_line = state->field_line;
        state->status =
            nsc_error_set(state->error, NSC_INVALID,
                          "the file ends inside a quoted field: a quote on or after this line is not closed");
    }
    return state->status;
}

nsc_status record_read_separated(record_source *source, nsc_error *error) {
    reading state = {.source = source, .error = error, .line = 1, .row_line = 1, .field_line = 1, .row_empty = true};
    if (csv_init(&state.parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return nsc_error_out_of_memory(error, "reading \"%s\"", source->path);
    const nsc_status status = parse_source(&state);
    if (status != NSC_OK)
        nsc_error_prefix(error, "%s, line %zu: ", source->path, state.row_empty ? state.line : state.row_line);
    csv_free(&state.parser);
    free(state.text);
    free(state.starts);
    free((void *)state.fields);
    return status;
}
