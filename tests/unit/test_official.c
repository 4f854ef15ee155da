/*
 * An official row, there and back. What reads exactly the official spelling is held against the libraries, on genuine
 * rows, on made ones and on damaged ones; base64 against the test vectors of RFC 4648 and a decoder of single bits.
 */
#include "measurement_files.h"
#include "official_rows.h"

#include "data/official/base64.h"
#include "data/official/official_internal.h"

#include <math.h>

enum { PAYLOADS = 3000, DAMAGES = 20000 };

/* ---- base64 ---- */

static void test_base64_vectors(void **state) {
    static const struct {
        const char *bytes, *text;
    } vectors[] = {{"", ""},
                   {"f", "Zg=="},
                   {"fo", "Zm8="},
                   {"foo", "Zm9v"},
                   {"foob", "Zm9vYg=="},
                   {"fooba", "Zm9vYmE="},
                   {"foobar", "Zm9vYmFy"}};
    (void)state;
    for (size_t vector = 0; vector < sizeof vectors / sizeof *vectors; vector++) {
        const char *text = vectors[vector].text;
        unsigned char bytes[16] = {0};
        char encoded[16] = {0};
        size_t size = 99, length = strlen(vectors[vector].bytes);
        assert_true(nsc_base64_decode(text, strlen(text), bytes, &size));
        assert_int_equal(size, length);
        assert_memory_equal(bytes, vectors[vector].bytes, size);
        nsc_base64_encode((const unsigned char *)vectors[vector].bytes, length, encoded);
        assert_int_equal(nsc_base64_size(length), strlen(text) + (length > 0));
        assert_memory_equal(encoded, text, strlen(text));
        if (length > 0)
            assert_int_equal(encoded[strlen(text)], '\n');
    }
}

/* Bit by bit. */
static unsigned bit_of_text(const char *text, size_t bit) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *digit = strchr(alphabet, text[bit / 6 + bit / 6 / 76]);
    return (unsigned)(digit - alphabet) >> (5 - bit % 6) & 1u;
}

static void test_base64_lengths(void **state) {
    unsigned char bytes[300], decoded[303];
    char text[500];
    gsl_rng *random = random_stream(1, 0);
    (void)state;
    for (size_t length = 1; length <= sizeof bytes; length++) {
        size_t size;
        for (size_t byte = 0; byte < length; byte++)
            bytes[byte] = (unsigned char)random_below(random, 256);
        nsc_base64_encode(bytes, length, text);
        const size_t text_length = nsc_base64_size(length);
        for (size_t bit = 0; bit < 8 * length; bit++)
            assert_int_equal(bit_of_text(text, bit), bytes[bit / 8] >> (7 - bit % 8) & 1u);
        for (size_t character = 0; character < text_length; character++)
            assert_int_equal(text[character] == '\n', character % 77 == 76 || character == text_length - 1);
        assert_true(nsc_base64_decode(text, text_length, decoded, &size));
        assert_int_equal(size, length);
        assert_memory_equal(decoded, bytes, length);
    }
    gsl_rng_free(random);
}

static void test_base64_refused(void **state) {
    static const char *const wrong[] = {"Z",    "Zg",      "Zg=",   "Zm8",      "Zg===",    "=",     "====",
                                        "Z===", "Zh==",    "Zm9=",  "Zg==Zg==", "Zm9vZg=a", "Zm 9v", "Zm9-",
                                        "Zm9_", "Zm9\x80", "Zm9v=", "Zm=v",     "\"m9v",    "Zm9vZ", "Zm8=="};
    unsigned char bytes[16];
    size_t size;
    (void)state;
    for (size_t text = 0; text < sizeof wrong / sizeof *wrong; text++)
        if (nsc_base64_decode(wrong[text], strlen(wrong[text]), bytes, &size))
            fail_msg("\"%s\" was decoded", wrong[text]);
}

/* ---- both readers ---- */

static void require_same(const nsc_official_row *first, const nsc_official_row *second) {
    assert_memory_equal(&first->hash, &second->hash, sizeof first->hash);
    assert_int_equal(first->epochs, second->epochs);
    assert_int_equal(first->trainable_parameters, second->trainable_parameters);
    assert_int_equal(first->adjacency.length, second->adjacency.length);
    assert_memory_equal(first->adjacency.text, second->adjacency.text, first->adjacency.length);
    assert_int_equal(first->operations.length, second->operations.length);
    assert_memory_equal(first->operations.text, second->operations.text, first->operations.length);
    assert_true(same_values(first, second));
}

/* What the exact reader takes, the libraries must take alike; returns whether it took the payload. */
static bool compare_readers(const unsigned char *payload, size_t size, nsc_official_scratch scratches[2]) {
    nsc_official_row exact, any;
    REQUIRE_OK(nsc_official_reserve(&scratches[0], size, &error));
    if (!nsc_official_read_exact(payload, size, &exact, &scratches[0]))
        return false;
    REQUIRE_OK(nsc_official_read_any(payload, size, &any, &scratches[1], &error));
    require_same(&exact, &any);
    return true;
}

static void test_made_rows(void **state) {
    nsc_space *space = open_space("nb101");
    gsl_rng *random = random_stream(2, 0);
    nsc_official_scratch written = {0}, scratches[2] = {{0}};
    (void)state;
    for (unsigned number = 0; number < PAYLOADS; number++) {
        made_row made;
        nsc_official_row read;
        const unsigned char *payload;
        size_t size;
        const int epochs = (int[]){4, 12, 36, 108, 1, 100000}[number % 6];
        (number % 5 == 4 ? make_wide_row : make_row)(&made, space, random_below(random, space->point_count), epochs,
                                                     random);
        for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
            if (number % 7 == evaluation)
                made.row.checkpoint_paths[evaluation] =
                    (nsc_view){"/a folder/model.ckpt-0123456789012345678901234567890123456789012345678901234567890"
                               "12345678901234567890123456789012345678901234567890123456789",
                               random_below(random, 140)};
        REQUIRE_OK(nsc_official_write(&made.row, &written, &payload, &size, &error));
        assert_true(compare_readers(payload, size, scratches));
        REQUIRE_OK(nsc_official_read(payload, size, &read, &scratches[0], &error));
        require_same(&read, &made.row);
    }
    nsc_official_scratch_release(&written);
    nsc_official_scratch_release(&scratches[0]);
    nsc_official_scratch_release(&scratches[1]);
    gsl_rng_free(random);
    nsc_space_close(space);
}

/* A payload with bytes changed, dropped or put in: whatever the one reader takes, the other takes alike. */
static void test_damaged_rows(void **state) {
    nsc_space *space = open_space("nb101:vertices=5");
    gsl_rng *random = random_stream(3, 0);
    nsc_official_scratch written = {0}, scratches[2] = {{0}};
    unsigned taken = 0;
    (void)state;
    for (unsigned number = 0; number < DAMAGES; number++) {
        static const char pieces[] = "\"\\n{}[],: 0129aA=+/\n\x0a\x09\x32\x10\x19-.eE\x80\xff";
        unsigned char damaged[2048];
        made_row made;
        const unsigned char *payload;
        size_t size;
        make_row(&made, space, random_below(random, space->point_count), 108, random);
        if (number % 2 == 0)
            made.row.checkpoint_paths[0] = (nsc_view){"synthetic:1", 11};
        REQUIRE_OK(nsc_official_write(&made.row, &written, &payload, &size, &error));
        memcpy(damaged, payload, size);
        const size_t place = random_below(random, (unsigned)size);
        if (number % 3 == 0)
            damaged[place] ^= (unsigned char)(1u << random_below(random, 8));
        else if (number % 3 == 1)
            damaged[place] = (unsigned char)pieces[random_below(random, sizeof pieces - 1)];
        else
            memmove(damaged + place, damaged + place + 1, --size - place);
        taken += compare_readers(damaged, size, scratches);
        nsc_official_row one, other;
        const nsc_status status = nsc_official_read(damaged, size, &one, &scratches[0], NULL);
        assert_int_equal(status, nsc_official_read_by_libraries(damaged, size, &other, &scratches[1], NULL));
        assert_true(status == NSC_OK || status == NSC_INVALID);
    }
    /* Some changes make another valid row, most do not. */
    assert_true(taken > DAMAGES / 100 && taken < DAMAGES);
    nsc_official_scratch_release(&written);
    nsc_official_scratch_release(&scratches[0]);
    nsc_official_scratch_release(&scratches[1]);
    gsl_rng_free(random);
    nsc_space_close(space);
}

/* ---- genuine rows ---- */

static void each_published_row(const char *name, unsigned *exact, unsigned *rows,
                               void (*look)(const nsc_official_row *row, unsigned number)) {
    const char *path = published(name);
    nsc_tfrecord *file;
    nsc_record_block block = {0};
    nsc_official_scratch scratches[2] = {{0}};
    *exact = *rows = 0;
    REQUIRE_OK(nsc_tfrecord_open(&file, path, &error));
    for (;;) {
        REQUIRE_OK(nsc_tfrecord_next(file, &block, &error));
        if (block.count == 0)
            break;
        for (size_t number = 0; number < block.count; number++) {
            const nsc_record *record = &block.records[number];
            nsc_official_row row;
            REQUIRE_OK(nsc_record_check(record, &error));
            *exact += compare_readers(record->payload, record->size, scratches);
            REQUIRE_OK(nsc_official_read(record->payload, record->size, &row, &scratches[0], &error));
            look(&row, (*rows)++);
        }
    }
    nsc_record_block_release(&block);
    nsc_tfrecord_close(file);
    nsc_official_scratch_release(&scratches[0]);
    nsc_official_scratch_release(&scratches[1]);
}

/* The first row of the official file, as published. */
static void look_at_first(const nsc_official_row *row, unsigned number) {
    static const double expected[] = {0,
                                      0,
                                      0,
                                      0.09775640815496445,
                                      0,
                                      2,
                                      45.152000427246094,
                                      0,
                                      0.10526842623949051,
                                      0,
                                      4,
                                      89.90399932861328,
                                      0,
                                      0.3489583432674408,
                                      0.3504607379436493,
                                      413.7015450000763};
    char hash[33];
    assert_int_equal(number, 0);
    nsc_hash_format(&row->hash, hash);
    assert_string_equal(hash, "00005c142e6f48ac74fdcf73e3439874");
    assert_int_equal(row->epochs, 4);
    assert_int_equal(row->trainable_parameters, 8555530);
    for (size_t place = 0; place < NSC_OFFICIAL_VALUES; place++)
        if (expected[place] != 0)
            assert_true(row->values[place] == expected[place]);
    assert_true(row->values[0] == 0 && row->values[1] == 0);
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        assert_null(row->checkpoint_paths[evaluation].text);
}

static void test_first_row(void **state) {
    unsigned exact, rows;
    (void)state;
    each_published_row("tfrecord/first_row.tfrecord", &exact, &rows, look_at_first);
    assert_int_equal(rows, 1);
    assert_int_equal(exact, 1);
}

static void look_at_retrained(const nsc_official_row *row, unsigned number) {
    (void)number;
    assert_int_equal(row->epochs, 4);
    assert_true(row->values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_EPOCH)] == 1);
    assert_true(row->values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH)] == 4);
}

static void test_retrained_rows(void **state) {
    unsigned exact, rows;
    (void)state;
    each_published_row("tfrecord/retrained_4epochs_up_to_3_vertices.tfrecord", &exact, &rows, look_at_retrained);
    assert_int_equal(rows, 21);
    assert_int_equal(exact, 21);
}

static void look_at_extended(const nsc_official_row *row, unsigned number) {
    (void)number;
    assert_true(row->values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH)] == row->epochs);
    assert_null(row->checkpoint_paths[NSC_EVALUATION_INITIAL].text);
}

/* Its evaluations have nine fields that the official schema lacks: left to the libraries, which pass over them. */
static void test_extended_rows(void **state) {
    unsigned exact, rows;
    (void)state;
    each_published_row("tfrecord/extended_schema_up_to_4_vertices.tfrecord", &exact, &rows, look_at_extended);
    assert_int_equal(rows, 84);
    assert_int_equal(exact, 0);
}

/* ---- rules ---- */

static void test_values_refused(void **state) {
    static const struct {
        size_t place;
        double value;
        const char *reason;
    } wrong[] = {
        {0, 1.0, "initial_current_epoch is 1, which is not 0"},
        {3, 1.0000001, "initial_validation_accuracy"},
        {7, -0.1, "halfway_train_accuracy"},
        {11, -1.0, "final_training_time"},
        {14, (double)NAN, "final_test_accuracy is nan"},
        {15, (double)INFINITY, "total_time is inf"},
    };
    nsc_space *space = open_space("nb101:vertices=4");
    gsl_rng *random = random_stream(4, 0);
    nsc_official_scratch written = {0}, scratch = {0};
    (void)state;
    for (size_t number = 0; number < sizeof wrong / sizeof *wrong; number++) {
        made_row made;
        nsc_official_row row;
        const unsigned char *payload;
        size_t size;
        make_row(&made, space, 50, 36, random);
        made.row.values[wrong[number].place] = wrong[number].value;
        REQUIRE_OK(nsc_official_write(&made.row, &written, &payload, &size, &error));
        REQUIRE_REFUSED(nsc_official_read(payload, size, &row, &scratch, &error), NSC_INVALID, wrong[number].reason);
        REQUIRE_REFUSED(nsc_official_read_by_libraries(payload, size, &row, &scratch, &error), NSC_INVALID,
                        wrong[number].reason);
    }
    nsc_official_scratch_release(&written);
    nsc_official_scratch_release(&scratch);
    gsl_rng_free(random);
    nsc_space_close(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64_vectors), cmocka_unit_test(test_base64_lengths),
        cmocka_unit_test(test_base64_refused), cmocka_unit_test(test_made_rows),
        cmocka_unit_test(test_damaged_rows),   cmocka_unit_test(test_first_row),
        cmocka_unit_test(test_retrained_rows), cmocka_unit_test(test_extended_rows),
        cmocka_unit_test(test_values_refused),
    };
    return outcome_of(cmocka_run_group_tests(tests, NULL, NULL));
}
