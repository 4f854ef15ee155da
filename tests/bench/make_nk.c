/*
 * Writes the fitness of every string of a Hamming space as an array of numpy (float32, by id): an NK landscape
 * (Kauffman, Levin 1987), the mean over the positions of a random number for the symbols there and at the next K
 * positions.
 *
 *     make_nk SYMBOLS LENGTH K FILE.npy
 */
#include "base/npy.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 1 << 16, LONGEST = 32, MOST_INTERACTIONS = 4 };

/* A number in 0 … 1 that follows from a position and the symbols there (Steele, Lea, Flood 2014). */
static double contribution(uint32_t position, uint32_t symbols) {
    uint64_t bits = ((uint64_t)position << 32 | symbols) * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((bits ^ bits >> 31) >> 11) * 0x1p-53;
}

static float fitness_of(uint64_t string, uint32_t symbols, uint32_t length, uint32_t interactions) {
    uint32_t digits[LONGEST + MOST_INTERACTIONS];
    double sum = 0;
    for (uint32_t position = length; position-- > 0; string /= symbols)
        digits[position] = (uint32_t)(string % symbols);
    for (uint32_t next = 0; next < interactions; next++)
        digits[length + next] = digits[next % length];
    for (uint32_t position = 0; position < length; position++) {
        uint32_t group = 0;
        for (uint32_t next = 0; next <= interactions; next++)
            group = group * symbols + digits[position + next];
        sum += contribution(position, group);
    }
    return (float)(sum / length);
}

int main(int count, char **words) {
    static float chunk[CHUNK];
    const uint32_t symbols = count == 5 ? (uint32_t)strtoul(words[1], NULL, 10) : 0;
    const uint32_t length = count == 5 ? (uint32_t)strtoul(words[2], NULL, 10) : 0;
    const uint32_t interactions = count == 5 ? (uint32_t)strtoul(words[3], NULL, 10) : 0;
    if (symbols < 2 || length < 1 || length > LONGEST || interactions > MOST_INTERACTIONS) {
        fprintf(stderr, "usage: make_nk SYMBOLS LENGTH K FILE.npy, K at most %d\n", MOST_INTERACTIONS);
        return 2;
    }
    uint64_t strings = 1;
    for (uint32_t position = 0; position < length; position++)
        strings *= symbols;
    FILE *stream = fopen(words[4], "wb");
    if (stream == NULL) {
        perror(words[4]);
        return 1;
    }
    nsc_npy_write_header(stream, 'f', sizeof *chunk, strings);
    for (uint64_t first = 0; first < strings; first += CHUNK) {
        const uint64_t size = strings - first < CHUNK ? strings - first : CHUNK;
        for (uint64_t number = 0; number < size; number++)
            chunk[number] = fitness_of(first + number, symbols, length, interactions);
        fwrite(chunk, sizeof *chunk, size, stream);
    }
    return fclose(stream) == 0 ? 0 : 1;
}
