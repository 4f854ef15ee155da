/* Base64: a table each way. */
#include "data/official/base64.h"

#include <stdint.h>

enum { LINE = 76, INVALID = 0xFF, SKIPPED = 0xFE };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* digit_of[character]: its place in the alphabet, INVALID or SKIPPED. */
#define X INVALID
#define S SKIPPED
static const uint8_t digit_of[256] = {
    X,  X,  X,  X,  X,  X,  X,  X, X, X, S,  X,  X,  S,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X, X, X, X,  X,  X,  X,  62, X,  X,  X,  63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
    X,  X,  X,  X,  X,  X,  X,  0, 1, 2, 3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, X,  X,  X,  X, X, X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44,
    45, 46, 47, 48, 49, 50, 51, X, X, X, X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X, X, X, X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X, X, X, X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X, X, X, X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X, X, X, X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
};
#undef X
#undef S

size_t nsc_base64_size(size_t size) {
    size_t characters = (size + 2) / 3 * 4;
    return characters + (characters + LINE - 1) / LINE;
}

void nsc_base64_encode(const unsigned char *bytes, size_t size, char *text) {
    size_t column = 0;
    for (size_t position = 0; position < size; position += 3) {
        size_t left = size - position;
        uint32_t group = (uint32_t)bytes[position] << 16 | (left > 1 ? (uint32_t)bytes[position + 1] << 8 : 0) |
                         (left > 2 ? bytes[position + 2] : 0);
        *text++ = alphabet[group >> 18];
        *text++ = alphabet[group >> 12 & 63];
        *text++ = (char)(left > 1 ? alphabet[group >> 6 & 63] : '=');
        *text++ = (char)(left > 2 ? alphabet[group & 63] : '=');
        column += 4;
        if (column == LINE || left <= 3) {
            *text++ = '\n';
            column = 0;
        }
    }
}

static unsigned char *put_group(unsigned char *end, uint32_t group) {
    *end++ = (unsigned char)(group >> 16);
    *end++ = (unsigned char)(group >> 8);
    *end++ = (unsigned char)group;
    return end;
}

/* Decodes groups of four digits with nothing between, which nearly all of a text is; returns how far they go. */
static size_t decode_groups(const char *text, size_t length, unsigned char **end) {
    size_t position = 0;
    for (; length - position >= 4; position += 4) {
        const unsigned char *next = (const unsigned char *)text + position;
        const uint32_t first = digit_of[next[0]], second = digit_of[next[1]];
        const uint32_t third = digit_of[next[2]], fourth = digit_of[next[3]];
        if ((first | second | third | fourth) > 63)
            break;
        *end = put_group(*end, first << 18 | second << 12 | third << 6 | fourth);
    }
    return position;
}

/* The last group: none; or two digits for one byte, or three for two, padded, the bits beyond them zero. */
static bool decode_rest(uint32_t group, unsigned digits, unsigned padding, unsigned char **end) {
    if (digits == 0)
        return padding == 0;
    if (digits + padding != 4 || (digits == 2 ? group & 0xF : group & 3) != 0)
        return false;
    if (digits == 2) {
        *(*end)++ = (unsigned char)(group >> 4);
    } else {
        *(*end)++ = (unsigned char)(group >> 10);
        *(*end)++ = (unsigned char)(group >> 2);
    }
    return true;
}

bool nsc_base64_decode(const char *text, size_t length, unsigned char *bytes, size_t *size) {
    uint32_t group = 0;
    unsigned digits = 0, padding = 0;
    unsigned char *end = bytes;
    for (size_t position = 0; position < length; position++) {
        if (digits == 0 && padding == 0)
            position += decode_groups(text + position, length - position, &end);
        if (position == length)
            break;
        const uint8_t digit = digit_of[(unsigned char)text[position]];
        if (digit == SKIPPED)
            continue;
        if (text[position] == '=' && digits >= 2 && digits + padding < 4) {
            padding++;
            continue;
        }
        if (digit == INVALID || padding > 0)
            return false;
        group = group << 6 | digit;
        if (++digits < 4)
            continue;
        end = put_group(end, group);
        group = 0;
        digits = 0;
    }
    *size = 0;
    if (!decode_rest(group, digits, padding, &end))
        return false;
    *size = (size_t)(end - bytes);
    return true;
}
