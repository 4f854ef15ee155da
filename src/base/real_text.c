/*
 * The shortest text of a number, by Giulietti's algorithm (R. Giulietti, "The Schubfach way to render doubles", 2020).
 * A double is c · 2^q. The numbers that are nearer to it than to its neighbours read back as this double; they span an
 * interval of width 2^q. With 10^k ≤ 2^q < 10^(k+1), the interval holds at least one multiple of 10^k, and at most one
 * of 10^(k+1). Products with a power of ten of 128 bits tell which of them are inside: their last bit keeps whether
 * anything was cut off.
 */
#include "base/real_text.h"

#include "base/decimal_point.h"
#include "base/powers_of_ten.h"
#include "base/table.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    FRACTION_BITS = 52,
    EXPONENT_MASK = 0x7ff,
    EXPONENT_BIAS = 1075, /* of q, where c is a whole number */
    DIGITS = 17,
    LEAST_PRECISION = 15,      /* of "%g" */
    LEAST_PLAIN_EXPONENT = -4, /* "%g" writes smaller numbers, and those of more digits than its precision, with "e" */
    EIGHT_DIGITS = 100000000
};

/* d · 10^exponent; d has 17 digits, with zeros at its end where fewer are enough. */
typedef struct decimal {
    uint64_t digits;
    int exponent;
} decimal;

/* ---- the shortest decimal ---- */

/* The whole part of a product by 2^127 parts of a power of ten; the last bit is 1 where the rest is not 0. */
static uint64_t multiply(nsc_power_of_ten power, uint64_t factor) {
    const unsigned __int128 low = (unsigned __int128)power.low * factor;
    const unsigned __int128 product = (unsigned __int128)power.high * factor + (uint64_t)(low >> 64);
    return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

/* Rounded down: log10(2^exponent) and log2(10^exponent), for all exponents of doubles. */
static int log10_of_power_of_two(int exponent) {
    return exponent * 1262611 >> 22;
}
static int log2_of_power_of_ten(int exponent) {
    return exponent * 1741647 >> 19;
}

/* False where it takes the library: next to a power of two, whose interval is narrower below, if no multiple of
 * 10^(k+1) is near. `fraction` and `exponent` are those of the bits of a normal number. */
static bool find_shortest(uint64_t fraction, int exponent, decimal *shortest) {
    const uint64_t c = fraction | UINT64_C(1) << FRACTION_BITS;
    const int q = exponent - EXPONENT_BIAS, k = log10_of_power_of_two(q);
    const int shift = q + log2_of_power_of_ten(-k) + 1;
    const nsc_power_of_ten power = nsc_powers_of_ten[-k - NSC_POWER_LEAST];
    const bool is_power_of_two = fraction == 0;
    /* In quarters of 10^k: the number and the ends of its interval, which belong to it if c is even. */
    const uint64_t half_width = is_power_of_two ? 1 : 2, open = c & 1;
    const uint64_t value = multiply(power, 4 * c << shift);
    const uint64_t low = multiply(power, (4 * c - half_width) << shift) + open;
    const uint64_t high = multiply(power, (4 * c + half_width) << shift) - open;
    const uint64_t below = value / 4, ten_below = below / 10 * 10;
    uint64_t digits;
    if (low <= 4 * ten_below)
        digits = ten_below;
    else if (4 * (ten_below + 10) <= high)
        digits = ten_below + 10;
    else if (is_power_of_two)
        return false;
    else {
        const bool below_inside = low <= 4 * below, above_inside = 4 * (below + 1) <= high;
        /* The nearer one where both are inside, the even one where both are equally near. */
        const uint64_t middle = 4 * below + 2;
        const bool is_below_nearer = value < middle || (value == middle && below % 2 == 0);
        digits = below_inside && (!above_inside || is_below_nearer) ? below : below + 1;
    }
    const bool is_short = digits < UINT64_C(10000000000000000);
    *shortest = (decimal){is_short ? 10 * digits : digits, is_short ? k - 1 : k};
    return true;
}

/* ---- its text ---- */

static void write_pair(unsigned number, char *text) {
    static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142"
                                "43444546474849505152535455565758596061626364656667686970717273747576777879808182838485"
                                "8687888990919293949596979899";
    memcpy(text, pairs + (size_t)2 * number, 2);
}

static void write_eight(uint32_t number, char *text) {
    const uint32_t high = number / 10000, low = number % 10000;
    write_pair(high / 100, text);
    write_pair(high % 100, text + 2);
    write_pair(low / 100, text + 4);
    write_pair(low % 100, text + 6);
}

static char *write_exponent(int exponent, char *end) {
    const unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    *end++ = 'e';
    *end++ = exponent < 0 ? '-' : '+';
    if (magnitude >= 100)
        *end++ = (char)('0' + magnitude / 100);
    write_pair(magnitude % 100, end);
    return end + 2;
}

/* As "%g" lays out digits; `exponent` is that of the first one. */
static char *lay_out(const char *digits, int count, int exponent, char *end) {
    const int precision = count > LEAST_PRECISION ? count : LEAST_PRECISION;
    const bool is_plain = exponent >= LEAST_PLAIN_EXPONENT && exponent < precision;
    const int whole = is_plain ? exponent + 1 : 1; /* digits before the point */
    if (whole <= 0) {
        memset(end, '0', (size_t)(2 - whole));
        end[1] = '.';
        end += 2 - whole;
        memcpy(end, digits, (size_t)count);
        return end + count;
    }
    if (whole > count) {
        memcpy(end, digits, (size_t)count);
        memset(end + count, '0', (size_t)(whole - count));
        end += whole;
    } else {
        memcpy(end, digits, (size_t)whole);
        end += whole;
        if (whole < count) {
            *end++ = '.';
            memcpy(end, digits + whole, (size_t)(count - whole));
            end += count - whole;
        }
    }
    return is_plain ? end : write_exponent(exponent, end);
}

/* Denormal numbers, some powers of two, and what is no number. */
static size_t write_by_library(double real, char *text) {
    NSC_DECIMAL_POINT;
    for (int digits = LEAST_PRECISION;; digits++) {
        const int length = snprintf(text, NSC_REAL_TEXT_SIZE, "%.*g", digits, real);
        if (digits == DIGITS || nsc_number_of(text, NULL) == real)
            return (size_t)length;
    }
}

size_t nsc_real_text(double real, char *text) {
    uint64_t bits;
    memcpy(&bits, &real, sizeof bits);
    const uint64_t fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    const int exponent = (int)(bits >> FRACTION_BITS) & EXPONENT_MASK;
    decimal shortest;
    if (real == 0) {
        text[0] = '-';
        text[bits >> 63] = '0';
        return 1 + (size_t)(bits >> 63);
    }
    if (exponent == 0 || exponent == EXPONENT_MASK || !find_shortest(fraction, exponent, &shortest))
        return write_by_library(real, text);
    char digits[DIGITS], *end = text;
    const uint64_t front = shortest.digits / EIGHT_DIGITS;
    digits[0] = (char)('0' + front / EIGHT_DIGITS);
    write_eight((uint32_t)(front % EIGHT_DIGITS), digits + 1);
    write_eight((uint32_t)(shortest.digits % EIGHT_DIGITS), digits + 9);
    int count = DIGITS;
    while (digits[count - 1] == '0')
        count--;
    if (bits >> 63 != 0)
        *end++ = '-';
    return (size_t)(lay_out(digits, count, shortest.exponent + DIGITS - 1, end) - text);
}

size_t nsc_natural_text(uint64_t natural, char *text) {
    char digits[20], *first = digits + sizeof digits;
    for (; natural >= 100; natural /= 100)
        write_pair((unsigned)(natural % 100), first -= 2);
    if (natural >= 10)
        write_pair((unsigned)natural, first -= 2);
    else
        *--first = (char)('0' + natural);
    const size_t length = (size_t)(digits + sizeof digits - first);
    memcpy(text, first, length);
    return length;
}

size_t nsc_integer_text(int64_t integer, char *text) {
    text[0] = '-';
    return integer < 0 ? 1 + nsc_natural_text(0 - (uint64_t)integer, text + 1)
                       : nsc_natural_text((uint64_t)integer, text);
}

void nsc_real_format(double real, char text[32]) {
    text[nsc_real_text(real, text)] = '\0';
}
