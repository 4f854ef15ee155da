/* Memory and random streams of walks side by side. */
#include "analysis/walks/walk_batch.h"

#include "base/memory.h"

/* Points in the paths of a batch: 128 MB. */
static const size_t most_points = (size_t)1 << 25;

static size_t smaller(size_t one, size_t other) {
    return one < other ? one : other;
}

size_t nsc_walks_abreast(size_t walks, size_t length) {
    const size_t abreast = smaller(NSC_WALKS_ABREAST, smaller(most_points / length, walks / NSC_WALK_BATCHES));
    return abreast > 0 ? abreast : 1;
}

nsc_status nsc_walk_batch_create(nsc_walk_batch *batch, const nsc_rwa_plan *plan, nsc_error *error) {
    *batch = (nsc_walk_batch){.capacity = nsc_walks_abreast(plan->walks, plan->length), .length = plan->length};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&batch->paths, batch->capacity * batch->length, sizeof *batch->paths, error));
    for (size_t walk = 0; walk < batch->capacity; walk++)
        NSC_TRY(nsc_random_create(&batch->random[walk], plan->seed, plan->stream, walk, error));
out:
    return status;
}

void nsc_walk_batch_release(nsc_walk_batch *batch) {
    free(batch->paths);
    for (size_t walk = 0; walk < NSC_WALKS_ABREAST; walk++)
        if (batch->random[walk] != NULL)
            gsl_rng_free(batch->random[walk]);
    *batch = (nsc_walk_batch){0};
}

nsc_status nsc_walk_batch_take(nsc_walk_batch *batch, const nsc_rwa_plan *plan, size_t first, size_t count,
                               nsc_error *error) {
    for (size_t walk = 0; walk < count; walk++)
        nsc_random_restart(batch->random[walk], plan->seed, plan->stream, first + walk);
    return plan->walk(plan->context, batch, count, error);
}
