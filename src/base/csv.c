/*
 * Rows by libcsv. The bytes are handed to it line by line, since libcsv keeps no count of lines and a quoted field may
 * hold line breaks: a row is said to be on the line on which its first field ends.
 */
#include "base/csv.h"

#include "base/memory.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK_SIZE = 1 << 16 };

typedef struct reading {
    nsc_csv_row_function function;
    void *context;
    nsc_error *error;
    nsc_status status;
    size_t line;     /* the line whose bytes are being parsed, 1-based */
    size_t row_line; /* the line on which the current row's first field ended */
    bool row_empty;  /* no field of the current row has come yet */
    char *text;      /* the current row's fields, each ended by a zero byte */
    size_t text_size, text_capacity;
    size_t *starts; /* where in `text` each field begins */
    size_t field_count, start_capacity;
    const char **fields;
    size_t fields_capacity;
} reading;

static void take_field(void *field, size_t length, void *argument) {
    reading *state = argument;
    if (state->status != NSC_OK)
        return;
    if (state->row_empty) {
        state->row_empty = false;
        state->row_line = state->line;
    }
    if (memchr(field, '\0', length) != NULL) {
        state->status =
            nsc_error_set(state->error, NSC_INVALID, "field %zu contains a zero byte", state->field_count + 1);
        return;
    }
    state->status = nsc_reserve(&state->text, &state->text_capacity, state->text_size + length + 1, 1, state->error);
    if (state->status == NSC_OK)
        state->status = nsc_reserve(&state->starts, &state->start_capacity, state->field_count + 1,
                                    sizeof *state->starts, state->error);
    if (state->status != NSC_OK)
        return;
    state->starts[state->field_count++] = state->text_size;
    memcpy(state->text + state->text_size, field, length);
    state->text[state->text_size + length] = '\0';
    state->text_size += length + 1;
}

static void take_row(int terminator, void *argument) {
    (void)terminator;
    reading *state = argument;
    if (state->status != NSC_OK)
        return;
    state->status =
        nsc_reserve(&state->fields, &state->fields_capacity, state->field_count, sizeof *state->fields, state->error);
    if (state->status == NSC_OK) {
        for (size_t field = 0; field < state->field_count; field++)
            state->fields[field] = state->text + state->starts[field];
        const nsc_csv_row row = {.line = state->row_line, .field_count = state->field_count, .fields = state->fields};
        state->status = state->function(state->context, &row, state->error);
    }
    if (state->status != NSC_OK)
        return; /* the row stays, for its line to be named */
    state->row_empty = true;
    state->text_size = 0;
    state->field_count = 0;
}

/* Parses one line or a piece of it. */
static nsc_status parse(struct csv_parser *parser, reading *state, const char *bytes, size_t size) {
    if (csv_parse(parser, bytes, size, take_field, take_row, state) != size && state->status == NSC_OK)
        state->status = csv_error(parser) == CSV_EPARSE
                            ? nsc_error_set(state->error, NSC_INVALID, "a quote is not allowed here")
                            : nsc_error_set(state->error, NSC_FAILED, "%s", csv_strerror(csv_error(parser)));
    return state->status;
}

static nsc_status parse_block(struct csv_parser *parser, reading *state, const char *bytes, size_t size) {
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) + 1 : size;
        nsc_status status = parse(parser, state, bytes, length);
        if (status != NSC_OK)
            return status;
        if (end != NULL)
            state->line++;
        bytes += length;
        size -= length;
    }
    return NSC_OK;
}

static nsc_status parse_stream(struct csv_parser *parser, reading *state, FILE *stream) {
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    char block[BLOCK_SIZE];
    bool first = true;
    size_t size;
    while ((size = fread(block, 1, sizeof block, stream)) > 0) {
        size_t skipped = first && size >= 3 && memcmp(block, byte_order_mark, 3) == 0 ? 3 : 0;
        first = false;
        nsc_status status = parse_block(parser, state, block + skipped, size - skipped);
        if (status != NSC_OK)
            return status;
    }
    if (ferror(stream))
        return nsc_error_set(state->error, NSC_FAILED, "%s", strerror(errno));
    if (csv_fini(parser, take_field, take_row, state) != 0 && state->status == NSC_OK)
        state->status = nsc_error_set(state->error, NSC_INVALID, "the file ends inside a quoted field");
    return state->status;
}

static nsc_status open_stream(const char *path, FILE **stream, nsc_error *error) {
    *stream = fopen(path, "rb");
    if (*stream == NULL)
        return nsc_error_set(error, errno == ENOENT || errno == ENOTDIR ? NSC_MISSING : NSC_FAILED,
                             "cannot read \"%s\": %s", path, strerror(errno));
    struct stat information;
    if (fstat(fileno(*stream), &information) == 0 && S_ISDIR(information.st_mode)) {
        fclose(*stream);
        return nsc_error_set(error, NSC_INVALID, "cannot read \"%s\": it is a folder", path);
    }
    return NSC_OK;
}

nsc_status nsc_csv_read(const char *path, nsc_csv_row_function function, void *context, nsc_error *error) {
    FILE *stream;
    nsc_status status = open_stream(path, &stream, error);
    if (status != NSC_OK)
        return status;
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        fclose(stream);
        return nsc_error_set(error, NSC_FAILED, "out of memory for reading \"%s\"", path);
    }
    reading state = {
        .function = function, .context = context, .error = error, .line = 1, .row_line = 1, .row_empty = true};
    status = parse_stream(&parser, &state, stream);
    if (status != NSC_OK)
        nsc_error_prefix(error, "%s, line %zu: ", path, state.row_empty ? state.line : state.row_line);
    csv_free(&parser);
    fclose(stream);
    free(state.text);
    free(state.starts);
    free((void *)state.fields);
    return status;
}
