/*
 * The paper's statements: verdicts one by one, and reports on made-up data of the whole space, whose answers follow
 * from how it is made, or from plain loops over the same values.
 */
#include "report_data.h"

#include "reports/recipe.h"

#include <gsl/gsl_errno.h>

/* ---- verdicts ---- */

static void verdicts_follow_the_rules(void **state) {
    (void)state;
    const nsc_claim equals = {.comparison = NSC_CLAIM_EQUALS, .published = 0.9432, .half_unit = 5e-5};
    const nsc_claim effect = {.comparison = NSC_CLAIM_EQUALS, .published = -0.0116, .half_unit = 5e-5};
    const nsc_claim above = {.comparison = NSC_CLAIM_ABOVE, .published = 0.5};
    const nsc_claim below = {.comparison = NSC_CLAIM_BELOW, .published = 0};
    const struct {
        const nsc_claim *claim;
        double value, low, high;
        bool conditions, at_least;
        nsc_origin origin;
        nsc_verdict expected;
    } cases[] = {
        /* exact, equal as rounded, or not */
        {&equals, 0.943175752957662, 0.943175752957662, 0.943175752957662, true, false, NSC_ORIGIN_MEASURED,
         NSC_VERDICT_AGREES},
        {&equals, 0.94326, 0.94326, 0.94326, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&equals, 0.94314, 0.94314, 0.94314, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&equals, 0.9432, 0.9432, 0.9432, true, false, NSC_ORIGIN_COMPUTED, NSC_VERDICT_AGREES},
        /* by interval */
        {&effect, -0.0113, -0.0145, -0.0081, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&effect, -0.0020, -0.0050, 0.0010, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&effect, -0.0113, -0.0181, -0.0045, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&effect, -0.0113, NAN, NAN, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&above, 0.6, 0.59, 0.61, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&above, 0.6, 0.49, 0.71, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&above, 0.4, 0.39, 0.41, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&above, 0.5, 0.5, 0.5, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&above, 3, 3, INFINITY, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&below, -0.2, -0.3, -0.1, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&below, -0.2, -0.5, 0.1, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&below, 0.2, 0.1, 0.3, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        /* nothing computed; another split; made up, or a surrogate, whatever else holds */
        {&equals, NAN, NAN, NAN, true, false, NSC_ORIGIN_COMPUTED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9432, 0.9432, 0.9432, false, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.1, 0.1, 0.1, false, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9432, 0.9432, 0.9432, true, false, NSC_ORIGIN_SYNTHETIC, NSC_VERDICT_SYNTHETIC},
        {&equals, 0.1, 0.1, 0.1, false, false, NSC_ORIGIN_SYNTHETIC, NSC_VERDICT_SYNTHETIC},
        {&equals, 0.9401, 0.9401, NAN, true, true, NSC_ORIGIN_SYNTHETIC, NSC_VERDICT_SYNTHETIC},
        {&equals, 0.9432, 0.9432, 0.9432, true, false, NSC_ORIGIN_SURROGATE, NSC_VERDICT_SURROGATE},
        {&equals, 0.1, 0.1, 0.1, false, false, NSC_ORIGIN_SURROGATE, NSC_VERDICT_SURROGATE},
        {&above, 0.9, 0.9, 0.9, true, false, NSC_ORIGIN_SURROGATE, NSC_VERDICT_SURROGATE},
        /* the best of some: too high contradicts, anything else leaves it open */
        {&equals, 0.9401, 0.9401, NAN, true, true, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9432, 0.9432, NAN, true, true, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9433, 0.9433, NAN, true, true, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(cases); number++) {
        const nsc_finding finding = {.value = cases[number].value,
                                     .low = cases[number].low,
                                     .high = cases[number].high,
                                     .published_conditions = cases[number].conditions,
                                     .at_least = cases[number].at_least,
                                     .effect = fabs(cases[number].claim->published),
                                     .origin = cases[number].origin};
        const nsc_verdict verdict = nsc_claim_verdict(cases[number].claim, &finding);
        if (verdict != cases[number].expected)
            fail_msg("case %zu: %s instead of %s", number, nsc_verdict_name(verdict),
                     nsc_verdict_name(cases[number].expected));
    }
    /* What the paper does not define is not settled, whichever way it points. */
    nsc_finding found = {.value = 0.9432,
                         .low = 0.9432,
                         .high = 0.9432,
                         .published_conditions = true,
                         .effect = 1,
                         .origin = NSC_ORIGIN_MEASURED};
    assert_int_equal(nsc_claim_verdict(&equals, &found), NSC_VERDICT_AGREES);
    for (size_t number = 0; number < 3; number++) {
        nsc_claim undefined = *(const nsc_claim *[]){&equals, &above, &below}[number];
        undefined.no_definition = true;
        for (int at_least = 0; at_least < 2; at_least++) {
            found.at_least = at_least;
            assert_int_equal(nsc_claim_verdict(&undefined, &found), NSC_VERDICT_UNDECIDED);
        }
    }
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_AGREES), "agrees");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_DIFFERS), "differs");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_UNDECIDED), "undecided");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_NEEDS_DATA), "needs the full data");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_SURROGATE), "surrogate only");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_SYNTHETIC), "synthetic only");
}

/* ---- plain loops over the made-up data ---- */

/* The value of the feature whose cells have the highest mean, and the mean of each value below 16. */
static unsigned best_value(const made_up *data, const char *feature, const double *values, double means[16]) {
    double *measure = feature_of(data->space, feature), sums[16] = {0}, counts[16] = {0};
    unsigned best = 0;
    for (uint32_t point = 0; point < data->space->point_count; point++) {
        sums[(int)measure[point]] += values[point];
        counts[(int)measure[point]]++;
    }
    for (unsigned value = 0; value < 16; value++) {
        means[value] = counts[value] > 0 ? sums[value] / counts[value] : NAN;
        if (counts[value] > 0 && (counts[best] == 0 || means[value] > means[best]))
            best = value;
    }
    free(measure);
    return best;
}

static double share_above(const double *values, uint32_t count, double threshold) {
    uint32_t above = 0;
    for (uint32_t point = 0; point < count; point++)
        above += values[point] > threshold;
    return (double)above / count;
}

typedef struct ranked {
    double longer, shorter, shorter_rank;
} ranked;

static int by_longer(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    return (a->longer > b->longer) - (a->longer < b->longer);
}

static int by_shorter(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    return (a->shorter > b->shorter) - (a->shorter < b->shorter);
}

/* The mean rank of each value among the sorted ones. */
static double rank_in(const double *sorted, size_t count, double value) {
    size_t below = 0, above = count;
    for (size_t low = 0, high = count; low < high;) {
        const size_t middle = (low + high) / 2;
        if (sorted[middle] < value)
            below = low = middle + 1;
        else
            high = middle;
    }
    for (size_t low = below, high = count; low < high;) {
        const size_t middle = (low + high) / 2;
        if (sorted[middle] <= value)
            low = middle + 1;
        else
            above = high = middle;
    }
    return 0.5 * (double)(below + above + 1);
}

/* Spearman's correlation among those whose mean rank by the longer training is above nine tenths of all. */
static double top_rank_correlation(const double *longer, const double *shorter, uint32_t count) {
    ranked *rows = test_memory(count, sizeof *rows);
    double *sorted = test_memory(count, sizeof *sorted);
    for (uint32_t point = 0; point < count; point++)
        rows[point] = (ranked){longer[point], shorter[point], 0};
    qsort(rows, count, sizeof *rows, by_longer);
    for (uint32_t row = 0; row < count; row++)
        sorted[row] = rows[row].longer;
    uint32_t first = count;
    while (first > 0 && rank_in(sorted, count, rows[first - 1].longer) > 0.9 * count)
        first--;
    const size_t top = count - first;
    qsort(rows + first, top, sizeof *rows, by_shorter);
    for (size_t row = 0; row < top; row++)
        rows[first + row].shorter_rank = (double)row + 1; /* no two are equal */
    double mean = 0.5 * ((double)top + 1), products = 0, squares_x = 0, squares_y = 0;
    for (size_t row = 0; row < top; row++) {
        const ranked *one = &rows[first + row];
        const double x = rank_in(sorted + first, top, one->longer) - mean, y = one->shorter_rank - mean;
        products += x * y;
        squares_x += x * x;
        squares_y += y * y;
    }
    free(rows);
    free(sorted);
    return products / sqrt(squares_x * squares_y);
}

/* ---- the whole space, complete ---- */

static void check_structure(const sheet *claims) {
    assert_claim(claims, "Encodings of the search space", "holds by definition", 509607936, 0);
    assert_claim(claims, "Unique cells", "agrees", 423624, 0);
    assert_claim(claims, "Cells of up to 6 vertices", "agrees", 64542, 0);
    assert_claim(claims, "Cells of width 1 are exactly the chains", "holds by definition", 0, 0);
    assert_claim(claims, "Largest width", "holds by definition", 5, 0);
    assert_claim(claims, "Encodings of the best cell", "agrees", 4, 0);
    assert_claim(claims, "Trainable parameters of the best cell", "agrees", 32426634, 0);
    assert_claim(claims, "Trainable parameters of the Inception-like cell", "agrees", 2694282, 0);
    assert_claim(claims, "Largest number of vertices", "holds by definition", 7, 0);
    assert_claim(claims, "Largest number of edges", "holds by definition", 9, 0);
    assert_claim(claims, "Many encodings are invalid", "holds by definition", 1 - 139359042.0 / 509607936, 1e-15);
}

static void check_cells(const sheet *claims, const made_up *data) {
    double *raw = feature_of(data->space, "encodings_raw"), sum = 4;
    for (uint32_t other = 0; other < OTHERS; other++)
        sum += raw[100000 + 20000 * other];
    assert_claim(claims, "Best mean test accuracy", "agrees", 0.943175752957662, 1e-12);
    assert_claim(claims, "Best mean test accuracy, all digits", "agrees", 0.943175752957662, 1e-12);
    assert_claim(claims, "Best mean validation accuracy", "agrees", 0.9505542318026224, 1e-12);
    assert_claim(claims, "Best validation accuracy of a single run", "agrees", 0.9518229365348816, 1e-12);
    assert_claim(claims, "Best test accuracy of a single run", "differs", 0.95, 1e-12);
    assert_claim(claims, "Rank of the published best cell", "agrees", 1, 0);
    assert_claim(claims, "Rank of the best cell by mean validation", "differs", 2, 0);
    assert_claim(claims, "Other cells within two standard errors", "agrees", OTHERS, 0);
    assert_claim(claims, "Encodings of the best cells, edge limit before", "differs", sum, 0);
    assert_claim(claims, "Encodings of the space for each", "differs", 509607936 / sum, 1e-6);
    free(raw);
}

static void check_distributions(const sheet *claims, const made_up *data) {
    const uint32_t count = data->space->point_count;
    assert_claim(claims, "Mean of validation accuracy", "differs", mean_of(data->values[VALID_108], count), 1e-12);
    assert_claim(claims, "Mean of test accuracy after 36", "agrees", 0.835046800315573, 1e-12);
    assert_claim(claims, "Standard deviation of test accuracy after 36", "agrees", 0.09128655166356703, 1e-12);
    const double valid_share = share_above(data->values[VALID_108], count, 0.9);
    assert_claim(claims, "A majority of cells has more than 90 % validation", valid_share > 0.5 ? "agrees" : "differs",
                 valid_share, 1e-12);
    assert_claim(claims, "Most cells reach 100 %", "agrees", 0.6, 1e-5);
    const double correlation = correlation_of(data->values[VALID_108], data->values[TEST_108], count);
    assert_true(fabs(correlation - 0.999) < 5e-4);
    assert_claim(claims, "Correlation of validation and test", "agrees", correlation, 1e-10);
    assert_verdict(claims, "Cells with more parameters have a higher validation", "agrees");
    assert_verdict(claims, "Cells with more parameters train longer", "agrees");
    assert_claim(claims, "Rank correlation of 36 and 108", "differs",
                 top_rank_correlation(data->values[VALID_108], data->values[VALID_36], count), 1e-9);
    /* from 36 to 108 epochs the standard error falls least: by 0.0045, and runs vary √3 times as much as their mean */
    assert_claim(claims, "Run-to-run noise falls", "agrees", 0.0045 * sqrt(3), 1e-12);
}

static void check_landscape(const sheet *claims, const made_up *data) {
    const char *const change = "Change of validation accuracy, ", *const time = "Relative change of training time, ";
    const struct {
        const char *kind, *pair, *verdict;
        double expected;
    } effects[] = {
        {change, "conv3x3 replaced by conv1x1", "agrees", -0.0116},
        {change, "conv3x3 replaced by maxpool3x3", "agrees", -0.0199},
        {change, "conv1x1 replaced by maxpool3x3", "differs", -0.0083},
        {time, "conv3x3 replaced by conv1x1", "agrees", -0.1411},
        {time, "conv3x3 replaced by maxpool3x3", "agrees", -0.0984},
        {time, "conv1x1 replaced by maxpool3x3", "differs", 0.9016 / 0.8589 - 1},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(effects); number++) {
        char text[128];
        snprintf(text, sizeof text, "%s%s", effects[number].kind, effects[number].pair);
        assert_claim(claims, text, effects[number].verdict, effects[number].expected, 1e-5);
    }
    double means[16], rise = INFINITY, excess = INFINITY;
    assert_int_equal(best_value(data, "depth", data->values[VALID_108], means), 3);
    assert_claim(claims, "Depth with the highest mean", "agrees", 3, 0);
    best_value(data, "width", data->values[VALID_108], means);
    for (unsigned width = 2; width <= 5; width++)
        rise = fmin(rise, means[width] - means[width - 1]);
    assert_claim(claims, "Mean validation accuracy rises with width", rise > 0 ? "agrees" : "differs", rise, 1e-10);
    best_value(data, "width", data->values[TIME_108], means);
    for (unsigned width = 2; width <= 5; width++)
        excess = fmin(excess, means[1] - means[width]);
    assert_claim(claims, "Cells of width 1 train longest", excess > 0 ? "agrees" : "differs", excess, 1e-6);
}

/* What a plain pass over all encodings finds around the best cell, where the valid ones by the raw rule count. */
typedef struct plain_encodings {
    double correlation;
    unsigned width;
} plain_encodings;

/* Encodings, the sum of their fitness by distance, and the squares of all. */
typedef struct distance_sums {
    long double count[32], sum[32], squares;
} distance_sums;

/* Whether an encoding is valid does not depend on its operations: the first of a matrix tells. */
static distance_sums add_valid_encodings(const double *values, const nsc_encodings *encodings,
                                         const uint8_t *distances) {
    distance_sums sums = {0};
    uint32_t point = 0;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        if (nsc_encoding_decode(encodings, NSC_VALID_RAW, matrix, 0, &point) != NSC_DECODES)
            continue;
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++) {
            const uint8_t distance = distances[(size_t)matrix * encodings->labelling_count + labelling];
            assert_int_equal(nsc_encoding_decode(encodings, NSC_VALID_RAW, matrix, labelling, &point), NSC_DECODES);
            sums.count[distance]++;
            sums.sum[distance] += values[point];
            sums.squares += (long double)values[point] * values[point];
        }
    }
    return sums;
}

static plain_encodings look_at_encodings(const made_up *data, const nsc_encodings *encodings,
                                         const uint8_t *distances) {
    const distance_sums sums = add_valid_encodings(data->values[TEST_108], encodings, distances);
    long double n = 0, values_sum = 0, distance_sum = 0, distance_squares = 0, products = 0;
    plain_encodings found = {0};
    for (unsigned distance = 0; distance < 32; distance++) {
        n += sums.count[distance];
        values_sum += sums.sum[distance];
        distance_sum += distance * sums.count[distance];
        distance_squares += distance * distance * sums.count[distance];
        products += distance * sums.sum[distance];
    }
    assert_true(n == 139359042);
    found.correlation = (double)((products / n - values_sum / n * (distance_sum / n)) /
                                 sqrtl((sums.squares / n - values_sum / n * (values_sum / n)) *
                                       (distance_squares / n - distance_sum / n * (distance_sum / n))));
    while (sums.sum[found.width] / sums.count[found.width] > values_sum / n)
        found.width++;
    return found;
}

/* Of all encodings, valid or not. */
static double share_within_6(const nsc_encodings *encodings, const uint8_t *distances) {
    const size_t count = (size_t)encodings->matrix_count * encodings->labelling_count;
    size_t within = 0;
    for (size_t number = 0; number < count; number++)
        within += distances[number] <= 6;
    return (double)within / (double)count;
}

static void check_encodings(const sheet *claims, const made_up *data) {
    const nsc_encodings *encodings;
    uint32_t targets[OTHERS + 1] = {id_of(data->space, NSC_PUBLISHED_BEST)};
    uint8_t *distances;
    for (uint32_t other = 0; other < OTHERS; other++)
        targets[other + 1] = 100000 + 20000 * other;
    REQUIRE_OK(nsc_space_encodings(data->space, &encodings, &error));
    REQUIRE_OK(nsc_encoding_buffer(encodings, &distances, &error));
    REQUIRE_OK(nsc_encoding_distances(encodings, NSC_VALID_RAW, targets, 1, NSC_THREADS(2), distances, &error));
    const plain_encodings best = look_at_encodings(data, encodings, distances);
    assert_claim(claims, "Accuracy falls with the distance to the best cell, edge limit before pruning",
                 best.correlation < 0 ? "agrees" : "differs", best.correlation, 1e-9);
    assert_claim(claims, "Coarse width of the slope around the best cell, edge limit before pruning", "undecided",
                 best.width, 0);
    REQUIRE_OK(
        nsc_encoding_distances(encodings, NSC_VALID_RAW, targets, OTHERS + 1, NSC_THREADS(2), distances, &error));
    const double share = share_within_6(encodings, distances);
    assert_claim(claims, "Share of encodings within distance 6 of the closest best cell, edge limit before pruning",
                 fabs(share - 0.354) <= 5e-4 ? "agrees" : "differs", share, 1e-12);
    free(distances);
}

/* How much better the best cell of no more parameters is. */
static void check_fronts(const sheet *claims, const made_up *data) {
    const uint32_t cell = id_of(data->space, "resnet-like");
    double *parameters = feature_of(data->space, "params"), best = 0;
    for (uint32_t point = 0; point < data->space->point_count; point++)
        if (parameters[point] <= parameters[cell])
            best = fmax(best, data->values[TEST_108][point]);
    /* The paper does not say which cell is ResNet-like: nothing is decided about it. */
    assert_claim(claims, "The ResNet-like cell lies near the front of accuracy against parameters", "undecided",
                 best - data->values[TEST_108][cell], 1e-12);
    assert_claim(claims, "Mean test accuracy of the ResNet-like cell", "undecided", data->values[TEST_108][cell],
                 1e-12);
    free(parameters);
}

/* A check that cannot fail is neither reproduced nor not, but what decides nothing about it stays as it is. */
static void consistency_checks_have_verdicts_of_their_own(void **state) {
    (void)state;
    const nsc_claim check = {.comparison = NSC_CLAIM_EQUALS, .published = 7, .half_unit = 0.5, .consistency = true};
    nsc_finding finding = {.value = 7, .low = 7, .high = 7, .published_conditions = true, .effect = 7};
    assert_int_equal(nsc_claim_verdict(&check, &finding), NSC_VERDICT_HOLDS);
    finding.value = finding.low = finding.high = 6;
    assert_int_equal(nsc_claim_verdict(&check, &finding), NSC_VERDICT_BROKEN);
    finding.published_conditions = false;
    assert_int_equal(nsc_claim_verdict(&check, &finding), NSC_VERDICT_NEEDS_DATA);
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_HOLDS), "holds by definition");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_BROKEN), "broken");
}

/* Under another split or policy a statement is consistent within its tolerance, else different; without a tolerance
 * it is another quantity. Nothing of it counts as agreement. */
static void other_conditions_have_verdicts_of_their_own(void **state) {
    (void)state;
    const nsc_claim effect = {.published = -0.0116, .half_unit = 5e-5, .tolerance = 5e-4};
    const nsc_claim other_quantity = {.published = -0.0116, .half_unit = 5e-5};
    const nsc_claim positive = {.comparison = NSC_CLAIM_ABOVE},
                    near = {.comparison = NSC_CLAIM_BELOW, .published = 0.02};
    const nsc_claim highest = {.published = 0.9466, .half_unit = 5e-8, .tolerance = 5e-8};
    const nsc_claim undefined = {.published = -0.0116, .half_unit = 5e-5, .tolerance = 5e-4, .no_definition = true};
    const struct {
        const nsc_claim *claim;
        double value, low, high;
        bool at_least, published_conditions;
        nsc_verdict expected;
    } cases[] = {
        {&effect, -0.01146, -0.01146, -0.01146, false, true, NSC_VERDICT_CONSISTENT},
        {&effect, -0.0116, -0.0116, -0.0116, false, true, NSC_VERDICT_CONSISTENT},
        {&effect, -0.0108, -0.0108, -0.0108, false, true, NSC_VERDICT_DIFFERS_OTHERWISE},
        {&effect, 0.0116, 0.0116, 0.0116, false, true, NSC_VERDICT_DIFFERS_OTHERWISE},
        {&effect, -0.009, -0.012, -0.006, false, true, NSC_VERDICT_CONSISTENT},
        {&effect, -0.009, -0.02, 0.002, false, true, NSC_VERDICT_UNDECIDED},
        {&effect, -0.0116, -0.0116, -0.0116, false, false, NSC_VERDICT_NEEDS_DATA},
        {&undefined, -0.0116, -0.0116, -0.0116, false, true, NSC_VERDICT_UNDECIDED},
        {&other_quantity, -0.0116, -0.0116, -0.0116, false, true, NSC_VERDICT_NEEDS_DATA},
        {&positive, 0.3, 0.3, 0.3, false, true, NSC_VERDICT_CONSISTENT},
        {&positive, -0.3, -0.3, -0.3, false, true, NSC_VERDICT_DIFFERS_OTHERWISE},
        {&positive, 0.1, -0.1, 0.3, false, true, NSC_VERDICT_UNDECIDED},
        {&near, 0.01, 0.01, NAN, true, true, NSC_VERDICT_NEEDS_DATA},
        {&near, 0.03, 0.03, NAN, true, true, NSC_VERDICT_DIFFERS},
        {&highest, 0.9466, 0.9466, 0.9466, true, true, NSC_VERDICT_CONSISTENT},
        {&highest, 0.9465, 0.9465, 0.9465, true, true, NSC_VERDICT_NEEDS_DATA},
        {&highest, 0.9467, 0.9467, 0.9467, true, true, NSC_VERDICT_DIFFERS},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(cases); number++) {
        const nsc_finding finding = {.value = cases[number].value,
                                     .low = cases[number].low,
                                     .high = cases[number].high,
                                     .at_least = cases[number].at_least,
                                     .published_conditions = cases[number].published_conditions,
                                     .other_conditions = true,
                                     .effect = fabs(cases[number].claim->published),
                                     .origin = NSC_ORIGIN_MEASURED};
        const nsc_verdict verdict = nsc_claim_verdict(cases[number].claim, &finding);
        if (verdict != cases[number].expected)
            fail_msg("case %zu: %s instead of %s", number, nsc_verdict_name(verdict),
                     nsc_verdict_name(cases[number].expected));
    }
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_CONSISTENT), "consistent");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_DIFFERS_OTHERWISE), "differs under other conditions");
}

/* A tolerance is for a printed value, has a source, and leaves out at least the value 0 and twice the published one. */
static void tolerances_can_fail(void **state) {
    (void)state;
    size_t tolerances = 0;
    for (size_t number = 0; number < nsc_claim_count(); number++) {
        const nsc_claim *claim = nsc_claim_at(number);
        assert_true((claim->tolerance > 0) == (claim->tolerance_source != NULL));
        if (claim->tolerance == 0)
            continue;
        tolerances++;
        assert_true(claim->comparison == NSC_CLAIM_EQUALS && claim->rule != NULL && !claim->consistency);
        assert_true(claim->tolerance < fabs(claim->published) / 5);
    }
    assert_int_equal(tolerances, 10);
}

/* What follows from the limits of the space or is met by any number, and what the paper does not print. */
static const char *const cannot_fail[] = {
    "Encodings of the search space", "Many encodings are invalid",   "Largest number of vertices",
    "Largest number of edges",       "Cells of width 1 are exactly", "Largest width",
};

static bool can_fail(const char *text) {
    for (size_t number = 0; number < NSC_COUNT_OF(cannot_fail); number++)
        if (strncmp(text, cannot_fail[number], strlen(cannot_fail[number])) == 0)
            return false;
    return true;
}

/* Consistency checks stand apart and never agree; a bound is no published value. */
static void check_kinds(const sheet *claims) {
    size_t checks = 0;
    for (size_t row = 1; row < claims->row_count; row++) {
        const char *kind = text_at(claims, row, "kind"), *verdict = text_at(claims, row, "verdict");
        const bool check = !can_fail(claims->fields[row][0]);
        assert_string_equal(kind, check ? "consistency check" : "statement");
        assert_int_equal(check, strcmp(verdict, "holds by definition") == 0);
        checks += check;
        const bool words = text_at(claims, row, "stated")[0] != '\0';
        assert_int_equal(words, text_at(claims, row, "published")[0] == '\0');
        assert_int_equal(words, text_at(claims, row, "bound")[0] != '\0');
    }
    assert_int_equal(checks, NSC_COUNT_OF(cannot_fail));
    const size_t noise = claim_row(claims, "Run-to-run noise falls");
    assert_string_equal(text_at(claims, noise, "stated"), "it falls");
    assert_string_equal(text_at(claims, noise, "bound"), "above 0");
    assert_non_null(strstr(text_at(claims, claim_row(claims, "Cells of width 1 are exactly"), "note"), "364 chains"));
}

static void complete_data_decides_every_claim(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101");
    made_up data = make_data(space, id_of(space, NSC_PUBLISHED_BEST));
    char *folder = make_folder();
    REQUIRE_OK(write_report(&data, folder, NSC_THREADS(2), NULL, &error));
    sheet *claims = read_sheet(folder, "claims.csv");
    const char *const header[] = {"claim", "section", "published", "computed", "low", "high", "coverage", "verdict"};
    for (size_t column = 0; column < NSC_COUNT_OF(header); column++)
        assert_string_equal(claims->fields[0][column], header[column]);
    assert_int_equal(claims->row_count - 1, nsc_claim_count());
    check_kinds(claims);
    check_structure(claims);
    check_cells(claims, &data);
    check_distributions(claims, &data);
    check_landscape(claims, &data);
    check_encodings(claims, &data);
    check_fronts(claims, &data);
    for (size_t row = 1; row < claims->row_count; row++) {
        /* the runs are counted in measurements, which there are none of; what is not defined stays open */
        const bool open = strncmp(claims->fields[row][0], "Trained models", 14) == 0;
        const bool undefined = strncmp(claims->fields[row][0], "Coarse width", 12) == 0;
        const char *verdict = text_at(claims, row, "verdict");
        if (open != (strcmp(verdict, "needs the full data") == 0) || (undefined && strcmp(verdict, "undecided") != 0))
            fail_msg("%s: %s", claims->fields[row][0], verdict);
        if (!open)
            assert_true(number_at(claims, row, "coverage") == 1);
    }
    check_manifest(folder, "nb101", nsc_claim_count());
    free_sheet(claims);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

/* ---- the whole space, in part ---- */

/* Claims and coverage as in the report on the paper, without its tables of analyses and figures. */
static nsc_status write_claims(made_up *data, const char *folder, nsc_error *error) {
    const nsc_recipe no_analyses = {.rows = NULL};
    nsc_report report = *nsc_report_named("paper");
    report.recipe = &no_analyses;
    return write_this_report(&report, data, folder, NSC_THREADS(2), NULL, error);
}

static void assert_holds(const sheet *claims, const char *start, double truth) {
    const size_t row = claim_row(claims, start);
    if (!(number_at(claims, row, "low") <= truth && truth <= number_at(claims, row, "high")))
        fail_msg("%s: %s to %s do not hold %.17g", start, text_at(claims, row, "low"), text_at(claims, row, "high"),
                 truth);
}

static void a_sample_decides_what_it_can(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101");
    const uint32_t best = id_of(space, NSC_PUBLISHED_BEST);
    made_up data = make_data(space, best);
    gsl_rng *random = random_stream(8, 0);
    char *folder = make_folder();
    const double mean = mean_of(data.values[TEST_108], space->point_count);
    hide(&data, TEST_108, 0.03, random);
    hide(&data, TIME_108, 0.03, random);
    data.values[TEST_108][best] = data.values[TIME_108][best] = NAN;
    for (size_t column = TRAIN_108; column < COLUMNS; column++)
        data.rules[column] = NULL;
    data.rules[VALID_108] = NULL;
    data.values[TEST_108][0] = 0.95;
    REQUIRE_OK(write_claims(&data, folder, &error));
    sheet *claims = read_sheet(folder, "claims.csv");
    check_structure(claims);
    /* a measured cell that is better than the best contradicts at once */
    assert_claim(claims, "Best mean test accuracy", "differs", 0.95, 0);
    /* only test accuracy: what is said of validation is compared with it, and never counts as reproduced */
    const size_t row = claim_row(claims, "Change of validation accuracy, conv3x3 replaced by conv1x1");
    assert_string_equal(text_at(claims, row, "verdict"), "consistent");
    assert_verdict(claims, "Mean of validation accuracy", "needs the full data");
    assert_string_equal(text_at(claims, row, "fitness"), "test@108:mean");
    assert_non_null(strstr(text_at(claims, row, "note"), "valid@108"));
    assert_holds(claims, "Change of validation accuracy, conv3x3 replaced by conv1x1", -0.0116);
    assert_holds(claims, "Mean of test accuracy", mean);
    /* the effect on time is the same for every pair: the interval is a point */
    assert_claim(claims, "Relative change of training time, conv3x3 replaced by conv1x1", "agrees", -0.1411, 1e-12);
    assert_claim(claims, "Relative change of training time, conv1x1 replaced by maxpool3x3", "differs",
                 0.9016 / 0.8589 - 1, 1e-12);
    assert_verdict(claims, "Most cells reach 100 %", "needs the full data");
    assert_verdict(claims, "The best cell does not train longest", "needs the full data");
    assert_verdict(claims, "Other cells within", "needs the full data");
    assert_verdict(claims, "Correlation of validation and test", "needs the full data");
    free_sheet(claims);
    remove_folder(folder);
    gsl_rng_free(random);
    free_data(&data);
    nsc_space_close(space);
}

/* Of small cells alone nothing follows for the whole space. */
static void small_cells_decide_nothing(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101");
    made_up data = make_data(space, id_of(space, NSC_PUBLISHED_BEST));
    double *vertices = feature_of(space, "vertices");
    char *folder = make_folder();
    data.values[TEST_RUNS][7] = 0.9; /* the cell of a run that is too good would contradict by itself */
    for (size_t column = 0; column < COLUMNS; column++)
        for (uint32_t point = 0; point < space->point_count; point++)
            if (vertices[point] > 5) {
                data.values[column][point] = NAN;
                if (data.errors[column] != NULL)
                    data.errors[column][point] = NAN;
            }
    REQUIRE_OK(write_claims(&data, folder, &error));
    sheet *claims = read_sheet(folder, "claims.csv");
    assert_verdict(claims, "Best mean test accuracy", "needs the full data");
    for (size_t row = 1; row < claims->row_count; row++)
        if (text_at(claims, row, "fitness")[0] != '\0' && strstr(claims->fields[row][0], "-like cell") == NULL &&
            strcmp(text_at(claims, row, "verdict"), "needs the full data") != 0)
            fail_msg("%s: %s", claims->fields[row][0], text_at(claims, row, "verdict"));
    assert_non_null(strstr(text_at(claims, claim_row(claims, "Mean of test accuracy"), "note"), "6, 7"));
    free_sheet(claims);
    /* facts of the space: 2,532 cells of up to 5 vertices hold most encodings */
    sheet *coverage = read_sheet(folder, "coverage.csv");
    assert_string_equal(coverage->fields[1][0], "test@108:mean");
    assert_true(number_at(coverage, 1, "known") == 2532 && number_at(coverage, 1, "cells") == 423624);
    assert_true(number_at(coverage, 1, "encodings") == 373754169);
    assert_true(number_at(coverage, 1, "encodings_raw") == 139359042);
    free_sheet(coverage);
    remove_folder(folder);
    free(vertices);
    free_data(&data);
    nsc_space_close(space);
}

int main(int word_count, char **words) {
    gsl_set_error_handler_off();
    struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_follow_the_rules),
        cmocka_unit_test(consistency_checks_have_verdicts_of_their_own),
        cmocka_unit_test(other_conditions_have_verdicts_of_their_own),
        cmocka_unit_test(tolerances_can_fail),
        cmocka_unit_test(complete_data_decides_every_claim),
        cmocka_unit_test(a_sample_decides_what_it_can),
        cmocka_unit_test(small_cells_decide_nothing),
    };
    keep_part(tests, NSC_COUNT_OF(tests), word_count > 1 ? words[1] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
