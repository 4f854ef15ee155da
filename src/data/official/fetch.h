/* Measurements, from where they are published. */
#ifndef NSC_FETCH_H
#define NSC_FETCH_H

#include "base/base.h"

/* One published file. */
typedef struct nsc_published_file {
    const char *name;    /* "full", "only108", "run1" */
    const char *meaning; /* one line: contents, size, licence */
    const char *address;
    const char *sha256;
    uint64_t size_at_most; /* bytes; no download becomes larger */
    const char *next;      /* the command that uses it, up to its path */
} nsc_published_file;

extern const nsc_published_file nsc_published_files[];
extern const size_t nsc_published_file_count;
const nsc_published_file *nsc_published_file_named(const char *name); /* NULL where there is none */

typedef struct nsc_fetch_options {
    const char *address;        /* NULL: the published one */
    const nsc_control *control; /* may be NULL */
} nsc_fetch_options;

/*
 * Downloads `file` to `path`. The bytes go to "PATH.part", which a later call resumes if the server allows it; a
 * dropped connection is tried again a few times. A "PATH.part" that is a link, belongs to another user, or was not
 * begun by this function is left as it is: NSC_INVALID. With all bytes there, the SHA-256 is compared with the
 * published one: equal, the file is synced and renamed to `path`; different, or larger than published, it is removed
 * and NSC_INVALID says so. If `path` is a link, the file that it leads to is the one that is made. A `path` that is
 * there already is checked and left alone: NSC_OK if it is the file, else NSC_INVALID. NSC_MISSING if the server has no
 * such file, NSC_FAILED if it cannot be reached or the disk is full; the part stays for the next call.
 */
nsc_status nsc_fetch(const nsc_published_file *file, const char *path, const nsc_fetch_options *options,
                     nsc_error *error);

#endif
