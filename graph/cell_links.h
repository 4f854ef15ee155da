/*
 * Rows of cells from tables of skeletons: what the stored graph of cells is built of, and what an implicit one
 * computes.
 *
 * A link is the change of one edge, seen from one of the two skeletons that it joins. It says how the labelling of a
 * cell here becomes the labelling of a cell there: a sum over inner vertices of operation × weight, since labellings
 * are base-3 numbers. Vertices that an added edge brings along have any operation, so one link may lead to many cells.
 *
 *   cell_links.c   the links of all skeletons by a relation
 *   cell_rows.c    the row of one cell
 */
#ifndef NSC_CELL_LINKS_H
#define NSC_CELL_LINKS_H

#include "graph/graph_internal.h"

enum {
    NSC_LINK_WEIGHTS = 8,  /* more than NSC_CELL_INNER, for sums over whole registers */
    NSC_LINK_SUMS = 4096,  /* 4^NSC_CELL_INNER: numbers over all sets of digits */
    NSC_LINK_BUCKET = 256, /* cells */
};

typedef struct nsc_cell_link {
    int16_t weights[NSC_LINK_WEIGHTS]; /* of the operation of each inner vertex here; 0 if the change drops it */
    const uint16_t *orbits;            /* of the labellings there; NULL: each is a cell of its own */
    uint32_t first_id;                 /* of the skeleton there */
    nsc_kind kind;
    uint8_t free_digits; /* bit d: the digit of 3^d is that of a vertex that the change adds */
    uint8_t alike;       /* links to the same skeleton from this one on: they follow one another */
} nsc_cell_link;

typedef struct nsc_linked_skeleton {
    const nsc_cell_link *links; /* ascending by first_id: those that lead to lower ids, then those to higher ones */
    const uint16_t *orbits;     /* of labellings; NULL: each is a cell of its own */
    const uint16_t *labellings; /* the smallest of each cell */
    uint32_t first_id;
    uint32_t lower_count, higher_count; /* links */
    uint16_t labelling_count;
    uint8_t inner_count;
} nsc_linked_skeleton;

/* The links of all skeletons; never changed once made. */
typedef struct nsc_cell_links {
    uint32_t cell_count, skeleton_count;
    bool of_all_labellings;         /* changes start from all labellings of a cell; otherwise from its smallest alone */
    nsc_linked_skeleton *skeletons; /* [skeleton_count + 1]; the last one begins where all cells end */
    nsc_cell_link *links;
    uint32_t *buckets; /* the skeleton of the first of each NSC_LINK_BUCKET cells */
    nsc_kind replaced[NSC_OPERATIONS][NSC_OPERATIONS];
    uint16_t first_sum[(1 << NSC_CELL_INNER) + 1]; /* by set of digits: where its numbers begin in `sums` */
    uint16_t sums[NSC_LINK_SUMS];                  /* all numbers with other digits 0, ascending */
} nsc_cell_links;

/* 32 bytes a removal of an edge and way. Released by nsc_cell_links_destroy. */
nsc_status nsc_cell_links_create(nsc_cell_links **links, const nsc_nb101 *nb101, const nsc_relation *relation,
                                 const nsc_control *control, nsc_error *error);
void nsc_cell_links_destroy(nsc_cell_links *links);

/* The number of the skeleton of a cell. */
static inline uint32_t nsc_cell_links_skeleton(const nsc_cell_links *links, uint32_t cell) {
    uint32_t number = links->buckets[cell / NSC_LINK_BUCKET];
    while (links->skeletons[number + 1].first_id <= cell)
        number++;
    return number;
}

/* Where the row of a cell goes. */
typedef struct nsc_cell_row {
    uint32_t count;
    uint32_t *points; /* these three are NULL if not wanted */
    nsc_kind *kinds;
    double *weights; /* the number of changes that lead to each, if they all start from one labelling */
} nsc_cell_row;

/* Fills in the row of a cell: nothing is written beyond its neighbours. About 0.2 µs for 30 neighbours. */
void nsc_cell_row_fill(const nsc_cell_links *links, uint32_t cell, nsc_cell_row *row);

#endif
