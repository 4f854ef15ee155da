#include "base/ranges.h"

#include "base/base.h"

#include <stddef.h>
#include <string.h>

nsc_status nsc_exchange_open(nsc_exchange *exchange, const nsc_control *control, nsc_error *error) {
    const nsc_ranges *ranges = nsc_ranges_of(control);
    nsc_status status = NSC_OK;
    *exchange = (nsc_exchange){.ranges = ranges, .control = control};
    if (ranges == NULL)
        return nsc_error_set(error, NSC_USAGE, "a range of the points needs the processes that hold the others");
    exchange->own = nsc_ranges_own(ranges);
    NSC_TRY(nsc_allocate(&exchange->give, ranges->count, sizeof *exchange->give, error));
    NSC_TRY(nsc_allocate(&exchange->take, ranges->count, sizeof *exchange->take, error));
    NSC_TRY(nsc_allocate(&exchange->asked, ranges->count, sizeof *exchange->asked, error));
    NSC_TRY(nsc_allocate(&exchange->counts, ranges->count, sizeof *exchange->counts, error));
    NSC_TRY(nsc_allocate(&exchange->answers_read, ranges->count, sizeof *exchange->answers_read, error));
out:
    return status;
}

void nsc_exchange_close(nsc_exchange *exchange) {
    nsc_packed *const lists[] = {exchange->give, exchange->take, exchange->asked};
    for (size_t list = 0; list < NSC_COUNT_OF(lists); list++) {
        for (uint32_t process = 0; lists[list] != NULL && process < exchange->ranges->count; process++)
            free(lists[list][process].bytes);
        free(lists[list]);
    }
    free(exchange->counts);
    free(exchange->answers_read);
    *exchange = (nsc_exchange){0};
}

uint32_t nsc_exchange_holder(const nsc_exchange *exchange, uint32_t point) {
    return nsc_ranges_holder(exchange->ranges, point / exchange->ranges->slab_points);
}

nsc_status nsc_exchange_swap(nsc_exchange *exchange, nsc_status status, nsc_error *error) {
    const nsc_ranges *ranges = exchange->ranges;
    if (status == NSC_OK)
        status = nsc_control_check(exchange->control, error);
    status = ranges->swap(ranges->context, exchange->give, exchange->take, status, error);
    for (uint32_t process = 0; process < ranges->count; process++)
        exchange->give[process].size = 0;
    return status;
}

nsc_status nsc_exchange_give_all(nsc_exchange *exchange, const void *bytes, size_t size, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t process = 0; status == NSC_OK && process < exchange->ranges->count; process++)
        if (process != exchange->ranges->number)
            status = nsc_packed_add(&exchange->give[process], bytes, size, error);
    return status;
}

nsc_status nsc_exchange_sum(nsc_exchange *exchange, uint64_t number, uint64_t *sum, nsc_error *error) {
    const nsc_status given = nsc_exchange_give_all(exchange, &number, sizeof number, error);
    const nsc_status status = nsc_exchange_swap(exchange, given, error);
    *sum = 0;
    for (uint32_t process = 0; status == NSC_OK && process < exchange->ranges->count; process++) {
        exchange->counts[process] = number;
        if (process != exchange->ranges->number)
            memcpy(&exchange->counts[process], exchange->take[process].bytes, sizeof number);
        *sum += exchange->counts[process];
    }
    return status;
}

uint64_t nsc_exchange_place(const nsc_exchange *exchange, uint32_t process) {
    uint64_t place = 0;
    for (uint32_t earlier = 0; earlier < process; earlier++)
        place += exchange->counts[earlier];
    return place;
}

nsc_status nsc_exchange_gather(nsc_exchange *exchange, void *items, size_t size, nsc_error *error) {
    const uint32_t number = exchange->ranges->number;
    unsigned char *place = items;
    nsc_status status = NSC_OK;
    const nsc_status given = nsc_exchange_give_all(exchange, place + nsc_exchange_place(exchange, number) * size,
                                                   exchange->counts[number] * size, error);
    NSC_TRY(nsc_exchange_swap(exchange, given, error));
    for (uint32_t process = 0; process < exchange->ranges->count; process++) {
        const size_t bytes = exchange->counts[process] * size;
        if (process != number && bytes > 0)
            memcpy(place, exchange->take[process].bytes, bytes);
        place += bytes;
    }
out:
    return status;
}

/* ---- questions ---- */

nsc_status nsc_exchange_ask(nsc_exchange *exchange, uint32_t point, nsc_error *error) {
    return nsc_packed_add(&exchange->give[nsc_exchange_holder(exchange, point)], &point, sizeof point, error);
}

static nsc_status answer_process(nsc_exchange *exchange, uint32_t process, nsc_point_answer answer, const void *context,
                                 size_t size, nsc_error *error) {
    _Alignas(max_align_t) unsigned char given[NSC_ANSWER_SIZE];
    const nsc_packed *asked = &exchange->asked[process];
    nsc_status status = NSC_OK;
    for (size_t offset = 0; status == NSC_OK && offset < asked->size; offset += sizeof(uint32_t)) {
        uint32_t point;
        memcpy(&point, asked->bytes + offset, sizeof point);
        answer(context, point, given);
        status = nsc_packed_add(&exchange->give[process], given, size, error);
    }
    return status;
}

nsc_status nsc_exchange_answer(nsc_exchange *exchange, nsc_point_answer answer, const void *context, size_t size,
                               nsc_status status, nsc_error *error) {
    NSC_TRY(nsc_exchange_swap(exchange, status, error));
    nsc_packed *questions = exchange->take;
    exchange->take = exchange->asked;
    exchange->asked = questions;
    for (uint32_t process = 0; status == NSC_OK && process < exchange->ranges->count; process++)
        if (process != exchange->ranges->number)
            status = answer_process(exchange, process, answer, context, size, error);
    NSC_TRY(nsc_exchange_swap(exchange, status, error));
    memset(exchange->answers_read, 0, exchange->ranges->count * sizeof *exchange->answers_read);
out:
    return status;
}

void nsc_exchange_read(nsc_exchange *exchange, uint32_t point, void *answer, size_t size) {
    const uint32_t holder = nsc_exchange_holder(exchange, point);
    memcpy(answer, exchange->take[holder].bytes + exchange->answers_read[holder]++ * size, size);
}

static void tell_value(const void *values, uint32_t point, void *value) {
    *(double *)value = ((const double *)values)[point];
}

nsc_status nsc_exchange_complete_block(nsc_exchange *exchange, double *values, nsc_error *error) {
    const nsc_block own = exchange->own, blocks = nsc_ranges_blocks(own);
    const uint64_t point_count = (uint64_t)exchange->ranges->slab_count * exchange->ranges->slab_points;
    uint64_t end = blocks.first < blocks.end ? (uint64_t)blocks.end * NSC_BLOCK_ITEMS : own.end;
    nsc_status status = NSC_OK;
    end = end < point_count ? end : point_count;
    for (uint64_t point = own.end; status == NSC_OK && point < end; point++)
        status = nsc_exchange_ask(exchange, (uint32_t)point, error);
    NSC_TRY(nsc_exchange_answer(exchange, tell_value, values, sizeof *values, status, error));
    for (uint64_t point = own.end; point < end; point++)
        nsc_exchange_read(exchange, (uint32_t)point, &values[point], sizeof *values);
out:
    return status;
}
