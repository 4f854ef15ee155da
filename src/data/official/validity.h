/*
 * What a valid measurement is, in one place for every kind of file: tables, arrays, official files and stores.
 *
 * Each function returns NULL for a valid value, else the reason, which reads on from "test_accuracy is 7.5, ".
 */
#ifndef NSC_VALIDITY_H
#define NSC_VALIDITY_H

/* The largest accuracy: of cells a fraction, of other spaces per cent. */
#define NSC_ACCURACY_FRACTION 1.0
#define NSC_ACCURACY_PERCENT 100.0

/* An accuracy is a number from 0 to `largest`, one of the two above. */
const char *nsc_validity_of_accuracy(double accuracy, double largest);

/* A training time is a positive, finite number of seconds. */
const char *nsc_validity_of_time(double seconds);

/*
 * The time that passed up to an evaluation of an official row, or its epochs, which the first evaluation has none of: a
 * finite number from 0.
 */
const char *nsc_validity_of_time_passed(double seconds);

/* A budget is a whole number of epochs from 1 to NSC_EPOCHS_MAXIMUM. */
const char *nsc_validity_of_epochs(double epochs);

/* Any other number is finite. */
const char *nsc_validity_of_number(double number);

#endif
