/* The shape of the distribution of fitness in single figures; of points of which some are missing, estimates. */
#include "analysis/estimators/best_part.h"
#include "analysis/estimators/influence.h"
#include "analysis/estimators/quantiles.h"
#include "analysis/estimators/sample.h"
#include "analysis/estimators/statistics.h"
#include "analysis/measurements/distribution_internal.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

static const nsc_column statistics[] = {
    {"points", "points of the space"},
    {"known", "points with a fitness; the other figures are estimates for all points of the space by their sizes"},
    {"mean", "mean fitness"},
    {"standard_deviation", "standard deviation of the fitness, by n - 1; higher: wider"},
    {"minimum", "lowest fitness of the evaluated points"},
    {"lower_quartile", "lower quartile, linear between order statistics (as in NumPy; type 7 of R)"},
    {"median", "median"},
    {"upper_quartile", "upper quartile"},
    {"maximum", "highest fitness of the evaluated points"},
    {"skewness",
     "mean of ((fitness - mean) / standard deviation)^3; higher: a longer tail upwards; by n - 1 (SciPy: by n)"},
    {"excess_kurtosis",
     "mean of the fourth power likewise, minus 3, -2.75 or more; higher: heavier tails, 0: normal distribution"},
    {"coefficient_of_variation",
     "standard deviation over the absolute mean, 0 or more; higher: wider; depends on the zero of the fitness"},
    {"quartile_coefficient", "(upper - lower quartile) / (upper + lower quartile), 0 or more; higher: wider in the "
                             "middle; depends on the zero of the fitness"},
};

/* The moments of the fitness, and what they are found from. */
typedef struct figures {
    const nsc_fitness *of;
    bool complete; /* every point is evaluated: `whole` has all, and the rest is empty */
    nsc_whole_distribution whole;
    /* The evaluated points, and their influences on one figure at a time. */
    nsc_sample sample;
    nsc_quantile_sample sorted;
    nsc_estimate quantiles[NSC_DISTRIBUTION_QUANTILES];  /* at nsc_distribution_shares */
    const char *no_interval[NSC_DISTRIBUTION_QUANTILES]; /* the reason, or NULL */
    nsc_estimate mean, deviation;
    double *influence; /* [sample.count] */
    const char *few;   /* reason a figure has no interval because of few points, or NULL */
} figures;

static double weight_at(const figures *found, size_t place) {
    return nsc_design_weight(&found->sample.design, found->sample.points[place]) /
           found->sample.design.population_count;
}

static bool is_constant(const figures *found) {
    if (found->complete)
        return found->whole.quantiles[0] == found->whole.quantiles[NSC_DISTRIBUTION_QUANTILES - 1];
    return found->sorted.values[0] == found->sorted.values[found->sorted.count - 1];
}

/* Mean and deviation, the latter by n − 1. */
static void find_moments(figures *found) {
    const nsc_sample *sample = &found->sample;
    const double count = (double)sample->count;
    const double *values = found->of->values;
    if (found->complete) {
        found->mean = nsc_estimate_exact(found->whole.mean);
        found->deviation = nsc_estimate_exact(found->whole.deviation);
        return;
    }
    const double scale = sqrt(count / (count - 1)); /* NaN for one point */
    const nsc_estimate deviation = nsc_sample_deviation(sample, values);
    found->mean = nsc_sample_mean(sample, values, NULL);
    found->deviation = (nsc_estimate){scale * deviation.value, scale * deviation.low, scale * deviation.high};
    found->few = nsc_design_lacks_sizes(&sample->design) ? NSC_REASON_LACKS_SIZES
                 : count < NSC_LEAST_OF_PART             ? "too few points for an interval"
                                                         : NULL;
    if (found->few != NULL || is_constant(found))
        found->deviation = nsc_estimate_alone(found->deviation.value);
}

static void find_quantiles(figures *found) {
    for (size_t number = 0; number < NSC_DISTRIBUTION_QUANTILES; number++)
        if (found->complete)
            found->quantiles[number] = nsc_estimate_exact(found->whole.quantiles[number]);
        else
            found->quantiles[number] =
                nsc_quantile_of(&found->sorted, nsc_distribution_shares[number], &found->no_interval[number]);
}

static nsc_status add_quantiles(const figures *found, nsc_table *table, nsc_error *error) {
    static const char *const names[NSC_DISTRIBUTION_QUANTILES] = {"minimum", "lower_quartile", "median",
                                                                  "upper_quartile", "maximum"};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_DISTRIBUTION_QUANTILES; number++)
        status =
            nsc_summary_add_noted(table, names[number], found->quantiles[number], found->no_interval[number], error);
    return status;
}

static nsc_status add_location(const figures *found, nsc_table *table, nsc_error *error) {
    const uint32_t count = found->of->known_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "points", found->of->point_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "known", count, NULL, error));
    NSC_TRY(nsc_summary_add_noted(table, "mean", found->mean,
                                  !isnan(found->mean.low) ? NULL
                                  : found->few != NULL    ? found->few
                                                          : "too few points for an interval",
                                  error));
    NSC_TRY(nsc_summary_add_noted(table, "standard_deviation", found->deviation,
                                  count < 2 ? "a single point has a fitness" : found->few, error));
    NSC_TRY(add_quantiles(found, table, error));
out:
    return status;
}

/* Mean of ((x − mean) / s)³, and of its fourth power minus 3, s with n − 1: as GSL defines them. */
static nsc_status add_shape(const figures *found, nsc_table *table, nsc_error *error) {
    const nsc_sample *sample = &found->sample;
    const bool complete = found->complete;
    const char *reason = found->of->known_count < 2 ? "a single point has a fitness"
                         : is_constant(found)       ? "all points have the same fitness"
                         : complete                 ? NULL
                                    : "no interval: the points furthest out decide, which may be hidden";
    double skewness = complete ? found->whole.skewness : 0, kurtosis = complete ? found->whole.kurtosis : -3;
    if (found->of->known_count < 2 || is_constant(found))
        skewness = kurtosis = NAN;
    for (size_t place = 0; place < sample->count; place++) {
        const double z = (found->of->values[sample->points[place]] - found->mean.value) / found->deviation.value;
        skewness += weight_at(found, place) * z * z * z;
        kurtosis += weight_at(found, place) * z * z * z * z;
    }
    const nsc_estimate third = complete ? nsc_estimate_exact(skewness) : nsc_estimate_alone(skewness);
    const nsc_estimate fourth = complete ? nsc_estimate_exact(kurtosis) : nsc_estimate_alone(kurtosis);
    nsc_status status = nsc_summary_add_noted(table, "skewness", third, reason, error);
    return status == NSC_OK ? nsc_summary_add_noted(table, "excess_kurtosis", fourth, reason, error) : status;
}

/* With v the square of the deviation, a point's influence on log(deviation / mean) is (r² / v − 1) / 2 − r / mean. */
static nsc_estimate coefficient_of_variation(const figures *found) {
    const nsc_sample *sample = &found->sample;
    const double mean = found->mean.value, deviation = found->deviation.value;
    const double value = deviation / fabs(mean);
    if (found->complete || found->few != NULL || is_constant(found) || mean == 0)
        return found->complete ? nsc_estimate_exact(value) : nsc_estimate_alone(value);
    for (size_t place = 0; place < sample->count; place++) {
        const double residual = found->of->values[sample->points[place]] - mean;
        found->influence[place] = value * ((residual * residual / (deviation * deviation) - 1) / 2 - residual / mean);
    }
    return nsc_estimate_skewed_scale(value, &sample->design, sample->points, found->influence, sample->count);
}

static nsc_status add_spread(const figures *found, nsc_table *table, nsc_error *error) {
    const double lower = found->quantiles[1].value, upper = found->quantiles[3].value;
    const bool complete = found->complete, has_sum = lower + upper > 0;
    const nsc_estimate variation = found->mean.value != 0 ? coefficient_of_variation(found) : nsc_estimate_none();
    const double quartiles = has_sum ? (upper - lower) / (lower + upper) : NAN;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add_noted(table, "coefficient_of_variation", variation,
                                  found->mean.value == 0       ? "the mean is 0"
                                  : found->of->known_count < 2 ? "a single point has a fitness"
                                                               : found->few,
                                  error));
    NSC_TRY(nsc_summary_add_noted(table, "quartile_coefficient",
                                  complete ? nsc_estimate_exact(quartiles) : nsc_estimate_alone(quartiles),
                                  !has_sum   ? "the quartiles do not sum to more than 0"
                                  : complete ? NULL
                                             : "no interval: see the quartiles",
                                  error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    figures found = {.of = fitness, .complete = fitness->known_count == fitness->point_count};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(fitness, 1, error));
    if (found.complete) {
        NSC_TRY(nsc_whole_distribution_find(&found.whole, fitness, options->control, error));
    } else {
        NSC_TRY(nsc_sample_open(&found.sample, landscape->space, fitness, NULL, options->control, error));
        NSC_TRY(nsc_quantile_sample_open(&found.sorted, &found.sample, fitness->values, error));
        NSC_TRY(nsc_allocate(&found.influence, found.sample.count, sizeof *found.influence, error));
    }
    find_moments(&found);
    find_quantiles(&found);
    NSC_TRY(add_location(&found, tables[0], error));
    NSC_TRY(add_shape(&found, tables[0], error));
    NSC_TRY(add_spread(&found, tables[0], error));
out:
    nsc_quantile_sample_close(&found.sorted);
    nsc_sample_release(&found.sample);
    free(found.influence);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_distribution = {"distribution",
                                                "the shape of the distribution of fitness in single figures",
                                                "quartile coefficient of dispersion: Bonett 2006",
                                                "mean μ, σ² = Σ (fᵢ − μ)² / (n − 1); skewness and excess kurtosis from "
                                                "the central moments; quartile coefficient (Q₃ − Q₁) / (Q₃ + Q₁)",
                                                0,
                                                NSC_NEEDS_NO_RELATION | NSC_DIVIDES_POINTS,
                                                tables,
                                                NSC_COUNT_OF(tables),
                                                run};
