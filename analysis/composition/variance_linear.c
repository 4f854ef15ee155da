/* Share of the fitness' variance that a linear function of features explains, by GSL. */
#include "analysis/composition/pair_interval.h"
#include "analysis/composition/variance_internal.h"

#include <gsl/gsl_eigen.h>
#include <math.h>

/* An eigenvalue of the features' correlations below this means that they are collinear. */
static const double DEPENDENT = 1e-10;

/* Evaluated points for a share: the few far out decide about a linear function. */
enum { LEAST_POINTS = 1000 };

typedef struct moments {
    size_t count;
    const nsc_design *design; /* NULL: every evaluated point counts once */
    double weight;            /* of all evaluated points */
    double *means;            /* [feature], then the fitness */
    double *products;         /* [feature × (count + 1) + feature] sums of products of centred values */
    double *coefficients;     /* [feature] */
} moments;

static double weight_of(const moments *state, uint32_t point) {
    return state->design != NULL ? nsc_design_weight(state->design, point) : 1;
}

/* A feature's value, or after them the fitness. */
static double value_at(double *const *features, const nsc_evaluated *evaluated, size_t count, size_t column,
                       size_t place) {
    return column < count ? features[column][evaluated->points[place]] : evaluated->values[place];
}

static void find_moments(double *const *features, const nsc_evaluated *evaluated, moments *state) {
    const size_t count = state->count, columns = count + 1;
    for (size_t place = 0; place < evaluated->count; place++) {
        const double weight = weight_of(state, evaluated->points[place]);
        state->weight += weight;
        for (size_t column = 0; column < columns; column++)
            state->means[column] += weight * value_at(features, evaluated, count, column, place);
    }
    for (size_t column = 0; column < columns; column++)
        state->means[column] /= state->weight;
    for (size_t place = 0; place < evaluated->count; place++) {
        const double weight = weight_of(state, evaluated->points[place]);
        for (size_t row = 0; row < columns; row++) {
            const double own = weight * (value_at(features, evaluated, count, row, place) - state->means[row]);
            for (size_t column = 0; column <= row; column++)
                state->products[row * columns + column] +=
                    own * (value_at(features, evaluated, count, column, place) - state->means[column]);
        }
    }
}

/* Σ over the eigenvectors of the features' correlations of (vᵀ c)² / eigenvalue, c their correlations with the fitness:
 * least squares without collinear directions. The coefficients likewise. */
static nsc_status fit(moments *state, nsc_explained *explained, nsc_error *error) {
    const size_t count = state->count, columns = count + 1;
    gsl_matrix *matrix = gsl_matrix_calloc(count, count), *vectors = gsl_matrix_alloc(count, count);
    gsl_vector *values = gsl_vector_alloc(count);
    gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc(count);
    nsc_status status = NSC_OK;
    double share = 0;
    if (matrix == NULL || vectors == NULL || values == NULL || workspace == NULL)
        NSC_TRY(nsc_error_out_of_memory(error, "a regression on %zu features", count));
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
        for (size_t row = 0; row < count; row++) {
            const double square = state->products[row * columns + row];
            if (square > 0)
                state->coefficients[row] +=
                    gsl_matrix_get(vectors, row, pair) * along / gsl_vector_get(values, pair) / sqrt(square);
        }
    }
    explained->left = explained->total > share ? explained->total - share : 0;
out:
    gsl_eigen_symmv_free(workspace);
    gsl_vector_free(values);
    gsl_matrix_free(vectors);
    gsl_matrix_free(matrix);
    return status;
}

static nsc_status regress(moments *state, double *const *features, const nsc_evaluated *evaluated,
                          nsc_explained *explained, nsc_error *error) {
    const size_t columns = state->count + 1;
    nsc_status status = NSC_OK;
    *explained = (nsc_explained){.parameters = 1, .evaluated = evaluated->count};
    NSC_TRY(nsc_allocate(&state->means, columns, sizeof *state->means, error));
    NSC_TRY(nsc_allocate(&state->products, columns * columns, sizeof *state->products, error));
    NSC_TRY(nsc_allocate(&state->coefficients, columns, sizeof *state->coefficients, error));
    find_moments(features, evaluated, state);
    explained->total = state->products[columns * columns - 1];
    NSC_TRY(fit(state, explained, error));
out:
    return status;
}

static void release(moments *state) {
    free(state->means);
    free(state->products);
    free(state->coefficients);
}

nsc_status nsc_linear_explain(double *const *features, size_t feature_count, const nsc_evaluated *evaluated,
                              nsc_explained *explained, nsc_error *error) {
    moments state = {.count = feature_count};
    const nsc_status status = regress(&state, features, evaluated, explained, error);
    release(&state);
    return status;
}

/* Of each evaluated point on 1 − Σ w residual² / Σ w (fitness − mean)²: how its own share of the sums differs. */
static void find_influences(const moments *state, double *const *features, const nsc_evaluated *evaluated,
                            const nsc_explained *explained, double *influences) {
    for (size_t place = 0; place < evaluated->count; place++) {
        const uint32_t point = evaluated->points[place];
        const double centred = evaluated->values[place] - state->means[state->count];
        double residual = centred;
        for (size_t column = 0; column < state->count; column++)
            residual -= state->coefficients[column] * (features[column][point] - state->means[column]);
        influences[place] = weight_of(state, point) *
                            (explained->left / explained->total * centred * centred - residual * residual) /
                            explained->total;
    }
}

/* The residual variance of the evaluated points, by their degrees of freedom, is that of the space. */
nsc_status nsc_linear_share(double *const *features, size_t feature_count, const nsc_design *design,
                            const nsc_evaluated *evaluated, nsc_estimate *share, const char **reason,
                            nsc_error *error) {
    moments state = {.count = feature_count, .design = design};
    nsc_pair_figure figure = {.lowest = 0, .highest = 1, .most_freedom = NSC_VARIANCE_FREEDOM};
    nsc_explained explained;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&figure.influences, evaluated->count, sizeof *figure.influences, error));
    *share = nsc_estimate_none();
    NSC_TRY(regress(&state, features, evaluated, &explained, error));
    *reason = evaluated->count < LEAST_POINTS ? "fewer than 1,000 points have a fitness" : NULL;
    if (*reason != NULL)
        goto out;
    const double points = design->population_count, count = (double)evaluated->count, used = explained.parameters;
    find_influences(&state, features, evaluated, &explained, figure.influences);
    figure.unbiased =
        1 - explained.left / explained.total * (points - used) / (count - used) * (count - 1) / (points - 1);
    figure.value = fmax(figure.unbiased, 0);
    figure.noise = nsc_variance_noise(design, figure.value);
    *share = nsc_pair_figure_interval(design, evaluated->points, evaluated->count, &figure);
out:
    release(&state);
    free(figure.influences);
    return status;
}
