/* The two readers of an official row, which official.c chooses between. */
#ifndef NSC_OFFICIAL_INTERNAL_H
#define NSC_OFFICIAL_INTERNAL_H

#include "data/official/official.h"

/* Makes room for `size` bytes. */
nsc_status nsc_official_reserve(nsc_official_scratch *scratch, size_t size, nsc_error *error);

/*
 * Reads a payload that is spelled exactly as the official writer spells rows; returns false for any other, of which
 * `row` may then hold a part. The scratch has room for the payload. Values are not checked.
 */
bool nsc_official_read_exact(const unsigned char *payload, size_t size, nsc_official_row *row,
                             nsc_official_scratch *scratch);

/* Reads any payload: NSC_INVALID where it is no such row. Values are not checked. */
nsc_status nsc_official_read_any(const unsigned char *payload, size_t size, nsc_official_row *row,
                                 nsc_official_scratch *scratch, nsc_error *error);

#endif
