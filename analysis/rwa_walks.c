/*
 * The autocorrelation from seeded walks. Pairs of visits `lag` steps apart are pooled over all walks under one mean,
 * since a mean of each walk would bias the estimate towards 0. With a partial fitness only pairs of two different known
 * points count, weighted by their inverse inclusion probabilities, and the visits that come back to their start are
 * put in by their frequency: see rwa_partial.c. Intervals: jackknife over walks
 * (Tukey 1958), by Student's t with one degree of freedom fewer than walks. Over a partial fitness they say where longer
 * walks over the same known points would lead; rwa.c adds what the unknown points might change.
 */
#include "analysis/rwa_internal.h"
#include "analysis/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* What one walk adds at one lag. */
typedef struct walk_sums {
    nsc_pair_sums pairs;
    double visits, returns;
} walk_sums;

/* What a worker needs for one walk. */
typedef struct walk_space {
    uint32_t *path;         /* [length] */
    double *values;         /* [length] centred fitness, NaN where unknown */
    double *sums, *squares; /* [length + 1] of the values before each step */
} walk_space;

typedef struct walking {
    const nsc_rwa_ground *ground;
    bool complete;
    unsigned lags, length;
    uint64_t seed;
    walk_space *spaces; /* [worker] */
    walk_sums *sums;    /* [walk × (lags + 1)] */
} walking;

/* The far end of a uniformly drawn edge end is distributed as the walk is in the long run. */
static uint32_t stationary_start(const nsc_rwa_ground *ground, gsl_rng *random) {
    const nsc_graph *graph = ground->landscape->graph;
    uint32_t point;
    do
        point = graph->neighbours[gsl_rng_uniform_int(random, graph->offsets[graph->point_count])];
    while (!ground->walked[point]);
    return point;
}

static void walk_path(const walking *job, gsl_rng *random, uint32_t *path) {
    const nsc_graph *graph = job->ground->landscape->graph;
    uint32_t point = stationary_start(job->ground, random);
    for (unsigned step = 0; step < job->length; step++) {
        path[step] = point;
        point = graph->neighbours[graph->offsets[point] + gsl_rng_uniform_int(random, nsc_graph_degree(graph, point))];
    }
}

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

/* Sums over the first and the last `count` of `length` values, halved: what all pairs of a lag have at either end. */
static double end_sum(const double *prefixes, size_t length, size_t count) {
    return (prefixes[count] + prefixes[length] - prefixes[length - count]) / 2;
}

/* A complete fitness: every pair counts, with weight 1. */
static void add_complete(const walking *job, const walk_space *space, walk_sums *sums) {
    const size_t length = job->length;
    for (size_t step = 0; step < length; step++) {
        space->sums[step + 1] = space->sums[step] + space->values[step];
        space->squares[step + 1] = space->squares[step] + space->values[step] * space->values[step];
    }
    for (size_t lag = 0; lag <= job->lags && lag < length; lag++) {
        const size_t count = length - lag;
        sums[lag].pairs = (nsc_pair_sums){.weight = (double)count,
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

/* A partial fitness: pairs of different known points, weighted by their inverse inclusion probabilities. */
static void add_partial(const walking *job, const walk_space *space, walk_sums *sums) {
    const nsc_rwa_ground *ground = job->ground;
    for (size_t step = 0; step < job->length; step++) {
        const uint32_t start = space->path[step];
        if (!nsc_rwa_known(ground, start))
            continue;
        const double weight = nsc_rwa_weight(ground, start);
        for (size_t lag = 0; lag <= job->lags && step + lag < job->length; lag++) {
            const uint32_t end = space->path[step + lag];
            if (end != start && nsc_rwa_known(ground, end))
                add_pair(&sums[lag].pairs, weight * nsc_rwa_weight(ground, end), space->values[step],
                         space->values[step + lag]);
        }
    }
}

static nsc_status walk_task(void *context, size_t task, size_t worker, nsc_error *error) {
    const walking *job = context;
    gsl_rng *random;
    nsc_status status = nsc_random_create(&random, job->seed, task, error);
    if (status != NSC_OK)
        return status;
    const walk_space *space = &job->spaces[worker];
    walk_sums *sums = job->sums + task * ((size_t)job->lags + 1);
    walk_path(job, random, space->path);
    gsl_rng_free(random);
    for (size_t step = 0; step < job->length; step++)
        space->values[step] = job->ground->landscape->fitness->values[space->path[step]] - job->ground->mean;
    for (size_t lag = 0; lag <= job->lags && lag < job->length; lag++) {
        sums[lag].visits = (double)(job->length - lag);
        sums[lag].returns = count_returns(space->path, lag, job->length - lag);
    }
    if (job->complete)
        add_complete(job, space, sums);
    else
        add_partial(job, space, sums);
    return NSC_OK;
}

/* The estimate from the sums of all walks less those of `left_out` (NULL: of none). */
static double estimate(const walk_sums *all, const walk_sums *left_out, bool complete, double *returns) {
    walk_sums sums = *all;
    if (left_out != NULL) {
        sums.pairs.weight -= left_out->pairs.weight;
        sums.pairs.sum -= left_out->pairs.sum;
        sums.pairs.square -= left_out->pairs.square;
        sums.pairs.product -= left_out->pairs.product;
        sums.visits -= left_out->visits;
        sums.returns -= left_out->returns;
    }
    *returns = sums.returns / sums.visits;
    if (complete)
        return nsc_pair_correlation(&sums.pairs);
    return *returns < 1 ? *returns + (1 - *returns) * nsc_pair_correlation(&sums.pairs) : 1;
}

static void estimate_lag(const walking *job, unsigned walks, unsigned lag, nsc_rwa_curve *curve) {
    const size_t stride = (size_t)job->lags + 1;
    walk_sums all = {0};
    for (unsigned walk = 0; walk < walks; walk++) {
        const walk_sums *sums = &job->sums[walk * stride + lag];
        all.pairs.weight += sums->pairs.weight;
        all.pairs.sum += sums->pairs.sum;
        all.pairs.square += sums->pairs.square;
        all.pairs.product += sums->pairs.product;
        all.visits += sums->visits;
        all.returns += sums->returns;
    }
    const double value = estimate(&all, NULL, job->complete, &curve->returns[lag]);
    curve->autocorrelation[lag] = value;
    double mean = 0, squares = 0, ignored;
    for (unsigned walk = 0; walk < walks; walk++)
        mean += estimate(&all, &job->sums[walk * stride + lag], job->complete, &ignored) / walks;
    for (unsigned walk = 0; walk < walks; walk++) {
        const double left = estimate(&all, &job->sums[walk * stride + lag], job->complete, &ignored) - mean;
        squares += left * left;
    }
    if (walks > 1) {
        const double half = gsl_cdf_tdist_Pinv(0.975, walks - 1) * sqrt(squares * (walks - 1) / walks);
        curve->low[lag] = value - half;
        curve->high[lag] = value + half;
    }
}

nsc_status nsc_rwa_walks(const nsc_rwa_ground *ground, unsigned walks, unsigned length, uint64_t seed,
                         nsc_rwa_curve *curve, nsc_error *error) {
    walking job = {.ground = ground,
                   .complete = ground->known_count == ground->point_count,
                   .lags = curve->lags,
                   .length = length,
                   .seed = seed};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.sums, (size_t)walks * ((size_t)curve->lags + 1), sizeof *job.sums, error));
    NSC_TRY(nsc_allocate(&job.spaces, ground->thread_count, sizeof *job.spaces, error));
    for (size_t worker = 0; worker < ground->thread_count; worker++) {
        NSC_TRY(nsc_allocate(&job.spaces[worker].path, length, sizeof(uint32_t), error));
        NSC_TRY(nsc_allocate(&job.spaces[worker].values, length, sizeof(double), error));
        NSC_TRY(nsc_allocate(&job.spaces[worker].sums, (size_t)length + 1, sizeof(double), error));
        NSC_TRY(nsc_allocate(&job.spaces[worker].squares, (size_t)length + 1, sizeof(double), error));
    }
    NSC_TRY(nsc_parallel(walks, ground->thread_count, walk_task, &job, error));
    for (unsigned lag = 0; lag <= curve->lags && lag < length; lag++)
        estimate_lag(&job, walks, lag, curve);
out:
    for (size_t worker = 0; job.spaces != NULL && worker < ground->thread_count; worker++) {
        free(job.spaces[worker].path);
        free(job.spaces[worker].values);
        free(job.spaces[worker].sums);
        free(job.spaces[worker].squares);
    }
    free(job.spaces);
    free(job.sums);
    return status;
}
