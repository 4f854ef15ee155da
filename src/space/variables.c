/*
 * "variables:FILE[:NAME[=ordinal|=ordinal-any|=categorical],...][:rows]": a table of variables, one a column. Its
 * points are all combinations of the values that the columns have; a neighbour has another value of one variable, of an
 * ordinal one the next lower or higher value. Without names all columns are variables, but the fitness, columns of
 * results by their names ("test_mse", "seed") and columns of many values.
 */
#include "space/strings_internal.h"
#include "space/variables_internal.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- the name of the space ---- */

/* The length of the path: the longest part, up to a colon or the end, that is a file; up to the first colon if none
 * is. */
static size_t path_length(const char *text) {
    size_t length = strlen(text);
    char path[4096];
    for (;;) {
        if (length < sizeof path) {
            memcpy(path, text, length);
            path[length] = '\0';
            if (access(path, F_OK) == 0)
                return length;
        }
        while (length > 0 && text[--length] != ':')
            ;
        if (length == 0)
            return strcspn(text, ":");
    }
}

const char *nsc_variables_file(const char *arguments, size_t *length) {
    *length = path_length(arguments);
    return arguments;
}

static nsc_status add_choice(nsc_variables *variables, const char *text, size_t length, nsc_error *error) {
    static const struct {
        const char *name;
        bool by_level, numbered;
    } kinds[] = {{"ordinal", true, true}, {"ordinal-any", false, true}, {"categorical", false, false}};
    const char *equals = memchr(text, '=', length);
    const size_t name_length = equals != NULL ? (size_t)(equals - text) : length;
    nsc_variable_choice *choice = &variables->choices[variables->choice_count];
    if (variables->choice_count == NSC_POSITIONS_MAXIMUM)
        return nsc_error_set(error, NSC_USAGE, "the space %s names more than %d variables", variables->name,
                             NSC_POSITIONS_MAXIMUM);
    if (name_length == 0 || name_length >= sizeof choice->name)
        return nsc_error_set(error, NSC_USAGE, "the space %s: the name of a variable is empty or too long",
                             variables->name);
    nsc_text_format(choice->name, sizeof choice->name, "%.*s", (int)name_length, text);
    choice->by_level = false;
    variables->choice_count++;
    if (equals == NULL)
        return NSC_OK;
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
        if (strlen(kinds[kind].name) == length - name_length - 1 &&
            strncmp(kinds[kind].name, equals + 1, length - name_length - 1) == 0) {
            choice->by_level = kinds[kind].by_level;
            choice->in_order = kinds[kind].numbered;
            return NSC_OK;
        }
    return nsc_error_set(
        error, NSC_USAGE,
        "the space %s: \"%.*s\" is no kind of variable, only ordinal (neighbours are one level apart), "
        "ordinal-any and categorical",
        variables->name, (int)(length - name_length - 1), equals + 1);
}

static nsc_status read_choices(nsc_variables *variables, const char *text, nsc_error *error) {
    nsc_status status = NSC_OK;
    while (status == NSC_OK && text != NULL) {
        const size_t length = strcspn(text, ",");
        status = add_choice(variables, text, length, error);
        text = text[length] == ',' ? text + length + 1 : NULL;
    }
    return status;
}

/* Reads what follows the path: ":NAME,...", ":rows", both or nothing. */
static nsc_status read_options(nsc_variables *variables, const char *text, nsc_error *error) {
    static const char rows[] = ":rows";
    char *choices = NULL;
    nsc_status status = NSC_OK;
    const size_t length = strlen(text);
    if (length == 0)
        return NSC_OK;
    NSC_TRY(nsc_copy_text(&choices, text, error));
    variables->rows = length >= sizeof rows - 1 && strcmp(text + length - (sizeof rows - 1), rows) == 0;
    if (variables->rows)
        choices[length - (sizeof rows - 1)] = '\0';
    NSC_TRY(choices[0] != '\0' ? read_choices(variables, choices + 1, error) : NSC_OK);
out:
    free(choices);
    return status;
}

/* ---- the file ---- */

static nsc_status begin(nsc_variables *variables, const nsc_record_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    variables->column_count = row->field_count;
    NSC_TRY(nsc_allocate(&variables->columns, row->field_count, sizeof *variables->columns, error));
    for (size_t column = 0; column < row->field_count; column++)
        NSC_TRY(nsc_copy_text(&variables->columns[column].name, row->fields[column], error));
out:
    return status;
}

bool nsc_is_truth(const char *text) {
    return strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0;
}

/* Whether the values have this truth value already, in any case: True of Python is true of others. */
static bool has_truth(const nsc_name_table *values, const char *text) {
    for (uint32_t value = 0; nsc_is_truth(text) && value < values->count; value++)
        if (strcasecmp(nsc_name_table_text(values, value), text) == 0)
            return true;
    return false;
}

/* Counts different values as far as that matters. */
static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    nsc_variables *variables = context;
    nsc_status status = NSC_OK;
    if (variables->columns == NULL)
        return begin(variables, row, error);
    if (row->field_count != variables->column_count)
        return nsc_error_set(error, NSC_INVALID, "the row has %zu fields, the header %zu", row->field_count,
                             variables->column_count);
    for (size_t number = 0; status == NSC_OK && number < row->field_count; number++) {
        nsc_table_column *column = &variables->columns[number];
        uint32_t value;
        if (column->values.count > NSC_SYMBOLS_MAXIMUM || has_truth(&column->values, row->fields[number]))
            continue;
        if (row->fields[number][0] == '\0' && column->empty_line == 0)
            column->empty_line = row->line;
        status = nsc_name_table_add(&column->values, row->fields[number], &value, error);
    }
    return status;
}

/* ---- names and the note ---- */

/* The names of the columns, and how those of rows are written: between the first separator that no value has. */
static nsc_status prepare_names(nsc_variables *variables, nsc_error *error) {
    nsc_string_symbols positions[NSC_POSITIONS_MAXIMUM];
    variables->name_size = 1;
    for (size_t number = 0; number < variables->count; number++) {
        const nsc_variable *own = &variables->variables[number];
        size_t longest = 0;
        variables->names[number] = variables->columns[own->column].name;
        positions[number] = (nsc_string_symbols){.count = own->count, .texts = own->values};
        for (unsigned value = 0; value < own->count; value++)
            longest = strlen(own->values[value]) > longest ? strlen(own->values[value]) : longest;
        variables->name_size += longest + 1;
    }
    variables->separator = nsc_string_separator(positions, (unsigned)variables->count);
    return variables->separator != '\0'
               ? NSC_OK
               : nsc_error_set(error, NSC_INVALID,
                               "\"%s\": no separator is left for names of points, since values "
                               "contain all of them",
                               variables->path);
}

__attribute__((format(printf, 3, 4))) static void add_text(nsc_variables *variables, size_t *length, const char *format,
                                                           ...) {
    va_list arguments;
    if (*length >= sizeof variables->note)
        return;
    va_start(arguments, format);
    *length += nsc_text_format_list(variables->note + *length, sizeof variables->note - *length, format, arguments);
    va_end(arguments);
}

/* "FILE": variables lr (4 values, ordinal), batch (2), size (3 values, ordinal: small < medium < large), … */
static void write_note(nsc_variables *variables) {
    size_t length = 0;
    add_text(variables, &length, "\"%s\": variables ", variables->path);
    for (size_t number = 0; number < variables->count; number++) {
        const nsc_variable *own = &variables->variables[number];
        add_text(variables, &length, "%s%s (%u values%s%s", number > 0 ? ", " : "",
                 variables->columns[own->column].name, own->count,
                 own->by_level || own->ordered_texts ? ", ordinal" : "", own->ordered_texts ? ": " : "");
        for (unsigned value = 0; own->ordered_texts && value < own->count; value++)
            add_text(variables, &length, "%s%s", value > 0 ? " < " : "", own->values[value]);
        add_text(variables, &length, ")");
    }
    add_text(variables, &length, "%s", variables->left_out);
}

/* ---- the space ---- */

void nsc_variables_release(void *released) {
    nsc_variables *variables = released;
    for (size_t column = 0; variables->columns != NULL && column < variables->column_count; column++) {
        free(variables->columns[column].name);
        nsc_name_table_release(&variables->columns[column].values);
    }
    for (size_t number = 0; number < variables->count; number++)
        free(variables->variables[number].values);
    free(variables->columns);
    free(variables->path);
    free(variables);
}

/* Names of symbols, "lr=0.01", for one variable: pointers and texts, released by free(). */
static nsc_status name_symbols(const nsc_variables *variables, const nsc_variable *variable, char ***names,
                               nsc_error *error) {
    const char *name = variables->columns[variable->column].name;
    size_t size = variable->count * sizeof **names;
    for (unsigned value = 0; value < variable->count; value++)
        size += strlen(name) + strlen(variable->values[value]) + 2;
    const nsc_status status = nsc_allocate(names, size, 1, error);
    if (status != NSC_OK)
        return status;
    char *text = (char *)*names + variable->count * sizeof **names;
    for (unsigned value = 0; value < variable->count; value++) {
        (*names)[value] = text;
        text += sprintf(text, "%s=%s", name, variable->values[value]) + 1;
    }
    return NSC_OK;
}

static nsc_status open_product(nsc_space **space, const nsc_variables *variables, nsc_error *error) {
    nsc_string_symbols positions[NSC_POSITIONS_MAXIMUM];
    char **names[NSC_POSITIONS_MAXIMUM] = {NULL};
    const nsc_strings_definition definition = {.position_count = (unsigned)variables->count,
                                               .positions = positions,
                                               .variables = true,
                                               .note = variables->note};
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < variables->count; number++) {
        const nsc_variable *own = &variables->variables[number];
        NSC_TRY(name_symbols(variables, own, &names[number], error));
        positions[number] = (nsc_string_symbols){.position_name = variables->columns[own->column].name,
                                                 .count = own->count,
                                                 .texts = own->values,
                                                 .symbol_names = (const char *const *)names[number],
                                                 .by_level = own->by_level};
    }
    NSC_TRY(nsc_strings_space_open(space, variables->name, &definition, error));
out:
    for (size_t number = 0; number < variables->count; number++)
        free(names[number]);
    return status;
}

/* Names of variables and values become names of points and kinds of edges, which all formats can hold. */
static nsc_status check_texts(const nsc_variables *variables, nsc_error *error) {
    for (size_t number = 0; number < variables->count; number++) {
        const nsc_variable *own = &variables->variables[number];
        bool plain = nsc_is_xml_text(variables->columns[own->column].name);
        for (unsigned value = 0; plain && value < own->count; value++)
            plain = nsc_is_xml_text(own->values[value]);
        if (!plain)
            return nsc_error_set(error, NSC_INVALID,
                                 "\"%s\": the name of column %zu, or one of its values, has control characters",
                                 variables->path, own->column + 1);
    }
    return NSC_OK;
}

static nsc_status read_table(nsc_variables *variables, const char *arguments, nsc_error *error) {
    const size_t length = path_length(arguments);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_copy_text(&variables->path, arguments, error));
    variables->path[length] = '\0';
    NSC_TRY(read_options(variables, arguments + length, error));
    NSC_TRY(nsc_records_read(variables->path, take_row, variables, &variables->format, error));
    NSC_TRY(nsc_variables_choose(variables, error));
    if (variables->count == 0)
        NSC_TRY(nsc_error_set(error, NSC_INVALID,
                              "\"%s\" has no variables: no column but the fitness has from 2 to %d "
                              "values%s",
                              variables->path, NSC_VALUES_OF_A_VARIABLE, variables->left_out));
    NSC_TRY(check_texts(variables, error));
    NSC_TRY(prepare_names(variables, error));
    write_note(variables);
out:
    return status;
}

nsc_status nsc_variables_space_open(nsc_space **space, const char *name, const char *arguments,
                                    const char *fitness_column, nsc_error *error) {
    nsc_variables *variables = NULL;
    nsc_status status = NSC_OK;
    *space = NULL;
    if (arguments == NULL || arguments[0] == '\0')
        return nsc_error_set(error, NSC_USAGE,
                             "the space \"%s\" names no file: variables:FILE, or "
                             "variables:FILE:NAME,NAME=ordinal",
                             name);
    NSC_TRY(nsc_allocate(&variables, 1, sizeof *variables, error));
    variables->name = name;
    variables->fitness_column = fitness_column;
    NSC_TRY(read_table(variables, arguments, error));
    if (variables->rows) {
        NSC_TRY(nsc_variables_rows_open(space, variables, error));
        variables = NULL;
    } else {
        NSC_TRY(open_product(space, variables, error));
    }
out:
    if (variables != NULL)
        nsc_variables_release(variables);
    return status;
}
