/*
 * The relations by their definition, whole: every encoding of five and of six vertices is decoded by brute force, every
 * change of every encoding joins two cells, and that set of pairs must be the graph, edge by edge, kind by kind.
 */
#include "graph/graph.h"
#include "naive_cell.h"
#include "testing.h"

enum { EDGES = 9 };

/* All encodings of `vertex_count` vertices: number = bits · labelling_count + labelling. */
typedef struct decoding {
    int vertex_count;
    uint32_t matrix_count, labelling_count;
    uint64_t
        *representatives; /* [encoding] vertices, bits, labelling as one number that sorts as cells do; 0: invalid */
    uint64_t *cells;      /* different representatives, ascending */
    uint32_t cell_count;
    uint32_t *ids; /* [encoding] place in `cells`, UINT32_MAX where invalid */
} decoding;

static uint32_t power_of_three(int exponent) {
    uint32_t power = 1;
    while (exponent-- > 0)
        power *= 3;
    return power;
}

static unsigned labelling_of(const naive_cell *cell) {
    unsigned labelling = 0;
    for (int vertex = 1; vertex < cell->vertex_count - 1; vertex++)
        labelling = labelling * 3 + (unsigned)cell->label[vertex];
    return labelling;
}

static naive_cell encoding_of(int vertex_count, uint32_t bits, unsigned labelling) {
    int labels[NAIVE_VERTICES] = {0};
    for (int vertex = vertex_count - 2; vertex >= 1; vertex--, labelling /= 3)
        labels[vertex - 1] = (int)(labelling % 3);
    return naive_from_bits(vertex_count, bits, labels);
}

static int compare_numbers(const void *first, const void *second) {
    const uint64_t one = *(const uint64_t *)first, other = *(const uint64_t *)second;
    return (one > other) - (one < other);
}

static size_t sort_unique(uint64_t *items, size_t count) {
    size_t kept = 0;
    if (count > 0)
        qsort(items, count, sizeof *items, compare_numbers);
    for (size_t item = 0; item < count; item++)
        if (kept == 0 || items[kept - 1] != items[item])
            items[kept++] = items[item];
    return kept;
}

/* The representatives of all pruned cells of some number of vertices, worked out once each, when first asked for. */
typedef struct memory {
    uint64_t *representatives[NAIVE_VERTICES];
} memory;

static uint64_t representative_of(memory *known, const naive_cell *pruned) {
    const int count = pruned->vertex_count;
    if (known->representatives[count] == NULL)
        known->representatives[count] =
            test_memory(((size_t)1 << (count * (count - 1) / 2)) * power_of_three(count - 2), sizeof(uint64_t));
    uint64_t *place =
        &known->representatives[count][naive_bits(pruned) * power_of_three(count - 2) + labelling_of(pruned)];
    if (*place == 0) {
        const naive_cell best = naive_representative(pruned);
        *place = (uint64_t)count << 40 | (uint64_t)naive_bits(&best) << 12 | labelling_of(&best);
    }
    return *place;
}

static void decode_all(decoding *made, int vertex_count) {
    *made = (decoding){.vertex_count = vertex_count,
                       .matrix_count = 1u << (vertex_count * (vertex_count - 1) / 2),
                       .labelling_count = power_of_three(vertex_count - 2)};
    const size_t count = (size_t)made->matrix_count * made->labelling_count;
    memory known = {{0}};
    size_t valid = 0;
    made->representatives = test_memory(count, sizeof *made->representatives);
    made->cells = test_memory(count, sizeof *made->cells);
    made->ids = test_memory(count, sizeof *made->ids);
    for (size_t number = 0; number < count; number++) {
        naive_cell pruned;
        const naive_cell encoding = encoding_of(vertex_count, (uint32_t)(number / made->labelling_count),
                                                (unsigned)(number % made->labelling_count));
        if (naive_prune(&encoding, &pruned) && naive_edge_count(&pruned) <= EDGES)
            made->cells[valid++] = made->representatives[number] = representative_of(&known, &pruned);
    }
    made->cell_count = (uint32_t)sort_unique(made->cells, valid);
    for (size_t number = 0; number < count; number++) {
        const uint64_t *place = bsearch(&made->representatives[number], made->cells, made->cell_count,
                                        sizeof *made->cells, compare_numbers);
        made->ids[number] = place != NULL ? (uint32_t)(place - made->cells) : UINT32_MAX;
    }
    for (int vertices = 0; vertices < NAIVE_VERTICES; vertices++)
        free(known.representatives[vertices]);
}

static void release(decoding *made) {
    free(made->representatives);
    free(made->cells);
    free(made->ids);
}

/* ---- pairs of cells that one change joins ---- */

enum { FLIPPED = 0 }; /* else from · 3 + to + 1, read from the lower id to the higher */

typedef struct pair_list {
    uint64_t *items; /* lower id, higher id, what changed */
    size_t count, capacity;
} pair_list;

static void add_pair(pair_list *pairs, uint32_t one, uint32_t other, unsigned from, unsigned to) {
    if (one == other || one == UINT32_MAX || other == UINT32_MAX)
        return;
    const unsigned change = from == to ? FLIPPED : one < other ? from * 3 + to + 1 : to * 3 + from + 1;
    const uint64_t low = one < other ? one : other, high = one < other ? other : one;
    if (pairs->count == pairs->capacity)
        pairs->count = sort_unique(pairs->items, pairs->count);
    if (pairs->count * 2 >= pairs->capacity)
        REQUIRE_OK(nsc_reserve(&pairs->items, &pairs->capacity, pairs->capacity * 2 + (1u << 21), sizeof *pairs->items,
                               &error));
    pairs->items[pairs->count++] = low << 36 | high << 4 | change;
}

/* Each change is met from both of its encodings; it is listed from the one without the edge, or of the lower
 * operation. */
static void list_pairs(const decoding *made, pair_list *pairs) {
    for (uint32_t bits = 0; bits < made->matrix_count; bits++)
        for (unsigned labelling = 0; labelling < made->labelling_count; labelling++) {
            const uint32_t id = made->ids[(size_t)bits * made->labelling_count + labelling];
            for (uint32_t edge = 1; edge < made->matrix_count; edge <<= 1)
                if ((bits & edge) == 0)
                    add_pair(pairs, id, made->ids[(size_t)(bits | edge) * made->labelling_count + labelling], 0, 0);
            for (unsigned weight = 1; weight < made->labelling_count; weight *= 3) {
                const unsigned from = labelling / weight % 3;
                for (unsigned to = from + 1; to < 3; to++)
                    add_pair(pairs, id,
                             made->ids[(size_t)bits * made->labelling_count + labelling + (to - from) * weight], from,
                             to);
            }
        }
    pairs->count = sort_unique(pairs->items, pairs->count);
}

/* ---- comparison ---- */

static void check_cells(const decoding *made, const nsc_space *space) {
    assert_int_equal(space->point_count, made->cell_count);
    for (uint32_t id = 0; id < made->cell_count; id++) {
        const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), id);
        const naive_cell representative = naive_from_cell(&cell);
        assert_true(made->cells[id] ==
                    ((uint64_t)cell.vertex_count << 40 | (uint64_t)cell.edges << 12 | labelling_of(&representative)));
    }
}

static uint32_t low_of(uint64_t pair) {
    return (uint32_t)(pair >> 36);
}
static uint32_t high_of(uint64_t pair) {
    return (uint32_t)(pair >> 4 & UINT32_MAX);
}
static int vertices_gained(const decoding *made, uint64_t pair) {
    return (int)(made->cells[high_of(pair)] >> 40) - (int)(made->cells[low_of(pair)] >> 40);
}

static void check_kind(const nsc_space *space, nsc_kind kind_number, unsigned change, int gained) {
    const nsc_edge_kind *kind = &space->edge_kinds[kind_number];
    if (change == FLIPPED) {
        /* More edges, higher id: read upwards, a flip adds. */
        assert_int_equal(kind->family, NSC_EDGE_ADDED);
        assert_int_equal(kind->vertices, gained);
        return;
    }
    assert_int_equal(kind->family, NSC_EDGE_REPLACED);
    assert_string_equal(kind->from, nsc_operation_name((nsc_operation)((change - 1) / 3)));
    assert_string_equal(kind->to, nsc_operation_name((nsc_operation)((change - 1) % 3)));
    assert_int_equal(gained, 0);
}

/* The rows' entries above the diagonal, in order, must be the pairs within the relation. */
static void check_graph(const decoding *made, const pair_list *pairs, const nsc_space *space, const char *name,
                        int vertices_lost) {
    nsc_graph graph = {0};
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named(name), NSC_THREADS(2), &error));
    size_t item = 0;
    uint64_t met = 0;
    for (uint32_t point = 0; point < graph.point_count; point++)
        for (uint64_t place = graph.offsets[point]; place < graph.offsets[point + 1]; place++) {
            if (graph.neighbours[place] < point)
                continue;
            while (item < pairs->count && vertices_gained(made, pairs->items[item]) > vertices_lost)
                item++;
            assert_true(item < pairs->count);
            const uint64_t pair = pairs->items[item++];
            assert_int_equal(point, low_of(pair));
            assert_int_equal(graph.neighbours[place], high_of(pair));
            check_kind(space, graph.kinds[place], (unsigned)(pair & 15), vertices_gained(made, pair));
            met++;
        }
    for (; item < pairs->count; item++)
        assert_true(vertices_gained(made, pairs->items[item]) > vertices_lost);
    assert_true(met == graph.edge_count);
    assert_true(2 * met == graph.offsets[graph.point_count]);
    nsc_graph_release(&graph);
}

static void check_space(int vertex_count, uint32_t expected_cells) {
    decoding made;
    pair_list pairs = {0};
    char name[32];
    snprintf(name, sizeof name, "nb101:vertices=%d", vertex_count);
    nsc_space *space = open_space(name);
    decode_all(&made, vertex_count);
    assert_int_equal(made.cell_count, expected_cells);
    check_cells(&made, space);
    list_pairs(&made, &pairs);
    /* No pair of cells is joined by two kinds of change. */
    for (size_t item = 1; item < pairs.count; item++)
        assert_true(pairs.items[item - 1] >> 4 != pairs.items[item] >> 4);
    check_graph(&made, &pairs, space, "pruned", vertex_count);
    check_graph(&made, &pairs, space, "adjacent", 1);
    check_graph(&made, &pairs, space, "strict", 0);
    free(pairs.items);
    release(&made);
    nsc_space_close(space);
}

static void test_five_vertices(void **state) {
    (void)state;
    check_space(5, 2532);
}

static void test_six_vertices(void **state) {
    (void)state;
    check_space(6, 64542);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_five_vertices),
        cmocka_unit_test(test_six_vertices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
