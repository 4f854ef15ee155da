/*
 * A loop whose units begin and end in their order, and whose work lies between: reading, parsing and adding, or
 * formatting and writing. Memory stays bounded, since each worker has one unit in hand.
 */
#ifndef NSC_PIPELINE_H
#define NSC_PIPELINE_H

#include "base/control.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The three functions get the number of the unit, from 0, and of the worker that has it from begin to end, which is
 * below the thread count and names the scratch space that they may use; worker 0 is the calling thread.
 */
typedef struct nsc_pipeline {
    /* Called in ascending order, by one thread at a time. Sets *`more` to false, and is not called again, where there
     * is no such unit. NULL: the units are 0 … `unit_count` − 1. */
    nsc_status (*begin)(void *context, size_t unit, size_t worker, bool *more, nsc_error *error);
    /* Called beside those of other units. */
    nsc_status (*work)(void *context, size_t unit, size_t worker, nsc_error *error);
    /* Called in ascending order, by one thread at a time. */
    nsc_status (*finish)(void *context, size_t unit, size_t worker, nsc_error *error);
    size_t unit_count;
} nsc_pipeline;

/*
 * Runs all units on the threads that `control` allows. After a failure or once cancelled (NSC_FAILED) no further unit
 * begins. Of several failures the one of the lowest unit is reported; all units before it are finished, and none after.
 */
nsc_status nsc_pipeline_run(const nsc_pipeline *pipeline, const nsc_control *control, void *context, nsc_error *error);

#endif
