/* Files: written whole or not at all, mapped for reading, named in every error. */
#ifndef NSC_FILE_H
#define NSC_FILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

/*
 * A file being written. The bytes go to a temporary file in the same folder, without a name where the file system can
 * do that; commit syncs it, gives it its final name and syncs the folder, so that a killed run leaves nothing or a
 * whole file under that name. A file that is replaced hands on its permissions, and its owner if the user may set it; a
 * new one has those of the mask. Links are followed: the file that the last one leads to is replaced or created, and
 * the links stay. Devices, pipes and terminals are written in place, and so are files that the process has open, as
 * /dev/stdout or /dev/fd/N. No path, or "-", means standard output.
 */
typedef struct nsc_written_file nsc_written_file;
typedef struct nsc_output {
    FILE *stream;         /* write here; it has no number of its own, but `descriptor` has */
    char *path;           /* as named, for messages; "standard output" where there is none */
    char *target;         /* the path with its links followed; NULL for standard output */
    char *temporary_path; /* NULL where written in place, and while the temporary file has no name */
    bool unnamed;         /* the temporary file began without a name */
    int descriptor;       /* of the file; the bytes of a temporary one can also be read by it, once they are flushed */
    nsc_written_file *file; /* NULL for standard output */
} nsc_output;

/* True for no path and for "-". */
bool nsc_output_is_standard(const char *path);

/* Opens. NSC_INVALID for a folder and for links in a circle, NSC_MISSING where the folder it belongs to is not there,
 * NSC_FAILED otherwise. */
nsc_status nsc_output_open(nsc_output *output, const char *path, nsc_error *error);

/*
 * Flushes, syncs, closes, puts in place and syncs the folder. NSC_FAILED (disk full, …): the file is what it was before
 * and no temporary file stays; only if syncing the folder failed is the new file there. `output` is empty afterwards
 * either way.
 */
nsc_status nsc_output_commit(nsc_output *output, nsc_error *error);

/* Points *`target` at the path of the file that writing to `path` creates or replaces: its links are followed, also one
 * to a file that is not there. NSC_INVALID for links in a circle. Released by free(). */
nsc_status nsc_file_follow(char **target, const char *path, nsc_error *error);

/*
 * Ends an output whose content was made with `status`: commits it if that succeeded, and discards it otherwise. If a
 * write failed, the error says that alone, by the reason of the first one and with the path: whoever made the content
 * knows neither, and may have blamed its own input. Any other error stays as it is.
 */
nsc_status nsc_output_end(nsc_output *output, nsc_status status, nsc_error *error);

/* The error of a write to the output that failed, by the reason of the first one. */
nsc_status nsc_output_failure(const nsc_output *output, nsc_error *error);

/* Closes and removes what was written; accepts an output that is empty. */
void nsc_output_discard(nsc_output *output);

/* Removes the temporary files that have a name at this moment. A signal handler that ends the process may call this. */
void nsc_temporary_files_remove(void);

/* Creates the folder `path` and the folders above it where they are not there. NSC_INVALID where a file is in the
 * way. */
nsc_status nsc_folder_create(const char *path, nsc_error *error);

/* A folder that one run writes into and no other; the lock goes with the process, and no file is left of it. */
typedef struct nsc_folder {
    char *path; /* NULL where nothing is claimed */
    int descriptor;
    size_t made; /* length of the first part of the path that was made for it, 0 for none */
} nsc_folder;

/*
 * Creates the folder, as nsc_folder_create, and locks it. NSC_FAILED at once where another run has it. Where the file
 * system has no locks, none is taken.
 */
nsc_status nsc_folder_claim(nsc_folder *folder, const char *path, nsc_error *error);
/* Lets others have the folder. Those that were made for it and are empty are removed. Accepts one that is empty. */
void nsc_folder_release(nsc_folder *folder);

/* Points *`path` at FOLDER/NAME; released by free(). */
nsc_status nsc_path_join(char **path, const char *folder, const char *name, nsc_error *error);

/* A read-only view of a whole file. The bytes of an open mapping are never NULL, of an empty file they are none. */
typedef struct nsc_mapping {
    const unsigned char *bytes;
    size_t size;
} nsc_mapping;

/* Maps. NSC_MISSING where there is no such file, NSC_INVALID for a folder, NSC_FAILED otherwise. */
nsc_status nsc_mapping_open(nsc_mapping *mapping, const char *path, nsc_error *error);
/* Maps a file of a kind whose files are small, such as "recipe": NSC_INVALID, without mapping it, if it is larger than
 * `megabytes`. */
nsc_status nsc_mapping_open_small(nsc_mapping *mapping, const char *path, const char *kind, unsigned megabytes,
                                  nsc_error *error);
/* The same of an open file, which stays open; `path` names it in messages. */
nsc_status nsc_mapping_of_descriptor(nsc_mapping *mapping, int descriptor, const char *path, nsc_error *error);
void nsc_mapping_close(nsc_mapping *mapping);

/*
 * The path, as it is shown, of the file that is mapped at an address; NULL if none is. A handler of SIGBUS may call
 * this for the address of the fault: the path stays as long as the mapping that was read.
 */
const char *nsc_mapping_path(const void *address);

/* The path under which standard input is opened. */
#define NSC_STANDARD_INPUT "/dev/stdin"

/*
 * Makes standard input a file that can be opened by its path, mapped, and read more than once: what comes through a
 * pipe or a terminal is copied into memory first. NSC_INVALID where it is larger than 4 GB, NSC_FAILED where it cannot
 * be read.
 */
nsc_status nsc_standard_input_keep(nsc_error *error);

/* Makes the name of a new file last through a crash: syncs its folder. False with `errno`; folders that cannot be read
 * or synced are passed over. */
bool nsc_file_sync_name(const char *path);

/*
 * The error of a system call that failed on `path`, by errno: NSC_MISSING where it is not there, else NSC_FAILED, with
 * out_of_memory where that was the reason.
 */
nsc_status nsc_file_failure(nsc_error *error, const char *action, const char *path);

/*
 * Reads the first bytes of a regular file, at most `size`, and returns their number: 0 for any other file, or where it
 * cannot be read. A pipe is not opened, since closing it again would end its writer.
 */
size_t nsc_file_first_bytes(const char *path, void *bytes, size_t size);

/* True if both describe one file. */
static inline bool nsc_stat_same(const struct stat *one, const struct stat *other) {
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* Writes the 64 hexadecimal digits of a SHA-256, and a terminating zero, to `digest`; false without memory. */
bool nsc_bytes_sha256(const void *bytes, size_t size, char digest[65]);
/* The same of a file's content. */
nsc_status nsc_file_sha256(const char *path, char digest[65], nsc_error *error);

/* The CRC-32C (Castagnoli) of `size` bytes: 14 GB/s for 400, 7 ns for 8. crc32c.c */
uint32_t nsc_crc32c(const void *bytes, size_t size);

#endif
