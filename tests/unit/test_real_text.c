/*
 * Texts of numbers against the C library's: the first of 15, 16 and 17 digits that reads back.
 * usage: test_real_text [long]
 */
#include "testing.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_long = false;

static void check_real(double real) {
    char text[NSC_REAL_TEXT_SIZE], expected[64];
    memset(text, 'x', sizeof text);
    nsc_real_format(real, text);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(expected, sizeof expected, "%.*g", digits, real);
        if (strtod(expected, NULL) == real)
            break;
    }
    assert_string_equal(text, expected);
    assert_int_equal(nsc_real_text(real, text), strlen(expected));
}

static double real_of_bits(uint64_t bits) {
    double real;
    memcpy(&real, &bits, sizeof real);
    return real;
}

/* Numbers at the ends of ranges and of rules, and some whose 16 digits are a tie (5 · 2^-23). */
static void test_chosen_numbers(void **state) {
    (void)state;
    static const double reals[] = {0.0,
                                   1.0 / 3,
                                   0.9505542318026224,
                                   0.056824247042338016,
                                   9.999999999999999e22,
                                   1e21,
                                   1e22,
                                   1e23,
                                   DBL_MAX,
                                   DBL_MIN,
                                   DBL_TRUE_MIN,
                                   DBL_EPSILON,
                                   5.960464477539063e-07,
                                   8.344650268554688e-07,
                                   2.2250738585072011e-308,
                                   9007199254740991.0,
                                   9007199254740993.0,
                                   123456789012345678.0,
                                   9.9999e-5,
                                   99999999999999.9,
                                   999999999999999.0,
                                   999999999999999.9,
                                   INFINITY};
    for (size_t item = 0; item < NSC_COUNT_OF(reals); item++) {
        check_real(reals[item]);
        check_real(-reals[item]);
    }
    char text[NSC_REAL_TEXT_SIZE];
    nsc_real_format(5 * 0x1p-23, text);
    assert_string_equal(text, "5.960464477539062e-07");
    nsc_real_format(NAN, text);
    assert_non_null(strstr(text, "nan"));
}

/* Every power of two and of ten, with the doubles next to it. */
static void test_powers_and_their_neighbours(void **state) {
    (void)state;
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        const double power = ldexp(1, exponent);
        check_real(nextafter(power, 0));
        check_real(power);
        check_real(nextafter(power, INFINITY));
    }
    for (int exponent = -323; exponent <= 308; exponent++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", exponent);
        const double power = strtod(text, NULL);
        check_real(nextafter(power, 0));
        check_real(power);
        check_real(nextafter(power, INFINITY));
    }
}

/* Numbers as tables have them, and any bits. */
static void test_drawn_numbers(void **state) {
    (void)state;
    gsl_rng *random = random_stream(301, 0);
    const unsigned rounds = is_long ? 2500000 : 25000;
    for (unsigned round = 0; round < rounds; round++) {
        const uint64_t high = gsl_rng_get(random), low = gsl_rng_get(random);
        check_real(real_of_bits(high << 32 | (low & UINT32_MAX)));
        check_real((double)((float)random_below(random, 9985) / 9984.0F));
        check_real((double)(float)(3000 * gsl_rng_uniform(random)));
        check_real(ldexp((double)high, -(int)random_below(random, 60)));
    }
    gsl_rng_free(random);
}

static void test_whole_numbers(void **state) {
    (void)state;
    static const int64_t integers[] = {0, 9, 10, 99, 100, 101, 12345, INT64_MAX, -1, -10, -987654321, INT64_MIN};
    char text[NSC_REAL_TEXT_SIZE], expected[NSC_REAL_TEXT_SIZE];
    for (size_t item = 0; item < NSC_COUNT_OF(integers); item++) {
        snprintf(expected, sizeof expected, "%" PRId64, integers[item]);
        text[nsc_integer_text(integers[item], text)] = '\0';
        assert_string_equal(text, expected);
    }
    for (uint64_t power = 1; power < UINT64_MAX / 10; power *= 10)
        for (uint64_t natural = power - 1; natural <= power + 1; natural++) {
            snprintf(expected, sizeof expected, "%" PRIu64, natural);
            text[nsc_natural_text(natural, text)] = '\0';
            assert_string_equal(text, expected);
        }
    text[nsc_natural_text(UINT64_MAX, text)] = '\0';
    assert_string_equal(text, "18446744073709551615");
}

int main(int word_count, char **words) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chosen_numbers),
        cmocka_unit_test(test_powers_and_their_neighbours),
        cmocka_unit_test(test_drawn_numbers),
        cmocka_unit_test(test_whole_numbers),
    };
    is_long = word_count > 1 && strcmp(words[1], "long") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
