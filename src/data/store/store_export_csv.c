/* The rows of a store as CSV: blocks of cells become text on all threads, and are written in their order. */
#include "data/store/store_export.h"
#include "data/store/store_internal.h"

#include "data/fitness.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { BLOCK_CELLS = 128, ACCURACY_TEXT = 24 };

static const char *const columns[] = {"hash",
                                      "adjacency",
                                      "operations",
                                      "trainable_parameters",
                                      "epochs",
                                      "run",
                                      "halfway_training_time",
                                      "halfway_train_accuracy",
                                      "halfway_validation_accuracy",
                                      "halfway_test_accuracy",
                                      "final_training_time",
                                      "final_train_accuracy",
                                      "final_validation_accuracy",
                                      "final_test_accuracy",
                                      "origin"};

/* An accuracy k/9984 as a number in text. */
typedef struct accuracy_text {
    char text[ACCURACY_TEXT];
    size_t length;
} accuracy_text;

/* What a worker has in hand. */
typedef struct block {
    nsc_csv_text text;
    nsc_csv_text cell; /* the fields of the cell, which all of its rows begin with */
} block;

typedef struct exporting {
    const nsc_store *store;
    const nsc_nb101 *nb101;
    const nsc_hash_index *index;
    const nsc_control *control;
    FILE *stream;
    bool has_origins;
    accuracy_text *accuracies; /* [NSC_OFFICIAL_IMAGES + 1] */
    block *blocks;             /* one a worker */
    size_t block_count;
} exporting;

/* ---- one row ---- */

static void append_natural(nsc_csv_text *text, uint64_t natural) {
    text->size += nsc_natural_text(natural, text->bytes + text->size);
}

static void append_value(const exporting *state, nsc_csv_text *text, double value) {
    uint16_t images;
    if (nsc_store_images(value, &images)) {
        const accuracy_text *known = &state->accuracies[images];
        memcpy(text->bytes + text->size, known->text, ACCURACY_TEXT);
        text->size += known->length;
    } else if (isfinite(value))
        text->size += nsc_real_text(value, text->bytes + text->size);
}

/* One row and the worker's block that it goes to. */
typedef struct row_context {
    const exporting *state;
    block *block;
} row_context;

static nsc_status add_row(void *context, const nsc_exported_cell *cell, size_t run, nsc_official_row *row,
                          nsc_error *error) {
    const row_context *place = context;
    nsc_csv_text *text = &place->block->text;
    const nsc_csv_text *begin = &place->block->cell;
    nsc_status status = NSC_OK;
    (void)cell;
    NSC_TRY(nsc_csv_text_reserve(text, begin->size + (size_t)(NSC_COUNT_OF(columns) + 1) * NSC_REAL_TEXT_SIZE, error));
    nsc_csv_text_append(text, begin->bytes, begin->size);
    append_natural(text, (uint64_t)row->epochs);
    nsc_csv_text_put(text, ',');
    append_natural(text, run + 1);
    for (size_t evaluation = NSC_EVALUATION_HALFWAY; evaluation < NSC_EVALUATIONS; evaluation++)
        for (size_t value = NSC_EVALUATION_TIME; value < NSC_EVALUATION_VALUES; value++) {
            nsc_csv_text_put(text, ',');
            append_value(place->state, text, row->values[evaluation * NSC_EVALUATION_VALUES + value]);
        }
    if (place->state->has_origins) {
        const char *origin =
            nsc_origin_name(nsc_official_row_is_synthetic(row) ? NSC_ORIGIN_SYNTHETIC : NSC_ORIGIN_MEASURED);
        nsc_csv_text_put(text, ',');
        nsc_csv_text_append(text, origin, strlen(origin));
    }
    nsc_csv_text_put(text, '\n');
out:
    return status;
}

/* ---- one block ---- */

/* The fields that rows of a cell begin with, each with its separator. */
static nsc_status begin_cell(nsc_csv_text *text, const nsc_exported_cell *cell, nsc_error *error) {
    char hash[33], parameters[NSC_REAL_TEXT_SIZE];
    const char *const fields[] = {hash, cell->adjacency, cell->operations, parameters};
    nsc_status status = NSC_OK;
    nsc_hash_format(&cell->hash, hash);
    parameters[nsc_natural_text(cell->parameters, parameters)] = '\0';
    text->size = 0;
    for (size_t field = 0; field < NSC_COUNT_OF(fields); field++) {
        NSC_TRY(nsc_csv_text_field(text, fields[field], false, error));
        nsc_csv_text_put(text, ',');
    }
out:
    return status;
}

static nsc_status format_block(void *context, size_t unit, size_t worker, nsc_error *error) {
    const exporting *state = context;
    row_context place = {state, &state->blocks[worker]};
    const size_t cells = nsc_store_cell_count(state->store);
    nsc_status status = NSC_OK;
    place.block->text.size = 0;
    for (size_t position = unit * BLOCK_CELLS; position < cells && position < (unit + 1) * BLOCK_CELLS; position++) {
        const uint32_t id = nsc_store_cell(state->store, (uint32_t)position);
        const nsc_exported_cell cell = nsc_exported_cell_at(state->nb101, state->index, id);
        NSC_TRY(begin_cell(&place.block->cell, &cell, error));
        NSC_TRY(nsc_exported_rows(state->store, (uint32_t)position, &cell, add_row, &place, error));
    }
out:
    return status;
}

static nsc_status put(FILE *stream, const nsc_csv_text *text, nsc_error *error) {
    return fwrite(text->bytes, 1, text->size, stream) == text->size
               ? NSC_OK
               : nsc_error_set(error, NSC_FAILED, "cannot write: %s", strerror(errno));
}

static nsc_status write_block(void *context, size_t unit, size_t worker, nsc_error *error) {
    const exporting *state = context;
    const nsc_status status = put(state->stream, &state->blocks[worker].text, error);
    if (worker == 0)
        nsc_control_report(state->control, "export", (double)(unit + 1) / (double)state->block_count);
    return status;
}

/* ---- the table ---- */

static nsc_status write_names(const exporting *state, nsc_error *error) {
    const size_t count = state->has_origins ? NSC_COUNT_OF(columns) : NSC_COUNT_OF(columns) - 1;
    nsc_csv_text line = {0};
    nsc_status status = NSC_OK;
    for (size_t column = 0; column < count; column++) {
        NSC_TRY(nsc_csv_text_field(&line, columns[column], false, error));
        nsc_csv_text_put(&line, column + 1 < count ? ',' : '\n');
    }
    NSC_TRY(put(state->stream, &line, error));
out:
    free(line.bytes);
    return status;
}

static nsc_status list_accuracies(exporting *state, nsc_error *error) {
    const nsc_status status =
        nsc_allocate(&state->accuracies, NSC_OFFICIAL_IMAGES + 1, sizeof *state->accuracies, error);
    for (unsigned images = 0; status == NSC_OK && images <= NSC_OFFICIAL_IMAGES; images++) {
        char text[NSC_REAL_TEXT_SIZE];
        accuracy_text *known = &state->accuracies[images];
        known->length = nsc_real_text(nsc_store_accuracy(images), text);
        memcpy(known->text, text, known->length);
    }
    return status;
}

nsc_status nsc_store_export_csv(const nsc_store *store, const nsc_space *space, const nsc_control *control,
                                FILE *stream, nsc_error *error) {
    const size_t workers = nsc_control_threads(control);
    exporting state = {.store = store,
                       .nb101 = nsc_space_nb101(space),
                       .control = control,
                       .stream = stream,
                       .has_origins = nsc_store_synthetic_count(store) > 0,
                       .block_count = (nsc_store_cell_count(store) + BLOCK_CELLS - 1) / BLOCK_CELLS};
    const nsc_pipeline pipeline = {.work = format_block, .finish = write_block, .unit_count = state.block_count};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_store_check(store, control, error));
    NSC_TRY(nsc_space_hash_index(space, &state.index, error));
    NSC_TRY(list_accuracies(&state, error));
    NSC_TRY(nsc_allocate(&state.blocks, workers, sizeof *state.blocks, error));
    NSC_TRY(write_names(&state, error));
    NSC_TRY(nsc_pipeline_run(&pipeline, control, &state, error));
out:
    for (size_t worker = 0; state.blocks != NULL && worker < workers; worker++) {
        free(state.blocks[worker].text.bytes);
        free(state.blocks[worker].cell.bytes);
    }
    free(state.blocks);
    free(state.accuracies);
    return status;
}
