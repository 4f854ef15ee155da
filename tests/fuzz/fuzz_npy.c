/*
 * Any bytes as an array of numpy: refused with the file's name, or as many numbers as the file has room for; and as
 * measurements of strings and of cells, refused, or numbers that could have been measured.
 */
#include "fuzz.h"

#include "base/npy.h"
#include "data/data.h"

#include <math.h>

const unsigned fuzz_default_rounds = 3000;

const char *const fuzz_seeds[] = {"", "\x93NUMPY", NULL};

const char *const fuzz_pieces[] = {"'<f8'",     "'>f4'",          "'|b1'",
                                   "'<i8'",     "'<f2'",          "'|S4'",
                                   "(27,)",     "(3, 9)",         "()",
                                   "True",      "False",          "'descr': ",
                                   "'shape': ", "[('a', '<f8')]", "\xff\xff\xff\xff",
                                   "\xf0\x7f",  "\xf8\x7f",       "4611686018427387904",
                                   NULL};

enum { POINTS = 27 };
static nsc_space *strings, *cells;

static void add_array(char kind, size_t size, size_t count, double scale, fuzz_seed_function *add, void *context) {
    char *bytes = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&bytes, &length);
    fuzz_demand(stream != NULL, "there is memory for an array");
    nsc_npy_write_header(stream, kind, size, count);
    for (size_t number = 0; number < count; number++) {
        const double wide = scale * (double)number / (double)count;
        const float narrow = (float)wide;
        const uint64_t whole = number;
        const void *value = kind != 'f' ? (const void *)&whole : size == sizeof wide ? (const void *)&wide : &narrow;
        fwrite(value, size, 1, stream);
    }
    fuzz_demand(fclose(stream) == 0, "there is memory");
    add(context, bytes, length);
    free(bytes);
}

void fuzz_make_seeds(fuzz_seed_function *add, void *context) {
    add_array('f', sizeof(double), POINTS, 100, add, context);
    add_array('f', sizeof(float), POINTS, 1, add, context);
    add_array('i', sizeof(int64_t), POINTS, 1, add, context);
    add_array('u', 1, 91, 1, add, context);
    add_array('f', sizeof(double), 91, 1, add, context);
}

static void check_array(const char *path, size_t size) {
    nsc_npy array;
    nsc_error error = {0};
    const nsc_status status = nsc_npy_read(&array, path, &error);
    if (status == NSC_OK)
        fuzz_demand(array.count <= size, "every number has a byte at least");
    else
        fuzz_refused(status, &error, path);
    for (size_t number = 0; number < array.count; number++) {
        char text[32];
        nsc_real_format(array.values[number], text);
    }
    nsc_npy_release(&array);
}

static void check_measurements(const nsc_space *space, const char *path, nsc_array_order order) {
    const nsc_measurement_options options = {.order = order, .keep_going = order == NSC_ORDER_ID};
    nsc_measurements *measurements;
    nsc_error error = {0};
    fuzz_demand(nsc_measurements_create(&measurements, space, NULL) == NSC_OK, "an empty set is made");
    const nsc_status status = nsc_measurements_read(measurements, path, &options, &error);
    if (status != NSC_OK)
        fuzz_refused(status, &error, path);
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        for (uint32_t point = 0; point < space->point_count; point++) {
            nsc_point_runs runs = {0};
            fuzz_demand(nsc_measurements_point(measurements, budget, point, &runs, NULL) == NSC_OK, "points are read");
            for (size_t run = 0; run < runs.count; run++) {
                const double accuracy = runs.items[run].values[NSC_METRIC_TEST];
                fuzz_demand(isnan(accuracy) || (accuracy >= 0 && accuracy <= (space == cells ? 1 : 100)),
                            "accuracies are in range");
            }
            free(runs.items);
        }
    nsc_measurements_destroy(measurements);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    if (strings == NULL)
        fuzz_demand(nsc_space_open(&strings, "hamming:3^3", NULL) == NSC_OK &&
                        nsc_space_open(&cells, "nb101:vertices=4", NULL) == NSC_OK,
                    "spaces open");
    const char *path = fuzz_write(&file, bytes, size);
    check_array(path, size);
    check_measurements(strings, path, NSC_ORDER_UNSTATED);
    check_measurements(cells, path, NSC_ORDER_HASH);
    check_measurements(cells, path, NSC_ORDER_ID);
    return 0;
}
