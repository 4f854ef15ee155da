/*
 * Import: blocks of records are read in turn; the rows of a block are read, placed and verified in parallel, then added
 * one by one in the order of the file, so that what is run 1 or what is refused first depends on the file alone.
 */
#include "data/store/import.h"

#include "data/official/tfrecord.h"

#include <inttypes.h>
#include <string.h>

enum {
    TASK_RECORDS = 1024, /* rows of one task */
    CELL_TEXT = 256      /* longer adjacencies and operations are no cell's */
};

/* What a record holds, until it is added. */
typedef struct parsed_row {
    nsc_official_row row; /* adjacency and operations are gone */
    uint32_t point;
    char *paths;   /* owns the row's checkpoint paths; NULL where the row has none or shares those of one before it */
    char *refusal; /* why it can't be used; NULL where it can */
} parsed_row;

typedef struct importing {
    nsc_store_builder *builder;
    const nsc_nb101 *nb101;
    const nsc_hash *hashes; /* by id */
    const char *path;
    nsc_import_options options;
    nsc_import_result *result;
    nsc_tfrecord *file;
    nsc_official_scratch *scratches; /* one a worker */
    const nsc_record *records;       /* the block */
    size_t record_count;
    parsed_row *rows; /* [record_count] */
    size_t row_capacity;
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

/* ---- one task ---- */

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

static nsc_status read_task(void *context, size_t task, size_t worker, nsc_error *error) {
    importing *state = context;
    nsc_status status = NSC_OK;
    known_cell cell = {.known = false};
    const parsed_row *before = NULL;
    for (size_t number = task * TASK_RECORDS; number < state->record_count && number < (task + 1) * TASK_RECORDS;
         number++) {
        parsed_row *parsed = &state->rows[number];
        nsc_error reason = {0};
        parsed->paths = parsed->refusal = NULL;
        status = read_record(state, &state->records[number], &cell, &state->scratches[worker], parsed, &reason);
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

static nsc_status import_block(importing *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t tasks = (state->record_count + TASK_RECORDS - 1) / TASK_RECORDS;
    NSC_TRY(nsc_reserve(&state->rows, &state->row_capacity, state->record_count, sizeof *state->rows, error));
    /* A task that is not reached after a failure leaves its rows as they are here. */
    memset(state->rows, 0, state->record_count * sizeof *state->rows);
    status = nsc_parallel(tasks, state->options.control, read_task, state, error);
    for (size_t number = 0; number < state->record_count; number++) {
        parsed_row *parsed = &state->rows[number];
        if (status == NSC_OK)
            status = add_row(state, &state->records[number], parsed, error);
        free(parsed->refusal);
    }
    for (size_t number = 0; number < state->record_count; number++)
        free(state->rows[number].paths);
out:
    return status;
}

/* After a record whose frame is broken: it is noted, and what follows is looked for. */
static nsc_status pass_over(importing *state, const nsc_error *broken, nsc_error *error) {
    uint64_t skipped;
    char reason[sizeof broken->message + 64];
    nsc_status status = NSC_OK;
    if (!state->options.keep_going)
        return refuse(state, broken->message, error);
    NSC_TRY(nsc_tfrecord_resume(state->file, &skipped, error));
    snprintf(reason, sizeof reason, "%s; %" PRIu64 " bytes are passed over", broken->message, skipped);
    NSC_TRY(refuse(state, reason, error));
out:
    return status;
}

static nsc_status import_blocks(importing *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (;;) {
        nsc_error broken = {0};
        status = nsc_tfrecord_next(state->file, &state->records, &state->record_count, &broken);
        if (status == NSC_INVALID) {
            NSC_TRY(pass_over(state, &broken, error));
            continue;
        }
        if (status != NSC_OK)
            return nsc_error_pass(error, status, &broken);
        if (state->record_count == 0)
            return NSC_OK;
        NSC_TRY(import_block(state, error));
        nsc_control_report(state->options.control, "import",
                           (double)state->records[state->record_count - 1].offset / (double)state->result->file_bytes);
    }
out:
    return status;
}

void nsc_import_result_release(nsc_import_result *result) {
    nsc_refusals_release(&result->refusals);
    *result = (nsc_import_result){0};
}

nsc_status nsc_import_tfrecord(nsc_store_builder *builder, const nsc_space *space, const char *path,
                               const nsc_import_options *options, nsc_import_result *result, nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_hash_index *index;
    importing state = {
        .builder = builder, .nb101 = nsc_space_nb101(space), .path = path, .options = *options, .result = result};
    *result = (nsc_import_result){0};
    NSC_TRY(nsc_tfrecord_open(&state.file, path, error));
    result->file_bytes = nsc_tfrecord_size(state.file);
    NSC_TRY(nsc_space_hash_index(space, &index, error));
    state.hashes = nsc_hash_index_hashes(index);
    NSC_TRY(nsc_allocate(&state.scratches, nsc_control_threads(state.options.control), sizeof *state.scratches, error));
    NSC_TRY(import_blocks(&state, error));
    nsc_control_report(options->control, "import", 1);
    if (result->rows_used == 0)
        status = nsc_error_set(error, NSC_INVALID, "none of the records can be used; the first: %s",
                               result->refusals.listed.items[0]);
out:
    for (size_t worker = 0; state.scratches != NULL && worker < nsc_control_threads(state.options.control); worker++)
        nsc_official_scratch_release(&state.scratches[worker]);
    free(state.scratches);
    free(state.rows);
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
