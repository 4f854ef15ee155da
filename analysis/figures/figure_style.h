/* Looks of series and colours of values, which both drawings share; figure_styles.c has their tables. */
#ifndef NSC_FIGURE_STYLE_H
#define NSC_FIGURE_STYLE_H

#include "analysis/figures/figure_drawing.h"

typedef enum nsc_figure_shape {
    NSC_SHAPE_CIRCLE,
    NSC_SHAPE_SQUARE,
    NSC_SHAPE_TRIANGLE,
    NSC_SHAPE_DIAMOND,
    NSC_SHAPE_CROSS,
    NSC_SHAPE_DOWN, /* a triangle on its point */
    NSC_SHAPE_PLUS,
    NSC_SHAPE_STAR,
    NSC_SHAPE_COUNT
} nsc_figure_shape;

/* How a series is told from the others: in colour, and in grey by its dashes and the shape of its marks. */
typedef struct nsc_figure_look {
    const char *colour, *grey; /* #rrggbb */
    const char *dashes;        /* lengths of dashes and gaps in points; empty: none */
    nsc_figure_shape shape;
} nsc_figure_look;

enum { NSC_FIGURE_LOOKS = 8 };

/* They come again after NSC_FIGURE_LOOKS series. */
const nsc_figure_look *nsc_figure_look_of(size_t series);

/* How opaque the bars of a series are: three steps, which grey tells apart as well. */
double nsc_figure_fill_of(size_t series);

/* A colour of a palette, at a share of the range of values. */
typedef struct nsc_figure_stop {
    double at;
    int rgb[3];
} nsc_figure_stop;

/* `diverging`: of values on both sides of 0, which lies in the middle. */
const nsc_figure_stop *nsc_figure_palette(const nsc_figure_style *style, bool diverging, size_t *count);
/* Writes the colour at a share of the range as #rrggbb. */
void nsc_figure_colour(const nsc_figure_style *style, bool diverging, double share, char text[8]);

#endif
