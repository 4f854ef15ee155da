/*
 * A loop whose units several processes share: ranks of one run, or the processes of a job array. Each process does some
 * of the units; their results reach the others, so that all of them go on as if each had done all units.
 */
#ifndef NSC_SHARE_H
#define NSC_SHARE_H

#include "base/threads.h"

/* Bytes that grow. Starts as {0}; `bytes` is released by free(). */
typedef struct nsc_packed {
    unsigned char *bytes;
    size_t size, capacity;
} nsc_packed;

nsc_status nsc_packed_add(nsc_packed *packed, const void *bytes, size_t size, nsc_error *error);

/* Results of a fixed size: unit u owns the bytes from u × unit_size on, the last unit those that are left. */
typedef struct nsc_shared_array {
    void *base; /* NULL: no results, whatever the sizes */
    size_t unit_size;
    size_t size; /* of the whole array, in bytes */
} nsc_shared_array;

/* Results of points, `width` elements each, where units are the blocks of nsc_block_at. */
#define NSC_SHARED_POINTS(pointer, point_count, width)                                                                 \
    {                                                                                                                  \
        (pointer), (size_t)NSC_BLOCK_ITEMS *(width) * sizeof *(pointer),                                               \
            (size_t)(point_count) * (width) * sizeof *(pointer)                                                        \
    }

/* The array of `unit_count` × `per_unit` elements at `pointer`. */
#define NSC_SHARED_ARRAY(pointer, unit_count, per_unit)                                                                \
    { (pointer), (per_unit) * sizeof *(pointer), (unit_count) * (per_unit) * sizeof *(pointer) }

enum { NSC_SHARED_ARRAYS = 4 };

/* A loop of nsc_parallel_stage whose units may be shared. A unit writes its results to the arrays, and to what `pack`
 * reads; nothing else that it writes is read after the loop. */
typedef struct nsc_shared_loop {
    const char *stage; /* names the loop, for progress (but where units are blocks of points) and in files of parts */
    size_t unit_count;
    nsc_task task; /* of nsc_parallel, called with the number of a unit */
    void *context;
    nsc_shared_array arrays[NSC_SHARED_ARRAYS]; /* those behind the last one are {0} */
    /* Results of any size: appends those of a unit; and takes over those of a unit that another process did, once its
     * results of a fixed size are in the arrays. `unpack` refuses results that no unit has, also those in the arrays,
     * by NSC_INVALID, since anybody may have made the file of a part. Without `pack` it gets no bytes. NULL: none. */
    nsc_status (*pack)(void *context, size_t unit, nsc_packed *packed, nsc_error *error);
    nsc_status (*unpack)(void *context, size_t unit, const unsigned char *bytes, size_t size, nsc_error *error);
    /* Tasks behind the units, which every process does for itself unless it ends with its part. */
    size_t common_count;
    /* Units are blocks of points, in one of many short passes: shared by processes that run side by side; no part of it
     * is kept in a file. */
    bool of_points;
} nsc_shared_loop;

/*
 * Runs the loop: where the control shares with no other process, by nsc_parallel_stage. Must not be called from a task.
 * Failures: those of the tasks; NSC_FAILED once this process has done its part, see nsc_sharing; NSC_INVALID if results
 * of other processes do not fit.
 */
nsc_status nsc_share(const nsc_shared_loop *loop, const nsc_control *control, nsc_error *error);

/* ---- how processes share: made by whoever starts a computation, handed down in nsc_control ---- */

/* Results of units, one behind the other: the number of the unit and the number of bytes, 8 bytes each, then those. */
typedef struct nsc_shared_records {
    const char *stage;
    uint64_t unit_count;
    const nsc_packed *own;
    nsc_packed *others; /* receives the records of the units that this process has not done */
} nsc_shared_records;

/* Unit u is done by the process with the number u modulo `count`; a process with the number `count` does none. A count
 * of 0: the loop is not shared, and this process does all units. */
typedef struct nsc_share_of_units {
    uint64_t number, count;
    bool ends; /* the process makes a part and ends */
} nsc_share_of_units;

static inline bool nsc_share_has(nsc_share_of_units share, uint64_t unit) {
    return unit % share.count == share.number;
}

typedef struct nsc_sharing {
    void *context;
    /* Which units of the next loop this process does. */
    nsc_share_of_units (*share)(void *context, const nsc_shared_loop *loop);
    /*
     * Called when the units of this process are done, with `loop_status` and its error if one of them failed; not
     * called for a loop that is not shared. NSC_OK only with the records of all other units. A process that makes a
     * part keeps its records and returns NSC_FAILED, by which the computation ends.
     */
    nsc_status (*exchange)(void *context, const nsc_shared_records *records, nsc_status loop_status, nsc_error *error);
    /* For work that can do with a range of the points in each process (base/ranges.h): receives how they are divided.
     * NULL: each process holds all of them. */
    struct nsc_ranges *ranges;
} nsc_sharing;

#endif
