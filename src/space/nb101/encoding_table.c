/*
 * From any encoding to its cell by two look-ups. Matrices that prune to the same full matrix on the same vertices are
 * one class: they give every labelling the same cell. There are 13,839 classes for the published limits, so that the
 * table of classes × labellings takes 13 MB where one of all encodings would take 2 GB.
 */
#include "space/nb101/nb101_internal.h"

enum { KEPT_SETS = 1 << (NSC_NB101_VERTICES - 2), NO_CLASS = UINT16_MAX };

struct nsc_encoding_table {
    nsc_encodings encodings;
    uint16_t *classes;
    uint32_t *points;
};

/* What the matrices of a class have in common. */
typedef struct matrix_class {
    const nsc_full_matrix *full;
    uint32_t kept; /* vertices on a path from input to output */
} matrix_class;

typedef struct building {
    const nsc_nb101 *nb101;
    nsc_encoding_table *table;
    uint16_t *numbers; /* [place of the full matrix × KEPT_SETS + inner vertices kept]: its class, or NO_CLASS */
    matrix_class *items;
    size_t capacity;
} building;

static nsc_status add_class(building *state, matrix_class item, nsc_error *error) {
    nsc_encodings *encodings = &state->table->encodings;
    if (encodings->class_count == NSC_CLASS_TOO_MANY_EDGES)
        return nsc_error_set(error, NSC_USAGE, "there are too many matrices of up to %u edges for a table of encodings",
                             state->nb101->limits.edges);
    nsc_status status =
        nsc_reserve(&state->items, &state->capacity, encodings->class_count + 1u, sizeof *state->items, error);
    if (status == NSC_OK)
        state->items[encodings->class_count++] = item;
    return status;
}

static nsc_status classify(building *state, uint32_t matrix, nsc_error *error) {
    const nsc_nb101 *nb101 = state->nb101;
    const uint32_t kept = nsc_prune_kept(matrix, nb101->limits.vertices);
    uint16_t *code = &state->table->classes[matrix];
    *code = NSC_CLASS_NO_PATH;
    if (kept == 0)
        return NSC_OK;
    *code = NSC_CLASS_TOO_MANY_EDGES;
    const nsc_full_matrix *full = nsc_skeletons_find(&nb101->skeletons, nsc_edges_among(matrix, kept));
    if (full == NULL)
        return NSC_OK;
    const size_t place = (size_t)(full - nb101->skeletons.places);
    const uint32_t inner = kept >> 1 & ((1u << (nb101->limits.vertices - 2)) - 1);
    uint16_t *number = &state->numbers[place * KEPT_SETS + inner];
    if (*number == NO_CLASS) {
        *number = (uint16_t)state->table->encodings.class_count;
        nsc_status status = add_class(state, (matrix_class){full, kept}, error);
        if (status != NSC_OK)
            return status;
    }
    *code = *number;
    return NSC_OK;
}

/* The cells of all labellings in a class: the operations of the kept vertices, in the representative's order. */
static void fill_points(const nsc_nb101 *nb101, const matrix_class *item, uint32_t labelling_count, uint32_t *points) {
    const nsc_ordering *ordering = &item->full->ordering;
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, ordering->skeleton);
    const uint16_t *orbits = nsc_nb101_orbits(nb101, ordering->skeleton);
    uint8_t vertices[NSC_CELL_VERTICES] = {0}, operations[NSC_CELL_INNER] = {0}, placed[NSC_CELL_INNER] = {0};
    unsigned count = 0;
    for (uint32_t rest = item->kept; rest != 0; rest &= rest - 1)
        vertices[count++] = (uint8_t)__builtin_ctz(rest);
    for (uint32_t labelling = 0; labelling < labelling_count; labelling++) {
        nsc_labelling_operations(labelling, nb101->limits.vertices - 2, operations);
        for (unsigned inner = 0; inner + 2 < count; inner++)
            placed[inner] = operations[vertices[ordering->order[inner]] - 1];
        points[labelling] = skeleton->first_id + orbits[nsc_labelling_of(placed, count - 2)];
    }
}

static nsc_status build(building *state, nsc_error *error) {
    nsc_encoding_table *table = state->table;
    nsc_encodings *encodings = &table->encodings;
    const size_t number_count = state->nb101->skeletons.place_capacity * KEPT_SETS;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&table->classes, encodings->matrix_count, sizeof *table->classes, error));
    NSC_TRY(nsc_allocate(&state->numbers, number_count, sizeof *state->numbers, error));
    for (size_t number = 0; number < number_count; number++)
        state->numbers[number] = NO_CLASS;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        NSC_TRY(classify(state, matrix, error));
    NSC_TRY(nsc_allocate(&table->points, (size_t)encodings->class_count * encodings->labelling_count,
                         sizeof *table->points, error));
    for (uint32_t class = 0; class < encodings->class_count; class ++)
        fill_points(state->nb101, &state->items[class], encodings->labelling_count,
                    table->points + (size_t) class * encodings->labelling_count);
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
    free(state.numbers);
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
