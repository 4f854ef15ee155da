/*
 * Any bytes behind the header of a file of a part, with the right size and checksum: refused with the file's name, or a
 * part that, written, is read as the same.
 */
#include "fuzz.h"

#include "cli/part_file.h"

const unsigned fuzz_default_rounds = 4000;

const char *const fuzz_seeds[] = {"", NULL};

const char *const fuzz_pieces[] = {"\xff\xff\xff\xff\xff\xff\xff\xff", "random walks", "--part", "\x01", NULL};

enum { HEADER_BYTES = 32, BYTE_ORDER_AT = 16, CHECKSUM_AT = 20, SIZE_AT = 24 };

static void read_written(const nsc_part *part, nsc_part *again) {
    static fuzz_file file = {.descriptor = -1};
    const char *path = fuzz_write(&file, "", 0);
    nsc_error error = {0};
    fuzz_demand_told(nsc_part_write(part, path, &error) == NSC_OK, "a part is written", &error);
    fuzz_demand_told(nsc_part_read(again, path, &error) == NSC_OK, "a part that was written is read", &error);
}

static void demand_same_names(const nsc_names *one, const nsc_names *other) {
    fuzz_demand(one->count == other->count, "as many names");
    for (size_t name = 0; name < one->count; name++)
        fuzz_demand(strcmp(one->items[name], other->items[name]) == 0, "the same names");
}

static void demand_same(const nsc_part *one, const nsc_part *other) {
    fuzz_demand(one->number == other->number && one->count == other->count && one->unit_count == other->unit_count &&
                    strcmp(one->stage, other->stage) == 0 && strcmp(one->version, other->version) == 0,
                "the same part");
    demand_same_names(&one->words, &other->words);
    demand_same_names(&one->files, &other->files);
    demand_same_names(&one->checksums, &other->checksums);
    fuzz_demand(
        one->records.size == other->records.size &&
            (one->records.size == 0 || memcmp(one->records.bytes, other->records.bytes, one->records.size) == 0),
        "the same records");
}

void fuzz_make_seeds(fuzz_seed_function *add, void *context) {
    char *words[] = {"analyse", "rwa", "--walks", "7"}, *files[] = {"a.csv"}, *checksums[] = {"5 bytes"};
    unsigned char records[40] = {1};
    const nsc_part part = {.number = 1,
                           .count = 3,
                           .unit_count = 7,
                           .stage = "random walks",
                           .version = "0.2.0",
                           .words = {words, 4, 4},
                           .files = {files, 1, 1},
                           .checksums = {checksums, 1, 1},
                           .records = {records, sizeof records, sizeof records}};
    static fuzz_file file = {.descriptor = -1};
    const char *path = fuzz_write(&file, "", 0);
    nsc_mapping mapping;
    fuzz_demand(nsc_part_write(&part, path, NULL) == NSC_OK && nsc_mapping_open(&mapping, path, NULL) == NSC_OK,
                "a part is written");
    add(context, mapping.bytes, mapping.size);
    nsc_mapping_close(&mapping);
}

/* Gives the header the size and the checksum of what follows it. */
static void mend(uint8_t *bytes, size_t size) {
    if (size < HEADER_BYTES)
        return;
    const uint64_t rest = size - HEADER_BYTES;
    const uint32_t checksum = nsc_crc32c(bytes + HEADER_BYTES, rest), byte_order = 0x01020304;
    memcpy(bytes, "nasscape part 1\n", BYTE_ORDER_AT);
    memcpy(bytes + BYTE_ORDER_AT, &byte_order, sizeof byte_order);
    memcpy(bytes + CHECKSUM_AT, &checksum, sizeof checksum);
    memcpy(bytes + SIZE_AT, &rest, sizeof rest);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    nsc_part part, again;
    nsc_error error = {0};
    uint8_t *mended = malloc(size > 0 ? size : 1);
    fuzz_demand(mended != NULL, "there is memory");
    memcpy(mended, bytes, size);
    mend(mended, size);
    const char *path = fuzz_write(&file, mended, size);
    const nsc_status status = nsc_part_read(&part, path, &error);
    if (status == NSC_OK) {
        fuzz_demand(part.number >= 1 && part.number <= part.count, "the number is one of the parts");
        read_written(&part, &again);
        demand_same(&part, &again);
        nsc_part_release(&again);
    } else {
        fuzz_refused(status, &error, path);
    }
    nsc_part_release(&part);
    free(mended);
    return 0;
}
