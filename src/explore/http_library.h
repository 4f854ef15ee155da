/* What of libmicrohttpd is used. It is loaded when a server starts: other commands shall not wait for it. */
#ifndef NSC_HTTP_LIBRARY_H
#define NSC_HTTP_LIBRARY_H

#include "base/status.h"

#include <microhttpd.h>

/* clang-format off */
#define NSC_HTTP_NAMES(NAME)                                                                                          \
    NAME(start_daemon) NAME(stop_daemon) NAME(get_connection_info) NAME(lookup_connection_value)                       \
    NAME(create_response_from_buffer) NAME(add_response_header) NAME(queue_response) NAME(destroy_response)
/* clang-format on */

typedef struct nsc_http_library {
#define NSC_DECLARE(name) __typeof__(MHD_##name) *name;
    NSC_HTTP_NAMES(NSC_DECLARE)
#undef NSC_DECLARE
} nsc_http_library;

/* NSC_FAILED, saying what to install, if it is not there. */
nsc_status nsc_http_library_load(nsc_http_library *library, nsc_error *error);

#endif
