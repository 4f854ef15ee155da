/* Points by their distance from a centre: marks that increase from search to search distinguish old ones from new. */
#include "analysis/optima/ball.h"

#include <string.h>

nsc_status nsc_ball_create(nsc_ball *ball, const nsc_graph *graph, uint32_t radius, nsc_error *error) {
    *ball = (nsc_ball){.graph = graph, .radius = radius};
    nsc_status status = nsc_rows_open(&ball->rows, graph, error);
    if (status == NSC_OK)
        status = nsc_allocate(&ball->marks, graph->point_count, sizeof *ball->marks, error);
    if (status == NSC_OK)
        status = nsc_allocate(&ball->points, graph->point_count, sizeof *ball->points, error);
    if (status == NSC_OK)
        status = nsc_allocate(&ball->ends, (size_t)radius + 1, sizeof *ball->ends, error);
    return status;
}

void nsc_ball_release(nsc_ball *ball) {
    nsc_rows_close(&ball->rows);
    free(ball->marks);
    free(ball->points);
    free(ball->ends);
    *ball = (nsc_ball){0};
}

/* Begins a search, whose marks are above those of the one before; 0 is the mark of points never reached. */
static void begin(nsc_ball *ball) {
    const uint32_t used = ball->radius + 1;
    if (ball->base > UINT32_MAX - 2 * used) {
        memset(ball->marks, 0, ball->graph->point_count * sizeof *ball->marks);
        ball->base = 0;
    }
    ball->base += ball->base == 0 ? 1 : used;
}

void nsc_ball_search(nsc_ball *ball, uint32_t centre) {
    uint32_t found = 0, first = 0;
    begin(ball);
    ball->marks[centre] = ball->base;
    ball->points[found++] = centre;
    ball->ends[0] = found;
    for (uint32_t distance = 1; distance <= ball->radius; distance++) {
        const uint32_t mark = ball->base + distance, last = found;
        for (; first < last; first++) {
            const nsc_row row = nsc_rows_at(&ball->rows, ball->points[first]);
            for (uint32_t place = 0; place < row.count; place++) {
                const uint32_t neighbour = row.points[place];
                if (ball->marks[neighbour] >= ball->base)
                    continue;
                ball->marks[neighbour] = mark;
                ball->points[found++] = neighbour;
            }
        }
        ball->ends[distance] = found;
    }
}

nsc_status nsc_ball_work(const nsc_graph *graph, const uint32_t *centres, uint32_t count, uint32_t radius, double *work,
                         nsc_error *error) {
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
