/*
 * The whole space against nauty, which decides isomorphism in a way of its own: no two representatives are the same
 * graph, and every labelled graph within the limits, listed here one by one, is found as the cell that it is.
 */
#include "testing.h"

#include <nauty/nauty.h>

#include <nauty/nautinv.h>

enum { VERTICES = 7, EDGES = 9, LABELLED_GRAPHS = 1293208, CELLS = 423624 };

/* A labelled graph: arcs[from] has bit `to` for each edge from → to. */
typedef struct labelled_graph {
    int vertex_count, edge_count;
    unsigned arcs[VERTICES];
    int labels[VERTICES]; /* of inner vertices */
} labelled_graph;

/*
 * One number for the canonical form: vertices, how many vertices have each of two operations, and the canonical matrix
 * under the colouring (input)(output)(operation 0)(operation 1)(operation 2). Equal numbers, isomorphic graphs.
 */
static uint64_t canonical_form(const labelled_graph *made) {
    static DEFAULTOPTIONS_DIGRAPH(options);
    const int count = made->vertex_count, words_per_row = 1;
    graph matrix[VERTICES], canonical[VERTICES];
    int order[VERTICES], joined[VERTICES], orbits[VERTICES], filled = 0;
    uint64_t form = (uint64_t)count;
    statsblk statistics;
    options.getcanon = TRUE;
    options.defaultptn = FALSE;
    order[filled] = 0;
    joined[filled++] = 0;
    order[filled] = count - 1;
    joined[filled++] = 0;
    for (int operation = 0; operation < NSC_OPERATIONS; operation++) {
        const int first = filled;
        for (int vertex = 1; vertex < count - 1; vertex++)
            if (made->labels[vertex] == operation) {
                order[filled] = vertex;
                joined[filled++] = 1; /* the same colour goes on */
            }
        if (filled > first)
            joined[filled - 1] = 0;
        if (operation < 2)
            form = form << 3 | (uint64_t)(filled - first);
    }
    for (int from = 0; from < count; from++) {
        matrix[from] = 0;
        for (int to = 0; to < count; to++)
            if ((made->arcs[from] >> to & 1u) != 0)
                matrix[from] |= bit[to];
    }
    densenauty(matrix, order, joined, orbits, &options, &statistics, words_per_row, count, canonical);
    for (int from = 0; from < count; from++)
        for (int to = 0; to < count; to++)
            form = form << 1 | ((canonical[from] & bit[to]) != 0);
    return form;
}

static labelled_graph graph_of_cell(const nsc_cell *cell) {
    labelled_graph made = {.vertex_count = cell->vertex_count};
    for (int to = 1; to < cell->vertex_count; to++)
        for (int from = 0; from < to; from++)
            if ((cell->edges >> (from + to * (to - 1) / 2) & 1u) != 0) {
                made.arcs[from] |= 1u << to;
                made.edge_count++;
            }
    for (int vertex = 1; vertex < cell->vertex_count - 1; vertex++)
        made.labels[vertex] = cell->operations[vertex - 1];
    return made;
}

typedef struct fixture {
    nsc_nb101 *nb101;
    uint64_t *forms; /* [id] of the representatives */
} fixture;

static int open_fixture(void **state) {
    static fixture opened;
    nauty_check(WORDSIZE, 1, VERTICES, NAUTYVERSIONID);
    opened.nb101 = create_nb101(VERTICES, EDGES);
    assert_int_equal(nsc_nb101_cell_count(opened.nb101), CELLS);
    opened.forms = test_memory(CELLS, sizeof *opened.forms);
    for (uint32_t id = 0; id < CELLS; id++) {
        const nsc_cell cell = nsc_nb101_cell(opened.nb101, id);
        const labelled_graph made = graph_of_cell(&cell);
        opened.forms[id] = canonical_form(&made);
    }
    *state = &opened;
    return 0;
}

static int close_fixture(void **state) {
    fixture *opened = *state;
    nsc_nb101_destroy(opened->nb101);
    free(opened->forms);
    return 0;
}

static int compare_forms(const void *first, const void *second) {
    const uint64_t one = *(const uint64_t *)first, other = *(const uint64_t *)second;
    return (one > other) - (one < other);
}

static void test_representatives_are_pairwise_different(void **state) {
    const fixture *opened = *state;
    uint64_t *sorted = test_memory(CELLS, sizeof *sorted);
    memcpy(sorted, opened->forms, CELLS * sizeof *sorted);
    qsort(sorted, CELLS, sizeof *sorted, compare_forms);
    for (uint32_t place = 1; place < CELLS; place++)
        assert_true(sorted[place - 1] < sorted[place]);
    free(sorted);
}

/* ---- every labelled graph ---- */

/* What the listing saw. */
typedef struct listing {
    const fixture *opened;
    bool *met; /* [id] */
    uint32_t labelled, labelled_of[VERTICES + 1];
    uint32_t cells_of[VERTICES + 1][EDGES + 1];
} listing;

/* The official condition on a matrix: no row but the last and no column but the first is empty, and few enough
 * edges. */
static bool is_full(const labelled_graph *made) {
    unsigned entered = 0;
    for (int vertex = 0; vertex < made->vertex_count; vertex++) {
        if (vertex < made->vertex_count - 1 && made->arcs[vertex] == 0)
            return false;
        entered |= made->arcs[vertex];
    }
    return entered == (1u << made->vertex_count) - 2u && made->edge_count <= EDGES;
}

static void take_labelled(listing *seen, const labelled_graph *made, uint32_t bits) {
    nsc_cell cell = {.vertex_count = (uint8_t)made->vertex_count, .edges = bits};
    for (int vertex = 1; vertex < made->vertex_count - 1; vertex++)
        cell.operations[vertex - 1] = (uint8_t)made->labels[vertex];
    uint32_t id = UINT32_MAX;
    if (nsc_nb101_find(seen->opened->nb101, &cell, &id, NULL) != NSC_OK || id >= CELLS)
        fail_msg("a graph of %d vertices, bits %u, is not found", made->vertex_count, (unsigned)bits);
    if (seen->opened->forms[id] != canonical_form(made))
        fail_msg("a graph of %d vertices, bits %u, is not cell %u", made->vertex_count, (unsigned)bits, (unsigned)id);
    seen->labelled++;
    seen->labelled_of[made->vertex_count]++;
    if (!seen->met[id])
        seen->cells_of[made->vertex_count][made->edge_count]++;
    seen->met[id] = true;
}

static void list_labellings(listing *seen, labelled_graph *made, uint32_t bits, int vertex) {
    if (vertex >= made->vertex_count - 1) {
        take_labelled(seen, made, bits);
        return;
    }
    for (int operation = 0; operation < NSC_OPERATIONS; operation++) {
        made->labels[vertex] = operation;
        list_labellings(seen, made, bits, vertex + 1);
    }
}

static void list_matrices(listing *seen, int vertex_count) {
    for (uint32_t bits = 0; bits < 1u << (vertex_count * (vertex_count - 1) / 2); bits++) {
        const nsc_cell cell = {.vertex_count = (uint8_t)vertex_count, .edges = bits};
        labelled_graph made = graph_of_cell(&cell);
        if (is_full(&made))
            list_labellings(seen, &made, bits, 1);
    }
}

/* Cells by vertices and edges, counted by another program from the published description. */
static const uint32_t expected_cells[VERTICES + 1][EDGES + 1] = {
    [2] = {[1] = 1},
    [3] = {[2] = 3, [3] = 3},
    [4] = {[3] = 9, [4] = 33, [5] = 33, [6] = 9},
    [5] = {[4] = 27, [5] = 225, [6] = 622, [7] = 811, [8] = 558, [9] = 198},
    [6] = {[5] = 81, [6] = 1260, [7] = 6909, [8] = 19701, [9] = 34059},
    [7] = {[6] = 243, [7] = 6264, [8] = 58563, [9] = 294012},
};

static void test_every_labelled_graph_is_found(void **state) {
    /* How many there are up to 2 … 7 vertices: the progress log of the official enumeration. */
    static const uint32_t labelled_up_to[VERTICES + 1] = {
        [2] = 1, [3] = 7, [4] = 97, [5] = 3364, [6] = 128509, [7] = LABELLED_GRAPHS};
    static const uint32_t cells_up_to[VERTICES + 1] = {
        [2] = 1, [3] = 7, [4] = 91, [5] = 2532, [6] = 64542, [7] = CELLS};
    listing seen = {.opened = *state, .met = test_memory(CELLS, sizeof(bool))};
    uint32_t cells = 0, labelled = 0;
    for (int vertex_count = 2; vertex_count <= VERTICES; vertex_count++) {
        list_matrices(&seen, vertex_count);
        labelled += seen.labelled_of[vertex_count];
        assert_int_equal(labelled, labelled_up_to[vertex_count]);
        for (int edge_count = 0; edge_count <= EDGES; edge_count++) {
            assert_int_equal(seen.cells_of[vertex_count][edge_count], expected_cells[vertex_count][edge_count]);
            cells += seen.cells_of[vertex_count][edge_count];
        }
        assert_int_equal(cells, cells_up_to[vertex_count]);
    }
    assert_int_equal(seen.labelled, LABELLED_GRAPHS);
    for (uint32_t id = 0; id < CELLS; id++)
        assert_true(seen.met[id]);
    free(seen.met);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_representatives_are_pairwise_different),
        cmocka_unit_test(test_every_labelled_graph_is_found),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
