/*
 * All matrices that are one cell: the orders of its inner vertices in which every edge leads to a later vertex. They
 * are tried one vertex at a time; orders that give the same matrix and operations are told once.
 */
#include "space/nb101/nb101_internal.h"

#include <string.h>

typedef struct ordering_search {
    nsc_cell cell;
    uint8_t order[NSC_CELL_VERTICES]; /* order[p]: the vertex that comes at place p */
    nsc_cell *found;                  /* ascending */
    size_t count, capacity;
} ordering_search;

/* By matrix, then by operations, vertex 1 first. */
static int compare(const nsc_cell *one, const nsc_cell *other) {
    if (one->edges != other->edges)
        return one->edges < other->edges ? -1 : 1;
    return memcmp(one->operations, other->operations, sizeof one->operations);
}

/* The cell with its vertices in the order that was chosen. */
static nsc_cell reordered(const ordering_search *search) {
    nsc_cell cell = {.vertex_count = search->cell.vertex_count};
    for (unsigned to = 1; to < cell.vertex_count; to++) {
        if (to + 1 < cell.vertex_count)
            cell.operations[to - 1] = search->cell.operations[search->order[to] - 1];
        for (unsigned from = 0; from < to; from++)
            if ((nsc_cell_sources(search->cell.edges, search->order[to]) >> search->order[from] & 1u) != 0)
                cell.edges |= 1u << nsc_cell_slot(from, to);
    }
    return cell;
}

static nsc_status keep(ordering_search *search, nsc_error *error) {
    const nsc_cell cell = reordered(search);
    size_t place = search->count;
    while (place > 0 && compare(&search->found[place - 1], &cell) > 0)
        place--;
    if (place > 0 && compare(&search->found[place - 1], &cell) == 0)
        return NSC_OK;
    const nsc_status status =
        nsc_reserve(&search->found, &search->capacity, search->count + 1, sizeof *search->found, error);
    if (status != NSC_OK)
        return status;
    memmove(&search->found[place + 1], &search->found[place], (search->count - place) * sizeof cell);
    search->found[place] = cell;
    search->count++;
    return NSC_OK;
}

/* Chooses the vertex at `place` among those that are not in `used` and whose sources all are. */
static nsc_status choose(ordering_search *search, unsigned place, uint32_t used, nsc_error *error) {
    const unsigned output = search->cell.vertex_count - 1u;
    nsc_status status = NSC_OK;
    if (place == output)
        return keep(search, error);
    for (unsigned vertex = 1; status == NSC_OK && vertex < output; vertex++) {
        if ((used >> vertex & 1u) != 0 || (nsc_cell_sources(search->cell.edges, vertex) & ~used) != 0)
            continue;
        search->order[place] = (uint8_t)vertex;
        status = choose(search, place + 1, used | 1u << vertex, error);
    }
    return status;
}

nsc_status nsc_cell_orderings(const nsc_cell *cell, nsc_cell **orderings, size_t *count, nsc_error *error) {
    ordering_search search = {.cell = *cell};
    search.order[cell->vertex_count - 1] = (uint8_t)(cell->vertex_count - 1);
    const nsc_status status = choose(&search, 1, 1, error);
    if (status != NSC_OK) {
        free(search.found);
        search = (ordering_search){0};
    }
    *orderings = search.found;
    *count = search.count;
    return status;
}
