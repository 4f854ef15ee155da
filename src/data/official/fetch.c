/*
 * A published file on its way to the disk, by libcurl.
 *
 * Its bytes go to "PATH.part" (download_part.h). A connection asks for what the part does not hold yet; one that drops
 * is followed by another. The server's answer decides where its bytes go: 206 continues the part, 200 is the file from
 * its start, 416 says that the part holds as many bytes as the file. No answer may make the part larger than the
 * published file. Only the checksum decides whether the part is the file. A part that was put together over several
 * connections may be made of different files, so if its sum is wrong the file is asked for once more in one piece; a
 * file that came in one piece and is wrong is refused.
 */
#include "data/official/fetch.h"

#include "data/official/constants.h"
#include "data/official/download_part.h"

#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

enum {
    attempts_at_most = 5,
    first_pause_ms = 250, /* doubled after each attempt */
    connecting_at_most_s = 30,
    stalled_at_most_s = 30,
    redirects_at_most = 10,
    receive_size = 256 * 1024
};

/* The sizes of the official files are published as 1.95 GB and 499 MB: at most so many bytes, if powers of 1024 are
 * meant and the last digit is rounded. */
#define FULL_AT_MOST (1955 * (UINT64_C(1) << 30) / 1000)
#define ONLY108_AT_MOST (4995 * (UINT64_C(1) << 20) / 10)

static const char import[] = "nasscape data import -o STORE";

const nsc_published_file nsc_published_files[] = {
    {.name = "full",
     .meaning = "all budgets: " NSC_OFFICIAL_EPOCHS_PROSE " epochs, 1.95 GB",
     .address = "https://storage.googleapis.com/nasbench/nasbench_full.tfrecord",
     .sha256 = "3d64db8180fb1b0207212f9032205064312b6907a3bbc81eabea10db2f5c7e9c",
     .size_at_most = FULL_AT_MOST,
     .next = import},
    {.name = "only108",
     .meaning = "the budget of 108 epochs only, 499 MB",
     .address = "https://storage.googleapis.com/nasbench/nasbench_only108.tfrecord",
     .sha256 = "4c39c3936e36a85269881d659e44e61a245babcb72cb374eacacf75d0e5f4fd1",
     .size_at_most = ONLY108_AT_MOST,
     .next = import},
    {.name = "run1",
     .meaning = "test accuracy after 108 epochs of the first run of all cells, 3.4 MB (MIT; the numbers are those of "
                "NAS-Bench-101, Apache-2.0)",
     .address = "https://raw.githubusercontent.com/Tongzhou0101/ObfuNAS/c8d9c7153f098f97fde65e007594fd87202f298d/"
                "data/test.npy",
     .sha256 = "b4fef45e66f986cbbdd1dd182a0456438a7e34e3124c2929300c87c0ef25fcc5",
     .size_at_most = 3389120,
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

/* ---- one connection ---- */

/* The part of the file that is here, and the connection that brings the rest. */
typedef struct part_transfer {
    const char *address;
    const nsc_control *control;
    nsc_download_part part;
    bool pieced; /* the part's bytes came over several connections */
    curl_library curl;
    CURL *handle;
    char reason[CURL_ERROR_SIZE];
    /* of the present connection */
    uint64_t asked_from; /* first byte asked for */
    uint64_t begin;      /* first byte of the answer */
    uint64_t kept;       /* bytes of earlier connections that the part still begins with */
    bool placed;         /* the first byte of the answer is known */
    bool misplaced;      /* and is not one to be of use */
    bool oversized;      /* the answer goes beyond the published size */
    int write_error;     /* errno of a write that failed */
} part_transfer;

static bool empty_part(part_transfer *transfer) {
    transfer->pieced = false;
    transfer->kept = 0;
    return nsc_download_part_empty(&transfer->part);
}

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

/* Whether bytes from `place` on lie within the published size. */
static bool fits(const part_transfer *transfer, uint64_t place, uint64_t count) {
    const uint64_t limit = transfer->part.file->size_at_most;
    return place <= limit && count <= limit - place;
}

/* Finds where the answer's bytes belong, and makes the part end there. */
static bool place_answer(part_transfer *transfer) {
    long response = 0;
    transfer->curl.easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &response);
    bool partial = response == 206;
    transfer->placed = true;
    transfer->begin = partial ? transfer->asked_from : 0;
    transfer->misplaced = partial && !continues(transfer);
    curl_off_t announced = -1; /* −1 if the server does not say */
    transfer->curl.easy_getinfo(transfer->handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    transfer->oversized = announced > 0 && !fits(transfer, transfer->begin, (uint64_t)announced);
    if (transfer->misplaced || transfer->oversized)
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
    transfer->oversized = !fits(transfer, transfer->part.size, size * count);
    if (transfer->oversized)
        return CURL_WRITEFUNC_ERROR;
    if (!nsc_download_part_append(&transfer->part, bytes, size * count)) {
        transfer->write_error = errno;
        return CURL_WRITEFUNC_ERROR;
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
    transfer->asked_from = transfer->kept = transfer->part.size;
    transfer->placed = transfer->misplaced = transfer->oversized = false;
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
        return nsc_download_part_failure(&transfer->part, transfer->write_error, error);
    if (transfer->oversized) {
        /* Bytes that arrived are of the wrong file, too; those of an earlier call may be of the right one. */
        if (transfer->part.size > transfer->kept && !empty_part(transfer))
            return nsc_download_part_failure(&transfer->part, errno, error);
        return nsc_error_set(error, NSC_INVALID,
                             "\"%s\" is not the official file \"%s\": it is larger than %" PRIu64 " bytes",
                             transfer->address, transfer->part.file->name, transfer->part.file->size_at_most);
    }
    if (transfer->misplaced) {
        if (!empty_part(transfer))
            return nsc_download_part_failure(&transfer->part, errno, error);
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
            return nsc_error_pass(error, status, &reason);
        pause_after(attempt);
    }
}

/* ---- the file ---- */

/* A file that is at `path` already is the official one or in the way. */
static nsc_status check_present(const nsc_published_file *file, const char *path, mode_t mode,
                                const nsc_control *control, nsc_error *error) {
    if (S_ISDIR(mode))
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is a folder", path);
    if (!S_ISREG(mode))
        return nsc_error_set(error, NSC_INVALID, "cannot write \"%s\": it is not a regular file", path);
    char found[65];
    nsc_control_report(control, "checksum", 0);
    nsc_status status = nsc_file_sha256(path, found, error);
    nsc_control_report(control, "checksum", 1);
    if (status != NSC_OK || strcmp(found, file->sha256) == 0)
        return status;
    return nsc_error_set(error, NSC_INVALID,
                         "\"%s\" is there already and is not the official file \"%s\": its SHA-256 is %s, not %s", path,
                         file->name, found, file->sha256);
}

static nsc_status check_part(const part_transfer *transfer, char found[65], bool *equal, nsc_error *error) {
    nsc_control_report(transfer->control, "checksum", 0);
    nsc_status status = nsc_download_part_check(&transfer->part, found, equal, error);
    nsc_control_report(transfer->control, "checksum", 1);
    return status;
}

/* Fills the part until it is the file; one that is another file is emptied. */
static nsc_status fill_part(part_transfer *transfer, const nsc_published_file *file, nsc_error *error) {
    for (bool again = false;; again = true) {
        nsc_status status = download(transfer, error);
        if (status != NSC_OK)
            return status;
        char found[65];
        bool equal, pieced = transfer->pieced;
        status = check_part(transfer, found, &equal, error);
        if (status != NSC_OK || equal)
            return status;
        if (!empty_part(transfer))
            return nsc_download_part_failure(&transfer->part, errno, error);
        if (!pieced || again)
            return nsc_error_set(error, NSC_INVALID,
                                 "\"%s\" is not the official file \"%s\": its SHA-256 is %s, not %s", transfer->address,
                                 file->name, found, file->sha256);
    }
}

/* A file without the mark is the whole file, left by a call that was killed before it could rename it; or in the way,
 * and left alone. */
static nsc_status take_unmarked(const part_transfer *transfer, nsc_error *error) {
    const nsc_download_part *part = &transfer->part;
    char found[65];
    bool equal = false;
    nsc_status status = part->size <= part->file->size_at_most ? check_part(transfer, found, &equal, error) : NSC_OK;
    if (status != NSC_OK || equal)
        return status;
    return nsc_error_set(error, NSC_INVALID,
                         "\"%s\" is in the way: it is not an unfinished download of \"%s\"; rename or remove it, or "
                         "choose another output",
                         part->path, part->file->name);
}

static nsc_status fetch_to(part_transfer *transfer, const nsc_published_file *file, const char *path,
                           nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_download_part_open(&transfer->part, file, path, error));
    if (transfer->part.ours) {
        NSC_TRY(prepare(transfer, error));
        NSC_TRY(fill_part(transfer, file, error));
    } else {
        NSC_TRY(take_unmarked(transfer, error));
    }
    NSC_TRY(nsc_download_part_finish(&transfer->part, path, error));
out:
    transfer->curl.easy_cleanup(transfer->handle);
    nsc_download_part_close(&transfer->part);
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
                              .part.descriptor = -1};
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
