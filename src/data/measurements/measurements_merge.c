/* A file joins the data set: its rows are held against all that is available, and those that contradict are refused. */
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <string.h>

/* ---- one row ---- */

void nsc_measured_point_name(const nsc_space *space, uint32_t point, nsc_point_name *name) {
    if (space->point_name(space, point, name, NULL) == NSC_OK)
        return;
    snprintf(name->own, sizeof name->own, "number %u", (unsigned)point);
    name->text = name->own;
}

typedef enum agreement { AGREES, VALUE_DIFFERS, MEAN_DIFFERS } agreement;

/*
 * Whether the value that is added in a slot agrees with what is available: with the same slot's value, then, for runs,
 * with the mean of three that they complete, and for a mean, with its three runs. *`mean` is the mean of the three.
 */
static agreement compare(nsc_metric metric, size_t slot, const double available[NSC_RUN_SLOTS],
                         const double added[NSC_RUN_SLOTS], double *mean) {
    if (isnan(added[slot]))
        return AGREES;
    if (!isnan(available[slot]) && !nsc_measurements_agree(metric, added[slot], available[slot]))
        return VALUE_DIFFERS;
    *mean = 0.0;
    for (size_t run = 0; run < NSC_RUNS; run++)
        *mean += (isnan(available[run]) ? added[run] : available[run]) / NSC_RUNS;
    const double known = slot == NSC_RUN_MEAN ? added[slot] : available[NSC_RUN_MEAN];
    return isnan(known) || isnan(*mean) || nsc_measurements_agree(metric, *mean, known) ? AGREES : MEAN_DIFFERS;
}

/* Checks one metric of a row: `added` is what its file knows of its point, `available` what the set does. */
static nsc_status check_value(const nsc_space *space, int epochs, const nsc_measured_row *row, nsc_metric metric,
                              const nsc_point_values *available, const nsc_point_values *added, nsc_error *reason) {
    double available_values[NSC_RUN_SLOTS], added_values[NSC_RUN_SLOTS], mean;
    for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++) {
        available_values[slot] = available->of[slot][metric].value;
        added_values[slot] = added->of[slot][metric].value;
    }
    const agreement found = compare(metric, row->slot, available_values, added_values, &mean);
    if (found == AGREES)
        return NSC_OK;
    const bool is_mean = row->slot == NSC_RUN_MEAN;
    const nsc_point_value *value = &added->of[row->slot][metric], *other = &available->of[row->slot][metric];
    nsc_point_name name;
    char place[NSC_PLACE_SIZE], run[32] = "mean of three runs";
    nsc_measured_point_name(space, row->point, &name);
    if (found == VALUE_DIFFERS) {
        if (!is_mean)
            snprintf(run, sizeof run, "run %d", row->slot + 1);
        other->file->content->name_place(other->file, space, &other->row, place);
        return nsc_error_set(reason, NSC_INVALID, "the %s value of %s at %d epochs, %s, is %.9g, but %.9g in %s, %s",
                             nsc_metric_name(metric), name.text, epochs, run, value->value, other->value,
                             other->file->source.path, place);
    }
    const nsc_point_value *first = isnan(available_values[0]) ? &added->of[0][metric] : &available->of[0][metric];
    other = is_mean ? first : &available->of[NSC_RUN_MEAN][metric];
    other->file->content->name_place(other->file, space, &other->row, place);
    return nsc_error_set(
        reason, NSC_INVALID,
        "the mean %s value of %s at %d epochs is %.9g, but the mean of its three runs is %.9g: see %s, %s",
        nsc_metric_name(metric), name.text, epochs, is_mean ? value->value : other->value, mean,
        other->file->source.path, place);
}

/* Checks one row; one that contradicts ends the reading or is left out. */
static nsc_status check_row(const nsc_measurements *measurements, nsc_measured_file *file, const nsc_measured_row *row,
                            bool keep_going, nsc_error *error) {
    const int epochs = file->epochs[row->budget];
    nsc_point_values available, added;
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_look_up(measurements, epochs, row->point, &available, error));
    nsc_point_values_empty(&added);
    NSC_TRY(nsc_measured_file_look_up(file, epochs, row->point, &added, error));
    for (int metric = 0; metric < NSC_METRIC_COUNT && reason.status == NSC_OK; metric++)
        check_value(measurements->space, epochs, row, (nsc_metric)metric, &available, &added, &reason);
    if (reason.status == NSC_OK)
        goto out;
    NSC_TRY(nsc_measured_file_refuse(file, measurements->space, row, &reason, keep_going, error));
    NSC_TRY(file->content->drop(file, row, error));
out:
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
    return (one->slot > other->slot) - (one->slot < other->slot);
}

/* Sets bit s of flags[point] where the value in slot s contradicts. */
static void flag_points(nsc_metric metric, const nsc_slot_columns *available, const nsc_slot_columns *added,
                        uint32_t point_count, uint8_t *flags) {
    for (uint32_t point = 0; point < point_count; point++) {
        double available_values[NSC_RUN_SLOTS], added_values[NSC_RUN_SLOTS], mean;
        for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++) {
            available_values[slot] = available->values[slot][point];
            added_values[slot] = added->values[slot][point];
        }
        for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++)
            if (compare(metric, slot, available_values, added_values, &mean) != AGREES)
                flags[point] |= (uint8_t)(1u << slot);
    }
}

static nsc_status list_flagged(const nsc_measured_file *file, size_t budget, const uint8_t *flags, uint32_t point_count,
                               nsc_measured_list *list, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < point_count; point++)
        for (size_t slot = 0; flags[point] != 0 && slot < NSC_RUN_SLOTS; slot++) {
            nsc_measured_row row = {.point = point, .budget = (uint8_t)budget, .slot = (uint8_t)slot};
            if ((flags[point] >> slot & 1u) == 0)
                continue;
            file->content->locate(file, &row);
            NSC_TRY(nsc_measured_list_add(list, &row, error));
        }
out:
    return status;
}

/* Lists the rows that contradict, found column by column. */
static nsc_status list_contradicting(const nsc_measurements *measurements, const nsc_measured_file *file,
                                     nsc_measured_list *list, nsc_error *error) {
    const uint32_t point_count = measurements->space->point_count;
    nsc_slot_columns available = {0}, added = {0};
    uint8_t *flags = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_slot_columns_allocate(&available, point_count, error));
    NSC_TRY(nsc_slot_columns_allocate(&added, point_count, error));
    NSC_TRY(nsc_allocate(&flags, point_count, sizeof *flags, error));
    for (size_t budget = 0; budget < file->budget_count; budget++) {
        const size_t position =
            nsc_measured_find_epochs(measurements->epochs, measurements->budget_count, file->epochs[budget]);
        if (position == measurements->budget_count)
            continue;
        memset(flags, 0, point_count);
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
            if (file->value_of_metric[metric] < 0)
                continue;
            NSC_TRY(nsc_slot_columns_read(&available, measurements, position, (nsc_metric)metric, error));
            for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++) {
                nsc_measured_column_empty(added.values[slot], point_count);
                NSC_TRY(file->content->fill(file, budget, (nsc_metric)metric, slot, added.values[slot], error));
            }
            flag_points((nsc_metric)metric, &available, &added, point_count, flags);
        }
        NSC_TRY(list_flagged(file, budget, flags, point_count, list, error));
    }
    if (list->count > 0)
        qsort(list->rows, list->count, sizeof *list->rows, compare_places);
out:
    nsc_slot_columns_release(&available);
    nsc_slot_columns_release(&added);
    free(flags);
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
    nsc_measured_list list = {0};
    nsc_status status = NSC_OK;
    if (all_list_rows(measurements, file))
        NSC_TRY(file->content->list_rows(file, &list, error));
    else
        NSC_TRY(list_contradicting(measurements, file, &list, error));
    for (size_t row = 0; row < list.count; row++)
        NSC_TRY(check_row(measurements, file, &list.rows[row], keep_going, error));
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
        snprintf(*joined, size, "%s%s%s (order: %s)", before, separator, file->source.path, order);
    else
        snprintf(*joined, size, "%s%s%s", before, separator, file->source.path);
    return NSC_OK;
}

nsc_status nsc_measurements_join(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                                 nsc_error *error) {
    char *paths = NULL;
    nsc_status status = NSC_OK;
    if (measurements->file_count > 0)
        NSC_TRY(check_rows(measurements, file, keep_going, error));
    file->source.rows_used = file->rows_read - file->source.rows_left_out;
    if (file->source.rows_used == 0) {
        status = nsc_error_set(error, NSC_INVALID, "%s: none of its %llu rows can be used; the first: %s",
                               file->source.path, (unsigned long long)file->rows_read, file->refusals[0]);
        goto out;
    }
    size_t refusals = measurements->refusal_count + file->refusal_count;
    NSC_TRY(join_paths(measurements, file, &paths, error));
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
    free(measurements->paths);
    measurements->paths = paths;
    paths = NULL;
    measurements->files[measurements->file_count++] = *file;
    *file = (nsc_measured_file){0};
out:
    free(paths);
    return status;
}
