/*
 * A space that a file lists: a CSV of edges, with the columns `from` and `to` (or `source` and `target`), and, if
 * wanted, `kind` and `weight`, in any order. Points are numbered as they first appear; a row without `to` makes a point
 * that may have no neighbours. Edges have no direction; if an edge is repeated, either way, its kind and weight must
 * be the same.
 */
#ifndef NSC_LISTED_H
#define NSC_LISTED_H

#include "base/base.h"
#include "space/space.h"

/* One edge, from the lower to the higher point. */
typedef struct nsc_listed_edge {
    double weight; /* 1 if the file has none */
    uint32_t first, second;
    uint32_t line; /* of the file */
    nsc_kind kind;
} nsc_listed_edge;

/* Edges ascending by first, then second. */
typedef struct nsc_listed {
    uint32_t edge_count;
    bool weighted; /* the file has weights: relative probabilities that a walk takes the edge */
    const nsc_listed_edge *edges;
} nsc_listed;

/* The edges of a space; NULL if its points are not those of a file. */
const nsc_listed *nsc_space_listed(const nsc_space *space);

/*
 * Reads the file. NSC_INVALID, naming file, line and reason, for a header without the two columns or with one of them
 * twice, an empty name, an edge from a point to itself, a weight that is no positive number, a repeated
 * edge that says otherwise, more than NSC_EDGE_KINDS kinds; NSC_MISSING where there is no such file.
 * Memory: 24 bytes an edge, 20 and the name a point.
 */
nsc_status nsc_listed_space_open(nsc_space **space, const char *path, nsc_error *error);

#endif
