/*
 * The network of local optima as a picture: the optima with the largest basins, placed in the plane by igraph, with the
 * heaviest transitions between them. From the tables of the analysis lon, whose names and values it keeps.
 */
#ifndef NSC_NETWORK_FIGURE_H
#define NSC_NETWORK_FIGURE_H

#include "analysis/analysis.h"
#include "analysis/figures/figure_drawing.h"
#include "graph/igraph_bridge.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Transitions that are drawn from one optimum: its heaviest. Whole networks are nearly complete. */
enum { NSC_NETWORK_FIGURE_EDGES = 4 };

typedef struct nsc_network_figure_node {
    const char *point;
    double x, y; /* 0 … 1, the larger extent of the two is all of it */
    double fitness;
    uint64_t basin; /* starting points whose climbs end here */
    size_t rank;    /* 1 for the best of all optima; equal fitness has equal rank */
    bool marked;    /* the column node_mark of the figure says so */
} nsc_network_figure_node;

typedef struct nsc_network_figure {
    nsc_network_figure_node *nodes; /* [node_count] best first */
    nsc_network_edge *edges;        /* [edge_count] by their first node, then heaviest first */
    uint32_t node_count;
    size_t edge_count;
    size_t optima_count;     /* all local optima */
    size_t transition_count; /* transitions between the nodes, drawn or not */
    const nsc_figure *row;
    const nsc_table *edge_table, *node_table; /* they hold the names */
    nsc_table *tables[NSC_ANALYSIS_TABLES];   /* of lon, if it was run for the figure */
} nsc_network_figure;

/*
 * Runs lon with its default options and makes the figure of at most `node_limit` optima, the best always among them; of
 * equal basins the fitter optima are kept. Failures and cost are those of lon (2 s of processor time for all cells),
 * and NSC_FAILED from igraph. Release with nsc_network_figure_release, also after a failure.
 */
nsc_status nsc_network_figure_make(nsc_network_figure *figure, const nsc_landscape *landscape,
                                   const nsc_control *control, uint32_t node_limit, nsc_error *error);
void nsc_network_figure_release(nsc_network_figure *figure);

/*
 * The same from tables of any network, as a row of the table of figures names their columns: `edges` and `nodes`, which
 * outlive the figure. Edges of the kind that the first row has are taken, if they have kinds. Cost: the layout, 0.1 s
 * for 200 nodes.
 */
nsc_status nsc_network_figure_read(nsc_network_figure *figure, const nsc_figure *row, const nsc_table *edges,
                                   const nsc_table *nodes, uint32_t node_limit, nsc_error *error);

enum { NSC_NETWORK_FIGURE_NODES = 150 }; /* of drawings: more cover one another */

/* The caption: how much of the network is drawn, and where it comes from. Released by free(). */
nsc_status nsc_network_figure_caption(const nsc_network_figure *figure, char **caption, nsc_error *error);

/* Writes it as SVG, as nsc_figure_write_svg does: areas of nodes by their size, colours by the rank of their value,
 * rings around those that are marked. */
nsc_status nsc_network_figure_write_svg(const nsc_network_figure *figure, const nsc_figure_style *style, const char *id,
                                        FILE *stream, nsc_error *error);

/* Writes one JSON object: nodes {point, x, y, fitness, rank, basin}, edges {from, to, weight} by the places of their
 * nodes, counts, and the provenance of the tables. NSC_FAILED without memory; writes that the stream refuses are
 * reported by whoever opened it. */
nsc_status nsc_network_figure_write(const nsc_network_figure *figure, FILE *stream, nsc_error *error);

#endif
