/*
 * A store against a plain list of the rows that went in: every value of every run comes back to the bit, whatever form
 * its column took; what is damaged is refused by the section's name.
 */
#include "official_rows.h"

#include "data/store/store_internal.h"

#include <fcntl.h>
#include <math.h>

enum { BUDGETS = 3, CELLS = 4000, SMALL_CELLS = 40 };

static const int budget_epochs[BUDGETS] = {108, 4, 36}; /* in the order in which they are added */

static nsc_space *space;

/* What was added, by cell, budget and run. */
typedef struct added_rows {
    uint32_t cells;
    uint32_t *ids;
    uint8_t (*counts)[BUDGETS];
    made_row (*rows)[BUDGETS][NSC_RUNS];
} added_rows;

/* Every kind of column: constant ones, bytes, accuracies, floats, doubles; runs that are missing; checkpoint paths. */
static void add_row(nsc_store_builder *builder, added_rows *added, uint32_t cell, size_t budget, gsl_rng *random,
                    bool wide) {
    static const char *const paths[] = {"model.ckpt-0", "", "another/model.ckpt-108"};
    made_row *made = &added->rows[cell][budget][added->counts[cell][budget]];
    (wide ? make_wide_row : make_row)(made, space, added->ids[cell], budget_epochs[budget], random);
    for (size_t evaluation = 0; budget == 1 && evaluation < NSC_EVALUATIONS; evaluation++)
        if (random_below(random, 3) > 0) {
            const char *path = paths[random_below(random, 3)];
            made->row.checkpoint_paths[evaluation] = (nsc_view){path, strlen(path)};
        }
    REQUIRE_OK(nsc_store_builder_add(builder, added->ids[cell], &made->row, &error));
    added->counts[cell][budget]++;
}

static nsc_store_builder *build(added_rows *added, uint32_t cells, bool wide) {
    nsc_store_builder *builder;
    gsl_rng *random = random_stream(5, cells);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    *added = (added_rows){cells, test_memory(cells, sizeof *added->ids), test_memory(cells, sizeof *added->counts),
                          test_memory(cells, sizeof *added->rows)};
    for (uint32_t cell = 0; cell < cells; cell++)
        added->ids[cell] = cell * (space->point_count / cells) + random_below(random, space->point_count / cells);
    for (size_t run = 0; run < NSC_RUNS; run++)
        for (size_t budget = 0; budget < BUDGETS; budget++)
            for (uint32_t cell = cells; cell-- > 0;)
                if (budget == 0 || random_below(random, 4) > 0)
                    add_row(builder, added, cell, budget, random, wide && budget == 2 && cell % 2 == 0);
    gsl_rng_free(random);
    return builder;
}

static void release(added_rows *added) {
    free(added->ids);
    free(added->counts);
    free(added->rows);
}

/* Which of the budgets as added stands at a place of the store. */
static size_t budget_at(const nsc_store *store, size_t place) {
    size_t budget = 0;
    while (budget_epochs[budget] != nsc_store_epochs(store, place))
        budget++;
    return budget;
}

static void compare_rows(const nsc_store *store, const added_rows *added, size_t place) {
    const size_t budget = budget_at(store, place);
    for (uint32_t cell = 0; cell < added->cells; cell++)
        for (size_t run = 0; run < NSC_RUNS; run++) {
            nsc_official_row row, again;
            uint32_t position;
            assert_true(nsc_store_position(store, added->ids[cell], &position));
            if (run >= added->counts[cell][budget]) {
                REQUIRE_REFUSED(nsc_store_row(store, place, run, position, &row, &error), NSC_MISSING, "the cell has");
                continue;
            }
            REQUIRE_OK(nsc_store_row(store, place, run, position, &row, &error));
            REQUIRE_OK(nsc_store_checked_row(store, place, run, position, &again, &error));
            assert_true(same_values(&row, &added->rows[cell][budget][run].row));
            assert_true(same_values(&again, &row));
            assert_int_equal(row.epochs, budget_epochs[budget]);
        }
}

static void compare_columns(const nsc_store *store, const added_rows *added, size_t place) {
    const size_t budget = budget_at(store, place);
    double *values = test_memory(added->cells, sizeof *values);
    uint8_t *runs = test_memory(added->cells, sizeof *runs);
    REQUIRE_OK(nsc_store_runs(store, place, runs, &error));
    for (uint32_t cell = 0; cell < added->cells; cell++)
        assert_int_equal(runs[cell], added->counts[cell][budget]);
    for (size_t run = 0; run < NSC_RUNS; run++)
        for (size_t value = 0; value < NSC_OFFICIAL_VALUES; value++) {
            REQUIRE_OK(nsc_store_values(store, place, run, value, values, &error));
            for (uint32_t cell = 0; cell < added->cells; cell++)
                if (run < added->counts[cell][budget])
                    assert_true(values[cell] == added->rows[cell][budget][run].row.values[value]);
                else
                    assert_true(isnan(values[cell]));
        }
    free(values);
    free(runs);
}

static void compare(const nsc_store *store, const added_rows *added) {
    uint64_t rows = 0;
    for (uint32_t cell = 0; cell < added->cells; cell++) {
        assert_int_equal(nsc_store_cell(store, cell), added->ids[cell]);
        for (size_t budget = 0; budget < BUDGETS; budget++)
            rows += added->counts[cell][budget];
    }
    assert_int_equal(nsc_store_cell_count(store), added->cells);
    assert_int_equal(nsc_store_row_count(store), rows);
    assert_int_equal(nsc_store_budget_count(store), BUDGETS);
    assert_int_equal(nsc_store_epochs(store, 0), 4);
    assert_int_equal(nsc_store_epochs(store, 1), 36);
    assert_int_equal(nsc_store_epochs(store, 2), 108);
    for (size_t place = 0; place < BUDGETS; place++) {
        compare_rows(store, added, place);
        compare_columns(store, added, place);
    }
}

/* ---- there and back ---- */

static const nsc_store_origin origin = {.source = "made.tfrecord", .source_bytes = 123, .rows_left_out = 4};

/* Names of sources: without control characters and bytes that are no text, cut behind a whole character. */
static void test_source_names(void **state) {
    const char *path = path_in(state, "sources.nscape");
    char longest[sizeof((nsc_store_header *)NULL)->source + 40], kept[sizeof longest];
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    strcpy(kept, longest);
    const size_t room = sizeof((nsc_store_header *)NULL)->source - 1;
    memcpy(longest + room - 2, "\xe2\x82\xac", 3); /* a sign of 3 bytes, 2 of which have room */
    kept[room - 2] = '\0';
    const struct {
        const char *given, *kept;
    } names[] = {{"\xe4\xc3\xa4.csv", "?\xc3\xa4.csv"},
                 {"\033[31m\x7f\xc2\x9b", "?[31m???"},
                 {"\xe2\x80\x8f\xd7\x90", "\xe2\x80\x8f\xd7\x90"},
                 {longest, kept}};
    for (size_t number = 0; number < NSC_COUNT_OF(names); number++) {
        const nsc_store_origin named = {.source = names[number].given, .source_bytes = 123};
        added_rows added;
        nsc_store *store;
        nsc_store_builder *builder = build(&added, CELLS, false);
        REQUIRE_OK(nsc_store_write(builder, &named, NSC_THREADS(1), path, &error));
        REQUIRE_OK(nsc_store_open(&store, path, &error));
        assert_string_equal(nsc_store_get_origin(store)->source, names[number].kept);
        nsc_store_close(store);
        nsc_store_builder_destroy(builder);
        release(&added);
        unlink(path);
    }
}

static void test_values(void **state) {
    const char *path = path_in(state, "values.nscape");
    for (int wide = 0; wide < 2; wide++) {
        added_rows added;
        nsc_store *store;
        uint32_t position;
        nsc_store_builder *builder = build(&added, CELLS, wide == 1);
        REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), path, &error));
        REQUIRE_OK(nsc_store_open(&store, path, &error));
        assert_true(nsc_store_recognise(path));
        assert_false(nsc_store_in_memory(store));
        compare(store, &added);
        assert_string_equal(nsc_store_get_origin(store)->source, "made.tfrecord");
        assert_int_equal(nsc_store_get_origin(store)->source_bytes, 123);
        assert_int_equal(nsc_store_get_origin(store)->rows_left_out, 4);
        assert_int_equal(nsc_store_synthetic_count(store), 0);
        assert_false(nsc_store_position(store, space->point_count - 1, &position) &&
                     added.ids[CELLS - 1] != space->point_count - 1);
        nsc_store_close(store);
        REQUIRE_OK(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(2), &error));
        assert_true(nsc_store_in_memory(store));
        compare(store, &added);
        nsc_store_close(store);
        nsc_store_builder_destroy(builder);
        release(&added);
        unlink(path);
    }
}

static char *read_file(const char *path, size_t *size) {
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    *size = (size_t)ftell(stream);
    rewind(stream);
    char *bytes = test_memory(*size, 1);
    assert_int_equal(fread(bytes, 1, *size, stream), *size);
    fclose(stream);
    return bytes;
}

static void write_file(const char *path, const char *bytes, size_t size) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

static void test_threads(void **state) {
    const char *one = path_in(state, "one.nscape"), *two = path_in(state, "two.nscape");
    added_rows added;
    size_t size_one, size_two;
    nsc_store_builder *builder = build(&added, CELLS, true);
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), one, &error));
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(3), two, &error));
    char *bytes_one = read_file(one, &size_one), *bytes_two = read_file(two, &size_two);
    assert_int_equal(size_one, size_two);
    assert_memory_equal(bytes_one, bytes_two, size_one);
    free(bytes_one);
    free(bytes_two);
    nsc_store_builder_destroy(builder);
    release(&added);
    unlink(one);
    unlink(two);
}

/* Official rows take what their numbers need: 34 bytes a run, and a byte a cell and budget where runs are missing. */
static void test_size(void **state) {
    const char *path = path_in(state, "size.nscape");
    nsc_store_builder *builder;
    nsc_store *store;
    gsl_rng *random = random_stream(6, 0);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    for (uint32_t id = 0; id < CELLS; id++)
        for (size_t run = 0; run < NSC_RUNS; run++) {
            made_row made;
            make_row(&made, space, id, 108, random);
            REQUIRE_OK(nsc_store_builder_add(builder, id, &made.row, &error));
        }
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(2), path, &error));
    REQUIRE_OK(nsc_store_open(&store, path, &error));
    const uint64_t values = 34u * NSC_RUNS * CELLS, ids = sizeof(uint32_t) * CELLS;
    assert_in_range(nsc_store_size(store), values + ids, values + ids + 12000);
    nsc_store_close(store);
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    unlink(path);
}

/* ---- what is refused ---- */

static void test_rows_refused(void **state) {
    nsc_store_builder *builder;
    nsc_store *store;
    made_row made;
    gsl_rng *random = random_stream(7, 0);
    nsc_space *small = open_space("nb101:vertices=5");
    REQUIRE_REFUSED(nsc_store_builder_create(&builder, small, &error), NSC_USAGE, "nb101");
    assert_null(builder);
    nsc_space_close(small);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    REQUIRE_REFUSED(nsc_store_write(builder, &origin, NSC_THREADS(1), path_in(state, "none.nscape"), &error),
                    NSC_INVALID, "no row");
    REQUIRE_REFUSED(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(1), &error), NSC_INVALID, "no row");
    for (int run = 0; run < NSC_RUNS; run++) {
        make_row(&made, space, 5, 4, random);
        REQUIRE_OK(nsc_store_builder_add(builder, 5, &made.row, &error));
    }
    REQUIRE_REFUSED(nsc_store_builder_add(builder, 5, &made.row, &error), NSC_INVALID, "3 rows at 4 epochs already");
    for (int epochs = 5; epochs < 4 + NSC_BUDGETS; epochs++) {
        make_row(&made, space, 5, epochs, random);
        REQUIRE_OK(nsc_store_builder_add(builder, 5, &made.row, &error));
    }
    make_row(&made, space, 5, 99, random);
    REQUIRE_REFUSED(nsc_store_builder_add(builder, 5, &made.row, &error), NSC_INVALID,
                    "one budget too many: at most 16");
    REQUIRE_REFUSED(nsc_store_write(builder, &origin, NSC_THREADS(1), "/nowhere/at/all.nscape", &error), NSC_MISSING,
                    "nowhere");
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
}

/* Every single byte of a small store, changed, makes it one that is refused, by the name of a section. */
static void test_every_byte(void **state) {
    const char *path = path_in(state, "damaged.nscape");
    added_rows added;
    nsc_store *store;
    size_t size;
    nsc_store_builder *builder = build(&added, SMALL_CELLS, true);
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), path, &error));
    nsc_store_builder_destroy(builder);
    release(&added);
    char *bytes = read_file(path, &size);
    assert_true(size < 100000);
    const int file = open(path, O_WRONLY);
    assert_true(file >= 0);
    for (size_t place = 0; place < size; place++) {
        const char changed = (char)(bytes[place] ^ (1 << place % 8));
        assert_int_equal(pwrite(file, &changed, 1, (off_t)place), 1);
        REQUIRE_REFUSED(nsc_store_open(&store, path, &error), NSC_INVALID, "section \"");
        assert_null(store);
        assert_int_equal(pwrite(file, &bytes[place], 1, (off_t)place), 1);
    }
    close(file);
    for (size_t length = 0; length < size; length += 97) {
        write_file(path, bytes, length);
        REQUIRE_REFUSED(nsc_store_open(&store, path, &error), NSC_INVALID, path);
    }
    char *longer = test_memory(size + 1, 1);
    memcpy(longer, bytes, size);
    write_file(path, longer, size + 1);
    REQUIRE_REFUSED(nsc_store_open(&store, path, &error), NSC_INVALID, "section \"header\"");
    write_file(path, bytes, size);
    REQUIRE_OK(nsc_store_open(&store, path, &error));
    nsc_store_close(store);
    free(longer);
    free(bytes);
    unlink(path);
    REQUIRE_REFUSED(nsc_store_open(&store, path, &error), NSC_MISSING, path);
    REQUIRE_REFUSED(nsc_store_open(&store, "/tmp", &error), NSC_INVALID, "folder");
}

/* A large store is opened without a look at its columns; who reads a damaged one is told, and nobody else. */
static void test_damaged_column(void **state) {
    enum { MANY = 50000 };
    const char *path = path_in(state, "large.nscape");
    nsc_store_builder *builder;
    nsc_store *store;
    size_t size;
    gsl_rng *random = random_stream(8, 0);
    double *values = test_memory(MANY, sizeof *values);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    for (uint32_t id = 0; id < MANY; id++)
        for (size_t run = 0; run < NSC_RUNS; run++) {
            made_row made;
            make_row(&made, space, id, 36, random);
            REQUIRE_OK(nsc_store_builder_add(builder, id, &made.row, &error));
        }
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(2), path, &error));
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    char *bytes = read_file(path, &size);
    assert_true(size > 5000000);
    bytes[size / 2] = (char)(bytes[size / 2] ^ 1);
    write_file(path, bytes, size);
    REQUIRE_OK(nsc_store_open(&store, path, &error));
    REQUIRE_REFUSED(nsc_store_check(store, NSC_THREADS(2), &error), NSC_INVALID, "section \"36/");
    unsigned refused = 0;
    for (size_t run = 0; run < NSC_RUNS; run++)
        for (size_t value = 0; value < NSC_OFFICIAL_VALUES; value++) {
            nsc_error error = {0};
            const nsc_status status = nsc_store_values(store, 0, run, value, values, &error);
            refused += status == NSC_INVALID && strstr(error.message, nsc_official_value_name(value)) != NULL;
            assert_true(status == NSC_OK || status == NSC_INVALID);
        }
    assert_int_equal(refused, 1);
    nsc_official_row row;
    unsigned rows_refused = 0;
    for (uint32_t position = 0; position < MANY; position += 100)
        for (size_t run = 0; run < NSC_RUNS; run++)
            rows_refused += nsc_store_row(store, 0, run, position, &row, NULL) != NSC_OK;
    /* One block of 16 KiB holds between 2,048 and 16,384 values of one run. */
    assert_in_range(rows_refused, 20, 164);
    nsc_store_close(store);
    free(values);
    free(bytes);
    unlink(path);
}

/* ---- numbers that nobody wrote by accident ---- */

/* Puts every checksum of a store right again. */
static void reseal(char *bytes) {
    nsc_store_header *header = (void *)bytes;
    nsc_store_section *sections = (void *)(bytes + header->table_offset);
    uint32_t *checksums = (void *)(sections + header->section_count);
    for (uint32_t number = 0; number < header->section_count; number++)
        for (uint64_t block = 0; block < nsc_store_blocks(sections[number].size); block++) {
            const uint64_t begin = block * NSC_STORE_BLOCK, left = nsc_store_padded(sections[number].size) - begin;
            checksums[sections[number].first_block + block] =
                nsc_crc32c(bytes + sections[number].offset + begin, left < NSC_STORE_BLOCK ? left : NSC_STORE_BLOCK);
        }
    header->table_checksum = nsc_crc32c(sections, header->section_count * sizeof *sections);
    header->blocks_checksum = nsc_crc32c(checksums, header->block_count * sizeof *checksums);
    header->header_checksum = nsc_crc32c(header, offsetof(nsc_store_header, header_checksum));
}

/* Values of a run of 36 epochs by their places, which no run can have. */
static const struct {
    size_t place;
    double value;
} impossible[] = {{0, 5},         {1, -1},        {5, 1e9},     {5, -1},   {6, 0},   {6, INFINITY},
                  {11, 0},        {11, -5},       {11, NAN},    {14, 7.5}, {14, -3}, {14, NAN},
                  {14, INFINITY}, {9, 1.0000001}, {2, -1e-300}, {15, -5},  {15, NAN}};

/* Numbers of the header and the table; those of columns follow. */
enum { SPACE, CELL, EPOCHS, EPOCHS_MANY, ORDER, ROWS_MANY, NO_ROWS, SOURCE_BYTES, LEFT_OUT, UNENDED, ESCAPE, NO_TEXT };
enum {
    VALUES = NO_TEXT + 1,
    RUNS = VALUES + NSC_COUNT_OF(impossible),
    RUNS_NAN,
    RUNS_PART,
    PATHS,
    PATHS_PART,
    PATH_ENDS
};
enum { ROWS = PATH_ENDS + 1, SYNTHETIC, HOSTILE };

/* Makes a column hold one number everywhere. */
static void make_constant(nsc_store_section *section, double value) {
    section->form = NSC_FORM_CONSTANT;
    section->size = 0;
    section->constant = value;
}

/* Writes what no store says; checksums are left to the caller. */
static void spoil(int kind, char *bytes) {
    nsc_store_header *header = (void *)bytes;
    nsc_store_section *sections = (void *)(bytes + header->table_offset);
    uint32_t *cells = (void *)(bytes + sections[NSC_SECTION_CELLS].offset);
    switch (kind) {
    case SPACE:
        header->space_cells = UINT32_MAX;
        cells[1] = 1u << 30;
        break;
    case CELL:
        cells[1] = 1u << 30;
        break;
    case EPOCHS:
        header->epochs[0] = -7;
        break;
    case EPOCHS_MANY:
        header->epochs[1] = INT32_MAX;
        break;
    case ORDER:
        header->epochs[1] = 36;
        break;
    case ROWS:
        header->rows = 3;
        break;
    case ROWS_MANY:
        header->rows = 1000000;
        break;
    case NO_ROWS:
        header->rows = 0;
        break;
    case SOURCE_BYTES:
        header->source_bytes = UINT64_MAX;
        break;
    case LEFT_OUT:
        header->rows_left_out = UINT64_MAX;
        break;
    case SYNTHETIC:
        header->rows_synthetic = 1;
        break;
    case UNENDED:
        memset(header->source, 'S', sizeof header->source);
        break;
    case ESCAPE:
        strcpy(header->source, "\033[31mred");
        break;
    case NO_TEXT:
        strcpy(header->source, "\xe4.tfrecord");
        break;
    case RUNS:
        make_constant(&sections[nsc_store_runs_section(0)], 1e300);
        break;
    case RUNS_NAN:
        make_constant(&sections[nsc_store_runs_section(0)], (double)NAN);
        break;
    case RUNS_PART:
        make_constant(&sections[nsc_store_runs_section(0)], 1.5);
        break;
    case PATHS:
        sections[nsc_store_column_section(0, 0, NSC_STORE_PATHS)].constant = 0x1p61;
        break;
    case PATHS_PART:
        sections[nsc_store_column_section(0, 0, NSC_STORE_PATHS)].constant = 0.5;
        break;
    case PATH_ENDS:
        ((uint64_t *)(void *)(bytes + sections[NSC_SECTION_PATH_ENDS].offset))[2] = 1;
        break;
    default:
        make_constant(&sections[nsc_store_column_section(0, 0, impossible[kind - VALUES].place)],
                      impossible[kind - VALUES].value);
        break;
    }
}

/* A store of two runs, one of which has a checkpoint path of so many characters; its bytes, to be released by
 * free(). */
static char *make_two_runs(const char *path, size_t length, size_t *size) {
    nsc_store_builder *builder;
    made_row made;
    gsl_rng *random = random_stream(12, 0);
    char *checkpoint_path = test_memory(length, 1);
    memset(checkpoint_path, 'm', length);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    make_row(&made, space, 7, 36, random);
    made.row.checkpoint_paths[1] = (nsc_view){checkpoint_path, length};
    REQUIRE_OK(nsc_store_builder_add(builder, 7, &made.row, &error));
    make_row(&made, space, 9, 108, random);
    REQUIRE_OK(nsc_store_builder_add(builder, 9, &made.row, &error));
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), path, &error));
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    free(checkpoint_path);
    return read_file(path, size);
}

static void write_spoiled(const char *path, int kind, const char *sound, char *bytes, size_t size) {
    memcpy(bytes, sound, size);
    spoil(kind, bytes);
    reseal(bytes);
    write_file(path, bytes, size);
}

/* A small store is looked at whole when it is opened. */
static void test_hostile_numbers(void **state) {
    const char *path = path_in(state, "hostile.nscape");
    size_t size;
    nsc_store *store;
    char *sound = make_two_runs(path, 5, &size), *bytes = test_memory(size, 1);
    for (int kind = 0; kind < HOSTILE; kind++) {
        write_spoiled(path, kind, sound, bytes, size);
        REQUIRE_REFUSED(nsc_store_open(&store, path, &error), NSC_INVALID, "section \"");
    }
    free(bytes);
    free(sound);
    unlink(path);
}

/* Reads all that a store holds, as values and as rows; whether both were refused. */
static bool refuses_values(const nsc_store *store, size_t place) {
    nsc_official_row row;
    double values[2];
    nsc_error reasons[2] = {0};
    return nsc_store_values(store, 0, 0, place, values, &reasons[0]) == NSC_INVALID &&
           nsc_store_row(store, 0, 0, 0, &row, &reasons[1]) == NSC_INVALID;
}

/* The columns of a large store are looked at when they are read, and by `verify`. */
static void test_hostile_columns(void **state) {
    enum { LARGE = (4 << 20) + 1 }; /* more than what is looked at whole */
    const char *path = path_in(state, "large.nscape");
    size_t size;
    char *sound = make_two_runs(path, LARGE, &size), *bytes = test_memory(size, 1);
    for (int kind = VALUES; kind < HOSTILE; kind++) {
        nsc_store *store;
        nsc_store_verification verification;
        write_spoiled(path, kind, sound, bytes, size);
        REQUIRE_OK(nsc_store_open(&store, path, &error));
        REQUIRE_REFUSED(nsc_store_verify(store, space, NSC_THREADS(1), &verification, &error), NSC_INVALID,
                        "section \"");
        if (kind < PATHS)
            assert_true(refuses_values(store, kind < RUNS ? impossible[kind - VALUES].place : 0));
        nsc_store_close(store);
    }
    free(bytes);
    free(sound);
    unlink(path);
}

/* Another program changes the file while it is open: counts and places are those that were checked. */
static void test_changed_while_open(void **state) {
    const char *path = path_in(state, "changed.nscape");
    size_t size;
    nsc_store *store;
    uint32_t position;
    char *bytes = make_two_runs(path, 5, &size);
    nsc_store_header *header = (void *)bytes;
    nsc_store_section *sections = (void *)(bytes + header->table_offset);
    REQUIRE_OK(nsc_store_open(&store, path, &error));
    header->cells = header->budget_count = header->section_count = UINT32_MAX;
    header->rows = UINT64_MAX;
    memset(bytes + sections[NSC_SECTION_CELLS].offset, 255, 2 * sizeof(uint32_t));
    for (uint32_t number = 0; number < 3; number++)
        sections[number].offset = sections[number].size = UINT64_MAX / 2;
    const int file = open(path, O_WRONLY);
    assert_int_equal(pwrite(file, bytes, size, 0), size);
    close(file);
    assert_int_equal(nsc_store_cell_count(store), 2);
    assert_int_equal(nsc_store_budget_count(store), 2);
    assert_int_equal(nsc_store_row_count(store), 2);
    assert_int_equal(nsc_store_cell(store, 1), 9);
    assert_true(nsc_store_position(store, 7, &position) && position == 0);
    /* The section of identifiers now has other bytes than its checksum says. */
    REQUIRE_REFUSED(nsc_store_check(store, NSC_THREADS(1), &error), NSC_INVALID, "section \"cells\"");
    nsc_store_close(store);
    free(bytes);
    unlink(path);
}

/* ---- synthetic ---- */

/* More triples of paths than a row in 36 bytes can name. */
static void test_many_paths(void **state) {
    enum { ADDED = (1 << 16) + 10, LOOKED_AT = 20 };
    nsc_store_builder *builder;
    nsc_store *store;
    nsc_official_row row;
    made_row made;
    char path[16];
    gsl_rng *random = random_stream(10, 0);
    (void)state;
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    make_row(&made, space, 1, 4, random);
    made.row.checkpoint_paths[1] = (nsc_view){path, 0};
    for (uint32_t number = 0; number < ADDED; number++) {
        made.row.checkpoint_paths[1].length = (size_t)snprintf(path, sizeof path, "%u", (unsigned)number);
        REQUIRE_OK(nsc_store_builder_add(builder, number, &made.row, &error));
    }
    REQUIRE_OK(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(1), &error));
    for (uint32_t number = ADDED - LOOKED_AT; number < ADDED; number++) {
        const int length = snprintf(path, sizeof path, "%u", (unsigned)number);
        REQUIRE_OK(nsc_store_row(store, 0, 0, number, &row, &error));
        assert_int_equal(row.checkpoint_paths[1].length, length);
        assert_memory_equal(row.checkpoint_paths[1].text, path, (size_t)length);
        assert_memory_equal(row.values, made.row.values, sizeof row.values);
    }
    nsc_store_close(store);
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
}

static void test_synthetic_mark(void **state) {
    static const struct {
        const char *path;
        uint64_t counted;
    } marks[] = {{"synthetic:1", 1}, {"synthetic", 0}, {"not synthetic:1", 0}, {"synthetic:", 1}};
    (void)state;
    for (size_t mark = 0; mark < sizeof marks / sizeof *marks; mark++) {
        nsc_store_builder *builder;
        nsc_store *store;
        made_row made;
        gsl_rng *random = random_stream(9, 0);
        REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
        make_row(&made, space, 1, 4, random);
        REQUIRE_OK(nsc_store_builder_add(builder, 1, &made.row, &error));
        made.row.checkpoint_paths[0] = (nsc_view){marks[mark].path, strlen(marks[mark].path)};
        REQUIRE_OK(nsc_store_builder_add(builder, 1, &made.row, &error));
        REQUIRE_OK(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(1), &error));
        assert_int_equal(nsc_store_synthetic_count(store), marks[mark].counted);
        nsc_store_close(store);
        nsc_store_builder_destroy(builder);
        gsl_rng_free(random);
    }
}

/* A large store, too, is not believed that nothing in it is made up. */
static void test_synthetic_denied(void **state) {
    enum { LARGE = (4 << 20) + 1 }; /* more than what is looked at whole */
    const char *path = path_in(state, "denied.nscape");
    char *long_path = test_memory(LARGE, 1);
    nsc_store_builder *builder;
    nsc_store *store;
    made_row made;
    size_t size;
    gsl_rng *random = random_stream(9, 0);
    memset(long_path, 'm', LARGE);
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    make_row(&made, space, 1, 4, random);
    made.row.checkpoint_paths[0] = (nsc_view){"synthetic:1", strlen("synthetic:1")};
    made.row.checkpoint_paths[1] = (nsc_view){long_path, LARGE};
    REQUIRE_OK(nsc_store_builder_add(builder, 1, &made.row, &error));
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), path, &error));
    char *bytes = read_file(path, &size);
    ((nsc_store_header *)(void *)bytes)->rows_synthetic = 0;
    reseal(bytes);
    write_file(path, bytes, size);
    REQUIRE_REFUSED(nsc_store_open(&store, path, &error), NSC_INVALID, "fewer synthetic runs");
    free(bytes);
    free(long_path);
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
    unlink(path);
}

/* ---- verify ---- */

/* The count of a check whose name holds `part`, and where it was first found. */
static nsc_value finding_of(const nsc_table *findings, const char *part, size_t column) {
    for (size_t row = 0; row < nsc_table_row_count(findings); row++)
        if (strstr(nsc_table_value(findings, row, 0).as.text, part) != NULL)
            return nsc_table_value(findings, row, column);
    fail_msg("there is no check of \"%s\"", part);
    return nsc_missing();
}

static void test_verify(void **state) {
    static const char *const checks[] = {
        "no k/9984",   "no float32",      "before the first", "not of half",          "not of all",
        "do not grow", "checkpoint path", "but not three",    "equal in every value", "another budget"};
    nsc_store_builder *builder;
    nsc_store *store;
    nsc_store_verification verification;
    gsl_rng *random = random_stream(10, 0);
    made_row made;
    char hash[33];
    (void)state;
    REQUIRE_OK(nsc_store_builder_create(&builder, space, &error));
    for (uint32_t id = 100; id < 103; id++)
        for (int run = 0; run < 3; run++)
            for (int epochs = 4; epochs <= 12; epochs += 8) {
                make_row(&made, space, id, epochs, random);
                REQUIRE_OK(nsc_store_builder_add(builder, id, &made.row, &error));
            }
    REQUIRE_OK(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(1), &error));
    REQUIRE_OK(nsc_store_verify(store, space, NSC_THREADS(1), &verification, &error));
    assert_int_equal(verification.rows_checked, 18);
    assert_int_equal(nsc_table_row_count(verification.findings), sizeof checks / sizeof *checks);
    for (size_t check = 0; check < sizeof checks / sizeof *checks; check++)
        assert_int_equal(finding_of(verification.findings, checks[check], 1).as.integer, 0);
    nsc_table_destroy(verification.findings);
    nsc_store_close(store);

    /* One row unusual in every way that a row can be, twice; a cell without the other budget. */
    for (int run = 0; run < 2; run++) {
        gsl_rng *same = random_stream(11, 0);
        make_wide_row(&made, space, 200, 12, same);
        made.row.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME)] = 0.25;
        made.row.values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME)] = 0.3;
        made.row.checkpoint_paths[2] = (nsc_view){"model", 5};
        REQUIRE_OK(nsc_store_builder_add(builder, 200, &made.row, &error));
        gsl_rng_free(same);
    }
    REQUIRE_OK(nsc_store_open_builder(&store, builder, &origin, NSC_THREADS(1), &error));
    REQUIRE_OK(nsc_store_verify(store, space, NSC_THREADS(2), &verification, &error));
    nsc_hash_format(&made.row.hash, hash);
    for (size_t check = 0; check < sizeof checks / sizeof *checks; check++) {
        const bool of_cell = check >= 7;
        assert_int_equal(finding_of(verification.findings, checks[check], 1).as.integer, of_cell ? 1 : 2);
        assert_string_equal(finding_of(verification.findings, checks[check], 2).as.text, hash);
        assert_int_equal(finding_of(verification.findings, checks[check], 3).as.integer, check == 9 ? 4 : 12);
    }
    nsc_table_destroy(verification.findings);
    nsc_store_close(store);
    nsc_store_builder_destroy(builder);
    gsl_rng_free(random);
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
        cmocka_unit_test(test_source_names),    cmocka_unit_test(test_values),
        cmocka_unit_test(test_threads),         cmocka_unit_test(test_size),
        cmocka_unit_test(test_rows_refused),    cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_damaged_column),  cmocka_unit_test(test_hostile_numbers),
        cmocka_unit_test(test_hostile_columns), cmocka_unit_test(test_changed_while_open),
        cmocka_unit_test(test_synthetic_mark),  cmocka_unit_test(test_synthetic_denied),
        cmocka_unit_test(test_verify),          cmocka_unit_test(test_many_paths),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
