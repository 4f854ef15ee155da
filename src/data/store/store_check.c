/* A whole store: every checksum, every value of every run, and the counts of the header. */
#include "data/store/store_reading.h"

/* What the tasks share: one a section. */
typedef struct checking {
    const nsc_store *store;
    uint64_t *rows, *rows_synthetic; /* [section]: what the columns of runs and of checkpoint paths add up to */
} checking;

/* How many runs the cells have at a budget. */
static nsc_status count_runs(const nsc_store *store, size_t budget, uint64_t *count, nsc_error *error) {
    const nsc_store_section *section = &store->sections[nsc_store_runs_section(budget)];
    nsc_status status = NSC_OK;
    for (uint32_t position = 0; status == NSC_OK && position < store->header.cells; position++) {
        uint8_t runs;
        status =
            nsc_store_check_run_count(store, budget, nsc_store_column_value(store, section, position), &runs, error);
        *count += runs;
    }
    return status;
}

/* The column's value of a run; false for a cell without the run, of which the column may hold anything. */
static bool value_of_run(const nsc_store *store, size_t budget, size_t run, size_t place, uint32_t position,
                         double *value) {
    const nsc_store_section *runs = &store->sections[nsc_store_runs_section(budget)];
    *value = nsc_store_column_value(store, &store->sections[nsc_store_column_section(budget, run, place)], position);
    return nsc_store_column_value(store, runs, position) > (double)run;
}

static nsc_status check_values(const nsc_store *store, size_t budget, size_t run, size_t place, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t position = 0; status == NSC_OK && position < store->header.cells; position++) {
        double value;
        if (value_of_run(store, budget, run, place, position, &value))
            status = nsc_store_check_value(store, budget, run, place, value, error);
    }
    return status;
}

/* Checks that the run of each of the first cells has checkpoint paths, or none, and counts those of made-up rows. */
static nsc_status check_paths(const nsc_store *store, size_t budget, size_t run, uint32_t cells, uint64_t *synthetic,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t position = 0; status == NSC_OK && position < cells; position++) {
        nsc_official_row row;
        double triple;
        if (!value_of_run(store, budget, run, NSC_STORE_PATHS, position, &triple) || triple == 0)
            continue;
        status = nsc_store_read_paths(store, triple, true, row.checkpoint_paths, error);
        *synthetic += status == NSC_OK && nsc_official_row_is_synthetic(&row);
    }
    return status;
}

static nsc_status check_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const checking *state = context;
    const nsc_store *store = state->store;
    (void)worker;
    nsc_status status = nsc_store_check_section(store, &store->sections[task], error);
    if (status != NSC_OK || task < NSC_SECTION_BUDGETS)
        return status;
    const size_t budget = (task - NSC_SECTION_BUDGETS) / NSC_STORE_BUDGET_SECTIONS;
    const size_t place = (task - NSC_SECTION_BUDGETS) % NSC_STORE_BUDGET_SECTIONS;
    if (place == 0)
        return count_runs(store, budget, &state->rows[task], error);
    const size_t run = (place - 1) / NSC_STORE_COLUMNS, column = (place - 1) % NSC_STORE_COLUMNS;
    return column == NSC_STORE_PATHS
               ? check_paths(store, budget, run, store->header.cells, &state->rows_synthetic[task], error)
               : check_values(store, budget, run, column, error);
}

static nsc_status compare_count(const nsc_store *store, const char *what, uint64_t said, const uint64_t *counts,
                                nsc_error *error) {
    uint64_t found = 0;
    for (uint32_t section = 0; section < store->header.section_count; section++)
        found += counts[section];
    return found == said ? NSC_OK
                         : nsc_error_set(error, NSC_INVALID,
                                         "%s: the store's section \"header\" says %llu %s, but there are %llu",
                                         store->path, (unsigned long long)said, what, (unsigned long long)found);
}

nsc_status nsc_store_check(const nsc_store *store, const nsc_control *control, nsc_error *error) {
    const size_t sections = store->header.section_count;
    checking state = {.store = store};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state.rows, sections, sizeof *state.rows, error));
    NSC_TRY(nsc_allocate(&state.rows_synthetic, sections, sizeof *state.rows_synthetic, error));
    NSC_TRY(nsc_parallel(sections, control, check_task, &state, error));
    NSC_TRY(compare_count(store, "runs", store->header.rows, state.rows, error));
    NSC_TRY(compare_count(store, "synthetic runs", store->header.rows_synthetic, state.rows_synthetic, error));
out:
    free(state.rows);
    free(state.rows_synthetic);
    return status;
}

nsc_status nsc_store_check_origin(const nsc_store *store, nsc_error *error) {
    enum { CELLS = 256 };
    const uint32_t cells = store->header.cells < CELLS ? store->header.cells : CELLS;
    uint64_t synthetic = 0;
    for (size_t budget = 0; budget < store->header.budget_count; budget++)
        for (size_t run = 0; run < NSC_RUNS; run++)
            (void)check_paths(store, budget, run, cells, &synthetic, NULL); /* damage is told to who reads it */
    return synthetic <= store->header.rows_synthetic
               ? NSC_OK
               : nsc_store_refuse(store, "header", "says fewer synthetic runs than there are", error);
}
