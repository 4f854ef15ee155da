/* Reading JSON: jansson returns what is wrong with the text, errno whether it got the memory that it asked for. */
#include "base/json_parse.h"

#include <errno.h>

nsc_status nsc_json_parse(json_t **value, const char *bytes, size_t size, size_t flags, json_error_t *reason,
                          nsc_error *error) {
    errno = 0;
    *value = json_loadb(bytes, size, flags, reason);
    if (*value != NULL)
        return NSC_OK;
    return errno == ENOMEM ? nsc_error_out_of_memory(error, "%zu bytes of JSON", size) : NSC_INVALID;
}
