/*
 * How a computation runs: on how many threads, whom it tells how far it is, and who may end it early. One token, made
 * by whoever starts the computation and handed down to every long loop.
 */
#ifndef NSC_CONTROL_H
#define NSC_CONTROL_H

#include "base/public.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

NSC_PUBLIC_BEGIN

/* Every function takes NULL for the token of {0}: all processors, silent, never cancelled. */
typedef struct nsc_control {
    size_t thread_count; /* 0: as many as this process may use; results do not depend on it */
    /* Receives how far the computation is, 0 … 1 within one stage; called from the thread that started it. NULL: nobody
     * is told. */
    void (*report)(void *context, const char *stage, double fraction);
    /* True once the computation is to end early; asked by every thread, often. NULL: never. */
    bool (*cancelled)(void *context);
    void *context;                     /* of both functions */
    const struct nsc_sharing *sharing; /* processes that share the work (base/share.h); NULL: this one does all of it */
} nsc_control;

/* A token of so many threads, for as long as the enclosing block. */
#define NSC_THREADS(count) (&(const nsc_control){.thread_count = (count)})

/* The number of threads to use, at least 1. */
size_t nsc_control_threads(const nsc_control *control);

/* The token for a part of a computation: silent, on so many threads, shared with no other process, cancelled with the
 * whole. */
nsc_control nsc_control_of_part(const nsc_control *control, size_t thread_count);

void nsc_control_report(const nsc_control *control, const char *stage, double fraction);

/* NSC_FAILED once the computation is to end early. nsc_parallel asks before every task; a long loop without it asks
 * here, several times a second. */
nsc_status nsc_control_check(const nsc_control *control, nsc_error *error);

NSC_PUBLIC_END

#endif
