/*
 * Rarity of good points and distances to them: section 3.3 of Ying et al. 2019, on points rather than on encodings.
 */
#include "analysis/estimators/influence.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/sample.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

static const nsc_column margin_columns[] = {
    {"margin", "margin as given: a difference of fitness, or a number of standard errors of the best point"},
    {"cells", "evaluated points within the margin of the best evaluated one"},
    {"probability",
     "share of the space's points within the margin of the best evaluated one, better ones included: the "
     "probability that a uniform draw hits one. The best of the space may be better, and fewer points "
     "may be within the margin of it: no estimate says how many"},
    {"low", "lower end of its 95 % interval: of the gamma distribution with the skewness of the estimate, and half a "
            "hidden point; wider than needed for a few points, which are whole"},
    {"high", "upper end"},
    {"expected_draws", "expected uniform draws until one is hit: 1 / probability"},
    {"margin_value", "the margin as a difference of fitness"},
    {"best", "best evaluated fitness"},
    {"reason", "reason the values are missing"},
};
static const nsc_column distance_columns[] = {
    {"margin", "margin as given"},
    {"distance", "distance to the closest evaluated point within the margin of the best evaluated one"},
    {"cells", "points of the space at most that far"},
    {"share", "share of all points of the space, with or without a fitness"},
};

/* The evaluated points within a margin of the best one. */
typedef struct margin_set {
    const char *text; /* the margin as given */
    double margin, best;
    bool *within;     /* [place in the sample] */
    uint32_t *points; /* [count], ascending */
    size_t count;
} margin_set;

static void collect(margin_set *set, const nsc_landscape *landscape, const nsc_sample *sample) {
    const nsc_order within_margin = nsc_order_within(landscape->fitness, set->margin);
    set->count = 0;
    for (size_t place = 0; place < sample->count; place++) {
        const uint32_t point = sample->points[place];
        set->within[place] = nsc_equally_fit(&within_margin, landscape->fitness->values[point], set->best);
        if (set->within[place])
            set->points[set->count++] = point;
    }
}

/*
 * The share of the space that is within a margin of the best evaluated point. The border depends on the sample, and the
 * best evaluated point is always within; the hidden points that are better than it are too, as many on average as it
 * stands for, so the estimate is that of any share.
 */
static nsc_estimate share_within(const nsc_sample *sample, const margin_set *set, double *influence) {
    const nsc_design *design = &sample->design;
    const double counted = (double)set->count;
    double share = 0;
    for (size_t place = 0; place < set->count; place++)
        share += nsc_design_weight(design, set->points[place]) / design->population_count;
    if (nsc_design_complete(design))
        return nsc_estimate_exact(counted / design->population_count);
    for (size_t place = 0; place < sample->count; place++)
        influence[place] = set->within[place] - share;
    const nsc_influence_range hidden = {-share, 1 - share};
    nsc_estimate estimate = nsc_estimate_skewed(share, design, sample->points, influence, sample->count, hidden);
    /* The points that are evaluated are known. */
    estimate.low = fmax(estimate.low, counted / design->population_count);
    estimate.high = fmin(estimate.high, 1 - ((double)sample->count - counted) / design->population_count);
    return estimate;
}

static nsc_status add_margin(const nsc_sample *sample, const margin_set *set, nsc_table *table, nsc_error *error) {
    double *influence = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&influence, sample->count, sizeof *influence, error));
    const nsc_estimate share = share_within(sample, set, influence);
    const nsc_value row[] = {
        nsc_text(set->text),  nsc_integer((int64_t)set->count), nsc_real(share.value), nsc_real(share.low),
        nsc_real(share.high), nsc_real(1 / share.value),        nsc_real(set->margin), nsc_real(set->best),
        nsc_missing()};
    NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
out:
    free(influence);
    return status;
}

static nsc_status add_unknown_margin(const char *text, double best, nsc_table *table, nsc_error *error) {
    const nsc_value row[] = {nsc_text(text),
                             nsc_missing(),
                             nsc_missing(),
                             nsc_missing(),
                             nsc_missing(),
                             nsc_missing(),
                             nsc_missing(),
                             nsc_real(best),
                             nsc_text("the best point has no standard error: its single runs are not in the data")};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_distances(const nsc_landscape *landscape, const nsc_analysis_options *options,
                                const margin_set *set, nsc_table *table, nsc_error *error) {
    const uint32_t point_count = landscape->space->point_count;
    uint8_t *distances = NULL;
    size_t counts[NSC_UNREACHED + 1] = {0}, within = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&distances, point_count, 1, error));
    NSC_TRY(options->distance->to_nearest(landscape->space, landscape->graph, set->points, set->count, options->control,
                                          distances, error));
    for (uint32_t point = 0; point < point_count; point++)
        counts[distances[point]]++;
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++) {
        within += counts[distance];
        if (counts[distance] == 0)
            continue;
        const nsc_value row[] = {nsc_text(set->text), nsc_integer(distance), nsc_integer((int64_t)within),
                                 nsc_real((double)within / point_count)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(distances);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    margin_set set = {.best = nsc_fitness_best(landscape->fitness)};
    nsc_sample sample = {0};
    char *margins = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_sample_open(&sample, landscape->space, landscape->fitness, NULL, options->control, error));
    NSC_TRY(nsc_allocate(&set.within, sample.count, sizeof *set.within, error));
    NSC_TRY(nsc_allocate(&set.points, sample.count, sizeof *set.points, error));
    NSC_TRY(nsc_copy_text(&margins, options->margins, error));
    const uint32_t best_point = nsc_best_point(landscape->fitness);
    for (char *rest = margins, *text; (text = strsep(&rest, ",")) != NULL;) {
        set.text = text;
        NSC_TRY(nsc_margin_parse(text, landscape->fitness, best_point, &set.margin, error));
        if (isnan(set.margin)) {
            NSC_TRY(add_unknown_margin(text, set.best, tables[0], error));
            continue;
        }
        collect(&set, landscape, &sample);
        NSC_TRY(add_margin(&sample, &set, tables[0], error));
        NSC_TRY(add_distances(landscape, options, &set, tables[1], error));
    }
out:
    nsc_sample_release(&sample);
    free(set.within);
    free(set.points);
    free(margins);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE_WITHOUT_DISTANCE("margins", "one row for each margin", margin_columns),
    NSC_TABLE("distances", "one row for each margin and distance", distance_columns)};

const nsc_analysis nsc_analysis_rarity = {
    "rarity",
    "number of points nearly as good as the best evaluated one, and distances to them",
    "Ying et al. 2019, section 3.3",
    "p(m) = share of points with f at most m worse than the best evaluated; expected draws 1 / p(m)",
    NSC_READS(distance) | NSC_READS(margins),
    NSC_ALLOWS_DIRECTED,
    tables,
    NSC_COUNT_OF(tables),
    run};
