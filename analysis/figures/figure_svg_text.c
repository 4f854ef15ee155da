/* Text and shapes in SVG. */
#include "analysis/figures/figure_canvas.h"
#include "base/base.h"

#include <math.h>
#include <string.h>

void nsc_svg_escape(FILE *stream, const char *text) {
    while (*text != '\0') {
        const char *start = text;
        const uint32_t character = nsc_utf8_next(&text);
        if (character == '&')
            fputs("&amp;", stream);
        else if (character == '<')
            fputs("&lt;", stream);
        else if (character == '>')
            fputs("&gt;", stream);
        else if (character == '"')
            fputs("&quot;", stream);
        else if (character == 0xfffd)
            fputs("\xef\xbf\xbd", stream);
        else
            fwrite(start, 1, (size_t)(text - start), stream);
    }
}

/* Of sans-serif fonts as they are common. */
double nsc_figure_text_width(const char *text, double font) {
    double ems = 0;
    while (*text != '\0') {
        const uint32_t character = nsc_utf8_next(&text);
        if (character < 128 && strchr("ijltfI.,:;'|!()[] ", (int)character) != NULL)
            ems += 0.32;
        else if (character < 128 && strchr("mwMW%@", (int)character) != NULL)
            ems += 0.86;
        else
            ems += character < 128 && strchr("ABCDEFGHKLNOPQRSTUVXYZ&", (int)character) != NULL ? 0.7 : 0.56;
    }
    return ems * font;
}

void nsc_svg_text(const nsc_figure_canvas *canvas, double x, double y, double font, const char *anchor,
                  const char *more, const char *text) {
    fprintf(canvas->stream, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.2f\" text-anchor=\"%s\"%s>", x, y, font, anchor,
            more);
    nsc_svg_escape(canvas->stream, text);
    fputs("</text>\n", canvas->stream);
}

double nsc_figure_upward_font(const nsc_figure_canvas *canvas, const char *text) {
    const double length = nsc_figure_text_width(text, canvas->font), room = canvas->top + canvas->up;
    return length > room ? canvas->font * room / length : canvas->font;
}

void nsc_svg_text_upwards(const nsc_figure_canvas *canvas, double x, const char *text) {
    const double y = canvas->top + canvas->up / 2;
    char turn[96];
    snprintf(turn, sizeof turn, " transform=\"rotate(-90 %.2f %.2f)\"", x, y);
    nsc_svg_text(canvas, x, y, nsc_figure_upward_font(canvas, text), "middle", turn, text);
}

size_t nsc_figure_line_of(const char *text, double width, double font, char line[NSC_PARAGRAPH_LINE]) {
    size_t taken = 0;
    while (text[taken] != '\0') {
        const size_t end = taken + strcspn(text + taken, " ");
        if (end >= NSC_PARAGRAPH_LINE)
            break;
        memcpy(line, text, end);
        line[end] = '\0';
        if (taken > 0 && nsc_figure_text_width(line, font) > width)
            break;
        taken = end + strspn(text + end, " ");
    }
    if (taken == 0 || taken >= NSC_PARAGRAPH_LINE) /* a word that is longer than a line is broken */
        taken = NSC_PARAGRAPH_LINE - 1;
    memcpy(line, text, taken);
    line[taken] = '\0';
    return taken;
}

size_t nsc_svg_paragraph(const nsc_figure_canvas *canvas, double x, double y, double width, double font,
                         const char *more, const char *text) {
    char line[NSC_PARAGRAPH_LINE];
    size_t lines = 0;
    for (; *text != '\0'; lines++) {
        text += nsc_figure_line_of(text, width, font, line);
        if (canvas != NULL)
            nsc_svg_text(canvas, x, y + (double)lines * font * 1.25, font, "start", more, line);
    }
    return lines;
}

nsc_figure_look nsc_svg_look(const nsc_figure_canvas *canvas, size_t series, char colour[40]) {
    const nsc_figure_look look = nsc_figure_look_of(canvas->model, canvas->style, series);
    if (canvas->style->grey)
        snprintf(colour, 40, "%s", look.colour);
    else
        snprintf(colour, 40, "var(--series-%zu,%s)", look.number + 1, look.colour);
    return look;
}

/* ---- shapes ---- */

/* Corners of the shapes within a circle of radius 1, as a path of SVG; circles are arcs. */
static const struct {
    const double corners[8][2];
    size_t count;
    bool strokes; /* lines from each corner to the next but one, in place of an area */
} shapes[NSC_SHAPE_COUNT] = {
    [NSC_SHAPE_CIRCLE] = {.count = 0},
    [NSC_SHAPE_SQUARE] = {{{-0.86, -0.86}, {0.86, -0.86}, {0.86, 0.86}, {-0.86, 0.86}}, 4, false},
    [NSC_SHAPE_TRIANGLE] = {{{0, -1.15}, {1.05, 0.75}, {-1.05, 0.75}}, 3, false},
    [NSC_SHAPE_DIAMOND] = {{{0, -1.25}, {1.05, 0}, {0, 1.25}, {-1.05, 0}}, 4, false},
    [NSC_SHAPE_CROSS] = {{{-0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}, {0.9, -0.9}}, 4, true},
    [NSC_SHAPE_DOWN] = {{{0, 1.15}, {1.05, -0.75}, {-1.05, -0.75}}, 3, false},
    [NSC_SHAPE_PLUS] = {{{-1.1, 0}, {1.1, 0}, {0, 1.1}, {0, -1.1}}, 4, true},
    [NSC_SHAPE_STAR] = {{{-1.1, 0}, {1.1, 0}, {-0.55, 0.95}, {0.55, -0.95}, {-0.55, -0.95}, {0.55, 0.95}}, 6, true},
};

void nsc_svg_shape(FILE *stream, nsc_figure_shape shape, double x, double y, double radius) {
    if (shape == NSC_SHAPE_CIRCLE) {
        fprintf(stream, "M%.2f,%.2fa%.2f,%.2f 0 1 0 %.2f,0a%.2f,%.2f 0 1 0 %.2f,0", x - radius, y, radius, radius,
                2 * radius, radius, radius, -2 * radius);
        return;
    }
    for (size_t corner = 0; corner < shapes[shape].count; corner++) {
        const bool begins = shapes[shape].strokes ? corner % 2 == 0 : corner == 0;
        fprintf(stream, "%c%.2f,%.2f", begins ? 'M' : 'L', x + radius * shapes[shape].corners[corner][0],
                y + radius * shapes[shape].corners[corner][1]);
    }
    if (!shapes[shape].strokes)
        fputc('Z', stream);
}
