/*
 * Ids: cells in ascending order of their representatives. Skeletons stand in that order; within one, a cell is an orbit
 * of labellings under the automorphisms, and orbits are numbered by their smallest labelling.
 */
#include "space/nb101/nb101_internal.h"

#include <inttypes.h>
#include <string.h>

unsigned nsc_labelling_of(const uint8_t *operations, unsigned inner_count) {
    unsigned labelling = 0;
    for (unsigned inner = 0; inner < inner_count; inner++)
        labelling = labelling * NSC_OPERATIONS + operations[inner];
    return labelling;
}

void nsc_labelling_operations(unsigned labelling, unsigned inner_count, uint8_t *operations) {
    for (unsigned inner = inner_count; inner-- > 0; labelling /= NSC_OPERATIONS)
        operations[inner] = (uint8_t)(labelling % NSC_OPERATIONS);
}

/* The labelling that an automorphism makes of `operations`: what stood at r stands at automorphism[r − 1]. */
static unsigned moved_labelling(const uint8_t *operations, const uint8_t *automorphism, unsigned inner_count) {
    uint8_t moved[NSC_CELL_INNER] = {0};
    for (unsigned inner = 0; inner < inner_count; inner++)
        moved[automorphism[inner] - 1] = operations[inner];
    return nsc_labelling_of(moved, inner_count);
}

/* Most skeletons have no automorphism but the identity, and a cell for each labelling. */
static uint32_t number_single_labellings(uint32_t count, uint16_t *restrict orbits, uint16_t *restrict labellings) {
    for (uint32_t labelling = 0; labelling < count; labelling++) {
        orbits[labelling] = (uint16_t)labelling;
        labellings[labelling] = (uint16_t)labelling;
    }
    return count;
}

/* Numbers the orbits of one skeleton; `labellings` has room for labelling_count entries. Returns how many there are. */
static uint32_t number_orbits(const nsc_skeletons *skeletons, uint32_t number, uint16_t *orbits, uint16_t *labellings) {
    const nsc_skeleton *skeleton = &skeletons->items[number];
    const unsigned inner_count = skeleton->vertex_count - 2u;
    const uint16_t unnumbered = UINT16_MAX;
    uint32_t count = 0;
    if (skeleton->automorphism_count == 1)
        return number_single_labellings(skeleton->labelling_count, orbits, labellings);
    for (unsigned labelling = 0; labelling < skeleton->labelling_count; labelling++)
        orbits[labelling] = unnumbered;
    for (unsigned labelling = 0; labelling < skeleton->labelling_count; labelling++) {
        if (orbits[labelling] != unnumbered)
            continue;
        uint8_t operations[NSC_CELL_INNER] = {0};
        nsc_labelling_operations(labelling, inner_count, operations);
        for (uint32_t automorphism = 0; automorphism < skeleton->automorphism_count; automorphism++) {
            const uint8_t *moves = skeletons->automorphisms[skeletons->first_automorphism[number] + automorphism];
            orbits[moved_labelling(operations, moves, inner_count)] = (uint16_t)count;
        }
        labellings[count++] = (uint16_t)labelling;
    }
    return count;
}

/* The first skeletons with each list of automorphisms, whose orbits later ones share, and how much they list. */
typedef struct orbit_lists {
    uint32_t *firsts;
    size_t count, capacity;
    size_t orbit_count, orbit_capacity;
    size_t labelling_count, labelling_capacity;
} orbit_lists;

static bool same_automorphisms(const nsc_skeletons *skeletons, uint32_t one, uint32_t other) {
    const nsc_skeleton *items = skeletons->items;
    return items[one].vertex_count == items[other].vertex_count &&
           items[one].automorphism_count == items[other].automorphism_count &&
           memcmp(skeletons->automorphisms[skeletons->first_automorphism[one]],
                  skeletons->automorphisms[skeletons->first_automorphism[other]],
                  items[one].automorphism_count * sizeof *skeletons->automorphisms) == 0;
}

/* Numbers the orbits of a skeleton whose automorphisms no earlier one has. */
static nsc_status list_orbits(nsc_nb101 *nb101, orbit_lists *lists, uint32_t number, nsc_error *error) {
    nsc_skeleton *skeleton = &nb101->skeletons.items[number];
    nsc_status status = NSC_OK;
    skeleton->labelling_count = 1;
    for (unsigned inner = 2; inner < skeleton->vertex_count; inner++)
        skeleton->labelling_count *= NSC_OPERATIONS;
    NSC_TRY(nsc_reserve(&lists->firsts, &lists->capacity, lists->count + 1, sizeof *lists->firsts, error));
    NSC_TRY(nsc_reserve(&nb101->orbits, &lists->orbit_capacity, lists->orbit_count + skeleton->labelling_count,
                        sizeof *nb101->orbits, error));
    NSC_TRY(nsc_reserve(&nb101->labellings, &lists->labelling_capacity,
                        lists->labelling_count + skeleton->labelling_count, sizeof *nb101->labellings, error));
    skeleton->cell_count = number_orbits(&nb101->skeletons, number, nb101->orbits + lists->orbit_count,
                                         nb101->labellings + lists->labelling_count);
    nb101->orbit_places[number] = (nsc_orbit_place){(uint32_t)lists->orbit_count, (uint32_t)lists->labelling_count};
    lists->firsts[lists->count++] = number;
    lists->orbit_count += skeleton->labelling_count;
    lists->labelling_count += skeleton->cell_count;
out:
    return status;
}

static nsc_status number_cells(nsc_nb101 *nb101, nsc_error *error) {
    nsc_skeletons *skeletons = &nb101->skeletons;
    orbit_lists lists = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&nb101->orbit_places, skeletons->count, sizeof *nb101->orbit_places, error));
    for (uint32_t number = 0; number < skeletons->count; number++) {
        nsc_skeleton *skeleton = &skeletons->items[number];
        size_t list = 0;
        while (list < lists.count && !same_automorphisms(skeletons, lists.firsts[list], number))
            list++;
        if (list == lists.count)
            NSC_TRY(list_orbits(nb101, &lists, number, error));
        const nsc_skeleton *first = &skeletons->items[lists.firsts[list]];
        nb101->orbit_places[number] = nb101->orbit_places[lists.firsts[list]];
        skeleton->labelling_count = first->labelling_count;
        skeleton->cell_count = first->cell_count;
        skeleton->first_id = nb101->cell_count;
        nb101->cell_count += skeleton->cell_count;
    }
out:
    free(lists.firsts);
    return status;
}

/* ---- how many cells there would be ---- */

/*
 * Cells of 8 vertices by their edges, from 7. Counted without the catalogue, over the 23,869,210 matrices in which
 * every vertex is on a path: 3^cycles summed over the automorphisms of each, divided by the number of its topological
 * orders (Burnside's lemma, where each cell is met once for each matrix that is one of its orderings).
 */
static const uint32_t cells_of_8_vertices[] = {729,       28809,     418530,    3308124,   16826508,  60473053,
                                               162631324, 339766533, 565561864, 763122313, 844252083, 770999027,
                                               582844172, 364387554, 187503103, 78681241,  26523999,  7017057,
                                               1403649,   199260,    17739,     729};

/* Cells of 8 vertices and 12 edges are 88 million, the largest space that was measured; of 13 edges they are three
 * times as many, whose fitness, climbs and rows take as much more memory and time. */
enum { CELLS_AT_MOST = 1 << 27 };

uint64_t nsc_cells_of_most_vertices(unsigned edge_limit) {
    const unsigned least_edges = NSC_CELL_VERTICES - 1;
    uint64_t cells = 0;
    for (unsigned edges = least_edges; edges <= edge_limit; edges++)
        cells += cells_of_8_vertices[edges - least_edges];
    return cells;
}

static nsc_status check_size(nsc_nb101_limits limits, nsc_error *error) {
    if (limits.vertices < NSC_CELL_VERTICES)
        return NSC_OK; /* at most 19 million */
    const uint64_t cells = nsc_cells_of_most_vertices(limits.edges);
    unsigned edges_at_most = limits.edges;
    while (nsc_cells_of_most_vertices(edges_at_most) > CELLS_AT_MOST)
        edges_at_most--;
    return cells <= CELLS_AT_MOST
               ? NSC_OK
               : nsc_error_set(error, NSC_USAGE,
                               "the space nb101:vertices=%u,edges=%u is too large: it has %" PRIu64
                               " cells of %u vertices, and at most %u are handled; choose edges=%u or fewer",
                               limits.vertices, limits.edges, cells, limits.vertices, (unsigned)CELLS_AT_MOST,
                               edges_at_most);
}

/* ---- the catalogue ---- */

nsc_status nsc_catalogue_create(nsc_nb101 **nb101, nsc_nb101_limits limits, nsc_error *error) {
    *nb101 = NULL;
    if (limits.vertices < 2 || limits.vertices > NSC_CELL_VERTICES)
        return nsc_error_set(error, NSC_USAGE,
                             "nb101:vertices=N takes 2 to %u vertices, not %u: the published space has 7",
                             (unsigned)NSC_CELL_VERTICES, limits.vertices);
    if (limits.edges < 1 || limits.edges > NSC_CELL_SLOTS)
        return nsc_error_set(error, NSC_USAGE, "nb101:edges=N takes 1 to %u edges, not %u: the published space has 9",
                             (unsigned)NSC_CELL_SLOTS, limits.edges);
    nsc_nb101 *created = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(check_size(limits, error));
    NSC_TRY(nsc_allocate(&created, 1, sizeof *created, error));
    created->limits = limits;
    NSC_TRY(nsc_skeletons_enumerate(&created->skeletons, limits, error));
    NSC_TRY(number_cells(created, error));
    NSC_TRY(nsc_removals_build(created, error));
    *nb101 = created;
    created = NULL;
out:
    nsc_catalogue_destroy(created);
    return status;
}

void nsc_catalogue_destroy(nsc_nb101 *nb101) {
    if (nb101 == NULL)
        return;
    nsc_skeletons_release(&nb101->skeletons);
    free(nb101->orbits);
    free(nb101->orbit_places);
    free(nb101->labellings);
    free(nb101->removals);
    free(nb101->removal_offsets);
    free(nb101->removals_to);
    free(nb101->removal_to_offsets);
    free(nb101);
}

nsc_nb101_limits nsc_nb101_get_limits(const nsc_nb101 *nb101) {
    return nb101->limits;
}
uint32_t nsc_nb101_cell_count(const nsc_nb101 *nb101) {
    return nb101->cell_count;
}
uint32_t nsc_nb101_skeleton_count(const nsc_nb101 *nb101) {
    return (uint32_t)nb101->skeletons.count;
}
const nsc_skeleton *nsc_nb101_skeleton(const nsc_nb101 *nb101, uint32_t skeleton) {
    return &nb101->skeletons.items[skeleton];
}
const uint16_t *nsc_nb101_orbits(const nsc_nb101 *nb101, uint32_t skeleton) {
    return nb101->orbits + nb101->orbit_places[skeleton].first_orbit;
}
const uint16_t *nsc_nb101_labellings(const nsc_nb101 *nb101, uint32_t skeleton) {
    return nb101->labellings + nb101->orbit_places[skeleton].first_labelling;
}

uint32_t nsc_nb101_skeleton_of(const nsc_nb101 *nb101, uint32_t id) {
    uint32_t low = 0, high = (uint32_t)nb101->skeletons.count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (nb101->skeletons.items[middle].first_id <= id)
            low = middle;
        else
            high = middle;
    }
    return low;
}

nsc_cell nsc_nb101_cell(const nsc_nb101 *nb101, uint32_t id) {
    const uint32_t number = nsc_nb101_skeleton_of(nb101, id);
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
    const unsigned labelling = nsc_nb101_labellings(nb101, number)[id - skeleton->first_id];
    nsc_cell cell = {.vertex_count = skeleton->vertex_count, .edges = skeleton->edges};
    nsc_labelling_operations(labelling, skeleton->vertex_count - 2u, cell.operations);
    return cell;
}

bool nsc_nb101_order(const nsc_nb101 *nb101, uint32_t edges, nsc_ordering *ordering) {
    const nsc_full_matrix *matrix = nsc_skeletons_find(&nb101->skeletons, edges);
    if (matrix == NULL)
        return false;
    *ordering = matrix->ordering;
    return true;
}

nsc_status nsc_nb101_find(const nsc_nb101 *nb101, const nsc_cell *pruned, uint32_t *id, nsc_error *error) {
    nsc_ordering ordering;
    if (pruned->vertex_count > nb101->limits.vertices)
        return nsc_error_set(error, NSC_INVALID, "the cell has %u vertices after pruning; the space allows %u",
                             (unsigned)pruned->vertex_count, nb101->limits.vertices);
    if (nsc_edge_count(pruned->edges) > nb101->limits.edges)
        return nsc_error_set(error, NSC_INVALID, "the cell has %u edges after pruning; the space allows %u",
                             nsc_edge_count(pruned->edges), nb101->limits.edges);
    if (!nsc_nb101_order(nb101, pruned->edges, &ordering) ||
        nb101->skeletons.items[ordering.skeleton].vertex_count != pruned->vertex_count)
        return nsc_error_set(error, NSC_INVALID, "the cell has a vertex that is on no path from input to output");
    const unsigned inner_count = pruned->vertex_count - 2u;
    uint8_t operations[NSC_CELL_INNER] = {0};
    for (unsigned inner = 0; inner < inner_count; inner++)
        operations[inner] = pruned->operations[ordering.order[inner] - 1];
    *id = nb101->skeletons.items[ordering.skeleton].first_id +
          nsc_nb101_orbits(nb101, ordering.skeleton)[nsc_labelling_of(operations, inner_count)];
    return NSC_OK;
}
