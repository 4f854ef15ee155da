/*
 * The autocorrelation of a partial fitness.
 *
 * A walk that has returned meets the same evaluated point for certain, while two different points are both evaluated
 * only by chance; plain averages over pairs of evaluated points would inflate the lags at which walks return. So
 *     ρ(k) = R(k) + (1 − R(k)) c(k),
 * with R(k) the return probability and c(k) Pearson's correlation over pairs of different evaluated points, each
 * weighted by the probability that the walk makes the pair and by the inverse inclusion probabilities of its two
 * points.
 *
 * Sums over pairs i ≠ j are sums over all pairs, which products with the transition matrix give, less the diagonal,
 * Σ g(i) P^k(i,i). That is 0 at lag 1 and a sum over neighbours at lag 2; beyond, it follows from the eigenvalues on
 * all strings of a Hamming space, and is else estimated as tr(G S^k) with random signs z (Hutchinson 1990), S = D^½ P
 * D^-½, D the strengths of points: R(k) from (S^i z)'(S^j z), i + j = k, and sums over evaluated points from z'G S^k z
 * with signs at the evaluated points alone. Signs elsewhere would add only noise, which the squared weights of few
 * evaluated points make larger than all other errors.
 *
 * The interval is that of pair_correlation.h. At lag 1 the pairs are listed. At larger lags, the squared contributions
 * of pairs are expectations of squared products with random signs at evaluated points, E (Σ_j P^k(i,j) g(j) z(j))² =
 * Σ_j P^k(i,j)² g(j)². The variance due to the random signs of the diagonal is added, by the jackknife over them. If
 * the walk visits sizes without evaluated points, the probability that an end has such a size widens the interval by
 * the full range of a correlation.
 *
 * Noise in the fitness, independent between points, lowers c(k) by the reliability of the fitness, the share of its
 * variance that is not noise (Spearman 1904): c(k) is divided by it. The variance of the noise itself adds to that of
 * the estimate, also if no point is hidden: the sum over points of the noise times the squared derivative of c(k).
 *
 * Pairs are too few for a value if they are worth fewer than NSC_LEAST_EFFECTIVE_PAIRS pairs of normally distributed
 * fitnesses: their effective number (Kish 1965), hidden points alone counted, over a third of the kurtosis.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/walks/rwa_partial_internal.h"

#include <math.h>
#include <string.h>

static void release(nsc_partial *state) {
    nsc_rows_close(&state->rows);
    free(state->evaluated);
    free(state->start);
    free(state->before);
    free(state->after);
    free(state->signs);
    free(state->signs_before);
    free(state->signs_after);
    free(state->powers_before);
    free(state->powers_after);
    free(state->diagonal.returns);
    free(state->diagonal.second);
    for (int power = 0; power < 3; power++)
        free(state->diagonal.sums[power]);
}

static nsc_status prepare(nsc_partial *state, nsc_error *error) {
    const size_t points = state->point_count, lags = (size_t)state->curve->lags + 3;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&state->rows, state->graph, error));
    NSC_TRY(nsc_allocate(&state->evaluated, state->domain->known_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&state->start, points * NSC_VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->before, points * NSC_VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->after, points * NSC_VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->signs, points * NSC_PROBES, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->signs_before, points * NSC_PROBES, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->signs_after, points * NSC_PROBES, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->powers_before, points * NSC_POWERS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->powers_after, points * NSC_POWERS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->diagonal.returns, lags, sizeof *state->diagonal.returns, error));
    NSC_TRY(nsc_allocate(&state->diagonal.second, points, sizeof(double), error));
    for (int power = 0; power < 3; power++)
        NSC_TRY(nsc_allocate(&state->diagonal.sums[power], lags, sizeof *state->diagonal.sums[power], error));
    size_t count = 0;
    for (uint32_t point = 0; point < state->point_count; point++)
        if (nsc_walk_evaluated(state->domain, point))
            state->evaluated[count++] = point;
out:
    return status;
}

/* ---- sums over pairs of different evaluated points ---- */

/* Over all pairs of evaluated points, those of a point with itself included. */
static nsc_pair_sums sums_with_diagonal(const nsc_partial *state) {
    nsc_pair_sums sums = {0};
    for (uint32_t place = 0; place < state->domain->known_count; place++) {
        const nsc_pair_sums own = nsc_partial_sums(state, state->evaluated[place], 0);
        sums.weight += own.weight;
        sums.sum += own.sum;
        sums.square += own.square;
        sums.product += own.product;
    }
    return sums;
}

static nsc_pair_sums less_diagonal(const nsc_partial *state, unsigned lag, int left_out, const nsc_pair_sums *sums) {
    const double square = nsc_mean_of_probes(state->diagonal.sums[2][lag], left_out);
    return (nsc_pair_sums){.weight = sums->weight - nsc_mean_of_probes(state->diagonal.sums[0][lag], left_out),
                           .sum = sums->sum - nsc_mean_of_probes(state->diagonal.sums[1][lag], left_out),
                           .square = sums->square - square,
                           .product = sums->product - square};
}

/* The probability that an end of a walk has a size without evaluated points; exactly 0 if there is no such size. */
static double unknown_chance(const nsc_partial *state) {
    if (!nsc_walk_has_uncovered_sizes(state->domain))
        return 0;
    double chance = 0;
    for (uint32_t point = 0; point < state->point_count; point++)
        chance += state->domain->stationary[point] * state->start[(size_t)point * NSC_VECTORS + NSC_OF_COVERED] *
                  state->before[(size_t)point * NSC_VECTORS + NSC_OF_COVERED];
    return fmax(1 - chance, 0);
}

/* R(k) + (1 − R(k)) c(k) by the signs, or by all but one of them; `sums` are those over the pairs of c(k). */
static double value_of(const nsc_partial *state, unsigned lag, int left_out, const nsc_pair_sums *with_diagonal,
                       nsc_pair_sums *sums, double *returns) {
    *returns = fmin(fmax(nsc_mean_of_probes(state->diagonal.returns[lag], left_out), 0), 1);
    *sums = less_diagonal(state, lag, left_out, with_diagonal);
    return *returns + (1 - *returns) * nsc_pair_correlation(sums);
}

/* Variance due to the choice of signs, by the jackknife over them; 0 if the diagonal is exact. */
static double variance_of_signs(const nsc_partial *state, unsigned lag, const nsc_pair_sums *with_diagonal) {
    double values[NSC_PROBES], mean = 0, squares = 0, returns;
    nsc_pair_sums sums;
    if (lag < 3 || state->diagonal.exact)
        return 0;
    for (int probe = 0; probe < NSC_PROBES; probe++) {
        values[probe] = value_of(state, lag, probe, with_diagonal, &sums, &returns);
        mean += values[probe] / NSC_PROBES;
    }
    for (int probe = 0; probe < NSC_PROBES; probe++)
        squares += (values[probe] - mean) * (values[probe] - mean);
    return squares * (NSC_PROBES - 1) / NSC_PROBES;
}

static void estimate_lag(const nsc_partial *state, unsigned lag) {
    nsc_rwa_curve *curve = state->curve;
    double returns;
    nsc_pair_sums sums;
    const nsc_pair_sums with_diagonal = sums_with_diagonal(state);
    value_of(state, lag, NSC_NO_PROBE, &with_diagonal, &sums, &returns);
    const double different = 1 - returns;
    nsc_partial_estimate made = nsc_partial_correlation(state, lag, &sums, different);
    curve->effective_pairs[lag] = made.effective_pairs;
    curve->return_probability[lag] = returns;
    curve->unknown[lag] = unknown_chance(state);
    if (!(made.effective_pairs >= NSC_LEAST_EFFECTIVE_PAIRS) || !(fabs(made.correlation) < 1))
        return;
    /* The squared error of the mean is off by √2 of its expectation. */
    const double of_signs = variance_of_signs(state, lag, &with_diagonal) / (different * different);
    made.errors.other += of_signs + 2 * made.of_mean * made.of_mean;
    made.errors.other_freedom = (NSC_PROBES - 1) * (made.errors.other / of_signs) * (made.errors.other / of_signs);
    const nsc_estimate found = nsc_estimate_pair_correlation(made.correlation, &made.errors);
    nsc_rwa_curve_set(curve, lag,
                      (nsc_estimate){returns + different * found.value, returns + different * found.low,
                                     returns + different * found.high});
}

static void fill_start(nsc_partial *state, gsl_rng *random) {
    const nsc_walk_domain *domain = state->domain;
    memset(state->start, 0, (size_t)state->point_count * NSC_VECTORS * sizeof *state->start);
    for (uint32_t point = 0; point < state->point_count; point++) {
        double *start = state->start + (size_t)point * NSC_VECTORS, *signs = state->signs + (size_t)point * NSC_PROBES;
        if (!domain->walked[point])
            continue;
        start[NSC_OF_COVERED] = nsc_walk_covered(domain, point) ? 1 : 0;
        if (!nsc_walk_evaluated(domain, point))
            continue;
        const double fitness = nsc_partial_centred(domain, point);
        start[NSC_OF_WEIGHT] = nsc_walk_weight(domain, point);
        start[NSC_OF_FITNESS] = start[NSC_OF_WEIGHT] * fitness;
        start[NSC_OF_SQUARE] = start[NSC_OF_FITNESS] * fitness;
        nsc_partial_draw_signs(state, random, point, signs);
        for (int power = 0; power < NSC_POWERS; power++)
            state->powers_before[(size_t)point * NSC_POWERS + (size_t)power] =
                sqrt(nsc_walk_hidden(domain, point) * domain->strengths[point]) * signs[0] * start[power];
    }
    memcpy(state->before, state->start, (size_t)state->point_count * NSC_VECTORS * sizeof *state->start);
    memcpy(state->signs_before, state->signs, (size_t)state->point_count * NSC_PROBES * sizeof *state->signs);
}

nsc_status nsc_rwa_partial(const nsc_walk_domain *domain, uint64_t seed, nsc_rwa_curve *curve,
                           const nsc_control *control, nsc_error *error) {
    nsc_partial state = {.domain = domain,
                         .graph = domain->landscape->graph,
                         .curve = curve,
                         .point_count = domain->landscape->space->point_count};
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_random_create(&random, seed, NSC_STREAM_RETURN_SIGNS, 0, error));
    NSC_TRY(prepare(&state, error));
    nsc_partial_exact_diagonal(&state);
    if (nsc_interaction_orders_are_eigenspaces(domain->landscape))
        NSC_TRY(nsc_partial_diagonal_by_orders(&state, error));
    else
        NSC_TRY(nsc_partial_probe_returns(&state, random, control, error));
    fill_start(&state, random);
    curve->autocorrelation[0] = curve->low[0] = curve->high[0] = curve->return_probability[0] = 1;
    curve->unknown[0] = 0;
    for (unsigned lag = 1; lag <= curve->lags; lag++) {
        NSC_TRY(nsc_graph_walk_product(state.graph, state.before, state.after, NSC_VECTORS, domain->control, error));
        nsc_partial_swap(&state.before, &state.after);
        NSC_TRY(nsc_graph_walk_product(state.graph, state.powers_before, state.powers_after, NSC_POWERS,
                                       domain->control, error));
        nsc_partial_swap(&state.powers_before, &state.powers_after);
        if (!state.diagonal.exact)
            NSC_TRY(nsc_partial_probe_evaluated(&state, lag, error));
        estimate_lag(&state, lag);
        nsc_control_report(control, "autocorrelation", (double)lag / curve->lags);
    }
out:
    release(&state);
    if (random != NULL)
        gsl_rng_free(random);
    return status;
}
