/* `graph`: which points are neighbours, and how far apart two points are. */
#include "cli/cli.h"

#include "graph/changes.h"
#include "graph/graphml.h"
#include "graph/igraph_bridge.h"
#include "space/listed.h"

#include <math.h>
#include <string.h>

/* ---- graph info ---- */

static nsc_status add_integer(nsc_table *table, const char *key, uint64_t value, nsc_error *error) {
    return nsc_table_add_key(table, key, nsc_integer((int64_t)value), error);
}

/* Computes the unweighted correlation of values across an edge by nasscape and by igraph, compares the two, and adds
 * igraph's. */
static nsc_status cross_check_assortativity(nsc_table *table, const nsc_graph *graph, const double *values,
                                            nsc_error *error) {
    /* The two add up the same numbers in different orders. */
    const double tolerance = 1e-9;
    const nsc_graph unweighted = nsc_graph_unweighted(graph);
    double ours = NAN, igraph = NAN;
    nsc_status status = nsc_graph_assortativity(&unweighted, values, &ours, error);
    if (status == NSC_OK)
        status = nsc_igraph_assortativity(graph, values, &igraph, error);
    if (status != NSC_OK)
        return status;
    if (fabs(ours - igraph) > tolerance)
        return nsc_error_set(error, NSC_FAILED,
                             "igraph's assortativity is %.17g, but nasscape's is %.17g: please report this", igraph,
                             ours);
    return nsc_table_add_key(
        table, nsc_graph_is_weighted(graph) ? "igraph_assortativity_without_weights" : "igraph_assortativity",
        nsc_real(igraph), error);
}

/* Adds the correlation of the fitness across an edge. */
static nsc_status add_assortativity(nsc_table *table, nsc_session *session, const nsc_graph *graph, bool cross_check,
                                    nsc_error *error) {
    const nsc_fitness *fitness;
    double assortativity;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_fitness(session, NULL, &fitness, error));
    NSC_TRY(nsc_graph_assortativity(graph, fitness->values, &assortativity, error));
    NSC_TRY(nsc_table_add_key(table, "assortativity", nsc_real(assortativity), error));
    if (cross_check)
        NSC_TRY(cross_check_assortativity(table, graph, fitness->values, error));
    NSC_TRY(nsc_table_add_key(table, "fitness", nsc_text(fitness->rule.text), error));
    NSC_TRY(add_integer(table, "known", fitness->known_count, error));
    NSC_TRY(nsc_table_add_key(table, "coverage", nsc_real((double)fitness->known_count / fitness->point_count), error));
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(nsc_origin_name(fitness->origin)), error));
    NSC_TRY(nsc_table_add_key(table, "source", nsc_text(fitness->source), error));
out:
    return status;
}

static nsc_status add_diameter(nsc_table *table, const nsc_session *session, const nsc_graph *graph, nsc_error *error) {
    uint32_t diameter;
    nsc_status status = nsc_graph_diameter(graph, &session->control, &diameter, error);
    return status != NSC_OK ? status : add_integer(table, "diameter", diameter, error);
}

nsc_status nsc_command_graph_info(nsc_session *session, nsc_error *error) {
    const bool cross_check = nsc_arguments_has(session->arguments, NSC_OPTION_CROSS_CHECK);
    const nsc_space *space;
    const nsc_graph *graph;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_landscape_graph(session->opened, NULL, &graph, error));
    NSC_TRY(nsc_graph_information(graph, space, cross_check, &table, error));
    if (nsc_arguments_has(session->arguments, NSC_OPTION_DIAMETER))
        NSC_TRY(add_diameter(table, session, graph, error));
    if (nsc_arguments_has(session->arguments, NSC_OPTION_FITNESS) ||
        nsc_arguments_has(session->arguments, NSC_OPTION_DATA))
        NSC_TRY(add_assortativity(table, session, graph, cross_check, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- graph export ---- */

static const nsc_column edge_columns[] = {
    {"from", "name of the first point: that with the smaller id, or the start of a directed edge"},
    {"to", "name of the second point; empty for a point without edges"},
    {"kind", "change from the first point to the second"},
    {"weight", "relative probability that a walk takes the edge; only if the graph has weights"},
    {"type", "Directed; only if the relation is directed"},
};
enum { EDGE_COLUMNS = sizeof edge_columns / sizeof edge_columns[0] };

typedef struct edge_list {
    const nsc_space *space;
    const nsc_graph *graph;
    bool ids; /* instead of names */
    nsc_column columns[EDGE_COLUMNS];
    size_t column_count;
    uint8_t *has_edges; /* [point] of a directed graph: whether an edge leads to it; else NULL */
    uint32_t waiting;   /* a point without neighbours of lower ids that no row has yet; UINT32_MAX: none */
    nsc_session_stream stream;
} edge_list;

static void choose_columns(edge_list *list) {
    for (size_t column = 0; column < EDGE_COLUMNS; column++) {
        if ((column == 3 && !nsc_graph_is_weighted(list->graph)) ||
            (column == 4 && !nsc_graph_is_directed(list->graph)))
            continue;
        list->columns[list->column_count++] = edge_columns[column];
    }
    if (list->ids) {
        list->columns[0] = (nsc_column){"from_id", "id of the first point"};
        list->columns[1] = (nsc_column){"to_id", "id of the second point"};
    }
}

static nsc_status find_ends(edge_list *list, const nsc_rows *rows, nsc_error *error) {
    if (!nsc_graph_is_directed(list->graph))
        return NSC_OK;
    const nsc_status status = nsc_allocate(&list->has_edges, list->graph->point_count, 1, error);
    for (uint32_t point = 0; status == NSC_OK && point < list->graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            list->has_edges[row.points[place]] = 1;
    }
    return status;
}

/* Writes one row, of an edge or, with `kind` NULL, of a point alone. */
static nsc_status add_edge(edge_list *list, nsc_value from, nsc_value to, const char *kind, double weight,
                           nsc_error *error) {
    nsc_value values[EDGE_COLUMNS] = {from, to, nsc_text(kind)};
    size_t count = 3;
    if (nsc_graph_is_weighted(list->graph))
        values[count++] = kind != NULL ? nsc_real(weight) : nsc_missing();
    if (nsc_graph_is_directed(list->graph))
        values[count++] = kind != NULL ? nsc_text("Directed") : nsc_missing();
    return nsc_table_writer_add(list->stream.writer, values, count, error);
}

static nsc_status take_value(const edge_list *list, uint32_t point, nsc_point_name *name, nsc_value *value,
                             nsc_error *error) {
    const nsc_status status = list->ids ? NSC_OK : list->space->point_name(list->space, point, name, error);
    if (status == NSC_OK)
        *value = list->ids ? nsc_integer(point) : nsc_text(name->text);
    return status;
}

static nsc_status add_waiting(edge_list *list, nsc_error *error) {
    nsc_point_name name;
    nsc_value value;
    nsc_status status = NSC_OK;
    if (list->waiting == UINT32_MAX)
        return NSC_OK;
    NSC_TRY(take_value(list, list->waiting, &name, &value, error));
    NSC_TRY(add_edge(list, value, nsc_missing(), NULL, 0, error));
    list->waiting = UINT32_MAX;
out:
    return status;
}

/* Writes the edges from points with lower ids. Points thus come in the order of their ids, which are the same when the
 * list is read: ties are broken alike. A point alone has a row if it has no edges or, of a list of edges, would come
 * too late in those of its edges. */
static nsc_status add_edges_to(edge_list *list, const nsc_rows *rows, uint32_t to, nsc_error *error) {
    const nsc_edge_kind *kinds = list->space->edge_kinds;
    const nsc_row row = nsc_rows_at(rows, to);
    nsc_point_name from_name, to_name;
    nsc_value from, target;
    nsc_status status = NSC_OK;
    if (row.count == 0 || row.points[0] > to || row.points[0] != list->waiting)
        NSC_TRY(add_waiting(list, error));
    if (row.count == 0 || row.points[0] > to) {
        list->waiting = row.count == 0 || nsc_space_listed(list->space) != NULL ? to : UINT32_MAX;
        return NSC_OK;
    }
    list->waiting = UINT32_MAX;
    NSC_TRY(take_value(list, to, &to_name, &target, error));
    for (uint32_t place = 0; place < row.count && row.points[place] < to; place++) {
        NSC_TRY(take_value(list, row.points[place], &from_name, &from, error));
        NSC_TRY(add_edge(list, from, target, kinds[kinds[nsc_row_kind(&row, place)].reverse].name,
                         nsc_row_weight(&row, place), error));
    }
out:
    return status;
}

/* Writes the directed edges from a point. */
static nsc_status add_edges_from(edge_list *list, const nsc_rows *rows, uint32_t from, nsc_error *error) {
    const nsc_space *space = list->space;
    const nsc_row row = nsc_rows_at(rows, from);
    nsc_point_name from_name, to_name;
    nsc_value from_value, to_value;
    nsc_status status = NSC_OK;
    NSC_TRY(take_value(list, from, &from_name, &from_value, error));
    if (row.count == 0 && list->has_edges[from] == 0)
        NSC_TRY(add_edge(list, from_value, nsc_missing(), NULL, 0, error));
    for (uint32_t place = 0; place < row.count; place++) {
        NSC_TRY(take_value(list, row.points[place], &to_name, &to_value, error));
        NSC_TRY(add_edge(list, from_value, to_value, space->edge_kinds[nsc_row_kind(&row, place)].name,
                         nsc_row_weight(&row, place), error));
    }
out:
    return status;
}

static nsc_status export_edges(nsc_session *session, const nsc_space *space, const nsc_graph *graph, nsc_error *error) {
    edge_list list = {.space = space,
                      .graph = graph,
                      .ids = nsc_arguments_has(session->arguments, NSC_OPTION_IDS),
                      .waiting = UINT32_MAX};
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    choose_columns(&list);
    NSC_TRY(nsc_rows_open_with_kinds(&rows, graph, error));
    NSC_TRY(find_ends(&list, &rows, error));
    NSC_TRY(nsc_session_stream_open(session, &list.stream, list.columns, list.column_count, error));
    for (uint32_t point = 0; point < graph->point_count && status == NSC_OK; point++) {
        status = nsc_graph_is_directed(graph) ? add_edges_from(&list, &rows, point, error)
                                              : add_edges_to(&list, &rows, point, error);
        if (point % 4096 == 0)
            nsc_control_report(&session->control, "edges", (double)point / graph->point_count);
    }
    if (status == NSC_OK)
        status = add_waiting(&list, error);
    status = nsc_session_stream_close(&list.stream, status, error);
out:
    nsc_rows_close(&rows);
    free(list.has_edges);
    return status;
}

static nsc_status export_graphml(nsc_session *session, const nsc_space *space, const nsc_graph *graph,
                                 const nsc_fitness *fitness, nsc_error *error) {
    nsc_output output;
    nsc_status status = nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error);
    if (status != NSC_OK)
        return status;
    const nsc_graphml_column column = {fitness != NULL ? fitness->rule.text : NULL,
                                       fitness != NULL ? fitness->values : NULL};
    const nsc_graphml_attributes attributes = {.columns = &column, .column_count = fitness != NULL};
    status = nsc_graphml_write(graph, space, &attributes, output.stream, error);
    return nsc_output_end(&output, status, error);
}

nsc_status nsc_command_graph_export(nsc_session *session, nsc_error *error) {
    const bool graphml = strcmp(nsc_session_format_name(session), "graphml") == 0;
    const bool fitness_wanted = nsc_arguments_has(session->arguments, NSC_OPTION_FITNESS) ||
                                nsc_arguments_has(session->arguments, NSC_OPTION_DATA);
    const nsc_space *space;
    const nsc_graph *graph;
    const nsc_fitness *fitness = NULL;
    if (fitness_wanted && !graphml)
        return nsc_error_set(error, NSC_USAGE,
                             "an edge list has no fitness: --fitness and --data need --format graphml");
    if (graphml && nsc_arguments_has(session->arguments, NSC_OPTION_IDS))
        return nsc_error_set(error, NSC_USAGE, "--ids is for edge lists; GraphML has both ids and names");
    nsc_status status = nsc_session_space(session, &space, error);
    if (status == NSC_OK && fitness_wanted)
        status = nsc_session_fitness(session, NULL, &fitness, error);
    if (status == NSC_OK)
        status = nsc_landscape_graph(session->opened, NULL, &graph, error);
    if (status != NSC_OK)
        return status;
    return graphml ? export_graphml(session, space, graph, fitness, error) : export_edges(session, space, graph, error);
}

/* ---- graph distance ---- */

static const nsc_column distance_columns[] = {
    {"distance", "number of changes from A to B; empty if B cannot be reached"},
    {"step",
     "number of the change, from 1; 0 if there is none, and for the encoding of A from which the changes start"},
    {"change", "the change"},
    {"point",
     "name of the point that the change leads to; only for hops, as other changes may lead to invalid encodings"},
    {"measure", "name of the distance"},
    {"relation", "relation that hops follow; empty for other distances"},
};
enum { DISTANCE_COLUMNS = sizeof distance_columns / sizeof distance_columns[0] };

/* Adds a shortest path along edges: from A on, always to the first neighbour that is nearer to B. */
static nsc_status add_hops(nsc_session *session, nsc_table *table, const nsc_space *space, uint32_t from, uint32_t to,
                           nsc_error *error) {
    const nsc_graph *graph;
    nsc_rows rows = {0};
    uint8_t *distances = NULL;
    char *change = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_graph(session->opened, NULL, &graph, error));
    NSC_TRY(nsc_rows_open_with_kinds(&rows, graph, error));
    NSC_TRY(nsc_allocate(&distances, graph->point_count, 1, error));
    NSC_TRY(nsc_graph_hops(graph, &to, 1, distances, error));
    const nsc_value distance = distances[from] == NSC_UNREACHED ? nsc_missing() : nsc_integer(distances[from]);
    const nsc_value relation = nsc_text(graph->relation->name);
    if (distances[from] == 0 || distances[from] == NSC_UNREACHED)
        NSC_TRY(nsc_table_add(table,
                              NSC_ROW(distance, nsc_integer(0), nsc_text(from == to ? "none" : "none leads there"),
                                      nsc_missing(), nsc_text("hops"), relation),
                              error));
    if (distances[from] == NSC_UNREACHED) {
        char reason[NSC_NO_PATH_SIZE];
        nsc_no_path_text(space, graph->relation, reason);
        nsc_session_note(session, "%s", reason);
    }
    uint32_t here = from;
    for (int step = 1; distances[from] != NSC_UNREACHED && here != to; step++) {
        const nsc_row row = nsc_rows_at(&rows, here);
        uint32_t place = 0;
        while (distances[row.points[place]] + 1 != distances[here])
            place++;
        nsc_point_name name;
        free(change);
        NSC_TRY(nsc_change_text(space, graph->relation, here, row.points[place], &change, error));
        here = row.points[place];
        NSC_TRY(space->point_name(space, here, &name, error));
        NSC_TRY(nsc_table_add(
            table,
            NSC_ROW(distance, nsc_integer(step), nsc_text(change), nsc_text(name.text), nsc_text("hops"), relation),
            error));
    }
out:
    nsc_rows_close(&rows);
    free(distances);
    free(change);
    return status;
}

static nsc_status add_step(nsc_table *table, uint32_t distance, int step, const char *words, const char *measure,
                           nsc_error *error) {
    return nsc_table_add(table,
                         NSC_ROW(nsc_integer(distance), nsc_integer(step), nsc_text(words), nsc_missing(),
                                 nsc_text(measure), nsc_missing()),
                         error);
}

/* Adds a list of changes, preceded by the encoding of A from which they start. */
static nsc_status add_script(nsc_table *table, const nsc_changes *changes, const char *measure, nsc_error *error) {
    nsc_status status = NSC_OK;
    char *begin = NULL;
    if (changes->distance == 0)
        return add_step(table, 0, 0, "none", measure, error);
    if (changes->start != NULL) {
        status = nsc_format_text(&begin, error, "begin with %s", changes->start);
        if (status != NSC_OK)
            return status;
        status = add_step(table, changes->distance, 0, begin, measure, error);
        free(begin);
    }
    for (uint32_t step = 0; status == NSC_OK && step < changes->distance; step++)
        status = add_step(table, changes->distance, (int)step + 1, changes->steps[step], measure, error);
    return status;
}

static nsc_status add_changes(nsc_session *session, nsc_table *table, const nsc_space *space, uint32_t from,
                              uint32_t to, nsc_error *error) {
    const nsc_distance *distance;
    nsc_changes changes = {0};
    nsc_status status = nsc_session_distance(session, &distance, error);
    if (status != NSC_OK)
        return status;
    if (distance->changes == NULL)
        return add_hops(session, table, space, from, to, error);
    status = distance->changes(space, from, to, &session->control, &changes, error);
    if (status == NSC_OK)
        status = add_script(table, &changes, distance->name, error);
    nsc_changes_release(&changes);
    return status;
}

nsc_status nsc_command_graph_distance(nsc_session *session, nsc_error *error) {
    const nsc_space *space;
    nsc_table *table = NULL;
    uint32_t points[2];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    for (int number = 0; number < 2; number++)
        NSC_TRY(space->point_parse(space, session->arguments->positional[number], &points[number], error));
    NSC_TRY(nsc_table_create(&table, distance_columns, DISTANCE_COLUMNS, error));
    NSC_TRY(add_changes(session, table, space, points[0], points[1], error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}
