/*
 * Loops whose units processes share: whatever the number of processes, each ends with the results of all units, of
 * fixed and of any size; results that do not fit are refused. The processes are played one after the other.
 */
#include "base/share.h"
#include "testing.h"

enum {
    UNITS = 11,
    PER_UNIT = 3,
    VALUES = UNITS * PER_UNIT - 1 /* the last unit has one less */,
    COMMON = 2,
    NONE = 1000
};

/* The results of one process. */
typedef struct results {
    uint32_t values[VALUES];
    char words[UNITS][UNITS + 1]; /* of unit u: u letters */
    int done[UNITS + COMMON];
    size_t failing; /* a unit that fails, or NONE */
} results;

/* One of several processes, and what the others have done. */
typedef struct process {
    nsc_share_of_units share;
    nsc_packed own;           /* receives its records */
    const nsc_packed *others; /* NULL: it ends with its part */
    nsc_status loop_status;
    int exchanges;
} process;

static nsc_status do_unit(void *context, size_t unit, size_t worker, nsc_error *error) {
    results *all = context;
    (void)worker;
    all->done[unit]++;
    if (unit == all->failing)
        return nsc_error_set(error, NSC_MISSING, "unit %zu fails", unit);
    for (size_t place = unit * PER_UNIT; unit < UNITS && place < (unit + 1) * PER_UNIT && place < VALUES; place++)
        all->values[place] = (uint32_t)(place * place + 1);
    for (size_t letter = 0; unit < UNITS && letter < unit; letter++)
        all->words[unit][letter] = (char)('a' + unit);
    return NSC_OK;
}

static nsc_status pack_word(void *context, size_t unit, nsc_packed *packed, nsc_error *error) {
    const results *all = context;
    return nsc_packed_add(packed, all->words[unit], strlen(all->words[unit]), error);
}

static nsc_status unpack_word(void *context, size_t unit, const unsigned char *bytes, size_t size, nsc_error *error) {
    results *all = context;
    if (size != unit)
        return nsc_error_set(error, NSC_INVALID, "a word of unit %zu has %zu letters", unit, size);
    memcpy(all->words[unit], bytes, size);
    return NSC_OK;
}

static nsc_shared_loop loop_of(results *all) {
    return (nsc_shared_loop){.stage = "squares",
                             .unit_count = UNITS,
                             .task = do_unit,
                             .context = all,
                             .arrays = {{all->values, PER_UNIT * sizeof *all->values, sizeof all->values}},
                             .pack = pack_word,
                             .unpack = unpack_word,
                             .common_count = COMMON};
}

static nsc_share_of_units share_of(void *context, const nsc_shared_loop *loop) {
    assert_string_equal(loop->stage, "squares");
    return ((const process *)context)->share;
}

static nsc_status exchange(void *context, const nsc_shared_records *records, nsc_status loop_status, nsc_error *error) {
    process *own = context;
    own->exchanges++;
    own->loop_status = loop_status;
    assert_string_equal(records->stage, "squares");
    assert_int_equal(records->unit_count, UNITS);
    if (loop_status != NSC_OK)
        return loop_status;
    assert_int_equal(nsc_packed_add(&own->own, records->own->bytes, records->own->size, error), NSC_OK);
    if (own->others == NULL)
        return nsc_error_set(error, NSC_FAILED, "the part is made");
    return nsc_packed_add(records->others, own->others->bytes, own->others->size, error);
}

static nsc_status run(process *own, results *all, nsc_error *error) {
    const nsc_sharing sharing = {.context = own, .share = share_of, .exchange = exchange};
    const nsc_control control = {.thread_count = 2, .sharing = &sharing};
    const nsc_shared_loop loop = loop_of(all);
    return nsc_share(&loop, &control, error);
}

static void require_all(const results *all) {
    for (size_t place = 0; place < VALUES; place++)
        assert_int_equal(all->values[place], place * place + 1);
    for (size_t unit = 0; unit < UNITS; unit++)
        for (size_t letter = 0; letter <= unit; letter++)
            assert_int_equal(all->words[unit][letter], letter < unit ? 'a' + (int)unit : '\0');
}

/* The records of process `number` of `count`, made as a part. */
static nsc_packed part_of(uint64_t number, uint64_t count) {
    nsc_error error = {0};
    results all = {.failing = NONE};
    process own = {.share = {.number = number, .count = count}};
    assert_int_equal(run(&own, &all, &error), NSC_FAILED);
    assert_string_equal(error.message, "the part is made");
    for (size_t unit = 0; unit < UNITS + COMMON; unit++)
        assert_int_equal(all.done[unit], unit >= UNITS || unit % count == number);
    return own.own;
}

/* Those of all processes but one; `without` may be `count`. */
static nsc_packed parts_without(uint64_t without, uint64_t count) {
    nsc_packed joined = {0};
    for (uint64_t number = count; number-- > 0;) {
        nsc_packed part = number != without ? part_of(number, count) : (nsc_packed){0};
        assert_int_equal(nsc_packed_add(&joined, part.bytes, part.size, NULL), NSC_OK);
        free(part.bytes);
    }
    return joined;
}

static void test_alone(void **state) {
    (void)state;
    results all = {.failing = NONE};
    const nsc_shared_loop loop = loop_of(&all);
    REQUIRE_OK(nsc_share(&loop, NSC_THREADS(2), &error));
    require_all(&all);
    results again = {.failing = NONE};
    process own = {.share = {.number = 0, .count = 0}};
    REQUIRE_OK(run(&own, &again, &error));
    require_all(&again);
    assert_int_equal(own.exchanges, 0);
}

static void test_every_number_of_processes(void **state) {
    (void)state;
    for (uint64_t count = 1; count <= UNITS + 3; count++)
        for (uint64_t number = 0; number <= count; number++) { /* the last one does no unit, and joins */
            nsc_packed others = parts_without(number, count);
            results all = {.failing = NONE};
            process own = {.share = {.number = number, .count = count}, .others = &others};
            REQUIRE_OK(run(&own, &all, &error));
            require_all(&all);
            for (size_t unit = 0; unit < UNITS; unit++)
                assert_int_equal(all.done[unit], unit % count == number);
            assert_int_equal(own.exchanges, 1);
            free(others.bytes);
            free(own.own.bytes);
        }
}

/* ---- blocks of points ---- */

/* Enough points to be shared, with one in the last block. */
enum { BLOCKS = 300, POINTS = (BLOCKS - 1) * NSC_BLOCK_ITEMS + 1 };

static nsc_status number_points(void *context, size_t task, size_t worker, nsc_error *error) {
    uint32_t *numbers = context;
    const nsc_block block = nsc_block_at(POINTS, task);
    (void)worker, (void)error;
    for (uint32_t point = block.first; point < block.end; point++)
        numbers[point] = point + 1;
    return NSC_OK;
}

/* Keeps the records, or hands over those of the process before. */
static nsc_status keep_records(void *context, const nsc_shared_records *records, nsc_status loop_status,
                               nsc_error *error) {
    process *own = context;
    own->exchanges++;
    assert_int_equal(loop_status, NSC_OK);
    return own->others == NULL ? nsc_packed_add(&own->own, records->own->bytes, records->own->size, error)
                               : nsc_packed_add(records->others, own->others->bytes, own->others->size, error);
}

static nsc_share_of_units share_of_points(void *context, const nsc_shared_loop *loop) {
    assert_true(loop->of_points);
    return ((const process *)context)->share;
}

static nsc_status run_points(process *own, uint32_t *numbers, size_t blocks) {
    const nsc_sharing sharing = {.context = own, .share = share_of_points, .exchange = keep_records};
    const nsc_control control = {.thread_count = 2, .sharing = &sharing};
    uint64_t *const unused = NULL;
    const nsc_shared_loop loop = {.stage = "numbers",
                                  .unit_count = blocks,
                                  .task = number_points,
                                  .context = numbers,
                                  .arrays = {NSC_SHARED_POINTS(unused, POINTS, 1), /* as where it is not needed */
                                             NSC_SHARED_POINTS(numbers, POINTS, 1)},
                                  .of_points = true};
    return nsc_share(&loop, &control, NULL);
}

static void test_blocks_of_points(void **state) {
    (void)state;
    uint32_t *numbers = calloc(POINTS, sizeof *numbers);
    process first = {.share = {.number = 1, .count = 2}},
            second = {.share = {.number = 0, .count = 2}, .others = &first.own};
    assert_non_null(numbers);
    assert_int_equal(run_points(&first, numbers, BLOCKS), NSC_INVALID); /* nobody did the others */
    memset(numbers, 0, POINTS * sizeof *numbers);
    REQUIRE_OK(run_points(&second, numbers, BLOCKS));
    for (uint32_t point = 0; point < POINTS; point++)
        assert_int_equal(numbers[point], point + 1);
    /* Few blocks are not worth it. */
    process alone = {.share = {.number = 1, .count = 2}};
    memset(numbers, 0, POINTS * sizeof *numbers);
    REQUIRE_OK(run_points(&alone, numbers, 2));
    assert_int_equal(alone.exchanges, 0);
    assert_int_equal(numbers[0], 1);
    free(numbers);
    free(first.own.bytes);
}

static void test_a_failing_unit(void **state) {
    (void)state;
    nsc_error error = {0};
    nsc_packed others = parts_without(1, 3);
    results all = {.failing = 4};
    process own = {.share = {.number = 1, .count = 3}, .others = &others};
    assert_int_equal(run(&own, &all, &error), NSC_MISSING);
    assert_string_equal(error.message, "unit 4 fails");
    assert_int_equal(own.loop_status, NSC_MISSING);
    assert_int_equal(own.exchanges, 1);
    free(others.bytes);
}

/* Refuses the bytes as the results of the processes other than the first of three, with this text. */
static void require_refused(const unsigned char *bytes, size_t size, const char *text) {
    nsc_error error = {0};
    nsc_packed others = {0};
    results all = {.failing = NONE};
    process own = {.share = {.number = 0, .count = 3}, .others = &others};
    assert_int_equal(nsc_packed_add(&others, bytes, size, NULL), NSC_OK);
    assert_int_equal(run(&own, &all, &error), NSC_INVALID);
    if (strstr(error.message, text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, text);
    free(others.bytes);
    free(own.own.bytes);
}

static void test_results_that_do_not_fit(void **state) {
    (void)state;
    nsc_packed others = parts_without(0, 3), own = part_of(0, 3);
    uint64_t header[2];
    memcpy(header, others.bytes, sizeof header);
    const size_t first = sizeof header + header[1];
    require_refused(others.bytes + first, others.size - first, "1 of 11 units are missing");
    require_refused(NULL, 0, "7 of 11 units are missing");
    for (size_t cut = 1; cut < first; cut++)
        require_refused(others.bytes, others.size - cut, "results of other processes");
    require_refused(own.bytes, own.size, "results of other processes");
    nsc_packed changed = {0};
    assert_int_equal(nsc_packed_add(&changed, others.bytes, others.size, NULL), NSC_OK);
    assert_int_equal(nsc_packed_add(&changed, others.bytes, first, NULL), NSC_OK);
    require_refused(changed.bytes, changed.size, "results of other processes"); /* a unit comes twice */
    const uint64_t beyond = UNITS;
    memcpy(changed.bytes, &beyond, sizeof beyond);
    require_refused(changed.bytes, changed.size, "results of other processes");
    const uint64_t unlike[2] = {header[0], 1}; /* fewer bytes than the array has for a unit */
    memcpy(changed.bytes, unlike, sizeof unlike);
    require_refused(changed.bytes, sizeof unlike + 1, "do not fit");
    const uint64_t longer[2] = {header[0], first - sizeof header + 1};
    memcpy(changed.bytes, longer, sizeof longer);
    require_refused(changed.bytes, first + 1, "letters");
    free(changed.bytes);
    free(others.bytes);
    free(own.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone),
        cmocka_unit_test(test_every_number_of_processes),
        cmocka_unit_test(test_blocks_of_points),
        cmocka_unit_test(test_a_failing_unit),
        cmocka_unit_test(test_results_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
