/* Base64: a table each way. */
#include "data/base64.h"

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
        *text++ = left > 1 ? alphabet[group >> 6 & 63] : '=';
        *text++ = left > 2 ? alphabet[group & 63] : '=';
        column += 4;
        if (column == LINE || left <= 3) {
            *text++ = '\n';
            column = 0;
        }
    }
}

bool nsc_base64_decode(const char *text, size_t length, unsigned char *bytes, size_t *size) {
    uint32_t group = 0;
    unsigned digits = 0, padding = 0;
    unsigned char *end = bytes;
    for (size_t position = 0; position < length; position++) {
        /* Nearly all of a text is groups of four digits with nothing between. */
        while (digits == 0 && padding == 0 && length - position >= 4) {
            const unsigned char *next = (const unsigned char *)text + position;
            uint32_t first = digit_of[next[0]], second = digit_of[next[1]];
            uint32_t third = digit_of[next[2]], fourth = digit_of[next[3]];
            if ((first | second | third | fourth) > 63)
                break;
            group = first << 18 | second << 12 | third << 6 | fourth;
            *end++ = (unsigned char)(group >> 16);
            *end++ = (unsigned char)(group >> 8);
            *end++ = (unsigned char)group;
            group = 0;
            position += 4;
        }
        if (position == length)
            break;
        uint8_t digit = digit_of[(unsigned char)text[position]];
        if (digit == SKIPPED)
            continue;
        if (digit == INVALID) {
            if (text[position] != '=' || digits + padding < 2 || digits + padding >= 4)
                return false;
            padding++;
            continue;
        }
        if (padding > 0)
            return false;
        group = group << 6 | digit;
        if (++digits < 4)
            continue;
        *end++ = (unsigned char)(group >> 16);
        *end++ = (unsigned char)(group >> 8);
        *end++ = (unsigned char)group;
        group = 0;
        digits = 0;
    }
    /* What is left: nothing, or two digits for one byte, or three for two, the bits beyond them zero. */
    if (digits == 0 ? padding != 0 : digits + padding != 4)
        return false;
    if ((digits == 2 && (group & 0xF) != 0) || (digits == 3 && (group & 3) != 0))
        return false;
    if (digits == 2)
        *end++ = (unsigned char)(group >> 4);
    if (digits == 3) {
        *end++ = (unsigned char)(group >> 10);
        *end++ = (unsigned char)(group >> 2);
    }
    *size = (size_t)(end - bytes);
    return true;
}
