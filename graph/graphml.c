/* GraphML, written as the rows are read. */
#include "graph/graphml.h"

#include "base/base.h"
#include "base/real_text.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* What each attribute belongs to begins its key, as in igraph, since keys are told apart by their ids alone. */
#define OF_GRAPH "g_"
#define OF_VERTEX "v_"
#define OF_EDGE "e_"

/* ---- texts and numbers ---- */

/* White space is escaped, too: it would be read as blanks in an attribute, and CR as the end of a line anywhere. */
static const char *escape_of(char character) {
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    default:
        return NULL;
    }
}

static void write_escaped(FILE *stream, const char *text) {
    for (;;) {
        const size_t plain = strcspn(text, "&<>\"'\t\n\r");
        fwrite(text, 1, plain, stream);
        text += plain;
        if (*text == '\0')
            return;
        fputs(escape_of(*text++), stream);
    }
}

/* Names of files and columns may have characters that XML has not: they are shown as in messages. */
static nsc_status write_text(FILE *stream, const char *text, nsc_error *error) {
    char *shown = NULL;
    const nsc_status status = nsc_is_xml_text(text) ? NSC_OK : nsc_copy_shown(&shown, text, true, error);
    if (status == NSC_OK)
        write_escaped(stream, shown != NULL ? shown : text);
    free(shown);
    return status;
}

static nsc_status write_text_of(FILE *stream, const char *prefix, const char *key, const char *text, nsc_error *error) {
    nsc_status status = NSC_OK;
    fprintf(stream, "%s<data key=\"%s", strcmp(prefix, OF_GRAPH) == 0 ? "    " : "      ", prefix);
    NSC_TRY(write_text(stream, key, error));
    fputs("\">", stream);
    NSC_TRY(write_text(stream, text, error));
    fputs("</data>\n", stream);
out:
    return status;
}

/* Missing numbers are left out. */
static nsc_status write_number_of(FILE *stream, const char *prefix, const char *key, double number, nsc_error *error) {
    char text[NSC_REAL_TEXT_SIZE];
    if (isnan(number))
        return NSC_OK;
    text[nsc_real_text(number, text)] = '\0';
    return write_text_of(stream, prefix, key, text, error);
}

/* ---- parts of the file ---- */

static nsc_status write_key(FILE *stream, const char *prefix, const char *owner, const char *name, const char *type,
                            nsc_error *error) {
    nsc_status status = NSC_OK;
    fprintf(stream, "  <key id=\"%s", prefix);
    NSC_TRY(write_text(stream, name, error));
    fprintf(stream, "\" for=\"%s\" attr.name=\"", owner);
    NSC_TRY(write_text(stream, name, error));
    fprintf(stream, "\" attr.type=\"%s\"/>\n", type);
out:
    return status;
}

static nsc_status write_keys(FILE *stream, const nsc_graph *graph, const nsc_graphml_attributes *attributes,
                             nsc_error *error) {
    const size_t fact_count = attributes->facts != NULL ? nsc_table_row_count(attributes->facts) : 0;
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < fact_count; row++)
        NSC_TRY(
            write_key(stream, OF_GRAPH, "graph", nsc_table_value(attributes->facts, row, 0).as.text, "string", error));
    NSC_TRY(write_key(stream, OF_VERTEX, "node", "name", "string", error));
    for (size_t column = 0; column < attributes->column_count; column++)
        NSC_TRY(write_key(stream, OF_VERTEX, "node", attributes->columns[column].name, "double", error));
    NSC_TRY(write_key(stream, OF_EDGE, "edge", "kind", "string", error));
    if (nsc_graph_is_weighted(graph))
        NSC_TRY(write_key(stream, OF_EDGE, "edge", "weight", "double", error));
out:
    return status;
}

static nsc_status write_facts(FILE *stream, const nsc_table *facts, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t row = 0; facts != NULL && status == NSC_OK && row < nsc_table_row_count(facts); row++) {
        char space[32];
        const char *text = nsc_value_text(nsc_table_value(facts, row, 1), space);
        status = write_text_of(stream, OF_GRAPH, nsc_table_value(facts, row, 0).as.text, text, error);
    }
    return status;
}

static nsc_status write_vertices(FILE *stream, const nsc_space *space, const nsc_graphml_attributes *attributes,
                                 nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < space->point_count; point++) {
        nsc_point_name name;
        NSC_TRY(space->point_name(space, point, &name, error));
        fprintf(stream, "    <node id=\"n%u\">\n", (unsigned)point);
        NSC_TRY(write_text_of(stream, OF_VERTEX, "name", name.text, error));
        for (size_t column = 0; column < attributes->column_count; column++)
            NSC_TRY(write_number_of(stream, OF_VERTEX, attributes->columns[column].name,
                                    attributes->columns[column].values[point], error));
        fputs("    </node>\n", stream);
    }
out:
    return status;
}

/* An edge of an undirected graph is listed by its end with the lower id. */
static nsc_status write_edges(FILE *stream, const nsc_graph *graph, const nsc_space *space, nsc_error *error) {
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open_with_kinds(&rows, graph, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            if (!nsc_graph_is_directed(graph) && row.points[place] < point)
                continue;
            fprintf(stream, "    <edge source=\"n%u\" target=\"n%u\">\n", (unsigned)point, (unsigned)row.points[place]);
            NSC_TRY(write_text_of(stream, OF_EDGE, "kind", space->edge_kinds[nsc_row_kind(&row, place)].name, error));
            if (row.weights != NULL)
                NSC_TRY(write_number_of(stream, OF_EDGE, "weight", row.weights[place], error));
            fputs("    </edge>\n", stream);
        }
    }
out:
    nsc_rows_close(&rows);
    return status;
}

nsc_status nsc_graphml_write(const nsc_graph *graph, const nsc_space *space, const nsc_graphml_attributes *attributes,
                             FILE *stream, nsc_error *error) {
    nsc_status status = NSC_OK;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"\n"
          "         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
          "         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns\n"
          "         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
          stream);
    NSC_TRY(write_keys(stream, graph, attributes, error));
    fprintf(stream, "  <graph id=\"G\" edgedefault=\"%s\">\n",
            nsc_graph_is_directed(graph) ? "directed" : "undirected");
    NSC_TRY(write_facts(stream, attributes->facts, error));
    NSC_TRY(write_vertices(stream, space, attributes, error));
    NSC_TRY(write_edges(stream, graph, space, error));
    fputs("  </graph>\n</graphml>\n", stream);
out:
    return status;
}
