/* Accuracies in per cent and accuracies as fractions. */
#include "data/measurements/measurements_internal.h"
#include "data/validity.h"
#include "space/nb101/nb101.h"

#include <math.h>

/* Divides the accuracies of a row by 100 if they are per cent; why the row is refused, if it is. */
static void settle_row(nsc_measured_file *file, size_t number, bool percent, nsc_error *reason) {
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        if (!nsc_metric_is_accuracy((nsc_metric)metric) || file->value_of_metric[metric] < 0)
            continue;
        double *value = &file->rows.values[number * file->rows.value_count + (size_t)file->value_of_metric[metric]];
        if (percent)
            *value /= NSC_ACCURACY_PERCENT;
        const char *wrong = isnan(*value) ? NULL : nsc_validity_of_accuracy(*value, NSC_ACCURACY_FRACTION);
        if (wrong != NULL)
            nsc_error_set(reason, NSC_INVALID,
                          "%s is %.15g, %s (per cent are read where all accuracies lie above 1, or with --percent)",
                          file->value_names[file->value_of_metric[metric]], *value, wrong);
    }
}

/* Elsewhere both are at home, but hardly in one file: accuracies below one per cent are rare. */
static nsc_status note_mixture(nsc_measured_file *file, const nsc_accuracy_counts *counts, nsc_error *error) {
    const size_t others = counts->all - counts->above_one;
    if (others == 0 || counts->above_one == 0)
        return NSC_OK;
    return nsc_measured_file_note(file, error,
                                  "%zu of %zu accuracies are at most 1, and the others above: nothing is converted, so "
                                  "mend the file if fractions and per cent are mixed",
                                  others, counts->all);
}

nsc_status nsc_measured_rows_settle_percent(nsc_measured_file *file, const nsc_space *space,
                                            const nsc_accuracy_counts *counts, const nsc_measurement_options *options,
                                            nsc_error *error) {
    const bool percent = options->percent || (counts->above_one > 0 && counts->above_one == counts->all);
    nsc_status status = NSC_OK;
    if (nsc_space_nb101(space) == NULL)
        return note_mixture(file, counts, error);
    if (!percent && counts->above_one == 0)
        return NSC_OK;
    for (size_t number = 0; number < file->rows.count; number++) {
        nsc_error reason = {0};
        settle_row(file, number, percent, &reason);
        if (reason.status == NSC_OK)
            continue;
        NSC_TRY(nsc_measured_file_refuse(file, space, &file->rows.list[number], &reason, options->keep_going, error));
        file->rows.list[number].dropped = true;
    }
    file->source.percent = percent;
    if (percent)
        NSC_TRY(nsc_measured_file_note(file, error, "the accuracies are read as per cent"));
out:
    return status;
}
