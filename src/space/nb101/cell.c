/* A cell: pruning, and the spellings of the official file. */
#include "space/nb101/cell.h"

#include <assert.h>
#include <string.h>

const char *nsc_operation_name(nsc_operation operation) {
    static const char *const names[NSC_OPERATIONS] = {"conv3x3", "conv1x1", "maxpool3x3"};
    return names[operation];
}

const char *nsc_operation_official_name(nsc_operation operation) {
    static const char *const names[NSC_OPERATIONS] = {"conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"};
    return names[operation];
}

uint32_t nsc_prune_kept(uint32_t edges, unsigned vertex_count) {
    assert(vertex_count >= 2 && vertex_count <= NSC_CELL_VERTICES);
    uint32_t reached = 1;
    for (unsigned vertex = 1; vertex < vertex_count; vertex++)
        if ((nsc_cell_sources(edges, vertex) & reached) != 0)
            reached |= 1u << vertex;
    uint32_t useful = 1u << (vertex_count - 1);
    if ((reached & useful) == 0)
        return 0;
    for (unsigned vertex = vertex_count - 1; vertex > 0; vertex--)
        if ((useful >> vertex & 1u) != 0)
            useful |= nsc_cell_sources(edges, vertex);
    return reached & useful;
}

uint32_t nsc_edges_among(uint32_t edges, uint32_t kept) {
    uint32_t among = 0;
    unsigned slot = 0;
    for (uint32_t targets = kept & (kept - 1); targets != 0; targets &= targets - 1) {
        unsigned to = (unsigned)__builtin_ctz(targets);
        uint32_t below = kept & ((1u << to) - 1u);
        for (uint32_t sources = below; sources != 0; sources &= sources - 1, slot++) {
            unsigned from = (unsigned)__builtin_ctz(sources);
            among |= (edges >> nsc_cell_slot(from, to) & 1u) << slot;
        }
    }
    return among;
}

bool nsc_cell_prune(const nsc_cell *cell, nsc_cell *pruned) {
    uint32_t kept = nsc_prune_kept(cell->edges, cell->vertex_count);
    if (kept == 0)
        return false;
    nsc_cell result = {.vertex_count = (uint8_t)__builtin_popcount(kept), .edges = nsc_edges_among(cell->edges, kept)};
    unsigned inner = 0;
    for (unsigned vertex = 1; vertex + 1 < cell->vertex_count; vertex++)
        if ((kept >> vertex & 1u) != 0)
            result.operations[inner++] = cell->operations[vertex - 1];
    *pruned = result;
    return true;
}

void nsc_cell_adjacency(const nsc_cell *cell, char *text) {
    for (unsigned from = 0; from < cell->vertex_count; from++)
        for (unsigned to = 0; to < cell->vertex_count; to++)
            *text++ = from < to && nsc_cell_has_edge(cell->edges, from, to) ? '1' : '0';
    *text = '\0';
}

void nsc_cell_operations(const nsc_cell *cell, char *text) {
    text = stpcpy(text, "input");
    for (unsigned inner = 0; inner + 2 < cell->vertex_count; inner++) {
        *text++ = ',';
        text = stpcpy(text, nsc_operation_official_name((nsc_operation)cell->operations[inner]));
    }
    stpcpy(text, ",output");
}
