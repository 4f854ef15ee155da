/*
 * A store as a file of the data set: nothing is copied, every question is handed on to the store, with points turned
 * into positions. An official file becomes a store in memory first. Which kind a file is, is told here as well.
 */
#include "data/measurements/measurements_internal.h"
#include "data/official/tfrecord.h"
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

void nsc_measured_store_close(nsc_measured_store *part) {
    if (part == NULL)
        return;
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++)
        for (size_t run = 0; run < NSC_RUNS; run++)
            free(part->dropped[budget][run]);
    free(part->positions);
    nsc_store_close(part->store);
    free(part);
}

nsc_status nsc_measured_store_fill(const nsc_measured_store *part, size_t budget, size_t run, size_t place,
                                   double *values, nsc_error *error) {
    const uint32_t cell_count = nsc_store_cell_count(part->store);
    const bool *dropped = part->dropped[budget][run];
    double *column = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&column, cell_count, sizeof *column, error));
    NSC_TRY(nsc_store_values(part->store, budget, run, place, column, error));
    for (uint32_t position = 0; dropped != NULL && position < cell_count; position++)
        if (dropped[position])
            column[position] = NAN;
    if (part->positions != NULL) {
        for (uint32_t point = 0; point < part->point_count; point++)
            if (isnan(values[point]) && part->positions[point] != no_position)
                values[point] = column[part->positions[point]];
        goto out;
    }
    for (uint32_t position = 0; position < cell_count; position++) {
        const uint32_t point = nsc_store_cell(part->store, position);
        if (point >= part->point_count)
            break;
        if (isnan(values[point]))
            values[point] = column[position];
    }
out:
    free(column);
    return status;
}

nsc_status nsc_measured_store_row(const nsc_measured_store *part, size_t budget, size_t run, uint32_t point,
                                  double *values, bool *found, nsc_error *error) {
    nsc_official_row row;
    nsc_error reason = {0};
    uint32_t position;
    *found = false;
    if (!find_position(part, point, &position) ||
        (part->dropped[budget][run] != NULL && part->dropped[budget][run][position]))
        return NSC_OK;
    nsc_status status = nsc_store_row(part->store, budget, run, position, &row, &reason);
    if (status == NSC_MISSING)
        return NSC_OK;
    if (status != NSC_OK)
        return nsc_error_set(error, status, "%s", reason.message);
    memcpy(values, row.values, sizeof row.values);
    *found = true;
    return NSC_OK;
}

nsc_status nsc_measured_store_drop(nsc_measured_store *part, const nsc_measured_row *row, nsc_error *error) {
    bool **dropped = &part->dropped[row->budget][row->slot];
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

bool nsc_measured_store_holds(const nsc_measured_store *part, size_t budget) {
    return !part->counted || part->rows_at[budget] > 0;
}

/* ---- a store joins the set ---- */

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
    file->value_of_metric[NSC_METRIC_COLUMN] = -1;
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
    NSC_TRY(nsc_measurements_take(measurements, file, keep_going, error));
out:
    return status;
}

nsc_status nsc_measurements_read_store(nsc_measurements *measurements, const char *path,
                                       const nsc_measurement_options *options, nsc_error *error) {
    nsc_measured_file file = {.source.kind = NSC_SOURCE_STORE};
    nsc_store *store = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_check_space(measurements, path, error));
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
    file->refusal_count = result.refusal_count;
    file->refusal_capacity = result.refusal_capacity;
out:
    nsc_space_close(published);
    return status;
}

static nsc_status read_tfrecord(nsc_measurements *measurements, const char *path,
                                const nsc_measurement_options *options, nsc_error *error) {
    const nsc_measurement_options standard = {0};
    nsc_measured_file file = {.source.kind = NSC_SOURCE_TFRECORD};
    nsc_store *store = NULL;
    nsc_status status = NSC_OK;
    if (options == NULL)
        options = &standard;
    NSC_TRY(nsc_measurements_check_space(measurements, path, error));
    NSC_TRY(nsc_copy_text(&file.source.path, path, error));
    NSC_TRY(import(&file, nsc_measurements_space(measurements), options, &store, error));
    NSC_TRY(join(measurements, &file, store, options->keep_going, error));
out:
    nsc_measured_file_release(&file);
    return status;
}

/* ---- any file ---- */

static bool has_ending(const char *path, const char *ending) {
    const size_t length = strlen(path), size = strlen(ending);
    return length >= size && strcmp(path + length - size, ending) == 0;
}

nsc_source_kind nsc_source_kind_of(const char *path) {
    if (nsc_store_recognise(path))
        return NSC_SOURCE_STORE;
    if (nsc_tfrecord_recognise(path))
        return NSC_SOURCE_TFRECORD;
    return has_ending(path, ".nscape")     ? NSC_SOURCE_STORE
           : has_ending(path, ".tfrecord") ? NSC_SOURCE_TFRECORD
                                           : NSC_SOURCE_CSV;
}

nsc_status nsc_measurements_read(nsc_measurements *measurements, const char *path,
                                 const nsc_measurement_options *options, nsc_error *error) {
    switch (nsc_source_kind_of(path)) {
    case NSC_SOURCE_STORE:
        return nsc_measurements_read_store(measurements, path, options, error);
    case NSC_SOURCE_TFRECORD:
        return read_tfrecord(measurements, path, options, error);
    default:
        return nsc_measurements_read_csv(measurements, path, options, error);
    }
}
