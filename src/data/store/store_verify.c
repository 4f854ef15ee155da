/* Every byte, every hash, every row of a store: what is wrong is an error, what is unusual is listed. */
#include "data/store/store_tools.h"

#include <math.h>
#include <string.h>

enum { TASK_CELLS = 4096, ACCURACIES = NSC_EVALUATION_VALUES - NSC_EVALUATION_TRAIN };

const nsc_column nsc_store_finding_columns[NSC_STORE_FINDING_COLUMNS] = {
    {"check", "what would be unusual"},
    {"count", "how many rows, or cells and budgets, are unusual in this way"},
    {"hash", "the first of them: its cell, or its point"},
    {"epochs", "its budget"},
    {"run", "its run, from 1; empty where the finding is about all of them"},
};

/* ---- the checks ---- */

static double value_of(const nsc_official_row *row, nsc_evaluation evaluation, nsc_evaluation_value value) {
    return row->values[nsc_official_place(evaluation, value)];
}

/* Each tells whether a row is unusual. */

static bool has_other_accuracy(const nsc_official_row *row) {
    for (size_t number = 0; number < NSC_EVALUATIONS * ACCURACIES; number++) {
        double accuracy =
            row->values[number / ACCURACIES * NSC_EVALUATION_VALUES + NSC_EVALUATION_TRAIN + number % ACCURACIES];
        if (nsc_official_rounded(nearbyint(accuracy * NSC_OFFICIAL_IMAGES) / NSC_OFFICIAL_IMAGES) != accuracy)
            return true;
    }
    return false;
}

static bool has_wide_time(const nsc_official_row *row) {
    double halfway = value_of(row, NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME);
    double final = value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME);
    return nsc_official_rounded(halfway) != halfway || nsc_official_rounded(final) != final;
}

static bool has_initial_time(const nsc_official_row *row) {
    return value_of(row, NSC_EVALUATION_INITIAL, NSC_EVALUATION_TIME) != 0.0;
}

static bool has_other_halfway_epoch(const nsc_official_row *row) {
    return value_of(row, NSC_EVALUATION_HALFWAY, NSC_EVALUATION_EPOCH) != (double)nsc_official_halfway(row->epochs);
}

static bool has_other_final_epoch(const nsc_official_row *row) {
    return value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH) != (double)row->epochs;
}

static bool has_shrinking_time(const nsc_official_row *row) {
    double initial = value_of(row, NSC_EVALUATION_INITIAL, NSC_EVALUATION_TIME);
    double halfway = value_of(row, NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME);
    double final = value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME);
    return !(initial < halfway && halfway < final && final <= row->values[NSC_OFFICIAL_TOTAL_TIME]);
}

static bool has_checkpoint_path(const nsc_official_row *row) {
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        if (row->checkpoint_paths[evaluation].text != NULL)
            return true;
    return false;
}

static const struct row_check {
    const char *name;
    bool (*is_unusual)(const nsc_official_row *row);
} row_checks[] = {
    {"an accuracy is no k/9984", has_other_accuracy},
    {"a time is no float32", has_wide_time},
    {"time passed before the first evaluation", has_initial_time},
    {"the half-way evaluation is not of half the epochs", has_other_halfway_epoch},
    {"the final evaluation is not of all epochs", has_other_final_epoch},
    {"times do not grow from evaluation to evaluation to the total", has_shrinking_time},
    {"a checkpoint path is given", has_checkpoint_path},
};

/* Checks of all runs of a cell at a budget follow those of rows. */
enum {
    ROW_CHECKS = sizeof row_checks / sizeof *row_checks,
    CHECK_RUNS = ROW_CHECKS,
    CHECK_EQUAL_RUNS,
    CHECK_NO_RUNS,
    CHECKS
};

static const char *name_of_check(size_t check) {
    static const char *const names[] = {"there are runs, but not three", "two runs are equal in every value",
                                        "there is no run, though the cell has some at another budget"};
    return check < ROW_CHECKS ? row_checks[check].name : names[check - ROW_CHECKS];
}

/* ---- looking at every row ---- */

/* What one check found in one task's cells. */
typedef struct finding {
    uint64_t count;
    uint32_t position; /* of the first */
    int epochs;
    unsigned run; /* from 1; 0: all of them */
} finding;

typedef struct verifying {
    const nsc_store *store;
    finding (*findings)[CHECKS]; /* one a task */
    uint64_t *rows;              /* one a task: how many were looked at */
} verifying;

static void note(finding *found, uint32_t position, int epochs, unsigned run) {
    if (found->count++ > 0)
        return;
    found->position = position;
    found->epochs = epochs;
    found->run = run;
}

static nsc_status look_at_runs(const nsc_store *store, size_t budget, uint32_t position, finding *findings,
                               uint64_t *rows_seen, nsc_error *error) {
    nsc_official_row rows[NSC_RUNS];
    const int epochs = nsc_store_epochs(store, budget);
    size_t count = 0;
    for (; count < NSC_RUNS; count++) {
        nsc_error reason = {0};
        nsc_status status = nsc_store_checked_row(store, budget, count, position, &rows[count], &reason);
        if (status == NSC_MISSING)
            break;
        if (status != NSC_OK)
            return nsc_error_pass(error, status, &reason);
        for (size_t check = 0; check < ROW_CHECKS; check++)
            if (row_checks[check].is_unusual(&rows[count]))
                note(&findings[check], position, epochs, (unsigned)count + 1);
        for (size_t other = 0; other < count; other++)
            if (nsc_official_same_values(rows[other].values, rows[count].values))
                note(&findings[CHECK_EQUAL_RUNS], position, epochs, (unsigned)count + 1);
    }
    *rows_seen += count;
    if (count == 0)
        note(&findings[CHECK_NO_RUNS], position, epochs, 0);
    else if (count < NSC_RUNS)
        note(&findings[CHECK_RUNS], position, epochs, 0);
    return NSC_OK;
}

static nsc_status look_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const verifying *state = context;
    (void)worker;
    nsc_status status = NSC_OK;
    const uint32_t first = (uint32_t)task * TASK_CELLS, cells = nsc_store_cell_count(state->store);
    for (uint32_t position = first; position < cells && position < first + TASK_CELLS; position++)
        for (size_t budget = 0; status == NSC_OK && budget < nsc_store_budget_count(state->store); budget++)
            status = look_at_runs(state->store, budget, position, state->findings[task], &state->rows[task], error);
    return status;
}

/* ---- hashes ---- */

/* The index by which cells are named, against fingerprints computed now. */
static nsc_status check_hashes(const nsc_store *store, const nsc_space *space, const nsc_control *control,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const nsc_hash_index *index;
    nsc_hash *computed = NULL;
    NSC_TRY(nsc_space_hash_index(space, &index, error));
    NSC_TRY(nsc_allocate(&computed, nsc_nb101_cell_count(nb101), sizeof *computed, error));
    NSC_TRY(nsc_nb101_fingerprints(nb101, control, computed, error));
    for (uint32_t position = 0; position < nsc_store_cell_count(store); position++) {
        const uint32_t id = nsc_store_cell(store, position);
        if (memcmp(&computed[id], &nsc_hash_index_hashes(index)[id], sizeof *computed) == 0)
            continue;
        status = nsc_error_set(error, NSC_INVALID,
                               "the hash of cell id:%u in the index of hashes is not the computed one", (unsigned)id);
        break;
    }
out:
    free(computed);
    return status;
}

/* ---- the outcome ---- */

static nsc_status add_finding(nsc_table *table, const nsc_store *store, const nsc_hash_index *index, size_t check,
                              const finding *found, nsc_error *error) {
    char hash[33] = "";
    const bool any = found->count > 0;
    if (any)
        nsc_hash_format(&nsc_hash_index_hashes(index)[nsc_store_cell(store, found->position)], hash);
    const nsc_value values[NSC_STORE_FINDING_COLUMNS] = {
        nsc_text(name_of_check(check)),
        nsc_integer((int64_t)found->count),
        any ? nsc_text(hash) : nsc_missing(),
        any ? nsc_integer(found->epochs) : nsc_missing(),
        any && found->run > 0 ? nsc_integer(found->run) : nsc_missing(),
    };
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

static nsc_status list_findings(const verifying *state, size_t tasks, const nsc_hash_index *index, nsc_table *table,
                                nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t check = 0; status == NSC_OK && check < CHECKS; check++) {
        finding all = {0};
        for (size_t task = 0; task < tasks; task++) {
            const finding *part = &state->findings[task][check];
            const uint64_t count = all.count + part->count;
            if (all.count == 0)
                all = *part;
            all.count = count;
        }
        status = add_finding(table, state->store, index, check, &all, error);
    }
    return status;
}

nsc_status nsc_store_verify(const nsc_store *store, const nsc_space *space, const nsc_control *control,
                            nsc_store_verification *verification, nsc_error *error) {
    nsc_status status = NSC_OK;
    verifying state = {.store = store};
    const nsc_hash_index *index;
    const size_t tasks = (nsc_store_cell_count(store) + TASK_CELLS - 1) / TASK_CELLS;
    *verification = (nsc_store_verification){0};
    NSC_TRY(nsc_store_check(store, control, error));
    NSC_TRY(nsc_space_hash_index(space, &index, error));
    NSC_TRY(nsc_allocate(&state.findings, tasks, sizeof *state.findings, error));
    NSC_TRY(nsc_allocate(&state.rows, tasks, sizeof *state.rows, error));
    NSC_TRY(nsc_parallel_stage("checks", tasks, control, look_task, &state, error));
    for (size_t task = 0; task < tasks; task++)
        verification->rows_checked += state.rows[task];
    NSC_TRY(nsc_table_create(&verification->findings, nsc_store_finding_columns, NSC_STORE_FINDING_COLUMNS, error));
    NSC_TRY(list_findings(&state, tasks, index, verification->findings, error));
    NSC_TRY(check_hashes(store, space, control, error));
out:
    free(state.rows);
    free(state.findings);
    if (status != NSC_OK) {
        nsc_table_destroy(verification->findings);
        *verification = (nsc_store_verification){0};
    }
    return status;
}
