/*
 * Points drawn as graphs, for documents and pages: cells with their operations on the vertices, by colour and shape;
 * NAS-Bench-201 with its operations on the edges, by colour and dashes.
 */
#ifndef NSC_POINT_DRAWING_H
#define NSC_POINT_DRAWING_H

#include "space/space.h"

#include <stdio.h>

typedef enum nsc_drawing_format {
    NSC_DRAWING_SVG, /* in the colour of the text around it; alone, light or dark as the reader's screen is */
    NSC_DRAWING_DOT, /* for graphviz */
    NSC_DRAWING_FORMAT_COUNT
} nsc_drawing_format;

/* The format called "svg" or "dot"; NSC_DRAWING_FORMAT_COUNT if there is none of that name. */
nsc_drawing_format nsc_drawing_format_named(const char *name);

/* True if the points of the space are networks that can be drawn: cells of nb101, and nb201. */
bool nsc_points_are_drawn(const nsc_space *space);

/*
 * Draws the point that `text` names in any spelling of the space. A cell that is spelled as a matrix is drawn as it is
 * spelled, what pruning drops in grey; else its representative. NSC_INVALID for a text that is no point, NSC_USAGE in
 * spaces whose points are no networks. Writes that the stream refuses are reported by whoever opened it.
 */
nsc_status nsc_point_draw(const nsc_space *space, const char *text, nsc_drawing_format format, FILE *stream,
                          nsc_error *error);

#endif
