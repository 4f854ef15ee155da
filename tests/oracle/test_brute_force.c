/*
 * Random encodings, distances and neighbourhoods against brute force: reachability by Floyd and Warshall,
 * representatives and edit distances by all permutations, neighbours by their definition: every change of every
 * encoding.
 */
#include "graph/graph.h"
#include "naive_changes.h"
#include "testing.h"

enum { VERTICES = 7, EDGES = 9, SLOTS = 21, INNER = 5 };

static int open_fixture(void **state) {
    *state = open_space("nb101");
    return 0;
}

static int close_fixture(void **state) {
    nsc_space_close(*state);
    return 0;
}

static naive_cell random_encoding(gsl_rng *random, int vertex_count, double edge_probability) {
    naive_cell encoding = {.vertex_count = vertex_count};
    for (int to = 0; to < vertex_count; to++)
        for (int from = 0; from < to; from++)
            encoding.edge[from][to] = gsl_rng_uniform(random) < edge_probability;
    for (int vertex = 1; vertex < vertex_count - 1; vertex++)
        encoding.label[vertex] = (int)random_below(random, NSC_OPERATIONS);
    return encoding;
}

/* ---- pruning, representatives, ids ---- */

/* Returns whether the encoding is a cell of the space. */
static bool check_encoding(const nsc_space *space, const naive_cell *encoding) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const nsc_cell written = naive_to_cell(encoding);
    nsc_cell pruned = {0};
    naive_cell expected;
    uint32_t id = UINT32_MAX;
    const bool connected = naive_prune(encoding, &expected);
    assert_int_equal(nsc_cell_prune(&written, &pruned), connected);
    if (!connected) {
        assert_int_equal(nsc_prune_kept(written.edges, written.vertex_count), 0);
        return false;
    }
    assert_int_equal(pruned.vertex_count, expected.vertex_count);
    assert_int_equal(__builtin_popcount(nsc_prune_kept(written.edges, written.vertex_count)), expected.vertex_count);
    assert_int_equal(pruned.edges, naive_bits(&expected));
    for (int vertex = 1; vertex < expected.vertex_count - 1; vertex++)
        assert_int_equal(pruned.operations[vertex - 1], expected.label[vertex]);
    if (naive_edge_count(&expected) > EDGES) {
        REQUIRE_REFUSED(nsc_nb101_find(nb101, &pruned, &id, &error), NSC_INVALID, "edges");
        return false;
    }
    REQUIRE_OK(nsc_nb101_find(nb101, &pruned, &id, &error));
    const nsc_cell found = nsc_nb101_cell(nb101, id);
    const naive_cell representative = naive_from_cell(&found);
    expected = naive_representative(&expected);
    assert_int_equal(representative.vertex_count, expected.vertex_count);
    assert_int_equal(naive_compare(&representative, &expected), 0);
    return true;
}

static void test_random_encodings(void **state) {
    gsl_rng *random = random_stream(101, 0);
    unsigned valid = 0;
    for (unsigned round = 0; round < 6000; round++) {
        const int vertex_count = round % 3 == 0 ? 2 + (int)random_below(random, 6) : VERTICES;
        const naive_cell encoding = random_encoding(random, vertex_count, 0.15 + 0.1 * (double)random_below(random, 6));
        valid += check_encoding(*state, &encoding);
    }
    assert_in_range(valid, 2500, 5900); /* else the rounds said little about cells, or about refusals */
    gsl_rng_free(random);
}

/* A sparse 7-vertex cell that needs every permutation: all five operations side by side, in every order. */
static void test_every_order_of_five_branches(void **state) {
    const int labels[INNER] = {0, 0, 1, 1, 2};
    int place[VERTICES] = {0, 1, 2, 3, 4, 5, 6};
    naive_cell chains = naive_from_bits(VERTICES, 0, labels), reordered;
    chains.edge[0][1] = chains.edge[1][6] = chains.edge[0][2] = chains.edge[2][6] = true;
    chains.edge[0][3] = chains.edge[3][4] = chains.edge[4][6] = chains.edge[0][5] = chains.edge[5][6] = true;
    unsigned orders = 0;
    do {
        if (naive_reorder(&chains, place, &reordered)) {
            assert_true(check_encoding(*state, &reordered));
            orders++;
        }
    } while (next_permutation(place + 1, INNER));
    assert_int_equal(orders, 60); /* 5! / 2: one pair has a fixed order */
}

/* ---- edit distance ---- */

/* The changes, made to the one cell in its numbers, give the other: its vertices in some order, and loose ones. */
static void follow_script(const naive_cell *first, const naive_cell *second, const nsc_changes *changes) {
    naive_cell changed = *first, moved, pruned;
    int place[NAIVE_VERTICES];
    changed.vertex_count = VERTICES;
    for (int vertex = first->vertex_count; vertex < VERTICES; vertex++)
        changed.label[vertex] = NAIVE_FREE;
    for (uint32_t step = 0; step < changes->distance; step++)
        make_change(&changed, changes->steps[step]);
    /* The output comes last, new vertices before it; then orders are tried until no edge points backwards. */
    for (int vertex = 0; vertex < NAIVE_VERTICES; vertex++)
        place[vertex] = vertex < first->vertex_count ? vertex : vertex - 1;
    place[first->vertex_count - 1] = VERTICES - 1;
    naive_cell last = {.vertex_count = VERTICES};
    for (int from = 0; from < VERTICES; from++) {
        last.label[place[from]] = changed.label[from];
        for (int to = 0; to < VERTICES; to++)
            last.edge[place[from]][place[to]] = changed.edge[from][to];
    }
    for (int vertex = 0; vertex < NAIVE_VERTICES; vertex++)
        place[vertex] = vertex;
    while (!naive_reorder(&last, place, &moved))
        assert_true(next_permutation(place + 1, VERTICES - 2));
    assert_true(naive_prune(&moved, &pruned));
    const naive_cell found = naive_representative(&pruned);
    assert_int_equal(found.vertex_count, second->vertex_count);
    assert_int_equal(naive_compare(&found, second), 0);
}

static void check_pair(const nsc_space *space, uint32_t from, uint32_t to, unsigned to_all) {
    const nsc_cell one = nsc_nb101_cell(nsc_space_nb101(space), from),
                   other = nsc_nb101_cell(nsc_space_nb101(space), to);
    const naive_cell first = naive_from_cell(&one), second = naive_from_cell(&other);
    const unsigned expected = (unsigned)naive_edit_distance(&first, &second, VERTICES);
    nsc_changes changes;
    REQUIRE_OK(nsc_edit_changes(space, from, to, &changes, &error));
    assert_int_equal(to_all, expected);
    assert_int_equal(changes.distance, expected);
    follow_script(&first, &second, &changes);
    nsc_changes_release(&changes);
}

static void test_edit_distances(void **state) {
    const nsc_space *space = *state;
    enum { SOURCES = 12, PAIRS = 200 };
    gsl_rng *random = random_stream(102, 0);
    uint8_t *distances = test_memory(space->point_count, 1);
    /* Input → output alone and a chain, whose padding counts most, and random cells. */
    uint32_t sources[SOURCES] = {0, 2};
    for (unsigned source = 2; source < SOURCES; source++)
        sources[source] = random_below(random, space->point_count);
    for (unsigned source = 0; source < SOURCES; source++) {
        REQUIRE_OK(nsc_edit_distances(space, &sources[source], 1, NSC_THREADS(2), distances, &error));
        for (unsigned pair = 0; pair < PAIRS; pair++) {
            /* A third of the partners have few vertices. */
            const uint32_t partner = random_below(random, pair % 3 == 0 ? 2532 : space->point_count);
            check_pair(space, sources[source], partner, distances[partner]);
        }
    }
    free(distances);
    gsl_rng_free(random);
}

static void test_edit_distance_to_the_nearest(void **state) {
    const nsc_space *space = *state;
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    enum { TARGETS = 5 };
    gsl_rng *random = random_stream(103, 0);
    uint8_t *distances = test_memory(space->point_count, 1);
    uint32_t targets[TARGETS];
    for (unsigned target = 0; target < TARGETS; target++)
        targets[target] = random_below(random, space->point_count);
    REQUIRE_OK(nsc_edit_distances(space, targets, TARGETS, NSC_THREADS(2), distances, &error));
    for (unsigned checked = 0; checked < 300; checked++) {
        const uint32_t point = random_below(random, space->point_count);
        const nsc_cell cell = nsc_nb101_cell(nb101, point);
        const naive_cell first = naive_from_cell(&cell);
        int nearest = VERTICES * VERTICES;
        for (unsigned target = 0; target < TARGETS; target++) {
            const nsc_cell other = nsc_nb101_cell(nb101, targets[target]);
            const naive_cell second = naive_from_cell(&other);
            const int distance = naive_edit_distance(&first, &second, VERTICES);
            nearest = distance < nearest ? distance : nearest;
        }
        assert_int_equal(distances[point], nearest);
    }
    free(distances);
    gsl_rng_free(random);
}

/* ---- neighbours by definition ---- */

/* Pruned encodings met so far, as numbers; ids come at the end, when each has to be worked out only once. */
typedef struct encoding_set {
    uint64_t *items;
    size_t count, capacity;
} encoding_set;

/* bits · 3^inner + labelling; the number of vertices is that of the set. */
static uint64_t number_of(const naive_cell *pruned) {
    uint64_t number = naive_bits(pruned);
    for (int vertex = 1; vertex < pruned->vertex_count - 1; vertex++)
        number = number * NSC_OPERATIONS + (uint64_t)pruned->label[vertex];
    return number;
}

static naive_cell cell_of_number(uint64_t number, int vertex_count) {
    int labels[NAIVE_VERTICES] = {0};
    for (int vertex = vertex_count - 2; vertex >= 1; vertex--, number /= NSC_OPERATIONS)
        labels[vertex - 1] = (int)(number % NSC_OPERATIONS);
    return naive_from_bits(vertex_count, (unsigned long)number, labels);
}

static int compare_numbers(const void *first, const void *second) {
    const uint64_t one = *(const uint64_t *)first, other = *(const uint64_t *)second;
    return (one > other) - (one < other);
}

static void sort_unique(encoding_set *set) {
    size_t kept = 0;
    if (set->count > 0)
        qsort(set->items, set->count, sizeof *set->items, compare_numbers);
    for (size_t item = 0; item < set->count; item++)
        if (kept == 0 || set->items[kept - 1] != set->items[item])
            set->items[kept++] = set->items[item];
    set->count = kept;
}

static void add_decoded(encoding_set sets[VERTICES + 1], const naive_cell *encoding) {
    naive_cell pruned;
    if (!naive_prune(encoding, &pruned) || naive_edge_count(&pruned) > EDGES)
        return;
    encoding_set *set = &sets[pruned.vertex_count];
    if (set->count == set->capacity)
        sort_unique(set);
    if (set->count * 2 >= set->capacity)
        REQUIRE_OK(nsc_reserve(&set->items, &set->capacity, set->capacity * 2 + 1024, sizeof *set->items, &error));
    set->items[set->count++] = number_of(&pruned);
}

static void add_changes(encoding_set sets[VERTICES + 1], naive_cell *encoding) {
    for (int to = 0; to < VERTICES; to++)
        for (int from = 0; from < to; from++) {
            encoding->edge[from][to] = !encoding->edge[from][to];
            add_decoded(sets, encoding);
            encoding->edge[from][to] = !encoding->edge[from][to];
        }
    for (int vertex = 1; vertex < VERTICES - 1; vertex++) {
        const int kept = encoding->label[vertex];
        for (int label = 0; label < NSC_OPERATIONS; label++) {
            encoding->label[vertex] = label;
            if (label != kept)
                add_decoded(sets, encoding);
        }
        encoding->label[vertex] = kept;
    }
}

/* All changes of all encodings that have `ordering` as their pruned part and one dead vertex at `position`. */
static void add_with_dead_vertex(encoding_set sets[VERTICES + 1], const naive_cell *ordering, int position) {
    naive_cell base = {.vertex_count = VERTICES}, pruned = {0};
    for (int from = 0; from < VERTICES - 1; from++) {
        base.label[from + (from >= position)] = ordering->label[from];
        for (int to = 0; to < VERTICES - 1; to++)
            base.edge[from + (from >= position)][to + (to >= position)] = ordering->edge[from][to];
    }
    for (unsigned edges = 0; edges < 1u << (VERTICES - 1); edges++) {
        naive_cell encoding = base;
        for (int other = 0; other < VERTICES - 1; other++) {
            const bool present = (edges >> other & 1u) != 0;
            if (other < position)
                encoding.edge[other][position] = present;
            else
                encoding.edge[position][other + 1] = present;
        }
        assert_true(naive_prune(&encoding, &pruned));
        if (pruned.vertex_count != VERTICES - 1)
            continue; /* the vertex is alive */
        for (int label = 0; label < NSC_OPERATIONS; label++) {
            encoding.label[position] = label;
            add_changes(sets, &encoding);
        }
    }
}

static int compare_ids(const void *first, const void *second) {
    const uint32_t one = *(const uint32_t *)first, other = *(const uint32_t *)second;
    return (one > other) - (one < other);
}

/* The ids that the encodings in the sets stand for, ascending, without `self`. Returns how many. */
static size_t ids_of_sets(const nsc_nb101 *nb101, encoding_set sets[VERTICES + 1], uint32_t self, uint32_t **ids) {
    size_t total = 0, count = 0, kept = 0;
    for (int vertex_count = 2; vertex_count <= VERTICES; vertex_count++) {
        sort_unique(&sets[vertex_count]);
        total += sets[vertex_count].count;
    }
    *ids = test_memory(total, sizeof **ids);
    for (int vertex_count = 2; vertex_count <= VERTICES; vertex_count++)
        for (size_t item = 0; item < sets[vertex_count].count; item++) {
            const naive_cell pruned = cell_of_number(sets[vertex_count].items[item], vertex_count);
            const nsc_cell cell = naive_to_cell(&pruned);
            REQUIRE_OK(nsc_nb101_find(nb101, &cell, &(*ids)[count], &error));
            count++;
        }
    if (count > 0)
        qsort(*ids, count, sizeof **ids, compare_ids);
    for (size_t item = 0; item < count; item++)
        if ((*ids)[item] != self && (kept == 0 || (*ids)[kept - 1] != (*ids)[item]))
            (*ids)[kept++] = (*ids)[item];
    return kept;
}

static void check_relation(const nsc_space *space, const char *name, int vertices_lost, uint32_t point,
                           const uint32_t *expected, size_t expected_count) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const int own_vertices = nsc_nb101_cell(nb101, point).vertex_count;
    nsc_neighbour *neighbours = NULL;
    size_t count = 0, met = 0;
    REQUIRE_OK(nsc_graph_neighbours(space, nsc_relation_named(name), point, &neighbours, &count, &error));
    for (size_t item = 0; item < expected_count; item++) {
        const int difference = abs(nsc_nb101_cell(nb101, expected[item]).vertex_count - own_vertices);
        if (difference > vertices_lost)
            continue;
        assert_true(met < count);
        assert_int_equal(neighbours[met].point, expected[item]);
        assert_int_equal(space->edge_kinds[neighbours[met].kind].vertices, difference);
        met++;
    }
    assert_int_equal(met, count);
    free(neighbours);
}

static void check_neighbours(const nsc_space *space, uint32_t point) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const nsc_cell cell = nsc_nb101_cell(nb101, point);
    const naive_cell representative = naive_from_cell(&cell);
    encoding_set sets[VERTICES + 1] = {{0}};
    int place[NAIVE_VERTICES] = {0, 1, 2, 3, 4, 5, 6, 7};
    naive_cell ordering;
    do {
        if (!naive_reorder(&representative, place, &ordering))
            continue;
        if (cell.vertex_count == VERTICES)
            add_changes(sets, &ordering);
        for (int position = 1; cell.vertex_count == VERTICES - 1 && position < VERTICES - 1; position++)
            add_with_dead_vertex(sets, &ordering, position);
    } while (next_permutation(place + 1, cell.vertex_count - 2));
    uint32_t *expected = NULL;
    const size_t count = ids_of_sets(nb101, sets, point, &expected);
    check_relation(space, "pruned", VERTICES, point, expected, count);
    check_relation(space, "adjacent", 1, point, expected, count);
    check_relation(space, "strict", 0, point, expected, count);
    free(expected);
    for (int vertex_count = 0; vertex_count <= VERTICES; vertex_count++)
        free(sets[vertex_count].items);
}

/* Cells of seven vertices have no room for dead ones, those of six have room for one: all their encodings are
 * listed. */
static void test_neighbours_by_definition(void **state) {
    enum { SIX_VERTICES_FIRST = 2532, SEVEN_VERTICES_FIRST = 64542 };
    const nsc_space *space = *state;
    gsl_rng *random = random_stream(104, 0);
    for (unsigned checked = 0; checked < 1500; checked++)
        check_neighbours(space, SEVEN_VERTICES_FIRST + random_below(random, space->point_count - SEVEN_VERTICES_FIRST));
    for (unsigned checked = 0; checked < 40; checked++)
        check_neighbours(space, SIX_VERTICES_FIRST + random_below(random, SEVEN_VERTICES_FIRST - SIX_VERTICES_FIRST));
    gsl_rng_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_encodings),         cmocka_unit_test(test_every_order_of_five_branches),
        cmocka_unit_test(test_edit_distances),           cmocka_unit_test(test_edit_distance_to_the_nearest),
        cmocka_unit_test(test_neighbours_by_definition),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
