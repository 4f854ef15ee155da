/* What the files of graph share and nobody else sees. */
#ifndef NSC_GRAPH_INTERNAL_H
#define NSC_GRAPH_INTERNAL_H

#include "graph/graph.h"
#include "space/nb101/nb101.h"

enum {
    NSC_REPLACED_NEIGHBOURS = NSC_CELL_INNER * (NSC_OPERATIONS - 1), /* the most a cell has */
    NSC_REMOVED_NEIGHBOURS = NSC_CELL_SLOTS
};

/* The neighbours of a cell by replacing one operation: different ones, ascending. Returns how many. */
unsigned nsc_replaced_neighbours(const nsc_nb101 *nb101, uint32_t skeleton, const uint8_t *operations,
                                 nsc_neighbour neighbours[NSC_REPLACED_NEIGHBOURS]);

/* The neighbours of a cell by removing one edge and pruning: different ones, ascending, all below the cell's id. */
unsigned nsc_removed_neighbours(const nsc_nb101 *nb101, const nsc_relation *relation, uint32_t skeleton,
                                const uint8_t *operations, nsc_neighbour neighbours[NSC_REMOVED_NEIGHBOURS]);

nsc_status nsc_cells_build(nsc_graph *graph, const nsc_space *space, size_t thread_count, nsc_error *error);
nsc_status nsc_cells_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                nsc_neighbour **neighbours, size_t *count, nsc_error *error);

nsc_status nsc_strings_build(nsc_graph *graph, const nsc_space *space, size_t thread_count, nsc_error *error);
nsc_status nsc_strings_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                  nsc_neighbour **neighbours, size_t *count, nsc_error *error);

nsc_status nsc_listed_build(nsc_graph *graph, const nsc_space *space, size_t thread_count, nsc_error *error);
nsc_status nsc_listed_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                 nsc_neighbour **neighbours, size_t *count, nsc_error *error);

/* Sorts by point and drops repetitions; returns how many are left. */
size_t nsc_neighbours_unique(nsc_neighbour *neighbours, size_t count);

#endif
