/* What the files that read tables share. */
#ifndef NSC_RECORDS_INTERNAL_H
#define NSC_RECORDS_INTERNAL_H

#include "base/records.h"

#include <zlib.h>

enum { RECORD_BLOCK_SIZE = 1 << 16 };

/* A table being read: its bytes, whatever they were compressed by, and who takes the rows. */
typedef struct record_source {
    const char *path;
    gzFile file; /* zlib hands plain files through as they are */
    nsc_record_function function;
    void *context;
    nsc_record_format *format; /* the caller's */
    bool header_wanted;
    size_t rows; /* handed to the function, the header among them */
    char block[RECORD_BLOCK_SIZE];
    size_t block_size; /* of the bytes read last; the first block is read when the readers begin */
} record_source;

/* Reads the next bytes into the block; a size of 0 is the end of the file. NSC_INVALID for damaged gzip, NSC_FAILED for
 * the system's errors, both without the file's name. */
nsc_status record_source_fill(record_source *source, nsc_error *error);

/* Hands a row to the function, after the checks that a header has to pass. Errors have no place. */
nsc_status record_source_take(record_source *source, const nsc_record_row *row, nsc_error *error);

/* The lines before a table: comments, or Excel's "sep=;". */
typedef struct record_preamble {
    size_t bytes, lines;
} record_preamble;

/* Finds the separator and the decimal sign in the first bytes of a table; `whole` where they are all there are. */
nsc_status record_dialect_find(nsc_record_format *format, const char *bytes, size_t size, bool whole, bool header,
                               record_preamble *preamble, nsc_error *error);

/* The readers. They put file and line before their errors. */
nsc_status record_read_separated(record_source *source, nsc_error *error);
nsc_status record_read_json(record_source *source, nsc_error *error);

#endif
