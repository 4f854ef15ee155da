/* Declarations shared by the files of graph only. */
#ifndef NSC_GRAPH_INTERNAL_H
#define NSC_GRAPH_INTERNAL_H

#include "graph/graph.h"
#include "space/nb101/nb101.h"
#include "space/strings.h"

#include <stdio.h>

enum {
    NSC_REPLACED_NEIGHBOURS = NSC_CELL_INNER * (NSC_OPERATIONS - 1), /* largest number in a cell */
    NSC_REMOVED_NEIGHBOURS = NSC_CELL_SLOTS,
    NSC_CELL_MOVES = NSC_REPLACED_NEIGHBOURS + 2 * NSC_CELL_SLOTS /* of a representative */
};

/* The point that a cell with these operations becomes when an edge of its skeleton is removed, or added. */
uint32_t nsc_point_after(const nsc_nb101 *nb101, const nsc_removal *change, const uint8_t *operations);

/* The results of adding each edge to a skeleton, within the space; stored like a removal, which has the same parts. */
typedef struct nsc_addition_list {
    unsigned count;
    nsc_removal items[NSC_CELL_SLOTS];
} nsc_addition_list;
void nsc_list_additions(const nsc_nb101 *nb101, uint32_t skeleton, nsc_addition_list *additions);

/* The cells reached by replacing each operation of a cell by each other, with repetitions: those of the last inner
 * vertex first, NSC_OPERATIONS − 1 a vertex. Returns their number. */
unsigned nsc_replacement_moves(const nsc_nb101 *nb101, uint32_t skeleton, const uint8_t *operations,
                               nsc_neighbour moves[NSC_REPLACED_NEIGHBOURS]);

/* The cells reached by removing each edge and pruning, if that loses at most `vertices_lost` vertices. */
unsigned nsc_removal_moves(const nsc_nb101 *nb101, int vertices_lost, uint32_t skeleton, const uint8_t *operations,
                           nsc_neighbour moves[NSC_REMOVED_NEIGHBOURS]);

/* The neighbours of a cell by replacing one operation: different ones, ascending. Returns how many. */
unsigned nsc_replaced_neighbours(const nsc_nb101 *nb101, uint32_t skeleton, const uint8_t *operations,
                                 nsc_neighbour neighbours[NSC_REPLACED_NEIGHBOURS]);

/* The neighbours of a cell by removing one edge and pruning: distinct, ascending, all below the cell's id. Returns
 * their number. */
unsigned nsc_removed_neighbours(const nsc_nb101 *nb101, const nsc_relation *relation, uint32_t skeleton,
                                const uint8_t *operations, nsc_neighbour neighbours[NSC_REMOVED_NEIGHBOURS]);

nsc_status nsc_cells_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error);
nsc_status nsc_cells_imply(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error);
uint64_t nsc_cells_stored_bytes(const nsc_space *space);
nsc_status nsc_cells_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                nsc_neighbour **neighbours, size_t *count, nsc_error *error);

nsc_status nsc_naszilla_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                   nsc_neighbour **neighbours, size_t *count, nsc_error *error);

nsc_status nsc_one_exchange_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control,
                                  nsc_error *error);
uint64_t nsc_one_exchange_stored_bytes(const nsc_space *space);
nsc_status nsc_one_exchange_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                       nsc_neighbour **neighbours, size_t *count, nsc_error *error);

/* Writes the words that differ from `word` at a position from `first` on, below `end`, ascending, and the kinds of the
 * edges to them; returns their number. */
uint32_t nsc_neighbouring_words(const nsc_strings *strings, unsigned first, unsigned end, uint32_t word,
                                uint32_t *words, nsc_kind *kinds);
nsc_status nsc_strings_imply(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error);
uint64_t nsc_strings_stored_bytes(const nsc_space *space);
nsc_status nsc_strings_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error);
nsc_status nsc_strings_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                  nsc_neighbour **neighbours, size_t *count, nsc_error *error);

nsc_status nsc_listed_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error);
nsc_status nsc_listed_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                 nsc_neighbour **neighbours, size_t *count, nsc_error *error);

/* A distance between two words. */
typedef unsigned (*nsc_word_distance)(const nsc_strings *strings, uint32_t first, uint32_t second);

/* The nearest two words of two points; the first pair if tied. */
void nsc_nearest_words(const nsc_strings *strings, nsc_word_distance distance, const uint32_t points[2],
                       uint32_t words[2]);

/* The text of a word if it is not the name of the point, else NULL; released by free(). */
nsc_status nsc_describe_start(const nsc_space *space, uint32_t point, uint32_t word, char **start, nsc_error *error);

/* Adds a copy of the text of a change, and 1 to the distance. */
nsc_status nsc_changes_add(nsc_changes *changes, const char *text, nsc_error *error);

/* Sorts by point and drops repetitions; returns the number left. */
size_t nsc_neighbours_unique(nsc_neighbour *neighbours, size_t count);

#endif
