/* The official files, from where they are published. */
#ifndef NSC_FETCH_H
#define NSC_FETCH_H

#include "base/base.h"

/* One published file. */
typedef struct nsc_official_file {
    const char *name;    /* "full", "only108" */
    const char *meaning; /* one line */
    const char *address;
    const char *sha256;
    uint64_t rows;
} nsc_official_file;

extern const nsc_official_file nsc_official_files[];
extern const size_t nsc_official_file_count;
const nsc_official_file *nsc_official_file_named(const char *name); /* NULL where there is none */

typedef struct nsc_fetch_options {
    const char *address;        /* NULL: the published one */
    const nsc_control *control; /* may be NULL */
} nsc_fetch_options;

/*
 * Downloads `file` to `path`. The bytes go to "PATH.part", which a later call resumes where the server allows it; a
 * dropped connection is tried again a few times. With all bytes there, the SHA-256 is compared with the published one:
 * equal, the file is synced and renamed to `path`; different, it is removed and NSC_INVALID names both sums. Where
 * `path` is a link, the file that it leads to is the one that is made. A `path` that is there already is checked and
 * left alone: NSC_OK where it is the file, else NSC_INVALID. NSC_MISSING where the server has no such file, NSC_FAILED
 * where it cannot be reached or the disk is full; the part stays for the next call.
 */
nsc_status nsc_fetch(const nsc_official_file *file, const char *path, const nsc_fetch_options *options,
                     nsc_error *error);

#endif
