/* The rows of a store, one by one, and as an official file. */
#include "data/store/store_export.h"

#include "data/official/tfrecord.h"

#include <errno.h>
#include <string.h>

nsc_exported_cell nsc_exported_cell_at(const nsc_nb101 *nb101, const nsc_hash_index *index, uint32_t id) {
    nsc_exported_cell texts;
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    texts.hash = nsc_hash_index_hashes(index)[id];
    texts.parameters = nsc_cell_parameters(&cell);
    nsc_cell_adjacency(&cell, texts.adjacency);
    nsc_cell_operations(&cell, texts.operations);
    return texts;
}

nsc_status nsc_exported_rows(const nsc_store *store, uint32_t position, const nsc_exported_cell *cell,
                             nsc_exported_row_function function, void *context, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t budget = 0; budget < nsc_store_budget_count(store); budget++) {
        for (size_t run = 0; run < NSC_RUNS; run++) {
            nsc_official_row row;
            nsc_error reason = {0};
            status = nsc_store_checked_row(store, budget, run, position, &row, &reason);
            if (status == NSC_MISSING)
                break;
            if (status != NSC_OK)
                return nsc_error_pass(error, status, &reason);
            NSC_TRY(function(context, cell, run, &row, error));
        }
    }
    status = NSC_OK;
out:
    return status;
}

typedef struct file_writing {
    FILE *stream;
    nsc_official_scratch scratch;
} file_writing;

static nsc_status write_row(void *context, const nsc_exported_cell *cell, size_t run, nsc_official_row *row,
                            nsc_error *error) {
    file_writing *state = context;
    const unsigned char *payload;
    unsigned char frame[NSC_TFRECORD_FRAME];
    const size_t before = NSC_TFRECORD_FRAME - sizeof(uint32_t);
    size_t size;
    (void)run;
    row->hash = cell->hash;
    row->adjacency = (nsc_view){cell->adjacency, strlen(cell->adjacency)};
    row->operations = (nsc_view){cell->operations, strlen(cell->operations)};
    row->trainable_parameters = (int32_t)cell->parameters;
    nsc_status status = nsc_official_write(row, &state->scratch, &payload, &size, error);
    if (status != NSC_OK)
        return status;
    if (size > NSC_TFRECORD_LIMIT)
        return nsc_error_set(error, NSC_INVALID, "a row would have %zu bytes, more than the %d that can be read back",
                             size, NSC_TFRECORD_LIMIT);
    nsc_tfrecord_frame(payload, size, frame);
    if (fwrite(frame, 1, before, state->stream) == before && fwrite(payload, 1, size, state->stream) == size &&
        fwrite(frame + before, 1, sizeof frame - before, state->stream) == sizeof frame - before)
        return NSC_OK;
    return nsc_error_set(error, NSC_FAILED, "cannot write the file: %s", strerror(errno));
}

/* A position and the hash it is sorted by. */
typedef struct hashed_position {
    nsc_hash hash;
    uint32_t position;
} hashed_position;

static int compare_hashes(const void *first, const void *second) {
    return memcmp(&((const hashed_position *)first)->hash, &((const hashed_position *)second)->hash, sizeof(nsc_hash));
}

nsc_status nsc_store_export_tfrecord(const nsc_store *store, const nsc_space *space, FILE *stream, nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_hash_index *index;
    hashed_position *order = NULL;
    file_writing state = {.stream = stream};
    const uint32_t cells = nsc_store_cell_count(store);
    NSC_TRY(nsc_store_check(store, NSC_THREADS(1), error));
    NSC_TRY(nsc_space_hash_index(space, &index, error));
    NSC_TRY(nsc_allocate(&order, cells, sizeof *order, error));
    for (uint32_t position = 0; position < cells; position++)
        order[position] = (hashed_position){nsc_hash_index_hashes(index)[nsc_store_cell(store, position)], position};
    qsort(order, cells, sizeof *order, compare_hashes);
    for (uint32_t number = 0; number < cells; number++) {
        const uint32_t position = order[number].position;
        const nsc_exported_cell cell =
            nsc_exported_cell_at(nsc_space_nb101(space), index, nsc_store_cell(store, position));
        NSC_TRY(nsc_exported_rows(store, position, &cell, write_row, &state, error));
    }
out:
    nsc_official_scratch_release(&state.scratch);
    free(order);
    return status;
}
