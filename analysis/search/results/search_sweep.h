/* Algorithms with each of several values of a setting. */
#ifndef NSC_SEARCH_SWEEP_H
#define NSC_SEARCH_SWEEP_H

#include "analysis/search/search.h"
#include "base/names.h"

/* What several algorithms are given: settings, "population=50,tournament=5", and sweeps, "tournament=1,5,10". */
typedef struct nsc_search_sweeps {
    const char *const *assignments; /* [assignment_count] */
    size_t assignment_count;
    const char *const *sweeps; /* [sweep_count] */
    size_t sweep_count;
} nsc_search_sweeps;

/*
 * Adds to `expanded` the algorithms of texts[count] (as nsc_chosen_algorithm_read takes them), each with those of the
 * settings that it has, and with all combinations of the values of those sweeps whose setting it has:
 * "evolution:population=50,tournament=1", …. NSC_USAGE for a sweep without values, for a setting that none of the
 * algorithms has, and for an unknown algorithm.
 */
nsc_status nsc_search_sweep(nsc_names *expanded, const char *const *texts, size_t count, const nsc_search_sweeps *given,
                            nsc_error *error);

#endif
