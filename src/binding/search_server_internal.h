/* What the files of the server share: the table of requests. */
#ifndef NSC_SEARCH_SERVER_INTERNAL_H
#define NSC_SEARCH_SERVER_INTERNAL_H

#include "binding/search_server.h"

#include <jansson.h>

/* A request by its key; the manual describes them: commands.c. */
typedef struct nsc_search_request {
    const char *key;
    const char *other_spelling; /* of the key; NULL: none */
    const char *further;        /* a key that may stand beside it; NULL: none */
    bool takes_true;            /* the value of the key */
    /* Adds members to the reply, which is an open object. The values of both keys; `further`: NULL if it is not there.
     * NSC_FAILED ends the session; any other failure is the reply. */
    nsc_status (*answer)(nsc_search_server *server, const json_t *value, const json_t *further, nsc_error *error);
} nsc_search_request;

extern const nsc_search_request nsc_search_requests[];
extern const size_t nsc_search_request_count;

/* Begins the next run, which becomes the current one; ends the current one, with the failure that ended it, if any. */
nsc_status nsc_search_server_begin_run(nsc_search_server *server, nsc_error *error);
nsc_status nsc_search_server_end_run(nsc_search_server *server, nsc_error *error);

#endif
