/*
 * The change that leads from a point to a neighbour, in words.
 *
 *   cells     replace conv3x3 at vertex 3 by maxpool3x3
 *             add edge 1→4
 *             remove edge 0→2, drops vertices 2 and 3
 *             undo: remove edge 2→5, drops vertex 3
 *   strings   replace B at position 3 by C
 *             replace nor_conv_3x3 on edge 0→1 by skip_connect
 *             lr: 0.1 -> 0.01
 *   listed    the kind of the edge as the file names it, else "edge"
 *
 * A change of a cell is made to its representative, whose vertices are numbered from 0, the input; then whatever is on
 * no path from input to output is dropped. Where no such change leads to the neighbour, the neighbour's representative
 * has one that leads back: "undo: ..." states that one, in the neighbour's numbers. Of several changes that lead to the
 * neighbour, the one with the lowest numbers is told: that of the first vertex, or of the edge with the lowest start,
 * then end. All of them gain or lose the same number of vertices.
 *
 * If several strings stand for the same point, the change is made to the one that names it, at the first position that
 * leads to the neighbour; else to the first of the others, which is named: "replace ... by ... in 123454".
 */
#ifndef NSC_CHANGES_H
#define NSC_CHANGES_H

#include "graph/graph.h"

/* The changes that lead from one point to each of its neighbours. For one thread. */
typedef struct nsc_change_texts nsc_change_texts;

/*
 * For the neighbours of `from` by the relation; both outlive the texts. Release with nsc_change_texts_close. 1 µs for a
 * cell, then 0.2 µs a neighbour; 0.1 ms where several strings stand for a point.
 */
nsc_status nsc_change_texts_open(nsc_change_texts **texts, const nsc_space *space, const nsc_relation *relation,
                                 uint32_t from, nsc_error *error);
void nsc_change_texts_close(nsc_change_texts *texts);

/*
 * *text: the change that leads to a neighbour, as nsc_graph_neighbours or a row of the graph gives it, valid until the
 * next call. NSC_INVALID if no single change leads there.
 */
nsc_status nsc_change_texts_to(nsc_change_texts *texts, const nsc_neighbour *neighbour, const char **text,
                               nsc_error *error);

/* The same for one pair of neighbours; the text is released by free(). Of a listed space all edges are read. */
nsc_status nsc_change_text(const nsc_space *space, const nsc_relation *relation, uint32_t from, uint32_t to,
                           char **text, nsc_error *error);

/*
 * What to tell a user where no path leads from one point to another: the relation, and the distance to ask for instead,
 * if the space has one that needs no path. "no path by the relation strict leads there: --distance edit counts ..."
 */
enum { NSC_NO_PATH_SIZE = 192 };
void nsc_no_path_text(const nsc_space *space, const nsc_relation *relation, char text[NSC_NO_PATH_SIZE]);

#endif
