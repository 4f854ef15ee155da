/* Slabs of strings: ranges of ids that agree in the leading symbols, by which processes divide a space. */
#ifndef NSC_SLABS_H
#define NSC_SLABS_H

#include "base/ranges.h"
#include "graph/graph.h"

/*
 * The number of points of a slab by which `holders` processes divide a space: so many that each process has a few slabs
 * or, failing that, one. 0: the graph of the space is not one of computed rows of strings, or there are too few points.
 */
uint32_t nsc_slab_points(const nsc_space *space, const nsc_relation *relation, nsc_graph_storage storage,
                         uint32_t holders);

/* Whether edges lead from one slab to another: then those lead from each point to the one at the same place of the
 * other slab. All other edges stay within a slab. */
bool nsc_slabs_touch(const nsc_space *space, const nsc_ranges *ranges, uint32_t slab, uint32_t other);

#endif
