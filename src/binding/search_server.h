/* A session of `search serve`: one line of JSON in, one line of JSON out. The table of requests is in
 * search_requests.c. */
#ifndef NSC_SEARCH_SERVER_H
#define NSC_SEARCH_SERVER_H

#include "analysis/search/search.h"
#include "base/base.h"

/* The runs of a session, one at a time. */
typedef struct nsc_search_server {
    const nsc_space *space;
    const nsc_relation *relation; /* of neighbours of points */
    const nsc_experiment *experiment;
    const nsc_search_variable *variables;
    size_t variable_count;
    double *candidate, *changed; /* [variable_count] */
    nsc_search *search;          /* the current run, which fills in the last of the traces */
    bool ended;                  /* the current run: its last evaluation was made, or one was refused */
    nsc_search_trace **traces;   /* [run_count], each where it stays */
    size_t run_count, capacity;
    nsc_json reply;
} nsc_search_server;

/* Begins the first run. Release with nsc_search_server_close, also after a failure. */
nsc_status nsc_search_server_open(nsc_search_server *server, nsc_opened_landscape *opened,
                                  const nsc_experiment *experiment, nsc_error *error);
void nsc_search_server_close(nsc_search_server *server);

/*
 * The reply to a request of `length` bytes; NULL stands for one of more. Released by free(). NSC_INVALID for a wrong
 * request; NSC_FAILED if memory ran out or the computation is cancelled.
 */
nsc_status nsc_search_server_reply(nsc_search_server *server, const char *line, size_t length, char **reply,
                                   size_t *size, nsc_error *error);

/*
 * Answers line number `number`, `length` bytes without its newline, by a line to `stream`. A wrong request is answered
 * by its error; NULL stands for a line of more than `length` bytes. NSC_FAILED if memory ran out, the computation is
 * cancelled, or the stream refuses.
 */
nsc_status nsc_search_server_answer(nsc_search_server *server, const char *line, size_t length, uint64_t number,
                                    FILE *stream, nsc_error *error);

#endif
