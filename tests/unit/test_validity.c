/*
 * The same number by every way in: a table, JSON, an official file, a store, an array. All give the same verdict, which
 * stands here beside the number; what is valid comes back by both exports.
 */
#include "measurement_files.h"
#include "official_rows.h"

#include "data/validity.h"

/* What a number is of a run. */
typedef enum quantity { ACCURACY, TIME, HALFWAY_TIME, EPOCHS } quantity;

static const struct {
    quantity quantity;
    double value;
    bool valid;
    int epochs; /* of the run; 0: 108, or the value itself */
} numbers[] = {
    {ACCURACY, 0, true, 0},
    {ACCURACY, 1, true, 0},
    {ACCURACY, 1e-320, true, 0},
    {ACCURACY, 0.9, true, 0},
    {ACCURACY, 0.90123456789012345, true, 0},
    {ACCURACY, 1.0000000000000002, false, 0},
    {ACCURACY, 7.5, false, 0},
    {ACCURACY, 94.1, false, 0},
    {ACCURACY, 1e300, false, 0},
    {ACCURACY, -3, false, 0},
    {ACCURACY, -1e-300, false, 0},
    {ACCURACY, INFINITY, false, 0},
    {ACCURACY, -INFINITY, false, 0},
    {TIME, 1e-9, true, 0},
    {TIME, 123.456789, true, 0},
    {TIME, 1e9, true, 0},
    {TIME, 0, false, 0},
    {TIME, -5, false, 0},
    {TIME, INFINITY, false, 0},
    {HALFWAY_TIME, 60.25, true, 0},
    {HALFWAY_TIME, 0, false, 0},
    {HALFWAY_TIME, -1e-9, false, 0},
    {HALFWAY_TIME, 0, true, 1}, /* half of one epoch is none */
    {HALFWAY_TIME, -1, false, 1},
    {HALFWAY_TIME, INFINITY, false, 1},
    {EPOCHS, 1, true, 0},
    {EPOCHS, 108, true, 0},
    {EPOCHS, 100000, true, 0},
    {EPOCHS, 0, false, 0},
    {EPOCHS, -7, false, 0},
    {EPOCHS, 100001, false, 0},
    {EPOCHS, 2147483647, false, 0},
};

/* One of them, in a run whose other numbers are valid. */
typedef struct run_numbers {
    double accuracy, time_s, halfway_time_s;
    int epochs;
} run_numbers;

static run_numbers run_of(size_t number) {
    const double value = numbers[number].value;
    run_numbers run = {0.75, 120.5, 60.5, numbers[number].epochs != 0 ? numbers[number].epochs : 108};
    switch (numbers[number].quantity) {
    case ACCURACY:
        run.accuracy = value;
        break;
    case TIME:
        run.time_s = value;
        break;
    case HALFWAY_TIME:
        run.halfway_time_s = value;
        break;
    case EPOCHS:
        run.epochs = (int)value;
        break;
    }
    return run;
}

/* ---- the ways in: each writes the run, and one that is valid, as a file of its kind ---- */

/* An infinite number as tables may spell it. */
static const char *spell(double value, char text[32]) {
    if (isinf(value))
        snprintf(text, 32, "%s1e999", value < 0 ? "-" : "");
    else
        snprintf(text, 32, "%.17g", value);
    return text;
}

static void write_csv(const fixture *opened, const run_numbers *run, const char *path) {
    char text[3][32];
    FILE *stream = fopen(path, "wb");
    (void)opened;
    assert_non_null(stream);
    fprintf(stream,
            "hash,epochs,run,test_accuracy,training_time,halfway_training_time\n" CONV3X3_HASH
            ",%d,1,%s,%s,%s\n" CONV1X1_HASH ",108,1,0.5,10,5\n",
            run->epochs, spell(run->accuracy, text[0]), spell(run->time_s, text[1]),
            spell(run->halfway_time_s, text[2]));
    assert_int_equal(fclose(stream), 0);
}

static void write_json(const fixture *opened, const run_numbers *run, const char *path) {
    char text[3][32];
    FILE *stream = fopen(path, "wb");
    (void)opened;
    assert_non_null(stream);
    fprintf(stream,
            "[{\"hash\": \"" CONV3X3_HASH "\", \"epochs\": %d, \"run\": 1, \"test_accuracy\": %s, "
            "\"training_time\": %s, \"halfway_training_time\": %s},\n"
            "{\"hash\": \"" CONV1X1_HASH "\", \"epochs\": 108, \"run\": 1, \"test_accuracy\": 0.5, "
            "\"training_time\": 10, \"halfway_training_time\": 5}]\n",
            run->epochs, spell(run->accuracy, text[0]), spell(run->time_s, text[1]),
            spell(run->halfway_time_s, text[2]));
    assert_int_equal(fclose(stream), 0);
}

static void make_run(const fixture *opened, const run_numbers *run, made_row *made) {
    gsl_rng *random = random_stream(1, 0);
    double *values = made->row.values;
    make_row(made, opened->space, point_of(opened, CONV3X3_HASH), run->epochs, random);
    if (run->epochs <= 0 || run->epochs > 100000) /* else the epochs of the evaluations would be wrong as well */
        values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_EPOCH)] =
            values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH)] = 1;
    values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TEST)] = run->accuracy;
    values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME)] = run->time_s;
    values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME)] = run->halfway_time_s;
    gsl_rng_free(random);
}

static void write_official(const fixture *opened, const run_numbers *run, const char *path) {
    made_row made;
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    make_run(opened, run, &made);
    write_record(stream, &made.row);
    assert_int_equal(fclose(stream), 0);
}

/* A builder takes any row, so that a store may hold what no import would have put there. */
static void write_store(const fixture *opened, const run_numbers *run, const char *path) {
    const nsc_store_origin origin = {.source = "made.tfrecord", .source_bytes = 1};
    nsc_store_builder *builder;
    made_row made;
    make_run(opened, run, &made);
    REQUIRE_OK(nsc_store_builder_create(&builder, opened->space, &error));
    REQUIRE_OK(nsc_store_builder_add(builder, point_of(opened, CONV3X3_HASH), &made.row, &error));
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), path, &error));
    nsc_store_builder_destroy(builder);
}

static const struct {
    const char *name;
    void (*write)(const fixture *opened, const run_numbers *run, const char *path);
} ways[] = {{"CSV", write_csv}, {"JSON", write_json}, {"an official file", write_official}, {"a store", write_store}};

/* ---- the verdicts ---- */

/* The three numbers as a file has them; false where it is refused. */
static bool read_back(const fixture *opened, const char *path, run_numbers *run) {
    nsc_measurements *measurements = empty_set(opened);
    nsc_error reason = {0};
    const nsc_status status = nsc_measurements_read(measurements, path, NULL, &reason);
    if (status == NSC_OK) {
        run->accuracy = value_at(opened, measurements, CONV3X3_HASH, run->epochs, NSC_METRIC_TEST, 0);
        run->time_s = value_at(opened, measurements, CONV3X3_HASH, run->epochs, NSC_METRIC_TIME, 0);
        run->halfway_time_s = value_at(opened, measurements, CONV3X3_HASH, run->epochs, NSC_METRIC_HALFWAY_TIME, 0);
    } else if (status != NSC_INVALID || strstr(reason.message, path) == NULL) {
        fail_msg("refused with status %d: %s", (int)status, reason.message);
    }
    nsc_measurements_destroy(measurements);
    return status == NSC_OK;
}

static bool is_same_run(const run_numbers *one, const run_numbers *other) {
    return one->accuracy == other->accuracy && one->time_s == other->time_s &&
           one->halfway_time_s == other->halfway_time_s;
}

static void test_same_verdict(void **state) {
    const fixture *opened = *state;
    for (size_t number = 0; number < NSC_COUNT_OF(numbers); number++)
        for (size_t way = 0; way < NSC_COUNT_OF(ways); way++) {
            const run_numbers run = run_of(number);
            run_numbers found = {.epochs = run.epochs};
            ways[way].write(opened, &run, opened->path[0]);
            if (read_back(opened, opened->path[0], &found) != numbers[number].valid)
                fail_msg("number %zu, %g, by %s: %s", number, numbers[number].value, ways[way].name,
                         numbers[number].valid ? "refused" : "taken");
            if (numbers[number].valid && !is_same_run(&run, &found))
                fail_msg("number %zu, %g, by %s is another", number, numbers[number].value, ways[way].name);
        }
}

/* Cells of up to 4 vertices: as many accuracies, one of which is the number. */
static void test_arrays(void **state) {
    const fixture *opened = *state;
    nsc_space *small = open_space("nb101:vertices=4");
    const nsc_measurement_options options = {.order = NSC_ORDER_ID};
    for (size_t number = 0; number < NSC_COUNT_OF(numbers); number++) {
        double *values = test_memory(small->point_count, sizeof *values);
        nsc_measurements *measurements;
        nsc_error reason = {0};
        for (uint32_t point = 0; point < small->point_count; point++)
            values[point] = point == 3 ? numbers[number].value : 0.50001; /* off the grid of official accuracies */
        FILE *stream = fopen(opened->path[0], "wb");
        assert_non_null(stream);
        nsc_npy_write_header(stream, 'f', sizeof *values, small->point_count);
        assert_int_equal(fwrite(values, sizeof *values, small->point_count, stream), small->point_count);
        assert_int_equal(fclose(stream), 0);
        REQUIRE_OK(nsc_measurements_create(&measurements, small, &error));
        const bool taken = nsc_measurements_read(measurements, opened->path[0], &options, &reason) == NSC_OK;
        if (numbers[number].quantity == ACCURACY && taken != numbers[number].valid)
            fail_msg("%g in an array: %s", numbers[number].value, reason.message);
        nsc_measurements_destroy(measurements);
        free(values);
    }
    nsc_space_close(small);
}

/* ---- out and in again ---- */

static void export_store(const fixture *opened, const char *from, const char *to, bool table) {
    nsc_store *store;
    FILE *stream = fopen(to, "wb");
    assert_non_null(stream);
    REQUIRE_OK(nsc_store_open(&store, from, &error));
    if (table)
        REQUIRE_OK(nsc_store_export_csv(store, opened->space, NULL, stream, &error));
    else
        REQUIRE_OK(nsc_store_export_tfrecord(store, opened->space, stream, &error));
    nsc_store_close(store);
    assert_int_equal(fclose(stream), 0);
}

static void test_exports_are_imported(void **state) {
    const fixture *opened = *state;
    for (size_t number = 0; number < NSC_COUNT_OF(numbers); number++)
        for (int table = 0; table < 2 && numbers[number].valid; table++) {
            const run_numbers run = run_of(number);
            run_numbers found = {.epochs = run.epochs};
            write_store(opened, &run, opened->path[0]);
            export_store(opened, opened->path[0], opened->path[1], table == 1);
            assert_true(read_back(opened, opened->path[1], &found) && is_same_run(&run, &found));
        }
}

/* ---- what has no number ---- */

/* Where a value may be left out, NaN and its spellings leave it out; in an official row nothing is. */
static void test_missing(void **state) {
    const fixture *opened = *state;
    static const char *const spellings[] = {"", "nan", "NaN", "NA", "null"};
    for (size_t spelling = 0; spelling < NSC_COUNT_OF(spellings); spelling++) {
        char text[200];
        nsc_measurements *measurements = empty_set(opened);
        snprintf(text, sizeof text, HASHES CONV3X3_HASH ",108,1,%s\n" CONV1X1_HASH ",108,1,.5\n", spellings[spelling]);
        read_valid(measurements, write_file(opened, 0, text), NULL);
        assert_true(isnan(value_at(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 0)));
        nsc_measurements_destroy(measurements);
    }
    const run_numbers run = {NAN, 120.5, 60.5, 108};
    run_numbers found = {.epochs = 108};
    write_official(opened, &run, opened->path[0]);
    assert_false(read_back(opened, opened->path[0], &found)); /* of stores: test_store.c */
}

/* Official files have at most three runs of a cell and budget; a table may have more. */
static void test_run_counts(void **state) {
    const fixture *opened = *state;
    const run_numbers run = {0.75, 120.5, 60.5, 108};
    for (int count = 1; count <= 4; count++) {
        run_numbers found = run;
        made_row made;
        char text[400] = HASHES;
        FILE *stream = fopen(opened->path[0], "wb");
        assert_non_null(stream);
        make_run(opened, &run, &made);
        for (int number = 1; number <= count; number++) {
            write_record(stream, &made.row);
            snprintf(text + strlen(text), sizeof text - strlen(text), CONV3X3_HASH ",108,%d,0.75\n", number);
        }
        assert_int_equal(fclose(stream), 0);
        assert_true(read_back(opened, opened->path[0], &found) == (count <= NSC_RUNS));
        assert_true((nsc_validity_of_run_count(count) == NULL) == (count <= NSC_RUNS));
        assert_true(read_back(opened, write_file(opened, 0, text), &found));
    }
    assert_non_null(nsc_validity_of_run_count(1.5));
    assert_non_null(nsc_validity_of_run_count(-1));
    assert_non_null(nsc_validity_of_run_count(NAN));
}

static void test_names(void **state) {
    static const struct {
        const char *name;
        bool valid;
    } names[] = {{"", true},
                 {"a b.tfrecord", true},
                 {"\xc3\xa4.csv", true},
                 {"\xc2\xa0", true},
                 {"\xe4.csv", false},
                 {"\xc3", false},
                 {"\033[31m", false},
                 {"a\nb", false},
                 {"\x7f", false},
                 {"\xc2\x9b", false},
                 {"\xed\xa0\x80", false},
                 {"\xf0\x9f\x8e\xb2", true},
                 {"\xe2\x80\x8f\xd7\x90.csv", true}}; /* a mark of direction */
    (void)state;
    for (size_t number = 0; number < NSC_COUNT_OF(names); number++)
        assert_true((nsc_validity_of_name(names[number].name) == NULL) == names[number].valid);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_verdict),         cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_exports_are_imported), cmocka_unit_test(test_missing),
        cmocka_unit_test(test_run_counts),           cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
