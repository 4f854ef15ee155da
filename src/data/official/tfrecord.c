/* TFRecord framing: blocks of whole records. */
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
    BLOCK_RECORDS = 1 << 16 /* records handed out at once: however short they are, their users' memory stays bounded */
};

struct nsc_tfrecord {
    char *path;
    int descriptor;
    uint64_t size;
    uint64_t place;   /* of the next record */
    uint64_t number;  /* of the last record handed out or found broken */
    nsc_error broken; /* why the record at `place` can't be read; status NSC_OK: it has not been looked at */
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

/* Reads what follows from the next record on. */
static nsc_status fill(const nsc_tfrecord *file, nsc_record_block *block, nsc_error *error) {
    nsc_status status = NSC_OK;
    const uint64_t left = file->size - file->place;
    const size_t size = left < NSC_TFRECORD_BLOCK ? (size_t)left : NSC_TFRECORD_BLOCK;
    if (block->buffer == NULL)
        NSC_TRY(nsc_allocate(&block->buffer, NSC_TFRECORD_BLOCK, 1, error));
    block->start = file->place;
    block->filled = 0;
    while (block->filled < size) {
        const ssize_t count = pread(file->descriptor, block->buffer + block->filled, size - block->filled,
                                    (off_t)(block->start + block->filled));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return nsc_file_failure(error, "read", file->path);
        if (count == 0)
            return nsc_error_set(error, NSC_FAILED, "cannot read \"%s\": it was truncated while being read",
                                 file->path);
        block->filled += (size_t)count;
    }
out:
    return status;
}

nsc_status nsc_tfrecord_open(nsc_tfrecord **file, const char *path, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(file, 1, sizeof **file, error));
    (*file)->descriptor = -1;
    NSC_TRY(nsc_copy_text(&(*file)->path, path, error));
    NSC_TRY(open_regular(*file, error));
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
    free(file->path);
    free(file);
}

void nsc_record_block_release(nsc_record_block *block) {
    free(block->records);
    free(block->buffer);
    *block = (nsc_record_block){0};
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
 * Looks at the frame of the next record. NSC_INVALID where it is broken; *`complete` is false where the block ends
 * within it, though the file does not.
 */
static nsc_status read_frame(const nsc_tfrecord *file, const nsc_record_block *block, nsc_record *record,
                             bool *complete, nsc_error *error) {
    const size_t position = (size_t)(file->place - block->start);
    const unsigned char *frame = block->buffer + position;
    const size_t held = block->filled - position;
    const uint64_t left = file->size - file->place;
    *complete = true;
    if (left < HEADER)
        return nsc_error_set(error, NSC_INVALID, "the file ends within the record's length");
    if (held < HEADER) {
        *complete = false;
        return NSC_OK;
    }
    if (masked_checksum(frame, 8) != read_little(frame + 8, 4))
        return nsc_error_set(error, NSC_INVALID, "the record's length is damaged: its checksum differs%s",
                             file->place > 0 ? "" : " (or is this no TFRecord file?)");
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
        .payload = frame + HEADER, .size = (size_t)size, .offset = file->place, .number = file->number + 1};
    return NSC_OK;
}

/* Tells what a file is whose first record is none, if it is text or of another kind; NSC_OK for a damaged TFRecord
 * file. */
static nsc_status refuse_other_kind(const nsc_record_block *block, nsc_error *error) {
    const char *bytes = (const char *)block->buffer;
    const nsc_file_kind *kind = nsc_file_kind_find(bytes, block->filled);
    const bool is_frame =
        block->filled >= HEADER && masked_checksum(block->buffer, 8) == read_little(block->buffer + 8, 4);
    const bool is_binary =
        kind != NULL ? kind->signature == NULL && kind->read_elsewhere : !nsc_file_kind_is_text(bytes, block->filled);
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

/* Notes why the next record can't be read. */
static void note_broken(nsc_tfrecord *file, const nsc_record_block *block, const nsc_error *reason) {
    file->number++;
    if (file->place == 0 && refuse_other_kind(block, &file->broken) != NSC_OK)
        return;
    file->broken = *reason;
    nsc_error_prefix(&file->broken, "record %" PRIu64 " at byte %" PRIu64 ": ", file->number, file->place);
}

/* Collects the whole records that the block holds; a broken one ends them and is kept for the next call. */
static nsc_status collect(nsc_tfrecord *file, nsc_record_block *block, nsc_error *error) {
    nsc_status status = NSC_OK;
    while (block->count < BLOCK_RECORDS && file->place < file->size) {
        bool complete;
        nsc_error reason = {0};
        NSC_TRY(nsc_reserve(&block->records, &block->capacity, block->count + 1, sizeof *block->records, error));
        nsc_record *record = &block->records[block->count];
        if (read_frame(file, block, record, &complete, &reason) != NSC_OK) {
            note_broken(file, block, &reason);
            break;
        }
        if (!complete)
            break;
        file->number++;
        file->place += HEADER + record->size + TRAILER;
        block->count++;
    }
out:
    return status;
}

nsc_status nsc_tfrecord_next(nsc_tfrecord *file, nsc_record_block *block, nsc_error *error) {
    nsc_status status = NSC_OK;
    block->count = 0;
    if (file->broken.status == NSC_OK && file->place < file->size) {
        NSC_TRY(fill(file, block, error));
        NSC_TRY(collect(file, block, error));
    }
    if (block->count == 0 && file->broken.status != NSC_OK)
        status = nsc_error_pass(error, file->broken.status, &file->broken);
out:
    return status;
}

nsc_status nsc_tfrecord_resume(nsc_tfrecord *file, nsc_record_block *block, uint64_t *skipped, nsc_error *error) {
    nsc_status status = NSC_OK;
    const uint64_t from = file->place;
    file->broken = (nsc_error){0};
    block->count = 0;
    NSC_TRY(fill(file, block, error));
    for (;;) {
        nsc_record record;
        bool complete;
        file->place++;
        if (file->size - file->place < HEADER) {
            file->place = file->size; /* nothing more begins here */
            break;
        }
        nsc_status found = read_frame(file, block, &record, &complete, NULL);
        if (found == NSC_OK && !complete) {
            NSC_TRY(fill(file, block, error));
            found = read_frame(file, block, &record, &complete, NULL);
        }
        /* A length below the limit with its right checksum is no chance: one place in 2^76 looks like that. */
        if (found == NSC_OK && complete)
            break;
    }
    *skipped = file->place - from;
out:
    return status;
}

nsc_status nsc_record_check(const nsc_record *record, nsc_error *error) {
    if (masked_checksum(record->payload, record->size) == read_little(record->payload + record->size, TRAILER))
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID, "the record is damaged: its checksum differs");
}
