/* The values of the set: all runs of a metric, point by point, and all values of one point. */
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <string.h>

/* ---- all runs ---- */

nsc_status nsc_value_list_add(nsc_value_list *list, uint32_t point, uint32_t run, double value, nsc_error *error) {
    const nsc_status status = nsc_reserve(&list->values, &list->capacity, list->count + 1, sizeof *list->values, error);
    if (status == NSC_OK)
        list->values[list->count++] = (nsc_run_value){value, point, run};
    return status;
}

/* By run; values of the same run stay in the order of the files, whose numbers `point` holds meanwhile. */
static int compare_runs(const void *left, const void *right) {
    const nsc_run_value *one = left, *other = right;
    if (one->run != other->run)
        return one->run < other->run ? -1 : 1;
    return (one->point > other->point) - (one->point < other->point);
}

/* Sorts the values of one point by run, unless they are; of several of one run the first stays. Returns how many do. */
static size_t order_runs(nsc_run_value *values, size_t count) {
    bool ascending = true;
    for (size_t place = 1; place < count && ascending; place++)
        ascending = values[place].run > values[place - 1].run;
    if (ascending)
        return count;
    const uint32_t point = values[0].point;
    size_t kept = 0;
    for (size_t place = 0; place < count; place++)
        values[place].point = (uint32_t)place;
    qsort(values, count, sizeof *values, compare_runs);
    for (size_t place = 0; place < count; place++) {
        if (kept > 0 && values[kept - 1].run == values[place].run)
            continue;
        values[kept] = values[place];
        values[kept++].point = point;
    }
    return kept;
}

/* Sorts a list by point, keeping the order within a point. */
static nsc_status order_points(nsc_value_list *list, uint32_t point_count, nsc_error *error) {
    nsc_run_value *ordered = NULL;
    size_t *next = NULL;
    nsc_status status = NSC_OK;
    bool ascending = true;
    for (size_t place = 1; place < list->count && ascending; place++)
        ascending = list->values[place].point >= list->values[place - 1].point;
    if (ascending)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&ordered, list->count, sizeof *ordered, error));
    NSC_TRY(nsc_allocate(&next, (size_t)point_count + 1, sizeof *next, error));
    for (size_t place = 0; place < list->count; place++)
        next[list->values[place].point + 1]++;
    for (uint32_t point = 0; point < point_count; point++)
        next[point + 1] += next[point];
    for (size_t place = 0; place < list->count; place++)
        ordered[next[list->values[place].point]++] = list->values[place];
    free(list->values);
    list->values = ordered;
    list->capacity = list->count;
    ordered = NULL;
out:
    free(ordered);
    free(next);
    return status;
}

nsc_status nsc_run_values_order(nsc_run_values *runs, nsc_value_list *list, uint32_t point_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t read = 0, kept = 0;
    *runs = (nsc_run_values){0};
    /* An array also where it is empty: each point's values are at an offset from it. */
    NSC_TRY(nsc_reserve(&list->values, &list->capacity, 1, sizeof *list->values, error));
    NSC_TRY(order_points(list, point_count, error));
    NSC_TRY(nsc_allocate(&runs->first, (size_t)point_count + 1, sizeof *runs->first, error));
    for (uint32_t point = 0; point < point_count; point++) {
        size_t end = read;
        while (end < list->count && list->values[end].point == point)
            end++;
        if (end > read) {
            const size_t count = order_runs(list->values + read, end - read);
            memmove(list->values + kept, list->values + read, count * sizeof *list->values);
            kept += count;
        }
        runs->first[point + 1] = kept;
        read = end;
    }
    runs->values = list->values;
    *list = (nsc_value_list){0};
out:
    free(list->values);
    *list = (nsc_value_list){0};
    return status;
}

void nsc_run_values_release(nsc_run_values *runs) {
    free(runs->first);
    free(runs->values);
    *runs = (nsc_run_values){0};
}

nsc_status nsc_measurements_runs(const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                                 nsc_run_values *runs, nsc_error *error) {
    nsc_value_list list = {0};
    nsc_status status = NSC_OK;
    *runs = (nsc_run_values){0};
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_file *file = &measurements->files[number];
        size_t own_budget = nsc_measured_find_epochs(file->epochs, file->budget_count, measurements->epochs[budget]);
        if (own_budget < file->budget_count)
            NSC_TRY(file->content->gather(file, own_budget, metric, &list, error));
    }
    NSC_TRY(nsc_run_values_order(runs, &list, measurements->space->point_count, error));
out:
    free(list.values);
    if (status != NSC_OK)
        nsc_run_values_release(runs);
    return status;
}

nsc_status nsc_measurements_mark_known(const nsc_measurements *measurements, size_t file, size_t budget,
                                       nsc_metric metric, bool *known, nsc_error *error) {
    const nsc_measured_file *held = &measurements->files[file];
    const size_t own_budget = nsc_measured_find_epochs(held->epochs, held->budget_count, measurements->epochs[budget]);
    nsc_value_list list = {0};
    nsc_status status = NSC_OK;
    if (own_budget < held->budget_count)
        NSC_TRY(held->content->gather(held, own_budget, metric, &list, error));
    for (size_t place = 0; place < list.count; place++)
        known[list.values[place].point] = true;
out:
    free(list.values);
    return status;
}

nsc_status nsc_measurements_lone_run(const nsc_measurements *measurements, int epochs, nsc_metric metric, bool *lone,
                                     uint32_t *run, nsc_error *error) {
    const size_t budget = nsc_measured_find_epochs(measurements->epochs, measurements->budget_count, epochs);
    const uint32_t point_count = measurements->space->point_count;
    nsc_run_values runs = {0};
    *lone = budget < measurements->budget_count && measurements->file_count > 0;
    for (size_t file = 0; file < measurements->file_count; file++)
        *lone = *lone && measurements->files[file].source.runs_numbered;
    if (!*lone)
        return NSC_OK;
    const nsc_status status = nsc_measurements_runs(measurements, budget, metric, &runs, error);
    if (status != NSC_OK)
        return status;
    *lone = runs.values != NULL && runs.first[point_count] > 0;
    *run = *lone ? runs.values[0].run : 0;
    for (size_t value = 0; *lone && value < runs.first[point_count]; value++)
        *lone =
            runs.values[value].run == *run && (value == 0 || runs.values[value].point != runs.values[value - 1].point);
    nsc_run_values_release(&runs);
    return NSC_OK;
}

/* ---- one point ---- */

double nsc_point_row_value(const nsc_point_row *row, nsc_metric metric) {
    if (metric < NSC_METRIC_COLUMN)
        return row->values[metric];
    if (row->file->content == &nsc_array_functions)
        return nsc_measured_array_value(row->file, row->row.point, metric);
    return row->file->content == &nsc_rows_functions
               ? nsc_measured_rows_value(row->file, &row->file->rows.list[row->number], metric)
               : (double)NAN;
}

nsc_status nsc_measured_file_look_up(const nsc_measured_file *file, int epochs, uint32_t point, nsc_point_rows *rows,
                                     nsc_error *error) {
    const size_t budget = nsc_measured_find_epochs(file->epochs, file->budget_count, epochs);
    return budget < file->budget_count ? file->content->read_point(file, budget, point, rows, error) : NSC_OK;
}

nsc_status nsc_measurements_look_up(const nsc_measurements *measurements, int epochs, uint32_t point,
                                    nsc_point_rows *rows, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t file = 0; status == NSC_OK && file < measurements->file_count; file++)
        status = nsc_measured_file_look_up(&measurements->files[file], epochs, point, rows, error);
    return status;
}

/* Ascending by run, rows of one run in the order of their files. */
static int compare_rows(const void *left, const void *right) {
    const nsc_point_row *one = left, *other = right;
    if (one->row.run != other->row.run)
        return one->row.run < other->row.run ? -1 : 1;
    return (one->file > other->file) - (one->file < other->file);
}

nsc_status nsc_measurements_point(const nsc_measurements *measurements, size_t budget, uint32_t point,
                                  nsc_point_runs *runs, nsc_error *error) {
    nsc_point_rows rows = {0};
    nsc_status status = NSC_OK;
    runs->count = 0;
    NSC_TRY(nsc_measurements_look_up(measurements, measurements->epochs[budget], point, &rows, error));
    if (rows.count > 0)
        qsort(rows.items, rows.count, sizeof *rows.items, compare_rows);
    NSC_TRY(nsc_reserve(&runs->items, &runs->capacity, rows.count, sizeof *runs->items, error));
    for (size_t row = 0; row < rows.count; row++) {
        const bool same = runs->count > 0 && runs->items[runs->count - 1].run == rows.items[row].row.run;
        nsc_point_run *found = &runs->items[same ? runs->count - 1 : runs->count++];
        found->run = rows.items[row].row.run;
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
            if (!same || isnan(found->values[metric]))
                found->values[metric] = rows.items[row].values[metric];
    }
out:
    free(rows.items);
    return status;
}
