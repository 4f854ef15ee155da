/* The figures that describe a graph: `graph info`, and the correlation of values across edges. */
#include "graph/graph.h"

#include <math.h>

static int compare_descending(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a < b) - (a > b);
}

/* Degrees lie below the largest, so that counting them sorts them. */
static nsc_status degree_figures(const nsc_graph *graph, nsc_graph_figures *figures, nsc_error *error) {
    uint32_t *counts = NULL;
    figures->degree_minimum = UINT32_MAX;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const uint32_t degree = nsc_graph_degree(graph, point);
        figures->degree_minimum = degree < figures->degree_minimum ? degree : figures->degree_minimum;
        figures->degree_maximum = degree > figures->degree_maximum ? degree : figures->degree_maximum;
        figures->isolated += degree == 0;
        figures->expected_optima_random += 1.0 / (degree + 1.0);
    }
    figures->degree_mean = 2.0 * (double)graph->edge_count / graph->point_count;
    nsc_status status = nsc_allocate(&counts, figures->degree_maximum + 1u, sizeof *counts, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < graph->point_count; point++)
        counts[nsc_graph_degree(graph, point)]++;
    /* The median of an even number of degrees is the mean of the two in the middle. */
    const uint32_t low_rank = (graph->point_count - 1) / 2, high_rank = graph->point_count / 2;
    uint32_t passed = 0;
    for (uint32_t degree = 0; degree <= figures->degree_maximum; degree++) {
        if (passed <= low_rank && low_rank < passed + counts[degree])
            figures->degree_median += 0.5 * degree;
        if (passed <= high_rank && high_rank < passed + counts[degree])
            figures->degree_median += 0.5 * degree;
        passed += counts[degree];
    }
    free(counts);
    return NSC_OK;
}

nsc_status nsc_graph_figures_of(const nsc_graph *graph, const nsc_space *space, nsc_graph_figures *figures,
                                nsc_error *error) {
    uint32_t *components = NULL;
    nsc_status status = NSC_OK;
    *figures = (nsc_graph_figures){.vertices = graph->point_count, .edges = graph->edge_count};
    NSC_TRY(nsc_allocate(&components, graph->point_count, sizeof *components, error));
    NSC_TRY(nsc_graph_components(graph, components, &figures->component_sizes, &figures->components, error));
    qsort(figures->component_sizes, figures->components, sizeof *figures->component_sizes, compare_descending);
    NSC_TRY(degree_figures(graph, figures, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            const nsc_kind kind = graph->kinds[place];
            const nsc_kind reverse = space->edge_kinds[kind].reverse;
            figures->edges_by_kind[kind < reverse ? kind : reverse] += graph->neighbours[place] > point;
        }
out:
    free(components);
    if (status != NSC_OK)
        nsc_graph_figures_release(figures);
    return status;
}

void nsc_graph_figures_release(nsc_graph_figures *figures) {
    free(figures->component_sizes);
    figures->component_sizes = NULL;
}

double nsc_graph_assortativity(const nsc_graph *graph, const double *values) {
    double ends = 0, sum = 0, variance = 0, covariance = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        if (isnan(values[point]))
            continue;
        uint32_t known = 0;
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            known += isnan(values[graph->neighbours[place]]) ? 0 : 1;
        ends += known;
        sum += known * values[point];
    }
    if (ends == 0)
        return NAN;
    const double mean = sum / ends;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        if (isnan(values[point]))
            continue;
        const double own = values[point] - mean;
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            const double other = values[graph->neighbours[place]] - mean;
            if (isnan(other))
                continue;
            variance += own * own;
            covariance += own * other;
        }
    }
    return variance > 0 ? covariance / variance : NAN;
}
