/*
 * The posterior of a Gaussian process of mean 0 whose covariance falls with a distance that is a whole number:
 * amplitude² exp(−distance / scale²). Rasmussen and Williams 2006, algorithm 2.1, by OpenBLAS, which is on one
 * thread from create to release; the factor of the covariance matrix grows by a row with each point.
 */
#ifndef NSC_GAUSSIAN_POSTERIOR_H
#define NSC_GAUSSIAN_POSTERIOR_H

#include "base/base.h"
#include "base/blas.h"

typedef struct nsc_gaussian_posterior {
    const nsc_blas *blas;
    double *kernel; /* [distance] */
    double noise;   /* variance */
    size_t count, capacity;
    double *factor;  /* [capacity][capacity] lower triangle L, LLᵀ = covariance + noise */
    double *weights; /* [capacity] (covariance + noise)⁻¹ × values */
} nsc_gaussian_posterior;

/*
 * `noise`: standard deviation of measurements; `farthest`: the largest distance; `callers`: threads that have a
 * posterior at once (blas.h). NSC_FAILED without memory.
 */
nsc_status nsc_gaussian_posterior_create(nsc_gaussian_posterior *posterior, double amplitude, double scale,
                                         double noise, uint32_t farthest, size_t callers, nsc_error *error);
void nsc_gaussian_posterior_release(nsc_gaussian_posterior *posterior);

/* Adds a point by its distances to the `count` points before. NSC_FAILED without memory. Cost: count². */
nsc_status nsc_gaussian_posterior_add(nsc_gaussian_posterior *posterior, const uint32_t *distances, nsc_error *error);

/* Sets the values of all points. */
void nsc_gaussian_posterior_set(nsc_gaussian_posterior *posterior, const double *values);

/*
 * The mean and standard deviation at other points, by their distances [other][count]; `covariances` holds
 * other_count × count numbers of scratch. Cost: other_count × count².
 */
void nsc_gaussian_posterior_at(const nsc_gaussian_posterior *posterior, const uint32_t *distances, size_t other_count,
                               double *covariances, double *means, double *deviations);

#endif
