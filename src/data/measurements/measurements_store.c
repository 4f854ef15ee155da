/*
 * A store as a file of the data set: nothing is copied, every question is handed on to the store, with points turned
 * into positions. An official file becomes a store in memory first.
 */
#include "data/measurements/measurements_internal.h"
#include "data/store/import.h"

#include <math.h>
#include <string.h>

static const uint32_t no_position = UINT32_MAX;

struct nsc_measured_store {
    nsc_store *store;
    uint32_t point_count;
    uint32_t
        *positions; /* [point], no_position where nothing is held; NULL where points are numbered as in the store */
    bool counted;   /* else all rows of the store are about points of the space, and none was taken out */
    uint64_t rows_at[NSC_BUDGETS];        /* rows that can be used, once counted */
    bool *dropped[NSC_BUDGETS][NSC_RUNS]; /* [position]; NULL where no row was taken out */
};

/* ---- points and positions ---- */

static bool find_position(const nsc_measured_store *part, uint32_t point, uint32_t *position) {
    if (part->positions == NULL)
        return nsc_store_position(part->store, point, position);
    *position = part->positions[point];
    return *position != no_position;
}

/* Looks up each cell of a space with another limit of edges, where ids are other numbers, in the published space. */
static nsc_status map_points(nsc_measured_store *part, const nsc_nb101 *nb101, nsc_error *error) {
    nsc_nb101 *published = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_nb101_create(&published, (nsc_nb101_limits){NSC_NB101_VERTICES, NSC_NB101_EDGES}, error));
    NSC_TRY(nsc_allocate(&part->positions, part->point_count, sizeof *part->positions, error));
    for (uint32_t point = 0; point < part->point_count; point++) {
        const nsc_cell cell = nsc_nb101_cell(nb101, point);
        uint32_t id, position;
        const bool held =
            nsc_nb101_find(published, &cell, &id, NULL) == NSC_OK && nsc_store_position(part->store, id, &position);
        part->positions[point] = held ? position : no_position;
    }
out:
    nsc_nb101_destroy(published);
    return status;
}

/* Counts the rows that are about points of the space. */
static nsc_status count_rows(nsc_measured_store *part, nsc_error *error) {
    uint8_t *runs = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&runs, nsc_store_cell_count(part->store), sizeof *runs, error));
    for (size_t budget = 0; budget < nsc_store_budget_count(part->store); budget++) {
        NSC_TRY(nsc_store_runs(part->store, budget, runs, error));
        for (uint32_t point = 0, position; point < part->point_count; point++)
            part->rows_at[budget] += find_position(part, point, &position) ? runs[position] : 0;
    }
    part->counted = true;
out:
    free(runs);
    return status;
}

/* ---- what the data set asks ---- */

static void release(nsc_measured_file *file) {
    nsc_measured_store *part = file->store;
    if (part == NULL)
        return;
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++)
        for (size_t run = 0; run < NSC_RUNS; run++)
            free(part->dropped[budget][run]);
    free(part->positions);
    nsc_store_close(part->store);
    free(part);
}

/* Copies a column of the store, [position], to values[point], where there is a value and values[point] is missing. */
static void copy_to_points(const nsc_measured_store *part, const double *column, double *values) {
    if (part->positions != NULL) {
        for (uint32_t point = 0; point < part->point_count; point++)
            if (isnan(values[point]) && part->positions[point] != no_position)
                values[point] = column[part->positions[point]];
        return;
    }
    for (uint32_t position = 0; position < nsc_store_cell_count(part->store); position++) {
        const uint32_t point = nsc_store_cell(part->store, position);
        if (point >= part->point_count)
            break;
        if (isnan(values[point]))
            values[point] = column[position];
    }
}

/* One run of a metric, [position]; false where the store has no such run or metric. */
static nsc_status read_column(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t run,
                              double *column, bool *found, nsc_error *error) {
    const nsc_measured_store *part = file->store;
    const uint32_t cell_count = nsc_store_cell_count(part->store);
    nsc_status status = NSC_OK;
    *found = metric < NSC_METRIC_COLUMN && run < NSC_RUNS && file->value_of_metric[metric] >= 0;
    if (!*found)
        return NSC_OK;
    const bool *dropped = part->dropped[budget][run];
    NSC_TRY(nsc_store_values(part->store, budget, run, (size_t)file->value_of_metric[metric], column, error));
    for (uint32_t position = 0; dropped != NULL && position < cell_count; position++)
        if (dropped[position])
            column[position] = NAN;
out:
    return status;
}

static nsc_status fill(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t run, double *values,
                       nsc_error *error) {
    double *column = NULL;
    bool found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&column, nsc_store_cell_count(file->store->store), sizeof *column, error));
    NSC_TRY(read_column(file, budget, metric, run, column, &found, error));
    if (found)
        copy_to_points(file->store, column, values);
out:
    free(column);
    return status;
}

/* The next point that a walk over all of them comes to, with its position; false at the end. Begins with `*next` 0. */
static bool next_point(const nsc_measured_store *part, uint32_t *next, uint32_t *point, uint32_t *position) {
    if (part->positions == NULL) {
        *position = (*next)++;
        if (*position >= nsc_store_cell_count(part->store))
            return false;
        *point = nsc_store_cell(part->store, *position);
        return *point < part->point_count;
    }
    while (*next < part->point_count && part->positions[*next] == no_position)
        (*next)++;
    if (*next >= part->point_count)
        return false;
    *point = (*next)++;
    *position = part->positions[*point];
    return true;
}

static nsc_status gather(const nsc_measured_file *file, size_t budget, nsc_metric metric, nsc_value_list *list,
                         nsc_error *error) {
    const nsc_measured_store *part = file->store;
    const size_t cell_count = nsc_store_cell_count(part->store);
    double *columns = NULL;
    bool found[NSC_RUNS];
    uint32_t next = 0, point, position;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&columns, NSC_RUNS * cell_count, sizeof *columns, error));
    for (size_t run = 0; run < NSC_RUNS; run++)
        NSC_TRY(read_column(file, budget, metric, run, columns + run * cell_count, &found[run], error));
    while (next_point(part, &next, &point, &position))
        for (size_t run = 0; run < NSC_RUNS; run++)
            if (found[run] && !isnan(columns[run * cell_count + position]))
                NSC_TRY(nsc_value_list_add(list, point, (uint32_t)run, columns[run * cell_count + position], error));
out:
    free(columns);
    return status;
}

/* Reads one run of a point; *`found` tells whether there is one. */
static nsc_status read_run(const nsc_measured_file *file, size_t budget, uint32_t position, size_t run, double *values,
                           bool *found, nsc_error *error) {
    const nsc_measured_store *part = file->store;
    const bool *dropped = part->dropped[budget][run];
    nsc_official_row own;
    nsc_error reason = {0};
    *found = false;
    if (dropped != NULL && dropped[position])
        return NSC_OK;
    const nsc_status status = nsc_store_row(part->store, budget, run, position, &own, &reason);
    if (status == NSC_MISSING)
        return NSC_OK;
    if (status != NSC_OK)
        return nsc_error_pass(error, status, &reason);
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
        values[metric] = file->value_of_metric[metric] < 0 ? NAN : own.values[file->value_of_metric[metric]];
    *found = true;
    return NSC_OK;
}

static nsc_status read_point(const nsc_measured_file *file, size_t budget, uint32_t point, nsc_point_rows *rows,
                             nsc_error *error) {
    uint32_t position;
    nsc_status status = NSC_OK;
    if (!find_position(file->store, point, &position))
        return NSC_OK;
    for (size_t run = 0; run < NSC_RUNS; run++) {
        nsc_point_row row = {.file = file, .row = {.point = point, .run = (uint32_t)run, .budget = (uint8_t)budget}};
        bool found;
        NSC_TRY(read_run(file, budget, position, run, row.values, &found, error));
        if (!found)
            continue;
        NSC_TRY(nsc_reserve(&rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items, error));
        rows->items[rows->count++] = row;
    }
out:
    return status;
}

static bool has_budget(const nsc_measured_file *file, size_t budget) {
    return !file->store->counted || file->store->rows_at[budget] > 0;
}

static void find_kinds(const nsc_measured_file *file, size_t budget, nsc_metric metric, bool *runs, bool *means) {
    (void)means;
    *runs = *runs || (metric < NSC_METRIC_COLUMN && file->value_of_metric[metric] >= 0 && has_budget(file, budget));
}

static void locate(const nsc_measured_file *file, nsc_measured_row *row) {
    (void)file;
    row->line = 0;
}

static void name_place(const nsc_measured_file *file, const nsc_space *space, const nsc_measured_row *row,
                       char place[NSC_PLACE_SIZE]) {
    nsc_point_name name;
    nsc_measured_point_name(space, row->point, &name);
    snprintf(place, NSC_PLACE_SIZE, "the row of %s at %d epochs, run %d", name.text, file->epochs[row->budget],
             (int)row->run + 1);
}

static nsc_status drop(nsc_measured_file *file, const nsc_measured_row *row, nsc_error *error) {
    nsc_measured_store *part = file->store;
    bool **dropped = &part->dropped[row->budget][row->run];
    uint32_t position;
    nsc_status status = NSC_OK;
    if (!part->counted)
        NSC_TRY(count_rows(part, error));
    if (*dropped == NULL)
        NSC_TRY(nsc_allocate(dropped, nsc_store_cell_count(part->store), sizeof **dropped, error));
    if (find_position(part, row->point, &position)) {
        (*dropped)[position] = true;
        part->rows_at[row->budget]--;
    }
out:
    return status;
}

const nsc_content_functions nsc_store_functions = {
    .release = release,
    .fill = fill,
    .gather = gather,
    .read_point = read_point,
    .has_budget = has_budget,
    .find_kinds = find_kinds,
    .list_rows = NULL,
    .locate = locate,
    .name_place = name_place,
    .drop = drop,
};

/* ---- a store joins the set ---- */

/* NSC_USAGE, naming `path`, where the space has no cells to join by. */
static nsc_status check_space(const nsc_measurements *measurements, const char *path, nsc_error *error) {
    if (nsc_space_nb101(measurements->space) != NULL)
        return NSC_OK;
    return nsc_error_set(error, NSC_USAGE, "%s: such a file holds cells of nb101, and the space %s has none", path,
                         measurements->space->name);
}

/* Which of a row's values each metric is. */
static void place_metrics(nsc_measured_file *file) {
    static const struct {
        nsc_metric metric;
        nsc_evaluation_value value;
    } pairs[] = {{NSC_METRIC_VALID, NSC_EVALUATION_VALID},
                 {NSC_METRIC_TEST, NSC_EVALUATION_TEST},
                 {NSC_METRIC_TRAIN, NSC_EVALUATION_TRAIN},
                 {NSC_METRIC_TIME, NSC_EVALUATION_TIME}};
    for (size_t pair = 0; pair < sizeof pairs / sizeof pairs[0]; pair++) {
        const nsc_metric metric = pairs[pair].metric;
        const nsc_metric halfway = metric - NSC_METRIC_VALID + NSC_METRIC_HALFWAY_VALID;
        file->value_of_metric[metric] = (int)nsc_official_place(NSC_EVALUATION_FINAL, pairs[pair].value);
        file->value_of_metric[halfway] = (int)nsc_official_place(NSC_EVALUATION_HALFWAY, pairs[pair].value);
    }
    file->run_count = NSC_RUNS;
}

static nsc_status place_budgets(nsc_measured_file *file, const nsc_measurements *measurements, nsc_error *error) {
    const nsc_store *store = file->store->store;
    nsc_status status = NSC_OK;
    for (size_t budget = 0, place; status == NSC_OK && budget < nsc_store_budget_count(store); budget++)
        status = nsc_measured_file_budget(file, measurements, nsc_store_epochs(store, budget), &place, error);
    if (status == NSC_INVALID)
        nsc_error_prefix(error, "%s: ", file->source.path);
    return status;
}

/* The counts that stand in the source, by which rows of the store are about points of the space. */
static nsc_status place_rows(nsc_measured_file *file, const nsc_space *space, nsc_error *error) {
    nsc_measured_store *part = file->store;
    const uint64_t rows = nsc_store_row_count(part->store);
    const uint32_t cell_count = nsc_store_cell_count(part->store);
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    nsc_status status = NSC_OK;
    /* Representatives are sorted by their vertices first: spaces with the same limit of edges begin alike. */
    const bool same_ids = nsc_nb101_get_limits(nb101).edges == NSC_NB101_EDGES;
    if (!same_ids)
        NSC_TRY(map_points(part, nb101, error));
    if (!same_ids || nsc_store_cell(part->store, cell_count - 1) >= part->point_count)
        NSC_TRY(count_rows(part, error));
    uint64_t inside = part->counted ? 0 : rows;
    for (size_t budget = 0; part->counted && budget < NSC_BUDGETS; budget++)
        inside += part->rows_at[budget];
    if (inside == 0)
        return nsc_error_set(error, NSC_INVALID, "%s: none of its %llu rows is about a cell of the space %s",
                             file->source.path, (unsigned long long)rows, space->name);
    file->source.rows_outside = rows - inside;
    file->source.rows_left_out = nsc_store_get_origin(part->store)->rows_left_out;
    file->rows_read = inside + file->source.rows_left_out;
out:
    return status;
}

/* Adds an open store, which is closed in any case, to the set; `file` holds its source. */
static nsc_status join(nsc_measurements *measurements, nsc_measured_file *file, nsc_store *store, bool keep_going,
                       nsc_error *error) {
    const nsc_space *space = nsc_measurements_space(measurements);
    nsc_status status = nsc_allocate(&file->store, 1, sizeof *file->store, error);
    if (status != NSC_OK) {
        nsc_store_close(store);
        return status;
    }
    *file->store = (nsc_measured_store){.store = store, .point_count = space->point_count};
    file->source.synthetic = nsc_store_synthetic_count(store) > 0;
    place_metrics(file);
    NSC_TRY(place_budgets(file, measurements, error));
    NSC_TRY(place_rows(file, space, error));
    NSC_TRY(nsc_measurements_join(measurements, file, keep_going, error));
out:
    return status;
}

nsc_status nsc_measurements_read_store(nsc_measurements *measurements, const char *path,
                                       const nsc_measurement_options *options, nsc_error *error) {
    nsc_measured_file file = {.source.kind = NSC_SOURCE_STORE, .content = &nsc_store_functions};
    nsc_store *store = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(check_space(measurements, path, error));
    NSC_TRY(nsc_copy_text(&file.source.path, path, error));
    NSC_TRY(nsc_store_open(&store, path, error));
    NSC_TRY(join(measurements, &file, store, options != NULL && options->keep_going, error));
out:
    nsc_measured_file_release(&file);
    return status;
}

/* ---- an official file ---- */

/* Reads the file at the source's path into a store in memory; the rows left out become the file's refusals. */
static nsc_status import(nsc_measured_file *file, const nsc_space *space, const nsc_measurement_options *options,
                         nsc_store **store, nsc_error *error) {
    const nsc_import_options import_options = {options->keep_going, options->control};
    nsc_space *published = NULL;
    nsc_import_result result = {0};
    nsc_status status = NSC_OK;
    if (!nsc_nb101_is_published(nsc_space_nb101(space))) {
        NSC_TRY(nsc_space_open(&published, "nb101", error));
        space = published;
    }
    NSC_TRY(nsc_import_open(store, space, file->source.path, &import_options, &result, error));
    file->refusals = result.refusals;
out:
    nsc_space_close(published);
    return status;
}

nsc_status nsc_measurements_read_tfrecord(nsc_measurements *measurements, const char *path,
                                          const nsc_measurement_options *options, nsc_error *error) {
    const nsc_measurement_options standard = {0};
    nsc_measured_file file = {.source.kind = NSC_SOURCE_TFRECORD, .content = &nsc_store_functions};
    nsc_store *store = NULL;
    nsc_status status = NSC_OK;
    if (options == NULL)
        options = &standard;
    NSC_TRY(check_space(measurements, path, error));
    NSC_TRY(nsc_copy_text(&file.source.path, path, error));
    NSC_TRY(import(&file, nsc_measurements_space(measurements), options, &store, error));
    NSC_TRY(join(measurements, &file, store, options->keep_going, error));
out:
    nsc_measured_file_release(&file);
    return status;
}
