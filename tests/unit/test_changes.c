/*
 * Changes in words, against a slower way: every change of a matrix of booleans is made, in the order of preference, and
 * the first that gives the neighbour is written.
 */
#include "file_fixture.h"
#include "graph/changes.h"
#include "naive_cell.h"

enum { CHANGES_MAXIMUM = 64, TEXT_SIZE = 128 };

/* A change of a cell, told in words, and the representative of what it leads to. */
typedef struct naive_change {
    naive_cell result;
    char text[TEXT_SIZE];
} naive_change;

typedef struct naive_changes {
    unsigned count;
    naive_change items[CHANGES_MAXIMUM];
} naive_changes;

static const char *const operation_names[] = {"conv3x3", "conv1x1", "maxpool3x3"};

/* The vertices that are on no path from input to output, in words. */
static void tell_dropped(const naive_cell *cell, char *text) {
    int dropped[NAIVE_VERTICES], count = 0;
    for (int vertex = 1; vertex < cell->vertex_count - 1; vertex++) {
        bool from_input[NAIVE_VERTICES] = {true}, to_output[NAIVE_VERTICES] = {false};
        to_output[cell->vertex_count - 1] = true;
        for (int round = 0; round < cell->vertex_count; round++)
            for (int from = 0; from < cell->vertex_count; from++)
                for (int to = 0; to < cell->vertex_count; to++) {
                    from_input[to] = from_input[to] || (from_input[from] && cell->edge[from][to]);
                    to_output[from] = to_output[from] || (to_output[to] && cell->edge[from][to]);
                }
        if (!from_input[vertex] || !to_output[vertex])
            dropped[count++] = vertex;
    }
    if (count == 1)
        sprintf(text, ", drops vertex %d", dropped[0]);
    if (count < 2)
        return;
    text += sprintf(text, ", drops vertices %d", dropped[0]);
    for (int number = 1; number < count; number++)
        text += sprintf(text, "%s %d", number == count - 1 ? " and" : ",", dropped[number]);
}

static void keep(naive_changes *changes, const naive_cell *changed, const char *text) {
    naive_cell pruned;
    if (!naive_prune(changed, &pruned))
        return;
    assert_true(changes->count < CHANGES_MAXIMUM);
    naive_change *change = &changes->items[changes->count++];
    change->result = naive_representative(&pruned);
    snprintf(change->text, TEXT_SIZE, "%s", text);
    tell_dropped(changed, change->text + strlen(text));
}

/* All replacements by vertex, and the removals, or additions, of all edges by start, then end. */
static void list_replacements(const naive_cell *cell, naive_changes *changes) {
    char text[TEXT_SIZE];
    for (int vertex = 1; vertex < cell->vertex_count - 1; vertex++)
        for (int operation = 0; operation < NSC_OPERATIONS; operation++) {
            naive_cell changed = *cell;
            if (operation == cell->label[vertex])
                continue;
            changed.label[vertex] = operation;
            sprintf(text, "replace %s at vertex %d by %s", operation_names[cell->label[vertex]], vertex,
                    operation_names[operation]);
            keep(changes, &changed, text);
        }
}

static void list_flips(const naive_cell *cell, bool added, const char *prefix, naive_changes *changes) {
    char text[TEXT_SIZE];
    for (int from = 0; from < cell->vertex_count; from++)
        for (int to = from + 1; to < cell->vertex_count; to++) {
            naive_cell changed = *cell;
            if (cell->edge[from][to] == added)
                continue;
            changed.edge[from][to] = added;
            sprintf(text, "%s%s edge %d→%d", prefix, added ? "add" : "remove", from, to);
            keep(changes, &changed, text);
        }
}

static bool same(const naive_cell *one, const naive_cell *other) {
    return one->vertex_count == other->vertex_count && naive_compare(one, other) == 0;
}

static const char *first_to(const naive_changes *changes, const naive_cell *goal) {
    for (unsigned number = 0; number < changes->count; number++)
        if (same(&changes->items[number].result, goal))
            return changes->items[number].text;
    return NULL;
}

static naive_cell naive_of(const nsc_space *space, uint32_t point) {
    const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), point);
    return naive_from_cell(&cell);
}

/* Checks what is said of all neighbours of a cell; counts those told by the reverse change. */
static void check_cell(const nsc_space *space, const char *relation_name, uint32_t point, unsigned undone[2]) {
    const nsc_relation *relation = nsc_relation_named(relation_name);
    const naive_cell cell = naive_of(space, point);
    naive_changes *forwards = test_memory(1, sizeof *forwards), *back = test_memory(1, sizeof *back);
    nsc_change_texts *texts = NULL;
    nsc_neighbour *neighbours = NULL;
    size_t count = 0;
    list_replacements(&cell, forwards);
    list_flips(&cell, false, "", forwards);
    list_flips(&cell, true, "", forwards);
    REQUIRE_OK(nsc_graph_neighbours(space, relation, point, &neighbours, &count, &error));
    REQUIRE_OK(nsc_change_texts_open(&texts, space, relation, point, &error));
    for (size_t number = 0; number < count; number++) {
        const naive_cell neighbour = naive_of(space, neighbours[number].point);
        const char *expected = first_to(forwards, &neighbour), *text;
        undone[expected == NULL]++;
        if (expected == NULL) {
            back->count = 0;
            list_flips(&neighbour, false, "undo: ", back);
            expected = first_to(back, &cell);
        }
        assert_non_null(expected);
        REQUIRE_OK(nsc_change_texts_to(texts, &neighbours[number], &text, &error));
        assert_string_equal(text, expected);
    }
    nsc_change_texts_close(texts);
    free(neighbours);
    free(forwards);
    free(back);
}

static void test_small_cells(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    unsigned undone[2] = {0};
    for (uint32_t point = 0; point < space->point_count; point++)
        check_cell(space, "pruned", point, undone);
    assert_true(undone[0] > 0 && undone[1] > 0);
    for (uint32_t point = 0; point < space->point_count; point += 7) {
        check_cell(space, "adjacent", point, undone);
        check_cell(space, "strict", point, undone);
    }
    nsc_space_close(space);
}

/* Random cells, and the hub, which 52,602 neighbours are pruned to. */
static void test_large_cells(void **state) {
    const nsc_space *space = *state;
    gsl_rng *random = random_stream(151, 0);
    unsigned undone[2] = {0};
    for (unsigned sample = 0; sample < 120; sample++)
        check_cell(space, "pruned", random_below(random, space->point_count), undone);
    undone[0] = undone[1] = 0;
    check_cell(space, "pruned", 0, undone);
    assert_int_equal(undone[0], 0);
    assert_int_equal(undone[1], 52602);
    gsl_rng_free(random);
}

/* By the relations of other programs every neighbour is reached by a change of the representative. */
static void test_directed_relations(void **state) {
    const nsc_space *space = *state;
    gsl_rng *random = random_stream(152, 0);
    unsigned undone[2] = {0};
    for (unsigned sample = 0; sample < 40; sample++) {
        const uint32_t point = random_below(random, space->point_count);
        check_cell(space, "naszilla", point, undone);
        check_cell(space, "one-exchange", point, undone);
    }
    assert_int_equal(undone[1], 0);
    gsl_rng_free(random);
}

static void expect_change(const nsc_space *space, const char *relation, const char *from, const char *to,
                          const char *expected) {
    char *text = NULL;
    REQUIRE_OK(
        nsc_change_text(space, nsc_relation_named(relation), id_of(space, from), id_of(space, to), &text, &error));
    assert_string_equal(text, expected);
    free(text);
}

static void expect_none(const nsc_space *space, const char *relation, const char *from, const char *to) {
    char *text = NULL;
    REQUIRE_REFUSED(
        nsc_change_text(space, nsc_relation_named(relation), id_of(space, from), id_of(space, to), &text, &error),
        NSC_INVALID, "no single change");
    assert_null(text);
}

/* Pairs worked out by hand. */
static void test_pairs_of_cells(void **state) {
    const nsc_space *space = *state;
    expect_change(space, "pruned", "010001000/c3", "010001000/mp", "replace conv3x3 at vertex 1 by maxpool3x3");
    expect_change(space, "pruned", "010001000/c3", "011001000/c3", "add edge 0→2");
    expect_change(space, "pruned", "011001000/c3", "010001000/c3", "remove edge 0→2");
    expect_change(space, "pruned", "011001000/c3", "0100/", "remove edge 0→1, drops vertex 1");
    expect_change(space, "pruned", "0100/", "011001000/c3", "undo: remove edge 0→1, drops vertex 1");
    /* Two vertices in a row beside an edge from input to output: either of their edges leaves nothing of them. */
    expect_change(space, "pruned", "0101001000010000/c3,mp", "0100/", "remove edge 0→1, drops vertices 1 and 2");
    expect_none(space, "adjacent", "0101001000010000/c3,mp", "0100/");
    expect_change(space, "naszilla", "011001000/c3", "0100/", "remove edge 0→1, drops vertex 1");
    expect_none(space, "naszilla", "0100/", "011001000/c3");
    expect_none(space, "pruned", "0100/", "0100/");
    expect_none(space, "pruned", "0100/", "010001000/c3");
}

static void test_pairs_of_strings(void **state) {
    (void)state;
    nsc_space *letters = open_space("hamming:ABC^4"), *networks = open_space("nb201:distinct");
    nsc_space *strings = open_space("nb201");
    expect_change(letters, "substitution", "AABA", "AACA", "replace B at position 3 by C");
    expect_none(letters, "substitution", "AABA", "ABCA");
    expect_none(letters, "substitution", "AABA", "AABA");
    expect_change(strings, "substitution", "423144", "223144", "replace nor_conv_3x3 on edge 0→1 by skip_connect");
    nsc_space_close(strings);
    nsc_space_close(networks);
    nsc_space_close(letters);
}

/* Opens a space whose file holds `text`. */
static nsc_space *space_of_file(fixture *file, const char *kind, const char *text) {
    char name[128];
    write_bytes(file->path, text, strlen(text));
    snprintf(name, sizeof name, "%s%s", kind, file->path);
    return open_space(name);
}

static void test_pairs_of_files(void **state) {
    (void)state;
    fixture *file;
    assert_int_equal(open_fixture_named((void **)&file, "points.csv"), 0);
    nsc_space *variables = space_of_file(file, "variables:", "lr,batch\n0.1,16\n0.01,16\n0.001,32\n0.1,32\n");
    expect_change(variables, "substitution", "0.1:16", "0.01:16", "lr: 0.1 -> 0.01");
    expect_none(variables, "substitution", "0.1:16", "0.01:32");
    nsc_space_close(variables);
    nsc_space *listed = space_of_file(file, "", "from,to,kind\na,b,swap\nb,c,swap\nc,d,insertion\n");
    expect_change(listed, "listed", "d", "c", "insertion");
    expect_change(listed, "listed", "a", "b", "swap");
    expect_none(listed, "listed", "a", "c");
    nsc_space_close(listed);
    listed = space_of_file(file, "", "from,to\na,b\nb,c\n");
    expect_change(listed, "listed", "a", "b", "edge");
    nsc_space_close(listed);
    assert_int_equal(close_fixture((void **)&file), 0);
}

/* The change expected where several strings stand for a point: of the first string, at the first position, one of whose
 * changes gives one of the neighbour's; the string is named unless it names the point. */
static void tell_network(const nsc_space *networks, uint32_t point, uint32_t neighbour, char expected[TEXT_SIZE]) {
    static const char *const operations[] = {"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"};
    static const char *const edges[] = {"0→1", "0→2", "1→2", "0→3", "1→3", "2→3"};
    char string[7] = "", first[7] = "";
    for (unsigned word = 0; word < 15625; word++) {
        unsigned rest = word;
        for (int position = 6; position-- > 0; rest /= 5)
            string[position] = (char)('1' + rest % 5);
        if (id_of(networks, string) != point)
            continue;
        if (first[0] == '\0')
            strcpy(first, string);
        for (unsigned change = 0; change < 30; change++) {
            char changed[7];
            strcpy(changed, string);
            changed[change / 5] = (char)('1' + change % 5);
            if (id_of(networks, changed) != neighbour)
                continue;
            const bool named = strcmp(string, first) == 0;
            sprintf(expected, "replace %s on edge %s by %s%s%s", operations[string[change / 5] - '1'],
                    edges[change / 5], operations[change % 5], named ? "" : " in ", named ? "" : string);
            return;
        }
    }
    fail_msg("nothing leads from %u to %u", point, neighbour);
}

static void test_networks(void **state) {
    (void)state;
    nsc_space *networks = open_space("nb201:distinct");
    const nsc_relation *relation = nsc_relation_named("substitution");
    unsigned named = 0, others = 0;
    for (uint32_t point = 3; point < networks->point_count; point += 401) {
        nsc_change_texts *texts = NULL;
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        REQUIRE_OK(nsc_graph_neighbours(networks, relation, point, &neighbours, &count, &error));
        REQUIRE_OK(nsc_change_texts_open(&texts, networks, relation, point, &error));
        for (size_t number = 0; number < count; number++) {
            char expected[TEXT_SIZE];
            const char *text;
            tell_network(networks, point, neighbours[number].point, expected);
            REQUIRE_OK(nsc_change_texts_to(texts, &neighbours[number], &text, &error));
            assert_string_equal(text, expected);
            *(strstr(text, " in ") == NULL ? &named : &others) += 1;
        }
        nsc_change_texts_close(texts);
        free(neighbours);
    }
    assert_true(named > 0 && others > 0);
    nsc_space_close(networks);
}

static int open_cells(void **state) {
    *state = open_space("nb101");
    return 0;
}

static int close_cells(void **state) {
    nsc_space_close(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_cells),        cmocka_unit_test(test_large_cells),
        cmocka_unit_test(test_directed_relations), cmocka_unit_test(test_pairs_of_cells),
        cmocka_unit_test(test_pairs_of_strings),   cmocka_unit_test(test_pairs_of_files),
        cmocka_unit_test(test_networks),
    };
    return cmocka_run_group_tests(tests, open_cells, close_cells);
}
