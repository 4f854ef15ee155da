/*
 * Bins of about equal numbers of points, by the rank of a value: the fitness, or a cost. Tables of densities count in
 * them, since a few collapsed networks would leave one bin of equal width to all others.
 */
#ifndef NSC_RANK_BINS_H
#define NSC_RANK_BINS_H

#include "base/base.h"
#include "data/order.h"

/* Bins of an axis of the densities that have no option for their number: 2.5 % of the points each. */
enum { NSC_DENSITY_BINS = 40 };

/* In place of the number of a bin if a point is in none. */
enum { NSC_NO_BIN = 65535, NSC_MOST_BINS = NSC_NO_BIN - 1 };

/*
 * `count` points, the worst first, cut into bins: bin b holds points[starts[b] … starts[b + 1] − 1]. Equal values share
 * a bin: with n points and B bins wanted, a bin ends at the first place from n·(b + 1)/B on whose value is better
 * than that of the place before n·(b + 1)/B. There are fewer bins if values are tied or points are few.
 */
typedef struct nsc_rank_bins {
    uint32_t *points;
    size_t *starts; /* [bin_count + 1], with room to split the best */
    size_t count, bin_count;
} nsc_rank_bins;

/* Both ends of a bin: the middle between the values on either side of its border, so that bins join; the first bin
 * begins and the last one ends with its own value. */
typedef struct nsc_rank_bin_ends {
    double low, high;
} nsc_rank_bin_ends;

/*
 * Bins the points that `chosen` names, of those whose value is no NaN; `chosen` NULL: all of them. `wanted` is 1 …
 * NSC_MOST_BINS. A sort of the points. Released by nsc_rank_bins_release, also after a failure; NSC_FAILED without
 * memory.
 */
nsc_status nsc_rank_bins_find(nsc_rank_bins *bins, const double *values, const bool *chosen, uint32_t point_count,
                              const nsc_order *order, size_t wanted, nsc_error *error);
void nsc_rank_bins_release(nsc_rank_bins *bins);

/* *bin_of[point]: the bin of each of `point_count` points, or NSC_NO_BIN. Released by free(). */
nsc_status nsc_rank_bins_by_point(const nsc_rank_bins *bins, uint32_t point_count, uint16_t **bin_of, nsc_error *error);

/* Cuts the best bin in two, and the better part again, until it holds equal values alone: the ranks of the best points
 * differ by factors. */
void nsc_rank_bins_split_best(nsc_rank_bins *bins, const double *values, const nsc_order *order);

/* (*counts)[x bin × y->bin_count + y bin]: points that are in both bins. Released by free(). */
nsc_status nsc_rank_bins_cross(const nsc_rank_bins *x, const nsc_rank_bins *y, uint32_t point_count, size_t **counts,
                               nsc_error *error);

nsc_rank_bin_ends nsc_rank_bin_ends_of(const nsc_rank_bins *bins, const double *values, size_t bin);

#endif
