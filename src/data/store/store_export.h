/* The rows of a store as they are written out, for the files that write them. */
#ifndef NSC_STORE_EXPORT_H
#define NSC_STORE_EXPORT_H

#include "data/store/store_tools.h"

/* A cell as rows spell it. */
typedef struct nsc_exported_cell {
    nsc_hash hash;
    char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
    uint32_t parameters;
} nsc_exported_cell;

nsc_exported_cell nsc_exported_cell_at(const nsc_nb101 *nb101, const nsc_hash_index *index, uint32_t id);

/* Takes one row; `run` is from 0. */
typedef nsc_status (*nsc_exported_row_function)(void *context, const nsc_exported_cell *cell, size_t run,
                                                nsc_official_row *row, nsc_error *error);

/* Hands the rows of the cell at a position to `function`, in the order of budget and run. The whole store was checked
 * by nsc_store_check. */
nsc_status nsc_exported_rows(const nsc_store *store, uint32_t position, const nsc_exported_cell *cell,
                             nsc_exported_row_function function, void *context, nsc_error *error);

#endif
