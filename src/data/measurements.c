/*
 * The data set: a list of files as they were read. Nothing is copied when files merge: a value is looked for in one
 * file after the other, and since contradictions are refused on the way in, the first one found is as good as any. A
 * file of a few rows therefore costs a few rows, and each value knows the line it came from.
 */
#include "data/measurements_internal.h"

#include <math.h>
#include <string.h>

/* float32 rounding is below 1e-7 of a value; the smallest step between two different accuracies is 3.3e-5. */
static const double agreement_tolerance = 1e-6;

/* In steps of the grid. */
static const double grid_tolerance = 0.01;

struct nsc_measurements {
    const nsc_space *space;
    nsc_measured_file *files;
    size_t file_count, file_capacity;
    int epochs[NSC_BUDGETS]; /* ascending */
    size_t budget_count;
    char **refusals;
    size_t refusal_count, refusal_capacity;
    char *column;
};

/* ---- metrics ---- */

const char *nsc_metric_name(nsc_metric metric) {
    static const char *const names[NSC_METRIC_COUNT] = {
        "valid", "test", "train", "time", "halfway valid", "halfway test", "halfway train", "halfway time", "column"};
    return names[metric];
}

bool nsc_metric_is_accuracy(nsc_metric metric) {
    return metric != NSC_METRIC_TIME && metric != NSC_METRIC_HALFWAY_TIME && metric != NSC_METRIC_COLUMN;
}

bool nsc_accuracy_on_grid(double accuracy, unsigned divisor) {
    double steps = accuracy * NSC_VALIDATION_IMAGES * divisor;
    return fabs(steps - nearbyint(steps)) < grid_tolerance;
}

bool nsc_measurements_agree(nsc_metric metric, double first, double second) {
    double size = nsc_metric_is_accuracy(metric) ? 1.0 : fmax(fabs(first), fabs(second));
    return fabs(first - second) <= agreement_tolerance * size;
}

/* ---- one file ---- */

static void release_texts(char **texts, size_t count) {
    for (size_t text = 0; text < count; text++)
        free(texts[text]);
    free(texts);
}

void nsc_measured_file_release(nsc_measured_file *file) {
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++)
        for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++)
            free(file->row_of[budget][slot]);
    release_texts(file->refusals, file->refusal_count);
    free(file->rows);
    free(file->values);
    free(file->column);
    free(file->source.path);
    *file = (nsc_measured_file){0};
}

const nsc_measured_row *nsc_measured_file_row(const nsc_measured_file *file, size_t budget, size_t slot,
                                              uint32_t point) {
    const uint32_t *row_of = file->row_of[budget][slot];
    return row_of != NULL && row_of[point] != 0 ? &file->rows[row_of[point] - 1] : NULL;
}

double nsc_measured_file_value(const nsc_measured_file *file, const nsc_measured_row *row, nsc_metric metric) {
    int value = file->value_of_metric[metric];
    return value < 0 ? NAN : file->values[(size_t)(row - file->rows) * file->value_count + (size_t)value];
}

nsc_status nsc_measured_file_add(nsc_measured_file *file, const nsc_measured_row *row, const double *values,
                                 uint32_t point_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    uint32_t **row_of = &file->row_of[row->budget][row->slot];
    if (*row_of == NULL)
        NSC_TRY(nsc_allocate(row_of, point_count, sizeof **row_of, error));
    NSC_TRY(nsc_reserve(&file->rows, &file->row_capacity, file->row_count + 1, sizeof *file->rows, error));
    NSC_TRY(nsc_reserve(&file->values, &file->value_capacity, (file->row_count + 1) * file->value_count,
                        sizeof *file->values, error));
    file->rows[file->row_count] = *row;
    memcpy(file->values + file->row_count * file->value_count, values, file->value_count * sizeof *values);
    file->row_count++;
    (*row_of)[row->point] = (uint32_t)file->row_count;
out:
    return status;
}

void nsc_measured_file_drop(nsc_measured_file *file, const nsc_measured_row *row) {
    file->row_of[row->budget][row->slot][row->point] = 0;
}

/* Whether a row is in its place: neither dropped nor the repetition of another. */
static bool in_place(const nsc_measured_file *file, const nsc_measured_row *row) {
    return nsc_measured_file_row(file, row->budget, row->slot, row->point) == row;
}

nsc_status nsc_measured_file_refuse(nsc_measured_file *file, size_t line, const nsc_error *reason, bool keep_going,
                                    nsc_error *error) {
    nsc_error text = *reason;
    nsc_error_prefix(&text, "%s, line %zu: ", file->source.path, line);
    if (reason->status != NSC_INVALID || !keep_going)
        return nsc_error_set(error, text.status, "%s", text.message);
    nsc_status status = NSC_OK;
    NSC_TRY(
        nsc_reserve(&file->refusals, &file->refusal_capacity, file->refusal_count + 1, sizeof *file->refusals, error));
    NSC_TRY(nsc_copy_text(&file->refusals[file->refusal_count], text.message, error));
    file->refusal_count++;
    file->source.rows_left_out++;
out:
    return status;
}

/* ---- the data set ---- */

nsc_status nsc_measurements_create(nsc_measurements **measurements, const nsc_space *space, nsc_error *error) {
    nsc_status status = nsc_allocate(measurements, 1, sizeof **measurements, error);
    if (status == NSC_OK)
        (*measurements)->space = space;
    return status;
}

void nsc_measurements_destroy(nsc_measurements *measurements) {
    if (measurements == NULL)
        return;
    for (size_t file = 0; file < measurements->file_count; file++)
        nsc_measured_file_release(&measurements->files[file]);
    free(measurements->files);
    release_texts(measurements->refusals, measurements->refusal_count);
    free(measurements->column);
    free(measurements);
}

const nsc_space *nsc_measurements_space(const nsc_measurements *measurements) {
    return measurements->space;
}

size_t nsc_measurements_source_count(const nsc_measurements *measurements) {
    return measurements->file_count;
}

const nsc_source *nsc_measurements_source(const nsc_measurements *measurements, size_t source) {
    return &measurements->files[source].source;
}

size_t nsc_measurements_refusal_count(const nsc_measurements *measurements) {
    return measurements->refusal_count;
}

const char *nsc_measurements_refusal(const nsc_measurements *measurements, size_t refusal) {
    return measurements->refusals[refusal];
}

const char *nsc_measurements_column(const nsc_measurements *measurements) {
    return measurements->column;
}

size_t nsc_measurements_budget_count(const nsc_measurements *measurements) {
    return measurements->budget_count;
}

int nsc_measurements_epochs(const nsc_measurements *measurements, size_t budget) {
    return measurements->epochs[budget];
}

unsigned nsc_measurements_first_run(const nsc_measurements *measurements) {
    for (size_t file = 0; file < measurements->file_count; file++)
        if (measurements->files[file].first_run_known)
            return measurements->files[file].first_run;
    return 1;
}

/* The position of `epochs` in a list, or the list's length where it is not there. */
static size_t find_epochs(const int *list, size_t count, int epochs) {
    size_t position = 0;
    while (position < count && list[position] != epochs)
        position++;
    return position;
}

bool nsc_measurements_has_room(const nsc_measurements *measurements, const nsc_measured_file *file, int epochs) {
    size_t held = measurements->budget_count;
    if (find_epochs(measurements->epochs, held, epochs) < held)
        return true;
    size_t total = held;
    for (size_t budget = 0; budget < file->budget_count; budget++)
        if (file->epochs[budget] != epochs && find_epochs(measurements->epochs, held, file->epochs[budget]) == held)
            total++;
    return total < NSC_BUDGETS;
}

uint32_t nsc_measurements_values(const nsc_measurements *measurements, size_t budget, nsc_metric metric, size_t run,
                                 double *values) {
    for (uint32_t point = 0; point < measurements->space->point_count; point++)
        values[point] = NAN;
    uint32_t known = 0;
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_file *file = &measurements->files[number];
        size_t own_budget = find_epochs(file->epochs, file->budget_count, measurements->epochs[budget]);
        if (own_budget == file->budget_count || file->value_of_metric[metric] < 0 ||
            file->row_of[own_budget][run] == NULL)
            continue;
        for (const nsc_measured_row *row = file->rows; row < file->rows + file->row_count; row++) {
            if (row->budget != own_budget || row->slot != run || !in_place(file, row))
                continue;
            double value = nsc_measured_file_value(file, row, metric);
            if (isnan(value) || !isnan(values[row->point]))
                continue;
            values[row->point] = value;
            known++;
        }
    }
    return known;
}

nsc_aggregation nsc_measurements_aggregation(const nsc_measurements *measurements, size_t budget, nsc_metric metric) {
    bool runs = false, means = false;
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_file *file = &measurements->files[number];
        for (const nsc_measured_row *row = file->rows; row < file->rows + file->row_count && !(runs && means); row++) {
            bool *found = row->slot == NSC_RUN_MEAN ? &means : &runs;
            if (!*found && file->epochs[row->budget] == measurements->epochs[budget] && in_place(file, row))
                *found = !isnan(nsc_measured_file_value(file, row, metric));
        }
    }
    if (runs && means)
        return NSC_AGGREGATION_MIXED;
    return runs ? NSC_AGGREGATION_RUNS : means ? NSC_AGGREGATION_MEANS : NSC_AGGREGATION_NONE;
}

/* ---- merging ---- */

/* A value and where it stands. */
typedef struct held_value {
    double value; /* NaN where there is none */
    const char *path;
    uint32_t line;
} held_value;

static held_value value_in_file(const nsc_measured_file *file, int epochs, size_t slot, uint32_t point,
                                nsc_metric metric) {
    size_t budget = find_epochs(file->epochs, file->budget_count, epochs);
    const nsc_measured_row *row = budget < file->budget_count ? nsc_measured_file_row(file, budget, slot, point) : NULL;
    if (row == NULL)
        return (held_value){.value = NAN};
    return (held_value){nsc_measured_file_value(file, row, metric), file->source.path, row->line};
}

static held_value find_held(const nsc_measurements *measurements, int epochs, size_t slot, uint32_t point,
                            nsc_metric metric) {
    for (size_t file = 0; file < measurements->file_count; file++) {
        held_value held = value_in_file(&measurements->files[file], epochs, slot, point, metric);
        if (!isnan(held.value))
            return held;
    }
    return (held_value){.value = NAN};
}

/* The mean of the three runs as the set would hold them with `file`, NaN where one is unknown; `place` is a run's. */
static held_value mean_of_runs(const nsc_measurements *measurements, const nsc_measured_file *file, int epochs,
                               uint32_t point, nsc_metric metric) {
    held_value mean = {.value = 0.0};
    for (size_t run = NSC_RUNS; run-- > 0;) {
        held_value held = find_held(measurements, epochs, run, point, metric);
        if (isnan(held.value))
            held = value_in_file(file, epochs, run, point, metric);
        mean = (held_value){mean.value + held.value, held.path, held.line};
    }
    mean.value /= NSC_RUNS;
    return mean;
}

static void name_point(const nsc_space *space, uint32_t point, char *name) {
    if (space->point_name(space, point, name, NULL) != NSC_OK)
        snprintf(name, NSC_POINT_NAME_SIZE, "number %u", (unsigned)point);
}

/* Checks one value of a row, then the mean of three runs that it makes or is. */
static nsc_status check_value(const nsc_measurements *measurements, const nsc_measured_file *file,
                              const nsc_measured_row *row, nsc_metric metric, nsc_error *reason) {
    int epochs = file->epochs[row->budget];
    double value = nsc_measured_file_value(file, row, metric);
    if (isnan(value))
        return NSC_OK;
    bool is_mean = row->slot == NSC_RUN_MEAN;
    char name[NSC_POINT_NAME_SIZE];
    held_value held = find_held(measurements, epochs, row->slot, row->point, metric);
    if (!isnan(held.value) && !nsc_measurements_agree(metric, value, held.value)) {
        char run[32] = "mean of three runs";
        if (!is_mean)
            snprintf(run, sizeof run, "run %d", row->slot + 1);
        name_point(measurements->space, row->point, name);
        return nsc_error_set(
            reason, NSC_INVALID, "the %s value of %s at %d epochs, %s, is %.9g, but %.9g in %s, line %u",
            nsc_metric_name(metric), name, epochs, run, value, held.value, held.path, (unsigned)held.line);
    }
    held_value mean = {.value = value};
    if (!is_mean)
        mean = find_held(measurements, epochs, NSC_RUN_MEAN, row->point, metric);
    if (isnan(mean.value))
        return NSC_OK;
    held_value runs = mean_of_runs(measurements, file, epochs, row->point, metric);
    if (isnan(runs.value) || nsc_measurements_agree(metric, runs.value, mean.value))
        return NSC_OK;
    held_value other = is_mean ? runs : mean;
    name_point(measurements->space, row->point, name);
    return nsc_error_set(
        reason, NSC_INVALID,
        "the mean %s value of %s at %d epochs is %.9g, but the mean of its three runs is %.9g: see %s, "
        "line %u",
        nsc_metric_name(metric), name, epochs, mean.value, runs.value, other.path, (unsigned)other.line);
}

static nsc_status check_rows(const nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                             nsc_error *error) {
    for (const nsc_measured_row *row = file->rows; row < file->rows + file->row_count; row++) {
        nsc_error reason = {0};
        if (!in_place(file, row))
            continue;
        for (int metric = 0; metric < NSC_METRIC_COUNT && reason.status == NSC_OK; metric++)
            check_value(measurements, file, row, (nsc_metric)metric, &reason);
        if (reason.status == NSC_OK)
            continue;
        nsc_status status = nsc_measured_file_refuse(file, row->line, &reason, keep_going, error);
        if (status != NSC_OK)
            return status;
        nsc_measured_file_drop(file, row);
    }
    return NSC_OK;
}

/* Inserts the budgets that `file` has rows at. */
static void add_budgets(nsc_measurements *measurements, const nsc_measured_file *file) {
    for (const nsc_measured_row *row = file->rows; row < file->rows + file->row_count; row++) {
        int epochs = file->epochs[row->budget];
        if (find_epochs(measurements->epochs, measurements->budget_count, epochs) < measurements->budget_count ||
            !in_place(file, row))
            continue;
        size_t position = measurements->budget_count++;
        for (; position > 0 && measurements->epochs[position - 1] > epochs; position--)
            measurements->epochs[position] = measurements->epochs[position - 1];
        measurements->epochs[position] = epochs;
    }
}

nsc_status nsc_measurements_take(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                                 nsc_error *error) {
    nsc_status status = NSC_OK;
    if (measurements->file_count > 0 && file->row_count > 0)
        NSC_TRY(check_rows(measurements, file, keep_going, error));
    file->source.rows_used = file->rows_read - file->source.rows_left_out;
    if (file->source.rows_used == 0) {
        status = nsc_error_set(error, NSC_INVALID, "%s: none of its %llu rows can be used; the first: %s",
                               file->source.path, (unsigned long long)file->rows_read, file->refusals[0]);
        goto out;
    }
    size_t refusals = measurements->refusal_count + file->refusal_count;
    NSC_TRY(nsc_reserve(&measurements->files, &measurements->file_capacity, measurements->file_count + 1,
                        sizeof *measurements->files, error));
    NSC_TRY(nsc_reserve(&measurements->refusals, &measurements->refusal_capacity, refusals,
                        sizeof *measurements->refusals, error));
    if (file->refusal_count > 0)
        memcpy(measurements->refusals + measurements->refusal_count, file->refusals,
               file->refusal_count * sizeof *file->refusals);
    measurements->refusal_count = refusals;
    file->refusal_count = 0;
    add_budgets(measurements, file);
    if (measurements->column == NULL) {
        measurements->column = file->column;
        file->column = NULL;
    }
    measurements->files[measurements->file_count++] = *file;
    *file = (nsc_measured_file){0};
out:
    return status;
}
