/* The fitnesses that measurements have, listed for the message that a requested one is missing. */
#include "data/fitness_internal.h"

#include "base/text.h"

#include <stdio.h>

/* Appends "test@108, valid@36:halfway" for all metrics that are available as runs or as means; returns the new
 * length. */
static size_t list_metrics(const nsc_measurements *measurements, bool means, char *text, size_t size, size_t length) {
    const char *separator = "";
    char rule[48];
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++) {
        for (int metric = 0; metric < NSC_METRIC_COUNT && length < size; metric++) {
            nsc_aggregation aggregation = nsc_measurements_aggregation(measurements, budget, (nsc_metric)metric);
            if (aggregation != NSC_AGGREGATION_MIXED &&
                aggregation != (means ? NSC_AGGREGATION_MEANS : NSC_AGGREGATION_RUNS))
                continue;
            length += nsc_text_format(text + length, size - length, "%s%s", separator,
                                      nsc_fitness_rule_without_policy(
                                          (nsc_metric)metric, nsc_measurements_epochs(measurements, budget), rule));
            separator = ", ";
        }
    }
    return length < size ? length : size - 1;
}

nsc_status nsc_fitness_list_available(const nsc_measurements *measurements, char *text, size_t size, nsc_error *error) {
    static const char *const headings[] = {"runs of ", "means of three runs, which serve the policy mean only, of "};
    nsc_names columns = {0};
    const char *separator = "";
    size_t length = 0;
    nsc_status status = NSC_OK;
    nsc_text_format(text, size, "nothing");
    for (size_t means = 0; means < 2; means++) {
        size_t heading = length + (size_t)snprintf(text + length, size - length, "%s%s", separator, headings[means]);
        if (heading >= size)
            goto out;
        size_t end = list_metrics(measurements, means == 1, text, size, heading);
        if (end == heading)
            text[length] = '\0';
        else
            separator = "; ";
        length = end == heading ? length : end;
    }
    NSC_TRY(nsc_measurements_numeric_columns(measurements, &columns, error));
    for (size_t column = 0; column < columns.count && length + 80 < size; column++) {
        length += nsc_text_format(text + length, size - length, "%scolumn:%.*s", separator,
                                  NSC_CUT(60, columns.items[column]));
        separator = ", ";
    }
    if (length == 0)
        nsc_text_format(text, size, "no number at all: every field of its columns of numbers is empty");
    else
        nsc_text_format(text + length, size - length, " (choose by --fitness)");
out:
    nsc_names_release(&columns);
    return status;
}
