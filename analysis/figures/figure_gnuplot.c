/* A figure as a script for gnuplot, with its data: axes, colours, lines, title and caption. */
#include "analysis/figures/figure_gnuplot.h"
#include "base/base.h"

#include <math.h>
#include <string.h>

/* ---- axes ---- */

/* A function for what an axis does to values; logarithms are gnuplot's own. */
static void define_axis(FILE *stream, char name, nsc_figure_scale scale) {
    fprintf(stream, "%c(v) = %s\n", name, scale == NSC_SCALE_SQRT ? "v < 0 ? NaN : sqrt(v)" : "v");
}

/* A label of a tick is a format to gnuplot. */
static void quote_format(FILE *stream, const char *label) {
    char format[2 * NSC_FIGURE_LABEL], *end = format;
    for (; *label != '\0'; label++) {
        *end++ = *label;
        if (*label == '%')
            *end++ = '%';
    }
    *end = '\0';
    nsc_gnuplot_quote(stream, format);
}

static void write_ticks(FILE *stream, const char *axis, char function, const nsc_figure_side *side,
                        const nsc_figure_tick *ticks, size_t count) {
    fprintf(stream, "set %stics nomirror out (", axis);
    for (size_t tick = 0; tick < count; tick++) {
        const double value = side->scale == NSC_SCALE_RANK
                                 ? side->range.low + ticks[tick].place * (side->range.high - side->range.low)
                                 : ticks[tick].value;
        fputs(tick == 0 ? "" : ", ", stream);
        quote_format(stream, ticks[tick].label);
        fprintf(stream, " %c(%.17g)", function, value);
    }
    fputs(")\n", stream);
}

/* The title of an axis at a place of the whole drawing, upwards if it stands beside the axis. */
static void write_axis_title(const nsc_figure_canvas *canvas, const nsc_figure_side *side, double x, double y,
                             bool upwards) {
    char title[NSC_AXIS_TITLE_SIZE];
    nsc_figure_title_axis(side, title);
    fputs("set label ", canvas->stream);
    nsc_gnuplot_quote(canvas->stream, title);
    fprintf(canvas->stream, " at screen %.4f, screen %.4f center%s font ',%.2f'\n", x / canvas->width,
            1 - y / canvas->height, upwards ? " rotate by 90" : "",
            upwards ? nsc_figure_upward_font(canvas, title) : canvas->font);
}

static void write_range(const nsc_figure_canvas *canvas, const char *axis, char function, const nsc_figure_side *side) {
    const double from = side->downward ? side->range.high : side->range.low,
                 to = side->downward ? side->range.low : side->range.high;
    fprintf(canvas->stream, "set %srange [%c(%.17g):%c(%.17g)]\n", axis, function, from, function, to);
    if (side->scale == NSC_SCALE_LOG)
        fprintf(canvas->stream, "set logscale %s\n", axis);
}

static void write_axes(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    FILE *stream = canvas->stream;
    define_axis(stream, 'X', model->x.scale);
    define_axis(stream, 'Y', model->y.scale);
    fprintf(stream, "FLOOR = Y(%.17g) # where bars begin on a scale without 0\n", model->y.range.low);
    write_axis_title(canvas, &model->x, canvas->left + canvas->across / 2, canvas->legend_top - canvas->font, false);
    write_axis_title(canvas, &model->y, canvas->font * 0.9, canvas->top + canvas->up / 2, true);
    write_range(canvas, "x", 'X', &model->x);
    write_range(canvas, "y", 'Y', &model->y);
    write_ticks(stream, "x", 'X', &model->x, canvas->x_ticks, canvas->x_tick_count);
    write_ticks(stream, "y", 'Y', &model->y, canvas->y_ticks, canvas->y_tick_count);
    if (canvas->turned)
        fputs("set xtics rotate by 40 right\n", stream);
    fputs("set border 3\nset tics scale 0.5\nset ytics offset 0.4,0\n", stream);
    if (!canvas->turned)
        fputs("set xtics offset 0,0.4\n", stream);
    if (model->figure->kind != NSC_FIGURE_HEAT)
        fprintf(stream, "set grid %sytics lt 1 lc rgb '#dddddd' lw 0.5\n",
                model->x.scale == NSC_SCALE_CATEGORY ? "" : "xtics ");
}

/* ---- colours and sizes of values ---- */

static void write_colours(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    const nsc_figure_side *side = &model->colour;
    FILE *stream = canvas->stream;
    nsc_figure_tick ticks[NSC_FIGURE_TICKS];
    size_t count;
    if (side->title == NULL || model->colour.range.low >= model->colour.range.high)
        return;
    const nsc_figure_stop *stops = nsc_figure_palette(canvas->style, model->diverging, &count);
    define_axis(stream, 'C', side->scale);
    fputs("set palette defined (", stream);
    for (size_t stop = 0; stop < count; stop++)
        fprintf(stream, "%s%g '#%02x%02x%02x'", stop == 0 ? "" : ", ", stops[stop].at, (unsigned)stops[stop].rgb[0],
                (unsigned)stops[stop].rgb[1], (unsigned)stops[stop].rgb[2]);
    fputs(")\n", stream);
    write_axis_title(canvas, side, nsc_figure_colours_title(canvas), canvas->top + canvas->up / 2, true);
    write_range(canvas, "cb", 'C', side);
    write_ticks(stream, "cb", 'C', side, ticks, nsc_figure_ticks(side, 6, ticks));
    fprintf(stream, "set colorbox user origin screen %.4f, screen %.4f size screen %.4f, screen %.4f noborder\n",
            (canvas->left + canvas->across + canvas->font) / canvas->width,
            1 - (canvas->top + canvas->up) / canvas->height, canvas->font / canvas->width, canvas->up / canvas->height);
}

static void write_largest(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    double largest = 0;
    for (size_t series = 0; series < model->series_count; series++)
        for (size_t mark = 0; mark < model->series[series].mark_count; mark++)
            largest = fmax(largest, model->series[series].marks[mark].size);
    if (model->figure->size != NULL)
        fprintf(canvas->stream, "LARGEST = %.17g # %s of the largest mark\n", largest > 0 ? largest : 1,
                model->figure->size);
}

/* ---- lines and labels ---- */

/* A value as it stands on its axis, by rank where it is one. */
static double on_axis(const nsc_figure_side *side, double value) {
    return side->scale == NSC_SCALE_RANK
               ? side->range.low + nsc_figure_place(side, value) * (side->range.high - side->range.low)
               : value;
}

/* Dashed lines are thinner, since gnuplot 5.4 draws lines of one colour and width in SVG by the dashes of the first. */
static void write_lines(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    FILE *stream = canvas->stream;
    for (size_t number = 0; number < model->line_count; number++) {
        const nsc_figure_line *line = &model->lines[number];
        const double low = fmax(model->x.range.low, model->y.range.low),
                     high = fmin(model->x.range.high, model->y.range.high);
        if (line->axis == 'y')
            fprintf(stream, "set arrow from graph 0, first Y(%.17g) to graph 1, first Y(%.17g)",
                    on_axis(&model->y, line->at), on_axis(&model->y, line->at));
        else if (line->axis == 'x')
            fprintf(stream, "set arrow from first X(%.17g), graph 0 to first X(%.17g), graph 1",
                    on_axis(&model->x, line->at), on_axis(&model->x, line->at));
        else if (low < high)
            fprintf(stream, "set arrow from first X(%.17g), first Y(%.17g) to first X(%.17g), first Y(%.17g)",
                    on_axis(&model->x, low), on_axis(&model->y, low), on_axis(&model->x, high),
                    on_axis(&model->y, high));
        else
            continue;
        fprintf(stream, " nohead front lc rgb 'black' lw %s\n", line->dashed ? "0.7 dt (3,2)" : "0.8");
    }
}

static void write_labels(const nsc_figure_canvas *canvas) {
    const nsc_figure_model *model = canvas->model;
    for (size_t series = 0; series < model->series_count; series++)
        for (size_t number = 0; number < model->series[series].mark_count; number++) {
            const nsc_figure_mark *mark = &model->series[series].marks[number];
            if (mark->label == NULL || nsc_figure_mark_is_cell(model->figure, mark))
                continue;
            fputs("set label ", canvas->stream);
            nsc_gnuplot_quote(canvas->stream, mark->label);
            const bool leftwards = nsc_figure_place(&model->x, mark->x) > 0.7;
            fprintf(canvas->stream, " at X(%.17g), Y(%.17g) %s offset %s,0.3 front\n", on_axis(&model->x, mark->x),
                    on_axis(&model->y, mark->y), leftwards ? "right" : "left", leftwards ? "-0.6" : "0.6");
        }
}

/* ---- the page ---- */

/* Puts a text on lines of its own at a place of the whole drawing. */
static void write_paragraph(const nsc_figure_canvas *canvas, double top, double font, const char *text) {
    char line[NSC_PARAGRAPH_LINE];
    for (size_t number = 0; *text != '\0'; number++) {
        text += nsc_figure_line_of(text, canvas->width - 2 * canvas->font, font, line);
        fputs("set label ", canvas->stream);
        nsc_gnuplot_quote(canvas->stream, line);
        fprintf(canvas->stream, " at screen %.4f, screen %.4f left font ',%.2f' noenhanced\n",
                canvas->font / canvas->width, 1 - (top + (double)number * font * 1.25) / canvas->height, font);
    }
}

static void write_page(const nsc_figure_canvas *canvas) {
    const double font = canvas->font;
    FILE *stream = canvas->stream;
    fprintf(stream,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\nset tmargin at screen %.4f\n"
            "set bmargin at screen %.4f\n",
            canvas->left / canvas->width, (canvas->left + canvas->across) / canvas->width,
            1 - canvas->top / canvas->height, 1 - (canvas->top + canvas->up) / canvas->height);
    fprintf(stream,
            "set key at screen %.4f, screen %.4f left top vertical maxrows %zu reverse Left samplen 2 noenhanced "
            "font ',%.2f'\n",
            font / canvas->width, 1 - canvas->legend_top / canvas->height,
            canvas->legend_rows > 0 ? canvas->legend_rows : 1, font * 0.9);
    if (canvas->legend_shown < canvas->legend_total)
        fprintf(stream, "set label 'and %zu more' at screen %.4f, screen %.4f left font ',%.2f'\n",
                canvas->legend_total - canvas->legend_shown, font / canvas->width,
                1 - (canvas->legend_top + ((double)canvas->legend_rows + 0.6) * font * 1.4) / canvas->height,
                font * 0.9);
    if (!canvas->style->bare)
        write_paragraph(canvas, font * 1.2, font * 1.1, canvas->model->figure->title);
    write_paragraph(canvas, canvas->caption_top - font * 0.3, nsc_figure_caption_font(canvas),
                    nsc_figure_text_below(canvas));
}

/* Both outputs, of the same size. */
static void write_outputs(const nsc_figure_canvas *canvas, const char *name) {
    const nsc_figure_style *style = canvas->style;
    const double points_per_pixel = 0.75;
    fprintf(canvas->stream,
            "set terminal svg noenhanced size %.0f,%.0f font 'Helvetica,%g' fontscale 1.3333 background rgb 'white'\n",
            canvas->width / points_per_pixel, canvas->height / points_per_pixel, style->font_pt);
    fputs("set output ", canvas->stream);
    char file[256];
    snprintf(file, sizeof file, "%.200s.svg", name);
    nsc_gnuplot_quote(canvas->stream, file);
    fputc('\n', canvas->stream);
    nsc_gnuplot_plot(canvas);
    fprintf(canvas->stream, "set terminal pdfcairo noenhanced size %.4fin,%.4fin font 'Helvetica,%g'\nset output ",
            canvas->width / 72, canvas->height / 72, style->font_pt);
    snprintf(file, sizeof file, "%.200s.pdf", name);
    nsc_gnuplot_quote(canvas->stream, file);
    fputs("\nreplot\nset output\n", canvas->stream);
}

/* A comment holds no line break, whatever its text. */
static void write_comment(FILE *stream, const char *text) {
    fputs("# ", stream);
    for (; *text != '\0'; text++)
        fputc((unsigned char)*text < ' ' ? '?' : *text, stream);
    fputc('\n', stream);
}

void nsc_figure_write_gnuplot(const nsc_figure_model *model, const nsc_figure_style *style, const char *name,
                              FILE *stream) {
    NSC_DECIMAL_POINT;
    nsc_figure_canvas canvas = {.model = model, .style = style, .id = name, .stream = stream};
    char files[1024];
    nsc_figure_lay_out(&canvas);
    write_comment(stream, model->figure->title);
    write_comment(stream, model->caption);
    snprintf(files, sizeof files,
             "`gnuplot %.200s.gp` makes %.200s.svg and %.200s.pdf; the data is that of %.200s.csv.", name, name, name,
             name);
    write_comment(stream, files);
    fputs("reset\nset encoding utf8\n", stream);
    write_axes(&canvas);
    write_colours(&canvas);
    write_largest(&canvas);
    write_lines(&canvas);
    write_labels(&canvas);
    write_page(&canvas);
    nsc_gnuplot_write_data(&canvas);
    write_outputs(&canvas, name);
}
