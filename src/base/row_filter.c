/* Conditions: read into comparisons once, bound to the names of a table, and tested row by row. */
#include "base/row_filter.h"

#include "base/memory.h"
#include "base/names.h"
#include "base/nearest.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef enum operation_kind { EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST } operation_kind;

/* Longer spellings first. */
static const struct {
    const char *text;
    operation_kind means;
} operators[] = {{"==", EQUAL}, {"!=", UNEQUAL}, {"<=", AT_MOST}, {">=", AT_LEAST},
                 {"=", EQUAL},  {"<", LESS},     {">", GREATER}};

typedef struct comparison {
    char *name, *value;
    size_t column; /* of the name in the text, for the caret */
    size_t index;  /* by binding */
    operation_kind operation;
    bool quoted;  /* the value */
    bool missing; /* the value stands for none */
    bool is_number;
    double number;
} comparison;

struct nsc_row_filter {
    char *option, *text;
    comparison *comparisons;
    size_t count, capacity;
};

static const nsc_record_format decimal_point = {.decimal_comma = false};

/* ---- errors ---- */

/* Puts the option before the message, and below it the text with a caret under the place. */
static nsc_status show_place(const nsc_row_filter *filter, size_t place, nsc_status status, nsc_error *error) {
    enum { SHOWN_BEFORE = 60, SHOWN = 100 };
    if (error == NULL)
        return status;
    const size_t from = place > SHOWN_BEFORE ? place - SHOWN_BEFORE : 0;
    const nsc_error reason = *error;
    size_t letters = 0; /* of UTF-8, before the caret */
    for (size_t byte = from; byte < place && filter->text[byte] != '\0'; byte++)
        letters += ((unsigned char)filter->text[byte] & 0xc0) != 0x80;
    *error = (nsc_error){0};
    return nsc_error_set(error, status, "%s: %.600s\n  %.*s\n  %*s^", filter->option, reason.message, SHOWN,
                         filter->text + from, (int)letters, "");
}

/* ---- the grammar ---- */

typedef struct scanner {
    const nsc_row_filter *filter;
    const char *text;
    size_t place;
    nsc_error *error;
} scanner;

static nsc_status refuse(const scanner *at, size_t place, nsc_status status) {
    return show_place(at->filter, place, status, at->error);
}

static void skip_blanks(scanner *at) {
    while (isspace((unsigned char)at->text[at->place]))
        at->place++;
}

static bool in_name(char letter) {
    return isalnum((unsigned char)letter) || (unsigned char)letter >= 0x80 ||
           (letter != '\0' && strchr("_@:.", letter) != NULL);
}

static bool in_value(char letter) {
    return letter != '\0' && !isspace((unsigned char)letter) && strchr("'\"=!<>()", letter) == NULL;
}

/* A word within quotes, in which a doubled quote is one. */
static nsc_status read_quoted(scanner *at, char **word) {
    const size_t start = at->place;
    const char quote = at->text[at->place++];
    nsc_status status = nsc_allocate(word, strlen(at->text + start), 1, at->error);
    if (status != NSC_OK)
        return status;
    for (size_t length = 0; at->text[at->place] != '\0'; at->place++) {
        if (at->text[at->place] == quote && at->text[++at->place] != quote)
            return NSC_OK;
        (*word)[length++] = at->text[at->place];
    }
    return refuse(at, start, nsc_error_set(at->error, NSC_USAGE, "this quote is not closed"));
}

static nsc_status read_bare(scanner *at, bool (*belongs)(char letter), char **word) {
    const size_t start = at->place;
    while (belongs(at->text[at->place]))
        at->place++;
    nsc_status status = nsc_allocate(word, at->place - start + 1, 1, at->error);
    if (status == NSC_OK)
        memcpy(*word, at->text + start, at->place - start);
    return status;
}

static nsc_status read_name(scanner *at, comparison *read) {
    skip_blanks(at);
    read->column = at->place;
    if (at->text[at->place] == '"')
        return read_quoted(at, &read->name);
    if (at->text[at->place] == '(')
        return refuse(at, at->place,
                      nsc_error_set(at->error, NSC_USAGE,
                                    "brackets are not part of a condition: comparisons are joined by `and`"));
    if (!in_name(at->text[at->place]))
        return refuse(at, at->place,
                      nsc_error_set(at->error, NSC_USAGE, "a name is expected here, as in dataset=cifar100"));
    return read_bare(at, in_name, &read->name);
}

static nsc_status read_operator(scanner *at, comparison *read) {
    skip_blanks(at);
    for (size_t number = 0; number < NSC_COUNT_OF(operators); number++) {
        const size_t length = strlen(operators[number].text);
        if (strncmp(at->text + at->place, operators[number].text, length) != 0)
            continue;
        read->operation = operators[number].means;
        at->place += length;
        return NSC_OK;
    }
    return refuse(at, at->place,
                  nsc_error_set(at->error, NSC_USAGE,
                                "one of = != < <= > >= is expected after \"%.60s\" (a name with other characters than "
                                "letters, digits and _@:. stands in double quotes)",
                                read->name));
}

/* Numbers of a condition may have a decimal comma whatever the table has. */
static bool read_number(const char *text, double *number) {
    const nsc_record_format comma = {.decimal_comma = true};
    return nsc_record_number(&decimal_point, text, number) || nsc_record_number(&comma, text, number);
}

static nsc_status read_value(scanner *at, comparison *read) {
    skip_blanks(at);
    const size_t start = at->place;
    nsc_status status;
    read->quoted = at->text[start] == '\'' || at->text[start] == '"';
    if (!read->quoted && !in_value(at->text[start]))
        return refuse(at, start,
                      nsc_error_set(at->error, NSC_USAGE, "a value is expected here; an empty one is written ''"));
    status = read->quoted ? read_quoted(at, &read->value) : read_bare(at, in_value, &read->value);
    if (status != NSC_OK)
        return status;
    read->missing = nsc_record_missing(read->value);
    read->is_number = read_number(read->value, &read->number);
    if (read->operation != EQUAL && read->operation != UNEQUAL && !read->is_number)
        return refuse(
            at, start,
            nsc_error_set(at->error, NSC_USAGE, "< <= > >= compare numbers, and \"%.60s\" is none", read->value));
    return NSC_OK;
}

/* `and` before the next comparison; *`more` is false at the end. */
static nsc_status read_joint(scanner *at, bool *more) {
    const size_t before = at->place;
    skip_blanks(at);
    *more = at->text[at->place] != '\0';
    if (!*more)
        return NSC_OK;
    const char *word = at->text + at->place;
    if (at->place == before || strncasecmp(word, "and", 3) != 0 || in_name(word[3]))
        return refuse(at, at->place,
                      nsc_error_set(at->error, NSC_USAGE,
                                    "comparisons are joined by `and`; values with blanks or quotes stand in quotes"));
    at->place += 3;
    return NSC_OK;
}

static nsc_status read_comparisons(nsc_row_filter *filter, nsc_error *error) {
    scanner at = {.filter = filter, .text = filter->text, .error = error};
    nsc_status status = NSC_OK;
    for (bool more = true; more;) {
        NSC_TRY(nsc_reserve(&filter->comparisons, &filter->capacity, filter->count + 1, sizeof *filter->comparisons,
                            error));
        comparison *read = &filter->comparisons[filter->count++];
        *read = (comparison){0};
        NSC_TRY(read_name(&at, read));
        NSC_TRY(read_operator(&at, read));
        NSC_TRY(read_value(&at, read));
        NSC_TRY(read_joint(&at, &more));
    }
out:
    return status;
}

nsc_status nsc_row_filter_compile(nsc_row_filter **filter, const char *option, const char *text, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(filter, 1, sizeof **filter, error));
    NSC_TRY(nsc_copy_text(&(*filter)->option, option, error));
    NSC_TRY(nsc_copy_text(&(*filter)->text, text, error));
    for (char *letter = (*filter)->text; *letter != '\0'; letter++)
        if (isspace((unsigned char)*letter))
            *letter = ' '; /* the caret stands under one line */
    NSC_TRY(read_comparisons(*filter, error));
out:
    if (status != NSC_OK) {
        nsc_row_filter_destroy(*filter);
        *filter = NULL;
    }
    return status;
}

void nsc_row_filter_destroy(nsc_row_filter *filter) {
    if (filter == NULL)
        return;
    for (size_t number = 0; number < filter->count; number++) {
        free(filter->comparisons[number].name);
        free(filter->comparisons[number].value);
    }
    free(filter->comparisons);
    free(filter->option);
    free(filter->text);
    free(filter);
}

const char *nsc_row_filter_text(const nsc_row_filter *filter) {
    return filter->text;
}

/* ---- binding ---- */

static nsc_status refuse_name(const nsc_row_filter *filter, const comparison *unknown, const nsc_filter_names *names,
                              nsc_error *error) {
    const char *nearest = nsc_nearest_name(unknown->name, names->names, names->count);
    nsc_choices choices = {0};
    for (size_t number = 0; number < names->count; number++)
        nsc_choices_add(&choices, names->names[number]);
    if (nearest != NULL)
        nsc_error_set(error, NSC_USAGE, "unknown %s \"%.60s\" (did you mean \"%.60s\"?)", names->noun, unknown->name,
                      nearest);
    else
        nsc_error_set(error, NSC_USAGE, "unknown %s \"%.60s\" (there are: %s)", names->noun, unknown->name,
                      choices.text);
    return show_place(filter, unknown->column, NSC_USAGE, error);
}

/* Whether a further name is the same, so that nobody knows which of the two is meant. */
static bool is_twice(const nsc_filter_names *names, size_t index) {
    for (size_t other = index + 1; other < names->count; other++)
        if (strcmp(names->names[other], names->names[index]) == 0)
            return true;
    return false;
}

nsc_status nsc_row_filter_bind(nsc_row_filter *filter, const nsc_filter_names *names, nsc_error *error) {
    for (size_t number = 0; filter != NULL && number < filter->count; number++) {
        comparison *bound = &filter->comparisons[number];
        bound->index = nsc_find_name(bound->name, names->names, names->count);
        if (bound->index == names->count &&
            (names->find == NULL || !names->find(names->context, bound->name, &bound->index)))
            return refuse_name(filter, bound, names, error);
        if (bound->index < names->count && is_twice(names, bound->index)) {
            nsc_error_set(error, NSC_INVALID, "several %ss are called \"%.60s\": give each a name of its own",
                          names->noun, names->names[bound->index]);
            return show_place(filter, bound->column, NSC_INVALID, error);
        }
    }
    return NSC_OK;
}

/* ---- testing ---- */

/* A spelling that equality takes as a number: not an identifier such as 00012 or 1000100000000000000000001. */
static bool counts_as_number(const char *text) {
    size_t digits = strspn(text += *text == '-' || *text == '+', "0123456789");
    return (digits < 2 || text[0] != '0') && (text[digits] != '\0' || digits <= 15);
}

static bool equal(const comparison *to, const nsc_filter_value *value, const nsc_record_format *format) {
    double number = value->number;
    if (value->text == NULL)
        return to->is_number && number == to->number;
    if (to->is_number && !to->quoted && counts_as_number(to->value) && counts_as_number(value->text) &&
        nsc_record_number(format, value->text, &number))
        return number == to->number;
    return strcmp(value->text, to->value) == 0;
}

static bool in_order(operation_kind operation, double number, double limit) {
    switch (operation) {
    case LESS:
        return number < limit;
    case AT_MOST:
        return number <= limit;
    case GREATER:
        return number > limit;
    default:
        return number >= limit;
    }
}

static nsc_status holds(const comparison *tested, const nsc_filter_value *value, const nsc_record_format *format,
                        bool *passes, nsc_error *error) {
    const bool missing = value->text != NULL ? nsc_record_missing(value->text) : isnan(value->number);
    const bool equality = tested->operation == EQUAL || tested->operation == UNEQUAL;
    double number = value->number;
    if (missing || (equality && tested->missing)) {
        *passes = equality && tested->missing && missing == (tested->operation == EQUAL);
    } else if (equality) {
        *passes = equal(tested, value, format) == (tested->operation == EQUAL);
    } else if (value->text != NULL && !nsc_record_number(format, value->text, &number)) {
        return nsc_error_set(error, NSC_INVALID, "%s is \"%.60s\", which is no number to compare with %s", tested->name,
                             value->text, tested->value);
    } else {
        *passes = in_order(tested->operation, number, tested->number);
    }
    return NSC_OK;
}

size_t nsc_row_filter_count(const nsc_row_filter *filter) {
    return filter->count;
}

size_t nsc_row_filter_index(const nsc_row_filter *filter, size_t number) {
    return filter->comparisons[number].index;
}

nsc_status nsc_row_filter_show(const nsc_row_filter *filter, size_t number, nsc_status status, nsc_error *error) {
    return show_place(filter, filter->comparisons[number].column, status, error);
}

nsc_status nsc_row_filter_compare(const nsc_row_filter *filter, size_t number, const nsc_record_format *format,
                                  const nsc_filter_value *value, bool *passes, nsc_error *error) {
    return holds(&filter->comparisons[number], value, format != NULL ? format : &decimal_point, passes, error);
}

nsc_status nsc_row_filter_test(const nsc_row_filter *filter, const nsc_record_format *format,
                               nsc_filter_value_function function, void *context, bool *passes, nsc_error *error) {
    *passes = true;
    for (size_t number = 0; filter != NULL && *passes && number < filter->count; number++) {
        nsc_filter_value value = {.number = NAN};
        nsc_status status = function(context, filter->comparisons[number].index, &value, error);
        if (status == NSC_OK)
            status = nsc_row_filter_compare(filter, number, format, &value, passes, error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

static nsc_status field_value(void *context, size_t index, nsc_filter_value *value, nsc_error *error) {
    (void)error;
    const nsc_record_row *row = context;
    if (index < row->field_count)
        value->text = row->fields[index];
    return NSC_OK;
}

nsc_status nsc_row_filter_test_row(const nsc_row_filter *filter, const nsc_record_format *format,
                                   const nsc_record_row *row, bool *passes, nsc_error *error) {
    nsc_record_row copy = *row;
    return nsc_row_filter_test(filter, format, field_value, &copy, passes, error);
}
