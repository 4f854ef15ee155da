/* `space` for points that are not cells: the names and features that every space has. */
#include "cli/cli.h"

#include "space/listed.h"
#include "space/strings.h"

#include <string.h>

enum { KEY_SIZE = 128 };

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
            nsc_text_format(key, sizeof key, "values_%s", space->name_columns[position]);
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
    nsc_column columns[NSC_POINT_COLUMNS_MAXIMUM];
    const size_t column_count = nsc_point_columns(space, columns);
    nsc_session_stream stream;
    nsc_status status = nsc_session_stream_open(session, &stream, columns, column_count, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; status == NSC_OK && point < space->point_count; point++) {
        nsc_naming_texts texts;
        nsc_value values[NSC_POINT_COLUMNS_MAXIMUM];
        status = nsc_point_values(space, point, &texts, values, error);
        if (status == NSC_OK)
            status = nsc_table_writer_add(stream.writer, values, column_count, error);
    }
    return nsc_session_stream_close(&stream, status, error);
}
