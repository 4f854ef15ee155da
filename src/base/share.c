/* The shared loop: own units by nsc_parallel, their results packed, those of the other processes unpacked. */
#include "base/share.h"

#include "base/memory.h"

#include <string.h>

nsc_status nsc_packed_add(nsc_packed *packed, const void *bytes, size_t size, nsc_error *error) {
    const nsc_status status = nsc_reserve(&packed->bytes, &packed->capacity, packed->size + size, 1, error);
    if (status != NSC_OK || size == 0)
        return status;
    memcpy(packed->bytes + packed->size, bytes, size);
    packed->size += size;
    return NSC_OK;
}

/* ---- the units of this process ---- */

typedef struct own_units {
    const nsc_shared_loop *loop;
    nsc_share_of_units share;
    size_t count; /* of units, before the common tasks */
} own_units;

static size_t count_own(nsc_share_of_units share, size_t unit_count) {
    return share.number < share.count && share.number < unit_count
               ? (unit_count - 1 - (size_t)share.number) / (size_t)share.count + 1
               : 0;
}

static nsc_status do_unit(void *context, size_t task, size_t worker, nsc_error *error) {
    const own_units *own = context;
    const size_t unit = task < own->count ? (size_t)own->share.number + task * (size_t)own->share.count
                                          : own->loop->unit_count + task - own->count;
    return own->loop->task(own->loop->context, unit, worker, error);
}

/* ---- records ---- */

enum { RECORD_HEADER = 2 * sizeof(uint64_t) };

/* The bytes of a unit in an array; none in an array that the loop does not need, whose base is NULL. */
static size_t bytes_of_unit(const nsc_shared_array *array, size_t unit, size_t *offset) {
    *offset = unit * array->unit_size;
    const size_t left = array->base != NULL && array->size > *offset ? array->size - *offset : 0;
    return left < array->unit_size ? left : array->unit_size;
}

static nsc_status pack_unit(const nsc_shared_loop *loop, size_t unit, nsc_packed *packed, nsc_error *error) {
    const size_t begin = packed->size;
    uint64_t header[2] = {unit, 0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_packed_add(packed, header, sizeof header, error));
    for (size_t number = 0; number < NSC_SHARED_ARRAYS; number++) {
        const nsc_shared_array *array = &loop->arrays[number];
        size_t offset;
        const size_t size = bytes_of_unit(array, unit, &offset);
        if (size > 0)
            NSC_TRY(nsc_packed_add(packed, (const unsigned char *)array->base + offset, size, error));
    }
    if (loop->pack != NULL)
        NSC_TRY(loop->pack(loop->context, unit, packed, error));
    header[1] = packed->size - begin - sizeof header;
    memcpy(packed->bytes + begin, header, sizeof header);
out:
    return status;
}

static nsc_status refuse(const nsc_shared_loop *loop, size_t unit, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "%s: the results of unit %zu do not fit", loop->stage, unit);
}

static nsc_status unpack_unit(const nsc_shared_loop *loop, size_t unit, const unsigned char *bytes, size_t size,
                              nsc_error *error) {
    for (size_t number = 0; number < NSC_SHARED_ARRAYS; number++) {
        const nsc_shared_array *array = &loop->arrays[number];
        size_t offset;
        const size_t own = bytes_of_unit(array, unit, &offset);
        if (own > size)
            return refuse(loop, unit, error);
        if (own > 0)
            memcpy((unsigned char *)array->base + offset, bytes, own);
        bytes += own;
        size -= own;
    }
    if (loop->pack == NULL && size > 0)
        return refuse(loop, unit, error);
    return loop->unpack != NULL ? loop->unpack(loop->context, unit, bytes, size, error) : NSC_OK;
}

/* Takes over each unit of the others once. */
static nsc_status unpack_units(const nsc_shared_loop *loop, nsc_share_of_units share, const nsc_packed *packed,
                               nsc_error *error) {
    bool *taken = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&taken, loop->unit_count, sizeof *taken, error));
    for (size_t offset = 0; offset < packed->size;) {
        const size_t left = packed->size - offset;
        uint64_t header[2] = {UINT64_MAX, 0};
        if (left >= RECORD_HEADER)
            memcpy(header, packed->bytes + offset, sizeof header);
        if (header[0] >= loop->unit_count || header[1] > left - RECORD_HEADER || taken[header[0]] ||
            nsc_share_has(share, header[0])) {
            status = nsc_error_set(error, NSC_INVALID, "%s: the results of other processes are not those of its units",
                                   loop->stage);
            goto out;
        }
        NSC_TRY(unpack_unit(loop, (size_t)header[0], packed->bytes + offset + RECORD_HEADER, (size_t)header[1], error));
        taken[header[0]] = true;
        count++;
        offset += RECORD_HEADER + (size_t)header[1];
    }
    if (count + count_own(share, loop->unit_count) != loop->unit_count)
        status = nsc_error_set(error, NSC_INVALID, "%s: %zu of %zu units are missing", loop->stage,
                               loop->unit_count - count - count_own(share, loop->unit_count), loop->unit_count);
out:
    free(taken);
    return status;
}

/* ---- all of it ---- */

/* A pass over fewer blocks of points, here a million points, is done sooner than its results are handed over. */
enum { BLOCKS_MINIMUM = 256 };

nsc_status nsc_share(const nsc_shared_loop *loop, const nsc_control *control, nsc_error *error) {
    const nsc_sharing *sharing = control != NULL ? control->sharing : NULL;
    own_units own = {.loop = loop};
    nsc_packed packed = {0}, others = {0};
    nsc_status status = NSC_OK;
    if (sharing != NULL && !(loop->of_points && loop->unit_count < BLOCKS_MINIMUM))
        own.share = sharing->share(sharing->context, loop);
    const bool shared = own.share.count > 0;
    if (!shared)
        own.share = (nsc_share_of_units){.count = 1};
    own.count = count_own(own.share, loop->unit_count);
    const size_t common_count = own.share.ends ? 0 : loop->common_count;
    status = nsc_parallel_stage(loop->of_points ? NULL : loop->stage, own.count + common_count, control, do_unit, &own,
                                error);
    if (!shared)
        return status;
    for (size_t number = 0; status == NSC_OK && number < own.count; number++)
        status = pack_unit(loop, (size_t)(own.share.number + number * own.share.count), &packed, error);
    const nsc_shared_records records = {loop->stage, loop->unit_count, &packed, &others};
    NSC_TRY(sharing->exchange(sharing->context, &records, status, error));
    NSC_TRY(unpack_units(loop, own.share, &others, error));
out:
    free(packed.bytes);
    free(others.bytes);
    return status;
}
