/* Steepness of the landscape: the mean difference of fitness along an edge, plain and in comparable units. */
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

static const nsc_column statistics[] = {
    {"pairs", "pairs of neighbours, both evaluated"},
    {"mean_gradient", "mean absolute difference of neighbours, in units of the fitness; higher: steeper"},
    {"gradient_intensity",
     "mean_gradient over the absolute mean fitness, 0 or more; higher: steeper; depends on the zero of the fitness"},
    {"gradient_per_deviation",
     "mean_gradient over the standard deviation of the evaluated fitness, 0 or more; higher: steeper"},
    {"steepest", "largest absolute difference of neighbours, in units of the fitness; higher: steeper"},
    {"steepest_per_range", "steepest over the range of the evaluated fitness, 0 ... 1; higher: steeper"},
};

typedef struct slopes {
    uint64_t pairs;
    double sum, steepest; /* of |difference| */
} slopes;

typedef struct measuring {
    const nsc_landscape *landscape;
    slopes *blocks; /* [block] */
} measuring;

/* Each edge once, from its higher-numbered end. */
static nsc_status measure_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const measuring *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    slopes found = {0};
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        const double own = values[point];
        double sum = 0, steepest = 0;
        uint32_t pairs = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = row.points[place];
            if (other >= point)
                break;
            const double difference = fabs(values[other] - own);
            const bool evaluated = difference == difference;
            pairs += evaluated;
            sum += evaluated ? difference : 0;
            steepest = difference > steepest ? difference : steepest;
        }
        found.pairs += pairs;
        found.sum += sum;
        found.steepest = steepest > found.steepest ? steepest : found.steepest;
    }
    nsc_rows_close(&rows);
    job->blocks[task] = found;
    return NSC_OK;
}

static nsc_status measure(const nsc_landscape *landscape, const nsc_control *control, slopes *found, nsc_error *error) {
    const size_t block_count = nsc_block_count(landscape->graph->point_count);
    measuring job = {landscape, NULL};
    nsc_status status = NSC_OK;
    *found = (slopes){0};
    NSC_TRY(nsc_allocate(&job.blocks, block_count, sizeof *job.blocks, error));
    NSC_TRY(nsc_parallel(block_count, control, measure_block, &job, error));
    for (size_t block = 0; block < block_count; block++) {
        found->pairs += job.blocks[block].pairs;
        found->sum += job.blocks[block].sum;
        found->steepest = fmax(found->steepest, job.blocks[block].steepest);
    }
out:
    free(job.blocks);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_evaluated evaluated = {0};
    slopes found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, landscape->fitness, 1, error));
    NSC_TRY(measure(landscape, options->control, &found, error));
    const nsc_moments moments = nsc_moments_of(evaluated.values, evaluated.count);
    const nsc_span span = nsc_fitness_span(landscape->fitness);
    const double mean = found.sum / (double)found.pairs;
    const char *reason = found.pairs > 0 ? NULL : NSC_REASON_NO_PAIR;
    const char *constant = reason == NULL ? NSC_REASON_CONSTANT : reason;
    const char *zero = reason == NULL ? "the mean fitness is 0" : reason;
    const bool varies = span.high > span.low;
    NSC_TRY(nsc_summary_add(tables[0], "pairs", (double)found.pairs, NULL, error));
    NSC_TRY(nsc_summary_add(tables[0], "mean_gradient", mean, reason, error));
    NSC_TRY(nsc_summary_add(tables[0], "gradient_intensity", mean / fabs(moments.mean), zero, error));
    NSC_TRY(nsc_summary_add(tables[0], "gradient_per_deviation", varies ? mean / moments.standard_deviation : NAN,
                            constant, error));
    NSC_TRY(nsc_summary_add(tables[0], "steepest", reason == NULL ? found.steepest : NAN, reason, error));
    NSC_TRY(nsc_summary_add(tables[0], "steepest_per_range",
                            reason == NULL && varies ? found.steepest / (span.high - span.low) : NAN, constant, error));
out:
    nsc_evaluated_release(&evaluated);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_gradient = {"gradient",
                                            "difference of fitness along an edge",
                                            "gradient intensity of GraphFLA",
                                            0,
                                            0,
                                            tables,
                                            NSC_COUNT_OF(tables),
                                            run};
