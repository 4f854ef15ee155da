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
 * Σ g(i) P^k(i,i). That is 0 at lag 1 and a sum over neighbours at lag 2; beyond, it follows from the eigenvalues on all
 * strings of a Hamming space, and is else estimated as tr(G S^k) with
 * random signs z (Hutchinson 1990), S = D^½ P D^-½, D the strengths of points: R(k) from (S^i z)'(S^j z), i + j = k,
 * and sums over evaluated points from z'G S^k z with signs at the evaluated points alone. Signs elsewhere would add
 * only noise, which the squared weights of few evaluated points make larger than all other errors.
 *
 * The interval is that of pair_correlation.h. At lag 1 the pairs are listed. At larger lags, the squared contributions of
 * pairs are expectations of squared products with random signs at evaluated points, E (Σ_j P^k(i,j) g(j) z(j))² = Σ_j
 * P^k(i,j)² g(j)². The variance due to the random signs of the diagonal is added, by the jackknife over them. If the walk
 * visits sizes without evaluated points, the probability that an end has such a size widens the interval by the full
 * range of a correlation.
 *
 * Noise in the fitness, independent between points, lowers c(k) by the reliability of the fitness, the share of its
 * variance that is not noise (Spearman 1904): c(k) is divided by it. The variance of the noise itself adds to that of the
 * estimate, also if no point is hidden: the sum over points of the noise times the squared derivative of c(k).
 *
 * Pairs are too few for a value if they are worth fewer than NSC_LEAST_EFFECTIVE_PAIRS pairs of normally distributed
 * fitnesses: their effective number (Kish 1965), hidden points alone counted, over a third of the kurtosis.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/estimators/statistics.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>
#include <string.h>

enum {
    PROBES = 4,  /* vectors of random signs, pushed together */
    VECTORS = 4, /* weight, weight × fitness, weight × fitness², covered */
    POWERS = 3,  /* the first three of them, times a random sign */
    WEIGHT = 0,
    FITNESS = 1,
    SQUARE = 2,
    COVERED = 3
};

_Static_assert(PROBES <= VECTORS, "signs and pairs take turns in the same vectors");

/* Diagonal sums at each lag, for each vector of signs: the return probability, and those subtracted from sums over
 * pairs. */
typedef struct diagonals {
    double (*returns)[PROBES]; /* [lag] Σ π(i) P^k(i,i) over all points of the domain */
    double (*sums[3])[PROBES]; /* [power of fitness][lag] Σ π(i) w(i)² f(i)^power P^k(i,i) over the evaluated ones */
    double *second;            /* [point] P²(i,i) */
    bool exact;                /* at all lags */
} diagonals;

typedef struct partial {
    const nsc_walk_domain *domain;
    const nsc_graph *graph;
    nsc_rows rows;
    nsc_rwa_curve *curve;
    uint32_t point_count;
    uint32_t *evaluated; /* the walked points with a fitness */
    double *start;       /* [point × VECTORS] */
    double *before;      /* [point × VECTORS], P^k start */
    double *after;
    double *signs;        /* [point × PROBES], 0 without a fitness */
    double *signs_before; /* [point × PROBES], P^k D^-½ signs */
    double *signs_after;
    double *powers_before; /* [point × POWERS], P^k of the vectors times a sign and √(1 − inclusion probability) */
    double *powers_after;
    diagonals diagonal;
} partial;

static void release(partial *state) {
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

static nsc_status prepare(partial *state, nsc_error *error) {
    const size_t points = state->point_count, lags = (size_t)state->curve->lags + 3;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&state->rows, state->graph, error));
    NSC_TRY(nsc_allocate(&state->evaluated, state->domain->known_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&state->start, points * VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->before, points * VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->after, points * VECTORS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->signs, points * PROBES, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->signs_before, points * PROBES, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->signs_after, points * PROBES, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->powers_before, points * POWERS, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->powers_after, points * POWERS, sizeof(double), error));
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

static double centred_fitness(const nsc_walk_domain *domain, uint32_t point) {
    return domain->landscape->fitness->values[point] - domain->mean;
}

/* ---- the diagonal ---- */

/* Adds one evaluated point's P^k(i,i), as one vector of signs has it, to the three sums. */
static void add_evaluated(partial *state, unsigned lag, unsigned probe, uint32_t point, double chance) {
    const nsc_walk_domain *domain = state->domain;
    const double weight = nsc_walk_weight(domain, point), fitness = centred_fitness(domain, point);
    const double share = domain->stationary[point] * weight * weight * chance;
    state->diagonal.sums[0][lag][probe] += share;
    state->diagonal.sums[1][lag][probe] += share * fitness;
    state->diagonal.sums[2][lag][probe] += share * fitness * fitness;
}

/* Lags 0 to 2, exact and the same for all signs: the walk returns certainly, never, and by each neighbour. */
static void exact_diagonal(partial *state) {
    for (uint32_t point = 0; point < state->point_count; point++) {
        if (!state->domain->walked[point])
            continue;
        const nsc_row row = nsc_rows_at(&state->rows, point);
        double back = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const double weight = nsc_row_weight(&row, place);
            back += weight * weight / state->domain->strengths[row.points[place]];
        }
        state->diagonal.second[point] = back / state->domain->strengths[point];
        for (unsigned probe = 0; probe < PROBES; probe++) {
            state->diagonal.returns[0][probe] += state->domain->stationary[point];
            state->diagonal.returns[2][probe] += state->domain->stationary[point] * state->diagonal.second[point];
            if (!nsc_walk_evaluated(state->domain, point))
                continue;
            add_evaluated(state, 0, probe, point, 1);
            add_evaluated(state, 2, probe, point, state->diagonal.second[point]);
        }
    }
}

/* All larger lags where interaction orders are eigenspaces: P^k(i,i) is the same at all points, the mean of all
 * eigenvalues to the power of k. */
static nsc_status diagonal_by_orders(partial *state, nsc_error *error) {
    nsc_interaction_orders orders;
    const nsc_status status = nsc_interaction_orders_begin(&orders, state->domain->landscape, error);
    if (status != NSC_OK)
        return status;
    for (unsigned lag = 3; lag <= state->curve->lags; lag++) {
        nsc_interaction_eigenspace eigenspace = {0};
        double chance = 1;
        while (nsc_interaction_eigenspace_next(&orders, &eigenspace))
            chance += eigenspace.dimension * pow(1 - eigenspace.eigenvalue, lag);
        chance /= state->point_count;
        for (unsigned probe = 0; probe < PROBES; probe++) {
            state->diagonal.returns[lag][probe] = chance;
            for (uint32_t number = 0; number < state->domain->known_count; number++)
                add_evaluated(state, lag, probe, state->evaluated[number], chance);
        }
    }
    nsc_interaction_orders_release(&orders);
    state->diagonal.exact = true;
    return NSC_OK;
}

/* D^-½ z for one point's random signs z. */
static void draw_signs(const partial *state, gsl_rng *random, uint32_t point, double *signs) {
    for (unsigned probe = 0; probe < PROBES; probe++)
        signs[probe] = (gsl_rng_uniform_int(random, 2) == 0 ? -1 : 1) / sqrt(state->domain->strengths[point]);
}

/* R(k) at one lag from x = P^i D^-½ z and y = P^j D^-½ z; π(i) is the strength over the sum of strengths. */
static void probed_returns(partial *state, unsigned lag, const double *x, const double *y) {
    for (uint32_t point = 0; point < state->point_count; point++)
        for (unsigned probe = 0; state->domain->walked[point] && probe < PROBES; probe++)
            state->diagonal.returns[lag][probe] += state->domain->stationary[point] * state->domain->strengths[point] *
                                                   x[(size_t)point * PROBES + probe] *
                                                   y[(size_t)point * PROBES + probe];
}

static void swap(double **first, double **second) {
    double *const swapped = *first;
    *first = *second;
    *second = swapped;
}

/* R(k) from lag 3 on, with signs at all points walked; uses the vectors that the pairs need only afterwards. */
static nsc_status probe_returns(partial *state, gsl_rng *random, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < state->point_count; point++)
        if (state->domain->walked[point])
            draw_signs(state, random, point, state->before + (size_t)point * PROBES);
    for (unsigned half = 0; status == NSC_OK && 2 * half <= state->curve->lags; half++) {
        if (2 * half >= 3)
            probed_returns(state, 2 * half, state->before, state->before);
        status =
            nsc_graph_walk_product(state->graph, state->before, state->after, PROBES, state->domain->control, error);
        if (2 * half + 1 >= 3 && 2 * half + 1 <= state->curve->lags)
            probed_returns(state, 2 * half + 1, state->before, state->after);
        swap(&state->before, &state->after);
        nsc_control_report(control, "return probabilities", 2.0 * half / state->curve->lags);
    }
    return status;
}

/* Takes the signs at evaluated points one step further, and from lag 3 on adds their estimate of the sums over
 * evaluated points. */
static nsc_status probe_evaluated(partial *state, unsigned lag, nsc_error *error) {
    nsc_status status = nsc_graph_walk_product(state->graph, state->signs_before, state->signs_after, PROBES,
                                               state->domain->control, error);
    swap(&state->signs_before, &state->signs_after);
    for (uint32_t number = 0; status == NSC_OK && lag >= 3 && number < state->domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const size_t place = (size_t)point * PROBES;
        for (unsigned probe = 0; probe < PROBES; probe++)
            add_evaluated(state, lag, probe, point,
                          state->domain->strengths[point] * state->signs[place + probe] *
                              state->signs_before[place + probe]);
    }
    return status;
}

/* One lag's mean over the signs, or over all but one of them. */
enum { NONE = -1 };
static double mean_of_probes(const double by_probe[PROBES], int left_out) {
    double sum = 0;
    for (int probe = 0; probe < PROBES; probe++)
        sum += probe == left_out ? 0 : by_probe[probe];
    return sum / (left_out == NONE ? PROBES : PROBES - 1);
}

/* ---- pairs of different evaluated points ---- */

/* Sums over the pairs with one point first; `chance` is its P^k(i,i). */
static nsc_pair_sums point_sums(const partial *state, uint32_t point, double chance) {
    const double *reached = state->before + (size_t)point * VECTORS;
    const double *own = state->start + (size_t)point * VECTORS;
    const double stationary = state->domain->stationary[point], diagonal = own[WEIGHT] * own[WEIGHT] * chance;
    const double fitness = centred_fitness(state->domain, point);
    return (nsc_pair_sums){
        .weight = stationary * (own[WEIGHT] * reached[WEIGHT] - diagonal),
        .sum =
            stationary * (0.5 * (own[WEIGHT] * reached[FITNESS] + own[FITNESS] * reached[WEIGHT]) - diagonal * fitness),
        .square = stationary * (0.5 * (own[WEIGHT] * reached[SQUARE] + own[SQUARE] * reached[WEIGHT]) -
                                diagonal * fitness * fitness),
        .product = stationary * (own[FITNESS] * reached[FITNESS] - diagonal * fitness * fitness)};
}

/* Over all pairs of evaluated points, those of a point with itself included. */
static nsc_pair_sums sums_with_diagonal(const partial *state) {
    nsc_pair_sums sums = {0};
    for (uint32_t place = 0; place < state->domain->known_count; place++) {
        const nsc_pair_sums own = point_sums(state, state->evaluated[place], 0);
        sums.weight += own.weight;
        sums.sum += own.sum;
        sums.square += own.square;
        sums.product += own.product;
    }
    return sums;
}

static nsc_pair_sums less_diagonal(const partial *state, unsigned lag, int left_out, const nsc_pair_sums *sums) {
    const double square = mean_of_probes(state->diagonal.sums[2][lag], left_out);
    return (nsc_pair_sums){.weight = sums->weight - mean_of_probes(state->diagonal.sums[0][lag], left_out),
                           .sum = sums->sum - mean_of_probes(state->diagonal.sums[1][lag], left_out),
                           .square = sums->square - square,
                           .product = sums->product - square};
}

/* ---- its error ---- */

/* Means over all pairs at a lag; `noise`: of its variance. */
typedef struct lag_moments {
    double mean, covariance, variance, weight, noise;
} lag_moments;

static lag_moments moments_of(const nsc_pair_sums *all) {
    const double mean = all->sum / all->weight;
    return (lag_moments){.mean = mean,
                         .covariance = all->product / all->weight - mean * mean,
                         .variance = all->square / all->weight - mean * mean,
                         .weight = all->weight};
}

/* Variance of the noise at a point. */
static double noise_at(const partial *state, uint32_t point) {
    return state->domain->noise != NULL ? state->domain->noise[point] : 0;
}

static double mean_noise(const partial *state, double scale) {
    double weight = 0, noise = 0;
    for (uint32_t number = 0; state->domain->noise != NULL && number < state->domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const double own = point_sums(state, point, scale * state->diagonal.second[point]).weight;
        weight += own;
        noise += own * state->domain->noise[point];
    }
    return weight > 0 ? noise / weight : 0;
}

/* What some pairs, a point's or a single one, contribute to the covariance and to the variance without noise, over that
 * variance; `noise`: mean of the noise at their ends. */
typedef struct contribution {
    double covariance, variance;
} contribution;

static contribution contribution_of(const lag_moments *all, const nsc_pair_sums *own, double noise) {
    const double common = all->mean * all->mean * own->weight - 2 * all->mean * own->sum;
    const double true_variance = all->variance - all->noise, scale = all->weight * true_variance;
    return (contribution){(own->product + common - all->covariance * own->weight) / scale,
                          (own->square + common - (noise + true_variance) * own->weight) / scale};
}

/* The variance that noise at one evaluated point adds, by the derivative of c(k) with respect to its fitness. */
static double variance_of_noise(const partial *state, const lag_moments *all, uint32_t point, double chance) {
    const double *reached = state->before + (size_t)point * VECTORS;
    const double *own = state->start + (size_t)point * VECTORS;
    const double centred = centred_fitness(state->domain, point) - all->mean,
                 true_variance = all->variance - all->noise;
    const double weight = own[WEIGHT] * (reached[WEIGHT] - own[WEIGHT] * chance);
    const double others =
        own[WEIGHT] * (reached[FITNESS] - all->mean * reached[WEIGHT] - own[WEIGHT] * chance * centred);
    const double slope = 2 * state->domain->stationary[point] *
                         (others - all->covariance / true_variance * weight * centred) / (all->weight * true_variance);
    return (1 - nsc_walk_hidden(state->domain, point)) * slope * slope * noise_at(state, point);
}

/* The sums over points; P^k(i,i) of a single point has the shape of P²(i,i), scaled to the lag's sum by `scale`. Returns
 * the variance of the mean that the points' pairs share. */
static double add_points(const partial *state, double scale, const lag_moments *all, nsc_pair_errors *errors) {
    double of_mean = 0;
    for (uint32_t number = 0; number < state->domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const nsc_pair_sums own = point_sums(state, point, scale * state->diagonal.second[point]);
        const double hidden = nsc_walk_hidden(state->domain, point);
        const double of_mean_own = 2 * (own.sum - all->mean * own.weight) / all->weight;
        const contribution moved = contribution_of(all, &own, (noise_at(state, point) + all->noise) / 2);
        /* Both orders of each pair. */
        nsc_pair_errors_add(errors, hidden, 2 * moved.covariance, 2 * moved.variance,
                            all->covariance / (all->variance - all->noise));
        if (state->domain->noise != NULL)
            errors->other += variance_of_noise(state, all, point, scale * state->diagonal.second[point]);
        of_mean += hidden * of_mean_own * of_mean_own;
    }
    return of_mean;
}

/* The sum over pairs at lag 1, and that of their squared weights, those of hidden points. */
static double add_neighbours(const partial *state, const lag_moments *all, nsc_quadratic *sum) {
    double weights = 0;
    for (uint32_t number = 0; number < state->domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const double step = state->domain->stationary[point] / state->domain->strengths[point];
        const nsc_row row = nsc_rows_at(&state->rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = row.points[place];
            if (other < point || !nsc_walk_evaluated(state->domain, other))
                continue;
            const double weight = step * nsc_row_weight(&row, place) * nsc_walk_weight(state->domain, point) *
                                  nsc_walk_weight(state->domain, other);
            const double x = centred_fitness(state->domain, point), y = centred_fitness(state->domain, other);
            const nsc_pair_sums own = {.weight = 2 * weight,
                                       .sum = weight * (x + y),
                                       .square = weight * (x * x + y * y),
                                       .product = 2 * weight * x * y};
            const double hidden = nsc_walk_hidden(state->domain, point),
                         other_hidden = nsc_walk_hidden(state->domain, other);
            const contribution moved =
                contribution_of(all, &own, (noise_at(state, point) + noise_at(state, other)) / 2);
            nsc_quadratic_add(sum, hidden * other_hidden, moved.covariance, moved.variance);
            weights += 2 * weight * weight * (hidden + other_hidden);
        }
    }
    return weights;
}

/* The same at larger lags, by random signs. */
static double add_signed_pairs(const partial *state, double scale, const lag_moments *all, nsc_quadratic *sum) {
    const nsc_walk_domain *domain = state->domain;
    double weights = 0;
    for (uint32_t number = 0; number < domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const double *reached = state->powers_before + (size_t)point * POWERS;
        const double *own = state->start + (size_t)point * VECTORS;
        const double hidden = nsc_walk_hidden(domain, point);
        const double chance = sqrt(hidden) * state->signs[(size_t)point * PROBES] * sqrt(domain->strengths[point]) *
                              scale * state->diagonal.second[point];
        double powers[POWERS];
        for (int power = 0; power < POWERS; power++)
            powers[power] = reached[power] - chance * own[power];
        const double step = domain->stationary[point] * own[WEIGHT], x = centred_fitness(domain, point);
        const nsc_pair_sums pairs = {.weight = step * powers[WEIGHT],
                                     .sum = step * (x * powers[WEIGHT] + powers[FITNESS]) / 2,
                                     .square = step * (x * x * powers[WEIGHT] + powers[SQUARE]) / 2,
                                     .product = step * x * powers[FITNESS]};
        /* Half the sum over ordered pairs, each of which stands for both orders. */
        const contribution moved = contribution_of(all, &pairs, (noise_at(state, point) + all->noise) / 2);
        nsc_quadratic_add(sum, 2 * hidden, moved.covariance, moved.variance);
        weights += 2 * pairs.weight * pairs.weight;
    }
    return weights;
}

/* c(k), its errors, and the number of pairs of normally distributed fitnesses that its pairs are worth. */
typedef struct lag_estimate {
    double correlation, effective_pairs;
    double of_mean; /* variance of the mean over that of the fitness */
    nsc_pair_errors errors;
} lag_estimate;

/*
 * Products of differences from the estimated mean are too low by its variance, which is added. Pairs that stand for
 * less than half of all, whose weight is `all_weight`, are worth nothing, since the others are of other strata.
 */
static lag_estimate find_correlation(const partial *state, unsigned lag, const nsc_pair_sums *sums, double all_weight) {
    lag_moments all = moments_of(sums);
    const double scale =
        lag < 2 ? 0
                : mean_of_probes(state->diagonal.sums[0][lag], NONE) / mean_of_probes(state->diagonal.sums[0][2], NONE);
    lag_estimate made = {0};
    all.noise = mean_noise(state, scale);
    if (!(sums->weight > all_weight / 2) || !(all.variance > all.noise))
        return made;
    const double of_mean = add_points(state, scale, &all, &made.errors);
    const double weights = lag == 1 ? add_neighbours(state, &all, &made.errors.pairs)
                                    : add_signed_pairs(state, scale, &all, &made.errors.pairs);
    made.correlation = (all.covariance + of_mean) / (all.variance - all.noise + of_mean);
    made.of_mean = of_mean / (all.variance - all.noise);
    made.effective_pairs = nsc_effective_pairs(sums->weight * sums->weight / weights, state->domain->kurtosis);
    return made;
}

/* The probability that an end of a walk has a size without evaluated points; exactly 0 if there is no such size. */
static double unknown_chance(const partial *state) {
    if (!nsc_walk_has_uncovered_sizes(state->domain))
        return 0;
    double chance = 0;
    for (uint32_t point = 0; point < state->point_count; point++)
        chance += state->domain->stationary[point] * state->start[(size_t)point * VECTORS + COVERED] *
                  state->before[(size_t)point * VECTORS + COVERED];
    return fmax(1 - chance, 0);
}

/* R(k) + (1 − R(k)) c(k) by the signs, or by all but one of them; `sums` are those over the pairs of c(k). */
static double value_of(const partial *state, unsigned lag, int left_out, const nsc_pair_sums *with_diagonal,
                       nsc_pair_sums *sums, double *returns) {
    *returns = fmin(fmax(mean_of_probes(state->diagonal.returns[lag], left_out), 0), 1);
    *sums = less_diagonal(state, lag, left_out, with_diagonal);
    return *returns + (1 - *returns) * nsc_pair_correlation(sums);
}

/* Variance due to the choice of signs, by the jackknife over them; 0 if the diagonal is exact. */
static double variance_of_signs(const partial *state, unsigned lag, const nsc_pair_sums *with_diagonal) {
    double values[PROBES], mean = 0, squares = 0, returns;
    nsc_pair_sums sums;
    if (lag < 3 || state->diagonal.exact)
        return 0;
    for (int probe = 0; probe < PROBES; probe++) {
        values[probe] = value_of(state, lag, probe, with_diagonal, &sums, &returns);
        mean += values[probe] / PROBES;
    }
    for (int probe = 0; probe < PROBES; probe++)
        squares += (values[probe] - mean) * (values[probe] - mean);
    return squares * (PROBES - 1) / PROBES;
}

static void estimate_lag(const partial *state, unsigned lag) {
    nsc_rwa_curve *curve = state->curve;
    double returns;
    nsc_pair_sums sums;
    const nsc_pair_sums with_diagonal = sums_with_diagonal(state);
    value_of(state, lag, NONE, &with_diagonal, &sums, &returns);
    const double different = 1 - returns;
    lag_estimate made = find_correlation(state, lag, &sums, different);
    curve->effective_pairs[lag] = made.effective_pairs;
    curve->return_probability[lag] = returns;
    curve->unknown[lag] = unknown_chance(state);
    if (!(made.effective_pairs >= NSC_LEAST_EFFECTIVE_PAIRS) || !(fabs(made.correlation) < 1))
        return;
    /* The squared error of the mean is off by √2 of its expectation. */
    const double of_signs = variance_of_signs(state, lag, &with_diagonal) / (different * different);
    made.errors.other += of_signs + 2 * made.of_mean * made.of_mean;
    made.errors.other_freedom = (PROBES - 1) * (made.errors.other / of_signs) * (made.errors.other / of_signs);
    const nsc_estimate found = nsc_estimate_pair_correlation(made.correlation, &made.errors);
    nsc_rwa_curve_set(curve, lag,
                      (nsc_estimate){returns + different * found.value, returns + different * found.low,
                                     returns + different * found.high});
}

static void fill_start(partial *state, gsl_rng *random) {
    const nsc_walk_domain *domain = state->domain;
    memset(state->start, 0, (size_t)state->point_count * VECTORS * sizeof *state->start);
    for (uint32_t point = 0; point < state->point_count; point++) {
        double *start = state->start + (size_t)point * VECTORS, *signs = state->signs + (size_t)point * PROBES;
        if (!domain->walked[point])
            continue;
        start[COVERED] = nsc_walk_covered(domain, point) ? 1 : 0;
        if (!nsc_walk_evaluated(domain, point))
            continue;
        const double fitness = centred_fitness(domain, point);
        start[WEIGHT] = nsc_walk_weight(domain, point);
        start[FITNESS] = start[WEIGHT] * fitness;
        start[SQUARE] = start[FITNESS] * fitness;
        draw_signs(state, random, point, signs);
        for (int power = 0; power < POWERS; power++)
            state->powers_before[(size_t)point * POWERS + (size_t)power] =
                sqrt(nsc_walk_hidden(domain, point) * domain->strengths[point]) * signs[0] * start[power];
    }
    memcpy(state->before, state->start, (size_t)state->point_count * VECTORS * sizeof *state->start);
    memcpy(state->signs_before, state->signs, (size_t)state->point_count * PROBES * sizeof *state->signs);
}

nsc_status nsc_rwa_partial(const nsc_walk_domain *domain, uint64_t seed, nsc_rwa_curve *curve,
                           const nsc_control *control, nsc_error *error) {
    partial state = {.domain = domain,
                     .graph = domain->landscape->graph,
                     .curve = curve,
                     .point_count = domain->landscape->space->point_count};
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_random_create(&random, seed, NSC_STREAM_RETURN_SIGNS, 0, error));
    NSC_TRY(prepare(&state, error));
    exact_diagonal(&state);
    if (nsc_interaction_orders_are_eigenspaces(domain->landscape))
        NSC_TRY(diagonal_by_orders(&state, error));
    else
        NSC_TRY(probe_returns(&state, random, control, error));
    fill_start(&state, random);
    curve->autocorrelation[0] = curve->low[0] = curve->high[0] = curve->return_probability[0] = 1;
    curve->unknown[0] = 0;
    for (unsigned lag = 1; lag <= curve->lags; lag++) {
        NSC_TRY(nsc_graph_walk_product(state.graph, state.before, state.after, VECTORS, domain->control, error));
        swap(&state.before, &state.after);
        NSC_TRY(nsc_graph_walk_product(state.graph, state.powers_before, state.powers_after, POWERS, domain->control,
                                       error));
        swap(&state.powers_before, &state.powers_after);
        if (!state.diagonal.exact)
            NSC_TRY(probe_evaluated(&state, lag, error));
        estimate_lag(&state, lag);
        nsc_control_report(control, "autocorrelation", (double)lag / curve->lags);
    }
out:
    release(&state);
    if (random != NULL)
        gsl_rng_free(random);
    return status;
}
