/* What the files that read a store share: an open store, and the checks of its blocks and values. */
#ifndef NSC_STORE_READING_H
#define NSC_STORE_READING_H

#include "data/store/store_internal.h"

/*
 * Another program may change the file while it is mapped. Numbers by which bytes are found are therefore copies, which
 * were checked after they were copied.
 */
struct nsc_store {
    int descriptor;
    nsc_mapping mapping;
    char *path; /* for messages */
    nsc_store_header header;
    nsc_store_section *sections;
    const uint32_t *checksums; /* mapped */
    uint32_t *cells;           /* NULL where all cells are held */
    nsc_store_origin origin;
    char source[128]; /* of the origin */
    bool in_memory;
};

/* NSC_INVALID, naming the section and the reason: "is damaged: a checksum differs". */
nsc_status nsc_store_refuse(const nsc_store *store, const char *section, const char *reason, nsc_error *error);

/* NSC_INVALID if the header hides that runs of the first cells are made up; of a large store, which is not checked
 * whole when it is opened. A tenth of a millisecond. */
nsc_status nsc_store_check_origin(const nsc_store *store, nsc_error *error);

static inline const unsigned char *nsc_store_bytes(const nsc_store *store, const nsc_store_section *section) {
    return store->mapping.bytes + section->offset;
}

/* Bytes of one block of a section, by its number in the section. */
static inline size_t nsc_store_block_size(const nsc_store_section *section, uint64_t block) {
    const uint64_t left = nsc_store_padded(section->size) - block * NSC_STORE_BLOCK;
    return (size_t)(left < NSC_STORE_BLOCK ? left : NSC_STORE_BLOCK);
}

/* Check the blocks that hold the bytes of a section from `begin` to before `end`, or all of them. */
nsc_status nsc_store_check_range(const nsc_store *store, const nsc_store_section *section, uint64_t begin, uint64_t end,
                                 nsc_error *error);
nsc_status nsc_store_check_section(const nsc_store *store, const nsc_store_section *section, nsc_error *error);

/* The value at a position of a column, whose block was checked. */
double nsc_store_column_value(const nsc_store *store, const nsc_store_section *section, uint32_t position);

/* NSC_INVALID for a value of a run that no run can have; `place` is that of official.h. */
nsc_status nsc_store_check_value(const nsc_store *store, size_t budget, size_t run, size_t place, double value,
                                 nsc_error *error);

/* A number of runs as its column has it, which may be any number in a file that somebody made. */
nsc_status nsc_store_check_run_count(const nsc_store *store, size_t budget, double value, uint8_t *runs,
                                     nsc_error *error);

/*
 * The checkpoint paths with a number, as the column of a run has it; `checked`: the whole store was. NSC_INVALID for a
 * number without paths, and for paths that lie outside their section.
 */
nsc_status nsc_store_read_paths(const nsc_store *store, double triple, bool checked, nsc_view *paths, nsc_error *error);

#endif
