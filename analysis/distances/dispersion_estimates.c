/*
 * Mean distances within sets, estimated from the distances of sampled sources. A mean is a ratio of two totals, of
 * distances and of pairs, each a weighted sum over layers of sources; its error follows from the influence of each
 * source, layer by layer without replacement (Cochran 1977, chapters 5 and 6). The ratio of two means and their
 * difference have the same sources, so a source's influence on both means is taken together.
 */
#include "analysis/distances/dispersion_internal.h"

#include <math.h>

/* Total distance from a source to the points of a set, and their number. */
typedef struct totals {
    double distance, pairs;
} totals;

static totals totals_of(const nsc_sources *sources, size_t source, size_t set) {
    const nsc_distance_counts *counts = &sources->counts[source * NSC_BEST_SETS + set];
    totals found = {0};
    for (size_t distance = 1; distance < NSC_UNREACHED; distance++) {
        found.distance += (double)distance * counts->counts[distance];
        found.pairs += counts->counts[distance];
    }
    return found;
}

/* Points that each source of a layer stands for. */
static double weight_of(const nsc_sources *sources, const nsc_best_sets *sets, size_t layer) {
    const size_t points = sets->counts[layer] - (layer > 0 ? sets->counts[layer - 1] : 0);
    return (double)points / (double)sources->layer_counts[layer];
}

static totals totals_of_set(const nsc_sources *sources, const nsc_best_sets *sets, size_t set) {
    totals found = {0};
    size_t source = 0;
    for (size_t layer = 0; layer <= set; layer++) {
        const double weight = weight_of(sources, sets, layer);
        for (const size_t end = source + sources->layer_counts[layer]; source < end; source++) {
            const totals own = totals_of(sources, source, set);
            found.distance += weight * own.distance;
            found.pairs += weight * own.pairs;
        }
    }
    return found;
}

/* Derivatives of a figure with respect to the mean of a set and to that of all points. */
typedef struct slopes {
    double of_set, of_all;
} slopes;

/* Influence of a source on the mean of a set; its layer must belong to the set. */
static double move(const nsc_sources *sources, size_t source, size_t layer, size_t set, const totals *totals_of_sets) {
    if (layer > set)
        return 0;
    const totals own = totals_of(sources, source, set), all = totals_of_sets[set];
    return (own.distance - all.distance / all.pairs * own.pairs) / all.pairs;
}

/* The 95 % interval of a figure, by Student's t with the degrees of freedom of a sum of variances (Satterthwaite 1946):
 * one layer of few sources may have most of the error. */
static nsc_estimate with_interval(const nsc_sources *sources, const nsc_best_sets *sets, size_t set,
                                  const totals *totals_of_sets, double value, slopes slope) {
    double variance = 0, squares = 0; /* the latter: Σ variance² / freedom of the layers */
    bool exact = true;
    size_t first = 0;
    for (size_t layer = 0; layer < NSC_BEST_SETS; first += sources->layer_counts[layer++]) {
        const size_t drawn = sources->layer_counts[layer];
        const double weight = drawn > 0 ? weight_of(sources, sets, layer) : 1;
        double sum = 0, square = 0;
        if (drawn < 2 || weight <= 1)
            continue; /* the whole layer was drawn, which adds no error */
        for (size_t source = first; source < first + drawn; source++) {
            const double moved = slope.of_set * move(sources, source, layer, set, totals_of_sets) +
                                 slope.of_all * move(sources, source, layer, NSC_ALL_EVALUATED, totals_of_sets);
            sum += moved;
            square += moved * moved;
        }
        const double spread = fmax(0, square - sum * sum / (double)drawn) / ((double)drawn - 1);
        const double own = weight * (weight - 1) * (double)drawn * spread;
        variance += own;
        squares += own * own / ((double)drawn - 1);
        exact = exact && layer > set && slope.of_all == 0;
    }
    if (exact)
        return nsc_estimate_alone(value);
    if (!(squares > 0)) /* all sources agree */
        return nsc_estimate_exact(value);
    return nsc_estimate_around(value, nsc_student_quantile(variance * variance / squares) * sqrt(variance));
}

/* The median distance, weighted; the mean of the two middle distances if they split the pairs in halves. */
static double median_of(const nsc_sources *sources, const nsc_best_sets *sets, size_t set) {
    double weights[NSC_DISTANCES] = {0}, all = 0, below = 0;
    size_t source = 0, lower = 0;
    for (size_t layer = 0; layer <= set; layer++) {
        const double weight = weight_of(sources, sets, layer);
        for (const size_t end = source + sources->layer_counts[layer]; source < end; source++)
            for (size_t distance = 1; distance < NSC_UNREACHED; distance++)
                weights[distance] += weight * sources->counts[source * NSC_BEST_SETS + set].counts[distance];
    }
    for (size_t distance = 1; distance < NSC_UNREACHED; distance++)
        all += weights[distance];
    for (size_t distance = 1; distance < NSC_UNREACHED; distance++) {
        below += weights[distance];
        if (weights[distance] > 0 && lower > 0)
            return 0.5 * (double)(lower + distance);
        if (weights[distance] > 0 && 2 * below > all)
            return (double)distance;
        if (weights[distance] > 0 && 2 * below == all)
            lower = distance;
    }
    return NAN;
}

void nsc_dispersion_estimate(const nsc_sources *sources, const nsc_best_sets *sets, const double *exact_means,
                             nsc_dispersion found[NSC_BEST_SETS]) {
    totals all[NSC_BEST_SETS];
    for (size_t set = 0; set < NSC_BEST_SETS; set++) {
        all[set] = totals_of_set(sources, sets, set);
        found[set] = (nsc_dispersion){.median = median_of(sources, sets, set)};
        for (size_t source = 0; source < sources->count && sources->places[source] < sets->counts[set]; source++)
            found[set].pairs += (uint64_t)totals_of(sources, source, set).pairs;
    }
    const bool exact = exact_means != NULL || sources->exact;
    const double mean_of_all = exact_means != NULL ? exact_means[NSC_ALL_EVALUATED]
                                                   : all[NSC_ALL_EVALUATED].distance / all[NSC_ALL_EVALUATED].pairs;
    for (size_t set = 0; set < NSC_BEST_SETS; set++) {
        const double mean = exact_means != NULL ? exact_means[set] : all[set].distance / all[set].pairs;
        const double ratio = mean / mean_of_all, difference = mean - mean_of_all;
        found[set].mean = nsc_estimate_alone(mean);
        found[set].ratio = nsc_estimate_alone(ratio);
        found[set].difference = nsc_estimate_alone(difference);
        if (exact || !isfinite(ratio))
            continue;
        found[set].mean = with_interval(sources, sets, set, all, mean, (slopes){1, 0});
        if (set == NSC_ALL_EVALUATED)
            continue;
        found[set].ratio =
            with_interval(sources, sets, set, all, ratio, (slopes){1 / mean_of_all, -ratio / mean_of_all});
        found[set].difference = with_interval(sources, sets, set, all, difference, (slopes){1, -1});
    }
}
