/*
 * Random walks side by side: a thread takes a step of each of several walks in turn, because a single walk spends most
 * of its time waiting for memory. Each walk draws from a random stream of its own, so that its points do not depend on
 * the walks beside it.
 */
#ifndef NSC_WALK_BATCH_H
#define NSC_WALK_BATCH_H

#include "base/random.h"
#include "graph/rows.h"

#include <stddef.h>

/* Walks side by side at most: with more, their random generators leave the processor's cache. */
enum { NSC_WALKS_ABREAST = 16 };

/* A thread's memory for the walks that it makes side by side. */
typedef struct nsc_walk_batch {
    size_t capacity;                    /* walks side by side at most */
    size_t length;                      /* points of each walk */
    uint32_t *paths;                    /* [walk × length + step] points that the walks visit */
    gsl_rng *random[NSC_WALKS_ABREAST]; /* [walk] */
} nsc_walk_batch;

/* Walks to make: their moves, number and length. */
typedef struct nsc_rwa_plan {
    /* Writes the paths of the first `count` walks of the batch, each from the walk's stationary distribution by its own
     * generator. NSC_FAILED without memory. */
    nsc_status (*walk)(const void *context, nsc_walk_batch *batch, size_t count, nsc_error *error);
    const void *context;
    unsigned walks, length;
    uint64_t seed;
    nsc_stream stream; /* walk number n is task n of these streams */
} nsc_rwa_plan;

/*
 * Walks of one batch: NSC_WALKS_ABREAST; fewer if their paths would need more than 128 MB, or if there are less than
 * NSC_WALK_BATCHES batches of so many, which is work for that many threads and processes. The same on every machine.
 */
enum { NSC_WALK_BATCHES = 16 };
size_t nsc_walks_abreast(size_t walks, size_t length);

/* Released by nsc_walk_batch_release, even if it fails. NSC_FAILED without memory. */
nsc_status nsc_walk_batch_create(nsc_walk_batch *batch, const nsc_rwa_plan *plan, nsc_error *error);
void nsc_walk_batch_release(nsc_walk_batch *batch);

/* Makes walks number first … first + count − 1 of the plan; `count` is at most the batch's capacity. */
nsc_status nsc_walk_batch_take(nsc_walk_batch *batch, const nsc_rwa_plan *plan, size_t first, size_t count,
                               nsc_error *error);

/*
 * A step has two halves, so that walks side by side wait for memory together: first each draws the place in its point's
 * row to which it goes, which is asked for here, and only then each goes there.
 */
static inline void nsc_walk_turn_to(const nsc_rows *rows, uint32_t point, uint32_t place) {
    nsc_rows_prefetch_neighbour(rows, point, place);
}
static inline uint32_t nsc_walk_go(const nsc_rows *rows, uint32_t point, uint32_t place) {
    const uint32_t next = nsc_rows_neighbour_of(rows, point, place);
    nsc_rows_prefetch(rows, next);
    return next;
}

/* The points that a walk of the batch visits: [length]. */
static inline uint32_t *nsc_walk_path(const nsc_walk_batch *batch, size_t walk) {
    return batch->paths + walk * batch->length;
}

#endif
