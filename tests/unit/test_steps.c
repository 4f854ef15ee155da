/*
 * Climbs and nearest better points as questions: against those of the analyses, which look at all points at once, and
 * against plain searches; and two points side by side by hand.
 */
#include "analysis/optima/climb.h"
#include "analysis/optima/nearestbetter_internal.h"
#include "asked_landscape.h"

#include <math.h>

/* Random values in steps of a tenth, complete or half hidden, the higher or the lower ones better. */
static made_landscape *open_filled(const char *space, bool partial, bool minimise) {
    made_landscape *made = made_open(space);
    gsl_rng *random = random_stream(3, 0);
    made_fill_random(made, random);
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = round(made->fitness.values[point] * 30) / 10;
    if (partial)
        made_hide(made, 0.5, random);
    made->fitness.direction = minimise ? NSC_MINIMISE : NSC_MAXIMISE;
    made->fitness.rule.kind = NSC_FITNESS_COLUMN;
    gsl_rng_free(random);
    return made;
}

static double merit(const made_landscape *made, uint32_t point) {
    return made->fitness.direction == NSC_MINIMISE ? -made->fitness.values[point] : made->fitness.values[point];
}

/* ---- climbs ---- */

/* Each step improves by as much as the columns say. */
static void check_rows(const made_landscape *made, const nsc_table *table) {
    const size_t rows = nsc_table_row_count(table);
    for (size_t row = 0; row < rows; row++) {
        const uint32_t point = (uint32_t)asked_number(table, row, "id");
        assert_true(asked_number(table, row, "step") == (double)row);
        assert_true(asked_number(table, row, "fitness") == made->fitness.values[point]);
        assert_string_equal(asked_text(table, row, "optimum"), row + 1 == rows ? "yes" : "no");
        assert_true((asked_number(table, row, "better_neighbours") > 0) == (row + 1 < rows));
        if (row == 0)
            continue;
        const uint32_t before = (uint32_t)asked_number(table, row - 1, "id");
        assert_true(merit(made, point) > merit(made, before));
        assert_true(asked_number(table, row, "difference") ==
                    made->fitness.values[point] - made->fitness.values[before]);
        assert_true(asked_text(table, row, "change")[0] != '\0');
    }
}

/* The lowest better neighbour of a point, the point itself if there is none; how many are better, and evaluated. */
static uint32_t first_better(const made_landscape *made, uint32_t point, size_t *better, size_t *evaluated) {
    nsc_rows rows;
    uint32_t first = point;
    REQUIRE_OK(nsc_rows_open(&rows, &made->graph, &error));
    const nsc_row row = nsc_rows_at(&rows, point);
    *better = *evaluated = 0;
    for (uint32_t place = row.count; place-- > 0;) {
        *evaluated += isnan(made->fitness.values[row.points[place]]) ? 0 : 1;
        if (!(merit(made, row.points[place]) > merit(made, point) + 0.05))
            continue;
        first = row.points[place];
        ++*better;
    }
    nsc_rows_close(&rows);
    return first;
}

static void check_first(const made_landscape *made, const nsc_table *table) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        const uint32_t point = (uint32_t)asked_number(table, row, "id");
        size_t better, evaluated;
        const uint32_t next = first_better(made, point, &better, &evaluated);
        assert_true(asked_number(table, row, "better_neighbours") == (double)better);
        assert_true(asked_number(table, row, "evaluated_neighbours") == (double)evaluated);
        assert_true(asked_number(table, row, "neighbours") == nsc_graph_degree(&made->graph, point));
        if (row + 1 < nsc_table_row_count(table))
            assert_true(asked_number(table, row + 1, "id") == next);
    }
}

/* Ends and lengths of the climbs of every start against those of the analyses. */
static void check_climbs(const char *space, bool partial, bool minimise) {
    made_landscape *made = open_filled(space, partial, minimise);
    asked_landscape *asked = asked_open(made, NULL);
    nsc_climbs climbs;
    nsc_table *table;
    REQUIRE_OK(nsc_climbs_make(&climbs, &made->landscape, NULL, &error));
    for (uint32_t start = 0; start < made->graph.point_count; start++) {
        if (!nsc_fitness_known(&made->fitness, start)) {
            REQUIRE_REFUSED(asked_answer(asked, "climb", (nsc_question){0}, start, UINT32_MAX, &table, &error),
                            NSC_MISSING, "has no fitness");
            assert_null(table);
            continue;
        }
        if (climbs.basins[start] == NSC_NO_BASIN)
            continue;
        REQUIRE_OK(asked_answer(asked, "climb", (nsc_question){0}, start, UINT32_MAX, &table, &error));
        const size_t rows = nsc_table_row_count(table);
        assert_int_equal(rows, nsc_climbs_steps(&climbs, start) + 1);
        assert_true(asked_number(table, rows - 1, "id") == climbs.optima[climbs.basins[start]]);
        check_rows(made, table);
        nsc_table_destroy(table);
        REQUIRE_OK(asked_answer(asked, "climb", (nsc_question){.method = 1}, start, UINT32_MAX, &table, &error));
        check_rows(made, table);
        check_first(made, table);
        nsc_table_destroy(table);
    }
    nsc_climbs_release(&climbs);
    asked_close(asked);
    made_close(made);
}

static void test_climbs(void **state) {
    (void)state;
    check_climbs("hamming:3^4", false, false);
    check_climbs("hamming:3^4", true, true);
    check_climbs("nb101:vertices=4", false, true);
    check_climbs("nb101:vertices=4", true, false);
}

/*
 * A path of 2,001 points whose fitness rises from both ends to point 1,500, and a point beside number 600: climbs are
 * as long as the way to the top. The order of points is such that most climbs are joined by a longer one.
 */
static void test_long_climbs(void **state) {
    (void)state;
    enum { PATH = 2001, TOP = 1500, JOINED = 600 };
    char *lines = test_memory(PATH * 16, 1), *end = lines;
    for (int point = 1; point < PATH; point++)
        end += sprintf(end, "w%d,w%d\n", point - 1, point);
    sprintf(end, "w%d,beside\n", JOINED);
    made_landscape *made = made_open_edges(lines);
    for (int point = 0; point < PATH; point++)
        made->fitness.values[point] = -abs(point - TOP);
    made->fitness.values[PATH] = -PATH;
    nsc_climbs climbs;
    REQUIRE_OK(nsc_climbs_make(&climbs, &made->landscape, NULL, &error));
    assert_int_equal(climbs.optimum_count, 1);
    for (int point = 0; point < PATH; point++)
        assert_int_equal(nsc_climbs_steps(&climbs, (uint32_t)point), abs(point - TOP));
    assert_int_equal(nsc_climbs_steps(&climbs, PATH), TOP - JOINED + 1);
    const nsc_analysis_options options = {.improvement = NSC_IMPROVEMENT_BEST};
    made_result result = made_run(made, "basins", &options);
    made_check(&result, "longest_climb", TOP, 0);
    made_check(&result, "mean_climb", (1125750.0 + 125250 + 901) / 2002, 1e-9);
    made_release(&result);
    nsc_climbs_release(&climbs);
    made_close(made);
    free(lines);
}

/* A random order: each better neighbour is taken about equally often, and the same seed takes the same. */
static void test_random_order(void **state) {
    (void)state;
    made_landscape *made = made_open_edges("a,b\na,c\na,d\n");
    static const double values[] = {1, 2, 3, 0};
    memcpy(made->fitness.values, values, sizeof values);
    asked_landscape *asked = asked_open(made, NULL);
    unsigned taken[4] = {0};
    for (uint64_t seed = 1; seed <= 400; seed++) {
        nsc_table *tables[2];
        for (int time = 0; time < 2; time++)
            REQUIRE_OK(asked_answer(asked, "climb", (nsc_question){.method = 1, .seed = seed}, 0, UINT32_MAX,
                                    &tables[time], &error));
        assert_int_equal(nsc_table_row_count(tables[0]), 2);
        const unsigned point = (unsigned)asked_number(tables[0], 1, "id");
        assert_true(asked_number(tables[1], 1, "id") == point);
        taken[point]++;
        nsc_table_destroy(tables[0]);
        nsc_table_destroy(tables[1]);
    }
    assert_int_equal(taken[1] + taken[2], 400);
    assert_true(taken[1] > 150 && taken[2] > 150); /* five standard deviations */
    asked_close(asked);
    made_close(made);
}

/* ---- nearest better points ---- */

/* By hops against the analysis. */
static void check_nearest(const char *space, bool partial, bool minimise) {
    made_landscape *made = open_filled(space, partial, minimise);
    asked_landscape *asked = asked_open(made, NULL);
    nsc_nearest nearest;
    nsc_table *table;
    REQUIRE_OK(nsc_nearest_find(&nearest, &made->landscape, NULL, &error));
    for (uint32_t point = 0; point < made->graph.point_count; point++) {
        if (nearest.better_distance[point] == NSC_NOWHERE) {
            const char *reason =
                nsc_fitness_known(&made->fitness, point) ? "no evaluated point is better" : "has no fitness";
            REQUIRE_REFUSED(asked_answer(asked, "nearest-better", (nsc_question){0}, point, UINT32_MAX, &table, &error),
                            NSC_MISSING, reason);
            continue;
        }
        REQUIRE_OK(asked_answer(asked, "nearest-better", (nsc_question){0}, point, UINT32_MAX, &table, &error));
        assert_int_equal(nsc_table_row_count(table), 1);
        assert_true(asked_number(table, 0, "distance") == nearest.better_distance[point]);
        assert_true(asked_number(table, 0, "id") == nearest.better[point]);
        assert_true(asked_text(table, 0, "change")[0] != '\0');
        nsc_table_destroy(table);
    }
    nsc_nearest_release(&nearest);
    asked_close(asked);
    made_close(made);
}

static void test_nearest_by_hops(void **state) {
    (void)state;
    check_nearest("hamming:3^4", false, true);
    check_nearest("hamming:3^4", true, false);
    check_nearest("nb101:vertices=4", true, true);
}

/* By edits against the distances from each point to all others, with noise: every second point has a standard error. */
static void test_nearest_by_edits(void **state) {
    (void)state;
    made_landscape *made = open_filled("nb101:vertices=4", true, false);
    const uint32_t count = made->graph.point_count;
    double *errors = test_memory(count, sizeof *errors);
    uint8_t *distances = test_memory(count, 1);
    for (uint32_t point = 0; point < count; point++)
        errors[point] = point % 2 == 0 ? 0.5 : (double)NAN;
    asked_landscape *asked = asked_open(made, errors);
    for (uint32_t point = 0; point < count; point++) {
        uint32_t best = UINT32_MAX;
        size_t ties = 0;
        nsc_table *table;
        REQUIRE_OK(nsc_edit_distances(made->space, &point, 1, NULL, distances, &error));
        for (uint32_t other = 0; other < count; other++) {
            const double gain = made->fitness.values[other] - made->fitness.values[point];
            if (!(gain > hypot(errors[point], errors[other])))
                continue;
            if (best == UINT32_MAX || distances[other] < distances[best]) {
                best = other;
                ties = 1;
            } else if (distances[other] == distances[best]) {
                ties++;
                best = made->fitness.values[other] > made->fitness.values[best] ? other : best;
            }
        }
        const nsc_status status =
            asked_answer(asked, "nearest-better", (nsc_question){.distance = "edit", .beyond_noise = true}, point,
                         UINT32_MAX, &table, NULL);
        assert_int_equal(status, best == UINT32_MAX ? NSC_MISSING : NSC_OK);
        if (status != NSC_OK)
            continue;
        assert_true(asked_number(table, 0, "id") == best);
        assert_true(asked_number(table, 0, "distance") == distances[best]);
        assert_true(asked_number(table, 0, "equally_near") == (double)ties);
        assert_string_equal(asked_text(table, 0, "beyond_noise"), "yes");
        nsc_table_destroy(table);
    }
    asked_close(asked);
    free(errors);
    free(distances);
    made_close(made);
}

/* ---- side by side ---- */

/* The row of a kind and a name. */
static size_t row_of(const nsc_table *table, const char *kind, const char *name) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        if (strcmp(asked_text(table, row, "kind"), kind) == 0 && strcmp(asked_text(table, row, "name"), name) == 0)
            return row;
    fail_msg("no row %s %s", kind, name);
    return 0;
}

/* 0000 and 0120 of hamming:3^4, points 0 and 0·27 + 1·9 + 2·3 + 0 = 15, with fitness 1 ± 0.3 and 2 ± 0.4. */
static void test_compare(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^4");
    double *errors = test_memory(made->graph.point_count, sizeof *errors);
    made_fill(made, 0);
    made->fitness.values[0] = 1;
    made->fitness.values[15] = 2;
    errors[0] = 0.3;
    errors[15] = 0.4;
    asked_landscape *asked = asked_open(made, errors);
    nsc_table *table;
    REQUIRE_OK(asked_answer(asked, "compare", (nsc_question){.fitness = "column:made"}, 0, 15, &table, &error));
    const size_t point = row_of(table, "point", "point");
    assert_string_equal(asked_text(table, point, "a"), "0000");
    assert_string_equal(asked_text(table, point, "b"), "0120");
    assert_true(asked_number(table, row_of(table, "distance", "hops"), "difference") == 2);
    const size_t hamming = row_of(table, "distance", "hamming");
    assert_true(asked_number(table, hamming, "difference") == 2);
    assert_true(asked_number(table, hamming + 2, "step") == 2);
    assert_string_equal(asked_text(table, hamming + 2, "change"), "replace symbol_0 at position 3 by symbol_2");
    assert_true(asked_number(table, row_of(table, "feature", "symbol_0"), "difference") == -2);
    const size_t fitness = row_of(table, "fitness", "column:made");
    assert_true(asked_number(table, fitness, "a") == 1);
    assert_true(asked_number(table, fitness, "b") == 2);
    assert_true(asked_number(table, fitness, "difference") == 1);
    assert_true(fabs(asked_number(table, fitness, "standard_error") - 0.5) < 1e-15);
    assert_string_equal(asked_text(table, fitness, "beyond_noise"), "yes");
    nsc_table_destroy(table);
    asked_close(asked);
    free(errors);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_climbs),           cmocka_unit_test(test_long_climbs),
        cmocka_unit_test(test_random_order),     cmocka_unit_test(test_nearest_by_hops),
        cmocka_unit_test(test_nearest_by_edits), cmocka_unit_test(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
