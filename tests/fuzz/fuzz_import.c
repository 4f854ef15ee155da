/*
 * Any bytes as an official row, framed rightly, and as a whole file: imported, or refused with file, record and reason.
 * What is imported makes a store that is sound, and whose rows are those that the libraries read; and a row that is
 * written again is read as the same, by either reader.
 */
#include "fuzz.h"

#include "data/data.h"

#include <string.h>

const unsigned fuzz_default_rounds = 1500;

#define EVALUATIONS                                                                                                    \
    "Ci0JAAAAAAAAAAARAAAAAAAAAAAZAAAAAAAA4D8hAAAAAAAA4D8pAAAAAAAA4D8KLQkAAAAAAAAA\\n"                                  \
    "QBEAAAAAAABZQBkAAAAAAADgPyEAAAAAAADgPykAAAAAAADgPwotCQAAAAAAABBAEQAAAAAAAGlA\\n"                                  \
    "GQAAAAAAAOA/IQAAAAAAAOA/KQAAAAAAAOA/"

const char *const fuzz_seeds[] = {
    "[\"b49ac8c578b4561d79ac7087988f1c61\", 4, \"010001000\", \"input,conv3x3-bn-relu,output\", \"" EVALUATIONS
    "EIqZ7QQZAAAAAADAckA=\\n\"]",
    "[\"53cee42601ad14d661bb6878031d6acb\",36,\"010001000\",\"input,maxpool3x3,output\",\"" EVALUATIONS
    "EIrvNRkAAAAAAMByQA==\"]",
    "[]",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"\"",     "\\n",        ", ",        "[",  "]",   "null", "{}",
                                   "1e9",    "\\u0000",    "AAAA",      "=",  "Ci0", "EIqZ", "\xff",
                                   "input,", "maxpool3x3", "010001000", "-4", "108", NULL};

static nsc_space *opened;

static void check_same(const nsc_official_row *one, const nsc_official_row *other) {
    fuzz_demand(memcmp(&one->hash, &other->hash, sizeof one->hash) == 0 && one->epochs == other->epochs &&
                    nsc_view_equal(one->adjacency, other->adjacency) &&
                    nsc_view_equal(one->operations, other->operations) &&
                    one->trainable_parameters == other->trainable_parameters &&
                    nsc_official_same_values(one->values, other->values),
                "a row that was written is read as the same");
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        fuzz_demand(nsc_view_equal(one->checkpoint_paths[evaluation], other->checkpoint_paths[evaluation]),
                    "with the same paths");
}

/* A row as the official writer spells it. */
static void check_written(const nsc_official_row *row) {
    nsc_official_scratch written = {0}, scratch = {0};
    const unsigned char *payload;
    size_t size;
    nsc_official_row again;
    fuzz_demand(nsc_official_write(row, &written, &payload, &size, NULL) == NSC_OK, "a row is written");
    fuzz_demand(nsc_official_read(payload, size, &again, &scratch, NULL) == NSC_OK, "and read");
    check_same(row, &again);
    fuzz_demand(nsc_official_read_by_libraries(payload, size, &again, &scratch, NULL) == NSC_OK, "by libraries");
    check_same(row, &again);
    nsc_official_scratch_release(&written);
    nsc_official_scratch_release(&scratch);
}

/* The one row of the store against what the libraries read. */
static void check_store(const nsc_store_builder *builder, const uint8_t *payload, size_t size) {
    const nsc_store_origin origin = {.source = "fuzz"};
    nsc_store *store;
    nsc_official_row read, stored;
    nsc_official_scratch scratch = {0};
    fuzz_demand(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(1), NULL) == NSC_OK, "rows make a store");
    fuzz_demand(nsc_store_check(store, NSC_THREADS(1), NULL) == NSC_OK && nsc_store_row_count(store) == 1,
                "the store is sound");
    fuzz_demand(nsc_official_read_by_libraries(payload, size, &read, &scratch, NULL) == NSC_OK,
                "the libraries read the row");
    fuzz_demand(nsc_store_row(store, 0, 0, 0, &stored, NULL) == NSC_OK, "the store has the row");
    fuzz_demand(nsc_official_same_values(read.values, stored.values), "the store has the row's values");
    check_written(&read);
    nsc_official_scratch_release(&scratch);
    nsc_store_close(store);
}

static nsc_status import(const char *path, const uint8_t *payload, size_t size, bool keep_going) {
    const nsc_import_options options = {.keep_going = keep_going, .control = NSC_THREADS(1)};
    nsc_store_builder *builder;
    nsc_import_result result;
    nsc_error error = {0};
    fuzz_demand(nsc_store_builder_create(&builder, opened, NULL) == NSC_OK, "a builder is made");
    const nsc_status status = nsc_import_tfrecord(builder, opened, path, &options, &result, &error);
    fuzz_demand(status == NSC_OK || status == NSC_INVALID, "a file is imported or invalid");
    if (status == NSC_INVALID)
        fuzz_demand(strstr(error.message, path) != NULL, "a refusal names the file");
    else if (payload != NULL)
        check_store(builder, payload, size);
    nsc_import_result_release(&result);
    nsc_store_builder_destroy(builder);
    return status;
}

/* One record of these bytes. */
static const char *write_record(fuzz_file *file, const uint8_t *payload, size_t size) {
    unsigned char frame[NSC_TFRECORD_FRAME];
    const size_t before = NSC_TFRECORD_FRAME - sizeof(uint32_t);
    unsigned char *record = malloc(size + sizeof frame);
    fuzz_demand(record != NULL, "there is memory");
    nsc_tfrecord_frame(payload, size, frame);
    memcpy(record, frame, before);
    memcpy(record + before, payload, size);
    memcpy(record + before + size, frame + before, sizeof frame - before);
    const char *path = fuzz_write(file, record, size + sizeof frame);
    free(record);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    if (opened == NULL) {
        const uint8_t *valid = (const uint8_t *)fuzz_seeds[0];
        const size_t length = strlen(fuzz_seeds[0]);
        fuzz_demand(nsc_space_open(&opened, "nb101", NULL) == NSC_OK, "the space opens");
        fuzz_demand(import(write_record(&file, valid, length), valid, length, false) == NSC_OK,
                    "the first seed is a valid row");
    }
    import(fuzz_write(&file, bytes, size), NULL, 0, true);
    import(write_record(&file, bytes, size), bytes, size, false);
    return 0;
}
