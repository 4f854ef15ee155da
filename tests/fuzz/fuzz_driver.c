/*
 * Tries the seeds, then seeded mutations of them: a deterministic stand-in for libFuzzer, for builds without clang.
 * usage: PROGRAM [ROUNDS [SEED]]
 *        PROGRAM --corpus FOLDER   writes the seeds and the dictionary of the pieces there, for libFuzzer
 *        PROGRAM --input FILE      tries one input
 * An input that breaks a promise is left in the file fuzz-finding of the working folder.
 */
#include "fuzz.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>

enum { CAPACITY = 1 << 16, MOST_CHANGES = 6, MOST_SEEDS = 200 };

typedef struct input {
    size_t size;
    uint8_t bytes[CAPACITY];
} input;

/* All seeds: those of the table, then those that are made. */
typedef struct seed_list {
    size_t count;
    struct {
        uint8_t *bytes;
        size_t size;
    } seeds[MOST_SEEDS];
} seed_list;

static void add_seed(void *context, const void *bytes, size_t size) {
    seed_list *list = context;
    fuzz_demand(list->count < MOST_SEEDS && size <= CAPACITY, "seeds are few and small");
    uint8_t *copy = malloc(size > 0 ? size : 1);
    fuzz_demand(copy != NULL, "there is memory");
    memcpy(copy, bytes, size);
    list->seeds[list->count].bytes = copy;
    list->seeds[list->count++].size = size;
}

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

static void change(input *made, const seed_list *list, uint64_t *state) {
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
        const size_t seed = random_below(state, list->count);
        const size_t from = random_below(state, list->seeds[seed].size + 1);
        made->size = place;
        insert(made, place, list->seeds[seed].bytes + from, list->seeds[seed].size - from);
    }
    }
}

static void start_from(input *made, const seed_list *list, size_t seed) {
    made->size = list->seeds[seed].size;
    memcpy(made->bytes, list->seeds[seed].bytes, made->size);
}

/* The input that is being tried, for the handler of signals. */
static const input *tried;

/* Leaves the input behind and ends as the signal would have. */
static void leave_finding(int number) {
    const int file = open("fuzz-finding", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file >= 0 && tried != NULL)
        (void)!write(file, tried->bytes, tried->size);
    signal(number, SIG_DFL);
    raise(number);
}

/* The input in a block of its own size, where a sanitizer sees a read beyond its end. */
static void try_input(const input *made) {
    uint8_t *bytes = malloc(made->size > 0 ? made->size : 1);
    fuzz_demand(bytes != NULL, "there is memory");
    memcpy(bytes, made->bytes, made->size);
    tried = made;
    LLVMFuzzerTestOneInput(bytes, made->size);
    tried = NULL;
    free(bytes);
}

static void try_file(const char *path) {
    static input made;
    FILE *stream = fopen(path, "rb");
    fuzz_demand(stream != NULL, "the input is read");
    made.size = fread(made.bytes, 1, sizeof made.bytes, stream);
    fclose(stream);
    try_input(&made);
}

static void write_whole(const char *folder, const char *name, const void *bytes, size_t size) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = fopen(path, "wb");
    fuzz_demand(stream != NULL && fwrite(bytes, 1, size, stream) == size && fclose(stream) == 0,
                "the corpus is written");
}

/* The pieces as a dictionary of libFuzzer: one a line, in quotes, bytes that are not printable as \\xAB. */
static void write_pieces(const char *folder) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    fuzz_demand(stream != NULL, "there is memory");
    for (const char *const *piece = fuzz_pieces; *piece != NULL; piece++) {
        fputc('"', stream);
        for (const char *letter = *piece; *letter != '\0'; letter++)
            fprintf(stream, isalnum((unsigned char)*letter) ? "%c" : "\\x%02X", (unsigned char)*letter);
        fputs("\"\n", stream);
    }
    fuzz_demand(fclose(stream) == 0, "there is memory");
    write_whole(folder, "pieces.dictionary", text, size);
    free(text);
}

static void write_corpus(const seed_list *list, const char *folder) {
    char name[32];
    for (size_t seed = 0; seed < list->count; seed++) {
        snprintf(name, sizeof name, "seed-%zu", seed);
        write_whole(folder, name, list->seeds[seed].bytes, list->seeds[seed].size);
    }
    write_pieces(folder);
}

static void try_all(const seed_list *list, unsigned long rounds, uint64_t state) {
    static input made;
    for (size_t seed = 0; seed < list->count; seed++) {
        start_from(&made, list, seed);
        try_input(&made);
    }
    for (unsigned long round = 0; round < rounds; round++) {
        start_from(&made, list, random_below(&state, list->count));
        for (uint32_t left = 1 + random_below(&state, MOST_CHANGES); left > 0; left--)
            change(&made, list, &state);
        try_input(&made);
    }
    printf("%lu inputs beside %zu seeds\n", rounds, list->count);
}

int main(int argument_count, char **arguments) {
    static seed_list list;
    for (const char *const *seed = fuzz_seeds; *seed != NULL; seed++)
        add_seed(&list, *seed, strlen(*seed));
    if (fuzz_make_seeds != NULL)
        fuzz_make_seeds(add_seed, &list);
    signal(SIGABRT, leave_finding);
    signal(SIGSEGV, leave_finding);
    if (argument_count == 3 && strcmp(arguments[1], "--corpus") == 0)
        write_corpus(&list, arguments[2]);
    else if (argument_count == 3 && strcmp(arguments[1], "--input") == 0)
        try_file(arguments[2]);
    else
        try_all(&list, argument_count > 1 ? strtoul(arguments[1], NULL, 10) : fuzz_default_rounds,
                argument_count > 2 ? strtoull(arguments[2], NULL, 10) * 2 + 1 : 1);
    for (size_t seed = 0; seed < list.count; seed++)
        free(list.seeds[seed].bytes);
    return 0;
}
