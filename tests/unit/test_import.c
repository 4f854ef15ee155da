/* The framing of TFRecord and the import of whole files; tests/cli/check_import.py tries what files may look like. */
#include "official_rows.h"

#include <sys/stat.h>

enum { MANY = 12000 }; /* rows of a file of more than one block */

static nsc_space *space;

static const nsc_import_options strict = {.control = NSC_THREADS(2)};
static const nsc_import_options forgiving = {.keep_going = true, .control = NSC_THREADS(2)};

/* The id and number of epochs of row `number` of the file below; every third row is of the cell before. */
static uint32_t id_of_row(unsigned number) {
    return (number - number % 3) * 7 % space->point_count;
}

/* Writes MANY rows; offsets[number] receives where each record begins. */
static void write_rows(const char *path, unsigned rows, long *offsets) {
    gsl_rng *random = random_stream(1, 0);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    for (unsigned number = 0; number < rows; number++) {
        made_row made;
        offsets[number] = ftell(stream);
        make_row(&made, space, id_of_row(number), 36, random);
        write_record(stream, &made.row);
    }
    offsets[rows] = ftell(stream);
    assert_int_equal(fclose(stream), 0);
    gsl_rng_free(random);
}

/* ---- framing ---- */

/* Two masked checksums, one known from RFC 3720 and one computed bit by bit. */
static void test_frame(void **state) {
    unsigned char frame[NSC_TFRECORD_FRAME];
    uint32_t expected[2] = {0, 0xe3069283};
    const unsigned char length[8] = {9};
    uint32_t remainder = 0xffffffff;
    (void)state;
    for (size_t bit = 0; bit < 64; bit++) {
        remainder ^= length[bit / 8] >> bit % 8 & 1u;
        remainder = remainder >> 1 ^ ((remainder & 1) != 0 ? 0x82f63b78 : 0);
    }
    expected[0] = ~remainder;
    nsc_tfrecord_frame((const unsigned char *)"123456789", 9, frame);
    assert_memory_equal(frame, length, sizeof length);
    for (size_t checksum = 0; checksum < 2; checksum++) {
        const unsigned char *bytes = frame + 8 + 4 * checksum;
        const uint32_t masked =
            bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
        const uint32_t rotated = masked - 0xa282ead8u;
        assert_int_equal(rotated << 15 | rotated >> 17, expected[checksum]);
    }
}

static void test_records(void **state) {
    const char *path = path_in(state, "records.tfrecord");
    long *offsets = test_memory(MANY + 1, sizeof *offsets);
    nsc_tfrecord *file;
    nsc_record_block block = {0};
    size_t seen = 0, blocks = 0;
    write_rows(path, MANY, offsets);
    assert_true(nsc_tfrecord_recognise(path));
    REQUIRE_OK(nsc_tfrecord_open(&file, path, &error));
    assert_int_equal(nsc_tfrecord_size(file), offsets[MANY]);
    for (;; blocks++) {
        REQUIRE_OK(nsc_tfrecord_next(file, &block, &error));
        if (block.count == 0)
            break;
        for (size_t number = 0; number < block.count; number++, seen++) {
            assert_int_equal(block.records[number].number, seen + 1);
            assert_int_equal(block.records[number].offset, offsets[seen]);
            assert_int_equal(block.records[number].size, offsets[seen + 1] - offsets[seen] - NSC_TFRECORD_FRAME);
            REQUIRE_OK(nsc_record_check(&block.records[number], &error));
        }
    }
    assert_int_equal(seen, MANY);
    assert_true(blocks > 1);
    nsc_record_block_release(&block);
    nsc_tfrecord_close(file);
    free(offsets);
    unlink(path);
}

/* ---- files ---- */

static nsc_store_builder *empty_builder(void) {
    nsc_store_builder *builder = NULL;
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    return builder;
}

static void test_import(void **state) {
    const char *path = path_in(state, "rows.tfrecord");
    long *offsets = test_memory(MANY + 1, sizeof *offsets);
    const nsc_store_origin origin = {.source = "rows.tfrecord"};
    gsl_rng *random = random_stream(1, 0);
    nsc_store_builder *builder;
    nsc_import_result result;
    nsc_store *store;
    write_rows(path, MANY, offsets);
    builder = empty_builder();
    REQUIRE_OK(nsc_import_tfrecord(builder, space, path, &strict, &result, &error));
    assert_int_equal(result.rows_used, MANY);
    assert_int_equal(result.rows_left_out, 0);
    assert_int_equal(result.file_bytes, offsets[MANY]);
    REQUIRE_OK(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(2), &error));
    for (unsigned number = 0; number < MANY; number++) {
        made_row made;
        nsc_official_row row;
        uint32_t position;
        make_row(&made, space, id_of_row(number), 36, random);
        assert_true(nsc_store_position(store, id_of_row(number), &position));
        REQUIRE_OK(nsc_store_row(store, 0, number % 3, position, &row, &error));
        assert_true(same_values(&row, &made.row));
    }
    nsc_store_close(store);
    nsc_import_result_release(&result);
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    free(offsets);
    unlink(path);
}

/* Damaged lengths and payloads, also in the second block: all other rows are imported, for any number of threads. */
static void test_keep_going(void **state) {
    static const unsigned lengths[] = {0, 9, 8000, MANY - 1}, payloads[] = {3, 10, 11, 8200};
    const char *path = path_in(state, "damaged.tfrecord");
    long *offsets = test_memory(MANY + 1, sizeof *offsets);
    nsc_store_builder *builder;
    nsc_import_result result;
    char place[128];
    write_rows(path, MANY, offsets);
    for (size_t number = 0; number < 4; number++) {
        change_byte(path, offsets[lengths[number]] + (long)number % 2 * 9);
        change_byte(path, offsets[payloads[number]] + 60);
    }
    snprintf(place, sizeof place, "%s: record 1 at byte 0: the record's length is damaged", path);
    builder = empty_builder();
    REQUIRE_REFUSED(nsc_import_tfrecord(builder, space, path, &strict, &result, &error), NSC_INVALID, place);
    nsc_store_builder_destroy(builder);
    for (size_t threads = 1; threads <= 3; threads++) {
        const nsc_import_options options = {.keep_going = true, .control = NSC_THREADS(threads)};
        builder = empty_builder();
        REQUIRE_OK(nsc_import_tfrecord(builder, space, path, &options, &result, &error));
        assert_int_equal(result.rows_used, MANY - 8);
        assert_int_equal(result.rows_left_out, 8);
        static const unsigned in_order[] = {0, 3, 9, 10, 11, 8000, 8200, MANY - 1};
        for (size_t number = 0; number < 8; number++) {
            snprintf(place, sizeof place, "record %u at byte %ld: ", in_order[number] + 1, offsets[in_order[number]]);
            assert_non_null(strstr(result.refusals.listed.items[number], place));
        }
        nsc_import_result_release(&result);
        nsc_store_builder_destroy(builder);
    }
    free(offsets);
    unlink(path);
}

/* A file full of damage costs no memory: the first rows left out are listed, the others counted. */
static void test_many_rows_left_out(void **state) {
    enum { ROWS = 300, DAMAGED = 250 };
    const char *path = path_in(state, "damaged.tfrecord");
    long *offsets = test_memory(ROWS + 1, sizeof *offsets);
    nsc_store_builder *builder = empty_builder();
    nsc_import_result result;
    write_rows(path, ROWS, offsets);
    for (size_t number = 0; number < DAMAGED; number++)
        change_byte(path, offsets[number] + 60);
    REQUIRE_OK(nsc_import_tfrecord(builder, space, path, &forgiving, &result, &error));
    assert_int_equal(result.rows_used, ROWS - DAMAGED);
    assert_int_equal(result.rows_left_out, DAMAGED);
    assert_int_equal(result.refusals.listed.count, 100);
    assert_non_null(strstr(result.refusals.listed.items[99], "record 100 at byte "));
    assert_int_equal(result.refusals.further, DAMAGED - 100);
    nsc_import_result_release(&result);
    nsc_store_builder_destroy(builder);
    free(offsets);
    unlink(path);
}

static void write_raw_record(FILE *stream, const unsigned char *payload, size_t size) {
    unsigned char frame[NSC_TFRECORD_FRAME];
    nsc_tfrecord_frame(payload, size, frame);
    assert_int_equal(fwrite(frame, 1, 12, stream), 12);
    assert_int_equal(fwrite(payload, 1, size, stream), size);
    assert_int_equal(fwrite(frame + 12, 1, 4, stream), 4);
}

/* A record of more than a block, with right checksums: refused, not read. */
static void test_too_long(void **state) {
    const char *path = path_in(state, "long.tfrecord");
    const size_t size = (20u << 20) + 1;
    unsigned char *payload = test_memory(size, 1);
    long offset;
    nsc_store_builder *builder;
    nsc_import_result result;
    FILE *stream;
    write_rows(path, 2, (long[3]){0});
    stream = fopen(path, "ab");
    assert_non_null(stream);
    offset = ftell(stream);
    write_raw_record(stream, payload, size);
    assert_int_equal(fclose(stream), 0);
    char place[64];
    snprintf(place, sizeof place, "record 3 at byte %ld: ", offset);
    builder = empty_builder();
    REQUIRE_REFUSED(nsc_import_tfrecord(builder, space, path, &strict, &result, &error), NSC_INVALID, place);
    nsc_store_builder_destroy(builder);
    builder = empty_builder();
    REQUIRE_OK(nsc_import_tfrecord(builder, space, path, &forgiving, &result, &error));
    assert_int_equal(result.rows_used, 2);
    assert_int_equal(result.rows_left_out, 1);
    nsc_import_result_release(&result);
    nsc_store_builder_destroy(builder);
    free(payload);
    unlink(path);
}

/* What is left after the last record begins within a block and ends beyond it: at each such place. */
static void test_tail(void **state) {
    enum { BLOCK = NSC_TFRECORD_BLOCK, RECORDS = 3 };
    const char *path = path_in(state, "tail.tfrecord");
    unsigned char *payload = test_memory(NSC_TFRECORD_LIMIT, 1);
    for (size_t tail = 1; tail < 12; tail++)
        for (size_t beyond = 0; beyond <= tail; beyond++) {
            nsc_tfrecord *file;
            nsc_record_block block = {0};
            size_t seen = 0;
            uint64_t skipped;
            FILE *stream = fopen(path, "wb");
            assert_non_null(stream);
            const size_t size = (BLOCK - tail + beyond) / RECORDS, rest = (BLOCK - tail + beyond) % RECORDS;
            for (size_t record = 0; record < RECORDS; record++)
                write_raw_record(stream, payload, size - NSC_TFRECORD_FRAME + (record == 0 ? rest : 0));
            assert_int_equal(fwrite("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 1, tail, stream), tail);
            assert_int_equal(fclose(stream), 0);
            REQUIRE_OK(nsc_tfrecord_open(&file, path, &error));
            while (nsc_tfrecord_next(file, &block, NULL) == NSC_OK) {
                assert_true(block.count > 0);
                seen += block.count;
            }
            assert_int_equal(seen, RECORDS);
            REQUIRE_OK(nsc_tfrecord_resume(file, &block, &skipped, &error));
            assert_int_equal(skipped, tail);
            REQUIRE_OK(nsc_tfrecord_next(file, &block, &error));
            assert_int_equal(block.count, 0);
            nsc_record_block_release(&block);
            nsc_tfrecord_close(file);
        }
    free(payload);
    unlink(path);
}

/* However short the records, so many are handed out at once, and none is lost. */
static void test_short_records(void **state) {
    enum { SHORT = 200000 };
    const char *path = path_in(state, "short.tfrecord");
    nsc_tfrecord *file;
    nsc_record_block block = {0};
    size_t seen = 0;
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    for (unsigned number = 0; number < SHORT; number++)
        write_raw_record(stream, (const unsigned char *)&number, number % 3);
    assert_int_equal(fclose(stream), 0);
    REQUIRE_OK(nsc_tfrecord_open(&file, path, &error));
    for (;;) {
        REQUIRE_OK(nsc_tfrecord_next(file, &block, &error));
        if (block.count == 0)
            break;
        assert_true(block.count <= 1 << 16);
        for (size_t number = 0; number < block.count; number++, seen++) {
            assert_int_equal(block.records[number].number, seen + 1);
            assert_int_equal(block.records[number].size, seen % 3);
            REQUIRE_OK(nsc_record_check(&block.records[number], &error));
        }
    }
    assert_int_equal(seen, SHORT);
    nsc_record_block_release(&block);
    nsc_tfrecord_close(file);
    unlink(path);
}

/* A pipe is refused, not waited for. */
static void test_pipe(void **state) {
    const char *path = path_in(state, "pipe.tfrecord");
    nsc_tfrecord *file;
    nsc_store *store;
    assert_int_equal(mkfifo(path, 0600), 0);
    REQUIRE_REFUSED(nsc_tfrecord_open(&file, path, &error), NSC_INVALID, "not a regular file");
    REQUIRE_REFUSED(nsc_store_open(&store, path, &error), NSC_INVALID, "not a regular file");
    unlink(path);
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
        cmocka_unit_test(test_frame),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_import),
        cmocka_unit_test(test_keep_going),
        cmocka_unit_test(test_many_rows_left_out),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_tail),
        cmocka_unit_test(test_short_records),
        cmocka_unit_test(test_pipe),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
