/* Estimators that several analyses share. */
#ifndef NSC_STATISTICS_H
#define NSC_STATISTICS_H

#include "analysis/estimators/estimate.h"
#include "analysis/landscape.h"
#include "base/base.h"

/* The points that have a fitness, ascending, and their values beside them; both arrays are released by free(). */
typedef struct nsc_evaluated {
    uint32_t *points;
    double *values;
    size_t count;
} nsc_evaluated;

/* NSC_MISSING if fewer than `least` points have a fitness. */
nsc_status nsc_evaluated_require(const nsc_fitness *fitness, size_t least, nsc_error *error);

/* Lists them; NSC_MISSING if there are fewer than `least`. */
nsc_status nsc_evaluated_list(nsc_evaluated *evaluated, const nsc_fitness *fitness, size_t least, nsc_error *error);
void nsc_evaluated_release(nsc_evaluated *evaluated);

/* Mean and standard deviation (n − 1) of `count` values; the deviation is NaN for fewer than two. By GSL. */
typedef struct nsc_moments {
    size_t count;
    double mean, standard_deviation;
} nsc_moments;
nsc_moments nsc_moments_of(const double *values, size_t count);

/* Pearson's correlation; NaN if either side is constant or fewer than two pairs are given. By GSL. */
double nsc_pearson(const double *x, const double *y, size_t count);

/*
 * A mean over pairs of neighbours, and its standard error as an estimate of the mean over all pairs of the space: 0 if
 * all points are evaluated, NaN for a single pair.
 */
typedef struct nsc_pair_effect {
    uint64_t pairs;
    double mean, standard_error;                   /* of the difference, second minus first */
    double mean_relative, standard_error_relative; /* of second / first − 1; NaN if a first value is 0 */
} nsc_pair_effect;

/* Kinds of edges taken together: the group of each kind, and the group of the same edge read backwards. */
typedef struct nsc_kind_groups {
    size_t count;
    nsc_kind *of_kind, *reverse; /* [kind] */
} nsc_kind_groups;

/*
 * effects[kind], or effects[group] where `groups` is not NULL: over all pairs of evaluated neighbours whose edge, read
 * from the first to the second, is of that kind, whatever its weight, when a point's fitness is missing with
 * probability `hidden`. The graph is undirected: the errors need a point's edges both ways.
 *
 * The variance of the mean is that of dyadic data (Fafchamps, Gubert 2007) drawn by points without replacement: hidden
 * × (sum over points of the squared sum of the residuals of the pairs at the point − hidden × sum of squared residuals)
 * / pairs², the estimator of Horvitz and Thompson (1952) for pairs, two of which are both evaluated with probability (1
 * − hidden)³ if they share a point. If few points (hubs) have most pairs of a kind, the error is too small: samples
 * with and without the hubs differ by more. Two passes over the graph. NSC_FAILED without memory.
 */
nsc_status nsc_pair_effects(const nsc_landscape *landscape, const nsc_kind_groups *groups, double hidden,
                            nsc_pair_effect *effects, nsc_error *error);

/*
 * The standard error of such a mean over `pairs` pairs, from the sum over points of the squared sum of the residuals at
 * the point (`clustered`) and the sum over pairs of squared residuals: 0 if nothing is hidden, NaN for a single pair.
 */
double nsc_standard_error_of_pairs(double clustered, double squares, double hidden, uint64_t pairs);

/* The standard error of the mean of `evaluated` of `points` values, drawn without replacement: 0 if all are
 * evaluated. */
double nsc_standard_error_of_mean(double standard_deviation, size_t evaluated, size_t points);

/* The columns of an effect in a table, and their values. */
enum { NSC_PAIR_EFFECT_COLUMNS = 6 };
#define NSC_PAIR_EFFECT_COLUMN_LIST                                                                                    \
    {"pairs", "pairs of neighbours, both evaluated"}, {"mean", "mean change of the fitness"},                          \
        {"standard_error", "standard error of the mean over the whole space, with pairs that share a point "           \
                           "dependent; 0 if all points are evaluated"},                                                \
        {"mean_relative", "mean of fitness after / fitness before - 1"},                                               \
        {"standard_error_relative", "standard error of mean_relative, likewise"}, {                                    \
        "reason", "reason the mean is missing"                                                                         \
    }
void nsc_pair_effect_values(const nsc_pair_effect *effect, nsc_value values[NSC_PAIR_EFFECT_COLUMNS]);

/*
 * A margin below the best point `best`: a number in units of the fitness, or of the best's standard errors as "2se";
 * NaN if the best has no standard error. NSC_USAGE for another spelling.
 */
nsc_status nsc_margin_parse(const char *text, const nsc_fitness *fitness, uint32_t best, double *margin,
                            nsc_error *error);

/*
 * Thresholds of neutrality as the command line spells them, separated by commas: numbers in units of the fitness, or of
 * its quantum as "1q"; NaN for the latter if there is no quantum. values is released by free(). NSC_USAGE for another
 * spelling.
 */
nsc_status nsc_epsilons_parse(const char *text, const nsc_fitness *fitness, double **values, size_t *count,
                              nsc_error *error);

/*
 * Targets as the command line spells them: best:K, within:MARGIN, or points separated by semicolons. The best K are all
 * points that are at least as fit as the K-th, so ties with it are included. points, the best first for best:K, is
 * released by free(). NSC_USAGE for another spelling; NSC_MISSING if a margin is in standard errors and the best has no
 * standard error.
 */
nsc_status nsc_targets_parse(const nsc_landscape *landscape, const char *text, uint32_t **points, size_t *count,
                             nsc_error *error);

#endif
