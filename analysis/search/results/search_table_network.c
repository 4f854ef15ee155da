/*
 * Tables `network`, `nodes` and `edges`: the search trajectory network of all algorithms merged. A trajectory is the
 * sequence of a run's incumbents; a location is a point, or the basin that a point is in, named by its local optimum.
 */
#include "analysis/search/results/search_landscape.h"
#include "analysis/search/results/search_tables_internal.h"
#include "analysis/search/results/trajectory_network.h"

#include <math.h>
#include <string.h>

/* ---- trajectories ---- */

/* The trajectories of all runs of all algorithms, and the locations that they point into. */
typedef struct trajectories {
    nsc_search_landscape landscape;
    nsc_trajectory *runs; /* [count], those of an algorithm follow one another */
    size_t count;
    uint32_t *locations;
} trajectories;

static uint32_t location_of(const nsc_search_landscape *landscape, nsc_search_locations kind, uint32_t point) {
    const uint32_t optimum = kind == NSC_LOCATIONS_BASINS ? nsc_search_optimum(landscape, point) : point;
    return optimum != UINT32_MAX ? optimum : point;
}

static size_t total_events(const nsc_search_result *results, size_t count) {
    size_t total = 0;
    for (size_t number = 0; number < count; number++)
        for (size_t run = 0; run < results[number].run_count; run++)
            total += results[number].traces[run].count;
    return total;
}

static size_t total_runs(const nsc_search_result *results, size_t count) {
    size_t total = 0;
    for (size_t number = 0; number < count; number++)
        total += results[number].run_count;
    return total;
}

static nsc_status take_trajectories(trajectories *taken, const nsc_search_result *results, size_t count,
                                    const nsc_search_table_options *options, nsc_error *error) {
    const nsc_search_locations kind = (nsc_search_locations)options->locations;
    size_t filled = 0;
    nsc_status status = NSC_OK;
    *taken = (trajectories){0};
    NSC_TRY(nsc_search_landscape_make(&taken->landscape, results[0].experiment, options->control, error));
    NSC_TRY(nsc_allocate(&taken->runs, total_runs(results, count), sizeof *taken->runs, error));
    NSC_TRY(nsc_allocate(&taken->locations, total_events(results, count), sizeof *taken->locations, error));
    for (size_t number = 0; number < count; number++)
        for (size_t run = 0; run < results[number].run_count; run++) {
            const nsc_search_trace *trace = &results[number].traces[run];
            nsc_trajectory *made = &taken->runs[taken->count++];
            *made = (nsc_trajectory){.locations = taken->locations + filled, .algorithm = (uint32_t)number};
            for (size_t place = 0; place < trace->count; place++)
                if (trace->events[place].incumbent && trace->events[place].point != UINT32_MAX)
                    taken->locations[filled + made->count++] =
                        location_of(&taken->landscape, kind, trace->events[place].point);
            filled += made->count;
        }
out:
    return status;
}

static void release_trajectories(trajectories *taken) {
    nsc_search_landscape_release(&taken->landscape);
    free(taken->runs);
    free(taken->locations);
}

/* ---- a network and its best nodes ---- */

typedef struct marked_network {
    nsc_trajectory_network network;
    bool *best;        /* [node] */
    double best_score; /* of all nodes; NaN without nodes */
} marked_network;

static double score_of(const trajectories *taken, const nsc_trajectory_node *node) {
    return taken->landscape.landscape.fitness->values[node->location];
}

static nsc_status make_network(marked_network *made, const trajectories *taken, const nsc_trajectory *runs,
                               size_t count, nsc_error *error) {
    const nsc_order *order = &taken->landscape.order;
    nsc_status status = NSC_OK;
    *made = (marked_network){.best_score = NAN};
    NSC_TRY(nsc_trajectory_network_make(&made->network, runs, count, error));
    NSC_TRY(nsc_allocate(&made->best, made->network.node_count, sizeof *made->best, error));
    for (uint32_t node = 0; node < made->network.node_count; node++) {
        const double score = score_of(taken, &made->network.nodes[node]);
        if (node == 0 || nsc_merit(order, score) > nsc_merit(order, made->best_score))
            made->best_score = score;
    }
    for (uint32_t node = 0; node < made->network.node_count; node++)
        made->best[node] = nsc_equally_fit(order, score_of(taken, &made->network.nodes[node]), made->best_score);
out:
    return status;
}

static void release_network(marked_network *made) {
    nsc_trajectory_network_release(&made->network);
    free(made->best);
}

/* The labels of the algorithms, joined by "+"; released by free(). */
static nsc_status join_labels(char **text, const nsc_search_result *results, const uint32_t *owners, size_t count,
                              nsc_error *error) {
    size_t size = 1;
    for (size_t place = 0; place < count; place++)
        size += strlen(results[owners[place]].label) + 1;
    const nsc_status status = nsc_allocate(text, size, 1, error);
    for (size_t place = 0, length = 0; status == NSC_OK && place < count; place++)
        length +=
            (size_t)snprintf(*text + length, size - length, "%s%s", place > 0 ? "+" : "", results[owners[place]].label);
    return status;
}

/* ---- its figures ---- */

static const nsc_column network_columns[] = {
    {"network", "merged: of all algorithms; alone: of the one in the column algorithm"},
    {"trajectories", "runs with an incumbent"},
    {"nodes", "different locations that incumbents of the runs are at"},
    {"edges", "different steps from one location to the next; steps that stay do not count"},
    {"shared", "nodes that more than one algorithm visits"},
    {"best", "nodes with the best score in this network"},
    {"ends", "nodes at which a run ends, without the best ones"},
    {"components", "connected components, ignoring directions"},
    {"strength", "steps into the best nodes, over the number of trajectories"},
    {"best_score", "score of the best nodes"},
};

static nsc_status add_figures(nsc_search_rows *rows, const nsc_search_result *result, const trajectories *taken,
                              const nsc_trajectory *runs, size_t count, nsc_error *error) {
    marked_network made;
    nsc_trajectory_figures figures;
    nsc_status status = NSC_OK;
    NSC_TRY(make_network(&made, taken, runs, count, error));
    NSC_TRY(nsc_trajectory_network_measure(&made.network, made.best, &figures, error));
    NSC_TRY(nsc_search_rows_add(
        rows, result,
        NSC_ROW(nsc_text(result != NULL ? "alone" : "merged"), nsc_integer(made.network.trajectory_count),
                nsc_integer(figures.nodes), nsc_integer((int64_t)figures.edges), nsc_integer(figures.shared),
                nsc_integer(figures.best), nsc_integer(figures.ends), nsc_integer(figures.components),
                nsc_real(figures.strength), nsc_real(made.best_score)),
        error));
out:
    release_network(&made);
    return status;
}

static nsc_status network_rows(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                               nsc_search_rows *rows, nsc_error *error) {
    trajectories taken;
    size_t first = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(take_trajectories(&taken, results, count, options, error));
    if (count > 1)
        NSC_TRY(add_figures(rows, NULL, &taken, taken.runs, taken.count, error));
    for (size_t number = 0; number < count; first += results[number].run_count, number++)
        NSC_TRY(add_figures(rows, &results[number], &taken, taken.runs + first, results[number].run_count, error));
out:
    release_trajectories(&taken);
    return status;
}

/* ---- nodes and edges ---- */

static const nsc_column node_columns[] = {
    {"point", "name of the location: a point, or the local optimum of a basin"},
    {"score", "true fitness of that point"},
    {"rank", "rank of the score among all evaluated points, 1 for the best"},
    {"type", "best: has the best score in the network; end: a run ends here; start: a run starts here; else standard; "
             "the first that applies"},
    {"algorithms", "algorithms that visit it, joined by +"},
    {"algorithm_count", "their number; more than 1: the node is shared"},
    {"visits", "number of visits"},
    {"starts", "runs that start here"},
    {"ends", "runs that end here"},
};

static const char *type_of(const marked_network *made, uint32_t node) {
    const nsc_trajectory_node *own = &made->network.nodes[node];
    return made->best[node] ? "best" : own->ends > 0 ? "end" : own->starts > 0 ? "start" : "standard";
}

static nsc_status add_node(nsc_search_rows *rows, const nsc_search_result *results, const trajectories *taken,
                           const marked_network *made, uint32_t node, nsc_error *error) {
    const nsc_trajectory_node *own = &made->network.nodes[node];
    nsc_point_name name;
    char *labels = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_name_point(results[0].experiment, own->location, &name, error));
    NSC_TRY(join_labels(&labels, results, made->network.node_owners + own->first_owner, own->owner_count, error));
    NSC_TRY(nsc_search_rows_add(rows, NULL,
                                NSC_ROW(nsc_text(name.text), nsc_real(score_of(taken, own)),
                                        nsc_integer(taken->landscape.ranks[own->location]),
                                        nsc_text(type_of(made, node)), nsc_text(labels), nsc_integer(own->owner_count),
                                        nsc_unsigned(own->visits), nsc_integer(own->starts), nsc_integer(own->ends)),
                                error));
out:
    free(labels);
    return status;
}

static const nsc_column edge_columns[] = {
    {"from", "name of the location that the step leaves"},
    {"to", "name of the location that it leads to"},
    {"weight", "number of times that runs took the step"},
    {"algorithms", "algorithms that took it, joined by +"},
    {"algorithm_count", "their number"},
    {"neighbours", "1 if the two points are neighbours, else 0"},
    NSC_COLUMN_NEIGHBOURS_BY,
};

static nsc_status add_edge(nsc_search_rows *rows, const nsc_search_result *results, const trajectories *taken,
                           const marked_network *made, uint32_t number, nsc_error *error) {
    const nsc_trajectory_edge *edge = &made->network.edges[number];
    const uint32_t from = made->network.nodes[edge->from].location, to = made->network.nodes[edge->to].location;
    nsc_point_name from_name, to_name;
    char *labels = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_name_point(results[0].experiment, from, &from_name, error));
    NSC_TRY(nsc_search_name_point(results[0].experiment, to, &to_name, error));
    NSC_TRY(join_labels(&labels, results, made->network.edge_owners + edge->first_owner, edge->owner_count, error));
    NSC_TRY(nsc_search_rows_add(rows, NULL,
                                NSC_ROW(nsc_text(from_name.text), nsc_text(to_name.text), nsc_unsigned(edge->weight),
                                        nsc_text(labels), nsc_integer(edge->owner_count),
                                        nsc_integer(nsc_search_are_neighbours(&taken->landscape, from, to)),
                                        nsc_search_neighbours_by(&taken->landscape)),
                                error));
out:
    free(labels);
    return status;
}

/* Adds the row of node or edge `number` of the merged network. */
typedef nsc_status add_part(nsc_search_rows *rows, const nsc_search_result *results, const trajectories *taken,
                            const marked_network *made, uint32_t number, nsc_error *error);

static nsc_status add_parts(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                            bool of_edges, nsc_search_rows *rows, nsc_error *error) {
    add_part *const add = of_edges ? add_edge : add_node;
    trajectories taken;
    marked_network made = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(take_trajectories(&taken, results, count, options, error));
    NSC_TRY(make_network(&made, &taken, taken.runs, taken.count, error));
    const size_t parts = of_edges ? made.network.edge_count : made.network.node_count;
    for (uint32_t number = 0; number < parts; number++)
        NSC_TRY(add(rows, results, &taken, &made, number, error));
out:
    release_network(&made);
    release_trajectories(&taken);
    return status;
}

static nsc_status node_rows(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                            nsc_search_rows *rows, nsc_error *error) {
    return add_parts(results, count, options, false, rows, error);
}

static nsc_status edge_rows(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                            nsc_search_rows *rows, nsc_error *error) {
    return add_parts(results, count, options, true, rows, error);
}

/* ---- the tables ---- */

const nsc_search_table nsc_search_table_network = {
    .name = "network",
    .meaning = "figures of the search trajectory network (Ochoa, Malan, Blum 2021), of all algorithms and of each",
    .columns = network_columns,
    .column_count = NSC_COUNT_OF(network_columns),
    .needs = NSC_TABLE_READS_LANDSCAPE,
    .reads = NSC_TABLE_READS(locations),
    .rows = network_rows,
};

const nsc_search_table nsc_search_table_nodes = {
    .name = "nodes",
    .meaning = "nodes of the search trajectory network of all algorithms",
    .columns = node_columns,
    .column_count = NSC_COUNT_OF(node_columns),
    .needs = NSC_TABLE_READS_LANDSCAPE,
    .reads = NSC_TABLE_READS(locations),
    .rows = node_rows,
};

const nsc_search_table nsc_search_table_edges = {
    .name = "edges",
    .meaning = "edges of the search trajectory network of all algorithms",
    .columns = edge_columns,
    .column_count = NSC_COUNT_OF(edge_columns),
    .needs = NSC_TABLE_READS_LANDSCAPE,
    .reads = NSC_TABLE_READS(locations),
    .rows = edge_rows,
};
