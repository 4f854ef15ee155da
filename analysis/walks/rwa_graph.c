/*
 * A walk on the graph of points, within the largest component: it goes to each neighbour with the same chance, or where
 * edges have weights with a chance in proportion to that of the edge.
 */
#include "analysis/walks/rwa_internal.h"

/* Running sums, from which a walk draws its start and its steps where edges have weights. */
static nsc_status add_up_weights(nsc_rwa_ground *ground, const nsc_rows *rows, nsc_error *error) {
    const nsc_graph *graph = ground->landscape->graph;
    double before = 0, *passed = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&ground->passed, nsc_graph_place_count(graph), sizeof *ground->passed, error));
    passed = ground->passed;
    NSC_TRY(nsc_allocate(&ground->starts, graph->point_count, sizeof *ground->starts, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(rows, point);
        double sum = 0;
        for (uint32_t place = 0; place < row.count; place++)
            *passed++ = sum += row.weights[place];
        ground->starts[point] = before += ground->stationary[point];
    }
out:
    return status;
}

static nsc_status find_walked(nsc_rwa_ground *ground, nsc_error *error) {
    const nsc_graph *graph = ground->landscape->graph;
    uint32_t *components = NULL, *sizes = NULL, component_count = 0;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    NSC_TRY(nsc_allocate(&ground->strengths, graph->point_count, sizeof *ground->strengths, error));
    NSC_TRY(nsc_allocate(&components, graph->point_count, sizeof *components, error));
    NSC_TRY(nsc_graph_components(graph, components, &sizes, &component_count, error));
    uint32_t largest = 0;
    for (uint32_t component = 1; component < component_count; component++)
        largest = sizes[component] > sizes[largest] ? component : largest;
    ground->point_count = sizes[largest];
    double total = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        ground->walked[point] = components[point] == largest;
        ground->strengths[point] = nsc_row_strength(&row);
        total += ground->walked[point] ? ground->strengths[point] : 0;
    }
    for (uint32_t point = 0; point < graph->point_count; point++)
        ground->stationary[point] = ground->walked[point] && total > 0 ? ground->strengths[point] / total : 0;
    if (nsc_graph_is_weighted(graph))
        NSC_TRY(add_up_weights(ground, &rows, error));
out:
    nsc_rows_close(&rows);
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
static uint32_t stationary_start(const nsc_rwa_ground *ground, const nsc_rows *rows, gsl_rng *random) {
    const uint64_t places = nsc_graph_place_count(ground->landscape->graph);
    uint32_t point;
    do
        point = nsc_rows_neighbour(rows, gsl_rng_uniform_int(random, places));
    while (!ground->walked[point]);
    return point;
}

static nsc_status walk_graph(const void *context, gsl_rng *random, uint32_t *path, size_t length, nsc_error *error) {
    const nsc_rwa_ground *ground = context;
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, ground->landscape->graph, error);
    if (status != NSC_OK)
        return status;
    uint32_t point = stationary_start(ground, &rows, random);
    for (size_t step = 0; step < length; step++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        path[step] = point;
        point = row.points[gsl_rng_uniform_int(random, row.count)];
    }
    nsc_rows_close(&rows);
    return NSC_OK;
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

static nsc_status walk_by_weights(const void *context, gsl_rng *random, uint32_t *path, size_t length,
                                  nsc_error *error) {
    const nsc_rwa_ground *ground = context;
    const nsc_graph *graph = ground->landscape->graph;
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    uint32_t point = (uint32_t)draw_by_sums(ground->starts, graph->point_count, random);
    for (size_t step = 0; step < length; step++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        path[step] = point;
        point = row.points[draw_by_sums(ground->passed + nsc_graph_first_place(graph, point), row.count, random)];
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

nsc_rwa_plan nsc_rwa_graph_plan(const nsc_rwa_ground *ground, unsigned walks, unsigned length, uint64_t seed) {
    return (nsc_rwa_plan){.walk = ground->passed != NULL ? walk_by_weights : walk_graph,
                          .context = ground,
                          .walks = walks,
                          .length = length,
                          .seed = seed,
                          .stream = NSC_STREAM_POINT_WALKS};
}
