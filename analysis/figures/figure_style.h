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

/* How a series is told from the others: in colour, and in grey by its dashes, shapes and fills. */
typedef struct nsc_figure_look {
    const char *colour; /* #rrggbb, a grey in a style of greys */
    size_t number;      /* of the colour, from 0 */
    const char *dashes; /* lengths of dashes and gaps in points; empty: none */
    nsc_figure_shape shape;
    double fill; /* how opaque bars are: three steps */
} nsc_figure_look;

enum { NSC_FIGURE_LOOKS = 8 };

/*
 * The look of series `number`. Looks come again after NSC_FIGURE_LOOKS of them. Where groups have several curves each,
 * a group has its colour and a curve its dashes, so that the same curves of several tables are found.
 */
nsc_figure_look nsc_figure_look_of(const nsc_figure_model *model, const nsc_figure_style *style, size_t number);

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
