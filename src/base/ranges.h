/*
 * Ranges of points: each of several processes that run side by side holds in memory what belongs to the points of its
 * range, and gets the rest from the others in batches. Arrays have a place for every point, but only the pages that a
 * process writes take memory.
 */
#ifndef NSC_RANGES_H
#define NSC_RANGES_H

#include "base/share.h"

/* How the points are divided: into slabs of `slab_points` ids each, of which every process has some that follow one
 * another. Made by whoever starts the computation; see nsc_sharing. */
typedef struct nsc_ranges {
    void *context;
    uint32_t number, count; /* of this process, and of all */
    uint32_t slab_points;
    uint32_t slab_count; /* 0: the points are not divided, and every process holds all of them */
    /*
     * Gives each process p the bytes give[p], and receives its bytes in take[p], [count] each, both unused for this
     * process; bytes that take[p] had are lost. All processes call it in the same order, each with its own status and
     * error so far: once one has failed, all return its failure.
     */
    nsc_status (*swap)(void *context, const nsc_packed *give, nsc_packed *take, nsc_status status, nsc_error *error);
} nsc_ranges;

/* The first slab of a process; that of number `count` is the number of slabs. */
static inline uint32_t nsc_ranges_slab(const nsc_ranges *ranges, uint32_t number) {
    return (uint32_t)((uint64_t)ranges->slab_count * number / ranges->count);
}

/* The process that holds a slab. */
static inline uint32_t nsc_ranges_holder(const nsc_ranges *ranges, uint32_t slab) {
    uint32_t number = (uint32_t)((uint64_t)slab * ranges->count / ranges->slab_count);
    while (nsc_ranges_slab(ranges, number + 1) <= slab)
        number++;
    return number;
}

/* The points of this process. */
static inline nsc_block nsc_ranges_own(const nsc_ranges *ranges) {
    const uint64_t first = (uint64_t)nsc_ranges_slab(ranges, ranges->number) * ranges->slab_points;
    const uint64_t end = (uint64_t)nsc_ranges_slab(ranges, ranges->number + 1) * ranges->slab_points;
    return (nsc_block){(uint32_t)first, (uint32_t)end};
}

static inline bool nsc_ranges_has(nsc_block own, uint32_t point) {
    return point >= own.first && point < own.end;
}

/* The division of a computation that shares; NULL: each process holds all points. */
static inline nsc_ranges *nsc_ranges_of(const nsc_control *control) {
    nsc_ranges *ranges = control != NULL && control->sharing != NULL ? control->sharing->ranges : NULL;
    return ranges != NULL && ranges->slab_count > 0 ? ranges : NULL;
}

#endif
