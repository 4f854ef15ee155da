/* What the tests of measurements share: files written for one test, the published files, a few cells by hand. */
#ifndef NSC_TEST_MEASUREMENT_FILES_H
#define NSC_TEST_MEASUREMENT_FILES_H

#include "base/base.h"
#include "data/measurements/measurements.h"
#include "temporary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The cells of three vertices, and the parameters of the last two; facts of the official data. */
#define CONV3X3_HASH "b49ac8c578b4561d79ac7087988f1c61"
#define CONV1X1_HASH "d1269d9156ddc027c40473008192958a"
#define MAXPOOL_HASH "53cee42601ad14d661bb6878031d6acb"

#define HASHES "hash,epochs,run,test_accuracy\n"

/* A folder for the files of a test program, and the space. */
typedef struct fixture {
    nsc_space *space;
    char folder[64];
    char path[8][96]; /* of the files written by write_file */
} fixture;

static inline int open_fixture(void **state) {
    static fixture opened;
    nsc_error error = {0};
    temporary_template(opened.folder, sizeof opened.folder, "");
    assert_non_null(mkdtemp(opened.folder));
    for (int file = 0; file < 8; file++)
        snprintf(opened.path[file], sizeof opened.path[file], "%s/%c.csv", opened.folder, 'a' + file);
    assert_int_equal(nsc_space_open(&opened.space, "nb101", &error), NSC_OK);
    *state = &opened;
    return 0;
}

static inline int close_fixture(void **state) {
    fixture *opened = *state;
    for (int file = 0; file < 8; file++)
        unlink(opened->path[file]);
    rmdir(opened->folder);
    nsc_space_close(opened->space);
    return 0;
}

/* Writes the bytes to file number `file` of the fixture and returns its path. */
static inline const char *write_bytes(const fixture *opened, int file, const char *bytes, size_t size) {
    FILE *stream = fopen(opened->path[file], "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
    return opened->path[file];
}

static inline const char *write_file(const fixture *opened, int file, const char *text) {
    return write_bytes(opened, file, text, strlen(text));
}

static inline nsc_measurements *empty_set(const fixture *opened) {
    nsc_measurements *measurements = NULL;
    nsc_error error = {0};
    assert_int_equal(nsc_measurements_create(&measurements, opened->space, &error), NSC_OK);
    return measurements;
}

/* Adds a file that must be accepted. */
static inline void read_valid(nsc_measurements *measurements, const char *path, const char *column) {
    nsc_measurement_options options = {.column = column};
    nsc_error error = {0};
    nsc_status status = nsc_measurements_read_csv(measurements, path, &options, &error);
    if (status != NSC_OK)
        fail_msg("%s", error.message);
    assert_int_equal(nsc_measurements_refusal_count(measurements), 0);
}

/* Writes the path of a published file; false where it is not there. */
static inline bool find_published(const char *name, char *path, size_t size) {
    const char *folder = getenv("NASSCAPE_TEST_DATA");
    snprintf(path, size, "%s/%s", folder != NULL ? folder : "", name);
    return folder != NULL && access(path, R_OK) == 0;
}

/* The path of a published file, in memory that the next call overwrites; skips the test where it is not there. */
static inline const char *published(const char *name) {
    static char path[4096];
    if (!find_published(name, path, sizeof path)) {
        print_message("skipped: the published measurements (%s) are not there\n", name);
        skip();
    }
    return path;
}

/* What a test program returns: 77, which CTest calls skipped, where nothing failed but the published files are absent.
 */
static inline int outcome_of(int failure_count) {
    char path[4096];
    return failure_count == 0 && !find_published("nb101_sample_108.csv", path, sizeof path) ? 77 : failure_count;
}

static inline uint32_t point_of(const fixture *opened, const char *name) {
    uint32_t point = UINT32_MAX;
    assert_int_equal(opened->space->point_parse(opened->space, name, &point, NULL), NSC_OK);
    return point;
}

static inline bool is_near(double value, double expected, double tolerance) {
    return fabs(value - expected) <= tolerance;
}

/* cmocka's own compares as float. */
#define assert_is_near(value, expected, tolerance)                                                                     \
    do {                                                                                                               \
        const double near_value = (value), near_expected = (expected);                                                 \
        if (!is_near(near_value, near_expected, (tolerance)))                                                          \
            fail_msg("%s is %.15g instead of %.15g", #value, near_value, near_expected);                               \
    } while (0)

/* A value of one run, NaN where there is none. */
static inline double value_at(const fixture *opened, const nsc_measurements *measurements, const char *cell, int epochs,
                              nsc_metric metric, size_t run) {
    double *values = malloc(opened->space->point_count * sizeof *values);
    assert_non_null(values);
    double value = NAN;
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++) {
        if (nsc_measurements_epochs(measurements, budget) != epochs)
            continue;
        nsc_error error = {0};
        if (nsc_measurements_values(measurements, budget, metric, run, values, NULL, &error) != NSC_OK)
            fail_msg("%s", error.message);
        value = values[point_of(opened, cell)];
    }
    free(values);
    return value;
}

static inline void assert_value(const fixture *opened, const nsc_measurements *measurements, const char *cell,
                                int epochs, nsc_metric metric, size_t run, double expected) {
    assert_true(value_at(opened, measurements, cell, epochs, metric, run) == expected);
}

/* A value of one run among those of a point, NaN where there is none. */
static inline double run_value(const nsc_point_runs *runs, uint32_t run, nsc_metric metric) {
    for (size_t place = 0; place < runs->count; place++)
        if (runs->items[place].run == run)
            return runs->items[place].values[metric];
    return NAN;
}

/* The number of values of a run and their mean. */
static inline uint32_t count_and_mean(const fixture *opened, const nsc_measurements *measurements, size_t budget,
                                      nsc_metric metric, size_t run, double *mean) {
    double *values = malloc(opened->space->point_count * sizeof *values);
    assert_non_null(values);
    uint32_t known, counted = 0;
    assert_int_equal(nsc_measurements_values(measurements, budget, metric, run, values, &known, NULL), NSC_OK);
    long double sum = 0.0L;
    for (uint32_t point = 0; point < opened->space->point_count; point++) {
        if (isnan(values[point]))
            continue;
        sum += values[point];
        counted++;
    }
    *mean = (double)(sum / counted);
    free(values);
    assert_int_equal(known, counted);
    return known;
}

#endif
