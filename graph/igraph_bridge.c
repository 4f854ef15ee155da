/*
 * The one file that knows igraph: the standing cross-check of our own figures, and GraphML. igraph keeps a global
 * clean-up stack, so nothing here may run on two threads at once. Its error handler is switched to returning codes
 * on entry and put back on the way out.
 */
#include "graph/graph.h"

#include <igraph/igraph.h>
#include <math.h>
#include <stdbool.h>

#define IGRAPH_TRY(call)                                                                                               \
    do {                                                                                                               \
        const igraph_error_t code = (call);                                                                            \
        if (code != IGRAPH_SUCCESS) {                                                                                  \
            status = nsc_error_set(error, NSC_FAILED, "igraph: %s", igraph_strerror(code));                            \
            goto out;                                                                                                  \
        }                                                                                                              \
    } while (0)

/* Ends of all edges in ascending order, renumbered by `numbers` (NULL: as they are), without points numbered
 * UINT32_MAX. */
static nsc_status list_edges(const nsc_graph *graph, const uint32_t *numbers, igraph_vector_int_t *ends,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph_vector_int_reserve(ends, (igraph_integer_t)(2 * graph->edge_count)));
    for (uint32_t point = 0; point < graph->point_count; point++)
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            const uint32_t neighbour = graph->neighbours[place];
            if (neighbour < point ||
                (numbers != NULL && (numbers[point] == UINT32_MAX || numbers[neighbour] == UINT32_MAX)))
                continue;
            igraph_vector_int_push_back(ends, (igraph_integer_t)(numbers != NULL ? numbers[point] : point));
            igraph_vector_int_push_back(ends, (igraph_integer_t)(numbers != NULL ? numbers[neighbour] : neighbour));
        }
out:
    return status;
}

/* An igraph of `point_count` points; `numbers` as above. The result is destroyed by the caller. */
static nsc_status make_igraph(const nsc_graph *graph, const uint32_t *numbers, uint32_t point_count, igraph_t *made,
                              nsc_error *error) {
    igraph_vector_int_t ends;
    bool listed = false;
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph_vector_int_init(&ends, 0));
    listed = true;
    NSC_TRY(list_edges(graph, numbers, &ends, error));
    IGRAPH_TRY(igraph_create(made, &ends, (igraph_integer_t)point_count, IGRAPH_UNDIRECTED));
out:
    if (listed)
        igraph_vector_int_destroy(&ends);
    return status;
}

nsc_status nsc_igraph_figures_of(const nsc_graph *graph, nsc_igraph_figures *figures, nsc_error *error) {
    igraph_error_handler_t *before = igraph_set_error_handler(igraph_error_handler_ignore);
    igraph_t made;
    igraph_vector_int_t sizes, degrees;
    bool has_graph = false, has_sizes = false, has_degrees = false;
    igraph_integer_t components;
    nsc_status status = NSC_OK;
    NSC_TRY(make_igraph(graph, NULL, graph->point_count, &made, error));
    has_graph = true;
    IGRAPH_TRY(igraph_vector_int_init(&sizes, 0));
    has_sizes = true;
    IGRAPH_TRY(igraph_vector_int_init(&degrees, 0));
    has_degrees = true;
    IGRAPH_TRY(igraph_connected_components(&made, NULL, &sizes, &components, IGRAPH_WEAK));
    IGRAPH_TRY(igraph_degree(&made, &degrees, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS));
    *figures = (nsc_igraph_figures){.edges = (uint64_t)igraph_ecount(&made),
                                    .components = (uint32_t)components,
                                    .largest_component = (uint32_t)igraph_vector_int_max(&sizes),
                                    .degree_maximum = (uint32_t)igraph_vector_int_max(&degrees)};
    for (igraph_integer_t point = 0; point < igraph_vector_int_size(&degrees); point++)
        figures->isolated += VECTOR(degrees)[point] == 0;
out:
    if (has_degrees)
        igraph_vector_int_destroy(&degrees);
    if (has_sizes)
        igraph_vector_int_destroy(&sizes);
    if (has_graph)
        igraph_destroy(&made);
    igraph_set_error_handler(before);
    return status;
}

nsc_status nsc_igraph_assortativity(const nsc_graph *graph, const double *values, double *assortativity,
                                    nsc_error *error) {
    igraph_error_handler_t *before = igraph_set_error_handler(igraph_error_handler_ignore);
    uint32_t *numbers = NULL, known = 0;
    igraph_t made;
    igraph_vector_t kept;
    bool has_graph = false, has_values = false;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&numbers, graph->point_count, sizeof *numbers, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        numbers[point] = isnan(values[point]) ? UINT32_MAX : known++;
    IGRAPH_TRY(igraph_vector_init(&kept, (igraph_integer_t)known));
    has_values = true;
    for (uint32_t point = 0; point < graph->point_count; point++)
        if (numbers[point] != UINT32_MAX)
            VECTOR(kept)[numbers[point]] = values[point];
    NSC_TRY(make_igraph(graph, numbers, known, &made, error));
    has_graph = true;
    IGRAPH_TRY(igraph_assortativity(&made, &kept, NULL, assortativity, IGRAPH_UNDIRECTED, true));
out:
    if (has_graph)
        igraph_destroy(&made);
    if (has_values)
        igraph_vector_destroy(&kept);
    free(numbers);
    igraph_set_error_handler(before);
    return status;
}

/* ---- GraphML ---- */

static nsc_status name_points(igraph_t *made, const nsc_graph *graph, const nsc_space *space, nsc_error *error) {
    igraph_strvector_t names;
    bool has_names = false;
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph_strvector_init(&names, (igraph_integer_t)graph->point_count));
    has_names = true;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        char name[NSC_POINT_NAME_SIZE];
        NSC_TRY(space->point_name(space, point, name, error));
        IGRAPH_TRY(igraph_strvector_set(&names, (igraph_integer_t)point, name));
    }
    IGRAPH_TRY(igraph_cattribute_VAS_setv(made, "name", &names));
out:
    if (has_names)
        igraph_strvector_destroy(&names);
    return status;
}

static nsc_status value_points(igraph_t *made, const nsc_graph *graph, const double *values, const char *value_name,
                               nsc_error *error) {
    igraph_vector_t kept;
    bool has_values = false;
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph_vector_init_array(&kept, values, (igraph_integer_t)graph->point_count));
    has_values = true;
    IGRAPH_TRY(igraph_cattribute_VAN_setv(made, value_name, &kept));
out:
    if (has_values)
        igraph_vector_destroy(&kept);
    return status;
}

/* In the order of list_edges. */
static nsc_status name_kinds(igraph_t *made, const nsc_graph *graph, const nsc_space *space, nsc_error *error) {
    igraph_strvector_t kinds;
    bool has_kinds = false;
    igraph_integer_t edge = 0;
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph_strvector_init(&kinds, (igraph_integer_t)graph->edge_count));
    has_kinds = true;
    for (uint32_t point = 0; point < graph->point_count; point++)
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            if (graph->neighbours[place] > point)
                IGRAPH_TRY(igraph_strvector_set(&kinds, edge++, space->edge_kinds[graph->kinds[place]].name));
    IGRAPH_TRY(igraph_cattribute_EAS_setv(made, "kind", &kinds));
out:
    if (has_kinds)
        igraph_strvector_destroy(&kinds);
    return status;
}

nsc_status nsc_igraph_write_graphml(const nsc_graph *graph, const nsc_space *space, const double *values,
                                    const char *value_name, FILE *stream, nsc_error *error) {
    igraph_error_handler_t *before = igraph_set_error_handler(igraph_error_handler_ignore);
    const igraph_attribute_table_t *attributes = igraph_set_attribute_table(&igraph_cattribute_table);
    igraph_t made;
    bool has_graph = false;
    nsc_status status = NSC_OK;
    NSC_TRY(make_igraph(graph, NULL, graph->point_count, &made, error));
    has_graph = true;
    NSC_TRY(name_points(&made, graph, space, error));
    if (values != NULL)
        NSC_TRY(value_points(&made, graph, values, value_name, error));
    NSC_TRY(name_kinds(&made, graph, space, error));
    IGRAPH_TRY(igraph_write_graph_graphml(&made, stream, false));
out:
    if (has_graph)
        igraph_destroy(&made);
    igraph_set_attribute_table((igraph_attribute_table_t *)(uintptr_t)attributes);
    igraph_set_error_handler(before);
    return status;
}
