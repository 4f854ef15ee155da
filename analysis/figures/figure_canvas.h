/* A drawing in the making: its canvas, the frame of the axes on it, and what SVG puts there. Lengths are points (1/72
 * inch), downwards and to the right. */
#ifndef NSC_FIGURE_CANVAS_H
#define NSC_FIGURE_CANVAS_H

#include "analysis/figures/figure_drawing.h"
#include "analysis/figures/figure_style.h"

#include <stdio.h>

typedef struct nsc_figure_canvas {
    const nsc_figure_model *model;
    const nsc_figure_style *style;
    const char *id;
    FILE *stream;
    double width, height, font;
    double left, top, across, up; /* of the frame */
    double legend_top, caption_top;
    double legend_column; /* its width */
    size_t legend_rows, legend_shown, legend_total;
    bool turned; /* names along x stand askew, for lack of room */
    nsc_figure_tick x_ticks[NSC_FIGURE_TICKS], y_ticks[NSC_FIGURE_TICKS];
    size_t x_tick_count, y_tick_count;
} nsc_figure_canvas;

/* ---- layout (figure_layout.c) ---- */

#define NSC_POINTS_PER_MM (72 / 25.4)

/* Fills in the places of a canvas with a model, a style and a stream. */
void nsc_figure_lay_out(nsc_figure_canvas *canvas);
double nsc_figure_caption_font(const nsc_figure_canvas *canvas);
/* The text below the figure: the caption, or where that stands beside it, the mark of values that nobody measured; ""
 * if there is none. */
const char *nsc_figure_text_below(const nsc_figure_canvas *canvas);

/* Lines of the title, none in a bare style, and of the text below. */
typedef struct nsc_figure_paragraphs {
    size_t title, caption;
} nsc_figure_paragraphs;
/* Sets font and width by the style, and breaks title and caption into lines of that width. */
nsc_figure_paragraphs nsc_figure_begin_layout(nsc_figure_canvas *canvas);

enum { NSC_AXIS_TITLE_SIZE = 256 };
/* The title of an axis, which says if its scale is none that people expect. */
void nsc_figure_title_axis(const nsc_figure_side *side, char text[NSC_AXIS_TITLE_SIZE]);

/* ---- text (figure_svg_text.c) ---- */

/* Writes a text with what XML reserves escaped; bytes that are no text become U+FFFD. */
void nsc_svg_escape(FILE *stream, const char *text);

/* The width of a text, estimated: it depends on the reader's fonts. */
double nsc_figure_text_width(const char *text, double font);

/* Puts a text; `anchor` is "start", "middle" or "end", `more` further attributes with a blank before them. */
void nsc_svg_text(const nsc_figure_canvas *canvas, double x, double y, double font, const char *anchor,
                  const char *more, const char *text);

/* Puts the title of an axis upwards beside the middle of the frame, in a font that is smaller if the frame is too
 * low for it. */
double nsc_figure_upward_font(const nsc_figure_canvas *canvas, const char *text);
void nsc_svg_text_upwards(const nsc_figure_canvas *canvas, double x, const char *text);

enum { NSC_PARAGRAPH_LINE = 512 };
/* Copies the words that a text begins with and that fit into a width, one at least; returns their length. */
size_t nsc_figure_line_of(const char *text, double width, double font, char line[NSC_PARAGRAPH_LINE]);

/* Lines that a text takes within a width; puts them from `y` on if `canvas` is not NULL, the first with `more`. */
size_t nsc_svg_paragraph(const nsc_figure_canvas *canvas, double x, double y, double width, double font,
                         const char *more, const char *text);

/* ---- the element (figure_svg.c) ---- */

/* Begins the element with its size, title and description; ends it with title and caption in sight. */
void nsc_svg_open(const nsc_figure_canvas *canvas);
void nsc_svg_close(const nsc_figure_canvas *canvas);

/* ---- looks ---- */

/* The look of a series, and its colour as a value of CSS: --series-1 … of the page around, else its own. */
nsc_figure_look nsc_svg_look(const nsc_figure_canvas *canvas, size_t series, char colour[40]);

/* True if points have the colours of values: not if all values are equal. */
static inline bool nsc_figure_is_painted(const nsc_figure_model *model) {
    return model->figure->kind == NSC_FIGURE_POINTS && model->colour.range.low < model->colour.range.high;
}

/* A mark's shape of a radius, as a path around a place. */
void nsc_svg_shape(FILE *stream, nsc_figure_shape shape, double x, double y, double radius);

/* ---- marks (figure_svg_marks.c) ---- */

static inline double nsc_svg_x(const nsc_figure_canvas *canvas, double value) {
    return canvas->left + nsc_figure_place(&canvas->model->x, value) * canvas->across;
}

static inline double nsc_svg_y(const nsc_figure_canvas *canvas, double value) {
    return canvas->top + (1 - nsc_figure_place(&canvas->model->y, value)) * canvas->up;
}

/* The least extent of a cell, as a share of the frame: that of an interval whose ends are equal. */
#define NSC_LEAST_CELL 0.012

void nsc_svg_draw_marks(const nsc_figure_canvas *canvas);

/* ---- legend (figure_svg_legend.c) ---- */

/* What an entry stands for: a series, a line to compare with, or, if both are NULL, the areas of marks. */
typedef struct nsc_legend_entry {
    const nsc_figure_series *series;
    const nsc_figure_line *line;
    char title[128];
} nsc_legend_entry;

/* Entry `number` of the legend; false after the last. */
bool nsc_figure_legend_entry(const nsc_figure_model *model, size_t number, nsc_legend_entry *entry);

/* Lays the entries out in columns, those that have room. */
void nsc_figure_lay_out_legend(nsc_figure_canvas *canvas);
double nsc_figure_legend_height(const nsc_figure_canvas *canvas);
void nsc_svg_draw_legend(const nsc_figure_canvas *canvas);

/* The room that the colours of values take at the right of the frame, 0 without such colours; the place of their
 * title, and drawing them. */
double nsc_figure_colours_width(const nsc_figure_canvas *canvas);
double nsc_figure_colours_title(const nsc_figure_canvas *canvas);
void nsc_svg_draw_colours(const nsc_figure_canvas *canvas);

#endif
