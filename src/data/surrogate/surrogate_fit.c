/* The fit: collects the cells, says which are left out of which fold, and judges what the regression gives back. */
#include "data/surrogate/surrogate_fit_internal.h"
#include "data/validity.h"

#include <math.h>
#include <string.h>

const char *nsc_surrogate_regression_name(nsc_surrogate_regression regression) {
    static const char *const names[] = {[NSC_REGRESSION_TREES] = "trees", [NSC_REGRESSION_RIDGE] = "ridge"};
    return (size_t)regression < NSC_COUNT_OF(names) ? names[regression] : NULL;
}

static void release_job(nsc_fit_job *job) {
    free(job->ids);
    free(job->values);
    free(job->targets);
    free(job->weights);
    free(job->folds);
    free(job->features);
    free(job->predicted);
}

/* ---- the cells ---- */

static nsc_status transform_value(nsc_surrogate_transform transform, uint32_t id, double value, double *transformed,
                                  nsc_error *error) {
    const double error_minimum = 0.5 / NSC_OFFICIAL_IMAGES;
    const char *reason = transform == NSC_TRANSFORM_LOG_ERROR ? nsc_validity_of_accuracy(value, NSC_ACCURACY_FRACTION)
                         : transform == NSC_TRANSFORM_LOG     ? nsc_validity_of_time(value, 1)
                                                              : nsc_validity_of_number(value);
    if (reason != NULL)
        return nsc_error_set(error, NSC_INVALID, "the fitness of id:%u is %g, %s", (unsigned)id, value, reason);
    *transformed = transform == NSC_TRANSFORM_LOG_ERROR ? log(fmax(1.0 - value, error_minimum))
                   : transform == NSC_TRANSFORM_LOG     ? log(value)
                                                        : value;
    return NSC_OK;
}

/* Lists the known cells, their features and targets; keeps in the model what they say of its range. */
static nsc_status collect_rows(nsc_fit_job *job, nsc_surrogate *model, const nsc_fitness *measured,
                               const nsc_nb101 *nb101, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_feature_plan plan;
    uint32_t planned = UINT32_MAX;
    size_t row = 0;
    job->row_count = measured->known_count;
    model->floor = INFINITY;
    NSC_TRY(nsc_allocate(&job->ids, job->row_count, sizeof *job->ids, error));
    NSC_TRY(nsc_allocate(&job->targets, job->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->values, job->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->weights, job->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->predicted, job->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->features, job->row_count, job->feature_count * sizeof(double), error));
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
        double *features = job->features + row * job->feature_count;
        nsc_surrogate_features(&plan, cell.operations, features);
        if (job->feature_count > NSC_SURROGATE_FEATURES)
            nsc_surrogate_walks(&plan, cell.operations, features + NSC_SURROGATE_FEATURES);
        job->values[row] = measured->values[id];
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

/*
 * A value counts by the runs behind it. Only values of the most runs are good enough to judge by, if enough cells have
 * one: *`judged` is that number of runs, 0 where all cells are judged.
 */
static void weigh_rows(nsc_fit_job *job, const nsc_fitness *measured, unsigned *judged) {
    const uint32_t *runs = measured->run_counts;
    uint32_t fewest = UINT32_MAX, most = 0, with_most = 0;
    for (size_t row = 0; row < job->row_count && runs != NULL; row++) {
        const uint32_t count = runs[job->ids[row]];
        fewest = count < fewest ? count : fewest;
        with_most = count > most ? 1 : with_most + (count == most);
        most = count > most ? count : most;
    }
    for (size_t row = 0; row < job->row_count; row++)
        job->weights[row] = runs != NULL && fewest > 0 ? (double)runs[job->ids[row]] / fewest : 1.0;
    *judged = runs != NULL && with_most >= NSC_SURROGATE_CELLS_MINIMUM ? most : 0;
}

/* Deals the cells that are judged to the folds; the others are left out of none. */
static nsc_status assign_folds(nsc_fit_job *job, const nsc_fitness *measured, unsigned judged, uint64_t seed,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    gsl_rng *random = NULL;
    uint32_t *dealt = NULL;
    size_t count = 0;
    NSC_TRY(nsc_allocate(&job->folds, job->row_count, 1, error));
    NSC_TRY(nsc_allocate(&dealt, job->row_count, sizeof *dealt, error));
    NSC_TRY(nsc_random_create(&random, seed, NSC_STREAM_SURROGATE_FOLDS, 0, error));
    for (size_t row = 0; row < job->row_count; row++) {
        job->folds[row] = (uint8_t)job->fold_count;
        if (judged == 0 || measured->run_counts[job->ids[row]] == judged) {
            job->folds[row] = (uint8_t)(count % job->fold_count);
            dealt[count++] = (uint32_t)row;
        }
    }
    for (size_t left = count; left > 1; left--) { /* Fisher and Yates's shuffle */
        const size_t other = gsl_rng_uniform_int(random, left);
        const uint8_t fold = job->folds[dealt[other]];
        job->folds[dealt[other]] = job->folds[dealt[left - 1]];
        job->folds[dealt[left - 1]] = fold;
    }
out:
    if (random != NULL)
        gsl_rng_free(random);
    free(dealt);
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
        char *name;
        status = nsc_utf8_copy(&name, slash != NULL ? slash + 1 : source->path, error); /* a model is JSON */
        if (status != NSC_OK)
            break;
        nsc_text_format(model->sources[number].name, sizeof model->sources[number].name, "%s%s",
                        source->synthetic ? "synthetic: " : "", name);
        free(name);
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
    if (options->folds < NSC_SURROGATE_FOLDS_MINIMUM || options->folds > NSC_SURROGATE_FOLDS_MAXIMUM)
        return nsc_error_set(error, NSC_USAGE, "%zu folds; a cross-validation here has %d to %d", options->folds,
                             NSC_SURROGATE_FOLDS_MINIMUM, NSC_SURROGATE_FOLDS_MAXIMUM);
    if (measured->known_count < NSC_SURROGATE_CELLS_MINIMUM)
        return nsc_error_set(error, NSC_MISSING, "%s is known of %u cells; a fit needs %d", measured->rule.text,
                             measured->known_count, NSC_SURROGATE_CELLS_MINIMUM);
    return nsc_fitness_check_magnitudes(measured, error);
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

/* Judges the out-of-sample values; `values`, NULL or [point_count], receives them. */
static nsc_status judge_rows(const nsc_fit_job *job, nsc_surrogate *model, const nsc_fitness *measured, double *values,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    double *own_values = NULL;
    if (values == NULL)
        NSC_TRY(nsc_allocate(&own_values, measured->point_count, sizeof(double), error));
    values = values != NULL ? values : own_values;
    for (uint32_t point = 0; point < measured->point_count; point++)
        values[point] = NAN;
    for (size_t row = 0; row < job->row_count; row++)
        values[job->ids[row]] = job->predicted[row];
    NSC_TRY(nsc_surrogate_judge(&model->judgement, values, measured->values, measured->point_count, error));
out:
    free(own_values);
    return status;
}

nsc_status nsc_surrogate_fit(nsc_surrogate *model, const nsc_fitness *measured, const nsc_space *space,
                             const nsc_surrogate_fit_options *options, nsc_surrogate_judgement *judgement,
                             double *out_of_sample, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_fit_job job = {0};
    *model = (nsc_surrogate){0};
    NSC_TRY(check_request(measured, space, options, error));
    describe_model(model, measured, options);
    const bool trees = options->regression == NSC_REGRESSION_TREES ||
                       (options->regression == NSC_REGRESSION_CHOSEN && model->transform == NSC_TRANSFORM_LOG_ERROR &&
                        measured->known_count >= NSC_SURROGATE_TREE_CELLS);
    job.fold_count = options->folds;
    job.feature_count = trees ? NSC_SURROGATE_TREE_FEATURES : NSC_SURROGATE_FEATURES;
    NSC_TRY(name_sources(model, options->measurements, error));
    NSC_TRY(collect_rows(&job, model, measured, nsc_space_nb101(space), error));
    weigh_rows(&job, measured, &model->judged_runs);
    NSC_TRY(assign_folds(&job, measured, model->judged_runs, options->seed, error));
    NSC_TRY((trees ? nsc_fit_trees : nsc_fit_ridge)(&job, model, options->control, error));
    NSC_TRY(judge_rows(&job, model, measured, out_of_sample, error));
    if (judgement != NULL)
        *judgement = model->judgement;
out:
    release_job(&job);
    if (status != NSC_OK)
        nsc_surrogate_release(model);
    return status;
}
