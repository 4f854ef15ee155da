/* The one parallel primitive: a loop over numbered tasks. */
#ifndef NSC_THREADS_H
#define NSC_THREADS_H

#include "base/control.h"

#include <stddef.h>
#include <stdint.h>

/* Does task number `task`; `worker` is below the thread count and names the scratch space that it may use. */
typedef nsc_status (*nsc_task)(void *context, size_t task, size_t worker, nsc_error *error);

/* The number of processors that this process may use, at least 1. */
size_t nsc_threads_available(void);

/*
 * Runs tasks 0 … `task_count` − 1 on the threads that `control` allows, in no fixed order, and returns when all have
 * ended. After a failure or once cancelled (NSC_FAILED) no further task starts; of several failures the one with the
 * lowest task number is reported. A task must write only to places of its own number (or of its worker, for scratch).
 */
nsc_status nsc_parallel(size_t task_count, const nsc_control *control, nsc_task task, void *context, nsc_error *error);

/* The same, and reports how far the loop is, under the name of a stage: after each task of the calling thread, by the
 * share of tasks that were begun. */
nsc_status nsc_parallel_stage(const char *stage, size_t task_count, const nsc_control *control, nsc_task task,
                              void *context, nsc_error *error);

/*
 * Many small items, numbered from 0, as tasks: blocks of fixed size, so that sums by block, added in the order of the
 * blocks, are the same for any number of threads.
 */
typedef struct nsc_block {
    uint32_t first, end;
} nsc_block;

enum { NSC_BLOCK_ITEMS = 4096 };

static inline size_t nsc_block_count(uint32_t item_count) {
    return ((size_t)item_count + NSC_BLOCK_ITEMS - 1) / NSC_BLOCK_ITEMS;
}

static inline nsc_block nsc_block_at(uint32_t item_count, size_t task) {
    const uint32_t first = (uint32_t)(task * NSC_BLOCK_ITEMS);
    return (nsc_block){first, item_count - first > NSC_BLOCK_ITEMS ? first + NSC_BLOCK_ITEMS : item_count};
}

#endif
