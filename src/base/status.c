/* Error texts: the first failure wins, and places are put in front of it on the way up. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void set_message(nsc_error *error, nsc_status status, const char *format, va_list arguments) {
    error->status = status;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    /* What is quoted from a file must not steer the reader's terminal. */
    for (char *character = error->message; *character != '\0'; character++)
        if (((unsigned char)*character < ' ' && *character != '\n') || *character == '\x7f')
            *character = '?';
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
    char text[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        return;
    size_t kept = strnlen(error->message, sizeof text - (size_t)length - 1);
    memcpy(text + length, error->message, kept);
    text[(size_t)length + kept] = '\0';
    memcpy(error->message, text, sizeof text);
}
