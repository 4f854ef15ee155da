/*
 * Where the vertices and edges of a small acyclic graph stand in a drawing: layers from the input to the output, few
 * crossings, straight lines.
 */
#ifndef NSC_GRAPH_LAYOUT_H
#define NSC_GRAPH_LAYOUT_H

#include "space/nb101/cell.h"

/* An edge as the places that it goes through, one a layer: its start, rails in the layers between, its end. */
typedef struct nsc_layout_edge {
    uint8_t from, to;
    unsigned count;
    double x[NSC_CELL_VERTICES]; /* the layer of place p is that of `from`, plus p */
} nsc_layout_edge;

/* Across in steps of the room of one vertex, from 0 to `width`; down in layers. */
typedef struct nsc_graph_layout {
    unsigned vertex_count, edge_count, layer_count;
    double width;
    unsigned layers[NSC_CELL_VERTICES];
    double x[NSC_CELL_VERTICES];
    nsc_layout_edge edges[NSC_CELL_SLOTS]; /* by slot */
} nsc_graph_layout;

/* Lays out the graph of `edges`, as in nsc_cell; `rail_room` is the room of an edge that passes a layer. 0.1 ms. */
void nsc_graph_lay_out(nsc_graph_layout *layout, uint32_t edges, unsigned vertex_count, double rail_room);

#endif
