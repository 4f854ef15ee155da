/*
 * The whole graph of cells. A row is, in ascending order, the cells reached by removing an edge (all of lower id), by
 * replacing an operation (of the same skeleton), and by adding an edge (all of higher id). The last are removals read
 * backwards, so going through all cells in order fills them in ascending order too.
 */
#include "graph/graph_internal.h"

typedef struct building {
    const nsc_nb101 *nb101;
    nsc_graph *graph;
    unsigned stride;   /* largest number of removals of a cell */
    uint32_t *removed; /* [point × stride] lower neighbours of each cell */
    uint8_t *lost;     /* [point × stride] vertices lost on the way there */
    uint8_t *removed_counts;
    uint8_t *replaced_counts;
} building;

/* Calls `visit` for each cell of a skeleton with its id and operations. */
static nsc_status visit_skeleton(const building *state, uint32_t number,
                                 void (*visit)(const building *state, uint32_t skeleton, uint32_t id,
                                               const uint8_t *operations)) {
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(state->nb101, number);
    const uint16_t *labellings = nsc_nb101_labellings(state->nb101, number);
    for (uint32_t orbit = 0; orbit < skeleton->cell_count; orbit++) {
        uint8_t operations[NSC_CELL_INNER] = {0};
        nsc_labelling_operations(labellings[orbit], skeleton->vertex_count - 2u, operations);
        visit(state, number, skeleton->first_id + orbit, operations);
    }
    return NSC_OK;
}

static void list_cell(const building *state, uint32_t skeleton, uint32_t id, const uint8_t *operations) {
    nsc_neighbour removed[NSC_REMOVED_NEIGHBOURS], replaced[NSC_REPLACED_NEIGHBOURS];
    unsigned count = nsc_removed_neighbours(state->nb101, state->graph->relation, skeleton, operations, removed);
    for (unsigned number = 0; number < count; number++) {
        state->removed[(size_t)id * state->stride + number] = removed[number].point;
        state->lost[(size_t)id * state->stride + number] = (uint8_t)(removed[number].kind - NSC_KIND_REMOVED);
    }
    state->removed_counts[id] = (uint8_t)count;
    state->replaced_counts[id] = (uint8_t)nsc_replaced_neighbours(state->nb101, skeleton, operations, replaced);
}

static void fill_cell(const building *state, uint32_t skeleton, uint32_t id, const uint8_t *operations) {
    nsc_graph *graph = state->graph;
    nsc_neighbour replaced[NSC_REPLACED_NEIGHBOURS];
    size_t place = graph->offsets[id];
    for (unsigned number = 0; number < state->removed_counts[id]; number++, place++) {
        graph->neighbours[place] = state->removed[(size_t)id * state->stride + number];
        graph->kinds[place] = (nsc_kind)(NSC_KIND_REMOVED + state->lost[(size_t)id * state->stride + number]);
    }
    unsigned count = nsc_replaced_neighbours(state->nb101, skeleton, operations, replaced);
    for (unsigned number = 0; number < count; number++, place++) {
        graph->neighbours[place] = replaced[number].point;
        graph->kinds[place] = replaced[number].kind;
    }
}

static nsc_status list_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    return visit_skeleton(context, (uint32_t)task, list_cell);
}

static nsc_status fill_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    return visit_skeleton(context, (uint32_t)task, fill_cell);
}

/* Computes degrees, then the start of each row; `ends` receives the start of the added neighbours in each row. */
static void place_rows(const building *state, uint64_t *ends) {
    nsc_graph *graph = state->graph;
    uint64_t *offsets = graph->offsets;
    for (uint32_t id = 0; id < graph->point_count; id++) {
        offsets[id + 1] += (uint32_t)state->removed_counts[id] + state->replaced_counts[id];
        for (unsigned number = 0; number < state->removed_counts[id]; number++)
            offsets[state->removed[(size_t)id * state->stride + number] + 1]++;
    }
    for (uint32_t id = 0; id < graph->point_count; id++) {
        offsets[id + 1] += offsets[id];
        ends[id] = offsets[id] + state->removed_counts[id] + state->replaced_counts[id];
    }
}

static void fill_added(const building *state, uint64_t *ends) {
    nsc_graph *graph = state->graph;
    for (uint32_t id = 0; id < graph->point_count; id++)
        for (unsigned number = 0; number < state->removed_counts[id]; number++) {
            const uint64_t place = ends[state->removed[(size_t)id * state->stride + number]]++;
            graph->neighbours[place] = id;
            graph->kinds[place] = (nsc_kind)(NSC_KIND_ADDED + state->lost[(size_t)id * state->stride + number]);
        }
}

nsc_status nsc_cells_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const size_t points = space->point_count, skeletons = nsc_nb101_skeleton_count(nb101);
    building state = {.nb101 = nb101, .graph = graph, .stride = nsc_nb101_get_limits(nb101).edges};
    uint64_t *ends = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state.removed, points * state.stride, sizeof *state.removed, error));
    NSC_TRY(nsc_allocate(&state.lost, points * state.stride, 1, error));
    NSC_TRY(nsc_allocate(&state.removed_counts, points, 1, error));
    NSC_TRY(nsc_allocate(&state.replaced_counts, points, 1, error));
    NSC_TRY(nsc_allocate(&ends, points, sizeof *ends, error));
    NSC_TRY(nsc_allocate(&graph->offsets, points + 1, sizeof *graph->offsets, error));
    NSC_TRY(nsc_parallel(skeletons, control, list_task, &state, error));
    place_rows(&state, ends);
    graph->edge_count = graph->offsets[points] / 2;
    NSC_TRY(nsc_allocate(&graph->neighbours, graph->offsets[points], sizeof *graph->neighbours, error));
    NSC_TRY(nsc_allocate(&graph->kinds, graph->offsets[points], sizeof *graph->kinds, error));
    NSC_TRY(nsc_parallel(skeletons, control, fill_task, &state, error));
    fill_added(&state, ends);
out:
    free(state.removed);
    free(state.lost);
    free(state.removed_counts);
    free(state.replaced_counts);
    free(ends);
    return status;
}
