/* Opening a store: what is mapped is checked before it is believed. */
#include "data/store/store_reading.h"

#include "base/utf8.h"
#include "data/validity.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* More bytes or rows of a source than there can be. */
#define MANY ((uint64_t)1 << 48)

enum {
    SMALL = 4 << 20 /* bytes of a store that is checked whole when it is opened: a millisecond */
};

/* ---- checks ---- */

nsc_status nsc_store_refuse(const nsc_store *store, const char *section, const char *reason, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "%s: the store's section \"%s\" %s", store->path, section, reason);
}

static nsc_status check_block(const nsc_store *store, const nsc_store_section *section, uint64_t block,
                              nsc_error *error) {
    const unsigned char *bytes = nsc_store_bytes(store, section) + block * NSC_STORE_BLOCK;
    if (nsc_crc32c(bytes, nsc_store_block_size(section, block)) == store->checksums[section->first_block + block])
        return NSC_OK;
    return nsc_store_refuse(store, section->name, "is damaged: a checksum differs", error);
}

nsc_status nsc_store_check_range(const nsc_store *store, const nsc_store_section *section, uint64_t begin, uint64_t end,
                                 nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint64_t block = begin / NSC_STORE_BLOCK; status == NSC_OK && block * NSC_STORE_BLOCK < end; block++)
        status = check_block(store, section, block, error);
    return status;
}

nsc_status nsc_store_check_section(const nsc_store *store, const nsc_store_section *section, nsc_error *error) {
    return nsc_store_check_range(store, section, 0, nsc_store_padded(section->size), error);
}

/* ---- opening ---- */

/* Reads the header from the first bytes of a file of that size: as many as a header has, unless the file ends. */
static nsc_status read_header(nsc_store *store, const void *bytes, uint64_t size, nsc_error *error) {
    nsc_store_header *header = &store->header;
    if (size < sizeof header->magic || memcmp(bytes, nsc_store_magic, sizeof header->magic) != 0)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: this file is not a store: it does not begin as one (section \"header\")",
                             store->path);
    if (size < sizeof *header)
        return nsc_store_refuse(store, "header", "is cut off", error);
    memcpy(header, bytes, sizeof *header);
    if (header->byte_order != 0x01020304)
        return nsc_store_refuse(store, "header",
                                "is damaged, or the store was written on a machine of another byte order", error);
    if (nsc_crc32c(header, offsetof(nsc_store_header, header_checksum)) != header->header_checksum)
        return nsc_store_refuse(store, "header", "is damaged: its checksum differs", error);
    if (header->version > NSC_STORE_VERSION)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: the store is of version %u, and this program reads version %d: use a newer nasscape, "
                             "or import the official file again (section \"header\")",
                             store->path, (unsigned)header->version, NSC_STORE_VERSION);
    if (header->version < NSC_STORE_VERSION)
        return nsc_store_refuse(store, "header", "is damaged: no store has its version", error);
    if (header->file_size != size)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: the store has %" PRIu64 " bytes, but its section \"header\" says %" PRIu64,
                             store->path, size, header->file_size);
    return NSC_OK;
}

/* Whether the numbers of the header fit together, which a writer must have seen to. */
static bool is_consistent(const nsc_store_header *header) {
    const uint64_t tables_size =
        header->section_count * sizeof(nsc_store_section) + header->block_count * sizeof(uint32_t);
    bool ascending = true;
    for (uint32_t budget = 0; budget < header->budget_count && budget < NSC_BUDGETS; budget++)
        ascending = ascending && header->epochs[budget] > (budget > 0 ? header->epochs[budget - 1] : 0);
    return header->budget_count <= NSC_BUDGETS && header->budget_count > 0 && ascending &&
           header->space_cells == NSC_OFFICIAL_CELLS && header->cells <= header->space_cells && header->cells > 0 &&
           header->rows > 0 && header->rows_synthetic <= header->rows && header->source_bytes <= MANY &&
           header->rows_left_out <= MANY &&
           header->section_count == NSC_SECTION_BUDGETS + header->budget_count * NSC_STORE_BUDGET_SECTIONS &&
           header->table_offset % NSC_STORE_ALIGNMENT == 0 && header->table_offset <= header->file_size &&
           header->file_size - header->table_offset == tables_size;
}

static nsc_status check_counts(const nsc_store *store, nsc_error *error) {
    const nsc_store_header *header = &store->header;
    if (!is_consistent(header))
        return nsc_store_refuse(store, "header", "contradicts itself", error);
    const int longest = header->epochs[header->budget_count - 1];
    if (nsc_validity_of_epochs(longest) != NULL)
        return nsc_error_set(error, NSC_INVALID, "%s: the store's section \"header\" has a budget of %d epochs, %s",
                             store->path, longest, nsc_validity_of_epochs(longest));
    const uint64_t most = (uint64_t)header->cells * header->budget_count * NSC_RUNS;
    if (header->rows > most)
        return nsc_error_set(error, NSC_INVALID,
                             "%s: the store's section \"header\" says %" PRIu64 " runs, more than the %" PRIu64
                             " that its cells and budgets can have",
                             store->path, header->rows, most);
    return NSC_OK;
}

static nsc_status read_tables(nsc_store *store, nsc_error *error) {
    const nsc_store_header *header = &store->header;
    const unsigned char *table = store->mapping.bytes + header->table_offset;
    const size_t table_size = header->section_count * sizeof *store->sections;
    nsc_status status = nsc_allocate(&store->sections, header->section_count, sizeof *store->sections, error);
    if (status != NSC_OK)
        return status;
    memcpy(store->sections, table, table_size);
    store->checksums = (const void *)(table + table_size);
    if (nsc_crc32c(store->sections, table_size) != header->table_checksum)
        return nsc_store_refuse(store, "section table", "is damaged: its checksum differs", error);
    if (nsc_crc32c(store->checksums, header->block_count * sizeof *store->checksums) != header->blocks_checksum)
        return nsc_store_refuse(store, "checksums", "is damaged: its own checksum differs", error);
    return NSC_OK;
}

static bool is_section_sound(const nsc_store *store, size_t number) {
    const nsc_store_header *header = &store->header;
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
    for (size_t number = 0; number < store->header.section_count; number++)
        if (!is_section_sound(store, number))
            return nsc_store_refuse(store, "section table", "contradicts the header", error);
    return NSC_OK;
}

/* Every position in a column goes through this list, so that it is copied and checked at once. */
static nsc_status read_cells(nsc_store *store, nsc_error *error) {
    const nsc_store_section *section = &store->sections[NSC_SECTION_CELLS];
    nsc_status status = NSC_OK;
    if (section->size == 0)
        return NSC_OK;
    NSC_TRY(nsc_store_check_section(store, section, error));
    NSC_TRY(nsc_allocate(&store->cells, store->header.cells, sizeof *store->cells, error));
    memcpy(store->cells, nsc_store_bytes(store, section), section->size);
    for (uint32_t position = 0; position < store->header.cells; position++)
        if (store->cells[position] >= store->header.space_cells ||
            (position > 0 && store->cells[position] <= store->cells[position - 1]))
            return nsc_store_refuse(store, section->name, "is not in ascending order", error);
out:
    return status;
}

/* The name of the source; earlier versions may have cut its last character off at the size of the header's field. */
static nsc_status read_source(nsc_store *store, nsc_error *error) {
    const size_t size = sizeof store->header.source;
    if (memchr(store->header.source, '\0', size) == NULL)
        return nsc_store_refuse(store, "header", "has a source name without an end", error);
    memcpy(store->source, store->header.source, size);
    if (strlen(store->source) + 1 == size)
        store->source[nsc_utf8_whole(store->source)] = '\0';
    const char *reason = nsc_validity_of_name(store->source);
    if (reason != NULL)
        return nsc_error_set(error, NSC_INVALID, "%s: the store's section \"header\" has a source name %s", store->path,
                             reason);
    return NSC_OK;
}

static nsc_status check_opened(nsc_store *store, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(read_header(store, store->mapping.bytes, store->mapping.size, error));
    NSC_TRY(check_counts(store, error));
    NSC_TRY(read_tables(store, error));
    NSC_TRY(check_sections(store, error));
    NSC_TRY(read_cells(store, error));
    NSC_TRY(read_source(store, error));
    store->origin = (nsc_store_origin){store->source, store->header.source_bytes, store->header.rows_left_out};
    if (store->mapping.size <= SMALL)
        NSC_TRY(nsc_store_check(store, NSC_THREADS(1), error));
    else
        NSC_TRY(nsc_store_check_origin(store, error));
out:
    return status;
}

/* Refuses a file by its first bytes, before it is mapped: one that is no store may be too large for that. */
static nsc_status check_beginning(nsc_store *store, nsc_error *error) {
    unsigned char bytes[sizeof(nsc_store_header)] = {0};
    struct stat information;
    if (fstat(store->descriptor, &information) != 0 || !S_ISREG(information.st_mode) ||
        pread(store->descriptor, bytes, sizeof bytes, 0) < 0)
        return NSC_OK; /* which mapping refuses */
    return read_header(store, bytes, (uint64_t)information.st_size, error);
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
    NSC_TRY(check_beginning(*store, error));
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
        return nsc_file_failure(error, "read", path);
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
    free(store->sections);
    free(store->cells);
    free(store->path);
    free(store);
}

bool nsc_store_recognise(const char *path) {
    char begin[sizeof nsc_store_magic];
    return nsc_file_first_bytes(path, begin, sizeof begin) == sizeof begin &&
           memcmp(begin, nsc_store_magic, sizeof begin) == 0;
}

/* ---- what is inside ---- */

const nsc_store_origin *nsc_store_get_origin(const nsc_store *store) {
    return &store->origin;
}

uint64_t nsc_store_size(const nsc_store *store) {
    return store->mapping.size;
}

uint32_t nsc_store_version(const nsc_store *store) {
    return store->header.version;
}

bool nsc_store_in_memory(const nsc_store *store) {
    return store->in_memory;
}

uint64_t nsc_store_row_count(const nsc_store *store) {
    return store->header.rows;
}

uint64_t nsc_store_synthetic_count(const nsc_store *store) {
    return store->header.rows_synthetic;
}

size_t nsc_store_budget_count(const nsc_store *store) {
    return store->header.budget_count;
}

int nsc_store_epochs(const nsc_store *store, size_t budget) {
    return store->header.epochs[budget];
}

uint32_t nsc_store_cell_count(const nsc_store *store) {
    return store->header.cells;
}

uint32_t nsc_store_cell(const nsc_store *store, uint32_t position) {
    return store->cells != NULL ? store->cells[position] : position;
}

bool nsc_store_position(const nsc_store *store, uint32_t id, uint32_t *position) {
    uint32_t low = 0, high = store->header.cells;
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
    return low < store->header.cells && store->cells[low] == id;
}
