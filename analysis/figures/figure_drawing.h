/*
 * Drawings of a figure: SVG for pages, and a gnuplot script for papers. Both show the same marks, scales, colours
 * (told apart by colour-blind eyes, and in grey by dashes and shapes) and the caption.
 */
#ifndef NSC_FIGURE_DRAWING_H
#define NSC_FIGURE_DRAWING_H

#include "analysis/figures/figure_model.h"

/* How a figure is drawn for a place; figure_styles.c has the table. */
typedef struct nsc_figure_style {
    const char *name; /* "one-column", "two-columns", "slide", "grey", "page" */
    const char *meaning;
    double width_mm, height_mm;
    double font_pt;
    bool grey; /* greys, dashes and shapes in place of colours */
    bool bare; /* without title and caption, which stand beside it */
} nsc_figure_style;

extern const nsc_figure_style nsc_figure_styles[];
extern const size_t nsc_figure_style_count;
/* In upper or lower case; NULL if there is no such style. */
const nsc_figure_style *nsc_figure_style_named(const char *name);

/*
 * Writes the drawing as one element <svg>, without an XML declaration, for a page or a file alone. Text and axes take
 * the colour of the text around them, series the properties --series-1 … --series-8 where a page sets them, so that a
 * dark page recolours it; alone it is readable on white. It has <title> and <desc> (the caption), for readers of
 * screens. Its identifiers begin with `id`, which is unique on its page. Writes that the stream refuses are reported by
 * whoever opened it, who knows the file and the reason; so here and below.
 */
void nsc_figure_write_svg(const nsc_figure_model *model, const nsc_figure_style *style, const char *id, FILE *stream);

/*
 * Writes a gnuplot script (5.4 or later) with its data, which, run in its own folder, makes `name`.svg and `name`.pdf.
 * The file `name`.csv, where the data comes from, is named in a comment.
 */
void nsc_figure_write_gnuplot(const nsc_figure_model *model, const nsc_figure_style *style, const char *name,
                              FILE *stream);

/* ---- both, and networks ---- */

typedef enum nsc_figure_format { NSC_DRAWN_SVG, NSC_DRAWN_GNUPLOT, NSC_DRAWN_FORMATS } nsc_figure_format;

/* The format "svg" or "gnuplot"; NSC_DRAWN_FORMATS for another name. */
nsc_figure_format nsc_figure_format_named(const char *name);

/* NSC_USAGE, with the reason, if the figure cannot be drawn in a format: a table that is not drawn at all, or a network
 * by gnuplot. */
nsc_status nsc_figure_check(const nsc_figure *figure, nsc_figure_format format, nsc_error *error);

/*
 * Draws a table, or several over each other, as its row says: models it and writes the drawing, whose identifiers or
 * files are named by `name`. A network is that of the one table `sources` and its table `nodes`, which is NULL for all
 * others. Errors of nsc_figure_check, of nsc_figure_model_make and of nsc_network_figure_read.
 */
nsc_status nsc_figure_draw(const nsc_figure *figure, const nsc_figure_source *sources, size_t source_count,
                           const nsc_table *nodes, const nsc_figure_style *style, nsc_figure_format format,
                           const char *name, FILE *stream, nsc_error *error);

#endif
