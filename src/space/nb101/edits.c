/*
 * What one change does to a cell. A flip of an edge changes a cell only as the removal of an edge followed by pruning,
 * or as the reverse of that; so removals on the skeletons say everything about edges, and labellings about operations.
 */
#include "space/nb101/nb101_internal.h"

#define REPLACED(a, b, backwards)                                                                                      \
    {                                                                                                                  \
        .family = NSC_EDGE_REPLACED, .name = a " -> " b, .from = a, .to = b, .position = NSC_POSITION_ANY,             \
        .reverse = NSC_KIND_REPLACED + backwards                                                                       \
    }
#define REMOVED(count, words)                                                                                          \
    { .family = NSC_EDGE_REMOVED, .name = "edge removed" words, .vertices = count, .reverse = NSC_KIND_ADDED + count }
#define ADDED(count, words)                                                                                            \
    { .family = NSC_EDGE_ADDED, .name = "edge added" words, .vertices = count, .reverse = NSC_KIND_REMOVED + count }

const nsc_edge_kind nsc_nb101_edge_kinds[NSC_KINDS] = {
    REPLACED("conv3x3", "conv1x1", 2),
    REPLACED("conv3x3", "maxpool3x3", 4),
    REPLACED("conv1x1", "conv3x3", 0),
    REPLACED("conv1x1", "maxpool3x3", 5),
    REPLACED("maxpool3x3", "conv3x3", 1),
    REPLACED("maxpool3x3", "conv1x1", 3),
    REMOVED(0, ""),
    REMOVED(1, " with 1 vertex"),
    REMOVED(2, " with 2 vertices"),
    REMOVED(3, " with 3 vertices"),
    REMOVED(4, " with 4 vertices"),
    REMOVED(5, " with 5 vertices"),
    REMOVED(6, " with 6 vertices"),
    ADDED(0, ""),
    ADDED(1, " with 1 vertex"),
    ADDED(2, " with 2 vertices"),
    ADDED(3, " with 3 vertices"),
    ADDED(4, " with 4 vertices"),
    ADDED(5, " with 5 vertices"),
    ADDED(6, " with 6 vertices"),
};

nsc_kind nsc_kind_replaced(unsigned from_operation, unsigned to_operation) {
    /* Two other operations follow each: the kinds of one operation stand together, in the order of the other. */
    unsigned other = to_operation > from_operation ? to_operation - 1 : to_operation;
    return (nsc_kind)(NSC_KIND_REPLACED + from_operation * (NSC_OPERATIONS - 1) + other);
}

unsigned nsc_removal_apply(const nsc_removal *removal, const uint8_t *operations, unsigned to_inner) {
    unsigned labelling = 0;
    for (unsigned inner = 0; inner < to_inner; inner++)
        labelling = labelling * NSC_OPERATIONS + operations[removal->order[inner] - 1];
    return labelling;
}

/* What removing the edge in a slot of a skeleton leads to; false where it cuts the last path. */
static bool remove_edge(const nsc_nb101 *nb101, uint32_t number, unsigned slot, nsc_removal *removal) {
    const nsc_skeleton *from = nsc_nb101_skeleton(nb101, number);
    const uint32_t edge = 1u << slot;
    uint32_t kept = nsc_prune_kept(from->edges ^ edge, from->vertex_count);
    nsc_ordering ordering;
    if (kept == 0 || !nsc_nb101_order(nb101, nsc_edges_among(from->edges ^ edge, kept), &ordering))
        return false;
    /* The pruned matrix numbers the kept vertices anew; `vertices` says which vertex of `from` each was. */
    uint8_t vertices[NSC_CELL_VERTICES] = {0};
    unsigned count = 0;
    for (unsigned vertex = 0; vertex < from->vertex_count; vertex++)
        if ((kept >> vertex & 1u) != 0)
            vertices[count++] = (uint8_t)vertex;
    *removal = (nsc_removal){.from = number,
                             .to = ordering.skeleton,
                             .slot = (uint8_t)slot,
                             .vertices_lost = (uint8_t)(from->vertex_count - count)};
    for (unsigned inner = 0; inner + 2 < count; inner++)
        removal->order[inner] = vertices[ordering.order[inner]];
    return true;
}

/* Numbers of removals sorted by the skeleton they lead to (counting sort). */
static nsc_status sort_by_target(nsc_nb101 *nb101, uint32_t removal_count, nsc_error *error) {
    const uint32_t skeleton_count = nsc_nb101_skeleton_count(nb101);
    nsc_status status = nsc_allocate(&nb101->removals_to, removal_count, sizeof *nb101->removals_to, error);
    if (status == NSC_OK)
        status = nsc_allocate(&nb101->removal_to_offsets, skeleton_count + 2u, sizeof(uint32_t), error);
    if (status != NSC_OK)
        return status;
    /* Filling moves offsets[s + 1] from the start of s to its end, which is where offsets[s + 1] belongs afterwards. */
    uint32_t *offsets = nb101->removal_to_offsets;
    for (uint32_t removal = 0; removal < removal_count; removal++)
        offsets[nb101->removals[removal].to + 2]++;
    for (uint32_t skeleton = 2; skeleton <= skeleton_count + 1; skeleton++)
        offsets[skeleton] += offsets[skeleton - 1];
    for (uint32_t removal = 0; removal < removal_count; removal++)
        nb101->removals_to[offsets[nb101->removals[removal].to + 1]++] = removal;
    return NSC_OK;
}

nsc_status nsc_removals_build(nsc_nb101 *nb101, nsc_error *error) {
    const uint32_t skeleton_count = nsc_nb101_skeleton_count(nb101);
    size_t capacity = 0;
    for (uint32_t number = 0; number < skeleton_count; number++)
        capacity += nsc_nb101_skeleton(nb101, number)->edge_count;
    nsc_status status = nsc_allocate(&nb101->removals, capacity, sizeof *nb101->removals, error);
    if (status == NSC_OK)
        status = nsc_allocate(&nb101->removal_offsets, skeleton_count + 1u, sizeof *nb101->removal_offsets, error);
    if (status != NSC_OK)
        return status;
    uint32_t count = 0;
    for (uint32_t number = 0; number < skeleton_count; number++) {
        nb101->removal_offsets[number] = count;
        for (uint32_t edges = nsc_nb101_skeleton(nb101, number)->edges; edges != 0; edges &= edges - 1)
            if (remove_edge(nb101, number, (unsigned)__builtin_ctz(edges), &nb101->removals[count]))
                count++;
    }
    nb101->removal_offsets[skeleton_count] = count;
    return sort_by_target(nb101, count, error);
}

const nsc_removal *nsc_nb101_removals(const nsc_nb101 *nb101, const uint32_t **offsets) {
    *offsets = nb101->removal_offsets;
    return nb101->removals;
}

const uint32_t *nsc_nb101_removals_to(const nsc_nb101 *nb101, const uint32_t **offsets) {
    *offsets = nb101->removal_to_offsets;
    return nb101->removals_to;
}
