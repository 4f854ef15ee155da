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

/* A correlation that rounding may have taken a bit past 1; NaN if it is not finite. */
double nsc_clamped_correlation(double correlation);

/* True if all of `count` values are the same: differences from their mean are then of rounding alone. */
bool nsc_is_constant(const double *values, size_t count);

/* Pearson's correlation; NaN if either side is constant or fewer than two pairs are given. By GSL. */
double nsc_pearson(const double *x, const double *y, size_t count);

/* The standard error of the mean of `evaluated` of `points` values, drawn without replacement: 0 if all are
 * evaluated. */
double nsc_standard_error_of_mean(double standard_deviation, size_t evaluated, size_t points);

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

/*
 * The reason that a figure about such targets is no estimate of the space's: they are chosen by fitness (best:K,
 * within:MARGIN), and points without one may be better. NULL if every point has a fitness, or the targets are named.
 */
enum { NSC_TARGETS_REASON = 80 };
const char *nsc_targets_reason(const nsc_fitness *fitness, const char *targets, char text[NSC_TARGETS_REASON]);

#endif
