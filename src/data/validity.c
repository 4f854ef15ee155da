#include "data/validity.h"

#include "base/utf8.h"
#include "data/official/constants.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

const char *nsc_validity_of_accuracy(double accuracy, double largest) {
    if (accuracy >= 0.0 && accuracy <= largest)
        return NULL;
    return largest > NSC_ACCURACY_FRACTION ? "which is not a number from 0 to 100"
                                           : "which is not a fraction from 0 to 1";
}

const char *nsc_validity_of_time(double seconds, double epochs_trained) {
    if (epochs_trained > 0)
        return isfinite(seconds) && seconds > 0.0 ? NULL : "which is not a positive number of seconds";
    return isfinite(seconds) && seconds >= 0.0 ? NULL : "which is not a number of seconds from 0 on";
}

/* The reasons below spell these limits. */
_Static_assert(NSC_EPOCHS_MAXIMUM == 100000 && NSC_RUNS == 3, "the limits in the texts");

const char *nsc_validity_of_epochs(double epochs) {
    return epochs >= 1 && epochs <= NSC_EPOCHS_MAXIMUM && epochs == floor(epochs)
               ? NULL
               : "which is not a whole number of epochs from 1 to 100000";
}

const char *nsc_validity_of_epochs_trained(double epochs) {
    return epochs >= 0 && epochs <= NSC_EPOCHS_MAXIMUM ? NULL : "which is not a number of epochs from 0 to 100000";
}

const char *nsc_validity_of_run_count(double runs) {
    return runs >= 0 && runs <= NSC_RUNS && runs == floor(runs) ? NULL : "which is not a number of runs from 0 to 3";
}

const char *nsc_validity_of_number(double number) {
    return isfinite(number) ? NULL : "which is too large";
}

const char *nsc_validity_of_name(const char *name) {
    return nsc_is_plain_text(name) ? NULL : "which is no plain text";
}

nsc_status nsc_fitness_check_magnitudes(const nsc_fitness *fitness, nsc_error *error) {
    double low = fitness->in_range ? fitness->lowest : HUGE_VAL,
           high = fitness->in_range ? fitness->highest : -HUGE_VAL;
    for (uint32_t point = 0; point < fitness->point_count && !fitness->in_range; point++)
        if (nsc_fitness_known(fitness, point)) {
            low = fmin(low, fitness->values[point]);
            high = fmax(high, fitness->values[point]);
        }
    if (!(low < high))
        return NSC_OK;
    if (low < -NSC_FITNESS_LARGEST || high > NSC_FITNESS_LARGEST || high - low < NSC_FITNESS_SMALLEST_RANGE)
        return nsc_error_set(
            error, NSC_INVALID,
            "the fitness ranges from %g to %g; its magnitude must be at most %g and its range at least %g", low, high,
            NSC_FITNESS_LARGEST, NSC_FITNESS_SMALLEST_RANGE);
    return NSC_OK;
}
