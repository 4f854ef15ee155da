/* How each claim on the space, on single cells and on the distribution of a fitness is checked. */
#include "reports/claims_internal.h"

#include "analysis/estimators/correlation.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* Accuracies have a long lower tail: intervals from fewer cells would mislead. */
enum { LEAST_CELLS = 400 };

/* ---- what the checks share ---- */

nsc_status nsc_claim_context_open(nsc_claim_context *context, nsc_report_run *run, nsc_error *error) {
    const nsc_space *space = run->space;
    *context = (nsc_claim_context){.run = run, .space = space, .nb101 = nsc_space_nb101(space)};
    const nsc_nb101_limits limits = nsc_nb101_get_limits(context->nb101);
    context->published_space = limits.vertices == NSC_NB101_VERTICES && limits.edges == NSC_NB101_EDGES;
    context->published_best_known =
        space->point_parse(space, NSC_PUBLISHED_BEST, &context->published_best, NULL) == NSC_OK;
    nsc_status status = nsc_allocate(&context->features, space->feature_count, sizeof *context->features, error);
    if (status == NSC_OK)
        status = nsc_allocate(&context->mask, space->point_count, sizeof *context->mask, error);
    return status;
}

void nsc_claim_context_close(nsc_claim_context *context) {
    for (size_t feature = 0; context->features != NULL && feature < context->space->feature_count; feature++)
        free(context->features[feature]);
    free(context->features);
    free(context->mask);
    free(context->effects);
    *context = (nsc_claim_context){0};
}

void nsc_finding_note(nsc_finding *finding, const char *format, ...) {
    const size_t length = strlen(finding->note);
    va_list arguments;
    const char *separator = length > 0 ? "; " : "";
    const size_t begin =
        length + nsc_text_format(finding->note + length, sizeof finding->note - length, "%s", separator);
    va_start(arguments, format);
    nsc_text_format_list(finding->note + begin, sizeof finding->note - begin, format, arguments);
    va_end(arguments);
}

nsc_status nsc_claim_find(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, nsc_error *error) {
    *finding = (nsc_finding){.value = NAN,
                             .low = NAN,
                             .high = NAN,
                             .coverage = 1,
                             .published_conditions = context->published_space,
                             .effect = fabs(claim->published),
                             .origin = NSC_ORIGIN_COMPUTED};
    if (!context->published_space)
        nsc_finding_note(finding, "the space %s is not the paper's", context->space->name);
    if (claim->note != NULL)
        nsc_finding_note(finding, "%s", claim->note);
    return claim->check(context, claim, finding, error);
}

nsc_status nsc_claim_feature(nsc_claim_context *context, const char *name, const double **values, nsc_error *error) {
    const size_t feature = (size_t)nsc_space_feature(context->space, name);
    nsc_status status = NSC_OK;
    *values = context->features[feature];
    if (*values != NULL)
        return NSC_OK;
    double *computed = NULL;
    NSC_TRY(nsc_allocate(&computed, context->space->point_count, sizeof *computed, error));
    NSC_TRY(context->space->feature_values(context->space, feature, context->run->request->options->control, computed,
                                           error));
    *values = context->features[feature] = computed;
    computed = NULL;
out:
    free(computed);
    return status;
}

static void append_once(char *list, size_t size, const char *text) {
    const size_t length = strlen(list);
    if (strstr(list, text) == NULL)
        nsc_text_format(list + length, size - length, "%s%s", length > 0 ? ", " : "", text);
}

/* The fewest and the most of both; unknown where one of them is. */
static nsc_run_range join_runs(nsc_run_range first, nsc_run_range second) {
    if (first.most == 0 || second.most == 0)
        return (nsc_run_range){0};
    return (nsc_run_range){.fewest = first.fewest < second.fewest ? first.fewest : second.fewest,
                           .most = first.most > second.most ? first.most : second.most};
}

void nsc_finding_rests_on(nsc_finding *finding, const nsc_report_fitness *asked) {
    const nsc_fitness *fitness = asked->fitness;
    finding->runs = finding->fitness[0] == '\0' ? fitness->runs : join_runs(finding->runs, fitness->runs);
    append_once(finding->fitness, sizeof finding->fitness, fitness->rule.text);
    append_once(finding->source, sizeof finding->source, fitness->source);
    finding->origin = fitness->origin > finding->origin ? fitness->origin : finding->origin;
    finding->coverage = fmin(finding->coverage, nsc_fitness_coverage(fitness));
    if (fitness->short_of_runs > 0) {
        finding->other_conditions = true;
        nsc_finding_note(finding, "%s rests on fewer than %d runs for %u cells", fitness->rule.text, NSC_RUNS,
                         fitness->short_of_runs);
    }
}

nsc_status nsc_claim_fitness(nsc_claim_context *context, const char *rule, nsc_finding *finding,
                             const nsc_fitness **fitness, nsc_error *error) {
    const nsc_report_fitness *asked;
    nsc_status status = nsc_report_ask(context->run, rule, &asked, error);
    *fitness = NULL;
    if (status == NSC_OK && asked->fitness != NULL) {
        nsc_finding_rests_on(finding, asked);
        *fitness = asked->fitness;
    }
    return status;
}

nsc_status nsc_claim_own_fitness(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                 const nsc_fitness **fitness, nsc_error *error) {
    nsc_status status = nsc_claim_fitness(context, claim->rule, finding, fitness, error);
    if (status != NSC_OK || *fitness != NULL)
        return status;
    finding->other_conditions = true;
    if (claim->stand_in != NULL)
        status = nsc_claim_fitness(context, claim->stand_in, finding, fitness, error);
    if (*fitness != NULL)
        nsc_finding_note(finding, "needs %s, which is not in the data: %s is shown instead", claim->rule,
                         claim->stand_in);
    else
        nsc_finding_note(finding, "needs %s, which is not in the data", claim->rule);
    if (*fitness == NULL)
        finding->coverage = 0;
    return status;
}

nsc_status nsc_claim_sample(nsc_claim_context *context, const double *const *columns, size_t column_count,
                            const bool *chosen, nsc_finding *finding, nsc_sample *sample, nsc_error *error) {
    const double *sizes;
    nsc_status status = nsc_claim_feature(context, "vertices", &sizes, error);
    const nsc_design_data data = {context->space->point_count, sizes, columns, column_count, chosen, NULL};
    if (status == NSC_OK)
        status = nsc_sample_take(sample, &data, error);
    if (status != NSC_OK)
        return status;
    const char *gap = sample->design.gap;
    const char *origin = nsc_origin_name(finding->origin);
    finding->coverage = (double)sample->count / context->space->point_count;
    if (nsc_sample_complete(sample))
        return NSC_OK;
    nsc_finding_note(finding, "treats the %s cells of each size as a random sample", origin);
    if (sample->count < LEAST_CELLS)
        nsc_finding_note(finding, "%zu %s cells are too few: at least %d are needed", sample->count, origin,
                         LEAST_CELLS);
    if (gap[0] != '\0')
        nsc_finding_note(finding, "needs %s cells of %s vertices", origin, gap);
    if (sample->count < LEAST_CELLS || gap[0] != '\0')
        finding->published_conditions = false;
    return NSC_OK;
}

void nsc_finding_take(nsc_finding *finding, nsc_estimate estimate) {
    finding->value = estimate.value;
    finding->low = estimate.low;
    finding->high = estimate.high;
}

void nsc_finding_exact(nsc_finding *finding, double value) {
    finding->value = finding->low = finding->high = value;
}

nsc_status nsc_claim_best_cell(nsc_claim_context *context, nsc_finding *finding, uint32_t *point, bool *found,
                               nsc_error *error) {
    const nsc_report_fitness *asked;
    nsc_status status = nsc_report_ask(context->run, "test@108", &asked, error);
    if (status != NSC_OK)
        return status;
    *found = true;
    if (asked->fitness != NULL && asked->fitness->origin == NSC_ORIGIN_MEASURED &&
        asked->fitness->known_count == asked->fitness->point_count && asked->fitness->short_of_runs == 0) {
        nsc_finding_rests_on(finding, asked);
        *point = nsc_best_point(asked->fitness);
        return NSC_OK;
    }
    *found = context->published_best_known;
    *point = context->published_best;
    nsc_finding_note(finding,
                     *found ? "the best cell is the published one" : "the published best cell is not in the space");
    return NSC_OK;
}

/* The cell that a claim names, or the best one. */
static nsc_status cell_of(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, uint32_t *point,
                          bool *found, nsc_error *error) {
    if (claim->subject == NULL)
        return nsc_claim_best_cell(context, finding, point, found, error);
    *found = context->space->point_parse(context->space, claim->subject, point, NULL) == NSC_OK;
    if (!*found)
        nsc_finding_note(finding, "the cell is not in the space");
    return NSC_OK;
}

/* ---- the space ---- */

nsc_status nsc_check_space_encodings(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                     nsc_error *error) {
    (void)claim, (void)error;
    const int vertices = (int)nsc_nb101_get_limits(context->nb101).vertices;
    nsc_finding_exact(finding, ldexp(pow(NSC_OPERATIONS, vertices - 2), vertices * (vertices - 1) / 2));
    return NSC_OK;
}

nsc_status nsc_check_invalid_share(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                   nsc_error *error) {
    const nsc_encodings *encodings;
    uint64_t counts[NSC_DECODING_COUNT];
    (void)claim;
    nsc_status status = nsc_space_encodings(context->space, &encodings, error);
    if (status != NSC_OK)
        return status;
    nsc_encodings_tally(encodings, NSC_VALID_RAW, counts);
    nsc_finding_exact(finding, 1 - (double)counts[NSC_DECODES] / (double)nsc_encodings_count(encodings));
    return NSC_OK;
}

/* Cells of up to `threshold` vertices; of all sizes where that is 0. */
nsc_status nsc_check_cells(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, nsc_error *error) {
    const double *vertices;
    nsc_status status = nsc_claim_feature(context, "vertices", &vertices, error);
    uint32_t count = 0;
    for (uint32_t point = 0; status == NSC_OK && point < context->space->point_count; point++)
        count += claim->threshold == 0 || vertices[point] <= claim->threshold;
    nsc_finding_exact(finding, count);
    return status;
}

/*
 * How many cells have width 1 or are chains, but not both. A chain has one edge less than vertices, all of them on its
 * longest path.
 */
nsc_status nsc_check_chains(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                            nsc_error *error) {
    const double *vertices, *edges, *depth, *width;
    uint32_t chains = 0, differing = 0;
    nsc_status status = NSC_OK;
    (void)claim;
    NSC_TRY(nsc_claim_feature(context, "vertices", &vertices, error));
    NSC_TRY(nsc_claim_feature(context, "edges", &edges, error));
    NSC_TRY(nsc_claim_feature(context, "depth", &depth, error));
    NSC_TRY(nsc_claim_feature(context, "width", &width, error));
    for (uint32_t point = 0; point < context->space->point_count; point++) {
        const bool chain = edges[point] == vertices[point] - 1 && depth[point] == edges[point];
        chains += chain;
        differing += chain != (width[point] == 1);
    }
    nsc_finding_exact(finding, differing);
    nsc_finding_note(finding, "there are %u chains", chains);
out:
    return status;
}

nsc_status nsc_check_largest(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                             nsc_error *error) {
    const double *values;
    nsc_status status = nsc_claim_feature(context, claim->subject, &values, error);
    if (status != NSC_OK)
        return status;
    double largest = values[0];
    for (uint32_t point = 1; point < context->space->point_count; point++)
        largest = fmax(largest, values[point]);
    nsc_finding_exact(finding, largest);
    return NSC_OK;
}

nsc_status nsc_check_cell_feature(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                  nsc_error *error) {
    const double *values;
    uint32_t point;
    bool found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_feature(context, claim->object, &values, error));
    NSC_TRY(cell_of(context, claim, finding, &point, &found, error));
    if (found)
        nsc_finding_exact(finding, values[point]);
out:
    return status;
}

/* ---- single cells ---- */

nsc_status nsc_check_cell_value(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_error *error) {
    const nsc_fitness *fitness;
    uint32_t point;
    bool found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    NSC_TRY(cell_of(context, claim, finding, &point, &found, error));
    if (fitness == NULL || !found)
        goto out;
    if (nsc_fitness_known(fitness, point))
        nsc_finding_exact(finding, fitness->values[point]);
    else
        nsc_finding_note(finding, "needs %s of that cell, which is not in the data", claim->rule);
out:
    return status;
}

/* The best value: of the whole space only where all is known, and of all runs only where all are; else a lower
 * bound. */
nsc_status nsc_check_best(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, nsc_error *error) {
    const nsc_fitness *fitness;
    nsc_status status = nsc_claim_own_fitness(context, claim, finding, &fitness, error);
    if (status != NSC_OK || fitness == NULL)
        return status;
    nsc_finding_exact(finding, nsc_fitness_best(fitness));
    finding->at_least = fitness->rule.policy == NSC_POLICY_MAXIMUM && fitness->short_of_runs > 0;
    if (fitness->known_count < fitness->point_count) {
        finding->published_conditions = finding->published_conditions && !finding->at_least;
        finding->at_least = true;
        finding->high = NAN;
        nsc_finding_note(finding, "needs all cells: shown is the best of the evaluated ones, a lower bound");
    }
    return NSC_OK;
}

/* 1 + how many cells are better; on partial data how many are at least. */
nsc_status nsc_check_rank(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, nsc_error *error) {
    const nsc_fitness *fitness;
    uint32_t cell, better = 0, as_good = 0;
    bool found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    NSC_TRY(cell_of(context, claim, finding, &cell, &found, error));
    if (fitness == NULL || !found)
        goto out;
    if (!nsc_fitness_known(fitness, cell)) {
        nsc_finding_note(finding, "needs %s of that cell, which is not in the data", claim->rule);
        goto out;
    }
    const nsc_order order = nsc_order_of(fitness);
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        better += nsc_better(&order, fitness->values[point], fitness->values[cell]);
        as_good += nsc_at_least(&order, fitness->values[point], fitness->values[cell]);
    }
    finding->value = finding->low = better + 1;
    finding->high = as_good;
    if (fitness->origin == NSC_ORIGIN_SURROGATE)
        nsc_finding_note(finding,
                         "a model's ranks say nothing of a single cell: the best cells differ by less than the "
                         "model's error");
    if (fitness->known_count < fitness->point_count) {
        finding->at_least = true;
        finding->high = NAN;
        nsc_finding_note(finding, "needs all cells: shown is the rank among the evaluated ones, a lower bound");
    }
out:
    return status;
}

/* How many cells have more of a feature, or of the claim's fitness, than the best cell; one is enough to decide. */
nsc_status nsc_check_larger(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                            nsc_error *error) {
    const double *values;
    const nsc_fitness *fitness;
    uint32_t best, larger = 0;
    bool found, complete = true;
    nsc_status status = NSC_OK;
    if (claim->rule != NULL) {
        NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
        if (fitness == NULL)
            goto out;
        values = fitness->values;
        complete = fitness->known_count == fitness->point_count;
    } else
        NSC_TRY(nsc_claim_feature(context, claim->subject, &values, error));
    NSC_TRY(nsc_claim_best_cell(context, finding, &best, &found, error));
    if (!found)
        goto out;
    if (isnan(values[best])) {
        nsc_finding_note(finding, "needs %s of that cell, which is not in the data", claim->rule);
        goto out;
    }
    for (uint32_t point = 0; point < context->space->point_count; point++)
        larger += values[point] > values[best];
    nsc_finding_exact(finding, larger);
    if (!complete) {
        finding->published_conditions = finding->published_conditions && larger > 0;
        finding->high = INFINITY;
        nsc_finding_note(finding, "counted among the %s cells", nsc_origin_name(finding->origin));
    }
out:
    return status;
}

/* ---- the distribution of a fitness ---- */

/* What mean, deviation and share have in common: an estimate from one fitness. */
static nsc_status estimate_with(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_estimate (*estimate)(nsc_claim_context *, const nsc_claim *, const nsc_sample *,
                                                         const double *),
                                nsc_error *error) {
    const nsc_fitness *fitness;
    nsc_sample sample = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    if (fitness == NULL)
        goto out;
    const double *values = fitness->values;
    NSC_TRY(nsc_claim_sample(context, &values, 1, fitness->chosen, finding, &sample, error));
    nsc_finding_take(finding, estimate(context, claim, &sample, values));
out:
    nsc_sample_release(&sample);
    return status;
}

static nsc_estimate estimate_mean(nsc_claim_context *context, const nsc_claim *claim, const nsc_sample *sample,
                                  const double *values) {
    (void)context, (void)claim;
    return nsc_sample_mean(sample, values, NULL);
}

static nsc_estimate estimate_deviation(nsc_claim_context *context, const nsc_claim *claim, const nsc_sample *sample,
                                       const double *values) {
    (void)context, (void)claim;
    return nsc_sample_deviation(sample, values);
}

static nsc_estimate estimate_share_above(nsc_claim_context *context, const nsc_claim *claim, const nsc_sample *sample,
                                         const double *values) {
    for (uint32_t point = 0; point < context->space->point_count; point++)
        context->mask[point] = values[point] > claim->threshold;
    return nsc_sample_share(sample, context->mask);
}

nsc_status nsc_check_mean(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, nsc_error *error) {
    return estimate_with(context, claim, finding, estimate_mean, error);
}

nsc_status nsc_check_deviation(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                               nsc_error *error) {
    return estimate_with(context, claim, finding, estimate_deviation, error);
}

nsc_status nsc_check_share_above(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                 nsc_error *error) {
    return estimate_with(context, claim, finding, estimate_share_above, error);
}

/* With a feature, or with another fitness, whose rule has an @. */
nsc_status nsc_check_correlation(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                 nsc_error *error) {
    const nsc_fitness *fitness, *other;
    const double *columns[2] = {NULL, NULL};
    nsc_sample sample = {0};
    nsc_estimate correlation;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    if (fitness == NULL)
        goto out;
    columns[0] = fitness->values;
    if (strchr(claim->subject, '@') == NULL)
        NSC_TRY(nsc_claim_feature(context, claim->subject, &columns[1], error));
    else {
        NSC_TRY(nsc_claim_fitness(context, claim->subject, finding, &other, error));
        columns[1] = other != NULL ? other->values : NULL;
    }
    if (columns[1] == NULL) {
        finding->coverage = 0;
        nsc_finding_note(finding, "needs %s, which is not in the data", claim->subject);
        goto out;
    }
    NSC_TRY(nsc_claim_sample(context, columns, 2, fitness->chosen, finding, &sample, error));
    NSC_TRY(nsc_sample_correlation(&sample, columns[0], columns[1], &correlation, error));
    nsc_finding_take(finding, correlation);
out:
    nsc_sample_release(&sample);
    return status;
}
