/*
 * What takes longest on the whole space: igraph's own figures of the three relations, its assortativity beside ours,
 * and the diameter of `pruned`. Expected figures were computed by another program.
 */
#include "graph/igraph_bridge.h"
#include "graph_calls.h"
#include "testing.h"

#include <math.h>

enum { CELLS = 423624, RELATIONS = 3, PRUNED = 0, STRICT = 2 };

typedef struct fixture {
    nsc_space *space;
    nsc_graph graphs[RELATIONS];
} fixture;

static int open_fixture(void **state) {
    static fixture opened;
    opened.space = open_space("nb101");
    for (int relation = 0; relation < RELATIONS; relation++)
        REQUIRE_OK(
            nsc_graph_build(&opened.graphs[relation], opened.space, &nsc_relations[relation], NSC_THREADS(2), &error));
    *state = &opened;
    return 0;
}

static int close_fixture(void **state) {
    fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++)
        nsc_graph_release(&opened->graphs[relation]);
    nsc_space_close(opened->space);
    return 0;
}

static void test_igraph_figures(void **state) {
    static const nsc_igraph_figures expected[RELATIONS] = {
        {.edges = 4577278, .components = 1, .largest_component = CELLS, .degree_maximum = 52602},
        {.edges = 3868903, .components = 1, .largest_component = CELLS, .degree_maximum = 269},
        {.edges = 3197131, .components = 13, .largest_component = 358506, .degree_maximum = 31, .isolated = 1},
    };
    const fixture *opened = *state;
    for (int relation = 0; relation < RELATIONS; relation++) {
        nsc_igraph_figures figures;
        REQUIRE_OK(nsc_igraph_figures_of(&opened->graphs[relation], &figures, &error));
        assert_true(figures.edges == expected[relation].edges);
        assert_int_equal(figures.components, expected[relation].components);
        assert_int_equal(figures.largest_component, expected[relation].largest_component);
        assert_int_equal(figures.degree_maximum, expected[relation].degree_maximum);
        assert_int_equal(figures.isolated, expected[relation].isolated);
    }
}

static void check_assortativity(const nsc_graph *graph, const double *values, double expected) {
    double by_igraph = NAN;
    REQUIRE_OK(nsc_igraph_assortativity(graph, values, &by_igraph, &error));
    const double ours = assortativity_of(graph, values);
    if (!(fabs(ours - by_igraph) <= 1e-9) || !(isnan(expected) || fabs(by_igraph - expected) <= 5e-7))
        fail_msg("%.12g, by igraph %.12g, expected %.6f", ours, by_igraph, expected);
}

static void test_igraph_assortativity(void **state) {
    const fixture *opened = *state;
    double *values = test_memory(CELLS, sizeof *values);
    const int feature = nsc_space_feature(opened->space, "params");
    REQUIRE_OK(opened->space->feature_values(opened->space, (size_t)feature, NSC_THREADS(2), values, &error));
    check_assortativity(&opened->graphs[PRUNED], values, 0.789311);
    check_assortativity(&opened->graphs[1], values, 0.845225);
    check_assortativity(&opened->graphs[STRICT], values, NAN);
    for (uint32_t point = 0; point < CELLS; point++)
        if (point % 7 >= 2)
            values[point] = NAN;
    check_assortativity(&opened->graphs[PRUNED], values, NAN);
    free(values);
}

static void test_diameter(void **state) {
    const fixture *opened = *state;
    uint32_t diameter = 0;
    REQUIRE_OK(nsc_graph_diameter(&opened->graphs[PRUNED], NSC_THREADS(2), &diameter, &error));
    assert_int_equal(diameter, 8);
    REQUIRE_REFUSED(nsc_graph_diameter(&opened->graphs[STRICT], NSC_THREADS(2), &diameter, &error), NSC_INVALID,
                    "component");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_igraph_figures),
        cmocka_unit_test(test_igraph_assortativity),
        cmocka_unit_test(test_diameter),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
