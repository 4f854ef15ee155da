/*
 * Any text METHOD ADDRESS as a request to `explore`: answered by a file of the page, or by a JSON value: of the
 * question, or {"error": ...}. Names of hosts and origins are judged, too.
 */
#include "fuzz.h"
#include "fuzz_values.h"

#include "base/base.h"
#include "explore/explore_internal.h"

#include <jansson.h>

const unsigned fuzz_default_rounds = 2000;

const char *const fuzz_seeds[] = {
    "GET /",
    "HEAD /index.html",
    "GET /api/v1/about",
    "GET /api/v1/map?x=fitness&y=id&bins=5",
    "GET /api/v1/analyses",
    "GET /api/v1/analysis/rwa?lags=3&table=summary",
    "GET /api/v1/figures/rwa",
    "GET /api/v1/cell/id%3A7?fitness=column%3Amade",
    "GET /api/v1/neighbours/0012?better=1",
    "GET /api/v1/top?n=3&where=id+%3C+4",
    "GET /api/v1/path/0000/0012?path=all",
    "GET /api/v1/ball/0000?radius=2&shells",
    "GET /api/v1/sample?n=2&seed=5&over=points",
    "GET /api/v1/progress/abcdefgh",
    "POST /api/v1/cancel/abcdefgh",
    "GET /api/v1/openapi.json",
    "GET /api/v1/compare?point=id:1&point=id:2&request=abcdefgh",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"/",
                                   "//",
                                   "?",
                                   "&",
                                   "=",
                                   "%",
                                   "%00",
                                   "%2F",
                                   "%C3%A4",
                                   "%ff",
                                   "+",
                                   "/api/v1/",
                                   "point=",
                                   "fitness=",
                                   "where=",
                                   "n=",
                                   "request=abcdefgh",
                                   "id:",
                                   "climb",
                                   "compare",
                                   "nearest-better",
                                   "network",
                                   "radius=",
                                   "18446744073709551616",
                                   "POST ",
                                   NULL};

static const nsc_control one_thread = {.thread_count = 1};
static nsc_server server;

static void open_server(void) {
    const nsc_landscape_names names = {
        .space = "hamming:3^4", .fitness = "column:made", .make_fitness = fuzz_make_values, .control = &one_thread};
    fuzz_demand(nsc_landscape_open(&server.opened, &names, NULL) == NSC_OK, "a landscape opens");
    server.fitness = "column:made";
    server.control = &one_thread;
    server.port = 8765;
    nsc_jobs_open(&server.jobs, server.control);
    nsc_map_cache_open(&server.map);
}

static void check_answer(const nsc_answer *answer) {
    json_error_t reason;
    fuzz_demand(answer->code >= NSC_HTTP_OK && answer->code <= NSC_HTTP_BUSY, "an answer has a code");
    fuzz_demand(answer->code != NSC_HTTP_FAILED, "no request makes the server fail");
    if (answer->fixed != NULL)
        return;
    json_t *value = json_loadb(answer->bytes, answer->size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &reason);
    fuzz_demand(value != NULL, "an answer is JSON");
    fuzz_demand(answer->code < NSC_HTTP_BAD_REQUEST || json_is_string(json_object_get(value, "error")),
                "a refusal has a reason");
    json_decref(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size);
    const char *method = text, *address = "";
    nsc_exchange exchange = {.server = &server, .descriptor = -1};
    nsc_answer answer = {.code = NSC_HTTP_OK};
    nsc_error error = {0};
    if (server.opened == NULL)
        open_server();
    char *blank = strchr(text, ' ');
    if (blank != NULL) {
        *blank = '\0';
        address = blank + 1;
    }
    (void)nsc_host_is_own(address, server.port);
    (void)nsc_origin_is_own(address, method);
    const nsc_status status = nsc_request_parse(&exchange.request, address, &error);
    if (status == NSC_OK) {
        nsc_answer_request(&exchange, method, &answer);
    } else {
        fuzz_refused(status, &error, NULL);
        nsc_answer_fail(&answer, status, &error);
    }
    check_answer(&answer);
    nsc_answer_release(&answer);
    nsc_request_release(&exchange.request);
    free(text);
    return 0;
}
