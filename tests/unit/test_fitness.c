/*
 * Fitness: spellings, policies on small files and on the published runs (expected values by Python's statistics); the
 * same from a store as from the CSV file that holds the same numbers.
 */
#include "data/fitness.h"
#include "data/store/store.h"
#include "measurement_files.h"
#include "testing.h"

#include <sys/stat.h>

static nsc_fitness_rule rule_of(const fixture *opened, const char *text) {
    nsc_fitness_rule rule;
    nsc_error error = {0};
    if (nsc_fitness_rule_parse(&rule, opened->space, text, &error) != NSC_OK)
        fail_msg("%s", error.message);
    return rule;
}

static nsc_fitness fitness_of(const fixture *opened, const nsc_measurements *measurements, const char *text) {
    nsc_fitness fitness;
    nsc_error error = {0};
    nsc_fitness_rule rule = rule_of(opened, text);
    if (nsc_fitness_from_measurements(&fitness, &rule, measurements, &error) != NSC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(fitness.origin, NSC_ORIGIN_MEASURED);
    assert_int_equal(fitness.point_count, 423624);
    return fitness;
}

static double value_of(const fixture *opened, const nsc_measurements *measurements, const char *text,
                       const char *cell) {
    nsc_fitness fitness = fitness_of(opened, measurements, text);
    double value = fitness.values[point_of(opened, cell)];
    nsc_fitness_release(&fitness);
    return value;
}

/* The mean over the points that have a value, and how many they are. */
static double mean_of(const double *values, uint32_t point_count, uint32_t *known) {
    long double sum = 0.0L;
    *known = 0;
    for (uint32_t point = 0; point < point_count; point++) {
        if (isnan(values[point]))
            continue;
        sum += values[point];
        ++*known;
    }
    return (double)(sum / *known);
}

static void assert_missing(const fixture *opened, const nsc_measurements *measurements, const char *text,
                           const char *words) {
    nsc_fitness fitness;
    nsc_error error = {0};
    nsc_fitness_rule rule = rule_of(opened, text);
    assert_int_equal(nsc_fitness_from_measurements(&fitness, &rule, measurements, &error), NSC_MISSING);
    if (strstr(error.message, words) == NULL || strstr(error.message, rule.text) == NULL)
        fail_msg("%s: %s", text, error.message);
}

/* ---- spellings ---- */

static void reads_spellings(void **state) {
    static const struct {
        const char *text, *canonical;
        nsc_fitness_kind kind;
        nsc_metric metric;
        int epochs;
        nsc_policy policy;
    } spellings[] = {
        {"test@108", "test@108:mean", NSC_FITNESS_METRIC, NSC_METRIC_TEST, 108, NSC_POLICY_MEAN},
        {"valid@36:run1:halfway", "valid@36:run1:halfway", NSC_FITNESS_METRIC, NSC_METRIC_HALFWAY_VALID, 36,
         NSC_POLICY_RUN1},
        {"train@4:halfway", "train@4:mean:halfway", NSC_FITNESS_METRIC, NSC_METRIC_HALFWAY_TRAIN, 4, NSC_POLICY_MEAN},
        {"time@12:median", "time@12:median", NSC_FITNESS_METRIC, NSC_METRIC_TIME, 12, NSC_POLICY_MEDIAN},
        {"time@12:max:halfway", "time@12:max:halfway", NSC_FITNESS_METRIC, NSC_METRIC_HALFWAY_TIME, 12,
         NSC_POLICY_MAXIMUM},
        {"test@0108:run3", "test@108:run3", NSC_FITNESS_METRIC, NSC_METRIC_TEST, 108, NSC_POLICY_RUN3},
        {"column:GFLOPs (1e9)", "column:GFLOPs (1e9)", NSC_FITNESS_COLUMN, NSC_METRIC_COLUMN, 0, NSC_POLICY_MEAN},
        {"column:test@108", "column:test@108", NSC_FITNESS_COLUMN, NSC_METRIC_COLUMN, 0, NSC_POLICY_MEAN},
        {"params", "params", NSC_FITNESS_FEATURE, NSC_METRIC_VALID, 0, NSC_POLICY_MEAN},
        {"trainable_parameters", "params", NSC_FITNESS_FEATURE, NSC_METRIC_VALID, 0, NSC_POLICY_MEAN},
        {"depth", "depth", NSC_FITNESS_FEATURE, NSC_METRIC_VALID, 0, NSC_POLICY_MEAN},
    };
    fixture *opened = *state;
    for (size_t number = 0; number < sizeof spellings / sizeof *spellings; number++) {
        nsc_fitness_rule rule = rule_of(opened, spellings[number].text);
        assert_string_equal(rule.text, spellings[number].canonical);
        assert_int_equal(rule.kind, spellings[number].kind);
        assert_int_equal(rule.metric, spellings[number].metric);
        assert_int_equal(rule.epochs, spellings[number].epochs);
        assert_int_equal(rule.policy, spellings[number].policy);
    }
    assert_string_equal(rule_of(opened, "column:GFLOPs (1e9)").column, "GFLOPs (1e9)");
    assert_int_equal(rule_of(opened, "params").feature, nsc_space_feature(opened->space, "params"));
}

static void refuses_other_spellings(void **state) {
    /* clang-format off */
    static const char *const spellings[] = {
        "", "test", "test@", "test@x", "test@0", "test@-4", "test@1e2", "test@108x", "test@108:", "test@108:best",
        "accuracy@108", "@108", "Test@108", "test@108:run", "test@108:run0", "test@108:run1x",
        "test@108:run=", "test@108:mean:mean", "test@108:mea",
        "test@108:halfway:mean", "test@108:mean:halfway:halfway", "test@100001", "test@99999999999999999999",
        "column:", "params:mean", "parameters", "test@108 ", "test @108"
    };
    /* clang-format on */
    fixture *opened = *state;
    for (size_t number = 0; number < sizeof spellings / sizeof *spellings; number++) {
        nsc_fitness_rule rule;
        nsc_error error = {0};
        if (nsc_fitness_rule_parse(&rule, opened->space, spellings[number], &error) != NSC_USAGE)
            fail_msg("\"%s\" was accepted", spellings[number]);
        assert_non_null(strstr(error.message, "SPLIT@EPOCHS[:POLICY][:halfway]"));
        assert_non_null(strstr(error.message, "column:NAME"));
        assert_non_null(strstr(error.message, "params"));
        assert_non_null(strstr(error.message, "depth"));
    }
    char long_column[200] = "column:";
    memset(long_column + strlen(long_column), 'x', 150);
    nsc_fitness_rule rule;
    assert_int_equal(nsc_fitness_rule_parse(&rule, opened->space, long_column, NULL), NSC_USAGE);
}

static void names_origins(void **state) {
    (void)state;
    assert_string_equal(nsc_origin_name(NSC_ORIGIN_COMPUTED), "computed");
    assert_string_equal(nsc_origin_name(NSC_ORIGIN_MEASURED), "measured");
    assert_string_equal(nsc_origin_name(NSC_ORIGIN_SURROGATE), "surrogate");
    assert_string_equal(nsc_origin_name(NSC_ORIGIN_SYNTHETIC), "synthetic");
    assert_string_equal(nsc_origin_name(NSC_ORIGIN_GIVEN), "given");
}

/* ---- features ---- */

static void takes_a_feature_of_the_space(void **state) {
    fixture *opened = *state;
    nsc_fitness fitness;
    nsc_error error = {0};
    nsc_fitness_rule rule = rule_of(opened, "params");
    assert_int_equal(nsc_fitness_from_feature(&fitness, &rule, opened->space, NSC_THREADS(2), &error), NSC_OK);
    assert_int_equal(fitness.origin, NSC_ORIGIN_COMPUTED);
    assert_string_equal(fitness.source, "space");
    assert_int_equal(fitness.known_count, 423624);
    assert_true(nsc_fitness_coverage(&fitness) == 1.0);
    assert_null(fitness.standard_errors);
    assert_true(fitness.quantum == 0.0);
    assert_true(fitness.values[point_of(opened, CONV3X3_HASH)] == 10177674.0);
    assert_true(fitness.values[point_of(opened, CONV1X1_HASH)] == 1920138.0);
    assert_true(fitness.values[point_of(opened, MAXPOOL_HASH)] == 882570.0);
    double sum = 0.0;
    for (uint32_t point = 0; point < fitness.point_count; point++)
        sum += fitness.values[point];
    assert_true(sum == 3583758170075.0);
    nsc_fitness_release(&fitness);
}

/* ---- policies ---- */

#define RUNS "hash,epochs,run,test_accuracy,halfway_training_time\n"

/* CONV3X3 has three runs of 0.5, 0.25 and 0.75 (4992, 2496 and 7488 of 9984), CONV1X1 runs 1 and 3, MAXPOOL run 2. */
static nsc_measurements *three_cells(const fixture *opened) {
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements,
               write_file(opened, 0,
                          RUNS CONV3X3_HASH ",108,1,0.5,10\n" CONV3X3_HASH ",108,2,0.25,20\n" CONV3X3_HASH
                                            ",108,3,0.75,60\n" CONV1X1_HASH ",108,1,0.5,\n" CONV1X1_HASH
                                            ",108,3,0.75,7\n" MAXPOOL_HASH ",108,2,0.125,\n"),
               NULL);
    return measurements;
}

static void applies_policies_to_the_runs_that_are_known(void **state) {
    static const struct {
        const char *fitness;
        double conv3x3, conv1x1, maxpool;
        double steps; /* 9984 × this many make 1 */
    } expected[] = {
        {"test@108", 0.5, 0.625, 0.125, 6},    {"test@108:median", 0.5, 0.625, 0.125, 2},
        {"test@108:min", 0.25, 0.5, 0.125, 1}, {"test@108:max", 0.75, 0.75, 0.125, 1},
        {"test@108:run1", 0.5, 0.5, NAN, 1},   {"test@108:run2", 0.25, NAN, 0.125, 1},
        {"test@108:run3", 0.75, 0.75, NAN, 1},
    };
    fixture *opened = *state;
    nsc_measurements *measurements = three_cells(opened);
    for (size_t number = 0; number < sizeof expected / sizeof *expected; number++) {
        nsc_fitness fitness = fitness_of(opened, measurements, expected[number].fitness);
        const double values[] = {expected[number].conv3x3, expected[number].conv1x1, expected[number].maxpool};
        const uint32_t points[] = {point_of(opened, CONV3X3_HASH), point_of(opened, CONV1X1_HASH),
                                   point_of(opened, MAXPOOL_HASH)};
        uint32_t known = 0;
        for (size_t cell = 0; cell < 3; cell++) {
            assert_int_equal(nsc_fitness_known(&fitness, points[cell]), !isnan(values[cell]));
            if (isnan(values[cell]))
                continue;
            assert_true(fitness.values[points[cell]] == values[cell]);
            known++;
        }
        assert_int_equal(fitness.known_count, known);
        assert_is_near(nsc_fitness_coverage(&fitness), known / 423624.0, 1e-15);
        assert_is_near(fitness.quantum, 1.0 / (9984.0 * expected[number].steps), 1e-18);
        assert_string_equal(fitness.source, opened->path[0]);
        if (number == 0) {
            assert_is_near(fitness.standard_errors[points[0]], 0.25 / sqrt(3.0), 1e-15);
            assert_is_near(fitness.standard_errors[points[1]], 0.125, 1e-15);
            assert_true(isnan(fitness.standard_errors[points[2]]));
        } else {
            assert_null(fitness.standard_errors);
        }
        nsc_fitness_release(&fitness);
    }
    nsc_fitness fitness = fitness_of(opened, measurements, "time@108:mean:halfway");
    assert_int_equal(fitness.known_count, 2);
    assert_true(fitness.values[point_of(opened, CONV3X3_HASH)] == 30.0);
    assert_true(fitness.values[point_of(opened, CONV1X1_HASH)] == 7.0);
    assert_true(fitness.quantum == 0.0);
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
}

/* A mean over three runs, over two and over one have the same name: how many each rests on stands beside it. */
static void tells_how_many_runs_a_value_rests_on(void **state) {
    static const struct {
        const char *fitness, *runs;
        uint32_t short_of_runs;
    } expected[] = {
        {"test@108", "1 to 3", 2}, {"test@108:median", "1 to 3", 2},       {"test@108:max", "1 to 3", 2},
        {"test@108:run1", "1", 2}, {"time@108:mean:halfway", "1 to 3", 1},
    };
    fixture *opened = *state;
    char text[NSC_RUN_RANGE_SIZE];
    nsc_measurements *measurements = three_cells(opened);
    for (size_t number = 0; number < sizeof expected / sizeof *expected; number++) {
        nsc_fitness fitness = fitness_of(opened, measurements, expected[number].fitness);
        assert_string_equal(nsc_run_range_text(fitness.runs, text), expected[number].runs);
        assert_int_equal(fitness.short_of_runs, expected[number].short_of_runs);
        nsc_fitness_release(&fitness);
    }
    nsc_measurements_destroy(measurements);
    static const struct {
        const char *content, *runs; /* NULL: unknown */
    } files[] = {
        {"hash,test_accuracy\n" CONV3X3_HASH ",0.66780181623931623\n", "3"}, /* k / 29952: a mean of three */
        {"hash,test_accuracy\n" CONV3X3_HASH ",0.5\n", "1"},                 /* k / 9984: a single run */
        {"hash,test_accuracy\n" CONV3X3_HASH ",0.9123\n", NULL},             /* on no grid: a run, or a mean of any */
        {"hash,test_accuracy\n" CONV3X3_HASH ",0.9123\n" CONV3X3_HASH ",0.9124\n", "2"},
        {"hash,run,test_accuracy\n" CONV3X3_HASH ",2,0.9123\n", "1"},
    };
    for (size_t number = 0; number < sizeof files / sizeof *files; number++) {
        measurements = empty_set(opened);
        read_valid(measurements, write_file(opened, 0, files[number].content), NULL);
        nsc_fitness fitness = fitness_of(opened, measurements, "test@108");
        const char *runs = nsc_run_range_text(fitness.runs, text);
        assert_string_equal(runs != NULL ? runs : "unknown",
                            files[number].runs != NULL ? files[number].runs : "unknown");
        nsc_fitness_release(&fitness);
        nsc_measurements_destroy(measurements);
    }
}

static void means_serve_the_mean_only(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements,
               write_file(opened, 0,
                          "hash,test_accuracy,training_time\n" CONV3X3_HASH ",0.66780181623931623,5\n" CONV1X1_HASH
                          ",0.5,6\n"),
               NULL);
    nsc_fitness fitness = fitness_of(opened, measurements, "test@108");
    assert_int_equal(fitness.known_count, 2);
    assert_null(fitness.standard_errors);
    assert_is_near(fitness.quantum, 1.0 / 29952.0, 1e-18);
    nsc_fitness_release(&fitness);
    static const char *const others[] = {"test@108:run1", "test@108:median", "test@108:min", "time@108:max"};
    for (size_t number = 0; number < 4; number++)
        assert_missing(opened, measurements, others[number],
                       "means of three runs, which serve the policy mean only, of test@108, time@108");
    nsc_measurements_destroy(measurements);
}

/* Beside a mean of three, one run of them does not make the mean; all three do. */
static void prefers_the_mean_of_all_three(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, RUNS CONV3X3_HASH ",108,0,0.5,\n"), NULL);
    read_valid(measurements, write_file(opened, 1, "hash,test_accuracy\n" CONV3X3_HASH ",0.50003338675213675\n"), NULL);
    assert_true(value_of(opened, measurements, "test@108", CONV3X3_HASH) == 0.50003338675213675);
    assert_true(value_of(opened, measurements, "test@108:run1", CONV3X3_HASH) == 0.5);
    nsc_fitness fitness = fitness_of(opened, measurements, "test@108");
    assert_null(fitness.standard_errors);
    char sources[256];
    snprintf(sources, sizeof sources, "%s, %s", opened->path[0], opened->path[1]);
    assert_string_equal(fitness.source, sources);
    nsc_fitness_release(&fitness);
    read_valid(measurements,
               write_file(opened, 2, RUNS CONV3X3_HASH ",108,1,0.5,\n" CONV3X3_HASH ",108,2,0.50010016025641024,\n"),
               NULL);
    assert_missing(opened, measurements, "test@4",
                   "runs of test@108; means of three runs, which serve the policy mean only, of test@108");
    fitness = fitness_of(opened, measurements, "test@108");
    assert_is_near(fitness.values[point_of(opened, CONV3X3_HASH)], 0.50003338675213675, 1e-15);
    /* Two equal runs and one a step of 1/9984 away: s = step/√3, standard error step/3. */
    assert_is_near(fitness.standard_errors[point_of(opened, CONV3X3_HASH)], 1.0 / 9984.0 / 3.0, 1e-15);
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
}

static void says_what_the_data_holds(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = three_cells(opened);
    read_valid(measurements,
               write_file(opened, 1, "hash,epochs,valid_accuracy\n" CONV3X3_HASH ",36,0.66780181623931623\n"), NULL);
    static const char held[] = "it has means of three runs, which serve the policy mean only, of valid@36";
    assert_missing(opened, measurements, "test@36", "it has runs of test@108, time@108:halfway; means of three runs");
    assert_missing(opened, measurements, "test@4", "of valid@36");
    assert_missing(opened, measurements, "valid@108", "runs of test@108");
    assert_missing(opened, measurements, "column:flops", "runs of test@108");
    nsc_measurements_destroy(measurements);
    measurements = empty_set(opened);
    assert_missing(opened, measurements, "test@108", "it has no number at all");
    read_valid(measurements, opened->path[1], NULL);
    assert_missing(opened, measurements, "valid@36:run2", held);
    nsc_measurements_destroy(measurements);
}

static void off_grid_values_have_no_quantum(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, "hash,test_accuracy\n" CONV3X3_HASH ",0.9123\n"), NULL);
    nsc_fitness fitness = fitness_of(opened, measurements, "test@108:run1");
    assert_true(fitness.quantum == 0.0);
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
}

/* ---- a column ---- */

static void takes_a_column(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements,
               write_file(opened, 0,
                          "hash,epochs,run,flops\n" CONV3X3_HASH ",4,0,3\n" CONV3X3_HASH ",36,0,3\n" CONV1X1_HASH
                          ",36,0,-7\n" CONV1X1_HASH ",36,1,-8\n" MAXPOOL_HASH ",4,0,\n"),
               "flops");
    nsc_fitness fitness = fitness_of(opened, measurements, "column:flops");
    assert_int_equal(fitness.known_count, 2);
    assert_true(fitness.values[point_of(opened, CONV3X3_HASH)] == 3.0);
    assert_true(fitness.values[point_of(opened, CONV1X1_HASH)] == -7.5);
    assert_int_equal(fitness.runs.fewest, 1);
    assert_int_equal(fitness.runs.most, 2);
    assert_true(fitness.standard_errors[point_of(opened, CONV1X1_HASH)] == 0.5);
    assert_true(fitness.quantum == 0.0);
    nsc_fitness_release(&fitness);
    assert_missing(opened, measurements, "column:size", "column:flops");
    nsc_measurements_destroy(measurements);

    measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, "hash,epochs,flops\n" CONV3X3_HASH ",4,3\n" CONV3X3_HASH ",36,4\n"),
               "flops");
    nsc_error error = {0};
    nsc_fitness_rule rule = rule_of(opened, "column:flops");
    assert_int_equal(nsc_fitness_from_measurements(&fitness, &rule, measurements, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "\"flops\""));
    nsc_measurements_destroy(measurements);
}

/* ---- the published runs ---- */

static void agrees_with_python_on_the_published_runs(void **state) {
    static const char cell[] = "ff92c322c5d9d3d587d9c146a63d0807";
    fixture *opened = *state;
    const char *path = published("nb101_raw_repeats.csv");
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, path, NULL);
    assert_true(value_of(opened, measurements, "test@108:run2", cell) == 0.9192708134651184);
    assert_true(value_of(opened, measurements, "test@108:median", cell) == 0.9205729365348816);
    assert_true(value_of(opened, measurements, "test@108:min", cell) == 0.9192708134651184);
    assert_true(value_of(opened, measurements, "test@108:max", cell) == 0.9231770634651184);
    assert_is_near(value_of(opened, measurements, "valid@108:mean:halfway", cell), 0.7319711645444235, 1e-15);
    assert_is_near(value_of(opened, measurements, "time@108", cell), 1392.68701171875, 1e-12);
    nsc_fitness fitness = fitness_of(opened, measurements, "test@108");
    uint32_t known;
    assert_int_equal(fitness.known_count, 52);
    assert_is_near(fitness.values[point_of(opened, cell)], 0.9210069378217062, 1e-15);
    assert_is_near(fitness.standard_errors[point_of(opened, cell)], 0.001148327059007874, 1e-15);
    assert_is_near(mean_of(fitness.standard_errors, fitness.point_count, &known), 0.0027492091514492276, 1e-15);
    assert_int_equal(known, 52);
    assert_is_near(fitness.quantum, 1.0 / 29952.0, 1e-18);
    nsc_fitness_release(&fitness);
    fitness = fitness_of(opened, measurements, "valid@108:median");
    assert_is_near(mean_of(fitness.values, fitness.point_count, &known), 0.9101870690400784, 1e-14);
    assert_is_near(fitness.quantum, 1.0 / 9984.0, 1e-18);
    nsc_fitness_release(&fitness);
    fitness = fitness_of(opened, measurements, "time@108:max:halfway");
    assert_is_near(mean_of(fitness.values, fitness.point_count, &known), 1036.3373137253982, 1e-10);
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
}

static void serves_the_published_sample(void **state) {
    fixture *opened = *state;
    const char *path = published("nb101_sample_108.csv");
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, path, NULL);
    nsc_fitness fitness = fitness_of(opened, measurements, "test@108");
    uint32_t known;
    assert_int_equal(fitness.known_count, 12436);
    assert_is_near(mean_of(fitness.values, fitness.point_count, &known), 0.896779472824141, 1e-14);
    assert_int_equal(known, 12436);
    assert_is_near(nsc_fitness_coverage(&fitness), 12436 / 423624.0, 1e-15);
    assert_is_near(fitness.quantum, 1.0 / 29952.0, 1e-18);
    assert_null(fitness.standard_errors);
    nsc_fitness_release(&fitness);
    assert_missing(opened, measurements, "test@108:run1", "means of three runs");
    assert_missing(opened, measurements, "valid@108", "test@108, time@108");
    nsc_measurements_destroy(measurements);
}

/* ---- stores ---- */

static void add_row(nsc_store_builder *builder, uint32_t point, const nsc_official_row *row) {
    nsc_error error = {0};
    if (nsc_store_builder_add(builder, point, row, &error) != NSC_OK)
        fail_msg("%s", error.message);
}

static void finish_store(const fixture *opened, int file, nsc_store_builder *builder) {
    const nsc_store_origin origin = {.source = "made.tfrecord"};
    nsc_error error = {0};
    if (nsc_store_write(builder, &origin, NSC_THREADS(2), opened->path[file], &error) != NSC_OK)
        fail_msg("%s", error.message);
    nsc_store_builder_destroy(builder);
}

typedef struct copying {
    const fixture *opened;
    nsc_store_builder *builder;
} copying;

/* A row of the published runs: hash, adjacency, operations, parameters, epochs, repeat, then four numbers half-way and
 * four at the end: time, train, validation, test. */
static nsc_status copy_row(void *context, const nsc_record_row *row, nsc_error *error) {
    static const nsc_evaluation_value order[] = {NSC_EVALUATION_TIME, NSC_EVALUATION_TRAIN, NSC_EVALUATION_VALID,
                                                 NSC_EVALUATION_TEST};
    const copying *state = context;
    nsc_official_row copy = {.epochs = 108};
    (void)error;
    assert_int_equal(row->field_count, 14);
    if (strcmp(row->fields[0], "hash") == 0)
        return NSC_OK;
    assert_string_equal(row->fields[4], "108");
    for (size_t number = 0; number < 8; number++)
        copy.values[nsc_official_place(number < 4 ? NSC_EVALUATION_HALFWAY : NSC_EVALUATION_FINAL, order[number % 4])] =
            strtod(row->fields[6 + number], NULL);
    copy.values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_EPOCH)] = 54;
    copy.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH)] = 108;
    copy.values[nsc_official_place(NSC_EVALUATION_INITIAL, NSC_EVALUATION_TEST)] = 0.1;
    copy.values[NSC_OFFICIAL_TOTAL_TIME] = 4000;
    add_row(state->builder, point_of(state->opened, row->fields[0]), &copy);
    return NSC_OK;
}

/* The published runs as a store, in file number `file`. */
static void write_published_runs(const fixture *opened, int file) {
    const char *runs = published("nb101_raw_repeats.csv");
    copying state = {.opened = opened};
    nsc_record_format format;
    nsc_error error = {0};
    assert_int_equal(nsc_store_builder_create(&state.builder, opened->space, NULL), NSC_OK);
    if (nsc_records_read(runs, copy_row, &state, &format, &error) != NSC_OK)
        fail_msg("%s", error.message);
    finish_store(opened, file, state.builder);
}

static bool same_numbers(const double *values, const double *expected, uint32_t count) {
    if (values == NULL || expected == NULL)
        return values == expected;
    for (uint32_t number = 0; number < count; number++)
        if (isnan(values[number]) ? !isnan(expected[number]) : values[number] != expected[number])
            return false;
    return true;
}

/* The fitness of the points that have one, and of a few others, looked up one by one. */
static void check_points(const fixture *opened, const nsc_measurements *measurements, const nsc_fitness *fitness) {
    const nsc_fitness_rule rule = rule_of(opened, fitness->rule.text);
    uint32_t points[100];
    nsc_point_fitness values[100];
    size_t count = 0, known = 0;
    for (uint32_t point = 0; point < fitness->point_count && count < 100; point++)
        if (nsc_fitness_known(fitness, point) || point % 50000 == 0)
            points[count++] = point;
    assert_int_equal(nsc_fitness_of_points(&rule, measurements, points, count, values, NULL), NSC_OK);
    for (size_t number = 0; number < count; number++) {
        const double expected = fitness->values[points[number]];
        const nsc_point_fitness own = nsc_fitness_at(fitness, points[number]);
        assert_true(isnan(expected) ? isnan(values[number].value) : values[number].value == expected);
        assert_true(isnan(own.standard_error) ? isnan(values[number].standard_error)
                                              : values[number].standard_error == own.standard_error);
        assert_int_equal(values[number].runs, own.runs);
        known += isnan(expected) ? 0 : 1;
    }
    assert_int_equal(known, fitness->known_count);
    assert_true(count > known);
}

/* Every split, half-way and at the end, and every policy. */
static void gives_the_same_from_a_store_as_from_csv(void **state) {
    static const char *const rules[] = {"valid@108",
                                        "test@108",
                                        "train@108",
                                        "time@108",
                                        "valid@108:halfway",
                                        "test@108:halfway",
                                        "train@108:halfway",
                                        "time@108:halfway",
                                        "valid@108:median",
                                        "test@108:min",
                                        "train@108:max",
                                        "time@108:run1",
                                        "valid@108:run2",
                                        "test@108:run3",
                                        "time@108:median:halfway",
                                        "train@108:run3:halfway"};
    fixture *opened = *state;
    write_published_runs(opened, 0);
    nsc_measurements *from_csv = empty_set(opened), *from_store = empty_set(opened);
    read_valid(from_csv, published("nb101_raw_repeats.csv"), NULL);
    assert_int_equal(nsc_measurements_read(from_store, opened->path[0], NULL, NULL), NSC_OK);
    for (size_t number = 0; number < sizeof rules / sizeof *rules; number++) {
        nsc_fitness expected = fitness_of(opened, from_csv, rules[number]);
        nsc_fitness fitness = fitness_of(opened, from_store, rules[number]);
        assert_int_equal(expected.known_count, 52);
        assert_int_equal(fitness.known_count, 52);
        assert_true(same_numbers(fitness.values, expected.values, expected.point_count));
        assert_true(same_numbers(fitness.standard_errors, expected.standard_errors, expected.point_count));
        assert_true(fitness.quantum == expected.quantum);
        assert_string_equal(fitness.source, opened->path[0]);
        check_points(opened, from_csv, &expected);
        check_points(opened, from_store, &expected);
        nsc_fitness_release(&expected);
        nsc_fitness_release(&fitness);
    }
    assert_missing(opened, from_store, "test@36",
                   "it has runs of valid@108, test@108, train@108, time@108, "
                   "valid@108:halfway");
    assert_missing(opened, from_store, "column:flops", "runs of valid@108");
    nsc_measurements_destroy(from_csv);
    nsc_measurements_destroy(from_store);
}

/* Both files hold the same numbers, and means of others are beside them. */
static void merges_a_store_with_published_means(void **state) {
    fixture *opened = *state;
    write_published_runs(opened, 0);
    const char *const sample = "nb101_sample_108.csv";
    nsc_measurements *store_first = empty_set(opened), *store_last = empty_set(opened);
    assert_int_equal(nsc_measurements_read(store_first, opened->path[0], NULL, NULL), NSC_OK);
    read_valid(store_first, published("nb101_raw_repeats.csv"), NULL);
    read_valid(store_first, published(sample), NULL);
    read_valid(store_last, published(sample), NULL);
    read_valid(store_last, published("nb101_raw_repeats.csv"), NULL);
    assert_int_equal(nsc_measurements_read(store_last, opened->path[0], NULL, NULL), NSC_OK);
    nsc_measurements *csv_alone = empty_set(opened);
    read_valid(csv_alone, published(sample), NULL);
    read_valid(csv_alone, published("nb101_raw_repeats.csv"), NULL);
    static const char *const rules[] = {"test@108", "time@108", "test@108:run2", "valid@108:median"};
    for (size_t number = 0; number < sizeof rules / sizeof *rules; number++) {
        nsc_fitness expected = fitness_of(opened, csv_alone, rules[number]);
        nsc_fitness first = fitness_of(opened, store_first, rules[number]);
        nsc_fitness last = fitness_of(opened, store_last, rules[number]);
        assert_true(expected.known_count >= 52);
        assert_true(same_numbers(first.values, expected.values, expected.point_count));
        assert_true(same_numbers(last.values, expected.values, expected.point_count));
        assert_true(same_numbers(first.standard_errors, expected.standard_errors, expected.point_count));
        nsc_fitness_release(&expected);
        nsc_fitness_release(&first);
        nsc_fitness_release(&last);
    }
    nsc_measurements_destroy(store_first);
    nsc_measurements_destroy(store_last);
    nsc_measurements_destroy(csv_alone);
}

/* A row whose training took three seconds; all accuracies are 0. */
static nsc_official_row quick_row(void) {
    nsc_official_row row = {.epochs = 108};
    row.values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME)] = 1;
    row.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME)] = 2;
    row.values[NSC_OFFICIAL_TOTAL_TIME] = 3;
    return row;
}

/* Such a row with a test accuracy of k/9984; `path` may be NULL. */
static nsc_official_row simple_row(unsigned k, const char *path) {
    nsc_official_row row = quick_row();
    row.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TEST)] = (double)((float)k / 9984.0f);
    if (path != NULL)
        row.checkpoint_paths[NSC_EVALUATION_INITIAL] = (nsc_view){path, strlen(path)};
    return row;
}

/* One made-up row among measured ones is enough, in whatever file it is. */
static void made_up_numbers_are_synthetic(void **state) {
    fixture *opened = *state;
    nsc_store_builder *builder = NULL;
    assert_int_equal(nsc_store_builder_create(&builder, opened->space, NULL), NSC_OK);
    const nsc_official_row rows[] = {simple_row(5000, NULL), simple_row(6000, NSC_SYNTHETIC_MARK "7")};
    add_row(builder, point_of(opened, CONV3X3_HASH), &rows[0]);
    add_row(builder, point_of(opened, CONV1X1_HASH), &rows[1]);
    finish_store(opened, 0, builder);
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 1, "hash,test_accuracy\n" MAXPOOL_HASH ",0.5\n"), NULL);
    assert_int_equal(nsc_measurements_origin(measurements), NSC_ORIGIN_MEASURED);
    assert_int_equal(nsc_measurements_read(measurements, opened->path[0], NULL, NULL), NSC_OK);
    assert_int_equal(nsc_measurements_origin(measurements), NSC_ORIGIN_SYNTHETIC);
    nsc_fitness fitness;
    const nsc_fitness_rule rule = rule_of(opened, "test@108");
    assert_int_equal(nsc_fitness_from_measurements(&fitness, &rule, measurements, NULL), NSC_OK);
    assert_int_equal(fitness.origin, NSC_ORIGIN_SYNTHETIC);
    assert_int_equal(fitness.known_count, 3);
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
}

static bool opens(const fixture *opened, nsc_measurements **measurements) {
    *measurements = empty_set(opened);
    return nsc_measurements_read(*measurements, opened->path[0], NULL, NULL) == NSC_OK;
}

/* The fitness from a store with one damaged byte: NSC_INVALID where it must read that byte. */
static nsc_status fitness_status(const fixture *opened, const nsc_measurements *measurements, const char *text,
                                 nsc_error *error) {
    const nsc_fitness_rule rule = rule_of(opened, text);
    nsc_fitness fitness = {0};
    const nsc_status status = nsc_fitness_from_measurements(&fitness, &rule, measurements, error);
    nsc_fitness_release(&fitness);
    return status;
}

/* A run of every cell, whose accuracies are all different numbers. */
static void write_large_store(const fixture *opened, int file) {
    nsc_store_builder *builder = NULL;
    assert_int_equal(nsc_store_builder_create(&builder, opened->space, NULL), NSC_OK);
    for (uint32_t point = 0; point < opened->space->point_count; point++) {
        nsc_official_row row = quick_row();
        for (size_t place = 0; place < NSC_OFFICIAL_TOTAL_TIME; place++)
            if (place % NSC_EVALUATION_VALUES >= NSC_EVALUATION_TRAIN)
                row.values[place] = (double)((float)((point * 31 + place) % 9985) / 9984.0f);
        add_row(builder, point, &row);
    }
    finish_store(opened, file, builder);
}

/* A store so large that opening does not read it all: what is damaged is refused by the question that reads it. */
static void refuses_damage_where_it_is_read(void **state) {
    enum { ROUNDS = 18 };
    static const char section[] = "the store's section \"108/1 final_test_accuracy\" is damaged";
    fixture *opened = *state;
    struct stat information;
    unsigned refused = 0, refused_first = 0, sound = 0;
    const uint32_t first = 0;
    write_large_store(opened, 0);
    assert_int_equal(stat(opened->path[0], &information), 0);
    assert_true(information.st_size > 4 << 20);
    for (long round = 0; round < ROUNDS; round++) {
        const long place = information.st_size / ROUNDS * round + 4097;
        nsc_measurements *measurements;
        nsc_error error = {0};
        nsc_point_fitness value;
        change_byte(opened->path[0], place);
        if (opens(opened, &measurements)) {
            const nsc_fitness_rule rule = rule_of(opened, "test@108");
            const nsc_status status = fitness_status(opened, measurements, "test@108", &error);
            if (status == NSC_INVALID &&
                (strstr(error.message, section) == NULL || strstr(error.message, opened->path[0]) == NULL))
                fail_msg("byte %ld: %s", place, error.message);
            assert_true(status == NSC_INVALID || status == NSC_OK);
            refused += status == NSC_INVALID;
            sound += status == NSC_OK;
            refused_first += nsc_fitness_of_points(&rule, measurements, &first, 1, &value, NULL) != NSC_OK;
            /* What damage there leaves alone is still to be had. */
            if (status == NSC_INVALID)
                assert_int_equal(fitness_status(opened, measurements, "valid@108", NULL), NSC_OK);
        }
        nsc_measurements_destroy(measurements);
        change_byte(opened->path[0], place);
    }
    /* The column is one of nine of its size; most bytes of it are far from the first cell's. */
    assert_in_range(refused, ROUNDS / 9 - 1, ROUNDS / 9 + 1);
    assert_in_range(sound, ROUNDS - refused - 3, ROUNDS - refused);
    assert_true(refused_first <= 9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_spellings),
        cmocka_unit_test(refuses_other_spellings),
        cmocka_unit_test(names_origins),
        cmocka_unit_test(takes_a_feature_of_the_space),
        cmocka_unit_test(applies_policies_to_the_runs_that_are_known),
        cmocka_unit_test(tells_how_many_runs_a_value_rests_on),
        cmocka_unit_test(means_serve_the_mean_only),
        cmocka_unit_test(prefers_the_mean_of_all_three),
        cmocka_unit_test(says_what_the_data_holds),
        cmocka_unit_test(off_grid_values_have_no_quantum),
        cmocka_unit_test(takes_a_column),
        cmocka_unit_test(agrees_with_python_on_the_published_runs),
        cmocka_unit_test(serves_the_published_sample),
        cmocka_unit_test(gives_the_same_from_a_store_as_from_csv),
        cmocka_unit_test(merges_a_store_with_published_means),
        cmocka_unit_test(made_up_numbers_are_synthetic),
        cmocka_unit_test(refuses_damage_where_it_is_read),
    };
    return outcome_of(cmocka_run_group_tests(tests, open_fixture, close_fixture));
}
