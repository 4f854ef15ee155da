/*
 * Distances between encodings against the differing coordinates of listed encodings: all pairs of cells in small parts
 * of the space, a thousand pairs in the whole, where the nearest encoding of input → output is also a minimum cut away.
 * The sizes of balls around the best cell were computed by another program. The changes between two cells are the same
 * whether their encodings are compared or all encodings are passed over.
 */
#include "graph/encoding_pairs_internal.h"
#include "graph/graph.h"
#include "naive_changes.h"
#include "testing.h"

enum { VERTICES = 7, CELLS = 423624 };

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

static uint8_t *buffer_for(const nsc_encodings *encodings) {
    uint8_t *buffer = NULL;
    REQUIRE_OK(nsc_encoding_buffer(encodings, &buffer, &error));
    return buffer;
}

/* ---- encodings as words whose differing bits are twice the changes between them ---- */

/* Each bit of the matrix twice, each symbol as one of three bits. */
static uint64_t word_of(const nsc_encodings *encodings, uint32_t matrix, uint32_t labelling) {
    uint64_t word = 0;
    for (unsigned bit = 0; bit < encodings->bit_count; bit++)
        word |= (uint64_t)(matrix >> bit & 1) * 3 << 2 * bit;
    for (unsigned symbol = 0; symbol < encodings->symbol_count; symbol++, labelling /= encodings->symbols)
        word |= UINT64_C(1) << (2 * encodings->bit_count + 3 * symbol + labelling % encodings->symbols);
    return word;
}

static unsigned changes_between(uint64_t one, uint64_t other) {
    return (unsigned)__builtin_popcountll(one ^ other) / 2;
}

/* The valid encodings of some points. */
typedef struct listed {
    uint64_t word;
    uint32_t point;
} listed;

typedef struct listing {
    listed *items;
    size_t count, capacity;
} listing;

static bool have_same_edges(const nsc_space *space, uint32_t one, uint32_t other) {
    const nsc_cell a = nsc_nb101_cell(nsc_space_nb101(space), one), b = nsc_nb101_cell(nsc_space_nb101(space), other);
    return a.vertex_count == b.vertex_count && a.edges == b.edges;
}

/* The points that have the edges of one that `wanted` marks: ids of equal edges follow one another. */
static bool *points_with_edges_of(const nsc_space *space, const bool *wanted) {
    const uint32_t count = space->point_count;
    bool *marked = test_memory(count, sizeof *marked);
    for (uint32_t point = 0; point < count; point++)
        marked[point] = wanted[point] || (point > 0 && marked[point - 1] && have_same_edges(space, point, point - 1));
    for (uint32_t point = count - 1; point > 0; point--)
        marked[point - 1] = marked[point - 1] || (marked[point] && have_same_edges(space, point, point - 1));
    return marked;
}

/*
 * Those of the points that `wanted` marks; of all where it is NULL. Operations change neither whether an encoding is
 * valid nor the edges of its cell, so that a matrix whose first encoding has other edges than those wanted is passed
 * over: of all 2^21 × 243, few are left to decode.
 */
static listing list_encodings(const nsc_space *space, nsc_validity validity, const bool *wanted) {
    const nsc_encodings *encodings = encodings_of(space);
    bool *possible = wanted == NULL ? NULL : points_with_edges_of(space, wanted);
    listing list = {0};
    uint32_t point = 0;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        if (nsc_encoding_decode(encodings, validity, matrix, 0, &point) != NSC_DECODES ||
            (possible != NULL && !possible[point]))
            continue;
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++) {
            assert_int_equal(nsc_encoding_decode(encodings, validity, matrix, labelling, &point), NSC_DECODES);
            if (wanted != NULL && !wanted[point])
                continue;
            REQUIRE_OK(nsc_reserve(&list.items, &list.capacity, list.count + 1, sizeof *list.items, &error));
            list.items[list.count++] = (listed){word_of(encodings, matrix, labelling), point};
        }
    }
    free(possible);
    return list;
}

/* Fewest changes from a word to any of a listing; NSC_UNREACHED where that is empty. */
static unsigned changes_to(uint64_t word, const listing *list) {
    unsigned fewest = NSC_UNREACHED;
    for (size_t place = 0; place < list->count; place++) {
        const unsigned changes = changes_between(word, list->items[place].word);
        fewest = changes < fewest ? changes : fewest;
    }
    return fewest;
}

/* ---- parts of the space: all pairs of cells ---- */

/* Fewest changes between any two encodings, [cell × point_count + cell]. */
static uint8_t *all_distances(const nsc_space *space, nsc_validity validity) {
    const uint32_t count = space->point_count;
    listing list = list_encodings(space, validity, NULL);
    uint8_t *fewest = test_memory(count, count);
    memset(fewest, NSC_UNREACHED, (size_t)count * count);
    for (size_t one = 0; one < list.count; one++)
        for (size_t other = 0; other <= one; other++) {
            const uint8_t changes = (uint8_t)changes_between(list.items[one].word, list.items[other].word);
            uint8_t *there = &fewest[(size_t)list.items[one].point * count + list.items[other].point];
            uint8_t *back = &fewest[(size_t)list.items[other].point * count + list.items[one].point];
            *there = changes < *there ? changes : *there;
            *back = changes < *back ? changes : *back;
        }
    free(list.items);
    return fewest;
}

static void check_all_pairs(const char *name, nsc_validity validity) {
    nsc_space *space = open_space(name);
    const uint32_t count = space->point_count;
    uint8_t *expected = all_distances(space, validity), *distances = test_memory(count, 1);
    for (uint32_t target = 0; target < count; target++) {
        REQUIRE_OK(nsc_encoding_distances_of_points(space, validity, &target, 1, NSC_THREADS(1), distances, &error));
        assert_memory_equal(distances, expected + (size_t)target * count, count);
    }
    gsl_rng *random = random_stream(31, 0);
    for (int round = 0; round < 50; round++) {
        uint32_t targets[6], target_count = 1 + random_below(random, 6);
        for (uint32_t number = 0; number < target_count; number++)
            targets[number] = random_below(random, count);
        REQUIRE_OK(nsc_encoding_distances_of_points(space, validity, targets, target_count, NSC_THREADS(2), distances,
                                                    &error));
        for (uint32_t point = 0; point < count; point++) {
            uint8_t nearest = NSC_UNREACHED;
            for (uint32_t number = 0; number < target_count; number++) {
                const uint8_t one = expected[(size_t)targets[number] * count + point];
                nearest = one < nearest ? one : nearest;
            }
            assert_int_equal(distances[point], nearest);
        }
    }
    gsl_rng_free(random);
    free(distances);
    free(expected);
    nsc_space_close(space);
}

static void test_all_pairs_of_parts(void **state) {
    static const char *const parts[] = {"nb101:vertices=2", "nb101:vertices=3",         "nb101:vertices=3,edges=2",
                                        "nb101:vertices=4", "nb101:vertices=4,edges=4", "nb101:vertices=5,edges=6",
                                        "nb101:vertices=5"};
    (void)state;
    for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++)
        for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
            check_all_pairs(parts[part], (nsc_validity)validity);
}

/* ---- parts of the space: all encodings ---- */

/* Distances of all encodings to some points' and the counts that follow, one encoding after the other. */
static void check_shells(const nsc_space *space, nsc_validity validity, const uint32_t *targets, size_t target_count) {
    const nsc_encodings *encodings = encodings_of(space);
    const size_t cells = space->point_count, count_size = cells * NSC_ENCODING_DISTANCES * sizeof(uint32_t);
    bool *wanted = test_memory(cells, sizeof *wanted);
    for (size_t number = 0; number < target_count; number++)
        wanted[targets[number]] = true;
    listing list = list_encodings(space, validity, wanted);
    nsc_encoding_counts shells, expected = {.of_points = test_memory(1, count_size)};
    uint8_t *buffer = buffer_for(encodings);
    REQUIRE_OK(nsc_encoding_counts_of(&shells, space, validity, targets, target_count, NSC_THREADS(2), buffer, &error));
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++) {
            const unsigned distance = changes_to(word_of(encodings, matrix, labelling), &list);
            uint32_t point;
            assert_int_equal(buffer[(size_t)matrix * encodings->labelling_count + labelling], distance);
            if (distance == NSC_UNREACHED)
                continue;
            expected.all[distance]++;
            if (nsc_encoding_decode(encodings, validity, matrix, labelling, &point) != NSC_DECODES)
                continue;
            expected.valid[distance]++;
            expected.of_points[(size_t)point * NSC_ENCODING_DISTANCES + distance]++;
        }
    assert_int_equal(shells.validity, validity);
    assert_int_equal(shells.point_count, cells);
    assert_memory_equal(shells.all, expected.all, sizeof shells.all);
    assert_memory_equal(shells.valid, expected.valid, sizeof shells.valid);
    assert_memory_equal(shells.of_points, expected.of_points, count_size);
    nsc_encoding_counts_release(&shells);
    assert_null(shells.of_points);
    nsc_encoding_counts_release(&expected);
    free(list.items);
    free(wanted);
    free(buffer);
}

static void test_shells_of_parts(void **state) {
    static const char *const parts[] = {
        "nb101:vertices=2",         "nb101:vertices=3", "nb101:vertices=4,edges=4", "nb101:vertices=5",
        "nb101:vertices=5,edges=5", "nb101:vertices=6", "nb101:vertices=6,edges=7"};
    gsl_rng *random = random_stream(32, 0);
    (void)state;
    for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
        nsc_space *space = open_space(parts[part]);
        const uint32_t cells = space->point_count;
        for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
            /* In the upper half of the larger parts are cells of the most vertices, which have few encodings. */
            const uint32_t targets[3] = {cells - 1, cells / 2 + random_below(random, (cells + 1) / 2), cells - 1};
            for (size_t target_count = 0; target_count <= 3; target_count++)
                check_shells(space, (nsc_validity)validity, targets, target_count);
        }
        nsc_space_close(space);
    }
    gsl_rng_free(random);
}

/* Without a target, nothing is near. */
static void test_no_targets(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    uint8_t distances[91] = {0};
    REQUIRE_OK(nsc_encoding_distances_of_points(space, NSC_VALID_PRUNED, NULL, 0, NSC_THREADS(1), distances, &error));
    for (int cell = 0; cell < 91; cell++)
        assert_int_equal(distances[cell], NSC_UNREACHED);
    nsc_space_close(space);
}

static void test_refusals(void **state) {
    (void)state;
    nsc_space *eight = open_space("nb101:vertices=8,edges=9");
    const uint32_t target = 0;
    uint8_t distances[1];
    nsc_changes changes;
    REQUIRE_REFUSED(
        nsc_encoding_distances_of_points(eight, NSC_VALID_RAW, &target, 1, NSC_THREADS(1), distances, &error),
        NSC_USAGE, "at most 7");
    REQUIRE_REFUSED(nsc_encoding_changes(eight, NSC_VALID_RAW, 0, 1, NSC_THREADS(1), &changes, &error), NSC_USAGE,
                    "at most 7");
    assert_true(changes.start == NULL && changes.steps == NULL);
    nsc_space_close(eight);
}

/* ---- the whole space ---- */

static void test_balls_of_best_cell(void **state) {
    /* Encodings within each distance; those not listed were not computed. */
    static const struct {
        unsigned distance;
        uint64_t encodings;
    } balls[] = {{0, 4},          {1, 128},        {2, 1968},      {3, 19328},    {4, 136036},
                 {5, 729600},     {6, 3091474},    {7, 10581210},  {8, 29688608}, {9, 69074946},
                 {10, 134758866}, {12, 319444220}, {21, 509607936}};
    const uint32_t best = id_of(*state, "published-best");
    uint8_t *buffer = buffer_for(encodings_of(*state));
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        nsc_encoding_counts shells;
        REQUIRE_OK(
            nsc_encoding_counts_of(&shells, *state, (nsc_validity)validity, &best, 1, NSC_THREADS(2), buffer, &error));
        uint64_t within = 0;
        for (unsigned distance = 0, ball = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
            within += shells.all[distance];
            if (ball < sizeof balls / sizeof balls[0] && balls[ball].distance == distance)
                assert_true(within == balls[ball++].encodings);
            else if (distance > 21)
                assert_true(shells.all[distance] == 0);
        }
        nsc_encoding_counts_release(&shells);
    }
    free(buffer);
}

/* The rows of a point add up to its encodings, and all points' to the valid ones. */
static void check_sums(const nsc_space *space, const nsc_encoding_counts *shells) {
    static const uint64_t valid[NSC_VALIDITY_COUNT] = {373754169, 139359042};
    double *expected = test_memory(space->point_count, sizeof *expected);
    uint64_t sums[NSC_ENCODING_DISTANCES] = {0}, all = 0, all_valid = 0;
    REQUIRE_OK(nsc_nb101_encodings(nsc_space_nb101(space), shells->validity, expected, &error));
    for (uint32_t point = 0; point < space->point_count; point++) {
        uint64_t of_point = 0;
        for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
            const uint32_t count = shells->of_points[(size_t)point * NSC_ENCODING_DISTANCES + distance];
            of_point += count;
            sums[distance] += count;
        }
        assert_true((double)of_point == expected[point]);
    }
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
        assert_true(sums[distance] == shells->valid[distance]);
        assert_true(shells->valid[distance] <= shells->all[distance]);
        all += shells->all[distance];
        all_valid += shells->valid[distance];
    }
    assert_true(all == 509607936);
    assert_true(all_valid == valid[shells->validity]);
    free(expected);
}

static void test_thread_counts(void **state) {
    const nsc_space *space = *state;
    const size_t size = nsc_encodings_count(encodings_of(space));
    const uint32_t targets[3] = {id_of(space, "published-best"), id_of(space, "resnet-like"), 300000};
    uint8_t *buffer = buffer_for(encodings_of(space));
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        nsc_encoding_counts first, shells;
        REQUIRE_OK(
            nsc_encoding_counts_of(&first, space, (nsc_validity)validity, targets, 3, NSC_THREADS(1), buffer, &error));
        const uint32_t expected = nsc_crc32c(buffer, size);
        check_sums(space, &first);
        memset(buffer, 77, size);
        REQUIRE_OK(
            nsc_encoding_counts_of(&shells, space, (nsc_validity)validity, targets, 3, NSC_THREADS(2), buffer, &error));
        assert_int_equal(nsc_crc32c(buffer, size), expected);
        assert_memory_equal(shells.all, first.all, sizeof shells.all);
        assert_memory_equal(shells.valid, first.valid, sizeof shells.valid);
        assert_memory_equal(shells.of_points, first.of_points,
                            CELLS * NSC_ENCODING_DISTANCES * sizeof *shells.of_points);
        nsc_encoding_counts_release(&shells);
        nsc_encoding_counts_release(&first);
    }
    free(buffer);
}

/* Encodings drawn from all, valid or not, against those of four cells with few. */
static void test_random_encodings(void **state) {
    const nsc_space *space = *state;
    const nsc_encodings *encodings = encodings_of(space);
    const uint32_t targets[4] = {id_of(space, "published-best"), 423623, 63000, 30000};
    bool *wanted = test_memory(CELLS, sizeof *wanted);
    for (int number = 0; number < 4; number++)
        wanted[targets[number]] = true;
    uint8_t *buffer = buffer_for(encodings);
    gsl_rng *random = random_stream(33, 0);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        listing list = list_encodings(space, (nsc_validity)validity, wanted);
        REQUIRE_OK(
            nsc_encoding_distances(encodings, (nsc_validity)validity, targets, 4, NSC_THREADS(2), buffer, &error));
        for (int round = 0; round < 50000; round++) {
            const uint32_t matrix = random_below(random, encodings->matrix_count);
            const uint32_t labelling = random_below(random, encodings->labelling_count);
            assert_int_equal(buffer[(size_t)matrix * encodings->labelling_count + labelling],
                             changes_to(word_of(encodings, matrix, labelling), &list));
        }
        free(list.items);
    }
    gsl_rng_free(random);
    free(buffer);
    free(wanted);
}

/* ---- the whole space: pairs of cells ---- */

enum { SOURCES = 6, PARTNERS = 400 };

/* The encodings of each of some points, one point's after the other's. */
typedef struct groups {
    uint64_t *words;
    size_t first[SOURCES + PARTNERS + 1];
} groups;

static groups group_encodings(const nsc_space *space, nsc_validity validity, const uint32_t *points, size_t count) {
    uint16_t *numbers = test_memory(CELLS, sizeof *numbers);
    bool *wanted = test_memory(CELLS, sizeof *wanted);
    size_t next[SOURCES + PARTNERS + 1] = {0};
    groups made = {0};
    for (size_t number = 0; number < count; number++) {
        wanted[points[number]] = true;
        numbers[points[number]] = (uint16_t)number;
    }
    listing list = list_encodings(space, validity, wanted);
    for (size_t place = 0; place < list.count; place++)
        made.first[numbers[list.items[place].point] + 1]++;
    for (size_t number = 0; number < count; number++)
        next[number + 1] = made.first[number + 1] += made.first[number];
    made.words = test_memory(list.count, sizeof *made.words);
    for (size_t place = 0; place < list.count; place++)
        made.words[next[numbers[list.items[place].point]]++] = list.items[place].word;
    free(list.items);
    free(wanted);
    free(numbers);
    return made;
}

static unsigned changes_between_groups(const groups *made, size_t one, size_t other) {
    unsigned fewest = NSC_UNREACHED;
    for (size_t place = made->first[one]; place < made->first[one + 1]; place++)
        for (size_t opposite = made->first[other]; opposite < made->first[other + 1]; opposite++) {
            const unsigned changes = changes_between(made->words[place], made->words[opposite]);
            fewest = changes < fewest ? changes : fewest;
        }
    return fewest;
}

/* Cells of each number of vertices from three, then others from all; all different. */
static void choose_points(const nsc_space *space, uint32_t *points) {
    static const uint32_t first_ids[VERTICES + 2] = {0, 0, 0, 1, 7, 91, 2532, 64542, CELLS};
    static const int vertices[SOURCES - 1] = {7, 6, 5, 4, 3};
    gsl_rng *random = random_stream(34, 0);
    bool *taken = test_memory(CELLS, sizeof *taken);
    points[0] = id_of(space, "published-best");
    taken[points[0]] = true;
    for (size_t number = 1; number < SOURCES + PARTNERS; number++) {
        const int size = number < SOURCES ? vertices[number - 1] : 0;
        const uint32_t first = size > 0 ? first_ids[size] : 0, end = size > 0 ? first_ids[size + 1] : CELLS;
        do
            points[number] = first + random_below(random, end - first);
        while (taken[points[number]]);
        taken[points[number]] = true;
    }
    free(taken);
    gsl_rng_free(random);
}

static void test_pairs_of_cells(void **state) {
    const double most_comparisons = 4e7; /* a source, so that cells of many encodings do not take all the time */
    const nsc_space *space = *state;
    uint32_t points[SOURCES + PARTNERS];
    uint8_t *distances[SOURCES];
    choose_points(space, points);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        groups made = group_encodings(space, (nsc_validity)validity, points, SOURCES + PARTNERS);
        unsigned pairs = 0;
        /* A source takes a pass over all encodings: every other one by the raw rule. */
        const size_t step = validity == NSC_VALID_RAW ? 2 : 1;
        for (size_t source = 0; source < SOURCES; source += step) {
            distances[source] = test_memory(CELLS, 1);
            REQUIRE_OK(nsc_encoding_distances_of_points(space, (nsc_validity)validity, &points[source], 1,
                                                        NSC_THREADS(2), distances[source], &error));
            double comparisons = 0;
            for (size_t other = SOURCES; other < SOURCES + PARTNERS; other++) {
                const double more = (double)(made.first[source + 1] - made.first[source]) *
                                    (double)(made.first[other + 1] - made.first[other]);
                if (comparisons + more > most_comparisons)
                    continue;
                comparisons += more;
                assert_int_equal(distances[source][points[other]], changes_between_groups(&made, source, other));
                pairs++;
            }
        }
        assert_in_range(pairs, 500, SOURCES * PARTNERS);
        for (size_t source = 0; source < SOURCES; source += step)
            for (size_t other = 0; other < SOURCES; other += step)
                assert_int_equal(distances[source][points[other]], distances[other][points[source]]);
        for (size_t source = 0; source < SOURCES; source += step)
            free(distances[source]);
        free(made.words);
    }
}

/* Fewest edges that part input from output, the edge between the two left out: over all sets of inner vertices. */
static int cut_of_inner_paths(const naive_cell *cell) {
    const int output = cell->vertex_count - 1;
    int fewest = NAIVE_VERTICES * NAIVE_VERTICES;
    for (unsigned set = 1; set < 1u << output; set += 2) {
        int crossing = 0;
        for (int from = 0; from < output; from++)
            for (int to = from + 1; to <= output; to++)
                crossing += cell->edge[from][to] && (set >> from & 1) != 0 && (set >> to & 1) == 0;
        fewest = crossing < fewest ? crossing : fewest;
    }
    return fewest - (cell->edge[0][output] ? 1 : 0);
}

/*
 * To become input → output, a cell loses every path through its inner vertices and gains that edge where it lacks it;
 * as it loses at least one before it gains one, both rules allow the way.
 */
static void test_distances_to_smallest_cell(void **state) {
    const nsc_space *space = *state;
    const uint32_t smallest = id_of(space, "0100/");
    uint8_t *distances = test_memory(CELLS, 1), *expected = test_memory(CELLS, 1);
    for (uint32_t id = 0; id < CELLS; id++) {
        const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), id);
        const naive_cell naive = naive_from_cell(&cell);
        const bool has_edge = naive.edge[0][naive.vertex_count - 1];
        expected[id] = (uint8_t)(cut_of_inner_paths(&naive) + !has_edge);
    }
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        REQUIRE_OK(nsc_encoding_distances_of_points(space, (nsc_validity)validity, &smallest, 1, NSC_THREADS(2),
                                                    distances, &error));
        assert_memory_equal(distances, expected, CELLS);
    }
    free(distances);
    free(expected);
}

/* ---- scripts ---- */

static uint32_t point_of(const nsc_encodings *encodings, nsc_validity validity, const naive_cell *encoding) {
    uint32_t labelling = 0, point = UINT32_MAX;
    for (unsigned inner = 1; inner <= encodings->symbol_count; inner++)
        labelling = labelling * NSC_OPERATIONS + (unsigned)encoding->label[inner];
    nsc_encoding_decode(encodings, validity, (uint32_t)naive_bits(encoding), labelling, &point);
    return point;
}

/* A valid encoding of `from` becomes one of `to` by exactly the script's changes, as many as the distance. */
static void check_script(const nsc_space *space, nsc_validity validity, uint32_t from, uint32_t to, unsigned expected) {
    const nsc_encodings *encodings = encodings_of(space);
    nsc_changes changes, others;
    nsc_encoding start;
    REQUIRE_OK(nsc_encoding_changes(space, validity, from, to, NSC_THREADS(1), &changes, &error));
    REQUIRE_OK(nsc_encoding_changes(space, validity, from, to, NSC_THREADS(2), &others, &error));
    assert_int_equal(changes.distance, expected);
    assert_int_equal(changes.distance, others.distance);
    assert_string_equal(changes.start, others.start);
    REQUIRE_OK(nsc_encoding_parse(&start, changes.start, &error));
    assert_int_equal(start.written.vertex_count, encodings->symbol_count + 2);
    naive_cell encoding = naive_from_cell(&start.written);
    assert_int_equal(point_of(encodings, validity, &encoding), from);
    for (uint32_t step = 0; step < changes.distance; step++) {
        assert_string_equal(changes.steps[step], others.steps[step]);
        make_change(&encoding, changes.steps[step]);
    }
    assert_int_equal(point_of(encodings, validity, &encoding), to);
    nsc_changes_release(&changes);
    nsc_changes_release(&others);
}

static void test_scripts_of_parts(void **state) {
    static const char *const parts[] = {"nb101:vertices=2", "nb101:vertices=3",         "nb101:vertices=4",
                                        "nb101:vertices=5", "nb101:vertices=5,edges=6", "nb101:vertices=6"};
    gsl_rng *random = random_stream(35, 0);
    (void)state;
    for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
        nsc_space *space = open_space(parts[part]);
        uint8_t *distances = test_memory(space->point_count, 1);
        for (int round = 0; round < 40; round++) {
            const uint32_t from = random_below(random, space->point_count),
                           to = random_below(random, space->point_count);
            const nsc_validity validity = round % 2 == 0 ? NSC_VALID_PRUNED : NSC_VALID_RAW;
            REQUIRE_OK(nsc_encoding_distances_of_points(space, validity, &to, 1, NSC_THREADS(1), distances, &error));
            check_script(space, validity, from, to, distances[from]);
            check_script(space, validity, to, to, 0);
        }
        free(distances);
        nsc_space_close(space);
    }
    gsl_rng_free(random);
}

static void test_scripts(void **state) {
    static const char *const ends[][2] = {{"published-best", "resnet-like"}, {"id:50000", "inception-like"}};
    const nsc_space *space = *state;
    uint8_t *distances = test_memory(CELLS, 1);
    for (size_t pair = 0; pair < sizeof ends / sizeof ends[0]; pair++) {
        const uint32_t from = id_of(space, ends[pair][0]), to = id_of(space, ends[pair][1]);
        const nsc_validity validity = pair % 2 == 0 ? NSC_VALID_PRUNED : NSC_VALID_RAW;
        REQUIRE_OK(nsc_encoding_distances_of_points(space, validity, &to, 1, NSC_THREADS(2), distances, &error));
        check_script(space, validity, from, to, distances[from]);
    }
    free(distances);
}

/* ---- comparing the encodings of two cells against the pass over all ---- */

/* The changes by comparisons, however many these take, are those by the pass. Returns the distance. */
static unsigned check_both_ways(const nsc_space *space, nsc_validity validity, uint32_t from, uint32_t to) {
    nsc_changes compared, passed;
    REQUIRE_OK(nsc_encoding_changes_within(space, validity, from, to, UINT64_MAX, NSC_THREADS(1), &compared, &error));
    REQUIRE_OK(nsc_encoding_changes_within(space, validity, from, to, 0, NSC_THREADS(2), &passed, &error));
    assert_int_equal(compared.distance, passed.distance);
    assert_string_equal(compared.start, passed.start);
    for (uint32_t step = 0; step < passed.distance; step++)
        assert_string_equal(compared.steps[step], passed.steps[step]);
    const unsigned distance = passed.distance;
    nsc_changes_release(&compared);
    nsc_changes_release(&passed);
    return distance;
}

static void test_both_ways_in_parts(void **state) {
    static const char *const parts[] = {"nb101:vertices=2", "nb101:vertices=3",         "nb101:vertices=4",
                                        "nb101:vertices=5", "nb101:vertices=5,edges=6", "nb101:vertices=6"};
    gsl_rng *random = random_stream(36, 0);
    (void)state;
    for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
        nsc_space *space = open_space(parts[part]);
        for (int round = 0; round < 60; round++) {
            const uint32_t from = random_below(random, space->point_count);
            const uint32_t to = round < 6 ? from : random_below(random, space->point_count);
            const unsigned distance =
                check_both_ways(space, round % 2 == 0 ? NSC_VALID_PRUNED : NSC_VALID_RAW, from, to);
            assert_true((distance == 0) == (from == to));
        }
        nsc_space_close(space);
    }
    gsl_rng_free(random);
}

/* The distances of one pass to cells drawn from all, and whole lists of changes from a few of them. */
static void test_both_ways(void **state) {
    const nsc_space *space = *state;
    const uint32_t to = id_of(space, "published-best");
    uint8_t *distances = test_memory(CELLS, 1);
    gsl_rng *random = random_stream(37, 0);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        REQUIRE_OK(
            nsc_encoding_distances_of_points(space, (nsc_validity)validity, &to, 1, NSC_THREADS(2), distances, &error));
        for (int round = 0; round < 30; round++) {
            const uint32_t from = random_below(random, CELLS);
            nsc_changes changes;
            REQUIRE_OK(nsc_encoding_changes_within(space, (nsc_validity)validity, from, to, UINT64_MAX, NSC_THREADS(1),
                                                   &changes, &error));
            assert_int_equal(changes.distance, distances[from]);
            nsc_changes_release(&changes);
        }
    }
    assert_int_equal(check_both_ways(space, NSC_VALID_RAW, 0, to), distances[0]); /* by the rule of the last pass */
    check_both_ways(space, NSC_VALID_PRUNED, random_below(random, CELLS), random_below(random, CELLS));
    gsl_rng_free(random);
    free(distances);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_pairs_of_parts),
        cmocka_unit_test(test_shells_of_parts),
        cmocka_unit_test(test_no_targets),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_balls_of_best_cell),
        cmocka_unit_test(test_thread_counts),
        cmocka_unit_test(test_random_encodings),
        cmocka_unit_test(test_pairs_of_cells),
        cmocka_unit_test(test_distances_to_smallest_cell),
        cmocka_unit_test(test_scripts_of_parts),
        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_both_ways_in_parts),
        cmocka_unit_test(test_both_ways),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
