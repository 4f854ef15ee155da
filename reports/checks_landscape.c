/* How each claim on replaced operations, on depth and width, and on cost is checked. */
#include "reports/claims_internal.h"

#include "analysis/estimators/pairs.h"

#include <math.h>
#include <string.h>

/* ---- replacements of operations ---- */

/* The mean effect of each kind of edge over the whole space, from one fitness. */
struct claim_effects {
    const nsc_fitness *fitness;
    nsc_pair_effect by_kind[NSC_KINDS];
};

static nsc_status effects_of(nsc_claim_context *context, const nsc_fitness *fitness,
                             const struct claim_effects **effects, nsc_error *error) {
    const nsc_graph *graph;
    nsc_design design = {0};
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < context->effect_count; number++)
        if (context->effects[number].fitness == fitness) {
            *effects = &context->effects[number];
            return NSC_OK;
        }
    NSC_TRY(nsc_report_graph(context->run, context->run->request->relation, &graph, error));
    NSC_TRY(nsc_design_open(&design, context->space, fitness, NULL, context->run->request->options->control, error));
    NSC_TRY(nsc_reserve(&context->effects, &context->effect_capacity, context->effect_count + 1,
                        sizeof *context->effects, error));
    struct claim_effects *added = &context->effects[context->effect_count];
    *added = (struct claim_effects){.fitness = fitness};
    const nsc_landscape landscape = nsc_landscape_of(context->space, graph, fitness);
    NSC_TRY(nsc_pair_effects(&landscape, NULL, &design, added->by_kind, error));
    context->effect_count++;
    *effects = added;
out:
    nsc_design_release(&design);
    return status;
}

static nsc_status find_effect(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, bool relative,
                              nsc_error *error) {
    const nsc_fitness *fitness;
    const struct claim_effects *effects;
    size_t kind = 0;
    nsc_status status = NSC_OK;
    finding->relation = context->run->request->relation->name;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    if (fitness == NULL)
        goto out;
    NSC_TRY(effects_of(context, fitness, &effects, error));
    while (context->space->edge_kinds[kind].family != NSC_EDGE_REPLACED ||
           strcmp(context->space->edge_kinds[kind].from, claim->subject) != 0 ||
           strcmp(context->space->edge_kinds[kind].to, claim->object) != 0)
        kind++;
    const char *origin = nsc_origin_name(finding->origin);
    const nsc_pair_mean *mean = relative ? &effects->by_kind[kind].relative : &effects->by_kind[kind].change;
    nsc_finding_take(finding, mean->estimate);
    if (fitness->known_count < fitness->point_count)
        nsc_finding_note(finding, "treats the %s cells of each size as a random sample", origin);
    if (mean->pairs == 0 || mean->reason[0] != '\0') {
        finding->published_conditions = false;
        nsc_finding_note(finding, "needs more pairs of %s neighbours%s%s", origin, mean->pairs > 0 ? ": " : "",
                         mean->reason);
    }
out:
    return status;
}

nsc_status nsc_check_operation_effect(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                      nsc_error *error) {
    return find_effect(context, claim, finding, false, error);
}

nsc_status nsc_check_operation_time(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                    nsc_error *error) {
    return find_effect(context, claim, finding, true, error);
}

/* ---- depth and width ---- */

enum { VALUES = NSC_CELL_VERTICES * NSC_CELL_VERTICES }; /* depth and width are below */

/* Means of a fitness by the value of a feature; NaN where no cell has the value or none that does is measured. */
typedef struct means_by_value {
    nsc_estimate means[VALUES];
    bool occurs[VALUES];
} means_by_value;

static nsc_status take_means(nsc_claim_context *context, const nsc_claim *claim, const char *feature,
                             nsc_finding *finding, means_by_value *means, bool *held, nsc_error *error) {
    const nsc_fitness *fitness;
    const double *measure;
    nsc_sample sample = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    *held = fitness != NULL;
    if (!*held)
        goto out;
    const double *values = fitness->values;
    NSC_TRY(nsc_claim_feature(context, feature, &measure, error));
    NSC_TRY(nsc_claim_sample(context, &values, 1, fitness->chosen, finding, &sample, error));
    for (size_t value = 0; value < VALUES; value++) {
        means->occurs[value] = false;
        for (uint32_t point = 0; point < context->space->point_count; point++) {
            context->mask[point] = measure[point] == (double)value;
            means->occurs[value] = means->occurs[value] || context->mask[point];
        }
        means->means[value] =
            means->occurs[value] ? nsc_sample_mean(&sample, values, context->mask) : nsc_estimate_none();
        if (means->occurs[value] && isnan(means->means[value].low)) {
            finding->published_conditions = false;
            nsc_finding_note(finding, "needs more %s cells of %s %zu", nsc_origin_name(finding->origin), feature,
                             value);
        }
    }
out:
    nsc_sample_release(&sample);
    return status;
}

/* The interval spans all depths whose mean may be the highest: whose upper end is above every other's lower end. */
nsc_status nsc_check_best_depth(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_error *error) {
    means_by_value depths;
    bool held;
    size_t best = 0;
    double highest_low = -INFINITY;
    nsc_status status = take_means(context, claim, "depth", finding, &depths, &held, error);
    if (status != NSC_OK || !held)
        return status;
    for (size_t depth = 1; depth < VALUES; depth++) {
        highest_low = fmax(highest_low, depths.means[depth].low);
        if (depths.means[depth].value > depths.means[best].value || isnan(depths.means[best].value))
            best = depth;
    }
    if (isnan(depths.means[best].value))
        return NSC_OK;
    bool published_possible = false;
    nsc_finding_exact(finding, (double)best);
    for (size_t depth = 1; depth < VALUES; depth++)
        if (depths.means[depth].high >= highest_low) {
            finding->low = fmin(finding->low, (double)depth);
            finding->high = fmax(finding->high, (double)depth);
            published_possible = published_possible || (double)depth == claim->published;
        }
    /* Depths are whole: several possible ones decide nothing, unless the published one is not among them. */
    finding->effect = published_possible ? claim->half_unit : INFINITY;
    if (!published_possible && finding->low < claim->published && finding->high > claim->published)
        finding->low = finding->high = (double)best;
    return NSC_OK;
}

/*
 * The finding becomes the smallest of the differences taken so far, each of two independent means. Its interval is that
 * of the smallest: from the lowest of their lower ends to the lowest of their upper ends, for a difference between
 * few cells may be the smallest though its value is not. Each side of an interval has a length of its own.
 */
static void take_smaller_difference(nsc_finding *finding, const nsc_estimate *more, const nsc_estimate *less) {
    const double difference = more->value - less->value;
    if (isnan(difference))
        return;
    finding->low = fmin(finding->low, difference - hypot(more->value - more->low, less->high - less->value));
    finding->high = fmin(finding->high, difference + hypot(more->high - more->value, less->value - less->low));
    finding->value = fmin(finding->value, difference);
}

nsc_status nsc_check_width_rise(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_error *error) {
    means_by_value widths;
    bool held;
    nsc_status status = take_means(context, claim, "width", finding, &widths, &held, error);
    if (status != NSC_OK || !held)
        return status;
    for (size_t width = 2; width < VALUES; width++)
        take_smaller_difference(finding, &widths.means[width], &widths.means[width - 1]);
    return NSC_OK;
}

nsc_status nsc_check_width_cost(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_error *error) {
    means_by_value widths;
    bool held;
    nsc_status status = take_means(context, claim, "width", finding, &widths, &held, error);
    if (status != NSC_OK || !held)
        return status;
    for (size_t width = 2; width < VALUES; width++)
        take_smaller_difference(finding, &widths.means[1], &widths.means[width]);
    return NSC_OK;
}

/* ---- cost ---- */

/* How much more accurate the best cell is that costs no more than the one that the claim names. */
nsc_status nsc_check_front_gap(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                               nsc_error *error) {
    const nsc_report_result *result;
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    if (fitness == NULL)
        goto out;
    const nsc_report_question question = {.analysis = "cost", .fitness = fitness};
    NSC_TRY(nsc_report_analyse(context->run, &question, &result, error));
    const nsc_table *named = nsc_report_table(result, "named");
    for (size_t row = 0; named != NULL && row < nsc_table_row_count(named); row++)
        if (nsc_report_is(named, row, "name", claim->subject) && nsc_report_is(named, row, "cost", claim->object) &&
            isfinite(nsc_report_number(named, row, "gap")))
            nsc_finding_exact(finding, nsc_report_number(named, row, "gap"));
    if (isnan(finding->value))
        nsc_finding_note(finding, "needs %s and the cost of that cell, which are not in the data", claim->rule);
    else if (fitness->known_count < fitness->point_count) {
        finding->at_least = true;
        finding->high = NAN;
        nsc_finding_note(finding, "needs all cells: shown is the gap to the evaluated ones, a lower bound");
    }
out:
    return status;
}
