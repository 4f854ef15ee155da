/* The index file: it answers as computing does, and whatever is wrong with it is noticed and does no harm. */
#include "space/nb101/index_internal.h"
#include "temporary.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Cells of up to four vertices: a file small enough to damage every byte of. */
typedef struct fixture {
    nsc_nb101 *nb101;
    char folder[64];
    char path[96];
    size_t size;
} fixture;

static nsc_nb101 *space_within(unsigned vertices, unsigned edges) {
    nsc_nb101 *nb101 = NULL;
    nsc_error error = {0};
    if (nsc_nb101_create(&nb101, (nsc_nb101_limits){.vertices = vertices, .edges = edges}, &error) != NSC_OK)
        fail_msg("%s", error.message);
    return nb101;
}

static void write_file(fixture *opened) {
    nsc_error error = {0};
    struct stat information;
    if (nsc_hash_index_write(opened->nb101, NSC_THREADS(2), opened->path, &error) != NSC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(stat(opened->path, &information), 0);
    opened->size = (size_t)information.st_size;
}

static fixture opened_fixture;

static int setup(void **state) {
    fixture *opened = &opened_fixture;
    temporary_template(opened->folder, sizeof opened->folder, "");
    assert_non_null(mkdtemp(opened->folder));
    snprintf(opened->path, sizeof opened->path, "%.63s/index.bin", opened->folder);
    opened->nb101 = space_within(4, 9);
    write_file(opened);
    *state = opened;
    return 0;
}

static int teardown(void **state) {
    fixture *opened = *state;
    unlink(opened->path);
    rmdir(opened->folder);
    nsc_nb101_destroy(opened->nb101);
    return 0;
}

static void expect_refused(const char *path, const nsc_nb101 *nb101, nsc_status expected, const char *reason) {
    nsc_hash_index *index = NULL;
    nsc_error error = {0};
    const nsc_status status = nsc_hash_index_map(&index, path, nb101, true, &error);
    if (status != expected || strstr(error.message, reason) == NULL || strstr(error.message, path) == NULL)
        fail_msg("status %d, \"%s\" instead of \"%s\"", (int)status, error.message, reason);
    assert_null(index);
}

static void expect_accepted(const char *path, const nsc_nb101 *nb101) {
    nsc_hash_index *index = NULL;
    nsc_error error = {0};
    if (nsc_hash_index_map(&index, path, nb101, true, &error) != NSC_OK)
        fail_msg("%s", error.message);
    nsc_hash_index_close(index);
}

static void flip_byte(int file, size_t place) {
    uint8_t byte;
    assert_int_equal(pread(file, &byte, 1, (off_t)place), 1);
    byte ^= 0xff;
    assert_int_equal(pwrite(file, &byte, 1, (off_t)place), 1);
}

static void refuse_every_flip(const fixture *opened, size_t step) {
    const int file = open(opened->path, O_RDWR | O_CLOEXEC);
    assert_true(file >= 0);
    for (size_t place = 0; place < opened->size; place += step) {
        flip_byte(file, place);
        expect_refused(opened->path, opened->nb101, NSC_INVALID, "");
        flip_byte(file, place);
    }
    close(file);
    expect_accepted(opened->path, opened->nb101);
}

static void test_every_flipped_byte_is_refused(void **state) {
    refuse_every_flip(*state, 1);
}

/* Every cell's hash leads to its id, and a hash that no cell has leads nowhere. */
static void check_look_up(const nsc_hash_index *index, const nsc_nb101 *nb101) {
    const nsc_hash *hashes = nsc_hash_index_hashes(index);
    uint32_t id;
    for (uint32_t expected = 0; expected < nsc_nb101_cell_count(nb101); expected++) {
        assert_true(nsc_hash_index_find(index, &hashes[expected], &id));
        assert_int_equal(id, expected);
        nsc_hash changed = hashes[expected];
        changed.bytes[expected % 16] ^= 1;
        assert_false(nsc_hash_index_find(index, &changed, &id));
    }
    nsc_hash extreme = {{0}};
    assert_false(nsc_hash_index_find(index, &extreme, &id));
    memset(&extreme, 0xff, sizeof extreme);
    assert_false(nsc_hash_index_find(index, &extreme, &id));
}

static void test_published_space(void **state) {
    fixture whole = *(const fixture *)*state;
    snprintf(whole.path, sizeof whole.path, "%s/whole.bin", whole.folder);
    whole.nb101 = space_within(NSC_NB101_VERTICES, NSC_NB101_EDGES);
    write_file(&whole);
    nsc_hash_index *mapped = NULL, *computed = NULL;
    nsc_error error = {0};
    assert_int_equal(nsc_hash_index_map(&mapped, whole.path, whole.nb101, true, &error), NSC_OK);
    assert_int_equal(nsc_hash_index_compute(&computed, whole.nb101, NSC_THREADS(2), &error), NSC_OK);
    assert_memory_equal(nsc_hash_index_hashes(mapped), nsc_hash_index_hashes(computed),
                        nsc_nb101_cell_count(whole.nb101) * sizeof(nsc_hash));
    check_look_up(mapped, whole.nb101);
    check_look_up(computed, whole.nb101);
    nsc_hash best; /* published: the cell of the highest mean test accuracy */
    uint32_t id;
    assert_true(nsc_hash_parse("02e5a0247bbdcf2860b7e96f74961594", &best));
    assert_true(nsc_hash_index_find(mapped, &best, &id));
    const nsc_cell cell = nsc_nb101_cell(whole.nb101, id);
    const nsc_hash again = nsc_cell_fingerprint(&cell);
    assert_memory_equal(&again, &best, sizeof best);
    nsc_hash_index_close(mapped);
    nsc_hash_index_close(computed);
    refuse_every_flip(&whole, 65537); /* prime: falls on every place in a page in turn */
    unlink(whole.path);
    nsc_nb101_destroy(whole.nb101);
}

static void test_wrong_sizes_are_refused(void **state) {
    fixture *opened = *state;
    const size_t sizes[] = {0, 1, 63, 64, 65, 4096, opened->size - 1, opened->size + 1, 2 * opened->size};
    for (size_t item = 0; item < sizeof sizes / sizeof *sizes; item++) {
        assert_int_equal(truncate(opened->path, (off_t)sizes[item]), 0);
        expect_refused(opened->path, opened->nb101, NSC_INVALID, sizes[item] < 64 ? "too short" : "its size");
        write_file(opened);
    }
}

static void test_other_things_are_refused(void **state) {
    const fixture *opened = *state;
    char missing[128];
    snprintf(missing, sizeof missing, "%s/missing.bin", opened->folder);
    expect_refused(missing, opened->nb101, NSC_MISSING, "No such file");
    expect_refused(opened->folder, opened->nb101, NSC_INVALID, "folder");
    nsc_nb101 *other = space_within(4, 8);
    expect_refused(opened->path, other, NSC_INVALID, "another space");
    nsc_nb101_destroy(other);
    other = space_within(5, 9);
    expect_refused(opened->path, other, NSC_INVALID, "another space");
    nsc_nb101_destroy(other);
}

/* The file's bytes, to be changed and put back with checksums that fit. */
static unsigned char *read_bytes(const fixture *opened, nsc_index_header *header) {
    unsigned char *bytes = NULL;
    nsc_mapping mapping;
    assert_int_equal(nsc_mapping_open(&mapping, opened->path, NULL), NSC_OK);
    assert_int_equal(nsc_allocate(&bytes, mapping.size, 1, NULL), NSC_OK);
    memcpy(bytes, mapping.bytes, mapping.size);
    memcpy(header, bytes, sizeof *header);
    nsc_mapping_close(&mapping);
    return bytes;
}

static void write_bytes(const fixture *opened, unsigned char *bytes, nsc_index_header *header) {
    const size_t hashes_size = header->cell_count * sizeof(nsc_hash);
    header->hashes_checksum = nsc_crc32c(bytes + sizeof *header, hashes_size);
    header->ids_checksum = nsc_crc32c(bytes + sizeof *header + hashes_size, header->cell_count * sizeof(uint32_t));
    header->header_checksum = nsc_crc32c(header, offsetof(nsc_index_header, header_checksum));
    memcpy(bytes, header, sizeof *header);
    nsc_output output;
    assert_int_equal(nsc_output_open(&output, opened->path, NULL), NSC_OK);
    assert_int_equal(fwrite(bytes, 1, opened->size, output.stream), opened->size);
    assert_int_equal(nsc_output_commit(&output, NULL), NSC_OK);
}

static void test_wrong_content_under_right_checksums_is_refused(void **state) {
    fixture *opened = *state;
    nsc_index_header header;
    unsigned char *bytes = read_bytes(opened, &header);
    const nsc_index_header right = header;
    header.version++;
    write_bytes(opened, bytes, &header);
    expect_refused(opened->path, opened->nb101, NSC_INVALID, "another version");
    header = right;
    header.byte_order = 0x04030201;
    write_bytes(opened, bytes, &header);
    expect_refused(opened->path, opened->nb101, NSC_INVALID, "byte order");
    header = right;
    const uint32_t beyond = header.cell_count;
    memcpy(bytes + opened->size - sizeof beyond, &beyond, sizeof beyond);
    write_bytes(opened, bytes, &header);
    expect_refused(opened->path, opened->nb101, NSC_INVALID, "ids that no cell has");
    free(bytes);
    write_file(opened);
    expect_accepted(opened->path, opened->nb101);
}

/* Opens by $NASSCAPE_INDEX and tells whether the hash of cell 0 is `expected`. */
static bool opens_with(const fixture *opened, const char *path, const nsc_hash *expected) {
    nsc_hash_index *index = NULL;
    nsc_error error = {0};
    setenv("NASSCAPE_INDEX", path, 1);
    if (nsc_hash_index_open(&index, opened->nb101, NSC_THREADS(2), &error) != NSC_OK)
        fail_msg("%s", error.message);
    unsetenv("NASSCAPE_INDEX");
    const bool same = memcmp(nsc_hash_index_hashes(index), expected, sizeof *expected) == 0;
    nsc_hash_index_close(index);
    return same;
}

/* A file with a planted hash shows whether an answer came from it or from computing. */
static void test_open_uses_the_file_or_computes(void **state) {
    fixture *opened = *state;
    nsc_index_header header;
    unsigned char *bytes = read_bytes(opened, &header);
    nsc_hash right, planted;
    assert_true(nsc_hash_parse("043721b9c7fe8c5fad811d47d83132ec", &right)); /* published: input → output */
    assert_true(nsc_hash_parse("00000000000000000000000000000001", &planted));
    assert_true(opens_with(opened, opened->path, &right));
    memcpy(bytes + sizeof header, &planted, sizeof planted);
    write_bytes(opened, bytes, &header);
    free(bytes);
    assert_true(opens_with(opened, opened->path, &planted));
    const int file = open(opened->path, O_RDWR | O_CLOEXEC);
    assert_true(file >= 0);
    flip_byte(file, sizeof header + 5);
    close(file);
    assert_true(opens_with(opened, opened->path, &right));
    assert_true(opens_with(opened, opened->folder, &right));
    assert_true(opens_with(opened, "", &right));
    write_file(opened);
}

/* In a file whose header alone was checked, a damaged entry finds nothing or what is right, and no address beyond. */
static void test_unchecked_look_ups_are_right_or_find_nothing(void **state) {
    fixture *opened = *state;
    const uint32_t cell_count = nsc_nb101_cell_count(opened->nb101);
    nsc_index_header header;
    unsigned char *bytes = read_bytes(opened, &header);
    const nsc_hash *hashes = (const nsc_hash *)(const void *)(bytes + sizeof header);
    size_t found = 0, lost = 0;
    for (size_t place = sizeof header; place < opened->size; place += 13) {
        unsigned char *changed = NULL;
        assert_int_equal(nsc_allocate(&changed, opened->size, 1, NULL), NSC_OK);
        memcpy(changed, bytes, opened->size);
        changed[place] ^= 0xff;
        nsc_index_header unchanged = header;
        write_bytes(opened, changed, &unchanged);
        setenv("NASSCAPE_INDEX", opened->path, 1);
        nsc_hash_index *index = nsc_hash_index_open_unchecked(opened->nb101);
        unsetenv("NASSCAPE_INDEX");
        assert_non_null(index);
        for (uint32_t expected = 0; expected < cell_count; expected++) {
            uint32_t id = cell_count;
            const bool here = nsc_hash_index_find_unchecked(index, opened->nb101, &hashes[expected], &id);
            if (here)
                assert_int_equal(id, expected);
            found += here;
            lost += !here;
        }
        nsc_hash_index_close(index);
        free(changed);
    }
    assert_true(found > 0 && lost > 0);
    free(bytes);
    write_file(opened);
}

static void test_failed_writing_leaves_nothing(void **state) {
    const fixture *opened = *state;
    char path[128];
    nsc_error error = {0};
    snprintf(path, sizeof path, "%s/missing/index.bin", opened->folder);
    assert_int_equal(nsc_hash_index_write(opened->nb101, NSC_THREADS(1), path, &error), NSC_MISSING);
    error = (nsc_error){0};
    assert_int_equal(nsc_hash_index_write(opened->nb101, NSC_THREADS(1), opened->folder, &error), NSC_INVALID);
    error = (nsc_error){0};
    assert_int_equal(nsc_hash_index_write(opened->nb101, NSC_THREADS(1), "/dev/full", &error), NSC_FAILED);
    assert_non_null(strstr(error.message, "/dev/full"));
    expect_accepted(opened->path, opened->nb101);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_flipped_byte_is_refused),
        cmocka_unit_test(test_published_space),
        cmocka_unit_test(test_wrong_sizes_are_refused),
        cmocka_unit_test(test_other_things_are_refused),
        cmocka_unit_test(test_wrong_content_under_right_checksums_is_refused),
        cmocka_unit_test(test_open_uses_the_file_or_computes),
        cmocka_unit_test(test_unchecked_look_ups_are_right_or_find_nothing),
        cmocka_unit_test(test_failed_writing_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
