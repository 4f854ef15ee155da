/* The posterior of a Gaussian process. */
#include "analysis/search/algorithms/gaussian_posterior.h"

#include <math.h>
#include <string.h>

/* Where rounding leaves nothing of a row's own variance, it keeps this part of it. */
#define LEAST_REST 1e-12

nsc_status nsc_gaussian_posterior_create(nsc_gaussian_posterior *posterior, double amplitude, double scale,
                                         double noise, uint32_t farthest, size_t callers, nsc_error *error) {
    *posterior = (nsc_gaussian_posterior){.noise = noise * noise};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_blas_begin(&posterior->blas, callers, error));
    NSC_TRY(nsc_allocate(&posterior->kernel, (size_t)farthest + 1, sizeof *posterior->kernel, error));
    for (uint32_t distance = 0; distance <= farthest; distance++)
        posterior->kernel[distance] = amplitude * amplitude * exp(-(double)distance / (scale * scale));
out:
    return status;
}

void nsc_gaussian_posterior_release(nsc_gaussian_posterior *posterior) {
    if (posterior->blas != NULL)
        nsc_blas_end();
    free(posterior->kernel);
    free(posterior->factor);
    free(posterior->weights);
    *posterior = (nsc_gaussian_posterior){0};
}

/* Doubles the rows and columns that there is room for. */
static nsc_status grow(nsc_gaussian_posterior *posterior, nsc_error *error) {
    const size_t capacity = posterior->capacity > 0 ? 2 * posterior->capacity : 64;
    double *factor, *weights;
    if (posterior->count < posterior->capacity)
        return NSC_OK;
    nsc_status status = nsc_allocate(&factor, capacity * capacity, sizeof *factor, error);
    if (status != NSC_OK)
        return status;
    status = nsc_allocate(&weights, capacity, sizeof *weights, error);
    if (status != NSC_OK) {
        free(factor);
        return status;
    }
    for (size_t row = 0; row < posterior->count; row++)
        memcpy(factor + row * capacity, posterior->factor + row * posterior->capacity, (row + 1) * sizeof *factor);
    free(posterior->factor);
    free(posterior->weights);
    posterior->factor = factor;
    posterior->weights = weights;
    posterior->capacity = capacity;
    return NSC_OK;
}

nsc_status nsc_gaussian_posterior_add(nsc_gaussian_posterior *posterior, const uint32_t *distances, nsc_error *error) {
    const nsc_status status = grow(posterior, error);
    if (status != NSC_OK)
        return status;
    const size_t count = posterior->count;
    const double variance = posterior->kernel[0] + posterior->noise;
    double *row = posterior->factor + count * posterior->capacity;
    for (size_t place = 0; place < count; place++)
        row[place] = posterior->kernel[distances[place]];
    if (count > 0)
        posterior->blas->dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (blasint)count, posterior->factor,
                               (blasint)posterior->capacity, row, 1);
    const double rest = variance - posterior->blas->ddot((blasint)count, row, 1, row, 1);
    row[count] = sqrt(fmax(rest, fmax(posterior->noise, variance * LEAST_REST)));
    posterior->count++;
    return NSC_OK;
}

void nsc_gaussian_posterior_set(nsc_gaussian_posterior *posterior, const double *values) {
    const blasint count = (blasint)posterior->count, capacity = (blasint)posterior->capacity;
    if (count == 0)
        return;
    memcpy(posterior->weights, values, posterior->count * sizeof *values);
    posterior->blas->dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, count, posterior->factor, capacity,
                           posterior->weights, 1);
    posterior->blas->dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, count, posterior->factor, capacity,
                           posterior->weights, 1);
}

void nsc_gaussian_posterior_at(const nsc_gaussian_posterior *posterior, const uint32_t *distances, size_t other_count,
                               double *covariances, double *means, double *deviations) {
    const size_t count = posterior->count;
    if (count == 0) {
        for (size_t other = 0; other < other_count; other++) {
            means[other] = 0;
            deviations[other] = sqrt(posterior->kernel[0]);
        }
        return;
    }
    for (size_t place = 0; place < other_count * count; place++)
        covariances[place] = posterior->kernel[distances[place]];
    posterior->blas->dgemv(CblasRowMajor, CblasNoTrans, (blasint)other_count, (blasint)count, 1, covariances,
                           (blasint)count, posterior->weights, 1, 0, means, 1);
    posterior->blas->dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (blasint)other_count,
                           (blasint)count, 1, posterior->factor, (blasint)posterior->capacity, covariances,
                           (blasint)count);
    for (size_t other = 0; other < other_count; other++) {
        const double *row = covariances + other * count;
        const double known = posterior->blas->ddot((blasint)count, row, 1, row, 1);
        deviations[other] = sqrt(fmax(posterior->kernel[0] - known, 0));
    }
}
