/*
 * A figure ready to be drawn: the marks that a row of the table of figures (figures.h) makes of tables with its
 * columns. What every drawing shares is decided here: which rows are drawn and in which series, categories and their
 * order, ranges of the axes, ranks, and the caption. figure_svg.c and figure_gnuplot.c only place what stands here.
 */
#ifndef NSC_FIGURE_MODEL_H
#define NSC_FIGURE_MODEL_H

#include "analysis/figures/figures.h"
#include "base/table.h"

/* A table to draw from, and what to call it where several lie over each other; NULL where it is alone. */
typedef struct nsc_figure_source {
    const nsc_table *table;
    const char *label;
} nsc_figure_source;

/* One row of a table, placed. NaN where a value is missing; a category is a whole number, from 0, the place of its
 * name in the axis' categories. */
typedef struct nsc_figure_mark {
    double x, x_until; /* both ends of an interval along x, else x_until is NaN */
    double y, y_until;
    double low, high; /* of the interval along y */
    double size, colour;
    const char *label; /* in the table; NULL: none */
} nsc_figure_mark;

typedef struct nsc_figure_series {
    const char *title; /* for the legend; NULL for the only series */
    nsc_figure_mark *marks;
    size_t mark_count;
    size_t source; /* place of its table among the sources */
    size_t group;  /* number of its combination of source and values of series */
    size_t curve;  /* place of its curve in the figure */
} nsc_figure_series;

typedef struct nsc_figure_range {
    double low, high; /* low < high; of an axis of categories −0.5 and count − 0.5; of ranks about 0 and 1 */
} nsc_figure_range;

typedef struct nsc_figure_side {
    const char *title;
    nsc_figure_scale scale;
    nsc_figure_range range;
    const char *const *categories; /* [category_count] names in their order; NULL where the scale has none */
    size_t category_count;
    bool downward;        /* categories along y: the first stands on top */
    const double *ranked; /* scale rank: [ranked_count] the values drawn, ascending */
    size_t ranked_count;
} nsc_figure_side;

/* A line to compare with, resolved; one for each distinct value of a column. */
typedef struct nsc_figure_line {
    char axis; /* 'x', 'y', or 'd' for the diagonal */
    double at;
    const char *title; /* NULL: named already */
    bool dashed;       /* it stands in a column, or is the second of two */
} nsc_figure_line;

typedef struct nsc_figure_model {
    const nsc_figure *figure;
    nsc_figure_side x, y;
    nsc_figure_side colour; /* values of colours; from −a to a if there are some on both sides of 0; both ends are equal
                               if there is nothing to tell apart */
    bool diverging;         /* they are: colours stand for both sides */
    nsc_figure_series *series;
    size_t series_count;
    size_t group_count;
    nsc_figure_line *lines;
    size_t line_count;
    size_t mark_count;           /* in all series */
    size_t thinned;              /* marks left out because others cover them */
    size_t unplaced;             /* rows without a mark */
    const char *unplaced_reason; /* of the first of them; NULL if the table has none */
    /* Data and conditions in one sentence, from the columns of provenance: fitness, direction, relation, distance,
     * coverage, origin, source, version. The mark stands first where the values are none that were measured. */
    char *caption;
    const char *mark; /* "SURROGATE: …", "SYNTHETIC: …", which every drawing shows; NULL for measurements */
    void *texts;      /* owner of the texts above */
} nsc_figure_model;

/*
 * The model of a figure over one table or several with the same columns, all of which outlive it. NSC_MISSING if no row
 * can be drawn, NSC_USAGE for a figure of the kind NONE or NETWORK (network_figure.h), NSC_FAILED if a table lacks a
 * column of the figure. Release with nsc_figure_model_release.
 */
nsc_status nsc_figure_model_make(nsc_figure_model **model, const nsc_figure *figure, const nsc_figure_source *sources,
                                 size_t source_count, nsc_error *error);
/* NULL is allowed. */
void nsc_figure_model_release(nsc_figure_model *model);

/* The mark of values that nobody measured, in capitals with its meaning; NULL if all tables are of measurements. */
const char *nsc_figure_mark_of(const nsc_figure_source *sources, size_t source_count);

/* The caption of a figure of these tables, with a remark that may be empty; released by free(). */
nsc_status nsc_figure_make_caption(char **caption, const nsc_figure_source *sources, size_t source_count,
                                   const char *remark, nsc_error *error);

/* True for the cell of a heat map; false for a point over a density, which lacks an end of an interval. */
bool nsc_figure_mark_is_cell(const nsc_figure *figure, const nsc_figure_mark *mark);

/* ---- along an axis (figure_scale.c) ---- */

/* Where a value stands along an axis, 0 at its low end and 1 at its high end; NaN if the scale has no place for it. */
double nsc_figure_place(const nsc_figure_side *side, double value);

enum { NSC_FIGURE_TICKS = 80, NSC_FIGURE_LABEL = 64 };

typedef struct nsc_figure_tick {
    double value, place;
    char label[NSC_FIGURE_LABEL]; /* categories are cut to about 30 characters */
} nsc_figure_tick;

/* At most `most` round values along an axis, or categories, of which every so many are left out if there are more. */
size_t nsc_figure_ticks(const nsc_figure_side *side, size_t most, nsc_figure_tick ticks[NSC_FIGURE_TICKS]);

/* Writes a number for reading: at most `digits` significant ones, thousands parted by commas, a real minus sign. */
void nsc_figure_number(double value, int digits, char text[NSC_FIGURE_LABEL]);

#endif
