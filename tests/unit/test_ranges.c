/* Points divided among processes: who holds which, what they tell each other, and passes with neighbours at hand. */
#include "analysis/estimators/selection.h"
#include "graph/graph.h"
#include "graph/slabs.h"
#include "processes.h"
#include "testing.h"

#include <math.h>

enum { SLABS = 7, SLAB_POINTS = 3, POINTS = SLABS * SLAB_POINTS, ITEMS_MAXIMUM = 100 };

static void test_every_slab_has_a_holder(void **state) {
    (void)state;
    for (uint32_t count = 1; count <= SLABS; count++) {
        nsc_ranges ranges = {.count = count, .slab_points = SLAB_POINTS, .slab_count = SLABS};
        uint32_t next = 0;
        for (ranges.number = 0; ranges.number < count; ranges.number++) {
            const nsc_block own = nsc_ranges_own(&ranges);
            assert_int_equal(own.first, next);
            assert_true(own.end > own.first);
            for (uint32_t slab = own.first / SLAB_POINTS; slab < own.end / SLAB_POINTS; slab++)
                assert_int_equal(nsc_ranges_holder(&ranges, slab), ranges.number);
            next = own.end;
        }
        assert_int_equal(next, POINTS);
    }
}

/* ---- what processes tell each other ---- */

typedef struct telling {
    uint32_t number;
    uint32_t failing; /* the process that fails */
    uint64_t sum;
    uint32_t items[ITEMS_MAXIMUM];
    uint32_t answers[POINTS]; /* about every point */
} telling;

static void square(const void *context, uint32_t point, void *answer) {
    (void)context;
    *(uint32_t *)answer = point * point;
}

static nsc_status tell_items(telling *own, nsc_exchange *exchange, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_sum(exchange, 2 * own->number, &own->sum, error));
    const uint64_t place = nsc_exchange_place(exchange, own->number);
    for (uint32_t item = 0; item < 2 * own->number; item++)
        own->items[place + item] = 10 * own->number + item;
    NSC_TRY(nsc_exchange_gather(exchange, own->items, sizeof *own->items, error));
out:
    return status;
}

/* Questions about all points that others hold, in two batches. */
static nsc_status ask_all(telling *own, nsc_exchange *exchange, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t parity = 0; parity < 2; parity++) {
        for (uint32_t point = parity; status == NSC_OK && point < POINTS; point += 2)
            if (!nsc_ranges_has(exchange->own, point))
                status = nsc_exchange_ask(exchange, point, error);
        if (status == NSC_OK && own->number == own->failing)
            status = nsc_error_set(error, NSC_INVALID, "process %u fails", (unsigned)own->number);
        NSC_TRY(nsc_exchange_answer(exchange, square, NULL, sizeof *own->answers, status, error));
        for (uint32_t point = parity; point < POINTS; point += 2)
            if (!nsc_ranges_has(exchange->own, point))
                nsc_exchange_read(exchange, point, &own->answers[point], sizeof *own->answers);
    }
out:
    return status;
}

static nsc_status tell(void *context, const nsc_control *control, nsc_error *error) {
    telling *own = context;
    nsc_exchange exchange;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_open(&exchange, control, error));
    own->number = exchange.ranges->number;
    NSC_TRY(tell_items(own, &exchange, error));
    NSC_TRY(ask_all(own, &exchange, error));
out:
    nsc_exchange_close(&exchange);
    return status;
}

/* Runs `tell` in so many processes. */
static nsc_status play_telling(uint32_t count, uint32_t failing, telling *told, nsc_error *error) {
    void *contexts[PROCESSES_MAXIMUM];
    for (uint32_t number = 0; number < count; number++) {
        told[number] = (telling){.failing = failing};
        contexts[number] = &told[number];
    }
    return play_processes(count, SLAB_POINTS, SLABS, tell, contexts, error);
}

static void test_sums_lists_and_answers(void **state) {
    telling told[PROCESSES_MAXIMUM];
    (void)state;
    for (uint32_t count = 1; count <= SLABS; count++) {
        const nsc_ranges ranges = {.count = count, .slab_points = SLAB_POINTS, .slab_count = SLABS};
        REQUIRE_OK(play_telling(count, count, told, &error));
        for (uint32_t number = 0; number < count; number++) {
            uint32_t place = 0;
            assert_int_equal(told[number].sum, count * (count - 1));
            for (uint32_t process = 0; process < count; process++)
                for (uint32_t item = 0; item < 2 * process; item++)
                    assert_int_equal(told[number].items[place++], 10 * process + item);
            for (uint32_t point = 0; point < POINTS; point++)
                assert_int_equal(told[number].answers[point],
                                 nsc_ranges_holder(&ranges, point / SLAB_POINTS) == number ? 0 : point * point);
        }
    }
}

static void test_one_failure_ends_all(void **state) {
    telling told[PROCESSES_MAXIMUM];
    nsc_exchange exchange;
    (void)state;
    REQUIRE_REFUSED(play_telling(4, 2, told, &error), NSC_INVALID, "process 2 fails");
    REQUIRE_REFUSED(nsc_exchange_open(&exchange, NSC_THREADS(1), &error), NSC_USAGE, "needs the processes");
    nsc_exchange_close(&exchange);
}

/* ---- values by place ---- */

typedef struct choosing {
    const double *values;
    const uint32_t *places;
    double found[NSC_SELECTED_MAXIMUM];
} choosing;

enum { CHOSEN = 7 };

static nsc_status choose(void *context, const nsc_control *control, nsc_error *error) {
    choosing *own = context;
    return nsc_select(own->values, POINTS, own->places, CHOSEN, control, own->found, error);
}

static int compare_values(const void *first, const void *second) {
    const double left = *(const double *)first, right = *(const double *)second;
    return (left > right) - (left < right);
}

static void test_values_by_place(void **state) {
    static const double values[POINTS] = {3,  -1, 0.0, -0.0, 1e300,  -1e300, 3,    2,        2.5, -7, 1e-300,
                                          -2, 3,  0.1, 0.3,  -1e-30, 5,      -0.0, INFINITY, 8,   3};
    static const uint32_t places[CHOSEN] = {0, 1, 7, 10, 14, POINTS - 2, POINTS - 1};
    double sorted[POINTS];
    (void)state;
    memcpy(sorted, values, sizeof sorted);
    qsort(sorted, POINTS, sizeof *sorted, compare_values);
    for (uint32_t count = 1; count <= 5; count++) {
        choosing chosen[PROCESSES_MAXIMUM];
        void *contexts[PROCESSES_MAXIMUM];
        for (uint32_t number = 0; number < count; number++) {
            chosen[number] = (choosing){.values = values, .places = places};
            contexts[number] = &chosen[number];
        }
        REQUIRE_OK(play_processes(count, SLAB_POINTS, SLABS, choose, contexts, &error));
        for (uint32_t number = 0; number < count; number++)
            for (size_t place = 0; place < CHOSEN; place++) {
                assert_true(chosen[number].found[place] == sorted[places[place]]);
                assert_true(signbit(chosen[number].found[place]) == 0 || sorted[places[place]] < 0);
            }
    }
}

/* ---- passes ---- */

typedef struct visit {
    const nsc_space *space;
    const nsc_graph *graph;
    double *values; /* [point]: those of the own range */
    double *sums;   /* [point] of the values of neighbours */
} visit;

static nsc_status add_neighbours(void *context, nsc_block points, size_t task, nsc_error *error) {
    const visit *own = context;
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, own->graph, error);
    (void)task;
    for (uint32_t point = points.first; status == NSC_OK && point < points.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            own->sums[point] += own->values[row.points[place]];
    }
    nsc_rows_close(&rows);
    return status;
}

static nsc_status visit_own(void *context, const nsc_control *control, nsc_error *error) {
    visit *own = context;
    nsc_exchange exchange;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_open(&exchange, control, error));
    for (uint32_t point = exchange.own.first; point < exchange.own.end; point++)
        own->values[point] = point % 1009;
    NSC_TRY(nsc_slabs_pass(&exchange, own->space, own->values, add_neighbours, own, error));
out:
    nsc_exchange_close(&exchange);
    return status;
}

static void check_pass(const nsc_space *space, const nsc_graph *graph, const double *expected, uint32_t count) {
    const uint32_t slab_points = nsc_slab_points(space, graph->relation, NSC_GRAPH_IMPLICIT, count);
    visit visits[PROCESSES_MAXIMUM];
    void *contexts[PROCESSES_MAXIMUM];
    assert_true(slab_points > 0 && space->point_count % slab_points == 0);
    for (uint32_t number = 0; number < count; number++) {
        visits[number] = (visit){space, graph, test_memory(space->point_count, sizeof(double)),
                                 test_memory(space->point_count, sizeof(double))};
        contexts[number] = &visits[number];
    }
    REQUIRE_OK(play_processes(count, slab_points, space->point_count / slab_points, visit_own, contexts, &error));
    for (uint32_t point = 0; point < space->point_count; point++) {
        double sum = 0; /* one process has it, and the others 0 */
        for (uint32_t number = 0; number < count; number++)
            sum += visits[number].sums[point];
        assert_true(sum == expected[point]);
    }
    for (uint32_t number = 0; number < count; number++) {
        free(visits[number].values);
        free(visits[number].sums);
    }
}

static void test_passes_have_neighbours_at_hand(void **state) {
    static const char *const names[] = {"hamming:2^13", "hamming:3^8", "hamming:5^3"};
    (void)state;
    for (size_t name = 0; name < NSC_COUNT_OF(names); name++) {
        nsc_space *space = open_space(names[name]);
        nsc_graph graph;
        REQUIRE_OK(nsc_graph_build_as(&graph, space, nsc_relation_named("substitution"), NSC_GRAPH_IMPLICIT,
                                      NSC_THREADS(1), &error));
        double *values = test_memory(space->point_count, sizeof *values);
        double *expected = test_memory(space->point_count, sizeof *expected);
        for (uint32_t point = 0; point < space->point_count; point++)
            values[point] = point % 1009;
        visit whole = {space, &graph, values, expected};
        REQUIRE_OK(add_neighbours(&whole, (nsc_block){0, space->point_count}, 0, &error));
        for (uint32_t count = 1; count <= 5; count++)
            check_pass(space, &graph, expected, count);
        free(values);
        free(expected);
        nsc_graph_release(&graph);
        nsc_space_close(space);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_slab_has_a_holder),        cmocka_unit_test(test_sums_lists_and_answers),
        cmocka_unit_test(test_one_failure_ends_all),           cmocka_unit_test(test_values_by_place),
        cmocka_unit_test(test_passes_have_neighbours_at_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
