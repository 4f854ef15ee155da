/*
 * Figures: how each table of an analysis, and of searches, is drawn, one row a table. The pages of `nasscape explore`
 * and of reports, scripts for gnuplot and notebooks draw from these rows; a row without a drawing has the reason.
 *
 *   figures.c          the rows, of analyses (search_figures.c: of searches)
 *   figures_json.c     the rows as JSON
 *   figure_model.c     the marks that a row makes of a table (figure_model.h), from its columns (figure_columns.c);
 *                      figure_ranges.c has the ranges of axes and the lines to compare with, figure_thinning.c leaves
 *                      out marks that would hide one another, figure_caption.c tells where they come from
 *   figure_scale.c     places and ticks along an axis
 *   figure_styles.c    widths, fonts and colours (figure_drawing.h)
 *   figure_drawing.c   a table drawn in either format
 *   figure_layout.c    what axes, legend and caption take of a drawing, in both formats
 *   figure_svg.c       a drawing as SVG: axes; figure_svg_marks.c, figure_svg_legend.c, figure_svg_text.c the rest
 *   figure_gnuplot.c   a drawing as a script for gnuplot; figure_gnuplot_marks.c its data
 *   network_figure.c   a network placed in the plane; network_figure_svg.c as SVG
 *
 * To add a figure: a row in figures.c for every table of a new analysis; tests/unit/test_figures.c checks that no table
 * is left out and that the columns exist.
 */
#ifndef NSC_FIGURES_H
#define NSC_FIGURES_H

#include "analysis/analysis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef enum nsc_figure_kind {
    NSC_FIGURE_NONE,    /* not drawn; see `without` */
    NSC_FIGURE_LINE,    /* curves over x, each with a band from low to high if it has these columns */
    NSC_FIGURE_BARS,    /* bars at x, each with an interval from low to high if it has these columns */
    NSC_FIGURE_POINTS,  /* one mark a row at x and the first curve's column */
    NSC_FIGURE_HEAT,    /* one cell a row at x and y, coloured by `colour`; with `until` along numbers: a density, over
                           which rows without these ends are points, in series and with labels */
    NSC_FIGURE_NETWORK, /* one edge a row, from x to y, as wide as `size`; nodes are the rows of the table `nodes` */
    NSC_FIGURE_KINDS
} nsc_figure_kind;

typedef enum nsc_figure_scale {
    NSC_SCALE_LINEAR,
    NSC_SCALE_LOG,      /* values that are not positive are left out */
    NSC_SCALE_SQRT,     /* of values from 0 on */
    NSC_SCALE_CATEGORY, /* texts or numbers in the order of the rows, evenly spaced */
    NSC_SCALE_RANK,     /* by rank among the values drawn, ties in the middle; ticks tell values: where a few values far
                           away would leave no room for the others */
    NSC_SCALE_COUNT
} nsc_figure_scale;

enum {
    NSC_FIGURE_KEYS = 2,
    NSC_FIGURE_PARTS = 3,
    NSC_FIGURE_CURVES = 3,
    NSC_FIGURE_REFERENCES = 2,
    NSC_FIGURE_ROWS = 6
};

/* One direction of a figure. */
typedef struct nsc_figure_axis {
    /* Of categories, both values name the category; of numbers along x, the second stands in where the first is
     * missing. */
    const char *columns[NSC_FIGURE_KEYS];
    const char *until; /* column with the upper end of the interval that begins at columns[0]; NULL: a single value */
    const char *title; /* with its unit */
    nsc_figure_scale scale;
} nsc_figure_axis;

/* A column that is drawn along y, and those of its interval; all but the column may be NULL. */
typedef struct nsc_figure_curve {
    const char *column, *low, *high;
    const char *title; /* in the legend; NULL if it is the only curve */
} nsc_figure_curve;

/* A line to compare with. */
typedef struct nsc_figure_reference {
    const char *axis;   /* "x", "y", or "diagonal", where x equals y; NULL: none */
    double at;          /* its value, unless `column` names one */
    const char *column; /* the value stands in this column of the row */
    const char *title;
    bool around; /* the value is a distance from 0: a line on either side, such as those of a band of noise */
} nsc_figure_reference;

typedef struct nsc_figure {
    const char *analysis, *table; /* names in the registry */
    nsc_figure_kind kind;
    nsc_figure_scale colour_scale; /* not of categories */
    const char *title;
    nsc_figure_axis x;
    /* The rows that are drawn, by their text in the first column along x, such as the statistics of a summary that
     * share a unit; NULL: all. */
    const char *only[NSC_FIGURE_ROWS];
    nsc_figure_axis y; /* its columns are those of heat maps and networks alone; else the curves have them */
    nsc_figure_curve curves[NSC_FIGURE_CURVES];
    const char *series[NSC_FIGURE_PARTS]; /* columns whose values part the rows: one curve for each combination */
    const char *size;                     /* column of the area of a mark or the width of an edge; may be NULL */
    const char *colour;                   /* column of the colour of a cell or mark; may be NULL */
    const char *colour_title;
    const char *label; /* column of a text beside a point; may be NULL */
    /* Networks: the table of nodes, whose column `point` names them; its columns with their area and their value, which
     * colours them by rank; and the column that is "yes" or "best" for those with a ring, with the ring's title. */
    const char *nodes, *node_size, *node_value, *node_mark, *node_mark_title;
    nsc_figure_reference references[NSC_FIGURE_REFERENCES];
    const char *note;    /* what a reader has to know beside the title, for the caption; may be NULL */
    const char *without; /* kind NONE: the reason that the table is not drawn */
} nsc_figure;

/* In the order of the registry and of each analysis' tables. */
extern const nsc_figure nsc_figures[];
extern const size_t nsc_figure_count;

/* Of the tables of searches, in their order; their analysis is "search". */
extern const nsc_figure nsc_search_figures[];
extern const size_t nsc_search_figure_count;

/* The figure of a table; NULL if there is no such row. `analysis` is "search" for a table of searches. */
const nsc_figure *nsc_figure_of(const char *analysis, const char *table);

/* "none", "line", "bars", "points", "heat", "network". */
const char *nsc_figure_kind_name(nsc_figure_kind kind);

/* "linear", "log", "sqrt", "category", "rank". */
const char *nsc_figure_scale_name(nsc_figure_scale scale);

/* Writes the whole table as one JSON array, an object a figure, without the members that a figure lacks. NSC_FAILED
 * without memory; writes that the stream refuses are reported by whoever opened it. */
nsc_status nsc_figures_write(FILE *stream, nsc_error *error);

#endif
