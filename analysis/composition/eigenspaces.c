/* Eigenspaces out of eigenpairs, and the squared length of a function's projection onto one. */
#include "analysis/composition/eigenspaces.h"

static const double SAME = 1e-6;

bool nsc_eigenspace_next(const nsc_eigenpairs *pairs, nsc_eigenspace *space) {
    const uint32_t first = space->first + space->dimension;
    double sum = 0;
    *space = (nsc_eigenspace){.first = first};
    for (uint32_t pair = first; pair < pairs->count; pair++) {
        if (pair > first && pairs->values[pair] - pairs->values[pair - 1] >= SAME)
            break;
        sum += pairs->values[pair];
        space->dimension++;
    }
    space->eigenvalue = space->dimension > 0 ? sum / space->dimension : 0;
    return space->dimension > 0;
}

/* Along one eigenvector. */
static double amplitude_along(const nsc_eigenpairs *pairs, uint32_t pair, const double *values, double mean) {
    const double *vector = nsc_eigenpairs_vector(pairs, pair);
    double amplitude = 0;
    for (uint32_t place = 0; place < pairs->size; place++)
        amplitude += vector[place] * pairs->roots[place] * (values[pairs->points[place]] - mean);
    return amplitude;
}

double nsc_eigenspace_variance(const nsc_eigenpairs *pairs, const nsc_eigenspace *space, const double *values,
                               double mean) {
    double variance = 0;
    for (uint32_t pair = space->first; pair < space->first + space->dimension; pair++) {
        const double amplitude = amplitude_along(pairs, pair, values, mean);
        variance += amplitude * amplitude;
    }
    return variance;
}
