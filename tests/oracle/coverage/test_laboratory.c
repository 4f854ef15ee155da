/* The coverage laboratory itself: its draws, the intervals that it finds, and its counts. */
#include "oracle/coverage/lab.h"
#include "testing.h"

#include <math.h>

static const nsc_control one_thread = {.thread_count = 1};

static void open_landscape(lab_landscape *landscape, const char *space, const char *made) {
    *landscape = (lab_landscape){.names = {.space = space}, .made = made, .seed = 1};
    REQUIRE_OK(lab_landscape_open(landscape, &error));
}

/* ---- draws ---- */

enum { DRAWS = 400 };

/* Counts how often each point stays; each draw must keep the asked number of points, as the fitness says too. */
static void count_draws(lab_landscape *landscape, const lab_hiding *hiding, unsigned *counts, uint32_t kept) {
    const nsc_fitness *fitness = landscape->view.fitness;
    lab_drawer drawer;
    REQUIRE_OK(lab_drawer_open(&drawer, landscape, hiding, &error));
    for (unsigned draw = 0; draw < DRAWS; draw++) {
        uint32_t seen = 0;
        REQUIRE_OK(lab_hide(&drawer, landscape, 1, draw, &error));
        for (uint32_t point = 0; point < fitness->point_count; point++) {
            assert_true(isnan(fitness->values[point]) == !drawer.shown[point]);
            counts[point] += drawer.shown[point];
            seen += drawer.shown[point];
        }
        assert_int_equal(fitness->known_count, seen);
        if (kept > 0)
            assert_int_equal(seen, kept);
    }
    lab_drawer_close(&drawer);
}

/* Mean number of draws that keep a point of that size. */
static double mean_count(const lab_landscape *landscape, const unsigned *counts, double size) {
    double sum = 0, points = 0;
    for (uint32_t point = 0; point < landscape->view.space->point_count; point++)
        if (landscape->sizes[point] == size) {
            sum += counts[point];
            points++;
        }
    return sum / points;
}

static void test_draws(void **state) {
    (void)state;
    lab_landscape landscape;
    open_landscape(&landscape, "nb101:vertices=5", "random");
    REQUIRE_OK(lab_landscape_keep(&landscape, &error));
    const uint32_t count = landscape.view.space->point_count; /* 2,441 of them with 5 vertices, 91 with fewer */
    const nsc_fitness *fitness = landscape.view.fitness;
    unsigned *counts = test_memory(count, sizeof *counts);
    assert_int_equal(count, 2532);

    count_draws(&landscape, &(lab_hiding){.way = LAB_UNIFORM, .share = 0.75}, counts, 633);
    for (uint32_t point = 0; point < count; point++)
        assert_true(fabs(counts[point] - DRAWS * 0.25) < 5 * sqrt(DRAWS * 0.25 * 0.75)); /* 8.7: five deviations */
    assert_null(fitness->chosen);

    memset(counts, 0, count * sizeof *counts);
    count_draws(&landscape, &(lab_hiding){.way = LAB_MERGED, .points = 500, .small = 4}, counts, 0);
    assert_true(mean_count(&landscape, counts, 4) == DRAWS);
    assert_true(fabs(mean_count(&landscape, counts, 5) - DRAWS * 500.0 / 2532) < 1);
    assert_non_null(fitness->chosen);
    for (uint32_t point = 0; point < count; point++)
        assert_int_equal(fitness->chosen[point], landscape.sizes[point] <= 4);

    /* Few are drawn, so that twice the weight is nearly twice the chance. */
    memset(counts, 0, count * sizeof *counts);
    count_draws(&landscape, &(lab_hiding){.way = LAB_BY_SIZE, .points = 100}, counts, 100);
    const double ratio = mean_count(&landscape, counts, 4) / mean_count(&landscape, counts, 5);
    assert_true(ratio > 1.8 && ratio < 2.2);

    /* Weights e^(-3 rank): 0.95 in the mean of the first 91 of 2,532, 0.31 in the mean of the others. */
    memset(counts, 0, count * sizeof *counts);
    count_draws(&landscape, &(lab_hiding){.way = LAB_BY_COST, .points = 100, .by = "vertices"}, counts, 100);
    const double cheap = mean_count(&landscape, counts, 4) / mean_count(&landscape, counts, 5);
    assert_true(cheap > 2.7 && cheap < 3.4);
    free(counts);
    lab_landscape_close(&landscape);
}

/* ---- intervals ---- */

/* The columns that are found in a table of an analysis, joined by commas; and the key of its second row. */
static void find(const lab_landscape *landscape, const char *name, size_t table, const char *expected,
                 const char *second_key) {
    lab_analysis asked;
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    lab_interval found[LAB_INTERVALS];
    char columns[256] = "", key[LAB_KEY_SIZE];
    REQUIRE_OK(lab_analysis_open(&asked, landscape, name, "lags=3 walks=2 length=10", &one_thread, &error));
    REQUIRE_OK(nsc_analysis_run(asked.analysis, &landscape->view, &asked.options, tables, &error));
    const size_t count = lab_find_intervals(asked.analysis, table, tables[table], found);
    for (size_t number = 0; number < count; number++)
        snprintf(columns + strlen(columns), sizeof columns - strlen(columns), "%s%s", number > 0 ? "," : "",
                 nsc_table_columns(tables[table])[found[number].columns.value].name);
    assert_string_equal(columns, expected);
    lab_row_key(tables[table], 1, key);
    assert_string_equal(key, second_key);
    nsc_analysis_release(tables);
    lab_analysis_close(&asked);
}

static void test_intervals(void **state) {
    (void)state;
    lab_landscape landscape;
    open_landscape(&landscape, "nb101:vertices=4", "random");
    find(&landscape, "rwa", 0, "autocorrelation,sampled", "1");
    find(&landscape, "depthwidth", 0, "mean", "depth/2");
    find(&landscape, "opeffect", 0, "mean,mean_relative", "conv3x3/maxpool3x3/");
    find(&landscape, "cost", 0, "pearson,spearman", "fitness/parameters");
    find(&landscape, "density", 0, "", "");
    find(&landscape, "compare with=params", 1, "share", "test@108:mean/params/10");
    lab_landscape_close(&landscape);
}

/* ---- counts ---- */

static const lab_figure *figure_of(const lab_study *study, const char *key, const char *column) {
    for (size_t number = 0; number < study->figure_count; number++)
        if (strcmp(study->figures[number].key, key) == 0 && strcmp(study->figures[number].column, column) == 0)
            return &study->figures[number];
    fail_msg("no figure %s %s", key, column);
    return NULL;
}

/* A mean of independent normal values: its truth, and intervals that cover 95 times in 100, to either side. */
static void test_counts(void **state) {
    (void)state;
    enum { TIMES = 1000 };
    lab_landscape landscape;
    lab_analysis asked;
    lab_drawer drawer;
    open_landscape(&landscape, "hamming:3^6", "random");
    lab_study study = {.landscape = &landscape, .analyses = &asked, .analysis_count = 1, .seed = 1};
    double sum = 0;
    for (uint32_t point = 0; point < 729; point++)
        sum += landscape.view.fitness->values[point];
    REQUIRE_OK(lab_analysis_open(&asked, &landscape, "distribution", "", &one_thread, &error));
    REQUIRE_OK(lab_study_open(&study, &error));
    REQUIRE_OK(lab_drawer_open(&drawer, &landscape, &(lab_hiding){.way = LAB_UNIFORM, .share = 0.5}, &error));
    REQUIRE_OK(lab_study_run(&study, &drawer, TIMES, &error));
    const lab_figure *mean = figure_of(&study, "mean", "value");
    assert_true(fabs(mean->truth - sum / 729) < 1e-12);
    assert_int_equal(mean->valued, TIMES);
    assert_int_equal(mean->given, TIMES);
    assert_int_equal(mean->covered + mean->above + mean->below, TIMES);
    assert_int_equal(mean->outside, 0);
    assert_true(mean->covered > 950 - 28 && mean->covered < 950 + 28); /* four deviations */
    assert_true(fabs(mean->sum / TIMES - mean->truth) < 1e-4);
    /* 2 · 1.96 · 0.02 · √(1 − 1/2) / √364, the deviation known but for its own sampling */
    assert_true(fabs(mean->width / TIMES - 0.0029) < 0.0002);
    lab_drawer_close(&drawer);
    lab_study_close(&study);
    lab_analysis_close(&asked);
    lab_landscape_close(&landscape);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draws),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
