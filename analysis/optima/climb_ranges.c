/*
 * Climbs by best improvement where each process holds a range of the points. Steps need the fitnesses of neighbours:
 * slab by slab, those of the slabs that touch it are got from their holders, and let go again. Whole climbs leave a
 * range and may come back: the end of a path inside of a range is asked for what its holder knows of it, until every
 * path has found its optimum; as all holders join paths at once, paths get twice as long from round to round.
 */
#include "analysis/optima/climb_internal.h"

#include "graph/slabs.h"

#include <string.h>

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
    nsc_exchange exchange;
    nsc_climbs *climbs;
    nsc_block own;
    uint32_t *ties; /* [block of a slab] */
} division;

/* ---- steps ---- */

static nsc_status search_block(void *context, nsc_block points, size_t task, nsc_error *error) {
    const division *state = context;
    return nsc_climbs_search(state->landscape, state->climbs, points, &state->ties[task], error);
}

static nsc_status find_steps(division *state, nsc_error *error) {
    const size_t blocks = nsc_block_count(state->exchange.ranges->slab_points);
    uint64_t ties = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->ties, blocks, sizeof *state->ties, error));
    NSC_TRY(nsc_slabs_pass(&state->exchange, state->landscape->space, state->landscape->fitness->values, search_block,
                           state, error));
    for (size_t block = 0; block < blocks; block++)
        ties += state->ties[block];
    NSC_TRY(nsc_exchange_sum(&state->exchange, ties, &ties, error));
    state->climbs->tied_count = (uint32_t)ties;
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
    NSC_TRY(nsc_exchange_sum(&state->exchange, own_count, &count, error));
    NSC_TRY(nsc_allocate(&climbs->heights, count, sizeof *climbs->heights, error));
    uint32_t next = (uint32_t)nsc_exchange_place(&state->exchange, state->exchange.ranges->number);
    for (uint32_t point = state->own.first; point < state->own.end; point++) {
        const bool ends = climbs->successors[point] == point;
        climbs->basins[point] = ends ? next : NSC_NO_BASIN;
        climbs->lengths[point] = !ends;
        if (!ends)
            continue;
        climbs->heights[next] = values[point];
        climbs->optima[next++] = point;
    }
    NSC_TRY(nsc_exchange_gather(&state->exchange, climbs->optima, sizeof *climbs->optima, error));
    NSC_TRY(nsc_exchange_gather(&state->exchange, climbs->heights, sizeof *climbs->heights, error));
    climbs->optimum_count = (uint32_t)count;
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
    for (uint32_t point = batch.first; status == NSC_OK && point < batch.end; point++)
        if (is_open(state, point))
            status = nsc_exchange_ask(&state->exchange, state->climbs->successors[point], error);
    return status;
}

static void answer(const void *context, uint32_t point, void *known) {
    const nsc_climbs *climbs = ((const division *)context)->climbs;
    *(path *)known = (path){climbs->basins[point], climbs->successors[point], climbs->lengths[point]};
}

/* Takes over the answers about the ends of paths. */
static void extend(division *state, nsc_block batch) {
    nsc_climbs *climbs = state->climbs;
    for (uint32_t point = batch.first; point < batch.end; point++) {
        path known;
        if (!is_open(state, point))
            continue;
        nsc_exchange_read(&state->exchange, climbs->successors[point], &known, sizeof known);
        climbs->basins[point] = known.basin;
        climbs->successors[point] = known.end;
        climbs->lengths[point] += known.steps;
    }
}

/* Asks for every open path once, in batches that all processes make together. */
static nsc_status ask_all(division *state, nsc_error *error) {
    const nsc_ranges *ranges = state->exchange.ranges;
    const uint64_t most = (uint64_t)((ranges->slab_count + ranges->count - 1) / ranges->count) * ranges->slab_points;
    nsc_status status = NSC_OK;
    for (uint64_t begun = 0; begun < most; begun += QUESTIONS) {
        const uint64_t count = state->own.end - state->own.first;
        const uint64_t first = begun < count ? begun : count;
        const uint64_t end = begun + QUESTIONS < count ? begun + QUESTIONS : count;
        const nsc_block batch = {state->own.first + (uint32_t)first, state->own.first + (uint32_t)end};
        status = ask(state, batch, error);
        NSC_TRY(nsc_exchange_answer(&state->exchange, answer, state, sizeof(path), status, error));
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
        NSC_TRY(nsc_exchange_sum(&state->exchange, own_open, &open, error));
        if (open > 0)
            NSC_TRY(ask_all(state, error));
    } while (open > 0);
out:
    return status;
}

/* ---- all of it ---- */

nsc_status nsc_climbs_make_in_ranges(nsc_climbs *climbs, const nsc_landscape *landscape, const nsc_control *control,
                                     nsc_error *error) {
    division state = {.landscape = landscape, .climbs = climbs};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_open(&state.exchange, control, error));
    state.own = state.exchange.own;
    NSC_TRY(find_steps(&state, error));
    NSC_TRY(number_optima(&state, error));
    NSC_TRY(follow_all(&state, error));
    climbs->start_count = climbs->point_count;
    climbs->pair_count = nsc_graph_place_count(landscape->graph);
out:
    nsc_exchange_close(&state.exchange);
    free(state.ties);
    return status;
}

/* ---- figures of optima ---- */

/* The first optimum in the range of a process, whose own optima end where those of the next one begin. */
static uint32_t first_optimum(const nsc_climbs *climbs, const nsc_ranges *ranges, uint32_t process) {
    const uint64_t first = (uint64_t)nsc_ranges_slab(ranges, process) * ranges->slab_points;
    return (uint32_t)nsc_first_at_least(climbs->optima, climbs->optimum_count, first);
}

nsc_block nsc_climbs_held(const nsc_climbs *climbs, const nsc_control *control) {
    const nsc_ranges *ranges = nsc_ranges_of(control);
    if (ranges == NULL)
        return (nsc_block){0, climbs->optimum_count};
    return (nsc_block){first_optimum(climbs, ranges, ranges->number),
                       first_optimum(climbs, ranges, ranges->number + 1)};
}

/* The holder of an optimum adds up its parts, and tells all others. */
static nsc_status sum_items(nsc_exchange *exchange, const nsc_climbs *climbs, char *items, size_t size,
                            nsc_add_part add, nsc_error *error) {
    const nsc_ranges *ranges = exchange->ranges;
    char *own = items + first_optimum(climbs, ranges, ranges->number) * size;
    nsc_status status = NSC_OK;
    for (uint32_t process = 0; status == NSC_OK && process < ranges->count; process++) {
        const uint32_t first = first_optimum(climbs, ranges, process);
        exchange->counts[process] = first_optimum(climbs, ranges, process + 1) - first;
        if (process != ranges->number)
            status =
                nsc_packed_add(&exchange->give[process], items + first * size, exchange->counts[process] * size, error);
    }
    NSC_TRY(nsc_exchange_swap(exchange, status, error));
    for (uint32_t process = 0; process < ranges->count; process++)
        for (size_t number = 0; process != ranges->number && number < exchange->counts[ranges->number]; number++)
            add(own + number * size, exchange->take[process].bytes + number * size);
    NSC_TRY(nsc_exchange_gather(exchange, items, size, error));
out:
    return status;
}

nsc_status nsc_climbs_sum_in_ranges(const nsc_climbs *climbs, const nsc_control *control, void *items, size_t size,
                                    nsc_add_part add, nsc_error *error) {
    nsc_exchange exchange;
    nsc_status status = nsc_exchange_open(&exchange, control, error);
    if (status == NSC_OK)
        status = sum_items(&exchange, climbs, items, size, add, error);
    nsc_exchange_close(&exchange);
    return status;
}
