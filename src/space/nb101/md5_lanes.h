/*
 * The official fingerprint of many cells at once: one cell a lane of the processor's vectors.
 *
 * All messages that MD5 (RFC 1321) is fed with for a cell have lengths that depend on its edges alone. Cells of equal
 * edges therefore march in step through the whole computation: texts, sorting, padding and MD5 are done in vectors, and
 * only labels go in and hashes come out cell by cell.
 *
 * Message by message, librhash takes 18 times as long (tests/bench/bench_fingerprints, one thread): seconds at every
 * start of a program whose index file is not installed, and minutes instead of seconds for `space list` of 8-vertex
 * cells, which no index covers. In the tests librhash is the oracle.
 */
#ifndef NSC_MD5_LANES_H
#define NSC_MD5_LANES_H

#include "space/nb101/nb101.h"

enum {
    NSC_MD5_LANES = 64,          /* the most cells that any width takes */
    NSC_MD5_LENGTH = 10 * 64 - 9 /* the longest message, in bytes */
};

/* One width: the same source compiled for one instruction set. */
typedef struct nsc_md5_width {
    const char *name;
    unsigned lane_count;

    /* hashes[lane] = the fingerprint of cells[lane], for lane_count pruned cells that have the same edges. */
    void (*fingerprint)(const nsc_cell *cells, nsc_hash *hashes);

    /* hashes[lane] = the MD5 of messages[lane], for lane_count messages of `length` bytes, at most NSC_MD5_LENGTH. */
    void (*md5)(const uint8_t *const *messages, size_t length, nsc_hash *hashes);
} nsc_md5_width;

/*
 * The widths that this processor can run, widest first, ending in NULL; the last one before it is the baseline, which
 * runs anywhere.
 */
typedef struct nsc_md5_widths {
    const nsc_md5_width *items[4];
} nsc_md5_widths;

nsc_md5_widths nsc_md5_lanes_widths(void);

#endif
