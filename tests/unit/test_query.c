/* The table of questions and its options; points within some steps against breadth-first search; noise and order of a
 * few values; batches; cancelling. The numbers of the answers are checked in tests/cli/check_query.py. */
#include "asked_landscape.h"
#include "data/data.h"
#include "query/near_points.h"

#include <math.h>

/* ---- the tables ---- */

static void test_questions(void **state) {
    (void)state;
    for (size_t row = 0; row < nsc_query_count; row++) {
        const nsc_query *query = nsc_queries[row];
        assert_ptr_equal(nsc_query_named(query->name), query);
        assert_true(query->points_minimum <= query->points_maximum && query->points_maximum <= 2);
        assert_true(query->column_count > 1 && query->meaning[0] != '\0');
        assert_true(query->reads < UINT64_C(1) << NSC_QUESTION_OPTION_COUNT);
    }
    assert_null(nsc_query_named("nonsense"));
}

static void test_options(void **state) {
    (void)state;
    for (size_t row = 0; row < NSC_QUESTION_OPTION_COUNT; row++) {
        const nsc_question_option *option = &nsc_question_options[row];
        assert_true(option->option.meaning[0] != '\0' && option->offset < sizeof(nsc_question));
        for (size_t before = 0; before < row; before++) {
            assert_string_not_equal(option->option.name, nsc_question_options[before].option.name);
            assert_true(option->offset != nsc_question_options[before].offset);
        }
    }
    nsc_question question = {0};
    assert_int_equal(nsc_question_set(&question, &nsc_question_options[NSC_QUESTION_RADIUS], "3", NULL), NSC_OK);
    assert_int_equal(nsc_question_set(&question, &nsc_question_options[NSC_QUESTION_BETTER], "better", NULL), NSC_OK);
    assert_true(question.radius == 3 && question.better && !question.shells);
    assert_int_equal(nsc_question_set(&question, &nsc_question_options[NSC_QUESTION_RADIUS], "0", NULL), NSC_USAGE);
}

/* ---- points within some steps ---- */

/* Steps from `start` along edges in their direction, 255 beyond `radius`: each round looks at all points. */
static uint8_t *count_steps(const nsc_graph *graph, uint32_t start, unsigned radius) {
    uint8_t *steps = test_memory(graph->point_count, 1);
    nsc_rows rows;
    memset(steps, 255, graph->point_count);
    steps[start] = 0;
    REQUIRE_OK(nsc_rows_open(&rows, graph, &error));
    for (unsigned round = 0; round < radius; round++)
        for (uint32_t point = 0; point < graph->point_count; point++) {
            const nsc_row row = nsc_rows_at(&rows, point);
            for (uint32_t place = 0; steps[point] == round && place < row.count; place++)
                if (steps[row.points[place]] == 255)
                    steps[row.points[place]] = (uint8_t)(round + 1);
        }
    nsc_rows_close(&rows);
    return steps;
}

static void check_steps(const char *space, const char *relation_name, uint32_t start, unsigned radius) {
    const nsc_landscape_names names = {.space = space, .relation = relation_name};
    nsc_opened_landscape *opened;
    const nsc_relation *relation;
    const nsc_graph *graph;
    nsc_near_points near = {0};
    size_t wanted = 0;
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    REQUIRE_OK(nsc_landscape_relation(opened, &relation, &error));
    REQUIRE_OK(nsc_near_points_by_steps(&near, opened, relation, start, radius, NULL, &error));
    REQUIRE_OK(nsc_landscape_graph(opened, relation, &graph, &error));
    uint8_t *steps = count_steps(graph, start, radius);
    for (uint32_t point = 0; point < graph->point_count; point++)
        wanted += steps[point] != 255 && point != start;
    assert_int_equal(near.count, wanted);
    for (size_t number = 0; number < near.count; number++)
        assert_int_equal(near.items[number].distance, steps[near.items[number].point]);
    free(steps);
    nsc_near_points_release(&near);
    nsc_landscape_close(opened);
}

static void test_steps(void **state) {
    (void)state;
    check_steps("nb101:vertices=5", NULL, 1000, 2);
    check_steps("nb101:vertices=5", "naszilla", 2000, 4); /* a directed relation */
    check_steps("hamming:4^7", NULL, 5000, 6);            /* so wide that the graph takes over */
    check_steps("hamming:3^4", NULL, 7, 20);              /* wider than the space */
}

/* ---- a few values ---- */

static nsc_point_fitness value_of(double value, double standard_error, uint32_t runs) {
    return (nsc_point_fitness){value, standard_error, runs};
}

static void test_noise(void **state) {
    (void)state;
    /* 3, 4 and 5 are sides of a right-angled triangle. */
    const nsc_point_fitness one = value_of(10, 3, 3);
    assert_int_equal(nsc_fitness_compare_noise(one, value_of(15.01, 4, 3)), NSC_NOISE_BEYOND);
    assert_int_equal(nsc_fitness_compare_noise(value_of(15.01, 4, 3), one), NSC_NOISE_BEYOND);
    assert_int_equal(nsc_fitness_compare_noise(one, value_of(15, 4, 3)), NSC_NOISE_WITHIN);
    assert_int_equal(nsc_fitness_compare_noise(one, value_of(99, NAN, 1)), NSC_NOISE_UNKNOWN);
    assert_int_equal(nsc_fitness_compare_noise(one, value_of(NAN, 4, 3)), NSC_NOISE_UNKNOWN);
}

static void test_quantum(void **state) {
    (void)state;
    const nsc_fitness_rule mean = nsc_fitness_rule_of(NSC_METRIC_TEST, 108, NSC_POLICY_MEAN);
    const double step = 1.0 / NSC_OFFICIAL_IMAGES;
    const nsc_point_fitness runs[] = {value_of(9000 * step, NAN, 1), value_of(NAN, NAN, 0),
                                      value_of(17 * step, NAN, 1)};
    const nsc_point_fitness means[] = {value_of(27001 * step / 3, 0, 3), value_of(9000.5 * step, 0, 2)};
    const nsc_point_fitness others[] = {value_of(0.9, NAN, 1), value_of(0.1234567, NAN, 1)};
    nsc_space *cells, *strings;
    REQUIRE_OK(nsc_space_open(&cells, "nb101:vertices=4", &error));
    REQUIRE_OK(nsc_space_open(&strings, "hamming:3^4", &error));
    assert_true(nsc_fitness_quantum_of_points(&mean, cells, runs, 3) == step);
    assert_true(nsc_fitness_quantum_of_points(&mean, cells, means, 1) == 1.0 / (NSC_OFFICIAL_IMAGES * 3.0));
    assert_true(nsc_fitness_quantum_of_points(&mean, cells, means, 2) == 1.0 / (NSC_OFFICIAL_IMAGES * 6.0));
    assert_true(nsc_fitness_quantum_of_points(&mean, cells, others, 2) == 0);
    assert_true(nsc_fitness_quantum_of_points(&mean, strings, runs, 3) == 0);
    nsc_space_close(cells);
    nsc_space_close(strings);
}

/* The order of a few values has the direction and the chosen tolerance of that of all. */
static void test_order(void **state) {
    (void)state;
    const nsc_landscape_names names = {
        .space = "nb101:vertices=5", .fitness = "params", .direction = NSC_MINIMISE, .equal_within = "100"};
    const uint32_t points[] = {3, 2000};
    nsc_opened_landscape *opened;
    const nsc_fitness *fitness;
    nsc_point_fitness values[2];
    nsc_provenance provenance;
    nsc_order few;
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    REQUIRE_OK(nsc_landscape_values(opened, NULL, points, 2, values, &provenance, &error));
    REQUIRE_OK(nsc_landscape_order(opened, NULL, values, 2, &few, &error));
    REQUIRE_OK(nsc_landscape_fitness(opened, NULL, &fitness, &error));
    const nsc_order all = nsc_order_of(fitness);
    assert_true(few.direction == all.direction && few.sign == all.sign && few.equal_within == all.equal_within);
    assert_true(fabs(few.tolerance - all.tolerance) <= all.rounding);
    nsc_landscape_close(opened);
}

/* ---- batches, cancelling ---- */

static void test_batch(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^4");
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = point;
    asked_landscape *asked = asked_open(made, NULL);
    nsc_table *table = NULL, *alone;
    const nsc_row_sink sink = {asked_begin, asked_row, &table};
    const nsc_question question = {.n = 2};
    nsc_batch batch;
    nsc_batch_open(&batch, &nsc_query_neighbours, asked->opened, &question, &sink);
    REQUIRE_OK(nsc_batch_answer(&batch, "0012", &error));
    assert_int_equal(nsc_batch_answer(&batch, "0019", NULL), NSC_INVALID);
    REQUIRE_OK(nsc_batch_answer(&batch, "id:80", &error));
    nsc_batch_close(&batch);
    assert_int_equal(nsc_table_row_count(table), 4);
    REQUIRE_OK(asked_answer(asked, "neighbours", question, 80, UINT32_MAX, &alone, &error));
    assert_int_equal(nsc_table_column_count(table), nsc_table_column_count(alone) + 1);
    for (size_t row = 0; row < 4; row++)
        assert_string_equal(asked_text(table, row, "of"), row < 2 ? "0012" : "2222");
    for (size_t row = 0; row < 2; row++)
        assert_string_equal(asked_text(table, row + 2, "point"), asked_text(alone, row, "point"));
    nsc_table_destroy(table);
    nsc_table_destroy(alone);
    asked_close(asked);
    made_close(made);
}

static bool always(void *context) {
    (void)context;
    return true;
}

static void test_cancelled(void **state) {
    (void)state;
    const nsc_control control = {.cancelled = always};
    made_landscape *made = made_open("hamming:3^4");
    asked_landscape *asked = asked_open(made, NULL);
    nsc_table *table;
    const nsc_question question = {.control = &control};
    assert_int_equal(asked_answer(asked, "ball", question, 1, UINT32_MAX, &table, NULL), NSC_FAILED);
    assert_null(table);
    assert_int_equal(asked_answer(asked, "path", (nsc_question){0}, 1, UINT32_MAX, &table, NULL), NSC_USAGE);
    asked_close(asked);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions), cmocka_unit_test(test_options),   cmocka_unit_test(test_steps),
        cmocka_unit_test(test_noise),     cmocka_unit_test(test_quantum),   cmocka_unit_test(test_order),
        cmocka_unit_test(test_batch),     cmocka_unit_test(test_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
