/* Loops whose units begin and end in their order: which calls are made, in which order, and what failures do. */
#include "testing.h"

#include <sched.h>
#include <stdatomic.h>

enum { UNITS = 200, THREADS = 4, NONE = UNITS };

typedef struct unit_log {
    size_t unit_count;                         /* of those that begin */
    size_t fails_begin, fails_work, fails_end; /* units; NONE */
    size_t ended_work, ended_after;            /* this unit's work waits until that one is worked on; NONE */
    atomic_bool worked[UNITS];
    atomic_size_t in_work, begun, finished; /* `begun` and `finished` are units */
    size_t of_worker[THREADS];              /* unit in hand + 1 */
    bool is_cancelled;
} unit_log;

static unit_log empty_log(void) {
    return (unit_log){.unit_count = UNITS,
                      .fails_begin = NONE,
                      .fails_work = NONE,
                      .fails_end = NONE,
                      .ended_work = NONE,
                      .ended_after = NONE};
}

static nsc_status begin_unit(void *context, size_t unit, size_t worker, bool *more, nsc_error *error) {
    unit_log *log = context;
    assert_int_equal(atomic_fetch_add(&log->begun, 1), unit);
    assert_true(worker < THREADS);
    assert_int_equal(log->of_worker[worker], 0);
    if (unit == log->unit_count) {
        *more = false;
        return NSC_OK;
    }
    log->of_worker[worker] = unit + 1;
    return unit == log->fails_begin ? nsc_error_set(error, NSC_INVALID, "begin of %zu", unit) : NSC_OK;
}

static nsc_status work_unit(void *context, size_t unit, size_t worker, nsc_error *error) {
    unit_log *log = context;
    assert_int_equal(log->of_worker[worker], unit + 1);
    assert_true(atomic_fetch_add(&log->in_work, 1) < THREADS);
    while (unit == log->ended_work && !atomic_load(&log->worked[log->ended_after]))
        sched_yield();
    atomic_store(&log->worked[unit], true);
    atomic_fetch_sub(&log->in_work, 1);
    return unit == log->fails_work ? nsc_error_set(error, NSC_FAILED, "work of %zu", unit) : NSC_OK;
}

static nsc_status finish_unit(void *context, size_t unit, size_t worker, nsc_error *error) {
    unit_log *log = context;
    assert_int_equal(log->of_worker[worker], unit + 1);
    assert_true(atomic_load(&log->worked[unit]));
    if (unit == log->fails_end)
        return nsc_error_set(error, NSC_MISSING, "end of %zu", unit);
    assert_int_equal(atomic_fetch_add(&log->finished, 1), unit);
    log->of_worker[worker] = 0;
    return NSC_OK;
}

static const nsc_pipeline pipeline = {begin_unit, work_unit, finish_unit, 0};

static void test_units_are_finished_in_order(void **state) {
    (void)state;
    for (size_t threads = 1; threads <= THREADS; threads++) {
        unit_log log = empty_log();
        REQUIRE_OK(nsc_pipeline_run(&pipeline, NSC_THREADS(threads), &log, &error));
        assert_int_equal(log.finished, UNITS);
        assert_int_equal(log.begun, UNITS + 1); /* the last call says that there is none */
    }
}

/* A unit whose work ends before that of an earlier one waits for it. */
static void test_units_wait_for_earlier_ones(void **state) {
    (void)state;
    unit_log log = empty_log();
    log.ended_work = 20;
    log.ended_after = 20 + THREADS - 1;
    REQUIRE_OK(nsc_pipeline_run(&pipeline, NSC_THREADS(THREADS), &log, &error));
    assert_int_equal(log.finished, UNITS);
}

static void test_units_before_a_failure_are_finished(void **state) {
    (void)state;
    for (size_t threads = 1; threads <= THREADS; threads++) {
        unit_log begin = empty_log(), work = empty_log(), end = empty_log(), two = empty_log();
        begin.fails_begin = work.fails_work = end.fails_end = two.fails_end = 50;
        two.fails_begin = 50 + THREADS - 1;
        REQUIRE_REFUSED(nsc_pipeline_run(&pipeline, NSC_THREADS(threads), &begin, &error), NSC_INVALID, "begin of 50");
        REQUIRE_REFUSED(nsc_pipeline_run(&pipeline, NSC_THREADS(threads), &work, &error), NSC_FAILED, "work of 50");
        REQUIRE_REFUSED(nsc_pipeline_run(&pipeline, NSC_THREADS(threads), &end, &error), NSC_MISSING, "end of 50");
        REQUIRE_REFUSED(nsc_pipeline_run(&pipeline, NSC_THREADS(threads), &two, &error), NSC_MISSING, "end of 50");
        assert_int_equal(begin.finished, 50);
        assert_int_equal(begin.begun, 51);
        assert_int_equal(work.finished, 50);
        assert_int_equal(end.finished, 50);
        assert_int_equal(two.finished, 50);
    }
}

/* Also where a later unit fails while the earlier one is still in work. */
static void test_the_lowest_failure_is_reported(void **state) {
    (void)state;
    unit_log log = empty_log();
    log.fails_end = 20;
    log.fails_work = 20 + THREADS - 1;
    log.ended_work = 20;
    log.ended_after = 20 + THREADS - 1;
    REQUIRE_REFUSED(nsc_pipeline_run(&pipeline, NSC_THREADS(THREADS), &log, &error), NSC_MISSING, "end of 20");
    assert_int_equal(log.finished, 20);
}

static void test_a_number_of_units_is_enough(void **state) {
    (void)state;
    unit_log log = empty_log();
    const nsc_pipeline none = {.work = work_unit, .finish = finish_unit, .unit_count = 0};
    REQUIRE_OK(nsc_pipeline_run(&none, NSC_THREADS(2), &log, &error));
    assert_int_equal(log.finished, 0);
    const nsc_pipeline one = {.work = work_unit, .finish = finish_unit, .unit_count = 1};
    log.of_worker[0] = 1; /* one thread: worker 0 */
    REQUIRE_OK(nsc_pipeline_run(&one, NSC_THREADS(1), &log, &error));
    assert_int_equal(log.finished, 1);
}

static bool is_cancelled(void *context) {
    return atomic_load(&((unit_log *)context)->finished) >= 10;
}

static void test_a_cancelled_loop_ends(void **state) {
    (void)state;
    unit_log log = empty_log();
    const nsc_control control = {.thread_count = 2, .cancelled = is_cancelled, .context = &log};
    nsc_error error = {0};
    assert_int_equal(nsc_pipeline_run(&pipeline, &control, &log, &error), NSC_FAILED);
    assert_true(log.finished >= 10 && log.finished <= 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units_are_finished_in_order),
        cmocka_unit_test(test_units_wait_for_earlier_ones),
        cmocka_unit_test(test_units_before_a_failure_are_finished),
        cmocka_unit_test(test_the_lowest_failure_is_reported),
        cmocka_unit_test(test_a_number_of_units_is_enough),
        cmocka_unit_test(test_a_cancelled_loop_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
