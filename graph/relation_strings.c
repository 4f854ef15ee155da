/*
 * The graph of strings: neighbours differ in one symbol; of an ordinal variable, by one level. Ascending, a string's
 * neighbours are those with a lower symbol from the first position to the last, then those with a higher symbol from
 * the last position to the first. If several strings stand for the same point, it has the neighbours of all of them.
 */
#include "space/strings.h"

#include "graph/graph_internal.h"

/* The words of each point: list[offsets[p] … offsets[p + 1] − 1], ascending. */
typedef struct word_lists {
    uint32_t *offsets, *list;
} word_lists;

typedef struct building {
    const nsc_space *space;
    const nsc_strings *strings;
    nsc_graph *graph;
    word_lists words;
    uint32_t *found_words; /* [degree] neighbours of one word */
    nsc_kind *found_kinds;
} building;

/* ---- one word's neighbours ---- */

uint32_t nsc_neighbouring_words(const nsc_strings *strings, unsigned first, unsigned end, uint32_t word,
                                uint32_t *words, nsc_kind *kinds) {
    unsigned digits[NSC_POSITIONS_MAXIMUM] = {0};
    uint32_t count = 0;
    for (unsigned position = first; position < end; position++)
        digits[position] = nsc_strings_symbol(strings, word, position);
    for (unsigned position = first; position < end; position++) {
        const nsc_string_position *at = &strings->positions[position];
        const unsigned own = digits[position];
        for (unsigned symbol = at->by_level && own > 0 ? own - 1 : 0; symbol < own; symbol++, count++) {
            words[count] = word - (own - symbol) * at->unit;
            kinds[count] = nsc_strings_kind(strings, position, own, symbol);
        }
    }
    for (unsigned position = end; position-- > first;) {
        const nsc_string_position *at = &strings->positions[position];
        const unsigned own = digits[position];
        const unsigned highest = at->by_level && own + 2 < at->symbols ? own + 2 : at->symbols;
        for (unsigned symbol = own + 1; symbol < highest; symbol++, count++) {
            words[count] = word + (symbol - own) * at->unit;
            kinds[count] = nsc_strings_kind(strings, position, own, symbol);
        }
    }
    return count;
}

/* The neighbours of a word by all positions: `degree` at most. */
static uint32_t neighbouring_words(const nsc_strings *strings, uint32_t word, uint32_t *words, nsc_kind *kinds) {
    return nsc_neighbouring_words(strings, 0, strings->position_count, word, words, kinds);
}

/* The number of neighbours of a word. */
static uint32_t degree_of(const nsc_strings *strings, uint32_t word) {
    uint32_t degree = strings->degree;
    if (strings->same_degree)
        return degree;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const nsc_string_position *at = &strings->positions[position];
        const unsigned own = nsc_strings_symbol(strings, word, position);
        degree -= at->by_level && at->symbols > 2 && (own == 0 || own + 1 == at->symbols) ? 1 : 0;
    }
    return degree;
}

/* ---- several words for each point ---- */

/* Every point has a word; they are counted, then laid out. */
static nsc_status list_words(word_lists *lists, const nsc_strings *strings, uint32_t point_count, nsc_error *error) {
    uint32_t *ends = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&lists->offsets, (size_t)point_count + 1, sizeof *lists->offsets, error));
    NSC_TRY(nsc_allocate(&lists->list, strings->word_count, sizeof *lists->list, error));
    NSC_TRY(nsc_allocate(&ends, point_count, sizeof *ends, error));
    for (uint32_t word = 0; word < strings->word_count; word++)
        lists->offsets[strings->points[word] + 1]++;
    for (uint32_t point = 0; point < point_count; point++) {
        ends[point] = lists->offsets[point];
        lists->offsets[point + 1] += lists->offsets[point];
    }
    for (uint32_t word = 0; word < strings->word_count; word++)
        lists->list[ends[strings->points[word]]++] = word;
out:
    free(ends);
    return status;
}

static void release_words(word_lists *lists) {
    free(lists->offsets);
    free(lists->list);
}

static int compare_neighbours(const void *left, const void *right) {
    const nsc_neighbour *a = left, *b = right;
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

/*
 * The neighbours of all of a point's words, ascending; returns their number. The lowest of several kinds between two
 * points counts, read from the lower point, so that both ends agree.
 */
static size_t neighbours_of_words(const building *state, uint32_t point, nsc_neighbour *neighbours) {
    const nsc_edge_kind *kinds = state->space->edge_kinds;
    uint32_t *words = state->found_words;
    nsc_kind *word_kinds = state->found_kinds;
    size_t count = 0, kept = 0;
    for (uint32_t place = state->words.offsets[point]; place < state->words.offsets[point + 1]; place++) {
        const uint32_t found = neighbouring_words(state->strings, state->words.list[place], words, word_kinds);
        for (uint32_t number = 0; number < found; number++) {
            const uint32_t other = state->strings->points[words[number]];
            if (other != point)
                neighbours[count++] = (nsc_neighbour){
                    .point = other, .kind = other > point ? word_kinds[number] : kinds[word_kinds[number]].reverse};
        }
    }
    qsort(neighbours, count, sizeof *neighbours, compare_neighbours);
    for (size_t number = 0; number < count; number++)
        if (kept == 0 || neighbours[kept - 1].point != neighbours[number].point)
            neighbours[kept++] = neighbours[number];
    for (size_t number = 0; number < kept; number++)
        if (neighbours[number].point < point)
            neighbours[number].kind = kinds[neighbours[number].kind].reverse;
    return kept;
}

static size_t neighbours_at_most(const building *state, uint32_t point) {
    return (size_t)(state->words.offsets[point + 1] - state->words.offsets[point]) * state->strings->degree;
}

static nsc_status build_of_words(building *state, nsc_error *error) {
    nsc_graph *graph = state->graph;
    nsc_neighbour *neighbours = NULL;
    size_t most = 0, place_capacity = 0, kind_capacity = 0;
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < graph->point_count; point++)
        most = neighbours_at_most(state, point) > most ? neighbours_at_most(state, point) : most;
    NSC_TRY(nsc_allocate(&neighbours, most, sizeof *neighbours, error));
    NSC_TRY(nsc_allocate(&graph->offsets, (size_t)graph->point_count + 1, sizeof *graph->offsets, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        size_t place = graph->offsets[point];
        const size_t count = neighbours_of_words(state, point, neighbours);
        NSC_TRY(nsc_reserve(&graph->neighbours, &place_capacity, place + count, sizeof *graph->neighbours, error));
        NSC_TRY(nsc_reserve(&graph->kinds, &kind_capacity, place + count, sizeof *graph->kinds, error));
        for (size_t number = 0; number < count; number++, place++) {
            graph->neighbours[place] = neighbours[number].point;
            graph->kinds[place] = neighbours[number].kind;
        }
        graph->offsets[point + 1] = place;
    }
    graph->edge_count = graph->offsets[graph->point_count] / 2;
out:
    free(neighbours);
    return status;
}

/* ---- one word for each point ---- */

static nsc_status fill_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const building *state = context;
    nsc_graph *graph = state->graph;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    for (uint32_t point = block.first; point < block.end; point++)
        neighbouring_words(state->strings, point, graph->neighbours + graph->offsets[point],
                           graph->kinds + graph->offsets[point]);
    return NSC_OK;
}

static nsc_status build_of_strings(building *state, const nsc_control *control, nsc_error *error) {
    nsc_graph *graph = state->graph;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&graph->offsets, (size_t)graph->point_count + 1, sizeof *graph->offsets, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        graph->offsets[point + 1] = graph->offsets[point] + degree_of(state->strings, point);
    const size_t ends = graph->offsets[graph->point_count];
    NSC_TRY(nsc_allocate(&graph->neighbours, ends, sizeof *graph->neighbours, error));
    NSC_TRY(nsc_allocate(&graph->kinds, ends, sizeof *graph->kinds, error));
    graph->edge_count = ends / 2;
    NSC_TRY(nsc_parallel(nsc_block_count(graph->point_count), control, fill_block, state, error));
out:
    return status;
}

/* Room for the neighbours of one word. */
static nsc_status allocate_found(building *state, nsc_error *error) {
    const nsc_status status = nsc_allocate(&state->found_words, state->strings->degree, sizeof(uint32_t), error);
    return status != NSC_OK ? status
                            : nsc_allocate(&state->found_kinds, state->strings->degree, sizeof(nsc_kind), error);
}

static void release(building *state) {
    release_words(&state->words);
    free(state->found_words);
    free(state->found_kinds);
}

nsc_status nsc_strings_build(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    building state = {.space = space, .strings = nsc_space_strings(space), .graph = graph};
    nsc_status status = NSC_OK;
    if (state.strings->points == NULL)
        return build_of_strings(&state, control, error);
    NSC_TRY(allocate_found(&state, error));
    NSC_TRY(list_words(&state.words, state.strings, space->point_count, error));
    NSC_TRY(build_of_words(&state, error));
out:
    release(&state);
    return status;
}

nsc_status nsc_strings_neighbours(const nsc_space *space, const nsc_relation *relation, uint32_t point,
                                  nsc_neighbour **neighbours, size_t *count, nsc_error *error) {
    (void)relation;
    building state = {.space = space, .strings = nsc_space_strings(space)};
    nsc_status status = NSC_OK;
    *neighbours = NULL;
    NSC_TRY(allocate_found(&state, error));
    if (state.strings->points != NULL) {
        NSC_TRY(list_words(&state.words, state.strings, space->point_count, error));
        NSC_TRY(nsc_allocate(neighbours, neighbours_at_most(&state, point), sizeof **neighbours, error));
        *count = neighbours_of_words(&state, point, *neighbours);
    } else {
        *count = neighbouring_words(state.strings, point, state.found_words, state.found_kinds);
        NSC_TRY(nsc_allocate(neighbours, *count, sizeof **neighbours, error));
        for (size_t number = 0; number < *count; number++)
            (*neighbours)[number] =
                (nsc_neighbour){.point = state.found_words[number], .kind = state.found_kinds[number]};
    }
out:
    release(&state);
    return status;
}
