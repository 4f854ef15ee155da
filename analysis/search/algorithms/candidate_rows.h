/* What models of candidates share: rows kept sorted by a variable, and a hash of a row. */
#ifndef NSC_CANDIDATE_ROWS_H
#define NSC_CANDIDATE_ROWS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Puts row number `count`, the newest, into its place among rows sorted[count] by ascending value, behind equal ones:
 * of row r that is column[r × stride]. *`capacity` is that of the array, which grows. NSC_FAILED without memory. Cost:
 * log2 of the count, and the moves of those behind it.
 */
nsc_status nsc_candidate_rows_insert(uint32_t **sorted, size_t *capacity, size_t count, const double *column,
                                     size_t stride, nsc_error *error);

/* A hash of so many words of 64 bits, for tables whose sizes are powers of 2. */
uint64_t nsc_candidate_hash(const void *words, size_t count);

#endif
