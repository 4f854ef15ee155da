/*
 * Measurements from CSV: the published files against counts and means that another program (Python's csv and math.fsum)
 * made of them, and small files that keep or break one rule each.
 */
#include "measurement_files.h"
#include "testing.h"

/* ---- the published files ---- */

static void loads_the_sample(void **state) {
    fixture *opened = *state;
    const char *path = published("nb101_sample_108.csv");
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, path, NULL);
    assert_int_equal(nsc_measurements_source_count(measurements), 1);
    const nsc_source *source = nsc_measurements_source(measurements, 0);
    assert_string_equal(source->path, path);
    assert_int_equal(source->rows_used, 12436);
    assert_int_equal(source->rows_left_out, 0);
    assert_true(source->epochs_assumed);
    assert_true(source->means);
    assert_int_equal(strlen(source->sha256), 64);
    assert_int_equal(nsc_measurements_budget_count(measurements), 1);
    assert_int_equal(nsc_measurements_epochs(measurements, 0), 108);
    assert_int_equal(nsc_measurements_aggregation(measurements, 0, NSC_METRIC_TEST), NSC_AGGREGATION_MEANS);
    assert_int_equal(nsc_measurements_aggregation(measurements, 0, NSC_METRIC_TIME), NSC_AGGREGATION_MEANS);
    assert_int_equal(nsc_measurements_aggregation(measurements, 0, NSC_METRIC_VALID), NSC_AGGREGATION_NONE);
    double mean;
    assert_int_equal(count_and_mean(opened, measurements, 0, NSC_METRIC_TEST, NSC_RUN_MEAN, &mean), 12436);
    assert_is_near(mean, 0.896779472824141, 1e-14);
    assert_int_equal(count_and_mean(opened, measurements, 0, NSC_METRIC_TIME, NSC_RUN_MEAN, &mean), 12436);
    assert_is_near(mean, 1919.3350196323863, 1e-10);
    assert_int_equal(count_and_mean(opened, measurements, 0, NSC_METRIC_TEST, 0, &mean), 0);
    assert_value(opened, measurements, "00010e19334eb9dcbe1fe61a98d524c2", 108, NSC_METRIC_TEST, NSC_RUN_MEAN,
                 0.8942307829856873);
    nsc_measurements_destroy(measurements);
}

static void loads_up_to_5_vertices(void **state) {
    static const struct {
        int epochs;
        uint32_t cells;
        double valid_mean, test_mean;
    } expected[] = {{4, 1182, 0.34558680800020325, 0.3428484726837982},
                    {12, 1188, 0.621557033523566, 0.6168310941331816},
                    {36, 1198, 0.8705913875900877, 0.8637923072727111},
                    {108, 1204, 0.9118936086859418, 0.9062171401590076}};
    fixture *opened = *state;
    const char *path = published("nb101_up_to_5_vertices.csv");
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, path, NULL);
    const nsc_source *source = nsc_measurements_source(measurements, 0);
    assert_int_equal(source->rows_used, 4772);
    assert_false(source->epochs_assumed);
    assert_true(source->means);
    assert_int_equal(nsc_measurements_budget_count(measurements), 4);
    for (size_t budget = 0; budget < 4; budget++) {
        double mean;
        assert_int_equal(nsc_measurements_epochs(measurements, budget), expected[budget].epochs);
        assert_int_equal(count_and_mean(opened, measurements, budget, NSC_METRIC_VALID, NSC_RUN_MEAN, &mean),
                         expected[budget].cells);
        assert_is_near(mean, expected[budget].valid_mean, 1e-14);
        assert_int_equal(count_and_mean(opened, measurements, budget, NSC_METRIC_TEST, NSC_RUN_MEAN, &mean),
                         expected[budget].cells);
        assert_is_near(mean, expected[budget].test_mean, 1e-14);
    }
    nsc_measurements_destroy(measurements);
}

static void loads_raw_repeats(void **state) {
    fixture *opened = *state;
    const char *path = published("nb101_raw_repeats.csv");
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, path, NULL);
    const nsc_source *source = nsc_measurements_source(measurements, 0);
    assert_int_equal(source->rows_used, 156);
    assert_false(source->means);
    for (int metric = 0; metric < NSC_METRIC_COLUMN; metric++) {
        assert_int_equal(nsc_measurements_aggregation(measurements, 0, (nsc_metric)metric), NSC_AGGREGATION_RUNS);
        for (size_t run = 0; run < NSC_RUNS; run++) {
            double mean;
            assert_int_equal(count_and_mean(opened, measurements, 0, (nsc_metric)metric, run, &mean), 52);
        }
    }
    double mean;
    count_and_mean(opened, measurements, 0, NSC_METRIC_TEST, 1, &mean);
    assert_is_near(mean, 0.9037421403022913, 1e-14);
    assert_value(opened, measurements, "ff92c322c5d9d3d587d9c146a63d0807", 108, NSC_METRIC_TEST, 2, 0.9205729365348816);
    assert_value(opened, measurements, "ff92c322c5d9d3d587d9c146a63d0807", 108, NSC_METRIC_HALFWAY_VALID, 1,
                 0.6754807829856873);
    assert_value(opened, measurements, "ff9aafbdaf04141992ab26732d00919b", 108, NSC_METRIC_TIME, 0, 3899.9658203125);
    nsc_measurements_destroy(measurements);
}

static void merges_the_published_files(void **state) {
    fixture *opened = *state;
    published("nb101_raw_repeats.csv"); /* skips before anything is allocated */
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, published("nb101_sample_108.csv"), NULL);
    read_valid(measurements, published("nb101_up_to_5_vertices.csv"), NULL);
    read_valid(measurements, published("nb101_raw_repeats.csv"), NULL);
    read_valid(measurements, published("nb101_sample_108.csv"), NULL); /* the same file again changes nothing */
    double mean;
    assert_int_equal(nsc_measurements_source_count(measurements), 4);
    assert_int_equal(nsc_measurements_budget_count(measurements), 4);
    assert_int_equal(count_and_mean(opened, measurements, 3, NSC_METRIC_TEST, NSC_RUN_MEAN, &mean), 13603);
    assert_int_equal(count_and_mean(opened, measurements, 3, NSC_METRIC_TEST, 0, &mean), 52);
    assert_int_equal(count_and_mean(opened, measurements, 3, NSC_METRIC_VALID, NSC_RUN_MEAN, &mean), 1204);
    assert_int_equal(count_and_mean(opened, measurements, 3, NSC_METRIC_TIME, NSC_RUN_MEAN, &mean), 12436);
    assert_int_equal(nsc_measurements_aggregation(measurements, 3, NSC_METRIC_TEST), NSC_AGGREGATION_MIXED);
    nsc_measurements_destroy(measurements);
}

/* Cut within the last row's last number, and within a quoted field in the middle. */
static void refuses_published_files_cut_short(void **state) {
    static const char *const names[] = {"nb101_sample_108.csv", "nb101_up_to_5_vertices.csv", "nb101_raw_repeats.csv"};
    static char content[4 << 20];
    fixture *opened = *state;
    for (size_t file = 0; file < 3; file++) {
        FILE *stream = fopen(published(names[file]), "rb");
        assert_non_null(stream);
        size_t size = fread(content, 1, sizeof content - 1, stream);
        fclose(stream);
        content[size] = '\0';
        const size_t kept[] = {(size_t)(strrchr(content, ',') - content) + strlen(",0.89"),
                               (size_t)(strchr(content + size / 2, '"') - content) + 3};
        for (size_t cut = 0; cut < 2; cut++) {
            nsc_error error = {0};
            nsc_measurements *measurements = empty_set(opened);
            const char *path = write_bytes(opened, 0, content, kept[cut]);
            nsc_status status = nsc_measurements_read_csv(measurements, path, NULL, &error);
            if (status != NSC_INVALID)
                fail_msg("%s cut at %zu bytes gave status %d", names[file], kept[cut], status);
            assert_non_null(strstr(error.message, "line "));
            assert_int_equal(nsc_measurements_source_count(measurements), 0);
            nsc_measurements_destroy(measurements);
        }
    }
}

/* ---- rules that small files keep ---- */

static void finds_columns_by_name_in_any_order(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(
        measurements,
        write_file(opened, 0,
                   "\xef\xbb\xbfnote,final_training_time,valid_accuracy,ops,params,module_adjacency,repeat,colour\r\n"
                   "\"a, b\",12.5,0.5,\"c3\",10177674,010001000,1,red\r\n"
                   "x,,0.25,maxpool3x3,,010001000,3,\r\n"),
        NULL);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_VALID, 0, 0.5);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TIME, 0, 12.5);
    assert_value(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_VALID, 2, 0.25);
    assert_true(isnan(value_at(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_TIME, 2)));
    assert_true(isnan(value_at(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_VALID, 0)));
    assert_true(nsc_measurements_source(measurements, 0)->epochs_assumed);
    nsc_measurements_destroy(measurements);
}

/* An encoding of four vertices one of which hangs loose decodes to the cell of three. */
static void prunes_what_a_row_writes(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements,
               write_file(opened, 0,
                          "hash,adjacency,operations,trainable_parameters,test_accuracy\n" CONV1X1_HASH
                          ",0100000100000000,\"input,conv1x1-bn-relu,maxpool3x3,output\",,0.5\n" CONV3X3_HASH
                          ",0100001100000000,\"conv3x3-bn-relu,conv1x1-bn-relu\",,0.5\n"),
               NULL);
    nsc_measurements_destroy(measurements);
}

static void numbers_runs_from_0_or_from_1(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, HASHES CONV3X3_HASH ",4,2,0.75\n" CONV3X3_HASH ",4,0,0.5\n"), NULL);
    read_valid(measurements, write_file(opened, 1, HASHES CONV1X1_HASH ",4,3,0.75\n" CONV1X1_HASH ",4,1,0.5\n"), NULL);
    /* Neither 0 nor 3: as in the first file. */
    read_valid(measurements, write_file(opened, 2, HASHES CONV3X3_HASH ",4,1,0.625\n"), NULL);
    for (size_t run = 0; run < 3; run++)
        assert_value(opened, measurements, CONV3X3_HASH, 4, NSC_METRIC_TEST, run, 0.5 + 0.125 * (double)run);
    assert_value(opened, measurements, CONV1X1_HASH, 4, NSC_METRIC_TEST, 0, 0.5);
    assert_value(opened, measurements, CONV1X1_HASH, 4, NSC_METRIC_TEST, 2, 0.75);
    nsc_measurements_destroy(measurements);
    measurements = empty_set(opened);
    read_valid(measurements, opened->path[2], NULL); /* alone it counts from 1 */
    assert_value(opened, measurements, CONV3X3_HASH, 4, NSC_METRIC_TEST, 0, 0.625);
    nsc_measurements_destroy(measurements);
}

static void accepts_a_repeated_run_that_repeats_its_values(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, HASHES CONV3X3_HASH ",4,0,0.5\n" CONV3X3_HASH ",4,0,0.5\n"), NULL);
    assert_value(opened, measurements, CONV3X3_HASH, 4, NSC_METRIC_TEST, 0, 0.5);
    assert_true(isnan(value_at(opened, measurements, CONV3X3_HASH, 4, NSC_METRIC_TEST, 1)));
    nsc_measurements_destroy(measurements);
}

static void takes_rows_without_numbers_as_runs_in_order(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    const char *path = write_file(opened, 0,
                                  "hash,epochs,test_accuracy\n" CONV3X3_HASH ",36,0.75\n" CONV3X3_HASH
                                  ",12,0.25\n" CONV3X3_HASH ",36,0.5\n" CONV3X3_HASH ",36,0.5\n");
    read_valid(measurements, path, NULL);
    read_valid(measurements, path, NULL);
    assert_value(opened, measurements, CONV3X3_HASH, 36, NSC_METRIC_TEST, 0, 0.75);
    assert_value(opened, measurements, CONV3X3_HASH, 36, NSC_METRIC_TEST, 1, 0.5);
    assert_value(opened, measurements, CONV3X3_HASH, 36, NSC_METRIC_TEST, 2, 0.5);
    assert_value(opened, measurements, CONV3X3_HASH, 12, NSC_METRIC_TEST, 0, 0.25);
    assert_int_equal(nsc_measurements_epochs(measurements, 0), 12);
    assert_int_equal(nsc_measurements_epochs(measurements, 1), 36);
    nsc_measurements_destroy(measurements);
}

/* 20002/29952 is a mean of three and no single run; a repeated mean is accepted once. */
static void tells_means_from_runs(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements,
               write_file(opened, 0,
                          "hash,test_accuracy\n" CONV3X3_HASH ",0.66780181623931623\n" CONV1X1_HASH
                          ",0.5\n" CONV3X3_HASH ",0.66780181623931623\n"),
               NULL);
    assert_true(nsc_measurements_source(measurements, 0)->means);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, NSC_RUN_MEAN, 0.66780181623931623);
    assert_value(opened, measurements, CONV1X1_HASH, 108, NSC_METRIC_TEST, NSC_RUN_MEAN, 0.5);
    assert_true(isnan(value_at(opened, measurements, CONV1X1_HASH, 108, NSC_METRIC_TEST, 0)));
    nsc_measurements_destroy(measurements);
    measurements = empty_set(opened);
    read_valid(measurements,
               write_file(opened, 0,
                          "hash,test_accuracy\n" CONV3X3_HASH ",0.9123\n" /* on no grid: a run */
                          CONV1X1_HASH ",0.66780181623931623\n"),
               NULL);
    assert_false(nsc_measurements_source(measurements, 0)->means);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 0, 0.9123);
    nsc_measurements_destroy(measurements);
}

static void accepts_a_mean_that_agrees_with_its_runs(void **state) {
    fixture *opened = *state;
    const char *runs = write_file(opened, 0,
                                  HASHES CONV3X3_HASH ",108,0,0.5\n" CONV3X3_HASH ",108,1,0.5\n" CONV3X3_HASH
                                                      ",108,2,0.50010016025641024\n"); /* 4993/9984 */
    const char *mean = write_file(opened, 1, "hash,test_accuracy\n" CONV3X3_HASH ",0.50003338675213675\n");
    for (int order = 0; order < 2; order++) {
        nsc_measurements *measurements = empty_set(opened);
        read_valid(measurements, order == 0 ? runs : mean, NULL);
        read_valid(measurements, order == 0 ? mean : runs, NULL);
        assert_int_equal(nsc_measurements_aggregation(measurements, 0, NSC_METRIC_TEST), NSC_AGGREGATION_MIXED);
        nsc_measurements_destroy(measurements);
    }
}

static void keeps_the_column_that_is_asked_for(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, "flops,hash\n-1.5e3," CONV3X3_HASH "\n," CONV1X1_HASH "\n"),
               "flops");
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_COLUMN, 0, -1500.0);
    assert_int_equal(nsc_measurements_column_count(measurements), 1);
    assert_string_equal(nsc_measurements_column(measurements, 0), "flops");
    nsc_measurements_destroy(measurements);
    /* A column with a meaning of its own serves both. */
    measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, "hash,params,test_accuracy\n" CONV3X3_HASH ",10177674,0.5\n"),
               "params");
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_COLUMN, 0, 10177674.0);
    nsc_measurements_destroy(measurements);
}

/* ---- rules that small files break ---- */

/* A content that must be refused, and words that the reason must hold. */
typedef struct bad_file {
    const char *content;
    const char *first_word, *second_word;
} bad_file;

static const bad_file bad_files[] = {
    {"", "the file is empty", "a.csv"},
    {"\n\n", "the file is empty", "a.csv"},
    {"hash,test_accuracy\n", "no rows", "a.csv"},
    {CONV3X3_HASH ",0.5\n", "line 1", "module_adjacency"},
    {"adjacency,test_accuracy\n010001000,0.5\n", "line 1", "operations"},
    {"hash\n" CONV3X3_HASH "\n", "line 1", "final_test_accuracy"},
    {"name,colour\n" CONV3X3_HASH ",1\n", "--columns point=COLUMN", "the header is: name; colour"},
    {"hash,module_hash,test_accuracy\n" CONV3X3_HASH "," CONV3X3_HASH ",0.5\n", "\"hash\"", "\"module_hash\""},
    {"hash,test_accuracy,test_accuracy\n" CONV3X3_HASH ",0.5,0.5\n", "columns 2", "and 3"},
    {"hash,test_accuracy\n" CONV3X3_HASH "\n", "line 2", "1 field, the header 2"},
    {"hash,test_accuracy\n\n" CONV3X3_HASH ",0.5,1\n", "line 3", "3 fields, the header 2"},
    {"hash,test_accuracy\n" CONV3X3_HASH ",0.5\n00000000000000000000000000000000,0.5\n", "line 3", "no cell"},
    {"hash,test_accuracy\nb49ac8c5,0.5\n", "line 2", "not 32 hexadecimal digits"},
    {"hash,test_accuracy\n,0.5\n", "line 2", "identify a cell"},
    {"hash,adjacency,ops,test_accuracy\n" CONV3X3_HASH ",010001000,c1,0.5\n", "line 2", CONV1X1_HASH},
    {"adjacency,ops,test_accuracy\n010001000,c5,0.5\n", "line 2", "c5"},
    {"adjacency,ops,test_accuracy\n01000100,c1,0.5\n", "line 2", "8"},
    {"adjacency,ops,test_accuracy\n000001000,c1,0.5\n", "line 2", "path"},
    {"hash,params,test_accuracy\n" CONV3X3_HASH ",10177675,0.5\n", "line 2", "10177674"},
    {"hash,params,test_accuracy\n" CONV3X3_HASH ",many,0.5\n", "line 2", "\"many\""},
    {"hash,test_accuracy\n" CONV3X3_HASH ",good\n", "test_accuracy", "\"good\""},
    {"hash,test_accuracy\n" CONV3X3_HASH ",0.5x\n", "line 2", "\"0.5x\""},
    {"hash,test_accuracy\n" CONV3X3_HASH ",0x1p-1\n", "line 2", "not a number"},
    {"hash,test_accuracy\n" CONV3X3_HASH ",inf\n", "line 2", "not a number"},
    {"hash,test_accuracy\n" CONV3X3_HASH ",1e999\n", "line 2", "too large"},
    {"hash,test_accuracy\n" CONV3X3_HASH ",-0.1\n", "line 2", "fraction"},
    {"hash,test_accuracy\n" CONV3X3_HASH ",94.3\n" CONV1X1_HASH ",0.5\n", "line 2", "fraction"},
    {"hash,training_time\n" CONV3X3_HASH ",0\n", "training_time is 0", "positive"},
    {"hash,halfway_training_time\n" CONV3X3_HASH ",-3\n", "line 2", "positive"},
    {"hash,epochs,test_accuracy\n" CONV3X3_HASH ",0,0.5\n", "line 2", "epochs is 0"},
    {"hash,epochs,test_accuracy\n" CONV3X3_HASH ",4.5,0.5\n", "line 2", "whole number"},
    {"hash,epochs,test_accuracy\n" CONV3X3_HASH ",,0.5\n", "line 2", "whole number"},
    {"hash,epochs,test_accuracy\n" CONV3X3_HASH ",1e30,0.5\n", "line 2", "whole number"},
    {HASHES CONV3X3_HASH ",4,,0.5\n", "line 2", "run is missing"},
    {HASHES CONV3X3_HASH ",4,0,0.5\n" CONV3X3_HASH ",4,0,0.25\n", "line 3", "line 2 already"},
    /* Two different means of one cell. */
    {"hash,test_accuracy\n" CONV3X3_HASH ",0.66780181623931623\n" CONV3X3_HASH ",0.5\n", "line 3", "line 2 already"},
    {"hash,test_accuracy\n" CONV3X3_HASH ",\"0.5\n", "line 2", "quote"},
};

static void refuses_bad_files_and_adds_nothing(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    for (size_t file = 0; file < sizeof bad_files / sizeof *bad_files; file++) {
        nsc_error error = {0};
        const char *path = write_file(opened, 0, bad_files[file].content);
        nsc_status status = nsc_measurements_read_csv(measurements, path, NULL, &error);
        if (status != NSC_INVALID || strstr(error.message, path) == NULL ||
            strstr(error.message, bad_files[file].first_word) == NULL ||
            strstr(error.message, bad_files[file].second_word) == NULL)
            fail_msg("file %zu:\n%s\nstatus %d, message: %s", file, bad_files[file].content, status, error.message);
        assert_int_equal(nsc_measurements_source_count(measurements), 0);
        assert_int_equal(nsc_measurements_budget_count(measurements), 0);
        assert_int_equal(nsc_measurements_refusal_count(measurements), 0);
    }
    nsc_measurements_destroy(measurements);
}

static void refuses_what_is_no_file(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    static const char zero_byte[] = "hash,test_accuracy\n" CONV3X3_HASH ",0.\0005\n";
    nsc_error error = {0};
    assert_int_equal(nsc_measurements_read_csv(measurements, opened->folder, NULL, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "folder"));
    error = (nsc_error){0};
    assert_int_equal(nsc_measurements_read_csv(measurements, "/no/such/file.csv", NULL, &error), NSC_MISSING);
    error = (nsc_error){0};
    const char *path = write_bytes(opened, 0, zero_byte, sizeof zero_byte - 1);
    assert_int_equal(nsc_measurements_read_csv(measurements, path, NULL, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "line 2"));
    nsc_measurements_destroy(measurements);
}

static void bears_many_columns(void **state) {
    enum { EXTRA_COLUMNS = 60000 };
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    FILE *stream = fopen(opened->path[0], "wb");
    assert_non_null(stream);
    fputs("hash", stream);
    for (int column = 0; column < EXTRA_COLUMNS; column++)
        fputs(",x", stream);
    fputs(",test_accuracy\n" CONV3X3_HASH, stream);
    for (int column = 0; column < EXTRA_COLUMNS; column++)
        fputs(",1", stream);
    fputs(",0.5\n", stream);
    assert_int_equal(fclose(stream), 0);
    read_valid(measurements, opened->path[0], NULL);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 0, 0.5);
    nsc_error error = {0};
    nsc_measurement_options options = {.column = "x"};
    assert_int_equal(nsc_measurements_read_csv(measurements, opened->path[0], &options, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "several columns are called \"x\""));
    nsc_measurements_destroy(measurements);
}

static void refuses_a_seventeenth_budget(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    char text[4096] = "hash,epochs,test_accuracy\n";
    for (int epochs = 1; epochs <= 17; epochs++)
        snprintf(text + strlen(text), sizeof text - strlen(text), CONV3X3_HASH ",%d,0.5\n", epochs);
    nsc_error error = {0};
    assert_int_equal(nsc_measurements_read_csv(measurements, write_file(opened, 0, text), NULL, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "line 18"));
    text[strlen(text) - 1] = '\0';
    *(strrchr(text, '\n') + 1) = '\0'; /* the last row goes */
    read_valid(measurements, write_file(opened, 0, text), NULL);
    assert_int_equal(nsc_measurements_budget_count(measurements), 16);
    error = (nsc_error){0};
    const char *path =
        write_file(opened, 1, "hash,epochs,test_accuracy\n" CONV1X1_HASH ",3,0.5\n" CONV1X1_HASH ",17,0.5\n");
    assert_int_equal(nsc_measurements_read_csv(measurements, path, NULL, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "line 3"));
    nsc_measurements_destroy(measurements);
}

/* Both places are named, and the second file leaves no trace. */
static void refuses_files_that_contradict_each_other(void **state) {
    static const struct {
        const char *first, *second, *place;
    } pairs[] = {
        {HASHES CONV3X3_HASH ",4,0,0.5\n", HASHES CONV1X1_HASH ",36,0,0.5\n" CONV3X3_HASH ",4,0,0.51\n",
         "a.csv, line 2"},
        {"hash,training_time\n" CONV3X3_HASH ",1000\n",
         "hash,training_time\n" CONV1X1_HASH ",1\n" CONV3X3_HASH ",1000.01\n", "a.csv, line 2"},
        /* A mean against its runs, both ways round. */
        {HASHES CONV3X3_HASH ",108,1,0.5\n" CONV3X3_HASH ",108,0,0.5\n" CONV3X3_HASH ",108,2,0.5\n",
         "hash,test_accuracy\n" CONV1X1_HASH ",0.5\n" CONV3X3_HASH ",0.66780181623931623\n", "a.csv, line 3"},
        {"hash,test_accuracy\n" CONV3X3_HASH ",0.66780181623931623\n",
         HASHES CONV1X1_HASH ",36,0,0.5\n" CONV3X3_HASH ",108,0,0.5\n" CONV3X3_HASH ",108,1,0.5\n" CONV3X3_HASH
                             ",108,2,0.5\n",
         "a.csv, line 2"},
    };
    fixture *opened = *state;
    for (size_t pair = 0; pair < sizeof pairs / sizeof *pairs; pair++) {
        nsc_measurements *measurements = empty_set(opened);
        nsc_error error = {0};
        read_valid(measurements, write_file(opened, 0, pairs[pair].first), NULL);
        const char *path = write_file(opened, 1, pairs[pair].second);
        assert_int_equal(nsc_measurements_read_csv(measurements, path, NULL, &error), NSC_INVALID);
        if (strstr(error.message, pairs[pair].place) == NULL || strstr(error.message, "b.csv, line 3") == NULL ||
            strstr(error.message, CONV3X3_HASH) == NULL)
            fail_msg("pair %zu: %s", pair, error.message);
        assert_int_equal(nsc_measurements_source_count(measurements), 1);
        assert_int_equal(nsc_measurements_budget_count(measurements), 1);
        assert_int_equal(nsc_measurements_refusal_count(measurements), 0);
        nsc_measurements_destroy(measurements);
    }
}

static void accepts_float32_rounding_between_files(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements,
               write_file(opened, 0,
                          "hash,test_accuracy,training_time\n" CONV3X3_HASH ",0.9219751358032227,1251.9130859375\n"),
               NULL);
    read_valid(measurements,
               write_file(opened, 1, "hash,test_accuracy,training_time\n" CONV3X3_HASH ",0.92197516025641,1251.9131\n"),
               NULL);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 0, 0.9219751358032227);
    nsc_measurements_destroy(measurements);
}

/* ---- going on ---- */

static void keep_going_uses_the_rest(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    nsc_error error = {0};
    nsc_measurement_options options = {.keep_going = true};
    const char *path = write_file(opened, 0,
                                  HASHES CONV3X3_HASH ",4,0,0.5\n" CONV3X3_HASH ",4,,0.5\n" CONV1X1_HASH
                                                      ",4,1,0.75\nshort\n" CONV1X1_HASH ",4,1,0.8\n");
    assert_int_equal(nsc_measurements_read_csv(measurements, path, &options, &error), NSC_OK);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_used, 2);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_left_out, 3);
    assert_int_equal(nsc_measurements_refusal_count(measurements), 3);
    assert_non_null(strstr(nsc_measurements_refusal(measurements, 0), "a.csv, line 3: run is missing"));
    assert_non_null(strstr(nsc_measurements_refusal(measurements, 1), "line 5"));
    assert_non_null(strstr(nsc_measurements_refusal(measurements, 2), "line 6"));
    assert_value(opened, measurements, CONV1X1_HASH, 4, NSC_METRIC_TEST, 1, 0.75);
    /* A contradiction with another file leaves out its row, all of it, and not the file. */
    path = write_file(opened, 1,
                      "hash,epochs,run,test_accuracy,valid_accuracy\n" CONV3X3_HASH ",4,0,0.6,0.7\n" MAXPOOL_HASH
                      ",12,0,0.6,0.7\n");
    assert_int_equal(nsc_measurements_read_csv(measurements, path, &options, &error), NSC_OK);
    assert_int_equal(nsc_measurements_refusal_count(measurements), 4);
    assert_int_equal(nsc_measurements_source(measurements, 1)->rows_left_out, 1);
    assert_value(opened, measurements, CONV3X3_HASH, 4, NSC_METRIC_TEST, 0, 0.5);
    assert_true(isnan(value_at(opened, measurements, CONV3X3_HASH, 4, NSC_METRIC_VALID, 0)));
    assert_value(opened, measurements, MAXPOOL_HASH, 12, NSC_METRIC_VALID, 0, 0.7);
    /* A file of which nothing remains is refused, whatever one goes on with. */
    path = write_file(opened, 2, HASHES CONV3X3_HASH ",36,0,-2\n");
    assert_int_equal(nsc_measurements_read_csv(measurements, path, &options, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "none of its 1 rows"));
    assert_int_equal(nsc_measurements_source_count(measurements), 2);
    assert_int_equal(nsc_measurements_refusal_count(measurements), 4);
    nsc_measurements_destroy(measurements);
}

/* 24 means on the grid, one of them given twice, and a number cut short before it. */
static void takes_a_number_off_the_grid_for_damage(void **state) {
    fixture *opened = *state;
    char text[4096] = "hash,epochs,test_accuracy\n" MAXPOOL_HASH ",1,0.66\n" MAXPOOL_HASH ",1,0.5\n";
    for (int epochs = 1; epochs <= 12; epochs++)
        for (int cell = 0; cell < 2; cell++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s,%d,%.17g\n",
                     cell == 0 ? CONV3X3_HASH : CONV1X1_HASH, epochs, (20000 + epochs) / 29952.0);
    const char *path = write_file(opened, 0, text);
    nsc_measurements *measurements = empty_set(opened);
    nsc_error error = {0};
    assert_int_equal(nsc_measurements_read_csv(measurements, path, NULL, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "a.csv, line 2: test_accuracy is 0.66"));
    error = (nsc_error){0};
    nsc_measurement_options options = {.keep_going = true};
    assert_int_equal(nsc_measurements_read_csv(measurements, path, &options, &error), NSC_OK);
    assert_int_equal(nsc_measurements_refusal_count(measurements), 1);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_used, 25);
    assert_true(nsc_measurements_source(measurements, 0)->means);
    assert_value(opened, measurements, MAXPOOL_HASH, 1, NSC_METRIC_TEST, NSC_RUN_MEAN, 0.5);
    assert_value(opened, measurements, CONV1X1_HASH, 12, NSC_METRIC_TEST, NSC_RUN_MEAN, 20012 / 29952.0);
    nsc_measurements_destroy(measurements);
}

/* Nine of ten on the grid may be chance; so small a file is taken as it is. */
static void takes_a_small_file_as_it_is(void **state) {
    fixture *opened = *state;
    char text[1024] = "hash,epochs,test_accuracy\n" MAXPOOL_HASH ",1,0.66\n";
    for (int epochs = 1; epochs <= 9; epochs++)
        snprintf(text + strlen(text), sizeof text - strlen(text), CONV3X3_HASH ",%d,%.17g\n", epochs,
                 (20000 + epochs) / 29952.0);
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 0, text), NULL);
    assert_false(nsc_measurements_source(measurements, 0)->means);
    assert_value(opened, measurements, MAXPOOL_HASH, 1, NSC_METRIC_TEST, 0, 0.66);
    nsc_measurements_destroy(measurements);
}

static void a_space_without_cells_takes_no_hashes(void **state) {
    fixture *opened = *state;
    nsc_space other = {.name = "other", .point_count = 3};
    nsc_measurements *measurements = NULL;
    nsc_error error = {0};
    assert_int_equal(nsc_measurements_create(&measurements, &other, &error), NSC_OK);
    const char *path = write_file(opened, 0, "hash,test_accuracy\n" CONV3X3_HASH ",0.5\n");
    assert_int_equal(nsc_measurements_read_csv(measurements, path, NULL, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "no column says which point"));
    nsc_measurements_destroy(measurements);
}

/* ---- choices of columns ---- */

static void reads_choices_of_columns(void **state) {
    static const struct {
        const char *text, *column, *refusal; /* refusal NULL: taken */
    } choices[] = {
        {"fitness=acc", "acc", NULL},
        {"fitness=\"my, \"\"own\"\"\"", "my, \"own\"", NULL},
        {"fitness=\"\"", "", NULL},
        {"fitness=\"", NULL, "no closing quote"},
        {"fitness=\"\"\"", NULL, "no closing quote"},
        {"fitness=\"a", NULL, "no closing quote"},
        {"fitness=\"a\"b", NULL, "a comma is missing"},
        {"fitness=a,", NULL, "ends with a comma"},
        {"colour=a", NULL, "is not ROLE=COLUMN"},
    };
    char longest[140] = "fitness=";
    nsc_column_choice choice;
    const char *text;
    (void)state;
    for (size_t number = 0; number < NSC_COUNT_OF(choices); number++) {
        text = choices[number].text;
        if (choices[number].refusal != NULL) {
            REQUIRE_REFUSED(nsc_column_choice_next(&text, &choice, &error), NSC_USAGE, choices[number].refusal);
            continue;
        }
        REQUIRE_OK(nsc_column_choice_next(&text, &choice, &error));
        assert_string_equal(choice.column, choices[number].column);
        assert_string_equal(text, "");
    }
    /* A name is taken whole, or not at all. */
    memset(longest + strlen("fitness="), 'x', sizeof choice.column - 1);
    text = longest;
    REQUIRE_OK(nsc_column_choice_next(&text, &choice, &error));
    assert_int_equal(strlen(choice.column), sizeof choice.column - 1);
    longest[strlen(longest)] = 'x';
    text = longest;
    REQUIRE_REFUSED(nsc_column_choice_next(&text, &choice, &error), NSC_USAGE, "more than 127 bytes");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_the_sample),
        cmocka_unit_test(loads_up_to_5_vertices),
        cmocka_unit_test(loads_raw_repeats),
        cmocka_unit_test(merges_the_published_files),
        cmocka_unit_test(refuses_published_files_cut_short),
        cmocka_unit_test(finds_columns_by_name_in_any_order),
        cmocka_unit_test(prunes_what_a_row_writes),
        cmocka_unit_test(numbers_runs_from_0_or_from_1),
        cmocka_unit_test(accepts_a_repeated_run_that_repeats_its_values),
        cmocka_unit_test(takes_rows_without_numbers_as_runs_in_order),
        cmocka_unit_test(tells_means_from_runs),
        cmocka_unit_test(accepts_a_mean_that_agrees_with_its_runs),
        cmocka_unit_test(keeps_the_column_that_is_asked_for),
        cmocka_unit_test(refuses_bad_files_and_adds_nothing),
        cmocka_unit_test(refuses_what_is_no_file),
        cmocka_unit_test(bears_many_columns),
        cmocka_unit_test(reads_choices_of_columns),
        cmocka_unit_test(refuses_a_seventeenth_budget),
        cmocka_unit_test(refuses_files_that_contradict_each_other),
        cmocka_unit_test(accepts_float32_rounding_between_files),
        cmocka_unit_test(keep_going_uses_the_rest),
        cmocka_unit_test(takes_a_number_off_the_grid_for_damage),
        cmocka_unit_test(takes_a_small_file_as_it_is),
        cmocka_unit_test(a_space_without_cells_takes_no_hashes),
    };
    return outcome_of(cmocka_run_group_tests(tests, open_fixture, close_fixture));
}
