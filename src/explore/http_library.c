/* libmicrohttpd, loaded late. */
#include "explore/http_library.h"

#include "base/base.h"

nsc_status nsc_http_library_load(nsc_http_library *library, nsc_error *error) {
#define SPELL(name) "MHD_" #name,
    static const char *const names[] = {NSC_HTTP_NAMES(SPELL)};
#undef SPELL
    _Static_assert(sizeof names == sizeof *library, "a pointer each");
    nsc_error reason = {0};
    const nsc_status status = nsc_late_library_load(NASSCAPE_MICROHTTPD, names, NSC_COUNT_OF(names), library, &reason);
    if (status == NSC_OK || reason.out_of_memory)
        return nsc_error_pass(error, status, &reason);
    return nsc_error_set(error, status,
                         "the page is served through libmicrohttpd: install it (Debian: libmicrohttpd12). %s",
                         reason.message);
}
