/* /api/v1/openapi.json: all addresses in OpenAPI 3.1, from the tables of routes, questions, options and analyses. */
#include "explore/explore_internal.h"

#include "explore/parameters.h"

#include <stdlib.h>
#include <string.h>

static void write_text(nsc_json *json, const char *key, const char *text) {
    nsc_json_value(json, key, nsc_text(text));
}

/* ---- parameters ---- */

static void write_choices(nsc_json *json, const nsc_option *option) {
    write_text(json, "type", "string");
    nsc_json_open(json, "enum", '[');
    for (size_t number = 0; option->choice != NULL && option->choice(number) != NULL; number++)
        write_text(json, NULL, option->choice(number));
    nsc_json_close(json, ']');
}

static void write_bounds(nsc_json *json, const nsc_option *option, const char *type) {
    write_text(json, "type", type);
    nsc_json_value(json, "minimum", nsc_real(option->minimum));
    nsc_json_value(json, "maximum", nsc_real(option->maximum));
}

static void write_schema(nsc_json *json, const nsc_option *option) {
    nsc_json_open(json, "schema", '{');
    switch (option->kind) {
    case NSC_TAKES_NOTHING:
        write_text(json, "type", "boolean");
        break;
    case NSC_TAKES_COUNT:
        write_bounds(json, option, "integer");
        break;
    case NSC_TAKES_SEED:
        write_text(json, "type", "integer");
        nsc_json_value(json, "minimum", nsc_integer(0));
        break;
    case NSC_TAKES_REAL:
        write_bounds(json, option, "number");
        break;
    case NSC_TAKES_CHOICE:
        write_choices(json, option);
        break;
    case NSC_TAKES_TEXTS:
        write_text(json, "type", "array");
        nsc_json_open(json, "items", '{');
        write_text(json, "type", "string");
        nsc_json_close(json, '}');
        break;
    case NSC_TAKES_TEXT:
        write_text(json, "type", "string");
        break;
    }
    nsc_json_close(json, '}');
}

static void write_parameter(nsc_json *json, const nsc_option *option) {
    char meaning[1024];
    const bool has_default = option->default_text != NULL && option->default_text[0] != '\0';
    snprintf(meaning, sizeof meaning, "%s%s%s%s", option->meaning, has_default ? " [" : "",
             has_default ? option->default_text : "", has_default ? "]" : "");
    nsc_json_open(json, NULL, '{');
    write_text(json, "name", option->name);
    write_text(json, "in", "query");
    write_text(json, "description", meaning);
    write_schema(json, option);
    nsc_json_close(json, '}');
}

/* A part of the path, which is in braces there. */
static void write_path_parameter(nsc_json *json, const char *name, const char *meaning) {
    nsc_json_open(json, NULL, '{');
    write_text(json, "name", name);
    write_text(json, "in", "path");
    nsc_json_boolean(json, "required", true);
    write_text(json, "description", meaning);
    nsc_json_open(json, "schema", '{');
    write_text(json, "type", "string");
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
}

static void write_common_parameters(nsc_json *json) {
    for (size_t row = 0; row < NSC_COMMON_PARAMETERS; row++)
        write_parameter(json, &nsc_common_parameters[row]);
}

/* ---- answers ---- */

static void write_properties(nsc_json *json, const nsc_column *columns, size_t count, const char *point_column) {
    for (size_t column = 0; column < count; column++) {
        const bool names_point = point_column != NULL && strcmp(columns[column].name, "hash") == 0;
        nsc_json_open(json, names_point ? point_column : columns[column].name, '{');
        write_text(json, "description", columns[column].meaning);
        nsc_json_open(json, "type", '[');
        write_text(json, NULL, "string");
        write_text(json, NULL, "number");
        write_text(json, NULL, "null");
        nsc_json_close(json, ']');
        nsc_json_close(json, '}');
    }
}

/* Rows of a table: objects with the columns as properties. */
static void begin_rows(nsc_json *json, const char *key, const char *title, const char *meaning) {
    nsc_json_open(json, key, '{');
    if (title != NULL)
        write_text(json, "title", title);
    write_text(json, "description", meaning);
    write_text(json, "type", "array");
    nsc_json_open(json, "items", '{');
    write_text(json, "type", "object");
    nsc_json_open(json, "properties", '{');
}

static void end_rows(nsc_json *json) {
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
}

static void write_failures(nsc_json *json) {
    static const struct {
        const char *code, *meaning;
    } failures[] = {
        {"400", "an option is unknown, repeated or wrong"},
        {"404", "there is no such address, or the data does not hold what is asked for"},
        {"409", "cancelled"},
        {"413", "the answer would be too large"},
        {"422", "a point does not exist, with the reason"},
        {"500", "the computation failed"},
        {"503", "too many analyses are waiting"},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(failures); number++) {
        nsc_json_open(json, failures[number].code, '{');
        write_text(json, "description", failures[number].meaning);
        nsc_json_open(json, "content", '{');
        nsc_json_open(json, "application/json", '{');
        nsc_json_open(json, "schema", '{');
        write_text(json, "$ref", "#/components/schemas/error");
        nsc_json_close(json, '}');
        nsc_json_close(json, '}');
        nsc_json_close(json, '}');
        nsc_json_close(json, '}');
    }
}

/* Begins the schema of what an operation answers; end_answer ends the operation's responses. */
static void begin_answer(nsc_json *json, const char *code, const char *meaning) {
    nsc_json_open(json, "responses", '{');
    nsc_json_open(json, code, '{');
    write_text(json, "description", meaning);
    nsc_json_open(json, "content", '{');
    nsc_json_open(json, "application/json", '{');
}

static void end_answer(nsc_json *json) {
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
    write_failures(json);
    nsc_json_close(json, '}');
}

static void begin_operation(nsc_json *json, const char *address, const char *method, const char *meaning) {
    nsc_json_open(json, address, '{');
    nsc_json_open(json, method, '{');
    write_text(json, "summary", meaning);
    nsc_json_open(json, "parameters", '[');
}

static void end_operation(nsc_json *json) {
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
}

/* ---- routes ---- */

static void write_route(nsc_json *json, const nsc_route *route) {
    char address[128];
    const bool has_argument = route->argument != NULL;
    const bool reading = strcmp(route->method, "GET") == 0;
    snprintf(address, sizeof address, "/api/v1/%s%s%s%s", route->name, has_argument ? "/{" : "",
             has_argument ? route->argument : "", has_argument ? "}" : "");
    begin_operation(json, address, reading ? "get" : "post", route->meaning);
    if (has_argument)
        write_path_parameter(json, route->argument, "the name that the request was given by its option request");
    for (size_t option = 0; option < route->option_count; option++)
        write_parameter(json, &route->options[option]);
    write_common_parameters(json);
    nsc_json_close(json, ']');
    begin_answer(json, reading ? "200" : "202", route->meaning);
    nsc_json_open(json, "schema", '{');
    nsc_json_close(json, '}');
    end_answer(json);
    end_operation(json);
}

/* ---- questions ---- */

static void write_question_answer(nsc_json *json, const nsc_query *query, const char *point_column) {
    begin_answer(json, "200", query->meaning);
    if (query->column_count == 2 && strcmp(query->columns[0].name, "key") == 0) {
        nsc_json_open(json, "schema", '{');
        write_text(json, "type", "object");
        nsc_json_close(json, '}');
    } else {
        begin_rows(json, "schema", NULL, query->meaning);
        write_properties(json, query->columns, query->column_count, point_column);
        end_rows(json);
    }
    end_answer(json);
}

static void write_question(nsc_json *json, const nsc_query *query, unsigned points, const char *point_column) {
    static const char *const names[] = {"point", "other"};
    char address[128];
    int length = snprintf(address, sizeof address, "/api/v1/%s", query->name);
    for (unsigned point = 0; point < points; point++)
        length += snprintf(address + length, sizeof address - (size_t)length, "/{%s}", names[point]);
    begin_operation(json, address, "get", query->meaning);
    for (unsigned point = 0; point < points; point++)
        write_path_parameter(json, names[point], "a point in any spelling of the space; a slash in it as %2F");
    if (query->points_maximum > points)
        write_parameter(json, &nsc_point_parameter);
    for (size_t row = 0; row < NSC_QUESTION_OPTION_COUNT; row++)
        if ((query->reads >> row & 1u) != 0 && row != NSC_QUESTION_FITNESS && row != NSC_QUESTION_RELATION)
            write_parameter(json, &nsc_question_options[row].option);
    write_common_parameters(json);
    nsc_json_close(json, ']');
    write_question_answer(json, query, point_column);
    end_operation(json);
}

/* With its points in the path, and with all of them as options. */
static void write_questions(nsc_json *json, const nsc_query *query, const char *point_column) {
    enum { PATH_POINTS = 2 };
    write_question(json, query, 0, point_column);
    for (unsigned points = 1; points <= query->points_maximum && points <= PATH_POINTS; points++)
        if (points >= query->points_minimum)
            write_question(json, query, points, point_column);
}

/* ---- analyses ---- */

static void write_tables(nsc_json *json, const nsc_analysis *analysis) {
    size_t provenance_count;
    const nsc_column *provenance = nsc_provenance_columns(&provenance_count);
    begin_answer(json, "200", analysis->meaning);
    nsc_json_open(json, "schema", '{');
    nsc_json_open(json, "anyOf", '[');
    for (size_t number = 0; number < analysis->table_count; number++) {
        const nsc_analysis_table *table = &analysis->tables[number];
        begin_rows(json, NULL, table->name, table->meaning);
        write_properties(json, table->columns, table->column_count, NULL);
        write_properties(json, provenance, provenance_count, NULL);
        end_rows(json);
    }
    nsc_json_close(json, ']');
    nsc_json_close(json, '}');
    end_answer(json);
}

static void write_table_parameter(nsc_json *json, const nsc_analysis *analysis) {
    nsc_json_open(json, NULL, '{');
    write_text(json, "name", "table");
    write_text(json, "in", "query");
    write_text(json, "description", "the table to answer with; by default the first");
    nsc_json_open(json, "schema", '{');
    write_text(json, "type", "string");
    nsc_json_open(json, "enum", '[');
    for (size_t number = 0; number < analysis->table_count; number++)
        write_text(json, NULL, analysis->tables[number].name);
    nsc_json_close(json, ']');
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
}

static void write_analysis(nsc_json *json, const nsc_analysis *analysis) {
    char address[128];
    snprintf(address, sizeof address, "/api/v1/analysis/%s", analysis->name);
    begin_operation(json, address, "get", analysis->meaning);
    write_table_parameter(json, analysis);
    for (size_t row = 0; row < nsc_analysis_option_count; row++) {
        const nsc_analysis_option *option = &nsc_analysis_option_rows[row];
        if ((nsc_analysis_reads(analysis) & nsc_analysis_option_bit(option)) != 0 && option->option.file == NULL)
            write_parameter(json, &option->option);
    }
    write_common_parameters(json);
    nsc_json_close(json, ']');
    write_tables(json, analysis);
    end_operation(json);
}

/* ---- the whole ---- */

static void write_paths(nsc_json *json, const char *point_column) {
    nsc_json_open(json, "paths", '{');
    for (size_t row = 0; row < nsc_route_count; row++)
        if (nsc_routes[row].answer != nsc_answer_analysis)
            write_route(json, &nsc_routes[row]);
    for (size_t row = 0; row < nsc_query_count; row++)
        write_questions(json, nsc_queries[row], point_column);
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        write_analysis(json, nsc_analysis_at(row));
    nsc_json_close(json, '}');
}

static void write_components(nsc_json *json) {
    nsc_json_open(json, "components", '{');
    nsc_json_open(json, "schemas", '{');
    nsc_json_open(json, "error", '{');
    write_text(json, "type", "object");
    nsc_json_open(json, "required", '[');
    write_text(json, NULL, "error");
    nsc_json_close(json, ']');
    nsc_json_open(json, "properties", '{');
    nsc_json_open(json, "error", '{');
    write_text(json, "type", "string");
    write_text(json, "description", "what is wrong, as the command line says it");
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
}

nsc_status nsc_answer_openapi(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    nsc_json json = {.stream = answer->stream, .compact = true};
    const nsc_space *space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_read_options(&exchange->request, NULL, 0, NULL, error));
    NSC_TRY(nsc_landscape_space(exchange->server->opened, &space, error));
    nsc_json_open(&json, NULL, '{');
    write_text(&json, "openapi", "3.1.0");
    nsc_json_open(&json, "info", '{');
    write_text(&json, "title", "nasscape explore");
    write_text(&json, "version", nsc_version());
    write_text(&json, "description",
               "A landscape, asked as by the commands query and analyse, whose JSON these answers are. Read-only; "
               "served on this machine alone.");
    nsc_json_close(&json, '}');
    write_paths(&json, nsc_space_point_column(space));
    write_components(&json);
    nsc_json_close(&json, '}');
    fputc('\n', answer->stream);
out:
    return status;
}
