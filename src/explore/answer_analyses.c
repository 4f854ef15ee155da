/* /api/v1/analyses: the analyses with their tables and the options that a request may give them. */
#include "explore/explore_internal.h"

#include "explore/parameters.h"

static void write_choices(nsc_json *json, const nsc_option *option) {
    if (option->choice == NULL)
        return;
    nsc_json_open(json, "choices", '[');
    for (size_t number = 0; option->choice(number) != NULL; number++)
        nsc_json_value(json, NULL, nsc_text(option->choice(number)));
    nsc_json_close(json, ']');
}

static void write_option(nsc_json *json, const nsc_analysis_option *row, const nsc_analysis_options *defaults) {
    static const char *const kinds[] = {
        [NSC_TAKES_NOTHING] = "flag", [NSC_TAKES_TEXT] = "text", [NSC_TAKES_TEXTS] = "texts",
        [NSC_TAKES_COUNT] = "count",  [NSC_TAKES_SEED] = "seed", [NSC_TAKES_REAL] = "real",
        [NSC_TAKES_CHOICE] = "choice"};
    const nsc_option *option = &row->option;
    nsc_json_open(json, NULL, '{');
    nsc_json_value(json, "name", nsc_text(option->name));
    nsc_json_value(json, "placeholder", nsc_text(option->placeholder));
    nsc_json_value(json, "meaning", nsc_text(option->meaning));
    nsc_json_value(json, "kind", nsc_text(kinds[option->kind]));
    nsc_json_value(json, "default", nsc_analysis_option_value(defaults, row));
    if (option->kind == NSC_TAKES_COUNT || option->kind == NSC_TAKES_REAL) {
        nsc_json_value(json, "minimum", nsc_real(option->minimum));
        nsc_json_value(json, "maximum", nsc_real(option->maximum));
    }
    write_choices(json, option);
    nsc_json_close(json, '}');
}

/* Options that name a file are left out: a page reads none. */
static void write_options(nsc_json *json, const nsc_analysis *analysis, const nsc_analysis_options *defaults) {
    nsc_json_open(json, "options", '[');
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        if ((analysis->reads & nsc_analysis_option_bit(&nsc_analysis_option_rows[row])) != 0 &&
            nsc_analysis_option_rows[row].option.file == NULL)
            write_option(json, &nsc_analysis_option_rows[row], defaults);
    nsc_json_close(json, ']');
}

static void write_tables(nsc_json *json, const nsc_analysis *analysis) {
    nsc_json_open(json, "tables", '[');
    for (size_t table = 0; table < analysis->table_count; table++) {
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "name", nsc_text(analysis->tables[table].name));
        nsc_json_value(json, "meaning", nsc_text(analysis->tables[table].meaning));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

nsc_status nsc_answer_analyses(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    const nsc_analysis_options defaults = nsc_analysis_defaults();
    nsc_json json = {.stream = answer->stream};
    const nsc_space *space;
    const nsc_relation *relation;
    nsc_status status = nsc_read_options(&exchange->request, NULL, 0, NULL, error);
    if (status != NSC_OK)
        return status;
    NSC_TRY(nsc_landscape_space(exchange->server->opened, &space, error));
    NSC_TRY(nsc_landscape_relation(exchange->server->opened, &relation, error));
    nsc_json_open(&json, NULL, '[');
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const nsc_analysis *analysis = nsc_analysis_at(number);
        nsc_error reason = {0};
        nsc_json_open(&json, NULL, '{');
        nsc_json_value(&json, "name", nsc_text(analysis->name));
        nsc_json_value(&json, "meaning", nsc_text(analysis->meaning));
        nsc_json_value(&json, "source", nsc_text(analysis->source));
        nsc_json_boolean(&json, "suits", nsc_analysis_suits(analysis, space, relation, &reason) == NSC_OK);
        nsc_json_value(&json, "unsuited", nsc_text(reason.message[0] != '\0' ? reason.message : NULL));
        write_tables(&json, analysis);
        write_options(&json, analysis, &defaults);
        nsc_json_close(&json, '}');
    }
    nsc_json_close(&json, ']');
    if (json.failed)
        status = nsc_error_out_of_memory(error, "the list of analyses");
out:
    return status;
}
