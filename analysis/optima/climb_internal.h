/* What the files that make climbs share: climb.c, whole; climb_ranges.c, where each process holds a range of points. */
#ifndef NSC_CLIMB_INTERNAL_H
#define NSC_CLIMB_INTERNAL_H

#include "analysis/optima/climb.h"
#include "base/ranges.h"

/* Finds the successors of the points of a block; adds the number of tied ones to *ties. */
nsc_status nsc_climbs_search(const nsc_landscape *landscape, nsc_climbs *climbs, nsc_block block, uint32_t *ties,
                             nsc_error *error);

/* Fills in climbs whose arrays are allocated (all points have a fitness), but for `sizes` and `ranked`; with
 * nsc_ranges_of(control), by all processes together. */
nsc_status nsc_climbs_make_in_ranges(nsc_climbs *climbs, const nsc_landscape *landscape, const nsc_control *control,
                                     nsc_error *error);

/* The numbers of the optima that this process holds. */
nsc_block nsc_climbs_held(const nsc_climbs *climbs, const nsc_control *control);

/* Adds what one process found of an optimum to a sum. */
typedef void (*nsc_add_part)(void *sum, const void *part);

/* Of climbs made in ranges: sums items[optimum], of `size` bytes each, over the processes; all receive the sums. */
nsc_status nsc_climbs_sum_in_ranges(const nsc_climbs *climbs, const nsc_control *control, void *items, size_t size,
                                    nsc_add_part add, nsc_error *error);

#endif
