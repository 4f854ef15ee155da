/* `analyse`: runs the analyses of the registry; nothing here depends on what an analysis measures. */
#include "cli/cli.h"

#include <string.h>
#include <strings.h>

nsc_option_set nsc_analyses_read(void) {
    nsc_option_set reads = 0;
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        reads |= nsc_analysis_reads(nsc_analysis_at(row));
    return reads;
}

/* ---- analyse NAME ---- */

static nsc_status find_analysis(const char *name, const nsc_analysis **analysis, nsc_error *error) {
    *analysis = nsc_analysis_named(name);
    if (*analysis != NULL)
        return NSC_OK;
    nsc_nearest nearest = {.text = name};
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        nsc_nearest_offer(&nearest, nsc_analysis_at(row)->name);
    nsc_nearest_offer(&nearest, "list");
    nsc_nearest_offer(&nearest, "all");
    if (nearest.candidate != NULL)
        return nsc_error_set(error, NSC_USAGE, "there is no analysis \"%.60s\"; did you mean \"%s\"?", name,
                             nearest.candidate);
    return nsc_error_set(error, NSC_USAGE, "there is no analysis \"%.60s\": see `nasscape analyse list`", name);
}

static nsc_status find_table(const nsc_analysis *analysis, const char *name, size_t *number, nsc_error *error) {
    nsc_choices names = {0};
    *number = 0;
    if (name == NULL)
        return NSC_OK;
    for (; *number < analysis->table_count; ++*number) {
        const char *here = analysis->tables[*number].name;
        if (strcasecmp(here, name) == 0)
            return NSC_OK;
        nsc_choices_add(&names, here);
    }
    return nsc_error_set(error, NSC_USAGE, "the analysis %s has no table \"%.60s\", only %s", analysis->name, name,
                         names.text);
}

static const nsc_option_set of_networks = NSC_READS(network) | NSC_READS(nodes);

/* A network stands in place of a landscape: NSC_USAGE if anything was given that names one, or how to search it. */
static nsc_status check_network_alone(const nsc_arguments *arguments, const nsc_analysis *analysis, nsc_error *error) {
    static const nsc_option_number allowed[] = {
        NSC_OPTION_MINIMISE, NSC_OPTION_MAXIMISE, NSC_OPTION_EQUAL_WITHIN, NSC_OPTION_TABLE, NSC_OPTION_THREADS,
        NSC_OPTION_OUT,      NSC_OPTION_FORMAT,   NSC_OPTION_QUOTE_TEXT,   NSC_OPTION_STYLE, NSC_OPTION_QUIET};
    for (int option = 0; option < NSC_OPTION_COUNT; option++) {
        bool is_allowed = !nsc_arguments_has(arguments, (nsc_option_number)option);
        for (size_t number = 0; number < NSC_COUNT_OF(allowed); number++)
            is_allowed = is_allowed || option == (int)allowed[number];
        if (!is_allowed)
            return nsc_error_set(error, NSC_USAGE,
                                 "--network is measured in place of a landscape: leave out --%s (the fitness of its "
                                 "optima may be given by --nodes FILE)",
                                 nsc_options[option].name);
    }
    return nsc_arguments_check_read(arguments, nsc_analysis_reads(analysis) & of_networks, analysis->name, "--network",
                                    error);
}

static nsc_status run_network(nsc_session *session, const nsc_analysis *analysis,
                              nsc_table *tables[NSC_ANALYSIS_TABLES], nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const nsc_status status = check_network_alone(arguments, analysis, error);
    const nsc_landscape_names names = {.direction = nsc_arguments_has(arguments, NSC_OPTION_MINIMISE) ? NSC_MINIMISE
                                                                                                      : NSC_MAXIMISE,
                                       .equal_within = arguments->texts[NSC_OPTION_EQUAL_WITHIN]};
    return status != NSC_OK ? status : nsc_analysis_run_network(analysis, &names, &arguments->analysis, tables, error);
}

static nsc_status run_landscape(nsc_session *session, const nsc_analysis *analysis,
                                nsc_table *tables[NSC_ANALYSIS_TABLES], nsc_error *error) {
    nsc_analysis_options options;
    nsc_landscape landscape;
    nsc_status status = NSC_OK;
    if (nsc_arguments_has(session->arguments, NSC_OPTION_GRAPH) && !nsc_analysis_reads_graph(analysis))
        return nsc_error_set(error, NSC_USAGE, "the analysis %s does not read --graph", analysis->name);
    NSC_TRY(nsc_session_analysis_options(session, nsc_analysis_reads(analysis), "the analysis", analysis->name,
                                         &options, error));
    NSC_TRY(nsc_session_landscape(session, &landscape, error));
    NSC_TRY(nsc_analysis_run(analysis, &landscape, &options, tables, error));
out:
    return status;
}

/* The table with the nodes of a network; NULL for other figures. */
static const nsc_table *nodes_of(const nsc_analysis *analysis, const nsc_figure *figure,
                                 nsc_table *const tables[NSC_ANALYSIS_TABLES]) {
    for (size_t number = 0; figure->nodes != NULL && number < analysis->table_count; number++)
        if (strcmp(analysis->tables[number].name, figure->nodes) == 0)
            return tables[number];
    return NULL;
}

nsc_status nsc_command_analyse(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const nsc_analysis *analysis;
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    size_t number;
    nsc_status status = NSC_OK;
    NSC_TRY(find_analysis(arguments->positional[0], &analysis, error));
    NSC_TRY(find_table(analysis, arguments->texts[NSC_OPTION_TABLE], &number, error));
    const nsc_figure *figure = nsc_figure_of(analysis->name, analysis->tables[number].name);
    NSC_TRY(nsc_session_check_figure(session, figure, error));
    const bool by_network = (arguments->given & nsc_analysis_reads(analysis) & NSC_READS(network)) != 0 &&
                            nsc_option_names(arguments->analysis.network);
    NSC_TRY((by_network ? run_network : run_landscape)(session, analysis, tables, error));
    if (nsc_session_figure_format(session) == NSC_DRAWN_FORMATS)
        NSC_TRY(nsc_session_write(session, tables[number], error));
    else
        NSC_TRY(nsc_session_write_figure(session, figure, tables[number], nodes_of(analysis, figure, tables), error));
out:
    nsc_analysis_release(tables);
    return status;
}

/* ---- analyse list ---- */

static const nsc_column list_columns[] = {
    {"name", "name of the analysis"},
    {"meaning", "what it measures"},
    {"source", "reference for the measure"},
    {"options", "options that it reads"},
    {"table", "name of a table; the first of an analysis is the default"},
    {"columns", "columns of the table"},
};
enum { LIST_COLUMNS = sizeof list_columns / sizeof list_columns[0], LIST_TEXT = 1024 };

/* Appends a word to a text of LIST_TEXT bytes, with a space between words. */
static void append_word(char *text, const char *prefix, const char *word) {
    const size_t length = strlen(text);
    snprintf(text + length, LIST_TEXT - length, "%s%s%s", length > 0 ? " " : "", prefix, word);
}

static nsc_status write_for_reading(nsc_error *error) {
    nsc_output output;
    const nsc_status status = nsc_output_open(&output, NULL, error);
    if (status != NSC_OK)
        return status;
    nsc_help_analyses(output.stream);
    fputs("\nSee `nasscape help analyse NAME` for one of them.\n", output.stream);
    return nsc_output_commit(&output, error);
}

nsc_status nsc_command_analyse_list(nsc_session *session, nsc_error *error) {
    nsc_table *list = NULL;
    nsc_screen screen;
    nsc_status status = NSC_OK;
    if (nsc_session_for_reading(session, &screen))
        return write_for_reading(error);
    NSC_TRY(nsc_table_create(&list, list_columns, LIST_COLUMNS, error));
    for (size_t row = 0; row < nsc_analysis_count(); row++) {
        const nsc_analysis *analysis = nsc_analysis_at(row);
        char options[LIST_TEXT] = "";
        for (size_t option = 0; option < nsc_analysis_option_count; option++)
            if ((analysis->reads & nsc_analysis_option_bit(&nsc_analysis_option_rows[option])) != 0)
                append_word(options, "--", nsc_analysis_option_rows[option].option.name);
        for (size_t number = 0; number < analysis->table_count; number++) {
            const nsc_analysis_table *table = &analysis->tables[number];
            char columns[LIST_TEXT] = "";
            for (size_t column = 0; column < table->column_count; column++)
                append_word(columns, "", table->columns[column].name);
            NSC_TRY(
                nsc_table_add(list,
                              NSC_ROW(nsc_text(analysis->name), nsc_text(analysis->meaning), nsc_text(analysis->source),
                                      nsc_text(options), nsc_text(table->name), nsc_text(columns)),
                              error));
        }
    }
    NSC_TRY(nsc_session_write(session, list, error));
out:
    nsc_table_destroy(list);
    return status;
}

/* ---- analyse all ---- */

/* The name of a table's file in the folder. */
static void name_file(const nsc_session *session, const nsc_analysis *analysis, size_t number,
                      const nsc_relation *relation, const nsc_distance *distance, char name[NSC_ANALYSIS_FILE_SIZE]) {
    static const char *const extensions[] = {
        [NSC_FORMAT_CSV] = "csv", [NSC_FORMAT_TABLE] = "txt", [NSC_FORMAT_JSON] = "json", [NSC_FORMAT_QUOTED] = "csv"};
    const bool related = (nsc_analysis_reads(analysis) & NSC_READS_RELATION) != 0;
    nsc_analysis_file_name(analysis, number, related ? relation : NULL, distance,
                           extensions[nsc_session_format(session)], name);
}

nsc_status nsc_written_analyses(nsc_session *session, nsc_written *written, nsc_error *error) {
    const nsc_relation *relation;
    const nsc_distance *distance;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_relation(session->opened, &relation, error));
    NSC_TRY(nsc_session_distance(session, &distance, error));
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        for (size_t number = 0; number < nsc_analysis_at(row)->table_count; number++) {
            char name[NSC_ANALYSIS_FILE_SIZE];
            name_file(session, nsc_analysis_at(row), number, relation, distance, name);
            NSC_TRY(nsc_names_add(&written->names, name, error));
        }
out:
    return status;
}

static nsc_status write_table(nsc_session *session, const nsc_analysis *analysis, size_t number, const nsc_table *table,
                              const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_error *error) {
    char name[NSC_ANALYSIS_FILE_SIZE], *path = NULL;
    name_file(session, analysis, number, landscape->relation, options->distance, name);
    nsc_status status = nsc_path_join(&path, session->arguments->texts[NSC_OPTION_OUT_FOLDER], name, error);
    if (status == NSC_OK)
        status = nsc_table_save(table, nsc_session_format(session), path, error);
    free(path);
    return status;
}

static nsc_status run_to_files(nsc_session *session, const nsc_analysis *analysis, const nsc_landscape *landscape,
                               const nsc_analysis_options *options, nsc_error *error) {
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_status status = nsc_analysis_run(analysis, landscape, options, tables, error);
    for (size_t number = 0; status == NSC_OK && number < analysis->table_count; number++)
        status = write_table(session, analysis, number, tables[number], landscape, options, error);
    nsc_analysis_release(tables);
    return status;
}

/* The options that are read by any analysis that suits the space and the relation. */
static nsc_status suitable_read(nsc_session *session, nsc_option_set *reads, nsc_error *error) {
    const nsc_space *space;
    const nsc_relation *relation;
    nsc_status status = nsc_session_space(session, &space, error);
    if (status == NSC_OK)
        status = nsc_landscape_relation(session->opened, &relation, error);
    *reads = 0;
    for (size_t row = 0; status == NSC_OK && row < nsc_analysis_count(); row++)
        if (nsc_analysis_suits(nsc_analysis_at(row), space, relation, NULL) == NSC_OK)
            *reads |= nsc_analysis_reads(nsc_analysis_at(row)) & ~of_networks;
    return status;
}

nsc_status nsc_command_analyse_all(nsc_session *session, nsc_error *error) {
    nsc_analysis_options options;
    nsc_landscape landscape;
    nsc_option_set reads;
    const nsc_space *space;
    nsc_status status = nsc_session_space(session, &space, error);
    if (status == NSC_OK)
        status = suitable_read(session, &reads, error);
    if (status == NSC_OK)
        status = nsc_session_analysis_options(session, reads, "analyse all on", space->name, &options, error);
    if (status == NSC_OK)
        status = nsc_session_landscape(session, &landscape, error);
    size_t missing = 0;
    nsc_signals_keep("tables that were finished are in \"%s\"", session->arguments->texts[NSC_OPTION_OUT_FOLDER]);
    for (size_t row = 0; status == NSC_OK && row < nsc_analysis_count(); row++) {
        nsc_error reason = {0};
        nsc_control_report(&session->control, "analyses", (double)row / (double)nsc_analysis_count());
        /* An analysis that does not suit the space or the relation, or that needs an option which was not given, is
         * left out with a note; that is no failure. */
        if (nsc_analysis_suits(nsc_analysis_at(row), landscape.space, landscape.relation, &reason) != NSC_OK ||
            nsc_analysis_ready(nsc_analysis_at(row), &options, &reason) != NSC_OK) {
            nsc_session_note(session, "left out: %s", reason.message);
            continue;
        }
        status = run_to_files(session, nsc_analysis_at(row), &landscape, &options, &reason);
        /* If there are too few measurements for one analysis, a note says so and the others are run. */
        if (status == NSC_MISSING) {
            nsc_session_note(session, "%s", reason.message);
            missing++;
            status = NSC_OK;
        } else if (status != NSC_OK) {
            nsc_error_pass(error, status, &reason);
        }
    }
    nsc_control_report(&session->control, "analyses", 1);
    if (status == NSC_OK && missing > 0)
        status = nsc_error_set(error, NSC_MISSING, "%zu of %zu analyses were left out for lack of measurements",
                               missing, nsc_analysis_count());
    return status;
}
