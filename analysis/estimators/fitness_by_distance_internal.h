/* The weighted points of fitness_by_distance.h, and what its figures at single distances have in common with the
 * correlations. */
#ifndef NSC_FITNESS_BY_DISTANCE_INTERNAL_H
#define NSC_FITNESS_BY_DISTANCE_INTERNAL_H

#include "analysis/estimators/design.h"
#include "analysis/estimators/fitness_by_distance.h"
#include "analysis/estimators/ranking.h"
#include "base/base.h"

/* An evaluated point's weight, and the sums of a function of distance, and of its square, over that weight. */
typedef struct nsc_distance_entry {
    uint32_t point;
    double weight, sum, square;
} nsc_distance_entry;

typedef struct nsc_distance_estimation {
    const nsc_points_by_distance *points;
    const double *values;
    nsc_design design;                                       /* of the points within reach */
    double weight[NSC_STRATA], evaluated_weight[NSC_STRATA]; /* of each stratum */
    nsc_distance_entry *entries;                             /* [count] evaluated points within reach */
    uint32_t *entry_points;                                  /* [count] their points */
    double *scores;                                          /* [count] fitness or its ranks */
    double *influence;                                       /* [count] scratch */
    size_t *order;                                           /* [count] by fitness, ascending */
    size_t count;
    double all;     /* weight of all strata */
    bool intervals; /* they are asked for, and no size is left out */
    bool varies;    /* fitness and distance of the evaluated weight each take at least two values */
} nsc_distance_estimation;

/* Weight of a point at a distance. */
static inline double nsc_weight_at(const nsc_points_by_distance *points, uint32_t point, unsigned distance) {
    if (points->counts != NULL)
        return points->counts[(size_t)point * NSC_ENCODING_DISTANCES + distance];
    if (points->distances[point] != distance)
        return 0;
    return nsc_weight_of(points->weights, point);
}

/* Range of distances of a point: all of them, or the only one. */
static inline void nsc_distance_range(const nsc_points_by_distance *points, uint32_t point, unsigned *first,
                                      unsigned *end) {
    *first = 0;
    *end = NSC_ENCODING_DISTANCES;
    if (points->counts == NULL) {
        *first = points->distances[point];
        *end = *first < NSC_UNREACHED ? *first + 1 : *first;
    }
}

/* Weight that a unit of an entry's weight stands for. */
static inline double nsc_distance_factor(const nsc_distance_estimation *state, size_t place) {
    const uint8_t stratum = state->design.stratum[state->entries[place].point];
    return state->weight[stratum] / state->evaluated_weight[stratum];
}

/* Fills in the mean of all, the figures at each distance, and whether fitness and distance vary. */
void nsc_fill_distances(nsc_distance_estimation *state, nsc_fitness_by_distance *figures);

#endif
