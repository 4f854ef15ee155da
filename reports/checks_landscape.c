/* How each claim on replaced operations, on depth and width, and on cost is checked. */
#include "reports/claims_internal.h"

#include "analysis/estimators/statistics.h"

#include <math.h>
#include <string.h>

/* ---- replacements of operations ---- */

enum { LEAST_PAIRS = 10 }; /* fewer show no spread worth the name */

/* Sizes without measured pairs that hold less of all pairs than this are too few to matter. */
static const double NEGLIGIBLE_SHARE = 0.01;

/* The mean effect of each kind of edge over the whole space, from one fitness. */
struct claim_effects {
    const nsc_fitness *fitness;
    nsc_estimate change[NSC_KINDS], relative[NSC_KINDS];
    double missing[NSC_KINDS]; /* share of the space's pairs that are of sizes without measured pairs */
};

/*
 * A replacement keeps the number of vertices, so that pairs fall apart by size as cells do: the effect is measured in
 * each size and weighted by the size's share of the space's pairs, whatever the coverage of each.
 */
typedef struct pairs_of_size {
    nsc_stratum cells;
    uint64_t pairs[NSC_KINDS]; /* in the space */
    nsc_pair_effect effects[NSC_KINDS];
} pairs_of_size;

static nsc_status count_pairs(const nsc_graph *graph, const double *sizes, const nsc_fitness *fitness,
                              pairs_of_size *by_size, nsc_error *error) {
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        pairs_of_size *place = &by_size[nsc_size_class(sizes[point])];
        nsc_stratum_add(&place->cells, nsc_fitness_known(fitness, point));
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t neighbour = 0; neighbour < row.count; neighbour++)
            place->pairs[row.kinds[neighbour]]++;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

static nsc_status measure_pairs(const nsc_claim_context *context, const nsc_graph *graph, const double *sizes,
                                const nsc_fitness *fitness, pairs_of_size *by_size, nsc_error *error) {
    nsc_fitness masked = *fitness;
    nsc_status status = nsc_allocate(&masked.values, fitness->point_count, sizeof *masked.values, error);
    for (size_t size = 0; status == NSC_OK && size < NSC_SIZES; size++) {
        if (by_size[size].cells.evaluated < 2)
            continue;
        for (uint32_t point = 0; point < fitness->point_count; point++)
            masked.values[point] = nsc_size_class(sizes[point]) == size ? fitness->values[point] : NAN;
        const nsc_landscape landscape = nsc_landscape_of(context->space, graph, &masked);
        status = nsc_pair_effects(&landscape, NULL, 1 - nsc_stratum_share(&by_size[size].cells), by_size[size].effects,
                                  error);
    }
    free(masked.values);
    return status;
}

static bool usable(const pairs_of_size *place, size_t kind) {
    const nsc_pair_effect *effect = &place->effects[kind];
    if (place->cells.evaluated == place->cells.points)
        return effect->pairs > 0;
    return effect->pairs >= LEAST_PAIRS && isfinite(effect->standard_error) &&
           isfinite(effect->standard_error_relative);
}

static void combine_pairs(const pairs_of_size *by_size, size_t kind, struct claim_effects *effects) {
    double all = 0, used = 0, mean[2] = {0}, variance[2] = {0};
    for (size_t size = 0; size < NSC_SIZES; size++) {
        all += (double)by_size[size].pairs[kind];
        used += usable(&by_size[size], kind) ? (double)by_size[size].pairs[kind] : 0;
    }
    for (size_t size = 0; size < NSC_SIZES; size++) {
        const nsc_pair_effect *effect = &by_size[size].effects[kind];
        if (!usable(&by_size[size], kind))
            continue;
        const double share = (double)by_size[size].pairs[kind] / used;
        mean[0] += share * effect->mean;
        mean[1] += share * effect->mean_relative;
        variance[0] += share * share * effect->standard_error * effect->standard_error;
        variance[1] += share * share * effect->standard_error_relative * effect->standard_error_relative;
    }
    effects->missing[kind] = all > 0 ? 1 - used / all : 1;
    nsc_estimate *const estimates[2] = {&effects->change[kind], &effects->relative[kind]};
    for (int relative = 0; relative < 2; relative++) {
        *estimates[relative] =
            used > 0 ? nsc_estimate_around(mean[relative], NSC_Z95 * sqrt(variance[relative])) : nsc_estimate_none();
    }
}

static nsc_status effects_of(nsc_claim_context *context, const nsc_fitness *fitness,
                             const struct claim_effects **effects, nsc_error *error) {
    const nsc_graph *graph;
    const double *sizes;
    pairs_of_size *by_size = NULL;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < context->effect_count; number++)
        if (context->effects[number].fitness == fitness) {
            *effects = &context->effects[number];
            return NSC_OK;
        }
    NSC_TRY(nsc_report_graph(context->run, context->run->request->relation, &graph, error));
    NSC_TRY(nsc_claim_feature(context, "vertices", &sizes, error));
    NSC_TRY(nsc_allocate(&by_size, NSC_SIZES, sizeof *by_size, error));
    NSC_TRY(count_pairs(graph, sizes, fitness, by_size, error));
    NSC_TRY(measure_pairs(context, graph, sizes, fitness, by_size, error));
    NSC_TRY(nsc_reserve(&context->effects, &context->effect_capacity, context->effect_count + 1,
                        sizeof *context->effects, error));
    struct claim_effects *added = &context->effects[context->effect_count++];
    *added = (struct claim_effects){.fitness = fitness};
    for (size_t kind = 0; kind < context->space->edge_kind_count; kind++)
        combine_pairs(by_size, kind, added);
    *effects = added;
out:
    free(by_size);
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
    nsc_finding_take(finding, relative ? effects->relative[kind] : effects->change[kind]);
    if (fitness->known_count < fitness->point_count)
        nsc_finding_note(finding, "treats the %s cells of each size as a random sample", origin);
    if (effects->missing[kind] > NEGLIGIBLE_SHARE) {
        finding->published_conditions = false;
        nsc_finding_note(finding,
                         "needs more pairs of %s neighbours: cell sizes with %.0f %% of all pairs have fewer than %d",
                         origin, 100 * effects->missing[kind], LEAST_PAIRS);
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

/* The finding becomes the difference of two independent means, where that is known and below what it holds. */
static void take_smaller_difference(nsc_finding *finding, const nsc_estimate *more, const nsc_estimate *less) {
    const double difference = more->value - less->value;
    const double half = hypot(more->high - more->value, less->high - less->value);
    if (!isnan(difference) && !(difference >= finding->value))
        nsc_finding_take(finding, (nsc_estimate){difference, difference - half, difference + half});
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
