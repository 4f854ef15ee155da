/* Stratification by size: coverage usually differs between sizes, so points count as drawn at random within a size. */
#ifndef NSC_STRATA_H
#define NSC_STRATA_H

#include "analysis/landscape.h"
#include "base/base.h"

enum { NSC_SIZES = 16 }; /* sizes are below, larger ones pooled; NAS-Bench-101 has 2 … 8 vertices */

/* Points of one size, or of sizes taken together, and how many of them have all values that are needed. */
typedef struct nsc_stratum {
    uint32_t points, evaluated;
} nsc_stratum;

/* Size of each point: a cell's vertices; 0 for all if the space has no size. *sizes is released by free(); NULL after a
 * failure. */
nsc_status nsc_point_sizes(const nsc_space *space, const nsc_control *control, double **sizes, nsc_error *error);

static inline size_t nsc_size_class(double size) {
    return size < NSC_SIZES ? (size_t)size : NSC_SIZES - 1;
}

/* That of a point; one class of all points without sizes. */
static inline size_t nsc_size_class_of(const double *sizes, uint32_t point) {
    return sizes != NULL ? nsc_size_class(sizes[point]) : 0;
}

static inline void nsc_stratum_add(nsc_stratum *stratum, bool evaluated) {
    stratum->points++;
    stratum->evaluated += evaluated;
}

/* Share of the points that are evaluated, their inclusion probability; and its inverse, the points each of them stands
 * for. */
static inline double nsc_stratum_share(const nsc_stratum *stratum) {
    return (double)stratum->evaluated / stratum->points;
}
static inline double nsc_stratum_weight(const nsc_stratum *stratum) {
    return (double)stratum->points / stratum->evaluated;
}

#endif
