/*
 * Ridge regression (Hoerl and Kennard 1970) on standardised columns, the penalty by cross-validation.
 *
 * All that the cells say is their Gram matrix: sums of products of the columns of the design, which are a constant, the
 * features, their products, and what is regressed, weighted by the runs behind each. Each fold has its own; the whole
 * less a fold is what the fold's model is fitted to. So the cells are multiplied out once (a rank-k update for each
 * block of cells), and a penalty costs one Cholesky factorisation.
 */
#include "base/blas.h"
#include "data/surrogate/surrogate_fit_internal.h"

#include <math.h>
#include <string.h>

enum {
    TARGET = NSC_SURROGATE_COEFFICIENTS, /* the design's last column; its first is the constant */
    COLUMNS = NSC_SURROGATE_COEFFICIENTS + 1,
    WEIGHTS = NSC_SURROGATE_COEFFICIENTS - 1, /* all but the intercept */
    BLOCK_ROWS = 256,
    PENALTIES = 15
};

/* Half decades from 1e-6, which is hardly any, to 10, which leaves hardly more than the mean. */
static double penalty_at(size_t number) {
    return pow(10.0, -6.0 + 0.5 * (double)number);
}

typedef struct fold_result {
    double *gram;                     /* [COLUMNS][COLUMNS], the upper triangle by columns */
    double *coefficients;             /* [PENALTIES][NSC_SURROGATE_COEFFICIENTS] */
    double squared_errors[PENALTIES]; /* sums over the fold's cells, which the coefficients have not seen */
} fold_result;

typedef struct ridge_job {
    nsc_fit_job *fit;
    size_t threads; /* that compute at once */
    double centres[NSC_SURROGATE_FEATURES], scales[NSC_SURROGATE_FEATURES];
    double *gram;                                         /* of all rows */
    fold_result results[NSC_SURROGATE_FOLDS_MAXIMUM + 1]; /* the last is of the rows that no fold leaves out */
} ridge_job;

static void release_job(ridge_job *job) {
    free(job->gram);
    for (size_t fold = 0; fold <= job->fit->fold_count; fold++) {
        free(job->results[fold].gram);
        free(job->results[fold].coefficients);
    }
}

/* ---- standardisation ---- */

/* Means and standard deviations of the features; a feature that does not vary keeps the scale 1 and thus becomes 0. */
static void standardise_rows(ridge_job *job) {
    const nsc_fit_job *fit = job->fit;
    for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++) {
        double *column = fit->features + feature;
        double sum = 0, squares = 0;
        for (size_t row = 0; row < fit->row_count; row++)
            sum += column[row * NSC_SURROGATE_FEATURES];
        const double centre = sum / (double)fit->row_count;
        for (size_t row = 0; row < fit->row_count; row++) {
            const double difference = column[row * NSC_SURROGATE_FEATURES] - centre;
            squares += difference * difference;
        }
        const double scale = sqrt(squares / (double)fit->row_count);
        job->centres[feature] = centre;
        job->scales[feature] = scale > 1e-9 * fmax(1.0, fabs(centre)) ? scale : 1.0;
    }
    for (size_t row = 0; row < fit->row_count; row++)
        for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++) {
            double *value = &fit->features[row * NSC_SURROGATE_FEATURES + feature];
            *value = (*value - job->centres[feature]) / job->scales[feature];
        }
}

/* ---- Gram matrices ---- */

/* Every column carries the square root of the weight, so that products of two carry the weight. */
static void design_row(const double *features, double target, double weight, double *columns) {
    const double root = sqrt(weight);
    *columns++ = root;
    for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++)
        *columns++ = root * features[feature];
    for (size_t first = 0; first < NSC_SURROGATE_FEATURES; first++)
        for (size_t second = first; second < NSC_SURROGATE_FEATURES; second++)
            *columns++ = root * features[first] * features[second];
    *columns = root * target;
}

/* The Gram matrix of one fold. */
static nsc_status multiply_fold(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    ridge_job *job = context;
    const nsc_fit_job *fit = job->fit;
    const nsc_blas *blas = NULL;
    double *design = NULL;
    size_t filled = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_blas_begin(&blas, job->threads, error));
    NSC_TRY(nsc_allocate(&job->results[task].gram, COLUMNS, COLUMNS * sizeof(double), error));
    NSC_TRY(nsc_allocate(&design, BLOCK_ROWS, COLUMNS * sizeof(double), error));
    for (size_t row = 0; row < fit->row_count; row++) {
        if (fit->folds[row] == task)
            design_row(fit->features + row * NSC_SURROGATE_FEATURES, fit->targets[row], fit->weights[row],
                       design + filled++ * COLUMNS);
        if (filled == BLOCK_ROWS || (row + 1 == fit->row_count && filled > 0)) {
            blas->dsyrk(CblasColMajor, CblasUpper, CblasNoTrans, COLUMNS, (blasint)filled, 1.0, design, COLUMNS, 1.0,
                        job->results[task].gram, COLUMNS);
            filled = 0;
        }
    }
out:
    if (blas != NULL)
        nsc_blas_end();
    free(design);
    return status;
}

static nsc_status add_grams(ridge_job *job, nsc_error *error) {
    nsc_status status = nsc_allocate(&job->gram, COLUMNS, COLUMNS * sizeof(double), error);
    if (status == NSC_OK)
        for (size_t fold = 0; fold <= job->fit->fold_count; fold++)
            for (size_t place = 0; place < (size_t)COLUMNS * COLUMNS; place++)
                job->gram[place] += job->results[fold].gram[place];
    return status;
}

/* ---- one ridge regression after the other, of the same cells ---- */

typedef struct ridge {
    const nsc_blas *blas;
    double means[COLUMNS], scales[COLUMNS]; /* scale 0: the column does not vary, and gets no weight */
    double *correlations;                   /* [WEIGHTS][WEIGHTS], the upper triangle by columns */
    double *factor;                         /* scratch of the same size */
    double covariances[WEIGHTS];            /* of the standardised columns with the target */
    double weights[WEIGHTS];
} ridge;

static void ridge_destroy(ridge *system) {
    if (system != NULL) {
        if (system->blas != NULL)
            nsc_blas_end();
        free(system->correlations);
        free(system->factor);
    }
    free(system);
}

/* The upper triangle of `whole` less that of `part` (NULL for none), by columns. */
static double gram_at(const double *whole, const double *part, size_t row, size_t column) {
    const size_t place = row + column * COLUMNS;
    return part != NULL ? whole[place] - part[place] : whole[place];
}

/* Standardises the columns of the cells that are in `whole` and not in `part`. */
static nsc_status ridge_create(ridge **created, const double *whole, const double *part, size_t threads,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    ridge *system = NULL;
    NSC_TRY(nsc_allocate(&system, 1, sizeof *system, error));
    NSC_TRY(nsc_blas_begin(&system->blas, threads, error));
    NSC_TRY(nsc_allocate(&system->correlations, WEIGHTS, WEIGHTS * sizeof(double), error));
    NSC_TRY(nsc_allocate(&system->factor, WEIGHTS, WEIGHTS * sizeof(double), error));
    const double count = gram_at(whole, part, 0, 0);
    for (size_t column = 0; column < COLUMNS; column++) {
        const double mean = gram_at(whole, part, 0, column) / count;
        const double square = gram_at(whole, part, column, column) / count;
        const double variance = square - mean * mean;
        system->means[column] = mean;
        system->scales[column] = variance > 1e-10 * square ? sqrt(variance) : 0.0;
    }
    for (size_t column = 1; column <= WEIGHTS; column++) {
        const double scale = system->scales[column];
        for (size_t row = 1; row <= column; row++) {
            const double scales = system->scales[row] * scale;
            const double covariance =
                gram_at(whole, part, row, column) / count - system->means[row] * system->means[column];
            system->correlations[row - 1 + (column - 1) * WEIGHTS] = scales > 0 ? covariance / scales : row == column;
        }
        const double covariance =
            gram_at(whole, part, column, TARGET) / count - system->means[column] * system->means[TARGET];
        system->covariances[column - 1] = scale > 0 ? covariance / scale : 0.0;
    }
out:
    if (status != NSC_OK)
        ridge_destroy(system);
    *created = status == NSC_OK ? system : NULL;
    return status;
}

/* coefficients[NSC_SURROGATE_COEFFICIENTS] of the columns as they are in the design, intercept first. */
static nsc_status ridge_solve(ridge *system, double penalty, double *coefficients, nsc_error *error) {
    char upper = 'U';
    blasint size = WEIGHTS, one = 1, outcome = 0;
    memcpy(system->factor, system->correlations, sizeof(double) * WEIGHTS * WEIGHTS);
    memcpy(system->weights, system->covariances, sizeof system->weights);
    for (size_t column = 0; column < WEIGHTS; column++)
        system->factor[column + column * WEIGHTS] += penalty;
    system->blas->dpotrf(&upper, &size, system->factor, &size, &outcome);
    if (outcome == 0)
        system->blas->dpotrs(&upper, &size, &one, system->factor, &size, system->weights, &size, &outcome);
    if (outcome != 0)
        return nsc_error_set(error, NSC_FAILED, "the regression with penalty %g has no solution (LAPACK: %d)", penalty,
                             (int)outcome);
    coefficients[0] = system->means[TARGET];
    for (size_t column = 1; column <= WEIGHTS; column++) {
        const double scale = system->scales[column];
        coefficients[column] = scale > 0 ? system->weights[column - 1] / scale : 0.0;
        coefficients[0] -= coefficients[column] * system->means[column];
    }
    return NSC_OK;
}

/* ---- cross-validation ---- */

/* The transformed values of the cells of one fold: values[row], other rows untouched. */
static void predict_fold(const nsc_fit_job *fit, size_t fold, const double *coefficients, double *values) {
    nsc_surrogate_block block = {{0}};
    double lanes[NSC_SURROGATE_LANES];
    size_t rows[NSC_SURROGATE_LANES];
    size_t filled = 0;
    for (size_t row = 0; row < fit->row_count; row++) {
        if (fit->folds[row] == fold) {
            for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++)
                block[feature][filled] = fit->features[row * NSC_SURROGATE_FEATURES + feature];
            rows[filled++] = row;
        }
        if (filled == NSC_SURROGATE_LANES || row + 1 == fit->row_count) {
            nsc_surrogate_polynomial(coefficients, block, lanes);
            for (size_t lane = 0; lane < filled; lane++)
                values[rows[lane]] = lanes[lane];
            filled = 0;
        }
    }
}

/* All penalties for the cells outside of one fold, tried on the fold. */
static nsc_status try_fold(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    ridge_job *job = context;
    const nsc_fit_job *fit = job->fit;
    fold_result *result = &job->results[task];
    ridge *system = NULL;
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&result->coefficients, PENALTIES, NSC_SURROGATE_COEFFICIENTS * sizeof(double), error));
    NSC_TRY(nsc_allocate(&values, fit->row_count, sizeof(double), error));
    NSC_TRY(ridge_create(&system, job->gram, result->gram, job->threads, error));
    for (size_t penalty = 0; penalty < PENALTIES; penalty++) {
        double *coefficients = result->coefficients + penalty * NSC_SURROGATE_COEFFICIENTS;
        NSC_TRY(ridge_solve(system, penalty_at(penalty), coefficients, error));
        predict_fold(fit, task, coefficients, values);
        result->squared_errors[penalty] = 0;
        for (size_t row = 0; row < fit->row_count; row++)
            if (fit->folds[row] == task) {
                const double difference = values[row] - fit->targets[row];
                result->squared_errors[penalty] += difference * difference;
            }
    }
out:
    ridge_destroy(system);
    free(values);
    return status;
}

static size_t choose_penalty(const ridge_job *job) {
    size_t best = 0;
    double least = INFINITY;
    for (size_t penalty = 0; penalty < PENALTIES; penalty++) {
        double sum = 0;
        for (size_t fold = 0; fold < job->fit->fold_count; fold++)
            sum += job->results[fold].squared_errors[penalty];
        if (sum < least) {
            least = sum;
            best = penalty;
        }
    }
    return best;
}

/* The out-of-sample values, by the models of the folds. */
static nsc_status predict_folds(const ridge_job *job, const nsc_surrogate *model, size_t penalty, nsc_error *error) {
    nsc_fit_job *fit = job->fit;
    double *transformed = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&transformed, fit->row_count, sizeof(double), error));
    for (size_t fold = 0; fold < fit->fold_count; fold++)
        predict_fold(fit, fold, job->results[fold].coefficients + penalty * NSC_SURROGATE_COEFFICIENTS, transformed);
    for (size_t row = 0; row < fit->row_count; row++)
        fit->predicted[row] = fit->folds[row] < fit->fold_count
                                  ? nsc_surrogate_untransform(model->transform, model->floor, transformed[row])
                                  : NAN;
out:
    free(transformed);
    return status;
}

nsc_status nsc_fit_ridge(nsc_fit_job *fit, nsc_surrogate *model, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t allowed = nsc_control_threads(control), tasks = fit->fold_count + 1;
    ridge_job job = {.fit = fit, .threads = allowed < tasks ? allowed : tasks};
    ridge *system = NULL;
    double *centres, *scales, *coefficients;
    standardise_rows(&job);
    NSC_TRY(nsc_parallel(tasks, control, multiply_fold, &job, error));
    NSC_TRY(add_grams(&job, error));
    NSC_TRY(nsc_parallel(fit->fold_count, control, try_fold, &job, error));
    const size_t penalty = choose_penalty(&job);
    model->penalty = penalty_at(penalty);
    NSC_TRY(predict_folds(&job, model, penalty, error));
    NSC_TRY(ridge_create(&system, job.gram, NULL, 1, error));
    NSC_TRY(nsc_surrogate_allocate(model, &centres, &scales, &coefficients, error));
    memcpy(centres, job.centres, sizeof job.centres);
    memcpy(scales, job.scales, sizeof job.scales);
    NSC_TRY(ridge_solve(system, model->penalty, coefficients, error));
out:
    ridge_destroy(system);
    release_job(&job);
    return status;
}
