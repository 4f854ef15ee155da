/*
 * Autocorrelations of the fitness corrected for noise between runs. Noise that is independent between points lowers the
 * correlation of the fitnesses at both ends of a walk by the reliability, the share of the variance that is not noise
 * (Spearman 1904): a single run shows less than a mean of runs, and both less than the mean over very many. The noise
 * at a point is the variance between its runs, over the number of runs where the fitness is their mean; rwa_partial.c
 * corrects for it.
 *
 * What all points of a run have in common, such as the order of the training data, is not independent between points.
 * So the interval also has the spread between the corrected figures of the runs, by Student's t: two runs tell little.
 */
#include "analysis/measurements/noise_internal.h"

#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

const nsc_column nsc_noise_locality_columns[NSC_NOISE_LOCALITY_COLUMNS] = {
    {"figure", "autocorrelation: correlation of the fitnesses at both ends of a random walk on the relation"},
    {"detail", "lag in steps; 1: neighbours"},
    {"run", "mean: of the runs of a point; 1, 2, 3: a single run"},
    {"count", "points walked with a fitness and two runs or more, which all values use"},
    {"value", "the figure with the noise of the run, or of the mean"},
    {"low", "lower end of its 95 % interval for points that are hidden; the value itself if none is"},
    {"high", "upper end"},
    {"reliability", "1 - variance of the noise / variance of the fitness, by the walk's stationary distribution"},
    {"corrected", "the figure of the mean over infinitely many runs"},
    {"corrected_low", "lower end of its 95 % interval, for hidden points, the noise at each point, and what differs "
                      "between whole runs: Student's t over the runs, wide for two"},
    {"corrected_high", "upper end"},
    {"reason", "reason a value or an interval is missing"},
};

static const unsigned lags[] = {1, 2, 4, 8};
enum { LAGS = NSC_COUNT_OF(lags), VERSIONS = 1 + NSC_RUNS };

/* One version of the fitness, the mean or a run, at the points with two runs or more. */
typedef struct version {
    const char *name;
    nsc_fitness fitness; /* a copy with values of its own */
    double *noise;       /* [point] variance of the noise in each value */
    uint32_t count;
    double reliability;
    nsc_estimate plain[LAGS], corrected[LAGS];
    char reasons[LAGS][NSC_REPEATS_REASON]; /* empty if both have a value */
} version;

/* The runs of a point: their variance, NaN for fewer than two, and their number. */
typedef struct run_spread {
    double variance;
    unsigned count;
} run_spread;

/* `is_mean`: the values are means over the runs. spreads[point]. */
static nsc_status open_version(version *opened, const run_spread *spreads, const nsc_fitness *fitness, bool is_mean,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    opened->fitness = *fitness;
    opened->fitness.values = NULL;
    opened->fitness.known_count = 0;
    NSC_TRY(nsc_allocate(&opened->fitness.values, fitness->point_count, sizeof *opened->fitness.values, error));
    NSC_TRY(nsc_allocate(&opened->noise, fitness->point_count, sizeof *opened->noise, error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const run_spread *own = &spreads[point];
        const bool used = !isnan(own->variance) && nsc_fitness_known(fitness, point);
        opened->fitness.values[point] = used ? fitness->values[point] : (double)NAN;
        opened->noise[point] = used ? own->variance / (is_mean ? own->count : 1) : 0;
        opened->fitness.known_count += used;
    }
out:
    return status;
}

static double reliability_of(const nsc_walk_domain *domain, const double *noise) {
    double weight = 0, sum = 0;
    for (uint32_t point = 0; point < domain->landscape->space->point_count; point++)
        if (nsc_walk_evaluated(domain, point)) {
            const double share = domain->stationary[point] * nsc_walk_weight(domain, point);
            weight += share;
            sum += share * noise[point];
        }
    return 1 - sum / weight / domain->variance;
}

static nsc_estimate estimate_at(const nsc_rwa_curve *curve, unsigned lag) {
    return (nsc_estimate){curve->autocorrelation[lag], curve->low[lag], curve->high[lag]};
}

static void take_curves(version *measured, const nsc_rwa_curve *plain, const nsc_rwa_curve *corrected) {
    for (size_t number = 0; number < LAGS; number++) {
        const unsigned lag = lags[number];
        measured->plain[number] = estimate_at(plain, lag);
        measured->corrected[number] = estimate_at(corrected, lag);
        const char *reason = isnan(measured->plain[number].value)        ? nsc_rwa_reason(plain, lag)
                             : !isnan(measured->corrected[number].value) ? ""
                             : corrected->effective_pairs[lag] > 0       ? nsc_rwa_reason(corrected, lag)
                                                                         : "the noise is as large as the differences";
        nsc_text_format(measured->reasons[number], sizeof measured->reasons[number], "%s", reason);
    }
}

static nsc_status measure(const nsc_landscape *landscape, version *measured, const nsc_analysis_options *options,
                          nsc_error *error) {
    nsc_landscape seen = *landscape;
    nsc_walk_domain domain = {0};
    nsc_rwa_curve plain = {0}, corrected = {0};
    nsc_error refusal = {0};
    nsc_status status = NSC_OK;
    seen.fitness = &measured->fitness;
    measured->reliability = NAN;
    NSC_TRY(nsc_rwa_curve_create(&plain, lags[LAGS - 1], error));
    NSC_TRY(nsc_rwa_curve_create(&corrected, lags[LAGS - 1], error));
    take_curves(measured, &plain, &corrected);
    NSC_TRY(nsc_walk_domain_prepare(&domain, &seen, options->control, error));
    measured->count = domain.known_count;
    const bool biased = domain.known_count < domain.point_count && nsc_departure_is_large(&measured->fitness.departure);
    if (nsc_walk_domain_require(&domain, &refusal) != NSC_OK || biased) {
        for (size_t number = 0; number < LAGS; number++)
            nsc_text_format(measured->reasons[number], sizeof measured->reasons[number], "%s",
                            domain.known_count < 2 ? "fewer than two points have two runs"
                            : biased               ? "the points with this run are no random sample of the space"
                                                   : refusal.message);
        goto out;
    }
    NSC_TRY(nsc_rwa_find(&domain, options->seed, &plain, options->control, error));
    measured->reliability = reliability_of(&domain, measured->noise);
    domain.noise = measured->noise;
    NSC_TRY(nsc_rwa_partial(&domain, options->seed, &corrected, options->control, error));
    take_curves(measured, &plain, &corrected);
out:
    nsc_walk_domain_release(&domain);
    nsc_rwa_curve_release(&plain);
    nsc_rwa_curve_release(&corrected);
    return status;
}

/* Adds the spread between runs to the interval, on Fisher's z; the mean is as uncertain as the mean of the runs. */
static nsc_estimate allow_for_runs(nsc_estimate estimate, const nsc_moments *of_runs, bool is_mean) {
    if (of_runs->count < 2)
        return nsc_estimate_alone(estimate.value);
    const double spread = of_runs->standard_deviation / (1 - estimate.value * estimate.value);
    const double half =
        nsc_student_quantile((double)of_runs->count - 1) * spread / (is_mean ? sqrt((double)of_runs->count) : 1);
    return nsc_estimate_correlation_widened(estimate, half, half);
}

/* The corrected figures of the single runs at a lag. */
static nsc_moments moments_of_runs(const version versions[VERSIONS], size_t number) {
    double runs[NSC_RUNS];
    size_t count = 0;
    for (size_t place = 1; place < VERSIONS; place++)
        if (versions[place].name != NULL && !isnan(versions[place].corrected[number].value))
            runs[count++] = versions[place].corrected[number].value;
    return nsc_moments_of(runs, count);
}

static nsc_status add_row(const version *own, bool is_mean, size_t number, const nsc_moments *of_runs, nsc_table *table,
                          nsc_error *error) {
    const nsc_estimate corrected = allow_for_runs(own->corrected[number], of_runs, is_mean);
    const char *reason = own->reasons[number][0] != '\0' ? own->reasons[number]
                         : of_runs->count < 2
                             ? "fewer than two runs have a corrected figure: no interval of the corrected one"
                             : NULL;
    char detail[32];
    nsc_text_format(detail, sizeof detail, "lag %u", lags[number]);
    const nsc_value row[] = {nsc_text("autocorrelation"),
                             nsc_text(detail),
                             nsc_text(own->name),
                             nsc_integer(own->count),
                             nsc_real(own->plain[number].value),
                             nsc_real(own->plain[number].low),
                             nsc_real(own->plain[number].high),
                             nsc_real(own->reliability),
                             nsc_real(corrected.value),
                             nsc_real(corrected.low),
                             nsc_real(corrected.high),
                             nsc_text(reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_rows(const version versions[VERSIONS], nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < LAGS; number++) {
        const nsc_moments of_runs = moments_of_runs(versions, number);
        for (size_t place = 0; place < VERSIONS; place++)
            if (versions[place].name != NULL)
                NSC_TRY(add_row(&versions[place], place == 0, number, &of_runs, table, error));
    }
out:
    return status;
}

nsc_status nsc_noise_add_locality(const nsc_landscape *landscape, const nsc_repeats *repeats, const nsc_fitness *mean,
                                  const nsc_analysis_options *options, nsc_table *table, nsc_error *error) {
    static const char *const names[VERSIONS] = {"mean", "1", "2", "3"};
    version versions[VERSIONS] = {{0}};
    run_spread *spreads = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&spreads, mean->point_count, sizeof *spreads, error));
    for (uint32_t point = 0; point < mean->point_count; point++) {
        const double deviation = nsc_repeats_deviation(repeats, mean, point, &spreads[point].count);
        spreads[point].variance = deviation * deviation;
    }
    for (size_t number = 0; number < VERSIONS; number++) {
        const nsc_fitness *fitness = number == 0 ? mean : repeats->runs[number - 1].fitness;
        if (fitness == NULL)
            continue;
        versions[number].name = names[number];
        NSC_TRY(open_version(&versions[number], spreads, fitness, number == 0, error));
        NSC_TRY(measure(landscape, &versions[number], options, error));
    }
    NSC_TRY(add_rows(versions, table, error));
out:
    for (size_t number = 0; number < VERSIONS; number++) {
        free(versions[number].fitness.values);
        free(versions[number].noise);
    }
    free(spreads);
    return status;
}
