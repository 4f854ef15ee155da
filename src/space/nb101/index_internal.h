/* The index file, for index.c and for the test that damages it. */
#ifndef NSC_INDEX_INTERNAL_H
#define NSC_INDEX_INTERNAL_H

#include "space/nb101/nb101.h"

/*
 * The file: this header; hashes[cell_count] by id; ids[cell_count] as uint32_t in ascending order of their hashes; no
 * byte more. Integers are in the byte order of the machine that wrote it, which `byte_order` tells.
 */
typedef struct nsc_index_header {
    char magic[8];
    uint32_t byte_order;
    uint32_t version;
    uint32_t vertices, edges; /* limits of the space */
    uint32_t cell_count;
    uint32_t hashes_checksum; /* CRC-32C of each section */
    uint32_t ids_checksum;
    uint32_t reserved[6];
    uint32_t header_checksum; /* of the bytes before it */
} nsc_index_header;

/*
 * Maps the file `path`. NSC_MISSING where it is not there, NSC_INVALID with the reason where its header is not that of
 * an index of this version for this space, or if `whole` where anything in it is damaged: 2 ms for the published space.
 * Released by nsc_hash_index_close().
 */
nsc_status nsc_hash_index_map(nsc_hash_index **index, const char *path, const nsc_nb101 *nb101, bool whole,
                              nsc_error *error);

/* Computes the index instead. */
nsc_status nsc_hash_index_compute(nsc_hash_index **index, const nsc_nb101 *nb101, const nsc_control *control,
                                  nsc_error *error);

#endif
