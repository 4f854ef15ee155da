/*
 * The part of a download: "PATH.part", which grows to the file that will be PATH, over several calls if need be.
 *
 * The part ends in a mark, a line of text behind the place of the largest last byte. The mark says which file the part
 * belongs to and how many of its bytes are there; between the two lies a hole, which takes no room on the disk. Only a
 * file with this mark is continued, emptied or removed. An extended attribute would not do as a mark, since not every
 * file system has them, nor would a header, which could not be cut off in the end.
 */
#ifndef NSC_DOWNLOAD_PART_H
#define NSC_DOWNLOAD_PART_H

#include "data/official/fetch.h"

typedef struct nsc_download_part {
    const nsc_published_file *file;
    char *path; /* of the part */
    int descriptor;
    bool ours;     /* begun by this program for this file: may be continued, emptied and removed */
    uint64_t size; /* bytes of the file that are here; all bytes of a part that is not ours */
} nsc_download_part;

/*
 * Opens or creates the part beside `path` for this process alone. A file that is there and holds something is `ours` if
 * it has the mark. NSC_INVALID if it is a link or no regular file, has further names, or belongs to another user;
 * NSC_MISSING without the folder; NSC_FAILED if another process has it or the system refuses. Closed in any case.
 */
nsc_status nsc_download_part_open(nsc_download_part *part, const nsc_published_file *file, const char *path,
                                  nsc_error *error);

/* Appends bytes, which must fit below the file's largest size. False with `errno`: what the mark counts is there. */
bool nsc_download_part_append(nsc_download_part *part, const void *bytes, size_t size);

/* Begins the part anew. False with `errno`. */
bool nsc_download_part_empty(nsc_download_part *part);

/* Compares the SHA-256 of the bytes that are here with the published one; `found` receives it. */
nsc_status nsc_download_part_check(const nsc_download_part *part, char found[65], bool *equal, nsc_error *error);

/*
 * Cuts the mark off, syncs, and renames the part to `path`. A kill in between leaves a file without a mark and with the
 * right sum. NSC_INVALID if a file of that name has been made meanwhile: both stay.
 */
nsc_status nsc_download_part_finish(nsc_download_part *part, const char *path, nsc_error *error);

/* Closes the part, and removes one of ours without bytes, which is of no use to a later call. */
void nsc_download_part_close(nsc_download_part *part);

/* The error of a system call on the part, by `reason`, an errno. */
nsc_status nsc_download_part_failure(const nsc_download_part *part, int reason, nsc_error *error);

#endif
