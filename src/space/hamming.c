/* "hamming:Q^N": all strings of N symbols out of Q, a digit or letter each. */
#include "space/strings.h"

#include <stdio.h>
#include <string.h>

static const char characters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* A symbol's name, also that of the feature that counts it. */
static const char *const symbol_names[NSC_SYMBOLS_MAXIMUM] = {
    "symbol_0", "symbol_1", "symbol_2", "symbol_3", "symbol_4", "symbol_5", "symbol_6", "symbol_7", "symbol_8",
    "symbol_9", "symbol_a", "symbol_b", "symbol_c", "symbol_d", "symbol_e", "symbol_f", "symbol_g", "symbol_h",
    "symbol_i", "symbol_j", "symbol_k", "symbol_l", "symbol_m", "symbol_n", "symbol_o", "symbol_p", "symbol_q",
    "symbol_r", "symbol_s", "symbol_t", "symbol_u", "symbol_v", "symbol_w", "symbol_x", "symbol_y", "symbol_z",
};

/* Reads a number of one or two digits; NULL where there is none in range. */
static const char *read_count(const char *text, unsigned minimum, unsigned maximum, unsigned *count) {
    size_t digits = strspn(text, "0123456789");
    *count = 0;
    if (digits == 0 || digits > 2 || text[0] == '0')
        return NULL;
    for (size_t digit = 0; digit < digits; digit++)
        *count = *count * 10 + (unsigned)(text[digit] - '0');
    return *count >= minimum && *count <= maximum ? text + digits : NULL;
}

nsc_status nsc_hamming_space_open(nsc_space **space, const char *name, const char *arguments, nsc_error *error) {
    nsc_strings_definition definition = {.digits = characters, .symbol_names = symbol_names};
    const char *rest = arguments != NULL ? read_count(arguments, 1, NSC_SYMBOLS_MAXIMUM, &definition.symbols) : NULL;
    if (rest != NULL)
        rest = *rest == '^' ? read_count(rest + 1, 1, NSC_POSITIONS_MAXIMUM, &definition.positions) : NULL;
    *space = NULL;
    if (rest == NULL || *rest != '\0')
        return nsc_error_set(error, NSC_USAGE,
                             "the space \"%s\" is not hamming:SYMBOLS^LENGTH, as hamming:3^8, of at most %d symbols "
                             "and %d positions",
                             name, NSC_SYMBOLS_MAXIMUM, NSC_POSITIONS_MAXIMUM);
    return nsc_strings_space_open(space, name, &definition, error);
}
