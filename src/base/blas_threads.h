/* OpenBLAS on one thread: its number of threads is one of the whole process, and its sums depend on that number. */
#ifndef NSC_BLAS_THREADS_H
#define NSC_BLAS_THREADS_H

/*
 * From the first begin to the last end, OpenBLAS computes on one thread; then it has as many as before. Several threads
 * may be between a begin and its end at once, and one may be there several times.
 */
void nsc_blas_one_thread_begin(void);
void nsc_blas_one_thread_end(void);

#endif
