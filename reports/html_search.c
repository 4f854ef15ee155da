/*
 * Sections of the page of the report on searches: the ranking and how sure it is, other conditions, and what the
 * algorithms did. Their tables are shown as people read them; the files have all digits.
 */
#include "reports/html.h"
#include "reports/search_studies.h"

#include <math.h>
#include <string.h>

#define RANDOM "random"

/* ---- tables ---- */

/* Begins a table with these columns; the first is the name of its rows. */
static void open_table(const char *caption, const char *const *columns, size_t column_count, FILE *stream) {
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", stream);
    nsc_html_text(stream, caption);
    fputs("\"><table>\n<thead><tr>", stream);
    for (size_t column = 0; column < column_count; column++) {
        fputs(column == 0 ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">", stream);
        nsc_html_text(stream, columns[column]);
        fputs("</th>", stream);
    }
    fputs("</tr></thead>\n<tbody>\n", stream);
}

static void close_table(FILE *stream) {
    fputs("</tbody></table></div>\n", stream);
}

static void open_row(const char *name, FILE *stream) {
    fputs("<tr><th scope=\"row\">", stream);
    nsc_html_text(stream, name);
    fputs("</th>", stream);
}

static void write_number(double number, FILE *stream) {
    char text[NSC_HTML_NUMBER];
    fputs("<td class=\"n\">", stream);
    nsc_html_text(stream, nsc_html_number(number, 4, text));
    fputs("</td>", stream);
}

/* "low … high" */
static void write_span(double low, double high, FILE *stream) {
    char from[NSC_HTML_NUMBER], to[NSC_HTML_NUMBER];
    fputs("<td class=\"n\">", stream);
    nsc_html_format(stream, "%s … %s", nsc_html_number(low, 3, from), nsc_html_number(high, 3, to));
    fputs("</td>", stream);
}

/* ---- rankings ---- */

static void write_entry(const nsc_study_outcome *outcome, const nsc_study_entry *entry, bool with_pairs, FILE *stream) {
    const double chance = nsc_study_chance(outcome, entry->label, RANDOM);
    open_row(entry->label, stream);
    write_number(entry->mean_regret.value, stream);
    write_span(entry->mean_regret.low, entry->mean_regret.high, stream);
    write_number(entry->median_regret.value, stream);
    write_span(entry->tenth, entry->ninetieth, stream);
    write_number(entry->runs, stream);
    if (with_pairs)
        write_number(round(1000 * chance) / 10, stream);
    fputs("</tr>\n", stream);
}

static void write_ranking(const nsc_study_outcome *outcome, FILE *stream) {
    static const char *const columns[] = {
        "algorithm", "mean regret", "95 % interval", "median", "10 % to 90 % of runs", "runs", "beats random (%)"};
    const nsc_study_entry *entry;
    char equal[768];
    const bool with_pairs = nsc_study_table(outcome, "pairs") != NULL;
    open_table(outcome->study->meaning, columns, NSC_COUNT_OF(columns) - !with_pairs, stream);
    for (size_t place = 0; (entry = nsc_study_place(outcome, place)) != NULL; place++)
        write_entry(outcome, entry, with_pairs, stream);
    close_table(stream);
    if (nsc_study_list_random(outcome, equal, sizeof equal) > 0) {
        fputs("<p>As random search in every run: ", stream);
        nsc_html_marked(stream, equal);
        fputs(
            ". All that they evaluate is drawn at random, as is a first population that a run does not complete, or a "
            "point of which everything is changed.</p>\n",
            stream);
    }
    for (size_t number = 0; number < outcome->entry_count; number++)
        if (outcome->entries[number].reason[0] != '\0') {
            fputs("<p class=\"rest\">", stream);
            nsc_html_format(stream, "Left out: %s.", outcome->entries[number].reason);
            fputs("</p>\n", stream);
        }
}

/* How often the better of two algorithms ends behind the other one, and how sure their order is. */
static void write_pair(const nsc_study_outcome *outcome, const char *better, const char *worse, FILE *stream) {
    const nsc_table *pairs = nsc_study_table(outcome, "pairs"), *power = nsc_study_table(outcome, "power");
    const double chance = nsc_study_chance(outcome, better, worse);
    char name[256];
    if (isnan(chance))
        return;
    const size_t row = nsc_study_pair_row(pairs, better, worse);
    nsc_text_format(name, sizeof name, "%s over %s", better, worse);
    open_row(name, stream);
    write_number(round(1000 * chance) / 10, stream);
    write_number(nsc_report_number(pairs, row, "p_corrected"), stream);
    fputs(nsc_report_is(pairs, row, "significant", "yes") ? "<td>yes</td>" : "<td>not shown</td>", stream);
    write_number(power != NULL ? nsc_report_number(power, nsc_study_pair_row(power, better, worse), "needed") : NAN,
                 stream);
    fputs("</tr>\n", stream);
}

static void write_pairs(const nsc_study_outcome *outcome, FILE *stream) {
    static const char *const columns[] = {"neighbours in the ranking", "lower regret in (%) of pairs of runs",
                                          "p, corrected for all pairs", "differ", "runs for a power of 0.8"};
    const nsc_study_entry *entry, *before = nsc_study_place(outcome, 0);
    if (nsc_study_table(outcome, "pairs") == NULL)
        return;
    fputs("<p>The ranking is by the mean. Runs of one algorithm differ by their seed alone, so one run says little. "
          "How sure is the order of "
          "neighbours in the ranking (rank-sum test)?</p>\n",
          stream);
    open_table("Neighbours in the ranking compared", columns, NSC_COUNT_OF(columns), stream);
    for (size_t place = 1; (entry = nsc_study_place(outcome, place)) != NULL; before = entry, place++)
        write_pair(outcome, before->label, entry->label, stream);
    close_table(stream);
}

void nsc_html_search_ranking(const void *context, FILE *stream) {
    const nsc_report_run *run = context;
    const nsc_study_outcome *outcome = nsc_search_outcome(run->searches, "comparison");
    char number[NSC_HTML_NUMBER];
    const bool by_count = outcome->evaluations > 0;
    fputs("<p>", stream);
    nsc_html_format(stream,
                    "Encoding %s, protocol %s. An evaluation gives %s; searches are scored by %s. A run may %s %s %s. "
                    "Regret: the best score of all evaluated points less that of the incumbent.",
                    outcome->encoding, outcome->protocol, outcome->selected_by, outcome->scored_by,
                    by_count ? "make" : "take",
                    nsc_html_number(by_count ? (double)outcome->evaluations : outcome->time_s, 4, number),
                    by_count ? "evaluations" : "simulated seconds");
    fputs("</p>\n", stream);
    write_ranking(outcome, stream);
    write_pairs(outcome, stream);
}

/* ---- other conditions ---- */

static void write_agreement(const nsc_search_report *report, const char *first, const char *second, FILE *stream) {
    for (size_t pair = 0; pair < NSC_SEARCH_AGREEMENTS; pair++) {
        const nsc_search_agreement *made = &report->agreements[pair];
        if (strcmp(made->study, first) != 0 || strcmp(made->with, second) != 0 || isnan(made->spearman))
            continue;
        fputs("<p>", stream);
        nsc_html_format(stream, "Rank correlation with “%s”: %.2f over %zu algorithms (1: the same ranking).", first,
                        made->spearman, made->algorithms);
        fputs("</p>\n", stream);
    }
}

void nsc_html_search_conditions(const void *context, FILE *stream) {
    static const struct {
        const char *study, *heading, *compared_with;
    } parts[] = {{"longer", "Longer searches", "comparison"},      {"smaller", "Smaller cells", "scores"},
                 {"noise-free", "Noise-free selection", "longer"}, {"population", "Population of evolution", NULL},
                 {"tournament", "Tournament of evolution", NULL},  {"mutation", "Mutation of evolution", NULL}};
    const nsc_report_run *run = context;
    for (size_t part = 0; part < NSC_COUNT_OF(parts); part++) {
        const nsc_study_outcome *outcome = nsc_search_outcome(run->searches, parts[part].study);
        char number[NSC_HTML_NUMBER];
        nsc_html_element(stream, "h3", NULL, parts[part].heading);
        fputs("<p>", stream);
        nsc_html_format(stream, "This study: %s", outcome->study->meaning);
        if (outcome->reason[0] != '\0')
            nsc_html_format(stream, ". Left out: %s.", outcome->reason);
        else if (outcome->evaluations > 0)
            nsc_html_format(stream, ", %s evaluations a run.",
                            nsc_html_number((double)outcome->evaluations, 4, number));
        fputs("</p>\n", stream);
        if (outcome->reason[0] != '\0')
            continue;
        write_ranking(outcome, stream);
        if (parts[part].compared_with != NULL)
            write_agreement(run->searches, parts[part].compared_with, parts[part].study, stream);
    }
}

/* ---- what the algorithms did ---- */

static void write_behaviour(const nsc_study_outcome *comparison, FILE *stream) {
    static const struct {
        const char *statistic;
        double factor;
    } figures[] = {{"score_met", 1},         {"better_evaluations", 100}, {"from_neighbour", 100},
                   {"repeats", 100},         {"end_hops_to_best", 1},     {"end_better_neighbours", 100},
                   {"ends_at_optimum", 100}, {"ends_in_best_basin", 100}};
    static const char *const columns[] = {"algorithm",
                                          "mean score",
                                          "improving (%)",
                                          "by one step (%)",
                                          "repeats (%)",
                                          "steps to best",
                                          "improving neighbours (%)",
                                          "at optimum (%)",
                                          "best basin (%)"};
    const nsc_table *behaviour = nsc_study_table(comparison, "behaviour");
    if (behaviour == NULL)
        return;
    nsc_html_element(stream, "h3", NULL, "What the runs did");
    fputs("<p>Means over runs: the mean score of all they evaluated; evaluations better than the incumbent; "
          "improvements one step from the incumbent before; evaluations that repeat a point; and of the last "
          "incumbent: steps to the best, better neighbours, whether it is a local optimum, and whether it is in the "
          "basin of the best.</p>\n",
          stream);
    open_table("What the runs did", columns, NSC_COUNT_OF(columns), stream);
    for (size_t entry = 0; entry < comparison->entry_count; entry++) {
        if (isnan(comparison->entries[entry].rank))
            continue;
        open_row(comparison->entries[entry].label, stream);
        for (size_t figure = 0; figure < NSC_COUNT_OF(figures); figure++)
            write_number(figures[figure].factor * nsc_study_behaviour(behaviour, comparison->entries[entry].label,
                                                                      figures[figure].statistic),
                         stream);
        fputs("</tr>\n", stream);
    }
    close_table(stream);
}

/* An algorithm on the scores and on the shuffled ones; the share of its gain that is left is of interest only where
 * the intervals of its regret and of random search's do not meet. */
static void write_gain(const nsc_study_entry *own, const nsc_study_entry *random, const nsc_study_entry *shuffled,
                       const nsc_study_entry *random_shuffled, double points, FILE *stream) {
    const double gain = random->mean_regret.value - own->mean_regret.value;
    const double left = random_shuffled->mean_regret.value - shuffled->mean_regret.value;
    open_row(own->label, stream);
    write_number(own->mean_regret.value, stream);
    write_number(gain, stream);
    write_number(shuffled->mean_regret.value, stream);
    write_number(left, stream);
    write_number(round(points), stream);
    write_number(own->mean_regret.high < random->mean_regret.low ? round(100 * left / gain) : NAN, stream);
    fputs("</tr>\n", stream);
}

static void write_without_locality(const nsc_search_report *report, FILE *stream) {
    static const char *const columns[] = {"algorithm",      "regret",           "gain over random", "regret, shuffled",
                                          "gain, shuffled", "different points", "gain left (%)"};
    const nsc_study_outcome *scores = nsc_search_outcome(report, "scores");
    const nsc_study_outcome *shuffled = nsc_search_outcome(report, "shuffled");
    const nsc_study_entry *random = nsc_study_entry_named(scores, RANDOM);
    const nsc_study_entry *random_shuffled = nsc_study_entry_named(shuffled, RANDOM);
    const nsc_table *behaviour = nsc_study_table(shuffled, "behaviour");
    if (random == NULL || random_shuffled == NULL || behaviour == NULL)
        return;
    nsc_html_element(stream, "h3", NULL, "The same searches without locality");
    fputs("<p>The same searches, six times as long and by the score itself, on these scores and on the same scores "
          "shuffled among points of equal size. Their distribution is the same, their locality is gone. What is gained "
          "over random search here and not there is gained by locality; there, what counts is how many different "
          "points a search evaluates.</p>\n",
          stream);
    open_table("Gains with and without locality", columns, NSC_COUNT_OF(columns), stream);
    for (size_t entry = 0; entry < scores->entry_count; entry++) {
        const char *label = scores->entries[entry].label;
        const nsc_study_entry *own = nsc_study_entry_named(scores, label);
        const nsc_study_entry *other = nsc_study_entry_named(shuffled, label);
        if (own != NULL && other != NULL)
            write_gain(own, random, other, random_shuffled, nsc_study_behaviour(behaviour, label, "points_met"),
                       stream);
    }
    close_table(stream);
}

void nsc_html_search_reasons(const void *context, FILE *stream) {
    const nsc_report_run *run = context;
    write_behaviour(nsc_search_outcome(run->searches, "comparison"), stream);
    write_without_locality(run->searches, stream);
}
