/*
 * How fitness lies around some targets, in a space whose points may weigh differently: an encoding counts once each, a
 * cell as often as it has encodings, or once.
 */
#ifndef NSC_SURROUNDINGS_H
#define NSC_SURROUNDINGS_H

#include "analysis/estimators/estimate.h"
#include "analysis/estimators/strata.h"

/* How much of each point there is at each distance from the targets; either `counts`, or `distances` with `weights`. */
typedef struct nsc_surroundings {
    uint32_t point_count;
    const uint32_t *counts;    /* [point × NSC_ENCODING_DISTANCES + distance] */
    const uint8_t *distances;  /* [point], from NSC_ENCODING_DISTANCES on: out of reach */
    const double *weights;     /* [point] of all of it at that distance; NULL: 1 each */
    const uint32_t *ascending; /* the points with a fitness, by it; NULL: found out, which takes longer than all else */
    const double *sizes;       /* [point] what uneven coverage is corrected by: see strata.h */
} nsc_surroundings;

/* What is at one distance. */
typedef struct nsc_shell {
    double weight;             /* of all points, with or without a fitness */
    double known_weight;       /* of those with a fitness */
    double mean;               /* fitness; NaN where none is known */
    double correlation_within; /* Pearson's, of fitness with distance, among all that is at most that far */
} nsc_shell;

typedef struct nsc_surrounding_figures {
    nsc_estimate pearson, spearman;
    nsc_shell shells[NSC_ENCODING_DISTANCES];
    double weight;        /* of all points within reach of the targets: what the correlations are over */
    double weight_beyond; /* of those out of reach */
    double mean;          /* fitness of what is within reach, each size by its whole weight */
    double known_share;   /* share of the weight within reach whose fitness is known */
    double unknown_share; /* share of it in sizes of which no point has a fitness: what nothing is said of */
    uint32_t known_points;
} nsc_surrounding_figures;

/*
 * Fitness against distance over all weight within reach. Where some points have no fitness, those of one size that have
 * one stand for the others of that size, by weight; the interval is that of a ratio estimate in a stratified sample,
 * linearised (Särndal, Swensson, Wretman 1992, sections 5.5 and 7.6), on Fisher's z; ranks are taken as given. It is
 * missing where a size has one known point of several. A correlation is missing where the known fitnesses, or their
 * distances, are all equal. `values` is [point], NaN where missing. About 30 ms for nb101.
 */
nsc_status nsc_surrounding_figures_of(const nsc_surroundings *surroundings, const double *values,
                                      nsc_surrounding_figures *figures, nsc_error *error);

/* The share of the weight, that out of reach included, at most `distance` from the targets. */
double nsc_surrounding_share(const nsc_surrounding_figures *figures, unsigned distance);

/* The first distance at which the mean is not above that of the space: how wide the slope to the targets is. NaN where
 * none is known to be, or there is no correlation. */
double nsc_surrounding_width(const nsc_surrounding_figures *figures);

#endif
