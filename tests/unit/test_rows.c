/* Rows that are computed against rows that are stored: every row, degree, place and kind; and the choice by size. */
#include "graph/graph.h"
#include "testing.h"

#include <unistd.h>

static void check_row(const nsc_rows rows[2], uint32_t point) {
    const nsc_row stored = nsc_rows_at(&rows[0], point), computed = nsc_rows_at(&rows[1], point);
    const uint64_t first = nsc_graph_first_place(rows[0].graph, point);
    assert_int_equal(computed.count, stored.count);
    assert_memory_equal(computed.points, stored.points, stored.count * sizeof *stored.points);
    assert_memory_equal(computed.kinds, stored.kinds, stored.count * sizeof *stored.kinds);
    assert_null(computed.weights);
    assert_int_equal(nsc_graph_degree(rows[1].graph, point), stored.count);
    assert_true(nsc_graph_first_place(rows[1].graph, point) == first);
    for (uint32_t place = 0; place < stored.count; place += 1 + stored.count / 16) {
        assert_int_equal(nsc_rows_neighbour_of(&rows[1], point, place), stored.points[place]);
        assert_int_equal(nsc_rows_neighbour_of(&rows[0], point, place), stored.points[place]);
    }
    for (uint32_t place = 0; place<stored.count; place += stored.count> 1 ? stored.count - 1 : 1) {
        assert_int_equal(nsc_rows_neighbour(&rows[1], first + place), stored.points[place]);
        assert_int_equal(nsc_rows_neighbour(&rows[0], first + place), stored.points[place]);
    }
}

/* All rows of a relation, in an order that jumps. */
static void check_relation(const nsc_space *space, const nsc_relation *relation) {
    nsc_graph graphs[2] = {0};
    nsc_rows rows[2] = {0}, bare = {0};
    REQUIRE_OK(nsc_graph_build_as(&graphs[0], space, relation, NSC_GRAPH_STORED, NSC_THREADS(2), &error));
    REQUIRE_OK(nsc_graph_build_as(&graphs[1], space, relation, NSC_GRAPH_IMPLICIT, NSC_THREADS(2), &error));
    assert_false(nsc_graph_is_implicit(&graphs[0]));
    assert_true(nsc_graph_is_implicit(&graphs[1]));
    assert_true(graphs[0].edge_count == graphs[1].edge_count);
    assert_true(nsc_graph_place_count(&graphs[0]) == nsc_graph_place_count(&graphs[1]));
    for (int storage = 0; storage < 2; storage++)
        REQUIRE_OK(nsc_rows_open_with_kinds(&rows[storage], &graphs[storage], &error));
    REQUIRE_OK(nsc_rows_open(&bare, &graphs[1], &error));
    for (uint64_t number = 0; number < space->point_count; number++) {
        const uint32_t point = (uint32_t)(number * 7919 % space->point_count);
        check_row(rows, point);
        const nsc_row row = nsc_rows_at(&bare, point);
        assert_null(row.kinds);
        assert_int_equal(row.count, nsc_graph_degree(&graphs[0], point));
        assert_memory_equal(row.points, nsc_rows_at(&rows[0], point).points, row.count * sizeof *row.points);
    }
    nsc_rows_close(&bare);
    for (int storage = 0; storage < 2; storage++) {
        nsc_rows_close(&rows[storage]);
        nsc_graph_release(&graphs[storage]);
    }
}

/* All rows of a space's first relation. */
static void check_rows(const char *space_name) {
    nsc_space *space = open_space(space_name);
    const nsc_relation *relation;
    REQUIRE_OK(nsc_relation_of(space, NULL, &relation, &error));
    check_relation(space, relation);
    nsc_space_close(space);
}

static void test_rows_of_strings(void **state) {
    (void)state;
    check_rows("hamming:2^11");
    check_rows("hamming:3^7");
    check_rows("hamming:45^2");
    check_rows("hamming:300^2"); /* kinds tell positions apart only; a position has more words than a group */
    check_rows("hamming:5^1");
    check_rows("hamming:1^3");
    check_rows("nb201");
}

/* Ordinal variables, at whose ends a string has fewer neighbours, beside others of several sizes. */
static void test_rows_of_variables(void **state) {
    (void)state;
    char path[] = "/tmp/nasscape_rows_XXXXXX", name[64];
    const int file = mkstemp(path);
    assert_true(file >= 0);
    FILE *stream = fdopen(file, "w");
    assert_non_null(stream);
    fputs("lr,batch,kind,depth,flag\n", stream);
    for (int row = 0; row < 20; row++)
        fprintf(stream, "0.%d,%d,%c,%d,%c\n", 1 + row % 7, 8 << row % 5, 'a' + row % 3, row, 'x' + row % 2);
    fclose(stream);
    snprintf(name, sizeof name, "variables:%s", path);
    check_rows(name);
    unlink(path);
}

/* Stored rows of cells are compared with those of single cells and of other programs elsewhere. */
static void test_rows_of_cells(void **state) {
    (void)state;
    static const char *const relations[] = {"pruned", "adjacent", "strict", "naszilla"};
    check_rows("nb101");
    nsc_space *space = open_space("nb101:vertices=6");
    for (size_t relation = 0; relation < NSC_COUNT_OF(relations); relation++)
        check_relation(space, nsc_relation_named(relations[relation]));
    nsc_space_close(space);
    check_rows("nb101:vertices=2");
}

static void test_choice(void **state) {
    (void)state;
    static const struct {
        const char *space;
        bool implicit;
    } chosen[] = {{"hamming:2^16", false}, {"hamming:2^20", true}, {"nb101:vertices=5", false}};
    for (size_t number = 0; number < sizeof chosen / sizeof *chosen; number++) {
        nsc_space *space = open_space(chosen[number].space);
        nsc_graph graph = {0};
        const nsc_relation *relation;
        REQUIRE_OK(nsc_relation_of(space, NULL, &relation, &error));
        REQUIRE_OK(nsc_graph_build(&graph, space, relation, NSC_THREADS(2), &error));
        assert_int_equal(nsc_graph_is_implicit(&graph), chosen[number].implicit);
        nsc_graph_release(&graph);
        nsc_space_close(space);
    }
}

static void test_refusals(void **state) {
    (void)state;
    nsc_space *space = open_space("nb201:distinct");
    nsc_graph graph = {0};
    REQUIRE_REFUSED(nsc_graph_build_as(&graph, space, nsc_relation_named("substitution"), NSC_GRAPH_IMPLICIT,
                                       NSC_THREADS(1), &error),
                    NSC_USAGE, "can only be stored");
    nsc_space_close(space);
    space = open_space("nb101:vertices=4");
    REQUIRE_REFUSED(nsc_graph_build_as(&graph, space, nsc_relation_named("one-exchange"), NSC_GRAPH_IMPLICIT,
                                       NSC_THREADS(1), &error),
                    NSC_USAGE, "the relation one-exchange can only be stored");
    nsc_space_close(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_strings), cmocka_unit_test(test_rows_of_variables),
        cmocka_unit_test(test_rows_of_cells),   cmocka_unit_test(test_choice),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
