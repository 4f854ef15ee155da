/* The page of the report on searches: what the landscape has to do with the differences between algorithms. */
#include "reports/search_studies.h"

#include <math.h>
#include <string.h>

#define RANDOM "random"

enum { TEXT_SIZE = 768 };

/* ---- the landscape ---- */

static double locality_of(const nsc_search_report *report, nsc_variant_kind kind, nsc_locality_figure figure) {
    return report->variants[kind].locality[figure].value;
}

static void print_landscape(const nsc_report_run *run, FILE *stream) {
    const nsc_search_report *report = run->searches;
    char text[TEXT_SIZE], number[NSC_PAGE_NUMBER];
    double measured, fitted;
    nsc_report_edge_correlations(run->locality, run->request->relation, &measured, &fitted);
    int length =
        snprintf(text, sizeof text,
                 "Locality: the score has an autocorrelation of %.3f after one random step to a neighbour "
                 "(relation %s; 1: alike, 0: independent)",
                 locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_AUTOCORRELATION), run->request->relation->name);
    if (isfinite(measured))
        snprintf(text + length, sizeof text - (size_t)length, "; across an edge %.3f measured, %.3f fitted", measured,
                 fitted);
    if (isfinite(locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_AUTOCORRELATION)))
        nsc_page_bullet(text, stream);
    snprintf(
        text, sizeof text,
        "Traps: %s strict local optima, %.3g times as many as independent random scores would have; climbs by best "
        "improvement end at the best from %.1f %% of all %s",
        nsc_page_grouped(locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_OPTIMA), number),
        locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_OPTIMA_SHARE),
        100 * locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_REACH_BEST), nsc_page_points_word(run));
    if (isfinite(locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_OPTIMA_SHARE)))
        nsc_page_bullet(text, stream);
    snprintf(
        text, sizeof text,
        "Ways up: of the neighbours of the better half of the %s, %.1f %% are better (25 %% if scores were random)",
        nsc_page_points_word(run), 100 * locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_BETTER));
    if (isfinite(locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_BETTER)))
        nsc_page_bullet(text, stream);
}

/* ---- the chance to improve ---- */

/* The last row of a table about an algorithm; the number of rows if there is none. */
static size_t last_row_of(const nsc_table *table, const char *algorithm) {
    size_t found = nsc_table_row_count(table);
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        if (nsc_report_is(table, row, "algorithm", algorithm))
            found = row;
    return found;
}

/* A random draw against a step to a neighbour, from where random search ends. */
static void print_chances(const nsc_report_run *run, const nsc_study_outcome *comparison, FILE *stream) {
    const nsc_table *progress = nsc_study_table(comparison, "progress");
    char text[TEXT_SIZE], rank_text[NSC_PAGE_NUMBER], count_text[NSC_PAGE_NUMBER];
    if (progress == NULL)
        return;
    const size_t row = last_row_of(progress, RANDOM);
    const double rank = nsc_report_number(progress, row, "median_rank");
    const double better = nsc_report_number(progress, row, "better_neighbours");
    const double drawn = (rank - 1) / run->locality->known_count;
    if (isnan(rank) || isnan(better))
        return;
    int length =
        snprintf(text, sizeof text,
                 "Chances: random search ends at rank %s of %s (median), where %.3g %% of all %s are better. Of "
                 "the neighbours of such an incumbent %.3g %% are better",
                 nsc_page_grouped(rank, rank_text), nsc_page_grouped(run->locality->known_count, count_text),
                 100 * drawn, nsc_page_points_word(run), 100 * better);
    if (drawn > 0 && better > drawn)
        snprintf(text + length, sizeof text - (size_t)length,
                 ": a step to a neighbour is %.3g times as likely to improve as another draw, which is what algorithms "
                 "gain that change good %s",
                 better / drawn, nsc_page_points_word(run));
    else
        snprintf(text + length, sizeof text - (size_t)length,
                 ": a step to a neighbour is no more likely to improve than another draw");
    nsc_page_bullet(text, stream);
}

/* ---- what algorithms did ---- */

static double behaviour_of(const nsc_table *behaviour, const char *algorithm, const char *statistic) {
    for (size_t row = 0; row < nsc_table_row_count(behaviour); row++)
        if (nsc_report_is(behaviour, row, "algorithm", algorithm) &&
            nsc_report_is(behaviour, row, "statistic", statistic))
            return nsc_report_number(behaviour, row, "value");
    return NAN;
}

static void print_cell(double value, FILE *stream) {
    if (isnan(value))
        fprintf(stream, " %15s", "-");
    else
        fprintf(stream, " %15.4g", value);
}

static void print_behaviour(const nsc_study_outcome *comparison, FILE *stream) {
    static const struct {
        const char *statistic, *heading;
        double factor;
    } columns[] = {{"score_met", "mean score", 1},
                   {"better_evaluations", "improving (%)", 100},
                   {"from_neighbour", "by one step (%)", 100},
                   {"repeats", "repeats (%)", 100},
                   {"end_hops_to_best", "steps to best", 1},
                   {"end_better_neighbours", "ways up (%)", 100},
                   {"ends_at_optimum", "at optimum (%)", 100},
                   {"ends_in_best_basin", "best basin (%)", 100}};
    const nsc_table *behaviour = nsc_study_table(comparison, "behaviour");
    if (behaviour == NULL)
        return;
    fputs("\nWhat the runs did, as means over runs: the mean score of all they evaluated; evaluations better than the\n"
          "incumbent; improvements that are one step from the incumbent before; evaluations that repeat a point; and "
          "of\nthe last incumbent: steps to the best, better neighbours, whether it is a local optimum, and whether it "
          "is in\nthe basin of the best.\n\n",
          stream);
    fprintf(stream, "  %-20s", "algorithm");
    for (size_t column = 0; column < NSC_COUNT_OF(columns); column++)
        fprintf(stream, " %15s", columns[column].heading);
    fputc('\n', stream);
    for (size_t entry = 0; entry < comparison->entry_count; entry++) {
        if (isnan(comparison->entries[entry].rank))
            continue;
        fprintf(stream, "  %-20s", comparison->entries[entry].label);
        for (size_t column = 0; column < NSC_COUNT_OF(columns); column++)
            print_cell(columns[column].factor *
                           behaviour_of(behaviour, comparison->entries[entry].label, columns[column].statistic),
                       stream);
        fputc('\n', stream);
    }
}

/* ---- without locality ---- */

/* One algorithm on the scores and on the shuffled ones; the share of its gain that is left is of interest only where
 * the intervals of its regret and of random search's do not meet. */
static void print_gain(const nsc_study_entry *own, const nsc_study_entry *random, const nsc_study_entry *own_shuffled,
                       const nsc_study_entry *random_shuffled, double points, FILE *stream) {
    const double gain = random->mean_regret.value - own->mean_regret.value;
    const double left = random_shuffled->mean_regret.value - own_shuffled->mean_regret.value;
    fprintf(stream, "  %-20s %12.4g %12.4g   %12.4g %12.4g %16.0f", own->label, own->mean_regret.value, gain,
            own_shuffled->mean_regret.value, left, points);
    if (own->mean_regret.high < random->mean_regret.low)
        fprintf(stream, "   %8.0f %%", 100 * left / gain);
    fputc('\n', stream);
}

static void print_without_locality(const nsc_search_report *report, FILE *stream) {
    const nsc_study_outcome *scores = nsc_search_outcome(report, "scores");
    const nsc_study_outcome *shuffled = nsc_search_outcome(report, "shuffled");
    const nsc_study_entry *random = nsc_study_entry_named(scores, RANDOM);
    const nsc_study_entry *random_shuffled = nsc_study_entry_named(shuffled, RANDOM);
    if (random == NULL || random_shuffled == NULL)
        return;
    const double left = locality_of(report, NSC_VARIANT_SHUFFLED, NSC_LOCALITY_AUTOCORRELATION);
    char gone[NSC_PAGE_NUMBER] = "";
    if (isfinite(left))
        snprintf(gone, sizeof gone, " (autocorrelation %.3f)", left);
    fprintf(stream,
            "\nThe test: the same searches, six times as long and by the score itself, on these scores and on the same "
            "scores\nshuffled among points of equal size. Their distribution is the same, their locality is gone%s.\n"
            "What is gained over random search here and not there is gained by locality. There, what counts is how "
            "many\ndifferent points a search evaluates.\n\n",
            gone);
    const nsc_table *behaviour = nsc_study_table(shuffled, "behaviour");
    fprintf(stream, "  %-20s %12s %12s   %12s %12s %16s   %s\n", "algorithm", "regret", "gain", "shuffled", "gain",
            "different points", "gain left");
    for (size_t entry = 0; entry < scores->entry_count; entry++) {
        const char *label = scores->entries[entry].label;
        const nsc_study_entry *own = nsc_study_entry_named(scores, label);
        const nsc_study_entry *other = nsc_study_entry_named(shuffled, label);
        if (own != NULL && other != NULL)
            print_gain(own, random, other, random_shuffled, behaviour_of(behaviour, label, "points_met"), stream);
    }
}

/* ---- trajectories ---- */

static void print_network(const nsc_study_outcome *comparison, FILE *stream) {
    const nsc_table *network = nsc_study_table(comparison, "network");
    if (network == NULL || nsc_report_row(network, "network", "merged") == nsc_table_row_count(network))
        return;
    char nodes[NSC_PAGE_NUMBER], shared[NSC_PAGE_NUMBER], ends[NSC_PAGE_NUMBER], components[NSC_PAGE_NUMBER];
    const size_t row = nsc_report_row(network, "network", "merged");
    fprintf(stream,
            "\nThe search trajectory network of all algorithms merged has %s nodes, of which %s are shared and %s are "
            "ends\nof runs, in %s components; the best nodes have a strength of %.3g (steps into them for each "
            "run).\n",
            nsc_page_grouped(nsc_report_number(network, row, "nodes"), nodes),
            nsc_page_grouped(nsc_report_number(network, row, "shared"), shared),
            nsc_page_grouped(nsc_report_number(network, row, "ends"), ends),
            nsc_page_grouped(nsc_report_number(network, row, "components"), components),
            nsc_report_number(network, row, "strength"));
}

void nsc_search_page_why(const nsc_report_run *run, FILE *stream) {
    const nsc_study_outcome *comparison = nsc_search_outcome(run->searches, "comparison");
    fputs("\n## Why they differ\n\n", stream);
    print_landscape(run, stream);
    print_chances(run, comparison, stream);
    print_behaviour(comparison, stream);
    print_without_locality(run->searches, stream);
    print_network(comparison, stream);
}
