/* The table of relations: all are quotients of the encoding graph, told apart by how many vertices one change may
 * cost. */
#include "graph/graph.h"

#include <string.h>

enum { NSC_ANY_VERTICES = 255 };

const nsc_relation nsc_relations[] = {
    {"pruned", "one change of one encoding, then pruning, leads from one to the other", NSC_ANY_VERTICES},
    {"adjacent", "as pruned, and the numbers of vertices differ by at most 1", 1},
    {"strict", "as pruned, and no vertex appears or vanishes", 0},
};
const size_t nsc_relation_count = sizeof nsc_relations / sizeof nsc_relations[0];

const nsc_relation *nsc_relation_named(const char *name) {
    for (size_t row = 0; row < nsc_relation_count; row++)
        if (strcmp(nsc_relations[row].name, name) == 0)
            return &nsc_relations[row];
    return NULL;
}
