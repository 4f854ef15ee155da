/*
 * What the files of the random-walk autocorrelation share, on the graph of points and on encodings.
 *
 *   rwa.c          the analysis on the graph of points; the rows that the one on encodings has as well
 *   rwa_domain.c   where a walk goes; on a graph, how it moves
 *   rwa_walks.c    the curve from seeded walks, whatever moves them
 *   rwa_design.c   how far such a curve may be off because only some points have a fitness
 *   rwa_exact.c    the curve on a graph of a complete fitness
 *   rwa_partial.c  the curve on a graph estimated from a partial fitness
 *
 *   encodingrwa.c  the analysis on encodings: see encodingrwa_internal.h
 */
#ifndef NSC_RWA_INTERNAL_H
#define NSC_RWA_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/strata.h"
#include "analysis/summary.h"

#include <math.h>
#include <stdbool.h>

/* Walked points of one size. */
typedef struct nsc_walk_stratum {
    double size;
    nsc_stratum counts;
    double stationary_share;
    double mean, variance; /* of the evaluated fitness, less the domain's mean, by the walk's time at each point */
} nsc_walk_stratum;

/* Where the walk goes: the points it visits, its stationary distribution, and how well it is covered. */
typedef struct nsc_walk_domain {
    const nsc_landscape *landscape;
    uint32_t point_count; /* points walked: of the graph's largest component, or that some encoding walked is of */
    uint32_t known_count; /* of them with a fitness */
    bool *walked;         /* [point] is one of them */
    double *stationary;   /* [point], 0 outside; sums to 1 */
    double *strengths;    /* [point] on the graph: sum of the weights of its edges; NULL on encodings */
    double *passed;       /* on a graph with weights: [place] their sum up to it, from the row's first; else NULL */
    double *starts;       /* likewise: [point] sum of the stationary distribution up to it */
    double mean;          /* stationary mean of the evaluated fitness, strata weighted alike */
    nsc_walk_stratum *strata;
    size_t stratum_count;
    uint8_t *stratum; /* [point] */
    const nsc_control *control;
} nsc_walk_domain;

/* Empty arrays, `walked` and `stationary` for the caller to fill along with `point_count`, and what follows from them.
 * nsc_walk_domain_release is due after either, even if it fails. */
nsc_status nsc_walk_domain_create(nsc_walk_domain *domain, const nsc_landscape *landscape, const nsc_control *control,
                                  nsc_error *error);
nsc_status nsc_walk_domain_complete(nsc_walk_domain *domain, nsc_error *error);

/* NSC_MISSING where fewer than two points walked have a fitness, or all have the same. */
nsc_status nsc_walk_domain_require(const nsc_walk_domain *domain, nsc_error *error);

/* The domain of the largest component of an undirected graph, whose edges a walk takes by their weights. */
nsc_status nsc_walk_domain_prepare(nsc_walk_domain *domain, const nsc_landscape *landscape, const nsc_control *control,
                                   nsc_error *error);
void nsc_walk_domain_release(nsc_walk_domain *domain);

/* Inverse inclusion probability of an evaluated point: points / evaluated ones of its stratum. */
static inline double nsc_walk_weight(const nsc_walk_domain *domain, uint32_t point) {
    return nsc_stratum_weight(&domain->strata[domain->stratum[point]].counts);
}
/* One less the inclusion probability: what a sample without replacement takes off each point's share of a variance. */
static inline double nsc_walk_hidden_share(const nsc_walk_domain *domain, uint32_t point) {
    return 1 - nsc_stratum_share(&domain->strata[domain->stratum[point]].counts);
}
static inline bool nsc_walk_evaluated(const nsc_walk_domain *domain, uint32_t point) {
    return domain->walked[point] && nsc_fitness_known(domain->landscape->fitness, point);
}

/* True if the walk visits a stratum without evaluated points. */
bool nsc_walk_has_uncovered_strata(const nsc_walk_domain *domain);

/* Walks to be made: what moves one, how many, how long. */
typedef struct nsc_rwa_plan {
    /* Writes the points that a walk from its stationary distribution visits: path[0 … length − 1]. NSC_FAILED without
     * memory. */
    nsc_status (*walk)(const void *context, gsl_rng *random, uint32_t *path, size_t length, nsc_error *error);
    const void *context;
    unsigned walks, length;
    uint64_t seed;
    nsc_stream stream; /* of which walk number n is task n */
} nsc_rwa_plan;

/* On the graph, from the domain that nsc_walk_domain_prepare made. */
nsc_rwa_plan nsc_rwa_graph_plan(const nsc_walk_domain *domain, unsigned walks, unsigned length, uint64_t seed);

/* One curve over lags 0 … lags; arrays of lags + 1, NaN where unknown. */
typedef struct nsc_rwa_curve {
    unsigned lags;
    double *autocorrelation, *low, *high;
    double *return_probability; /* chance that the walk is back at its start */
    double *unknown;            /* chance that an end lies in a stratum without any fitness */
} nsc_rwa_curve;

nsc_status nsc_rwa_curve_create(nsc_rwa_curve *curve, unsigned lags, nsc_error *error);
void nsc_rwa_curve_release(nsc_rwa_curve *curve);

/* An exact value; an estimate, its 95 % interval `half` to either side before the chance of `unknown` widens it. */
void nsc_rwa_curve_set_exact(nsc_rwa_curve *curve, unsigned lag, double value);
void nsc_rwa_curve_set(nsc_rwa_curve *curve, unsigned lag, double value, double half, double unknown);

/* The stationary autocorrelation of a fitness known at every point walked, exactly: half as many products as lags, or
 * from the orders of interaction where they are eigenspaces. */
nsc_status nsc_rwa_exact(const nsc_walk_domain *domain, nsc_rwa_curve *curve, const nsc_control *control,
                         nsc_error *error);

/* The same estimated from the points evaluated: see rwa_partial.c. */
nsc_status nsc_rwa_partial(const nsc_walk_domain *domain, uint64_t seed, nsc_rwa_curve *curve,
                           const nsc_control *control, nsc_error *error);

/* Whichever of the two it takes; the domain is one that nsc_walk_domain_require accepts. */
nsc_status nsc_rwa_find(const nsc_walk_domain *domain, uint64_t seed, nsc_rwa_curve *curve, const nsc_control *control,
                        nsc_error *error);

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

/*
 * Kinds of pairs of visits: to the same point, by its stratum; to two points, by the two strata. In a stratum which
 * points have a fitness is taken to be chance.
 */
static inline size_t nsc_rwa_kind_count(const nsc_walk_domain *domain) {
    return domain->stratum_count * (domain->stratum_count + 3) / 2;
}
static inline size_t nsc_rwa_kind_of_strata(const nsc_walk_domain *domain, size_t first, size_t second) {
    const size_t low = first < second ? first : second, high = first < second ? second : first;
    return domain->stratum_count + high * (high + 1) / 2 + low;
}
/* The most that the covariance of a kind of pairs of two points may be off from the product of its strata's means. */
static inline double nsc_rwa_covariance_limit(const nsc_walk_domain *domain, size_t first, size_t second) {
    return sqrt(domain->strata[first].variance * domain->strata[second].variance);
}
static inline size_t nsc_rwa_kind(const nsc_walk_domain *domain, uint32_t start, uint32_t end) {
    return start == end ? domain->stratum[start]
                        : nsc_rwa_kind_of_strata(domain, domain->stratum[start], domain->stratum[end]);
}

/* How the estimate at one lag moves with a single pair of visits. */
typedef struct nsc_rwa_linear {
    double mean, variance, correlation;
    double *shares;   /* [kind] of all visits; 0 where no pair of the kind is known */
    double *scales;   /* [kind] share among the kinds known / (its evaluated pairs × variance) */
    double *averages; /* [kind] over its evaluated pairs */
} nsc_rwa_linear;

/* A variance that is a sum of independent shares, and the sum of their squares: few large shares make it uncertain. */
typedef struct nsc_rwa_variance {
    double sum, squares;
    double sparse; /* possible error from kinds of pairs that rest on too few points to estimate their variance */
} nsc_rwa_variance;

/*
 * variances[0 … lags]: of the estimate, because of which points have a fitness: see rwa_design.c. Makes the plan's
 * walks again, once every few lags.
 */
nsc_status nsc_rwa_design(const nsc_walk_domain *domain, const nsc_rwa_plan *plan, const nsc_rwa_linear *linear,
                          unsigned lags, nsc_rwa_variance *variances, nsc_error *error);

/*
 * From seeded walks: see rwa_walks.c. `sampled`: with the interval of the walks alone, as if the points evaluated were
 * all. `whole` (NULL: not wanted) has the same values, and the interval that allows for the points that are not known.
 */
nsc_status nsc_rwa_walks(const nsc_walk_domain *domain, const nsc_rwa_plan *plan, nsc_rwa_curve *sampled,
                         nsc_rwa_curve *whole, nsc_error *error);

/* ---- rows of both analyses: rwa.c ---- */

/* What the rows of both analyses say. */
typedef struct nsc_rwa_result {
    const nsc_walk_domain *domain;
    const nsc_rwa_curve *curve, *sampled;
    const nsc_rwa_plan *plan;
} nsc_rwa_result;

/* Columns that the tables begin with, and their values. */
enum { NSC_RWA_LAG_COLUMNS = 13, NSC_RWA_STRATUM_COLUMNS = 4, NSC_RWA_SUMMARY_ROWS = 17 };
// clang-format off
#define NSC_RWA_LAG_COLUMN_LIST                                                                                        \
    {"lag", "steps of the walk; the paper's axis is the square root of it"},                                           \
    {"autocorrelation", "of the fitness at both ends: exact where all points have a fitness, else estimated"},         \
    {"low", "lower end of the 95 % interval; where it is exact, the value"},                                           \
    {"high", "upper end"},                                                                                             \
    {"return_probability", "chance that the walk is back at the point of its start, where estimated"},                 \
    {"unknown_probability", "chance that an end lies where no point has a fitness; the interval allows for it"},       \
    {"sampled", "the same from seeded walks"},                                                                         \
    {"sampled_low", "lower end of its 95 % interval (jackknife over walks; partial fitness: and what is hidden)"},     \
    {"sampled_high", "upper end"},                                                                                     \
    {"noise_band", "1.96 / sqrt(walk_length): what white noise stays within at 95 %"},                                 \
    {"walk_length", "steps of all walks together, T"},                                                                 \
    {"walks", "how many walks"},                                                                                       \
    {"points_walked", "points that the walk visits in the long run"}
#define NSC_RWA_STRATUM_COLUMN_LIST                                                                                    \
    {"size", "vertices of the points; coverage is corrected for size by size"},                                        \
    {"points_of_size", "walked points of that size"},                                                                  \
    {"known_of_size", "of them with a fitness"},                                                                       \
    {"stationary_share", "share of its time that the walk spends there"}
// clang-format on

/* What the rows of the summary are. */
enum { NSC_RWA_STATISTICS = 9 };
extern const nsc_column nsc_rwa_statistics[NSC_RWA_STATISTICS];

void nsc_rwa_lag_values(const nsc_rwa_result *result, unsigned lag, nsc_value values[NSC_RWA_LAG_COLUMNS]);
void nsc_rwa_summary_values(const nsc_rwa_result *result,
                            nsc_value values[NSC_RWA_SUMMARY_ROWS][NSC_SUMMARY_COLUMN_COUNT]);
void nsc_rwa_stratum_values(const nsc_walk_stratum *stratum, nsc_value values[NSC_RWA_STRATUM_COLUMNS]);

#endif
