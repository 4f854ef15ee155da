/*
 * How far the estimate from walks may be off because of which points have a fitness: the variance of a Poisson sample
 * in strata, linearised (Särndal, Swensson, Wretman 1992, section 5.5). What a known point adds is the influence of all
 * pairs of visits that it takes part in, at either end; a pair of two points is held twice, which errs on the wide
 * side.
 *
 * A point's influence is a sum over all walks, and there may be many points and lags. So the walks are made again for
 * each few lags, which keeps one number a known point and lag, and the order of every sum.
 */
#include "analysis/rwa_internal.h"

enum { LAGS_AT_ONCE = 16, NOT_KNOWN = UINT32_MAX };

typedef struct designing {
    const nsc_rwa_ground *ground;
    const nsc_rwa_plan *plan;
    const nsc_rwa_linear *linear;
    unsigned lags;
    uint32_t *numbers; /* [point] among the known ones */
    double *variances;
    double **influences; /* [worker][number × LAGS_AT_ONCE + lag of the task] */
    uint32_t **paths;    /* [worker][length] */
} designing;

/* Adds the pairs of one walk at lags first … last. */
static void add_walk(const designing *job, const uint32_t *path, unsigned first, unsigned last, double *influences) {
    const nsc_rwa_ground *ground = job->ground;
    const double *fitness = ground->landscape->fitness->values;
    for (size_t step = 0; step + first < job->plan->length; step++) {
        const uint32_t start = path[step], number = job->numbers[start];
        if (number == NOT_KNOWN)
            continue;
        for (unsigned lag = first; lag <= last && step + lag < job->plan->length; lag++) {
            const uint32_t end = path[step + lag], other = job->numbers[end];
            if (other == NOT_KNOWN)
                continue;
            const nsc_rwa_linear *linear = &job->linear[lag];
            const int same = start == end;
            const double x = fitness[start] - ground->mean - linear->mean;
            const double y = fitness[end] - ground->mean - linear->mean;
            const double weight = nsc_rwa_weight(ground, start) * (same ? 1 : nsc_rwa_weight(ground, end));
            const double moved = weight * linear->scale[same] *
                                 (x * y - linear->correlation * (x * x + y * y) / 2 - linear->average[same]);
            influences[(size_t)number * LAGS_AT_ONCE + lag - first] += moved;
            if (!same)
                influences[(size_t)other * LAGS_AT_ONCE + lag - first] += moved;
        }
    }
}

static nsc_status lags_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const designing *job = context;
    const nsc_rwa_ground *ground = job->ground;
    const unsigned first = (unsigned)task * LAGS_AT_ONCE;
    const unsigned last = first + LAGS_AT_ONCE - 1 < job->lags ? first + LAGS_AT_ONCE - 1 : job->lags;
    double *influences = job->influences[worker];
    gsl_rng *random;
    nsc_status status = nsc_random_create(&random, job->plan->seed, 0, error);
    if (status != NSC_OK)
        return status;
    for (size_t place = 0; place < (size_t)ground->known_count * LAGS_AT_ONCE; place++)
        influences[place] = 0;
    for (unsigned walk = 0; walk < job->plan->walks; walk++) {
        nsc_random_restart(random, job->plan->seed, walk);
        job->plan->walk(job->plan->context, random, job->paths[worker], job->plan->length);
        add_walk(job, job->paths[worker], first, last, influences);
    }
    gsl_rng_free(random);
    for (uint32_t point = 0; point < ground->landscape->space->point_count; point++) {
        if (job->numbers[point] == NOT_KNOWN)
            continue;
        const double *of_point = influences + (size_t)job->numbers[point] * LAGS_AT_ONCE;
        for (unsigned lag = first; lag <= last; lag++)
            job->variances[lag] += of_point[lag - first] * of_point[lag - first] * nsc_rwa_unknown_share(ground, point);
    }
    return NSC_OK;
}

nsc_status nsc_rwa_design(const nsc_rwa_ground *ground, const nsc_rwa_plan *plan, const nsc_rwa_linear *linear,
                          unsigned lags, double *variances, nsc_error *error) {
    const size_t workers = ground->thread_count, point_count = ground->landscape->space->point_count;
    designing job = {.ground = ground, .plan = plan, .linear = linear, .lags = lags, .variances = variances};
    uint32_t known = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.numbers, point_count, sizeof *job.numbers, error));
    NSC_TRY(nsc_allocate(&job.influences, workers, sizeof *job.influences, error));
    NSC_TRY(nsc_allocate(&job.paths, workers, sizeof *job.paths, error));
    for (size_t worker = 0; worker < workers; worker++) {
        NSC_TRY(
            nsc_allocate(&job.influences[worker], (size_t)ground->known_count * LAGS_AT_ONCE, sizeof(double), error));
        NSC_TRY(nsc_allocate(&job.paths[worker], plan->length, sizeof(uint32_t), error));
    }
    for (uint32_t point = 0; point < point_count; point++)
        job.numbers[point] = nsc_rwa_known(ground, point) ? known++ : NOT_KNOWN;
    for (unsigned lag = 0; lag <= lags; lag++)
        variances[lag] = 0;
    NSC_TRY(nsc_parallel(lags / LAGS_AT_ONCE + 1, workers, lags_task, &job, error));
out:
    for (size_t worker = 0; worker < workers; worker++) {
        free(job.influences != NULL ? job.influences[worker] : NULL);
        free(job.paths != NULL ? job.paths[worker] : NULL);
    }
    free(job.influences);
    free(job.paths);
    free(job.numbers);
    return status;
}
