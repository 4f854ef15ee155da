/* The table that a store is written out as, against one that is put together value by value: any number of threads. */
#include "official_rows.h"

#include "data/store/store_tools.h"

enum { CELLS = 500, RUNS_MAXIMUM = 3 };

static nsc_space *space;

/* Runs of some cells: some missing, some that no official file has, some made up. */
static nsc_store *make_store(bool synthetic) {
    static const int epochs[] = {4, 36, 108};
    nsc_store_builder *builder;
    nsc_store *store;
    gsl_rng *random = random_stream(19, synthetic);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    for (uint32_t cell = 0; cell < CELLS; cell++)
        for (size_t budget = 0; budget < NSC_COUNT_OF(epochs); budget++)
            for (unsigned run = cell % 7 == 0 ? random_below(random, RUNS_MAXIMUM) : 0; run < RUNS_MAXIMUM; run++) {
                made_row made;
                const uint32_t id = 847 * cell;
                (random_below(random, 9) == 0 ? make_wide_row : make_row)(&made, space, id, epochs[budget], random);
                if (synthetic && random_below(random, 2) == 0)
                    made.row.checkpoint_paths[0] = (nsc_view){NSC_SYNTHETIC_MARK, strlen(NSC_SYNTHETIC_MARK)};
                REQUIRE_OK(nsc_store_builder_add(builder, id, &made.row, &error));
            }
    const nsc_store_origin origin = {.source = "made"};
    REQUIRE_OK(nsc_store_open_builder(&store, builder, &origin, NULL, &error));
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    return store;
}

/* One row by the writer of tables, whose tests read back what it writes. */
static void add_expected(nsc_table_writer *writer, const nsc_store *store, uint32_t position, size_t run,
                         const nsc_official_row *row) {
    enum { COLUMNS = 15 };
    char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE], hash[33];
    const nsc_hash_index *index;
    const uint32_t id = nsc_store_cell(store, position);
    const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), id);
    REQUIRE_OK(nsc_space_hash_index(space, &index, &error));
    nsc_hash_format(&nsc_hash_index_hashes(index)[id], hash);
    nsc_cell_adjacency(&cell, adjacency);
    nsc_cell_operations(&cell, operations);
    nsc_value values[COLUMNS] = {nsc_text(hash),           nsc_text(adjacency),
                                 nsc_text(operations),     nsc_integer(nsc_cell_parameters(&cell)),
                                 nsc_integer(row->epochs), nsc_integer((int64_t)run + 1)};
    static const unsigned metrics[] = {NSC_EVALUATION_TIME, NSC_EVALUATION_TRAIN, NSC_EVALUATION_VALID,
                                       NSC_EVALUATION_TEST};
    for (size_t metric = 0; metric < 2 * NSC_COUNT_OF(metrics); metric++)
        values[6 + metric] = nsc_real(row->values[nsc_official_place(
            metric < 4 ? NSC_EVALUATION_HALFWAY : NSC_EVALUATION_FINAL, metrics[metric % 4])]);
    values[14] = nsc_text(nsc_official_row_is_synthetic(row) ? "synthetic" : "measured");
    REQUIRE_OK(
        nsc_table_writer_add(writer, values, nsc_store_synthetic_count(store) > 0 ? COLUMNS : COLUMNS - 1, &error));
}

static char *expected_table(const nsc_store *store, size_t *size) {
    static const char *const names[] = {"hash",
                                        "adjacency",
                                        "operations",
                                        "trainable_parameters",
                                        "epochs",
                                        "run",
                                        "halfway_training_time",
                                        "halfway_train_accuracy",
                                        "halfway_validation_accuracy",
                                        "halfway_test_accuracy",
                                        "final_training_time",
                                        "final_train_accuracy",
                                        "final_validation_accuracy",
                                        "final_test_accuracy",
                                        "origin"};
    nsc_column columns[NSC_COUNT_OF(names)];
    nsc_table_writer *writer;
    char *text;
    FILE *stream = open_memstream(&text, size);
    for (size_t column = 0; column < NSC_COUNT_OF(names); column++)
        columns[column] = (nsc_column){names[column], ""};
    const size_t count = NSC_COUNT_OF(names) - (nsc_store_synthetic_count(store) > 0 ? 0 : 1);
    REQUIRE_OK(nsc_table_writer_open(&writer, columns, count, NSC_FORMAT_CSV, stream, &error));
    for (uint32_t position = 0; position < nsc_store_cell_count(store); position++)
        for (size_t budget = 0; budget < nsc_store_budget_count(store); budget++)
            for (size_t run = 0; run < RUNS_MAXIMUM; run++) {
                nsc_official_row row;
                if (nsc_store_row(store, budget, run, position, &row, NULL) == NSC_OK)
                    add_expected(writer, store, position, run, &row);
            }
    REQUIRE_OK(nsc_table_writer_close(&writer, &error));
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void test_export(void **state) {
    (void)state;
    for (int synthetic = 0; synthetic < 2; synthetic++) {
        nsc_store *store = make_store(synthetic != 0);
        size_t expected_size, size;
        char *expected = expected_table(store, &expected_size), *text;
        for (size_t threads = 1; threads <= 3; threads++) {
            FILE *stream = open_memstream(&text, &size);
            REQUIRE_OK(nsc_store_export_csv(store, space, NSC_THREADS(threads), stream, &error));
            assert_int_equal(fclose(stream), 0);
            assert_int_equal(size, expected_size);
            assert_memory_equal(text, expected, size);
            free(text);
        }
        free(expected);
        nsc_store_close(store);
    }
}

static void test_export_on_a_full_disk(void **state) {
    (void)state;
    nsc_store *store = make_store(false);
    for (size_t threads = 1; threads <= 3; threads++) {
        FILE *stream = fopen("/dev/full", "wb");
        assert_non_null(stream);
        setvbuf(stream, NULL, _IONBF, 0);
        REQUIRE_REFUSED(nsc_store_export_csv(store, space, NSC_THREADS(threads), stream, &error), NSC_FAILED,
                        "cannot write: No space left on device");
        fclose(stream);
    }
    nsc_store_close(store);
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
        cmocka_unit_test(test_export),
        cmocka_unit_test(test_export_on_a_full_disk),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
