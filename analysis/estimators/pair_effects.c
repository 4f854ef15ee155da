/* The mean change of the fitness over pairs of neighbours, plain and relative. */
#include "analysis/estimators/pairs.h"

#include <math.h>

double nsc_design_kurtosis(const nsc_design *design, const double *values) {
    double weight = 0, mean = 0, square = 0, fourth = 0;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t point = 0; point < design->space_count; point++) {
            if (design->stratum[point] == NSC_NO_STRATUM || isnan(values[point]))
                continue;
            const double own = nsc_design_weight(design, point);
            if (pass == 0) {
                weight += own;
                mean += own * values[point];
            } else {
                const double residual = values[point] - mean / weight;
                square += own * residual * residual;
                fourth += own * residual * residual * residual * residual;
            }
        }
    return square > 0 ? weight * fourth / (square * square) : 0;
}

static void measure_change(const void *context, uint32_t first, uint32_t second, double values[NSC_PAIR_QUANTITIES]) {
    const double *fitness = context;
    values[0] = fitness[second] - fitness[first];
    values[1] = fitness[second] / fitness[first] - 1;
}

/*
 * If the failures are all on one side of a kind of pair, their differences have the kurtosis of the fitness itself; a
 * ratio up to a few times that of the inverse, since values near 0 decide, which some kinds of pairs seldom have.
 */
static nsc_status find_kurtosis(const nsc_landscape *landscape, const nsc_design *design, double kurtosis[2],
                                nsc_error *error) {
    const double *values = landscape->fitness->values;
    double *inverses = NULL;
    const nsc_status status = nsc_allocate(&inverses, design->space_count, sizeof *inverses, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < design->space_count; point++)
        inverses[point] = 1 / values[point];
    kurtosis[0] = nsc_design_kurtosis(design, values);
    kurtosis[1] = fmax(2 * nsc_design_kurtosis(design, inverses), kurtosis[0]);
    free(inverses);
    return NSC_OK;
}

nsc_status nsc_pair_effects(const nsc_landscape *landscape, const nsc_kind_groups *groups, const nsc_design *design,
                            nsc_pair_effect *effects, nsc_error *error) {
    const size_t group_count = groups != NULL ? groups->count : landscape->space->edge_kind_count;
    nsc_pair_quantities quantities = {.count = 2, .measure = measure_change, .context = landscape->fitness->values};
    nsc_pair_mean *means = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&means, 2 * group_count, sizeof *means, error));
    if (design != NULL && !nsc_design_complete(design))
        NSC_TRY(find_kurtosis(landscape, design, quantities.kurtosis, error));
    NSC_TRY(nsc_pair_means(landscape, groups, design, &quantities, means, error));
    for (size_t group = 0; group < group_count; group++)
        effects[group] = (nsc_pair_effect){means[2 * group], means[2 * group + 1]};
out:
    free(means);
    return status;
}

void nsc_pair_effect_values(const nsc_pair_effect *effect, nsc_value values[NSC_PAIR_EFFECT_COLUMNS]) {
    const nsc_pair_mean *change = &effect->change, *relative = &effect->relative;
    const bool has_zero = change->pairs > 0 && isnan(relative->estimate.value);
    values[0] = nsc_integer((int64_t)change->pairs);
    values[1] = nsc_real(change->estimate.value);
    values[2] = nsc_real(change->error.error);
    values[3] = nsc_real(change->estimate.low);
    values[4] = nsc_real(change->estimate.high);
    values[5] = nsc_real(relative->estimate.value);
    values[6] = nsc_real(relative->error.error);
    values[7] = nsc_real(relative->estimate.low);
    values[8] = nsc_real(relative->estimate.high);
    values[9] = nsc_text(change->pairs == 0            ? "no pair of this kind has both fitnesses"
                         : change->reason[0] != '\0'   ? change->reason
                         : has_zero                    ? "a fitness is 0"
                         : relative->reason[0] != '\0' ? "mean_relative: too few pairs for an interval"
                                                       : NULL);
}
