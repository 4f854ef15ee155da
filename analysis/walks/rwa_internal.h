/*
 * Declarations shared by the files of the random-walk autocorrelation, on the graph of points and on encodings.
 *
 *   rwa.c          the analysis on the graph of points; rows shared with the analysis on encodings
 *   rwa_domain.c   the domain of a walk; on a graph, its moves
 *   walk_batch.c   the walks of one thread, made side by side
 *   rwa_walks.c    the curve from seeded walks, on the graph or on encodings
 *   rwa_design.c   error of such a curve because only some points have a fitness
 *   rwa_exact.c    the curve on a graph of a complete fitness
 *   rwa_partial.c  the curve on a graph estimated from a partial fitness; see rwa_partial_internal.h
 *
 *   encodingrwa.c  the analysis on encodings: see encodingrwa_internal.h
 */
#ifndef NSC_RWA_INTERNAL_H
#define NSC_RWA_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/design.h"
#include "analysis/estimators/pair_correlation.h"
#include "analysis/summary.h"
#include "analysis/walks/walk_batch.h"

#include <math.h>
#include <stdbool.h>

/* Walked points of one size. */
typedef struct nsc_walk_size {
    nsc_stratum counts;
    double stationary_share;
} nsc_walk_size;

/* The evaluated fitness in one stratum of the design, minus the domain's mean, weighted by the stationary
 * distribution. */
typedef struct nsc_walk_moments {
    double mean, variance;
} nsc_walk_moments;

/* The domain of a walk: the points it visits, its stationary distribution, and their coverage. */
typedef struct nsc_walk_domain {
    const nsc_landscape *landscape;
    uint32_t point_count; /* of the graph's largest component, or that encodings of the domain decode to */
    uint32_t known_count; /* points of the domain with a fitness */
    bool *walked;         /* [point] is in the domain */
    double *stationary;   /* [point], 0 outside; sums to 1 */
    double *strengths;    /* [point] on the graph: sum of the weights of its edges; NULL on encodings */
    double *passed;       /* on a graph with weights: [place] their sum up to it, from the row's first; else NULL */
    double *starts;       /* likewise: [point] sum of the stationary distribution up to it */
    double mean;          /* stationary mean of the fitness, estimated by the design */
    double variance;      /* of the fitness, likewise */
    double kurtosis;      /* likewise: 3 for a normal distribution */
    /* [point] variance of the noise in each evaluated fitness, borrowed; NULL: none. nsc_rwa_partial corrects for
     * it. */
    const double *noise;
    nsc_design design;                    /* of the points walked */
    nsc_walk_moments moments[NSC_STRATA]; /* [stratum] */
    nsc_walk_size by_size[NSC_SIZES];
    uint8_t *size; /* [point] class of its size */
    const nsc_control *control;
} nsc_walk_domain;

/* create: zeroed arrays; the caller fills in `walked`, `stationary` and `point_count`. complete: fills in all that
 * follows from them. nsc_walk_domain_release is due after either, even if it fails. */
nsc_status nsc_walk_domain_create(nsc_walk_domain *domain, const nsc_landscape *landscape, const nsc_control *control,
                                  nsc_error *error);
nsc_status nsc_walk_domain_complete(nsc_walk_domain *domain, nsc_error *error);

/* NSC_MISSING if fewer than two points walked have a fitness, or all have the same. */
nsc_status nsc_walk_domain_require(const nsc_walk_domain *domain, nsc_error *error);

/* The domain of the largest component of an undirected graph, whose edges a walk takes by their weights. */
nsc_status nsc_walk_domain_prepare(nsc_walk_domain *domain, const nsc_landscape *landscape, const nsc_control *control,
                                   nsc_error *error);
void nsc_walk_domain_release(nsc_walk_domain *domain);

/* Points that an evaluated point stands for; and one minus its inclusion probability. */
static inline double nsc_walk_weight(const nsc_walk_domain *domain, uint32_t point) {
    return nsc_design_weight(&domain->design, point);
}
static inline double nsc_walk_hidden(const nsc_walk_domain *domain, uint32_t point) {
    return nsc_design_hidden(&domain->design, point);
}
static inline bool nsc_walk_evaluated(const nsc_walk_domain *domain, uint32_t point) {
    return domain->walked[point] && nsc_fitness_known(domain->landscape->fitness, point);
}

/* True if the walk visits a size of which no point is evaluated; and if the point is not of such a size. */
bool nsc_walk_has_uncovered_sizes(const nsc_walk_domain *domain);
static inline bool nsc_walk_covered(const nsc_walk_domain *domain, uint32_t point) {
    return domain->by_size[domain->size[point]].counts.evaluated > 0;
}

/* On the graph, from the domain that nsc_walk_domain_prepare made. */
nsc_rwa_plan nsc_rwa_graph_plan(const nsc_walk_domain *domain, unsigned walks, unsigned length, uint64_t seed);

/* One curve over lags 0 … lags; arrays of lags + 1, NaN if missing. */
typedef struct nsc_rwa_curve {
    unsigned lags;
    double *autocorrelation, *low, *high;
    double *return_probability; /* return probability */
    double *unknown;            /* probability that an end has a size without evaluated points */
    double *effective_pairs;    /* of an estimate: see nsc_effective_pairs */
} nsc_rwa_curve;

nsc_status nsc_rwa_curve_create(nsc_rwa_curve *curve, unsigned lags, nsc_error *error);
void nsc_rwa_curve_release(nsc_rwa_curve *curve);

/* An exact value; an estimate, whose interval `unknown` widens. */
void nsc_rwa_curve_set_exact(nsc_rwa_curve *curve, unsigned lag, double value);
void nsc_rwa_curve_set(nsc_rwa_curve *curve, unsigned lag, nsc_estimate estimate);

/* The stationary autocorrelation of a fitness available at every point of the domain, exactly: half as many products as
 * lags, or from the interaction orders if they are eigenspaces. */
nsc_status nsc_rwa_exact(const nsc_walk_domain *domain, nsc_rwa_curve *curve, const nsc_control *control,
                         nsc_error *error);

/* Reason a lag has no value; NULL if it has one. */
const char *nsc_rwa_reason(const nsc_rwa_curve *curve, unsigned lag);

/* The curve estimated from a partial fitness, or from one with noise: see rwa_partial.c. */
nsc_status nsc_rwa_partial(const nsc_walk_domain *domain, uint64_t seed, nsc_rwa_curve *curve,
                           const nsc_control *control, nsc_error *error);

/* The exact curve of a complete fitness, else the estimate; the domain is one that nsc_walk_domain_require accepts. */
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
 * Kinds of pairs of visits: to the same point, by its stratum; to two points, by the two strata. Within a stratum,
 * evaluated points count as drawn at random.
 */
static inline size_t nsc_rwa_kind_count(const nsc_walk_domain *domain) {
    return domain->design.stratum_count * (domain->design.stratum_count + 3) / 2;
}
static inline size_t nsc_rwa_kind_of_strata(const nsc_walk_domain *domain, size_t first, size_t second) {
    const size_t low = first < second ? first : second, high = first < second ? second : first;
    return domain->design.stratum_count + high * (high + 1) / 2 + low;
}
/* Bound on the error of a kind's covariance (pairs of two points) if it is replaced by the product of its strata's
 * means. */
static inline double nsc_rwa_covariance_limit(const nsc_walk_domain *domain, size_t first, size_t second) {
    return sqrt(domain->moments[first].variance * domain->moments[second].variance);
}
static inline size_t nsc_rwa_kind(const nsc_walk_domain *domain, uint32_t start, uint32_t end) {
    const uint8_t *stratum = domain->design.stratum;
    return start == end ? stratum[start] : nsc_rwa_kind_of_strata(domain, stratum[start], stratum[end]);
}

/* Derivative of the estimate at one lag with respect to a single pair of visits. */
typedef struct nsc_rwa_linear {
    double mean, variance, correlation;
    double *shares;             /* [kind] share of all visits; 0 if no pair of the kind is evaluated */
    double *scales;             /* [kind] share among the evaluated kinds / (its evaluated pairs × variance) */
    double *products, *squares; /* [kind] means over its evaluated pairs: of the product, of half the sum of squares */
} nsc_rwa_linear;

/* Errors of the estimate at one lag. */
typedef struct nsc_rwa_errors {
    nsc_pair_errors pairs;
    double sparse; /* possible error from kinds of pairs with too few points to estimate their variance */
} nsc_rwa_errors;

/*
 * errors[0 … lags] of the estimate because only some points have a fitness: see rwa_design.c. Repeats the plan's walks
 * for every few lags.
 */
nsc_status nsc_rwa_design(const nsc_walk_domain *domain, const nsc_rwa_plan *plan, const nsc_rwa_linear *linear,
                          unsigned lags, nsc_rwa_errors *errors, nsc_error *error);

/*
 * The curve from seeded walks: see rwa_walks.c. `sampled` has the interval of the walks alone, given the evaluated
 * points. `whole` (NULL: not wanted) has the same values with an interval that also allows for missing fitnesses.
 */
nsc_status nsc_rwa_walks(const nsc_walk_domain *domain, const nsc_rwa_plan *plan, nsc_rwa_curve *sampled,
                         nsc_rwa_curve *whole, nsc_error *error);

/* ---- rows of both analyses: rwa.c ---- */

/* Values of a row of both analyses. */
typedef struct nsc_rwa_result {
    const nsc_walk_domain *domain;
    const nsc_rwa_curve *curve, *sampled;
    const nsc_rwa_plan *plan;
} nsc_rwa_result;

/* Columns that the tables begin with, and their values. */
enum { NSC_RWA_LAG_COLUMNS = 14, NSC_RWA_STRATUM_COLUMNS = 4, NSC_RWA_SUMMARY_ROWS = 17 };
// clang-format off
#define NSC_RWA_LAG_COLUMN_LIST                                                                                        \
    {"lag", "steps of the walk; the paper's axis is the square root of it"},                                           \
    {"autocorrelation", "correlation of the fitnesses at both ends: exact if all points have a fitness, else "         \
        "estimated"},                                                                                                  \
    {"low", "lower end of the 95 % interval; the value itself if exact"},                                              \
    {"high", "upper end"},                                                                                             \
    {"return_probability", "probability that the walk is back at its starting point; only for estimates"},             \
    {"unknown_probability", "probability that an end has a size of which no point is evaluated; the interval allows "  \
        "for it"},                                                                                                     \
    {"effective_pairs", "pairs of normally distributed fitnesses that the evaluated pairs are worth as evidence: "     \
        "pairs x 3 / kurtosis; below 10 no value is given; only for estimates on a graph"},                            \
    {"sampled", "autocorrelation estimated from seeded walks"},                                                        \
    {"sampled_low", "lower end of its 95 % interval (jackknife over walks; for a partial fitness also the "            \
        "sampling of points)"},                                                                                        \
    {"sampled_high", "upper end"},                                                                                     \
    {"noise_band", "1.96 / sqrt(walk_length): half-width of the 95 % band of white noise"},                            \
    {"walk_length", "total steps of all walks, T"},                                                                    \
    {"walks", "number of walks"},                                                                                      \
    {"points_walked", "points that the walk can visit"}
#define NSC_RWA_STRATUM_COLUMN_LIST                                                                                    \
    {"size", "vertices of the points"},                                            \
    {"points_of_size", "points of that size that the walk can visit"},                                                 \
    {"known_of_size", "points of them with a fitness"},                                                                \
    {"stationary_share", "stationary probability of these points"}
// clang-format on

/* Rows of the summary. */
enum { NSC_RWA_STATISTICS = 9 };
extern const nsc_column nsc_rwa_statistics[NSC_RWA_STATISTICS];

void nsc_rwa_lag_values(const nsc_rwa_result *result, unsigned lag, nsc_value values[NSC_RWA_LAG_COLUMNS]);
void nsc_rwa_summary_values(const nsc_rwa_result *result,
                            nsc_value values[NSC_RWA_SUMMARY_ROWS][NSC_SUMMARY_COLUMN_COUNT]);
void nsc_rwa_stratum_values(const nsc_walk_domain *domain, size_t size, nsc_value values[NSC_RWA_STRATUM_COLUMNS]);

#endif
