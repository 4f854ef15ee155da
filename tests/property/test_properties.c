/* What must hold for any encoding, whatever the right answer is: tried on seeded random ones. */
#include "graph/graph.h"
#include "testing.h"

enum { VERTICES = 7, INNER = 5, SLOTS = 21 };

typedef struct fixture {
    nsc_space *space;
    const nsc_nb101 *nb101;
    nsc_graph graph; /* pruned */
} fixture;

static int open_fixture(void **state) {
    static fixture opened;
    opened.space = open_space("nb101");
    opened.nb101 = nsc_space_nb101(opened.space);
    REQUIRE_OK(nsc_graph_build(&opened.graph, opened.space, nsc_relation_named("pruned"), NSC_THREADS(2), &error));
    *state = &opened;
    return 0;
}

static int close_fixture(void **state) {
    fixture *opened = *state;
    nsc_graph_release(&opened->graph);
    nsc_space_close(opened->space);
    return 0;
}

/* An encoding of 7 vertices that is a cell of the space; edges are present with a random probability. */
static nsc_cell random_encoding(const nsc_nb101 *nb101, gsl_rng *random, nsc_cell *pruned, uint32_t *id) {
    nsc_cell encoding;
    do {
        const double probability = 0.1 + 0.5 * gsl_rng_uniform(random);
        encoding = (nsc_cell){.vertex_count = VERTICES};
        for (unsigned slot = 0; slot < SLOTS; slot++)
            encoding.edges |= (uint32_t)(gsl_rng_uniform(random) < probability) << slot;
        for (unsigned inner = 0; inner < INNER; inner++)
            encoding.operations[inner] = (uint8_t)random_below(random, NSC_OPERATIONS);
    } while (!nsc_cell_prune(&encoding, pruned) || nsc_nb101_find(nb101, pruned, id, NULL) != NSC_OK);
    return encoding;
}

/* Writes the matrix with inner vertex v + 1 moved to place[v] + 1; false where an edge would point backwards. */
static bool move_vertices(const nsc_cell *cell, const unsigned *place, nsc_cell *moved) {
    unsigned position[NSC_CELL_VERTICES] = {0};
    *moved = (nsc_cell){.vertex_count = cell->vertex_count};
    position[cell->vertex_count - 1] = cell->vertex_count - 1u;
    for (unsigned inner = 0; inner + 2 < cell->vertex_count; inner++) {
        position[inner + 1] = place[inner] + 1;
        moved->operations[place[inner]] = cell->operations[inner];
    }
    for (unsigned to = 1; to < cell->vertex_count; to++)
        for (unsigned from = 0; from < to; from++) {
            if (!nsc_cell_has_edge(cell->edges, from, to))
                continue;
            if (position[from] >= position[to])
                return false;
            moved->edges |= 1u << nsc_cell_slot(position[from], position[to]);
        }
    return true;
}

static void test_order_of_vertices_does_not_matter(void **state) {
    const fixture *opened = *state;
    gsl_rng *random = random_stream(401, 0);
    unsigned moves = 0;
    for (unsigned round = 0; round < 20000; round++) {
        nsc_cell pruned, moved, pruned_again;
        uint32_t id, id_again;
        unsigned place[INNER] = {0, 1, 2, 3, 4};
        const nsc_cell encoding = random_encoding(opened->nb101, random, &pruned, &id);
        for (unsigned last = INNER - 1; last > 0; last--) {
            const unsigned other = random_below(random, last + 1), kept = place[last];
            place[last] = place[other];
            place[other] = kept;
        }
        /* Dead vertices move too. */
        if (!move_vertices(&encoding, place, &moved))
            continue;
        moves++;
        assert_true(nsc_cell_prune(&moved, &pruned_again));
        REQUIRE_OK(nsc_nb101_find(opened->nb101, &pruned_again, &id_again, &error));
        assert_int_equal(id_again, id);
        const nsc_hash hash = nsc_cell_fingerprint(&pruned), hash_again = nsc_cell_fingerprint(&pruned_again);
        assert_memory_equal(&hash, &hash_again, sizeof hash);
        assert_int_equal(nsc_cell_depth(pruned.edges, pruned.vertex_count),
                         nsc_cell_depth(pruned_again.edges, pruned_again.vertex_count));
        assert_int_equal(nsc_cell_width(pruned.edges, pruned.vertex_count),
                         nsc_cell_width(pruned_again.edges, pruned_again.vertex_count));
    }
    assert_true(moves > 1000);
    gsl_rng_free(random);
}

static void test_pruning_twice_is_pruning_once(void **state) {
    const fixture *opened = *state;
    gsl_rng *random = random_stream(402, 0);
    for (unsigned round = 0; round < 20000; round++) {
        nsc_cell pruned, again;
        uint32_t id;
        const nsc_cell encoding = random_encoding(opened->nb101, random, &pruned, &id);
        assert_true(nsc_cell_prune(&pruned, &again));
        assert_memory_equal(&again, &pruned, sizeof pruned);
        const uint32_t kept = nsc_prune_kept(encoding.edges, encoding.vertex_count);
        assert_int_equal(nsc_edges_among(encoding.edges, kept), pruned.edges);
        assert_true(nsc_edge_count(pruned.edges) <= nsc_edge_count(encoding.edges));
        /* Edges of dead vertices make no difference: without them the cell is the same. */
        nsc_cell bare = encoding;
        for (unsigned to = 1; to < VERTICES; to++)
            for (unsigned from = 0; from < to; from++)
                if ((kept >> from & kept >> to & 1u) == 0)
                    bare.edges &= ~(1u << nsc_cell_slot(from, to));
        assert_true(nsc_cell_prune(&bare, &again));
        assert_memory_equal(&again, &pruned, sizeof pruned);
    }
    gsl_rng_free(random);
}

/* The representative is the least of its kind: it is its own representative, and no encoding of it is below it. */
static void test_representatives_are_least(void **state) {
    const fixture *opened = *state;
    gsl_rng *random = random_stream(403, 0);
    for (unsigned round = 0; round < 20000; round++) {
        nsc_cell pruned;
        uint32_t id, id_again;
        random_encoding(opened->nb101, random, &pruned, &id);
        const nsc_cell representative = nsc_nb101_cell(opened->nb101, id);
        REQUIRE_OK(nsc_nb101_find(opened->nb101, &representative, &id_again, &error));
        assert_int_equal(id_again, id);
        assert_int_equal(representative.vertex_count, pruned.vertex_count);
        assert_int_equal(nsc_edge_count(representative.edges), nsc_edge_count(pruned.edges));
        assert_true(representative.edges < pruned.edges ||
                    (representative.edges == pruned.edges &&
                     memcmp(representative.operations, pruned.operations, NSC_CELL_INNER) <= 0));
    }
    gsl_rng_free(random);
}

/* By its members: what lies between them in memory may differ. */
static void assert_same_cell(const nsc_cell *one, const nsc_cell *other) {
    assert_int_equal(one->vertex_count, other->vertex_count);
    assert_int_equal(one->edges, other->edges);
    assert_memory_equal(one->operations, other->operations, sizeof one->operations);
}

/* What the program writes, it reads as the same encoding, dead vertices and all. */
static void test_written_encodings_read_back(void **state) {
    const fixture *opened = *state;
    gsl_rng *random = random_stream(404, 0);
    for (unsigned round = 0; round < 20000; round++) {
        nsc_cell pruned;
        uint32_t id, id_again;
        nsc_encoding read;
        char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
        char text[NSC_ADJACENCY_SIZE + NSC_OPERATIONS_SIZE];
        const nsc_cell encoding = random_encoding(opened->nb101, random, &pruned, &id);
        nsc_cell_adjacency(&encoding, adjacency);
        nsc_cell_operations(&encoding, operations);
        snprintf(text, sizeof text, "%s/%s", adjacency, operations);
        REQUIRE_OK(nsc_nb101_parse(opened->space, text, &id_again, &read, &error));
        assert_int_equal(id_again, id);
        assert_same_cell(&read.written, &encoding);
        assert_same_cell(&read.pruned, &pruned);
        assert_int_equal(read.kept, nsc_prune_kept(encoding.edges, encoding.vertex_count));
        REQUIRE_OK(nsc_encoding_parse_parts(&read, adjacency, operations, &error));
        assert_same_cell(&read.written, &encoding);
        snprintf(text, sizeof text, "id:%u", (unsigned)id);
        assert_int_equal(id_of(opened->space, text), id);
    }
    gsl_rng_free(random);
}

/* One change of an encoding leads to the same cell or to a neighbour. */
static void test_one_change_leads_to_a_neighbour(void **state) {
    const fixture *opened = *state;
    gsl_rng *random = random_stream(405, 0);
    unsigned moved = 0;
    for (unsigned round = 0; round < 20000; round++) {
        nsc_cell pruned;
        uint32_t id, neighbour;
        nsc_cell encoding = random_encoding(opened->nb101, random, &pruned, &id);
        const unsigned change = random_below(random, SLOTS + INNER);
        if (change < SLOTS)
            encoding.edges ^= 1u << change;
        else
            encoding.operations[change - SLOTS] =
                (uint8_t)((encoding.operations[change - SLOTS] + 1 + random_below(random, 2)) % NSC_OPERATIONS);
        if (!nsc_cell_prune(&encoding, &pruned) || nsc_nb101_find(opened->nb101, &pruned, &neighbour, NULL) != NSC_OK ||
            neighbour == id)
            continue;
        moved++;
        bool met = false;
        for (uint64_t place = opened->graph.offsets[id]; place < opened->graph.offsets[id + 1] && !met; place++)
            met = opened->graph.neighbours[place] == neighbour;
        assert_true(met);
    }
    assert_true(moved > 3000);
    gsl_rng_free(random);
}

/* Triangle inequality and symmetry of `hops`; neighbours are exactly at distance 1. */
static void test_hops_are_a_metric(void **state) {
    const fixture *opened = *state;
    enum { POINTS = 12 };
    gsl_rng *random = random_stream(406, 0);
    const uint32_t count = opened->space->point_count;
    uint8_t *distances = test_memory((size_t)POINTS * count, 1);
    uint32_t points[POINTS];
    for (int number = 0; number < POINTS; number++) {
        points[number] = random_below(random, number < 4 ? 2532 : count);
        REQUIRE_OK(nsc_graph_hops(&opened->graph, &points[number], 1, distances + (size_t)number * count, &error));
    }
    for (int one = 0; one < POINTS; one++) {
        const uint8_t *from_one = distances + (size_t)one * count;
        uint32_t near = 0;
        for (uint32_t point = 0; point < count; point++)
            near += from_one[point] == 1;
        assert_int_equal(near, nsc_graph_degree(&opened->graph, points[one]));
        for (int other = 0; other < POINTS; other++) {
            const uint8_t *from_other = distances + (size_t)other * count;
            assert_int_equal(from_one[points[other]], from_other[points[one]]);
            assert_int_equal(from_one[points[other]] == 0, points[one] == points[other]);
            for (uint32_t third = 0; third < count; third += 37)
                assert_true(from_one[third] <= from_one[points[other]] + from_other[third]);
        }
    }
    gsl_rng_free(random);
    free(distances);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_vertices_does_not_matter), cmocka_unit_test(test_pruning_twice_is_pruning_once),
        cmocka_unit_test(test_representatives_are_least),         cmocka_unit_test(test_written_encodings_read_back),
        cmocka_unit_test(test_one_change_leads_to_a_neighbour),   cmocka_unit_test(test_hops_are_a_metric),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
