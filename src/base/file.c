/* Files: links followed, temporary name, sync, rename; folder sync. */
#include "base/file.h"

#include "base/file_internal.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* ---- links ---- */

enum { LINKS_AT_MOST = 40 }; /* as the kernel has it */

/* The length of the path up to the last slash, which belongs to it; 0 for a bare name. */
static size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* Writes the folder that `path` lies in, without links, to `folder`. False if there is none. */
static bool find_folder(const char *path, char folder[PATH_MAX]) {
    char named[PATH_MAX] = ".";
    const size_t length = folder_length(path);
    if (length >= sizeof named)
        return false;
    if (length > 0) {
        memcpy(named, path, length);
        named[length] = '\0';
    }
    return realpath(named, folder) != NULL;
}

/* True in a folder of /proc, where the text of a link is no path: opening the link leads to an open file. */
static bool is_in_proc(const char *path) {
    struct statfs system;
    char folder[PATH_MAX];
    return find_folder(path, folder) && statfs(folder, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/* The number of the process's own open file that the path names, as /proc/self/fd/1 does; −1 for other paths. */
static int descriptor_named(const char *path) {
    char *end, own[PATH_MAX], folder[PATH_MAX];
    if (realpath("/proc/self", own) == NULL || !find_folder(path, folder))
        return -1;
    const size_t length = strlen(own), size = strlen(folder);
    const bool descriptors = length > 0 && size > length && strncmp(folder, own, length) == 0 &&
                             folder[length] == '/' && strcmp(folder + size - strlen("/fd"), "/fd") == 0;
    const char *name = path + folder_length(path);
    const long number = strtol(name, &end, 10);
    return descriptors && end != name && *end == '\0' && number >= 0 && number <= INT_MAX ? (int)number : -1;
}

/* Replaces *`path` by what the link of that name leads to. */
static nsc_status follow_link(char **path, nsc_error *error) {
    char text[PATH_MAX];
    const ssize_t length = readlink(*path, text, sizeof text - 1);
    if (length < 0)
        return nsc_file_failure(error, "follow the link", *path);
    text[length] = '\0';
    const size_t folder = text[0] != '/' ? folder_length(*path) : 0;
    const size_t size = folder + (size_t)length + 1;
    char *followed = NULL;
    nsc_status status = nsc_allocate(&followed, size, 1, error);
    if (status != NSC_OK)
        return status;
    snprintf(followed, size, "%.*s%s", (int)folder, *path, text);
    free(*path);
    *path = followed;
    return NSC_OK;
}

nsc_status nsc_file_follow(char **target, const char *path, nsc_error *error) {
    struct stat information;
    nsc_status status = nsc_copy_text(target, path, error);
    for (int links = 0;
         status == NSC_OK && lstat(*target, &information) == 0 && S_ISLNK(information.st_mode) && !is_in_proc(*target);
         links++)
        status = links < LINKS_AT_MOST
                     ? follow_link(target, error)
                     : nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": its links lead in a circle", path);
    if (status != NSC_OK) {
        free(*target);
        *target = NULL;
    }
    return status;
}

/* ---- writing ---- */

/* The permissions that an ordinary open would give to a new file. */
static mode_t mode_of_new_files(void) {
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* A file without a name in the target's folder, which is gone when the process ends however that ends; −1 where the
 * file system has none, or where it could not be given a name later. */
static int open_unnamed(const char *target) {
    char folder[PATH_MAX];
    return find_folder(target, folder) && access("/proc/self/fd", X_OK) == 0
               ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)
               : -1;
}

/* Allocates a name beside the target for a temporary file, which ends in `letters`. */
static nsc_status make_temporary_path(nsc_output *output, const char *letters, nsc_error *error) {
    const size_t size = strlen(output->target) + strlen(letters) + 2;
    nsc_status status = nsc_allocate(&output->temporary_path, size, 1, error);
    if (status == NSC_OK)
        snprintf(output->temporary_path, size, "%s.%s", output->target, letters);
    return status;
}

static int open_named(nsc_output *output) {
    const int descriptor = mkostemp(output->temporary_path, O_CLOEXEC);
    if (descriptor < 0) {
        const int reason = errno;
        free(output->temporary_path);
        output->temporary_path = NULL;
        errno = reason;
    }
    return descriptor;
}

static nsc_status open_temporary(nsc_output *output, mode_t mode, nsc_error *error) {
    nsc_status status = NSC_OK;
    int descriptor = open_unnamed(output->target);
    output->unnamed = descriptor >= 0;
    if (!output->unnamed) {
        status = make_temporary_path(output, "XXXXXX", error);
        if (status != NSC_OK)
            return status;
        descriptor = open_named(output);
    }
    if (descriptor < 0)
        return nsc_file_failure(error, "write", output->path);
    fchmod(descriptor, mode); /* the temporary file is private; where the mode cannot be set it stays so */
    output->stream = fdopen(descriptor, "wb");
    if (output->stream == NULL) {
        status = nsc_file_failure(error, "write", output->path);
        close(descriptor);
    }
    return status;
}

/* Gives an unnamed file a temporary name, by which it can replace the target: a new name cannot replace an old one. */
static bool name_unnamed(nsc_output *output) {
    enum { ATTEMPTS = 100 };
    char open_file[64], letters[16];
    snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", fileno(output->stream));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        uint32_t bits = 0;
        if (getrandom(&bits, sizeof bits, 0) != sizeof bits)
            return false;
        snprintf(letters, sizeof letters, "%08x", bits);
        if (make_temporary_path(output, letters, NULL) != NSC_OK) {
            errno = ENOMEM;
            return false;
        }
        output->unnamed = linkat(AT_FDCWD, open_file, AT_FDCWD, output->temporary_path, AT_SYMLINK_FOLLOW) != 0;
        if (!output->unnamed)
            return true;
        const int reason = errno;
        free(output->temporary_path);
        output->temporary_path = NULL;
        errno = reason;
        if (reason != EEXIST)
            return false;
    }
    return false;
}

/* A second descriptor of a file that is open already: opening it anew would begin at its start, or truncate it. */
static nsc_status open_duplicate(nsc_output *output, int descriptor, nsc_error *error) {
    const int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    output->stream = own >= 0 ? fdopen(own, "wb") : NULL;
    if (output->stream != NULL)
        return NSC_OK;
    nsc_status status = nsc_file_failure(error, "write", output->path);
    if (own >= 0)
        close(own);
    return status;
}

static nsc_status open_target(nsc_output *output, nsc_error *error) {
    struct stat information;
    const int descriptor = descriptor_named(output->target);
    if (descriptor >= 0)
        return open_duplicate(output, descriptor, error);
    const bool exists = stat(output->target, &information) == 0;
    if (exists && S_ISDIR(information.st_mode))
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is a folder", output->path);
    if (!exists || (S_ISREG(information.st_mode) && !is_in_proc(output->target)))
        return open_temporary(output, exists ? information.st_mode & 07777 : mode_of_new_files(), error);
    output->stream = fopen(output->target, "wbe");
    return output->stream != NULL ? NSC_OK : nsc_file_failure(error, "write", output->path);
}

bool nsc_output_is_standard(const char *path) {
    return path == NULL || strcmp(path, "-") == 0;
}

nsc_status nsc_output_open(nsc_output *output, const char *path, nsc_error *error) {
    *output = (nsc_output){0};
    if (nsc_output_is_standard(path)) {
        output->stream = stdout;
        return nsc_copy_text(&output->path, "standard output", error);
    }
    nsc_status status = nsc_copy_text(&output->path, path, error);
    if (status == NSC_OK)
        status = nsc_file_follow(&output->target, path, error);
    if (status == NSC_OK)
        status = open_target(output, error);
    if (status != NSC_OK)
        nsc_output_discard(output);
    return status;
}

static void release(nsc_output *output) {
    free(output->path);
    free(output->target);
    free(output->temporary_path);
    *output = (nsc_output){0};
}

bool nsc_file_sync_name(const char *path) {
    char folder[PATH_MAX];
    const int descriptor = find_folder(path, folder) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (descriptor < 0)
        return true;
    const bool synced = fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS;
    const int reason = errno;
    close(descriptor);
    errno = reason;
    return synced;
}

/* Flushes the stream, and syncs what will be renamed. */
static bool flush(const nsc_output *output) {
    /* A write that failed earlier has set the stream's mark; its errno may be gone by now. */
    errno = 0;
    const bool failed_before = ferror(output->stream) != 0;
    if (fflush(output->stream) != 0 || failed_before)
        return false;
    return (!output->unnamed && output->temporary_path == NULL) || fsync(fileno(output->stream)) == 0;
}

nsc_status nsc_output_commit(nsc_output *output, nsc_error *error) {
    bool written = flush(output);
    if (written && output->unnamed)
        written = name_unnamed(output);
    if (written && output->stream != stdout) {
        written = fclose(output->stream) == 0;
        output->stream = NULL;
    }
    if (written && output->temporary_path != NULL) {
        written = rename(output->temporary_path, output->target) == 0;
        if (written) {
            free(output->temporary_path);
            output->temporary_path = NULL;
            written = nsc_file_sync_name(output->target);
        }
    }
    nsc_status status = NSC_OK;
    if (!written)
        status = nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %s", output->path,
                               errno != 0 ? strerror(errno) : "a write failed");
    nsc_output_discard(output);
    return status;
}

void nsc_output_discard(nsc_output *output) {
    if (output->stream != NULL && output->stream != stdout)
        fclose(output->stream);
    if (output->temporary_path != NULL)
        unlink(output->temporary_path);
    release(output);
}
