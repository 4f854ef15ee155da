/*
 * What a user asks of a store: what is inside, whether it is sound, and its rows in other formats.
 *
 *   store_describe.c  what is inside
 *   store_verify.c    every checksum, every invariant
 *   store_export.c    rows as an official file (store_export.h: one by one)
 *   store_export_csv.c  rows as a table
 */
#ifndef NSC_STORE_TOOLS_H
#define NSC_STORE_TOOLS_H

#include "data/store/store.h"

/*
 * Appends what is inside to a table of two columns, key and value: cells, rows, budgets, runs, format, source,
 * synthetic and, for each budget, cells and runs, also by number of vertices.
 */
nsc_status nsc_store_describe(const nsc_store *store, const nsc_space *space, nsc_table *table, nsc_error *error);

/* Columns of what nsc_store_verify finds. */
enum { NSC_STORE_FINDING_POINT = 2, NSC_STORE_FINDING_COLUMNS = 5 };
extern const nsc_column nsc_store_finding_columns[NSC_STORE_FINDING_COLUMNS]; /* check,count,hash,epochs,run */

typedef struct nsc_store_verification {
    nsc_table *findings; /* a row a check: how often something unusual was found, and where first */
    uint64_t rows_checked;
} nsc_store_verification;

/*
 * Checks every byte's checksum, that the hash of every cell held is the one computed anew, and looks at every row for
 * what is unusual: accuracies that are no k/9984, times that don't grow, other than three runs, runs that are equal.
 * NSC_INVALID where the store is damaged; what is unusual is no error. `verification` receives the findings, which the
 * caller destroys with nsc_table_destroy. 1 s for the full data.
 */
nsc_status nsc_store_verify(const nsc_store *store, const nsc_space *space, const nsc_control *control,
                            nsc_store_verification *verification, nsc_error *error);

/*
 * Writes all rows as CSV, in the order of id, budget, run: hash, adjacency, operations, trainable_parameters, epochs,
 * run, then the metrics; of a store with made-up rows the origin of each as well. NSC_FAILED on a failed write.
 */
nsc_status nsc_store_export_csv(const nsc_store *store, const nsc_space *space, const nsc_control *control,
                                FILE *stream, nsc_error *error);

/* Writes all rows as an official file, in the order of hash, budget, run: every field of the message as it came. */
nsc_status nsc_store_export_tfrecord(const nsc_store *store, const nsc_space *space, FILE *stream, nsc_error *error);

#endif
