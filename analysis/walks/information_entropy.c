/*
 * H(ε) of the infinite walk at all thresholds in one pass over the graph: each neighbour is counted at the largest
 * threshold that its difference exceeds, and a point's counts are then summed from the largest down.
 */
#include "analysis/walks/information_internal.h"

#include <math.h>

/* Sums over points, by threshold; the probability of a pair of symbols is such a sum / all ends of edges. */
typedef struct sums {
    double changes[NSC_THRESHOLDS];                          /* Σ w, which is also Σ b */
    double up_down[NSC_THRESHOLDS], down_up[NSC_THRESHOLDS]; /* Σ w²/k, Σ b²/k */
    double same[NSC_THRESHOLDS];                             /* Σ wb/k: up twice, and down twice */
    double ends;                                             /* Σ k */
} sums;

typedef struct entropy {
    const nsc_landscape *landscape;
    const nsc_thresholds *thresholds;
    sums *blocks; /* [block] */
} entropy;

/* Adds a point whose neighbours' weights were summed by the thresholds that they exceed; `evaluated` sums all. */
static void add_point(sums *found, double *worse, double *better, double evaluated, size_t count) {
    const double share = 1 / evaluated;
    for (size_t threshold = count; threshold-- > 0;) {
        worse[threshold] += worse[threshold + 1];
        better[threshold] += better[threshold + 1];
    }
    for (size_t threshold = 0; threshold < count; threshold++) {
        const double w = worse[threshold + 1], b = better[threshold + 1];
        found->changes[threshold] += w;
        found->up_down[threshold] += w * w * share;
        found->down_up[threshold] += b * b * share;
        found->same[threshold] += w * b * share;
    }
}

static nsc_status add_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const entropy *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        double changes[2][NSC_THRESHOLDS + 1] = {0}, evaluated = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const double difference = nsc_change_of(job->thresholds, values[point], values[row.points[place]]);
            const double weight = nsc_row_weight(&row, place);
            if (difference != difference)
                continue;
            evaluated += weight;
            changes[difference > 0][nsc_thresholds_exceeded(job->thresholds, fabs(difference))] += weight;
        }
        if (evaluated > 0)
            add_point(&job->blocks[task], changes[0], changes[1], evaluated, job->thresholds->count);
        job->blocks[task].ends += evaluated;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

static void add_sums(sums *all, const sums *block, size_t count) {
    for (size_t threshold = 0; threshold < count; threshold++) {
        all->changes[threshold] += block->changes[threshold];
        all->up_down[threshold] += block->up_down[threshold];
        all->down_up[threshold] += block->down_up[threshold];
        all->same[threshold] += block->same[threshold];
    }
    all->ends += block->ends;
}

/* −p log₆ p; rounding may leave a probability of 0 slightly negative. */
static double term(double chance) {
    return chance > 0 ? -chance * log(chance) / log(6) : 0;
}

/* From the probabilities of the symbols +− and −+; of +0, which is also 0−; and of −0, also 0+: with z = k − w − b
 * neutral neighbours, Σ wz/k = Σ w − Σ w²/k − Σ wb/k. */
static double entropy_of(const sums *all, size_t threshold) {
    const double ends = all->ends, changes = all->changes[threshold];
    const double up_down = all->up_down[threshold], down_up = all->down_up[threshold], same = all->same[threshold];
    return term(up_down / ends) + term(down_up / ends) + 2 * term((changes - up_down - same) / ends) +
           2 * term((changes - down_up - same) / ends);
}

nsc_status nsc_information_entropies(const nsc_landscape *landscape, const nsc_thresholds *thresholds,
                                     const nsc_control *control, double entropies[NSC_THRESHOLDS], nsc_error *error) {
    const size_t block_count = nsc_block_count(landscape->graph->point_count);
    entropy job = {.landscape = landscape, .thresholds = thresholds};
    sums all = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.blocks, block_count, sizeof *job.blocks, error));
    NSC_TRY(nsc_parallel(block_count, control, add_block, &job, error));
    for (size_t block = 0; block < block_count; block++)
        add_sums(&all, &job.blocks[block], thresholds->count);
    for (size_t threshold = 0; threshold < thresholds->count; threshold++)
        entropies[threshold] = entropy_of(&all, threshold);
out:
    free(job.blocks);
    return status;
}
