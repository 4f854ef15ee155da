/* The table of distances, each to the nearest of a set of points. */
#include "graph/graph.h"

#include <string.h>

static nsc_status hops_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                  size_t target_count, size_t thread_count, uint8_t *distances, nsc_error *error) {
    (void)space;
    (void)thread_count;
    return nsc_graph_hops(graph, targets, target_count, distances, error);
}

static nsc_status edit_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                  size_t target_count, size_t thread_count, uint8_t *distances, nsc_error *error) {
    (void)graph;
    return nsc_edit_distances(space, targets, target_count, thread_count, distances, error);
}

static nsc_status encoding_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                      size_t target_count, size_t thread_count, uint8_t *distances, nsc_error *error) {
    (void)graph;
    return nsc_encoding_distances_of_points(space, NSC_VALID_PRUNED, targets, target_count, thread_count, distances,
                                            error);
}

static nsc_status encoding_raw_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                          size_t target_count, size_t thread_count, uint8_t *distances,
                                          nsc_error *error) {
    (void)graph;
    return nsc_encoding_distances_of_points(space, NSC_VALID_RAW, targets, target_count, thread_count, distances,
                                            error);
}

const nsc_distance nsc_distances[] = {
    {"hops", "edges on the shortest path in the relation's graph", hops_to_nearest},
    {"edit", "fewest edge flips and operation replacements over all matchings of inner vertices", edit_to_nearest},
    {"encoding", "fewest changes between any encodings of the two, edge limit after pruning", encoding_to_nearest},
    {"encoding-raw", "the same between encodings that keep the edge limit before pruning", encoding_raw_to_nearest},
};
const size_t nsc_distance_count = sizeof nsc_distances / sizeof nsc_distances[0];

const nsc_distance *nsc_distance_named(const char *name) {
    for (size_t row = 0; row < nsc_distance_count; row++)
        if (strcmp(nsc_distances[row].name, name) == 0)
            return &nsc_distances[row];
    return NULL;
}
