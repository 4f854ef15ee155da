/*
 * Skeletons: every way to connect the vertices so that each is on a path from input to output, up to the order of the
 * inner vertices. Matrices are met in ascending order; the first of its kind is the representative, and all its
 * topological reorderings are entered into a hash table at once, which makes finding the canonical form a look-up.
 */
#include "space/nb101/nb101_internal.h"

#include <string.h>

/* ---- the hash table of full matrices ---- */

static size_t place_of(uint32_t edges, size_t capacity) {
    /* Fibonacci hashing (Knuth, volume 3, section 6.4). */
    return (size_t)(edges * 2654435769u) >> 4 & (capacity - 1);
}

static nsc_full_matrix *find_place(nsc_full_matrix *places, size_t capacity, uint32_t edges) {
    size_t place = place_of(edges, capacity);
    while (places[place].edges != 0 && places[place].edges != edges)
        place = (place + 1) & (capacity - 1);
    return &places[place];
}

const nsc_full_matrix *nsc_skeletons_find(const nsc_skeletons *skeletons, uint32_t edges) {
    const nsc_full_matrix *place = find_place(skeletons->places, skeletons->place_capacity, edges);
    return place->edges != 0 ? place : NULL;
}

static nsc_status enter(nsc_skeletons *skeletons, const nsc_full_matrix *matrix, nsc_error *error) {
    if (skeletons->place_count * 2 >= skeletons->place_capacity) {
        size_t capacity = skeletons->place_capacity * 2;
        nsc_full_matrix *places = NULL;
        nsc_status status = nsc_allocate(&places, capacity, sizeof *places, error);
        if (status != NSC_OK)
            return status;
        for (size_t place = 0; place < skeletons->place_capacity; place++)
            if (skeletons->places[place].edges != 0)
                *find_place(places, capacity, skeletons->places[place].edges) = skeletons->places[place];
        free(skeletons->places);
        skeletons->places = places;
        skeletons->place_capacity = capacity;
    }
    *find_place(skeletons->places, skeletons->place_capacity, matrix->edges) = *matrix;
    skeletons->place_count++;
    return NSC_OK;
}

/* ---- reorderings of one matrix ---- */

typedef struct reordering {
    nsc_skeletons *skeletons;
    uint32_t skeleton;
    uint32_t edges;
    unsigned vertex_count;
    uint8_t position[NSC_CELL_VERTICES]; /* position[vertex of the representative] in the reordering */
} reordering;

static uint32_t reordered_edges(const reordering *state) {
    uint32_t edges = 0;
    for (unsigned to = 1; to < state->vertex_count; to++)
        for (uint32_t sources = nsc_cell_sources(state->edges, to); sources != 0; sources &= sources - 1)
            edges |= 1u << nsc_cell_slot(state->position[__builtin_ctz(sources)], state->position[to]);
    return edges;
}

/* A complete reordering is an automorphism, or a new full matrix of this skeleton, or one met before. */
static nsc_status take_reordering(const reordering *state, nsc_error *error) {
    nsc_skeletons *skeletons = state->skeletons;
    nsc_skeleton *skeleton = &skeletons->items[state->skeleton];
    uint32_t edges = reordered_edges(state);
    if (edges == state->edges) {
        nsc_status status = nsc_reserve(&skeletons->automorphisms, &skeletons->automorphism_capacity,
                                        skeletons->automorphism_count + 1, sizeof *skeletons->automorphisms, error);
        if (status != NSC_OK)
            return status;
        memcpy(skeletons->automorphisms[skeletons->automorphism_count++], state->position + 1, NSC_CELL_INNER);
        skeleton->automorphism_count++;
    }
    if (nsc_skeletons_find(skeletons, edges) != NULL)
        return NSC_OK;
    nsc_full_matrix matrix = {.edges = edges, .ordering.skeleton = state->skeleton};
    memcpy(matrix.ordering.order, state->position + 1, NSC_CELL_INNER);
    skeleton->ordering_count++;
    return enter(skeletons, &matrix, error);
}

/* Puts each vertex whose sources have all been placed at `position`, in turn: exactly the topological orders. */
static nsc_status place_next(reordering *state, unsigned position, uint32_t placed, nsc_error *error) {
    if (position + 1 == state->vertex_count)
        return take_reordering(state, error);
    for (unsigned vertex = 1; vertex + 1 < state->vertex_count; vertex++) {
        if ((placed >> vertex & 1u) != 0 || (nsc_cell_sources(state->edges, vertex) & ~placed) != 0)
            continue;
        state->position[vertex] = (uint8_t)position;
        nsc_status status = place_next(state, position + 1, placed | 1u << vertex, error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

static nsc_status add_skeleton(nsc_skeletons *skeletons, uint32_t edges, unsigned vertex_count, nsc_error *error) {
    nsc_status status =
        nsc_reserve(&skeletons->items, &skeletons->capacity, skeletons->count + 1, sizeof *skeletons->items, error);
    if (status == NSC_OK)
        status = nsc_reserve(&skeletons->first_automorphism, &skeletons->first_capacity, skeletons->count + 1,
                             sizeof *skeletons->first_automorphism, error);
    if (status != NSC_OK)
        return status;
    reordering state = {
        .skeletons = skeletons, .skeleton = (uint32_t)skeletons->count, .edges = edges, .vertex_count = vertex_count};
    state.position[vertex_count - 1] = (uint8_t)(vertex_count - 1);
    skeletons->first_automorphism[skeletons->count] = skeletons->automorphism_count;
    skeletons->items[skeletons->count++] = (nsc_skeleton){.edges = edges,
                                                          .vertex_count = (uint8_t)vertex_count,
                                                          .edge_count = (uint8_t)nsc_edge_count(edges),
                                                          .depth = (uint8_t)nsc_cell_depth(edges, vertex_count),
                                                          .width = (uint8_t)nsc_cell_width(edges, vertex_count)};
    return place_next(&state, 1, 1, error);
}

/* ---- all full matrices, ascending ---- */

typedef struct enumeration {
    nsc_skeletons *skeletons;
    unsigned vertex_count;
    unsigned edge_limit;
} enumeration;

/*
 * Fills column `to` and those before it. The last column is the most significant, so that going down the columns with
 * ascending values meets matrices in ascending order. `rows` are the vertices that feed a later column so far.
 */
static nsc_status fill_columns(const enumeration *state, unsigned to, uint32_t edges, uint32_t rows, nsc_error *error) {
    if (to == 0) {
        if (nsc_skeletons_find(state->skeletons, edges) != NULL)
            return NSC_OK;
        return add_skeleton(state->skeletons, edges, state->vertex_count, error);
    }
    if (to + 1 < state->vertex_count && (rows >> to & 1u) == 0)
        return NSC_OK; /* this vertex would feed nothing */
    unsigned used = nsc_edge_count(edges);
    for (uint32_t sources = 1; sources < 1u << to; sources++) {
        if (used + nsc_edge_count(sources) + (to - 1) > state->edge_limit)
            continue; /* each earlier column needs an edge of its own */
        nsc_status status = fill_columns(state, to - 1, edges | sources << nsc_cell_slot(0, to), rows | sources, error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

nsc_status nsc_skeletons_enumerate(nsc_skeletons *skeletons, nsc_nb101_limits limits, nsc_error *error) {
    *skeletons = (nsc_skeletons){.place_capacity = 1 << 14};
    nsc_status status = nsc_allocate(&skeletons->places, skeletons->place_capacity, sizeof *skeletons->places, error);
    for (unsigned vertex_count = 2; status == NSC_OK && vertex_count <= limits.vertices; vertex_count++) {
        const enumeration state = {.skeletons = skeletons, .vertex_count = vertex_count, .edge_limit = limits.edges};
        status = fill_columns(&state, vertex_count - 1, 0, 0, error);
    }
    if (status != NSC_OK)
        nsc_skeletons_release(skeletons);
    return status;
}

void nsc_skeletons_release(nsc_skeletons *skeletons) {
    free(skeletons->items);
    free(skeletons->automorphisms);
    free(skeletons->first_automorphism);
    free(skeletons->places);
    *skeletons = (nsc_skeletons){0};
}
