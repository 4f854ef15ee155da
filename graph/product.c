/*
 * Products with the transition matrix of the random walk, several vectors at once: a row's neighbours are read once for
 * all of them. Each row's sum is taken in the row's order, so that the number of threads changes nothing.
 */
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
 * stay in registers: three times as fast as sums in y, which the compiler must write back at every step. `weights` is
 * the graph's; a constant NULL leaves no trace of them.
 */
static inline __attribute__((always_inline)) void multiply_rows(const product *job, size_t first, size_t last,
                                                                size_t vector, const size_t width, const size_t stride,
                                                                const double *weights) {
    const nsc_graph *graph = job->graph;
    for (size_t point = first; point < last; point++) {
        const uint32_t begin = graph->offsets[point], end = graph->offsets[point + 1];
        double *y = job->y + point * stride + vector;
        double sums[WIDEST] = {0}, strength = 0;
        if (begin == end) {
            memcpy(y, job->x + point * stride + vector, width * sizeof *y);
            continue;
        }
        for (uint32_t place = begin; place < end; place++) {
            const double *x = job->x + graph->neighbours[place] * stride + vector;
            for (size_t number = 0; number < width; number++)
                sums[number] += weights != NULL ? weights[place] * x[number] : x[number];
            if (weights != NULL)
                strength += weights[place];
        }
        const double share = weights != NULL ? 1.0 / strength : 1.0 / (end - begin);
        for (size_t number = 0; number < width; number++)
            y[number] = sums[number] * share;
    }
}

static inline __attribute__((always_inline)) void multiply(const product *job, size_t first, size_t last, size_t vector,
                                                           const size_t width, const size_t stride) {
    if (job->graph->weights != NULL)
        multiply_rows(job, first, last, vector, width, stride, job->graph->weights);
    else
        multiply_rows(job, first, last, vector, width, stride, NULL);
}

static nsc_status multiply_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const product *job = context;
    const nsc_block block = nsc_block_at(job->graph->point_count, task);
    switch (job->width) {
    case 1:
        multiply(job, block.first, block.end, 0, 1, 1);
        break;
    case 4:
        multiply(job, block.first, block.end, 0, 4, 4);
        break;
    case 8:
        multiply(job, block.first, block.end, 0, 8, 8);
        break;
    default:
        for (size_t vector = 0; vector < job->width; vector++)
            multiply(job, block.first, block.end, vector, 1, job->width);
    }
    return NSC_OK;
}

nsc_status nsc_graph_walk_product(const nsc_graph *graph, const double *x, double *y, size_t width,
                                  const nsc_control *control, nsc_error *error) {
    product job = {.graph = graph, .x = x, .y = y, .width = width};
    return nsc_parallel(nsc_block_count(graph->point_count), control, multiply_block, &job, error);
}

void nsc_graph_stationary(const nsc_graph *graph, double *stationary) {
    double strength = 0;
    for (uint32_t point = 0; point < graph->point_count; point++)
        strength += stationary[point] = nsc_graph_strength(graph, point);
    for (uint32_t point = 0; point < graph->point_count; point++)
        stationary[point] = nsc_graph_is_directed(graph) ? NAN
                            : strength > 0               ? stationary[point] / strength
                                                         : 1.0 / graph->point_count;
}
