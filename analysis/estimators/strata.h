/* Points by size: sizes are seldom measured alike, so the points of one size count as drawn at random from it. */
#ifndef NSC_STRATA_H
#define NSC_STRATA_H

#include "analysis/landscape.h"
#include "base/base.h"

enum { NSC_SIZES = 16 }; /* sizes are below, larger ones pooled; NAS-Bench-101 has 2 … 8 vertices */

/* Points of one size, or of sizes taken together, and how many of them have all values that are needed. */
typedef struct nsc_stratum {
    uint32_t points, evaluated;
} nsc_stratum;

/* Size of each point: a cell's vertices; 0 for all where the space has no size. *sizes is released by free(). */
nsc_status nsc_point_sizes(const nsc_space *space, const nsc_control *control, double **sizes, nsc_error *error);

static inline size_t nsc_size_class(double size) {
    return size < NSC_SIZES ? (size_t)size : NSC_SIZES - 1;
}

static inline void nsc_stratum_add(nsc_stratum *stratum, bool evaluated) {
    stratum->points++;
    stratum->evaluated += evaluated;
}

/* Share of the points that are known: their inclusion probability; and how many points each of them stands for. */
static inline double nsc_stratum_share(const nsc_stratum *stratum) {
    return (double)stratum->evaluated / stratum->points;
}
static inline double nsc_stratum_weight(const nsc_stratum *stratum) {
    return (double)stratum->points / stratum->evaluated;
}

#endif
