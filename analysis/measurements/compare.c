/*
 * Two fitnesses of the same points: a proxy and the accuracy, two data sets, two budgets. Correlations of the values,
 * overall and among the best by the first; the overlap of the best points of both; and, along edges, how far the two
 * landscapes agree (compare_neighbours.c). Shake-up and overlap of the best: Huang, Li 2025.
 *
 * Correlations are of the values as they are. Whatever speaks of the best goes by each fitness' own direction.
 */
#include "analysis/measurements/compare_internal.h"

#include "analysis/estimators/correlation.h"
#include "analysis/estimators/shared_best.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

#define TWO_FITNESSES                                                                                                  \
    {"first", "first fitness (--fitness)"}, {                                                                          \
        "second", "second fitness (--with)"                                                                            \
    }

static const nsc_column correlation_columns[] = {
    TWO_FITNESSES,
    {"first_points", "points that have the first fitness"},
    {"second_points", "points that have the second"},
    NSC_AGREEMENT_COLUMN_LIST("first"),
    {"shake_up", "mean absolute difference between the two ranks of a point, over the number of points compared, 0 to "
                 "1/2; independent rankings have 1/3; higher: the rankings differ more"},
    {"shake_up_low", "lower end of its 95 % interval, likewise, on the logit of twice the value"},
    {"shake_up_high", "upper end"},
    {"reason", "reason values or intervals are missing"},
};
static const nsc_column overlap_columns[] = {
    TWO_FITNESSES,
    {"best", "points that count as the best of each fitness: a number of the points compared, or a percentage of the "
             "space"},
    {"places", "the same as a number k of places in each ranking"},
    {"count", "points that have both fitnesses, among which the best are taken"},
    {"overlap", "places taken by the same points in both rankings; points tied across the border share the places "
                "left equally"},
    {"share", "overlap / places, 0 to 1"},
    {"share_low", "lower end of its 95 % interval: on the logit, skewed as the influences of the points are; both "
                  "borders of the best are estimates too"},
    {"share_high", "upper end"},
    {"by_chance", "expected share of independent rankings: places / count"},
    {"jaccard", "places of both over places of either: overlap / (2 places - overlap), 0 to 1"},
    {"reason", "reason values or the interval are missing"},
};

/* ---- the two fitnesses ---- */

static nsc_status read_second(const nsc_landscape *landscape, const char *rule, const nsc_fitness **second,
                              nsc_error *error) {
    nsc_asked_fitness asked;
    const nsc_status status = nsc_landscape_ask(landscape, rule, &asked, error);
    if (status != NSC_OK)
        return status;
    *second = asked.fitness;
    return asked.fitness != NULL ? nsc_fitness_check_magnitudes(asked.fitness, error)
                                 : nsc_error_set(error, NSC_MISSING, "--with: %s", asked.reason.message);
}

/* Keeps the values of the points that have both. */
static nsc_status fill_values(nsc_comparison *comparison, nsc_compared_side *side, const double *paired,
                              nsc_error *error) {
    const nsc_paired *pairs = &comparison->pairs;
    const nsc_status status = nsc_allocate(&side->values, pairs->point_count, sizeof *side->values, error);
    for (uint32_t point = 0; status == NSC_OK && point < pairs->point_count; point++)
        side->values[point] = NAN;
    for (size_t pair = 0; status == NSC_OK && pair < pairs->count; pair++)
        side->values[pairs->points[pair]] = paired[pair];
    return status;
}

/* The order of a fitness with another direction. */
static nsc_order order_towards(const nsc_fitness *fitness, nsc_direction direction) {
    nsc_fitness turned = *fitness;
    turned.direction = direction;
    return nsc_order_of(&turned);
}

static nsc_status read_fitnesses(nsc_comparison *comparison, const nsc_analysis_options *options, nsc_error *error) {
    nsc_compared_side *first = &comparison->sides[0], *second = &comparison->sides[1];
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    first->fitness = comparison->landscape->fitness;
    first->order = nsc_order_of(first->fitness);
    NSC_TRY(read_second(comparison->landscape, options->with, &second->fitness, error));
    second->order = order_towards(second->fitness, options->with_better == NSC_WITH_LOWER    ? NSC_MINIMISE
                                                   : options->with_better == NSC_WITH_HIGHER ? NSC_MAXIMISE
                                                                                             : first->order.direction);
    NSC_TRY(nsc_point_sizes(comparison->landscape->space, options->control, &sizes, error));
    NSC_TRY(nsc_paired_take(&comparison->pairs, sizes, first->fitness, second->fitness, error));
    NSC_TRY(fill_values(comparison, first, comparison->pairs.x, error));
    NSC_TRY(fill_values(comparison, second, comparison->pairs.y, error));
out:
    free(sizes);
    return status;
}

static void release(nsc_comparison *comparison) {
    nsc_paired_release(&comparison->pairs);
    for (size_t side = 0; side < 2; side++)
        free(comparison->sides[side].values);
}

/* ---- correlations ---- */

enum { SHARES = 5 }; /* percentages of the best: 100, 10, 5, 1 and --top */

typedef struct correlation {
    double top_percent;
    nsc_agreement agreement;
    nsc_estimate shake_up;
} correlation;

typedef struct correlations {
    const nsc_comparison *comparison;
    correlation rows[SHARES];
    size_t count;
} correlations;

static void choose_shares(correlations *list, double asked_percent) {
    const double shares[SHARES] = {100, 10, 5, 1, asked_percent};
    for (size_t share = 0; share < SHARES; share++) {
        bool listed = false;
        for (size_t before = 0; before < share; before++)
            listed = listed || shares[before] == shares[share];
        if (!listed)
            list->rows[list->count++].top_percent = shares[share];
    }
}

/* Ranks by one of the fitnesses, the worst first, of the pairs that are compared. */
static nsc_status rank_chosen(const nsc_order *order, const double *values, const double *weights, size_t count,
                              double **ranks, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(ranks, count, sizeof **ranks, error));
    NSC_TRY(nsc_weighted_ranks(order, values, weights, count, *ranks, error));
    for (size_t place = 0; order->direction == NSC_MINIMISE && place < count; place++)
        (*ranks)[place] = (double)(count + 1) - (*ranks)[place];
out:
    return status;
}

static nsc_status shake_up_of(const nsc_comparison *comparison, correlation *row, nsc_error *error) {
    const nsc_paired *pairs = &comparison->pairs;
    const nsc_order *first = &comparison->sides[0].order, *second = &comparison->sides[1].order;
    double *x_ranks = NULL, *y_ranks = NULL;
    nsc_best_part part = {0};
    nsc_weighted_pairs compared = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_best_part_take(&part, first, pairs->x, pairs->weights, pairs->count, row->top_percent, error));
    const nsc_pair_sample sample = nsc_paired_sample(pairs, &part);
    NSC_TRY(nsc_weighted_pairs_take(&compared, &sample, error));
    NSC_TRY(rank_chosen(first, compared.x, compared.weights, compared.count, &x_ranks, error));
    NSC_TRY(rank_chosen(second, compared.y, compared.weights, compared.count, &y_ranks, error));
    NSC_TRY(nsc_shake_up(&sample, x_ranks, y_ranks, &row->shake_up, error));
out:
    nsc_best_part_release(&part);
    nsc_weighted_pairs_release(&compared);
    free(x_ranks);
    free(y_ranks);
    return status;
}

static nsc_status correlate(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    correlations *list = context;
    correlation *row = &list->rows[task];
    const nsc_comparison *comparison = list->comparison;
    const nsc_status status = nsc_agreement_of(&comparison->pairs, &comparison->sides[0].order, comparison->pairs.x,
                                               row->top_percent, &row->agreement, error);
    return status != NSC_OK ? status : shake_up_of(comparison, row, error);
}

static nsc_status add_correlation(const nsc_comparison *comparison, const correlation *row, nsc_table *table,
                                  nsc_error *error) {
    enum { BEFORE = 4, AFTER = BEFORE + NSC_AGREEMENT_COLUMNS };
    const nsc_fitness *first = comparison->sides[0].fitness, *second = comparison->sides[1].fitness;
    char among[NSC_AMONG_SIZE];
    nsc_value values[NSC_COUNT_OF(correlation_columns)] = {nsc_text(first->rule.text), nsc_text(second->rule.text),
                                                           nsc_integer(first->known_count),
                                                           nsc_integer(second->known_count)};
    nsc_agreement_values(&row->agreement, row->top_percent, among, values + BEFORE);
    values[AFTER] = nsc_real(row->shake_up.value);
    values[AFTER + 1] = nsc_real(row->shake_up.low);
    values[AFTER + 2] = nsc_real(row->shake_up.high);
    values[AFTER + 3] = nsc_text(row->agreement.reason);
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

static nsc_status add_correlations(const nsc_comparison *comparison, const nsc_analysis_options *options,
                                   nsc_table *table, nsc_error *error) {
    correlations list = {.comparison = comparison};
    nsc_status status = NSC_OK;
    choose_shares(&list, options->top_percent);
    NSC_TRY(nsc_parallel(list.count, options->control, correlate, &list, error));
    for (size_t row = 0; row < list.count; row++)
        NSC_TRY(add_correlation(comparison, &list.rows[row], table, error));
out:
    return status;
}

/* ---- overlap ---- */

/* Rankings by both fitnesses, by weight (NULL: all 1). sides[2] are released by free(). */
static nsc_status rank_both(const nsc_comparison *comparison, const double *weights, nsc_standing *sides[2],
                            nsc_rankings *rankings, nsc_error *error) {
    const nsc_paired *pairs = &comparison->pairs;
    const double *const values[2] = {pairs->x, pairs->y};
    nsc_status status = NSC_OK;
    *rankings = (nsc_rankings){.side_count = 2, .count = pairs->count, .weights = weights};
    for (size_t side = 0; side < 2; side++) {
        NSC_TRY(nsc_allocate(&sides[side], pairs->count, sizeof *sides[side], error));
        NSC_TRY(nsc_standings(&comparison->sides[side].order, values[side], weights, pairs->count, sides[side], error));
        rankings->sides[side] = sides[side];
    }
out:
    return status;
}

/* `number`: the best are a number of the measured points, which are not the best of the space. */
static nsc_status add_overlap(const nsc_comparison *comparison, const nsc_rankings *rankings, const char *best,
                              double places, bool number, nsc_table *table, nsc_error *error) {
    const nsc_paired *pairs = &comparison->pairs;
    const double overlap = nsc_places_held(rankings, places);
    const char *reason = "no interval: the best of the measured points";
    nsc_estimate share = nsc_estimate_alone(overlap / places);
    nsc_status status = NSC_OK;
    if (!number || nsc_design_complete(&pairs->design))
        status = nsc_share_held(rankings, places, &pairs->design, pairs->points, &share, &reason, error);
    if (status != NSC_OK)
        return status;
    const nsc_value row[] = {nsc_text(comparison->sides[0].fitness->rule.text),
                             nsc_text(comparison->sides[1].fitness->rule.text),
                             nsc_text(best),
                             nsc_real(places),
                             nsc_integer((int64_t)pairs->count),
                             nsc_real(overlap),
                             nsc_real(share.value),
                             nsc_real(share.low),
                             nsc_real(share.high),
                             nsc_real(places / (double)pairs->count),
                             nsc_real(overlap / (2 * places - overlap)),
                             nsc_text(reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_no_overlap(const nsc_comparison *comparison, nsc_table *table, nsc_error *error) {
    const nsc_value row[NSC_COUNT_OF(overlap_columns)] = {
        nsc_text(comparison->sides[0].fitness->rule.text),
        nsc_text(comparison->sides[1].fitness->rule.text), [4] = nsc_integer(0),
        [NSC_COUNT_OF(overlap_columns) - 1] = nsc_text("no point has both")};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* The best 1, 10, 100, … points while these are not all, then the best 1, 5, 10 % and --top. */
static nsc_status add_overlaps(const nsc_comparison *comparison, double asked_percent, nsc_table *table,
                               nsc_error *error) {
    const double percents[] = {1, 5, 10, asked_percent};
    const size_t count = comparison->pairs.count;
    nsc_standing *sides[2] = {NULL}, *weighted_sides[2] = {NULL};
    nsc_rankings measured, weighted;
    char best[32];
    nsc_status status = NSC_OK;
    if (count == 0)
        return add_no_overlap(comparison, table, error);
    NSC_TRY(rank_both(comparison, NULL, sides, &measured, error));
    NSC_TRY(rank_both(comparison, comparison->pairs.weights, weighted_sides, &weighted, error));
    for (size_t places = 1; places < count || places == 1; places *= 10) {
        snprintf(best, sizeof best, "%zu", places);
        NSC_TRY(add_overlap(comparison, &measured, best, (double)places, true, table, error));
    }
    for (size_t percent = 0; percent < NSC_COUNT_OF(percents); percent++) {
        const bool listed = percent == 3 && (asked_percent == 1 || asked_percent == 5 || asked_percent == 10);
        const double places = (double)count * percents[percent] / 100;
        snprintf(best, sizeof best, "%g %%", percents[percent]);
        if (!listed && places > 0)
            NSC_TRY(add_overlap(comparison, &weighted, best, places, false, table, error));
    }
out:
    for (size_t side = 0; side < 2; side++) {
        free(sides[side]);
        free(weighted_sides[side]);
    }
    return status;
}

/* ---- the analysis ---- */

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_comparison comparison = {.landscape = landscape};
    nsc_status status = NSC_OK;
    NSC_TRY(read_fitnesses(&comparison, options, error));
    NSC_TRY(add_correlations(&comparison, options, tables[0], error));
    NSC_TRY(add_overlaps(&comparison, options->top_percent, tables[1], error));
    NSC_TRY(nsc_comparison_add_edges(&comparison, tables[2], error));
    NSC_TRY(nsc_comparison_add_optima(&comparison, options->control, tables[3], error));
out:
    release(&comparison);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("correlations",
              "one row for all points that have both, and for the best 10, 5, 1 % and --top by the first",
              correlation_columns),
    NSC_TABLE("overlap", "one row for each number and percentage of best points", overlap_columns),
    {"edges", "one row: neighbours that both fitnesses order alike", nsc_comparison_edge_columns,
     NSC_COMPARISON_EDGE_COLUMNS, NULL, 0, false},
    {"optima", "one row: local optima of both fitnesses", nsc_comparison_optimum_columns,
     NSC_COMPARISON_OPTIMUM_COLUMNS, NULL, 0, false}};

const nsc_analysis nsc_analysis_compare = {
    "compare",
    "agreement of two fitnesses: correlations, best points, neighbours, optima",
    "shake-up, overlap: Huang, Li 2025; correlations among the best: Ying et al. 2019",
    "corr(f, g), among all and the best by f; shake-up = mean |rank f − rank g| / n; overlap(k) = points among the "
    "best k by both / k",
    NSC_READS(with) | NSC_READS(with_better) | NSC_READS(top_percent),
    NSC_ALLOWS_DIRECTED | NSC_NEEDS_SECOND,
    tables,
    NSC_COUNT_OF(tables),
    run};
