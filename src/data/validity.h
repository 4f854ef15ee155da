/*
 * What a valid measurement is, in one place for every way in: tables, arrays, official files, stores and models. A
 * number that one of them refuses is refused by all, so that what is exported can be imported.
 *
 * Each function returns NULL for a valid value, else the reason, which reads on from "test_accuracy is 7.5, ". A value
 * that is not there (an empty field, null, NaN in an array) is missing, where a file may leave it out, and not asked
 * about; in official files and stores every value is there, and NaN is none.
 */
#ifndef NSC_VALIDITY_H
#define NSC_VALIDITY_H

#include "data/fitness.h"

/* The largest accuracy: of cells a fraction, of other spaces per cent. */
#define NSC_ACCURACY_FRACTION 1.0
#define NSC_ACCURACY_PERCENT 100.0

/* An accuracy is a number from 0 to `largest`, one of the two above. */
const char *nsc_validity_of_accuracy(double accuracy, double largest);

/* A training time is a finite number of seconds: positive after the first epoch, and not negative before it. */
const char *nsc_validity_of_time(double seconds, double epochs_trained);

/* A budget is a whole number of epochs from 1 to NSC_EPOCHS_MAXIMUM. */
const char *nsc_validity_of_epochs(double epochs);

/* The epochs that an evaluation of an official row comes after: from 0, in parts as well, to NSC_EPOCHS_MAXIMUM. */
const char *nsc_validity_of_epochs_trained(double epochs);

/* The runs of a cell at one budget in an official file, which a store has room for: 0 to NSC_RUNS. Tables may hold
 * more. */
const char *nsc_validity_of_run_count(double runs);

/* Any other number is finite. */
const char *nsc_validity_of_number(double number);

/* The name of a source, which tables and messages show, is UTF-8 without control characters. */
const char *nsc_validity_of_name(const char *name);

/*
 * The largest magnitude of a fitness and the smallest range: within these bounds the fourth powers of differences,
 * summed over all points, neither overflow nor vanish.
 */
#define NSC_FITNESS_LARGEST 1e60
#define NSC_FITNESS_SMALLEST_RANGE 1e-60

/* NSC_INVALID for a fitness beyond them, unless all points have the same: to be called before one is analysed. */
nsc_status nsc_fitness_check_magnitudes(const nsc_fitness *fitness, nsc_error *error);

#endif
