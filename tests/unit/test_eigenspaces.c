/*
 * Eigenspaces of graphs whose eigenvalues and multiplicities are known: complete from any start, and the part of a
 * function in each the same in any basis, also across eigenvalues that are almost equal.
 */
#include "analysis/composition/eigenspaces.h"
#include "made_landscape.h"

enum { MOST_SPACES = 32 };

typedef struct known_graph {
    const char *name;
    char *lines; /* of a list of edges */
    unsigned wanted;
    struct {
        double eigenvalue;
        unsigned dimension;
    } spaces[4]; /* the lowest; dimension 0: no more complete ones */
} known_graph;

static char *edges_of_ring(unsigned count) {
    char *lines = test_memory((size_t)count * 32, 1), *end = lines;
    for (unsigned point = 0; point < count; point++)
        end += sprintf(end, "p%u,p%u\n", point, (point + 1) % count);
    return lines;
}

/* Each point of the one half with each of the other; with the halves in one, each point with each. */
static char *edges_of_halves(unsigned count, bool two) {
    char *lines = test_memory((size_t)count * count * 16, 1), *end = lines;
    for (unsigned point = 0; point < count; point++)
        for (unsigned other = 0; other < point; other++)
            if (!two || point % 2 != other % 2)
                end += sprintf(end, "p%u,p%u\n", point, other);
    return lines;
}

static double ring_value(unsigned count, unsigned frequency) {
    return 1 - cos(2 * M_PI * frequency / count);
}

/* Pairs of the graph's largest component; `made` keeps the graph. */
static nsc_eigenpairs find_pairs(made_landscape *made, unsigned wanted, uint64_t seed) {
    nsc_eigenpairs pairs;
    double *stationary = test_memory(made->graph.point_count, sizeof *stationary);
    REQUIRE_OK(nsc_graph_stationary(&made->graph, stationary, &error));
    REQUIRE_OK(nsc_graph_eigenpairs(&pairs, &made->graph, stationary, wanted, seed, NSC_THREADS(2), &error));
    free(stationary);
    return pairs;
}

static void check_spaces(const known_graph *known, const nsc_eigenpairs *pairs, uint64_t seed) {
    nsc_eigenspace space = {0};
    unsigned number = 0;
    for (; nsc_eigenspace_next(pairs, &space) && known->spaces[number].dimension > 0; number++) {
        const bool last = space.first + space.dimension == pairs->count;
        if (!(fabs(space.eigenvalue - known->spaces[number].eigenvalue) < 1e-12) ||
            (!last && space.dimension != known->spaces[number].dimension))
            fail_msg("%s, seed %lu, eigenspace %u: %.17g of %u", known->name, (unsigned long)seed, number + 1,
                     space.eigenvalue, space.dimension);
    }
    assert_int_equal(known->spaces[number].dimension, 0);
}

/* A Krylov space has one vector of each eigenspace; the others have to be found in further ones. */
static void eigenspaces_are_complete(void **state) {
    (void)state;
    const known_graph graphs[] = {
        {"hypercube", made_edges_of_words(2, 10), 20, {{0.2, 10}, {0.4, 45}}},
        {"words of three symbols", made_edges_of_words(3, 6), 20, {{0.25, 12}, {0.5, 60}}},
        {"all of two of their eigenspaces", made_edges_of_words(3, 6), 73, {{0.25, 12}, {0.5, 60}, {0.75, 160}}},
        {"ring", edges_of_ring(400), 7, {{ring_value(400, 1), 2}, {ring_value(400, 2), 2}, {ring_value(400, 3), 2}}},
        {"complete graph", edges_of_halves(300, false), 5, {{300.0 / 299, 299}}},
        {"two halves", edges_of_halves(300, true), 5, {{1, 298}}},
        {"small hypercube", made_edges_of_words(2, 6), 64, {{1 / 3.0, 6}, {2 / 3.0, 15}, {1, 20}}},
    };
    for (size_t number = 0; number < sizeof graphs / sizeof *graphs; number++) {
        made_landscape *made = made_open_edges(graphs[number].lines);
        for (uint64_t seed = 1; seed <= 3; seed++) {
            nsc_eigenpairs pairs = find_pairs(made, graphs[number].wanted, seed);
            check_spaces(&graphs[number], &pairs, seed);
            nsc_eigenpairs_release(&pairs);
        }
        made_close(made);
        free(graphs[number].lines);
    }
}

/* ---- bases ---- */

static void rotate_two(nsc_eigenpairs *pairs, uint32_t first, uint32_t second, double angle) {
    double *x = pairs->vectors + (size_t)pairs->order[first] * pairs->size;
    double *y = pairs->vectors + (size_t)pairs->order[second] * pairs->size;
    for (uint32_t place = 0; place < pairs->size; place++) {
        const double old = x[place];
        x[place] = cos(angle) * old - sin(angle) * y[place];
        y[place] = sin(angle) * old + cos(angle) * y[place];
    }
}

/* Any two vectors of each eigenspace by a random angle: any basis may come of that. */
static void rotate_bases(nsc_eigenpairs *pairs, gsl_rng *random) {
    for (nsc_eigenspace space = {0}; nsc_eigenspace_next(pairs, &space);)
        for (uint32_t first = space.first; first < space.first + space.dimension; first++)
            for (uint32_t second = space.first; second < first; second++)
                rotate_two(pairs, first, second, 2 * M_PI * gsl_rng_uniform(random));
}

/* Eigenvalues that rounding, or a weight that differs a little, would leave almost equal. */
static void spread_values(nsc_eigenpairs *pairs, double step) {
    for (nsc_eigenspace space = {0}; nsc_eigenspace_next(pairs, &space);)
        for (uint32_t pair = space.first; pair < space.first + space.dimension; pair++)
            pairs->values[pair] += step * (pair - space.first);
}

static unsigned variances_of(const nsc_eigenpairs *pairs, const made_landscape *made, double *variances) {
    unsigned count = 0;
    for (nsc_eigenspace space = {0}; nsc_eigenspace_next(pairs, &space); count++) {
        assert_true(count < MOST_SPACES);
        variances[count] = nsc_eigenspace_variance(pairs, &space, made->fitness.values, 0.5);
    }
    return count;
}

static void check_same(const nsc_eigenpairs *pairs, const made_landscape *made, const double *expected,
                       unsigned expected_count) {
    double variances[MOST_SPACES];
    const unsigned count = variances_of(pairs, made, variances);
    assert_int_equal(count, expected_count);
    for (unsigned space = 0; space < count; space++)
        if (!(fabs(variances[space] - expected[space]) < 1e-13))
            fail_msg("eigenspace %u: %.17g instead of %.17g", space + 1, variances[space], expected[space]);
}

static void parts_are_those_of_any_basis(void **state) {
    (void)state;
    gsl_rng *random = random_stream(11, 0);
    char *lines = made_edges_of_words(2, 6);
    made_landscape *made = made_open_edges(lines);
    double expected[MOST_SPACES];
    made_fill_random(made, random);
    nsc_eigenpairs pairs = find_pairs(made, 64, 1);
    const unsigned count = variances_of(&pairs, made, expected);
    assert_int_equal(count, 6);
    const nsc_eigenspace first_alone = {.first = 0, .dimension = 1};
    const double before = nsc_eigenspace_variance(&pairs, &first_alone, made->fitness.values, 0.5);
    for (int rotation = 0; rotation < 3; rotation++) {
        rotate_bases(&pairs, random);
        check_same(&pairs, made, expected, count);
    }
    /* Along single vectors they do differ. */
    const double alone = nsc_eigenspace_variance(&pairs, &first_alone, made->fitness.values, 0.5);
    assert_true(fabs(alone - before) > 1e-6);
    spread_values(&pairs, 9e-7);
    check_same(&pairs, made, expected, count);
    rotate_bases(&pairs, random);
    check_same(&pairs, made, expected, count);
    nsc_eigenpairs_release(&pairs);
    made_close(made);
    free(lines);
    gsl_rng_free(random);
}

static void other_eigenvalues_are_kept_apart(void **state) {
    (void)state;
    double values[] = {0.1, 0.1 + 5e-7, 0.1 + 1.4e-6, 0.1 + 2.5e-6, 0.4};
    const nsc_eigenpairs pairs = {.count = 5, .values = values};
    nsc_eigenspace space = {0};
    assert_true(nsc_eigenspace_next(&pairs, &space));
    assert_true(space.first == 0 && space.dimension == 3 && fabs(space.eigenvalue - (0.1 + 1.9e-6 / 3)) < 1e-15);
    assert_true(nsc_eigenspace_next(&pairs, &space));
    assert_true(space.first == 3 && space.dimension == 1);
    assert_true(nsc_eigenspace_next(&pairs, &space));
    assert_true(space.first == 4 && space.dimension == 1 && space.eigenvalue == 0.4);
    assert_false(nsc_eigenspace_next(&pairs, &space));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eigenspaces_are_complete),
        cmocka_unit_test(parts_are_those_of_any_basis),
        cmocka_unit_test(other_eigenvalues_are_kept_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
