/* Files that are read: why that fails, their first bytes, their SHA-256 by librhash, standard input as a file. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <rhash.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

nsc_status nsc_file_failure(nsc_error *error, const char *action, const char *path) {
    if (errno == ENOMEM)
        return nsc_error_out_of_memory(error, "\"%s\": cannot %s it", path, action);
    nsc_status status = errno == ENOENT || errno == ENOTDIR ? NSC_MISSING : NSC_FAILED;
    return nsc_error_set(error, status, "cannot %s \"%s\": %s", action, path, strerror(errno));
}

size_t nsc_file_first_bytes(const char *path, void *bytes, size_t size) {
    struct stat information;
    if (stat(path, &information) != 0 || !S_ISREG(information.st_mode))
        return 0;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* it may have become a pipe */
    if (descriptor < 0)
        return 0;
    const ssize_t count = pread(descriptor, bytes, size, 0);
    close(descriptor);
    return count > 0 ? (size_t)count : 0;
}

bool nsc_bytes_sha256(const void *bytes, size_t size, char digest[65]) {
    unsigned char sum[32];
    if (rhash_msg(RHASH_SHA256, bytes, size, sum) < 0)
        return false;
    rhash_print_bytes(digest, sum, sizeof sum, RHPR_HEX);
    digest[64] = '\0';
    return true;
}

nsc_status nsc_file_sha256(const char *path, char digest[65], nsc_error *error) {
    nsc_mapping mapping;
    nsc_status status = nsc_mapping_open(&mapping, path, error);
    if (status != NSC_OK)
        return status;
    if (!nsc_bytes_sha256(mapping.bytes, mapping.size, digest))
        status = nsc_error_set(error, NSC_FAILED, "cannot compute the checksum of \"%s\"", path);
    nsc_mapping_close(&mapping);
    return status;
}

/* ---- standard input ---- */

/* Input without an end must not fill the memory: no file that is read is larger. */
static const uint64_t standard_input_limit = (uint64_t)4 << 30;

static nsc_status copy_all(int from, int to, nsc_error *error) {
    char block[1 << 16];
    uint64_t copied = 0;
    for (;;) {
        const ssize_t size = read(from, block, sizeof block);
        if (size == 0)
            return NSC_OK;
        if (size < 0 && errno == EINTR)
            continue;
        for (ssize_t done = 0, more; done < size; done += more)
            if ((more = write(to, block + done, (size_t)(size - done))) < 0)
                return nsc_error_set(error, NSC_FAILED, "cannot keep standard input: %s", strerror(errno));
        if (size < 0)
            return nsc_error_set(error, NSC_FAILED, "cannot read standard input: %s", strerror(errno));
        copied += (uint64_t)size;
        if (copied > standard_input_limit)
            return nsc_error_set(error, NSC_INVALID, "more than 4 GB on standard input; name a file instead");
    }
}

nsc_status nsc_standard_input_keep(nsc_error *error) {
    struct stat information;
    if (fstat(STDIN_FILENO, &information) == 0 && S_ISREG(information.st_mode) && lseek(STDIN_FILENO, 0, SEEK_CUR) == 0)
        return NSC_OK;
    const int kept = memfd_create("standard input", MFD_CLOEXEC);
    nsc_status status = kept >= 0 ? copy_all(STDIN_FILENO, kept, error) : NSC_FAILED;
    if (status == NSC_OK && dup2(kept, STDIN_FILENO) < 0)
        status = NSC_FAILED;
    if (status == NSC_FAILED) /* unless copying has said why */
        nsc_error_set(error, NSC_FAILED, "cannot read standard input: %s", strerror(errno));
    if (kept >= 0)
        close(kept);
    return status;
}
