/* What igraph computes of graphs and of networks. Any thread may call these; one at a time is in igraph, which is not
 * thread-safe, and the others wait. */
#ifndef NSC_IGRAPH_BRIDGE_H
#define NSC_IGRAPH_BRIDGE_H

#include "graph/graph.h"

/* Figures computed by igraph, a permanent cross-check of ours. */
typedef struct nsc_igraph_figures {
    uint64_t edges;
    uint32_t components, largest_component, degree_maximum, isolated;
    uint32_t in_degree_maximum; /* equal to degree_maximum if undirected */
} nsc_igraph_figures;
/* NSC_FAILED if igraph's copy of a graph, about 64 bytes for each point and edge, is larger than the machine's
 * memory. */
nsc_status nsc_igraph_check_memory(const nsc_graph *graph, nsc_error *error);
nsc_status nsc_igraph_figures_of(const nsc_graph *graph, nsc_igraph_figures *figures, nsc_error *error);

/* Numeric assortativity of `values` over the graph induced by the points whose value is not NaN; without weights. */
nsc_status nsc_igraph_assortativity(const nsc_graph *graph, const double *values, double *assortativity,
                                    nsc_error *error);

/* A directed network with weights, such as one of local optima. */
typedef struct nsc_network_edge {
    uint32_t from, to;
    double weight; /* positive */
    double count;  /* the count that the weight is computed from */
} nsc_network_edge;

typedef struct nsc_network {
    uint32_t node_count;
    size_t edge_count;
    const nsc_network_edge *edges; /* in ascending order, which is fastest, or any other */
} nsc_network;

/* components[node]: number of its component, ignoring directions; *count is their number. */
nsc_status nsc_igraph_network_components(const nsc_network *network, uint32_t *components, uint32_t *count,
                                         nsc_error *error);

/* out_degrees[node]: edges that lead away; in_strengths[node]: sum of the weights that lead there. */
nsc_status nsc_igraph_network_degrees(const nsc_network *network, uint32_t *out_degrees, double *in_strengths,
                                      nsc_error *error);

/* Shortest paths from each node to the target, INFINITY if there is none: hops[node] by the number of edges;
 * lengths[node], unless NULL, with edges of length 1 / weight. */
nsc_status nsc_igraph_network_paths(const nsc_network *network, uint32_t target, double *hops, double *lengths,
                                    nsc_error *error);

/* Places the nodes in the plane by the force-directed layout of Fruchterman and Reingold (1991), where edges pull by
 * their weights: x[node], y[node]. The same network gets the same places. Cost: 0.1 s for 150 nodes. */
nsc_status nsc_igraph_network_layout(const nsc_network *network, double *x, double *y, nsc_error *error);

#endif
