/* How good a point is on the scale of an experiment, and the one that a run ends with. */
#ifndef NSC_SEARCH_SCORE_H
#define NSC_SEARCH_SCORE_H

#include "analysis/search/search.h"

/*
 * Regret of a point's score: how far it is from the best score of all evaluated points, never negative. An invalid
 * point has an accuracy of 0; its regret is infinite where scores are no accuracies. The second is the same of
 * validation accuracy, NaN where there is none.
 */
double nsc_search_regret(const nsc_experiment *experiment, uint32_t point);
double nsc_search_valid_regret(const nsc_experiment *experiment, uint32_t point);

/* True if lower scores are better. */
bool nsc_search_is_minimised(const nsc_experiment *experiment);

/* The score of a point as an error; NaN where scores are no accuracies. */
double nsc_search_error(const nsc_experiment *experiment, uint32_t point);

/* The event at which a run's last incumbent was found, of its trace; NULL if the run evaluated nothing. */
const nsc_search_event *nsc_search_last_incumbent(const nsc_search_trace *trace);

#endif
