/* A walk on the graph of points: it goes to each neighbour with the same chance, within the largest component. */
#include "analysis/rwa_internal.h"

static nsc_status find_walked(nsc_rwa_ground *ground, nsc_error *error) {
    const nsc_graph *graph = ground->landscape->graph;
    uint32_t *components = NULL, *sizes = NULL, component_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&components, graph->point_count, sizeof *components, error));
    NSC_TRY(nsc_graph_components(graph, components, &sizes, &component_count, error));
    uint32_t largest = 0;
    for (uint32_t component = 1; component < component_count; component++)
        largest = sizes[component] > sizes[largest] ? component : largest;
    ground->point_count = sizes[largest];
    double total = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        ground->walked[point] = components[point] == largest;
        total += ground->walked[point] ? nsc_graph_degree(graph, point) : 0;
    }
    for (uint32_t point = 0; point < graph->point_count; point++)
        ground->stationary[point] = ground->walked[point] && total > 0 ? nsc_graph_degree(graph, point) / total : 0;
out:
    free(components);
    free(sizes);
    return status;
}

nsc_status nsc_rwa_ground_prepare(nsc_rwa_ground *ground, const nsc_landscape *landscape, size_t thread_count,
                                  nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rwa_ground_create(ground, landscape, thread_count, error));
    NSC_TRY(find_walked(ground, error));
    NSC_TRY(nsc_rwa_ground_complete(ground, error));
out:
    if (status != NSC_OK)
        nsc_rwa_ground_release(ground);
    return status;
}

/* The far end of a uniformly drawn edge end is distributed as the walk is in the long run. */
static uint32_t stationary_start(const nsc_rwa_ground *ground, gsl_rng *random) {
    const nsc_graph *graph = ground->landscape->graph;
    uint32_t point;
    do
        point = graph->neighbours[gsl_rng_uniform_int(random, graph->offsets[graph->point_count])];
    while (!ground->walked[point]);
    return point;
}

static void walk_graph(const void *context, gsl_rng *random, uint32_t *path, size_t length) {
    const nsc_rwa_ground *ground = context;
    const nsc_graph *graph = ground->landscape->graph;
    uint32_t point = stationary_start(ground, random);
    for (size_t step = 0; step < length; step++) {
        path[step] = point;
        point = graph->neighbours[graph->offsets[point] + gsl_rng_uniform_int(random, nsc_graph_degree(graph, point))];
    }
}

nsc_rwa_plan nsc_rwa_graph_plan(const nsc_rwa_ground *ground, unsigned walks, unsigned length, uint64_t seed) {
    return (nsc_rwa_plan){.walk = walk_graph, .context = ground, .walks = walks, .length = length, .seed = seed};
}
