/*
 * The correlation over pairs of evaluated points, its errors by the design and by noise, and what its pairs are worth.
 * See rwa_partial.c.
 */
#include "analysis/walks/rwa_partial_internal.h"

#include <math.h>

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
static double noise_at(const nsc_partial *state, uint32_t point) {
    return state->domain->noise != NULL ? state->domain->noise[point] : 0;
}

static double mean_noise(const nsc_partial *state, double scale) {
    double weight = 0, noise = 0;
    for (uint32_t number = 0; state->domain->noise != NULL && number < state->domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const double own = nsc_partial_sums(state, point, scale * state->diagonal.second[point]).weight;
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
static double variance_of_noise(const nsc_partial *state, const lag_moments *all, uint32_t point, double chance) {
    const double *reached = state->before + (size_t)point * NSC_VECTORS;
    const double *own = state->start + (size_t)point * NSC_VECTORS;
    const double centred = nsc_partial_centred(state->domain, point) - all->mean,
                 true_variance = all->variance - all->noise;
    const double weight = own[NSC_OF_WEIGHT] * (reached[NSC_OF_WEIGHT] - own[NSC_OF_WEIGHT] * chance);
    const double others = own[NSC_OF_WEIGHT] * (reached[NSC_OF_FITNESS] - all->mean * reached[NSC_OF_WEIGHT] -
                                                own[NSC_OF_WEIGHT] * chance * centred);
    const double slope = 2 * state->domain->stationary[point] *
                         (others - all->covariance / true_variance * weight * centred) / (all->weight * true_variance);
    return (1 - nsc_walk_hidden(state->domain, point)) * slope * slope * noise_at(state, point);
}

/* The sums over points; P^k(i,i) of a single point has the shape of P²(i,i), scaled to the lag's sum by `scale`.
 * Returns the variance of the mean that the points' pairs share. */
static double add_points(const nsc_partial *state, double scale, const lag_moments *all, nsc_pair_errors *errors) {
    double of_mean = 0;
    for (uint32_t number = 0; number < state->domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const nsc_pair_sums own = nsc_partial_sums(state, point, scale * state->diagonal.second[point]);
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
static double add_neighbours(const nsc_partial *state, const lag_moments *all, nsc_quadratic *sum) {
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
            const double x = nsc_partial_centred(state->domain, point), y = nsc_partial_centred(state->domain, other);
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
static double add_signed_pairs(const nsc_partial *state, double scale, const lag_moments *all, nsc_quadratic *sum) {
    const nsc_walk_domain *domain = state->domain;
    double weights = 0;
    for (uint32_t number = 0; number < domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const double *reached = state->powers_before + (size_t)point * NSC_POWERS;
        const double *own = state->start + (size_t)point * NSC_VECTORS;
        const double hidden = nsc_walk_hidden(domain, point);
        const double chance = sqrt(hidden) * state->signs[(size_t)point * NSC_PROBES] * sqrt(domain->strengths[point]) *
                              scale * state->diagonal.second[point];
        double powers[NSC_POWERS];
        for (int power = 0; power < NSC_POWERS; power++)
            powers[power] = reached[power] - chance * own[power];
        const double step = domain->stationary[point] * own[NSC_OF_WEIGHT], x = nsc_partial_centred(domain, point);
        const nsc_pair_sums pairs = {.weight = step * powers[NSC_OF_WEIGHT],
                                     .sum = step * (x * powers[NSC_OF_WEIGHT] + powers[NSC_OF_FITNESS]) / 2,
                                     .square = step * (x * x * powers[NSC_OF_WEIGHT] + powers[NSC_OF_SQUARE]) / 2,
                                     .product = step * x * powers[NSC_OF_FITNESS]};
        /* Half the sum over ordered pairs, each of which stands for both orders. */
        const contribution moved = contribution_of(all, &pairs, (noise_at(state, point) + all->noise) / 2);
        nsc_quadratic_add(sum, 2 * hidden, moved.covariance, moved.variance);
        weights += 2 * pairs.weight * pairs.weight;
    }
    return weights;
}

nsc_partial_estimate nsc_partial_correlation(const nsc_partial *state, unsigned lag, const nsc_pair_sums *sums,
                                             double all_weight) {
    lag_moments all = moments_of(sums);
    const double scale = lag < 2 ? 0
                                 : nsc_mean_of_probes(state->diagonal.sums[0][lag], NSC_NO_PROBE) /
                                       nsc_mean_of_probes(state->diagonal.sums[0][2], NSC_NO_PROBE);
    nsc_partial_estimate made = {0};
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
