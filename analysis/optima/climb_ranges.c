/*
 * Climbs by best improvement where each process holds a range of the points. Steps need the fitnesses of neighbours:
 * slab by slab, those of the slabs that touch it are got from their holders, and let go again. Whole climbs leave a
 * range and may come back: the end of a path inside of a range is asked for what its holder knows of it, until every
 * path has found its optimum; as all holders join paths at once, paths get twice as long from round to round.
 */
#include "analysis/optima/climb_internal.h"

#include "graph/slabs.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Points whose paths are asked for at once. */
enum { QUESTIONS = 1 << 18 };

/* What the holder of a point knows of the climb from there. */
typedef struct path {
    uint32_t basin; /* NSC_NO_BASIN: not known yet; then the path leads to: */
    uint32_t end;
    uint32_t steps;
} path;

typedef struct division {
    const nsc_landscape *landscape;
    const nsc_control *control;
    const nsc_ranges *ranges;
    nsc_climbs *climbs;
    nsc_block own;
    nsc_packed *give, *take, *asked; /* [process] */
    uint64_t *counts;                /* [process] one number of each */
    uint32_t *ties;                  /* [block of a slab] */
    uint32_t slab;                   /* in hand */
} division;

static nsc_status swap(division *state, nsc_packed *take, nsc_status status, nsc_error *error) {
    if (status == NSC_OK)
        status = nsc_control_check(state->control, error);
    status = state->ranges->swap(state->ranges->context, state->give, take, status, error);
    for (uint32_t other = 0; other < state->ranges->count; other++)
        state->give[other].size = 0;
    return status;
}

static nsc_status give_to_all(division *state, const void *bytes, size_t size, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t other = 0; status == NSC_OK && other < state->ranges->count; other++)
        status = nsc_packed_add(&state->give[other], bytes, size, error);
    return status;
}

/* Receives a number of each process in counts[process], and returns their sum in *sum. */
static nsc_status sum_of(division *state, uint64_t number, uint64_t *sum, nsc_error *error) {
    nsc_status status = swap(state, state->take, give_to_all(state, &number, sizeof number, error), error);
    *sum = 0;
    for (uint32_t process = 0; status == NSC_OK && process < state->ranges->count; process++) {
        state->counts[process] = number;
        if (process != state->ranges->number)
            memcpy(&state->counts[process], state->take[process].bytes, sizeof number);
        *sum += state->counts[process];
    }
    return status;
}

static uint32_t holder_of(const division *state, uint32_t point) {
    return nsc_ranges_holder(state->ranges, point / state->ranges->slab_points);
}

/* ---- steps ---- */

/* The slab of a process in a round; the number of slabs if it has none any more. */
static uint32_t slab_in_round(const nsc_ranges *ranges, uint32_t process, uint32_t round) {
    const uint32_t slab = nsc_ranges_slab(ranges, process) + round;
    return slab < nsc_ranges_slab(ranges, process + 1) ? slab : ranges->slab_count;
}

/* Gives each process the own slabs that touch the one that it has in hand. */
static nsc_status give_slabs(division *state, uint32_t round, nsc_error *error) {
    const nsc_ranges *ranges = state->ranges;
    const double *values = state->landscape->fitness->values;
    const size_t size = ranges->slab_points * sizeof *values;
    nsc_status status = NSC_OK;
    for (uint32_t process = 0; process < ranges->count; process++) {
        const uint32_t theirs = slab_in_round(ranges, process, round);
        if (process == ranges->number || theirs == ranges->slab_count)
            continue;
        for (uint32_t slab = nsc_ranges_slab(ranges, ranges->number);
             status == NSC_OK && slab < nsc_ranges_slab(ranges, ranges->number + 1); slab++)
            if (nsc_slabs_touch(state->landscape->space, ranges, slab, theirs))
                status =
                    nsc_packed_add(&state->give[process], values + (size_t)slab * ranges->slab_points, size, error);
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
static void place_slabs(const division *state, bool present) {
    const nsc_ranges *ranges = state->ranges;
    double *values = state->landscape->fitness->values;
    const size_t size = ranges->slab_points * sizeof *values;
    for (uint32_t process = 0; process < ranges->count; process++) {
        size_t offset = 0;
        for (uint32_t slab = nsc_ranges_slab(ranges, process);
             process != ranges->number && slab < nsc_ranges_slab(ranges, process + 1); slab++) {
            double *place = values + (size_t)slab * ranges->slab_points;
            if (!nsc_slabs_touch(state->landscape->space, ranges, slab, state->slab))
                continue;
            if (present)
                memcpy(place, state->take[process].bytes + offset, size);
            else
                forget(place, size);
            offset += size;
        }
    }
}

static nsc_status search_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const division *state = context;
    nsc_block block = nsc_block_at(state->ranges->slab_points, task);
    block.first += state->slab * state->ranges->slab_points;
    block.end += state->slab * state->ranges->slab_points;
    return nsc_climbs_search(state->landscape, state->climbs, block, &state->ties[task], error);
}

static nsc_status find_steps(division *state, nsc_error *error) {
    const nsc_ranges *ranges = state->ranges;
    const size_t blocks = nsc_block_count(ranges->slab_points);
    const uint32_t rounds = (ranges->slab_count + ranges->count - 1) / ranges->count;
    nsc_status status = nsc_allocate(&state->ties, blocks, sizeof *state->ties, error);
    for (uint32_t round = 0; round < rounds; round++) {
        if (status == NSC_OK)
            status = give_slabs(state, round, error);
        NSC_TRY(swap(state, state->take, status, error));
        state->slab = slab_in_round(ranges, ranges->number, round);
        if (state->slab == ranges->slab_count)
            continue;
        place_slabs(state, true);
        status = nsc_parallel(blocks, state->control, search_block, state, error);
        place_slabs(state, false);
    }
out:
    return status;
}

/* ---- optima ---- */

/* Numbers the optima of all ranges, which every process lists. */
static nsc_status number_optima(division *state, nsc_error *error) {
    nsc_climbs *climbs = state->climbs;
    const double *values = state->landscape->fitness->values;
    uint64_t own_count = 0, count = 0;
    nsc_status status = NSC_OK;
    for (uint32_t point = state->own.first; point < state->own.end; point++)
        own_count += climbs->successors[point] == point;
    NSC_TRY(sum_of(state, own_count, &count, error));
    status = nsc_allocate(&climbs->heights, count, sizeof *climbs->heights, error);
    uint32_t first = 0;
    for (uint32_t process = 0; process < state->ranges->number; process++)
        first += (uint32_t)state->counts[process];
    climbs->optimum_count = first;
    for (uint32_t point = state->own.first; status == NSC_OK && point < state->own.end; point++) {
        climbs->basins[point] = NSC_NO_BASIN;
        state->climbs->lengths[point] = climbs->successors[point] != point;
        if (climbs->successors[point] != point)
            continue;
        climbs->basins[point] = climbs->optimum_count;
        climbs->heights[climbs->optimum_count] = values[point];
        climbs->optima[climbs->optimum_count++] = point;
    }
    if (status == NSC_OK)
        status = give_to_all(state, climbs->optima + first, own_count * sizeof *climbs->optima, error);
    if (status == NSC_OK)
        status = give_to_all(state, climbs->heights + first, own_count * sizeof *climbs->heights, error);
    NSC_TRY(swap(state, state->take, status, error));
    climbs->optimum_count = 0;
    for (uint32_t process = 0; process < state->ranges->count; process++) {
        const uint32_t theirs = (uint32_t)state->counts[process];
        const unsigned char *bytes = state->take[process].bytes;
        if (process != state->ranges->number && theirs > 0) {
            memcpy(climbs->optima + climbs->optimum_count, bytes, theirs * sizeof *climbs->optima);
            memcpy(climbs->heights + climbs->optimum_count, bytes + theirs * sizeof *climbs->optima,
                   theirs * sizeof *climbs->heights);
        }
        climbs->optimum_count += theirs;
    }
out:
    return status;
}

/* ---- whole climbs ---- */

static bool is_open(const division *state, uint32_t point) {
    return state->climbs->basins[point] == NSC_NO_BASIN;
}

/* Whether the path of an own point goes on inside of the range. */
static bool goes_on(const division *state, uint32_t point) {
    return is_open(state, point) && nsc_ranges_has(state->own, state->climbs->successors[point]);
}

/* Joins the pieces of the path from a point that lie in the range, for all points on the way. */
static void join(const division *state, uint32_t start) {
    nsc_climbs *climbs = state->climbs;
    uint32_t point = start, steps = 0;
    for (; goes_on(state, point); point = climbs->successors[point])
        steps += climbs->lengths[point];
    const uint32_t basin = climbs->basins[point], end = climbs->successors[point];
    steps += climbs->lengths[point];
    for (uint32_t next, last = point; (point = start) != last; start = next) {
        const uint32_t length = climbs->lengths[point];
        next = climbs->successors[point];
        climbs->basins[point] = basin;
        climbs->successors[point] = end;
        climbs->lengths[point] = steps;
        steps -= length;
    }
}

static nsc_status ask(division *state, nsc_block batch, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t point = batch.first; status == NSC_OK && point < batch.end; point++) {
        const uint32_t end = state->climbs->successors[point];
        if (is_open(state, point))
            status = nsc_packed_add(&state->give[holder_of(state, end)], &end, sizeof end, error);
    }
    return status;
}

static nsc_status answer(division *state, nsc_error *error) {
    const nsc_climbs *climbs = state->climbs;
    nsc_status status = NSC_OK;
    for (uint32_t process = 0; process < state->ranges->count; process++) {
        if (process == state->ranges->number)
            continue;
        for (size_t offset = 0; status == NSC_OK && offset < state->asked[process].size; offset += sizeof(uint32_t)) {
            uint32_t point;
            memcpy(&point, state->asked[process].bytes + offset, sizeof point);
            const path known = {climbs->basins[point], climbs->successors[point], climbs->lengths[point]};
            status = nsc_packed_add(&state->give[process], &known, sizeof known, error);
        }
    }
    return status;
}

/* Takes over the answers, which came in the order of the questions. */
static void extend(division *state, nsc_block batch) {
    nsc_climbs *climbs = state->climbs;
    memset(state->counts, 0, state->ranges->count * sizeof *state->counts);
    for (uint32_t point = batch.first; point < batch.end; point++) {
        if (!is_open(state, point))
            continue;
        const uint32_t holder = holder_of(state, climbs->successors[point]);
        path known;
        memcpy(&known, state->take[holder].bytes + state->counts[holder]++ * sizeof known, sizeof known);
        climbs->basins[point] = known.basin;
        climbs->successors[point] = known.end;
        climbs->lengths[point] += known.steps;
    }
}

/* Asks for every open path once, in batches that all processes make together. */
static nsc_status ask_all(division *state, nsc_error *error) {
    const nsc_ranges *ranges = state->ranges;
    const uint64_t most = (uint64_t)((ranges->slab_count + ranges->count - 1) / ranges->count) * ranges->slab_points;
    nsc_status status = NSC_OK;
    for (uint64_t begun = 0; begun < most; begun += QUESTIONS) {
        const uint64_t count = state->own.end - state->own.first;
        const uint64_t first = begun < count ? begun : count;
        const uint64_t end = begun + QUESTIONS < count ? begun + QUESTIONS : count;
        const nsc_block batch = {state->own.first + (uint32_t)first, state->own.first + (uint32_t)end};
        NSC_TRY(swap(state, state->asked, ask(state, batch, error), error));
        NSC_TRY(swap(state, state->take, answer(state, error), error));
        extend(state, batch);
    }
out:
    return status;
}

static nsc_status follow_all(division *state, nsc_error *error) {
    uint64_t open;
    nsc_status status = NSC_OK;
    do {
        uint64_t own_open = 0;
        for (uint32_t point = state->own.first; point < state->own.end; point++) {
            join(state, point);
            own_open += is_open(state, point);
        }
        NSC_TRY(sum_of(state, own_open, &open, error));
        if (open > 0)
            NSC_TRY(ask_all(state, error));
    } while (open > 0);
out:
    return status;
}

/* ---- all of it ---- */

static nsc_status open_division(division *state, nsc_error *error) {
    const nsc_ranges *ranges = nsc_ranges_of(state->control);
    nsc_status status = NSC_OK;
    if (ranges == NULL) {
        nsc_error_set(error, NSC_USAGE, "the fitness of a range of the points needs those who hold the others");
        return NSC_USAGE;
    }
    const uint32_t count = ranges->count;
    state->ranges = ranges;
    state->own = nsc_ranges_own(ranges);
    NSC_TRY(nsc_allocate(&state->give, count, sizeof *state->give, error));
    NSC_TRY(nsc_allocate(&state->take, count, sizeof *state->take, error));
    NSC_TRY(nsc_allocate(&state->asked, count, sizeof *state->asked, error));
    NSC_TRY(nsc_allocate(&state->counts, count, sizeof *state->counts, error));
out:
    return status;
}

static void close_division(division *state) {
    nsc_packed *const lists[] = {state->give, state->take, state->asked};
    for (size_t list = 0; list < NSC_COUNT_OF(lists); list++) {
        for (uint32_t process = 0; lists[list] != NULL && process < state->ranges->count; process++)
            free(lists[list][process].bytes);
        free(lists[list]);
    }
    free(state->counts);
    free(state->ties);
}

nsc_status nsc_climbs_make_in_ranges(nsc_climbs *climbs, const nsc_landscape *landscape, const nsc_control *control,
                                     nsc_error *error) {
    division state = {.landscape = landscape, .control = control, .climbs = climbs};
    uint64_t ties = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(open_division(&state, error));
    NSC_TRY(find_steps(&state, error));
    for (size_t block = 0; block < nsc_block_count(state.ranges->slab_points); block++)
        ties += state.ties[block];
    NSC_TRY(sum_of(&state, ties, &ties, error));
    climbs->tied_count = (uint32_t)ties;
    NSC_TRY(number_optima(&state, error));
    NSC_TRY(follow_all(&state, error));
    climbs->start_count = climbs->point_count;
    climbs->pair_count = nsc_graph_place_count(landscape->graph);
out:
    close_division(&state);
    return status;
}

/* ---- figures of optima ---- */

/* The first optimum in the range of a process, whose own optima end where those of the next one begin. */
static uint32_t first_optimum(const nsc_climbs *climbs, const nsc_ranges *ranges, uint32_t process) {
    const uint64_t first = (uint64_t)nsc_ranges_slab(ranges, process) * ranges->slab_points;
    return (uint32_t)nsc_first_at_least(climbs->optima, climbs->optimum_count, first);
}

/* The holder of an optimum adds up its parts, and tells all others. */
static nsc_status sum_items(division *state, char *items, size_t size, nsc_add_part add, nsc_error *error) {
    const nsc_ranges *ranges = state->ranges;
    const uint32_t own_first = first_optimum(state->climbs, ranges, ranges->number);
    const uint32_t own_count = first_optimum(state->climbs, ranges, ranges->number + 1) - own_first;
    char *own = items + own_first * size;
    nsc_status status = NSC_OK;
    for (uint32_t process = 0; status == NSC_OK && process < ranges->count; process++) {
        const uint32_t first = first_optimum(state->climbs, ranges, process);
        const uint32_t count = first_optimum(state->climbs, ranges, process + 1) - first;
        status = nsc_packed_add(&state->give[process], items + first * size, count * size, error);
    }
    NSC_TRY(swap(state, state->take, status, error));
    for (uint32_t process = 0; process < ranges->count; process++)
        for (size_t number = 0; process != ranges->number && number < own_count; number++)
            add(own + number * size, state->take[process].bytes + number * size);
    NSC_TRY(swap(state, state->take, give_to_all(state, own, own_count * size, error), error));
    for (uint32_t process = 0; process < ranges->count; process++)
        if (process != ranges->number && state->take[process].size > 0)
            memcpy(items + first_optimum(state->climbs, ranges, process) * size, state->take[process].bytes,
                   state->take[process].size);
out:
    return status;
}

nsc_status nsc_climbs_sum_in_ranges(nsc_climbs *climbs, const nsc_control *control, void *items, size_t size,
                                    nsc_add_part add, nsc_error *error) {
    division state = {.control = control, .climbs = climbs};
    nsc_status status = open_division(&state, error);
    if (status == NSC_OK)
        status = sum_items(&state, items, size, add, error);
    close_division(&state);
    return status;
}
