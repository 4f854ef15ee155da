/* The share of the best places that the same points take in several rankings, each of which has a border of its own. */
#ifndef NSC_SHARED_BEST_H
#define NSC_SHARED_BEST_H

#include "analysis/estimators/design.h"
#include "analysis/estimators/ranking.h"

enum { NSC_RANKINGS = 16 };

/* Rankings of the same points; all is borrowed. */
typedef struct nsc_rankings {
    const nsc_standing *sides[NSC_RANKINGS]; /* [side_count][count] by the weights below */
    size_t side_count;
    size_t count;
    const double *weights; /* [count] with mean 1; NULL if all are 1 */
    bool worst;            /* the last places of each ranking, in place of the first ones */
} nsc_rankings;

/*
 * Places that the same points take among the first `places` of all rankings. A point counts with the smallest share of
 * its places (its weight) that it has in any of them: see nsc_share_of_place. O(count × rankings).
 */
double nsc_places_held(const nsc_rankings *rankings, double places);

/*
 * These places over `places`, with the interval for the population of a design; points[count] are the ranked ones, all
 * that it has evaluated. The influence of a point is what it holds, less what it moves at each border: its share of a
 * place there, times the part of the points around the border (√places to either side) that the other rankings have
 * among the first. On the logit. *reason says why there is no interval, if so: fewer than NSC_LEAST_OF_PART places,
 * fewer than twenty of them held or not held, or many ties at a border. NSC_FAILED without memory.
 */
nsc_status nsc_share_held(const nsc_rankings *rankings, double places, const nsc_design *design, const uint32_t *points,
                          nsc_estimate *share, const char **reason, nsc_error *error);

#endif
