/* What the outcome of a study says of an algorithm or of two. */
#include "reports/search_studies.h"

#include <math.h>

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

double nsc_study_behaviour(const nsc_table *behaviour, const char *algorithm, const char *statistic) {
    for (size_t row = 0; row < nsc_table_row_count(behaviour); row++)
        if (nsc_report_is(behaviour, row, "algorithm", algorithm) &&
            nsc_report_is(behaviour, row, "statistic", statistic))
            return nsc_report_number(behaviour, row, "value");
    return NAN;
}
