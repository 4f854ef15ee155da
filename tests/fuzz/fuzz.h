/*
 * What a fuzz entry offers to its two drivers: the seeded one (fuzz_driver.c), which any compiler builds, and clang's
 * libFuzzer, which the sanitizer build adds. Both begin from the same seeds, pieces and made seeds.
 */
#ifndef NSC_FUZZ_H
#define NSC_FUZZ_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Parses the bytes and aborts where a promise of the parser is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Valid inputs and near misses, ended by NULL. */
extern const char *const fuzz_seeds[];

/* Pieces that random bytes would not hit upon, ended by NULL. */
extern const char *const fuzz_pieces[];

/* How many inputs the plain driver tries where its command line does not say. */
extern const unsigned fuzz_default_rounds;

/* More seeds, of any bytes, made by the program itself: files that it writes. An entry without them does not define
 * the function. */
typedef void fuzz_seed_function(void *context, const void *bytes, size_t size);
void fuzz_make_seeds(fuzz_seed_function *add, void *context) __attribute__((weak));

/* Ends the program, so that the driver sees it, where a promise is not held. */
static inline void fuzz_demand(bool held, const char *promise) {
    if (held)
        return;
    fprintf(stderr, "%s\n", promise);
    abort();
}

/* The same of a promise about a call, with what that has to say. */
static inline void fuzz_demand_told(bool held, const char *promise, const nsc_error *error) {
    if (!held)
        fprintf(stderr, "status %d: %s\n", (int)error->status, error->message);
    fuzz_demand(held, promise);
}

/* A refusal has a status of its own, which the error has as well, and a reason that names `place`; NULL: any reason. */
static inline void fuzz_refused(nsc_status status, const nsc_error *error, const char *place) {
    fuzz_demand_told(status != NSC_OK && status != NSC_FAILED, "input is refused as such, or not at all", error);
    fuzz_demand_told(error->status == status && error->message[0] != '\0', "a refusal has a reason", error);
    fuzz_demand_told(place == NULL || strstr(error->message, place) != NULL, "a refusal names the place", error);
}

/* The bytes as a text, which ends at their first zero; released by free(). */
static inline char *fuzz_text(const uint8_t *bytes, size_t size) {
    char *text = calloc(size + 1, 1);
    fuzz_demand(text != NULL, "there is memory");
    if (size > 0)
        memcpy(text, bytes, size);
    return text;
}

/* A file in memory, written anew for each input. Starts as {.descriptor = -1}. */
typedef struct fuzz_file {
    int descriptor;
    char path[32];
} fuzz_file;

/* Gives the file these bytes and returns its path. */
static inline const char *fuzz_write(fuzz_file *file, const void *bytes, size_t size) {
    if (file->descriptor < 0) {
        file->descriptor = memfd_create("fuzz", 0);
        fuzz_demand(file->descriptor >= 0, "a file in memory is made");
        snprintf(file->path, sizeof file->path, "/proc/self/fd/%d", file->descriptor);
    }
    fuzz_demand(ftruncate(file->descriptor, 0) == 0 && lseek(file->descriptor, 0, SEEK_SET) == 0 &&
                    pwrite(file->descriptor, bytes, size, 0) == (ssize_t)size,
                "the file is written");
    return file->path;
}

/* Makes a folder in TMPDIR or /tmp, for entries whose files need names. */
enum { FUZZ_PATH_SIZE = 256 };
static inline void fuzz_make_folder(char path[FUZZ_PATH_SIZE]) {
    const char *base = getenv("TMPDIR");
    const int length =
        snprintf(path, FUZZ_PATH_SIZE, "%s/nasscape-fuzz-XXXXXX", base != NULL && base[0] != '\0' ? base : "/tmp");
    fuzz_demand(length > 0 && length < FUZZ_PATH_SIZE && mkdtemp(path) != NULL, "a folder is made");
}

/* A file in a new folder, for what the program writes: `write` makes it, and its bytes are a seed. */
static inline void fuzz_add_written(fuzz_seed_function *add, void *context, const char *name,
                                    void (*write)(const void *content, const char *path), const void *content) {
    enum { LARGEST = 1 << 24 };
    char folder[FUZZ_PATH_SIZE], path[2 * FUZZ_PATH_SIZE];
    uint8_t *bytes = malloc(LARGEST);
    fuzz_make_folder(folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    write(content, path);
    FILE *stream = fopen(path, "rb");
    fuzz_demand(stream != NULL && bytes != NULL, "the file is there");
    const size_t size = fread(bytes, 1, LARGEST, stream);
    fuzz_demand(feof(stream) && fclose(stream) == 0, "and read");
    add(context, bytes, size);
    free(bytes);
    fuzz_demand(remove(path) == 0 && rmdir(folder) == 0, "and removed");
}

/* The second of two inputs parted by a line "====", and its size; NULL if there is none. The first one's size is
 * cut. */
#define FUZZ_PARTED "\n====\n"
static inline const uint8_t *fuzz_second(const uint8_t *bytes, size_t *size, size_t *second_size) {
    const size_t length = sizeof FUZZ_PARTED - 1;
    const uint8_t *middle = memmem(bytes, *size, FUZZ_PARTED, length);
    if (middle == NULL)
        return NULL;
    *second_size = *size - (size_t)(middle - bytes) - length;
    *size = (size_t)(middle - bytes);
    return middle + length;
}

#endif
