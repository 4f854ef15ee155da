/* The whole graph of cells, by any of their relations: the rows of cell_rows.c, first counted, then filled in. */
#include "graph/cell_links.h"

typedef struct building {
    const nsc_cell_links *links;
    nsc_graph *graph;
} building;

static nsc_status count_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const building *state = context;
    const nsc_linked_skeleton *skeleton = &state->links->skeletons[task];
    nsc_cell_row row = {.count = 0};
    for (uint32_t cell = skeleton->first_id; cell < skeleton[1].first_id; cell++) {
        nsc_cell_row_fill(state->links, cell, &row);
        state->graph->offsets[cell + 1] = row.count;
    }
    return NSC_OK;
}

static nsc_status fill_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const building *state = context;
    const nsc_graph *graph = state->graph;
    const nsc_linked_skeleton *skeleton = &state->links->skeletons[task];
    for (uint32_t cell = skeleton->first_id; cell < skeleton[1].first_id; cell++) {
        const uint64_t first = graph->offsets[cell];
        nsc_cell_row row = {.points = graph->neighbours + first,
                            .kinds = graph->kinds + first,
                            .weights = graph->weights != NULL ? graph->weights + first : NULL};
        nsc_cell_row_fill(state->links, cell, &row);
    }
    return NSC_OK;
}

static nsc_status build(nsc_graph *graph, const nsc_space *space, bool weighted, const nsc_control *control,
                        nsc_error *error) {
    const uint32_t points = graph->point_count;
    nsc_cell_links *links = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_cell_links_create(&links, nsc_space_nb101(space), graph->relation, control, error));
    building state = {.links = links, .graph = graph};
    NSC_TRY(nsc_allocate(&graph->offsets, (size_t)points + 1, sizeof *graph->offsets, error));
    NSC_TRY(nsc_parallel(links->skeleton_count, control, count_task, &state, error));
    for (uint32_t cell = 0; cell < points; cell++)
        graph->offsets[cell + 1] += graph->offsets[cell];
    graph->edge_count = graph->offsets[points] / (graph->relation->directed ? 1 : 2);
    NSC_TRY(nsc_allocate(&graph->neighbours, graph->offsets[points], sizeof *graph->neighbours, error));
    NSC_TRY(nsc_allocate(&graph->kinds, graph->offsets[points], sizeof *graph->kinds, error));
    if (weighted)
        NSC_TRY(nsc_allocate(&graph->weights, graph->offsets[points], sizeof *graph->weights, error));
    NSC_TRY(nsc_parallel(links->skeleton_count, control, fill_task, &state, error));
out:
    nsc_cell_links_destroy(links);
    return status;
}

nsc_status nsc_cells_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    return build(graph, space, false, control, error);
}

nsc_status nsc_one_exchange_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control,
                                  nsc_error *error) {
    return build(graph, space, true, control, error);
}
