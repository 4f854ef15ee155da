/*
 * Any bytes as an official row, framed rightly, and as a whole file: imported, or refused with file, record and reason.
 * What is imported makes a store that is sound, and whose rows are those that the libraries read.
 */
#include "fuzz.h"

#include "data/data.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const unsigned fuzz_default_rounds = 3000;

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

static void write_record(int file, const uint8_t *payload, size_t size) {
    unsigned char frame[NSC_TFRECORD_FRAME];
    const size_t before = NSC_TFRECORD_FRAME - sizeof(uint32_t);
    nsc_tfrecord_frame(payload, size, frame);
    fuzz_demand(ftruncate(file, 0) == 0 && pwrite(file, frame, before, 0) == (ssize_t)before &&
                    pwrite(file, payload, size, (off_t)before) == (ssize_t)size &&
                    pwrite(file, frame + before, sizeof frame - before, (off_t)(before + size)) ==
                        (ssize_t)(sizeof frame - before),
                "the record is written");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static int file = -1;
    static char path[64];
    if (opened == NULL) {
        const uint8_t *valid = (const uint8_t *)fuzz_seeds[0];
        fuzz_demand(nsc_space_open(&opened, "nb101", NULL) == NSC_OK, "the space opens");
        file = memfd_create("rows", 0);
        fuzz_demand(file >= 0, "a file in memory is made");
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        write_record(file, valid, strlen(fuzz_seeds[0]));
        fuzz_demand(import(path, valid, strlen(fuzz_seeds[0]), false) == NSC_OK, "the first seed is a valid row");
    }
    fuzz_demand(ftruncate(file, 0) == 0 && pwrite(file, bytes, size, 0) == (ssize_t)size, "the file is written");
    import(path, NULL, 0, true);
    write_record(file, bytes, size);
    import(path, bytes, size, false);
    return 0;
}
