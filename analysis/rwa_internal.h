/*
 * What the files of the random-walk autocorrelation share.
 *
 *   rwa.c          the analysis and its tables
 *   rwa_ground.c   where the walk goes
 *   rwa_exact.c    the curve of a complete fitness
 *   rwa_partial.c  the curve estimated from a partial one
 *   rwa_walks.c    the curve from seeded walks
 */
#ifndef NSC_RWA_INTERNAL_H
#define NSC_RWA_INTERNAL_H

#include "analysis/analysis.h"

#include <stdbool.h>

/* Points of one size, and how many of them have a fitness. */
typedef struct nsc_rwa_stratum {
    double size;
    uint32_t points, known;
    double stationary_share;
} nsc_rwa_stratum;

/* Where the walk goes: the largest component, its stationary distribution, and how well it is covered. */
typedef struct nsc_rwa_ground {
    const nsc_landscape *landscape;
    uint32_t component_count, point_count; /* components of the graph; points of the largest, which is walked */
    uint32_t known_count;                  /* of them with a fitness */
    bool *walked;                          /* [point] belongs to the largest component */
    double *stationary;                    /* [point], 0 outside; sums to 1 */
    double mean;                           /* stationary mean of the known fitness, strata weighted alike */
    nsc_rwa_stratum *strata;
    size_t stratum_count;
    uint8_t *stratum; /* [point] */
    size_t thread_count;
} nsc_rwa_ground;

nsc_status nsc_rwa_ground_prepare(nsc_rwa_ground *ground, const nsc_landscape *landscape, size_t thread_count,
                                  nsc_error *error);
void nsc_rwa_ground_release(nsc_rwa_ground *ground);

/* Inverse inclusion probability of a known point: points / known of its stratum. */
static inline double nsc_rwa_weight(const nsc_rwa_ground *ground, uint32_t point) {
    const nsc_rwa_stratum *stratum = &ground->strata[ground->stratum[point]];
    return (double)stratum->points / stratum->known;
}
static inline bool nsc_rwa_known(const nsc_rwa_ground *ground, uint32_t point) {
    return ground->walked[point] && nsc_fitness_known(ground->landscape->fitness, point);
}

/* One curve over lags 0 … lags; arrays of lags + 1, NaN where unknown. */
typedef struct nsc_rwa_curve {
    unsigned lags;
    double *autocorrelation, *low, *high;
    double *returns; /* chance that the walk is back at its start */
    double *unknown; /* chance that an end lies in a stratum without any fitness */
} nsc_rwa_curve;

nsc_status nsc_rwa_curve_create(nsc_rwa_curve *curve, unsigned lags, nsc_error *error);
void nsc_rwa_curve_release(nsc_rwa_curve *curve);

/* The stationary autocorrelation of a fitness known at every point walked, exactly: half as many products as lags. */
nsc_status nsc_rwa_exact(const nsc_rwa_ground *ground, nsc_rwa_curve *curve, const nsc_progress *progress,
                         nsc_error *error);

/* The same estimated from the points known: see rwa_partial.c. */
nsc_status nsc_rwa_partial(const nsc_rwa_ground *ground, uint64_t seed, nsc_rwa_curve *curve,
                           const nsc_progress *progress, nsc_error *error);

/* From seeded walks: see rwa_walks.c. */
nsc_status nsc_rwa_walks(const nsc_rwa_ground *ground, unsigned walks, unsigned length, uint64_t seed,
                         nsc_rwa_curve *curve, nsc_error *error);

/* Weighted sums over pairs (x, y) from which Pearson's correlation of a symmetric pair follows. */
typedef struct nsc_pair_sums {
    double weight;  /* Σ w */
    double sum;     /* Σ w (x + y) / 2 */
    double square;  /* Σ w (x² + y²) / 2 */
    double product; /* Σ w x y */
} nsc_pair_sums;

static inline double nsc_pair_correlation(const nsc_pair_sums *sums) {
    const double mean = sums->sum / sums->weight;
    return (sums->product / sums->weight - mean * mean) / (sums->square / sums->weight - mean * mean);
}

#endif
