/*
 * Files that are mapped for reading. Where a mapped file is made shorter by another program, or its disk fails, reading
 * it ends the process by SIGBUS: a handler of that signal finds the file's path here.
 */
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- which file is mapped where ---- */

typedef struct mapped_file {
    struct mapped_file *next;
    const unsigned char *bytes;
    size_t size;
    char *path;
} mapped_file;

/*
 * A global, since a signal handler gets no context. The lock is one that the handler may take: a thread that reads a
 * mapping, which is where the signal finds it, does not hold it.
 */
static mapped_file *mapped_files;
static atomic_flag mapped_files_in_use = ATOMIC_FLAG_INIT;

static void take_lock(void) {
    while (atomic_flag_test_and_set_explicit(&mapped_files_in_use, memory_order_acquire))
        ; /* held for the length of a short list */
}

static void give_lock(void) {
    atomic_flag_clear_explicit(&mapped_files_in_use, memory_order_release);
}

static nsc_status list_file(const nsc_mapping *mapping, const char *path, nsc_error *error) {
    mapped_file *file = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&file, 1, sizeof *file, error));
    *file = (mapped_file){.bytes = mapping->bytes, .size = mapping->size};
    NSC_TRY(nsc_copy_shown(&file->path, path, false, error));
    take_lock();
    file->next = mapped_files;
    mapped_files = file;
    give_lock();
    file = NULL;
out:
    free(file);
    return status;
}

static void unlist_file(const nsc_mapping *mapping) {
    take_lock();
    mapped_file **place = &mapped_files;
    while (*place != NULL && (*place)->bytes != mapping->bytes)
        place = &(*place)->next;
    mapped_file *file = *place;
    if (file != NULL)
        *place = file->next;
    give_lock();
    if (file != NULL)
        free(file->path);
    free(file);
}

const char *nsc_mapping_path(const void *address) {
    const uintptr_t wanted = (uintptr_t)address;
    take_lock();
    const mapped_file *file = mapped_files;
    while (file != NULL && wanted - (uintptr_t)file->bytes >= file->size) /* less than `bytes` wraps around */
        file = file->next;
    const char *path = file != NULL ? file->path : NULL;
    give_lock();
    return path;
}

/* ---- mapping ---- */

static nsc_status map(nsc_mapping *mapping, int descriptor, size_t size, const char *path, nsc_error *error) {
    void *bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (bytes == MAP_FAILED)
        return nsc_file_failure(error, "map", path);
    *mapping = (nsc_mapping){.bytes = bytes, .size = size};
    const nsc_status status = list_file(mapping, path, error);
    if (status != NSC_OK)
        nsc_mapping_close(mapping);
    return status;
}

static nsc_status check_regular(const struct stat *information, const char *path, nsc_error *error) {
    if (S_ISDIR(information->st_mode))
        return nsc_error_set(error, NSC_INVALID, "cannot read \"%s\": it is a folder", path);
    if (!S_ISREG(information->st_mode))
        return nsc_error_set(error, NSC_INVALID, "cannot map \"%s\": it is not a regular file", path);
    return NSC_OK;
}

nsc_status nsc_mapping_of_descriptor(nsc_mapping *mapping, int descriptor, const char *path, nsc_error *error) {
    *mapping = (nsc_mapping){0};
    struct stat information;
    if (fstat(descriptor, &information) != 0)
        return nsc_file_failure(error, "read", path);
    const nsc_status status = check_regular(&information, path, error);
    if (status != NSC_OK)
        return status;
    if (information.st_size > 0)
        return map(mapping, descriptor, (size_t)information.st_size, path, error);
    mapping->bytes = (const unsigned char *)"";
    return NSC_OK;
}

nsc_status nsc_mapping_open(nsc_mapping *mapping, const char *path, nsc_error *error) {
    *mapping = (nsc_mapping){0};
    struct stat information;
    /* A pipe is not opened, since closing it again would end its writer. */
    nsc_status status = stat(path, &information) == 0 ? check_regular(&information, path, error) : NSC_OK;
    if (status != NSC_OK)
        return status;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* it may have become a pipe */
    if (descriptor < 0)
        return nsc_file_failure(error, "read", path);
    status = nsc_mapping_of_descriptor(mapping, descriptor, path, error);
    close(descriptor);
    return status;
}

nsc_status nsc_mapping_open_small(nsc_mapping *mapping, const char *path, const char *kind, unsigned megabytes,
                                  nsc_error *error) {
    struct stat information;
    *mapping = (nsc_mapping){0};
    if (stat(path, &information) == 0 && S_ISREG(information.st_mode) &&
        information.st_size > (off_t)megabytes * 1000 * 1000)
        return nsc_error_set(error, NSC_INVALID, "\"%s\" is larger than %u MB, the most that a %s may have", path,
                             megabytes, kind);
    return nsc_mapping_open(mapping, path, error);
}

void nsc_mapping_close(nsc_mapping *mapping) {
    if (mapping->size > 0) {
        unlist_file(mapping);
        munmap((void *)(uintptr_t)mapping->bytes, mapping->size);
    }
    *mapping = (nsc_mapping){0};
}
