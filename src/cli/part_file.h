/* A part of a command's work in a file: what was run, on which data, and the results of the units that were done. */
#ifndef NSC_PART_FILE_H
#define NSC_PART_FILE_H

#include "base/base.h"

enum { NSC_PARTS_MAXIMUM = 1000000 };

typedef struct nsc_part {
    uint64_t number, count; /* part `number` of `count`, from 1 */
    char *stage;            /* name of the loop */
    uint64_t unit_count;    /* of the whole loop */
    char *version;          /* of nasscape */
    nsc_names words;        /* of the command line, without those that say how it is run */
    nsc_names files;        /* that the command read */
    nsc_names checksums;    /* one a file */
    nsc_packed records;     /* as nsc_shared_records has them */
} nsc_part;

/* Writes the part, whole or not at all. NSC_FAILED as nsc_output_commit. */
nsc_status nsc_part_write(const nsc_part *part, const char *path, nsc_error *error);

/* Reads a part; release it also after a failure. NSC_INVALID if the file is none, is damaged, or was written on a
 * machine of another byte order; NSC_MISSING if it is not there. */
nsc_status nsc_part_read(nsc_part *part, const char *path, nsc_error *error);

void nsc_part_release(nsc_part *part);

#endif
