/*
 * An array of numpy: one number a point, in a stated order. An array has no header, so what its numbers are is told by
 * the numbers, and whether the order is the right one by their correlation with the built-in surrogate.
 */
#include "data/measurements/measurements_internal.h"
#include "data/surrogate/surrogate.h"
#include "data/validity.h"
#include "space/nb101/nb101.h"

#include <math.h>
#include <string.h>

/* An array is one of accuracies if so many of its numbers are; the others are then wrong. */
static const double accuracy_share = 0.9;

enum {
    ORDER_SAMPLE = 2000, /* cells compared with the surrogate */
    ORDER_CELLS = 100,   /* fewer do not tell a wrong order from chance */
    MANY = 1 << 22       /* more cells than were published: too many for rows in memory */
};
static const double order_correlation = 0.5; /* at least, between accuracies and the surrogate */

static const char value_column[] = "value";

typedef struct reading {
    nsc_measured_file *file;
    nsc_measurements *measurements;
    const nsc_space *space;
    const nsc_nb101 *nb101; /* NULL if the points are no cells */
    nsc_measurement_options options;
    nsc_npy array;    /* empty where the array stays in its file: file->array.view */
    uint32_t *points; /* [array.count]: the point of each number; no_point: outside the space. NULL: its own number */
    size_t refused;   /* accuracies out of range */
} reading;

static const uint32_t no_point = UINT32_MAX;

static bool stays_in_file(const reading *state) {
    return state->file->content == &nsc_array_functions;
}

static size_t count_of(const reading *state) {
    return stays_in_file(state) ? state->file->array.view.count : state->array.count;
}

/* A number of the array; NaN where its point is outside the space. */
static inline double number_at(const reading *state, size_t number) {
    if (state->array.values == NULL)
        return nsc_npy_at(&state->file->array.view, number);
    const bool outside = state->points != NULL && state->points[number] == no_point;
    return outside ? (double)NAN : state->array.values[number];
}

const char *nsc_array_order_name(nsc_array_order order) {
    return order == NSC_ORDER_HASH ? "hash" : order == NSC_ORDER_ID ? "id" : NULL;
}

/* ---- which point each number belongs to ---- */

static nsc_status choose_order(reading *state, nsc_error *error) {
    const char *path = state->file->source.path;
    nsc_array_order *order = &state->file->source.order;
    *order = state->options.order;
    if (*order == NSC_ORDER_HASH && state->nb101 == NULL)
        return nsc_error_set(error, NSC_USAGE,
                             "%s: --order hash is an order of cells, and the space %s has none: use id", path,
                             state->space->name);
    if (*order == NSC_ORDER_UNSTATED && state->nb101 != NULL)
        return nsc_error_set(error, NSC_USAGE,
                             "%s: an array does not say which cell a number belongs to: add --order hash (ascending "
                             "official hashes) or --order id (as `nasscape space list` lists the cells)",
                             path);
    if (*order == NSC_ORDER_UNSTATED)
        *order = NSC_ORDER_ID;
    return NSC_OK;
}

/* The ids of all cells of `space` in ascending order of their hashes: ids[point_count]. */
static nsc_status sort_by_hash(const nsc_space *space, uint32_t *ids, nsc_error *error) {
    const nsc_hash_index *index;
    const nsc_status status = nsc_space_hash_index(space, &index, error);
    if (status == NSC_OK)
        memcpy(ids, nsc_hash_index_order(index), space->point_count * sizeof *ids);
    return status;
}

/* The whole published space in the order of hashes, for a space that is a part of it. */
static nsc_status place_published(reading *state, const nsc_space *published, nsc_error *error) {
    const nsc_nb101 *whole = nsc_space_nb101(published);
    nsc_status status = sort_by_hash(published, state->points, error);
    for (size_t number = 0; status == NSC_OK && number < state->array.count; number++) {
        const nsc_cell cell = nsc_nb101_cell(whole, state->points[number]);
        uint32_t point;
        const bool inside = nsc_nb101_find(state->nb101, &cell, &point, NULL) == NSC_OK;
        state->points[number] = inside ? point : no_point;
        state->file->source.rows_outside += !inside;
    }
    return status;
}

static nsc_status refuse_count(const reading *state, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "%s: the array has %zu numbers, but the space %s has %u %s",
                         state->file->source.path, count_of(state), state->space->name,
                         (unsigned)state->space->point_count, state->nb101 != NULL ? "cells" : "points");
}

static nsc_status place_numbers(reading *state, nsc_error *error) {
    const bool by_hash = state->file->source.order == NSC_ORDER_HASH;
    const bool all = state->array.count == state->space->point_count;
    nsc_space *published = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->points, state->array.count, sizeof *state->points, error));
    if (all && by_hash) {
        NSC_TRY(sort_by_hash(state->space, state->points, error));
    } else if (all) {
        for (uint32_t point = 0; point < state->space->point_count; point++)
            state->points[point] = point;
    } else if (by_hash && !nsc_nb101_is_published(state->nb101)) {
        NSC_TRY(nsc_space_open(&published, "nb101", error));
        NSC_TRY(state->array.count == published->point_count ? place_published(state, published, error)
                                                             : refuse_count(state, error));
    } else {
        NSC_TRY(refuse_count(state, error));
    }
out:
    nsc_space_close(published);
    return status;
}

/* ---- what the numbers are ---- */

static bool is_accuracy(const reading *state, double value) {
    return nsc_validity_of_accuracy(value, state->nb101 != NULL ? NSC_ACCURACY_FRACTION : NSC_ACCURACY_PERCENT) == NULL;
}

/* Divides accuracies of cells in per cent by 100: all numbers lie above 1, and their hundredths on the grid of the
 * official measurements. Other numbers from 1 to 100 may be anything. */
static nsc_status settle_percent(reading *state, nsc_error *error) {
    size_t present = 0, on_grid = 0;
    for (size_t number = 0; number < state->array.count; number++) {
        const double value = state->array.values[number];
        if (isnan(value) || state->points[number] == no_point)
            continue;
        if (state->nb101 == NULL || !(value > NSC_ACCURACY_FRACTION && value <= NSC_ACCURACY_PERCENT))
            return NSC_OK;
        present++;
        on_grid += nsc_accuracy_on_grid(value / NSC_ACCURACY_PERCENT, NSC_RUNS);
    }
    if (present == 0 || (double)on_grid < accuracy_share * (double)present)
        return NSC_OK;
    for (size_t number = 0; number < state->array.count; number++)
        state->array.values[number] /= NSC_ACCURACY_PERCENT;
    state->file->source.percent = true;
    return nsc_measured_file_note(state->file, error, "the accuracies are read as per cent");
}

/* Accuracies, or any numbers. One number out of range among accuracies is refused, not taken for another meaning. */
static nsc_status choose_metric(reading *state, nsc_metric *metric, nsc_error *error) {
    const size_t count = count_of(state);
    size_t present = 0, accuracies = 0, wrong = SIZE_MAX;
    for (size_t number = 0; number < count; number++) {
        const double value = number_at(state, number);
        if (isnan(value))
            continue;
        if (nsc_validity_of_number(value) != NULL)
            return nsc_error_set(error, NSC_INVALID, "%s, element [%zu]: the number is infinite",
                                 state->file->source.path, number);
        present++;
        if (is_accuracy(state, value))
            accuracies++;
        else if (wrong == SIZE_MAX)
            wrong = number;
    }
    const bool mostly = (double)accuracies >= accuracy_share * (double)present;
    *metric = mostly ? NSC_METRIC_TEST : NSC_METRIC_COLUMN;
    state->refused = mostly ? present - accuracies : 0;
    if (mostly && wrong != SIZE_MAX && !state->options.keep_going)
        return nsc_error_set(error, NSC_INVALID,
                             "%s, element [%zu]: %.9g is no accuracy (%s), though the array's others are",
                             state->file->source.path, wrong, number_at(state, wrong),
                             state->nb101 != NULL ? "a fraction from 0 to 1" : "a number from 0 to 100");
    return NSC_OK;
}

/* Spearman's coefficient with the built-in surrogate over evenly spaced cells; NaN for too few. */
static nsc_status correlate(const reading *state, const uint32_t *points, double *spearman, nsc_error *error) {
    const nsc_surrogate *model = nsc_surrogate_builtin("test@108:mean");
    const size_t count = state->array.count;
    uint32_t ids[ORDER_SAMPLE], compared = 0;
    double measured[ORDER_SAMPLE], fitted[ORDER_SAMPLE];
    nsc_surrogate_judgement judgement = {0};
    *spearman = NAN;
    for (size_t place = 0, last = SIZE_MAX; place < ORDER_SAMPLE; place++) {
        const size_t number = place * count / ORDER_SAMPLE;
        if (number == last || points[number] == no_point || isnan(state->array.values[number]))
            continue;
        ids[compared] = points[number];
        measured[compared++] = state->array.values[last = number];
    }
    nsc_status status = nsc_surrogate_values(model, state->space, ids, compared, fitted, error);
    if (status == NSC_OK && compared >= ORDER_CELLS)
        status = nsc_surrogate_judge(&judgement, fitted, measured, compared, error);
    if (status == NSC_OK && compared >= ORDER_CELLS && judgement.count >= ORDER_CELLS)
        *spearman = judgement.spearman;
    return status == NSC_MISSING ? NSC_OK : status;
}

/* The coefficient in the order that was not chosen; NaN if there is none. */
static nsc_status correlate_other_order(const reading *state, double *spearman, nsc_error *error) {
    uint32_t *points = NULL;
    nsc_status status = NSC_OK;
    *spearman = NAN;
    if (state->array.count != state->space->point_count)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&points, state->array.count, sizeof *points, error));
    for (uint32_t point = 0; point < state->space->point_count; point++)
        points[point] = point;
    if (state->file->source.order == NSC_ORDER_ID)
        NSC_TRY(sort_by_hash(state->space, points, error));
    NSC_TRY(correlate(state, points, spearman, error));
out:
    free(points);
    return status;
}

static nsc_status check_order(const reading *state, nsc_error *error) {
    const char *order = nsc_array_order_name(state->file->source.order);
    const char *other = nsc_array_order_name(state->file->source.order == NSC_ORDER_ID ? NSC_ORDER_HASH : NSC_ORDER_ID);
    double spearman, in_other_order;
    nsc_status status = correlate(state, state->points, &spearman, error);
    if (status != NSC_OK || !(spearman < order_correlation))
        return status;
    status = correlate_other_order(state, &in_other_order, error);
    if (status != NSC_OK)
        return status;
    if (in_other_order >= order_correlation)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: this seems to be in another order: with --order %s the rank correlation with the "
                             "built-in landscape is %.2f, with --order %s it is %.2f",
                             state->file->source.path, order, spearman, other, in_other_order);
    return nsc_error_set(error, NSC_INVALID,
                         "%s: this seems to be in another order: the rank correlation with the built-in landscape is "
                         "%.2f with --order %s, and accuracies of these cells have %.1f or more",
                         state->file->source.path, spearman, order, order_correlation);
}

/* ---- the whole file ---- */

/* Says what the numbers of the file are. */
static nsc_status describe_numbers(reading *state, nsc_metric metric, size_t *budget, nsc_error *error) {
    nsc_measured_file *file = state->file;
    nsc_status status = NSC_OK;
    for (int other = 0; other < NSC_METRIC_COUNT; other++)
        file->value_of_metric[other] = other == (int)metric ? 0 : -1;
    NSC_TRY(nsc_copy_text(&file->value_names[0], value_column, error));
    NSC_TRY(nsc_measured_file_budget(file, state->measurements, state->space->epochs, budget, error));
out:
    return status;
}

static nsc_status refuse_empty(const reading *state, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "%s: the array has no number for a point of %s", state->file->source.path,
                         state->space->name);
}

static nsc_status add_numbers(reading *state, nsc_metric metric, nsc_error *error) {
    nsc_measured_file *file = state->file;
    size_t budget;
    nsc_status status = NSC_OK;
    NSC_TRY(describe_numbers(state, metric, &budget, error));
    file->rows.value_count = 1;
    for (size_t number = 0; number < state->array.count; number++) {
        const double value = state->array.values[number];
        const nsc_measured_row row = {
            .line = (uint32_t)number + 1, .point = state->points[number], .budget = (uint8_t)budget};
        if (isnan(value) || row.point == no_point)
            continue;
        file->rows_read++;
        if (metric == NSC_METRIC_TEST && !is_accuracy(state, value)) {
            nsc_error reason = {0};
            nsc_error_set(&reason, NSC_INVALID, "%.9g is no accuracy", value);
            NSC_TRY(nsc_measured_file_refuse(file, state->space, &row, &reason, state->options.keep_going, error));
            continue;
        }
        NSC_TRY(nsc_measured_rows_add(file, &row, &value, state->space->point_count, error));
    }
    if (file->rows_read == 0)
        status = refuse_empty(state, error);
out:
    return status;
}

static const char *meaning_of(const reading *state, nsc_metric metric) {
    const nsc_source *source = &state->file->source;
    if (metric == NSC_METRIC_COLUMN)
        return "the fitness column:value";
    if (source->means)
        return "test accuracies, means of three runs";
    if (state->nb101 != NULL && !source->runs_unknown)
        return "test accuracies of run 1 (multiples of 1/9984, as those of a single run are)";
    return state->nb101 != NULL ? "test accuracies (not on the grid of the official measurements)"
                                : "test accuracies in per cent";
}

static void tell_source(const reading *state, nsc_metric metric) {
    state->file->source.epochs_assumed = true;
    state->file->source.meaning = meaning_of(state, metric);
}

/* The array stays in its file, unless some of its numbers are refused: *`read` is false then. */
static nsc_status open_array(reading *state, bool *read, nsc_error *error) {
    nsc_measured_file *file = state->file;
    nsc_metric metric = NSC_METRIC_COLUMN;
    size_t budget;
    nsc_status status = NSC_OK;
    *read = false;
    NSC_TRY(nsc_npy_open(&file->array.view, file->source.path, error));
    if (file->array.view.count != state->space->point_count)
        NSC_TRY(refuse_count(state, error));
    NSC_TRY(choose_metric(state, &metric, error));
    if (state->refused > 0)
        goto out;
    NSC_TRY(describe_numbers(state, metric, &budget, error));
    for (size_t number = 0; number < file->array.view.count; number++)
        file->rows_read += isnan(number_at(state, number)) ? 0 : 1;
    if (file->rows_read == 0)
        NSC_TRY(refuse_empty(state, error));
    if (state->options.column != NULL)
        NSC_TRY(
            nsc_measurements_load_column(state->measurements, state->options.column, state->options.keep_going, error));
    for (size_t column = 0; column < state->measurements->columns.count; column++)
        NSC_TRY(nsc_measured_array_load_column(file, column, state->measurements->columns.items[column], error));
    nsc_npy_forget(&file->array.view);
    file->run_count = 1;
    file->source.runs_unknown = true;
    tell_source(state, metric);
    *read = true;
out:
    return status;
}

static nsc_status read_array(reading *state, nsc_error *error) {
    static const char *const metric_names[NSC_METRIC_COUNT] = {[NSC_METRIC_TEST] = "the number"};
    const nsc_rows_read rows = {
        .cells = state->nb101 != NULL, .metric_names = metric_names, .keep_going = state->options.keep_going};
    nsc_metric metric = NSC_METRIC_COLUMN;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_npy_read(&state->array, state->file->source.path, error));
    NSC_TRY(place_numbers(state, error));
    NSC_TRY(settle_percent(state, error));
    NSC_TRY(choose_metric(state, &metric, error));
    if (state->nb101 != NULL && metric == NSC_METRIC_TEST)
        NSC_TRY(check_order(state, error));
    NSC_TRY(add_numbers(state, metric, error));
    NSC_TRY(nsc_measured_rows_load_columns(state->file, state->measurements, state->options.column,
                                           state->options.keep_going, error));
    NSC_TRY(nsc_measured_rows_settle(state->file, state->measurements, &rows, error));
    /* Published arrays of single runs are of the first one. */
    state->file->source.runs_numbered = state->nb101 != NULL && metric == NSC_METRIC_TEST &&
                                        !state->file->source.means && !state->file->source.runs_unknown;
    tell_source(state, metric);
out:
    return status;
}

/* Only in the order of ids does each point have the number at its own place. Accuracies of cells are compared with the
 * official grid, as rows. */
static nsc_status read_file(reading *state, nsc_error *error) {
    nsc_measured_file *file = state->file;
    bool read = false;
    nsc_status status = NSC_OK;
    NSC_TRY(choose_order(state, error));
    if (file->source.order == NSC_ORDER_ID && (state->nb101 == NULL || state->space->point_count > MANY)) {
        file->content = &nsc_array_functions;
        NSC_TRY(open_array(state, &read, error));
        if (read)
            return NSC_OK;
        file->content->release(file);
        file->array = (nsc_measured_array){.dropped = NULL};
    }
    file->content = &nsc_rows_functions;
    file->rows = (nsc_measured_rows){.list = NULL};
    status = read_array(state, error);
out:
    return status;
}

nsc_status nsc_measurements_read_npy(nsc_measurements *measurements, const char *path,
                                     const nsc_measurement_options *options, nsc_error *error) {
    const nsc_space *space = nsc_measurements_space(measurements);
    nsc_measured_file file = {.source.kind = NSC_SOURCE_NPY, .content = &nsc_rows_functions};
    reading state = {.file = &file, .measurements = measurements, .space = space, .nb101 = nsc_space_nb101(space)};
    nsc_status status = NSC_OK;
    if (options != NULL)
        state.options = *options;
    NSC_TRY(nsc_copy_text(&file.source.path, path, error));
    NSC_TRY(read_file(&state, error));
    NSC_TRY(nsc_measurements_join(measurements, &file, state.options.keep_going, error));
out:
    free(state.points);
    nsc_npy_release(&state.array);
    nsc_measured_file_release(&file);
    return status;
}
