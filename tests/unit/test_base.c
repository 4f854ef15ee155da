/* The base layer beside its files: errors, memory, threads, random streams, control. */
#include "base/blas.h"
#include "testing.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <sys/resource.h>

/* ---- errors ---- */

static void test_the_first_error_wins(void **state) {
    (void)state;
    nsc_error error = {0};
    assert_int_equal(nsc_error_set(&error, NSC_INVALID, "row %d", 7), NSC_INVALID);
    assert_int_equal(nsc_error_set(&error, NSC_FAILED, "later"), NSC_FAILED);
    assert_int_equal(error.status, NSC_INVALID);
    assert_string_equal(error.message, "row 7");
    assert_int_equal(nsc_error_set(NULL, NSC_MISSING, "nobody listens"), NSC_MISSING);
}

static void test_lack_of_memory_is_told_apart(void **state) {
    (void)state;
    nsc_error error = {0}, passed = {0}, other = {0};
    assert_int_equal(nsc_error_out_of_memory(&error, "row %d", 7), NSC_FAILED);
    assert_string_equal(error.message, "out of memory for row 7");
    assert_true(error.out_of_memory);
    nsc_error_prefix(&error, "file.csv: ");
    assert_int_equal(nsc_error_pass(&passed, NSC_MISSING, &error), NSC_MISSING);
    assert_string_equal(passed.message, "file.csv: out of memory for row 7");
    assert_int_equal(passed.status, NSC_MISSING);
    assert_true(passed.out_of_memory);
    nsc_error_set(&other, NSC_INVALID, "first");
    nsc_error_out_of_memory(&other, "what comes later");
    nsc_error_pass(&other, NSC_FAILED, &error);
    assert_string_equal(other.message, "first");
    assert_int_equal(other.status, NSC_INVALID);
    assert_false(other.out_of_memory);
    assert_int_equal(nsc_error_out_of_memory(NULL, "nobody listens"), NSC_FAILED);
    assert_int_equal(nsc_error_pass(NULL, NSC_MISSING, &error), NSC_MISSING);
}

static void test_error_prefixes(void **state) {
    (void)state;
    nsc_error error = {0};
    nsc_error_prefix(&error, "%s: ", "unused");
    assert_string_equal(error.message, "");
    nsc_error_set(&error, NSC_INVALID, "no hash");
    nsc_error_prefix(&error, "line %d: ", 7);
    nsc_error_prefix(&error, "%s, ", "file.csv");
    assert_string_equal(error.message, "file.csv, line 7: no hash");
    nsc_error_prefix(NULL, "nobody listens");
    /* A text that does not fit loses its middle, and is never written beyond the buffer. */
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error = (nsc_error){0};
    nsc_error_set(&error, NSC_FAILED, "%s", text);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    nsc_error_prefix(&error, "place: ");
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_memory_equal(error.message, "place: xxx", 10);
}

/* The reason at the end of a message stays, however long the places before it are. */
static void test_long_places_keep_the_reason(void **state) {
    (void)state;
    static const char reason[] = "the number of columns is not that of the first line";
    char folder[4096];
    for (size_t length = 900; length < sizeof folder; length += 97) {
        memset(folder, 'f', length);
        folder[length] = '\0';
        for (int kind = 0; kind < 2; kind++) {
            nsc_error error = {0};
            nsc_error_set(&error, NSC_INVALID, kind == 0 ? "%.0s%s" : "cannot read \"/%s/a.csv\": %s", folder, reason);
            nsc_error_prefix(&error, "/%s/b.csv, line 7: ", folder);
            const char *end = strstr(error.message, "/b.csv, line 7: ");
            assert_non_null(end);
            assert_string_equal(error.message + strlen(error.message) - strlen(reason), reason);
            nsc_error_prefix(&error, "outer %.600s: ", folder);
            assert_memory_equal(error.message, "outer ffff", 10);
            assert_string_equal(error.message + strlen(error.message) - strlen(reason), reason);
            assert_in_range(strlen(error.message), 900, sizeof error.message - 1);
        }
    }
}

/* ---- memory ---- */

static void test_allocation_checks_products(void **state) {
    int somewhere = 0;
    (void)state;
    int *numbers = NULL;
    REQUIRE_OK(nsc_allocate(&numbers, 3, sizeof *numbers, &error));
    assert_int_equal(numbers[0] | numbers[1] | numbers[2], 0);
    free(numbers);
    REQUIRE_OK(nsc_allocate(&numbers, 0, sizeof *numbers, &error));
    free(numbers);
    numbers = &somewhere;
    REQUIRE_REFUSED(nsc_allocate(&numbers, SIZE_MAX / 2, 4, &error), NSC_FAILED, "out of memory");
    assert_null(numbers);
    numbers = &somewhere;
    REQUIRE_REFUSED(nsc_allocate(&numbers, (size_t)1 << 60, 8, &error), NSC_FAILED, "for 9.22 EB");
    assert_null(numbers);
    REQUIRE_REFUSED(nsc_allocate(&numbers, 999700000000000, 1, &error), NSC_FAILED, "for 1 PB");
}

static void test_reserving(void **state) {
    (void)state;
    int *numbers = NULL;
    size_t capacity = 0;
    unsigned moves = 0;
    for (int number = 0; number < 1000; number++) {
        const size_t before = capacity;
        REQUIRE_OK(nsc_reserve(&numbers, &capacity, (size_t)number + 1, sizeof *numbers, &error));
        moves += capacity != before;
        numbers[number] = number;
    }
    assert_true(moves <= 11); /* doubling */
    for (int number = 0; number < 1000; number++)
        assert_int_equal(numbers[number], number);
    int *kept = numbers;
    const size_t kept_capacity = capacity;
    REQUIRE_REFUSED(nsc_reserve(&numbers, &capacity, SIZE_MAX / 2, 8, &error), NSC_FAILED, "out of memory");
    assert_ptr_equal(numbers, kept);
    assert_int_equal(capacity, kept_capacity);
    free(numbers);
}

/* ---- threads ---- */

typedef struct loop_log {
    double *results;
    atomic_uint *done;      /* [task] */
    atomic_uint in_use[16]; /* [worker] */
    size_t thread_count;
    size_t first_failure, failure_step; /* tasks that fail; 0: none */
    atomic_bool shared;                 /* two tasks had one worker's number at a time */
} loop_log;

static nsc_status log_task(void *context, size_t task, size_t worker, nsc_error *error) {
    loop_log *log = context;
    assert(worker < log->thread_count);
    if (atomic_fetch_add(&log->in_use[worker], 1) != 0)
        atomic_store(&log->shared, true);
    double sum = 0;
    for (size_t term = 1; term < 500 + task % 7 * 100; term++)
        sum += sin((double)(term * task));
    if (log->results != NULL)
        log->results[task] = sum;
    if (log->done != NULL)
        atomic_fetch_add(&log->done[task], 1);
    atomic_fetch_sub(&log->in_use[worker], 1);
    if (log->failure_step != 0 && task >= log->first_failure && (task - log->first_failure) % log->failure_step == 0)
        return nsc_error_set(error, task % 2 == 0 ? NSC_INVALID : NSC_MISSING, "task %zu", task);
    return NSC_OK;
}

static void test_parallel_does_every_task_once(void **state) {
    (void)state;
    enum { TASKS = 3000 };
    double *first = NULL;
    for (size_t threads = 1; threads <= 8; threads *= 2) {
        loop_log log = {.results = test_memory(TASKS, sizeof(double)),
                        .done = test_memory(TASKS, sizeof(atomic_uint)),
                        .thread_count = threads};
        REQUIRE_OK(nsc_parallel(TASKS, NSC_THREADS(threads), log_task, &log, &error));
        for (size_t task = 0; task < TASKS; task++)
            assert_int_equal(log.done[task], 1);
        assert_false(log.shared);
        free(log.done);
        if (first != NULL) {
            assert_memory_equal(log.results, first, TASKS * sizeof *first);
            free(log.results);
        } else {
            first = log.results;
        }
    }
    free(first);
    loop_log log = {.thread_count = 4};
    REQUIRE_OK(nsc_parallel(0, NSC_THREADS(4), log_task, &log, &error));
    REQUIRE_OK(nsc_parallel(1, NSC_THREADS(4), log_task, &log, &error));
    assert_true(nsc_threads_available() >= 1);
}

static void test_parallel_reports_the_lowest_failure(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        loop_log log = {
            .thread_count = 1 + (size_t)round % 8, .first_failure = 41, .failure_step = 1 + (size_t)round % 3};
        nsc_error error = {0};
        assert_int_equal(nsc_parallel(1000, NSC_THREADS(log.thread_count), log_task, &log, &error), NSC_MISSING);
        assert_int_equal(error.status, NSC_MISSING);
        assert_string_equal(error.message, "task 41");
    }
    loop_log log = {.thread_count = 2, .first_failure = 10, .failure_step = 1};
    assert_int_equal(nsc_parallel(1000, NSC_THREADS(2), log_task, &log, NULL), NSC_INVALID);
}

static void test_parallel_stops_after_a_failure(void **state) {
    (void)state;
    enum { TASKS = 100000, THREADS = 4 };
    loop_log log = {.done = test_memory(TASKS, sizeof(atomic_uint)),
                    .thread_count = THREADS,
                    .first_failure = 20,
                    .failure_step = 1};
    size_t done = 0;
    assert_int_equal(nsc_parallel(TASKS, NSC_THREADS(THREADS), log_task, &log, NULL), NSC_INVALID);
    for (size_t task = 0; task < TASKS; task++)
        done += log.done[task];
    assert_in_range(done, 21, 21 + THREADS); /* each of the others may have been in the middle of one, or two */
    free(log.done);
}

/* ---- random streams ---- */

static int compare_numbers(const void *first, const void *second) {
    const uint64_t a = *(const uint64_t *)first, b = *(const uint64_t *)second;
    return (a > b) - (a < b);
}

static void test_random_streams(void **state) {
    (void)state;
    enum { STREAMS = 2000 };
    unsigned long first[STREAMS];
    gsl_rng *reused = random_stream(0, 0);
    for (unsigned task = 0; task < STREAMS; task++) {
        gsl_rng *one = random_stream(42, task), *again = random_stream(42, task), *other = random_stream(43, task);
        nsc_random_restart(reused, 42, NSC_STREAM_TEST_DATA, task);
        first[task] = gsl_rng_get(one);
        unsigned differing = gsl_rng_get(other) != first[task];
        assert_int_equal(gsl_rng_get(again), first[task]);
        assert_int_equal(gsl_rng_get(reused), first[task]);
        for (int draw = 0; draw < 20; draw++) {
            const unsigned long drawn = gsl_rng_get(one);
            assert_int_equal(gsl_rng_get(again), drawn);
            assert_int_equal(gsl_rng_get(reused), drawn);
            differing += gsl_rng_get(other) != drawn;
        }
        assert_true(differing >= 19);
        gsl_rng_free(one);
        gsl_rng_free(again);
        gsl_rng_free(other);
    }
    gsl_rng_free(reused);
    /* Of 2,000 numbers of 32 bits, three equal pairs come up once in 10^10. */
    unsigned equal = 0;
    for (unsigned one = 0; one < STREAMS; one++)
        for (unsigned other = 0; other < one; other++)
            equal += first[one] == first[other];
    assert_true(equal < 3);
}

/* Two streams of one seed have nothing in common: the first numbers of their tasks coincide no more often than chance
 * has it, which is once in 43 pairs of streams of 10,000 tasks each, and never at the same task. */
static void test_streams_of_different_names_do_not_overlap(void **state) {
    (void)state;
    enum { TASKS = 10000, FIRST_NUMBERS = NSC_STREAM_COUNT * TASKS };
    uint64_t *first = test_memory(FIRST_NUMBERS, sizeof *first);
    gsl_rng *random = random_stream(0, 0);
    for (int stream = 0; stream < NSC_STREAM_COUNT; stream++)
        for (uint64_t task = 0; task < TASKS; task++) {
            nsc_random_restart(random, 1, (nsc_stream)stream, task);
            /* Two draws, so that equal values mean an equal state. */
            first[(size_t)stream * TASKS + task] = (uint64_t)gsl_rng_get(random) << 32 | gsl_rng_get(random);
        }
    unsigned same_task = 0, same = 0;
    for (int stream = 0; stream < NSC_STREAM_COUNT; stream++)
        for (int other = 0; other < stream; other++)
            for (size_t task = 0; task < TASKS; task++)
                same_task += first[(size_t)stream * TASKS + task] == first[(size_t)other * TASKS + task];
    qsort(first, FIRST_NUMBERS, sizeof *first, compare_numbers);
    for (size_t place = 1; place < FIRST_NUMBERS; place++)
        same += first[place] == first[place - 1];
    assert_int_equal(same_task, 0);
    assert_true(same <= 8); /* 1.8 expected */
    gsl_rng_free(random);
    free(first);
}

/* Every stream has a name, and no two the same one. */
static void test_streams_have_names(void **state) {
    (void)state;
    for (int stream = 0; stream < NSC_STREAM_COUNT; stream++) {
        assert_non_null(nsc_stream_name((nsc_stream)stream));
        for (int other = 0; other < stream; other++)
            assert_string_not_equal(nsc_stream_name((nsc_stream)stream), nsc_stream_name((nsc_stream)other));
    }
}

/* Numbers across neighbouring streams are no less uniform than within one: chi-squared of 16 classes. */
static void test_random_streams_side_by_side_are_uniform(void **state) {
    (void)state;
    enum { CLASSES = 16, STREAMS = 16000 };
    for (uint64_t seed = 0; seed < 3; seed++) {
        unsigned counts[CLASSES] = {0};
        gsl_rng *random = random_stream(seed, 0);
        for (unsigned task = 0; task < STREAMS; task++) {
            nsc_random_restart(random, seed, NSC_STREAM_TEST_DATA, task);
            counts[random_below(random, CLASSES)]++;
        }
        double statistic = 0;
        for (int number = 0; number < CLASSES; number++)
            statistic += pow(counts[number] - (double)STREAMS / CLASSES, 2) / ((double)STREAMS / CLASSES);
        assert_true(statistic < 50); /* 15 degrees of freedom: once in 100,000 */
        gsl_rng_free(random);
    }
}

static void count_report(void *context, const char *stage, double fraction) {
    assert_string_equal(stage, "stage");
    *(double *)context += fraction;
}

static bool is_set(void *context) {
    return *(const bool *)context;
}

static void test_control_reports(void **state) {
    (void)state;
    double sum = 0;
    const nsc_control control = {.report = count_report, .context = &sum};
    const nsc_control part = nsc_control_of_part(&control, 3);
    nsc_control_report(&control, "stage", 0.25);
    nsc_control_report(&control, "stage", 0.5);
    nsc_control_report(&part, "stage", 1);
    nsc_control_report(&(const nsc_control){0}, "stage", 1);
    nsc_control_report(NULL, "stage", 1);
    assert_true(sum == 0.75);
    assert_int_equal(nsc_control_threads(&part), 3);
    assert_int_equal(nsc_control_threads(NULL), nsc_threads_available());
}

typedef struct cancelled_loop {
    atomic_bool cancelled;
    atomic_size_t done;
} cancelled_loop;

static bool loop_is_cancelled(void *context) {
    return atomic_load(&((cancelled_loop *)context)->cancelled);
}

static nsc_status cancel_at_ten(void *context, size_t task, size_t worker, nsc_error *failure) {
    (void)task, (void)worker, (void)failure;
    cancelled_loop *loop = context;
    if (atomic_fetch_add(&loop->done, 1) == 9)
        atomic_store(&loop->cancelled, true);
    return NSC_OK;
}

/* Once cancelled, each thread ends the task at hand and starts no other. */
static void test_a_loop_ends_once_cancelled(void **state) {
    (void)state;
    bool cancelled = false;
    const nsc_control asked = {.cancelled = is_set, .context = &cancelled};
    REQUIRE_OK(nsc_control_check(&asked, &error));
    REQUIRE_OK(nsc_control_check(NULL, &error));
    cancelled = true;
    REQUIRE_REFUSED(nsc_control_check(&asked, &error), NSC_FAILED, "cancelled");
    for (size_t threads = 1; threads <= 4; threads++) {
        cancelled_loop loop = {.done = 0};
        const nsc_control control = {.thread_count = threads, .cancelled = loop_is_cancelled, .context = &loop};
        REQUIRE_REFUSED(nsc_parallel(100000, &control, cancel_at_ten, &loop, &error), NSC_FAILED, "cancelled");
        assert_in_range(atomic_load(&loop.done), 10, 10 + threads);
    }
}

/* Those who are inside at once may leave in any order. */
static void test_blas_threads_come_back_after_the_last_end(void **state) {
    (void)state;
    const nsc_blas *blas, *again;
    REQUIRE_OK(nsc_blas_load(&error));
    REQUIRE_OK(nsc_blas_begin(&blas, 1, &error));
    assert_int_equal(blas->get_num_threads(), 1);
    nsc_blas_end();
    blas->set_num_threads(2);
    const int before = blas->get_num_threads(); /* 1 of a library without threads */
    for (int time = 0; time < 2; time++) {
        REQUIRE_OK(nsc_blas_begin(&blas, 1, &error));
        assert_int_equal(blas->get_num_threads(), 1);
        REQUIRE_OK(nsc_blas_begin(&again, 1, &error));
        nsc_blas_end();
        assert_int_equal(blas->get_num_threads(), 1);
        nsc_blas_end();
        assert_int_equal(blas->get_num_threads(), before);
    }
}

/* Each thread that is inside has working memory: where there is none for another one, it is refused. */
static void test_blas_is_refused_without_memory(void **state) {
    (void)state;
    const nsc_blas *blas, *refused;
    struct rlimit before;
    REQUIRE_OK(nsc_blas_begin(&blas, 3, &error)); /* memory for three, whether or not they are there */
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    const struct rlimit little = {.rlim_cur = (size_t)64 << 20, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_AS, &little), 0);
    REQUIRE_OK(nsc_blas_begin(&blas, 1, &error));
    REQUIRE_OK(nsc_blas_begin(&blas, 3, &error));
    REQUIRE_REFUSED(nsc_blas_begin(&refused, 1, &error), NSC_FAILED, "out of memory for OpenBLAS");
    assert_null(refused);
    /* A library that is there is not called missing. */
    static const char *const names[] = {"sqlite3_open_v2"};
    void *functions[1];
    REQUIRE_REFUSED(nsc_late_library_load("libsqlite3.so.0", names, 1, functions, &error), NSC_FAILED,
                    "out of memory for loading libsqlite3.so.0");
    nsc_blas_end();
    REQUIRE_OK(nsc_blas_begin(&blas, 1, &error)); /* what was taken is kept */
    nsc_blas_end();
    nsc_blas_end();
    nsc_blas_end();
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_error_wins),
        cmocka_unit_test(test_lack_of_memory_is_told_apart),
        cmocka_unit_test(test_error_prefixes),
        cmocka_unit_test(test_long_places_keep_the_reason),
        cmocka_unit_test(test_allocation_checks_products),
        cmocka_unit_test(test_reserving),
        cmocka_unit_test(test_blas_threads_come_back_after_the_last_end),
        cmocka_unit_test(test_blas_is_refused_without_memory),
        cmocka_unit_test(test_parallel_does_every_task_once),
        cmocka_unit_test(test_parallel_reports_the_lowest_failure),
        cmocka_unit_test(test_parallel_stops_after_a_failure),
        cmocka_unit_test(test_random_streams),
        cmocka_unit_test(test_streams_have_names),
        cmocka_unit_test(test_streams_of_different_names_do_not_overlap),
        cmocka_unit_test(test_random_streams_side_by_side_are_uniform),
        cmocka_unit_test(test_control_reports),
        cmocka_unit_test(test_a_loop_ends_once_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
