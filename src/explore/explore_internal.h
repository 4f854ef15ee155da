/* What the files of explore share: the server, and what an address leads to. */
#ifndef NSC_EXPLORE_INTERNAL_H
#define NSC_EXPLORE_INTERNAL_H

#include "explore/answer.h"
#include "explore/explore.h"
#include "explore/jobs.h"
#include "explore/map.h"
#include "explore/request.h"
#include "query/query.h"

/* What answers have in common. */
typedef struct nsc_server {
    nsc_opened_landscape *opened;
    const char *fitness;        /* that the command line names; NULL: none */
    const nsc_control *control; /* cancelled when the server ends */
    unsigned port;
    nsc_jobs jobs;
    nsc_map_cache map;
} nsc_server;

/* One request while it is answered. */
typedef struct nsc_exchange {
    nsc_server *server;
    nsc_request request;
    const char *name;          /* the part after /api/v1 */
    const char *const *points; /* the parts after that */
    size_t point_count;
    int descriptor; /* of the connection, to notice that the client has gone */
    nsc_job *job;
    const nsc_control *control; /* of the job: threads, progress, cancelling */
} nsc_exchange;

/* An address below /api/v1 other than those of the questions. */
typedef struct nsc_route {
    const char *name;
    const char *meaning;  /* one line */
    const char *argument; /* what follows its name: "ID"; NULL: nothing */
    const char *method;   /* "GET" or "POST" */
    nsc_status (*answer)(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
    const nsc_option *options; /* [option_count] */
    size_t option_count;
} nsc_route;

extern const nsc_route nsc_routes[];
extern const size_t nsc_route_count;

/* Answers a request with this method: a file of the page or an address below /api/v1. Failures are answers, too. */
void nsc_answer_request(nsc_exchange *exchange, const char *method, nsc_answer *answer);

/* The answers of the routes, and the options of those that have some. */
nsc_status nsc_answer_about(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_analysis(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_analyses(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_figures(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_map(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_network(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_openapi(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_progress(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_cancel(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
nsc_status nsc_answer_query(const nsc_exchange *exchange, const nsc_query *query, nsc_answer *answer, nsc_error *error);

enum { NSC_NETWORK_OPTIONS = 1, NSC_MAP_OPTIONS = 12 };
extern const nsc_option nsc_map_options[NSC_MAP_OPTIONS];
extern const nsc_option nsc_network_options[NSC_NETWORK_OPTIONS];

/* Makes what the page shows first, so that the first look at it is quick; what fails will fail when it is asked for. */
void nsc_map_warm(nsc_server *server);

#endif
