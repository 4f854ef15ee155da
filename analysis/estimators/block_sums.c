#include "analysis/estimators/block_sums.h"

#include "base/base.h"

typedef struct job {
    uint32_t point_count;
    nsc_block blocks; /* of this process */
    nsc_add_block add;
    const void *context;
    size_t width;
    long double *of_blocks; /* [block][width] */
} job;

static nsc_status add_block(void *context, size_t task, size_t worker, nsc_error *error) {
    const job *own = context;
    const size_t block = own->blocks.first + task;
    (void)worker;
    (void)error;
    own->add(own->context, nsc_block_at(own->point_count, block), own->of_blocks + block * own->width);
    return NSC_OK;
}

/* The sums of the blocks of other processes. */
static nsc_status gather(const job *own, const nsc_control *control, nsc_error *error) {
    nsc_exchange exchange;
    uint64_t count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_open(&exchange, control, error));
    NSC_TRY(nsc_exchange_sum(&exchange, own->blocks.end - own->blocks.first, &count, error));
    NSC_TRY(nsc_exchange_gather(&exchange, own->of_blocks, own->width * sizeof *own->of_blocks, error));
out:
    nsc_exchange_close(&exchange);
    return status;
}

nsc_status nsc_sum_blocks(uint32_t point_count, nsc_add_block add, const void *context, size_t width,
                          const nsc_control *control, long double *sums, nsc_error *error) {
    const nsc_block blocks = nsc_ranges_blocks(nsc_ranges_held(control, point_count));
    const size_t block_count = nsc_block_count(point_count);
    job own = {point_count, blocks, add, context, width, NULL};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&own.of_blocks, block_count * width, sizeof *own.of_blocks, error));
    NSC_TRY(nsc_parallel(blocks.end - blocks.first, control, add_block, &own, error));
    if (nsc_ranges_of(control) != NULL)
        NSC_TRY(gather(&own, control, error));
    for (size_t sum = 0; sum < width; sum++) {
        sums[sum] = 0;
        for (size_t block = 0; block < block_count; block++)
            sums[sum] += own.of_blocks[block * width + sum];
    }
out:
    free(own.of_blocks);
    return status;
}
