/*
 * Two fitnesses along edges: the pairs of neighbours that both order alike, and the local optima that they share. Only
 * points that have both fitnesses take part, so that both landscapes are of the same points.
 *
 * The interval of the agreement is that of a mean over pairs of neighbours of points drawn at random, as in
 * pairs.h.
 */
#include "analysis/measurements/compare_internal.h"

#include "analysis/estimators/pairs.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/registry_internal.h"

#include <math.h>

const nsc_column nsc_comparison_edge_columns[NSC_COMPARISON_EDGE_COLUMNS] = {
    {"first", "first fitness (--fitness)"},
    {"second", "second fitness (--with)"},
    {"all_pairs", "pairs of neighbours of the graph; of a directed relation: edges"},
    {"pairs", "those of which both points have both fitnesses"},
    {"alike", "pairs of which both fitnesses call the same point the better one"},
    {"opposed", "pairs of which each fitness calls the other point the better one"},
    {"tied_first", "pairs that are tied in the first fitness only"},
    {"tied_second", "pairs that are tied in the second fitness only"},
    {"tied_both", "pairs that are tied in both"},
    {"agreement", "share of the decided pairs that are alike, 0 to 1, of all pairs estimated from those evaluated; "
                  "0.5: no better than chance"},
    {"low", "lower end of its 95 % interval for the whole space, with pairs that share a point dependent"},
    {"high", "upper end"},
    {"reason", "reason the agreement or its interval is missing"},
};
const nsc_column nsc_comparison_optimum_columns[NSC_COMPARISON_OPTIMUM_COLUMNS] = {
    {"first", "first fitness (--fitness)"},
    {"second", "second fitness (--with)"},
    {"compared_points", "points that have both fitnesses and a neighbour with both; others are no optima"},
    {"first_optima", "strict optima of the first fitness: better than all neighbours that have both"},
    {"second_optima", "strict optima of the second"},
    {"shared_optima", "points that are strict optima of both"},
    {"kept_share", "shared_optima / first_optima, 0 to 1"},
    {"jaccard", "shared optima over the strict optima of either, 0 to 1"},
    {"reason", "reason values are missing, or their limits: those of the measured part are not those of the whole"},
};

/* ---- pairs of neighbours ---- */

typedef struct edge_counts {
    uint64_t pairs, alike, opposed, tied[2], tied_both;
} edge_counts;

/* 1 if the other point is better, −1 if it is worse, 0 if they are equally fit. */
static int order_of(const nsc_compared_side *side, uint32_t one, uint32_t other) {
    const double *values = side->values;
    return nsc_better(&side->order, values[other], values[one]) - nsc_better(&side->order, values[one], values[other]);
}

static bool is_compared(const nsc_comparison *comparison, uint32_t point) {
    return !isnan(comparison->sides[0].values[point]);
}

/* Whether an edge is looked at from this end: once, and no loop. */
static bool is_first_end(const nsc_graph *graph, uint32_t point, uint32_t neighbour) {
    return nsc_graph_is_directed(graph) ? neighbour != point : neighbour > point;
}

static void count_edge(const nsc_comparison *comparison, uint32_t one, uint32_t other, edge_counts *counts) {
    const int first = order_of(&comparison->sides[0], one, other), second = order_of(&comparison->sides[1], one, other);
    counts->pairs++;
    counts->alike += first * second > 0;
    counts->opposed += first * second < 0;
    counts->tied_both += first == 0 && second == 0;
    counts->tied[0] += first == 0 && second != 0;
    counts->tied[1] += first != 0 && second == 0;
}

static void count_edges(const nsc_comparison *comparison, const nsc_rows *rows, edge_counts *counts) {
    const nsc_graph *graph = comparison->landscape->graph;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        if (!is_compared(comparison, point))
            continue;
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            if (is_first_end(graph, point, row.points[place]) && is_compared(comparison, row.points[place]))
                count_edge(comparison, point, row.points[place], counts);
    }
}

/* 1 if both fitnesses order the pair alike, 0 if they do not; pairs tied in one do not count. */
static void measure_agreement(const void *context, uint32_t first, uint32_t second,
                              double values[NSC_PAIR_QUANTITIES]) {
    const nsc_comparison *comparison = context;
    const int signs = order_of(&comparison->sides[0], first, second) * order_of(&comparison->sides[1], first, second);
    values[0] = signs == 0 ? (double)NAN : signs > 0;
}

static nsc_status find_agreement(const nsc_comparison *comparison, nsc_pair_mean *mean, nsc_error *error) {
    const uint32_t point_count = comparison->landscape->graph->point_count;
    nsc_pair_quantities quantities = {
        .count = 1, .measure = measure_agreement, .context = comparison, .incomplete = true};
    bool *evaluated = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&evaluated, point_count, sizeof *evaluated, error));
    for (uint32_t point = 0; point < point_count; point++)
        evaluated[point] = is_compared(comparison, point);
    quantities.evaluated = evaluated;
    NSC_TRY(nsc_pair_means_of_all(comparison->landscape, &comparison->pairs.design, &quantities, mean, error));
out:
    free(evaluated);
    return status;
}

/* Of a directed relation, whose rows do not show all pairs of a point, the interval is missing. */
static nsc_status estimate_agreement(const nsc_comparison *comparison, const edge_counts *counts, nsc_estimate *share,
                                     const char **reason, nsc_pair_mean *mean, nsc_error *error) {
    const uint64_t decided = counts->alike + counts->opposed;
    const double agreement = (double)counts->alike / (double)decided;
    *share = nsc_estimate_none();
    *reason = counts->pairs > 0 ? "every pair of neighbours is tied" : "no two neighbours have both fitnesses";
    if (decided == 0)
        return NSC_OK;
    *reason = NULL;
    *share = nsc_estimate_exact(agreement);
    if (comparison->pairs.count == comparison->landscape->graph->point_count)
        return NSC_OK;
    *share = nsc_estimate_alone(agreement);
    *reason = "the relation is directed: no interval";
    if (nsc_graph_is_directed(comparison->landscape->graph))
        return NSC_OK;
    const nsc_status status = find_agreement(comparison, mean, error);
    if (status != NSC_OK)
        return status;
    *share = nsc_pair_share(mean);
    *reason = mean->reason[0] != '\0' ? mean->reason : NULL;
    return NSC_OK;
}

nsc_status nsc_comparison_add_edges(const nsc_comparison *comparison, nsc_table *table, nsc_error *error) {
    const nsc_graph *graph = comparison->landscape->graph;
    nsc_pair_mean mean = {0};
    nsc_estimate share;
    const char *reason;
    edge_counts counts = {0};
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    count_edges(comparison, &rows, &counts);
    NSC_TRY(estimate_agreement(comparison, &counts, &share, &reason, &mean, error));
    const nsc_value row[NSC_COMPARISON_EDGE_COLUMNS] = {nsc_text(comparison->sides[0].fitness->rule.text),
                                                        nsc_text(comparison->sides[1].fitness->rule.text),
                                                        nsc_integer((int64_t)graph->edge_count),
                                                        nsc_integer((int64_t)counts.pairs),
                                                        nsc_integer((int64_t)counts.alike),
                                                        nsc_integer((int64_t)counts.opposed),
                                                        nsc_integer((int64_t)counts.tied[0]),
                                                        nsc_integer((int64_t)counts.tied[1]),
                                                        nsc_integer((int64_t)counts.tied_both),
                                                        nsc_real(share.value),
                                                        nsc_real(share.low),
                                                        nsc_real(share.high),
                                                        nsc_text(reason)};
    NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
out:
    nsc_rows_close(&rows);
    return status;
}

/* ---- local optima ---- */

/* What is known of a point: bits. */
enum { CONNECTED = 1, BEATEN_FIRST = 2, BEATEN_SECOND = 4 };

/* A point is beaten where a neighbour is at least as good; in a directed relation, a neighbour that it leads to. */
static void mark_beaten(const nsc_comparison *comparison, const nsc_rows *rows, unsigned char *marks) {
    const nsc_graph *graph = comparison->landscape->graph;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        if (!is_compared(comparison, point))
            continue;
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = row.points[place];
            if (other == point || !is_compared(comparison, other))
                continue;
            marks[point] |= CONNECTED;
            marks[other] |= CONNECTED;
            if (order_of(&comparison->sides[0], point, other) >= 0)
                marks[point] |= BEATEN_FIRST;
            if (order_of(&comparison->sides[1], point, other) >= 0)
                marks[point] |= BEATEN_SECOND;
        }
    }
}

/* The points that have both fitnesses count as evaluated. */
static nsc_status find_measured_part(const nsc_comparison *comparison, const nsc_control *control,
                                     nsc_measured_part *part, nsc_error *error) {
    nsc_landscape view = *comparison->landscape;
    nsc_fitness both = *view.fitness;
    both.values = comparison->sides[0].values;
    both.known_count = (uint32_t)comparison->pairs.count;
    view.fitness = &both;
    return nsc_measured_part_find(part, &view, control, error);
}

nsc_status nsc_comparison_add_optima(const nsc_comparison *comparison, const nsc_control *control, nsc_table *table,
                                     nsc_error *error) {
    const uint32_t point_count = comparison->landscape->graph->point_count;
    unsigned char *marks = NULL;
    uint32_t compared = 0, first = 0, second = 0, shared = 0;
    nsc_measured_part part;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, comparison->landscape->graph, error));
    NSC_TRY(nsc_allocate(&marks, point_count, sizeof *marks, error));
    NSC_TRY(find_measured_part(comparison, control, &part, error));
    mark_beaten(comparison, &rows, marks);
    for (uint32_t point = 0; point < point_count; point++) {
        if ((marks[point] & CONNECTED) == 0)
            continue;
        compared++;
        first += (marks[point] & BEATEN_FIRST) == 0;
        second += (marks[point] & BEATEN_SECOND) == 0;
        shared += (marks[point] & (BEATEN_FIRST | BEATEN_SECOND)) == 0;
    }
    const nsc_value row[NSC_COMPARISON_OPTIMUM_COLUMNS] = {
        nsc_text(comparison->sides[0].fitness->rule.text),
        nsc_text(comparison->sides[1].fitness->rule.text),
        nsc_integer(compared),
        nsc_integer(first),
        nsc_integer(second),
        nsc_integer(shared),
        nsc_real((double)shared / first),
        nsc_real((double)shared / (first + second - shared)),
        nsc_text(compared == 0 ? "no two neighbours have both fitnesses"
                 : first == 0  ? "the first fitness has no strict optimum"
                               : nsc_measured_part_reason(&part))};
    NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
out:
    nsc_rows_close(&rows);
    free(marks);
    return status;
}
