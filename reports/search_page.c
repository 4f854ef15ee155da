/*
 * The page of the report on searches: the ranking, its spread over seeds, longer searches, settings, smaller cells,
 * noise and the number of runs that a claim needs. Why algorithms differ is told by search_page_why.c.
 */
#include "reports/search_studies.h"

#include <math.h>
#include <string.h>

/* ---- the experiment ---- */

static void print_experiment(const nsc_report_run *run, const nsc_study_outcome *outcome, FILE *stream) {
    char number[NSC_PAGE_NUMBER];
    fprintf(stream, "Searches: encoding %s, protocol %s; an evaluation gives %s, and searches are scored by %s",
            outcome->encoding, outcome->protocol, outcome->selected_by, outcome->scored_by);
    fprintf(stream,
            ".\nRegret: the best score of all evaluated points less that of the incumbent, in units of the "
            "score%s.\n",
            run->space->kind == NSC_SPACE_CELLS ? " (0.001 is 0.1 percentage points)" : "");
    if (outcome->evaluations > 0)
        fprintf(stream, "Limit: %s evaluations", nsc_page_grouped((double)outcome->evaluations, number));
    else
        fprintf(stream, "Limit: %s simulated seconds", nsc_page_grouped(outcome->time_s, number));
    fprintf(stream, " a run, seed %llu.\n", (unsigned long long)run->request->options->seed);
}

/* ---- rankings ---- */

/* The entry of that place among those ranked, from 0, by mean regret; NULL after the last. */
static const nsc_study_entry *entry_at_place(const nsc_study_outcome *outcome, size_t place) {
    for (size_t entry = 0; entry < outcome->entry_count; entry++) {
        size_t before = 0;
        for (size_t other = 0; other < outcome->entry_count; other++)
            before += outcome->entries[other].rank < outcome->entries[entry].rank ||
                      (other < entry && outcome->entries[other].rank == outcome->entries[entry].rank);
        if (!isnan(outcome->entries[entry].rank) && before == place)
            return &outcome->entries[entry];
    }
    return NULL;
}

/* The row of a table about a pair of algorithms, in either order; the number of rows if there is none. */
static size_t row_of_pair(const nsc_table *table, const char *one, const char *other) {
    size_t row = 0;
    while (row < nsc_table_row_count(table) &&
           !((nsc_report_is(table, row, "first", one) && nsc_report_is(table, row, "second", other)) ||
             (nsc_report_is(table, row, "first", other) && nsc_report_is(table, row, "second", one))))
        row++;
    return row;
}

/* The chance that a run of one algorithm ends with a lower regret than a run of another; NaN if it is not known. */
static double chance_of(const nsc_study_outcome *outcome, const char *one, const char *other) {
    const nsc_table *pairs = nsc_study_table(outcome, "pairs");
    const size_t row = pairs != NULL ? row_of_pair(pairs, one, other) : 0;
    const double chance = pairs != NULL ? nsc_report_number(pairs, row, "first_better") : (double)NAN;
    return pairs != NULL && nsc_report_is(pairs, row, "first", other) ? 1 - chance : chance;
}

static void print_ranking(const nsc_study_outcome *outcome, FILE *stream) {
    const nsc_study_entry *entry;
    const bool with_pairs = nsc_study_table(outcome, "pairs") != NULL;
    fprintf(stream, "\n  %-42s  %-32s %-10s %-24s %5s%s\n", "algorithm", "mean regret [95 % interval]", "median",
            "10 % to 90 % of the runs", "runs", with_pairs ? "  beats random (%)" : "");
    for (size_t place = 0; (entry = entry_at_place(outcome, place)) != NULL; place++) {
        char mean[64], spread[64];
        snprintf(mean, sizeof mean, "%.4g [%.4g, %.4g]", entry->mean_regret.value, entry->mean_regret.low,
                 entry->mean_regret.high);
        snprintf(spread, sizeof spread, "%.4g to %.4g", entry->tenth, entry->ninetieth);
        fprintf(stream, "  %-42s  %-32s %-10.4g %-24s %5u", entry->label, mean, entry->median_regret.value, spread,
                (unsigned)entry->runs);
        const double chance = chance_of(outcome, entry->label, "random");
        if (!isnan(chance))
            fprintf(stream, "  %16.1f", 100 * chance);
        fputc('\n', stream);
    }
}

static void print_left_out(const nsc_study_outcome *outcome, FILE *stream) {
    for (size_t number = 0; number < outcome->entry_count; number++)
        if (outcome->entries[number].reason[0] != '\0')
            fprintf(stream, "  Left out: %s.\n", outcome->entries[number].reason);
}

/* How often the better of two algorithms ends behind the other one, and how sure their order is. */
static void print_pair(const nsc_study_outcome *outcome, const char *better, const char *worse, FILE *stream) {
    const nsc_table *pairs = nsc_study_table(outcome, "pairs"), *power = nsc_study_table(outcome, "power");
    const double chance = chance_of(outcome, better, worse);
    char text[512];
    if (isnan(chance))
        return;
    const size_t row = row_of_pair(pairs, better, worse);
    const double needed =
        power != NULL ? nsc_report_number(power, row_of_pair(power, better, worse), "needed") : (double)NAN;
    const int length =
        snprintf(text, sizeof text, "%s against %s: lower regret in %.1f %% of all pairs of runs, p = %.2g%s", better,
                 worse, 100 * chance, nsc_report_number(pairs, row, "p_corrected"),
                 nsc_report_is(pairs, row, "significant", "yes") ? "" : ": no difference shown");
    if (isfinite(needed))
        snprintf(text + length, sizeof text - (size_t)length, "; to show one of this size takes %.0f runs of each",
                 needed);
    nsc_page_bullet(text, stream);
}

static void print_comparison(const nsc_study_outcome *outcome, FILE *stream) {
    const nsc_study_entry *entry, *before = entry_at_place(outcome, 0);
    fputs("\n## Which algorithm finds better points\n", stream);
    print_ranking(outcome, stream);
    print_left_out(outcome, stream);
    fputs("\nRuns of one algorithm differ by their seed alone, so that one run says little. Neighbours in the ranking "
          "(rank\nsum test, p corrected for all pairs; runs for a power of 0.8):\n\n",
          stream);
    for (size_t place = 1; (entry = entry_at_place(outcome, place)) != NULL; before = entry, place++)
        print_pair(outcome, before->label, entry->label, stream);
}

/* ---- other conditions ---- */

static const nsc_search_agreement *agreement_of(const nsc_search_report *report, const char *first,
                                                const char *second) {
    for (size_t pair = 0; pair < NSC_SEARCH_AGREEMENTS; pair++)
        if (strcmp(report->agreements[pair].study, first) == 0 && strcmp(report->agreements[pair].with, second) == 0)
            return &report->agreements[pair];
    return NULL;
}

/* How far two studies rank the algorithms alike. */
static void print_agreement(const nsc_search_report *report, const char *name, const char *compared_with,
                            FILE *stream) {
    const nsc_search_agreement *made = agreement_of(report, compared_with, name);
    if (made != NULL && !isnan(made->spearman))
        fprintf(stream, "\nRank correlation with the study \"%s\": %.2f over %zu algorithms (1: the same ranking).\n",
                compared_with, made->spearman, made->algorithms);
}

static void print_section(const nsc_search_report *report, const char *name, const char *heading, const char *words,
                          const char *compared_with, FILE *stream) {
    const nsc_study_outcome *outcome = nsc_search_outcome(report, name);
    char number[NSC_PAGE_NUMBER];
    fprintf(stream, "\n## %s\n\n", heading);
    if (outcome->reason[0] != '\0') {
        fprintf(stream, "Left out: %s.\n", outcome->reason);
        return;
    }
    fputs(words, stream);
    if (outcome->evaluations > 0)
        fprintf(stream, " %s evaluations a run.", nsc_page_grouped((double)outcome->evaluations, number));
    fputc('\n', stream);
    print_ranking(outcome, stream);
    if (compared_with != NULL)
        print_agreement(report, name, compared_with, stream);
}

static void print_settings(const nsc_search_report *report, FILE *stream) {
    static const char *const sweeps[] = {"population", "tournament", "mutation"};
    fputs("\n## Settings of evolution\n\nRegularised evolution with other settings, all else as in its default.\n",
          stream);
    for (size_t sweep = 0; sweep < NSC_COUNT_OF(sweeps); sweep++) {
        const nsc_study_outcome *outcome = nsc_search_outcome(report, sweeps[sweep]);
        if (outcome->reason[0] == '\0')
            print_ranking(outcome, stream);
    }
}

void nsc_search_page(const nsc_report_run *run, FILE *stream) {
    const nsc_search_report *report = run->searches;
    const nsc_study_outcome *comparison = nsc_search_outcome(report, "comparison");
    print_experiment(run, comparison, stream);
    print_comparison(comparison, stream);
    nsc_search_page_why(run, stream);
    print_section(report, "longer", "Longer searches",
                  "The algorithms without models, six times as long:", "comparison", stream);
    print_section(report, "smaller", "Smaller cells",
                  "The same on the cells of one vertex less, where a search sees the scores themselves:", "scores",
                  stream);
    print_section(report, "noise-free", "Noise-free selection",
                  "The same where an evaluation gives the mean of all runs that the data has of the point:", "longer",
                  stream);
    print_settings(report, stream);
    fputs("\nrankings.csv has all rankings, landscapes.csv the figures of the landscapes, STUDY-TABLE.csv the tables "
          "of each\nstudy; manifest.json records command, options, data and checksums.\n",
          stream);
}
