/* Error texts: the first failure wins, and places are put in front of it on the way up. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

nsc_status nsc_error_set(nsc_error *error, nsc_status status, const char *format, ...) {
    if (error == NULL || error->status != NSC_OK)
        return status;
    error->status = status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    /* What is quoted from a file must not steer the reader's terminal. */
    for (char *character = error->message; *character != '\0'; character++)
        if (((unsigned char)*character < ' ' && *character != '\n') || *character == '\x7f')
            *character = '?';
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
