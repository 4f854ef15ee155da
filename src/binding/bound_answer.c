/* Questions about points and analyses of a landscape, by their names and those of their options. */
#include "binding/binding_internal.h"

#include "query/query.h"

#include <string.h>

/* ---- questions ---- */

static nsc_status set_question(nsc_question *question, const nsc_query *query, const nsc_bound_options *options,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < options->count; number++) {
        const char *name = options->names[number], *value = options->values[number];
        const nsc_question_option *row = nsc_bound_option_named(nsc_question_options, sizeof *nsc_question_options,
                                                                NSC_QUESTION_OPTION_COUNT, name, query->name, error);
        if (row == NULL)
            return NSC_USAGE;
        if ((query->reads & UINT64_C(1) << (row - nsc_question_options)) == 0)
            return nsc_error_set(error, NSC_USAGE, "%s takes no option \"%s\"", query->name, row->option.name);
        status = nsc_bound_check_value(&row->option, value, error);
        if (status == NSC_OK)
            status = nsc_question_set(question, row, value, error);
    }
    return status;
}

static nsc_status find_question(const char *name, const nsc_query **query, nsc_error *error) {
    nsc_choices choices = {0};
    *query = nsc_query_named(name);
    if (*query != NULL)
        return NSC_OK;
    for (size_t row = 0; row < nsc_query_count; row++)
        nsc_choices_add(&choices, nsc_queries[row]->name);
    return nsc_error_set(error, NSC_USAGE, "there is no question \"%.60s\"; there are %s", name, choices.text);
}

nsc_status nsc_bound_ask(nsc_bound_landscape *landscape, const char *question, const char *const *points,
                         size_t point_count, const char *const *names, const char *const *option_values,
                         size_t option_count, nsc_bound_tables **tables, char *message) {
    const nsc_bound_options options = {names, option_values, option_count};
    nsc_question asked = {.points = points, .point_count = point_count, .control = &landscape->control};
    const nsc_query *query;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    *tables = NULL;
    NSC_TRY(find_question(question, &query, &error));
    NSC_TRY(set_question(&asked, query, &options, &error));
    NSC_TRY(nsc_bound_tables_create(tables, NULL, &error));
    const nsc_row_sink sink = nsc_bound_tables_sink(*tables, query->name, query->meaning);
    status = nsc_query_run(query, landscape->opened, &asked, &sink, &error);
out:
    if (status != NSC_OK) {
        nsc_bound_tables_release(*tables);
        *tables = NULL;
    }
    return nsc_bound_told(status, &error, message);
}

/* ---- analyses ---- */

static nsc_status find_analysis(const char *name, const nsc_analysis **analysis, nsc_error *error) {
    nsc_choices choices = {0};
    *analysis = nsc_analysis_named(name);
    if (*analysis != NULL)
        return NSC_OK;
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        nsc_choices_add(&choices, nsc_analysis_at(row)->name);
    return nsc_error_set(error, NSC_USAGE, "there is no analysis \"%.60s\"; there are %s", name, choices.text);
}

/* The options that an analysis reads, for the message that refuses another. */
static nsc_status refuse_option(const nsc_analysis *analysis, const char *name, nsc_error *error) {
    nsc_choices choices = {0};
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        if ((analysis->reads & nsc_analysis_option_bit(&nsc_analysis_option_rows[row])) != 0)
            nsc_choices_add(&choices, nsc_analysis_option_rows[row].option.name);
    if ((nsc_analysis_reads(analysis) & NSC_READS_RELATION) != 0)
        nsc_choices_add(&choices, "relation");
    nsc_choices_add(&choices, "fitness");
    return nsc_error_set(error, NSC_USAGE, "%s takes no option \"%.60s\"; it takes %s", analysis->name, name,
                         choices.text);
}

static nsc_status set_analysis_option(const nsc_analysis *analysis, nsc_analysis_options *options, const char *name,
                                      const char *value, nsc_error *error) {
    for (size_t row = 0; row < nsc_analysis_option_count; row++) {
        const nsc_analysis_option *option = &nsc_analysis_option_rows[row];
        if (nsc_same_words(option->option.name, name) && (analysis->reads & nsc_analysis_option_bit(option)) != 0)
            return value != NULL ? nsc_analysis_option_set(options, option, value, error)
                                 : nsc_bound_check_value(&option->option, value, error);
    }
    return refuse_option(analysis, name, error);
}

/* The landscape of the names, with the relation and the fitness that the options name in place of its own. */
static nsc_status view_landscape(nsc_bound_landscape *bound, const nsc_bound_options *options, nsc_landscape *landscape,
                                 nsc_error *error) {
    const nsc_relation *relation = NULL;
    const char *rule = NULL, *named = NULL;
    const nsc_space *space;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < options->count; number++) {
        if (strcmp(options->names[number], "relation") == 0)
            named = options->values[number];
        else if (strcmp(options->names[number], "fitness") == 0)
            rule = options->values[number];
    }
    NSC_TRY(nsc_landscape_space(bound->opened, &space, error));
    if (named != NULL)
        NSC_TRY(nsc_relation_of(space, named, &relation, error));
    NSC_TRY(nsc_landscape_view_points(bound->opened, relation, rule, landscape, error));
out:
    return status;
}

/* Reads all options but those of view_landscape, before time goes into the landscape. */
static nsc_status read_analysis_options(const nsc_analysis *analysis, const nsc_space *space,
                                        const nsc_bound_options *given, nsc_analysis_options *options,
                                        nsc_error *error) {
    bool has_distance = false;
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < given->count; number++) {
        const char *name = given->names[number];
        const bool relation = strcmp(name, "relation") == 0;
        has_distance = has_distance || strcmp(name, "distance") == 0;
        if (relation && (nsc_analysis_reads(analysis) & NSC_READS_RELATION) == 0)
            status = refuse_option(analysis, name, error);
        else if (!relation && strcmp(name, "fitness") != 0)
            status = set_analysis_option(analysis, options, name, given->values[number], error);
    }
    if (status == NSC_OK)
        status = nsc_distance_of(space, has_distance ? options->distance->name : NULL, &options->distance, error);
    return status;
}

nsc_status nsc_bound_analyse(nsc_bound_landscape *landscape, const char *analysis, const char *const *names,
                             const char *const *option_values, size_t option_count, nsc_bound_tables **tables,
                             char *message) {
    const nsc_bound_options given = {names, option_values, option_count};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *made[NSC_ANALYSIS_TABLES] = {NULL};
    const nsc_analysis *named;
    const nsc_space *space;
    nsc_landscape view;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    options.control = &landscape->control;
    *tables = NULL;
    NSC_TRY(find_analysis(analysis, &named, &error));
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    NSC_TRY(read_analysis_options(named, space, &given, &options, &error));
    NSC_TRY(view_landscape(landscape, &given, &view, &error));
    NSC_TRY(nsc_bound_tables_create(tables, named->name, &error));
    NSC_TRY(nsc_analysis_run(named, &view, &options, made, &error));
    for (size_t number = 0; number < named->table_count; number++) {
        nsc_table *table = made[number];
        made[number] = NULL;
        NSC_TRY(
            nsc_bound_tables_add(*tables, table, named->tables[number].name, named->tables[number].meaning, &error));
    }
out:
    nsc_analysis_release(made);
    if (status != NSC_OK) {
        nsc_bound_tables_release(*tables);
        *tables = NULL;
    }
    return nsc_bound_told(status, &error, message);
}

/* ---- which analyses there are ---- */

static const nsc_column analysis_columns[] = {
    {"analysis", "name of the analysis"},
    {"question", "question that it belongs to"},
    {"meaning", "what it says"},
    {"formula", "what is computed, in plain text"},
    {"source", "publication that defines the measure"},
    {"tables", "names of its tables"},
    {"options", "names of its options"},
    {"unsuited", "reason that it does not suit the space or the relation; empty if it does"},
};

/* Names joined by blanks, for a column. */
static nsc_status list_names(const nsc_analysis *analysis, nsc_bound_text *tables, nsc_bound_text *options,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_bound_text_open(tables, error));
    NSC_TRY(nsc_bound_text_open(options, error));
    for (size_t table = 0; table < analysis->table_count; table++)
        fprintf(tables->stream, "%s%s", table > 0 ? " " : "", analysis->tables[table].name);
    if ((nsc_analysis_reads(analysis) & NSC_READS_RELATION) != 0)
        fputs("relation", options->stream);
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        if ((analysis->reads & nsc_analysis_option_bit(&nsc_analysis_option_rows[row])) != 0)
            fprintf(options->stream, "%s%s", ftell(options->stream) > 0 ? " " : "",
                    nsc_analysis_option_rows[row].option.name);
out:
    return status;
}

static nsc_status add_analysis(nsc_table *table, size_t number, const nsc_space *space, const nsc_relation *relation,
                               nsc_error *error) {
    const nsc_analysis *analysis = nsc_analysis_at(number);
    nsc_bound_text tables = {0}, options = {0};
    char *table_names = NULL, *option_names = NULL;
    nsc_error reason = {0};
    size_t size;
    nsc_status status = list_names(analysis, &tables, &options, error);
    status = nsc_bound_text_close(&tables, status, &table_names, &size, error);
    status = nsc_bound_text_close(&options, status, &option_names, &size, error);
    const bool suits = nsc_analysis_suits(analysis, space, relation, &reason) == NSC_OK;
    if (status == NSC_OK)
        status = nsc_table_add(table,
                               NSC_ROW(nsc_text(analysis->name), nsc_text(nsc_analysis_question(number)),
                                       nsc_text(analysis->meaning), nsc_text(analysis->formula),
                                       nsc_text(analysis->source), nsc_text(table_names), nsc_text(option_names),
                                       nsc_text(suits ? NULL : reason.message)),
                               error);
    free(table_names);
    free(option_names);
    return status;
}

nsc_status nsc_bound_analyses(nsc_bound_landscape *landscape, nsc_bound_tables **tables, char *message) {
    const nsc_space *space;
    const nsc_relation *relation;
    nsc_table *table;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    *tables = NULL;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    NSC_TRY(nsc_landscape_relation(landscape->opened, &relation, &error));
    NSC_TRY(nsc_bound_tables_create(tables, NULL, &error));
    NSC_TRY(nsc_table_create(&table, analysis_columns, NSC_COUNT_OF(analysis_columns), &error));
    NSC_TRY(nsc_bound_tables_add(*tables, table, "analyses", "one row for each analysis", &error));
    for (size_t number = 0; status == NSC_OK && number < nsc_analysis_count(); number++)
        status = add_analysis(table, number, space, relation, &error);
out:
    if (status != NSC_OK) {
        nsc_bound_tables_release(*tables);
        *tables = NULL;
    }
    return nsc_bound_told(status, &error, message);
}
