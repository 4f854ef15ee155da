/* The rows of a store, as a table and as an official file. */
#include "data/store/store_tools.h"

#include "data/fitness.h"
#include "data/official/tfrecord.h"

#include <errno.h>
#include <string.h>

const nsc_column nsc_store_export_columns[NSC_STORE_EXPORT_COLUMNS] = {
    {"hash", "official fingerprint"},
    {"adjacency", "representative matrix, row by row"},
    {"operations", "as the official file spells them"},
    {"trainable_parameters", "of the published network"},
    {"epochs", "the budget"},
    {"run", "from 1, in the order of the official file"},
    {"halfway_training_time", "seconds"},
    {"halfway_train_accuracy", "fraction"},
    {"halfway_validation_accuracy", "fraction"},
    {"halfway_test_accuracy", "fraction"},
    {"final_training_time", "seconds"},
    {"final_train_accuracy", "fraction"},
    {"final_validation_accuracy", "fraction"},
    {"final_test_accuracy", "fraction"},
    {"origin", "measured or synthetic"},
};

size_t nsc_store_export_column_count(const nsc_store *store) {
    return nsc_store_synthetic_count(store) > 0 ? NSC_STORE_EXPORT_COLUMNS : NSC_STORE_EXPORT_COLUMNS - 1;
}

/* A cell as rows spell it. */
typedef struct cell_texts {
    nsc_hash hash;
    char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
    uint32_t parameters;
} cell_texts;

static cell_texts describe_cell(const nsc_nb101 *nb101, const nsc_hash_index *index, uint32_t id) {
    cell_texts texts;
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    texts.hash = nsc_hash_index_hashes(index)[id];
    texts.parameters = nsc_cell_parameters(&cell);
    nsc_cell_adjacency(&cell, texts.adjacency);
    nsc_cell_operations(&cell, texts.operations);
    return texts;
}

/* Takes one row; `run` is from 0. */
typedef nsc_status (*row_function)(void *context, const cell_texts *cell, size_t run, nsc_official_row *row,
                                   nsc_error *error);

/* Hands the rows of a cell to `function`, in the order of budget and run. */
static nsc_status each_row(const nsc_store *store, uint32_t position, const cell_texts *cell, row_function function,
                           void *context, nsc_error *error) {
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

/* ---- a table ---- */

typedef struct table_writing {
    nsc_table_writer *writer;
    size_t column_count;
} table_writing;

static nsc_status add_row(void *context, const cell_texts *cell, size_t run, nsc_official_row *row, nsc_error *error) {
    const table_writing *state = context;
    char hash[33];
    nsc_hash_format(&cell->hash, hash);
    nsc_value values[NSC_STORE_EXPORT_COLUMNS] = {
        nsc_text(hash),
        nsc_text(cell->adjacency),
        nsc_text(cell->operations),
        nsc_integer(cell->parameters),
        nsc_integer(row->epochs),
        nsc_integer((int64_t)run + 1),
    };
    size_t column = 6;
    for (size_t evaluation = NSC_EVALUATION_HALFWAY; evaluation < NSC_EVALUATIONS; evaluation++)
        for (size_t value = NSC_EVALUATION_TIME; value < NSC_EVALUATION_VALUES; value++)
            values[column++] = nsc_real(row->values[evaluation * NSC_EVALUATION_VALUES + value]);
    values[column] = nsc_text(nsc_official_row_is_synthetic(row) ? nsc_origin_name(NSC_ORIGIN_SYNTHETIC)
                                                                 : nsc_origin_name(NSC_ORIGIN_MEASURED));
    return nsc_table_writer_add(state->writer, values, state->column_count, error);
}

nsc_status nsc_store_export_table(const nsc_store *store, const nsc_space *space, nsc_table_writer *writer,
                                  nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_hash_index *index;
    table_writing writing = {writer, nsc_store_export_column_count(store)};
    NSC_TRY(nsc_store_check(store, NSC_THREADS(1), error));
    NSC_TRY(nsc_space_hash_index(space, &index, error));
    for (uint32_t position = 0; position < nsc_store_cell_count(store); position++) {
        const cell_texts cell = describe_cell(nsc_space_nb101(space), index, nsc_store_cell(store, position));
        NSC_TRY(each_row(store, position, &cell, add_row, &writing, error));
    }
out:
    return status;
}

/* ---- an official file ---- */

typedef struct file_writing {
    FILE *stream;
    nsc_official_scratch scratch;
} file_writing;

static nsc_status write_row(void *context, const cell_texts *cell, size_t run, nsc_official_row *row,
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
        const cell_texts cell = describe_cell(nsc_space_nb101(space), index, nsc_store_cell(store, position));
        NSC_TRY(each_row(store, position, &cell, write_row, &state, error));
    }
out:
    nsc_official_scratch_release(&state.scratch);
    free(order);
    return status;
}
