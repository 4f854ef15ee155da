/* The functions for other languages: what they answer, and what they refuse with which words. */
#include "binding/binding.h"
#include "file_fixture.h"

#include <math.h>

/* The call receives `message`, declared here. */
#define REQUIRE_TOLD(call)                                                                                             \
    do {                                                                                                               \
        char message[NSC_BOUND_MESSAGE];                                                                               \
        const nsc_status outcome = (call);                                                                             \
        if (outcome != NSC_OK)                                                                                         \
            fail_msg("%s: status %d, %s", #call, (int)outcome, message);                                               \
    } while (0)

#define REQUIRE_TOLD_WHY(call, expected, part)                                                                         \
    do {                                                                                                               \
        char message[NSC_BOUND_MESSAGE];                                                                               \
        const nsc_status outcome = (call);                                                                             \
        if (outcome != (expected) || strstr(message, (part)) == NULL)                                                  \
            fail_msg("%s: status %d, \"%s\" instead of status %d, \"%s\"", #call, (int)outcome, message,               \
                     (int)(expected), (part));                                                                         \
    } while (0)

static nsc_bound_landscape *open_cells(const char *space) {
    nsc_bound_landscape *landscape = NULL;
    const char *const names[] = {"space"};
    REQUIRE_TOLD(nsc_bound_landscape_open(&landscape, names, &space, 1, 1, NULL, 0, message));
    return landscape;
}

/* ones[point]: the symbols 1 of the binary string that a point of hamming:2^4 is. */
static nsc_bound_landscape *open_ones(void) {
    nsc_bound_landscape *landscape = NULL;
    const char *const names[] = {"space", "fitness"}, *const values[] = {"hamming:2^4", "column:ones"};
    double ones[16];
    for (unsigned point = 0; point < 16; point++)
        ones[point] = (point & 1) + (point >> 1 & 1) + (point >> 2 & 1) + (point >> 3 & 1);
    REQUIRE_TOLD(nsc_bound_landscape_open(&landscape, names, values, 2, 1, ones, 16, message));
    return landscape;
}

/* ---- landscapes ---- */

static void test_opening(void **state) {
    (void)state;
    nsc_bound_landscape *landscape = NULL;
    const char *const names[] = {"space", "colour"}, *const values[] = {"nb101", "red"};
    REQUIRE_TOLD_WHY(nsc_bound_landscape_open(&landscape, names, values, 2, 0, NULL, 0, message), NSC_USAGE,
                     "\"colour\"");
    assert_null(landscape);
    const double two[] = {1, 2};
    const double *fitness, *errors;
    size_t count;
    REQUIRE_TOLD(nsc_bound_landscape_open(&landscape, names, values, 1, 0, two, 2, message));
    REQUIRE_TOLD_WHY(nsc_bound_fitness(landscape, "column:own", &fitness, &errors, &count, message), NSC_INVALID,
                     "2 values are given for 423624 points");
    nsc_bound_landscape_close(landscape);
    nsc_bound_landscape_close(NULL);
}

static void test_points(void **state) {
    (void)state;
    nsc_bound_landscape *landscape = open_cells("nb101:vertices=5");
    uint32_t count, point;
    char *texts;
    size_t size;
    REQUIRE_TOLD(nsc_bound_point_count(landscape, &count, message));
    assert_int_equal(count, 6 + 84 + 2441 + 1); /* published numbers of cells by size */
    REQUIRE_TOLD(nsc_bound_point(landscape, "0100/", &point, message));
    assert_int_equal(point, 0);
    REQUIRE_TOLD_WHY(nsc_bound_point(landscape, "0120/", &point, message), NSC_INVALID, "neither 0 nor 1");
    const uint32_t first[] = {0, 1};
    REQUIRE_TOLD(nsc_bound_point_names(landscape, first, 2, &texts, &size, message));
    assert_int_equal(size, 2 * 33);
    assert_int_equal(strlen(texts), 32);
    nsc_bound_free(texts);
    const uint32_t beyond = count;
    REQUIRE_TOLD_WHY(nsc_bound_point_names(landscape, &beyond, 1, &texts, &size, message), NSC_INVALID, "2532 points");
    assert_null(texts);
    REQUIRE_TOLD(nsc_bound_spellings(landscape, 0, &texts, &size, message));
    assert_string_equal(texts, "0100/input,output");
    nsc_bound_free(texts);
    REQUIRE_TOLD(nsc_bound_draw(landscape, "0100/", &texts, &size, message));
    assert_non_null(strstr(texts, "<svg"));
    nsc_bound_free(texts);
    nsc_bound_landscape_close(landscape);
}

static void test_fitness_and_graph(void **state) {
    (void)state;
    nsc_bound_landscape *landscape = open_ones();
    const double *values, *again, *errors;
    const uint64_t *offsets;
    const uint32_t *neighbours;
    size_t count;
    REQUIRE_TOLD(nsc_bound_fitness(landscape, NULL, &values, &errors, &count, message));
    assert_int_equal(count, 16);
    assert_true(values[7] == 3 && values[15] == 4);
    assert_null(errors);
    REQUIRE_TOLD(nsc_bound_fitness(landscape, "column:ones", &again, &errors, &count, message));
    assert_ptr_equal(values, again);
    REQUIRE_TOLD(nsc_bound_graph(landscape, NULL, &offsets, &neighbours, &count, message));
    assert_int_equal(offsets[16], 16 * 4);
    for (uint64_t place = offsets[5]; place < offsets[6]; place++) {
        const uint32_t changed = neighbours[place] ^ 5; /* one symbol of the four */
        assert_true(changed != 0 && changed < 16 && (changed & (changed - 1)) == 0);
    }
    REQUIRE_TOLD_WHY(nsc_bound_graph(landscape, "pruned", &offsets, &neighbours, &count, message), NSC_USAGE, "pruned");
    nsc_bound_landscape_close(landscape);
}

/* Values of the caller's own are of their own rule alone: nothing else is made of them, and nobody measured them. */
static void test_own_values(void **state) {
    (void)state;
    const char *const names[] = {"space", "fitness"}, *const settings[] = {"nb101:vertices=3", "valid@108"};
    const double own[7] = {0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875};
    nsc_bound_landscape *landscape = NULL;
    const double *values, *errors;
    double run[NSC_BOUND_RUN_VALUES];
    const char *origin;
    size_t count;
    REQUIRE_TOLD(nsc_bound_landscape_open(&landscape, names, settings, 2, 1, own, 7, message));
    REQUIRE_TOLD(nsc_bound_fitness(landscape, "valid@108:mean", &values, &errors, &count, message));
    assert_true(count == 7 && values[2] == 0.75);
    REQUIRE_TOLD_WHY(nsc_bound_fitness(landscape, "test@108", &values, &errors, &count, message), NSC_MISSING,
                     "the values given are those of valid@108:mean");
    REQUIRE_TOLD(nsc_bound_runs(landscape, 2, 108, run, 1, &count, &origin, message));
    assert_string_equal(origin, "given");
    assert_int_equal(count, 1);
    for (size_t place = 1; place < NSC_BOUND_RUN_VALUES; place++)
        assert_true(place == 3 ? run[place] == 0.75 : isnan(run[place])); /* the third is validation accuracy */
    nsc_bound_landscape_close(landscape);
}

/* They may be those of one run at another budget than the full one, and cannot be called like a feature. */
static void test_names_of_own_values(void **state) {
    (void)state;
    const char *const names[] = {"space", "fitness"}, *const one_run[] = {"nb101:vertices=3", "test@36:run2"};
    const char *const feature[] = {"nb101:vertices=3", "params"};
    const double own[7] = {0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875};
    nsc_bound_landscape *landscape = NULL;
    double run[NSC_BOUND_RUN_VALUES];
    const char *origin;
    int epochs;
    size_t count;
    REQUIRE_TOLD(nsc_bound_landscape_open(&landscape, names, one_run, 2, 1, own, 7, message));
    REQUIRE_TOLD(nsc_bound_budgets(landscape, &epochs, 1, &count, message));
    assert_true(count == 1 && epochs == 36);
    REQUIRE_TOLD(nsc_bound_runs(landscape, 2, 36, run, 1, &count, &origin, message));
    assert_true(run[4] == 0.75 && isnan(run[3])); /* the fourth is test accuracy */
    REQUIRE_TOLD_WHY(nsc_bound_runs(landscape, 2, 108, run, 1, &count, &origin, message), NSC_MISSING,
                     "no values of 108 epochs");
    nsc_bound_landscape_close(landscape);
    REQUIRE_TOLD_WHY(nsc_bound_landscape_open(&landscape, names, feature, 2, 1, own, 7, message), NSC_USAGE,
                     "a feature of the space");
    assert_null(landscape);
}

/* ---- runs ---- */

static void test_runs(void **state) {
    const fixture *file = *state;
    const char *const names[] = {"space", "data"}, *const values[] = {"nb101:vertices=4", file->path};
    const char rows[] = "hash,epochs,run,validation_accuracy,test_accuracy,training_time\n"
                        "b49ac8c578b4561d79ac7087988f1c61,36,1,0.25,0.5,10\n"
                        "b49ac8c578b4561d79ac7087988f1c61,36,2,0.5,0.25,20\n"
                        "b49ac8c578b4561d79ac7087988f1c61,4,1,0.125,0.0625,2\n";
    nsc_bound_landscape *landscape = NULL;
    double runs[2 * NSC_BOUND_RUN_VALUES];
    int epochs[4];
    const char *origin;
    size_t count;
    write_bytes(file->path, rows, sizeof rows - 1);
    REQUIRE_TOLD(nsc_bound_landscape_open(&landscape, names, values, 2, 1, NULL, 0, message));
    REQUIRE_TOLD(nsc_bound_budgets(landscape, epochs, 4, &count, message));
    assert_int_equal(count, 2);
    assert_true(epochs[0] == 4 && epochs[1] == 36);
    unsigned char known[91]; /* cells of up to four vertices */
    REQUIRE_TOLD(nsc_bound_known_points(landscape, known, message));
    for (size_t point = 0; point < sizeof known; point++)
        assert_int_equal(known[point], point == 1);
    REQUIRE_TOLD(nsc_bound_runs(landscape, 1, 36, runs, 2, &count, &origin, message));
    assert_int_equal(count, 2);
    assert_string_equal(origin, "measured");
    const double expected[] = {0, 10, NAN, 0.25, 0.5};
    for (size_t place = 0; place < 5; place++)
        assert_true(runs[place] == expected[place] || (isnan(runs[place]) && isnan(expected[place])));
    assert_true(isnan(runs[8]));
    assert_true(runs[NSC_BOUND_RUN_VALUES] == 1 && runs[NSC_BOUND_RUN_VALUES + 1] == 20);
    REQUIRE_TOLD_WHY(nsc_bound_runs(landscape, 1, 12, runs, 2, &count, &origin, message), NSC_MISSING, "only of 4, 36");
    REQUIRE_TOLD_WHY(nsc_bound_runs(landscape, 2, 36, runs, 2, &count, &origin, message), NSC_MISSING,
                     "no run of the point");
    REQUIRE_TOLD_WHY(nsc_bound_runs(landscape, 9999, 36, runs, 2, &count, &origin, message), NSC_INVALID,
                     "no point 9999");
    nsc_bound_landscape_close(landscape);
}

/* ---- questions, analyses, tables ---- */

static void test_questions(void **state) {
    (void)state;
    nsc_bound_landscape *landscape = open_ones();
    nsc_bound_tables *tables;
    const char *const point[] = {"0000"}, *const better[] = {"better"}, *const wrong[] = {"radius"};
    const char *const none[] = {NULL}, *const text[] = {"yes"};
    char *texts, kinds[5];
    int64_t integers[4];
    double reals[4];
    size_t size;
    REQUIRE_TOLD(nsc_bound_ask(landscape, "neighbours", point, 1, better, none, 1, &tables, message));
    assert_int_equal(nsc_bound_table_count(tables), 1);
    assert_int_equal(nsc_bound_row_count(tables, 0), 4);
    assert_string_equal(nsc_bound_column_name(tables, 0, 0), "point");
    assert_string_equal(nsc_bound_column_name(tables, 0, 2), "fitness");
    nsc_bound_column(tables, 0, 2, kinds, integers, reals);
    assert_memory_equal(kinds, "rrrr", 4);
    assert_true(reals[3] == 1);
    nsc_bound_column(tables, 0, 0, kinds, integers, reals);
    assert_memory_equal(kinds, "tttt", 4);
    assert_true(isnan(reals[0]));
    REQUIRE_TOLD(nsc_bound_column_texts(tables, 0, 0, &texts, &size, message));
    assert_int_equal(size, 4 * 5);
    assert_string_equal(texts + 5, "0010"); /* neighbours of the same fitness by id */
    nsc_bound_free(texts);
    nsc_bound_tables_release(tables);
    REQUIRE_TOLD_WHY(nsc_bound_ask(landscape, "neighbours", point, 1, better, text, 1, &tables, message), NSC_USAGE,
                     "better takes no value");
    REQUIRE_TOLD_WHY(nsc_bound_ask(landscape, "neighbours", point, 1, wrong, none, 1, &tables, message), NSC_USAGE,
                     "radius needs a value");
    REQUIRE_TOLD_WHY(nsc_bound_ask(landscape, "top", point, 0, wrong, text, 1, &tables, message), NSC_USAGE,
                     "top takes no option \"radius\"");
    REQUIRE_TOLD_WHY(nsc_bound_ask(landscape, "why", point, 1, NULL, NULL, 0, &tables, message), NSC_USAGE, "climb");
    assert_null(tables);
    nsc_bound_landscape_close(landscape);
}

static void test_analyses(void **state) {
    (void)state;
    nsc_bound_landscape *landscape = open_cells("nb101:vertices=4");
    nsc_bound_tables *tables;
    const char *const names[] = {"fitness", "relation"}, *const values[] = {"params", "strict"};
    const char *const seed[] = {"seed"}, *const one[] = {"1"};
    char *texts;
    size_t size, column = 0;
    REQUIRE_TOLD(nsc_bound_analyse(landscape, "optima", names, values, 2, &tables, message));
    while (strcmp(nsc_bound_column_name(tables, 0, column), "relation") != 0)
        column++;
    REQUIRE_TOLD(nsc_bound_column_texts(tables, 0, column, &texts, &size, message));
    assert_string_equal(texts, "strict");
    nsc_bound_free(texts);
    nsc_bound_tables_release(tables);
    REQUIRE_TOLD_WHY(nsc_bound_analyse(landscape, "depthwidth", seed, one, 1, &tables, message), NSC_USAGE,
                     "depthwidth takes no option \"seed\"");
    REQUIRE_TOLD_WHY(nsc_bound_analyse(landscape, "depth", NULL, NULL, 0, &tables, message), NSC_USAGE, "depthwidth");
    nsc_bound_landscape_cancel(landscape, 1);
    REQUIRE_TOLD_WHY(nsc_bound_analyse(landscape, "rwa", NULL, NULL, 0, &tables, message), NSC_FAILED, "");
    assert_null(tables);
    nsc_bound_landscape_cancel(landscape, 0);
    REQUIRE_TOLD(nsc_bound_analyse(landscape, "rwa", NULL, NULL, 0, &tables, message));
    nsc_bound_tables_release(tables);
    nsc_bound_landscape_close(landscape);
}

static void test_figures(void **state) {
    (void)state;
    nsc_bound_landscape *landscape = open_cells("nb101:vertices=4");
    nsc_bound_tables *described, *tables[2];
    const char *const relation[] = {"relation"}, *const strict[] = {"strict"}, *const labels[] = {"pruned", "strict"};
    const size_t first[] = {0, 0};
    char *text;
    size_t size;
    REQUIRE_TOLD(nsc_bound_analyse(landscape, "rwa", NULL, NULL, 0, &tables[0], message));
    REQUIRE_TOLD(nsc_bound_analyse(landscape, "rwa", relation, strict, 1, &tables[1], message));
    const nsc_bound_tables *const both[] = {tables[0], tables[1]};
    REQUIRE_TOLD(nsc_bound_figure(both, first, labels, 2, "svg", "grey", "f", &text, &size, message));
    assert_non_null(strstr(text, "</svg>"));
    assert_non_null(strstr(text, "strict"));
    nsc_bound_free(text);
    REQUIRE_TOLD(nsc_bound_figure(both, first, NULL, 1, "gnuplot", "slide", "f", &text, &size, message));
    assert_non_null(strstr(text, "f.pdf"));
    nsc_bound_free(text);
    REQUIRE_TOLD_WHY(nsc_bound_figure(both, first, NULL, 1, "svg", "loud", "f", &text, &size, message), NSC_USAGE,
                     "one-column");
    REQUIRE_TOLD_WHY(nsc_bound_figure(both, first, NULL, 1, "png", "grey", "f", &text, &size, message), NSC_USAGE,
                     "png");
    const size_t beyond[] = {nsc_bound_table_count(tables[0])};
    REQUIRE_TOLD_WHY(nsc_bound_figure(both, beyond, NULL, 1, "svg", "grey", "f", &text, &size, message), NSC_USAGE,
                     "there is no table");
    REQUIRE_TOLD(nsc_bound_describe(landscape, NULL, &described, message));
    const nsc_bound_tables *const other[] = {tables[0], described};
    REQUIRE_TOLD_WHY(nsc_bound_figure(other, first, labels, 2, "svg", "grey", "f", &text, &size, message), NSC_USAGE,
                     "description is not drawn");
    assert_null(text);
    nsc_bound_tables_release(described);
    nsc_bound_tables_release(tables[0]);
    nsc_bound_tables_release(tables[1]);
    nsc_bound_landscape_close(landscape);
}

/* ---- searches ---- */

static void request(nsc_bound_search *search, const char *text, const char *part) {
    char *reply;
    size_t size;
    REQUIRE_TOLD(nsc_bound_search_request(search, text, &reply, &size, message));
    if (strstr(reply, part) == NULL)
        fail_msg("%s is answered by %s, without %s", text, reply, part);
    nsc_bound_free(reply);
}

static void test_search(void **state) {
    (void)state;
    nsc_bound_landscape *landscape = open_ones();
    nsc_bound_search *search, *another;
    nsc_bound_results *results;
    nsc_bound_tables *tables;
    const char *const names[] = {"evaluations", "runs", "seed"}, *const values[] = {"3", "2", "5"};
    const char *const wrong[] = {"pace"}, *const grid[] = {"grid"};
    char *reply;
    size_t size;
    REQUIRE_TOLD_WHY(nsc_bound_search_open(&search, landscape, wrong, values, 1, message), NSC_USAGE, "evaluations");
    assert_null(search);
    REQUIRE_TOLD(nsc_bound_search_open(&search, landscape, names, values, 3, message));
    assert_int_equal(nsc_bound_search_run_count(search), 2);
    request(search, "{\"evaluate\":[1,1,0,1]}", "\"fitness\":3");
    request(search, "{\"state\":true}", "\"evaluations\":1");
    REQUIRE_TOLD_WHY(nsc_bound_search_request(search, "{\"evaluate\":[1,1]}", &reply, &size, message), NSC_INVALID,
                     "4 numbers");
    REQUIRE_TOLD(nsc_bound_results_open(&results, search, message));
    REQUIRE_TOLD(nsc_bound_results_take(results, search, "mine", message));
    request(search, "{\"state\":true}", "\"evaluations\":0");
    REQUIRE_TOLD(nsc_bound_search_open(&another, landscape, names, values, 3, message));
    request(another, "{\"evaluate\":[1,1,0,1]}", "\"fitness\":3");
    REQUIRE_TOLD_WHY(nsc_bound_results_take(results, another, "others", message), NSC_USAGE, "another search");
    request(another, "{\"state\":true}", "\"evaluations\":1"); /* as it was */
    nsc_bound_search_close(another);
    REQUIRE_TOLD(nsc_bound_results_run(results, "random", 0, message));
    REQUIRE_TOLD_WHY(nsc_bound_results_run(results, "randon", 0, message), NSC_USAGE, "random");
    REQUIRE_TOLD(nsc_bound_results_table(results, "final", NULL, NULL, 0, &tables, message));
    assert_int_equal(nsc_bound_row_count(tables, 0), 1 + 2);
    nsc_bound_tables_release(tables);
    REQUIRE_TOLD_WHY(nsc_bound_results_table(results, "last", NULL, NULL, 0, &tables, message), NSC_USAGE, "final");
    REQUIRE_TOLD_WHY(nsc_bound_results_table(results, "final", grid, values, 1, &tables, message), NSC_USAGE,
                     "final takes no option \"grid\"");
    nsc_bound_results_close(results);
    nsc_bound_search_close(search);
    nsc_bound_landscape_close(landscape);
}

static int open_file(void **state) {
    return open_fixture_named(state, "runs.csv");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_fitness_and_graph),
        cmocka_unit_test(test_own_values),
        cmocka_unit_test(test_names_of_own_values),
        cmocka_unit_test_setup_teardown(test_runs, open_file, close_fixture),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_analyses),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
