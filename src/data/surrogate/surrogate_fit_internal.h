/* What the two regressions are given by the fit, and what they give back. */
#ifndef NSC_SURROGATE_FIT_INTERNAL_H
#define NSC_SURROGATE_FIT_INTERNAL_H

#include "data/surrogate/surrogate_internal.h"

typedef struct nsc_fit_job {
    size_t row_count;
    uint32_t *ids;   /* [row_count] */
    double *values;  /* [row_count] */
    double *targets; /* [row_count], transformed */
    double *weights; /* [row_count], runs behind the value by the fewest behind any */
    uint8_t *folds;  /* [row_count]: the fold that leaves the cell out, or fold_count if none does */
    size_t fold_count;
    size_t feature_count;
    double *features;  /* [row_count][feature_count] */
    double *predicted; /* [row_count], by the fold that leaves the cell out: a value, or NaN if none does */
} nsc_fit_job;

/*
 * Fit the model's coefficients or trees to all rows, and `predicted` by folds. The model has its transform and its
 * floor already. The ridge regression standardises the features in place.
 */
nsc_status nsc_fit_ridge(nsc_fit_job *fit, nsc_surrogate *model, const nsc_control *control, nsc_error *error);
nsc_status nsc_fit_trees(nsc_fit_job *fit, nsc_surrogate *model, const nsc_control *control, nsc_error *error);

#endif
