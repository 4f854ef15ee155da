/*
 * TFRecord framing: length, its masked CRC-32C, payload, its masked CRC-32C.
 *
 * A file is read in blocks of whole records, so that memory stays constant; the framing of a block is checked as it is
 * read, the payloads one by one by whoever uses them, which may be several threads. While one block is used, the next
 * may be read into another.
 */
#ifndef NSC_TFRECORD_H
#define NSC_TFRECORD_H

#include "base/base.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    NSC_TFRECORD_FRAME = 16,      /* bytes around a payload */
    NSC_TFRECORD_LIMIT = 1 << 20, /* longer payloads are refused: an official row has a few hundred bytes */
    NSC_TFRECORD_BLOCK = 2 << 20, /* bytes read at once; the longest record fits */
};

/* One record of a block. */
typedef struct nsc_record {
    const unsigned char *payload; /* within the block's buffer; its checksum follows it */
    size_t size;
    uint64_t offset; /* of the record's first byte in the file */
    uint64_t number; /* 1-based */
} nsc_record;

/* Whole records and the bytes that they lie in; {0} before the first use. */
typedef struct nsc_record_block {
    nsc_record *records; /* [count] */
    size_t count, capacity;
    unsigned char *buffer; /* [NSC_TFRECORD_BLOCK] */
    uint64_t start;        /* of the buffer's first byte in the file */
    size_t filled;         /* bytes in the buffer */
} nsc_record_block;
void nsc_record_block_release(nsc_record_block *block);

typedef struct nsc_tfrecord nsc_tfrecord;

/* Opens. NSC_MISSING where there is no such file, NSC_INVALID for a folder, a pipe or an empty file. */
nsc_status nsc_tfrecord_open(nsc_tfrecord **file, const char *path, nsc_error *error);
void nsc_tfrecord_close(nsc_tfrecord *file);
uint64_t nsc_tfrecord_size(const nsc_tfrecord *file); /* bytes */

/*
 * Fills the block with the next records, none at the end of the file. Where the framing of a record is wrong, the
 * records before it are handed out first; the next call returns NSC_INVALID with "record N at byte M: …", and so do all
 * that follow until nsc_tfrecord_resume.
 */
nsc_status nsc_tfrecord_next(nsc_tfrecord *file, nsc_record_block *block, nsc_error *error);

/*
 * After a failure of nsc_tfrecord_next: goes on at the next place where the frame of a whole record begins, or at the
 * end of the file where there is none. *`skipped` receives the bytes passed over. The block is empty afterwards.
 */
nsc_status nsc_tfrecord_resume(nsc_tfrecord *file, nsc_record_block *block, uint64_t *skipped, nsc_error *error);

/* Checks a payload's checksum: NSC_INVALID, without the place, where it is wrong. */
nsc_status nsc_record_check(const nsc_record *record, nsc_error *error);

/* Writes `frame`: what goes before a payload (12 bytes) and after it (4 bytes). */
void nsc_tfrecord_frame(const unsigned char *payload, size_t size, unsigned char frame[NSC_TFRECORD_FRAME]);

/* True where the file begins as a TFRecord file does: a length with its right checksum. False on any doubt. */
bool nsc_tfrecord_recognise(const char *path);

#endif
