/* The part of a download: opened without following links, marked, appended to, renamed to what it has become. */
#include "data/official/download_part.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

nsc_status nsc_download_part_failure(const nsc_download_part *part, int reason, nsc_error *error) {
    errno = reason;
    return nsc_file_failure(error, "write", part->path);
}

/* ---- the mark ---- */

enum { MARK_SIZE = 160 };

static void spell_mark(const nsc_download_part *part, char mark[MARK_SIZE]) {
    memset(mark, 0, MARK_SIZE);
    snprintf(mark, MARK_SIZE, "\nnasscape data fetch: %020" PRIu64 " bytes of the file with SHA-256 %s\n", part->size,
             part->file->sha256);
}

/* Writes all bytes at a place; false with `errno`. */
static bool write_at(int descriptor, const void *bytes, size_t size, uint64_t place) {
    for (size_t written = 0; written < size;) {
        const ssize_t more =
            pwrite(descriptor, (const char *)bytes + written, size - written, (off_t)(place + written));
        if (more < 0 && errno != EINTR)
            return false;
        written += more > 0 ? (size_t)more : 0;
    }
    return true;
}

static bool write_mark(const nsc_download_part *part) {
    char mark[MARK_SIZE];
    spell_mark(part, mark);
    return write_at(part->descriptor, mark, sizeof mark, part->file->size_at_most);
}

/* True if the part, a file of `size` bytes, has the mark; `part->size` is then the number of bytes that it counts. */
static bool read_mark(nsc_download_part *part, uint64_t size) {
    static const char begin[] = "\nnasscape data fetch: ";
    char mark[MARK_SIZE + 1] = "", spelled[MARK_SIZE];
    if (size != part->file->size_at_most + MARK_SIZE ||
        pread(part->descriptor, mark, MARK_SIZE, (off_t)part->file->size_at_most) != MARK_SIZE ||
        strncmp(mark, begin, strlen(begin)) != 0)
        return false;
    part->size = strtoull(mark + strlen(begin), NULL, 10);
    spell_mark(part, spelled);
    return memcmp(mark, spelled, MARK_SIZE) == 0 && part->size <= part->file->size_at_most;
}

/* ---- opening ---- */

/* NSC_INVALID for a file that an earlier call cannot have made. */
static nsc_status check_kind(const nsc_download_part *part, const struct stat *opened, nsc_error *error) {
    const char *reason = !S_ISREG(opened->st_mode)     ? "it is not a regular file"
                         : opened->st_uid != geteuid() ? "it belongs to another user"
                         : opened->st_nlink > 1        ? "it is a file that has another name as well"
                                                       : NULL;
    return reason == NULL ? NSC_OK : nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": %s", part->path, reason);
}

/* Locks the part, so that two downloads into it cannot mix. */
static nsc_status lock(const nsc_download_part *part, const struct stat *opened, nsc_error *error) {
    struct stat named;
    const bool locked = flock(part->descriptor, LOCK_EX | LOCK_NB) == 0;
    if (!locked && errno != EWOULDBLOCK)
        return nsc_download_part_failure(part, errno, error);
    /* The process that had the lock may have renamed or removed the part since it was opened here. */
    if (!locked || lstat(part->path, &named) != 0 || !nsc_stat_same(&named, opened))
        return nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": another process is writing it", part->path);
    return NSC_OK;
}

nsc_status nsc_download_part_open(nsc_download_part *part, const nsc_published_file *file, const char *path,
                                  nsc_error *error) {
    const size_t size = strlen(path) + sizeof ".part";
    struct stat opened;
    *part = (nsc_download_part){.file = file, .descriptor = -1};
    nsc_status status = nsc_allocate(&part->path, size, 1, error);
    if (status != NSC_OK)
        return status;
    snprintf(part->path, size, "%s.part", path);
    /* A pipe must not keep us, and a link leads to a file that is not ours to write. */
    part->descriptor = open(part->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (part->descriptor < 0 && errno == ELOOP)
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is a link", part->path);
    if (part->descriptor < 0 || fstat(part->descriptor, &opened) != 0)
        return nsc_download_part_failure(part, errno, error);
    NSC_TRY(check_kind(part, &opened, error));
    NSC_TRY(lock(part, &opened, error));
    if (fstat(part->descriptor, &opened) != 0)
        return nsc_download_part_failure(part, errno, error);
    part->ours = read_mark(part, (uint64_t)opened.st_size);
    if (part->ours)
        return NSC_OK;
    part->size = (uint64_t)opened.st_size;
    /* An empty file holds nothing that could be lost: created now, or by a call that was killed at once. */
    part->ours = part->size == 0;
    if (part->ours && !write_mark(part))
        return nsc_download_part_failure(part, errno, error);
out:
    return status;
}

/* ---- filling ---- */

bool nsc_download_part_append(nsc_download_part *part, const void *bytes, size_t size) {
    /* The bytes first, so that the mark never counts one that is not there. */
    if (!write_at(part->descriptor, bytes, size, part->size))
        return false;
    part->size += size;
    return write_mark(part);
}

bool nsc_download_part_empty(nsc_download_part *part) {
    part->size = 0;
    return ftruncate(part->descriptor, 0) == 0 && write_mark(part);
}

nsc_status nsc_download_part_check(const nsc_download_part *part, char found[65], bool *equal, nsc_error *error) {
    nsc_mapping mapping;
    nsc_status status = nsc_mapping_of_descriptor(&mapping, part->descriptor, part->path, error);
    if (status != NSC_OK)
        return status;
    status = nsc_bytes_sha256(mapping.bytes, part->size < mapping.size ? part->size : mapping.size, found)
                 ? NSC_OK
                 : nsc_error_set(error, NSC_FAILED, "cannot compute the checksum of \"%s\"", part->path);
    *equal = status == NSC_OK && strcmp(found, part->file->sha256) == 0;
    nsc_mapping_close(&mapping);
    return status;
}

/* ---- the end ---- */

/* True if the part's name still leads to the file that is open. */
static bool is_named(const nsc_download_part *part) {
    struct stat opened, named;
    return fstat(part->descriptor, &opened) == 0 && lstat(part->path, &named) == 0 && nsc_stat_same(&opened, &named);
}

/* Renames the part, and replaces no file, on file systems that can do that in one step; else looks first. */
static bool rename_part(const nsc_download_part *part, const char *path) {
    struct stat there;
    if (renameat2(AT_FDCWD, part->path, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    /* The last two where the kernel is old, or a container's filter knows no such call. */
    if (errno != EINVAL && errno != ENOSYS && errno != EPERM)
        return false;
    if (lstat(path, &there) != 0)
        return rename(part->path, path) == 0;
    errno = EEXIST;
    return false;
}

nsc_status nsc_download_part_finish(nsc_download_part *part, const char *path, nsc_error *error) {
    if (!is_named(part))
        return nsc_error_set(error, NSC_FAILED, "\"%s\" was replaced or removed while it was written", part->path);
    /* Nearly all of the sync comes before the mark is cut off: the time without a mark is short. */
    if (fsync(part->descriptor) != 0 || ftruncate(part->descriptor, (off_t)part->size) != 0 ||
        fsync(part->descriptor) != 0)
        return nsc_download_part_failure(part, errno, error);
    part->ours = false; /* it is the file from here on, and not to be removed */
    if (!rename_part(part, path))
        return errno == EEXIST
                   ? nsc_error_set(error, NSC_INVALID,
                                   "\"%s\" was made by something else during the download, which is complete in \"%s\"",
                                   path, part->path)
                   : nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %s", path, strerror(errno));
    return nsc_file_sync_name(path)
               ? NSC_OK
               : nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %s", path, strerror(errno));
}

void nsc_download_part_close(nsc_download_part *part) {
    if (part->ours && part->size == 0 && is_named(part))
        unlink(part->path);
    if (part->descriptor >= 0)
        close(part->descriptor);
    free(part->path);
    *part = (nsc_download_part){.descriptor = -1};
}
