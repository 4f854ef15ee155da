/*
 * Products with the transition matrix of the random walk, several vectors at once: a row's neighbours are read once for
 * all of them. Each row is summed in its order, so the result does not depend on the number of threads.
 */
#include "base/base.h"
#include "base/vector_variants.h"
#include "graph/graph.h"

#include <math.h>
#include <string.h>

enum { WIDEST = 8 };

typedef struct product {
    const nsc_graph *graph;
    const double *x;
    double *y;
    size_t width;
} product;

/*
 * One block of rows, for `width` vectors from number `vector` on; inlined for the common widths, where the local sums
 * stay in registers: three times as fast as sums in y, which the compiler must write back at every step. `weighted` is
 * a constant as well, so that the unweighted case does no work for weights.
 */
static inline __attribute__((always_inline)) void multiply_rows(const product *job, const nsc_rows *rows,
                                                                nsc_block block, size_t vector, const size_t width,
                                                                const size_t stride, const bool weighted) {
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(rows, point);
        double *y = job->y + point * stride + vector;
        double sums[WIDEST] = {0}, strength = 0;
        if (row.count == 0) {
            memcpy(y, job->x + point * stride + vector, width * sizeof *y);
            continue;
        }
        for (uint32_t place = 0; place < row.count; place++) {
            const double *x = job->x + row.points[place] * stride + vector;
            for (size_t number = 0; number < width; number++)
                sums[number] += weighted ? nsc_row_weight(&row, place) * x[number] : x[number];
            if (weighted)
                strength += nsc_row_weight(&row, place);
        }
        const double share = 1.0 / (weighted ? strength : row.count);
        for (size_t number = 0; number < width; number++)
            y[number] = sums[number] * share;
    }
}

static inline __attribute__((always_inline)) void multiply(const product *job, const nsc_rows *rows, nsc_block block,
                                                           size_t vector, const size_t width, const size_t stride) {
    if (nsc_graph_is_weighted(job->graph))
        multiply_rows(job, rows, block, vector, width, stride, true);
    else
        multiply_rows(job, rows, block, vector, width, stride, false);
}

static inline __attribute__((always_inline)) void multiply_all(const product *job, const nsc_rows *rows,
                                                               nsc_block block) {
    switch (job->width) {
    case 1:
        multiply(job, rows, block, 0, 1, 1);
        break;
    case 2:
        multiply(job, rows, block, 0, 2, 2);
        break;
    case 3:
        multiply(job, rows, block, 0, 3, 3);
        break;
    case 4:
        multiply(job, rows, block, 0, 4, 4);
        break;
    case 8:
        multiply(job, rows, block, 0, 8, 8);
        break;
    default:
        for (size_t vector = 0; vector < job->width; vector++)
            multiply(job, rows, block, vector, 1, job->width);
    }
}

NSC_VECTOR_VARIANTS(multiply_all, (const product *job, const nsc_rows *rows, nsc_block block), (job, rows, block))

static nsc_status multiply_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const product *job = context;
    const nsc_block block = nsc_block_at(job->graph->point_count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, job->graph, error);
    if (status != NSC_OK)
        return status;
    multiply_all_vector(job, &rows, block);
    nsc_rows_close(&rows);
    return NSC_OK;
}

nsc_status nsc_graph_walk_product(const nsc_graph *graph, const double *x, double *y, size_t width,
                                  const nsc_control *control, nsc_error *error) {
    product job = {.graph = graph, .x = x, .y = y, .width = width};
    const nsc_shared_loop loop = {.stage = "products",
                                  .unit_count = nsc_block_count(graph->point_count),
                                  .task = multiply_block,
                                  .context = &job,
                                  .arrays = {NSC_SHARED_POINTS(y, graph->point_count, width)},
                                  .of_points = true};
    return nsc_share(&loop, control, error);
}

nsc_status nsc_graph_stationary(const nsc_graph *graph, double *stationary, nsc_error *error) {
    double strength = 0;
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        strength += stationary[point] = nsc_row_strength(&row);
    }
    nsc_rows_close(&rows);
    for (uint32_t point = 0; point < graph->point_count; point++)
        stationary[point] = nsc_graph_is_directed(graph) ? NAN
                            : strength > 0               ? stationary[point] / strength
                                                         : 1.0 / graph->point_count;
    return NSC_OK;
}
