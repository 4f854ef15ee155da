/*
 * Dispersion: what the files of `dispersion` share.
 *
 *   dispersion.c            the analysis
 *   dispersion_sources.c    distances from points drawn to all others
 *   dispersion_hops.c       the same by searches in the graph, many at once
 *   dispersion_words.c      the same, and exact means, where points are words of symbols
 *   dispersion_estimates.c  what they say of the mean distances and their ratios
 */
#ifndef NSC_DISPERSION_INTERNAL_H
#define NSC_DISPERSION_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/estimate.h"
#include "base/base.h"

#include <stdbool.h>

/* Sets of the best points, each within the next; the last is all evaluated points. */
enum { NSC_BEST_SETS = 5, NSC_ALL_EVALUATED = NSC_BEST_SETS - 1, NSC_DISTANCES = 256 };

/* Evaluated points from the best down, and how many belong to each set. */
typedef struct nsc_best_sets {
    uint32_t *points;
    size_t counts[NSC_BEST_SETS];
} nsc_best_sets;

/* How often a source is how far from the points of a set, itself left out. */
typedef struct nsc_distance_counts {
    uint32_t counts[NSC_DISTANCES];
} nsc_distance_counts;

/*
 * Points drawn without replacement from each layer: the points of a set that are in no smaller one. A source of a layer
 * speaks for its set and all larger ones, where it weighs as many points as its layer has for each that was drawn.
 */
typedef struct nsc_sources {
    size_t layer_counts[NSC_BEST_SETS]; /* drawn */
    size_t count;
    size_t *places;              /* [count] in the sets, layer by layer */
    nsc_distance_counts *counts; /* [source × NSC_BEST_SETS + set] */
    bool exact;                  /* all points were drawn */
} nsc_sources;

/*
 * Draws sources and measures their distances: of each layer all points where those are few, else at least two: `sample`
 * / 32 by searches of the graph, `sample` / 100 by other distances and by words, of which the means are exact. Released
 * by nsc_sources_release.
 */
nsc_status nsc_sources_measure(nsc_sources *sources, const nsc_landscape *landscape, const nsc_best_sets *sets,
                               const nsc_analysis_options *options, nsc_error *error);
void nsc_sources_release(nsc_sources *sources);

/* Counts the hops from all sources, whose counts are 0. */
nsc_status nsc_sources_count_hops(nsc_sources *sources, const nsc_graph *graph, const nsc_best_sets *sets,
                                  const nsc_control *control, nsc_error *error);

/* True where a path has as many edges as there are positions at which the words of its ends differ. */
bool nsc_distance_is_of_words(const nsc_landscape *landscape, const nsc_distance *distance);

/* distances[word]: positions at which the words differ. All words of the space's only shape are points. */
void nsc_word_distances(const nsc_space *space, uint32_t from, uint8_t *distances);

/* means[set]: of the distances between any two points of the set, exactly; NaN for fewer than two. */
nsc_status nsc_word_means(const nsc_space *space, const nsc_best_sets *sets, double means[NSC_BEST_SETS],
                          nsc_error *error);

/* What is said of a set; NaN where there are no two points with a distance. */
typedef struct nsc_dispersion {
    uint64_t pairs; /* of sources and points that were measured */
    double median;
    nsc_estimate mean,
        ratio; /* without intervals where all pairs were measured; ratio: to the mean of all evaluated points */
    nsc_estimate difference; /* from it */
} nsc_dispersion;

/* `exact_means` (NULL: estimate them) are those of nsc_word_means. */
void nsc_dispersion_estimate(const nsc_sources *sources, const nsc_best_sets *sets, const double *exact_means,
                             nsc_dispersion found[NSC_BEST_SETS]);

#endif
