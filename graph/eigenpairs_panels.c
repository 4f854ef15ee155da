/* Products and sums of panels of vectors: see eigenpairs_internal.h. */
#include "base/vector_variants.h"
#include "graph/eigenpairs_internal.h"

#include <string.h>

/* A place of a panel. */
typedef double lanes __attribute__((vector_size(NSC_PANEL * sizeof(double)), aligned(sizeof(double)), may_alias));

/* Places that are combined together, so that the factors are read once for all of them. */
enum { TOGETHER = 4 };

typedef struct panel_job {
    nsc_panels *panels;
    double *vectors; /* only read, but by combinations */
    uint32_t count, kept;
    double *panel; /* only read by products */
    const double *factors;
    size_t stride;
    double *sums;
} panel_job;

nsc_status nsc_panels_create(nsc_panels *panels, uint32_t size, uint32_t capacity, const nsc_control *control,
                             nsc_error *error) {
    *panels = (nsc_panels){.size = size, .control = control};
    return nsc_allocate(&panels->sums, nsc_block_count(size) * capacity * NSC_PANEL_SQUARE, sizeof *panels->sums,
                        error);
}

/* Vector `panel` of all, from the first place of a block on. */
static double *panel_at(const panel_job *job, uint32_t number, nsc_block block) {
    return job->vectors + ((size_t)number * job->panels->size + block.first) * NSC_PANEL;
}

/* ---- products ---- */

static inline __attribute__((always_inline)) void multiply(const double *vectors, const double *panel, size_t size,
                                                           double *sums) {
    lanes sum[NSC_PANEL] = {0};
    for (size_t place = 0; place < size; place++) {
        const lanes other = *(const lanes *)(panel + place * NSC_PANEL);
        for (size_t row = 0; row < NSC_PANEL; row++)
            sum[row] += vectors[place * NSC_PANEL + row] * other;
    }
    memcpy(sums, sum, sizeof sum);
}

NSC_VECTOR_VARIANTS(multiply, (const double *vectors, const double *panel, size_t size, double *sums),
                    (vectors, panel, size, sums))

static nsc_status multiply_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const panel_job *job = context;
    const nsc_block block = nsc_block_at(job->panels->size, task);
    for (uint32_t number = 0; number < job->count; number++)
        multiply_vector(panel_at(job, number, block), job->panel + (size_t)block.first * NSC_PANEL,
                        block.end - block.first, job->sums + (task * job->count + number) * NSC_PANEL_SQUARE);
    return NSC_OK;
}

nsc_status nsc_panels_multiply(nsc_panels *panels, const double *vectors, uint32_t count, const double *panel,
                               double *products, nsc_error *error) {
    const size_t blocks = nsc_block_count(panels->size), width = (size_t)count * NSC_PANEL_SQUARE;
    panel_job job = {panels, (double *)vectors, count, 0, (double *)panel, NULL, 0, panels->sums};
    const nsc_status status = nsc_parallel(blocks, panels->control, multiply_block, &job, error);
    if (status != NSC_OK)
        return status;
    memset(products, 0, width * sizeof *products);
    for (size_t block = 0; block < blocks; block++)
        for (size_t product = 0; product < width; product++)
            products[product] += panels->sums[block * width + product];
    return NSC_OK;
}

/* ---- sums ---- */

static inline __attribute__((always_inline)) void subtract(const double *vectors, const double *factors, size_t size,
                                                           double *panel) {
    lanes factor[NSC_PANEL];
    memcpy(factor, factors, sizeof factor);
    for (size_t place = 0; place < size; place++) {
        lanes *const sum = (lanes *)(panel + place * NSC_PANEL);
        for (size_t row = 0; row < NSC_PANEL; row++)
            *sum -= vectors[place * NSC_PANEL + row] * factor[row];
    }
}

NSC_VECTOR_VARIANTS(subtract, (const double *vectors, const double *factors, size_t size, double *panel),
                    (vectors, factors, size, panel))

static nsc_status subtract_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const panel_job *job = context;
    const nsc_block block = nsc_block_at(job->panels->size, task);
    for (uint32_t number = 0; number < job->count; number++)
        subtract_vector(panel_at(job, number, block), job->factors + (size_t)number * NSC_PANEL_SQUARE,
                        block.end - block.first, job->panel + (size_t)block.first * NSC_PANEL);
    return NSC_OK;
}

nsc_status nsc_panels_subtract(nsc_panels *panels, const double *vectors, uint32_t count, const double *factors,
                               double *panel, nsc_error *error) {
    panel_job job = {panels, (double *)vectors, count, 0, panel, factors, 0, NULL};
    return nsc_parallel(nsc_block_count(panels->size), panels->control, subtract_block, &job, error);
}

/* rows[place × TOGETHER's] of `width` elements times a panel of factors, for TOGETHER places. */
static inline __attribute__((always_inline)) void combine(const double *rows, size_t width, const double *factors,
                                                          size_t stride, double *panel) {
    lanes sum[TOGETHER] = {0};
    for (size_t row = 0; row < width; row++) {
        const lanes factor = *(const lanes *)(factors + row * stride);
        for (size_t place = 0; place < TOGETHER; place++)
            sum[place] += rows[place * width + row] * factor;
    }
    memcpy(panel, sum, sizeof sum);
}

NSC_VECTOR_VARIANTS(combine, (const double *rows, size_t width, const double *factors, size_t stride, double *panel),
                    (rows, width, factors, stride, panel))

/* Gathers TOGETHER places of all vectors, then writes those of the combinations. */
static nsc_status combine_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const panel_job *job = context;
    const nsc_block block = nsc_block_at(job->panels->size, task);
    const size_t width = (size_t)job->count * NSC_PANEL;
    double *rows = NULL, panel[TOGETHER * NSC_PANEL];
    const nsc_status status = nsc_allocate(&rows, width * TOGETHER, sizeof *rows, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t first = block.first; first < block.end; first += TOGETHER) {
        const size_t places = block.end - first < TOGETHER ? block.end - first : TOGETHER;
        const nsc_block part = {first, first + (uint32_t)places};
        for (uint32_t number = 0; number < job->count; number++)
            for (size_t place = 0; place < places; place++)
                memcpy(rows + place * width + (size_t)number * NSC_PANEL,
                       panel_at(job, number, part) + place * NSC_PANEL, NSC_PANEL * sizeof *rows);
        for (uint32_t number = 0; number < job->kept; number++) {
            combine_vector(rows, width, job->factors + (size_t)number * NSC_PANEL, job->stride, panel);
            memcpy(panel_at(job, number, part), panel, places * NSC_PANEL * sizeof *panel);
        }
    }
    free(rows);
    return NSC_OK;
}

nsc_status nsc_panels_combine(nsc_panels *panels, double *vectors, uint32_t count, uint32_t kept, const double *factors,
                              size_t stride, nsc_error *error) {
    panel_job job = {panels, vectors, count, kept, NULL, factors, stride, NULL};
    return nsc_parallel(nsc_block_count(panels->size), panels->control, combine_block, &job, error);
}
