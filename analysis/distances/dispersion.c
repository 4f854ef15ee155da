/*
 * Dispersion (Lunacek, Whitley 2006): are the best points near each other? The mean distance between the best few per
 * cent, compared with that of all evaluated points: a ratio below 1 means that they lie together, one near 1 that good
 * points are everywhere.
 */
#include "analysis/distances/dispersion_internal.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <stdio.h>

static const double percents[NSC_BEST_SETS] = {2, 5, 10, 25, 100};
static const char *const names[NSC_ALL_EVALUATED] = {"02", "05", "10", "25"};

static const nsc_column set_columns[] = {
    {"top_percent", "percent of the evaluated points that are in the set of the best, ties included; 100: all"},
    {"points_in_set", "number of points of the set"},
    {"sources", "points of the set from which distances to all were measured"},
    {"pairs", "pairs of a source and another point of the set"},
    {"mean_distance", "mean distance between two points of the set; pairs without a path are left out"},
    {"mean_low", "lower end of the 95 % interval; empty if the mean is exact"},
    {"mean_high", "upper end"},
    {"median_distance", "median distance of the pairs measured"},
    {"ratio_of_means", "to that of all evaluated points"},
    {"ratio_low", "lower end of the 95 % interval"},
    {"ratio_high", "upper end"},
    {"ratio_of_medians", "to that of all evaluated points"},
    {"difference_of_means", "from that of all evaluated points"},
    {"difference_of_medians", "from that of all evaluated points"},
    {"reason", "reason the value or its interval is missing"},
};

static const nsc_column statistics[] = {
    {"sources",
     "points from which distances to all others were measured: all evaluated points, or a sample of each set"},
    {"mean_distance", "mean distance between two evaluated points (--distance), 1 or more"},
    {"ratio_mean_N", "mean distance between two of the best N %, N one of 02, 05, 10, 25, over mean_distance, above 0; "
                     "below 1: they lie together; higher: good points are scattered; flacco's ratio_mean"},
    {"ratio_median_N", "the same ratio of medians; flacco's ratio_median"},
    {"difference_mean_N", "mean distance between two of the best N % minus mean_distance; below 0: they lie together; "
                          "higher: good points are scattered; flacco's diff_mean"},
};

/* Ranks the evaluated points and counts the best so many percent of them, ties with the last included. */
static nsc_status find_sets(nsc_best_sets *sets, const nsc_fitness *fitness, nsc_error *error) {
    nsc_evaluated evaluated = {0};
    const nsc_order order = nsc_order_of(fitness);
    size_t count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, fitness, 1, error));
    for (size_t set = 0; set < NSC_BEST_SETS; set++) {
        double threshold;
        NSC_TRY(nsc_top_threshold(&order, evaluated.values, evaluated.count, percents[set], &threshold,
                                  &sets->counts[set], error));
    }
    NSC_TRY(nsc_points_best_first(fitness, &sets->points, &count, error));
out:
    nsc_evaluated_release(&evaluated);
    return status;
}

/*
 * On partial data the sets are the best of the evaluated points, whose distances are no estimate of those of the best
 * points: the intervals for them, over the sources, are left out, and the reason says so.
 */
typedef struct measured_sets {
    bool partial;
    char reason[96];
} measured_sets;

static measured_sets sets_of_part(const nsc_fitness *fitness) {
    measured_sets found = {.partial = fitness->known_count < fitness->point_count};
    snprintf(found.reason, sizeof found.reason, NSC_OF_MEASURED_PART ": distances between the best of %u of %u points",
             fitness->known_count, fitness->point_count);
    return found;
}

static nsc_estimate figure_of(const measured_sets *part, nsc_estimate figure) {
    return part->partial ? nsc_estimate_alone(figure.value) : figure;
}

static const char *reason_for_none(const nsc_best_sets *sets, const nsc_dispersion *found, size_t set) {
    if (isfinite(found[set].mean.value))
        return NULL;
    return sets->counts[set] < 2 ? "a single point has no distance" : "no two of the points are connected by a path";
}

static nsc_status add_set(const nsc_best_sets *sets, const nsc_sources *sources, const nsc_dispersion *found,
                          size_t set, const measured_sets *part, nsc_table *table, nsc_error *error) {
    const nsc_dispersion *own = &found[set];
    const nsc_estimate mean = figure_of(part, own->mean), ratio = figure_of(part, own->ratio);
    const char *reason = reason_for_none(sets, found, set);
    const double median_of_all = found[NSC_ALL_EVALUATED].median;
    size_t count = 0;
    for (size_t layer = 0; layer <= set; layer++)
        count += sources->layer_counts[layer];
    const nsc_value row[] = {nsc_real(percents[set]),
                             nsc_integer((int64_t)sets->counts[set]),
                             nsc_integer((int64_t)count),
                             nsc_integer((int64_t)own->pairs),
                             nsc_real(mean.value),
                             nsc_real(mean.low),
                             nsc_real(mean.high),
                             nsc_real(own->median),
                             nsc_real(ratio.value),
                             nsc_real(ratio.low),
                             nsc_real(ratio.high),
                             nsc_real(own->median / median_of_all),
                             nsc_real(own->difference.value),
                             nsc_real(own->median - median_of_all),
                             nsc_text(reason == NULL && part->partial ? part->reason : reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_figure(nsc_table *table, const char *statistic, nsc_estimate figure, const measured_sets *part,
                             const char *reason, nsc_error *error) {
    return nsc_summary_add_figure(table, statistic, figure_of(part, figure), reason,
                                  part->partial ? part->reason : NULL, error);
}

static nsc_status add_figure_of_set(nsc_table *table, const char *name, size_t set, nsc_estimate figure,
                                    const measured_sets *part, const char *reason, nsc_error *error) {
    char statistic[32];
    snprintf(statistic, sizeof statistic, "%s_%s", name, names[set]);
    return add_figure(table, statistic, figure, part, reason, error);
}

static nsc_status add_summary(const nsc_best_sets *sets, const nsc_sources *sources, const nsc_dispersion *found,
                              const measured_sets *part, nsc_table *table, nsc_error *error) {
    const nsc_dispersion *all = &found[NSC_ALL_EVALUATED];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "sources", (double)sources->count, NULL, error));
    NSC_TRY(
        add_figure(table, "mean_distance", all->mean, part, reason_for_none(sets, found, NSC_ALL_EVALUATED), error));
    for (size_t set = 0; set < NSC_ALL_EVALUATED; set++) {
        const char *reason = reason_for_none(sets, found, set);
        NSC_TRY(add_figure_of_set(table, "ratio_mean", set, found[set].ratio, part, reason, error));
        NSC_TRY(add_figure_of_set(table, "ratio_median", set, nsc_estimate_alone(found[set].median / all->median), part,
                                  reason, error));
        NSC_TRY(add_figure_of_set(table, "difference_mean", set, found[set].difference, part, reason, error));
    }
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_best_sets sets = {0};
    nsc_sources sources = {0};
    nsc_dispersion found[NSC_BEST_SETS];
    double means[NSC_BEST_SETS];
    nsc_status status = NSC_OK;
    const measured_sets part = sets_of_part(landscape->fitness);
    NSC_TRY(find_sets(&sets, landscape->fitness, error));
    NSC_TRY(nsc_sources_measure(&sources, landscape, &sets, options, error));
    const bool words = nsc_distance_is_of_words(landscape, options->distance);
    if (words)
        NSC_TRY(nsc_word_means(landscape->space, &sets, means, error));
    nsc_dispersion_estimate(&sources, &sets, words ? means : NULL, found);
    for (size_t set = 0; set < NSC_BEST_SETS; set++)
        NSC_TRY(add_set(&sets, &sources, found, set, &part, tables[0], error));
    NSC_TRY(add_summary(&sets, &sources, found, &part, tables[1], error));
out:
    nsc_sources_release(&sources);
    free(sets.points);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("sets", "one row for each set of the best points", set_columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_dispersion = {
    "dispersion",
    "mean distance between the best points, compared with all points",
    "Lunacek, Whitley 2006; thresholds of flacco",
    "D(q) = mean d(i,j) over pairs of the best q %; ratio D(q) / D(100), difference D(q) − D(100)",
    NSC_READS(distance) | NSC_READS(sample) | NSC_READS(seed),
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
