/*
 * The autocorrelation from seeded walks, whatever moves them. Pairs of visits `lag` steps apart are pooled over all
 * walks under one mean, since a mean of each walk would bias the estimate towards 0.
 *
 * With a partial fitness, a walk that is back at its start meets the same known point for sure, while two different
 * points are both known only by chance. So pairs of visits to the same point count with its inverse inclusion
 * probability, pairs of visits to two points with the product of theirs, and each kind of pair is given the share that
 * it has among all visits, known or not. With a complete fitness that is the plain estimate.
 *
 * Intervals: jackknife over walks; that of the estimate adds what depends on which points are known (rwa_design.c) and
 * is widened by the chance that an end lies where nothing is known.
 */
#include "analysis/rwa_internal.h"
#include "analysis/statistics.h"

#include <math.h>

enum { TWO_POINTS = 0, SAME_POINT = 1, KINDS = 2 };

/* What one walk adds at one lag. */
typedef struct walk_sums {
    nsc_pair_sums pairs[KINDS]; /* a complete fitness has all of them in the first */
    double visits, returns;     /* pairs of visits; of them to the same point */
    double unknown;             /* of them with an end in a stratum without any fitness */
} walk_sums;

/* What a worker needs for one walk. */
typedef struct walk_space {
    uint32_t *path;         /* [length] */
    double *values;         /* [length] centred fitness, NaN where unknown */
    double *sums, *squares; /* [length + 1] of the values before each step */
    uint8_t *covered;       /* [length] the point's stratum has a fitness */
} walk_space;

typedef struct walking {
    const nsc_rwa_ground *ground;
    const nsc_rwa_plan *plan;
    bool complete, uncovered; /* every point has a fitness; some stratum has none */
    unsigned lags;
    walk_space *spaces; /* [worker] */
    walk_sums *sums;    /* [walk × (lags + 1)] */
} walking;

/* ---- what one walk adds ---- */

/* Σ x[i] y[i], in eight interleaved sums that the compiler can keep side by side. */
static double dot_product(const double *x, const double *y, size_t count) {
    enum { STRANDS = 8 };
    double strands[STRANDS] = {0}, sum = 0;
    size_t place = 0;
    for (; place + STRANDS <= count; place += STRANDS)
        for (size_t strand = 0; strand < STRANDS; strand++)
            strands[strand] += x[place + strand] * y[place + strand];
    for (; place < count; place++)
        sum += x[place] * y[place];
    for (size_t strand = 0; strand < STRANDS; strand++)
        sum += strands[strand];
    return sum;
}

static double count_returns(const uint32_t *path, size_t lag, size_t count) {
    size_t returns = 0;
    for (size_t step = 0; step < count; step++)
        returns += path[step] == path[step + lag];
    return (double)returns;
}

static double count_unknown(const uint8_t *covered, size_t lag, size_t count) {
    size_t known = 0;
    for (size_t step = 0; step < count; step++)
        known += covered[step] & covered[step + lag];
    return (double)(count - known);
}

/* Sums over the first and the last `count` of `length` values, halved: what all pairs of a lag have at either end. */
static double end_sum(const double *prefixes, size_t length, size_t count) {
    return (prefixes[count] + prefixes[length] - prefixes[length - count]) / 2;
}

/* A complete fitness: every pair counts, with weight 1. */
static void add_complete(const walking *job, const walk_space *space, walk_sums *sums) {
    const size_t length = job->plan->length;
    for (size_t step = 0; step < length; step++) {
        space->sums[step + 1] = space->sums[step] + space->values[step];
        space->squares[step + 1] = space->squares[step] + space->values[step] * space->values[step];
    }
    for (size_t lag = 0; lag <= job->lags && lag < length; lag++) {
        const size_t count = length - lag;
        sums[lag].pairs[TWO_POINTS] =
            (nsc_pair_sums){.weight = (double)count,
                            .sum = end_sum(space->sums, length, count),
                            .square = end_sum(space->squares, length, count),
                            .product = dot_product(space->values, space->values + lag, count)};
    }
}

static void add_pair(nsc_pair_sums *sums, double weight, double x, double y) {
    sums->weight += weight;
    sums->sum += weight * (x + y) / 2;
    sums->square += weight * (x * x + y * y) / 2;
    sums->product += weight * x * y;
}

/* A partial fitness: pairs of known points, weighted by the inverse of the chance that both are known. */
static void add_partial(const walking *job, const walk_space *space, walk_sums *sums) {
    const nsc_rwa_ground *ground = job->ground;
    const size_t length = job->plan->length;
    for (size_t step = 0; step < length; step++) {
        const uint32_t start = space->path[step];
        if (!nsc_rwa_known(ground, start))
            continue;
        const double weight = nsc_rwa_weight(ground, start);
        for (size_t lag = 0; lag <= job->lags && step + lag < length; lag++) {
            const uint32_t end = space->path[step + lag];
            if (end == start)
                add_pair(&sums[lag].pairs[SAME_POINT], weight, space->values[step], space->values[step]);
            else if (nsc_rwa_known(ground, end))
                add_pair(&sums[lag].pairs[TWO_POINTS], weight * nsc_rwa_weight(ground, end), space->values[step],
                         space->values[step + lag]);
        }
    }
}

static nsc_status walk_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const walking *job = context;
    const nsc_rwa_ground *ground = job->ground;
    const size_t length = job->plan->length;
    gsl_rng *random;
    nsc_status status = nsc_random_create(&random, job->plan->seed, task, error);
    if (status != NSC_OK)
        return status;
    const walk_space *space = &job->spaces[worker];
    walk_sums *sums = job->sums + task * ((size_t)job->lags + 1);
    job->plan->walk(job->plan->context, random, space->path, length);
    gsl_rng_free(random);
    for (size_t step = 0; step < length; step++) {
        space->values[step] = ground->landscape->fitness->values[space->path[step]] - ground->mean;
        space->covered[step] = ground->strata[ground->stratum[space->path[step]]].known > 0;
    }
    for (size_t lag = 0; lag <= job->lags && lag < length; lag++) {
        sums[lag].visits = (double)(length - lag);
        sums[lag].returns = count_returns(space->path, lag, length - lag);
        sums[lag].unknown = job->uncovered ? count_unknown(space->covered, lag, length - lag) : 0;
    }
    if (job->complete)
        add_complete(job, space, sums);
    else
        add_partial(job, space, sums);
    return NSC_OK;
}

/* ---- the estimate of all walks ---- */

/* Adds the sums of a walk, or with a factor of −1 takes them off. */
static void add_sums(walk_sums *all, double factor, const walk_sums *walk) {
    for (int kind = 0; kind < KINDS; kind++) {
        all->pairs[kind].weight += factor * walk->pairs[kind].weight;
        all->pairs[kind].sum += factor * walk->pairs[kind].sum;
        all->pairs[kind].square += factor * walk->pairs[kind].square;
        all->pairs[kind].product += factor * walk->pairs[kind].product;
    }
    all->visits += factor * walk->visits;
    all->returns += factor * walk->returns;
    all->unknown += factor * walk->unknown;
}

/* Mean over the pairs of a kind of (x − m)(y − m) − ρ ((x − m)² + (y − m)²) / 2. */
static double average_of_kind(const nsc_pair_sums *pairs, double mean, double correlation) {
    const double cross = mean * (mean - 2 * pairs->sum / pairs->weight);
    return pairs->product / pairs->weight + cross - correlation * (pairs->square / pairs->weight + cross);
}

/* The autocorrelation from sums of walks; NaN where they hold no pair of two known points. */
static double estimate(const walking *job, const walk_sums *sums, nsc_rwa_linear *linear) {
    const double returns = job->complete ? 0 : sums->returns / sums->visits;
    const double shares[KINDS] = {1 - returns, returns};
    const nsc_pair_sums *two = &sums->pairs[TWO_POINTS];
    nsc_pair_sums mixed = {0};
    if (!(sums->pairs[SAME_POINT].weight > 0) && returns > 0) {
        /* No known point was come back to: those that are come back to are taken to be like the others. */
        const double apart = nsc_pair_correlation(two);
        const double mean = two->sum / two->weight, variance = two->square / two->weight - mean * mean;
        *linear = (nsc_rwa_linear){.mean = mean,
                                   .correlation = apart,
                                   .scale = {shares[TWO_POINTS] / (two->weight * variance), 0},
                                   .average = {average_of_kind(two, mean, apart), 0}};
        return returns + (1 - returns) * apart;
    }
    for (int kind = 0; kind < KINDS; kind++) {
        if (!(shares[kind] > 0))
            continue;
        const double factor = shares[kind] / sums->pairs[kind].weight;
        mixed.weight += shares[kind];
        mixed.sum += factor * sums->pairs[kind].sum;
        mixed.square += factor * sums->pairs[kind].square;
        mixed.product += factor * sums->pairs[kind].product;
    }
    const double correlation = nsc_pair_correlation(&mixed), variance = mixed.square - mixed.sum * mixed.sum;
    *linear = (nsc_rwa_linear){.mean = mixed.sum, .correlation = correlation};
    for (int kind = 0; kind < KINDS; kind++)
        if (shares[kind] > 0) {
            linear->scale[kind] = shares[kind] / (sums->pairs[kind].weight * variance);
            linear->average[kind] = average_of_kind(&sums->pairs[kind], mixed.sum, correlation);
        }
    return correlation;
}

/* Sets the curve at one lag; *`variance` is that of the walks, NaN for a single one. */
static void estimate_lag(const walking *job, unsigned lag, nsc_rwa_curve *curve, nsc_rwa_linear *linear,
                         double *variance) {
    const size_t stride = (size_t)job->lags + 1;
    const unsigned walks = job->plan->walks;
    walk_sums all = {0};
    for (unsigned walk = 0; walk < walks; walk++)
        add_sums(&all, 1, &job->sums[walk * stride + lag]);
    curve->autocorrelation[lag] = estimate(job, &all, linear);
    curve->returns[lag] = all.returns / all.visits;
    curve->unknown[lag] = all.unknown / all.visits;
    double mean = 0, squares = 0;
    for (int pass = 0; pass < 2; pass++)
        for (unsigned walk = 0; walk < walks; walk++) {
            walk_sums others = all;
            nsc_rwa_linear ignored;
            add_sums(&others, -1, &job->sums[walk * stride + lag]);
            const double left = estimate(job, &others, &ignored);
            mean += pass == 0 ? left / walks : 0;
            squares += pass == 1 ? (left - mean) * (left - mean) : 0;
        }
    *variance = walks > 1 ? squares * (walks - 1) / walks : NAN;
    curve->low[lag] = curve->autocorrelation[lag] - NSC_Z95 * sqrt(*variance);
    curve->high[lag] = curve->autocorrelation[lag] + NSC_Z95 * sqrt(*variance);
}

/* ---- all of it ---- */

static nsc_status prepare(walking *job, nsc_error *error) {
    const size_t workers = job->ground->thread_count, length = job->plan->length;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->sums, (size_t)job->plan->walks * ((size_t)job->lags + 1), sizeof *job->sums, error));
    NSC_TRY(nsc_allocate(&job->spaces, workers, sizeof *job->spaces, error));
    for (size_t worker = 0; worker < workers; worker++) {
        walk_space *space = &job->spaces[worker];
        NSC_TRY(nsc_allocate(&space->path, length, sizeof *space->path, error));
        NSC_TRY(nsc_allocate(&space->values, length, sizeof *space->values, error));
        NSC_TRY(nsc_allocate(&space->sums, length + 1, sizeof *space->sums, error));
        NSC_TRY(nsc_allocate(&space->squares, length + 1, sizeof *space->squares, error));
        NSC_TRY(nsc_allocate(&space->covered, length, sizeof *space->covered, error));
    }
out:
    return status;
}

static void release(walking *job) {
    for (size_t worker = 0; job->spaces != NULL && worker < job->ground->thread_count; worker++) {
        free(job->spaces[worker].path);
        free(job->spaces[worker].values);
        free(job->spaces[worker].sums);
        free(job->spaces[worker].squares);
        free(job->spaces[worker].covered);
    }
    free(job->spaces);
    free(job->sums);
}

nsc_status nsc_rwa_walks(const nsc_rwa_ground *ground, const nsc_rwa_plan *plan, nsc_rwa_curve *sampled,
                         nsc_rwa_curve *whole, nsc_error *error) {
    walking job = {.ground = ground,
                   .plan = plan,
                   .complete = ground->known_count == ground->point_count,
                   .uncovered = nsc_rwa_has_uncovered_strata(ground),
                   .lags = sampled->lags < plan->length ? sampled->lags : plan->length - 1};
    nsc_rwa_linear *linear = NULL;
    double *of_walks = NULL, *of_design = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&job, error));
    NSC_TRY(nsc_allocate(&linear, (size_t)job.lags + 1, sizeof *linear, error));
    NSC_TRY(nsc_allocate(&of_walks, (size_t)job.lags + 1, sizeof *of_walks, error));
    NSC_TRY(nsc_allocate(&of_design, (size_t)job.lags + 1, sizeof *of_design, error));
    NSC_TRY(nsc_parallel(plan->walks, ground->thread_count, walk_task, &job, error));
    for (unsigned lag = 0; lag <= job.lags; lag++)
        estimate_lag(&job, lag, sampled, &linear[lag], &of_walks[lag]);
    if (whole == NULL)
        goto out;
    if (!job.complete)
        NSC_TRY(nsc_rwa_design(ground, plan, linear, job.lags, of_design, error));
    for (unsigned lag = 0; lag <= job.lags; lag++) {
        whole->returns[lag] = sampled->returns[lag];
        nsc_rwa_curve_set(whole, lag, sampled->autocorrelation[lag], NSC_Z95 * sqrt(of_walks[lag] + of_design[lag]),
                          sampled->unknown[lag]);
    }
out:
    release(&job);
    free(linear);
    free(of_walks);
    free(of_design);
    return status;
}
