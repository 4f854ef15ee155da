/*
 * Fitness by distance to some targets, with weighted points: a cell counts once, or once for each of its encodings.
 */
#ifndef NSC_FITNESS_BY_DISTANCE_H
#define NSC_FITNESS_BY_DISTANCE_H

#include "analysis/estimators/estimate.h"
#include "analysis/estimators/strata.h"
#include "data/order.h"

/* Weight of each point at each distance from the targets: either `counts`, or `distances` with `weights`. */
typedef struct nsc_points_by_distance {
    uint32_t point_count;
    const uint32_t *counts;    /* [point × NSC_ENCODING_DISTANCES + distance] */
    const uint8_t *distances;  /* [point], from NSC_ENCODING_DISTANCES on: out of reach */
    const double *weights;     /* [point] weight of the point at its distance; NULL: 1 each */
    const uint32_t *ascending; /* evaluated points by ascending fitness; NULL: sorted here, which dominates the time */
    double tolerance;          /* fitnesses above the lowest one of a rank by no more share it */
    const double *sizes;       /* [point] sizes that uneven coverage is corrected by: see strata.h */
} nsc_points_by_distance;

/* Figures at one distance. */
typedef struct nsc_at_distance {
    double weight;             /* of all points, with or without a fitness */
    double evaluated_weight;   /* of those with a fitness */
    double mean;               /* of the fitness; NaN without evaluated points */
    double correlation_within; /* Pearson's, of fitness with distance, up to that distance */
} nsc_at_distance;

typedef struct nsc_fitness_by_distance {
    nsc_estimate pearson, spearman;
    nsc_at_distance at[NSC_ENCODING_DISTANCES];
    double weight;          /* of all points within reach of the targets, which the correlations cover */
    double weight_beyond;   /* of those out of reach */
    double mean;            /* mean fitness within reach, each size by its whole weight */
    double evaluated_share; /* share of the weight within reach that is evaluated */
    double unknown_share;   /* share of it in sizes without evaluated points, which the estimates leave out */
    uint32_t evaluated_points;
} nsc_fitness_by_distance;

/*
 * Fitness against distance over all weight within reach. If some points have no fitness, the evaluated ones of a size
 * stand for the others of that size, by weight; the interval is that of a ratio estimate in a stratified sample,
 * linearised (Särndal, Swensson, Wretman 1992, sections 5.5 and 7.6), on Fisher's z; ranks are taken as given. It is
 * missing if a size has one evaluated point of several. A correlation is missing if the evaluated fitnesses, or their
 * distances, are all equal. `values` is [point], NaN if missing. About 30 ms for nb101.
 */
nsc_status nsc_fitness_by_distance_of(const nsc_points_by_distance *points, const double *values,
                                      nsc_fitness_by_distance *figures, nsc_error *error);

/* Share of the weight at most `distance` from the targets; weight out of reach counts in the total. */
double nsc_share_within(const nsc_fitness_by_distance *figures, unsigned distance);

/* Width of the slope to the targets: the first distance at which the mean is not better than that of the space. NaN if
 * there is no such distance, or no correlation. */
double nsc_slope_width(const nsc_fitness_by_distance *figures, nsc_direction direction);

#endif
