/*
 * The space against published and independently computed figures: counts, depth, width, parameters, encodings, three
 * digests over all cells; and every spelling of a cell, accepted or refused with its reason.
 */
#include "space/nb101/nb101_internal.h"
#include "testing.h"

#include <rhash.h>

enum { CELLS = 423624 };

typedef struct fixture {
    nsc_space *space;
    const nsc_nb101 *nb101;
} fixture;

static int open_fixture(void **state) {
    static fixture opened;
    opened.space = open_space("nb101");
    opened.nb101 = nsc_space_nb101(opened.space);
    *state = &opened;
    return 0;
}

static int close_fixture(void **state) {
    fixture *opened = *state;
    nsc_space_close(opened->space);
    return 0;
}

static double *feature_of(const nsc_space *space, const char *name, const nsc_control *control) {
    const int feature = nsc_space_feature(space, name);
    assert_true(feature >= 0);
    double *values = test_memory(space->point_count, sizeof *values);
    REQUIRE_OK(space->feature_values(space, (size_t)feature, control, values, &error));
    return values;
}

static int compare_numbers(const void *first, const void *second) {
    const double one = *(const double *)first, other = *(const double *)second;
    return (one > other) - (one < other);
}

static double sum_of(const double *values, size_t count) {
    double sum = 0;
    for (size_t item = 0; item < count; item++)
        sum += values[item];
    return sum;
}

/* ---- counts ---- */

static void test_counts_by_vertices_and_edges(void **state) {
    static const uint32_t expected[8][10] = {
        [2] = {[1] = 1},
        [3] = {[2] = 3, [3] = 3},
        [4] = {[3] = 9, [4] = 33, [5] = 33, [6] = 9},
        [5] = {[4] = 27, [5] = 225, [6] = 622, [7] = 811, [8] = 558, [9] = 198},
        [6] = {[5] = 81, [6] = 1260, [7] = 6909, [8] = 19701, [9] = 34059},
        [7] = {[6] = 243, [7] = 6264, [8] = 58563, [9] = 294012},
    };
    static const uint32_t by_vertices[8] = {[2] = 1, [3] = 6, [4] = 84, [5] = 2441, [6] = 62010, [7] = 359082};
    static const uint32_t by_edges[10] = {0, 1, 3, 12, 60, 339, 2134, 13984, 78822, 328269};
    const fixture *opened = *state;
    uint32_t counts[8][10] = {{0}};
    double *vertices = feature_of(opened->space, "vertices", NSC_THREADS(2)),
           *edges = feature_of(opened->space, "edges", NSC_THREADS(2));
    assert_int_equal(opened->space->point_count, CELLS);
    for (uint32_t id = 0; id < CELLS; id++) {
        const nsc_cell cell = nsc_nb101_cell(opened->nb101, id);
        assert_true(vertices[id] == cell.vertex_count && edges[id] == nsc_edge_count(cell.edges));
        counts[cell.vertex_count][nsc_edge_count(cell.edges)]++;
    }
    for (int vertex_count = 0; vertex_count < 8; vertex_count++) {
        uint32_t total = 0;
        for (int edge_count = 0; edge_count < 10; edge_count++) {
            assert_int_equal(counts[vertex_count][edge_count], expected[vertex_count][edge_count]);
            total += counts[vertex_count][edge_count];
        }
        assert_int_equal(total, by_vertices[vertex_count]);
    }
    for (int edge_count = 0; edge_count < 10; edge_count++) {
        uint32_t total = 0;
        for (int vertex_count = 0; vertex_count < 8; vertex_count++)
            total += counts[vertex_count][edge_count];
        assert_int_equal(total, by_edges[edge_count]);
    }
    free(vertices);
    free(edges);
}

static void test_skeletons(void **state) {
    const fixture *opened = *state;
    uint64_t labelled = 0;
    uint32_t most[8] = {0};
    /* The most labelled graphs that one cell of 2 … 7 vertices has, and how many there are altogether. */
    static const uint32_t expected_most[8] = {[2] = 1, [3] = 1, [4] = 2, [5] = 6, [6] = 12, [7] = 60};
    assert_int_equal(nsc_nb101_skeleton_count(opened->nb101), 2494);
    for (uint32_t number = 0; number < 2494; number++) {
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(opened->nb101, number);
        const uint16_t *orbits = nsc_nb101_orbits(opened->nb101, number);
        uint32_t *sizes = test_memory(skeleton->cell_count, sizeof *sizes);
        labelled += (uint64_t)skeleton->ordering_count * skeleton->labelling_count;
        for (uint32_t labelling = 0; labelling < skeleton->labelling_count; labelling++) {
            const uint32_t graphs = skeleton->ordering_count * ++sizes[orbits[labelling]];
            if (graphs > most[skeleton->vertex_count])
                most[skeleton->vertex_count] = graphs;
        }
        for (uint32_t cell = 0; cell < skeleton->cell_count; cell++) {
            assert_true(sizes[cell] > 0);
            assert_int_equal(nsc_nb101_skeleton_of(opened->nb101, skeleton->first_id + cell), number);
        }
        free(sizes);
    }
    assert_true(labelled == 1293208);
    assert_memory_equal(most, expected_most, sizeof most);
}

/* Representatives ascend, and each is found under its own id. */
static void test_ids(void **state) {
    const fixture *opened = *state;
    nsc_cell before = {0};
    for (uint32_t id = 0; id < CELLS; id++) {
        const nsc_cell cell = nsc_nb101_cell(opened->nb101, id);
        uint32_t found = UINT32_MAX;
        REQUIRE_OK(nsc_nb101_find(opened->nb101, &cell, &found, &error));
        assert_int_equal(found, id);
        bool ascends = cell.vertex_count > before.vertex_count;
        if (cell.vertex_count == before.vertex_count)
            ascends = cell.edges > before.edges ||
                      (cell.edges == before.edges && memcmp(cell.operations, before.operations, NSC_CELL_INNER) > 0);
        assert_true(ascends);
        before = cell;
    }
}

static void test_depth_and_width(void **state) {
    static const uint32_t expected_depths[8] = {0, 1, 68, 9699, 88965, 184923, 139968, 0};
    static const uint32_t expected_widths[8] = {0, 364, 57078, 265441, 100246, 495, 0, 0};
    const fixture *opened = *state;
    double *depths = feature_of(opened->space, "depth", NSC_THREADS(2)),
           *widths = feature_of(opened->space, "width", NSC_THREADS(2));
    uint32_t depth_counts[8] = {0}, width_counts[8] = {0};
    for (uint32_t id = 0; id < CELLS; id++) {
        assert_true(depths[id] >= 1 && depths[id] < 8 && widths[id] >= 1 && widths[id] < 8);
        depth_counts[(int)depths[id]]++;
        width_counts[(int)widths[id]]++;
    }
    assert_memory_equal(depth_counts, expected_depths, sizeof depth_counts);
    assert_memory_equal(width_counts, expected_widths, sizeof width_counts);
    free(depths);
    free(widths);
}

/* There are as many vertices of each operation: the space knows no difference between them. */
static void test_operation_counts(void **state) {
    static const char *const names[NSC_OPERATIONS] = {"conv3x3", "conv1x1", "maxpool3x3"};
    const fixture *opened = *state;
    double inner = 0;
    for (int operation = 0; operation < NSC_OPERATIONS; operation++) {
        assert_string_equal(nsc_operation_name((nsc_operation)operation), names[operation]);
        double *counts = feature_of(opened->space, names[operation], NSC_THREADS(2));
        assert_true(sum_of(counts, CELLS) == 683649);
        inner += sum_of(counts, CELLS);
        free(counts);
    }
    double *vertices = feature_of(opened->space, "vertices", NSC_THREADS(1));
    assert_true(sum_of(vertices, CELLS) == inner + 2.0 * CELLS);
    free(vertices);
}

static void test_features_do_not_depend_on_threads(void **state) {
    const fixture *opened = *state;
    for (size_t feature = 0; feature < opened->space->feature_count; feature++) {
        double *one = feature_of(opened->space, opened->space->features[feature].name, NSC_THREADS(1));
        double *two = feature_of(opened->space, opened->space->features[feature].name, NSC_THREADS(2));
        assert_memory_equal(one, two, CELLS * sizeof *one);
        free(one);
        free(two);
    }
}

/* Within up to nine edges, and at eight vertices alone up to ten; the first cells are those of the published space. */
static void test_eight_vertices(void **state) {
    const fixture *opened = *state;
    nsc_nb101 *larger = create_nb101(8, 9);
    assert_int_equal(nsc_nb101_cell_count(larger), CELLS + 448068);
    for (uint32_t id = 0; id < CELLS; id += 89) {
        const nsc_cell cell = nsc_nb101_cell(larger, id), published = nsc_nb101_cell(opened->nb101, id);
        assert_int_equal(cell.vertex_count, published.vertex_count);
        assert_int_equal(cell.edges, published.edges);
        assert_memory_equal(cell.operations, published.operations, sizeof cell.operations);
    }
    assert_int_equal(nsc_nb101_cell(larger, CELLS - 1).vertex_count, 7);
    assert_int_equal(nsc_nb101_cell(larger, CELLS).vertex_count, 8);
    nsc_nb101_destroy(larger);
    larger = create_nb101(8, 10);
    uint32_t of_eight = 0;
    for (uint32_t number = 0; number < nsc_nb101_skeleton_count(larger); number++)
        if (nsc_nb101_skeleton(larger, number)->vertex_count == 8)
            of_eight += nsc_nb101_skeleton(larger, number)->cell_count;
    assert_int_equal(of_eight, 3756192);
    assert_int_equal(of_eight, nsc_cells_of_most_vertices(10));
    nsc_nb101_destroy(larger);
}

/* What the build put into the program is what enumeration gives. */
static void test_the_published_catalogue(void **state) {
    const fixture *opened = *state;
    const nsc_nb101 *published = opened->nb101;
    const nsc_nb101_limits limits = {.vertices = NSC_NB101_VERTICES, .edges = NSC_NB101_EDGES};
    const uint32_t skeleton_count = nsc_nb101_skeleton_count(published);
    nsc_nb101 *enumerated = NULL;
    REQUIRE_OK(nsc_catalogue_create(&enumerated, limits, &error));
    assert_int_equal(nsc_nb101_skeleton_count(enumerated), skeleton_count);
    assert_int_equal(nsc_nb101_cell_count(enumerated), CELLS);
    assert_memory_equal(published->skeletons.items, enumerated->skeletons.items, skeleton_count * sizeof(nsc_skeleton));
    assert_int_equal(published->skeletons.place_capacity, enumerated->skeletons.place_capacity);
    for (size_t place = 0; place < enumerated->skeletons.place_capacity; place++) {
        const nsc_full_matrix *ours = &published->skeletons.places[place];
        const nsc_full_matrix *expected = &enumerated->skeletons.places[place];
        assert_int_equal(ours->edges, expected->edges);
        assert_int_equal(ours->ordering.skeleton, expected->ordering.skeleton);
        assert_memory_equal(ours->ordering.order, expected->ordering.order, NSC_CELL_INNER);
    }
    for (uint32_t number = 0; number < skeleton_count; number++) {
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(enumerated, number);
        assert_memory_equal(nsc_nb101_orbits(published, number), nsc_nb101_orbits(enumerated, number),
                            skeleton->labelling_count * sizeof(uint16_t));
        assert_memory_equal(nsc_nb101_labellings(published, number), nsc_nb101_labellings(enumerated, number),
                            skeleton->cell_count * sizeof(uint16_t));
    }
    const uint32_t *offsets, *expected_offsets;
    const nsc_removal *removals = nsc_nb101_removals(published, &offsets);
    const nsc_removal *expected = nsc_nb101_removals(enumerated, &expected_offsets);
    const uint32_t removal_count = expected_offsets[skeleton_count];
    assert_memory_equal(offsets, expected_offsets, (skeleton_count + 1) * sizeof *offsets);
    assert_memory_equal(removals, expected, removal_count * sizeof *removals);
    assert_memory_equal(nsc_nb101_removals_to(published, &offsets),
                        nsc_nb101_removals_to(enumerated, &expected_offsets), removal_count * sizeof(uint32_t));
    assert_memory_equal(offsets, expected_offsets, (skeleton_count + 1) * sizeof *offsets);
    nsc_nb101_destroy(enumerated);
}

static void test_limits(void **state) {
    (void)state;
    static const struct {
        const char *name;
        uint32_t cells;
    } spaces[] = {{"nb101:vertices=2", 1},
                  {"nb101:vertices=3", 7},
                  {"nb101:vertices=4", 91},
                  {"nb101:vertices=5", 2532},
                  {"nb101:vertices=6", 64542},
                  {"nb101:edges=3", 1 + 3 + 12},
                  {"nb101:vertices=7,edges=9", CELLS},
                  {"nb101:edges=6,vertices=5", 1 + 6 + 84 + 27 + 225 + 622}};
    for (size_t item = 0; item < sizeof spaces / sizeof *spaces; item++) {
        nsc_space *space = open_space(spaces[item].name);
        assert_int_equal(space->point_count, spaces[item].cells);
        assert_string_equal(space->name, spaces[item].name);
        nsc_space_close(space);
    }
    static const char *const wrong[][2] = {{"nb201x", "nb201x"},
                                           {"nb101:vertices=1", "2 to 8 vertices, not 1"},
                                           {"nb101:vertices=9", "2 to 8 vertices, not 9"},
                                           {"nb101:edges=0", "1 to 28 edges, not 0"},
                                           {"nb101:edges=29", "1 to 28 edges, not 29"},
                                           {"nb101:vertices=8,edges=13", "243687077 cells of 8 vertices"},
                                           {"nb101:edges=28,vertices=8", "choose edges=12 or fewer"},
                                           {"nb101:vertices=x", "vertices=x"},
                                           {"nb101:vertices=", "vertices="},
                                           {"nb101:depth=3", "depth=3"},
                                           {"nb101:", "nb101"},
                                           {"nb101:vertices=7,", "nb101"},
                                           {"nb101:vertices=-3", "-3"},
                                           {"", "no space"},
                                           {"nb101:vertices=4294967298", "vertices=4294967298"}};
    for (size_t item = 0; item < sizeof wrong / sizeof *wrong; item++) {
        nsc_space *space = NULL;
        REQUIRE_REFUSED(nsc_space_open(&space, wrong[item][0], &error), NSC_USAGE, wrong[item][1]);
        assert_null(space);
    }
}

/* ---- channels and parameters ---- */

static void expect_channels(const char *matrix, unsigned input_channels, unsigned output_channels,
                            const unsigned *expected) {
    nsc_encoding encoding;
    unsigned channels[NSC_CELL_VERTICES];
    char text[128];
    const size_t size = strlen(matrix);
    const unsigned vertex_count = size == 9 ? 3 : size == 16 ? 4 : size == 25 ? 5 : 6;
    snprintf(text, sizeof text, "%s/%.*s", matrix, (int)(3 * (vertex_count - 2) - 1), "c1,c1,c1,c1");
    REQUIRE_OK(nsc_encoding_parse(&encoding, text, &error));
    nsc_cell_channels(encoding.written.edges, vertex_count, input_channels, output_channels, channels);
    assert_memory_equal(channels, expected, vertex_count * sizeof *expected);
}

/* The vectors of the official model_builder_test.py. */
static void test_channels(void **state) {
    (void)state;
    expect_channels("0110000100010000", 8, 15, (const unsigned[]){8, 8, 7, 15});
    expect_channels("0111000001000010000100000", 8, 8, (const unsigned[]){8, 3, 3, 2, 8});
    expect_channels("0100000110000010000100000", 8, 9, (const unsigned[]){8, 5, 5, 4, 9});
    expect_channels("0101000101000100000100000", 8, 15, (const unsigned[]){8, 8, 7, 7, 15});
}

/* Published and recomputed vectors: a spelling, its hash, its parameters. */
static const struct vector {
    const char *cell, *hash;
    uint32_t parameters;
} vectors[] = {
    {"0100/", "043721b9c7fe8c5fad811d47d83132ec", 882570},
    {"010001000/c3", "b49ac8c578b4561d79ac7087988f1c61", 10177674},
    {"010001000/c1", "d1269d9156ddc027c40473008192958a", 1920138},
    {"010001000/mp", "53cee42601ad14d661bb6878031d6acb", 882570},
    /* Inception-like: as stored, and as the examples of the official code write it. */
    {"0111100/0000001/0000001/0000001/0000010/0000001/0000000/c3,c1,mp,c3,c3", "28cfc7874f6d200472e1a9dcd8650aa0",
     2694282},
    {"0111010/0000001/0000001/0000100/0000001/0000001/0000000/c1,c3,c3,c3,mp", "28cfc7874f6d200472e1a9dcd8650aa0",
     2694282},
    {"0101001000010000/c3,c3", "b5fb4f6193360330b6ff6a52cbf0cad7", 20346506},
    {"0110011000001000010000000100000001000000010000000/c1,c3,mp,c3,c3", "02e5a0247bbdcf2860b7e96f74961594", 32426634},
    {"0100110001000000010010000010000001000000010000000/c3,mp,c3,c3,c1", "00005c142e6f48ac74fdcf73e3439874", 8555530},
    {"0101000001011000000010000100000001000000010000000/mp,c3,mp,c1,mp", "00019e2cbab0bc93ca1a7816a099b2bd", 3468426},
    {"0111100110000100000100000/c3,c3,c3", "a05c0efdac251392b3299fdadd52ccc1", 31389066},
    {"010011001110000100000010000001000000/c3,c1,c1,c3", "f64f10d574d456cffeb6b3f1034d072f", 23295370},
    /* Parameters depend on the order of vertices; both orders are the same cell, whose stored order decides. */
    {"0111000001000010000100000/c3,c1,mp", "ce9bc2765d63f261e5ad257382c09e92", 2040231},
    {"0111000001000010000100000/mp,c1,c3", "ce9bc2765d63f261e5ad257382c09e92", 2040231},
};

static void test_vectors(void **state) {
    const fixture *opened = *state;
    double *parameters = feature_of(opened->space, "params", NSC_THREADS(2));
    for (size_t item = 0; item < sizeof vectors / sizeof *vectors; item++) {
        const uint32_t id = id_of(opened->space, vectors[item].cell);
        const nsc_cell cell = nsc_nb101_cell(opened->nb101, id);
        const nsc_hash hash = nsc_cell_fingerprint(&cell);
        nsc_point_name name;
        char text[33];
        nsc_hash_format(&hash, text);
        assert_string_equal(text, vectors[item].hash);
        REQUIRE_OK(opened->space->point_name(opened->space, id, &name, &error));
        assert_string_equal(name.text, vectors[item].hash);
        assert_int_equal(id_of(opened->space, vectors[item].hash), id);
        assert_int_equal(nsc_cell_parameters(&cell), vectors[item].parameters);
        assert_true(parameters[id] == vectors[item].parameters);
    }
    const uint32_t largest = id_of(opened->space, "012534f1e7781c0ac3ef57bfcc4dff91");
    assert_true(parameters[largest] == 49979274);
    free(parameters);
}

/* The trap of the remainder rule: the same three branches in another order have fewer parameters. */
static void test_parameters_depend_on_the_order(void **state) {
    (void)state;
    nsc_encoding encoding;
    REQUIRE_OK(nsc_encoding_parse(&encoding, "0111000001000010000100000/mp,c1,c3", &error));
    assert_int_equal(nsc_cell_parameters(&encoding.written), 2024094);
}

static void test_parameters_of_all_cells(void **state) {
    const fixture *opened = *state;
    double *parameters = feature_of(opened->space, "params", NSC_THREADS(2));
    uint32_t lowest = 0, highest = 0, distinct = 0;
    assert_true(sum_of(parameters, CELLS) == 3583758170075.0);
    qsort(parameters, CELLS, sizeof *parameters, compare_numbers);
    for (uint32_t rank = 0; rank < CELLS; rank++) {
        lowest += parameters[rank] == 227274;
        highest += parameters[rank] == 49979274;
        distinct += rank == 0 || parameters[rank] != parameters[rank - 1];
    }
    assert_true(parameters[0] == 227274 && parameters[CELLS - 1] == 49979274);
    assert_int_equal(lowest, 32);
    assert_int_equal(highest, 42);
    assert_true((parameters[CELLS / 2 - 1] + parameters[CELLS / 2]) / 2 == 5356682);
    assert_int_equal(distinct, 3336);
    free(parameters);
}

/* ---- encodings ---- */

typedef struct encodings_of_size {
    double least, median, most;
} encodings_of_size;

static void check_encodings(const fixture *opened, const char *feature, double total,
                            const encodings_of_size expected[8]) {
    double *encodings = feature_of(opened->space, feature, NSC_THREADS(1));
    double *of_size = test_memory(CELLS, sizeof *of_size);
    assert_true(sum_of(encodings, CELLS) == total);
    for (unsigned vertex_count = 2; vertex_count <= 7; vertex_count++) {
        size_t count = 0;
        for (uint32_t id = 0; id < CELLS; id++)
            if (nsc_nb101_cell(opened->nb101, id).vertex_count == vertex_count)
                of_size[count++] = encodings[id];
        qsort(of_size, count, sizeof *of_size, compare_numbers);
        assert_true(of_size[0] == expected[vertex_count].least);
        assert_true((of_size[(count - 1) / 2] + of_size[count / 2]) / 2 == expected[vertex_count].median);
        assert_true(of_size[count - 1] == expected[vertex_count].most);
    }
    assert_true(encodings[id_of(opened->space, "02e5a0247bbdcf2860b7e96f74961594")] == 4);
    free(encodings);
    free(of_size);
}

static void test_encodings(void **state) {
    static const encodings_of_size pruned[8] = {[2] = {36354501, 36354501, 36354501},
                                                [3] = {12585537, 12585537, 12585537},
                                                [4] = {1141398, 1141398, 2282796},
                                                [5] = {34686, 34686, 208116},
                                                [6] = {357, 357, 4284},
                                                [7] = {1, 2, 60}};
    static const encodings_of_size raw[8] = {[2] = {23423013, 23423013, 23423013},
                                             [3] = {5420682, (5420682 + 8150625) / 2.0, 8150625},
                                             [4] = {118395, 560142, 1120284},
                                             [5] = {90, 5130, 77490},
                                             [6] = {15, 60, 2700},
                                             [7] = {1, 2, 60}};
    check_encodings(*state, "encodings", 373754169, pruned);
    check_encodings(*state, "encodings_raw", 139359042, raw);
}

/* How the 2^21 matrices fall out, counted one by one. */
static void test_matrices(void **state) {
    (void)state;
    uint32_t connected = 0, valid = 0, by_vertices[8] = {0};
    for (uint32_t edges = 0; edges < 1u << 21; edges++) {
        const uint32_t kept = nsc_prune_kept(edges, 7);
        connected += kept != 0;
        if (kept == 0 || nsc_edge_count(nsc_edges_among(edges, kept)) > 9)
            continue;
        valid++;
        by_vertices[__builtin_popcount(kept)]++;
    }
    assert_int_equal(connected, 1947545);
    assert_true((double)valid * 243 == 373754169);
    /* 0.31 % of the valid matrices prune to seven vertices, 12.0 % to six, … as published figures are rounded. */
    static const double shares[8] = {[2] = 9.7, [3] = 20.2, [4] = 27.5, [5] = 30.3, [6] = 12.0, [7] = 0.31};
    for (int vertices = 2; vertices <= 7; vertices++) {
        const double share = 100.0 * by_vertices[vertices] / valid, step = vertices == 7 ? 0.005 : 0.05;
        assert_true(share > shares[vertices] - step && share < shares[vertices] + step);
    }
}

/* ---- digests over all cells ---- */

/* A line that sorts by its hash: "hash", "hash parameters", "hash adjacency labels". */
enum { LINE_SIZE = 33 + NSC_ADJACENCY_SIZE + 1 + NSC_CELL_VERTICES + 1 };
typedef struct line {
    char text[LINE_SIZE];
} line;

static int compare_lines(const void *first, const void *second) {
    return strcmp(((const line *)first)->text, ((const line *)second)->text);
}

static void expect_digest(line *lines, const char *expected) {
    unsigned char bytes[32];
    char digest[65] = {0};
    qsort(lines, CELLS, sizeof *lines, compare_lines);
    rhash context = rhash_init(RHASH_SHA256);
    assert_non_null(context);
    for (uint32_t place = 0; place < CELLS; place++) {
        if (place > 0)
            rhash_update(context, "\n", 1);
        rhash_update(context, lines[place].text, strlen(lines[place].text));
    }
    rhash_final(context, bytes);
    rhash_free(context);
    rhash_print_bytes(digest, bytes, sizeof bytes, RHPR_HEX);
    assert_string_equal(digest, expected);
}

static void test_digests(void **state) {
    const fixture *opened = *state;
    nsc_hash *hashes = test_memory(CELLS, sizeof *hashes);
    line *lines = test_memory(CELLS, sizeof *lines);
    REQUIRE_OK(nsc_nb101_fingerprints(opened->nb101, NSC_THREADS(2), hashes, &error));
    for (uint32_t id = 0; id < CELLS; id++)
        nsc_hash_format(&hashes[id], lines[id].text);
    expect_digest(lines, "a7f10bf770c1b5b8a221e37824e42b3b1a237a5d21ccf545bbe8e23abd933403");
    assert_string_equal(lines[0].text, "00005c142e6f48ac74fdcf73e3439874");
    for (uint32_t id = 0; id < CELLS; id++) {
        const nsc_cell cell = nsc_nb101_cell(opened->nb101, id);
        nsc_hash_format(&hashes[id], lines[id].text);
        snprintf(lines[id].text + 32, LINE_SIZE - 32, " %u", (unsigned)nsc_cell_parameters(&cell));
    }
    expect_digest(lines, "6876760fa74fc8d17147cf5acd49c4215c2187c7db98f8250b6d4f0b71b32a1e");
    for (uint32_t id = 0; id < CELLS; id++) {
        const nsc_cell cell = nsc_nb101_cell(opened->nb101, id);
        nsc_hash_format(&hashes[id], lines[id].text);
        lines[id].text[32] = ' ';
        nsc_cell_adjacency(&cell, lines[id].text + 33);
        char *end = lines[id].text + strlen(lines[id].text);
        *end++ = ' ';
        for (int inner = 0; inner + 2 < cell.vertex_count; inner++)
            *end++ = (char)('0' + cell.operations[inner]);
        *end = '\0';
    }
    expect_digest(lines, "422012b3d17029848f16b6415925e563945c3d15548842b877f5f71a725b64eb");
    assert_string_equal(lines[0].text,
                        "00005c142e6f48ac74fdcf73e3439874 0100110001000000010010000010000001000000010000000 02001");
    free(lines);
    free(hashes);
}

/* ---- spellings ---- */

static void test_accepted_spellings(void **state) {
    const fixture *opened = *state;
    /* ResNet-like, in every way that the design allows. */
    static const char *const same[] = {
        "b5fb4f6193360330b6ff6a52cbf0cad7",
        "B5FB4F6193360330B6FF6A52CBF0CAD7",
        "0101001000010000/c3,c3",
        "0101001000010000/conv3x3,conv3x3",
        "0101001000010000/conv3x3-bn-relu,conv3x3-bn-relu",
        "0101001000010000/input,c3,conv3x3,output",
        "0101001000010000/input,c3,c3",
        "0101001000010000/c3,c3,output",
        "0101001000010000/CONV3X3, C3",
        "0101 0010 0001 0000/c3,c3",
        "0101/0010/0001/0000/c3,c3",
        "[[0,1,0,1],[0,0,1,0],[0,0,0,1],[0,0,0,0]]/['input','conv3x3-bn-relu','conv3x3-bn-relu','output']",
        "[[0, 1, 0, 1],\n [0, 0, 1, 0],\n [0, 0, 0, 1],\n [0, 0, 0, 0]]/[\"input\", \"c3\", \"c3\", \"output\"]",
        /* With a vertex that nothing reaches. */
        "01001/00100/00001/00001/00000/c3,c3,mp",
    };
    const uint32_t expected = id_of(opened->space, same[0]);
    for (size_t item = 0; item < sizeof same / sizeof *same; item++)
        assert_int_equal(id_of(opened->space, same[item]), expected);
    char text[32];
    snprintf(text, sizeof text, "id:%u", (unsigned)expected);
    assert_int_equal(id_of(opened->space, text), expected);
    assert_int_equal(id_of(opened->space, "id:0"), 0);
    assert_int_equal(id_of(opened->space, "id:423623"), CELLS - 1);
    assert_int_equal(id_of(opened->space, "0100/"), 0);
    assert_int_equal(id_of(opened->space, "0100/input,output"), 0);
}

/* What was pruned is told: here the second vertex, which leads nowhere, and the fourth, which nothing reaches. */
static void test_pruning_is_told(void **state) {
    const fixture *opened = *state;
    nsc_encoding encoding;
    uint32_t id = UINT32_MAX;
    REQUIRE_OK(nsc_nb101_parse(opened->space, "011010/000000/000101/000010/000001/000000/mp,c1,mp,c3", &id, &encoding,
                               &error));
    assert_int_equal(encoding.written.vertex_count, 6);
    assert_int_equal(encoding.kept, 0x3d);
    assert_int_equal(encoding.pruned.vertex_count, 5);
    REQUIRE_OK(nsc_nb101_parse(opened->space, "01100/00000/00001/00001/00000/mp,c1,c3", &id, &encoding, &error));
    assert_int_equal(encoding.kept, 0x15);
    assert_int_equal(encoding.pruned.vertex_count, 3);
    assert_int_equal(encoding.pruned.operations[0], NSC_CONV1X1);
    assert_int_equal(id, id_of(opened->space, "d1269d9156ddc027c40473008192958a"));
    REQUIRE_OK(nsc_nb101_parse(opened->space, "id:5", &id, &encoding, &error));
    assert_int_equal(id, 5);
    assert_int_equal(encoding.kept, (1u << encoding.written.vertex_count) - 1);
}

/* Every id in every spelling that the program writes leads back to the id. */
static void test_spellings_lead_back(void **state) {
    const fixture *opened = *state;
    for (uint32_t id = 0; id < CELLS; id += 211) {
        const nsc_cell cell = nsc_nb101_cell(opened->nb101, id);
        char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
        char text[NSC_ADJACENCY_SIZE + NSC_OPERATIONS_SIZE];
        nsc_point_name name;
        nsc_cell_adjacency(&cell, adjacency);
        nsc_cell_operations(&cell, operations);
        snprintf(text, sizeof text, "%s/%s", adjacency, operations);
        assert_int_equal(id_of(opened->space, text), id);
        REQUIRE_OK(opened->space->point_name(opened->space, id, &name, &error));
        assert_int_equal(id_of(opened->space, name.text), id);
    }
}

/* The matrices of all cells are the labelled graphs that the official enumeration looks through: 3,364 of up to 5
 * vertices, 128,509 of up to 6; each reads back as its cell. */
static void test_orderings(void **state) {
    (void)state;
    static const struct {
        const char *space;
        size_t graphs, most;
    } parts[] = {{"nb101:vertices=5", 3364, 6}, {"nb101:vertices=6", 128509, 12}};
    for (unsigned part = 0; part < 2; part++) {
        nsc_space *space = open_space(parts[part].space);
        size_t total = 0, most = 0;
        for (uint32_t point = 0; point < space->point_count; point++) {
            nsc_spellings spellings;
            REQUIRE_OK(space->same_network(space, point, &spellings, &error));
            total += spellings.count;
            most = spellings.count > most ? spellings.count : most;
            for (size_t number = 0; part == 0 && number < spellings.count; number++) {
                assert_int_equal(id_of(space, spellings.texts[number]), point);
                for (size_t other = 0; other < number; other++)
                    assert_string_not_equal(spellings.texts[number], spellings.texts[other]);
            }
            nsc_spellings_release(&spellings);
        }
        assert_int_equal(total, parts[part].graphs);
        assert_int_equal(most, parts[part].most);
        nsc_space_close(space);
    }
}

static void test_refused_spellings(void **state) {
    const fixture *opened = *state;
    static const char *const wrong[][2] = {
        {"", "not a cell"},
        {"nonsense", "not a cell"},
        {"02e5a0247bbdcf2860b7e96f7496159", "not a cell"}, /* 31 digits */
        {"ffffffffffffffffffffffffffffffff", "no cell of nb101 has the hash"},
        {"id:", "id:0 to id:423623"},
        {"id:x", "id:0 to id:423623"},
        {"id:-1", "id:0 to id:423623"},
        {"id:1x", "id:0 to id:423623"},
        {"id:423624", "423624"},
        {"id:99999999999999999999999", "id:0 to id:423623"},
        {"0000/", "no path"},
        {"010000000/c3", "no path"},
        {"000000/", "not a square"},
        {"10001000/c3", "a leading zero lost?"},
        {"/", "0 digits"},
        {"1/", "1 digits"},
        {"010001000/c3,c3", "2 operations are given for the 1 inner"},
        {"0101001000010000/c3", "1 operations are given for the 2 inner"},
        {"010001000/", "0 operations are given for the 1 inner"},
        {"010001000/conv5x5", "operation 1, \"conv5x5\", is unknown"},
        {"0101001000010000/c3,,c3", "operation 2, \"\", is unknown"},
        {"0101001000010000/c3,none", "operation 2, \"none\", is unknown"},
        {"010001000/c3,output,c3", "follows the output"},
        {"010001000/c3,input", "\"input\", is unknown"},
        {"010001001/c3", "row 3, column 3"},
        {"010001100/c3", "row 3, column 1"},
        {"110001000/c3", "row 1, column 1"},
        {"010002000/c3", "'2'"},
        {"01o001000/c3", "character 3"},
        /* Inception-ResNet: ten edges (published as an example; outside the limits). */
        {"0111101000000100000010000001000001000000010000000/c3,c1,mp,c3,c3",
         "10 edges after pruning; the space allows 9"},
        /* Eight vertices that are all alive. */
        {"0100000000100000000100000000100000000100000000100000000100000000/c3,c3,c3,c3,c3,c3",
         "8 vertices after pruning; the space allows 7"},
    };
    for (size_t item = 0; item < sizeof wrong / sizeof *wrong; item++) {
        uint32_t id = 7;
        REQUIRE_REFUSED(nsc_nb101_parse(opened->space, wrong[item][0], &id, NULL, &error), NSC_INVALID, wrong[item][1]);
    }
    /* A matrix of nine vertices. */
    char large[81 + 2 + 1];
    memset(large, '0', 81);
    strcpy(large + 81, "/");
    uint32_t id = 7;
    REQUIRE_REFUSED(nsc_nb101_parse(opened->space, large, &id, NULL, &error), NSC_INVALID, "more than 64 digits");
}

/* A matrix with too many edges counts by what is left of it: here the edges of a dead vertex fall away. */
static void test_the_edge_limit_applies_after_pruning(void **state) {
    const fixture *opened = *state;
    uint32_t id = UINT32_MAX;
    REQUIRE_OK(nsc_nb101_parse(opened->space, "0111111/0010000/0001000/0000100/0000010/0000000/0000000/c3,c3,c3,c3,c3",
                               &id, NULL, &error));
    assert_int_equal(id, 0);
    const nsc_cell dead = {.vertex_count = 4, .edges = 1u << nsc_cell_slot(0, 1) | 1u << nsc_cell_slot(0, 3)};
    REQUIRE_REFUSED(nsc_nb101_find(opened->nb101, &dead, &id, &error), NSC_INVALID, "no path");
    /* The edges of a smaller cell under a larger number of vertices: the output itself has no edge. */
    const nsc_cell cut = {.vertex_count = 5,
                          .edges = 1u << nsc_cell_slot(0, 1) | 1u << nsc_cell_slot(1, 2) | 1u << nsc_cell_slot(2, 3)};
    REQUIRE_REFUSED(nsc_nb101_find(opened->nb101, &cut, &id, &error), NSC_INVALID, "no path");
}

int main(void) {
    rhash_library_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_by_vertices_and_edges),
        cmocka_unit_test(test_skeletons),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_depth_and_width),
        cmocka_unit_test(test_operation_counts),
        cmocka_unit_test(test_features_do_not_depend_on_threads),
        cmocka_unit_test(test_eight_vertices),
        cmocka_unit_test(test_the_published_catalogue),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_channels),
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_parameters_depend_on_the_order),
        cmocka_unit_test(test_parameters_of_all_cells),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_matrices),
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_accepted_spellings),
        cmocka_unit_test(test_pruning_is_told),
        cmocka_unit_test(test_spellings_lead_back),
        cmocka_unit_test(test_orderings),
        cmocka_unit_test(test_refused_spellings),
        cmocka_unit_test(test_the_edge_limit_applies_after_pruning),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
