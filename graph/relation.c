/*
 * The table of relations. Quotients of the encoding graph, which are adjacent, differ in the number of vertices that
 * one change may lose; the directed ones are those of other programs, for comparison. A space's first relation is its
 * default.
 */
#include "graph/graph_internal.h"

#include "base/names.h"

#include <string.h>

enum { NSC_ANY_VERTICES = 255 };

#define QUOTIENT NSC_SPACE_CELLS, true, false, false
#define DIRECTED NSC_SPACE_CELLS, false, true, false
#define STRINGS NSC_SPACE_STRINGS, false, false, true
#define LISTED NSC_SPACE_LISTED, false, false, false
#define LISTED_DIRECTED NSC_SPACE_LISTED_DIRECTED, false, true, false

const nsc_relation nsc_relations[] = {
    {"pruned", "cells: one change of one encoding, then pruning, leads from one to the other", QUOTIENT,
     NSC_ANY_VERTICES, nsc_cells_build, nsc_cells_imply, nsc_cells_stored_bytes, nsc_cells_neighbours},
    {"adjacent", "cells: as pruned, and the numbers of vertices differ by at most 1", QUOTIENT, 1, nsc_cells_build,
     nsc_cells_imply, nsc_cells_stored_bytes, nsc_cells_neighbours},
    {"strict", "cells: as pruned, and no vertex appears or vanishes", QUOTIENT, 0, nsc_cells_build, nsc_cells_imply,
     nsc_cells_stored_bytes, nsc_cells_neighbours},
    {"substitution", "strings: one symbol differs; ordinal variables by one level", STRINGS, 0, nsc_strings_build,
     nsc_strings_imply, nsc_strings_stored_bytes, nsc_strings_neighbours},
    {"listed", "points of a file: an edge of the file joins them", LISTED, 0, nsc_listed_build, NULL, NULL,
     nsc_listed_neighbours},
    {"listed-directed", "points of a file, directed: an edge of the file leads from the first to the second",
     LISTED_DIRECTED, 0, nsc_listed_build, NULL, NULL, nsc_listed_neighbours},
    {"naszilla",
     "cells, directed: the moves of naszilla and NASLib from the stored matrix, none of which adds a vertex", DIRECTED,
     NSC_ANY_VERTICES, nsc_cells_build, nsc_cells_imply, nsc_cells_stored_bytes, nsc_naszilla_neighbours},
    {"one-exchange",
     "cells, directed: the same neighbours, weighted by the number of ConfigSpace's 31 moves that lead there; moves "
     "that stay are left out",
     DIRECTED, NSC_ANY_VERTICES, nsc_one_exchange_build, NULL, nsc_one_exchange_stored_bytes,
     nsc_one_exchange_neighbours},
};
const size_t nsc_relation_count = sizeof nsc_relations / sizeof nsc_relations[0];

const nsc_relation *nsc_relation_named(const char *name) {
    for (size_t row = 0; row < nsc_relation_count; row++)
        if (strcmp(nsc_relations[row].name, name) == 0)
            return &nsc_relations[row];
    return NULL;
}

const nsc_relation *nsc_relations_of_encodings(const nsc_space *space, size_t *count) {
    const nsc_relation *first = NULL;
    *count = 0;
    for (size_t row = 0; row < nsc_relation_count; row++) {
        if (nsc_relations[row].spaces != space->kind || !nsc_relations[row].of_encodings)
            continue;
        first = *count == 0 ? &nsc_relations[row] : first;
        ++*count;
    }
    return first;
}

nsc_status nsc_relation_of(const nsc_space *space, const char *name, const nsc_relation **relation, nsc_error *error) {
    nsc_choices names = {0};
    for (size_t row = 0; row < nsc_relation_count; row++) {
        if (nsc_relations[row].spaces != space->kind)
            continue;
        if (name == NULL || strcmp(nsc_relations[row].name, name) == 0) {
            *relation = &nsc_relations[row];
            return NSC_OK;
        }
        nsc_choices_add(&names, nsc_relations[row].name);
    }
    return nsc_error_set(error, NSC_USAGE, "the space %s has no relation \"%.40s\", only %s", space->name, name,
                         names.text);
}
