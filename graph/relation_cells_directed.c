/*
 * Moves of other programs from the one encoding stored for a cell, padded to the space's size with vertices without
 * edges. A single edge to such a vertex is pruned again, so no move adds a vertex, while removing an edge may prune
 * some: hence the relation is directed.
 *
 * naszilla (White, Nolen, Savani 2021) and NASLib replace the operations of vertices on a path from input to output,
 * and flip an edge that is on such a path before (removed) or after (added). ConfigSpace's one-exchange neighbourhood,
 * which the scripts of Ying et al. 2019 use in their optimisers, flips each of the slots and replaces each operation,
 * edges limited before pruning. On the pruned encoding both limits are the same and the two have the same neighbours;
 * the second is weighted by the number of moves to each.
 */
#include "graph/graph_internal.h"

void nsc_list_additions(const nsc_nb101 *nb101, uint32_t skeleton, nsc_addition_list *additions) {
    const nsc_skeleton *shape = nsc_nb101_skeleton(nb101, skeleton);
    additions->count = 0;
    for (unsigned to = 1; to < shape->vertex_count; to++)
        for (unsigned from = 0; from < to; from++) {
            nsc_ordering ordering;
            if (nsc_cell_has_edge(shape->edges, from, to) ||
                !nsc_nb101_order(nb101, shape->edges | 1u << nsc_cell_slot(from, to), &ordering))
                continue;
            nsc_removal *addition = &additions->items[additions->count++];
            *addition =
                (nsc_removal){.from = skeleton, .to = ordering.skeleton, .slot = (uint8_t)nsc_cell_slot(from, to)};
            for (unsigned inner = 0; inner + 2u < shape->vertex_count; inner++)
                addition->order[inner] = ordering.order[inner];
        }
}

/* Sorts moves by destination and merges those to the same point, weighted by their number. */
static unsigned add_up(nsc_neighbour *moves, unsigned count) {
    unsigned kept = 0;
    for (unsigned sorted = 1; sorted < count; sorted++) {
        const nsc_neighbour moving = moves[sorted];
        unsigned place = sorted;
        for (; place > 0 && moves[place - 1].point > moving.point; place--)
            moves[place] = moves[place - 1];
        moves[place] = moving;
    }
    for (unsigned number = 0; number < count; number++) {
        if (kept == 0 || moves[kept - 1].point != moves[number].point) {
            moves[kept] = moves[number];
            moves[kept++].weight = 0;
        }
        moves[kept - 1].weight++;
    }
    return kept;
}

/* The neighbours of a cell, ascending, weighted by the number of moves to each. Returns their number: removals lead to
 * skeletons before the cell's own, additions to later ones. */
static unsigned list_moves(const nsc_nb101 *nb101, uint32_t skeleton, const uint8_t *operations,
                           const nsc_addition_list *additions, nsc_neighbour moves[NSC_CELL_MOVES]) {
    unsigned listed = nsc_removal_moves(nb101, UINT8_MAX, skeleton, operations, moves);
    unsigned count = add_up(moves, listed);
    listed = nsc_replacement_moves(nb101, skeleton, operations, moves + count);
    count += add_up(moves + count, listed);
    for (unsigned number = 0; number < additions->count; number++) {
        const uint32_t point = nsc_point_after(nb101, &additions->items[number], operations);
        moves[count + number] = (nsc_neighbour){.point = point, .kind = NSC_KIND_ADDED};
    }
    return count + add_up(moves + count, additions->count);
}

/* ---- one cell ---- */

nsc_status nsc_one_exchange_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                       nsc_neighbour **neighbours, size_t *count, nsc_error *error) {
    (void)relation;
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const uint32_t skeleton = nsc_nb101_skeleton_of(nb101, point);
    const nsc_cell cell = nsc_nb101_cell(nb101, point);
    nsc_addition_list additions;
    nsc_neighbour moves[NSC_CELL_MOVES];
    nsc_list_additions(nb101, skeleton, &additions);
    *count = list_moves(nb101, skeleton, cell.operations, &additions, moves);
    nsc_status status = nsc_allocate(neighbours, *count, sizeof **neighbours, error);
    for (size_t number = 0; status == NSC_OK && number < *count; number++)
        (*neighbours)[number] = moves[number];
    return status;
}

nsc_status nsc_naszilla_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                   nsc_neighbour **neighbours, size_t *count, nsc_error *error) {
    nsc_status status = nsc_one_exchange_neighbours(space, relation, point, neighbours, count, error);
    for (size_t number = 0; status == NSC_OK && number < *count; number++)
        (*neighbours)[number].weight = 0;
    return status;
}
