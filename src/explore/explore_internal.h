/* What the files of explore share: the server, and what an address leads to. */
#ifndef NSC_EXPLORE_INTERNAL_H
#define NSC_EXPLORE_INTERNAL_H

#include "explore/answer.h"
#include "explore/explore.h"
#include "explore/request.h"

/* What answers have in common. */
typedef struct nsc_server {
    nsc_opened_landscape *opened;
    const nsc_control *control; /* threads of an answer; cancelled when the server ends */
    unsigned port;
} nsc_server;

/* One request while it is answered. */
typedef struct nsc_exchange {
    nsc_server *server;
    nsc_request request;
    const char *name;          /* the part after /api/v1 */
    const char *const *points; /* the parts after that */
    size_t point_count;
    int descriptor; /* of the connection, to notice that the client has gone */
} nsc_exchange;

/* An address below /api/v1 other than those of the questions. */
typedef struct nsc_route {
    const char *name;
    const char *meaning;  /* one line */
    const char *argument; /* what follows its name: "ID"; NULL: nothing */
    const char *method;   /* "GET" or "POST" */
    nsc_status (*answer)(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);
} nsc_route;

extern const nsc_route nsc_routes[];
extern const size_t nsc_route_count;

/* Answers a request with this method: a file of the page or an address below /api/v1. Failures are answers, too. */
void nsc_answer_request(nsc_exchange *exchange, const char *method, nsc_answer *answer);

nsc_status nsc_answer_about(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error);

#endif
