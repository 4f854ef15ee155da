/* The one parallel primitive: a loop over numbered tasks. */
#ifndef NSC_THREADS_H
#define NSC_THREADS_H

#include "base/status.h"

#include <stddef.h>

/* Does task number `task`; `worker` is below the thread count and names the scratch space that it may use. */
typedef nsc_status (*nsc_task)(void *context, size_t task, size_t worker, nsc_error *error);

/* The number of processors that this process may use, at least 1. */
size_t nsc_threads_available(void);

/*
 * Runs tasks 0 … `task_count` − 1 on `thread_count` threads, in no fixed order, and returns when all have ended.
 * After a failure no further task starts; of several failures the one with the lowest task number is reported.
 * A task must write only to places of its own number (or of its worker, for scratch).
 */
nsc_status nsc_parallel(size_t task_count, size_t thread_count, nsc_task task, void *context, nsc_error *error);

#endif
