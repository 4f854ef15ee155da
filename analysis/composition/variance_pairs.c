/*
 * The share of the variance between groups of points, estimated from pairs of evaluated points.
 *
 * The sum of squares within a group of N points is Σ over its pairs of (x − y)² / N, that of all points likewise. Pairs
 * of evaluated points estimate both without bias, whatever the number of groups that have no pair: each pair weighted
 * by the inverse of the chance that both are evaluated (Horvitz, Thompson 1952), over the sum of the weights, which is
 * known for the space (Hájek 1971). A group with enough evaluated points has a mean over pairs of its own; the others
 * share one.
 */
#include "analysis/composition/pair_interval.h"
#include "analysis/composition/variance_internal.h"

#include <math.h>

/* Points expected to be evaluated in a group that has a mean of its own. */
static const double OWN_MEAN = 20;

/*
 * Pairs within the groups that share a mean, if these have all degrees of freedom within groups; in proportion if they
 * have a part of them. Fewer do not show how much their differences vary: networks that failed to train, 1 in 150, make
 * much of it.
 */
static const double LEAST_PAIRS = 1000, FEWEST_PAIRS = 10;

/* Groups that share a mean are too small to matter if they have less than this of the degrees of freedom. */
static const double NEGLIGIBLE = 0.02;

/* Power sums of the values of some evaluated points. */
typedef struct power_sums {
    double weighted[3];                 /* Σ w x^power */
    double weight_squares;              /* Σ w² */
    double errors[NSC_PAIR_POWERS];     /* Σ h w² x^power, h the hidden share */
    double error_squares;               /* Σ (h w²)² */
    double points, evaluated, expected; /* of the population; of them evaluated; expected to be */
} power_sums;

/* A mean over pairs. */
typedef struct pair_mean {
    double weight; /* Σ over ordered pairs of both weights, in a group over its points */
    double mean;   /* of (x − y)² / 2 */
    double slope;  /* derivative of the share */
} pair_mean;

typedef struct estimation {
    const nsc_groups *groups;
    const nsc_design *design;
    const nsc_evaluated *evaluated;
    double *values; /* [place] less the mean, in standard deviations */
    power_sums all, *by_group;
    pair_mean of_all, shared, *of_group; /* of_group: weight 0 if the group uses `shared` */
    double pairs;                        /* pairs of evaluated points in groups that use `shared` */
} estimation;

/* ---- sums ---- */

static void standardise(estimation *state) {
    const nsc_evaluated *evaluated = state->evaluated;
    const nsc_moments moments = nsc_moments_of(evaluated->values, evaluated->count);
    for (size_t place = 0; place < evaluated->count; place++)
        state->values[place] = (evaluated->values[place] - moments.mean) / moments.standard_deviation;
}

static void add_point(power_sums *sums, double value, double weight, double hidden) {
    const double error = hidden * weight * weight;
    double power = 1;
    for (int number = 0; number < NSC_PAIR_POWERS; number++) {
        sums->errors[number] += error * power;
        if (number < 3)
            sums->weighted[number] += weight * power;
        power *= value;
    }
    sums->weight_squares += weight * weight;
    sums->error_squares += error * error;
    sums->evaluated++;
}

static void add_up(estimation *state) {
    for (uint32_t point = 0; point < state->design->space_count; point++) {
        power_sums *own = &state->by_group[state->groups->of[point]];
        own->points++;
        own->expected += 1 - nsc_design_hidden(state->design, point);
    }
    state->all.points = state->design->space_count;
    for (size_t place = 0; place < state->evaluated->count; place++) {
        const uint32_t point = state->evaluated->points[place];
        const double weight = nsc_design_weight(state->design, point), hidden = nsc_design_hidden(state->design, point);
        add_point(&state->all, state->values[place], weight, hidden);
        add_point(&state->by_group[state->groups->of[point]], state->values[place], weight, hidden);
    }
}

/* ---- means over pairs ---- */

static double weight_of_pairs(const power_sums *sums) {
    return sums->weighted[0] * sums->weighted[0] - sums->weight_squares;
}
static double differences_of_pairs(const power_sums *sums) {
    return sums->weighted[0] * sums->weighted[2] - sums->weighted[1] * sums->weighted[1];
}

static bool has_own_mean(const power_sums *sums) {
    return sums->expected >= OWN_MEAN && sums->evaluated >= 2;
}

/* Reason there is no share, or NULL. *within: sum of squares within groups, in units of the values' variance. If groups
 * that share a mean are negligible and have few pairs, they count as the others do on average. */
static const char *find_means(estimation *state, double *within) {
    double degrees = 0, own_degrees = 0, differences = 0;
    *within = 0;
    state->of_all.weight = weight_of_pairs(&state->all);
    state->of_all.mean = differences_of_pairs(&state->all) / state->of_all.weight;
    for (uint32_t group = 0; group < state->groups->count; group++) {
        const power_sums *sums = &state->by_group[group];
        if (has_own_mean(sums)) {
            pair_mean *own = &state->of_group[group];
            own->weight = weight_of_pairs(sums);
            own->mean = differences_of_pairs(sums) / own->weight;
            own->slope = sums->points - 1;
            own_degrees += sums->points - 1;
            *within += (sums->points - 1) * own->mean;
            continue;
        }
        degrees += sums->points - 1;
        differences += differences_of_pairs(sums) / sums->points;
        state->shared.weight += weight_of_pairs(sums) / sums->points;
        state->pairs += sums->evaluated * (sums->evaluated - 1) / 2;
    }
    if (degrees + own_degrees == 0)
        return "every group is a single point";
    if (state->pairs >= fmax(LEAST_PAIRS * degrees / (degrees + own_degrees), FEWEST_PAIRS)) {
        state->shared.mean = differences / state->shared.weight;
        state->shared.slope = degrees;
        *within += degrees * state->shared.mean;
    } else if (degrees <= NEGLIGIBLE * (degrees + own_degrees)) {
        const double scale = (degrees + own_degrees) / own_degrees;
        for (uint32_t group = 0; group < state->groups->count; group++)
            state->of_group[group].slope *= scale;
        *within *= scale;
    } else {
        return "too few groups with two evaluated points";
    }
    return NULL;
}

/* From sums of squares within to derivatives of 1 − within / all. */
static void find_slopes(estimation *state, double within) {
    const double all = (state->all.points - 1) * state->of_all.mean;
    state->of_all.slope = within / all / state->of_all.mean;
    state->shared.slope /= -all;
    for (uint32_t group = 0; group < state->groups->count; group++)
        state->of_group[group].slope /= -all;
}

/* ---- influences ---- */

/* The mean that the pairs of a group enter, and their factor in it. */
static const pair_mean *mean_of_group(const estimation *state, uint32_t group, double *factor) {
    const bool own = has_own_mean(&state->by_group[group]);
    const pair_mean *mean = own ? &state->of_group[group] : &state->shared;
    *factor = mean->weight > 0 ? (own ? 1 : 1 / state->by_group[group].points) * 2 * mean->slope / mean->weight : 0;
    return mean;
}

/* Σ over the partners of a point of both weights × (difference − mean). */
static double residuals_of(const power_sums *sums, double value, double weight, double mean) {
    const double differences =
        (value * value * sums->weighted[0] - 2 * value * sums->weighted[1] + sums->weighted[2]) / 2;
    return weight * (differences - mean * (sums->weighted[0] - weight));
}

static void find_influences(const estimation *state, double *influences) {
    for (size_t place = 0; place < state->evaluated->count; place++) {
        const uint32_t point = state->evaluated->points[place], group = state->groups->of[point];
        const double value = state->values[place], weight = nsc_design_weight(state->design, point);
        double factor;
        const pair_mean *mean = mean_of_group(state, group, &factor);
        influences[place] = 2 * state->of_all.slope / state->of_all.weight *
                                residuals_of(&state->all, value, weight, state->of_all.mean) +
                            factor * residuals_of(&state->by_group[group], value, weight, mean->mean);
    }
}

/* A pair within a group enters two means. Each pair counts twice among ordered ones. */
static double find_pair_squares(const estimation *state) {
    const double factor_of_all = 2 * state->of_all.slope / state->of_all.weight;
    const double level_of_all = -factor_of_all * state->of_all.mean;
    double sum = nsc_pair_squares(state->all.errors, state->all.error_squares, factor_of_all, level_of_all);
    for (uint32_t group = 0; group < state->groups->count; group++) {
        const power_sums *sums = &state->by_group[group];
        double factor;
        const pair_mean *mean = mean_of_group(state, group, &factor);
        sum += nsc_pair_squares(sums->errors, sums->error_squares, factor_of_all + factor,
                                level_of_all - factor * mean->mean) -
               nsc_pair_squares(sums->errors, sums->error_squares, factor_of_all, level_of_all);
    }
    return sum / 2;
}

nsc_status nsc_groups_share(const nsc_groups *groups, const nsc_design *design, const nsc_evaluated *evaluated,
                            nsc_estimate *share, const char **reason, nsc_error *error) {
    estimation state = {.groups = groups, .design = design, .evaluated = evaluated};
    nsc_pair_figure figure = {.lowest = 0, .highest = 1, .most_freedom = NSC_VARIANCE_FREEDOM};
    double within;
    nsc_status status = NSC_OK;
    *share = nsc_estimate_none();
    NSC_TRY(nsc_allocate(&state.values, evaluated->count, sizeof *state.values, error));
    NSC_TRY(nsc_allocate(&state.by_group, groups->count, sizeof *state.by_group, error));
    NSC_TRY(nsc_allocate(&state.of_group, groups->count, sizeof *state.of_group, error));
    NSC_TRY(nsc_allocate(&figure.influences, evaluated->count, sizeof *figure.influences, error));
    standardise(&state);
    add_up(&state);
    *reason = find_means(&state, &within);
    if (*reason != NULL)
        goto out;
    find_slopes(&state, within);
    find_influences(&state, figure.influences);
    figure.pair_squares = find_pair_squares(&state);
    figure.unbiased = 1 - within / ((state.all.points - 1) * state.of_all.mean);
    figure.value = fmax(figure.unbiased, 0);
    figure.noise = nsc_variance_noise(design, figure.value);
    *share = nsc_pair_figure_interval(design, evaluated->points, evaluated->count, &figure);
out:
    free(state.values);
    free(state.by_group);
    free(state.of_group);
    free(figure.influences);
    return status;
}
