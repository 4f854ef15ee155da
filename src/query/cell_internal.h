/* The parts of the question `cell` that are about more than the point itself; each adds keys to its table. */
#ifndef NSC_CELL_INTERNAL_H
#define NSC_CELL_INTERNAL_H

#include "query/query_internal.h"

/*
 * The neighbours of a point: how many, how many evaluated, better, worse and equally good, and whether the point is a
 * local optimum. Only their number if the landscape has no such fitness. Cost: that of the neighbours' fitness.
 */
nsc_status nsc_cell_add_neighbours(nsc_table *table, nsc_opened_landscape *opened, const nsc_question *question,
                                   uint32_t point, nsc_error *error);

/* The point's place in the whole landscape. Cost: the fitness of all points, the graph, and distances to the best:
 * about 1 s for nb101. */
nsc_status nsc_cell_add_standing(nsc_table *table, nsc_opened_landscape *opened, const nsc_question *question,
                                 uint32_t point, nsc_error *error);

#endif
