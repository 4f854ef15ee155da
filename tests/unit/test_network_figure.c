/* The picture of the network of local optima: which optima and transitions it shows, and where. */
#include "analysis/figures/network_figure.h"
#include "base/base.h"
#include "made_landscape.h"

#include <jansson.h>

/*
 * A path of ten points. Climbs by best improvement end at b (fitness 5; from a, b), d (7; from c, d, e), g (6; from f,
 * g, h) and j (5; from i, j). Neighbouring basins touch in one pair of points each.
 */
static const char path_edges[] = "a,b\nb,c\nc,d\nd,e\ne,f\nf,g\ng,h\nh,i\ni,j\n";
static const double path_fitness[] = {1, 5, 2, 7, 3, 2, 6, 1, 0, 5};

static made_landscape *open_path(void) {
    made_landscape *made = made_open_edges(path_edges);
    memcpy(made->fitness.values, path_fitness, sizeof path_fitness);
    made_count(made);
    return made;
}

static void require_node(const nsc_network_figure *figure, size_t number, const char *point, uint64_t basin,
                         size_t rank) {
    assert_string_equal(figure->nodes[number].point, point);
    assert_int_equal(figure->nodes[number].basin, basin);
    assert_int_equal(figure->nodes[number].rank, rank);
}

/* Of the two basins of two points that are equally good, the one of the earlier point is kept. */
static void test_choice(void **state) {
    (void)state;
    made_landscape *made = open_path();
    nsc_network_figure figure;
    REQUIRE_OK(nsc_network_figure_make(&figure, &made->landscape, NULL, 3, &error));
    assert_int_equal(figure.node_count, 3);
    assert_int_equal(figure.optima_count, 4);
    require_node(&figure, 0, "d", 3, 1);
    require_node(&figure, 1, "g", 3, 2);
    require_node(&figure, 2, "b", 2, 3);
    assert_int_equal(figure.transition_count, 4);
    assert_int_equal(figure.edge_count, 4);
    nsc_network_figure_release(&figure);
    REQUIRE_OK(nsc_network_figure_make(&figure, &made->landscape, NULL, 100, &error));
    assert_int_equal(figure.node_count, 4);
    require_node(&figure, 2, "b", 2, 3);
    require_node(&figure, 3, "j", 2, 3);
    assert_int_equal(figure.transition_count, 6);
    nsc_network_figure_release(&figure);
    made_close(made);
}

/* Of a rugged landscape each optimum keeps its four heaviest transitions. */
static void test_edges_kept(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^7");
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = (point * 2654435761u) % 1009;
    made_count(made);
    nsc_network_figure figure;
    REQUIRE_OK(nsc_network_figure_make(&figure, &made->landscape, NULL, 8, &error));
    assert_int_equal(figure.node_count, 8);
    assert_true(figure.edge_count < figure.transition_count);
    size_t of_node = 0;
    for (size_t edge = 0; edge < figure.edge_count; edge++) {
        const bool same = edge > 0 && figure.edges[edge].from == figure.edges[edge - 1].from;
        of_node = same ? of_node + 1 : 1;
        assert_true(of_node <= NSC_NETWORK_FIGURE_EDGES);
        assert_true(!same || figure.edges[edge].weight <= figure.edges[edge - 1].weight);
        assert_int_not_equal(figure.edges[edge].from, figure.edges[edge].to);
    }
    nsc_network_figure_release(&figure);
    made_close(made);
}

/* Places fill the unit square, differ, and are the same each time; what an edge joins lies nearer than what none
 * does. */
static void test_places(void **state) {
    (void)state;
    made_landscape *made = open_path();
    nsc_network_figure first, second;
    REQUIRE_OK(nsc_network_figure_make(&first, &made->landscape, NULL, 4, &error));
    REQUIRE_OK(nsc_network_figure_make(&second, &made->landscape, NULL, 4, &error));
    for (uint32_t node = 0; node < 4; node++) {
        assert_true(first.nodes[node].x >= 0 && first.nodes[node].x <= 1);
        assert_true(first.nodes[node].y >= 0 && first.nodes[node].y <= 1);
        assert_true(first.nodes[node].x == second.nodes[node].x && first.nodes[node].y == second.nodes[node].y);
    }
    enum { D, G, B, J };
    const nsc_network_figure_node *nodes = first.nodes;
    const double joined = hypot(nodes[D].x - nodes[G].x, nodes[D].y - nodes[G].y),
                 apart = hypot(nodes[B].x - nodes[J].x, nodes[B].y - nodes[J].y);
    assert_true(joined > 0 && joined < apart);
    nsc_network_figure_release(&first);
    nsc_network_figure_release(&second);
    made_close(made);
}

/* The JSON has nodes, edges by the places of their nodes, what is left out, and where it comes from. */
static void test_network_json(void **state) {
    (void)state;
    made_landscape *made = open_path();
    nsc_network_figure figure;
    char *text = NULL;
    size_t length = 0;
    REQUIRE_OK(nsc_network_figure_make(&figure, &made->landscape, NULL, 3, &error));
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    REQUIRE_OK(nsc_network_figure_write(&figure, stream, &error));
    assert_int_equal(fclose(stream), 0);
    json_t *network = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const char *point, *relation, *rule;
    int rank, from, left_out;
    assert_int_equal(json_unpack(network, "{s:[{s:s,s:i}],s:[{s:i}],s:i,s:s,s:s}", "nodes", "point", &point, "rank",
                                 &rank, "edges", "from", &from, "optima_left_out", &left_out, "relation", &relation,
                                 "fitness_rule", &rule),
                     0);
    assert_string_equal(point, "d");
    assert_int_equal(rank, 1);
    assert_int_equal(from, 0);
    assert_int_equal(left_out, 1);
    assert_string_equal(relation, "listed");
    assert_string_equal(rule, "made up");
    json_decref(network);
    free(text);
    nsc_network_figure_release(&figure);
    made_close(made);
}

/* The best is kept beside those of larger basins. */
static void test_best_is_kept(void **state) {
    (void)state;
    const nsc_column node_columns[] = {{"point", "p"}, {"fitness", "f"}, {"basin", "b"}, {"sink", "s"}},
                     edge_columns[] = {{"kind", "k"}, {"from", "f"}, {"to", "t"}, {"weight", "w"}};
    nsc_table *nodes, *edges;
    nsc_network_figure figure;
    char *caption;
    REQUIRE_OK(nsc_table_create(&nodes, node_columns, NSC_COUNT_OF(node_columns), &error));
    REQUIRE_OK(nsc_table_create(&edges, edge_columns, NSC_COUNT_OF(edge_columns), &error));
    const char *const names[] = {"a", "b", "c"};
    const double fitness[] = {0.5, 0.9, 0.7};
    const int64_t basins[] = {30, 1, 20};
    for (size_t row = 0; row < NSC_COUNT_OF(names); row++)
        REQUIRE_OK(nsc_table_add(
            nodes, NSC_ROW(nsc_text(names[row]), nsc_real(fitness[row]), nsc_integer(basins[row]), nsc_text("no")),
            &error));
    REQUIRE_OK(nsc_network_figure_read(&figure, nsc_figure_of("lon", "edges"), edges, nodes, 2, &error));
    assert_int_equal(figure.node_count, 2);
    assert_string_equal(figure.nodes[0].point, "b");
    assert_string_equal(figure.nodes[1].point, "a");
    REQUIRE_OK(nsc_network_figure_caption(&figure, &caption, &error));
    assert_non_null(strstr(caption, "2 of 3 nodes and 0 of the 0 edges between them are drawn"));
    free(caption);
    nsc_network_figure_release(&figure);
    nsc_table_destroy(nodes);
    nsc_table_destroy(edges);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choice),       cmocka_unit_test(test_edges_kept),   cmocka_unit_test(test_places),
        cmocka_unit_test(test_network_json), cmocka_unit_test(test_best_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
