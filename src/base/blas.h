/*
 * OpenBLAS: loaded when it is first needed, on one thread, and only with the memory that it needs. Where it gets none,
 * OpenBLAS tries again for ever, in its calls and even while it is loaded; so all its calls stand between a begin and
 * an end, and igraph, which brings it along, is loaded after nsc_blas_load.
 */
#ifndef NSC_BLAS_H
#define NSC_BLAS_H

#include "base/status.h"

#include <cblas.h>
#include <f77blas.h>

/* The functions of OpenBLAS that are used. */
typedef struct nsc_blas {
    __typeof__(cblas_ddot) *ddot;
    __typeof__(cblas_dgemv) *dgemv;
    __typeof__(cblas_dsyrk) *dsyrk;
    __typeof__(cblas_dtrsm) *dtrsm;
    __typeof__(cblas_dtrsv) *dtrsv;
    __typeof__(BLASFUNC(dpotrf)) *dpotrf;
    __typeof__(BLASFUNC(dpotrs)) *dpotrs;
    __typeof__(openblas_get_num_threads) *get_num_threads;
    __typeof__(openblas_set_num_threads) *set_num_threads;
    /* Exported without a declaration: the working memory of a call, kept for later calls once it is freed. */
    void *(*memory_alloc)(int caller);
    void (*memory_free)(void *memory);
} nsc_blas;

/*
 * Loads OpenBLAS, so that it starts no threads of its own; an instance that the process has already stays as it is.
 * NSC_FAILED where it is not there, or memory is short.
 */
nsc_status nsc_blas_load(nsc_error *error);

/*
 * Until nsc_blas_end, the calling thread may call the functions of *`blas`, one at a time: there is memory for it, and
 * OpenBLAS computes on one thread, since its sums depend on the number of threads. Several threads may be between a
 * begin and its end at once; `callers` says how many there will be, and the first begin makes memory for all of them.
 * After the last end OpenBLAS has as many threads as before. On failure there is nothing to end.
 */
nsc_status nsc_blas_begin(const nsc_blas **blas, size_t callers, nsc_error *error);
void nsc_blas_end(void);

#endif
