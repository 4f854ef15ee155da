/* Places that the same points take, and the influences of points on them. */
#include "analysis/estimators/shared_best.h"

#include "analysis/estimators/best_part.h"
#include "analysis/estimators/influence.h"
#include "analysis/estimators/ranking.h"

#include <math.h>

static double weight_at(const nsc_rankings *rankings, size_t number) {
    return nsc_weight_of(rankings->weights, number);
}

/* Weight of the points that come before a point, and its ties, in a ranking. */
static double ahead_of(const nsc_rankings *rankings, size_t side, size_t number) {
    const nsc_standing *own = &rankings->sides[side][number];
    return rankings->worst ? (double)rankings->count - own->better - own->equal : own->better;
}

static double share_at(const nsc_rankings *rankings, size_t side, size_t number, double places) {
    return nsc_share_of_place(places, ahead_of(rankings, side, number), rankings->sides[side][number].equal);
}

/* The smallest share of a place in any ranking but one; `except` may be none of them. */
static double least_share(const nsc_rankings *rankings, size_t except, size_t number, double places) {
    double least = 1;
    for (size_t side = 0; side < rankings->side_count && least > 0; side++)
        if (side != except)
            least = fmin(least, share_at(rankings, side, number, places));
    return least;
}

double nsc_places_held(const nsc_rankings *rankings, double places) {
    double held = 0;
    for (size_t number = 0; number < rankings->count; number++)
        held += weight_at(rankings, number) * least_share(rankings, rankings->side_count, number, places);
    return held;
}

/* The points around the border of one ranking. */
typedef struct border {
    double held; /* part of them that the other rankings have among the first */
    double ties; /* weight of the largest tie that the border may fall into */
} border;

static border border_of(const nsc_rankings *rankings, size_t side, double places) {
    const double reach = sqrt(places);
    double held = 0, all = 0;
    border found = {0};
    for (size_t number = 0; number < rankings->count; number++) {
        const double ahead = ahead_of(rankings, side, number), equal = rankings->sides[side][number].equal;
        if (ahead > places + reach || ahead + equal < places - reach)
            continue;
        held += weight_at(rankings, number) * least_share(rankings, side, number, places);
        all += weight_at(rankings, number);
        found.ties = fmax(found.ties, equal);
    }
    found.held = all > 0 ? held / all : 0;
    return found;
}

nsc_status nsc_share_held(const nsc_rankings *rankings, double places, const nsc_design *design, const uint32_t *points,
                          nsc_estimate *share, const char **reason, nsc_error *error) {
    enum { LEAST_EITHER = 20 };
    const double value = nsc_places_held(rankings, places) / places;
    border borders[NSC_RANKINGS];
    double ties = 0, *influence = NULL;
    *reason = NULL;
    *share = nsc_design_complete(design) ? nsc_estimate_exact(value) : nsc_estimate_alone(value);
    if (nsc_design_complete(design))
        return NSC_OK;
    for (size_t side = 0; side < rankings->side_count; side++) {
        borders[side] = border_of(rankings, side, places);
        ties = fmax(ties, borders[side].ties);
    }
    *reason = nsc_design_lacks_sizes(design)        ? NSC_REASON_LACKS_SIZES
              : places < NSC_LEAST_OF_PART          ? "too few points for an interval"
              : ties > sqrt(places)                 ? "no interval: many points tie at the border"
              : value * places < LEAST_EITHER       ? "no interval: too few of the best are the same points"
              : (1 - value) * places < LEAST_EITHER ? "no interval: too few of the best differ"
                                                    : NULL;
    if (*reason != NULL)
        return NSC_OK;
    const nsc_status status = nsc_allocate(&influence, rankings->count, sizeof *influence, error);
    if (status != NSC_OK)
        return status;
    for (size_t number = 0; number < rankings->count; number++) {
        influence[number] = least_share(rankings, rankings->side_count, number, places);
        for (size_t side = 0; side < rankings->side_count; side++)
            influence[number] -= borders[side].held * share_at(rankings, side, number, places);
        influence[number] *= (double)rankings->count / places;
    }
    *share = nsc_estimate_skewed_share(value, design, points, influence, rankings->count);
    free(influence);
    return NSC_OK;
}
