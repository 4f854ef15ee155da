/*
 * The fit: ridge regression (Hoerl and Kennard 1970) on standardised columns, the penalty by cross-validation.
 *
 * All that the cells say is their Gram matrix: sums of products of the columns of the design, which are a constant, the
 * features, their products, and what is regressed. Each fold has its own; the whole less a fold is what the fold's
 * model is fitted to. So the cells are multiplied out once (a rank-k update for each block of cells), and a penalty
 * costs one Cholesky factorisation.
 */
#include "data/surrogate/surrogate_internal.h"

#include <cblas.h>
#include <f77blas.h>
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

typedef struct fit_job {
    size_t row_count;
    uint32_t *ids;    /* [row_count] */
    double *targets;  /* [row_count], transformed */
    double *features; /* [row_count][NSC_SURROGATE_FEATURES] */
    uint8_t *folds;   /* [row_count] */
    size_t fold_count;
    double centres[NSC_SURROGATE_FEATURES], scales[NSC_SURROGATE_FEATURES];
    double *gram; /* of all rows */
    fold_result results[NSC_SURROGATE_FOLDS_MAXIMUM];
} fit_job;

static void release_job(fit_job *job) {
    free(job->ids);
    free(job->targets);
    free(job->features);
    free(job->folds);
    free(job->gram);
    for (size_t fold = 0; fold < job->fold_count; fold++) {
        free(job->results[fold].gram);
        free(job->results[fold].coefficients);
    }
}

/* ---- the cells ---- */

static nsc_status transform_value(nsc_surrogate_transform transform, uint32_t id, double value, double *transformed,
                                  nsc_error *error) {
    const double error_minimum = 0.5 / NSC_OFFICIAL_IMAGES;
    if (transform == NSC_TRANSFORM_LOG_ERROR && (value < 0 || value > 1))
        return nsc_error_set(error, NSC_INVALID, "id:%u has the accuracy %g, which is not in [0, 1]", id, value);
    if (transform == NSC_TRANSFORM_LOG && value <= 0)
        return nsc_error_set(error, NSC_INVALID, "id:%u has the time %g, which is not positive", id, value);
    *transformed = transform == NSC_TRANSFORM_LOG_ERROR ? log(fmax(1.0 - value, error_minimum))
                   : transform == NSC_TRANSFORM_LOG     ? log(value)
                                                        : value;
    return NSC_OK;
}

/* Lists the known cells, their features and targets; keeps in the model what they say of its range. */
static nsc_status collect_rows(fit_job *job, nsc_surrogate *model, const nsc_fitness *measured, const nsc_nb101 *nb101,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_feature_plan plan;
    uint32_t planned = UINT32_MAX;
    size_t row = 0;
    job->row_count = measured->known_count;
    model->floor = INFINITY;
    NSC_TRY(nsc_allocate(&job->ids, job->row_count, sizeof *job->ids, error));
    NSC_TRY(nsc_allocate(&job->targets, job->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->features, job->row_count, NSC_SURROGATE_FEATURES * sizeof(double), error));
    for (uint32_t id = 0; id < measured->point_count && row < job->row_count; id++) {
        if (!nsc_fitness_known(measured, id))
            continue;
        NSC_TRY(transform_value(model->transform, id, measured->values[id], &job->targets[row], error));
        const uint32_t number = nsc_nb101_skeleton_of(nb101, id);
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
        if (number != planned)
            nsc_feature_plan_make(&plan, skeleton->edges, skeleton->vertex_count);
        planned = number;
        const nsc_cell cell = nsc_nb101_cell(nb101, id);
        nsc_surrogate_features(&plan, cell.operations, job->features + row * NSC_SURROGATE_FEATURES);
        model->floor = fmin(model->floor, measured->values[id]);
        if (skeleton->vertex_count > model->vertex_limit)
            model->vertex_limit = skeleton->vertex_count;
        if (skeleton->edge_count > model->edge_limit)
            model->edge_limit = skeleton->edge_count;
        job->ids[row++] = id;
    }
out:
    return status;
}

/* Means and standard deviations of the features; a feature that does not vary keeps the scale 1 and thus becomes 0. */
static void standardise_rows(fit_job *job) {
    for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++) {
        double *column = job->features + feature;
        double sum = 0, squares = 0;
        for (size_t row = 0; row < job->row_count; row++)
            sum += column[row * NSC_SURROGATE_FEATURES];
        const double centre = sum / (double)job->row_count;
        for (size_t row = 0; row < job->row_count; row++) {
            const double difference = column[row * NSC_SURROGATE_FEATURES] - centre;
            squares += difference * difference;
        }
        const double scale = sqrt(squares / (double)job->row_count);
        job->centres[feature] = centre;
        job->scales[feature] = scale > 1e-9 * fmax(1.0, fabs(centre)) ? scale : 1.0;
    }
    for (size_t row = 0; row < job->row_count; row++)
        for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++) {
            double *value = &job->features[row * NSC_SURROGATE_FEATURES + feature];
            *value = (*value - job->centres[feature]) / job->scales[feature];
        }
}

static nsc_status assign_folds(fit_job *job, uint64_t seed, nsc_error *error) {
    nsc_status status = NSC_OK;
    gsl_rng *random = NULL;
    NSC_TRY(nsc_allocate(&job->folds, job->row_count, 1, error));
    NSC_TRY(nsc_random_create(&random, seed, NSC_STREAM_SURROGATE_FOLDS, 0, error));
    for (size_t row = 0; row < job->row_count; row++)
        job->folds[row] = (uint8_t)(row % job->fold_count);
    /* Fisher and Yates's shuffle; gsl_randist.h, which has it, can't be included beside OpenBLAS's cblas.h. */
    for (size_t left = job->row_count; left > 1; left--) {
        const size_t other = gsl_rng_uniform_int(random, left);
        const uint8_t fold = job->folds[other];
        job->folds[other] = job->folds[left - 1];
        job->folds[left - 1] = fold;
    }
out:
    if (random != NULL)
        gsl_rng_free(random);
    return status;
}

/* ---- Gram matrices ---- */

static void design_row(const double *features, double target, double *columns) {
    *columns++ = 1.0;
    memcpy(columns, features, NSC_SURROGATE_FEATURES * sizeof(double));
    columns += NSC_SURROGATE_FEATURES;
    for (size_t first = 0; first < NSC_SURROGATE_FEATURES; first++)
        for (size_t second = first; second < NSC_SURROGATE_FEATURES; second++)
            *columns++ = features[first] * features[second];
    *columns = target;
}

/* The Gram matrix of one fold. */
static nsc_status multiply_fold(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    fit_job *job = context;
    double *design = NULL;
    size_t filled = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->results[task].gram, COLUMNS, COLUMNS * sizeof(double), error));
    NSC_TRY(nsc_allocate(&design, BLOCK_ROWS, COLUMNS * sizeof(double), error));
    for (size_t row = 0; row < job->row_count; row++) {
        if (job->folds[row] == task)
            design_row(job->features + row * NSC_SURROGATE_FEATURES, job->targets[row], design + filled++ * COLUMNS);
        if (filled == BLOCK_ROWS || (row + 1 == job->row_count && filled > 0)) {
            cblas_dsyrk(CblasColMajor, CblasUpper, CblasNoTrans, COLUMNS, (blasint)filled, 1.0, design, COLUMNS, 1.0,
                        job->results[task].gram, COLUMNS);
            filled = 0;
        }
    }
out:
    free(design);
    return status;
}

static nsc_status add_grams(fit_job *job, nsc_error *error) {
    nsc_status status = nsc_allocate(&job->gram, COLUMNS, COLUMNS * sizeof(double), error);
    if (status == NSC_OK)
        for (size_t fold = 0; fold < job->fold_count; fold++)
            cblas_daxpy(COLUMNS * COLUMNS, 1.0, job->results[fold].gram, 1, job->gram, 1);
    return status;
}

/* ---- one ridge regression after the other, of the same cells ---- */

typedef struct ridge {
    double means[COLUMNS], scales[COLUMNS]; /* scale 0: the column does not vary, and gets no weight */
    double *correlations;                   /* [WEIGHTS][WEIGHTS], the upper triangle by columns */
    double *factor;                         /* scratch of the same size */
    double covariances[WEIGHTS];            /* of the standardised columns with the target */
    double weights[WEIGHTS];
} ridge;

static void ridge_destroy(ridge *system) {
    if (system != NULL) {
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
static nsc_status ridge_create(ridge **created, const double *whole, const double *part, nsc_error *error) {
    nsc_status status = NSC_OK;
    ridge *system = NULL;
    NSC_TRY(nsc_allocate(&system, 1, sizeof *system, error));
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
    BLASFUNC(dpotrf)(&upper, &size, system->factor, &size, &outcome);
    if (outcome == 0)
        BLASFUNC(dpotrs)(&upper, &size, &one, system->factor, &size, system->weights, &size, &outcome);
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
static void predict_fold(const fit_job *job, size_t fold, const double *coefficients, double *values) {
    nsc_surrogate_block block = {{0}};
    double lanes[NSC_SURROGATE_LANES];
    size_t rows[NSC_SURROGATE_LANES];
    size_t filled = 0;
    for (size_t row = 0; row < job->row_count; row++) {
        if (job->folds[row] == fold) {
            for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++)
                block[feature][filled] = job->features[row * NSC_SURROGATE_FEATURES + feature];
            rows[filled++] = row;
        }
        if (filled == NSC_SURROGATE_LANES || row + 1 == job->row_count) {
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
    fit_job *job = context;
    fold_result *result = &job->results[task];
    ridge *system = NULL;
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&result->coefficients, PENALTIES, NSC_SURROGATE_COEFFICIENTS * sizeof(double), error));
    NSC_TRY(nsc_allocate(&values, job->row_count, sizeof(double), error));
    NSC_TRY(ridge_create(&system, job->gram, result->gram, error));
    for (size_t penalty = 0; penalty < PENALTIES; penalty++) {
        double *coefficients = result->coefficients + penalty * NSC_SURROGATE_COEFFICIENTS;
        NSC_TRY(ridge_solve(system, penalty_at(penalty), coefficients, error));
        predict_fold(job, task, coefficients, values);
        result->squared_errors[penalty] = 0;
        for (size_t row = 0; row < job->row_count; row++)
            if (job->folds[row] == task) {
                const double difference = values[row] - job->targets[row];
                result->squared_errors[penalty] += difference * difference;
            }
    }
out:
    ridge_destroy(system);
    free(values);
    return status;
}

static size_t choose_penalty(const fit_job *job) {
    size_t best = 0;
    double least = INFINITY;
    for (size_t penalty = 0; penalty < PENALTIES; penalty++) {
        double sum = 0;
        for (size_t fold = 0; fold < job->fold_count; fold++)
            sum += job->results[fold].squared_errors[penalty];
        if (sum < least) {
            least = sum;
            best = penalty;
        }
    }
    return best;
}

/* Judges every cell's value by the model of its fold; `values`, NULL or [point_count], receives them. */
static nsc_status judge_folds(const fit_job *job, nsc_surrogate *model, size_t penalty, const nsc_fitness *measured,
                              double *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    double *predicted = NULL, *own_values = NULL;
    NSC_TRY(nsc_allocate(&predicted, job->row_count, sizeof(double), error));
    if (values == NULL) {
        NSC_TRY(nsc_allocate(&own_values, measured->point_count, sizeof(double), error));
        values = own_values;
    }
    for (uint32_t point = 0; point < measured->point_count; point++)
        values[point] = NAN;
    for (size_t fold = 0; fold < job->fold_count; fold++)
        predict_fold(job, fold, job->results[fold].coefficients + penalty * NSC_SURROGATE_COEFFICIENTS, predicted);
    for (size_t row = 0; row < job->row_count; row++)
        values[job->ids[row]] = nsc_surrogate_untransform(model->transform, model->floor, predicted[row]);
    NSC_TRY(nsc_surrogate_judge(&model->judgement, values, measured->values, measured->point_count, error));
out:
    free(predicted);
    free(own_values);
    return status;
}

/* ---- the model ---- */

static nsc_status name_sources(nsc_surrogate *model, const nsc_measurements *measurements, nsc_error *error) {
    const size_t count = measurements != NULL ? nsc_measurements_source_count(measurements) : 0;
    if (count > NSC_SURROGATE_FILES)
        return nsc_error_set(error, NSC_USAGE, "a surrogate can be fitted to %d files, not to %zu", NSC_SURROGATE_FILES,
                             count);
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++) {
        const nsc_source *source = nsc_measurements_source(measurements, number);
        const char *slash = strrchr(source->path, '/');
        snprintf(model->sources[number].name, sizeof model->sources[number].name, "%s%s",
                 source->synthetic ? "synthetic: " : "", slash != NULL ? slash + 1 : source->path);
        status = nsc_source_sha256(source, model->sources[number].sha256, error);
    }
    model->source_count = count;
    return status;
}

static nsc_status check_request(const nsc_fitness *measured, const nsc_space *space,
                                const nsc_surrogate_fit_options *options, nsc_error *error) {
    if (nsc_space_nb101(space) == NULL)
        return nsc_error_set(error, NSC_USAGE, "a surrogate is fitted to cells of nb101, and the space is %s",
                             space->name);
    if (measured->rule.kind == NSC_FITNESS_FEATURE)
        return nsc_error_set(error, NSC_USAGE, "%s is computed, not measured: it needs no surrogate",
                             measured->rule.text);
    if (options->folds < 2 || options->folds > NSC_SURROGATE_FOLDS_MAXIMUM)
        return nsc_error_set(error, NSC_USAGE, "%zu folds; a cross-validation here has 2 to %d", options->folds,
                             NSC_SURROGATE_FOLDS_MAXIMUM);
    if (measured->known_count < NSC_SURROGATE_CELLS_MINIMUM)
        return nsc_error_set(error, NSC_MISSING, "%s is known of %u cells; a fit needs %d", measured->rule.text,
                             measured->known_count, NSC_SURROGATE_CELLS_MINIMUM);
    return NSC_OK;
}

static void describe_model(nsc_surrogate *model, const nsc_fitness *measured,
                           const nsc_surrogate_fit_options *options) {
    const nsc_metric metric = measured->rule.metric;
    snprintf(model->fitness, sizeof model->fitness, "%s", measured->rule.text);
    model->transform = measured->rule.kind == NSC_FITNESS_COLUMN ? NSC_TRANSFORM_NONE
                       : nsc_metric_is_accuracy(metric)          ? NSC_TRANSFORM_LOG_ERROR
                                                                 : NSC_TRANSFORM_LOG;
    model->fitted_count = measured->known_count;
    model->seed = options->seed;
    model->folds = options->folds;
}

/* From the cells to coefficients, with OpenBLAS at one thread. */
static nsc_status fit_rows(fit_job *job, nsc_surrogate *model, const nsc_fitness *measured, const nsc_control *control,
                           double *out_of_sample, nsc_error *error) {
    nsc_status status = NSC_OK;
    ridge *system = NULL;
    double *centres, *scales, *coefficients;
    NSC_TRY(nsc_parallel(job->fold_count, control, multiply_fold, job, error));
    NSC_TRY(add_grams(job, error));
    NSC_TRY(nsc_parallel(job->fold_count, control, try_fold, job, error));
    const size_t penalty = choose_penalty(job);
    model->penalty = penalty_at(penalty);
    NSC_TRY(judge_folds(job, model, penalty, measured, out_of_sample, error));
    NSC_TRY(ridge_create(&system, job->gram, NULL, error));
    NSC_TRY(nsc_surrogate_allocate(model, &centres, &scales, &coefficients, error));
    memcpy(centres, job->centres, sizeof job->centres);
    memcpy(scales, job->scales, sizeof job->scales);
    NSC_TRY(ridge_solve(system, model->penalty, coefficients, error));
out:
    ridge_destroy(system);
    return status;
}

nsc_status nsc_surrogate_fit(nsc_surrogate *model, const nsc_fitness *measured, const nsc_space *space,
                             const nsc_surrogate_fit_options *options, nsc_surrogate_judgement *judgement,
                             double *out_of_sample, nsc_error *error) {
    nsc_status status = NSC_OK;
    fit_job job = {0};
    const int blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    *model = (nsc_surrogate){0};
    NSC_TRY(check_request(measured, space, options, error));
    job.fold_count = options->folds;
    describe_model(model, measured, options);
    NSC_TRY(name_sources(model, options->measurements, error));
    NSC_TRY(collect_rows(&job, model, measured, nsc_space_nb101(space), error));
    standardise_rows(&job);
    NSC_TRY(assign_folds(&job, options->seed, error));
    NSC_TRY(fit_rows(&job, model, measured, options->control, out_of_sample, error));
    if (judgement != NULL)
        *judgement = model->judgement;
out:
    openblas_set_num_threads(blas_threads);
    release_job(&job);
    if (status != NSC_OK)
        nsc_surrogate_release(model);
    return status;
}
