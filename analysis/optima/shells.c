/* Points by the number of edits from one: marks that rise from search to search tell old from new. */
#include "analysis/optima/shells.h"

#include <string.h>

nsc_status nsc_shells_create(nsc_shells *shells, const nsc_graph *graph, uint32_t radius, nsc_error *error) {
    *shells = (nsc_shells){.graph = graph, .radius = radius};
    nsc_status status = nsc_rows_open(&shells->rows, graph, error);
    if (status == NSC_OK)
        status = nsc_allocate(&shells->marks, graph->point_count, sizeof *shells->marks, error);
    if (status == NSC_OK)
        status = nsc_allocate(&shells->points, graph->point_count, sizeof *shells->points, error);
    if (status == NSC_OK)
        status = nsc_allocate(&shells->ends, (size_t)radius + 1, sizeof *shells->ends, error);
    return status;
}

void nsc_shells_release(nsc_shells *shells) {
    nsc_rows_close(&shells->rows);
    free(shells->marks);
    free(shells->points);
    free(shells->ends);
    *shells = (nsc_shells){0};
}

/* Begins a search, whose marks are above those of the one before; 0 is the mark of what was never met. */
static void begin(nsc_shells *shells) {
    const uint32_t used = shells->radius + 1;
    if (shells->base > UINT32_MAX - 2 * used) {
        memset(shells->marks, 0, shells->graph->point_count * sizeof *shells->marks);
        shells->base = 0;
    }
    shells->base += shells->base == 0 ? 1 : used;
}

void nsc_shells_search(nsc_shells *shells, uint32_t centre) {
    uint32_t found = 0, first = 0;
    begin(shells);
    shells->marks[centre] = shells->base;
    shells->points[found++] = centre;
    shells->ends[0] = found;
    for (uint32_t distance = 1; distance <= shells->radius; distance++) {
        const uint32_t mark = shells->base + distance, last = found;
        for (; first < last; first++) {
            const nsc_row row = nsc_rows_at(&shells->rows, shells->points[first]);
            for (uint32_t place = 0; place < row.count; place++) {
                const uint32_t neighbour = row.points[place];
                if (shells->marks[neighbour] >= shells->base)
                    continue;
                shells->marks[neighbour] = mark;
                shells->points[found++] = neighbour;
            }
        }
        shells->ends[distance] = found;
    }
}

nsc_status nsc_shells_work(const nsc_graph *graph, const uint32_t *centres, uint32_t count, uint32_t radius,
                           double *work, nsc_error *error) {
    const double all = (double)nsc_graph_place_count(graph);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    *work = 0;
    for (uint32_t number = 0; number < count; number++) {
        const nsc_row row = nsc_rows_at(&rows, centres[number]);
        double own = row.count;
        for (uint32_t place = 0; radius == 2 && place < row.count; place++)
            own += nsc_graph_degree(graph, row.points[place]);
        *work += radius > 2 ? all : own;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}
