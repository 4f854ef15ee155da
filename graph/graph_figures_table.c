/* The figures of a graph as a table of keys and values: `graph info`, and a file of each report. */
#include "graph/graph.h"
#include "graph/igraph_bridge.h"
#include "space/nb101/nb101.h"
#include "space/strings.h"

#include <string.h>

static const nsc_column columns[] = {
    {"key", "name of the figure"},
    {"value", "number or text"},
};

enum { COMPONENTS_SHOWN = 20, HUBS_SHOWN = 5, KEY_SIZE = 96 };

static nsc_status add_value(nsc_table *table, const char *key, nsc_value value, nsc_error *error) {
    return nsc_table_add(table, NSC_ROW(nsc_text(key), value), error);
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
    if (figures->in_degrees != NULL) {
        NSC_TRY(add_integer(table, "in_degree_min", figures->in_degree_minimum, error));
        NSC_TRY(add_value(table, "in_degree_median", nsc_real(figures->in_degree_median), error));
        NSC_TRY(add_integer(table, "in_degree_max", figures->in_degree_maximum, error));
        NSC_TRY(add_integer(table, "sinks", figures->sinks, error));
        NSC_TRY(add_integer(table, "sources", figures->sources, error));
    }
    NSC_TRY(add_value(table, "expected_optima_of_random_fitness", nsc_real(figures->expected_optima_random), error));
    for (uint32_t number = 0; number < figures->components && number < COMPONENTS_SHOWN; number++) {
        char key[KEY_SIZE];
        nsc_text_format(key, sizeof key, "component_size_%u", number + 1);
        NSC_TRY(add_integer(table, key, figures->component_sizes[number], error));
    }
out:
    return status;
}

/* Names of kinds in keys: "replaced_conv3x3_conv1x1" at any position, "flipped_vertices_lost_2"; of a directed graph,
 * edges added and removed. */
static void name_kind(const nsc_edge_kind *kind, bool directed, char key[KEY_SIZE]) {
    if (kind->family == NSC_EDGE_REPLACED)
        nsc_text_format(key, KEY_SIZE, "edges_replaced_%.*s_%.*s", NSC_CUT(36, kind->from), NSC_CUT(36, kind->to));
    else if (kind->family == NSC_EDGE_LISTED)
        nsc_text_format(key, KEY_SIZE, "edges_listed_%.*s", NSC_CUT(64, kind->name));
    else if (directed)
        nsc_text_format(key, KEY_SIZE, "edges_%s_vertices_%d", kind->family == NSC_EDGE_ADDED ? "added" : "removed",
                        kind->vertices);
    else
        nsc_text_format(key, KEY_SIZE, "edges_flipped_vertices_lost_%d", kind->vertices);
}

/* Whether the kind is that of a kind at an earlier position with the same symbols, whose row counts all positions. */
static bool is_repeated(const nsc_space *space, const nsc_edge_kind *kind) {
    return kind->family == NSC_EDGE_REPLACED && kind->position > 0 && space->words != NULL &&
           space->words->position_symbols == NULL;
}

/* Edges by kind, of strings at any position: the kinds of all positions are as many and in the same order. */
static nsc_status add_kinds(nsc_table *table, const nsc_space *space, const nsc_graph *graph,
                            const nsc_graph_figures *figures, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t first_count = 0;
    while (first_count < space->edge_kind_count && !is_repeated(space, &space->edge_kinds[first_count]))
        first_count++;
    for (size_t number = 0; number < first_count; number++) {
        const nsc_edge_kind *kind = &space->edge_kinds[number];
        char key[KEY_SIZE];
        uint64_t edges = 0;
        for (size_t later = number; later < space->edge_kind_count; later += first_count)
            edges += figures->edges_by_kind[later];
        name_kind(kind, nsc_graph_is_directed(graph), key);
        if (edges > 0)
            NSC_TRY(add_integer(table, key, edges, error));
    }
out:
    return status;
}

/* Edges of strings by the position that changes, from 1. */
static nsc_status add_positions(nsc_table *table, const nsc_space *space, const nsc_graph_figures *figures,
                                nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t kind = 0;
    for (int position = 0; status == NSC_OK && kind < space->edge_kind_count; position++) {
        char key[KEY_SIZE];
        uint64_t edges = 0;
        for (; kind < space->edge_kind_count && space->edge_kinds[kind].position == position; kind++)
            edges += figures->edges_by_kind[kind];
        nsc_text_format(key, sizeof key, "edges_position_%d", position + 1);
        status = add_integer(table, key, edges, error);
    }
    return status;
}

/* Edges of cells by family and by the number of vertices that come or go. */
static nsc_status add_families(nsc_table *table, const nsc_space *space, const nsc_graph_figures *figures,
                               nsc_error *error) {
    uint64_t replaced = 0, flipped = 0, by_vertices[NSC_CELL_VERTICES + 1] = {0};
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
        nsc_text_format(key, sizeof key, "edges_vertices_lost_%d", vertices);
        NSC_TRY(add_integer(table, key, by_vertices[vertices], error));
    }
out:
    return status;
}

static nsc_status add_changes(nsc_table *table, const nsc_space *space, const nsc_graph *graph,
                              const nsc_graph_figures *figures, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (space->kind == NSC_SPACE_CELLS)
        status = add_families(table, space, figures, error);
    if (status == NSC_OK)
        status = add_kinds(table, space, graph, figures, error);
    if (status == NSC_OK && space->kind == NSC_SPACE_STRINGS)
        status = add_positions(table, space, figures, error);
    return status;
}

/* The points of largest degree; ties by smallest id. degrees[point]; NULL: those of the rows. */
static nsc_status add_hubs(nsc_table *table, const nsc_space *space, const nsc_graph *graph, const char *prefix,
                           const uint32_t *degrees, nsc_error *error) {
    uint32_t hubs[HUBS_SHOWN], hub_degrees[HUBS_SHOWN];
    unsigned count = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const uint32_t degree = degrees != NULL ? degrees[point] : nsc_graph_degree(graph, point);
        unsigned place = count;
        while (place > 0 && degree > hub_degrees[place - 1])
            place--;
        if (place == HUBS_SHOWN)
            continue;
        if (count < HUBS_SHOWN)
            count++;
        memmove(hubs + place + 1, hubs + place, (count - 1 - place) * sizeof *hubs);
        memmove(hub_degrees + place + 1, hub_degrees + place, (count - 1 - place) * sizeof *hub_degrees);
        hubs[place] = point;
        hub_degrees[place] = degree;
    }
    nsc_status status = NSC_OK;
    for (unsigned number = 0; number < count; number++) {
        nsc_point_name name;
        char key[KEY_SIZE];
        NSC_TRY(space->point_name(space, hubs[number], &name, error));
        nsc_text_format(key, sizeof key, "%s_%u", prefix, number + 1);
        NSC_TRY(add_value(table, key, nsc_text(name.text), error));
        nsc_text_format(key, sizeof key, "%s_%u_degree", prefix, number + 1);
        NSC_TRY(add_integer(table, key, hub_degrees[number], error));
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
        {"igraph_in_degree_max", igraph.in_degree_maximum, figures->in_degree_maximum},
    };
    const size_t row_count = sizeof rows / sizeof rows[0] - (nsc_graph_is_directed(graph) ? 0 : 1);
    for (size_t row = 0; row < row_count; row++) {
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
    if (cross_check)
        NSC_TRY(nsc_igraph_check_memory(graph, error));
    NSC_TRY(nsc_graph_figures_of(graph, space, &figures, error));
    NSC_TRY(nsc_table_create(table, columns, sizeof columns / sizeof columns[0], error));
    NSC_TRY(add_figures(*table, &figures, error));
    NSC_TRY(add_changes(*table, space, graph, &figures, error));
    NSC_TRY(add_hubs(*table, space, graph, "hub", NULL, error));
    if (figures.in_degrees != NULL)
        NSC_TRY(add_hubs(*table, space, graph, "in_hub", figures.in_degrees, error));
    if (cross_check)
        NSC_TRY(add_cross_check(*table, graph, &figures, error));
    NSC_TRY(add_value(*table, "directed", nsc_text(nsc_graph_is_directed(graph) ? "yes" : "no"), error));
    NSC_TRY(add_value(*table, "weighted", nsc_text(nsc_graph_is_weighted(graph) ? "yes" : "no"), error));
    const nsc_graph_storage storage = nsc_graph_is_implicit(graph) ? NSC_GRAPH_IMPLICIT : NSC_GRAPH_STORED;
    NSC_TRY(add_value(*table, "graph", nsc_text(nsc_graph_storage_name(storage)), error));
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
