/* What the files of fitnesses share. */
#ifndef NSC_FITNESS_INTERNAL_H
#define NSC_FITNESS_INTERNAL_H

#include "data/fitness.h"

/* fitness_rule.c: "test@108", "valid@36:halfway", or "test" where the space's measurements have no budgets. */
const char *nsc_fitness_rule_without_policy(nsc_metric metric, int epochs, char text[48]);

/* fitness_available.c: lists the fitnesses that the data has, for a message: "runs of test@108, valid@108; means of
 * three runs, which serve the policy mean only, of time@108; column:x". */
nsc_status nsc_fitness_list_available(const nsc_measurements *measurements, char *text, size_t size, nsc_error *error);

#endif
