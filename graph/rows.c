/* Readers of rows that are computed when they are read. */
#include "graph/rows.h"

#include "base/base.h"

nsc_status nsc_rows_open_implicit(nsc_rows *rows, bool with_kinds, nsc_error *error) {
    const nsc_graph *graph = rows->graph;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&rows->points, graph->row_capacity, sizeof *rows->points, error));
    if (with_kinds)
        NSC_TRY(nsc_allocate(&rows->kinds, graph->row_capacity, sizeof *rows->kinds, error));
out:
    if (status != NSC_OK)
        nsc_rows_close(rows);
    return status;
}

void nsc_rows_close_implicit(nsc_rows *rows) {
    free(rows->points);
    free(rows->kinds);
    *rows = (nsc_rows){0};
}

uint32_t nsc_rows_neighbour_implicit(const nsc_rows *rows, uint64_t place) {
    uint32_t point = 0, end = rows->graph->point_count;
    while (end - point > 1) {
        const uint32_t middle = point + (end - point) / 2;
        if (nsc_graph_first_place(rows->graph, middle) <= place)
            point = middle;
        else
            end = middle;
    }
    return nsc_rows_neighbour_of(rows, point, (uint32_t)(place - nsc_graph_first_place(rows->graph, point)));
}
