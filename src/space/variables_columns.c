/* Which columns of a table of variables are variables, and the order of their values. */
#include "space/variables_internal.h"

#include "base/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- values ---- */

static bool is_number(const nsc_variables *variables, const char *text, double *value) {
    return nsc_record_number(&variables->format, text, value);
}

typedef struct sorted_value {
    const char *text;
    double number; /* if all are numbers */
    uint32_t place;
} sorted_value;

static int compare_numbers(const void *left, const void *right) {
    const sorted_value *a = left, *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static int compare_texts(const void *left, const void *right) {
    return strcmp(((const sorted_value *)left)->text, ((const sorted_value *)right)->text);
}

/* The values in order: numbers by size, of equal ones the first; texts of an ordinal variable as they first appear,
 * others by their letters. */
static nsc_status sort_values(nsc_variables *variables, nsc_variable *variable, bool in_order, nsc_error *error) {
    const nsc_name_table *values = &variables->columns[variable->column].values;
    sorted_value *sorted = NULL;
    bool numbers = true;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sorted, values->count, sizeof *sorted, error));
    NSC_TRY(nsc_allocate(&variable->values, values->count, sizeof *variable->values, error));
    for (uint32_t value = 0; value < values->count; value++) {
        sorted[value] = (sorted_value){.text = nsc_name_table_text(values, value), .place = value};
        numbers = is_number(variables, sorted[value].text, &sorted[value].number) && numbers;
    }
    variable->ordered_texts = in_order && !numbers;
    if (!variable->ordered_texts)
        qsort(sorted, values->count, sizeof *sorted, numbers ? compare_numbers : compare_texts);
    for (uint32_t value = 0; value < values->count; value++)
        if (value == 0 || !numbers || sorted[value].number != sorted[value - 1].number)
            variable->values[variable->count++] = sorted[value].text;
out:
    free(sorted);
    return status;
}

/* ---- columns ---- */

/* Takes a column as a variable, unless all rows have the same value. */
static nsc_status add_variable(nsc_variables *variables, size_t number, const nsc_variable_choice *choice,
                               nsc_error *error) {
    const nsc_table_column *column = &variables->columns[number];
    nsc_variable *variable = &variables->variables[variables->count];
    if (column->empty_line > 0)
        return nsc_error_set(
            error, NSC_INVALID,
            "\"%s\", line %zu: the variable \"%s\" has no value: give it one, or name the other columns "
            "as variables:FILE:NAME,NAME",
            variables->path, column->empty_line, column->name);
    if (column->values.count > NSC_SYMBOLS_MAXIMUM)
        return nsc_error_set(error, NSC_INVALID, "\"%s\": the variable \"%s\" has more than %d values", variables->path,
                             column->name, NSC_SYMBOLS_MAXIMUM);
    if (variables->count == NSC_POSITIONS_MAXIMUM)
        return nsc_error_set(error, NSC_INVALID, "\"%s\" has more than %d columns: name the variables", variables->path,
                             NSC_POSITIONS_MAXIMUM);
    if (column->values.count == 1) {
        nsc_variables_note(variables, "; \"%s\" has one value and is no variable", column->name);
        return NSC_OK;
    }
    *variable = (nsc_variable){.column = number, .by_level = choice != NULL && choice->by_level};
    const nsc_status status = sort_values(variables, variable, choice != NULL && choice->in_order, error);
    variables->count++;
    return status;
}

static nsc_status take_named(nsc_variables *variables, nsc_error *error) {
    const char **names = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&names, variables->column_count, sizeof *names, error));
    for (size_t column = 0; column < variables->column_count; column++)
        names[column] = variables->columns[column].name;
    for (size_t number = 0; number < variables->choice_count; number++) {
        const nsc_variable_choice *choice = &variables->choices[number];
        const size_t column = nsc_find_name(choice->name, names, variables->column_count);
        if (column == variables->column_count) {
            const char *nearest = nsc_nearest_name(choice->name, names, variables->column_count);
            NSC_TRY(nsc_error_set(error, NSC_INVALID, "\"%s\" has no column \"%s\"%s%s%s", variables->path,
                                  choice->name, nearest != NULL ? " (did you mean \"" : "",
                                  nearest != NULL ? nearest : "", nearest != NULL ? "\"?)" : ""));
        }
        for (size_t before = 0; before < variables->count; before++)
            if (variables->variables[before].column == column)
                NSC_TRY(nsc_error_set(error, NSC_USAGE, "the space %s names the column \"%s\" twice", variables->name,
                                      names[column]));
        NSC_TRY(add_variable(variables, column, choice, error));
    }
out:
    free(names);
    return status;
}

/* Whether a column of numbers holds results or numbers of rows by its name, and so no variable: "valid_mse",
 * "n_params", "seed", or the index that pandas writes without a name. */
static bool is_result(const nsc_variables *variables, const nsc_table_column *column) {
    static const struct {
        const char *text;
        bool whole; /* too short to be looked for inside other words */
    } words[] = {{"accuracy", false},   {"error", false}, {"loss", false},   {"latency", false}, {"runtime", false},
                 {"perplexity", false}, {"flops", false}, {"params", false}, {"fitness", false}, {"mse", true},
                 {"rmse", true},        {"mae", true},    {"acc", true},     {"err", true},      {"auc", true},
                 {"score", true},       {"time", true},   {"seed", true},    {"run", true},      {"trial", true},
                 {"repeat", true},      {"index", true},  {"id", true},      {"unnamed", true}};
    const char *name = column->name;
    double number;
    for (uint32_t value = 0; value < column->values.count; value++)
        if (!is_number(variables, nsc_name_table_text(&column->values, value), &number))
            return false;
    if (name[0] == '\0')
        return true;
    for (const char *place = name; *place != '\0'; place++)
        for (size_t word = 0; word < sizeof words / sizeof words[0]; word++) {
            const size_t length = strlen(words[word].text);
            if (strncasecmp(place, words[word].text, length) == 0 &&
                (!words[word].whole ||
                 ((place == name || !isalpha((unsigned char)place[-1])) && !isalpha((unsigned char)place[length]))))
                return true;
        }
    return false;
}

static nsc_status take_all(nsc_variables *variables, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t column = 0; status == NSC_OK && column < variables->column_count; column++) {
        const nsc_table_column *own = &variables->columns[column];
        if (variables->fitness_column != NULL && strcasecmp(own->name, variables->fitness_column) == 0)
            continue;
        if (is_result(variables, own))
            nsc_variables_note(variables, "; \"%s\" is no variable by its name unless it is named in --space",
                               own->name);
        else if (own->values.count > NSC_VALUES_OF_A_VARIABLE)
            nsc_variables_note(variables, "; \"%s\" has more than %d values and is no variable unless it is named",
                               own->name, NSC_VALUES_OF_A_VARIABLE);
        else
            status = add_variable(variables, column, NULL, error);
    }
    return status;
}

void nsc_variables_note(nsc_variables *variables, const char *format, ...) {
    const size_t length = strlen(variables->left_out);
    va_list arguments;
    va_start(arguments, format);
    nsc_text_format_list(variables->left_out + length, sizeof variables->left_out - length, format, arguments);
    va_end(arguments);
}

nsc_status nsc_variables_choose(nsc_variables *variables, nsc_error *error) {
    return variables->choice_count > 0 ? take_named(variables, error) : take_all(variables, error);
}
