/*
 * Candidates of searches: the published test vector, draws against the published counts of encodings, changes against
 * enumeration, and decoding against the parser of cells.
 */
#include "analysis/search/experiment_internal.h"
#include "testing.h"

#include "base/random.h"

#include <math.h>

/* The inception-like cell, in all encodings of the published benchmark: operations 1x1, 3x3, 3x3, 3x3 and max-pool, and
 * nine edges by their numbers in the rows of the matrix. */
static const char inception[] = "28cfc7874f6d200472e1a9dcd8650aa0";
static const char *const published_operations[] = {"conv1x1", "conv3x3", "conv3x3", "conv3x3", "maxpool"};
static const unsigned published_edges[] = {0, 1, 2, 4, 10, 14, 15, 19, 20};
enum { OPERATIONS = 5, EDGES = 21, PUBLISHED_EDGES = 9 };

typedef struct opened_domain {
    nsc_opened_landscape *opened;
    const nsc_space *space;
    nsc_search_domain *domain;
} opened_domain;

/* NAS-Bench-101 is opened once, since its table of encodings takes a while. */
static nsc_space *cells;

static int open_cells(void **state) {
    (void)state;
    cells = open_space("nb101");
    return 0;
}

static int close_cells(void **state) {
    (void)state;
    nsc_space_close(cells);
    return 0;
}

static opened_domain open_domain(const char *space, nsc_search_encoding encoding, nsc_validity validity) {
    opened_domain made = {.opened = NULL};
    nsc_landscape_names names = {.space = space};
    if (strcmp(space, "nb101") == 0)
        names.open_space = cells;
    REQUIRE_OK(nsc_landscape_open(&made.opened, &names, &error));
    REQUIRE_OK(nsc_landscape_space(made.opened, &made.space, &error));
    REQUIRE_OK(nsc_search_domain_create(&made.domain, made.opened, encoding, validity, &error));
    if (made.domain->graph != NULL)
        REQUIRE_OK(nsc_rows_open(&made.domain->rows, made.domain->graph, &error));
    return made;
}

static void close_domain(opened_domain *made) {
    nsc_rows_close(&made->domain->rows);
    nsc_search_domain_destroy(made->domain);
    nsc_landscape_close(made->opened);
}

static gsl_rng *random_of(uint64_t task) {
    gsl_rng *random;
    REQUIRE_OK(nsc_random_create(&random, 1, NSC_STREAM_TEST_DATA, task, &error));
    return random;
}

/* The number of an operation among the symbols of the space. */
static double operation_number(const nsc_space *space, const char *name) {
    for (unsigned symbol = 0; symbol < space->words->symbols; symbol++)
        if (strncmp(space->words->symbol_names[symbol], name, strlen(name)) == 0)
            return symbol;
    fail_msg("no operation %s", name);
    return 0;
}

static void set_operations(const nsc_space *space, double *candidate) {
    for (int vertex = 0; vertex < OPERATIONS; vertex++)
        candidate[vertex] = operation_number(space, published_operations[vertex]);
}

static void require_inception(const opened_domain *made, const double *candidate) {
    uint32_t point, expected;
    REQUIRE_OK(made->space->point_parse(made->space, inception, &expected, &error));
    assert_int_equal(nsc_search_domain_decode(made->domain, candidate, &point), NSC_DECODES);
    assert_int_equal(point, expected);
    nsc_search_domain_decode_many(made->domain, candidate, 1, &point);
    assert_int_equal(point, expected);
}

/* ---- decoding ---- */

static void published_vector_in_a(void **state) {
    (void)state;
    double candidate[OPERATIONS + EDGES] = {0};
    opened_domain made = open_domain("nb101", NSC_ENCODING_A, NSC_VALID_RAW);
    const nsc_search_variable *variables;
    assert_int_equal(nsc_search_domain_variables(made.domain, &variables), OPERATIONS + EDGES);
    assert_int_equal(variables[0].levels, 3);
    assert_int_equal(variables[OPERATIONS].levels, 2);
    set_operations(made.space, candidate);
    for (int edge = 0; edge < PUBLISHED_EDGES; edge++)
        candidate[OPERATIONS + published_edges[edge]] = 1;
    require_inception(&made, candidate);
    close_domain(&made);
}

/* Nine slots; if one edge is named twice, eight are left. */
static void published_vector_in_b(void **state) {
    (void)state;
    double candidate[OPERATIONS + PUBLISHED_EDGES];
    opened_domain made = open_domain("nb101", NSC_ENCODING_B, NSC_VALID_RAW);
    const nsc_search_variable *variables;
    uint32_t matrix, labelling;
    assert_int_equal(nsc_search_domain_variables(made.domain, &variables), OPERATIONS + PUBLISHED_EDGES);
    assert_int_equal(variables[OPERATIONS].levels, EDGES);
    assert_int_equal(variables[OPERATIONS].kind, NSC_VARIABLE_CATEGORICAL);
    set_operations(made.space, candidate);
    for (int slot = 0; slot < PUBLISHED_EDGES; slot++)
        candidate[OPERATIONS + slot] = published_edges[PUBLISHED_EDGES - 1 - slot];
    require_inception(&made, candidate);
    candidate[OPERATIONS] = candidate[OPERATIONS + 1];
    nsc_search_domain_encoding(made.domain, candidate, &matrix, &labelling);
    assert_int_equal(__builtin_popcount(matrix), PUBLISHED_EDGES - 1);
    close_domain(&made);
}

/* The nine largest of 21 numbers; with fewer wanted, the largest of these. */
static void published_vector_in_c(void **state) {
    (void)state;
    double candidate[OPERATIONS + EDGES + 1];
    opened_domain made = open_domain("nb101", NSC_ENCODING_C, NSC_VALID_RAW);
    const nsc_search_variable *variables;
    uint32_t matrix, labelling;
    assert_int_equal(nsc_search_domain_variables(made.domain, &variables), OPERATIONS + EDGES + 1);
    assert_int_equal(variables[OPERATIONS].kind, NSC_VARIABLE_REAL);
    assert_int_equal(variables[OPERATIONS + EDGES].kind, NSC_VARIABLE_INTEGER);
    assert_int_equal(variables[OPERATIONS + EDGES].levels, 10);
    set_operations(made.space, candidate);
    for (int edge = 0; edge < EDGES; edge++)
        candidate[OPERATIONS + edge] = 0.01 * edge;
    for (int edge = 0; edge < PUBLISHED_EDGES; edge++)
        candidate[OPERATIONS + published_edges[edge]] = 0.5 + 0.01 * edge;
    candidate[OPERATIONS + EDGES] = PUBLISHED_EDGES;
    require_inception(&made, candidate);
    candidate[OPERATIONS + EDGES] = 1;
    nsc_search_domain_encoding(made.domain, candidate, &matrix, &labelling);
    assert_int_equal(matrix, 1u << 20); /* 5→6, the last edge */
    candidate[OPERATIONS + EDGES] = 0;
    nsc_search_domain_encoding(made.domain, candidate, &matrix, &labelling);
    assert_int_equal(matrix, 0);
    close_domain(&made);
}

/* Words of strings, and the network that several words spell. */
static void variables_decode_to_strings(void **state) {
    (void)state;
    static const char *const spaces[] = {"hamming:3^4", "nb201:distinct", "nb201"};
    gsl_rng *random = random_of(1);
    for (size_t i = 0; i < NSC_COUNT_OF(spaces); i++) {
        opened_domain made = open_domain(spaces[i], NSC_ENCODING_VARIABLES, NSC_VALID_PRUNED);
        for (int draw = 0; draw < 200; draw++) {
            double candidate[8];
            char text[16] = "";
            uint32_t point, expected;
            nsc_search_domain_draw(made.domain, random, candidate);
            for (size_t position = 0; position < made.domain->variable_count; position++)
                text[position] = (char)((i == 0 ? '0' : '1') + (int)candidate[position]);
            REQUIRE_OK(made.space->point_parse(made.space, text, &expected, &error));
            assert_int_equal(nsc_search_domain_decode(made.domain, candidate, &point), NSC_DECODES);
            assert_int_equal(point, expected);
        }
        close_domain(&made);
    }
    gsl_rng_free(random);
}

/* ---- drawing ---- */

/* Of 509,607,936 encodings so many are valid by the two rules. */
static void draws_are_uniform_over_encodings(void **state) {
    (void)state;
    enum { DRAWS = 100000 };
    static const double valid[NSC_VALIDITY_COUNT] = {373754169, 139359042};
    gsl_rng *random = random_of(2);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        opened_domain made = open_domain("nb101", NSC_ENCODING_A, (nsc_validity)validity);
        double found = 0, ones[OPERATIONS + EDGES] = {0};
        for (int draw = 0; draw < DRAWS; draw++) {
            double candidate[OPERATIONS + EDGES];
            uint32_t point;
            nsc_search_domain_draw(made.domain, random, candidate);
            found += nsc_search_domain_decode(made.domain, candidate, &point) == NSC_DECODES;
            for (int variable = 0; variable < OPERATIONS + EDGES; variable++)
                ones[variable] += candidate[variable] == 1;
        }
        const double share = valid[validity] / 509607936;
        assert_true(fabs(found / DRAWS - share) < 4 * sqrt(share * (1 - share) / DRAWS));
        for (int variable = 0; variable < OPERATIONS + EDGES; variable++) {
            const double chance = variable < OPERATIONS ? 1.0 / 3 : 0.5;
            assert_true(fabs(ones[variable] / DRAWS - chance) < 4.5 * sqrt(chance * (1 - chance) / DRAWS));
        }
        close_domain(&made);
    }
    gsl_rng_free(random);
}

/* Sixteen at once decode as they do one by one. */
static void many_decode_as_one(void **state) {
    (void)state;
    static const nsc_search_encoding encodings[] = {NSC_ENCODING_A, NSC_ENCODING_B, NSC_ENCODING_C,
                                                    NSC_ENCODING_POINTS};
    gsl_rng *random = random_of(3);
    for (size_t i = 0; i < NSC_COUNT_OF(encodings); i++) {
        opened_domain made = open_domain("nb101:vertices=5", encodings[i], NSC_VALID_RAW);
        const size_t variables = made.domain->variable_count;
        double *candidates = calloc(NSC_DRAWN_TOGETHER * variables, sizeof *candidates);
        uint32_t points[NSC_DRAWN_TOGETHER], point;
        assert_non_null(candidates);
        for (int round = 0; round < 100; round++) {
            for (size_t number = 0; number < NSC_DRAWN_TOGETHER; number++)
                nsc_search_domain_draw(made.domain, random, candidates + number * variables);
            nsc_search_domain_decode_many(made.domain, candidates, NSC_DRAWN_TOGETHER, points);
            for (size_t number = 0; number < NSC_DRAWN_TOGETHER; number++) {
                if (nsc_search_domain_decode(made.domain, candidates + number * variables, &point) != NSC_DECODES)
                    point = UINT32_MAX;
                assert_int_equal(points[number], point);
            }
        }
        free(candidates);
        close_domain(&made);
    }
    gsl_rng_free(random);
}

/* ---- changing ---- */

/* How many variables differ; the last of them goes to *`place`. */
static size_t difference(const nsc_search_domain *domain, const double *one, const double *other, size_t *place) {
    size_t count = 0;
    for (size_t variable = 0; variable < domain->variable_count; variable++)
        if (one[variable] != other[variable]) {
            count++;
            *place = variable;
        }
    return count;
}

/* One variable, drawn uniformly, to another of its values, drawn uniformly. */
static void mutation_changes_one_variable(void **state) {
    (void)state;
    enum { DRAWS = 52000, VARIABLES = OPERATIONS + EDGES };
    opened_domain made = open_domain("nb101", NSC_ENCODING_A, NSC_VALID_PRUNED);
    gsl_rng *random = random_of(4);
    double parent[VARIABLES], child[VARIABLES], changed[VARIABLES] = {0}, next[2] = {0};
    nsc_search_domain_draw(made.domain, random, parent);
    for (int draw = 0; draw < DRAWS; draw++) {
        size_t place = 0;
        nsc_search_domain_mutate(made.domain, random, parent, child);
        assert_int_equal(difference(made.domain, parent, child, &place), 1);
        changed[place]++;
        if (place == 0)
            next[fmod(child[0] - parent[0] + 3, 3) == 1]++;
    }
    for (int variable = 0; variable < VARIABLES; variable++)
        assert_true(fabs(changed[variable] - (double)DRAWS / VARIABLES) < 4.5 * sqrt((double)DRAWS / VARIABLES));
    assert_true(fabs(next[0] - next[1]) < 4 * sqrt(next[0] + next[1]));
    gsl_rng_free(random);
    close_domain(&made);
}

/* The neighbours of a candidate are all others one change away, each once. */
static void check_neighbours(const opened_domain *made, const double *candidate, size_t expected) {
    const nsc_search_domain *domain = made->domain;
    const size_t variables = domain->variable_count;
    double *neighbours = calloc(expected * variables, sizeof *neighbours);
    size_t place = 0;
    assert_non_null(neighbours);
    assert_int_equal(nsc_search_domain_neighbour_count(domain, candidate), expected);
    for (size_t number = 0; number < expected; number++) {
        double *neighbour = neighbours + number * variables;
        nsc_search_domain_neighbour(domain, candidate, number, neighbour);
        assert_int_equal(difference(domain, candidate, neighbour, &place), 1);
        assert_true(neighbour[place] >= 0 && neighbour[place] < domain->variables[place].levels);
        for (size_t before = 0; before < number; before++)
            assert_true(difference(domain, neighbour, neighbours + before * variables, &place) > 0);
    }
    free(neighbours);
}

static void neighbours_are_all_single_changes(void **state) {
    (void)state;
    gsl_rng *random = random_of(5);
    double candidate[64];
    opened_domain made = open_domain("nb101", NSC_ENCODING_A, NSC_VALID_PRUNED);
    nsc_search_domain_draw(made.domain, random, candidate);
    check_neighbours(&made, candidate, OPERATIONS * 2 + EDGES);
    close_domain(&made);
    made = open_domain("nb101", NSC_ENCODING_B, NSC_VALID_PRUNED);
    nsc_search_domain_draw(made.domain, random, candidate);
    check_neighbours(&made, candidate, OPERATIONS * 2 + PUBLISHED_EDGES * (EDGES - 1));
    close_domain(&made);
    made = open_domain("nb201", NSC_ENCODING_VARIABLES, NSC_VALID_PRUNED);
    nsc_search_domain_draw(made.domain, random, candidate);
    check_neighbours(&made, candidate, 6 * 4);
    close_domain(&made);
    gsl_rng_free(random);
}

/* Points change to the neighbours that the relation gives them, each as often. */
static void points_change_along_edges(void **state) {
    (void)state;
    enum { DRAWS = 20000 };
    opened_domain made = open_domain("nb101:vertices=5", NSC_ENCODING_POINTS, NSC_VALID_PRUNED);
    gsl_rng *random = random_of(6);
    nsc_neighbour *neighbours;
    size_t count;
    const double parent = 1000;
    REQUIRE_OK(nsc_graph_neighbours(made.space, made.domain->relation, (uint32_t)parent, &neighbours, &count, &error));
    check_neighbours(&made, &parent, count);
    double *met = calloc(count, sizeof *met);
    assert_non_null(met);
    for (int draw = 0; draw < DRAWS; draw++) {
        double child;
        size_t place = 0;
        nsc_search_domain_mutate(made.domain, random, &parent, &child);
        while (place < count && neighbours[place].point != (uint32_t)child)
            place++;
        assert_true(place < count);
        met[place]++;
    }
    for (size_t place = 0; place < count; place++)
        assert_true(fabs(met[place] - (double)DRAWS / (double)count) < 4.5 * sqrt((double)DRAWS / (double)count));
    free(met);
    free(neighbours);
    gsl_rng_free(random);
    close_domain(&made);
}

/* ---- refusals ---- */

static void encodings_that_a_space_has_not(void **state) {
    (void)state;
    static const struct {
        const char *space;
        nsc_search_encoding encoding;
    } wrong[] = {{"nb201", NSC_ENCODING_A}, {"hamming:3^4", NSC_ENCODING_C}, {"nb101", NSC_ENCODING_VARIABLES}};
    for (size_t i = 0; i < NSC_COUNT_OF(wrong); i++) {
        const nsc_landscape_names names = {.space = wrong[i].space};
        nsc_opened_landscape *opened;
        nsc_search_domain *domain = NULL;
        REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
        REQUIRE_REFUSED(nsc_search_domain_create(&domain, opened, wrong[i].encoding, NSC_VALID_PRUNED, &error),
                        NSC_USAGE, wrong[i].space);
        assert_null(domain);
        nsc_landscape_close(opened);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vector_in_a),
        cmocka_unit_test(published_vector_in_b),
        cmocka_unit_test(published_vector_in_c),
        cmocka_unit_test(variables_decode_to_strings),
        cmocka_unit_test(draws_are_uniform_over_encodings),
        cmocka_unit_test(many_decode_as_one),
        cmocka_unit_test(mutation_changes_one_variable),
        cmocka_unit_test(neighbours_are_all_single_changes),
        cmocka_unit_test(points_change_along_edges),
        cmocka_unit_test(encodings_that_a_space_has_not),
    };
    return cmocka_run_group_tests(tests, open_cells, close_cells);
}
