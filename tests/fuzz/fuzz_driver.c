/*
 * Tries the seeds, then seeded mutations of them: a deterministic stand-in for libFuzzer, for builds without clang.
 * usage: PROGRAM [ROUNDS [SEED]]. With clang, leave this file out and build with -fsanitize=fuzzer.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 4096, MOST_CHANGES = 6 };

typedef struct input {
    size_t size;
    uint8_t bytes[CAPACITY];
} input;

/* xorshift64* (Vigna 2016): nothing of the project stands between the seed and the inputs. */
static uint32_t random_below(uint64_t *state, size_t limit) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 2685821657736338717u >> 32) % limit);
}

static size_t count_of(const char *const *texts) {
    size_t count = 0;
    while (texts[count] != NULL)
        count++;
    return count;
}

/* Puts `size` bytes in at `place`, as far as they fit. */
static void insert(input *made, size_t place, const void *bytes, size_t size) {
    if (made->size + size > CAPACITY)
        return;
    memmove(made->bytes + place + size, made->bytes + place, made->size - place);
    memcpy(made->bytes + place, bytes, size);
    made->size += size;
}

static void change(input *made, uint64_t *state) {
    const size_t place = random_below(state, made->size + 1);
    const size_t rest = made->size - place;
    const uint32_t length = 1 + random_below(state, 16);
    const size_t taken = length < rest ? length : rest;
    uint8_t copy[16];
    switch (random_below(state, 6)) {
    case 0: /* another byte */
        if (rest > 0)
            made->bytes[place] = (uint8_t)random_below(state, 256);
        break;
    case 1: /* another bit */
        if (rest > 0)
            made->bytes[place] ^= (uint8_t)(1u << random_below(state, 8));
        break;
    case 2: /* less */
        memmove(made->bytes + place, made->bytes + place + taken, rest - taken);
        made->size -= taken;
        break;
    case 3: /* a stretch twice */
        memcpy(copy, made->bytes + place, taken);
        insert(made, random_below(state, made->size + 1), copy, taken);
        break;
    case 4: /* a known piece */
        if (fuzz_pieces[0] != NULL) {
            const char *piece = fuzz_pieces[random_below(state, count_of(fuzz_pieces))];
            insert(made, place, piece, strlen(piece));
        }
        break;
    default: /* the end of another seed */
    {
        const char *seed = fuzz_seeds[random_below(state, count_of(fuzz_seeds))];
        const size_t from = random_below(state, strlen(seed) + 1);
        made->size = place;
        insert(made, place, seed + from, strlen(seed) - from);
    }
    }
}

static void start_from(input *made, const char *seed) {
    made->size = strlen(seed) < CAPACITY ? strlen(seed) : CAPACITY;
    memcpy(made->bytes, seed, made->size);
}

/* The input in a block of its own size, where a sanitizer sees a read beyond its end. */
static void try_input(const input *made) {
    uint8_t *bytes = malloc(made->size > 0 ? made->size : 1);
    if (bytes == NULL)
        abort();
    memcpy(bytes, made->bytes, made->size);
    LLVMFuzzerTestOneInput(bytes, made->size);
    free(bytes);
}

int main(int argument_count, char **arguments) {
    const unsigned long rounds = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : fuzz_default_rounds;
    uint64_t state = argument_count > 2 ? strtoull(arguments[2], NULL, 10) * 2 + 1 : 1;
    static input made;
    for (size_t seed = 0; fuzz_seeds[seed] != NULL; seed++) {
        start_from(&made, fuzz_seeds[seed]);
        try_input(&made);
    }
    for (unsigned long round = 0; round < rounds; round++) {
        start_from(&made, fuzz_seeds[random_below(&state, count_of(fuzz_seeds))]);
        for (uint32_t left = 1 + random_below(&state, MOST_CHANGES); left > 0; left--)
            change(&made, &state);
        try_input(&made);
    }
    printf("%lu inputs beside %zu seeds\n", rounds, count_of(fuzz_seeds));
    return 0;
}
