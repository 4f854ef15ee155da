/* Sums over all points that do not depend on threads or processes. */
#ifndef NSC_BLOCK_SUMS_H
#define NSC_BLOCK_SUMS_H

#include "base/ranges.h"

enum { NSC_BLOCK_SUMS_MAXIMUM = 4 };

/* Adds the terms of the points of a block to sums[width], which begin as 0. */
typedef void (*nsc_add_block)(const void *context, nsc_block points, long double *sums);

/*
 * sums[width] over so many points: within the blocks of nsc_block_at, in any number of threads, and then in the order
 * of the blocks. Where processes hold ranges of the points, all call it and find the same; each adds up the blocks that
 * begin in its range, for which it has asked by nsc_exchange_complete_block. NSC_FAILED without memory.
 */
nsc_status nsc_sum_blocks(uint32_t point_count, nsc_add_block add, const void *context, size_t width,
                          const nsc_control *control, long double *sums, nsc_error *error);

#endif
