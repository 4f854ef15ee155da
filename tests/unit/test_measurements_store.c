/*
 * Measurements from stores and official files: small ones whose values are written here, alone, beside CSV files, in
 * parts of the space, and damaged.
 */
#include "data/store/store.h"
#include "measurement_files.h"

/* ---- stores ---- */

/* A run of a cell: its test and validation accuracies at the end; the other values are the same for all. */
typedef struct stored_run {
    const char *cell;
    int epochs;
    double test, valid;
} stored_run;

enum { TRAIN_STEPS = 7488, HALFWAY_STEPS = 2496 }; /* of 9984 */
static const double time_s = 100.5, halfway_time_s = 50.25;

static void fill_row(nsc_official_row *row, int epochs, double test, double valid, const char *path) {
    *row = (nsc_official_row){.epochs = epochs};
    for (int evaluation = NSC_EVALUATION_INITIAL; evaluation < NSC_EVALUATIONS; evaluation++) {
        double *values = row->values + nsc_official_place((nsc_evaluation)evaluation, NSC_EVALUATION_EPOCH);
        values[NSC_EVALUATION_EPOCH] = evaluation * epochs / 2.0;
        values[NSC_EVALUATION_TRAIN] = values[NSC_EVALUATION_VALID] = values[NSC_EVALUATION_TEST] =
            HALFWAY_STEPS / 9984.0;
        values[NSC_EVALUATION_TIME] = evaluation * halfway_time_s;
    }
    double *final = row->values + nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH);
    final[NSC_EVALUATION_TIME] = time_s;
    final[NSC_EVALUATION_TRAIN] = TRAIN_STEPS / 9984.0;
    final[NSC_EVALUATION_VALID] = valid;
    final[NSC_EVALUATION_TEST] = test;
    row->values[NSC_OFFICIAL_TOTAL_TIME] = time_s + 1;
    if (path != NULL)
        row->checkpoint_paths[NSC_EVALUATION_INITIAL] = (nsc_view){path, strlen(path)};
}

static void add_stored(nsc_store_builder *builder, uint32_t id, const nsc_official_row *row) {
    nsc_error error = {0};
    if (nsc_store_builder_add(builder, id, row, &error) != NSC_OK)
        fail_msg("%s", error.message);
}

static nsc_store_builder *new_builder(const fixture *opened) {
    nsc_store_builder *builder = NULL;
    assert_int_equal(nsc_store_builder_create(&builder, opened->space, NULL), NSC_OK);
    return builder;
}

static const char *finish_store(const fixture *opened, int file, nsc_store_builder *builder) {
    const nsc_store_origin origin = {"made.tfrecord", 1, 0};
    nsc_error error = {0};
    if (nsc_store_write(builder, &origin, NSC_THREADS(2), opened->path[file], &error) != NSC_OK)
        fail_msg("%s", error.message);
    nsc_store_builder_destroy(builder);
    return opened->path[file];
}

/* Writes a store as file number `file`; every run has `path` as its first checkpoint path. */
static const char *write_store(const fixture *opened, int file, const stored_run *runs, size_t count,
                               const char *path) {
    nsc_store_builder *builder = new_builder(opened);
    for (size_t number = 0; number < count; number++) {
        nsc_official_row row;
        fill_row(&row, runs[number].epochs, runs[number].test, runs[number].valid, path);
        add_stored(builder, point_of(opened, runs[number].cell), &row);
    }
    return finish_store(opened, file, builder);
}

static void read_any(nsc_measurements *measurements, const char *path) {
    nsc_error error = {0};
    if (nsc_measurements_read(measurements, path, NULL, &error) != NSC_OK)
        fail_msg("%s", error.message);
}

/* The file must be refused, in these words, and nothing added. */
static void assert_refused(nsc_measurements *measurements, const char *path, nsc_status expected, const char *words) {
    const size_t sources = nsc_measurements_source_count(measurements);
    nsc_error error = {0};
    const nsc_status status = nsc_measurements_read(measurements, path, NULL, &error);
    if (status != expected || strstr(error.message, words) == NULL)
        fail_msg("status %d, \"%s\" instead of %d, \"%s\"", status, error.message, expected, words);
    assert_int_equal(nsc_measurements_source_count(measurements), sources);
}

static const stored_run three_runs[] = {{CONV3X3_HASH, 108, 0.5, 0.75},    {CONV1X1_HASH, 36, 0.125, 0.25},
                                        {CONV3X3_HASH, 108, 0.25, 0.5},    {CONV1X1_HASH, 36, 0.375, 0.5},
                                        {CONV3X3_HASH, 108, 0.75, 0.8125}, {MAXPOOL_HASH, 108, 0.0625, 0.125}};
enum { THREE_RUNS = sizeof three_runs / sizeof *three_runs };

static void reads_a_store(void **state) {
    fixture *opened = *state;
    const char *path = write_store(opened, 0, three_runs, THREE_RUNS, NULL);
    nsc_measurements *measurements = empty_set(opened);
    assert_string_equal(nsc_measurements_paths(measurements), "");
    read_any(measurements, path);
    assert_string_equal(nsc_measurements_paths(measurements), path);
    assert_int_equal(nsc_measurements_source_count(measurements), 1);
    const nsc_source *source = nsc_measurements_source(measurements, 0);
    assert_int_equal(source->kind, NSC_SOURCE_STORE);
    assert_string_equal(nsc_source_kind_name(source->kind), "store");
    assert_int_equal(source->rows_used, 6);
    assert_int_equal(source->rows_left_out + source->rows_outside, 0);
    assert_false(source->means || source->epochs_assumed || source->synthetic);
    assert_false(nsc_measurements_synthetic(measurements));
    assert_int_equal(nsc_measurements_budget_count(measurements), 2);
    assert_int_equal(nsc_measurements_epochs(measurements, 0), 36);
    for (int metric = 0; metric < NSC_METRIC_COLUMN; metric++)
        assert_int_equal(nsc_measurements_aggregation(measurements, 1, (nsc_metric)metric), NSC_AGGREGATION_RUNS);
    assert_int_equal(nsc_measurements_aggregation(measurements, 1, NSC_METRIC_COLUMN), NSC_AGGREGATION_NONE);
    /* Runs are numbered in the order of the rows. */
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 0, 0.5);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 1, 0.25);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_VALID, 2, 0.8125);
    assert_value(opened, measurements, CONV1X1_HASH, 36, NSC_METRIC_VALID, 1, 0.5);
    assert_value(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_TRAIN, 0, TRAIN_STEPS / 9984.0);
    assert_value(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_TIME, 0, time_s);
    assert_value(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_HALFWAY_TIME, 0, halfway_time_s);
    assert_value(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_HALFWAY_TEST, 0, HALFWAY_STEPS / 9984.0);
    assert_true(isnan(value_at(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_TEST, 1)));
    assert_true(isnan(value_at(opened, measurements, CONV1X1_HASH, 108, NSC_METRIC_TEST, 0)));
    assert_true(isnan(value_at(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, NSC_RUN_MEAN)));
    nsc_measurements_destroy(measurements);
}

/* Every value of every point, one by one and column by column. */
static void single_points_say_the_same_as_columns(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_any(measurements, write_store(opened, 0, three_runs, THREE_RUNS, NULL));
    read_any(measurements,
             write_file(opened, 1,
                        "hash,epochs,run,test_accuracy,valid_accuracy\n" MAXPOOL_HASH ",108,2,0.1875,\n" CONV1X1_HASH
                        ",4,1,0.375,0.25\n" CONV3X3_HASH ",108,1,0.5,\n")); /* the last repeats a stored run, in part */
    read_any(measurements,
             write_file(opened, 2, "hash,epochs,test_accuracy\n" CONV1X1_HASH ",36,0.2500333867521368\n"));
    assert_true(nsc_measurements_source(measurements, 2)->means);
    const char *const cells[] = {CONV3X3_HASH, CONV1X1_HASH, MAXPOOL_HASH, "id:423623"};
    size_t known = 0;
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        for (size_t cell = 0; cell < 4; cell++) {
            static const uint32_t run_numbers[] = {0, 1, 2, NSC_RUN_MEAN};
            nsc_point_runs runs = {0};
            const int epochs = nsc_measurements_epochs(measurements, budget);
            assert_int_equal(nsc_measurements_point(measurements, budget, point_of(opened, cells[cell]), &runs, NULL),
                             NSC_OK);
            for (size_t number = 0; number < NSC_COUNT_OF(run_numbers); number++)
                for (nsc_metric metric = 0; metric < NSC_METRIC_COUNT; metric++) {
                    const uint32_t run = run_numbers[number];
                    const double value = value_at(opened, measurements, cells[cell], epochs, metric, run);
                    const double found = run_value(&runs, run, metric);
                    assert_true(isnan(value) ? isnan(found) : value == found);
                    known += isnan(value) ? 0 : 1;
                }
            free(runs.items);
        }
    /* 8 values for each of 6 stored runs, 1 + 2 of the other runs in the first file, 1 mean. */
    assert_int_equal(known, 6 * 8 + 3 + 1);
    nsc_measurements_destroy(measurements);
}

static void made_up_rows_make_a_set_synthetic(void **state) {
    fixture *opened = *state;
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 1, "hash,test_accuracy\n" CONV1X1_HASH ",0.5\n"), NULL);
    assert_false(nsc_measurements_synthetic(measurements));
    read_any(measurements, write_store(opened, 0, three_runs, THREE_RUNS, NSC_SYNTHETIC_MARK "1"));
    assert_false(nsc_measurements_source(measurements, 0)->synthetic);
    assert_true(nsc_measurements_source(measurements, 1)->synthetic);
    assert_true(nsc_measurements_synthetic(measurements));
    nsc_measurements_destroy(measurements);
}

/* The digest of "abc" from FIPS 180-2; the file of a store is read when the digest is asked for. */
static void gives_checksums_of_all_kinds(void **state) {
    fixture *opened = *state;
    const char *path = write_bytes(opened, 0, "abc", 3);
    char digest[65];
    const nsc_source stored = {.path = opened->path[0], .kind = NSC_SOURCE_STORE};
    assert_int_equal(nsc_source_sha256(&stored, digest, NULL), NSC_OK);
    assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const nsc_source read = {.path = opened->path[0], .kind = NSC_SOURCE_CSV, .sha256 = "of what was read"};
    assert_int_equal(nsc_source_sha256(&read, digest, NULL), NSC_OK);
    assert_string_equal(digest, "of what was read");
    unlink(path);
    assert_int_equal(nsc_source_sha256(&stored, digest, NULL), NSC_MISSING);
}

/* ---- stores beside other files ---- */

/* The first file of each pair is held when the second comes; the second's refusal, and where both places are. */
static void stores_and_other_files_must_agree(void **state) {
    fixture *opened = *state;
    const char *stored = write_store(opened, 0, three_runs, THREE_RUNS, NULL);
    const char *agreeing = write_file(opened, 1, HASHES CONV3X3_HASH ",108,2,0.25\n" MAXPOOL_HASH ",108,2,0.3125\n");
    const char *other_value = write_file(opened, 2, HASHES MAXPOOL_HASH ",108,3,0.1\n" CONV3X3_HASH ",108,2,0.375\n");
    const char *mean = write_file(
        opened, 3, "hash,epochs,test_accuracy\n" CONV3X3_HASH ",108,0.5\n" CONV1X1_HASH ",108,0.50003338675213675\n");
    const char *other_mean =
        write_file(opened, 4, "hash,epochs,test_accuracy\n" CONV3X3_HASH ",108,0.50003338675213675\n");
    const stored_run second[] = {{CONV3X3_HASH, 108, 0.5, 0.75}, {CONV3X3_HASH, 108, 0.25, 0.5625}};
    const char *other_store = write_store(opened, 5, second, 2, NULL);
    static const char run_2[] = "the row of " CONV3X3_HASH " at 108 epochs, run 2";
    static const char run_1[] = "the row of " CONV3X3_HASH " at 108 epochs, run 1";
    char words[6][512];
    const struct {
        const char *held, *added;
        const char *words; /* NULL: they agree */
    } pairs[] = {
        {stored, agreeing, NULL},
        {agreeing, stored, NULL},
        {stored, mean, NULL},
        {mean, stored, NULL},
        {stored, stored, NULL},
        {stored, other_value, words[0]},
        {other_value, stored, words[1]},
        {stored, other_mean, words[2]},
        {other_mean, stored, words[3]},
        {stored, other_store, words[4]},
        {other_store, stored, words[5]},
    };
    snprintf(words[0], sizeof words[0],
             "%s, line 3: the test value of " CONV3X3_HASH " at 108 epochs, run 2, is 0.375, but 0.25 in %s, %s",
             other_value, stored, run_2);
    snprintf(words[1], sizeof words[1],
             "%s, %s: the test value of " CONV3X3_HASH " at 108 epochs, run 2, is 0.25, but 0.375 in %s, line 3",
             stored, run_2, other_value);
    snprintf(words[2], sizeof words[2],
             "%s, line 2: the mean test value of " CONV3X3_HASH " at 108 epochs is 0.500033387, but the mean of its "
             "three runs is 0.5: see %s, %s",
             other_mean, stored, run_1);
    snprintf(words[3], sizeof words[3],
             "%s, %s: the mean test value of " CONV3X3_HASH " at 108 epochs is 0.500033387, but the mean of its three "
             "runs is 0.5: see %s, line 2",
             stored, run_1, other_mean);
    snprintf(words[4], sizeof words[4],
             "%s, %s: the valid value of " CONV3X3_HASH " at 108 epochs, run 2, is 0.5625, but 0.5 in %s, %s",
             other_store, run_2, stored, run_2);
    snprintf(words[5], sizeof words[5],
             "%s, %s: the valid value of " CONV3X3_HASH " at 108 epochs, run 2, is 0.5, but 0.5625 in %s, %s", stored,
             run_2, other_store, run_2);
    for (size_t pair = 0; pair < sizeof pairs / sizeof *pairs; pair++) {
        nsc_measurements *measurements = empty_set(opened);
        read_any(measurements, pairs[pair].held);
        if (pairs[pair].words != NULL)
            assert_refused(measurements, pairs[pair].added, NSC_INVALID, pairs[pair].words);
        else
            read_any(measurements, pairs[pair].added);
        nsc_measurements_destroy(measurements);
    }
    nsc_measurements *measurements = empty_set(opened);
    read_any(measurements, stored);
    read_any(measurements, agreeing);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 1, 0.25);
    assert_value(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_TEST, 0, 0.0625);
    assert_value(opened, measurements, MAXPOOL_HASH, 108, NSC_METRIC_TEST, 1, 0.3125);
    nsc_measurements_destroy(measurements);
}

/* The stored row that contradicts is left out, all of it, and with it the only budget that it is at. */
static void keep_going_leaves_out_rows_of_a_store(void **state) {
    fixture *opened = *state;
    const nsc_measurement_options options = {.keep_going = true};
    const stored_run runs[] = {{CONV3X3_HASH, 108, 0.5, 0.75},
                               {CONV3X3_HASH, 108, 0.25, 0.5},
                               {CONV1X1_HASH, 108, 0.125, 0.25},
                               {MAXPOOL_HASH, 12, 0.125, 0.25}};
    const char *path = write_store(opened, 0, runs, 4, NULL);
    nsc_measurements *measurements = empty_set(opened);
    nsc_error error = {0};
    read_valid(measurements,
               write_file(opened, 1,
                          HASHES CONV3X3_HASH ",108,2,0.375\n" MAXPOOL_HASH ",12,1,0.375\n" MAXPOOL_HASH
                                              ",36,1,0.0625\n"),
               NULL);
    assert_int_equal(nsc_measurements_read(measurements, path, &options, &error), NSC_OK);
    const nsc_source *source = nsc_measurements_source(measurements, 1);
    assert_int_equal(source->rows_used, 2);
    assert_int_equal(source->rows_left_out, 2);
    assert_int_equal(nsc_measurements_refusal_count(measurements), 2);
    assert_non_null(
        strstr(nsc_measurements_refusal(measurements, 0), "the row of " CONV3X3_HASH " at 108 epochs, run 2"));
    assert_non_null(
        strstr(nsc_measurements_refusal(measurements, 1), "the row of " MAXPOOL_HASH " at 12 epochs, run 1"));
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 0, 0.5);
    assert_value(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_TEST, 1, 0.375);
    assert_true(isnan(value_at(opened, measurements, CONV3X3_HASH, 108, NSC_METRIC_VALID, 1)));
    assert_value(opened, measurements, CONV1X1_HASH, 108, NSC_METRIC_VALID, 0, 0.25);
    nsc_point_runs found = {0};
    assert_int_equal(nsc_measurements_point(measurements, 2, point_of(opened, CONV3X3_HASH), &found, NULL), NSC_OK);
    assert_true(run_value(&found, 1, NSC_METRIC_TEST) == 0.375 && isnan(run_value(&found, 1, NSC_METRIC_VALID)));
    free(found.items);
    assert_int_equal(nsc_measurements_budget_count(measurements), 3);
    assert_int_equal(nsc_measurements_aggregation(measurements, 0, NSC_METRIC_TEST), NSC_AGGREGATION_RUNS);
    assert_int_equal(nsc_measurements_aggregation(measurements, 0, NSC_METRIC_VALID), NSC_AGGREGATION_NONE);
    nsc_measurements_destroy(measurements);

    /* Nothing of a store remains: it is refused. The other way round, the CSV's row goes. */
    path = write_store(opened, 0, runs + 3, 1, NULL);
    measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 1, HASHES MAXPOOL_HASH ",12,1,0.375\n" MAXPOOL_HASH ",36,1,0.5\n"),
               NULL);
    assert_int_equal(nsc_measurements_read(measurements, path, &options, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "none of its 1 rows can be used"));
    nsc_measurements_destroy(measurements);
    measurements = empty_set(opened);
    read_any(measurements, path);
    assert_int_equal(nsc_measurements_read(measurements, opened->path[1], &options, NULL), NSC_OK);
    assert_int_equal(nsc_measurements_source(measurements, 1)->rows_left_out, 1);
    assert_value(opened, measurements, MAXPOOL_HASH, 12, NSC_METRIC_TEST, 0, 0.125);
    assert_value(opened, measurements, MAXPOOL_HASH, 36, NSC_METRIC_TEST, 0, 0.5);
    nsc_measurements_destroy(measurements);
}

static void a_store_brings_no_seventeenth_budget(void **state) {
    fixture *opened = *state;
    char text[2048] = HASHES;
    for (int epochs = 1; epochs <= 15; epochs++)
        snprintf(text + strlen(text), sizeof text - strlen(text), CONV1X1_HASH ",%d,1,0.5\n", epochs);
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, write_file(opened, 1, text), NULL);
    assert_refused(measurements, write_store(opened, 0, three_runs, THREE_RUNS, NULL), NSC_INVALID,
                   "a.csv: 108 epochs are one budget too many: at most 16");
    nsc_measurements_destroy(measurements);
}

/* ---- stores in parts of the space ---- */

/* A number of steps that tells cells apart. */
static double value_of_id(uint32_t id, unsigned run) {
    return (double)((id * 7919u + run) % 9985u) / 9984.0;
}

/* Two budgets; every cell whose id is no multiple of 3 has a run, every other one of those a second. */
static const char *write_most_cells(const fixture *opened, int file) {
    nsc_store_builder *builder = new_builder(opened);
    for (uint32_t id = 0; id < opened->space->point_count; id++)
        for (unsigned run = 0; id % 3 != 0 && run <= id % 2; run++) {
            nsc_official_row row;
            fill_row(&row, run == 0 ? 108 : 36, value_of_id(id, run), value_of_id(id, run), NULL);
            add_stored(builder, id, &row);
        }
    return finish_store(opened, file, builder);
}

/* Feature "vertices" or "edges" of the cells in the published space says how many rows belong to the part. */
static uint64_t count_rows_within(const fixture *opened, const char *feature, double limit) {
    double *values = malloc(opened->space->point_count * sizeof *values);
    assert_non_null(values);
    uint64_t rows = 0;
    assert_int_equal(opened->space->feature_values(opened->space, (size_t)nsc_space_feature(opened->space, feature),
                                                   NSC_THREADS(2), values, NULL),
                     NSC_OK);
    for (uint32_t id = 0; id < opened->space->point_count; id++)
        rows += id % 3 != 0 && values[id] <= limit ? 1 + id % 2 : 0;
    free(values);
    return rows;
}

/* The hash that is computed of a cell names it in the published space: not the way that the program goes. */
static uint32_t published_id(const fixture *opened, const nsc_space *part, uint32_t point) {
    const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(part), point);
    const nsc_hash hash = nsc_cell_fingerprint(&cell);
    const nsc_hash_index *index;
    uint32_t id;
    assert_int_equal(nsc_space_hash_index(opened->space, &index, NULL), NSC_OK);
    assert_true(nsc_hash_index_find(index, &hash, &id));
    return id;
}

static void check_part(const fixture *opened, const char *path, const char *name, uint64_t rows_within,
                       uint64_t all_rows) {
    nsc_space *part = NULL;
    nsc_measurements *measurements = NULL;
    uint32_t known;
    assert_int_equal(nsc_space_open(&part, name, NULL), NSC_OK);
    assert_int_equal(nsc_measurements_create(&measurements, part, NULL), NSC_OK);
    read_any(measurements, path);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_used, rows_within);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_outside, all_rows - rows_within);
    double *columns = malloc(2 * (size_t)part->point_count * sizeof *columns);
    assert_non_null(columns);
    uint64_t rows = 0;
    for (size_t budget = 0; budget < 2; budget++) {
        assert_int_equal(nsc_measurements_values(measurements, budget, NSC_METRIC_TEST, 0,
                                                 columns + budget * part->point_count, &known, NULL),
                         NSC_OK);
        rows += known;
    }
    assert_int_equal(rows, rows_within);
    nsc_point_runs runs = {0};
    for (uint32_t point = 0; point < part->point_count; point += 1 + part->point_count / 5000) {
        const uint32_t id = published_id(opened, part, point);
        const bool held[] = {id % 6 == 1 || id % 6 == 5, id % 3 != 0}; /* at 36 and at 108 epochs */
        for (size_t budget = 0; budget < 2; budget++) {
            const double value = columns[budget * part->point_count + point];
            assert_true(held[budget] ? value == value_of_id(id, budget == 0 ? 1 : 0) : isnan(value));
            assert_int_equal(nsc_measurements_point(measurements, budget, point, &runs, NULL), NSC_OK);
            const double found = run_value(&runs, 0, NSC_METRIC_TEST);
            assert_true(held[budget] ? found == value : isnan(found));
        }
    }
    free(runs.items);
    free(columns);
    nsc_measurements_destroy(measurements);
    nsc_space_close(part);
}

static void finds_its_cells_in_parts_of_the_space(void **state) {
    fixture *opened = *state;
    const char *path = write_most_cells(opened, 0);
    const uint64_t all = count_rows_within(opened, "vertices", 7);
    check_part(opened, path, "nb101", all, all);
    check_part(opened, path, "nb101:vertices=5", count_rows_within(opened, "vertices", 5), all);
    check_part(opened, path, "nb101:vertices=7,edges=8", count_rows_within(opened, "edges", 8), all);
}

/* What is at 36 epochs is outside; without the small cell, so is all. */
static void passes_over_other_cells(void **state) {
    fixture *opened = *state;
    const stored_run runs[] = {{"id:423623", 36, 0.5, 0.5}, {CONV3X3_HASH, 108, 0.75, 0.25}};
    const char *path = write_store(opened, 0, runs, 1, NULL);
    nsc_space *part = NULL;
    nsc_measurements *measurements = NULL;
    assert_int_equal(nsc_space_open(&part, "nb101:vertices=6", NULL), NSC_OK);
    assert_int_equal(nsc_measurements_create(&measurements, part, NULL), NSC_OK);
    assert_refused(measurements, path, NSC_INVALID, "none of its 1 rows is about a cell of the space nb101:vertices=6");
    read_any(measurements, write_store(opened, 0, runs, 2, NULL));
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_outside, 1);
    assert_int_equal(nsc_measurements_budget_count(measurements), 1);
    assert_int_equal(nsc_measurements_epochs(measurements, 0), 108);
    nsc_measurements_destroy(measurements);
    nsc_space_close(part);
}

/* ---- which kind of file ---- */

static void tells_files_apart(void **state) {
    fixture *opened = *state;
    static const struct {
        const char *name, *bytes;
        size_t size;
        const char *words;
    } cases[] = {
        /* Text is a table under any name; the name says what a damaged file was. */
        {"x.nscape", "hash,test_accuracy\nnothing,0.5\n", 31, "line 2"},
        {"x.tfrecord", "hash,test_accuracy\nnothing,0.5\n", 31, "line 2"},
        {"x.csv", "hash,test_accuracy\nnothing,0.5\n", 31, "line 2"},
        {"x.nscape", "NSCAPA\r\n\0\0\0\0\0\0\0\0", 16, "this file is not a store"},
        {"x.tfrecord", "\x20\1\0\0\0\0\0\0\x11\x22\x33\x44[\"00\"]", 18, "record 1 at byte 0"},
        {"x.csv", "\x20\1\0\0\0\0\0\0\x11\x22\x33\x44[\"00\"]", 18, "TFRecord"},
    };
    char path[128];
    nsc_measurements *measurements = empty_set(opened);
    for (size_t number = 0; number < sizeof cases / sizeof *cases; number++) {
        snprintf(path, sizeof path, "%s/%s", opened->folder, cases[number].name);
        assert_refused(measurements, path, NSC_MISSING, cases[number].name);
        FILE *stream = fopen(path, "w");
        assert_non_null(stream);
        assert_int_equal(fwrite(cases[number].bytes, 1, cases[number].size, stream), cases[number].size);
        assert_int_equal(fclose(stream), 0);
        assert_refused(measurements, path, NSC_INVALID, cases[number].words);
        unlink(path);
    }
    /* A store by its content, whatever its name. */
    read_any(measurements, write_store(opened, 0, three_runs, THREE_RUNS, NULL));
    assert_int_equal(nsc_measurements_source(measurements, 0)->kind, NSC_SOURCE_STORE);
    nsc_measurements_destroy(measurements);
}

/* 7 cells, 3 runs at 4 epochs; the sixth record's payload is damaged in the copy. */
static void reads_an_official_file(void **state) {
    static char content[1 << 14];
    fixture *opened = *state;
    const char *path = published("tfrecord/retrained_4epochs_up_to_3_vertices.tfrecord");
    nsc_measurements *measurements = empty_set(opened);
    read_any(measurements, path);
    const nsc_source *source = nsc_measurements_source(measurements, 0);
    assert_int_equal(source->kind, NSC_SOURCE_TFRECORD);
    assert_string_equal(nsc_source_kind_name(source->kind), "tfrecord");
    assert_string_equal(source->path, path);
    assert_int_equal(source->rows_used, 21);
    assert_false(source->synthetic);
    assert_int_equal(nsc_measurements_epochs(measurements, 0), 4);
    for (size_t run = 0; run < NSC_RUNS; run++) {
        double mean;
        assert_int_equal(count_and_mean(opened, measurements, 0, NSC_METRIC_TEST, run, &mean), 7);
    }
    nsc_measurements_destroy(measurements);

    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    const size_t size = fread(content, 1, sizeof content, stream);
    fclose(stream);
    size_t begin = 0; /* of the sixth record */
    for (int record = 1; record < 6; record++)
        begin += 16 + (unsigned char)content[begin] + 256u * (unsigned char)content[begin + 1];
    content[begin + 12 + 40] ^= 1;
    path = write_bytes(opened, 0, content, size);
    measurements = empty_set(opened);
    assert_refused(measurements, path, NSC_INVALID, "a.csv: record 6 at byte");
    const nsc_measurement_options options = {.keep_going = true, .control = NSC_THREADS(2)};
    nsc_error error = {0};
    assert_int_equal(nsc_measurements_read(measurements, path, &options, &error), NSC_OK);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_used, 20);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_left_out, 1);
    assert_int_equal(nsc_measurements_refusal_count(measurements), 1);
    assert_non_null(strstr(nsc_measurements_refusal(measurements, 0), "a.csv: record 6 at byte"));
    nsc_measurements_destroy(measurements);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_store),
        cmocka_unit_test(single_points_say_the_same_as_columns),
        cmocka_unit_test(made_up_rows_make_a_set_synthetic),
        cmocka_unit_test(gives_checksums_of_all_kinds),
        cmocka_unit_test(stores_and_other_files_must_agree),
        cmocka_unit_test(keep_going_leaves_out_rows_of_a_store),
        cmocka_unit_test(a_store_brings_no_seventeenth_budget),
        cmocka_unit_test(finds_its_cells_in_parts_of_the_space),
        cmocka_unit_test(passes_over_other_cells),
        cmocka_unit_test(tells_files_apart),
        cmocka_unit_test(reads_an_official_file),
    };
    return outcome_of(cmocka_run_group_tests(tests, open_fixture, close_fixture));
}
