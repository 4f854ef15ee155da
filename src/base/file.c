/* Files: links followed, written without a name or under a temporary one, synced, put in place. */
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

/* Makes something under the temporary name; false with `errno`, EEXIST if the name is taken. */
typedef bool making(nsc_output *output, mode_t mode);

/* Makes and lists it, so that it is removed if a signal ends the process; false with `errno`. */
static bool make_listed(nsc_output *output, making *make, mode_t mode) {
    sigset_t before;
    nsc_temporary_names_hold(&before);
    const bool made = make(output, mode);
    const int reason = errno;
    if (made)
        nsc_temporary_name_add(output->temporary_path);
    nsc_temporary_names_release(&before);
    errno = reason;
    return made;
}

/* Makes it under a random name beside the target that is free. */
static bool make_named(nsc_output *output, making *make, mode_t mode) {
    enum { ATTEMPTS = 100 };
    const size_t size = strlen(output->target) + sizeof ".12345678";
    if (nsc_allocate(&output->temporary_path, size, 1, NULL) != NSC_OK) {
        errno = ENOMEM;
        return false;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        uint32_t bits = 0;
        if (getrandom(&bits, sizeof bits, 0) != sizeof bits)
            break;
        snprintf(output->temporary_path, size, "%s.%08x", output->target, bits);
        if (make_listed(output, make, mode))
            return true;
        if (errno != EEXIST)
            break;
    }
    const int reason = errno;
    free(output->temporary_path);
    output->temporary_path = NULL;
    errno = reason;
    return false;
}

/* Forgets the temporary name, which is gone. */
static void release_temporary_name(nsc_output *output) {
    nsc_temporary_name_take(output->temporary_path);
    free(output->temporary_path);
    output->temporary_path = NULL;
}

/* A file without a name in the target's folder, which is gone when the process ends however that ends; −1 if the file
 * system has none, or if it could not be given a name later. */
static int open_unnamed(const char *target, mode_t mode) {
    char folder[PATH_MAX];
    return find_folder(target, folder) && access("/proc/self/fd", X_OK) == 0
               ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, mode)
               : -1;
}

/* Where the bytes of a stream go, and the reason of the first write that failed: by the time that the stream is asked,
 * the number of errno may be gone. */
struct nsc_written_file {
    int descriptor;
    int failure; /* 0 for none */
};

static ssize_t write_bytes(void *context, const char *bytes, size_t size) {
    nsc_written_file *file = context;
    size_t written = 0;
    while (written < size) {
        const ssize_t more = write(file->descriptor, bytes + written, size - written);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0) {
            file->failure = file->failure != 0 ? file->failure : errno;
            return 0; /* as streams expect it of a failure */
        }
        written += (size_t)more;
    }
    return (ssize_t)size;
}

static int seek_bytes(void *context, off64_t *place, int whence) {
    const nsc_written_file *file = context;
    /* What is appended lands at the end, wherever the place is. */
    if ((fcntl(file->descriptor, F_GETFL) & O_APPEND) != 0) {
        errno = ESPIPE;
        return -1;
    }
    const off64_t found = lseek(file->descriptor, *place, whence);
    *place = found >= 0 ? found : *place;
    return found >= 0 ? 0 : -1;
}

/* Opens the stream of the descriptor, which stays open when the stream is closed. */
static nsc_status open_stream(nsc_output *output, nsc_error *error) {
    const cookie_io_functions_t functions = {.write = write_bytes, .seek = seek_bytes};
    const nsc_status status = nsc_allocate(&output->file, 1, sizeof *output->file, error);
    if (status != NSC_OK)
        return status;
    output->file->descriptor = output->descriptor;
    output->stream = fopencookie(output->file, "wb", functions);
    return output->stream != NULL ? NSC_OK : nsc_error_out_of_memory(error, "\"%s\"", output->path);
}

static bool create_named(nsc_output *output, mode_t mode) {
    output->descriptor = open(output->temporary_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    return output->descriptor >= 0;
}

/*
 * Gives the file the permissions of the one that it will replace, and its owner and group as far as is allowed. Where
 * the owner or the group stays another, what was given to it is left out. False with `errno`.
 */
static bool keep_permissions(int descriptor, const struct stat *replaced) {
    const bool grouped = fchown(descriptor, (uid_t)-1, replaced->st_gid) == 0;
    const bool owned = fchown(descriptor, replaced->st_uid, (gid_t)-1) == 0;
    mode_t mode = replaced->st_mode & 07777;
    if (!owned)
        mode &= ~(mode_t)(S_ISUID | S_ISGID | S_ISVTX);
    if (!grouped)
        mode &= ~(mode_t)(S_ISGID | S_IRWXG);
    return fchmod(descriptor, mode) == 0; /* after the owner, whose change takes some of them away */
}

/* Closes the temporary file unless that is done. */
static bool close_file(nsc_output *output) {
    const int descriptor = output->descriptor;
    output->descriptor = -1;
    return descriptor < 0 || close(descriptor) == 0;
}

/* Opens a temporary file. `replaced` is the file that is there, NULL for none. */
static nsc_status open_temporary(nsc_output *output, const struct stat *replaced, nsc_error *error) {
    const mode_t mode = replaced != NULL ? 0600 : 0666; /* less the bits of the mask, as for any new file */
    output->descriptor = open_unnamed(output->target, mode);
    output->unnamed = output->descriptor >= 0;
    if (!output->unnamed && !make_named(output, create_named, mode))
        return nsc_file_failure(error, "write", output->path);
    const nsc_status status = replaced != NULL && !keep_permissions(output->descriptor, replaced)
                                  ? nsc_file_failure(error, "keep the permissions of", output->path)
                                  : open_stream(output, error);
    if (status != NSC_OK)
        close_file(output);
    return status;
}

/* Gives the unnamed file a name; false with `errno`. */
static bool link_unnamed(const nsc_output *output, const char *name) {
    char open_file[64];
    snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", output->descriptor);
    return linkat(AT_FDCWD, open_file, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

static bool link_temporary_name(nsc_output *output, mode_t mode) {
    (void)mode;
    return link_unnamed(output, output->temporary_path);
}

/* Opens what is written in place: a device, a pipe, or a file that the process has open. */
static nsc_status open_in_place(nsc_output *output, int descriptor, nsc_error *error) {
    if (descriptor < 0)
        return nsc_file_failure(error, "write", output->path);
    output->descriptor = descriptor;
    const nsc_status status = open_stream(output, error);
    if (status != NSC_OK)
        close_file(output);
    return status;
}

static nsc_status open_target(nsc_output *output, nsc_error *error) {
    struct stat information;
    const int descriptor = descriptor_named(output->target);
    if (descriptor >= 0) /* opening it anew would begin at its start, or truncate it */
        return open_in_place(output, fcntl(descriptor, F_DUPFD_CLOEXEC, 0), error);
    const bool exists = stat(output->target, &information) == 0;
    if (exists && S_ISDIR(information.st_mode))
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is a folder", output->path);
    if (!exists || (S_ISREG(information.st_mode) && !is_in_proc(output->target)))
        return open_temporary(output, exists ? &information : NULL, error);
    return open_in_place(output, open(output->target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), error);
}

bool nsc_output_is_standard(const char *path) {
    return path == NULL || strcmp(path, "-") == 0;
}

nsc_status nsc_output_open(nsc_output *output, const char *path, nsc_error *error) {
    *output = (nsc_output){0};
    if (nsc_output_is_standard(path)) {
        output->stream = stdout;
        output->descriptor = STDOUT_FILENO;
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

/* Flushes and closes the stream; syncs and closes a temporary file, but for an unnamed one, which would be gone. */
static bool finish_stream(nsc_output *output) {
    FILE *stream = output->stream;
    errno = 0;
    const bool failed_before = ferror(stream) != 0;
    if (fflush(stream) != 0 || failed_before)
        return false;
    if (stream == stdout)
        return true;
    output->stream = NULL;
    if (fclose(stream) != 0)
        return false;
    if (!output->unnamed && output->temporary_path == NULL) /* written in place */
        return close_file(output);
    return fsync(output->descriptor) == 0 && (output->unnamed || close_file(output));
}

/* Puts the closed temporary file in the target's place. */
static bool place(nsc_output *output) {
    /* A name that is new needs no other before it. One that is there is replaced in one step by renaming only. */
    if (output->unnamed && link_unnamed(output, output->target))
        return nsc_file_sync_name(output->target);
    if (output->unnamed && (errno != EEXIST || !make_named(output, link_temporary_name, 0)))
        return false;
    if (output->temporary_path == NULL)
        return true;
    if (rename(output->temporary_path, output->target) != 0)
        return false;
    release_temporary_name(output);
    return nsc_file_sync_name(output->target);
}

nsc_status nsc_output_failure(const nsc_output *output, nsc_error *error) {
    const int reason = output->file != NULL && output->file->failure != 0 ? output->file->failure : errno;
    if (reason == 0)
        return nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": a write failed", output->path);
    errno = reason;
    return nsc_file_failure(error, "write", output->path);
}

nsc_status nsc_output_commit(nsc_output *output, nsc_error *error) {
    const bool written = finish_stream(output) && place(output);
    const nsc_status status = written ? NSC_OK : nsc_output_failure(output, error);
    nsc_output_discard(output);
    return status;
}

nsc_status nsc_output_end(nsc_output *output, nsc_status status, nsc_error *error) {
    if (status == NSC_OK)
        return nsc_output_commit(output, error);
    const bool write_failed =
        output->file != NULL ? output->file->failure != 0 : output->stream != NULL && ferror(output->stream) != 0;
    if (write_failed) {
        if (error != NULL)
            *error = (nsc_error){0};
        status = nsc_output_failure(output, error);
    }
    nsc_output_discard(output);
    return status;
}

void nsc_output_discard(nsc_output *output) {
    if (output->stream != NULL && output->stream != stdout)
        fclose(output->stream);
    if (output->file != NULL)
        close_file(output);
    if (output->temporary_path != NULL) {
        unlink(output->temporary_path);
        release_temporary_name(output);
    }
    free(output->path);
    free(output->target);
    free(output->file);
    *output = (nsc_output){0};
}
