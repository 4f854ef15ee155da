/*
 * A space that a file lists: GraphML, or a table of edges (any that base/records.h reads) with the columns `from` and
 * `to` (or `source` and `target`, `node1` and `node2`), and, if wanted, `kind` and `weight`, in any order and case; or
 * without a header. Points are numbered as they first appear; a row without `to` makes a point that may have no
 * neighbours. Options follow the path: "edges.csv:loops=drop,double=add,directed".
 *
 *   listed.c           options, edges sorted and compared, the space
 *   listed_table.c     edges from a table
 *   listed_graphml.c   edges from GraphML
 */
#ifndef NSC_LISTED_H
#define NSC_LISTED_H

#include "base/base.h"
#include "space/space.h"

/* One edge, from the lower to the higher point; if edges are directed, from its start to its end. */
typedef struct nsc_listed_edge {
    double weight; /* 1 if the file has none */
    uint32_t first, second;
    uint32_t line; /* of the file */
    nsc_kind kind;
} nsc_listed_edge;

/* Edges ascending by first, then second. */
typedef struct nsc_listed {
    uint32_t edge_count;
    bool weighted; /* edges have weights: relative probabilities that a walk takes the edge */
    bool directed;
    const nsc_listed_edge *edges;
} nsc_listed;

/* The edges of a space; NULL if its points are not those of a file. */
const nsc_listed *nsc_space_listed(const nsc_space *space);

/* The length of the path in a name that options may follow. */
size_t nsc_listed_path_length(const char *name);

/*
 * Reads the file. NSC_INVALID, naming file, line and reason, for a header without the two columns or with one of them
 * twice, an empty name, a weight that is no positive number, more than NSC_EDGE_KINDS kinds; and, unless an option says
 * otherwise, an edge from a point to itself (loops=drop), a repeated edge with another kind or weight (double=drop,
 * double=add; double=refuse refuses all), directed edges of GraphML (directed, undirected). NSC_MISSING where there is
 * no such file. Memory: 24 bytes an edge, 20 and the name a point.
 */
nsc_status nsc_listed_space_open(nsc_space **space, const char *name, nsc_error *error);

#endif
