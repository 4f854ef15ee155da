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

/* Works on a block of own points; values of their neighbours may be read. `task` is the number of the block in its
 * slab, below nsc_block_count(slab_points); blocks of one slab run side by side, slabs one after the other. */
typedef nsc_status (*nsc_slab_task)(void *context, nsc_block points, size_t task, nsc_error *error);

/*
 * A pass over the points of this process, by all processes together: values[point] holds a number for each own point.
 * For each own slab those of the slabs that touch it are got from their holders, and let go again, so that no more than
 * a slab and its neighbours take memory in addition.
 */
nsc_status nsc_slabs_pass(nsc_exchange *exchange, const nsc_space *space, double *values, nsc_slab_task task,
                          void *context, nsc_error *error);

#endif
