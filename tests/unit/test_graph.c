/*
 * The three relations on the whole space against independently computed figures; rows against local neighbourhoods;
 * products, searches and distances against slower ways, igraph, and properties that they must have.
 */
#include "graph/graphml.h"
#include "graph_calls.h"
#include "testing.h"

#include <igraph/igraph.h>
#include <math.h>

enum { CELLS = 423624, RELATIONS = 3, PRUNED = 0, ADJACENT = 1, STRICT = 2 };

static const char best_cell[] = "02e5a0247bbdcf2860b7e96f74961594";
static const char inception_like[] = "28cfc7874f6d200472e1a9dcd8650aa0";
static const char resnet_like[] = "b5fb4f6193360330b6ff6a52cbf0cad7";

typedef struct fixture {
    nsc_space *space;
    const nsc_nb101 *nb101;
    nsc_graph graphs[RELATIONS];
    uint8_t *vertices; /* [id] */
} fixture;

static int open_fixture(void **state) {
    static const char *const names[RELATIONS] = {"pruned", "adjacent", "strict"};
    static fixture opened;
    opened.space = open_space("nb101");
    opened.nb101 = nsc_space_nb101(opened.space);
    opened.vertices = test_memory(CELLS, 1);
    for (int relation = 0; relation < RELATIONS; relation++) {
        assert_string_equal(nsc_relations[relation].name, names[relation]);
        REQUIRE_OK(nsc_graph_build(&opened.graphs[relation], opened.space, nsc_relation_named(names[relation]),
                                   NSC_THREADS(2), &error));
    }
    for (uint32_t id = 0; id < CELLS; id++)
        opened.vertices[id] = nsc_nb101_cell(opened.nb101, id).vertex_count;
    *state = &opened;
    return 0;
}

static int close_fixture(void **state) {
    fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++)
        nsc_graph_release(&opened->graphs[relation]);
    nsc_space_close(opened->space);
    free(opened->vertices);
    return 0;
}

static double *parameters_of(const nsc_space *space) {
    double *values = test_memory(space->point_count, sizeof *values);
    REQUIRE_OK(
        space->feature_values(space, (size_t)nsc_space_feature(space, "params"), NSC_THREADS(2), values, &error));
    return values;
}

static void expect_near(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* ---- figures ---- */

static const struct expected_figures {
    uint64_t edges;
    uint32_t components, component_sizes[13];
    uint32_t degree_minimum, degree_maximum;
    double degree_median, degree_mean;
} expected_figures[RELATIONS] = {
    {4577278, 1, {CELLS}, 4, 52602, 17, 21.6101},
    {3868903, 1, {CELLS}, 3, 269, 15, 18.2657},
    {3197131, 13, {358506, 62010, 2441, 108, 108, 90, 90, 90, 84, 45, 45, 6, 1}, 0, 31, 13, 15.0942},
};

static void test_figures(void **state) {
    const fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++) {
        const struct expected_figures *expected = &expected_figures[relation];
        nsc_graph_figures figures;
        REQUIRE_OK(nsc_graph_figures_of(&opened->graphs[relation], opened->space, &figures, &error));
        assert_int_equal(figures.vertices, CELLS);
        assert_true(figures.edges == expected->edges);
        assert_int_equal(figures.components, expected->components);
        for (uint32_t component = 0; component < expected->components; component++)
            assert_int_equal(figures.component_sizes[component], expected->component_sizes[component]);
        assert_int_equal(figures.degree_minimum, expected->degree_minimum);
        assert_int_equal(figures.degree_maximum, expected->degree_maximum);
        assert_true(figures.degree_median == expected->degree_median);
        expect_near(figures.degree_mean, expected->degree_mean, 5e-5);
        assert_int_equal(figures.isolated, relation == STRICT ? 1 : 0); /* input → output has no like */
        if (relation == PRUNED)
            expect_near(figures.expected_optima_random, 22528.82, 5e-3);
        nsc_graph_figures_release(&figures);
    }
}

/* Edges by how many vertices they cost; `adjacent` and `strict` are cut from the same table. */
static void test_edges_by_kind(void **state) {
    static const uint64_t by_difference[6] = {3197131, 671772, 348192, 203544, 113952, 42687};
    const fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++) {
        nsc_graph_figures figures;
        uint64_t replaced = 0, flipped = 0, lost[6] = {0};
        REQUIRE_OK(nsc_graph_figures_of(&opened->graphs[relation], opened->space, &figures, &error));
        for (size_t kind = 0; kind < opened->space->edge_kind_count; kind++) {
            const nsc_edge_kind *meaning = &opened->space->edge_kinds[kind];
            if (figures.edges_by_kind[kind] == 0)
                continue;
            assert_in_range(meaning->vertices, 0, 5);
            lost[meaning->vertices] += figures.edges_by_kind[kind];
            if (meaning->family == NSC_EDGE_REPLACED)
                replaced += figures.edges_by_kind[kind];
            else
                flipped += figures.edges_by_kind[kind];
        }
        assert_true(replaced == 2026413);
        assert_true(flipped == expected_figures[relation].edges - 2026413);
        for (int difference = 0; difference < 6; difference++) {
            const bool allowed = difference <= opened->graphs[relation].relation->vertices_lost;
            assert_true(lost[difference] == (allowed ? by_difference[difference] : 0));
        }
        nsc_graph_figures_release(&figures);
    }
}

static void test_degrees_of_pruned(void **state) {
    const fixture *opened = *state;
    const nsc_graph *graph = &opened->graphs[PRUNED];
    static const double mean_degrees[8] = {
        [2] = 52602, [3] = 21503.5, [4] = 2769.39, [5] = 183.08, [6] = 27.31, [7] = 18.38};
    uint32_t of_degree[31] = {0}, counts[8] = {0};
    double sums[8] = {0};
    for (uint32_t point = 0; point < CELLS; point++) {
        const uint32_t degree = nsc_graph_degree(graph, point);
        if (degree < 31)
            of_degree[degree]++;
        counts[opened->vertices[point]]++;
        sums[opened->vertices[point]] += degree;
    }
    assert_int_equal(of_degree[16], 143814);
    assert_int_equal(of_degree[17], 118131);
    for (int degree = 0; degree < 31; degree++)
        assert_true(of_degree[degree] <= 143814);
    for (int vertices = 2; vertices <= 7; vertices++)
        expect_near(sums[vertices] / counts[vertices], mean_degrees[vertices], vertices <= 3 ? 0.05 : 5e-3);
    /* Hubs: input → output, the chains of three and of four vertices. */
    static const char *const operations[NSC_OPERATIONS] = {"c3", "c1", "mp"};
    char text[64];
    assert_int_equal(nsc_graph_degree(graph, id_of(opened->space, "0100/")), 52602);
    for (int first = 0; first < NSC_OPERATIONS; first++) {
        snprintf(text, sizeof text, "010001000/%s", operations[first]);
        assert_int_equal(nsc_graph_degree(graph, id_of(opened->space, text)), 34937);
        for (int second = 0; second < NSC_OPERATIONS; second++) {
            snprintf(text, sizeof text, "0100001000010000/%s,%s", operations[first], operations[second]);
            assert_int_equal(nsc_graph_degree(graph, id_of(opened->space, text)), 11589);
        }
    }
}

static void test_known_neighbourhoods(void **state) {
    const fixture *opened = *state;
    static const struct {
        const char *cell;
        uint32_t degree, by_vertices[8]; /* of the neighbours; all 0: not known */
    } known[] = {{best_cell, 15, {[2] = 1, [4] = 1, [6] = 1, [7] = 12}},
                 {inception_like, 14, {[5] = 1, [6] = 3, [7] = 10}},
                 {resnet_like, 3287, {0}}};
    const nsc_graph *graph = &opened->graphs[PRUNED];
    for (size_t item = 0; item < sizeof known / sizeof *known; item++) {
        const uint32_t point = id_of(opened->space, known[item].cell);
        uint32_t by_vertices[8] = {0};
        assert_int_equal(nsc_graph_degree(graph, point), known[item].degree);
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            by_vertices[opened->vertices[graph->neighbours[place]]]++;
        if (item < 2)
            assert_memory_equal(by_vertices, known[item].by_vertices, sizeof by_vertices);
    }
}

/* ---- rows ---- */

/* The place of `neighbour` in the row of `point`, by halving; UINT64_MAX where it is not there. */
static uint64_t place_in_row(const nsc_graph *graph, uint32_t point, uint32_t neighbour) {
    uint64_t low = graph->offsets[point], high = graph->offsets[point + 1];
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (graph->neighbours[middle] == neighbour)
            return middle;
        if (graph->neighbours[middle] < neighbour)
            low = middle + 1;
        else
            high = middle;
    }
    return UINT64_MAX;
}

/* A kind tells the truth about its two cells: the vertices gained, and which operation there is one more of. */
static void check_kind(const fixture *opened, uint32_t point, uint32_t neighbour, nsc_kind number) {
    const nsc_edge_kind *kind = &opened->space->edge_kinds[number];
    const int gained = (int)opened->vertices[neighbour] - (int)opened->vertices[point];
    if (kind->family != NSC_EDGE_REPLACED) {
        assert_int_equal(gained, kind->family == NSC_EDGE_ADDED ? kind->vertices : -kind->vertices);
        return;
    }
    const nsc_cell before = nsc_nb101_cell(opened->nb101, point), after = nsc_nb101_cell(opened->nb101, neighbour);
    int counts[NSC_OPERATIONS] = {0};
    assert_int_equal(before.edges, after.edges);
    for (int inner = 0; inner + 2 < before.vertex_count; inner++) {
        counts[before.operations[inner]]--;
        counts[after.operations[inner]]++;
    }
    for (int operation = 0; operation < NSC_OPERATIONS; operation++) {
        const char *name = nsc_operation_name((nsc_operation)operation);
        assert_int_equal(counts[operation], strcmp(name, kind->to) == 0 ? 1 : strcmp(name, kind->from) == 0 ? -1 : 0);
    }
}

static void test_rows_are_symmetric(void **state) {
    const fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++) {
        const nsc_graph *graph = &opened->graphs[relation];
        for (uint32_t point = 0; point < CELLS; point++)
            for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
                const uint32_t neighbour = graph->neighbours[place];
                assert_true(neighbour < CELLS && neighbour != point);
                assert_true(place == graph->offsets[point] || graph->neighbours[place - 1] < neighbour);
                const uint64_t back = place_in_row(graph, neighbour, point);
                if (back == UINT64_MAX)
                    fail_msg("%u is not among the neighbours of %u", (unsigned)point, (unsigned)neighbour);
                assert_int_equal(graph->kinds[back], opened->space->edge_kinds[graph->kinds[place]].reverse);
                if (relation == PRUNED)
                    check_kind(opened, point, neighbour, graph->kinds[place]);
            }
    }
}

static void test_kinds(void **state) {
    const fixture *opened = *state;
    for (size_t number = 0; number < opened->space->edge_kind_count; number++) {
        const nsc_edge_kind *kind = &opened->space->edge_kinds[number];
        const nsc_edge_kind *reverse = &opened->space->edge_kinds[kind->reverse];
        assert_int_equal(reverse->reverse, number);
        assert_int_equal(reverse->vertices, kind->vertices);
        if (kind->family == NSC_EDGE_REPLACED) {
            char name[64];
            assert_string_equal(kind->from, reverse->to);
            assert_string_equal(kind->to, reverse->from);
            snprintf(name, sizeof name, "%s -> %s", kind->from, kind->to);
            assert_string_equal(kind->name, name);
        } else {
            assert_int_not_equal(kind->family, reverse->family);
            assert_null(kind->from);
            assert_null(kind->to);
        }
    }
}

typedef struct local_job {
    const fixture *opened;
    const nsc_graph *graph;
} local_job;

enum { LOCAL_BLOCK = 2048 };

static nsc_status compare_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const local_job *job = context;
    const uint32_t first = (uint32_t)task * LOCAL_BLOCK;
    for (uint32_t point = first; point < first + LOCAL_BLOCK && point < CELLS; point++) {
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        nsc_status status =
            nsc_graph_neighbours(job->opened->space, job->graph->relation, point, &neighbours, &count, error);
        if (status != NSC_OK)
            return status;
        bool equal = count == nsc_graph_degree(job->graph, point);
        for (size_t item = 0; equal && item < count; item++) {
            const size_t place = job->graph->offsets[point] + item;
            equal = neighbours[item].point == job->graph->neighbours[place] &&
                    neighbours[item].kind == job->graph->kinds[place];
        }
        free(neighbours);
        if (!equal)
            return nsc_error_set(error, NSC_FAILED, "%s: the neighbours of %u are not its row",
                                 job->graph->relation->name, (unsigned)point);
    }
    return NSC_OK;
}

static void test_local_neighbours_are_the_rows(void **state) {
    const fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++) {
        local_job job = {.opened = opened, .graph = &opened->graphs[relation]};
        REQUIRE_OK(nsc_parallel((CELLS + LOCAL_BLOCK - 1) / LOCAL_BLOCK, NSC_THREADS(2), compare_block, &job, &error));
    }
}

static void test_threads_change_nothing(void **state) {
    const fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++) {
        const nsc_graph *two = &opened->graphs[relation];
        nsc_graph one = {0};
        REQUIRE_OK(nsc_graph_build(&one, opened->space, two->relation, NSC_THREADS(1), &error));
        assert_true(one.edge_count == two->edge_count);
        assert_memory_equal(one.offsets, two->offsets, (CELLS + 1) * sizeof *one.offsets);
        assert_memory_equal(one.neighbours, two->neighbours, 2 * one.edge_count * sizeof *one.neighbours);
        assert_memory_equal(one.kinds, two->kinds, 2 * one.edge_count);
        nsc_graph_release(&one);
    }
}

/* ---- values across edges ---- */

/* On the largest component of `strict`, whose other components are hidden, and on the whole of the other two. */
static void test_assortativity(void **state) {
    static const double expected[RELATIONS] = {0.789311, 0.845225, 0.865368};
    const fixture *opened = *state;
    double *values = parameters_of(opened->space), *known = test_memory(CELLS, sizeof *known);
    uint32_t *components = test_memory(CELLS, sizeof *components);
    for (int relation = 0; relation < RELATIONS; relation++) {
        uint32_t *sizes = NULL, count = 0;
        REQUIRE_OK(nsc_graph_components(&opened->graphs[relation], components, &sizes, &count, &error));
        for (uint32_t point = 0; point < CELLS; point++)
            known[point] = sizes[components[point]] > CELLS / 2 ? values[point] : NAN;
        expect_near(assortativity_of(&opened->graphs[relation], known), expected[relation], 5e-7);
        free(sizes);
    }
    free(values);
    free(known);
    free(components);
}

static void test_assortativity_of_nothing(void **state) {
    const fixture *opened = *state;
    double *values = test_memory(CELLS, sizeof *values);
    assert_true(isnan(assortativity_of(&opened->graphs[PRUNED], values))); /* all equal */
    for (uint32_t point = 0; point < CELLS; point++)
        values[point] = NAN;
    assert_true(isnan(assortativity_of(&opened->graphs[PRUNED], values)));
    free(values);
}

/* ---- igraph as a second opinion on small graphs ---- */

/* The edges, each once. */
static void to_igraph(const nsc_graph *graph, igraph_t *made) {
    igraph_vector_int_t ends;
    igraph_vector_int_init(&ends, 0);
    for (uint32_t point = 0; point < graph->point_count; point++)
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            if (graph->neighbours[place] > point) {
                igraph_vector_int_push_back(&ends, point);
                igraph_vector_int_push_back(&ends, graph->neighbours[place]);
            }
    assert_int_equal(igraph_create(made, &ends, (igraph_integer_t)graph->point_count, IGRAPH_UNDIRECTED),
                     IGRAPH_SUCCESS);
    igraph_vector_int_destroy(&ends);
}

static void check_distances(const nsc_graph *graph, uint32_t step) {
    uint8_t *hops = test_memory(graph->point_count, 1);
    igraph_t made;
    igraph_matrix_t distances;
    to_igraph(graph, &made);
    igraph_matrix_init(&distances, 0, 0);
    for (uint32_t source = 0; source < graph->point_count; source += step) {
        REQUIRE_OK(nsc_graph_hops(graph, &source, 1, hops, &error));
        assert_int_equal(
            igraph_distances(&made, &distances, igraph_vss_1((igraph_integer_t)source), igraph_vss_all(), IGRAPH_ALL),
            IGRAPH_SUCCESS);
        for (uint32_t point = 0; point < graph->point_count; point++) {
            const double expected = MATRIX(distances, 0, point);
            assert_int_equal(hops[point], isinf(expected) ? NSC_UNREACHED : (int)expected);
        }
    }
    /* To the nearest of two sources. */
    const uint32_t targets[2] = {graph->point_count / 3, graph->point_count - 1};
    igraph_vector_int_t sources;
    igraph_vector_int_init(&sources, 2);
    for (int target = 0; target < 2; target++)
        VECTOR(sources)[target] = targets[target];
    REQUIRE_OK(nsc_graph_hops(graph, targets, 2, hops, &error));
    igraph_distances(&made, &distances, igraph_vss_vector(&sources), igraph_vss_all(), IGRAPH_ALL);
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const double expected = fmin(MATRIX(distances, 0, point), MATRIX(distances, 1, point));
        assert_int_equal(hops[point], isinf(expected) ? NSC_UNREACHED : (int)expected);
    }
    uint32_t diameter = 0;
    igraph_bool_t connected = false;
    igraph_real_t expected_diameter = 0;
    igraph_is_connected(&made, &connected, IGRAPH_WEAK);
    if (connected) {
        igraph_diameter(&made, &expected_diameter, NULL, NULL, NULL, NULL, false, true);
        REQUIRE_OK(nsc_graph_diameter(graph, NSC_THREADS(2), &diameter, &error));
        assert_int_equal(diameter, (uint32_t)expected_diameter);
    } else {
        REQUIRE_REFUSED(nsc_graph_diameter(graph, NSC_THREADS(2), &diameter, &error), NSC_INVALID, "component");
    }
    igraph_vector_int_destroy(&sources);
    igraph_matrix_destroy(&distances);
    igraph_destroy(&made);
    free(hops);
}

static void test_hops_and_diameters_of_small_graphs(void **state) {
    (void)state;
    static const char *const names[] = {"nb101:vertices=3", "nb101:vertices=4", "nb101:vertices=5"};
    for (size_t item = 0; item < sizeof names / sizeof *names; item++) {
        nsc_space *space = open_space(names[item]);
        for (size_t relation = 0; relation < RELATIONS; relation++) {
            nsc_graph graph = {0};
            REQUIRE_OK(nsc_graph_build(&graph, space, &nsc_relations[relation], NSC_THREADS(2), &error));
            check_distances(&graph, graph.point_count > 100 ? 13 : 1);
            nsc_graph_release(&graph);
        }
        nsc_space_close(space);
    }
}

/* ---- searches on the whole space ---- */

static void test_shells(void **state) {
    static const uint32_t expected[6] = {1, 52602, 79878, 278719, 12265, 159};
    const fixture *opened = *state;
    uint8_t *hops = test_memory(CELLS, 1);
    uint32_t shells[256] = {0};
    const uint32_t source = id_of(opened->space, "0100/");
    REQUIRE_OK(nsc_graph_hops(&opened->graphs[PRUNED], &source, 1, hops, &error));
    for (uint32_t point = 0; point < CELLS; point++)
        shells[hops[point]]++;
    assert_memory_equal(shells, expected, sizeof expected);
    free(hops);
}

/* The mean distance from random points, known from two hundred of them: about 3.776. */
static void test_mean_distance(void **state) {
    const fixture *opened = *state;
    enum { SOURCES = 25 };
    uint8_t *hops = test_memory(CELLS, 1);
    gsl_rng *random = random_stream(201, 0);
    double sum = 0;
    for (int round = 0; round < SOURCES; round++) {
        const uint32_t source = random_below(random, CELLS);
        REQUIRE_OK(nsc_graph_hops(&opened->graphs[PRUNED], &source, 1, hops, &error));
        for (uint32_t point = 0; point < CELLS; point++) {
            assert_in_range(hops[point], 0, 8);
            sum += hops[point];
        }
    }
    expect_near(sum / SOURCES / (CELLS - 1), 3.776, 0.15);
    gsl_rng_free(random);
    free(hops);
}

static void test_components_hold_their_rows(void **state) {
    const fixture *opened = *state;
    const nsc_graph *graph = &opened->graphs[STRICT];
    uint32_t *components = test_memory(CELLS, sizeof *components), *sizes = NULL, count = 0, numbered = 0;
    REQUIRE_OK(nsc_graph_components(graph, components, &sizes, &count, &error));
    uint32_t *counted = test_memory(count, sizeof *counted);
    for (uint32_t point = 0; point < CELLS; point++) {
        assert_true(components[point] < count && components[point] <= numbered);
        numbered += components[point] == numbered; /* numbered by their smallest point */
        counted[components[point]]++;
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            assert_int_equal(components[graph->neighbours[place]], components[point]);
    }
    assert_int_equal(numbered, count);
    assert_memory_equal(counted, sizes, count * sizeof *sizes);
    uint32_t diameter;
    REQUIRE_REFUSED(nsc_graph_diameter(graph, NSC_THREADS(2), &diameter, &error), NSC_INVALID, "component");
    free(components);
    free(sizes);
    free(counted);
}

/* ---- products ---- */

/* A dense transition matrix of the 91 cells of up to four vertices, multiplied the schoolbook way. */
static void check_products(const nsc_graph *graph, size_t width) {
    const size_t count = graph->point_count;
    double *dense = test_memory(count * count, sizeof *dense);
    double *x = test_memory(count * width, sizeof *x), *y = test_memory(count * width, sizeof *y);
    gsl_rng *random = random_stream(202, width);
    for (uint32_t point = 0; point < count; point++) {
        const uint32_t degree = nsc_graph_degree(graph, point);
        if (degree == 0)
            dense[point * count + point] = 1;
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            dense[point * count + graph->neighbours[place]] = 1.0 / degree;
    }
    for (size_t item = 0; item < count * width; item++)
        x[item] = gsl_rng_uniform(random) - 0.5;
    REQUIRE_OK(nsc_graph_walk_product(graph, x, y, width, NSC_THREADS(2), &error));
    for (size_t point = 0; point < count; point++)
        for (size_t vector = 0; vector < width; vector++) {
            double expected = 0;
            for (size_t other = 0; other < count; other++)
                expected += dense[point * count + other] * x[other * width + vector];
            expect_near(y[point * width + vector], expected, 1e-14);
        }
    /* The stationary law stays as it is: a row vector times the matrix. */
    double *stationary = test_memory(count, sizeof *stationary), sum = 0;
    REQUIRE_OK(nsc_graph_stationary(graph, stationary, &error));
    for (size_t point = 0; point < count; point++) {
        double moved = 0;
        sum += stationary[point];
        for (size_t other = 0; other < count; other++)
            moved += stationary[other] * dense[other * count + point];
        expect_near(moved, stationary[point], 1e-15);
    }
    expect_near(sum, 1, 1e-12);
    gsl_rng_free(random);
    free(dense);
    free(x);
    free(y);
    free(stationary);
}

static void test_products_of_a_small_graph(void **state) {
    (void)state;
    static const size_t widths[] = {1, 2, 3, 4, 5, 8, 11};
    nsc_space *space = open_space("nb101:vertices=4");
    for (size_t relation = 0; relation < RELATIONS; relation++) {
        nsc_graph graph = {0};
        REQUIRE_OK(nsc_graph_build(&graph, space, &nsc_relations[relation], NSC_THREADS(1), &error));
        for (size_t item = 0; item < sizeof widths / sizeof *widths; item++)
            check_products(&graph, widths[item]);
        nsc_graph_release(&graph);
    }
    nsc_space_close(space);
}

static void test_products_do_not_depend_on_threads_or_company(void **state) {
    const fixture *opened = *state;
    enum { WIDTH = 4 };
    double *x = test_memory(CELLS * WIDTH, sizeof *x), *alone = test_memory(CELLS, sizeof *alone);
    double *one = test_memory(CELLS * WIDTH, sizeof *one), *two = test_memory(CELLS * WIDTH, sizeof *two);
    gsl_rng *random = random_stream(203, 0);
    for (size_t item = 0; item < CELLS * WIDTH; item++)
        x[item] = gsl_rng_uniform(random);
    REQUIRE_OK(nsc_graph_walk_product(&opened->graphs[PRUNED], x, one, WIDTH, NSC_THREADS(1), &error));
    REQUIRE_OK(nsc_graph_walk_product(&opened->graphs[PRUNED], x, two, WIDTH, NSC_THREADS(2), &error));
    assert_memory_equal(one, two, CELLS * WIDTH * sizeof *one);
    for (size_t point = 0; point < CELLS; point++)
        x[point] = x[point * WIDTH + 2];
    REQUIRE_OK(nsc_graph_walk_product(&opened->graphs[PRUNED], x, alone, 1, NSC_THREADS(2), &error));
    for (size_t point = 0; point < CELLS; point++)
        assert_true(alone[point] == two[point * WIDTH + 2]);
    gsl_rng_free(random);
    free(x);
    free(alone);
    free(one);
    free(two);
}

/* The walk's autocorrelation of the parameters, computed by another program, from products and the stationary law. */
static void test_autocorrelation_of_parameters(void **state) {
    static const double expected[2][10] = {
        {.789311, .645767, .532313, .442438, .370171, .311503, .263460, .223826, .190917, .163435},
        {.845225, .726367, .629813, .550181, .483691, .427614, .379905, .339002, .303692, .273021}};
    static const double at_lag_36[2] = {.006112, .031339};
    const fixture *opened = *state;
    double *values = parameters_of(opened->space), *stationary = test_memory(CELLS, sizeof *stationary);
    double *walked = test_memory(CELLS, sizeof *walked), *next = test_memory(CELLS, sizeof *next);
    for (int relation = PRUNED; relation <= ADJACENT; relation++) {
        double mean = 0, variance = 0;
        REQUIRE_OK(nsc_graph_stationary(&opened->graphs[relation], stationary, &error));
        for (uint32_t point = 0; point < CELLS; point++)
            mean += stationary[point] * values[point];
        for (uint32_t point = 0; point < CELLS; point++) {
            walked[point] = values[point] - mean;
            variance += stationary[point] * walked[point] * walked[point];
        }
        for (int lag = 1; lag <= 36; lag++) {
            double covariance = 0, *kept = walked;
            REQUIRE_OK(nsc_graph_walk_product(&opened->graphs[relation], walked, next, 1, NSC_THREADS(2), &error));
            walked = next;
            next = kept;
            for (uint32_t point = 0; point < CELLS; point++)
                covariance += stationary[point] * (values[point] - mean) * walked[point];
            if (lag <= 10 || lag == 36)
                expect_near(covariance / variance, lag == 36 ? at_lag_36[relation] : expected[relation][lag - 1], 6e-7);
        }
    }
    free(values);
    free(stationary);
    free(walked);
    free(next);
}

/* ---- edit distance ---- */

static void test_edit_distance_is_symmetric(void **state) {
    const fixture *opened = *state;
    enum { POINTS = 24 };
    gsl_rng *random = random_stream(204, 0);
    uint32_t points[POINTS] = {0, 1, 4, 50};
    uint8_t *distances = test_memory((size_t)POINTS * CELLS, 1);
    for (int number = 4; number < POINTS; number++)
        points[number] = random_below(random, CELLS);
    for (int number = 0; number < POINTS; number++)
        REQUIRE_OK(nsc_edit_distances(opened->space, &points[number], 1, NSC_THREADS(2),
                                      distances + (size_t)number * CELLS, &error));
    for (int one = 0; one < POINTS; one++)
        for (int other = 0; other < POINTS; other++) {
            const uint8_t distance = distances[(size_t)one * CELLS + points[other]];
            assert_int_equal(distance, distances[(size_t)other * CELLS + points[one]]);
            assert_int_equal(distance == 0, points[one] == points[other]);
        }
    gsl_rng_free(random);
    free(distances);
}

/* Of cells with as many vertices, exactly the strict neighbours are one edit away. */
static void test_one_edit_is_a_strict_neighbour(void **state) {
    const fixture *opened = *state;
    const nsc_graph *graph = &opened->graphs[STRICT];
    gsl_rng *random = random_stream(205, 0);
    uint8_t *distances = test_memory(CELLS, 1);
    for (int round = 0; round < 12; round++) {
        const uint32_t source = random_below(random, round % 3 == 0 ? 64542 : CELLS);
        uint32_t near = 0;
        REQUIRE_OK(nsc_edit_distances(opened->space, &source, 1, NSC_THREADS(2), distances, &error));
        for (uint32_t point = 0; point < CELLS; point++)
            if (distances[point] == 1 && opened->vertices[point] == opened->vertices[source]) {
                assert_true(place_in_row(graph, source, point) != UINT64_MAX);
                near++;
            }
        assert_int_equal(near, nsc_graph_degree(graph, source));
    }
    gsl_rng_free(random);
    free(distances);
}

static void test_edit_distances_do_not_depend_on_threads(void **state) {
    const fixture *opened = *state;
    const uint32_t targets[3] = {id_of(opened->space, best_cell), id_of(opened->space, inception_like),
                                 id_of(opened->space, resnet_like)};
    uint8_t *one = test_memory(CELLS, 1), *two = test_memory(CELLS, 1);
    REQUIRE_OK(nsc_edit_distances(opened->space, targets, 3, NSC_THREADS(1), one, &error));
    REQUIRE_OK(nsc_edit_distances(opened->space, targets, 3, NSC_THREADS(2), two, &error));
    assert_memory_equal(one, two, CELLS);
    /* The table of distances leads to the same functions. */
    memset(two, 0, CELLS);
    REQUIRE_OK(nsc_distance_named("edit")->to_nearest(opened->space, NULL, targets, 3, NSC_THREADS(2), two, &error));
    assert_memory_equal(one, two, CELLS);
    REQUIRE_OK(nsc_distance_named("hops")->to_nearest(opened->space, &opened->graphs[PRUNED], targets, 3,
                                                      NSC_THREADS(2), two, &error));
    REQUIRE_OK(nsc_graph_hops(&opened->graphs[PRUNED], targets, 3, one, &error));
    assert_memory_equal(one, two, CELLS);
    assert_null(nsc_distance_named("miles"));
    assert_null(nsc_relation_named("friends"));
    free(one);
    free(two);
}

static void expect_script(const nsc_space *space, uint32_t from, uint32_t to, const char *const *steps,
                          uint32_t distance) {
    nsc_changes changes;
    REQUIRE_OK(nsc_edit_changes(space, from, to, &changes, &error));
    assert_int_equal(changes.distance, distance);
    assert_null(changes.start);
    for (uint32_t step = 0; step < distance; step++)
        assert_string_equal(changes.steps[step], steps[step]);
    nsc_changes_release(&changes);
}

static void test_edit_script(void **state) {
    const fixture *opened = *state;
    const uint32_t chain = id_of(opened->space, "010001000/c3"), other = id_of(opened->space, "010001000/mp");
    expect_script(opened->space, chain, chain, NULL, 0);
    expect_script(opened->space, chain, other, (const char *const[]){"replace conv3x3 at vertex 1 by maxpool3x3"}, 1);
    /* The shortcut is removed, and a new vertex joined twice. */
    expect_script(opened->space, id_of(opened->space, "0100/"), other,
                  (const char *const[]){"add edge 0→2, new vertex 2 is maxpool3x3", "remove edge 0→1", "add edge 2→1"},
                  3);
}

/* ---- GraphML ---- */

/* igraph reads what is written. */
static void test_graphml(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    nsc_graph graph = {0};
    char *text = NULL;
    size_t size = 0;
    double *values = parameters_of(space);
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("pruned"), NSC_THREADS(1), &error));
    FILE *stream = open_memstream(&text, &size);
    const nsc_graphml_column column = {"params", values};
    REQUIRE_OK(nsc_graphml_write(&graph, space, &(nsc_graphml_attributes){&column, 1, NULL}, stream, &error));
    fclose(stream);
    stream = fmemopen(text, size, "r");
    igraph_t read;
    igraph_set_attribute_table(&igraph_cattribute_table);
    assert_int_equal(igraph_read_graph_graphml(&read, stream, 0), IGRAPH_SUCCESS);
    fclose(stream);
    assert_int_equal(igraph_vcount(&read), 91);
    assert_int_equal(igraph_ecount(&read), graph.edge_count);
    for (igraph_integer_t point = 0; point < 91; point++) {
        nsc_point_name name;
        REQUIRE_OK(space->point_name(space, (uint32_t)point, &name, &error));
        assert_string_equal(VAS(&read, "name", point), name.text);
        assert_true(VAN(&read, "params", point) == values[point]);
    }
    for (igraph_integer_t edge = 0; edge < igraph_ecount(&read); edge++) {
        const uint32_t from = (uint32_t)IGRAPH_FROM(&read, edge), to = (uint32_t)IGRAPH_TO(&read, edge);
        const uint32_t low = from < to ? from : to, high = from < to ? to : from;
        const uint64_t place = place_in_row(&graph, low, high);
        assert_true(place != UINT64_MAX);
        assert_string_equal(EAS(&read, "kind", edge), space->edge_kinds[graph.kinds[place]].name);
    }
    igraph_destroy(&read);
    free(text);
    free(values);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_edges_by_kind),
        cmocka_unit_test(test_degrees_of_pruned),
        cmocka_unit_test(test_known_neighbourhoods),
        cmocka_unit_test(test_rows_are_symmetric),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_local_neighbours_are_the_rows),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_assortativity),
        cmocka_unit_test(test_assortativity_of_nothing),
        cmocka_unit_test(test_hops_and_diameters_of_small_graphs),
        cmocka_unit_test(test_shells),
        cmocka_unit_test(test_mean_distance),
        cmocka_unit_test(test_components_hold_their_rows),
        cmocka_unit_test(test_products_of_a_small_graph),
        cmocka_unit_test(test_products_do_not_depend_on_threads_or_company),
        cmocka_unit_test(test_autocorrelation_of_parameters),
        cmocka_unit_test(test_edit_distance_is_symmetric),
        cmocka_unit_test(test_one_edit_is_a_strict_neighbour),
        cmocka_unit_test(test_edit_distances_do_not_depend_on_threads),
        cmocka_unit_test(test_edit_script),
        cmocka_unit_test(test_graphml),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
