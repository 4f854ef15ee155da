/*
 * One shortest list of changes between two points' encodings: it starts from the first of the nearest encodings and
 * always makes the first change that reduces the distance. Encodings between may be invalid.
 *
 * The distance of an encoding to the nearest of the goal comes from a list of the goal's encodings, or, where a point
 * has so many that this would take longer, from a pass over all encodings.
 */
#include "graph/changes_internal.h"
#include "graph/encoding_pairs_internal.h"

typedef struct route {
    const nsc_encodings *encodings;
    uint32_t *goals; /* encodings of the goal, as words; NULL if there are distances */
    size_t goal_count;
    const uint8_t *distances; /* [encoding] to the nearest encoding of the goal; NULL if there are goals */
    uint32_t matrix, labelling;
} route;

static uint8_t distance_at(const route *way, uint32_t matrix, uint32_t labelling) {
    if (way->goals != NULL)
        return nsc_encoding_words_nearest(way->goals, way->goal_count,
                                          nsc_encoding_word(way->encodings, matrix, labelling));
    return way->distances[(uint64_t)matrix * way->encodings->labelling_count + labelling];
}

/* The first of the encodings that is nearest to the goal; false if it has none. */
static bool start_of(route *way, const nsc_point_encodings *from) {
    const nsc_encodings *encodings = way->encodings;
    unsigned nearest = NSC_UNREACHED;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        if (!nsc_point_encodings_have(from, matrix))
            continue;
        const uint32_t *points = nsc_matrix_points(encodings, matrix);
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++) {
            if (points[labelling] != from->point)
                continue;
            const uint8_t distance = distance_at(way, matrix, labelling);
            if (distance < nearest) {
                nearest = distance;
                way->matrix = matrix;
                way->labelling = labelling;
            }
        }
    }
    return nearest != NSC_UNREACHED;
}

/* Makes the first change that reduces the distance to the goal, and writes it. */
static void step(route *way, char text[NSC_CHANGE_SIZE]) {
    const nsc_encodings *encodings = way->encodings;
    const uint8_t here = distance_at(way, way->matrix, way->labelling);
    for (unsigned slot = 0; slot < encodings->bit_count; slot++)
        if (distance_at(way, way->matrix ^ 1u << slot, way->labelling) < here) {
            unsigned from, to;
            way->matrix ^= 1u << slot;
            nsc_cell_slot_ends(slot, &from, &to);
            nsc_append_flip(text, (way->matrix >> slot & 1u) != 0, from, to);
            return;
        }
    uint32_t stride = encodings->labelling_count;
    for (unsigned symbol = 0; symbol < encodings->symbol_count; symbol++) {
        stride /= encodings->symbols;
        const unsigned old = way->labelling / stride % encodings->symbols;
        for (unsigned wanted = 0; wanted < encodings->symbols; wanted++) {
            const uint32_t labelling = way->labelling - old * stride + wanted * stride;
            if (distance_at(way, way->matrix, labelling) >= here)
                continue;
            way->labelling = labelling;
            nsc_append_replacement(text, symbol + 1, old, wanted);
            return;
        }
    }
}

/* The current encoding as text; released by free(). */
static nsc_status spell(const route *way, char **spelling, nsc_error *error) {
    char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE], text[sizeof adjacency + sizeof operations + 1];
    nsc_cell cell = {.vertex_count = (uint8_t)(way->encodings->symbol_count + 2), .edges = way->matrix};
    nsc_labelling_operations(way->labelling, way->encodings->symbol_count, cell.operations);
    nsc_cell_adjacency(&cell, adjacency);
    nsc_cell_operations(&cell, operations);
    snprintf(text, sizeof text, "%s/%s", adjacency, operations);
    return nsc_copy_text(spelling, text, error);
}

/* The changes of a route that can tell distances. */
static nsc_status write_script(route *way, const nsc_point_encodings *from, nsc_changes *changes, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (!start_of(way, from))
        return nsc_error_set(error, NSC_INVALID, "one of the two points has no encoding that keeps the edge limit");
    NSC_TRY(spell(way, &changes->start, error));
    /* A change that reduces the distance leads nearer to one of the nearest goals, so the others are not needed. */
    if (way->goals != NULL)
        way->goal_count = nsc_encoding_words_keep(way->goals, way->goal_count,
                                                  nsc_encoding_word(way->encodings, way->matrix, way->labelling),
                                                  distance_at(way, way->matrix, way->labelling));
    while (distance_at(way, way->matrix, way->labelling) > 0) {
        char text[NSC_CHANGE_SIZE] = "";
        step(way, text);
        NSC_TRY(nsc_changes_add(changes, text, error));
    }
out:
    return status;
}

nsc_status nsc_encoding_changes_within(const nsc_space *space, nsc_validity validity, uint32_t from, uint32_t to,
                                       uint64_t most_comparisons, const nsc_control *control, nsc_changes *changes,
                                       nsc_error *error) {
    route way = {0};
    nsc_point_encodings starts = {0}, ends = {0};
    uint8_t *buffer = NULL;
    nsc_status status = NSC_OK;
    *changes = (nsc_changes){0};
    NSC_TRY(nsc_control_check(control, error));
    NSC_TRY(nsc_space_encodings(space, &way.encodings, error));
    NSC_TRY(nsc_point_encodings_find(&starts, way.encodings, validity, from, error));
    NSC_TRY(nsc_point_encodings_find(&ends, way.encodings, validity, to, error));
    if (starts.count * ends.count <= most_comparisons) {
        NSC_TRY(nsc_point_encodings_words(&ends, &way.goals, error));
        way.goal_count = ends.count;
    } else {
        NSC_TRY(nsc_encoding_buffer(way.encodings, &buffer, error));
        NSC_TRY(nsc_encoding_distances(way.encodings, validity, &to, 1, control, buffer, error));
        way.distances = buffer;
    }
    NSC_TRY(write_script(&way, &starts, changes, error));
out:
    nsc_point_encodings_release(&starts);
    nsc_point_encodings_release(&ends);
    free(way.goals);
    free(buffer);
    if (status != NSC_OK)
        nsc_changes_release(changes);
    return status;
}

nsc_status nsc_encoding_changes(const nsc_space *space, nsc_validity validity, uint32_t from, uint32_t to,
                                const nsc_control *control, nsc_changes *changes, nsc_error *error) {
    return nsc_encoding_changes_within(space, validity, from, to, NSC_ENCODING_COMPARISONS, control, changes, error);
}
