/* What the files of the analysis `distribution` share. */
#ifndef NSC_DISTRIBUTION_INTERNAL_H
#define NSC_DISTRIBUTION_INTERNAL_H

#include "analysis/landscape.h"

enum { NSC_DISTRIBUTION_QUANTILES = 5 };

/* 0, ¼, ½, ¾, 1 */
extern const double nsc_distribution_shares[NSC_DISTRIBUTION_QUANTILES];

/* The figures of a fitness that every point has. */
typedef struct nsc_whole_distribution {
    double quantiles[NSC_DISTRIBUTION_QUANTILES]; /* at these shares, linear between order statistics */
    double mean;
    double deviation;          /* by n − 1; NaN of one point */
    double skewness, kurtosis; /* excess; NaN if all values are the same */
} nsc_whole_distribution;

/* Passes over the points, with little memory beside their values. Identical for any number of threads, and of processes
 * of which each holds a range of the points. NSC_FAILED without memory. */
nsc_status nsc_whole_distribution_find(nsc_whole_distribution *found, const nsc_fitness *fitness,
                                       const nsc_control *control, nsc_error *error);

#endif
