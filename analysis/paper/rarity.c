/*
 * Rarity of good points and distances to them: section 3.3 of Ying et al. 2019, on points rather than on encodings.
 */
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

static const nsc_column margin_columns[] = {
    {"margin", "margin as given: a difference of fitness, or a number of standard errors of the best point"},
    {"cells", "points with a fitness within the margin of the best"},
    {"probability", "share of the points with a fitness: the probability that a uniform draw hits one"},
    {"low", "lower end of the exact binomial 95 % interval for the whole space; too wide if most points are evaluated"},
    {"high", "upper end"},
    {"expected_draws", "expected uniform draws until one is hit: 1 / probability"},
    {"margin_value", "the margin as a difference of fitness"},
    {"best", "best evaluated fitness"},
    {"reason", "reason the values are missing"},
};
static const nsc_column distance_columns[] = {
    {"margin", "margin as given"},
    {"distance", "distance to the closest point within the margin"},
    {"cells", "points of the space at most that far"},
    {"share", "share of all points of the space, with or without a fitness"},
};

static nsc_status add_margin(const nsc_landscape *landscape, const nsc_evaluated *evaluated, const char *text,
                             double margin, double best, nsc_table *table, nsc_error *error) {
    const nsc_order within_margin = nsc_order_within(landscape->fitness, margin);
    const bool complete = evaluated->count == landscape->space->point_count;
    uint64_t within = 0;
    for (size_t place = 0; place < evaluated->count; place++)
        within += nsc_equally_fit(&within_margin, evaluated->values[place], best);
    const nsc_estimate share = complete ? nsc_estimate_exact((double)within / (double)evaluated->count)
                                        : nsc_estimate_proportion(within, evaluated->count);
    const nsc_value row[] = {
        nsc_text(text),       nsc_integer((int64_t)within), nsc_real(share.value), nsc_real(share.low),
        nsc_real(share.high), nsc_real(1 / share.value),    nsc_real(margin),      nsc_real(best),
        nsc_missing()};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
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
                                const nsc_evaluated *evaluated, const char *text, double margin, double best,
                                nsc_table *table, nsc_error *error) {
    const nsc_order within_margin = nsc_order_within(landscape->fitness, margin);
    const uint32_t point_count = landscape->space->point_count;
    uint32_t *targets = NULL;
    uint8_t *distances = NULL;
    size_t target_count = 0, counts[NSC_UNREACHED + 1] = {0}, within = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&targets, evaluated->count, sizeof *targets, error));
    NSC_TRY(nsc_allocate(&distances, point_count, 1, error));
    for (size_t place = 0; place < evaluated->count; place++)
        if (nsc_equally_fit(&within_margin, evaluated->values[place], best))
            targets[target_count++] = evaluated->points[place];
    NSC_TRY(options->distance->to_nearest(landscape->space, landscape->graph, targets, target_count, options->control,
                                          distances, error));
    for (uint32_t point = 0; point < point_count; point++)
        counts[distances[point]]++;
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++) {
        within += counts[distance];
        if (counts[distance] == 0)
            continue;
        const nsc_value row[] = {nsc_text(text), nsc_integer(distance), nsc_integer((int64_t)within),
                                 nsc_real((double)within / point_count)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(targets);
    free(distances);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_evaluated evaluated = {0};
    char *margins = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, landscape->fitness, 1, error));
    NSC_TRY(nsc_copy_text(&margins, options->margins, error));
    const uint32_t best_point = nsc_best_point(landscape->fitness);
    const double best = nsc_fitness_best(landscape->fitness);
    for (char *rest = margins, *text; (text = strsep(&rest, ",")) != NULL;) {
        double margin;
        NSC_TRY(nsc_margin_parse(text, landscape->fitness, best_point, &margin, error));
        if (isnan(margin)) {
            NSC_TRY(add_unknown_margin(text, best, tables[0], error));
            continue;
        }
        NSC_TRY(add_margin(landscape, &evaluated, text, margin, best, tables[0], error));
        NSC_TRY(add_distances(landscape, options, &evaluated, text, margin, best, tables[1], error));
    }
out:
    nsc_evaluated_release(&evaluated);
    free(margins);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE_WITHOUT_DISTANCE("margins", "one row for each margin", margin_columns),
    NSC_TABLE("distances", "one row for each margin and distance", distance_columns)};

const nsc_analysis nsc_analysis_rarity = {"rarity",
                                          "number of points nearly as good as the best, and distances to them",
                                          "Ying et al. 2019, section 3.3",
                                          NSC_READS(distance) | NSC_READS(margins),
                                          NSC_ALLOWS_DIRECTED,
                                          tables,
                                          NSC_COUNT_OF(tables),
                                          run};
