/* Options of addresses: unknown ones, repeated ones and wrong values are refused with the words of the command line. */
#include "explore/parameters.h"

#include <string.h>

const nsc_option nsc_common_parameters[NSC_COMMON_PARAMETERS] = {
    {.name = "fitness",
     .kind = NSC_TAKES_TEXT,
     .placeholder = "RULE",
     .meaning = "the number by which points are compared; that of the command line by default"},
    {.name = "relation",
     .kind = NSC_TAKES_TEXT,
     .placeholder = "RELATION",
     .meaning = "which points are neighbours; that of the command line by default"},
    {.name = "request",
     .kind = NSC_TAKES_TEXT,
     .placeholder = "ID",
     .meaning = "a name for this request, 8 to 64 letters, digits, - and _, by which it is cancelled and its progress "
                "asked for"},
};

const nsc_option nsc_point_parameter = {
    .name = "point",
    .kind = NSC_TAKES_TEXTS,
    .placeholder = "POINT",
    .meaning = "a point, in place of one in the path: for points whose names have slashes"};

static bool is_common(const char *name) {
    bool common = false;
    for (size_t row = 0; row < NSC_COMMON_PARAMETERS; row++)
        common = common || strcmp(nsc_common_parameters[row].name, name) == 0;
    return common;
}

static bool is_called(const nsc_option *option, const char *name) {
    return strcmp(option->name, name) == 0 ||
           (option->other_spelling != NULL && strcmp(option->other_spelling, name) == 0);
}

static nsc_status check_repeated(const nsc_request *request, const char *repeatable, nsc_error *error) {
    for (size_t one = 0; one < request->option_count; one++)
        for (size_t other = 0; other < one; other++)
            if (strcmp(request->options[one].name, request->options[other].name) == 0 &&
                (repeatable == NULL || strcmp(request->options[one].name, repeatable) != 0))
                return nsc_error_set(error, NSC_USAGE, "the option %.60s is given twice", request->options[one].name);
    return NSC_OK;
}

static nsc_status refuse_option(const char *name, const char *of, nsc_error *error) {
    return nsc_error_set(error, NSC_USAGE, "%s has no option \"%.60s\": /api/v1/openapi.json lists those it has", of,
                         name);
}

/* A flag is given with no value, or as true or false; *`given` says whether it holds. */
static nsc_status read_flag(const nsc_request_option *option, bool *given, nsc_error *error) {
    *given = option->value[0] == '\0' || strcmp(option->value, "true") == 0;
    if (*given || strcmp(option->value, "false") == 0)
        return NSC_OK;
    return nsc_error_set(error, NSC_USAGE, "--%s takes true or false, not \"%.60s\"", option->name, option->value);
}

/* ---- questions ---- */

static const nsc_question_option *question_option(const nsc_query *query, const char *name) {
    for (size_t row = 0; row < NSC_QUESTION_OPTION_COUNT; row++)
        if ((query->reads >> row & 1u) != 0 && is_called(&nsc_question_options[row].option, name))
            return &nsc_question_options[row];
    return NULL;
}

static nsc_status set_question_option(const nsc_request_option *option, const nsc_question_option *row,
                                      nsc_question *question, nsc_error *error) {
    bool given = true;
    nsc_status status = NSC_OK;
    if (row->option.kind == NSC_TAKES_NOTHING)
        status = read_flag(option, &given, error);
    return status != NSC_OK || !given ? status : nsc_question_set(question, row, option->value, error);
}

nsc_status nsc_read_question(const nsc_request *request, const nsc_query *query, nsc_question *question,
                             nsc_error *error) {
    nsc_status status = check_repeated(request, nsc_point_parameter.name, error);
    for (size_t number = 0; status == NSC_OK && number < request->option_count; number++) {
        const nsc_request_option *option = &request->options[number];
        const nsc_question_option *row = question_option(query, option->name);
        if (row != NULL)
            status = set_question_option(option, row, question, error);
        else if (!is_common(option->name) && !is_called(&nsc_point_parameter, option->name))
            status = refuse_option(option->name, query->name, error);
    }
    return status;
}

/* ---- analyses ---- */

static const nsc_analysis_option *analysis_option(const nsc_analysis *analysis, const char *name) {
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        if ((nsc_analysis_reads(analysis) & nsc_analysis_option_bit(&nsc_analysis_option_rows[row])) != 0 &&
            nsc_analysis_option_rows[row].option.file == NULL && is_called(&nsc_analysis_option_rows[row].option, name))
            return &nsc_analysis_option_rows[row];
    return NULL;
}

static nsc_status check_effect(const nsc_analysis_options *options, nsc_option_set given, nsc_error *error) {
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        if ((given & nsc_analysis_option_bit(row)) != 0 && row->applies != NULL && !row->applies(options))
            return nsc_error_set(error, NSC_USAGE, "--%s has an effect only with %s", row->option.name,
                                 row->applies_with);
    }
    return NSC_OK;
}

nsc_status nsc_read_analysis(const nsc_request *request, const nsc_analysis *analysis, nsc_analysis_options *options,
                             nsc_option_set *given, nsc_error *error) {
    nsc_status status = check_repeated(request, NULL, error);
    *options = nsc_analysis_defaults();
    *given = 0;
    for (size_t number = 0; status == NSC_OK && number < request->option_count; number++) {
        const nsc_request_option *option = &request->options[number];
        const nsc_analysis_option *row = analysis_option(analysis, option->name);
        if (row != NULL) {
            status = nsc_analysis_option_set(options, row, option->value, error);
            *given |= nsc_analysis_option_bit(row);
        } else if (!is_common(option->name) && strcmp(option->name, "table") != 0) {
            status = refuse_option(option->name, analysis->name, error);
        }
    }
    return status != NSC_OK ? status : check_effect(options, *given, error);
}

/* ---- other addresses ---- */

static nsc_status check_known(const nsc_request *request, const nsc_option *options, size_t count, nsc_error *error) {
    for (size_t number = 0; number < request->option_count; number++) {
        bool known = is_common(request->options[number].name);
        for (size_t row = 0; row < count; row++)
            known = known || is_called(&options[row], request->options[number].name);
        if (!known)
            return refuse_option(request->options[number].name, "this address", error);
    }
    return NSC_OK;
}

nsc_status nsc_read_options(const nsc_request *request, const nsc_option *options, size_t count,
                            nsc_option_value *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(check_repeated(request, NULL, error));
    NSC_TRY(check_known(request, options, count, error));
    for (size_t row = 0; row < count; row++) {
        const char *text = nsc_request_value(request, options[row].name);
        values[row] = (nsc_option_value){0};
        if (text == NULL || text[0] == '\0')
            text = options[row].default_text;
        if (text != NULL)
            NSC_TRY(nsc_option_read(&options[row], text, &values[row], error));
    }
out:
    return status;
}
