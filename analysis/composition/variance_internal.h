/*
 * Declarations shared by the files of `variance`.
 *
 *   variance.c         its models and rows
 *   variance_groups.c  groups of points; the share of the variance between them
 *   variance_linear.c  the same for a linear function of features
 */
#ifndef NSC_VARIANCE_INTERNAL_H
#define NSC_VARIANCE_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/statistics.h"

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

/* The evaluated points that a model is fitted to: all except one block. */
enum { NSC_VARIANCE_BLOCKS = 20, NSC_NO_BLOCK = 255 };
typedef struct nsc_variance_sample {
    const nsc_evaluated *evaluated;
    const uint8_t *blocks; /* [place in known] */
    uint8_t left_out;      /* NSC_NO_BLOCK: none */
} nsc_variance_sample;

static inline bool nsc_variance_has(const nsc_variance_sample *sample, size_t place) {
    return sample->left_out == NSC_NO_BLOCK || sample->blocks[place] != sample->left_out;
}

/* Fit of a model: sums of squares of the evaluated fitness, and the number of parameters. */
typedef struct nsc_explained {
    size_t evaluated;
    uint32_t parameters; /* groups with an evaluated point, or coefficients including the constant */
    double total, left;
} nsc_explained;

nsc_status nsc_groups_explain(const nsc_groups *groups, const nsc_variance_sample *sample, nsc_explained *explained,
                              nsc_error *error);

/* features[feature][point]; those that are linear functions of others do not count as parameters. */
nsc_status nsc_linear_explain(double *const *features, size_t feature_count, const nsc_variance_sample *sample,
                              nsc_explained *explained, nsc_error *error);

#endif
