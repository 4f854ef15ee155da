/* The legend of a figure as SVG: series, lines to compare with, sizes; and the colours of values. */
#include "analysis/figures/figure_canvas.h"
#include "base/base.h"

#include <math.h>
#include <string.h>

enum { LEGEND_ROWS = 8 }; /* entries that need more are told by their number */

/* Where the next entry goes. */
typedef struct legend_place {
    const nsc_figure_canvas *canvas;
    double x;
    size_t row;
    size_t left_out;
    bool draw;
} legend_place;

static double font_of(const nsc_figure_canvas *canvas) {
    return canvas->font * 0.9;
}

static double sample_width(const nsc_figure_canvas *canvas) {
    return canvas->font * 2.6;
}

/* Makes room for an entry, in the next row if this one is full; false if there is none left. */
static bool place_entry(legend_place *at, const char *title, double *x, double *y) {
    const nsc_figure_canvas *canvas = at->canvas;
    const double width = sample_width(canvas) + nsc_figure_text_width(title, font_of(canvas)) + canvas->font * 1.4;
    const double start = canvas->font;
    if (at->x > start && at->x + width > canvas->width) {
        at->x = start;
        at->row++;
    }
    if (at->row >= LEGEND_ROWS) {
        at->left_out++;
        return false;
    }
    *x = at->x;
    *y = canvas->legend_top + ((double)at->row + 0.7) * canvas->font * 1.4;
    at->x += width;
    return at->draw;
}

static void put_title(const nsc_figure_canvas *canvas, double x, double y, const char *title) {
    nsc_svg_text(canvas, x + sample_width(canvas) + canvas->font * 0.3, y, font_of(canvas), "start", "", title);
}

static void add_series(legend_place *at, size_t number, const char *title) {
    static const double fills[] = {0.85, 0.45, 0.12};
    const nsc_figure_canvas *canvas = at->canvas;
    const nsc_figure_look *look = nsc_figure_look_of(number);
    const nsc_figure_kind kind = canvas->model->figure->kind;
    const double middle = sample_width(canvas) / 2, height = canvas->font * 0.33;
    char colour[40];
    double x, y;
    if (!place_entry(at, title, &x, &y))
        return;
    nsc_svg_series_colour(canvas, number, colour);
    fprintf(canvas->stream, "<path style=\"fill:%s;stroke:%s\" fill-opacity=\"%.2f\" stroke-width=\"%.2f\" d=\"",
            colour, colour, kind == NSC_FIGURE_BARS ? fills[number % NSC_COUNT_OF(fills)] : 1, canvas->font / 14);
    if (kind == NSC_FIGURE_BARS)
        fprintf(canvas->stream, "M%.2f,%.2fv%.2fh%.2fv%.2fZ", x + middle - height, y, -2 * height, 2 * height,
                2 * height);
    else
        nsc_svg_shape(canvas->stream, look->shape, x + middle, y - height, canvas->font / 4.5);
    fputs("\"/>\n", canvas->stream);
    if (kind == NSC_FIGURE_LINE)
        fprintf(canvas->stream,
                "<path style=\"stroke:%s\" fill=\"none\" stroke-width=\"%.2f\" stroke-dasharray=\"%s\" "
                "d=\"M%.2f,%.2fh%.2f\"/>\n",
                colour, canvas->font / 7, look->dashes[0] != '\0' ? look->dashes : "none", x, y - height, 2 * middle);
    put_title(canvas, x, y, title);
}

static void add_line(legend_place *at, const nsc_figure_line *line) {
    const nsc_figure_canvas *canvas = at->canvas;
    double x, y;
    if (line->title == NULL || !place_entry(at, line->title, &x, &y))
        return;
    fprintf(canvas->stream,
            "<path stroke=\"currentColor\" stroke-width=\"%.2f\" stroke-dasharray=\"%s\" d=\"M%.2f,%.2fh%.2f\"/>\n",
            canvas->font / 11, line->dashed ? "3 2" : "none", x, y - canvas->font * 0.33, sample_width(canvas));
    put_title(canvas, x, y, line->title);
}

/* A figure with areas says what they stand for. */
static void add_size(legend_place *at) {
    const nsc_figure_canvas *canvas = at->canvas;
    char text[NSC_FIGURE_LABEL];
    double x, y;
    if (canvas->model->figure->size == NULL)
        return;
    snprintf(text, sizeof text, "area: %.40s", canvas->model->figure->size);
    for (char *letter = text; *letter != '\0'; letter++)
        *letter = *letter == '_' ? ' ' : *letter;
    if (!place_entry(at, text, &x, &y))
        return;
    fprintf(canvas->stream, "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"%.2f\" d=\"",
            canvas->font / 14);
    nsc_svg_shape(canvas->stream, NSC_SHAPE_CIRCLE, x + canvas->font * 0.5, y - canvas->font * 0.33,
                  canvas->font * 0.2);
    nsc_svg_shape(canvas->stream, NSC_SHAPE_CIRCLE, x + canvas->font * 1.6, y - canvas->font * 0.33,
                  canvas->font * 0.5);
    fputs("\"/>\n", canvas->stream);
    put_title(canvas, x, y, text);
}

double nsc_svg_legend(const nsc_figure_canvas *canvas, bool draw) {
    const nsc_figure_model *model = canvas->model;
    legend_place at = {.canvas = canvas, .x = canvas->font, .draw = draw};
    for (size_t number = 0; number < model->series_count; number++)
        if (model->series[number].title != NULL)
            add_series(&at, number, model->series[number].title);
    for (size_t line = 0; line < model->line_count; line++)
        add_line(&at, &model->lines[line]);
    add_size(&at);
    if (at.left_out > 0 && draw) {
        char text[NSC_FIGURE_LABEL];
        snprintf(text, sizeof text, "and %zu more", at.left_out);
        nsc_svg_text(canvas, canvas->font, canvas->legend_top + (LEGEND_ROWS + 0.7) * canvas->font * 1.4,
                     font_of(canvas), "start", "", text);
    }
    const size_t rows = at.left_out > 0 ? LEGEND_ROWS + 1 : at.row + (at.x > canvas->font);
    return (double)rows * canvas->font * 1.4;
}

/* ---- colours of values ---- */

enum { COLOUR_TICKS = 6 };

/* The range of colours as an axis. */
static nsc_figure_side colour_side(const nsc_figure_model *model) {
    return (nsc_figure_side){
        .title = model->figure->colour_title, .scale = model->figure->colour_scale, .range = model->colour};
}

double nsc_svg_colours_width(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    const nsc_figure_side side = colour_side(model);
    nsc_figure_tick ticks[NSC_FIGURE_TICKS];
    double widest = 0;
    if (model->figure->colour == NULL || model->colour.low >= model->colour.high)
        return 0;
    const size_t count = nsc_figure_ticks(&side, COLOUR_TICKS, ticks);
    for (size_t tick = 0; tick < count; tick++)
        widest = fmax(widest, nsc_figure_text_width(ticks[tick].label, canvas->font * 0.9));
    return canvas->font * 4 + widest;
}

void nsc_svg_draw_colours(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    const nsc_figure_side side = colour_side(model);
    const double font = canvas->font, left = canvas->left + canvas->across + font, width = font;
    nsc_figure_tick ticks[NSC_FIGURE_TICKS];
    size_t stop_count;
    const nsc_figure_stop *stops = nsc_figure_palette(canvas->style, model->diverging, &stop_count);
    double widest = 0;
    if (nsc_svg_colours_width(canvas) <= 0)
        return;
    fprintf(canvas->stream, "<linearGradient id=\"%s-colours\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">", canvas->id);
    for (size_t stop = 0; stop < stop_count; stop++)
        fprintf(canvas->stream, "<stop offset=\"%g\" stop-color=\"#%02x%02x%02x\"/>", stops[stop].at,
                (unsigned)stops[stop].rgb[0], (unsigned)stops[stop].rgb[1], (unsigned)stops[stop].rgb[2]);
    fprintf(canvas->stream,
            "</linearGradient>\n<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" "
            "fill=\"url(#%s-colours)\"/>\n",
            left, canvas->top, width, canvas->up, canvas->id);
    const size_t count = nsc_figure_ticks(&side, COLOUR_TICKS, ticks);
    for (size_t tick = 0; tick < count; tick++) {
        const double y = canvas->top + (1 - ticks[tick].place) * canvas->up;
        fprintf(canvas->stream, "<path stroke=\"currentColor\" stroke-width=\"%.2f\" d=\"M%.2f,%.2fh%.2f\"/>\n",
                font / 14, left + width, y, font * 0.3);
        nsc_svg_text(canvas, left + width + font * 0.5, y + font * 0.3, font * 0.9, "start", "", ticks[tick].label);
        widest = fmax(widest, nsc_figure_text_width(ticks[tick].label, font * 0.9));
    }
    char turn[96];
    const double x = left + width + font * 1.5 + widest, y = canvas->top + canvas->up / 2;
    snprintf(turn, sizeof turn, " transform=\"rotate(-90 %.2f %.2f)\"", x, y);
    nsc_svg_text(canvas, x, y, font, "middle", turn, side.title);
}
