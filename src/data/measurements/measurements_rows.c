/* Rows in memory, as they came from a file, and in order of budget, point and run. */
#include "data/measurements/measurements_internal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- rows come and go ---- */

double nsc_measured_rows_value(const nsc_measured_file *file, const nsc_measured_row *row, nsc_metric metric) {
    const nsc_measured_rows *rows = &file->rows;
    const size_t number = (size_t)(row - rows->list);
    if (metric >= NSC_METRIC_COLUMN) {
        const size_t column = (size_t)metric - NSC_METRIC_COLUMN;
        return column < rows->column_count && rows->columns[column] != NULL ? rows->columns[column][number] : NAN;
    }
    const int value = file->value_of_metric[metric];
    return value < 0 ? NAN : rows->values[number * rows->value_count + (size_t)value];
}

nsc_status nsc_measured_rows_check_room(const nsc_measured_file *file, const nsc_space *space, nsc_error *error) {
    const uint64_t limit = (uint64_t)NSC_ROWS_OF_POINT * space->point_count;
    if (file->rows.count < limit)
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID,
                         "the table has more than %" PRIu64 " rows, the most that are read for %u point%s (%d a point)",
                         limit, (unsigned)space->point_count, space->point_count == 1 ? "" : "s", NSC_ROWS_OF_POINT);
}

nsc_status nsc_measured_rows_add(nsc_measured_file *file, const nsc_measured_row *row, const double *values,
                                 uint32_t point_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_measured_rows *rows = &file->rows;
    (void)point_count;
    NSC_TRY(nsc_reserve(&rows->list, &rows->capacity, rows->count + 1, sizeof *rows->list, error));
    NSC_TRY(nsc_reserve(&rows->values, &rows->value_capacity, (rows->count + 1) * rows->value_count,
                        sizeof *rows->values, error));
    rows->list[rows->count] = *row;
    if (rows->value_count > 0)
        memcpy(rows->values + rows->count * rows->value_count, values, rows->value_count * sizeof *values);
    rows->count++;
out:
    return status;
}

/* Whether two values are equal, or both missing. */
static bool is_same(nsc_metric metric, double first, double second) {
    return isnan(first) || isnan(second) ? isnan(first) && isnan(second)
                                         : nsc_measurements_agree(metric, first, second);
}

bool nsc_measured_rows_same_values(const nsc_measured_file *file, const nsc_measured_row *first,
                                   const nsc_measured_row *second) {
    const size_t metrics = NSC_METRIC_COUNT + file->rows.column_count;
    for (size_t metric = 0; metric < metrics; metric++)
        if (!is_same((nsc_metric)metric, nsc_measured_rows_value(file, first, (nsc_metric)metric),
                     nsc_measured_rows_value(file, second, (nsc_metric)metric)))
            return false;
    return true;
}

/* ---- order ---- */

/* A row of one point and budget. */
typedef struct run_place {
    uint32_t run, number;
} run_place;

static int compare_runs(const void *left, const void *right) {
    const run_place *one = left, *other = right;
    if (one->run != other->run)
        return one->run < other->run ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

/* Sorts the rows of one point and budget by run, unless they are. `places` is grown where needed. */
static nsc_status sort_runs(const nsc_measured_rows *rows, uint32_t *order, size_t count, run_place **places,
                            size_t *capacity, nsc_error *error) {
    size_t sorted = 1;
    while (sorted < count && rows->list[order[sorted]].run >= rows->list[order[sorted - 1]].run)
        sorted++;
    if (sorted >= count)
        return NSC_OK;
    const nsc_status status = nsc_reserve(places, capacity, count, sizeof **places, error);
    if (status != NSC_OK)
        return status;
    for (size_t place = 0; place < count; place++)
        (*places)[place] = (run_place){rows->list[order[place]].run, order[place]};
    qsort(*places, count, sizeof **places, compare_runs);
    for (size_t place = 0; place < count; place++)
        order[place] = (*places)[place].number;
    return NSC_OK;
}

/* Points first[budget][point + 1] behind the rows of the point, by counting them. */
static nsc_status count_rows(nsc_measured_rows *rows, uint32_t point_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    uint32_t before = 0;
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++) {
        free(rows->first[budget]);
        rows->first[budget] = NULL;
    }
    for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows); row++) {
        uint32_t **first = &rows->first[row->budget];
        if (row->dropped)
            continue;
        if (*first == NULL)
            NSC_TRY(nsc_allocate(first, (size_t)point_count + 1, sizeof **first, error));
        (*first)[row->point + 1]++;
    }
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++) {
        uint32_t *first = rows->first[budget];
        for (uint32_t point = 0; first != NULL && point <= point_count; point++)
            first[point] = before += first[point];
    }
out:
    return status;
}

nsc_status nsc_measured_rows_sort(nsc_measured_file *file, uint32_t point_count, nsc_error *error) {
    nsc_measured_rows *rows = &file->rows;
    run_place *places = NULL;
    uint32_t *next = NULL;
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    free(rows->order);
    rows->order = NULL;
    NSC_TRY(count_rows(rows, point_count, error));
    NSC_TRY(nsc_allocate(&rows->order, rows->count, sizeof *rows->order, error));
    NSC_TRY(nsc_allocate(&next, point_count, sizeof *next, error));
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++) {
        const uint32_t *first = rows->first[budget];
        if (first == NULL)
            continue;
        memcpy(next, first, point_count * sizeof *next);
        for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows); row++)
            if (!row->dropped && row->budget == budget)
                rows->order[next[row->point]++] = (uint32_t)(row - rows->list);
        for (uint32_t point = 0; point < point_count; point++)
            NSC_TRY(sort_runs(rows, rows->order + first[point], first[point + 1] - first[point], &places, &capacity,
                              error));
    }
out:
    free(next);
    free(places);
    return status;
}

const uint32_t *nsc_measured_rows_of(const nsc_measured_file *file, size_t budget, uint32_t point, size_t *count) {
    const uint32_t *first = file->rows.first[budget];
    *count = first != NULL ? first[point + 1] - first[point] : 0;
    return *count > 0 ? file->rows.order + first[point] : NULL;
}

/* The row of a point, budget and run, NULL where there is none. */
static nsc_measured_row *find(const nsc_measured_file *file, const nsc_measured_row *wanted) {
    size_t count;
    const uint32_t *order = nsc_measured_rows_of(file, wanted->budget, wanted->point, &count);
    for (size_t place = 0; place < count; place++) {
        nsc_measured_row *row = &file->rows.list[order[place]];
        if (row->run == wanted->run && !row->dropped)
            return row;
    }
    return NULL;
}

/* ---- further columns ---- */

/* Which of a row's values stands in a column of that name; their count where none does. */
static size_t find_value(const nsc_measured_file *file, const char *name) {
    size_t value = 0;
    while (value < file->rows.value_count && strcasecmp(file->value_names[value], name) != 0)
        value++;
    return value;
}

/* NSC_INVALID where a further column has the same name as this one. */
static nsc_status check_single(const nsc_measured_file *file, size_t column, nsc_error *error) {
    const nsc_names *columns = &file->rows.texts.columns;
    for (size_t other = column + 1; other < columns->count; other++)
        if (strcmp(columns->items[column], columns->items[other]) == 0)
            return nsc_error_set(error, NSC_INVALID, "%s: several columns are called \"%s\"", file->source.path,
                                 columns->items[column]);
    return NSC_OK;
}

/* Reads a column's field of one row; NSC_INVALID where it is no number. */
static nsc_status read_field(const nsc_measured_rows *rows, size_t row, size_t column, double *value,
                             nsc_error *reason) {
    const char *text = nsc_table_texts_field(&rows->texts, row, column);
    return nsc_measured_number(&rows->texts.format, rows->texts.columns.items[column], text, value, reason);
}

nsc_status nsc_measured_rows_load_column(nsc_measured_file *file, const nsc_measurements *measurements, size_t place,
                                         const char *name, bool keep_going, nsc_error *error) {
    nsc_measured_rows *rows = &file->rows;
    double *values = NULL;
    nsc_status status = NSC_OK;
    const size_t column =
        nsc_find_name(name, (const char *const *)rows->texts.columns.items, rows->texts.columns.count);
    NSC_TRY(check_single(file, column, error));
    const size_t value = find_value(file, name);
    NSC_TRY(nsc_reserve(&rows->columns, &rows->column_capacity, place + 1, sizeof *rows->columns, error));
    while (rows->column_count < place)
        rows->columns[rows->column_count++] = NULL;
    if (column < rows->texts.columns.count || value < rows->value_count)
        NSC_TRY(nsc_allocate(&values, rows->count, sizeof *values, error));
    for (size_t row = 0; values != NULL && row < rows->count; row++) {
        nsc_error reason = {0};
        if (column == rows->texts.columns.count) {
            values[row] = rows->values[row * rows->value_count + value];
            continue;
        }
        values[row] = NAN;
        if (rows->list[row].dropped || read_field(rows, row, column, &values[row], &reason) == NSC_OK)
            continue;
        NSC_TRY(nsc_measured_file_refuse(file, measurements->space, &rows->list[row], &reason, keep_going, error));
    }
    rows->columns[rows->column_count++] = values;
    values = NULL;
out:
    free(values);
    return status;
}

nsc_status nsc_measured_rows_load_columns(nsc_measured_file *file, nsc_measurements *measurements, const char *wanted,
                                          bool keep_going, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (wanted != NULL)
        NSC_TRY(nsc_measurements_load_column(measurements, wanted, keep_going, error));
    for (size_t column = 0; column < measurements->columns.count; column++)
        NSC_TRY(nsc_measured_rows_load_column(file, measurements, column, measurements->columns.items[column],
                                              keep_going, error));
out:
    return status;
}

/* ---- what the data set asks ---- */

static void release(nsc_measured_file *file) {
    nsc_measured_rows *rows = &file->rows;
    for (size_t budget = 0; budget < NSC_BUDGETS; budget++)
        free(rows->first[budget]);
    for (size_t column = 0; column < rows->column_count; column++)
        free(rows->columns[column]);
    nsc_table_texts_release(&rows->texts);
    free(rows->columns);
    free(rows->order);
    free(rows->list);
    free(rows->values);
}

static nsc_status fill(const nsc_measured_file *file, size_t budget, nsc_metric metric, size_t run, double *values,
                       nsc_error *error) {
    const nsc_measured_rows *rows = &file->rows;
    (void)error;
    for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows); row++)
        if (row->budget == budget && row->run == run && !row->dropped && isnan(values[row->point]))
            values[row->point] = nsc_measured_rows_value(file, row, metric);
    return NSC_OK;
}

static nsc_status gather(const nsc_measured_file *file, size_t budget, nsc_metric metric, nsc_value_list *list,
                         nsc_error *error) {
    const nsc_measured_rows *rows = &file->rows;
    nsc_status status = NSC_OK;
    for (const nsc_measured_row *row = rows->list; status == NSC_OK && row < nsc_measured_rows_end(rows); row++) {
        const double value =
            row->budget == budget && !row->dropped ? nsc_measured_rows_value(file, row, metric) : (double)NAN;
        if (!isnan(value))
            status = nsc_value_list_add(list, row->point, row->run, value, error);
    }
    return status;
}

static nsc_status read_point(const nsc_measured_file *file, size_t budget, uint32_t point, nsc_point_rows *found,
                             nsc_error *error) {
    size_t count;
    const uint32_t *order = nsc_measured_rows_of(file, budget, point, &count);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&found->items, &found->capacity, found->count + count, sizeof *found->items, error));
    for (size_t place = 0; place < count; place++) {
        const nsc_measured_row *row = &file->rows.list[order[place]];
        if (row->dropped)
            continue;
        nsc_point_row *added = &found->items[found->count++];
        *added = (nsc_point_row){.file = file, .row = *row, .number = order[place]};
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
            added->values[metric] = nsc_measured_rows_value(file, row, (nsc_metric)metric);
    }
out:
    return status;
}

static bool has_budget(const nsc_measured_file *file, size_t budget) {
    const nsc_measured_rows *rows = &file->rows;
    for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows); row++)
        if (row->budget == budget && !row->dropped)
            return true;
    return false;
}

static void find_kinds(const nsc_measured_file *file, size_t budget, nsc_metric metric, bool *runs, bool *means) {
    const nsc_measured_rows *rows = &file->rows;
    for (const nsc_measured_row *row = rows->list; row < nsc_measured_rows_end(rows) && !(*runs && *means); row++) {
        bool *found = row->run == NSC_RUN_MEAN ? means : runs;
        if (!*found && row->budget == budget && !row->dropped)
            *found = !isnan(nsc_measured_rows_value(file, row, metric));
    }
}

static nsc_status list_rows(const nsc_measured_file *file, nsc_measured_list *list, nsc_error *error) {
    const nsc_measured_rows *rows = &file->rows;
    nsc_status status = NSC_OK;
    for (const nsc_measured_row *row = rows->list; status == NSC_OK && row < nsc_measured_rows_end(rows); row++)
        if (!row->dropped)
            status = nsc_measured_list_add(list, row, error);
    return status;
}

static void locate(const nsc_measured_file *file, nsc_measured_row *row) {
    row->line = find(file, row)->line;
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
    nsc_measured_row *own = find(file, row);
    (void)error;
    if (own != NULL)
        own->dropped = true;
    return NSC_OK;
}

const nsc_content_functions nsc_rows_functions = {
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
