/* Frequency of operations, overall and among the best q %, and fitness by number of occurrences. */
#include "analysis/estimators/correlation.h"
#include "analysis/estimators/group_means.h"
#include "analysis/estimators/influence.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/sample.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <math.h>

static const nsc_column share_columns[] = {
    {"operation", "symbol of the space"},
    {"share", "share among all operations of the space's points, which needs no fitness"},
    {"share_top", "share among all operations of the best points, estimated for the best of the space"},
    {"share_top_low", "lower end of its 95 % interval: on the logit, skewed as the influences of the points are; the "
                      "border of the best is an estimate too"},
    {"share_top_high", "upper end"},
    {"enrichment", "share_top / share"},
    {"enrichment_low", "lower end of its 95 % interval: share_top_low / share"},
    {"enrichment_high", "upper end"},
    {"top_percent", "percent of the space's points that count as best (--top)"},
    {"top_points", "number of the evaluated points among the best, ties with the last included"},
    {"reason", "reason a share, the enrichment or an interval is missing"},
};

static const nsc_column count_columns[] = {
    {"operation", "symbol of the space"},
    {"occurrences", "occurrences of the operation in a point"},
    {"count", "points with that many occurrences and a fitness"},
    NSC_GROUP_MEAN_COLUMN_LIST,
    {"top_points", "number of these points among the best"},
    {"reason", "reason the mean or its interval is missing"},
};

/* The evaluated points, their weights, and the best of them. */
typedef struct evaluated {
    nsc_sample sample;
    double *weights; /* [count] with mean 1; NULL if all are equal */
    nsc_best_part best;
} evaluated;

static void release(evaluated *points) {
    nsc_sample_release(&points->sample);
    nsc_best_part_release(&points->best);
    free(points->weights);
}

static nsc_status take_evaluated(evaluated *points, const nsc_landscape *landscape, const nsc_analysis_options *options,
                                 nsc_error *error) {
    const nsc_order order = nsc_order_of(landscape->fitness);
    const nsc_sample *sample = &points->sample;
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_sample_open(&points->sample, landscape->space, landscape->fitness, NULL, options->control, error));
    NSC_TRY(nsc_relative_weights(&sample->design, sample->points, sample->count, &points->weights, error));
    NSC_TRY(nsc_allocate(&values, sample->count, sizeof *values, error));
    for (size_t place = 0; place < sample->count; place++)
        values[place] = landscape->fitness->values[sample->points[place]];
    NSC_TRY(
        nsc_best_part_take(&points->best, &order, values, points->weights, sample->count, options->top_percent, error));
out:
    free(values);
    return status;
}

/* One row for each number of occurrences of one symbol. */
static nsc_status add_counts(const nsc_landscape *landscape, const evaluated *points, const double *occurrences,
                             const char *name, const nsc_control *control, nsc_table *table, nsc_error *error) {
    double most = 0;
    int64_t *top = NULL;
    nsc_group_mean *means = NULL;
    nsc_status status = NSC_OK;
    for (size_t place = 0; place < points->sample.count; place++)
        most = fmax(most, occurrences[points->sample.points[place]]);
    NSC_TRY(nsc_group_means(landscape, occurrences, (size_t)most + 1, control, &means, error));
    NSC_TRY(nsc_allocate(&top, (size_t)most + 1, sizeof *top, error));
    for (size_t place = 0; place < points->best.count; place++)
        top[(size_t)occurrences[points->sample.points[points->best.chosen[place]]]]++;
    for (size_t number = 0; number <= (size_t)most; number++) {
        nsc_value row[NSC_COUNT_OF(count_columns)] = {nsc_text(name), nsc_integer((int64_t)number),
                                                      nsc_integer(means[number].evaluated)};
        nsc_group_mean_values(&means[number], row + 3);
        row[3 + NSC_GROUP_MEAN_COLUMNS] = nsc_integer(top[number]);
        row[4 + NSC_GROUP_MEAN_COLUMNS] =
            nsc_text(means[number].points > 0 ? means[number].reason : "no point has that many occurrences");
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(top);
    free(means);
    return status;
}

/* Occurrences of all symbols in each point. */
static nsc_status add_occurrences(const nsc_space *space, const nsc_control *control, double *totals,
                                  nsc_error *error) {
    double *occurrences = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&occurrences, space->point_count, sizeof *occurrences, error));
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        if (space->features[feature].role != NSC_FEATURE_SYMBOL_COUNT)
            continue;
        NSC_TRY(space->feature_values(space, feature, control, occurrences, error));
        for (uint32_t point = 0; point < space->point_count; point++)
            totals[point] += occurrences[point];
    }
out:
    free(occurrences);
    return status;
}

/* The share of a symbol among all operations of the best: a ratio of two weighted means. */
static nsc_status estimate_share_top(const evaluated *points, const double *occurrences, const double *totals,
                                     nsc_estimate *share, nsc_error *error) {
    const nsc_sample *sample = &points->sample;
    const nsc_best_part *best = &points->best;
    double *own = NULL, *influence = NULL, all = 0, these = 0, weight = 0;
    nsc_status status = NSC_OK;
    for (size_t place = 0; place < best->count; place++) {
        const uint32_t point = sample->points[best->chosen[place]];
        const double heavy = nsc_weight_of(points->weights, best->chosen[place]);
        these += heavy * occurrences[point];
        all += heavy * totals[point];
        weight += heavy;
    }
    *share = nsc_sample_complete(sample) ? nsc_estimate_exact(these / all) : nsc_estimate_alone(these / all);
    if (nsc_sample_complete(sample) || best->count < NSC_LEAST_OF_PART)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&own, best->count, sizeof *own, error));
    NSC_TRY(nsc_allocate(&influence, sample->count, sizeof *influence, error));
    for (size_t place = 0; place < best->count; place++) {
        const uint32_t point = sample->points[best->chosen[place]];
        own[place] = (occurrences[point] - share->value * totals[point]) * weight / all;
    }
    nsc_best_part_influence(best, own, sample->count, influence);
    *share = nsc_estimate_skewed_share(share->value, &sample->design, sample->points, influence, sample->count);
out:
    free(own);
    free(influence);
    return status;
}

static nsc_status add_share(const nsc_landscape *landscape, const evaluated *points, const double *occurrences,
                            const double *totals, const char *name, double top_percent, nsc_table *table,
                            nsc_error *error) {
    double these = 0, all = 0;
    nsc_estimate top;
    for (uint32_t point = 0; point < landscape->space->point_count; point++) {
        these += occurrences[point];
        all += totals[point];
    }
    const double share = these / all;
    nsc_status status = estimate_share_top(points, occurrences, totals, &top, error);
    if (status != NSC_OK)
        return status;
    const nsc_value row[] = {nsc_text(name),
                             nsc_real(share),
                             nsc_real(top.value),
                             nsc_real(top.low),
                             nsc_real(top.high),
                             nsc_real(top.value / share),
                             nsc_real(top.low / share),
                             nsc_real(top.high / share),
                             nsc_real(top_percent),
                             nsc_integer((int64_t)points->best.count),
                             nsc_text(!(these > 0)                             ? "no point has the operation"
                                      : !isnan(top.low)                        ? NULL
                                      : points->best.count < NSC_LEAST_OF_PART ? "too few points for an interval"
                                      : top.value > 0 ? "no interval: all of the best have this operation alone"
                                                      : "no interval: none of the best has it")};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const nsc_space *space = landscape->space;
    evaluated points = {0};
    double *occurrences = NULL, *totals = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(take_evaluated(&points, landscape, options, error));
    NSC_TRY(nsc_allocate(&occurrences, space->point_count, sizeof *occurrences, error));
    NSC_TRY(nsc_allocate(&totals, space->point_count, sizeof *totals, error));
    NSC_TRY(add_occurrences(space, options->control, totals, error));
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        const char *name = space->features[feature].name;
        if (space->features[feature].role != NSC_FEATURE_SYMBOL_COUNT)
            continue;
        NSC_TRY(space->feature_values(space, feature, options->control, occurrences, error));
        NSC_TRY(add_share(landscape, &points, occurrences, totals, name, options->top_percent, tables[0], error));
        NSC_TRY(add_counts(landscape, &points, occurrences, name, options->control, tables[1], error));
    }
out:
    release(&points);
    free(occurrences);
    free(totals);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("shares", "one row for each operation", share_columns),
    NSC_TABLE("counts", "one row for each operation and number of occurrences", count_columns)};

const nsc_analysis nsc_analysis_opfrequency = {"opfrequency",
                                               "operations overall and among the best points",
                                               "Ochoa, Veerapen 2022 (best 1 %)",
                                               "share(o) = occurrences of o / occurrences of all operations; "
                                               "enrichment = share among the best q % / share among all points",
                                               NSC_READS(top_percent),
                                               NSC_ALLOWS_DIRECTED | NSC_NEEDS_SYMBOLS | NSC_NEEDS_NO_GRAPH,
                                               tables,
                                               NSC_COUNT_OF(tables),
                                               run};
