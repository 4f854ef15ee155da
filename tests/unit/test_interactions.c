/*
 * Interactions: squares made by hand of each kind; all figures against loops over words one symbol at a time, on
 * strings and on cells, complete and hidden in part; what is known of NK landscapes; additive parts by least squares.
 */
#include "analysis/composition/interactions_internal.h"
#include "made_landscape.h"

#include <gsl/gsl_multifit.h>

static nsc_analysis_options options;

/* ---- by hand ---- */

/* Of 2 × 2 words 00, 01, 10, 11. */
static void check_square(double neither, double second, double first, double both, const char *kind, double gamma,
                         double gamma_star) {
    static const char *const kinds[] = {"none_share", "magnitude_share", "sign_share", "reciprocal_share"};
    made_landscape *made = made_open("hamming:2^2");
    const double values[4] = {neither, second, first, both};
    memcpy(made->fitness.values, values, sizeof values);
    made_result result = made_run(made, "interactions", &options);
    made_check(&result, "squares", 1, 0);
    for (size_t number = 0; number < 4; number++)
        made_check(&result, kinds[number], strcmp(kinds[number], kind) == 0, 0);
    made_check(&result, "mean_interaction", fabs(both + neither - first - second), 1e-15);
    made_check(&result, "gamma", gamma, 1e-14);
    made_check(&result, "gamma_star", gamma_star, 0);
    made_release(&result);
    made_close(made);
}

static void squares_by_hand(void **state) {
    (void)state;
    check_square(0, 1, 2, 3, "none_share", 1, 1);
    check_square(0.1, 0.2, 0.4, 0.5, "none_share", 1, 1); /* but for rounding */
    check_square(0, 1, 2, 4, "magnitude_share", 2 * (2 * 3 + 1 * 2) / (4 + 9 + 1 + 4.0), 1);
    check_square(0, 1, 2, 1.5, "sign_share", 2 * (2 * 0.5 - 1 * 0.5) / (4 + 0.25 + 1 + 0.25), 0);
    check_square(1, 0, 0, 2, "reciprocal_share", 2 * (-2 - 2) / (1 + 4 + 1 + 4.0), -1);
    /* An effect of nothing has no sign to lose: one change is 0, then up; the other up, then more so. */
    check_square(0, 1, 0, 2, "magnitude_share", 2 * (0 + 2) / (0 + 1 + 1 + 4.0), 1);
}

static void gains_by_hand(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^1");
    /* Rises: 0 to 1, 0 to 4, 1 to 4. */
    const double values[3] = {0, 4, 1};
    memcpy(made->fitness.values, values, sizeof values);
    made_result result = made_run(made, "interactions", &options);
    made_check(&result, "improving_changes", 3, 0);
    /* Before 0 0 1, gains 1 4 3, after 1 4 4. */
    const double before_gain = (0 + 0 + 3) - 1 * 8 / 3.0, before = 1 - 1 / 3.0, gain = 26 - 64 / 3.0;
    const double after = 33 - 81 / 3.0, after_gain = 29 - 9 * 8 / 3.0;
    made_check(&result, "diminishing_returns", before_gain / sqrt(before * gain), 1e-13);
    made_check(&result, "increasing_costs", after_gain / sqrt(after * gain), 1e-13);
    made_check(&result, "squares", 0, 0);
    made_check_reason(&result, "gamma", "no square");
    made_release(&result);
    made_close(made);
}

/* ---- against loops ---- */

typedef struct slow {
    double squares, none, sign, reciprocal, interactions, products, effects, alike, opposite;
} slow;

static int sign_of(double difference) {
    return difference > 1e-9 ? 1 : difference < -1e-9 ? -1 : 0;
}

static void add_slow(slow *sums, double f00, double f01, double f10, double f11) {
    if (isnan(f00 + f01 + f10 + f11))
        return;
    const double effects[2][2] = {{f10 - f00, f11 - f01}, {f01 - f00, f11 - f10}};
    int opposite = 0;
    sums->squares++;
    for (int change = 0; change < 2; change++) {
        const int signs = sign_of(effects[change][0]) * sign_of(effects[change][1]);
        opposite += signs < 0;
        sums->alike += signs > 0;
        sums->opposite += signs < 0;
        sums->products += effects[change][0] * effects[change][1];
        sums->effects += effects[change][0] * effects[change][0] + effects[change][1] * effects[change][1];
    }
    const double interaction = f11 + f00 - f10 - f01;
    sums->none += fabs(interaction) < 1e-9;
    sums->sign += opposite == 1;
    sums->reciprocal += opposite == 2;
    sums->interactions += fabs(interaction);
}

static uint32_t with_symbol(uint32_t word, unsigned position, unsigned symbol, unsigned positions, unsigned symbols) {
    uint32_t unit = 1;
    for (unsigned later = position + 1; later < positions; later++)
        unit *= symbols;
    return word + (symbol - word / unit % symbols) * unit;
}

/* All squares of a shape at two positions, or at all (first == second), from the word with the lower symbols. */
static void slow_shape(const made_landscape *made, const nsc_shape *shape, unsigned first, unsigned second,
                       slow *sums) {
    const unsigned n = shape->positions, q = made->space->words->symbols;
    const double *values = made->fitness.values;
    for (uint32_t word = 0; word < shape->word_count; word++)
        for (unsigned i = 0; i < n; i++)
            for (unsigned j = i + 1; j < n; j++) {
                if (first != second && (i != first || j != second))
                    continue;
                for (unsigned a = made_symbol(word, i, n, q) + 1; a < q; a++)
                    for (unsigned b = made_symbol(word, j, n, q) + 1; b < q; b++) {
                        const uint32_t i_changed = with_symbol(word, i, a, n, q);
                        add_slow(sums, values[nsc_shape_point(shape, word)],
                                 values[nsc_shape_point(shape, with_symbol(word, j, b, n, q))],
                                 values[nsc_shape_point(shape, i_changed)],
                                 values[nsc_shape_point(shape, with_symbol(i_changed, j, b, n, q))]);
                    }
            }
}

static void check_slow(const slow *sums, const char *what, const char *figure, double value, double expected) {
    const bool both_missing = isnan(value) && isnan(expected);
    if (!both_missing && !(fabs(value - expected) < 1e-11))
        fail_msg("%s: %s is %.17g instead of %.17g (%g squares)", what, figure, value, expected, sums->squares);
}

static void check_row(const made_result *result, size_t row, const slow *sums, const char *what) {
    const double squares = sums->squares;
    assert_true(made_cell(result, row, "squares") == squares);
    check_slow(sums, what, "none", made_cell(result, row, "none"), sums->none / squares);
    check_slow(sums, what, "magnitude", made_cell(result, row, "magnitude"),
               (squares - sums->none - sums->sign - sums->reciprocal) / squares);
    check_slow(sums, what, "sign", made_cell(result, row, "sign"), sums->sign / squares);
    check_slow(sums, what, "reciprocal", made_cell(result, row, "reciprocal_sign"), sums->reciprocal / squares);
    check_slow(sums, what, "interaction", made_cell(result, row, "mean_interaction"), sums->interactions / squares);
    check_slow(sums, what, "gamma", made_cell(result, row, "gamma"), 2 * sums->products / sums->effects);
    check_slow(sums, what, "gamma_star", made_cell(result, row, "gamma_star"),
               (sums->alike - sums->opposite) / (sums->alike + sums->opposite));
}

/* Coarse values, so that some squares add up and some effects are 0. */
static void fill_coarse(made_landscape *made, double kept, gsl_rng *random) {
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = (double)random_below(random, 12) / 10;
    made_count(made);
    made_hide(made, kept, random);
}

static void check_space(const char *space, double kept) {
    gsl_rng *random = random_stream(11, strlen(space));
    made_landscape *made = made_open(space);
    const nsc_words *words = made->space->words;
    slow all = {0};
    fill_coarse(made, kept, random);
    made_result result = made_run(made, "interactions", &options);
    for (uint32_t number = 0; number < words->shape_count; number++) {
        const nsc_shape shape = words->shape(made->space, number);
        slow_shape(made, &shape, 0, 0, &all);
    }
    check_row(&result, 0, &all, space);
    if (words->shape_count == 1) {
        const nsc_shape shape = words->shape(made->space, 0);
        size_t row = 1;
        for (unsigned first = 0; first < shape.positions; first++)
            for (unsigned second = first + 1; second < shape.positions; second++, row++) {
                slow sums = {0};
                assert_true(made_cell(&result, row, "first_position") == first + 1);
                assert_true(made_cell(&result, row, "second_position") == second + 1);
                slow_shape(made, &shape, first, second, &sums);
                check_row(&result, row, &sums, space);
            }
    } else {
        assert_int_equal(nsc_table_row_count(result.tables[0]), 1);
    }
    made_release(&result);
    made_check_threads(made, "interactions", options);
    made_close(made);
    gsl_rng_free(random);
}

static void squares_as_by_loops(void **state) {
    (void)state;
    static const char *const spaces[] = {"hamming:2^2",  "hamming:2^3",    "hamming:2^9",
                                         "hamming:3^5",  "hamming:4^4",    "hamming:7^3",
                                         "hamming:11^2", "nb201:distinct", "nb101:vertices=5"};
    for (size_t number = 0; number < sizeof spaces / sizeof spaces[0]; number++) {
        check_space(spaces[number], 1);
        check_space(spaces[number], 0.8);
    }
}

/* Figures of a partial fitness say that they are those of the measured part, and how many squares that has. */
static void hidden_squares_are_told(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^3");
    for (uint32_t word = 0; word < 8; word++)
        made->fitness.values[word] = word * word;
    made_result result = made_run(made, "interactions", &options);
    assert_int_equal(made_value(&result, "gamma", NSC_SUMMARY_REASON).type, NSC_VALUE_MISSING);
    made_release(&result);
    made->fitness.values[7] = NAN; /* the corner of 3 squares of 6 */
    made_count(made);
    result = made_run(made, "interactions", &options);
    made_check(&result, "squares", 3, 0);
    assert_string_equal(made_value(&result, "gamma", NSC_SUMMARY_REASON).as.text,
                        "of the measured part: 50 % of squares are evaluated");
    assert_string_equal(made_value(&result, "diminishing_returns", NSC_SUMMARY_REASON).as.text,
                        "of the measured part: 87.5 % of points are evaluated");
    made_release(&result);
    /* Two known points show no shares. */
    for (uint32_t word = 2; word < 8; word++)
        made->fitness.values[word] = NAN;
    made_count(made);
    result = made_run(made, "interactions", &options);
    made_check_reason(&result, "additive_share", "too few pairs");
    made_release(&result);
    made_close(made);
}

/* The rows of pairs of symbols are all squares, each once. */
static void changes_add_up(void **state) {
    (void)state;
    gsl_rng *random = random_stream(12, 0);
    made_landscape *made = made_open("nb101:vertices=5");
    made_fill_random(made, random);
    made_result result = made_run(made, "interactions", &options);
    int64_t squares = 0;
    assert_int_equal(nsc_table_row_count(result.tables[1]), 6);
    for (size_t row = 0; row < 6; row++)
        squares += nsc_table_value(result.tables[1], row, 2).as.integer;
    assert_true((double)squares == made_figure(&result, "squares"));
    assert_string_equal(nsc_table_value(result.tables[1], 0, 0).as.text, "conv3x3 / conv1x1");
    assert_string_equal(nsc_table_value(result.tables[1], 5, 1).as.text, "conv1x1 / maxpool3x3");
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* Rises one after another. */
static void gains_as_by_loops(void **state) {
    (void)state;
    gsl_rng *random = random_stream(13, 0);
    made_landscape *made = made_open("hamming:3^6");
    made_fill_random(made, random);
    made_hide(made, 0.9, random);
    made_result result = made_run(made, "interactions", &options);
    size_t count = 0;
    double *before = test_memory(made->graph.edge_count, sizeof *before);
    double *gain = test_memory(made->graph.edge_count, sizeof *gain);
    double *after = test_memory(made->graph.edge_count, sizeof *after);
    for (uint32_t point = 0; point < made->graph.point_count; point++)
        for (uint64_t place = made->graph.offsets[point]; place < made->graph.offsets[point + 1]; place++) {
            const double own = made->fitness.values[point];
            const double other = made->fitness.values[made->graph.neighbours[place]];
            if (!(other > own))
                continue;
            before[count] = own;
            after[count] = other;
            gain[count++] = other - own;
        }
    made_check(&result, "improving_changes", (double)count, 0);
    double means[3] = {0}, products[5] = {0};
    for (size_t place = 0; place < count; place++) {
        means[0] += before[place] / (double)count;
        means[1] += gain[place] / (double)count;
        means[2] += after[place] / (double)count;
    }
    for (size_t place = 0; place < count; place++) {
        products[0] += (before[place] - means[0]) * (before[place] - means[0]);
        products[1] += (gain[place] - means[1]) * (gain[place] - means[1]);
        products[2] += (after[place] - means[2]) * (after[place] - means[2]);
        products[3] += (before[place] - means[0]) * (gain[place] - means[1]);
        products[4] += (after[place] - means[2]) * (gain[place] - means[1]);
    }
    made_check(&result, "diminishing_returns", products[3] / sqrt(products[0] * products[1]), 1e-11);
    made_check(&result, "increasing_costs", products[4] / sqrt(products[2] * products[1]), 1e-11);
    free(before);
    free(gain);
    free(after);
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* ---- what is known ---- */

static void nk_without_neighbours_has_none(void **state) {
    (void)state;
    static const char *const spaces[] = {"hamming:2^10", "hamming:3^6", "hamming:5^4"};
    gsl_rng *random = random_stream(14, 0);
    for (size_t number = 0; number < sizeof spaces / sizeof spaces[0]; number++) {
        made_landscape *made = made_open(spaces[number]);
        made_fill_nk(made, 0, random);
        made_result result = made_run(made, "interactions", &options);
        made_check(&result, "none_share", 1, 0);
        made_check(&result, "gamma", 1, 1e-12);
        made_check(&result, "gamma_star", 1, 0);
        made_check(&result, "roughness", 0, 1e-7);
        made_check(&result, "additive_share", 1, 1e-12);
        made_check(&result, "higher_order_share", 0, 1e-12);
        made_release(&result);
        made_close(made);
    }
    gsl_rng_free(random);
}

/* Effects on a fitness that is drawn anew for each word: correlation 0 (Ferretti et al. 2016), a third of the squares
 * each of reciprocal and of other sign interaction. */
static void random_fitness_is_as_expected(void **state) {
    (void)state;
    gsl_rng *random = random_stream(15, 0);
    made_landscape *made = made_open("hamming:2^14");
    made_fill_nk(made, 13, random);
    made_result result = made_run(made, "interactions", &options);
    made_check(&result, "gamma", 0, 0.01);
    made_check(&result, "gamma_star", 0, 0.01);
    made_check(&result, "sign_share", 1 / 3.0, 0.01);
    made_check(&result, "reciprocal_share", 1 / 3.0, 0.01);
    made_check(&result, "additive_share", 14 / (pow(2, 14) - 1), 0.001);
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* Only two positions of the three interact. */
static void pairs_of_positions_are_told_apart(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^3");
    for (uint32_t word = 0; word < 8; word++)
        made->fitness.values[word] =
            made_symbol(word, 0, 3, 2) * made_symbol(word, 2, 3, 2) + 3.0 * made_symbol(word, 1, 3, 2);
    made_result result = made_run(made, "interactions", &options);
    assert_true(made_cell(&result, 1, "none") == 1); /* 1, 2 */
    assert_true(made_cell(&result, 2, "none") == 0); /* 1, 3 */
    assert_true(made_cell(&result, 3, "none") == 1); /* 2, 3 */
    made_check(&result, "none_share", 2 / 3.0, 1e-15);
    /* x z = 1/4 + … : variance of a product of two fair bits 3/16, of which 1/16 is theirs together. */
    const double variance = 3 / 16.0 + 9 / 4.0;
    made_check(&result, "pairwise_share", 1 / 16.0 / variance, 1e-14);
    made_check(&result, "roughness", 0.25, 1e-14);
    made_check(&result, "slope", (0.5 + 3 + 0.5) / 3, 1e-14);
    made_check(&result, "roughness_to_slope", 0.75 / 4, 1e-14);
    made_release(&result);
    made_close(made);
}

static void constant_and_needle(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^4");
    made_fill(made, 0.3);
    made_result result = made_run(made, "interactions", &options);
    made_check_reason(&result, "gamma", "the same fitness");
    made_check_reason(&result, "roughness_to_slope", "the same fitness");
    made_release(&result);
    made->fitness.values[5] = 1;
    result = made_run(made, "interactions", &options);
    /* Of 24 squares 6 hold the needle, and their changes have an effect only beside it. */
    made_check(&result, "squares", 24, 0);
    made_check(&result, "none_share", 0.75, 0);
    made_check(&result, "magnitude_share", 0.25, 0);
    made_check(&result, "gamma", 0, 1e-15);
    made_check_reason(&result, "gamma_star", "before and after another");
    made_check_reason(&result, "diminishing_returns", "same effect");
    made_release(&result);
    made_close(made);
}

/* ---- the additive part ---- */

/* Least squares by GSL from the known words. */
static void slow_regression(const made_landscape *made, double *left, double *slope) {
    const nsc_shape shape = made->space->words->shape(made->space, 0);
    const unsigned n = shape.positions, q = made->space->words->symbols;
    const size_t size = 1 + (size_t)n * (q - 1), known = made->fitness.known_count;
    gsl_matrix *design = gsl_matrix_calloc(known, size), *covariance = gsl_matrix_alloc(size, size);
    gsl_vector *values = gsl_vector_alloc(known), *effects = gsl_vector_alloc(size);
    gsl_multifit_linear_workspace *workspace = gsl_multifit_linear_alloc(known, size);
    size_t row = 0;
    for (uint32_t word = 0; word < made->fitness.point_count; word++) {
        if (!nsc_fitness_known(&made->fitness, word))
            continue;
        gsl_matrix_set(design, row, 0, 1);
        for (unsigned position = 0; position < n; position++)
            if (made_symbol(word, position, n, q) > 0)
                gsl_matrix_set(design, row, position * (q - 1) + made_symbol(word, position, n, q), 1);
        gsl_vector_set(values, row++, made->fitness.values[word]);
    }
    assert_int_equal(gsl_multifit_linear(design, values, effects, covariance, left, workspace), 0);
    *slope = 0;
    for (unsigned position = 0; position < n; position++)
        for (unsigned high = 1; high < q; high++)
            for (unsigned low = 0; low < high; low++) {
                const double lower = low > 0 ? gsl_vector_get(effects, position * (q - 1) + low) : 0;
                *slope += fabs(gsl_vector_get(effects, position * (q - 1) + high) - lower) / (n * q * (q - 1) / 2.0);
            }
    gsl_multifit_linear_free(workspace);
    gsl_matrix_free(design);
    gsl_matrix_free(covariance);
    gsl_vector_free(values);
    gsl_vector_free(effects);
}

static void additive_part_by_least_squares(void **state) {
    (void)state;
    gsl_rng *random = random_stream(16, 0);
    made_landscape *made = made_open("hamming:3^5");
    const double points = made->fitness.point_count, size = 11;
    double left, slope;
    made_fill_nk(made, 1, random);
    for (int hidden = 0; hidden < 2; hidden++) {
        if (hidden != 0)
            made_hide(made, 0.5, random);
        const double known = made->fitness.known_count;
        slow_regression(made, &left, &slope);
        made_result result = made_run(made, "interactions", &options);
        made_check(&result, "slope", slope, 1e-11);
        made_check(&result, "roughness",
                   sqrt(hidden != 0 ? left / (known - size) * (points - size) / points : left / points), 1e-11);
        made_release(&result);
    }
    /* Additive, most of it hidden: nothing is left, and the slope is exact. */
    made_fill_nk(made, 0, random);
    slow_regression(made, &left, &slope);
    made_hide(made, 0.2, random);
    made_result result = made_run(made, "interactions", &options);
    made_check(&result, "slope", slope, 1e-12);
    made_check(&result, "roughness", 0, 1e-7);
    made_release(&result);
    /* A symbol of which no word is known. */
    for (uint32_t word = 0; word < made->fitness.point_count; word++)
        if (made_symbol(word, 2, 5, 3) == 1)
            made->fitness.values[word] = NAN;
    made_count(made);
    result = made_run(made, "interactions", &options);
    made_check_reason(&result, "slope", "identify all effects");
    made_release(&result);
    made_hide(made, 0.1, random);
    result = made_run(made, "interactions", &options);
    made_check_reason(&result, "roughness", "the number of effects");
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* Cells whose fitness is a sum over their operations: nothing interacts within a skeleton, whatever its own part is. */
static void cells_within_their_skeleton(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=5");
    double *counts = test_memory(made->fitness.point_count, sizeof *counts);
    REQUIRE_OK(made->space->feature_values(made->space, (size_t)nsc_space_feature(made->space, "conv3x3"),
                                           NSC_THREADS(1), counts, &error));
    for (uint32_t number = 0; number < made->space->words->shape_count; number++) {
        const nsc_shape shape = made->space->words->shape(made->space, number);
        for (uint32_t place = 0; place < shape.point_count; place++)
            made->fitness.values[shape.first_point + place] =
                0.03 * counts[shape.first_point + place] + 0.01 * (number % 7);
    }
    made_result result = made_run(made, "interactions", &options);
    made_check(&result, "none_share", 1, 0);
    made_check(&result, "additive_share", 1, 1e-12);
    made_check(&result, "roughness", 0, 1e-9);
    made_check(&result, "slope", 0.03 * 2 / 3, 1e-14); /* of three pairs of operations two have conv3x3 */
    made_release(&result);
    made->fitness.values[100] = NAN;
    made_count(made);
    result = made_run(made, "interactions", &options);
    made_check(&result, "none_share", 1, 0);
    made_check_reason(&result, "additive_share", "some points have no fitness");
    made_release(&result);
    free(counts);
    made_close(made);
}

static void spaces_without_words(void **state) {
    (void)state;
    made_landscape *made = made_open_edges("a,b\nb,c\n");
    made->fitness.values[1] = 1;
    made_result result = made_run(made, "interactions", &options);
    made_check_reason(&result, "gamma", "not strings");
    made_release(&result);
    made_close(made);
}

static void next_to_nothing(void **state) {
    (void)state;
    made_check_bare("interactions");
}

int main(void) {
    options = nsc_analysis_defaults();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(squares_by_hand),
        cmocka_unit_test(gains_by_hand),
        cmocka_unit_test(squares_as_by_loops),
        cmocka_unit_test(hidden_squares_are_told),
        cmocka_unit_test(changes_add_up),
        cmocka_unit_test(gains_as_by_loops),
        cmocka_unit_test(nk_without_neighbours_has_none),
        cmocka_unit_test(random_fitness_is_as_expected),
        cmocka_unit_test(pairs_of_positions_are_told_apart),
        cmocka_unit_test(constant_and_needle),
        cmocka_unit_test(additive_part_by_least_squares),
        cmocka_unit_test(cells_within_their_skeleton),
        cmocka_unit_test(spaces_without_words),
        cmocka_unit_test(next_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
