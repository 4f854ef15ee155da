/*
 * Figures of a landscape on the mean of the runs and on each single run: the error of using a single run. All are
 * computed over the same points, those with a fitness in every available run, so they differ by the runs alone. The
 * interval of the difference is Student's, over the runs.
 */
#include "analysis/measurements/noise_internal.h"

#include "analysis/distances/fdc_internal.h"
#include "analysis/estimators/pairs.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_noise_figure_columns[NSC_NOISE_FIGURE_COLUMNS] = {
    {"figure", "autocorrelation, fdc pearson, fdc spearman, points near the best, best fitness, operation effect"},
    {"detail", "lag in steps of a random walk on the relation (1: across an edge); distance and target; operations"},
    {"count", "points with a fitness in every available run, used by all values"},
    {"on_mean", "the figure of the mean of the runs, whatever the policy of the fitness"},
    {"run1", "figure of the first run; further runs than three are not compared"},
    {"run2", "figure of the second run"},
    {"run3", "figure of the third run"},
    {"mean_of_runs", "mean of the figures of the runs"},
    {"spread", "standard deviation (n - 1) of the figures of the runs"},
    {"difference", "mean_of_runs - on_mean: the effect of using a single run"},
    {"difference_low", "lower end of its 95 % interval: Student's t over the runs, 2 degrees of freedom for three"},
    {"difference_high", "upper end"},
    {"reason", "reason a value is missing"},
};

enum {
    VERSIONS = 1 + NSC_RUNS, /* the mean, then the runs */
    DISTANCES = 2,           /* hops and --distance */
    TARGETS = 2              /* the version's own best, and the mean's */
};
static const double near_margin = 0.005;
static const unsigned lags[] = {2, 4, 8, 16, 36};
enum { LAGS = NSC_COUNT_OF(lags) };
static const char *const target_names[TARGETS] = {"its own best", "the best by the mean"};

/* Figures of one version; NaN if missing. */
typedef struct figures {
    double neighbours, lagged[LAGS];
    nsc_fdc fdc[DISTANCES][TARGETS];
    double near_best, best;
} figures;

typedef struct comparison {
    const nsc_landscape *landscape;
    const nsc_distance *distances[DISTANCES];
    size_t distance_count;
    bool accuracy;
    nsc_asked_fitness mean;
    nsc_repeats repeats;
    bool compared[VERSIONS];
    nsc_fitness versions[VERSIONS]; /* copies with the values of the points that all versions have */
    uint32_t count;
    uint8_t *to_best[VERSIONS][DISTANCES]; /* [point] */
    figures found[VERSIONS];
    nsc_pair_effect *effects[VERSIONS]; /* [kind]; NULL: not compared */
    char reason[NSC_REPEATS_REASON];    /* reason no version is measured, or single runs cannot be compared */
} comparison;

/* ---- which points, and their distances to the best ---- */

static nsc_status take_version(comparison *job, size_t version, const nsc_fitness *fitness, nsc_error *error) {
    nsc_fitness *copy = &job->versions[version];
    job->compared[version] = fitness != NULL;
    if (fitness == NULL)
        return NSC_OK;
    *copy = *fitness;
    const nsc_status status = nsc_allocate(&copy->values, fitness->point_count, sizeof *copy->values, error);
    if (status == NSC_OK)
        memcpy(copy->values, fitness->values, fitness->point_count * sizeof *copy->values);
    return status;
}

/* Hides the points that one of the versions lacks. */
static void keep_common(comparison *job) {
    for (uint32_t point = 0; point < job->landscape->space->point_count; point++) {
        bool common = true;
        for (size_t version = 0; version < VERSIONS; version++)
            common = common && (!job->compared[version] || nsc_fitness_known(&job->versions[version], point));
        for (size_t version = 0; !common && version < VERSIONS; version++)
            if (job->compared[version])
                job->versions[version].values[point] = NAN;
        job->count += common;
    }
    for (size_t version = 0; version < VERSIONS; version++)
        job->versions[version].known_count = job->count;
}

static nsc_status measure_distances(comparison *job, size_t version, const nsc_control *control, nsc_error *error) {
    const nsc_landscape *landscape = job->landscape;
    const nsc_landscape seen = nsc_landscape_of(landscape->space, landscape->graph, &job->versions[version]);
    uint32_t *best = NULL;
    size_t best_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_targets_parse(&seen, "best:1", &best, &best_count, error));
    for (size_t distance = 0; distance < job->distance_count; distance++) {
        uint8_t **distances = &job->to_best[version][distance];
        NSC_TRY(nsc_allocate(distances, landscape->space->point_count, 1, error));
        NSC_TRY(job->distances[distance]->to_nearest(landscape->space, landscape->graph, best, best_count, control,
                                                     *distances, error));
    }
    job->found[version].best = nsc_fitness_best(seen.fitness);
out:
    free(best);
    return status;
}

/* ---- the figures of one version ---- */

/* The autocorrelation at the lags, which needs a fitness at every point that the walk visits. */
static nsc_status measure_lags(const nsc_landscape *seen, double values[LAGS], nsc_error *error) {
    nsc_walk_domain domain = {0};
    nsc_rwa_curve curve = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_walk_domain_prepare(&domain, seen, NSC_THREADS(1), error));
    if (domain.known_count < domain.point_count)
        goto out;
    NSC_TRY(nsc_rwa_curve_create(&curve, lags[LAGS - 1], error));
    NSC_TRY(nsc_rwa_exact(&domain, &curve, NSC_THREADS(1), error));
    for (size_t lag = 0; lag < LAGS; lag++)
        values[lag] = curve.autocorrelation[lags[lag]];
out:
    nsc_walk_domain_release(&domain);
    nsc_rwa_curve_release(&curve);
    return status;
}

static nsc_status measure(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    comparison *job = context;
    figures *found = &job->found[task];
    nsc_landscape seen = *job->landscape;
    nsc_status status = NSC_OK;
    if (!job->compared[task])
        return NSC_OK;
    seen.fitness = &job->versions[task];
    NSC_TRY(nsc_graph_assortativity(seen.graph, seen.fitness->values, &found->neighbours, error));
    NSC_TRY(measure_lags(&seen, found->lagged, error));
    for (size_t distance = 0; distance < job->distance_count; distance++) {
        NSC_TRY(nsc_fdc_of(&seen, job->to_best[task][distance], &found->fdc[distance][0], error));
        NSC_TRY(nsc_fdc_of(&seen, job->to_best[0][distance], &found->fdc[distance][1], error));
    }
    const nsc_order near = nsc_order_within(seen.fitness, near_margin);
    found->near_best = 0;
    for (uint32_t point = 0; point < seen.space->point_count; point++)
        found->near_best += nsc_equally_fit(&near, seen.fitness->values[point], found->best);
    NSC_TRY(nsc_allocate(&job->effects[task], seen.space->edge_kind_count, sizeof *job->effects[task], error));
    NSC_TRY(nsc_pair_effects(&seen, NULL, NULL, job->effects[task], error));
out:
    return status;
}

/* ---- rows ---- */

static nsc_value of_version(const comparison *job, const double values[VERSIONS], size_t version) {
    return job->compared[version] ? nsc_real(values[version]) : nsc_missing();
}

/* `undefined` says why no version has the figure. */
static nsc_status add_row(const comparison *job, const char *figure, const char *detail, const double values[VERSIONS],
                          const char *undefined, nsc_table *table, nsc_error *error) {
    double runs[NSC_RUNS], half = NAN;
    size_t count = 0;
    for (size_t version = 1; version < VERSIONS; version++)
        if (job->compared[version])
            runs[count++] = values[version];
    const nsc_moments moments = nsc_moments_of(runs, count);
    if (count > 1)
        half = nsc_student_quantile((double)count - 1) * moments.standard_deviation / sqrt((double)count);
    const double difference = count > 1 ? moments.mean - values[0] : NAN; /* a single run is its own mean */
    const char *reason = job->reason[0] != '\0' ? job->reason : isnan(moments.mean + values[0]) ? undefined : NULL;
    const nsc_value row[NSC_NOISE_FIGURE_COLUMNS] = {nsc_text(figure),
                                                     nsc_text(detail),
                                                     nsc_integer(job->count),
                                                     of_version(job, values, 0),
                                                     of_version(job, values, 1),
                                                     of_version(job, values, 2),
                                                     of_version(job, values, 3),
                                                     nsc_real(moments.mean),
                                                     nsc_real(moments.standard_deviation),
                                                     nsc_real(difference),
                                                     nsc_real(difference - half),
                                                     nsc_real(difference + half),
                                                     nsc_text(reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* Gathers a figure of all versions by the place of its member. */
#define OF_ALL(job, member)                                                                                            \
    (const double[VERSIONS]) {                                                                                         \
        (job)->found[0].member, (job)->found[1].member, (job)->found[2].member, (job)->found[3].member                 \
    }

static nsc_status add_autocorrelation(const comparison *job, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(add_row(job, "autocorrelation", "lag 1", OF_ALL(job, neighbours),
                    "no two neighbours have a fitness, or all their fitnesses are equal", table, error));
    for (size_t lag = 0; lag < LAGS; lag++) {
        char detail[32];
        nsc_text_format(detail, sizeof detail, "lag %u", lags[lag]);
        NSC_TRY(add_row(job, "autocorrelation", detail, OF_ALL(job, lagged[lag]),
                        "the autocorrelation needs a fitness at every point that the walk visits, not all equal", table,
                        error));
    }
out:
    return status;
}

static nsc_status add_fdc(const comparison *job, nsc_table *table, nsc_error *error) {
    static const char undefined[] = "all points within reach have the same fitness or distance";
    nsc_status status = NSC_OK;
    for (size_t distance = 0; distance < job->distance_count; distance++)
        for (size_t target = 0; target < TARGETS; target++) {
            char detail[64];
            nsc_text_format(detail, sizeof detail, "%s to %s", job->distances[distance]->name, target_names[target]);
            NSC_TRY(add_row(job, "fdc pearson", detail, OF_ALL(job, fdc[distance][target].pearson), undefined, table,
                            error));
            NSC_TRY(add_row(job, "fdc spearman", detail, OF_ALL(job, fdc[distance][target].spearman), undefined, table,
                            error));
        }
out:
    return status;
}

static nsc_status add_effects(const comparison *job, nsc_table *table, nsc_error *error) {
    const nsc_space *space = job->landscape->space;
    nsc_status status = NSC_OK;
    for (size_t kind = 0; status == NSC_OK && kind < space->edge_kind_count; kind++) {
        double means[VERSIONS];
        if (kind > space->edge_kinds[kind].reverse || space->edge_kinds[kind].family != NSC_EDGE_REPLACED)
            continue;
        for (size_t version = 0; version < VERSIONS; version++)
            means[version] =
                job->effects[version] != NULL ? job->effects[version][kind].change.estimate.value : (double)NAN;
        status = add_row(job, "operation effect", space->edge_kinds[kind].name, means,
                         "no two evaluated neighbours differ by this operation", table, error);
    }
    return status;
}

static nsc_status add_rows(const comparison *job, nsc_table *table, nsc_error *error) {
    char near[64];
    nsc_status status = NSC_OK;
    nsc_text_format(near, sizeof near, "within %g of it", near_margin);
    NSC_TRY(add_autocorrelation(job, table, error));
    NSC_TRY(add_fdc(job, table, error));
    NSC_TRY(add_row(job, "points near the best", near, OF_ALL(job, near_best), "the margin applies to accuracies only",
                    table, error));
    NSC_TRY(add_row(job, "best fitness", NULL, OF_ALL(job, best), NULL, table, error));
    NSC_TRY(add_effects(job, table, error));
out:
    return status;
}

/* ---- all of it ---- */

static void find_nothing(figures *found) {
    double *values = (double *)found;
    for (size_t value = 0; value < sizeof *found / sizeof *values; value++)
        values[value] = NAN;
}

/* Reads the mean and the runs; sets the reason if there is nothing to measure or to compare with. */
static nsc_status read_versions(comparison *job, nsc_error *error) {
    const nsc_fitness_rule *rule = &job->landscape->fitness->rule;
    nsc_status status = NSC_OK;
    if (rule->kind != NSC_FITNESS_METRIC) {
        nsc_text_format(job->reason, sizeof job->reason, "the fitness %.*s has no runs", NSC_CUT(64, rule->text));
        return NSC_OK;
    }
    job->accuracy = nsc_metric_is_accuracy(rule->metric);
    const nsc_fitness_rule mean = nsc_fitness_rule_of(rule->metric, rule->epochs, NSC_POLICY_MEAN);
    NSC_TRY(nsc_landscape_ask(job->landscape, mean.text, &job->mean, error));
    NSC_TRY(nsc_repeats_read(&job->repeats, job->landscape, rule->metric, rule->epochs, error));
    NSC_TRY(take_version(job, 0, job->mean.fitness, error));
    for (size_t run = 0; run < NSC_RUNS; run++)
        NSC_TRY(take_version(job, 1 + run, job->repeats.runs[run].fitness, error));
    if (job->repeats.available < 2)
        nsc_repeats_explain(&job->repeats, &job->mean, job->reason);
    if (job->compared[0])
        keep_common(job);
    if (job->compared[0] && job->count == 0) {
        nsc_text_format(job->reason, sizeof job->reason, "no point has a fitness in every available run");
        for (size_t version = 0; version < VERSIONS; version++)
            job->compared[version] = false;
    }
out:
    return status;
}

nsc_status nsc_noise_add_figures(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table *table,
                                 nsc_error *error) {
    comparison *job = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job, 1, sizeof *job, error));
    job->landscape = landscape;
    job->distances[job->distance_count++] = nsc_distance_named("hops");
    if (options->distance != job->distances[0])
        job->distances[job->distance_count++] = options->distance;
    for (size_t version = 0; version < VERSIONS; version++)
        find_nothing(&job->found[version]);
    NSC_TRY(read_versions(job, error));
    for (size_t version = 0; version < VERSIONS; version++)
        if (job->compared[version])
            NSC_TRY(measure_distances(job, version, options->control, error));
    NSC_TRY(nsc_parallel(VERSIONS, options->control, measure, job, error));
    for (size_t version = 0; version < VERSIONS && !job->accuracy; version++)
        job->found[version].near_best = NAN;
    NSC_TRY(add_rows(job, table, error));
out:
    if (job != NULL) {
        for (size_t version = 0; version < VERSIONS; version++) {
            free(job->versions[version].values);
            free(job->effects[version]);
            for (size_t distance = 0; distance < DISTANCES; distance++)
                free(job->to_best[version][distance]);
        }
        free(job);
    }
    return status;
}
