/* The marks of a figure as SVG, kind by kind. */
#include "analysis/figures/figure_canvas.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_DOTS = 40,     /* marks of a line that also are dots */
    LARGE_SHAPES = 400, /* points of a figure, beyond which they are small */
    VALUE_DIGITS = 2    /* of the value in a cell */
};

/* ---- places ---- */

/* The middle of a mark along x, as the scale spaces it. */
static double middle_x(const nsc_figure_canvas *canvas, const nsc_figure_mark *mark) {
    const double from = nsc_svg_x(canvas, mark->x);
    return isnan(mark->x_until) ? from : (from + nsc_svg_x(canvas, mark->x_until)) / 2;
}

/* A place along y held within the frame: ends of intervals may lie beyond a logarithmic axis. */
static double held_y(const nsc_figure_canvas *canvas, double value) {
    const double place = nsc_svg_y(canvas, value), bottom = canvas->top + canvas->up;
    return isnan(place) ? bottom : fmin(bottom, fmax(canvas->top, place));
}

/* ---- lines ---- */

static void draw_band(const nsc_figure_canvas *canvas, const nsc_figure_series *series, const char *colour) {
    size_t count = 0;
    for (size_t number = 0; number < series->mark_count; number++)
        count += series->marks[number].low < series->marks[number].high;
    if (count < 2)
        return;
    fprintf(canvas->stream, "<path style=\"fill:%s\" fill-opacity=\"0.18\" d=\"", colour);
    char command = 'M';
    for (size_t number = 0; number < series->mark_count; number++) {
        const nsc_figure_mark *mark = &series->marks[number];
        if (isnan(mark->low))
            continue;
        fprintf(canvas->stream, "%c%.2f,%.2f", command, middle_x(canvas, mark), held_y(canvas, mark->high));
        command = 'L';
    }
    for (size_t number = series->mark_count; number-- > 0;)
        if (!isnan(series->marks[number].low))
            fprintf(canvas->stream, "L%.2f,%.2f", middle_x(canvas, &series->marks[number]),
                    held_y(canvas, series->marks[number].low));
    fputs("Z\"/>\n", canvas->stream);
}

static void draw_line(const nsc_figure_canvas *canvas, size_t number) {
    const nsc_figure_series *series = &canvas->model->series[number];
    const double thick = canvas->font / 7;
    char colour[40];
    const nsc_figure_look look = nsc_svg_look(canvas, number, colour);
    draw_band(canvas, series, colour);
    fprintf(canvas->stream,
            "<path style=\"stroke:%s\" fill=\"none\" stroke-width=\"%.2f\" stroke-dasharray=\"%s\" d=\"", colour, thick,
            look.dashes[0] != '\0' ? look.dashes : "none");
    for (size_t mark = 0; mark < series->mark_count; mark++)
        fprintf(canvas->stream, "%c%.2f,%.2f", mark == 0 ? 'M' : 'L', middle_x(canvas, &series->marks[mark]),
                nsc_svg_y(canvas, series->marks[mark].y));
    fputs("\"/>\n", canvas->stream);
    if (series->mark_count > MOST_DOTS)
        return;
    fprintf(canvas->stream, "<path style=\"fill:%s;stroke:%s\" stroke-width=\"%.2f\" d=\"", colour, colour, thick / 2);
    for (size_t mark = 0; mark < series->mark_count; mark++)
        nsc_svg_shape(canvas->stream, look.shape, middle_x(canvas, &series->marks[mark]),
                      nsc_svg_y(canvas, series->marks[mark].y), canvas->font / 4.5);
    fputs("\"/>\n", canvas->stream);
}

/* ---- bars ---- */

/* Left end and width of a bar: an interval's own, or its series' part of a category. */
static void span_bar(const nsc_figure_canvas *canvas, const nsc_figure_mark *mark, size_t number, double *left,
                     double *width) {
    const double count = (double)canvas->model->series_count;
    if (!isnan(mark->x_until)) {
        const double from = nsc_svg_x(canvas, mark->x), all = nsc_svg_x(canvas, mark->x_until) - from;
        *width = all / count;
        *left = from + (double)number * *width;
        return;
    }
    const bool named = canvas->model->x.scale == NSC_SCALE_CATEGORY;
    const double room = canvas->across * 0.76 / (named ? (double)canvas->model->x.category_count : 20);
    *width = room / count;
    *left = nsc_svg_x(canvas, mark->x) - room / 2 + (double)number * *width;
}

static void draw_whisker(const nsc_figure_canvas *canvas, double x, double reach, const nsc_figure_mark *mark) {
    const double low = held_y(canvas, mark->low), high = held_y(canvas, mark->high);
    fprintf(canvas->stream, "M%.2f,%.2fV%.2fM%.2f,%.2fh%.2fM%.2f,%.2fh%.2f", x, low, high, x - reach, low, 2 * reach,
            x - reach, high, 2 * reach);
}

static void draw_bars(const nsc_figure_canvas *canvas, size_t number) {
    const nsc_figure_series *series = &canvas->model->series[number];
    const double zero = held_y(canvas, canvas->model->y.scale == NSC_SCALE_LOG ? NAN : 0);
    char colour[40];
    double left, width;
    const nsc_figure_look look = nsc_svg_look(canvas, number, colour);
    fprintf(canvas->stream, "<path style=\"fill:%s;stroke:%s\" fill-opacity=\"%.2f\" stroke-width=\"%.2f\" d=\"",
            colour, colour, look.fill, canvas->font / 14);
    for (size_t mark = 0; mark < series->mark_count; mark++) {
        span_bar(canvas, &series->marks[mark], number, &left, &width);
        fprintf(canvas->stream, "M%.2f,%.2fV%.2fh%.2fV%.2fZ", left, zero, nsc_svg_y(canvas, series->marks[mark].y),
                width, zero);
    }
    fprintf(canvas->stream, "\"/>\n<path stroke=\"currentColor\" fill=\"none\" stroke-width=\"%.2f\" d=\"",
            canvas->font / 11);
    for (size_t mark = 0; mark < series->mark_count; mark++)
        if (series->marks[mark].low < series->marks[mark].high) {
            span_bar(canvas, &series->marks[mark], number, &left, &width);
            draw_whisker(canvas, left + width / 2, fmin(width * 0.3, canvas->font / 3), &series->marks[mark]);
        }
    fputs("\"/>\n", canvas->stream);
}

/* ---- points ---- */

static double largest_size(const nsc_figure_model *model) {
    double largest = 0;
    for (size_t series = 0; series < model->series_count; series++)
        for (size_t mark = 0; mark < model->series[series].mark_count; mark++)
            if (model->series[series].marks[mark].size > largest)
                largest = model->series[series].marks[mark].size;
    return largest;
}

/* Points are small where they are many; those over a density are few. */
static bool are_small(const nsc_figure_model *model) {
    return model->figure->kind == NSC_FIGURE_POINTS && model->mark_count > LARGE_SHAPES;
}

static double radius_of(const nsc_figure_canvas *canvas, const nsc_figure_mark *mark, double largest) {
    const double plain = canvas->font / (are_small(canvas->model) ? 7 : 3.6);
    if (canvas->model->figure->size == NULL || largest <= 0)
        return plain;
    return canvas->font * (0.15 + 0.95 * sqrt(fmax(0, isnan(mark->size) ? 0 : mark->size) / largest));
}

static void draw_label(const nsc_figure_canvas *canvas, const nsc_figure_mark *mark) {
    const double x = middle_x(canvas, mark), y = nsc_svg_y(canvas, mark->y), font = canvas->font * 0.85;
    const bool leftwards = x + font / 2 + nsc_figure_text_width(mark->label, font) > canvas->left + canvas->across;
    nsc_svg_text(canvas, x + (leftwards ? -font / 2 : font / 2), y - font / 3, font, leftwards ? "end" : "start", "",
                 mark->label);
}

enum { SHADES = 32 }; /* of points with values of colour */

/* The shade of a point; 0 for all points without values of colour. */
static size_t shade_of(const nsc_figure_model *model, const nsc_figure_mark *mark) {
    if (!nsc_figure_is_painted(model))
        return 0;
    const double share = nsc_figure_place(&model->colour, mark->colour);
    return isnan(share) ? 0 : (size_t)lround(fmin(1, fmax(0, share)) * (SHADES - 1));
}

/* Whether points are so many that circles are dots of a thick pen, which take few bytes. */
static bool are_dots(const nsc_figure_model *model, const nsc_figure_look *look) {
    return are_small(model) && model->figure->size == NULL && look->shape == NSC_SHAPE_CIRCLE;
}

/* Shapes of lines have no area, which a white outline sets off from a density. */
static bool has_area(nsc_figure_shape shape) {
    return shape != NSC_SHAPE_CROSS && shape != NSC_SHAPE_PLUS && shape != NSC_SHAPE_STAR;
}

/* The points of a series with one shade, as one path. */
static void draw_shade(const nsc_figure_canvas *canvas, size_t number, const nsc_figure_look *look, size_t shade,
                       const char *colour) {
    const nsc_figure_model *model = canvas->model;
    const nsc_figure_series *series = &model->series[number];
    const bool dots = are_dots(model, look);
    const double largest = largest_size(model);
    bool begun = false;
    for (size_t mark = 0; mark < series->mark_count; mark++) {
        const nsc_figure_mark *at = &series->marks[mark];
        if (shade_of(model, at) != shade)
            continue;
        if (!begun)
            fprintf(canvas->stream, dots ? "<path style=\"stroke:%s\" d=\"" : "<path style=\"fill:%s;stroke:%s\" d=\"",
                    colour, model->figure->kind == NSC_FIGURE_HEAT && has_area(look->shape) ? "#fff" : colour);
        begun = true;
        if (dots)
            fprintf(canvas->stream, "M%.1f,%.1fh0", middle_x(canvas, at), nsc_svg_y(canvas, at->y));
        else
            nsc_svg_shape(canvas->stream, look->shape, middle_x(canvas, at), nsc_svg_y(canvas, at->y),
                          radius_of(canvas, at, largest));
    }
    if (begun)
        fputs("\"/>\n", canvas->stream);
}

static void draw_points(const nsc_figure_canvas *canvas, size_t number) {
    const nsc_figure_model *model = canvas->model;
    const nsc_figure_series *series = &model->series[number];
    const bool painted = nsc_figure_is_painted(model), over = model->figure->kind == NSC_FIGURE_HEAT;
    const double opacity = are_small(model) || model->figure->size != NULL ? 0.65 : 0.85;
    char colour[40];
    const nsc_figure_look look = nsc_svg_look(canvas, number, colour);
    if (are_dots(model, &look))
        fprintf(canvas->stream, "<g stroke-linecap=\"round\" stroke-opacity=\"%.2f\" stroke-width=\"%.2f\">\n", opacity,
                canvas->font * 2 / 7);
    else
        fprintf(canvas->stream, "<g fill-opacity=\"%.2f\" stroke-width=\"%.2f\">\n", over ? 1 : opacity,
                canvas->font / (over ? 9 : 14));
    for (size_t shade = 0; shade < (painted ? SHADES : 1); shade++) {
        if (painted)
            nsc_figure_colour(canvas->style, model->diverging, (double)shade / (SHADES - 1), colour);
        draw_shade(canvas, number, &look, shade, colour);
    }
    fputs("</g>\n", canvas->stream);
    for (size_t mark = 0; mark < series->mark_count; mark++)
        if (series->marks[mark].label != NULL)
            draw_label(canvas, &series->marks[mark]);
}

/* ---- cells ---- */

/* Both ends of a cell along an axis, which are apart even where they are one value. */
static void span_cell(double place, double until, double room, double least, double *from, double *to) {
    *from = isnan(until) ? place - room / 2 : fmin(place, until);
    *to = isnan(until) ? place + room / 2 : fmax(place, until);
    const double lacking = fmax(0, least - (*to - *from));
    *from -= lacking / 2;
    *to += lacking / 2;
}

/* The number in a cell, dark or light against its colour. */
static void write_value(const nsc_figure_canvas *canvas, double x, double y, double value, const char *shade) {
    const unsigned long rgb = strtoul(shade + 1, NULL, 16);
    const double light = 0.299 * (double)(rgb >> 16) + 0.587 * (double)(rgb >> 8 & 255) + 0.114 * (double)(rgb & 255);
    char text[NSC_FIGURE_LABEL];
    nsc_figure_number(value, VALUE_DIGITS, text);
    nsc_svg_text(canvas, x, y + canvas->font * 0.3, canvas->font * 0.85, "middle",
                 light > 140 ? " style=\"fill:#000\"" : " style=\"fill:#fff\"", text);
}

static double widest_value(const nsc_figure_canvas *canvas, const nsc_figure_series *series) {
    double widest = 0;
    for (size_t number = 0; number < series->mark_count; number++) {
        char text[NSC_FIGURE_LABEL];
        nsc_figure_number(series->marks[number].colour, VALUE_DIGITS, text);
        widest = fmax(widest, nsc_figure_text_width(text, canvas->font * 0.85));
    }
    return widest;
}

static void draw_cells(const nsc_figure_canvas *canvas, const nsc_figure_series *series) {
    const nsc_figure_model *model = canvas->model;
    const double room_x = canvas->across / (double)(model->x.category_count > 0 ? model->x.category_count : 1),
                 room_y = canvas->up / (double)(model->y.category_count > 0 ? model->y.category_count : 1);
    const bool written = model->x.category_count > 0 && model->y.category_count > 0 &&
                         room_x > widest_value(canvas, series) + canvas->font * 0.3 && room_y > canvas->font * 1.2;
    fputs("<g shape-rendering=\"crispEdges\">\n", canvas->stream);
    for (size_t number = 0; number < series->mark_count; number++) {
        const nsc_figure_mark *mark = &series->marks[number];
        double left, right, top, bottom;
        char shade[8];
        if (!nsc_figure_mark_is_cell(model->figure, mark))
            continue;
        span_cell(nsc_svg_x(canvas, mark->x), isnan(mark->x_until) ? NAN : nsc_svg_x(canvas, mark->x_until), room_x,
                  canvas->across * NSC_LEAST_CELL, &left, &right);
        span_cell(nsc_svg_y(canvas, mark->y), isnan(mark->y_until) ? NAN : nsc_svg_y(canvas, mark->y_until), room_y,
                  canvas->up * NSC_LEAST_CELL, &top, &bottom);
        nsc_figure_colour(canvas->style, model->diverging, nsc_figure_place(&model->colour, mark->colour), shade);
        fprintf(canvas->stream, "<path fill=\"%s\" d=\"M%.2f,%.2fH%.2fV%.2fH%.2fZ\"/>\n", shade, left, top, right,
                bottom, left);
        if (written)
            write_value(canvas, (left + right) / 2, (top + bottom) / 2, mark->colour, shade);
    }
    fputs("</g>\n", canvas->stream);
}

/* A series of cells, or of points over them. */
static void draw_heat(const nsc_figure_canvas *canvas, size_t number) {
    const nsc_figure_series *series = &canvas->model->series[number];
    if (nsc_figure_mark_is_cell(canvas->model->figure, &series->marks[0]))
        draw_cells(canvas, series);
    else
        draw_points(canvas, number);
}

void nsc_svg_draw_marks(const nsc_figure_canvas *canvas) {
    static void (*const by_kind[NSC_FIGURE_KINDS])(const nsc_figure_canvas *, size_t) = {
        [NSC_FIGURE_LINE] = draw_line,
        [NSC_FIGURE_BARS] = draw_bars,
        [NSC_FIGURE_POINTS] = draw_points,
        [NSC_FIGURE_HEAT] = draw_heat,
    };
    for (size_t number = 0; number < canvas->model->series_count; number++)
        by_kind[canvas->model->figure->kind](canvas, number);
}
