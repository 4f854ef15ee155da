/* The table of the requests of `search serve`, and the answer to each: candidates in JSON, replies. */
#include "binding/search_server_internal.h"

#include "analysis/search/results/search_score.h"
#include "analysis/search/search_domain.h"

#include <math.h>
#include <string.h>

enum { MOST_DRAWN = 10000 };

/* ---- values of replies ---- */

static void reply_text(nsc_search_server *server, const char *key, const char *text) {
    nsc_json_value(&server->reply, key, nsc_text(text));
}

static void reply_count(nsc_search_server *server, const char *key, uint64_t count) {
    nsc_json_value(&server->reply, key, nsc_unsigned(count));
}

static void reply_real(nsc_search_server *server, const char *key, double real) {
    nsc_json_value(&server->reply, key, nsc_real(real));
}

/* The name of a point; null for none. */
static nsc_status reply_point(nsc_search_server *server, const char *key, uint32_t point, nsc_error *error) {
    nsc_point_name name = {.text = NULL};
    nsc_status status = NSC_OK;
    if (point != UINT32_MAX)
        status = server->space->point_name(server->space, point, &name, error);
    if (status == NSC_OK)
        reply_text(server, key, name.text);
    return status;
}

/* True if candidates are points themselves, which JSON names. */
static bool takes_points(const nsc_search_server *server) {
    return nsc_search_domain_of(server->search)->encoding == NSC_ENCODING_POINTS;
}

/* A candidate as requests spell it: the name of a point, or an array of numbers. */
static nsc_status reply_candidate(nsc_search_server *server, const double *candidate, nsc_error *error) {
    if (takes_points(server))
        return reply_point(server, NULL, (uint32_t)candidate[0], error);
    nsc_json_open(&server->reply, NULL, '[');
    for (size_t variable = 0; variable < server->variable_count; variable++) {
        if (server->variables[variable].kind == NSC_VARIABLE_REAL)
            reply_real(server, NULL, candidate[variable]);
        else
            reply_count(server, NULL, (uint64_t)candidate[variable]);
    }
    nsc_json_close(&server->reply, ']');
    return NSC_OK;
}

/* ---- values of requests ---- */

/* A candidate or a point: `is_point` tells which. */
typedef struct requested_candidate {
    bool is_point;
    uint32_t point;
} requested_candidate;

static nsc_status read_variable(const nsc_search_server *server, size_t number, const json_t *value, double *read,
                                nsc_error *error) {
    const nsc_search_variable *variable = &server->variables[number];
    const bool is_real = variable->kind == NSC_VARIABLE_REAL;
    const double limit = is_real ? 1 : variable->levels - 1.0;
    *read = json_is_number(value) ? json_number_value(value) : NAN;
    if (*read >= 0 && *read <= limit && (is_real || *read == floor(*read)))
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID, "variable %zu (%s) takes a %s from 0 to %g", number, variable->name,
                         is_real ? "number" : "whole number", limit);
}

/* Reads an array of numbers into server->candidate, or the name of a point. */
static nsc_status read_candidate(nsc_search_server *server, const json_t *value, requested_candidate *read,
                                 nsc_error *error) {
    nsc_status status = NSC_OK;
    read->is_point = json_is_string(value);
    if (read->is_point) {
        status = server->space->point_parse(server->space, json_string_value(value), &read->point, error);
        if (status == NSC_OK && takes_points(server))
            server->candidate[0] = read->point;
        return status;
    }
    if (!json_is_array(value) || takes_points(server))
        return nsc_error_set(error, NSC_INVALID, "a candidate is %sthe name of a point in quotes",
                             takes_points(server) ? "" : "an array of numbers, or ");
    if (json_array_size(value) != server->variable_count)
        return nsc_error_set(error, NSC_INVALID, "a candidate of this encoding has %zu numbers, not %zu",
                             server->variable_count, json_array_size(value));
    for (size_t variable = 0; status == NSC_OK && variable < server->variable_count; variable++)
        status = read_variable(server, variable, json_array_get(value, variable), &server->candidate[variable], error);
    return status;
}

/* False of data without numbers of epochs. */
static bool has_budgets(const nsc_experiment_facts *facts) {
    return facts->epochs[0] > 0;
}

/* The place of the requested budget among those of the experiment; the full one if none is requested. */
static nsc_status read_budget(const nsc_search_server *server, const json_t *epochs, size_t *budget, nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(server->experiment);
    char text[16];
    nsc_choices choices = {0};
    *budget = facts->budget_count - 1;
    if (epochs == NULL)
        return NSC_OK;
    if (!has_budgets(facts))
        return nsc_error_set(error, NSC_INVALID, "\"epochs\" is for data with budgets, which this data has not");
    for (*budget = 0; *budget < facts->budget_count; ++*budget) {
        if (json_is_integer(epochs) && json_integer_value(epochs) == facts->epochs[*budget])
            return NSC_OK;
        snprintf(text, sizeof text, "%d", facts->epochs[*budget]);
        nsc_choices_add(&choices, text);
    }
    return nsc_error_set(error, NSC_INVALID, "\"epochs\" is none of the budgets of the data: %s", choices.text);
}

/* ---- the current run ---- */

static nsc_search_trace *current_trace(const nsc_search_server *server) {
    return server->traces[server->run_count - 1];
}

/* After an evaluation, a draw or a mutation: whether there is another evaluation. A failure ends the session. */
static nsc_status note_end(nsc_search_server *server, bool refused, nsc_error *error) {
    const nsc_search_options *options = nsc_experiment_options(server->experiment);
    server->ended = server->ended || refused ||
                    (options->evaluations > 0 && current_trace(server)->evaluations >= options->evaluations);
    return refused ? nsc_control_check(options->control, error) : NSC_OK;
}

/* How far the run is, which most replies end with. */
static void reply_progress(nsc_search_server *server) {
    const nsc_search_trace *trace = current_trace(server);
    reply_count(server, "run", server->run_count - 1);
    reply_count(server, "evaluations", trace->evaluations);
    if (nsc_experiment_describe(server->experiment)->has_times)
        reply_real(server, "clock_s", trace->time_s);
    nsc_json_boolean(&server->reply, "ended", server->ended);
}

/* ---- requests ---- */

/* True if the levels of a variable are symbols of the space: operations, letters, values of a table. */
static bool has_symbols(const nsc_search_server *server, size_t number) {
    const nsc_search_domain *domain = nsc_search_domain_of(server->search);
    return server->space->words != NULL &&
           (domain->encoding == NSC_ENCODING_VARIABLES || number < domain->encodings->symbol_count);
}

/* The symbol of a level; a table of variables has its name in front, "lr=0.1", which is left out. */
static const char *value_of_level(const nsc_search_server *server, size_t number, unsigned level) {
    const char *symbol = nsc_words_symbol_name(server->space->words, (unsigned)number, level);
    const size_t length = strlen(server->variables[number].name);
    return strncmp(symbol, server->variables[number].name, length) == 0 && symbol[length] == '=' ? symbol + length + 1
                                                                                                 : symbol;
}

static void reply_variable(nsc_search_server *server, size_t number) {
    static const char *const kinds[] = {"categorical", "integer", "real"};
    const nsc_search_variable *variable = &server->variables[number];
    nsc_json_open(&server->reply, NULL, '{');
    reply_text(server, "name", variable->name);
    reply_text(server, "kind", kinds[variable->kind]);
    if (variable->kind != NSC_VARIABLE_REAL)
        reply_count(server, "levels", variable->levels);
    if (has_symbols(server, number)) {
        nsc_json_open(&server->reply, "values", '[');
        for (unsigned level = 0; level < variable->levels; level++)
            reply_text(server, NULL, value_of_level(server, number, level));
        nsc_json_close(&server->reply, ']');
    }
    nsc_json_close(&server->reply, '}');
}

static nsc_status answer_describe(nsc_search_server *server, const json_t *value, const json_t *further,
                                  nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(server->experiment);
    const nsc_search_options *options = nsc_experiment_options(server->experiment);
    nsc_json *reply = &server->reply;
    (void)value;
    (void)further;
    (void)error;
    reply_text(server, "space", server->space->name);
    reply_text(server, "encoding", facts->encoding);
    nsc_json_open(reply, "variables", '[');
    for (size_t number = 0; !takes_points(server) && number < server->variable_count; number++)
        reply_variable(server, number);
    nsc_json_close(reply, ']');
    nsc_json_open(reply, "epochs", '[');
    for (size_t budget = 0; has_budgets(facts) && budget < facts->budget_count; budget++)
        nsc_json_value(reply, NULL, nsc_integer(facts->epochs[budget]));
    nsc_json_close(reply, ']');
    nsc_json_value(reply, "most_evaluations",
                   options->evaluations > 0 ? nsc_unsigned(options->evaluations) : nsc_missing());
    nsc_json_value(reply, "most_s", options->time_s > 0 ? nsc_real(options->time_s) : nsc_missing());
    nsc_json_boolean(reply, "has_times", facts->has_times);
    reply_count(server, "seed", options->seed);
    reply_text(server, "protocol", facts->protocol);
    reply_text(server, "edge_limit", facts->edge_limit);
    reply_text(server, "relation", server->relation->name);
    reply_text(server, "selected_by", facts->selected_by);
    reply_text(server, "scored_by", facts->scored_by);
    reply_text(server, "direction", facts->provenance.direction);
    reply_text(server, "origin", facts->provenance.origin);
    reply_text(server, "source", facts->provenance.source);
    reply_count(server, "points", facts->point_count);
    reply_count(server, "evaluated_points", facts->evaluated_count);
    reply_real(server, "best_score", facts->best_score);
    return NSC_OK;
}

static nsc_status answer_draw(nsc_search_server *server, const json_t *value, const json_t *further, nsc_error *error) {
    (void)further;
    bool drawn = true;
    nsc_status status = NSC_OK;
    if (!json_is_integer(value) || json_integer_value(value) < 1 || json_integer_value(value) > MOST_DRAWN)
        return nsc_error_set(error, NSC_INVALID, "\"draw\" takes a whole number from 1 to %d", (int)MOST_DRAWN);
    nsc_json_open(&server->reply, "candidates", '[');
    for (json_int_t number = 0; drawn && number < json_integer_value(value); number++) {
        drawn = !server->ended && nsc_search_draw(server->search, server->candidate);
        if (drawn)
            NSC_TRY(reply_candidate(server, server->candidate, error));
    }
    nsc_json_close(&server->reply, ']');
    NSC_TRY(note_end(server, !drawn, error));
    reply_progress(server);
out:
    return status;
}

static nsc_status answer_mutate(nsc_search_server *server, const json_t *value, const json_t *further,
                                nsc_error *error) {
    (void)further;
    requested_candidate read;
    nsc_status status = NSC_OK;
    NSC_TRY(read_candidate(server, value, &read, error));
    if (read.is_point && !takes_points(server))
        return nsc_error_set(error, NSC_INVALID, "\"mutate\" takes an array of %zu numbers", server->variable_count);
    const bool changed = !server->ended && nsc_search_mutate(server->search, server->candidate, server->changed);
    nsc_json_open(&server->reply, "candidates", '[');
    if (changed)
        NSC_TRY(reply_candidate(server, server->changed, error));
    nsc_json_close(&server->reply, ']');
    NSC_TRY(note_end(server, !changed, error));
    reply_progress(server);
out:
    return status;
}

/* The neighbours of a point by the relation, one row straight from the space. */
static nsc_status reply_neighbours_of_point(nsc_search_server *server, uint32_t point, nsc_error *error) {
    nsc_neighbour *neighbours = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_graph_neighbours(server->space, server->relation, point, &neighbours, &count, error));
    for (size_t place = 0; place < count; place++)
        NSC_TRY(reply_point(server, NULL, neighbours[place].point, error));
out:
    free(neighbours);
    return status;
}

static nsc_status answer_neighbours(nsc_search_server *server, const json_t *value, const json_t *further,
                                    nsc_error *error) {
    (void)further;
    const nsc_search_domain *domain = nsc_search_domain_of(server->search);
    requested_candidate read;
    nsc_status status = NSC_OK;
    NSC_TRY(read_candidate(server, value, &read, error));
    if (!read.is_point && domain->encoding == NSC_ENCODING_C)
        return nsc_error_set(error, NSC_INVALID,
                             "a candidate of encoding C has no neighbours: a real number has no "
                             "next one; use \"mutate\"");
    nsc_json_open(&server->reply, "neighbours", '[');
    if (read.is_point)
        NSC_TRY(reply_neighbours_of_point(server, read.point, error));
    const size_t count = read.is_point ? 0 : nsc_search_domain_neighbour_count(domain, server->candidate);
    for (size_t number = 0; number < count; number++) {
        nsc_search_domain_neighbour(domain, server->candidate, number, server->changed);
        NSC_TRY(reply_candidate(server, server->changed, error));
    }
    nsc_json_close(&server->reply, ']');
out:
    return status;
}

static nsc_status answer_evaluate(nsc_search_server *server, const json_t *value, const json_t *further,
                                  nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(server->experiment);
    requested_candidate read;
    nsc_search_answer answer;
    size_t budget;
    nsc_status status = NSC_OK;
    NSC_TRY(read_candidate(server, value, &read, error));
    NSC_TRY(read_budget(server, further, &budget, error));
    const bool evaluated =
        !server->ended && (read.is_point ? nsc_search_evaluate_point(server->search, read.point, budget, &answer)
                                         : nsc_search_evaluate(server->search, server->candidate, budget, &answer));
    NSC_TRY(note_end(server, !evaluated, error));
    if (evaluated) {
        const nsc_search_trace *trace = current_trace(server);
        NSC_TRY(reply_point(server, "point", answer.point, error));
        nsc_json_boolean(&server->reply, "valid", answer.valid);
        reply_real(server, "loss", answer.loss);
        reply_real(server, "fitness", answer.fitness);
        if (has_budgets(facts))
            nsc_json_value(&server->reply, "epochs", nsc_integer(facts->epochs[budget]));
        reply_real(server, "time_s", answer.time_s);
        nsc_json_boolean(&server->reply, "free", answer.free);
        nsc_json_boolean(&server->reply, "incumbent",
                         answer.valid && !answer.free && trace->events[trace->count - 1].incumbent);
    }
    reply_progress(server);
out:
    return status;
}

static nsc_status reply_incumbent(nsc_search_server *server, const nsc_search_event *incumbent, nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(server->experiment);
    if (incumbent == NULL) {
        nsc_json_value(&server->reply, "incumbent", nsc_missing());
        return NSC_OK;
    }
    nsc_json_open(&server->reply, "incumbent", '{');
    const nsc_status status = reply_point(server, "point", incumbent->point, error);
    reply_real(server, "fitness", incumbent->fitness);
    reply_count(server, "evaluations", incumbent->evaluations);
    if (facts->has_times)
        reply_real(server, "clock_s", incumbent->time_s);
    reply_real(server, "score", nsc_experiment_score(server->experiment, incumbent->point));
    reply_real(server, "regret_valid", nsc_search_valid_regret(server->experiment, incumbent->point));
    reply_real(server, "regret_test", nsc_search_regret(server->experiment, incumbent->point));
    nsc_json_close(&server->reply, '}');
    return status;
}

static nsc_status answer_state(nsc_search_server *server, const json_t *value, const json_t *further,
                               nsc_error *error) {
    const nsc_search_trace *trace = current_trace(server);
    (void)value;
    (void)further;
    reply_progress(server);
    reply_count(server, "points", trace->points);
    reply_count(server, "repeated", trace->repeated);
    reply_count(server, "invalid", trace->invalid);
    reply_count(server, "unmeasured", trace->unmeasured);
    return reply_incumbent(server, nsc_search_last_incumbent(trace), error);
}

static nsc_status answer_next_run(nsc_search_server *server, const json_t *value, const json_t *further,
                                  nsc_error *error) {
    nsc_status status = NSC_OK;
    (void)value;
    (void)further;
    NSC_TRY(nsc_search_server_end_run(server, error));
    NSC_TRY(nsc_search_server_begin_run(server, error));
    reply_progress(server);
out:
    return status;
}

const nsc_search_request nsc_search_requests[] = {
    {"describe", NULL, NULL, true, answer_describe},      {"draw", NULL, NULL, false, answer_draw},
    {"mutate", NULL, NULL, false, answer_mutate},         {"neighbours", "neighbors", NULL, false, answer_neighbours},
    {"evaluate", NULL, "epochs", false, answer_evaluate}, {"state", NULL, NULL, true, answer_state},
    {"next_run", NULL, NULL, true, answer_next_run},
};
const size_t nsc_search_request_count = NSC_COUNT_OF(nsc_search_requests);
