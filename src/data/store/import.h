/* An official file (TFRecord) into a store's builder: every row read, placed, verified. */
#ifndef NSC_IMPORT_H
#define NSC_IMPORT_H

#include "data/refusals.h"
#include "data/store/store.h"

typedef struct nsc_import_options {
    bool keep_going;            /* use the valid rows, list the first of the others */
    const nsc_control *control; /* may be NULL */
} nsc_import_options;

/* What came in and what was left out. */
typedef struct nsc_import_result {
    uint64_t rows_used, rows_left_out;
    uint64_t file_bytes;
    nsc_refusals refusals; /* "FILE: record N at byte M: reason", in file order */
} nsc_import_result;
void nsc_import_result_release(nsc_import_result *result);

/*
 * Reads the file at `path` into `builder`, an empty one over `space`, the published space. A row belongs to the cell
 * of its adjacency and operations; its hash must be that cell's, its trainable parameters the computed ones. Runs are
 * numbered in the order of the file. NSC_INVALID, naming file, record and byte, for the first record that breaks a
 * rule of tfrecord.h, official.h or these; with keep_going it is listed instead, and only a file none of whose records
 * can be used is NSC_INVALID. The outcome is the same for any number of threads. Memory: 4 MB a thread, and what the
 * builder takes.
 */
nsc_status nsc_import_tfrecord(nsc_store_builder *builder, const nsc_space *space, const char *path,
                               const nsc_import_options *options, nsc_import_result *result, nsc_error *error);

/* What a store says of where these rows came from; the name points into `path`. */
nsc_store_origin nsc_import_origin(const char *path, const nsc_import_result *result);

/* The store that the file at `path` would become, without a file. Arguments, failures and memory as above. */
nsc_status nsc_import_open(nsc_store **store, const nsc_space *space, const char *path,
                           const nsc_import_options *options, nsc_import_result *result, nsc_error *error);

#endif
