/* `data`: the official files, stores made from them, and tables of measurements. */
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

/* ---- fetch ---- */

nsc_status nsc_command_data_fetch(nsc_session *session, nsc_error *error) {
    const char *name = session->arguments->positional[0];
    const nsc_published_file *file = nsc_published_file_named(name);
    nsc_choices choices = {0};
    for (size_t number = 0; number < nsc_published_file_count; number++)
        nsc_choices_add(&choices, nsc_published_files[number].name);
    if (file == NULL)
        return nsc_error_set(error, NSC_USAGE, "there is no published file \"%s\": choose one of %s", name,
                             choices.text);
    const nsc_fetch_options options = {.address = session->arguments->texts[NSC_OPTION_ADDRESS],
                                       .control = &session->control};
    const char *path = session->arguments->texts[NSC_OPTION_OUT];
    if (nsc_output_is_standard(path))
        return nsc_error_set(error, NSC_USAGE,
                             "--out must name a file: a download to standard output cannot be checked or resumed");
    nsc_signals_keep("what was downloaded is kept in \"%s.part\": the same command goes on from there", path);
    nsc_status status = nsc_fetch(file, path, &options, error);
    if (status == NSC_OK) {
        nsc_session_note(session, "\"%s\" is complete and has the published SHA-256: %s", path, file->meaning);
        nsc_session_note(session, "next: %s %s", file->next, path);
    }
    return status;
}

/* ---- import ---- */

static nsc_import_options import_options(const nsc_session *session) {
    return (nsc_import_options){
        .keep_going = nsc_arguments_has(session->arguments, NSC_OPTION_KEEP_GOING),
        .control = &session->control,
    };
}

static void note_refusals(const nsc_session *session, const nsc_import_result *result) {
    const nsc_refusals *refusals = &result->refusals;
    for (size_t refusal = 0; refusal < refusals->listed.count; refusal++)
        nsc_session_note(session, "left out: %s", refusals->listed.items[refusal]);
    if (refusals->further > 0)
        nsc_session_note(session, "left out: %llu further records, which are not listed",
                         (unsigned long long)refusals->further);
}

nsc_status nsc_command_data_import(nsc_session *session, nsc_error *error) {
    nsc_status status = NSC_OK;
    const char *input = session->arguments->positional[0], *output = session->arguments->texts[NSC_OPTION_OUT];
    const nsc_import_options options = import_options(session);
    const nsc_space *space;
    nsc_store_builder *builder = NULL;
    nsc_import_result result = {0};
    if (nsc_store_recognise(input))
        return nsc_error_set(error, NSC_INVALID, "%s: this file is a store already and needs no import", input);
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_store_builder_create(&builder, space, error));
    NSC_TRY(nsc_import_tfrecord(builder, space, input, &options, &result, error));
    note_refusals(session, &result);
    const nsc_store_origin origin = nsc_import_origin(input, &result);
    NSC_TRY(nsc_store_write(builder, &origin, &session->control, output, error));
    nsc_session_note(session, "\"%s\": %llu runs imported, %llu records left out", output,
                     (unsigned long long)result.rows_used, (unsigned long long)result.rows_left_out);
out:
    nsc_import_result_release(&result);
    nsc_store_builder_destroy(builder);
    return status;
}

/* ---- info, verify ---- */

/* The store that the command is about: its argument, or --data. */
static nsc_status named_store(const nsc_session *session, const char **path, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    if (arguments->positional_count + arguments->data_count != 1)
        return nsc_error_set(error, NSC_USAGE, "`%s` needs exactly one file, as its argument or by --data",
                             arguments->command->path);
    *path = arguments->positional_count > 0 ? arguments->positional[0] : arguments->data[0];
    return NSC_OK;
}

/* NSC_USAGE if an option is given that only a table or an array reads. */
static nsc_status refuse_options_of_tables(const nsc_session *session, const char *path, nsc_error *error) {
    static const nsc_option_number of_tables[] = {NSC_OPTION_SPACE,   NSC_OPTION_ORDER, NSC_OPTION_ROWS,
                                                  NSC_OPTION_COLUMNS, NSC_OPTION_POINT, NSC_OPTION_PERCENT};
    for (size_t option = 0; option < NSC_COUNT_OF(of_tables); option++)
        if (nsc_arguments_has(session->arguments, of_tables[option]))
            return nsc_error_set(error, NSC_USAGE,
                                 "--%s is about tables and arrays, and \"%s\" holds runs of cells of nb101",
                                 nsc_options[of_tables[option]].name, path);
    return NSC_OK;
}

/* Opens that store, or the store that an official file would become, and the space that it is about. */
static nsc_status open_store(nsc_session *session, nsc_store **store, const nsc_space **space, nsc_error *error) {
    nsc_status status = NSC_OK;
    const char *path = "";
    const nsc_import_options options = import_options(session);
    nsc_import_result result = {0};
    NSC_TRY(named_store(session, &path, error));
    NSC_TRY(refuse_options_of_tables(session, path, error));
    NSC_TRY(nsc_session_space(session, space, error));
    if (nsc_source_kind_of(path) != NSC_SOURCE_TFRECORD)
        return nsc_store_open(store, path, error);
    NSC_TRY(nsc_import_open(store, *space, path, &options, &result, error));
    note_refusals(session, &result);
out:
    nsc_import_result_release(&result);
    return status;
}

/* Whether the command is about a table or an array, which are no stores. */
static nsc_status names_table(const nsc_session *session, bool *is_table, nsc_error *error) {
    const char *path = "";
    const nsc_status status = named_store(session, &path, error);
    const nsc_source_kind kind = nsc_source_kind_of(path);
    *is_table = status == NSC_OK && kind != NSC_SOURCE_STORE && kind != NSC_SOURCE_TFRECORD;
    return status;
}

/* The measurements of that table or array; NSC_INVALID for a regression, which holds none. */
static nsc_status read_table(nsc_session *session, const nsc_measurements **measurements, nsc_error *error) {
    const char *path = "";
    nsc_status status = named_store(session, &path, error);
    if (status == NSC_OK)
        status = nsc_session_measurements(session, measurements, error);
    if (status != NSC_OK || *measurements != NULL)
        return status;
    return nsc_error_set(error, NSC_INVALID,
                         "\"%s\" is a regression and holds no measurements: `surrogate evaluate` judges it", path);
}

static nsc_status describe_table(nsc_session *session, nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(read_table(session, &measurements, error));
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(nsc_measurements_describe(measurements, table, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

nsc_status nsc_command_data_info(nsc_session *session, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_store *store = NULL;
    nsc_table *table = NULL;
    const nsc_space *space;
    bool is_table;
    NSC_TRY(names_table(session, &is_table, error));
    if (is_table)
        return describe_table(session, error);
    NSC_TRY(open_store(session, &store, &space, error));
    NSC_TRY(nsc_store_check(store, &session->control, error));
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(nsc_store_describe(store, space, table, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    nsc_store_close(store);
    return status;
}

static nsc_status verify_table(nsc_session *session, nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_table *findings = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(read_table(session, &measurements, error));
    NSC_TRY(nsc_measurements_verify(measurements, &findings, error));
    NSC_TRY(nsc_session_write(session, findings, error));
    nsc_session_note(session, "every value is valid; %llu rows were read",
                     (unsigned long long)nsc_measurements_source(measurements, 0)->rows_used);
out:
    nsc_table_destroy(findings);
    return status;
}

nsc_status nsc_command_data_verify(nsc_session *session, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_store *store = NULL;
    nsc_store_verification verification = {0};
    const nsc_space *space;
    bool is_table;
    NSC_TRY(names_table(session, &is_table, error));
    if (is_table)
        return verify_table(session, error);
    NSC_TRY(open_store(session, &store, &space, error));
    NSC_TRY(nsc_store_verify(store, space, &session->control, &verification, error));
    NSC_TRY(nsc_session_write(session, verification.findings, error));
    nsc_session_note(session, "every checksum and every hash is right; %llu runs were looked at",
                     (unsigned long long)verification.rows_checked);
out:
    nsc_table_destroy(verification.findings);
    nsc_store_close(store);
    return status;
}

/* ---- export ---- */

nsc_status nsc_command_data_export(nsc_session *session, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_store *store = NULL;
    nsc_output output = {0};
    const nsc_space *space;
    bool is_table;
    const char *path = "";
    const bool csv = nsc_arguments_has(session->arguments, NSC_OPTION_CSV);
    if (csv == nsc_arguments_has(session->arguments, NSC_OPTION_TFRECORD))
        return nsc_error_set(error, NSC_USAGE, "`data export` needs either --csv or --tfrecord");
    NSC_TRY(names_table(session, &is_table, error));
    NSC_TRY(named_store(session, &path, error));
    if (is_table && access(path, F_OK) == 0)
        return nsc_error_set(error, NSC_INVALID,
                             "`data export` writes stores and official files out, and \"%s\" is neither", path);
    NSC_TRY(open_store(session, &store, &space, error));
    NSC_TRY(nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error));
    status = csv ? nsc_store_export_csv(store, space, &session->control, output.stream, error)
                 : nsc_store_export_tfrecord(store, space, output.stream, error);
    status = nsc_output_end(&output, status, error);
out:
    nsc_store_close(store);
    return status;
}

/* ---- synthesise ---- */

static nsc_status parse_epochs(const char *text, int *epochs, size_t *count, nsc_error *error) {
    const char *next = text;
    *count = 0;
    for (;;) {
        char *end;
        const long number = strtol(next, &end, 10);
        const int before = *count > 0 ? epochs[*count - 1] : 0;
        if (end == next || number <= before || number > NSC_EPOCHS_MAXIMUM || *count == NSC_BUDGETS ||
            (*end != ',' && *end != '\0'))
            return nsc_error_set(error, NSC_USAGE,
                                 "--epochs %s: expected at most %d ascending numbers from 1 to %d, separated by commas",
                                 text, NSC_BUDGETS, NSC_EPOCHS_MAXIMUM);
        epochs[(*count)++] = (int)number;
        if (*end == '\0')
            return NSC_OK;
        next = end + 1;
    }
}

/* The columns that name points, `point` or the variables of a table, then `accuracy` and `origin`. */
static nsc_status name_columns(const nsc_space *space, nsc_column **columns, nsc_value **values, size_t *count,
                               nsc_error *error) {
    static const char *const point[] = {"point"};
    const bool variables = space->name_column_count > 0;
    const char *const *names = variables ? space->name_columns : point;
    nsc_status status = NSC_OK;
    *count = (variables ? space->name_column_count : 1) + 2;
    NSC_TRY(nsc_allocate(columns, *count, sizeof **columns, error));
    NSC_TRY(nsc_allocate(values, *count, sizeof **values, error));
    for (size_t column = 0; column + 2 < *count; column++)
        (*columns)[column] = (nsc_column){names[column], ""};
    (*columns)[*count - 2] = (nsc_column){"accuracy", ""};
    (*columns)[*count - 1] = (nsc_column){"origin", ""};
    (*values)[*count - 1] = nsc_text(nsc_origin_name(NSC_ORIGIN_SYNTHETIC));
out:
    return status;
}

/* The values of a point's variables, the last of which changes fastest. A symbol is named "variable=value". */
static void name_variables(const nsc_space *space, uint32_t point, nsc_value *values) {
    for (size_t position = space->name_column_count; position-- > 0;) {
        const unsigned symbols = nsc_words_symbols(space->words, (unsigned)position);
        const char *symbol = nsc_words_symbol_name(space->words, (unsigned)position, point % symbols);
        values[position] = nsc_text(symbol + strlen(space->name_columns[position]) + 1);
        point /= symbols;
    }
}

/* A table of made-up accuracies, one row for each point. */
static nsc_status synthesise_table(nsc_session *session, const nsc_space *space, FILE *stream, nsc_error *error) {
    nsc_table_writer *writer = NULL;
    nsc_column *columns = NULL;
    nsc_value *values = NULL;
    double *accuracies = NULL;
    size_t count;
    nsc_status status = NSC_OK, closed;
    if (nsc_arguments_has(session->arguments, NSC_OPTION_EPOCHS))
        return nsc_error_set(error, NSC_USAGE, "--epochs is about cells: made-up points of %s have no budgets",
                             space->name);
    NSC_TRY(nsc_allocate(&accuracies, space->point_count, sizeof *accuracies, error));
    NSC_TRY(nsc_synthesise_words(space, nsc_session_seed(session), accuracies, error));
    NSC_TRY(name_columns(space, &columns, &values, &count, error));
    NSC_TRY(nsc_table_writer_open(&writer, columns, count, NSC_FORMAT_CSV, stream, error));
    for (uint32_t point = 0; point < space->point_count; point++) {
        nsc_point_name name;
        if (space->name_column_count > 0) {
            name_variables(space, point, values);
        } else {
            NSC_TRY(space->point_name(space, point, &name, error));
            values[0] = nsc_text(name.text);
        }
        values[count - 2] = nsc_real(accuracies[point]);
        NSC_TRY(nsc_table_writer_add(writer, values, count, error));
    }
out:
    closed = writer != NULL ? nsc_table_writer_close(&writer, error) : NSC_OK;
    free(accuracies);
    free(columns);
    free(values);
    return status != NSC_OK ? status : closed;
}

/* An official file of made-up runs. */
static nsc_status synthesise_official(nsc_session *session, const nsc_space *space, FILE *stream, nsc_error *error) {
    int epochs[NSC_BUDGETS];
    nsc_synthesise_options options = {
        .epochs = epochs, .seed = nsc_session_seed(session), .control = &session->control};
    const char *list = session->arguments->texts[NSC_OPTION_EPOCHS];
    const nsc_status status = parse_epochs(list != NULL ? list : nsc_options[NSC_OPTION_EPOCHS].default_text, epochs,
                                           &options.budget_count, error);
    return status != NSC_OK ? status : nsc_synthesise(space, &options, stream, error);
}

nsc_status nsc_command_data_synthesise(nsc_session *session, nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_space *space;
    nsc_output output = {0};
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error));
    status = nsc_space_nb101(space) != NULL ? synthesise_official(session, space, output.stream, error)
                                            : synthesise_table(session, space, output.stream, error);
    NSC_TRY(nsc_output_end(&output, status, error));
    nsc_session_note(session, "\"%s\" is synthetic: no number in it is measured",
                     session->arguments->texts[NSC_OPTION_OUT]);
out:
    return status;
}
