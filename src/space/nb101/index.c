/*
 * Hash ↔ id. A hash says nothing of its cell but through all 423,624 fingerprints; the build computes them once into a
 * file that later runs map. A file that cannot be used is never an error: the fingerprints are computed instead.
 */
#include "space/nb101/index_internal.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char index_magic[8] = {'n', 's', 'c', 'i', 'n', 'd', 'e', 'x'};
enum { INDEX_BYTE_ORDER = 0x01020304, INDEX_VERSION = 1 };

_Static_assert(sizeof(nsc_index_header) == 64, "the hashes begin at a multiple of their size");

struct nsc_hash_index {
    const nsc_hash *hashes; /* by id */
    const uint32_t *ids;    /* in ascending order of hash */
    uint32_t cell_count;
    nsc_mapping mapping;  /* where the two above are in a file … */
    nsc_hash *own_hashes; /* … or where they were computed */
    uint32_t *own_ids;
};

void nsc_hash_index_close(nsc_hash_index *index) {
    if (index == NULL)
        return;
    nsc_mapping_close(&index->mapping);
    free(index->own_hashes);
    free(index->own_ids);
    free(index);
}

/* ---- by computing ---- */

static int compare_by_hash(const void *first, const void *second, void *hashes) {
    const nsc_hash *by_id = hashes;
    const uint32_t *first_id = first, *second_id = second;
    return memcmp(&by_id[*first_id], &by_id[*second_id], sizeof(nsc_hash));
}

nsc_status nsc_hash_index_compute(nsc_hash_index **index, const nsc_nb101 *nb101, const nsc_control *control,
                                  nsc_error *error) {
    nsc_status status = NSC_OK;
    const uint32_t cell_count = nsc_nb101_cell_count(nb101);
    nsc_hash_index *created = NULL;
    NSC_TRY(nsc_allocate(&created, 1, sizeof *created, error));
    NSC_TRY(nsc_allocate(&created->own_hashes, cell_count, sizeof *created->own_hashes, error));
    NSC_TRY(nsc_allocate(&created->own_ids, cell_count, sizeof *created->own_ids, error));
    NSC_TRY(nsc_nb101_fingerprints(nb101, control, created->own_hashes, error));
    for (uint32_t id = 0; id < cell_count; id++)
        created->own_ids[id] = id;
    qsort_r(created->own_ids, cell_count, sizeof *created->own_ids, compare_by_hash, created->own_hashes);
    created->hashes = created->own_hashes;
    created->ids = created->own_ids;
    created->cell_count = cell_count;
    *index = created;
    created = NULL;
out:
    nsc_hash_index_close(created);
    return status;
}

/* ---- the file ---- */

static uint32_t header_checksum(const nsc_index_header *header) {
    return nsc_crc32c(header, offsetof(nsc_index_header, header_checksum));
}

/* The header of the index of a space, the section checksums apart. */
static nsc_index_header header_of(const nsc_nb101 *nb101) {
    const nsc_nb101_limits limits = nsc_nb101_get_limits(nb101);
    nsc_index_header header = {.byte_order = INDEX_BYTE_ORDER,
                               .version = INDEX_VERSION,
                               .vertices = limits.vertices,
                               .edges = limits.edges,
                               .cell_count = nsc_nb101_cell_count(nb101)};
    memcpy(header.magic, index_magic, sizeof header.magic);
    return header;
}

nsc_status nsc_hash_index_write(const nsc_nb101 *nb101, const nsc_control *control, const char *path,
                                nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_hash_index *index = NULL;
    nsc_output output = {0};
    NSC_TRY(nsc_hash_index_compute(&index, nb101, control, error));
    nsc_index_header header = header_of(nb101);
    header.hashes_checksum = nsc_crc32c(index->hashes, index->cell_count * sizeof *index->hashes);
    header.ids_checksum = nsc_crc32c(index->ids, index->cell_count * sizeof *index->ids);
    header.header_checksum = header_checksum(&header);
    NSC_TRY(nsc_output_open(&output, path, error));
    /* A failed write marks the stream, and the commit reports it. */
    fwrite(&header, sizeof header, 1, output.stream);
    fwrite(index->hashes, sizeof *index->hashes, index->cell_count, output.stream);
    fwrite(index->ids, sizeof *index->ids, index->cell_count, output.stream);
    status = nsc_output_commit(&output, error);
out:
    nsc_hash_index_close(index);
    return status;
}

/* Why a mapped file is no index of this space, by its header and its size; NULL where it is one. */
static const char *header_refusal(const nsc_mapping *mapping, const nsc_nb101 *nb101) {
    const nsc_index_header expected = header_of(nb101);
    nsc_index_header header;
    if (mapping->size < sizeof header)
        return "it is too short for an index";
    memcpy(&header, mapping->bytes, sizeof header);
    if (memcmp(header.magic, expected.magic, sizeof header.magic) != 0)
        return "it is not an index";
    if (header.byte_order != expected.byte_order)
        return "it was written on a machine of another byte order";
    if (header.version != expected.version)
        return "it is of another version";
    if (header.header_checksum != header_checksum(&header))
        return "its header is damaged";
    if (header.vertices != expected.vertices || header.edges != expected.edges ||
        header.cell_count != expected.cell_count)
        return "it is of another space";
    return mapping->size == sizeof header + header.cell_count * (sizeof(nsc_hash) + sizeof(uint32_t))
               ? NULL
               : "its size is not that of an index of this space";
}

/* Why what follows the header of an index of this space cannot be used; NULL where it can. */
static const char *content_refusal(const nsc_mapping *mapping) {
    nsc_index_header header;
    memcpy(&header, mapping->bytes, sizeof header);
    const size_t hashes_size = header.cell_count * sizeof(nsc_hash), ids_size = header.cell_count * sizeof(uint32_t);
    const unsigned char *hashes = mapping->bytes + sizeof header;
    if (nsc_crc32c(hashes, hashes_size) != header.hashes_checksum)
        return "its hashes are damaged";
    if (nsc_crc32c(hashes + hashes_size, ids_size) != header.ids_checksum)
        return "its ids are damaged";
    /* A checksum is no proof against a file that was made wrong, and an id is used as an address. */
    const uint32_t *ids = (const uint32_t *)(const void *)(hashes + hashes_size);
    uint32_t highest = 0;
    for (uint32_t place = 0; place < header.cell_count; place++)
        highest = ids[place] > highest ? ids[place] : highest;
    return highest < header.cell_count ? NULL : "it has ids that no cell has";
}

nsc_status nsc_hash_index_map(nsc_hash_index **index, const char *path, const nsc_nb101 *nb101, bool whole,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_hash_index *created = NULL;
    NSC_TRY(nsc_allocate(&created, 1, sizeof *created, error));
    NSC_TRY(nsc_mapping_open(&created->mapping, path, error));
    const char *reason = header_refusal(&created->mapping, nb101);
    if (reason == NULL && whole)
        reason = content_refusal(&created->mapping);
    if (reason != NULL) {
        status = nsc_error_set(error, NSC_INVALID, "cannot use the index \"%s\": %s", path, reason);
        goto out;
    }
    created->cell_count = nsc_nb101_cell_count(nb101);
    created->hashes = (const nsc_hash *)(created->mapping.bytes + sizeof(nsc_index_header));
    created->ids = (const uint32_t *)(const void *)(created->hashes + created->cell_count);
    *index = created;
    created = NULL;
out:
    nsc_hash_index_close(created);
    return status;
}

/*
 * The index of the installation that this code is part of, wherever it was moved to: told from the place of the shared
 * library, or else of the program. False where that place is unknown.
 */
static bool installed_path(char path[PATH_MAX]) {
    Dl_info info;
    struct link_map *object = NULL;
    if (dladdr1(index_magic, &info, (void **)&object, RTLD_DL_LINKMAP) == 0 || object == NULL)
        return false;
    const char *from_here = NASSCAPE_INDEX_FROM_LIBRARY;
    if (object->l_name[0] == '\0') { /* this code is linked into the program */
        const ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
        path[length > 0 ? length : 0] = '\0';
        from_here = NASSCAPE_INDEX_FROM_PROGRAM;
    } else if (snprintf(path, PATH_MAX, "%s", object->l_name) >= PATH_MAX) {
        return false;
    }
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    const size_t room = PATH_MAX - (size_t)(slash + 1 - path);
    return (size_t)snprintf(slash + 1, room, "%s", from_here) < room;
}

/* Maps the first file that can be used; false where there is none. */
static bool map_any(nsc_hash_index **index, const nsc_nb101 *nb101, bool whole) {
    char installed[PATH_MAX];
    const char *const paths[] = {
        getenv("NASSCAPE_INDEX"),
        installed_path(installed) ? installed : NULL,
        NASSCAPE_INDEX_INSTALLED,
        NASSCAPE_INDEX_BUILD,
    };
    for (size_t place = 0; place < sizeof paths / sizeof *paths; place++)
        if (paths[place] != NULL && nsc_hash_index_map(index, paths[place], nb101, whole, NULL) == NSC_OK)
            return true;
    return false;
}

nsc_status nsc_hash_index_open(nsc_hash_index **index, const nsc_nb101 *nb101, const nsc_control *control,
                               nsc_error *error) {
    return map_any(index, nb101, true) ? NSC_OK : nsc_hash_index_compute(index, nb101, control, error);
}

nsc_hash_index *nsc_hash_index_open_unchecked(const nsc_nb101 *nb101) {
    nsc_hash_index *index = NULL;
    return map_any(&index, nb101, false) ? index : NULL;
}

/* ---- look-up ---- */

const nsc_hash *nsc_hash_index_hashes(const nsc_hash_index *index) {
    return index->hashes;
}

const uint32_t *nsc_hash_index_order(const nsc_hash_index *index) {
    return index->ids;
}

bool nsc_hash_index_find(const nsc_hash_index *index, const nsc_hash *hash, uint32_t *id) {
    uint32_t low = 0, high = index->cell_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2, candidate = index->ids[middle];
        if (candidate >= index->cell_count)
            return false; /* of a file that was not checked */
        const int order = memcmp(hash, &index->hashes[candidate], sizeof *hash);
        if (order == 0) {
            *id = candidate;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

bool nsc_hash_index_find_unchecked(const nsc_hash_index *index, const nsc_nb101 *nb101, const nsc_hash *hash,
                                   uint32_t *id) {
    if (!nsc_hash_index_find(index, hash, id))
        return false;
    const nsc_cell cell = nsc_nb101_cell(nb101, *id);
    const nsc_hash found = nsc_cell_fingerprint(&cell);
    return memcmp(&found, hash, sizeof found) == 0;
}
