/* The rows of an implicit graph of cells: those of cell_rows.c, with the degrees, which are counted beforehand. */
#include "graph/cell_links.h"

enum { PLACES_BLOCK = 64 }; /* cells whose degrees are added up to find the first place of one */

typedef struct implicit_cells {
    nsc_cell_links *links;
    uint32_t *degrees;      /* [cell] */
    uint64_t *first_places; /* of each PLACES_BLOCK cells, and the number of all places */
} implicit_cells;

static uint32_t degree(const nsc_graph *graph, uint32_t point) {
    const implicit_cells *cells = graph->implementation;
    return cells->degrees[point];
}

static uint64_t first_place(const nsc_graph *graph, uint32_t point) {
    const implicit_cells *cells = graph->implementation;
    uint64_t place = cells->first_places[point / PLACES_BLOCK];
    for (uint32_t before = point - point % PLACES_BLOCK; before < point; before++)
        place += cells->degrees[before];
    return place;
}

static uint32_t fill(const nsc_rows *rows, uint32_t point) {
    const implicit_cells *cells = rows->graph->implementation;
    nsc_cell_row row = {.points = rows->points, .kinds = rows->kinds};
    nsc_cell_row_fill(cells->links, point, &row);
    return row.count;
}

static void release(nsc_graph *graph) {
    implicit_cells *cells = graph->implementation;
    if (cells == NULL)
        return;
    nsc_cell_links_destroy(cells->links);
    free(cells->degrees);
    free(cells->first_places);
    free(cells);
}

static const nsc_row_engine engine = {
    .name = "cells", .degree = degree, .first_place = first_place, .fill = fill, .release = release};

static nsc_status count_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const implicit_cells *cells = context;
    const nsc_block block = nsc_block_at(cells->links->cell_count, task);
    nsc_cell_row row = {.count = 0};
    for (uint32_t cell = block.first; cell < block.end; cell++) {
        nsc_cell_row_fill(cells->links, cell, &row);
        cells->degrees[cell] = row.count;
    }
    return NSC_OK;
}

nsc_status nsc_cells_imply(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    const uint32_t points = graph->point_count;
    const size_t blocks = ((size_t)points + PLACES_BLOCK - 1) / PLACES_BLOCK;
    implicit_cells *made = NULL;
    uint64_t places = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    graph->engine = &engine;
    graph->implementation = made;
    NSC_TRY(nsc_cell_links_create(&made->links, nsc_space_nb101(space), graph->relation, control, error));
    NSC_TRY(nsc_allocate(&made->degrees, points, sizeof *made->degrees, error));
    NSC_TRY(nsc_allocate(&made->first_places, blocks + 1, sizeof *made->first_places, error));
    NSC_TRY(nsc_parallel(nsc_block_count(points), control, count_block, made, error));
    for (uint32_t cell = 0; cell < points; cell++) {
        if (cell % PLACES_BLOCK == 0)
            made->first_places[cell / PLACES_BLOCK] = places;
        places += made->degrees[cell];
        graph->degree_maximum =
            made->degrees[cell] > graph->degree_maximum ? made->degrees[cell] : graph->degree_maximum;
    }
    made->first_places[(points + PLACES_BLOCK - 1) / PLACES_BLOCK] = places;
    graph->edge_count = places / (graph->relation->directed ? 1 : 2);
out:
    return status;
}

/* Each vertex has NSC_OPERATIONS − 1 other operations, and each removal of an edge stands in two rows: as many as there
 * are at most in the largest cells, which most cells are nearly. */
uint64_t nsc_cells_stored_bytes(const nsc_space *space) {
    const nsc_nb101_limits limits = nsc_nb101_get_limits(nsc_space_nb101(space));
    const uint64_t degree_bound = (uint64_t)(limits.vertices - 2) * (NSC_OPERATIONS - 1) + 2 * (uint64_t)limits.edges;
    return space->point_count * (sizeof(uint64_t) + degree_bound * (sizeof(uint32_t) + sizeof(nsc_kind)));
}
