/* The legend of a figure: its entries in a grid, drawn as SVG; and the colours of values. */
#include "analysis/figures/figure_canvas.h"
#include "base/base.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { LEGEND_ROWS = 10 }; /* entries beyond them are told by their number */

/* ---- entries ---- */

/* The only curve bears the title of its axis where it stands among lines to compare with. */
static const char *series_title(const nsc_figure_model *model, const nsc_figure_series *series) {
    if (series->title != NULL || model->figure->kind != NSC_FIGURE_LINE || model->line_count == 0)
        return series->title;
    return model->y.title;
}

bool nsc_figure_legend_entry(const nsc_figure_model *model, size_t number, nsc_legend_entry *entry) {
    for (size_t series = 0; series < model->series_count; series++) {
        const char *title = series_title(model, &model->series[series]);
        if (title != NULL && number-- == 0) {
            *entry = (nsc_legend_entry){.series = &model->series[series]};
            nsc_text_format(entry->title, sizeof entry->title, "%s", title);
            return true;
        }
    }
    for (size_t line = 0; line < model->line_count; line++)
        if (model->lines[line].title != NULL && number-- == 0) {
            *entry = (nsc_legend_entry){.line = &model->lines[line]};
            nsc_text_format(entry->title, sizeof entry->title, "%s", model->lines[line].title);
            return true;
        }
    if (model->figure->size == NULL || number > 0)
        return false;
    *entry = (nsc_legend_entry){0};
    nsc_text_format(entry->title, sizeof entry->title, "area: %.100s", model->figure->size);
    for (char *letter = entry->title; *letter != '\0'; letter++)
        if (*letter == '_')
            *letter = ' ';
    return true;
}

static double font_of(const nsc_figure_canvas *canvas) {
    return canvas->font * 0.9;
}

static double sample_width(const nsc_figure_canvas *canvas) {
    return canvas->font * 2.6;
}

double nsc_figure_legend_height(const nsc_figure_canvas *canvas) {
    const size_t rows = canvas->legend_rows + (canvas->legend_shown < canvas->legend_total);
    return (double)rows * canvas->font * 1.4;
}

void nsc_figure_lay_out_legend(nsc_figure_canvas *canvas) {
    const double room = canvas->width - 2 * canvas->font;
    nsc_legend_entry entry;
    double widest = 1;
    size_t count = 0;
    for (; nsc_figure_legend_entry(canvas->model, count, &entry); count++)
        widest = fmax(widest, nsc_figure_text_width(entry.title, font_of(canvas)));
    canvas->legend_column = sample_width(canvas) + widest + canvas->font;
    const size_t columns = (size_t)fmax(1, floor(room / canvas->legend_column));
    const size_t rows = (count + columns - 1) / columns;
    canvas->legend_total = count;
    canvas->legend_rows = rows < LEGEND_ROWS ? rows : LEGEND_ROWS;
    canvas->legend_shown = rows <= LEGEND_ROWS ? count : LEGEND_ROWS * columns;
}

/* ---- drawing ---- */

static void draw_series(const nsc_figure_canvas *canvas, size_t number, double x, double y) {
    const nsc_figure_kind kind = canvas->model->figure->kind;
    const double middle = sample_width(canvas) / 2, half = canvas->font * 0.33;
    char colour[40];
    const nsc_figure_look look = nsc_svg_look(canvas, number, colour);
    fprintf(canvas->stream, "<path style=\"fill:%s;stroke:%s\" fill-opacity=\"%.2f\" stroke-width=\"%.2f\" d=\"",
            colour, colour, kind == NSC_FIGURE_BARS ? look.fill : 1, canvas->font / 14);
    if (kind == NSC_FIGURE_BARS)
        fprintf(canvas->stream, "M%.2f,%.2fv%.2fh%.2fv%.2fZ", x + middle - half, y + half, -2 * half, 2 * half,
                2 * half);
    else
        nsc_svg_shape(canvas->stream, look.shape, x + middle, y, canvas->font / 4.5);
    fputs("\"/>\n", canvas->stream);
    if (kind == NSC_FIGURE_LINE)
        fprintf(canvas->stream,
                "<path style=\"stroke:%s\" fill=\"none\" stroke-width=\"%.2f\" stroke-dasharray=\"%s\" "
                "d=\"M%.2f,%.2fh%.2f\"/>\n",
                colour, canvas->font / 7, look.dashes[0] != '\0' ? look.dashes : "none", x, y, 2 * middle);
}

static void draw_line(const nsc_figure_canvas *canvas, const nsc_figure_line *line, double x, double y) {
    fprintf(canvas->stream,
            "<path stroke=\"currentColor\" stroke-width=\"%.2f\" stroke-dasharray=\"%s\" d=\"M%.2f,%.2fh%.2f\"/>\n",
            canvas->font / 11, line->dashed ? "3 2" : "none", x, y, sample_width(canvas));
}

/* A small and a large circle stand for areas. */
static void draw_sizes(const nsc_figure_canvas *canvas, double x, double y) {
    fprintf(canvas->stream, "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"%.2f\" d=\"",
            canvas->font / 14);
    nsc_svg_shape(canvas->stream, NSC_SHAPE_CIRCLE, x + canvas->font * 0.5, y, canvas->font * 0.2);
    nsc_svg_shape(canvas->stream, NSC_SHAPE_CIRCLE, x + canvas->font * 1.6, y, canvas->font * 0.5);
    fputs("\"/>\n", canvas->stream);
}

void nsc_svg_draw_legend(const nsc_figure_canvas *canvas) {
    const double font = canvas->font;
    nsc_legend_entry entry = {0};
    for (size_t number = 0; number < canvas->legend_shown; number++) {
        const size_t column = number / canvas->legend_rows, row = number % canvas->legend_rows;
        const double x = font + (double)column * canvas->legend_column,
                     y = canvas->legend_top + ((double)row + 0.4) * font * 1.4;
        nsc_figure_legend_entry(canvas->model, number, &entry);
        if (entry.series != NULL)
            draw_series(canvas, (size_t)(entry.series - canvas->model->series), x, y);
        else if (entry.line != NULL)
            draw_line(canvas, entry.line, x, y);
        else
            draw_sizes(canvas, x, y);
        nsc_svg_text(canvas, x + sample_width(canvas) + font * 0.3, y + font * 0.33, font_of(canvas), "start", "",
                     entry.title);
    }
    if (canvas->legend_shown < canvas->legend_total) {
        nsc_text_format(entry.title, sizeof entry.title, "and %zu more", canvas->legend_total - canvas->legend_shown);
        nsc_svg_text(canvas, font, canvas->legend_top + ((double)canvas->legend_rows + 0.6) * font * 1.4,
                     font_of(canvas), "start", "", entry.title);
    }
}

/* ---- colours of values ---- */

enum { COLOUR_TICKS = 6 };

/* The width of the widest label of its ticks; 0 if there are no colours to tell. */
static double colour_labels(const nsc_figure_canvas *canvas, nsc_figure_tick ticks[NSC_FIGURE_TICKS], size_t *count) {
    const nsc_figure_model *model = canvas->model;
    double widest = 0;
    *count = 0;
    if (model->colour.title == NULL || model->colour.range.low >= model->colour.range.high)
        return 0;
    *count = nsc_figure_ticks(&model->colour, COLOUR_TICKS, ticks);
    for (size_t tick = 0; tick < *count; tick++)
        widest = fmax(widest, nsc_figure_text_width(ticks[tick].label, font_of(canvas)));
    return widest;
}

double nsc_figure_colours_width(const nsc_figure_canvas *canvas) {
    nsc_figure_tick ticks[NSC_FIGURE_TICKS];
    size_t count;
    const double widest = colour_labels(canvas, ticks, &count);
    return count > 0 ? canvas->font * 4 + widest : 0;
}

double nsc_figure_colours_title(const nsc_figure_canvas *canvas) {
    return canvas->width - canvas->font * 0.6;
}

/* A reference url(#...) holds neither spaces nor quotes nor brackets, which a file's name may have. */
static void write_identifier(const nsc_figure_canvas *canvas) {
    for (const char *letter = canvas->id; *letter != '\0'; letter++) {
        const bool plain = (*letter & 0x80) == 0 && (isalnum(*letter) || strchr("-_.", *letter) != NULL);
        fputc(plain ? *letter : '_', canvas->stream);
    }
    fputs("-colours", canvas->stream);
}

void nsc_svg_draw_colours(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    const double font = canvas->font, left = canvas->left + canvas->across + font;
    nsc_figure_tick ticks[NSC_FIGURE_TICKS];
    size_t stop_count, count;
    const nsc_figure_stop *stops = nsc_figure_palette(canvas->style, model->diverging, &stop_count);
    colour_labels(canvas, ticks, &count);
    if (count == 0)
        return;
    fputs("<linearGradient id=\"", canvas->stream);
    write_identifier(canvas);
    fputs("\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">", canvas->stream);
    for (size_t stop = 0; stop < stop_count; stop++)
        fprintf(canvas->stream, "<stop offset=\"%g\" stop-color=\"#%02x%02x%02x\"/>", stops[stop].at,
                (unsigned)stops[stop].rgb[0], (unsigned)stops[stop].rgb[1], (unsigned)stops[stop].rgb[2]);
    fprintf(canvas->stream,
            "</linearGradient>\n<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"url(#", left,
            canvas->top, font, canvas->up);
    write_identifier(canvas);
    fputs(")\"/>\n", canvas->stream);
    for (size_t tick = 0; tick < count; tick++) {
        const double y = canvas->top + (1 - ticks[tick].place) * canvas->up;
        fprintf(canvas->stream, "<path stroke=\"currentColor\" stroke-width=\"%.2f\" d=\"M%.2f,%.2fh%.2f\"/>\n",
                font / 14, left + font, y, font * 0.3);
        nsc_svg_text(canvas, left + font * 1.5, y + font * 0.3, font_of(canvas), "start", "", ticks[tick].label);
    }
    char title[NSC_AXIS_TITLE_SIZE];
    nsc_figure_title_axis(&model->colour, title);
    nsc_svg_text_upwards(canvas, nsc_figure_colours_title(canvas), title);
}
