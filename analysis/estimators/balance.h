/* Whether measured points are a random sample: what is known of all points of the space shows where they are not. */
#ifndef NSC_BALANCE_H
#define NSC_BALANCE_H

#include "analysis/estimators/design.h"

/*
 * The property of points, their size among them, whose mean over the evaluated points departs most from that of the
 * population, in standard errors under the design: a feature of the space (parameters, depth, ...), or the share of a
 * symbol at a position of strings. Nothing is left to test if every stratum is complete: departure->errors is 0 then.
 * One pass over the points for each property.
 */
nsc_status nsc_balance_of(const nsc_space *space, const nsc_design *design, const bool *evaluated,
                          const nsc_control *control, nsc_departure *departure, nsc_error *error);

#endif
