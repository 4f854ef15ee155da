/* One design and one sample for each group. */
#include "analysis/estimators/group_means.h"

#include "analysis/estimators/influence.h"
#include "analysis/estimators/sample.h"
#include "analysis/estimators/statistics.h"

#include <math.h>

/* The lowest and the highest evaluated fitness of each group; both infinite where there is none. */
typedef struct extremes {
    double low, high;
} extremes;

typedef struct grouping {
    const nsc_fitness *fitness;
    const double *groups;  /* [point] */
    double *sizes;         /* [point] */
    bool *within;          /* [point] for one group at a time */
    extremes *extremes_of; /* [group_count + 2]: that of group g at g + 1 */
} grouping;

static void release(grouping *state) {
    free(state->sizes);
    free(state->within);
    free(state->extremes_of);
}

static nsc_status prepare(grouping *state, const nsc_space *space, size_t group_count, const nsc_control *control,
                          nsc_error *error) {
    const nsc_fitness *fitness = state->fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_sizes(space, control, &state->sizes, error));
    NSC_TRY(nsc_allocate(&state->within, space->point_count, sizeof *state->within, error));
    NSC_TRY(nsc_allocate(&state->extremes_of, group_count + 2, sizeof *state->extremes_of, error));
    for (size_t place = 0; place < group_count + 2; place++)
        state->extremes_of[place] = (extremes){INFINITY, -INFINITY};
    for (uint32_t point = 0; point < space->point_count; point++) {
        const double group = state->groups[point], value = fitness->values[point];
        if (isnan(value) || !(group >= 0) || group >= (double)group_count)
            continue;
        extremes *own = &state->extremes_of[(size_t)group + 1];
        *own = (extremes){fmin(own->low, value), fmax(own->high, value)};
    }
out:
    return status;
}

/* Estimate of the mean and of the deviation from a weighted sample. */
static void estimate(const grouping *state, size_t group, const nsc_sample *sample, nsc_group_mean *mean) {
    double *influence = sample->scratch;
    const nsc_design *design = &sample->design;
    const double *values = state->fitness->values;
    const extremes *neighbours = &state->extremes_of[group];
    long double sum = 0, squares = 0;
    for (size_t place = 0; place < sample->count; place++)
        sum += (long double)nsc_design_weight(design, sample->points[place]) * values[sample->points[place]];
    const double value = (double)(sum / design->population_count);
    for (size_t place = 0; place < sample->count; place++) {
        influence[place] = values[sample->points[place]] - value;
        squares += (long double)nsc_design_weight(design, sample->points[place]) * influence[place] * influence[place];
    }
    mean->mean = nsc_estimate_alone(value);
    mean->standard_error = nsc_design_error(design, sample->points, influence, sample->count).error;
    mean->standard_deviation =
        sqrt((double)squares / design->population_count * (double)sample->count / ((double)sample->count - 1));
    if (sample->count < NSC_LEAST_OF_MEAN) {
        mean->reason = "too few points for an interval";
        return;
    }
    const nsc_influence_range hidden = {fmin(neighbours[0].low, fmin(neighbours[1].low, neighbours[2].low)) - value,
                                        fmax(neighbours[0].high, fmax(neighbours[1].high, neighbours[2].high)) - value};
    mean->mean = nsc_estimate_skewed(value, design, sample->points, influence, sample->count, hidden);
    if (isnan(mean->mean.low))
        mean->reason = "too few points of one size for an interval";
}

/* All points are evaluated: exact. */
static void describe(const grouping *state, const nsc_sample *sample, nsc_group_mean *mean) {
    for (size_t place = 0; place < sample->count; place++)
        sample->scratch[place] = state->fitness->values[sample->points[place]];
    const nsc_moments moments = nsc_moments_of(sample->scratch, sample->count);
    mean->mean = nsc_estimate_exact(moments.mean);
    mean->standard_error = 0;
    mean->standard_deviation = moments.standard_deviation;
}

static nsc_status measure(grouping *state, size_t group, uint32_t point_count, nsc_group_mean *mean, nsc_error *error) {
    const double *const columns[] = {state->fitness->values};
    nsc_sample sample = {0};
    for (uint32_t point = 0; point < point_count; point++)
        state->within[point] = state->groups[point] >= 0 && (size_t)state->groups[point] == group;
    const nsc_design_data data = {point_count, state->sizes, columns, 1, state->fitness->chosen, state->within};
    const nsc_status status = nsc_sample_take(&sample, &data, error);
    if (status != NSC_OK)
        return status;
    *mean = (nsc_group_mean){.points = sample.design.population_count,
                             .evaluated = sample.design.evaluated_count,
                             .mean = nsc_estimate_none(),
                             .standard_error = NAN,
                             .standard_deviation = NAN};
    if (sample.count == 0)
        mean->reason = "no such point has a fitness";
    else if (nsc_sample_complete(&sample))
        describe(state, &sample, mean);
    else
        estimate(state, group, &sample, mean);
    nsc_sample_release(&sample);
    return NSC_OK;
}

nsc_status nsc_group_means(const nsc_landscape *landscape, const double *groups, size_t group_count,
                           const nsc_control *control, nsc_group_mean **means, nsc_error *error) {
    grouping state = {.fitness = landscape->fitness, .groups = groups};
    nsc_status status = NSC_OK;
    *means = NULL;
    NSC_TRY(prepare(&state, landscape->space, group_count, control, error));
    NSC_TRY(nsc_allocate(means, group_count, sizeof **means, error));
    for (size_t group = 0; group < group_count; group++)
        NSC_TRY(measure(&state, group, landscape->space->point_count, &(*means)[group], error));
out:
    release(&state);
    if (status != NSC_OK) {
        free(*means);
        *means = NULL;
    }
    return status;
}

void nsc_group_mean_values(const nsc_group_mean *mean, nsc_value values[NSC_GROUP_MEAN_COLUMNS]) {
    values[0] = nsc_real(mean->mean.value);
    values[1] = nsc_real(mean->mean.low);
    values[2] = nsc_real(mean->mean.high);
    values[3] = nsc_real(mean->standard_error);
    values[4] = nsc_real(mean->standard_deviation);
}
