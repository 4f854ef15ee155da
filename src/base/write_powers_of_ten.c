/*
 * Writes powers_of_ten.c, for the build. Powers are exact whole numbers of many 32-bit digits. Positive ones are made
 * by multiplying 1 by ten; negative ones, times a large power of two, by dividing that by ten, which rounds down each
 * time.
 */
#include "base/powers_of_ten.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { DIGITS = 40, DIGIT_BITS = 32, KEPT_BITS = 128 }; /* 10^324 has 1,077 bits; 2^1279 / 10^292 has 310 */

typedef struct whole_number {
    uint32_t digits[DIGITS]; /* the lowest first */
} whole_number;

static void multiply_by_ten(whole_number *number) {
    uint64_t carry = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        carry += UINT64_C(10) * number->digits[digit];
        number->digits[digit] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
}

static void divide_by_ten(whole_number *number) {
    uint64_t remainder = 0;
    for (size_t digit = DIGITS; digit-- > 0;) {
        remainder = remainder << DIGIT_BITS | number->digits[digit];
        number->digits[digit] = (uint32_t)(remainder / 10);
        remainder %= 10;
    }
}

static unsigned bit_at(const whole_number *number, size_t bit) {
    return number->digits[bit / DIGIT_BITS] >> bit % DIGIT_BITS & 1;
}

/* `exact`: no remainder was dropped from the number. */
static nsc_power_of_ten first_bits(const whole_number *number, int exact) {
    nsc_power_of_ten power = {0, 0};
    size_t bit = (size_t)DIGITS * DIGIT_BITS;
    while (bit_at(number, bit - 1) == 0)
        bit--;
    for (size_t kept = 0; kept < KEPT_BITS; kept++) {
        power.high = power.high << 1 | power.low >> 63;
        power.low = power.low << 1 | (bit > 0 ? bit_at(number, --bit) : 0);
    }
    while (bit > 0 && exact)
        exact = bit_at(number, --bit) == 0;
    power.low += !exact; /* no low half has all bits set */
    return power;
}

static void write_power(FILE *stream, nsc_power_of_ten power) {
    fprintf(stream, "    {0x%016" PRIx64 ", 0x%016" PRIx64 "},\n", power.high, power.low);
}

int main(int count, char **arguments) {
    static nsc_power_of_ten negative[-NSC_POWER_LEAST];
    whole_number number = {{0}};
    FILE *stream = count == 2 ? fopen(arguments[1], "w") : NULL;
    if (stream == NULL)
        return EXIT_FAILURE;
    number.digits[DIGITS - 1] = UINT32_C(1) << (DIGIT_BITS - 1);
    for (int power = 0; power < -NSC_POWER_LEAST; power++) {
        divide_by_ten(&number);
        negative[power] = first_bits(&number, 0);
    }
    fputs("#include \"base/powers_of_ten.h\"\n\n"
          "const nsc_power_of_ten nsc_powers_of_ten[NSC_POWER_LARGEST - NSC_POWER_LEAST + 1] = {\n",
          stream);
    for (int power = -NSC_POWER_LEAST; power-- > 0;)
        write_power(stream, negative[power]);
    number = (whole_number){{1}};
    for (int power = 0; power <= NSC_POWER_LARGEST; power++) {
        write_power(stream, first_bits(&number, 1));
        multiply_by_ten(&number);
    }
    fputs("};\n", stream);
    return fclose(stream) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
