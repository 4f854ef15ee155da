/* A string is a number whose digits are its symbols, so that the leading digits are the number of its slab. */
#include "graph/slabs.h"

#include "graph/graph_internal.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

/* ---- passes ---- */

typedef struct pass {
    nsc_exchange *exchange;
    const nsc_space *space;
    double *values;
    nsc_slab_task task;
    void *context;
    uint32_t slab; /* in hand */
} pass;

/* The slab of a process in a round; the number of slabs if it has none any more. */
static uint32_t slab_in_round(const nsc_ranges *ranges, uint32_t process, uint32_t round) {
    const uint32_t slab = nsc_ranges_slab(ranges, process) + round;
    return slab < nsc_ranges_slab(ranges, process + 1) ? slab : ranges->slab_count;
}

/* Gives each process the own slabs that touch the one that it has in hand. */
static nsc_status give_slabs(const pass *state, uint32_t round, nsc_error *error) {
    const nsc_ranges *ranges = state->exchange->ranges;
    const size_t size = ranges->slab_points * sizeof *state->values;
    nsc_status status = NSC_OK;
    for (uint32_t process = 0; process < ranges->count; process++) {
        const uint32_t theirs = slab_in_round(ranges, process, round);
        if (process == ranges->number || theirs == ranges->slab_count)
            continue;
        for (uint32_t slab = nsc_ranges_slab(ranges, ranges->number);
             status == NSC_OK && slab < nsc_ranges_slab(ranges, ranges->number + 1); slab++)
            if (nsc_slabs_touch(state->space, ranges, slab, theirs))
                status = nsc_packed_add(&state->exchange->give[process],
                                        state->values + (size_t)slab * ranges->slab_points, size, error);
    }
    return status;
}

/* Lets go the whole pages of a slab of values. */
static void forget(double *values, size_t size) {
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = ((uintptr_t)values + page - 1) / page * page;
    const uintptr_t end = ((uintptr_t)values + size) / page * page;
    if (end > begin)
        madvise((char *)values + (begin - (uintptr_t)values), end - begin, MADV_DONTNEED);
}

/* Puts the slabs of others that touch the own one in hand to their places, or lets them go. */
static void place_slabs(const pass *state, bool present) {
    const nsc_ranges *ranges = state->exchange->ranges;
    const size_t size = ranges->slab_points * sizeof *state->values;
    for (uint32_t process = 0; process < ranges->count; process++) {
        size_t offset = 0;
        for (uint32_t slab = nsc_ranges_slab(ranges, process);
             process != ranges->number && slab < nsc_ranges_slab(ranges, process + 1); slab++) {
            double *place = state->values + (size_t)slab * ranges->slab_points;
            if (!nsc_slabs_touch(state->space, ranges, slab, state->slab))
                continue;
            if (present)
                memcpy(place, state->exchange->take[process].bytes + offset, size);
            else
                forget(place, size);
            offset += size;
        }
    }
}

static nsc_status visit_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const pass *state = context;
    const uint32_t slab_points = state->exchange->ranges->slab_points;
    nsc_block block = nsc_block_at(slab_points, task);
    block.first += state->slab * slab_points;
    block.end += state->slab * slab_points;
    return state->task(state->context, block, task, error);
}

nsc_status nsc_slabs_pass(nsc_exchange *exchange, const nsc_space *space, double *values, nsc_slab_task task,
                          void *context, nsc_error *error) {
    const nsc_ranges *ranges = exchange->ranges;
    const uint32_t rounds = (ranges->slab_count + ranges->count - 1) / ranges->count;
    pass state = {.exchange = exchange, .space = space, .values = values, .task = task, .context = context};
    nsc_status status = NSC_OK;
    for (uint32_t round = 0; round < rounds; round++) {
        if (status == NSC_OK)
            status = give_slabs(&state, round, error);
        NSC_TRY(nsc_exchange_swap(exchange, status, error));
        state.slab = slab_in_round(ranges, ranges->number, round);
        if (state.slab == ranges->slab_count)
            continue;
        place_slabs(&state, true);
        status = nsc_parallel(nsc_block_count(ranges->slab_points), exchange->control, visit_block, &state, error);
        place_slabs(&state, false);
    }
out:
    return status;
}
