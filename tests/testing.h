/* What every test of the layers begins with: cmocka and its prerequisites, and calls that must succeed. */
#ifndef NSC_TESTING_H
#define NSC_TESTING_H

#include "space/nb101/nb101.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fails the test with the text of the error. The call receives `&error`, declared here. */
#define REQUIRE_OK(call)                                                                                               \
    do {                                                                                                               \
        nsc_error error = {0};                                                                                         \
        const nsc_status outcome = (call);                                                                             \
        if (outcome != NSC_OK)                                                                                         \
            fail_msg("%s: status %d, %s", #call, (int)outcome, error.message);                                         \
    } while (0)

/* The call must fail with `expected`, and its text must hold `part`. */
#define REQUIRE_REFUSED(call, expected, part)                                                                          \
    do {                                                                                                               \
        nsc_error error = {0};                                                                                         \
        const nsc_status outcome = (call);                                                                             \
        if (outcome != (expected) || strstr(error.message, (part)) == NULL)                                            \
            fail_msg("%s: status %d, \"%s\" instead of status %d, \"%s\"", #call, (int)outcome, error.message,         \
                     (int)(expected), (part));                                                                         \
    } while (0)

/* Keeps one part of the tests: of "2/3" the second of every three; all of them for NULL. cmocka passes over the
 * others. */
static inline void keep_part(struct CMUnitTest *tests, size_t count, const char *part) {
    unsigned long number = 1, parts = 1;
    char *end = NULL;
    if (part != NULL) {
        number = strtoul(part, &end, 10);
        parts = *end == '/' ? strtoul(end + 1, &end, 10) : 0;
    }
    if (number < 1 || number > parts || (end != NULL && *end != '\0')) {
        print_error("%s is no part, such as 2/3\n", part);
        exit(2);
    }
    for (size_t test = 0; test < count; test++)
        if (test % parts != number - 1)
            tests[test] = (struct CMUnitTest){0};
}

/* Changes one bit of a byte of a file. */
static inline void change_byte(const char *path, long place) {
    FILE *stream = fopen(path, "r+b");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, place, SEEK_SET), 0);
    const int byte = fgetc(stream);
    assert_int_equal(fseek(stream, place, SEEK_SET), 0);
    assert_int_equal(fputc(byte ^ 4, stream), byte ^ 4);
    assert_int_equal(fclose(stream), 0);
}

/* Zeroed memory for a test. */
static inline void *test_memory(size_t count, size_t size) {
    void *memory = calloc(count > 0 ? count : 1, size);
    assert_non_null(memory);
    return memory;
}

static inline nsc_space *open_space(const char *name) {
    nsc_space *space = NULL;
    REQUIRE_OK(nsc_space_open(&space, name, &error));
    return space;
}

static inline nsc_nb101 *create_nb101(unsigned vertices, unsigned edges) {
    nsc_nb101 *nb101 = NULL;
    REQUIRE_OK(nsc_nb101_create(&nb101, (nsc_nb101_limits){.vertices = vertices, .edges = edges}, &error));
    return nb101;
}

/* The id of a cell in any spelling. */
static inline uint32_t id_of(const nsc_space *space, const char *text) {
    uint32_t id = UINT32_MAX;
    REQUIRE_OK(space->point_parse(space, text, &id, &error));
    return id;
}

static inline gsl_rng *random_stream(uint64_t seed, uint64_t task) {
    gsl_rng *random = NULL;
    REQUIRE_OK(nsc_random_create(&random, seed, NSC_STREAM_TEST_DATA, task, &error));
    return random;
}

static inline unsigned random_below(gsl_rng *random, unsigned limit) {
    return (unsigned)gsl_rng_uniform_int(random, limit);
}

#endif
