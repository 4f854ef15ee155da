/*
 * The rows of an official file, from memory: read by what knows the official spelling, and by the libraries alone.
 * usage: bench_official FILE. CSV to standard output; the ratio of the medians to standard error.
 */
#include "timing.h"

#include "data/official/official.h"
#include "data/official/tfrecord.h"

#include <string.h>

enum { RUNS = 7 };

typedef nsc_status (*row_reader)(const unsigned char *payload, size_t size, nsc_official_row *row,
                                 nsc_official_scratch *scratch, nsc_error *error);

static int fail(const nsc_error *error) {
    fprintf(stderr, "bench_official: %s\n", error->message);
    return 1;
}

/* Prints one row and returns the median, or a negative number after a failure. */
static double bench_reader(const char *name, row_reader read, const nsc_record *records, size_t count) {
    double durations_s[RUNS];
    nsc_official_scratch scratch = {0};
    nsc_error error = {0};
    for (int run = 0; run < RUNS; run++) {
        const double start = seconds();
        for (size_t number = 0; number < count; number++) {
            nsc_official_row row;
            if (read(records[number].payload, records[number].size, &row, &scratch, &error) != NSC_OK) {
                fail(&error);
                return -1;
            }
        }
        durations_s[run] = seconds() - start;
    }
    nsc_official_scratch_release(&scratch);
    qsort(durations_s, RUNS, sizeof *durations_s, compare_seconds);
    const double median_s = durations_s[RUNS / 2];
    printf("%s,%zu,%d,%.6f,%.6f,%.6f,%.0f\n", name, count, RUNS, median_s, durations_s[0], durations_s[RUNS - 1],
           1e9 * median_s / (double)count);
    return median_s;
}

int main(int argument_count, char **arguments) {
    nsc_tfrecord *file = NULL;
    nsc_record_block block = {0};
    nsc_error error = {0};
    if (argument_count != 2) {
        fputs("usage: bench_official FILE\n", stderr);
        return NSC_USAGE;
    }
    /* The first block: some 5,000 rows. */
    if (nsc_tfrecord_open(&file, arguments[1], &error) != NSC_OK || nsc_tfrecord_next(file, &block, &error) != NSC_OK)
        return fail(&error);
    puts("name,rows,runs,median_s,minimum_s,maximum_s,nanoseconds_a_row");
    const double exact_s = bench_reader("row_exact", nsc_official_read, block.records, block.count);
    const double libraries_s =
        bench_reader("row_by_libraries", nsc_official_read_by_libraries, block.records, block.count);
    if (exact_s < 0 || libraries_s < 0)
        return 1;
    fprintf(stderr, "libraries / exact: %.1f\n", libraries_s / exact_s);
    nsc_record_block_release(&block);
    nsc_tfrecord_close(file);
    return 0;
}
