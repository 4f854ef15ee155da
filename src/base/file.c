/* Files: temporary name, sync, rename; mapping; SHA-256 by librhash. */
#include "base/file.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <rhash.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static nsc_status system_failure(nsc_error *error, const char *action, const char *path) {
    nsc_status status = errno == ENOENT || errno == ENOTDIR ? NSC_MISSING : NSC_FAILED;
    return nsc_error_set(error, status, "cannot %s \"%s\": %s", action, path, strerror(errno));
}

/* ---- writing ---- */

static nsc_status open_temporary(nsc_output *output, nsc_error *error) {
    size_t size = strlen(output->path) + sizeof ".XXXXXX";
    nsc_status status = nsc_allocate(&output->temporary_path, size, 1, error);
    if (status != NSC_OK)
        return status;
    snprintf(output->temporary_path, size, "%s.XXXXXX", output->path);
    int descriptor = mkstemp(output->temporary_path);
    if (descriptor < 0) {
        status = system_failure(error, "write", output->path);
        free(output->temporary_path);
        output->temporary_path = NULL;
        return status;
    }
    /* mkstemp makes private files; the final one gets the permissions that an ordinary open would give. */
    mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor, 0666 & ~mask);
    output->stream = fdopen(descriptor, "wb");
    if (output->stream == NULL) {
        close(descriptor);
        return system_failure(error, "write", output->path);
    }
    return NSC_OK;
}

nsc_status nsc_output_open(nsc_output *output, const char *path, nsc_error *error) {
    *output = (nsc_output){0};
    nsc_status status = nsc_copy_text(&output->path, path != NULL ? path : "standard output", error);
    if (status != NSC_OK)
        return status;
    if (path == NULL) {
        output->stream = stdout;
        return NSC_OK;
    }
    struct stat information;
    bool exists = stat(path, &information) == 0;
    if (exists && S_ISDIR(information.st_mode)) {
        status = nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is a folder", path);
    } else if (exists && !S_ISREG(information.st_mode)) {
        output->stream = fopen(path, "wb");
        if (output->stream == NULL)
            status = system_failure(error, "write", path);
    } else {
        status = open_temporary(output, error);
    }
    if (status != NSC_OK)
        nsc_output_discard(output);
    return status;
}

static void release(nsc_output *output) {
    free(output->path);
    free(output->temporary_path);
    *output = (nsc_output){0};
}

nsc_status nsc_output_commit(nsc_output *output, nsc_error *error) {
    nsc_status status = NSC_OK;
    /* A write that failed earlier has set the stream's mark; its errno may be gone by now. */
    bool failed_before = ferror(output->stream) != 0;
    bool failed = fflush(output->stream) != 0 || failed_before;
    if (!failed && output->temporary_path != NULL)
        failed = fsync(fileno(output->stream)) != 0;
    if (failed) {
        status = nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %s", output->path,
                               errno != 0 ? strerror(errno) : "a write failed");
        nsc_output_discard(output);
        return status;
    }
    if (output->stream != stdout && fclose(output->stream) != 0)
        status = system_failure(error, "write", output->path);
    output->stream = NULL;
    if (status == NSC_OK && output->temporary_path != NULL && rename(output->temporary_path, output->path) != 0)
        status = system_failure(error, "write", output->path);
    if (status != NSC_OK && output->temporary_path != NULL)
        unlink(output->temporary_path);
    release(output);
    return status;
}

void nsc_output_discard(nsc_output *output) {
    if (output->stream != NULL && output->stream != stdout)
        fclose(output->stream);
    if (output->temporary_path != NULL)
        unlink(output->temporary_path);
    release(output);
}

nsc_status nsc_folder_create(const char *path, nsc_error *error) {
    char *partial = NULL;
    nsc_status status = nsc_copy_text(&partial, path, error);
    if (status != NSC_OK)
        return status;
    /* A leading slash names the root, which is there; an empty path is left to the system to refuse. */
    for (char *position = partial + (partial[0] != '\0'); status == NSC_OK; position++) {
        if (*position != '/' && *position != '\0')
            continue;
        char separator = *position;
        *position = '\0';
        struct stat information;
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            status = system_failure(error, "create the folder", partial);
        else if (stat(partial, &information) == 0 && !S_ISDIR(information.st_mode))
            status = nsc_error_set(error, NSC_INVALID, "cannot create the folder \"%s\": a file of that name is there",
                                   partial);
        *position = separator;
        if (separator == '\0')
            break;
    }
    free(partial);
    return status;
}

/* ---- reading ---- */

nsc_status nsc_mapping_of_descriptor(nsc_mapping *mapping, int descriptor, const char *path, nsc_error *error) {
    *mapping = (nsc_mapping){0};
    nsc_status status = NSC_OK;
    struct stat information;
    if (fstat(descriptor, &information) != 0) {
        status = system_failure(error, "read", path);
    } else if (S_ISDIR(information.st_mode)) {
        status = nsc_error_set(error, NSC_INVALID, "cannot read \"%s\": it is a folder", path);
    } else if (!S_ISREG(information.st_mode)) {
        status = nsc_error_set(error, NSC_INVALID, "cannot map \"%s\": it is not a regular file", path);
    } else if (information.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)information.st_size, PROT_READ, MAP_SHARED, descriptor, 0);
        if (bytes == MAP_FAILED)
            status = system_failure(error, "map", path);
        else
            *mapping = (nsc_mapping){.bytes = bytes, .size = (size_t)information.st_size};
    }
    return status;
}

nsc_status nsc_mapping_open(nsc_mapping *mapping, const char *path, nsc_error *error) {
    *mapping = (nsc_mapping){0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not keep us */
    if (descriptor < 0)
        return system_failure(error, "read", path);
    nsc_status status = nsc_mapping_of_descriptor(mapping, descriptor, path, error);
    close(descriptor);
    return status;
}

void nsc_mapping_close(nsc_mapping *mapping) {
    if (mapping->bytes != NULL)
        munmap((void *)(uintptr_t)mapping->bytes, mapping->size);
    *mapping = (nsc_mapping){0};
}

nsc_status nsc_file_sha256(const char *path, char digest[65], nsc_error *error) {
    nsc_mapping mapping;
    nsc_status status = nsc_mapping_open(&mapping, path, error);
    if (status != NSC_OK)
        return status;
    unsigned char bytes[32];
    if (rhash_msg(RHASH_SHA256, mapping.bytes != NULL ? mapping.bytes : (const void *)"", mapping.size, bytes) < 0)
        status = nsc_error_set(error, NSC_FAILED, "cannot compute the checksum of \"%s\"", path);
    else
        rhash_print_bytes(digest, bytes, sizeof bytes, RHPR_HEX);
    digest[64] = '\0';
    nsc_mapping_close(&mapping);
    return status;
}
