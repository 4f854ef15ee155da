/* The surrogate's values for cells, its judgement against measurements, and the models that come with the program. */
#include "data/surrogate/surrogate_internal.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

/* ---- the built-in models ---- */

static const nsc_surrogate *const builtin_models[] = {&nsc_surrogate_test_108_mean_trees,
                                                      &nsc_surrogate_time_108_mean_ridge};
static const size_t builtin_count = sizeof builtin_models / sizeof *builtin_models;

const nsc_surrogate *nsc_surrogate_builtin(const char *fitness) {
    for (size_t number = 0; number < builtin_count; number++)
        if (strcmp(builtin_models[number]->fitness, fitness) == 0)
            return builtin_models[number];
    return NULL;
}

nsc_status nsc_surrogate_of(const nsc_space *space, const nsc_fitness_rule *rule, const nsc_surrogate **model,
                            nsc_error *error) {
    if (nsc_space_nb101(space) == NULL)
        return nsc_error_set(error, NSC_MISSING,
                             "the space %s comes with no measurements of %s: they are given with --data FILE",
                             space->name, rule->text);
    *model = nsc_surrogate_builtin(rule->text);
    return *model != NULL ? NSC_OK
                          : nsc_error_set(error, NSC_MISSING,
                                          "the built-in surrogate has no %s, only test@108 and time@108; measurements "
                                          "are given with --data FILE",
                                          rule->text);
}

const nsc_surrogate *nsc_surrogate_smooth(void) {
    return &nsc_surrogate_test_108_mean_ridge;
}

bool nsc_surrogate_fitted_to(const nsc_surrogate *model, const char *sha256) {
    for (size_t source = 0; source < model->source_count; source++)
        if (sha256[0] != '\0' && strcmp(model->sources[source].sha256, sha256) == 0)
            return true;
    return false;
}

/* ---- memory ---- */

nsc_status nsc_surrogate_allocate(nsc_surrogate *model, double **centres, double **scales, double **coefficients,
                                  nsc_error *error) {
    const size_t count = 2 * NSC_SURROGATE_FEATURES + NSC_SURROGATE_COEFFICIENTS;
    nsc_status status = nsc_allocate(&model->owned, count, sizeof(double), error);
    if (status != NSC_OK)
        return status;
    model->feature_count = NSC_SURROGATE_FEATURES;
    model->coefficient_count = NSC_SURROGATE_COEFFICIENTS;
    model->centres = *centres = model->owned;
    model->scales = *scales = model->owned + NSC_SURROGATE_FEATURES;
    model->coefficients = *coefficients = *scales + NSC_SURROGATE_FEATURES;
    return NSC_OK;
}

void nsc_surrogate_release(nsc_surrogate *model) {
    free(model->owned);
    nsc_surrogate_trees_destroy(model->owned_trees);
    *model = (nsc_surrogate){0};
}

/* ---- one cell, several side by side ---- */

const char *nsc_surrogate_feature_name(size_t feature) {
    return feature < NSC_SURROGATE_FEATURES ? nsc_surrogate_feature_names[feature]
                                            : nsc_surrogate_walk_names[feature - NSC_SURROGATE_FEATURES];
}

void nsc_surrogate_standardise(const double *features, const double *centres, const double *scales, size_t lane,
                               nsc_surrogate_block block) {
    for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++)
        block[feature][lane] = (features[feature] - centres[feature]) / scales[feature];
}

/* Every lane is computed by the same operations in the same order, whatever stands in the others. */
void nsc_surrogate_polynomial(const double *coefficients, nsc_surrogate_block block, double *values) {
    const double *linear = coefficients + 1;
    const double *product = linear + NSC_SURROGATE_FEATURES;
    double sums[NSC_SURROGATE_LANES];
    for (size_t lane = 0; lane < NSC_SURROGATE_LANES; lane++)
        sums[lane] = coefficients[0];
    for (size_t first = 0; first < NSC_SURROGATE_FEATURES; first++) {
        double slopes[NSC_SURROGATE_LANES];
        for (size_t lane = 0; lane < NSC_SURROGATE_LANES; lane++)
            slopes[lane] = linear[first];
        for (size_t second = first; second < NSC_SURROGATE_FEATURES; second++, product++)
            for (size_t lane = 0; lane < NSC_SURROGATE_LANES; lane++)
                slopes[lane] += *product * block[second][lane];
        for (size_t lane = 0; lane < NSC_SURROGATE_LANES; lane++)
            sums[lane] += block[first][lane] * slopes[lane];
    }
    memcpy(values, sums, sizeof sums);
}

double nsc_surrogate_untransform(nsc_surrogate_transform transform, double floor, double transformed) {
    switch (transform) {
    case NSC_TRANSFORM_LOG_ERROR:
        return fmax(floor, 1.0 - exp(transformed));
    case NSC_TRANSFORM_LOG:
        return exp(transformed);
    default:
        return transformed;
    }
}

double nsc_tree_value(const nsc_surrogate_trees *trees, nsc_surrogate_transform transform, double floor, double level,
                      double collapse) {
    const double value = nsc_surrogate_untransform(transform, floor, level);
    return trees->limit > 0 ? fmax(floor, value - trees->limit / (1.0 + exp(-collapse))) : value;
}

/* A model made ready, and cells for it side by side. */
struct nsc_surrogate_evaluator {
    const nsc_surrogate *model;
    nsc_tree_reader *reader; /* NULL for a polynomial */
};

typedef union cell_block {
    nsc_surrogate_block features;
    uint8_t codes[NSC_SURROGATE_TREE_FEATURES][NSC_TREE_LANES];
} cell_block;

static nsc_status prepare_evaluator(nsc_surrogate_evaluator *made, const nsc_surrogate *model, nsc_error *error) {
    *made = (nsc_surrogate_evaluator){.model = model};
    return model->trees != NULL ? nsc_tree_reader_create(&made->reader, model->trees, model->feature_count, error)
                                : NSC_OK;
}

static void put_cell(const nsc_surrogate_evaluator *with, const nsc_feature_plan *plan, const uint8_t *operations,
                     size_t lane, cell_block *block) {
    double features[NSC_SURROGATE_TREE_FEATURES];
    nsc_surrogate_features(plan, operations, features);
    if (with->reader != NULL) {
        nsc_surrogate_walks(plan, operations, features + NSC_SURROGATE_FEATURES);
        nsc_tree_encode(with->reader, features, lane, block->codes);
    } else
        nsc_surrogate_standardise(features, with->model->centres, with->model->scales, lane, block->features);
}

static void evaluate_block(const nsc_surrogate_evaluator *with, cell_block *block, size_t count, double *values) {
    const nsc_surrogate *model = with->model;
    double sums[NSC_SURROGATE_LANES], collapse[NSC_SURROGATE_LANES];
    if (with->reader != NULL) {
        nsc_tree_evaluate(with->reader, block->codes, sums, collapse);
        for (size_t lane = 0; lane < count; lane++)
            values[lane] = nsc_tree_value(model->trees, model->transform, model->floor, sums[lane], collapse[lane]);
        return;
    }
    nsc_surrogate_polynomial(model->coefficients, block->features, sums);
    for (size_t lane = 0; lane < count; lane++)
        values[lane] = nsc_surrogate_untransform(model->transform, model->floor, sums[lane]);
}

static bool within_limits(const nsc_surrogate *model, const nsc_skeleton *skeleton) {
    return skeleton->vertex_count <= model->vertex_limit && skeleton->edge_count <= model->edge_limit;
}

/* ---- all cells ---- */

typedef struct evaluation {
    nsc_surrogate_evaluator with;
    const nsc_nb101 *nb101;
    double *values;
} evaluation;

/* Evaluates the cells of one skeleton. */
static nsc_status evaluate_skeleton(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const evaluation *job = context;
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(job->nb101, (uint32_t)task);
    const uint16_t *labellings = nsc_nb101_labellings(job->nb101, (uint32_t)task);
    double *values = job->values + skeleton->first_id;
    if (!within_limits(job->with.model, skeleton)) {
        for (uint32_t cell = 0; cell < skeleton->cell_count; cell++)
            values[cell] = NAN;
        return NSC_OK;
    }
    nsc_feature_plan plan;
    cell_block block = {0};
    nsc_feature_plan_make(&plan, skeleton->edges, skeleton->vertex_count);
    for (uint32_t first = 0; first < skeleton->cell_count; first += NSC_SURROGATE_LANES) {
        const uint32_t left = skeleton->cell_count - first;
        const size_t count = left < NSC_SURROGATE_LANES ? left : NSC_SURROGATE_LANES;
        for (size_t lane = 0; lane < count; lane++) {
            uint8_t operations[NSC_CELL_INNER];
            nsc_labelling_operations(labellings[first + lane], skeleton->vertex_count - 2u, operations);
            put_cell(&job->with, &plan, operations, lane, &block);
        }
        evaluate_block(&job->with, &block, count, values + first);
    }
    return NSC_OK;
}

/* "builtin", or the names of the files that the model was fitted to. */
static nsc_status describe_source(char **text, const nsc_surrogate *model, nsc_error *error) {
    char names[NSC_SURROGATE_FILES * (sizeof model->sources->name + 2) + 32] = "a fitted model";
    size_t length = 0;
    if (nsc_surrogate_builtin(model->fitness) == model)
        return nsc_copy_text(text, "builtin", error);
    for (size_t source = 0; source < model->source_count; source++)
        length += nsc_text_format(names + length, sizeof names - length, "%s%s",
                                  source > 0 ? ", " : "a model fitted to ", model->sources[source].name);
    return nsc_copy_text(text, names, error);
}

static nsc_status refuse_space(const nsc_space *space, nsc_error *error) {
    return nsc_error_set(error, NSC_USAGE, "the surrogate predicts cells of nb101 only, and the space is %s",
                         space->name);
}

/* No measurements lead to such a model. */
static nsc_status refuse_value(const nsc_surrogate *model, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID,
                         "the model of %s has an infinite value for a cell: its numbers are damaged; fit it again",
                         model->fitness);
}

nsc_status nsc_fitness_from_surrogate(nsc_fitness *fitness, const nsc_fitness_rule *rule, const nsc_surrogate *model,
                                      const nsc_space *space, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    *fitness = (nsc_fitness){
        .rule = *rule, .origin = NSC_ORIGIN_SURROGATE, .point_count = space->point_count, .surrogate = model};
    evaluation job = {.nb101 = nsc_space_nb101(space)};
    if (job.nb101 == NULL)
        return refuse_space(space, error);
    if (strcmp(rule->text, model->fitness) != 0)
        return nsc_error_set(error, NSC_USAGE, "the surrogate predicts %s, not %s", model->fitness, rule->text);
    NSC_TRY(nsc_allocate(&fitness->values, fitness->point_count, sizeof(double), error));
    NSC_TRY(describe_source(&fitness->source, model, error));
    NSC_TRY(prepare_evaluator(&job.with, model, error));
    job.values = fitness->values;
    NSC_TRY(nsc_parallel(nsc_nb101_skeleton_count(job.nb101), control, evaluate_skeleton, &job, error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        if (isinf(fitness->values[point])) {
            status = refuse_value(model, error);
            goto out;
        }
        fitness->known_count += nsc_fitness_known(fitness, point);
    }
    if (fitness->known_count == 0)
        status = nsc_error_set(error, NSC_MISSING,
                               "all cells of %s are larger than the %u vertices and %u edges that the surrogate was "
                               "fitted to",
                               space->name, model->vertex_limit, model->edge_limit);
out:
    nsc_tree_reader_destroy(job.with.reader);
    if (status != NSC_OK)
        nsc_fitness_release(fitness);
    return status;
}

/* ---- some cells ---- */

/* Evaluates up to NSC_SURROGATE_LANES cells; `plan` is that of the skeleton *`planned`. */
static nsc_status evaluate_cells(const nsc_surrogate_evaluator *with, const nsc_nb101 *nb101, const uint32_t *ids,
                                 size_t count, nsc_feature_plan *plan, uint32_t *planned, double *values,
                                 nsc_error *error) {
    cell_block block = {0};
    for (size_t lane = 0; lane < count; lane++) {
        const uint32_t number = nsc_nb101_skeleton_of(nb101, ids[lane]);
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
        const nsc_cell cell = nsc_nb101_cell(nb101, ids[lane]);
        if (number != *planned)
            nsc_feature_plan_make(plan, skeleton->edges, skeleton->vertex_count);
        *planned = number;
        put_cell(with, plan, cell.operations, lane, &block);
    }
    evaluate_block(with, &block, count, values);
    for (size_t lane = 0; lane < count; lane++) {
        if (!within_limits(with->model, nsc_nb101_skeleton(nb101, nsc_nb101_skeleton_of(nb101, ids[lane]))))
            values[lane] = NAN;
        else if (isinf(values[lane]))
            return refuse_value(with->model, error);
    }
    return NSC_OK;
}

nsc_status nsc_surrogate_evaluate(const nsc_surrogate_evaluator *evaluator, const nsc_space *space, const uint32_t *ids,
                                  size_t count, double *values, nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    uint32_t planned = UINT32_MAX;
    nsc_feature_plan plan;
    nsc_status status = nb101 == NULL ? refuse_space(space, error) : NSC_OK;
    for (size_t first = 0; status == NSC_OK && first < count; first += NSC_SURROGATE_LANES) {
        const size_t left = count - first;
        status = evaluate_cells(evaluator, nb101, ids + first, left < NSC_SURROGATE_LANES ? left : NSC_SURROGATE_LANES,
                                &plan, &planned, values + first, error);
    }
    return status;
}

nsc_status nsc_surrogate_values(const nsc_surrogate *model, const nsc_space *space, const uint32_t *ids, size_t count,
                                double *values, nsc_error *error) {
    nsc_surrogate_evaluator with;
    nsc_status status = prepare_evaluator(&with, model, error);
    if (status == NSC_OK)
        status = nsc_surrogate_evaluate(&with, space, ids, count, values, error);
    nsc_tree_reader_destroy(with.reader);
    return status;
}

nsc_status nsc_surrogate_evaluator_create(nsc_surrogate_evaluator **evaluator, const nsc_surrogate *model,
                                          nsc_error *error) {
    nsc_status status = nsc_allocate(evaluator, 1, sizeof **evaluator, error);
    if (status != NSC_OK)
        return status;
    status = prepare_evaluator(*evaluator, model, error);
    if (status != NSC_OK) {
        nsc_surrogate_evaluator_destroy(*evaluator);
        *evaluator = NULL;
    }
    return status;
}

void nsc_surrogate_evaluator_destroy(nsc_surrogate_evaluator *evaluator) {
    if (evaluator != NULL)
        nsc_tree_reader_destroy(evaluator->reader);
    free(evaluator);
}

/* ---- judgement ---- */

/* Correlations of two columns that both vary; NaN otherwise. `work` holds 2·count numbers. */
static void correlate(nsc_surrogate_judgement *judgement, const double *fitted, const double *measured, size_t count,
                      double *work) {
    judgement->pearson = judgement->spearman = NAN;
    if (judgement->fitted_sd > 0 && judgement->measured_sd > 0) {
        judgement->pearson = gsl_stats_correlation(fitted, 1, measured, 1, count);
        judgement->spearman = gsl_stats_spearman(fitted, 1, measured, 1, count, work);
    }
}

nsc_status nsc_surrogate_judge(nsc_surrogate_judgement *judgement, const double *fitted, const double *measured,
                               uint32_t point_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    double *columns = NULL; /* fitted, measured, and twice as much to work in */
    *judgement = (nsc_surrogate_judgement){0};
    NSC_TRY(nsc_allocate(&columns, point_count, 4 * sizeof(double), error));
    double *both_fitted = columns, *both_measured = columns + point_count;
    double squares = 0;
    size_t count = 0;
    for (uint32_t point = 0; point < point_count; point++) {
        if (isnan(fitted[point]) || isnan(measured[point]))
            continue;
        const double difference = fitted[point] - measured[point];
        squares += difference * difference;
        both_fitted[count] = fitted[point];
        both_measured[count++] = measured[point];
    }
    if (count < 2) {
        status = nsc_error_set(error, NSC_MISSING, "%zu points have both a fitted and a measured value; 2 are needed",
                               count);
        goto out;
    }
    judgement->count = (uint32_t)count;
    judgement->rmse = sqrt(squares / (double)count);
    judgement->fitted_sd = gsl_stats_sd(both_fitted, 1, count);
    judgement->measured_sd = gsl_stats_sd(both_measured, 1, count);
    correlate(judgement, both_fitted, both_measured, count, columns + 2 * (size_t)point_count);
out:
    free(columns);
    return status;
}
