/* The links of all skeletons: removals of edges from either end, or the moves of directed relations. */
#include "graph/cell_links.h"

#include <string.h>

static const int16_t powers[NSC_CELL_INNER] = {1, 3, 9, 27, 81, 243};

/* ---- one link ---- */

static const uint16_t *orbits_of(const nsc_nb101 *nb101, uint32_t number) {
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
    return skeleton->cell_count == skeleton->labelling_count ? NULL : nsc_nb101_orbits(nb101, number);
}

/* The link from the first skeleton of a change to the second. */
static nsc_cell_link link_forwards(const nsc_nb101 *nb101, const nsc_removal *change, nsc_kind kind) {
    const nsc_skeleton *to = nsc_nb101_skeleton(nb101, change->to);
    const unsigned inner_count = to->vertex_count - 2u;
    nsc_cell_link link = {.orbits = orbits_of(nb101, change->to), .first_id = to->first_id, .kind = kind};
    for (unsigned inner = 0; inner < inner_count; inner++)
        link.weights[change->order[inner] - 1] = powers[inner_count - 1 - inner];
    return link;
}

/* The link from the second skeleton of a removal to the first: the edge is added. */
static nsc_cell_link link_backwards(const nsc_nb101 *nb101, const nsc_removal *removal) {
    const nsc_skeleton *from = nsc_nb101_skeleton(nb101, removal->from), *to = nsc_nb101_skeleton(nb101, removal->to);
    const unsigned before = from->vertex_count - 2u;
    nsc_cell_link link = {.orbits = orbits_of(nb101, removal->from),
                          .first_id = from->first_id,
                          .kind = (nsc_kind)(NSC_KIND_ADDED + removal->vertices_lost),
                          .free_digits = (uint8_t)((1u << before) - 1)};
    for (unsigned inner = 0; inner + 2u < to->vertex_count; inner++) {
        const unsigned digit = before - removal->order[inner];
        link.weights[inner] = powers[digit];
        link.free_digits &= (uint8_t) ~(1u << digit);
    }
    return link;
}

/* ---- the links of one skeleton ---- */

typedef struct building {
    const nsc_nb101 *nb101;
    const nsc_relation *relation;
    nsc_cell_links *links;
    size_t *first_link; /* [skeleton + 1] */
} building;

static void sort_by_end(nsc_cell_link *links, uint32_t count) {
    for (uint32_t sorted = 1; sorted < count; sorted++) {
        const nsc_cell_link moving = links[sorted];
        uint32_t place = sorted;
        for (; place > 0 && links[place - 1].first_id > moving.first_id; place--)
            links[place] = links[place - 1];
        links[place] = moving;
    }
}

static void count_alike(nsc_cell_link *links, uint32_t count) {
    for (uint32_t place = count; place-- > 0;)
        links[place].alike = (uint8_t)(1 + (place + 1 < count && links[place + 1].first_id == links[place].first_id
                                                ? links[place + 1].alike
                                                : 0));
}

/* The edges that may be removed, by the relation, ascending by the skeleton that is left; NULL only counts. */
static uint32_t list_lower(const building *state, uint32_t number, nsc_cell_link *links) {
    const uint32_t *offsets;
    const nsc_removal *removals = nsc_nb101_removals(state->nb101, &offsets);
    uint32_t count = 0;
    for (uint32_t removal = offsets[number]; removal < offsets[number + 1]; removal++) {
        const unsigned lost = removals[removal].vertices_lost;
        if ((int)lost > state->relation->vertices_lost)
            continue;
        if (links != NULL)
            links[count] = link_forwards(state->nb101, &removals[removal], (nsc_kind)(NSC_KIND_REMOVED + lost));
        count++;
    }
    if (links != NULL)
        sort_by_end(links, count);
    return count;
}

/* The removals that lead here, read backwards, which ascend already; of a directed relation, the edges that may be
 * added to the skeleton. */
static uint32_t list_higher(const building *state, uint32_t number, nsc_cell_link *links) {
    uint32_t count = 0;
    if (state->relation->directed) {
        nsc_addition_list additions;
        nsc_list_additions(state->nb101, number, &additions);
        for (; links != NULL && count < additions.count; count++)
            links[count] = link_forwards(state->nb101, &additions.items[count], NSC_KIND_ADDED);
        if (links != NULL)
            sort_by_end(links, count);
        return additions.count;
    }
    const uint32_t *from_offsets, *offsets;
    const nsc_removal *removals = nsc_nb101_removals(state->nb101, &from_offsets);
    const uint32_t *removals_to = nsc_nb101_removals_to(state->nb101, &offsets);
    for (uint32_t place = offsets[number]; place < offsets[number + 1]; place++) {
        const nsc_removal *removal = &removals[removals_to[place]];
        if (removal->vertices_lost > state->relation->vertices_lost)
            continue;
        if (links != NULL)
            links[count] = link_backwards(state->nb101, removal);
        count++;
    }
    return count;
}

static nsc_status count_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const building *state = context;
    const uint32_t number = (uint32_t)task;
    nsc_linked_skeleton *skeleton = &state->links->skeletons[number];
    const nsc_skeleton *shape = nsc_nb101_skeleton(state->nb101, number);
    *skeleton = (nsc_linked_skeleton){.orbits = orbits_of(state->nb101, number),
                                      .labellings = nsc_nb101_labellings(state->nb101, number),
                                      .first_id = shape->first_id,
                                      .lower_count = list_lower(state, number, NULL),
                                      .higher_count = list_higher(state, number, NULL),
                                      .labelling_count = (uint16_t)shape->labelling_count,
                                      .inner_count = (uint8_t)(shape->vertex_count - 2u)};
    state->first_link[number + 1] = (size_t)skeleton->lower_count + skeleton->higher_count;
    return NSC_OK;
}

static nsc_status fill_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const building *state = context;
    const uint32_t number = (uint32_t)task;
    nsc_linked_skeleton *skeleton = &state->links->skeletons[number];
    nsc_cell_link *links = state->links->links + state->first_link[number];
    skeleton->links = links;
    list_lower(state, number, links);
    list_higher(state, number, links + skeleton->lower_count);
    count_alike(links, skeleton->lower_count + skeleton->higher_count);
    return NSC_OK;
}

/* ---- all skeletons ---- */

/* All numbers whose digits are 0 except those of a set, for each set: those without its highest digit, three times. */
static void list_sums(nsc_cell_links *links) {
    unsigned end = 1;
    links->first_sum[1] = 1; /* of the empty set: 0 alone */
    for (unsigned set = 1; set < 1u << NSC_CELL_INNER; set++) {
        const unsigned highest = 31u - (unsigned)__builtin_clz(set), rest = set ^ 1u << highest;
        for (unsigned digit = 0; digit < NSC_OPERATIONS; digit++)
            for (unsigned place = links->first_sum[rest]; place < links->first_sum[rest + 1]; place++)
                links->sums[end++] = (uint16_t)(links->sums[place] + digit * (unsigned)powers[highest]);
        links->first_sum[set + 1] = (uint16_t)end;
    }
}

/* The small tables, and which skeleton each block of cells begins with. */
static void fill_tables(nsc_cell_links *links) {
    list_sums(links);
    for (unsigned from = 0; from < NSC_OPERATIONS; from++)
        for (unsigned to = 0; to < NSC_OPERATIONS; to++)
            links->replaced[from][to] = from == to ? 0 : nsc_kind_replaced(from, to);
    uint32_t bucket = 0;
    links->skeletons[links->skeleton_count] = (nsc_linked_skeleton){.first_id = links->cell_count};
    for (uint32_t number = 0; number < links->skeleton_count; number++)
        for (; (uint64_t)bucket * NSC_LINK_BUCKET < links->skeletons[number + 1].first_id; bucket++)
            links->buckets[bucket] = number;
}

nsc_status nsc_cell_links_create(nsc_cell_links **links, const nsc_nb101 *nb101, const nsc_relation *relation,
                                 const nsc_control *control, nsc_error *error) {
    const uint32_t skeletons = nsc_nb101_skeleton_count(nb101), cells = nsc_nb101_cell_count(nb101);
    building state = {.nb101 = nb101, .relation = relation};
    nsc_cell_links *made = NULL;
    nsc_status status = NSC_OK;
    *links = NULL;
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    state.links = made;
    made->cell_count = cells;
    made->skeleton_count = skeletons;
    made->of_all_labellings = relation->of_encodings;
    NSC_TRY(nsc_allocate(&made->skeletons, skeletons + 1u, sizeof *made->skeletons, error));
    NSC_TRY(nsc_allocate(&made->buckets, (cells + NSC_LINK_BUCKET - 1u) / NSC_LINK_BUCKET, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&state.first_link, skeletons + 1u, sizeof *state.first_link, error));
    NSC_TRY(nsc_parallel(skeletons, control, count_task, &state, error));
    for (uint32_t number = 0; number < skeletons; number++)
        state.first_link[number + 1] += state.first_link[number];
    fill_tables(made);
    NSC_TRY(nsc_allocate(&made->links, state.first_link[skeletons], sizeof *made->links, error));
    NSC_TRY(nsc_parallel(skeletons, control, fill_task, &state, error));
    *links = made;
    made = NULL;
out:
    nsc_cell_links_destroy(made);
    free(state.first_link);
    return status;
}

void nsc_cell_links_destroy(nsc_cell_links *links) {
    if (links == NULL)
        return;
    free(links->skeletons);
    free(links->buckets);
    free(links->links);
    free(links);
}
