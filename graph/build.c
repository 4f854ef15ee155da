/* The whole graph by any relation, and the neighbours of one point. */
#include "base/base.h"
#include "graph/graph_internal.h"

nsc_status nsc_graph_build(nsc_graph *graph, const nsc_space *space, const nsc_relation *relation,
                           const nsc_control *control, nsc_error *error) {
    return nsc_graph_build_as(graph, space, relation, NSC_GRAPH_BY_SIZE, control, error);
}

const char *nsc_graph_storage_name(nsc_graph_storage storage) {
    return storage == NSC_GRAPH_STORED ? "stored" : storage == NSC_GRAPH_IMPLICIT ? "implicit" : NULL;
}

bool nsc_graph_will_be_implicit(const nsc_space *space, const nsc_relation *relation, nsc_graph_storage storage) {
    if (storage == NSC_GRAPH_BY_SIZE && relation->imply != NULL)
        return relation->stored_bytes(space) >
               (space->kind == NSC_SPACE_STRINGS ? NSC_STORED_BYTES_OF_STRINGS : NSC_STORED_BYTES);
    return storage == NSC_GRAPH_IMPLICIT;
}

uint64_t nsc_graph_bytes(const nsc_space *space, const nsc_relation *relation, nsc_graph_storage storage) {
    if (!nsc_graph_will_be_implicit(space, relation, storage))
        return relation->stored_bytes != NULL ? relation->stored_bytes(space) : 0;
    return space->kind == NSC_SPACE_CELLS ? space->point_count * (uint64_t)sizeof(uint32_t) : 0; /* the degrees */
}

nsc_status nsc_graph_build_as(nsc_graph *graph, const nsc_space *space, const nsc_relation *relation,
                              nsc_graph_storage storage, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    *graph = (nsc_graph){.relation = relation, .point_count = space->point_count};
    if (relation->spaces != space->kind)
        status = nsc_error_set(error, NSC_USAGE, "the space %s has no relation \"%s\"", space->name, relation->name);
    else if (!nsc_graph_will_be_implicit(space, relation, storage))
        status = relation->build(graph, space, control, error);
    else if (relation->imply != NULL)
        status = relation->imply(graph, space, control, error);
    else
        status = nsc_error_set(error, NSC_USAGE, "the graph of the relation %s can only be stored", relation->name);
    if (status != NSC_OK)
        nsc_graph_release(graph);
    return status;
}

void nsc_graph_release(nsc_graph *graph) {
    if (graph->engine != NULL)
        graph->engine->release(graph);
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
