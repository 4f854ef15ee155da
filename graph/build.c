/* The whole graph by any relation, and the neighbours of one point. */
#include "base/base.h"
#include "graph/graph.h"

nsc_status nsc_graph_build(nsc_graph *graph, const nsc_space *space, const nsc_relation *relation,
                           const nsc_control *control, nsc_error *error) {
    *graph = (nsc_graph){.relation = relation, .point_count = space->point_count};
    nsc_status status =
        relation->spaces == space->kind
            ? relation->build(graph, space, control, error)
            : nsc_error_set(error, NSC_USAGE, "the space %s has no relation \"%s\"", space->name, relation->name);
    if (status != NSC_OK)
        nsc_graph_release(graph);
    return status;
}

void nsc_graph_release(nsc_graph *graph) {
    free(graph->offsets);
    free(graph->neighbours);
    free(graph->kinds);
    free(graph->weights);
    *graph = (nsc_graph){0};
}

nsc_status nsc_graph_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                nsc_neighbour **neighbours, size_t *count, nsc_error *error) {
    return relation->neighbours(space, relation, point, neighbours, count, error);
}
