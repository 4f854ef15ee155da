/* The official hash: published vectors, the digest of the whole space, and a plain implementation on librhash's MD5. */
#include "scalar_fingerprint.h"
#include "space/nb101/md5_lanes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static nsc_nb101 *space_within(unsigned vertices, unsigned edges) {
    nsc_nb101 *nb101 = NULL;
    nsc_error error = {0};
    if (nsc_nb101_create(&nb101, (nsc_nb101_limits){.vertices = vertices, .edges = edges}, &error) != NSC_OK)
        fail_msg("%s", error.message);
    return nb101;
}

static nsc_hash *fingerprints_of(const nsc_nb101 *nb101, const nsc_control *control) {
    nsc_hash *hashes = NULL;
    nsc_error error = {0};
    assert_int_equal(nsc_allocate(&hashes, nsc_nb101_cell_count(nb101), sizeof *hashes, &error), NSC_OK);
    if (nsc_nb101_fingerprints(nb101, control, hashes, &error) != NSC_OK)
        fail_msg("%s", error.message);
    return hashes;
}

/* `rows`: the matrix, row by row, slashes ignored; `operations`: one digit an inner vertex. */
static nsc_cell cell_of(const char *rows, const char *operations) {
    nsc_cell cell = {.vertex_count = (uint8_t)(strlen(operations) + 2)};
    unsigned place = 0;
    for (; *rows != '\0'; rows++) {
        if (*rows == '/')
            continue;
        const unsigned from = place / cell.vertex_count, to = place % cell.vertex_count;
        if (*rows == '1')
            cell.edges |= 1u << nsc_cell_slot(from, to);
        place++;
    }
    for (unsigned inner = 0; operations[inner] != '\0'; inner++)
        cell.operations[inner] = (uint8_t)(operations[inner] - '0');
    return cell;
}

static void expect_hash(const char *rows, const char *operations, const char *expected) {
    const nsc_cell cell = cell_of(rows, operations);
    const nsc_hash hash = nsc_cell_fingerprint(&cell);
    char text[33];
    nsc_hash_format(&hash, text);
    assert_string_equal(text, expected);
}

static void test_published_vectors(void **state) {
    (void)state;
    expect_hash("01/00", "", "043721b9c7fe8c5fad811d47d83132ec");
    expect_hash("010/001/000", "0", "b49ac8c578b4561d79ac7087988f1c61");
    expect_hash("010/001/000", "1", "d1269d9156ddc027c40473008192958a");
    expect_hash("010/001/000", "2", "53cee42601ad14d661bb6878031d6acb");
    /* Inception-like, as the official file stores it and as the official examples write it. */
    expect_hash("0111100/0000001/0000001/0000001/0000010/0000001/0000000", "01200", "28cfc7874f6d200472e1a9dcd8650aa0");
    expect_hash("0111010/0000001/0000001/0000100/0000001/0000001/0000000", "10002", "28cfc7874f6d200472e1a9dcd8650aa0");
    /* Ten edges: outside the space, but it has a hash. */
    expect_hash("0111101/0000001/0000001/0000001/0000010/0000001/0000000", "01200", "8990de2aa6c16c245b66f633938a95e3");
    expect_hash("0101/0010/0001/0000", "00", "b5fb4f6193360330b6ff6a52cbf0cad7");
    expect_hash("0110011/0000010/0001000/0000100/0000010/0000001/0000000", "10200", "02e5a0247bbdcf2860b7e96f74961594");
    expect_hash("0100110001000000010010000010000001000000010000000", "02001", "00005c142e6f48ac74fdcf73e3439874");
    expect_hash("0101000/0010110/0000001/0000100/0000010/0000001/0000000", "20212", "00019e2cbab0bc93ca1a7816a099b2bd");
    expect_hash("01111/00110/00010/00001/00000", "000", "a05c0efdac251392b3299fdadd52ccc1");
    expect_hash("010011/001110/000100/000010/000001/000000", "0110", "f64f10d574d456cffeb6b3f1034d072f");
    expect_hash("01110/00001/00001/00001/00000", "012", "ce9bc2765d63f261e5ad257382c09e92");
    expect_hash("01110/00001/00001/00001/00000", "210", "ce9bc2765d63f261e5ad257382c09e92");
}

static int compare_hashes(const void *first, const void *second) {
    return memcmp(first, second, sizeof(nsc_hash));
}

static void sha256_of_lines(const nsc_hash *hashes, uint32_t count, char digest[65]) {
    unsigned char bytes[32];
    rhash context = rhash_init(RHASH_SHA256);
    assert_non_null(context);
    for (uint32_t place = 0; place < count; place++) {
        char text[33];
        nsc_hash_format(&hashes[place], text);
        if (place > 0)
            rhash_update(context, "\n", 1);
        rhash_update(context, text, 32);
    }
    rhash_final(context, bytes);
    rhash_free(context);
    rhash_print_bytes(digest, bytes, sizeof bytes, RHPR_HEX);
    digest[64] = '\0';
}

static void test_whole_space(void **state) {
    (void)state;
    nsc_nb101 *nb101 = space_within(NSC_NB101_VERTICES, NSC_NB101_EDGES);
    const uint32_t cell_count = nsc_nb101_cell_count(nb101);
    assert_int_equal(cell_count, 423624);
    nsc_hash *hashes = fingerprints_of(nb101, NSC_THREADS(1));
    nsc_hash *by_two_threads = fingerprints_of(nb101, NSC_THREADS(2));
    assert_memory_equal(hashes, by_two_threads, cell_count * sizeof *hashes);
    for (uint32_t id = 0; id < cell_count; id += 997) {
        const nsc_cell cell = nsc_nb101_cell(nb101, id);
        const nsc_hash hash = nsc_cell_fingerprint(&cell);
        assert_memory_equal(&hash, &hashes[id], sizeof hash);
    }
    qsort(hashes, cell_count, sizeof *hashes, compare_hashes);
    char text[33], digest[65];
    nsc_hash_format(&hashes[0], text);
    assert_string_equal(text, "00005c142e6f48ac74fdcf73e3439874");
    sha256_of_lines(hashes, cell_count, digest);
    assert_string_equal(digest, "a7f10bf770c1b5b8a221e37824e42b3b1a237a5d21ccf545bbe8e23abd933403");
    free(by_two_threads);
    free(hashes);
    nsc_nb101_destroy(nb101);
}

/* Every lane holds another message, so that lanes cannot be mixed up unnoticed. */
static void check_md5(const nsc_md5_width *width, gsl_rng *random, size_t length) {
    static uint8_t bytes[NSC_MD5_LANES][NSC_MD5_LENGTH];
    const uint8_t *messages[NSC_MD5_LANES];
    nsc_hash hashes[NSC_MD5_LANES];
    for (unsigned lane = 0; lane < width->lane_count; lane++) {
        messages[lane] = bytes[lane];
        for (size_t place = 0; place < length; place++)
            bytes[lane][place] = (uint8_t)gsl_rng_uniform_int(random, 256);
    }
    width->md5(messages, length, hashes);
    for (unsigned lane = 0; lane < width->lane_count; lane++) {
        unsigned char expected[16];
        assert_true(rhash_msg(RHASH_MD5, bytes[lane], length, expected) >= 0);
        assert_memory_equal(&hashes[lane], expected, sizeof expected);
    }
}

static void test_md5_of_every_width(void **state) {
    (void)state;
    gsl_rng *random = NULL;
    assert_int_equal(nsc_random_create(&random, 1, NSC_STREAM_TEST_DATA, 0, NULL), NSC_OK);
    const nsc_md5_widths widths = nsc_md5_lanes_widths();
    for (size_t item = 0; widths.items[item] != NULL; item++) {
        assert_in_range(widths.items[item]->lane_count, 1, NSC_MD5_LANES);
        for (size_t length = 0; length <= NSC_MD5_LENGTH; length++)
            check_md5(widths.items[item], random, length);
    }
    gsl_rng_free(random);
}

static void check_against_scalar(const nsc_cell *cells, unsigned count, const nsc_hash *hashes, rhash context) {
    for (unsigned lane = 0; lane < count; lane++) {
        char text[33];
        digest_text expected;
        scalar_fingerprint(context, &cells[lane], expected);
        nsc_hash_format(&hashes[lane], text);
        assert_string_equal(text, expected);
    }
}

/* All cells of up to five vertices and, beyond the published space, random ones of eight. */
static void test_fingerprints_of_every_width(void **state) {
    (void)state;
    rhash context = rhash_init(RHASH_MD5);
    assert_non_null(context);
    gsl_rng *random = NULL;
    assert_int_equal(nsc_random_create(&random, 2, NSC_STREAM_TEST_DATA, 0, NULL), NSC_OK);
    nsc_nb101 *nb101 = space_within(5, 9);
    const nsc_md5_widths widths = nsc_md5_lanes_widths();
    for (size_t item = 0; widths.items[item] != NULL; item++) {
        const unsigned lane_count = widths.items[item]->lane_count;
        nsc_cell cells[NSC_MD5_LANES];
        nsc_hash hashes[NSC_MD5_LANES];
        for (uint32_t number = 0; number < nsc_nb101_skeleton_count(nb101); number++) {
            const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
            for (unsigned lane = 0; lane < lane_count; lane++)
                cells[lane] = nsc_nb101_cell(nb101, skeleton->first_id + lane % skeleton->cell_count);
            widths.items[item]->fingerprint(cells, hashes);
            check_against_scalar(cells, lane_count, hashes, context);
        }
        for (unsigned checked = 0; checked < 20;) {
            nsc_cell written = {.vertex_count = 8, .edges = (uint32_t)gsl_rng_uniform_int(random, 1u << 28)};
            if (!nsc_cell_prune(&written, &cells[0]) || cells[0].vertex_count < 8)
                continue;
            for (unsigned lane = 0; lane < lane_count; lane++) {
                cells[lane] = cells[0];
                for (unsigned inner = 0; inner < 6; inner++)
                    cells[lane].operations[inner] = (uint8_t)gsl_rng_uniform_int(random, NSC_OPERATIONS);
            }
            widths.items[item]->fingerprint(cells, hashes);
            check_against_scalar(cells, lane_count, hashes, context);
            checked++;
        }
    }
    nsc_nb101_destroy(nb101);
    gsl_rng_free(random);
    rhash_free(context);
}

static void test_texts(void **state) {
    (void)state;
    nsc_hash hash, untouched;
    char text[33];
    assert_true(nsc_hash_parse("02e5A0247BBDCF2860b7e96f74961594", &hash));
    assert_int_equal(hash.bytes[0], 0x02);
    assert_int_equal(hash.bytes[15], 0x94);
    nsc_hash_format(&hash, text);
    assert_string_equal(text, "02e5a0247bbdcf2860b7e96f74961594");
    untouched = hash;
    static const char *const wrong[] = {"",
                                        "02e5a0247bbdcf2860b7e96f7496159",
                                        "02e5a0247bbdcf2860b7e96f749615940",
                                        "02e5a0247bbdcf2860b7e96f7496159g",
                                        " 2e5a0247bbdcf2860b7e96f74961594",
                                        "02e5a0247bbdcf28-0b7e96f74961594"};
    for (size_t item = 0; item < sizeof wrong / sizeof *wrong; item++)
        assert_false(nsc_hash_parse(wrong[item], &hash));
    assert_memory_equal(&hash, &untouched, sizeof hash);
}

int main(void) {
    rhash_library_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_vectors),
        cmocka_unit_test(test_whole_space),
        cmocka_unit_test(test_md5_of_every_width),
        cmocka_unit_test(test_fingerprints_of_every_width),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
