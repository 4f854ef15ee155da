/*
 * Dispersion: declarations shared by the files of `dispersion`.
 *
 *   dispersion.c            the analysis
 *   dispersion_sources.c    distances from sampled points to all others
 *   dispersion_hops.c       the same by searches in the graph, many at once
 *   dispersion_words.c      the same, and exact means, if points are strings of symbols
 *   dispersion_estimates.c  estimates of the mean distances and their ratios
 */
#ifndef NSC_DISPERSION_INTERNAL_H
#define NSC_DISPERSION_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/estimate.h"
#include "base/base.h"

#include <stdbool.h>

/* Sets of the best points, each within the next; the last is all evaluated points. */
enum { NSC_BEST_SETS = 5, NSC_ALL_EVALUATED = NSC_BEST_SETS - 1, NSC_DISTANCES = 256 };

/* Evaluated points from the best down, and the size of each set. */
typedef struct nsc_best_sets {
    uint32_t *points;
    size_t counts[NSC_BEST_SETS];
} nsc_best_sets;

/* Points of a set by their distance from a source, without the source. */
typedef struct nsc_distance_counts {
    uint32_t counts[NSC_DISTANCES];
} nsc_distance_counts;

/*
 * Points drawn without replacement from each layer: the points of a set that are in no smaller one. A source counts in
 * its layer's set and all larger ones, with the weight points / sources of its layer.
 */
typedef struct nsc_sources {
    size_t layer_counts[NSC_BEST_SETS]; /* drawn */
    size_t count;
    size_t *places;              /* [count] in the sets, layer by layer */
    nsc_distance_counts *counts; /* [source × NSC_BEST_SETS + set] */
    bool exact;                  /* all points were drawn */
} nsc_sources;

/*
 * Draws sources and measures their distances: of each layer all points if those are few, else at least two: `sample` /
 * 32 by searches of the graph, `sample` / 100 by other distances and on strings, whose means are exact. Released by
 * nsc_sources_release.
 */
nsc_status nsc_sources_measure(nsc_sources *sources, const nsc_landscape *landscape, const nsc_best_sets *sets,
                               const nsc_analysis_options *options, nsc_error *error);
void nsc_sources_release(nsc_sources *sources);

/* Counts the hops from all sources, whose counts are 0. */
nsc_status nsc_sources_count_hops(nsc_sources *sources, const nsc_graph *graph, const nsc_best_sets *sets,
                                  const nsc_control *control, nsc_error *error);

/* True if a path has as many edges as there are positions at which the strings of its ends differ. */
bool nsc_distance_is_of_words(const nsc_landscape *landscape, const nsc_distance *distance);

/* distances[string]: positions at which the strings differ. All strings of the space's only shape are points. */
void nsc_word_distances(const nsc_space *space, uint32_t from, uint8_t *distances);

/* means[set]: exact mean distance between any two points of the set; NaN for fewer than two. */
nsc_status nsc_word_means(const nsc_space *space, const nsc_best_sets *sets, double means[NSC_BEST_SETS],
                          nsc_error *error);

/* Figures of a set; NaN if no two points have a distance. */
typedef struct nsc_dispersion {
    uint64_t pairs; /* pairs of sources and points that were measured */
    double median;
    nsc_estimate mean,
        ratio; /* without intervals if all pairs were measured; ratio: to the mean of all evaluated points */
    nsc_estimate difference; /* from that mean */
} nsc_dispersion;

/* `exact_means` (NULL: estimate them) are those of nsc_word_means. */
void nsc_dispersion_estimate(const nsc_sources *sources, const nsc_best_sets *sets, const double *exact_means,
                             nsc_dispersion found[NSC_BEST_SETS]);

#endif
