/*
 * The autocorrelation from seeded walks, on the graph or on encodings. Pairs of visits `lag` steps apart are pooled
 * over all walks under one mean, since a separate mean for each walk would bias the estimate.
 *
 * With a partial fitness, some pairs of visits are both evaluated far more often than others: a walk that has returned
 * meets the same evaluated point for certain, and coverage differs between sizes. So pairs are divided into kinds, by
 * the sizes at their ends and by whether both are the same point; within a kind, evaluated pairs count as drawn at
 * random, and their mean estimates the kind's. Kinds are combined by their shares of all visits, which do not depend on
 * the fitness.
 *
 * Intervals: jackknife over walks, or groups of them, by Student's t; that of the estimate adds the error from sampling
 * points (rwa_design.c) and the possible error of kinds without evaluated pairs, and widens by the probability that an
 * end lies in a stratum without evaluated points.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

enum { MOST_GROUPS = 200 };

/* Sums of the walks of a group over one kind of pairs at one lag. */
typedef struct kind_sums {
    double visits;       /* pairs of visits, evaluated or not */
    nsc_pair_sums pairs; /* pairs with both ends evaluated */
} kind_sums;

/* A worker's memory for the walks that it makes side by side, and for the sums of one of them. */
typedef struct walk_space {
    nsc_walk_batch batch;
    double *values;         /* [length] centred fitness, NaN if missing */
    double *sums, *squares; /* [length + 1] of the values before each step */
} walk_space;

/* The strata of a kind's two ends, and whether both are the same point. */
typedef struct kind_strata {
    size_t first, second;
    bool same;
} kind_strata;

typedef struct walking {
    const nsc_walk_domain *domain;
    const nsc_rwa_plan *plan;
    bool complete; /* every point has a fitness: all pairs are of one kind */
    unsigned lags;
    size_t kinds, groups;
    size_t groups_of_unit; /* of a unit of nsc_share; the last one may have fewer */
    kind_strata *strata;   /* [kind] */
    walk_space *spaces;    /* [worker] */
    kind_sums *sums;       /* [(group × (lags + 1) + lag) × kinds + kind] */
    double *returns;       /* [group × (lags + 1) + lag] pairs of visits to the same point */
    double *uncovered;     /* likewise: pairs of visits of which one is to a size without evaluated points */
} walking;

/* ---- sums of one walk ---- */

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

static double count_uncovered(const nsc_walk_domain *domain, const uint32_t *path, size_t lag, size_t count) {
    size_t uncovered = 0;
    for (size_t step = 0; step < count; step++)
        uncovered += !nsc_walk_covered(domain, path[step]) || !nsc_walk_covered(domain, path[step + lag]);
    return (double)uncovered;
}

static double count_returns(const uint32_t *path, size_t lag, size_t count) {
    size_t returns = 0;
    for (size_t step = 0; step < count; step++)
        returns += path[step] == path[step + lag];
    return (double)returns;
}

/* Half the sum over the first and the last `count` of `length` values, which are the ends of all pairs of a lag. */
static double end_sum(const double *prefixes, size_t length, size_t count) {
    return (prefixes[count] + prefixes[length] - prefixes[length - count]) / 2;
}

static void add_pair_sums(nsc_pair_sums *all, double factor, const nsc_pair_sums *more) {
    all->weight += factor * more->weight;
    all->sum += factor * more->sum;
    all->square += factor * more->square;
    all->product += factor * more->product;
}

/* A complete fitness: every pair counts. */
static void add_complete(const walking *job, const walk_space *space, kind_sums *sums) {
    const size_t length = job->plan->length;
    for (size_t step = 0; step < length; step++) {
        space->sums[step + 1] = space->sums[step] + space->values[step];
        space->squares[step + 1] = space->squares[step] + space->values[step] * space->values[step];
    }
    for (size_t lag = 0; lag <= job->lags; lag++) {
        const size_t count = length - lag;
        const nsc_pair_sums pairs = {.weight = (double)count,
                                     .sum = end_sum(space->sums, length, count),
                                     .square = end_sum(space->squares, length, count),
                                     .product = dot_product(space->values, space->values + lag, count)};
        sums[lag].visits += (double)count;
        add_pair_sums(&sums[lag].pairs, 1, &pairs);
    }
}

/* A partial fitness: every pair is counted in its kind, and its values are added if both ends are evaluated. */
static void add_partial(const walking *job, const walk_space *space, const uint32_t *path, kind_sums *sums) {
    const size_t length = job->plan->length;
    for (size_t lag = 0; lag <= job->lags; lag++, sums += job->kinds)
        for (size_t step = 0; step + lag < length; step++) {
            kind_sums *kind = &sums[nsc_rwa_kind(job->domain, path[step], path[step + lag])];
            const double x = space->values[step], y = space->values[step + lag];
            kind->visits++;
            if (isnan(x) || isnan(y))
                continue;
            const nsc_pair_sums pair = {
                .weight = 1, .sum = (x + y) / 2, .square = (x * x + y * y) / 2, .product = x * y};
            add_pair_sums(&kind->pairs, 1, &pair);
        }
}

static void add_walk(const walking *job, const walk_space *space, const uint32_t *path, size_t group) {
    const size_t row = group * ((size_t)job->lags + 1), length = job->plan->length;
    for (size_t step = 0; step < length; step++)
        space->values[step] = job->domain->landscape->fitness->values[path[step]] - job->domain->mean;
    for (size_t lag = 0; lag <= job->lags; lag++)
        job->returns[row + lag] += count_returns(path, lag, length - lag);
    for (size_t lag = 0; nsc_walk_has_uncovered_sizes(job->domain) && lag <= job->lags; lag++)
        job->uncovered[row + lag] += count_uncovered(job->domain, path, lag, length - lag);
    if (job->complete)
        add_complete(job, space, job->sums + row * job->kinds);
    else
        add_partial(job, space, path, job->sums + row * job->kinds);
}

/* The first walk of a group; groups are as equal as possible. */
static size_t first_walk(const walking *job, size_t group) {
    return group * job->plan->walks / job->groups;
}

/* A unit's walks are made side by side, and added in order. */
static nsc_status unit_task(void *context, size_t unit, size_t worker, nsc_error *error) {
    const walking *job = context;
    walk_space *space = &job->spaces[worker];
    size_t group = unit * job->groups_of_unit;
    const size_t left = job->groups - group;
    const size_t end = first_walk(job, group + (left < job->groups_of_unit ? left : job->groups_of_unit));
    nsc_status status = NSC_OK;
    for (size_t first = first_walk(job, group); first < end; first += space->batch.capacity) {
        const size_t count = end - first < space->batch.capacity ? end - first : space->batch.capacity;
        NSC_TRY(nsc_walk_batch_take(&space->batch, job->plan, first, count, error));
        for (size_t walk = 0; walk < count; walk++) {
            NSC_TRY(nsc_control_check(job->domain->control, error));
            group += first + walk >= first_walk(job, group + 1);
            add_walk(job, space, nsc_walk_path(&space->batch, walk), group);
        }
    }
out:
    return status;
}

/* The sums of a group at one lag are those of its pairs: each pair is of one kind. */
static bool sums_fit(const walking *job, size_t group, size_t lag) {
    const size_t row = group * ((size_t)job->lags + 1) + lag;
    const double pairs =
        (double)(first_walk(job, group + 1) - first_walk(job, group)) * (double)(job->plan->length - lag);
    double visits = 0;
    for (size_t kind = 0; kind < job->kinds; kind++) {
        const kind_sums *sums = &job->sums[row * job->kinds + kind];
        if (!(sums->visits >= 0 && sums->pairs.weight >= 0 && sums->pairs.weight <= sums->visits) ||
            !isfinite(sums->pairs.sum) || !isfinite(sums->pairs.square) || !isfinite(sums->pairs.product))
            return false;
        visits += sums->visits;
    }
    return visits == pairs && job->returns[row] >= 0 && job->returns[row] <= pairs && job->uncovered[row] >= 0 &&
           job->uncovered[row] <= pairs;
}

/* Refuses results of another process that no walks have. */
static nsc_status check_unit(void *context, size_t unit, const unsigned char *bytes, size_t size, nsc_error *error) {
    const walking *job = context;
    const size_t first = unit * job->groups_of_unit;
    (void)bytes, (void)size;
    for (size_t group = first; group < job->groups && group < first + job->groups_of_unit; group++)
        for (size_t lag = 0; lag <= job->lags; lag++)
            if (!sums_fit(job, group, lag))
                return nsc_error_set(error, NSC_INVALID, "group %zu of the walks has sums that no walks have", group);
    return NSC_OK;
}

/* As many groups as have walks for one batch; the same on every machine, since machines share the units. */
static size_t count_groups_of_unit(const walking *job) {
    const size_t walks_of_group = (job->plan->walks + job->groups - 1) / job->groups;
    const size_t fitting = nsc_walks_abreast(job->plan->walks, job->plan->length) / walks_of_group;
    return fitting > 0 ? fitting : 1;
}

static nsc_shared_array shared_array(const walking *job, void *base, size_t size_at_lag) {
    const size_t size_of_group = ((size_t)job->lags + 1) * size_at_lag;
    return (nsc_shared_array){base, job->groups_of_unit * size_of_group, job->groups * size_of_group};
}

/* ---- the estimate of all walks ---- */

/*
 * Substitute for a kind without evaluated pairs; each stratum has evaluated points. For pairs of the same point: its
 * fitness twice. For pairs of two points: the strata's means, as if uncorrelated within strata.
 */
static nsc_pair_sums stand_in(const nsc_walk_domain *domain, const kind_strata *strata) {
    const nsc_walk_moments *first = &domain->moments[strata->first], *second = &domain->moments[strata->second];
    const double x = first->mean, y = second->mean;
    const double square = (x * x + first->variance + y * y + second->variance) / 2;
    return (nsc_pair_sums){.weight = 1, .sum = (x + y) / 2, .square = square, .product = strata->same ? square : x * y};
}

/* The estimate at one lag from sums by kind. */
typedef struct lag_estimate {
    double correlation; /* NaN if no pair is evaluated */
    double imputed;     /* possible error of kinds with a substitute */
} lag_estimate;

/* `linear` (NULL: not wanted) is filled in with the derivative with respect to a single pair. */
static lag_estimate estimate(const walking *job, const kind_sums *sums, nsc_rwa_linear *linear) {
    nsc_pair_sums mixed = {0};
    double imputed = 0;
    for (size_t kind = 0; kind < job->kinds; kind++) {
        nsc_pair_sums pairs = sums[kind].pairs;
        const kind_strata *strata = &job->strata[kind];
        if (!(sums[kind].visits > 0))
            continue;
        if (!(pairs.weight > 0))
            pairs = stand_in(job->domain, strata);
        add_pair_sums(&mixed, sums[kind].visits / pairs.weight, &pairs);
        if (!(sums[kind].pairs.weight > 0) && !strata->same)
            imputed += sums[kind].visits * nsc_rwa_covariance_limit(job->domain, strata->first, strata->second);
    }
    const double evaluated = mixed.weight, mean = mixed.sum / evaluated,
                 variance = mixed.square / evaluated - mean * mean;
    const lag_estimate made = {.correlation = nsc_pair_correlation(&mixed),
                               .imputed = imputed / (evaluated * variance)};
    if (linear == NULL)
        return made;
    linear->mean = mean;
    linear->variance = variance;
    linear->correlation = made.correlation;
    for (size_t kind = 0; kind < job->kinds; kind++)
        if (sums[kind].pairs.weight > 0) {
            linear->shares[kind] = sums[kind].visits / evaluated;
            linear->scales[kind] = sums[kind].visits / evaluated / (sums[kind].pairs.weight * variance);
            const nsc_pair_sums *pairs = &sums[kind].pairs;
            const double common = mean * (mean - 2 * pairs->sum / pairs->weight);
            linear->products[kind] = pairs->product / pairs->weight + common;
            linear->squares[kind] = pairs->square / pairs->weight + common;
        }
    return made;
}

/* Adds a group's sums at a lag to those of all, or with a factor of −1 takes them off. */
static void add_group(const walking *job, kind_sums *all, double factor, size_t group, unsigned lag) {
    const kind_sums *own = job->sums + (group * ((size_t)job->lags + 1) + lag) * job->kinds;
    for (size_t kind = 0; kind < job->kinds; kind++) {
        all[kind].visits += factor * own[kind].visits;
        add_pair_sums(&all[kind].pairs, factor, &own[kind].pairs);
    }
}

/* Variances at one lag, beside the curve. */
typedef struct lag_spread {
    double variance; /* of the walks, NaN for a single group */
    double imputed;
} lag_spread;

/* Sets the curve at one lag. all[kinds] is scratch. */
static void estimate_lag(const walking *job, unsigned lag, kind_sums *all, nsc_rwa_curve *curve, nsc_rwa_linear *linear,
                         lag_spread *spread) {
    double mean = 0, squares = 0, visits = 0, returns = 0, uncovered = 0;
    for (size_t kind = 0; kind < job->kinds; kind++)
        all[kind] = (kind_sums){0};
    for (size_t group = 0; group < job->groups; group++) {
        add_group(job, all, 1, group, lag);
        returns += job->returns[group * ((size_t)job->lags + 1) + lag];
        uncovered += job->uncovered[group * ((size_t)job->lags + 1) + lag];
    }
    for (size_t kind = 0; kind < job->kinds; kind++)
        visits += all[kind].visits;
    const lag_estimate made = estimate(job, all, linear);
    curve->unknown[lag] = uncovered / visits;
    curve->return_probability[lag] = returns / visits;
    for (int pass = 0; pass < 2; pass++)
        for (size_t group = 0; group < job->groups; group++) {
            add_group(job, all, -1, group, lag);
            const double left = estimate(job, all, NULL).correlation;
            add_group(job, all, 1, group, lag);
            mean += pass == 0 ? left / (double)job->groups : 0;
            squares += pass == 1 ? (left - mean) * (left - mean) : 0;
        }
    *spread =
        (lag_spread){.variance = job->groups > 1 ? squares * ((double)job->groups - 1) / (double)job->groups : NAN,
                     .imputed = made.imputed};
    const nsc_standard_error walk_error = {sqrt(spread->variance), (double)job->groups - 1};
    const nsc_estimate found =
        lag == 0 ? nsc_estimate_exact(1) : nsc_estimate_correlation_student(made.correlation, walk_error);
    curve->autocorrelation[lag] = found.value;
    curve->low[lag] = found.low;
    curve->high[lag] = found.high;
}

/*
 * The estimate with the interval of the walks and the design. Kinds of pairs without, or with few, evaluated points may
 * be wrong by `possible` in any direction.
 */
static nsc_estimate allow_for_hiding(double value, double of_walks, size_t groups, nsc_rwa_errors *errors,
                                     double imputed) {
    const double possible = (imputed + errors->sparse) / (1 - value * value); /* on Fisher's z */
    if (isnan(of_walks))
        return nsc_estimate_alone(value);
    errors->pairs.third = errors->pairs.covariance = 0; /* pairs of two points count twice, which is wide enough */
    errors->pairs.other = of_walks;
    errors->pairs.other_freedom = (double)groups - 1;
    const nsc_estimate found = nsc_estimate_pair_correlation(value, &errors->pairs);
    return (nsc_estimate){value, tanh(atanh(found.low) - possible), tanh(atanh(found.high) + possible)};
}

/* ---- all of it ---- */

static nsc_status prepare(walking *job, nsc_error *error) {
    const size_t workers = nsc_control_threads(job->domain->control), length = job->plan->length;
    const size_t rows = job->groups * ((size_t)job->lags + 1);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->sums, rows * job->kinds, sizeof *job->sums, error));
    NSC_TRY(nsc_allocate(&job->returns, rows, sizeof *job->returns, error));
    NSC_TRY(nsc_allocate(&job->uncovered, rows, sizeof *job->uncovered, error));
    NSC_TRY(nsc_allocate(&job->strata, job->kinds, sizeof *job->strata, error));
    for (size_t first = 0; !job->complete && first < job->domain->design.stratum_count; first++) {
        job->strata[first] = (kind_strata){first, first, true};
        for (size_t second = first; second < job->domain->design.stratum_count; second++)
            job->strata[nsc_rwa_kind_of_strata(job->domain, first, second)] = (kind_strata){first, second, false};
    }
    NSC_TRY(nsc_allocate(&job->spaces, workers, sizeof *job->spaces, error));
    for (size_t worker = 0; worker < workers; worker++) {
        walk_space *space = &job->spaces[worker];
        NSC_TRY(nsc_walk_batch_create(&space->batch, job->plan, error));
        NSC_TRY(nsc_allocate(&space->values, length, sizeof *space->values, error));
        NSC_TRY(nsc_allocate(&space->sums, length + 1, sizeof *space->sums, error));
        NSC_TRY(nsc_allocate(&space->squares, length + 1, sizeof *space->squares, error));
    }
out:
    return status;
}

static void release(walking *job) {
    for (size_t worker = 0; job->spaces != NULL && worker < nsc_control_threads(job->domain->control); worker++) {
        nsc_walk_batch_release(&job->spaces[worker].batch);
        free(job->spaces[worker].values);
        free(job->spaces[worker].sums);
        free(job->spaces[worker].squares);
    }
    free(job->spaces);
    free(job->sums);
    free(job->returns);
    free(job->uncovered);
    free(job->strata);
}

/* Derivatives of the estimate with respect to single pairs, at every lag. */
typedef struct linear_rows {
    nsc_rwa_linear *rows; /* [lag] */
    double *values;       /* [((lag × 4) + member) × kinds + kind] */
} linear_rows;

static nsc_status create_linear(linear_rows *linear, size_t lags, size_t kinds, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&linear->rows, lags, sizeof *linear->rows, error));
    NSC_TRY(nsc_allocate(&linear->values, 4 * lags * kinds, sizeof *linear->values, error));
    for (size_t lag = 0; lag < lags; lag++) {
        double *values = linear->values + 4 * lag * kinds;
        linear->rows[lag] = (nsc_rwa_linear){
            .shares = values, .scales = values + kinds, .products = values + 2 * kinds, .squares = values + 3 * kinds};
    }
out:
    return status;
}

nsc_status nsc_rwa_walks(const nsc_walk_domain *domain, const nsc_rwa_plan *plan, nsc_rwa_curve *sampled,
                         nsc_rwa_curve *whole, nsc_error *error) {
    const bool complete = domain->known_count == domain->point_count;
    walking job = {.domain = domain,
                   .plan = plan,
                   .complete = complete,
                   .lags = sampled->lags < plan->length ? sampled->lags : plan->length - 1,
                   .kinds = complete ? 1 : nsc_rwa_kind_count(domain),
                   .groups = plan->walks < MOST_GROUPS ? plan->walks : MOST_GROUPS};
    job.groups_of_unit = count_groups_of_unit(&job);
    const size_t lags = (size_t)job.lags + 1;
    linear_rows linear = {0};
    lag_spread *of_walks = NULL;
    nsc_rwa_errors *of_design = NULL;
    kind_sums *all = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&job, error));
    NSC_TRY(create_linear(&linear, lags, job.kinds, error));
    NSC_TRY(nsc_allocate(&of_walks, lags, sizeof *of_walks, error));
    NSC_TRY(nsc_allocate(&of_design, lags, sizeof *of_design, error));
    NSC_TRY(nsc_allocate(&all, job.kinds, sizeof *all, error));
    const nsc_shared_loop loop = {.stage = "random walks",
                                  .unit_count = (job.groups + job.groups_of_unit - 1) / job.groups_of_unit,
                                  .task = unit_task,
                                  .context = &job,
                                  .arrays = {shared_array(&job, job.sums, job.kinds * sizeof *job.sums),
                                             shared_array(&job, job.returns, sizeof *job.returns),
                                             shared_array(&job, job.uncovered, sizeof *job.uncovered)},
                                  .unpack = check_unit};
    NSC_TRY(nsc_share(&loop, domain->control, error));
    for (unsigned lag = 0; lag <= job.lags; lag++)
        estimate_lag(&job, lag, all, sampled, &linear.rows[lag], &of_walks[lag]);
    if (whole == NULL)
        goto out;
    if (!complete)
        NSC_TRY(nsc_rwa_design(domain, plan, linear.rows, job.lags, of_design, error));
    for (unsigned lag = 1; lag <= job.lags; lag++) {
        whole->return_probability[lag] = sampled->return_probability[lag];
        whole->unknown[lag] = sampled->unknown[lag];
        nsc_rwa_curve_set(whole, lag,
                          allow_for_hiding(sampled->autocorrelation[lag], of_walks[lag].variance, job.groups,
                                           &of_design[lag], of_walks[lag].imputed));
    }
    whole->return_probability[0] = 1;
    nsc_rwa_curve_set_exact(whole, 0, 1);
out:
    release(&job);
    free(linear.rows);
    free(linear.values);
    free(of_walks);
    free(of_design);
    free(all);
    return status;
}
