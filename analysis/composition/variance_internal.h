/*
 * Declarations shared by the files of `variance`.
 *
 *   variance.c         its models and rows
 *   variance_groups.c  groups of points; what the groups explain of the evaluated fitness
 *   variance_pairs.c   the share of the variance of the space between groups, estimated
 *   variance_linear.c  the same for a linear function of features
 */
#ifndef NSC_VARIANCE_INTERNAL_H
#define NSC_VARIANCE_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/design.h"
#include "analysis/estimators/statistics.h"

/* The most degrees of freedom of an interval of a share: single points far out, such as networks that failed to train,
 * may make much of the variance within groups. */
enum { NSC_VARIANCE_FREEDOM = 4 };

/* The noise of a squared amplitude of a share: the rest of the variance over the evaluated points, for those hidden. */
static inline double nsc_variance_noise(const nsc_design *design, double share) {
    const double evaluated = design->evaluated_count, hidden = 1 - evaluated / design->population_count;
    return hidden * (1 - share) / evaluated;
}

/* Points by group, 0 … count − 1, numbered as they first appear. */
typedef struct nsc_groups {
    uint32_t point_count, count;
    uint32_t *of; /* [point] */
} nsc_groups;

/* All points in one group. Released by nsc_groups_release. */
nsc_status nsc_groups_create(nsc_groups *groups, uint32_t point_count, nsc_error *error);
void nsc_groups_release(nsc_groups *groups);

/* Splits each group by the value that its points have. */
nsc_status nsc_groups_split(nsc_groups *groups, const double *values, nsc_error *error);

/* Fit of a model: sums of squares of the evaluated fitness, and the number of parameters. */
typedef struct nsc_explained {
    size_t evaluated;
    uint32_t parameters; /* groups with an evaluated point, or coefficients including the constant */
    double total, left;
} nsc_explained;

nsc_status nsc_groups_explain(const nsc_groups *groups, const nsc_evaluated *evaluated, nsc_explained *explained,
                              nsc_error *error);

/*
 * The share of the variance over all points that lies between groups, from a partial fitness; `design` is that of the
 * evaluated points. *reason: why there is none, or NULL. O(points).
 */
nsc_status nsc_groups_share(const nsc_groups *groups, const nsc_design *design, const nsc_evaluated *evaluated,
                            nsc_estimate *share, const char **reason, nsc_error *error);

/* features[feature][point]; those that are linear functions of others do not count as parameters. */
nsc_status nsc_linear_explain(double *const *features, size_t feature_count, const nsc_evaluated *evaluated,
                              nsc_explained *explained, nsc_error *error);

/* The share of the variance over all points that the best linear function explains, likewise. */
nsc_status nsc_linear_share(double *const *features, size_t feature_count, const nsc_design *design,
                            const nsc_evaluated *evaluated, nsc_estimate *share, const char **reason, nsc_error *error);

#endif
