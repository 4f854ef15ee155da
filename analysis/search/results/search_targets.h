/* Targets of a search: regrets that it is to reach. */
#ifndef NSC_SEARCH_TARGETS_H
#define NSC_SEARCH_TARGETS_H

#include "analysis/search/search.h"

typedef struct nsc_search_target {
    const char *name; /* as given */
    double regret;    /* reached where the regret is at most this */
} nsc_search_target;

typedef struct nsc_search_targets {
    nsc_search_target *rows; /* [count] */
    size_t count;
    char *text; /* that the names are in */
} nsc_search_targets;

/*
 * Reads a list separated by commas: best; top:P, the regret of the last of the best P per cent of all evaluated points;
 * or a regret. NSC_USAGE for anything else. Release with nsc_search_targets_release, also after a failure. O(points) a
 * target top:P.
 */
nsc_status nsc_search_targets_read(nsc_search_targets *targets, const nsc_experiment *experiment, const char *list,
                                   nsc_error *error);
void nsc_search_targets_release(nsc_search_targets *targets);

#endif
