/*
 * explore: a landscape served to a browser on this machine.
 *
 * In: an opened landscape and a port. Out: a page, and the answers to its questions as JSON, on 127.0.0.1 only. What is
 * answered is what the command line prints: questions are rows of query/questions.c and analyses rows of
 * analysis/registry.c, which the server reads as the command line does.
 *
 *   routes.c         the table of addresses; the place to start reading
 *   server.c         connections, by libmicrohttpd (http_library.h): limits, time, headers; starts and ends
 *   request.h        the address of a request taken apart; who may ask
 *   answer.h         an answer, written before it is sent
 *   parameters.h     options of an address by the tables of options
 *   jobs.h           slow questions: one at a time, each with its progress, to be cancelled
 *   answer_about.c   the space, its data and what may be asked
 *   answer_query.c   the questions of query/questions.c
 *   answer_analyses.c  the analyses, their tables and options
 *   answer_analysis.c  the analyses, how they are drawn, the network of optima
 *   answer_job.c     progress and end of another request
 *   answer_map.c     all points in bins (map.h)
 *   answer_openapi.c a description of all addresses, from the same tables
 *   page_files.h     the files of page/, which the build puts into the program (cmake/EmbedPage.cmake)
 */
#ifndef NSC_EXPLORE_H
#define NSC_EXPLORE_H

#include "analysis/landscape.h"
#include "base/control.h"

enum { NSC_EXPLORE_PORT = 8101, NSC_EXPLORE_ADDRESS_SIZE = 40 };

typedef struct nsc_explore {
    nsc_opened_landscape *opened;
    const char *fitness;        /* the rule of --fitness, as the landscape was opened with; NULL: not given */
    unsigned port;              /* 0: any free one */
    const nsc_control *control; /* threads; the server ends once it is cancelled */
    /* Called once, when connections are accepted at `address`, "http://127.0.0.1:8101/"; a failure ends the server. */
    nsc_status (*ready)(void *context, const char *address, nsc_error *error);
    void *context;
} nsc_explore;

/*
 * Serves until the control is cancelled, which a signal to the process does at once, and returns NSC_OK then.
 * NSC_FAILED if the port is taken, or if libmicrohttpd is not there. Signals of the process are left to the calling
 * thread while it serves.
 */
nsc_status nsc_explore_serve(const nsc_explore *explore, nsc_error *error);

#endif
