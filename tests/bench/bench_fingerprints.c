/*
 * All fingerprints of the published space, by 1 and 2 threads and by each width that the processor has, against the
 * same messages through a scalar MD5 (librhash). CSV to standard output; the ratio of the medians to standard error.
 */
#include "timing.h"

#include "../unit/scalar_fingerprint.h"
#include "space/nb101/md5_lanes.h"

enum { RUNS = 7 };

/* Prints one row and returns the median. */
static double report(const char *name, double *durations_s, int runs) {
    qsort(durations_s, (size_t)runs, sizeof *durations_s, compare_seconds);
    const double median_s = durations_s[runs / 2];
    printf("%s,%d,%.6f,%.6f,%.6f\n", name, runs, median_s, durations_s[0], durations_s[runs - 1]);
    fflush(stdout);
    return median_s;
}

static double bench_threads(const nsc_nb101 *nb101, const nsc_control *control, const char *name, nsc_hash *hashes) {
    double durations_s[RUNS];
    for (int run = 0; run < RUNS; run++) {
        const double start = seconds();
        if (nsc_nb101_fingerprints(nb101, control, hashes, NULL) != NSC_OK)
            exit(1);
        durations_s[run] = seconds() - start;
    }
    return report(name, durations_s, RUNS);
}

/* One width on the cells in id order, in full batches: what the vectors do by themselves. */
static void bench_width(const nsc_nb101 *nb101, const nsc_md5_width *width) {
    double durations_s[RUNS];
    char name[64];
    nsc_cell cells[NSC_MD5_LANES];
    nsc_hash hashes[NSC_MD5_LANES];
    for (int run = 0; run < RUNS; run++) {
        const double start = seconds();
        for (uint32_t number = 0; number < nsc_nb101_skeleton_count(nb101); number++) {
            const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
            for (uint32_t first = 0; first < skeleton->cell_count; first += width->lane_count) {
                for (unsigned lane = 0; lane < width->lane_count; lane++)
                    cells[lane] = nsc_nb101_cell(nb101, skeleton->first_id + (first + lane) % skeleton->cell_count);
                width->fingerprint(cells, hashes);
            }
        }
        durations_s[run] = seconds() - start;
    }
    snprintf(name, sizeof name, "fingerprints_%s_1_thread", width->name);
    report(name, durations_s, RUNS);
}

static double bench_scalar(const nsc_nb101 *nb101, const nsc_hash *expected) {
    rhash_library_init();
    rhash context = rhash_init(RHASH_MD5);
    double duration_s = seconds();
    for (uint32_t id = 0; id < nsc_nb101_cell_count(nb101); id++) {
        const nsc_cell cell = nsc_nb101_cell(nb101, id);
        digest_text text, expected_text;
        scalar_fingerprint(context, &cell, text);
        nsc_hash_format(&expected[id], expected_text);
        if (strcmp(text, expected_text) != 0) {
            fprintf(stderr, "cell %u: %s instead of %s\n", (unsigned)id, expected_text, text);
            exit(1);
        }
    }
    duration_s = seconds() - duration_s;
    rhash_free(context);
    return report("fingerprints_scalar_1_thread", &duration_s, 1);
}

int main(void) {
    nsc_nb101 *nb101 = NULL;
    nsc_hash *hashes = NULL;
    const nsc_nb101_limits limits = {.vertices = NSC_NB101_VERTICES, .edges = NSC_NB101_EDGES};
    if (nsc_nb101_create(&nb101, limits, NULL) != NSC_OK ||
        nsc_allocate(&hashes, nsc_nb101_cell_count(nb101), sizeof *hashes, NULL) != NSC_OK)
        return 1;
    puts("name,runs,median_s,minimum_s,maximum_s");
    const double one_thread_s = bench_threads(nb101, NSC_THREADS(1), "fingerprints_1_thread", hashes);
    const double two_threads_s = bench_threads(nb101, NSC_THREADS(2), "fingerprints_2_threads", hashes);
    const nsc_md5_widths widths = nsc_md5_lanes_widths();
    for (size_t item = 0; widths.items[item] != NULL; item++)
        bench_width(nb101, widths.items[item]);
    const double scalar_s = bench_scalar(nb101, hashes);
    fprintf(stderr, "scalar / vectors: %.1f with 1 thread, %.1f with 2\n", scalar_s / one_thread_s,
            scalar_s / two_threads_s);
    free(hashes);
    nsc_nb101_destroy(nb101);
    return 0;
}
