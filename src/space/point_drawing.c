/*
 * A point is first described as a graph of at most 8 vertices and the styles of its parts, which either format then
 * writes. Colours are those of Okabe and Ito, which the colour-blind tell apart; shapes and dashes say the same.
 */
#include "space/point_drawing.h"

#include "space/graph_layout.h"
#include "space/nb101/nb101.h"
#include "space/strings.h"

#include <string.h>

/* ---- styles ---- */

/* How an operation is drawn: on a vertex by fill and shape, on an edge by colour and dashes. */
typedef struct style {
    const char *operation;
    const char *fill, *text; /* colours */
    const char *shape;       /* as graphviz calls it */
    const char *dashes;      /* of an edge in SVG; "" for a whole line */
    const char *line;        /* of an edge, as graphviz calls it */
} style;

static const style styles[] = {
    {"end", "#e3e7eb", "#14202b", "ellipse", "", "solid"}, /* input, output and, in NAS-Bench-201, any node */
    {"conv3x3", "#0072b2", "#ffffff", "box", "", "solid"},
    {"conv1x1", "#e69f00", "#14202b", "hexagon", "", "solid"},
    {"maxpool3x3", "#009e73", "#08120e", "invtrapezium", "", "solid"},
    {"nor_conv_3x3", "#0072b2", NULL, NULL, "", "bold"},
    {"nor_conv_1x1", "#e69f00", NULL, NULL, "", "bold"},
    {"avg_pool_3x3", "#009e73", NULL, NULL, "9 4", "dashed"},
    {"skip_connect", "#7a8793", NULL, NULL, "", "solid"},
    {"none", "#a3acb5", NULL, NULL, "2 5", "dotted"},
};

static const style *style_of(const char *operation) {
    size_t row = NSC_COUNT_OF(styles) - 1;
    while (row > 0 && strcmp(styles[row].operation, operation) != 0)
        row--;
    return &styles[row];
}

/* ---- a point as a graph ---- */

typedef struct graph_drawing {
    unsigned vertex_count;
    uint32_t edges;                          /* as in nsc_cell */
    uint32_t kept;                           /* vertices that pruning leaves, bit v for vertex v */
    const char *vertices[NSC_CELL_VERTICES]; /* what stands on a vertex, behind its number */
    const char *operations[NSC_CELL_SLOTS];  /* [slot] what stands on an edge; NULL: nothing */
    bool on_edges;                           /* operations are on edges */
    const char *title;
} graph_drawing;

static bool edge_is_kept(const graph_drawing *drawing, unsigned from, unsigned to) {
    return (drawing->kept >> from & 1u) != 0 && (drawing->kept >> to & 1u) != 0;
}

static void describe_cell(graph_drawing *drawing, const nsc_encoding *encoding) {
    const nsc_cell *cell = &encoding->written;
    *drawing = (graph_drawing){.vertex_count = cell->vertex_count, .edges = cell->edges, .kept = encoding->kept};
    for (unsigned vertex = 0; vertex < cell->vertex_count; vertex++)
        drawing->vertices[vertex] = vertex == 0 ? "input"
                                    : vertex + 1 == cell->vertex_count
                                        ? "output"
                                        : nsc_operation_name((nsc_operation)cell->operations[vertex - 1]);
}

/* The positions of the string are the edges of a cell of four nodes, in the order of slots. */
static void describe_string(graph_drawing *drawing, const nsc_space *space, uint32_t point) {
    const nsc_strings *strings = nsc_space_strings(space);
    const uint32_t word = strings->words != NULL ? strings->words[point] : point;
    *drawing = (graph_drawing){.vertex_count = 4, .edges = 0x3f, .kept = 0xf, .on_edges = true};
    for (unsigned position = 0; position < strings->position_count; position++)
        drawing->operations[position] =
            nsc_words_symbol_name(space->words, position, nsc_strings_symbol(strings, word, position));
    drawing->vertices[0] = "input";
    drawing->vertices[1] = drawing->vertices[2] = "sum";
    drawing->vertices[3] = "output";
}

bool nsc_points_are_drawn(const nsc_space *space) {
    return space->kind == NSC_SPACE_CELLS ||
           (space->kind == NSC_SPACE_STRINGS && nsc_space_strings(space)->ways != NULL);
}

static nsc_status describe(graph_drawing *drawing, const nsc_space *space, const char *text, nsc_point_name *name,
                           nsc_error *error) {
    nsc_encoding encoding;
    uint32_t point;
    nsc_status status = NSC_OK;
    if (space->kind == NSC_SPACE_CELLS) {
        NSC_TRY(nsc_nb101_parse(space, text, &point, &encoding, error));
        describe_cell(drawing, &encoding);
    } else {
        NSC_TRY(space->point_parse(space, text, &point, error));
        if (!nsc_points_are_drawn(space)) {
            status = nsc_error_set(error, NSC_USAGE, "only cells of nb101 and nb201 are drawn, not points of %s",
                                   space->name);
            goto out;
        }
        describe_string(drawing, space, point);
    }
    NSC_TRY(space->point_name(space, point, name, error));
    drawing->title = name->text;
out:
    return status;
}

/* ---- dot ---- */

static void write_dot(FILE *stream, const graph_drawing *drawing) {
    fprintf(stream, "digraph \"%s\" {\n  node [style=filled, color=\"#42505c\", fontname=\"sans-serif\"];\n",
            drawing->title);
    fputs("  edge [color=\"#56616c\", fontname=\"sans-serif\", fontsize=11];\n", stream);
    for (unsigned vertex = 0; vertex < drawing->vertex_count; vertex++) {
        const style *look = style_of(drawing->vertices[vertex]);
        const bool kept = (drawing->kept >> vertex & 1u) != 0;
        fprintf(stream, "  %u [label=\"%u %s\", shape=%s, fillcolor=\"%s\", fontcolor=\"%s\"%s];\n", vertex, vertex,
                drawing->vertices[vertex], look->shape, kept ? look->fill : "#f2f4f6", kept ? look->text : "#8a949e",
                kept ? "" : ", color=\"#b8c0c8\", style=\"filled,dashed\"");
    }
    for (uint32_t edges = drawing->edges; edges != 0; edges &= edges - 1) {
        const unsigned slot = (unsigned)__builtin_ctz(edges);
        unsigned from, to;
        nsc_cell_slot_ends(slot, &from, &to);
        fprintf(stream, "  %u -> %u", from, to);
        if (drawing->on_edges) {
            const style *look = style_of(drawing->operations[slot]);
            fprintf(stream, " [label=\"%s\", color=\"%s\", style=%s]", drawing->operations[slot], look->fill,
                    look->line);
        } else if (!edge_is_kept(drawing, from, to)) {
            fputs(" [color=\"#b8c0c8\", style=dashed]", stream);
        }
        fputs(";\n", stream);
    }
    fputs("}\n", stream);
}

/* ---- SVG ---- */

enum { COLUMN = 134, ROW = 74, EDGE_ROW = 104, MARGIN_X = 8, MARGIN_Y = 24, WIDTH = 120, HEIGHT = 34, HEAD = 8 };

/* Where a layout stands on paper. */
typedef struct paper {
    FILE *stream;
    nsc_graph_layout layout;
    int row; /* height of a layer */
} paper;

static double across(double x) {
    return MARGIN_X + x * COLUMN;
}

static double down(const paper *sheet, unsigned layer) {
    return MARGIN_Y + (double)layer * sheet->row;
}

static void describe_parts(FILE *stream, const graph_drawing *drawing) {
    fprintf(stream, "<desc>%s of %u vertices:", drawing->on_edges ? "Network" : "Cell", drawing->vertex_count);
    for (unsigned vertex = 0; vertex < drawing->vertex_count; vertex++)
        fprintf(stream, "%s %u %s%s", vertex > 0 ? "," : "", vertex, drawing->vertices[vertex],
                (drawing->kept >> vertex & 1u) != 0 ? "" : " (pruned)");
    fputs("; edges:", stream);
    for (uint32_t edges = drawing->edges; edges != 0; edges &= edges - 1) {
        const unsigned slot = (unsigned)__builtin_ctz(edges);
        unsigned from, to;
        nsc_cell_slot_ends(slot, &from, &to);
        fprintf(stream, "%s %u→%u", edges != drawing->edges ? "," : "", from, to);
        if (drawing->on_edges)
            fprintf(stream, " %s", drawing->operations[slot]);
    }
    fputs("</desc>\n", stream);
}

/*
 * The rules apply to the drawing's class alone, since a page holds other texts and lines. Lines and names have the
 * colour of the text around the drawing; a file of its own is light or dark as the reader's screen is. The names of
 * edges have the page's ground behind them.
 */
static void begin_svg(const paper *sheet, const graph_drawing *drawing) {
    const double width = sheet->layout.width * COLUMN + 2.0 * MARGIN_X;
    const double height = (sheet->layout.layer_count - 1.0) * sheet->row + 2.0 * MARGIN_Y;
    fprintf(sheet->stream,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" "
            "class=\"point-drawing\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n"
            "<title>%s</title>\n",
            width, height, width, height, drawing->title);
    describe_parts(sheet->stream, drawing);
    fputs(
        "<style>\n"
        "svg.point-drawing:root { color: #14202b; color-scheme: light dark; }\n"
        "@media (prefers-color-scheme: dark) { svg.point-drawing:root { color: #e8edf2; } }\n"
        ".point-drawing text { text-anchor: middle; dominant-baseline: central; }\n"
        ".point-drawing .edge path { fill: none; stroke: currentColor; stroke-width: 1.6; }\n"
        ".point-drawing .edge polygon, .point-drawing .edge text { fill: currentColor; }\n"
        ".point-drawing .edge text { stroke: var(--ground, Canvas); stroke-width: 5; paint-order: stroke; }\n"
        ".point-drawing .number { font-weight: 700; }\n"
        ".point-drawing .pruned path, .point-drawing .pruned .shape { stroke: currentColor; stroke-dasharray: 4 3; }\n"
        ".point-drawing .pruned .shape { fill: none; stroke-width: 1.5; }\n"
        ".point-drawing .pruned text { fill: currentColor; }\n"
        ".point-drawing .pruned { opacity: 0.72; }\n"
        "</style>\n",
        sheet->stream);
}

/* A smooth line through the places of an edge, its arrow's head, and the operation in its middle. */
static void draw_edge(const paper *sheet, const graph_drawing *drawing, const nsc_layout_edge *edge) {
    FILE *stream = sheet->stream;
    const char *operation = drawing->operations[nsc_cell_slot(edge->from, edge->to)];
    const unsigned first = sheet->layout.layers[edge->from];
    const double bottom = down(sheet, first + edge->count - 1) - HEIGHT / 2.0;
    double x = across(edge->x[0]), y = down(sheet, first) + HEIGHT / 2.0;
    fprintf(stream, "<g class=\"edge%s\"><path d=\"M%.1f,%.1f",
            edge_is_kept(drawing, edge->from, edge->to) ? "" : " pruned", x, y);
    for (unsigned place = 1; place < edge->count; place++) {
        const double next_x = across(edge->x[place]);
        const double next_y = place + 1 < edge->count ? down(sheet, first + place) : bottom - HEAD;
        const double bend = (next_y - y) * 0.45;
        fprintf(stream, " C%.1f,%.1f %.1f,%.1f %.1f,%.1f", x, y + bend, next_x, next_y - bend, next_x, next_y);
        x = next_x;
        y = next_y;
    }
    fputc('"', stream);
    if (operation != NULL)
        fprintf(stream, " style=\"stroke: %s; stroke-width: 3; stroke-dasharray: %s\"", style_of(operation)->fill,
                style_of(operation)->dashes[0] != '\0' ? style_of(operation)->dashes : "none");
    fprintf(stream, "/><polygon points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>", x - 4.5, bottom - HEAD, x + 4.5,
            bottom - HEAD, x, bottom);
    if (operation != NULL) {
        const unsigned before = (edge->count - 1) / 2, after = edge->count / 2;
        fprintf(stream, "<text x=\"%.1f\" y=\"%.1f\">%s</text>", across((edge->x[before] + edge->x[after]) / 2),
                (down(sheet, first + before) + down(sheet, first + after)) / 2, operation);
    }
    fputs("</g>\n", stream);
}

static void draw_outline(FILE *stream, const char *shape, const char *fill) {
    const double x = WIDTH / 2.0, y = HEIGHT / 2.0;
    if (strcmp(shape, "ellipse") == 0)
        fprintf(stream, "<ellipse class=\"shape\" rx=\"%.0f\" ry=\"%.0f\"", 42.0, y);
    else if (strcmp(shape, "hexagon") == 0)
        fprintf(stream, "<polygon class=\"shape\" points=\"%g,0 %g,%g %g,%g %g,0 %g,%g %g,%g\"", -x, 12 - x, -y, x - 12,
                -y, x, x - 12, y, 12 - x, y);
    else if (strcmp(shape, "invtrapezium") == 0)
        fprintf(stream, "<polygon class=\"shape\" points=\"%g,%g %g,%g %g,%g %g,%g\"", -x, -y, x, -y, x - 12, y, 12 - x,
                y);
    else
        fprintf(stream, "<rect class=\"shape\" x=\"%g\" y=\"%g\" width=\"%d\" height=\"%d\" rx=\"3\"", -x, -y, WIDTH,
                HEIGHT);
    if (fill != NULL)
        fprintf(stream, " fill=\"%s\"", fill);
    fputs("/>", stream);
}

static void draw_vertex(const paper *sheet, const graph_drawing *drawing, unsigned vertex) {
    const style *look = style_of(drawing->vertices[vertex]);
    const bool kept = (drawing->kept >> vertex & 1u) != 0;
    fprintf(sheet->stream, "<g class=\"vertex%s\" transform=\"translate(%.1f %.1f)\">", kept ? "" : " pruned",
            across(sheet->layout.x[vertex]), down(sheet, sheet->layout.layers[vertex]));
    draw_outline(sheet->stream, look->shape, kept ? look->fill : NULL);
    fputs("<text", sheet->stream);
    if (kept)
        fprintf(sheet->stream, " fill=\"%s\"", look->text);
    fprintf(sheet->stream, "><tspan class=\"number\">%u</tspan> %s</text></g>\n", vertex, drawing->vertices[vertex]);
}

static void write_svg(FILE *stream, const graph_drawing *drawing) {
    /* Operations on edges need room beside each other. */
    paper sheet = {.stream = stream, .row = drawing->on_edges ? EDGE_ROW : ROW};
    nsc_graph_lay_out(&sheet.layout, drawing->edges, drawing->vertex_count, drawing->on_edges ? 0.9 : 0.55);
    begin_svg(&sheet, drawing);
    for (unsigned edge = 0; edge < sheet.layout.edge_count; edge++)
        draw_edge(&sheet, drawing, &sheet.layout.edges[edge]);
    for (unsigned vertex = 0; vertex < drawing->vertex_count; vertex++)
        draw_vertex(&sheet, drawing, vertex);
    fputs("</svg>\n", stream);
}

/* ---- any format ---- */

nsc_drawing_format nsc_drawing_format_named(const char *name) {
    static const char *const names[NSC_DRAWING_FORMAT_COUNT] = {"svg", "dot"};
    int format = 0;
    while (format < NSC_DRAWING_FORMAT_COUNT && strcmp(names[format], name) != 0)
        format++;
    return (nsc_drawing_format)format;
}

nsc_status nsc_point_draw(const nsc_space *space, const char *text, nsc_drawing_format format, FILE *stream,
                          nsc_error *error) {
    NSC_DECIMAL_POINT;
    graph_drawing drawing = {.title = ""};
    nsc_point_name name;
    const nsc_status status = describe(&drawing, space, text, &name, error);
    if (status != NSC_OK)
        return status;
    if (format == NSC_DRAWING_DOT)
        write_dot(stream, &drawing);
    else
        write_svg(stream, &drawing);
    return NSC_OK;
}
