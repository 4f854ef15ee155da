/* Whether measured points are a random sample: what is known of all points of the space shows where they are not. */
#ifndef NSC_BALANCE_H
#define NSC_BALANCE_H

#include "analysis/estimators/design.h"

/* The features of a space, read once for any number of samples. */
typedef struct nsc_balance {
    const nsc_space *space;
    double **features; /* [feature][point]; NULL for those that are not tested */
} nsc_balance;

/* Reads the features: 8 bytes each and point. Release by nsc_balance_close, also after a failure. */
nsc_status nsc_balance_open(nsc_balance *balance, const nsc_space *space, const nsc_control *control, nsc_error *error);
void nsc_balance_close(nsc_balance *balance);

/*
 * The property of points, their size among them, whose mean over the evaluated points departs most from that of the
 * population, in standard errors under the design: a feature of the space (parameters, depth, ...), or the share of a
 * symbol at a position of strings. Nothing is left to test if every stratum is complete: the departure has 0 errors
 * then. One pass over the points for each property.
 */
nsc_departure nsc_balance_departure(const nsc_balance *balance, const nsc_design *design, const bool *evaluated);

#endif
