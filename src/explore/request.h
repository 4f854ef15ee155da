/* What a client asks: the address of a request taken apart, its methods and headers judged. */
#ifndef NSC_REQUEST_H
#define NSC_REQUEST_H

#include "base/base.h"

#include <stdbool.h>

/* More than any question has: three parts before it, two points; each option once, and many points to mark. */
enum { NSC_REQUEST_PARTS = 8, NSC_REQUEST_OPTIONS = 128 };

typedef struct nsc_request_option {
    const char *name;
    const char *value; /* empty if it has none */
} nsc_request_option;

/* "/api/v1/cell/id%3A7?fitness=params" is the parts api, v1, cell, id:7 and the option fitness, params. */
typedef struct nsc_request {
    char *text; /* what the others point into */
    const char *parts[NSC_REQUEST_PARTS];
    size_t part_count;
    nsc_request_option options[NSC_REQUEST_OPTIONS];
    size_t option_count;
} nsc_request;

/*
 * Takes an address apart: its path at slashes, the rest at "&", each part decoded by itself, so that a point may hold
 * %2F. "+" is a blank among options, as forms write it. NSC_USAGE, with the place, for an address that does not begin
 * with a slash, for a wrong percent sign, for bytes that are no text, and for too many parts or options. Release with
 * nsc_request_release, also after a failure.
 */
nsc_status nsc_request_parse(nsc_request *request, const char *address, nsc_error *error);
void nsc_request_release(nsc_request *request);

/* The value of an option; NULL if it is not there. */
const char *nsc_request_value(const nsc_request *request, const char *name);

/* ---- who asks ---- */

/* True if `host` names this machine's own loopback interface at `port`: a page elsewhere whose name was made to lead
 * here says its own. */
bool nsc_host_is_own(const char *host, unsigned port);

/* True if `origin` is the page that is served at `host`, the name by which it is asked. */
bool nsc_origin_is_own(const char *origin, const char *host);

#endif
