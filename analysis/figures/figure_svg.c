/* A figure as SVG: its axes, lines to compare with, title and caption. */
#include "analysis/figures/figure_canvas.h"
#include "base/base.h"

#include <math.h>
#include <string.h>

#define INK "stroke=\"currentColor\" fill=\"none\"" /* of lines; texts are filled */

/* ---- axes ---- */

static void draw_x_axis(const nsc_figure_canvas *canvas) {
    const double font = canvas->font, bottom = canvas->top + canvas->up;
    const bool ruled = canvas->model->figure->kind != NSC_FIGURE_HEAT && canvas->model->x.scale != NSC_SCALE_CATEGORY;
    for (size_t tick = 0; tick < canvas->x_tick_count; tick++) {
        const double x = canvas->left + canvas->x_ticks[tick].place * canvas->across;
        char turn[96] = "";
        if (ruled)
            fprintf(canvas->stream, "<path stroke-opacity=\"0.13\" " INK " d=\"M%.2f,%.2fV%.2f\"/>\n", x, canvas->top,
                    bottom);
        fprintf(canvas->stream, "<path " INK " d=\"M%.2f,%.2fv%.2f\"/>\n", x, bottom, font * 0.3);
        if (canvas->turned)
            snprintf(turn, sizeof turn, " transform=\"rotate(-40 %.2f %.2f)\"", x, bottom + font);
        nsc_svg_text(canvas, x, bottom + font * (canvas->turned ? 1 : 1.2), font * 0.9,
                     canvas->turned ? "end" : "middle", turn, canvas->x_ticks[tick].label);
    }
}

static void draw_y_axis(const nsc_figure_canvas *canvas) {
    const double font = canvas->font;
    const bool ruled = canvas->model->figure->kind != NSC_FIGURE_HEAT;
    for (size_t tick = 0; tick < canvas->y_tick_count; tick++) {
        const double y = canvas->top + (1 - canvas->y_ticks[tick].place) * canvas->up;
        if (ruled)
            fprintf(canvas->stream, "<path stroke-opacity=\"0.13\" " INK " d=\"M%.2f,%.2fh%.2f\"/>\n", canvas->left, y,
                    canvas->across);
        fprintf(canvas->stream, "<path " INK " d=\"M%.2f,%.2fh%.2f\"/>\n", canvas->left, y, -font * 0.3);
        nsc_svg_text(canvas, canvas->left - font * 0.5, y + font * 0.3, font * 0.9, "end", "",
                     canvas->y_ticks[tick].label);
    }
}

static void draw_axes(const nsc_figure_canvas *canvas) {
    const double font = canvas->font;
    char title[NSC_AXIS_TITLE_SIZE];
    fprintf(canvas->stream, "<g stroke-width=\"%.2f\">\n<path d=\"M%.2f,%.2fv%.2fh%.2f\" " INK "/>\n", font / 14,
            canvas->left, canvas->top, canvas->up, canvas->across);
    draw_x_axis(canvas);
    draw_y_axis(canvas);
    fputs("</g>\n", canvas->stream);
    nsc_figure_title_axis(&canvas->model->x, title);
    nsc_svg_text(canvas, canvas->left + canvas->across / 2, canvas->legend_top - font * 0.7, font, "middle", "", title);
    nsc_figure_title_axis(&canvas->model->y, title);
    nsc_svg_text_upwards(canvas, font * 1.1, title);
}

/* ---- lines to compare with ---- */

static void draw_reference(const nsc_figure_canvas *canvas, const nsc_figure_line *line) {
    const nsc_figure_model *model = canvas->model;
    fprintf(canvas->stream,
            "<path stroke=\"currentColor\" fill=\"none\" stroke-width=\"%.2f\" stroke-dasharray=\"%s\" d=\"",
            canvas->font / 11, line->dashed ? "3 2" : "none");
    if (line->axis == 'y')
        fprintf(canvas->stream, "M%.2f,%.2fh%.2f\"/>\n", canvas->left, nsc_svg_y(canvas, line->at), canvas->across);
    else if (line->axis == 'x')
        fprintf(canvas->stream, "M%.2f,%.2fv%.2f\"/>\n", nsc_svg_x(canvas, line->at), canvas->top, canvas->up);
    else {
        const double low = fmax(model->x.range.low, model->y.range.low),
                     high = fmin(model->x.range.high, model->y.range.high);
        if (low < high)
            fprintf(canvas->stream, "M%.2f,%.2fL%.2f,%.2f", nsc_svg_x(canvas, low), nsc_svg_y(canvas, low),
                    nsc_svg_x(canvas, high), nsc_svg_y(canvas, high));
        fputs("\"/>\n", canvas->stream);
    }
}

/* ---- the drawing ---- */

static void write_description(const nsc_figure_canvas *canvas) {
    fputs("<title>", canvas->stream);
    nsc_svg_escape(canvas->stream, canvas->model->figure->title);
    fputs("</title>\n<desc>", canvas->stream);
    nsc_svg_escape(canvas->stream, canvas->model->caption);
    fputs("</desc>\n", canvas->stream);
}

void nsc_svg_open(const nsc_figure_canvas *canvas) {
    fprintf(canvas->stream,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%.1fmm\" height=\"%.1fmm\" "
            "viewBox=\"0 0 %.2f %.2f\" font-family=\"Helvetica, Arial, sans-serif\" fill=\"currentColor\">\n",
            canvas->style->width_mm, canvas->height / NSC_POINTS_PER_MM, canvas->width, canvas->height);
    write_description(canvas);
}

void nsc_svg_close(const nsc_figure_canvas *canvas) {
    const double font = canvas->font, room = canvas->width - 2 * font;
    if (!canvas->style->bare)
        nsc_svg_paragraph(canvas, font, font * 1.5, room, font * 1.1, " font-weight=\"bold\"",
                          canvas->model->figure->title);
    nsc_svg_paragraph(canvas, font, canvas->caption_top, room, nsc_figure_caption_font(canvas),
                      " fill-opacity=\"0.75\"", nsc_figure_text_below(canvas));
    fputs("</svg>\n", canvas->stream);
}

void nsc_figure_write_svg(const nsc_figure_model *model, const nsc_figure_style *style, const char *id, FILE *stream) {
    NSC_DECIMAL_POINT;
    nsc_figure_canvas canvas = {.model = model, .style = style, .id = id, .stream = stream};
    nsc_figure_lay_out(&canvas);
    nsc_svg_open(&canvas);
    draw_axes(&canvas);
    nsc_svg_draw_marks(&canvas);
    for (size_t line = 0; line < model->line_count; line++)
        draw_reference(&canvas, &model->lines[line]);
    nsc_svg_draw_legend(&canvas);
    nsc_svg_draw_colours(&canvas);
    nsc_svg_close(&canvas);
}
