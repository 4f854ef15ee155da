/* The best q % of a sample, whose border is itself an estimate. */
#ifndef NSC_BEST_PART_H
#define NSC_BEST_PART_H

#include "base/base.h"
#include "data/order.h"

/* Values below which an estimate of the best part has no interval. */
enum { NSC_LEAST_OF_PART = 30 };

typedef struct nsc_best_part {
    size_t count, *chosen;        /* [count] numbers of the values, ascending */
    size_t border_count, *border; /* [border_count] places in `chosen` of the worst √count and their ties */
    double share;                 /* of the population that the chosen ones stand for */
} nsc_best_part;

/*
 * Chooses the best `percent` % of `count` values by weight (NULL: equal weights), at least one; all at least as good as
 * the last one within the tolerance are included, so that the order of the values makes no difference. 100 chooses all,
 * and has no border. Release by nsc_best_part_release, also after a failure. O(n log n).
 */
nsc_status nsc_best_part_take(nsc_best_part *part, const nsc_order *order, const double *values, const double *weights,
                              size_t count, double percent, nsc_error *error);
void nsc_best_part_release(nsc_best_part *part);

/*
 * influence[all_count] of all values, from own[part->count], those of the chosen ones on a figure of the best part. One
 * more value among the best moves the border, and another one out: a chosen value counts by what it adds above those at
 * the border, over the share of the part; the others do not count.
 */
void nsc_best_part_influence(const nsc_best_part *part, const double *own, size_t all_count, double *influence);

#endif
