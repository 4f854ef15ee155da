/* /api/v1/progress/ID and /api/v1/cancel/ID: about another request, by the name that it was given. */
#include "explore/explore_internal.h"

#include "explore/parameters.h"

static nsc_status refuse_unknown(const char *name, nsc_answer *answer, nsc_error *error) {
    return nsc_answer_refuse(answer, NSC_HTTP_NOT_FOUND, error, "no request \"%.64s\" is on its way", name);
}

nsc_status nsc_answer_progress(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    enum { WHOLE = 100 };
    const char *name = exchange->points[0];
    char stage[NSC_JOB_STAGE_SIZE];
    double fraction;
    nsc_json json = {.stream = answer->stream};
    const nsc_status status = nsc_read_options(&exchange->request, NULL, 0, NULL, error);
    if (status != NSC_OK)
        return status;
    if (!nsc_jobs_progress(&exchange->server->jobs, name, stage, &fraction))
        return refuse_unknown(name, answer, error);
    nsc_json_open(&json, NULL, '{');
    nsc_json_value(&json, "text", nsc_text(stage));
    nsc_json_value(&json, "done", nsc_integer((int64_t)(fraction * WHOLE)));
    nsc_json_value(&json, "total", nsc_integer(WHOLE));
    nsc_json_close(&json, '}');
    fputc('\n', answer->stream);
    return NSC_OK;
}

nsc_status nsc_answer_cancel(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    nsc_json json = {.stream = answer->stream};
    const nsc_status status = nsc_read_options(&exchange->request, NULL, 0, NULL, error);
    if (status != NSC_OK)
        return status;
    if (!nsc_jobs_cancel(&exchange->server->jobs, exchange->points[0]))
        return refuse_unknown(exchange->points[0], answer, error);
    answer->code = NSC_HTTP_ACCEPTED;
    nsc_json_open(&json, NULL, '{');
    nsc_json_boolean(&json, "cancelled", true);
    nsc_json_close(&json, '}');
    fputc('\n', answer->stream);
    return NSC_OK;
}
