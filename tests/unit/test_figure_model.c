/* Figures of tables made by hand: series, marks, ranges, ranks, ticks, lines and captions. Expected values by hand. */
#include "analysis/figures/figure_model.h"
#include "analysis/figures/figure_style.h"
#include "base/base.h"
#include "testing.h"

#include <math.h>

/* ---- tables ---- */

enum { MOST_COLUMNS = 8 };

/* A table of the columns up to the first NULL; numbers are added by add_numbers. */
static nsc_table *create_table(const char *const names[MOST_COLUMNS]) {
    nsc_column columns[MOST_COLUMNS];
    size_t count = 0;
    nsc_table *table;
    for (; count < MOST_COLUMNS && names[count] != NULL; count++)
        columns[count] = (nsc_column){names[count], "made up"};
    REQUIRE_OK(nsc_table_create(&table, columns, count, &error));
    return table;
}
#define CREATE_TABLE(...) create_table((const char *const[MOST_COLUMNS]){__VA_ARGS__})
#define ADD(table, ...) REQUIRE_OK(nsc_table_add(table, NSC_ROW(__VA_ARGS__), &error))

static nsc_figure_model *make_model(const nsc_figure *figure, const nsc_table *table) {
    const nsc_figure_source source = {table, NULL};
    nsc_figure_model *model;
    REQUIRE_OK(nsc_figure_model_make(&model, figure, &source, 1, &error));
    return model;
}

static void require_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-12 * fmax(1, fabs(expected))))
        fail_msg("%.17g instead of %.17g", value, expected);
}

static const nsc_figure lines = {
    .analysis = "a",
    .table = "t",
    .kind = NSC_FIGURE_LINE,
    .title = "Curves of two groups",
    .x = {.columns = {"lag", "time"}, .title = "Lag"},
    .y = {.title = "Value"},
    .curves = {{"value", "low", "high", NULL}},
    .series = {"group"},
    .references = {{"y", 0, NULL, "nothing", false}, {"y", 0, "band", "band", true}},
};

static nsc_table *create_lines(void) {
    nsc_table *table = CREATE_TABLE("lag", "time", "value", "low", "high", "group", "band");
    const nsc_value none = nsc_missing(), one = nsc_text("one");
    ADD(table, nsc_integer(3), none, nsc_real(0.5), nsc_real(0.25), nsc_real(0.75), one, nsc_real(0.125));
    ADD(table, nsc_integer(1), none, nsc_real(1), none, none, one, none);
    ADD(table, none, nsc_real(2), nsc_real(0.75), nsc_real(0.5), none, one, nsc_real(0.25));
    ADD(table, nsc_integer(1), none, none, none, none, one, none);
    ADD(table, nsc_integer(1), none, nsc_real(-0.5), none, none, nsc_integer(7), none);
    return table;
}

/* ---- series and marks ---- */

/* Series by their names, marks in order of x, which stands in either column; rows without a value are left out. */
static void test_series(void **state) {
    (void)state;
    nsc_table *table = create_lines();
    nsc_figure_model *model = make_model(&lines, table);
    assert_int_equal(model->series_count, 2);
    assert_int_equal(model->mark_count, 4);
    assert_string_equal(model->series[0].title, "one");
    assert_string_equal(model->series[1].title, "group 7");
    const nsc_figure_mark *marks = model->series[0].marks;
    assert_int_equal(model->series[0].mark_count, 3);
    require_near(marks[0].x, 1);
    require_near(marks[1].x, 2);
    require_near(marks[2].x, 3);
    require_near(marks[2].low, 0.25);
    assert_true(isnan(marks[1].low)); /* half an interval is none */
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* Truths are told in words, and a label names what each of several tables is. */
static void test_names_of_series(void **state) {
    (void)state;
    const nsc_figure figure = {.analysis = "a",
                               .table = "t",
                               .kind = NSC_FIGURE_POINTS,
                               .title = "Points",
                               .x = {.columns = {"x"}, .title = "x"},
                               .y = {.title = "y"},
                               .curves = {{"y", NULL, NULL, NULL}},
                               .series = {"in_funnel"}};
    nsc_table *table = CREATE_TABLE("x", "y", "in_funnel");
    ADD(table, nsc_real(1), nsc_real(1), nsc_text("yes"));
    ADD(table, nsc_real(2), nsc_real(1), nsc_text("no"));
    const nsc_figure_source sources[] = {{table, "first"}, {table, "second"}};
    nsc_figure_model *model;
    REQUIRE_OK(nsc_figure_model_make(&model, &figure, sources, 2, &error));
    assert_int_equal(model->series_count, 4);
    assert_string_equal(model->series[0].title, "first, in funnel");
    assert_string_equal(model->series[3].title, "second, not in funnel");
    assert_int_equal(model->series[3].source, 1);
    assert_int_equal(model->group_count, 4);
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* Each group has its colour; of several curves, each has its dashes. A group of one curve has dashes of its own. */
static void test_looks(void **state) {
    (void)state;
    nsc_figure figure = lines;
    const nsc_figure_style *style = nsc_figure_style_named("one-column"), *grey = nsc_figure_style_named("grey");
    nsc_table *table = create_lines();
    nsc_figure_model *model = make_model(&figure, table);
    nsc_figure_look one = nsc_figure_look_of(model, style, 0), other = nsc_figure_look_of(model, style, 1);
    assert_string_not_equal(one.colour, other.colour);
    assert_string_not_equal(one.dashes, other.dashes);
    nsc_figure_model_release(model);
    figure.curves[0].title = "value";
    figure.curves[1] = (nsc_figure_curve){"high", NULL, NULL, "upper end"};
    model = make_model(&figure, table);
    assert_int_equal(model->series_count, 3);
    assert_int_equal(model->group_count, 2);
    one = nsc_figure_look_of(model, style, 0);
    other = nsc_figure_look_of(model, style, 1);
    assert_string_equal(model->series[1].title, "one, upper end");
    assert_string_equal(one.colour, other.colour);
    assert_string_not_equal(one.dashes, other.dashes);
    other = nsc_figure_look_of(model, style, 2);
    assert_string_equal(one.dashes, other.dashes);
    one = nsc_figure_look_of(model, grey, 0);
    other = nsc_figure_look_of(model, grey, 2);
    assert_string_not_equal(one.dashes, other.dashes);
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* Categories are numbered as they come up; of two columns both values name one. */
static void test_categories(void **state) {
    (void)state;
    const nsc_figure figure = {.analysis = "a",
                               .table = "t",
                               .kind = NSC_FIGURE_HEAT,
                               .title = "Cells",
                               .x = {.columns = {"to"}, .title = "to", .scale = NSC_SCALE_CATEGORY},
                               .y = {.columns = {"from", "place"}, .title = "from", .scale = NSC_SCALE_CATEGORY},
                               .colour = "mean",
                               .colour_title = "Mean"};
    nsc_table *table = CREATE_TABLE("from", "place", "to", "mean");
    ADD(table, nsc_text("a"), nsc_integer(2), nsc_text("b"), nsc_real(-1));
    ADD(table, nsc_text("b"), nsc_missing(), nsc_text("a"), nsc_real(3));
    ADD(table, nsc_text("b"), nsc_missing(), nsc_text("b"), nsc_missing());
    nsc_figure_model *model = make_model(&figure, table);
    assert_int_equal(model->y.category_count, 2);
    assert_string_equal(model->y.categories[0], "a, 2");
    assert_string_equal(model->x.categories[1], "a");
    assert_int_equal(model->mark_count, 2);
    require_near(nsc_figure_place(&model->x, 0), 0.25);
    require_near(nsc_figure_place(&model->y, 0), 0.75); /* the first stands on top */
    assert_true(model->diverging);
    require_near(model->colour.range.low, -3);
    require_near(nsc_figure_place(&model->colour, 0), 0.5);
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* ---- densities and ranks ---- */

static const nsc_figure density = {
    .analysis = "a",
    .table = "t",
    .kind = NSC_FIGURE_HEAT,
    .title = "Density",
    .x = {.columns = {"x"}, .until = "x_to", .title = "x", .scale = NSC_SCALE_RANK},
    .y = {.columns = {"y"}, .until = "y_to", .title = "y"},
    .series = {"kind"},
    .colour = "share",
    .colour_title = "Share",
    .colour_scale = NSC_SCALE_LOG,
    .label = "name",
};

/* Intervals take equal room by rank; a row without their ends is a point with its name. */
static void test_density(void **state) {
    (void)state;
    nsc_table *table = CREATE_TABLE("x", "x_to", "y", "y_to", "share", "kind", "name");
    const nsc_value none = nsc_missing(), cell = nsc_text("cell");
    ADD(table, nsc_real(0), nsc_real(1), nsc_real(0), nsc_real(2), nsc_real(0.01), cell, none);
    ADD(table, nsc_real(1), nsc_real(100), nsc_real(0), nsc_real(2), nsc_real(0.1), cell, none);
    ADD(table, nsc_real(1), nsc_real(100), nsc_real(2), nsc_real(4), nsc_real(0), cell, none);
    ADD(table, nsc_real(50.5), none, nsc_real(1), none, none, nsc_text("best"), nsc_text("here"));
    nsc_figure_model *model = make_model(&density, table);
    assert_int_equal(model->series_count, 2);
    assert_int_equal(model->series[0].mark_count, 2); /* a share of 0 has no logarithm */
    assert_null(model->series[0].title);
    assert_string_equal(model->series[1].title, "best");
    assert_string_equal(model->series[1].marks[0].label, "here");
    assert_true(nsc_figure_mark_is_cell(&density, &model->series[0].marks[0]));
    assert_false(nsc_figure_mark_is_cell(&density, &model->series[1].marks[0]));
    const double places[][2] = {{0, 0}, {1, 0.5}, {50.5, 0.75}, {100, 1}};
    for (size_t row = 0; row < NSC_COUNT_OF(places); row++)
        require_near(nsc_figure_place(&model->x, places[row][0]), places[row][1]);
    require_near(nsc_figure_place(&model->y, 1), 0.5);
    require_near(nsc_figure_place(&model->colour, 0.01), 0);
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* Equal values share the middle of their ranks, and ticks tell values. */
static void test_ranks(void **state) {
    (void)state;
    const nsc_figure figure = {.analysis = "a",
                               .table = "t",
                               .kind = NSC_FIGURE_POINTS,
                               .title = "Points",
                               .x = {.columns = {"x"}, .title = "x", .scale = NSC_SCALE_RANK},
                               .y = {.title = "y"},
                               .curves = {{"x", NULL, NULL, NULL}}};
    const double values[] = {5, 1, 1000, 5, 5};
    nsc_table *table = CREATE_TABLE("x");
    for (size_t row = 0; row < NSC_COUNT_OF(values); row++)
        ADD(table, nsc_real(values[row]));
    nsc_figure_model *model = make_model(&figure, table);
    const double room = model->x.range.high - model->x.range.low; /* a little more than 1 */
    require_near(nsc_figure_place(&model->x, 5), 0.5);
    require_near((nsc_figure_place(&model->x, 1000) - nsc_figure_place(&model->x, 5)) * room, 0.4);
    assert_true(nsc_figure_place(&model->x, 1) > 0 && nsc_figure_place(&model->x, 1000) < 1);
    nsc_figure_tick ticks[NSC_FIGURE_TICKS];
    assert_int_equal(nsc_figure_ticks(&model->x, 8, ticks), 3);
    assert_string_equal(ticks[2].label, "1,000");
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* ---- ranges, lines, ticks ---- */

/* The range holds intervals and lines with some room; a column of distances gives its largest, on either side. */
static void test_ranges(void **state) {
    (void)state;
    nsc_table *table = create_lines();
    nsc_figure_model *model = make_model(&lines, table);
    require_near(model->x.range.low, 1 - 0.04 * 2);
    require_near(model->x.range.high, 3 + 0.04 * 2);
    require_near(model->y.range.low, -0.5 - 0.04 * 1.5);
    assert_int_equal(model->line_count, 3);
    require_near(model->lines[1].at, 0.25);
    require_near(model->lines[2].at, -0.25);
    assert_string_equal(model->lines[1].title, "band");
    assert_null(model->lines[2].title);
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* Bars begin at 0, those of a histogram fill the axis; a logarithmic axis leaves out what is not positive. */
static void test_bars(void **state) {
    (void)state;
    nsc_figure figure = {.analysis = "a",
                         .table = "t",
                         .kind = NSC_FIGURE_BARS,
                         .title = "Bars",
                         .x = {.columns = {"from"}, .until = "to", .title = "x"},
                         .y = {.title = "y"},
                         .curves = {{"share", NULL, NULL, NULL}}};
    nsc_table *table = CREATE_TABLE("from", "to", "share");
    ADD(table, nsc_real(0), nsc_real(4), nsc_real(0.5));
    ADD(table, nsc_real(4), nsc_real(8), nsc_real(1));
    ADD(table, nsc_real(8), nsc_real(16), nsc_real(0.25));
    nsc_figure_model *model = make_model(&figure, table);
    require_near(model->x.range.low, 0);
    require_near(model->x.range.high, 16);
    require_near(model->y.range.low, 0);
    require_near(model->y.range.high, 1.04);
    nsc_figure_model_release(model);
    figure.x.scale = NSC_SCALE_LOG;
    model = make_model(&figure, table);
    assert_int_equal(model->mark_count, 2);
    assert_int_equal(model->unplaced, 1);
    assert_non_null(strstr(model->caption, "1 of 3 rows are not drawn: no value, or none for this scale;"));
    require_near(model->x.range.low, 4);
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

static void require_ticks(nsc_figure_scale scale, double low, double high, size_t most, const char *labels) {
    const nsc_figure_side side = {.title = "x", .scale = scale, .range = {low, high}};
    nsc_figure_tick ticks[NSC_FIGURE_TICKS];
    char text[256] = "";
    const size_t count = nsc_figure_ticks(&side, most, ticks);
    for (size_t tick = 0; tick < count; tick++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", tick > 0 ? " " : "", ticks[tick].label);
    assert_string_equal(text, labels);
}

static void test_ticks(void **state) {
    (void)state;
    require_ticks(NSC_SCALE_LINEAR, -0.11, 0.42, 6, "−0.1 0 0.1 0.2 0.3 0.4");
    require_ticks(NSC_SCALE_LINEAR, 0.9, 0.95, 3, "0.9 0.92 0.94");
    require_ticks(NSC_SCALE_LINEAR, 0, 4300, 3, "0 2,000 4,000");
    require_ticks(NSC_SCALE_LOG, 0.5, 2e5, 6, "1 10 100 1,000 10,000 100,000");
    require_ticks(NSC_SCALE_LOG, 1, 40, 6, "1 2 5 10 20");
    require_ticks(NSC_SCALE_LOG, 1e-6, 1e9, 4, "10⁻⁶ 0.01 100 1,000,000");
    require_ticks(NSC_SCALE_SQRT, 0, 1, 4, "0 0.06 0.3 0.6 1");
}

static void test_numbers(void **state) {
    (void)state;
    static const struct {
        double value;
        int digits;
        const char *text;
    } rows[] = {{0, 3, "0"},       {0.0627, 2, "0.063"},  {-1234.5, 5, "−1,234.5"}, {423624, 12, "423,624"},
                {1e-5, 3, "10⁻⁵"}, {2.5e8, 3, "2.5·10⁸"}, {123456, 2, "123,456"}};
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++) {
        char text[NSC_FIGURE_LABEL];
        nsc_figure_number(rows[row].value, rows[row].digits, text);
        assert_string_equal(text, rows[row].text);
    }
}

/* ---- thinning, captions, refusals ---- */

/* Of many marks in two places one of each is drawn; the caption says so. */
static void test_thinning(void **state) {
    (void)state;
    const nsc_figure figure = {.analysis = "a",
                               .table = "t",
                               .kind = NSC_FIGURE_POINTS,
                               .title = "Points",
                               .x = {.columns = {"x"}, .title = "x"},
                               .y = {.title = "y"},
                               .curves = {{"x", NULL, NULL, NULL}}};
    nsc_table *table = CREATE_TABLE("x");
    for (size_t row = 0; row < 6000; row++)
        ADD(table, nsc_real((double)(row % 2)));
    nsc_figure_model *model = make_model(&figure, table);
    assert_int_equal(model->mark_count, 2);
    assert_int_equal(model->thinned, 5998);
    assert_non_null(strstr(model->caption, "2 of 6000 marks are drawn"));
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

static void test_caption(void **state) {
    (void)state;
    const nsc_figure figure = {.analysis = "a",
                               .table = "t",
                               .kind = NSC_FIGURE_POINTS,
                               .title = "Points",
                               .x = {.columns = {"known"}, .title = "x"},
                               .y = {.title = "y"},
                               .curves = {{"points", NULL, NULL, NULL}}};
    nsc_table *table = CREATE_TABLE("relation", "fitness_rule", "direction", "known", "points", "origin", "source");
    ADD(table, nsc_text("pruned"), nsc_text("test@108"), nsc_text("minimise"), nsc_integer(1000), nsc_integer(423624),
        nsc_text("surrogate"), nsc_text("/a/folder/cells.csv"));
    ADD(table, nsc_missing(), nsc_missing(), nsc_missing(), nsc_integer(1), nsc_integer(2), nsc_missing(),
        nsc_missing());
    nsc_figure_model *model = make_model(&figure, table);
    char expected[512];
    snprintf(
        expected, sizeof expected,
        "SURROGATE: fitted values, not measurements. Fitness: test@108, lower is better; relation: pruned; 1,000 of "
        "423,624 points have a fitness; values surrogate; data: cells.csv; nasscape %s.",
        nsc_version());
    assert_string_equal(model->caption, expected);
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

/* Values that nobody measured are marked, fitted ones and made-up ones each by their word; measured ones are not. */
static void test_mark(void **state) {
    (void)state;
    const char *const origins[] = {"measured", "surrogate", "synthetic"}, *const begin[] = {
                                                                              NULL, "SURROGATE: ", "SYNTHETIC: "};
    for (size_t number = 0; number < NSC_COUNT_OF(origins); number++) {
        nsc_table *table = CREATE_TABLE("origin");
        ADD(table, nsc_text(origins[number]));
        const nsc_figure_source source = {table, NULL};
        const char *mark = nsc_figure_mark_of(&source, 1);
        if (begin[number] == NULL)
            assert_null(mark);
        else
            assert_ptr_equal(strstr(mark, begin[number]), mark);
        nsc_table_destroy(table);
    }
}

/* A bar without a value takes no room, and its reason stands in the caption; a single bar is not drawn. */
static void test_missing_bars(void **state) {
    (void)state;
    const nsc_figure figure = {.analysis = "a",
                               .table = "t",
                               .kind = NSC_FIGURE_BARS,
                               .title = "Bars",
                               .x = {.columns = {"name"}, .title = "x", .scale = NSC_SCALE_CATEGORY},
                               .y = {.title = "y"},
                               .only = {"one", "two", "three"},
                               .note = "a note",
                               .curves = {{"share", NULL, NULL, NULL}}};
    nsc_table *table = CREATE_TABLE("name", "share", "reason");
    const nsc_figure_source source = {table, NULL};
    nsc_figure_model *model;
    ADD(table, nsc_text("one"), nsc_real(0.5), nsc_missing());
    ADD(table, nsc_text("two"), nsc_missing(), nsc_text("too few runs"));
    REQUIRE_REFUSED(nsc_figure_model_make(&model, &figure, &source, 1, &error), NSC_MISSING, "a single value");
    ADD(table, nsc_text("three"), nsc_real(1), nsc_missing());
    ADD(table, nsc_text("another unit"), nsc_real(100), nsc_missing());
    model = make_model(&figure, table);
    assert_int_equal(model->x.category_count, 2);
    assert_string_equal(model->x.categories[1], "three");
    assert_non_null(strstr(model->caption, "a note; 1 of 4 rows are not drawn: too few runs;"));
    nsc_figure_model_release(model);
    nsc_table_destroy(table);
}

static void test_refusals(void **state) {
    (void)state;
    const nsc_figure undrawn = {.analysis = "a", .table = "t", .without = "a list"};
    nsc_table *table = CREATE_TABLE("lag", "time", "value", "low", "high", "group", "band", "reason");
    nsc_table *other = CREATE_TABLE("lag");
    const nsc_value none = nsc_missing();
    const nsc_figure_source source = {table, NULL}, lacking = {other, NULL};
    nsc_figure_model *model;
    ADD(table, nsc_integer(1), none, none, none, none, none, none, nsc_text("one run only"));
    REQUIRE_REFUSED(nsc_figure_model_make(&model, &lines, &source, 1, &error), NSC_MISSING, "draw: one run only");
    assert_null(model);
    REQUIRE_REFUSED(nsc_figure_model_make(&model, &lines, &lacking, 1, &error), NSC_FAILED, "a column \"time\"");
    REQUIRE_REFUSED(nsc_figure_model_make(&model, &undrawn, &source, 1, &error), NSC_USAGE, "not drawn: a list");
    nsc_table_destroy(table);
    nsc_table_destroy(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series),       cmocka_unit_test(test_names_of_series),
        cmocka_unit_test(test_looks),        cmocka_unit_test(test_categories),
        cmocka_unit_test(test_density),      cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_ranges),       cmocka_unit_test(test_bars),
        cmocka_unit_test(test_ticks),        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_caption),      cmocka_unit_test(test_thinning),
        cmocka_unit_test(test_refusals),     cmocka_unit_test(test_mark),
        cmocka_unit_test(test_missing_bars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
