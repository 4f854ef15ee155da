/* `space` and `query` for points that are not cells: the names and features that every space has. */
#include "cli/cli.h"

#include "space/listed.h"
#include "space/strings.h"

#include <math.h>
#include <string.h>

/* A row of a point: id and names, then features. */
enum { KEY_SIZE = 128, FIXED_COLUMNS = 3, COLUMNS_MAXIMUM = FIXED_COLUMNS + NSC_SYMBOLS_MAXIMUM };

static const nsc_column fixed_columns[FIXED_COLUMNS] = {
    {"id", "position in the order of points, from 0"},
    {"point", "name of the point"},
    {"architecture", "longer spelling of the name"},
};

/* Whether the points are all combinations of values of variables; the rows of a table are only listed. */
static bool has_variables(const nsc_space *space) {
    return space->name_column_count > 0 && nsc_space_strings(space) != NULL;
}

/* The value of a variable at a point: what stands behind "lr=" in the name of the symbol. */
static const char *value_of_variable(const nsc_space *space, uint32_t point, unsigned column) {
    const nsc_strings *strings = nsc_space_strings(space);
    return nsc_words_symbol_name(space->words, column, nsc_strings_symbol(strings, point, column)) +
           strlen(space->name_columns[column]) + 1;
}

/* Writes id, name, the longer spelling if the space has one, and the features or, of variables, their values: as many
 * values as point_columns. */
static nsc_status point_values(const nsc_space *space, uint32_t point, nsc_point_name *name,
                               char spelling[NSC_POINT_SPELLING_SIZE], nsc_value *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t count = 0;
    NSC_TRY(space->point_name(space, point, name, error));
    values[count++] = nsc_integer(point);
    values[count++] = nsc_text(name->text);
    if (space->point_spelling != NULL) {
        space->point_spelling(space, point, spelling);
        values[count++] = nsc_text(spelling);
    }
    if (has_variables(space)) {
        for (unsigned column = 0; column < space->name_column_count; column++)
            values[count++] = nsc_text(value_of_variable(space, point, column));
        return NSC_OK;
    }
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        double value;
        NSC_TRY(space->feature_value(space, feature, point, &value, error));
        values[count++] = nsc_real(value);
    }
out:
    return status;
}

static size_t point_columns(const nsc_space *space, nsc_column columns[COLUMNS_MAXIMUM]) {
    size_t count = 0;
    for (size_t column = 0; column < FIXED_COLUMNS; column++)
        if (column + 1 < FIXED_COLUMNS || space->point_spelling != NULL)
            columns[count++] = fixed_columns[column];
    for (size_t column = 0; has_variables(space) && column < space->name_column_count; column++)
        columns[count++] = (nsc_column){space->name_columns[column], "value of the variable"};
    if (has_variables(space))
        return count; /* the features are whether a variable has a value */
    for (size_t feature = 0; feature < space->feature_count; feature++)
        columns[count++] = (nsc_column){space->features[feature].name, space->features[feature].meaning};
    return count;
}

/* ---- space count ---- */

static nsc_status add_networks(nsc_table *table, nsc_error *error) {
    nsc_nb201_networks networks;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_nb201_count_networks(&networks, error));
    NSC_TRY(nsc_table_add_key(table, "strings", nsc_integer(networks.strings), error));
    NSC_TRY(nsc_table_add_key(table, "distinct", nsc_integer(networks.official), error));
    NSC_TRY(nsc_table_add_key(table, "distinct_by_algebra", nsc_integer(networks.algebraic), error));
out:
    return status;
}

nsc_status nsc_points_count(nsc_session *session, const nsc_space *space, nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(space);
    const nsc_listed *listed = nsc_space_listed(space);
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(nsc_table_add_key(table, "space", nsc_text(space->name), error));
    NSC_TRY(nsc_table_add_key(table, "points", nsc_integer(space->point_count), error));
    if (strings != NULL) {
        NSC_TRY(nsc_table_add_key(table, "positions", nsc_integer(strings->position_count), error));
        for (unsigned position = 0; position < space->name_column_count; position++) {
            char key[KEY_SIZE];
            snprintf(key, sizeof key, "values_%s", space->name_columns[position]);
            NSC_TRY(nsc_table_add_key(table, key, nsc_integer(strings->positions[position].symbols), error));
        }
        if (space->name_column_count == 0)
            NSC_TRY(nsc_table_add_key(table, "symbols", nsc_integer(strings->symbols), error));
    }
    if (listed != NULL)
        NSC_TRY(nsc_table_add_key(table, "edges", nsc_integer(listed->edge_count), error));
    if (space->point_spelling != NULL)
        NSC_TRY(add_networks(table, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- space list ---- */

nsc_status nsc_points_list(nsc_session *session, const nsc_space *space, nsc_error *error) {
    nsc_column columns[COLUMNS_MAXIMUM];
    const size_t column_count = point_columns(space, columns);
    nsc_session_stream stream;
    nsc_status status = nsc_session_stream_open(session, &stream, columns, column_count, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; status == NSC_OK && point < space->point_count; point++) {
        nsc_point_name name;
        char spelling[NSC_POINT_SPELLING_SIZE];
        nsc_value values[COLUMNS_MAXIMUM];
        status = point_values(space, point, &name, spelling, values, error);
        if (status == NSC_OK)
            status = nsc_table_writer_add(stream.writer, values, column_count, error);
    }
    return nsc_session_stream_close(&stream, status, error);
}

/* ---- space show, query cell ---- */

nsc_status nsc_points_add(nsc_table *table, const nsc_space *space, uint32_t point, nsc_error *error) {
    nsc_column columns[COLUMNS_MAXIMUM];
    nsc_value values[COLUMNS_MAXIMUM];
    nsc_point_name name;
    char spelling[NSC_POINT_SPELLING_SIZE];
    const size_t count = point_columns(space, columns);
    nsc_status status = point_values(space, point, &name, spelling, values, error);
    for (size_t column = 0; status == NSC_OK && column < count; column++)
        status = nsc_table_add_key(table, columns[column].name, values[column], error);
    return status;
}

/* ---- query top ---- */

static const nsc_column top_columns[] = {
    {"rank", "1 for the best fitness; points that equal the best of a rank within the tolerance share it"},
    {"point", "name of the point"},
    {"fitness", "fitness of the point"},
    {"standard_error", "standard error of the mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the point"},
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_EQUAL_WITHIN,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"known", "number of points with this fitness"},
    {"coverage", "their share of the space"},
};
enum { TOP_COLUMNS = sizeof top_columns / sizeof top_columns[0] };

nsc_status nsc_points_top(nsc_table **table, const nsc_space *space, const nsc_fitness *fitness, const uint32_t *points,
                          const size_t *ranks, size_t count, nsc_error *error) {
    const double equal_within = nsc_order_of(fitness).equal_within;
    nsc_status status = nsc_table_create(table, top_columns, TOP_COLUMNS, error);
    for (size_t place = 0; status == NSC_OK && place < count; place++) {
        const nsc_point_fitness found = nsc_fitness_at(fitness, points[place]);
        nsc_point_name name;
        status = space->point_name(space, points[place], &name, error);
        const nsc_value values[TOP_COLUMNS] = {
            nsc_integer((int64_t)ranks[place]),
            nsc_text(name.text),
            nsc_real(found.value),
            nsc_real(found.standard_error),
            nsc_run_count(found.runs),
            nsc_integer(points[place]),
            nsc_text(fitness->rule.text),
            nsc_text(nsc_direction_name(fitness->direction)),
            nsc_real(equal_within),
            nsc_text(nsc_origin_name(fitness->origin)),
            nsc_text(fitness->source),
            nsc_integer(fitness->known_count),
            nsc_real(nsc_fitness_coverage(fitness)),
        };
        if (status == NSC_OK)
            status = nsc_table_add(*table, values, NSC_COUNT_OF(values), error);
    }
    return status;
}
