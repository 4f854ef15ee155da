/* The longest shortest path of `pruned` on the whole space: 8, computed by another program. */
#include "graph/graph.h"
#include "testing.h"

static void test_diameter(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101");
    nsc_graph graph = {0};
    uint32_t diameter = 0;
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("pruned"), 2, &error));
    REQUIRE_OK(nsc_graph_diameter(&graph, 2, &diameter, &error));
    assert_int_equal(diameter, 8);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_diameter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
