/*
 * Error of the estimate from walks because only some points have a fitness: the variance of pair_correlation.h. An
 * evaluated point contributes the influence of all pairs of visits with it at either end; a pair of two points counts
 * twice, which errs on the wide side. A kind of pairs with few points cannot estimate its own variance: its possible
 * error is kept apart as `sparse`.
 *
 * A point's influence is a sum over all walks, and there may be many points and lags. So the walks are repeated for a
 * few lags at a time, with one number for each evaluated point and lag, and every sum keeps its order.
 */
#include "analysis/walks/rwa_internal.h"

#include <string.h>

enum { LAGS_AT_ONCE = 8, NOT_EVALUATED = UINT32_MAX, LEAST_POINTS = 10 };

/* What a point moves: the covariance and the variance of the fitness, over the variance. */
typedef struct influence {
    double covariance, variance;
} influence;

/* A worker's sums for the lags of its task. */
typedef struct design_space {
    nsc_walk_batch batch;
    influence *influences;  /* [number × LAGS_AT_ONCE + lag] */
    float *pairs;           /* [(number × LAGS_AT_ONCE + lag) × slots + slot] pairs of the point: see slot_of */
    double *sums, *squares; /* [kind] of a lag: pairs over points of strata that are not fully evaluated */
} design_space;

typedef struct designing {
    const nsc_walk_domain *domain;
    const nsc_rwa_plan *plan;
    const nsc_rwa_linear *linear;
    unsigned lags;
    size_t slots;
    uint32_t *numbers; /* [point] among the evaluated ones */
    nsc_rwa_errors *errors;
    design_space *spaces; /* [worker] */
} designing;

/* A point's kinds of pairs: by the stratum of the other point, or with itself. */
static size_t slot_of(const nsc_walk_domain *domain, uint32_t own, uint32_t other) {
    return own == other ? domain->design.stratum_count : domain->design.stratum[other];
}

static void add_point(const designing *job, design_space *space, uint32_t own, uint32_t other, unsigned lag,
                      influence moved) {
    const size_t place = (size_t)job->numbers[own] * LAGS_AT_ONCE + lag;
    space->influences[place].covariance += moved.covariance;
    space->influences[place].variance += moved.variance;
    space->pairs[place * job->slots + slot_of(job->domain, own, other)]++;
}

/* Adds the pairs of one walk at lags first … last. */
static void add_walk(const designing *job, design_space *space, const uint32_t *path, unsigned first, unsigned last) {
    const nsc_walk_domain *domain = job->domain;
    const double *fitness = domain->landscape->fitness->values;
    for (size_t step = 0; step + first < job->plan->length; step++) {
        const uint32_t start = path[step];
        if (job->numbers[start] == NOT_EVALUATED)
            continue;
        for (unsigned lag = first; lag <= last && step + lag < job->plan->length; lag++) {
            const uint32_t end = path[step + lag];
            if (job->numbers[end] == NOT_EVALUATED)
                continue;
            const nsc_rwa_linear *linear = &job->linear[lag];
            const size_t kind = nsc_rwa_kind(domain, start, end);
            const double x = fitness[start] - domain->mean - linear->mean;
            const double y = fitness[end] - domain->mean - linear->mean;
            const influence moved = {linear->scales[kind] * (x * y - linear->products[kind]),
                                     linear->scales[kind] * ((x * x + y * y) / 2 - linear->squares[kind])};
            add_point(job, space, start, end, lag - first, moved);
            if (start != end)
                add_point(job, space, end, start, lag - first, moved);
        }
    }
}

static size_t kind_of_slot(const nsc_walk_domain *domain, size_t stratum, size_t slot) {
    return slot == domain->design.stratum_count ? stratum : nsc_rwa_kind_of_strata(domain, stratum, slot);
}

/* Possible error from missing pairs of two points, of kinds whose effective number of points (Kish 1965) is below
 * LEAST_POINTS. */
static double sparse_limit(const designing *job, design_space *space, unsigned lag, unsigned first) {
    const nsc_walk_domain *domain = job->domain;
    const size_t kinds = nsc_rwa_kind_count(domain);
    double sparse = 0;
    for (size_t kind = 0; kind < kinds; kind++)
        space->sums[kind] = space->squares[kind] = 0;
    for (uint32_t point = 0; point < domain->landscape->space->point_count; point++) {
        if (job->numbers[point] == NOT_EVALUATED || !(nsc_walk_hidden(domain, point) > 0))
            continue;
        const float *pairs = space->pairs + ((size_t)job->numbers[point] * LAGS_AT_ONCE + lag - first) * job->slots;
        for (size_t slot = 0; slot < job->slots; slot++) {
            const size_t kind = kind_of_slot(domain, domain->design.stratum[point], slot);
            space->sums[kind] += (double)pairs[slot];
            space->squares[kind] += (double)pairs[slot] * (double)pairs[slot];
        }
    }
    for (size_t stratum = 0; stratum < domain->design.stratum_count; stratum++)
        for (size_t slot = stratum; slot < domain->design.stratum_count; slot++) {
            const size_t kind = kind_of_slot(domain, stratum, slot);
            if (space->sums[kind] > 0 && space->sums[kind] * space->sums[kind] < LEAST_POINTS * space->squares[kind])
                sparse += job->linear[lag].shares[kind] / job->linear[lag].variance *
                          (1 - nsc_stratum_share(&domain->design.strata[stratum]) *
                                   nsc_stratum_share(&domain->design.strata[slot])) *
                          nsc_rwa_covariance_limit(domain, stratum, slot);
        }
    return sparse;
}

static nsc_rwa_errors errors_at(const designing *job, design_space *space, unsigned lag, unsigned first) {
    nsc_rwa_errors errors = {.sparse = sparse_limit(job, space, lag, first)};
    for (uint32_t point = 0; point < job->domain->landscape->space->point_count; point++) {
        if (job->numbers[point] == NOT_EVALUATED)
            continue;
        const influence *moved = &space->influences[(size_t)job->numbers[point] * LAGS_AT_ONCE + lag - first];
        nsc_pair_errors_add(&errors.pairs, nsc_walk_hidden(job->domain, point), moved->covariance, moved->variance,
                            job->linear[lag].correlation);
    }
    return errors;
}

static nsc_status lags_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const designing *job = context;
    const nsc_walk_domain *domain = job->domain;
    const unsigned first = (unsigned)task * LAGS_AT_ONCE;
    const unsigned last = first + LAGS_AT_ONCE - 1 < job->lags ? first + LAGS_AT_ONCE - 1 : job->lags;
    const size_t places = (size_t)domain->known_count * LAGS_AT_ONCE;
    design_space *space = &job->spaces[worker];
    nsc_status status = NSC_OK;
    memset(space->influences, 0, places * sizeof *space->influences);
    memset(space->pairs, 0, places * job->slots * sizeof *space->pairs);
    for (size_t begun = 0; begun < job->plan->walks; begun += space->batch.capacity) {
        const size_t left = job->plan->walks - begun;
        const size_t count = left < space->batch.capacity ? left : space->batch.capacity;
        NSC_TRY(nsc_walk_batch_take(&space->batch, job->plan, begun, count, error));
        for (size_t walk = 0; walk < count; walk++)
            add_walk(job, space, nsc_walk_path(&space->batch, walk), first, last);
    }
    for (unsigned lag = first; lag <= last; lag++)
        job->errors[lag] = errors_at(job, space, lag, first);
out:
    return status;
}

static nsc_status create_space(const designing *job, design_space *space, nsc_error *error) {
    const size_t places = (size_t)job->domain->known_count * LAGS_AT_ONCE, kinds = nsc_rwa_kind_count(job->domain);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_walk_batch_create(&space->batch, job->plan, error));
    NSC_TRY(nsc_allocate(&space->influences, places, sizeof *space->influences, error));
    NSC_TRY(nsc_allocate(&space->pairs, places * job->slots, sizeof *space->pairs, error));
    NSC_TRY(nsc_allocate(&space->sums, kinds, sizeof *space->sums, error));
    NSC_TRY(nsc_allocate(&space->squares, kinds, sizeof *space->squares, error));
out:
    return status;
}

static void release(designing *job) {
    for (size_t worker = 0; job->spaces != NULL && worker < nsc_control_threads(job->domain->control); worker++) {
        nsc_walk_batch_release(&job->spaces[worker].batch);
        free(job->spaces[worker].influences);
        free(job->spaces[worker].pairs);
        free(job->spaces[worker].sums);
        free(job->spaces[worker].squares);
    }
    free(job->spaces);
    free(job->numbers);
}

nsc_status nsc_rwa_design(const nsc_walk_domain *domain, const nsc_rwa_plan *plan, const nsc_rwa_linear *linear,
                          unsigned lags, nsc_rwa_errors *errors, nsc_error *error) {
    const size_t point_count = domain->landscape->space->point_count;
    designing job = {.domain = domain,
                     .plan = plan,
                     .linear = linear,
                     .lags = lags,
                     .slots = domain->design.stratum_count + 1,
                     .errors = errors};
    uint32_t evaluated = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.numbers, point_count, sizeof *job.numbers, error));
    NSC_TRY(nsc_allocate(&job.spaces, nsc_control_threads(domain->control), sizeof *job.spaces, error));
    for (size_t worker = 0; worker < nsc_control_threads(domain->control); worker++)
        NSC_TRY(create_space(&job, &job.spaces[worker], error));
    for (uint32_t point = 0; point < point_count; point++)
        job.numbers[point] = nsc_walk_evaluated(domain, point) ? evaluated++ : NOT_EVALUATED;
    NSC_TRY(nsc_parallel(lags / LAGS_AT_ONCE + 1, domain->control, lags_task, &job, error));
out:
    release(&job);
    return status;
}
