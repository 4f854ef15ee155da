/* The landscapes of the report on searches: the data, and what is made of its scores; and how local each is. */
#include "reports/search_studies.h"

#include "analysis/estimators/strata.h"
#include "space/nb101/nb101.h"

#include <math.h>
#include <string.h>

const char *nsc_variant_name(nsc_variant_kind kind) {
    static const char *const names[NSC_VARIANT_COUNT] = {"data", "scores", "shuffled", "smaller"};
    return names[kind];
}

/* ---- which point has which score ---- */

/* Shuffles the points of one size that have a score: the first of `count` numbers of points. */
static void shuffle(uint32_t *points, size_t count, gsl_rng *random) {
    for (size_t left = count; left > 1; left--) {
        const size_t other = nsc_random_below(random, (uint32_t)left);
        const uint32_t point = points[other];
        points[other] = points[left - 1];
        points[left - 1] = point;
    }
}

static nsc_status shuffle_sources(nsc_search_variant *variant, const nsc_space *space,
                                  const nsc_report_request *request, nsc_error *error) {
    const uint32_t point_count = space->point_count;
    double *sizes = NULL;
    uint32_t *members = NULL, *shuffled = NULL;
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&variant->sources, point_count, sizeof *variant->sources, error));
    NSC_TRY(nsc_allocate(&members, point_count, sizeof *members, error));
    NSC_TRY(nsc_allocate(&shuffled, point_count, sizeof *shuffled, error));
    NSC_TRY(nsc_point_sizes(space, request->options->control, &sizes, error));
    NSC_TRY(nsc_random_create(&random, request->options->seed, NSC_STREAM_SHUFFLED_SCORES, 0, error));
    for (uint32_t point = 0; point < point_count; point++)
        variant->sources[point] = point;
    for (size_t class = 0; class < NSC_SIZES; class ++) {
        size_t count = 0;
        for (uint32_t point = 0; point < point_count; point++)
            if (nsc_fitness_known(variant->scores, point) && nsc_size_class_of(sizes, point) == class)
                members[count++] = point;
        memcpy(shuffled, members, count * sizeof *members);
        shuffle(shuffled, count, random);
        for (size_t place = 0; place < count; place++)
            variant->sources[members[place]] = shuffled[place];
    }
out:
    free(sizes);
    free(members);
    free(shuffled);
    gsl_rng_free(random);
    return status;
}

/* Ids go by vertices first, so the cells of fewer vertices are the first ones, in the same order. */
static nsc_status open_smaller(nsc_search_variant *variant, const nsc_space *space, nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    char name[64];
    if (nb101 == NULL || nsc_nb101_get_limits(nb101).vertices < 4) {
        nsc_text_format(variant->reason, sizeof variant->reason, "the space has no cells of fewer vertices");
        return NSC_OK;
    }
    const nsc_nb101_limits limits = nsc_nb101_get_limits(nb101);
    nsc_text_format(name, sizeof name, "nb101:vertices=%u,edges=%u", limits.vertices - 1, limits.edges);
    const nsc_status status = nsc_space_open(&variant->space, name, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < variant->space->point_count; point++)
        if (nsc_fitness_known(variant->scores, point))
            return NSC_OK;
    nsc_text_format(variant->reason, sizeof variant->reason, "no cell of the space %s has a score", name);
    return NSC_OK;
}

/* ---- opening ---- */

static nsc_status make_scores(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    const nsc_search_variant *variant = context;
    const nsc_fitness *scores = variant->scores;
    const uint32_t count = variant->space != NULL ? variant->space->point_count : scores->point_count;
    nsc_status status = NSC_OK;
    (void)rule;
    NSC_TRY(nsc_allocate(&fitness->values, count, sizeof *fitness->values, error));
    if (scores->source != NULL)
        NSC_TRY(nsc_copy_text(&fitness->source, scores->source, error));
    fitness->origin = scores->origin;
    fitness->quantum = scores->quantum;
    for (uint32_t point = 0; point < count; point++)
        fitness->values[point] = scores->values[variant->sources != NULL ? variant->sources[point] : point];
out:
    return status;
}

/* Opens the landscape of the scores under the rule that they have; a feature of the space becomes a column. */
static nsc_status open_scores(nsc_search_variant *variant, const nsc_report_run *run, nsc_error *error) {
    const nsc_fitness *scores = variant->scores;
    char equal_within[32];
    nsc_real_format(nsc_order_of(scores).equal_within, equal_within);
    const nsc_landscape_names names = {
        .open_space = variant->space != NULL ? variant->space : run->space,
        .fitness = scores->rule.kind == NSC_FITNESS_FEATURE ? "column:score" : scores->rule.text,
        .relation = run->request->relation->name,
        .direction = scores->direction,
        .equal_within = equal_within,
        .control = run->request->options->control,
        .make_fitness = make_scores,
        .make_context = variant,
    };
    return nsc_landscape_open(&variant->opened, &names, error);
}

nsc_status nsc_search_variant_open(nsc_search_variant *variant, nsc_variant_kind kind, const nsc_report_run *run,
                                   const nsc_fitness *scores, nsc_error *error) {
    nsc_status status = NSC_OK;
    *variant = (nsc_search_variant){.scores = scores};
    for (int figure = 0; figure < NSC_LOCALITY_COUNT; figure++)
        variant->locality[figure] = nsc_estimate_none();
    if (kind == NSC_VARIANT_DATA) {
        variant->opened = run->request->opened;
        return NSC_OK;
    }
    if (kind == NSC_VARIANT_SHUFFLED)
        NSC_TRY(shuffle_sources(variant, run->space, run->request, error));
    if (kind == NSC_VARIANT_SMALLER)
        NSC_TRY(open_smaller(variant, run->space, error));
    if (variant->reason[0] == '\0')
        NSC_TRY(open_scores(variant, run, error));
out:
    return status;
}

void nsc_search_variant_close(nsc_search_variant *variant, nsc_variant_kind kind) {
    if (kind != NSC_VARIANT_DATA)
        nsc_landscape_close(variant->opened);
    nsc_space_close(variant->space);
    free(variant->sources);
    *variant = (nsc_search_variant){0};
}

/* ---- how local it is ---- */

static const struct {
    const char *analysis, *statistic, *meaning;
} figures[NSC_LOCALITY_COUNT] = {
    [NSC_LOCALITY_AUTOCORRELATION] = {"rwa", "autocorrelation_1",
                                      "autocorrelation of the score along a random walk, one step apart; higher: "
                                      "neighbours are more alike"},
    [NSC_LOCALITY_OPTIMA] = {"optima", "strict_optima",
                             "strict local optima, points better than all their neighbours; more: more traps"},
    [NSC_LOCALITY_OPTIMA_SHARE] = {"optima", "strict_to_expected",
                                   "strict optima over the number expected of independent random scores; 1: no "
                                   "locality"},
    [NSC_LOCALITY_BETTER] = {"evolvability", "better_half_improving_share",
                             "share of better neighbours, mean over the better half of the points; 0.25 of random "
                             "scores"},
    [NSC_LOCALITY_REACH_BEST] = {"basins", "reach_best",
                                 "share of all points from which climbs by best improvement end at a best point"},
};

const nsc_column nsc_locality_columns[NSC_LOCALITY_COLUMNS] = {
    {"landscape", "data: the scores as they are; shuffled: the scores shuffled among points of equal size; smaller: "
                  "those of the cells of one vertex less"},
    {"statistic", "figure of that landscape by the analysis in the next column"},
    {"analysis", "name of the analysis"},
    {"value", "its value"},
    {"low", "lower end of its 95 % interval; equal to the value if exact"},
    {"high", "upper end"},
    {"reason", "reason that the value or its interval is missing, or its limits"},
    {"meaning", "what the figure is"},
    {"relation", "relation by which points are neighbours"},
    {"fitness", "rule of the scores"},
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
};

static nsc_status add_figure(nsc_search_variant *variant, nsc_variant_kind kind, int figure,
                             const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table *table,
                             nsc_error *error) {
    const nsc_analysis *analysis = nsc_analysis_named(figures[figure].analysis);
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    const nsc_table *summary = NULL;
    nsc_error reason = {0};
    nsc_status status = nsc_analysis_run(analysis, landscape, options, tables, &reason);
    if (status != NSC_OK && status != NSC_MISSING && status != NSC_USAGE)
        return nsc_error_pass(error, status, &reason);
    for (size_t number = 0; status == NSC_OK && number < analysis->table_count; number++)
        if (strcmp(analysis->tables[number].name, "summary") == 0)
            summary = tables[number];
    const char *why = reason.message[0] != '\0' ? reason.message : NULL;
    if (summary != NULL) {
        const size_t row = nsc_report_row(summary, "statistic", figures[figure].statistic);
        variant->locality[figure] =
            (nsc_estimate){nsc_report_number(summary, row, "value"), nsc_report_number(summary, row, "low"),
                           nsc_report_number(summary, row, "high")};
        why = nsc_report_text(summary, row, "reason");
    }
    const nsc_estimate estimate = variant->locality[figure];
    status = nsc_table_add(table,
                           NSC_ROW(nsc_text(nsc_variant_name(kind)), nsc_text(figures[figure].statistic),
                                   nsc_text(analysis->name), nsc_real(estimate.value), nsc_real(estimate.low),
                                   nsc_real(estimate.high), nsc_text(why), nsc_text(figures[figure].meaning),
                                   nsc_text(landscape->relation->name), nsc_text(landscape->fitness->rule.text),
                                   nsc_text(nsc_origin_name(landscape->fitness->origin)),
                                   nsc_text(landscape->fitness->source)),
                           error);
    nsc_analysis_release(tables);
    return status;
}

nsc_status nsc_search_variant_figures(nsc_search_variant *variant, nsc_variant_kind kind, const nsc_report_run *run,
                                      nsc_table *table, nsc_error *error) {
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_landscape landscape = {.opened = variant->opened};
    nsc_status status = NSC_OK;
    options.lags = options.exact_lags = 1;
    options.seed = run->request->options->seed;
    options.control = run->request->options->control;
    NSC_TRY(nsc_landscape_space(variant->opened, &landscape.space, error));
    NSC_TRY(nsc_landscape_relation(variant->opened, &landscape.relation, error));
    NSC_TRY(nsc_landscape_graph(variant->opened, landscape.relation, &landscape.graph, error));
    if (kind == NSC_VARIANT_DATA)
        landscape.fitness = variant->scores;
    else
        NSC_TRY(nsc_landscape_fitness(variant->opened, NULL, &landscape.fitness, error));
    for (int figure = 0; figure < NSC_LOCALITY_COUNT; figure++)
        NSC_TRY(add_figure(variant, kind, figure, &landscape, &options, table, error));
out:
    return status;
}
