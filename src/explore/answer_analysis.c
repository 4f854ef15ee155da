/* /api/v1/analysis/NAME, /figures, /network: what `analyse` prints, how it is drawn, and the network of optima. */
#include "explore/explore_internal.h"

#include "analysis/figures/figures.h"
#include "analysis/figures/network_figure.h"
#include "explore/parameters.h"

#include <string.h>

/* The landscape with the fitness and the relation of the request, without its graph. */
static nsc_status open_landscape(const nsc_exchange *exchange, nsc_landscape *landscape, nsc_error *error) {
    nsc_opened_landscape *opened = exchange->server->opened;
    const char *fitness = nsc_request_value(&exchange->request, "fitness");
    const char *name = nsc_request_value(&exchange->request, "relation");
    const nsc_relation *relation = NULL;
    const nsc_space *space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    if (name != NULL)
        NSC_TRY(nsc_relation_of(space, name, &relation, error));
    NSC_TRY(nsc_landscape_view_points(opened, relation, fitness, landscape, error));
out:
    return status;
}

/* ---- an analysis ---- */

/* An analysis of a request, for the thread that runs it. */
typedef struct analysis_work {
    const nsc_exchange *exchange;
    const nsc_analysis *analysis;
    nsc_analysis_options options;
    nsc_table *tables[NSC_ANALYSIS_TABLES];
} analysis_work;

static nsc_status run_analysis(void *context, nsc_error *error) {
    analysis_work *work = context;
    nsc_landscape landscape;
    nsc_status status = open_landscape(work->exchange, &landscape, error);
    return status != NSC_OK ? status
                            : nsc_analysis_run(work->analysis, &landscape, &work->options, work->tables, error);
}

static nsc_status find_analysis(const char *name, const nsc_analysis **analysis, nsc_answer *answer, nsc_error *error) {
    *analysis = nsc_analysis_named(name);
    return *analysis != NULL
               ? NSC_OK
               : nsc_answer_refuse(answer, NSC_HTTP_NOT_FOUND, error,
                                   "there is no analysis \"%.60s\": /api/v1/openapi.json lists them", name);
}

static nsc_status find_table(const nsc_exchange *exchange, const nsc_analysis *analysis, size_t *number,
                             nsc_error *error) {
    const char *name = nsc_request_value(&exchange->request, "table");
    nsc_choices names = {0};
    *number = 0;
    if (name == NULL)
        return NSC_OK;
    for (; *number < analysis->table_count; ++*number) {
        if (strcmp(analysis->tables[*number].name, name) == 0)
            return NSC_OK;
        nsc_choices_add(&names, analysis->tables[*number].name);
    }
    return nsc_error_set(error, NSC_USAGE, "the analysis %s has no table \"%.60s\", only %s", analysis->name, name,
                         names.text);
}

/* The distance that is named, or the first of the space. */
static nsc_status set_distance(const nsc_exchange *exchange, nsc_option_set given, nsc_analysis_options *options,
                               nsc_error *error) {
    const bool named = (given & NSC_READS(distance)) != 0;
    const nsc_space *space;
    const nsc_status status = nsc_landscape_space(exchange->server->opened, &space, error);
    return status != NSC_OK ? status
                            : nsc_distance_of(space, named ? options->distance->name : NULL, &options->distance, error);
}

nsc_status nsc_answer_analysis(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    analysis_work work = {.exchange = exchange};
    nsc_option_set given;
    size_t number;
    nsc_status status = NSC_OK;
    NSC_TRY(find_analysis(exchange->points[0], &work.analysis, answer, error));
    NSC_TRY(nsc_read_analysis(&exchange->request, work.analysis, &work.options, &given, error));
    NSC_TRY(find_table(exchange, work.analysis, &number, error));
    NSC_TRY(set_distance(exchange, given, &work.options, error));
    work.options.control = exchange->control;
    NSC_TRY(nsc_job_run_slowly(exchange->job, run_analysis, &work, answer, error));
    NSC_TRY(nsc_table_write(work.tables[number], NSC_FORMAT_JSON, answer->stream, error));
out:
    nsc_analysis_release(work.tables);
    return status;
}

/* ---- figures ---- */

nsc_status nsc_answer_figures(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    const nsc_status status = nsc_read_options(&exchange->request, NULL, 0, NULL, error);
    return status != NSC_OK ? status : nsc_figures_write(answer->stream, error);
}

/* ---- the network of local optima ---- */

const nsc_option nsc_network_options[NSC_NETWORK_OPTIONS] = {
    {.name = "limit",
     .kind = NSC_TAKES_COUNT,
     .placeholder = "N",
     .meaning = "local optima drawn at most, those with the largest basins",
     .default_text = "100",
     .minimum = 1,
     .maximum = 1000},
};

typedef struct network_work {
    const nsc_exchange *exchange;
    uint32_t limit;
    nsc_network_figure figure;
} network_work;

static nsc_status make_network(void *context, nsc_error *error) {
    network_work *work = context;
    nsc_landscape landscape;
    nsc_status status = NSC_OK;
    NSC_TRY(open_landscape(work->exchange, &landscape, error));
    NSC_TRY(nsc_landscape_graph(landscape.opened, landscape.relation, &landscape.graph, error));
    NSC_TRY(nsc_network_figure_make(&work->figure, &landscape, work->exchange->control, work->limit, error));
out:
    return status;
}

nsc_status nsc_answer_network(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    network_work work = {.exchange = exchange};
    nsc_option_value values[NSC_NETWORK_OPTIONS];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_read_options(&exchange->request, nsc_network_options, NSC_NETWORK_OPTIONS, values, error));
    work.limit = (uint32_t)values[0].number;
    NSC_TRY(nsc_job_run_slowly(exchange->job, make_network, &work, answer, error));
    NSC_TRY(nsc_network_figure_write(&work.figure, answer->stream, error));
out:
    nsc_network_figure_release(&work.figure);
    return status;
}
