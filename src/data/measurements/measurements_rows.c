/* Rows in memory, as they came from a file, and where each point's rows are. */
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <string.h>

/* ---- rows come and go ---- */

const nsc_measured_row *nsc_measured_rows_find(const nsc_measured_file *file, size_t budget, size_t slot,
                                               uint32_t point) {
    const uint32_t *row_of = file->rows.row_of[budget][slot];
    return row_of != NULL && row_of[point] != 0 ? &file->rows.list[row_of[point] - 1] : NULL;
}

double nsc_measured_rows_value(const nsc_measured_file *file, const nsc_measured_row *row, nsc_metric metric) {
    const nsc_measured_rows *rows = &file->rows;
    const int value = file->value_of_metric[metric];
    return value < 0 ? NAN : rows->values[(size_t)(row - rows->list) * rows->value_count + (size_t)value];
}

nsc_status nsc_measured_rows_add(nsc_measured_file *file, const nsc_measured_row *row, const double *values,
                                 uint32_t point_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_measured_rows *rows = &file->rows;
    uint32_t **row_of = &rows->row_of[row->budget][row->slot];
    if (*row_of == NULL)
        NSC_TRY(nsc_allocate(row_of, point_count, sizeof **row_of, error));
    NSC_TRY(nsc_reserve(&rows->list, &rows->capacity, rows->count + 1, sizeof *rows->list, error));
    NSC_TRY(nsc_reserve(&rows->values, &rows->value_capacity, (rows->count + 1) * rows->value_count,
                        sizeof *rows->values, error));
    rows->list[rows->count] = *row;
    memcpy(rows->values + rows->count * rows->value_count, values, rows->value_count * sizeof *values);
    rows->count++;
    (*row_of)[row->point] = (uint32_t)rows->count;
out:
    return status;
}

bool nsc_measured_rows_same_values(const nsc_measured_file *file, const nsc_measured_row *row, const double *values) {
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        if (file->value_of_metric[metric] < 0)
            continue;
        double first = nsc_measured_rows_value(file, row, (nsc_metric)metric);
        double second = values[file->value_of_metric[metric]];
        if (isnan(first) != isnan(second) ||
            (!isnan(first) && !nsc_measurements_agree((nsc_metric)metric, first, second)))
            return false;
    }
    return true;
}

void nsc_measured_rows_drop(nsc_measured_file *file, const nsc_measured_row *row) {
    file->rows.row_of[row->budget][row->slot][row->point] = 0;
}

void nsc_measured_rows_move_slot(nsc_measured_file *file, size_t from, size_t to) {
    nsc_measured_rows *rows = &file->rows;
    for (nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows); row++)
        if (row->slot == from)
            row->slot = (uint8_t)to;
    for (size_t budget = 0; budget < file->budget_count; budget++) {
        rows->row_of[budget][to] = rows->row_of[budget][from];
        rows->row_of[budget][from] = NULL;
    }
}

/* Whether a row is in its place: neither dropped nor the repetition of another. */
static bool in_place(const nsc_measured_file *file, const nsc_measured_row *row) {
    return nsc_measured_rows_find(file, row->budget, row->slot, row->point) == row;
}

/* ---- what the data set asks ---- */

static void release(nsc_measured_file *file) {
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++)
        for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++)
            free(file->rows.row_of[budget][slot]);
    free(file->rows.list);
    free(file->rows.values);
}

static nsc_status fill(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t slot, double *values,
                       nsc_error *error) {
    const nsc_measured_rows *rows = &file->rows;
    (void)error;
    if (file->value_of_metric[metric] < 0 || rows->row_of[budget][slot] == NULL)
        return NSC_OK;
    for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows); row++)
        if (row->budget == budget && row->slot == slot && isnan(values[row->point]) && in_place(file, row))
            values[row->point] = nsc_measured_rows_value(file, row, metric);
    return NSC_OK;
}

static nsc_status read_row(const nsc_measured_file *file, nsc_measured_row *row, double *values, bool *found,
                           nsc_error *error) {
    const nsc_measured_row *own = nsc_measured_rows_find(file, row->budget, row->slot, row->point);
    (void)error;
    *found = own != NULL;
    for (int metric = 0; *found && metric < NSC_METRIC_COUNT; metric++)
        values[metric] = nsc_measured_rows_value(file, own, (nsc_metric)metric);
    if (*found)
        row->line = own->line;
    return NSC_OK;
}

static bool has_budget(const nsc_measured_file *file, size_t budget) {
    const nsc_measured_rows *rows = &file->rows;
    for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows); row++)
        if (row->budget == budget && in_place(file, row))
            return true;
    return false;
}

static void find_kinds(const nsc_measured_file *file, size_t budget, nsc_metric metric, bool *runs, bool *means) {
    const nsc_measured_rows *rows = &file->rows;
    for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows) && !(*runs && *means); row++) {
        bool *found = row->slot == NSC_RUN_MEAN ? means : runs;
        if (!*found && row->budget == budget && in_place(file, row))
            *found = !isnan(nsc_measured_rows_value(file, row, metric));
    }
}

static nsc_status list_rows(const nsc_measured_file *file, nsc_measured_list *list, nsc_error *error) {
    const nsc_measured_rows *rows = &file->rows;
    nsc_status status = NSC_OK;
    for (const nsc_measured_row *row = rows->list; status == NSC_OK && row < nsc_measured_rows_end(rows); row++)
        if (in_place(file, row))
            status = nsc_measured_list_add(list, row, error);
    return status;
}

static void locate(const nsc_measured_file *file, nsc_measured_row *row) {
    row->line = nsc_measured_rows_find(file, row->budget, row->slot, row->point)->line;
}

static void name_place(const nsc_measured_file *file, const nsc_space *space, const nsc_measured_row *row,
                       char place[NSC_PLACE_SIZE]) {
    (void)space;
    if (file->source.kind == NSC_SOURCE_NPY)
        snprintf(place, NSC_PLACE_SIZE, "element [%u]", (unsigned)row->line - 1);
    else
        snprintf(place, NSC_PLACE_SIZE, "line %u", (unsigned)row->line);
}

static nsc_status drop(nsc_measured_file *file, const nsc_measured_row *row, nsc_error *error) {
    (void)error;
    nsc_measured_rows_drop(file, row);
    return NSC_OK;
}

const nsc_content_functions nsc_rows_functions = {
    .release = release,
    .fill = fill,
    .read_row = read_row,
    .has_budget = has_budget,
    .find_kinds = find_kinds,
    .list_rows = list_rows,
    .locate = locate,
    .name_place = name_place,
    .drop = drop,
};
