/*
 * Fitness by distance to some targets, with weighted points: a point counts once, or a cell once for each of its
 * encodings.
 */
#ifndef NSC_FITNESS_BY_DISTANCE_H
#define NSC_FITNESS_BY_DISTANCE_H

#include "analysis/estimators/estimate.h"
#include "analysis/estimators/strata.h"
#include "data/order.h"
#include "graph/graph.h"

/* Weight of each point at each distance from the targets: either `counts`, or `distances` with `weights`. */
typedef struct nsc_points_by_distance {
    uint32_t point_count;
    const uint32_t *counts;    /* [point × NSC_ENCODING_DISTANCES + distance] */
    const uint8_t *distances;  /* [point], NSC_UNREACHED: out of reach */
    const double *weights;     /* [point] weight of the point at its distance; NULL: 1 each */
    const uint32_t *ascending; /* evaluated points by ascending fitness; NULL: sorted here, which dominates the time */
    nsc_order order;           /* of the fitness: values that equal the best one of a rank share it */
    const double *sizes;       /* [point], which the design of the sample is by (design.h); NULL: all of one size */
    const bool *chosen;        /* [point] listed by choice, likewise; NULL: none is */
    bool intervals;            /* false: none, since the targets change with what is evaluated */
} nsc_points_by_distance;

/* Figures at one distance. */
typedef struct nsc_at_distance {
    double weight;             /* of all points, with or without a fitness */
    double evaluated_weight;   /* of those with a fitness */
    uint32_t points;           /* with some weight at that distance */
    double mean;               /* of the fitness; NaN without evaluated points */
    double correlation_within; /* Pearson's, of fitness with distance, up to that distance */
} nsc_at_distance;

typedef struct nsc_fitness_by_distance {
    nsc_estimate pearson, spearman;
    nsc_at_distance at[NSC_UNREACHED];
    double weight;                     /* of all points within reach of the targets, which the correlations cover */
    double weight_beyond;              /* of those out of reach */
    double mean;                       /* mean fitness within reach */
    double evaluated_share;            /* share of the weight within reach that is evaluated */
    double unknown_share;              /* share of it in sizes without evaluated points, which other sizes stand for */
    uint32_t points, evaluated_points; /* within reach */
} nsc_fitness_by_distance;

/*
 * Fitness against distance over all weight within reach. Where some points have no fitness, the evaluated ones of a
 * stratum of the design stand for the others, by weight. The intervals of the correlations are those of a ratio
 * estimate in a stratified sample, linearised (Särndal, Swensson, Wretman 1992, sections 5.5 and 7.6), by Student's t
 * on Fisher's z; a point's influence on ranks includes that on the ranks of all others (Hoeffding 1948). Where each
 * point counts once, Pearson's error is at least that of as many normal pairs: with a heavy tail a sample underrates
 * its own error.
 *
 * An interval is missing if fewer than 10 points are evaluated, or if more than 1 % of the weight is in sizes of which
 * fewer than 10, but not all, are. A correlation is missing if the evaluated fitnesses, or their distances, are all
 * equal. `values` is [point], NaN if missing. About 40 ms for nb101.
 */
nsc_status nsc_fitness_by_distance_of(const nsc_points_by_distance *points, const double *values,
                                      nsc_fitness_by_distance *figures, nsc_error *error);

/* The reason that correlations with named targets have no interval. */
const char *nsc_distance_gap(const nsc_fitness_by_distance *figures);

/* Share of the weight at most `distance` from the targets; weight out of reach counts in the total. */
double nsc_share_within(const nsc_fitness_by_distance *figures, unsigned distance);

/* Width of the slope to the targets: the first distance at which the mean is not better than that of all. NaN if there
 * is no such distance, or no correlation. */
double nsc_slope_width(const nsc_fitness_by_distance *figures, nsc_direction direction);

#endif
