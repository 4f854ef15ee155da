/* The failing memory itself: which functions are counted and fail, what is told of blocks and of call stacks. */
#include "failing_memory.h"
#include "testing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_vector.h>

static void *by_malloc(void) {
    return malloc(10);
}
static void *by_calloc(void) {
    return calloc(2, 5);
}
static void *by_realloc(void) {
    return realloc(NULL, 10);
}
static void *by_reallocarray(void) {
    return reallocarray(NULL, 2, 5);
}
static void *by_strdup(void) {
    return strdup("text");
}
static void *by_asprintf(void) {
    char *text;
    return asprintf(&text, "%d", 1) < 0 ? NULL : text;
}

static void *(*const functions[])(void) = {by_malloc, by_calloc, by_realloc, by_reallocarray, by_strdup, by_asprintf};

static void test_functions_of_the_library(void **state) {
    (void)state;
    for (size_t number = 0; number < NSC_COUNT_OF(functions); number++) {
        failing_memory_record(SITES_OF_STACKS);
        void *block = functions[number]();
        failing_memory_stop();
        assert_non_null(block);
        assert_true(failing_memory_count() > 0);
        assert_int_equal(failing_memory_left(), 1);
        free(block);
        assert_int_equal(failing_memory_left(), 0);
        failing_memory_start(1, FAIL_ONWARD);
        block = functions[number]();
        assert_true(failing_memory_stop());
        assert_null(block);
        assert_int_equal(failing_memory_left(), 0);
    }
}

static void test_streams(void **state) {
    char *text = NULL;
    size_t size;
    (void)state;
    failing_memory_start(1, FAIL_ONWARD);
    FILE *memory = open_memstream(&text, &size), *file = fopen("/dev/null", "r");
    assert_true(failing_memory_stop());
    assert_null(memory);
    assert_null(file);
}

static void test_libraries(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    failing_memory_start(1, FAIL_ONCE);
    assert_null(gsl_vector_alloc(3));
    assert_true(failing_memory_stop());
}

static void test_call_stacks(void **state) {
    size_t count;
    (void)state;
    failing_memory_record(SITES_OF_STACKS);
    for (int time = 0; time < 3; time++)
        for (size_t number = 0; number < 3; number++)
            free(functions[number]());
    failing_memory_stop();
    const size_t *sites = failing_memory_sites(&count);
    assert_int_equal(failing_memory_count(), 9);
    assert_int_equal(count, 3);
    for (size_t site = 0; site < count; site++)
        assert_int_equal(sites[site], site + 1);
}

/* Blocks beside each other in the table of those that are held, released in another order. */
static void test_blocks(void **state) {
    enum { BLOCKS = 3000 };
    void *blocks[BLOCKS];
    (void)state;
    failing_memory_record(SITES_OF_STACKS);
    for (size_t block = 0; block < BLOCKS; block++)
        blocks[block] = malloc(1);
    for (size_t block = 0; block < BLOCKS; block += 2)
        blocks[block] = realloc(blocks[block], 1000);
    assert_int_equal(failing_memory_left(), BLOCKS);
    for (size_t block = 0; block < BLOCKS; block++)
        free(blocks[block * 7 % BLOCKS]);
    failing_memory_stop();
    assert_int_equal(failing_memory_left(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions_of_the_library),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_call_stacks),
        cmocka_unit_test(test_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
