/* Values at places of the ascending order, without sorting. */
#ifndef NSC_SELECTION_H
#define NSC_SELECTION_H

#include "base/base.h"

enum { NSC_SELECTED_MAXIMUM = 16 };

/*
 * found[number] is the value at places[number], from 0, of values[point] in ascending order; all values are known, and
 * -0 counts as 0. By counting, a few bits of the values at a time: four passes over the points, and 256 KiB a thread
 * for each place. Where processes hold ranges of the points, all call it and find the same. NSC_FAILED without memory.
 */
nsc_status nsc_select(const double *values, uint32_t point_count, const uint32_t *places, size_t count,
                      const nsc_control *control, double *found, nsc_error *error);

#endif
