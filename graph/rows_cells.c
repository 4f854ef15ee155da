/*
 * The rows of an implicit graph of cells: those of cell_rows.c. Degrees are counted beforehand. Walks come to a cell as
 * often as it has neighbours, so the rows of the few cells with very many, the hubs, are stored.
 */
#include "graph/cell_links.h"

#include <string.h>

enum {
    PLACES_BLOCK = 64, /* cells whose degrees are added up to find the first place of one */
    HUB_DEGREE = 4096  /* 1 in 10,000 cells has as many, and they have 6 % of all places */
};

typedef struct implicit_cells {
    nsc_cell_links *links;
    uint32_t *degrees;      /* [cell] */
    uint64_t *first_places; /* of each PLACES_BLOCK cells, and the number of all places */
    uint32_t *hubs;         /* ascending */
    uint64_t *hub_offsets;  /* [hub_count + 1] */
    uint32_t *hub_rows;     /* those of the hubs, one after the other */
    uint32_t hub_count;
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

static const uint32_t *hub_row(const implicit_cells *cells, uint32_t point) {
    uint32_t low = 0, high = cells->hub_count;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (cells->hubs[middle] <= point)
            low = middle;
        else
            high = middle;
    }
    return cells->hub_rows + cells->hub_offsets[low];
}

static uint32_t neighbour(const nsc_graph *graph, uint32_t point, uint32_t place) {
    const implicit_cells *cells = graph->implementation;
    uint32_t points[HUB_DEGREE];
    if (cells->degrees[point] >= HUB_DEGREE)
        return hub_row(cells, point)[place];
    nsc_cell_row row = {.points = points};
    nsc_cell_row_fill(cells->links, point, &row);
    return points[place];
}

static uint32_t fill(const nsc_rows *rows, uint32_t point) {
    const implicit_cells *cells = rows->graph->implementation;
    const uint32_t count = cells->degrees[point];
    if (count >= HUB_DEGREE && rows->kinds == NULL) {
        memcpy(rows->points, hub_row(cells, point), count * sizeof *rows->points);
        return count;
    }
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
    free(cells->hubs);
    free(cells->hub_offsets);
    free(cells->hub_rows);
    free(cells);
}

static const nsc_row_engine engine = {
    .degree = degree,
    .first_place = first_place,
    .fill = fill,
    .neighbour = neighbour,
    .release = release,
};

/* ---- degrees and hubs ---- */

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

/* Finds the first places, the number of hubs and the largest degree, which is returned. */
static uint32_t add_up(implicit_cells *cells) {
    const uint32_t count = cells->links->cell_count;
    uint64_t places = 0;
    uint32_t largest = 0;
    for (uint32_t cell = 0; cell < count; cell++) {
        if (cell % PLACES_BLOCK == 0)
            cells->first_places[cell / PLACES_BLOCK] = places;
        places += cells->degrees[cell];
        cells->hub_count += cells->degrees[cell] >= HUB_DEGREE;
        largest = cells->degrees[cell] > largest ? cells->degrees[cell] : largest;
    }
    cells->first_places[((size_t)count + PLACES_BLOCK - 1) / PLACES_BLOCK] = places;
    return largest;
}

static nsc_status fill_hub(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const implicit_cells *cells = context;
    nsc_cell_row row = {.points = cells->hub_rows + cells->hub_offsets[task]};
    nsc_cell_row_fill(cells->links, cells->hubs[task], &row);
    return NSC_OK;
}

static nsc_status store_hubs(implicit_cells *cells, const nsc_control *control, nsc_error *error) {
    uint32_t hub = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&cells->hubs, cells->hub_count, sizeof *cells->hubs, error));
    NSC_TRY(nsc_allocate(&cells->hub_offsets, (size_t)cells->hub_count + 1, sizeof *cells->hub_offsets, error));
    for (uint32_t cell = 0; hub < cells->hub_count; cell++)
        if (cells->degrees[cell] >= HUB_DEGREE) {
            cells->hub_offsets[hub + 1] = cells->hub_offsets[hub] + cells->degrees[cell];
            cells->hubs[hub++] = cell;
        }
    NSC_TRY(nsc_allocate(&cells->hub_rows, cells->hub_offsets[hub], sizeof *cells->hub_rows, error));
    NSC_TRY(nsc_parallel(hub, control, fill_hub, cells, error));
out:
    return status;
}

nsc_status nsc_cells_imply(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    const uint32_t points = graph->point_count;
    const size_t blocks = ((size_t)points + PLACES_BLOCK - 1) / PLACES_BLOCK;
    implicit_cells *made = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    graph->engine = &engine;
    graph->implementation = made;
    NSC_TRY(nsc_cell_links_create(&made->links, nsc_space_nb101(space), graph->relation, control, error));
    NSC_TRY(nsc_allocate(&made->degrees, points, sizeof *made->degrees, error));
    NSC_TRY(nsc_allocate(&made->first_places, blocks + 1, sizeof *made->first_places, error));
    NSC_TRY(nsc_parallel(nsc_block_count(points), control, count_block, made, error));
    graph->row_capacity = add_up(made);
    graph->edge_count = nsc_graph_place_count(graph) / (graph->relation->directed ? 1 : 2);
    NSC_TRY(store_hubs(made, control, error));
out:
    return status;
}

/*
 * The bytes of stored rows with `place_bytes` for each neighbour. All cells are counted as if they were largest, as
 * most nearly are: each inner vertex has NSC_OPERATIONS − 1 other operations, and each edge can be removed; a removal
 * is in the rows of both cells, so that there are two of it.
 */
static uint64_t stored_bytes(const nsc_space *space, size_t place_bytes) {
    const nsc_nb101_limits limits = nsc_nb101_get_limits(nsc_space_nb101(space));
    const uint64_t degree_bound = (uint64_t)(limits.vertices - 2) * (NSC_OPERATIONS - 1) + 2 * (uint64_t)limits.edges;
    return space->point_count * (sizeof(uint64_t) + degree_bound * place_bytes);
}

uint64_t nsc_cells_stored_bytes(const nsc_space *space) {
    return stored_bytes(space, sizeof(uint32_t) + sizeof(nsc_kind));
}

uint64_t nsc_one_exchange_stored_bytes(const nsc_space *space) {
    return stored_bytes(space, sizeof(uint32_t) + sizeof(nsc_kind) + sizeof(double));
}
