/*
 * Measures of a network of optima, with the traversals by igraph. Monotonic: only edges that do not lead down are kept.
 * Compressed: in the monotonic network, optima of equal fitness that edges connect count as one (edges compare their
 * two ends); a funnel is all nodes with a path to a node there without outgoing edges, its bottom (Ochoa, Veerapen,
 * Daolio, Tomassini 2017; Ochoa, Veerapen 2018).
 */
#include "analysis/optima/lon_internal.h"

#include <math.h>

typedef struct work {
    const nsc_lon *lon;
    nsc_lon_measures *measures;
    nsc_network_edge *edges;  /* scratch for all edges of the network */
    double best;              /* fitness */
    bool *best_nodes;         /* [compressed node] one of its optima is among the best */
    uint32_t *numbers;        /* scratch for a number a node */
    uint32_t *out_degrees;    /* [compressed node] */
    double *strengths;        /* [compressed node] */
    double *hops;             /* scratch */
    double *lengths;          /* scratch */
    uint32_t component_count; /* of equal optima */
    bool *bottoms;            /* [component] is the bottom of a funnel */
} work;

static bool is_best(const work *state, double value) {
    return nsc_equally_fit(&state->lon->order, value, state->best);
}

static nsc_status allocate(work *state, nsc_error *error) {
    const uint32_t count = state->lon->node_count;
    nsc_lon_measures *measures = state->measures;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&measures->compressed, count, sizeof *measures->compressed, error));
    NSC_TRY(nsc_allocate(&measures->out_degrees, count, sizeof *measures->out_degrees, error));
    NSC_TRY(nsc_allocate(&measures->in_strengths, count, sizeof *measures->in_strengths, error));
    NSC_TRY(nsc_allocate(&measures->hops, count, sizeof *measures->hops, error));
    NSC_TRY(nsc_allocate(&measures->sinks, count, sizeof *measures->sinks, error));
    NSC_TRY(nsc_allocate(&measures->in_global, count, sizeof *measures->in_global, error));
    NSC_TRY(nsc_allocate(&state->edges, state->lon->list.count, sizeof *state->edges, error));
    NSC_TRY(nsc_allocate(&state->best_nodes, count, sizeof *state->best_nodes, error));
    NSC_TRY(nsc_allocate(&state->numbers, count, sizeof *state->numbers, error));
    NSC_TRY(nsc_allocate(&state->out_degrees, count, sizeof *state->out_degrees, error));
    NSC_TRY(nsc_allocate(&state->strengths, count, sizeof *state->strengths, error));
    NSC_TRY(nsc_allocate(&state->hops, count, sizeof *state->hops, error));
    NSC_TRY(nsc_allocate(&state->lengths, count, sizeof *state->lengths, error));
    NSC_TRY(nsc_allocate(&state->bottoms, count, sizeof *state->bottoms, error));
out:
    return status;
}

static void release(work *state) {
    free(state->edges);
    free(state->best_nodes);
    free(state->numbers);
    free(state->out_degrees);
    free(state->strengths);
    free(state->hops);
    free(state->lengths);
    free(state->bottoms);
}

void nsc_lon_measures_release(nsc_lon_measures *measures) {
    free(measures->compressed);
    free(measures->out_degrees);
    free(measures->in_strengths);
    free(measures->hops);
    free(measures->sinks);
    free(measures->in_global);
    *measures = (nsc_lon_measures){0};
}

/* ---- the network as it is ---- */

/*
 * A sampled network has optima from which no search went on: perturbations of better ones led there and were rejected.
 * They are left out of the monotonic network, where they would count as bottoms of funnels.
 */
static bool is_explored(const nsc_lon *lon, uint32_t node) {
    return lon->explored == NULL || lon->explored[node];
}

/* Strength: the share of all weight that leads to the best optima. */
static nsc_status measure_strength(work *state, nsc_error *error) {
    const nsc_lon *lon = state->lon;
    const nsc_network network = nsc_lon_network(lon);
    nsc_lon_measures *measures = state->measures;
    double all = 0, to_best = 0, self_loops = 0, self_loop_count = 0;
    nsc_status status = nsc_igraph_network_degrees(&network, measures->out_degrees, measures->in_strengths, error);
    for (uint32_t node = 0; status == NSC_OK && node < lon->node_count; node++) {
        all += measures->in_strengths[node];
        to_best += is_best(state, lon->values[node]) ? measures->in_strengths[node] : 0;
        measures->monotonic_nodes += is_explored(lon, node);
        if (!isnan(lon->self_loops[node])) {
            self_loops += lon->self_loops[node];
            self_loop_count++;
        }
    }
    measures->strength = all > 0 ? to_best / all : (double)NAN;
    measures->mean_self_loop = self_loops / self_loop_count;
    measures->density = (double)lon->list.count / ((double)lon->node_count * ((double)lon->node_count - 1));
    return status;
}

/* ---- paths to the best ---- */

/*
 * For paths to the nearest best node, all best nodes become a single one, numbered after the others. Edges between them
 * or away from them are on no shortest path.
 */
static nsc_status find_paths(work *state, bool monotonic, double *hops, double *lengths, nsc_error *error) {
    const nsc_lon *lon = state->lon;
    nsc_network network = {.edges = state->edges};
    uint32_t others = 0;
    for (uint32_t node = 0; node < lon->node_count; node++)
        others += !is_best(state, lon->values[node]);
    network.node_count = others + 1;
    for (uint32_t node = 0, number = 0; node < lon->node_count; node++)
        state->numbers[node] = is_best(state, lon->values[node]) ? others : number++;
    for (size_t edge = 0; edge < lon->list.count; edge++) {
        const nsc_network_edge *own = &lon->list.edges[edge];
        if (state->numbers[own->from] == others ||
            (monotonic && !nsc_at_least(&lon->order, lon->values[own->to], lon->values[own->from])))
            continue;
        state->edges[network.edge_count] = *own;
        state->edges[network.edge_count].from = state->numbers[own->from];
        state->edges[network.edge_count++].to = state->numbers[own->to];
    }
    return nsc_igraph_network_paths(&network, others, hops, lengths, error);
}

/* Means over the other optima that have a path: of the number of edges of the shortest monotonic one; and of the length
 * of the shortest in the whole network, with edges of length 1 / weight (Verel, Ochoa, Tomassini 2011). */
static nsc_status measure_paths(work *state, nsc_error *error) {
    const nsc_lon *lon = state->lon;
    nsc_lon_measures *measures = state->measures;
    double sum = 0, weighted_sum = 0, weighted_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(find_paths(state, false, state->hops, state->lengths, error));
    NSC_TRY(find_paths(state, true, state->hops, NULL, error));
    for (uint32_t node = 0; node < lon->node_count; node++) {
        const uint32_t number = state->numbers[node];
        measures->hops[node] = state->hops[number];
        if (is_best(state, lon->values[node]))
            continue;
        if (isfinite(state->hops[number])) {
            measures->path_count++;
            sum += state->hops[number];
        }
        if (isfinite(state->lengths[number])) {
            weighted_sum += state->lengths[number];
            weighted_count++;
        }
    }
    measures->mean_path = sum / measures->path_count;
    measures->mean_weighted_path = weighted_sum / weighted_count;
out:
    return status;
}

/* ---- the compressed network ---- */

static int compare_edges(const void *left, const void *right) {
    const nsc_network_edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

/* Optima of equal fitness that edges connect, whatever their direction, get one number. */
static nsc_status compress_nodes(work *state, nsc_error *error) {
    const nsc_lon *lon = state->lon;
    nsc_network equal = {.node_count = lon->node_count, .edges = state->edges};
    uint32_t neutral = 0;
    for (uint32_t node = 0; node < lon->node_count; node++)
        state->numbers[node] = 0;
    for (size_t edge = 0; edge < lon->list.count; edge++) {
        const nsc_network_edge *own = &lon->list.edges[edge];
        state->measures->monotonic_edges += nsc_at_least(&lon->order, lon->values[own->to], lon->values[own->from]);
        if (!nsc_equally_fit(&lon->order, lon->values[own->to], lon->values[own->from]))
            continue;
        state->edges[equal.edge_count++] = *own;
        state->numbers[own->from] = state->numbers[own->to] = 1;
    }
    for (uint32_t node = 0; node < lon->node_count; node++)
        neutral += state->numbers[node];
    nsc_lon_measures *measures = state->measures;
    nsc_status status = nsc_igraph_network_components(&equal, measures->compressed, &state->component_count, error);
    measures->compressed_nodes = state->component_count - (lon->node_count - measures->monotonic_nodes);
    measures->neutral = (double)neutral / lon->node_count;
    measures->compressed_neutral = 1 - (double)measures->compressed_nodes / measures->monotonic_nodes;
    for (uint32_t node = 0; status == NSC_OK && node < lon->node_count; node++)
        state->best_nodes[measures->compressed[node]] |= is_best(state, lon->values[node]);
    return status;
}

/* Edges that lead up, between compressed nodes; several between the same two become one of their weights' sum. */
static nsc_network compress_edges(work *state) {
    const nsc_lon *lon = state->lon;
    const uint32_t *compressed = state->measures->compressed;
    size_t count = 0, kept = 0;
    for (size_t edge = 0; edge < lon->list.count; edge++) {
        const nsc_network_edge *own = &lon->list.edges[edge];
        if (!nsc_better(&lon->order, lon->values[own->to], lon->values[own->from]))
            continue;
        if (compressed[own->from] == compressed[own->to])
            continue; /* equality within a tolerance is not transitive: steps between equals may add up */
        state->edges[count] = *own;
        state->edges[count].from = compressed[own->from];
        state->edges[count++].to = compressed[own->to];
    }
    qsort(state->edges, count, sizeof *state->edges, compare_edges);
    for (size_t edge = 0; edge < count; edge++) {
        if (kept > 0 && compare_edges(&state->edges[kept - 1], &state->edges[edge]) == 0)
            state->edges[kept - 1].weight += state->edges[edge].weight;
        else
            state->edges[kept++] = state->edges[edge];
    }
    state->measures->compressed_edges = kept;
    return (nsc_network){.node_count = state->component_count, .edge_count = kept, .edges = state->edges};
}

/* The funnels of best nodes: all nodes from which edges that lead up reach one. */
static nsc_status find_global_funnels(work *state, nsc_network *network, nsc_error *error) {
    const nsc_lon *lon = state->lon;
    nsc_lon_measures *measures = state->measures;
    const uint32_t target = network->node_count;
    uint32_t inside = 0;
    for (size_t edge = 0; edge < network->edge_count; edge++)
        if (state->best_nodes[state->edges[edge].to])
            state->edges[edge].to = target;
    network->node_count++;
    double *hops = NULL;
    nsc_status status = nsc_allocate(&hops, network->node_count, sizeof *hops, error);
    if (status == NSC_OK)
        status = nsc_igraph_network_paths(network, target, hops, NULL, error);
    for (uint32_t node = 0; status == NSC_OK && node < lon->node_count; node++) {
        const uint32_t compressed = measures->compressed[node];
        measures->in_global[node] =
            is_explored(lon, node) && (state->best_nodes[compressed] || isfinite(hops[compressed]));
        inside += measures->in_global[node];
    }
    measures->global_share = (double)inside / measures->monotonic_nodes;
    free(hops);
    return status;
}

static nsc_status measure_funnels(work *state, nsc_error *error) {
    nsc_lon_measures *measures = state->measures;
    double to_global = 0, to_local = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(compress_nodes(state, error));
    nsc_network network = compress_edges(state);
    NSC_TRY(nsc_igraph_network_degrees(&network, state->out_degrees, state->strengths, error));
    for (uint32_t node = 0; node < state->lon->node_count; node++) {
        measures->sinks[node] = is_explored(state->lon, node) && state->out_degrees[measures->compressed[node]] == 0;
        if (measures->sinks[node])
            state->bottoms[measures->compressed[node]] = true;
    }
    for (uint32_t node = 0; node < state->component_count; node++) {
        if (!state->bottoms[node])
            continue;
        const bool global = state->best_nodes[node];
        measures->funnels++;
        measures->global_funnels += global;
        *(global ? &to_global : &to_local) += state->strengths[node];
    }
    measures->compressed_strength = to_global + to_local > 0 ? to_global / (to_global + to_local) : (double)NAN;
    NSC_TRY(find_global_funnels(state, &network, error));
out:
    return status;
}

nsc_status nsc_lon_measure(nsc_lon_measures *measures, const nsc_lon *lon, nsc_error *error) {
    work state = {.lon = lon, .measures = measures, .best = lon->node_count > 0 ? lon->values[0] : (double)NAN};
    nsc_status status = NSC_OK;
    *measures = (nsc_lon_measures){0};
    for (uint32_t node = 1; node < lon->node_count; node++)
        if (nsc_merit(&lon->order, lon->values[node]) > nsc_merit(&lon->order, state.best))
            state.best = lon->values[node];
    NSC_TRY(allocate(&state, error));
    NSC_TRY(measure_strength(&state, error));
    NSC_TRY(measure_paths(&state, error));
    NSC_TRY(measure_funnels(&state, error));
out:
    release(&state);
    if (status != NSC_OK)
        nsc_lon_measures_release(measures);
    return status;
}
