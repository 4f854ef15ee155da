/* The plateaus that optima lie on: connected sets of points of equal fitness. */
#ifndef NSC_PLATEAUS_H
#define NSC_PLATEAUS_H

#include "analysis/optima/climb.h"

typedef struct nsc_plateau {
    uint32_t size;
    bool optimal; /* no point of it has a better neighbour */
} nsc_plateau;

/*
 * Finds the plateaus of so many optima, given as points, of an undirected graph: found[start], and in *optimal_count
 * how many different ones are optimal. Equality within a tolerance need not be transitive: a plateau is connected by
 * edges between equal points. Each point of a plateau is visited once; 8 bytes a point of memory, of which only what is
 * visited is written.
 *
 * Of a fitness of which each process holds a range, all processes call it, each with those of the optima that it holds;
 * *optimal_count is that of all. A plateau of several ranges is found piece by piece, and every process learns of all
 * pieces: 12 bytes for each. NSC_FAILED without memory.
 */
nsc_status nsc_plateaus_find(const nsc_landscape *landscape, const nsc_climbs *climbs, const uint32_t *starts,
                             uint32_t start_count, const nsc_control *control, nsc_plateau *found,
                             uint32_t *optimal_count, nsc_error *error);

#endif
