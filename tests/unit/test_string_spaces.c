/*
 * Graphs and distances of strings: every pair of strings by brute force; NAS-Bench-201 with and without the strings
 * that stand for the same network; path encodings.
 */
#include "base/records.h"
#include "graph/graph.h"
#include "space/strings.h"
#include "testing.h"

#include <unistd.h>

enum { NB201_WORDS = 15625, NB201_DISTINCT = 6466, NB201_EDGES = 6, NB201_OPERATIONS = 5 };

static nsc_point_name *names_of(const nsc_space *space) {
    nsc_point_name *names = test_memory(space->point_count, sizeof *names);
    for (uint32_t point = 0; point < space->point_count; point++)
        REQUIRE_OK(space->point_name(space, point, &names[point], &error));
    return names;
}

/* ---- every pair ---- */

/* Positions in which two names differ; the last of them. */
static int differing(const char *one, const char *other, int *position) {
    int count = 0;
    for (int place = 0; one[place] != '\0'; place++)
        if (one[place] != other[place]) {
            count++;
            *position = place;
        }
    return count;
}

static int place_of(const char *characters, char character) {
    return (int)(strchr(characters, character) - characters);
}

static void check_kind(const nsc_space *space, nsc_kind number, const char *from, const char *to, int position,
                       const char *characters) {
    const nsc_edge_kind *kind = &space->edge_kinds[number], *reverse = &space->edge_kinds[kind->reverse];
    assert_int_equal(kind->family, NSC_EDGE_REPLACED);
    assert_int_equal(kind->position, position);
    assert_string_equal(kind->from, space->words->symbol_names[place_of(characters, from[position])]);
    assert_string_equal(kind->to, space->words->symbol_names[place_of(characters, to[position])]);
    assert_int_equal(reverse->reverse, number);
    assert_int_equal(reverse->position, position);
    assert_string_equal(reverse->from, kind->to);
    assert_string_equal(reverse->to, kind->from);
}

/* Rows, neighbours of one point, and distances of all pairs, where each string is a point. */
static void check_all_pairs(const char *space_name, uint32_t points, const char *characters) {
    nsc_space *space = open_space(space_name);
    nsc_graph graph = {0};
    assert_int_equal(space->point_count, points);
    nsc_point_name *names = names_of(space);
    uint8_t *hops = test_memory(points, 1), *hamming = test_memory(points, 1);
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("substitution"), NSC_THREADS(2), &error));
    for (uint32_t point = 0; point < points; point++) {
        const char *own = names[point].text;
        uint64_t place = graph.offsets[point];
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        REQUIRE_OK(nsc_graph_neighbours(space, graph.relation, point, &neighbours, &count, &error));
        REQUIRE_OK(nsc_graph_hops(&graph, &point, 1, hops, &error));
        REQUIRE_OK(nsc_hamming_distances(space, &point, 1, hamming, &error));
        for (uint32_t other = 0; other < points; other++) {
            int position = -1;
            const char *name = names[other].text;
            const int distance = differing(own, name, &position);
            assert_int_equal(hops[other], distance);
            assert_int_equal(hamming[other], distance);
            if (distance != 1)
                continue;
            assert_true(place < graph.offsets[point + 1]);
            assert_int_equal(graph.neighbours[place], other);
            check_kind(space, graph.kinds[place], own, name, position, characters);
            assert_int_equal(neighbours[place - graph.offsets[point]].point, other);
            assert_int_equal(neighbours[place - graph.offsets[point]].kind, graph.kinds[place]);
            place++;
        }
        assert_int_equal(place, graph.offsets[point + 1]);
        assert_int_equal(count, nsc_graph_degree(&graph, point));
        free(neighbours);
    }
    assert_true(2 * graph.edge_count == graph.offsets[points]);
    assert_null(graph.weights);
    free(names);
    free(hops);
    free(hamming);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

static void test_every_pair_of_strings(void **state) {
    (void)state;
    check_all_pairs("hamming:3^4", 81, "012");
    check_all_pairs("hamming:2^7", 128, "01");
    check_all_pairs("hamming:13^2", 169, "0123456789abc");
    check_all_pairs("hamming:5^1", 5, "01234");
    check_all_pairs("hamming:1^3", 1, "0");
}

/* NAS-Bench-201: 15,625 points with 24 neighbours each, the digits that differ in one place. */
static void test_nb201(void **state) {
    (void)state;
    nsc_space *space = open_space("nb201");
    nsc_graph graph = {0};
    nsc_point_name *names = names_of(space);
    assert_int_equal(space->point_count, NB201_WORDS);
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("substitution"), NSC_THREADS(2), &error));
    assert_true(graph.edge_count == NB201_WORDS * 24 / 2);
    for (uint32_t point = 0; point < NB201_WORDS; point++) {
        assert_int_equal(nsc_graph_degree(&graph, point), 24);
        for (uint64_t place = graph.offsets[point]; place < graph.offsets[point + 1]; place++) {
            int position = -1;
            const char *own = names[point].text;
            const char *other = names[graph.neighbours[place]].text;
            assert_true(place == graph.offsets[point] || graph.neighbours[place - 1] < graph.neighbours[place]);
            assert_int_equal(differing(own, other, &position), 1);
            check_kind(space, graph.kinds[place], own, other, position, "12345");
        }
    }
    free(names);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* Several targets at once, and one thread as well as two: the least of the distances to each. */
static void test_hamming_to_the_nearest(void **state) {
    (void)state;
    enum { TARGETS = 4 };
    const uint32_t targets[TARGETS] = {0, 2186, 77, 1200};
    nsc_space *space = open_space("hamming:3^7");
    uint8_t *together = test_memory(space->point_count, 1), *alone = test_memory(space->point_count, 1);
    uint8_t *least = test_memory(space->point_count, 1);
    memset(least, NSC_UNREACHED, space->point_count);
    for (int target = 0; target < TARGETS; target++) {
        REQUIRE_OK(nsc_hamming_distances(space, &targets[target], 1, alone, &error));
        for (uint32_t point = 0; point < space->point_count; point++)
            least[point] = alone[point] < least[point] ? alone[point] : least[point];
    }
    REQUIRE_OK(
        nsc_distance_named("hamming")->to_nearest(space, NULL, targets, TARGETS, NSC_THREADS(2), together, &error));
    assert_memory_equal(together, least, space->point_count);
    REQUIRE_OK(nsc_hamming_distances(space, targets, 0, together, &error));
    for (uint32_t point = 0; point < space->point_count; point++)
        assert_int_equal(together[point], NSC_UNREACHED);
    free(together);
    free(alone);
    free(least);
    nsc_space_close(space);
}

/* ---- strings that are the same network ---- */

/* NAS-Bench-201 both ways: the point of each word, as the space reads the word's digits. */
typedef struct quotient {
    nsc_space *words, *points;
    uint32_t *point_of; /* [word] */
} quotient;

static quotient open_quotient(void) {
    quotient opened = {.words = open_space("nb201"), .points = open_space("nb201:distinct")};
    opened.point_of = test_memory(NB201_WORDS, sizeof *opened.point_of);
    for (uint32_t word = 0; word < NB201_WORDS; word++) {
        nsc_point_name name;
        REQUIRE_OK(opened.words->point_name(opened.words, word, &name, &error));
        opened.point_of[word] = id_of(opened.points, name.text);
    }
    return opened;
}

static void close_quotient(quotient *opened) {
    nsc_space_close(opened->words);
    nsc_space_close(opened->points);
    free(opened->point_of);
}

/*
 * By brute force: every pair of words that differ in one digit joins their points. A matrix of points holds the lowest
 * kind, read from the lower point.
 */
static void test_distinct_is_the_quotient(void **state) {
    (void)state;
    enum { NO_KIND = 65535 };
    quotient opened = open_quotient();
    nsc_graph graph = {0}, of_words = {0};
    const size_t pairs = (size_t)NB201_DISTINCT * NB201_DISTINCT;
    uint16_t *kinds = test_memory(pairs, sizeof *kinds);
    assert_int_equal(opened.points->point_count, NB201_DISTINCT);
    REQUIRE_OK(nsc_graph_build(&of_words, opened.words, nsc_relation_named("substitution"), NSC_THREADS(2), &error));
    REQUIRE_OK(nsc_graph_build(&graph, opened.points, nsc_relation_named("substitution"), NSC_THREADS(2), &error));
    for (size_t pair = 0; pair < pairs; pair++)
        kinds[pair] = NO_KIND;
    for (uint32_t word = 0; word < NB201_WORDS; word++)
        for (uint64_t place = of_words.offsets[word]; place < of_words.offsets[word + 1]; place++) {
            const uint32_t one = opened.point_of[word], other = opened.point_of[of_words.neighbours[place]];
            if (one < other && of_words.kinds[place] < kinds[(size_t)one * NB201_DISTINCT + other])
                kinds[(size_t)one * NB201_DISTINCT + other] = of_words.kinds[place];
        }
    uint64_t edges = 0;
    for (uint32_t point = 0; point < NB201_DISTINCT; point++) {
        uint64_t place = graph.offsets[point];
        for (uint32_t other = 0; other < NB201_DISTINCT; other++) {
            const uint32_t low = point < other ? point : other, high = point < other ? other : point;
            const uint16_t kind = kinds[(size_t)low * NB201_DISTINCT + high];
            if (point == other || kind == NO_KIND)
                continue;
            assert_true(place < graph.offsets[point + 1]);
            assert_int_equal(graph.neighbours[place], other);
            assert_int_equal(graph.kinds[place], point < other ? kind : opened.points->edge_kinds[kind].reverse);
            place++;
            edges++;
        }
        assert_int_equal(place, graph.offsets[point + 1]);
    }
    assert_true(edges == 2 * graph.edge_count);
    free(kinds);
    nsc_graph_release(&graph);
    nsc_graph_release(&of_words);
    close_quotient(&opened);
}

static void test_neighbours_of_one_network(void **state) {
    (void)state;
    nsc_space *space = open_space("nb201:distinct");
    nsc_graph graph = {0};
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("substitution"), NSC_THREADS(1), &error));
    for (uint32_t point = 0; point < NB201_DISTINCT; point += 13) {
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        REQUIRE_OK(nsc_graph_neighbours(space, graph.relation, point, &neighbours, &count, &error));
        assert_int_equal(count, nsc_graph_degree(&graph, point));
        for (size_t item = 0; item < count; item++) {
            assert_int_equal(neighbours[item].point, graph.neighbours[graph.offsets[point] + item]);
            assert_int_equal(neighbours[item].kind, graph.kinds[graph.offsets[point] + item]);
        }
        free(neighbours);
    }
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* The least of what all words of the two points are apart, by a distance of words. */
static void check_nearest_words(const quotient *opened, const char *distance_name, const uint32_t *targets,
                                size_t target_count) {
    const nsc_distance *distance = nsc_distance_named(distance_name);
    uint8_t *of_words = test_memory(NB201_WORDS, 1), *expected = test_memory(NB201_DISTINCT, 1);
    uint8_t *found = test_memory(NB201_DISTINCT, 1);
    memset(expected, NSC_UNREACHED, NB201_DISTINCT);
    for (uint32_t word = 0; word < NB201_WORDS; word++) {
        bool is_target = false;
        for (size_t target = 0; target < target_count; target++)
            is_target = is_target || opened->point_of[word] == targets[target];
        if (!is_target)
            continue;
        REQUIRE_OK(distance->to_nearest(opened->words, NULL, &word, 1, NSC_THREADS(1), of_words, &error));
        for (uint32_t other = 0; other < NB201_WORDS; other++) {
            uint8_t *place = &expected[opened->point_of[other]];
            *place = of_words[other] < *place ? of_words[other] : *place;
        }
    }
    REQUIRE_OK(distance->to_nearest(opened->points, NULL, targets, target_count, NSC_THREADS(2), found, &error));
    assert_memory_equal(found, expected, NB201_DISTINCT);
    /* One pair at a time the same, with as many changes. */
    for (uint32_t point = 5; target_count == 1 && point < NB201_DISTINCT; point += 211) {
        nsc_changes changes;
        REQUIRE_OK(distance->changes(opened->points, point, targets[0], NSC_THREADS(1), &changes, &error));
        assert_int_equal(changes.distance, expected[point]);
        if (changes.start != NULL)
            assert_int_equal(id_of(opened->points, changes.start), point);
        nsc_changes_release(&changes);
    }
    free(of_words);
    free(expected);
    free(found);
}

static void test_distances_of_networks(void **state) {
    (void)state;
    quotient opened = open_quotient();
    static const uint32_t targets[] = {0, 1, 3000, NB201_DISTINCT - 1};
    for (size_t target = 0; target < sizeof targets / sizeof *targets; target++) {
        check_nearest_words(&opened, "hamming", &targets[target], 1);
        check_nearest_words(&opened, "path", &targets[target], 1);
    }
    check_nearest_words(&opened, "hamming", targets, 4);
    check_nearest_words(&opened, "path", targets, 4);
    close_quotient(&opened);
}

/* The strings of the same network: all that become the same point of the quotient, and no others. */
static void test_strings_of_one_network(void **state) {
    (void)state;
    quotient opened = open_quotient();
    nsc_space *letters = open_space("hamming:ABC^3");
    assert_null(letters->same_network);
    for (uint32_t word = 0; word < NB201_WORDS; word += 1201) {
        nsc_spellings strings, networks;
        size_t place = 0;
        REQUIRE_OK(opened.words->same_network(opened.words, word, &strings, &error));
        REQUIRE_OK(opened.points->same_network(opened.points, opened.point_of[word], &networks, &error));
        assert_int_equal(strings.count, networks.count);
        for (uint32_t other = 0; other < NB201_WORDS; other++) {
            if (opened.point_of[other] != opened.point_of[word])
                continue;
            assert_true(place < strings.count);
            assert_int_equal(id_of(opened.words, strings.texts[place]), other);
            assert_string_equal(strings.texts[place], networks.texts[place]);
            place++;
        }
        assert_int_equal(place, strings.count);
        nsc_spellings_release(&strings);
        nsc_spellings_release(&networks);
    }
    nsc_space_close(letters);
    close_quotient(&opened);
}

/* ---- which strings those are: by a text of the network, as the official code compares them ---- */

enum { NETWORK_TEXT = 512 };

/* The digits' operations: 1 nothing, 2 skip, then as named. Nodes 0 to 3; the edges into node n begin at digit
 * n(n − 1)/2. The order of texts decides which sums of sums are the same, so that they are spelled as officially. */
static void network_text(const char *digits, int node, char *text);

static int compare_texts(const void *first, const void *second) {
    return strcmp(first, second);
}

/* The term that an edge adds: "#" for nothing, the source itself for a skip, else operation and source. */
static void edge_text(const char *digits, int source, int node, char *text) {
    static const char *const names[] = {"nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"};
    char of_source[NETWORK_TEXT];
    const char operation = digits[node * (node - 1) / 2 + source];
    network_text(digits, source, of_source);
    if (operation == '1' || strcmp(of_source, "#") == 0)
        strcpy(text, "#");
    else if (operation == '2')
        strcpy(text, of_source);
    else
        snprintf(text, NETWORK_TEXT, "(%.480s)@%s", of_source, names[operation - '3']);
}

static void network_text(const char *digits, int node, char *text) {
    char terms[3][NETWORK_TEXT];
    strcpy(text, node == 0 ? "0" : "");
    for (int source = 0; source < node; source++)
        edge_text(digits, source, node, terms[source]);
    qsort(terms, (size_t)node, sizeof *terms, compare_texts);
    for (int term = 0; term < node; term++) {
        strcat(text, term > 0 ? "+" : "");
        strcat(text, terms[term]);
    }
}

/* Strings of the same text are one point, named by the smallest of them; strings of different texts are two. */
static void test_networks_by_the_official_rule(void **state) {
    (void)state;
    quotient opened = open_quotient();
    nsc_point_name *names = names_of(opened.words), *point_names = names_of(opened.points);
    char *texts = test_memory((size_t)NB201_DISTINCT * NETWORK_TEXT, 1);
    for (uint32_t word = 0; word < NB201_WORDS; word++) {
        char text[NETWORK_TEXT], *of_point = texts + (size_t)opened.point_of[word] * NETWORK_TEXT;
        network_text(names[word].text, 3, text);
        if (of_point[0] == '\0') { /* words ascend: the first is the smallest */
            strcpy(of_point, text);
            assert_string_equal(point_names[opened.point_of[word]].text, names[word].text);
        }
        assert_string_equal(text, of_point);
    }
    qsort(texts, NB201_DISTINCT, NETWORK_TEXT, compare_texts);
    for (size_t point = 1; point < NB201_DISTINCT; point++)
        assert_string_not_equal(texts + (point - 1) * NETWORK_TEXT, texts + point * NETWORK_TEXT);
    free(names);
    free(point_names);
    free(texts);
    close_quotient(&opened);
    nsc_nb201_networks networks = {0};
    REQUIRE_OK(nsc_nb201_count_networks(&networks, &error));
    assert_int_equal(networks.strings, NB201_WORDS);
    assert_int_equal(networks.official, NB201_DISTINCT);
    assert_int_equal(networks.algebraic, 4930);
}

/* ---- the official spelling, on every row of real measurements ---- */

typedef struct spelling_check {
    const nsc_space *space;
    bool *met; /* [point] */
    size_t rows;
} spelling_check;

/* Columns: architecture, genotype, ... */
static nsc_status check_spelling(void *context, const nsc_record_row *row, nsc_error *unused) {
    (void)unused;
    spelling_check *job = context;
    nsc_point_name name;
    char spelling[NSC_POINT_SPELLING_SIZE];
    if (row->line == 1)
        return NSC_OK;
    const uint32_t point = id_of(job->space, row->fields[0]);
    assert_int_equal(point, id_of(job->space, row->fields[1]));
    REQUIRE_OK(job->space->point_name(job->space, point, &name, &error));
    job->space->point_spelling(job->space, point, spelling);
    assert_string_equal(name.text, row->fields[1]);
    assert_string_equal(spelling, row->fields[0]);
    assert_false(job->met[point]);
    job->met[point] = true;
    job->rows++;
    return NSC_OK;
}

static void test_official_spelling(void **state) {
    (void)state;
    const char *folder = getenv("NASSCAPE_TEST_DATA");
    char path[1024];
    snprintf(path, sizeof path, "%s/nb201_cifar10.csv", folder != NULL ? folder : ".");
    if (access(path, R_OK) != 0) {
        print_message("skipped: there is no %s\n", path);
        skip();
    }
    nsc_space *space = open_space("nb201");
    spelling_check job = {.space = space, .met = test_memory(NB201_WORDS, sizeof(bool))};
    nsc_record_format format;
    REQUIRE_OK(nsc_records_read(path, check_spelling, &job, &format, &error));
    assert_int_equal(job.rows, NB201_WORDS);
    free(job.met);
    nsc_space_close(space);
}

/* ---- path encodings of NAS-Bench-201 ---- */

enum { PATHS = 155 };

/* 5 sequences of one operation, 25 of two, 125 of three, as bits; from the six digits, written out. */
static void encode_paths(const char *digits, bool bits[PATHS]) {
    const int e[NB201_EDGES] = {digits[0] - '1', digits[1] - '1', digits[2] - '1',
                                digits[3] - '1', digits[4] - '1', digits[5] - '1'};
    memset(bits, 0, PATHS * sizeof *bits);
    bits[e[3]] = true;                                 /* 0 -> 3 */
    bits[5 + 5 * e[0] + e[4]] = true;                  /* 0 -> 1 -> 3 */
    bits[5 + 5 * e[1] + e[5]] = true;                  /* 0 -> 2 -> 3 */
    bits[5 + 25 + 25 * e[0] + 5 * e[2] + e[5]] = true; /* 0 -> 1 -> 2 -> 3 */
}

static void test_paths_of_nb201(void **state) {
    (void)state;
    nsc_space *space = open_space("nb201");
    nsc_point_name *names = names_of(space);
    static const uint32_t targets[] = {0, 7777, NB201_WORDS - 1, 3};
    uint8_t *found = test_memory(NB201_WORDS, 1), *least = test_memory(NB201_WORDS, 1);
    memset(least, NSC_UNREACHED, NB201_WORDS);
    for (size_t target = 0; target < sizeof targets / sizeof *targets; target++) {
        bool own[PATHS], other[PATHS];
        encode_paths(names[targets[target]].text, own);
        REQUIRE_OK(nsc_path_distances(space, &targets[target], 1, NSC_THREADS(2), found, &error));
        for (uint32_t word = 0; word < NB201_WORDS; word++) {
            int distance = 0;
            encode_paths(names[word].text, other);
            for (int path = 0; path < PATHS; path++)
                distance += own[path] != other[path];
            assert_int_equal(found[word], distance);
            least[word] = (uint8_t)(distance < least[word] ? distance : least[word]);
        }
    }
    REQUIRE_OK(nsc_path_distances(space, targets, sizeof targets / sizeof *targets, NSC_THREADS(1), found, &error));
    assert_memory_equal(found, least, NB201_WORDS);
    free(found);
    free(least);
    free(names);
    nsc_space_close(space);
}

static void test_changes_in_words(void **state) {
    (void)state;
    nsc_space *space = open_space("nb201");
    nsc_changes changes;
    REQUIRE_OK(nsc_hamming_changes(space, id_of(space, "123451"), id_of(space, "323441"), &changes, &error));
    assert_int_equal(changes.distance, 2);
    assert_null(changes.start);
    assert_string_equal(changes.steps[0], "replace none on edge 0→1 by nor_conv_1x1");
    assert_string_equal(changes.steps[1], "replace avg_pool_3x3 on edge 1→3 by nor_conv_3x3");
    nsc_changes_release(&changes);
    /* Both ways of two edges are skip, skip; afterwards one begins with none, and so does the way of three. */
    REQUIRE_OK(nsc_path_changes(space, id_of(space, "222222"), id_of(space, "122222"), &changes, &error));
    assert_int_equal(changes.distance, 3);
    assert_string_equal(changes.steps[0],
                        "remove path input -> skip_connect -> skip_connect -> skip_connect -> output");
    assert_string_equal(changes.steps[1], "add path input -> none -> skip_connect -> output");
    assert_string_equal(changes.steps[2], "add path input -> none -> skip_connect -> skip_connect -> output");
    nsc_changes_release(&changes);
    nsc_space_close(space);
}

/* ---- symbols of one's own ---- */

static void expect_names(const nsc_space *space, uint32_t point, const char *const *spellings, size_t count) {
    nsc_point_name name;
    REQUIRE_OK(space->point_name(space, point, &name, &error));
    assert_string_equal(name.text, spellings[0]);
    for (size_t spelling = 0; spelling < count; spelling++)
        assert_int_equal(id_of(space, spellings[spelling]), point);
}

static void expect_refused(const nsc_space *space, const char *text, const char *reason) {
    uint32_t point;
    REQUIRE_REFUSED(space->point_parse(space, text, &point, &error), NSC_INVALID, reason);
}

static void test_alphabets(void **state) {
    (void)state;
    static const struct {
        const char *space, *first, *last;
        uint32_t points;
    } rows[] = {
        {"dna^3", "AAA", "TTT", 64},        {"rna^2", "AA", "UU", 16},       {"protein^2", "AA", "YY", 400},
        {"binary^5", "00000", "11111", 32}, {"hamming:ba^2", "bb", "aa", 4}, {"hamming:ACGT-^2", "AA", "--", 25},
        {"hamming:0,1^3", "000", "111", 8},
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        nsc_space *space = open_space(rows[row].space);
        assert_int_equal(space->point_count, rows[row].points);
        assert_string_equal(space->name, rows[row].space);
        expect_names(space, 0, &rows[row].first, 1);
        expect_names(space, rows[row].points - 1, &rows[row].last, 1);
        nsc_space_close(space);
    }
    nsc_space *space = open_space("protein^2");
    assert_int_equal(id_of(space, "CD"), 1 * 20 + 2); /* the order ACDEFGHIKLMNPQRSTVWY */
    assert_string_equal(space->edge_kinds[0].name, "position 1: A -> C");
    assert_string_equal(space->features[1].name, "symbol_C");
    assert_int_equal(id_of(space, "cd"), id_of(space, "CD"));
    expect_refused(space, "cx", "2 characters out of \"ACDEFGHIKLMNPQRSTVWY\"");
    nsc_space_close(space);
}

/* Numbers of channels as the size space of NATS-Bench has them; "8.0" as pandas writes a column of numbers. */
static void test_symbols_between_separators(void **state) {
    (void)state;
    nsc_space *space = open_space("hamming:8,16,64^3");
    static const char *const spellings[] = {"8:16:64",     "8-16-64",           "8_16_64",       "8,16,64",
                                            "8 16 64",     "8|16|64",           "8/16/64",       "8;16;64",
                                            "(8, 16, 64)", "['8', '16', '64']", "8.0:16.0:64.0", "id:5"};
    expect_names(space, 5, spellings, sizeof spellings / sizeof *spellings);
    expect_refused(space, "8:16", "3 symbols between separators out of \"8,16,64\"");
    expect_refused(space, "8:16:65", "3 symbols between");
    expect_refused(space, "8:16:64:8", "3 symbols between");
    expect_refused(space, "81664", "3 symbols between");
    nsc_space_close(space);
    space = open_space("hamming:1:2,a/b,c^2"); /* the first separator that no symbol has */
    static const char *const taken[] = {"1:2|a/b", "1:2 a/b", "1:2,a/b"};
    expect_names(space, 1, taken, 3);
    nsc_space_close(space);
    space = open_space("hamming:3^4"); /* separators between groups of characters */
    static const char *const grouped[] = {"0012", "00_12", "0-0-1-2", "(0, 0, 1, 2)", "[0 0 1 2]"};
    expect_names(space, 5, grouped, 5);
    nsc_space_close(space);
}

/* More symbols than digits and letters; and so many that kinds of edges tell positions apart only. */
static void test_many_symbols(void **state) {
    (void)state;
    nsc_space *space = open_space("hamming:45^2");
    nsc_graph graph = {0};
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("substitution"), NSC_THREADS(2), &error));
    assert_int_equal(space->point_count, 45 * 45);
    assert_int_equal(space->edge_kind_count, 2 * 45 * 44);
    for (uint32_t point = 0; point < space->point_count; point++) {
        char text[16];
        snprintf(text, sizeof text, "%u:%u", (unsigned)point / 45, (unsigned)point % 45);
        assert_int_equal(id_of(space, text), point);
        assert_int_equal(nsc_graph_degree(&graph, point), 2 * 44);
        for (uint64_t place = graph.offsets[point]; place < graph.offsets[point + 1]; place++) {
            const uint32_t other = graph.neighbours[place];
            const bool first = point % 45 == other % 45;
            char kind[64];
            snprintf(kind, sizeof kind, "position %d: symbol_%u -> symbol_%u", first ? 1 : 2,
                     (unsigned)(first ? point / 45 : point % 45), (unsigned)(first ? other / 45 : other % 45));
            assert_true(first || point / 45 == other / 45);
            assert_string_equal(space->edge_kinds[graph.kinds[place]].name, kind);
        }
    }
    nsc_graph_release(&graph);
    nsc_space_close(space);
    space = open_space("hamming:300^2");
    REQUIRE_OK(nsc_graph_build_as(&graph, space, nsc_relation_named("substitution"), NSC_GRAPH_STORED, NSC_THREADS(2),
                                  &error));
    assert_int_equal(space->edge_kind_count, 2);
    assert_string_equal(space->edge_kinds[1].name, "position 2: another symbol");
    assert_true(graph.edge_count == 300 * 300 * 2 * 299 / 2);
    assert_int_equal(graph.kinds[0], 1);   /* 0:0 and 0:1 */
    assert_int_equal(graph.kinds[299], 0); /* 0:0 and 1:0 */
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* Names longer than the buffer of a point's name are kept by the space. */
static void test_long_symbols(void **state) {
    (void)state;
    nsc_space *space = open_space("hamming:a_long_name_of_a_symbol_,another_long_name_of_one^4");
    nsc_point_name name;
    REQUIRE_OK(space->point_name(space, 1, &name, &error));
    assert_string_equal(name.text, "a_long_name_of_a_symbol_:a_long_name_of_a_symbol_:a_long_name_of_a_symbol_:"
                                   "another_long_name_of_one");
    assert_int_equal(id_of(space, name.text), 1);
    nsc_space_close(space);
}

/* Strings of TransNAS-Bench-101: the same text stands before all cells. */
static void test_prefix(void **state) {
    (void)state;
    nsc_space *space = open_space("hamming:4^6,prefix=64-41414-");
    static const char *const spellings[] = {"333333", "64-41414-3_33_333", "64-41414-333333", "3_33_333"};
    expect_names(space, 4095, spellings, 4);
    expect_refused(space, "64-41414-3_33_33", "6 characters");
    nsc_space_close(space);
    space = open_space("hamming:4^6");
    expect_refused(space, "64-41414-3_33_333", "--space 'hamming:4^6,prefix=64-41414-'");
    nsc_space_close(space);
}

static void test_lost_zeros(void **state) {
    (void)state;
    nsc_space *space = open_space("hamming:3^5");
    expect_refused(space, "12", "a leading zero lost?");
    expect_refused(space, "0", "pandas: read_csv(..., dtype=str)");
    expect_refused(space, "13", "5 characters out of \"012\"");
    expect_refused(space, "000000", "5 characters out of \"012\"");
    nsc_space_close(space);
}

/* ---- how others write NAS-Bench-201 ---- */

/* The example of the zero-cost suite: a tuple and its official string. */
static void test_spellings_of_nb201(void **state) {
    (void)state;
    nsc_space *space = open_space("nb201"), *naslib = open_space("nb201:naslib");
    static const char official[] =
        "|avg_pool_3x3~0|+|skip_connect~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|";
    const uint32_t point = id_of(space, official);
    assert_int_equal(id_of(space, "naslib:(4, 0, 3, 1, 4, 3)"), point);
    assert_int_equal(id_of(naslib, "(4, 0, 3, 1, 4, 3)"), point);
    assert_int_equal(id_of(naslib, "[4,0,3,1,4,3]"), point);
    assert_int_equal(id_of(naslib, "521353"), point);
    assert_int_equal(id_of(space, "EBACEC"), point);
    expect_refused(space, "(4, 0, 3, 1, 4, 3)", "--space nb201:naslib");
    expect_refused(space, "(4, 1, 3, 1, 4, 3)", "a tuple of NASLib");
    expect_refused(space, "204123", "it has a digit 0");
    expect_refused(space, "1523", "index into NATS-Bench");
    expect_refused(space, "4_4_4_2_4_3", "6 characters out of \"12345\"");
    expect_refused(naslib, "(4, 0, 3, 1, 4, 5)", "a tuple of NASLib");
    /* All tuples: each operation and each edge on its own. */
    static const char *const operations[] = {"skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"};
    for (int tuple = 0; tuple < NB201_WORDS; tuple++) {
        int numbers[NB201_EDGES], rest = tuple;
        char text[32], string[NSC_POINT_SPELLING_SIZE];
        for (int place = 0; place < NB201_EDGES; place++, rest /= 5)
            numbers[place] = rest % 5;
        snprintf(text, sizeof text, "(%d, %d, %d, %d, %d, %d)", numbers[0], numbers[1], numbers[2], numbers[3],
                 numbers[4], numbers[5]);
        /* Edges 0-1, 0-2, 0-3, 1-2, 1-3, 2-3. */
        snprintf(string, sizeof string, "|%s~0|+|%s~0|%s~1|+|%s~0|%s~1|%s~2|", operations[numbers[0]],
                 operations[numbers[1]], operations[numbers[3]], operations[numbers[2]], operations[numbers[4]],
                 operations[numbers[5]]);
        assert_int_equal(id_of(naslib, text), id_of(space, string));
    }
    nsc_space_close(space);
    nsc_space_close(naslib);
}

/* ---- which spaces have which distances ---- */

static void expect_distances(const char *space_name, const char *listed) {
    nsc_space *space = open_space(space_name);
    const nsc_distance *distance = NULL;
    REQUIRE_OK(nsc_distance_of(space, NULL, &distance, &error));
    assert_string_equal(distance->name, "hops");
    REQUIRE_REFUSED(nsc_distance_of(space, "miles", &distance, &error), NSC_USAGE, listed);
    nsc_space_close(space);
}

static void test_distances_of_spaces(void **state) {
    (void)state;
    expect_distances("nb101:vertices=3", "only hops, edit, encoding, encoding-raw, path");
    expect_distances("nb201", "only hops, hamming, path");
    expect_distances("nb201:distinct", "only hops, hamming, path");
    expect_distances("hamming:4^2", "only hops, hamming");
}

static void test_names_too_long_or_too_large(void **state) {
    (void)state;
    static const char *const refused[] = {
        "hamming:",
        "hamming:0^3",
        "hamming:3",
        "hamming:3^",
        "hamming:3^0",
        "hamming:1025^2",
        "hamming:2^33",
        "hamming:3^4x",
        "hamming:03^4",
        "hamming:0x3^2",
        "hamming:0XfF^2",
        "hamming:-3^4",
        "hamming:3 ^4",
        "hamming:3^4,distinct",
        "hamming:8,,9^2",
        "hamming:8,8^2",
        "hamming:(,)^2",
        "hamming:^2",
        "hamming:ACGT^2,prefix=",
        "dna^",
        "dna^33",
        "hamming:A B^2,C",
        "hamming:36^9",
        "hamming:2^32",
        "hamming:AA^2",
        "nb201:",
        "nb201:distinct=yes",
        "nb201:distnict",
    };
    for (size_t number = 0; number < sizeof refused / sizeof *refused; number++) {
        nsc_space *space = NULL;
        nsc_error error = {0};
        if (nsc_space_open(&space, refused[number], &error) != NSC_USAGE || space != NULL)
            fail_msg("%s: %s", refused[number], error.message);
    }
}

/* The table of relations says that their graphs are connected: a search reaches every string. */
static void test_all_strings_are_connected(void **state) {
    static const char *const names[] = {"nb201",           "nb201:distinct", "hamming:3^5",
                                        "hamming:2,5,3^3", "dna^4",          "hamming:45^2"};
    (void)state;
    for (size_t number = 0; number < sizeof names / sizeof names[0]; number++) {
        nsc_space *space = open_space(names[number]);
        const uint32_t last = space->point_count - 1;
        uint8_t *hops = test_memory(space->point_count, 1);
        nsc_graph graph = {0};
        REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("substitution"), NSC_THREADS(2), &error));
        assert_true(graph.relation->connected);
        REQUIRE_OK(nsc_graph_hops(&graph, &last, 1, hops, &error));
        for (uint32_t point = 0; point < space->point_count; point++)
            assert_int_not_equal(hops[point], NSC_UNREACHED);
        free(hops);
        nsc_graph_release(&graph);
        nsc_space_close(space);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pair_of_strings),
        cmocka_unit_test(test_nb201),
        cmocka_unit_test(test_hamming_to_the_nearest),
        cmocka_unit_test(test_distinct_is_the_quotient),
        cmocka_unit_test(test_neighbours_of_one_network),
        cmocka_unit_test(test_distances_of_networks),
        cmocka_unit_test(test_strings_of_one_network),
        cmocka_unit_test(test_networks_by_the_official_rule),
        cmocka_unit_test(test_official_spelling),
        cmocka_unit_test(test_paths_of_nb201),
        cmocka_unit_test(test_changes_in_words),
        cmocka_unit_test(test_alphabets),
        cmocka_unit_test(test_symbols_between_separators),
        cmocka_unit_test(test_many_symbols),
        cmocka_unit_test(test_long_symbols),
        cmocka_unit_test(test_prefix),
        cmocka_unit_test(test_lost_zeros),
        cmocka_unit_test(test_spellings_of_nb201),
        cmocka_unit_test(test_distances_of_spaces),
        cmocka_unit_test(test_names_too_long_or_too_large),
        cmocka_unit_test(test_all_strings_are_connected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
