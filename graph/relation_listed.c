/* The graph listed in a file: its edges stored in rows. */
#include "space/listed.h"

#include "graph/graph_internal.h"

/* Edges ascend by first, then second point: rows filled in their order, seconds before firsts, ascend too. A directed
 * edge stands in the row of its first point only. */
static void fill_rows(nsc_graph *graph, const nsc_space *space, const nsc_listed *listed, uint64_t *ends) {
    for (int firsts = listed->directed ? 1 : 0; firsts < 2; firsts++)
        for (uint32_t number = 0; number < listed->edge_count; number++) {
            const nsc_listed_edge *edge = &listed->edges[number];
            const uint64_t place = ends[firsts != 0 ? edge->first : edge->second]++;
            graph->neighbours[place] = firsts != 0 ? edge->second : edge->first;
            graph->kinds[place] = firsts != 0 ? edge->kind : space->edge_kinds[edge->kind].reverse;
            if (graph->weights != NULL)
                graph->weights[place] = edge->weight;
        }
}

nsc_status nsc_listed_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    (void)control;
    const nsc_listed *listed = nsc_space_listed(space);
    const size_t places = (listed->directed ? 1 : 2) * (size_t)listed->edge_count;
    uint64_t *ends = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&ends, graph->point_count, sizeof *ends, error));
    NSC_TRY(nsc_allocate(&graph->offsets, (size_t)graph->point_count + 1, sizeof *graph->offsets, error));
    NSC_TRY(nsc_allocate(&graph->neighbours, places, sizeof *graph->neighbours, error));
    NSC_TRY(nsc_allocate(&graph->kinds, places, sizeof *graph->kinds, error));
    if (listed->weighted)
        NSC_TRY(nsc_allocate(&graph->weights, places, sizeof *graph->weights, error));
    for (uint32_t number = 0; number < listed->edge_count; number++) {
        graph->offsets[listed->edges[number].first + 1]++;
        if (!listed->directed)
            graph->offsets[listed->edges[number].second + 1]++;
    }
    for (uint32_t point = 0; point < graph->point_count; point++) {
        ends[point] = graph->offsets[point];
        graph->offsets[point + 1] += graph->offsets[point];
    }
    graph->edge_count = listed->edge_count;
    fill_rows(graph, space, listed, ends);
out:
    free(ends);
    return status;
}

nsc_status nsc_listed_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                 nsc_neighbour **neighbours, size_t *count, nsc_error *error) {
    (void)relation;
    const nsc_listed *listed = nsc_space_listed(space);
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    *neighbours = NULL;
    *count = 0;
    /* Two passes, lower neighbours first, keep rows ascending. */
    for (int firsts = listed->directed ? 1 : 0; firsts < 2; firsts++)
        for (uint32_t number = 0; number < listed->edge_count; number++) {
            const nsc_listed_edge *edge = &listed->edges[number];
            if ((firsts != 0 ? edge->first : edge->second) != point)
                continue;
            NSC_TRY(nsc_reserve(neighbours, &capacity, *count + 1, sizeof **neighbours, error));
            (*neighbours)[(*count)++] =
                (nsc_neighbour){.point = firsts != 0 ? edge->second : edge->first,
                                .kind = firsts != 0 ? edge->kind : space->edge_kinds[edge->kind].reverse,
                                .weight = listed->weighted ? edge->weight : 0};
        }
out:
    if (status != NSC_OK) {
        free(*neighbours);
        *neighbours = NULL;
    }
    return status;
}
