/* What the files of fitnesses share. */
#ifndef NSC_FITNESS_INTERNAL_H
#define NSC_FITNESS_INTERNAL_H

#include "data/fitness_range.h"

/* fitness_rule.c: "test@108", "valid@36:halfway", or "test" where the space's measurements have no budgets. */
const char *nsc_fitness_rule_without_policy(nsc_metric metric, int epochs, char text[48]);

/* measurements_array.c: whether there is one file, an array with a number for every point, that stays in its file. */
bool nsc_measurements_are_one_array(const nsc_measurements *measurements);

/* The same file: reads the array of nsc_measurements_are_one_array, keeps the values of a range at their places,
 * and finds the lowest and the highest of all. */
nsc_status nsc_measured_array_range(const nsc_measurements *measurements, nsc_block range, double *values,
                                    double *lowest, double *highest, nsc_error *error);

/* fitness_available.c: lists the fitnesses that the data has, for a message: "runs of test@108, valid@108; means of
 * three runs, which serve the policy mean only, of time@108; column:x". */
nsc_status nsc_fitness_list_available(const nsc_measurements *measurements, char *text, size_t size, nsc_error *error);

#endif
