/* Calls on graphs that must succeed, as expressions. */
#ifndef NSC_GRAPH_CALLS_H
#define NSC_GRAPH_CALLS_H

#include "graph/graph.h"
#include "testing.h"

static inline double assortativity_of(const nsc_graph *graph, const double *values) {
    double assortativity = 0;
    REQUIRE_OK(nsc_graph_assortativity(graph, values, &assortativity, &error));
    return assortativity;
}

static inline double strength_of(const nsc_graph *graph, uint32_t point) {
    nsc_rows rows;
    REQUIRE_OK(nsc_rows_open(&rows, graph, &error));
    const nsc_row row = nsc_rows_at(&rows, point);
    nsc_rows_close(&rows);
    return nsc_row_strength(&row);
}

#endif
