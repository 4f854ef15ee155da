/* The table of addresses, and which one a request leads to. */
#include "explore/explore_internal.h"
#include "explore/page_files.h"

#include <string.h>

const nsc_route nsc_routes[] = {
    {"about", "the space, its data, and what may be asked", NULL, "GET", nsc_answer_about, NULL, 0},
    {"map", "all points in bins of two quantities", NULL, "GET", nsc_answer_map, nsc_map_options, NSC_MAP_OPTIONS},
    {"analyses", "the analyses with their tables and options", NULL, "GET", nsc_answer_analyses, NULL, 0},
    {"analysis", "a table of an analysis", "NAME", "GET", nsc_answer_analysis, NULL, 0},
    {"figures", "how each table of an analysis is drawn", NULL, "GET", nsc_answer_figures, NULL, 0},
    {"network", "the network of local optima, placed in the plane", NULL, "GET", nsc_answer_network,
     nsc_network_options, NSC_NETWORK_OPTIONS},
    {"openapi.json", "this description", NULL, "GET", nsc_answer_openapi, NULL, 0},
    {"progress", "how far a request is that was given a name", "ID", "GET", nsc_answer_progress, NULL, 0},
    {"cancel", "ends a request that was given a name", "ID", "POST", nsc_answer_cancel, NULL, 0},
};
const size_t nsc_route_count = NSC_COUNT_OF(nsc_routes);

/* ---- files of the page ---- */

/* The parts of a request as one path; an empty one is the page itself. */
static nsc_status answer_file(const nsc_request *request, nsc_answer *answer, nsc_error *error) {
    char path[256] = "index.html";
    size_t length = 0;
    for (size_t part = 0; part < request->part_count && length < sizeof path; part++)
        length +=
            (size_t)snprintf(path + length, sizeof path - length, "%s%s", part > 0 ? "/" : "", request->parts[part]);
    const nsc_embedded_file *file = length < sizeof path ? nsc_page_file_at(path) : NULL;
    if (file == NULL)
        return nsc_answer_refuse(answer, NSC_HTTP_NOT_FOUND, error, "there is no page at this address");
    answer->type = file->type;
    answer->etag = file->etag;
    answer->fixed = file->bytes;
    answer->size = file->size;
    return NSC_OK;
}

/* ---- addresses below /api/v1 ---- */

static const nsc_route *route_named(const char *name) {
    for (size_t route = 0; route < nsc_route_count; route++)
        if (strcmp(nsc_routes[route].name, name) == 0)
            return &nsc_routes[route];
    return NULL;
}

static nsc_status check_method(const char *method, const char *wanted, nsc_answer *answer, nsc_error *error) {
    const bool reading = strcmp(wanted, "GET") == 0;
    if (strcmp(method, wanted) == 0 || (reading && strcmp(method, "HEAD") == 0))
        return NSC_OK;
    answer->allow = reading ? "GET, HEAD" : wanted;
    return nsc_answer_refuse(answer, NSC_HTTP_METHOD_NOT_ALLOWED, error, "this address takes %s only", answer->allow);
}

/* How many parts may follow a route's name. */
static nsc_status check_argument(const nsc_exchange *exchange, const nsc_route *route, nsc_answer *answer,
                                 nsc_error *error) {
    const size_t wanted = route->argument != NULL;
    if (exchange->point_count == wanted)
        return NSC_OK;
    return nsc_answer_refuse(answer, NSC_HTTP_NOT_FOUND, error, "the address is /api/v1/%s%s%s", route->name,
                             wanted ? "/" : "", wanted ? route->argument : "");
}

static nsc_status answer_route(const nsc_exchange *exchange, const nsc_route *route, const char *method,
                               nsc_answer *answer, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(check_method(method, route->method, answer, error));
    NSC_TRY(check_argument(exchange, route, answer, error));
    NSC_TRY(nsc_answer_open(answer, error));
    NSC_TRY(route->answer(exchange, answer, error));
    NSC_TRY(nsc_answer_finish(answer, error));
out:
    return status;
}

static nsc_status answer_question(const nsc_exchange *exchange, const nsc_query *query, const char *method,
                                  nsc_answer *answer, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(check_method(method, "GET", answer, error));
    NSC_TRY(nsc_answer_open(answer, error));
    NSC_TRY(nsc_answer_query(exchange, query, answer, error));
    NSC_TRY(nsc_answer_finish(answer, error));
out:
    return status;
}

/* Under the name that the client gave the request. */
static nsc_status answer_named(nsc_exchange *exchange, const char *method, nsc_answer *answer, nsc_error *error) {
    const nsc_route *route = route_named(exchange->name);
    const nsc_query *query = route == NULL ? nsc_query_named(exchange->name) : NULL;
    nsc_job job;
    nsc_status status = NSC_OK;
    if (route == NULL && query == NULL)
        return nsc_answer_refuse(answer, NSC_HTTP_NOT_FOUND, error,
                                 "there is no /api/v1/%.60s: /api/v1/openapi.json lists all addresses", exchange->name);
    exchange->job = &job;
    exchange->control = &job.control;
    NSC_TRY(nsc_job_begin(&exchange->server->jobs, &job, nsc_request_value(&exchange->request, "request"),
                          exchange->descriptor, error));
    status = route != NULL ? answer_route(exchange, route, method, answer, error)
                           : answer_question(exchange, query, method, answer, error);
    status = nsc_job_judge(&job, status, answer, error);
out:
    nsc_job_end(&job);
    exchange->job = NULL;
    exchange->control = NULL;
    return status;
}

static bool is_api(const nsc_request *request) {
    return request->part_count >= 2 && strcmp(request->parts[0], "api") == 0 && strcmp(request->parts[1], "v1") == 0;
}

void nsc_answer_request(nsc_exchange *exchange, const char *method, nsc_answer *answer) {
    enum { BEFORE_NAME = 2 };
    const nsc_request *request = &exchange->request;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    if (!is_api(request)) {
        NSC_TRY(check_method(method, "GET", answer, &error));
        NSC_TRY(answer_file(request, answer, &error));
        return;
    }
    exchange->name = request->part_count > BEFORE_NAME ? request->parts[BEFORE_NAME] : "";
    exchange->points = request->parts + BEFORE_NAME + 1;
    exchange->point_count = request->part_count > BEFORE_NAME ? request->part_count - BEFORE_NAME - 1 : 0;
    NSC_TRY(answer_named(exchange, method, answer, &error));
out:
    if (status != NSC_OK)
        nsc_answer_fail(answer, status, &error);
}
