/* The marks of a figure in a script for gnuplot: data, and the command that plots it. */
#include "analysis/figures/figure_gnuplot.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_DOTS = 40, /* marks of a line that also are dots */
    MANY = 400      /* points of a figure, beyond which they are small */
};

void nsc_gnuplot_quote(FILE *stream, const char *text) {
    fputc('\'', stream);
    while (*text != '\0') {
        const char *start = text;
        const uint32_t character = nsc_utf8_next(&text);
        if (character == '\'')
            fputs("''", stream);
        else if (character == 0xfffd)
            fputc('?', stream);
        else
            fwrite(start, 1, (size_t)(text - start), stream);
    }
    fputc('\'', stream);
}

/* ---- data ---- */

/* A value as it stands on its axis: on one by rank its place among the others. */
static double on_axis(const nsc_figure_side *side, double value) {
    return side->scale == NSC_SCALE_RANK
               ? side->range.low + nsc_figure_place(side, value) * (side->range.high - side->range.low)
               : value;
}

/* A value as gnuplot reads it. */
static void write_value(FILE *stream, const nsc_figure_side *side, double value) {
    char text[32];
    if (side != NULL)
        value = on_axis(side, value);
    if (isnan(value)) {
        fputs(" NaN", stream);
        return;
    }
    nsc_real_format(value, text);
    fprintf(stream, " %s", text);
}

/* Both ends of a mark along an axis, those of a cell apart even where they are one value. */
static void write_span(FILE *stream, const nsc_figure_side *side, double from, double to, bool is_cell) {
    const double least = (side->range.high - side->range.low) * NSC_LEAST_CELL;
    const double low = on_axis(side, from), high = on_axis(side, to);
    const double lacking = is_cell && side->scale != NSC_SCALE_LOG ? fmax(0, least - fabs(high - low)) : 0;
    write_value(stream, NULL, low - lacking / 2);
    write_value(stream, NULL, high + lacking / 2);
}

/* Left and right end of a bar: an interval's own, or its series' part of a category. */
static void span_bar(const nsc_figure_model *model, const nsc_figure_mark *mark, size_t number, double ends[2]) {
    const bool interval = !isnan(mark->x_until), named = model->x.scale == NSC_SCALE_CATEGORY;
    const double extent = named ? 1 : (model->x.range.high - model->x.range.low) / 20;
    const double from = interval ? mark->x : mark->x - 0.38 * extent,
                 room = interval ? mark->x_until - mark->x : 0.76 * extent;
    ends[0] = from + room * (double)number / (double)model->series_count;
    ends[1] = from + room * (double)(number + 1) / (double)model->series_count;
}

static void write_mark(const nsc_figure_canvas *canvas, const nsc_figure_mark *mark, size_t number) {
    const nsc_figure_model *model = canvas->model;
    FILE *stream = canvas->stream;
    double ends[2] = {mark->x, mark->x_until};
    if (model->figure->kind == NSC_FIGURE_BARS)
        span_bar(model, mark, number, ends);
    const bool is_cell = nsc_figure_mark_is_cell(model->figure, mark);
    if (is_cell && isnan(mark->x_until))
        ends[0] -= 0.5, ends[1] = mark->x + 0.5;
    const double y_until = is_cell && isnan(mark->y_until) ? mark->y + 0.5 : mark->y_until,
                 y = is_cell && isnan(mark->y_until) ? mark->y - 0.5 : mark->y;
    write_span(stream, &model->x, ends[0], isnan(ends[1]) ? ends[0] : ends[1], is_cell);
    write_span(stream, &model->y, y, isnan(y_until) ? y : y_until, is_cell);
    write_value(stream, &model->y, mark->low);
    write_value(stream, &model->y, mark->high);
    write_value(stream, NULL, mark->size);
    write_value(stream, NULL, mark->colour);
    fputc('\n', stream);
}

void nsc_gnuplot_write_data(const nsc_figure_canvas *canvas) {
    for (size_t number = 0; number < canvas->model->series_count; number++) {
        const nsc_figure_series *series = &canvas->model->series[number];
        fprintf(canvas->stream, "# from x, to x, from y, to y, low, high, size, colour\n$s%zu << END\n", number + 1);
        for (size_t mark = 0; mark < series->mark_count; mark++)
            write_mark(canvas, &series->marks[mark], number);
        fputs("END\n", canvas->stream);
    }
}

/* ---- plotting ---- */

/* Continues the command: "plot " before its first part, a comma before any other. */
static void begin_part(const nsc_figure_canvas *canvas, bool *begun) {
    fputs(*begun ? ", \\\n  " : "plot ", canvas->stream);
    *begun = true;
}

/* The title of a series or line in the legend, if it has room there. */
static void write_title(const nsc_figure_canvas *canvas, const void *drawn) {
    nsc_legend_entry entry;
    for (size_t number = 0; number < canvas->legend_shown; number++) {
        nsc_figure_legend_entry(canvas->model, number, &entry);
        if (entry.series == drawn || entry.line == drawn) {
            fputs(" title ", canvas->stream);
            nsc_gnuplot_quote(canvas->stream, entry.title);
            return;
        }
    }
    fputs(" notitle", canvas->stream);
}

static int point_type(const nsc_figure_look *look) {
    static const int types[NSC_SHAPE_COUNT] = {7, 5, 9, 13, 2, 11, 1, 3};
    return types[look->shape];
}

#define MIDDLE "(X(($1+$2)/2))"

static bool has_intervals(const nsc_figure_series *series) {
    for (size_t mark = 0; mark < series->mark_count; mark++)
        if (!isnan(series->marks[mark].low))
            return true;
    return false;
}

static void plot_line(const nsc_figure_canvas *canvas, size_t number, bool *begun) {
    const nsc_figure_series *series = &canvas->model->series[number];
    const nsc_figure_look look = nsc_figure_look_of(canvas->model, canvas->style, number);
    const char *colour = look.colour;
    const bool dotted = series->mark_count <= MOST_DOTS;
    if (has_intervals(series) && series->mark_count > 1) {
        begin_part(canvas, begun);
        fprintf(canvas->stream,
                "$s%zu using " MIDDLE ":(Y($5)):(Y($6)) with filledcurves lc rgb '%s' fs transparent solid 0.18 "
                "noborder notitle",
                number + 1, colour);
    }
    begin_part(canvas, begun);
    fprintf(canvas->stream, "$s%zu using " MIDDLE ":(Y($3)) with %s lc rgb '%s' lw 1.5", number + 1,
            dotted ? "linespoints" : "lines", colour);
    if (look.dashes[0] != '\0') {
        fputs(" dt (", canvas->stream);
        for (const char *at = look.dashes; *at != '\0'; at++)
            fputc(*at == ' ' ? ',' : *at, canvas->stream);
        fputc(')', canvas->stream);
    }
    if (dotted)
        fprintf(canvas->stream, " pt %d ps 0.6", point_type(&look));
    write_title(canvas, series);
}

static void plot_bars(const nsc_figure_canvas *canvas, size_t number, bool *begun) {
    const nsc_figure_series *series = &canvas->model->series[number];
    const nsc_figure_look look = nsc_figure_look_of(canvas->model, canvas->style, number);
    const char *colour = look.colour;
    begin_part(canvas, begun);
    fprintf(canvas->stream,
            "$s%zu using " MIDDLE ":(Y($3)):(X($1)):(X($2)):(Y(0) < FLOOR ? FLOOR : Y(0)):(Y($3)) with boxxyerror "
            "lc rgb '%s' fs solid %.2f border lc rgb '%s'",
            number + 1, colour, look.fill, colour);
    write_title(canvas, series);
    if (!has_intervals(series))
        return;
    begin_part(canvas, begun);
    fprintf(canvas->stream,
            "$s%zu using " MIDDLE ":(Y($5)):(0):(Y($6)-Y($5)) with vectors heads size screen 0.006,90 nofilled lc rgb "
            "'black' lw 0.8 notitle",
            number + 1);
}

static void plot_points(const nsc_figure_canvas *canvas, size_t number, bool *begun) {
    const nsc_figure *figure = canvas->model->figure;
    const nsc_figure_series *series = &canvas->model->series[number];
    const nsc_figure_look look = nsc_figure_look_of(canvas->model, canvas->style, number);
    const bool painted = nsc_figure_is_painted(canvas->model), sized = figure->size != NULL;
    const bool small = figure->kind == NSC_FIGURE_POINTS && canvas->model->mark_count > MANY;
    const char *plain = small ? "0.35" : "0.8";
    begin_part(canvas, begun);
    fprintf(canvas->stream, "$s%zu using " MIDDLE ":(Y($3))%s%s with points pt %d ps %s", number + 1,
            sized ? ":(0.2+1.5*sqrt($7/LARGEST))" : "", painted ? ":(C($8))" : "", point_type(&look),
            sized ? "variable" : plain);
    if (painted)
        fputs(" lc palette", canvas->stream);
    else
        fprintf(canvas->stream, " lc rgb '%s'", look.colour);
    write_title(canvas, series);
}

static void plot_heat(const nsc_figure_canvas *canvas, size_t number, bool *begun) {
    if (!nsc_figure_mark_is_cell(canvas->model->figure, &canvas->model->series[number].marks[0])) {
        plot_points(canvas, number, begun);
        return;
    }
    begin_part(canvas, begun);
    fprintf(canvas->stream,
            "$s%zu using " MIDDLE ":(Y(($3+$4)/2)):(X($1)):(X($2)):(Y($3)):(Y($4)):(C($8)) with boxxyerror "
            "fs solid noborder lc palette notitle",
            number + 1);
}

/* A line to compare with is an arrow across the frame (figure_gnuplot.c); this is its entry in the legend. */
static void plot_line_entry(const nsc_figure_canvas *canvas, const nsc_figure_line *line, bool *begun) {
    if (line->title == NULL)
        return;
    begin_part(canvas, begun);
    fprintf(canvas->stream, "keyentry with lines lc rgb 'black'%s", line->dashed ? " dt (3,2)" : "");
    write_title(canvas, line);
}

void nsc_gnuplot_plot(const nsc_figure_canvas *canvas) {
    static void (*const by_kind[NSC_FIGURE_KINDS])(const nsc_figure_canvas *, size_t, bool *) = {
        [NSC_FIGURE_LINE] = plot_line,
        [NSC_FIGURE_BARS] = plot_bars,
        [NSC_FIGURE_POINTS] = plot_points,
        [NSC_FIGURE_HEAT] = plot_heat,
    };
    bool begun = false;
    for (size_t number = 0; number < canvas->model->series_count; number++)
        by_kind[canvas->model->figure->kind](canvas, number, &begun);
    for (size_t line = 0; line < canvas->model->line_count; line++)
        plot_line_entry(canvas, &canvas->model->lines[line], &begun);
    fputc('\n', canvas->stream);
}
