/*
 * The only file that uses igraph: the permanent cross-check of our own figures, and networks of local optima.
 * igraph keeps a global clean-up stack, so that only one thread at a time may be in it: others wait at a lock. Its
 * error handler is set to return codes on entry and restored on exit. It is loaded on demand, since few commands need
 * it.
 */
#include "graph/igraph_bridge.h"
#include "base/base.h"
#include "base/blas.h"
#include "graph/graph.h"

#include <igraph/igraph.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

/* The functions of igraph that are used. */
/* clang-format off */
#define IGRAPH_NAMES(NAME)                                                                                            \
    NAME(set_error_handler) NAME(error_handler_ignore) NAME(strerror)                                                 \
    NAME(create) NAME(destroy) NAME(ecount)                                                                           \
    NAME(connected_components) NAME(degree) NAME(assortativity)                                                       \
    NAME(strength) NAME(distances) NAME(distances_dijkstra)                                                           \
    NAME(vss_all) NAME(vss_1)                                                                                         \
    NAME(matrix_init) NAME(matrix_destroy) NAME(layout_fruchterman_reingold)                                          \
    NAME(rng_default) NAME(rng_seed)                                                                                  \
    NAME(vector_init) NAME(vector_destroy)                                                                            \
    NAME(vector_int_init) NAME(vector_int_reserve) NAME(vector_int_push_back)                                         \
    NAME(vector_int_size) NAME(vector_int_max) NAME(vector_int_destroy)
/* clang-format on */

typedef struct igraph_library {
#define DECLARE(name) __typeof__(igraph_##name) *name;
    IGRAPH_NAMES(DECLARE)
#undef DECLARE
} igraph_library;

static nsc_status load_igraph(igraph_library *library, nsc_error *error) {
#define SPELL(name) "igraph_" #name,
    static const char *const names[] = {IGRAPH_NAMES(SPELL)};
#undef SPELL
    _Static_assert(sizeof names == sizeof *library, "a pointer each");
    const nsc_status status = nsc_blas_load(error); /* igraph would load it with all its threads */
    return status == NSC_OK
               ? nsc_late_library_load(NASSCAPE_IGRAPH, names, sizeof names / sizeof *names, library, error)
               : status;
}

/* igraph while its error handler returns codes. */
typedef struct igraph_session {
    igraph_library library;
    igraph_error_handler_t *before; /* the handler to restore */
} igraph_session;

/* Held while a thread is in igraph, whose state is the process's own. */
static pthread_mutex_t igraph_lock = PTHREAD_MUTEX_INITIALIZER;

static nsc_status enter_igraph(igraph_session *session, nsc_error *error) {
    const nsc_status status = load_igraph(&session->library, error);
    if (status != NSC_OK)
        return status;
    pthread_mutex_lock(&igraph_lock);
    session->before = session->library.set_error_handler(session->library.error_handler_ignore);
    return NSC_OK;
}

static void leave_igraph(const igraph_session *session) {
    session->library.set_error_handler(session->before);
    pthread_mutex_unlock(&igraph_lock);
}

#define IGRAPH_TRY(call)                                                                                               \
    do {                                                                                                               \
        const igraph_error_t code = (call);                                                                            \
        if (code != IGRAPH_SUCCESS) {                                                                                  \
            status = code == IGRAPH_ENOMEM ? nsc_error_out_of_memory(error, "igraph")                                  \
                                           : nsc_error_set(error, NSC_FAILED, "igraph: %s", igraph->strerror(code));   \
            goto out;                                                                                                  \
        }                                                                                                              \
    } while (0)

/* Four indices of edges and two of points, and as much again while they are made and searched. */
nsc_status nsc_igraph_check_memory(const nsc_graph *graph, nsc_error *error) {
    const uint64_t bytes = 64 * (graph->edge_count + graph->point_count);
    return nsc_memory_check(bytes, ": leave out --cross-check", error, "igraph's copy of a graph of %llu edges",
                            (unsigned long long)graph->edge_count);
}

/* Whether an edge is listed: in an undirected graph only from the lower point to the higher one. */
static bool is_listed(const nsc_graph *graph, uint32_t point, uint32_t neighbour) {
    return nsc_graph_is_directed(graph) || neighbour > point;
}

/* Ends of all edges in ascending order, renumbered by `numbers` (NULL: as they are), without points numbered
 * UINT32_MAX. */
static nsc_status list_edges(const igraph_library *igraph, const nsc_graph *graph, const uint32_t *numbers,
                             igraph_vector_int_t *ends, nsc_error *error) {
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    IGRAPH_TRY(igraph->vector_int_reserve(ends, (igraph_integer_t)(2 * graph->edge_count)));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t neighbour = row.points[place];
            if (!is_listed(graph, point, neighbour) ||
                (numbers != NULL && (numbers[point] == UINT32_MAX || numbers[neighbour] == UINT32_MAX)))
                continue;
            igraph->vector_int_push_back(ends, (igraph_integer_t)(numbers != NULL ? numbers[point] : point));
            igraph->vector_int_push_back(ends, (igraph_integer_t)(numbers != NULL ? numbers[neighbour] : neighbour));
        }
    }
out:
    nsc_rows_close(&rows);
    return status;
}

/* An igraph of `point_count` points; `numbers` as above. The result is destroyed by the caller. */
static nsc_status make_igraph(const igraph_library *igraph, const nsc_graph *graph, const uint32_t *numbers,
                              uint32_t point_count, igraph_t *made, nsc_error *error) {
    igraph_vector_int_t ends;
    bool listed = false;
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph->vector_int_init(&ends, 0));
    listed = true;
    NSC_TRY(list_edges(igraph, graph, numbers, &ends, error));
    IGRAPH_TRY(igraph->create(made, &ends, (igraph_integer_t)point_count, nsc_graph_is_directed(graph)));
out:
    if (listed)
        igraph->vector_int_destroy(&ends);
    return status;
}

nsc_status nsc_igraph_figures_of(const nsc_graph *graph, nsc_igraph_figures *figures, nsc_error *error) {
    igraph_session session;
    nsc_status status = enter_igraph(&session, error);
    if (status != NSC_OK)
        return status;
    const igraph_library *igraph = &session.library;
    igraph_t made;
    igraph_vector_int_t sizes, degrees;
    bool has_graph = false, has_sizes = false, has_degrees = false;
    igraph_integer_t components;
    NSC_TRY(make_igraph(igraph, graph, NULL, graph->point_count, &made, error));
    has_graph = true;
    IGRAPH_TRY(igraph->vector_int_init(&sizes, 0));
    has_sizes = true;
    IGRAPH_TRY(igraph->vector_int_init(&degrees, 0));
    has_degrees = true;
    IGRAPH_TRY(igraph->connected_components(&made, NULL, &sizes, &components, IGRAPH_WEAK));
    *figures = (nsc_igraph_figures){.edges = (uint64_t)igraph->ecount(&made),
                                    .components = (uint32_t)components,
                                    .largest_component = (uint32_t)igraph->vector_int_max(&sizes)};
    IGRAPH_TRY(igraph->degree(&made, &degrees, igraph->vss_all(), IGRAPH_OUT, IGRAPH_LOOPS));
    figures->degree_maximum = (uint32_t)igraph->vector_int_max(&degrees);
    IGRAPH_TRY(igraph->degree(&made, &degrees, igraph->vss_all(), IGRAPH_IN, IGRAPH_LOOPS));
    figures->in_degree_maximum = (uint32_t)igraph->vector_int_max(&degrees);
    IGRAPH_TRY(igraph->degree(&made, &degrees, igraph->vss_all(), IGRAPH_ALL, IGRAPH_LOOPS));
    for (igraph_integer_t point = 0; point < igraph->vector_int_size(&degrees); point++)
        figures->isolated += VECTOR(degrees)[point] == 0;
out:
    if (has_degrees)
        igraph->vector_int_destroy(&degrees);
    if (has_sizes)
        igraph->vector_int_destroy(&sizes);
    if (has_graph)
        igraph->destroy(&made);
    leave_igraph(&session);
    return status;
}

nsc_status nsc_igraph_assortativity(const nsc_graph *graph, const double *values, double *assortativity,
                                    nsc_error *error) {
    igraph_session session;
    nsc_status status = enter_igraph(&session, error);
    if (status != NSC_OK)
        return status;
    const igraph_library *igraph = &session.library;
    uint32_t *numbers = NULL, known = 0;
    igraph_t made;
    igraph_vector_t kept;
    bool has_graph = false, has_values = false;
    NSC_TRY(nsc_allocate(&numbers, graph->point_count, sizeof *numbers, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        numbers[point] = isnan(values[point]) ? UINT32_MAX : known++;
    IGRAPH_TRY(igraph->vector_init(&kept, (igraph_integer_t)known));
    has_values = true;
    for (uint32_t point = 0; point < graph->point_count; point++)
        if (numbers[point] != UINT32_MAX)
            VECTOR(kept)[numbers[point]] = values[point];
    NSC_TRY(make_igraph(igraph, graph, numbers, known, &made, error));
    has_graph = true;
    IGRAPH_TRY(igraph->assortativity(&made, &kept, NULL, assortativity, nsc_graph_is_directed(graph), true));
out:
    if (has_graph)
        igraph->destroy(&made);
    if (has_values)
        igraph->vector_destroy(&kept);
    free(numbers);
    leave_igraph(&session);
    return status;
}

/* ---- networks of local optima ---- */

/* A directed igraph, destroyed by the caller. */
static nsc_status make_network(const igraph_library *igraph, const nsc_network *network, igraph_t *made,
                               nsc_error *error) {
    igraph_vector_int_t ends;
    bool listed = false;
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph->vector_int_init(&ends, (igraph_integer_t)(2 * network->edge_count)));
    listed = true;
    for (size_t edge = 0; edge < network->edge_count; edge++) {
        VECTOR(ends)[2 * edge] = network->edges[edge].from;
        VECTOR(ends)[2 * edge + 1] = network->edges[edge].to;
    }
    IGRAPH_TRY(igraph->create(made, &ends, (igraph_integer_t)network->node_count, IGRAPH_DIRECTED));
out:
    if (listed)
        igraph->vector_int_destroy(&ends);
    return status;
}

/* The weights of all edges, or their inverses; destroyed by the caller. */
static nsc_status make_weights(const igraph_library *igraph, const nsc_network *network, bool inverse,
                               igraph_vector_t *weights, nsc_error *error) {
    nsc_status status = NSC_OK;
    IGRAPH_TRY(igraph->vector_init(weights, (igraph_integer_t)network->edge_count));
    for (size_t edge = 0; edge < network->edge_count; edge++)
        VECTOR(*weights)[edge] = inverse ? 1 / network->edges[edge].weight : network->edges[edge].weight;
out:
    return status;
}

nsc_status nsc_igraph_network_components(const nsc_network *network, uint32_t *components, uint32_t *count,
                                         nsc_error *error) {
    igraph_session session;
    nsc_status status = enter_igraph(&session, error);
    if (status != NSC_OK)
        return status;
    const igraph_library *igraph = &session.library;
    igraph_t made;
    igraph_vector_int_t membership;
    igraph_integer_t found;
    bool has_graph = false, has_membership = false;
    NSC_TRY(make_network(igraph, network, &made, error));
    has_graph = true;
    IGRAPH_TRY(igraph->vector_int_init(&membership, 0));
    has_membership = true;
    IGRAPH_TRY(igraph->connected_components(&made, &membership, NULL, &found, IGRAPH_WEAK));
    for (uint32_t node = 0; node < network->node_count; node++)
        components[node] = (uint32_t)VECTOR(membership)[node];
    *count = (uint32_t)found;
out:
    if (has_membership)
        igraph->vector_int_destroy(&membership);
    if (has_graph)
        igraph->destroy(&made);
    leave_igraph(&session);
    return status;
}

nsc_status nsc_igraph_network_degrees(const nsc_network *network, uint32_t *out_degrees, double *in_strengths,
                                      nsc_error *error) {
    igraph_session session;
    nsc_status status = enter_igraph(&session, error);
    if (status != NSC_OK)
        return status;
    const igraph_library *igraph = &session.library;
    igraph_t made;
    igraph_vector_int_t degrees;
    igraph_vector_t weights, strengths;
    bool has_graph = false, has_degrees = false, has_weights = false, has_strengths = false;
    NSC_TRY(make_network(igraph, network, &made, error));
    has_graph = true;
    NSC_TRY(make_weights(igraph, network, false, &weights, error));
    has_weights = true;
    IGRAPH_TRY(igraph->vector_int_init(&degrees, 0));
    has_degrees = true;
    IGRAPH_TRY(igraph->vector_init(&strengths, 0));
    has_strengths = true;
    IGRAPH_TRY(igraph->degree(&made, &degrees, igraph->vss_all(), IGRAPH_OUT, IGRAPH_LOOPS));
    IGRAPH_TRY(igraph->strength(&made, &strengths, igraph->vss_all(), IGRAPH_IN, IGRAPH_LOOPS, &weights));
    for (uint32_t node = 0; node < network->node_count; node++) {
        out_degrees[node] = (uint32_t)VECTOR(degrees)[node];
        in_strengths[node] = VECTOR(strengths)[node];
    }
out:
    if (has_strengths)
        igraph->vector_destroy(&strengths);
    if (has_degrees)
        igraph->vector_int_destroy(&degrees);
    if (has_weights)
        igraph->vector_destroy(&weights);
    if (has_graph)
        igraph->destroy(&made);
    leave_igraph(&session);
    return status;
}

nsc_status nsc_igraph_network_paths(const nsc_network *network, uint32_t target, double *hops, double *lengths,
                                    nsc_error *error) {
    igraph_session session;
    nsc_status status = enter_igraph(&session, error);
    if (status != NSC_OK)
        return status;
    const igraph_library *igraph = &session.library;
    const igraph_vs_t from = igraph->vss_1(target);
    igraph_t made;
    igraph_vector_t weights;
    igraph_matrix_t distances;
    bool has_graph = false, has_weights = false, has_distances = false;
    NSC_TRY(make_network(igraph, network, &made, error));
    has_graph = true;
    NSC_TRY(make_weights(igraph, network, true, &weights, error));
    has_weights = true;
    IGRAPH_TRY(igraph->matrix_init(&distances, 0, 0));
    has_distances = true;
    IGRAPH_TRY(igraph->distances(&made, &distances, from, igraph->vss_all(), IGRAPH_IN));
    for (uint32_t node = 0; node < network->node_count; node++)
        hops[node] = MATRIX(distances, 0, node);
    if (lengths != NULL) {
        IGRAPH_TRY(igraph->distances_dijkstra(&made, &distances, from, igraph->vss_all(), &weights, IGRAPH_IN));
        for (uint32_t node = 0; node < network->node_count; node++)
            lengths[node] = MATRIX(distances, 0, node);
    }
out:
    if (has_distances)
        igraph->matrix_destroy(&distances);
    if (has_weights)
        igraph->vector_destroy(&weights);
    if (has_graph)
        igraph->destroy(&made);
    leave_igraph(&session);
    return status;
}

/* The layout begins with the nodes on a spiral whose turns are as far apart as nodes on it, by the golden angle. */
static void place_on_spiral(uint32_t node_count, igraph_matrix_t *places) {
    const double golden_angle = M_PI * (3 - sqrt(5));
    for (uint32_t node = 0; node < node_count; node++) {
        MATRIX(*places, node, 0) = sqrt(node) * cos(node * golden_angle);
        MATRIX(*places, node, 1) = sqrt(node) * sin(node * golden_angle);
    }
}

nsc_status nsc_igraph_network_layout(const nsc_network *network, double *x, double *y, nsc_error *error) {
    enum { STEPS = 500, SEED = 1 };
    igraph_session session;
    nsc_status status = enter_igraph(&session, error);
    if (status != NSC_OK)
        return status;
    const igraph_library *igraph = &session.library;
    igraph_t made;
    igraph_vector_t weights;
    igraph_matrix_t places;
    bool has_graph = false, has_weights = false, has_places = false;
    NSC_TRY(make_network(igraph, network, &made, error));
    has_graph = true;
    NSC_TRY(make_weights(igraph, network, false, &weights, error));
    has_weights = true;
    IGRAPH_TRY(igraph->matrix_init(&places, (igraph_integer_t)network->node_count, 2));
    has_places = true;
    place_on_spiral(network->node_count, &places);
    /* It draws random numbers only to part nodes that coincide. */
    IGRAPH_TRY(igraph->rng_seed(igraph->rng_default(), SEED));
    IGRAPH_TRY(igraph->layout_fruchterman_reingold(&made, &places, true, STEPS, sqrt(network->node_count),
                                                   IGRAPH_LAYOUT_NOGRID, &weights, NULL, NULL, NULL, NULL));
    for (uint32_t node = 0; node < network->node_count; node++) {
        x[node] = MATRIX(places, node, 0);
        y[node] = MATRIX(places, node, 1);
    }
out:
    if (has_places)
        igraph->matrix_destroy(&places);
    if (has_weights)
        igraph->vector_destroy(&weights);
    if (has_graph)
        igraph->destroy(&made);
    leave_igraph(&session);
    return status;
}
