/* Share of the fitness' variance that a linear function of features explains, by GSL. */
#include "analysis/composition/variance_internal.h"

#include <gsl/gsl_eigen.h>
#include <math.h>

/* An eigenvalue of the features' correlations below this means that they are collinear. */
static const double DEPENDENT = 1e-10;

typedef struct moments {
    size_t count;
    double *means;    /* [feature], then the fitness */
    double *products; /* [feature × (count + 1) + feature] sums of products of centred values */
} moments;

static void find_moments(double *const *features, const nsc_variance_sample *sample, moments *state, size_t *used) {
    const nsc_evaluated *evaluated = sample->evaluated;
    const size_t columns = state->count + 1;
    *used = 0;
    for (size_t place = 0; place < evaluated->count; place++) {
        if (!nsc_variance_has(sample, place))
            continue;
        ++*used;
        for (size_t column = 0; column < state->count; column++)
            state->means[column] += features[column][evaluated->points[place]];
        state->means[state->count] += evaluated->values[place];
    }
    for (size_t column = 0; column < columns; column++)
        state->means[column] /= (double)*used;
    for (size_t place = 0; place < evaluated->count; place++) {
        if (!nsc_variance_has(sample, place))
            continue;
        for (size_t row = 0; row < columns; row++) {
            const double own = row < state->count ? features[row][evaluated->points[place]] : evaluated->values[place];
            for (size_t column = 0; column <= row; column++) {
                const double other =
                    column < state->count ? features[column][evaluated->points[place]] : evaluated->values[place];
                state->products[row * columns + column] += (own - state->means[row]) * (other - state->means[column]);
            }
        }
    }
}

/* Σ over the eigenvectors of the features' correlations of (vᵀ c)² / eigenvalue, c their correlations with the fitness:
 * least squares without collinear directions. */
static nsc_status fit(const moments *state, nsc_explained *explained, nsc_error *error) {
    const size_t count = state->count, columns = count + 1;
    gsl_matrix *matrix = gsl_matrix_calloc(count, count), *vectors = gsl_matrix_alloc(count, count);
    gsl_vector *values = gsl_vector_alloc(count);
    gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc(count);
    nsc_status status = NSC_OK;
    double share = 0;
    if (matrix == NULL || vectors == NULL || values == NULL || workspace == NULL)
        NSC_TRY(nsc_error_set(error, NSC_FAILED, "out of memory for a regression on %zu features", count));
    for (size_t row = 0; row < count; row++)
        for (size_t column = 0; column <= row; column++) {
            const double product =
                sqrt(state->products[row * columns + row]) * sqrt(state->products[column * columns + column]);
            const double correlation = product > 0 ? state->products[row * columns + column] / product : 0;
            gsl_matrix_set(matrix, row, column, correlation);
            gsl_matrix_set(matrix, column, row, correlation);
        }
    if (gsl_eigen_symmv(matrix, values, vectors, workspace) != 0)
        NSC_TRY(nsc_error_set(error, NSC_FAILED, "the regression on %zu features failed", count));
    for (size_t pair = 0; pair < count; pair++) {
        double along = 0;
        if (!(gsl_vector_get(values, pair) > DEPENDENT))
            continue;
        for (size_t row = 0; row < count; row++) {
            const double square = state->products[row * columns + row];
            if (square > 0)
                along += gsl_matrix_get(vectors, row, pair) * state->products[count * columns + row] / sqrt(square);
        }
        share += along * along / gsl_vector_get(values, pair);
        explained->parameters++;
    }
    explained->left = explained->total > share ? explained->total - share : 0;
out:
    gsl_eigen_symmv_free(workspace);
    gsl_vector_free(values);
    gsl_matrix_free(vectors);
    gsl_matrix_free(matrix);
    return status;
}

nsc_status nsc_linear_explain(double *const *features, size_t feature_count, const nsc_variance_sample *sample,
                              nsc_explained *explained, nsc_error *error) {
    const size_t columns = feature_count + 1;
    moments state = {.count = feature_count};
    nsc_status status = NSC_OK;
    *explained = (nsc_explained){.parameters = 1};
    NSC_TRY(nsc_allocate(&state.means, columns, sizeof *state.means, error));
    NSC_TRY(nsc_allocate(&state.products, columns * columns, sizeof *state.products, error));
    find_moments(features, sample, &state, &explained->evaluated);
    explained->total = state.products[columns * columns - 1];
    NSC_TRY(fit(&state, explained, error));
out:
    free(state.means);
    free(state.products);
    return status;
}
