/* Algorithms with each of several values of a setting. */
#ifndef NSC_SEARCH_SWEEP_H
#define NSC_SEARCH_SWEEP_H

#include "analysis/search/search.h"
#include "base/names.h"

/*
 * Adds to `expanded` the algorithms of texts[count] (as nsc_chosen_algorithm_read takes them), each with all
 * combinations of the values of those sweeps, "tournament=1,5,10", whose setting it has: "evolution:tournament=1", ….
 * NSC_USAGE for a sweep without values or of a setting that none of the algorithms has, and for an unknown algorithm.
 */
nsc_status nsc_search_sweep(nsc_names *expanded, const char *const *texts, size_t count, const char *const *sweeps,
                            size_t sweep_count, nsc_error *error);

#endif
