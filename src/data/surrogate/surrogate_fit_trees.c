/*
 * What trees are fitted to, once for all cells and once without each fold. The numbers and sizes of the trees were
 * chosen on the complete first run of NAS-Bench-101 and on means of three runs.
 */
#include "data/surrogate/surrogate_fit_internal.h"

#include <math.h>
#include <string.h>

static const nsc_tree_fit level_fit = {.loss = NSC_LOSS_SQUARED,
                                       .tree_count = 200,
                                       .leaves = NSC_TREE_LEAVES,
                                       .depth = 10,
                                       .rate = 0.1,
                                       .leaf_minimum = 20};
static const nsc_tree_fit collapse_fit = {.loss = NSC_LOSS_LOGISTIC,
                                          .tree_count = 150,
                                          .leaves = 16,
                                          .depth = 6,
                                          .rate = 0.05,
                                          .leaf_minimum = 10,
                                          .ridge = 5};

/* Fewer collapsed cells say nothing of which cells collapse. */
enum { COLLAPSED_MINIMUM = 100 };

typedef struct trees_job {
    nsc_fit_job *fit;
    nsc_surrogate *model;
    nsc_tree_rows rows;
    nsc_surrogate_trees *trees; /* of all rows */
} trees_job;

/* What one fit works on: targets, weights and sums of all rows. */
typedef struct part {
    double *weights; /* 0 for the rows that are left out */
    double *targets, *level, *collapse;
} part;

static void release_part(part *of) {
    free(of->weights);
    free(of->targets);
    free(of->level);
    free(of->collapse);
}

static int compare_numbers(const void *one, const void *other) {
    const double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/*
 * The accuracy below which a cell counts as collapsed: where ln(1 − accuracy) is above its upper quartile by more than
 * 1.5 times the distance of the quartiles (Tukey's fence); 0 where hardly any is. `scratch` [row_count].
 */
static double find_limit(const nsc_fit_job *fit, const double *weights, double *scratch) {
    size_t count = 0, collapsed = 0;
    for (size_t row = 0; row < fit->row_count; row++)
        if (weights[row] > 0)
            scratch[count++] = fit->targets[row];
    qsort(scratch, count, sizeof(double), compare_numbers);
    const double lower = scratch[count / 4], upper = scratch[count * 3 / 4];
    const double limit = 1.0 - exp(upper + 1.5 * (upper - lower));
    for (size_t row = 0; row < fit->row_count; row++)
        collapsed += weights[row] > 0 && fit->values[row] < limit;
    return collapsed >= COLLAPSED_MINIMUM ? limit : 0.0;
}

/* Fits the level, and the collapse where there is a limit. */
static nsc_status fit_part(const trees_job *job, part *of, nsc_surrogate_trees *trees, const nsc_control *control,
                           nsc_error *error) {
    const nsc_fit_job *fit = job->fit;
    nsc_status status = NSC_OK;
    trees->limit = job->model->transform == NSC_TRANSFORM_LOG_ERROR ? find_limit(fit, of->weights, of->targets) : 0.0;
    const double most = trees->limit > 0 ? log(1.0 - trees->limit) : INFINITY;
    for (size_t row = 0; row < fit->row_count; row++)
        of->targets[row] = fmin(fit->targets[row], most);
    NSC_TRY(
        nsc_tree_sum_fit(&trees->level, &job->rows, of->targets, of->weights, &level_fit, of->level, control, error));
    if (!(trees->limit > 0))
        goto out;
    for (size_t row = 0; row < fit->row_count; row++)
        of->targets[row] = fmax(0.0, 1.0 - fit->values[row] / trees->limit);
    NSC_TRY(nsc_tree_sum_fit(&trees->collapse, &job->rows, of->targets, of->weights, &collapse_fit, of->collapse,
                             control, error));
out:
    return status;
}

/* Task k fits all rows but those of fold k, which it then predicts; the task behind the folds fits all rows. */
static nsc_status fit_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const trees_job *job = context;
    nsc_fit_job *fit = job->fit;
    const bool of_fold = task < fit->fold_count;
    nsc_surrogate_trees *own = NULL;
    part of = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&of.weights, fit->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&of.targets, fit->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&of.level, fit->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&of.collapse, fit->row_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&own, 1, sizeof *own, error));
    for (size_t row = 0; row < fit->row_count; row++)
        of.weights[row] = of_fold && fit->folds[row] == task ? 0.0 : fit->weights[row];
    nsc_surrogate_trees *trees = of_fold ? own : job->trees;
    NSC_TRY(fit_part(job, &of, trees, NULL, error));
    for (size_t row = 0; row < fit->row_count && of_fold; row++)
        if (fit->folds[row] == task)
            fit->predicted[row] =
                nsc_tree_value(trees, job->model->transform, job->model->floor, of.level[row], of.collapse[row]);
out:
    nsc_surrogate_trees_destroy(own);
    release_part(&of);
    return status;
}

/* The predictions of the rows that the fold leaves out. */
static nsc_status pack_fold(void *context, size_t fold, nsc_packed *packed, nsc_error *error) {
    const nsc_fit_job *fit = ((const trees_job *)context)->fit;
    nsc_status status = NSC_OK;
    for (size_t row = 0; status == NSC_OK && row < fit->row_count; row++)
        if (fit->folds[row] == fold)
            status = nsc_packed_add(packed, &fit->predicted[row], sizeof(double), error);
    return status;
}

static nsc_status unpack_fold(void *context, size_t fold, const unsigned char *bytes, size_t size, nsc_error *error) {
    const nsc_fit_job *fit = ((const trees_job *)context)->fit;
    size_t count = 0;
    for (size_t row = 0; row < fit->row_count; row++)
        count += fit->folds[row] == fold;
    if (size != count * sizeof(double))
        return nsc_error_set(error, NSC_INVALID, "fold %zu has other cells than the fit", fold);
    for (size_t row = 0; row < fit->row_count; row++)
        if (fit->folds[row] == fold) {
            memcpy(&fit->predicted[row], bytes, sizeof(double));
            bytes += sizeof(double);
        }
    return NSC_OK;
}

nsc_status nsc_fit_trees(nsc_fit_job *fit, nsc_surrogate *model, const nsc_control *control, nsc_error *error) {
    trees_job job = {.fit = fit, .model = model};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&model->owned_trees, 1, sizeof *model->owned_trees, error));
    job.trees = model->owned_trees;
    model->trees = job.trees;
    model->feature_count = fit->feature_count;
    for (size_t row = 0; row < fit->row_count; row++)
        fit->predicted[row] = NAN;
    NSC_TRY(nsc_tree_rows_create(&job.rows, fit->features, fit->row_count, fit->feature_count, error));
    const nsc_shared_loop loop = {.stage = "fits",
                                  .unit_count = fit->fold_count,
                                  .task = fit_task,
                                  .context = &job,
                                  .pack = pack_fold,
                                  .unpack = unpack_fold,
                                  .common_count = 1};
    NSC_TRY(nsc_share(&loop, control, error));
    job.trees->split_count = job.rows.split_count;
    job.trees->splits = job.rows.splits;
    job.rows.splits = NULL;
out:
    nsc_tree_rows_release(&job.rows);
    return status;
}
