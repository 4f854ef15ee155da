/* `surrogate`: fits a regression to measurements, and compares its predictions with measurements. */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

static const nsc_column statistic_columns[] = {
    {"statistic", "name of the value"},
    {"value", "number or text"},
};

/* Adds how well predictions agree with data; `origin` is the word for the data: measured, or synthetic. */
static nsc_status add_judgement(nsc_table *table, const nsc_surrogate_judgement *judgement, const char *origin,
                                nsc_error *error) {
    char key[32];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_add_key(table, "count", nsc_integer(judgement->count), error));
    NSC_TRY(nsc_table_add_key(table, "spearman", nsc_real(judgement->spearman), error));
    NSC_TRY(nsc_table_add_key(table, "pearson", nsc_real(judgement->pearson), error));
    NSC_TRY(nsc_table_add_key(table, "rmse", nsc_real(judgement->rmse), error));
    snprintf(key, sizeof key, "%s_sd", origin);
    NSC_TRY(nsc_table_add_key(table, key, nsc_real(judgement->measured_sd), error));
    NSC_TRY(nsc_table_add_key(table, "fitted_sd", nsc_real(judgement->fitted_sd), error));
out:
    return status;
}

/* Finds the rule of a fitness, that of --fitness if `text` is NULL. NSC_USAGE if it is not one of measurements, or if
 * --data names none. */
static nsc_status measured_rule(nsc_session *session, const char *text, const nsc_fitness_rule **rule,
                                nsc_error *error) {
    nsc_status status = nsc_landscape_rule(session->opened, text, rule, error);
    if (status != NSC_OK)
        return status;
    if (nsc_landscape_builtin(session->opened))
        return nsc_error_set(error, NSC_USAGE, "--data must name measurements: \"builtin\" is itself a surrogate");
    if (nsc_landscape_model(session->opened) != NULL)
        return nsc_error_set(error, NSC_USAGE, "--data must name measurements, and \"%s\" is a fitted model",
                             session->arguments->data[0]);
    if ((*rule)->kind == NSC_FITNESS_FEATURE)
        return nsc_error_set(error, NSC_USAGE, "%s is computed, not measured, and needs no surrogate", (*rule)->text);
    return NSC_OK;
}

/* The correlation across an edge of one relation, measured and fitted, on the pairs that both have a measured value. */
static nsc_status measure_edges(nsc_session *session, const nsc_relation *relation, const double *measured,
                                const double *fitted, nsc_surrogate_edges *edges, nsc_error *error) {
    const nsc_graph *graph;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    *edges = (nsc_surrogate_edges){0};
    NSC_TRY(nsc_landscape_graph(session->opened, relation, &graph, error));
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    NSC_TRY(nsc_graph_assortativity(graph, measured, &edges->measured, error));
    NSC_TRY(nsc_graph_assortativity(graph, fitted, &edges->fitted, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            edges->pairs += row.points[place] > point && !isnan(measured[point]) && !isnan(measured[row.points[place]]);
    }
out:
    nsc_rows_close(&rows);
    return status;
}

static nsc_status add_edges(nsc_table *table, const nsc_relation *relation, const nsc_surrogate_edges *edges,
                            const char *origin, nsc_error *error) {
    char key[96];
    nsc_status status = NSC_OK;
    snprintf(key, sizeof key, "edge_pairs_%s", relation->name);
    NSC_TRY(nsc_table_add_key(table, key, nsc_integer((int64_t)edges->pairs), error));
    snprintf(key, sizeof key, "edge_correlation_%s_%s", origin, relation->name);
    NSC_TRY(nsc_table_add_key(table, key, nsc_real(edges->measured), error));
    snprintf(key, sizeof key, "edge_correlation_fitted_%s", relation->name);
    NSC_TRY(nsc_table_add_key(table, key, nsc_real(edges->fitted), error));
out:
    return status;
}

/* ---- surrogate fit ---- */

static nsc_status write_model(nsc_session *session, const nsc_surrogate *model, nsc_error *error) {
    const char *path = session->arguments->texts[NSC_OPTION_OUT];
    if (strcmp(nsc_session_format_name(session), "c") != 0)
        return nsc_surrogate_write(model, path, error);
    char *command;
    nsc_status status = nsc_session_command_line(session, &command, error);
    if (status == NSC_OK)
        status = nsc_surrogate_write_source(model, path, command, error);
    free(command);
    return status;
}

/* Adds the kind of the regression and its size. */
static nsc_status add_regression(nsc_table *table, const nsc_surrogate *model, nsc_error *error) {
    const nsc_surrogate_trees *trees = model->trees;
    const nsc_surrogate_regression kind = trees != NULL ? NSC_REGRESSION_TREES : NSC_REGRESSION_RIDGE;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_add_key(table, "regression", nsc_text(nsc_surrogate_regression_name(kind)), error));
    if (trees != NULL) {
        NSC_TRY(nsc_table_add_key(table, "trees", nsc_integer((int64_t)trees->level.tree_count), error));
        NSC_TRY(nsc_table_add_key(table, "collapse_trees", nsc_integer((int64_t)trees->collapse.tree_count), error));
        NSC_TRY(nsc_table_add_key(table, "collapse_below", trees->limit > 0 ? nsc_real(trees->limit) : nsc_missing(),
                                  error));
    } else {
        NSC_TRY(nsc_table_add_key(table, "penalty", nsc_real(model->penalty), error));
        NSC_TRY(nsc_table_add_key(table, "coefficients", nsc_integer((int64_t)model->coefficient_count), error));
    }
out:
    return status;
}

/* Makes the table of the statistics; the caller destroys it. */
static nsc_status list_fit(nsc_table **made, const nsc_surrogate *model, const char *origin, nsc_error *error) {
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&table, statistic_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(add_judgement(table, &model->judgement, origin, error));
    for (size_t number = 0; number < NSC_SURROGATE_RELATIONS; number++)
        NSC_TRY(add_edges(table, &nsc_relations[number], &model->edges[number], origin, error));
    NSC_TRY(nsc_table_add_key(table, "fitness", nsc_text(model->fitness), error));
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(origin), error));
    NSC_TRY(nsc_table_add_key(table, "judged_on", nsc_text("cells that the fit had not seen"), error));
    NSC_TRY(nsc_table_add_key(table, "judged_runs",
                              model->judged_runs > 0 ? nsc_integer(model->judged_runs) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "cells_fitted_to", nsc_integer(model->fitted_count), error));
    NSC_TRY(nsc_table_add_key(table, "folds", nsc_integer((int64_t)model->folds), error));
    NSC_TRY(nsc_table_add_key(table, "seed", nsc_integer((int64_t)model->seed), error));
    NSC_TRY(nsc_table_add_key(table, "features", nsc_integer((int64_t)model->feature_count), error));
    NSC_TRY(add_regression(table, model, error));
    *made = table;
    table = NULL;
out:
    nsc_table_destroy(table);
    return status;
}

nsc_status nsc_command_surrogate_fit(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_surrogate_fit_options options = {
        .seed = nsc_session_seed(session),
        .folds = nsc_arguments_has(arguments, NSC_OPTION_FOLDS) ? (size_t)arguments->integers[NSC_OPTION_FOLDS]
                                                                : NSC_SURROGATE_FOLDS_DEFAULT,
        .regression = nsc_arguments_has(arguments, NSC_OPTION_REGRESSION)
                          ? (nsc_surrogate_regression)(arguments->integers[NSC_OPTION_REGRESSION] + 1)
                          : NSC_REGRESSION_CHOSEN,
        .control = &session->control,
    };
    const nsc_space *space;
    const nsc_fitness_rule *rule;
    const nsc_fitness *fitness;
    nsc_surrogate model = {0};
    nsc_table *statistics = NULL;
    double *out_of_sample = NULL, *judged = NULL;
    nsc_status status = NSC_OK;
    if (nsc_output_is_standard(arguments->texts[NSC_OPTION_OUT]))
        return nsc_error_set(error, NSC_USAGE, "--out must name a file: standard output is for the statistics");
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(measured_rule(session, NULL, &rule, error));
    NSC_TRY(nsc_session_fitness(session, NULL, &fitness, error));
    NSC_TRY(nsc_session_measurements(session, &options.measurements, error));
    NSC_TRY(nsc_allocate(&out_of_sample, fitness->point_count, sizeof *out_of_sample, error));
    NSC_TRY(nsc_surrogate_fit(&model, fitness, space, &options, NULL, out_of_sample, error));
    /* Edges are judged on the cells that the values are. */
    NSC_TRY(nsc_allocate(&judged, fitness->point_count, sizeof *judged, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        judged[point] = isnan(out_of_sample[point]) ? NAN : fitness->values[point];
    for (size_t number = 0; number < NSC_SURROGATE_RELATIONS; number++)
        NSC_TRY(measure_edges(session, &nsc_relations[number], judged, out_of_sample, &model.edges[number], error));
    /* Before the model is written, so that nothing but writing can fail after it. */
    NSC_TRY(list_fit(&statistics, &model, nsc_origin_name(fitness->origin), error));
    NSC_TRY(nsc_ranks_meet(session->ranks, NSC_OK, error));
    NSC_TRY(write_model(session, &model, error));
    NSC_TRY(nsc_session_write_aside(statistics, error));
out:
    nsc_table_destroy(statistics);
    free(out_of_sample);
    free(judged);
    nsc_surrogate_release(&model);
    return status;
}

/* ---- surrogate evaluate ---- */

/* Finds the model to evaluate, that of --model or the built-in one, and the rule of the fitness, that of --fitness or
 * else that of the model file. */
static nsc_status choose_model(nsc_session *session, nsc_surrogate *read, const nsc_surrogate **model,
                               const nsc_fitness_rule **chosen, nsc_error *error) {
    const char *path = session->arguments->texts[NSC_OPTION_MODEL], *text = NULL;
    const nsc_fitness_rule *rule;
    nsc_status status = NSC_OK;
    if (path != NULL && strcmp(path, "builtin") != 0) {
        NSC_TRY(nsc_surrogate_read(read, path, error));
        *model = read;
        if (!nsc_arguments_has(session->arguments, NSC_OPTION_FITNESS))
            text = read->fitness;
    }
    NSC_TRY(measured_rule(session, text, &rule, error));
    *chosen = rule;
    if (*model == NULL)
        *model = nsc_surrogate_builtin(rule->text);
    if (*model == NULL)
        return nsc_error_set(error, NSC_MISSING,
                             "the built-in surrogate predicts only test@108 and time@108, not %s: give --model",
                             rule->text);
    if (strcmp((*model)->fitness, rule->text) != 0)
        return nsc_error_set(error, NSC_USAGE, "the model was fitted to %s, not to %s", (*model)->fitness, rule->text);
out:
    return status;
}

/* Whether the measurements are those that the model was fitted to: "no", "partly", "yes". */
static nsc_status find_sample(const nsc_surrogate *model, const nsc_measurements *measurements, const char **sample,
                              nsc_error *error) {
    const size_t count = nsc_measurements_source_count(measurements);
    size_t seen = 0;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < count; number++) {
        char sha256[65];
        NSC_TRY(nsc_source_sha256(nsc_measurements_source(measurements, number), sha256, error));
        seen += nsc_surrogate_fitted_to(model, sha256);
    }
    *sample = seen == 0 ? "no" : seen < count ? "partly" : "yes";
out:
    return status;
}

/* Adds the out-of-sample statistics that cross-validation gave when the model was fitted. */
static nsc_status add_cross_validation(nsc_table *table, const nsc_surrogate *model, nsc_error *error) {
    const struct {
        const char *key;
        nsc_value value;
    } rows[] = {
        {"cross_validated_count", nsc_integer(model->judgement.count)},
        {"cross_validated_spearman", nsc_real(model->judgement.spearman)},
        {"cross_validated_pearson", nsc_real(model->judgement.pearson)},
        {"cross_validated_rmse", nsc_real(model->judgement.rmse)},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        nsc_status status = nsc_table_add_key(table, rows[row].key, rows[row].value, error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

static nsc_status add_evaluation(nsc_table *table, nsc_session *session, const nsc_surrogate *model,
                                 const nsc_fitness *measured, nsc_fitness *fitted, nsc_error *error) {
    const char *path = session->arguments->texts[NSC_OPTION_MODEL];
    const char *origin = nsc_origin_name(measured->origin), *in_sample;
    const nsc_measurements *measurements;
    nsc_surrogate_judgement judgement;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_measurements(session, &measurements, error));
    NSC_TRY(find_sample(model, measurements, &in_sample, error));
    NSC_TRY(nsc_surrogate_judge(&judgement, fitted->values, measured->values, measured->point_count, error));
    NSC_TRY(add_judgement(table, &judgement, origin, error));
    for (uint32_t point = 0; point < measured->point_count; point++)
        if (!nsc_fitness_known(measured, point))
            fitted->values[point] = NAN;
    for (size_t number = 0; number < NSC_SURROGATE_RELATIONS; number++) {
        nsc_surrogate_edges edges;
        NSC_TRY(measure_edges(session, &nsc_relations[number], measured->values, fitted->values, &edges, error));
        NSC_TRY(add_edges(table, &nsc_relations[number], &edges, origin, error));
    }
    NSC_TRY(nsc_table_add_key(table, "fitness", nsc_text(measured->rule.text), error));
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(origin), error));
    NSC_TRY(nsc_table_add_key(table, "source", nsc_text(measured->source), error));
    NSC_TRY(nsc_table_add_key(table, "model", nsc_text(path != NULL ? path : "builtin"), error));
    NSC_TRY(nsc_table_add_key(table, "cells_fitted_to", nsc_integer(model->fitted_count), error));
    for (size_t number = 0; number < model->source_count; number++)
        NSC_TRY(nsc_table_add_key(table, "fitted_to", nsc_text(model->sources[number].name), error));
    NSC_TRY(nsc_table_add_key(table, "in_sample", nsc_text(in_sample), error));
    NSC_TRY(add_cross_validation(table, model, error));
    if (strcmp(in_sample, "no") != 0)
        nsc_session_note(session, "the model was fitted to these files; for its quality on unseen cells, see the rows "
                                  "cross_validated_...");
out:
    return status;
}

nsc_status nsc_command_surrogate_evaluate(nsc_session *session, nsc_error *error) {
    nsc_surrogate read = {0};
    const nsc_surrogate *model = NULL;
    const nsc_space *space;
    const nsc_fitness_rule *rule;
    const nsc_fitness *measured;
    nsc_fitness fitted = {0};
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(choose_model(session, &read, &model, &rule, error));
    NSC_TRY(nsc_session_fitness(session, rule->text, &measured, error));
    NSC_TRY(nsc_fitness_from_surrogate(&fitted, rule, model, space, &session->control, error));
    NSC_TRY(nsc_table_create(&table, statistic_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(add_evaluation(table, session, model, measured, &fitted, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    nsc_fitness_release(&fitted);
    nsc_surrogate_release(&read);
    return status;
}
