/*
 * The neighbours of one cell, straight from the space's tables: operations replaced, edges removed, and edges added,
 * which are removals from other cells read backwards. The first two are used to build the whole graph as well.
 */
#include "graph/graph_internal.h"

/* ---- one change, forwards ---- */

/* Orders by point; each neighbour of a cell has one kind. */
static int compare_neighbours(const void *left, const void *right) {
    const nsc_neighbour *a = left, *b = right;
    return (a->point > b->point) - (a->point < b->point);
}

size_t nsc_neighbours_unique(nsc_neighbour *neighbours, size_t count) {
    enum { SHORT = 32 }; /* up to here insertion sort beats qsort; only the hubs have more */
    if (count > SHORT)
        qsort(neighbours, count, sizeof *neighbours, compare_neighbours);
    for (size_t sorted = 1; count <= SHORT && sorted < count; sorted++) {
        nsc_neighbour moving = neighbours[sorted];
        size_t place = sorted;
        for (; place > 0 && neighbours[place - 1].point > moving.point; place--)
            neighbours[place] = neighbours[place - 1];
        neighbours[place] = moving;
    }
    size_t kept = 0;
    for (size_t number = 0; number < count; number++)
        if (kept == 0 || neighbours[kept - 1].point != neighbours[number].point)
            neighbours[kept++] = neighbours[number];
    return kept;
}

unsigned nsc_replacement_moves(const nsc_nb101 *nb101, uint32_t skeleton, const uint8_t *operations,
                               nsc_neighbour moves[NSC_REPLACED_NEIGHBOURS]) {
    const nsc_skeleton *shape = nsc_nb101_skeleton(nb101, skeleton);
    const uint16_t *orbits = nsc_nb101_orbits(nb101, skeleton);
    const unsigned inner_count = shape->vertex_count - 2u;
    const unsigned labelling = nsc_labelling_of(operations, inner_count);
    unsigned count = 0, weight = 1;
    for (unsigned inner = inner_count; inner-- > 0; weight *= NSC_OPERATIONS) {
        const unsigned without = labelling - operations[inner] * weight;
        for (unsigned operation = 0; operation < NSC_OPERATIONS; operation++)
            if (operation != operations[inner])
                moves[count++] = (nsc_neighbour){.point = shape->first_id + orbits[without + operation * weight],
                                                 .kind = nsc_kind_replaced(operations[inner], operation)};
    }
    return count;
}

uint32_t nsc_point_after(const nsc_nb101 *nb101, const nsc_removal *change, const uint8_t *operations) {
    const nsc_skeleton *to = nsc_nb101_skeleton(nb101, change->to);
    const unsigned labelling = nsc_removal_apply(change, operations, to->vertex_count - 2u);
    return to->first_id + nsc_nb101_orbits(nb101, change->to)[labelling];
}

unsigned nsc_removal_moves(const nsc_nb101 *nb101, int vertices_lost, uint32_t skeleton, const uint8_t *operations,
                           nsc_neighbour moves[NSC_REMOVED_NEIGHBOURS]) {
    const uint32_t *offsets;
    const nsc_removal *removals = nsc_nb101_removals(nb101, &offsets);
    unsigned count = 0;
    for (uint32_t number = offsets[skeleton]; number < offsets[skeleton + 1]; number++) {
        const nsc_removal *removal = &removals[number];
        if (removal->vertices_lost > vertices_lost)
            continue;
        moves[count++] = (nsc_neighbour){.point = nsc_point_after(nb101, removal, operations),
                                         .kind = (nsc_kind)(NSC_KIND_REMOVED + removal->vertices_lost)};
    }
    return count;
}

unsigned nsc_replaced_neighbours(const nsc_nb101 *nb101, uint32_t skeleton, const uint8_t *operations,
                                 nsc_neighbour neighbours[NSC_REPLACED_NEIGHBOURS]) {
    const unsigned count = nsc_replacement_moves(nb101, skeleton, operations, neighbours);
    return (unsigned)nsc_neighbours_unique(neighbours, count);
}

unsigned nsc_removed_neighbours(const nsc_nb101 *nb101, const nsc_relation *relation, uint32_t skeleton,
                                const uint8_t *operations, nsc_neighbour neighbours[NSC_REMOVED_NEIGHBOURS]) {
    const unsigned count = nsc_removal_moves(nb101, relation->vertices_lost, skeleton, operations, neighbours);
    return (unsigned)nsc_neighbours_unique(neighbours, count);
}

/* ---- one change, backwards ---- */

typedef struct neighbour_list {
    nsc_neighbour *items;
    size_t count, capacity;
} neighbour_list;

static nsc_status append(neighbour_list *list, const nsc_neighbour *items, size_t count, nsc_error *error) {
    nsc_status status = nsc_reserve(&list->items, &list->capacity, list->count + count, sizeof *items, error);
    for (size_t item = 0; status == NSC_OK && item < count; item++)
        list->items[list->count++] = items[item];
    return status;
}

/* The cells that `removal` turns into a cell with exactly these operations: the lost vertices' operations are free. */
static nsc_status append_sources(const nsc_nb101 *nb101, const nsc_removal *removal, const uint8_t *operations,
                                 unsigned inner_count, neighbour_list *list, nsc_error *error) {
    const nsc_skeleton *from = nsc_nb101_skeleton(nb101, removal->from);
    const uint16_t *orbits = nsc_nb101_orbits(nb101, removal->from);
    uint8_t before[NSC_CELL_INNER] = {0}, lost[NSC_CELL_INNER] = {0};
    uint32_t kept = 0;
    for (unsigned inner = 0; inner < inner_count; inner++) {
        before[removal->order[inner] - 1] = operations[inner];
        kept |= 1u << (removal->order[inner] - 1);
    }
    unsigned lost_count = 0, combinations = 1;
    for (unsigned inner = 0; inner < from->vertex_count - 2u; inner++)
        if ((kept >> inner & 1u) == 0) {
            lost[lost_count++] = (uint8_t)inner;
            combinations *= NSC_OPERATIONS;
        }
    nsc_status status = NSC_OK;
    for (unsigned combination = 0; status == NSC_OK && combination < combinations; combination++) {
        uint8_t free_operations[NSC_CELL_INNER] = {0};
        nsc_labelling_operations(combination, lost_count, free_operations);
        for (unsigned vertex = 0; vertex < lost_count; vertex++)
            before[lost[vertex]] = free_operations[vertex];
        const nsc_neighbour source = {.point =
                                          from->first_id + orbits[nsc_labelling_of(before, from->vertex_count - 2u)],
                                      .kind = (nsc_kind)(NSC_KIND_ADDED + removal->vertices_lost)};
        status = append(list, &source, 1, error);
    }
    return status;
}

static nsc_status append_added(const nsc_nb101 *nb101, const nsc_relation *relation, uint32_t skeleton, uint32_t orbit,
                               neighbour_list *list, nsc_error *error) {
    const uint32_t *from_offsets, *to_offsets;
    const nsc_removal *removals = nsc_nb101_removals(nb101, &from_offsets);
    const uint32_t *removals_to = nsc_nb101_removals_to(nb101, &to_offsets);
    const nsc_skeleton *shape = nsc_nb101_skeleton(nb101, skeleton);
    const uint16_t *orbits = nsc_nb101_orbits(nb101, skeleton);
    const unsigned inner_count = shape->vertex_count - 2u;
    nsc_status status = NSC_OK;
    for (unsigned labelling = 0; labelling < shape->labelling_count; labelling++) {
        if (orbits[labelling] != orbit)
            continue;
        uint8_t operations[NSC_CELL_INNER] = {0};
        nsc_labelling_operations(labelling, inner_count, operations);
        for (uint32_t number = to_offsets[skeleton]; status == NSC_OK && number < to_offsets[skeleton + 1]; number++) {
            const nsc_removal *removal = &removals[removals_to[number]];
            if (removal->vertices_lost <= relation->vertices_lost)
                status = append_sources(nb101, removal, operations, inner_count, list, error);
        }
    }
    return status;
}

nsc_status nsc_cells_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                nsc_neighbour **neighbours, size_t *count, nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const uint32_t skeleton = nsc_nb101_skeleton_of(nb101, point);
    const nsc_cell cell = nsc_nb101_cell(nb101, point);
    nsc_neighbour replaced[NSC_REPLACED_NEIGHBOURS], removed[NSC_REMOVED_NEIGHBOURS];
    neighbour_list list = {0};
    nsc_status status = NSC_OK;
    const unsigned removed_count = nsc_removed_neighbours(nb101, relation, skeleton, cell.operations, removed);
    NSC_TRY(append(&list, removed, removed_count, error));
    const unsigned replaced_count = nsc_replaced_neighbours(nb101, skeleton, cell.operations, replaced);
    NSC_TRY(append(&list, replaced, replaced_count, error));
    NSC_TRY(
        append_added(nb101, relation, skeleton, point - nsc_nb101_skeleton(nb101, skeleton)->first_id, &list, error));
    *count = nsc_neighbours_unique(list.items, list.count);
    *neighbours = list.items;
    return NSC_OK;
out:
    free(list.items);
    return status;
}
