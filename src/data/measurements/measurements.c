/*
 * The data set: a list of files as they were read. Nothing is copied when files merge: a value is looked for in one
 * file after the other, and since contradictions are refused on the way in, the first one found is as good as any. A
 * file of a few rows therefore costs a few rows, a store none, and each value knows the place it came from.
 */
#include "data/measurements/measurements_internal.h"
#include "data/official/official.h"

#include <math.h>
#include <string.h>

struct nsc_measurements {
    const nsc_space *space;
    nsc_measured_file *files;
    size_t file_count, file_capacity;
    int epochs[NSC_BUDGETS]; /* ascending */
    size_t budget_count;
    char **refusals;
    size_t refusal_count, refusal_capacity;
    char *column;
    char *paths; /* NULL while there are no files */
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
    double steps = accuracy * NSC_OFFICIAL_IMAGES * divisor;
    return fabs(steps - nearbyint(steps)) < NSC_GRID_TOLERANCE;
}

bool nsc_measurements_agree(nsc_metric metric, double first, double second) {
    double size = nsc_metric_is_accuracy(metric) ? 1.0 : fmax(fabs(first), fabs(second));
    return fabs(first - second) <= NSC_AGREEMENT_TOLERANCE * size;
}

const char *nsc_source_kind_name(nsc_source_kind kind) {
    static const char *const names[] = {"csv", "store", "tfrecord"};
    return names[kind];
}

nsc_status nsc_source_sha256(const nsc_source *source, char digest[65], nsc_error *error) {
    if (source->kind != NSC_SOURCE_CSV)
        return nsc_file_sha256(source->path, digest, error);
    memcpy(digest, source->sha256, sizeof source->sha256);
    return NSC_OK;
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
    nsc_measured_store_close(file->store);
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

/* As nsc_measured_file_refuse, for a row whose place is told in words. */
static nsc_status refuse_at(nsc_measured_file *file, const char *place, const nsc_error *reason, bool keep_going,
                            nsc_error *error) {
    nsc_error text = *reason;
    nsc_error_prefix(&text, "%s, %s: ", file->source.path, place);
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

nsc_status nsc_measured_file_refuse(nsc_measured_file *file, size_t line, const nsc_error *reason, bool keep_going,
                                    nsc_error *error) {
    char place[32];
    snprintf(place, sizeof place, "line %zu", line);
    return refuse_at(file, place, reason, keep_going, error);
}

/* Fills in what the file holds of a metric in one slot, where values[point] is missing. */
static nsc_status fill_values(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t slot,
                              double *values, nsc_error *error) {
    const int value = file->value_of_metric[metric];
    if (value < 0)
        return NSC_OK;
    if (file->store != NULL)
        return slot == NSC_RUN_MEAN ? NSC_OK
                                    : nsc_measured_store_fill(file->store, budget, slot, (size_t)value, values, error);
    if (file->row_of[budget][slot] == NULL)
        return NSC_OK;
    for (const nsc_measured_row *row = file->rows; row < file->rows + file->row_count; row++)
        if (row->budget == budget && row->slot == slot && isnan(values[row->point]) && in_place(file, row))
            values[row->point] = nsc_measured_file_value(file, row, metric);
    return NSC_OK;
}

/* Reads what the file holds of a point in one slot: values[NSC_METRIC_COUNT]. False where there is no such row. */
static nsc_status read_slot(const nsc_measured_file *file, nsc_measured_row *row, double *values, bool *found,
                            nsc_error *error) {
    double all[NSC_OFFICIAL_VALUES];
    *found = false;
    if (file->store != NULL) {
        nsc_status status = row->slot == NSC_RUN_MEAN ? NSC_OK
                                                      : nsc_measured_store_row(file->store, row->budget, row->slot,
                                                                               row->point, all, found, error);
        for (int metric = 0; status == NSC_OK && *found && metric < NSC_METRIC_COUNT; metric++)
            values[metric] = file->value_of_metric[metric] < 0 ? NAN : all[file->value_of_metric[metric]];
        return status;
    }
    const nsc_measured_row *held = nsc_measured_file_row(file, row->budget, row->slot, row->point);
    *found = held != NULL;
    for (int metric = 0; *found && metric < NSC_METRIC_COUNT; metric++)
        values[metric] = nsc_measured_file_value(file, held, (nsc_metric)metric);
    if (*found)
        row->line = held->line;
    return NSC_OK;
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

/* Whether a budget is held, or there is room for one more beside those of `file`. */
static bool has_room(const nsc_measurements *measurements, const nsc_measured_file *file, int epochs) {
    size_t held = measurements->budget_count;
    if (find_epochs(measurements->epochs, held, epochs) < held)
        return true;
    size_t total = held;
    for (size_t budget = 0; budget < file->budget_count; budget++)
        if (find_epochs(measurements->epochs, held, file->epochs[budget]) == held)
            total++;
    return total < NSC_BUDGETS;
}

nsc_status nsc_measured_file_budget(nsc_measured_file *file, const nsc_measurements *measurements, int epochs,
                                    size_t *budget, nsc_error *error) {
    *budget = find_epochs(file->epochs, file->budget_count, epochs);
    if (*budget < file->budget_count)
        return NSC_OK;
    if (!has_room(measurements, file, epochs))
        return nsc_error_set(error, NSC_INVALID, "%d epochs are one budget more than the %d that fit in a data set",
                             epochs, NSC_BUDGETS);
    file->epochs[file->budget_count++] = epochs;
    return NSC_OK;
}

nsc_status nsc_measurements_check_space(const nsc_measurements *measurements, const char *path, nsc_error *error) {
    if (nsc_space_nb101(measurements->space) != NULL)
        return NSC_OK;
    return nsc_error_set(error, NSC_USAGE, "%s: such a file holds cells of nb101, and the space %s has none", path,
                         measurements->space->name);
}

static void empty_column(double *values, uint32_t point_count) {
    for (uint32_t point = 0; point < point_count; point++)
        values[point] = NAN;
}

nsc_status nsc_measurements_values(const nsc_measurements *measurements, size_t budget, nsc_metric metric, size_t run,
                                   double *values, uint32_t *known, nsc_error *error) {
    nsc_status status = NSC_OK;
    const uint32_t point_count = measurements->space->point_count;
    empty_column(values, point_count);
    for (size_t number = 0; number < measurements->file_count; number++) {
        const nsc_measured_file *file = &measurements->files[number];
        size_t own_budget = find_epochs(file->epochs, file->budget_count, measurements->epochs[budget]);
        if (own_budget < file->budget_count)
            NSC_TRY(fill_values(file, own_budget, metric, run, values, error));
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
        size_t own_budget = find_epochs(file->epochs, file->budget_count, measurements->epochs[budget]);
        if (own_budget == file->budget_count || file->value_of_metric[metric] < 0)
            continue;
        if (file->store != NULL)
            runs = runs || nsc_measured_store_holds(file->store, own_budget);
        for (const nsc_measured_row *row = file->rows; row < file->rows + file->row_count && !(runs && means); row++) {
            bool *found = row->slot == NSC_RUN_MEAN ? &means : &runs;
            if (!*found && row->budget == own_budget && in_place(file, row))
                *found = !isnan(nsc_measured_file_value(file, row, metric));
        }
    }
    if (runs && means)
        return NSC_AGGREGATION_MIXED;
    return runs ? NSC_AGGREGATION_RUNS : means ? NSC_AGGREGATION_MEANS : NSC_AGGREGATION_NONE;
}

nsc_status nsc_slot_columns_allocate(nsc_slot_columns *columns, uint32_t point_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t slot = 0; status == NSC_OK && slot < NSC_RUN_SLOTS; slot++)
        status = nsc_allocate(&columns->values[slot], point_count, sizeof *columns->values[slot], error);
    return status;
}

void nsc_slot_columns_release(nsc_slot_columns *columns) {
    for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++)
        free(columns->values[slot]);
    *columns = (nsc_slot_columns){0};
}

nsc_status nsc_slot_columns_read(nsc_slot_columns *columns, const nsc_measurements *measurements, size_t budget,
                                 nsc_metric metric, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t slot = 0; status == NSC_OK && slot < NSC_RUN_SLOTS; slot++)
        status = nsc_measurements_values(measurements, budget, metric, slot, columns->values[slot], NULL, error);
    return status;
}

/* ---- one point ---- */

/* A value and the row that it stands in. */
typedef struct held_value {
    double value; /* NaN where there is none */
    const nsc_measured_file *file;
    nsc_measured_row row;
} held_value;

/* What is known of one point at one budget. */
typedef struct held_point {
    held_value of[NSC_RUN_SLOTS][NSC_METRIC_COUNT];
} held_point;

static void empty_point(held_point *held) {
    for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++)
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
            held->of[slot][metric] = (held_value){.value = NAN};
}

/* Adds what one file knows of a point. */
static nsc_status look_into(const nsc_measured_file *file, int epochs, uint32_t point, held_point *held,
                            nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t budget = find_epochs(file->epochs, file->budget_count, epochs);
    if (budget == file->budget_count)
        return NSC_OK;
    for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++) {
        nsc_measured_row row = {.point = point, .budget = (uint8_t)budget, .slot = (uint8_t)slot};
        double values[NSC_METRIC_COUNT];
        bool found;
        NSC_TRY(read_slot(file, &row, values, &found, error));
        for (int metric = 0; found && metric < NSC_METRIC_COUNT; metric++)
            if (isnan(held->of[slot][metric].value))
                held->of[slot][metric] = (held_value){values[metric], file, row};
    }
out:
    return status;
}

static nsc_status find_held(const nsc_measurements *measurements, int epochs, uint32_t point, held_point *held,
                            nsc_error *error) {
    nsc_status status = NSC_OK;
    empty_point(held);
    for (size_t file = 0; status == NSC_OK && file < measurements->file_count; file++)
        status = look_into(&measurements->files[file], epochs, point, held, error);
    return status;
}

nsc_status nsc_measurements_point(const nsc_measurements *measurements, size_t budget, uint32_t point,
                                  double values[NSC_RUNS + 1][NSC_METRIC_COUNT], nsc_error *error) {
    held_point held;
    nsc_status status = find_held(measurements, measurements->epochs[budget], point, &held, error);
    for (size_t slot = 0; status == NSC_OK && slot < NSC_RUN_SLOTS; slot++)
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
            values[slot][metric] = held.of[slot][metric].value;
    return status;
}

/* ---- merging: one row ---- */

static void name_point(const nsc_space *space, uint32_t point, char *name) {
    if (space->point_name(space, point, name, NULL) != NSC_OK)
        snprintf(name, NSC_POINT_NAME_SIZE, "number %u", (unsigned)point);
}

enum { PLACE_SIZE = NSC_POINT_NAME_SIZE + 64 };

/* Where a row stands in its file. */
static void name_place(const nsc_space *space, const nsc_measured_file *file, const nsc_measured_row *row,
                       char place[PLACE_SIZE]) {
    char name[NSC_POINT_NAME_SIZE];
    if (file->store == NULL) {
        snprintf(place, PLACE_SIZE, "line %u", (unsigned)row->line);
        return;
    }
    name_point(space, row->point, name);
    snprintf(place, PLACE_SIZE, "the row of %s at %d epochs, run %d", name, file->epochs[row->budget], row->slot + 1);
}

typedef enum agreement { AGREES, VALUE_DIFFERS, MEAN_DIFFERS } agreement;

/*
 * Whether the value that is added in a slot agrees with what is held: with the same slot's value, then, for runs, with
 * the mean of three that they complete, and for a mean, with its three runs. *`mean` is the mean of the three.
 */
static agreement compare(nsc_metric metric, size_t slot, const double held[NSC_RUN_SLOTS],
                         const double added[NSC_RUN_SLOTS], double *mean) {
    if (isnan(added[slot]))
        return AGREES;
    if (!isnan(held[slot]) && !nsc_measurements_agree(metric, added[slot], held[slot]))
        return VALUE_DIFFERS;
    *mean = 0.0;
    for (size_t run = 0; run < NSC_RUNS; run++)
        *mean += (isnan(held[run]) ? added[run] : held[run]) / NSC_RUNS;
    const double known = slot == NSC_RUN_MEAN ? added[slot] : held[NSC_RUN_MEAN];
    return isnan(known) || isnan(*mean) || nsc_measurements_agree(metric, *mean, known) ? AGREES : MEAN_DIFFERS;
}

/* Checks one metric of a row: `added` is what its file knows of its point, `held` what the set does. */
static nsc_status check_value(const nsc_space *space, int epochs, const nsc_measured_row *row, nsc_metric metric,
                              const held_point *held, const held_point *added, nsc_error *reason) {
    double held_values[NSC_RUN_SLOTS], added_values[NSC_RUN_SLOTS], mean;
    for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++) {
        held_values[slot] = held->of[slot][metric].value;
        added_values[slot] = added->of[slot][metric].value;
    }
    const agreement found = compare(metric, row->slot, held_values, added_values, &mean);
    if (found == AGREES)
        return NSC_OK;
    const bool is_mean = row->slot == NSC_RUN_MEAN;
    const held_value *value = &added->of[row->slot][metric], *other = &held->of[row->slot][metric];
    char name[NSC_POINT_NAME_SIZE], place[PLACE_SIZE], run[32] = "mean of three runs";
    name_point(space, row->point, name);
    if (found == VALUE_DIFFERS) {
        if (!is_mean)
            snprintf(run, sizeof run, "run %d", row->slot + 1);
        name_place(space, other->file, &other->row, place);
        return nsc_error_set(reason, NSC_INVALID, "the %s value of %s at %d epochs, %s, is %.9g, but %.9g in %s, %s",
                             nsc_metric_name(metric), name, epochs, run, value->value, other->value,
                             other->file->source.path, place);
    }
    const held_value *first = isnan(held_values[0]) ? &added->of[0][metric] : &held->of[0][metric];
    other = is_mean ? first : &held->of[NSC_RUN_MEAN][metric];
    name_place(space, other->file, &other->row, place);
    return nsc_error_set(
        reason, NSC_INVALID,
        "the mean %s value of %s at %d epochs is %.9g, but the mean of its three runs is %.9g: see %s, %s",
        nsc_metric_name(metric), name, epochs, is_mean ? value->value : other->value, mean, other->file->source.path,
        place);
}

static nsc_status drop_row(nsc_measured_file *file, const nsc_measured_row *row, nsc_error *error) {
    if (file->store != NULL)
        return nsc_measured_store_drop(file->store, row, error);
    nsc_measured_file_drop(file, row);
    return NSC_OK;
}

/* Checks one row; one that contradicts ends the reading or is left out. */
static nsc_status check_row(const nsc_measurements *measurements, nsc_measured_file *file, const nsc_measured_row *row,
                            bool keep_going, nsc_error *error) {
    const int epochs = file->epochs[row->budget];
    char place[PLACE_SIZE];
    held_point held, added;
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    empty_point(&added);
    NSC_TRY(find_held(measurements, epochs, row->point, &held, error));
    NSC_TRY(look_into(file, epochs, row->point, &added, error));
    for (int metric = 0; metric < NSC_METRIC_COUNT && reason.status == NSC_OK; metric++)
        check_value(measurements->space, epochs, row, (nsc_metric)metric, &held, &added, &reason);
    if (reason.status == NSC_OK)
        goto out;
    name_place(measurements->space, file, row, place);
    NSC_TRY(refuse_at(file, place, &reason, keep_going, error));
    NSC_TRY(drop_row(file, row, error));
out:
    return status;
}

/* ---- merging: which rows to check ---- */

typedef struct row_list {
    nsc_measured_row *rows;
    size_t count, capacity;
} row_list;

static nsc_status add_row(row_list *list, nsc_measured_row row, nsc_error *error) {
    nsc_status status = nsc_reserve(&list->rows, &list->capacity, list->count + 1, sizeof *list->rows, error);
    if (status == NSC_OK)
        list->rows[list->count++] = row;
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

static nsc_status list_all(const nsc_measured_file *file, row_list *list, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (const nsc_measured_row *row = file->rows; status == NSC_OK && row < file->rows + file->row_count; row++)
        if (in_place(file, row))
            status = add_row(list, *row, error);
    return status;
}

/* Sets bit s of flags[point] where the value in slot s contradicts. */
static void flag_points(nsc_metric metric, const nsc_slot_columns *held, const nsc_slot_columns *added,
                        uint32_t point_count, uint8_t *flags) {
    for (uint32_t point = 0; point < point_count; point++) {
        double held_values[NSC_RUN_SLOTS], added_values[NSC_RUN_SLOTS], mean;
        for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++) {
            held_values[slot] = held->values[slot][point];
            added_values[slot] = added->values[slot][point];
        }
        for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++)
            if (compare(metric, slot, held_values, added_values, &mean) != AGREES)
                flags[point] |= (uint8_t)(1u << slot);
    }
}

static nsc_status list_flagged(const nsc_measured_file *file, size_t budget, const uint8_t *flags, uint32_t point_count,
                               row_list *list, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < point_count; point++)
        for (size_t slot = 0; flags[point] != 0 && slot < NSC_RUN_SLOTS; slot++) {
            nsc_measured_row row = {.point = point, .budget = (uint8_t)budget, .slot = (uint8_t)slot};
            if ((flags[point] >> slot & 1u) == 0)
                continue;
            if (file->store == NULL)
                row = *nsc_measured_file_row(file, budget, slot, point);
            NSC_TRY(add_row(list, row, error));
        }
out:
    return status;
}

/* Lists the rows that contradict, found column by column: a store answers those faster than row by row. */
static nsc_status list_contradicting(const nsc_measurements *measurements, const nsc_measured_file *file,
                                     row_list *list, nsc_error *error) {
    const uint32_t point_count = measurements->space->point_count;
    nsc_slot_columns held = {0}, added = {0};
    uint8_t *flags = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_slot_columns_allocate(&held, point_count, error));
    NSC_TRY(nsc_slot_columns_allocate(&added, point_count, error));
    NSC_TRY(nsc_allocate(&flags, point_count, sizeof *flags, error));
    for (size_t budget = 0; budget < file->budget_count; budget++) {
        const size_t position = find_epochs(measurements->epochs, measurements->budget_count, file->epochs[budget]);
        if (position == measurements->budget_count)
            continue;
        memset(flags, 0, point_count);
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
            if (file->value_of_metric[metric] < 0)
                continue;
            NSC_TRY(nsc_slot_columns_read(&held, measurements, position, (nsc_metric)metric, error));
            for (size_t slot = 0; slot < NSC_RUN_SLOTS; slot++) {
                empty_column(added.values[slot], point_count);
                NSC_TRY(fill_values(file, budget, (nsc_metric)metric, slot, added.values[slot], error));
            }
            flag_points((nsc_metric)metric, &held, &added, point_count, flags);
        }
        NSC_TRY(list_flagged(file, budget, flags, point_count, list, error));
    }
    if (list->count > 0)
        qsort(list->rows, list->count, sizeof *list->rows, compare_places);
out:
    nsc_slot_columns_release(&held);
    nsc_slot_columns_release(&added);
    free(flags);
    return status;
}

static bool any_store(const nsc_measurements *measurements, const nsc_measured_file *file) {
    bool any = file->store != NULL;
    for (size_t number = 0; number < measurements->file_count; number++)
        any = any || measurements->files[number].store != NULL;
    return any;
}

static nsc_status check_rows(const nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
                             nsc_error *error) {
    row_list list = {0};
    nsc_status status = NSC_OK;
    if (any_store(measurements, file))
        NSC_TRY(list_contradicting(measurements, file, &list, error));
    else
        NSC_TRY(list_all(file, &list, error));
    for (size_t row = 0; row < list.count; row++)
        NSC_TRY(check_row(measurements, file, &list.rows[row], keep_going, error));
out:
    free(list.rows);
    return status;
}

/* ---- merging: the whole file ---- */

static void add_budget(nsc_measurements *measurements, int epochs) {
    if (find_epochs(measurements->epochs, measurements->budget_count, epochs) < measurements->budget_count)
        return;
    size_t position = measurements->budget_count++;
    for (; position > 0 && measurements->epochs[position - 1] > epochs; position--)
        measurements->epochs[position] = measurements->epochs[position - 1];
    measurements->epochs[position] = epochs;
}

/* Inserts the budgets that `file` has rows at. */
static void add_budgets(nsc_measurements *measurements, const nsc_measured_file *file) {
    for (size_t budget = 0; file->store != NULL && budget < file->budget_count; budget++)
        if (nsc_measured_store_holds(file->store, budget))
            add_budget(measurements, file->epochs[budget]);
    for (const nsc_measured_row *row = file->rows; row < file->rows + file->row_count; row++)
        if (in_place(file, row))
            add_budget(measurements, file->epochs[row->budget]);
}

/* The paths of all files with that of `file` at the end. */
static nsc_status join_paths(const nsc_measurements *measurements, const nsc_measured_file *file, char **joined,
                             nsc_error *error) {
    const char *before = nsc_measurements_paths(measurements);
    const size_t size = strlen(before) + strlen(", ") + strlen(file->source.path) + 1;
    nsc_status status = nsc_allocate(joined, size, 1, error);
    if (status == NSC_OK)
        snprintf(*joined, size, "%s%s%s", before, measurements->file_count > 0 ? ", " : "", file->source.path);
    return status;
}

nsc_status nsc_measurements_take(nsc_measurements *measurements, nsc_measured_file *file, bool keep_going,
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
