/* Steepness of the landscape: the mean difference of fitness along an edge, plain and in comparable units. */
#include "analysis/estimators/pairs.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

static const nsc_column statistics[] = {
    {"pairs", "pairs of neighbours, both evaluated"},
    NSC_EVALUATED_NEIGHBOURS,
    {"mean_gradient", "mean absolute difference of neighbours, in units of the fitness; higher: steeper"},
    {"gradient_intensity",
     "mean_gradient over the absolute mean fitness, 0 or more; higher: steeper; depends on the zero of the fitness"},
    {"gradient_per_deviation", "mean_gradient over the standard deviation of the fitness, 0 or more; higher: steeper"},
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

/* ---- of the whole landscape, from a part of it ---- */

typedef struct estimates {
    nsc_estimate gradient, intensity, per_deviation;
    char reason[NSC_PAIR_REASON]; /* why there are no intervals; else empty */
} estimates;

static void measure_slope(const void *context, uint32_t first, uint32_t second, double values[NSC_PAIR_QUANTITIES]) {
    const double *fitness = context;
    values[0] = fabs(fitness[second] - fitness[first]);
}

/* Moments of the evaluated fitness by the design weights, and the sum of these. */
typedef struct moments {
    double weight, mean, deviation;
} moments;

static moments moments_of(const nsc_design *design, const double *values) {
    double weight = 0, sum = 0, square = 0;
    for (uint32_t point = 0; point < design->space_count; point++)
        if (!isnan(values[point])) {
            weight += nsc_design_weight(design, point);
            sum += nsc_design_weight(design, point) * values[point];
        }
    const double mean = sum / weight;
    for (uint32_t point = 0; point < design->space_count; point++)
        if (!isnan(values[point]))
            square += nsc_design_weight(design, point) * (values[point] - mean) * (values[point] - mean);
    return (moments){weight, mean, sqrt(square / weight)};
}

/* Influence of each point on the gradient over the absolute mean fitness, through that mean alone. */
static void fill_influences(const nsc_design *design, const double *values, const moments *own, double gradient,
                            double *influences) {
    for (uint32_t point = 0; point < design->space_count; point++) {
        const double residual = values[point] - own->mean;
        if (isnan(residual))
            continue;
        const double share = nsc_design_weight(design, point) / own->weight;
        influences[point] = -gradient / (own->mean * fabs(own->mean)) * share * residual;
    }
}

static nsc_status estimate(const nsc_landscape *landscape, const nsc_control *control, estimates *found,
                           nsc_error *error) {
    const double *values = landscape->fitness->values;
    nsc_pair_quantities quantities = {.count = 1, .measure = measure_slope, .context = values};
    nsc_design design = {0};
    nsc_pair_mean mean;
    double *influences[2] = {NULL, NULL};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_design_open(&design, landscape->space, landscape->fitness, NULL, control, error));
    for (size_t number = 0; number < 2; number++)
        NSC_TRY(nsc_allocate(&influences[number], design.space_count, sizeof(double), error));
    quantities.influence = influences[0];
    quantities.kurtosis[0] = nsc_design_kurtosis(&design, values);
    NSC_TRY(nsc_pair_means_of_all(landscape, &design, &quantities, &mean, error));
    const moments own = moments_of(&design, values);
    const double gradient = mean.estimate.value;
    memcpy(found->reason, mean.reason, sizeof found->reason);
    found->gradient = nsc_estimate_positive_student(gradient, mean.error);
    found->gradient.high = fmax(found->gradient.high, mean.estimate.high);
    fill_influences(&design, values, &own, gradient, influences[1]);
    found->intensity = nsc_estimate_positive_student(
        gradient / fabs(own.mean),
        nsc_pair_combined_error(&design, &mean, 1 / fabs(own.mean), influences[0], influences[1], values));
    found->per_deviation = nsc_estimate_alone(gradient / own.deviation);
out:
    nsc_design_release(&design);
    free(influences[0]);
    free(influences[1]);
    return status;
}

/* Figures of the evaluated points: exact if these are all, else without intervals. */
static estimates measured_figures(const slopes *found, const nsc_evaluated *evaluated, bool varies,
                                  const nsc_measured_part *part) {
    const nsc_moments own = nsc_moments_of(evaluated->values, evaluated->count);
    const double mean = found->sum / (double)found->pairs;
    const bool complete = nsc_measured_part_reason(part) == NULL;
    nsc_estimate (*const figure)(double) = complete ? nsc_estimate_exact : nsc_estimate_alone;
    estimates figures = {figure(mean), figure(mean / fabs(own.mean)),
                         figure(varies ? mean / own.standard_deviation : (double)NAN), ""};
    snprintf(figures.reason, sizeof figures.reason, "%s", part->reason);
    return figures;
}

/* ---- summary ---- */

/* Why a figure has no interval; empty if it has one. */
static const char *note_on(nsc_estimate figure, const estimates *found) {
    return found->reason[0] == '\0' && isnan(figure.low) ? "no interval: a few extreme values decide the deviation"
                                                         : found->reason;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_evaluated evaluated = {0};
    nsc_measured_part part;
    slopes found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, landscape->fitness, 1, error));
    NSC_TRY(measure(landscape, options->control, &found, error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    const nsc_span span = nsc_fitness_span(landscape->fitness);
    const char *reason = found.pairs > 0 ? NULL : NSC_REASON_NO_PAIR;
    const char *constant = reason == NULL ? NSC_REASON_CONSTANT : reason;
    const char *zero = reason == NULL ? "the mean fitness is 0" : reason;
    const bool varies = span.high > span.low;
    estimates figures = measured_figures(&found, &evaluated, varies, &part);
    /* Equal values tell nothing of how the hidden ones differ. */
    if (reason == NULL && varies && nsc_measured_part_reason(&part) != NULL)
        NSC_TRY(estimate(landscape, options->control, &figures, error));
    NSC_TRY(nsc_summary_add(tables[0], "pairs", (double)found.pairs, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(&part, tables[0], error));
    NSC_TRY(nsc_summary_add_figure(tables[0], "mean_gradient", figures.gradient, reason,
                                   note_on(figures.gradient, &figures), error));
    NSC_TRY(nsc_summary_add_figure(tables[0], "gradient_intensity", figures.intensity, zero,
                                   note_on(figures.intensity, &figures), error));
    NSC_TRY(nsc_summary_add_figure(tables[0], "gradient_per_deviation", figures.per_deviation, constant,
                                   note_on(figures.per_deviation, &figures), error));
    NSC_TRY(nsc_measured_part_add(&part, tables[0], "steepest", reason == NULL ? found.steepest : NAN, reason, error));
    NSC_TRY(nsc_measured_part_add(&part, tables[0], "steepest_per_range",
                                  reason == NULL && varies ? found.steepest / (span.high - span.low) : NAN, constant,
                                  error));
out:
    nsc_evaluated_release(&evaluated);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_gradient = {
    "gradient",
    "difference of fitness along an edge",
    "gradient intensity of GraphFLA",
    "g = mean |fᵢ − fⱼ| over edges i–j; intensity g / |mean f|; per deviation g / σ",
    0,
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
