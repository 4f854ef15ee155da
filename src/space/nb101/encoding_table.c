/*
 * From any encoding to its cell by two look-ups. Matrices that prune to the same full matrix on the same vertices are
 * one class: they give every labelling the same cell. There are 13,839 classes for the published limits, so that the
 * table of classes × labellings takes 13 MB where one of all encodings would take 2 GB.
 */
#include "space/nb101/nb101_internal.h"

struct nsc_encoding_table {
    nsc_encodings encodings;
    uint16_t *classes;
    uint32_t *points;
};

/* What stands for a class: the one matrix in it that pruning leaves as it is, and what is left of it. */
typedef struct matrix_class {
    const nsc_full_matrix *full;
    uint32_t kept; /* vertices on a path from input to output */
} matrix_class;

typedef struct building {
    const nsc_nb101 *nb101;
    nsc_encoding_table *table;
    uint32_t among[1 << NSC_NB101_VERTICES]; /* [vertices kept] the edges among them, where they stand in a matrix */
    matrix_class *items;
    size_t capacity;
} building;

static nsc_status add_class(building *state, uint32_t matrix, uint32_t kept, nsc_error *error) {
    nsc_encodings *encodings = &state->table->encodings;
    const nsc_full_matrix *full = nsc_skeletons_find(&state->nb101->skeletons, nsc_edges_among(matrix, kept));
    uint16_t *class = &state->table->classes[matrix];
    *class = NSC_CLASS_TOO_MANY_EDGES;
    if (full == NULL)
        return NSC_OK;
    if (encodings->class_count == NSC_CLASS_TOO_MANY_EDGES)
        return nsc_error_set(error, NSC_USAGE, "there are too many matrices of up to %u edges for a table of encodings",
                             state->nb101->limits.edges);
    nsc_status status =
        nsc_reserve(&state->items, &state->capacity, encodings->class_count + 1u, sizeof *state->items, error);
    if (status != NSC_OK)
        return status;
    *class = (uint16_t)encodings->class_count;
    state->items[encodings->class_count++] = (matrix_class){full, kept};
    return NSC_OK;
}

/* What pruning leaves is a matrix of no greater number, which has its class already, or the matrix itself. */
static nsc_status classify(building *state, uint32_t matrix, nsc_error *error) {
    uint16_t *classes = state->table->classes;
    const uint32_t kept = nsc_prune_kept(matrix, state->nb101->limits.vertices);
    const uint32_t left = matrix & state->among[kept];
    if (kept != 0 && left == matrix)
        return add_class(state, matrix, kept, error);
    classes[matrix] = kept != 0 ? classes[left] : NSC_CLASS_NO_PATH;
    return NSC_OK;
}

/*
 * The cells of all labellings in a class: the operations of the kept vertices, in the representative's order, make a
 * labelling of its skeleton, to which each vertex adds its operation times a weight; the others add nothing.
 */
static void fill_points(const nsc_nb101 *nb101, const matrix_class *item, uint32_t *points) {
    const nsc_ordering *ordering = &item->full->ordering;
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, ordering->skeleton);
    const uint16_t *orbits = nsc_nb101_orbits(nb101, ordering->skeleton);
    uint32_t vertices[NSC_CELL_VERTICES] = {0}, weights[NSC_CELL_VERTICES] = {0}, weight = 1, count = 0;
    for (uint32_t rest = item->kept; rest != 0; rest &= rest - 1)
        vertices[count++] = (uint32_t)__builtin_ctz(rest);
    for (uint32_t inner = count - 2; inner > 0; inner--, weight *= NSC_OPERATIONS)
        weights[vertices[ordering->order[inner - 1]]] = weight;
    /* Labellings of the last vertices come first: three times as many with each vertex before them. */
    uint32_t filled = 1;
    points[0] = 0;
    for (unsigned vertex = nb101->limits.vertices - 2; vertex > 0; vertex--, filled *= NSC_OPERATIONS)
        for (uint32_t labelling = filled; labelling < filled * NSC_OPERATIONS; labelling++)
            points[labelling] = points[labelling - filled] + weights[vertex];
    for (uint32_t labelling = 0; labelling < filled; labelling++)
        points[labelling] = skeleton->first_id + orbits[points[labelling]];
}

static nsc_status build(building *state, nsc_error *error) {
    nsc_encoding_table *table = state->table;
    nsc_encodings *encodings = &table->encodings;
    nsc_status status = NSC_OK;
    for (uint32_t kept = 0; kept < 1u << state->nb101->limits.vertices; kept++)
        state->among[kept] = nsc_cell_edges_within(kept);
    NSC_TRY(nsc_allocate(&table->classes, encodings->matrix_count, sizeof *table->classes, error));
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        NSC_TRY(classify(state, matrix, error));
    NSC_TRY(nsc_allocate(&table->points, (size_t)encodings->class_count * encodings->labelling_count,
                         sizeof *table->points, error));
    for (uint32_t class = 0; class < encodings->class_count; class ++)
        fill_points(state->nb101, &state->items[class], table->points + (size_t) class * encodings->labelling_count);
    encodings->classes = table->classes;
    encodings->points = table->points;
out:
    return status;
}

nsc_status nsc_encoding_table_create(nsc_encoding_table **table, const nsc_nb101 *nb101, nsc_error *error) {
    const unsigned vertices = nb101->limits.vertices;
    building state = {.nb101 = nb101};
    nsc_status status = NSC_OK;
    *table = NULL;
    if (vertices > NSC_NB101_VERTICES)
        return nsc_error_set(error, NSC_USAGE, "encodings of %u vertices are too many: at most %d vertices", vertices,
                             NSC_NB101_VERTICES);
    NSC_TRY(nsc_allocate(&state.table, 1, sizeof *state.table, error));
    nsc_encodings *encodings = &state.table->encodings;
    *encodings = (nsc_encodings){.bit_count = nsc_cell_slot(0, vertices),
                                 .symbol_count = vertices - 2,
                                 .symbols = NSC_OPERATIONS,
                                 .edge_limit = nb101->limits.edges,
                                 .matrix_count = 1u << nsc_cell_slot(0, vertices),
                                 .labelling_count = 1};
    for (unsigned inner = 0; inner < encodings->symbol_count; inner++)
        encodings->labelling_count *= NSC_OPERATIONS;
    NSC_TRY(build(&state, error));
    *table = state.table;
    state.table = NULL;
out:
    nsc_encoding_table_destroy(state.table);
    free(state.items);
    return status;
}

void nsc_encoding_table_destroy(nsc_encoding_table *table) {
    if (table == NULL)
        return;
    free(table->classes);
    free(table->points);
    free(table);
}

const nsc_encodings *nsc_encoding_table_encodings(const nsc_encoding_table *table) {
    return &table->encodings;
}
