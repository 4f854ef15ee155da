/* Declarations shared by the files of the local optima network. */
#ifndef NSC_LON_INTERNAL_H
#define NSC_LON_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/optima/climb.h"
#include "base/name_table.h"
#include "graph/igraph_bridge.h"

/* A growing list of edges; released by free(list.edges). */
typedef struct nsc_lon_list {
    nsc_network_edge *edges;
    size_t count, capacity;
} nsc_lon_list;

/* A network of optima, numbered in the order of their points. */
typedef struct nsc_lon {
    uint32_t node_count;
    uint32_t *optima;   /* [node] its number in the climbs */
    nsc_order order;    /* of the fitness */
    double *values;     /* [node] fitness */
    double *self_loops; /* [node] weight of its self-loop, which is not among the edges */
    bool *explored;     /* [node] whether a search went on from it; NULL: from all */
    nsc_lon_list list;  /* ascending by from, then to */
} nsc_lon;

static inline nsc_network nsc_lon_network(const nsc_lon *lon) {
    return (nsc_network){.node_count = lon->node_count, .edge_count = lon->list.count, .edges = lon->list.edges};
}

void nsc_lon_release(nsc_lon *lon);

/* ---- lon_sums.c: edges of one node at a time ---- */

/* Counts and weights by target. */
typedef struct nsc_lon_sums {
    double *counts, *weights; /* [node], 0 between nodes */
    uint32_t *targets;        /* targets whose sums are not 0 */
    uint32_t target_count;
} nsc_lon_sums;

nsc_status nsc_lon_sums_create(nsc_lon_sums *sums, uint32_t node_count, nsc_error *error);
void nsc_lon_sums_release(nsc_lon_sums *sums);

static inline void nsc_lon_sums_add(nsc_lon_sums *sums, uint32_t target, double count, double weight) {
    if (sums->counts[target] == 0)
        sums->targets[sums->target_count++] = target;
    sums->counts[target] += count;
    sums->weights[target] += weight;
}

/* Appends the edges of a node, ascending, with their weights times `scale`, and empties the sums. */
nsc_status nsc_lon_sums_flush(nsc_lon_sums *sums, uint32_t from, double scale, nsc_lon_list *list, nsc_error *error);

/* An empty network of all optima of the climbs. */
nsc_status nsc_lon_create(nsc_lon *lon, const nsc_landscape *landscape, const nsc_climbs *climbs, nsc_error *error);

/* Sorts the edges, and adds up the counts and the weights of equal ones. */
void nsc_lon_list_compact(nsc_lon_list *list);

/* Moves self-loops out of a list into stays[]. */
void nsc_lon_remove_loops(nsc_lon *lon);

/* ---- lon_transitions.c, lon_escapes.c, lon_sampled.c: the edges ---- */

nsc_status nsc_lon_transitions(nsc_lon *lon, const nsc_landscape *landscape, const nsc_climbs *climbs,
                               const nsc_control *control, nsc_error *error);

/* *reason says why a network is missing, if it is: it would take too long. */
nsc_status nsc_lon_escapes(nsc_lon *lon, const char **reason, const nsc_landscape *landscape, const nsc_climbs *climbs,
                           const nsc_analysis_options *options, nsc_error *error);

/* Outcome of the runs behind a sampled network. */
typedef struct nsc_lon_runs {
    uint64_t perturbations;
    double success;   /* share of the runs that end at a point as good as the best optimum */
    double deviation; /* mean difference between the best optimum and where the runs end */
} nsc_lon_runs;

nsc_status nsc_lon_sampled(nsc_lon *lon, nsc_lon_runs *runs, const nsc_landscape *landscape, const nsc_climbs *climbs,
                           const nsc_analysis_options *options, nsc_error *error);

/* ---- lon_network.c: networks of others ---- */

typedef struct nsc_lon_imported {
    nsc_lon lon;          /* optima[node] is the node itself */
    nsc_name_table names; /* [node] */
} nsc_lon_imported;

/*
 * Reads options->network, a file of edges, moves or runs (lon_network_rows.c), and the fitness of its nodes from
 * options->nodes, if that names a file; the order of the fitness is that of `names`. NSC_INVALID, with file and line,
 * for wrong columns or fields, and where an optimum has no fitness or two.
 */
nsc_status nsc_lon_imported_read(nsc_lon_imported *network, const nsc_landscape_names *names,
                                 const nsc_analysis_options *options, nsc_error *error);
void nsc_lon_imported_release(nsc_lon_imported *network);

/* ---- lon_measures.c ---- */

/* Figures of a network, and of its monotonic and compressed versions. NaN if there is none. */
typedef struct nsc_lon_measures {
    size_t monotonic_edges, compressed_edges;
    uint32_t monotonic_nodes, compressed_nodes, funnels, global_funnels, path_count;
    double density, mean_self_loop, global_share, neutral, compressed_neutral, strength, compressed_strength;
    double mean_path, mean_weighted_path;
    uint32_t *compressed;  /* [node] its number in the compressed network */
    uint32_t *out_degrees; /* [node] */
    double *in_strengths;  /* [node] */
    double *hops;          /* [node] to a best node in the monotonic network, INFINITY if no path leads there */
    bool *sinks;           /* [node] whether it belongs to the bottom of a funnel */
    bool *in_global;       /* [node] whether it belongs to the funnel of a best node */
} nsc_lon_measures;

nsc_status nsc_lon_measure(nsc_lon_measures *measures, const nsc_lon *lon, nsc_error *error);
void nsc_lon_measures_release(nsc_lon_measures *measures);

#endif
