/*
 * Finished runs in a file: what was kept is not run again, and is the same; other experiments and damaged files are
 * refused, whichever byte is wrong or missing.
 */
#include "analysis/search/kept_runs.h"

#include "file_fixture.h"
#include "searched_landscape.h"

enum { RUNS = 12 };
static const nsc_control two_threads = {.thread_count = 2};

static int open_fixture(void **state) {
    return open_fixture_named(state, "final.csv.runs");
}

static made_landscape *make_values(double first) {
    made_landscape *made = made_open("hamming:3^4");
    for (uint32_t point = 0; point < made->space->point_count; point++)
        made->fitness.values[point] = first + (point * 37) % 81;
    made_count(made);
    return made;
}

static searched_landscape open_searched(double first, uint32_t runs, uint64_t seed) {
    return searched_open(make_values(first),
                         (nsc_search_options){.evaluations = 20, .runs = runs, .seed = seed, .control = &two_threads});
}

static void close_all(searched_landscape *searched) {
    made_landscape *made = searched->asked->made;
    searched_close(searched);
    made_close(made);
}

/* Random search that counts its runs, or refuses to run at all. */
static nsc_status run_counted(nsc_search *search, const void *settings, nsc_error *error) {
    size_t *calls = (size_t *)(uintptr_t)nsc_search_context(search);
    double candidate[4];
    nsc_search_answer answer;
    (void)settings;
    if (calls == NULL)
        return nsc_error_set(error, NSC_FAILED, "nothing was to be run");
    __atomic_add_fetch(calls, 1, __ATOMIC_RELAXED);
    while (nsc_search_draw(search, candidate) && nsc_search_evaluate(search, candidate, 0, &answer))
        continue;
    return NSC_OK;
}

/* Runs as the experiment says, with what the file keeps, saves, and returns how many runs were made. */
static size_t run_kept(const searched_landscape *searched, const char *path, const char *name, size_t expected_found,
                       nsc_search_result *result) {
    size_t calls = 0;
    const nsc_search_algorithm own = {
        .name = name, .run = run_counted, .context = expected_found < RUNS ? &calls : NULL};
    const nsc_chosen_algorithm chosen = {.algorithm = &own, .label = (char *)(uintptr_t)name};
    nsc_kept_runs *kept = NULL;
    char *identity = NULL;
    REQUIRE_OK(nsc_experiment_identity(searched->experiment, &identity, &error));
    REQUIRE_OK(nsc_kept_runs_open(&kept, path, identity, &error));
    free(identity);
    assert_int_equal(nsc_kept_runs_found(kept), expected_found);
    REQUIRE_OK(nsc_experiment_run_kept(searched->experiment, &chosen, 1, kept, result, &error));
    REQUIRE_OK(nsc_kept_runs_save(kept, &error));
    assert_int_equal(nsc_kept_runs_saved(kept), expected_found + calls);
    nsc_kept_runs_close(kept);
    return calls;
}

static void require_equal(const nsc_search_result *one, const nsc_search_result *other, size_t count) {
    for (size_t run = 0; run < count; run++) {
        const nsc_search_trace *a = &one->traces[run], *b = &other->traces[run];
        assert_int_equal(a->count, b->count);
        assert_memory_equal(&a->evaluations, &b->evaluations, 6 * sizeof a->evaluations);
        assert_true(a->time_s == b->time_s && a->exhausted == b->exhausted);
        for (size_t event = 0; event < a->count; event++) {
            assert_int_equal(a->events[event].evaluations, b->events[event].evaluations);
            assert_int_equal(a->events[event].point, b->events[event].point);
            assert_int_equal(a->events[event].run, b->events[event].run);
            assert_int_equal(a->events[event].incumbent, b->events[event].incumbent);
            assert_true(a->events[event].fitness == b->events[event].fitness);
        }
    }
}

/* Five runs are kept, twelve wanted: seven are made. Then none; and of another algorithm all. */
static void test_resumes(void **state) {
    const fixture *files = *state;
    nsc_search_result whole, part, rest, again, other;
    searched_landscape few = open_searched(0, 5, 3), all = open_searched(0, RUNS, 3);
    size_t calls = 0;
    const nsc_search_algorithm own = {.name = "own", .run = run_counted, .context = &calls};
    whole = searched_run_own(&all, &own);
    assert_int_equal(run_kept(&few, files->path, "own", 0, &part), 5);
    assert_int_equal(run_kept(&all, files->path, "own", 5, &rest), RUNS - 5);
    assert_int_equal(run_kept(&all, files->path, "own", RUNS, &again), 0);
    require_equal(&whole, &part, 5);
    require_equal(&whole, &rest, RUNS);
    require_equal(&whole, &again, RUNS);
    unlink(files->path);
    nsc_search_result_release(&part);
    assert_int_equal(run_kept(&few, files->path, "another", 0, &part), 5);
    assert_int_equal(run_kept(&all, files->path, "own", 5, &other), RUNS);
    require_equal(&whole, &other, RUNS);
    nsc_search_result *const results[] = {&whole, &part, &rest, &again, &other};
    for (size_t number = 0; number < NSC_COUNT_OF(results); number++)
        nsc_search_result_release(results[number]);
    close_all(&few);
    close_all(&all);
}

/* The file of another seed or other values; the number of runs does not matter. */
static void test_other_experiments(void **state) {
    const fixture *files = *state;
    nsc_search_result result;
    searched_landscape searched = open_searched(0, 5, 3);
    run_kept(&searched, files->path, "own", 0, &result);
    const struct {
        double first;
        uint64_t seed;
        const char *refused;
    } others[] = {{0, 4, "\"--seed: 3\" there, \"--seed: 4\" here"}, {1, 3, "checksum of the runs"}, {0, 3, NULL}};
    for (size_t number = 0; number < NSC_COUNT_OF(others); number++) {
        searched_landscape other = open_searched(others[number].first, RUNS, others[number].seed);
        nsc_kept_runs *kept = NULL;
        char *identity = NULL;
        REQUIRE_OK(nsc_experiment_identity(other.experiment, &identity, &error));
        if (others[number].refused != NULL)
            REQUIRE_REFUSED(nsc_kept_runs_open(&kept, files->path, identity, &error), NSC_USAGE,
                            others[number].refused);
        else
            REQUIRE_OK(nsc_kept_runs_open(&kept, files->path, identity, &error));
        nsc_kept_runs_close(kept);
        free(identity);
        close_all(&other);
    }
    nsc_search_result_release(&result);
    close_all(&searched);
}

/* ---- runs that are none of the experiment, in a file that is sound otherwise ---- */

enum { RUN_CHANGES = 9 };

/* Changes the trace of a run in one place; what the refusal then says. */
static const char *change_trace(nsc_search_trace *trace, int change) {
    nsc_search_event *event = &trace->events[trace->count - 1];
    switch (change) {
    case 0:
        event->point = 81;
        return "lacks";
    case 1:
        event->budget = 1;
        return "lacks";
    case 2:
        event->fitness += 0.5;
        return "does not hold";
    case 3:
        event->run = 7;
        return "does not hold";
    case 4:
        event->point = UINT32_MAX;
        return "does not hold";
    case 5:
        event->evaluations = 0;
        return "in order";
    case 6:
        trace->evaluations = 21;
        return "limits";
    case 7:
        trace->time_s = NAN;
        return "limits";
    default:
        trace->evaluations = event->evaluations - 1;
        return "limits";
    }
}

static void test_other_runs(void **state) {
    const fixture *files = *state;
    searched_landscape searched = open_searched(3, RUNS, 3);
    const nsc_search_algorithm own = {.name = "own", .run = run_counted};
    const nsc_chosen_algorithm chosen = {.algorithm = &own, .label = (char *)(uintptr_t) "own"};
    nsc_search_result result, refused;
    char *identity = NULL;
    assert_int_equal(run_kept(&searched, files->path, "own", 0, &result), RUNS);
    REQUIRE_OK(nsc_experiment_identity(searched.experiment, &identity, &error));
    for (int change = 0; change < RUN_CHANGES; change++) {
        nsc_search_trace changed = result.traces[0];
        nsc_kept_runs *kept = NULL;
        changed.events = test_memory(changed.count, sizeof *changed.events);
        memcpy(changed.events, result.traces[0].events, changed.count * sizeof *changed.events);
        const char *reason = change_trace(&changed, change);
        assert_int_equal(remove(files->path), 0);
        REQUIRE_OK(nsc_kept_runs_open(&kept, files->path, identity, &error));
        REQUIRE_OK(nsc_kept_runs_add(kept, "own", 0, &changed, &error));
        REQUIRE_OK(nsc_kept_runs_save(kept, &error));
        nsc_kept_runs_close(kept);
        REQUIRE_OK(nsc_kept_runs_open(&kept, files->path, identity, &error));
        REQUIRE_REFUSED(nsc_experiment_run_kept(searched.experiment, &chosen, 1, kept, &refused, &error), NSC_INVALID,
                        reason);
        nsc_kept_runs_close(kept);
        free(changed.events);
    }
    free(identity);
    nsc_search_result_release(&result);
    close_all(&searched);
}

/* ---- damage ---- */

static unsigned char *read_bytes(const char *path, size_t *size) {
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    unsigned char *bytes = test_memory(1 << 16, 1);
    *size = fread(bytes, 1, 1 << 16, stream);
    assert_true(*size > 0 && *size < 1 << 16);
    assert_int_equal(fclose(stream), 0);
    return bytes;
}

static void require_damaged(const char *path) {
    nsc_kept_runs *kept = NULL;
    REQUIRE_REFUSED(nsc_kept_runs_open(&kept, path, "a: 1\n", &error), NSC_INVALID, "is damaged");
    assert_null(kept);
}

static void test_damage(void **state) {
    const fixture *files = *state;
    nsc_search_event events[] = {{.evaluations = 1, .point = 7, .incumbent = true}, {.evaluations = 2, .point = 9}};
    const nsc_search_trace trace = {.events = events, .count = 2, .evaluations = 2};
    nsc_kept_runs *kept = NULL;
    size_t size;
    REQUIRE_OK(nsc_kept_runs_open(&kept, files->path, "a: 1\n", &error));
    for (uint64_t run = 0; run < 3; run++)
        REQUIRE_OK(nsc_kept_runs_add(kept, "own", run, &trace, &error));
    REQUIRE_OK(nsc_kept_runs_save(kept, &error));
    nsc_kept_runs_close(kept);
    unsigned char *bytes = read_bytes(files->path, &size);
    for (size_t place = 0; place < size; place++) {
        write_bytes(files->path, (const char *)bytes, place); /* cut off here */
        require_damaged(files->path);
        bytes[place] ^= (unsigned char)(1U << place % 8);
        write_bytes(files->path, (const char *)bytes, size);
        require_damaged(files->path);
        bytes[place] ^= (unsigned char)(1U << place % 8);
    }
    bytes[size] = 'x';
    write_bytes(files->path, (const char *)bytes, size + 1);
    require_damaged(files->path);
    write_bytes(files->path, (const char *)bytes, size);
    REQUIRE_OK(nsc_kept_runs_open(&kept, files->path, "a: 1\n", &error));
    assert_int_equal(nsc_kept_runs_found(kept), 3);
    REQUIRE_OK(nsc_kept_runs_remove(kept, &error));
    assert_int_equal(access(files->path, F_OK), -1);
    nsc_kept_runs_close(kept);
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_resumes, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_other_experiments, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_other_runs, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_damage, open_fixture, close_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
