/*
 * The spectrum, and orders of interaction: against marginal means, what is known of elementary landscapes, needles and
 * NK landscapes; eigenpairs against the closed form of the same graph given as a list of edges; hidden points.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/walks/rwa_internal.h"
#include "made_landscape.h"

static double share_of_order(const made_result *result, unsigned order) {
    assert_true(made_cell(result, order - 1, "order") == order);
    return made_cell(result, order - 1, "share");
}

static void check_order(const made_result *result, unsigned order, double expected, double tolerance) {
    const double share = share_of_order(result, order);
    if (!(fabs(share - expected) <= tolerance))
        fail_msg("share of order %u: %.17g instead of %.17g", order, share, expected);
}

static double binomial(unsigned n, unsigned k) {
    return k == 0 ? 1 : binomial(n - 1, k - 1) * n / k;
}

/* ---- what is known ---- */

static void additive_is_order_1(void **state) {
    (void)state;
    static const char *const spaces[] = {"hamming:2^7", "hamming:3^5", "hamming:4^4", "hamming:7^3"};
    const nsc_analysis_options options = nsc_analysis_defaults();
    gsl_rng *random = random_stream(1, 0);
    for (size_t number = 0; number < sizeof spaces / sizeof spaces[0]; number++) {
        made_landscape *made = made_open(spaces[number]);
        const nsc_shape shape = made->space->words->shape(made->space, 0);
        const double symbols = made->space->words->symbols, positions = shape.positions;
        made_fill_nk(made, 0, random);
        made_result result = made_run(made, "spectrum", &options);
        check_order(&result, 1, 1, 1e-12);
        for (unsigned order = 2; order <= shape.positions; order++)
            check_order(&result, order, 0, 1e-12);
        made_check(&result, "mean_eigenvalue", symbols / (positions * (symbols - 1)), 1e-12);
        made_check(&result, "spectral_gap", symbols / (positions * (symbols - 1)), 1e-12);
        made_check(&result, "order_1_share", 1, 1e-12);
        made_check(&result, "higher_order_share", 0, 1e-12);
        made_release(&result);
        made_close(made);
    }
    gsl_rng_free(random);
}

/* A product of functions of mean 0 at three positions. */
static void elementary_is_one_order(void **state) {
    (void)state;
    static const double contrast[3] = {1, 2, -3};
    const nsc_analysis_options options = nsc_analysis_defaults();
    made_landscape *made = made_open("hamming:3^5");
    for (uint32_t word = 0; word < made->fitness.point_count; word++)
        made->fitness.values[word] = 5 + contrast[made_symbol(word, 0, 5, 3)] * contrast[made_symbol(word, 2, 5, 3)] *
                                             contrast[made_symbol(word, 4, 5, 3)];
    made_result result = made_run(made, "spectrum", &options);
    for (unsigned order = 1; order <= 5; order++)
        check_order(&result, order, order == 3, 1e-12);
    made_check(&result, "largest_share", 1, 1e-12);
    made_check(&result, "largest_share_eigenvalue", 3 * 3 / (5 * 2.0), 1e-12);
    made_check(&result, "higher_order_share", 1, 1e-12);
    made_check(&result, "beyond_share", 0, 1e-12);
    made_release(&result);
    made_close(made);
}

/* A single point's amplitude is the same in every function of an orthonormal basis whose functions are products. */
static void needle_is_as_its_dimensions(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    made_landscape *made = made_open("hamming:3^6");
    made->fitness.values[200] = 1;
    made_result result = made_run(made, "spectrum", &options);
    for (unsigned order = 1; order <= 6; order++) {
        const double dimension = binomial(6, order) * pow(2, order);
        assert_true(made_cell(&result, order - 1, "dimension") == dimension);
        check_order(&result, order, dimension / (pow(3, 6) - 1), 1e-12);
    }
    made_release(&result);
    made_close(made);
}

static void constant_has_no_shares(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    made_landscape *made = made_open("hamming:3^4");
    made_fill(made, 0.1);
    made_result result = made_run(made, "spectrum", &options);
    made_check_reason(&result, "largest_share", "have the same");
    made_check_reason(&result, "order_1_share", "have the same");
    made_check(&result, "spectral_gap", 3 / (4 * 2.0), 1e-12);
    assert_int_equal(nsc_table_row_count(result.tables[0]), 4);
    assert_true(isnan(made_cell(&result, 0, "share")));
    made_release(&result);
    made_close(made);
}

/* ---- against marginal means ---- */

/* The mean over all words that share the symbols of `word` at the positions of the set. */
static double marginal_mean(const made_landscape *made, unsigned set, uint32_t word, unsigned positions,
                            unsigned symbols) {
    double sum = 0;
    unsigned count = 0;
    for (uint32_t other = 0; other < made->fitness.point_count; other++) {
        bool same = true;
        for (unsigned position = 0; position < positions; position++)
            same = same && ((set >> position & 1) == 0 || made_symbol(word, position, positions, symbols) ==
                                                              made_symbol(other, position, positions, symbols));
        sum += same ? made->fitness.values[other] : 0;
        count += same;
    }
    return sum / count;
}

/* Sums of the squared part of each set of positions: the marginal mean less the parts of its subsets. */
static void slow_squares(const made_landscape *made, unsigned positions, unsigned symbols, double *squares) {
    double *means = test_memory((size_t)1 << positions, sizeof *means);
    for (unsigned set = 0; set < 1u << positions; set++)
        squares[set] = 0;
    for (uint32_t word = 0; word < made->fitness.point_count; word++) {
        for (unsigned set = 0; set < 1u << positions; set++)
            means[set] = marginal_mean(made, set, word, positions, symbols);
        for (unsigned set = 0; set < 1u << positions; set++) {
            double part = 0;
            for (unsigned subset = 0; subset < 1u << positions; subset++)
                if ((subset & ~set) == 0)
                    part += __builtin_popcount(set ^ subset) % 2 == 0 ? means[subset] : -means[subset];
            squares[set] += part * part;
        }
    }
    free(means);
}

static void check_against_means(const char *space, unsigned positions, unsigned symbols) {
    gsl_rng *random = random_stream(2, positions);
    made_landscape *made = made_open(space);
    double squares[32];
    nsc_interaction_orders orders;
    made_fill_random(made, random);
    slow_squares(made, positions, symbols, squares);
    REQUIRE_OK(nsc_interaction_orders_find(&orders, &made->landscape, NSC_THREADS(1), &error));
    double by_order[8] = {0};
    for (unsigned set = 1; set < 1u << positions; set++)
        by_order[__builtin_popcount(set)] += squares[set];
    for (unsigned order = 1; order <= positions; order++)
        assert_true(fabs(nsc_interaction_order_square(&orders, order) - by_order[order]) < 1e-11);
    /* Mean |difference| of marginal means of two symbols. */
    double slope = 0;
    for (unsigned position = 0; position < positions; position++)
        for (unsigned symbol = 0; symbol < symbols; symbol++)
            for (unsigned other = 0; other < symbol; other++) {
                uint32_t unit = 1;
                for (unsigned later = position + 1; later < positions; later++)
                    unit *= symbols;
                slope += fabs(marginal_mean(made, 1u << position, symbol * unit, positions, symbols) -
                              marginal_mean(made, 1u << position, other * unit, positions, symbols));
            }
    assert_true(fabs(orders.slope - slope / (positions * symbols * (symbols - 1) / 2.0)) < 1e-12);
    nsc_interaction_orders_release(&orders);
    made_close(made);
    gsl_rng_free(random);
}

static void orders_are_those_of_marginal_means(void **state) {
    (void)state;
    check_against_means("hamming:2^5", 5, 2);
    check_against_means("hamming:3^4", 4, 3);
    check_against_means("hamming:4^3", 3, 4);
    check_against_means("hamming:6^2", 2, 6);
}

/* ---- autocorrelation ---- */

/* The closed form of rwa against products with the transition matrix, one step at a time. */
static void autocorrelation_follows(void **state) {
    (void)state;
    static const char *const spaces[] = {"hamming:2^8", "hamming:3^5", "nb201", "hamming:2^1"};
    enum { LAGS = 12 };
    gsl_rng *random = random_stream(3, 0);
    for (size_t number = 0; number < sizeof spaces / sizeof spaces[0]; number++) {
        made_landscape *made = made_open(spaces[number]);
        const uint32_t points = made->fitness.point_count;
        double *x = test_memory(points, sizeof *x), *y = test_memory(points, sizeof *y), mean = 0, variance = 0;
        nsc_walk_domain ground;
        nsc_rwa_curve curve;
        made_fill_random(made, random);
        for (uint32_t point = 0; point < points; point++)
            mean += made->fitness.values[point] / points;
        REQUIRE_OK(nsc_walk_domain_prepare(&ground, &made->landscape, NSC_THREADS(1), &error));
        REQUIRE_OK(nsc_rwa_curve_create(&curve, LAGS, &error));
        REQUIRE_OK(nsc_rwa_exact(&ground, &curve, NULL, &error));
        for (uint32_t point = 0; point < points; point++) {
            x[point] = made->fitness.values[point] - mean;
            variance += x[point] * x[point];
        }
        for (unsigned lag = 0; lag <= LAGS; lag++) {
            double product = 0;
            for (uint32_t point = 0; point < points; point++)
                product += x[point] * (made->fitness.values[point] - mean);
            assert_true(fabs(curve.autocorrelation[lag] - product / variance) < 1e-11);
            REQUIRE_OK(nsc_graph_walk_product(&made->graph, x, y, 1, NSC_THREADS(1), &error));
            memcpy(x, y, points * sizeof *x);
        }
        nsc_rwa_curve_release(&curve);
        nsc_walk_domain_release(&ground);
        free(x);
        free(y);
        made_close(made);
    }
    gsl_rng_free(random);
}

/* ---- hidden points ---- */

/* Half the mean squared difference of the known words at each Hamming distance, and shares by Krawtchouk
 * polynomials. */
static void slow_shares(const made_landscape *made, unsigned positions, unsigned symbols, double *shares,
                        double *nearest) {
    const double *values = made->fitness.values;
    double differences[8] = {0}, pairs[8] = {0}, total = 0;
    for (uint32_t word = 0; word < made->fitness.point_count; word++)
        for (uint32_t other = 0; other < word; other++) {
            unsigned distance = 0;
            for (unsigned position = 0; position < positions; position++)
                distance +=
                    made_symbol(word, position, positions, symbols) != made_symbol(other, position, positions, symbols);
            if (isnan(values[word] + values[other]))
                continue;
            differences[distance] += pow(values[word] - values[other], 2) / 2;
            pairs[distance]++;
        }
    for (unsigned order = 1; order <= positions; order++) {
        shares[order] = 0;
        for (unsigned distance = 1; distance <= positions; distance++) {
            double krawtchouk = 0;
            for (unsigned both = 0; both <= order && both <= distance; both++)
                if (order - both <= positions - distance)
                    krawtchouk += pow(-1, both) * pow(symbols - 1, order - both) * binomial(distance, both) *
                                  binomial(positions - distance, order - both);
            shares[order] -= binomial(positions, distance) * pow(symbols - 1, distance) * krawtchouk *
                             differences[distance] / pairs[distance];
        }
        total += shares[order];
    }
    for (unsigned order = 1; order <= positions; order++)
        shares[order] /= total;
    *nearest = differences[1] / pairs[1] * pow(symbols, positions) / total;
}

/* Shares are those of pairs by distance if none of these is negative; else they are moved, but the mean eigenvalue is
 * still what they say. */
static void shares_come_from_pairs(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    gsl_rng *random = random_stream(8, 0);
    unsigned as_they_are = 0, moved = 0;
    for (int hiding = 0; hiding < 12; hiding++) {
        made_landscape *made = made_open("hamming:4^4");
        double shares[8], nearest, mean = 0, sum = 0;
        bool negative = false;
        made_fill_nk(made, hiding % 2 == 0 ? 3 : 1, random);
        made_hide(made, 0.7, random);
        slow_shares(made, 4, 4, shares, &nearest);
        for (unsigned order = 1; order <= 4; order++)
            negative = negative || shares[order] < 0;
        made_result result = made_run(made, "spectrum", &options);
        for (unsigned order = 1; order <= 4; order++) {
            const double share = share_of_order(&result, order);
            if (!negative)
                assert_true(fabs(share - shares[order]) < 1e-10);
            assert_in_range(share * 1e9, 0, 1e9);
            assert_true(made_cell(&result, order - 1, "low") >= 0 && made_cell(&result, order - 1, "low") <= share);
            assert_true(made_cell(&result, order - 1, "high") <= 1 && made_cell(&result, order - 1, "high") >= share);
            mean += share * order * 4 / 12.0;
            sum += share;
        }
        assert_true(fabs(sum - 1) < 1e-12);
        made_check(&result, "mean_eigenvalue", mean, 1e-12);
        if (!negative)
            made_check(&result, "mean_eigenvalue", nearest, 1e-10);
        as_they_are += !negative;
        moved += negative;
        made_result other = made_run(made, "interactions", &options);
        made_check(&other, "additive_share", share_of_order(&result, 1), 0);
        made_check(&other, "pairwise_share", share_of_order(&result, 2), 0);
        made_release(&other);
        made_release(&result);
        made_close(made);
    }
    assert_true(as_they_are > 0 && moved > 0);
    gsl_rng_free(random);
}

/* Over many hidings, intervals cover, and are not much wider than they must be. */
static void hidden_points_are_allowed_for(void **state) {
    (void)state;
    enum { HIDINGS = 400, ORDERS = 4 };
    gsl_rng *random = random_stream(4, 0);
    made_landscape *made = made_open("hamming:3^6");
    double truth[ORDERS + 1], errors[ORDERS + 1] = {0}, widths[ORDERS + 1] = {0};
    unsigned covered[ORDERS + 1] = {0};
    const nsc_analysis_options options = nsc_analysis_defaults();
    made_fill_nk(made, 2, random);
    double *complete = test_memory(made->fitness.point_count, sizeof *complete);
    memcpy(complete, made->fitness.values, made->fitness.point_count * sizeof *complete);
    made_result result = made_run(made, "spectrum", &options);
    for (unsigned order = 1; order <= ORDERS; order++)
        truth[order] = share_of_order(&result, order);
    truth[0] = made_figure(&result, "mean_eigenvalue");
    made_release(&result);
    for (int hiding = 0; hiding < HIDINGS; hiding++) {
        memcpy(made->fitness.values, complete, made->fitness.point_count * sizeof *complete);
        made_hide(made, 0.4, random);
        result = made_run(made, "spectrum", &options);
        for (unsigned order = 0; order <= ORDERS; order++) {
            const double low = order > 0 ? made_cell(&result, order - 1, "low")
                                         : made_number(made_value(&result, "mean_eigenvalue", NSC_SUMMARY_LOW));
            const double high = order > 0 ? made_cell(&result, order - 1, "high")
                                          : made_number(made_value(&result, "mean_eigenvalue", NSC_SUMMARY_HIGH));
            const double value = order > 0 ? share_of_order(&result, order) : made_figure(&result, "mean_eigenvalue");
            covered[order] += low <= truth[order] && truth[order] <= high;
            errors[order] += pow(value - truth[order], 2) / HIDINGS;
            widths[order] += (high - low) / HIDINGS;
        }
        made_release(&result);
    }
    for (unsigned order = 0; order <= ORDERS; order++) {
        print_message("%s %u: %.4f, error %.4f, width %.4f, covered %.3f\n", order > 0 ? "order" : "mean eigenvalue",
                      order, truth[order], sqrt(errors[order]), widths[order], covered[order] / (double)HIDINGS);
        assert_in_range(covered[order], (unsigned)(0.92 * HIDINGS), HIDINGS);
        assert_true(order > 3 || widths[order] < 6 * sqrt(errors[order]));
    }
    free(complete);
    made_close(made);
    gsl_rng_free(random);
}

/* ---- eigenpairs ---- */

/* The same graph, once with a closed form and once as a list of edges. */
static void check_pairs(unsigned symbols, unsigned positions, unsigned eigenpairs, bool all) {
    char name[32];
    char *lines = made_edges_of_words(symbols, positions);
    gsl_rng *random = random_stream(5, positions);
    nsc_analysis_options options = nsc_analysis_defaults();
    options.eigenpairs = eigenpairs;
    sprintf(name, "hamming:%u^%u", symbols, positions);
    made_landscape *words = made_open(name), *edges = made_open_edges(lines);
    assert_int_equal(edges->graph.edge_count, words->graph.edge_count);
    made_fill_nk(words, 2, random);
    memcpy(edges->fitness.values, words->fitness.values, words->fitness.point_count * sizeof(double));
    made_count(edges);
    made_result closed = made_run(words, "spectrum", &options), found = made_run(edges, "spectrum", &options);
    const size_t rows = nsc_table_row_count(found.tables[0]);
    print_message("%s: %zu eigenspaces of %u pairs\n", name, rows, eigenpairs);
    assert_true(rows >= 1);
    for (size_t row = 0; row < rows; row++) {
        assert_true(fabs(made_cell(&found, row, "eigenvalue") - made_cell(&closed, row, "eigenvalue")) < 1e-9);
        if (!(fabs(made_cell(&found, row, "share") - made_cell(&closed, row, "share")) < 1e-9))
            fail_msg("%s, row %zu: %g instead of %g", name, row, made_cell(&found, row, "share"),
                     made_cell(&closed, row, "share"));
        assert_true(made_cell(&found, row, "dimension") == made_cell(&closed, row, "dimension"));
    }
    if (all)
        assert_int_equal(rows, positions);
    assert_true(fabs(made_figure(&found, "spectral_gap") - made_figure(&closed, "spectral_gap")) < 1e-9);
    assert_true(fabs(made_figure(&found, "mean_eigenvalue") - made_figure(&closed, "mean_eigenvalue")) < 1e-9);
    made_check(&found, "closed_form", 0, 0);
    made_check_reason(&found, "order_1_share", "not interaction orders");
    made_check_threads(edges, "spectrum", options);
    made_release(&closed);
    made_release(&found);
    made_close(words);
    made_close(edges);
    free(lines);
    gsl_rng_free(random);
}

static void pairs_are_those_of_the_closed_form(void **state) {
    (void)state;
    check_pairs(2, 6, 1000, true); /* dense */
    check_pairs(3, 4, 1000, true);
    check_pairs(2, 10, 20, false);
    check_pairs(3, 6, 20, false);
    check_pairs(2, 9, 12, false);
}

/* Other eigenspaces have no estimate; the mean eigenvalue is 1 minus the autocorrelation at lag 1. */
static void hidden_cells_have_no_shares(void **state) {
    (void)state;
    gsl_rng *random = random_stream(7, 0);
    made_landscape *made = made_open("nb101:vertices=5");
    nsc_analysis_options options = nsc_analysis_defaults();
    const nsc_control control = {.thread_count = 1};
    nsc_walk_domain domain;
    nsc_rwa_curve curve;
    options.eigenpairs = 8;
    REQUIRE_OK(made->space->feature_values(made->space, (size_t)nsc_space_feature(made->space, "conv3x3"),
                                           NSC_THREADS(1), made->fitness.values, &error));
    made_hide(made, 0.4, random);
    made_result result = made_run(made, "spectrum", &options);
    assert_true(nsc_table_row_count(result.tables[0]) > 0);
    for (size_t row = 0; row < nsc_table_row_count(result.tables[0]); row++) {
        assert_true(isnan(made_cell(&result, row, "share")) && isnan(made_cell(&result, row, "low")));
        assert_true(made_cell(&result, row, "eigenvalue") > 0);
    }
    made_check_reason(&result, "largest_share", "some points have no fitness");
    made_check_reason(&result, "beyond_share", "some points have no fitness");
    REQUIRE_OK(nsc_walk_domain_prepare(&domain, &made->landscape, &control, &error));
    REQUIRE_OK(nsc_rwa_curve_create(&curve, 1, &error));
    REQUIRE_OK(nsc_rwa_find(&domain, options.seed, &curve, NULL, &error));
    made_check(&result, "mean_eigenvalue", 1 - curve.autocorrelation[1], 1e-12);
    nsc_rwa_curve_release(&curve);
    nsc_walk_domain_release(&domain);
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* Few words show nothing, and say so. */
static void few_words_have_no_shares(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    gsl_rng *random = random_stream(9, 0);
    made_landscape *made = made_open("hamming:3^6");
    made_fill_nk(made, 1, random);
    made_hide(made, 2.0 / 729, random);
    made_result result = made_run(made, "spectrum", &options);
    made_check_reason(&result, "order_1_share", "too few pairs");
    made_check_reason(&result, "mean_eigenvalue", "too few pairs");
    made_release(&result);
    result = made_run(made, "interactions", &options);
    made_check_reason(&result, "additive_share", "too few pairs");
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* Eigenvalues of a path of n points: 1 − cos(π k / (n − 1)). */
static void a_path_has_cosines(void **state) {
    (void)state;
    enum { POINTS = 300 };
    char *lines = test_memory(POINTS * 16, 1), *end = lines;
    const nsc_analysis_options options = nsc_analysis_defaults();
    for (int point = 0; point + 1 < POINTS; point++)
        end += sprintf(end, "p%d,p%d\n", point, point + 1);
    made_landscape *made = made_open_edges(lines);
    for (int point = 0; point < POINTS; point++)
        made->fitness.values[point] = cos(M_PI * 3 * point / (POINTS - 1)); /* the third eigenfunction */
    made_result result = made_run(made, "spectrum", &options);
    assert_int_equal(nsc_table_row_count(result.tables[0]), options.eigenpairs);
    for (size_t row = 0; row < options.eigenpairs; row++) {
        const double expected = 1 - cos(M_PI * (double)(row + 1) / (POINTS - 1));
        assert_true(fabs(made_cell(&result, row, "eigenvalue") - expected) < 1e-11);
        assert_true(fabs(made_cell(&result, row, "share") - (row == 2)) < 1e-9);
    }
    made_check(&result, "mean_eigenvalue", 1 - cos(M_PI * 3 / (POINTS - 1)), 1e-11);
    made_release(&result);
    made_close(made);
    free(lines);
}

/* The largest component is what counts; a point beside it has no part. */
static void only_the_largest_component(void **state) {
    (void)state;
    const nsc_analysis_options options = nsc_analysis_defaults();
    made_landscape *made = made_open_edges("a,b\nc,d\nd,e\ne,c\nf,\n");
    static const double values[] = {9, -9, 1, 2, 6, 100};
    memcpy(made->fitness.values, values, sizeof values);
    made_result result = made_run(made, "spectrum", &options);
    /* A triangle: one eigenspace of two functions, eigenvalue 3 / 2. */
    assert_int_equal(nsc_table_row_count(result.tables[0]), 1);
    assert_true(fabs(made_cell(&result, 0, "eigenvalue") - 1.5) < 1e-12);
    assert_true(made_cell(&result, 0, "dimension") == 2);
    assert_true(fabs(made_cell(&result, 0, "share") - 1) < 1e-12);
    made_check(&result, "points_walked", 3, 0);
    made_check(&result, "beyond_share", 0, 1e-12);
    made_release(&result);
    made_close(made);
}

static void cells_do_not_depend_on_threads(void **state) {
    (void)state;
    gsl_rng *random = random_stream(6, 0);
    made_landscape *made = made_open("nb101:vertices=5");
    made_fill_random(made, random);
    made_check_threads(made, "spectrum", nsc_analysis_defaults());
    made_hide(made, 0.5, random);
    made_check_threads(made, "spectrum", nsc_analysis_defaults());
    made_close(made);
    gsl_rng_free(random);
}

static void next_to_nothing(void **state) {
    (void)state;
    made_check_bare("spectrum");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(additive_is_order_1),
        cmocka_unit_test(elementary_is_one_order),
        cmocka_unit_test(needle_is_as_its_dimensions),
        cmocka_unit_test(constant_has_no_shares),
        cmocka_unit_test(orders_are_those_of_marginal_means),
        cmocka_unit_test(autocorrelation_follows),
        cmocka_unit_test(shares_come_from_pairs),
        cmocka_unit_test(hidden_points_are_allowed_for),
        cmocka_unit_test(pairs_are_those_of_the_closed_form),
        cmocka_unit_test(hidden_cells_have_no_shares),
        cmocka_unit_test(few_words_have_no_shares),
        cmocka_unit_test(a_path_has_cosines),
        cmocka_unit_test(only_the_largest_component),
        cmocka_unit_test(cells_do_not_depend_on_threads),
        cmocka_unit_test(next_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
