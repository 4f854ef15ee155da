/*
 * How fitness lies around some targets, in a space whose points may weigh differently: an encoding counts once each, a
 * cell as often as it has encodings, or once.
 */
#ifndef NSC_FITNESS_BY_DISTANCE_H
#define NSC_FITNESS_BY_DISTANCE_H

#include "analysis/estimators/estimate.h"
#include "analysis/estimators/strata.h"

/* How much of each point there is at each distance from the targets; either `counts`, or `distances` with `weights`. */
typedef struct nsc_points_by_distance {
    uint32_t point_count;
    const uint32_t *counts;    /* [point × NSC_ENCODING_DISTANCES + distance] */
    const uint8_t *distances;  /* [point], from NSC_ENCODING_DISTANCES on: out of reach */
    const double *weights;     /* [point] of all of it at that distance; NULL: 1 each */
    const uint32_t *ascending; /* the points with a fitness, by it; NULL: found out, which takes longer than all else */
    const double *sizes;       /* [point] what uneven coverage is corrected by: see strata.h */
} nsc_points_by_distance;

/* What is at one distance. */
typedef struct nsc_at_distance {
    double weight;             /* of all points, with or without a fitness */
    double evaluated_weight;   /* of those with a fitness */
    double mean;               /* fitness; NaN where none is known */
    double correlation_within; /* Pearson's, of fitness with distance, among all that is at most that far */
} nsc_at_distance;

typedef struct nsc_fitness_by_distance {
    nsc_estimate pearson, spearman;
    nsc_at_distance at[NSC_ENCODING_DISTANCES];
    double weight;          /* of all points within reach of the targets: what the correlations are over */
    double weight_beyond;   /* of those out of reach */
    double mean;            /* fitness of what is within reach, each size by its whole weight */
    double evaluated_share; /* share of the weight within reach whose fitness is known */
    double unknown_share;   /* share of it in sizes of which no point has a fitness: what nothing is said of */
    uint32_t evaluated_points;
} nsc_fitness_by_distance;

/*
 * Fitness against distance over all weight within reach. Where some points have no fitness, those of one size that have
 * one stand for the others of that size, by weight; the interval is that of a ratio estimate in a stratified sample,
 * linearised (Särndal, Swensson, Wretman 1992, sections 5.5 and 7.6), on Fisher's z; ranks are taken as given. It is
 * missing where a size has one evaluated point of several. A correlation is missing where the evaluated fitnesses, or
 * their distances, are all equal. `values` is [point], NaN where missing. About 30 ms for nb101.
 */
nsc_status nsc_fitness_by_distance_of(const nsc_points_by_distance *points, const double *values,
                                      nsc_fitness_by_distance *figures, nsc_error *error);

/* The share of the weight, that out of reach included, at most `distance` from the targets. */
double nsc_share_within(const nsc_fitness_by_distance *figures, unsigned distance);

/* The first distance at which the mean is not above that of the space: how wide the slope to the targets is. NaN where
 * none is known to be, or there is no correlation. */
double nsc_slope_width(const nsc_fitness_by_distance *figures);

#endif
