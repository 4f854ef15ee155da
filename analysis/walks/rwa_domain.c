/*
 * The domain of a walk. For any walk: coverage by size and the mean of the fitness. On a graph: the largest component,
 * its stationary distribution by edges' weights, and the moves of the walk.
 */
#include "analysis/walks/rwa_internal.h"

#include <math.h>

/* Coverage and stationary share by size. */
static void count_sizes(nsc_walk_domain *domain, const double *sizes) {
    for (uint32_t point = 0; point < domain->landscape->space->point_count; point++) {
        if (!domain->walked[point])
            continue;
        domain->size[point] = (uint8_t)nsc_size_class(sizes[point]);
        nsc_walk_size *own = &domain->by_size[domain->size[point]];
        nsc_stratum_add(&own->counts, nsc_fitness_known(domain->landscape->fitness, point));
        own->stationary_share += domain->stationary[point];
    }
}

nsc_status nsc_walk_domain_create(nsc_walk_domain *domain, const nsc_landscape *landscape, const nsc_control *control,
                                  nsc_error *error) {
    *domain = (nsc_walk_domain){.landscape = landscape, .control = control};
    const size_t points = landscape->space->point_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&domain->walked, points, sizeof *domain->walked, error));
    NSC_TRY(nsc_allocate(&domain->stationary, points, sizeof *domain->stationary, error));
    NSC_TRY(nsc_allocate(&domain->size, points, 1, error));
out:
    return status;
}

static void fill_stratum_moments(nsc_walk_domain *domain) {
    double weights[NSC_STRATA] = {0};
    for (uint32_t point = 0; point < domain->landscape->space->point_count; point++)
        if (nsc_walk_evaluated(domain, point)) {
            nsc_walk_moments *moments = &domain->moments[domain->design.stratum[point]];
            const double centred = domain->landscape->fitness->values[point] - domain->mean;
            weights[domain->design.stratum[point]] += domain->stationary[point];
            moments->mean += domain->stationary[point] * centred;
            moments->variance += domain->stationary[point] * centred * centred;
        }
    for (size_t number = 0; number < domain->design.stratum_count; number++) {
        nsc_walk_moments *moments = &domain->moments[number];
        if (!(weights[number] > 0))
            continue;
        moments->mean /= weights[number];
        moments->variance = fmax(moments->variance / weights[number] - moments->mean * moments->mean, 0);
    }
}

static void fill_moments(nsc_walk_domain *domain) {
    const uint32_t point_count = domain->landscape->space->point_count;
    double weight = 0, square = 0, fourth = 0;
    for (uint32_t point = 0; point < point_count; point++)
        if (nsc_walk_evaluated(domain, point)) {
            const double share = domain->stationary[point] * nsc_walk_weight(domain, point);
            weight += share;
            domain->mean += share * domain->landscape->fitness->values[point];
            domain->known_count++;
        }
    domain->mean /= weight;
    for (uint32_t point = 0; point < point_count; point++)
        if (nsc_walk_evaluated(domain, point)) {
            const double share = domain->stationary[point] * nsc_walk_weight(domain, point) / weight;
            const double centred = domain->landscape->fitness->values[point] - domain->mean;
            square += share * centred * centred;
            fourth += share * centred * centred * centred * centred;
        }
    domain->variance = square;
    domain->kurtosis = fourth / (square * square);
}

nsc_status nsc_walk_domain_complete(nsc_walk_domain *domain, nsc_error *error) {
    const nsc_space *space = domain->landscape->space;
    const nsc_fitness *fitness = domain->landscape->fitness;
    const double *const columns[] = {fitness->values};
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_sizes(space, domain->control, &sizes, error));
    count_sizes(domain, sizes);
    const nsc_design_data data = {space->point_count, sizes, columns, 1, fitness->chosen, domain->walked};
    NSC_TRY(nsc_design_of(&domain->design, &data, error));
    fill_moments(domain);
    fill_stratum_moments(domain);
out:
    free(sizes);
    return status;
}

nsc_status nsc_walk_domain_require(const nsc_walk_domain *domain, nsc_error *error) {
    const nsc_fitness *fitness = domain->landscape->fitness;
    if (domain->known_count < 2)
        return nsc_error_set(error, NSC_MISSING, "%u of the %u points that the walk visits have a fitness %s",
                             domain->known_count, domain->point_count, fitness->rule.text);
    double low = INFINITY, high = -INFINITY;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_walk_evaluated(domain, point)) {
            low = fmin(low, fitness->values[point]);
            high = fmax(high, fitness->values[point]);
        }
    if (low == high)
        return nsc_error_set(error, NSC_MISSING, "all %u points with a fitness %s have the same", domain->known_count,
                             fitness->rule.text);
    return NSC_OK;
}

bool nsc_walk_has_uncovered_sizes(const nsc_walk_domain *domain) {
    for (size_t size = 0; size < NSC_SIZES; size++)
        if (domain->by_size[size].counts.points > 0 && domain->by_size[size].counts.evaluated == 0)
            return true;
    return false;
}

void nsc_walk_domain_release(nsc_walk_domain *domain) {
    free(domain->walked);
    free(domain->stationary);
    free(domain->strengths);
    free(domain->passed);
    free(domain->starts);
    free(domain->size);
    nsc_design_release(&domain->design);
    *domain = (nsc_walk_domain){0};
}

/* ---- on a graph ---- */

/* Running sums, from which a walk draws its start and its steps if edges have weights. */
static nsc_status add_up_weights(nsc_walk_domain *domain, const nsc_rows *rows, nsc_error *error) {
    const nsc_graph *graph = domain->landscape->graph;
    double before = 0, *passed = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&domain->passed, nsc_graph_place_count(graph), sizeof *domain->passed, error));
    passed = domain->passed;
    NSC_TRY(nsc_allocate(&domain->starts, graph->point_count, sizeof *domain->starts, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(rows, point);
        double sum = 0;
        for (uint32_t place = 0; place < row.count; place++)
            *passed++ = sum += nsc_row_weight(&row, place);
        domain->starts[point] = before += domain->stationary[point];
    }
out:
    return status;
}

static nsc_status find_walked(nsc_walk_domain *domain, nsc_error *error) {
    const nsc_graph *graph = domain->landscape->graph;
    uint32_t *components = NULL, *sizes = NULL, component_count = 0;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    NSC_TRY(nsc_allocate(&domain->strengths, graph->point_count, sizeof *domain->strengths, error));
    NSC_TRY(nsc_allocate(&components, graph->point_count, sizeof *components, error));
    NSC_TRY(nsc_graph_components(graph, components, &sizes, &component_count, error));
    uint32_t largest = 0;
    for (uint32_t component = 1; component < component_count; component++)
        largest = sizes[component] > sizes[largest] ? component : largest;
    domain->point_count = sizes[largest];
    double total = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        domain->walked[point] = components[point] == largest;
        domain->strengths[point] = nsc_row_strength(&row);
        total += domain->walked[point] ? domain->strengths[point] : 0;
    }
    for (uint32_t point = 0; point < graph->point_count; point++)
        domain->stationary[point] = domain->walked[point] && total > 0 ? domain->strengths[point] / total : 0;
    if (nsc_graph_is_weighted(graph))
        NSC_TRY(add_up_weights(domain, &rows, error));
out:
    nsc_rows_close(&rows);
    free(components);
    free(sizes);
    return status;
}

nsc_status nsc_walk_domain_prepare(nsc_walk_domain *domain, const nsc_landscape *landscape, const nsc_control *control,
                                   nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_walk_domain_create(domain, landscape, control, error));
    NSC_TRY(find_walked(domain, error));
    NSC_TRY(nsc_walk_domain_complete(domain, error));
out:
    if (status != NSC_OK)
        nsc_walk_domain_release(domain);
    return status;
}

/* The far end of a uniformly drawn edge end follows the stationary distribution. */
static uint32_t stationary_start(const nsc_walk_domain *domain, const nsc_rows *rows, gsl_rng *random) {
    const uint64_t places = nsc_graph_place_count(domain->landscape->graph);
    uint32_t point;
    do
        point = nsc_rows_neighbour(rows, nsc_random_place(random, places));
    while (!domain->walked[point]);
    return point;
}

/* A place in proportion to what running sums add there. */
static size_t draw_by_sums(const double *sums, size_t count, gsl_rng *random) {
    return nsc_first_above(sums, count, gsl_rng_uniform(random) * sums[count - 1]);
}

static uint32_t draw_start(const nsc_walk_domain *domain, const nsc_rows *rows, gsl_rng *random) {
    if (domain->starts != NULL)
        return (uint32_t)draw_by_sums(domain->starts, domain->landscape->graph->point_count, random);
    return stationary_start(domain, rows, random);
}

/* The place in a point's row to which the walk goes next. */
static uint32_t draw_step(const nsc_walk_domain *domain, uint32_t point, gsl_rng *random) {
    const nsc_graph *graph = domain->landscape->graph;
    const uint32_t count = nsc_graph_degree(graph, point);
    if (domain->passed == NULL)
        return nsc_random_uniform(random, count);
    return (uint32_t)draw_by_sums(domain->passed + nsc_graph_first_place(graph, point), count, random);
}

static void take_steps(const nsc_walk_domain *domain, const nsc_rows *rows, uint32_t *points, nsc_walk_batch *batch,
                       size_t count) {
    uint32_t places[NSC_WALKS_ABREAST];
    for (size_t step = 0; step < batch->length; step++) {
        for (size_t walk = 0; walk < count; walk++) {
            nsc_walk_path(batch, walk)[step] = points[walk];
            places[walk] = draw_step(domain, points[walk], batch->random[walk]);
            nsc_walk_turn_to(rows, points[walk], places[walk]);
        }
        for (size_t walk = 0; walk < count; walk++)
            points[walk] = nsc_walk_go(rows, points[walk], places[walk]);
    }
}

static nsc_status walk_graph(const void *context, nsc_walk_batch *batch, size_t count, nsc_error *error) {
    const nsc_walk_domain *domain = context;
    uint32_t points[NSC_WALKS_ABREAST];
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, domain->landscape->graph, error);
    if (status != NSC_OK)
        return status;
    for (size_t walk = 0; walk < count; walk++)
        points[walk] = draw_start(domain, &rows, batch->random[walk]);
    take_steps(domain, &rows, points, batch, count);
    nsc_rows_close(&rows);
    return NSC_OK;
}

nsc_rwa_plan nsc_rwa_graph_plan(const nsc_walk_domain *domain, unsigned walks, unsigned length, uint64_t seed) {
    return (nsc_rwa_plan){.walk = walk_graph,
                          .context = domain,
                          .walks = walks,
                          .length = length,
                          .seed = seed,
                          .stream = NSC_STREAM_POINT_WALKS};
}
