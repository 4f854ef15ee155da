/*
 * A published file on its way to the disk, by libcurl.
 *
 * Its bytes go to "PATH.part", under a lock, since two downloads into one part would mix. A connection asks for what
 * the part does not hold yet; one that drops is followed by another. What the server says decides where its bytes go:
 * 206 continues the part, 200 is the file from its start, 416 says that the part holds as many bytes as the file. Only
 * the checksum decides whether the part is the file. A part that was put together over several connections may be
 * made of different files, so where its sum is wrong the file is asked for once more in one piece; a file that came
 * in one piece and is wrong is refused.
 */
#include "data/official/fetch.h"

#include "data/official/constants.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    attempts_at_most = 5,
    first_pause_ms = 250, /* doubled after each attempt */
    connecting_at_most_s = 30,
    stalled_at_most_s = 30,
    redirects_at_most = 10,
    receive_size = 256 * 1024
};

static const char import[] = "nasscape data import -o STORE";

const nsc_published_file nsc_published_files[] = {
    {.name = "full",
     .meaning = "all budgets: " NSC_OFFICIAL_EPOCHS_PROSE " epochs, 1.95 GB",
     .address = "https://storage.googleapis.com/nasbench/nasbench_full.tfrecord",
     .sha256 = "3d64db8180fb1b0207212f9032205064312b6907a3bbc81eabea10db2f5c7e9c",
     .next = import},
    {.name = "only108",
     .meaning = "the budget of 108 epochs only, 499 MB",
     .address = "https://storage.googleapis.com/nasbench/nasbench_only108.tfrecord",
     .sha256 = "4c39c3936e36a85269881d659e44e61a245babcb72cb374eacacf75d0e5f4fd1",
     .next = import},
    {.name = "run1",
     .meaning = "test accuracy after 108 epochs of the first run of all cells, 3.4 MB (MIT; the numbers are those of "
                "NAS-Bench-101, Apache-2.0)",
     .address = "https://raw.githubusercontent.com/Tongzhou0101/ObfuNAS/c8d9c7153f098f97fde65e007594fd87202f298d/"
                "data/test.npy",
     .sha256 = "b4fef45e66f986cbbdd1dd182a0456438a7e34e3124c2929300c87c0ef25fcc5",
     .next = "nasscape report paper --out report --order hash --data"},
};
const size_t nsc_published_file_count = sizeof nsc_published_files / sizeof *nsc_published_files;

const nsc_published_file *nsc_published_file_named(const char *name) {
    for (size_t file = 0; file < nsc_published_file_count; file++)
        if (strcasecmp(nsc_published_files[file].name, name) == 0)
            return &nsc_published_files[file];
    return NULL;
}

/* ---- libcurl ---- */

/* What of libcurl is used. It is loaded late: with what it needs in its turn, it takes longer than most commands. */
/* clang-format off */
#define CURL_NAMES(NAME)                                                                                              \
    NAME(global_init) NAME(global_cleanup)                                                                            \
    NAME(easy_init) NAME(easy_setopt) NAME(easy_perform) NAME(easy_cleanup)                                           \
    NAME(easy_getinfo) NAME(easy_header) NAME(easy_strerror)
/* clang-format on */

typedef struct curl_library {
#define DECLARE(name) __typeof__(curl_##name) *name;
    CURL_NAMES(DECLARE)
#undef DECLARE
} curl_library;

static nsc_status load_curl(curl_library *library, nsc_error *error) {
#define SPELL(name) "curl_" #name,
    static const char *const names[] = {CURL_NAMES(SPELL)};
#undef SPELL
    _Static_assert(sizeof names == sizeof *library, "a pointer each");
    return nsc_late_library_load(NASSCAPE_CURL, names, sizeof names / sizeof *names, library, error);
}

/* ---- the part ---- */

/* The bytes that are here, and the connection that brings the others. */
typedef struct part_transfer {
    const char *address;
    const nsc_control *control;
    char *part_path;
    int descriptor;
    bool owned;    /* this process may write and remove the part */
    bool pieced;   /* the part's bytes came over several connections */
    uint64_t size; /* bytes in the part */
    curl_library curl;
    CURL *handle;
    char reason[CURL_ERROR_SIZE];
    /* of the present connection */
    uint64_t asked_from; /* first byte asked for */
    uint64_t begin;      /* first byte of the answer */
    bool placed;         /* the first byte of the answer is known */
    bool misplaced;      /* and is not one to be of use */
    int write_error;     /* errno of a write that failed */
} part_transfer;

static nsc_status part_failure(const part_transfer *transfer, int reason, nsc_error *error) {
    nsc_status status = reason == ENOENT || reason == ENOTDIR ? NSC_MISSING : NSC_FAILED;
    return nsc_error_set(error, status, "cannot write \"%s\": %s", transfer->part_path, strerror(reason));
}

/* Opens the part, which may hold bytes of an earlier call, for this process alone. */
static nsc_status open_part(part_transfer *transfer, const char *path, nsc_error *error) {
    size_t size = strlen(path) + sizeof ".part";
    nsc_status status = nsc_allocate(&transfer->part_path, size, 1, error);
    if (status != NSC_OK)
        return status;
    snprintf(transfer->part_path, size, "%s.part", path);
    transfer->descriptor = open(transfer->part_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (transfer->descriptor < 0)
        return part_failure(transfer, errno, error);
    bool locked = flock(transfer->descriptor, LOCK_EX | LOCK_NB) == 0;
    if (!locked && errno != EWOULDBLOCK)
        return part_failure(transfer, errno, error);
    struct stat opened, named;
    if (fstat(transfer->descriptor, &opened) != 0)
        return part_failure(transfer, errno, error);
    if (!S_ISREG(opened.st_mode))
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is not a regular file", transfer->part_path);
    /* The process that had the lock may have renamed or removed the part since it was opened here. */
    if (!locked || stat(transfer->part_path, &named) != 0 || named.st_dev != opened.st_dev ||
        named.st_ino != opened.st_ino)
        return nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": another process is writing it",
                             transfer->part_path);
    transfer->owned = true;
    transfer->size = (uint64_t)opened.st_size;
    return NSC_OK;
}

static bool empty_part(part_transfer *transfer) {
    transfer->size = 0;
    transfer->pieced = false;
    return ftruncate(transfer->descriptor, 0) == 0;
}

/* Closes the part. One without bytes is of no use to a later call. */
static void close_part(part_transfer *transfer) {
    if (transfer->owned && transfer->size == 0)
        unlink(transfer->part_path);
    if (transfer->descriptor >= 0)
        close(transfer->descriptor);
    free(transfer->part_path);
}

/* ---- one connection ---- */

/* Whether a partial answer begins with the first byte that was asked for. */
static bool continues(const part_transfer *transfer) {
    static const char unit[] = "bytes ";
    struct curl_header *range = NULL;
    if (transfer->curl.easy_header(transfer->handle, "Content-Range", 0, CURLH_HEADER, -1, &range) != CURLHE_OK ||
        strncmp(range->value, unit, strlen(unit)) != 0)
        return false;
    const char *digits = range->value + strlen(unit);
    char *end = NULL;
    return strtoull(digits, &end, 10) == transfer->asked_from && end != digits;
}

/* Finds where the answer's bytes belong, and makes the part end there. */
static bool place_answer(part_transfer *transfer) {
    long response = 0;
    transfer->curl.easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &response);
    bool partial = response == 206;
    transfer->placed = true;
    transfer->begin = partial ? transfer->asked_from : 0;
    transfer->misplaced = partial && !continues(transfer);
    if (transfer->misplaced)
        return false;
    if (partial) {
        transfer->pieced = true;
    } else if (!empty_part(transfer)) {
        transfer->write_error = errno;
        return false;
    }
    return true;
}

/* A function as CURLOPT_WRITEFUNCTION wants it: whatever is not `count` ends the connection. */
static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    part_transfer *transfer = context;
    if (!transfer->placed && !place_answer(transfer))
        return CURL_WRITEFUNC_ERROR;
    for (size_t written = 0; written < size * count;) {
        ssize_t more = pwrite(transfer->descriptor, bytes + written, size * count - written, (off_t)transfer->size);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0) {
            transfer->write_error = errno;
            return CURL_WRITEFUNC_ERROR;
        }
        written += (size_t)more;
        transfer->size += (uint64_t)more;
    }
    return size * count;
}

/* A function as CURLOPT_XFERINFOFUNCTION wants it. */
static int show_progress(void *context, curl_off_t expected, curl_off_t received, curl_off_t to_send, curl_off_t sent) {
    (void)to_send;
    (void)sent;
    const part_transfer *transfer = context;
    if (transfer->placed && expected > 0)
        nsc_control_report(transfer->control, "download",
                           ((double)transfer->begin + (double)received) / ((double)transfer->begin + (double)expected));
    return 0;
}

/*
 * What all connections have in common. Signals are left to libcurl, which shields its caller from SIGPIPE. Without a
 * limit on the whole time: only silence ends a download.
 */
static nsc_status prepare(part_transfer *transfer, nsc_error *error) {
    CURL *handle = transfer->curl.easy_init();
    transfer->handle = handle;
    if (handle == NULL || transfer->curl.easy_setopt(handle, CURLOPT_URL, transfer->address) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_MAXREDIRS, (long)redirects_at_most) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_FAILONERROR, 1L) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, (long)connecting_at_most_s) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)stalled_at_most_s) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_BUFFERSIZE, (long)receive_size) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->reason) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_WRITEDATA, transfer) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, show_progress) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_XFERINFODATA, transfer) != CURLE_OK ||
        transfer->curl.easy_setopt(handle, CURLOPT_NOPROGRESS, 0L) != CURLE_OK)
        return nsc_error_set(error, NSC_FAILED, "cannot fetch \"%s\": libcurl cannot be started", transfer->address);
    return NSC_OK;
}

static CURLcode connect_once(part_transfer *transfer) {
    transfer->asked_from = transfer->size;
    transfer->placed = transfer->misplaced = false;
    transfer->write_error = 0;
    transfer->reason[0] = '\0';
    char range[32];
    snprintf(range, sizeof range, "%" PRIu64 "-", transfer->asked_from);
    CURLcode code =
        transfer->curl.easy_setopt(transfer->handle, CURLOPT_RANGE, transfer->asked_from > 0 ? range : NULL);
    return code != CURLE_OK ? code : transfer->curl.easy_perform(transfer->handle);
}

/* ---- what came of it ---- */

/* Failures of the network, which the next connection may not meet. */
static bool may_pass(CURLcode code) {
    static const CURLcode passing[] = {CURLE_COULDNT_RESOLVE_PROXY,
                                       CURLE_COULDNT_RESOLVE_HOST,
                                       CURLE_COULDNT_CONNECT,
                                       CURLE_PARTIAL_FILE,
                                       CURLE_OPERATION_TIMEDOUT,
                                       CURLE_SSL_CONNECT_ERROR,
                                       CURLE_GOT_NOTHING,
                                       CURLE_SEND_ERROR,
                                       CURLE_RECV_ERROR,
                                       CURLE_HTTP2,
                                       CURLE_HTTP2_STREAM};
    for (size_t known = 0; known < sizeof passing / sizeof *passing; known++)
        if (code == passing[known])
            return true;
    return false;
}

static nsc_status judge_response(const part_transfer *transfer, long response, bool *passing, nsc_error *error) {
    *passing = response == 408 || response == 429 || response >= 500;
    return nsc_error_set(error, response == 404 || response == 410 ? NSC_MISSING : NSC_FAILED,
                         "cannot fetch \"%s\": the server answers with HTTP status %ld", transfer->address, response);
}

/* NSC_OK where the server has no more bytes to give; otherwise `passing` tells whether to try again. */
static nsc_status judge(part_transfer *transfer, CURLcode code, bool *passing, nsc_error *error) {
    long response = 0;
    transfer->curl.easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &response);
    bool whole = code == CURLE_OK && (response == 200 || response == 206);
    /* An answer without a byte has not been received yet. */
    if (whole && !transfer->placed && !place_answer(transfer))
        whole = false;
    *passing = false;
    if (transfer->write_error != 0)
        return part_failure(transfer, transfer->write_error, error);
    if (transfer->misplaced) {
        if (!empty_part(transfer))
            return part_failure(transfer, errno, error);
        *passing = true;
        return nsc_error_set(error, NSC_FAILED, "cannot fetch \"%s\": the server sends other bytes than requested",
                             transfer->address);
    }
    if (whole)
        return NSC_OK;
    if (response == 416 && transfer->asked_from > 0) {
        transfer->pieced = true;
        return NSC_OK;
    }
    if (code == CURLE_OK || code == CURLE_HTTP_RETURNED_ERROR)
        return judge_response(transfer, response, passing, error);
    *passing = may_pass(code);
    nsc_status status = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ? NSC_INVALID : NSC_FAILED;
    return nsc_error_set(error, status, "cannot fetch \"%s\": %s", transfer->address,
                         transfer->reason[0] != '\0' ? transfer->reason : transfer->curl.easy_strerror(code));
}

static void pause_after(unsigned attempt) {
    long pause_ms = (long)first_pause_ms << (attempt - 1);
    struct timespec left = {.tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

/* Adds bytes to the part until the server has no more. */
static nsc_status download(part_transfer *transfer, nsc_error *error) {
    for (unsigned attempt = 1;; attempt++) {
        bool passing;
        nsc_error reason = {0};
        nsc_status status = judge(transfer, connect_once(transfer), &passing, &reason);
        if (status == NSC_OK)
            return NSC_OK;
        if (!passing || attempt == attempts_at_most)
            return nsc_error_set(error, status, "%s", reason.message);
        pause_after(attempt);
    }
}

/* ---- the file ---- */

/* Compares the sum of the file at `path`; `found` receives it. */
static nsc_status check_sum(const nsc_published_file *file, const char *path, const nsc_control *control,
                            char found[65], bool *equal, nsc_error *error) {
    nsc_control_report(control, "checksum", 0);
    nsc_status status = nsc_file_sha256(path, found, error);
    nsc_control_report(control, "checksum", 1);
    *equal = status == NSC_OK && strcmp(found, file->sha256) == 0;
    return status;
}

/* A file that is at `path` already is the official one or in the way. */
static nsc_status check_present(const nsc_published_file *file, const char *path, mode_t mode,
                                const nsc_control *control, nsc_error *error) {
    if (S_ISDIR(mode))
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is a folder", path);
    if (!S_ISREG(mode))
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is not a regular file", path);
    char found[65];
    bool equal;
    nsc_status status = check_sum(file, path, control, found, &equal, error);
    if (status != NSC_OK || equal)
        return status;
    return nsc_error_set(error, NSC_INVALID,
                         "\"%s\" is there already and is not the official file \"%s\": its SHA-256 is %s, not %s", path,
                         file->name, found, file->sha256);
}

/* Fills the part until it is the file; one that is another file is emptied. */
static nsc_status fill_part(part_transfer *transfer, const nsc_published_file *file, nsc_error *error) {
    for (bool again = false;; again = true) {
        nsc_status status = download(transfer, error);
        if (status != NSC_OK)
            return status;
        char found[65];
        bool equal, pieced = transfer->pieced;
        status = check_sum(file, transfer->part_path, transfer->control, found, &equal, error);
        if (status != NSC_OK || equal)
            return status;
        if (!empty_part(transfer))
            return part_failure(transfer, errno, error);
        if (!pieced || again)
            return nsc_error_set(error, NSC_INVALID,
                                 "\"%s\" is not the official file \"%s\": its SHA-256 is %s, not %s", transfer->address,
                                 file->name, found, file->sha256);
    }
}

static nsc_status fetch_to(part_transfer *transfer, const nsc_published_file *file, const char *path,
                           nsc_error *error) {
    nsc_status status = open_part(transfer, path, error);
    if (status == NSC_OK)
        status = prepare(transfer, error);
    if (status == NSC_OK)
        status = fill_part(transfer, file, error);
    if (status == NSC_OK && (fsync(transfer->descriptor) != 0 || rename(transfer->part_path, path) != 0))
        status = nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %s", path, strerror(errno));
    transfer->curl.easy_cleanup(transfer->handle);
    close_part(transfer);
    return status;
}

nsc_status nsc_fetch(const nsc_published_file *file, const char *path, const nsc_fetch_options *options,
                     nsc_error *error) {
    if (path[0] == '\0')
        return nsc_error_set(error, NSC_INVALID, "cannot write a file without a name");
    struct stat present;
    if (stat(path, &present) == 0)
        return check_present(file, path, present.st_mode, options->control, error);
    char *target = NULL;
    part_transfer transfer = {.address = options->address != NULL ? options->address : file->address,
                              .control = options->control,
                              .descriptor = -1};
    nsc_status status = load_curl(&transfer.curl, error);
    if (status != NSC_OK)
        return status;
    if (transfer.curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return nsc_error_set(error, NSC_FAILED, "cannot fetch \"%s\": libcurl cannot be started", transfer.address);
    status = nsc_file_follow(&target, path, error);
    if (status == NSC_OK)
        status = fetch_to(&transfer, file, target, error);
    free(target);
    transfer.curl.global_cleanup();
    return status;
}
