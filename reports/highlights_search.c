/* Key findings of the report on searches: which algorithm finds better points, how sure that is, and why. */
#include "reports/highlights.h"
#include "reports/html.h"
#include "reports/search_studies.h"

#include <math.h>
#include <string.h>

#define RANDOM "random"

enum { TEXT_SIZE = 768 };

static double locality_of(const nsc_search_report *report, nsc_variant_kind kind, nsc_locality_figure figure) {
    return report->variants[kind].locality[figure].value;
}

/* ---- the ranking ---- */

/* What the rank-sum test shows of the first algorithm; nothing where it was not made. */
static void tell_test(const nsc_study_outcome *comparison, const nsc_study_entry *first, char text[TEXT_SIZE]) {
    const nsc_study_entry *entry;
    size_t shown = 0, others = 0;
    text[0] = '\0';
    if (nsc_study_table(comparison, "pairs") == NULL)
        return;
    for (size_t place = 1; (entry = nsc_study_place(comparison, place)) != NULL; place++, others++)
        shown += nsc_study_shows(comparison, first->label, entry->label);
    if (shown > 0)
        nsc_text_format(
            text, TEXT_SIZE,
            " The rank-sum test, corrected for all pairs, shows lower regrets than those of %zu of the %zu others.",
            shown, others);
    else
        nsc_text_format(text, TEXT_SIZE,
                        " The rank-sum test, corrected for all pairs, shows no lower regrets than those of any other.");
}

static void tell_first(const nsc_study_outcome *comparison, nsc_highlights *highlights) {
    const nsc_study_entry *first = nsc_study_place(comparison, 0);
    char number[NSC_HTML_NUMBER], own[NSC_HTML_NUMBER], low[NSC_HTML_NUMBER], high[NSC_HTML_NUMBER], test[TEXT_SIZE];
    size_t ranked = 0;
    while (nsc_study_place(comparison, ranked) != NULL)
        ranked++;
    tell_test(comparison, first, test);
    nsc_highlight(
        highlights, "Of %zu algorithms `%s` has the lowest mean regret within %s %s: %s [%s, %s].%s", ranked,
        first->label,
        nsc_html_number(comparison->evaluations > 0 ? (double)comparison->evaluations : comparison->time_s, 4, number),
        comparison->evaluations > 0 ? "evaluations" : "simulated seconds",
        nsc_html_number(first->mean_regret.value, 3, own), nsc_html_number(first->mean_regret.low, 3, low),
        nsc_html_number(first->mean_regret.high, 3, high), test);
}

/* The algorithms of a lower regret than random search: by the mean, and by the test. */
static void tell_random(const nsc_study_outcome *comparison, nsc_highlights *highlights) {
    const nsc_study_entry *random = nsc_study_entry_named(comparison, RANDOM), *entry;
    char own[NSC_HTML_NUMBER], low[NSC_HTML_NUMBER], high[NSC_HTML_NUMBER], test[96] = "";
    size_t ranked = 0, lower = 0, shown = 0;
    if (random == NULL)
        return;
    for (; (entry = nsc_study_place(comparison, ranked)) != NULL; ranked++) {
        lower += entry->mean_regret.value < random->mean_regret.value;
        shown += nsc_study_shows(comparison, entry->label, RANDOM);
    }
    if (nsc_study_table(comparison, "pairs") != NULL)
        nsc_text_format(test, sizeof test, "; the rank-sum test shows it of %zu", shown);
    nsc_highlight(highlights,
                  "By the mean, %zu of the %zu other algorithms end with a lower regret than random search, whose mean "
                  "is %s [%s, %s]%s.",
                  lower, ranked - 1, nsc_html_number(random->mean_regret.value, 3, own),
                  nsc_html_number(random->mean_regret.low, 3, low), nsc_html_number(random->mean_regret.high, 3, high),
                  test);
}

/* Algorithms that did nothing but draw at random. */
static void tell_equal(const nsc_study_outcome *comparison, nsc_highlights *highlights) {
    char names[TEXT_SIZE];
    if (nsc_study_list_random(comparison, names, sizeof names) > 0)
        nsc_highlight(
            highlights,
            "As random search in every run: %s. All that they evaluate is drawn at random here, as is a first "
            "population that a run does not complete: this says nothing of how they select and change.",
            names);
}

static void tell_ranking(const nsc_study_outcome *comparison, nsc_highlights *highlights) {
    if (nsc_study_place(comparison, 0) == NULL)
        return;
    tell_first(comparison, highlights);
    tell_random(comparison, highlights);
    tell_equal(comparison, highlights);
}

/* How often a single run of the first algorithm would mislead. */
static void tell_spread(const nsc_study_outcome *comparison, nsc_highlights *highlights) {
    const nsc_study_entry *first = nsc_study_place(comparison, 0), *second = nsc_study_place(comparison, 1);
    if (first == NULL || second == NULL)
        return;
    const double chance = nsc_study_chance(comparison, first->label, second->label);
    const nsc_table *power = nsc_study_table(comparison, "power");
    const double needed =
        power != NULL ? nsc_report_number(power, nsc_study_pair_row(power, first->label, second->label), "needed")
                      : (double)NAN;
    char runs[NSC_HTML_NUMBER];
    if (isnan(chance))
        return;
    if (isfinite(needed))
        nsc_highlight(
            highlights,
            "One run says little: a run of `%s` beats one of `%s` in %.0f %% of all pairs, and to show that takes %s "
            "runs of each.",
            first->label, second->label, 100 * chance, nsc_html_number(needed, 4, runs));
    else
        nsc_highlight(highlights, "One run says little: a run of `%s` beats one of `%s` in %.0f %% of all pairs.",
                      first->label, second->label, 100 * chance);
}

/* ---- the reasons ---- */

static void tell_locality(const nsc_report_run *run, nsc_highlights *highlights) {
    const nsc_search_report *report = run->searches;
    const double here = locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_AUTOCORRELATION);
    double measured, fitted;
    char beside[160] = "";
    nsc_report_edge_correlations(run->locality, run->request->relation, &measured, &fitted);
    if (isfinite(measured))
        nsc_text_format(beside, sizeof beside,
                        "; between neighbours %.3f in the measurements, %.3f in the fitted model", measured, fitted);
    if (isfinite(here))
        nsc_highlight(highlights,
                      "Scores have an autocorrelation of %.3f after one random step to a neighbour (relation %s%s).",
                      here, run->request->relation->name, beside);
}

static void tell_traps(const nsc_report_run *run, nsc_highlights *highlights) {
    const nsc_search_report *report = run->searches;
    const double share = locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_OPTIMA_SHARE);
    char optima[NSC_HTML_NUMBER], times[NSC_HTML_NUMBER];
    if (isfinite(share))
        nsc_highlight(
            highlights,
            "There are %s strict local optima, %s times as many as with independent random scores; climbs by best "
            "improvement end at the best from %.1f %% of all %s.",
            nsc_html_number(locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_OPTIMA), 4, optima),
            nsc_html_number(share, 2, times), 100 * locality_of(report, NSC_VARIANT_DATA, NSC_LOCALITY_REACH_BEST),
            nsc_page_points_word(run));
}

/* The last row of a table about an algorithm; the number of rows if there is none. */
static size_t last_row_of(const nsc_table *table, const char *algorithm) {
    size_t found = nsc_table_row_count(table);
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        if (nsc_report_is(table, row, "algorithm", algorithm))
            found = row;
    return found;
}

/* A random draw against a step to a neighbour, from where random search ends. */
static void tell_chances(const nsc_report_run *run, const nsc_study_outcome *comparison, nsc_highlights *highlights) {
    const nsc_table *progress = nsc_study_table(comparison, "progress");
    if (progress == NULL)
        return;
    const size_t row = last_row_of(progress, RANDOM);
    const double rank = nsc_report_number(progress, row, "median_rank");
    const double better = nsc_report_number(progress, row, "better_neighbours");
    const double drawn = (rank - 1) / run->locality->known_count;
    char place[NSC_HTML_NUMBER], count[NSC_HTML_NUMBER], times[NSC_HTML_NUMBER];
    if (isnan(rank) || isnan(better))
        return;
    if (drawn > 0 && better > drawn)
        nsc_highlight(highlights,
                      "Random search ends at rank %s of %s (median). From there a step to a neighbour is %s times as "
                      "likely to improve as another draw: that is what algorithms gain that change good %s.",
                      nsc_html_number(rank, 4, place), nsc_html_number(run->locality->known_count, 4, count),
                      nsc_html_number(better / drawn, 3, times), nsc_page_points_word(run));
    else
        nsc_highlight(
            highlights,
            "Random search ends at rank %s of %s (median). From there a step to a neighbour is no more likely "
            "to improve than another draw.",
            nsc_html_number(rank, 4, place), nsc_html_number(run->locality->known_count, 4, count));
}

/* What is left of the first algorithm's gain over random search where scores are shuffled. */
static void tell_shuffled(const nsc_search_report *report, nsc_highlights *highlights) {
    const nsc_study_outcome *scores = nsc_search_outcome(report, "scores");
    const nsc_study_outcome *shuffled = nsc_search_outcome(report, "shuffled");
    const nsc_study_entry *random = nsc_study_entry_named(scores, RANDOM);
    const nsc_study_entry *random_shuffled = nsc_study_entry_named(shuffled, RANDOM);
    const nsc_study_entry *first = nsc_study_place(scores, 0);
    const nsc_study_entry *other = first != NULL ? nsc_study_entry_named(shuffled, first->label) : NULL;
    if (random == NULL || random_shuffled == NULL || other == NULL ||
        first->mean_regret.high >= random->mean_regret.low)
        return;
    const double left = (random_shuffled->mean_regret.value - other->mean_regret.value) /
                        (random->mean_regret.value - first->mean_regret.value);
    nsc_highlight(
        highlights,
        "Without locality, on the same scores shuffled among points of equal size, `%s` keeps %.0f %% of its gain over "
        "random search, by the means.",
        first->label, fmax(0, 100 * left));
}

/* The runs of an algorithm of a study; those that fit models have fewer. */
static unsigned most_runs(const nsc_study_outcome *outcome) {
    unsigned runs = 0;
    for (size_t entry = 0; entry < outcome->entry_count; entry++)
        runs = outcome->entries[entry].runs > runs ? outcome->entries[entry].runs : runs;
    return runs;
}

static void tell_agreements(const nsc_search_report *report, nsc_highlights *highlights) {
    static const struct {
        const char *study, *with, *words;
    } told[] = {{"comparison", "longer", "in searches six times as long"},
                {"longer", "noise-free", "without the noise of single runs"},
                {"scores", "smaller", "on cells of one vertex less"}};
    for (size_t row = 0; row < NSC_COUNT_OF(told); row++)
        for (size_t pair = 0; pair < NSC_SEARCH_AGREEMENTS; pair++) {
            const nsc_search_agreement *made = &report->agreements[pair];
            if (strcmp(made->study, told[row].study) == 0 && strcmp(made->with, told[row].with) == 0 &&
                !isnan(made->spearman))
                nsc_highlight(highlights,
                              "The ranking by mean regret, compared with that %s: rank correlation %.2f over %zu "
                              "algorithms (1: the same), from means of %u and %u runs.",
                              told[row].words, made->spearman, made->algorithms,
                              most_runs(nsc_search_outcome(report, made->study)),
                              most_runs(nsc_search_outcome(report, made->with)));
        }
}

void nsc_search_highlights(const nsc_report_run *run, nsc_highlights *highlights) {
    const nsc_study_outcome *comparison = nsc_search_outcome(run->searches, "comparison");
    tell_ranking(comparison, highlights);
    tell_spread(comparison, highlights);
    tell_locality(run, highlights);
    tell_traps(run, highlights);
    tell_chances(run, comparison, highlights);
    tell_shuffled(run->searches, highlights);
    tell_agreements(run->searches, highlights);
    nsc_highlight_figure(highlights, "comparison-regret");
    nsc_highlight_figure(highlights, "comparison-distribution");
    nsc_highlight_figure(highlights, "comparison-summary");
}
