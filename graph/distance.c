/* The table of distances: each to the nearest of a set of points, and as a list of changes from one to another. */
#include "graph/graph_internal.h"

#include "base/names.h"
#include "space/strings.h"

#include <string.h>

/* ---- availability by space ---- */

static bool has_points(const nsc_space *space) {
    (void)space;
    return true;
}

static bool has_cells(const nsc_space *space) {
    return space->kind == NSC_SPACE_CELLS;
}

static bool has_strings(const nsc_space *space) {
    return space->kind == NSC_SPACE_STRINGS;
}

/* Operations lie on paths from an input to an output. */
static bool has_paths(const nsc_space *space) {
    return has_cells(space) || (has_strings(space) && nsc_space_strings(space)->ways != NULL);
}

/* ---- to the nearest ---- */

static nsc_status hops_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                  size_t target_count, const nsc_control *control, uint8_t *distances,
                                  nsc_error *error) {
    (void)space;
    (void)control;
    return nsc_graph_hops(graph, targets, target_count, distances, error);
}

static nsc_status edit_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                  size_t target_count, const nsc_control *control, uint8_t *distances,
                                  nsc_error *error) {
    (void)graph;
    return nsc_edit_distances(space, targets, target_count, control, distances, error);
}

static nsc_status encoding_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                      size_t target_count, const nsc_control *control, uint8_t *distances,
                                      nsc_error *error) {
    (void)graph;
    return nsc_encoding_distances_of_points(space, NSC_VALID_PRUNED, targets, target_count, control, distances, error);
}

static nsc_status encoding_raw_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                          size_t target_count, const nsc_control *control, uint8_t *distances,
                                          nsc_error *error) {
    (void)graph;
    return nsc_encoding_distances_of_points(space, NSC_VALID_RAW, targets, target_count, control, distances, error);
}

static nsc_status hamming_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                     size_t target_count, const nsc_control *control, uint8_t *distances,
                                     nsc_error *error) {
    (void)graph;
    (void)control;
    return nsc_hamming_distances(space, targets, target_count, distances, error);
}

static nsc_status path_to_nearest(const nsc_space *space, const nsc_graph *graph, const uint32_t *targets,
                                  size_t target_count, const nsc_control *control, uint8_t *distances,
                                  nsc_error *error) {
    (void)graph;
    return nsc_path_distances(space, targets, target_count, control, distances, error);
}

/* ---- changes ---- */

void nsc_changes_release(nsc_changes *changes) {
    for (uint32_t step = 0; step < changes->distance; step++)
        free(changes->steps[step]);
    free(changes->start);
    free(changes->steps);
    *changes = (nsc_changes){0};
}

nsc_status nsc_changes_add(nsc_changes *changes, const char *text, nsc_error *error) {
    size_t capacity = changes->distance;
    nsc_status status = nsc_reserve(&changes->steps, &capacity, capacity + 1, sizeof *changes->steps, error);
    if (status == NSC_OK)
        status = nsc_copy_text(&changes->steps[changes->distance], text, error);
    changes->distance += status == NSC_OK;
    return status;
}

static nsc_status edit_changes(const nsc_space *space, uint32_t from, uint32_t to, const nsc_control *control,
                               nsc_changes *changes, nsc_error *error) {
    (void)control;
    return nsc_edit_changes(space, from, to, changes, error);
}

static nsc_status hamming_changes(const nsc_space *space, uint32_t from, uint32_t to, const nsc_control *control,
                                  nsc_changes *changes, nsc_error *error) {
    (void)control;
    return nsc_hamming_changes(space, from, to, changes, error);
}

static nsc_status path_changes(const nsc_space *space, uint32_t from, uint32_t to, const nsc_control *control,
                               nsc_changes *changes, nsc_error *error) {
    (void)control;
    return nsc_path_changes(space, from, to, changes, error);
}

static nsc_status encoding_changes(const nsc_space *space, uint32_t from, uint32_t to, const nsc_control *control,
                                   nsc_changes *changes, nsc_error *error) {
    return nsc_encoding_changes(space, NSC_VALID_PRUNED, from, to, control, changes, error);
}

static nsc_status encoding_raw_changes(const nsc_space *space, uint32_t from, uint32_t to, const nsc_control *control,
                                       nsc_changes *changes, nsc_error *error) {
    return nsc_encoding_changes(space, NSC_VALID_RAW, from, to, control, changes, error);
}

/* ---- the table ---- */

const nsc_distance nsc_distances[] = {
    {"hops", "edges on the shortest path in the relation's graph, in their direction if it is directed", false,
     has_points, hops_to_nearest, NULL},
    {"edit",
     "cells: fewest edge flips and operation replacements over all matchings of inner vertices; unused vertices take "
     "part, with any operation",
     false, has_cells, edit_to_nearest, edit_changes},
    {"encoding", "cells: fewest changes between any encodings of the two, edge limit after pruning", true, has_cells,
     encoding_to_nearest, encoding_changes},
    {"encoding-raw", "cells: fewest changes between any encodings of the two, edge limit before pruning", true,
     has_cells, encoding_raw_to_nearest, encoding_raw_changes},
    {"hamming",
     "strings: positions that differ; if several strings stand for the same network, between the nearest two", false,
     has_strings, hamming_to_nearest, hamming_changes},
    {"path", "cells, nb201: sequences of operations from input to output that only one of the two has", false,
     has_paths, path_to_nearest, path_changes},
};
const size_t nsc_distance_count = sizeof nsc_distances / sizeof nsc_distances[0];

const nsc_distance *nsc_distance_named(const char *name) {
    for (size_t row = 0; row < nsc_distance_count; row++)
        if (strcmp(nsc_distances[row].name, name) == 0)
            return &nsc_distances[row];
    return NULL;
}

nsc_status nsc_distance_of(const nsc_space *space, const char *name, const nsc_distance **distance, nsc_error *error) {
    nsc_choices names = {0};
    for (size_t row = 0; row < nsc_distance_count; row++) {
        if (!nsc_distances[row].offered(space))
            continue;
        if (name == NULL || strcmp(nsc_distances[row].name, name) == 0) {
            *distance = &nsc_distances[row];
            return NSC_OK;
        }
        nsc_choices_add(&names, nsc_distances[row].name);
    }
    return nsc_error_set(error, NSC_USAGE, "the space %s has no distance \"%.40s\", only %s", space->name, name,
                         names.text);
}
