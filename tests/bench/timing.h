/* What every benchmark takes times with. */
#ifndef NSC_BENCH_TIMING_H
#define NSC_BENCH_TIMING_H

#include <time.h>

static inline double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What all threads of this process have used, which other processes on the machine change less. */
static inline double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* For qsort. */
static inline int compare_seconds(const void *first, const void *second) {
    const double *x = first, *y = second;
    return (*x > *y) - (*x < *y);
}

#endif
