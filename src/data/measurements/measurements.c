/*
 * The data set: a list of files as they were read. Nothing is copied when files merge: a value is looked for in one
 * file after the other, and since contradictions are refused on the way in, the first one found is as good as any. A
 * file of a few rows therefore costs a few rows, a store none, and each value knows the place it came from.
 */
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* ---- metrics ---- */

const char *nsc_metric_name(nsc_metric metric) {
    static const char *const names[NSC_METRIC_COUNT + 1] = {
        "valid", "test", "train", "time", "halfway valid", "halfway test", "halfway train", "halfway time", "column"};
    return names[metric < NSC_METRIC_COLUMN ? metric : NSC_METRIC_COLUMN];
}

bool nsc_metric_is_accuracy(nsc_metric metric) {
    return metric < NSC_METRIC_COLUMN && metric != NSC_METRIC_TIME && metric != NSC_METRIC_HALFWAY_TIME;
}

bool nsc_accuracy_on_grid(double accuracy, unsigned divisor) {
    double steps = accuracy * NSC_OFFICIAL_IMAGES * divisor;
    return fabs(steps - nearbyint(steps)) < NSC_GRID_TOLERANCE;
}

bool nsc_measurements_agree(nsc_metric metric, double first, double second) {
    double size = nsc_metric_is_accuracy(metric) ? 1.0 : fmax(fabs(first), fabs(second));
    return fabs(first - second) <= NSC_AGREEMENT_TOLERANCE * size;
}

/* ---- one file ---- */

void nsc_measured_file_release(nsc_measured_file *file) {
    if (file->content != NULL)
        file->content->release(file);
    nsc_refusals_release(&file->refusals);
    for (size_t metric = 0; metric < NSC_METRIC_COUNT; metric++)
        free(file->value_names[metric]);
    nsc_numbered_texts_release(&file->run_names);
    nsc_names_release(&file->source.columns_used);
    nsc_names_release(&file->source.columns_unused);
    nsc_names_release(&file->source.format_notes);
    nsc_names_release(&file->source.notes);
    free(file->source.path);
    *file = (nsc_measured_file){0};
}

nsc_status nsc_measured_file_note(nsc_measured_file *file, nsc_error *error, const char *format, ...) {
    char text[1024], shown[1024];
    va_list values;
    va_start(values, format);
    nsc_text_format_list(text, sizeof text, format, values);
    va_end(values);
    nsc_text_show(shown, sizeof shown, text, false);
    return nsc_names_add(&file->source.notes, shown, error);
}

nsc_status nsc_measured_file_refuse(nsc_measured_file *file, const nsc_space *space, const nsc_measured_row *row,
                                    const nsc_error *reason, bool keep_going, nsc_error *error) {
    char place[NSC_PLACE_SIZE];
    nsc_error text = *reason;
    file->content->name_place(file, space, row, place);
    nsc_error_prefix(&text, "%s, %s: ", file->source.path, place);
    if (reason->status != NSC_INVALID || !keep_going)
        return nsc_error_pass(error, text.status, &text);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_refusals_add(&file->refusals, text.message, error));
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
    nsc_refusals_release(&measurements->refusals);
    nsc_numbered_texts_release(&measurements->run_names);
    nsc_names_release(&measurements->columns);
    free(measurements->paths);
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

const char *nsc_measurements_paths(const nsc_measurements *measurements) {
    return measurements->paths != NULL ? measurements->paths : "";
}

bool nsc_measurements_synthetic(const nsc_measurements *measurements) {
    for (size_t file = 0; file < measurements->file_count; file++)
        if (measurements->files[file].source.synthetic)
            return true;
    return false;
}

size_t nsc_measurements_refusal_count(const nsc_measurements *measurements) {
    return measurements->refusals.listed.count;
}

const char *nsc_measurements_refusal(const nsc_measurements *measurements, size_t refusal) {
    return measurements->refusals.listed.items[refusal];
}

uint64_t nsc_measurements_unlisted_refusals(const nsc_measurements *measurements) {
    return measurements->refusals.further;
}

size_t nsc_measurements_run_count(const nsc_measurements *measurements) {
    size_t count = 0;
    for (size_t file = 0; file < measurements->file_count; file++)
        count = measurements->files[file].run_count > count ? measurements->files[file].run_count : count;
    return count;
}

const nsc_names *nsc_measurements_run_names(const nsc_measurements *measurements) {
    return &measurements->run_names.texts;
}

size_t nsc_measurements_find_run(const nsc_measurements *measurements, const char *name) {
    const size_t found = nsc_numbered_texts_find(&measurements->run_names, name);
    return found < measurements->run_names.texts.count ? found : NSC_RUN_MEAN;
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
size_t nsc_measured_find_epochs(const int *list, size_t count, int epochs) {
    size_t position = 0;
    while (position < count && list[position] != epochs)
        position++;
    return position;
}

/* Whether a budget is held, or there is room for one more beside those of `file`. */
static bool has_room(const nsc_measurements *measurements, const nsc_measured_file *file, int epochs) {
    size_t held = measurements->budget_count;
    if (nsc_measured_find_epochs(measurements->epochs, held, epochs) < held)
        return true;
    size_t total = held;
    for (size_t budget = 0; budget < file->budget_count; budget++)
        if (nsc_measured_find_epochs(measurements->epochs, held, file->epochs[budget]) == held)
            total++;
    return total < NSC_BUDGETS;
}

nsc_status nsc_measured_file_budget(nsc_measured_file *file, const nsc_measurements *measurements, int epochs,
                                    size_t *budget, nsc_error *error) {
    *budget = nsc_measured_find_epochs(file->epochs, file->budget_count, epochs);
    if (*budget < file->budget_count)
        return NSC_OK;
    if (!has_room(measurements, file, epochs))
        return nsc_error_set(error, NSC_INVALID,
                             "%d epochs are one budget too many: at most %d fit into a data set; choose some by --rows",
                             epochs, NSC_BUDGETS);
    file->epochs[file->budget_count++] = epochs;
    return NSC_OK;
}

nsc_status nsc_measurements_values(const nsc_measurements *measurements, size_t budget, nsc_metric metric, size_t run,
                                   double *values, uint32_t *known, nsc_error *error) {
    nsc_status status = NSC_OK;
    const uint32_t point_count = measurements->space->point_count;
    for (uint32_t point = 0; point < point_count; point++)
        values[point] = NAN;
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_file *file = &measurements->files[number];
        size_t own_budget = nsc_measured_find_epochs(file->epochs, file->budget_count, measurements->epochs[budget]);
        if (own_budget < file->budget_count)
            NSC_TRY(file->content->fill(file, own_budget, metric, run, values, error));
    }
    if (known == NULL)
        goto out;
    *known = 0;
    for (uint32_t point = 0; point < point_count; point++)
        *known += isnan(values[point]) ? 0 : 1;
out:
    return status;
}

nsc_aggregation nsc_measurements_aggregation(const nsc_measurements *measurements, size_t budget, nsc_metric metric) {
    bool runs = false, means = false;
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_file *file = &measurements->files[number];
        size_t own_budget = nsc_measured_find_epochs(file->epochs, file->budget_count, measurements->epochs[budget]);
        if (own_budget == file->budget_count || (metric < NSC_METRIC_COLUMN && file->value_of_metric[metric] < 0))
            continue;
        file->content->find_kinds(file, own_budget, metric, &runs, &means);
    }
    if (runs && means)
        return NSC_AGGREGATION_MIXED;
    return runs ? NSC_AGGREGATION_RUNS : means ? NSC_AGGREGATION_MEANS : NSC_AGGREGATION_NONE;
}

bool nsc_measurements_runs_known(const nsc_measurements *measurements, size_t budget, nsc_metric metric) {
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_file *file = &measurements->files[number];
        if (file->source.runs_unknown && (metric >= NSC_METRIC_COLUMN || file->value_of_metric[metric] >= 0) &&
            nsc_measured_find_epochs(file->epochs, file->budget_count, measurements->epochs[budget]) <
                file->budget_count)
            return false;
    }
    return true;
}

/* ---- further columns ---- */

size_t nsc_measurements_column_count(const nsc_measurements *measurements) {
    return measurements->columns.count;
}

const char *nsc_measurements_column(const nsc_measurements *measurements, size_t column) {
    return measurements->columns.items[column];
}

size_t nsc_measurements_find_column(const nsc_measurements *measurements, const char *name) {
    size_t column = 0;
    while (column < measurements->columns.count && strcmp(measurements->columns.items[column], name) != 0)
        column++;
    return column;
}

/* Whether the first fields of a column are numbers, and not all of them are empty. */
static bool is_numeric(const nsc_measured_rows *rows, size_t column) {
    enum { LOOKED_AT = 100 };
    bool any = false;
    for (size_t row = 0; row < rows->count && row < LOOKED_AT; row++) {
        double number;
        if (nsc_measured_number(&rows->texts.format, "", nsc_table_texts_field(&rows->texts, row, column), &number,
                                NULL) != NSC_OK)
            return false;
        any = any || !isnan(number);
    }
    return any;
}

/* Whether a value of a file's rows is that of no metric. */
static bool is_of_no_metric(const nsc_measured_file *file, size_t value) {
    for (size_t metric = 0; metric < NSC_METRIC_COUNT; metric++)
        if (file->value_of_metric[metric] == (int)value)
            return false;
    return true;
}

nsc_status nsc_measurements_numeric_columns(const nsc_measurements *measurements, nsc_names *names, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_rows *rows = &measurements->files[number].rows;
        if (measurements->files[number].content == &nsc_array_functions &&
            is_of_no_metric(&measurements->files[number], 0))
            NSC_TRY(nsc_names_add(names, measurements->files[number].value_names[0], error));
        if (measurements->files[number].content != &nsc_rows_functions)
            continue;
        for (size_t value = 0; value < rows->value_count; value++)
            if (is_of_no_metric(&measurements->files[number], value))
                NSC_TRY(nsc_names_add(names, measurements->files[number].value_names[value], error));
        for (size_t column = 0; column < rows->texts.columns.count; column++)
            if (!nsc_names_have(names, rows->texts.columns.items[column]) && is_numeric(rows, column))
                NSC_TRY(nsc_names_add(names, rows->texts.columns.items[column], error));
    }
out:
    return status;
}

nsc_status nsc_measurements_load_column(nsc_measurements *measurements, const char *name, bool keep_going,
                                        nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_metric metric = (nsc_metric)(NSC_METRIC_COLUMN + measurements->columns.count);
    if (nsc_measurements_find_column(measurements, name) < measurements->columns.count)
        return NSC_OK;
    for (size_t number = 0; number < measurements->file_count; number++) {
        nsc_measured_file *file = &measurements->files[number];
        if (file->content == &nsc_rows_functions)
            NSC_TRY(nsc_measured_rows_load_column(file, measurements, measurements->columns.count, name, keep_going,
                                                  error));
        else if (file->content == &nsc_array_functions)
            NSC_TRY(nsc_measured_array_load_column(file, measurements->columns.count, name, error));
        NSC_TRY(nsc_refusals_join(&measurements->refusals, &file->refusals, error));
    }
    NSC_TRY(nsc_measurements_check_metric(measurements, metric, error));
    NSC_TRY(nsc_names_add(&measurements->columns, name, error));
out:
    for (size_t number = 0; status != NSC_OK && number < measurements->file_count; number++) {
        nsc_measured_rows *rows = &measurements->files[number].rows;
        if (measurements->files[number].content != &nsc_rows_functions)
            continue;
        while (rows->column_count > measurements->columns.count)
            free(rows->columns[--rows->column_count]);
    }
    return status;
}
