/* Optima, basins, networks and escapes on landscapes small enough to do by hand, and on the whole space of cells. */
#include "analysis/optima/ball.h"
#include "analysis/optima/climb.h"
#include "analysis/summary.h"
#include "landscape_fixture.h"
#include "testing.h"

/* Strings with a fitness each, all known unless NaN; no standard errors. */
static void open_strings(landscape_fixture *fixture, const char *space, const double *values) {
    *fixture = (landscape_fixture){.space = open_space(space)};
    const uint32_t count = fixture->space->point_count;
    REQUIRE_OK(
        nsc_graph_build(&fixture->graph, fixture->space, nsc_relation_named("substitution"), NSC_THREADS(1), &error));
    fixture->fitness = (nsc_fitness){.origin = NSC_ORIGIN_SYNTHETIC, .point_count = count};
    strcpy(fixture->fitness.rule.text, "made up");
    REQUIRE_OK(nsc_copy_text(&fixture->fitness.source, "made up", &error));
    fixture->fitness.values = test_memory(count, sizeof(double));
    for (uint32_t point = 0; point < count; point++) {
        fixture->fitness.values[point] = values[point];
        fixture->fitness.known_count += nsc_fitness_known(&fixture->fitness, point);
    }
    fixture->landscape = nsc_landscape_of(fixture->space, &fixture->graph, &fixture->fitness);
}

static void set_errors(landscape_fixture *fixture, const double *errors) {
    free(fixture->fitness.standard_errors);
    fixture->fitness.standard_errors = test_memory(fixture->fitness.point_count, sizeof(double));
    memcpy(fixture->fitness.standard_errors, errors, fixture->fitness.point_count * sizeof(double));
}

typedef struct tables {
    nsc_table *of[NSC_ANALYSIS_TABLES];
} tables;

static tables analyse(const landscape_fixture *fixture, const char *name, const nsc_analysis_options *options) {
    tables made;
    REQUIRE_OK(nsc_analysis_run(nsc_analysis_named(name), &fixture->landscape, options, made.of, &error));
    return made;
}

static const nsc_table *summary_of(const tables *made) {
    for (size_t table = NSC_ANALYSIS_TABLES; table-- > 0;)
        if (made->of[table] != NULL)
            return made->of[table];
    return NULL;
}

static nsc_value value_at(const nsc_table *table, size_t row, const char *column) {
    const nsc_column *columns = nsc_table_columns(table);
    for (size_t number = 0; number < nsc_table_column_count(table); number++)
        if (strcmp(columns[number].name, column) == 0)
            return nsc_table_value(table, row, number);
    fail_msg("no column %s", column);
    return nsc_missing();
}

static const char *text_at(const nsc_table *table, size_t row, const char *column) {
    const nsc_value value = value_at(table, row, column);
    return value.type == NSC_VALUE_TEXT ? value.as.text : "";
}

static double number_at(const nsc_table *table, size_t row, const char *column) {
    const nsc_value value = value_at(table, row, column);
    return value.type == NSC_VALUE_INTEGER ? (double)value.as.integer
           : value.type == NSC_VALUE_REAL  ? value.as.real
                                           : (double)NAN;
}

static double figure_of(const nsc_table *summary, const char *name) {
    const int row = nsc_summary_row(summary, name);
    if (row < 0)
        fail_msg("no statistic %s", name);
    return number_at(summary, (size_t)row, "value");
}

typedef struct figure {
    const char *name;
    double value; /* NaN: there is none, but a reason */
} figure;

static void check_figures(const landscape_fixture *fixture, const char *name, const nsc_analysis_options *options,
                          const figure *figures, size_t count) {
    tables made = analyse(fixture, name, options);
    const nsc_table *summary = summary_of(&made);
    for (size_t number = 0; number < count; number++) {
        const double value = figure_of(summary, figures[number].name);
        const int row = nsc_summary_row(summary, figures[number].name);
        if (isnan(figures[number].value)) {
            assert_true(isnan(value));
            assert_true(strlen(text_at(summary, (size_t)row, "reason")) > 10);
        } else if (!(fabs(value - figures[number].value) <= 1e-12 * fmax(1, fabs(value)))) {
            fail_msg("%s: %s is %.17g instead of %.17g", name, figures[number].name, value, figures[number].value);
        }
    }
    nsc_analysis_release(made.of);
}

#define CHECK(fixture, name, options, ...)                                                                             \
    do {                                                                                                               \
        const figure figures[] = {__VA_ARGS__};                                                                        \
        check_figures(fixture, name, options, figures, sizeof figures / sizeof figures[0]);                            \
    } while (0)

/* ---- by hand ---- */

/*
 * A cube with peaks at 000 (5) and 111 (6). Best improvement: 001, 010 and 100 go to 000; 011, 101 and 110 to 111.
 * First improvement: 101 and 110 leave in three directions with chance 1/3, 001 and 010 in two; 4 starts for each peak
 * are expected, after 1 + 4/3 + 4/3 + 7/3 + 5/3 + 1 steps from 8 starts.
 */
static const double cube[] = {5, 1, 2, 4, 3, 0, 1, 6};

static void test_cube(void **state) {
    (void)state;
    nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    open_strings(&fixture, "hamming:2^3", cube);
    CHECK(&fixture, "optima", &options, {"strict_optima", 2}, {"nonstrict_optima", 2}, {"optimal_plateaus", 2},
          {"compared_pairs", 12}, {"expected_random", 2}, {"strict_to_expected", 1}, {"best", 6}, {"mean_optimum", 5.5},
          {"noise_aware_optima", NAN}, {"noise_undecided", 2});
    CHECK(&fixture, "basins", &options, {"global_basin", 4}, {"global_share", 0.5}, {"reach_best", 0.5},
          {"mean_climb", 0.75}, {"longest_climb", 1}, {"entropy", log(2)}, {"relative_entropy", 1},
          {"first_global_basin", 4}, {"first_mean_climb", 26.0 / 3 / 8}, {"size_fitness_pearson", NAN});
    CHECK(&fixture, "lon", &options, {"optima", 2}, {"edges", 2}, {"funnels", 1}, {"global_share", 1},
          {"strength", 0.5}, {"mean_stay", 0.5}, {"monotonic_edges", 1}, {"path_count", 1}, {"mean_path", 1},
          {"mean_weighted_path", 2}, {"escape_edges", 2}, {"escape_strength", 0.5}, {"escape_mean_weighted_path", 2});
    CHECK(&fixture, "escape", &options, {"returned_1", 1}, {"returned_2", 0}, {"better_1", 0}, {"better_2", 0.5},
          {"returned_best_2", 0});
    options.perturbation = 1;
    CHECK(&fixture, "lon", &options, {"escape_edges", 0}, {"escape_funnels", 2}, {"escape_global_share", 0.5},
          {"escape_strength", NAN}, {"escape_mean_path", NAN});
    options.perturbation = 3;
    CHECK(&fixture, "escape", &options, {"returned_3", 0}, {"better_3", 0.5});
    fixture_close(&fixture);
}

/* The edge between 001 and 101 is taken ten times as often as others: 11/12 of the ways from either lead across. */
static void test_weights(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    open_strings(&fixture, "hamming:2^3", cube);
    nsc_graph *graph = &fixture.graph;
    graph->weights = test_memory(graph->offsets[8], sizeof *graph->weights);
    for (uint32_t point = 0; point < 8; point++)
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            graph->weights[place] = point % 4 == 1 && graph->neighbours[place] % 4 == 1 ? 10 : 1;
    CHECK(&fixture, "lon", &options, {"mean_stay", 1 - (11.0 / 12 + 2.0 / 3 + 2.0 / 3) / 4}, {"strength", 0.5},
          {"edges", 2});
    fixture_close(&fixture);
}

/* 01 leads on to 11: 00 is an optimum by the non-strict reading, but its plateau is none. From 10 two ways lead up. */
static void test_plateau(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    open_strings(&fixture, "hamming:2^2", (const double[]){1, 1, 0, 2});
    CHECK(&fixture, "optima", &options, {"strict_optima", 1}, {"nonstrict_optima", 2}, {"optimal_plateaus", 1},
          {"noise_aware_optima", NAN}, {"noise_undecided", 1});
    CHECK(&fixture, "basins", &options, {"optima", 2}, {"global_basin", 3}, {"first_global_basin", 2.5});
    CHECK(&fixture, "lon", &options, {"neutral", 0}, {"funnels", 1});
    tables made = analyse(&fixture, "optima", &options);
    assert_string_equal(text_at(made.of[0], 0, "point"), "11");
    assert_string_equal(text_at(made.of[0], 1, "strict"), "no");
    assert_string_equal(text_at(made.of[0], 1, "plateau_optimal"), "no");
    assert_true(number_at(made.of[0], 1, "plateau_size") == 2);
    nsc_analysis_release(made.of);
    fixture_close(&fixture);
}

/* Of tied best neighbours the one that changes the first position, though its number is higher. */
static void test_ties(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_climbs climbs;
    open_strings(&fixture, "hamming:2^2", (const double[]){0, 5, 5, 1});
    REQUIRE_OK(nsc_climbs_make(&climbs, &fixture.landscape, NSC_THREADS(2), &error));
    assert_int_equal(climbs.successors[0], 2);
    assert_int_equal(climbs.successors[3], 1);
    assert_int_equal(climbs.tied_count, 2);
    nsc_climbs_release(&climbs);
    fixture_close(&fixture);
}

/* 00 is better than 01 by 0.1; the standard error of the difference is 0.05 for 0.03 and 0.04. */
static void test_noise(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    const struct {
        double errors[4];
        const char *answer;
    } cases[] = {
        {{0.03, 0.04, 0.01, 0.01}, "yes"}, {{0.06, 0.08, 0.01, 0.01}, "no"}, {{0.03, 0.04, NAN, NAN}, ""},
        {{0.06, 0.08, NAN, NAN}, "no"},    {{NAN, 0.04, 0.01, 0.01}, ""},    {{0, 0, 0, 0}, "yes"},
    };
    landscape_fixture fixture;
    open_strings(&fixture, "hamming:2^2", (const double[]){1, 0.9, 0.5, 0.8});
    for (size_t number = 0; number < sizeof cases / sizeof cases[0]; number++) {
        set_errors(&fixture, cases[number].errors);
        tables made = analyse(&fixture, "optima", &options);
        assert_int_equal(nsc_table_row_count(made.of[0]), 1);
        assert_string_equal(text_at(made.of[0], 0, "noise_aware"), cases[number].answer);
        const double found = figure_of(made.of[1], "noise_aware_optima");
        if (cases[number].answer[0] == '\0')
            assert_true(isnan(found));
        else
            assert_true(found == (cases[number].answer[0] == 'y'));
        nsc_analysis_release(made.of);
    }
    fixture_close(&fixture);
}

/* ---- little is known ---- */

static void check_nothing(const landscape_fixture *fixture, double isolated) {
    nsc_analysis_options options = nsc_analysis_defaults();
    CHECK(fixture, "optima", &options, {"isolated_points", isolated}, {"nonstrict_optima", 0}, {"strict_share", NAN},
          {"mean_optimum", NAN});
    CHECK(fixture, "basins", &options, {"starts", 0}, {"global_share", NAN}, {"first_mean_climb", NAN});
    CHECK(fixture, "lon", &options, {"optima", 0}, {"edges", NAN}, {"funnels", NAN}, {"escape_edges", NAN});
    CHECK(fixture, "escape", &options, {"returned_1", NAN}, {"returned_best_2", NAN});
    options.method = NSC_LON_SAMPLED;
    CHECK(fixture, "lon", &options, {"optima", 0}, {"edges", NAN}, {"success", NAN});
}

static void test_little_known(void **state) {
    (void)state;
    static const char *const names[] = {"optima", "basins", "lon", "escape"};
    nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    /* Two points that are no neighbours. */
    open_strings(&fixture, "hamming:2^2", (const double[]){1, NAN, NAN, 2});
    check_nothing(&fixture, 2);
    fixture_close(&fixture);
    /* The better of two neighbours, beside an isolated point that is better still. */
    open_strings(&fixture, "hamming:2^3", (const double[]){1, 2, NAN, NAN, NAN, NAN, 9, NAN});
    CHECK(&fixture, "optima", &options, {"isolated_points", 1}, {"strict_optima", 1}, {"surrounded_optima", 0},
          {"best", 9}, {"mean_optimum", 2}, {"expected_random", 1});
    CHECK(&fixture, "basins", &options, {"starts", 2}, {"global_share", 1});
    CHECK(&fixture, "escape", &options, {"returned_1", 1}, {"returned_2", NAN});
    options.method = NSC_LON_SAMPLED;
    CHECK(&fixture, "lon", &options, {"optima", 1}, {"edges", 0}, {"success", 1}, {"mean_stay", NAN});
    fixture_close(&fixture);
    /* Nothing at all. */
    open_strings(&fixture, "hamming:2^2", (const double[]){NAN, NAN, NAN, NAN});
    for (size_t number = 0; number < sizeof names / sizeof names[0]; number++) {
        nsc_table *made[NSC_ANALYSIS_TABLES];
        REQUIRE_REFUSED(nsc_analysis_run(nsc_analysis_named(names[number]), &fixture.landscape, &options, made, &error),
                        NSC_MISSING, "no point has a fitness");
    }
    fixture_close(&fixture);
}

/* One string has no neighbours; two are a pair. */
static void test_smallest_spaces(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    open_strings(&fixture, "hamming:2^1", (const double[]){1, NAN});
    check_nothing(&fixture, 1);
    fixture_close(&fixture);
    open_strings(&fixture, "hamming:2^1", (const double[]){1, 2});
    CHECK(&fixture, "lon", &options, {"optima", 1}, {"edges", 0}, {"funnels", 1}, {"global_share", 1}, {"density", NAN},
          {"strength", NAN});
    CHECK(&fixture, "basins", &options, {"global_share", 1}, {"mean_climb", 0.5}, {"relative_entropy", NAN});
    fixture_close(&fixture);
}

static void test_constant(void **state) {
    (void)state;
    nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    open_strings(&fixture, "hamming:2^3", (const double[]){1, 1, 1, 1, 1, 1, 1, 1});
    CHECK(&fixture, "optima", &options, {"strict_optima", 0}, {"nonstrict_optima", 8}, {"optimal_plateaus", 1});
    CHECK(&fixture, "basins", &options, {"reach_best", 1}, {"global_share", 0.125}, {"size_fitness_spearman", NAN});
    CHECK(&fixture, "lon", &options, {"edges", 24}, {"neutral", 1}, {"compressed_optima", 1}, {"funnels", 1},
          {"global_share", 1}, {"strength", 1}, {"mean_path", NAN});
    CHECK(&fixture, "escape", &options, {"returned_1", 0}, {"better_2", 0});
    options.method = NSC_LON_SAMPLED; /* two changes never lead from an even number of ones to an odd one */
    CHECK(&fixture, "lon", &options, {"optima", 8}, {"success", 1}, {"deviation", 0}, {"compressed_optima", 2});
    fixture_close(&fixture);
}

/* ---- the same by any number of threads ---- */

/*
 * A directed relation, by chances from every start written down one by one: edges are taken in their direction, and the
 * cell of no operations, from which nothing leads, is an end of climbs like others.
 */
enum { FEW = 100 };

/* chances[start][end] of first improvement, by recursion from the end of the walk; done[start] where filled in. */
static void fill_chances(const nsc_graph *graph, const double *values, uint32_t start, double chances[FEW][FEW],
                         bool *done) {
    uint32_t better = 0;
    if (done[start])
        return;
    done[start] = true;
    for (uint64_t place = graph->offsets[start]; place < graph->offsets[start + 1]; place++)
        better += values[graph->neighbours[place]] > values[start];
    if (better == 0)
        chances[start][start] = 1;
    for (uint64_t place = graph->offsets[start]; place < graph->offsets[start + 1]; place++) {
        const uint32_t next = graph->neighbours[place];
        if (!(values[next] > values[start]))
            continue;
        fill_chances(graph, values, next, chances, done);
        for (uint32_t end = 0; end < graph->point_count; end++)
            chances[start][end] += chances[next][end] / better;
    }
}

static void test_directed_relation(void **state) {
    (void)state;
    landscape_fixture fixture = {0};
    const nsc_analysis_options options = nsc_analysis_defaults();
    static double chances[FEW][FEW];
    bool done[FEW] = {false};
    fixture_open(&fixture, "nb101:vertices=4", "naszilla", "params");
    const nsc_graph *graph = &fixture.graph;
    const uint32_t count = graph->point_count;
    double *values = fixture.fitness.values;
    assert_int_equal(count, 91);
    assert_int_equal(nsc_graph_degree(graph, 0), 0);
    for (uint32_t point = 0; point < count; point++)
        values[point] = point == 0 ? 0.5 : point * 37 % 89 / 89.0 + point * 1e-6;
    double expected[FEW] = {0}, climbs[FEW] = {0}, optima = 0;
    for (uint32_t start = 0; start < count; start++) {
        fill_chances(graph, values, start, chances, done);
        for (uint32_t end = 0; end < count; end++)
            expected[end] += chances[start][end];
        uint32_t here = start, next = start;
        do {
            here = next;
            for (uint64_t place = graph->offsets[here]; place < graph->offsets[here + 1]; place++)
                next = values[graph->neighbours[place]] > values[next] ? graph->neighbours[place] : next;
        } while (next != here);
        climbs[here]++;
        optima += here == start;
    }
    const tables found = analyse(&fixture, "optima", &options), basins = analyse(&fixture, "basins", &options);
    assert_true(figure_of(summary_of(&found), "strict_optima") == optima);
    assert_true(figure_of(summary_of(&found), "compared_pairs") == (double)graph->edge_count);
    assert_int_equal(nsc_table_row_count(basins.of[0]), (size_t)optima);
    for (size_t row = 0; row < nsc_table_row_count(basins.of[0]); row++) {
        uint32_t point;
        REQUIRE_OK(fixture.space->point_parse(fixture.space, text_at(basins.of[0], row, "point"), &point, &error));
        assert_true(number_at(basins.of[0], row, "size") == climbs[point]);
        assert_true(fabs(number_at(basins.of[0], row, "first_size") - expected[point]) < 1e-9);
        assert_string_equal(text_at(found.of[0], row, "plateau_optimal"), "");
    }
    nsc_analysis_release((nsc_table **)found.of);
    nsc_analysis_release((nsc_table **)basins.of);
    fixture_close(&fixture);
}

static void assert_same(const nsc_table *one, const nsc_table *other) {
    assert_int_equal(nsc_table_row_count(one), nsc_table_row_count(other));
    for (size_t row = 0; row < nsc_table_row_count(one); row++)
        for (size_t column = 0; column < nsc_table_column_count(one); column++) {
            const nsc_value left = nsc_table_value(one, row, column), right = nsc_table_value(other, row, column);
            assert_int_equal(left.type, right.type);
            if (left.type == NSC_VALUE_TEXT)
                assert_string_equal(left.as.text, right.as.text);
            else if (left.type != NSC_VALUE_MISSING)
                assert_memory_equal(&left.as, &right.as, sizeof left.as);
        }
}

static void test_threads(void **state) {
    (void)state;
    static const char *const names[] = {"optima", "basins", "lon", "escape", "lon"};
    nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    gsl_rng *random = random_stream(3, 0);
    fixture_open(&fixture, "nb101:vertices=6", "pruned", "params");
    fixture_hide(&fixture, 0.5, random);
    for (size_t number = 0; number < sizeof names / sizeof names[0]; number++) {
        options.method = number == 4 ? NSC_LON_SAMPLED : NSC_LON_EXACT;
        options.control = NSC_THREADS(1);
        tables alone = analyse(&fixture, names[number], &options);
        options.control = NSC_THREADS(3);
        tables together = analyse(&fixture, names[number], &options);
        for (size_t table = 0; table < nsc_analysis_named(names[number])->table_count; table++)
            assert_same(alone.of[table], together.of[table]);
        nsc_analysis_release(alone.of);
        nsc_analysis_release(together.of);
    }
    gsl_rng_free(random);
    fixture_close(&fixture);
}

/* ---- shells ---- */

/* Against a search of the whole graph, twice in the same scratch and after the marks have run out. */
static void test_shells(void **state) {
    (void)state;
    static const uint32_t centres[] = {0, 700, 2531, 5};
    landscape_fixture fixture;
    nsc_ball shells;
    fixture_open(&fixture, "nb101:vertices=5", "strict", "params");
    const uint32_t count = fixture.space->point_count;
    uint8_t *hops = test_memory(count, 1);
    REQUIRE_OK(nsc_ball_create(&shells, &fixture.graph, 3, &error));
    for (size_t number = 0; number < sizeof centres / sizeof centres[0]; number++) {
        if (number == 2)
            shells.base = UINT32_MAX - 5;
        nsc_ball_search(&shells, centres[number]);
        REQUIRE_OK(nsc_graph_hops(&fixture.graph, &centres[number], 1, hops, &error));
        uint32_t within = 0;
        for (uint32_t point = 0; point < count; point++) {
            assert_int_equal(nsc_ball_distance(&shells, point), hops[point] <= 3 ? hops[point] : 4);
            within += hops[point] <= 3;
        }
        assert_int_equal(shells.ends[3], within);
        for (uint32_t place = 0; place < within; place++)
            assert_true(place < shells.ends[hops[shells.points[place]]] &&
                        (hops[shells.points[place]] == 0 || place >= shells.ends[hops[shells.points[place]] - 1]));
    }
    nsc_ball_release(&shells);
    free(hops);
    fixture_close(&fixture);
}

/* ---- all cells ---- */

/*
 * Of the parameters: 42 cells have the most (facts of the space). Of the vertices: hundreds of thousands of optima, of
 * which a sample is surveyed, and too many for a network of escapes; a cell of 7 vertices has no better neighbour.
 */
static void test_all_cells(void **state) {
    (void)state;
    nsc_analysis_options options = nsc_analysis_defaults();
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101", "pruned", "params");
    tables made = analyse(&fixture, "optima", &options);
    assert_true(fabs(figure_of(made.of[1], "expected_random") - 22528.82) < 0.01);
    assert_true(figure_of(made.of[1], "best_points") == 42);
    assert_true(figure_of(made.of[1], "best") == 49979274);
    nsc_analysis_release(made.of);
    fixture_close(&fixture);

    fixture_open(&fixture, "nb101", "pruned", "vertices");
    options.sample = 100;
    made = analyse(&fixture, "escape", &options);
    const int row = nsc_summary_row(made.of[1], "better_2");
    const double value = figure_of(made.of[1], "better_2");
    assert_true(figure_of(made.of[1], "optima") > 359082);
    assert_true(figure_of(made.of[1], "surveyed_optima") == 100);
    assert_true(number_at(made.of[1], (size_t)row, "low") < value &&
                value < number_at(made.of[1], (size_t)row, "high"));
    nsc_analysis_release(made.of);
    nsc_climbs climbs;
    REQUIRE_OK(nsc_climbs_make(&climbs, &fixture.landscape, NSC_THREADS(2), &error));
    for (uint32_t optimum = 0; optimum < climbs.optimum_count; optimum++)
        assert_true(climbs.steps[climbs.optima[optimum]] == 0 && climbs.basins[climbs.optima[optimum]] == optimum);
    nsc_climbs_release(&climbs);
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cube),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_plateau),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_little_known),
        cmocka_unit_test(test_smallest_spaces),
        cmocka_unit_test(test_constant),
        cmocka_unit_test(test_directed_relation),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_shells),
        cmocka_unit_test(test_all_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
