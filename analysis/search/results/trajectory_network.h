/*
 * Search trajectory networks (Ochoa, Malan, Blum 2021, "Search trajectory networks: a tool for analysing and
 * visualising the behaviour of metaheuristics"): the locations that the trajectories of several algorithms visit, and
 * the steps between them, in one network.
 */
#ifndef NSC_TRAJECTORY_NETWORK_H
#define NSC_TRAJECTORY_NETWORK_H

#include "base/base.h"
#include "graph/igraph_bridge.h"

/* The trajectory of one run: locations in the order in which it was at them. */
typedef struct nsc_trajectory {
    const uint32_t *locations; /* [count], any numbers; two equal ones in a row are one visit */
    size_t count;
    uint32_t algorithm;
} nsc_trajectory;

typedef struct nsc_trajectory_node {
    uint32_t location;
    uint64_t visits;       /* by all trajectories */
    uint32_t starts, ends; /* trajectories that start and end here */
    size_t first_owner;    /* place in `owners` of the algorithms that visit it, ascending */
    uint32_t owner_count;  /* more than one: the node is shared */
} nsc_trajectory_node;

typedef struct nsc_trajectory_edge {
    uint32_t from, to; /* nodes; never the same */
    uint64_t weight;   /* times that a trajectory took this step */
    size_t first_owner;
    uint32_t owner_count;
} nsc_trajectory_edge;

typedef struct nsc_trajectory_network {
    uint32_t trajectory_count;  /* those with a location */
    nsc_trajectory_node *nodes; /* [node_count] ascending by location */
    uint32_t node_count;
    nsc_trajectory_edge *edges; /* [edge_count] ascending by from, then to */
    size_t edge_count;
    uint32_t *node_owners, *edge_owners; /* numbers of algorithms */
} nsc_trajectory_network;

/* Merges the trajectories into one network. Empty trajectories are passed over. O(n log n). Release with
 * nsc_trajectory_network_release, also after a failure. */
nsc_status nsc_trajectory_network_make(nsc_trajectory_network *network, const nsc_trajectory *trajectories,
                                       size_t count, nsc_error *error);
void nsc_trajectory_network_release(nsc_trajectory_network *network);

/* The figures of a network, as the published scripts define them. */
typedef struct nsc_trajectory_figures {
    uint32_t nodes;
    size_t edges;
    uint32_t shared;     /* nodes visited by more than one algorithm */
    uint32_t best;       /* nodes marked as best */
    uint32_t ends;       /* nodes at which a trajectory ends, without the best ones */
    uint32_t components; /* ignoring directions */
    double strength;     /* weights of the edges that lead into best nodes, over the number of trajectories */
} nsc_trajectory_figures;

/* best[node] marks the best nodes. Components and strengths by igraph. */
nsc_status nsc_trajectory_network_measure(const nsc_trajectory_network *network, const bool *best,
                                          nsc_trajectory_figures *figures, nsc_error *error);

#endif
