/* Trajectories merged into one network: visits and steps sorted, equal ones added up. */
#include "analysis/search/results/trajectory_network.h"

/* One visit of a trajectory to a location. */
typedef struct one_visit {
    uint32_t location, algorithm;
    bool starts, ends;
} one_visit;

/* One step of a trajectory between two locations. */
typedef struct one_step {
    uint32_t from, to, algorithm;
} one_step;

typedef struct all_walks {
    one_visit *visits;
    one_step *steps;
    size_t visit_count, step_count;
} all_walks;

/* Splits the trajectories into visits and steps. */
static void take_walks(all_walks *walks, nsc_trajectory_network *network, const nsc_trajectory *trajectories,
                       size_t count) {
    for (size_t number = 0; number < count; number++) {
        const nsc_trajectory *trajectory = &trajectories[number];
        for (size_t place = 0; place < trajectory->count; place++) {
            const uint32_t location = trajectory->locations[place];
            if (place > 0 && location == trajectory->locations[place - 1])
                continue;
            if (place > 0)
                walks->steps[walks->step_count++] =
                    (one_step){trajectory->locations[place - 1], location, trajectory->algorithm};
            walks->visits[walks->visit_count++] = (one_visit){location, trajectory->algorithm, place == 0, false};
        }
        if (trajectory->count > 0)
            walks->visits[walks->visit_count - 1].ends = true;
        network->trajectory_count += trajectory->count > 0;
    }
}

static int compare_numbers(uint32_t left, uint32_t right) {
    return (left > right) - (left < right);
}

static int compare_visits(const void *left, const void *right) {
    const one_visit *one = left, *other = right;
    const int order = compare_numbers(one->location, other->location);
    return order != 0 ? order : compare_numbers(one->algorithm, other->algorithm);
}

static int compare_steps(const void *left, const void *right) {
    const one_step *one = left, *other = right;
    int order = compare_numbers(one->from, other->from);
    if (order == 0)
        order = compare_numbers(one->to, other->to);
    return order != 0 ? order : compare_numbers(one->algorithm, other->algorithm);
}

/* Adds an algorithm to the end of the list `owners` of the last node or edge, unless it is the last there. */
static void add_owner(uint32_t *owners, size_t first, uint32_t *count, uint32_t algorithm) {
    if (*count == 0 || owners[first + *count - 1] != algorithm)
        owners[first + (*count)++] = algorithm;
}

/* Adds up the sorted visits. */
static void make_nodes(nsc_trajectory_network *network, const all_walks *walks) {
    size_t owner_count = 0;
    for (size_t number = 0; number < walks->visit_count; number++) {
        const one_visit *visit = &walks->visits[number];
        if (number == 0 || visit->location != walks->visits[number - 1].location)
            network->nodes[network->node_count++] =
                (nsc_trajectory_node){.location = visit->location, .first_owner = owner_count};
        nsc_trajectory_node *node = &network->nodes[network->node_count - 1];
        node->visits++;
        node->starts += visit->starts;
        node->ends += visit->ends;
        add_owner(network->node_owners, node->first_owner, &node->owner_count, visit->algorithm);
        owner_count = node->first_owner + node->owner_count;
    }
}

static int compare_location(const void *location, const void *node) {
    return compare_numbers(*(const uint32_t *)location, ((const nsc_trajectory_node *)node)->location);
}

/* The node of a location that has one. */
static uint32_t node_at(const nsc_trajectory_network *network, uint32_t location) {
    const nsc_trajectory_node *node =
        bsearch(&location, network->nodes, network->node_count, sizeof *node, compare_location);
    return (uint32_t)(node - network->nodes);
}

/* Adds up the sorted steps; nodes have the order of their locations, so edges are ascending too. */
static void make_edges(nsc_trajectory_network *network, const all_walks *walks) {
    size_t owner_count = 0;
    for (size_t number = 0; number < walks->step_count; number++) {
        const one_step *step = &walks->steps[number];
        if (number == 0 || step->from != walks->steps[number - 1].from || step->to != walks->steps[number - 1].to)
            network->edges[network->edge_count++] = (nsc_trajectory_edge){
                .from = node_at(network, step->from), .to = node_at(network, step->to), .first_owner = owner_count};
        nsc_trajectory_edge *edge = &network->edges[network->edge_count - 1];
        edge->weight++;
        add_owner(network->edge_owners, edge->first_owner, &edge->owner_count, step->algorithm);
        owner_count = edge->first_owner + edge->owner_count;
    }
}

nsc_status nsc_trajectory_network_make(nsc_trajectory_network *network, const nsc_trajectory *trajectories,
                                       size_t count, nsc_error *error) {
    all_walks walks = {0};
    size_t places = 0;
    nsc_status status = NSC_OK;
    *network = (nsc_trajectory_network){0};
    for (size_t number = 0; number < count; number++)
        places += trajectories[number].count;
    NSC_TRY(nsc_allocate(&walks.visits, places, sizeof *walks.visits, error));
    NSC_TRY(nsc_allocate(&walks.steps, places, sizeof *walks.steps, error));
    NSC_TRY(nsc_allocate(&network->nodes, places, sizeof *network->nodes, error));
    NSC_TRY(nsc_allocate(&network->edges, places, sizeof *network->edges, error));
    NSC_TRY(nsc_allocate(&network->node_owners, places, sizeof *network->node_owners, error));
    NSC_TRY(nsc_allocate(&network->edge_owners, places, sizeof *network->edge_owners, error));
    take_walks(&walks, network, trajectories, count);
    qsort(walks.visits, walks.visit_count, sizeof *walks.visits, compare_visits);
    qsort(walks.steps, walks.step_count, sizeof *walks.steps, compare_steps);
    make_nodes(network, &walks);
    make_edges(network, &walks);
out:
    free(walks.visits);
    free(walks.steps);
    return status;
}

void nsc_trajectory_network_release(nsc_trajectory_network *network) {
    free(network->nodes);
    free(network->edges);
    free(network->node_owners);
    free(network->edge_owners);
    *network = (nsc_trajectory_network){0};
}

/* ---- figures ---- */

/* Components and strength of a network of one node or more, from the edges that igraph is given. */
static nsc_status measure_edges(const nsc_network *given, const nsc_trajectory_network *network, const bool *best,
                                nsc_trajectory_figures *figures, nsc_error *error) {
    uint32_t *components = NULL, *out_degrees = NULL;
    double *in_strengths = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&components, network->node_count, sizeof *components, error));
    NSC_TRY(nsc_allocate(&out_degrees, network->node_count, sizeof *out_degrees, error));
    NSC_TRY(nsc_allocate(&in_strengths, network->node_count, sizeof *in_strengths, error));
    NSC_TRY(nsc_igraph_network_components(given, components, &figures->components, error));
    NSC_TRY(nsc_igraph_network_degrees(given, out_degrees, in_strengths, error));
    for (uint32_t node = 0; node < network->node_count; node++)
        if (best[node])
            figures->strength += in_strengths[node] / network->trajectory_count;
out:
    free(components);
    free(out_degrees);
    free(in_strengths);
    return status;
}

nsc_status nsc_trajectory_network_measure(const nsc_trajectory_network *network, const bool *best,
                                          nsc_trajectory_figures *figures, nsc_error *error) {
    nsc_network_edge *edges = NULL;
    nsc_status status = NSC_OK;
    *figures = (nsc_trajectory_figures){.nodes = network->node_count, .edges = network->edge_count};
    if (network->node_count == 0)
        return NSC_OK;
    for (uint32_t node = 0; node < network->node_count; node++) {
        figures->shared += network->nodes[node].owner_count > 1;
        figures->best += best[node];
        figures->ends += network->nodes[node].ends > 0 && !best[node];
    }
    NSC_TRY(nsc_allocate(&edges, network->edge_count, sizeof *edges, error));
    for (size_t number = 0; number < network->edge_count; number++) {
        const nsc_trajectory_edge *edge = &network->edges[number];
        edges[number] = (nsc_network_edge){edge->from, edge->to, (double)edge->weight, (double)edge->weight};
    }
    const nsc_network given = {.node_count = network->node_count, .edge_count = network->edge_count, .edges = edges};
    NSC_TRY(measure_edges(&given, network, best, figures, error));
out:
    free(edges);
    return status;
}
