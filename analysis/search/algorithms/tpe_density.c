#include "analysis/search/algorithms/tpe_density.h"

#include "base/memory.h"

#include <gsl/gsl_randist.h>
#include <math.h>

double nsc_tpe_weight(size_t age, size_t count, size_t forgetting) {
    if (count <= forgetting || age >= count - forgetting)
        return 1;
    const double first = 1 / (double)count;
    const size_t steps = count - forgetting - 1;
    return steps == 0 ? first : first + (double)age * (1 - first) / (double)steps;
}

/* ---- fitting ---- */

/* The values and the prior by ascending mean, the prior before equal values; returns the place of the prior. */
static size_t place_components(nsc_tpe_mixture *mixture, const double *values, const double *weights, size_t count,
                               double prior_weight) {
    nsc_tpe_component *components = mixture->components;
    const double middle = 0.5 * (mixture->low + mixture->high);
    size_t prior = 0;
    while (prior < count && values[prior] < middle)
        prior++;
    for (size_t place = 0; place < count; place++)
        components[place + (place >= prior)] = (nsc_tpe_component){.weight = weights[place], .mean = values[place]};
    components[prior] = (nsc_tpe_component){.weight = prior_weight, .mean = middle};
    mixture->count = count + 1;
    return prior;
}

static void set_deviations(nsc_tpe_mixture *mixture, size_t prior) {
    nsc_tpe_component *components = mixture->components;
    const size_t count = mixture->count;
    const double range = mixture->high - mixture->low, least = range / (count < 99 ? 1 + (double)count : 100);
    mixture->least_deviation = least;
    for (size_t place = 0; place < count; place++) {
        const double before = place > 0 ? components[place].mean - components[place - 1].mean : 0;
        const double after = place + 1 < count ? components[place + 1].mean - components[place].mean : 0;
        const double gap = before > after ? before : after;
        components[place].deviation = gap < least ? least : gap < range ? gap : range;
    }
    if (count == 2) /* a single value: half of the prior's deviation, however near it is */
        components[1 - prior].deviation = 0.5 * range;
    components[prior].deviation = range;
}

/* Scales the weights to a sum of 1; neighbours of equal mean and deviation become one component. */
static void merge_components(nsc_tpe_mixture *mixture) {
    nsc_tpe_component *components = mixture->components;
    double sum = 0;
    for (size_t place = 0; place < mixture->count; place++)
        sum += components[place].weight;
    size_t kept = 0;
    for (size_t place = 0; place < mixture->count; place++) {
        const nsc_tpe_component component = components[place];
        nsc_tpe_component *last = components + (kept > 0 ? kept - 1 : 0);
        if (kept > 0 && last->mean == component.mean && last->deviation == component.deviation)
            last->weight += component.weight / sum;
        else
            components[kept++] = (nsc_tpe_component){component.weight / sum, component.mean, component.deviation};
    }
    mixture->count = kept;
    mixture->wide_count = 0;
    for (size_t place = 0; place < kept; place++)
        if (components[place].deviation > mixture->least_deviation)
            mixture->wide[mixture->wide_count++] = (uint32_t)place;
}

nsc_status nsc_tpe_mixture_fit(nsc_tpe_mixture *mixture, const double *values, const double *weights, size_t count,
                               double prior_weight, double low, double high, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&mixture->components, &mixture->capacity, count + 1, sizeof *mixture->components, error));
    NSC_TRY(nsc_reserve(&mixture->wide, &mixture->wide_capacity, count + 1, sizeof *mixture->wide, error));
    mixture->low = low;
    mixture->high = high;
    set_deviations(mixture, place_components(mixture, values, weights, count, prior_weight));
    merge_components(mixture);
out:
    return status;
}

void nsc_tpe_mixture_release(nsc_tpe_mixture *mixture) {
    free(mixture->components);
    free(mixture->wide);
    *mixture = (nsc_tpe_mixture){0};
}

/* ---- using ---- */

double nsc_tpe_mixture_draw(const nsc_tpe_mixture *mixture, gsl_rng *random) {
    for (;;) {
        double left = gsl_rng_uniform(random);
        size_t place = 0;
        while (place + 1 < mixture->count && left >= mixture->components[place].weight)
            left -= mixture->components[place++].weight;
        const nsc_tpe_component *component = mixture->components + place;
        const double value = component->mean + gsl_ran_gaussian_ziggurat(random, component->deviation);
        if (value >= mixture->low && value < mixture->high)
            return value;
    }
}

double nsc_tpe_mixture_share(const nsc_tpe_mixture *mixture, double from, double to) {
    double share = 0;
    for (size_t place = 0; place < mixture->count; place++) {
        const nsc_tpe_component *component = mixture->components + place;
        const double scale = M_SQRT1_2 / component->deviation;
        share +=
            0.5 * component->weight * (erf((to - component->mean) * scale) - erf((from - component->mean) * scale));
    }
    return share;
}

/* The first component whose mean is not below `value`. */
static size_t first_from(const nsc_tpe_mixture *mixture, double value) {
    size_t low = 0, high = mixture->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (mixture->components[middle].mean < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Most of many components have the least deviation, and only those near the value count. */
double nsc_tpe_mixture_density(const nsc_tpe_mixture *mixture, double value, double reach) {
    const double least = mixture->least_deviation;
    double narrow = 0, wide = 0;
    for (size_t place = first_from(mixture, value - reach * least); place < mixture->count; place++) {
        const nsc_tpe_component *component = mixture->components + place;
        const double z = (component->mean - value) / least;
        if (z > reach)
            break;
        if (component->deviation <= least)
            narrow += component->weight * exp(-0.5 * z * z);
    }
    for (size_t number = 0; number < mixture->wide_count; number++) {
        const nsc_tpe_component *component = mixture->components + mixture->wide[number];
        const double z = (component->mean - value) / component->deviation;
        wide += component->weight / component->deviation * exp(-0.5 * z * z);
    }
    return (narrow / least + wide) * (0.5 * M_2_SQRTPI * M_SQRT1_2);
}
