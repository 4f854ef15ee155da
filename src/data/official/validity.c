#include "data/official/validity.h"

#include "data/official/constants.h"

#include <math.h>
#include <stddef.h>

const char *nsc_validity_of_accuracy(double accuracy, double largest) {
    if (accuracy >= 0.0 && accuracy <= largest)
        return NULL;
    return largest > NSC_ACCURACY_FRACTION ? "which is not a number from 0 to 100"
                                           : "which is not a fraction from 0 to 1";
}

const char *nsc_validity_of_time(double seconds) {
    return isfinite(seconds) && seconds > 0.0 ? NULL : "which is not a positive number of seconds";
}

const char *nsc_validity_of_time_passed(double seconds) {
    return isfinite(seconds) && seconds >= 0.0 ? NULL : "which is not a finite number from 0 on";
}

const char *nsc_validity_of_epochs(double epochs) {
    return epochs >= 1 && epochs <= NSC_EPOCHS_MAXIMUM && epochs == floor(epochs)
               ? NULL
               : "which is not a whole number of epochs from 1 to 100000";
}

const char *nsc_validity_of_number(double number) {
    return isfinite(number) ? NULL : "which is too large";
}
