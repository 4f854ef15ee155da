/*
 * From rows to columns: budget by budget and run by run, the rows of all cells are gathered into columns of doubles,
 * each column is narrowed to the first form that loses nothing, and written. The header comes last, so that what is cut
 * short is no store.
 */
#include "base/utf8.h"
#include "data/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

const char nsc_store_magic[8] = {'N', 'S', 'C', 'A', 'P', 'E', '\r', '\n'};

enum { GATHER_CELLS = 4096 }; /* cells of a gathering task */

typedef struct writing {
    const nsc_store_builder *builder;
    const nsc_control *control;
    FILE *stream;
    nsc_store_header header;
    const nsc_store_budget *budgets[NSC_BUDGETS]; /* ascending */
    uint32_t *cells;                              /* [header.cells] */
    nsc_store_section *sections;
    size_t section_count; /* written so far */
    uint32_t *checksums;
    size_t checksum_count, checksum_capacity;
    uint64_t offset; /* bytes written so far */
    /* One run of all cells. */
    const nsc_store_budget *budget;
    size_t run;
    struct column {
        unsigned char *bytes; /* doubles at first, then as `form` keeps them, padded */
        nsc_store_form form;
        double constant;
        uint64_t size;
        uint32_t *checksums;
    } columns[NSC_STORE_COLUMNS];
} writing;

/* ---- sections ---- */

static nsc_status put(writing *state, const void *bytes, size_t size, nsc_error *error) {
    if (size > 0 && fwrite(bytes, 1, size, state->stream) != size)
        return nsc_error_set(error, NSC_FAILED, "%s", errno != 0 ? strerror(errno) : "a write failed");
    state->offset += size;
    return NSC_OK;
}

/* `bytes` are padded; one checksum a block. */
static void compute_checksums(const unsigned char *bytes, uint64_t size, uint32_t *checksums) {
    const uint64_t padded = nsc_store_padded(size);
    for (uint64_t begin = 0; begin < padded; begin += NSC_STORE_BLOCK) {
        uint64_t left = padded - begin;
        *checksums++ = nsc_crc32c(bytes + begin, (size_t)(left < NSC_STORE_BLOCK ? left : NSC_STORE_BLOCK));
    }
}

/* Writes a section whose checksums are known, and its entry in the table. */
static nsc_status put_section(writing *state, const char *name, const struct column *content, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t blocks = (size_t)nsc_store_blocks(content->size);
    nsc_store_section *section = &state->sections[state->section_count];
    *section = (nsc_store_section){.offset = state->offset,
                                   .size = content->size,
                                   .first_block = (uint32_t)state->checksum_count,
                                   .form = content->form,
                                   .constant = content->constant};
    snprintf(section->name, sizeof section->name, "%s", name);
    NSC_TRY(nsc_reserve(&state->checksums, &state->checksum_capacity, state->checksum_count + blocks + 1,
                        sizeof *state->checksums, error));
    if (blocks > 0)
        memcpy(state->checksums + state->checksum_count, content->checksums, blocks * sizeof *state->checksums);
    state->checksum_count += blocks;
    NSC_TRY(put(state, content->bytes, (size_t)nsc_store_padded(content->size), error));
    state->section_count++;
out:
    return status;
}

/* A section that is no column. */
static nsc_status put_bytes(writing *state, const char *name, const void *bytes, size_t size, nsc_error *error) {
    nsc_status status = NSC_OK;
    struct column content = {.form = NSC_FORM_BYTES, .size = size};
    NSC_TRY(nsc_allocate(&content.bytes, (size_t)nsc_store_padded(size), 1, error));
    NSC_TRY(nsc_allocate(&content.checksums, (size_t)nsc_store_blocks(size), sizeof *content.checksums, error));
    if (size > 0)
        memcpy(content.bytes, bytes, size);
    compute_checksums(content.bytes, size, content.checksums);
    NSC_TRY(put_section(state, name, &content, error));
out:
    free(content.checksums);
    free(content.bytes);
    return status;
}

/* ---- a column's form ---- */

static double value_at(const unsigned char *bytes, uint32_t position) {
    double value;
    memcpy(&value, bytes + (size_t)position * sizeof value, sizeof value);
    return value;
}

/* A value as `form` keeps it, in *`bits`; false where it would not be the same value. */
static bool narrow(nsc_store_form form, double value, unsigned char *bits) {
    if (form == NSC_FORM_DOUBLE) {
        memcpy(bits, &value, sizeof value);
        return true;
    }
    if (form == NSC_FORM_FLOAT) {
        float kept = (float)value;
        memcpy(bits, &kept, sizeof kept);
        return nsc_official_same_bits(nsc_official_rounded(value), value);
    }
    if (form == NSC_FORM_ACCURACY) {
        uint16_t kept;
        const bool same = nsc_store_images(value, &kept);
        memcpy(bits, &kept, sizeof kept);
        return same;
    }
    uint8_t kept = value >= 0.0 && value <= UINT8_MAX ? (uint8_t)value : 0;
    *bits = kept;
    return nsc_official_same_bits((double)kept, value);
}

static bool all_equal(const unsigned char *bytes, uint32_t cells, double *constant) {
    bool found = false;
    *constant = 0.0;
    for (uint32_t position = 0; position < cells; position++) {
        double value = value_at(bytes, position);
        if (isnan(value))
            continue;
        if (found && !nsc_official_same_bits(value, *constant))
            return false;
        *constant = value;
        found = true;
    }
    return true;
}

/* The first form that keeps every value; missing ones are NaN. */
static nsc_store_form choose_form(const unsigned char *bytes, uint32_t cells, double *constant) {
    if (all_equal(bytes, cells, constant))
        return NSC_FORM_CONSTANT;
    *constant = 0.0;
    nsc_store_form form = NSC_FORM_BYTE;
    for (uint32_t position = 0; position < cells && form < NSC_FORM_DOUBLE; position++) {
        unsigned char bits[sizeof(double)];
        double value = value_at(bytes, position);
        if (isnan(value) || narrow(form, value, bits))
            continue;
        /* Start again with the next form: what went before fits the one that failed, not all that follow. */
        form++;
        position = UINT32_MAX;
    }
    return form;
}

/* Narrows a column in place and computes its checksums. */
static void finish_column(struct column *column, uint32_t cells) {
    column->form = choose_form(column->bytes, cells, &column->constant);
    const size_t width = nsc_store_form_size(column->form);
    column->size = (uint64_t)width * cells;
    for (uint32_t position = 0; width > 0 && position < cells; position++) {
        double value = value_at(column->bytes, position);
        narrow(column->form, isnan(value) ? 0.0 : value, column->bytes + position * width);
    }
    memset(column->bytes + column->size, 0, (size_t)(nsc_store_padded(column->size) - column->size));
    compute_checksums(column->bytes, column->size, column->checksums);
}

static nsc_status finish_task(void *context, size_t task, size_t worker, nsc_error *error) {
    writing *state = context;
    (void)worker, (void)error;
    finish_column(&state->columns[task], state->header.cells);
    return NSC_OK;
}

/* ---- the columns of one run ---- */

static nsc_status gather_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const writing *state = context;
    const nsc_store_budget *budget = state->budget;
    (void)worker, (void)error;
    const uint32_t first = (uint32_t)task * GATHER_CELLS;
    for (uint32_t position = first; position < state->header.cells && position < first + GATHER_CELLS; position++) {
        double values[NSC_STORE_COLUMNS];
        const uint32_t point = state->cells[position];
        const bool has_run = budget->runs[point] > state->run;
        if (has_run)
            nsc_store_builder_values(state->builder, budget, state->run, point, values);
        for (size_t column = 0; column < NSC_STORE_COLUMNS; column++) {
            const double value = has_run ? values[column] : NAN;
            memcpy(state->columns[column].bytes + (size_t)position * sizeof value, &value, sizeof value);
        }
    }
    return NSC_OK;
}

static nsc_status write_run(writing *state, size_t run, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t tasks = (state->header.cells + GATHER_CELLS - 1) / GATHER_CELLS;
    state->run = run;
    NSC_TRY(nsc_parallel(tasks, state->control, gather_task, state, error));
    NSC_TRY(nsc_parallel(NSC_STORE_COLUMNS, state->control, finish_task, state, error));
    for (size_t column = 0; column < NSC_STORE_COLUMNS; column++) {
        char name[NSC_STORE_NAME];
        snprintf(name, sizeof name, "%d/%zu %s", state->budget->epochs, run + 1,
                 column == NSC_STORE_PATHS ? "checkpoint_paths" : nsc_official_value_name(column));
        NSC_TRY(put_section(state, name, &state->columns[column], error));
    }
out:
    return status;
}

static nsc_status write_budget(writing *state, const nsc_store_budget *budget, nsc_error *error) {
    nsc_status status = NSC_OK;
    struct column *runs = &state->columns[0];
    char name[NSC_STORE_NAME];
    state->budget = budget;
    for (uint32_t position = 0; position < state->header.cells; position++) {
        double count = budget->runs[state->cells[position]];
        memcpy(runs->bytes + (size_t)position * sizeof count, &count, sizeof count);
    }
    finish_column(runs, state->header.cells);
    snprintf(name, sizeof name, "%d runs", budget->epochs);
    NSC_TRY(put_section(state, name, runs, error));
    for (size_t run = 0; run < NSC_RUNS; run++)
        NSC_TRY(write_run(state, run, error));
out:
    return status;
}

/* ---- the file ---- */

static nsc_status list_cells(writing *state, nsc_error *error) {
    const nsc_store_builder *builder = state->builder;
    nsc_status status = nsc_allocate(&state->cells, builder->space_cells, sizeof *state->cells, error);
    for (uint32_t id = 0; status == NSC_OK && id < builder->space_cells; id++) {
        unsigned runs = 0;
        for (size_t budget = 0; budget < builder->budget_count; budget++)
            runs += builder->budgets[budget].runs[id];
        if (runs > 0)
            state->cells[state->header.cells++] = id;
    }
    return status;
}

static void sort_budgets(writing *state) {
    for (size_t number = 0; number < state->builder->budget_count; number++) {
        const nsc_store_budget *budget = &state->builder->budgets[number];
        size_t place = number;
        for (; place > 0 && state->budgets[place - 1]->epochs > budget->epochs; place--)
            state->budgets[place] = state->budgets[place - 1];
        state->budgets[place] = budget;
    }
    for (size_t number = 0; number < state->builder->budget_count; number++)
        state->header.epochs[number] = state->budgets[number]->epochs;
}

/* Copies the name of the source: control characters and bytes that are no text become question marks. */
static void copy_source(char *copy, size_t size, const char *source) {
    const uint32_t replaced = 0xfffd; /* base/utf8.h */
    const char *next = copy;
    nsc_text_format(copy, size, "%s", source);
    while (*next != '\0') {
        const size_t start = (size_t)(next - copy);
        if (nsc_utf8_next(&next) == replaced)
            memset(copy + start, '?', (size_t)(next - copy) - start);
    }
}

static void fill_header(writing *state, const nsc_store_origin *origin) {
    const nsc_store_builder *builder = state->builder;
    nsc_store_header *header = &state->header;
    memcpy(header->magic, nsc_store_magic, sizeof header->magic);
    header->byte_order = 0x01020304;
    header->version = NSC_STORE_VERSION;
    header->source_bytes = origin->source_bytes;
    header->rows = builder->rows;
    header->rows_left_out = origin->rows_left_out;
    header->rows_synthetic = builder->rows_synthetic;
    header->space_cells = builder->space_cells;
    header->budget_count = (uint32_t)builder->budget_count;
    copy_source(header->source, sizeof header->source, origin->source);
    sort_budgets(state);
}

static nsc_status prepare(writing *state, const nsc_store_origin *origin, nsc_error *error) {
    nsc_status status = NSC_OK;
    fill_header(state, origin);
    NSC_TRY(list_cells(state, error));
    state->header.section_count =
        (uint32_t)(NSC_SECTION_BUDGETS + state->builder->budget_count * NSC_STORE_BUDGET_SECTIONS);
    NSC_TRY(nsc_allocate(&state->sections, state->header.section_count, sizeof *state->sections, error));
    const uint64_t widest = sizeof(double) * (uint64_t)state->header.cells;
    for (size_t column = 0; column < NSC_STORE_COLUMNS; column++) {
        NSC_TRY(nsc_allocate(&state->columns[column].bytes, (size_t)nsc_store_padded(widest), 1, error));
        NSC_TRY(
            nsc_allocate(&state->columns[column].checksums, (size_t)nsc_store_blocks(widest), sizeof(uint32_t), error));
    }
out:
    return status;
}

static nsc_status write_sections(writing *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_store_builder *builder = state->builder;
    const bool all = state->header.cells == builder->space_cells;
    NSC_TRY(put(state, &state->header, sizeof state->header, error));
    NSC_TRY(put_bytes(state, "cells", state->cells, all ? 0 : state->header.cells * sizeof *state->cells, error));
    NSC_TRY(put_bytes(state, "path ends", builder->path_ends,
                      (size_t)builder->path_count * NSC_EVALUATIONS * sizeof *builder->path_ends, error));
    NSC_TRY(put_bytes(state, "path texts", builder->path_texts, builder->path_texts_size, error));
    for (size_t number = 0; number < builder->budget_count; number++)
        NSC_TRY(write_budget(state, state->budgets[number], error));
out:
    return status;
}

/* The table and the checksums after the sections, then the header over its place. */
static nsc_status write_tables(writing *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_store_header *header = &state->header;
    const size_t table_size = state->section_count * sizeof *state->sections;
    const size_t checksums_size = state->checksum_count * sizeof *state->checksums;
    header->table_offset = state->offset;
    header->block_count = (uint32_t)state->checksum_count;
    header->table_checksum = nsc_crc32c(state->sections, table_size);
    header->blocks_checksum = nsc_crc32c(state->checksums, checksums_size);
    NSC_TRY(put(state, state->sections, table_size, error));
    NSC_TRY(put(state, state->checksums, checksums_size, error));
    header->file_size = state->offset;
    header->header_checksum = nsc_crc32c(header, offsetof(nsc_store_header, header_checksum));
    if (fseek(state->stream, 0, SEEK_SET) != 0)
        return nsc_error_set(error, NSC_FAILED, "%s", strerror(errno));
    NSC_TRY(put(state, header, sizeof *header, error));
out:
    return status;
}

nsc_status nsc_store_write_stream(const nsc_store_builder *builder, const nsc_store_origin *origin,
                                  const nsc_control *control, FILE *stream, nsc_error *error) {
    nsc_status status = NSC_OK;
    writing state = {.builder = builder, .control = control, .stream = stream};
    errno = 0;
    if (builder->rows == 0)
        return nsc_error_set(error, NSC_INVALID, "there are no rows to write into the store");
    /* The header is written last, over its place at the start. */
    if (ftell(stream) != 0 || (fileno(stream) >= 0 && (fcntl(fileno(stream), F_GETFL) & O_APPEND) != 0))
        return nsc_error_set(error, NSC_FAILED, "a store must be written to a file, not to a stream");
    NSC_TRY(prepare(&state, origin, error));
    NSC_TRY(write_sections(&state, error));
    NSC_TRY(write_tables(&state, error));
    if (fflush(stream) != 0)
        status = nsc_error_set(error, NSC_FAILED, "%s", strerror(errno));
out:
    for (size_t column = 0; column < NSC_STORE_COLUMNS; column++) {
        free(state.columns[column].bytes);
        free(state.columns[column].checksums);
    }
    free(state.checksums);
    free(state.sections);
    free(state.cells);
    return status;
}

nsc_status nsc_store_write(const nsc_store_builder *builder, const nsc_store_origin *origin, const nsc_control *control,
                           const char *path, nsc_error *error) {
    nsc_output output;
    const nsc_status status = nsc_output_open(&output, path, error);
    if (status != NSC_OK)
        return status;
    return nsc_output_end(&output, nsc_store_write_stream(builder, origin, control, output.stream, error), error);
}
