/*
 * Autocorrelation on all encodings of NAS-Bench-101 at lag 1, against plain sums over every encoding and each of its
 * single changes.
 */
#include "landscape_fixture.h"

#include "analysis/walks/encodingrwa_internal.h"

enum { LABELLINGS = 243, BITS = 21, SYMBOLS = 5 };

/* Sums over encodings, and over their changes to valid ones. */
typedef struct plain_sums {
    double encodings, mean, square;               /* each encoding once */
    double neighbours, weighted, weighted_square; /* each encoding as often as it has valid neighbours */
    double product;                               /* over encodings and valid neighbours */
} plain_sums;

static double dot_product(const double *x, const double *y) {
    double sum = 0;
    for (int labelling = 0; labelling < LABELLINGS; labelling++)
        sum += x[labelling] * y[labelling];
    return sum;
}

/* Σ over labellings and replacements of a symbol. */
static double replacement_product(const double *x) {
    double sum = 0;
    for (int labelling = 0; labelling < LABELLINGS; labelling++)
        for (int unit = 1; unit < LABELLINGS; unit *= 3)
            for (int digit = 0; digit < 3; digit++)
                if (digit != labelling / unit % 3)
                    sum += x[labelling] * x[labelling + (digit - labelling / unit % 3) * unit];
    return sum;
}

static plain_sums add_up(const nsc_encodings *encodings, nsc_validity validity, const double *fitness) {
    plain_sums sums = {0};
    double *values = calloc((size_t)encodings->class_count * LABELLINGS, sizeof *values);
    double *replaced = calloc(encodings->class_count, sizeof *replaced);
    assert_true(values != NULL && replaced != NULL);
    for (uint32_t class = 0; class < encodings->class_count; class ++) {
        double *own = values + (size_t) class * LABELLINGS;
        for (int labelling = 0; labelling < LABELLINGS; labelling++)
            own[labelling] = fitness[encodings->points[(size_t) class * LABELLINGS + (size_t)labelling]];
        replaced[class] = replacement_product(own);
    }
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        if (nsc_matrix_decoding(encodings, validity, matrix) != NSC_DECODES)
            continue;
        const double *own = values + (size_t)encodings->classes[matrix] * LABELLINGS;
        double sum = 0, square = dot_product(own, own), neighbours = 2 * SYMBOLS;
        for (int labelling = 0; labelling < LABELLINGS; labelling++)
            sum += own[labelling];
        sums.product += replaced[encodings->classes[matrix]];
        for (int bit = 0; bit < BITS; bit++) {
            const uint32_t other = matrix ^ UINT32_C(1) << bit;
            if (nsc_matrix_decoding(encodings, validity, other) != NSC_DECODES)
                continue;
            neighbours++;
            sums.product += dot_product(own, values + (size_t)encodings->classes[other] * LABELLINGS);
        }
        sums.encodings += LABELLINGS;
        sums.mean += sum;
        sums.square += square;
        sums.neighbours += LABELLINGS * neighbours;
        sums.weighted += neighbours * sum;
        sums.weighted_square += neighbours * square;
    }
    free(values);
    free(replaced);
    return sums;
}

static double plain_lag_1(const plain_sums *sums, nsc_invalid_moves invalid) {
    if (invalid == NSC_INVALID_REDRAW) {
        const double mean = sums->weighted / sums->neighbours;
        return (sums->product / sums->neighbours - mean * mean) /
               (sums->weighted_square / sums->neighbours - mean * mean);
    }
    /* What is not a change to a valid encoding of the 31 of each is one to itself. */
    const double changes = BITS + 2 * SYMBOLS, mean = sums->mean / sums->encodings;
    const double stayed = changes * sums->square - sums->weighted_square;
    return ((sums->product + stayed) / changes / sums->encodings - mean * mean) /
           (sums->square / sums->encodings - mean * mean);
}

static void lag_1_of_all_encodings(void **state) {
    (void)state;
    static const double counts[NSC_VALIDITY_COUNT] = {373754169, 139359042}; /* published record's companion */
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101", "strict", "params");
    /* About 1, so that no sum of squares drowns the variance. */
    double mean = 0;
    for (uint32_t point = 0; point < fixture.space->point_count; point++)
        mean += fixture.fitness.values[point] / fixture.space->point_count;
    for (uint32_t point = 0; point < fixture.space->point_count; point++)
        fixture.fitness.values[point] = fixture.fitness.values[point] / mean - 1;
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        const nsc_encodings *encodings;
        nsc_error error = {0};
        assert_int_equal(nsc_space_encodings(fixture.space, &encodings, &error), NSC_OK);
        const plain_sums sums = add_up(encodings, (nsc_validity)validity, fixture.fitness.values);
        assert_true(sums.encodings == counts[validity]);
        for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
            nsc_analysis_options options = nsc_analysis_defaults();
            nsc_encoding_domain ground;
            nsc_rwa_curve curve;
            options.validity = (nsc_validity)validity;
            options.invalid = (nsc_invalid_moves)invalid;
            assert_int_equal(nsc_encoding_domain_prepare(&ground, &fixture.landscape, &options, &error), NSC_OK);
            assert_int_equal(nsc_rwa_curve_create(&curve, 1, &error), NSC_OK);
            assert_int_equal(nsc_encoding_exact(&ground, 1, &curve, NULL, &error), NSC_OK);
            const double expected = plain_lag_1(&sums, options.invalid);
            print_message("%s %s: %.9f, plainly %.9f\n", nsc_validity_name(options.validity),
                          nsc_invalid_moves_name(options.invalid), curve.autocorrelation[1], expected);
            assert_true(fabs(curve.autocorrelation[1] - expected) < 2e-7);
            nsc_rwa_curve_release(&curve);
            nsc_encoding_domain_release(&ground);
        }
    }
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lag_1_of_all_encodings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
