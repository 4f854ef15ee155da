/*
 * "variables:FILE...:rows": only the rows that the table has. Two rows are neighbours if one variable differs, an
 * ordinal one by one level; neighbours are found by sorting the rows once for each variable, without that variable.
 */
#include "space/variables_internal.h"

#include <stdio.h>
#include <string.h>

typedef struct row_list {
    nsc_variables *variables;
    nsc_listed_parts *parts;
    char *name; /* of one row, [name_size] */
    size_t name_size;
    uint16_t *levels; /* [point × variable] */
    size_t level_capacity;
    uint32_t *order; /* [place] points sorted without variable `left_out` */
    size_t left_out;
} row_list;

/* ---- rows as points ---- */

/* The level of a text of a variable: of the same text, truth value or number; −1 if there is none. */
static int level_of(const nsc_variables *variables, const nsc_variable *variable, const char *text) {
    double number, other;
    for (unsigned level = 0; level < variable->count; level++)
        if (strcmp(variable->values[level], text) == 0 ||
            (nsc_is_truth(text) && strcasecmp(variable->values[level], text) == 0))
            return (int)level;
    if (!nsc_record_number(&variables->format, text, &number))
        return -1;
    for (unsigned level = 0; level < variable->count; level++)
        if (nsc_record_number(&variables->format, variable->values[level], &other) && number == other)
            return (int)level;
    return -1;
}

/* Writes the name of the row with these levels: its values between separators. */
static void write_name(const nsc_variables *variables, const uint16_t *levels, char *name) {
    for (size_t number = 0; number < variables->count; number++) {
        if (number > 0)
            *name++ = variables->separator;
        name = stpcpy(name, variables->variables[number].values[levels[number]]);
    }
}

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    row_list *list = context;
    nsc_variables *variables = list->variables;
    uint16_t levels[NSC_POSITIONS_MAXIMUM] = {0};
    uint32_t point;
    nsc_status status = NSC_OK;
    if (!variables->header_passed) {
        variables->header_passed = true;
        return NSC_OK;
    }
    for (size_t number = 0; number < variables->count; number++) {
        const nsc_variable *variable = &variables->variables[number];
        levels[number] = (uint16_t)level_of(variables, variable, row->fields[variable->column]);
    }
    write_name(variables, levels, list->name);
    const size_t before = list->parts->points.count;
    NSC_TRY(nsc_listed_point(list->parts, list->name, &point, error));
    if (list->parts->points.count == before)
        return NSC_OK;
    NSC_TRY(nsc_reserve(&list->levels, &list->level_capacity, (before + 1) * variables->count, sizeof *list->levels,
                        error));
    memcpy(list->levels + before * variables->count, levels, variables->count * sizeof *levels);
out:
    return status;
}

/* ---- neighbours ---- */

/* Without the variable that is left out; then by that. */
static int compare_rows(const void *left, const void *right, void *context) {
    const row_list *list = context;
    const size_t count = list->variables->count;
    const uint16_t *a = list->levels + *(const uint32_t *)left * count;
    const uint16_t *b = list->levels + *(const uint32_t *)right * count;
    for (size_t number = 0; number < count; number++)
        if (number != list->left_out && a[number] != b[number])
            return a[number] < b[number] ? -1 : 1;
    return (a[list->left_out] > b[list->left_out]) - (a[list->left_out] < b[list->left_out]);
}

static bool differ_in_one(const row_list *list, uint32_t one, uint32_t other) {
    const size_t count = list->variables->count;
    for (size_t number = 0; number < count; number++)
        if (number != list->left_out && list->levels[one * count + number] != list->levels[other * count + number])
            return false;
    return true;
}

static nsc_status add_edge(row_list *list, uint32_t one, uint32_t other, nsc_error *error) {
    const nsc_variables *variables = list->variables;
    const nsc_variable *variable = &variables->variables[list->left_out];
    const uint16_t from = list->levels[one * variables->count + list->left_out];
    const uint16_t to = list->levels[other * variables->count + list->left_out];
    char kind[384];
    if (variable->by_level && to != from + 1)
        return NSC_OK;
    nsc_text_format(kind, sizeof kind, "%.*s: %.*s <-> %.*s", NSC_CUT(120, variables->columns[variable->column].name),
                    NSC_CUT(120, variable->values[from]), NSC_CUT(120, variable->values[to]));
    return nsc_listed_edge_add(list->parts, one, other, kind, 1, 0, error);
}

/* Joins each row with those after it that differ in the variable alone. */
static nsc_status join_rows(row_list *list, size_t variable, nsc_error *error) {
    const size_t points = list->parts->points.count;
    nsc_status status = NSC_OK;
    list->left_out = variable;
    qsort_r(list->order, points, sizeof *list->order, compare_rows, list);
    for (size_t place = 0; place < points; place++)
        for (size_t next = place + 1; next < points && differ_in_one(list, list->order[place], list->order[next]);
             next++)
            NSC_TRY(add_edge(list, list->order[place], list->order[next], error));
out:
    return status;
}

static nsc_status fill(nsc_listed_parts *parts, void *context, nsc_error *error) {
    nsc_variables *variables = context;
    row_list list = {.variables = variables, .parts = parts, .name_size = variables->name_size};
    nsc_record_format format;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_copy_text(&parts->path, variables->path, error));
    NSC_TRY(nsc_allocate(&list.name, list.name_size, 1, error));
    NSC_TRY(nsc_records_read(variables->path, take_row, &list, &format, error));
    NSC_TRY(nsc_allocate(&list.order, parts->points.count, sizeof *list.order, error));
    for (uint32_t point = 0; point < parts->points.count; point++)
        list.order[point] = point;
    for (size_t variable = 0; variable < variables->count; variable++)
        NSC_TRY(join_rows(&list, variable, error));
    nsc_text_format(parts->note, sizeof parts->note, "%s", variables->note);
out:
    free(list.name);
    free(list.levels);
    free(list.order);
    return status;
}

/* ---- the space ---- */

static nsc_status point_of_columns(const nsc_space *space, const char *const *texts, uint32_t *point,
                                   nsc_error *error) {
    const nsc_listed_parts *parts = space->implementation;
    const nsc_variables *variables = parts->more;
    uint16_t levels[NSC_POSITIONS_MAXIMUM] = {0};
    char *name = NULL;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < variables->count; number++) {
        const int level = level_of(variables, &variables->variables[number], texts[number]);
        if (level < 0)
            return nsc_error_set(error, NSC_INVALID, "\"%.60s\" is no value of the variable \"%s\" of %s",
                                 texts[number], variables->names[number], space->name);
        levels[number] = (uint16_t)level;
    }
    NSC_TRY(nsc_allocate(&name, variables->name_size, 1, error));
    write_name(variables, levels, name);
    if (!nsc_name_table_find(&parts->points, name, point))
        status = nsc_error_set(error, NSC_INVALID, "\"%.100s\" is no row of %s", name, space->name);
out:
    free(name);
    return status;
}

nsc_status nsc_variables_rows_open(nsc_space **space, nsc_variables *variables, nsc_error *error) {
    nsc_status status = nsc_listed_space_make(space, variables->name, fill, variables, error);
    if (status != NSC_OK)
        return status;
    nsc_listed_parts *parts = (*space)->implementation;
    parts->more = variables;
    parts->release_more = nsc_variables_release;
    (*space)->name_columns = variables->names;
    (*space)->name_column_count = variables->count;
    (*space)->point_of_columns = point_of_columns;
    return NSC_OK;
}
