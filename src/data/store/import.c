/*
 * Import, as a pipeline of blocks: one thread at a time reads a block of records; its rows are read, placed and
 * verified beside those of others; then they are added one by one in the order of the file, so that what is run 1 or
 * what is refused first depends on the file alone.
 */
#include "data/store/import.h"

#include "data/official/tfrecord.h"

#include <inttypes.h>
#include <string.h>

enum {
    CELL_TEXT = 256, /* longer adjacencies and operations are no cell's */
    AHEAD = 24       /* rows: their memory is fetched before they are added */
};

/* What a record holds, until it is added. */
typedef struct parsed_row {
    nsc_official_row row; /* adjacency and operations are gone */
    uint32_t point;
    char *paths;   /* owns the row's checkpoint paths; NULL where the row has none or shares those of one before it */
    char *refusal; /* why it can't be used; NULL where it can */
} parsed_row;

/* What a worker has in hand: the records that follow each other, or why the next one can't be read. */
typedef struct unit {
    nsc_record_block block;
    nsc_official_scratch scratch;
    parsed_row *rows; /* [row_count] of the block's */
    size_t row_count, row_capacity;
    nsc_error broken;
} unit;

typedef struct importing {
    nsc_store_builder *builder;
    const nsc_nb101 *nb101;
    const nsc_hash *hashes; /* by id */
    const char *path;
    nsc_import_options options;
    nsc_import_result *result;
    nsc_tfrecord *file;
    unit *units; /* one a worker */
} importing;

/* ---- which cell a row is about ---- */

/* The cell of the last row, which the next one is mostly about as well. */
typedef struct known_cell {
    char adjacency[CELL_TEXT], operations[CELL_TEXT];
    size_t adjacency_length, operations_length;
    bool known;
    uint32_t point;
    uint32_t parameters;
} known_cell;

static bool is_known(const known_cell *cell, const nsc_official_row *row) {
    return cell->known && cell->adjacency_length == row->adjacency.length &&
           cell->operations_length == row->operations.length &&
           memcmp(cell->adjacency, row->adjacency.text, row->adjacency.length) == 0 &&
           memcmp(cell->operations, row->operations.text, row->operations.length) == 0;
}

static nsc_status copy_view(char *copy, size_t *length, nsc_view view, const char *name, nsc_error *error) {
    if (view.length >= CELL_TEXT)
        return nsc_error_set(error, NSC_INVALID, "the row's %s has %zu characters, more than any cell's", name,
                             view.length);
    memcpy(copy, view.text, view.length);
    copy[view.length] = '\0';
    *length = view.length;
    return NSC_OK;
}

static nsc_status find_cell(const importing *state, known_cell *cell, const nsc_official_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_encoding encoding;
    if (is_known(cell, row))
        return NSC_OK;
    cell->known = false;
    NSC_TRY(copy_view(cell->adjacency, &cell->adjacency_length, row->adjacency, "adjacency", error));
    NSC_TRY(copy_view(cell->operations, &cell->operations_length, row->operations, "list of operations", error));
    NSC_TRY(nsc_encoding_parse_parts(&encoding, cell->adjacency, cell->operations, error));
    if (encoding.pruned.vertex_count < encoding.written.vertex_count)
        return nsc_error_set(error, NSC_INVALID,
                             "the row's cell has vertices on no path from input to output; official rows are pruned");
    NSC_TRY(nsc_nb101_find(state->nb101, &encoding.pruned, &cell->point, error));
    nsc_cell representative = nsc_nb101_cell(state->nb101, cell->point);
    cell->parameters = nsc_cell_parameters(&representative);
    cell->known = true;
out:
    return status;
}

static nsc_status verify(const importing *state, const known_cell *cell, const nsc_official_row *row,
                         nsc_error *error) {
    const nsc_hash *computed = &state->hashes[cell->point];
    if (memcmp(&row->hash, computed, sizeof *computed) != 0) {
        char given[33], expected[33];
        nsc_hash_format(&row->hash, given);
        nsc_hash_format(computed, expected);
        return nsc_error_set(error, NSC_INVALID,
                             "the row's hash is %s, but its adjacency and operations are those of %s", given, expected);
    }
    if (row->trainable_parameters < 0 || (uint32_t)row->trainable_parameters != cell->parameters)
        return nsc_error_set(error, NSC_INVALID, "the row has %" PRId32 " trainable parameters, but its cell has %u",
                             row->trainable_parameters, (unsigned)cell->parameters);
    return NSC_OK;
}

/* ---- the rows of a block ---- */

/*
 * Keeps the checkpoint paths, which lie in memory that the next row uses; shares those of the row before where equal.
 */
static nsc_status keep_paths(parsed_row *parsed, const parsed_row *before, nsc_error *error) {
    nsc_view *paths = parsed->row.checkpoint_paths;
    size_t size = 0;
    bool any = false, same = before != NULL;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        const nsc_view *path = &paths[evaluation];
        size += path->length;
        any = any || path->text != NULL;
        same = same && nsc_view_equal(*path, before->row.checkpoint_paths[evaluation]);
    }
    if (!any)
        return NSC_OK;
    if (same) {
        memcpy(paths, before->row.checkpoint_paths, sizeof before->row.checkpoint_paths);
        return NSC_OK;
    }
    nsc_status status = nsc_allocate(&parsed->paths, size, 1, error);
    char *end = parsed->paths;
    for (size_t evaluation = 0; status == NSC_OK && evaluation < NSC_EVALUATIONS; evaluation++) {
        nsc_view *path = &paths[evaluation];
        if (path->text == NULL)
            continue;
        memcpy(end, path->text, path->length);
        path->text = end;
        end += path->length;
    }
    return status;
}

static nsc_status read_record(const importing *state, const nsc_record *record, known_cell *cell,
                              nsc_official_scratch *scratch, parsed_row *parsed, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_record_check(record, error));
    NSC_TRY(nsc_official_read(record->payload, record->size, &parsed->row, scratch, error));
    NSC_TRY(find_cell(state, cell, &parsed->row, error));
    NSC_TRY(verify(state, cell, &parsed->row, error));
    parsed->point = cell->point;
out:
    return status;
}

static void release_rows(unit *own) {
    for (size_t number = 0; number < own->row_count; number++) {
        free(own->rows[number].paths);
        free(own->rows[number].refusal);
    }
    own->row_count = 0;
}

static nsc_status read_rows(void *context, size_t number, size_t worker, nsc_error *error) {
    const importing *state = context;
    unit *own = &state->units[worker];
    nsc_status status = NSC_OK;
    known_cell cell = {.known = false};
    const parsed_row *before = NULL;
    (void)number;
    release_rows(own);
    NSC_TRY(nsc_reserve(&own->rows, &own->row_capacity, own->block.count, sizeof *own->rows, error));
    while (own->row_count < own->block.count) {
        const nsc_record *record = &own->block.records[own->row_count];
        parsed_row *parsed = &own->rows[own->row_count++];
        nsc_error reason = {0};
        parsed->paths = parsed->refusal = NULL;
        status = read_record(state, record, &cell, &own->scratch, parsed, &reason);
        if (status == NSC_INVALID) {
            NSC_TRY(nsc_copy_text(&parsed->refusal, reason.message, error));
            continue;
        }
        if (status != NSC_OK)
            return nsc_error_pass(error, status, &reason);
        NSC_TRY(keep_paths(parsed, before, error));
        before = parsed;
    }
out:
    return status;
}

/* ---- the file ---- */

/* Notes a record that can't be used, or ends the import with it. `reason` begins with the record's place. */
static nsc_status refuse(importing *state, const char *reason, nsc_error *error) {
    nsc_import_result *result = state->result;
    nsc_status status = NSC_OK;
    nsc_error text = {0};
    /* Of a long path the end is told, so that record and reason have room. */
    const size_t shown = 300, length = strlen(state->path);
    nsc_error_set(&text, NSC_INVALID, "%s: %s", state->path + (length > shown ? length - shown : 0), reason);
    if (!state->options.keep_going)
        return nsc_error_pass(error, text.status, &text);
    NSC_TRY(nsc_refusals_add(&result->refusals, text.message, error));
    result->rows_left_out++;
out:
    return status;
}

static nsc_status add_row(importing *state, const nsc_record *record, parsed_row *parsed, nsc_error *error) {
    nsc_error reason = {0};
    if (parsed->refusal != NULL)
        nsc_error_set(&reason, NSC_INVALID, "%s", parsed->refusal);
    else
        nsc_store_builder_add(state->builder, parsed->point, &parsed->row, &reason);
    if (reason.status == NSC_OK) {
        state->result->rows_used++;
        return NSC_OK;
    }
    if (reason.status != NSC_INVALID)
        return nsc_error_set(error, reason.status, "%s: %s", state->path, reason.message);
    nsc_error_prefix(&reason, "record %" PRIu64 " at byte %" PRIu64 ": ", record->number, record->offset);
    return refuse(state, reason.message, error);
}

/* After a record whose frame is broken: what follows is looked for, or nothing more begins. */
static nsc_status pass_over(const importing *state, unit *own, nsc_error *error) {
    uint64_t skipped;
    char reason[sizeof own->broken.message + 64];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_tfrecord_resume(state->file, &own->block, &skipped, error));
    snprintf(reason, sizeof reason, "%s; %" PRIu64 " bytes are passed over", own->broken.message, skipped);
    own->broken = (nsc_error){0};
    nsc_error_set(&own->broken, NSC_INVALID, "%s", reason);
out:
    return status;
}

static nsc_status begin_block(void *context, size_t number, size_t worker, bool *more, nsc_error *error) {
    const importing *state = context;
    unit *own = &state->units[worker];
    (void)number;
    own->broken = (nsc_error){0};
    const nsc_status status = nsc_tfrecord_next(state->file, &own->block, &own->broken);
    *more = status != NSC_OK || own->block.count > 0;
    if (status == NSC_INVALID)
        return state->options.keep_going ? pass_over(state, own, error) : NSC_OK; /* told in the order of the file */
    return status == NSC_OK ? NSC_OK : nsc_error_pass(error, status, &own->broken);
}

static nsc_status add_block(void *context, size_t number, size_t worker, nsc_error *error) {
    importing *state = context;
    unit *own = &state->units[worker];
    const nsc_record_block *block = &own->block;
    nsc_status status = NSC_OK;
    (void)number;
    if (own->broken.status != NSC_OK)
        return refuse(state, own->broken.message, error);
    for (size_t row = 0; row < block->count; row++) {
        if (row + AHEAD < block->count && own->rows[row + AHEAD].refusal == NULL)
            nsc_store_builder_expect(state->builder, own->rows[row + AHEAD].point);
        NSC_TRY(add_row(state, &block->records[row], &own->rows[row], error));
    }
    if (worker == 0)
        nsc_control_report(state->options.control, "import",
                           (double)block->records[block->count - 1].offset / (double)state->result->file_bytes);
out:
    return status;
}

static void release_unit(unit *own) {
    release_rows(own);
    free(own->rows);
    nsc_official_scratch_release(&own->scratch);
    nsc_record_block_release(&own->block);
}

void nsc_import_result_release(nsc_import_result *result) {
    nsc_refusals_release(&result->refusals);
    *result = (nsc_import_result){0};
}

nsc_status nsc_import_tfrecord(nsc_store_builder *builder, const nsc_space *space, const char *path,
                               const nsc_import_options *options, nsc_import_result *result, nsc_error *error) {
    static const nsc_pipeline pipeline = {.begin = begin_block, .work = read_rows, .finish = add_block};
    const size_t workers = nsc_control_threads(options->control);
    nsc_status status = NSC_OK;
    const nsc_hash_index *index;
    importing state = {
        .builder = builder, .nb101 = nsc_space_nb101(space), .path = path, .options = *options, .result = result};
    *result = (nsc_import_result){0};
    NSC_TRY(nsc_tfrecord_open(&state.file, path, error));
    result->file_bytes = nsc_tfrecord_size(state.file);
    NSC_TRY(nsc_space_hash_index(space, &index, error));
    state.hashes = nsc_hash_index_hashes(index);
    NSC_TRY(nsc_allocate(&state.units, workers, sizeof *state.units, error));
    NSC_TRY(nsc_pipeline_run(&pipeline, options->control, &state, error));
    nsc_control_report(options->control, "import", 1);
    if (result->rows_used == 0)
        status = nsc_error_set(error, NSC_INVALID, "none of the records can be used; the first: %s",
                               result->refusals.listed.items[0]);
out:
    for (size_t worker = 0; state.units != NULL && worker < workers; worker++)
        release_unit(&state.units[worker]);
    free(state.units);
    nsc_tfrecord_close(state.file);
    if (status != NSC_OK)
        nsc_import_result_release(result);
    return status;
}

/* ---- from a file to a store ---- */

nsc_store_origin nsc_import_origin(const char *path, const nsc_import_result *result) {
    const char *slash = strrchr(path, '/');
    return (nsc_store_origin){.source = slash != NULL ? slash + 1 : path,
                              .source_bytes = result->file_bytes,
                              .rows_left_out = result->rows_left_out};
}

nsc_status nsc_import_open(nsc_store **store, const nsc_space *space, const char *path,
                           const nsc_import_options *options, nsc_import_result *result, nsc_error *error) {
    nsc_store_builder *builder = NULL;
    nsc_status status = NSC_OK;
    *store = NULL;
    *result = (nsc_import_result){0};
    NSC_TRY(nsc_store_builder_create(&builder, space, error));
    NSC_TRY(nsc_import_tfrecord(builder, space, path, options, result, error));
    const nsc_store_origin origin = nsc_import_origin(path, result);
    status = nsc_store_open_builder(store, builder, &origin, options->control, error);
    if (status != NSC_OK)
        nsc_import_result_release(result);
out:
    nsc_store_builder_destroy(builder);
    return status;
}
