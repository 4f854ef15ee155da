/*
 * The directed relations of other programs: on the whole space against moves made on matrices, one by one, as those
 * programs make them; then what a direction changes in searches, figures and analyses.
 */
#include "analysis/analysis.h"
#include "graph/igraph_bridge.h"
#include "graph_calls.h"
#include "landscape_fixture.h"
#include "naive_cell.h"
#include "testing.h"

#include <math.h>

enum { CELLS = 423624, VERTICES = 7, EDGES = 9, MOVES = 31, NASZILLA = 0, ONE_EXCHANGE = 1, DIRECTED = 2 };

static const char *const names[DIRECTED] = {"naszilla", "one-exchange"};

typedef struct fixture {
    nsc_space *space;
    nsc_graph graphs[DIRECTED], pruned;
} fixture;

static int open_fixture(void **state) {
    static fixture opened;
    opened.space = open_space("nb101");
    for (int relation = 0; relation < DIRECTED; relation++)
        REQUIRE_OK(nsc_graph_build(&opened.graphs[relation], opened.space, nsc_relation_named(names[relation]),
                                   NSC_THREADS(2), &error));
    REQUIRE_OK(nsc_graph_build(&opened.pruned, opened.space, nsc_relation_named("pruned"), NSC_THREADS(2), &error));
    *state = &opened;
    return 0;
}

static int close_fixture(void **state) {
    fixture *opened = *state;
    for (int relation = 0; relation < DIRECTED; relation++)
        nsc_graph_release(&opened->graphs[relation]);
    nsc_graph_release(&opened->pruned);
    nsc_space_close(opened->space);
    return 0;
}

/* ---- the moves, made on matrices ---- */

/* Which edges are on a path from input to output, by listing the paths. */
typedef struct used_parts {
    bool edge[NAIVE_VERTICES][NAIVE_VERTICES], vertex[NAIVE_VERTICES];
} used_parts;

static bool mark_paths(const naive_cell *cell, int vertex, used_parts *used) {
    bool reaches = vertex == cell->vertex_count - 1;
    for (int next = vertex + 1; next < cell->vertex_count; next++)
        if (cell->edge[vertex][next] && mark_paths(cell, next, used))
            reaches = used->edge[vertex][next] = true;
    used->vertex[vertex] = used->vertex[vertex] || reaches;
    return reaches;
}

/* What moves lead to: ids, once for every move that leads there. */
typedef struct destinations {
    uint32_t ids[MOVES];
    int count, stays, invalid;
} destinations;

/* Where the matrix leads to. Valid are those with a path and at most nine edges after pruning, or before. */
static void take_move(const fixture *opened, const naive_cell *cell, uint32_t self, bool limit_before,
                      destinations *reached) {
    naive_cell pruned;
    uint32_t id = UINT32_MAX;
    if ((limit_before && naive_edge_count(cell) > EDGES) || !naive_prune(cell, &pruned) ||
        naive_edge_count(&pruned) > EDGES) {
        reached->invalid++;
        return;
    }
    const nsc_cell found = naive_to_cell(&pruned);
    if (nsc_nb101_find(nsc_space_nb101(opened->space), &found, &id, NULL) == NSC_OK && id != self)
        reached->ids[reached->count++] = id;
    else
        reached->stays++;
}

/* As naszilla and NASLib do, of a 7×7 matrix with its output last. */
static void make_naszilla_moves(const fixture *opened, naive_cell *cell, uint32_t self, destinations *reached) {
    used_parts before = {{{false}}, {false}};
    mark_paths(cell, 0, &before);
    for (int vertex = 1; vertex < VERTICES - 1; vertex++) {
        const int kept = cell->label[vertex];
        for (int label = 0; label < NSC_OPERATIONS; label++) {
            cell->label[vertex] = label;
            if (before.vertex[vertex] && label != kept)
                take_move(opened, cell, self, false, reached);
        }
        cell->label[vertex] = kept;
    }
    for (int from = 0; from < VERTICES; from++)
        for (int to = from + 1; to < VERTICES; to++) {
            used_parts after = {{{false}}, {false}};
            cell->edge[from][to] = !cell->edge[from][to];
            mark_paths(cell, 0, &after);
            if (cell->edge[from][to] ? after.edge[from][to] : before.edge[from][to])
                take_move(opened, cell, self, false, reached);
            cell->edge[from][to] = !cell->edge[from][to];
        }
}

/* One-exchange: every variable of the encoding to each of its other values. */
static void make_one_exchange_moves(const fixture *opened, naive_cell *cell, uint32_t self, destinations *reached) {
    for (int vertex = 1; vertex < VERTICES - 1; vertex++)
        for (int step = 1; step < NSC_OPERATIONS; step++) {
            const int kept = cell->label[vertex];
            cell->label[vertex] = (kept + step) % NSC_OPERATIONS;
            take_move(opened, cell, self, true, reached);
            cell->label[vertex] = kept;
        }
    for (int from = 0; from < VERTICES; from++)
        for (int to = from + 1; to < VERTICES; to++) {
            cell->edge[from][to] = !cell->edge[from][to];
            take_move(opened, cell, self, true, reached);
            cell->edge[from][to] = !cell->edge[from][to];
        }
}

static int compare_ids(const void *first, const void *second) {
    const uint32_t one = *(const uint32_t *)first, other = *(const uint32_t *)second;
    return (one > other) - (one < other);
}

/* Whether the row of `self` holds these destinations, each once, and weighs them by how often they are reached. */
static bool row_holds(const nsc_graph *graph, uint32_t self, destinations *reached) {
    uint64_t place = graph->offsets[self];
    qsort(reached->ids, (size_t)reached->count, sizeof *reached->ids, compare_ids);
    for (int move = 0; move < reached->count; place++) {
        int times = 1;
        while (move + times < reached->count && reached->ids[move + times] == reached->ids[move])
            times++;
        if (place == graph->offsets[self + 1] || graph->neighbours[place] != reached->ids[move] ||
            (graph->weights != NULL && graph->weights[place] != times))
            return false;
        move += times;
    }
    return place == graph->offsets[self + 1];
}

enum { BLOCK = 2048 };

static nsc_status compare_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const fixture *opened = context;
    for (uint32_t id = (uint32_t)task * BLOCK; id < (task + 1) * BLOCK && id < CELLS; id++) {
        const nsc_cell stored = nsc_nb101_cell(nsc_space_nb101(opened->space), id);
        const naive_cell representative = naive_from_cell(&stored);
        naive_cell cell = naive_padded(&representative, VERTICES);
        destinations reached[DIRECTED] = {{.count = 0}};
        for (int vertex = 1; vertex < VERTICES - 1; vertex++)
            cell.label[vertex] = cell.label[vertex] == NAIVE_FREE ? 0 : cell.label[vertex];
        make_naszilla_moves(opened, &cell, id, &reached[NASZILLA]);
        make_one_exchange_moves(opened, &cell, id, &reached[ONE_EXCHANGE]);
        const destinations *all = &reached[ONE_EXCHANGE];
        if (all->count + all->stays + all->invalid != MOVES || reached[NASZILLA].stays != 0)
            return nsc_error_set(error, NSC_FAILED, "%u: the moves are not 31", (unsigned)id);
        for (int relation = 0; relation < DIRECTED; relation++)
            if (!row_holds(&opened->graphs[relation], id, &reached[relation]))
                return nsc_error_set(error, NSC_FAILED, "%s: the row of %u is not what the moves lead to",
                                     names[relation], (unsigned)id);
    }
    return NSC_OK;
}

static void test_rows_are_the_moves(void **state) {
    REQUIRE_OK(nsc_parallel((CELLS + BLOCK - 1) / BLOCK, NSC_THREADS(2), compare_block, *state, &error));
}

/* ---- figures ---- */

/* Out-degrees: mean 18.07, none of input -> output alone, 28 at most; computed from first principles by others. */
static void test_figures(void **state) {
    const fixture *opened = *state;
    for (int relation = 0; relation < DIRECTED; relation++) {
        const nsc_graph *graph = &opened->graphs[relation];
        nsc_graph_figures figures;
        nsc_igraph_figures igraph;
        uint64_t by_kind = 0;
        REQUIRE_OK(nsc_graph_figures_of(graph, opened->space, &figures, &error));
        REQUIRE_OK(nsc_igraph_figures_of(graph, &igraph, &error));
        assert_true(fabs(figures.degree_mean - 18.07) < 0.005);
        assert_int_equal(figures.degree_minimum, 0);
        assert_int_equal(figures.degree_maximum, 28);
        assert_int_equal(figures.sinks, 1);
        assert_int_equal(nsc_graph_degree(graph, id_of(opened->space, "0100/")), 0);
        assert_int_equal(figures.in_degree_maximum, 52602); /* all of input -> output, as on `pruned` */
        assert_int_equal(figures.in_degrees[0], 52602);
        assert_int_equal(figures.components, 1);
        assert_int_equal(figures.isolated, 0);
        assert_true(figures.edges == graph->edge_count && graph->edge_count == graph->offsets[CELLS]);
        for (size_t kind = 0; kind < opened->space->edge_kind_count; kind++) {
            const nsc_edge_kind *row = &opened->space->edge_kinds[kind];
            by_kind += figures.edges_by_kind[kind];
            if (row->family == NSC_EDGE_ADDED && row->vertices > 0)
                assert_true(figures.edges_by_kind[kind] == 0); /* no move adds a vertex */
        }
        assert_true(by_kind == graph->edge_count);
        assert_true(igraph.edges == figures.edges && igraph.components == 1 && igraph.isolated == 0);
        assert_int_equal(igraph.degree_maximum, 28);
        assert_int_equal(igraph.in_degree_maximum, 52602);
        nsc_graph_figures_release(&figures);
    }
}

static uint32_t place_in_row(const nsc_graph *graph, uint32_t point, uint32_t neighbour) {
    const uint32_t *row = graph->neighbours + graph->offsets[point];
    const uint32_t *found = bsearch(&neighbour, row, nsc_graph_degree(graph, point), sizeof *row, compare_ids);
    return found != NULL ? (uint32_t)(found - graph->neighbours) : UINT32_MAX;
}

/* Taken both ways, the edges are those of `pruned`, with its kinds; and the two relations differ in weights alone. */
static void test_both_ways_they_are_pruned(void **state) {
    const fixture *opened = *state;
    const nsc_graph *graph = &opened->graphs[NASZILLA], *pruned = &opened->pruned;
    uint64_t met = 0;
    for (uint32_t point = 0; point < CELLS; point++)
        for (uint64_t place = pruned->offsets[point]; place < pruned->offsets[point + 1]; place++) {
            const uint32_t neighbour = pruned->neighbours[place];
            const uint32_t there = place_in_row(graph, point, neighbour), back = place_in_row(graph, neighbour, point);
            if (there == UINT32_MAX && back == UINT32_MAX)
                fail_msg("no move joins %u and %u", (unsigned)point, (unsigned)neighbour);
            if (there != UINT32_MAX) {
                assert_int_equal(graph->kinds[there], pruned->kinds[place]);
                met++;
            }
        }
    assert_true(met == graph->edge_count);
    const nsc_graph *weighted = &opened->graphs[ONE_EXCHANGE];
    assert_memory_equal(graph->offsets, weighted->offsets, (CELLS + 1) * sizeof *graph->offsets);
    assert_memory_equal(graph->neighbours, weighted->neighbours, graph->edge_count * sizeof *graph->neighbours);
    assert_memory_equal(graph->kinds, weighted->kinds, graph->edge_count * sizeof *graph->kinds);
    assert_null(graph->weights);
}

static void test_neighbours_of_one_are_its_row(void **state) {
    const fixture *opened = *state;
    for (int relation = 0; relation < DIRECTED; relation++) {
        const nsc_graph *graph = &opened->graphs[relation];
        for (uint32_t point = 0; point < CELLS; point += point < 3000 ? 1 : 97) {
            nsc_neighbour *neighbours = NULL;
            size_t count = 0;
            REQUIRE_OK(nsc_graph_neighbours(opened->space, graph->relation, point, &neighbours, &count, &error));
            assert_int_equal(count, nsc_graph_degree(graph, point));
            for (size_t item = 0; item < count; item++) {
                const size_t place = graph->offsets[point] + item;
                assert_int_equal(neighbours[item].point, graph->neighbours[place]);
                assert_int_equal(neighbours[item].kind, graph->kinds[place]);
                assert_true(neighbours[item].weight == (graph->weights != NULL ? graph->weights[place] : 0));
            }
            free(neighbours);
        }
    }
}

static void test_threads_change_nothing(void **state) {
    const fixture *opened = *state;
    const nsc_graph *two = &opened->graphs[ONE_EXCHANGE];
    nsc_graph one = {0};
    REQUIRE_OK(nsc_graph_build(&one, opened->space, two->relation, NSC_THREADS(1), &error));
    assert_memory_equal(one.offsets, two->offsets, (CELLS + 1) * sizeof *one.offsets);
    assert_memory_equal(one.neighbours, two->neighbours, one.edge_count * sizeof *one.neighbours);
    assert_memory_equal(one.weights, two->weights, one.edge_count * sizeof *one.weights);
    nsc_graph_release(&one);
}

/* ---- what a direction changes ---- */

enum { SMALL = 91 };

/* Fewest steps along edges from one point to all, by relaxing every edge until nothing changes. */
static void steps_from(const nsc_graph *graph, uint32_t source, int steps[SMALL]) {
    for (int point = 0; point < SMALL; point++)
        steps[point] = point == (int)source ? 0 : SMALL;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t point = 0; point < SMALL; point++)
            for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
                if (steps[graph->neighbours[place]] > steps[point] + 1) {
                    steps[graph->neighbours[place]] = steps[point] + 1;
                    changed = true;
                }
    }
}

static void test_hops_follow_edges_to_the_target(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    nsc_graph graph = {0};
    int steps[SMALL][SMALL], unreached = 0;
    assert_int_equal(space->point_count, SMALL);
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("naszilla"), NSC_THREADS(1), &error));
    for (uint32_t source = 0; source < SMALL; source++)
        steps_from(&graph, source, steps[source]);
    for (uint32_t target = 0; target < SMALL; target++) {
        const uint32_t targets[2] = {target, 17};
        uint8_t hops[SMALL], to_two[SMALL];
        REQUIRE_OK(nsc_graph_hops(&graph, targets, 1, hops, &error));
        REQUIRE_OK(nsc_graph_hops(&graph, targets, 2, to_two, &error));
        for (uint32_t point = 0; point < SMALL; point++) {
            const int alone = steps[point][target], other = steps[point][17];
            const int nearest = alone < other ? alone : other;
            assert_int_equal(hops[point], alone < SMALL ? alone : NSC_UNREACHED);
            assert_int_equal(to_two[point], nearest < SMALL ? nearest : NSC_UNREACHED);
            unreached += alone == SMALL;
        }
    }
    assert_in_range(unreached, SMALL, SMALL * SMALL); /* nothing leads from input -> output to another cell */
    uint32_t diameter;
    REQUIRE_REFUSED(nsc_graph_diameter(&graph, NSC_THREADS(1), &diameter, &error), NSC_USAGE, "directed");
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* Edges 0 -> 1, 2 -> 1, 3 -> 4: points that only share where they lead to are in one component. */
static void test_components_whatever_the_direction(void **state) {
    (void)state;
    uint64_t offsets[] = {0, 1, 1, 2, 3, 3, 3};
    uint32_t neighbours[] = {1, 1, 4};
    const nsc_graph graph = {.relation = nsc_relation_named("naszilla"),
                             .point_count = 6,
                             .edge_count = 3,
                             .offsets = offsets,
                             .neighbours = neighbours};
    static const uint32_t expected[] = {0, 0, 0, 1, 1, 2}, expected_sizes[] = {3, 2, 1};
    uint32_t components[6], *sizes = NULL, count = 0;
    REQUIRE_OK(nsc_graph_components(&graph, components, &sizes, &count, &error));
    assert_int_equal(count, 3);
    assert_memory_equal(components, expected, sizeof expected);
    assert_memory_equal(sizes, expected_sizes, sizeof expected_sizes);
    free(sizes);
}

/* By definition, over a list of all edges; igraph's is without weights. */
static double correlation_of_ends(const nsc_graph *graph, const double *values) {
    long double weights = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (uint32_t point = 0; point < graph->point_count; point++)
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            const double other = values[graph->neighbours[place]];
            const long double weight = graph->weights != NULL ? graph->weights[place] : 1;
            if (isnan(values[point]) || isnan(other))
                continue;
            weights += weight;
            x += weight * values[point];
            y += weight * other;
            xx += weight * values[point] * values[point];
            yy += weight * other * other;
            xy += weight * values[point] * other;
        }
    return (double)((xy - x * y / weights) / sqrtl((xx - x * x / weights) * (yy - y * y / weights)));
}

static void test_assortativity(void **state) {
    (void)state;
    gsl_rng *random = random_stream(301, 0);
    for (int relation = 0; relation < DIRECTED; relation++) {
        landscape_fixture made;
        double igraph;
        fixture_open(&made, "nb101:vertices=5", names[relation], "params");
        for (int hidden = 0; hidden < 2; hidden++) {
            const double *values = made.fitness.values;
            const double ours = assortativity_of(&made.graph, values);
            assert_true(fabs(ours - correlation_of_ends(&made.graph, values)) < 1e-9);
            REQUIRE_OK(nsc_igraph_assortativity(&made.graph, values, &igraph, &error));
            assert_true(relation == ONE_EXCHANGE || fabs(ours - igraph) < 1e-9);
            fixture_hide(&made, 0.5, random);
        }
        for (uint32_t point = 0; point < made.space->point_count; point++)
            made.fitness.values[point] = 0.1;
        assert_true(isnan(assortativity_of(&made.graph, made.fitness.values)));
        fixture_close(&made);
    }
    gsl_rng_free(random);
}

/* A walk goes where rows lead, by their weights, and stays at input -> output. What it does in the long run does not
 * follow from degrees. */
static void test_walks(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    for (int relation = 0; relation < DIRECTED; relation++) {
        nsc_graph graph = {0};
        double x[SMALL], y[SMALL], stationary[SMALL];
        REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named(names[relation]), NSC_THREADS(1), &error));
        for (int point = 0; point < SMALL; point++)
            x[point] = point * point % 17;
        REQUIRE_OK(nsc_graph_walk_product(&graph, x, y, 1, NSC_THREADS(1), &error));
        assert_true(y[0] == x[0]);
        for (uint32_t point = 1; point < SMALL; point++) {
            double sum = 0, weights = 0;
            for (uint64_t place = graph.offsets[point]; place < graph.offsets[point + 1]; place++) {
                const double weight = relation == ONE_EXCHANGE ? graph.weights[place] : 1;
                weights += weight;
                sum += weight * x[graph.neighbours[place]];
            }
            assert_true(fabs(y[point] - sum / weights) < 1e-12);
            assert_true(strength_of(&graph, point) == weights);
        }
        REQUIRE_OK(nsc_graph_stationary(&graph, stationary, &error));
        assert_true(isnan(stationary[0]) && isnan(stationary[SMALL - 1]));
        nsc_graph_release(&graph);
    }
    nsc_space_close(space);
}

/* ---- analyses ---- */

static void test_analyses(void **state) {
    (void)state;
    static const char *const allowed[] = {"encodingrwa", "fdc",    "readings", "peaks", "opfrequency",
                                          "depthwidth",  "rarity", "density",  "cost",  "budgets"};
    static const char *const refused[] = {"rwa", "opeffect", "edgeeffect", "noise"};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    landscape_fixture made;
    options.walks = 2;
    options.length = 200;
    options.lags = 3;
    fixture_open(&made, "nb101:vertices=5", "naszilla", "params");
    for (size_t number = 0; number < sizeof allowed / sizeof *allowed; number++) {
        REQUIRE_OK(nsc_analysis_run(nsc_analysis_named(allowed[number]), &made.landscape, &options, tables, &error));
        nsc_analysis_release(tables);
    }
    for (size_t number = 0; number < sizeof refused / sizeof *refused; number++)
        REQUIRE_REFUSED(
            nsc_analysis_run(nsc_analysis_named(refused[number]), &made.landscape, &options, tables, &error), NSC_USAGE,
            "the relation naszilla is directed");
    fixture_close(&made);
}

/* ---- which spaces have which relations ---- */

static void expect_relations(const char *space_name, const char *first, const char *listed) {
    nsc_space *space = open_space(space_name);
    const nsc_relation *relation = NULL;
    REQUIRE_OK(nsc_relation_of(space, NULL, &relation, &error));
    assert_string_equal(relation->name, first);
    REQUIRE_REFUSED(nsc_relation_of(space, "friends", &relation, &error), NSC_USAGE, listed);
    nsc_space_close(space);
}

static void test_relations_of_spaces(void **state) {
    (void)state;
    static const char *const cells[] = {"pruned", "adjacent", "strict"};
    expect_relations("nb101:vertices=3", "pruned", "only pruned, adjacent, strict, naszilla, one-exchange");
    expect_relations("hamming:2^3", "substitution", "only substitution");
    expect_relations("nb201:distinct", "substitution", "only substitution");
    /* What the surrogate's files and reports index. */
    for (size_t row = 0; row < sizeof cells / sizeof *cells; row++)
        assert_string_equal(nsc_relations[row].name, cells[row]);
    for (size_t row = 0; row < nsc_relation_count; row++)
        assert_int_equal(nsc_relations[row].directed, strcmp(nsc_relations[row].name, "naszilla") == 0 ||
                                                          strcmp(nsc_relations[row].name, "one-exchange") == 0 ||
                                                          strcmp(nsc_relations[row].name, "listed-directed") == 0);
    nsc_space *strings = open_space("hamming:2^3");
    nsc_space *three = open_space("nb101:vertices=3");
    size_t count = 0;
    assert_ptr_equal(nsc_relations_of_encodings(three, &count), &nsc_relations[0]);
    assert_int_equal(count, sizeof cells / sizeof *cells);
    assert_null(nsc_relations_of_encodings(strings, &count));
    assert_int_equal(count, 0);
    nsc_space_close(three);
    nsc_graph graph = {0};
    REQUIRE_REFUSED(nsc_graph_build(&graph, strings, nsc_relation_named("naszilla"), NSC_THREADS(1), &error), NSC_USAGE,
                    "naszilla");
    assert_null(graph.offsets);
    nsc_space_close(strings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_the_moves),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_both_ways_they_are_pruned),
        cmocka_unit_test(test_neighbours_of_one_are_its_row),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_hops_follow_edges_to_the_target),
        cmocka_unit_test(test_components_whatever_the_direction),
        cmocka_unit_test(test_assortativity),
        cmocka_unit_test(test_walks),
        cmocka_unit_test(test_analyses),
        cmocka_unit_test(test_relations_of_spaces),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
