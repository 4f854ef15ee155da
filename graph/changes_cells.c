/*
 * Changes of cells in words. All changes of the representative are listed once, with the cells that they lead to; that
 * is at most 40, by table look-ups. A neighbour that none of them leads to is told by its own removals, of which at
 * least one leads back.
 */
#include "graph/changes_internal.h"

#include <string.h>

/* ---- words ---- */

static char *append_number(char *end, unsigned number) {
    *end++ = (char)('0' + number); /* of a vertex: one digit */
    *end = '\0';
    return end;
}

char *nsc_append_replacement(char *end, unsigned vertex, unsigned before, unsigned after) {
    end = stpcpy(stpcpy(end, "replace "), nsc_operation_name((nsc_operation)before));
    end = append_number(stpcpy(end, " at vertex "), vertex);
    return stpcpy(stpcpy(end, " by "), nsc_operation_name((nsc_operation)after));
}

char *nsc_append_flip(char *end, bool added, unsigned from, unsigned to) {
    end = append_number(stpcpy(end, added ? "add edge " : "remove edge "), from);
    return append_number(stpcpy(end, "→"), to);
}

/* ", drops vertex 2", ", drops vertices 2, 3 and 4"; nothing if none is dropped. */
static char *append_dropped(char *end, unsigned dropped) {
    const char *before = (dropped & (dropped - 1)) != 0 ? ", drops vertices " : ", drops vertex ";
    while (dropped != 0) {
        end = append_number(stpcpy(end, before), (unsigned)__builtin_ctz(dropped));
        dropped &= dropped - 1;
        before = (dropped & (dropped - 1)) != 0 ? ", " : " and ";
    }
    return end;
}

static void write_change(char *text, const nsc_cell_change *change) {
    if (change->family == NSC_EDGE_REPLACED)
        nsc_append_replacement(text, change->first, change->before, change->after);
    else
        append_dropped(nsc_append_flip(text, change->family == NSC_EDGE_ADDED, change->first, change->second),
                       change->dropped);
}

/* ---- changes ---- */

/* The removal, or addition, of an edge of a skeleton, by a cell with these operations. */
static nsc_cell_change flip_of(const nsc_nb101 *nb101, const nsc_removal *flip, nsc_edge_family family,
                               const uint8_t *operations) {
    const unsigned vertex_count = nsc_nb101_skeleton(nb101, flip->from)->vertex_count;
    const unsigned left = nsc_nb101_skeleton(nb101, flip->to)->vertex_count;
    unsigned first, second, kept = 1u | 1u << (vertex_count - 1);
    nsc_cell_slot_ends(flip->slot, &first, &second);
    for (unsigned inner = 0; inner + 2 < left; inner++)
        kept |= 1u << flip->order[inner];
    return (nsc_cell_change){.point = nsc_point_after(nb101, flip, operations),
                             .family = (uint8_t)family,
                             .first = (uint8_t)first,
                             .second = (uint8_t)second,
                             .dropped = (uint8_t)(~kept & ((1u << vertex_count) - 1))};
}

void nsc_cell_changes_list(nsc_cell_changes *changes, const nsc_nb101 *nb101, const nsc_relation *relation,
                           uint32_t from) {
    const nsc_cell cell = nsc_nb101_cell(nb101, from);
    const uint32_t *offsets, skeleton = nsc_nb101_skeleton_of(nb101, from);
    const nsc_removal *removals = nsc_nb101_removals(nb101, &offsets);
    nsc_neighbour replaced[NSC_REPLACED_NEIGHBOURS];
    nsc_addition_list additions;
    const unsigned replaced_count = nsc_replacement_moves(nb101, skeleton, cell.operations, replaced);
    changes->nb101 = nb101;
    changes->relation = relation;
    changes->from = from;
    changes->skeleton = skeleton;
    changes->count = 0;
    for (unsigned move = 0; move < replaced_count; move++) {
        const unsigned inner = cell.vertex_count - 3u - move / (NSC_OPERATIONS - 1);
        const unsigned before = cell.operations[inner];
        unsigned after = 0;
        while (after == before || nsc_kind_replaced(before, after) != replaced[move].kind)
            after++;
        changes->items[changes->count++] = (nsc_cell_change){.point = replaced[move].point,
                                                             .family = NSC_EDGE_REPLACED,
                                                             .first = (uint8_t)(inner + 1),
                                                             .before = (uint8_t)before,
                                                             .after = (uint8_t)after};
    }
    for (uint32_t number = offsets[skeleton]; number < offsets[skeleton + 1]; number++)
        changes->items[changes->count++] = flip_of(nb101, &removals[number], NSC_EDGE_REMOVED, cell.operations);
    nsc_list_additions(nb101, skeleton, &additions);
    for (unsigned number = 0; number < additions.count; number++)
        changes->items[changes->count++] = flip_of(nb101, &additions.items[number], NSC_EDGE_ADDED, cell.operations);
}

/* Whether a change has lower numbers than another. */
static bool has_lower_numbers(const nsc_cell_change *change, const nsc_cell_change *other) {
    return change->first != other->first ? change->first < other->first : change->second < other->second;
}

/* The change of the representative with the lowest numbers that leads to a neighbour; NULL if none does. */
static const nsc_cell_change *forwards(const nsc_cell_changes *changes, uint32_t to) {
    const nsc_cell_change *best = NULL;
    for (unsigned number = 0; number < changes->count; number++) {
        const nsc_cell_change *change = &changes->items[number];
        if (change->point == to && (best == NULL || has_lower_numbers(change, best)))
            best = change;
    }
    return best;
}

/* Finds the removal with the lowest numbers that leads back from a neighbour; false if none does. */
static bool backwards(const nsc_cell_changes *changes, uint32_t to, nsc_cell_change *best) {
    const nsc_cell neighbour = nsc_nb101_cell(changes->nb101, to);
    const uint32_t *offsets, skeleton = nsc_nb101_skeleton_of(changes->nb101, to);
    const nsc_removal *removals = nsc_nb101_removals(changes->nb101, &offsets);
    bool found = false;
    for (uint32_t number = offsets[skeleton]; number < offsets[skeleton + 1]; number++) {
        if (removals[number].to != changes->skeleton)
            continue;
        const nsc_cell_change change =
            flip_of(changes->nb101, &removals[number], NSC_EDGE_REMOVED, neighbour.operations);
        if (change.point != changes->from || (found && !has_lower_numbers(&change, best)))
            continue;
        *best = change;
        found = true;
    }
    return found;
}

bool nsc_cell_changes_write(const nsc_cell_changes *changes, uint32_t to, char text[NSC_CHANGE_SIZE]) {
    const nsc_cell_change *change = forwards(changes, to);
    nsc_cell_change removal;
    if (change == NULL && !changes->relation->directed && backwards(changes, to, &removal)) {
        change = &removal;
        text = stpcpy(text, "undo: ");
    }
    if (change == NULL || __builtin_popcount(change->dropped) > changes->relation->vertices_lost)
        return false;
    write_change(text, change);
    return true;
}
