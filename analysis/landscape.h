/*
 * landscape: what an analysis sees: points with neighbours, a fitness, and what the space says of them.
 * No analysis knows a cell.
 */
#ifndef NSC_LANDSCAPE_H
#define NSC_LANDSCAPE_H

#include "data/fitness.h"
#include "graph/graph.h"
#include "space/space.h"

/* All parts are borrowed and immutable. */
typedef struct nsc_landscape {
    const nsc_space *space;
    const nsc_graph *graph;
    const nsc_fitness *fitness;
    const nsc_fitness_source *source; /* of other fitnesses of the same data; NULL: there are none */
} nsc_landscape;

#endif
