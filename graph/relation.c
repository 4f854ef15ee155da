/*
 * The table of relations. The first three are quotients of the encoding graph, told apart by how many vertices one
 * change may cost; the directed ones are those of other programs, for comparison. The first that a space has is its
 * default.
 */
#include "graph/graph_internal.h"
#include "space/listed.h"
#include "space/strings.h"

#include <string.h>

enum { NSC_ANY_VERTICES = 255 };

static bool has_cells(const nsc_space *space) {
    return nsc_space_nb101(space) != NULL;
}

static bool has_strings(const nsc_space *space) {
    return nsc_space_strings(space) != NULL;
}

static bool is_listed(const nsc_space *space) {
    return nsc_space_listed(space) != NULL;
}

#define CELLS false, has_cells, nsc_cells_build, nsc_cells_neighbours
#define STRINGS false, has_strings, nsc_strings_build, nsc_strings_neighbours
#define LISTED false, is_listed, nsc_listed_build, nsc_listed_neighbours
#define NASZILLA true, has_cells, nsc_naszilla_build, nsc_naszilla_neighbours
#define ONE_EXCHANGE true, has_cells, nsc_one_exchange_build, nsc_one_exchange_neighbours

const nsc_relation nsc_relations[] = {
    {"pruned", "cells: one change of one encoding, then pruning, leads from one to the other", NSC_ANY_VERTICES, CELLS},
    {"adjacent", "cells: as pruned, and the numbers of vertices differ by at most 1", 1, CELLS},
    {"strict", "cells: as pruned, and no vertex appears or vanishes", 0, CELLS},
    {"substitution", "strings: one symbol is another", 0, STRINGS},
    {"listed", "a file's points: an edge of the file joins them", 0, LISTED},
    {"naszilla",
     "cells, directed: the moves of naszilla and NASLib from the stored matrix, none of which adds a vertex",
     NSC_ANY_VERTICES, NASZILLA},
    {"one-exchange",
     "cells, directed: the same neighbours, weighted by how many of ConfigSpace's 31 moves lead there; those that stay "
     "are left out",
     NSC_ANY_VERTICES, ONE_EXCHANGE},
};
const size_t nsc_relation_count = sizeof nsc_relations / sizeof nsc_relations[0];

const nsc_relation *nsc_relation_named(const char *name) {
    for (size_t row = 0; row < nsc_relation_count; row++)
        if (strcmp(nsc_relations[row].name, name) == 0)
            return &nsc_relations[row];
    return NULL;
}

nsc_status nsc_relation_of(const nsc_space *space, const char *name, const nsc_relation **relation, nsc_error *error) {
    char names[256] = "";
    size_t length = 0;
    for (size_t row = 0; row < nsc_relation_count; row++) {
        if (!nsc_relations[row].offered(space))
            continue;
        if (name == NULL || strcmp(nsc_relations[row].name, name) == 0) {
            *relation = &nsc_relations[row];
            return NSC_OK;
        }
        if (length < sizeof names)
            length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", length > 0 ? ", " : "",
                                       nsc_relations[row].name);
    }
    return nsc_error_set(error, NSC_USAGE, "the space %s has no relation \"%.40s\", only %s", space->name, name, names);
}
