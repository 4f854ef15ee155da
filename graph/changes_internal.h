/* What the files that put changes into words share. */
#ifndef NSC_CHANGES_INTERNAL_H
#define NSC_CHANGES_INTERNAL_H

#include "graph/graph_internal.h"

/* Longest text of a change, with its final zero; names of symbols that are too long are cut. */
enum { NSC_CHANGE_SIZE = 512 };

/* Append "replace conv3x3 at vertex 3 by conv1x1" and "add edge 1→4"; return the new end of the text. */
char *nsc_append_replacement(char *end, unsigned vertex, unsigned before, unsigned after);
char *nsc_append_flip(char *end, bool added, unsigned from, unsigned to);

/* A change of a representative. */
typedef struct nsc_cell_change {
    uint32_t point;  /* that it leads to */
    uint8_t family;  /* an nsc_edge_family */
    uint8_t first;   /* vertex whose operation is replaced, or start of the edge */
    uint8_t second;  /* end of the edge */
    uint8_t before;  /* operation, if it is replaced */
    uint8_t after;   /* likewise */
    uint8_t dropped; /* vertices that are dropped, bit v for vertex v */
} nsc_cell_change;

/* All changes of the representative of a cell, one after the other, in no particular order. */
typedef struct nsc_cell_changes {
    const nsc_nb101 *nb101;
    const nsc_relation *relation;
    uint32_t from;
    uint32_t skeleton; /* of the cell */
    unsigned count;
    nsc_cell_change items[NSC_CELL_MOVES];
} nsc_cell_changes;

void nsc_cell_changes_list(nsc_cell_changes *changes, const nsc_nb101 *nb101, const nsc_relation *relation,
                           uint32_t from);

/* Writes the change that leads to a neighbour; false if none does. */
bool nsc_cell_changes_write(const nsc_cell_changes *changes, uint32_t to, char text[NSC_CHANGE_SIZE]);

#endif
