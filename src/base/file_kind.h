/* What a file that is no table is, told by its first bytes, and how a table is made of it. */
#ifndef NSC_FILE_KIND_H
#define NSC_FILE_KIND_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* A row of the table of kinds in file_kind.c. */
typedef struct nsc_file_kind {
    const char *name;                                /* "a zip archive" */
    const char *advice;                              /* the next step, an order: "unpack it and name the table in it" */
    bool (*matches)(const char *bytes, size_t size); /* NULL: the signature alone tells */
    const char *signature;                           /* bytes at `place`; NULL: the function alone tells */
    size_t signature_size, place;
    bool read_elsewhere; /* or too vague: a damaged file of another kind may match */
    bool is_gzip;        /* tables are read through it, once */
} nsc_file_kind;

/* The kind of a file that begins with these bytes, of which some ten thousand are enough; NULL for what may be a table:
 * text that is no page, document or program, and JSON. */
const nsc_file_kind *nsc_file_kind_find(const char *bytes, size_t size);

/* True if a file that begins with these bytes begins as text: UTF-8 without control characters. */
bool nsc_file_kind_is_text(const char *bytes, size_t size);

/* True for a regular file whose content tells what it is whatever its name says: text, or one of the kinds that no
 * other part of the program reads. */
bool nsc_file_kind_tells(const char *path);

/* Refuses the file: NSC_INVALID, with its kind and the next step. */
nsc_status nsc_file_kind_refuse(const nsc_file_kind *kind, const char *path, bool compressed, nsc_error *error);

#endif
