/* The number of threads of OpenBLAS, which whoever comes last puts back. */
#include "base/blas_threads.h"

#include <cblas.h>
#include <pthread.h>

/* State of the process, as that of OpenBLAS is. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned inside; /* begins without an end yet */
static int threads_before;

void nsc_blas_one_thread_begin(void) {
    pthread_mutex_lock(&lock);
    if (inside++ == 0) {
        threads_before = openblas_get_num_threads();
        openblas_set_num_threads(1);
    }
    pthread_mutex_unlock(&lock);
}

void nsc_blas_one_thread_end(void) {
    pthread_mutex_lock(&lock);
    if (--inside == 0)
        openblas_set_num_threads(threads_before);
    pthread_mutex_unlock(&lock);
}
