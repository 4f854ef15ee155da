/* Simulated training, against the rows that went into the store or the text of the CSV file. */
#include "official_rows.h"

#include <math.h>

enum { CELLS = 3, EPOCHS = 108, QUERIES = 3000 };

static nsc_space *space;

/* Cell c has 3 − c runs at 108 epochs. */
static const uint32_t ids[CELLS] = {10, 2000, 162354};

typedef struct fixture {
    made_row rows[CELLS][NSC_RUNS];
    nsc_measurements *measurements;
    nsc_benchmark *end, *halfway;
} fixture;

static fixture open_fixture(void **state) {
    static const nsc_store_origin origin = {.source = "made"};
    const char *path = path_in(state, "runs.nscape");
    fixture opened = {.end = NULL};
    nsc_store_builder *builder;
    gsl_rng *random = random_stream(1, 0);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    for (unsigned cell = 0; cell < CELLS; cell++)
        for (unsigned run = 0; run < NSC_RUNS - cell; run++) {
            make_row(&opened.rows[cell][run], space, ids[cell], EPOCHS, random);
            REQUIRE_OK(nsc_store_builder_add(builder, ids[cell], &opened.rows[cell][run].row, &error));
        }
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), path, &error));
    REQUIRE_OK(nsc_measurements_create(&opened.measurements, space, &error));
    REQUIRE_OK(nsc_measurements_read(opened.measurements, path, NULL, &error));
    unlink(path);
    REQUIRE_OK(nsc_benchmark_create(&opened.end, opened.measurements, EPOCHS, false, &error));
    REQUIRE_OK(nsc_benchmark_create(&opened.halfway, opened.measurements, EPOCHS, true, &error));
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    return opened;
}

static void close_fixture(fixture *opened) {
    nsc_benchmark_destroy(opened->end);
    nsc_benchmark_destroy(opened->halfway);
    nsc_measurements_destroy(opened->measurements);
}

static void require_answer(const fixture *opened, unsigned cell, bool halfway, const nsc_benchmark_run *answer) {
    const double *values = opened->rows[cell][answer->run].row.values + (halfway ? 5 : 10);
    assert_true(answer->training_time_s == values[1]);
    assert_true(answer->train_accuracy == values[2]);
    assert_true(answer->validation_accuracy == values[3]);
    assert_true(answer->test_accuracy == values[4]);
}

/* Named runs, and what they cost. */
static void test_named_runs(void **state) {
    fixture opened = open_fixture(state);
    nsc_benchmark_cost cost = {0};
    double time_s = 0;
    uint64_t epochs = 0, queries = 0;
    for (unsigned cell = 0; cell < CELLS; cell++)
        for (unsigned run = 0; run < NSC_RUNS - cell; run++)
            for (unsigned halfway = 0; halfway < 2; halfway++) {
                const nsc_benchmark_run *answer;
                REQUIRE_OK(nsc_benchmark_query(halfway == 1 ? opened.halfway : opened.end, ids[cell], (int)run, NULL,
                                               &cost, &answer, &error));
                assert_int_equal(answer->run, run);
                require_answer(&opened, cell, halfway == 1, answer);
                time_s += opened.rows[cell][run].row.values[halfway == 1 ? 6 : 11];
                epochs += halfway == 1 ? 54 : 108;
                queries++;
                assert_true(cost.time_s == time_s);
                assert_int_equal(cost.epochs, epochs);
                assert_int_equal(cost.queries, queries);
            }
    close_fixture(&opened);
}

static unsigned draw(const fixture *opened, unsigned cell, gsl_rng *random) {
    nsc_benchmark_cost cost = {0};
    const nsc_benchmark_run *answer;
    REQUIRE_OK(nsc_benchmark_query(opened->end, ids[cell], NSC_BENCHMARK_RANDOM_RUN, random, &cost, &answer, &error));
    require_answer(opened, cell, false, answer);
    return answer->run;
}

static gsl_rng *query_stream(uint64_t seed) {
    gsl_rng *random;
    REQUIRE_OK(nsc_random_create(&random, seed, NSC_STREAM_QUERIED_RUNS, 0, &error));
    return random;
}

/* Drawn runs: each as often as any other, the same for the same stream. */
static void test_drawn_runs(void **state) {
    fixture opened = open_fixture(state);
    gsl_rng *one = query_stream(7), *again = query_stream(7), *other = query_stream(8);
    unsigned counts[NSC_RUNS] = {0}, of_two[NSC_RUNS] = {0}, different = 0;
    for (unsigned query = 0; query < QUERIES; query++) {
        const unsigned first = draw(&opened, 0, one);
        assert_int_equal(first, draw(&opened, 0, again));
        different += first != draw(&opened, 0, other);
        counts[first]++;
        of_two[draw(&opened, 1, other)]++;
        assert_int_equal(draw(&opened, 2, other), 0);
    }
    /* Four standard deviations of a binomial count around its mean. */
    for (unsigned run = 0; run < NSC_RUNS; run++)
        assert_in_range(counts[run], 1000 - 104, 1000 + 104);
    assert_in_range(different, 2000 - 104, 2000 + 104);
    assert_in_range(of_two[0], 1500 - 110, 1500 + 110);
    assert_int_equal(of_two[2], 0);
    gsl_rng_free(one);
    gsl_rng_free(again);
    gsl_rng_free(other);
    close_fixture(&opened);
}

/* The same cell under its names. */
static void test_names(void **state) {
    fixture opened = open_fixture(state);
    nsc_benchmark_cost cost = {0};
    const nsc_benchmark_run *answer;
    char names[3][300], hash[33];
    nsc_hash_format(&opened.rows[1][0].row.hash, hash);
    snprintf(names[0], sizeof names[0], "id:%u", (unsigned)ids[1]);
    snprintf(names[1], sizeof names[1], "%s", hash);
    snprintf(names[2], sizeof names[2], "%s/%s", opened.rows[1][0].adjacency, opened.rows[1][0].operations);
    for (size_t name = 0; name < 3; name++) {
        REQUIRE_OK(nsc_benchmark_query_named(opened.end, names[name], 1, NULL, &cost, &answer, &error));
        assert_int_equal(answer->run, 1);
        require_answer(&opened, 1, false, answer);
    }
    assert_int_equal(cost.queries, 3);
    close_fixture(&opened);
}

/* All runs of a point, which are those that a look at the single point finds. */
static void test_all_runs(void **state) {
    fixture opened = open_fixture(state);
    const nsc_benchmark_run *runs;
    nsc_point_runs all = {0};
    for (unsigned cell = 0; cell < CELLS; cell++) {
        const size_t count = nsc_benchmark_runs(opened.halfway, ids[cell], &runs);
        assert_int_equal(count, NSC_RUNS - cell);
        REQUIRE_OK(nsc_measurements_point(opened.measurements, 0, ids[cell], &all, &error));
        assert_int_equal(all.count, count);
        for (size_t run = 0; run < count; run++) {
            assert_int_equal(runs[run].run, run);
            require_answer(&opened, cell, true, &runs[run]);
            assert_true(runs[run].training_time_s == all.items[run].values[NSC_METRIC_HALFWAY_TIME]);
            assert_true(runs[run].test_accuracy == all.items[run].values[NSC_METRIC_HALFWAY_TEST]);
        }
    }
    free(all.items);
    assert_int_equal(nsc_benchmark_runs(opened.end, 11, &runs), 0);
    close_fixture(&opened);
}

static void write_csv(const char *path, const char *text) {
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

/* A CSV file: a run without its first, one without a time, and, in a second file, a mean of three (20968/29952). */
static void test_csv(void **state) {
    const char *runs_path = path_in(state, "runs.csv"), *means_path = path_in(state, "means.csv");
    nsc_measurements *measurements;
    nsc_benchmark *benchmark, *none = NULL;
    nsc_benchmark_cost cost = {0};
    const nsc_benchmark_run *answer;
    gsl_rng *random = query_stream(1);
    write_csv(runs_path, "hash,epochs,run,validation_accuracy,training_time_s\n"
                         "b49ac8c578b4561d79ac7087988f1c61,36,2,0.75,100\n"
                         "b49ac8c578b4561d79ac7087988f1c61,36,3,0.5,\n");
    write_csv(means_path, "hash,epochs,validation_accuracy,training_time_s\n"
                          "d1269d9156ddc027c40473008192958a,36,0.70005342,200\n"
                          "53cee42601ad14d661bb6878031d6acb,36,0.5,300\n");
    REQUIRE_OK(nsc_measurements_create(&measurements, space, &error));
    REQUIRE_OK(nsc_measurements_read(measurements, runs_path, NULL, &error));
    REQUIRE_OK(nsc_measurements_read(measurements, means_path, NULL, &error));
    REQUIRE_OK(nsc_benchmark_create(&benchmark, measurements, 36, false, &error));
    REQUIRE_REFUSED(nsc_benchmark_create(&none, measurements, 36, true, &error), NSC_MISSING, "half-way");
    assert_null(none);
    REQUIRE_REFUSED(nsc_benchmark_create(&none, measurements, 4, false, &error), NSC_MISSING, "only of 36");
    nsc_measurements_destroy(measurements);
    for (unsigned query = 0; query < 20; query++) {
        REQUIRE_OK(nsc_benchmark_query_named(benchmark, "d1269d9156ddc027c40473008192958a", NSC_BENCHMARK_RANDOM_RUN,
                                             random, &cost, &answer, &error));
        assert_int_equal(answer->run, NSC_RUN_MEAN);
        assert_true(answer->validation_accuracy == 0.70005342 && isnan(answer->test_accuracy));
    }
    assert_true(cost.time_s == 20 * 200.0);
    assert_int_equal(cost.epochs, 20 * 36);
    REQUIRE_REFUSED(
        nsc_benchmark_query_named(benchmark, "d1269d9156ddc027c40473008192958a", 0, NULL, &cost, &answer, &error),
        NSC_MISSING, "the mean of three runs");
    REQUIRE_REFUSED(
        nsc_benchmark_query_named(benchmark, "b49ac8c578b4561d79ac7087988f1c61", 0, NULL, &cost, &answer, &error),
        NSC_MISSING, "no run 0");
    REQUIRE_OK(
        nsc_benchmark_query_named(benchmark, "b49ac8c578b4561d79ac7087988f1c61", 1, NULL, &cost, &answer, &error));
    assert_true(answer->validation_accuracy == 0.75 && cost.time_s == 20 * 200.0 + 100.0);
    REQUIRE_OK(
        nsc_benchmark_query_named(benchmark, "b49ac8c578b4561d79ac7087988f1c61", 2, NULL, &cost, &answer, &error));
    assert_true(answer->validation_accuracy == 0.5 && isnan(cost.time_s));
    nsc_benchmark_destroy(benchmark);
    gsl_rng_free(random);
    unlink(runs_path);
    unlink(means_path);
}

static void test_refused(void **state) {
    static const struct {
        const char *cell;
        int run;
        nsc_status status;
        const char *reason;
    } wrong[] = {
        {"id:2000", 2, NSC_MISSING, "no run 2"},
        {"id:10", -2, NSC_MISSING, "no run -2"},
        {"id:11", 0, NSC_MISSING, "no run of the point"},
        {"id:423624", 0, NSC_INVALID, "423624"},
        {"00000000000000000000000000000000", 0, NSC_INVALID, "00000000000000000000000000000000"},
        /* The Inception-ResNet cell has ten edges. */
        {"0110110/0011000/0000001/0000001/0000011/0000001/0000000/c1,c3,c3,c1,c1", 0, NSC_INVALID, "edges"},
    };
    fixture opened = open_fixture(state);
    nsc_benchmark_cost cost = {0};
    for (size_t number = 0; number < sizeof wrong / sizeof *wrong; number++) {
        const nsc_benchmark_run *answer;
        REQUIRE_REFUSED(
            nsc_benchmark_query_named(opened.end, wrong[number].cell, wrong[number].run, NULL, &cost, &answer, &error),
            wrong[number].status, wrong[number].reason);
    }
    assert_true(cost.time_s == 0 && cost.epochs == 0 && cost.queries == 0);
    close_fixture(&opened);
}

static int open_all(void **state) {
    space = open_space("nb101");
    return make_folder(state);
}

static int close_all(void **state) {
    nsc_space_close(space);
    return remove_folder(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_named_runs), cmocka_unit_test(test_drawn_runs), cmocka_unit_test(test_names),
        cmocka_unit_test(test_all_runs),   cmocka_unit_test(test_csv),        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
