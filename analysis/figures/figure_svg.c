/* A figure as SVG: its layout, axes, lines to compare with, title and caption. */
#include "analysis/figures/figure_svg_internal.h"
#include "base/base.h"

#include <math.h>
#include <string.h>

static const double points_per_mm = 72 / 25.4, least_frame = 0.5; /* of the style's height */
#define INK "stroke=\"currentColor\" fill=\"none\""               /* of lines; texts are filled */
static const double turned_sine = 0.64, turned_cosine = 0.77;     /* of names askew, by 40 degrees */

/* ---- layout ---- */

static double widest_label(const nsc_figure_tick *ticks, size_t count, double font) {
    double widest = 0;
    for (size_t tick = 0; tick < count; tick++)
        widest = fmax(widest, nsc_svg_text_width(ticks[tick].label, font));
    return widest;
}

/* Ticks along y, and the room at the left for their labels and the title. */
static void lay_out_left(nsc_svg_canvas *canvas, double height) {
    const double gap = canvas->font * (canvas->model->y.scale == NSC_SCALE_CATEGORY ? 1.2 : 2.8);
    canvas->y_tick_count = nsc_figure_ticks(&canvas->model->y, (size_t)(height / gap), canvas->y_ticks);
    canvas->left = canvas->font * 2.4 + widest_label(canvas->y_ticks, canvas->y_tick_count, canvas->font * 0.9);
    canvas->across = canvas->width - canvas->left - canvas->font - nsc_svg_colours_width(canvas);
}

/* Ticks along x: as many as have room; names without room stand askew. Returns the height of their labels. */
static double lay_out_below(nsc_svg_canvas *canvas) {
    const nsc_figure_side *side = &canvas->model->x;
    const double font = canvas->font * 0.9;
    if (side->scale != NSC_SCALE_CATEGORY) {
        canvas->x_tick_count = nsc_figure_ticks(side, (size_t)(canvas->across / (font * 5)), canvas->x_ticks);
        return font * 1.3;
    }
    canvas->x_tick_count = nsc_figure_ticks(side, NSC_FIGURE_TICKS, canvas->x_ticks);
    const double widest = widest_label(canvas->x_ticks, canvas->x_tick_count, font);
    canvas->turned = widest + font * 0.5 > canvas->across / (double)side->category_count;
    if (!canvas->turned)
        return font * 1.3;
    canvas->x_tick_count = nsc_figure_ticks(side, (size_t)(canvas->across / (font * 1.2)), canvas->x_ticks);
    const double overhang = nsc_svg_text_width(canvas->x_ticks[0].label, font) * turned_cosine -
                            canvas->across / (double)side->category_count / 2;
    if (overhang > canvas->left) {
        canvas->across -= overhang - canvas->left;
        canvas->left = overhang;
    }
    return widest * turned_sine + font * 1.3;
}

static double caption_font(const nsc_svg_canvas *canvas) {
    return canvas->font * 0.75;
}

/* The frame gets what titles, legend and caption leave of the style's height, or the drawing becomes higher. */
static void lay_out(nsc_svg_canvas *canvas) {
    const nsc_figure_style *style = canvas->style;
    const double font = canvas->font, room = canvas->width - 2 * font;
    const size_t title_lines =
        style->bare ? 0 : nsc_svg_paragraph(NULL, 0, 0, room, font * 1.1, "", canvas->model->figure->title);
    const size_t caption_lines =
        style->bare ? 0 : nsc_svg_paragraph(NULL, 0, 0, room, caption_font(canvas), "", canvas->model->caption);
    canvas->top = font * (0.8 + 1.5 * (double)title_lines);
    lay_out_left(canvas, style->height_mm * points_per_mm * least_frame);
    const double labels = lay_out_below(canvas), legend = nsc_svg_legend(canvas, false);
    const double below = labels + font * 2.2 + legend + (double)caption_lines * caption_font(canvas) * 1.25 +
                         font * (caption_lines > 0 ? 1 : 0.4);
    const double whole = style->height_mm * points_per_mm;
    canvas->up = fmax(whole * least_frame, whole - canvas->top - below);
    canvas->legend_top = canvas->top + canvas->up + labels + font * 2.2;
    canvas->caption_top = canvas->legend_top + legend + font * 1.1;
    canvas->height = canvas->top + canvas->up + below;
}

/* ---- axes ---- */

static void draw_x_axis(const nsc_svg_canvas *canvas) {
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

static void draw_y_axis(const nsc_svg_canvas *canvas) {
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

/* The title of an axis says if its scale is none that people expect. */
static void title_axis(const nsc_figure_side *side, char text[256]) {
    static const char *const notes[NSC_SCALE_COUNT] = {
        [NSC_SCALE_LOG] = ", log scale", [NSC_SCALE_SQRT] = ", square-root scale", [NSC_SCALE_RANK] = ", by rank"};
    snprintf(text, 256, "%s%s", side->title, notes[side->scale] != NULL ? notes[side->scale] : "");
}

static void draw_axes(const nsc_svg_canvas *canvas) {
    const double font = canvas->font;
    char title[256], turn[96];
    fprintf(canvas->stream, "<g stroke-width=\"%.2f\">\n<path d=\"M%.2f,%.2fv%.2fh%.2f\" " INK "/>\n", font / 14,
            canvas->left, canvas->top, canvas->up, canvas->across);
    draw_x_axis(canvas);
    draw_y_axis(canvas);
    fputs("</g>\n", canvas->stream);
    title_axis(&canvas->model->x, title);
    nsc_svg_text(canvas, canvas->left + canvas->across / 2, canvas->legend_top - font * 0.7, font, "middle", "", title);
    const double x = font * 1.1, y = canvas->top + canvas->up / 2;
    snprintf(turn, sizeof turn, " transform=\"rotate(-90 %.2f %.2f)\"", x, y);
    title_axis(&canvas->model->y, title);
    nsc_svg_text(canvas, x, y, font, "middle", turn, title);
}

/* ---- lines to compare with ---- */

static void draw_reference(const nsc_svg_canvas *canvas, const nsc_figure_line *line) {
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

static void write_description(const nsc_svg_canvas *canvas) {
    fputs("<title>", canvas->stream);
    nsc_svg_escape(canvas->stream, canvas->model->figure->title);
    fputs("</title>\n<desc>", canvas->stream);
    nsc_svg_escape(canvas->stream, canvas->model->caption);
    fputs("</desc>\n", canvas->stream);
}

static void draw_words(const nsc_svg_canvas *canvas) {
    const double font = canvas->font, room = canvas->width - 2 * font;
    if (canvas->style->bare)
        return;
    nsc_svg_paragraph(canvas, font, font * 1.5, room, font * 1.1, " font-weight=\"bold\"",
                      canvas->model->figure->title);
    nsc_svg_paragraph(canvas, font, canvas->caption_top, room, caption_font(canvas), " fill-opacity=\"0.75\"",
                      canvas->model->caption);
}

nsc_status nsc_figure_write_svg(const nsc_figure_model *model, const nsc_figure_style *style, const char *id,
                                FILE *stream, nsc_error *error) {
    nsc_svg_canvas canvas = {.model = model, .style = style, .id = id, .stream = stream, .font = style->font_pt};
    canvas.width = style->width_mm * points_per_mm;
    lay_out(&canvas);
    fprintf(stream,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%.1fmm\" height=\"%.1fmm\" "
            "viewBox=\"0 0 %.2f %.2f\" font-family=\"Helvetica, Arial, sans-serif\" fill=\"currentColor\">\n",
            style->width_mm, canvas.height / points_per_mm, canvas.width, canvas.height);
    write_description(&canvas);
    draw_axes(&canvas);
    nsc_svg_draw_marks(&canvas);
    for (size_t line = 0; line < model->line_count; line++)
        draw_reference(&canvas, &model->lines[line]);
    nsc_svg_legend(&canvas, true);
    nsc_svg_draw_colours(&canvas);
    draw_words(&canvas);
    fputs("</svg>\n", stream);
    return ferror(stream) != 0 ? nsc_error_set(error, NSC_FAILED, "the drawing could not be written") : NSC_OK;
}
