/* `space`: which points exist, and the properties of each that need no training. */
#include "cli/cli.h"

#include <langinfo.h>
#include <string.h>

/* ---- space count ---- */

static const nsc_column count_columns[] = {
    {"vertices", "vertices after pruning, input and output included"},
    {"edges", "edges after pruning"},
    {"cells", "number of cells with these vertices and edges"},
};

nsc_status nsc_command_space_count(nsc_session *session, nsc_error *error) {
    uint32_t cells[NSC_CELL_VERTICES + 1][NSC_CELL_SLOTS + 1] = {{0}};
    const nsc_space *space;
    const nsc_nb101 *nb101;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    nb101 = nsc_space_nb101(space);
    if (nb101 == NULL)
        return nsc_points_count(session, space, error);
    for (uint32_t number = 0; number < nsc_nb101_skeleton_count(nb101); number++) {
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
        cells[skeleton->vertex_count][skeleton->edge_count] += skeleton->cell_count;
    }
    NSC_TRY(nsc_table_create(&table, count_columns, 3, error));
    for (int vertices = 0; vertices <= NSC_CELL_VERTICES; vertices++)
        for (int edges = 0; edges <= NSC_CELL_SLOTS; edges++)
            if (cells[vertices][edges] > 0)
                NSC_TRY(nsc_table_add(
                    table, NSC_ROW(nsc_integer(vertices), nsc_integer(edges), nsc_integer(cells[vertices][edges])),
                    error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- space list ---- */

static const nsc_column list_columns[] = {
    {"id", "position in the order of representatives, from 0"},
    {"hash", "official fingerprint"},
    NSC_CELL_COLUMN_LIST,
};
enum { LIST_COLUMNS = sizeof list_columns / sizeof list_columns[0] };

static nsc_status list_cell(nsc_table_writer *writer, const nsc_nb101 *nb101, const nsc_hash *hashes, uint32_t id,
                            nsc_error *error) {
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    char hash[33];
    nsc_cell_texts texts;
    nsc_value values[LIST_COLUMNS] = {nsc_integer(id), nsc_text(hash)};
    nsc_hash_format(&hashes[id], hash);
    nsc_cell_values(&cell, &texts, values + 2);
    return nsc_table_writer_add(writer, values, NSC_COUNT_OF(values), error);
}

nsc_status nsc_command_space_list(nsc_session *session, nsc_error *error) {
    const nsc_space *space;
    const nsc_nb101 *nb101;
    const nsc_hash_index *index;
    nsc_session_stream stream;
    nsc_status status = nsc_session_space(session, &space, error);
    if (status != NSC_OK)
        return status;
    nb101 = nsc_space_nb101(space);
    if (nb101 == NULL)
        return nsc_points_list(session, space, error);
    if (status == NSC_OK)
        status = nsc_space_hash_index(space, &index, error);
    if (status == NSC_OK)
        status = nsc_session_stream_open(session, &stream, list_columns, LIST_COLUMNS, error);
    if (status != NSC_OK)
        return status;
    const nsc_hash *hashes = nsc_hash_index_hashes(index);
    for (uint32_t id = 0; status == NSC_OK && id < space->point_count; id++)
        status = list_cell(stream.writer, nb101, hashes, id, error);
    return nsc_session_stream_close(&stream, status, error);
}

/* ---- space encodings ---- */

static const nsc_column encoding_columns[] = {
    {"validity", "whether the edge limit applies to the pruned matrix (pruned) or to the matrix as written (raw)"},
    {"outcome", "what the encodings decode to: a cell, or the reason why they are invalid"},
    {"vertices", "vertices of the cell, input and output included; empty where there is none"},
    {"encodings", "number of encodings"},
    {"share", "share of all encodings; the shares of one validity add up to 1"},
};
enum { ENCODING_COLUMNS = sizeof encoding_columns / sizeof encoding_columns[0] };

/* counts[vertices]: valid encodings by the vertices of their cells. */
static nsc_status count_by_vertices(const nsc_encodings *encodings, const nsc_nb101 *nb101, nsc_validity validity,
                                    uint64_t counts[NSC_CELL_VERTICES + 1], nsc_error *error) {
    uint8_t *vertices = NULL;
    nsc_status status = nsc_allocate(&vertices, encodings->class_count, 1, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t class = 0; class < encodings->class_count; class ++)
        vertices[class] =
            nsc_nb101_cell(nb101, encodings->points[(size_t) class * encodings->labelling_count]).vertex_count;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        if (nsc_matrix_decoding(encodings, validity, matrix) == NSC_DECODES)
            counts[vertices[encodings->classes[matrix]]] += encodings->labelling_count;
    free(vertices);
    return NSC_OK;
}

/* Adds one row; `vertices` is 0 for an outcome that is no cell. */
static nsc_status add_outcome(nsc_table *table, const nsc_encodings *encodings, nsc_validity validity,
                              nsc_decoding outcome, int vertices, uint64_t count, nsc_error *error) {
    const nsc_value values[ENCODING_COLUMNS] = {
        nsc_text(nsc_validity_name(validity)),
        nsc_text(nsc_decoding_name(outcome)),
        vertices > 0 ? nsc_integer(vertices) : nsc_missing(),
        nsc_integer((int64_t)count),
        nsc_real((double)count / (double)nsc_encodings_count(encodings)),
    };
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

static nsc_status add_validity(nsc_table *table, const nsc_encodings *encodings, const nsc_nb101 *nb101,
                               nsc_validity validity, nsc_error *error) {
    uint64_t by_vertices[NSC_CELL_VERTICES + 1] = {0}, by_outcome[NSC_DECODING_COUNT];
    nsc_status status = count_by_vertices(encodings, nb101, validity, by_vertices, error);
    for (int vertices = 2; status == NSC_OK && vertices <= NSC_CELL_VERTICES; vertices++)
        if (by_vertices[vertices] > 0)
            status = add_outcome(table, encodings, validity, NSC_DECODES, vertices, by_vertices[vertices], error);
    nsc_encodings_tally(encodings, validity, by_outcome);
    for (int outcome = NSC_DECODES + 1; status == NSC_OK && outcome < NSC_DECODING_COUNT; outcome++)
        if (validity == NSC_VALID_RAW || outcome != NSC_EDGES_BEFORE_PRUNING)
            status = add_outcome(table, encodings, validity, (nsc_decoding)outcome, 0, by_outcome[outcome], error);
    return status;
}

nsc_status nsc_command_space_encodings(nsc_session *session, nsc_error *error) {
    const nsc_space *space;
    const nsc_nb101 *nb101;
    const nsc_encodings *encodings;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_cells(session, &space, &nb101, error));
    NSC_TRY(nsc_space_encodings(space, &encodings, error));
    NSC_TRY(nsc_table_create(&table, encoding_columns, ENCODING_COLUMNS, error));
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        NSC_TRY(add_validity(table, encodings, nb101, (nsc_validity)validity, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- space show ---- */

/* Adds the vertices, by their numbers in the encoding, and the count of edges that pruning removed. */
static nsc_status add_pruning(nsc_table *table, const nsc_encoding *encoding, nsc_error *error) {
    char vertices[4 * NSC_CELL_VERTICES] = "";
    size_t length = 0;
    for (unsigned vertex = 0; vertex < encoding->written.vertex_count; vertex++)
        if ((encoding->kept >> vertex & 1u) == 0)
            length +=
                (size_t)snprintf(vertices + length, sizeof vertices - length, "%s%u", length > 0 ? " " : "", vertex);
    const unsigned edges = nsc_edge_count(encoding->written.edges) - nsc_edge_count(encoding->pruned.edges);
    nsc_status status = nsc_table_add_key(table, "pruned_vertices", nsc_text(length > 0 ? vertices : "none"), error);
    return status != NSC_OK ? status : nsc_table_add_key(table, "pruned_edges", nsc_integer(edges), error);
}

/* Adds whether the encoding keeps the limits of the space even before pruning. */
static nsc_status add_limits_before_pruning(nsc_table *table, const nsc_nb101 *nb101, const nsc_encoding *encoding,
                                            nsc_error *error) {
    const nsc_nb101_limits limits = nsc_nb101_get_limits(nb101);
    const unsigned edges = nsc_edge_count(encoding->written.edges), vertices = encoding->written.vertex_count;
    char words[64] = "yes";
    if (edges > limits.edges)
        snprintf(words, sizeof words, "no: %u edges, at most %u", edges, limits.edges);
    else if (vertices > limits.vertices)
        snprintf(words, sizeof words, "no: %u vertices, at most %u", vertices, limits.vertices);
    return nsc_table_add_key(table, "valid_before_pruning", nsc_text(words), error);
}

static nsc_status add_identity(nsc_table *table, const nsc_nb101 *nb101, uint32_t id, const nsc_cell *cell,
                               nsc_error *error) {
    char hash[33];
    const nsc_hash fingerprint = nsc_cell_fingerprint(cell);
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, nsc_nb101_skeleton_of(nb101, id));
    nsc_status status = NSC_OK;
    nsc_hash_format(&fingerprint, hash);
    NSC_TRY(nsc_cell_add_keys(table, hash, id, cell, error));
    NSC_TRY(nsc_table_add_key(table, "depth", nsc_integer(skeleton->depth), error));
    NSC_TRY(nsc_table_add_key(table, "width", nsc_integer(skeleton->width), error));
    NSC_TRY(nsc_table_add_key(table, "width_definition",
                              nsc_text("live tensors: most distinct vertices whose output crosses a cut"), error));
    NSC_TRY(nsc_table_add_key(table, "skeleton_automorphisms", nsc_integer(skeleton->automorphism_count), error));
out:
    return status;
}

/* Adds how many encodings decode to the cell: those without further vertices, and all, under both edge limits. */
static nsc_status add_encodings(nsc_table *table, const nsc_nb101 *nb101, uint32_t id, nsc_error *error) {
    const uint32_t number = nsc_nb101_skeleton_of(nb101, id);
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
    const uint16_t *orbits = nsc_nb101_orbits(nb101, number);
    uint32_t labellings = 0;
    double *encodings = NULL;
    nsc_status status = NSC_OK;
    for (uint32_t labelling = 0; labelling < skeleton->labelling_count; labelling++)
        labellings += skeleton->first_id + orbits[labelling] == id;
    NSC_TRY(nsc_table_add_key(table, "isomorphic_encodings",
                              nsc_integer((int64_t)skeleton->ordering_count * labellings), error));
    NSC_TRY(nsc_allocate(&encodings, nsc_nb101_cell_count(nb101), sizeof *encodings, error));
    NSC_TRY(nsc_nb101_encodings(nb101, NSC_VALID_PRUNED, encodings, error));
    NSC_TRY(nsc_table_add_key(table, "encodings_edge_limit_after_pruning", nsc_integer((int64_t)encodings[id]), error));
    NSC_TRY(nsc_nb101_encodings(nb101, NSC_VALID_RAW, encodings, error));
    NSC_TRY(
        nsc_table_add_key(table, "encodings_edge_limit_before_pruning", nsc_integer((int64_t)encodings[id]), error));
out:
    free(encodings);
    return status;
}

static nsc_status add_neighbours(nsc_table *table, const nsc_space *space, uint32_t id, nsc_error *error) {
    for (size_t number = 0; number < nsc_relation_count; number++) {
        if (nsc_relations[number].spaces != space->kind)
            continue;
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        char key[64];
        snprintf(key, sizeof key, "neighbours_%s", nsc_relations[number].name);
        nsc_status status = nsc_graph_neighbours(space, &nsc_relations[number], id, &neighbours, &count, error);
        if (status == NSC_OK)
            status = nsc_table_add_key(table, key, nsc_integer((int64_t)count), error);
        free(neighbours);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

static void print_matrix(FILE *stream, const nsc_cell *cell) {
    fputs("     ", stream);
    for (unsigned to = 0; to < cell->vertex_count; to++)
        fprintf(stream, " %u", to);
    fputc('\n', stream);
    for (unsigned from = 0; from < cell->vertex_count; from++) {
        fprintf(stream, "    %u", from);
        for (unsigned to = 0; to < cell->vertex_count; to++)
            fputs(to > from && nsc_cell_has_edge(cell->edges, from, to) ? " 1" : " .", stream);
        fputc('\n', stream);
    }
}

/* Writes keys as words and the values in a column beside them. */
static void print_values(FILE *stream, const nsc_table *table) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        const nsc_value key = nsc_table_value(table, row, 0), value = nsc_table_value(table, row, 1);
        int width = 0;
        for (const char *letter = key.as.text; *letter != '\0'; letter++, width++)
            fputc(*letter == '_' ? ' ' : *letter, stream);
        fprintf(stream, "%*s", 38 - width, "");
        if (value.type == NSC_VALUE_INTEGER)
            fprintf(stream, "%lld\n", (long long)value.as.integer);
        else if (value.type == NSC_VALUE_REAL)
            fprintf(stream, "%g\n", value.as.real);
        else
            fprintf(stream, "%s\n", value.type == NSC_VALUE_TEXT ? value.as.text : "");
    }
}

/* Only cells are drawn; `cell` is NULL for other points. */
static nsc_status show_text(nsc_session *session, const nsc_cell *cell, const nsc_table *table, nsc_error *error) {
    const bool unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    nsc_output output = {0};
    nsc_screen screen;
    char *drawing = NULL;
    nsc_status status = NSC_OK;
    if (cell != NULL)
        NSC_TRY(nsc_drawing_create(&drawing, cell, unicode, error));
    NSC_TRY(nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error));
    if (cell != NULL) {
        fprintf(output.stream, "%s\n", drawing);
        print_matrix(output.stream, cell);
        fputc('\n', output.stream);
    }
    if (nsc_output_is_standard(session->arguments->texts[NSC_OPTION_OUT]) && nsc_terminal_screen(&screen))
        status = nsc_table_write_on_screen(table, &screen, output.stream, error);
    else
        print_values(output.stream, table);
    status = nsc_output_end(&output, status, error);
out:
    free(drawing);
    return status;
}

static nsc_status show_point(nsc_session *session, const nsc_space *space, nsc_error *error) {
    nsc_table *table = NULL;
    uint32_t point;
    nsc_status status = NSC_OK;
    NSC_TRY(space->point_parse(space, session->arguments->positional[0], &point, error));
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(nsc_points_add(table, space, point, error));
    NSC_TRY(add_neighbours(table, space, point, error));
    if (strcmp(nsc_session_format_name(session), "text") == 0)
        NSC_TRY(show_text(session, NULL, table, error));
    else
        NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

nsc_status nsc_command_space_show(nsc_session *session, nsc_error *error) {
    const nsc_space *space;
    const nsc_nb101 *nb101;
    nsc_encoding encoding;
    nsc_table *table = NULL;
    uint32_t id = 0;
    bool drawn;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_session_draw(session, space, &drawn, error));
    if (drawn)
        return NSC_OK;
    nb101 = nsc_space_nb101(space);
    if (nb101 == NULL)
        return show_point(session, space, error);
    NSC_TRY(nsc_nb101_parse(space, session->arguments->positional[0], &id, &encoding, error));
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(add_identity(table, nb101, id, &cell, error));
    NSC_TRY(add_encodings(table, nb101, id, error));
    NSC_TRY(add_neighbours(table, space, id, error));
    NSC_TRY(add_pruning(table, &encoding, error));
    NSC_TRY(add_limits_before_pruning(table, nb101, &encoding, error));
    if (strcmp(nsc_session_format_name(session), "text") == 0)
        NSC_TRY(show_text(session, &cell, table, error));
    else
        NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}
