/*
 * Networks of local optima: the optima and the transitions of a search between them. Exact: transitions between basins
 * over the whole graph, and escapes by perturbations of every optimum. Sampled: the optima and transitions that runs of
 * iterated local search meet.
 */
#include "analysis/estimators/ranking.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/optima/lon_internal.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

enum { EDGES_LISTED = 200000 };

static const nsc_column node_columns[] = {
    {"point", "name of the point"},
    {"fitness", "fitness of the optimum"},
    {"basin", "starts from which climbs by best improvement end here; empty if the network is of others"},
    {"stay",
     "self-loop weight; exact: probability that a neighbour of a point of the basin is in it too; sampled: "
     "share of the perturbations that led back here, empty if none was made; of others: share of the weight that "
     "leaves the optimum, or the column stay of the nodes"},
    {"out_degree", "other optima that edges of the network lead to"},
    {"in_strength", "sum of the weights of the edges that lead here"},
    {"compressed", "number in the compressed network, the same for optima of equal fitness that edges connect"},
    {"sink", "yes: bottom of a funnel, from which no edge leads up; no: an edge leads up"},
    {"in_global_funnel", "yes: a path of edges that do not lead down reaches a best optimum; no: none does"},
    {"path", "edges of the shortest such path to a best optimum; empty if there is none"},
};
static const nsc_column edge_columns[] = {
    {"kind", "transition: neighbouring points of the two basins; escape: points near the first optimum in the basin of "
             "the second; sampled: perturbations followed by climbs; network: of others"},
    {"from", "name of the optimum that the edge starts from"},
    {"to", "name of the optimum that the edge leads to"},
    {"count", "number of such pairs, points or perturbations"},
    {"weight",
     "transition, escape: probability, among all counted from the first optimum; sampled: the count; network: "
     "the sum of the file's weights, or the number of rows"},
    {"change", "change of fitness: improving, equal or worsening"},
};

/* Suffix for the second network of an exact run. */
#define OF_ESCAPES(name)                                                                                               \
    { "escape_" name, name " of the network of escapes, not of transitions" }

/* These are of the network of transitions between basins, or of the sampled one. */
static const nsc_column statistics[] = {
    {"optima", "nodes of the network: all local optima; sampled: those that runs met"},
    NSC_EVALUATED_NEIGHBOURS,
    {"edges", "directed edges between different optima; higher: more transitions"},
    {"funnels", "bottoms of funnels: optima from which no edge leads up, with connected ones of equal fitness as one; "
                "higher: more dead ends, 1: all paths up lead to the best"},
    {"global_share", "share of monotonic_optima, including the best, from which edges that do not lead down reach a "
                     "best one, above 0 ... 1; higher: easier"},
    {"strength", "strength of the best optima: their incoming weight as a share of all weight, 0 ... 1; higher: the "
                 "best attract more"},
    {"global_funnels", "funnels whose bottom is one of the best optima"},
    {"neutral", "share of the optima that an edge connects to another of equal fitness, 0 ... 1; higher: flatter"},
    {"density", "density: edges over possible edges, 0 ... 1; higher: more transitions"},
    {"mean_stay", "mean self-loop weight over the optima, 0 ... 1; higher: harder to leave. Transitions: probability "
                  "that a neighbour of a point of the basin is in it too; escapes: share of the points near that lead "
                  "back; sampled: share of the perturbations that led back"},
    {"monotonic_edges", "edges that do not lead down"},
    {"monotonic_optima", "optima of the monotonic network; sampled: without those from which no search continued"},
    {"compressed_optima",
     "optima of the compressed network, where connected monotonic optima of equal fitness are one"},
    {"compressed_edges", "edges that lead up between these"},
    {"compressed_neutral", "1 - compressed_optima / monotonic_optima, 0 ... 1; higher: flatter"},
    {"compressed_strength",
     "share of the weight that leads up to bottoms of funnels which leads to the best ones, 0 ... 1; higher: the best "
     "attract more; the authors' scripts call it strength of the compressed network"},
    {"path_count", "optima other than the best from which edges that do not lead down reach a best one"},
    {"mean_path", "mean number of edges of the shortest such path over these optima, 1 or more; higher: farther"},
    {"mean_weighted_path", "mean length of the shortest path to a best optimum by any edges of length 1 / weight, over "
                           "the other optima with such a path; higher: farther"},
    OF_ESCAPES("edges"),
    OF_ESCAPES("funnels"),
    OF_ESCAPES("global_share"),
    OF_ESCAPES("strength"),
    OF_ESCAPES("global_funnels"),
    OF_ESCAPES("neutral"),
    OF_ESCAPES("density"),
    OF_ESCAPES("mean_stay"),
    OF_ESCAPES("monotonic_edges"),
    OF_ESCAPES("monotonic_optima"),
    OF_ESCAPES("compressed_optima"),
    OF_ESCAPES("compressed_edges"),
    OF_ESCAPES("compressed_neutral"),
    OF_ESCAPES("compressed_strength"),
    OF_ESCAPES("path_count"),
    OF_ESCAPES("mean_path"),
    OF_ESCAPES("mean_weighted_path"),
    {"escape_perturbation", "distance from an optimum in edits within which escapes are counted (--perturbation)"},
    {"optima_of_landscape", "sampled: all local optima, met or not"},
    {"found_share", "sampled: share of all local optima that runs met, above 0 ... 1; higher: more complete"},
    {"success", "sampled: success rate, the share of runs that end at a point as good as the best optimum, 0 ... 1; "
                "higher: easier"},
    {"deviation", "sampled: mean difference between the fitness of the best optimum and of the end of a run, 0 or "
                  "more; higher: harder"},
    {"runs", "sampled: runs of iterated local search (--runs)"},
    {"stopping", "sampled: perturbations in a row without improvement after which a run ends (--stopping)"},
    {"perturbation", "sampled: edits of a perturbation (--perturbation)"},
    {"seed", "sampled: seed of the random numbers (--seed)"},
    {"perturbations", "sampled: perturbations of all runs together"},
};

static const char one_optimum[] = "there is one optimum only";
static const char no_edges[] = "the network has no edges";
static const char no_perturbations[] = "no perturbation led to a point of a basin";
static const char no_funnel_edges[] = "no edge leads to the bottom of a funnel";
static const char no_paths[] = "no other optimum has a path to a best one";

typedef struct network {
    nsc_lon lon;
    nsc_lon_measures measures;
    const char *reason; /* reason it is missing */
} network;

static void release(network *own) {
    nsc_lon_release(&own->lon);
    nsc_lon_measures_release(&own->measures);
}

static nsc_status measure(network *own, nsc_error *error) {
    if (own->reason == NULL && own->lon.node_count == 0)
        own->reason = nsc_climbs_none;
    return own->reason == NULL ? nsc_lon_measure(&own->measures, &own->lon, error) : NSC_OK;
}

/* ---- rows ---- */

/* names[optimum]: computed once for all rows, since a cell's name is a hash. */
static nsc_status name_optima(const nsc_landscape *landscape, const nsc_climbs *climbs, nsc_point_name **names,
                              nsc_error *error) {
    nsc_status status = nsc_allocate(names, climbs->optimum_count, sizeof **names, error);
    for (uint32_t optimum = 0; status == NSC_OK && optimum < climbs->optimum_count; optimum++)
        status = landscape->space->point_name(landscape->space, climbs->optima[optimum], &(*names)[optimum], error);
    return status;
}

static nsc_value yes_or_no(bool yes) {
    return nsc_text(yes ? "yes" : "no");
}

/* Of a network of others, `climbs` is NULL. */
static nsc_status add_nodes(const nsc_point_name *names, const nsc_climbs *climbs, const network *own, nsc_table *table,
                            nsc_error *error) {
    const nsc_lon *lon = &own->lon;
    const nsc_lon_measures *measures = &own->measures;
    uint32_t *nodes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&nodes, lon->node_count, sizeof *nodes, error));
    for (uint32_t node = 0; node < lon->node_count; node++)
        nodes[node] = node;
    NSC_TRY(nsc_best_first(lon->values, lon->order.direction, nodes, lon->node_count, error));
    for (uint32_t place = 0; place < lon->node_count; place++) {
        const uint32_t node = nodes[place];
        const nsc_value row[] = {nsc_text(names[lon->optima[node]].text),
                                 nsc_real(lon->values[node]),
                                 climbs != NULL ? nsc_integer(climbs->sizes[lon->optima[node]]) : nsc_missing(),
                                 nsc_real(lon->self_loops[node]),
                                 nsc_integer(measures->out_degrees[node]),
                                 nsc_real(measures->in_strengths[node]),
                                 nsc_integer(measures->compressed[node]),
                                 yes_or_no(measures->sinks[node]),
                                 yes_or_no(measures->in_global[node]),
                                 nsc_real(measures->hops[node])};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(nodes);
    return status;
}

/* listed[edge]: whether it is among the EDGES_LISTED heaviest, ties in order. */
static nsc_status choose_edges(const nsc_lon_list *list, bool *listed, nsc_error *error) {
    double *weights = NULL;
    uint32_t *edges = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&weights, list->count, sizeof *weights, error));
    NSC_TRY(nsc_allocate(&edges, list->count, sizeof *edges, error));
    for (uint32_t edge = 0; edge < list->count; edge++) {
        edges[edge] = edge;
        weights[edge] = list->edges[edge].weight;
    }
    NSC_TRY(nsc_best_first(weights, NSC_MAXIMISE, edges, list->count, error));
    for (size_t place = 0; place < EDGES_LISTED; place++)
        listed[edges[place]] = true;
out:
    free(weights);
    free(edges);
    return status;
}

static nsc_status add_edges(const nsc_point_name *names, const nsc_lon *lon, const char *kind, nsc_table *table,
                            nsc_error *error) {
    bool *listed = NULL;
    nsc_status status = NSC_OK;
    if (lon->list.count > EDGES_LISTED) {
        NSC_TRY(nsc_allocate(&listed, lon->list.count, sizeof *listed, error));
        NSC_TRY(choose_edges(&lon->list, listed, error));
    }
    for (size_t edge = 0; edge < lon->list.count; edge++) {
        const nsc_network_edge *own = &lon->list.edges[edge];
        const double from = lon->values[own->from], to = lon->values[own->to];
        if (listed != NULL && !listed[edge])
            continue;
        const nsc_value row[] = {nsc_text(kind),
                                 nsc_text(names[lon->optima[own->from]].text),
                                 nsc_text(names[lon->optima[own->to]].text),
                                 nsc_integer((int64_t)own->count),
                                 nsc_real(own->weight),
                                 nsc_text(nsc_better(&lon->order, to, from)   ? "improving"
                                          : nsc_better(&lon->order, from, to) ? "worsening"
                                                                              : "equal")};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(listed);
    return status;
}

/* ---- summary ---- */

/* The measures of one network, their names preceded by `prefix`. */
static nsc_status add_measures(const network *own, const char *prefix, const nsc_measured_part *part, nsc_table *table,
                               nsc_error *error) {
    const nsc_lon *lon = &own->lon;
    const nsc_lon_measures *measures = &own->measures;
    const struct {
        const char *name;
        double value;
        const char *reason;
    } rows[] = {
        {"edges", (double)lon->list.count, NULL},
        {"funnels", measures->funnels, NULL},
        {"global_share", measures->global_share, NULL},
        {"strength", measures->strength, no_edges},
        {"global_funnels", measures->global_funnels, NULL},
        {"neutral", measures->neutral, NULL},
        {"density", measures->density, one_optimum},
        {"mean_stay", measures->mean_self_loop, no_perturbations},
        {"monotonic_edges", (double)measures->monotonic_edges, NULL},
        {"monotonic_optima", measures->monotonic_nodes, NULL},
        {"compressed_optima", measures->compressed_nodes, NULL},
        {"compressed_edges", (double)measures->compressed_edges, NULL},
        {"compressed_neutral", measures->compressed_neutral, NULL},
        {"compressed_strength", measures->compressed_strength, no_funnel_edges},
        {"path_count", measures->path_count, NULL},
        {"mean_path", measures->mean_path, no_paths},
        {"mean_weighted_path", measures->mean_weighted_path, no_paths},
    };
    nsc_status status = NSC_OK;
    for (size_t row = 0; status == NSC_OK && row < NSC_COUNT_OF(rows); row++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", prefix, rows[row].name);
        status = nsc_measured_part_add(part, table, name, own->reason != NULL ? (double)NAN : rows[row].value,
                                       own->reason != NULL ? own->reason : rows[row].reason, error);
    }
    return status;
}

/* ---- by method ---- */

static nsc_status run_exact(const nsc_landscape *landscape, const nsc_climbs *climbs,
                            const nsc_analysis_options *options, nsc_table **tables, nsc_error *error) {
    nsc_measured_part part;
    network transitions = {0}, escapes = {0};
    nsc_point_name *names = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_lon_transitions(&transitions.lon, landscape, climbs, options->control, error));
    NSC_TRY(measure(&transitions, error));
    NSC_TRY(nsc_lon_escapes(&escapes.lon, &escapes.reason, landscape, climbs, options, error));
    NSC_TRY(measure(&escapes, error));
    NSC_TRY(name_optima(landscape, climbs, &names, error));
    NSC_TRY(add_nodes(names, climbs, &transitions, tables[0], error));
    NSC_TRY(add_edges(names, &transitions.lon, "transition", tables[1], error));
    NSC_TRY(add_edges(names, &escapes.lon, "escape", tables[1], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(nsc_measured_part_add(&part, tables[2], "optima", climbs->optimum_count, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(&part, tables[2], error));
    NSC_TRY(add_measures(&transitions, "", &part, tables[2], error));
    NSC_TRY(add_measures(&escapes, "escape_", &part, tables[2], error));
    NSC_TRY(nsc_summary_add(tables[2], "escape_perturbation", options->perturbation, NULL, error));
out:
    release(&transitions);
    release(&escapes);
    free(names);
    return status;
}

static nsc_status run_sampled(const nsc_landscape *landscape, const nsc_climbs *climbs,
                              const nsc_analysis_options *options, nsc_table **tables, nsc_error *error) {
    const nsc_measured_part complete = {0};
    nsc_measured_part part;
    network sampled = {0};
    nsc_point_name *names = NULL;
    nsc_lon_runs runs;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_lon_sampled(&sampled.lon, &runs, landscape, climbs, options, error));
    NSC_TRY(measure(&sampled, error));
    NSC_TRY(name_optima(landscape, climbs, &names, error));
    NSC_TRY(add_nodes(names, climbs, &sampled, tables[0], error));
    NSC_TRY(add_edges(names, &sampled.lon, "sampled", tables[1], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(nsc_measured_part_add(&part, tables[2], "optima", sampled.lon.node_count, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(&part, tables[2], error));
    NSC_TRY(add_measures(&sampled, "", &part, tables[2], error));
    const struct {
        const char *name;
        double value;
        bool of_part;
    } rows[] = {
        {"optima_of_landscape", climbs->optimum_count, true},
        {"found_share", (double)sampled.lon.node_count / climbs->optimum_count, true},
        {"success", runs.success, true},
        {"deviation", runs.deviation, true},
        {"runs", options->runs, false},
        {"stopping", options->stopping, false},
        {"perturbation", options->perturbation, false},
    };
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++)
        NSC_TRY(nsc_measured_part_add(rows[row].of_part ? &part : &complete, tables[2], rows[row].name, rows[row].value,
                                      nsc_climbs_none, error));
    NSC_TRY(nsc_summary_add_seed(tables[2], "seed", options->seed, error));
    NSC_TRY(nsc_summary_add(tables[2], "perturbations", (double)runs.perturbations, NULL, error));
out:
    release(&sampled);
    free(names);
    return status;
}

nsc_status nsc_lon_run_network(const nsc_landscape_names *names_of_order, const nsc_analysis_options *options,
                               nsc_table **tables, nsc_order *order, uint32_t *node_count, nsc_error *error) {
    const nsc_measured_part complete = {0}; /* a file holds all of its network */
    nsc_lon_imported file = {0};
    network own = {0};
    nsc_point_name *names = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_lon_imported_read(&file, names_of_order, options, error));
    *node_count = file.lon.node_count;
    *order = file.lon.order;
    own.lon = file.lon;
    file.lon = (nsc_lon){0};
    NSC_TRY(measure(&own, error));
    NSC_TRY(nsc_allocate(&names, own.lon.node_count, sizeof *names, error));
    for (uint32_t node = 0; node < own.lon.node_count; node++)
        names[node].text = nsc_name_table_text(&file.names, node);
    NSC_TRY(add_nodes(names, NULL, &own, tables[0], error));
    NSC_TRY(add_edges(names, &own.lon, "network", tables[1], error));
    NSC_TRY(nsc_summary_add(tables[2], "optima", own.lon.node_count, NULL, error));
    NSC_TRY(add_measures(&own, "", &complete, tables[2], error));
out:
    release(&own);
    nsc_lon_imported_release(&file);
    free(names);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_climbs climbs;
    if (nsc_option_names(options->network))
        return nsc_error_set(error, NSC_USAGE, "a network has no landscape: call nsc_analysis_run_network");
    nsc_status status = nsc_climbs_make(&climbs, landscape, options->control, error);
    if (status == NSC_OK)
        status =
            (options->method == NSC_LON_SAMPLED ? run_sampled : run_exact)(landscape, &climbs, options, tables, error);
    nsc_climbs_release(&climbs);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("nodes",
              "one row for each optimum, best first: its figures in the network of transitions, or in the sampled one",
              node_columns),
    NSC_TABLE("edges", "one row for each edge, at most the 200,000 heaviest of each kind", edge_columns),
    NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_lon = {
    "lon",
    "the network of local optima: funnels, strength, paths to the best",
    "Ochoa, Tomassini, Verel, Darabos 2008; Verel, Ochoa, Tomassini 2011; Ochoa, Veerapen 2022",
    "transition: w(o→p) = pairs of neighbours with the first in the basin of o and the second in that of p / all pairs "
    "from the basin of o; escape: points within D edits of o in the basin of p / all such points; funnels end where no "
    "edge leads up",
    NSC_READS(method) | NSC_READS(runs) | NSC_READS(stopping) | NSC_READS(perturbation) | NSC_READS(seed) |
        NSC_READS(network) | NSC_READS(nodes),
    NSC_SHARES_UNITS,
    tables,
    NSC_COUNT_OF(tables),
    run};
