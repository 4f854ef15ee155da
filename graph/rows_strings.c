/*
 * The rows of strings, computed by table look-ups. Positions that follow one another are joined into groups of few
 * words each; a table lists the differences between a string and its neighbours for each word of a group. In ascending
 * order, a row is the lower neighbours by each group from the first to the last, then the higher ones from the last to
 * the first, so that it is put together by a few additions to short lists.
 */
#include "graph/graph_internal.h"

/* Words of a group, where its positions allow: tables of all groups stay in the processor's cache. */
enum { GROUP_WORDS = 256 };

/* Lists are copied in runs of this length, which may end behind them; one that fits in FEW_RUNS takes as many runs as
 * the longest of its group, so that the processor foresees how often a loop is repeated. */
enum { RUN = 8, FEW_RUNS = 2 };

typedef struct group {
    uint32_t unit;     /* difference between the strings of two words that follow one another */
    uint32_t words;    /* product of the symbols of its positions */
    uint32_t copied;   /* numbers that are copied of a list, at least */
    uint32_t *first;   /* [words + 1] a word's differences are those from first[word] on, below first[word + 1] */
    uint32_t *lower;   /* [words] how many of them lead to lower strings: these come first */
    uint32_t *changes; /* the differences, as they are added to a string, ascending */
    nsc_kind *kinds;   /* beside them */
} group;

typedef struct string_rows {
    uint32_t degree; /* of every string; 0: they differ */
    unsigned group_count;
    group groups[NSC_POSITIONS_MAXIMUM];
} string_rows;

/* ---- rows ---- */

static inline uint32_t word_of(const group *of, uint32_t string) {
    return string / of->unit % of->words;
}

/* The words of all groups, by one division each: the last group's unit is 1. */
static inline void find_words(const string_rows *strings, uint32_t string, uint32_t words[NSC_POSITIONS_MAXIMUM]) {
    for (unsigned number = strings->group_count; number-- > 1; string /= strings->groups[number].words)
        words[number] = string % strings->groups[number].words;
    words[0] = string;
}

static uint32_t degree(const nsc_graph *graph, uint32_t point) {
    const string_rows *strings = graph->implementation;
    uint32_t count = 0;
    if (strings->degree > 0)
        return strings->degree;
    for (unsigned number = 0; number < strings->group_count; number++) {
        const group *of = &strings->groups[number];
        const uint32_t word = word_of(of, point);
        count += of->first[word + 1] - of->first[word];
    }
    return count;
}

/* For each group: its words pass once for every word of the groups before, each for every word of those behind. */
static uint64_t first_place(const nsc_graph *graph, uint32_t point) {
    const string_rows *strings = graph->implementation;
    uint64_t places = 0;
    for (unsigned number = 0; number < strings->group_count; number++) {
        const group *of = &strings->groups[number];
        const uint32_t word = word_of(of, point);
        const uint64_t passes = point / of->unit / of->words;
        places += (passes * of->first[of->words] + of->first[word]) * of->unit;
        places += (uint64_t)(of->first[word + 1] - of->first[word]) * (point % of->unit);
    }
    return places;
}

/* Eight numbers at a time, which compilers turn into a few additions of vectors. */
static inline void add_runs(uint32_t *restrict points, const uint32_t *restrict changes, uint32_t count,
                            uint32_t point) {
    for (size_t run = 0; run < count; run += RUN)
        for (size_t number = 0; number < RUN; number++)
            points[run + number] = point + changes[run + number];
}

static inline void copy_runs(nsc_kind *restrict kinds, const nsc_kind *restrict from, uint32_t count) {
    for (size_t run = 0; run < count; run += RUN)
        for (size_t number = 0; number < RUN; number++)
            kinds[run + number] = from[run + number];
}

/* Writes the neighbours by `count` changes of a group, from `first` on, behind the `place` others of a row. */
static inline uint32_t add_changes(const nsc_rows *rows, uint32_t place, const group *of, uint32_t first,
                                   uint32_t count, uint32_t point) {
    const uint32_t copied = count > of->copied ? count : of->copied;
    add_runs(rows->points + place, of->changes + first, copied, point);
    if (rows->kinds != NULL)
        copy_runs(rows->kinds + place, of->kinds + first, copied);
    return count;
}

static uint32_t fill(const nsc_rows *rows, uint32_t point) {
    const string_rows *strings = rows->graph->implementation;
    uint32_t words[NSC_POSITIONS_MAXIMUM], count = 0;
    find_words(strings, point, words);
    for (unsigned number = 0; number < strings->group_count; number++) {
        const group *of = &strings->groups[number];
        const uint32_t word = words[number];
        count += add_changes(rows, count, of, of->first[word], of->lower[word], point);
    }
    for (unsigned number = strings->group_count; number-- > 0;) {
        const group *of = &strings->groups[number];
        const uint32_t word = words[number], start = of->first[word] + of->lower[word];
        count += add_changes(rows, count, of, start, of->first[word + 1] - start, point);
    }
    return count;
}

static uint32_t neighbour(const nsc_graph *graph, uint32_t point, uint32_t place) {
    const string_rows *strings = graph->implementation;
    uint32_t words[NSC_POSITIONS_MAXIMUM];
    find_words(strings, point, words);
    for (unsigned number = 0; number < strings->group_count; number++) {
        const group *of = &strings->groups[number];
        const uint32_t word = words[number];
        if (place < of->lower[word])
            return point + of->changes[of->first[word] + place];
        place -= of->lower[word];
    }
    for (unsigned number = strings->group_count; number-- > 0;) {
        const group *of = &strings->groups[number];
        const uint32_t start = of->first[words[number]] + of->lower[words[number]];
        if (place < of->first[words[number] + 1] - start)
            return point + of->changes[start + place];
        place -= of->first[words[number] + 1] - start;
    }
    return point;
}

/* ---- tables ---- */

/* Lists the neighbours of each word of a group, whose positions begin at `first` and end before `end`. */
static nsc_status make_group(group *made, const nsc_strings *strings, unsigned first, unsigned end, nsc_error *error) {
    const uint32_t unit = strings->positions[end - 1].unit;
    uint32_t most = 0, count = 0;
    nsc_status status = NSC_OK;
    *made = (group){.unit = unit, .words = 1};
    for (unsigned position = first; position < end; position++) {
        made->words *= strings->positions[position].symbols;
        most += strings->positions[position].symbols - 1;
    }
    made->copied = most < FEW_RUNS * RUN ? most : FEW_RUNS * RUN;
    const size_t size = (size_t)made->words * most + FEW_RUNS * RUN;
    NSC_TRY(nsc_allocate(&made->first, (size_t)made->words + 1, sizeof *made->first, error));
    NSC_TRY(nsc_allocate(&made->lower, made->words, sizeof *made->lower, error));
    NSC_TRY(nsc_allocate(&made->changes, size, sizeof *made->changes, error));
    NSC_TRY(nsc_allocate(&made->kinds, size, sizeof *made->kinds, error));
    for (uint32_t word = 0; word < made->words; word++) {
        uint32_t *changes = made->changes + count;
        const uint32_t string = word * unit;
        const uint32_t found = nsc_neighbouring_words(strings, first, end, string, changes, made->kinds + count);
        for (uint32_t number = 0; number < found; number++) {
            made->lower[word] += changes[number] < string;
            changes[number] -= string;
        }
        made->first[word + 1] = count += found;
    }
out:
    return status;
}

static void release(nsc_graph *graph) {
    string_rows *strings = graph->implementation;
    for (unsigned number = 0; strings != NULL && number < strings->group_count; number++) {
        free(strings->groups[number].first);
        free(strings->groups[number].lower);
        free(strings->groups[number].changes);
        free(strings->groups[number].kinds);
    }
    free(strings);
}

static const nsc_row_engine engine = {
    .degree = degree,
    .first_place = first_place,
    .fill = fill,
    .neighbour = neighbour,
    .release = release,
};

nsc_status nsc_strings_imply(nsc_graph *graph, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    (void)control;
    const nsc_strings *strings = nsc_space_strings(space);
    string_rows *made = NULL;
    nsc_status status = NSC_OK;
    if (strings->points != NULL)
        return nsc_error_set(error, NSC_USAGE,
                             "the graph of %s can only be stored, since several strings are the same point",
                             space->name);
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    graph->engine = &engine;
    graph->implementation = made;
    made->degree = strings->same_degree ? strings->degree : 0;
    graph->row_capacity = strings->degree + FEW_RUNS * RUN;
    for (unsigned first = 0, end; first < strings->position_count; first = end) {
        uint64_t words = strings->positions[first].symbols;
        for (end = first + 1; end < strings->position_count; end++) {
            words *= strings->positions[end].symbols;
            if (words > GROUP_WORDS)
                break;
        }
        NSC_TRY(make_group(&made->groups[made->group_count++], strings, first, end, error));
    }
    graph->edge_count = nsc_graph_place_count(graph) / 2;
out:
    return status;
}

uint64_t nsc_strings_stored_bytes(const nsc_space *space) {
    const nsc_strings *strings = nsc_space_strings(space);
    if (strings->points != NULL)
        return 0;
    return space->point_count * (sizeof(uint64_t) + strings->degree * (sizeof(uint32_t) + sizeof(nsc_kind)));
}
