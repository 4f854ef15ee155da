/*
 * All 509,607,936 encodings: what each decodes to against a decoder by Floyd and Warshall and by all permutations, and
 * counts against published ones and against a count by skeletons.
 */
#include "naive_cell.h"
#include "testing.h"

enum {
    VERTICES = 7,
    EDGES = 9,
    INNER = VERTICES - 2,
    MATRICES = 1 << 21,
    LABELLINGS = 243,
    CELLS = 423624,
    KEPT_SETS = 1 << INNER
};

static int open_fixture(void **state) {
    *state = open_space("nb101");
    return 0;
}

static int close_fixture(void **state) {
    nsc_space_close(*state);
    return 0;
}

static const nsc_encodings *encodings_of(const nsc_space *space) {
    const nsc_encodings *encodings = NULL;
    REQUIRE_OK(nsc_space_encodings(space, &encodings, &error));
    return encodings;
}

/* ---- the decoder ---- */

/* The number of a labelling, first symbol most significant, and back. */
static unsigned number_of(const int *labels, int count) {
    unsigned number = 0;
    for (int inner = 0; inner < count; inner++)
        number = number * NSC_OPERATIONS + (unsigned)labels[inner];
    return number;
}

static void labels_of(unsigned number, int *labels, int count) {
    for (int inner = count - 1; inner >= 0; inner--, number /= NSC_OPERATIONS)
        labels[inner] = (int)(number % NSC_OPERATIONS);
}

static unsigned power_of_three(int exponent) {
    unsigned power = 1;
    while (exponent-- > 0)
        power *= 3;
    return power;
}

typedef struct keyed_cell {
    uint64_t key; /* edges, then labelling: different for any two cells */
    uint32_t id;
} keyed_cell;

static uint64_t key_of(const naive_cell *cell) {
    return (uint64_t)naive_bits(cell) << 8 | number_of(cell->label + 1, cell->vertex_count - 2);
}

static int compare_keys(const void *first, const void *second) {
    const keyed_cell *one = first, *other = second;
    return (one->key > other->key) - (one->key < other->key);
}

static keyed_cell *cells_by_key(const nsc_space *space) {
    keyed_cell *cells = test_memory(space->point_count, sizeof *cells);
    for (uint32_t id = 0; id < space->point_count; id++) {
        const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), id);
        const naive_cell naive = naive_from_cell(&cell);
        cells[id] = (keyed_cell){.key = key_of(&naive), .id = id};
    }
    qsort(cells, space->point_count, sizeof *cells, compare_keys);
    return cells;
}

/* A decoder that remembers the cells of every full matrix that it has met. */
typedef struct decoder {
    keyed_cell *cells;
    uint32_t cell_count;
    uint32_t *of_full[MATRICES];        /* [full matrix] ids by labelling of its own vertices */
    uint8_t own[KEPT_SETS][LABELLINGS]; /* [inner vertices kept][labelling of all] labelling of the kept ones */
} decoder;

static decoder *create_decoder(const nsc_space *space) {
    decoder *made = test_memory(1, sizeof *made);
    made->cells = cells_by_key(space);
    made->cell_count = space->point_count;
    for (unsigned kept = 0; kept < KEPT_SETS; kept++)
        for (unsigned labelling = 0; labelling < LABELLINGS; labelling++) {
            int labels[INNER], own[INNER], count = 0;
            labels_of(labelling, labels, INNER);
            for (int inner = 0; inner < INNER; inner++)
                if ((kept >> inner & 1) != 0)
                    own[count++] = labels[inner];
            made->own[kept][labelling] = (uint8_t)number_of(own, count);
        }
    return made;
}

static void destroy_decoder(decoder *naive) {
    for (uint32_t matrix = 0; matrix < MATRICES; matrix++)
        free(naive->of_full[matrix]);
    free(naive->cells);
    free(naive);
}

/* The ids of all labellings of a full matrix, by representatives among all orders of its vertices. */
static const uint32_t *ids_of_full(decoder *naive, const naive_cell *full) {
    uint32_t **ids = &naive->of_full[naive_bits(full)];
    const int inner = full->vertex_count - 2;
    if (*ids != NULL)
        return *ids;
    *ids = test_memory(power_of_three(inner), sizeof **ids);
    for (unsigned labelling = 0; labelling < power_of_three(inner); labelling++) {
        naive_cell cell = *full;
        labels_of(labelling, cell.label + 1, inner);
        cell = naive_representative(&cell);
        const keyed_cell wanted = {.key = key_of(&cell)};
        const keyed_cell *found = bsearch(&wanted, naive->cells, naive->cell_count, sizeof wanted, compare_keys);
        assert_non_null(found);
        (*ids)[labelling] = found->id;
    }
    return *ids;
}

/* Checks all labellings of one matrix; returns what it is. */
static nsc_decoding check_matrix(decoder *naive, const nsc_encodings *encodings, uint32_t matrix) {
    static const int numbers[INNER] = {1, 2, 3, 4, 5};
    const naive_cell written = naive_from_bits(VERTICES, matrix, numbers); /* labels tell the vertices that are kept */
    naive_cell pruned;
    if (!naive_prune(&written, &pruned))
        return NSC_HAS_NO_PATH;
    if (naive_edge_count(&pruned) > EDGES)
        return NSC_EDGES_AFTER_PRUNING;
    unsigned kept = 0;
    for (int vertex = 1; vertex < pruned.vertex_count - 1; vertex++)
        kept |= 1u << (pruned.label[vertex] - 1);
    const uint32_t *expected = ids_of_full(naive, &pruned), *points = nsc_matrix_points(encodings, matrix);
    unsigned wrong = 0;
    for (unsigned labelling = 0; labelling < LABELLINGS; labelling++)
        wrong += points[labelling] != expected[naive->own[kept][labelling]];
    if (wrong > 0)
        fail_msg("matrix %u: %u labellings decode to another cell", matrix, wrong);
    return naive_edge_count(&written) > EDGES ? NSC_EDGES_BEFORE_PRUNING : NSC_DECODES;
}

static void test_every_encoding(void **state) {
    const nsc_encodings *encodings = encodings_of(*state);
    assert_int_equal(encodings->matrix_count, MATRICES);
    assert_int_equal(encodings->labelling_count, LABELLINGS);
    decoder *naive = create_decoder(*state);
    for (uint32_t matrix = 0; matrix < MATRICES; matrix++) {
        const nsc_decoding found[NSC_VALIDITY_COUNT] = {nsc_matrix_decoding(encodings, NSC_VALID_PRUNED, matrix),
                                                        nsc_matrix_decoding(encodings, NSC_VALID_RAW, matrix)};
        if (encodings->classes[matrix] < NSC_CLASS_TOO_MANY_EDGES &&
            encodings->classes[matrix] >= encodings->class_count)
            fail_msg("matrix %u: there is no class %u", matrix, encodings->classes[matrix]);
        if (found[NSC_VALID_PRUNED] != NSC_DECODES) {
            assert_int_equal(found[NSC_VALID_PRUNED], check_matrix(naive, encodings, matrix));
            assert_int_equal(found[NSC_VALID_RAW], found[NSC_VALID_PRUNED]);
        } else
            assert_int_equal(found[NSC_VALID_RAW], check_matrix(naive, encodings, matrix));
    }
    destroy_decoder(naive);
}

/* ---- counts ---- */

static void test_totals(void **state) {
    static const uint64_t valid[NSC_VALIDITY_COUNT] = {373754169, 139359042};
    const nsc_encodings *encodings = encodings_of(*state);
    assert_true(nsc_encodings_count(encodings) == 509607936);
    assert_int_equal(nsc_encodings_coordinates(encodings), 26);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        uint64_t counts[NSC_DECODING_COUNT], sum = 0;
        nsc_encodings_tally(encodings, (nsc_validity)validity, counts);
        for (int decoding = 0; decoding < NSC_DECODING_COUNT; decoding++)
            sum += counts[decoding];
        assert_true(sum == 509607936);
        assert_true(counts[NSC_DECODES] == valid[validity]);
        assert_true(counts[NSC_HAS_NO_PATH] == (uint64_t)(MATRICES - 1947545) * LABELLINGS);
        assert_true(counts[NSC_EDGES_BEFORE_PRUNING] == valid[0] - valid[validity]);
    }
}

/* Encodings of every cell by going through all of them. */
static uint32_t *count_encodings(const nsc_space *space, nsc_validity validity) {
    const nsc_encodings *encodings = encodings_of(space);
    uint32_t *counts = test_memory(space->point_count, sizeof *counts), point = 0;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++)
            if (nsc_encoding_decode(encodings, validity, matrix, labelling, &point) == NSC_DECODES)
                counts[point]++;
    return counts;
}

static void check_counts_by_skeleton(const nsc_space *space, nsc_validity validity, const uint32_t *counts) {
    double *expected = test_memory(space->point_count, sizeof *expected);
    REQUIRE_OK(nsc_nb101_encodings(nsc_space_nb101(space), validity, expected, &error));
    for (uint32_t cell = 0; cell < space->point_count; cell++)
        if (counts[cell] == 0 || counts[cell] != expected[cell])
            fail_msg("%s, cell %u: %u encodings by the table, %.0f by its skeleton", space->name, cell, counts[cell],
                     expected[cell]);
    free(expected);
}

static int compare_counts(const void *first, const void *second) {
    const uint32_t *one = first, *other = second;
    return (*one > *other) - (*one < *other);
}

/* Least, median and most encodings of a cell, by its vertices; ids ascend with them. */
static void check_published_counts(uint32_t *counts, const uint32_t expected[VERTICES + 1][3]) {
    static const uint32_t cells[VERTICES + 1] = {0, 0, 1, 6, 84, 2441, 62010, 359082};
    for (int vertices = 2; vertices <= VERTICES; counts += cells[vertices++]) {
        qsort(counts, cells[vertices], sizeof *counts, compare_counts);
        assert_int_equal(counts[0], expected[vertices][0]);
        assert_int_equal(counts[cells[vertices] / 2], expected[vertices][1]);
        assert_int_equal(counts[cells[vertices] - 1], expected[vertices][2]);
    }
}

static void test_encodings_of_cells(void **state) {
    static const uint32_t published[NSC_VALIDITY_COUNT][VERTICES + 1][3] = {
        {{0},
         {0},
         {36354501, 36354501, 36354501},
         {12585537, 12585537, 12585537},
         {1141398, 1141398, 2282796},
         {34686, 34686, 208116},
         {357, 357, 4284},
         {1, 2, 60}},
        {{0},
         {0},
         {23423013, 23423013, 23423013},
         {5420682, 8150625, 8150625},
         {118395, 560142, 1120284},
         {90, 5130, 77490},
         {15, 60, 2700},
         {1, 2, 60}},
    };
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        uint32_t *counts = count_encodings(*state, (nsc_validity)validity);
        check_counts_by_skeleton(*state, (nsc_validity)validity, counts);
        check_published_counts(counts, published[validity]);
        free(counts);
    }
}

static const char *const parts[] = {"nb101:vertices=2",
                                    "nb101:vertices=3",
                                    "nb101:vertices=4",
                                    "nb101:vertices=5",
                                    "nb101:vertices=6",
                                    "nb101:vertices=2,edges=1",
                                    "nb101:vertices=3,edges=2",
                                    "nb101:vertices=4,edges=4",
                                    "nb101:vertices=5,edges=5",
                                    "nb101:vertices=5,edges=7",
                                    "nb101:vertices=5,edges=10",
                                    "nb101:vertices=6,edges=15",
                                    "nb101:edges=7"};
enum { PARTS = sizeof parts / sizeof parts[0] };

/* By either rule every cell of every part has an encoding: its own matrix, other vertices without edges. */
static void test_encodings_of_parts(void **state) {
    (void)state;
    for (size_t part = 0; part < PARTS; part++) {
        nsc_space *space = open_space(parts[part]);
        for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
            uint32_t *counts = count_encodings(space, (nsc_validity)validity);
            check_counts_by_skeleton(space, (nsc_validity)validity, counts);
            free(counts);
        }
        nsc_space_close(space);
    }
}

/* ---- opening ---- */

static nsc_status ask(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const nsc_encodings **found = ((void **)context)[1];
    return nsc_space_encodings(((void **)context)[0], &found[task], error);
}

/* Threads that ask at once get the one table, which never changes. */
static void test_opening(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    const nsc_encodings *found[8] = {NULL};
    void *context[2] = {space, found};
    REQUIRE_OK(nsc_parallel(8, NSC_THREADS(4), ask, context, &error));
    for (int task = 0; task < 8; task++) {
        assert_non_null(found[task]);
        assert_ptr_equal(found[task], found[0]);
    }
    nsc_space_close(space);
}

static void test_refusals(void **state) {
    (void)state;
    const nsc_encodings *encodings = NULL;
    nsc_space *eight = open_space("nb101:vertices=8,edges=9");
    REQUIRE_REFUSED(nsc_space_encodings(eight, &encodings, &error), NSC_USAGE, "8 vertices");
    nsc_space_close(eight);
    nsc_space *dense = open_space("nb101:edges=13");
    REQUIRE_REFUSED(nsc_space_encodings(dense, &encodings, &error), NSC_USAGE, "too many matrices of up to 13 edges");
    nsc_space_close(dense);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_encoding),
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_encodings_of_cells),
        cmocka_unit_test(test_encodings_of_parts),
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
