/*
 * The densities of TPE (Bergstra et al. 2011) as the program hyperopt estimates them: of one variable, from the values
 * that some trials had, the oldest first.
 *
 *   weights       linear forgetting: 1 for the newest F of n values; before them a ramp from 1/n to 1
 *   categorical   weighted count of a level plus the prior weight, over the sum of these
 *   number        a mixture of normals truncated to [low, high]: one at each value, and the prior in the middle, as
 *                 wide as the range; a value's deviation is the distance to the farther of its two neighbours (the
 *                 prior's mean is one of them), at least range / min(100, 1 + number of components), at most the range
 */
#ifndef NSC_TPE_DENSITY_H
#define NSC_TPE_DENSITY_H

#include "base/status.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

/* The weight of value number `age` (0: the oldest) of `count`, where the newest `forgetting` weigh 1. */
double nsc_tpe_weight(size_t age, size_t count, size_t forgetting);

typedef struct nsc_tpe_component {
    double weight, mean, deviation; /* the weights of all components add up to 1 */
} nsc_tpe_component;

/* A mixture of normals, truncated to [low, high]. */
typedef struct nsc_tpe_mixture {
    nsc_tpe_component *components; /* [count] by ascending mean; equal neighbours are one */
    uint32_t *wide;                /* [wide_count] components whose deviation is above the least */
    size_t count, capacity, wide_count, wide_capacity;
    double low, high, least_deviation;
} nsc_tpe_mixture;

/*
 * Fits the mixture to `count` values in ascending order with their weights, and a prior of weight `prior_weight`. The
 * mixture is all zero before its first fit. Release with nsc_tpe_mixture_release. NSC_FAILED without memory. Cost:
 * linear.
 */
nsc_status nsc_tpe_mixture_fit(nsc_tpe_mixture *mixture, const double *values, const double *weights, size_t count,
                               double prior_weight, double low, double high, nsc_error *error);

void nsc_tpe_mixture_release(nsc_tpe_mixture *mixture);

/* A value of the truncated mixture, drawn by rejection. */
double nsc_tpe_mixture_draw(const nsc_tpe_mixture *mixture, gsl_rng *random);

/* The share of the mixture from `from` to `to`, before it is truncated. */
double nsc_tpe_mixture_share(const nsc_tpe_mixture *mixture, double from, double to);

/*
 * The density before truncation: that of the truncated mixture is this over the share from low to high. Components that
 * have the least deviation and are more than `reach` deviations away are left out: a lower bound, and with
 * NSC_TPE_FULL_REACH the density itself, as these are below the rounding of the prior's part.
 */
#define NSC_TPE_FULL_REACH 10
double nsc_tpe_mixture_density(const nsc_tpe_mixture *mixture, double value, double reach);

#endif
