/*
 * A network of optima that another program made. Edges that the file has several times are one, of the sum of their
 * weights. Own loops are kept apart: an optimum's loop is its share of the weight that leaves the optimum, and no other
 * measure counts it, as for the networks that are searched for here.
 *
 * Of the moves of a search without weights, an optimum to which only worse moves led and from which no move started was
 * rejected: no search went on from it. Anywhere else every optimum counts as explored.
 */
#include "analysis/optima/lon_network_internal.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

void nsc_lon_imported_release(nsc_lon_imported *network) {
    nsc_lon_release(&network->lon);
    nsc_name_table_release(&network->names);
}

/* ---- nodes ---- */

static nsc_status check_fitness(const nsc_lon_rows *rows, const char *path, const char *nodes_path, nsc_error *error) {
    if (rows->names.count == 0)
        return nsc_error_set(error, NSC_INVALID, "%s: there is no optimum below the header", path);
    for (size_t node = 0; node < rows->names.count; node++)
        if (isnan(rows->nodes[node].fitness)) {
            const char *name = nsc_name_table_text(&rows->names, node);
            return nodes_path != NULL
                       ? nsc_error_set(error, NSC_INVALID, "%s: the node \"%.80s\" of %s is missing", nodes_path, name,
                                       path)
                       : nsc_error_set(error, NSC_INVALID,
                                       "%s: the optima have no fitness: add the columns from_fitness and "
                                       "to_fitness, or a file node,fitness by --nodes FILE",
                                       path);
        }
    return NSC_OK;
}

static nsc_status take_nodes(nsc_lon *lon, const nsc_lon_rows *rows, nsc_error *error) {
    nsc_status status = NSC_OK;
    lon->node_count = (uint32_t)rows->names.count;
    NSC_TRY(nsc_allocate(&lon->optima, lon->node_count, sizeof *lon->optima, error));
    NSC_TRY(nsc_allocate(&lon->values, lon->node_count, sizeof *lon->values, error));
    NSC_TRY(nsc_allocate(&lon->self_loops, lon->node_count, sizeof *lon->self_loops, error));
    for (uint32_t node = 0; node < lon->node_count; node++) {
        lon->optima[node] = node;
        lon->values[node] = rows->nodes[node].fitness;
    }
out:
    return status;
}

static nsc_status take_order(nsc_lon *lon, const nsc_landscape_names *names, nsc_error *error) {
    nsc_fitness fitness = {.point_count = lon->node_count,
                           .known_count = lon->node_count,
                           .values = lon->values,
                           .direction = names->direction};
    nsc_status status = nsc_fitness_check_magnitudes(&fitness, error);
    if (status == NSC_OK && names->equal_within != NULL)
        status = nsc_fitness_equal_within(&fitness, names->equal_within, error);
    if (status == NSC_OK)
        lon->order = nsc_order_of(&fitness);
    return status;
}

/* ---- edges ---- */

/* Own loops become shares of the weight that leaves their optimum; NaN where none does. */
static nsc_status separate_loops(nsc_lon *lon, const nsc_lon_rows *rows, nsc_error *error) {
    double *totals = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&totals, lon->node_count, sizeof *totals, error));
    for (size_t edge = 0; edge < lon->list.count; edge++)
        totals[lon->list.edges[edge].from] += lon->list.edges[edge].weight;
    nsc_lon_remove_loops(lon);
    for (uint32_t node = 0; node < lon->node_count; node++) {
        lon->self_loops[node] = totals[node] > 0 ? lon->self_loops[node] / totals[node] : (double)NAN;
        if (!isnan(rows->nodes[node].stay))
            lon->self_loops[node] = rows->nodes[node].stay;
    }
out:
    free(totals);
    return status;
}

/* The optima from which the moves of a search went on. */
static nsc_status find_explored(nsc_lon *lon, nsc_error *error) {
    const nsc_status status = nsc_allocate(&lon->explored, lon->node_count, sizeof *lon->explored, error);
    for (uint32_t node = 0; status == NSC_OK && node < lon->node_count; node++)
        lon->explored[node] = !isnan(lon->self_loops[node]); /* a move started here, if only one that led back */
    for (size_t edge = 0; status == NSC_OK && edge < lon->list.count; edge++) {
        const nsc_network_edge *own = &lon->list.edges[edge];
        if (nsc_at_least(&lon->order, lon->values[own->to], lon->values[own->from]))
            lon->explored[own->to] = true;
    }
    return status;
}

nsc_status nsc_lon_imported_read(nsc_lon_imported *network, const nsc_landscape_names *names,
                                 const nsc_analysis_options *options, nsc_error *error) {
    const char *path = options->network, *nodes_path = nsc_option_names(options->nodes) ? options->nodes : NULL;
    nsc_lon *lon = &network->lon;
    nsc_lon_rows rows = {0};
    nsc_status status = NSC_OK;
    *network = (nsc_lon_imported){0};
    NSC_TRY(nsc_lon_rows_read_network(&rows, path, error));
    if (nodes_path != NULL)
        NSC_TRY(nsc_lon_rows_read_nodes(&rows, nodes_path, error));
    NSC_TRY(check_fitness(&rows, path, nodes_path, error));
    NSC_TRY(take_nodes(lon, &rows, error));
    NSC_TRY(take_order(lon, names, error));
    lon->list = rows.edges;
    rows.edges = (nsc_lon_list){0};
    nsc_lon_list_compact(&lon->list);
    NSC_TRY(separate_loops(lon, &rows, error));
    if (rows.moves)
        NSC_TRY(find_explored(lon, error));
    network->names = rows.names;
    rows.names = (nsc_name_table){0};
out:
    nsc_lon_rows_release(&rows);
    if (status != NSC_OK)
        nsc_lon_imported_release(network);
    return status;
}
