/*
 * A store (.nscape): all runs of the official data, as columns in one immutable file that is mapped, not loaded.
 *
 * A store is about the cells of the published space, by their ids in "nb101". It keeps the rows of an official file
 * with every field of their message, exactly; the runs of a cell and budget are numbered in the order of that file.
 *
 *   store_builder.c  rows in, any order
 *   store_write.c    rows to columns, columns to a file
 *   store.c          opening
 *   store_values.c   columns and rows
 *   store_check.c    the whole store: every byte, every value, every count
 *   store_reading.h  what these share
 *   store_internal.h the layout of the file
 *   import.h/.c      the rows of an official file into a store
 *   store_tools.h    what is inside, whether it is sound, its rows in other formats
 */
#ifndef NSC_STORE_H
#define NSC_STORE_H

#include "data/official/official.h"

/* ---- writing ---- */

typedef struct nsc_store_builder nsc_store_builder;

/* An empty builder over the cells of `space`, which must be the published space and outlive it. */
nsc_status nsc_store_builder_create(nsc_store_builder **builder, const nsc_space *space, nsc_error *error);
void nsc_store_builder_destroy(nsc_store_builder *builder);

/* What stands in the store about where its rows came from. */
typedef struct nsc_store_origin {
    const char *source; /* name of the file, without its folder, never NULL; at most 127 bytes are kept */
    uint64_t source_bytes;
    uint64_t rows_left_out;
} nsc_store_origin;

/* Fetches the memory of a cell whose rows will be added soon. */
void nsc_store_builder_expect(nsc_store_builder *builder, uint32_t point);

/*
 * Adds a row as the next run of `point` at its budget. NSC_INVALID for a fourth run and for a budget too many. Memory:
 * 108 bytes for the runs of a cell at a budget, if their accuracies are k/9984 and their times are float32, as all
 * official ones are; 136 for any other row; checkpoint paths once each.
 */
nsc_status nsc_store_builder_add(nsc_store_builder *builder, uint32_t point, const nsc_official_row *row,
                                 nsc_error *error);

/* Writes the rows added as a store. NSC_INVALID where there are none; NSC_FAILED where the file can't be written. */
nsc_status nsc_store_write(const nsc_store_builder *builder, const nsc_store_origin *origin, const nsc_control *control,
                           const char *path, nsc_error *error);

/* ---- reading ---- */

/* An open store. All functions may be called from several threads. */
typedef struct nsc_store nsc_store;

/*
 * Maps a store and checks its header and section table, 1 ms; the content of a section is checked as it is read, a
 * small store's at once. NSC_MISSING where there is no such file; NSC_INVALID, naming the section, where it is cut
 * off, damaged, of another version or byte order, or no store at all.
 */
nsc_status nsc_store_open(nsc_store **store, const char *path, nsc_error *error);
/* The rows of a builder as a store without a file. */
nsc_status nsc_store_open_builder(nsc_store **store, const nsc_store_builder *builder, const nsc_store_origin *origin,
                                  const nsc_control *control, nsc_error *error);
void nsc_store_close(nsc_store *store);

/* True where the file begins as a store does. */
bool nsc_store_recognise(const char *path);

/*
 * Checks every byte, every value and the header's counts: NSC_INVALID with the section's name. A value is valid as
 * validity.h has it, and is checked as well whenever it is read.
 */
nsc_status nsc_store_check(const nsc_store *store, const nsc_control *control, nsc_error *error);

const nsc_store_origin *nsc_store_get_origin(const nsc_store *store);
uint64_t nsc_store_size(const nsc_store *store); /* bytes */
uint32_t nsc_store_version(const nsc_store *store);
bool nsc_store_in_memory(const nsc_store *store); /* made of a builder, not a file */
uint64_t nsc_store_row_count(const nsc_store *store);
uint64_t nsc_store_synthetic_count(const nsc_store *store); /* rows with NSC_SYNTHETIC_MARK */

/* Budgets held, ascending. */
size_t nsc_store_budget_count(const nsc_store *store);
int nsc_store_epochs(const nsc_store *store, size_t budget);

/* Cells that have at least one run, in the order of their ids; a cell's place here is its position in every column. */
uint32_t nsc_store_cell_count(const nsc_store *store);
uint32_t nsc_store_cell(const nsc_store *store, uint32_t position);
/* False where the store holds nothing of the cell. */
bool nsc_store_position(const nsc_store *store, uint32_t id, uint32_t *position);

/* How many runs each cell has at a budget: runs[cell_count]. */
nsc_status nsc_store_runs(const nsc_store *store, size_t budget, uint8_t *runs, nsc_error *error);

/* One value of one run (0 … NSC_RUNS − 1) of each cell: values[cell_count], NaN where there is no such run. */
nsc_status nsc_store_values(const nsc_store *store, size_t budget, size_t run, size_t place, double *values,
                            nsc_error *error);

/*
 * All of one run of one cell: the values and the checkpoint paths of `row`, and its epochs; the other members are left
 * alone. NSC_MISSING where there is no such run. Only the parts of the file that it touches are checked. 60 µs.
 */
nsc_status nsc_store_row(const nsc_store *store, size_t budget, size_t run, uint32_t position, nsc_official_row *row,
                         nsc_error *error);

/* The same after nsc_store_check has found the store sound, without another look at the checksums. 0.2 µs. */
nsc_status nsc_store_checked_row(const nsc_store *store, size_t budget, size_t run, uint32_t position,
                                 nsc_official_row *row, nsc_error *error);

#endif
