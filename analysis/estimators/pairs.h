/*
 * Means over pairs of neighbours of the whole space, estimated from the pairs whose points are both evaluated.
 *
 * The graph is known, so the number of pairs of each kind, and of each stratum at either end, is known too: a mean is
 * post-stratified by the strata of both ends (Särndal, Swensson, Wretman 1992, section 7.6), each of which has one
 * weight, since a pair is evaluated with probability π π' (nsc_design). Strata of ends with few pairs are taken
 * together and weighted by the inverse of that probability.
 *
 * Pairs that share a point depend on each other. With e_p the weighted residual of pair p, E_i their sum at point i,
 * and h = 1 − π, the variance of the mean is Σ_i h_i E_i² − Σ_p h_i h_j e_p²: that of dyadic data (Fafchamps, Gubert
 * 2007) drawn by points without replacement, by the estimator of Horvitz and Thompson (1952). Student's degrees of
 * freedom are 2 V² / Var(V), from the fourth moments of the e_p and of the E_i; and few pairs seldom contain the rare
 * failures of training that decide a mean, so the kurtosis is at least that which the fitness of all evaluated points
 * implies. With fewer than NSC_LEAST_FREEDOM there is no interval.
 *
 * A point in many pairs of a kind (a hub) is one draw. One that is evaluated counts as a stratum of its own; if one is
 * not evaluated, there is no interval, since no other point tells what it would change.
 */
#ifndef NSC_PAIRS_H
#define NSC_PAIRS_H

#include "analysis/estimators/design.h"
#include "analysis/estimators/estimate.h"
#include "analysis/landscape.h"
#include "base/base.h"

/* Kinds of edges taken together: the group of each kind, and the group of the same edge read backwards. */
typedef struct nsc_kind_groups {
    size_t count;
    nsc_kind *of_kind, *reverse; /* [kind] */
} nsc_kind_groups;

enum { NSC_PAIR_QUANTITIES = 2, NSC_PAIR_REASON = 96, NSC_LEAST_FREEDOM = 5 };

/* Quantities of a pair of neighbours whose means are estimated together. */
typedef struct nsc_pair_quantities {
    size_t count;
    /*
     * Fills in values[count] of the pair read from the first point to the second, both evaluated. NaN in the first one:
     * the pair does not count, such as a tied one.
     */
    void (*measure)(const void *context, uint32_t first, uint32_t second, double values[NSC_PAIR_QUANTITIES]);
    const void *context;
    const bool *evaluated; /* [point]; NULL: those with a fitness */
    bool by_degree;        /* each pair weighs 1 / degree of its first point: the mean of points' means */
    bool incomplete;       /* pairs of evaluated points may not count, so that the number of all that do is unknown */
    /* Least kurtosis of each quantity (see nsc_design_kurtosis); 0: that of the pairs alone. */
    double kurtosis[NSC_PAIR_QUANTITIES];
    double *influence; /* of one group: [point] filled with a point's share in the error of the first mean, or NULL */
} nsc_pair_quantities;

typedef struct nsc_pair_mean {
    uint64_t pairs;               /* evaluated; read either way, if both ways belong to the group */
    nsc_estimate estimate;        /* exact if all pairs are evaluated */
    nsc_standard_error error;     /* NaN if there is no interval */
    double concentration;         /* by which the sample has too few points of many pairs; 1: it has enough */
    double dependent;             /* part of the variance over points that pairs with two hidden ends count twice */
    double effective;             /* effective number of independent pairs by their weights; infinite if exact */
    char reason[NSC_PAIR_REASON]; /* why there is no value or no interval; else empty */
} nsc_pair_mean;

/*
 * means[group × quantities->count + number], over all pairs whose edge, read from the first to the second, is of a kind
 * of that group, whatever its weight; `groups` NULL: one group a kind. The graph is undirected. The design is that of
 * the evaluated points, over the whole space; NULL: the means are of the evaluated pairs alone, without intervals.
 * Three passes over the graph, one if all points are evaluated. NSC_FAILED without memory.
 */
nsc_status nsc_pair_means(const nsc_landscape *landscape, const nsc_kind_groups *groups, const nsc_design *design,
                          const nsc_pair_quantities *quantities, nsc_pair_mean *means, nsc_error *error);

/* The same over all pairs of neighbours as one group: means[count]. */
nsc_status nsc_pair_means_of_all(const nsc_landscape *landscape, const nsc_design *design,
                                 const nsc_pair_quantities *quantities, nsc_pair_mean *means, nsc_error *error);

/*
 * The standard error of an estimate that depends on a mean over pairs and on means over points: the estimate changes by
 * `slope` with the mean over pairs, whose `influence` is that of nsc_pair_quantities, and by the sum over the evaluated
 * points of `of_points` ([point]) with the rest. NaN if the mean has no interval.
 */
nsc_standard_error nsc_pair_combined_error(const nsc_design *design, const nsc_pair_mean *mean, double slope,
                                           const double *influence, const double *of_points, const double *values);

/*
 * The interval of a mean that is a share, of quantities that are 0 or 1: Wilson's (1927) at the effective number of
 * pairs, with Student's quantile, which stays within 0 … 1.
 */
nsc_estimate nsc_pair_share(const nsc_pair_mean *mean);

/* The interval of a value above 0, on its logarithm, so that both ends are; exact if the error is 0, without an
 * interval if it is NaN. */
nsc_estimate nsc_estimate_positive_student(double value, nsc_standard_error error);

/* Kurtosis of the evaluated values of the design's population, weighted; 0 if they are constant. */
double nsc_design_kurtosis(const nsc_design *design, const double *values);

/* The mean change of the fitness over pairs of a kind, and the mean relative change. */
typedef struct nsc_pair_effect {
    nsc_pair_mean change;   /* second minus first */
    nsc_pair_mean relative; /* second / first − 1; missing if a first value is 0 */
} nsc_pair_effect;

/* effects[kind], or effects[group] where `groups` is not NULL; cost and failures of nsc_pair_means. */
nsc_status nsc_pair_effects(const nsc_landscape *landscape, const nsc_kind_groups *groups, const nsc_design *design,
                            nsc_pair_effect *effects, nsc_error *error);

/* The columns of an effect in a table, and their values; the texts are the effect's own. */
enum { NSC_PAIR_EFFECT_COLUMNS = 10 };
#define NSC_PAIR_EFFECT_COLUMN_LIST                                                                                    \
    {"pairs", "pairs of neighbours, both evaluated"}, {"mean", "mean change of the fitness"},                          \
        {"standard_error", "standard error of the mean over the whole space, with pairs that share a point "           \
                           "dependent; 0 if all points are evaluated, empty if there is no interval"},                 \
        {"low", "lower end of the 95 % interval of the mean"}, {"high", "upper end"},                                  \
        {"mean_relative", "mean of fitness after / fitness before - 1"},                                               \
        {"standard_error_relative", "standard error of mean_relative, likewise"},                                      \
        {"mean_relative_low", "lower end of the 95 % interval of mean_relative"}, {"mean_relative_high", "upper end"}, \
    {                                                                                                                  \
        "reason", "reason the mean or an interval is missing"                                                          \
    }
void nsc_pair_effect_values(const nsc_pair_effect *effect, nsc_value values[NSC_PAIR_EFFECT_COLUMNS]);

#endif
