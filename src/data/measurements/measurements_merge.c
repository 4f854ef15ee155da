/* A file joins the data set: its rows are held against all that is available, and those that contradict are refused. */
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <string.h>

/* ---- values of one point ---- */

void nsc_measured_point_name(const nsc_space *space, uint32_t point, nsc_point_name *name) {
    if (space->point_name(space, point, name, NULL) == NSC_OK)
        return;
    nsc_text_format(name->own, sizeof name->own, "number %u", (unsigned)point);
    name->text = name->own;
}

typedef enum agreement { AGREES, VALUE_DIFFERS, MEAN_DIFFERS } agreement;

/* The value of a run among those of a point, NULL where there is none. */
static const nsc_run_value *find_value(const nsc_run_value *values, size_t count, uint32_t run) {
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (values[middle].run < run)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && values[low].run == run ? &values[low] : NULL;
}

/* What the set has of a metric at a point, and what the file adds; each ascending by run. */
typedef struct point_values {
    const nsc_run_value *available, *added;
    size_t available_count, added_count;
} point_values;

/* The mean of the three official runs; NaN unless all are available or added. */
static double mean_of_three(const point_values *point) {
    double mean = 0;
    for (uint32_t run = 0; run < NSC_RUNS; run++) {
        const nsc_run_value *value = find_value(point->available, point->available_count, run);
        if (value == NULL)
            value = find_value(point->added, point->added_count, run);
        mean += value != NULL ? value->value / NSC_RUNS : (double)NAN;
    }
    return mean;
}

/*
 * Whether an added value agrees with what is available: with the same run's value, then, for one of three runs, with
 * the mean that they complete, and for a mean, with its three runs. *`mean` is the mean of the three.
 */
static agreement compare(nsc_metric metric, const nsc_run_value *value, const point_values *point, double *mean) {
    const nsc_run_value *same = find_value(point->available, point->available_count, value->run);
    if (same != NULL && !nsc_measurements_agree(metric, value->value, same->value))
        return VALUE_DIFFERS;
    if (value->run >= NSC_RUNS && value->run != NSC_RUN_MEAN)
        return AGREES;
    const nsc_run_value *known =
        value->run == NSC_RUN_MEAN ? value : find_value(point->available, point->available_count, NSC_RUN_MEAN);
    if (known == NULL)
        return AGREES;
    *mean = mean_of_three(point);
    return isnan(*mean) || nsc_measurements_agree(metric, *mean, known->value) ? AGREES : MEAN_DIFFERS;
}

/* ---- one row ---- */

/* The first row with a value of a run, NULL where there is none. */
static const nsc_point_row *find_row(const nsc_point_rows *rows, uint32_t run, nsc_metric metric) {
    for (size_t row = 0; row < rows->count; row++)
        if (rows->items[row].row.run == run && !isnan(nsc_point_row_value(&rows->items[row], metric)))
            return &rows->items[row];
    return NULL;
}

/* The values of a metric in rows of one point. */
static nsc_status take_values(const nsc_point_rows *rows, nsc_metric metric, nsc_run_values *values, nsc_error *error) {
    nsc_value_list list = {0};
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < rows->count; row++) {
        const double value = nsc_point_row_value(&rows->items[row], metric);
        if (!isnan(value))
            NSC_TRY(nsc_value_list_add(&list, 0, rows->items[row].row.run, value, error));
    }
    NSC_TRY(nsc_run_values_order(values, &list, 1, error));
out:
    free(list.values);
    return status;
}

/* " at 108 epochs", or nothing where the space's measurements have no budgets. */
static void name_budget(int epochs, char text[32]) {
    text[0] = '\0';
    if (epochs > 0)
        nsc_text_format(text, 32, " at %d epochs", epochs);
}

static void name_run(const nsc_measurements *measurements, uint32_t run, char *text, size_t size) {
    const nsc_names *names = nsc_measurements_run_names(measurements);
    if (run == NSC_RUN_MEAN)
        nsc_text_format(text, size, "mean of three runs");
    else if (run < names->count)
        nsc_text_format(text, size, "run %u (\"%.*s\")", (unsigned)run + 1, NSC_CUT(40, names->items[run]));
    else
        nsc_text_format(text, size, "run %u", (unsigned)run + 1);
}

/* Says in `reason` which values contradict each other. */
static void explain(const nsc_measurements *measurements, int epochs, nsc_metric metric, agreement found,
                    const nsc_point_rows *available, const nsc_point_rows *added, uint32_t run, double mean,
                    nsc_error *reason) {
    const nsc_space *space = measurements->space;
    const bool is_mean = run == NSC_RUN_MEAN;
    const nsc_point_row *own = find_row(added, run, metric), *other = find_row(available, run, metric);
    const double value = nsc_point_row_value(own, metric);
    nsc_point_name name;
    char place[NSC_PLACE_SIZE], run_text[80], budget[32];
    nsc_measured_point_name(space, own->row.point, &name);
    name_budget(epochs, budget);
    if (found == VALUE_DIFFERS) {
        name_run(measurements, run, run_text, sizeof run_text);
        other->file->content->name_place(other->file, space, &other->row, place);
        nsc_error_set(reason, NSC_INVALID, "the %s value of %s%s, %s, is %.9g, but %.9g in %s, %s",
                      nsc_metric_name(metric), name.text, budget, run_text, value, nsc_point_row_value(other, metric),
                      other->file->source.path, place);
        return;
    }
    const nsc_point_row *first = find_row(available, 0, metric);
    first = first != NULL ? first : find_row(added, 0, metric);
    other = is_mean ? first : find_row(available, NSC_RUN_MEAN, metric);
    other->file->content->name_place(other->file, space, &other->row, place);
    nsc_error_set(reason, NSC_INVALID,
                  "the mean %s value of %s%s is %.9g, but the mean of its three runs is %.9g: see %s, %s",
                  nsc_metric_name(metric), name.text, budget, is_mean ? value : nsc_point_row_value(other, metric),
                  mean, other->file->source.path, place);
}

/* Checks one metric of a row; `reason` says what contradicts. */
static nsc_status check_value(const nsc_measurements *measurements, int epochs, uint32_t run, nsc_metric metric,
                              const nsc_point_rows *available, const nsc_point_rows *added, nsc_error *reason,
                              nsc_error *error) {
    nsc_run_values known = {0}, own = {0};
    double mean = NAN;
    nsc_status status = NSC_OK;
    NSC_TRY(take_values(available, metric, &known, error));
    NSC_TRY(take_values(added, metric, &own, error));
    const point_values point = {known.values, own.values, known.first[1], own.first[1]};
    const nsc_run_value *value = find_value(point.added, point.added_count, run);
    const agreement found = value != NULL ? compare(metric, value, &point, &mean) : AGREES;
    if (found != AGREES)
        explain(measurements, epochs, metric, found, available, added, run, mean, reason);
out:
    nsc_run_values_release(&known);
    nsc_run_values_release(&own);
    return status;
}

/* Metrics that are checked: from the first up to before the end. */
typedef struct metric_range {
    size_t first, end;
} metric_range;

/* Checks one row; one that contradicts ends the reading or is left out. */
static nsc_status check_row(const nsc_measurements *measurements, nsc_measured_file *file, metric_range range,
                            const nsc_measured_row *row, bool keep_going, nsc_error *error) {
    const int epochs = file->epochs[row->budget];
    nsc_point_rows available = {0}, added = {0};
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_look_up(measurements, epochs, row->point, &available, error));
    if (available.count == 0)
        goto out;
    NSC_TRY(nsc_measured_file_look_up(file, epochs, row->point, &added, error));
    for (size_t metric = range.first; metric < range.end && reason.status == NSC_OK; metric++)
        NSC_TRY(check_value(measurements, epochs, row->run, (nsc_metric)metric, &available, &added, &reason, error));
    if (reason.status == NSC_OK)
        goto out;
    NSC_TRY(nsc_measured_file_refuse(file, measurements->space, row, &reason, keep_going, error));
    NSC_TRY(file->content->drop(file, row, error));
out:
    free(available.items);
    free(added.items);
    return status;
}

/* ---- which rows to check ---- */

nsc_status nsc_measured_list_add(nsc_measured_list *list, const nsc_measured_row *row, nsc_error *error) {
    nsc_status status = nsc_reserve(&list->rows, &list->capacity, list->count + 1, sizeof *list->rows, error);
    if (status == NSC_OK)
        list->rows[list->count++] = *row;
    return status;
}

/* In a CSV file by line, in a store by cell, budget and run. */
static int compare_places(const void *left, const void *right) {
    const nsc_measured_row *one = left, *other = right;
    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    if (one->point != other->point)
        return one->point < other->point ? -1 : 1;
    if (one->budget != other->budget)
        return one->budget < other->budget ? -1 : 1;
    return (one->run > other->run) - (one->run < other->run);
}

/* Lists the rows of one metric and budget that contradict. */
static nsc_status list_metric(const nsc_measured_file *file, size_t budget, nsc_metric metric,
                              const nsc_run_values *available, const nsc_run_values *added, uint32_t point_count,
                              nsc_measured_list *list, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t number = 0; number < point_count; number++) {
        const size_t first = available->first[number], own = added->first[number];
        const point_values point = {available->values + first, added->values + own,
                                    available->first[number + 1] - first, added->first[number + 1] - own};
        for (size_t value = 0; point.available_count > 0 && value < point.added_count; value++) {
            double mean;
            nsc_measured_row row = {.point = number, .budget = (uint8_t)budget, .run = point.added[value].run};
            if (compare(metric, &point.added[value], &point, &mean) == AGREES)
                continue;
            file->content->locate(file, &row);
            NSC_TRY(nsc_measured_list_add(list, &row, error));
        }
    }
out:
    return status;
}

/* All values that a file has of a metric at one of its budgets. */
static nsc_status own_runs(const nsc_measured_file *file, size_t budget, nsc_metric metric, uint32_t point_count,
                           nsc_run_values *runs, nsc_error *error) {
    nsc_value_list list = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(file->content->gather(file, budget, metric, &list, error));
    NSC_TRY(nsc_run_values_order(runs, &list, point_count, error));
out:
    free(list.values);
    return status;
}

/* Sorts the rows and leaves each in the list once. */
static void sort_list(nsc_measured_list *list) {
    size_t kept = 0;
    if (list->count > 0)
        qsort(list->rows, list->count, sizeof *list->rows, compare_places);
    for (size_t row = 0; row < list->count; row++)
        if (kept == 0 || compare_places(&list->rows[kept - 1], &list->rows[row]) != 0)
            list->rows[kept++] = list->rows[row];
    list->count = kept;
}

/* Lists the rows that contradict, found column by column. */
static nsc_status list_contradicting(const nsc_measurements *measurements, const nsc_measured_file *file,
                                     metric_range range, nsc_measured_list *list, nsc_error *error) {
    const uint32_t point_count = measurements->space->point_count;
    nsc_run_values available = {0}, added = {0};
    nsc_status status = NSC_OK;
    for (size_t budget = 0; budget < file->budget_count; budget++) {
        const size_t position =
            nsc_measured_find_epochs(measurements->epochs, measurements->budget_count, file->epochs[budget]);
        for (size_t metric = range.first; position < measurements->budget_count && metric < range.end; metric++) {
            NSC_TRY(own_runs(file, budget, (nsc_metric)metric, point_count, &added, error));
            if (added.first[point_count] > 0) {
                NSC_TRY(nsc_measurements_runs(measurements, position, (nsc_metric)metric, &available, error));
                NSC_TRY(list_metric(file, budget, (nsc_metric)metric, &available, &added, point_count, list, error));
            }
            nsc_run_values_release(&available);
            nsc_run_values_release(&added);
        }
    }
    sort_list(list);
out:
    nsc_run_values_release(&available);
    nsc_run_values_release(&added);
    return status;
}

/* Whether all files list their rows; one that does not answers for columns faster than for rows. */
static bool all_list_rows(const nsc_measurements *measurements, const nsc_measured_file *file) {
    bool all = file->content->list_rows != NULL;
    for (size_t number = 0; number < measurements->file_count; number++)
        all = all && measurements->files[number].content->list_rows != NULL;
    return all;
}

static nsc_status check_rows(const nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                             nsc_error *error) {
    const metric_range range = {0, NSC_METRIC_COUNT + measurements->columns.count};
    nsc_measured_list list = {0};
    nsc_status status = NSC_OK;
    if (all_list_rows(measurements, file))
        NSC_TRY(file->content->list_rows(file, &list, error));
    else
        NSC_TRY(list_contradicting(measurements, file, range, &list, error));
    for (size_t row = 0; row < list.count; row++)
        NSC_TRY(check_row(measurements, file, range, &list.rows[row], keep_going, error));
out:
    free(list.rows);
    return status;
}

nsc_status nsc_measurements_check_metric(const nsc_measurements *measurements, nsc_metric metric, nsc_error *error) {
    const metric_range range = {metric, (size_t)metric + 1};
    nsc_measurements before = *measurements;
    nsc_measured_list list = {0};
    nsc_status status = NSC_OK;
    for (before.file_count = 1; before.file_count < measurements->file_count; before.file_count++) {
        nsc_measured_file *file = &measurements->files[before.file_count];
        list.count = 0;
        NSC_TRY(list_contradicting(&before, file, range, &list, error));
        for (size_t row = 0; row < list.count; row++)
            NSC_TRY(check_row(&before, file, range, &list.rows[row], false, error));
    }
out:
    free(list.rows);
    return status;
}

/* ---- the whole file ---- */

static void add_budget(nsc_measurements *measurements, int epochs) {
    if (nsc_measured_find_epochs(measurements->epochs, measurements->budget_count, epochs) < measurements->budget_count)
        return;
    size_t position = measurements->budget_count++;
    for (; position > 0 && measurements->epochs[position - 1] > epochs; position--)
        measurements->epochs[position] = measurements->epochs[position - 1];
    measurements->epochs[position] = epochs;
}

/* Inserts the budgets that `file` has rows at. */
static void add_budgets(nsc_measurements *measurements, const nsc_measured_file *file) {
    for (size_t budget = 0; budget < file->budget_count; budget++)
        if (file->content->has_budget(file, budget))
            add_budget(measurements, file->epochs[budget]);
}

/* The paths of all files with that of `file` at the end. */
static nsc_status join_paths(const nsc_measurements *measurements, const nsc_measured_file *file, char **joined,
                             nsc_error *error) {
    const char *before = nsc_measurements_paths(measurements);
    const char *separator = measurements->file_count > 0 ? ", " : "";
    const char *order = nsc_array_order_name(file->source.order);
    const size_t size = strlen(before) + strlen(separator) + strlen(file->source.path) + sizeof " (order: hash)";
    nsc_status status = nsc_allocate(joined, size, 1, error);
    if (status != NSC_OK)
        return status;
    if (order != NULL)
        nsc_text_format(*joined, size, "%s%s%s (order: %s)", before, separator, file->source.path, order);
    else
        nsc_text_format(*joined, size, "%s%s%s", before, separator, file->source.path);
    return NSC_OK;
}

nsc_status nsc_measurements_join(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                                 nsc_error *error) {
    char *paths = NULL;
    uint32_t number;
    nsc_status status = NSC_OK;
    if (measurements->file_count > 0)
        NSC_TRY(check_rows(measurements, file, keep_going, error));
    file->source.rows_used = file->rows_read - file->source.rows_left_out;
    if (file->source.rows_used == 0) {
        status = nsc_error_set(error, NSC_INVALID, "%s: none of its %llu rows can be used; the first: %s",
                               file->source.path, (unsigned long long)file->rows_read, file->refusals.listed.items[0]);
        goto out;
    }
    NSC_TRY(join_paths(measurements, file, &paths, error));
    NSC_TRY(nsc_reserve(&measurements->files, &measurements->file_capacity, measurements->file_count + 1,
                        sizeof *measurements->files, error));
    for (size_t name = 0; name < file->run_names.texts.count; name++)
        NSC_TRY(nsc_numbered_texts_add(&measurements->run_names, file->run_names.texts.items[name], &number, error));
    NSC_TRY(nsc_refusals_join(&measurements->refusals, &file->refusals, error));
    add_budgets(measurements, file);
    free(measurements->paths);
    measurements->paths = paths;
    paths = NULL;
    measurements->files[measurements->file_count++] = *file;
    *file = (nsc_measured_file){0};
out:
    free(paths);
    return status;
}
