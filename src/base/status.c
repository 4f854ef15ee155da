/* Error texts: the first failure wins, and places are put in front of it on the way up. */
#include "base/status.h"

#include "base/text.h"

#include <stdarg.h>
#include <string.h>

static void set_message(nsc_error *error, nsc_status status, const char *format, va_list arguments) {
    error->status = status;
    nsc_text_message(error->message, sizeof error->message, format, arguments);
}

nsc_status nsc_error_set(nsc_error *error, nsc_status status, const char *format, ...) {
    if (error == NULL || error->status != NSC_OK)
        return status;
    va_list arguments;
    va_start(arguments, format);
    set_message(error, status, format, arguments);
    va_end(arguments);
    return status;
}

nsc_status nsc_error_out_of_memory(nsc_error *error, const char *format, ...) {
    if (error == NULL || error->status != NSC_OK)
        return NSC_FAILED;
    va_list arguments;
    va_start(arguments, format);
    set_message(error, NSC_FAILED, format, arguments);
    va_end(arguments);
    nsc_error_prefix(error, "out of memory for ");
    error->out_of_memory = true;
    return NSC_FAILED;
}

nsc_status nsc_error_pass(nsc_error *error, nsc_status status, const nsc_error *reason) {
    if (error != NULL && error->status == NSC_OK) {
        *error = *reason;
        error->status = status;
    }
    return status;
}

void nsc_error_prefix(nsc_error *error, const char *format, ...) {
    if (error == NULL || error->status == NSC_OK)
        return;
    const size_t room = sizeof error->message - 1, left = room - strlen(error->message);
    char place[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    const size_t length = nsc_text_message(place, (left > room / 2 ? left : room / 2) + 1, format, arguments);
    va_end(arguments);
    const size_t rest = nsc_text_shorten(error->message, room - length);
    memmove(error->message + length, error->message, rest + 1);
    memcpy(error->message, place, length);
}
