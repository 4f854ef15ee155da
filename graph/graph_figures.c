/* The figures that describe a graph: `graph info`, and the correlation of values across edges. */
#include "base/base.h"
#include "graph/graph.h"

#include <math.h>

static int compare_descending(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a < b) - (a > b);
}

/* The smallest, the largest and the median of the degrees of all points. */
typedef struct degree_range {
    uint32_t minimum, maximum;
    double median;
} degree_range;

/* Counting sort: degrees are below the number of points. */
static nsc_status range_of(const uint32_t *degrees, uint32_t count, degree_range *range, nsc_error *error) {
    uint32_t *counts = NULL;
    *range = (degree_range){.minimum = UINT32_MAX};
    for (uint32_t point = 0; point < count; point++) {
        range->minimum = degrees[point] < range->minimum ? degrees[point] : range->minimum;
        range->maximum = degrees[point] > range->maximum ? degrees[point] : range->maximum;
    }
    nsc_status status = nsc_allocate(&counts, (size_t)range->maximum + 1, sizeof *counts, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < count; point++)
        counts[degrees[point]]++;
    /* The median of an even number of degrees is the mean of the middle two. */
    const uint32_t low_rank = (count - 1) / 2, high_rank = count / 2;
    uint32_t passed = 0;
    for (uint32_t degree = 0; degree <= range->maximum; degree++) {
        if (passed <= low_rank && low_rank < passed + counts[degree])
            range->median += 0.5 * degree;
        if (passed <= high_rank && high_rank < passed + counts[degree])
            range->median += 0.5 * degree;
        passed += counts[degree];
    }
    free(counts);
    return NSC_OK;
}

static nsc_status count_in_degrees(const nsc_graph *graph, const nsc_rows *rows, nsc_graph_figures *figures,
                                   nsc_error *error) {
    degree_range range;
    nsc_status status = nsc_allocate(&figures->in_degrees, graph->point_count, sizeof *figures->in_degrees, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            figures->in_degrees[row.points[place]]++;
    }
    status = range_of(figures->in_degrees, graph->point_count, &range, error);
    figures->in_degree_minimum = range.minimum;
    figures->in_degree_maximum = range.maximum;
    figures->in_degree_median = range.median;
    return status;
}

static nsc_status degree_figures(const nsc_graph *graph, const nsc_rows *rows, nsc_graph_figures *figures,
                                 nsc_error *error) {
    uint32_t *degrees = NULL;
    degree_range range;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&degrees, graph->point_count, sizeof *degrees, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        degrees[point] = nsc_graph_degree(graph, point);
    NSC_TRY(range_of(degrees, graph->point_count, &range, error));
    figures->degree_minimum = range.minimum;
    figures->degree_maximum = range.maximum;
    figures->degree_median = range.median;
    figures->degree_mean = (double)nsc_graph_place_count(graph) / graph->point_count;
    if (nsc_graph_is_directed(graph))
        NSC_TRY(count_in_degrees(graph, rows, figures, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const uint32_t in_degree = figures->in_degrees != NULL ? figures->in_degrees[point] : degrees[point];
        figures->isolated += degrees[point] == 0 && in_degree == 0;
        figures->sinks += degrees[point] == 0;
        figures->sources += in_degree == 0;
        figures->expected_optima_random += 1.0 / (degrees[point] + 1.0);
    }
out:
    free(degrees);
    return status;
}

static void count_kinds(const nsc_graph *graph, const nsc_rows *rows, const nsc_space *space,
                        nsc_graph_figures *figures) {
    const bool directed = nsc_graph_is_directed(graph);
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const nsc_kind kind = nsc_row_kind(&row, place);
            const nsc_kind reverse = space->edge_kinds[kind].reverse;
            figures->edges_by_kind[directed || kind < reverse ? kind : reverse] +=
                directed || row.points[place] > point;
        }
    }
}

nsc_status nsc_graph_figures_of(const nsc_graph *graph, const nsc_space *space, nsc_graph_figures *figures,
                                nsc_error *error) {
    uint32_t *components = NULL;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    *figures = (nsc_graph_figures){.vertices = graph->point_count, .edges = graph->edge_count};
    NSC_TRY(nsc_rows_open_with_kinds(&rows, graph, error));
    NSC_TRY(nsc_allocate(&components, graph->point_count, sizeof *components, error));
    NSC_TRY(nsc_graph_components(graph, components, &figures->component_sizes, &figures->components, error));
    qsort(figures->component_sizes, figures->components, sizeof *figures->component_sizes, compare_descending);
    NSC_TRY(degree_figures(graph, &rows, figures, error));
    NSC_TRY(nsc_allocate(&figures->edges_by_kind, space->edge_kind_count, sizeof *figures->edges_by_kind, error));
    count_kinds(graph, &rows, space, figures);
out:
    nsc_rows_close(&rows);
    free(components);
    if (status != NSC_OK)
        nsc_graph_figures_release(figures);
    return status;
}

void nsc_graph_figures_release(nsc_graph_figures *figures) {
    free(figures->component_sizes);
    free(figures->in_degrees);
    free(figures->edges_by_kind);
    figures->component_sizes = figures->in_degrees = NULL;
    figures->edges_by_kind = NULL;
}

/* Weighted sums over the edges in all rows, both of whose ends have a value. */
typedef struct edge_sums {
    double weight;
    double from_mean, to_mean;
    double from_square, to_square, product; /* sums of products of deviations from the means */
} edge_sums;

/* Adds one edge to the sums for the means, or if `centred` to those about the means. */
static void add_edge(edge_sums *sums, double weight, double from, double to, bool centred) {
    if (!centred) {
        sums->weight += weight;
        sums->from_mean += weight * from;
        sums->to_mean += weight * to;
        return;
    }
    sums->from_square += weight * (from - sums->from_mean) * (from - sums->from_mean);
    sums->to_square += weight * (to - sums->to_mean) * (to - sums->to_mean);
    sums->product += weight * (from - sums->from_mean) * (to - sums->to_mean);
}

/* The first edge's values are subtracted, so that equal values have a mean and a spread of exactly 0. */
static void add_edges(const nsc_rows *rows, uint32_t point_count, const double *values, bool centred, edge_sums *sums) {
    double first_from = NAN, first_to = NAN;
    for (uint32_t point = 0; point < point_count; point++) {
        if (isnan(values[point]))
            continue;
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const double other = values[row.points[place]];
            if (isnan(other))
                continue;
            if (isnan(first_from)) {
                first_from = values[point];
                first_to = other;
            }
            add_edge(sums, nsc_row_weight(&row, place), values[point] - first_from, other - first_to, centred);
        }
    }
}

nsc_status nsc_graph_assortativity(const nsc_graph *graph, const double *values, double *assortativity,
                                   nsc_error *error) {
    edge_sums sums = {0};
    nsc_rows rows;
    const nsc_status status = nsc_rows_open_with_kinds(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    add_edges(&rows, graph->point_count, values, false, &sums);
    sums.from_mean /= sums.weight;
    sums.to_mean /= sums.weight;
    add_edges(&rows, graph->point_count, values, true, &sums);
    nsc_rows_close(&rows);
    const double spread = sqrt(sums.from_square) * sqrt(sums.to_square);
    *assortativity = spread > 0 ? fmax(-1, fmin(1, sums.product / spread)) : NAN; /* rounding may lead beyond */
    return NSC_OK;
}
