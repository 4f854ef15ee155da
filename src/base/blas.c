/* OpenBLAS: loaded late and on one processor; its working memory is tried for before OpenBLAS asks for it. */
#include "base/blas.h"

#include "base/late_library.h"
#include "base/memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <unistd.h>

#define MEBIBYTES ((size_t)1 << 20)

/* Sizes in MiB. */
enum {
    BUFFER = 128, /* working memory of one call, the same for all processors of a family */
    STACK = 8,    /* of a thread of OpenBLAS */
    IMAGE = 64,   /* OpenBLAS with the libraries that it needs */
    SPARE = 16    /* what other threads may take between a trial and its use */
};

/* Globals, since OpenBLAS's threads and its buffers are the process's. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    nsc_blas functions;
    bool is_loaded;
    size_t begun;        /* begins without an end yet */
    size_t buffers;      /* OpenBLAS has made: for so many calls at once there is memory */
    int outside_threads; /* of OpenBLAS while nothing is begun */
} openblas;

/* ---- loading ---- */

/* Puts the calling thread on the first of its processors; returns how many it may then use. */
static size_t take_one_processor(const cpu_set_t *allowed) {
    cpu_set_t first;
    CPU_ZERO(&first);
    for (size_t processor = 0; processor < CPU_SETSIZE && CPU_COUNT(&first) == 0; processor++)
        if (CPU_ISSET(processor, allowed))
            CPU_SET(processor, &first);
    return sched_setaffinity(0, sizeof first, &first) == 0 ? 1 : (size_t)CPU_COUNT(allowed);
}

static nsc_status load_functions(size_t processors, nsc_error *error) {
    static const char *const names[] = {"cblas_ddot",
                                        "cblas_dgemv",
                                        "cblas_dsyrk",
                                        "cblas_dtrsm",
                                        "cblas_dtrsv",
                                        "dpotrf_",
                                        "dpotrs_",
                                        "openblas_get_num_threads",
                                        "openblas_set_num_threads",
                                        "blas_memory_alloc",
                                        "blas_memory_free"};
    _Static_assert(sizeof names == sizeof openblas.functions, "a pointer each");
    if (!nsc_memory_is_available((IMAGE + processors * (BUFFER + STACK)) * MEBIBYTES))
        return nsc_error_out_of_memory(error, "OpenBLAS");
    return nsc_late_library_load(NASSCAPE_OPENBLAS, names, NSC_COUNT_OF(names), &openblas.functions, error);
}

/*
 * OpenBLAS starts as many threads as the thread that loads it has processors, and each of them needs a buffer. None of
 * them would ever be used.
 */
static nsc_status load(nsc_error *error) {
    cpu_set_t allowed;
    nsc_status status;
    if (openblas.is_loaded)
        return NSC_OK;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        status = load_functions(take_one_processor(&allowed), error);
        sched_setaffinity(0, sizeof allowed, &allowed);
    } else {
        status = load_functions((size_t)sysconf(_SC_NPROCESSORS_CONF), error);
    }
    openblas.is_loaded = status == NSC_OK;
    return status;
}

nsc_status nsc_blas_load(nsc_error *error) {
    pthread_mutex_lock(&lock);
    const nsc_status status = load(error);
    pthread_mutex_unlock(&lock);
    return status;
}

/* ---- use ---- */

/* Makes OpenBLAS keep memory for `wanted` calls at once: so many buffers are taken together, then given back. */
static nsc_status reserve_buffers(size_t wanted, nsc_error *error) {
    void **taken;
    size_t count = 0;
    nsc_status status = nsc_allocate(&taken, wanted, sizeof *taken, error);
    while (status == NSC_OK && count < wanted) {
        if (!nsc_memory_is_available((BUFFER + SPARE) * MEBIBYTES))
            status = nsc_error_out_of_memory(
                error, "OpenBLAS, which needs %d MiB in each thread that calls it: fewer --threads need less", BUFFER);
        else if ((taken[count] = openblas.functions.memory_alloc(0)) == NULL)
            status = nsc_error_set(error, NSC_FAILED,
                                   "OpenBLAS computes in %zu threads at once, not in %zu: use fewer "
                                   "--threads",
                                   count, wanted);
        else
            count++;
    }
    openblas.buffers = count > openblas.buffers ? count : openblas.buffers;
    while (count > 0)
        openblas.functions.memory_free(taken[--count]);
    free(taken);
    return status;
}

/*
 * Memory for one more thread. All callers get theirs before the first of them calls: later, buffers that are in use
 * could not be taken, and OpenBLAS would make further ones in their place.
 */
static nsc_status reserve(size_t callers, nsc_error *error) {
    const size_t begun = openblas.begun + 1, wanted = openblas.begun == 0 && callers > 1 ? callers : begun;
    return wanted > openblas.buffers ? reserve_buffers(wanted, error) : NSC_OK;
}

nsc_status nsc_blas_begin(const nsc_blas **blas, size_t callers, nsc_error *error) {
    pthread_mutex_lock(&lock);
    nsc_status status = load(error);
    if (status == NSC_OK)
        status = reserve(callers, error);
    if (status == NSC_OK && openblas.begun++ == 0) {
        openblas.outside_threads = openblas.functions.get_num_threads();
        openblas.functions.set_num_threads(1);
    }
    pthread_mutex_unlock(&lock);
    *blas = status == NSC_OK ? &openblas.functions : NULL;
    return status;
}

void nsc_blas_end(void) {
    pthread_mutex_lock(&lock);
    if (--openblas.begun == 0)
        openblas.functions.set_num_threads(openblas.outside_threads);
    pthread_mutex_unlock(&lock);
}
