/* A session of `search serve`: its runs, and the reply to a line. */
#include "binding/search_server_internal.h"

#include "base/json_parse.h"

#include <string.h>

/* ---- runs ---- */

nsc_status nsc_search_server_end_run(nsc_search_server *server, nsc_error *error) {
    const nsc_status status = nsc_search_close(server->search, error);
    server->search = NULL;
    return status;
}

nsc_status nsc_search_server_begin_run(nsc_search_server *server, nsc_error *error) {
    nsc_search_trace *trace = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&server->traces, &server->capacity, server->run_count + 1, sizeof(nsc_search_trace *), error));
    NSC_TRY(nsc_allocate(&trace, 1, sizeof *trace, error));
    server->traces[server->run_count++] = trace;
    server->ended = false;
    NSC_TRY(nsc_search_open(&server->search, server->experiment, server->run_count - 1, trace, error));
out:
    return status;
}

/* ---- a line ---- */

static const nsc_search_request *request_with(const char *key) {
    for (const nsc_search_request *row = nsc_search_requests; row < nsc_search_requests + nsc_search_request_count;
         row++)
        if (strcmp(row->key, key) == 0 || (row->other_spelling != NULL && strcmp(row->other_spelling, key) == 0))
            return row;
    return NULL;
}

/* The one request among the keys of an object, and its value; NULL, with the reason, if there is none or another. */
static const nsc_search_request *find_request(json_t *object, const json_t **value, nsc_error *error) {
    const nsc_search_request *found = NULL;
    nsc_choices keys = {0};
    for (void *member = json_object_iter(object); member != NULL; member = json_object_iter_next(object, member)) {
        const nsc_search_request *row = request_with(json_object_iter_key(member));
        if (row != NULL && found != NULL) {
            nsc_error_set(error, NSC_INVALID, "\"%s\" and \"%s\" are two requests: one a line", found->key, row->key);
            return NULL;
        }
        if (row != NULL) {
            found = row;
            *value = json_object_iter_value(member);
        }
    }
    for (size_t row = 0; row < nsc_search_request_count; row++)
        nsc_choices_add(&keys, nsc_search_requests[row].key);
    if (found == NULL)
        nsc_error_set(error, NSC_INVALID, "a request has one of the keys %s", keys.text);
    return found;
}

/* Refuses keys that the request does not know, and other values than true. */
static nsc_status check_keys(json_t *object, const nsc_search_request *request, const json_t *value, nsc_error *error) {
    for (void *member = json_object_iter(object); member != NULL; member = json_object_iter_next(object, member)) {
        const char *key = json_object_iter_key(member);
        if (request_with(key) != request && (request->further == NULL || strcmp(key, request->further) != 0))
            return nsc_error_set(error, NSC_INVALID, "\"%s\" takes no key \"%.60s\"", request->key, key);
    }
    if (request->takes_true && !json_is_true(value))
        return nsc_error_set(error, NSC_INVALID, "\"%s\" takes true", request->key);
    return NSC_OK;
}

/* Writes the reply to server->reply; what is wrong with the request is an error. */
static nsc_status answer(nsc_search_server *server, const char *line, size_t length, nsc_error *error) {
    json_error_t reason;
    const nsc_search_request *request;
    const json_t *value = NULL;
    nsc_status status = NSC_OK;
    if (line == NULL)
        return nsc_error_set(error, NSC_INVALID, "a request has at most %zu bytes", length);
    json_t *object;
    status = nsc_json_parse(&object, line, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &reason, error);
    if (status == NSC_INVALID)
        nsc_error_set(error, NSC_INVALID, "%s", reason.text);
    if (status != NSC_OK)
        return status;
    if (!json_is_object(object)) {
        status = nsc_error_set(error, NSC_INVALID, "a request is an object, such as {\"draw\":1}");
        goto out;
    }
    request = find_request(object, &value, error);
    if (request == NULL) {
        status = NSC_INVALID;
        goto out;
    }
    NSC_TRY(check_keys(object, request, value, error));
    nsc_json_open(&server->reply, NULL, '{');
    const json_t *further = request->further != NULL ? json_object_get(object, request->further) : NULL;
    NSC_TRY(request->answer(server, value, further, error));
    nsc_json_close(&server->reply, '}');
out:
    json_decref(object);
    return status;
}

static void write_error(FILE *stream, uint64_t number, const nsc_error *reason) {
    nsc_json json = {.stream = stream, .compact = true};
    char text[sizeof reason->message + 32];
    nsc_text_format(text, sizeof text, "line %llu: %s", (unsigned long long)number, reason->message);
    nsc_json_open(&json, NULL, '{');
    nsc_json_value(&json, "error", nsc_text(text));
    nsc_json_close(&json, '}');
}

nsc_status nsc_search_server_reply(nsc_search_server *server, const char *line, size_t length, char **reply,
                                   size_t *size, nsc_error *error) {
    *reply = NULL;
    FILE *memory = nsc_text_stream_open(reply, size);
    if (memory == NULL)
        return nsc_error_out_of_memory(error, "a reply");
    server->reply = (nsc_json){.stream = memory, .compact = true};
    nsc_status status = answer(server, line, length, error);
    const bool written = fclose(memory) == 0 && !server->reply.failed;
    if (status == NSC_OK && !written)
        status = nsc_error_out_of_memory(error, "a reply");
    if (status != NSC_OK) {
        free(*reply);
        *reply = NULL;
    }
    return status;
}

nsc_status nsc_search_server_answer(nsc_search_server *server, const char *line, size_t length, uint64_t number,
                                    FILE *stream, nsc_error *error) {
    nsc_error reason = {0};
    char *text = NULL;
    size_t size = 0;
    const nsc_status status = nsc_search_server_reply(server, line, length, &text, &size, &reason);
    if (status == NSC_FAILED)
        return nsc_error_pass(error, status, &reason);
    if (status == NSC_OK)
        fwrite(text, 1, size, stream);
    else
        write_error(stream, number, &reason);
    free(text);
    fputc('\n', stream);
    return fflush(stream) == 0 ? NSC_OK : nsc_error_set(error, NSC_FAILED, "cannot write to standard output");
}

/* ---- a session ---- */

nsc_status nsc_search_server_open(nsc_search_server *server, nsc_opened_landscape *opened,
                                  const nsc_experiment *experiment, nsc_error *error) {
    nsc_status status = NSC_OK;
    *server = (nsc_search_server){.experiment = experiment};
    NSC_TRY(nsc_landscape_space(opened, &server->space, error));
    NSC_TRY(nsc_landscape_relation(opened, &server->relation, error));
    NSC_TRY(nsc_search_server_begin_run(server, error));
    server->variable_count = nsc_search_domain_variables(nsc_search_domain_of(server->search), &server->variables);
    NSC_TRY(nsc_allocate(&server->candidate, server->variable_count, sizeof *server->candidate, error));
    NSC_TRY(nsc_allocate(&server->changed, server->variable_count, sizeof *server->changed, error));
out:
    return status;
}

void nsc_search_server_close(nsc_search_server *server) {
    nsc_search_close(server->search, NULL);
    for (size_t run = 0; run < server->run_count; run++) {
        free(server->traces[run]->events);
        free(server->traces[run]);
    }
    free(server->traces);
    free(server->candidate);
    free(server->changed);
    *server = (nsc_search_server){0};
}
