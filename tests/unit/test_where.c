/* Conditions on points and random points, against loops over the values of all points. */
#include "analysis/landscape.h"
#include "query/where.h"
#include "testing.h"

#include "base/base.h"

#include <math.h>
#include <string.h>

/* ---- a landscape with values of the test's own ---- */

/* A third of the points have no value. */
static double made_value(uint32_t point) {
    return point % 3 == 0 ? NAN : (double)(point * 37 % 101);
}

static size_t made; /* how often the values of all points were made */

static nsc_status make(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    (void)context;
    if (rule->metric == NSC_METRIC_TIME)
        return nsc_error_set(error, NSC_MISSING, "nobody took the time");
    nsc_status status = nsc_allocate(&fitness->values, fitness->point_count, sizeof(double), error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        fitness->values[point] = made_value(point);
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
    made++;
    return NSC_OK;
}

static nsc_opened_landscape *open_made(const char *space) {
    nsc_opened_landscape *opened = NULL;
    const nsc_landscape_names names = {.space = space, .make_fitness = make};
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    return opened;
}

static nsc_point_filter *open_filter(nsc_opened_landscape *opened, const char *condition, const char *fitness) {
    nsc_point_filter *filter = NULL;
    const nsc_question question = {.where = condition, .fitness = fitness};
    REQUIRE_OK(nsc_point_filter_open(&filter, opened, &question, NULL, 0, &error));
    return filter;
}

/* ---- which points pass ---- */

/* The values of a feature at all points, by its name. */
static double *feature_of(const nsc_space *space, const char *name) {
    double *values = test_memory(space->point_count, sizeof *values);
    REQUIRE_OK(space->feature_values(space, (size_t)nsc_space_feature(space, name), NULL, values, &error));
    return values;
}

static const nsc_space *space_of(nsc_opened_landscape *opened) {
    const nsc_space *space = NULL;
    REQUIRE_OK(nsc_landscape_space(opened, &space, &error));
    return space;
}

/* All points together, and in lists of 7 in another order: a list asks for no more than its points. */
static void expect_passing(nsc_opened_landscape *opened, const char *condition, const bool *expected) {
    enum { FEW = 7 };
    const nsc_space *space = space_of(opened);
    nsc_point_filter *filter = open_filter(opened, condition, NULL);
    uint32_t *passing, few[FEW];
    size_t count, number = 0;
    REQUIRE_OK(nsc_point_filter_all(filter, space, &passing, &count, &error));
    for (uint32_t point = 0; point < space->point_count; point++)
        if (expected[point])
            assert_true(number < count && passing[number++] == point);
    assert_int_equal(number, count);
    free(passing);
    for (uint32_t first = 0; first < space->point_count; first += 101) {
        bool passes[FEW];
        for (uint32_t place = 0; place < FEW; place++)
            few[place] = (first + (FEW - place) * 997) % space->point_count;
        REQUIRE_OK(nsc_point_filter_pass(filter, few, FEW, passes, &error));
        for (uint32_t place = 0; place < FEW; place++)
            assert_int_equal(passes[place], expected[few[place]]);
    }
    nsc_point_filter_close(filter);
}

static void test_features_and_fitness(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_made("nb101:vertices=6");
    const nsc_space *space = space_of(opened);
    const uint32_t points = space->point_count;
    double *params = feature_of(space, "params"), *depth = feature_of(space, "depth");
    double *conv3x3 = feature_of(space, "conv3x3"), *encodings = feature_of(space, "encodings");
    bool *expected = test_memory(points, sizeof *expected);
    for (uint32_t point = 0; point < points; point++)
        expected[point] = params[point] < 5e6 && depth[point] <= 4 && conv3x3[point] >= 2;
    expect_passing(opened, "params < 5e6 and depth <= 4 and conv3x3 >= 2", expected);
    expect_passing(opened, "Conv3x3 >= 2 and trainable_parameters < 5000000 and Depth<=4", expected);
    assert_int_equal(made, 0); /* no name asks for a fitness */
    for (uint32_t point = 0; point < points; point++)
        expected[point] = made_value(point) > 50 && encodings[point] != 12 && point >= 100;
    expect_passing(opened, "fitness > 50 and encodings != 12 and id >= 100", expected);
    expect_passing(opened, "encodings != 12 and test@108 > 50 and id >= 100", expected);
    for (uint32_t point = 0; point < points; point++)
        expected[point] = isnan(made_value(point));
    expect_passing(opened, "fitness = ''", expected);
    for (uint32_t point = 0; point < points; point++)
        expected[point] = !isnan(made_value(point)) && made_value(point) != 37;
    expect_passing(opened, "fitness != 37", expected); /* a missing value passes no comparison */
    nsc_landscape_close(opened);
    free(params);
    free(depth);
    free(conv3x3);
    free(encodings);
    free(expected);
}

static void test_names_of_points(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_made("nb101:vertices=6");
    const nsc_space *space = space_of(opened);
    bool *expected = test_memory(space->point_count, sizeof *expected);
    char condition[64];
    nsc_point_name name;
    REQUIRE_OK(space->point_name(space, 1234, &name, &error));
    snprintf(condition, sizeof condition, "hash = %s", name.text);
    expected[1234] = true;
    expect_passing(opened, condition, expected);
    nsc_landscape_close(opened);
    free(expected);
}

/* The symbols of a word are its digits in base 5, the first most significant. */
static void test_positions(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_made("nb201");
    bool expected[15625];
    for (uint32_t point = 0; point < NSC_COUNT_OF(expected); point++)
        expected[point] = point / 3125 == 3 && point % 5 != 0;
    expect_passing(opened, "position_1 = nor_conv_3x3 and position_6 != none", expected);
    nsc_landscape_close(opened);
    opened = open_made("hamming:5^6");
    for (uint32_t point = 0; point < NSC_COUNT_OF(expected); point++)
        expected[point] = point / 625 % 5 >= 3;
    expect_passing(opened, "position_2 >= 3", expected);
    for (uint32_t point = 0; point < NSC_COUNT_OF(expected); point++)
        expected[point] = point == 312;
    expect_passing(opened, "point = 002222", expected);
    nsc_landscape_close(opened);
    opened = open_made("nb201:distinct");
    const nsc_space *space = space_of(opened);
    for (uint32_t point = 0; point < space->point_count; point++) {
        nsc_point_name name;
        REQUIRE_OK(space->point_name(space, point, &name, &error));
        expected[point] = name.text[2] == '2';
    }
    expect_passing(opened, "position_3 = skip_connect", expected);
    nsc_landscape_close(opened);
}

/* The fitness of the question is its own, not that of the landscape. */
static void test_fitness_of_question(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_made("hamming:3^4");
    nsc_point_filter *filter = open_filter(opened, "fitness = 4", "symbol_1");
    const uint32_t points[] = {39, 40, 41}; /* 40 is 1111 */
    bool passes[3];
    REQUIRE_OK(nsc_point_filter_pass(filter, points, 3, passes, &error));
    assert_true(!passes[0] && passes[1] && !passes[2]);
    nsc_point_filter_close(filter);
    filter = open_filter(opened, NULL, NULL);
    assert_null(filter);
    REQUIRE_OK(nsc_point_filter_pass(filter, points, 3, passes, &error));
    assert_true(passes[0] && passes[1] && passes[2]);
    assert_int_equal(nsc_point_filter_column_count(filter), 0);
    nsc_point_filter_close(filter);
    nsc_landscape_close(opened);
}

/* ---- columns ---- */

static void test_columns(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_made("nb101:vertices=5");
    const nsc_column shown[] = {
        {"hash", ""}, {"fitness", ""}, {"id", ""}, {"vertices", ""}, {"trainable_parameters", ""}};
    const nsc_question question = {.where = "params > 1 and test@108 >= 0 and fitness < 1000 and depth > 0 and id < 9 "
                                            "and test@108 < 1000 and vertices > 1 and test@108:mean < 1000"};
    nsc_point_filter *filter = NULL;
    nsc_column columns[2];
    nsc_value values[4];
    const uint32_t points[] = {1, 3};
    REQUIRE_OK(nsc_point_filter_open(&filter, opened, &question, shown, NSC_COUNT_OF(shown), &error));
    assert_int_equal(nsc_point_filter_column_count(filter), 2);
    nsc_point_filter_columns(filter, columns);
    assert_string_equal(columns[0].name, "depth");
    assert_string_equal(columns[1].name, "test@108:mean");
    REQUIRE_OK(nsc_point_filter_values(filter, points, 2, values, &error));
    assert_true(values[0].type == NSC_VALUE_REAL && values[0].as.real == 2); /* input, one vertex, output */
    assert_true(values[1].type == NSC_VALUE_REAL && values[1].as.real == 37);
    assert_true(values[2].type == NSC_VALUE_REAL && values[2].as.real == 2);
    assert_int_equal(values[3].type, NSC_VALUE_MISSING);
    nsc_point_filter_close(filter);
    nsc_landscape_close(opened);
}

/* ---- mistakes ---- */

static void test_mistakes(void **state) {
    (void)state;
    static const struct {
        const char *condition, *reason;
    } mistakes[] = {
        {"parms < 5", "--where: unknown name \"parms\" (did you mean \"params\"?)\n  parms < 5\n  ^"},
        {"depth > 2 and tset@108 > 1", "unknown name \"tset@108\""},
        {"depth > 2 and x > 1", "depth > 2 and x > 1\n                ^"},
        {"depth > ", "a value is expected"},
        {"(depth > 2)", "brackets"},
        {"depth > two", "\"two\" is none"},
        {"", "a name is expected"},
        {"position_1 = 2", "unknown name"},
    };
    nsc_opened_landscape *opened = open_made("nb101:vertices=5");
    nsc_point_filter *filter = NULL;
    for (size_t number = 0; number < NSC_COUNT_OF(mistakes); number++) {
        const nsc_question question = {.where = mistakes[number].condition};
        REQUIRE_REFUSED(nsc_point_filter_open(&filter, opened, &question, NULL, 0, &error), NSC_USAGE,
                        mistakes[number].reason);
        assert_null(filter);
    }
    const uint32_t point = 1;
    bool passes;
    filter = open_filter(opened, "depth > 0 and time@108 < 9", NULL);
    REQUIRE_REFUSED(nsc_point_filter_pass(filter, &point, 1, &passes, &error), NSC_MISSING,
                    "--where: nobody took the time\n  depth > 0 and time@108 < 9\n                ^");
    nsc_point_filter_close(filter);
    filter = open_filter(opened, "depth > 0 and hash < 9", NULL);
    REQUIRE_REFUSED(nsc_point_filter_pass(filter, &point, 1, &passes, &error), NSC_INVALID, "is no number");
    nsc_point_filter_close(filter);
    nsc_landscape_close(opened);
}

/* ---- random points ---- */

/* How often a sink received each point. */
typedef struct draws {
    size_t *counts;
    uint32_t *order;
    size_t count;
    size_t id_column;
} draws;

static nsc_status begin(void *context, const nsc_column *columns, size_t count, nsc_error *error) {
    draws *seen = context;
    (void)error;
    for (size_t column = 0; column < count; column++)
        if (strcmp(columns[column].name, "id") == 0)
            seen->id_column = column;
    return NSC_OK;
}

static nsc_status take(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    draws *seen = context;
    (void)count;
    (void)error;
    const uint32_t point = (uint32_t)values[seen->id_column].as.integer;
    seen->counts[point]++;
    seen->order[seen->count++] = point;
    return NSC_OK;
}

static draws ask(nsc_opened_landscape *opened, nsc_question question) {
    draws seen = {.counts = test_memory(space_of(opened)->point_count, sizeof *seen.counts),
                  .order = test_memory(question.n, sizeof *seen.order)};
    const nsc_row_sink sink = {.begin = begin, .row = take, .context = &seen};
    question.fitness = "params";
    REQUIRE_OK(nsc_query_run(&nsc_query_sample, opened, &question, &sink, &error));
    return seen;
}

static void release(draws *seen) {
    free(seen->counts);
    free(seen->order);
}

/* The first draws of many seeds are uniform over points: each point expects 50. The 99.9 % point of chi-square with so
 * many degrees of freedom is by Wilson and Hilferty (1931). */
static double chi_square_limit(double degrees) {
    const double normal = 3.0902, part = 2 / (9 * degrees);
    return degrees * pow(1 - part + normal * sqrt(part), 3);
}

static void test_uniform_over_points(void **state) {
    (void)state;
    enum { POINTS = 91, TIMES = 91 * 50 };
    nsc_opened_landscape *opened = open_made("nb101:vertices=4");
    const uint32_t points = space_of(opened)->point_count;
    assert_int_equal(points, POINTS);
    double counts[POINTS] = {0}, second[POINTS] = {0}, chi_square = 0, chi_square_second = 0;
    for (uint64_t seed = 0; seed < TIMES; seed++) {
        draws seen = ask(opened, (nsc_question){.n = 2, .seed = seed});
        counts[seen.order[0]]++;
        second[seen.order[1]]++;
        assert_int_not_equal(seen.order[0], seen.order[1]);
        release(&seen);
    }
    for (size_t point = 0; point < POINTS; point++) {
        chi_square += pow(counts[point] - 50, 2) / 50;
        chi_square_second += pow(second[point] - 50, 2) / 50;
    }
    assert_true(chi_square < chi_square_limit(POINTS - 1) && chi_square_second < chi_square_limit(POINTS - 1));
    nsc_landscape_close(opened);
}

static void test_uniform_over_encodings(void **state) {
    (void)state;
    enum { DRAWS = 200000 };
    nsc_opened_landscape *opened = open_made("nb101:vertices=4");
    const nsc_space *space = space_of(opened);
    double *encodings = feature_of(space, "encodings"), total = 0, chi_square = 0;
    draws seen = ask(opened, (nsc_question){.n = DRAWS, .over = NSC_SAMPLED_ENCODINGS, .seed = 5});
    for (uint32_t point = 0; point < space->point_count; point++)
        total += encodings[point];
    for (uint32_t point = 0; point < space->point_count; point++) {
        const double expected = DRAWS * encodings[point] / total;
        chi_square += pow((double)seen.counts[point] - expected, 2) / expected;
    }
    assert_true(chi_square < chi_square_limit(space->point_count - 1));
    release(&seen);
    free(encodings);
    nsc_landscape_close(opened);
}

/* Sizes come in turn until their points are all drawn: 1 cell of 2 vertices, 6 of 3, 84 of 4. */
static void test_sizes_in_turn(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_made("nb101:vertices=4");
    const nsc_space *space = space_of(opened);
    double *vertices = feature_of(space, "vertices");
    draws seen = ask(opened, (nsc_question){.n = 1000, .over = NSC_SAMPLED_SIZES, .seed = 3});
    const char *turns = "2343434343434";
    assert_int_equal(seen.count, 91);
    for (size_t number = 0; number < seen.count; number++) {
        const int expected = number < strlen(turns) ? turns[number] - '0' : 4;
        assert_true(vertices[seen.order[number]] == expected);
        assert_int_equal(seen.counts[seen.order[number]], 1);
    }
    release(&seen);
    free(vertices);
    nsc_landscape_close(opened);
}

/* A larger sample begins with the smaller one, and draws only from the points that pass. */
static void test_larger_samples(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_made("nb101:vertices=5");
    double *depth = feature_of(space_of(opened), "depth");
    for (unsigned over = 0; over < NSC_SAMPLED_COUNT; over++)
        for (unsigned condition = 0; condition < 2; condition++) {
            nsc_question question = {.over = over, .seed = 11, .n = 10, .where = condition > 0 ? "depth = 3" : NULL};
            draws ten = ask(opened, question);
            question.n = 100;
            draws hundred = ask(opened, question);
            question.seed = 12;
            draws others = ask(opened, question);
            assert_int_equal(ten.count, 10);
            assert_int_equal(hundred.count, 100);
            assert_memory_equal(ten.order, hundred.order, 10 * sizeof *ten.order);
            assert_memory_not_equal(others.order, hundred.order, 100 * sizeof *ten.order);
            for (size_t number = 0; number < 100 && condition > 0; number++)
                assert_true(depth[hundred.order[number]] == 3);
            release(&ten);
            release(&hundred);
            release(&others);
        }
    free(depth);
    nsc_landscape_close(opened);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features_and_fitness),
        cmocka_unit_test(test_names_of_points),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_fitness_of_question),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_uniform_over_points),
        cmocka_unit_test(test_uniform_over_encodings),
        cmocka_unit_test(test_sizes_in_turn),
        cmocka_unit_test(test_larger_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
