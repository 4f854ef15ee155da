/* A NAS-Bench-101 cell as plain data: a directed acyclic graph with an operation on each inner vertex. */
#ifndef NSC_CELL_H
#define NSC_CELL_H

#include "base/base.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    NSC_CELL_VERTICES = 8, /* the types' capacity; the published space stops at 7 */
    NSC_CELL_INNER = NSC_CELL_VERTICES - 2,
    NSC_CELL_SLOTS = NSC_CELL_VERTICES * (NSC_CELL_VERTICES - 1) / 2,
    NSC_OPERATIONS = 3
};

/* The operations in the order of the official enumeration. */
typedef enum nsc_operation { NSC_CONV3X3, NSC_CONV1X1, NSC_MAXPOOL3X3 } nsc_operation;

/*
 * Vertex 0 is the input, vertex vertex_count − 1 the output. Edge x → y (x < y) is bit x + y(y−1)/2 of `edges`:
 * column by column, so that the first V vertices of a larger matrix have the lowest bits.
 */
typedef struct nsc_cell {
    uint8_t vertex_count;
    uint8_t operations[NSC_CELL_INNER]; /* operations[v − 1] is that of inner vertex v; 0 beyond the last */
    uint32_t edges;
} nsc_cell;

static inline unsigned nsc_cell_slot(unsigned from, unsigned to) {
    return from + to * (to - 1) / 2;
}
/* The ends of the edge in a slot. */
static inline void nsc_cell_slot_ends(unsigned slot, unsigned *from, unsigned *to) {
    *to = 1;
    while (nsc_cell_slot(0, *to + 1) <= slot)
        ++*to;
    *from = slot - nsc_cell_slot(0, *to);
}
static inline bool nsc_cell_has_edge(uint32_t edges, unsigned from, unsigned to) {
    return (edges >> nsc_cell_slot(from, to) & 1u) != 0;
}
static inline unsigned nsc_edge_count(uint32_t edges) {
    return (unsigned)__builtin_popcount(edges);
}
/* The vertices that feed `to`, bit x for vertex x. */
static inline uint32_t nsc_cell_sources(uint32_t edges, unsigned to) {
    return edges >> nsc_cell_slot(0, to) & ((1u << to) - 1u);
}
/* All edges that there may be among the vertices in `kept`. */
static inline uint32_t nsc_cell_edges_within(uint32_t kept) {
    uint32_t edges = 0;
    for (uint32_t targets = kept & ~1u; targets != 0; targets &= targets - 1) {
        const unsigned to = (unsigned)__builtin_ctz(targets);
        edges |= (kept & ((1u << to) - 1u)) << nsc_cell_slot(0, to);
    }
    return edges;
}

/* "conv3x3", "conv1x1", "maxpool3x3". */
const char *nsc_operation_name(nsc_operation operation);
/* "conv3x3-bn-relu", … as the official file spells it. */
const char *nsc_operation_official_name(nsc_operation operation);

/*
 * What pruning does to an encoding: which of its vertices are on a path from input to output, bit v for vertex v;
 * 0 where there is no path. `edges` has `vertex_count` vertices.
 */
uint32_t nsc_prune_kept(uint32_t edges, unsigned vertex_count);

/* The edges among the vertices in `kept`, renumbered in their order. */
uint32_t nsc_edges_among(uint32_t edges, uint32_t kept);

/* Prunes `cell`; returns false, leaving `pruned` alone, where no path leads from input to output. */
bool nsc_cell_prune(const nsc_cell *cell, nsc_cell *pruned);

/*
 * An encoding as a user wrote it, which may have more vertices than its cell, and what pruning took from it.
 */
typedef struct nsc_encoding {
    nsc_cell written;
    nsc_cell pruned;
    uint32_t kept; /* vertices of `written` that are on a path from input to output */
} nsc_encoding;

/*
 * Parses ADJACENCY/OPERATIONS: V·V digits row by row (spaces, commas, brackets and slashes between rows are allowed),
 * then operations, comma-separated, long names or c3, c1, mp, with or without input and output. Checks: a square
 * upper-triangular 0/1 matrix of 2 … 8 vertices, as many operations as inner vertices, all known, a path from input to
 * output. NSC_INVALID with the place and the reason. It does not check the limits of a space.
 */
nsc_status nsc_encoding_parse(nsc_encoding *encoding, const char *text, nsc_error *error);

/* The same from the two parts, as they stand in the two columns of a CSV file. */
nsc_status nsc_encoding_parse_parts(nsc_encoding *encoding, const char *adjacency, const char *operations,
                                    nsc_error *error);

/* Row-major digits, V·V and a zero; `text` holds NSC_ADJACENCY_SIZE bytes. */
void nsc_cell_adjacency(const nsc_cell *cell, char *text);
/* "input,conv3x3-bn-relu,…,output"; `text` holds NSC_OPERATIONS_SIZE bytes. */
void nsc_cell_operations(const nsc_cell *cell, char *text);

enum { NSC_ADJACENCY_SIZE = NSC_CELL_VERTICES * NSC_CELL_VERTICES + 1, NSC_OPERATIONS_SIZE = 16 * NSC_CELL_VERTICES };

#endif
