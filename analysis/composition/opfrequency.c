/* Frequency of operations, overall and among the best q %, and fitness by number of occurrences. */
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <math.h>

static const nsc_column share_columns[] = {
    {"operation", "symbol of the space"},
    {"share", "share among all operations of the points with a fitness"},
    {"share_top", "share among all operations of the best points"},
    {"enrichment", "share_top / share"},
    {"top_percent", "percent of the points that count as best (--top)"},
    {"top_points", "number of the best points, ties with the last included"},
    {"reason", "reason a share or the enrichment is missing"},
};

static const nsc_column count_columns[] = {
    {"operation", "symbol of the space"},
    {"occurrences", "occurrences of the operation in a point"},
    {"count", "points with that many occurrences and a fitness"},
    {"mean", "mean fitness"},
    {"standard_deviation", "of the fitness"},
    {"standard_error", "standard error of the mean over all such points; 0 if all are evaluated"},
    {"top_points", "number of these points among the best"},
    {"reason", "reason the mean is missing"},
};

/* One row for each number of occurrences of one symbol. */
static nsc_status add_counts(const nsc_order *order, const nsc_evaluated *evaluated, const double *occurrences,
                             uint32_t point_count, const char *name, double threshold, nsc_table *table,
                             nsc_error *error) {
    double most = 0, *values = NULL;
    for (size_t place = 0; place < evaluated->count; place++)
        most = fmax(most, occurrences[evaluated->points[place]]);
    nsc_status status = nsc_allocate(&values, evaluated->count, sizeof *values, error);
    for (int number = 0; status == NSC_OK && number <= (int)most; number++) {
        size_t count = 0, in_space = 0;
        int64_t top = 0;
        for (uint32_t point = 0; point < point_count; point++)
            in_space += (int)occurrences[point] == number;
        for (size_t place = 0; place < evaluated->count; place++)
            if ((int)occurrences[evaluated->points[place]] == number) {
                values[count++] = evaluated->values[place];
                top += nsc_at_least(order, evaluated->values[place], threshold);
            }
        const nsc_moments moments = nsc_moments_of(values, count);
        const nsc_value row[] = {nsc_text(name),
                                 nsc_integer(number),
                                 nsc_integer((int64_t)count),
                                 nsc_real(moments.mean),
                                 nsc_real(moments.standard_deviation),
                                 nsc_real(nsc_standard_error_of_mean(moments.standard_deviation, count, in_space)),
                                 nsc_integer(top),
                                 nsc_text(count > 0 ? NULL : "no point with that many occurrences has a fitness")};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    free(values);
    return status;
}

/* Sums of a symbol's occurrences over all points with a fitness, and over the best of them. */
static void sum_occurrences(const nsc_order *order, const nsc_evaluated *evaluated, const double *occurrences,
                            double threshold, double sums[2]) {
    sums[0] = sums[1] = 0;
    for (size_t place = 0; place < evaluated->count; place++) {
        sums[0] += occurrences[evaluated->points[place]];
        if (nsc_at_least(order, evaluated->values[place], threshold))
            sums[1] += occurrences[evaluated->points[place]];
    }
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const nsc_space *space = landscape->space;
    nsc_evaluated evaluated = {0};
    double *occurrences = NULL, (*sums)[2] = NULL;
    const nsc_order order = nsc_order_of(landscape->fitness);
    double threshold, totals[2] = {0, 0};
    size_t top_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, landscape->fitness, 1, error));
    NSC_TRY(nsc_allocate(&occurrences, space->point_count, sizeof *occurrences, error));
    NSC_TRY(nsc_allocate(&sums, space->feature_count, sizeof *sums, error));
    NSC_TRY(nsc_top_threshold(&order, evaluated.values, evaluated.count, options->top_percent, &threshold, &top_count,
                              error));
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        if (space->features[feature].role != NSC_FEATURE_SYMBOL_COUNT)
            continue;
        NSC_TRY(space->feature_values(space, feature, options->control, occurrences, error));
        sum_occurrences(&order, &evaluated, occurrences, threshold, sums[feature]);
        totals[0] += sums[feature][0];
        totals[1] += sums[feature][1];
        NSC_TRY(add_counts(&order, &evaluated, occurrences, space->point_count, space->features[feature].name,
                           threshold, tables[1], error));
    }
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        if (space->features[feature].role != NSC_FEATURE_SYMBOL_COUNT)
            continue;
        const double share = sums[feature][0] / totals[0], share_top = sums[feature][1] / totals[1];
        const nsc_value row[] = {nsc_text(space->features[feature].name),
                                 nsc_real(share),
                                 nsc_real(share_top),
                                 nsc_real(share_top / share),
                                 nsc_real(options->top_percent),
                                 nsc_integer((int64_t)top_count),
                                 nsc_text(sums[feature][0] > 0 ? NULL : "no point with a fitness has the operation")};
        NSC_TRY(nsc_table_add(tables[0], row, NSC_COUNT_OF(row), error));
    }
out:
    nsc_evaluated_release(&evaluated);
    free(occurrences);
    free(sums);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("shares", "one row for each operation", share_columns),
    NSC_TABLE("counts", "one row for each operation and number of occurrences", count_columns)};

const nsc_analysis nsc_analysis_opfrequency = {"opfrequency",
                                               "operations overall and among the best points",
                                               "Ochoa, Veerapen 2022 (best 1 %)",
                                               NSC_READS(top_percent),
                                               NSC_ALLOWS_DIRECTED | NSC_NEEDS_SYMBOLS,
                                               tables,
                                               NSC_COUNT_OF(tables),
                                               run};
