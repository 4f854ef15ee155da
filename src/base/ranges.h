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

/* The points that this process holds of so many: its range, or all if they are not divided. */
static inline nsc_block nsc_ranges_held(const nsc_control *control, uint32_t point_count) {
    const nsc_ranges *ranges = nsc_ranges_of(control);
    return ranges != NULL ? nsc_ranges_own(ranges) : (nsc_block){0, point_count};
}

/* ---- what a process gives to the others and takes from them ---- */

/* All processes open one, call the same functions of it in the same order, and close it. */
typedef struct nsc_exchange {
    const nsc_ranges *ranges;
    const nsc_control *control;
    nsc_block own;        /* the points of this process */
    nsc_packed *give;     /* [process] what each is given by the next swap */
    nsc_packed *take;     /* [process] what each gave by the last one */
    nsc_packed *asked;    /* [process] its questions */
    uint64_t *counts;     /* [process] the numbers of the last nsc_exchange_sum */
    size_t *answers_read; /* [process] */
} nsc_exchange;

/* NSC_USAGE if the control divides no points; NSC_FAILED without memory. What was opened in part is closed, too. */
nsc_status nsc_exchange_open(nsc_exchange *exchange, const nsc_control *control, nsc_error *error);
void nsc_exchange_close(nsc_exchange *exchange);

/* The process that holds a point. */
uint32_t nsc_exchange_holder(const nsc_exchange *exchange, uint32_t point);

/* Hands over `give`, which is empty then, and fills `take`. `status` is that of the work of this process so far, with
 * its error: all return the failure of the first process that has one, as all functions below do. */
nsc_status nsc_exchange_swap(nsc_exchange *exchange, nsc_status status, nsc_error *error);

/* Adds bytes to what each process is given. */
nsc_status nsc_exchange_give_all(nsc_exchange *exchange, const void *bytes, size_t size, nsc_error *error);

/* Fills `counts` with the number of each process; *sum is their sum. */
nsc_status nsc_exchange_sum(nsc_exchange *exchange, uint64_t number, uint64_t *sum, nsc_error *error);

/* Lists of all processes, one behind the other, counts[process] items of `size` bytes of each: `items` has those of
 * this process at their place, which nsc_exchange_place gives, and receives the others. */
nsc_status nsc_exchange_gather(nsc_exchange *exchange, void *items, size_t size, nsc_error *error);
uint64_t nsc_exchange_place(const nsc_exchange *exchange, uint32_t process);

/*
 * Questions about points, in batches: each process asks about any number of points, all answer, and the answers are
 * read about the same points in the same order. An answer has `size` bytes, NSC_ANSWER_SIZE at most.
 */
enum { NSC_ANSWER_SIZE = 32 };
typedef void (*nsc_point_answer)(const void *context, uint32_t point, void *answer);
nsc_status nsc_exchange_ask(nsc_exchange *exchange, uint32_t point, nsc_error *error);
nsc_status nsc_exchange_answer(nsc_exchange *exchange, nsc_point_answer answer, const void *context, size_t size,
                               nsc_status status, nsc_error *error);
void nsc_exchange_read(nsc_exchange *exchange, uint32_t point, void *answer, size_t size);

/* The numbers of the blocks of nsc_block_at that begin among the points that a process holds: a block that reaches into
 * the next range belongs to the process that holds its beginning. */
static inline nsc_block nsc_ranges_blocks(nsc_block held) {
    return (nsc_block){(uint32_t)nsc_block_count(held.first), (uint32_t)nsc_block_count(held.end)};
}

/* Gets the values of the points behind the own range that belong to its last block: values[point] has those of the own
 * points, and receives these. They are there until others take their place, as those of neighbouring slabs do. */
nsc_status nsc_exchange_complete_block(nsc_exchange *exchange, double *values, nsc_error *error);

#endif
