/* The distribution of a fitness that every point has: nothing is estimated, and nothing sorted. */
#include "analysis/estimators/block_sums.h"
#include "analysis/estimators/selection.h"
#include "analysis/measurements/distribution_internal.h"

#include <math.h>

const double nsc_distribution_shares[NSC_DISTRIBUTION_QUANTILES] = {0, 0.25, 0.5, 0.75, 1};

/* Linear between the values at both sides of share × (n − 1), as GSL and NumPy have it. */
static nsc_status find_quantiles(nsc_whole_distribution *found, const nsc_fitness *fitness, const nsc_control *control,
                                 nsc_error *error) {
    enum { SIDES = 2 };
    const uint32_t last = fitness->point_count - 1;
    uint32_t places[NSC_DISTRIBUTION_QUANTILES * SIDES];
    double values[NSC_DISTRIBUTION_QUANTILES * SIDES], beyond[NSC_DISTRIBUTION_QUANTILES];
    for (size_t number = 0; number < NSC_DISTRIBUTION_QUANTILES; number++) {
        const double place = nsc_distribution_shares[number] * last;
        const uint32_t below = (uint32_t)place;
        beyond[number] = place - below;
        places[SIDES * number] = below;
        places[SIDES * number + 1] = below < last ? below + 1 : last;
    }
    const nsc_status status =
        nsc_select(fitness->values, fitness->point_count, places, NSC_COUNT_OF(places), control, values, error);
    for (size_t number = 0; status == NSC_OK && number < NSC_DISTRIBUTION_QUANTILES; number++) {
        const double below = values[SIDES * number], above = values[SIDES * number + 1];
        found->quantiles[number] =
            places[SIDES * number] == last ? below : (1 - beyond[number]) * below + beyond[number] * above;
    }
    return status;
}

/* ---- moments ---- */

typedef struct terms {
    const double *values;
    double mean, deviation;
} terms;

static void add_values(const void *context, nsc_block points, long double *sums) {
    const terms *of = context;
    for (uint32_t point = points.first; point < points.end; point++)
        sums[0] += of->values[point];
}

static void add_squares(const void *context, nsc_block points, long double *sums) {
    const terms *of = context;
    for (uint32_t point = points.first; point < points.end; point++) {
        const long double residual = of->values[point] - of->mean;
        sums[0] += residual * residual;
    }
}

static void add_powers(const void *context, nsc_block points, long double *sums) {
    const terms *of = context;
    for (uint32_t point = points.first; point < points.end; point++) {
        const long double residual = (of->values[point] - of->mean) / of->deviation;
        const long double square = residual * residual;
        sums[0] += square * residual;
        sums[1] += square * square;
    }
}

static nsc_status find_moments(nsc_whole_distribution *found, const nsc_fitness *fitness, const nsc_control *control,
                               nsc_error *error) {
    const uint32_t count = fitness->point_count;
    const bool constant = found->quantiles[0] == found->quantiles[NSC_DISTRIBUTION_QUANTILES - 1];
    terms of = {.values = fitness->values};
    long double sums[NSC_BLOCK_SUMS_MAXIMUM];
    nsc_status status = NSC_OK;
    found->deviation = found->skewness = found->kurtosis = NAN;
    NSC_TRY(nsc_sum_blocks(count, add_values, &of, 1, control, sums, error));
    found->mean = of.mean = (double)(sums[0] / count);
    if (count < 2)
        return NSC_OK;
    NSC_TRY(nsc_sum_blocks(count, add_squares, &of, 1, control, sums, error));
    found->deviation = of.deviation = sqrt((double)(sums[0] / count) * ((double)count / (count - 1.0)));
    if (constant)
        return NSC_OK;
    NSC_TRY(nsc_sum_blocks(count, add_powers, &of, 2, control, sums, error));
    found->skewness = (double)(sums[0] / count);
    found->kurtosis = (double)(sums[1] / count - 3);
out:
    return status;
}

nsc_status nsc_whole_distribution_find(nsc_whole_distribution *found, const nsc_fitness *fitness,
                                       const nsc_control *control, nsc_error *error) {
    nsc_exchange exchange = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(find_quantiles(found, fitness, control, error));
    if (nsc_ranges_of(control) != NULL) {
        NSC_TRY(nsc_exchange_open(&exchange, control, error));
        NSC_TRY(nsc_exchange_complete_block(&exchange, fitness->values, error));
    }
    NSC_TRY(find_moments(found, fitness, control, error));
out:
    nsc_exchange_close(&exchange);
    return status;
}
