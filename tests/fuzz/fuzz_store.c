/*
 * Any bytes as a store whose checksums are right: refused with the file's name, or sound: every row can be measured,
 * and what is exported, as a table and as an official file, is imported again as the same rows.
 */
#include "fuzz.h"

#include "data/data.h"
#include "data/store/store_internal.h"
#include "data/store/store_tools.h"

#include <math.h>
#include <string.h>

const unsigned fuzz_default_rounds = 300;

const char *const fuzz_seeds[] = {"", NULL};

/* Bytes of numbers out of range: of NaN, of infinities, of −1; and the start of a store. */
const char *const fuzz_pieces[] = {"\xf0\x7f",         "\xf0\xff", "\xf8\x7f", "\x80\x7f",
                                   "\xff\xff\xff\xff", "\xc0\x7f", NULL};

static nsc_space *opened;

/* ---- seeds ---- */

static void fill_row(nsc_official_row *row, int epochs, double accuracy, double time_s, const char *path) {
    *row = (nsc_official_row){.epochs = epochs};
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        double *values = row->values + evaluation * NSC_EVALUATION_VALUES;
        values[NSC_EVALUATION_EPOCH] = (double)evaluation * epochs / 2;
        values[NSC_EVALUATION_TIME] = (double)evaluation * time_s / 2;
        for (size_t place = NSC_EVALUATION_TRAIN; place <= NSC_EVALUATION_TEST; place++)
            values[place] = accuracy;
    }
    row->values[NSC_OFFICIAL_TOTAL_TIME] = time_s + 1;
    if (path != NULL)
        row->checkpoint_paths[NSC_EVALUATION_FINAL] = (nsc_view){path, strlen(path)};
}

/* The bytes of a store of these cells: three runs of the first one, one of the others, at two budgets. */
static void add_store(const uint32_t *cells, size_t count, double accuracy, const char *path, fuzz_seed_function *add,
                      void *context) {
    const nsc_store_origin origin = {.source = "made.tfrecord", .source_bytes = 1000};
    static fuzz_file file = {.descriptor = -1};
    nsc_store_builder *builder;
    nsc_store *store;
    nsc_official_row row;
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = tmpfile();
    fuzz_demand(stream != NULL && nsc_store_builder_create(&builder, opened, NULL) == NSC_OK, "a builder is made");
    for (size_t cell = 0; cell < count; cell++)
        for (int run = 0; run < (cell == 0 ? NSC_RUNS : 1); run++)
            for (int epochs = 36; epochs <= 108; epochs += 72) {
                fill_row(&row, epochs, accuracy * (run + 1), 100 + run, path);
                fuzz_demand(nsc_store_builder_add(builder, cells[cell], &row, NULL) == NSC_OK, "a row is added");
            }
    fuzz_demand(nsc_store_write_stream(builder, &origin, NSC_THREADS(1), stream, NULL) == NSC_OK &&
                    fseek(stream, 0, SEEK_END) == 0,
                "a store is written");
    size = (size_t)ftell(stream);
    bytes = malloc(size);
    rewind(stream);
    fuzz_demand(bytes != NULL && fread(bytes, 1, size, stream) == size, "the store is read back");
    fuzz_demand(nsc_store_open(&store, fuzz_write(&file, bytes, size), NULL) == NSC_OK, "and is one");
    nsc_store_close(store);
    add(context, bytes, size);
    free(bytes);
    fclose(stream);
    nsc_store_builder_destroy(builder);
}

static void open_space(void) {
    if (opened == NULL)
        fuzz_demand(nsc_space_open(&opened, "nb101", NULL) == NSC_OK, "the space opens");
}

void fuzz_make_seeds(fuzz_seed_function *add, void *context) {
    static const uint32_t few[] = {0, 17, 423623};
    open_space();
    add_store(few, NSC_COUNT_OF(few), 2496.0 / NSC_OFFICIAL_IMAGES, NULL, add, context);
    add_store(few + 1, 1, 0.3, "a/path", add, context);
    add_store(few, 2, 0.25, NSC_SYNTHETIC_MARK "1", add, context);
}

/* ---- checksums ---- */

/* Makes the checksums right, as far as the header's numbers lead to something within the file. */
static void mend(unsigned char *bytes, size_t size) {
    nsc_store_header header;
    if (size < sizeof header)
        return;
    memcpy(&header, bytes, sizeof header);
    memcpy(header.magic, nsc_store_magic, sizeof header.magic);
    header.byte_order = 0x01020304;
    header.file_size = size;
    const uint64_t table = header.table_offset, sections = (uint64_t)header.section_count * sizeof(nsc_store_section);
    const uint64_t sums = (uint64_t)header.block_count * sizeof(uint32_t);
    if (table <= size && sections <= size - table && sums <= size - table - sections) {
        for (uint32_t number = 0; number < header.section_count; number++) {
            nsc_store_section section;
            memcpy(&section, bytes + table + number * sizeof section, sizeof section);
            if (section.offset > size || section.size > size)
                continue;
            for (uint64_t block = 0; block < nsc_store_blocks(section.size); block++) {
                const uint64_t begin = section.offset + block * NSC_STORE_BLOCK;
                const uint64_t left = nsc_store_padded(section.size) - block * NSC_STORE_BLOCK;
                const uint64_t length = left < NSC_STORE_BLOCK ? left : NSC_STORE_BLOCK;
                if (section.first_block + block >= header.block_count || begin > size || length > size - begin)
                    continue;
                const uint32_t sum = nsc_crc32c(bytes + begin, length);
                memcpy(bytes + table + sections + (section.first_block + block) * sizeof sum, &sum, sizeof sum);
            }
        }
        header.table_checksum = nsc_crc32c(bytes + table, sections);
        header.blocks_checksum = nsc_crc32c(bytes + table + sections, sums);
    }
    header.header_checksum = nsc_crc32c(&header, offsetof(nsc_store_header, header_checksum));
    memcpy(bytes, &header, sizeof header);
}

/* ---- what is inside ---- */

static void check_refusal(nsc_status status, const nsc_error *error, const char *path) {
    fuzz_demand(status == NSC_INVALID && error->status == NSC_INVALID && strstr(error->message, path) != NULL,
                "a store is invalid, and a refusal names the file");
}

static bool is_accuracy(size_t place) {
    return place < NSC_OFFICIAL_TOTAL_TIME && place % NSC_EVALUATION_VALUES >= NSC_EVALUATION_TRAIN;
}

/* Whether a value may be one of an official row, said once more than validity.h says it. */
static bool is_measurable(size_t place, double value) {
    return isfinite(value) && value >= 0 && (!is_accuracy(place) || value <= 1);
}

/* Reads all rows; their number, or 0 where one of them is refused. Tables of accuracies on the grid of official
 * ones take any other for damaged: *`on_grid` is false where there are such. */
static uint64_t count_rows(const nsc_store *store, const char *path, bool *on_grid) {
    uint64_t rows = 0;
    *on_grid = true;
    for (uint32_t position = 0; position < nsc_store_cell_count(store); position++)
        for (size_t budget = 0; budget < nsc_store_budget_count(store); budget++)
            for (size_t run = 0; run < NSC_RUNS; run++) {
                nsc_official_row row, same;
                nsc_error error = {0};
                const nsc_status status = nsc_store_row(store, budget, run, position, &row, &error);
                fuzz_demand(nsc_store_checked_row(store, budget, run, position, &same, NULL) == status,
                            "a row is the same by both ways");
                if (status == NSC_MISSING)
                    break;
                if (status != NSC_OK) {
                    check_refusal(status, &error, path);
                    return 0;
                }
                for (size_t place = 0; place < NSC_OFFICIAL_VALUES; place++) {
                    fuzz_demand(is_measurable(place, row.values[place]), "values in range");
                    *on_grid = *on_grid && (!is_accuracy(place) || nsc_accuracy_on_grid(row.values[place], 3));
                }
                rows++;
            }
    return rows;
}

/* ---- exported and imported ---- */

static void check_same_rows(const nsc_store *one, const nsc_store *other) {
    fuzz_demand(nsc_store_row_count(one) == nsc_store_row_count(other), "the official file has all rows");
    for (uint32_t position = 0; position < nsc_store_cell_count(other); position++) {
        uint32_t place;
        fuzz_demand(nsc_store_position(one, nsc_store_cell(other, position), &place), "of the same cells");
        for (size_t budget = 0, own = 0; budget < nsc_store_budget_count(other); budget++, own++) {
            while (nsc_store_epochs(one, own) != nsc_store_epochs(other, budget))
                own++;
            for (size_t run = 0; run < NSC_RUNS; run++) {
                nsc_official_row row, same;
                const nsc_status status = nsc_store_row(one, own, run, place, &row, NULL);
                fuzz_demand(nsc_store_row(other, budget, run, position, &same, NULL) == status, "of the same runs");
                if (status == NSC_MISSING)
                    break;
                fuzz_demand(nsc_official_same_values(row.values, same.values), "with the same values");
                for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
                    fuzz_demand(nsc_view_equal(row.checkpoint_paths[evaluation], same.checkpoint_paths[evaluation]),
                                "and the same paths");
            }
        }
    }
}

static void check_official_file(const nsc_store *store) {
    static fuzz_file file = {.descriptor = -1};
    const nsc_import_options options = {.control = NSC_THREADS(1)};
    char *bytes = NULL;
    size_t size = 0;
    nsc_import_result result;
    nsc_store *imported;
    nsc_error error = {0};
    FILE *stream = open_memstream(&bytes, &size);
    fuzz_demand(nsc_store_export_tfrecord(store, opened, stream, &error) == NSC_OK && fclose(stream) == 0,
                "a sound store is exported as an official file");
    const char *path = fuzz_write(&file, bytes, size);
    const nsc_status status = nsc_import_open(&imported, opened, path, &options, &result, &error);
    fuzz_demand_told(status == NSC_OK, "what is written is read", &error);
    check_same_rows(store, imported);
    nsc_store_close(imported);
    nsc_import_result_release(&result);
    free(bytes);
}

static void check_same_run(const nsc_point_run *one, const nsc_point_run *other) {
    fuzz_demand(one->run == other->run, "of the same number");
    for (size_t metric = 0; metric < NSC_METRIC_COUNT; metric++)
        fuzz_demand(nsc_official_same_bits(one->values[metric], other->values[metric]), "with the same values");
}

/* The values of the cells that the store holds are the same, read from the store and from its table. */
static void check_table(const nsc_store *store, const char *store_path) {
    static fuzz_file file = {.descriptor = -1};
    char *bytes = NULL;
    size_t size = 0;
    nsc_error error = {0};
    nsc_measurements *stored = NULL, *read = NULL;
    FILE *stream = open_memstream(&bytes, &size);
    fuzz_demand(nsc_store_export_csv(store, opened, NULL, stream, NULL) == NSC_OK && fclose(stream) == 0,
                "a sound store is exported as a table");
    fuzz_demand(nsc_measurements_create(&stored, opened, NULL) == NSC_OK &&
                    nsc_measurements_create(&read, opened, NULL) == NSC_OK,
                "sets are made");
    nsc_status status = nsc_measurements_read_store(stored, store_path, NULL, &error);
    fuzz_demand_told(status == NSC_OK, "what is written is read", &error);
    status = nsc_measurements_read_csv(read, fuzz_write(&file, bytes, size), NULL, &error);
    fuzz_demand_told(status == NSC_OK, "what is written is read", &error);
    fuzz_demand(nsc_measurements_budget_count(stored) == nsc_measurements_budget_count(read), "the same budgets");
    nsc_point_runs own = {0}, other = {0};
    for (uint32_t position = 0; position < nsc_store_cell_count(store); position++)
        for (size_t budget = 0; budget < nsc_measurements_budget_count(read); budget++) {
            const uint32_t cell = nsc_store_cell(store, position);
            fuzz_demand(nsc_measurements_point(stored, budget, cell, &own, NULL) == NSC_OK &&
                            nsc_measurements_point(read, budget, cell, &other, NULL) == NSC_OK &&
                            own.count == other.count,
                        "the same runs from the table");
            for (size_t run = 0; run < own.count; run++)
                check_same_run(&own.items[run], &other.items[run]);
        }
    free(own.items);
    free(other.items);
    nsc_measurements_destroy(stored);
    nsc_measurements_destroy(read);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    nsc_error error = {0};
    nsc_store *store;
    bool on_grid;
    unsigned char *mended = malloc(size > 0 ? size : 1);
    fuzz_demand(mended != NULL, "there is memory");
    open_space();
    memcpy(mended, bytes, size);
    mend(mended, size);
    const char *path = fuzz_write(&file, mended, size);
    const nsc_status status = nsc_store_open(&store, path, &error);
    if (status != NSC_OK) {
        check_refusal(status, &error, path);
    } else if (count_rows(store, path, &on_grid) > 0) {
        check_official_file(store);
        if (on_grid)
            check_table(store, path);
    }
    nsc_store_close(store);
    free(mended);
    return 0;
}
