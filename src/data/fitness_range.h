/* The fitness of a range of points, for processes that divide the points (base/ranges.h). */
#ifndef NSC_FITNESS_RANGE_H
#define NSC_FITNESS_RANGE_H

#include "base/threads.h"
#include "data/fitness.h"

/*
 * As nsc_fitness_from_measurements; but where the measurements are one array with a number for every point, which stays
 * in its file, only the places of `range` are written, so that the others take no memory: fitness->in_range.
 */
nsc_status nsc_fitness_of_range(nsc_fitness *fitness, const nsc_fitness_rule *rule,
                                const nsc_measurements *measurements, nsc_block range, nsc_error *error);

#endif
