/* What is inside a store, as keys and values. */
#include "data/store/store_tools.h"

#include "data/synthetic/synthesise.h"

#include <string.h>

typedef struct describing {
    const nsc_store *store;
    const nsc_nb101 *nb101;
    nsc_table *table;
} describing;

static nsc_status add(const describing *state, const char *key, nsc_value value, nsc_error *error) {
    return nsc_table_add(state->table, NSC_ROW(nsc_text(key), value), error);
}

/* ---- the whole ---- */

/* "4,12,36,108", as --epochs takes them. */
static void list_budgets(const nsc_store *store, char *text, size_t size) {
    size_t length = 0;
    text[0] = '\0';
    for (size_t budget = 0; budget < nsc_store_budget_count(store) && length < size; budget++)
        length += (size_t)snprintf(text + length, size - length, "%s%d", budget > 0 ? "," : "",
                                   nsc_store_epochs(store, budget));
}

static nsc_status describe_whole(const describing *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_store *store = state->store;
    const nsc_store_origin *origin = nsc_store_get_origin(store);
    const uint32_t space_cells = nsc_nb101_cell_count(state->nb101);
    const bool synthetic = nsc_store_synthetic_count(store) > 0;
    char format[32], budgets[256];
    if (nsc_store_in_memory(store))
        snprintf(format, sizeof format, "tfrecord");
    else
        snprintf(format, sizeof format, "nscape %u", (unsigned)nsc_store_version(store));
    list_budgets(store, budgets, sizeof budgets);
    const struct {
        const char *key;
        nsc_value value;
    } rows[] = {
        {"format", nsc_text(format)},
        {"store_bytes", nsc_integer((int64_t)nsc_store_size(store))},
        {"source", nsc_text(origin->source)},
        {"source_bytes", nsc_integer((int64_t)origin->source_bytes)},
        {"source_rows_left_out", nsc_integer((int64_t)origin->rows_left_out)},
        {"synthetic", nsc_text(synthetic ? "yes" : "no")},
        {"synthetic_runs", nsc_integer((int64_t)nsc_store_synthetic_count(store))},
        {"cells", nsc_integer(nsc_store_cell_count(store))},
        {"space_cells", nsc_integer(space_cells)},
        {"coverage", nsc_real((double)nsc_store_cell_count(store) / (double)space_cells)},
        {"runs", nsc_integer((int64_t)nsc_store_row_count(store))},
        {"budgets", nsc_text(budgets)},
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        NSC_TRY(add(state, rows[row].key, rows[row].value, error));
    for (size_t sentence = 0; synthetic && nsc_synthetic_method[sentence] != NULL; sentence++) {
        char key[32];
        snprintf(key, sizeof key, "synthetic_method_%zu", sentence + 1);
        NSC_TRY(add(state, key, nsc_text(nsc_synthetic_method[sentence]), error));
    }
out:
    return status;
}

/* ---- budget by budget, by number of vertices ---- */

static nsc_status describe_vertices(const describing *state, int epochs, const uint64_t *cells, const uint64_t *runs,
                                    nsc_error *error) {
    nsc_status status = NSC_OK;
    uint64_t space_cells[NSC_CELL_VERTICES + 1] = {0};
    for (uint32_t skeleton = 0; skeleton < nsc_nb101_skeleton_count(state->nb101); skeleton++) {
        const nsc_skeleton *found = nsc_nb101_skeleton(state->nb101, skeleton);
        space_cells[found->vertex_count] += found->cell_count;
    }
    for (size_t vertices = 2; vertices <= NSC_NB101_VERTICES; vertices++) {
        const struct {
            const char *what;
            nsc_value value;
        } rows[] = {
            {"cells", nsc_integer((int64_t)cells[vertices])},
            {"coverage", nsc_real((double)cells[vertices] / (double)space_cells[vertices])},
            {"runs", nsc_integer((int64_t)runs[vertices])},
        };
        for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
            char key[64];
            snprintf(key, sizeof key, "epochs_%d_vertices_%zu_%s", epochs, vertices, rows[row].what);
            NSC_TRY(add(state, key, rows[row].value, error));
        }
    }
out:
    return status;
}

static nsc_status describe_budget(const describing *state, size_t budget, uint8_t *runs, nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_store *store = state->store;
    const int epochs = nsc_store_epochs(store, budget);
    uint64_t cells_by_vertices[NSC_CELL_VERTICES + 1] = {0}, runs_by_vertices[NSC_CELL_VERTICES + 1] = {0};
    uint64_t cells = 0, complete = 0, all_runs = 0;
    char key[64];
    NSC_TRY(nsc_store_runs(store, budget, runs, error));
    for (uint32_t position = 0; position < nsc_store_cell_count(store); position++) {
        const uint32_t skeleton = nsc_nb101_skeleton_of(state->nb101, nsc_store_cell(store, position));
        const size_t vertices = nsc_nb101_skeleton(state->nb101, skeleton)->vertex_count;
        cells_by_vertices[vertices] += runs[position] > 0;
        runs_by_vertices[vertices] += runs[position];
        cells += runs[position] > 0;
        complete += runs[position] == NSC_RUNS;
        all_runs += runs[position];
    }
    snprintf(key, sizeof key, "epochs_%d_cells", epochs);
    NSC_TRY(add(state, key, nsc_integer((int64_t)cells), error));
    snprintf(key, sizeof key, "epochs_%d_cells_with_%d_runs", epochs, NSC_RUNS);
    NSC_TRY(add(state, key, nsc_integer((int64_t)complete), error));
    snprintf(key, sizeof key, "epochs_%d_runs", epochs);
    NSC_TRY(add(state, key, nsc_integer((int64_t)all_runs), error));
    NSC_TRY(describe_vertices(state, epochs, cells_by_vertices, runs_by_vertices, error));
out:
    return status;
}

nsc_status nsc_store_describe(const nsc_store *store, const nsc_space *space, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    const describing state = {store, nsc_space_nb101(space), table};
    uint8_t *runs = NULL;
    NSC_TRY(nsc_allocate(&runs, nsc_store_cell_count(store), sizeof *runs, error));
    NSC_TRY(describe_whole(&state, error));
    for (size_t budget = 0; budget < nsc_store_budget_count(store); budget++)
        NSC_TRY(describe_budget(&state, budget, runs, error));
out:
    free(runs);
    return status;
}
