/* Queries with a budget, against the rows that went into the store. */
#include "official_rows.h"

enum { CELLS = 3, EPOCHS = 108, QUERIES = 3000 };

static nsc_space *space;

/* Cell c has 3 − c runs at 108 epochs. */
static const uint32_t ids[CELLS] = {10, 2000, 162354};

typedef struct fixture {
    made_row rows[CELLS][NSC_RUNS];
    nsc_store *store;
    nsc_benchmark *benchmark;
} fixture;

static fixture open_fixture(uint64_t seed) {
    static const nsc_store_origin origin = {.source = "made"};
    fixture opened = {.store = NULL};
    nsc_store_builder *builder;
    gsl_rng *random = random_stream(1, 0);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    for (unsigned cell = 0; cell < CELLS; cell++)
        for (unsigned run = 0; run < NSC_RUNS - cell; run++) {
            make_row(&opened.rows[cell][run], space, ids[cell], EPOCHS, random);
            REQUIRE_OK(nsc_store_builder_add(builder, ids[cell], &opened.rows[cell][run].row, &error));
        }
    REQUIRE_OK(nsc_store_open_builder(&opened.store, builder, &origin, NSC_THREADS(1), &error));
    REQUIRE_OK(nsc_benchmark_create(&opened.benchmark, opened.store, space, seed, &error));
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    return opened;
}

static void close_fixture(fixture *opened) {
    nsc_benchmark_destroy(opened->benchmark);
    nsc_store_close(opened->store);
}

static void require_answer(const fixture *opened, unsigned cell, bool halfway, const nsc_benchmark_answer *answer) {
    const double *values = opened->rows[cell][answer->run].row.values + (halfway ? 5 : 10);
    assert_int_equal(answer->id, ids[cell]);
    assert_int_equal(answer->epochs, EPOCHS);
    assert_int_equal(answer->halfway, halfway);
    assert_int_equal(answer->trainable_parameters, opened->rows[cell][0].row.trainable_parameters);
    assert_true(answer->training_time_s == values[1]);
    assert_true(answer->train_accuracy == values[2]);
    assert_true(answer->validation_accuracy == values[3]);
    assert_true(answer->test_accuracy == values[4]);
}

static const char *name_of(unsigned cell) {
    static char name[32];
    snprintf(name, sizeof name, "id:%u", (unsigned)ids[cell]);
    return name;
}

/* Named runs, and what they cost. */
static void test_named_runs(void **state) {
    fixture opened = open_fixture(1);
    double time_s = 0;
    uint64_t epochs = 0;
    (void)state;
    for (unsigned cell = 0; cell < CELLS; cell++)
        for (unsigned run = 0; run < NSC_RUNS - cell; run++)
            for (unsigned halfway = 0; halfway < 2; halfway++) {
                nsc_benchmark_answer answer;
                REQUIRE_OK(nsc_benchmark_query(opened.benchmark, name_of(cell), EPOCHS, halfway == 1, (int)run, &answer,
                                               &error));
                assert_int_equal(answer.run, run);
                require_answer(&opened, cell, halfway == 1, &answer);
                time_s += answer.training_time_s;
                epochs += halfway == 1 ? 54 : 108;
                assert_true(nsc_benchmark_time_used(opened.benchmark) == time_s);
                assert_int_equal(nsc_benchmark_epochs_used(opened.benchmark), epochs);
            }
    nsc_benchmark_reset(opened.benchmark);
    assert_true(nsc_benchmark_time_used(opened.benchmark) == 0);
    assert_int_equal(nsc_benchmark_epochs_used(opened.benchmark), 0);
    close_fixture(&opened);
}

/* Drawn runs: each as often as any other, the same for the same seed. */
static void test_drawn_runs(void **state) {
    fixture opened = open_fixture(7), again = open_fixture(7), other = open_fixture(8);
    unsigned counts[NSC_RUNS] = {0}, different = 0;
    (void)state;
    for (unsigned query = 0; query < QUERIES; query++) {
        nsc_benchmark_answer first, second, third;
        REQUIRE_OK(
            nsc_benchmark_query(opened.benchmark, name_of(0), EPOCHS, false, NSC_BENCHMARK_RANDOM_RUN, &first, &error));
        REQUIRE_OK(
            nsc_benchmark_query(again.benchmark, name_of(0), EPOCHS, false, NSC_BENCHMARK_RANDOM_RUN, &second, &error));
        REQUIRE_OK(
            nsc_benchmark_query(other.benchmark, name_of(0), EPOCHS, false, NSC_BENCHMARK_RANDOM_RUN, &third, &error));
        require_answer(&opened, 0, false, &first);
        assert_int_equal(first.run, second.run);
        different += first.run != third.run;
        counts[first.run]++;
    }
    /* Four standard deviations of a binomial count around its mean. */
    for (unsigned run = 0; run < NSC_RUNS; run++)
        assert_in_range(counts[run], 1000 - 104, 1000 + 104);
    assert_in_range(different, 2000 - 104, 2000 + 104);
    close_fixture(&opened);
    close_fixture(&again);
    close_fixture(&other);
}

/* The same cell under its other names. */
static void test_names(void **state) {
    fixture opened = open_fixture(1);
    nsc_benchmark_answer answer;
    char text[300], hash[33];
    (void)state;
    nsc_hash_format(&opened.rows[1][0].row.hash, hash);
    REQUIRE_OK(nsc_benchmark_query(opened.benchmark, hash, EPOCHS, false, 1, &answer, &error));
    require_answer(&opened, 1, false, &answer);
    snprintf(text, sizeof text, "%s/%s", opened.rows[1][0].adjacency, opened.rows[1][0].operations);
    REQUIRE_OK(nsc_benchmark_query(opened.benchmark, text, EPOCHS, false, 1, &answer, &error));
    require_answer(&opened, 1, false, &answer);
    close_fixture(&opened);
}

static void test_without_cost(void **state) {
    fixture opened = open_fixture(1);
    nsc_benchmark_answer answers[NSC_RUNS], mean;
    (void)state;
    for (unsigned cell = 0; cell < CELLS; cell++) {
        const size_t runs = NSC_RUNS - cell;
        size_t count;
        double sum = 0, sum_s = 0;
        REQUIRE_OK(nsc_benchmark_runs(opened.benchmark, name_of(cell), EPOCHS, true, answers, &count, &error));
        assert_int_equal(count, runs);
        for (unsigned run = 0; run < runs; run++) {
            assert_int_equal(answers[run].run, run);
            require_answer(&opened, cell, true, &answers[run]);
            sum += opened.rows[cell][run].row.values[9];
            sum_s += opened.rows[cell][run].row.values[6];
        }
        REQUIRE_OK(nsc_benchmark_mean(opened.benchmark, name_of(cell), EPOCHS, true, &mean, &error));
        assert_true(mean.test_accuracy - sum / (double)runs < 1e-15 && sum / (double)runs - mean.test_accuracy < 1e-15);
        assert_true(mean.training_time_s - sum_s / (double)runs < 1e-9 &&
                    sum_s / (double)runs - mean.training_time_s < 1e-9);
    }
    assert_true(nsc_benchmark_time_used(opened.benchmark) == 0);
    close_fixture(&opened);
}

static void test_refused(void **state) {
    static const struct {
        const char *cell;
        int epochs, run;
        nsc_status status;
        const char *reason;
    } wrong[] = {
        {"id:10", 107, 0, NSC_MISSING, "no runs of 107 epochs, only of 108"},
        {"id:2000", 108, 2, NSC_MISSING, "no run 2"},
        {"id:10", 108, -2, NSC_MISSING, "no run -2"},
        {"id:11", 108, 0, NSC_MISSING, "no run of the cell"},
        {"id:423624", 108, 0, NSC_INVALID, "423624"},
        {"00000000000000000000000000000000", 108, 0, NSC_INVALID, "00000000000000000000000000000000"},
        /* The Inception-ResNet cell has ten edges. */
        {"0110110/0011000/0000001/0000001/0000011/0000001/0000000/c1,c3,c3,c1,c1", 108, 0, NSC_INVALID, "edges"},
    };
    fixture opened = open_fixture(1);
    (void)state;
    for (size_t number = 0; number < sizeof wrong / sizeof *wrong; number++) {
        nsc_benchmark_answer answer;
        REQUIRE_REFUSED(nsc_benchmark_query(opened.benchmark, wrong[number].cell, wrong[number].epochs, false,
                                            wrong[number].run, &answer, &error),
                        wrong[number].status, wrong[number].reason);
    }
    assert_true(nsc_benchmark_time_used(opened.benchmark) == 0);
    assert_int_equal(nsc_benchmark_epochs_used(opened.benchmark), 0);
    close_fixture(&opened);
}

static int open_all(void **state) {
    (void)state;
    space = open_space("nb101");
    return 0;
}

static int close_all(void **state) {
    (void)state;
    nsc_space_close(space);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_named_runs),   cmocka_unit_test(test_drawn_runs), cmocka_unit_test(test_names),
        cmocka_unit_test(test_without_cost), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
