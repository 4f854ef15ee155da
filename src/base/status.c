/* Error texts: the first failure wins, and places are put in front of it on the way up. */
#include "base/status.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

/* True if the text of a format may have several lines: its own, or those of a failure that is passed on whole. */
static bool has_lines(const char *format) {
    return strchr(format, '\n') != NULL || strcmp(format, "%s") == 0;
}

static void set_message(nsc_error *error, nsc_status status, const char *format, va_list arguments) {
    char text[2 * sizeof error->message];
    error->status = status;
    nsc_text_format_list(text, sizeof text, format, arguments);
    /* What is quoted from a file must not steer the reader's terminal. */
    nsc_text_show(error->message, sizeof error->message, text, has_lines(format));
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
    char place[sizeof error->message], text[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    nsc_text_format_list(place, sizeof place, format, arguments);
    va_end(arguments);
    nsc_text_show(text, sizeof text, place, has_lines(format));
    nsc_text_format(text + strlen(text), sizeof text - strlen(text), "%s", error->message);
    memcpy(error->message, text, sizeof text);
}
