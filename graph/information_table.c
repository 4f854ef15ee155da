/* The figures of a graph as a table of keys and values: `graph info`, and a file of each report. */
#include "graph/graph.h"

#include <string.h>

static const nsc_column columns[] = {
    {"key", "what the value is"},
    {"value", "number or text"},
};

enum { COMPONENTS_SHOWN = 20, HUBS_SHOWN = 5, KEY_SIZE = 96 };

static nsc_status add_value(nsc_table *table, const char *key, nsc_value value, nsc_error *error) {
    return nsc_table_add(table, (nsc_value[]){nsc_text(key), value}, error);
}

static nsc_status add_integer(nsc_table *table, const char *key, uint64_t value, nsc_error *error) {
    return add_value(table, key, nsc_integer((int64_t)value), error);
}

static nsc_status add_figures(nsc_table *table, const nsc_graph_figures *figures, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(add_integer(table, "vertices", figures->vertices, error));
    NSC_TRY(add_integer(table, "edges", figures->edges, error));
    NSC_TRY(add_integer(table, "components", figures->components, error));
    NSC_TRY(add_integer(table, "largest_component", figures->component_sizes[0], error));
    NSC_TRY(add_integer(table, "degree_min", figures->degree_minimum, error));
    NSC_TRY(add_value(table, "degree_median", nsc_real(figures->degree_median), error));
    NSC_TRY(add_value(table, "degree_mean", nsc_real(figures->degree_mean), error));
    NSC_TRY(add_integer(table, "degree_max", figures->degree_maximum, error));
    NSC_TRY(add_integer(table, "isolated", figures->isolated, error));
    NSC_TRY(add_value(table, "expected_optima_of_random_fitness", nsc_real(figures->expected_optima_random), error));
    for (uint32_t number = 0; number < figures->components && number < COMPONENTS_SHOWN; number++) {
        char key[KEY_SIZE];
        snprintf(key, sizeof key, "component_size_%u", number + 1);
        NSC_TRY(add_integer(table, key, figures->component_sizes[number], error));
    }
out:
    return status;
}

/* Edges by family, by how many vertices come or go, and by kind. */
static nsc_status add_kinds(nsc_table *table, const nsc_space *space, const nsc_graph_figures *figures,
                            nsc_error *error) {
    uint64_t replaced = 0, flipped = 0, by_vertices[NSC_EDGE_KINDS] = {0};
    int most_vertices = 0;
    nsc_status status = NSC_OK;
    for (size_t kind = 0; kind < space->edge_kind_count; kind++) {
        const int vertices = space->edge_kinds[kind].vertices;
        if (space->edge_kinds[kind].family == NSC_EDGE_REPLACED)
            replaced += figures->edges_by_kind[kind];
        else
            flipped += figures->edges_by_kind[kind];
        by_vertices[vertices] += figures->edges_by_kind[kind];
        if (figures->edges_by_kind[kind] > 0 && vertices > most_vertices)
            most_vertices = vertices;
    }
    NSC_TRY(add_integer(table, "edges_operation_replaced", replaced, error));
    NSC_TRY(add_integer(table, "edges_edge_flipped", flipped, error));
    for (int vertices = 0; vertices <= most_vertices; vertices++) {
        char key[KEY_SIZE];
        snprintf(key, sizeof key, "edges_vertices_lost_%d", vertices);
        NSC_TRY(add_integer(table, key, by_vertices[vertices], error));
    }
    for (size_t kind = 0; kind < space->edge_kind_count; kind++) {
        const nsc_edge_kind *row = &space->edge_kinds[kind];
        char key[KEY_SIZE];
        if (figures->edges_by_kind[kind] == 0)
            continue;
        if (row->family == NSC_EDGE_REPLACED)
            snprintf(key, sizeof key, "edges_replaced_%s_%s", row->from, row->to);
        else
            snprintf(key, sizeof key, "edges_flipped_vertices_lost_%d", row->vertices);
        NSC_TRY(add_integer(table, key, figures->edges_by_kind[kind], error));
    }
out:
    return status;
}

/* The points with most neighbours; of equal ones those with the smallest ids. */
static nsc_status add_hubs(nsc_table *table, const nsc_space *space, const nsc_graph *graph, nsc_error *error) {
    uint32_t hubs[HUBS_SHOWN];
    unsigned count = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        unsigned place = count;
        while (place > 0 && nsc_graph_degree(graph, point) > nsc_graph_degree(graph, hubs[place - 1]))
            place--;
        if (place == HUBS_SHOWN)
            continue;
        if (count < HUBS_SHOWN)
            count++;
        memmove(hubs + place + 1, hubs + place, (count - 1 - place) * sizeof *hubs);
        hubs[place] = point;
    }
    nsc_status status = NSC_OK;
    for (unsigned number = 0; number < count; number++) {
        char key[KEY_SIZE], name[NSC_POINT_NAME_SIZE];
        NSC_TRY(space->point_name(space, hubs[number], name, error));
        snprintf(key, sizeof key, "hub_%u", number + 1);
        NSC_TRY(add_value(table, key, nsc_text(name), error));
        snprintf(key, sizeof key, "hub_%u_degree", number + 1);
        NSC_TRY(add_integer(table, key, nsc_graph_degree(graph, hubs[number]), error));
    }
out:
    return status;
}

/* igraph's own count of the same graph; a difference is a failure. */
static nsc_status add_cross_check(nsc_table *table, const nsc_graph *graph, const nsc_graph_figures *figures,
                                  nsc_error *error) {
    nsc_igraph_figures igraph;
    nsc_status status = nsc_igraph_figures_of(graph, &igraph, error);
    if (status != NSC_OK)
        return status;
    const struct {
        const char *key;
        uint64_t igraph, ours;
    } rows[] = {
        {"igraph_edges", igraph.edges, figures->edges},
        {"igraph_components", igraph.components, figures->components},
        {"igraph_largest_component", igraph.largest_component, figures->component_sizes[0]},
        {"igraph_degree_max", igraph.degree_maximum, figures->degree_maximum},
        {"igraph_isolated", igraph.isolated, figures->isolated},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        if (rows[row].igraph != rows[row].ours)
            return nsc_error_set(error, NSC_FAILED, "%s is %llu, but nasscape counts %llu: please report this",
                                 rows[row].key, (unsigned long long)rows[row].igraph,
                                 (unsigned long long)rows[row].ours);
        status = add_integer(table, rows[row].key, rows[row].igraph, error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

nsc_status nsc_graph_information(const nsc_graph *graph, const nsc_space *space, bool cross_check, nsc_table **table,
                                 nsc_error *error) {
    nsc_graph_figures figures = {0};
    nsc_status status = NSC_OK;
    *table = NULL;
    NSC_TRY(nsc_graph_figures_of(graph, space, &figures, error));
    NSC_TRY(nsc_table_create(table, columns, sizeof columns / sizeof columns[0], error));
    NSC_TRY(add_figures(*table, &figures, error));
    NSC_TRY(add_kinds(*table, space, &figures, error));
    NSC_TRY(add_hubs(*table, space, graph, error));
    if (cross_check)
        NSC_TRY(add_cross_check(*table, graph, &figures, error));
    NSC_TRY(add_value(*table, "relation", nsc_text(graph->relation->name), error));
    NSC_TRY(add_value(*table, "space", nsc_text(space->name), error));
out:
    if (status != NSC_OK) {
        nsc_table_destroy(*table);
        *table = NULL;
    }
    nsc_graph_figures_release(&figures);
    return status;
}
