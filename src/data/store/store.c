/* Reading a store: what is mapped is checked before it is believed, block by block. */
#include "data/store/store_internal.h"

#include "base/utf8.h"
#include "data/official/validity.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    SMALL = 4 << 20 /* bytes of a store that is checked whole when it is opened: a millisecond */
};

struct nsc_store {
    int descriptor;
    nsc_mapping mapping;
    char *path; /* for messages */
    const nsc_store_header *header;
    const nsc_store_section *sections;
    const uint32_t *checksums;
    const uint32_t *cells; /* NULL where all cells are held */
    nsc_store_origin origin;
    char source[128]; /* of the origin */
    bool in_memory;
};

/* ---- checks ---- */

static nsc_status refuse(const nsc_store *store, const char *section, const char *reason, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "%s: the store's section \"%s\" %s", store->path, section, reason);
}

static const unsigned char *bytes_of(const nsc_store *store, const nsc_store_section *section) {
    return store->mapping.bytes + section->offset;
}

/* Bytes of one block of a section, by its number in the section. */
static size_t block_size(const nsc_store_section *section, uint64_t block) {
    const uint64_t left = nsc_store_padded(section->size) - block * NSC_STORE_BLOCK;
    return (size_t)(left < NSC_STORE_BLOCK ? left : NSC_STORE_BLOCK);
}

static nsc_status check_block(const nsc_store *store, const nsc_store_section *section, uint64_t block,
                              nsc_error *error) {
    const unsigned char *bytes = bytes_of(store, section) + block * NSC_STORE_BLOCK;
    if (nsc_crc32c(bytes, block_size(section, block)) == store->checksums[section->first_block + block])
        return NSC_OK;
    return refuse(store, section->name, "is damaged: a checksum differs", error);
}

/* Checks the blocks that hold the bytes from `begin` to before `end`. */
static nsc_status check_range(const nsc_store *store, const nsc_store_section *section, uint64_t begin, uint64_t end,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint64_t block = begin / NSC_STORE_BLOCK; status == NSC_OK && block * NSC_STORE_BLOCK < end; block++)
        status = check_block(store, section, block, error);
    return status;
}

static nsc_status check_section(const nsc_store *store, const nsc_store_section *section, nsc_error *error) {
    return check_range(store, section, 0, nsc_store_padded(section->size), error);
}

/* ---- opening ---- */

static nsc_status check_header(const nsc_store *store, nsc_error *error) {
    const nsc_store_header *header = store->header;
    const uint64_t size = store->mapping.size;
    if (size < sizeof header->magic || memcmp(store->mapping.bytes, nsc_store_magic, sizeof header->magic) != 0)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: this file is not a store: it does not begin as one (section \"header\")",
                             store->path);
    if (size < sizeof *header)
        return refuse(store, "header", "is cut off", error);
    if (header->byte_order != 0x01020304)
        return refuse(store, "header", "is damaged, or the store was written on a machine of another byte order",
                      error);
    if (nsc_crc32c(header, offsetof(nsc_store_header, header_checksum)) != header->header_checksum)
        return refuse(store, "header", "is damaged: its checksum differs", error);
    if (header->version != NSC_STORE_VERSION)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: the store is of version %u, and this program reads version %d: import the official "
                             "file again (section \"header\")",
                             store->path, (unsigned)header->version, NSC_STORE_VERSION);
    if (header->file_size != size)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: the store has %" PRIu64 " bytes, but its section \"header\" says %" PRIu64,
                             store->path, size, header->file_size);
    return NSC_OK;
}

/* The header is undamaged; that its numbers fit together is what a writer must have seen to. */
static nsc_status check_tables(nsc_store *store, nsc_error *error) {
    const nsc_store_header *header = store->header;
    const uint64_t table_size = (uint64_t)header->section_count * sizeof *store->sections;
    const uint64_t checksums_size = (uint64_t)header->block_count * sizeof *store->checksums;
    bool ascending = true;
    for (uint32_t budget = 0; budget < header->budget_count && budget < NSC_BUDGETS; budget++)
        ascending = ascending && header->epochs[budget] > (budget > 0 ? header->epochs[budget - 1] : 0);
    if (header->budget_count > NSC_BUDGETS || header->budget_count == 0 || !ascending ||
        header->space_cells != NSC_OFFICIAL_CELLS || header->cells > header->space_cells || header->cells == 0 ||
        header->rows == 0 || header->rows_synthetic > header->rows ||
        header->section_count != NSC_SECTION_BUDGETS + (uint64_t)header->budget_count * NSC_STORE_BUDGET_SECTIONS ||
        header->table_offset % NSC_STORE_ALIGNMENT != 0 || header->table_offset > header->file_size ||
        header->file_size - header->table_offset != table_size + checksums_size)
        return refuse(store, "header", "contradicts itself", error);
    if (nsc_validity_of_epochs(header->epochs[header->budget_count - 1]) != NULL)
        return nsc_error_set(error, NSC_INVALID, "%s: the store's section \"header\" has a budget of %d epochs, %s",
                             store->path, (int)header->epochs[header->budget_count - 1],
                             nsc_validity_of_epochs(header->epochs[header->budget_count - 1]));
    const uint64_t most = (uint64_t)header->cells * header->budget_count * NSC_RUNS;
    if (header->rows > most)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: the store's section \"header\" says %" PRIu64 " runs, more than the %" PRIu64
                             " that its cells and budgets can have",
                             store->path, header->rows, most);
    store->sections = (const void *)(store->mapping.bytes + header->table_offset);
    store->checksums = (const void *)(store->mapping.bytes + header->table_offset + table_size);
    if (nsc_crc32c(store->sections, (size_t)table_size) != header->table_checksum)
        return refuse(store, "section table", "is damaged: its checksum differs", error);
    if (nsc_crc32c(store->checksums, (size_t)checksums_size) != header->blocks_checksum)
        return refuse(store, "checksums", "is damaged: its own checksum differs", error);
    return NSC_OK;
}

static bool is_section_sound(const nsc_store *store, size_t number) {
    const nsc_store_header *header = store->header;
    const nsc_store_section *section = &store->sections[number];
    const bool is_column = number >= NSC_SECTION_BUDGETS;
    if (section->offset % NSC_STORE_ALIGNMENT != 0 || section->offset > header->table_offset ||
        section->size > header->table_offset - section->offset || section->form > NSC_FORM_BYTES ||
        (section->form == NSC_FORM_BYTES) == is_column ||
        section->first_block + nsc_store_blocks(section->size) > header->block_count ||
        memchr(section->name, '\0', sizeof section->name) == NULL)
        return false;
    const uint64_t cells = header->cells == header->space_cells ? 0 : header->cells;
    if (number == NSC_SECTION_CELLS)
        return section->size == cells * sizeof(uint32_t);
    return !is_column || section->size == header->cells * nsc_store_form_size((nsc_store_form)section->form);
}

static nsc_status check_sections(const nsc_store *store, nsc_error *error) {
    for (size_t number = 0; number < store->header->section_count; number++)
        if (!is_section_sound(store, number))
            return refuse(store, "section table", "contradicts the header", error);
    return NSC_OK;
}

/* Every position in a column goes through this list, so that it is checked at once. */
static nsc_status read_cells(nsc_store *store, nsc_error *error) {
    const nsc_store_section *section = &store->sections[NSC_SECTION_CELLS];
    if (section->size == 0)
        return NSC_OK;
    nsc_status status = check_section(store, section, error);
    const uint32_t *cells = (const void *)bytes_of(store, section);
    for (uint32_t position = 0; status == NSC_OK && position < store->header->cells; position++)
        if (cells[position] >= store->header->space_cells || (position > 0 && cells[position] <= cells[position - 1]))
            status = refuse(store, section->name, "is not in ascending order", error);
    store->cells = cells;
    return status;
}

/* The name of the source: text without control characters, whose last character may be cut off by its size. */
static nsc_status read_source(nsc_store *store, nsc_error *error) {
    const char *source = store->header->source;
    const size_t size = sizeof store->header->source;
    if (memchr(source, '\0', size) == NULL)
        return refuse(store, "header", "has a source name without an end", error);
    memcpy(store->source, source, size);
    for (size_t length = strlen(source), cut = 0; !nsc_is_utf8(store->source) && length + 1 == size && cut < 3; cut++)
        store->source[length - cut - 1] = '\0';
    const unsigned char *byte = (const unsigned char *)store->source;
    bool plain = nsc_is_utf8(store->source);
    for (; plain && *byte != '\0'; byte++)
        plain = *byte >= ' ' && *byte != 0x7f && !(byte[0] == 0xc2 && byte[1] < 0xa0);
    return plain ? NSC_OK : refuse(store, "header", "has a source name that is no plain text", error);
}

static nsc_status check_opened(nsc_store *store, nsc_error *error) {
    nsc_status status = NSC_OK;
    store->header = (const void *)store->mapping.bytes;
    NSC_TRY(check_header(store, error));
    NSC_TRY(check_tables(store, error));
    NSC_TRY(check_sections(store, error));
    NSC_TRY(read_cells(store, error));
    NSC_TRY(read_source(store, error));
    store->origin = (nsc_store_origin){store->source, store->header->source_bytes, store->header->rows_left_out};
    if (store->mapping.size <= SMALL)
        NSC_TRY(nsc_store_check(store, NSC_THREADS(1), error));
out:
    return status;
}

/* Opens the store in an open file, which is closed with it, or at once after a failure. */
static nsc_status open_store(nsc_store **store, int descriptor, const char *path, nsc_error *error) {
    nsc_status status = nsc_allocate(store, 1, sizeof **store, error);
    if (status != NSC_OK) {
        close(descriptor);
        return status;
    }
    (*store)->descriptor = descriptor;
    NSC_TRY(nsc_copy_text(&(*store)->path, path, error));
    NSC_TRY(nsc_mapping_of_descriptor(&(*store)->mapping, descriptor, path, error));
    NSC_TRY(check_opened(*store, error));
out:
    if (status != NSC_OK) {
        nsc_store_close(*store);
        *store = NULL;
    }
    return status;
}

nsc_status nsc_store_open(nsc_store **store, const char *path, nsc_error *error) {
    *store = NULL;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not keep us */
    if (descriptor < 0)
        return nsc_error_set(error, errno == ENOENT || errno == ENOTDIR ? NSC_MISSING : NSC_FAILED,
                             "cannot read \"%s\": %s", path, strerror(errno));
    return open_store(store, descriptor, path, error);
}

/* Writes the store to a file in memory, whose descriptor is the caller's; −1 after a failure. */
static nsc_status write_in_memory(int *descriptor, const nsc_store_builder *builder, const nsc_store_origin *origin,
                                  const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    *descriptor = memfd_create("nasscape store", MFD_CLOEXEC);
    int written = *descriptor >= 0 ? fcntl(*descriptor, F_DUPFD_CLOEXEC, 0) : -1;
    FILE *stream = written >= 0 ? fdopen(written, "wb") : NULL;
    if (stream == NULL) {
        status = nsc_error_set(error, NSC_FAILED, "cannot make a store in memory: %s", strerror(errno));
        if (written >= 0)
            close(written);
    } else {
        status = nsc_store_write_stream(builder, origin, control, stream, error);
        if (status != NSC_OK)
            nsc_error_prefix(error, "%s: ", origin->source);
        fclose(stream);
    }
    if (status != NSC_OK && *descriptor >= 0) {
        close(*descriptor);
        *descriptor = -1;
    }
    return status;
}

nsc_status nsc_store_open_builder(nsc_store **store, const nsc_store_builder *builder, const nsc_store_origin *origin,
                                  const nsc_control *control, nsc_error *error) {
    int descriptor;
    *store = NULL;
    nsc_status status = write_in_memory(&descriptor, builder, origin, control, error);
    if (status == NSC_OK)
        status = open_store(store, descriptor, origin->source, error);
    if (status == NSC_OK)
        (*store)->in_memory = true;
    return status;
}

void nsc_store_close(nsc_store *store) {
    if (store == NULL)
        return;
    nsc_mapping_close(&store->mapping);
    close(store->descriptor);
    free(store->path);
    free(store);
}

bool nsc_store_recognise(const char *path) {
    char begin[sizeof nsc_store_magic];
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    bool found = pread(descriptor, begin, sizeof begin, 0) == (ssize_t)sizeof begin &&
                 memcmp(begin, nsc_store_magic, sizeof begin) == 0;
    close(descriptor);
    return found;
}

/* ---- what is inside ---- */

const nsc_store_origin *nsc_store_get_origin(const nsc_store *store) {
    return &store->origin;
}

uint64_t nsc_store_size(const nsc_store *store) {
    return store->mapping.size;
}

uint32_t nsc_store_version(const nsc_store *store) {
    return store->header->version;
}

bool nsc_store_in_memory(const nsc_store *store) {
    return store->in_memory;
}

uint64_t nsc_store_row_count(const nsc_store *store) {
    return store->header->rows;
}

uint64_t nsc_store_synthetic_count(const nsc_store *store) {
    return store->header->rows_synthetic;
}

size_t nsc_store_budget_count(const nsc_store *store) {
    return store->header->budget_count;
}

int nsc_store_epochs(const nsc_store *store, size_t budget) {
    return store->header->epochs[budget];
}

uint32_t nsc_store_cell_count(const nsc_store *store) {
    return store->header->cells;
}

uint32_t nsc_store_cell(const nsc_store *store, uint32_t position) {
    return store->cells != NULL ? store->cells[position] : position;
}

bool nsc_store_position(const nsc_store *store, uint32_t id, uint32_t *position) {
    uint32_t low = 0, high = store->header->cells;
    if (store->cells == NULL) {
        *position = id;
        return id < high;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (store->cells[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    *position = low;
    return low < store->header->cells && store->cells[low] == id;
}

/* ---- values ---- */

/* NSC_INVALID for a value that no run can have. */
static nsc_status check_value(const nsc_store *store, const nsc_store_section *section, size_t place, double value,
                              nsc_error *error) {
    const char *reason = nsc_official_validity(place, value);
    return reason == NULL ? NSC_OK
                          : nsc_error_set(error, NSC_INVALID, "%s: a value of the store's section \"%s\" is %.9g, %s",
                                          store->path, section->name, value, reason);
}

/* The value that a column keeps at `bytes`. */
static double decode(const nsc_store_section *section, const unsigned char *bytes) {
    float narrow;
    double wide;
    uint16_t k;
    switch (section->form) {
    case NSC_FORM_BYTE:
        return *bytes;
    case NSC_FORM_ACCURACY:
        memcpy(&k, bytes, sizeof k);
        return nsc_store_accuracy(k);
    case NSC_FORM_FLOAT:
        memcpy(&narrow, bytes, sizeof narrow);
        return (double)narrow;
    case NSC_FORM_DOUBLE:
        memcpy(&wide, bytes, sizeof wide);
        return wide;
    default:
        return section->constant;
    }
}

/* The value at a position of a column, whose block was checked. */
static double column_value(const nsc_store *store, const nsc_store_section *section, uint32_t position) {
    return decode(section,
                  bytes_of(store, section) + (size_t)position * nsc_store_form_size((nsc_store_form)section->form));
}

/*
 * The same, by reading the one block that holds it: for the scattered values of a single cell, a tenth of the time that
 * it takes the system to map as many pages.
 */
static nsc_status fetch_value(const nsc_store *store, const nsc_store_section *section, uint32_t position,
                              double *value, nsc_error *error) {
    const uint64_t place = (uint64_t)position * nsc_store_form_size((nsc_store_form)section->form);
    const uint64_t block = place / NSC_STORE_BLOCK;
    unsigned char bytes[NSC_STORE_BLOCK];
    const size_t size = block_size(section, block);
    if (section->size == 0) {
        *value = section->constant;
        return NSC_OK;
    }
    const ssize_t count = pread(store->descriptor, bytes, size, (off_t)(section->offset + block * NSC_STORE_BLOCK));
    if (count < 0)
        return nsc_error_set(error, NSC_FAILED, "cannot read \"%s\": %s", store->path, strerror(errno));
    if ((size_t)count < size)
        return refuse(store, section->name, "is cut off", error);
    if (nsc_crc32c(bytes, size) != store->checksums[section->first_block + block])
        return refuse(store, section->name, "is damaged: a checksum differs", error);
    *value = decode(section, bytes + place % NSC_STORE_BLOCK);
    return NSC_OK;
}

/* The same of a section by its number; `checked`: the whole store was. */
static nsc_status read_value(const nsc_store *store, size_t section_number, uint32_t position, bool checked,
                             double *value, nsc_error *error) {
    const nsc_store_section *section = &store->sections[section_number];
    if (!checked)
        return fetch_value(store, section, position, value, error);
    *value = column_value(store, section, position);
    return NSC_OK;
}

/* A number of runs as its column has it, which may be any number in a file that somebody made. */
static nsc_status check_run_count(const nsc_store *store, size_t budget, double value, uint8_t *runs,
                                  nsc_error *error) {
    for (*runs = 0; *runs <= NSC_RUNS; (*runs)++)
        if (value == (double)*runs)
            return NSC_OK;
    return refuse(store, store->sections[nsc_store_runs_section(budget)].name, "holds what is no number of runs",
                  error);
}

nsc_status nsc_store_runs(const nsc_store *store, size_t budget, uint8_t *runs, nsc_error *error) {
    const nsc_store_section *section = &store->sections[nsc_store_runs_section(budget)];
    nsc_status status = check_section(store, section, error);
    for (uint32_t position = 0; status == NSC_OK && position < store->header->cells; position++)
        status = check_run_count(store, budget, column_value(store, section, position), &runs[position], error);
    return status;
}

nsc_status nsc_store_values(const nsc_store *store, size_t budget, size_t run, size_t place, double *values,
                            nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_store_section *runs = &store->sections[nsc_store_runs_section(budget)];
    const nsc_store_section *section = &store->sections[nsc_store_column_section(budget, run, place)];
    NSC_TRY(check_section(store, runs, error));
    NSC_TRY(check_section(store, section, error));
    for (uint32_t position = 0; position < store->header->cells; position++)
        values[position] =
            column_value(store, runs, position) > (double)run ? column_value(store, section, position) : NAN;
    for (uint32_t position = 0; position < store->header->cells; position++)
        if (!isnan(values[position]) || column_value(store, runs, position) > (double)run)
            NSC_TRY(check_value(store, section, place, values[position], error));
out:
    return status;
}

/* The checkpoint paths with the number `triple`. */
static nsc_status read_paths(const nsc_store *store, double triple, bool checked, nsc_view *paths, nsc_error *error) {
    const nsc_store_section *ends_section = &store->sections[NSC_SECTION_PATH_ENDS];
    const nsc_store_section *texts = &store->sections[NSC_SECTION_PATH_TEXTS];
    const uint64_t *ends = (const void *)bytes_of(store, ends_section);
    const uint64_t triples = ends_section->size / (NSC_EVALUATIONS * sizeof *ends);
    nsc_status status = NSC_OK;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        paths[evaluation] = (nsc_view){0};
    if (triple == 0)
        return NSC_OK;
    if (!(triple >= 1 && triple <= (double)triples))
        return refuse(store, ends_section->name, "is too short for the numbers in use", error);
    const uint64_t first = ((uint64_t)triple - 1) * NSC_EVALUATIONS;
    if (!checked)
        NSC_TRY(check_range(store, ends_section, (first > 0 ? first - 1 : 0) * sizeof *ends,
                            (first + NSC_EVALUATIONS) * sizeof *ends, error));
    uint64_t begin = first > 0 ? ends[first - 1] & ~NSC_STORE_PATH_THERE : 0;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        uint64_t end = ends[first + evaluation] & ~NSC_STORE_PATH_THERE;
        if (end < begin || end > texts->size)
            return refuse(store, ends_section->name, "is not in ascending order", error);
        if (!checked)
            NSC_TRY(check_range(store, texts, begin, end, error));
        if ((ends[first + evaluation] & NSC_STORE_PATH_THERE) != 0)
            paths[evaluation] = (nsc_view){(const char *)bytes_of(store, texts) + begin, (size_t)(end - begin)};
        begin = end;
    }
out:
    return status;
}

static nsc_status read_row(const nsc_store *store, size_t budget, size_t run, uint32_t position, bool checked,
                           nsc_official_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    double value = 0, paths = 0;
    uint8_t runs;
    NSC_TRY(read_value(store, nsc_store_runs_section(budget), position, checked, &value, error));
    NSC_TRY(check_run_count(store, budget, value, &runs, error));
    if (runs <= run)
        return nsc_error_set(error, NSC_MISSING, "%s: the cell has %u runs at %d epochs, not %zu", store->path, runs,
                             nsc_store_epochs(store, budget), run + 1);
    row->epochs = nsc_store_epochs(store, budget);
    for (size_t place = 0; place < NSC_OFFICIAL_VALUES; place++) {
        const size_t section = nsc_store_column_section(budget, run, place);
        NSC_TRY(read_value(store, section, position, checked, &row->values[place], error));
        NSC_TRY(check_value(store, &store->sections[section], place, row->values[place], error));
    }
    NSC_TRY(
        read_value(store, nsc_store_column_section(budget, run, NSC_STORE_PATHS), position, checked, &paths, error));
    NSC_TRY(read_paths(store, paths, checked, row->checkpoint_paths, error));
out:
    return status;
}

nsc_status nsc_store_row(const nsc_store *store, size_t budget, size_t run, uint32_t position, nsc_official_row *row,
                         nsc_error *error) {
    return read_row(store, budget, run, position, false, row, error);
}

nsc_status nsc_store_checked_row(const nsc_store *store, size_t budget, size_t run, uint32_t position,
                                 nsc_official_row *row, nsc_error *error) {
    return read_row(store, budget, run, position, true, row, error);
}

/* ---- the whole store ---- */

/* Checks that every run of a column has a valid value: those of cells without the run may be anything. */
static nsc_status check_column(const nsc_store *store, size_t budget, size_t run, size_t place, nsc_error *error) {
    const nsc_store_section *section = &store->sections[nsc_store_column_section(budget, run, place)];
    const nsc_store_section *runs = &store->sections[nsc_store_runs_section(budget)];
    nsc_status status = NSC_OK;
    for (uint32_t position = 0; status == NSC_OK && position < store->header->cells; position++) {
        const double value = column_value(store, section, position);
        if (nsc_official_validity(place, value) != NULL && column_value(store, runs, position) > (double)run)
            status = check_value(store, section, place, value, error);
    }
    return status;
}

/* One task a section. */
static nsc_status check_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const nsc_store *store = *(const nsc_store *const *)context;
    (void)worker;
    nsc_status status = check_section(store, &store->sections[task], error);
    if (status != NSC_OK || task < NSC_SECTION_BUDGETS)
        return status;
    const size_t budget = (task - NSC_SECTION_BUDGETS) / NSC_STORE_BUDGET_SECTIONS;
    const size_t place = (task - NSC_SECTION_BUDGETS) % NSC_STORE_BUDGET_SECTIONS;
    if (place == 0 || (place - 1) % NSC_STORE_COLUMNS == NSC_STORE_PATHS)
        return NSC_OK;
    return check_column(store, budget, (place - 1) / NSC_STORE_COLUMNS, (place - 1) % NSC_STORE_COLUMNS, error);
}

nsc_status nsc_store_check(const nsc_store *store, const nsc_control *control, nsc_error *error) {
    return nsc_parallel(store->header->section_count, control, check_task, &store, error);
}
