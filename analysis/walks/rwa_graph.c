/*
 * A walk on the graph of points, within the largest component: it goes to each neighbour with the same chance, or where
 * edges have weights with a chance in proportion to that of the edge.
 */
#include "analysis/walks/rwa_internal.h"

/* Running sums, from which a walk draws its start and its steps where edges have weights. */
static nsc_status add_up_weights(nsc_rwa_ground *ground, nsc_error *error) {
    const nsc_graph *graph = ground->landscape->graph;
    double before = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&ground->passed, graph->offsets[graph->point_count], sizeof *ground->passed, error));
    NSC_TRY(nsc_allocate(&ground->starts, graph->point_count, sizeof *ground->starts, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        double passed = 0;
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            ground->passed[place] = passed += graph->weights[place];
        ground->starts[point] = before += ground->stationary[point];
    }
out:
    return status;
}

static nsc_status find_walked(nsc_rwa_ground *ground, nsc_error *error) {
    const nsc_graph *graph = ground->landscape->graph;
    uint32_t *components = NULL, *sizes = NULL, component_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&ground->strengths, graph->point_count, sizeof *ground->strengths, error));
    NSC_TRY(nsc_allocate(&components, graph->point_count, sizeof *components, error));
    NSC_TRY(nsc_graph_components(graph, components, &sizes, &component_count, error));
    uint32_t largest = 0;
    for (uint32_t component = 1; component < component_count; component++)
        largest = sizes[component] > sizes[largest] ? component : largest;
    ground->point_count = sizes[largest];
    double total = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        ground->walked[point] = components[point] == largest;
        ground->strengths[point] = nsc_graph_strength(graph, point);
        total += ground->walked[point] ? ground->strengths[point] : 0;
    }
    for (uint32_t point = 0; point < graph->point_count; point++)
        ground->stationary[point] = ground->walked[point] && total > 0 ? ground->strengths[point] / total : 0;
    if (graph->weights != NULL)
        NSC_TRY(add_up_weights(ground, error));
out:
    free(components);
    free(sizes);
    return status;
}

nsc_status nsc_rwa_ground_prepare(nsc_rwa_ground *ground, const nsc_landscape *landscape, const nsc_control *control,
                                  nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rwa_ground_create(ground, landscape, control, error));
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

/* The first of running sums that exceeds a number drawn below the last. */
static size_t draw_by_sums(const double *sums, size_t count, gsl_rng *random) {
    const double drawn = gsl_rng_uniform(random) * sums[count - 1];
    size_t low = 0, high = count - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sums[middle] > drawn)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void walk_by_weights(const void *context, gsl_rng *random, uint32_t *path, size_t length) {
    const nsc_rwa_ground *ground = context;
    const nsc_graph *graph = ground->landscape->graph;
    uint32_t point = (uint32_t)draw_by_sums(ground->starts, graph->point_count, random);
    for (size_t step = 0; step < length; step++) {
        const uint32_t row = graph->offsets[point];
        path[step] = point;
        point = graph->neighbours[row + draw_by_sums(ground->passed + row, nsc_graph_degree(graph, point), random)];
    }
}

nsc_rwa_plan nsc_rwa_graph_plan(const nsc_rwa_ground *ground, unsigned walks, unsigned length, uint64_t seed) {
    return (nsc_rwa_plan){.walk = ground->passed != NULL ? walk_by_weights : walk_graph,
                          .context = ground,
                          .walks = walks,
                          .length = length,
                          .seed = seed,
                          .stream = NSC_STREAM_POINT_WALKS};
}
