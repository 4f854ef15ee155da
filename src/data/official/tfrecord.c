/* TFRecord framing: blocks of whole records, read into one buffer. */
#include "data/official/tfrecord.h"

#include "base/file_kind.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER = 12, /* length and its checksum */
    TRAILER = 4,
    BLOCK = 16 << 20,       /* bytes read at once; the longest record fits */
    BLOCK_RECORDS = 1 << 16 /* records handed out at once: however short they are, their users' memory stays bounded */
};

struct nsc_tfrecord {
    char *path;
    int descriptor;
    uint64_t size;
    unsigned char *buffer; /* [BLOCK] */
    uint64_t start;        /* of the buffer's first byte in the file */
    size_t filled;         /* bytes in the buffer */
    size_t position;       /* of the next record in the buffer */
    uint64_t number;       /* of the last record handed out or found broken */
    nsc_record *records;
    size_t record_capacity;
    nsc_error broken; /* why the record at `position` can't be read; status NSC_OK: it has not been looked at */
};

/* ---- checksums and lengths ---- */

/* The format keeps checksums rotated and shifted, so that a checksum over checksums stays good. */
static uint32_t masked_checksum(const unsigned char *bytes, size_t size) {
    uint32_t checksum = nsc_crc32c(bytes, size);
    return (checksum >> 15 | checksum << 17) + 0xa282ead8u;
}

static uint64_t read_little(const unsigned char *bytes, size_t size) {
    uint64_t value = 0;
    for (size_t byte = size; byte-- > 0;)
        value = value << 8 | bytes[byte];
    return value;
}

static void write_little(unsigned char *bytes, size_t size, uint64_t value) {
    for (size_t byte = 0; byte < size; byte++)
        bytes[byte] = (unsigned char)(value >> 8 * byte);
}

void nsc_tfrecord_frame(const unsigned char *payload, size_t size, unsigned char frame[NSC_TFRECORD_FRAME]) {
    write_little(frame, 8, size);
    write_little(frame + 8, 4, masked_checksum(frame, 8));
    write_little(frame + HEADER, TRAILER, masked_checksum(payload, size));
}

/* ---- opening ---- */

static nsc_status open_regular(nsc_tfrecord *file, nsc_error *error) {
    struct stat information;
    file->descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not keep us */
    if (file->descriptor < 0 || fstat(file->descriptor, &information) != 0)
        return nsc_file_failure(error, "read", file->path);
    if (!S_ISREG(information.st_mode))
        return nsc_error_set(error, NSC_INVALID, "cannot read \"%s\": it is %s", file->path,
                             S_ISDIR(information.st_mode) ? "a folder" : "not a regular file");
    if (information.st_size == 0)
        return nsc_error_set(error, NSC_INVALID, "%s: the file is empty", file->path);
    file->size = (uint64_t)information.st_size;
    return NSC_OK;
}

static uint64_t place_of(const nsc_tfrecord *file) {
    return file->start + file->position;
}

/* Moves what is left of the buffer to its front and fills it up. */
static nsc_status fill(nsc_tfrecord *file, nsc_error *error) {
    memmove(file->buffer, file->buffer + file->position, file->filled - file->position);
    file->start += file->position;
    file->filled -= file->position;
    file->position = 0;
    while (file->filled < BLOCK && file->start + file->filled < file->size) {
        ssize_t count = pread(file->descriptor, file->buffer + file->filled, BLOCK - file->filled,
                              (off_t)(file->start + file->filled));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return nsc_file_failure(error, "read", file->path);
        if (count == 0)
            return nsc_error_set(error, NSC_FAILED, "cannot read \"%s\": it was truncated while being read",
                                 file->path);
        file->filled += (size_t)count;
    }
    return NSC_OK;
}

nsc_status nsc_tfrecord_open(nsc_tfrecord **file, const char *path, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(file, 1, sizeof **file, error));
    (*file)->descriptor = -1;
    NSC_TRY(nsc_copy_text(&(*file)->path, path, error));
    NSC_TRY(open_regular(*file, error));
    NSC_TRY(nsc_allocate(&(*file)->buffer, BLOCK, 1, error));
    NSC_TRY(fill(*file, error));
out:
    if (status != NSC_OK) {
        nsc_tfrecord_close(*file);
        *file = NULL;
    }
    return status;
}

void nsc_tfrecord_close(nsc_tfrecord *file) {
    if (file == NULL)
        return;
    if (file->descriptor >= 0)
        close(file->descriptor);
    free(file->records);
    free(file->buffer);
    free(file->path);
    free(file);
}

uint64_t nsc_tfrecord_size(const nsc_tfrecord *file) {
    return file->size;
}

bool nsc_tfrecord_recognise(const char *path) {
    unsigned char header[HEADER];
    return nsc_file_first_bytes(path, header, sizeof header) == sizeof header &&
           masked_checksum(header, 8) == read_little(header + 8, 4);
}

/* ---- reading ---- */

/*
 * Looks at the frame at `position`. NSC_INVALID where it is broken; *`complete` is false where the buffer ends within
 * it, though the file does not.
 */
static nsc_status read_frame(const nsc_tfrecord *file, size_t position, nsc_record *record, bool *complete,
                             nsc_error *error) {
    const unsigned char *frame = file->buffer + position;
    const size_t held = file->filled - position;
    const uint64_t left = file->size - (file->start + position);
    *complete = true;
    if (left < HEADER)
        return nsc_error_set(error, NSC_INVALID, "the file ends within the record's length");
    if (held < HEADER) {
        *complete = false;
        return NSC_OK;
    }
    if (masked_checksum(frame, 8) != read_little(frame + 8, 4))
        return nsc_error_set(error, NSC_INVALID, "the record's length is damaged: its checksum differs%s",
                             file->start + position > 0 ? "" : " (or is this no TFRecord file?)");
    const uint64_t size = read_little(frame, 8);
    if (size > left - HEADER || left - HEADER - size < TRAILER)
        return nsc_error_set(error, NSC_INVALID,
                             "the record claims to have %" PRIu64 " bytes, but the file ends after %" PRIu64, size,
                             left - HEADER);
    if (size > NSC_TFRECORD_LIMIT)
        return nsc_error_set(error, NSC_INVALID,
                             "the record claims to have %" PRIu64 " bytes, more than the %d that a row may have", size,
                             NSC_TFRECORD_LIMIT);
    if (held < HEADER + size + TRAILER) {
        *complete = false;
        return NSC_OK;
    }
    *record = (nsc_record){
        .payload = frame + HEADER, .size = (size_t)size, .offset = file->start + position, .number = file->number + 1};
    return NSC_OK;
}

/* Tells what a file is whose first record is none, if it is text or of another kind; NSC_OK for a damaged TFRecord
 * file. */
static nsc_status refuse_other_kind(const nsc_tfrecord *file, nsc_error *error) {
    const char *bytes = (const char *)file->buffer;
    const nsc_file_kind *kind = nsc_file_kind_find(bytes, file->filled);
    const bool is_frame =
        file->filled >= HEADER && masked_checksum(file->buffer, 8) == read_little(file->buffer + 8, 4);
    const bool is_binary =
        kind != NULL ? kind->signature == NULL && kind->read_elsewhere : !nsc_file_kind_is_text(bytes, file->filled);
    if (is_frame || is_binary)
        return NSC_OK;
    if (kind != NULL && kind->is_gzip)
        return nsc_error_set(
            error, NSC_INVALID,
            "this is no TFRecord file: it is compressed by gzip; unpack it by `gzip -d`, or name it by "
            "--data if it is a table");
    if (kind != NULL)
        return nsc_error_set(error, NSC_INVALID, "this is no TFRecord file: it is %s; %s", kind->name, kind->advice);
    return nsc_error_set(error, NSC_INVALID,
                         "this is no TFRecord file but text: a table needs no import, name it by --data");
}

/* Collects the whole records that the buffer holds; a broken one ends them and is kept for the next call. */
static nsc_status collect(nsc_tfrecord *file, size_t *count, nsc_error *error) {
    nsc_status status = NSC_OK;
    *count = 0;
    while (*count < BLOCK_RECORDS && place_of(file) < file->size) {
        bool complete;
        NSC_TRY(nsc_reserve(&file->records, &file->record_capacity, *count + 1, sizeof *file->records, error));
        nsc_record *record = &file->records[*count];
        if (read_frame(file, file->position, record, &complete, &file->broken) != NSC_OK) {
            nsc_error whole = {0};
            file->number++;
            if (place_of(file) == 0 && refuse_other_kind(file, &whole) != NSC_OK)
                file->broken = whole;
            else
                nsc_error_prefix(&file->broken, "record %" PRIu64 " at byte %" PRIu64 ": ", file->number,
                                 place_of(file));
            break;
        }
        if (!complete)
            break;
        file->number++;
        file->position += HEADER + record->size + TRAILER;
        (*count)++;
    }
out:
    return status;
}

nsc_status nsc_tfrecord_next(nsc_tfrecord *file, const nsc_record **records, size_t *count, nsc_error *error) {
    nsc_status status = NSC_OK;
    *count = 0;
    if (file->broken.status == NSC_OK)
        NSC_TRY(collect(file, count, error));
    if (*count == 0 && file->broken.status == NSC_OK && place_of(file) < file->size) {
        NSC_TRY(fill(file, error));
        NSC_TRY(collect(file, count, error));
    }
    *records = file->records;
    if (*count == 0 && file->broken.status != NSC_OK)
        status = nsc_error_pass(error, file->broken.status, &file->broken);
out:
    return status;
}

nsc_status nsc_tfrecord_resume(nsc_tfrecord *file, uint64_t *skipped, nsc_error *error) {
    nsc_status status = NSC_OK;
    const uint64_t from = place_of(file);
    file->broken = (nsc_error){0};
    for (;;) {
        nsc_record record;
        bool complete;
        file->position++;
        if (file->size - place_of(file) < HEADER) {
            /* Nothing more begins here. */
            file->start = file->size;
            file->position = file->filled = 0;
            break;
        }
        nsc_status found = read_frame(file, file->position, &record, &complete, NULL);
        if (found == NSC_OK && !complete) {
            NSC_TRY(fill(file, error));
            found = read_frame(file, file->position, &record, &complete, NULL);
        }
        /* A length below the limit with its right checksum is no chance: one place in 2^76 looks like that. */
        if (found == NSC_OK && complete)
            break;
    }
    *skipped = place_of(file) - from;
out:
    return status;
}

nsc_status nsc_record_check(const nsc_record *record, nsc_error *error) {
    if (masked_checksum(record->payload, record->size) == read_little(record->payload + record->size, TRAILER))
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID, "the record is damaged: its checksum differs");
}
