/*
 * The made-up official file: its format by a reader of single bits for the framing and by the libraries for the rows,
 * what it depends on and what not, and its statistics beside the published ones and those of published rows.
 */
#include "testing.h"

#include "measurement_files.h"

#include "data/data.h"
#include "data/synthetic/synthesise.h"
#include "graph_calls.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>

enum { RUNS = 3, OFFICIAL_BUDGETS = 4, IMAGES = 9984, CELLS = 423624 };
static const int official_epochs[OFFICIAL_BUDGETS] = {4, 12, 36, 108};

/* ---- a file in memory ---- */

typedef struct file {
    char *bytes;
    size_t size;
} file;

static file synthesise(const nsc_space *space, const int *epochs, size_t budget_count, uint64_t seed, size_t threads) {
    const nsc_synthesise_options options = {
        .epochs = epochs, .budget_count = budget_count, .seed = seed, .control = NSC_THREADS(threads)};
    file made = {0};
    FILE *stream = open_memstream(&made.bytes, &made.size);
    assert_non_null(stream);
    REQUIRE_OK(nsc_synthesise(space, &options, stream, &error));
    assert_int_equal(fclose(stream), 0);
    return made;
}

static uint64_t little_endian(const unsigned char *bytes, unsigned count) {
    uint64_t value = 0;
    for (unsigned byte = 0; byte < count; byte++)
        value |= (uint64_t)bytes[byte] << 8 * byte;
    return value;
}

/* CRC-32C bit by bit, masked as TFRecord does. */
static uint32_t masked_checksum(const unsigned char *bytes, size_t size) {
    uint32_t remainder = 0xffffffff;
    for (size_t byte = 0; byte < size; byte++) {
        remainder ^= bytes[byte];
        for (int bit = 0; bit < 8; bit++)
            remainder = remainder >> 1 ^ (remainder & 1u ? 0x82f63b78u : 0u);
    }
    remainder = ~remainder;
    return (remainder >> 15 | remainder << 17) + 0xa282ead8u;
}

/* Points `payload` at the record at `offset` and returns the offset of the next one. */
static size_t next_record(const file *made, size_t offset, const unsigned char **payload, size_t *size) {
    const unsigned char *frame = (const unsigned char *)made->bytes + offset;
    assert_true(made->size - offset > 16);
    *size = little_endian(frame, 8);
    assert_true(*size <= made->size - offset - 16);
    *payload = frame + 12;
    assert_int_equal(little_endian(frame + 8, 4), masked_checksum(frame, 8));
    assert_int_equal(little_endian(frame + 12 + *size, 4), masked_checksum(*payload, *size));
    return offset + 16 + *size;
}

/* ---- format ---- */

static double value_of(const nsc_official_row *row, nsc_evaluation evaluation, nsc_evaluation_value value) {
    return row->values[nsc_official_place(evaluation, value)];
}

static void check_values(const nsc_official_row *row) {
    for (int evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        for (int split = NSC_EVALUATION_TRAIN; split <= NSC_EVALUATION_TEST; split++) {
            const double accuracy = value_of(row, (nsc_evaluation)evaluation, (nsc_evaluation_value)split);
            assert_true(accuracy == (double)(float)(rint(accuracy * IMAGES) / IMAGES));
            assert_true(accuracy >= 0.05 && accuracy <= 1);
        }
        const double time_s = value_of(row, (nsc_evaluation)evaluation, NSC_EVALUATION_TIME);
        assert_true(time_s == (double)(float)time_s);
    }
    assert_true(value_of(row, NSC_EVALUATION_INITIAL, NSC_EVALUATION_EPOCH) == 0);
    assert_true(value_of(row, NSC_EVALUATION_INITIAL, NSC_EVALUATION_TIME) == 0);
    assert_is_near(value_of(row, NSC_EVALUATION_INITIAL, NSC_EVALUATION_TEST), 0.1, 0.05);
    assert_true(value_of(row, NSC_EVALUATION_HALFWAY, NSC_EVALUATION_EPOCH) == row->epochs / 2.0);
    assert_true(value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH) == row->epochs);
    const double halfway_s = value_of(row, NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME);
    const double final_s = value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME);
    assert_is_near(halfway_s / final_s, 0.5, 0.02);
    assert_true(row->values[NSC_OFFICIAL_TOTAL_TIME] > final_s + 100);
}

static void check_texts(const nsc_space *space, const nsc_official_row *row, const char *mark) {
    char text[NSC_ADJACENCY_SIZE + NSC_OPERATIONS_SIZE + 1], hash[33];
    nsc_point_name name;
    snprintf(text, sizeof text, "%.*s/%.*s", (int)row->adjacency.length, row->adjacency.text,
             (int)row->operations.length, row->operations.text);
    REQUIRE_OK(space->point_name(space, id_of(space, text), &name, &error));
    nsc_hash_format(&row->hash, hash);
    assert_string_equal(hash, name.text);
    assert_int_equal(row->checkpoint_paths[NSC_EVALUATION_INITIAL].length, strlen(mark));
    assert_memory_equal(row->checkpoint_paths[NSC_EVALUATION_INITIAL].text, mark, strlen(mark));
    assert_null(row->checkpoint_paths[NSC_EVALUATION_HALFWAY].text);
    assert_null(row->checkpoint_paths[NSC_EVALUATION_FINAL].text);
}

/* Parameters of the smallest cells; facts of the official data. */
static bool has_official_parameters(const nsc_official_row *row) {
    static const struct {
        const char *hash;
        int32_t parameters;
    } cells[] = {{"043721b9c7fe8c5fad811d47d83132ec", 882570},
                 {CONV3X3_HASH, 10177674},
                 {CONV1X1_HASH, 1920138},
                 {MAXPOOL_HASH, 882570},
                 {"b5fb4f6193360330b6ff6a52cbf0cad7", 20346506}};
    char hash[33];
    nsc_hash_format(&row->hash, hash);
    for (size_t cell = 0; cell < sizeof cells / sizeof *cells; cell++)
        if (strcmp(hash, cells[cell].hash) == 0) {
            assert_int_equal(row->trainable_parameters, cells[cell].parameters);
            return true;
        }
    return false;
}

/* Ascending hashes, each with all budgets in turn, each of them with three runs: every cell, since none comes twice. */
static void test_format(void **state) {
    (void)state;
    enum { SMALL_CELLS = 91 };
    nsc_space *space = open_space("nb101:vertices=4");
    const file made = synthesise(space, NULL, 0, 18446744073709551615u, 2);
    nsc_official_scratch scratch = {0};
    nsc_hash last_hash = {{0}};
    size_t offset = 0, known_rows = 0;
    for (unsigned cell = 0; cell < SMALL_CELLS; cell++)
        for (unsigned number = 0; number < OFFICIAL_BUDGETS * RUNS; number++) {
            const unsigned char *payload;
            size_t size;
            nsc_official_row row;
            offset = next_record(&made, offset, &payload, &size);
            REQUIRE_OK(nsc_official_read_by_libraries(payload, size, &row, &scratch, &error));
            const int order = memcmp(&row.hash, &last_hash, sizeof last_hash);
            assert_true(number == 0 ? order > 0 : order == 0);
            assert_int_equal(row.epochs, official_epochs[number / RUNS]);
            check_values(&row);
            check_texts(space, &row, "synthetic:18446744073709551615");
            known_rows += has_official_parameters(&row);
            last_hash = row.hash;
        }
    assert_int_equal(offset, made.size);
    assert_int_equal(known_rows, 5 * OFFICIAL_BUDGETS * RUNS);
    nsc_official_scratch_release(&scratch);
    free(made.bytes);
    nsc_space_close(space);
}

/* ---- what it depends on ---- */

static void assert_same(const file *first, const file *second) {
    assert_int_equal(first->size, second->size);
    assert_memory_equal(first->bytes, second->bytes, first->size);
}

static void test_threads_and_seeds(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    const file one = synthesise(space, NULL, 0, 1, 1), two = synthesise(space, NULL, 0, 1, 2);
    const file five = synthesise(space, NULL, 0, 1, 5),
               named = synthesise(space, official_epochs, OFFICIAL_BUDGETS, 1, 0);
    assert_same(&one, &two);
    assert_same(&one, &five);
    assert_same(&one, &named);
    /* Another seed: the mark alone would make all rows differ, so their accuracies are looked at. */
    const file other = synthesise(space, NULL, 0, 2, 2);
    nsc_official_scratch scratch = {0};
    size_t offset = 0, other_offset = 0, rows = 0, equal = 0;
    while (offset < one.size) {
        const unsigned char *payload;
        size_t size;
        nsc_official_row row;
        double values[NSC_OFFICIAL_VALUES];
        offset = next_record(&one, offset, &payload, &size);
        REQUIRE_OK(nsc_official_read_by_libraries(payload, size, &row, &scratch, &error));
        memcpy(values, row.values, sizeof values);
        other_offset = next_record(&other, other_offset, &payload, &size);
        REQUIRE_OK(nsc_official_read_by_libraries(payload, size, &row, &scratch, &error));
        rows++;
        equal += value_of(&row, NSC_EVALUATION_FINAL, NSC_EVALUATION_TEST) ==
                 values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TEST)];
    }
    assert_int_equal(other_offset, other.size);
    assert_int_equal(rows, 2532 * OFFICIAL_BUDGETS * RUNS);
    assert_true(equal < rows / 50);
    nsc_official_scratch_release(&scratch);
    free(one.bytes);
    free(two.bytes);
    free(five.bytes);
    free(named.bytes);
    free(other.bytes);
    nsc_space_close(space);
}

/* Every record of `part` stands in `whole` as well, in the same order. */
static size_t count_contained(const file *part, const file *whole) {
    size_t part_offset = 0, whole_offset = 0, found = 0;
    while (part_offset < part->size) {
        const unsigned char *payload, *candidate;
        size_t size, candidate_size;
        part_offset = next_record(part, part_offset, &payload, &size);
        do {
            assert_true(whole_offset < whole->size);
            whole_offset = next_record(whole, whole_offset, &candidate, &candidate_size);
        } while (size != candidate_size || memcmp(payload, candidate, size) != 0);
        found++;
    }
    return found;
}

static void test_parts(void **state) {
    (void)state;
    static const int more_epochs[] = {1, 4, 36, 50, 108, 200};
    nsc_space *larger = open_space("nb101:vertices=5"), *smaller = open_space("nb101:vertices=4");
    const file whole = synthesise(larger, NULL, 0, 3, 2), cells = synthesise(smaller, NULL, 0, 3, 2);
    const file longest = synthesise(larger, official_epochs + 3, 1, 3, 2);
    const file both = synthesise(smaller, official_epochs + 3, 1, 3, 1);
    const file more = synthesise(larger, more_epochs, 6, 3, 2);
    assert_int_equal(count_contained(&cells, &whole), 91 * OFFICIAL_BUDGETS * RUNS);
    assert_int_equal(count_contained(&longest, &whole), 2532 * RUNS);
    assert_int_equal(count_contained(&both, &whole), 91 * RUNS);
    assert_int_equal(count_contained(&longest, &more), 2532 * RUNS);
    free(whole.bytes);
    free(cells.bytes);
    free(longest.bytes);
    free(both.bytes);
    free(more.bytes);
    nsc_space_close(larger);
    nsc_space_close(smaller);
}

/* ---- refusals ---- */

static void test_refusals(void **state) {
    (void)state;
    static const int none[] = {0}, many[] = {100001}, falling[] = {12, 4}, twice[] = {4, 4};
    static const int seventeen[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};
    nsc_space *space = open_space("nb101:vertices=4"), *beyond = open_space("nb101:vertices=5,edges=10");
    FILE *stream = fopen("/dev/null", "wb"), *full = fopen("/dev/full", "wb");
    assert_non_null(stream);
    nsc_synthesise_options options = {.control = NSC_THREADS(2)};
    REQUIRE_REFUSED(nsc_synthesise(beyond, &options, stream, &error), NSC_USAGE, "edges=10");
    options = (nsc_synthesise_options){.epochs = none, .budget_count = 1};
    REQUIRE_REFUSED(nsc_synthesise(space, &options, stream, &error), NSC_USAGE, "a budget is 0, which");
    options = (nsc_synthesise_options){.epochs = many, .budget_count = 1};
    REQUIRE_REFUSED(nsc_synthesise(space, &options, stream, &error), NSC_USAGE, "a budget is 100001, which");
    options = (nsc_synthesise_options){.epochs = falling, .budget_count = 2};
    REQUIRE_REFUSED(nsc_synthesise(space, &options, stream, &error), NSC_USAGE, "4 stands after 12");
    options = (nsc_synthesise_options){.epochs = twice, .budget_count = 2};
    REQUIRE_REFUSED(nsc_synthesise(space, &options, stream, &error), NSC_USAGE, "4 stands after 4");
    options = (nsc_synthesise_options){.epochs = seventeen, .budget_count = 17};
    REQUIRE_REFUSED(nsc_synthesise(space, &options, stream, &error), NSC_USAGE, "17 budgets");
    options = (nsc_synthesise_options){.epochs = seventeen, .budget_count = 16};
    REQUIRE_OK(nsc_synthesise(space, &options, stream, &error));
    assert_int_equal(fclose(stream), 0);
    if (full != NULL) {
        options = (nsc_synthesise_options){.control = NSC_THREADS(2)};
        REQUIRE_REFUSED(nsc_synthesise(space, &options, full, &error), NSC_FAILED, "cannot write");
        fclose(full);
    }
    nsc_space_close(space);
    nsc_space_close(beyond);
}

/* ---- statistics ---- */

/* What a file says of the cells of a space, each run by itself: [run][point]. */
typedef struct runs {
    double *test[RUNS], *valid[RUNS], *halfway[RUNS], *time_s[RUNS];
} runs;

/* Reads rows as they are written, so that no file of a gigabyte is kept. */
typedef struct reader {
    const nsc_hash_index *index;
    const int *epochs;
    runs *budgets; /* beside epochs */
    unsigned char *bytes;
    size_t size, capacity;
    nsc_official_scratch scratch;
    uint32_t last_point;
    unsigned run; /* of the next row, where it is of the same point and budget */
    size_t budget, rows;
} reader;

static void take_row(reader *state, const nsc_official_row *row) {
    uint32_t point = UINT32_MAX;
    assert_true(nsc_hash_index_find(state->index, &row->hash, &point));
    if (state->rows % RUNS == 0) {
        state->run = 0;
        for (state->budget = 0; state->epochs[state->budget] != row->epochs; state->budget++)
            ;
        state->last_point = point;
    }
    assert_int_equal(point, state->last_point);
    runs *to = &state->budgets[state->budget];
    to->test[state->run][point] = value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_TEST);
    to->valid[state->run][point] = value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_VALID);
    to->halfway[state->run][point] = value_of(row, NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TEST);
    to->time_s[state->run][point] = value_of(row, NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME);
    state->run++;
    state->rows++;
}

static ssize_t take_bytes(void *cookie, const char *bytes, size_t size) {
    reader *state = cookie;
    REQUIRE_OK(nsc_reserve(&state->bytes, &state->capacity, state->size + size, 1, &error));
    memcpy(state->bytes + state->size, bytes, size);
    state->size += size;
    size_t offset = 0;
    while (state->size - offset >= 16) {
        const size_t payload = little_endian(state->bytes + offset, 8);
        if (state->size - offset < payload + 16)
            break;
        nsc_official_row row;
        REQUIRE_OK(nsc_official_read(state->bytes + offset + 12, payload, &row, &state->scratch, &error));
        take_row(state, &row);
        offset += payload + 16;
    }
    memmove(state->bytes, state->bytes + offset, state->size - offset);
    state->size -= offset;
    return (ssize_t)size;
}

/* The runs of all cells of a space at some budgets, by seed 1. */
static void synthesise_runs(const nsc_space *space, const int *epochs, size_t budget_count, runs *budgets) {
    reader state = {.epochs = epochs, .budgets = budgets};
    for (size_t budget = 0; budget < budget_count; budget++)
        for (unsigned run = 0; run < RUNS; run++) {
            budgets[budget].test[run] = test_memory(space->point_count, sizeof(double));
            budgets[budget].valid[run] = test_memory(space->point_count, sizeof(double));
            budgets[budget].halfway[run] = test_memory(space->point_count, sizeof(double));
            budgets[budget].time_s[run] = test_memory(space->point_count, sizeof(double));
        }
    REQUIRE_OK(nsc_space_hash_index(space, &state.index, &error));
    FILE *stream = fopencookie(&state, "wb", (cookie_io_functions_t){.write = take_bytes});
    assert_non_null(stream);
    const nsc_synthesise_options options = {.epochs = epochs, .budget_count = budget_count, .seed = 1};
    REQUIRE_OK(nsc_synthesise(space, &options, stream, &error));
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(state.size, 0);
    assert_int_equal(state.rows, space->point_count * budget_count * RUNS);
    free(state.bytes);
    nsc_official_scratch_release(&state.scratch);
}

static void release_runs(runs *budgets, size_t budget_count) {
    for (size_t budget = 0; budget < budget_count; budget++)
        for (unsigned run = 0; run < RUNS; run++) {
            free(budgets[budget].test[run]);
            free(budgets[budget].valid[run]);
            free(budgets[budget].halfway[run]);
            free(budgets[budget].time_s[run]);
        }
}

/* The whole space at 36 and 108 epochs, made once. */
typedef struct whole {
    const fixture *opened;
    runs budgets[2];
} whole;

static int open_whole(void **state) {
    static const int epochs[] = {36, 108};
    static whole made;
    void *opened = NULL;
    open_fixture(&opened);
    made.opened = opened;
    assert_int_equal(made.opened->space->point_count, CELLS);
    synthesise_runs(made.opened->space, epochs, 2, made.budgets);
    *state = &made;
    return 0;
}

static int close_whole(void **state) {
    whole *made = *state;
    void *opened = (void *)made->opened;
    release_runs(made->budgets, 2);
    return close_fixture(&opened);
}

static double *means_of(double *const values[RUNS], uint32_t count) {
    double *means = test_memory(count, sizeof *means);
    for (uint32_t point = 0; point < count; point++)
        means[point] = (values[0][point] + values[1][point] + values[2][point]) / RUNS;
    return means;
}

static void expect(const char *what, double value, double published, double tolerance) {
    print_message("%s: %.4f, published %.4f\n", what, value, published);
    if (!is_near(value, published, tolerance))
        fail_msg("%s is %.4f, and %.4f within %.4f was expected", what, value, published, tolerance);
}

/* Spearman's coefficient among the tenth of the points that is best by `longer`. */
static double spearman_of_best_tenth(const double *shorter, const double *longer, uint32_t count) {
    double *sorted = test_memory(count, sizeof *sorted), *pair = test_memory(count, 2 * sizeof *pair);
    nsc_surrogate_judgement judgement;
    uint32_t kept = 0;
    memcpy(sorted, longer, count * sizeof *sorted);
    gsl_sort(sorted, 1, count);
    for (uint32_t point = 0; point < count; point++)
        if (longer[point] >= sorted[count - count / 10]) {
            pair[kept] = shorter[point];
            pair[count + kept++] = longer[point];
        }
    REQUIRE_OK(nsc_surrogate_judge(&judgement, pair, pair + count, kept, &error));
    free(sorted);
    free(pair);
    return judgement.spearman;
}

static void expect_edges(const nsc_space *space, const char *relation, const double *values, double published) {
    nsc_graph graph;
    char what[64];
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named(relation), NSC_THREADS(2), &error));
    snprintf(what, sizeof what, "correlation across edges, %s", relation);
    expect(what, assortativity_of(&graph, values), published, 0.05);
    nsc_graph_release(&graph);
}

/* Cells of whose three runs `count` diverged, in 10,000: a network that diverged answers one class. */
static double diverged(const runs *longest, unsigned count) {
    uint32_t cells = 0;
    for (uint32_t point = 0; point < CELLS; point++) {
        unsigned failed = 0;
        for (unsigned run = 0; run < RUNS; run++)
            failed += longest->test[run][point] < 0.11;
        cells += failed == count;
    }
    return 1e4 * cells / CELLS;
}

/*
 * The whole space beside what is published of it: Ying et al. 2019 (best, 0.999, 0.365), constants of public code
 * (means and deviations at 108 epochs), Traore, Camero, Zhu 2021 (36 epochs). The correlations across edges and the
 * runs that diverged are those of published samples of 12,436 and 16,484 cells: .43 and .39 on pruned, .45 on strict;
 * 128, 45 and 14 of 12,436 cells have means that only one, two and three diverged runs can make.
 */
static void test_published_statistics(void **state) {
    const whole *made = *state;
    const nsc_space *space = made->opened->space;
    const runs *budgets = made->budgets;
    double *test = means_of(budgets[1].test, CELLS), *valid = means_of(budgets[1].valid, CELLS);
    double *shorter = means_of(budgets[0].test, CELLS);
    expect("test@108, mean", gsl_stats_mean(test, 1, CELLS), 0.8967984, 0.002);
    expect("test@108, deviation", gsl_stats_sd(test, 1, CELLS), 0.05799569, 0.003);
    expect("test@108, best", gsl_stats_max(test, 1, CELLS), 0.943175752957662, 0.0018);
    expect("valid@108, mean", gsl_stats_mean(valid, 1, CELLS), 0.90243375, 0.002);
    expect("valid@108, deviation", gsl_stats_sd(valid, 1, CELLS), 0.05864741, 0.003);
    expect("valid@108, best", gsl_stats_max(valid, 1, CELLS), 0.9505542318026224, 0.002);
    expect("correlation of test and valid", gsl_stats_correlation(test, 1, valid, 1, CELLS), 0.999, 0.0006);
    expect("test@36, mean", gsl_stats_mean(shorter, 1, CELLS), 0.835046800315573, 0.004);
    expect("test@36, deviation", gsl_stats_sd(shorter, 1, CELLS), 0.09128655166356703, 0.004);
    expect("36 and 108, best tenth", spearman_of_best_tenth(shorter, test, CELLS), 0.365, 0.03);
    expect_edges(space, "pruned", test, 0.42);
    expect_edges(space, "strict", test, 0.45);
    expect("one run diverged", diverged(&budgets[1], 1), 128 / 1.2436, 20);
    expect("two runs diverged", diverged(&budgets[1], 2), 45 / 1.2436, 12);
    expect("three runs diverged", diverged(&budgets[1], 3), 14 / 1.2436, 7);
    free(test);
    free(valid);
    free(shorter);
}

/* Fewer epochs than the shortest budget, some between two, more than the longest. */
static void test_other_budgets(void **state) {
    (void)state;
    static const int epochs[] = {1, 12, 20, 36, 108, 1000};
    nsc_space *space = open_space("nb101:vertices=5");
    runs budgets[6];
    double accuracy[6], time_s[6];
    synthesise_runs(space, epochs, 6, budgets);
    for (size_t budget = 0; budget < 6; budget++) {
        double *means = means_of(budgets[budget].test, space->point_count);
        accuracy[budget] = gsl_stats_mean(means, 1, space->point_count);
        free(means);
        means = means_of(budgets[budget].time_s, space->point_count);
        time_s[budget] = gsl_stats_mean(means, 1, space->point_count);
        free(means);
        assert_true(budget == 0 || time_s[budget] > time_s[budget - 1]);
        assert_true(budget == 0 || budget == 5 || accuracy[budget] > accuracy[budget - 1]);
    }
    assert_is_near(accuracy[5], accuracy[4], 0.002);
    /* As for 36 and 108 epochs: what training takes besides its epochs is nothing beside so many. */
    assert_is_near(time_s[5] / time_s[4], 1000.0 / 108.0, 0.3);
    assert_true(time_s[0] > 10 && time_s[0] < 100);
    release_runs(budgets, 6);
    nsc_space_close(space);
}

/* ---- beside published rows ---- */

/* The values of a published file at a budget; NaN where it has none. */
static double *published_values(const fixture *opened, const char *name, int epochs, nsc_metric metric, size_t run) {
    nsc_measurements *measurements = empty_set(opened);
    double *values = test_memory(CELLS, sizeof *values);
    read_valid(measurements, published(name), NULL);
    size_t budget = 0;
    while (nsc_measurements_epochs(measurements, budget) != epochs)
        budget++;
    uint32_t known = 0;
    REQUIRE_OK(nsc_measurements_values(measurements, budget, metric, run, values, &known, &error));
    assert_true(known > 0);
    nsc_measurements_destroy(measurements);
    return values;
}

/* Mean and deviation over the points that are known in `evaluated`. */
static void summarise(const double *values, const double *known, double *mean, double *deviation) {
    double *kept = test_memory(CELLS, sizeof *kept);
    size_t count = 0;
    for (uint32_t point = 0; point < CELLS; point++)
        if (!isnan(known[point]))
            kept[count++] = values[point];
    *mean = gsl_stats_mean(kept, 1, count);
    *deviation = gsl_stats_sd(kept, 1, count);
    free(kept);
}

/* Cells of up to five vertices, at all four budgets. */
static void test_published_small_cells(void **state) {
    static const double mean_tolerance[] = {0.02, 0.02, 0.006, 0.003};
    static const double deviation_tolerance[] = {0.015, 0.015, 0.01, 0.009};
    const fixture *opened = ((const whole *)*state)->opened;
    published("nb101_up_to_5_vertices.csv");
    nsc_space *space = open_space("nb101:vertices=5");
    runs budgets[OFFICIAL_BUDGETS];
    synthesise_runs(space, official_epochs, OFFICIAL_BUDGETS, budgets);
    for (size_t budget = 0; budget < OFFICIAL_BUDGETS; budget++) {
        double *real = published_values(opened, "nb101_up_to_5_vertices.csv", official_epochs[budget], NSC_METRIC_TEST,
                                        NSC_RUN_MEAN);
        double *means = means_of(budgets[budget].test, space->point_count);
        double *made = test_memory(CELLS, sizeof *made);
        double real_mean, real_deviation, made_mean, made_deviation;
        nsc_point_name name;
        for (uint32_t point = 0; point < space->point_count; point++) {
            REQUIRE_OK(space->point_name(space, point, &name, &error));
            made[point_of(opened, name.text)] = means[point];
        }
        summarise(real, real, &real_mean, &real_deviation);
        summarise(made, real, &made_mean, &made_deviation);
        print_message("%d epochs: ", official_epochs[budget]);
        expect("mean", made_mean, real_mean, mean_tolerance[budget]);
        expect("deviation", made_deviation, real_deviation, deviation_tolerance[budget]);
        free(real);
        free(means);
        free(made);
    }
    release_runs(budgets, OFFICIAL_BUDGETS);
    nsc_space_close(space);
}

/* The deviation among the three runs of a cell, root of the mean square over the cells of which none diverged. */
static double run_deviation(double *const values[RUNS], const double *known, bool relative) {
    double squares = 0;
    uint32_t cells = 0;
    for (uint32_t point = 0; point < CELLS; point++) {
        const double three[RUNS] = {values[0][point], values[1][point], values[2][point]};
        if (isnan(known[point]) || fmin(three[0], fmin(three[1], three[2])) < 0.11)
            continue;
        const double scale = relative ? gsl_stats_mean(three, 1, RUNS) : 1.0;
        squares += gsl_stats_variance(three, 1, RUNS) / (scale * scale);
        cells++;
    }
    return sqrt(squares / cells);
}

/* Single runs of 52 cells at 108 epochs, half-way and at the end. */
static void test_published_runs(void **state) {
    static const char name[] = "nb101_raw_repeats.csv";
    const fixture *opened = ((const whole *)*state)->opened;
    const runs *made = &((const whole *)*state)->budgets[1];
    runs real = {{NULL}, {NULL}, {NULL}, {NULL}};
    published(name);
    for (unsigned run = 0; run < RUNS; run++) {
        real.test[run] = published_values(opened, name, 108, NSC_METRIC_TEST, run);
        real.valid[run] = published_values(opened, name, 108, NSC_METRIC_VALID, run);
        real.halfway[run] = published_values(opened, name, 108, NSC_METRIC_HALFWAY_TEST, run);
        real.time_s[run] = published_values(opened, name, 108, NSC_METRIC_TIME, run);
    }
    const double *known = real.test[0];
    double mean, real_mean, deviation, real_deviation;
    expect("test, deviation among runs", run_deviation(made->test, known, false),
           run_deviation(real.test, known, false), 0.0012);
    expect("valid, deviation among runs", run_deviation(made->valid, known, false),
           run_deviation(real.valid, known, false), 0.0012);
    expect("half-way, deviation among runs", run_deviation(made->halfway, known, false),
           run_deviation(real.halfway, known, false), 0.02);
    expect("time, relative deviation among runs", run_deviation(made->time_s, known, true),
           run_deviation(real.time_s, known, true), 0.0004);
    summarise(made->halfway[0], known, &mean, &deviation);
    summarise(real.halfway[0], known, &real_mean, &real_deviation);
    expect("half-way, mean", mean, real_mean, 0.05);
    expect("half-way, deviation", deviation, real_deviation, 0.06);
    release_runs(&real, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_threads_and_seeds),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_other_budgets),
        cmocka_unit_test(test_published_statistics),
        cmocka_unit_test(test_published_small_cells),
        cmocka_unit_test(test_published_runs),
    };
    return outcome_of(cmocka_run_group_tests(tests, open_whole, close_whole));
}
