/*
 * Edit distance over all matchings of the inner vertices. Both cells are padded to the space's size, so that a matching
 * is a permutation of the inner places. How many edges differ under a permutation depends on the skeletons alone: it is
 * computed once for each skeleton, and a cell then tries permutations in ascending order of that number until no
 * remaining one can improve on its best.
 */
#include "graph/changes_internal.h"

#include <stdio.h>
#include <string.h>

enum {
    PERMUTATIONS = 720, /* 6! inner places at most */
    FREE_OPERATION = NSC_OPERATIONS
};

/* place[p]: place in the other cell of inner place p (0-based) of the first. */
typedef struct matchings {
    unsigned inner_count, count;
    uint8_t places[PERMUTATIONS][NSC_CELL_INNER];
} matchings;

static void list_matchings(matchings *list, uint8_t *place, unsigned fixed) {
    if (fixed == list->inner_count) {
        memcpy(list->places[list->count++], place, NSC_CELL_INNER);
        return;
    }
    for (unsigned other = fixed; other < list->inner_count; other++) {
        uint8_t kept = place[fixed];
        place[fixed] = place[other];
        place[other] = kept;
        list_matchings(list, place, fixed + 1);
        place[other] = place[fixed];
        place[fixed] = kept;
    }
}

static void all_matchings(matchings *list, unsigned vertex_count) {
    uint8_t place[NSC_CELL_INNER] = {0, 1, 2, 3, 4, 5};
    *list = (matchings){.inner_count = vertex_count - 2};
    list_matchings(list, place, 0);
}

/* A cell padded to the space's size: output at the last place, operations of added vertices free. */
typedef struct padded_cell {
    uint32_t edges;        /* as in nsc_cell, with its own vertex count */
    unsigned vertex_count; /* its own */
    uint8_t operations[NSC_CELL_INNER];
} padded_cell;

static padded_cell pad(const nsc_nb101 *nb101, uint32_t id) {
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    padded_cell padded = {.edges = cell.edges, .vertex_count = cell.vertex_count};
    memset(padded.operations, FREE_OPERATION, sizeof padded.operations);
    memcpy(padded.operations, cell.operations, cell.vertex_count - 2u);
    return padded;
}

/* Edges as bits 8·from + to among the padded vertices, each inner vertex moved by `place`; they may point backwards. */
static uint64_t moved_edges(uint32_t edges, unsigned vertex_count, unsigned padded_count, const uint8_t *place) {
    uint64_t moved = 0;
    for (unsigned to = 1; to < vertex_count; to++)
        for (uint32_t sources = nsc_cell_sources(edges, to); sources != 0; sources &= sources - 1) {
            unsigned from = (unsigned)__builtin_ctz(sources);
            unsigned moved_from = from == 0 ? 0 : place[from - 1] + 1u;
            unsigned moved_to = to + 1 == vertex_count ? padded_count - 1 : place[to - 1] + 1u;
            moved |= UINT64_C(1) << (8 * moved_from + moved_to);
        }
    return moved;
}

static const uint8_t unmoved[NSC_CELL_INNER] = {0, 1, 2, 3, 4, 5};

/* The matchings of one skeleton in ascending order of the number of edges that differ from the target's. */
typedef struct ranked_matchings {
    unsigned count;
    uint8_t differing[PERMUTATIONS];
    const uint8_t *places[PERMUTATIONS];
} ranked_matchings;

static void rank_matchings(const matchings *all, const nsc_skeleton *skeleton, uint64_t target_edges,
                           ranked_matchings *ranked) {
    unsigned starts[2 * NSC_CELL_SLOTS + 2] = {0};
    uint8_t differing[PERMUTATIONS];
    for (unsigned number = 0; number < all->count; number++) {
        uint64_t moved =
            moved_edges(skeleton->edges, skeleton->vertex_count, all->inner_count + 2, all->places[number]);
        differing[number] = (uint8_t)__builtin_popcountll(moved ^ target_edges);
        starts[differing[number] + 1]++;
    }
    for (unsigned value = 1; value < sizeof starts / sizeof starts[0]; value++)
        starts[value] += starts[value - 1];
    for (unsigned number = 0; number < all->count; number++) {
        unsigned place = starts[differing[number]]++;
        ranked->differing[place] = differing[number];
        ranked->places[place] = all->places[number];
    }
    ranked->count = all->count;
}

/* Replacements that a matching needs: the moved operation differs and neither is free. */
static unsigned replacements(const uint8_t *operations, const uint8_t *target_operations, const uint8_t *place,
                             unsigned inner_count) {
    unsigned count = 0;
    for (unsigned inner = 0; inner < inner_count; inner++) {
        const uint8_t own = operations[inner], other = target_operations[place[inner]];
        count += own != other && own != FREE_OPERATION && other != FREE_OPERATION;
    }
    return count;
}

/* The fewest changes, or `bound` if that is fewer; `best` (may be NULL) receives the matching that needs them. */
static unsigned fewest_changes(const ranked_matchings *ranked, const uint8_t *operations, const padded_cell *target,
                               unsigned inner_count, unsigned bound, const uint8_t **best) {
    for (unsigned number = 0; number < ranked->count && ranked->differing[number] < bound; number++) {
        unsigned changes = ranked->differing[number] +
                           replacements(operations, target->operations, ranked->places[number], inner_count);
        if (changes < bound) {
            bound = changes;
            if (best != NULL)
                *best = ranked->places[number];
        }
    }
    return bound;
}

/* ---- to all points ---- */

typedef struct edit_job {
    const nsc_nb101 *nb101;
    const matchings *all;
    const padded_cell *targets;
    const uint64_t *target_edges;
    size_t target_count;
    ranked_matchings *scratch; /* [worker] */
    uint8_t *distances;
} edit_job;

static nsc_status edit_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const edit_job *job = context;
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(job->nb101, (uint32_t)task);
    const uint16_t *labellings = nsc_nb101_labellings(job->nb101, (uint32_t)task);
    ranked_matchings *ranked = &job->scratch[worker];
    uint8_t *distances = job->distances + skeleton->first_id;
    memset(distances, NSC_UNREACHED, skeleton->cell_count);
    for (size_t target = 0; target < job->target_count; target++) {
        rank_matchings(job->all, skeleton, job->target_edges[target], ranked);
        for (uint32_t cell = 0; cell < skeleton->cell_count; cell++) {
            uint8_t operations[NSC_CELL_INNER];
            memset(operations, FREE_OPERATION, sizeof operations);
            nsc_labelling_operations(labellings[cell], skeleton->vertex_count - 2u, operations);
            distances[cell] = (uint8_t)fewest_changes(ranked, operations, &job->targets[target], job->all->inner_count,
                                                      distances[cell], NULL);
        }
    }
    return NSC_OK;
}

nsc_status nsc_edit_distances(const nsc_space *space, const uint32_t *targets, size_t target_count,
                              const nsc_control *control, uint8_t *distances, nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    matchings *all = NULL;
    padded_cell *padded = NULL;
    uint64_t *edges = NULL;
    edit_job job = {.nb101 = nb101, .target_count = target_count, .distances = distances};
    nsc_status status = NSC_OK;
    const unsigned vertex_count = nsc_nb101_get_limits(nb101).vertices;
    NSC_TRY(nsc_allocate(&all, 1, sizeof *all, error));
    NSC_TRY(nsc_allocate(&padded, target_count, sizeof *padded, error));
    NSC_TRY(nsc_allocate(&edges, target_count, sizeof *edges, error));
    NSC_TRY(nsc_allocate(&job.scratch, nsc_control_threads(control), sizeof *job.scratch, error));
    all_matchings(all, vertex_count);
    for (size_t target = 0; target < target_count; target++) {
        padded[target] = pad(nb101, targets[target]);
        edges[target] = moved_edges(padded[target].edges, padded[target].vertex_count, vertex_count, unmoved);
    }
    job.all = all;
    job.targets = padded;
    job.target_edges = edges;
    NSC_TRY(nsc_parallel(nsc_nb101_skeleton_count(nb101), control, edit_task, &job, error));
out:
    free(all);
    free(padded);
    free(edges);
    free(job.scratch);
    return status;
}

/* ---- one pair, as changes ---- */

/* Two cells and the matching of their vertices by which the fewest changes lead from the one to the other. */
typedef struct matched_pair {
    padded_cell from, to;
    const uint8_t *place;  /* as in matchings */
    unsigned padded_count; /* vertices of the padded cells */
    uint32_t told;         /* padded vertices, bit v for vertex v, whose operations the changes so far have told */
} matched_pair;

/* The number of a padded vertex: that of the first cell's representative; vertices that are new follow the output. */
static unsigned number_of(const matched_pair *pair, unsigned vertex) {
    if (vertex + 1 == pair->padded_count)
        return pair->from.vertex_count - 1;
    return vertex + 1 < pair->from.vertex_count ? vertex : vertex + 1;
}

/* Appends the operation of a vertex that is new and was not told before; returns the new end of the text. */
static char *append_new_vertex(matched_pair *pair, char *end, unsigned vertex) {
    const bool known = vertex + 1 < pair->from.vertex_count || vertex + 1 == pair->padded_count;
    if (known || (pair->told >> vertex & 1u) != 0)
        return end;
    const nsc_operation operation = (nsc_operation)pair->to.operations[pair->place[vertex - 1]];
    pair->told |= 1u << vertex;
    return end + sprintf(end, ", new vertex %u is %s", number_of(pair, vertex), nsc_operation_name(operation));
}

static nsc_status add_replacements(const matched_pair *pair, nsc_changes *changes, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (unsigned inner = 0; status == NSC_OK && inner + 2 < pair->padded_count; inner++) {
        const uint8_t own = pair->from.operations[inner], wanted = pair->to.operations[pair->place[inner]];
        char text[NSC_CHANGE_SIZE];
        if (own == wanted || own == FREE_OPERATION || wanted == FREE_OPERATION)
            continue;
        nsc_append_replacement(text, inner + 1, own, wanted);
        status = nsc_changes_add(changes, text, error);
    }
    return status;
}

static nsc_status add_flips(matched_pair *pair, nsc_changes *changes, nsc_error *error) {
    /* The target's edges in the first cell's numbering. */
    uint8_t back[NSC_CELL_INNER] = {0};
    for (unsigned inner = 0; inner + 2 < pair->padded_count; inner++)
        back[pair->place[inner]] = (uint8_t)inner;
    const uint64_t before = moved_edges(pair->from.edges, pair->from.vertex_count, pair->padded_count, unmoved);
    const uint64_t after = moved_edges(pair->to.edges, pair->to.vertex_count, pair->padded_count, back);
    nsc_status status = NSC_OK;
    for (uint64_t changed = before ^ after; status == NSC_OK && changed != 0; changed &= changed - 1) {
        const unsigned edge = (unsigned)__builtin_ctzll(changed), from = edge / 8, to = edge % 8;
        char text[NSC_CHANGE_SIZE];
        char *end = nsc_append_flip(text, (after >> edge & 1u) != 0, number_of(pair, from), number_of(pair, to));
        append_new_vertex(pair, append_new_vertex(pair, end, from), to);
        status = nsc_changes_add(changes, text, error);
    }
    return status;
}

nsc_status nsc_edit_changes(const nsc_space *space, uint32_t from, uint32_t to, nsc_changes *changes,
                            nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const unsigned vertex_count = nsc_nb101_get_limits(nb101).vertices;
    matched_pair pair = {.from = pad(nb101, from), .to = pad(nb101, to), .padded_count = vertex_count};
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, nsc_nb101_skeleton_of(nb101, from));
    matchings *all = NULL;
    ranked_matchings *ranked = NULL;
    nsc_status status = NSC_OK;
    *changes = (nsc_changes){0};
    NSC_TRY(nsc_allocate(&all, 1, sizeof *all, error));
    NSC_TRY(nsc_allocate(&ranked, 1, sizeof *ranked, error));
    all_matchings(all, vertex_count);
    rank_matchings(all, skeleton, moved_edges(pair.to.edges, pair.to.vertex_count, vertex_count, unmoved), ranked);
    pair.place = ranked->places[0];
    fewest_changes(ranked, pair.from.operations, &pair.to, vertex_count - 2, NSC_UNREACHED, &pair.place);
    NSC_TRY(add_replacements(&pair, changes, error));
    NSC_TRY(add_flips(&pair, changes, error));
out:
    free(all);
    free(ranked);
    if (status != NSC_OK)
        nsc_changes_release(changes);
    return status;
}
