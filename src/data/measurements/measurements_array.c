/*
 * An array with one number for each point, in the order of ids. It stays in its file: a space of millions of points
 * would need many times its size as rows in memory. Each number is the only run of its point.
 */
#include "data/fitness_internal.h"
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static bool is_dropped(const nsc_measured_array *array, uint32_t point) {
    return array->dropped != NULL && (array->dropped[point / 8] >> point % 8 & 1u) != 0;
}

/* Whether the array's numbers are those of a metric. */
static bool holds(const nsc_measured_file *file, nsc_metric metric) {
    if (metric < NSC_METRIC_COLUMN)
        return file->value_of_metric[metric] == 0;
    const size_t column = (size_t)metric - NSC_METRIC_COLUMN;
    return column < file->array.column_count && file->array.columns[column];
}

double nsc_measured_array_value(const nsc_measured_file *file, uint32_t point, nsc_metric metric) {
    return holds(file, metric) && !is_dropped(&file->array, point) ? nsc_npy_at(&file->array.view, point) : (double)NAN;
}

nsc_status nsc_measured_array_load_column(nsc_measured_file *file, size_t place, const char *name, nsc_error *error) {
    nsc_measured_array *array = &file->array;
    const nsc_status status =
        nsc_reserve(&array->columns, &array->column_capacity, place + 1, sizeof *array->columns, error);
    if (status != NSC_OK)
        return status;
    while (array->column_count < place)
        array->columns[array->column_count++] = false;
    array->columns[place] = strcasecmp(file->value_names[0], name) == 0;
    array->column_count = place + 1;
    return NSC_OK;
}

/* ---- what the data set asks ---- */

static void release(nsc_measured_file *file) {
    nsc_npy_close(&file->array.view);
    free(file->array.columns);
    free(file->array.dropped);
}

/* Numbers are read from the file whenever they are asked for; what was read is sound if nothing was written since. */
static nsc_status check_unchanged(const nsc_measured_file *file, nsc_error *error) {
    return nsc_npy_check_unchanged(&file->array.view, file->source.path, error);
}

static nsc_status fill(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t run, double *values,
                       nsc_error *error) {
    const nsc_measured_array *array = &file->array;
    (void)budget;
    if (run != 0 || !holds(file, metric))
        return NSC_OK;
    for (size_t point = 0; point < array->view.count; point++)
        if (isnan(values[point]) && !is_dropped(array, (uint32_t)point))
            values[point] = nsc_npy_at(&array->view, point);
    nsc_npy_forget(&array->view);
    return check_unchanged(file, error);
}

bool nsc_measurements_are_one_array(const nsc_measurements *measurements) {
    const nsc_measured_file *file = measurements->files;
    return measurements->file_count == 1 && file->content == &nsc_array_functions && file->array.dropped == NULL &&
           file->rows_read == file->array.view.count;
}

nsc_status nsc_measured_array_range(const nsc_measurements *measurements, nsc_block range, double *values,
                                    double *lowest, double *highest, nsc_error *error) {
    enum { READ_AT_ONCE = 1 << 20 };
    const nsc_npy_view *view = &measurements->files[0].array.view;
    *lowest = HUGE_VAL;
    *highest = -HUGE_VAL;
    for (size_t point = 0; point < view->count; point++) {
        const double value = nsc_npy_at(view, point);
        *lowest = value < *lowest ? value : *lowest; /* the first of 0 and -0 */
        *highest = value > *highest ? value : *highest;
        if (point >= range.first && point < range.end)
            values[point] = value;
        if (point % READ_AT_ONCE == 0)
            nsc_npy_forget(view); /* the file may be larger than the range */
    }
    nsc_npy_forget(view);
    return check_unchanged(&measurements->files[0], error);
}

static nsc_status gather(const nsc_measured_file *file, size_t budget, nsc_metric metric, nsc_value_list *list,
                         nsc_error *error) {
    nsc_status status = NSC_OK;
    (void)budget;
    for (size_t point = 0; status == NSC_OK && holds(file, metric) && point < file->array.view.count; point++) {
        const double value = nsc_measured_array_value(file, (uint32_t)point, metric);
        if (!isnan(value))
            status = nsc_value_list_add(list, (uint32_t)point, 0, value, error);
    }
    return status == NSC_OK ? check_unchanged(file, error) : status;
}

/* Whether there is a number for a point. */
static bool has_point(const nsc_measured_file *file, uint32_t point) {
    return !is_dropped(&file->array, point) && !isnan(nsc_npy_at(&file->array.view, point));
}

static nsc_measured_row row_of(uint32_t point) {
    return (nsc_measured_row){.line = point + 1, .point = point};
}

static nsc_status read_point(const nsc_measured_file *file, size_t budget, uint32_t point, nsc_point_rows *found,
                             nsc_error *error) {
    (void)budget;
    if (!has_point(file, point))
        return NSC_OK;
    const nsc_status status =
        nsc_reserve(&found->items, &found->capacity, found->count + 1, sizeof *found->items, error);
    if (status != NSC_OK)
        return status;
    nsc_point_row *added = &found->items[found->count++];
    *added = (nsc_point_row){.file = file, .row = row_of(point)};
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
        added->values[metric] = nsc_measured_array_value(file, point, (nsc_metric)metric);
    return check_unchanged(file, error);
}

static bool has_any(const nsc_measured_file *file) {
    for (size_t point = 0; point < file->array.view.count; point++)
        if (has_point(file, (uint32_t)point))
            return true;
    return false;
}

static bool has_budget(const nsc_measured_file *file, size_t budget) {
    (void)budget;
    return has_any(file);
}

static void find_kinds(const nsc_measured_file *file, size_t budget, nsc_metric metric, bool *runs, bool *means) {
    (void)budget;
    (void)means;
    *runs = *runs || (holds(file, metric) && has_any(file));
}

static nsc_status list_rows(const nsc_measured_file *file, nsc_measured_list *list, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t point = 0; status == NSC_OK && point < file->array.view.count; point++) {
        const nsc_measured_row row = row_of((uint32_t)point);
        if (has_point(file, row.point))
            status = nsc_measured_list_add(list, &row, error);
    }
    return status == NSC_OK ? check_unchanged(file, error) : status;
}

static void locate(const nsc_measured_file *file, nsc_measured_row *row) {
    (void)file;
    row->line = row->point + 1;
}

static void name_place(const nsc_measured_file *file, const nsc_space *space, const nsc_measured_row *row,
                       char place[NSC_PLACE_SIZE]) {
    (void)file;
    (void)space;
    snprintf(place, NSC_PLACE_SIZE, "element [%u]", (unsigned)row->point);
}

static nsc_status drop(nsc_measured_file *file, const nsc_measured_row *row, nsc_error *error) {
    nsc_measured_array *array = &file->array;
    nsc_status status = NSC_OK;
    if (array->dropped == NULL)
        status = nsc_allocate(&array->dropped, array->view.count / 8 + 1, 1, error);
    if (status == NSC_OK)
        array->dropped[row->point / 8] = (uint8_t)(array->dropped[row->point / 8] | 1u << row->point % 8);
    return status;
}

const nsc_content_functions nsc_array_functions = {
    .release = release,
    .fill = fill,
    .gather = gather,
    .read_point = read_point,
    .has_budget = has_budget,
    .find_kinds = find_kinds,
    .list_rows = list_rows,
    .locate = locate,
    .name_place = name_place,
    .drop = drop,
};
