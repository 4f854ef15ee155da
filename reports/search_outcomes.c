/* What the outcome of a study says of an algorithm or of two. */
#include "reports/search_studies.h"

#include <math.h>
#include <string.h>

#define RANDOM "random"

const nsc_study_entry *nsc_study_place(const nsc_study_outcome *outcome, size_t place) {
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

size_t nsc_study_pair_row(const nsc_table *table, const char *one, const char *other) {
    size_t row = 0;
    while (row < nsc_table_row_count(table) &&
           !((nsc_report_is(table, row, "first", one) && nsc_report_is(table, row, "second", other)) ||
             (nsc_report_is(table, row, "first", other) && nsc_report_is(table, row, "second", one))))
        row++;
    return row;
}

double nsc_study_chance(const nsc_study_outcome *outcome, const char *one, const char *other) {
    const nsc_table *pairs = nsc_study_table(outcome, "pairs");
    const size_t row = pairs != NULL ? nsc_study_pair_row(pairs, one, other) : 0;
    const double chance = pairs != NULL ? nsc_report_number(pairs, row, "first_better") : (double)NAN;
    return pairs != NULL && nsc_report_is(pairs, row, "first", other) ? 1 - chance : chance;
}

bool nsc_study_shows(const nsc_study_outcome *outcome, const char *better, const char *worse) {
    const nsc_table *pairs = nsc_study_table(outcome, "pairs");
    const size_t row = pairs != NULL ? nsc_study_pair_row(pairs, better, worse) : 0;
    return pairs != NULL && nsc_report_is(pairs, row, "significant", "yes") &&
           nsc_report_is(pairs, row, "better", better);
}

bool nsc_study_is_random(const nsc_study_outcome *outcome, const nsc_study_entry *entry) {
    const nsc_study_entry *random = nsc_study_entry_named(outcome, RANDOM);
    /* Where all runs end alike, as at the best, equal regrets say nothing. */
    return random != NULL && entry != random && random->tenth < random->ninetieth &&
           entry->mean_regret.value == random->mean_regret.value && entry->mean_regret.low == random->mean_regret.low &&
           entry->median_regret.value == random->median_regret.value && entry->tenth == random->tenth &&
           entry->ninetieth == random->ninetieth;
}

size_t nsc_study_list_random(const nsc_study_outcome *outcome, char *text, size_t size) {
    size_t count = 0, length = 0;
    text[0] = '\0';
    for (size_t number = 0; number < outcome->entry_count && length < size; number++)
        if (nsc_study_is_random(outcome, &outcome->entries[number])) {
            length += nsc_text_format(text + length, size - length, "%s`%s`", count > 0 ? ", " : "",
                                      outcome->entries[number].label);
            count++;
        }
    return count;
}

double nsc_study_behaviour(const nsc_table *behaviour, const char *algorithm, const char *statistic) {
    for (size_t row = 0; row < nsc_table_row_count(behaviour); row++)
        if (nsc_report_is(behaviour, row, "algorithm", algorithm) &&
            nsc_report_is(behaviour, row, "statistic", statistic))
            return nsc_report_number(behaviour, row, "value");
    return NAN;
}
