/*
 * Plateaus grow from their optima by equal neighbours. Where processes hold ranges of the points they are pieced
 * together: a piece ends at the border of a range, and the holders of the neighbours beyond are told its fitness, and
 * begin pieces of their own there. Pieces of a range that meet are joined, at last those of all ranges.
 */
#include "analysis/optima/plateaus.h"

#include "base/ranges.h"

#include <string.h>

/* Points that grow by their neighbours before processes tell each other of those beyond their ranges. */
enum { GROWN_AT_ONCE = 1 << 18 };

/* A connected part of a plateau. */
typedef struct piece {
    uint32_t joined; /* another piece of the same plateau, towards the first; itself if it is that */
    uint32_t size;
    bool optimal;
} piece;

/* What the holder of a point is told: a neighbour of it is in a piece and has this fitness. */
typedef struct border {
    uint32_t point, piece;
    double fitness;
} border;

/* A piece of this process that meets a piece of another one. */
typedef struct contact {
    uint32_t own, other;
} contact;

/* For each piece of another process, by its number: 1 + the first own piece that it met, or 0. */
typedef struct met_pieces {
    uint32_t *own;
    size_t count, capacity;
} met_pieces;

typedef struct search {
    const nsc_landscape *landscape;
    const nsc_climbs *climbs;
    const nsc_control *control;
    nsc_rows rows;
    const uint32_t *starts;
    uint32_t start_count, begun; /* starts that have a piece or belong to one */
    uint64_t *visited;           /* a bit for each point, which is read in place of the next, as it fits a cache */
    uint32_t *piece_of;          /* [point] the number of the piece of a visited point */
    uint32_t *growing;           /* points whose neighbours are still to be visited */
    uint32_t growing_count;
    piece *pieces;
    size_t piece_count, piece_capacity;
    nsc_exchange exchange; /* of ranges, else empty; then: */
    met_pieces *met;       /* [process] */
} search;

static bool is_in_ranges(const search *state) {
    return state->exchange.ranges != NULL;
}

static bool is_visited(const search *state, uint32_t point) {
    return (state->visited[point / 64] >> point % 64 & 1u) != 0;
}

/* ---- pieces ---- */

static uint32_t first_of(piece *pieces, uint32_t number) {
    while (pieces[number].joined != number)
        number = pieces[number].joined = pieces[pieces[number].joined].joined;
    return number;
}

static void join(piece *pieces, uint32_t one, uint32_t other) {
    one = first_of(pieces, one);
    other = first_of(pieces, other);
    if (one < other)
        pieces[other].joined = one;
    else
        pieces[one].joined = other;
}

static nsc_status begin_piece(search *state, uint32_t *number, nsc_error *error) {
    const nsc_status status =
        nsc_reserve(&state->pieces, &state->piece_capacity, state->piece_count + 1, sizeof *state->pieces, error);
    if (status != NSC_OK)
        return status;
    *number = (uint32_t)state->piece_count++;
    state->pieces[*number] = (piece){.joined = *number, .optimal = true};
    return NSC_OK;
}

/* A piece comes to an own point of its plateau: the point joins it, or the point's own piece does. */
static void come_to(search *state, uint32_t point, uint32_t number) {
    if (is_visited(state, point)) {
        join(state->pieces, state->piece_of[point], number);
        return;
    }
    state->visited[point / 64] |= UINT64_C(1) << point % 64;
    state->piece_of[point] = number;
    state->growing[state->growing_count++] = point;
    state->pieces[number].size++;
    state->pieces[number].optimal = state->pieces[number].optimal && state->climbs->successors[point] == point;
}

/* Begins a piece at the next start that is in none yet. */
static nsc_status begin_next(search *state, nsc_error *error) {
    uint32_t number;
    nsc_status status = NSC_OK;
    while (state->begun < state->start_count && is_visited(state, state->starts[state->begun]))
        state->begun++;
    if (state->begun == state->start_count)
        return NSC_OK;
    NSC_TRY(begin_piece(state, &number, error));
    come_to(state, state->starts[state->begun++], number);
out:
    return status;
}

static nsc_status tell_holder(search *state, uint32_t point, uint32_t number, double fitness, nsc_error *error) {
    const border beyond = {.point = point, .piece = number, .fitness = fitness};
    nsc_packed *told = &state->exchange.give[nsc_exchange_holder(&state->exchange, point)];
    return nsc_packed_add(told, &beyond, sizeof beyond, error);
}

/* Visits the neighbours of a point. */
static nsc_status visit(search *state, uint32_t point, nsc_error *error) {
    const double *values = state->landscape->fitness->values;
    const double own = values[point];
    const uint32_t number = first_of(state->pieces, state->piece_of[point]);
    const nsc_row row = nsc_rows_at(&state->rows, point);
    const bool in_ranges = is_in_ranges(state);
    nsc_status status = NSC_OK;
    for (uint32_t place = 0; place < row.count; place++) {
        const uint32_t neighbour = row.points[place];
        if (in_ranges && !nsc_ranges_has(state->exchange.own, neighbour))
            NSC_TRY(tell_holder(state, neighbour, number, own, error));
        else if ((in_ranges || !is_visited(state, neighbour)) && /* pieces of one range never meet */
                 nsc_equally_fit(&state->climbs->order, values[neighbour], own))
            come_to(state, neighbour, number);
    }
out:
    return status;
}

/* Visits the neighbours of so many points; a piece that grows no more is followed by that of the next start. */
static nsc_status grow(search *state, size_t most, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t grown = 0; grown < most; grown++) {
        if (grown % NSC_BLOCK_ITEMS == 0)
            NSC_TRY(nsc_control_check(state->control, error));
        if (state->growing_count == 0)
            NSC_TRY(begin_next(state, error));
        if (state->growing_count == 0)
            break;
        NSC_TRY(visit(state, state->growing[--state->growing_count], error));
    }
out:
    return status;
}

/* ---- pieces of several ranges ---- */

/* A piece of another process comes to an own point. */
static nsc_status cross(search *state, uint32_t process, const border *beyond, nsc_error *error) {
    met_pieces *met = &state->met[process];
    uint32_t number;
    nsc_status status = NSC_OK;
    if (!nsc_equally_fit(&state->climbs->order, state->landscape->fitness->values[beyond->point], beyond->fitness))
        return NSC_OK;
    NSC_TRY(nsc_reserve(&met->own, &met->capacity, (size_t)beyond->piece + 1, sizeof *met->own, error));
    for (; met->count <= beyond->piece; met->count++)
        met->own[met->count] = 0;
    if (met->own[beyond->piece] != 0)
        number = met->own[beyond->piece] - 1;
    else if (is_visited(state, beyond->point))
        number = state->piece_of[beyond->point];
    else
        NSC_TRY(begin_piece(state, &number, error));
    met->own[beyond->piece] = number + 1;
    come_to(state, beyond->point, number);
out:
    return status;
}

static nsc_status cross_all(search *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t process = 0; process < state->exchange.ranges->count; process++) {
        const nsc_packed *told = &state->exchange.take[process];
        for (size_t offset = 0; process != state->exchange.ranges->number && offset < told->size;
             offset += sizeof(border)) {
            border beyond;
            memcpy(&beyond, told->bytes + offset, sizeof beyond);
            NSC_TRY(cross(state, process, &beyond, error));
        }
    }
out:
    return status;
}

static nsc_status grow_in_ranges(search *state, nsc_error *error) {
    uint64_t left;
    nsc_status status = NSC_OK;
    do {
        status = grow(state, GROWN_AT_ONCE, error);
        NSC_TRY(nsc_exchange_swap(&state->exchange, status, error));
        NSC_TRY(cross_all(state, error));
        left = (uint64_t)state->growing_count + state->start_count - state->begun;
        NSC_TRY(nsc_exchange_sum(&state->exchange, left, &left, error));
    } while (left > 0);
out:
    return status;
}

/* Lists the contacts of own pieces with those of others, all by their numbers among the pieces of all processes. */
static nsc_status list_contacts(const search *state, contact **contacts, size_t *count, nsc_error *error) {
    const uint64_t own_first = nsc_exchange_place(&state->exchange, state->exchange.ranges->number);
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    *count = 0;
    for (uint32_t process = 0; process < state->exchange.ranges->count; process++) {
        const met_pieces *met = &state->met[process];
        const uint64_t first = nsc_exchange_place(&state->exchange, process);
        for (size_t number = 0; number < met->count; number++) {
            if (met->own[number] == 0)
                continue;
            NSC_TRY(nsc_reserve(contacts, &capacity, *count + 1, sizeof **contacts, error));
            (*contacts)[(*count)++] =
                (contact){(uint32_t)(own_first + met->own[number] - 1), (uint32_t)(first + number)};
        }
    }
out:
    return status;
}

/* Joins the pieces of all processes by the contacts of all. */
static nsc_status join_by_contacts(search *state, piece *all, const contact *own, size_t own_count, nsc_error *error) {
    contact *contacts = NULL;
    uint64_t count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_sum(&state->exchange, own_count, &count, error));
    NSC_TRY(nsc_allocate(&contacts, count, sizeof *contacts, error));
    if (own_count > 0)
        memcpy(contacts + nsc_exchange_place(&state->exchange, state->exchange.ranges->number), own,
               own_count * sizeof *own);
    NSC_TRY(nsc_exchange_gather(&state->exchange, contacts, sizeof *contacts, error));
    for (uint64_t number = 0; number < count; number++)
        join(all, contacts[number].own, contacts[number].other);
out:
    free(contacts);
    return status;
}

/* Replaces the own pieces by those of all processes, joined; the own ones are those from *`own_first` on. */
static nsc_status join_ranges(search *state, uint32_t *own_first, nsc_error *error) {
    nsc_exchange *exchange = &state->exchange;
    piece *all = NULL;
    contact *contacts = NULL;
    size_t contact_count = 0;
    uint64_t count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_sum(exchange, state->piece_count, &count, error));
    NSC_TRY(nsc_allocate(&all, count, sizeof *all, error));
    *own_first = (uint32_t)nsc_exchange_place(exchange, exchange->ranges->number);
    for (size_t number = 0; number < state->piece_count; number++) {
        all[*own_first + number] = state->pieces[number];
        all[*own_first + number].joined += *own_first;
    }
    NSC_TRY(list_contacts(state, &contacts, &contact_count, error));
    NSC_TRY(nsc_exchange_gather(exchange, all, sizeof *all, error));
    NSC_TRY(join_by_contacts(state, all, contacts, contact_count, error));
    free(state->pieces);
    state->pieces = all;
    state->piece_count = count;
    all = NULL;
out:
    free(all);
    free(contacts);
    return status;
}

/* ---- all of it ---- */

/* Adds up the pieces of each plateau at its first one; returns the number of optimal plateaus. */
static uint32_t add_up(search *state) {
    uint32_t optimal_count = 0;
    for (uint32_t number = 0; number < state->piece_count; number++) {
        piece *first = &state->pieces[first_of(state->pieces, number)];
        const piece *part = &state->pieces[number];
        if (part == first)
            continue;
        first->size += part->size;
        first->optimal = first->optimal && part->optimal;
    }
    for (uint32_t number = 0; number < state->piece_count; number++)
        optimal_count += state->pieces[number].joined == number && state->pieces[number].optimal;
    return optimal_count;
}

static nsc_status prepare(search *state, nsc_error *error) {
    const nsc_graph *graph = state->landscape->graph;
    uint32_t held = graph->point_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&state->rows, graph, error));
    if (state->landscape->fitness->in_range) {
        NSC_TRY(nsc_exchange_open(&state->exchange, state->control, error));
        NSC_TRY(nsc_allocate(&state->met, state->exchange.ranges->count, sizeof *state->met, error));
        held = state->exchange.own.end - state->exchange.own.first;
    }
    NSC_TRY(nsc_allocate(&state->visited, (size_t)graph->point_count / 64 + 1, sizeof *state->visited, error));
    NSC_TRY(nsc_allocate(&state->piece_of, graph->point_count, sizeof *state->piece_of, error));
    NSC_TRY(nsc_allocate(&state->growing, held, sizeof *state->growing, error));
out:
    return status;
}

static void release(search *state) {
    for (uint32_t process = 0; state->met != NULL && process < state->exchange.ranges->count; process++)
        free(state->met[process].own);
    free(state->met);
    nsc_exchange_close(&state->exchange);
    nsc_rows_close(&state->rows);
    free(state->visited);
    free(state->piece_of);
    free(state->growing);
    free(state->pieces);
}

nsc_status nsc_plateaus_find(const nsc_landscape *landscape, const nsc_climbs *climbs, const uint32_t *starts,
                             uint32_t start_count, const nsc_control *control, nsc_plateau *found,
                             uint32_t *optimal_count, nsc_error *error) {
    search state = {
        .landscape = landscape, .climbs = climbs, .control = control, .starts = starts, .start_count = start_count};
    uint32_t own_first = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&state, error));
    if (is_in_ranges(&state)) {
        NSC_TRY(grow_in_ranges(&state, error));
        NSC_TRY(join_ranges(&state, &own_first, error));
    } else {
        NSC_TRY(grow(&state, SIZE_MAX, error));
    }
    *optimal_count = add_up(&state);
    for (uint32_t start = 0; start < start_count; start++) {
        const piece *whole = &state.pieces[first_of(state.pieces, own_first + state.piece_of[starts[start]])];
        found[start] = (nsc_plateau){whole->size, whole->optimal};
    }
out:
    release(&state);
    return status;
}
