/*
 * Distance between path encodings (White, Neiswanger, Savani 2021; White, Neiswanger, Nolen, Savani 2020): the
 * sequences of operations from the input of a network to its output, as a vector of bits, and the number of bits that
 * differ. A cell of up to 7 vertices has 1 + 3 + 9 + 27 + 81 + 243 = 364 bits; a string of NAS-Bench-201, with an
 * operation on each edge, 5 + 25 + 125 = 155: its two paths of two edges share theirs, as in naszilla. Different points
 * may have the same bits, so the distance is not a metric.
 */
#include "space/strings.h"

#include "graph/changes_internal.h"

#include <string.h>

enum {
    ROUTES = 64,      /* 2^6: paths through 6 inner vertices that are all connected */
    SEQUENCES = 1093, /* of up to 6 operations out of 3 */
    SET_WORDS = (SEQUENCES + 63) / 64,
    BLOCK_WORDS = 1024
};

/* A path from input to output: the places of the symbols on it. */
typedef struct route {
    uint8_t length;
    uint8_t places[NSC_CELL_INNER];
} route;

typedef struct route_list {
    unsigned count;
    route items[ROUTES];
} route_list;

/* Different sequences of symbols, as numbers; and the same as bits. */
typedef struct sequence_list {
    unsigned count;
    uint16_t numbers[ROUTES];
} sequence_list;

typedef struct sequence_set {
    unsigned count;
    uint64_t bits[SET_WORDS];
} sequence_set;

/* ---- paths and sequences ---- */

/* Adds all continuations of a path from a vertex. */
static void extend_routes(const nsc_cell *cell, unsigned vertex, route *way, route_list *routes) {
    for (unsigned next = vertex + 1; next < cell->vertex_count; next++) {
        if (!nsc_cell_has_edge(cell->edges, vertex, next))
            continue;
        if (next + 1 == cell->vertex_count) {
            routes->items[routes->count++] = *way;
            continue;
        }
        way->places[way->length++] = (uint8_t)(next - 1);
        extend_routes(cell, next, way, routes);
        way->length--;
    }
}

static void routes_of_cell(const nsc_cell *cell, route_list *routes) {
    route way = {0};
    routes->count = 0;
    extend_routes(cell, 0, &way, routes);
}

static void routes_of_strings(const nsc_strings *strings, route_list *routes) {
    routes->count = 0;
    for (size_t number = 0; number < strings->way_count; number++) {
        const nsc_string_way *way = &strings->ways[number];
        route *made = &routes->items[routes->count++];
        made->length = way->length;
        memcpy(made->places, way->positions, way->length);
    }
}

/* A sequence is a number in bijective base `base`, which leaves no gap between one length and the next. */
static uint16_t sequence_on(const route *way, const uint8_t *symbols, unsigned base) {
    unsigned number = 0;
    for (unsigned place = 0; place < way->length; place++)
        number = number * base + symbols[way->places[place]] + 1;
    return (uint16_t)number;
}

static void list_sequences(const route_list *routes, const uint8_t *symbols, unsigned base, sequence_list *sequences) {
    sequences->count = 0;
    for (unsigned number = 0; number < routes->count; number++) {
        const uint16_t sequence = sequence_on(&routes->items[number], symbols, base);
        unsigned known = 0;
        while (known < sequences->count && sequences->numbers[known] != sequence)
            known++;
        sequences->numbers[known] = sequence;
        if (known == sequences->count)
            sequences->count++;
    }
}

static void collect(const sequence_list *sequences, sequence_set *set) {
    *set = (sequence_set){.count = sequences->count};
    for (unsigned number = 0; number < sequences->count; number++)
        set->bits[sequences->numbers[number] / 64] |= UINT64_C(1) << sequences->numbers[number] % 64;
}

static bool holds(const sequence_set *set, unsigned sequence) {
    return (set->bits[sequence / 64] >> sequence % 64 & 1u) != 0;
}

static unsigned differing(const sequence_list *sequences, const sequence_set *set) {
    unsigned common = 0;
    for (unsigned number = 0; number < sequences->count; number++)
        common += holds(set, sequences->numbers[number]);
    return sequences->count + set->count - 2 * common;
}

static uint8_t to_nearest(const sequence_list *sequences, const sequence_set *sets, size_t set_count) {
    unsigned least = NSC_UNREACHED;
    for (size_t set = 0; set < set_count; set++) {
        const unsigned found = differing(sequences, &sets[set]);
        least = found < least ? found : least;
    }
    return (uint8_t)least;
}

/* ---- to all cells ---- */

typedef struct path_job {
    const nsc_nb101 *nb101;
    const nsc_strings *strings;
    route_list routes; /* paths of strings, the same for all */
    sequence_set *sets;
    size_t set_count;
    uint8_t *distances; /* [cell], or [word] */
} path_job;

static nsc_status skeleton_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const path_job *job = context;
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(job->nb101, (uint32_t)task);
    const uint16_t *labellings = nsc_nb101_labellings(job->nb101, (uint32_t)task);
    const nsc_cell shape = {.vertex_count = skeleton->vertex_count, .edges = skeleton->edges};
    route_list routes;
    sequence_list sequences;
    routes_of_cell(&shape, &routes);
    for (uint32_t cell = 0; cell < skeleton->cell_count; cell++) {
        uint8_t operations[NSC_CELL_INNER] = {0};
        nsc_labelling_operations(labellings[cell], skeleton->vertex_count - 2u, operations);
        list_sequences(&routes, operations, NSC_OPERATIONS, &sequences);
        job->distances[skeleton->first_id + cell] = to_nearest(&sequences, job->sets, job->set_count);
    }
    return NSC_OK;
}

static void sequences_of_cell(const nsc_nb101 *nb101, uint32_t id, sequence_list *sequences) {
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    route_list routes;
    routes_of_cell(&cell, &routes);
    list_sequences(&routes, cell.operations, NSC_OPERATIONS, sequences);
}

static nsc_status to_all_cells(path_job *job, const uint32_t *targets, size_t target_count, const nsc_control *control,
                               nsc_error *error) {
    nsc_status status = nsc_allocate(&job->sets, target_count, sizeof *job->sets, error);
    if (status != NSC_OK)
        return status;
    for (size_t target = 0; target < target_count; target++) {
        sequence_list sequences;
        sequences_of_cell(job->nb101, targets[target], &sequences);
        collect(&sequences, &job->sets[job->set_count++]);
    }
    return nsc_parallel(nsc_nb101_skeleton_count(job->nb101), control, skeleton_task, job, error);
}

/* ---- to all strings ---- */

static void sequences_of_word(const nsc_strings *strings, const route_list *routes, uint32_t word,
                              sequence_list *sequences) {
    uint8_t symbols[NSC_POSITIONS_MAXIMUM] = {0};
    for (unsigned position = 0; position < strings->position_count; position++)
        symbols[position] = (uint8_t)nsc_strings_symbol(strings, word, position);
    list_sequences(routes, symbols, strings->symbols, sequences);
}

static nsc_status words_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const path_job *job = context;
    const uint32_t first = (uint32_t)task * BLOCK_WORDS;
    for (uint32_t word = first; word < first + BLOCK_WORDS && word < job->strings->word_count; word++) {
        sequence_list sequences;
        sequences_of_word(job->strings, &job->routes, word, &sequences);
        job->distances[word] = to_nearest(&sequences, job->sets, job->set_count);
    }
    return NSC_OK;
}

static uint32_t point_of(const nsc_strings *strings, uint32_t word) {
    return strings->points != NULL ? strings->points[word] : word;
}

/* The sets of all words of the targets. */
static nsc_status collect_words(path_job *job, const bool *is_target, nsc_error *error) {
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    for (uint32_t word = 0; status == NSC_OK && word < job->strings->word_count; word++) {
        sequence_list sequences;
        if (!is_target[point_of(job->strings, word)])
            continue;
        status = nsc_reserve(&job->sets, &capacity, job->set_count + 1, sizeof *job->sets, error);
        if (status != NSC_OK)
            return status;
        sequences_of_word(job->strings, &job->routes, word, &sequences);
        collect(&sequences, &job->sets[job->set_count++]);
    }
    return status;
}

static nsc_status to_all_strings(path_job *job, uint32_t point_count, const uint32_t *targets, size_t target_count,
                                 const nsc_control *control, nsc_error *error) {
    const uint32_t word_count = job->strings->word_count;
    uint8_t *of_points = job->distances, *of_words = NULL;
    bool *is_target = NULL;
    nsc_status status = NSC_OK;
    routes_of_strings(job->strings, &job->routes);
    NSC_TRY(nsc_allocate(&is_target, point_count, sizeof *is_target, error));
    NSC_TRY(nsc_allocate(&of_words, word_count, 1, error));
    for (size_t target = 0; target < target_count; target++)
        is_target[targets[target]] = true;
    NSC_TRY(collect_words(job, is_target, error));
    job->distances = of_words;
    NSC_TRY(nsc_parallel((word_count + BLOCK_WORDS - 1) / BLOCK_WORDS, control, words_task, job, error));
    memset(of_points, NSC_UNREACHED, point_count);
    for (uint32_t word = 0; word < word_count; word++) {
        uint8_t *place = &of_points[point_of(job->strings, word)];
        *place = of_words[word] < *place ? of_words[word] : *place;
    }
out:
    free(is_target);
    free(of_words);
    return status;
}

nsc_status nsc_path_distances(const nsc_space *space, const uint32_t *targets, size_t target_count,
                              const nsc_control *control, uint8_t *distances, nsc_error *error) {
    path_job job = {.nb101 = nsc_space_nb101(space), .strings = nsc_space_strings(space), .distances = distances};
    nsc_status status = job.nb101 != NULL
                            ? to_all_cells(&job, targets, target_count, control, error)
                            : to_all_strings(&job, space->point_count, targets, target_count, control, error);
    free(job.sets);
    return status;
}

/* ---- one pair ---- */

static nsc_status add_sequence(nsc_changes *changes, const char *verb, unsigned sequence, const nsc_words *words,
                               nsc_error *error) {
    unsigned symbols[NSC_CELL_INNER] = {0}, count = 0;
    char text[NSC_CHANGE_SIZE];
    for (; sequence > 0; sequence = (sequence - 1) / words->symbols)
        symbols[count++] = (sequence - 1) % words->symbols;
    char *end = stpcpy(stpcpy(text, verb), " path input");
    while (count-- > 0)
        end = stpcpy(stpcpy(end, " -> "), words->symbol_names[symbols[count]]);
    stpcpy(end, " -> output");
    return nsc_changes_add(changes, text, error);
}

static unsigned differing_paths(const nsc_strings *strings, uint32_t first, uint32_t second) {
    route_list routes;
    sequence_list sequences[2];
    sequence_set set;
    routes_of_strings(strings, &routes);
    sequences_of_word(strings, &routes, first, &sequences[0]);
    sequences_of_word(strings, &routes, second, &sequences[1]);
    collect(&sequences[1], &set);
    return differing(&sequences[0], &set);
}

/* The sequences of both points; of the two strings with the fewest differences, which the changes may begin with. */
static nsc_status sequences_of_pair(const nsc_space *space, const uint32_t points[2], sequence_list sequences[2],
                                    nsc_changes *changes, nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const nsc_strings *strings = nsc_space_strings(space);
    route_list routes;
    uint32_t words[2] = {0};
    if (nb101 != NULL) {
        sequences_of_cell(nb101, points[0], &sequences[0]);
        sequences_of_cell(nb101, points[1], &sequences[1]);
        return NSC_OK;
    }
    nsc_nearest_words(strings, differing_paths, points, words);
    routes_of_strings(strings, &routes);
    sequences_of_word(strings, &routes, words[0], &sequences[0]);
    sequences_of_word(strings, &routes, words[1], &sequences[1]);
    return nsc_describe_start(space, points[0], words[0], &changes->start, error);
}

nsc_status nsc_path_changes(const nsc_space *space, uint32_t from, uint32_t to, nsc_changes *changes,
                            nsc_error *error) {
    sequence_list sequences[2];
    sequence_set sets[2];
    *changes = (nsc_changes){0};
    nsc_status status = sequences_of_pair(space, (const uint32_t[]){from, to}, sequences, changes, error);
    if (status != NSC_OK)
        return status;
    collect(&sequences[0], &sets[0]);
    collect(&sequences[1], &sets[1]);
    for (int end = 0; end < 2; end++)
        for (unsigned sequence = 0; status == NSC_OK && sequence < SEQUENCES; sequence++)
            if (holds(&sets[end], sequence) && !holds(&sets[1 - end], sequence))
                status = add_sequence(changes, end == 0 ? "remove" : "add", sequence, space->words, error);
    if (status != NSC_OK)
        nsc_changes_release(changes);
    return status;
}
