/* The network of local optima as SVG. */
#include "analysis/figures/figure_canvas.h"
#include "analysis/figures/figure_model_internal.h"
#include "analysis/figures/network_figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct network_drawing {
    const nsc_network_figure *figure;
    nsc_figure_canvas canvas;
    double largest;  /* size of a node */
    double heaviest; /* weight of an edge */
} network_drawing;

static double node_x(const network_drawing *drawing, size_t node) {
    const double extent = fmin(drawing->canvas.across, drawing->canvas.up);
    return drawing->canvas.left + drawing->canvas.across / 2 + (drawing->figure->nodes[node].x - 0.5) * extent;
}

static double node_y(const network_drawing *drawing, size_t node) {
    const double extent = fmin(drawing->canvas.across, drawing->canvas.up);
    return drawing->canvas.top + drawing->canvas.up / 2 + (drawing->figure->nodes[node].y - 0.5) * extent;
}

static double node_radius(const network_drawing *drawing, size_t node) {
    const double share = drawing->largest > 0 ? (double)drawing->figure->nodes[node].basin / drawing->largest : 0;
    return drawing->canvas.font * (0.25 + 1.1 * sqrt(share));
}

/* Wider and darker for heavier edges, from the lightest to the heaviest by square roots. */
static void draw_edges(const network_drawing *drawing) {
    FILE *stream = drawing->canvas.stream;
    fputs("<g stroke=\"currentColor\" fill=\"none\">\n", stream);
    for (size_t number = 0; number < drawing->figure->edge_count; number++) {
        const nsc_network_edge *edge = &drawing->figure->edges[number];
        const double share = drawing->heaviest > 0 ? sqrt(edge->weight / drawing->heaviest) : 1;
        fprintf(stream, "<path stroke-width=\"%.2f\" stroke-opacity=\"%.2f\" d=\"M%.1f,%.1fL%.1f,%.1f\"/>\n",
                drawing->canvas.font * (0.03 + 0.2 * share), 0.12 + 0.4 * share, node_x(drawing, edge->from),
                node_y(drawing, edge->from), node_x(drawing, edge->to), node_y(drawing, edge->to));
    }
    fputs("</g>\n", stream);
}

/* The best last, on top of the others, each with its name and value for those who point at it. */
static void draw_nodes(const network_drawing *drawing) {
    FILE *stream = drawing->canvas.stream;
    fputs("<g stroke=\"currentColor\">\n", stream);
    for (size_t number = drawing->figure->node_count; number-- > 0;) {
        const nsc_network_figure_node *node = &drawing->figure->nodes[number];
        char shade[8], value[NSC_FIGURE_LABEL];
        nsc_figure_colour(drawing->canvas.style, false, nsc_figure_place(&drawing->canvas.model->colour, node->fitness),
                          shade);
        nsc_figure_number(node->fitness, 5, value);
        fprintf(stream, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.2f\" fill=\"%s\" stroke-width=\"%.2f\"><title>",
                node_x(drawing, number), node_y(drawing, number), node_radius(drawing, number), shade,
                drawing->canvas.font * (node->marked ? 0.22 : 0.05));
        nsc_svg_escape(stream, node->point);
        fprintf(stream, ": %s, rank %zu</title></circle>\n", value, node->rank);
    }
    fputs("</g>\n", stream);
}

/* What areas and rings stand for, on one line below. */
static void draw_key(const network_drawing *drawing) {
    const nsc_figure_canvas *canvas = &drawing->canvas;
    const double font = canvas->font, y = canvas->legend_top + font * 0.6;
    char text[NSC_FIGURE_LABEL];
    double x = font;
    fprintf(canvas->stream, "<g fill=\"none\" stroke=\"currentColor\" stroke-width=\"%.2f\">\n<path d=\"", font / 14);
    nsc_svg_shape(canvas->stream, NSC_SHAPE_CIRCLE, x + font * 0.4, y, font * 0.25);
    nsc_svg_shape(canvas->stream, NSC_SHAPE_CIRCLE, x + font * 1.6, y, font * 0.6);
    fputs("\"/>\n", canvas->stream);
    snprintf(text, sizeof text, "area: %.40s", drawing->figure->row->node_size);
    const double second = x + font * 5 + nsc_figure_text_width(text, font * 0.9);
    if (drawing->figure->row->node_mark_title != NULL)
        fprintf(canvas->stream, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" stroke-width=\"%.2f\"/>\n", second, y,
                font * 0.5, font * 0.22);
    fputs("</g>\n", canvas->stream);
    nsc_svg_text(canvas, x + font * 2.6, y + font * 0.33, font * 0.9, "start", "", text);
    if (drawing->figure->row->node_mark_title != NULL)
        nsc_svg_text(canvas, second + font, y + font * 0.33, font * 0.9, "start", "",
                     drawing->figure->row->node_mark_title);
}

/* A canvas without axes: the network, the colours beside it, the key and the caption below. */
static void lay_out(network_drawing *drawing) {
    nsc_figure_canvas *canvas = &drawing->canvas;
    const nsc_figure_style *style = canvas->style;
    const nsc_figure_paragraphs lines = nsc_figure_begin_layout(canvas);
    const double font = canvas->font, caption = (double)lines.caption * nsc_figure_caption_font(canvas) * 1.25;
    canvas->top = font * (2 + 1.5 * (double)lines.title);
    canvas->left = 2 * font;
    canvas->across = canvas->width - canvas->left - 2 * font - nsc_figure_colours_width(canvas);
    canvas->up = fmax(canvas->across * 0.6, style->height_mm * NSC_POINTS_PER_MM * 0.6);
    canvas->legend_top = canvas->top + canvas->up + font * 2;
    canvas->caption_top = canvas->legend_top + font * 2.5;
    canvas->height = canvas->caption_top + caption;
}

static void measure(network_drawing *drawing) {
    for (size_t node = 0; node < drawing->figure->node_count; node++)
        drawing->largest = fmax(drawing->largest, (double)drawing->figure->nodes[node].basin);
    for (size_t edge = 0; edge < drawing->figure->edge_count; edge++)
        drawing->heaviest = fmax(drawing->heaviest, drawing->figure->edges[edge].weight);
}

nsc_status nsc_network_figure_caption(const nsc_network_figure *figure, char **caption, nsc_error *error) {
    NSC_DECIMAL_POINT;
    const nsc_figure_source source = {figure->node_table, NULL};
    char remark[160];
    snprintf(remark, sizeof remark, "%u of %zu nodes and %zu of the %zu edges between them are drawn",
             figure->node_count, figure->optima_count, figure->edge_count, figure->transition_count);
    return nsc_figure_make_caption(caption, &source, 1, remark, error);
}

/* The ranks of the values, and the caption. */
static nsc_status describe(const nsc_network_figure *figure, nsc_figure_model *model, double **values,
                           nsc_error *error) {
    const nsc_figure_source source = {figure->node_table, NULL};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(values, figure->node_count, sizeof **values, error));
    for (size_t node = 0; node < figure->node_count; node++)
        (*values)[node] = figure->nodes[node].fitness;
    nsc_figure_set_ranks(&model->colour, *values, figure->node_count);
    model->colour.title = model->figure->colour_title;
    model->mark = nsc_figure_mark_of(&source, 1);
    NSC_TRY(nsc_network_figure_caption(figure, &model->caption, error));
out:
    return status;
}

nsc_status nsc_network_figure_write_svg(const nsc_network_figure *figure, const nsc_figure_style *style, const char *id,
                                        FILE *stream, nsc_error *error) {
    NSC_DECIMAL_POINT;
    nsc_figure_model model = {.figure = figure->row};
    network_drawing drawing = {.figure = figure,
                               .canvas = {.model = &model, .style = style, .id = id, .stream = stream}};
    double *values = NULL;
    nsc_status status = NSC_OK;
    if (figure->node_count == 0)
        return nsc_error_set(error, NSC_MISSING, "%s, table %s: no node to draw", figure->row->analysis,
                             figure->row->table);
    NSC_TRY(describe(figure, &model, &values, error));
    measure(&drawing);
    lay_out(&drawing);
    nsc_svg_open(&drawing.canvas);
    draw_edges(&drawing);
    draw_nodes(&drawing);
    draw_key(&drawing);
    nsc_svg_draw_colours(&drawing.canvas);
    nsc_svg_close(&drawing.canvas);
out:
    free(model.caption);
    free(values);
    return status;
}
