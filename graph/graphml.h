/* A graph as GraphML, which networkx, igraph and Gephi read. */
#ifndef NSC_GRAPHML_H
#define NSC_GRAPHML_H

#include "graph/graph.h"

#include <stdio.h>

/* Numbers that vertices carry as an attribute, NaN where missing. */
typedef struct nsc_graphml_column {
    const char *name;
    const double *values; /* [point] */
} nsc_graphml_column;

typedef struct nsc_graphml_attributes {
    const nsc_graphml_column *columns; /* [column_count] */
    size_t column_count;
    const nsc_table *facts; /* keys and values: where the numbers come from; NULL: none */
} nsc_graphml_attributes;

/*
 * Writes GraphML with attributes: name of each vertex and its columns, kind of each edge, its weight if the graph has
 * weights, and the facts of the graph. Missing numbers are left out. What fails to be written marks the stream, which
 * whoever opened it is to check.
 */
nsc_status nsc_graphml_write(const nsc_graph *graph, const nsc_space *space, const nsc_graphml_attributes *attributes,
                             FILE *stream, nsc_error *error);

#endif
