/* A string is a number whose digits are its symbols, so that the leading digits are the number of its slab. */
#include "graph/slabs.h"

#include "graph/graph_internal.h"

/* Slabs are no larger, so that those of the neighbours take little memory; and each holder has so many where it can. */
enum { SLAB_POINTS_MAXIMUM = 1 << 18, SLABS_OF_HOLDER = 8 };

uint32_t nsc_slab_points(const nsc_space *space, const nsc_relation *relation, nsc_graph_storage storage,
                         uint32_t holders) {
    const nsc_strings *strings = nsc_space_strings(space);
    uint32_t points = 0;
    if (strings == NULL || strings->points != NULL || !nsc_graph_will_be_implicit(space, relation, storage))
        return 0;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const uint32_t unit = strings->positions[position].unit, slabs = space->point_count / unit;
        if (slabs >= holders && unit <= SLAB_POINTS_MAXIMUM)
            points = unit;
        if (points > 0 && slabs / holders >= SLABS_OF_HOLDER)
            break;
    }
    return points;
}

bool nsc_slabs_touch(const nsc_space *space, const nsc_ranges *ranges, uint32_t slab, uint32_t other) {
    const nsc_strings *strings = nsc_space_strings(space);
    unsigned changed = 0;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const nsc_string_position *at = &strings->positions[position];
        if (at->unit < ranges->slab_points)
            break;
        const unsigned unit = at->unit / ranges->slab_points;
        const unsigned one = slab / unit % at->symbols, two = other / unit % at->symbols;
        if (one == two)
            continue;
        changed++;
        if (changed > 1 || (at->by_level && one + 1 != two && two + 1 != one))
            return false;
    }
    return changed == 1;
}
