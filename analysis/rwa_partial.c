/*
 * The autocorrelation of a fitness known at some points only.
 *
 * A walk that is back at its start meets the same known point for sure, while two different points are both known only
 * by chance; plain averages over pairs of known points would inflate the lags at which walks return. So
 *     ρ(k) = R(k) + (1 − R(k)) c(k),
 * with R(k) the chance of being back and c(k) Pearson's correlation over pairs of different known points, each weighted
 * by the chance that the walk makes the pair and by the inverse inclusion probabilities of its two points.
 *
 * Sums over pairs i ≠ j are sums over all pairs, which products with the transition matrix give, less the diagonal,
 * Σ g(i) P^k(i,i). That is 0 at lag 1 and a sum over neighbours at lag 2; beyond, it is estimated as tr(G S^k) with
 * random signs z (Hutchinson 1990), S = D^½ P D^-½, from (S^i z)'G(S^j z), i + j = k.
 *
 * The interval is that of a Poisson sample in strata, linearised (Särndal, Swensson, Wretman 1992, section 5.5), with
 * the part that each pair would otherwise add twice taken off where the pairs can be listed, at lag 1; at higher lags
 * it is left in, which errs on the wide side. Where strata have no known point at all, the chance that an end lies
 * there widens the interval by all values that a correlation may have.
 */
#include "analysis/rwa_internal.h"
#include "analysis/statistics.h"

#include <math.h>
#include <string.h>

enum {
    PROBES = 4,  /* vectors of random signs, pushed together */
    VECTORS = 4, /* weight, weight × fitness, weight × fitness², covered */
    WEIGHT = 0,
    FITNESS = 1,
    SQUARE = 2,
    COVERED = 3
};

/* Diagonal sums at each lag: the chance of return, and those to be taken off the sums over pairs. */
typedef struct diagonals {
    double *returns; /* [lag] Σ π(i) P^k(i,i) over all points walked */
    double *sums[3]; /* [power of fitness][lag] Σ π(i) w(i)² f(i)^power P^k(i,i) over the known ones */
    double *second;  /* [point] P²(i,i) */
} diagonals;

typedef struct partial {
    const nsc_rwa_ground *ground;
    const nsc_graph *graph;
    nsc_rwa_curve *curve;
    uint32_t point_count;
    uint32_t *known; /* the walked points with a fitness */
    double *start;   /* [point × VECTORS] */
    double *before;  /* [point × VECTORS], P^k start */
    double *after;
    diagonals diagonal;
} partial;

static void release(partial *state) {
    free(state->known);
    free(state->start);
    free(state->before);
    free(state->after);
    free(state->diagonal.returns);
    free(state->diagonal.second);
    for (int power = 0; power < 3; power++)
        free(state->diagonal.sums[power]);
}

static nsc_status prepare(partial *state, nsc_error *error) {
    const size_t points = state->point_count, lags = (size_t)state->curve->lags + 3;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->known, state->ground->known_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&state->start, points * VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->before, points * VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->after, points * VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->diagonal.returns, lags, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->diagonal.second, points, sizeof(double), error));
    for (int power = 0; power < 3; power++)
        NSC_TRY(nsc_allocate(&state->diagonal.sums[power], lags, sizeof(double), error));
    size_t count = 0;
    for (uint32_t point = 0; point < state->point_count; point++)
        if (nsc_rwa_known(state->ground, point))
            state->known[count++] = point;
out:
    return status;
}

static double centred_fitness(const nsc_rwa_ground *ground, uint32_t point) {
    return ground->landscape->fitness->values[point] - ground->mean;
}

/* ---- the diagonal ---- */

/* Adds one point's P^k(i,i) to the four sums. */
static void add_diagonal(partial *state, unsigned lag, uint32_t point, double chance) {
    const nsc_rwa_ground *ground = state->ground;
    state->diagonal.returns[lag] += ground->stationary[point] * chance;
    if (!nsc_rwa_known(ground, point))
        return;
    const double weight = nsc_rwa_weight(ground, point), fitness = centred_fitness(ground, point);
    const double share = ground->stationary[point] * weight * weight * chance;
    state->diagonal.sums[0][lag] += share;
    state->diagonal.sums[1][lag] += share * fitness;
    state->diagonal.sums[2][lag] += share * fitness * fitness;
}

/* Lags 0 to 2, exactly: certain, impossible, and there and back over each neighbour. */
static void exact_diagonal(partial *state) {
    const nsc_graph *graph = state->graph;
    for (uint32_t point = 0; point < state->point_count; point++) {
        if (!state->ground->walked[point])
            continue;
        double back = 0;
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            back += 1.0 / nsc_graph_degree(graph, graph->neighbours[place]);
        state->diagonal.second[point] = back / nsc_graph_degree(graph, point);
        add_diagonal(state, 0, point, 1);
        add_diagonal(state, 2, point, state->diagonal.second[point]);
    }
}

/* What the probes say at one lag: mean over them of degree × x × y at each point. */
static void probed_diagonal(partial *state, unsigned lag, const double *x, const double *y) {
    for (uint32_t point = 0; point < state->point_count; point++) {
        if (!state->ground->walked[point])
            continue;
        double chance = 0;
        for (unsigned probe = 0; probe < PROBES; probe++)
            chance += x[(size_t)point * PROBES + probe] * y[(size_t)point * PROBES + probe];
        add_diagonal(state, lag, point, chance * nsc_graph_degree(state->graph, point) / PROBES);
    }
}

/* Lags from 3 on. S^i z = D^½ P^i (D^-½ z). The probes use the state's vectors, which the pairs need only
 * afterwards. */
static nsc_status probe_diagonal(partial *state, uint64_t seed, const nsc_progress *progress, nsc_error *error) {
    gsl_rng *random;
    nsc_status status = nsc_random_create(&random, seed, 0, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < state->point_count; point++)
        for (unsigned probe = 0; probe < PROBES; probe++) {
            const double sign = gsl_rng_uniform_int(random, 2) == 0 ? -1 : 1;
            state->before[(size_t)point * PROBES + probe] =
                state->ground->walked[point] ? sign / sqrt(nsc_graph_degree(state->graph, point)) : 0;
        }
    gsl_rng_free(random);
    for (unsigned half = 0; status == NSC_OK && 2 * half <= state->curve->lags; half++) {
        if (2 * half >= 3)
            probed_diagonal(state, 2 * half, state->before, state->before);
        status = nsc_graph_walk_product(state->graph, state->before, state->after, PROBES, state->ground->thread_count,
                                        error);
        if (2 * half + 1 >= 3 && 2 * half + 1 <= state->curve->lags)
            probed_diagonal(state, 2 * half + 1, state->before, state->after);
        double *swapped = state->before;
        state->before = state->after;
        state->after = swapped;
        nsc_progress_report(progress, "return probabilities", 2.0 * half / state->curve->lags);
    }
    return status;
}

/* ---- pairs of different known points ---- */

/* Sums over the pairs that one point is the first of; `chance` is its P^k(i,i). */
static nsc_pair_sums point_sums(const partial *state, uint32_t point, double chance) {
    const double *reached = state->before + (size_t)point * VECTORS;
    const double *own = state->start + (size_t)point * VECTORS;
    const double stationary = state->ground->stationary[point], diagonal = own[WEIGHT] * own[WEIGHT] * chance;
    const double fitness = centred_fitness(state->ground, point);
    return (nsc_pair_sums){
        .weight = stationary * (own[WEIGHT] * reached[WEIGHT] - diagonal),
        .sum =
            stationary * (0.5 * (own[WEIGHT] * reached[FITNESS] + own[FITNESS] * reached[WEIGHT]) - diagonal * fitness),
        .square = stationary * (0.5 * (own[WEIGHT] * reached[SQUARE] + own[SQUARE] * reached[WEIGHT]) -
                                diagonal * fitness * fitness),
        .product = stationary * (own[FITNESS] * reached[FITNESS] - diagonal * fitness * fitness)};
}

static nsc_pair_sums all_sums(const partial *state, unsigned lag) {
    nsc_pair_sums sums = {.weight = -state->diagonal.sums[0][lag],
                          .sum = -state->diagonal.sums[1][lag],
                          .square = -state->diagonal.sums[2][lag],
                          .product = -state->diagonal.sums[2][lag]};
    for (uint32_t place = 0; place < state->ground->known_count; place++) {
        const nsc_pair_sums own = point_sums(state, state->known[place], 0);
        sums.weight += own.weight;
        sums.sum += own.sum;
        sums.square += own.square;
        sums.product += own.product;
    }
    return sums;
}

/* How c(k) moves with the four sums, applied to what one point (or pair) adds to them. */
static double influence(const nsc_pair_sums *all, double correlation, const nsc_pair_sums *own) {
    const double mean = all->sum / all->weight;
    const double covariance = all->product / all->weight - mean * mean;
    const double variance = all->square / all->weight - mean * mean;
    const double of_covariance = own->product - 2 * mean * own->sum + (mean * mean - covariance) * own->weight;
    const double of_variance = own->square - 2 * mean * own->sum + (mean * mean - variance) * own->weight;
    return (of_covariance - correlation * of_variance) / (all->weight * variance);
}

/* Squared influences of the pairs themselves at lag 1, which the sum over points holds twice. */
static double pair_variance(const partial *state, const nsc_pair_sums *all, double correlation) {
    const nsc_graph *graph = state->graph;
    double sum = 0;
    for (uint32_t number = 0; number < state->ground->known_count; number++) {
        const uint32_t point = state->known[number];
        const double step = state->ground->stationary[point] / nsc_graph_degree(graph, point);
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            const uint32_t other = graph->neighbours[place];
            if (other < point || !nsc_rwa_known(state->ground, other))
                continue;
            const double weight = step * nsc_rwa_weight(state->ground, point) * nsc_rwa_weight(state->ground, other);
            const double x = centred_fitness(state->ground, point), y = centred_fitness(state->ground, other);
            const nsc_pair_sums own = {.weight = 2 * weight,
                                       .sum = weight * (x + y),
                                       .square = weight * (x * x + y * y),
                                       .product = 2 * weight * x * y};
            const double moved = influence(all, correlation, &own);
            sum += moved * moved * nsc_rwa_unknown_share(state->ground, point);
        }
    }
    return sum;
}

static double variance_of_correlation(const partial *state, unsigned lag, const nsc_pair_sums *all,
                                      double correlation) {
    /* P^k(i,i) of a single point, which only its influence needs: the shape of P²(i,i), scaled to the lag's sum. */
    const double scale = lag < 2 ? 0 : state->diagonal.sums[0][lag] / state->diagonal.sums[0][2];
    double sum = 0;
    for (uint32_t place = 0; place < state->ground->known_count; place++) {
        const uint32_t point = state->known[place];
        const nsc_pair_sums own = point_sums(state, point, scale * state->diagonal.second[point]);
        const double moved = 2 * influence(all, correlation, &own);
        sum += moved * moved * nsc_rwa_unknown_share(state->ground, point);
    }
    if (lag == 1)
        sum -= pair_variance(state, all, correlation);
    return sum;
}

/* The chance that an end of a walk lies in a stratum without known points; exactly 0 where there is no such stratum. */
static double unknown_chance(const partial *state) {
    if (!nsc_rwa_has_uncovered_strata(state->ground))
        return 0;
    double chance = 0;
    for (uint32_t point = 0; point < state->point_count; point++)
        chance += state->ground->stationary[point] * state->start[(size_t)point * VECTORS + COVERED] *
                  state->before[(size_t)point * VECTORS + COVERED];
    return fmax(1 - chance, 0);
}

static void estimate_lag(const partial *state, unsigned lag) {
    nsc_rwa_curve *curve = state->curve;
    const double returns = fmin(fmax(state->diagonal.returns[lag], 0), 1);
    const nsc_pair_sums sums = all_sums(state, lag);
    const double correlation = nsc_pair_correlation(&sums);
    const double value = returns + (1 - returns) * correlation;
    const double half = NSC_Z95 * (1 - returns) * sqrt(variance_of_correlation(state, lag, &sums, correlation));
    curve->returns[lag] = returns;
    nsc_rwa_curve_set(curve, lag, value, half, unknown_chance(state));
}

static void fill_start(partial *state) {
    const nsc_rwa_ground *ground = state->ground;
    memset(state->start, 0, (size_t)state->point_count * VECTORS * sizeof *state->start);
    for (uint32_t point = 0; point < state->point_count; point++) {
        double *start = state->start + (size_t)point * VECTORS;
        if (!ground->walked[point])
            continue;
        start[COVERED] = ground->strata[ground->stratum[point]].known > 0 ? 1 : 0;
        if (!nsc_rwa_known(ground, point))
            continue;
        const double fitness = centred_fitness(ground, point);
        start[WEIGHT] = nsc_rwa_weight(ground, point);
        start[FITNESS] = start[WEIGHT] * fitness;
        start[SQUARE] = start[FITNESS] * fitness;
    }
    memcpy(state->before, state->start, (size_t)state->point_count * VECTORS * sizeof *state->start);
}

nsc_status nsc_rwa_partial(const nsc_rwa_ground *ground, uint64_t seed, nsc_rwa_curve *curve,
                           const nsc_progress *progress, nsc_error *error) {
    partial state = {.ground = ground,
                     .graph = ground->landscape->graph,
                     .curve = curve,
                     .point_count = ground->landscape->space->point_count};
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&state, error));
    exact_diagonal(&state);
    NSC_TRY(probe_diagonal(&state, seed, progress, error));
    fill_start(&state);
    curve->autocorrelation[0] = curve->low[0] = curve->high[0] = curve->returns[0] = 1;
    curve->unknown[0] = 0;
    for (unsigned lag = 1; lag <= curve->lags; lag++) {
        NSC_TRY(nsc_graph_walk_product(state.graph, state.before, state.after, VECTORS, ground->thread_count, error));
        double *swapped = state.before;
        state.before = state.after;
        state.after = swapped;
        estimate_lag(&state, lag);
        nsc_progress_report(progress, "autocorrelation", (double)lag / curve->lags);
    }
out:
    release(&state);
    return status;
}
