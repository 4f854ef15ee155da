/* Tables of search results, on traces written by hand; expected values by hand. */
#include "analysis/search/results/search_sweep.h"
#include "analysis/search/results/search_tables.h"
#include "searched_landscape.h"

/* A made-up landscape of eight points with the scores 0, 10, …, 70: the best is point 7. */
static searched_landscape open_eight(nsc_direction direction, nsc_search_options options) {
    made_landscape *made = made_open("hamming:2^3");
    for (uint32_t point = 0; point < made->space->point_count; point++)
        made->fitness.values[point] = 10 * point;
    made->fitness.direction = direction;
    return searched_open(made, options);
}

static void close_eight(searched_landscape *searched) {
    made_landscape *made = searched->asked->made;
    searched_close(searched);
    made_close(made);
}

/* An incumbent after so many evaluations. */
static nsc_search_event found(uint64_t evaluations, uint32_t point) {
    return (nsc_search_event){
        .evaluations = evaluations, .fitness = 10 * point, .point = point, .run = UINT16_MAX, .incumbent = true};
}

#define TRACE(paid, ...)                                                                                               \
    {                                                                                                                  \
        .events = (nsc_search_event[]){__VA_ARGS__},                                                                   \
        .count = sizeof((nsc_search_event[]){__VA_ARGS__}) / sizeof(nsc_search_event), .evaluations = (paid),          \
        .proposals = (paid)                                                                                            \
    }

/* Runs of an algorithm on the landscape of the test. */
#define RESULT(name, runs, count)                                                                                      \
    { .experiment = searched.experiment, .label = (name), .traces = (runs), .run_count = (count) }

static nsc_table *table_of(const char *name, const nsc_search_result *results, size_t count,
                           const nsc_search_table_options *options) {
    nsc_table *table = NULL;
    const nsc_row_sink sink = {asked_begin, asked_row, &table};
    REQUIRE_OK(nsc_search_table_write(nsc_search_table_named(name), results, count, options, &sink, &error));
    return table;
}

static size_t row_with(const nsc_table *table, const char *column, const char *text) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        if (strcmp(text_of(table, row, column), text) == 0)
            return row;
    fail_msg("no row with %s = %s", column, text);
    return 0;
}

static void assert_number(const nsc_table *table, size_t row, const char *column, double expected) {
    const double value = number_of(table, row, column);
    if (!(fabs(value - expected) < 1e-9) && !(isnan(value) && isnan(expected)))
        fail_msg("row %zu, %s: %.15g instead of %.15g", row, column, value, expected);
}

/* Regrets 70 − score: run 0 has 60 from 1 on and 0 from 4 on, run 1 has 50 from 2 on; run 2 never evaluates. */
static void test_regret_and_targets(void **state) {
    nsc_search_trace traces[] = {TRACE(8, found(1, 1), found(4, 7)), TRACE(6, found(2, 2)), {.exhausted = true}};
    searched_landscape searched =
        open_eight(NSC_MAXIMISE, (nsc_search_options){.encoding = NSC_ENCODING_POINTS + 1, .evaluations = 8});
    const nsc_search_result two = RESULT("by hand", traces, 2);
    const nsc_search_result three = RESULT("by hand", traces, 3);
    nsc_search_table_options options = nsc_search_table_defaults();
    (void)state;
    nsc_table *table = table_of("regret", &two, 1, &options);
    assert_int_equal(nsc_table_row_count(table), 7); /* from 2, where both have evaluated, to 8 */
    assert_number(table, 0, "evaluations", 2);
    assert_number(table, 0, "mean", 55);
    assert_number(table, 2, "mean", 25);
    assert_number(table, 6, "median", 25);
    assert_number(table, 6, "quantile_10", 5);
    assert_number(table, 6, "time_s", NAN);
    nsc_table_destroy(table);
    table = table_of("anytime", &two, 1, &options);
    assert_number(table, 0, "regret", (60 * 2 + 0 * 4 + 50 * 6) / 12.0);
    nsc_table_destroy(table);
    options.targets = "best, 55 ,top:50";
    table = table_of("targets", &three, 1, &options);
    assert_number(table, 0, "expected_evaluations", 4 + 6); /* one success */
    assert_number(table, 0, "success_rate", 1 / 3.0);
    assert_number(table, 0, "median_evaluations", NAN);
    assert_number(table, 1, "expected_evaluations", (4 + 2 + 0) / 2.0);
    assert_number(table, 1, "median_evaluations", 4);
    assert_number(table, 2, "regret", 30); /* four of eight points: 40 and more */
    nsc_table_destroy(table);
    table = table_of("summary", &three, 1, &options);
    assert_number(table, row_with(table, "statistic", "mean_regret"), "value", NAN);
    assert_number(table, row_with(table, "statistic", "median_regret"), "value", 50);
    assert_number(table, row_with(table, "statistic", "mean_error"), "value", NAN);
    assert_number(table, row_with(table, "statistic", "exhausted_share"), "value", 1 / 3.0);
    nsc_table_destroy(table);
    close_eight(&searched);
}

/* Where lower is better the best is point 0, and an invalid incumbent has no score. */
static void test_minimised_and_invalid(void **state) {
    nsc_search_trace traces[] = {TRACE(3, found(1, UINT32_MAX), found(2, 3)), TRACE(3, found(1, UINT32_MAX))};
    searched_landscape searched =
        open_eight(NSC_MINIMISE, (nsc_search_options){.encoding = NSC_ENCODING_POINTS + 1, .evaluations = 3});
    const nsc_search_result result = RESULT("by hand", traces, 2);
    nsc_search_table_options options = nsc_search_table_defaults();
    (void)state;
    nsc_table *table = table_of("final", &result, 1, &options);
    assert_number(table, 0, "regret_test", 30);
    assert_number(table, 0, "score", 30);
    assert_number(table, 0, "found_after", 2);
    assert_number(table, 1, "regret_test", NAN);
    assert_string_equal(text_of(table, 1, "point"), "");
    assert_string_equal(text_of(table, 1, "direction"), "minimise");
    nsc_table_destroy(table);
    table = table_of("fixed-budget", &result, 1, &options);
    assert_int_equal(nsc_table_row_count(table), 2); /* the one finite regret, at 2 and at 3 */
    assert_number(table, 0, "share", 0.5);
    nsc_table_destroy(table);
    table = table_of("trajectories", &result, 1, &options);
    assert_int_equal(nsc_table_row_count(table), 1);
    nsc_table_destroy(table);
    close_eight(&searched);
}

/* Two against one: U counts pairs, places go by the mean. */
static void test_comparison(void **state) {
    nsc_search_trace good[] = {TRACE(4, found(1, 6)), TRACE(4, found(1, 7)), TRACE(4, found(3, 5))};
    nsc_search_trace poor[] = {TRACE(4, found(1, 5)), TRACE(4, found(1, 4)), TRACE(4, found(1, 1))};
    searched_landscape searched =
        open_eight(NSC_MAXIMISE, (nsc_search_options){.encoding = NSC_ENCODING_POINTS + 1, .evaluations = 4});
    const nsc_search_result results[] = {RESULT("poor", poor, 3), RESULT("good", good, 3)};
    nsc_search_table_options options = nsc_search_table_defaults();
    (void)state;
    nsc_table *table = table_of("pairs", results, 2, &options);
    assert_number(table, 0, "statistic", 8.5); /* 20, 30, 60 above 10, 0, 20: all pairs but half of a tie */
    assert_number(table, 0, "first_better", 0.5 / 9);
    assert_string_equal(text_of(table, 0, "better"), "good");
    assert_string_equal(text_of(table, 0, "effect"), "large");
    assert_string_equal(text_of(table, 0, "algorithm"), "");
    nsc_table_destroy(table);
    table = table_of("comparison", results, 2, &options);
    assert_string_equal(text_of(table, 0, "algorithm"), "good");
    assert_number(table, 0, "mean_regret", 10);
    assert_number(table, 1, "mean_regret", 110 / 3.0);
    assert_number(table, 0, "success_rate", 1 / 3.0);
    nsc_table_destroy(table);
    table = table_of("ranks", results, 2, &options);
    assert_number(table, 0, "mean_rank", 2);
    assert_number(table, 0, "best_share", 0);
    assert_number(table, 1, "best_share", 1);
    assert_number(table, 1, "critical_difference", 1.959963984540054 / sqrt(3));
    nsc_table_destroy(table);
    const nsc_row_sink sink = {asked_begin, asked_row, &table};
    REQUIRE_REFUSED(nsc_search_table_write(nsc_search_table_named("ranks"), results, 1, &options, &sink, &error),
                    NSC_USAGE, "two or more");
    close_eight(&searched);
}

/* Each table's columns have a name and a meaning, none twice; options have defaults that they take. */
static void test_registry(void **state) {
    const nsc_search_table_options options = nsc_search_table_defaults();
    (void)state;
    assert_int_equal(options.grid, 100);
    assert_string_equal(options.repeats, "5,10,20,50,100,200,500");
    for (size_t row = 0; row < nsc_search_table_count; row++) {
        const nsc_search_table *table = nsc_search_tables[row];
        assert_ptr_equal(nsc_search_table_named(table->name), table);
        for (size_t column = 0; column < table->column_count; column++) {
            assert_true(strlen(table->columns[column].meaning) > 3);
            for (size_t other = 0; other < column; other++)
                assert_string_not_equal(table->columns[column].name, table->columns[other].name);
        }
    }
    assert_null(nsc_search_table_named("none"));
}

static void test_sweep(void **state) {
    const char *const texts[] = {"random", "evolution"}, *const sweeps[] = {"population=5,9", "tournament=1,2"};
    const char *const expected[] = {"random", "evolution:population=5,tournament=1",
                                    "evolution:population=5,tournament=2", "evolution:population=9,tournament=1",
                                    "evolution:population=9,tournament=2"};
    const char *const unknown[] = {"none=1"}, *const empty[] = {"population=,"};
    const char *const set[] = {"tournament=3,population=7"};
    const nsc_search_sweeps both = {.sweeps = sweeps, .sweep_count = 2};
    const nsc_search_sweeps settings = {.assignments = set, .assignment_count = 1};
    nsc_names names = {0};
    (void)state;
    REQUIRE_OK(nsc_search_sweep(&names, texts, 2, &both, &error));
    assert_int_equal(names.count, NSC_COUNT_OF(expected));
    for (size_t number = 0; number < names.count; number++)
        assert_string_equal(names.items[number], expected[number]);
    REQUIRE_REFUSED(
        nsc_search_sweep(&names, texts, 2, &(nsc_search_sweeps){.sweeps = unknown, .sweep_count = 1}, &error),
        NSC_USAGE, "no algorithm has that setting");
    REQUIRE_REFUSED(nsc_search_sweep(&names, texts, 2, &(nsc_search_sweeps){.sweeps = empty, .sweep_count = 1}, &error),
                    NSC_USAGE, "NAME=VALUE");
    nsc_names_release(&names);
    REQUIRE_OK(nsc_search_sweep(&names, texts, 2, &settings, &error));
    assert_string_equal(names.items[0], "random");
    assert_string_equal(names.items[1], "evolution:tournament=3,population=7");
    nsc_names_release(&names);
    REQUIRE_REFUSED(nsc_search_sweep(&names, texts, 1, &settings, &error), NSC_USAGE, "random has no settings");
    nsc_names_release(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regret_and_targets),
        cmocka_unit_test(test_minimised_and_invalid),
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
