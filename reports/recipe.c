/* The rows of a report, one after another: the names of their files, and writing them. */
#include "reports/recipe.h"

#include "reports/exhibits.h"

#include <string.h>

/* ---- lists and options ---- */

bool nsc_list_has(const char *list, const char *name) {
    const size_t length = strlen(name);
    if (list == NULL)
        return true;
    for (const char *item = list; item != NULL; item = strchr(item, ',')) {
        item += *item == ',';
        if (strncmp(item, name, length) == 0 && (item[length] == ',' || item[length] == '\0'))
            return true;
    }
    return false;
}

/* The option of that name in a list that ends with NULL. */
static const char *value_of(const nsc_row_option options[NSC_ROW_OPTIONS], const char *name) {
    for (size_t number = 0; number < NSC_ROW_OPTIONS && options[number].name != NULL; number++)
        if (strcmp(options[number].name, name) == 0)
            return options[number].value;
    return NULL;
}

static nsc_status set_options(nsc_analysis_options *options, const nsc_row_option given[NSC_ROW_OPTIONS],
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_ROW_OPTIONS && given[number].name != NULL; number++)
        status =
            nsc_analysis_option_set(options, nsc_analysis_option_named(given[number].name), given[number].value, error);
    return status;
}

static nsc_option_set set_of(const nsc_row_option options[NSC_ROW_OPTIONS]) {
    nsc_option_set set = 0;
    for (size_t number = 0; number < NSC_ROW_OPTIONS && options[number].name != NULL; number++)
        set |= nsc_analysis_option_bit(nsc_analysis_option_named(options[number].name));
    return set;
}

static bool is_all(const nsc_recipe_row *row) {
    return strcmp(row->analysis, "all") == 0;
}

nsc_option_set nsc_recipe_reads(const nsc_recipe *recipe) {
    nsc_option_set reads = 0;
    for (size_t number = 0; number < recipe->row_count; number++) {
        const nsc_recipe_row *row = &recipe->rows[number];
        nsc_option_set of_row = 0;
        for (size_t place = 0; place < nsc_analysis_count(); place++)
            if (is_all(row) || nsc_analysis_named(row->analysis) == nsc_analysis_at(place))
                of_row |= nsc_analysis_reads(nsc_analysis_at(place));
        if (row->relations == NSC_EVERY_RELATION || row->relation != NULL)
            of_row &= ~NSC_READS_RELATION;
        reads |= of_row & ~set_of(row->options);
    }
    /* A network of the user's stands in place of a landscape. */
    return reads & ~(set_of(recipe->options) | NSC_READS(network) | NSC_READS(nodes));
}

/* ---- the calls that rows are ---- */

/* A landscape that rows run on. */
typedef struct place {
    const nsc_recipe *recipe;
    const nsc_report_request *request;
    const nsc_space *space;
    const char *label;
} place;

typedef nsc_status visitor(void *context, const nsc_recipe_call *call, nsc_error *error);

static nsc_status visit_analysis(const place *at, const nsc_recipe_row *row, const nsc_analysis *analysis,
                                 visitor *visit, void *context, nsc_error *error) {
    nsc_recipe_call call = {.row = row,
                            .analysis = analysis,
                            .relation =
                                row->relation != NULL ? nsc_relation_named(row->relation) : at->request->relation,
                            .label = at->label,
                            .options = *at->request->options};
    size_t relation_count = 0;
    const nsc_relation *relations = nsc_relations_of_encodings(at->space, &relation_count);
    nsc_status status = NSC_OK;
    NSC_TRY(set_options(&call.options, at->recipe->options, error));
    NSC_TRY(set_options(&call.options, row->options, error));
    if (row->relations != NSC_EVERY_RELATION || relation_count == 0)
        return visit(context, &call, error);
    for (size_t relation = 0; relation < relation_count; relation++) {
        call.relation = &relations[relation];
        NSC_TRY(visit(context, &call, error));
    }
out:
    return status;
}

/* Calls `visit` for each row that is on this data set, in the order of the rows. */
static nsc_status visit_rows(const place *at, visitor *visit, void *context, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < at->recipe->row_count; number++) {
        const nsc_recipe_row *row = &at->recipe->rows[number];
        if (at->label != NULL && !nsc_list_has(row->data, at->label))
            continue;
        if (!is_all(row)) {
            status = visit_analysis(at, row, nsc_analysis_named(row->analysis), visit, context, error);
            continue;
        }
        for (size_t next = 0; status == NSC_OK && next < nsc_analysis_count(); next++) {
            const nsc_analysis *analysis = nsc_analysis_at(next);
            if (nsc_analysis_suits(analysis, at->space, at->request->relation, NULL) == NSC_OK &&
                nsc_analysis_ready(analysis, at->request->options, NULL) == NSC_OK)
                status = visit_analysis(at, row, analysis, visit, context, error);
        }
    }
    return status;
}

/* ---- names ---- */

static void append_part(char name[NSC_FILE_NAME_SIZE], const char *part) {
    const size_t length = strlen(name);
    if (part != NULL)
        snprintf(name + length, NSC_FILE_NAME_SIZE - length, "%s%s", length > 0 ? "-" : "", part);
}

/* The name of the file of table `number` of the analysis. */
static void name_file(const nsc_recipe_call *call, size_t number, char name[NSC_FILE_NAME_SIZE]) {
    const nsc_recipe_row *row = call->row;
    const bool named = row->relations != NSC_ANY_RELATION;
    name[0] = '\0';
    append_part(name, call->label);
    if (row->stem == NULL) {
        const bool related = named && (nsc_analysis_reads(call->analysis) & NSC_READS_RELATION) != 0;
        char file[NSC_ANALYSIS_FILE_SIZE];
        nsc_analysis_file_name(call->analysis, number, related ? call->relation : NULL, call->options.distance, "csv",
                               file);
        append_part(name, file);
        return;
    }
    append_part(name, row->stem);
    if (number > 0 && (row->tables == NULL || strchr(row->tables, ',') != NULL))
        append_part(name, call->analysis->tables[number].name);
    append_part(name, named ? call->relation->name : NULL);
    append_part(name, value_of(row->options, "distance"));
    append_part(name, value_of(row->options, "validity"));
    const size_t length = strlen(name);
    snprintf(name + length, NSC_FILE_NAME_SIZE - length, ".csv");
}

/* The largest number of points of table `number` that are drawn. */
static unsigned points_of(const nsc_recipe_call *call, size_t number) {
    const char *pointed = call->row->pointed;
    return pointed != NULL && strcmp(pointed, call->analysis->tables[number].name) == 0 ? call->row->points : 0;
}

/* What adding the names of a recipe's files needs. */
typedef struct listing {
    const nsc_recipe *recipe;
    nsc_names *names;
} listing;

static nsc_status add_name(const listing *list, const char *name, unsigned line, nsc_error *error) {
    if (nsc_names_have(list->names, name))
        return nsc_error_set(error, NSC_INVALID,
                             "%s, line %u: \"%s\" is written by an earlier line already: give this one a name of its "
                             "own by name=NAME",
                             list->recipe->path != NULL ? list->recipe->path : "recipe", line, name);
    return nsc_names_add(list->names, name, error);
}

static nsc_status list_call(void *context, const nsc_recipe_call *call, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < call->analysis->table_count; number++) {
        char name[NSC_FILE_NAME_SIZE];
        if (!nsc_list_has(call->row->tables, call->analysis->tables[number].name))
            continue;
        name_file(call, number, name);
        status = add_name(context, name, call->row->line, error);
        for (unsigned point = 1; status == NSC_OK && point <= points_of(call, number); point++) {
            char drawing[NSC_FILE_NAME_SIZE];
            nsc_point_file_name(name, point, drawing);
            status = add_name(context, drawing, call->row->line, error);
        }
    }
    return status;
}

/* Rows on one data set; `label` is NULL for the only one. */
static nsc_status list_rows(const nsc_recipe *recipe, const nsc_report_request *request, const char *label,
                            nsc_names *names, nsc_error *error) {
    listing list = {recipe, names};
    place at = {recipe, request, NULL, label};
    const nsc_status status = nsc_landscape_space(request->opened, &at.space, error);
    return status != NSC_OK ? status : visit_rows(&at, list_call, &list, error);
}

nsc_status nsc_recipe_files(const nsc_recipe *recipe, const nsc_report_request *request, nsc_names *names,
                            nsc_error *error) {
    const listing list = {recipe, names};
    nsc_status status = NSC_OK;
    NSC_TRY(list_rows(recipe, request, request->data_count > 0 ? request->data[0].label : NULL, names, error));
    for (size_t number = 1; number < request->data_count; number++) {
        nsc_analysis_options options;
        nsc_report_request other;
        NSC_TRY(nsc_report_request_of(request, number, &other, &options, error));
        NSC_TRY(list_rows(recipe, &other, request->data[number].label, names, error));
    }
    for (size_t number = 0; number < recipe->overlay_count; number++) {
        char name[NSC_FILE_NAME_SIZE];
        snprintf(name, sizeof name, "%s.csv", recipe->overlays[number].stem);
        NSC_TRY(add_name(&list, name, recipe->overlays[number].line, error));
    }
out:
    return status;
}

/* ---- tables ---- */

/* The first of the rules that the data has, NULL if it has none. */
static nsc_status first_held(nsc_report_run *run, const char *rules, const nsc_fitness **fitness, nsc_error *error) {
    char *copy = NULL;
    nsc_status status = nsc_copy_text(&copy, rules, error);
    *fitness = NULL;
    for (char *rest = copy, *rule; status == NSC_OK && *fitness == NULL && (rule = strsep(&rest, "|")) != NULL;) {
        const nsc_report_fitness *asked;
        status = nsc_report_ask(run, rule, &asked, error);
        if (status == NSC_OK)
            *fitness = asked->fitness;
    }
    free(copy);
    return status;
}

static const nsc_column surrogate_columns[] = {
    {"edge_correlation_measured", "of the accuracies at both ends of an edge, on pairs of measured cells"},
    {"edge_correlation_fitted",
     "of the surrogate's accuracies on the same pairs: a regression is smoother than the truth"},
};

/* True for the figures on locality, which look larger on a surrogate than they are. */
static bool tells_locality(const nsc_report_run *run, const nsc_report_result *result) {
    static const char *const analyses[] = {"rwa", "encodingrwa", "fdc"};
    bool tells = false;
    for (size_t number = 0; number < NSC_COUNT_OF(analyses); number++)
        tells = tells || result->analysis == nsc_analysis_named(analyses[number]);
    return tells && result->fitness == run->locality && result->fitness->origin == NSC_ORIGIN_SURROGATE &&
           result->relation->of_encodings;
}

/* A copy of a table with the two correlations at the end of every row. */
static nsc_status with_edge_correlations(const nsc_table *table, const nsc_report_result *result, nsc_table **extended,
                                         nsc_error *error) {
    double measured, fitted;
    nsc_report_edge_correlations(result->fitness, result->relation, &measured, &fitted);
    const nsc_value values[NSC_COUNT_OF(surrogate_columns)] = {nsc_real(measured), nsc_real(fitted)};
    return nsc_table_extend(extended, table, surrogate_columns, values, NSC_COUNT_OF(values), error);
}

static nsc_status write_table(nsc_report_run *run, const nsc_report_item *item, nsc_error *error) {
    const nsc_table *table = nsc_report_table(item->result, item->table);
    nsc_table *extended = NULL;
    nsc_status status = NSC_OK;
    if (tells_locality(run, item->result)) {
        NSC_TRY(with_edge_correlations(table, item->result, &extended, error));
        table = extended;
    }
    NSC_TRY(nsc_report_write_table(run, item, table, error));
out:
    nsc_table_destroy(extended);
    return status;
}

/* Writes the tables of a call, or leaves them out for the reason. */
static nsc_status write_tables(nsc_report_run *run, const nsc_recipe_call *call, const nsc_report_result *result,
                               const char *reason, nsc_error *error) {
    const nsc_recipe_row *row = call->row;
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < call->analysis->table_count; number++) {
        const char *table = call->analysis->tables[number].name;
        char name[NSC_FILE_NAME_SIZE];
        const nsc_report_item item = {.name = name,
                                      .analysis = call->analysis->name,
                                      .table = table,
                                      .result = result,
                                      .data = call->label,
                                      .undrawn = !nsc_list_has(row->figures, table),
                                      .points = points_of(call, number)};
        if (!nsc_list_has(row->tables, table))
            continue;
        name_file(call, number, name);
        status = reason != NULL ? nsc_report_leave_out(run, &item, reason, error) : write_table(run, &item, error);
    }
    return status;
}

static nsc_status write_call(void *context, const nsc_recipe_call *call, nsc_error *error) {
    nsc_report_run *run = context;
    const nsc_recipe *recipe = run->report->recipe;
    const nsc_recipe_row *row = call->row;
    const nsc_control *control = run->request->options->control;
    const nsc_fitness *fitness = run->locality;
    const nsc_report_result *result;
    nsc_status status = NSC_OK;
    if (row->fitness != NULL)
        NSC_TRY(first_held(run, row->fitness, &fitness, error));
    const char *reason = fitness == NULL ? "its fitness is not in the data" : NULL;
    if (reason == NULL && recipe->reason_against != NULL)
        reason = recipe->reason_against(run, row, fitness);
    if (reason != NULL)
        return write_tables(run, call, NULL, reason, error);
    const nsc_report_question question = {
        .analysis = call->analysis->name, .fitness = fitness, .relation = call->relation, .options = &call->options};
    nsc_control_report(control, call->analysis->name, 0);
    NSC_TRY(nsc_report_analyse(run, &question, &result, error));
    NSC_TRY(write_tables(run, call, result, result->tables[0] == NULL ? result->reason : NULL, error));
    nsc_control_report(control, call->analysis->name, 1);
out:
    return status;
}

static nsc_status write_rows(nsc_report_run *run, nsc_error *error) {
    const place at = {run->report->recipe, run->request, run->space, run->label};
    return visit_rows(&at, write_call, run, error);
}

nsc_status nsc_recipe_write(nsc_report_run *run, nsc_error *error) {
    const nsc_recipe *recipe = run->report->recipe;
    nsc_status status = write_rows(run, error);
    for (size_t number = 0; status == NSC_OK && number < run->other_count; number++)
        status = write_rows(run->others[number], error);
    for (size_t number = 0; status == NSC_OK && number < recipe->overlay_count; number++)
        status = nsc_recipe_overlay_write(run, &recipe->overlays[number], error);
    return status;
}
